import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from backprop_lib.practice import exercises, lessons, progress_page
from backprop_lib.practice.engine import progress
from backprop_lib.practice.engine.progress import Progress
from backprop_lib.practice.engine.progress_page import DONE, OPEN, TRIED, states
from backprop_lib.practice.engine.records import Answered, Explained, Predicted, Tries


def kept(path):
    return json.loads(path.read_text())


def test_where_it_is_kept(tmp_path, monkeypatch):
    assert progress.current().path == tmp_path / "progress.json"
    monkeypatch.delenv(progress.VARIABLE)
    monkeypatch.chdir(tmp_path)
    assert progress.current().path == tmp_path / "progress.json"
    monkeypatch.setenv(progress.VARIABLE, str(tmp_path / "new" / "folder" / "mine.json"))
    progress.current().keep(Answered, "a", answer=1)
    assert kept(tmp_path / "new" / "folder" / "mine.json")["answers"] == {"a": {"answer": 1}}


def test_reading_makes_no_file(progress_file):
    assert progress.current().read().entry(Answered, "a") == {}
    assert list(progress_file.parent.iterdir()) == []


def test_no_other_file_stays(progress_file):
    progress.current().keep(Answered, "a", answer="ŷ")
    assert [path.name for path in progress_file.parent.iterdir()] == ["progress.json"]
    assert "ŷ" in progress_file.read_text(encoding="utf-8")
    assert kept(progress_file)["version"] == 1


def test_two_kernels_keep_each_others_entries(progress_file):
    here, there = Progress(progress_file), Progress(progress_file)
    here.keep(Answered, "a", answer=1)
    there.keep(Answered, "b", answer=2)
    here.keep(Answered, "c", answer=3)
    assert there.read().sections(Answered)["answers"] == {
        "a": {"answer": 1},
        "b": {"answer": 2},
        "c": {"answer": 3},
    }


def test_two_processes_that_write_at_once_lose_nothing(progress_file):
    code = (
        "import sys; from backprop_lib.practice.engine import progress, records\n"
        "own, kind = progress.current(), records.Answered\n"
        "for n in range(60): own.keep(kind, f'{sys.argv[1]}{n}', answer=n)"
    )
    runs = [subprocess.Popen([sys.executable, "-c", code, name]) for name in "ab"]
    assert [run.wait() for run in runs] == [0, 0]
    assert len(kept(progress_file)["answers"]) == 120


def test_a_lock_left_by_a_dead_kernel_is_removed(progress_file, monkeypatch):
    monkeypatch.setattr(progress, "_LOCK_SECONDS", 0.05)
    lock = progress_file.with_name(".progress.json.lock")
    lock.touch()
    progress.current().keep(Answered, "a", answer=1)
    assert kept(progress_file)["answers"] == {"a": {"answer": 1}}
    assert not lock.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"not json",
        b'{"version": 1, "exerc',
        b"[]",
        b"\xff\xfe\x00",
        b'{"version": 2}',
        b'{"version": 1, "exercises": []}',
        b'{"version": 1, "exercises": {"a": 5}}',
        b"[" * 100_000,
    ],
)
def test_a_corrupt_file_is_set_aside(progress_file, content):
    for number in (1, 2):
        progress_file.write_bytes(content)
        own = Progress(progress_file)
        own.keep(Answered, "a", answer=number)
        aside = progress_file.with_name(f"progress.unread-{number}.json")
        assert aside.read_bytes() == content
        assert aside.name in own.trouble
        assert kept(progress_file)["answers"] == {"a": {"answer": number}}


def test_a_corrupt_file_is_set_aside_when_it_is_only_read(progress_file):
    progress_file.write_text("not json")
    own = Progress(progress_file)
    assert own.read().entry(Answered, "a") == {}
    assert "progress.unread-1.json" in own.unreported_trouble()
    assert own.unreported_trouble() == ""


def test_an_empty_file_is_no_trouble(progress_file):
    progress_file.write_text("")
    own = Progress(progress_file)
    own.keep(Answered, "a", answer=1)
    assert own.trouble == ""


def test_deleting_the_file_resets(progress_file):
    own = progress.current()
    own.keep(Answered, "a", answer=1)
    progress_file.unlink()
    assert own.read().entry(Answered, "a") == {}


