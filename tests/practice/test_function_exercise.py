"""Exercises answered by a function: what is compared, and what is said about a right answer."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import backprop_lib
from backprop_lib.practice.engine import FunctionExercise, arrays, floats
from backprop_lib.practice.engine.function_exercise import (
    MEASURED,
    MEASURED_CLOSELY,
    NUMBERS_ONLY,
)
from backprop_lib.values import shown_inputs
from tests.answers import function_in, message_on, note_on
from tools.repository import ROOT

from .small import AREA, DOUBLES, SUM


def test_a_counterexample_shows_the_example_first():
    assert message_on(lambda a, b: a * 7, AREA, "incorrect") == (
        "With a = 1.5, b = 4 it returns 10.5, but 6 is right."
    )


def test_a_counterexample_shows_other_values_where_the_example_is_right():
    message = message_on(lambda a, b: a * 4, AREA, "incorrect")
    assert message.startswith("The first example comes out right, but other values do not.")
    shown = re.search("With (a = .+) it returns", message)[1]
    others = [shown_inputs(inputs) for inputs in AREA.inputs[1:]]
    assert shown in others
    assert len(shown) == min(map(len, others)) < max(map(len, others))


def test_a_recognised_formula_of_the_parameters_is_shown():
    outcome = AREA.check(lambda a, b: b + a)
    assert (outcome.misconception, outcome.note) == (
        "added",
        "In short, your function returns `a + b`.",
    )
    outcome = AREA.check(lambda a, b: abs(a) * abs(b))
    assert (outcome.misconception, outcome.note) == ("sign_lost", "")


@pytest.mark.parametrize(
    "code",
    [
        "def f(a, b):\n    ...",
        "def f(a, b):\n    pass",
        "def f(a, b):\n    return None",
        "def f(a, b):\n    return ...",
        "def f(a, b):\n    'words'",
        "def f(a, b):\n    # a * b\n    ...",
        "def f(a, b):\n    raise NotImplementedError",
        "f = lambda a, b: None",
    ],
)
def test_a_blank_function_is_not_attempted(code):
    outcome = AREA.check(function_in(code))
    assert (outcome.status, outcome.message) == ("not attempted", "")


@pytest.mark.parametrize(
    "body", ["c = a * b", "c = 1.5 * 0.8", "return print(a * b)", "return [].append(a)"]
)
def test_a_missing_return_is_named(body):
    message = message_on(function_in(f"def f(a, b):\n    {body}"), AREA)
    assert message.startswith("Your function returns None. Either `return` is missing")


def test_a_missing_return_on_one_path_is_named():
    code = "def f(a, b):\n    if a > 0:\n        return a * b"
    assert "reach its end without a `return`" in message_on(function_in(code), AREA)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("f = lambda a: a", "takes a, but it is called with a, b"),
        ("f = lambda a, b, c: a", "takes a, b, c"),
        ("f = lambda: 1", "takes nothing"),
        ("f = lambda b, a: a * b", "takes b, a"),
    ],
)
def test_wrong_parameters_are_named(code, words):
    assert words in message_on(function_in(code), AREA)


@pytest.mark.parametrize(
    ("answer", "words"),
    [(2.1, "this is 2.1. Pass the function itself"), ("2 * a", "this is '2 * a'")],
)
def test_an_answer_that_is_not_a_function_is_an_error(answer, words):
    assert words in message_on(answer, AREA)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("def f(a, b):\n    yield 2", "contains `yield`"),
        ("async def f(a, b):\n    return 2", "`async`"),
    ],
)
def test_a_generator_or_a_coroutine_is_an_error(code, words):
    assert words in message_on(function_in(code), AREA)


def test_other_names_and_defaults_are_allowed():
    assert AREA.check(lambda x, y: x * y).passed
    assert AREA.check(lambda a, b, extra=1: a * b).passed
    assert AREA.check(np.multiply).passed


def test_arrays_and_tuples_count_as_lists():
    for kind in (tuple, np.array, list):
        assert DOUBLES.check(lambda *values, kind=kind: kind(DOUBLES.reference(*values))).passed
    assert AREA.check(lambda a, b: np.float64(a * b)).passed


@pytest.mark.parametrize("kind", [Fraction, Decimal, np.array, np.float64])
def test_a_function_may_return_numbers_of_other_types(kind):
    assert AREA.check(lambda a, b: kind(a) * kind(b)).passed
    assert DOUBLES.check(lambda *values: [kind(w) for w in DOUBLES.reference(*values)]).passed


@pytest.mark.parametrize("length", [2, 9])
def test_a_list_of_the_wrong_length_gets_the_hint(length):
    message = message_on(lambda start, steps: [start] * length, DOUBLES, "incorrect")
    assert message == (
        f"With start = 1.5, steps = 3, your function returns a list of {length} numbers, "
        "but a list of 4 numbers is wanted. The start counts too."
    )


@pytest.mark.parametrize(
    "code",
    [
        "import math\ndef f(a, b):\n    return math.fsum([a * b])",
        "f = lambda a, b: float(a) * float(b)",
        "f = lambda a, b: a * b if a > b else b * a",
        "def f(a, b):\n    if hasattr(a, 'shape'):\n"
        "        raise NotImplementedError\n    return a * b",
        "import numpy as np\ndef f(a, b):\n    return np.ravel(a)[0] * np.ravel(b)[0]",
    ],
)
def test_a_function_for_single_numbers_passes_with_a_note(code):
    assert note_on(function_in(code), AREA) == NUMBERS_ONLY
    assert note_on(function_in(code), replace(AREA, arrays=False)) == ""


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a", "def f(a, b):\n    a *= b\n    return a"),
        ("b", "def f(a, b):\n    b *= a\n    return b"),
    ],
)
def test_a_function_that_changes_an_array_passes_with_a_note(name, code):
    assert f"changes the array `{name}`" in note_on(function_in(code), AREA)


def test_a_wrong_function_that_changes_an_array_is_recognised():
    code = "def f(a, b):\n    a += b\n    return a"
    assert "You added the sides" in message_on(function_in(code), AREA, "incorrect")


@pytest.mark.parametrize(
    "code",
    [
        "def f(n):\n    total = 0\n    for k in range(n + 1):\n        total += k\n"
        "    return total",
        "def f(n):\n    total = 0\n    while n:\n        total += n\n        n -= 1\n"
        "    return total",
        "f = lambda n: sum([k for k in range(n + 1)])",
        "def f(n):\n    return n and n + f(n - 1)",
    ],
)
def test_a_loop_passes_with_a_note(code):
    assert note_on(function_in(code), SUM) == "Right, but with a loop."


def test_a_value_from_the_page_is_named_when_the_answer_is_wrong():
    exercise = replace(AREA, inside="c = a + b")
    code = "f = lambda a, b: a * side"
    outcome = exercise.check(function_in(code, side=4))
    assert (outcome.status, outcome.message) == (
        "incorrect",
        "`side` is not a parameter of your function: it is the 4 from further up the page. "
        "Compute it inside.",
    )
    assert outcome.note.startswith("The first example comes out right, but other values do not")
    code = "f = lambda a, b: a * c - d"
    assert message_on(function_in(code, c=0.5, d=1), exercise, "incorrect") == (
        "`c` and `d` are not parameters of your function: they are the 0.5 and 1 from further up "
        "the page. Compute them inside: `c = a + b`."
    )


def test_a_value_from_the_page_is_added_to_a_mistake_that_is_recognised():
    outcome = AREA.check(function_in("f = lambda a, b: a * b * half", half=0.5))
    assert outcome.misconception == "halved"
    assert outcome.note == (
        "In short, your function returns `a * b / 2`.\n`half` is not a parameter of your function: "
        "it is the 0.5 from further up the page. Compute it inside."
    )


def test_a_right_answer_may_use_a_value_from_the_page():
    assert note_on(function_in("f = lambda a, b: one * a * b", one=1), AREA) == ""


def test_a_list_from_the_page_that_grows_is_named():
    code = """
