"""The explorers of notebook 06, driven by their controls, against training and plain arithmetic."""

import numpy as np
import pytest

from backprop_lib import datasets, losses, training
from backprop_lib.explorers import BiasAndDataExplorer, FeatureScaleExplorer
from backprop_lib.explorers.bias_and_data import X, Y
from backprop_lib.explorers.feature_scale import FEATURES, TARGETS, inputs
from backprop_lib.layers import Dense
from backprop_lib.network import Network
from backprop_lib.practice import exercises
from tests.answers import message_on

LIMIT = training.curvature(X[:, None]).largest_lr


@pytest.fixture
def data():
    return BiasAndDataExplorer()


@pytest.fixture
def scale():
    return FeatureScaleExplorer()


def trained(w, b, lr, epochs, batch_size, seed=0):
    start = Network(Dense([[w]], [b]))
    return training.train(
        start, X[:, None], Y[:, None], lr, epochs=epochs, batch_size=batch_size, seed=seed
    )


def parameters(history):
    layers = [network.layers[0] for network in history.networks]
    return np.array([[*layer.weights.ravel(), *layer.bias] for layer in layers])


def shown(label):
    return label.text.get_text()


def test_the_samples_are_those_of_the_notebook():
    x, y = (part.round(2) for part in datasets.line(8, noise=0.4, seed=4))
    assert (X.tolist(), Y.tolist()) == (x.ravel().tolist(), y.ravel().tolist())


@pytest.mark.parametrize("batch", [8, 2, 1])
@pytest.mark.parametrize("seed", [0, 7])
def test_the_path_is_that_of_training(data, batch, seed):
    data.set(w=1.35, b=-0.6, lr=0.08, batch=batch, seed=seed, steps=40)
    history = trained(1.35, -0.6, 0.08, epochs=40, batch_size=batch, seed=seed)
    np.testing.assert_allclose(
        np.stack(data.path.data(), axis=1), parameters(history)[:41], rtol=1e-12, atol=1e-12
    )
    np.testing.assert_allclose(data.result.loss, history.loss[:41], rtol=1e-12)
    for seen, expected in zip(data.result.batches, history.batches, strict=False):
        assert seen.tolist() == sorted(expected.tolist())


@pytest.mark.parametrize("batch", [8, 2, 1])
def test_the_slopes_are_those_of_a_dense_layer(data, batch):
    data.set(batch=batch, steps=5, seed=3)
    result = data.result
    layer = Dense([[result.w[5]]], [result.b[5]])
    x, y = X[result.batch][:, None], Y[result.batch][:, None]
    y_hat = layer.forward(x)
    slopes = layer.backward(x, losses.mean_squared_error_slope(y_hat, y))
    assert result.dj_dw[5] == pytest.approx(slopes.weights.item(), rel=1e-12)
    assert result.dj_db[5] == pytest.approx(slopes.bias.item(), rel=1e-12)
    assert result.batch_loss[5] == pytest.approx(losses.mean_squared_error(y_hat, y), rel=1e-12)


def test_the_slopes_of_all_samples_are_the_mean_of_those_of_each(data):
    data.set(batch=1)
    errors = -0.5 * X + 2 - Y
    assert data.result.all_dj_dw[0] == pytest.approx(np.mean(2 * errors * X))
    assert data.result.all_dj_db[0] == pytest.approx(np.mean(2 * errors))
    assert "For all samples together, the slopes are −3.074 and −0.435." in data.sentence


def test_the_batch_of_the_next_step_is_framed(data):
    data.set(batch=2, steps=3)
    x, y = data.seen.data()
    assert x.tolist() == X[data.result.batch].tolist()
    assert y.tolist() == Y[data.result.batch].tolist()
    first, second = (data.result.batch + 1).tolist()
    assert f"Step 4, in epoch 1, sees samples {first} and {second}, at x = " in data.sentence
    assert shown(data.numbers.title) == f"Step 4 sees samples {first} and {second}"
    data.set(steps=4)
    assert "Step 5, in epoch 2, sees" in data.sentence
    data.set(batch=8)
    assert data.seen.data()[0].tolist() == X.tolist()


