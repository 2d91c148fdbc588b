"""Dense layers against autograd and nudging."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_lib.article import W, X
from backprop_lib.layers import Dense

sizes = st.integers(1, 5)
seeds = st.integers(0, 10**6)


def a_layer(rng, inputs, outputs):
    return Dense(rng.normal(size=(inputs, outputs)), rng.normal(size=outputs))


@given(samples=sizes, inputs=sizes, outputs=sizes, seed=seeds)
def test_the_slopes_of_a_dense_layer_agree_with_autograd(samples, inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    layer, x = a_layer(rng, inputs, outputs), rng.normal(size=(samples, inputs))
    arriving = rng.normal(size=(samples, outputs))

    def total(x, weights, bias):
        return anp.sum((anp.dot(x, weights) + bias) * arriving)

    slopes = layer.backward(x, arriving)
    for argument, found in enumerate(slopes):
        oracle = autograd.grad(total, argument)(x, layer.weights, layer.bias)
        assert found.shape == oracle.shape
        np.testing.assert_allclose(found, oracle, rtol=1e-9, atol=1e-9)


def test_the_local_slope_of_the_bias_is_1():
    slopes = Dense([[W]], [0.3]).backward([[X]], [[1.4]])
    assert slopes.bias == [1.4]


def test_the_slopes_of_samples_are_added():
    layer = Dense([[0.8]], [0.1])
    x, arriving = np.array([[1.0], [2.0], [-1.0]]), np.array([[0.5], [-0.2], [0.3]])
    together = layer.backward(x, arriving)
    alone = [layer.backward(x[n : n + 1], arriving[n : n + 1]) for n in range(3)]
    np.testing.assert_allclose(together.weights, sum(one.weights for one in alone))
    np.testing.assert_allclose(together.bias, sum(one.bias for one in alone))


@pytest.mark.parametrize(
    ("weights", "bias", "said"),
    [
        ([0.8], [0], r"\(inputs, outputs\), but an array of the shape \(1,\)"),
        (np.empty((0, 2)), [0, 0], r"the shape \(0, 2\) was given"),
        ([[0.8]], [0, 0], r"the shape \(1,\), one number for each output, .* \(2,\) was given"),
        ([[0.8]], 0, r"bias must have the shape \(1,\)"),
        ([[np.inf]], [0], "weights must be finite"),
    ],
)
def test_parameters_that_make_no_layer_are_refused(weights, bias, said):
    with pytest.raises(ValueError, match=said):
        Dense(weights, bias)


@pytest.mark.parametrize(
    ("x", "said"),
    [
        ([1.5, 2], r"x must have the shape \(samples, 2\) .* one of the shape \(2,\)"),
        ([[1, 2, 3]], r"\(samples, 2\) .* one of the shape \(1, 3\)"),
        (np.empty((0, 2)), r"at least one sample, but one of the shape \(0, 2\)"),
        ([[np.nan, 1]], "x must not be NaN"),
    ],
)
def test_samples_that_do_not_fit_are_refused(x, said):
    with pytest.raises(ValueError, match=said):
        Dense([[1], [2]], [0]).forward(x)


def test_slopes_for_another_number_of_samples_are_refused():
    with pytest.raises(ValueError, match="row for each sample, but 2 rows were given for 1 samp"):
        Dense([[1]], [0]).backward([[1]], [[1], [2]])
