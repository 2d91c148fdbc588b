"""The explorer of notebook 10 that trains, against `training.train` and plain NumPy."""

import json
import math
from types import SimpleNamespace

import numpy as np
import pytest

from backprop_lib import datasets
from backprop_lib.activations import sigmoid
from backprop_lib.explorers import DecisionBoundaryExplorer
from backprop_lib.explorers.decision_boundary import Settings, Training
from backprop_lib.losses import BINARY_CROSS_ENTROPY
from backprop_lib.network import Network
from backprop_lib.training import train

UPDATES = 4


RIGHT = "return x.T @ delta, delta.sum(axis=0), delta @ W.T"
MEAN = "return x.T @ delta, delta.mean(axis=0), delta @ W.T"


def backward_of(body):
    """Return a function dense_backward with this body, as a learner writes it."""
    names = {"np": np}
    code = f"def my_dense_backward(x, W, delta):\n    {body}"
    exec(compile(code, "<answer>", "exec"), names)
    return names["my_dense_backward"]


@pytest.fixture
def explorer():
    return DecisionBoundaryExplorer()


def trained(data, widths, activation, lr, batch, seed, updates):
    """Return the networks after each update, as `train` finds them."""
    x, y = getattr(datasets, data)()
    return train(
        Network.at_random(widths, activation, seed),
        *(x, y, lr),
        epochs=math.ceil(updates / math.ceil(len(x) / batch)),
        batch_size=batch,
        seed=seed,
        loss=BINARY_CROSS_ENTROPY,
    ).networks


@pytest.mark.parametrize(
    "settings",
    [
        Settings("moons", 8, 2, "tanh", 0.3, 100, 0),
        Settings("circles", 5, 1, "sigmoid", 1.0, 32, 3),
        Settings("spiral", 16, 3, "relu", 0.1, 10, 1),
        Settings("moons", 1, 2, "tanh", 0.05, 1, 9),
        Settings("spiral", 7, 0, "relu", 2.0, 32, 5),
    ],
    ids=lambda settings: settings.data,
)
def test_the_run_is_that_of_train(settings):
    s = settings
    widths = [2, *[s.width] * s.depth, 1]
    networks = trained(s.data, widths, s.activation, s.lr, s.batch, s.seed, 30 * UPDATES)
    training = Training(settings)
    for step in (0, 1, 7, 30):
        assert training.reach(step) == step
        assert training.updates[step] == step * UPDATES
        right = networks[step * UPDATES]
        assert training.networks[step].parameters == pytest.approx(right.parameters, abs=1e-12)
        x, y = getattr(datasets, s.data)()
        loss = BINARY_CROSS_ENTROPY.value(right.forward(x)[-1], y)
        assert training.losses[step] == pytest.approx(loss, rel=1e-12)


def plainly_trained(settings, updates):
    """Return the weights and biases of each layer by plain NumPy, without the course's classes.

    The hidden layers have tanh, and each update sees all samples.
    """
    x, y = getattr(datasets, settings.data)()
    layers = [(dense.weights, dense.bias) for dense in settings.start.dense]
    for _ in range(updates):
        inputs = [x]
        for weights, bias in layers[:-1]:
            inputs.append(np.tanh(inputs[-1] @ weights + bias))
        weights, bias = layers[-1]
        delta = (1 / (1 + np.exp(-(inputs[-1] @ weights + bias))) - y) / len(x)
        for at in reversed(range(len(layers))):
            (weights, bias), a = layers[at], inputs[at]
            moved = weights - settings.lr * a.T @ delta, bias - settings.lr * delta.sum(axis=0)
            layers[at], delta = moved, delta @ weights.T * (1 - a**2)
    return layers


@pytest.mark.parametrize(
    "settings",
    [
        Settings("moons", 8, 2, "tanh", 0.3, 100, 0),
        Settings("circles", 5, 3, "tanh", 0.3, 100, 4),
    ],
    ids=lambda settings: settings.data,
)
def test_the_run_is_that_of_plain_numpy(settings):
    training = Training(settings)
    for step in (1, 30):
        training.reach(step)
        layers = plainly_trained(settings, step * UPDATES)
        for dense, (weights, bias) in zip(training.networks[step].dense, layers, strict=True):
            assert dense.weights == pytest.approx(weights, rel=0, abs=1e-12)
            assert dense.bias == pytest.approx(bias, rel=0, abs=1e-12)


