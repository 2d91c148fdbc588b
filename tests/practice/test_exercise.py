import asyncio
import json
import re
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from backprop_lib.practice import exercises, lessons, predictions
from backprop_lib.practice.engine import progress
from backprop_lib.practice.engine.exercise import (
    ChoiceExercise,
    NumberExercise,
    OrderingExercise,
)
from backprop_lib.practice.engine.facts import facts
from backprop_lib.practice.engine.function_exercise import FunctionExercise, floats
from backprop_lib.practice.engine.registry import Registry

GRADIENT = exercises["gradient"]
UPDATE = exercises["update"]


def written(code, name="f"):
    names = {}
    exec(compile(code, "a cell", "exec"), names)
    return names[name]


def sentence(answer, exercise=GRADIENT, status="error"):
    """Return the message, having seen that it is one."""
    outcome = exercise.check(answer)
    assert outcome.status == status
    assert not outcome.passed
    for text in (outcome.message, repr(outcome), outcome.as_html()):
        assert "Traceback" not in text
        assert 'File "' not in text
    return outcome.message


def test_an_unknown_name_lists_the_near_ones():
    with pytest.raises(KeyError, match="there is no exercise 'gradiant'; did you mean gradient"):
        exercises["gradiant"]
    with pytest.raises(KeyError, match="there are forward, loss"):
        exercises["qqqqq"]
    assert exercises.get("gradiant") is None


def test_no_two_of_the_course_have_one_name():
    for registry in (exercises, predictions, lessons):
        assert len(set(registry)) == len(registry)


def test_a_look_up_goes_no_further_than_it_must():
    def members():
        yield GRADIENT
        raise AssertionError("this one was not asked for")

    assert Registry("exercise", members)["gradient"] is GRADIENT


def test_names_of_exercises_and_functions_agree():
    for name, exercise in exercises.items():
        assert exercise.name == name
        assert f'exercises["{name}"].check(my_{name})' in exercise.stub


def test_outcome_says_the_same_in_each_form():
    outcome = GRADIENT.check(lambda x, y, w: 2 * (x * w - y))
    bundle = outcome._repr_mimebundle_()
    assert bundle["text/plain"] == repr(outcome)
    assert repr(outcome) == f"✗ Not right yet. {outcome.message}\n{outcome.note}"
    assert "<code>2 * (x * w - y)</code>" in bundle["text/html"]
    assert outcome.message in bundle["text/html"]
    assert "var(--jp-error-color1" in bundle["text/html"]
    assert "exactly the factor x" in outcome.message


def test_what_the_learner_typed_is_escaped():
    outcome = exercises["best_weight"].check("<img src=x onerror=alert(1)>")
    assert "“<img src=x onerror=alert(1)>”" in outcome.message
    assert "<img" not in outcome.as_html()


def test_a_counterexample_is_the_articles_where_that_is_wrong():
    assert sentence(lambda x, y, w: x * 7, status="incorrect") == (
        "With x = 1.5, y = 0.5, w = 0.8 it returns 10.5, but 2.1 is right."
    )


def test_a_counterexample_is_another_where_the_articles_is_right():
    message = sentence(lambda x, y, w: 2 * (x * w - y) * 1.5, status="incorrect")
    assert message.startswith("The article's example comes out right, but other values do not.")
    assert "x = 1.5," not in message


@pytest.mark.parametrize(
    "code",
    [
        "def f(x, y, w):\n    ...",
        "def f(x, y, w):\n    pass",
        "def f(x, y, w):\n    return None",
        "def f(x, y, w):\n    return ...",
        "def f(x, y, w):\n    'words'",
        "def f(x, y, w):\n    # 2 * (x * w - y) * x\n    ...",
        "def f(x, y, w):\n    raise NotImplementedError",
        "f = lambda x, y, w: None",
    ],
)
def test_blank_functions(code):
    outcome = GRADIENT.check(written(code))
    assert (outcome.status, outcome.message) == ("not attempted", "")


def test_a_forgotten_return_is_told():
    for body in (
        "g = 2 * (x * w - y) * x",
        "y_hat = 1.5 * 0.8",
        "return print(x * w)",
        "return [].append(w)",
    ):
        message = sentence(written(f"def f(x, y, w):\n    {body}"))
        assert message.startswith("Your function returns None. Either `return` is missing")


def test_a_return_forgotten_on_one_way_is_told():
    code = "def f(x, y, w):\n    if x > 0:\n        return 2 * (x * w - y) * x"
    assert "without a `return`" in sentence(written(code))


