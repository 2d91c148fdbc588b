"""Say it in one minute: the learner writes an explanation, then ticks the points it makes."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from ...interface import button, labelled, live_text, text_only
from . import progress
from .lesson import Lesson
from .records import Explained


class SayIt(widgets.VBox):
    """A box for an explanation, then the points of a good one to tick. Both are kept.

    Every letter is kept as it is typed, so nothing is lost when the kernel dies. The points are
    shown only when the learner asks, so that the explanation is in their own words.

    Attributes
    ----------
    box
        Where the explanation is written.
    compare
        The button that shows the points.
    points
        A checkbox for each point.
    feedback
        The live region below them.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.box = labelled(
            widgets.Textarea,
            "Your explanation:",
            placeholder="As you would say it to an interviewer, in a minute.",
            layout={"width": "auto", "height": "10em"},
        )
        self.compare = button(
            "Show the points of a good answer", self._show_points_of_a_good_answer
        )
        self.points = [
            widgets.Checkbox(description=point, indent=False, layout={"width": "auto"})
            for point in lesson.points
        ]
        self.feedback = widgets.HTML()
        self._list = widgets.VBox()
        super().__init__([self.box, widgets.HBox([self.compare]), self._list, self.feedback])
        self._show_kept()
        self.box.observe(lambda _: self._keep(text=self.box.value), names="value")
        for checkbox in self.points:
            checkbox.observe(lambda _: self._tick(), names="value")

    @property
    def text(self) -> str:
        """The task as plain text, the same whatever the learner has written."""
        return (
            "Say it in one minute: write it down, then compare with the "
            f"{len(self.points)} points of a good answer."
        )

    @property
    def ticked(self) -> list[str]:
        """The points that are ticked."""
        return [point.description for point in self.points if point.value]

    def _show_points_of_a_good_answer(self) -> None:
        if not self.box.value.strip():
            self._say("Write it in your own words first, however short.")
            return
        self._keep(compared=True)
        self._show_points()
        self.points[0].focus()  # the button that had the focus is disabled now

    def _show_points(self) -> None:
        self._list.children = tuple(self.points)
        self.compare.disabled = True
        self._say_how_many()

    def _tick(self) -> None:
        self._keep(points=self.ticked)
        self._say_how_many()

    def _say_how_many(self) -> None:
        self._say(
            f"Tick what you said: {len(self.ticked)} of {len(self.points)}. "
            "You may go on writing; all of it is kept."
        )

    def _show_kept(self) -> None:
        kept = progress.current().get(Explained, self.lesson.name)
        self.box.value = kept.text
        for checkbox in self.points:
            checkbox.value = checkbox.description in kept.points
        if kept.compared:
            self._show_points()

    def _keep(self, **values: Any) -> None:
        kept = progress.current()
        kept.keep(Explained, self.lesson.name, **values)
        trouble = kept.unreported_trouble()
        if trouble:
            self._say(trouble)

    def _say(self, words: str) -> None:
        self.feedback.value = live_text(words)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return text_only(super()._repr_mimebundle_(**kwargs), self.text)
