import ipywidgets as widgets
import pytest

from backprop_lib.explorers.descent import DescentExplorer
from backprop_lib.practice import predictions
from backprop_lib.practice.engine import progress
from backprop_lib.practice.engine.prediction import Prediction
from backprop_lib.practice.engine.records import Predicted

PREDICTION = predictions["half_rate"]


class FakeExplorer(widgets.VBox):
    def __init__(self):
        super().__init__()
        self.disabled = False
        self.sentence = "At lr = 0.1 the weight settles."

    def _repr_mimebundle_(self, **kwargs):
        return {"text/plain": self.sentence, "image/png": "cGljdHVyZQ=="}


def ask(explorer=None):
    return PREDICTION.before(FakeExplorer() if explorer is None else explorer)


def test_locked_until_predicted():
    asked = ask()
    assert asked.explorer.disabled
    assert asked.why.disabled
    asked.predict.click()
    assert asked.explorer.disabled
    assert "Choose one first" in asked.feedback.value
    asked.choice.value = "swing"
    assert asked.explorer.disabled
    asked.predict.click()
    assert not asked.explorer.disabled
    assert asked.choice.disabled
    assert "You predict: Swing across" in asked.feedback.value
    assert "−1.25" not in asked.feedback.value


@pytest.mark.parametrize("option", PREDICTION.options, ids=lambda option: option.key)
def test_why_is_told_for_what_was_chosen(option):
    asked = ask()
    asked.choice.value = option.key
    asked.predict.click()
    asked.why.click()
    assert option.why in asked.feedback.value
    assert ("✓" in asked.feedback.value) == (option.key == PREDICTION.answer)
    assert ("What happens: Run away." in asked.feedback.value) == (option.key != "run")


def test_skipped_and_predicted_later():
    asked = ask()
    asked.skip.click()
    assert not asked.explorer.disabled
    asked.why.click()
    assert "What happens: Run away." in asked.feedback.value
    again = ask()
    assert not again.explorer.disabled
    again.choice.value = "run"
    again.predict.click()
    assert ask().choice.value == "run"


def test_what_was_chosen_is_there_when_the_cell_is_run_again():
    asked = ask()
    asked.choice.value = "land"
    asked.predict.click()
    again = ask()
    assert not again.explorer.disabled
    assert again.choice.value == "land"
    again.why.click()
    assert PREDICTION.option("land").why in again.feedback.value


def test_a_choice_that_somebody_edited_is_none():
    progress.current().keep(Predicted, "half_rate", choice=["run"])
    assert ask().explorer.disabled


def test_text_is_the_same_before_and_after():
    asked = ask()
    before = asked._repr_mimebundle_()
    assert before["image/png"] == "cGljdHVyZQ=="
    assert before["text/plain"] == f"{PREDICTION.text()}\n\nAt lr = 0.1 the weight settles."
    assert "application/vnd.jupyter.widget-view+json" in before
    asked.choice.value = "land"
    asked.predict.click()
    assert asked._repr_mimebundle_()["text/plain"] == before["text/plain"]
    assert ask()._repr_mimebundle_()["text/plain"] == before["text/plain"]


def test_before_a_real_explorer():
    asked = ask(DescentExplorer())
    assert asked.explorer.disabled
    bundle = asked._repr_mimebundle_()
    assert bundle["text/plain"].endswith(asked.explorer.sentence)
    assert bundle["image/png"]
    asked.skip.click()
    assert not asked.explorer.disabled
    asked.explorer.controls["lr"].value = 0.2
    assert asked.text.endswith(asked.explorer.sentence)


def test_every_prediction_explains_every_option():
    for prediction in predictions.values():
        assert len(prediction.options) >= 3
        assert len({option.why for option in prediction.options}) == len(prediction.options)
        for option in prediction.options:
            assert option.why in prediction.explanation(option)


def test_data_that_contradicts_itself_is_refused():
    with pytest.raises(ValueError, match="p: 'b' is not one of the choices"):
        Prediction("p", "?", "a: A\n  Why.", answer="b")
    with pytest.raises(ValueError, match="two facts are called 'a'"):
        Prediction("p", "?", "a: A\n  Why.\na: B\n  Why.", answer="a")