def test_an_exception_names_the_line():
    message = sentence(written("def f(x, y, w):\n    a = x\n    return a / 0"))
    assert "in line 3" in message
    assert "ZeroDivisionError: float division by zero" in message


def test_an_exception_shows_the_line_where_the_source_is_known():
    def f(x, y, w):
        return x * missing  # noqa: F821

    assert "`return x * missing  # noqa: F821`" in sentence(f)


def test_an_exception_inside_the_library_names_the_learners_line():
    code = "import backprop_lib as bp\ndef f(x, y, w):\n    return bp.gradient(x, y, 'w')"
    message = sentence(written(code))
    assert "in line 3" in message
    assert "w must be a number" in message


def test_exiting_is_no_way_out():
    assert "SystemExit" in sentence(written("def f(x, y, w):\n    raise SystemExit"))


def test_interrupting_the_kernel_goes_through():
    with pytest.raises(KeyboardInterrupt):
        GRADIENT.check(written("def f(x, y, w):\n    raise KeyboardInterrupt"))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return (x * w - y) ^ 2", "In Python a power is `**`; `^` means something else."),
        ("v = []\n    v = v.append(w)\n    v.append(w)", "leave out `weights =`."),
        ("return 2(x * w - y)", "Python needs `*` between a number and a bracket."),
        ("return x(w)", "Python needs `*` between a number and a bracket."),
        ("return 2 * (y_hat - y) * x", "`y_hat` is not given here: compute it first or use the"),
        ("return math.pow(x * w - y, 2)", "Import it at the top of the cell."),
        ("return (-1.0) ** 0.5 < x", "a negative number raised to a fraction"),
        ("return (-1.0) ** 0.5", "Is a negative number raised to a fraction?"),
    ],
)
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_errors_of_python_are_told_with_what_mends_them(body, words):
    assert words in sentence(written(f"def f(x, y, w):\n    {body}"))


def test_an_exception_that_cannot_be_printed():
    code = """
class Odd(Exception):
    def __str__(self):
        raise ValueError
    __repr__ = __str__
def f(x, y, w):
    raise Odd
"""
    assert "with Odd." in sentence(written(code))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (float("nan"), "not finite"),
        (float("inf"), "not finite"),
        (np.array([1.0, 2.0]), "a list of 2 numbers, but a number is wanted"),
        ([2.1], "a list of 1 number, but a number is wanted"),
        (np.ones((2, 2)), "an array of shape (2, 2)"),
        ("2.1", "'2.1' (str), but a number is wanted"),
        (True, "True (bool)"),
        (2j, "2j (complex)"),
        ({1}, "{1} (set)"),
        ([[1], [1, 2]], "(list)"),
        (10**400, "(int), but a number is wanted"),
        ((i for i in "ab"), "returns a generator"),
    ],
)
def test_values_of_the_wrong_kind(value, words):
    assert words in sentence(lambda x, y, w: value)


def test_a_list_that_holds_itself():
    endless = []
    endless.append(endless)
    assert "(list)" in sentence(lambda x, y, w: endless)


def test_an_object_whose_repr_fails():
    class Odd:
        def __repr__(self):
            raise ValueError

    assert "<Odd instance> (Odd)" in sentence(lambda x, y, w: Odd())


def test_lists_of_the_wrong_length_say_so():
    for length in (2, 9):
        message = sentence(
            lambda x, y, w, lr, steps, length=length: [w] * length,
            exercises["descend"],
            "incorrect",
        )
        assert f"a list of {length} numbers, but a list of 4 numbers is wanted. Is" in message
        assert message.endswith(exercises["descend"].length_hint)


def test_arrays_and_tuples_are_as_good_as_lists():
    solution = exercises["descend"].reference
    for kind in (tuple, np.array, list):
        assert exercises["descend"].check(lambda *values, kind=kind: kind(solution(*values))).passed
    assert GRADIENT.check(lambda x, y, w: np.float64(2 * (x * w - y) * x)).passed


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("f = lambda x, y: x", "takes x, y, but it is called with x, y, w"),
        ("f = lambda x, y, w, b: x", "takes x, y, w, b"),
        ("f = lambda: 1", "takes nothing"),
        ("f = lambda w, x, y: 2 * (x * w - y) * x", "takes w, x, y"),
        ("f = 2.1", "this is 2.1. Pass the function itself"),
        ("f = '2 * x'", "this is '2 * x'"),
        ("def f(x, y, w):\n    yield 2", "contains `yield`"),
        ("async def f(x, y, w):\n    return 2", "`async`"),
    ],
)
def test_what_is_no_such_function(code, words):
    assert words in sentence(written(code))


