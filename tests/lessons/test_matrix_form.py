"""Notebook 10: what its exercises call right is what happens, and so is what it says."""

import itertools
import math
import re

import numpy as np
import pytest

from backprop_lib import datasets, numerical_gradient, training
from backprop_lib.activations import ACTIVATIONS
from backprop_lib.explorers import DecisionBoundaryExplorer, MatrixFormExplorer
from backprop_lib.layers import Dense
from backprop_lib.losses import BINARY_CROSS_ENTROPY, MEAN_SQUARED_ERROR
from backprop_lib.network import Network
from backprop_lib.practice import exercises, predictions

DRAWN = 20


def by_nudging(result, arriving, array):
    """Return the slopes of the sum of arriving · result for the entries of an array."""

    def total(entries):
        return float(np.sum(arriving * result(entries.reshape(array.shape))))

    return numerical_gradient(total, array.ravel()).reshape(array.shape)


def numbers_in(text):
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


def test_a_dense_layer_goes_back_as_the_librarys_and_as_nudging_says():
    exercise = exercises["dense_backward"]
    for inputs in exercise.drawn("against nudging", DRAWN):
        x, weights, delta = inputs.values()
        found = exercise.reference(**inputs)
        right = Dense(weights, np.zeros(weights.shape[1])).backward(x, delta)
        for mine, its in zip(found, (right.weights, right.bias, right.inputs), strict=True):
            np.testing.assert_allclose(mine, its, rtol=1e-12, atol=1e-12)
        nudged = (
            by_nudging(lambda w, x=x: x @ w, delta, weights),
            by_nudging(lambda b, x=x, w=weights: x @ w + b, delta, np.zeros(weights.shape[1])),
            by_nudging(lambda x, w=weights: x @ w, delta, x),
        )
        for mine, measured in zip(found, nudged, strict=True):
            np.testing.assert_allclose(mine, measured, rtol=1e-6, atol=1e-6)


def test_delta_of_a_layer_is_what_nudging_says():
    exercise = exercises["delta_of_layer"]
    for inputs in exercise.drawn("against nudging", DRAWN):
        delta_next, weights, a = inputs.values()
        nudged = by_nudging(lambda z, w=weights: np.tanh(z) @ w, delta_next, np.arctanh(a))
        np.testing.assert_allclose(exercise.reference(**inputs), nudged, rtol=1e-6, atol=1e-6)


def test_a_layer_of_gains_goes_back_as_nudging_says():
    exercise = exercises["gain_backward"]
    for inputs in exercise.drawn("against nudging", DRAWN):
        x, g, delta = inputs.values()
        nudged = (
            by_nudging(lambda g, x=x: x * g, delta, g),
            by_nudging(lambda b, x=x, g=g: x * g + b, delta, np.zeros(len(g))),
            by_nudging(lambda x, g=g: x * g, delta, x),
        )
        for mine, measured in zip(exercise.reference(**inputs), nudged, strict=True):
            np.testing.assert_allclose(mine, measured, rtol=1e-6, atol=1e-6)


def test_the_right_product_is_the_only_one_that_has_the_shape_of_the_weights():
    x, delta = np.ones((32, 8)), np.ones((32, 5))
    products = {"a": (x, delta), "b": (x.T, delta), "c": (x, delta.T), "d": (delta.T, x)}
    fitting = {}
    for letter, (left, right) in products.items():
        try:
            fitting[letter] = (left @ right).shape
        except ValueError:
            continue
    assert fitting == {"b": (8, 5), "d": (5, 8)}
    assert exercises["which_product"].answer == "b"


