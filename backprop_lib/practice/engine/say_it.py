"""Say it in one minute: the learner writes an explanation, then ticks the points it makes."""

from __future__ import annotations

import html
from typing import Any

from ...course import notebook
from ...interface import Button, Clock, Html, Live, Part, PartsCard, TextBox, Ticks
from ...notation import as_html, unbroken
from . import progress
from .lesson import Lesson
from .question import Question
from .records import Explained, Timing

_SECONDS = 60
_A_MINUTE = "130 to 150, spoken, take a minute"
_CLOCK = "one minute"
"""The name under which it is kept whether the clock is on, in all notebooks."""


class _Explanation(PartsCard):
    """A card with a box for an explanation.

    Every letter is kept as it is typed, so nothing is lost when the kernel dies.
    """

    box: TextBox
    feedback: Live

    def __init__(self, kept_as: str, *parts: Part) -> None:
        super().__init__(f"say it {kept_as}", *parts)
        self._kept_as = kept_as
        self.box.value = self._kept().text
        self.box.observe(lambda _: self._keep(text=self.box.value), names="value")

    def _kept(self) -> Explained:
        return progress.current().get(Explained, self._kept_as)

    def _keep(self, **values: Any) -> None:
        progress.current().keep(Explained, self._kept_as, **values)
        self._report_trouble()

    def _report_trouble(self) -> None:
        trouble = progress.current().unreported_trouble()
        if trouble:
            self.feedback.say(trouble)


class SayToday(_Explanation):
    """The question of the course before anything is explained: a box, and why it is there.

    It shows neither points nor an answer. The text is kept; an empty one is fine.

    Attributes
    ----------
    box
        Where the answer is written.
    feedback
        The live region below it.
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        self.box = TextBox("Your answer:", placeholder="As you would say it to an interviewer.")
        self.feedback = Live()
        super().__init__(
            question.first,
            Html(f'<p class="bp-question">{as_html(self.text)}</p>'),
            self.box,
            Html(
                '<p class="bp-why">Nobody marks it. It is kept for you: at the end of notebook '
                "05 you see it again, beside what you say then. “I do not know” is a fine answer, "
                "and so is an empty box.</p>"
            ),
            self.feedback,
        )

    @property
    def text(self) -> str:
        """The task as plain text, the same whatever the learner has written."""
        return f"{self.question.words} Write what you would say today."


class SayIt(_Explanation):
    """A box for an explanation, then the points of a good one to tick. Both are kept.

    The points are shown only when the learner asks, so that the explanation is in their own words.
    If the lesson asks the question of the course again, they are followed by the first answer
    beside this one, a good answer, and what an interviewer may ask next.

    Attributes
    ----------
    box
        Where the explanation is written.
    clock
        The clock to say it against.
    compare
        The button that shows the points.
    points
        The points to tick.
    feedback
        The live region below them.
    first_and_now
        The learner's first answer beside this one.
    unfolding
        A good answer and the answers to what may be asked next, which unfold.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.box = TextBox(
            "Your explanation:",
            placeholder="As you would say it to an interviewer, in a minute.",
            note=_A_MINUTE,
        )
        self.clock = Clock("Then say it aloud:", _SECONDS)
        self.clock.value = not progress.current().get(Timing, _CLOCK).off
        self.compare = Button(
            "Show the points of a good answer", self._show_points_of_a_good_answer, rank="primary"
        )
        self.points = Ticks("The points of a good answer:", lesson.points, hidden=True)
        self.feedback = Live()
        self.first_and_now = Html(hidden=True)
        self.unfolding = Html(_unfolding(lesson.question) if lesson.question else "", hidden=True)
        head = "Say it in one minute"
        if lesson.question:
            head = f"{lesson.question.words} {head}."
        super().__init__(
            lesson.name,
            Html(f'<p class="bp-question">{as_html(head)}</p>'),
            self.box,
            self.clock,
            self.compare,
            self.points,
            self.feedback,
            self.first_and_now,
            self.unfolding,
        )
        kept = self._kept()
        self.points.value = list(kept.points)
        if kept.compared:
            self._show_points()
        self.box.observe(lambda _: self._show_first_and_now(), names="value")
        self.clock.observe(lambda _: self._keep_clock(), names="value")
        self.points.observe(lambda _: self._tick(), names="value")

    @property
    def text(self) -> str:
        """The task as plain text, the same whatever the learner has written."""
        asked = f"{self.lesson.question.words}\n" if self.lesson.question else ""
        return (
            f"{asked}Say it in one minute: write it down, then compare with the "
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
        self._show_points()
        self._keep(compared=True)
        self.points.focus()  # the button that had the focus is gone

    def _show_points(self) -> None:
        self.points.hidden = False
        self.compare.hidden = True
        self._say_how_many()
        self.unfolding.hidden = self.lesson.question is None
        self._show_first_and_now()

    def _show_first_and_now(self) -> None:
        question = self.lesson.question
        if question and not self.points.hidden:
            first = progress.current().get(Explained, question.first).text
            self.first_and_now.value = _beside(question, first, self.box.value)
            self.first_and_now.hidden = False

    def _tick(self) -> None:
        self._say_how_many()
        self._keep(points=self.ticked)

    def _say_how_many(self) -> None:
        self.feedback.say(
            f"Tick what you said: {len(self.ticked)} of {len(self.points.options)}. "
            "You may go on writing; all of it is kept."
        )

    def _keep_clock(self) -> None:
        progress.current().keep(Timing, _CLOCK, off=not self.clock.value)
        self._report_trouble()


def _beside(question: Question, first: str, now: str) -> str:
    """Return the first answer to a question beside the current one, as HTML."""
    title = as_html(notebook(question.first).title)
    nothing_first = "You left it empty, and that is fine: now you have an answer."
    return (
        '<div class="bp-beside">'
        f"<section><h3>What you said in {title}</h3>{_said(first, nothing_first)}</section>"
        f"<section><h3>What you say now</h3>{_said(now, 'The box above is empty.')}</section>"
        "</div>"
    )


def _said(text: str, if_empty: str) -> str:
    if not text.strip():
        return f'<p class="bp-quietly">{as_html(if_empty)}</p>'
    return f'<p class="bp-said">{html.escape(text.strip())}</p>'


def good_answer(lesson: Lesson) -> str:
    """Return the points, the good answer and what may be asked next, as HTML that unfolds.

    It is empty if the lesson does not ask the question of the course.
    """
    if lesson.question is None:
        return ""
    points = "".join(f"<li>{unbroken(as_html(point))}</li>" for point in lesson.points)
    summary = "<summary>The points of a good answer</summary>"
    return f"<details>{summary}<ul>{points}</ul></details>{_unfolding(lesson.question)}"


def _unfolding(question: Question) -> str:
    """Return a good answer and the answers to what may be asked next, as HTML that unfolds."""
    follow_ups = "".join(_unfolds(fact.value, fact.why) for fact in question.follow_ups)
    return (
        '<div class="bp-unfolding">'
        f"<h3>A good answer</h3>{_unfolds('What you could say in one minute', question.answer)}"
        "<h3>What they may ask next</h3>"
        '<p class="bp-quietly">Say your own answer first, then unfold the one given here.</p>'
        f"{follow_ups}</div>"
    )


def _unfolds(head: str, text: str) -> str:
    return f"<details><summary>{as_html(head)}</summary><p>{unbroken(as_html(text))}</p></details>"
