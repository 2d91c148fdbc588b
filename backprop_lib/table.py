"""Tables of numbers as the last line of a cell: HTML in the notebook, plain text elsewhere."""

from __future__ import annotations

import html
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from .wording import number


class Table:
    """Columns of numbers under their headings.

    Parameters
    ----------
    columns
        The numbers by heading; single numbers make a table of one row.
    digits
        Most significant digits shown.

    Raises
    ------
    ValueError
        If the columns differ in length.

    Examples
    --------
    >>> Table({"step": [0, 1], "w": [0.8, 0.59]})
    step     w
       0   0.8
       1  0.59
    """

    def __init__(self, columns: Mapping[str, ArrayLike], digits: int = 10) -> None:
        numbers = {heading: np.atleast_1d(column) for heading, column in columns.items()}
        lengths = {heading: len(column) for heading, column in numbers.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"the columns must have one length, but these were given: {lengths}")
        self.headings = list(columns)
        self.rows = [
            [number(value, digits) for value in row] for row in zip(*numbers.values(), strict=True)
        ]

    def __repr__(self) -> str:
        lines = [self.headings, *self.rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join(
            "  ".join(entry.rjust(width) for entry, width in zip(line, widths, strict=True))
            for line in lines
        )

    def to_html(self) -> str:
        """Return the table as HTML in the colours of JupyterLab's theme."""
        style = "padding: 1px 10px; text-align: right; font-variant-numeric: tabular-nums"
        head = "".join(
            f'<th scope="col" style="{style}">{html.escape(heading)}</th>'
            for heading in self.headings
        )
        body = "".join(
            "<tr>" + "".join(f'<td style="{style}">{entry}</td>' for entry in row) + "</tr>"
            for row in self.rows
        )
        return (
            '<table style="line-height: 1.35; border-collapse: collapse; margin: 0 0 auto;'
            " color: var(--jp-ui-font-color1); font-size: var(--jp-content-font-size1)"
            f'"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        )

    _repr_html_ = to_html