def f(start, steps):
    for k in range(steps + 1):
        kept.append(start * 2**k)
    return kept
"""
    outcome = replace(DOUBLES, inside="kept = []").check(function_in(code, kept=[1.0]))
    assert outcome.message == (
        "`kept` is not a parameter of your function: it is the list from further up the page. "
        "Compute it inside: `kept = []`."
    )
    assert "but a list of 4 numbers is wanted. The start counts too." in outcome.note


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        (AREA, "f = lambda a, b: forward(a, b)"),
        (AREA, "f = lambda a, b: chain.forward(a, [b])[1]"),
        (DOUBLES, "f = lambda start, steps: descend(1, 0, start, -0.5, steps).w"),
    ],
)
def test_an_answer_that_asks_the_library_passes_with_a_word_about_it(exercise, answer):
    names = {name: getattr(backprop_lib, name) for name in ("chain", "descend", "forward")}
    asking = replace(exercise, ready_made=("forward", "chain.forward", "descend"))
    note = note_on(function_in(answer, **names), asking)
    assert note == "Right, but you asked the course. Write it yourself."
    assert note_on(function_in(answer, **names), exercise) == ""


SQUARE = FunctionExercise(
    name="square",
    prompt="Write the slope of x².",
    code='''
def my_square(x):
    """Return the slope of x²."""
    return 2 * x
''',
    draws={"x": floats(-3, 3)},
    example={"x": 1.5},
    is_slope=True,
    hints=("The power rule.",),
    takeaway="The slope of x² is 2x.",
    mistakes="""
        size_only: abs(2 * x)
            You lost the sign.
    """,
)


@pytest.mark.parametrize("nudge", [0.01, 0.5, 3])
def test_a_slope_that_is_measured_and_exact_passes_with_a_word_about_it(nudge):
    def measured(x):
        return ((x + nudge) ** 2 - (x - nudge) ** 2) / (2 * nudge)

    assert note_on(measured, SQUARE) == MEASURED
    assert note_on(lambda x: x + x, SQUARE) == ""


def test_a_slope_that_is_measured_and_not_exact_is_recognised():
    def measured(x):
        return ((x + 1e-4) ** 2 - x**2) / 1e-4

    outcome = SQUARE.check(measured)
    assert (outcome.status, outcome.message) == ("incorrect", MEASURED_CLOSELY)
    assert outcome.note == "With x = 1.5 it returns 3.0001, but 3 is right."


def test_a_plain_right_answer_has_no_note():
    for exercise in (AREA, SUM, DOUBLES):
        assert note_on(exercise.reference, exercise) == ""


def test_every_process_draws_the_same_inputs():
    code = "from tests.practice.small import AREA, SUM; print([AREA.inputs, SUM.inputs])"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == f"{[AREA.inputs, SUM.inputs]}\n"


def small_function(**data):
    code = 'def my_n(x):\n    """Return 2x."""\n    return 2 * x'
    given = {"code": code, "draws": {"x": floats(1, 2)}, "example": {"x": 1.0}, "mistakes": ""}
    given |= {"name": "n", "prompt": "?", "hints": ("h",), "takeaway": "!"}
    return FunctionExercise(**given | data)


def test_values_that_were_drawn_are_made_to_fit_together():
    def fit(inputs):
        return inputs | {"b": 2 * inputs["a"]}

    fitted = replace(AREA, fit=fit)
    drawn = fitted.drawn("some", 20)
    assert all(inputs["b"] == 2 * inputs["a"] for inputs in drawn)
    assert [inputs["a"] for inputs in drawn] == [inputs["a"] for inputs in AREA.drawn("some", 20)]
    assert AREA.drawn("some", 20) != drawn


def test_parameters_that_disagree_are_refused():
    with pytest.raises(ValueError, match=r"the solution takes \('x',\), but `draws` has \('y',\)"):
        small_function(draws={"y": floats(1, 2)})
    with pytest.raises(ValueError, match=r"but `example` has \('y',\)"):
        small_function(example={"y": 1.0})


def test_a_mistake_that_is_right_is_refused():
    with pytest.raises(ValueError, match="may be equal: the solution and no_mistake"):
        _ = small_function(mistakes="no_mistake: x + x\n  It is right.").inputs


@pytest.mark.parametrize(
    ("mistakes", "words"),
    [
        ("slip: x +\n  Why.", "n: “x \\+” is not a formula: invalid syntax"),
        ("slip: x + y\n  Why.", "n: slip fails with NameError"),
        ("slip: x + 1", "n: “slip: x \\+ 1” should be"),
    ],
)
def test_a_faulty_mistake_is_named_with_its_exercise(mistakes, words):
    with pytest.raises(ValueError, match=words):
        _ = small_function(mistakes=mistakes).inputs


def test_a_function_named_unlike_its_exercise_is_refused():
    with pytest.raises(ValueError, match="m: the function in `code` is not called my_m"):
        small_function(name="m")


def test_a_solution_without_a_docstring_is_refused():
    with pytest.raises(ValueError, match="must be one function with a docstring"):
        small_function(code="def my_n(x):\n    return 2 * x")


BACK = FunctionExercise(
    name="back",
    prompt="Write the way back through a product of matrices.",
    code='''
def my_back(x, w, arriving):
    """Return what x @ w hands back to w and to x."""
    return x.T @ arriving, arriving @ w.T
''',
    draws={
        "x": arrays("rows", "inner", of=floats(-3, 3)),
        "w": arrays("inner", "columns", of=floats(-3, 3)),
        "arriving": arrays("rows", "columns", of=floats(-3, 3)),
    },
    example={"x": np.array([[1.5, 4]]), "w": np.array([[3.0], [2]]), "arriving": np.array([[2]])},
    hints=("What fits?",),
    takeaway="Each gets the other, transposed.",
    length_hint="One for w and one for x.",
    also_right="",
    mistakes="""
        as_it_stands: (x.T @ arriving, arriving @ w)
            You did not transpose w.
        exchanged: (arriving @ w.T, x.T @ arriving)
            You exchanged both.
        squared: (x.T @ arriving, np.square(arriving @ w.T))
            You squared.
    """,
)


def test_arrays_of_one_call_fit_together():
    drawn = BACK.drawn("any seed", 30)
    for inputs in drawn:
        assert (inputs["x"] @ inputs["w"]).shape == inputs["arriving"].shape
    assert len({inputs["x"].shape + inputs["w"].shape for inputs in drawn}) == 8


def test_several_arrays_are_compared_one_by_one():
    assert BACK.check(lambda x, w, arriving: [x.T @ arriving, (w @ arriving.T).T]).passed
    message = message_on(
        lambda x, w, arriving: (x.T @ arriving, arriving @ w.T * 3), BACK, "incorrect"
    )
    assert message == (
        "With x = [[1.5, 4]], w = [[3], [2]], arriving = [[2]] value 2 of 2 is [[18, 12]], "
        "but [[6, 4]] is right."
    )


def test_a_mistake_that_fits_some_shapes_only_is_recognised():
    outcome = BACK.check(lambda x, w, arriving: (x.T @ arriving, np.matmul(arriving, w)))
    assert (outcome.status, outcome.misconception) == ("incorrect", "as_it_stands")
    assert outcome.note == "In short, your function returns `(x.T @ arriving, arriving @ w)`."


def test_shapes_that_do_not_fit_are_explained_if_the_mistake_is_unknown():
    message = message_on(lambda x, w, arriving: (x @ arriving.T @ w, arriving), BACK)
    assert message.endswith("A matrix product does not fit: its inner sizes, 2 and 1, must agree.")


def test_a_value_error_that_is_not_about_shapes_is_no_mistake_with_shapes():
    outcome = BACK.check(lambda x, w, arriving: (x.T @ arriving, arriving @ w + float("x")))
    assert (outcome.status, outcome.misconception) == ("error", None)
    assert "could not convert string to float: 'x'" in outcome.message


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("x.T @ arriving", "error", "returns an array of shape (2, 1), but 2 values are wanted"),
        ("'both'", "error", "returns 'both' (str), but 2 values are wanted"),
        (
            "[x] * 3",
            "incorrect",
            "returns 3 values, but 2 values are wanted, one after another. "
            "One for w and one for x.",
        ),
        (
            "(x.T @ arriving, arriving)",
            "error",
            "returns, as value 2 of 2, an array of shape "
            "(1, 1), but an array of shape (1, 2) is wanted.",
        ),
        ("(None, x)", "error", "returns, as value 1 of 2, None: can it"),
        ("(x.T @ arriving / 0, x)", "error", "returns, as value 1 of 2, [[inf], [inf]], which"),
    ],
)
def test_several_values_of_the_wrong_kind_get_a_sentence(code, status, words):
    answer = function_in(f"def f(x, w, arriving):\n    return {code}")
    assert words in message_on(answer, BACK, status)


def test_a_mistake_that_fits_no_shapes_is_refused():
    exercise = replace(BACK, mistakes="never: (x @ np.ones(7), x)\n  Why.")
    with pytest.raises(ValueError, match="no inputs tell these apart"):
        _ = exercise.inputs


def test_an_endless_loop_is_met_only_once():
    calls = []

    def endless(x, w, arriving):
        calls.append(x)
        while True:
            pass

    assert "still running" in message_on(endless, BACK)
    assert len(calls) == 1