def test_it_trains_only_as_far_as_it_is_asked_to():
    training = Training(Settings("moons", 8, 2, "tanh", 0.3, 100, 0))
    assert len(training.networks) == 1
    training.reach(3)
    training.reach(1)
    assert len(training.networks) == 4


@pytest.mark.parametrize("dense_backward", [None, backward_of(MEAN)], ids=["ours", "own"])
def test_pictures_are_the_same_however_one_gets_there(dense_backward):
    there = {"data": "spiral", "activation": "relu", "lr": 1, "batch": 10}

    def at(explorer, step):
        explorer.set(**there, steps=step)
        return json.dumps(explorer._shown)

    walked = DecisionBoundaryExplorer(dense_backward=dense_backward)
    forward = {step: at(walked, step) for step in (0, 1, 2, 20, 21, 60)}
    assert {step: at(walked, step) for step in reversed(forward)} == forward
    for step, shown in forward.items():
        assert at(DecisionBoundaryExplorer(dense_backward=dense_backward), step) == shown
    assert len(set(forward.values())) == len(forward)


def test_other_settings_and_back_again_lead_to_the_same_weights(explorer):
    explorer.set(steps=40)
    before = explorer.result.network.parameters
    explorer.set(lr=1, seed=3, width=4)
    explorer.reset()
    explorer.set(steps=40)
    assert np.array_equal(explorer.result.network.parameters, before)


def test_the_map_the_line_and_the_loss_are_those_of_the_network(explorer):
    explorer.set(data="circles", steps=100)
    network = explorer.result.network
    x, y = datasets.circles()
    plane = explorer.result.settings.plane
    alpha = np.asarray(explorer.map.image.get_array())[..., 3].ravel() / 255 / 0.42
    wanted = np.abs(2 * sigmoid(network.forward(plane.points)[-1]) - 1).ravel()
    assert alpha == pytest.approx(wanted, abs=0.006)
    line = np.column_stack(explorer.map.line.data())
    line = line[np.isfinite(line).all(axis=1)]
    assert len(line) > 50
    assert sigmoid(network.forward(line)[-1]) == pytest.approx(0.5, abs=0.03)
    updates, losses = explorer.loss.data()
    assert updates.tolist() == list(range(0, 401, UPDATES))
    assert losses[-1] == pytest.approx(
        BINARY_CROSS_ENTROPY.value(network.forward(x)[-1], y), rel=1e-12
    )
    right = int(((network.forward(x)[-1] > 0) == y).sum())
    assert f"has {right} of 100 samples on the right side of the line" in explorer.sentence


def test_every_sample_stays_in_view(explorer):
    for data in ("moons", "circles", "spiral"):
        explorer.set(data=data)
        (left, right), (bottom, top) = explorer.map.axes.get_xlim(), explorer.map.axes.get_ylim()
        x, _ = getattr(datasets, data)()
        assert (x.min(axis=0) > [left, bottom]).all()
        assert (x.max(axis=0) < [right, top]).all()


@pytest.mark.parametrize("data", ["moons", "circles", "spiral"])
def test_the_network_can_learn_each(explorer, data):
    explorer.set(data=data, width=16, lr=1 if data == "spiral" else 0.3, steps=125)
    assert "has 100 of 100 samples" in explorer.sentence


@pytest.mark.parametrize("settings", [{"depth": 0}, {"width": 1}, {"width": 1, "depth": 3}])
def test_without_width_or_depth_the_line_is_straight(explorer, settings):
    explorer.set(**settings, lr=1, steps=125)
    x, y = explorer.map.line.data()
    assert len(x) > 20
    slope, at = np.polyfit(x, y, 1)
    assert y == pytest.approx(slope * x + at, abs=0.03)
    assert "the line can only be straight" in explorer.sentence
    assert "has 100 of 100" not in explorer.sentence


def test_the_sentence_names_the_epoch_and_what_the_next_update_sees(explorer):
    explorer.set(batch=32, steps=0)
    assert explorer.sentence.endswith("The next update sees 32 samples, in epoch 1.")
    explorer.set(batch=10, steps=5)
    assert explorer.sentence.endswith("The next update sees 10 samples, in epoch 3.")
    explorer.set(batch=1, steps=25)
    assert explorer.sentence.endswith("The next update sees 1 sample, in epoch 2.")
    explorer.set(batch=100)
    assert "epoch" not in explorer.sentence


