import ipywidgets as widgets
import pytest

from backprop_lib.explorers import OneWeightExplorer
from backprop_lib.practice import predictions
from backprop_lib.practice.engine import Prediction, progress
from backprop_lib.practice.engine.records import Predicted

from .small import STONES


class FakeExplorer(widgets.VBox):
    def __init__(self):
        super().__init__()
        self.disabled = False
        self.veiled = False
        self.sentence = "Both stones are in the air."
        self.result = 0

    def _repr_mimebundle_(self, **kwargs):
        return {"text/plain": self.sentence, "image/png": "cGljdHVyZQ=="}


class MovingExplorer(FakeExplorer):
    """One that says when a person moves it."""

    def __init__(self):
        super().__init__()
        self.moved = []

    def on_move(self, callback):
        self.moved.append(callback)

    def move(self):
        for callback in self.moved:
            callback()


def ask(explorer=None):
    return STONES.before(FakeExplorer() if explorer is None else explorer)


def test_an_explorer_is_locked_until_a_prediction_is_made():
    asked = ask()
    assert asked.explorer.disabled
    assert asked.explorer.veiled
    assert asked.why.hidden
    asked.predict.click()
    assert asked.explorer.disabled
    assert "Choose an option first" in asked.feedback.value
    asked.choice.value = "heavy"
    assert asked.explorer.disabled
    asked.predict.click()
    assert not asked.explorer.disabled
    assert not asked.explorer.veiled
    assert asked.choice.disabled
    assert asked.choice.hidden
    assert "You predict: The heavy one." in asked.feedback.value
    for option in STONES.options:
        assert option.why not in asked.feedback.value


@pytest.mark.parametrize("option", STONES.options, ids=lambda option: option.key)
def test_why_explains_what_was_chosen(option):
    asked = ask()
    asked.choice.value = option.key
    asked.predict.click()
    asked.why.click()
    assert option.why in asked.feedback.value
    assert ("✓" in asked.feedback.value) == (option.key == "both")
    assert ("What happens: Both at once." in asked.feedback.value) == (option.key != "both")


@pytest.mark.parametrize("option", STONES.options, ids=lambda option: option.key)
def test_why_judges_what_was_chosen_in_place(option):
    asked = ask()
    asked.choice.value = option.key
    asked.predict.click()
    assert asked.choice.verdicts == {}
    asked.why.click()
    assert not asked.choice.hidden
    assert asked.choice.judged_only
    verdicts = {key: verdict for key, (verdict, _) in asked.choice.verdicts.items()}
    assert verdicts == {option.key: "bad", "both": "good"}
    assert option.why in asked.choice.verdicts[option.key][1]


def test_why_can_be_asked_after_a_move():
    explorer = MovingExplorer()
    asked = ask(explorer)
    explorer.move()  # before the prediction, as a challenge may do
    asked = ask(explorer := MovingExplorer())
    asked.choice.value = "both"
    asked.predict.click()
    assert asked.why.disabled
    explorer.move()
    assert not asked.why.disabled
    again = ask(MovingExplorer())
    assert again.why.disabled
    assert not again.why.hidden


def test_a_prediction_can_be_made_again(progress_file):
    asked = ask()
    assert asked.again.hidden
    asked.choice.value = "light"
    asked.predict.click()
    asked.why.click()
    assert not asked.again.hidden
    asked.again.click()
    assert not asked.choice.hidden
    assert not asked.choice.disabled
    assert asked.choice.verdicts == {}
    assert not asked.predict.hidden
    assert asked.why.hidden
    assert not asked.explorer.disabled
    asked.choice.value = "both"
    asked.predict.click()
    asked.why.click()
    assert "✓ You predicted it." in asked.feedback.value
    assert ask().choice.value == "both"
    kept = progress.current().get(Predicted, "stones")
    assert (kept.choice, kept.again) == ("light", "both")  # a class is told the first one


def test_the_focus_goes_on_when_its_button_is_gone():
    for explorer, place in ((FakeExplorer(), "why"), (MovingExplorer(), "feedback")):
        asked = ask(explorer)
        card = asked.children[0]
        asked.skip.click()
        assert card._focus[0] == getattr(asked, place).id
        asked.choice.value = "both"
        asked.predict.click()
        assert card._focus[0] == getattr(asked, place).id
        asked.again.click()
        assert card._focus[0] == asked.choice.id
        progress.current().path.unlink()


def test_a_skipped_prediction_can_be_made_later():
    asked = ask()
    asked.skip.click()
    assert not asked.explorer.disabled
    assert not asked.explorer.veiled
    asked.why.click()
    assert "What happens: Both at once." in asked.feedback.value
    again = ask()
    assert not again.explorer.disabled
    again.why.click()
    assert again.feedback.spoken
    assert set(again.choice.verdicts) == {"both"}
    assert not again.choice.judged_only
    again.choice.value = "both"
    again.predict.click()
    assert "You predict: Both at once." in again.feedback.value
    assert not again.feedback.spoken
    assert ask().choice.value == "both"


def test_a_choice_is_restored_when_the_cell_runs_again():
    asked = ask()
    asked.choice.value = "light"
    asked.predict.click()
    again = ask()
    assert not again.explorer.disabled
    assert again.choice.value == "light"
    again.why.click()
    assert STONES.option("light").why in again.feedback.value


@pytest.mark.parametrize("odd", [["both"], 5, "no such option"], ids=repr)
def test_an_odd_choice_in_the_file_is_ignored(odd):
    progress.current().keep(Predicted, "stones", choice=odd)
    assert ask().explorer.disabled


def test_the_text_does_not_change():
    asked = ask()
    before = asked._repr_mimebundle_()
    assert before["image/png"] == "cGljdHVyZQ=="
    assert before["text/plain"] == f"{STONES.text()}\n\nBoth stones are in the air."
    assert "application/vnd.jupyter.widget-view+json" in before
    asked.choice.value = "light"
    asked.predict.click()
    assert asked._repr_mimebundle_()["text/plain"] == before["text/plain"]
    assert ask()._repr_mimebundle_()["text/plain"] == before["text/plain"]


def test_a_prediction_locks_and_veils_a_real_explorer():
    asked = ask(OneWeightExplorer())
    assert asked.explorer.disabled
    assert asked.explorer.veiled
    bundle = asked._repr_mimebundle_()
    assert bundle["text/plain"].endswith(asked.explorer.sentence)
    assert bundle["image/png"]
    asked.skip.click()
    assert not asked.explorer.disabled
    assert not asked.explorer.veiled
    asked.explorer.set(x=2)
    assert asked.text.endswith(asked.explorer.sentence)
    assert asked.result is asked.explorer.result
    assert asked.why.disabled  # nobody has moved it by hand
    move = {"kind": "move", "client": "c", "move": 1, "places": {"w": 3}}
    asked.explorer._handle_custom_msg(move, [])
    assert not asked.why.disabled


@pytest.mark.parametrize("prediction", predictions.values(), ids=lambda member: member.name)
def test_every_prediction_explains_every_option(prediction):
    assert len(prediction.options) >= 3
    assert len({option.why for option in prediction.options}) == len(prediction.options)
    for option in prediction.options:
        assert option.why in prediction.explanation(option)


def test_contradictory_choices_are_refused():
    with pytest.raises(ValueError, match="p: 'b' is not one of the choices"):
        Prediction("p", "?", "a: A\n  Why.", answer="b")
    with pytest.raises(ValueError, match="two facts are called 'a'"):
        Prediction("p", "?", "a: A\n  Why.\na: B\n  Why.", answer="a")