def test_what_cannot_be_saved_is_kept_in_memory(tmp_path):
    blocked = tmp_path / "a file"
    blocked.touch()
    own = Progress(blocked / "progress.json")
    own.keep(Answered, "a", answer=1)
    own.keep(Answered, "b", answer=2)
    assert own.read().entry(Answered, "a") == {"answer": 1}
    assert own.unreported_trouble().startswith("Your progress cannot be saved in progress.json: ")
    assert own.unreported_trouble() == ""
    blocked.unlink()
    own.keep(Answered, "c", answer=3)
    assert set(kept(blocked / "progress.json")["answers"]) == {"a", "b", "c"}
    assert own.trouble == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_unwritable_folder_is_no_traceback(tmp_path):
    tmp_path.chmod(0o500)
    own = Progress(tmp_path / "progress.json")
    own.keep(Answered, "a", answer=1)
    tmp_path.chmod(0o700)
    assert "Permission denied" in own.trouble


def test_a_folder_in_place_of_the_file(tmp_path):
    (tmp_path / "progress.json").mkdir()
    own = Progress(tmp_path / "progress.json")
    own.keep(Answered, "a", answer=1)
    assert own.read().entry(Answered, "a") == {"answer": 1}
    assert "cannot be saved" in own.trouble


def test_a_write_that_fails_leaves_the_file_whole(progress_file, monkeypatch):
    own = progress.current()
    own.keep(Answered, "a", answer=1)

    def fail(*paths):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", fail)
        own.keep(Answered, "a", answer=2)
    assert kept(progress_file)["answers"] == {"a": {"answer": 1}}
    assert own.read().entry(Answered, "a") == {"answer": 2}
    assert "No space left on device" in own.trouble
    assert [path.name for path in progress_file.parent.iterdir()] == ["progress.json"]


def test_entries_that_somebody_edited_do_no_harm(progress_file):
    progress_file.write_text(
        '{"version": 1, "exercises": {"gradient": {"tried": "x", "misconceptions": 5}},'
        '"predictions": {"half_rate": {"choice": [1]}}}'
    )
    assert exercises["gradient"].check(lambda x, y, w: x + y + w).note == ""
    assert kept(progress_file)["exercises"]["gradient"]["tried"] == 1


def test_what_a_newer_edition_wrote_survives(progress_file):
    newer = {
        "version": 1,
        "exercises": {"update": {"tried": 1, "passed": True, "seconds": 40}},
        "predictions": {"half_rate": {"choice": "run", "sure": [1]}},
        "badges": {"first": {"won": True}},
        "theme": "dark",
    }
    progress_file.write_text(json.dumps(newer))
    own = Progress(progress_file)
    own.keep(Predicted, "half_rate", choice="swing")
    own.change(Tries, "update", lambda tries: replace(tries, tried=2))
    newer["exercises"]["update"] |= {"tried": 2, "misconceptions": []}
    newer["predictions"]["half_rate"]["choice"] = "swing"
    assert kept(progress_file) == {**newer, "answers": {}, "explanations": {}, "learner": {}}
    assert own.trouble == ""


def test_a_field_that_no_record_has_is_refused(progress_file):
    with pytest.raises(TypeError, match="chosen"):
        progress.current().keep(Predicted, "half_rate", chosen="run")
    assert not progress_file.exists()


def test_half_a_character_is_no_trouble(progress_file):
    progress.current().keep(Explained, "slope", text="a\ud800")
    assert kept(progress_file)["explanations"]["slope"]["text"] == "a?"


def test_page_shows_what_is_done_tried_and_open():
    lesson = lessons["slope"]
    assert {state for _, state in states(lesson, progress.current().read())} == {OPEN}
    exercises["gradient"].check(exercises["gradient"].reference)
    exercises["secant_slope"].check(lambda f, w, nudge: 3)
    progress.current().keep(Predicted, "half_the_nudge", choice="same")
    progress.current().keep(Explained, "slope", text="…")
    found = dict(states(lesson, progress.current().read()))
    assert found["gradient"] == DONE
    assert found["secant_slope"] == TRIED
    assert found["numerical_gradient"] == OPEN
    assert found["prediction half_the_nudge"] == DONE
    assert found["say it in one minute"] == TRIED


def test_page_text_does_not_vary():
    page = progress_page()
    before = page._repr_mimebundle_()
    assert set(before) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert "03_descent: 5 exercises, 1 prediction, say it in one minute" in before["text/plain"]
    assert "0 of 7 done" in page.table.value
    exercises["update"].check(exercises["update"].reference)
    page.refresh.click()
    assert "1 of 7 done" in page.table.value
    assert page._repr_mimebundle_()["text/plain"] == before["text/plain"]


def test_page_tells_of_trouble(progress_file):
    progress_file.write_text("not json")
    assert "progress.unread-1.json" in progress_page().table.value