def test_a_layer_that_is_off_is_named(explorer):
    explorer.set(data="spiral", activation="relu", depth=3, width=16, lr=30, steps=50)
    assert "All units of a hidden layer are off for all samples" in explorer.sentence
    assert "worse than a probability of ½ everywhere" in explorer.sentence


def test_a_run_is_kept_with_its_line_and_its_loss(explorer):
    explorer.set(steps=20, lr=3)
    line, loss = explorer.map.line.data(), explorer.loss.data()
    explorer.keep_run()
    explorer.set(steps=60, activation="relu")
    for axes, data in ((explorer.map.axes, line), (explorer.loss.axes, loss)):
        (kept,) = (kept for kept in axes.lines if kept.get_gid() == "bp-ghost")
        assert np.array_equal(kept.get_data(), data)
        assert "moons, lr = 3" in [text.get_text() for text in axes.texts]
    explorer.keep_run()
    names = [text.get_text() for text in explorer.loss.axes.texts]
    assert "moons, ReLU, lr = 3" in names  # of the other choices, only the one that has moved


def test_a_training_that_overflows_is_drawn_and_said(explorer, monkeypatch):
    class Overflowing(Training):
        def __init__(self, settings, own=None):
            super().__init__(settings, own)
            self._networks = iter(self.fall())

        def fall(self):
            for share in range(1, 11):
                huge = self.networks[0].parameters * 10.0 ** (30 * share)
                yield self.networks[0].with_parameters(huge)
            raise FloatingPointError

    monkeypatch.setattr("backprop_lib.explorers.decision_boundary.Training", Overflowing)
    explorer.set(seed=1)
    sentences = {}
    for step in (0, 1, 2, 3, 125, 2, 1):
        explorer.set(steps=step)
        assert explorer.error is None
        assert sentences.setdefault(step, explorer.sentence) == explorer.sentence
    assert "Update 11" not in sentences[0]
    assert "Update 11 would make a parameter too large for a float" in sentences[2]
    assert sentences[125].startswith("With lr = 0.3, after 10 updates,")
    assert sentences[125] == sentences[3]


def test_a_message_is_small_and_the_same_each_time(explorer):
    explorer.set(data="spiral", activation="relu", width=16, lr=1, steps=125)
    before = json.dumps(explorer._shown)
    assert len(before.encode()) < 20_000
    explorer.set(steps=0)
    explorer.set(steps=125)
    assert json.dumps(explorer._shown) == before


# Your code behind the picture.


def own(body, judge=None, **start):
    """Return the explorer with a function of this body."""
    return DecisionBoundaryExplorer(dense_backward=backward_of(body), judge=judge, **start)


def parameters_of(explorer):
    return explorer.result.network.parameters


@pytest.mark.parametrize(
    "body",
    [
        RIGHT,
        "return [x.T.dot(delta), np.ones(len(x)) @ delta, (W @ delta.T).T]",
        "return (x.T @ delta).tolist(), delta.sum(axis=0), delta @ W.T",
    ],
)
@pytest.mark.parametrize("settings", [{}, {"batch": 10, "activation": "relu", "depth": 3}])
def test_a_right_function_makes_the_right_training(explorer, body, settings):
    explorer.set(steps=50, **settings)
    mine = own(body, steps=50)
    mine.set(**settings)
    assert parameters_of(mine) == pytest.approx(parameters_of(explorer), abs=1e-9)
    assert "Your own dense_backward trains this network, and all its slopes are right." in (
        mine.sentence
    )
    assert mine.result.right is None
    assert mine.right.data()[0].size == mine.map.right.data()[0].size == 0


