"""What a check says to the learner."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from ...interface import Html, PartsCard, Row
from ...notation import as_html
from .help import Help, Helpful

Status = Literal["passed", "not attempted", "right so far", "incorrect", "error"]

_MARKS: dict[Status, tuple[str, str, str]] = {
    "passed": ("✓", "Passed.", "success"),
    "not attempted": ("○", "Not attempted yet.", "info"),
    "right so far": ("○", "Right so far.", "info"),
    "incorrect": ("✗", "Not right yet.", "error"),
    "error": ("!", "Could not be checked.", "warn"),
}
_VERDICTS: dict[Status, str] = {"passed": "good", "incorrect": "bad", "error": "warn"}


@dataclass(frozen=True, repr=False)
class Outcome:
    """The outcome of a check. As the last line of a cell, it shows what the check found.

    Attributes
    ----------
    status
        "passed", "not attempted", "right so far", "incorrect" or "error".
    message
        What the learner reads.
    misconception
        The key of the mistake recognised, or None.
    note
        What else the learner must know, such as that progress cannot be saved.
    exercise
        What was checked, which has hints and a solution; or None.

    Examples
    --------
    >>> Outcome("incorrect", "Your step climbs.", "climbs")
    ✗ Not right yet. Your step climbs.
    """

    status: Status
    message: str = ""
    misconception: str | None = None
    note: str = ""
    exercise: Helpful | None = field(default=None, compare=False)

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.status == "passed"

    def __repr__(self) -> str:
        sign, words, _ = _MARKS[self.status]
        first = f"{sign} {words} {self.message}".rstrip()
        return f"{first}\n{self.note}" if self.note else first

    @property
    def verdict(self) -> str:
        """How a card shows it: "good", "bad", "warn", or "" if nothing is settled yet."""
        return _VERDICTS.get(self.status, "")

    @property
    def sign(self) -> str:
        """The sign that stands for the status, such as ✓."""
        return _MARKS[self.status][0]

    def words(self, sign: str = "") -> str:
        """Return what the learner reads, as HTML, with the sign in bold type if one is given."""
        _, words, _ = _MARKS[self.status]
        note = f"<br>{as_html(self.note)}" if self.note else ""
        return f"<b>{f'{sign} {words}'.lstrip()}</b> {as_html(self.message)}{note}"

    def panel(self) -> str:
        """Return the outcome as HTML for a card: a panel, or a quiet line if nothing is settled."""
        sign, words, _ = _MARKS[self.status]
        if not self.verdict:
            said = " ".join(filter(None, (words, self.message)))
            return f'<span class="bp-quietly">{sign} {as_html(said)}</span>'
        return (
            f'<div class="bp-outcome bp-fade bp-{self.verdict}"><span class="bp-sign">{sign}</span>'
            f"<div>{self.words()}</div></div>"
        )

    def as_html(self) -> str:
        """Return the outcome as HTML for a page without a kernel, in JupyterLab's colours."""
        sign, _, colour = _MARKS[self.status]
        return (
            f'<div style="border-left: 4px solid var(--jp-{colour}-color1, currentColor); '
            'padding: 0.3em 0.8em; color: var(--jp-ui-font-color1, inherit)">'
            f"{self.words(sign)}</div>"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        shown: dict[str, Any] = {"text/plain": repr(self), "text/html": self.as_html()}
        if self.exercise is None:
            return shown
        card = OutcomeCard(self, self.exercise)
        return {**card._repr_mimebundle_(), **shown}


class OutcomeCard(PartsCard):
    """The outcome of a check in a code cell, with hints and the solution in reach.

    Attributes
    ----------
    help
        The buttons and what they show.
    """

    def __init__(self, outcome: Outcome, exercise: Helpful) -> None:
        self.help = Help(exercise)
        self.help.hint.hidden = outcome.passed
        # The cell was run, so the output is read out anyway: this is not a live region.
        said = Html(outcome.panel())
        buttons = Row(self.help.hint, self.help.solution)
        super().__init__("outcome", said, buttons, self.help.shown, slim=True)


class Reading(str):
    r"""Text that the last line of a cell shows as it is, without quotation marks.

    Examples
    --------
    >>> Reading("two\nlines")
    two
    lines
    """

    def __repr__(self) -> str:
        return str(self)