def test_a_square_layer_hides_a_matrix_that_is_not_transposed():
    x, y = datasets.moons()
    network = Network.at_random([2, 16, 16, 1])
    first = BINARY_CROSS_ENTROPY.value(network.forward(x)[-1], y)
    for _ in range(20):
        values = network.forward(x)
        arriving = BINARY_CROSS_ENTROPY.slope(values[-1], y)
        right = network.backward(values, arriving)
        middle = network.dense[1]
        delta2 = right[2].inputs * (1 - values[4] ** 2)
        delta1 = (delta2 @ middle.weights) * (1 - values[2] ** 2)
        wrong = [network.dense[0].backward(x, delta1), *right[1:]]
        assert [slopes.weights.shape for slopes in wrong] == [(2, 16), (16, 16), (16, 1)]
        assert not np.allclose(wrong[0].weights, right[0].weights, rtol=0.1)
        network = network.moved(wrong, lr=0.1)
    assert BINARY_CROSS_ENTROPY.value(network.forward(x)[-1], y) < first


def test_a_bias_whose_gradient_is_not_summed_becomes_a_table():
    b = np.zeros(3) - 0.1 * np.ones((20, 3))
    assert b.shape == (20, 3)
    assert (np.ones((20, 2)) @ np.ones((2, 3)) + b).shape == (20, 3)
    with pytest.raises(ValueError, match="broadcast"):
        _ = np.ones((4, 3)) + b  # other samples
    assert exercises["bias_grows"].answer == "b"


@pytest.mark.parametrize(("name", "right"), [("relu", True), ("tanh", False), ("sigmoid", False)])
def test_only_relu_has_the_same_slope_at_a_as_at_z(name, right):
    z = np.linspace(-3, 3, 25)
    f = ACTIVATIONS[name]
    assert np.allclose(f.slope(f.value(z)), f.slope(z)) == right
    assert exercises["slope_at_a"].answer == "b"


def test_a_column_and_a_row_have_this_loss_although_every_output_is_right():
    exercise = exercises["broadcast_loss"]
    outputs = numbers_in(exercise.prompt)[:3]
    y_hat, y = np.array(outputs)[:, None], np.array(outputs)
    assert exercise.answer == ((y_hat - y) ** 2).mean()
    around = [np.mean((y.mean() + off - y) ** 2) for off in (-0.1, 0, 0.1)]
    assert min(around) == around[1]
    with pytest.raises(ValueError, match="same shape"):
        MEAN_SQUARED_ERROR.value(y_hat, y)


class Counted(np.ndarray):
    """An array whose matrix products are counted."""

    multiplications = 0

    def __matmul__(self, other):
        Counted.multiplications += self.shape[0] * self.shape[1] * other.shape[1]
        return super().__matmul__(other)


def test_the_products_of_the_backward_pass_are_counted_right():
    exercise = exercises["first_layer_cost"]
    samples, inputs, units, outputs = map(int, re.findall(r"\d+", exercise.prompt))
    x, a, delta2, weights = (
        np.ones(shape).view(Counted)
        for shape in ((samples, inputs), (samples, units), (samples, outputs), (units, outputs))
    )
    Counted.multiplications = 0
    _ = a.T @ delta2
    delta1 = (delta2 @ weights.T) * (1 - a**2)
    _ = x.T @ delta1
    assert Counted.multiplications == exercise.answer


def test_nudging_each_parameter_takes_as_many_passes_as_the_exercise_says():
    exercise = exercises["cost_of_nudging"]
    sizes = [
        int(size) for size in re.findall(r"(\d+) (?:inputs|hidden units|outputs)", exercise.prompt)
    ]
    parameters = Network.at_random(sizes).parameters.size
    assert exercise.answer == pytest.approx((1 + parameters) / 3)


