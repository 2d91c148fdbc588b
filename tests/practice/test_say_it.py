import json

import pytest

from backprop_lib.practice import lessons, say_it
from backprop_lib.practice.engine import SayIt, progress
from backprop_lib.practice.engine.records import Explained

from .small import LESSON, OTHER


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
