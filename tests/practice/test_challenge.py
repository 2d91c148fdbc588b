import json
from types import SimpleNamespace

import ipywidgets as widgets
import pytest

from backprop_lib import article, descend
from backprop_lib.explorers import LearningRateExplorer
from backprop_lib.practice import challenges, lessons, predictions
from backprop_lib.practice.engine import progress
from backprop_lib.practice.engine.records import Best, Predicted

from .small import LEAP, STONES


class Runner(widgets.VBox):
    """A stand-in for an explorer: what it is set to is its result."""

    def __init__(self, result=None):
        super().__init__()
        self.result, self.disabled, self.veiled = result, False, False
        self._callbacks = []

    @property
    def sentence(self):
        return f"This is {self.result}."

    def on_result(self, callback):
        self._callbacks.append(callback)

    def run(self, result):
        self.result = result
        for callback in self._callbacks:
            callback(result)

    def _repr_mimebundle_(self, **kwargs):
        return {"text/plain": self.sentence, "image/png": "cGljdHVyZQ=="}


def test_the_best_run_is_kept(progress_file):
    runner = Runner()
    under = LEAP.under(runner)
    assert "No run has reached the goal yet." in under.standing.value
    assert not progress_file.exists()
    runner.run(4)
    assert "Best so far: 4 hops." in under.standing.value
    runner.run(6)
    assert "Best so far: 4 hops." in under.standing.value
    runner.run(3)
    assert "Best so far: 3 hops." in under.standing.value
    assert "✓" not in under.standing.value
    kept = json.loads(progress_file.read_text())["challenges"]
    assert kept == {"leap": {"score": 3.0, "words": "3 hops", "met": False}}
    assert "Best so far: 3 hops." in LEAP.under(Runner()).standing.value


def test_the_best_possible_run_meets_it():
    runner = Runner(5)
    under = LEAP.under(runner)
    assert "Best so far: 5 hops." in under.standing.value
    runner.run(1)
    assert "✓" in under.standing.value
    assert "<b>Met</b>, in 1 hop: no run can do better." in under.standing.value
    runner.run(7)
    assert "✓" in under.standing.value


def test_a_run_that_does_not_count_says_why():
    runner = Runner(0)
    under = LEAP.under(runner)
    assert under.standing.value == "No run has reached the goal yet.<br>You did not move."
    assert progress.current().get(Best, "leap") == Best()


def test_without_a_result_nothing_is_scored():
    runner = Runner(4)
    under = LEAP.under(runner)
    runner.run(None)
    assert under.standing.value == "Best so far: 4 hops."


def test_it_stands_under_a_prediction_too():
    runner = Runner(4)
    under = LEAP.under(STONES.before(runner))
    runner.run(2)
    assert "Best so far: 2 hops." in under.standing.value
    bundle = under._repr_mimebundle_()
    assert bundle["image/png"] == "cGljdHVyZQ=="
    assert bundle["text/plain"] == (
        f"{STONES.text()}\n\nThis is 2.\n\nChallenge: Leap in as few hops as you can."
    )
    assert "application/vnd.jupyter.widget-view+json" in bundle
    progress.current().keep(Predicted, "stones", choice="both")
    assert LEAP.under(runner).text == "This is 2.\n\nChallenge: Leap in as few hops as you can."


def test_trouble_with_the_file_is_reported(progress_file):
    progress_file.mkdir()
    assert "cannot be saved" in LEAP.under(Runner(4)).standing.value


def test_an_odd_record_is_ignored(progress_file):
    entry = {"score": "best", "words": "<b>", "met": 1}
    progress_file.write_text(json.dumps({"version": 1, "challenges": {"leap": entry}}))
    assert LEAP.under(Runner(4)).standing.value == "Best so far: 4 hops."


def test_a_challenge_belongs_to_one_lesson():
    assert list(challenges) == [each.name for le in lessons.values() for each in le.challenges]
    with pytest.raises(KeyError, match="did you mean fewest_steps"):
        challenges["fewest_step"]


def run(x, lr, steps):
    return SimpleNamespace(descent=SimpleNamespace(x=x, lr=lr), steps_to_goal=steps)


def test_only_the_asked_input_counts_in_the_learning_rate_challenge():
    score = challenges["fewest_steps"].score
    assert "x = 1.5, so it does not count: set x to 2" in score(run(1.5, 0.222, 1))
    assert "does not reach the goal" in score(run(2, 0.3, None))
    assert "before the first step" in score(run(2, 0.1, 0))
    assert (score(run(2, 0.1, 7)).words, score(run(2, 0.1, 7)).best) == (
        "7 steps at lr = 0.1",
        False,
    )
    assert score(run(2.0000000000000004, 0.125, 1)).best


def test_the_learning_rate_challenge_is_met_with_the_real_explorer():
    explorer = LearningRateExplorer()
    under = challenges["fewest_steps"].under(predictions["half_rate"].before(explorer))
    assert "x = 1.5, so it does not count" in under.standing.value
    assert "No run has reached the goal yet." in under.standing.value
    explorer.set(x=2, lr=0.1)
    assert "Best so far: " in under.standing.value
    assert "✓" not in under.standing.value
    explorer.set(lr=0.125)
    assert "<b>Met</b>, in 1 step at lr = 0.125: no run can do better." in under.standing.value
    assert under.text.endswith(f"{explorer.sentence}\n\n{under.text.rpartition(chr(10))[2]}")


def test_one_step_is_possible_in_the_learning_rate_challenge():
    losses = descend(2, article.Y, article.W, 0.125, 1).loss
    assert losses[0] > 1e-6 > losses[1]
