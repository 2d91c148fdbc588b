"""Whatever a learner's function does, there is a value or a sentence."""

import sys

import numpy as np
import pytest

from backprop_lib.sandbox import CallError, EndlessError, ShapesError, call
from tests.answers import function_in, message_on

from .small import AREA


def message_on_code(code):
    return message_on(function_in(code), AREA)


def test_an_exception_names_the_line():
    message = message_on_code("def f(a, b):\n    c = a\n    return c / 0")
    assert "in line 3" in message
    assert "ZeroDivisionError: float division by zero" in message


def test_an_exception_in_a_helper_names_the_line_of_the_helper():
    message = message_on_code("def g(a):\n    return a / 0\n\ndef f(a, b):\n    return g(a)")
    assert "in line 2" in message


def test_an_exception_quotes_the_line_if_the_source_is_known():
    def f(a, b):
        return a * missing  # noqa: F821

    assert "`return a * missing  # noqa: F821`" in message_on(f, AREA)


def test_an_exception_in_the_library_names_the_learners_line():
    message = message_on_code(
        "import backprop_lib as bp\ndef f(a, b):\n    return bp.forward(a, 'w')"
    )
    assert "in line 3" in message
    assert "w must be a number" in message


def test_an_exit_is_an_error():
    assert "SystemExit" in message_on_code("def f(a, b):\n    raise SystemExit")


def test_an_interrupt_of_the_kernel_stops_the_check():
    with pytest.raises(KeyboardInterrupt):
        AREA.check(function_in("def f(a, b):\n    raise KeyboardInterrupt"))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return (a * b) ^ 2", "In Python a power is `**`; `^` means something else."),
        ("v = []\n    v = v.append(a)\n    v.append(a)", "leave out `weights =`."),
        ("return 2(a * b)", "Python needs `*` between a number and a bracket."),
        ("return a(b)", "Python needs `*` between a number and a bracket."),
        ("return y_hat * b", "`y_hat` is not given here: compute it first or use the"),
        ("return math.pow(a, b)", "Import it at the top of the cell."),
        ("return (-1.0) ** 0.5 < a", "a negative number raised to a fraction"),
        ("return (-1.0) ** 0.5", "here a negative number to a fraction; one `*` multiplies."),
    ],
)
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_a_usual_slip_gets_advice(body, words):
    assert words in message_on_code(f"def f(a, b):\n    {body}")


def test_an_exception_that_cannot_be_printed_is_named():
    code = """
class Odd(Exception):
    def __str__(self):
        raise ValueError
    __repr__ = __str__
def f(a, b):
    raise Odd
"""
    assert "with Odd." in message_on_code(code)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (float("nan"), "not finite"),
        (float("inf"), "not finite"),
        (np.array([1.0, 2.0]), "a list of 2 numbers, but a number is wanted"),
        ([2.1], "a list of 1 number, but a number is wanted"),
        ((2.1,), "a tuple of 1 number, but a number is wanted. Is there a comma too many?"),
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
def test_a_value_of_the_wrong_kind_is_named(value, words):
    assert words in message_on(lambda a, b: value, AREA)


def test_a_list_that_holds_itself_is_named():
    endless = []
    endless.append(endless)
    assert "(list)" in message_on(lambda a, b: endless, AREA)


def test_an_object_whose_repr_fails_is_named():
    class Odd:
        def __repr__(self):
            raise ValueError

    assert "<Odd instance> (Odd)" in message_on(lambda a, b: Odd(), AREA)


@pytest.mark.parametrize(
    "code",
    [
        "def f(a, b):\n    while True:\n        a = a",
        "def f(a, b):\n    while True: pass",
        "def f(a, b):\n    try:\n        while True:\n            a = a\n"
        "    except Exception:\n        return a * b",
        "def g():\n    while True:\n        pass\ndef f(a, b):\n    return g()",
        "import itertools\ndef f(a, b):\n    return [0 for _ in itertools.count()]",
        "import itertools\ndef f(a, b):\n    return sum(1 for _ in itertools.count())",
    ],
)
def test_an_endless_loop_is_stopped(code):
    message = message_on_code(code)
    assert "still running after 500,000 steps" in message
    assert "in line " in message
    assert ",." not in message


