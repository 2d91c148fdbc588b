import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from backprop_lib.practice import lessons, progress_page
from backprop_lib.practice.engine import ProgressPage, progress
from backprop_lib.practice.engine.progress import Progress
from backprop_lib.practice.engine.progress_page import DONE, OPEN, TRIED, WRONG, tasks
from backprop_lib.practice.engine.records import Answered, Best, Explained, Predicted, Tries

from .small import AREA, DOUBLES, LESSON, OTHER, SHARE


def kept(path):
    return json.loads(path.read_text())


def test_the_environment_or_the_folder_says_where_the_file_is(tmp_path, monkeypatch):
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


def test_a_change_leaves_no_other_file(progress_file):
    progress.current().keep(Answered, "a", answer="ŷ")
    assert [path.name for path in progress_file.parent.iterdir()] == ["progress.json"]
    assert "ŷ" in progress_file.read_text(encoding="utf-8")
    assert kept(progress_file)["version"] == 1


def test_two_kernels_keep_the_entries_of_each_other(progress_file):
    here, there = Progress(progress_file), Progress(progress_file)
    here.keep(Answered, "a", answer=1)
    there.keep(Answered, "b", answer=2)
    here.keep(Answered, "c", answer=3)
    assert there.read().sections(Answered)["answers"] == {
        "a": {"answer": 1},
        "b": {"answer": 2},
        "c": {"answer": 3},
    }


def test_two_processes_may_write_at_once(progress_file):
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
def test_a_change_sets_a_corrupt_file_aside(progress_file, content):
    for number in (1, 2):
        progress_file.write_bytes(content)
        own = Progress(progress_file)
        own.keep(Answered, "a", answer=number)
        aside = progress_file.with_name(f"progress.unread-{number}.json")
        assert aside.read_bytes() == content
        assert aside.name in own.trouble
        assert kept(progress_file)["answers"] == {"a": {"answer": number}}


def test_reading_sets_a_corrupt_file_aside(progress_file):
    progress_file.write_text("not json")
    own = Progress(progress_file)
    assert own.read().entry(Answered, "a") == {}
    assert "progress.unread-1.json" in own.unreported_trouble()
    assert own.unreported_trouble() == ""


def test_an_empty_file_is_accepted(progress_file):
    progress_file.write_text("")
    own = Progress(progress_file)
    own.keep(Answered, "a", answer=1)
    assert own.trouble == ""


def test_deleting_the_file_resets_the_progress(progress_file):
    own = progress.current()
    own.keep(Answered, "a", answer=1)
    progress_file.unlink()
    assert own.read().entry(Answered, "a") == {}


def test_unsaved_entries_are_kept_in_memory(tmp_path):
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
def test_an_unwritable_folder_is_reported(tmp_path):
    tmp_path.chmod(0o500)
    own = Progress(tmp_path / "progress.json")
    own.keep(Answered, "a", answer=1)
    tmp_path.chmod(0o700)
    assert "Permission denied" in own.trouble


def test_a_folder_in_place_of_the_file_is_reported(tmp_path):
    (tmp_path / "progress.json").mkdir()
    own = Progress(tmp_path / "progress.json")
    own.keep(Answered, "a", answer=1)
    assert own.read().entry(Answered, "a") == {"answer": 1}
    assert "cannot be saved" in own.trouble


def test_a_failed_write_leaves_the_file_whole(progress_file, monkeypatch):
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


def test_an_odd_entry_in_the_file_is_ignored(progress_file):
    progress_file.write_text(
        '{"version": 1, "exercises": {"share": {"tried": "x", "misconceptions": 5}},'
        '"predictions": {"stones": {"choice": [1]}}}'
    )
    assert SHARE.check(2).note == ""
    assert kept(progress_file)["exercises"]["share"]["tried"] == 1


