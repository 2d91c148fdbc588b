"""Networks against autograd, nudging and the red threads."""

import itertools

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_lib import chain, neuron, numerical_gradient
from backprop_lib.activations import ACTIVATIONS, activation
from backprop_lib.article import LR, W1, W2, W, X, Y
from backprop_lib.layers import Dense
from backprop_lib.losses import MEAN_SQUARED_ERROR
from backprop_lib.network import Network

from .test_activations import ORACLES as BENDS
from .test_losses import ORACLES as LOSSES

sizes = st.integers(1, 5)
seeds = st.integers(0, 10**6)
KINKED = {"relu", "leaky_relu"}


def relative_error(ours, theirs):
    """Return how far two gradients differ, relative to the second or, if it is short, to 0.001."""
    return np.linalg.norm(ours - theirs) / max(np.linalg.norm(theirs), 1e-3)


def in_a_row(parts):
    """Return weights and biases, or their slopes, in the order of `Network.parameters`."""
    return np.concatenate([one.ravel() for part in parts for one in (part.weights, part.bias)])


def slope_of(loss, network, x, y):
    values = network.forward(x)
    return network.backward(values, loss.slope(values[-1], y))


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.name)
@given(
    widths=st.lists(sizes, min_size=2, max_size=4),
    samples=sizes,
    name=st.sampled_from(sorted(ACTIVATIONS)),
    bent_output=st.booleans(),
    seed=seeds,
)
def test_every_slope_agrees_with_autograd_and_nudging(
    loss, widths, samples, name, bent_output, seed
):
    rng = np.random.default_rng(seed)
    formula, targets = LOSSES[loss]
    layers = [
        part
        for inputs, outputs in itertools.pairwise(widths)
        for part in (
            Dense(rng.normal(size=(inputs, outputs)), rng.normal(size=outputs)),
            activation(name),
        )
    ]
    network = Network(*(layers if bent_output else layers[:-1]))
    x, y = rng.normal(size=(samples, widths[0])), targets(rng, samples, widths[-1])

    def loss_at(flat):
        values, at = x, 0
        for number, dense in enumerate(network.dense):
            weights = flat[at : at + dense.weights.size].reshape(dense.weights.shape)
            at += dense.weights.size
            values = anp.dot(values, weights) + flat[at : at + dense.bias.size]
            at += dense.bias.size
            if bent_output or number < len(network.dense) - 1:
                values = BENDS[name](values)
        return formula(values, y)

    ours = in_a_row(slope_of(loss, network, x, y))
    assert relative_error(ours, autograd.grad(loss_at)(network.parameters)) < 1e-9
    values = network.forward(x)
    before_bends = [
        before
        for layer, before in zip(network.layers, values, strict=False)
        if layer in ACTIVATIONS.values()
    ]
    if name not in KINKED or all(np.abs(z).min() > 1e-3 for z in before_bends):
        assert relative_error(ours, numerical_gradient(loss_at, network.parameters)) < 1e-6


@given(st.lists(sizes, min_size=2, max_size=4), sizes, st.sampled_from(sorted(BENDS)), seeds)
def test_the_first_layer_says_the_slope_of_the_inputs(widths, samples, name, seed):
    network = Network.at_random(widths, name, seed)
    x = np.random.default_rng(seed).normal(size=(samples, widths[0]))
    values = network.forward(x)
    slopes = network.backward(values, np.ones_like(values[-1]))

    def total(x):
        for number, dense in enumerate(network.dense):
            x = anp.dot(x, dense.weights) + dense.bias
            if number < len(network.dense) - 1:
                x = BENDS[name](x)
        return anp.sum(x)

    assert relative_error(slopes[0].inputs, autograd.grad(total)(x)) < 1e-9


def test_the_articles_descent_goes_through_a_network():
    """The bias is put back after each step: the article's network has none."""
    network, weights = Network(Dense([[W]], [0])), [W]
    for _ in range(40):
        moved = network.moved(slope_of(MEAN_SQUARED_ERROR, network, [[X]], [[Y]]), LR)
        network = Network(Dense(moved.dense[0].weights, [0]))
        weights.append(network.dense[0].weights.item())
    np.testing.assert_allclose(weights, neuron.descend(X, Y, W, LR, 40).w, rtol=0, atol=1e-12)


def test_the_chain_of_two_weights_goes_through_a_network():
    network, walked = Network(Dense([[W1]], [0]), Dense([[W2]], [0])), [[W1, W2]]
    for _ in range(40):
        moved = network.moved(slope_of(MEAN_SQUARED_ERROR, network, [[X]], [[Y]]), LR)
        network = Network(*(Dense(layer.weights, [0]) for layer in moved.layers))
        walked.append([layer.weights.item() for layer in network.layers])
    expected = chain.descend(X, Y, [W1, W2], LR, 40).weights
    np.testing.assert_allclose(walked, expected, rtol=0, atol=1e-12)


def a_network():
    return Network.at_random([2, 3, 1], "tanh", seed=4)


