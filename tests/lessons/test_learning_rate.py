import re

import numpy as np
import pytest

from backprop_lib import closed_form, descend, neuron, shrink_factor
from backprop_lib.explorers import LearningRateExplorer
from backprop_lib.practice import exercises
from tests.answers import function_in, message_on, note_on


@pytest.fixture
def explorer():
    return LearningRateExplorer()


def test_the_articles_values_are_shown(explorer):
    assert explorer.sentence == (
        "lr = 0.1 and x = 1.5 give 1 − 2·lr·x² = 0.55. "
        "Steady: each step leaves 0.55 of the distance to the best weight, on the same side. "
        "The loss is below 10⁻⁶ after 11 steps."
    )


@pytest.mark.parametrize("lr", [0.05, 0.1, 0.2, 0.3, 0.43])
def test_the_steps_to_the_goal_are_those_of_the_loop(explorer, lr):
    explorer.controls["lr"].value = lr
    losses = descend(1.5, 0.5, 0.8, lr, 1000).loss
    assert explorer.result.steps_to_goal == np.flatnonzero(losses < 1e-6)[0]


def test_the_point_is_on_both_right_pictures(explorer):
    explorer.set(lr=0.25, x=2)
    assert explorer.on_map.at == (0.25, 2)
    assert explorer.your_x.line.get_ydata() == [2, 2]
    assert explorer.left_now.at == (0.25, 1)
    assert explorer.on_map.moves == ("lr", "x")
    rates, factors = explorer.left.data()
    np.testing.assert_allclose(factors, np.abs(1 - 8 * rates), atol=1e-12)


def test_the_loss_is_a_straight_line_on_a_log_axis(explorer):
    _, losses = explorer.losses.data()
    np.testing.assert_allclose(np.diff(np.log(losses)), 2 * np.log(0.55), rtol=1e-6)


def test_the_same_rate_runs_away_for_a_larger_input(explorer):
    explorer.set(lr=0.2, x=1.5)
    assert "Steady" in explorer.sentence
    explorer.controls["x"].value = 3
    assert "Running away" in explorer.sentence
    assert "not below 10⁻⁶ within 1000 steps" in explorer.sentence


def test_a_loss_that_leaves_its_picture_is_an_arrow_with_its_value(explorer):
    assert not explorer.leaves.edge.get_visible()
    explorer.set(lr=0.6, x=3)
    assert explorer.leaves.edge.get_visible()
    (step,), _ = explorer.leaves.edge.get_data()
    losses = explorer.result.descent.loss
    assert losses[step] > 1e4 >= losses[step - 1]
    explorer.reset()
    assert not explorer.leaves.edge.get_visible()


def test_without_input_nothing_moves(explorer):
    explorer.controls["x"].value = 0
    assert "Standing still: with x = 0" in explorer.sentence
    assert "after" not in explorer.sentence


def test_where_the_start_is_the_best_weight_nothing_moves(explorer):
    explorer.set(lr=0.6, x=0.625)
    assert "Standing still: at the best weight the gradient is 0." in explorer.sentence


def test_a_run_that_diverges_is_drawn_until_it_leaves_the_picture(explorer):
    explorer.set(lr=0.6, x=3)
    low, high = explorer.curve.axes.get_xlim()
    weights = explorer.curve.hops.data()[0]
    assert explorer.result.seen == len(weights) - 1 < 30
    assert np.all((low <= weights[:-1]) & (weights[:-1] <= high))
    assert not low <= weights[-1] <= high


def test_a_kept_run_stands_beside_the_next_on_both_log_pictures(explorer):
    explorer.keep_run()
    explorer.controls["lr"].value = 0.2
    for mark, kept in ((explorer.losses, 0.49), (explorer.left, 1)):
        (ghost,) = [line for line in mark.axes.lines if line.get_gid() == "bp-ghost"]
        assert ghost.get_ydata()[0] == pytest.approx(kept)
        words = [text.get_text() for text in mark.axes.texts if text.get_gid() == "bp-ghost-name"]
        assert words == ["lr = 0.1, x = 1.5"]


@pytest.mark.parametrize(
    "code",
    [
        """
def f(x, y, w, lr, k):
    for _ in range(k):
        w -= lr * 2 * (x * w - y) * x
    return w
""",
        """
def f(x, y, w, lr, k):
    return w if k == 0 else f(x, y, w - lr * 2 * (x * w - y) * x, lr, k - 1)
""",
        """
def descended(x, y, w, lr, k):
    for _ in range(k):
        w -= lr * 2 * (x * w - y) * x
    return w


def f(x, y, w, lr, k):
    return descended(x, y, w, lr, k)
""",
        """
def f(x, y, w, lr, k):
    while k:
        k -= 1
        w -= lr * 2 * (x * w - y) * x
    return w
""",
        """
def f(x, y, w, lr, k):
    for _ in range(k):
        w -= lr * (2 * x * x * w - 2 * x * y)
    return w
""",
    ],
)
def test_a_walk_to_the_weight_passes_with_a_note(code):
    assert note_on(function_in(code), exercises["weight_after"]) == (
        "Right values, but with a loop. Try it in one formula."
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("shrink_factor", "f = lambda x, lr: shrink_factor(x, lr)"),
        ("weight_after", "f = lambda x, y, w, lr, k: closed_form(x, y, w, lr, k)"),
        ("weight_after", "f = lambda x, y, w, lr, k: descend(x, y, w, lr, k).w[-1]"),
    ],
)
def test_a_function_of_the_course_passes_with_a_word_about_it(name, code):
    names = {"shrink_factor": shrink_factor, "closed_form": closed_form, "descend": descend}
    assert note_on(function_in(code, **names), exercises[name]) == (
        "Right, but you asked the course. Write it yourself."
    )


