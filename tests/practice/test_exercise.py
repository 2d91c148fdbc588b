"""Exercises answered by a number, a choice or an order, and what all exercises have in common."""

import asyncio
import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from backprop_lib.interface import WIDGET_VIEW
from backprop_lib.practice.engine import ChoiceExercise, NumberExercise, OrderingExercise, progress
from backprop_lib.practice.engine.outcome import OutcomeCard
from tests.answers import function_in, message_on

from .small import AREA, BALL, LESSON, SHARE, TEA


def kept(progress_file):
    return json.loads(progress_file.read_text())["exercises"]


def test_an_outcome_says_the_same_in_every_form():
    outcome = AREA.check(lambda a, b: a + b)
    bundle = outcome._repr_mimebundle_()
    assert bundle["text/plain"] == repr(outcome)
    assert repr(outcome) == f"✗ Not right yet. {outcome.message}\n{outcome.note}"
    assert "<code>a + b</code>" in bundle["text/html"]
    assert outcome.message in bundle["text/html"]
    assert "var(--jp-error-color1" in bundle["text/html"]
    assert "You added the sides." in outcome.message


def test_html_escapes_what_the_learner_typed():
    outcome = SHARE.check("<img src=x onerror=alert(1)>")
    assert "“<img src=x onerror=alert(1)>”" in outcome.message
    assert "<img" not in outcome.as_html()


def test_every_attempt_is_kept(progress_file):
    AREA.check(None)
    assert not progress_file.exists()
    AREA.check(lambda a, b: a + b)
    AREA.check(AREA.reference)
    AREA.check(lambda a, b: a + b)
    assert kept(progress_file)["area"] == {
        "tried": 3,
        "passed": True,
        "passed_at": 2,
        "misconceptions": ["added"],
    }


def test_misconceptions_are_counted_until_the_exercise_is_passed(progress_file):
    for answer in ("10/3", "20/6", "3/10", "10/3"):
        SHARE.check(answer)
    assert kept(progress_file)["share"]["misconceptions"] == ["upside_down"] * 2
    assert kept(progress_file)["share"]["passed_at"] == 3


def test_the_answer_judged_last_is_not_counted_again(progress_file):
    for number in range(3):  # as Run All Cells does, each time with a function of its own
        outcome = AREA.check(function_in(f"# run {number}\ndef f(a, b):\n    return a + b"))
        assert outcome.misconception == "added"
        SHARE.check("10/3")
        SHARE.check("10/3")
    assert kept(progress_file)["area"]["tried"] == 1
    assert kept(progress_file)["share"]["misconceptions"] == ["upside_down"]
    AREA.check(lambda a, b: b + a)
    SHARE.check("20/6")
    assert kept(progress_file)["area"]["tried"] == kept(progress_file)["share"]["tried"] == 2


def test_an_answer_that_is_now_judged_differently_is_counted(progress_file):
    def through(helper):
        return function_in("def f(a, b):\n    return helper(a, b)", helper=helper)

    assert not AREA.check(through(lambda a, b: a + b)).passed
    assert AREA.check(through(lambda a, b: a * b)).passed
    assert kept(progress_file)["area"]["passed_at"] == 2


def test_an_outcome_of_a_check_is_a_card_with_help():
    outcome = AREA.check(lambda a, b: a + b)
    bundle = outcome._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", WIDGET_VIEW}
    assert bundle["text/plain"] == repr(outcome)
    card = OutcomeCard(outcome, AREA)
    assert not card.help.hint.hidden
    card.help.hint.click()
    card.help.solution.click()
    shown = card.help.shown.value
    assert shown.index("Hint 1 of 2") < shown.index("<h4>Solution</h4>")
    assert "return a * b" in shown
    assert AREA.takeaway in shown
    assert OutcomeCard(AREA.check(AREA.reference), AREA).help.hint.hidden
    assert set(AREA.judge(AREA.reference)._repr_mimebundle_()) == {"text/plain", "text/html"}


def test_an_old_progress_file_is_continued(progress_file):
    old = {"tried": 2, "passed": False, "misconceptions": ["upside_down"]}  # once, though met twice
    progress_file.write_text(json.dumps({"version": 1, "exercises": {"share": old}}))
    SHARE.check("10/3")
    SHARE.check(0.3)
    assert kept(progress_file)["share"] == {
        "tried": 4,
        "passed": True,
        "passed_at": 4,
        "misconceptions": ["upside_down"] * 2,
    }


