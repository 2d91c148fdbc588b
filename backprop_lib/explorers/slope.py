"""The explorer of notebook 02: a nudge, the slope it measures, and how wrong that slope is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .. import neuron
from ..article import W, X, Y
from ..checked import FloatArray
from ..gradcheck import central_slope, secant_slope
from ..notation import number
from .engine import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    NOW,
    PAPER,
    PURPLE,
    Explorer,
    LiveFigure,
    NumberControl,
    within,
)
from .pieces import WEIGHT_VIEW, LossCurve, legend_above

_NUDGES = np.logspace(-16, 0, 97)
_LEAST_ERROR = 1e-17  # where an error of exactly 0 is drawn, because a log axis has no 0


@dataclass(frozen=True)
class Slopes:
    """The slope by the formula, the slope by nudging, and the errors over a range of nudges."""

    x: float
    w: float
    nudge: float
    losses: tuple[float, float]
    tangent: float
    secant: float
    truncation: float
    one_sided_errors: FloatArray
    two_sided_errors: FloatArray

    @property
    def error(self) -> float:
        """By how much the measured slope misses the true one."""
        return abs(self.secant - self.tangent)


class SlopeExplorer(Explorer):
    """Shrink the nudge: the secant turns into the tangent, until rounding takes over."""

    def make_controls(self) -> dict[str, NumberControl]:
        return {
            "w": NumberControl("weight w", W, low=-1, high=2, step=0.01),
            "x": NumberControl("input x", X, low=-2, high=3, step=0.05),
            "nudge": NumberControl("nudge", 0.5, low=1e-16, high=1, step=0.1, log=True),
        }

    def build(self, picture: LiveFigure) -> None:
        curve_axes = picture.add_panel(5, 3.6)
        self.curve = LossCurve(picture, curve_axes)
        (self.tangent,) = curve_axes.plot(
            [], [], color=GREEN, lw=2, ls=(0, (4, 2)), label="tangent"
        )
        (self.secant,) = curve_axes.plot([], [], color=PURPLE, lw=2, label="secant")
        (self.nudged,) = curve_axes.plot(
            [], [], "D", ms=7, color=PURPLE, mec=PAPER, zorder=4, label="nudged"
        )
        handles = [self.curve.point, self.nudged, self.secant, self.tangent, self.curve.best]
        legend_above(curve_axes, handles, "Two slopes on the loss curve")

        error_axes = picture.add_panel(5, 3.6)
        error_axes.set(
            xscale="log",
            yscale="log",
            xlim=(1e-17, 10),
            ylim=(_LEAST_ERROR / 3, 1e3),
            xlabel="size of the nudge",
            ylabel="error of the slope",
            xticks=10.0 ** np.arange(-16, 1, 4),
            yticks=10.0 ** np.arange(-16, 4, 4),
        )
        error_axes.minorticks_off()
        (self.two_sided,) = error_axes.plot(
            [], [], color=MUTED, lw=1.2, ls=(0, (2, 1.5)), label="two-sided"
        )
        (self.one_sided,) = error_axes.plot([], [], color=BLUE, lw=1.8, label="one-sided")
        (self.now,) = error_axes.plot([], [], "o", **NOW)
        handles = [self.now, self.one_sided, self.two_sided]
        legend_above(error_axes, handles, "How wrong the measured slope is")
        error_axes.text(3e-15, 100, "rounding", color=INK, ha="left")
        error_axes.text(3, 100, "truncation", color=INK, ha="right")
        self.error_axes = error_axes
        picture.moving(
            self.tangent, self.secant, self.nudged, self.two_sided, self.one_sided, self.now
        )

    def compute(self, w: float, x: float, nudge: float) -> Slopes:
        def loss_at(weights: FloatArray) -> FloatArray:
            return np.asarray(neuron.loss(neuron.forward(x, weights), Y))

        tangent = neuron.gradient(x, Y, w)
        return Slopes(
            x=x,
            w=w,
            nudge=nudge,
            losses=(float(loss_at(np.asarray(w))), float(loss_at(np.asarray(w + nudge)))),
            tangent=tangent,
            secant=secant_slope(loss_at, w, nudge),
            truncation=x**2 * nudge,
            one_sided_errors=np.abs(secant_slope(loss_at, w, _NUDGES) - tangent),
            two_sided_errors=np.abs(central_slope(loss_at, w, _NUDGES) - tangent),
        )

    def draw(self, result: Slopes) -> None:
        axes = self.curve.axes
        here, there = result.losses
        self.curve.draw(result.x, Y, result.w, highest=max(here, there))
        self.nudged.set_data([result.w + result.nudge], [there])
        ends = np.array(WEIGHT_VIEW)
        for line, slope in ((self.tangent, result.tangent), (self.secant, result.secant)):
            line.set_data(*within(axes, ends, here + slope * (ends - result.w)))
        self.one_sided.set_data(_NUDGES, np.maximum(result.one_sided_errors, _LEAST_ERROR))
        self.two_sided.set_data(_NUDGES, np.maximum(result.two_sided_errors, _LEAST_ERROR))
        self.now.set_data([result.nudge], [max(result.error, _LEAST_ERROR)])

    def describe(self, result: Slopes) -> str:
        return (
            f"At w = {number(result.w)} the formula gives the slope {number(result.tangent)}. "
            f"Moving w by {number(result.nudge)} measures {number(result.secant, digits=7)}: "
            f"{number(result.error)} off. {self._cause(result)}"
        )

    def _cause(self, result: Slopes) -> str:
        if result.x == 0:
            return "With x = 0 the loss is flat: every slope is 0."
        if result.w + result.nudge == result.w:
            return "The nudge is lost in rounding: w + nudge is the same float as w."
        if result.error > 2 * result.truncation:
            return "The nudge is so small that rounding spoils the difference of the losses."
        return "The secant cuts the curve instead of touching it: this error is truncation."
