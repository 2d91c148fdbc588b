import base64
import json
import re

import pytest

from backprop_lib.practice import exercises, hand_in, lessons, say_it
from backprop_lib.practice.engine import progress
from backprop_lib.practice.engine.handing_in import VARIABLE, HandIn, make_copy
from backprop_lib.practice.engine.progress_page import ProgressPage
from backprop_lib.practice.engine.records import Predicted

MY_FUNCTION = "lambda x, y, w: 2 * (x * w - y)"


@pytest.fixture
def worked():
    """A learner who typed a function and a number, predicted and explained."""
    exercises["gradient"].check(eval(MY_FUNCTION))
    form = exercises["largest_lr"].form()
    form.control.value = "0.123454321"
    form.check.click()
    progress.current().keep(Predicted, "half_rate", choice="run")
    say_it("descent").box.value = "Ein Schritt gegen die Steigung, ŷ wird kleiner."


def files(folder):
    return sorted(path.name for path in folder.glob("progress-*"))


def test_the_copy_holds_what_is_said_and_no_answers(worked, progress_file):
    made = make_copy("Ada Lovelace")
    assert re.fullmatch(r"progress-ada-lovelace-[0-9a-f]{8}\.json", made.path.name)
    assert made.path.parent == progress_file.parent
    text = made.path.read_text(encoding="utf-8")
    assert text == made.content
    copy = json.loads(text)
    assert set(copy) == {"version", "handed_in", "exercises", "predictions", "explanations"}
    assert copy["handed_in"]["name"] == "Ada Lovelace"
    assert copy["exercises"]["gradient"]["misconceptions"] == ["inner_derivative_missing"]
    assert copy["exercises"]["largest_lr"] == {"tried": 1, "passed": False, "misconceptions": []}
    assert "gegen die Steigung, ŷ" in text
    assert "0.123454321" not in text
    assert "0.123454321" in progress_file.read_text(encoding="utf-8")
    for words in ("the name Ada Lovelace", "explanations in full", "Nothing was sent"):
        assert words in made.words


def test_without_a_name_there_is_none(worked):
    made = make_copy()
    assert re.fullmatch(r"progress-[0-9a-f]{8}\.json", made.path.name)
    assert json.loads(made.content)["handed_in"]["name"] == ""
    assert "no name" in made.words


def test_a_later_copy_replaces_the_earlier_one_whatever_the_name(worked, progress_file):
    make_copy("Ada")
    exercises["gradient"].check(exercises["gradient"].reference)
    made = make_copy()
    assert files(progress_file.parent) == [made.path.name]
    assert json.loads(made.content)["exercises"]["gradient"]["passed"] is True


def test_the_progress_itself_goes_on(worked, progress_file):
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
def test_a_name_becomes_part_of_a_file_name_next_to_the_notebooks(
    worked, progress_file, name, part
):
    made = make_copy(name)
    assert made.path.parent == progress_file.parent
    assert re.fullmatch(rf"progress-{part}-?[0-9a-f]{{8}}\.json", made.path.name)
    assert files(progress_file.parent) == [made.path.name]


def test_refusals_are_sentences(progress_file):
    assert "nothing to hand in yet" in hand_in("Ada")
    assert files(progress_file.parent) == []
    exercises["gradient"].check(lambda x, y, w: x)
    assert "at most 40 characters is wanted, but this has 41" in hand_in("a" * 41)
    assert "A name in quotation marks is wanted, but this is 5" in hand_in(5)
    assert files(progress_file.parent) == []


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path, monkeypatch):
    exercises["gradient"].check(lambda x, y, w: x)
    (tmp_path / "a file").touch()
    monkeypatch.setenv(VARIABLE, str(tmp_path / "a file"))
    said = hand_in("Ada")
    assert "No copy reached the leader's folder. The file cannot be written in" in said
    assert "is now next to the notebooks" in said
    monkeypatch.setenv(VARIABLE, str(tmp_path / "no folder"))
    assert "No such file or directory" in hand_in("Ada")
    assert not list(tmp_path.glob(".progress-*"))


def test_a_class_with_a_folder_of_its_own_gets_a_copy_there(worked, tmp_path, monkeypatch):
    shared = tmp_path / "class"
    shared.mkdir()
    monkeypatch.setenv(VARIABLE, str(shared))
    made = make_copy("Ada")
    assert (shared / made.path.name).read_text(encoding="utf-8") == made.content
    assert "leader's folder" in made.words
    assert "Nothing was sent" not in made.words
    make_copy("")
    assert len(files(shared)) == 1


def test_the_page_offers_it_and_nothing_happens_before_the_button(worked, progress_file):
    page = ProgressPage(lessons.values())
    page.refresh.click()
    page.hand_in.name.value = "Ada"
    assert files(progress_file.parent) == []
    page.hand_in.make.click()
    (name,) = files(progress_file.parent)
    shown = page.hand_in.feedback.value
    assert f'download="{name}"' in shown
    data = re.search(r"data:application/json;base64,([^\"]+)", shown)[1]
    assert base64.b64decode(data) == (progress_file.parent / name).read_bytes()


def test_a_name_that_comes_after_the_press_is_the_copys_name(worked, progress_file):
    widget = HandIn()
    widget.make.click()
    widget.name.value = "Ada"
    (name,) = files(progress_file.parent)
    assert name.startswith("progress-ada-")
    assert f'download="{name}"' in widget.feedback.value


def test_a_name_that_is_mended_later_hands_in_what_was_pressed_for(worked, progress_file):
    widget = HandIn()
    widget.make.click()
    say_it("slope").box.value = "Written after the press."
    widget.name.value = "Ada"
    (name,) = files(progress_file.parent)
    assert name.startswith("progress-ada-")
    assert "after the press" not in (progress_file.parent / name).read_text(encoding="utf-8")


def test_a_name_hands_nothing_in_after_a_press_that_did_not(progress_file):
    widget = HandIn()
    widget.make.click()
    say_it("slope").box.value = "Written after the press."
    widget.name.value = "Ada"
    assert files(progress_file.parent) == []


def test_half_a_character_in_a_name_does_no_harm(worked):
    widget = HandIn()
    widget.name.value = "a\ud800"
    widget.make.click()
    assert "the name a" in widget.feedback.value
    assert "Download" in widget.feedback.value


def test_the_copy_is_as_private_as_the_progress(worked, tmp_path, monkeypatch):
    shared = tmp_path / "class"
    shared.mkdir()
    monkeypatch.setenv(VARIABLE, str(shared))
    made = make_copy("Ada")
    assert made.path.stat().st_mode & 0o077 == 0
    assert (shared / made.path.name).stat().st_mode & 0o777 == 0o644


def test_what_was_typed_is_shown_as_text():
    say_it("descent").box.value = "</pre><script>`x`"
    widget = HandIn()
    widget.name.value = "<b>"
    widget.make.click()
    assert "<script>" not in widget.feedback.value
    assert "&lt;/pre&gt;&lt;script&gt;`x`" in widget.feedback.value
    assert "the name &lt;b&gt;" in widget.feedback.value


def test_the_widget_tells_of_trouble_in_words():
    widget = HandIn()
    widget.make.click()
    assert "nothing to hand in yet" in widget.feedback.value
