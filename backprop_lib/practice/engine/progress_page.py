"""The page of notebook 00 that shows what is done, tried and open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import ipywidgets as widgets

from ...interface import button, text_only
from ...notation import as_html
from . import progress
from .handing_in import HandIn
from .lesson import Lesson
from .records import Explained, Predicted, Record, State, Tries

DONE, TRIED, OPEN = "✓ done", "… tried", "○ open"


class ProgressPage(widgets.VBox):
    """What the learner has done, notebook by notebook.

    Attributes
    ----------
    table
        The page itself.
    refresh
        The button that reads the file again.
    hand_in
        The widget that makes a copy for the leader of a workshop.
    """

    def __init__(self, lessons: Iterable[Lesson]) -> None:
        self.lessons = tuple(lessons)
        self.table = widgets.HTML()
        self.refresh = button("Refresh", self._refresh)
        self.hand_in = HandIn()
        self.hand_in.make.on_click(lambda _: self._refresh())
        super().__init__([widgets.HBox([self.refresh]), self.table, self.hand_in])
        self._refresh()

    @property
    def text(self) -> str:
        """The notebooks and what they ask, the same whatever the learner has done."""
        return "\n".join(
            f"{lesson.notebook.title}: {_counted(len(lesson.exercises), 'exercise')}, "
            f"{_counted(len(lesson.predictions), 'prediction')}, say it in one minute"
            for lesson in self.lessons
        )

    def _refresh(self) -> None:
        kept = progress.current()
        state = kept.read()
        trouble = f"<p>{as_html(kept.trouble)}</p>" if kept.trouble else ""
        where = (
            f"<p>Kept in <code>{as_html(kept.path.name)}</code>. "
            "Delete that file to start from scratch.</p>"
        )
        lessons = "".join(_details(lesson, state) for lesson in self.lessons)
        self.table.value = lessons + trouble + where

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return text_only(super()._repr_mimebundle_(**kwargs), self.text)


def states(lesson: Lesson, state: State) -> Iterator[tuple[str, str]]:
    """Return the name of each thing that a lesson asks, and its state: done, tried or open."""

    def how(kind: type[Record], name: str, done: bool) -> str:
        return DONE if done else TRIED if state.entry(kind, name) else OPEN

    for exercise in lesson.exercises:
        passed = state.get(Tries, exercise.name).passed
        yield exercise.name, how(Tries, exercise.name, passed)
    for prediction in lesson.predictions:
        made = prediction.option(state.get(Predicted, prediction.name).choice) is not None
        yield f"prediction {prediction.name}", how(Predicted, prediction.name, made)
    compared = state.get(Explained, lesson.name).compared
    yield "say it in one minute", how(Explained, lesson.name, compared)


def _details(lesson: Lesson, state: State) -> str:
    """Return a line for the lesson that opens to show what it asks."""
    found = list(states(lesson, state))
    done = sum(what == DONE for _, what in found)
    items = "".join(f"<li>{what}: {as_html(name.replace('_', ' '))}</li>" for name, what in found)
    return (
        f"<details><summary><b>{as_html(lesson.notebook.title)}</b>: "
        f"{done} of {len(found)} done</summary>"
        f"<ul>{items}</ul></details>"
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
