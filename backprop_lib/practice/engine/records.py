"""What a progress file holds: a record for each thing that a learner did, by section and name.

Each field declares, as `Wanted`, what it may hold. A value that does not fit is treated in two
ways: `State.get` replaces it with the field's default, so that the course works for a learner
whatever the file holds; `State.misfits` reports it, so that it is not counted for a class.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, NamedTuple, Self, TypeAlias, TypeVar

from .outcome import Outcome

VERSION = 1
MOST_TRIES = 100_000
MOST_DRAWS = 1_000_000

Value = TypeVar("Value")
Kind = TypeVar("Kind", bound="Record")
Entry: TypeAlias = dict[str, Any]
"""A record as it is in the file."""


class Wanted(NamedTuple):
    """What a field of the file may hold: in words, and as a test of the value."""

    words: str
    fits: Callable[[Any], bool]


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= MOST_TRIES


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(map(_is_text, value))


def _is_finite(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return abs(value) <= sys.float_info.max


TRIES = Wanted("a number of tries", _is_count)
A_TRY = Wanted("the number of a try", lambda value: _is_count(value) and value > 0)
A_DRAW = Wanted(
    "the number of a draw", lambda value: type(value) is int and 0 <= value <= MOST_DRAWS
)
TRUE_OR_FALSE = Wanted("true or false", lambda value: isinstance(value, bool))
TEXT = Wanted("text", _is_text)
TEXTS = Wanted("a list of texts", _is_texts)
ANSWER = Wanted("text or a list of texts", lambda value: _is_text(value) or _is_texts(value))
MARK = Wanted(
    "eight hexadecimal digits",
    lambda value: _is_text(value) and bool(re.fullmatch(r"[0-9a-f]{8}", value)),
)
NUMBER = Wanted("a finite number", _is_finite)


def _field(default: Value, wanted: Wanted) -> Value:
    return field(default=default, metadata={"wanted": wanted})


@dataclass(frozen=True)
class Record:
    """One thing that a learner did. A field that is None is not written."""

    section: ClassVar[str]
    """The section of the file that holds records of this kind."""

    @classmethod
    def wanted(cls) -> dict[str, Wanted]:
        """Return what each field may hold."""
        return {each.name: each.metadata["wanted"] for each in fields(cls)}

    @classmethod
    def read(cls, entry: Entry) -> Self:
        """Return the record in an entry, with the default for each value that does not fit."""
        fitting = {
            key: _frozen(entry[key])
            for key, wanted in cls.wanted().items()
            if key in entry and wanted.fits(entry[key])
        }
        return replace(cls(), **fitting)

    def written(self) -> Entry:
        """Return the record as an entry."""
        return {key: value for key, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class Tries(Record):
    """The tries at an exercise.

    Attributes
    ----------
    tried
        How many there were.
    passed
        Whether one of them passed.
    misconceptions
        The keys of the misconceptions, in order, each as often as it was recognised.
    passed_at
        The number of the try that passed; old files do not have it.
    """

    section = "exercises"
    tried: int = _field(0, TRIES)
    passed: bool = _field(False, TRUE_OR_FALSE)
    misconceptions: tuple[str, ...] = _field((), TEXTS)
    passed_at: int | None = _field(None, A_TRY)

    def and_one_more(self, outcome: Outcome) -> Tries:
        """Return the tries with one more, of this outcome.

        Whoever has passed is playing: further tries are counted, but not their mistakes.

        Examples
        --------
        >>> Tries().and_one_more(Outcome("passed"))
        Tries(tried=1, passed=True, misconceptions=(), passed_at=1)
        """
        tried = self.tried + 1
        if self.passed:
            return replace(self, tried=tried)
        if outcome.passed:
            return replace(self, tried=tried, passed=True, passed_at=tried)
        met = () if outcome.misconception is None else (outcome.misconception,)
        return replace(self, tried=tried, misconceptions=self.misconceptions + met)


@dataclass(frozen=True)
class Judged(Record):
    """The mark of the answer judged last. It is not handed in: the answer could be guessed."""

    section = "judged"
    mark: str = _field("", MARK)


@dataclass(frozen=True)
class Answered(Record):
    """What was last given as the answer in a form.

    Attributes
    ----------
    answer
        What was typed, chosen or put in order.
    draw
        Which draw of its numbers a worked step asked about, or None for the first one.
    """

    section = "answers"
    answer: str | tuple[str, ...] | None = _field(None, ANSWER)
    draw: int | None = _field(None, A_DRAW)


@dataclass(frozen=True)
class Predicted(Record):
    """A prediction.

    Attributes
    ----------
    choice
        The key of the option that was chosen first.
    skipped
        Whether the prediction was skipped at first.
    again
        The key of the option that was chosen when predicting again.
    """

    section = "predictions"
    choice: str | None = _field(None, TEXT)
    skipped: bool = _field(False, TRUE_OR_FALSE)
    again: str | None = _field(None, TEXT)


@dataclass(frozen=True)
class Explained(Record):
    """An explanation in the learner's own words.

    Attributes
    ----------
    text
        The explanation.
    compared
        Whether the learner asked for the points of a good one.
    points
        The points that the learner ticked.
    """

    section = "explanations"
    text: str = _field("", TEXT)
    compared: bool = _field(False, TRUE_OR_FALSE)
    points: tuple[str, ...] = _field((), TEXTS)


@dataclass(frozen=True)
class Timing(Record):
    """Whether the learner turned off the clock of "say it in one minute". It is not handed in."""

    section = "timing"
    off: bool = _field(False, TRUE_OR_FALSE)


@dataclass(frozen=True)
class Best(Record):
    """The best run of a challenge.

    Attributes
    ----------
    score
        Its score; a smaller one is better.
    words
        The run in words.
    met
        Whether no run can do better.
    """

    section = "challenges"
    score: float | None = _field(None, NUMBER)
    words: str = _field("", TEXT)
    met: bool = _field(False, TRUE_OR_FALSE)


@dataclass(frozen=True)
class Learner(Record):
    """The mark, drawn once, by which all copies of one learner are recognised."""

    section = "learner"
    mark: str = _field("", MARK)


@dataclass(frozen=True)
class Label(Record):
    """The label of a copy that was handed in: a name or "", the mark, and the time."""

    section = "handed_in"
    name: str = _field("", TEXT)
    learner: str = _field("", TEXT)
    time: str = _field("", TEXT)


KINDS: tuple[type[Record], ...] = (
    Tries,
    Judged,
    Answered,
    Predicted,
    Explained,
    Timing,
    Best,
    Learner,
)
"""The kinds that are kept by name in a section of their own, in the order of the file."""


def blank() -> dict[str, Any]:
    """Return the JSON object of a file in which nothing is kept yet."""
    return {"version": VERSION, **{kind.section: {} for kind in KINDS}}


@dataclass(frozen=True)
class State:
    """All that a progress file holds, even what only a newer edition of the course can read.

    Attributes
    ----------
    document
        The JSON object of the file.
    """

    document: dict[str, Any] = field(default_factory=blank)

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Return what a file holds.

        Raises
        ------
        ValueError
            If it is not JSON, has another version, or has the wrong shape; the message says which.
        """
        if not content.strip():
            return cls()
        state = cls(blank() | _json_object(content))
        for entries in state.sections(*KINDS).values():
            if not isinstance(entries, dict) or not all(
                isinstance(entry, dict) for entry in entries.values()
            ):
                raise ValueError("its entries are not in the shape of a progress file")
        return state

    @property
    def label(self) -> Label:
        """The label, if the file is a copy that was handed in, or else a blank one."""
        label = self.document.get(Label.section)
        return Label.read(label if isinstance(label, dict) else {})

    def sections(self, *kinds: type[Record]) -> dict[str, dict[str, Entry]]:
        """Return the sections of these kinds as they are in the file."""
        return {kind.section: self.document[kind.section] for kind in kinds}

    def names(self, kind: type[Record]) -> list[str]:
        """Return the names of all records of a kind."""
        return list(self.document[kind.section])

    def entry(self, kind: type[Record], name: str) -> Entry:
        """Return a record as it is in the file, or {} if there is none."""
        return self.document[kind.section].get(name, {})

    def get(self, kind: type[Kind], name: str) -> Kind:
        """Return a record, with the default for each value that does not fit or is missing."""
        return kind.read(self.entry(kind, name))

    def misfits(self, kind: type[Record]) -> Iterator[tuple[str, str, str]]:
        """Return the values that do not fit: the record's name, the field and what is wanted."""
        for name in self.names(kind):
            entry = self.entry(kind, name)
            for key, wanted in kind.wanted().items():
                if key in entry and not wanted.fits(entry[key]):
                    yield name, key, wanted.words

    def with_entry(self, kind: type[Record], name: str, entry: Entry) -> State:
        """Return the state with this entry in place of the one with the same name."""
        section = {**self.document[kind.section], name: entry}
        return State({**self.document, kind.section: section})


def as_json(document: dict[str, Any]) -> str:
    """Return the text of a file; half a surrogate pair, which no file can hold, becomes "?"."""
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    return text.encode(errors="replace").decode()


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _json_object(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except ValueError as error:
        raise ValueError("it is not JSON") from error
    if not isinstance(document, dict) or "version" not in document:
        raise ValueError("it is not a progress file of this course")
    if type(document["version"]) is not int or document["version"] != VERSION:
        raise ValueError(f"its version is not {VERSION}")
    return document
