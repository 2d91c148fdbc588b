"""The chain of weights against exact fractions, nudging, autograd and the network of one weight."""

import functools
import operator
from fractions import Fraction

import autograd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_lib import chain, descend, neuron, numerical_gradient
from backprop_lib.article import LR, W1, W2, W, X, Y

near = st.floats(-2, 2)


def loss_of(x, y):
    """Return the loss as a function of the weights, for autograd: one product after the other."""
    return lambda weights: (functools.reduce(operator.mul, weights, x) - y) ** 2


chains = st.lists(near, min_size=1, max_size=6)


def test_the_second_weight_keeps_the_articles_output():
    np.testing.assert_allclose(chain.forward(X, [W1, W2]), [1.5, 2.4, 1.2], rtol=0, atol=1e-12)


def test_the_slopes_of_two_weights():
    slopes = chain.backward(chain.forward(X, [W1, W2]), [W1, W2], Y)
    np.testing.assert_allclose(slopes.values, [1.12, 0.7, 1.4], rtol=0, atol=1e-12)
    np.testing.assert_allclose(slopes.weights, [1.05, 3.36], rtol=0, atol=1e-12)


@given(near, near, chains)
def test_the_gradient_agrees_with_autograd(x, y, weights):
    oracle = autograd.grad(loss_of(x, y))
    np.testing.assert_allclose(
        chain.gradient(x, y, weights), oracle(np.array(weights)), rtol=1e-9, atol=1e-9
    )


@given(near, near, chains)
def test_the_gradient_agrees_with_nudging(x, y, weights):
    measured = numerical_gradient(lambda w: (chain.forward(x, w)[-1] - y) ** 2, weights)
    np.testing.assert_allclose(chain.gradient(x, y, weights), measured, rtol=1e-4, atol=1e-4)


@given(near, near, chains)
def test_the_slopes_of_the_values_are_those_of_a_shorter_chain(x, y, weights):
    """A value is the input of the chain that follows it, so dj/dx of that chain is its slope."""
    values = chain.forward(x, weights)
    slopes = chain.backward(values, weights, y).values
    for k in range(len(weights)):
        rest = weights[k:]
        oracle = autograd.grad(lambda h, rest=rest: loss_of(h, y)(rest))
        assert slopes[k] == pytest.approx(oracle(values[k]), rel=1e-9, abs=1e-9)


def test_two_weights_in_exact_fractions():
    x, y, lr = Fraction(3, 2), Fraction(1, 2), Fraction(1, 10)
    w1, w2, exact = Fraction(8, 5), Fraction(1, 2), []
    for _ in range(9):  # the fractions grow quickly
        exact.append([float(w1), float(w2)])
        slope = 2 * (x * w1 * w2 - y)
        w1, w2 = w1 - lr * slope * w2 * x, w2 - lr * slope * x * w1
    walked = chain.descend(X, Y, [W1, W2], LR, 8).weights
    np.testing.assert_allclose(walked, exact, rtol=0, atol=1e-12)


def test_a_chain_of_one_weight_is_the_articles_network():
    walked, one = chain.descend(X, Y, [W], LR, 40), descend(X, Y, W, LR, 40)
    np.testing.assert_allclose(walked.weights[:, 0], one.w, rtol=0, atol=1e-12)
    np.testing.assert_allclose(walked.loss, one.loss, rtol=0, atol=1e-12)
    assert chain.gradient(X, Y, [W])[0] == pytest.approx(neuron.gradient(X, Y, W), abs=1e-12)


def test_one_call_gives_the_loss_over_a_grid_of_two_weights():
    w1, w2 = np.meshgrid(np.linspace(-2, 2, 5), np.linspace(-1, 1, 3))
    values = chain.forward(X, [w1, w2])
    assert values.shape == (3, 3, 5)
    np.testing.assert_allclose(values[-1], X * w1 * w2)
    slopes = chain.backward(values, [w1, w2], Y)
    assert slopes.weights.shape == (2, 3, 5)
    assert slopes.weights[:, 1, 4] == pytest.approx(chain.gradient(X, Y, [w1[1, 4], w2[1, 4]]))


def test_a_start_at_the_saddle_stays_there():
    assert np.all(chain.descend(X, Y, [0, 0], LR, 5).weights == 0)


def test_a_start_on_the_ridge_comes_to_the_saddle_until_rounding_takes_it_away():
    run = chain.descend(X, Y, [1, -1], LR, 400)
    assert np.abs(run.weights[40]).max() < 1e-3
    assert run.loss[40] == pytest.approx(Y**2, abs=1e-6)
    assert run.loss[400] < 1e-9


def test_a_run_that_overflows_stays_where_it_overflowed():
    run = chain.descend(X, Y, [2, 2], 0.6, 40)
    assert np.isinf(run.loss[-1])
    assert not np.isnan(run.weights[:-1][np.isfinite(run.weights[:-1]).all(axis=1)]).any()
    after = run.weights[~np.isfinite(run.weights).all(axis=1)]
    np.testing.assert_array_equal(after, np.broadcast_to(after[0], after.shape))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: chain.forward(1.5, 0.8), ValueError, "weights must hold a weight for each link"),
        (lambda: chain.forward(1.5, []), ValueError, "weights must hold a weight for each link"),
        (lambda: chain.forward("x", [1]), TypeError, "x must be a number"),
        (lambda: chain.backward([1, 2], [1, 2], 0), ValueError, "3 of them, but 2 were given"),
        (lambda: chain.backward(1.5, [1, 2], 0), ValueError, "3 of them, but 1 were given"),
        (lambda: chain.descend(1, 1, [1], 0.1, -1), ValueError, "steps must be a whole number"),
    ],
)
def test_bad_input_gets_a_clear_error(call, error, message):
    with pytest.raises(error, match=message):
        call()
