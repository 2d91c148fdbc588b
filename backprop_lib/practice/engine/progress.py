"""What a learner has done, kept in a file of their own: exercises, predictions, explanations.

The file is `progress.json` in the current folder, which for a notebook is the notebook's own;
the environment variable BACKPROP_PROGRESS sets another path. Deleting it resets the course.
"""

from __future__ import annotations

import contextlib
import copy
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from .outcome import Outcome

VARIABLE = "BACKPROP_PROGRESS"
VERSION = 1
SECTIONS = ("exercises", "answers", "predictions", "explanations", "learner")

Entry: TypeAlias = dict[str, Any]
State: TypeAlias = dict[str, dict[str, Entry]]

# A write takes milliseconds, so a lock that stays this long was left by a kernel that died.
_LOCK_SECONDS = 2.0


class Progress:
    """The progress kept in one file. No method raises: trouble with the file is a sentence.

    Every change reads the file, changes one entry and puts the new file in place at once, so
    notebooks that are open side by side keep each other's entries. What cannot be written is
    kept in memory and written as soon as that is possible.

    Parameters
    ----------
    path
        The file. It need not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble = ""
        """What the learner must know about the file, or ""."""
        self._told = ""
        self._unsaved: State = _empty()

    def entry(self, section: str, name: str) -> Entry:
        """Return what is kept under `name` in `section`, {} where nothing is."""
        return self.read()[section].get(name, {})

    def read(self) -> State:
        """Return all that is kept, by section and name."""
        try:
            state = self._load()
        except OSError as error:
            self._cannot_save(error)
            state = _empty()
        return _merged(state, self._unsaved)

    def change(self, section: str, name: str, change: Callable[[Entry], None]) -> None:
        """Let `change` alter the entry `name` of `section` in place, and keep the result."""
        try:
            self._prepare_folder()
            with self._alone():
                state = _merged(self._load(locked=True), self._unsaved)
                change(state[section].setdefault(name, {}))
                self._write(state)
        except OSError as error:
            self._cannot_save(error)
            entry = copy.deepcopy(self.entry(section, name))
            change(entry)
            self._unsaved[section][name] = entry
        else:
            if any(self._unsaved.values()):
                self._unsaved = _empty()
                self.trouble = ""

    def keep(self, section: str, name: str, **values: Any) -> None:
        """Set `values` in the entry `name` of `section`."""
        self.change(section, name, lambda entry: entry.update(values))

    def record(self, name: str, outcome: Outcome) -> None:
        """Count an attempt at the exercise `name`; a blank one is none.

        The misconceptions met are kept in their order, each as often as it was met, and the
        number of the try that passed, until the exercise is passed: later tries are play.
        """
        if outcome.status == "not attempted":
            return

        def count(entry: Entry) -> None:
            passed_before = bool(entry.get("passed"))
            entry["tried"] = _whole(entry.get("tried")) + 1
            entry["passed"] = passed_before or outcome.passed
            met = entry.get("misconceptions")
            entry["misconceptions"] = met if isinstance(met, list) else []
            if passed_before:
                return
            if outcome.passed:
                entry["passed_at"] = entry["tried"]
            if outcome.misconception is not None:
                entry["misconceptions"].append(outcome.misconception)

        self.change("exercises", name, count)

    def news(self) -> str:
        """Return the trouble with the file where it has not been told yet, else ""."""
        news = self.trouble if self.trouble != self._told else ""
        self._told = self.trouble
        return news

    def _load(self, locked: bool = False) -> State:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return _empty()
        try:
            return parsed(content)
        except ValueError:
            if locked:
                self._set_aside()
                return _empty()
        with self._alone():  # another kernel may have mended it by now
            return self._load(locked=True)

    def _set_aside(self) -> None:
        numbers = iter(range(1, 1_000_000))
        aside = next(
            path
            for n in numbers
            if not os.path.lexists(path := self.path.with_name(f"{self.path.stem}.unread-{n}.json"))
        )
        self.path.rename(aside)
        self.trouble = (
            f"Your progress file {self.path.name} could not be read. It is kept as "
            f"{aside.name}, and a new one is started."
        )

    def _prepare_folder(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)

    def _write(self, state: State) -> None:
        text = json.dumps({"version": VERSION, **state}, ensure_ascii=False, indent=1)
        write_whole(Path(os.path.realpath(self.path)), text + "\n")

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other kernels from writing meanwhile."""
        lock = self.path.with_name(f".{self.path.name}.lock")
        seen: tuple[int, float] | None = None
        while True:
            try:
                os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
                break
            except FileExistsError:
                seen = _waited_for(lock, seen)
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)

    def _cannot_save(self, error: OSError) -> None:
        self.trouble = (
            f"Your progress cannot be saved in {self.path.name}: "
            f"{error.strerror or type(error).__name__}. "
            "The course goes on, and what you do is kept until the kernel stops."
        )


_opened: dict[Path, Progress] = {}


def current() -> Progress:
    """Return the progress of this learner, by the environment variable or the current folder."""
    path = Path(os.environ.get(VARIABLE) or "progress.json").absolute()
    return _opened.setdefault(path, Progress(path))


def write_whole(target: Path, text: str) -> None:
    """Put a file in its place at once: whoever reads it finds the old text or the new."""
    handle, temporary = tempfile.mkstemp(prefix=".progress-", dir=target.parent)
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _empty() -> State:
    return {section: {} for section in SECTIONS}


def _merged(state: State, newer: State) -> State:
    return {section: {**state[section], **copy.deepcopy(newer[section])} for section in SECTIONS}


def parsed(content: bytes) -> State:
    """Return what a progress file holds.

    Raises
    ------
    ValueError
        If it is not JSON, of another version, or not of our shape.
    """
    if not content.strip():
        return _empty()
    document = read_document(content)
    state = {section: document.get(section, {}) for section in SECTIONS}
    for entries in state.values():
        if not isinstance(entries, dict) or not all(isinstance(e, dict) for e in entries.values()):
            raise ValueError("its entries are not in the shape of a progress file")
    return state


def read_document(content: bytes) -> dict[str, Any]:
    """Return the JSON object of a progress file; a ValueError says why it is none."""
    try:
        document = json.loads(content)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    except ValueError as error:
        raise ValueError("it is not JSON") from error
    if not isinstance(document, dict) or "version" not in document:
        raise ValueError("it is not a progress file of this course")
    if type(document["version"]) is not int or document["version"] != VERSION:
        raise ValueError(f"it is of another version than {VERSION}")
    return document


def _waited_for(lock: Path, seen: tuple[int, float] | None) -> tuple[int, float] | None:
    """Wait a moment for the lock; remove it where the same one has stayed too long."""
    try:
        made = lock.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    if seen is None or seen[0] != made:
        seen = (made, time.monotonic())
    elif time.monotonic() - seen[1] > _LOCK_SECONDS:
        lock.unlink(missing_ok=True)
        return None
    time.sleep(0.002)
    return seen


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
