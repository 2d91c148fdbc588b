import json

import pytest

from backprop_lib.course import COURSE
from backprop_lib.notation import as_html, unbroken
from backprop_lib.practice import lessons, progress_page, say_it
from backprop_lib.practice.engine import Lesson, Question, SayIt, SayToday, progress
from backprop_lib.practice.engine.records import Explained
from backprop_lib.practice.engine.say_it import good_answer
from backprop_lib.practice.the_question import THE_QUESTION

from .small import LESSON, OTHER
from .test_parts import browser, state

QUESTION = Question(
    words="How do you cross a river?",
    first=COURSE[0].name,
    points=("You float.", "You row."),
    answer="You row.",
    asked_next="""
        wet: And if the boat leaks & sinks?
            You swim.
        dry: And in summer?
            You wade through x < 1.
    """,
)
AGAIN = Lesson(
    name=COURSE[1].name,
    exercises=(),
    predictions=(),
    points=QUESTION.points,
    question=QUESTION,
)


def test_the_points_appear_after_the_learners_own_words():
    said = SayIt(LESSON)
    assert said.points.hidden
    said.compare.click()
    assert said.points.hidden
    assert "own words first" in said.feedback.value
    said.box.value = "We multiply."
    said.compare.click()
    assert not said.points.hidden
    assert said.compare.hidden
    assert said._focus[0] == said.points.id
    assert said.points.options == list(LESSON.points)
    assert "0 of 3" in said.feedback.value


def test_every_letter_is_kept(progress_file):
    said = SayIt(LESSON)
    for text in ("W", "We", "We "):
        said.box.value = text
        kept = json.loads(progress_file.read_text())["explanations"]
        assert kept[LESSON.name]["text"] == text


def test_all_is_restored_when_the_cell_runs_again():
    said = SayIt(LESSON)
    said.box.value = "We multiply."
    assert SayIt(LESSON).points.hidden
    said.compare.click()
    said.points.value = [LESSON.points[1]]
    again = SayIt(LESSON)
    assert again.box.value == "We multiply."
    assert again.ticked == [LESSON.points[1]]
    assert "1 of 3" in again.feedback.value
    again.points.value = []
    assert SayIt(LESSON).ticked == []
    assert SayIt(OTHER).box.value == ""


def test_an_odd_entry_in_the_file_is_ignored():
    progress.current().keep(Explained, LESSON.name, text=5, points="abc")
    said = SayIt(LESSON)
    assert said.box.value == ""
    assert said.ticked == []


def test_the_text_does_not_change():
    said = SayIt(LESSON)
    before = said._repr_mimebundle_()
    said.box.value = "words"
    said.compare.click()
    assert said._repr_mimebundle_()["text/plain"] == before["text/plain"]
    assert "text/html" not in before


def test_trouble_with_the_file_is_reported(progress_file):
    progress_file.mkdir()
    said = SayIt(LESSON)
    said.box.value = "words"
    assert "cannot be saved" in said.feedback.value
    assert SayIt(LESSON).box.value == "words"


def test_say_it_asks_for_the_lesson_of_its_name():
    assert say_it("descent").lesson is lessons["descent"]
    with pytest.raises(KeyError, match="did you mean descent"):
        say_it("descend")


def test_the_first_notebook_asks_the_question_of_the_course(progress_file):
    today = say_it("start_here")
    assert isinstance(today, SayToday)
    assert today.text == "How does back-propagation work? Write what you would say today."
    assert THE_QUESTION.first == COURSE[0].name
    for text in ("I", "I do not know.", ""):
        today.box.value = text
        kept = json.loads(progress_file.read_text())["explanations"]
        assert kept == {"start_here": {"text": text}}


def test_before_anything_is_explained_there_are_no_points_and_no_answer():
    today = SayToday(QUESTION)
    kinds = [part["kind"] for part in today._parts]
    assert kinds == ["html", "text", "html", "live"]
    told = str(today._parts)
    for given_away in (*QUESTION.points, QUESTION.answer, "You swim."):
        assert given_away not in told


