"""Measured slopes against slopes that are known."""

import numpy as np
import pytest
from autograd import grad
from autograd import numpy as anp
from hypothesis import given
from hypothesis import strategies as st

from backprop_lib import (
    central_slope,
    check_gradient,
    forward,
    gradient,
    loss,
    numerical_gradient,
    secant_slope,
)
from backprop_lib.article import W, X, Y


def loss_at(w):
    return loss(forward(X, w), Y)


def test_the_secant_misses_by_x_squared_times_the_nudge():
    nudges = np.array([1, 0.5, 0.1, 0.01])
    np.testing.assert_allclose(secant_slope(loss_at, W, nudges) - 2.1, X**2 * nudges, rtol=1e-9)


@given(w=st.floats(-10, 10), nudge=st.floats(0.01, 1))
def test_both_sides_are_exact_for_a_parabola(w, nudge):
    assert central_slope(loss_at, w, nudge) == pytest.approx(gradient(X, Y, w), abs=1e-8)


def test_both_sides_miss_by_the_third_derivative():
    nudge = 1e-2
    error = central_slope(np.exp, 0.0, nudge) - 1
    assert error == pytest.approx(nudge**2 / 6, rel=1e-3)


def test_a_gradient_has_the_shape_of_the_weights():
    weights = np.array([[0.3, -1.2, 2.0], [0.1, 0.7, -0.4]])

    def f(w):
        return anp.sum(anp.tanh(w) * anp.array([1.0, 2.0, 3.0])) + w[0, 0] * w[1, 2]

    measured = numerical_gradient(f, weights)
    assert measured.shape == weights.shape
    np.testing.assert_allclose(measured, grad(f)(weights), atol=1e-8)


def test_a_numerical_gradient_does_not_change_the_weights():
    weights = np.array([1.0, 2.0])
    numerical_gradient(np.sum, weights)
    assert weights.tolist() == [1, 2]


def test_a_right_gradient_passes_and_the_usual_wrong_ones_fail():
    assert check_gradient(loss_at, lambda w: gradient(X, Y, w), W)
    wrong = [
        lambda w: 2 * (forward(X, w) - Y),
        lambda w: (forward(X, w) - Y) * X,
        lambda w: -gradient(X, Y, w),
        lambda w: gradient(X, Y, w) + 1e-3,
    ]
    for formula in wrong:
        check = check_gradient(loss_at, formula, W)
        assert not check
        assert check.numerical == pytest.approx(2.1)
        assert check.difference == pytest.approx(abs(formula(W) - 2.1))


def test_zeros_do_not_make_a_wrong_gradient_pass():
    assert not check_gradient(lambda w: np.sum(w**2 + w), lambda w: 0 * w, np.zeros(3))


def test_a_gradient_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"must have the shape of w, \(2,\)"):
        check_gradient(np.sum, lambda w: 1.0, np.array([1.0, 2.0]))


def test_a_function_with_many_values_is_refused():
    with pytest.raises(ValueError, match="f must return a single number"):
        numerical_gradient(lambda w: np.array([1.0, 2.0]), 1.0)


@pytest.mark.parametrize("slope", [secant_slope, central_slope])
def test_bad_arguments_are_named(slope):
    with pytest.raises(ValueError, match="nudge must not be 0"):
        slope(loss_at, W, 0)
    with pytest.raises(TypeError, match=r"^w must be a number"):
        slope(loss_at, "0.8", 0.1)
    with pytest.raises(TypeError, match=r"^what f returns must be a number"):
        slope(lambda w: None, W, 0.1)
