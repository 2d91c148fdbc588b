"""Hints and the solution, which the learner asks for one after another."""

from __future__ import annotations

import html
from typing import Protocol

from ...interface import Button, Html, Live
from ...notation import as_html

NO_MORE = "There are no more hints."


class Helpful(Protocol):
    """Anything that has hints and a solution."""

    hints: tuple[str, ...]

    def numbered_hint(self, number: int) -> str:
        """Return the hint of this number, counted from 1."""

    def solution(self) -> str:
        """Return the solution and the takeaway."""

    def solution_in_form(self) -> str:
        """Return the same for a form, which shows no letters and no short names."""


class Help:
    """Two buttons, and the region in which they show hints and the solution.

    Parameters
    ----------
    exercise
        What has the hints and the solution.
    in_form
        Whether it is answered in a form.

    Attributes
    ----------
    hint, solution
        The buttons.
    shown
        The region. The solution comes below the hints.
    """

    def __init__(self, exercise: Helpful, in_form: bool = False) -> None:
        self._exercise = exercise
        self._in_form = in_form
        self._hints_shown = 0
        self._solution_shown = False
        self.hint = Button("Hint", self._give_hint)
        self.solution = Button("Show the solution", self._give_solution)
        self.shown: Html = Live()

    def turn_to(self, exercise: Helpful) -> None:
        """Go on with another exercise; what was shown goes away."""
        self._exercise = exercise
        self._hints_shown = 0
        self._solution_shown = False
        self.shown.value = ""

    def _give_hint(self) -> None:
        self._hints_shown = min(self._hints_shown + 1, len(self._exercise.hints))
        self._show()

    def _give_solution(self) -> None:
        self._solution_shown = True
        self._show()

    def _show(self) -> None:
        all_hints = len(self._exercise.hints)
        hints = [self._exercise.numbered_hint(n + 1) for n in range(self._hints_shown)]
        if hints and len(hints) == all_hints:
            hints.append(NO_MORE)
        shown = "".join(f"<p>{as_html(hint)}</p>" for hint in hints)
        if self._solution_shown and self._in_form:
            shown += f"<h4>Solution</h4><p>{as_html(self._exercise.solution_in_form())}</p>"
        elif self._solution_shown:
            code, _, takeaway = self._exercise.solution().rpartition("\n")
            shown += f"<h4>Solution</h4><pre>{html.escape(code)}</pre><p>{as_html(takeaway)}</p>"
        self.shown.value = f'<div class="bp-help">{shown}</div>'