def test_a_smaller_budget_stops_sooner():
    f = function_in("def f(n):\n    for _ in range(n):\n        pass\n    return n")
    assert call(f, {"n": 50}, budget=1000) == 50
    with pytest.raises(EndlessError, match=r"n = 5000, .* still running after 1,000 steps in line"):
        call(f, {"n": 5000}, budget=1000)
    assert call(f, {"n": 5000}) == 5000


def test_an_endless_recursion_is_stopped():
    def f(a, b):
        return f(a, b)

    assert "over and over in line" in message_on_code("def f(a, b): return f(a, b)")
    assert "`). What should stop it?" in message_on(f, AREA)


def test_the_earlier_trace_function_is_restored():
    seen = []

    def tracer(frame, event, arg):
        seen.append(event)

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        for answer in (AREA.reference, lambda a, b: 1 / 0):
            AREA.check(answer)
            assert sys.gettrace() is tracer
    finally:
        sys.settrace(before)
    assert seen


def test_a_function_may_print(capsys):
    code = "def f(a, b):\n    print('here', a)\n    return a * b"
    assert AREA.check(function_in(code)).passed
    assert "here 1.5" in capsys.readouterr().out


def test_a_function_may_warn():
    code = """
import warnings
import numpy as np
def f(a, b):
    warnings.warn("mind")
    np.float64(1) / np.float64(0)
    return a * b
"""
    assert AREA.check(function_in(code)).passed


def test_a_list_that_is_given_is_not_changed():
    pairs = [[(0, 1.5)], []]
    turned = function_in(
        "def f(pairs):\n    pairs.reverse()\n    pairs[1] += [2]\n    return pairs"
    )
    assert call(turned, {"pairs": pairs}) == [[], [(0, 1.5), 2]]
    assert pairs == [[(0, 1.5)], []]


def test_an_array_with_a_nan_is_not_changed():
    assert call(lambda a: len(a), {"a": np.array([1.0, np.nan])}) == 2


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("a @ b", "). A matrix product does not fit: its inner sizes, 2 and 3, must agree."),
        ("a.dot(b)", "). (3, 2) @ (3, 2) does not fit: the inner sizes, 2 and 3, must agree."),
        ("a * b[:, 0]", "). (3, 2) and (3,) do not fit entry by entry; a matrix product is `@`."),
        ("np.add(a[0], 1, out=a)[3:] + a.__iadd__(np.ones((5, 3, 2)))", "). An array of the shape "
         "(5, 3, 2) does not fit into one of the shape (3, 2)."),
        ("a.__setitem__(0, b[:, 0])", "). An array of the shape (3,) does not fit into one of the "
         "shape (2,)."),
        ("np.reshape(a, (4, 2))", " with ValueError: cannot reshape array of size 6 into shape"),
        ("a.sum(axis=2)", " with AxisError: axis 2 is out of bounds"),
        ("np.linalg.inv(a)", " with LinAlgError: Last 2 dimensions of the array must be square"),
        ("np.concatenate([a, b.T])", " with ValueError: all the input array dimensions except"),
    ],
)  # fmt: skip
def test_shapes_that_do_not_fit_are_said_with_the_learners_own(code, words):
    f = eval(f"lambda a, b: {code}", {"np": np})
    with pytest.raises(ShapesError) as trouble:
        call(f, {"a": np.ones((3, 2)), "b": np.zeros((3, 2))})
    assert words.removeprefix(")") in str(trouble.value)
    assert "gufunc" not in str(trouble.value)


@pytest.mark.parametrize("code", ["int('x')", "float('')", "[].index(a)", "(1, 2).index(3)"])
def test_other_value_errors_are_not_about_shapes(code):
    with pytest.raises(CallError, match="with ValueError: ") as trouble:
        call(eval(f"lambda a: {code}"), {"a": 1.5})
    assert not isinstance(trouble.value, ShapesError)
