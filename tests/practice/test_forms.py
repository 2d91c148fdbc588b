from types import FunctionType

import ipywidgets as widgets
import pytest

from backprop_lib.practice.engine import progress
from backprop_lib.practice.engine.exercise import form_for
from backprop_lib.practice.engine.forms import ChoiceForm, Form, NumberForm, OrderingForm
from backprop_lib.practice.engine.prediction import PredictionFirst
from backprop_lib.practice.engine.progress_page import ProgressPage
from backprop_lib.practice.engine.records import Answered, Tries
from backprop_lib.practice.engine.say_it import SayIt

from .small import AREA, BALL, SHARE, TEA

LIVE = '<div role="status" aria-live="polite">'
OURS = (Form, ChoiceForm, NumberForm, OrderingForm, PredictionFirst, SayIt, ProgressPage)


def buttons(widget):
    if isinstance(widget, widgets.Button):
        yield widget
    for child in getattr(widget, "children", ()):
        yield from buttons(child)


@pytest.mark.parametrize("exercise", [SHARE, BALL, TEA], ids=lambda exercise: exercise.name)
def test_every_control_has_a_name(exercise):
    form = exercise.form()
    assert form.control.description
    names = [button.description for button in buttons(form)]
    assert {"Check", "Hint", "Show the solution"} <= set(names)
    assert len(set(names)) == len(names)


def test_an_exercise_without_a_form_is_refused():
    with pytest.raises(TypeError, match="there is no form for a FunctionExercise"):
        form_for(AREA)


def test_a_number_is_checked():
    form = SHARE.form()
    assert isinstance(form, NumberForm)
    assert "Not attempted yet" in form.feedback.value
    form.control.value = "10/3"
    form.check.click()
    assert form.feedback.value.startswith(LIVE)
    assert "how many people share one cake" in form.feedback.value
    form.control._handle_custom_msg({"event": "submit"}, [])  # the key comes before the value
    form.control.value = "3/10"
    assert "Passed." in form.feedback.value
    assert progress.current().read().entry(Tries, "share") == {
        "tried": 2,
        "passed": True,
        "passed_at": 2,
        "misconceptions": ["upside_down"],
    }


def test_enter_checks_a_number_once():
    form = SHARE.form()
    form.control.value = "3/10"
    assert "Not attempted yet" in form.feedback.value
    form.control._handle_custom_msg({"event": "submit"}, [])
    form.control._handle_custom_msg({"event": "submit"}, [])
    assert "Passed." in form.feedback.value
    assert progress.current().get(Tries, "share").tried == 1


def test_text_that_is_not_a_number_stays_in_the_box_and_is_quoted():
    form = SHARE.form()
    form.control.value = "one <b>ninth</b>"
    form.check.click()
    assert form.control.value == "one <b>ninth</b>"
    assert "“one &lt;b&gt;ninth&lt;/b&gt;” is not a number" in form.feedback.value
    assert SHARE.form().control.value == "one <b>ninth</b>"


def test_an_empty_box_is_not_attempted(progress_file):
    form = SHARE.form()
    form.check.click()
    assert "Not attempted yet" in form.feedback.value
    assert not progress_file.exists()


def test_a_choice_is_checked():
    form = BALL.form()
    assert isinstance(form, ChoiceForm)
    form.check.click()
    assert "Not attempted yet: choose or move something first." in form.feedback.value
    form.control.value = "b"
    form.check.click()
    assert "it would roll uphill" in form.feedback.value
    form.control.value = "a"
    form.check.click()
    assert "Passed." in form.feedback.value


def put_in_order(form, order):
    """Use the list and the two buttons as a learner does."""
    for place, step in enumerate(order):
        form.control.value = step
        for _ in range(form._order.index(step) - place):
            form.up.click()
    assert form.answer == list(order)


def test_an_order_is_checked():
    form = TEA.form()
    assert isinstance(form, OrderingForm)
    form.check.click()
    assert "Not attempted yet: choose or move something first." in form.feedback.value
    form.up.click()
    assert "First choose the step that you want to move" in form.feedback.value
    assert form.answer is None
    put_in_order(form, ["fill", "leaves", "pour", "boil"])
    form.check.click()
    assert "You pour cold water" in form.feedback.value
    steps = list(TEA.steps)
    put_in_order(form, steps)
    form.check.click()
    assert "Passed." in form.feedback.value
    assert [name for _, name in form.control.options] == steps


def test_a_moved_step_stays_chosen_and_stops_at_the_ends():
    form = TEA.form()
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


@pytest.mark.parametrize(("exercise", "answer"), [(SHARE, "0.2"), (BALL, "b")])
def test_an_answer_is_restored_when_the_cell_runs_again(exercise, answer):
    form = exercise.form()
    form.control.value = answer
    again = exercise.form()
    assert again.control.value == answer
    assert "Not attempted yet" in again.feedback.value
    form.check.click()
    assert "Not right yet" in form.feedback.value
    assert exercise.form().feedback.value == form.feedback.value


def test_an_order_is_restored_when_the_cell_runs_again():
    form = TEA.form()
    form.control.value = "boil"
    form.up.click()
    form.up.click()
    form.up.click()
    assert form.answer[0] == "boil"
    assert TEA.form().answer == form.answer


@pytest.mark.parametrize("exercise", [SHARE, BALL, TEA], ids=lambda exercise: exercise.name)
@pytest.mark.parametrize("odd", [5, [1], ["x"], {"a": 1}, None, "zz"], ids=repr)
def test_an_odd_answer_in_the_file_is_ignored(exercise, odd):
    blank = exercise.form().answer
    progress.current().keep(Answered, exercise.name, answer=odd)
    restored = "zz" if (exercise, odd) == (SHARE, "zz") else blank  # any text may stand in the box
    assert exercise.form().answer == restored


def test_hints_and_the_solution_appear_only_on_request():
    form = SHARE.form()
    assert form.help.value == ""
    form.hint.click()
    assert "Hint 1 of 2" in form.help.value
    assert "Hint 2 of 2" not in form.help.value
    form.hint.click()
    assert "Hint 1 of 2" in form.help.value
    assert "Hint 2 of 2" in form.help.value
    assert "no more hints" in form.help.value
    assert "0.3" not in form.help.value
    form.solution.click()
    assert "0.3" in form.help.value
    assert form.help.value.startswith(LIVE)


def test_a_form_shows_a_widget_and_text():
    bundle = BALL.form()._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert "  a) to the left" in bundle["text/plain"]


@pytest.mark.parametrize("kind", OURS)
def test_our_names_do_not_hide_those_of_ipywidgets(kind):
    bases = [base for base in kind.__mro__ if "practice" in base.__module__]
    ours = {
        name
        for base in bases
        for name, value in vars(base).items()
        if isinstance(value, (FunctionType, property)) and not name.startswith("__")
    }
    assert {name for name in ours if hasattr(widgets.VBox, name)} == {"_repr_mimebundle_"}
