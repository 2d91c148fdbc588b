"""Matrices, drawn as grids of cells: the numbers in them, the name above and the shape below."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np

from ...checked import FloatArray
from ...notation import number
from ..engine import MUTED, Label, Line, LiveFigure

_CELL = (0.6, 0.28)  # inches; all below is in cells
_MARGIN, _GAP = 0.25, 0.55
_ABOVE, _BELOW = 1.2, 1.1  # room for a name and for a shape
_DIGITS, _LONG = 3, 6  # a number of more letters is written smaller


class Place(NamedTuple):
    """Where a matrix is drawn.

    Attributes
    ----------
    rows, columns
        How many it has at most.
    of
        The quantity that gives it its colour.
    sign
        What stands before it, such as "·".
    below
        The matrix under which it is; otherwise it is to the right of the one before.
    """

    rows: int
    columns: int
    of: str = ""
    sign: str = ""
    below: str = ""


class Matrices:
    """Matrices in two rows: some are known, some of these are in use, and one was found last.

    Parameters
    ----------
    picture
        Where they get a panel that is as large as they need.
    title
        What stands above them.
    places
        Where each matrix is, by its name.
    """

    def __init__(self, picture: LiveFigure, title: str, places: Mapping[str, Place]) -> None:
        self.places = places
        self._corners: dict[str, tuple[float, float]] = {}
        tallest = max(place.rows for place in places.values())
        right = _MARGIN
        for name, place in places.items():
            if place.below:
                left, top = self._corners[place.below][0], -tallest - 2 * _ABOVE - _BELOW
            else:
                left, top = right + _GAP * bool(place.sign), -_ABOVE
                right = left + place.columns
            self._corners[name] = left, top
        height = 2 * (tallest + _ABOVE + _BELOW)
        width = right + _MARGIN
        axes = picture.add_panel(width * _CELL[0], height * _CELL[1] + 0.3, above=0.3)
        axes.set(xlim=(0, width), ylim=(-height, 0))
        axes.set(position=(0, 0, 1, 1 - 0.3 / (height * _CELL[1] + 0.3)))
        axes.set_axis_off()
        axes.text(_MARGIN, 0.1, title, weight="bold", size=11, va="bottom")
        for name, place in places.items():
            left, top = self._corners[name]
            words = {"color": MUTED, "ha": "center", "va": "center", "size": 11}
            axes.text(left - _GAP / 2, top - 0.5, place.sign, **words)
        self.grids = [Line(axes, "muted", lw=0.8), Line(axes, lw=1.5), Line(axes, lw=2.6)]
        self.names = {name: Label(axes, place.of, va="bottom") for name, place in places.items()}
        self.shapes = {name: Label(axes, "muted", va="top", size=9) for name in places}
        self.cells = {
            (name, row, column): Label(axes, place.of, va="center")
            for name, place in places.items()
            for row in range(place.rows)
            for column in range(place.columns)
        }

    def put(
        self, known: Mapping[str, FloatArray], used: Collection[str] = (), found: str = ""
    ) -> None:
        """Draw those of the matrices that are known; those in use and the one found stand out."""
        for label in (*self.names.values(), *self.shapes.values(), *self.cells.values()):
            label.put(0, 0, "")
        lines: list[list[FloatArray]] = [[np.empty((0, 4))] for _ in self.grids]
        for name in filter(known.__contains__, self.places):
            level = 2 if name == found else int(name in used)
            lines[level].append(self._put(name, known[name], "bold" if level else "normal"))
        for grid, pieces in zip(self.grids, map(np.concatenate, lines), strict=True):
            x0, y0, x1, y1 = pieces.T
            grid.put_pieces((x0, y0), (x1, y1))

    def _put(self, name: str, matrix: FloatArray, weight: str) -> FloatArray:
        """Write a matrix; return the lines of its grid."""
        left, top = self._corners[name]
        table = np.atleast_2d(matrix)
        rows, columns = table.shape
        shape = str(matrix.shape) if matrix.ndim else "a number"
        self.names[name].put(left + columns / 2, top + 0.15, name, weight=weight)
        self.shapes[name].put(left + columns / 2, top - rows - 0.15, shape)
        for (row, column), value in np.ndenumerate(table):
            words = number(value, _DIGITS)
            sign = entry(name, *(row, column)[2 - matrix.ndim :])
            size = 8 if len(words) > _LONG else 9.5
            at = left + column + 0.5, top - row - 0.5
            self.cells[name, row, column].put(*at, words, number=sign, size=size)
        across, down = left + np.arange(columns + 1), top - np.arange(rows + 1)
        level = [(left, y, left + columns, y) for y in down]
        return np.array(level + [(x, top, x, top - rows) for x in across])


def entry(name: str, *place: int) -> str:
    """Return what an entry of a matrix is called, with its place counted from 0 as in NumPy.

    Examples
    --------
    >>> entry("W₁", 0, 1), entry("b₁", 0), entry("j")
    ('W₁[0,1]', 'b₁[0]', 'j')
    """
    return f"{name}[{','.join(map(str, place))}]" if place else name
