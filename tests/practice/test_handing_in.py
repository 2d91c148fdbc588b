import base64
import json
import re

import pytest

from backprop_lib.practice import hand_in, say_it
from backprop_lib.practice.engine import ProgressPage, SayIt, progress
from backprop_lib.practice.engine.handing_in import VARIABLE, HandIn, make_copy
from backprop_lib.practice.engine.records import Predicted

from .small import AREA, LESSON, SHARE
from .test_parts import browser


@pytest.fixture
def worked():
    """A learner who typed a function and a number, predicted and explained."""
    AREA.check(lambda a, b: a + b)
    form = SHARE.form()
    form.control.value = "0.123454321"
    form.check.click()
    progress.current().keep(Predicted, "stones", choice="both")
    SayIt(LESSON).box.value = "Die Fläche ŷ ist Höhe mal Breite."


def files(folder):
    return sorted(path.name for path in folder.glob("progress-*"))


def test_a_copy_holds_explanations_but_not_answers(worked, progress_file):
    made = make_copy("Ada Lovelace")
    assert re.fullmatch(r"progress-ada-lovelace-[0-9a-f]{8}\.json", made.path.name)
    assert made.path.parent == progress_file.parent
    text = made.path.read_text(encoding="utf-8")
    assert text == made.content
    copy = json.loads(text)
    assert set(copy) == {"version", "handed_in", "exercises", "predictions", "explanations"}
    assert copy["handed_in"]["name"] == "Ada Lovelace"
    assert copy["exercises"]["area"]["misconceptions"] == ["added"]
    assert copy["exercises"]["share"] == {"tried": 1, "passed": False, "misconceptions": []}
    assert "Fläche ŷ ist Höhe" in text
    assert "0.123454321" not in text
    assert "0.123454321" in progress_file.read_text(encoding="utf-8")
    for words in ("the name Ada Lovelace", "explanations in full", "Nothing was sent"):
        assert words in made.words


def test_a_copy_holds_the_first_answer_but_not_what_became_of_the_clock(worked):
    say_it("start_here").box.value = "It goes backwards, I think."
    SayIt(LESSON).clock.value = False
    copy = json.loads(make_copy().content)
    assert copy["explanations"]["start_here"]["text"] == "It goes backwards, I think."
    assert "timing" not in copy


def test_a_copy_may_be_anonymous(worked):
    made = make_copy()
    assert re.fullmatch(r"progress-[0-9a-f]{8}\.json", made.path.name)
    assert json.loads(made.content)["handed_in"]["name"] == ""
    assert "no name" in made.words


def test_a_later_copy_replaces_an_earlier_one_of_another_name(worked, progress_file):
    make_copy("Ada")
    AREA.check(AREA.reference)
    made = make_copy()
    assert files(progress_file.parent) == [made.path.name]
    assert json.loads(made.content)["exercises"]["area"]["passed"] is True


def test_handing_in_changes_only_the_learners_mark(worked, progress_file):
    before = json.loads(progress_file.read_text())
    make_copy("Ada")
    after = json.loads(progress_file.read_text())
    assert after.pop("learner")
    before.pop("learner")
    assert after == before


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("../../etc/x", "etc-x"),
        ("Zoë  O'Neill", "zoë-o-neill"),
        ("李", "李"),
        ("a\nb\x00c", "a-b-c"),
        ("CON", "con"),
        ("...", ""),
    ],
)
def test_a_name_becomes_part_of_the_file_name(worked, progress_file, name, part):
    made = make_copy(name)
    assert made.path.parent == progress_file.parent
    assert re.fullmatch(rf"progress-{part}-?[0-9a-f]{{8}}\.json", made.path.name)
    assert files(progress_file.parent) == [made.path.name]