def test_weights_from_the_page_are_named():
    code = "f = lambda x, lr: (w - lr * 2 * (x * w - y) * x) / w"
    function = function_in(code, w=0.8, y=0.5)
    assert message_on(function, exercises["shrink_factor"], "incorrect").startswith(
        "`w` and `y` are not parameters of your function: they are the 0.8 and 0.5"
    )


@pytest.mark.parametrize("right", [0.1095, 0.11, 0.111, 0.1111, "0.11111111", "1/9"])
def test_the_largest_rate_may_be_rounded_down(right):
    assert exercises["largest_lr"].check(right).passed


@pytest.mark.parametrize("rate", [0.11112, 0.1112, 0.112])
def test_a_rate_that_diverges_is_refused(rate):
    assert abs(shrink_factor(3, rate)) > 1
    assert "there it runs away, slowly" in message_on(rate, exercises["largest_lr"], "incorrect")


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (0.109, "s = −0.962: swinging. It does converge, but there is still room above it."),
        (0.05, f"s = 0.1: {neuron.STEADY}. It does converge, but there is still room above it."),
        *((rate, "a little above 1/9: there it runs away") for rate in (0.1125, 0.12)),
        (0.13, "running away."),
        ("1/18", "lands in one step"),
    ],
)
def test_a_wrong_rate_shows_its_regime(rate, words):
    assert words in message_on(rate, exercises["largest_lr"], "incorrect")


def test_a_wrong_rate_shows_its_factor():
    assert message_on(0.2, exercises["largest_lr"], "incorrect") == (
        "0.2 is not the right number. There each step multiplies the distance by s = −2.6: "
        "running away."
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (5000, "multiplies the distance by s = −3: running away."),
        (15000, "multiplies the distance by s ≈ −0.333333: swinging. A larger rate works too."),
        (40000, f"multiplies the distance by s = 0.5: {neuron.STEADY}. A larger rate works too."),
        (1e6, "A million is for an input that is 1000 times as large."),
        (-10, "it is divided by more than 1."),
        (0, "it is divided by more than 1."),
    ],
)
def test_a_wrong_divisor_shows_its_factor(number, words):
    assert words in message_on(number, exercises["scaled_input"], "incorrect")


def test_the_weights_that_are_shown_swing():
    exercise = exercises["which_regime"]
    shown = [float(w) for w in re.findall(r"0\.\d+", exercise.prompt)]
    np.testing.assert_allclose(np.diff(shown[1:]) / np.diff(shown[:-1]), -0.5)
    assert neuron.SWINGING in exercise.options[exercise.answer]
    assert len(exercise.options) == len(neuron.REGIMES)
    message = message_on("d", exercise, "incorrect")
    assert "the steps are −0.7, 0.35, −0.175" in message


def test_of_two_inputs_the_weak_one_keeps_nearly_all_of_its_distance():
    exercise = exercises["two_inputs"]
    assert "leaves 0.1 of the first weight's distance" in exercise.prompt
    assert exercise.answer == pytest.approx(0.964)
    assert exercise.check("0.964").passed
    assert np.log(0.01) / np.log(exercise.answer) > 50 * np.log(0.01) / np.log(0.1)


def test_the_rate_from_the_ratio_lands_in_one_step():
    exercise = exercises["lr_from_ratio"]
    assert shrink_factor(1, 0.1) == pytest.approx(0.8)  # what is said to be seen
    assert shrink_factor(1, exercise.answer) == 0
    assert message_on(0.3, exercise, "incorrect").endswith("would leave 0.4 of the distance.")


def test_the_loss_curves_are_those_of_the_library():
    exercise = exercises["two_loss_curves"]
    _, *curves = exercise.prompt.splitlines()
    for curve, lr in zip(curves, (0.002, 0.5), strict=True):
        rate, *losses = map(float, re.findall(r"[\d.]+", curve))
        assert rate == lr
        np.testing.assert_allclose(losses, descend(1.5, 0.5, 0.8, lr, 5).loss, atol=5e-4)
    rates = [float(text.partition(":")[0].split()[0]) for text in exercise.options.values()]
    after = descend(1.5, 0.5, 0.8, rates, 5).loss[-1]
    assert list(exercise.options)[np.argmin(after)] == exercise.answer