def test_trouble_with_the_file_is_reported_once(progress_file):
    progress_file.write_text("no json")
    outcome = SHARE.check(0.3)
    assert outcome.passed
    assert "could not be read" in outcome.note
    assert outcome.note in repr(outcome)
    assert SHARE.check(0.3).note == ""
    assert progress.current().trouble


def test_hints_come_one_by_one():
    exercise = replace(SHARE, hints=("one", "two"))
    assert [str(exercise.hint()) for _ in range(4)] == [
        "Hint 1 of 2: one",
        "Hint 2 of 2: two",
        "That was the last hint. solution() shows the answer.",
        "That was the last hint. solution() shows the answer.",
    ]


def test_a_solution_is_shown_with_its_takeaway():
    assert "return a * b" in repr(AREA.solution())
    assert repr(SHARE.solution()).startswith("0.3\n")
    assert repr(BALL.solution()).startswith("a) to the left\n")
    assert repr(TEA.solution()).startswith("1. fill: fill the kettle\n2. boil: ")
    for exercise in LESSON.exercises:
        assert exercise.solution().endswith(f"\n{exercise.takeaway}")


def test_a_check_works_inside_a_running_event_loop():
    async def in_loop():
        return AREA.check(AREA.reference)

    assert asyncio.run(in_loop()).passed


@pytest.mark.parametrize(
    "answer",
    [
        Fraction(3, 10),
        Decimal("0.3"),
        np.array(0.3),
        np.float32(0.3),
        np.float64(0.3),
        "w* = 3/10",
    ],
)
def test_numbers_of_other_types_are_read(answer):
    assert SHARE.check(answer).passed
    assert "0.3" in message_on(answer, replace(SHARE, answer=5), "incorrect")


@pytest.mark.parametrize("answer", [True, [1], np.array([1.0]), 1j, dict, float("nan"), 10**400])
def test_an_answer_that_is_not_a_number_is_an_error(answer):
    assert "number is wanted" in message_on(answer, SHARE)


def test_a_wrong_number_shows_its_consequence():
    said = "0.2 is not the right number. Ten such shares make 2 cakes."
    assert message_on(0.2, SHARE, "incorrect") == said
    said = "0.2 is not the right number."
    assert message_on(0.2, replace(SHARE, consequence=None), "incorrect") == said


def test_a_range_may_replace_the_tolerance():
    lopsided = replace(SHARE, accepted=(0.25, 0.3001))
    for right in (0.25, "0.3", 0.3001):
        assert lopsided.check(right).passed
    for wrong in (0.249, 0.3002):
        assert "is not the right number" in message_on(wrong, lopsided, "incorrect")


def test_an_answer_that_is_not_a_choice_is_an_error():
    for odd in ("z", "(z)", "to the left", "a step to the left", "3", "(", "aa"):
        assert 'One of "a", "b", "c" is wanted' in message_on(odd, BALL)
    assert "this is 3" in message_on(3, BALL)
    assert "this is ['a']" in message_on(["a"], BALL)
    assert BALL.check("  ").status == "not attempted"


def test_an_answer_that_is_not_an_order_is_an_error():
    assert "A list of names is wanted" in message_on("fill", TEA)
    assert "A list of names is wanted" in message_on([1, 2], TEA)
    assert "Name each of these once" in message_on(["fill", "boil"], TEA)
    assert TEA.check([]).status == "not attempted"


def test_an_unknown_wrong_order_names_its_first_wrong_place():
    assert message_on(["fill", "boil", "pour", "leaves"], TEA, "incorrect") == (
        "You pour water into an empty pot."
    )
    assert message_on(["leaves", "fill", "boil", "pour"], TEA, "incorrect") == (
        "Look again at place 1: put leaves into the pot."
    )


DATA = {"name": "n", "prompt": "?", "hints": ("h",), "takeaway": "!"}


def test_a_name_for_two_mistakes_is_refused():
    twice = NumberExercise(**DATA, answer=3, mistakes="a: 1\n  No.\na: 2\n  No.")
    with pytest.raises(ValueError, match="two facts are called 'a'"):
        _ = twice.misconceptions


def test_a_choice_without_its_mistake_is_refused():
    with pytest.raises(ValueError, match="each wrong option needs one mistake"):
        ChoiceExercise(**DATA, options={"a": "1", "b": "2"}, answer="a", mistakes="")


def test_an_order_of_other_steps_is_refused():
    with pytest.raises(ValueError, match="names an unknown step"):
        OrderingExercise(**DATA, steps={"a": "1"}, mistakes="k: a, b\n  No.")
    with pytest.raises(ValueError, match="is not an order of the steps"):
        OrderingExercise(**DATA, steps={"a": "1"}, also_right="a, a", mistakes="")