def test_hand_in_refuses_in_a_sentence(progress_file):
    assert "nothing to hand in yet" in hand_in("Ada")
    assert files(progress_file.parent) == []
    AREA.check(lambda a, b: a)
    assert "at most 40 characters is wanted, but this has 41" in hand_in("a" * 41)
    assert "A name in quotation marks is wanted, but this is 5" in hand_in(5)
    assert files(progress_file.parent) == []


def test_an_unwritable_folder_is_reported(tmp_path, monkeypatch):
    AREA.check(lambda a, b: a)
    (tmp_path / "a file").touch()
    monkeypatch.setenv(VARIABLE, str(tmp_path / "a file"))
    said = hand_in("Ada")
    assert "No copy reached the leader's folder. The file cannot be written in" in said
    assert "is now next to the notebooks" in said
    monkeypatch.setenv(VARIABLE, str(tmp_path / "no folder"))
    assert "No such file or directory" in hand_in("Ada")
    assert not list(tmp_path.glob(".progress-*"))


def test_a_second_copy_goes_into_the_folder_of_the_class(worked, tmp_path, monkeypatch):
    shared = tmp_path / "class"
    shared.mkdir()
    monkeypatch.setenv(VARIABLE, str(shared))
    made = make_copy("Ada")
    assert (shared / made.path.name).read_text(encoding="utf-8") == made.content
    assert "leader's folder" in made.words
    assert "Nothing was sent" not in made.words
    make_copy("")
    assert len(files(shared)) == 1


def test_the_page_makes_a_copy_only_when_the_button_is_pressed(worked, progress_file):
    page = ProgressPage([LESSON])
    page.refresh.click()
    page.hand_in.name.value = "Ada"
    assert files(progress_file.parent) == []
    page.hand_in.make.click()
    (name,) = files(progress_file.parent)
    shown = page.hand_in.feedback.value
    assert f'download="{name}"' in shown
    data = re.search(r"data:application/json;base64,([^\"]+)", shown)[1]
    assert base64.b64decode(data) == (progress_file.parent / name).read_bytes()


def test_a_name_typed_before_the_press_names_the_copy(worked, progress_file):
    widget = HandIn()
    browser(widget.name, "value", value="Ada")
    assert files(progress_file.parent) == []
    browser(widget.make)
    (name,) = files(progress_file.parent)
    assert name.startswith("progress-ada-")
    assert f'download="{name}"' in widget.feedback.value
    widget.name.value = "Ben"
    assert files(progress_file.parent) == [name]


def test_a_copy_does_not_hold_marks_of_answers(worked, progress_file):
    kept = json.loads(progress_file.read_text())["judged"]
    assert set(kept) == {"area", "share"}
    content = make_copy("Ada").content
    assert "judged" not in content
    assert not any(entry["mark"] in content for entry in kept.values())


def test_half_a_character_in_a_name_is_accepted(worked):
    widget = HandIn()
    widget.name.value = "a\ud800"
    widget.make.click()
    assert "the name a" in widget.feedback.value
    assert "Download" in widget.feedback.value


def test_only_the_copy_for_the_leader_is_readable_by_others(worked, tmp_path, monkeypatch):
    shared = tmp_path / "class"
    shared.mkdir()
    monkeypatch.setenv(VARIABLE, str(shared))
    made = make_copy("Ada")
    assert made.path.stat().st_mode & 0o077 == 0
    assert (shared / made.path.name).stat().st_mode & 0o777 == 0o644


def test_html_escapes_what_the_learner_typed():
    SayIt(LESSON).box.value = "</pre><script>`x`"
    widget = HandIn()
    widget.name.value = "<b>"
    widget.make.click()
    assert "<script>" not in widget.copy.value
    assert "&lt;/pre&gt;&lt;script&gt;`x`" in widget.copy.value
    assert "the name &lt;b&gt;" in widget.feedback.value


def test_the_widget_says_that_nothing_was_done_yet():
    widget = HandIn()
    widget.make.click()
    assert "nothing to hand in yet" in widget.feedback.value
    assert widget.copy.value == ""
