"""A small layered network, drawn: values above, slopes below, weights and slopes on the wires."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.patches import BoxStyle, Circle, FancyBboxPatch

from ...notation import number
from ..engine import COLOURS, INK, MUTED, PAPER, Label, Line, LiveFigure

# In points, as wide as the page shows them.
_ROW = 84  # from the middle to either of two rows
_RADIUS, _LOSS_RADIUS = 20, 24
_HALF, _TALL = 36, 13  # half the width and the height of a unit with an activation
_WIRE = 178  # between two columns
_STUB = 50  # the wire of a bias, from the middle of its unit
_TO_LOSS = 90
_EDGE = 34
_SIZE, _SMALLER = 11, 9.5
_LINE = 13.5  # from one line of words to the next
_ALONG_LEVEL, _ALONG_CROSSING, _ALONG = 0.57, 0.25, 0.46
"""Where on a wire its numbers stand: apart from those of the wires that it meets or crosses."""
_LONGEST = 7  # letters of a number


class Unit(NamedTuple):
    """A unit: what its pre-activation, its activation and its bias are called.

    Without an activation, `z` is "" and `a` is what it computes.
    """

    z: str
    a: str
    bias: str


class Layer(NamedTuple):
    """A layer: its units, and its weights with a row for each input and a column for each unit."""

    units: Sequence[Unit]
    weights: Sequence[Sequence[str]]


class LayersDrawing:
    """A network from its inputs on the left to the loss on the right.

    Values stand above, slopes below, and both on the wires. The larger a weight, the thicker its
    wire, which is dashed if the weight is negative. What is not known yet is left out; what was
    found last is bold.

    Parameters
    ----------
    picture
        Where it gets a panel that is as large as it needs.
    inputs
        What the inputs are called.
    layers
        The layers; at most two units or inputs stand above one another.
    targets
        What the target of each output is called.
    shares
        What the share of each output in the loss is called; nothing if there is one output.
    partial
        What is shown of a slope in which paths meet while only one path is known: by the sign of
        the slope, that of its first part.
    beside
        The colour of what is written below the slope of a parameter.
    """

    def __init__(
        self,
        picture: LiveFigure,
        inputs: Sequence[str],
        layers: Sequence[Layer],
        targets: Sequence[str],
        *,
        shares: Sequence[str] = (),
        partial: Mapping[str, str] | None = None,
        beside: str = "muted",
    ) -> None:
        self.partial = partial or {}
        middles, at = [_EDGE], float(_EDGE + _RADIUS)
        for layer in layers:
            half = _HALF if layer.units[0].z else _RADIUS
            middles.append(round(at + _WIRE + half))
            at = middles[-1] + half
        loss = at + _TO_LOSS
        width, half_height = loss + _LOSS_RADIUS + 18, _ROW + _STUB + 2 * _LINE + 6
        axes = picture.add_panel(width / 72, 2 * half_height / 72, above=0.05)
        axes.set(xlim=(0, width), ylim=(-half_height, half_height))
        axes.set(position=(0, 0, 1, 1), aspect="equal")
        axes.set_axis_off()
        self.axes = axes
        self.labels: list[tuple[str, Label, float, float, str]] = []
        self.besides: dict[str, tuple[Label, float, float]] = {}
        self.wires: dict[str, tuple[Line, tuple[float, float], tuple[float, float]]] = {}
        self.activations: list[tuple[Label, float, float]] = []
        self.lit = Line(axes, "j", lw=11, alpha=0.3, solid_capstyle="butt", zorder=1.5)

        sources = [(name, middles[0] + _RADIUS, up) for name, up in _rows(inputs)]
        for name, up in _rows(inputs):
            self._circle(name, middles[0], up, "x")
        for layer, across in zip(layers, middles[1:], strict=True):
            units = [(unit, up) for unit, up in _rows(layer.units)]
            for row, (_, start, from_up) in enumerate(sources):
                for column, (unit, up) in enumerate(units):
                    end = across - (_HALF if unit.z else _RADIUS)
                    along = _ALONG
                    if len(sources) == len(units) == 2:
                        along = _ALONG_LEVEL if row == column else _ALONG_CROSSING
                    sign = layer.weights[row][column]
                    self._wire(sign, (start, from_up), (end, up), along, beside)
            for unit, up in units:
                self._unit(unit, across, up, beside)
            sources = [(unit.a, across + (_HALF if unit.z else _RADIUS), up) for unit, up in units]
        self._loss(sources, loss, targets, shares)

    def put(
        self,
        known: Mapping[str, float],
        newest: str = "",
        *,
        lit: Collection[str] = (),
        activation: str = "",
        beside: Mapping[str, tuple[str, str]] | None = None,
        digits: int = 3,
    ) -> None:
        """Write the numbers that are known into the network.

        Parameters
        ----------
        known
            The numbers by their signs: parameters, inputs, targets, values and slopes.
        newest
            The sign of the one that was found last.
        lit
            The weights whose wires the last step used.
        activation
            The name of the activation.
        beside
            What stands below the slope of a parameter or below the loss: by its sign, the sign of
            another number that is known, and the words before it.
        digits
            How many digits that number has.
        """
        for sign, label, across, up, heading in self.labels:
            first = self.partial.get(sign, "")
            shown, more = (sign, "") if sign in known or first not in known else (first, " + …")
            written = _written(known[shown]) if shown in known else ""
            words = f"{heading}{written}{more}" if written else ""
            style = _style(written, newest == shown)
            label.put(across, up, words, number=shown, **style)
        for sign, (below, across, up) in self.besides.items():
            other, before = (beside or {}).get(sign, ("", ""))
            written = _written(known[other], digits) if other in known else ""
            words = f"{before} {written}" if written else ""
            style = _style(written, newest == other) | {"size": _SMALLER}
            below.put(across, up, words, number=other, **style)
        for sign, (line, start, end) in self.wires.items():
            w = known[sign]
            line.put(*zip(start, end, strict=True))
            line.line.set(lw=1 + 1.5 * min(abs(w), 2), ls="-" if w >= 0 else (0, (2, 1)))
        self.lit.put_pieces(*_pieces([self.wires[sign] for sign in lit]))
        for label, across, up in self.activations:
            label.put(across, up, activation)

    def _label(
        self, sign: str, across: float, up: float, of: str, *, named: str = "\n", **style: Any
    ) -> None:
        """Make the label of a number; `named` stands between its sign and the number, if any."""
        look: dict[str, Any] = {"linespacing": 1.2, **style}
        heading = f"{sign}{named}" if named else ""
        self.labels.append((sign, Label(self.axes, of, **look), across, up, heading))

    def _circle(self, name: str, across: float, up: float, of: str) -> None:
        """Draw a circle with its number in it, its name above and its slope below."""
        radius = _LOSS_RADIUS if of == "j" else _RADIUS
        self.axes.add_patch(Circle((across, up), radius, fc="none", ec=COLOURS[of], lw=2))
        aside = 10 if of == "y_hat" else 0  # beside the wire of its bias
        look: dict[str, Any] = {"color": COLOURS[of], "weight": "bold", "size": _SIZE}
        ha = "left" if aside else "center"
        self.axes.text(across + aside, up + radius + 5, name, ha=ha, **look)
        self._label(name, across, up, "", named="", va="center_baseline")
        if of != "j":
            self._label(f"dj/d{name}", across, up - radius - 3, "j", va="top")

    def _unit(self, unit: Unit, across: float, up: float, beside: str) -> None:
        outer = -1 if up < 0 else 1
        edge = _TALL if unit.z else _RADIUS
        tip = up + outer * _STUB
        stub = [up + outer * edge, tip]
        self.axes.plot([across, across], stub, color=MUTED, lw=1.2, zorder=1)
        if unit.z:
            box = FancyBboxPatch(
                *((across - _HALF, up - _TALL), 2 * _HALF, 2 * _TALL),
                boxstyle=BoxStyle("Round", pad=0, rounding_size=_TALL),
                fc="none",
                ec=INK,
                lw=1.8,
            )
            self.axes.add_patch(box)
            self.activations.append((Label(self.axes, va="center_baseline"), across, up))
            last = unit.a.startswith("ŷ")
            for sign, side, of in ((unit.z, -1, ""), (unit.a, 1, "y_hat" if last else "")):
                beyond = across + side * 27
                self._label(sign, beyond, up + _TALL + 3, of, va="bottom")
                self._label(f"dj/d{sign}", beyond, up - _TALL - 3, "j", va="top")
        else:
            self._circle(unit.a, across, up, "y_hat")
        va = "bottom" if outer > 0 else "top"
        self._label(unit.bias, across - 6, tip, "w", named=" ", ha="right", va=va)
        self._label(f"dj/d{unit.bias}", across + 6, tip, "j", named=" ", ha="left", va=va)
        below = Label(self.axes, beside, ha="left", va=va)
        self.besides[unit.bias] = below, across + 6, tip + outer * _LINE

    def _wire(
        self,
        sign: str,
        start: tuple[float, float],
        end: tuple[float, float],
        along: float,
        beside: str,
    ) -> None:
        line = Line(self.axes, "w", solid_capstyle="butt")
        self.wires[sign] = line, start, end
        across, up = (a + along * (b - a) for a, b in zip(start, end, strict=True))
        paper = {"fc": PAPER, "ec": "none", "pad": 1}
        boxed: dict[str, Any] = {} if start[1] == end[1] else {"bbox": paper}
        gap = 4 if start[1] == end[1] else 1
        self._label(sign, across, up + gap, "w", named=" ", va="bottom", **boxed)
        self._label(f"dj/d{sign}", across, up - gap, "j", va="top", **boxed)
        below = Label(self.axes, beside, va="top", **boxed)
        self.besides[sign] = below, across, up - gap - 2 * _LINE - 1

    def _loss(
        self,
        outputs: Sequence[tuple[str, float, float]],
        across: float,
        targets: Sequence[str],
        shares: Sequence[str],
    ) -> None:
        colour = COLOURS["j"]
        for number_of, ((_, start, up), target) in enumerate(zip(outputs, targets, strict=True)):
            way = np.array([[start, up], [across, 0]])
            way[1] -= _LOSS_RADIUS * (way[1] - way[0]) / np.hypot(*(way[1] - way[0]))
            self.axes.plot(*way.T, color=colour, lw=1.2, zorder=1)
            if up == 0:
                self._label(target, (start + way[1][0]) / 2, 5, "y", va="bottom", weight="bold")
                continue
            outer = 1 if up > 0 else -1
            self._label(target, start + 62, up + outer * 16, "y", va="center")
            self._label(shares[number_of], across + 4, outer * 57, "j", va="center")
        self._circle("j", across, 0, "j")
        self.besides["j"] = Label(self.axes, "j", va="top"), across + 8, -_LOSS_RADIUS - 4


def _rows(names: Sequence[Any]) -> list[tuple[Any, float]]:
    """Return each of one or two things with the height at which it stands."""
    if len(names) == 1:
        return [(names[0], 0.0)]
    return [(names[0], float(_ROW)), (names[1], float(-_ROW))]


def _pieces(
    wires: Sequence[tuple[Line, tuple[float, float], tuple[float, float]]],
) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Return the starts and the ends of wires, as `Line.put_pieces` takes them."""
    starts = np.array([start for _, start, _ in wires]).reshape(-1, 2)
    ends = np.array([end for _, _, end in wires]).reshape(-1, 2)
    return (starts[:, 0], starts[:, 1]), (ends[:, 0], ends[:, 1])


def _style(written: str, newest: bool) -> dict[str, Any]:
    """Return how a number is written: the newest is bold, a long one is smaller."""
    return {
        "weight": "bold" if newest else "normal",
        "size": _SIZE if len(written) <= _LONGEST else _SMALLER,
    }


def _written(value: float, digits: int = 3) -> str:
    """Return a number with so many digits or, if that is too long, with two."""
    if math.isnan(value):
        return "?"
    words = number(value, digits)
    return words if len(words) <= _LONGEST else number(value, 2)
