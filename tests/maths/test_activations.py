"""Activations against closed forms, nudging and autograd."""

import math

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_lib import activations
from backprop_lib.activations import ACTIVATIONS, LEAK, activation
from backprop_lib.gradcheck import central_slope

ORACLES = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.maximum(z, 0),
    "leaky_relu": lambda z: anp.where(z > 0, z, LEAK * z),
    "softplus": lambda z: anp.log(1 + anp.exp(z)),
}
EVERY = pytest.mark.parametrize("name", ACTIVATIONS)
KINKED = {"relu", "leaky_relu"}
moderate = st.floats(-15, 15)
shapes = st.tuples(st.integers(1, 5), st.integers(1, 4))


def drawn(shape, seed):
    """Return numbers that are clear of the kink at 0."""
    z = np.random.default_rng(seed).normal(0, 3, shape)
    return np.where(np.abs(z) < 0.01, 0.5, z)


def test_every_activation_has_an_oracle():
    assert ACTIVATIONS.keys() == ORACLES.keys()


@EVERY
@given(z=moderate)
def test_the_value_is_that_of_the_formula(name, z):
    assert ACTIVATIONS[name].value(z) == pytest.approx(float(ORACLES[name](z)), rel=1e-9, abs=1e-12)


@EVERY
@given(shape=shapes, seed=st.integers(0, 10**6))
def test_the_slope_agrees_with_autograd(name, shape, seed):
    z = drawn(shape, seed)
    oracle = autograd.elementwise_grad(ORACLES[name])(z)
    np.testing.assert_allclose(ACTIVATIONS[name].slope(z), oracle, rtol=1e-9, atol=1e-12)


@EVERY
@given(z=moderate)
def test_the_slope_agrees_with_nudging(name, z):
    if name in KINKED and abs(z) < 1e-3:
        return  # a nudge to both sides of the kink measures neither slope
    one = ACTIVATIONS[name]
    assert one.slope(z) == pytest.approx(central_slope(one.value, z), rel=1e-6, abs=1e-8)


@EVERY
@given(shape=shapes, seed=st.integers(0, 10**6))
def test_the_backward_pass_multiplies_what_arrives(name, shape, seed):
    z, arriving = drawn(shape, seed), drawn(shape, seed + 1)
    oracle = autograd.grad(lambda z: anp.sum(ORACLES[name](z) * arriving))(z)
    one = ACTIVATIONS[name]
    np.testing.assert_allclose(one.backward(z, arriving), oracle, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(one.forward(z), ORACLES[name](z), rtol=1e-12, atol=1e-15)


@EVERY
def test_nothing_overflows_and_no_digits_are_lost_far_out(name):
    far = np.array([-np.inf, -1e308, -800, 800, 1e308, np.inf])
    one = ACTIVATIONS[name]
    with np.errstate(all="raise", under="ignore"):
        value, slope = one.value(far), one.slope(far)
    assert not np.isnan(value).any()
    assert not np.isnan(slope).any()
    assert np.all((slope >= 0) & (slope <= 1))


def test_small_slopes_keep_their_digits():
    z = 20.0
    exact = math.exp(-z) / (1 + math.exp(-z)) ** 2
    assert activations.sigmoid_slope(z) == pytest.approx(exact, rel=1e-14)
    assert activations.tanh_slope(z) == pytest.approx(1 / math.cosh(z) ** 2, rel=1e-14)
    assert activations.softplus(-40) == pytest.approx(math.exp(-40), rel=1e-14)


@pytest.mark.parametrize(
    ("name", "most"), [("sigmoid", 0.25), ("tanh", 1), ("relu", 1), ("softplus", 1)]
)
def test_the_largest_slope(name, most):
    slopes = ACTIVATIONS[name].slope(np.linspace(-50, 50, 2001))
    assert slopes.max() == pytest.approx(most)


def test_at_the_kink_the_slope_is_that_of_the_left_side():
    assert activations.relu_slope(0) == 0
    assert activations.leaky_relu_slope(0) == LEAK


def test_an_unknown_activation_is_named_with_the_known_ones():
    with pytest.raises(ValueError, match=r"one of identity, sigmoid, tanh, .*, but 'Relu' was"):
        activation("Relu")


def test_slopes_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"shape of z, \(2, 1\), but one of \(1, 2\) was given"):
        activation("relu").backward([[1], [2]], [[1, 2]])


@EVERY
def test_what_is_not_a_number_is_refused(name):
    with pytest.raises(TypeError, match="z must be a number"):
        ACTIVATIONS[name].forward("1")
    with pytest.raises(ValueError, match="z must not be NaN"):
        ACTIVATIONS[name].forward([[np.nan]])


@EVERY
@given(shape=shapes, seed=st.integers(0, 10**6))
def test_the_slope_follows_from_what_a_network_has_kept(name, shape, seed):
    one, z = ACTIVATIONS[name], drawn(shape, seed)
    found = one.local_slope(z, one.forward(z))
    np.testing.assert_allclose(found, one.slope(z), rtol=1e-9, atol=1e-15)
