"""Dense layers, the loss and networks against autograd, nudging and the red threads."""

import itertools

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_lib import chain, losses, neuron, numerical_gradient
from backprop_lib.activations import ACTIVATIONS, activation
from backprop_lib.article import LR, W1, W2, W, X, Y
from backprop_lib.layers import Dense
from backprop_lib.losses import mean_squared_error, mean_squared_error_slope
from backprop_lib.network import Network

from .test_activations import ORACLES

sizes = st.integers(1, 5)
seeds = st.integers(0, 10**6)


def relative_error(ours, theirs):
    """Return how far two gradients differ, relative to the second or, if it is short, to 0.001."""
    return np.linalg.norm(ours - theirs) / max(np.linalg.norm(theirs), 1e-3)


def flat_parameters(layers):
    return np.concatenate([part.ravel() for one in layers for part in (one.weights, one.bias)])


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


@given(samples=sizes, outputs=sizes, seed=seeds)
def test_the_slope_of_the_mean_squared_error_agrees_with_autograd(samples, outputs, seed):
    rng = np.random.default_rng(seed)
    y_hat, y = rng.normal(size=(2, samples, outputs))
    oracle = autograd.grad(lambda y_hat: anp.mean((y_hat - y) ** 2))(y_hat)
    np.testing.assert_allclose(mean_squared_error_slope(y_hat, y), oracle, rtol=1e-12, atol=1e-15)
    assert mean_squared_error(y_hat, y) == pytest.approx(np.mean((y_hat - y) ** 2), rel=1e-12)


@given(st.lists(sizes, min_size=2, max_size=4), sizes, st.sampled_from(sorted(ACTIVATIONS)), seeds)
def test_every_slope_of_a_network_agrees_with_autograd_and_nudging(widths, samples, name, seed):
    rng = np.random.default_rng(seed)
    dense = [a_layer(rng, *pair) for pair in itertools.pairwise(widths)]
    layers = [part for layer in dense for part in (layer, activation(name))]
    network = Network(*layers)
    x, y = rng.normal(size=(samples, widths[0])), rng.normal(size=(samples, widths[-1]))

    def loss(flat):
        values, at = x, 0
        for layer in dense:
            weights = flat[at : at + layer.weights.size].reshape(layer.weights.shape)
            at += layer.weights.size
            bias = flat[at : at + layer.bias.size]
            at += layer.bias.size
            values = ORACLES[name](anp.dot(values, weights) + bias)
        return anp.mean((values - y) ** 2)

    start = flat_parameters(dense)
    values = network.forward(x)
    slopes = network.backward(values, mean_squared_error_slope(values[-1], y))
    ours = flat_parameters(slopes)
    assert relative_error(ours, autograd.grad(loss)(start)) < 1e-9
    if all(np.abs(z).min() > 1e-3 for z in values[1::2]):  # clear of the kink
        assert relative_error(ours, numerical_gradient(loss, start)) < 1e-6


def test_the_articles_descent_goes_through_a_dense_layer():
    """The bias is put back after each step: the article's network has none."""
    layer, weights = Dense([[W]], [0]), [W]
    for _ in range(40):
        slopes = layer.backward([[X]], mean_squared_error_slope(layer.forward([[X]]), [[Y]]))
        layer = Dense(layer.moved(slopes, LR).weights, [0])
        weights.append(layer.weights.item())
    np.testing.assert_allclose(weights, neuron.descend(X, Y, W, LR, 40).w, rtol=0, atol=1e-12)


def test_the_chain_of_two_weights_goes_through_a_network():
    network, walked = Network(Dense([[W1]], [0]), Dense([[W2]], [0])), [[W1, W2]]
    for _ in range(40):
        values = network.forward([[X]])
        slopes = network.backward(values, mean_squared_error_slope(values[-1], [[Y]]))
        moved = network.moved(slopes, LR)
        network = Network(*(Dense(layer.weights, [0]) for layer in moved.layers))
        walked.append([layer.weights.item() for layer in network.layers])
    expected = chain.descend(X, Y, [W1, W2], LR, 40).weights
    np.testing.assert_allclose(walked, expected, rtol=0, atol=1e-12)


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


def test_a_step_moves_every_parameter_against_its_slope():
    layer = Dense([[1.0, 2.0]], [0.5, -0.5])
    moved = layer.moved(layer.backward([[2.0]], [[0.1, -0.2]]), lr=0.5)
    np.testing.assert_allclose(moved.weights, [[0.9, 2.2]])
    np.testing.assert_allclose(moved.bias, [0.45, -0.4])
    assert layer.weights.tolist() == [[1.0, 2.0]]  # the old layer stays


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


def test_outputs_and_targets_do_not_broadcast():
    for function in (mean_squared_error, mean_squared_error_slope):
        with pytest.raises(ValueError, match=r"y_hat \(3, 1\) and y \(3,\) were given"):
            function([[1], [2], [3]], [1, 2, 3])
        with pytest.raises(ValueError, match="it is empty"):
            function(np.empty((0, 1)), np.empty((0, 1)))


def test_a_loss_too_large_for_a_float_is_infinite():
    assert losses.MEAN_SQUARED_ERROR.value([[1e200]], [[0]]) == np.inf


def test_a_step_that_overflows_is_refused_and_keeps_the_layer():
    layer = Dense([[1e308]], [0])
    slopes = layer.backward([[1]], [[-1e308]])
    with pytest.raises(FloatingPointError, match="not finite"):
        layer.moved(slopes, lr=10)


def test_what_is_not_a_layer_is_named_with_its_place():
    with pytest.raises(TypeError, match=r"layer 1 must be .* but 'relu' \(str\) was given"):
        Network(Dense([[1]], [0]), "relu")
    with pytest.raises(ValueError, match="at least one layer"):
        Network()