def test_the_next_step_leads_where_the_picture_says(data):
    data.set(batch=1, steps=11)
    new = [shown(data.numbers.labels[sign]) for sign in ("new w", "new b")]
    data.set(steps=12)
    w, b = data.result.w[12], data.result.b[12]
    assert [float(words.split()[-1].replace("−", "-")) for words in new] == [
        pytest.approx(w, rel=6e-3),
        pytest.approx(b, rel=6e-3),
    ]


def test_an_error_is_drawn_from_the_target_to_the_line(data):
    x, y = data.errors.data()
    assert x[0::3].tolist() == x[1::3].tolist() == X.tolist()
    assert y[0::3].tolist() == Y.tolist()
    np.testing.assert_allclose(y[1::3], 2 - 0.5 * X)
    assert np.isnan(y[2::3]).all()


def test_steps_forward_and_back_give_the_same_picture(data):
    data.set(batch=1, steps=9)
    before = data._shown["moving"], data._shown["table"], data.sentence
    data.set(steps=33)
    data.set(steps=9)
    assert (data._shown["moving"], data._shown["table"], data.sentence) == before


def test_the_seed_decides_the_path_of_single_samples_and_not_of_all(data):
    data.set(steps=40)
    all_samples = data.path.data()
    data.set(seed=3)
    np.testing.assert_array_equal(data.path.data(), all_samples)
    data.set(batch=1)
    third = data.path.data()
    data.set(seed=4)
    assert not np.array_equal(data.path.data(), third)
    data.set(seed=3)
    np.testing.assert_array_equal(data.path.data(), third)


@pytest.mark.parametrize(("share", "settles"), [(0.99, True), (1.01, False)])
def test_the_limit_for_all_samples(data, share, settles):
    data.set(lr=share * LIMIT, steps=40)
    far = trained(-0.5, 2, share * LIMIT, epochs=3000, batch_size=8).loss[-1]
    assert (far < 0.14) == settles
    assert ("the descent diverges" in data.sentence) != settles
    if not settles:
        assert f"above its limit, {LIMIT:.4f}" in data.sentence


@pytest.mark.parametrize("seed", range(10))
def test_single_samples_do_not_come_to_rest_and_a_smaller_rate_calms_them(seed):
    spans = []
    for lr in (0.1, 0.02):
        history = trained(-0.5, 2, lr, epochs=60, batch_size=1, seed=seed)
        spans.append(np.ptp(parameters(history)[-80:], axis=0).max())
        assert spans[-1] > 0.05
    assert spans[1] < spans[0] / 2


def test_all_samples_come_to_rest():
    rest = parameters(trained(-0.5, 2, 0.1, epochs=1500, batch_size=8))[-80:]
    assert np.ptp(rest, axis=0).max() < 1e-12


def test_a_path_that_runs_away_ends_where_it_leaves_the_picture(data):
    data.set(lr=0.6, steps=40)
    assert data.result.leaves == 2
    assert len(data.path.data()[0]) == 3
    assert "From step 2 on, w and b are out of the picture." in data.sentence
    data.set(steps=1)
    assert "out of the picture" not in data.sentence


def test_a_path_that_comes_back_is_not_said_to_have_left(data):
    data.set(w=-1, b=-1, lr=0.25, steps=5)
    assert data.result.w[5] > 2.3
    assert data.result.leaves is None
    assert "out of the picture" not in data.sentence
    assert data.now.edge.get_visible()


def test_with_a_rate_of_0_nothing_moves(data):
    data.set(lr=0, steps=8)
    assert set(data.path.data()[0]) == {-0.5}
    assert "With lr = 0 nothing moves." in data.sentence


def test_at_the_smallest_loss_all_samples_rest_and_one_does_not(data):
    best_w, best_b = np.polyfit(X, Y, 1)
    data.set(w=best_w, b=best_b, steps=1)
    assert "Both slopes are nearly 0: the descent comes to rest." in data.sentence
    data.set(batch=1)
    assert np.hypot(data.result.w[1] - best_w, data.result.b[1] - best_b) > 0.01


def test_the_table_lists_each_step_with_what_the_next_one_sees(data):
    data.set(batch=1, steps=3)
    table = data.table(data.result)
    assert [row[0] for row in table.rows] == ["0", "1", "2", "3"]
    assert [row[4] for row in table.rows] == [
        str(batch[0] + 1) for batch in data.result.batches[:4]
    ]
    data.set(batch=8)
    assert {row[4] for row in data.table(data.result).rows} == {"all"}


