"""What a check says to the learner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ...notation import as_html

Status = Literal["passed", "not attempted", "incorrect", "error"]

_MARKS: dict[Status, tuple[str, str, str]] = {
    "passed": ("✓", "Passed.", "success"),
    "not attempted": ("○", "Not attempted yet.", "info"),
    "incorrect": ("✗", "Not right yet.", "error"),
    "error": ("!", "Could not be checked.", "warn"),
}


@dataclass(frozen=True, repr=False)
class Outcome:
    """The outcome of a check. As the last line of a cell, it shows what the check found.

    Attributes
    ----------
    status
        "passed", "not attempted", "incorrect" or "error".
    message
        What the learner reads.
    misconception
        The key of the mistake recognised, or None.
    note
        What else the learner must know, such as that progress cannot be saved.

    Examples
    --------
    >>> Outcome("incorrect", "Your step climbs.", "climbs")
    ✗ Not right yet. Your step climbs.
    """

    status: Status
    message: str = ""
    misconception: str | None = None
    note: str = ""

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.status == "passed"

    def __repr__(self) -> str:
        sign, words, _ = _MARKS[self.status]
        first = f"{sign} {words} {self.message}".rstrip()
        return f"{first}\n{self.note}" if self.note else first

    def as_html(self) -> str:
        """Return the outcome as HTML in the colours of JupyterLab's theme."""
        sign, words, colour = _MARKS[self.status]
        note = f"<br>{as_html(self.note)}" if self.note else ""
        return (
            f'<div style="border-left: 4px solid var(--jp-{colour}-color1, currentColor); '
            'padding: 0.3em 0.8em; color: var(--jp-ui-font-color1, inherit)">'
            f"<b>{sign} {words}</b> {as_html(self.message)}{note}</div>"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self.as_html()}


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
