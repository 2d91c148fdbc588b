"""What a learner's function takes from the page and from the library, read from its code."""

import pytest

import backprop_lib
from backprop_lib.practice.engine.outside import (
    calls_one_of,
    repeats_itself,
    values_from_outside,
)
from tests.answers import function_in

PAGE = {"a": 1.5, "y_hat": 1.2, "weights": [0.8, 0.59], "flag": True, "word": "w", "g": abs}


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("return a * y_hat", ["y_hat"]),  # a is a parameter
        ("y_hat = a\n    return y_hat", []),
        ("return [y_hat * k for k in range(3)]", ["y_hat"]),
        ("return (lambda: y_hat)()", ["y_hat"]),
        ("weights.append(a)\n    return weights", ["weights"]),
        ("return a.y_hat", []),  # an attribute of that name
        ("return g(a) if flag else word", []),
        ("return unknown * a", []),
    ],
)
def test_numbers_and_lists_from_the_page_are_found(body, names):
    found = values_from_outside(function_in(f"def f(a):\n    {body}", **PAGE))
    assert found == {name: PAGE[name] for name in names}


def test_what_is_not_python_takes_nothing_from_outside():
    assert values_from_outside(abs) == {}
    assert not calls_one_of(abs, [backprop_lib.gradient])
    assert not repeats_itself(abs)


@pytest.mark.parametrize(
    ("code", "asks"),
    [
        ("f = gradient", True),
        ("def f(x): return gradient(x, 1, 2)", True),
        ("slope = gradient\ndef f(x): return slope(x, 1, 2)", True),
        ("def f(x): return bp.gradient(x, 1, 2)", True),
        ("def f(x): return bp.neuron.gradient(x, 1, 2)", True),
        ("def f(x):\n    from backprop_lib import gradient as g\n    return g(x, 1, 2)", True),
        ("def f(x):\n    import backprop_lib\n    return backprop_lib.gradient(x, 1, 2)", True),
        ("def g(x): return gradient(x, 1, 2)\ndef f(x): return g(x)", True),
        ("def f(x): return [gradient(v, 1, 2) for v in x]", True),
        ("def gradient(x): return x\ndef f(x): return gradient(x)", False),
        ("def f(x): return x.gradient", False),
        ("def f(x): return bp.forward(x, 2)", False),
    ],
)
def test_a_call_of_the_library_is_found_however_it_is_written(code, asks):
    function = function_in(code, gradient=backprop_lib.gradient, bp=backprop_lib)
    assert calls_one_of(function, [backprop_lib.gradient]) == asks


@pytest.mark.parametrize(
    ("code", "repeats"),
    [
        ("def f(k):\n    while k:\n        k -= 1\n    return k", True),
        ("def f(k): return 1 if k == 0 else 2 * f(k - 1)", True),
        ("def g(k): return 1 if k == 0 else 2 * g(k - 1)\ndef f(k): return g(k)", True),
        ("def g(k): return f(k - 1)\ndef f(k): return k and g(k)", True),
        ("def g(k): return [n for n in range(k)]\ndef f(k): return g(k)[-1]", True),
        ("def g(k): return 2 * k\ndef f(k): return g(k) + g(1)", False),
    ],
)
def test_a_loop_is_found_in_the_function_and_in_its_helpers(code, repeats):
    assert repeats_itself(function_in(code)) == repeats
