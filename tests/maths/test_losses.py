"""Losses against autograd, nudging, exact values and extreme logits."""

import inspect
import math

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_lib import numerical_gradient
from backprop_lib.losses import (
    BINARY_CROSS_ENTROPY,
    MEAN_SQUARED_ERROR,
    SOFTMAX_CROSS_ENTROPY,
    softmax,
)

sizes = st.integers(1, 5)
seeds = st.integers(0, 10**6)


def _probability(z):
    return 1 / (1 + anp.exp(-z))


def _binary(z, y):
    return anp.mean(-y * anp.log(_probability(z)) - (1 - y) * anp.log(_probability(-z)))


def _softmax(z, y):
    powers = anp.exp(z)
    shares = powers / anp.sum(powers, axis=1, keepdims=True)
    return -anp.mean(anp.log(shares)[np.arange(len(z)), y[:, 0].astype(int)])


def _numbers(rng, samples, outputs):
    return rng.normal(size=(samples, outputs))


def _bits(rng, samples, outputs):
    return rng.integers(0, 2, size=(samples, outputs)).astype(float)


def _classes(rng, samples, outputs):
    return rng.integers(0, outputs, size=(samples, 1)).astype(float)


# Each loss, its formula as a book writes it, and targets drawn for it.
ORACLES = {
    MEAN_SQUARED_ERROR: (lambda y_hat, y: anp.mean((y_hat - y) ** 2), _numbers),
    BINARY_CROSS_ENTROPY: (_binary, _bits),
    SOFTMAX_CROSS_ENTROPY: (_softmax, _classes),
}
EVERY = pytest.mark.parametrize("loss", ORACLES, ids=lambda loss: loss.name)


