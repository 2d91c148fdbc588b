"""Two weights in a chain, drawn: values above, slopes below, one link after the other."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.patches import Circle

from ...notation import number
from ..engine import COLOURS, INK, Arrow, Label, Line

_RADIUS = 0.78
_NODES = {
    "x": ("input x", 1.0),
    "h": ("hidden h", 4.2),
    "ŷ": ("output ŷ", 7.4),
    "j": ("loss j", 10.6),
}
_WEIGHTS = {"w₁": 2.6, "w₂": 5.8}
_SQUARE = 9.0  # the middle of the link from ŷ to the loss
_LANE = -2.75
"""The height at which slopes are passed back; from there they branch off to the weights."""
_ROOM = 0.75
"""Half the width that the slope of a value takes on the lane."""
_LANES = {"dj/dŷ": ("j", "ŷ", "2(ŷ − y)"), "dj/dh": ("ŷ", "h", "· w₂ ")}
_BRANCHES = {"dj/dw₂": ("w₂", "· h "), "dj/dw₁": ("w₁", "· x ")}


class ChainDrawing:
    """The network ŷ = x·w₁·w₂ with its values above the wires and its slopes below them.

    What is not known yet is left out; what was found last is bold.
    """

    def __init__(self, axes: Axes) -> None:
        axes.set(xlim=(0, 11.6), ylim=(-3.6, 2), aspect="equal", position=(0.01, 0, 0.98, 1))
        axes.set_axis_off()
        of = {"x": "x", "ŷ": "y_hat", "j": "j"}
        self.values: dict[str, Label] = {}
        for name, (words, across) in _NODES.items():
            colour = COLOURS[of[name]] if name in of else INK
            axes.add_patch(Circle((across, 0), _RADIUS, fc="none", ec=colour, lw=2))
            axes.text(across, 1.15, words, ha="center", color=colour, weight="bold")
            self.values[name] = Label(axes, va="center_baseline", size=11)
        self.wires = {name: Line(axes, "w", solid_capstyle="butt") for name in _WEIGHTS}
        self.weights = {name: Label(axes, "w", weight="bold", linespacing=1.3) for name in _WEIGHTS}
        square = [_NODES["ŷ"][1] + _RADIUS, _NODES["j"][1] - _RADIUS]
        axes.plot(square, [0, 0], color=COLOURS["j"], lw=1.2)
        self.target = Label(axes, "y", weight="bold", linespacing=1.3)
        names = (*_LANES, *_BRANCHES)
        self.slopes = {name: Label(axes, "j", va="center", linespacing=1.4) for name in names}
        self.ways = {name: Arrow(axes, "j", lw=1.5) for name in names}
        self.rules = {name: Label(axes, "j") for name in names}
        self.turn = Line(axes, "j", lw=1.5)

    def put(self, given: Mapping[str, float], found: dict[str, float]) -> None:
        """Write what is given (x, w₁, w₂, y) and what was found so far, the newest last."""
        newest = next(reversed(found), None)

        def written(name: str) -> dict[str, str]:
            value = found.get(name, given.get(name))
            words = "" if value is None else number(value, 3)
            return {"words": words, "weight": "bold" if name == newest else "normal"}

        for name, label in self.values.items():
            label.put(_NODES[name][1], 0, number=name, **written(name))
        for name, label in self.weights.items():
            middle, w = _WEIGHTS[name], given[name]
            label.put(middle, 0.3, f"{name}\n{number(w, 3)}", number=name)
            self.wires[name].put([middle - 1.6 + _RADIUS, middle + 1.6 - _RADIUS], [0, 0])
            self.wires[name].line.set(lw=1 + 2 * abs(w), ls="-" if w >= 0 else (0, (2, 1)))
        self.target.put(_SQUARE, 0.3, f"y\n{number(given['y'], 3)}", number="y")
        for name, (start, end, times) in _LANES.items():
            self._show(name, _NODES[end][1], _LANE, written(name))
            branches = start != "j"  # then the words stand beside the foot of the branch
            here = _NODES[start][1] - (_ROOM if branches else 0), _LANE
            there = (_NODES[end][1] + _ROOM, _LANE) if name in found else here
            self.ways[name].put(here, there)
            middle, ha = (here[0] + there[0]) / 2, "right" if branches else "center"
            self.rules[name].put(middle, _LANE + 0.18, times if name in found else "", ha=ha)
        for name, (end, times) in _BRANCHES.items():
            across = _WEIGHTS[end]
            self._show(name, across, -0.85, written(name))
            here = across, _LANE
            there = (across, -1.5) if name in found else here
            self.ways[name].put(here, there)
            self.rules[name].put(across, -1.95, times if name in found else "", ha="right")
        seen = "dj/dw₁" in found
        self.turn.put([_NODES["h"][1] - _ROOM, _WEIGHTS["w₁"]] if seen else [], [_LANE] * 2 * seen)

    def _show(self, name: str, across: float, up: float, written: Mapping[str, str]) -> None:
        words = written["words"] and f"{name}\n{written['words']}"
        self.slopes[name].put(across, up, words, number=name, weight=written["weight"])
