"""The card of a worked step: a line for each number, judged in place, and numbers drawn afresh."""

from __future__ import annotations

import random
from itertools import takewhile

from ...interface import Button, Lines, Live, Part
from ...notation import as_html
from . import progress
from .exercise import form_for
from .forms import Form
from .outcome import Outcome
from .records import MOST_DRAWS, Answered
from .worked_step import WorkedStep

_MOST_TRIED = 20  # times that other numbers are drawn, if the same come again
_SIGNS = {"right": "✓", "follows": "✓", "wrong": "✗", "error": "!"}
_COLOURS = {"right": "good", "follows": "good", "wrong": "bad", "error": "warn"}


class WorkedStepForm(Form):
    """Lines for the numbers of a step. Enter goes on to the next line, and checks in the last one.

    Attributes
    ----------
    first
        The step with the numbers that were written down.
    given
        The numbers that are given.
    new_numbers
        The button that draws others.
    """

    exercise: WorkedStep
    what_to_do = "Type the first number."

    def __init__(self, exercise: WorkedStep) -> None:
        self.first = exercise
        self.given = Live()
        self.new_numbers = Button("New numbers", self._draw)
        super().__init__(exercise)

    @property
    def text(self) -> str:
        """The question with its first numbers, whatever was drawn or answered since."""
        return f"{self.first.question()}\n{Outcome('not attempted')!r}"

    @property
    def answer(self) -> list[str] | None:
        """What was typed in each line, or None if all are blank."""
        typed = list(self.control.value)
        return typed if any(text.strip() for text in typed) else None

    def _below_question(self) -> tuple[Part, ...]:
        return (self.given,)

    def _control(self) -> Lines:
        lines = [
            (quantity.name, f"{quantity.label}, {quantity.means}")
            for quantity in self.exercise.quantities
        ]
        return Lines("Your numbers:", lines, lambda: self._check())

    def _more_buttons(self) -> tuple[Button, ...]:
        return (self.new_numbers,)

    def _put_back(self, kept: str | tuple[str, ...]) -> None:
        if isinstance(kept, tuple) and len(kept) == len(self.control.value):
            self.control.value = list(kept)

    def _keep(self) -> None:
        progress.current().keep(
            Answered,
            self.exercise.name,
            answer=list(self.control.value),
            draw=self.exercise.draw,
        )

    def _draw(self) -> None:
        """Ask about other numbers, and go to the first line."""
        before = self.exercise.given
        for _ in range(_MOST_TRIED):
            self._turn_to(random.randrange(1, MOST_DRAWS))
            if self.exercise.given != before:
                break
        self._judged = None
        self.control.value = [""] * len(self.control.value)
        self._keep()
        self._show(Outcome("not attempted"))
        self.control.focus()

    def _turn_to(self, draw: int) -> None:
        self.exercise = self.first.redrawn(draw)
        self._helping.turn_to(self.exercise)
        self.given.value = self.given_html(self.exercise)

    @staticmethod
    def given_html(exercise: WorkedStep) -> str:
        """Return the numbers that are given, as HTML."""
        return f'<p class="bp-given">{as_html(exercise.given)}</p>'

    def _show_kept(self) -> None:
        self._turn_to(progress.current().get(Answered, self.exercise.name).draw or 0)
        super()._show_kept()

    def _show(self, outcome: Outcome) -> None:
        super()._show(outcome)
        self._mark_lines(len(self.control.value) if self._judged else 0)

    def _take_back(self) -> None:
        """Leave the verdicts only on the lines above the first one that has changed."""
        super()._take_back()
        judged = self._judged[0] if self._judged else []
        lines = zip(judged, self.control.value, strict=False)
        self._mark_lines(sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], lines)))

    def _mark_lines(self, count: int) -> None:
        """Show the verdicts on this many lines."""
        verdicts = self.exercise.verdicts(self.control.value)[:count] if count else []
        names = [quantity.name for quantity in self.exercise.quantities]
        self.control.verdicts = {
            name: verdict_shown(verdict.kind, verdict.said)
            for name, verdict in zip(names, verdicts, strict=False)
        }


def verdict_shown(kind: str, said: str) -> list[str]:
    """Return a verdict for a line: its colour, and the words as HTML."""
    return [_COLOURS[kind], f"<b>{_SIGNS[kind]}</b> {as_html(said)}".rstrip()]


form_for.register(WorkedStep, WorkedStepForm)