def test_what_is_not_written_yet_shows_the_right_training(explorer):
    explorer.set(steps=50)
    for body in ('"""Return the slopes."""', "...", "raise NotImplementedError"):
        mine = own(body, steps=50)
        assert np.array_equal(parameters_of(mine), parameters_of(explorer))
        assert "Your dense_backward is not written yet. Until it is" in mine.sentence


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        (MEAN, "at layer 3, your db[0]"),
        ("return -x.T @ delta, delta.sum(axis=0), delta @ W.T", "at layer 3, your dW["),
        (
            "return (delta.T @ x).reshape(W.shape), delta.sum(axis=0), delta @ W.T",
            "at layer 2, your dW[",
        ),
        (
            "return x.T @ delta, delta.sum(axis=0), "
            "delta @ (W if W.shape[0] == W.shape[1] else W.T)",
            "at layer 2, your dx[",
        ),
    ],
)
def test_a_wrong_function_is_named_and_the_right_training_drawn(explorer, body, parts):
    explorer.set(steps=30)
    mine = own(body, steps=30)
    assert "parts from the right one, which is dashed, at update 1: " in mine.sentence
    assert parts in mine.sentence
    assert not np.allclose(parameters_of(mine), parameters_of(explorer))
    assert np.array_equal(mine.right.data(), explorer.loss.data())
    assert np.array_equal(mine.map.right.data(), explorer.map.line.data(), equal_nan=True)


def test_the_wrong_slope_and_the_right_one_are_as_said():
    mine = own("return x.T @ delta, 3 * delta.sum(axis=0), delta @ W.T")
    x, y = datasets.moons()
    logits = Network.at_random([2, 8, 8, 1]).forward(x)[-1]
    right = float((sigmoid(logits) - y).sum() / 100)
    assert f"your db[0] ≈ {3 * right:.4g}".replace("-", "−") in mine.sentence
    assert f"but db[0] ≈ {right:.4g} is right".replace("-", "−") in mine.sentence


def test_a_mistake_that_comes_late_is_said_when_it_comes():
    settings = {"lr": 1, "seed": 2, "width": 4}
    networks = trained("moons", [2, 4, 4, 1], "tanh", 1, 100, 2, 200)
    late = next(
        update
        for update, network in enumerate(networks, start=1)
        if max(abs(layer.weights).max() for layer in network.dense) > 2.5
    )
    assert 4 * UPDATES < late < 200
    body = "return x.T @ delta * (1 + (abs(W).max() > 2.5)), delta.sum(axis=0), delta @ W.T"
    mine = own(body, **settings)
    for step in (40, late // UPDATES + 1, 0):  # from behind, so that all of it has been trained
        mine.set(steps=step)
        assert (f"at update {late}: at layer" in mine.sentence) == (late <= (step + 1) * UPDATES)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return x.T @ delta, delta, delta @ W.T", "returns a db of the shape (100, 1), but it"),
        ("return delta.T @ x, delta.sum(axis=0), delta @ W.T", "a dW of the shape (1, 8), but it"),
        (
            "return x.T @ delta, delta.sum(axis=0), delta @ W",
            "stops in line 2. A matrix product does not fit: its inner sizes, 1 and 8, must agree. "
            "Here x is (100, 8), W is (8, 1) and delta is (100, 1).",
        ),
        ("return x.T @ delta, delta.sum(axis=0)", "returns 2 values, but the three arrays"),
        ("return x.T @ delta", "returns an array of the shape (8, 1), but the three arrays"),
        ("x.T @ delta", "returns None: can it reach its end without a `return`?"),
        ("return x.T @ delta * np.nan, delta.sum(axis=0), delta @ W.T", "dW that is not finite"),
        ("return 'dW', delta.sum(axis=0), delta @ W.T", "returns a dW 'dW', but it must have"),
        (
            "while True: pass",
            "took more than 500,000 steps of Python. Either a loop never ends, or",
        ),
        ("delta *= 2\n    return x.T @ delta, delta.sum(axis=0), delta @ W.T", "changes the array"),
        ("return 1 / 0", "stops in line 2 with ZeroDivisionError: division by zero"),
        ("return my_dense_backward(x, W, delta)", "calls itself over and over"),
    ],
)
def test_a_function_without_slopes_ends_the_training_with_a_sentence(explorer, body, words):
    mine = own(body, steps=30)
    explorer.set(steps=30)
    assert mine.error is None
    assert "Your training does not begin. In update 1, at layer 3, your function" in mine.sentence
    assert words in mine.sentence
    assert "array([" not in mine.sentence
    assert np.array_equal(mine.right.data(), explorer.loss.data())