@pytest.mark.parametrize("batch", [8, 2, 1])
def test_each_number_above_the_data_says_where_it_comes_from(data, batch):
    data.set(batch=batch, steps=6)
    derivation = data.derivation(data.result)
    assert set(data.numbers.labels) <= set(derivation.signs)
    sentence = derivation.sentence("new b")
    assert sentence.startswith("new b = b − lr · dj/db = ")
    for sample in data.result.batch:
        assert f"e{'₁₂₃₄₅₆₇₈'[sample]} = " in sentence
    assert derivation.value("new b") == pytest.approx(data.result.b[7])


def centred(unit):
    return FEATURES / [unit, 1]


def test_both_features_and_the_targets_are_centred_so_that_the_bias_stays_0():
    np.testing.assert_allclose(FEATURES.mean(axis=0), 0, atol=1e-12)
    start = Network(Dense([[-0.8], [0.9]], [0]))
    history = training.train(start, centred(10), TARGETS, 0.05, epochs=60)
    np.testing.assert_allclose(
        [network.layers[0].bias for network in history.networks], 0, atol=1e-12
    )


@pytest.mark.parametrize("unit", [0.1, 1, 13.5, 100])
@pytest.mark.parametrize("scaling", ["centred", "standardised"])
def test_the_descent_is_that_of_training(scale, unit, scaling):
    lr = 0.9 * training.curvature(inputs(unit, scaling), bias=False).largest_lr
    scale.set(unit=unit, scaling=scaling, lr=lr, steps=60)
    start = Network(Dense([[-0.8], [0.9]], [0]))
    history = training.train(start, inputs(unit, scaling), TARGETS, scale.values["lr"], epochs=60)
    np.testing.assert_allclose(
        scale.result.weights, parameters(history)[:, :2], rtol=1e-8, atol=1e-9
    )
    np.testing.assert_allclose(scale.result.loss, history.loss, rtol=1e-8)


@pytest.mark.parametrize("unit", [0.1, 1, 13.5, 100])
@pytest.mark.parametrize("scaling", ["centred", "standardised"])
@pytest.mark.parametrize(("share", "converges"), [(0.99, True), (1.01, False)])
def test_the_limit_of_the_learning_rate(scale, unit, scaling, share, converges):
    x = inputs(unit, scaling)
    limit = training.curvature(x, bias=False).largest_lr
    scale.set(unit=unit, scaling=scaling, lr=share * limit)
    assert ("the descent converges" in scale.sentence) == converges
    assert ("the descent diverges" in scale.sentence) != converges
    steep = scale.result.bowl.axes[:, 0]
    start = scale.result.bowl.best + steep  # off along the steep axis alone
    run = training.train(Network(Dense(start[:, None], [0])), x, TARGETS, share * limit, epochs=300)
    assert (run.loss[-1] < run.loss[0]) == converges
    assert (run.loss[-1] > 100 * run.loss[0]) != converges


@pytest.mark.parametrize("unit", [1, 100])
def test_between_the_two_limits_only_the_steep_axis_diverges(scale, unit):
    scale.set(unit=unit)
    bowl = scale.result.bowl
    steep, flat = bowl.limits
    scale.set(lr=min((steep * flat) ** 0.5, 10))
    weight = {1: "w₁, the weight of the area", 100: "w₂, the weight of the floor"}[unit]
    assert f"the descent diverges along the axis of {weight}." in scale.sentence
    assert [shown(label) for label in scale.limits.verdicts] == ["lr is above", "lr is below"]
    run = training.train(
        Network(Dense((bowl.best + bowl.axes[:, 1])[:, None], [0])),
        bowl.x,
        TARGETS,
        scale.values["lr"],
        epochs=5,
    )
    assert run.loss[-1] < run.loss[0]


def test_both_limits_may_be_passed(scale):
    scale.set(lr=10, steps=60)
    assert "above both limits" in scale.sentence
    assert [shown(label) for label in scale.limits.verdicts] == ["lr is above", "lr is above"]


def test_the_limit_of_the_area_follows_the_square_of_its_unit(scale):
    limits = []
    for unit in (0.1, 1):
        scale.set(unit=unit)
        limits.append(scale.result.bowl.limits)
    (first, other_first), (second, other_second) = limits
    assert second / first == pytest.approx(100, rel=1e-4)
    assert other_second == pytest.approx(other_first, rel=1e-4)


