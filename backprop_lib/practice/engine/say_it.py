"""Say it in one minute: the learner writes an explanation, then ticks the points it makes."""

from __future__ import annotations

from typing import Any

from ...interface import Button, Html, Live, PartsCard, Row, TextBox, Ticks
from . import progress
from .lesson import Lesson
from .records import Explained


class SayIt(PartsCard):
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
        The points to tick.
    feedback
        The live region below them.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.box = TextBox(
            "Your explanation:", placeholder="As you would say it to an interviewer, in a minute."
        )
        self.compare = Button(
            "Show the points of a good answer", self._show_points_of_a_good_answer, rank="primary"
        )
        self.points = Ticks("The points of a good answer:", lesson.points, hidden=True)
        self.feedback = Live()
        super().__init__(
            f"say it {lesson.name}",
            Html('<p class="bp-question">Say it in one minute</p>'),
            self.box,
            Row(self.compare),
            self.points,
            self.feedback,
        )
        self._show_kept()
        self.box.observe(lambda _: self._keep(text=self.box.value), names="value")
        self.points.observe(lambda _: self._tick(), names="value")

    @property
    def text(self) -> str:
        """The task as plain text, the same whatever the learner has written."""
        return (
            "Say it in one minute: write it down, then compare with the "
            f"{len(self.points.options)} points of a good answer."
        )

    @property
    def ticked(self) -> list[str]:
        """The points that are ticked."""
        return list(self.points.value)

    def _show_points_of_a_good_answer(self) -> None:
        if not self.box.value.strip():
            self.feedback.say("Write it in your own words first, however short.")
            return
        self._keep(compared=True)
        self._show_points()
        self.points.focus()  # the button that had the focus is gone

    def _show_points(self) -> None:
        self.points.hidden = False
        self.compare.hidden = True
        self._say_how_many()

    def _tick(self) -> None:
        self._keep(points=self.ticked)
        self._say_how_many()

    def _say_how_many(self) -> None:
        self.feedback.say(
            f"Tick what you said: {len(self.ticked)} of {len(self.points.options)}. "
            "You may go on writing; all of it is kept."
        )

    def _show_kept(self) -> None:
        kept = progress.current().get(Explained, self.lesson.name)
        self.box.value = kept.text
        self.points.value = list(kept.points)
        if kept.compared:
            self._show_points()

    def _keep(self, **values: Any) -> None:
        kept = progress.current()
        kept.keep(Explained, self.lesson.name, **values)
        trouble = kept.unreported_trouble()
        if trouble:
            self.feedback.say(trouble)