def test_other_names_and_defaults_are_welcome():
    assert GRADIENT.check(lambda a, b, c: 2 * (a * c - b) * a).passed
    assert GRADIENT.check(lambda x, y, w, extra=1: 2 * (x * w - y) * x).passed
    assert exercises["forward"].check(np.multiply).passed


@pytest.mark.parametrize(
    "code",
    [
        "def f(x, y, w):\n    while True:\n        w = w",
        "def f(x, y, w):\n    while True: pass",
        "def f(x, y, w):\n    while True:\n        try:\n            w\n"
        "        except Exception:\n            pass",
        "def g():\n    while True:\n        pass\ndef f(x, y, w):\n    return g()",
        "import itertools\ndef f(x, y, w):\n    return [0 for _ in itertools.count()]",
        "import itertools\ndef f(x, y, w):\n    return sum(1 for _ in itertools.count())",
    ],
)
def test_endless_loops_are_stopped(code):
    message = sentence(written(code))
    assert "still running after 500,000 steps" in message
    assert "in line " in message
    assert ",." not in message


def test_endless_recursion_is_told():
    def f(x, y, w):
        return f(x, y, w)

    assert "over and over in line" in sentence(written("def f(x, y, w): return f(x, y, w)"))
    assert "`). What should stop it?" in sentence(f)


def test_the_earlier_trace_function_comes_back():
    seen = []

    def tracer(frame, event, arg):
        seen.append(event)

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        for answer in (GRADIENT.reference, lambda x, y, w: 1 / 0):
            GRADIENT.check(answer)
            assert sys.gettrace() is tracer
    finally:
        sys.settrace(before)
    assert seen


def test_printing_does_no_harm(capsys):
    code = "def f(x, y, w):\n    print('here', x)\n    return 2 * (x * w - y) * x"
    assert GRADIENT.check(written(code)).passed
    assert "here 1.5" in capsys.readouterr().out


def test_warnings_do_no_harm():
    code = """
import warnings
import numpy as np
def f(x, y, w):
    warnings.warn("mind")
    np.float64(1) / np.float64(0)
    return 2 * (x * w - y) * x
"""
    assert GRADIENT.check(written(code)).passed


def passed_with(answer, exercise):
    """Return the note on an answer that passes."""
    outcome = exercise.check(answer)
    assert (outcome.status, outcome.message) == ("passed", exercise.takeaway)
    assert outcome.note in repr(outcome)
    return outcome.note


def test_a_function_that_changes_its_arguments():
    note = passed_with(written("def f(w, grad, lr):\n    w -= lr * grad\n    return w"), UPDATE)
    assert "changes the array `w`" in note
    code = "def f(w, grad, lr):\n    grad *= lr\n    return w - grad"
    assert "changes the array `grad`" in passed_with(written(code), UPDATE)
    code = "def f(w, grad, lr):\n    w += lr * grad\n    return w"
    assert "Your step climbs" in sentence(written(code), UPDATE, "incorrect")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("loss", "import math\ndef f(y_hat, y):\n    return math.pow(y_hat - y, 2)"),
        ("forward", "f = lambda x, w: float(x) * float(w)"),
        ("loss", "f = lambda y_hat, y: (y_hat - y) ** 2 if y_hat > y else (y - y_hat) ** 2"),
        (
            "update",
            "def f(w, grad, lr):\n    if hasattr(w, 'shape'):\n"
            "        raise NotImplementedError\n    return w - lr * grad",
        ),
        (
            "gradient",
            "import numpy as np\ndef f(x, y, w):\n"
            "    x, y, w = (np.ravel(v)[0] for v in (x, y, w))\n    return 2 * (x * w - y) * x",
        ),
    ],
)
def test_a_function_that_is_right_for_numbers_only_passes(name, code):
    assert "one number at a time" in passed_with(written(code), exercises[name])
    assert passed_with(exercises[name].reference, exercises[name]) == ""


def test_a_loop_where_a_formula_is_asked_for():
    exercise = exercises["weight_after"]
    loops = [
        "def f(x, y, w, lr, k):\n    for _ in range(k):\n        w -= lr * 2 * (x * w - y) * x\n"
        "    return w",
        "def f(x, y, w, lr, k):\n    while k:\n        k -= 1\n"
        "        w -= lr * 2 * (x * w - y) * x\n    return w",
    ]
    for code in loops:
        assert passed_with(written(code), exercise) == exercise.loop_note
    assert passed_with(exercise.reference, exercise) == ""


def test_the_inputs_are_the_same_in_each_process():
    code = (
        "from backprop_lib.practice import exercises;"
        "print([exercises[name].inputs for name in ('gradient', 'descend')])"
    )
    runs = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
        for _ in range(2)
    }
    assert len(runs) == 1
    assert "1.5" in runs.pop()


