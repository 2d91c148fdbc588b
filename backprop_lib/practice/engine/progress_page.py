"""The page of notebook 00 that shows what is done, tried and open."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import ipywidgets as widgets

from ...interface import Button, Html, PartsCard, text_only
from ...notation import as_html, count
from . import progress
from .handing_in import HandIn
from .lesson import Lesson
from .records import Best, Explained, Predicted, Record, State, Tries

DONE, WRONG, TRIED, OPEN = "✓ done", "✓ done, though it turned out otherwise", "… tried", "○ open"
_CLASSES = {DONE: "bp-done", WRONG: "bp-wrong", TRIED: "bp-tried", OPEN: "bp-open"}
_KEY = "".join(f'<li><i class="{css}"></i> {state[2:]}</li>' for state, css in _CLASSES.items())
_IN_WORDS = ("", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


class Task(NamedTuple):
    """A thing that a lesson asks, and its state: done, tried or open."""

    name: str
    state: str

    @property
    def done(self) -> bool:
        """Whether it is done. A prediction is done even if it turned out otherwise."""
        return self.state in (DONE, WRONG)


class ProgressPage(widgets.VBox):
    """What the learner has done, notebook by notebook.

    Attributes
    ----------
    page
        The page itself.
    refresh
        The button that reads the file again.
    hand_in
        The card that makes a copy for the leader of a workshop.
    """

    def __init__(self, lessons: Iterable[Lesson]) -> None:
        self.lessons = tuple(lessons)
        self.page = Html()
        self.refresh = Button("Refresh", self._refresh, rank="quiet")
        self.hand_in = HandIn(then=self._refresh)
        self._refresh()
        card = PartsCard("progress page", self.page, self.refresh)
        super().__init__([card, self.hand_in], _dom_classes=("bp-cards",))

    @property
    def text(self) -> str:
        """The notebooks and what they ask, the same whatever the learner has done."""
        return "\n".join(f"{lesson.notebook.title}: {_asks(lesson)}" for lesson in self.lessons)

    def _refresh(self) -> None:
        kept = progress.current()
        state = kept.read()
        listed = [(lesson, tasks(lesson, state)) for lesson in self.lessons]
        trouble = f"<p>{as_html(kept.trouble)}</p>" if kept.trouble else ""
        where = (
            f'<p class="bp-quietly">Kept in <code>{as_html(kept.path.name)}</code>. '
            "Delete that file to start over; functions stay in their notebooks.</p>"
        )
        rows = "".join(_row(lesson, asked) for lesson, asked in listed)
        key = f'<ul class="bp-key" aria-hidden="true">{_KEY}</ul>'  # each segment says it in words
        self.page.value = _standing(listed) + key + rows + trouble + where

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return text_only(super()._repr_mimebundle_(**kwargs), self.text)


def tasks(lesson: Lesson, state: State) -> list[Task]:
    """Return what a lesson asks, and the state of each thing."""
    return list(_tasks(lesson, state))


def _tasks(lesson: Lesson, state: State) -> Iterator[Task]:
    def how(kind: type[Record], name: str, done: bool) -> str:
        return DONE if done else TRIED if state.entry(kind, name) else OPEN

    for exercise in lesson.exercises:
        passed = state.get(Tries, exercise.name).passed
        yield Task(exercise.name.replace("_", " "), how(Tries, exercise.name, passed))
    for prediction in lesson.predictions:
        made = prediction.made(state.get(Predicted, prediction.name))
        stands = how(Predicted, prediction.name, made is not None)
        if made and made.key != prediction.answer:
            stands = WRONG
        yield Task(f"prediction {prediction.name.replace('_', ' ')}", stands)
    for challenge in lesson.challenges:
        met = state.get(Best, challenge.name).met
        yield Task(f"challenge {challenge.name.replace('_', ' ')}", how(Best, challenge.name, met))
    compared = state.get(Explained, lesson.name).compared
    yield Task("say it in one minute", how(Explained, lesson.name, compared))


def _standing(listed: list[tuple[Lesson, list[Task]]]) -> str:
    """Return the ring, how many things are still to be done, and a link to the next one."""
    every = [(lesson, task) for lesson, asked in listed for task in asked]
    done = sum(task.done for _, task in every)
    to_go = len(every) - done
    head = "All done" if not to_go else f"{_IN_WORDS[to_go] if to_go < 10 else to_go} to go"
    following = "".join(
        f'<p>Next: <a href="{lesson.notebook.file}" data-notebook>'
        f"{as_html(lesson.notebook.title)} · {as_html(task.name)}</a></p>"
        for lesson, task in [pair for pair in every if not pair[1].done][:1]
    )
    around = 2 * math.pi * 32
    filled = around * done / max(len(every), 1)
    arc = (
        f'<circle class="bp-done" cx="38" cy="38" r="32" transform="rotate(-90 38 38)" '
        f'stroke-dasharray="{filled:.2f} {around:.2f}"/>'
    )
    return (
        '<div class="bp-standing">'
        f'<svg class="bp-ring" viewBox="0 0 76 76" role="img" '
        f'aria-label="{done} of {len(every)} done"><circle cx="38" cy="38" r="32"/>'
        f'{arc if done else ""}<text x="38" y="44">{done}/{len(every)}</text></svg>'
        f"<div><h3>{head}</h3>{following}</div></div>"
    )


def _row(lesson: Lesson, asked: list[Task]) -> str:
    """Return the lesson with a segment for each thing that it asks, and a list that unfolds."""
    notebook = lesson.notebook
    done = sum(task.done for task in asked)
    segments = "".join(
        f'<li class="{_CLASSES[task.state]}" title="{as_html(f"{task.name}: {task.state}")}">'
        f'<span class="bp-spoken">{as_html(f"{task.name}: {task.state}")}</span></li>'
        for task in asked
    )
    items = "".join(f"<li>{task.state}: {as_html(task.name)}</li>" for task in asked)
    return (
        '<div class="bp-lesson"><div class="bp-lesson-head">'
        f"<b>{as_html(notebook.title)}</b> "
        f'<span class="bp-quietly">{as_html(notebook.question)}</span> '
        f"<span>{done} of {len(asked)} done</span></div>"
        f'<ul class="bp-segments">{segments}</ul>'
        f"<details><summary>What {as_html(notebook.title)} asks</summary><ul>{items}</ul>"
        "</details></div>"
    )


def _asks(lesson: Lesson) -> str:
    counts = [
        count(len(lesson.exercises), "exercise"),
        count(len(lesson.predictions), "prediction"),
    ]
    if lesson.challenges:
        counts.append(count(len(lesson.challenges), "challenge"))
    return ", ".join([*counts, "say it in one minute"])
