"""The explorer of notebook 02: a nudge of the weight, and what it moves along the chain."""

from __future__ import annotations

import math
from dataclasses import dataclass

from matplotlib.axes import Axes

from .. import neuron
from ..article import Y
from ..notation import Table, about, equals, factor, number
from .engine import COLOURS, INPUT, WEIGHT, Arrow, Explorer, Label, Line, LiveFigure, Number, Point

_ROWS = {"w": 2.0, "y_hat": 1.0, "j": 0.0}
_SIGNS = {"w": "w", "y_hat": "ŷ", "j": "j"}


@dataclass(frozen=True)
class Nudged:
    """The weight, the output and the loss before and after a nudge, and the rates between them."""

    x: float
    w: float
    nudge: float
    before: dict[str, float]
    after: dict[str, float]
    change: dict[str, float]
    measured: dict[str, float]
    """The rates of ŷ with w, of j with ŷ, and of j with w, over this nudge; NaN without one."""
    local: dict[str, float]
    """The same for an ever smaller nudge: the derivatives."""


class SlopeExplorer(Explorer):
    """Drag the nudge on the first line: the output and the loss move with it, each at its rate."""

    CONTROLS = {
        "nudge": Number("nudge", 0.2, low=-0.5, high=0.5, step=0.01, of="w"),
        "w": WEIGHT,
        "x": INPUT,
    }

    def build(self, picture: LiveFigure) -> None:
        lines = picture.add_panel(5, 3)
        lines.set(title="Three number lines, one scale", xlim=(-1.6, 3.4))
        _draw_rows(lines)
        self.before = {
            of: Point(lines, of, fillstyle="none", mec=COLOURS[of], says_value=False)
            for of in _ROWS
        }
        self.changes = {of: Arrow(lines, of) for of in _ROWS}
        self.after = {
            of: Point(lines, of, moves="nudge" if of == "w" else "", says_value=False)
            for of in _ROWS
        }
        self.words = {of: Label(lines, of, va="bottom") for of in _ROWS}
        rates = picture.add_panel(5, 3)
        rates.set(title="For each unit of w", xlim=(-3.2, 6.4))
        _draw_rows(rates)
        self.bars = {of: Line(rates, of, lw=6, solid_capstyle="butt", alpha=0.5) for of in _ROWS}
        self.rates = {of: Point(rates, of, says_value=False) for of in _ROWS}
        self.limit = Line(rates, "j", lw=2, ls=(0, (2, 1.2)))
        self.factors = Label(rates, "x", va="center"), Label(rates, "y_hat", va="center")
        self.total = Label(rates, "j", va="bottom")

    def compute(self, nudge: float, w: float, x: float) -> Nudged:
        before, after = (
            {"w": at, "y_hat": y_hat, "j": float(neuron.loss(y_hat, Y))}
            for at in (w, w + nudge)
            for y_hat in [float(neuron.forward(x, at))]
        )
        change = {of: after[of] - before[of] for of in _ROWS}
        local = {"y_hat": x, "j": 2 * (before["y_hat"] - Y), "in all": neuron.gradient(x, Y, w)}
        # Δj = (2(ŷ − y) + Δŷ)·Δŷ, so the rates need no quotients, which rounding would spoil.
        moved = local["j"] + x * nudge
        measured = {"y_hat": x, "j": moved, "in all": moved * x}
        if not nudge:
            measured = dict.fromkeys(measured, math.nan)
        return Nudged(x, w, nudge, before, after, change, measured, local)

    def draw(self, result: Nudged) -> None:
        self.after["w"].origin = result.w
        for of, row in _ROWS.items():
            before, after = result.before[of], result.after[of]
            self.before[of].put(before, row)
            self.after[of].put(after, row)
            self.changes[of].put((before, row), (after, row))
            words = f"{_SIGNS[of]} {equals(after)}"
            ha = _aligned(self.words[of].axes, after)
            self.words[of].put(after, row + 0.16, words, ha=ha)
        shown = result.measured if result.nudge else result.local
        reached = {"w": 1.0, "y_hat": shown["y_hat"], "j": shown["in all"]}
        for of, row in _ROWS.items():
            self.bars[of].put([0, reached[of]], [row, row])
            self.rates[of].put(reached[of], row)
        total = result.local["in all"]
        self.limit.put([total, total], [-0.3, 0.3])
        ha = _aligned(self.total.axes, total)
        self.total.put(total, -0.62, f"dj/dw {equals(total)}", ha=ha)
        for label, of, row in zip(self.factors, ("y_hat", "j"), (1.5, 0.5), strict=True):
            label.put(5.2, row, f"× {factor(shown[of])}")

    def describe(self, result: Nudged) -> str:
        local = result.local
        limit = (
            f"{factor(local['j'])} · {factor(local['y_hat'])} {equals(local['in all'])}, "
            "the derivative dj/dw"
        )
        if not result.nudge:
            return f"Without a nudge nothing moves. For the smallest nudge the rate is {limit}."
        way = "up" if result.nudge > 0 else "down"
        return (
            f"w goes {way} by {number(abs(result.nudge))}. ŷ moves {about(result.x)} times as far, "
            f"by {about(result.change['y_hat'])}, and the loss moves "
            f"{about(result.measured['j'])} times as far as ŷ, by {about(result.change['j'])}. "
            f"In all that is {about(result.measured['in all'])} times as far as w. "
            f"For an ever smaller nudge it is {limit}."
        )

    def table(self, result: Nudged) -> Table:
        links = {"w → ŷ": "y_hat", "ŷ → j": "j", "w → j": "in all"}
        measured = [result.measured[of] for of in links.values()]
        return Table(
            {
                "link": list(links),
                "over this nudge": measured if result.nudge else ["–"] * 3,
                "formula": ["x", "2(ŷ − y)", "2(ŷ − y) · x"],
                "derivative": [result.local[of] for of in links.values()],
            },
            digits=6,
            words=("link", "formula"),
        )


def _aligned(axes: Axes, x: float) -> str:
    """Return how words at x are aligned so that they do not leave the axes."""
    low, high = axes.get_xlim()
    along = (x - low) / (high - low)
    return "left" if along < 0.15 else "right" if along > 0.85 else "center"


def _draw_rows(axes: Axes) -> None:
    axes.set(ylim=(-0.75, 2.6), yticks=list(_ROWS.values()), yticklabels=list(_SIGNS.values()))
    axes.grid(visible=False, axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0, pad=10)  # room for an arrow at the edge
    for of, label in zip(_ROWS, axes.get_yticklabels(), strict=True):
        axes.axhline(_ROWS[of], color=COLOURS[of], lw=1, alpha=0.5)
        label.set(color=COLOURS[of], weight="bold", size=12)
