"""What a learner has done, kept in a file of their own: exercises, predictions, explanations.

The file is `progress.json` in the current folder, which for a notebook is the notebook's own;
the environment variable BACKPROP_PROGRESS sets another path. Deleting it resets the course.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from .records import Entry, Kind, Record, State, as_json

VARIABLE = "BACKPROP_PROGRESS"

# A write takes milliseconds, so a lock that stays this long was left by a kernel that died.
_LOCK_SECONDS = 2.0

# In a browser, writes of two kernels cross only within a fraction of this.
_CROSSING_SECONDS = 10.0
_MOMENT = 1.0


class Progress:
    """The progress kept in one file. Trouble with the file becomes a message, not an exception.

    Every change reads the file, changes one entry and replaces the file in one step, so notebooks
    that are open side by side keep each other's entries. What cannot be written is kept in memory
    and written as soon as that is possible.

    Parameters
    ----------
    path
        The file. It need not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble = ""
        """What the learner must know about the file, or ""."""
        self._reported = ""
        self._unsaved: dict[tuple[type[Record], str], Entry] = {}

    def read(self) -> State:
        """Return all that is kept."""
        try:
            return self._with_unsaved(self._load())
        except OSError as error:
            self._cannot_save(error)
            return self._with_unsaved(State())

    def get(self, kind: type[Kind], name: str) -> Kind:
        """Return the record `name`, or a blank record if there is none."""
        return self.read().get(kind, name)

    def keep(self, kind: type[Record], name: str, **values: Any) -> None:
        """Set fields of the record `name` and leave the others as they are."""
        replace(kind(), **values)  # raises if a name is not that of a field
        self._update(kind, name, lambda entry: entry | values)

    def change(self, kind: type[Kind], name: str, change: Callable[[Kind], Kind]) -> None:
        """Replace the record `name` with what `change` returns for it."""
        self._update(kind, name, lambda entry: entry | change(kind.read(entry)).written())

    def unreported_trouble(self) -> str:
        """Return the trouble with the file, or "" if there is none or it was returned before."""
        trouble = self.trouble if self.trouble != self._reported else ""
        self._reported = self.trouble
        return trouble

    def _update(self, kind: type[Record], name: str, updated: Callable[[Entry], Entry]) -> None:
        try:
            self._prepare_folder()
            with self._alone():
                state = self._with_unsaved(self._load(locked=True))
                self._write(state.with_entry(kind, name, updated(state.entry(kind, name))))
        except OSError as error:
            self._cannot_save(error)
            self._unsaved[kind, name] = updated(self.read().entry(kind, name))
        else:
            if self._unsaved:
                self._unsaved = {}
                self.trouble = ""

    def _with_unsaved(self, state: State) -> State:
        for (kind, name), entry in self._unsaved.items():
            state = state.with_entry(kind, name, entry)
        return state

    def _load(self, locked: bool = False) -> State:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return State()
        try:
            return State.parse(content)
        except ValueError:
            if locked:
                self._set_aside()
                return State()
        with self._alone():  # another kernel may have set it aside by now
            return self._load(locked=True)

    def _set_aside(self) -> None:
        aside = next(path for path in self._names_aside() if not os.path.lexists(path))
        self.path.rename(aside)
        self._was_set_aside(aside)

    def _names_aside(self) -> Iterator[Path]:
        for number in itertools.count(1):
            yield self.path.with_name(f"{self.path.stem}.unread-{number}.json")

    def _was_set_aside(self, aside: Path) -> None:
        self.trouble = (
            f"Your progress file {self.path.name} could not be read. It is kept as "
            f"{aside.name}, and a new one is started."
        )

    def _prepare_folder(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)

    def _write(self, state: State) -> None:
        write_whole(Path(os.path.realpath(self.path)), as_json(state.document))

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other kernels from writing in the meantime."""
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
            "You can go on: what you do is kept until the kernel stops."
        )


class _Written(NamedTuple):
    """An entry that this kernel wrote, when it did, and all that it has replaced by it."""

    entry: Entry
    at: float
    replaced: list[Entry]


class _InBrowser(Progress):
    """The progress in JupyterLite, where each open notebook has a Python of its own.

    A kernel that asks there about a file that was removed in another tab waits for ever. It may
    open a file, make a new one and put it in the place of another, but nothing else; so there is no
    lock. Writes of two notebooks can cross, and the later one then brings back what the earlier one
    had replaced. So a kernel keeps what it wrote for some seconds and, if this happens, puts it
    back: with its next change or, without one, after a moment. An entry that is new stays as it
    is, and a file that was deleted stays away.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._own: dict[tuple[type[Record], str], _Written] = {}
        self._will_look = False

    def _update(self, kind: type[Record], name: str, updated: Callable[[Entry], Entry]) -> None:
        def remembered(entry: Entry) -> Entry:
            before = self._own.get((kind, name))
            replaced = [*(before.replaced if before else []), entry]
            after = updated(entry)
            self._own[kind, name] = _Written(after, time.monotonic(), replaced)
            return after

        super()._update(kind, name, remembered)
        self._look_in_a_moment()

    def _load(self, locked: bool = False) -> State:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:  # a learner deletes it to start anew
            self._own = {}
            return State()
        try:
            return self._with_own(State.parse(content))
        except ValueError:
            self._copy_aside(content)
            self._write(State())
            return State()

    def _with_own(self, state: State) -> State:
        """Return the state with what this kernel wrote, where it was brought back to before."""
        now = time.monotonic()
        self._own = {key: own for key, own in self._own.items() if now - own.at < _CROSSING_SECONDS}
        for (kind, name), own in self._own.items():
            if state.entry(kind, name) in own.replaced:
                state = state.with_entry(kind, name, own.entry)
        return state

    def _look_in_a_moment(self) -> None:
        if not self._will_look:
            self._will_look = True
            _in_a_moment(self._put_back)

    def _put_back(self) -> None:
        """Write again what another kernel has just overwritten."""
        self._will_look = False
        with contextlib.suppress(OSError, ValueError):  # the next change will tell
            state = State.parse(self.path.read_bytes())
            whole = self._with_own(state)
            if whole != state:
                self._write(whole)
                self._look_in_a_moment()

    def _copy_aside(self, content: bytes) -> None:
        for aside in self._names_aside():
            try:
                with open(aside, "xb") as file:
                    file.write(content)
            except FileExistsError:
                continue
            self._was_set_aside(aside)
            return

    def _prepare_folder(self) -> None:
        """Do nothing: the folder is that of the notebook."""

    def _write(self, state: State) -> None:
        write_whole(self.path, as_json(state.document))

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        yield


def _in_a_moment(call: Callable[[], None]) -> None:
    asyncio.get_running_loop().call_later(_MOMENT, call)  # in Pyodide, it always runs


_opened: dict[Path, Progress] = {}
_instead: list[Progress] = []


def current() -> Progress:
    """Return the learner's progress, at the path in BACKPROP_PROGRESS or in the current folder."""
    if _instead:
        return _instead[-1]
    path = Path(os.environ.get(VARIABLE) or "progress.json").absolute()
    kind = _InBrowser if sys.platform == "emscripten" else Progress
    return _opened.setdefault(path, kind(path))


@contextlib.contextmanager
def nothing_kept() -> Iterator[None]:
    """Be as for a learner who has done nothing yet. What is kept meanwhile is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        _instead.append(Progress(Path(folder, "progress.json")))
        try:
            yield
        finally:
            _instead.pop()


def write_whole(target: Path, text: str) -> None:
    """Write a file in one step: whoever reads it finds either the old text or the new."""
    handle, temporary = tempfile.mkstemp(prefix=".progress-", dir=target.parent)
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _waited_for(lock: Path, seen: tuple[int, float] | None) -> tuple[int, float] | None:
    """Wait a moment for the lock; remove it if the same one has stayed too long."""
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
