import json

import pytest

from backprop_lib.practice import lessons, say_it
from backprop_lib.practice.engine import progress
from backprop_lib.practice.engine.records import Explained


def test_points_come_after_the_learners_own_words():
    said = say_it("descent")
    assert said._list.children == ()
    said.compare.click()
    assert said._list.children == ()
    assert "own words first" in said.feedback.value
    said.box.value = "We step against the slope."
    said.compare.click()
    assert [point.description for point in said._list.children] == list(lessons["descent"].points)
    assert "0 of 5" in said.feedback.value


def test_every_letter_is_kept(progress_file):
    said = say_it("descent")
    for text in ("W", "We", "We "):
        said.box.value = text
        assert json.loads(progress_file.read_text())["explanations"]["descent"]["text"] == text


def test_all_is_there_when_the_cell_is_run_again():
    said = say_it("descent")
    said.box.value = "We step."
    assert say_it("descent")._list.children == ()
    said.compare.click()
    said.points[1].value = True
    again = say_it("descent")
    assert again.box.value == "We step."
    assert again.ticked == [lessons["descent"].points[1]]
    assert "1 of 5" in again.feedback.value
    again.points[1].value = False
    assert say_it("descent").ticked == []
    assert say_it("slope").box.value == ""


def test_what_somebody_edited_does_no_harm():
    progress.current().keep(Explained, "descent", text=5, points="abc")
    assert say_it("descent").box.value == ""


def test_text_does_not_vary():
    said = say_it("slope")
    before = said._repr_mimebundle_()
    said.box.value = "words"
    said.compare.click()
    assert said._repr_mimebundle_()["text/plain"] == before["text/plain"]
    assert "text/html" not in before


def test_trouble_with_the_file_is_told(progress_file):
    progress_file.mkdir()
    said = say_it("slope")
    said.box.value = "words"
    assert "cannot be saved" in said.feedback.value
    assert say_it("slope").box.value == "words"


def test_an_unknown_name_lists_the_near_ones():
    with pytest.raises(KeyError, match="did you mean descent"):
        say_it("descend")
