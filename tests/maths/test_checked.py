"""What every function of the maths has in common, on formulas of the tests' own."""

from typing import NamedTuple

import numpy as np
import pytest

from backprop_lib.checked import Numbers, on_numbers


class Both(NamedTuple):
    total: Numbers
    ratio: Numbers


@on_numbers(can_diverge={"a"})
def both(a: Numbers, b: Numbers = 2, c: Numbers = 3) -> Both:
    """Return a + c and a/b."""
    return Both(a + c, a / b)


def test_numbers_give_numbers():
    result = both(1, 4)
    assert result == Both(4, 0.25)
    assert [type(entry) for entry in result] == [float, float]


def test_a_plain_tuple_stays_one():
    twice = on_numbers()(lambda x: (x, 2 * x))
    assert twice(1) == (1.0, 2.0)


def test_an_array_gives_arrays():
    total, ratio = both([1, 2], b=np.array([[1], [2]]))
    np.testing.assert_array_equal(total, [4, 5])
    np.testing.assert_array_equal(ratio, [[1, 2], [0.5, 1]])


def test_a_checked_formula_keeps_its_signature():
    assert both(c=1, a=4) == Both(5, 2)
    assert both.__doc__ == "Return a + c and a/b."


def test_a_wrong_call_is_refused_in_the_words_of_python():
    with pytest.raises(TypeError, match=r"both\(\) missing 1 required positional argument: 'a'"):
        both(b=1)
    with pytest.raises(TypeError, match=r"both\(\) got an unexpected keyword argument 'd'"):
        both(1, d=2)
    with pytest.raises(TypeError, match=r"both\(\) takes from 1 to 3 positional arguments but 4"):
        both(1, 2, 3, 4)


def test_overflow_and_division_by_zero_give_infinity_without_a_warning():
    assert both(1e308, 1e-5).ratio == np.inf
    assert both(np.inf).total == np.inf
    assert both(1, 0).ratio == np.inf


@pytest.mark.parametrize(
    ("values", "error", "words"),
    [
        ({"a": "1"}, TypeError, r"a must be a number or an array of numbers, but '1' \(str\)"),
        ({"a": True}, TypeError, r"but True \(bool\) was given"),
        ({"a": [[1], [1, 2]]}, TypeError, r"a must be a number or an array of numbers"),
        ({"a": np.nan}, ValueError, r"a must not be NaN, but nan \(float\) was given"),
        ({"a": 1, "b": np.inf}, ValueError, r"b must be finite, but inf \(float\) was given"),
        ({"a": [[1, 2], [3, np.nan]]}, ValueError, r"^a must not be NaN, .* nan at \[1, 1\]$"),
        ({"b": [0, -np.inf], "a": 1}, ValueError, r"^b must be finite, .* with -inf at \[1\]$"),
        ({"a": [1, 2], "c": [1, 2, 3]}, ValueError, r"a \(2,\), b \(\), c \(3,\)"),
    ],
)
def test_a_refused_argument_is_named(values, error, words):
    with pytest.raises(error, match=words):
        both(**values)


def test_the_bare_formula_neither_checks_nor_converts():
    assert both.formula(np.float64(1), 4, 3) == Both(4, 0.25)
    assert np.isnan(both.formula(np.nan, 1, 1).total)


def test_a_misspelt_name_of_what_can_diverge_is_refused():
    with pytest.raises(TypeError, match=r"f does not have the parameters \['v'\]"):

        @on_numbers(can_diverge={"v"})
        def f(w: Numbers) -> Numbers:
            return w


def test_a_constant_is_a_number_too():
    assert on_numbers()(lambda x: 2)(1) == 2