@pytest.mark.parametrize(
    "answer",
    [
        Fraction(3, 10),
        Decimal("0.3"),
        np.array(0.3),
        np.float32(0.3),
        np.float64(0.3),
        "w* = 3/10",
    ],
)
def test_numbers_of_other_kinds_pass(answer):
    exercise = NumberExercise(**DATA, answer=0.3, tolerance=1e-3, mistakes="")
    assert exercise.check(answer).passed
    assert "0.3" in sentence(answer, exercises["steps_to_small_loss"], "incorrect")


@pytest.mark.parametrize("kind", [Fraction, Decimal, np.array, np.float64])
def test_functions_may_return_numbers_of_other_kinds(kind):
    def f(x, w):
        return kind(x) * kind(w)

    assert exercises["forward"].check(f).passed
    descend = exercises["descend"].reference
    assert exercises["descend"].check(lambda *values: [kind(w) for w in descend(*values)]).passed


@pytest.mark.parametrize("answer", [True, [1], np.array([1.0]), 1j, dict, float("nan"), 10**400])
def test_answers_that_are_not_a_number(answer):
    assert "number is wanted" in sentence(answer, exercises["best_weight"])


def test_a_wrong_number_shows_what_comes_of_it():
    assert sentence(0.2, exercises["largest_lr"], "incorrect") == (
        "0.2 is not the right number. There the distance is multiplied by −2.6 at each step: "
        "running away."
    )
    for steps in (13, 24, 60, 100, "10^9"):
        assert "steps the loss is below 1e-6, but not for the first time." in sentence(
            steps, exercises["steps_to_small_loss"], "incorrect"
        )
    for steps in (2.5, -3):
        assert "Count whole steps" in sentence(steps, exercises["steps_to_small_loss"], "incorrect")
    assert "After 3 steps the loss is 0.0136." in sentence(
        3, exercises["steps_to_small_loss"], "incorrect"
    )


def test_a_wrong_slope_is_told_the_secants():
    message = sentence(-3, exercises["gradient_at_start"], "incorrect")
    assert message.startswith("−3 is not the right number. With that slope, a nudge of 0.1 would")
    assert "the secant's slope is −3.525" in message


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (5000, "multiplied by −3 at each step: running away."),
        (15000, "multiplied by −0.333333 at each step: swinging. A larger rate works too."),
        (40000, "multiplied by 0.5 at each step: slow. A larger rate works too."),
        (-10, "it is divided by more than 1."),
        (0, "it is divided by more than 1."),
    ],
)
def test_a_wrong_divisor_shows_what_comes_of_it(number, words):
    assert words in sentence(number, exercises["scaled_input"], "incorrect")


def test_the_largest_rate_is_not_above_the_limit():
    largest = exercises["largest_lr"]
    for right in (0.1095, 0.11, 0.111, 0.1111, 0.1112, "1/9"):
        assert largest.check(right).passed
    for above in (0.112, 0.1125, 0.12):
        assert "a little above 1/9: there it runs away" in sentence(above, largest, "incorrect")
    assert "running away" in sentence(0.13, largest, "incorrect")
    assert "swinging" in sentence(0.109, largest, "incorrect")


def test_answers_that_are_no_choice():
    for odd in ("z", "(z)", "swinging", "3", "(", "cc"):
        assert 'One of "a", "b"' in sentence(odd, exercises["which_regime"])
    assert "this is 3" in sentence(3, exercises["which_regime"])
    assert "this is ['c']" in sentence(["c"], exercises["which_regime"])
    assert exercises["which_regime"].check("  ").status == "not attempted"


def test_answers_that_are_no_order():
    loop = exercises["training_loop"]
    assert "A list of names is wanted" in sentence("forward", loop)
    assert "A list of names is wanted" in sentence([1, 2], loop)
    assert "Name each of these once" in sentence(["forward", "loss"], loop)
    assert loop.check([]).status == "not attempted"


def test_hints_come_one_after_the_other():
    exercise = NumberExercise(
        name="n", prompt="?", hints=("one", "two"), takeaway="!", answer=1, mistakes=""
    )
    assert [str(exercise.hint()) for _ in range(4)] == [
        "Hint 1 of 2: one",
        "Hint 2 of 2: two",
        "That was the last hint. solution() shows the answer.",
        "That was the last hint. solution() shows the answer.",
    ]


