from types import FunctionType

import ipywidgets as widgets

from backprop_lib.practice import exercises
from backprop_lib.practice.engine import progress
from backprop_lib.practice.engine.forms import ChoiceForm, Form, NumberForm, OrderingForm
from backprop_lib.practice.engine.prediction import PredictionFirst
from backprop_lib.practice.engine.progress_page import ProgressPage
from backprop_lib.practice.engine.records import Answered, Tries
from backprop_lib.practice.engine.say_it import SayIt

LIVE = '<div role="status" aria-live="polite">'


def buttons(widget):
    if isinstance(widget, widgets.Button):
        yield widget
    for child in getattr(widget, "children", ()):
        yield from buttons(child)


def test_every_control_has_a_name():
    for name in ("largest_lr", "which_regime", "training_loop"):
        form = exercises[name].form()
        assert form.control.description
        names = [button.description for button in buttons(form)]
        assert {"Check", "Hint", "Show the solution"} <= set(names)
        assert len(set(names)) == len(names)


def test_a_number_wrong_then_right():
    form = exercises["largest_lr"].form()
    assert isinstance(form, NumberForm)
    assert "Not attempted yet" in form.feedback.value
    form.control.value = "1/18"
    form.check.click()
    assert form.feedback.value.startswith(LIVE)
    assert "lands in one step" in form.feedback.value
    form.control._handle_custom_msg({"event": "submit"}, [])  # the key comes before the value
    form.control.value = "1/9"
    assert "Passed." in form.feedback.value
    assert progress.current().read().entry(Tries, "largest_lr") == {
        "tried": 2,
        "passed": True,
        "passed_at": 2,
        "misconceptions": ["one_step"],
    }


def test_enter_checks_a_number_that_has_come_already():
    form = exercises["largest_lr"].form()
    form.control.value = "1/9"
    assert "Not attempted yet" in form.feedback.value
    form.control._handle_custom_msg({"event": "submit"}, [])
    form.control._handle_custom_msg({"event": "submit"}, [])
    assert "Passed." in form.feedback.value
    assert progress.current().get(Tries, "largest_lr").tried == 1


def test_what_is_no_number_stays_in_the_box_and_is_quoted():
    form = exercises["largest_lr"].form()
    form.control.value = "one <b>ninth</b>"
    form.check.click()
    assert form.control.value == "one <b>ninth</b>"
    assert "“one &lt;b&gt;ninth&lt;/b&gt;” is not a number" in form.feedback.value
    assert exercises["largest_lr"].form().control.value == "one <b>ninth</b>"


def test_an_empty_box_is_not_attempted(progress_file):
    form = exercises["largest_lr"].form()
    form.check.click()
    assert "Not attempted yet" in form.feedback.value
    assert not progress_file.exists()


def test_a_choice_wrong_then_right():
    form = exercises["which_regime"].form()
    assert isinstance(form, ChoiceForm)
    form.check.click()
    assert "Not attempted yet" in form.feedback.value
    form.control.value = "b"
    form.check.click()
    assert "One step needs the factor 0" in form.feedback.value
    form.control.value = "c"
    form.check.click()
    assert "Passed." in form.feedback.value


def put_in_order(form, order):
    """Use the list and the two buttons as a learner does."""
    for place, step in enumerate(order):
        form.control.value = step
        while form._order.index(step) > place:
            form.up.click()
    assert form.answer == list(order)


def test_an_order_wrong_then_right():
    exercise = exercises["training_loop"]
    form = exercise.form()
    assert isinstance(form, OrderingForm)
    form.check.click()
    assert "Not attempted yet" in form.feedback.value
    form.up.click()
    assert "First choose the step that you want to move" in form.feedback.value
    assert form.answer is None
    steps = list(exercise.steps)
    put_in_order(form, [*steps[:3], "update", "backward", "repeat"])
    form.check.click()
    assert "You step before you know the gradient" in form.feedback.value
    put_in_order(form, steps)
    form.check.click()
    assert "Passed." in form.feedback.value
    assert [name for _, name in form.control.options] == steps


def test_moving_keeps_the_step_chosen_and_stops_at_the_ends():
    form = exercises["chain_rule"].form()
    step = form.control.options[1][1]
    form.control.value = step
    form.down.click()
    assert form.control.value == step
    assert form.answer[2] == step
    for _ in range(9):
        form.up.click()
    assert form.answer[0] == step
    for _ in range(9):
        form.down.click()
    assert form.answer[-1] == step


def test_answers_are_there_when_the_cell_is_run_again():
    answers = {
        "largest_lr": "0.2",
        "which_regime": "a",
    }
    for name, answer in answers.items():
        form = exercises[name].form()
        form.control.value = answer
        again = exercises[name].form()
        assert again.control.value == answer
        assert "Not attempted yet" in again.feedback.value
        form.check.click()
        assert exercises[name].form().feedback.value == form.feedback.value
    form = exercises["chain_rule"].form()
    form.control.value = "inner"
    form.down.click()
    assert form.answer is not None
    assert exercises["chain_rule"].form().answer == form.answer


def test_answers_that_somebody_edited_are_left_out():
    for name in ("largest_lr", "which_regime", "training_loop"):
        for odd in (5, [1], ["x"], {"a": 1}, None, "zz"):
            progress.current().keep(Answered, name, answer=odd)
            assert exercises[name].form().exercise.name == name


def test_hints_and_the_solution_come_only_on_asking():
    form = exercises["largest_lr"].form()
    assert form.help.value == ""
    form.hint.click()
    assert "Hint 1 of 2" in form.help.value
    assert "Hint 2 of 2" not in form.help.value
    form.hint.click()
    assert "Hint 1 of 2" in form.help.value
    assert "Hint 2 of 2" in form.help.value
    assert "no more hints" in form.help.value
    assert "0.1111" not in form.help.value
    form.solution.click()
    assert "0.1111" in form.help.value
    assert form.help.value.startswith(LIVE)


def test_the_widget_and_the_text_are_shown():
    bundle = exercises["which_regime"].form()._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert "  c) swinging: across w* and back" in bundle["text/plain"]


def test_nothing_of_ipywidgets_is_hidden_by_a_name_of_ours():
    for kind in (Form, ChoiceForm, NumberForm, OrderingForm, PredictionFirst, SayIt, ProgressPage):
        bases = [base for base in kind.__mro__ if "practice" in base.__module__]
        ours = {
            name
            for base in bases
            for name, value in vars(base).items()
            if isinstance(value, (FunctionType, property)) and not name.startswith("__")
        }
        assert {name for name in ours if hasattr(widgets.VBox, name)} == {"_repr_mimebundle_"}