def test_the_first_answer_is_restored_and_its_text_does_not_change():
    before = SayToday(QUESTION)._repr_mimebundle_()["text/plain"]
    SayToday(QUESTION).box.value = "By boat."
    again = SayToday(QUESTION)
    assert again.box.value == "By boat."
    assert again._repr_mimebundle_()["text/plain"] == before


def test_trouble_with_the_file_is_reported_below_the_first_answer(progress_file):
    progress_file.mkdir()
    today = SayToday(QUESTION)
    today.box.value = "By boat."
    assert "cannot be saved" in today.feedback.value


def test_the_first_answer_is_no_task_of_the_page():
    before = progress_page().page.value
    say_it("start_here").box.value = "I do not know."
    assert progress_page().page.value == before


def test_asked_again_the_first_answer_stands_beside_this_one():
    SayToday(QUESTION).box.value = "By <boat>,\n  I think."
    again = SayIt(AGAIN)
    again.box.value = "I row."
    later = (again.first_and_now, again.unfolding)
    assert [part.hidden for part in later] == [True, True]
    again.compare.click()
    assert [part.hidden for part in later] == [False, False]
    for words in (
        f"What you said in {COURSE[0].title}",
        "By &lt;boat&gt;,\n  I think.",
        "What you say now",
        "I row.",
    ):
        assert words in again.first_and_now.value
    again.box.value = "I row across."
    assert "I row across." in again.first_and_now.value
    restored = SayIt(AGAIN)
    assert restored.first_and_now.value == again.first_and_now.value
    assert not restored.first_and_now.hidden


def test_an_empty_first_answer_is_fine():
    again = SayIt(AGAIN)
    again.box.value = "I row."
    again.compare.click()
    assert "You left it empty, and that is fine" in again.first_and_now.value
    again.box.value = " "
    assert "The box above is empty." in again.first_and_now.value


def test_a_good_answer_and_the_follow_ups_unfold():
    again = SayIt(AGAIN)
    unfolding = again.unfolding.value
    assert unfolding.count("<details><summary>") == unfolding.count("</details>") == 3
    assert "<p>You row.</p>" in unfolding
    assert "<summary>And if the boat leaks &amp; sinks?</summary><p>You swim.</p>" in unfolding
    assert "<p>You wade through x &lt; 1.</p>" in unfolding
    assert again.text.startswith("How do you cross a river?\nSay it in one minute: ")
    assert "2 points" in again.text


def test_a_lesson_with_a_question_of_its_own_has_none_of_this():
    said = SayIt(LESSON)
    said.box.value = "We multiply."
    said.compare.click()
    assert said.first_and_now.hidden
    assert said.unfolding.hidden
    assert said.text.startswith("Say it in one minute: ")


def test_every_explanation_has_a_clock_and_says_how_long_a_minute_is():
    for name in lessons:
        said = say_it(name)
        assert said.clock.seconds == 60
        assert "130 to 150" in said.box.note


def test_a_clock_that_is_turned_off_is_off_in_all_notebooks(progress_file):
    said = SayIt(LESSON)
    assert said.clock.value
    browser(said.clock, "value", value=False)
    assert not SayIt(LESSON).clock.value
    assert not SayIt(AGAIN).clock.value
    assert json.loads(progress_file.read_text())["timing"] == {"one minute": {"off": True}}
    browser(SayIt(AGAIN).clock, "value", value=True)
    assert SayIt(LESSON).clock.value
    assert state(SayIt(LESSON).clock)["value"] is True


def test_trouble_with_the_file_is_reported_when_the_clock_is_turned_off(progress_file):
    progress_file.mkdir()
    said = SayIt(LESSON)
    said.clock.value = False
    assert "cannot be saved" in said.feedback.value


def test_the_question_of_the_course_is_answered_without_a_kernel():
    shown = good_answer(lessons["backward_pass"])
    for part in (THE_QUESTION.answer, *THE_QUESTION.points):
        assert unbroken(as_html(part)) in shown
    assert good_answer(lessons["slope"]) == ""