def test_solutions_are_shown_on_asking():
    assert "return 2 * (x * w - y) * x" in repr(GRADIENT.solution())
    assert repr(exercises["which_regime"].solution()).startswith("c) swinging")
    assert repr(exercises["training_loop"].solution()).startswith("1. start: ")
    for exercise in exercises.values():
        assert exercise.takeaway in exercise.solution()


def test_attempts_are_kept(progress_file):
    GRADIENT.check(None)
    assert not progress_file.exists()
    GRADIENT.check(lambda x, y, w: 2 * (x * w - y))
    GRADIENT.check(GRADIENT.reference)
    GRADIENT.check(lambda x, y, w: 2 * (x * w - y))
    assert json.loads(progress_file.read_text())["exercises"]["gradient"] == {
        "tried": 3,
        "passed": True,
        "passed_at": 2,
        "misconceptions": ["inner_derivative_missing"],
    }


def test_a_misconception_is_kept_as_often_as_it_is_met_until_the_exercise_is_passed(progress_file):
    for factor in (1, 1, 2, 1):
        GRADIENT.check(lambda x, y, w, factor=factor: factor * (x * w - y) * x)
    kept = json.loads(progress_file.read_text())["exercises"]["gradient"]
    assert kept["misconceptions"] == ["factor_two_missing"] * 2
    assert kept["passed_at"] == 3


def test_a_file_from_before_misconceptions_were_counted_goes_on(progress_file):
    old = {"tried": 2, "passed": False, "misconceptions": ["inner_derivative_missing"]}
    progress_file.write_text(json.dumps({"version": 1, "exercises": {"gradient": old}}))
    GRADIENT.check(lambda x, y, w: 2 * (x * w - y))
    GRADIENT.check(GRADIENT.reference)
    assert json.loads(progress_file.read_text())["exercises"]["gradient"] == {
        "tried": 4,
        "passed": True,
        "passed_at": 4,
        "misconceptions": ["inner_derivative_missing"] * 2,
    }


def test_trouble_with_the_file_is_told_once(progress_file):
    progress_file.write_text("no json")
    outcome = GRADIENT.check(GRADIENT.reference)
    assert outcome.passed
    assert "could not be read" in outcome.note
    assert outcome.note in repr(outcome)
    assert GRADIENT.check(GRADIENT.reference).note == ""
    assert progress.current().trouble


DATA = {"name": "n", "prompt": "?", "hints": ("h",), "takeaway": "!"}


NO = "\n  Not right."
TWICE = f"a: 1{NO}\na: 2{NO}"


def test_data_that_contradicts_itself_is_refused():
    with pytest.raises(ValueError, match="two facts are called 'a'"):
        _ = NumberExercise(**DATA, answer=3, mistakes=TWICE).misconceptions
    with pytest.raises(ValueError, match="each wrong option needs one mistake"):
        ChoiceExercise(**DATA, options={"a": "1", "b": "2"}, answer="a", mistakes="")
    with pytest.raises(ValueError, match="names an unknown step"):
        OrderingExercise(**DATA, steps={"a": "1"}, mistakes=f"k: a, b{NO}")
    with pytest.raises(ValueError, match="is not an order of the steps"):
        OrderingExercise(**DATA, steps={"a": "1"}, also_right="a, a", mistakes="")
    code = 'def my_n(x):\n    """Return 2x."""\n    return 2 * x'
    with pytest.raises(ValueError, match="does not take"):
        FunctionExercise(
            **DATA, code=code, draws={"y": floats(1, 2)}, example={"y": 1}, mistakes=""
        )
    same = FunctionExercise(
        **DATA,
        code=code,
        draws={"x": floats(1, 2)},
        example={"x": 1.0},
        mistakes="no_mistake: x + x\n  It is right.",
    )
    with pytest.raises(ValueError, match=r"no inputs tell apart .*no_mistake"):
        _ = same.inputs


@pytest.mark.parametrize(
    "text", ["a 1\n  Why.", "a: 1", ": 1\n  Why.", "a:\n  Why.", "two words: 1\n  Why."]
)
def test_a_fact_with_a_part_missing_is_quoted(text):
    with pytest.raises(ValueError, match=re.escape(f"“{text.splitlines()[0]}” should be")):
        list(facts(text))


def test_facts_are_read_whatever_their_margin():
    text = """
        first: x: y
            Why, in two
            lines.

        second: z
            Why not?
    """
    assert list(facts(text)) == [
        ("first", "x: y", "Why, in two lines."),
        ("second", "z", "Why not?"),
    ]


def test_checking_inside_a_running_event_loop():
    async def in_loop():
        return GRADIENT.check(GRADIENT.reference)

    assert asyncio.run(in_loop()).passed
