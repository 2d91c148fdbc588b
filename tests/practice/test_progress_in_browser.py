"""Progress as it is kept in JupyterLite: nothing is asked about a file that may be gone."""

import json
import os
import pathlib
import sys

import pytest

from backprop_lib.practice.engine import progress
from backprop_lib.practice.engine.progress import Progress
from backprop_lib.practice.engine.records import Answered, Tries

# A kernel there may wait for ever for the answer to one of these.
ASKING = ("stat", "lstat", "access", "mkdir", "rename", "link", "symlink", "readlink", "truncate")
ASKING_PATH = ("exists", "lexists", "isfile", "isdir", "realpath", "getmtime", "getsize")
later = []


@pytest.fixture(autouse=True)
def in_browser(monkeypatch):
    """Emscripten, as far as progress can tell, in which what is not answered is an error."""
    later.clear()
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(progress, "_in_a_moment", later.append)


@pytest.fixture
def tabs(progress_file, monkeypatch):
    """The progress as two kernels of one browser have it."""
    here = progress.current()
    monkeypatch.setattr(progress, "_opened", {})
    there = progress.current()
    assert here is not there
    return here, there


@pytest.fixture
def asked(monkeypatch):
    """What was asked about files from now on."""
    asked = []

    def recording(module, name):
        real = getattr(module, name)

        def record(*given, **named):
            asked.append((name, given))
            return real(*given, **named)

        monkeypatch.setattr(module, name, record)

    for name in ASKING:
        recording(os, name)
    for name in ASKING_PATH:
        recording(os.path, name)
    for name in ("stat", "exists", "is_file", "is_dir", "resolve", "mkdir", "rename"):
        recording(pathlib.Path, name)
    return asked


def kept(path):
    return json.loads(path.read_text())["answers"]


def test_elsewhere_it_is_kept_as_before(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv(progress.VARIABLE, str(tmp_path / "elsewhere.json"))
    assert type(progress.current()) is Progress


def test_nothing_is_asked(tabs, progress_file, asked):
    here, there = tabs
    here.keep(Answered, "a", answer="1")
    there.keep(Answered, "b", answer="2")
    progress_file.unlink()
    here.keep(Answered, "c", answer="3")
    progress_file.write_text("not json")
    there.keep(Answered, "d", answer="4")
    progress_file.write_text("not json either")
    here.read()
    later.pop()()
    assert asked == []
    os.path.exists(progress_file)  # the recorder works
    assert [name for name, _ in asked][:1] == ["exists"]


def test_there_is_no_lock(tabs, progress_file):
    here, _ = tabs
    lock = progress_file.with_name(".progress.json.lock")
    lock.touch()
    here.keep(Answered, "a", answer="1")
    assert kept(progress_file) == {"a": {"answer": "1"}}
    assert lock.exists()


def test_two_kernels_in_turns_keep_the_entries_of_each_other(tabs, progress_file):
    for number in range(8):
        tabs[number % 2].keep(Answered, str(number), answer="x")
    assert sorted(kept(progress_file)) == list("01234567")


def overtake(own, other, monkeypatch):
    """Let another kernel write after `own` has read the file and before it writes."""
    write = own._write

    def overtaken(state):
        monkeypatch.setattr(own, "_write", write)
        other()
        write(state)

    monkeypatch.setattr(own, "_write", overtaken)


def test_what_was_overwritten_is_there_again_with_the_next_change(tabs, progress_file, monkeypatch):
    here, there = tabs
    overtake(here, lambda: there.keep(Answered, "lost", answer="1"), monkeypatch)
    here.keep(Answered, "a", answer="2")
    assert sorted(kept(progress_file)) == ["a"]
    assert there.read().entry(Answered, "lost") == {"answer": "1"}
    there.keep(Answered, "b", answer="3")
    assert sorted(kept(progress_file)) == ["a", "b", "lost"]


def test_what_was_overwritten_is_there_again_after_a_moment(tabs, progress_file, monkeypatch):
    here, there = tabs
    there.keep(Answered, "x", answer="0")
    overtake(here, lambda: there.keep(Answered, "x", answer="1"), monkeypatch)
    here.keep(Answered, "a", answer="2")
    assert kept(progress_file)["x"] == {"answer": "0"}
    for look in later:
        look()
    assert kept(progress_file) == {"x": {"answer": "1"}, "a": {"answer": "2"}}


def test_looks_do_not_pile_up(tabs):
    here, _ = tabs
    for number in range(5):
        here.keep(Answered, "a", answer=str(number))
    assert len(later) == 1
    later.pop()()
    assert later == []
    here.keep(Answered, "a", answer="last")
    assert len(later) == 1


def test_the_newer_entry_of_another_kernel_stays(tabs, progress_file):
    here, there = tabs
    here.change(Tries, "area", lambda tries: Tries(tried=tries.tried + 1))
    there.change(Tries, "area", lambda tries: Tries(tried=tries.tried + 1))
    here.keep(Answered, "a", answer="1")
    for look in later:
        look()
    assert there.get(Tries, "area").tried == here.get(Tries, "area").tried == 2


def test_a_deleted_file_stays_away_and_its_entries_too(tabs, progress_file):
    here, _ = tabs
    here.keep(Answered, "a", answer="1")
    progress_file.unlink()
    later.pop()()
    assert not progress_file.exists()
    assert here.read().entry(Answered, "a") == {}
    here.keep(Answered, "b", answer="2")
    assert kept(progress_file) == {"b": {"answer": "2"}}


def test_a_file_that_takes_its_place_counts_once_writes_cannot_cross(
    tabs, progress_file, monkeypatch
):
    here, _ = tabs
    here.keep(Answered, "a", answer="1")
    monkeypatch.setattr(progress, "_CROSSING_SECONDS", 0)
    progress_file.write_text('{"version": 1, "answers": {"of old": {"answer": "2"}}}')
    here.keep(Answered, "b", answer="3")
    assert sorted(kept(progress_file)) == ["b", "of old"]


def test_a_broken_file_is_copied_aside_once(tabs, progress_file):
    here, there = tabs
    progress_file.write_bytes(b"not \xff json")
    here.read()
    assert there.read().entry(Answered, "a") == {}
    aside = progress_file.with_name("progress.unread-1.json")
    assert aside.read_bytes() == b"not \xff json"
    assert aside.name in here.unreported_trouble()
    assert there.unreported_trouble() == ""
    progress_file.write_text("[]")
    there.keep(Answered, "a", answer="1")
    assert "progress.unread-2.json" in there.unreported_trouble()
    assert kept(progress_file) == {"a": {"answer": "1"}}


def test_what_cannot_be_written_is_kept_in_memory(tmp_path, monkeypatch):
    monkeypatch.setenv(progress.VARIABLE, str(tmp_path / "missing" / "progress.json"))
    own = progress.current()
    own.keep(Answered, "a", answer="1")
    assert "cannot be saved" in own.unreported_trouble()
    assert own.read().entry(Answered, "a") == {"answer": "1"}
    (tmp_path / "missing").mkdir()
    own.keep(Answered, "b", answer="2")
    assert sorted(kept(tmp_path / "missing" / "progress.json")) == ["a", "b"]
    assert own.trouble == ""