def test_a_standardised_bowl_is_round_and_does_not_know_the_unit(scale):
    scale.set(scaling="standardised")
    before = scale.result.bowl
    assert "The bowl is nearly round." in scale.sentence
    assert "so the unit of the area makes no difference." in scale.sentence
    scale.set(unit=0.1)
    np.testing.assert_allclose(scale.result.bowl.x, before.x, atol=1e-12)


def test_the_smallest_loss_is_that_of_least_squares_in_any_unit(scale):
    for unit in (0.1, 1, 100):
        scale.set(unit=unit)
        best = np.linalg.lstsq(centred(unit), TARGETS, rcond=None)[0]
        np.testing.assert_allclose(scale.best.data(), best, rtol=1e-9)
        left = ((centred(unit) @ best - TARGETS) ** 2).mean()
        assert scale.result.bowl.smallest == pytest.approx(left, rel=1e-9)


@pytest.mark.parametrize("unit", [0.3, 13.5, 100])
def test_the_loss_is_the_same_along_each_line(scale, unit):
    scale.set(unit=unit)
    across, up = scale.levels.data()
    seen = (np.abs(across) < 1.5) & (np.abs(up) < 1.5)
    weights = np.stack([across, up])[:, seen]
    off = ((centred(unit) @ weights - TARGETS) ** 2).mean(axis=0) - scale.result.bowl.smallest
    levels = np.log(off / 0.01) / np.log(4)
    np.testing.assert_allclose(levels, levels.round(), atol=1e-3)
    assert len(set(levels.round())) >= 4


def test_a_descent_that_diverges_is_followed_until_it_is_out_of_view(scale):
    scale.set(lr=0.01, steps=60)
    assert scale.result.leaves == 1
    assert len(scale.path.data()[0]) == 2
    assert scale.losses.data()[1][-1] > 1e7
    assert "At step 1 the weights leave the picture." in scale.sentence
    assert np.isfinite(scale.result.loss).all()


def test_each_limit_says_where_it_comes_from(scale):
    for scaling in ("centred", "standardised"):
        for unit in (0.1, 1, 13.5, 100):
            scale.set(unit=unit, scaling=scaling)
            derivation = scale.derivation(scale.result)
            bowl = scale.result.bowl
            signs = ("λ₁", "λ₂", "limit₁", "limit₂")
            expected = [*bowl.curvature.eigenvalues, *bowl.limits]
            for sign, value in zip(signs, expected, strict=True):
                assert derivation.value(sign) == pytest.approx(value)
            assert "v₁ = 587.4375" in derivation.sentence("limit₁")


def moved(layer, slopes, lr):
    """Return the layer after a step of the descent."""
    return Network(layer).moved([slopes], lr).dense[0]


def test_outputs_compared_with_a_row_of_targets_end_at_the_mean():
    x, y = datasets.standardised(datasets.flats().x).x, datasets.flats().y
    layer = Dense([[0], [0]], [0])
    for _ in range(400):
        error = (layer.forward(x) - y.ravel()).mean(axis=1, keepdims=True)
        layer = moved(layer, layer.backward(x, 2 * error / len(x)), 0.1)
    np.testing.assert_allclose(layer.forward(x), y.mean(), atol=1e-9)


def test_the_path_of_b_is_made_by_one_sample_at_a_time():
    b, path = 2.0, [2.0]
    for target in (1, 3, 3, 1):
        b -= 0.25 * 2 * (b - target)
        path.append(b)
    written = ", ".join(f"{b:g}" for b in path)
    assert written in exercises["which_batch"].prompt
    both = training.train(Network(Dense([[0]], [2])), [[0], [0]], [[1], [3]], 0.25, epochs=4)
    assert [network.layers[0].bias.item() for network in both.networks] == [2] * 5


def test_a_slope_for_each_sample_gets_a_hint():
    def for_each(x, y, w, b):
        return 2 * (w * x + b - y)

    message = message_on(for_each, exercises["both_slopes"], "incorrect")
    assert "Return one slope for w and one for b" in message


def test_a_loop_over_the_samples_passes():
    def looped(x, y, w, b):
        dw = db = 0
        for x_i, y_i in zip(x, y, strict=True):
            dw += 2 * (w * x_i + b - y_i) * x_i / len(x)
            db += 2 * (w * x_i + b - y_i) / len(x)
        return dw, db

    assert exercises["both_slopes"].check(looped).passed


