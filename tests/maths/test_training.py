"""Training: against the article's descent, exact solutions and steps made by hand."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_lib import datasets
from backprop_lib.activations import activation
from backprop_lib.layers import Dense
from backprop_lib.losses import (
    BINARY_CROSS_ENTROPY,
    SOFTMAX_CROSS_ENTROPY,
    mean_squared_error,
)
from backprop_lib.network import Network
from backprop_lib.training import batches, curvature, descent, train


def a_line():
    return Network(Dense([[0.0]], [0.0]))


def parameters(network):
    return np.concatenate(
        [part.ravel() for layer in network.layers for part in (layer.weights, layer.bias)]
    )


def test_one_sample_and_no_bias_to_speak_of_is_the_articles_descent():
    """With a bias, the distance of ŷ from y shrinks by 1 − 2·lr·(x² + 1) at each step."""
    x, y = datasets.article()
    history = train(Network(Dense([[0.8]], [0])), x, y, 0.1, epochs=20)
    errors = np.array([network.forward(x)[-1].item() for network in history.networks]) - 0.5
    factor = 1 - 2 * 0.1 * (1.5**2 + 1)
    np.testing.assert_allclose(errors, 0.7 * factor ** np.arange(21), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(history.loss, errors**2, rtol=1e-9, atol=1e-20)


def test_full_batch_descent_reaches_the_least_squares_solution():
    x, y = datasets.line()
    exact, *_ = np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), y, rcond=None)
    reached = train(a_line(), x, y, 0.9 * curvature(x).largest_lr, epochs=2000).networks[-1]
    np.testing.assert_allclose(parameters(reached), exact.ravel(), rtol=1e-9)


@pytest.mark.parametrize("data", [datasets.line(), datasets.flats(), datasets.article()])
@pytest.mark.parametrize(("share", "falls"), [(0.99, True), (1.01, False)])
def test_the_largest_lr_is_where_full_batch_descent_begins_to_diverge(data, share, falls):
    x, y = data
    start = Network(Dense(np.zeros((x.shape[1], 1)), [0]))
    lr = share * curvature(x).largest_lr
    loss = train(start, x, y, lr, epochs=400).loss
    assert (loss[-1] < loss[0]) == falls
    assert (loss[-1] < loss[200] + 1e-12) == falls


def test_the_hessian_is_the_second_derivative_of_the_loss():
    x, y = datasets.flats()
    hessian = curvature(x).hessian
    inputs = np.column_stack([x, np.ones(len(x))])

    def loss(place):
        return mean_squared_error(inputs @ place[:, None], y)

    unit, place = np.eye(3), np.array([0.3, 0.02, -0.1])
    measured = [
        [loss(place + a + b) - loss(place + a) - loss(place + b) + loss(place) for a in unit]
        for b in unit
    ]
    np.testing.assert_allclose(hessian, measured, rtol=1e-6)
    assert curvature(x).eigenvalues == pytest.approx(np.linalg.svd(hessian)[1])


def test_standardising_makes_the_bowl_rounder():
    x = datasets.flats().x
    raw, round_ = (curvature(one).eigenvalues for one in (x, datasets.standardised(x).x))
    assert raw[0] / raw[-1] > 1000 * round_[0] / round_[-1] > 0


def test_without_a_bend_there_is_no_largest_lr():
    assert curvature([[0.0]], bias=False).largest_lr == np.inf


@given(st.integers(1, 30), st.integers(1, 40), st.integers(0, 1000))
def test_an_epoch_sees_every_sample_once(samples, size, seed):
    seen = list(batches(samples, size, np.random.default_rng(seed)))
    assert sorted(np.concatenate(seen).tolist()) == list(range(samples))
    assert {len(batch) for batch in seen[:-1]} <= {size}
    assert 1 <= len(seen[-1]) <= size


@pytest.mark.parametrize("size", [1, 3, 8, None])
def test_each_step_is_the_descent_on_its_batch(size):
    x, y = datasets.line(8)
    history = train(a_line(), x, y, 0.05, epochs=3, batch_size=size, seed=5)
    assert len(history.networks) == len(history.batches) + 1
    for before, after, batch in zip(
        history.networks, history.networks[1:], history.batches, strict=False
    ):
        w, b = parameters(before)
        error = w * x[batch] + b - y[batch]
        slopes = [2 * np.mean(error * x[batch]), 2 * np.mean(error)]
        np.testing.assert_allclose(parameters(after), [w, b] - 0.05 * np.array(slopes), rtol=1e-12)


@pytest.mark.parametrize("size", [1, 4])
def test_a_seed_says_the_order_of_the_samples(size):
    x, y = datasets.line()

    def path(seed):
        history = train(a_line(), x, y, 0.02, epochs=2, batch_size=size, seed=seed)
        return np.array([parameters(network) for network in history.networks])

    assert np.array_equal(path(1), path(1))
    assert not np.array_equal(path(1), path(2))


def test_the_order_is_drawn_anew_for_each_epoch():
    x, y = datasets.line()
    history = train(a_line(), x, y, 0.01, epochs=2, batch_size=20 - 1)
    first, second = history.batches[0], history.batches[2]
    assert not np.array_equal(first, second)


def test_a_longer_training_begins_like_a_shorter_one():
    x, y = datasets.line()
    short, long = (
        train(a_line(), x, y, 0.02, epochs=epochs, batch_size=6, seed=9) for epochs in (2, 5)
    )
    for one, other in zip(short.networks, long.networks, strict=False):
        assert np.array_equal(parameters(one), parameters(other))


@pytest.mark.parametrize("size", [None, 5])
def test_a_run_that_diverges_ends_and_keeps_what_it_has(size):
    x, y = datasets.flats()
    history = train(Network(Dense([[0], [0]], [0])), x, y, 0.1, epochs=2000, batch_size=size)
    assert history.diverged
    assert 10 < len(history.networks) < 2000
    assert all(np.isfinite(parameters(network)).all() for network in history.networks)
    assert history.loss[5] > history.loss[0]
    assert not np.isnan(history.loss).any()


def test_a_run_that_converges_has_not_diverged():
    x, y = datasets.line()
    assert not train(a_line(), x, y, 0.05, epochs=50).diverged


def test_a_network_with_a_hidden_layer_learns():
    x, y = datasets.circles(40)
    rng = np.random.default_rng(0)
    network = Network(
        Dense(rng.normal(size=(2, 8)), np.zeros(8)),
        activation("tanh"),
        Dense(rng.normal(size=(8, 1)) / 3, [0]),
    )
    loss = train(network, x, y, 0.2, epochs=300, batch_size=10).loss
    assert loss[-1] < 0.06 < loss[0]


def test_no_epoch_is_only_the_start():
    network = a_line()
    history = train(network, *datasets.line(), 0.1, epochs=0)
    assert history.networks == [network]
    assert len(history.loss) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"x": [1, 2]}, r"x must have the shape \(samples, features\) .* \(2,\) was given"),
        ({"y": np.empty((0, 1))}, r"y must have the shape \(samples, outputs\) with at least one"),
        ({"y": [[1.0]]}, "as many samples, but x has 2 and y has 1"),
        ({"y": [[1, 2], [3, 4]]}, r"y_hat \(2, 1\) and y \(2, 2\) were given"),
        ({"x": [[1, 2], [3, 4]]}, r"\(samples, 1\) .* one of the shape \(2, 2\)"),
        ({"lr": np.inf}, "lr must be finite"),
        ({"x": [[np.nan], [1]]}, "x must not be NaN"),
        ({"batch_size": 0}, "batch_size must be a whole number of at least 1"),
        ({"epochs": -1}, "epochs must be a whole number of at least 0"),
        ({"seed": -1}, "seed must be a whole number of at least 0"),
    ],
)
def test_what_cannot_be_trained_on_is_refused(change, said):
    given = {"x": [[1.0], [2.0]], "y": [[1.0], [2.0]], "lr": 0.1, **change}
    with pytest.raises(ValueError, match=said):
        train(a_line(), **given)


def test_inputs_that_are_no_samples_have_no_curvature():
    with pytest.raises(ValueError, match=r"\(samples, features\) .* one of the shape \(1,\)"):
        curvature([1.5])


@pytest.mark.parametrize("size", [None, 7])
def test_the_descent_without_an_end_is_that_of_a_training(size):
    x, y = datasets.moons(30)
    start = Network.at_random([2, 5, 1], seed=2)
    settings = {"batch_size": size, "seed": 3, "loss": BINARY_CROSS_ENTROPY}
    trained = train(start, x, y, 0.5, epochs=4, **settings).networks
    walked = list(islice(descent(start, x, y, 0.5, **settings), len(trained)))
    for one, other in zip(walked, trained, strict=True):
        assert np.array_equal(one.parameters, other.parameters)


def test_a_descent_that_overflows_says_so_when_it_gets_there():
    x, y = datasets.flats()
    reached = []
    with pytest.raises(FloatingPointError, match="not finite"):
        reached.extend(descent(Network(Dense([[0], [0]], [0])), x, y, 0.1))
    assert len(reached) > 10
    assert all(np.isfinite(network.parameters).all() for network in reached)


@pytest.mark.parametrize("run", [train, descent])
def test_targets_that_do_not_fit_the_loss_are_refused_at_once(run):
    x, y = datasets.moons(10)
    network = Network.at_random([2, 3, 1])
    with pytest.raises(ValueError, match=r"y\[5, 0\] must be from 0 to 1, but 2 was given"):
        run(network, x, 2 * y, 0.1, loss=BINARY_CROSS_ENTROPY)
    with pytest.raises(ValueError, match=r"y_hat \(10, 1\) and y \(10, 2\) were given"):
        run(network, x, np.hstack([y, y]), 0.1)
    with pytest.raises(ValueError, match="x must have the shape"):
        run(network, np.hstack([x, x]), y, 0.1)
    with pytest.raises(ValueError, match="batch_size must be a whole number of at least 1"):
        run(network, x, y, 0.1, batch_size=0)


def test_a_network_learns_three_classes():
    rng = np.random.default_rng(0)
    y = np.repeat([[0.0], [1], [2]], 20, axis=0)
    x = np.column_stack([np.cos(2 * y), np.sin(2 * y)]) + rng.normal(0, 0.2, (60, 2))
    history = train(Network.at_random([2, 8, 3]), x, y, 0.5, epochs=200, loss=SOFTMAX_CROSS_ENTROPY)
    logits = history.networks[-1].forward(x)[-1]
    assert (logits.argmax(axis=1) == y[:, 0]).all()
    assert history.loss[-1] < 0.1 < history.loss[0]
