"""Marks: what moves in a picture. The method `put` puts a mark where it belongs.

All marks lie on the moving layer, and none draws outside its axes: a value out of view, or at ±∞,
leaves the picture in the right direction instead of overflowing.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from numpy.typing import ArrayLike, NDArray

from ...notation import equals, number
from .live_figure import COLOURS, INK, MUTED, PAPER, text_width

_SHORT = 0.12
"""The length of an arrow, as a fraction of the axes, that leaves no room for words."""
_NAME_SIZE, _LINE_HEIGHT = 9, 11  # of the names of ghosts, in points
_BESIDE = 8  # points from the end of a ghost to its name
_NAMES_END = 0.45
"""How far to the right, as a fraction of the axes, the name of a ghost begins at most."""
_GHOST, _GHOST_NAME = "bp-ghost", "bp-ghost-name"
# Classes that the page looks for: of the marks of steps, and of the numbers that can be chosen.
_STEPS, _NUMBER, _NUMBER_OF = "bp-steps", "bp-number", "bp-of-"


def colour(of: str) -> str:
    """Return the colour of a quantity such as "w", of "muted", or else of the text."""
    return COLOURS.get(of, MUTED if of == "muted" else INK)


class Mark:
    """What all marks have in common.

    Parameters
    ----------
    axes
        Where it is drawn.
    of
        The quantity that it shows, such as "w" or "j", which gives it its colour; "" for the
        colour of text, "muted" for what stays in the background.
    """

    keeps_ghost = False
    """Whether *Keep this run* leaves a faint copy of it."""
    moves: tuple[str, ...] = ()
    """The controls that it moves when it is dragged."""

    def __init__(self, axes: Axes, of: str = "") -> None:
        self.axes = axes
        self.colour = colour(of)
        marks_of(axes).append(self)

    def _line(self, *args: Any, **style: Any) -> Line2D:
        return self.axes.plot([], [], *args, animated=True, **style)[0]

    def _near(self, x: ArrayLike, y: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the points; those far outside the view are moved to where they can be drawn."""
        return _near(x, self.axes.xaxis), _near(y, self.axes.yaxis)