def test_a_function_that_loops_makes_a_few_updates(explorer):
    body = (
        "dW = np.zeros(W.shape)\n"
        "    for row, d in zip(x, delta):\n"
        "        dW += np.outer(row, d)\n"
        "    return dW, delta.sum(axis=0), delta @ W.T"
    )
    mine = own(body, steps=100)
    explorer.set(steps=2)
    assert "Your training ends after 8 updates. Your function loops in Python" in mine.sentence
    assert "parts from" not in mine.sentence
    assert parameters_of(mine) == pytest.approx(parameters_of(explorer), abs=1e-12)


@pytest.mark.parametrize(
    "product",
    [
        "def product(a, b):\n"
        "    return np.array([[sum(p * q for p, q in zip(r, c)) for c in b.T] for r in a])",
        "def product(a, b):\n"
        "    return np.array([list(map(lambda c: np.vdot(r, c), b.T)) for r in a])",
        "product = np.vectorize(lambda r, c: np.vdot(r, c), signature='(n),(n)->()')\n"
        "of_pairs, product = product, lambda a, b: of_pairs(a[:, None], b.T[None])",
    ],
    ids=["comprehension", "map", "vectorize"],
)
def test_loops_outside_the_function_itself_make_a_few_updates_too(explorer, product):
    back = backward_of("return product(x.T, delta), delta.sum(axis=0), product(delta, W.T)")
    exec(product, back.__globals__)
    mine = DecisionBoundaryExplorer(dense_backward=back, width=4, steps=100)
    explorer.set(width=4, steps=2)
    assert "Your training ends after 8 updates. Your function loops in Python" in mine.sentence
    assert parameters_of(mine) == pytest.approx(parameters_of(explorer), abs=1e-12)


def test_a_function_that_loops_from_some_update_on_makes_a_few_more():
    body = "calls.append(0)\n    for _ in range(5000 * (len(calls) > 7)): pass\n    "
    back = backward_of(body + RIGHT)
    back.__globals__["calls"] = []
    mine = DecisionBoundaryExplorer(dense_backward=back, steps=100)
    assert "Your training ends after 10 updates. Your function loops" in mine.sentence


def test_loops_that_are_too_slow_are_not_called_endless():
    mine = own("for _ in range(10**6): pass\n    " + RIGHT, steps=3)
    assert "does not begin. In update 1, at layer 3, your function took more" in mine.sentence
    assert "or the layer is too large for loops: matrix products do the same" in mine.sentence


def test_what_cannot_be_called_is_said(explorer):
    for what, words in (
        (3, "A function is wanted, but this is 3."),
        (lambda x: 0, "Your function takes x, but it is called with x, W, delta."),
    ):
        mine = DecisionBoundaryExplorer(dense_backward=what, steps=5)
        assert words in mine.sentence
        assert "Until that is mended, this is the right training." in mine.sentence


def test_the_judge_is_asked_once_and_nothing_is_printed(capsys):
    asked = []

    def judge(function):
        asked.append(function)
        print("judged")
        return SimpleNamespace(passed=False, message="Sum the rows.")

    mine = own("print('!')\n    return x.T @ delta, delta.mean(0), delta @ W.T", judge, steps=3)
    mine.set(steps=10)
    assert mine.sentence.endswith("is right. Sum the rows.")
    assert len(asked) == 1
    assert capsys.readouterr().out == ""


def test_a_judge_may_find_a_mistake_elsewhere():
    def judge(function):
        return SimpleNamespace(passed=False, message="One row only?")

    assert own(RIGHT, judge).sentence.endswith(
        "all its slopes are right. With other values they are not. One row only?"
    )


@pytest.mark.parametrize(("known", "said"), [("not_summed", True), (None, False)])
def test_where_there_are_no_slopes_the_judge_says_only_what_it_knows_by_name(known, said):
    outcome = SimpleNamespace(passed=False, message="Sum the rows.", misconception=known)
    mine = own("return x.T @ delta, delta, delta @ W.T", lambda function: outcome)
    assert mine.sentence.endswith("of b, (1,). Sum the rows." if said else "of b, (1,).")


def test_a_judge_needs_a_function_to_judge():
    with pytest.raises(TypeError, match="a judge needs a dense_backward to judge"):
        DecisionBoundaryExplorer(judge=lambda function: None)


def test_an_explorer_like_it_has_the_same_function():
    mine = own(RIGHT)
    assert mine.anew().own.function is mine.own.function
