import numpy as np
import pytest

from backprop_lib import descend
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
        words = [text.get_text() for text in mark.axes.texts if text.get_gid() == "bp-ghost"]
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


@pytest.mark.parametrize("right", [0.1095, 0.11, 0.111, 0.1111, 0.1112, "1/9"])
def test_the_largest_rate_may_be_rounded(right):
    assert exercises["largest_lr"].check(right).passed


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (0.109, "swinging."),
        *((rate, "a little above 1/9: there it runs away") for rate in (0.112, 0.1125, 0.12)),
        (0.13, "running away."),
        ("1/18", "lands in one step"),
    ],
)
def test_a_wrong_rate_shows_its_regime(rate, words):
    assert words in message_on(rate, exercises["largest_lr"], "incorrect")


def test_a_wrong_rate_shows_its_factor():
    assert message_on(0.2, exercises["largest_lr"], "incorrect") == (
        "0.2 is not the right number. There the distance is multiplied by −2.6 at each step: "
        "running away."
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (5000, "multiplied by −3 at each step: running away."),
        (15000, "multiplied by −0.333333 at each step: swinging. A larger rate works too."),
        (40000, "multiplied by 0.5 at each step: steady. A larger rate works too."),
        (-10, "it is divided by more than 1."),
        (0, "it is divided by more than 1."),
    ],
)
def test_a_wrong_divisor_shows_its_factor(number, words):
    assert words in message_on(number, exercises["scaled_input"], "incorrect")


def test_a_wrong_regime_shows_its_limit():
    message = message_on("b", exercises["which_regime"], "incorrect")
    assert message == "One step needs the factor 0, and so lr = 1/(2x²) = 0.125."
