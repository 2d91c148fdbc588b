import numpy as np
import pytest

from backprop_lib import descend
from backprop_lib.explorers import LearningRateExplorer


@pytest.fixture
def explorer():
    return LearningRateExplorer()


def test_the_articles_values(explorer):
    assert explorer.sentence == (
        "lr = 0.1 and x = 1.5 give 1 − 2·lr·x² = 0.55. "
        "Slow: each step leaves 0.55 of the distance to the best weight, on the same side. "
        "The loss is below 10⁻⁶ after 11 steps."
    )


@pytest.mark.parametrize("lr", [0.05, 0.1, 0.2, 0.3, 0.43])
def test_the_steps_to_the_goal_are_those_of_the_loop(explorer, lr):
    explorer.controls["lr"].value = lr
    losses = descend(1.5, 0.5, 0.8, lr, 1000).loss
    assert explorer.result.steps_to_goal == np.flatnonzero(losses < 1e-6)[0]


def test_the_point_is_on_both_right_pictures(explorer):
    explorer.set(lr=0.25, x=2)
    assert np.ravel(explorer.map_now.get_data()).tolist() == [0.25, 2]
    assert explorer.map_line.get_ydata() == [2, 2]
    assert np.ravel(explorer.shrink_now.get_data()).tolist() == [0.25, 1]
    rates, factors = explorer.shrink_line.get_data()
    np.testing.assert_allclose(factors, np.abs(1 - 8 * rates), atol=1e-12)


def test_the_loss_is_a_straight_line_on_a_log_axis(explorer):
    _, losses = explorer.loss_line.get_data()
    np.testing.assert_allclose(np.diff(np.log(losses)), 2 * np.log(0.55), rtol=1e-6)


def test_the_same_rate_runs_away_for_a_larger_input(explorer):
    explorer.set(lr=0.2, x=1.5)
    assert "Slow" in explorer.sentence
    explorer.controls["x"].value = 3
    assert "Running away" in explorer.sentence
    assert "not below 10⁻⁶ within 1000 steps" in explorer.sentence


def test_without_input_nothing_moves(explorer):
    explorer.controls["x"].value = 0
    assert "Standing still: with x = 0" in explorer.sentence
    assert "after" not in explorer.sentence


def test_the_challenge_keeps_the_best_run_and_says_when_it_is_met(explorer):
    challenge = explorer.picture.moving_layer
    assert "Best so far: 11 steps at lr = 0.1, x = 1.5." in challenge.value
    explorer.controls["lr"].value = 0.2
    assert "Best so far: 3 steps at lr = 0.2, x = 1.5." in challenge.value
    explorer.controls["lr"].value = 0.05
    assert "Best so far: 3 steps at lr = 0.2, x = 1.5." in challenge.value
    assert "✓" not in challenge.value
    explorer.controls["lr"].value = 0.222
    assert "✓ Challenge" in challenge.value
    assert "Met, in 1 step at lr = 0.222, x = 1.5" in challenge.value
    explorer.controls["lr"].value = 0.5
    assert "Met, in 1 step" in challenge.value


def test_a_start_that_is_right_already_does_not_count(explorer):
    explorer.controls["x"].value = 0.625
    assert explorer.result.steps_to_goal == 0
    assert "it does not count" in explorer.picture.moving_layer.value
    assert explorer.record.steps == 11