def test_entries_of_a_newer_edition_are_kept(progress_file):
    newer = {
        "version": 1,
        "exercises": {"area": {"tried": 1, "passed": True, "seconds": 40}},
        "predictions": {"stones": {"choice": "both", "sure": [1]}},
        "badges": {"first": {"won": True}},
        "theme": "dark",
    }
    progress_file.write_text(json.dumps(newer))
    own = Progress(progress_file)
    own.keep(Predicted, "stones", choice="heavy")
    own.change(Tries, "area", lambda tries: replace(tries, tried=2))
    newer["exercises"]["area"] |= {"tried": 2, "misconceptions": []}
    newer["predictions"]["stones"]["choice"] = "heavy"
    written = ("judged", "answers", "explanations", "timing", "challenges", "learner")
    others = {section: {} for section in written}
    assert kept(progress_file) == {**newer, **others}
    assert own.trouble == ""


def test_an_unknown_field_is_refused(progress_file):
    with pytest.raises(TypeError, match="chosen"):
        progress.current().keep(Predicted, "stones", chosen="both")
    assert not progress_file.exists()


def test_half_a_character_is_accepted(progress_file):
    progress.current().keep(Explained, "a lesson", text="a\ud800")
    assert kept(progress_file)["explanations"]["a lesson"]["text"] == "a?"


def test_the_page_shows_what_is_done_tried_and_open():
    assert {task.state for task in tasks(LESSON, progress.current().read())} == {OPEN}
    AREA.check(AREA.reference)
    DOUBLES.check(lambda start, steps: 3)
    progress.current().keep(Predicted, "stones", choice="heavy")
    progress.current().keep(Best, "leap", score=3, words="3 hops")
    progress.current().keep(Explained, LESSON.name, text="…")
    found = tasks(LESSON, progress.current().read())
    assert dict(found) == {
        "area": DONE,
        "doubles": TRIED,
        "sum": OPEN,
        "share": OPEN,
        "ball": OPEN,
        "tea": OPEN,
        "prediction stones": WRONG,
        "challenge leap": TRIED,
        "say it in one minute": TRIED,
    }
    assert [task.name for task in found if task.done] == ["area", "prediction stones"]
    progress.current().keep(Predicted, "stones", again="both")
    progress.current().keep(Best, "leap", met=True)
    progress.current().keep(Explained, LESSON.name, compared=True)
    assert [task.state for task in tasks(LESSON, progress.current().read())[-3:]] == [DONE] * 3


def test_the_page_is_refreshed_and_its_text_does_not_change():
    page = ProgressPage([LESSON, OTHER])
    before = page._repr_mimebundle_()
    assert set(before) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert before["text/plain"] == (
        f"{LESSON.notebook.title}: 6 exercises, 1 prediction, 1 challenge, say it in one minute\n"
        f"{OTHER.notebook.title}: 0 exercises, 0 predictions, say it in one minute"
    )
    assert "<span>0 of 9 done</span>" in page.page.value
    assert "<span>0 of 1 done</span>" in page.page.value
    assert 'aria-label="0 of 10 done"' in page.page.value
    SHARE.check(0.3)
    page.refresh.click()
    assert "<span>1 of 9 done</span>" in page.page.value
    assert "<h3>Nine to go</h3>" in page.page.value
    assert '<span class="bp-spoken">share: ✓ done</span>' in page.page.value
    assert page._repr_mimebundle_()["text/plain"] == before["text/plain"]


def test_the_page_leads_to_what_is_open():
    page = ProgressPage([OTHER])
    link = f'<a href="{OTHER.notebook.file}" data-notebook>{OTHER.notebook.title} · say it in one'
    assert link in page.page.value
    progress.current().keep(Explained, OTHER.name, compared=True)
    page.refresh.click()
    assert "<a " not in page.page.value
    assert "All done" in page.page.value


def test_the_page_reports_trouble_with_the_file(progress_file):
    progress_file.write_text("not json")
    assert "progress.unread-1.json" in ProgressPage([]).page.value


def test_the_courses_page_lists_every_lesson():
    listed = [line.partition(":")[0] for line in progress_page().text.splitlines()]
    assert listed == [lesson.notebook.title for lesson in lessons.values()]
