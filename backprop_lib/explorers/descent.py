"""The explorer of notebook 03: the article's descent, step by step."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np
from matplotlib.ticker import MaxNLocator

from .. import neuron
from ..article import LR, W, X, Y
from ..notation import Table, number
from .engine import MUTED, NOW, PURPLE, Explorer, LiveFigure, NumberControl, Walker, within
from .pieces import (
    WEIGHT_VIEW,
    DescentCurve,
    fit_view,
    legend_above,
    regime_in_words,
    steps_out_of_view,
    steps_shown,
    title_above,
)

_MOST_STEPS = 40
_NEAR_VIEW = (-0.05, 1.05)
_STEP_VIEWS = (8, 20, _MOST_STEPS)
# The height is fixed, so that what is below does not move with each step. The layout starts from
# the end, so that the newest row stays in view.
_NEWEST_ROW_IN_VIEW = (
    "display: flex; flex-direction: column-reverse; align-items: flex-start;"
    " height: 190px; overflow: auto; margin: 0 8px"
)


class DescentExplorer(Explorer):
    """Drag w, lr or x: the descent runs again and its path is redrawn. Follow it step by step."""

    def make_controls(self) -> dict[str, NumberControl]:
        return {
            "w": NumberControl("weight w", W, low=-1, high=2, step=0.01),
            "lr": NumberControl("learning rate lr", LR, low=0, high=0.6, step=0.005),
            "x": NumberControl("input x", X, low=-2, high=3, step=0.05),
            "y": NumberControl("target y", Y, low=-2, high=3, step=0.05),
            "steps": NumberControl("steps", 6, low=0, high=_MOST_STEPS, step=1, whole=True),
        }

    def buttons(self) -> list[widgets.Widget]:
        self.walker = Walker(self.controls["steps"])
        return [self.walker]

    def reset(self) -> None:
        self.walker.pause()
        super().reset()

    def build(self, picture: LiveFigure) -> None:
        self.curve = DescentCurve(picture, picture.add_panel(5, 3.4))
        handles = [self.curve.start, self.curve.path, self.curve.point, self.curve.best]
        legend_above(self.curve.axes, handles, "The path on the loss curve")

        self.weights, self.losses = picture.add_panel(5, 3.4, nrows=2, sharex=True)
        self.weights.set(ylabel="weight w")
        title_above(self.weights, "Step by step")
        self.losses.set(xlabel="step", ylabel="loss j")
        self.losses.xaxis.set_major_locator(MaxNLocator(integer=True))
        self.lines = {}
        for name, axes in (("w", self.weights), ("loss", self.losses)):
            (line,) = axes.plot([], [], "o-", ms=4, lw=1.4, color=PURPLE)
            (now,) = axes.plot([], [], "o", **NOW)
            self.lines[name] = (axes, line, now)
            picture.moving(line, now)
        self.best = self.weights.axhline(0, color=MUTED, lw=1.2, ls=":")
        picture.moving(self.best)

    def compute(self, w: float, lr: float, x: float, y: float, steps: int) -> neuron.Descent:
        return neuron.descend(x, y, w, lr, steps)

    def draw(self, result: neuron.Descent) -> None:
        x, y = result.x, float(result.y)
        self.curve.draw_descent(result, x, y)
        last = len(result.w) - 1
        fit_view(self.losses, result.loss[0])
        near = np.all((result.w >= 0) & (result.w <= 1))
        self.weights.set_ylim(_NEAR_VIEW if near else WEIGHT_VIEW)
        end = next(end for end in _STEP_VIEWS if last <= end)
        self.losses.set_xlim(-0.03 * end, 1.03 * end)
        best = neuron.best_weight(x, y)
        self.best.set_visible(bool(np.isfinite(best)))
        self.best.set_ydata([best, best])
        for name, (axes, line, now) in self.lines.items():
            steps, values = within(axes, np.arange(last + 1), getattr(result, name))
            shown = steps_shown(result)
            line.set_data(steps[:shown], values[:shown])
            now.set_data(steps[-1:], values[-1:])

    def describe(self, result: neuron.Descent) -> str:
        last = len(result.w) - 1
        return (
            f"After step {last}: w = {number(result.w[-1], digits=6)}, "
            f"ŷ = {number(result.y_hat[-1], digits=6)}, loss = {number(result.loss[-1])}. "
            f"{regime_in_words(result.x, result.lr)}{self._out_of_view(result)}"
        )

    def details(self, result: neuron.Descent) -> str:
        return f'<div tabindex="0" style="{_NEWEST_ROW_IN_VIEW}">{_table(result).html()}</div>'

    def _out_of_view(self, result: neuron.Descent) -> str:
        outside = steps_out_of_view(result)
        if not outside.size:
            return ""
        overflow = "; the last numbers are too large for a float" if np.isinf(result.w[-1]) else ""
        return f" The path leaves the picture at step {outside[0]}{overflow}."


def _table(descent: neuron.Descent) -> Table:
    return Table(
        {
            "step": np.arange(len(descent.w)),
            "w": descent.w,
            "ŷ": descent.y_hat,
            "loss j": descent.loss,
            "dj/dw": descent.gradient,
        }
    )