@EVERY
@given(samples=sizes, outputs=sizes, seed=seeds)
def test_the_value_and_the_slope_agree_with_autograd_and_nudging(loss, samples, outputs, seed):
    formula, targets = ORACLES[loss]
    rng = np.random.default_rng(seed)
    y_hat, y = 3 * rng.normal(size=(samples, outputs)), targets(rng, samples, outputs)
    assert loss.value(y_hat, y) == pytest.approx(float(formula(y_hat, y)), rel=1e-9, abs=1e-12)
    slope = loss.slope(y_hat, y)
    oracle = autograd.grad(formula)(y_hat, y)
    np.testing.assert_allclose(slope, oracle, rtol=1e-9, atol=1e-12)
    nudged = numerical_gradient(
        lambda flat: loss.value(flat.reshape(y_hat.shape), y), y_hat.ravel()
    )
    np.testing.assert_allclose(slope.ravel(), nudged, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(
    ("z", "y", "value", "slope"),
    [
        (1000, 1, 0, 0),
        (1000, 0, 1000, 1),
        (-1000, 1, 1000, -1),
        (-1000, 0, 0, 0),
        (40, 1, math.exp(-40), -math.exp(-40)),
        (0, 1, math.log(2), -0.5),
    ],
)
def test_binary_cross_entropy_is_exact_far_out(z, y, value, slope):
    assert BINARY_CROSS_ENTROPY.value([[z]], [[y]]) == pytest.approx(value, rel=1e-12)
    assert BINARY_CROSS_ENTROPY.slope([[z]], [[y]]).item() == pytest.approx(slope, abs=1e-16)


@pytest.mark.parametrize(("z", "y", "value"), [(np.inf, 1, 0), (np.inf, 0, np.inf)])
def test_an_infinite_logit_does_not_give_nan(z, y, value):
    assert BINARY_CROSS_ENTROPY.value([[z]], [[y]]) == value


def test_a_target_between_0_and_1_is_a_probability():
    both = [BINARY_CROSS_ENTROPY.value([[0.7]], [[y]]) for y in (0, 1)]
    assert BINARY_CROSS_ENTROPY.value([[0.7]], [[0.25]]) == pytest.approx(
        0.75 * both[0] + 0.25 * both[1]
    )


@given(sizes, st.integers(2, 5), seeds, st.floats(-1e6, 1e6))
def test_a_constant_added_to_all_logits_changes_nothing(samples, classes, seed, constant):
    rng = np.random.default_rng(seed)
    z, y = rng.normal(size=(samples, classes)), _classes(rng, samples, classes)
    assert SOFTMAX_CROSS_ENTROPY.value(z + constant, y) == pytest.approx(
        SOFTMAX_CROSS_ENTROPY.value(z, y), abs=1e-8
    )
    np.testing.assert_allclose(softmax(z + constant).sum(axis=1), 1, rtol=1e-12)


def test_softmax_cross_entropy_is_exact_far_out():
    assert SOFTMAX_CROSS_ENTROPY.value([[0, 1000, -1000]], [[0]]) == 1000
    slope = SOFTMAX_CROSS_ENTROPY.slope([[0, 1000, -1000]], [[0]])
    assert slope.tolist() == [[-1, 1, 0]]


def test_logits_as_far_apart_as_floats_can_be_have_a_softmax():
    assert softmax([[1e308, -1e308]]).tolist() == [[1, 0]]


@EVERY
def test_outputs_and_targets_can_be_given_by_their_names(loss):
    given = {"y_hat": [[0.5, 1]], "y": [[0]] if loss is SOFTMAX_CROSS_ENTROPY else [[0, 1]]}
    assert loss.value(**given) == loss.value(*given.values())
    assert list(inspect.signature(loss.value).parameters) == list(given)
    assert list(inspect.signature(loss.slope).parameters) == list(given)


def test_with_two_classes_it_is_binary_cross_entropy_of_the_difference():
    z, y = np.array([[0.3, -1.2], [2.0, 0.5]]), np.array([[1.0], [0.0]])
    assert SOFTMAX_CROSS_ENTROPY.value(z, y) == pytest.approx(
        BINARY_CROSS_ENTROPY.value(z[:, 1:] - z[:, :1], y)
    )


@pytest.mark.parametrize("loss", [MEAN_SQUARED_ERROR, BINARY_CROSS_ENTROPY])
def test_outputs_and_targets_do_not_broadcast(loss):
    for function in (loss.value, loss.slope):
        with pytest.raises(ValueError, match=r"y_hat \(3, 1\) and y \(3,\) were given"):
            function([[1], [2], [3]], [1, 0, 1])


@EVERY
def test_an_empty_batch_is_refused(loss):
    for function in (loss.value, loss.slope):
        with pytest.raises(ValueError, match="y_hat must hold at least one number"):
            function(np.empty((0, 1)), np.empty((0, 1)))


@EVERY
def test_what_is_not_finite_is_refused(loss):
    with pytest.raises(ValueError, match="y_hat must not be NaN"):
        loss.value([[np.nan, 1]], [[0, 1]])
    with pytest.raises(ValueError, match="y must be finite"):
        loss.value([[0.0]], [[np.inf]])


@pytest.mark.parametrize(
    ("loss", "y", "said"),
    [
        (BINARY_CROSS_ENTROPY, [[0, 1], [2, 0]], r"y\[1, 0\] must be from 0 to 1, but 2 was"),
        (BINARY_CROSS_ENTROPY, [[0, -1], [1, 0]], r"y\[0, 1\] must be from 0 to 1, but -1 was"),
        (SOFTMAX_CROSS_ENTROPY, [[0], [2]], r"y\[1, 0\] must be a class, .* 0 to 1, but 2 was"),
        (SOFTMAX_CROSS_ENTROPY, [[-1], [0]], r"y\[0, 0\] must be a class"),
        (SOFTMAX_CROSS_ENTROPY, [[0.5], [0]], r"whole number from 0 to 1, but 0.5 was given"),
        (SOFTMAX_CROSS_ENTROPY, [[0], [0], [1]], r"y_hat \(2, 2\) and y \(3, 1\) were given"),
        (SOFTMAX_CROSS_ENTROPY, [0, 1], r"y must have the shape \(samples, 1\)"),
    ],
)
def test_labels_that_do_not_fit_are_named_with_their_place(loss, y, said):
    for function in (loss.value, loss.slope):
        with pytest.raises(ValueError, match=said):
            function([[0.5, 1.0], [0.2, 0.1]], y)


def test_a_loss_too_large_for_a_float_is_infinite():
    assert MEAN_SQUARED_ERROR.value([[1e200]], [[0]]) == np.inf