class Line(Mark):
    """A line through points.

    Parameters
    ----------
    filled
        Whether the space between the line and the bottom of the axes is tinted.
    ghost
        Whether *Keep this run* leaves a faint copy of it.
    **style
        Passed on to matplotlib's line.
    """

    def __init__(
        self, axes: Axes, of: str = "", *, filled: bool = False, ghost: bool = False, **style: Any
    ) -> None:
        super().__init__(axes, of)
        self.keeps_ghost = ghost
        self.filled = None
        if filled:
            look: dict[str, Any] = {"color": self.colour, "alpha": 0.07, "lw": 0, "animated": True}
            (self.filled,) = axes.fill([0], [0], **look)
        self.line = self._line(**({"color": self.colour, "lw": 2} | style))

    def put(self, x: ArrayLike, y: ArrayLike) -> None:
        """Draw the line through the points (x, y)."""
        x, y = self._near(x, y)
        self.line.set_data(x, y)
        if self.filled is not None:
            bottom = self.axes.get_ylim()[0]
            ends = [[x[-1], bottom], [x[0], bottom]]
            self.filled.set_xy(np.concatenate([np.column_stack([x, y]), ends]))

    def put_pieces(
        self, starts: tuple[ArrayLike, ArrayLike], ends: tuple[ArrayLike, ArrayLike]
    ) -> None:
        """Draw a piece of its own from each start to its end; what they share may be one number."""
        x0, x1, y0, y1 = np.broadcast_arrays(starts[0], ends[0], starts[1], ends[1])
        _draw_pieces(self.line, self._near(x0, y0), self._near(x1, y1))

    def data(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the points that are drawn."""
        return tuple(map(np.asarray, self.line.get_data()))  # type: ignore[return-value]


class Path(Line):
    """A line with a dot at each step. On the page a step lights up with its row in the table."""

    def __init__(self, axes: Axes, of: str = "", *, ghost: bool = False, **style: Any) -> None:
        look: dict[str, Any] = {"marker": "o", "ms": 4, "lw": 1.4}
        super().__init__(axes, of, ghost=ghost, **(look | style))
        self.line.set_gid(_STEPS)


class Hops(Mark):
    """The path of a descent on the loss curve, as hops: across by the step, then onto the curve.

    The newest hop is the clearest.
    """

    def __init__(self, axes: Axes) -> None:
        super().__init__(axes)
        self.onto = self._line(color=COLOURS["j"], lw=1.1, ls=(0, (1.5, 1.5)), alpha=0.7)
        self.older = self._line(color=COLOURS["w"], lw=1.4, alpha=0.4)
        self.newest = self._line(color=COLOURS["w"], lw=2.2)
        self.dots = self._line("o", ms=4.5, color=COLOURS["w"], gid=_STEPS, zorder=3)

    def put(self, w: ArrayLike, j: ArrayLike) -> None:
        """Draw the hops from (w[0], j[0]) through all weights with their losses."""
        w, j = self._near(w, j)
        _draw_pieces(self.older, (w[:-2], j[:-2]), (w[1:-1], j[:-2]))
        _draw_pieces(self.newest, (w[-2:-1], j[-2:-1]), (w[1:][-1:], j[-2:-1]))
        _draw_pieces(self.onto, (w[1:], j[:-1]), (w[1:], j[1:]))
        self.dots.set_data(w, j)

    def data(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the points that are drawn."""
        return tuple(map(np.asarray, self.dots.get_data()))  # type: ignore[return-value]


class Point(Mark):
    """A point for the present values. Out of view it is an arrow at the edge, with its value.

    Parameters
    ----------
    moves
        The control that sets its x, or the controls that set its x and its y: on the page the
        point can be dragged, and moved by the arrow keys.
    scale
        How far the point moves when its control moves by 1.
    shape
        The marker, as matplotlib names it.
    value_line
        On which line its value is written, so that those of two points are not on one another.
    says_value
        Whether its value is written at the edge at all.

    Attributes
    ----------
    origin
        The x of the point when the control that sets it is at 0.
    """

    def __init__(
        self,
        axes: Axes,
        of: str = "",
        *,
        moves: str | tuple[str, str] = "",
        scale: float = 1,
        shape: str = "o",
        value_line: int = 0,
        says_value: bool = True,
        **style: Any,
    ) -> None:
        super().__init__(axes, of)
        self.value_line = value_line
        self.says_value = says_value
        self.moves = tuple(filter(None, (moves,) if isinstance(moves, str) else moves))
        self.scale = scale
        self.origin = 0.0
        size = 10 if self.moves else 8
        look = {"ms": size, "color": self.colour, "mec": PAPER, "mew": 1.4, "zorder": 5}
        self.dot = self._line(shape, clip_on=False, **(look | style))
        self.edge = self._line("^", clip_on=False, ms=9, color=self.colour, zorder=5)
        self.value = axes.text(0, 0, "", color=self.colour, weight="bold", animated=True, zorder=6)
        self.at = (math.nan, math.nan)

    def put(self, x: float, y: float, *, start: tuple[float, float] | None = None) -> None:
        """Move the point to (x, y), or hide it if x or y is NaN.

        If it comes from `start`, which is in view, it leaves the view on the way from there.
        """
        (left, right), (bottom, top) = self.axes.get_xlim(), self.axes.get_ylim()
        self.at = (min(max(x, left), right), min(max(y, bottom), top))
        nowhere = math.isnan(x) or math.isnan(y)
        if nowhere:
            self.at = ((left + right) / 2, (bottom + top) / 2)  # where it can still be dragged
        inside = self.at == (x, y)
        across = not left <= x <= right
        if start is not None and not inside and math.isfinite(x) and math.isfinite(y):
            (x0, y0), (x1, y1) = start, self.at
            shares = (
                1 if x == x1 else (x1 - x0) / (x - x0),
                1 if y == y1 else (y1 - y0) / (y - y0),
            )
            self.at = (x0 + min(shares) * (x - x0), y0 + min(shares) * (y - y0))
            across = shares[0] < shares[1]
        self.dot.set_visible(inside)
        self.dot.set_data([self.at[0]], [self.at[1]])
        self.edge.set_visible(not inside and not nowhere)
        self.value.set_visible(not inside and not nowhere and self.says_value)
        if inside or nowhere:
            return
        self.edge.set_data([self.at[0]], [self.at[1]])
        self.edge.set_marker(("<" if x < left else ">") if across else ("^" if y > top else "v"))
        on_right = self.at[0] > left + 0.75 * (right - left)
        value = _named(
            self.axes.get_xlabel() if across else self.axes.get_ylabel(), x if across else y
        )
        self.value.set(
            text=self._below(f"   {value}   "),
            x=self.at[0],
            y=self.at[1],
            ha="right" if on_right else "left",
            va="top" if self.at[1] > (bottom + top) / 2 else "bottom",
        )

    def _below(self, words: str) -> str:
        """Return words on the line where they do not lie on those of another point."""
        return "\n" * self.value_line + words


class Level(Mark):
    """A line across the whole axes at one value, with a label at its end.

    Parameters
    ----------
    on
        The axis that the value is read from: "x" for a vertical line, "y" for a horizontal one.
    """

    def __init__(self, axes: Axes, of: str = "", *, on: str = "x", **style: Any) -> None:
        super().__init__(axes, of)
        self.on = on
        make = axes.axvline if on == "x" else axes.axhline
        look: dict[str, Any] = {"color": self.colour, "lw": 1.2, "ls": ":", "animated": True}
        self.line = make(0, **(look | style))
        self.label = axes.text(
            0,
            0,
            "",
            color=self.colour,
            animated=True,
            zorder=6,
            transform=axes.get_xaxis_transform() if on == "x" else axes.get_yaxis_transform(),
        )

    def put(self, value: float, label: str = "") -> None:
        """Move the line to `value`, or hide it if that is out of view."""
        low, high = self.axes.get_xlim() if self.on == "x" else self.axes.get_ylim()
        visible = bool(low <= value <= high)
        self.line.set_visible(visible)
        self.label.set_visible(visible and bool(label))
        if not visible:
            return
        across = self.on == "x"
        (self.line.set_xdata if across else self.line.set_ydata)([value, value])
        beyond = value > (low + 2 * high) / 3
        if across:
            self.label.set(x=value, y=0.97, va="top", ha="right" if beyond else "left")
        else:
            self.label.set(x=0.99, y=value, va="top" if beyond else "bottom", ha="right")
        self.label.set_text(f" {label} ")


class Label(Mark):
    """Words at a point. If they show a number that says where it comes from, it can be chosen."""

    def __init__(self, axes: Axes, of: str = "", **style: Any) -> None:
        super().__init__(axes, of)
        look: dict[str, Any] = {"color": self.colour, "ha": "center", "animated": True}
        self.text = axes.text(0, 0, "", **(look | style))

    def put(self, x: float, y: float, words: str, *, number: str = "", **style: Any) -> None:
        """Write `words` at (x, y), moved to the edge of the axes if that is out of view.

        `number` is the sign of the number that they show, as `Explorer.derivation` has it.
        """
        (left, right), (bottom, top) = self.axes.get_xlim(), self.axes.get_ylim()
        self.text.set(x=min(max(x, left), right), y=min(max(y, bottom), top), text=words, **style)
        self.text.set_gid(f"{_NUMBER} {_NUMBER_OF}{number.replace(' ', '_')}" if number else None)


class Arrow(Mark):
    """A horizontal or vertical arrow, with words beside it if it is long enough."""

    def __init__(self, axes: Axes, of: str = "", **style: Any) -> None:
        super().__init__(axes, of)
        self.shaft = self._line(**({"color": self.colour, "lw": 2.2, "zorder": 4} | style))
        self.head = self._line(">", color=self.colour, ms=7, zorder=4)
        self.words = axes.text(
            0, 0, "", color=self.colour, animated=True, zorder=6, ha="center", va="bottom"
        )

    def put(
        self, start: tuple[float, float], end: tuple[float, float], words: str = "", **style: Any
    ) -> None:
        """Draw the arrow, or nothing if it has no length. It has no head if it ends out of view."""
        (x0, y0), (x1, y1) = start, end
        x, y = self._near([x0, x1], [y0, y1])
        self.shaft.set_data(x, y)
        self.shaft.set_visible(start != end)  # otherwise its round ends would make a dot
        (left, right), (bottom, top) = self.axes.get_xlim(), self.axes.get_ylim()
        seen = start != end and left <= x1 <= right and bottom <= y1 <= top
        self.head.set_visible(bool(seen))
        length = abs(x1 - x0) / (right - left) + abs(y1 - y0) / (top - bottom)
        self.words.set_visible(bool(seen) and length > _SHORT)
        self.head.set_data(x[1:], y[1:])
        level = abs(y1 - y0) * (right - left) <= abs(x1 - x0) * (top - bottom)
        self.head.set_marker((">" if x1 >= x0 else "<") if level else ("^" if y1 >= y0 else "v"))
        middle = [
            (low + high) / 2
            for low, high in (
                sorted(np.clip([x0, x1], left, right)),
                sorted(np.clip([y0, y1], bottom, top)),
            )
        ]
        self.words.set(x=middle[0], y=middle[1], text=words, **style)


def _named(label: str, value: float) -> str:
    """Return a value with the quantity that the label of its axis ends with, as “j ≈ 64.2”."""
    quantity = label.rpartition(" ")[2]
    known = quantity.rstrip("₁₂") in COLOURS
    return f"{quantity} {equals(value, 3)}" if known else number(value, 3)


def marks_of(axes: Axes) -> list[Mark]:
    """Return the marks on these axes, in the order in which they were made."""
    return axes.__dict__.setdefault("_backprop_marks", [])


def leave_ghosts(axes: Axes, words: str) -> None:
    """Leave a faint copy of the lines on these axes that keep one, named by `words`.

    The copies lie on the still layer; their names move, because they lie above the marks.
    """
    ghosts = _ghosts_of(axes)
    for mark in marks_of(axes):
        if isinstance(mark, Line) and mark.keeps_ghost:
            x, y = mark.data()
            if any(np.array_equal(y, line.get_ydata()) for line, _ in ghosts):
                continue
            (line,) = axes.plot(x, y, color=MUTED, lw=1.2, ms=2.5, gid=_GHOST)
            line.set_marker(mark.line.get_marker())
            look: dict[str, Any] = {"color": MUTED, "size": _NAME_SIZE, "zorder": 7}
            name = axes.text(0, 0, words, transform=axes.transAxes, gid=_GHOST_NAME, **look)
            name.set_animated(True)
            ghosts.append((line, name))


def name_ghosts(axes: Axes) -> None:
    """Put the name of each ghost beside its end, for the present view.

    No name lies on another one, on words that stand still, or where values stand: at the top and at
    the bottom edge and, in a plot against the step, at the right end.
    """
    ghosts = _ghosts_of(axes)
    if not ghosts:
        return
    size = np.array(axes.bbox.size)
    named = [
        text.get_window_extent().translated(*-axes.bbox.p0)
        for text in axes.texts
        if text.get_text() and not text.get_animated()
    ]
    for line, name in ghosts:
        x, y = map(np.asarray, line.get_data())
        seen = np.flatnonzero(_in_view(axes, x, y))
        name.set_visible(bool(seen.size))
        if not seen.size:
            continue
        points = axes.transData.transform(np.column_stack([x[seen], y[seen]])) - axes.bbox.p0
        if (np.diff(x) > 0).all():
            points = points[: max(np.count_nonzero(points[:, 0] <= _NAMES_END * size[0]), 1)]
        across, up = points[-1]
        rises = len(points) > 1 and up > points[-2][1] + 1
        width = text_width(name.get_text(), _NAME_SIZE)
        left, right = across - _BESIDE - width, across + _BESIDE
        if not (rises and left >= 0) and right + width <= size[0]:
            left = right
        left = max(min(left, size[0] - width), 0)
        lowest, highest = _LINE_HEIGHT, size[1] - 2 * _LINE_HEIGHT
        above = min(max(up + 6, lowest), highest)
        below = min(up - 6, above) - _LINE_HEIGHT
        lines = np.arange(size[1] // _LINE_HEIGHT) * _LINE_HEIGHT
        for bottom in (*(above + lines), *(below - lines)):
            place = Bbox.from_bounds(left, bottom, width, _LINE_HEIGHT - 0.5)
            if lowest <= bottom <= highest and not place.count_overlaps(named):
                break
        named.append(place)
        name.set(x=left / size[0], y=bottom / size[1])


def remove_ghosts(axes: Axes) -> None:
    """Remove all ghosts from these axes."""
    ghosts = _ghosts_of(axes)
    for line, name in ghosts:
        line.remove()
        name.remove()
    ghosts.clear()


def has_ghosts(axes: Axes) -> bool:
    """Return whether there are ghosts on these axes."""
    return bool(_ghosts_of(axes))


def _ghosts_of(axes: Axes) -> list[tuple[Line2D, Text]]:
    """Return the ghosts on these axes, each with its name."""
    return axes.__dict__.setdefault("_backprop_ghosts", [])


def _in_view(axes: Axes, x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.bool_]:
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    return (left <= x) & (x <= right) & (bottom <= y) & (y <= top)


def _draw_pieces(
    line: Line2D,
    starts: tuple[NDArray[Any], NDArray[Any]],
    ends: tuple[NDArray[Any], NDArray[Any]],
) -> None:
    """Draw a piece from each start to its end."""
    gap = np.full(len(starts[0]), np.nan)
    line.set_data(
        *(
            np.stack([start, end, gap], axis=1).ravel()
            for start, end in zip(starts, ends, strict=True)
        )
    )


def _near(values: ArrayLike, axis: Axis) -> NDArray[Any]:
    low, high = axis.get_view_interval()
    if axis.get_scale() == "log":
        low, high = low**2 / high, high**2 / low
    else:
        far = 1e5 * (high - low)  # so far away that lines to there keep their slope
        low, high = low - far, high + far
    return np.clip(np.asarray(values, dtype=float), low, high)
