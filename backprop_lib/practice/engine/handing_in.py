"""Hand in: a copy of the progress for the leader of a workshop, made when the learner asks for it.

The copy holds what the leader's table counts (tries, misconceptions, predictions) and the
explanations, but none of the answers and functions that were typed. Nothing is sent. If the hub
of a class sets the environment variable BACKPROP_HAND_IN to a folder, a second copy goes there,
and the learner reads that it does.
"""

from __future__ import annotations

import base64
import contextlib
import html
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ...interface import Button, Html, Live, PartsCard, Row, TextLine
from ...notation import as_html
from . import progress
from .outcome import Reading
from .records import VERSION, Explained, Label, Learner, Predicted, Tries, as_json

VARIABLE = "BACKPROP_HAND_IN"
HELD = (Tries, Predicted, Explained)
"""The kinds of records that a copy holds."""
LONGEST_NAME = 40


@dataclass(frozen=True)
class Copy:
    """A copy that was made.

    Attributes
    ----------
    path
        Its path, next to the notebooks.
    content
        What it holds, as text.
    words
        What the learner must know about it.
    """

    path: Path
    content: str
    words: str


def hand_in(name: str = "") -> Reading:
    """Make a copy of this learner's progress for the leader, and say what it holds.

    Parameters
    ----------
    name
        The learner's name, or nothing to stay anonymous.
    """
    try:
        return Reading(make_copy(name).words)
    except ValueError as error:
        return Reading(str(error))


def make_copy(name: str = "") -> Copy:
    """Make a copy of this learner's progress for the leader.

    An earlier copy of the same learner is replaced.

    Parameters
    ----------
    name
        The learner's name, or nothing to stay anonymous.

    Raises
    ------
    ValueError
        If there is nothing to hand in, the name is not valid, or the file cannot be written.
    """
    if not isinstance(name, str):
        raise ValueError(f"A name in quotation marks is wanted, but this is {name!r}.")
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME:
        raise ValueError(
            f"A name of at most {LONGEST_NAME} characters is wanted, but this has {len(name)}."
        )
    kept = progress.current()
    sections = kept.read().sections(*HELD)
    if not any(sections.values()):
        raise ValueError(
            "There is nothing to hand in yet: nothing was tried, predicted or explained."
        )
    learner = _learner(kept)
    label = Label(name, learner, f"{datetime.now():%Y-%m-%d %H:%M:%S}")
    content = as_json({"version": VERSION, Label.section: label.written(), **sections})
    file_name = f"progress-{'-'.join(filter(None, [_slug(name), learner]))}.json"
    _write(kept.path.parent, file_name, learner, content)
    words = (
        f"`{file_name}` is now next to the notebooks. It holds {_name_in_words(name)}, "
        "how often you tried each exercise and which mistakes were recognised, your predictions, "
        "and your explanations in full. It does not hold the answers and functions you typed."
    )
    shared = os.environ.get(VARIABLE)
    if shared:
        try:
            _write(Path(shared), file_name, learner, content, readable=True)
        except ValueError as error:
            words += f"\nNo copy reached the leader's folder. {error} Give your leader the file."
        else:
            words += "\nA copy was put into the leader's folder for this class."
    else:
        words += "\nNothing was sent. Read it if you like, then give it to your leader yourself."
    return Copy(kept.path.with_name(file_name), content, words)


class HandIn(PartsCard):
    """A box for a name and a button that makes the copy to hand in.

    Attributes
    ----------
    name
        The box; it may stay empty.
    make
        The button.
    feedback
        The live region that says what was made.
    copy
        The copy itself, to read.
    """

    def __init__(self, then: Callable[[], None] = lambda: None) -> None:
        self.name = TextLine("Your name:", placeholder="may stay empty")
        self.make = Button("Make a file to hand in", self._make)
        self.feedback = Live()
        self.copy = Html()
        self._then = then
        what = (
            "The button puts a copy into the leader's folder for this class."
            if os.environ.get(VARIABLE)
            else "Nothing is sent: the button makes a file."
        )
        about = Html(f"<b>In a workshop</b> you may hand in what you did. {what}")
        super().__init__("hand in", about, Row(self.name, self.make), self.feedback, self.copy)

    def _make(self) -> None:
        try:
            made = make_copy(self.name.value)
        except ValueError as error:
            self.copy.value = ""
            self.feedback.say(str(error))
            return
        data = base64.b64encode(made.content.encode()).decode()
        file_name = as_html(made.path.name)
        self.feedback.value = (
            f'<a href="data:application/json;base64,{data}" download="{file_name}">'
            f"Download {file_name}</a><br>{as_html(made.words)}"
        )
        self.copy.value = (
            "<details><summary>Read what it holds</summary>"
            f'<pre tabindex="0" aria-label="What {file_name} holds">'
            f"{html.escape(made.content)}</pre></details>"
        )
        self._then()


def _name_in_words(name: str) -> str:
    return f"the name {name}" if name else "no name"


def _learner(kept: progress.Progress) -> str:
    """Return a mark, drawn once, by which all copies of one learner are recognised."""
    mark = kept.get(Learner, "hand_in").mark
    if not mark:
        mark = secrets.token_hex(4)
        kept.keep(Learner, "hand_in", mark=mark)
    return mark


def _slug(name: str) -> str:
    """Return a name as part of a file name: letters, digits and hyphens."""
    return "-".join(re.findall(r"[^\W_]+", name.lower()))


def _write(
    folder: Path, file_name: str, learner: str, content: str, *, readable: bool = False
) -> None:
    """Write the file into the folder, in place of an earlier one of this learner."""
    try:
        progress.write_whole(folder / file_name, content)
        if readable:
            os.chmod(folder / file_name, 0o644)  # the leader may be another user
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ValueError(f"The file cannot be written in {folder}: {why}.") from error
    for earlier in folder.glob(f"progress*-{learner}.json"):
        if earlier.name != file_name:
            with contextlib.suppress(OSError):
                earlier.unlink()