def test_a_step_moves_every_parameter_against_its_slope():
    network, x, y = a_network(), [[0.5, -1.0]], [[0.3]]
    slopes = slope_of(MEAN_SQUARED_ERROR, network, x, y)
    before = network.parameters.copy()
    moved = network.moved(slopes, lr=0.5)
    for old, new, slope in zip(network.dense, moved.dense, slopes, strict=True):
        np.testing.assert_array_equal(new.weights, old.weights - 0.5 * slope.weights)
        np.testing.assert_array_equal(new.bias, old.bias - 0.5 * slope.bias)
    np.testing.assert_array_equal(moved.parameters, in_a_row(moved.dense))
    np.testing.assert_array_equal(network.parameters, before)  # the old network stays


def test_a_step_that_overflows_is_refused_and_keeps_the_network():
    network = Network(Dense([[1e308]], [0]))
    slopes = network.backward(network.forward([[1]]), [[-1e308]])
    with pytest.raises(FloatingPointError, match="not finite"):
        network.moved(slopes, lr=10)
    assert network.parameters.tolist() == [1e308, 0]


def test_parameters_whose_squares_overflow_are_finite():
    network = Network(Dense([[1e200]], [0]))
    slopes = network.backward(network.forward([[1]]), [[1]])
    assert network.moved(slopes, lr=1).parameters[0] == 1e200


def test_parameters_go_out_and_in():
    network = a_network()
    again = network.with_parameters(network.parameters)
    x = [[0.1, 0.2], [3, -4]]
    np.testing.assert_array_equal(again.forward(x)[-1], network.forward(x)[-1])
    np.testing.assert_array_equal(network.parameters, in_a_row(network.dense))
    own = network.parameters.copy()
    other = network.with_parameters(own)
    own[:] = 0
    assert other.parameters.any()  # a network does not change with the array it was made from
    with pytest.raises(ValueError, match=r"shape \(13,\), but one of the shape \(2,\)"):
        network.with_parameters([1, 2])


@given(seeds, st.sampled_from(sorted(ACTIVATIONS)))
def test_a_seed_says_the_weights(seed, name):
    one, same, other = (Network.at_random([3, 40, 50, 2], name, s) for s in (seed, seed, seed + 1))
    np.testing.assert_array_equal(one.parameters, same.parameters)
    assert not np.array_equal(one.parameters, other.parameters)
    assert [type(layer).__name__ for layer in one.layers] == ["Dense", "Activation"] * 2 + ["Dense"]
    assert one.dense[1].weights.std() == pytest.approx(1 / np.sqrt(40), rel=0.15)
    assert not one.dense[1].bias.any()


@pytest.mark.parametrize(
    ("widths", "error", "said"),
    [
        ([2], ValueError, r"at least the number of inputs and of outputs, but \[2\]"),
        ([2, 0, 1], ValueError, r"widths\[1\] must be a whole number of at least 1, but 0"),
        ([2, "3", 1], TypeError, r"widths\[1\] must be a whole number"),
    ],
)
def test_widths_that_make_no_network_are_refused(widths, error, said):
    with pytest.raises(error, match=said):
        Network.at_random(widths)


def test_what_is_not_a_layer_is_named_with_its_place():
    with pytest.raises(TypeError, match=r"layer 1 must be .* but 'relu' \(str\) was given"):
        Network(Dense([[1]], [0]), "relu")
    with pytest.raises(ValueError, match="at least one layer"):
        Network()


def test_layers_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"layer 2 has weights for 3 inputs, but .* 2 outputs"):
        Network(Dense(np.ones((4, 2)), [0, 0]), activation("relu"), Dense(np.ones((3, 1)), [0]))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda v: v[:-1], "one more than there are layers, 4 of them, but 3 were given"),
        (lambda v: [v[0][:, :1], *v[1:]], r"values\[0\], the input of layer 0, .*\(samples, 2\)"),
        (lambda v: [v[0], v[1][:, :2], *v[2:]], r"values\[1\], the input of layer 1, .* 3\)"),
        (lambda v: [*v[:2], v[2][:1], v[3]], r"values\[2\], .* must have 2 rows, .* but 1 were"),
        (lambda v: [*v[:3], np.full((2, 1), np.nan)], r"values\[3\], the output, must not be NaN"),
    ],
)
def test_values_that_are_not_those_of_the_forward_pass_are_named(change, said):
    network = a_network()
    values = network.forward([[1, 2], [3, 4]])
    with pytest.raises(ValueError, match=said):
        network.backward(change(values), [[1], [1]])


@pytest.mark.parametrize(
    ("x", "said"),
    [
        ([[1, 2, 3]], r"x must have the shape \(samples, 2\)"),
        (np.empty((0, 2)), r"at least one sample, but one of the shape \(0, 2\)"),
        ([[np.nan, 1]], "x must not be NaN"),
    ],
)
def test_samples_that_do_not_fit_are_refused(x, said):
    with pytest.raises(ValueError, match=said):
        a_network().forward(x)


def test_slopes_that_do_not_fit_the_output_are_refused():
    network = a_network()
    values = network.forward([[1, 2], [3, 4]])
    with pytest.raises(ValueError, match=r"dj_dy_hat must have the shape \(samples, 1\)"):
        network.backward(values, [[1, 2], [3, 4]])
    with pytest.raises(ValueError, match="but 1 rows were given for 2 samples"):
        network.backward(values, [[1]])
