"""The output of a network over the plane of its two inputs, and the line where it is ½."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from contourpy import contour_generator
from matplotlib.axes import Axes
from matplotlib.image import AxesImage
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from ...activations import sigmoid
from ...checked import FloatArray
from ..engine import COLOURS, Line

_CELLS = 41  # along each side
_DEEPEST = 0.42  # of the two colours: letters and dots of the same colour stay legible on it
_FAR = 1e9  # an output farther away leads to the same line
_CLASSES = {"x": "round", "w": "projecting"}  # the colour of each class and the shape of its dots
_RGB = np.array([tuple(bytes.fromhex(COLOURS[of][1:])) for of in _CLASSES], np.uint8)
_DOT = 1e-3  # the length of a dot in parts of the view; its ends, round or square, make it visible


@dataclass(frozen=True)
class Plane:
    """The part of the plane that is seen, and the points at which the output is computed.

    Attributes
    ----------
    x_view, y_view
        The ends of both axes.
    """

    x_view: tuple[float, float]
    y_view: tuple[float, float]

    @cached_property
    def points(self) -> FloatArray:
        """The points, of the shape (points, 2): row by row from the bottom, each from the left."""
        across, up = np.meshgrid(*self._along)
        return np.column_stack([across.ravel(), up.ravel()])

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """The ends of the picture: half a cell beyond the points in all directions."""
        (left, right), (bottom, top) = self.x_view, self.y_view
        across, up = ((view[1] - view[0]) / (2 * _CELLS - 2) for view in (self.x_view, self.y_view))
        return left - across, right + across, bottom - up, top + up

    def line(self, output: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
        """Return the line on which the output has this value, with NaN between its pieces."""
        table = output.reshape(_CELLS, _CELLS)
        contour: Any = contour_generator(*self._along, table, line_type="ChunkCombinedNan")
        (found,), *_ = contour.lines(level)
        return (np.empty(0), np.empty(0)) if found is None else (found[:, 0], found[:, 1])

    @cached_property
    def _along(self) -> tuple[FloatArray, FloatArray]:
        return np.linspace(*self.x_view, _CELLS), np.linspace(*self.y_view, _CELLS)


class DecisionMap:
    """The output over the plane as two colours, the line where it is ½, and the samples.

    Class 0 is brown with round dots, and class 1 is blue with square ones. Where the output is
    close to ½, there is hardly any colour. The axes take the view of the plane that is shown.

    Parameters
    ----------
    axes
        Where to draw.
    ghost
        Whether *Keep this run* leaves a faint copy of the line.
    """

    def __init__(self, axes: Axes, *, ghost: bool = False) -> None:
        self.axes = axes
        self.image = _Cells(axes, origin="lower", interpolation="bilinear", zorder=0.5)
        self.image.set(animated=True, data=np.zeros((_CELLS, _CELLS, 4), np.uint8))
        self.image.set_clip_path(axes.patch)
        axes.add_image(self.image)
        self.right = Line(axes, "muted", lw=1.4, ls=(0, (4, 2)), zorder=2)
        self.line = Line(axes, ghost=ghost, lw=1.8, zorder=2.1)
        self.dots = [
            PathPatch(Path([(0, 0)]), fill=False, ec=COLOURS[of], lw=5.5, capstyle=shape, zorder=3)
            for of, shape in _CLASSES.items()
        ]
        for dots in self.dots:
            dots.set(animated=True, snap=False)  # whole pixels would swallow what is so short
            axes.add_patch(dots)

    def put(self, plane: Plane, output: FloatArray, *, logits: bool = False) -> None:
        """Show the output at each of `plane.points`: from 0 to 1, or a logit.

        An output beyond 0 or 1 has the colour of 0 or 1, and one that is not a number has none.
        """
        if (self.axes.get_xlim(), self.axes.get_ylim()) != (plane.x_view, plane.y_view):
            self.axes.set(xlim=plane.x_view, ylim=plane.y_view)
            self.image.set_extent(plane.extent)
        output = np.nan_to_num(output, nan=0.0 if logits else 0.5)
        self.image.set_data(_colours(sigmoid.formula(output) if logits else output))
        self.line.put(*_half(plane, output, logits))

    def put_right(
        self, plane: Plane, output: FloatArray | None = None, *, logits: bool = False
    ) -> None:
        """Show faintly where the right output is ½, beside another; without one, show nothing."""
        nowhere = np.empty(0), np.empty(0)
        self.right.put(*(nowhere if output is None else _half(plane, output, logits)))

    def put_samples(self, x: FloatArray, y: FloatArray) -> None:
        """Show samples with their classes, 0 or 1, in the view that `put` has set."""
        left, right = self.axes.get_xlim()
        for number, dots in enumerate(self.dots):
            starts = x[y.ravel() == number]
            ends = starts + np.array([_DOT * (right - left), 0])
            lines = np.stack([starts, ends], axis=1).reshape(-1, 2)
            dots.set_path(Path(lines, [Path.MOVETO, Path.LINETO] * len(starts)))


class _Cells(AxesImage):
    """An image that goes into SVG cell by cell: the browser makes it smooth."""

    def _check_unsampled_image(self) -> bool:
        return True


def _half(plane: Plane, output: FloatArray, logits: bool) -> tuple[FloatArray, FloatArray]:
    """Return the line where the output is ½."""
    return plane.line(np.clip(output, -_FAR, _FAR), 0.0 if logits else 0.5)


def _colours(output: FloatArray) -> NDArray[np.uint8]:
    """Return the colour of each cell, the more transparent the closer its output is to ½."""
    table = np.clip(output, 0, 1).reshape(_CELLS, _CELLS)
    cells = np.empty((_CELLS, _CELLS, 4), np.uint8)
    cells[..., :3] = _RGB[(table > 0.5).astype(np.intp)]
    cells[..., 3] = np.rint(255 * _DEEPEST * np.abs(2 * table - 1))
    return cells
