from types import FunctionType

import pytest
from anywidget import AnyWidget

from backprop_lib.practice.engine import progress
from backprop_lib.practice.engine.exercise import form_for
from backprop_lib.practice.engine.forms import ChoiceForm, Form, NumberForm, OrderingForm
from backprop_lib.practice.engine.handing_in import HandIn
from backprop_lib.practice.engine.prediction import PredictionFirst
from backprop_lib.practice.engine.progress_page import ProgressPage
from backprop_lib.practice.engine.records import Answered, Tries
from backprop_lib.practice.engine.say_it import SayIt, SayToday
from backprop_lib.practice.engine.worked_step_form import WorkedStepForm

from .small import AREA, BALL, SHARE, TEA
from .test_parts import browser

FORMS = (Form, ChoiceForm, NumberForm, OrderingForm, WorkedStepForm)
OURS = (*FORMS, PredictionFirst, SayToday, SayIt, ProgressPage, HandIn)


def typed(form, text):
    """Type into the box of a form, as the browser reports it."""
    browser(form.control, "value", value=text)


@pytest.mark.parametrize("exercise", [SHARE, BALL, TEA], ids=lambda exercise: exercise.name)
def test_every_control_has_a_name(exercise):
    form = exercise.form()
    assert form.control.label
    names = [button.words for button in (form.check, form.hint, form.solution)]
    assert names == ["Check", "Hint", "Show the solution"]


def test_an_exercise_without_a_form_is_refused():
    with pytest.raises(TypeError, match="there is no form for a FunctionExercise"):
        form_for(AREA)


def test_a_number_is_checked():
    form = SHARE.form()
    assert isinstance(form, NumberForm)
    assert "Not attempted yet" in form.feedback.value
    form.control.value = "10/3"
    form.check.click()
    assert "how many people share one cake" in form.feedback.value
    typed(form, "3/10")
    browser(form.control, "enter")
    assert "Passed." in form.feedback.value
    assert progress.current().read().entry(Tries, "share") == {
        "tried": 2,
        "passed": True,
        "passed_at": 2,
        "misconceptions": ["upside_down"],
    }


def test_enter_checks_a_number_and_counts_it_once():
    form = SHARE.form()
    typed(form, "3/10")
    assert "Not attempted yet" in form.feedback.value
    browser(form.control, "enter")
    browser(form.control, "enter")
    browser(form.check)
    assert "Passed." in form.feedback.value
    assert progress.current().get(Tries, "share").tried == 1


def test_a_comma_is_read_as_a_decimal_point():
    form = SHARE.form()
    typed(form, "0,3")
    browser(form.control, "enter")
    assert "Passed." in form.feedback.value


@pytest.mark.parametrize(
    ("exercise", "right", "other"),
    [(SHARE, "0.3", "0.31"), (BALL, "a", "c"), (TEA, list(TEA.steps), [*TEA.steps][::-1])],
    ids=["share", "ball", "tea"],
)
def test_an_outcome_is_shown_beside_its_own_answer_only(exercise, right, other):
    form = exercise.form()
    form.control.value = other
    form.control.value = right
    form.check.click()
    assert "Passed." in form.feedback.value
    form.control.value = other
    assert "Passed." not in form.feedback.value
    assert "has changed since the last check." in form.feedback.value
    assert getattr(form.control, "verdicts", {}) == {}
    again = exercise.form()
    assert again.answer == other
    assert "has changed since the last check." in again.feedback.value
    form.control.value = right
    assert "Passed." in form.feedback.value
    assert "Passed." in exercise.form().feedback.value
    assert progress.current().get(Tries, exercise.name).tried == 1


def test_running_the_cells_again_counts_nothing():
    for _ in range(3):
        form = SHARE.form()
        form.control.value = "0.2"
        form.check.click()
    assert progress.current().get(Tries, "share").tried == 1


def test_the_outcome_of_an_older_file_is_shown():
    progress.current().keep(Answered, "share", answer="0.3")
    progress.current().keep(Tries, "share", tried=2)
    assert "Passed." in SHARE.form().feedback.value


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
    assert "Not attempted yet. Type a number first." in form.feedback.value
    assert not progress_file.exists()


def test_a_choice_is_checked():
    form = BALL.form()
    assert isinstance(form, ChoiceForm)
    form.check.click()
    assert "Not attempted yet. Choose an option first." in form.feedback.value
    assert not form.feedback.spoken
    form.control.value = "b"
    form.check.click()
    assert "it would roll uphill" in form.feedback.value
    assert form.feedback.spoken  # what is read out stands under the option
    ((verdict, reason),) = form.control.verdicts.values()
    assert verdict == "bad"
    assert "it would roll uphill" in reason
    form.control.value = "a"
    form.check.click()
    assert "Passed." in form.feedback.value


def test_an_order_is_checked():
    form = TEA.form()
    assert isinstance(form, OrderingForm)
    assert form.answer is None
    form.check.click()
    assert "Not attempted yet. Move a step first." in form.feedback.value
    browser(form.control, "value", value=["fill", "leaves", "pour", "boil"])
    assert form.answer == ["fill", "leaves", "pour", "boil"]
    form.check.click()
    assert "You pour cold water" in form.feedback.value
    browser(form.control, "value", value=list(TEA.steps))
    form.check.click()
    assert "Passed." in form.feedback.value


def test_a_form_shows_no_letters_and_no_short_names():
    form = TEA.form()
    form.solution.click()
    assert "1. fill the kettle" in form.help.value
    assert "leaves:" not in form.help.value
    form = BALL.form()
    form.solution.click()
    assert "to the left" in form.help.value
    assert "a)" not in form.help.value


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
    form.control.value = form.control.value[::-1]
    assert TEA.form().answer == form.answer == form.control.value


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
    assert form.help.value.index("Hint 2 of 2") < form.help.value.index("<h4>Solution</h4>")
    assert "0.3" in form.help.value


def test_a_form_shows_a_widget_and_text():
    bundle = BALL.form()._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert "  a) to the left" in bundle["text/plain"]


@pytest.mark.parametrize("kind", OURS)
def test_our_names_do_not_hide_those_of_ipywidgets(kind):
    bases = [base for base in kind.__mro__ if "backprop_lib" in base.__module__]
    ours = {
        name
        for base in bases
        for name, value in vars(base).items()
        if isinstance(value, (FunctionType, property)) and not name.startswith("__")
    }
    assert {name for name in ours if hasattr(AnyWidget, name)} == {"_repr_mimebundle_"}