def test_the_sum_has_a_limit_as_many_times_smaller_as_there_are_samples():
    x, y = X[:, None], Y[:, None]
    for share, converges in ((0.99, True), (1.01, False)):
        layer = Dense([[-0.5]], [2])
        for _ in range(400):
            error = layer.forward(x) - y
            layer = moved(layer, layer.backward(x, 2 * error), share * LIMIT / len(x))
        assert (losses.mean_squared_error(layer.forward(x), y) < 2) == converges


@pytest.mark.parametrize("batch", [2, 1])
def test_a_rate_that_is_too_large_for_few_samples_is_named(data, batch):
    data.set(batch=batch, lr=0.6, steps=40)
    assert "The learning rate is too large for so few samples at a time." in data.sentence
    data.set(lr=0.05)
    assert "too large" not in data.sentence


@pytest.mark.parametrize("seed", range(10))
def test_single_samples_get_near_the_smallest_loss(seed):
    history = trained(-0.5, 2, 0.1, epochs=50, batch_size=1, seed=seed)
    assert history.loss[-160:].mean() < history.loss[0] / 2
    assert history.loss[-160:].min() < 0.14


def test_after_a_feature_is_divided_the_other_limit_decides():
    steep, flat = np.sqrt(800 / 2), np.sqrt(5 / 2)
    x = np.array([[steep, flat], [steep, -flat], [-steep, flat], [-steep, -flat]])
    assert training.curvature(x, bias=False).largest_lr == pytest.approx(2 / 800)
    divided = training.curvature(x / [100, 1], bias=False).largest_lr
    assert exercises["other_limit"].answer == pytest.approx(divided)


def test_in_square_feet_the_limit_is_smaller_by_the_square_of_the_factor():
    in_metres = training.curvature(FEATURES, bias=False).largest_lr
    in_feet = training.curvature(FEATURES * [10.8, 1], bias=False).largest_lr
    assert exercises["square_feet"].check(in_feet).passed
    assert in_metres / in_feet == pytest.approx(10.8**2, rel=1e-4)


def test_shapes_do_what_the_exercises_say():
    column, row = np.zeros((24, 1)), np.arange(24.0)
    assert ((column - row) ** 2).size == 576
    x, error, w = np.ones((24, 2)), np.ones((24, 1)), np.zeros(2)
    assert (error * x).mean(axis=0).shape == w.shape
    with pytest.raises(ValueError, match="broadcast"):
        _ = w - 0.1 * 2 * (error * x).mean(axis=1)


def test_b_moved_after_w_is_not_the_b_of_the_step():
    w, b, lr = -0.5, 2, 0.05
    new = parameters(trained(w, b, lr, epochs=1, batch_size=8))[1]
    w = w - lr * 2 * ((w * X + b - Y) * X).mean()
    late = b - lr * 2 * (w * X + b - Y).mean()
    assert w == pytest.approx(new[0])
    assert late != pytest.approx(new[1], rel=1e-3)
    assert ((w * X + late - Y) ** 2).mean() < ((-0.5 * X + b - Y) ** 2).mean()


def test_the_name_of_a_kept_run_lies_in_the_picture(data, scale):
    for explorer, named, moved in (
        (data, "all 8 samples", {"batch": 1}),
        (scale, "in these units", {"scaling": "standardised"}),
    ):
        explorer.set(steps=40)
        explorer.keep_run()
        explorer.set(**moved)
        for mark in (explorer.path, getattr(explorer, "losses", explorer.path)):
            (name,) = [text for text in mark.axes.texts if text.get_text() == named]
            assert 0 <= name.get_position()[0] <= 0.9


def test_a_long_name_of_a_kept_run_is_cut_short(data):
    data.set(w=1, b=-0.55, lr=0.055, batch=2, seed=7, steps=30)
    data.keep_run()
    names = [text.get_text() for text in data.path.axes.texts]
    assert "2 samples, w = 1, b = −0.55, lr = 0.055, …" in names


def test_a_limit_close_to_the_rate_is_written_on_the_right_side_of_it(scale):
    scale.set(unit=13.5, lr=0.31)
    limit = scale.result.bowl.limits[0]
    assert 0.31 < limit < 0.31005
    assert f"lr = 0.31 is below both limits, about {limit:.6g} and" in scale.sentence