def test_no_other_distance_of_checkpoints_holds_less():
    exercise = exercises["checkpoints"]
    layers, megabytes = map(int, re.findall(r"\d+", exercise.prompt)[:2])
    every = [k for k in range(1, layers + 1) if layers % k == 0]
    assert exercise.answer == min(megabytes * (layers // k + k) for k in every)


def test_just_the_right_orders_of_a_step_give_the_right_weights():
    exercise = exercises["one_batch"]
    x, y = np.array([[1.5, 1], [1, 2], [2, 0.5]]), np.array([[0.5], [1], [1.25]])
    given = {
        "x": x,
        "y": y,
        "W1": np.array([[1.6, 0.6], [-0.4, -0.4]]),
        "W2": np.array([[0.5], [-0.5]]),
        "lr": 0.1,
    }
    given["a1"] = np.maximum(x @ given["W1"], 0)
    given["y_hat"] = given["a1"] @ given["W2"]

    def outcome(order):
        names = dict(given)
        try:
            for step in order:
                exec(exercise.steps[step], names)
        except NameError:
            return None
        return [*names["W1"].ravel(), *names["W2"].ravel()]

    network = Network(Dense(given["W1"], [0, 0]), ACTIVATIONS["relu"], Dense(given["W2"], [0]))
    values = network.forward(x)
    moved = network.moved(network.backward(values, MEAN_SQUARED_ERROR.slope(values[-1], y)), lr=0.1)
    right = [*moved.dense[0].weights.ravel(), *moved.dense[1].weights.ravel()]
    for order in itertools.permutations(exercise.steps):
        found = outcome(order)
        agrees = found is not None and np.allclose(found, right, rtol=1e-12)
        assert agrees == (order in exercise.right_orders), order


def trained(data, hidden, activation="tanh", lr=1, batch_size=None, updates=500, seed=0):
    """Return a network after this many updates, as in the picture, and its loss of all samples."""
    x, y = getattr(datasets, data)(100)
    start = Network.at_random([2, *hidden, 1], activation, seed)
    networks = training.descent(
        start, x, y, lr, batch_size=batch_size, seed=seed, loss=BINARY_CROSS_ENTROPY
    )
    network = next(itertools.islice(networks, updates, None))
    return network, BINARY_CROSS_ENTROPY.value(network.forward(x)[-1], y)


@pytest.mark.parametrize("seed", range(10))
def test_layers_of_one_unit_draw_at_most_one_straight_line(seed):
    assert predictions["one_unit_wide"].answer == "straight"
    network = Network.at_random([2, 1, 1, 1, 1], "tanh", seed)
    across = network.dense[0].weights[:, 0]
    along = np.array([-across[1], across[0]])
    rng = np.random.default_rng(seed)
    points = rng.uniform(-3, 3, size=(50, 2))
    outputs, beside = (network.forward(p)[-1][:, 0] for p in (points, points + 0.7 * along))
    np.testing.assert_allclose(outputs, beside, atol=1e-12)
    in_order = outputs[np.argsort(points @ across)]
    assert (np.diff(in_order) >= 0).all() or (np.diff(in_order) <= 0).all()


def test_the_gradient_of_three_samples_is_the_mean_of_what_each_asks_for():
    question = predictions["more_samples"]
    right = question.option(question.answer).why
    assert question.answer == "mean"
    *asked, mean = map(float, re.findall(r"-?\d+\.\d+", right.replace("−", "-")))
    one, three = (MatrixFormExplorer(n=n).result.found["dj/dW₁"][0, 0] for n in (1, 3))
    assert asked[0] == pytest.approx(one)
    assert f"is {asked[0]}. Two more" in question.question
    assert mean == pytest.approx(three)
    assert sum(asked) / 3 == pytest.approx(three)


@pytest.mark.parametrize(
    ("settings", "right"),
    [
        ({"width": 1, "depth": 3}, 86),
        ({"depth": 0}, 87),
        ({"data": "circles", "width": 2, "depth": 1}, 79),
        ({"data": "circles", "width": 3, "depth": 1}, 99),
    ],
)
def test_the_picture_ends_with_as_many_samples_right_as_the_text_says(settings, right):
    explorer = DecisionBoundaryExplorer(lr=1, **settings)
    explorer.set(steps=max(explorer.controls["steps"].places))
    assert "after 500 updates" in explorer.sentence
    assert f"has {right} of 100 samples on the right side" in explorer.sentence


def own_training(db="delta.sum(axis=0)", dx="delta @ W.T", **settings):
    """Return the last loss with a function of one's own behind the picture, and its sentence."""
    names = {}
    code = f"def my_dense_backward(x, W, delta):\n    return x.T @ delta, {db}, {dx}"
    exec(code, names)
    explorer = DecisionBoundaryExplorer(dense_backward=names["my_dense_backward"], **settings)
    explorer.set(steps=max(explorer.controls["steps"].places))
    return float(re.search(r"loss ≈ (\S+\d)", explorer.sentence)[1]), explorer.sentence


def test_with_the_mean_the_loss_of_the_moons_falls_later_and_that_of_the_spiral_ends_lower():
    for data, ends_lower in (("moons", False), ("spiral", True)):
        mean, sentence = own_training("delta.mean(axis=0)", data=data)
        right, _ = own_training(data=data)
        assert "after 500 updates" in sentence
        assert mean < math.log(2) / 1.5
        assert (mean < right) == ends_lower


def test_a_matrix_that_is_not_transposed_stops_at_layer_3_and_fits_at_layer_2():
    _, sentence = own_training(dx="delta @ W")
    assert "In update 1, at layer 3, your function stops" in sentence
    shapes = [layer.weights.shape for layer in Network.at_random([2, 8, 8, 1]).dense]
    assert "network 2-8-8-1" in sentence
    assert [rows == columns for rows, columns in shapes] == [False, True, False]


def test_three_layers_of_sigmoids_let_a_twentieth_through_of_what_tanh_does():
    x, y = datasets.spiral(100)
    first = {}
    for activation in ("tanh", "sigmoid"):
        start = Network.at_random([2, 16, 16, 16, 1], activation)
        values = start.forward(x)
        slopes = start.backward(values, BINARY_CROSS_ENTROPY.slope(values[-1], y))
        first[activation] = np.linalg.norm(slopes[0].weights)
    assert first["sigmoid"] / first["tanh"] == pytest.approx(1 / 20, rel=0.1)


def test_with_sigmoids_the_spiral_is_guessed_and_with_the_others_it_is_learned():
    x, y = datasets.spiral(100)
    for activation, right in (("tanh", 100), ("relu", 100), ("sigmoid", 50)):
        network, _ = trained("spiral", [16, 16, 16], activation)
        assert np.sum((network.forward(x)[-1] > 0) == y) == right


def test_relus_that_a_large_step_has_switched_off_stay_off():
    network, loss = trained("moons", [8, 8], "relu", lr=5)
    assert loss == pytest.approx(math.log(2), abs=2e-4)
    x, _ = datasets.moons(100)
    hidden = network.forward(x)
    assert any((hidden[at] == 0).all() for at in (2, 4))
    _, tanh = trained("moons", [8, 8], lr=5)
    assert tanh < 0.001


def test_one_sample_at_a_time_jumps_with_a_rate_of_1_and_falls_calmly_with_a_tenth():
    _, all_samples = trained("moons", [8, 8])
    _, large = trained("moons", [8, 8], batch_size=1)
    early, small = (
        trained("moons", [8, 8], lr=0.1, batch_size=1, updates=n)[1] for n in (100, 500)
    )
    assert all_samples < small < early < math.log(2) < large


def test_with_a_rate_of_1_the_loss_jumps_near_update_110_and_with_0_3_it_never_rises():
    x, y = datasets.moons(100)
    losses = {}
    for lr in (1, 0.3):
        networks = itertools.islice(
            training.descent(Network.at_random([2, 8, 8, 1]), x, y, lr, loss=BINARY_CROSS_ENTROPY),
            501,
        )
        losses[lr] = [BINARY_CROSS_ENTROPY.value(net.forward(x)[-1], y) for net in networks]
    assert 105 < np.argmax(losses[1][50:]) + 50 < 115
    assert max(losses[1][50:]) > 10 * losses[1][100]
    assert (np.diff(losses[0.3]) < 0).all()


def test_each_of_ten_seeds_learns_the_moons_and_a_large_rate_kills_relus_in_half_of_them():
    x, y = datasets.moons(100)
    dead = 0
    for seed in range(10):
        network, _ = trained("moons", [8, 8], seed=seed)
        assert ((network.forward(x)[-1] > 0) == y).all()
        network, _ = trained("moons", [8, 8], "relu", lr=5, seed=seed)
        hidden = network.forward(x)
        dead += any((hidden[at] == 0).all() for at in (2, 4))
    assert dead == 5
