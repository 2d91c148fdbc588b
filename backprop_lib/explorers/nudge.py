"""The explorer of notebook 02 for the curious: the error of the slope that a nudge measures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .. import neuron
from ..article import Y
from ..checked import FloatArray
from ..gradcheck import central_slope, secant_slope
from ..notation import equals, number
from .engine import INK, INPUT, WEIGHT, Arrow, Explorer, Line, LiveFigure, Number, Point
from .pieces import WEIGHT_VIEW, LossCurve, Valley, valley

_NUDGES = np.logspace(-16, 0, 97)
_LEAST_ERROR = 1e-17  # where an error of exactly 0 is drawn, because a log axis has no 0


@dataclass(frozen=True)
class Measured:
    """The slope by the formula, the slope by nudging, and the errors over a range of nudges."""

    x: float
    w: float
    nudged: float
    nudge: float
    losses: tuple[float, float]
    tangent: float
    secant: float
    error: float
    truncation: float
    one_sided_errors: FloatArray
    two_sided_errors: FloatArray
    tangent_line: FloatArray
    secant_line: FloatArray
    valley: Valley


class NudgeExplorer(Explorer):
    """Shrink the nudge: the secant turns into the tangent, until rounding takes over."""

    CONTROLS = {
        "w": WEIGHT,
        "x": INPUT,
        "nudge": Number("nudge", 0.5, low=1e-16, high=1, step=0.1, of="w", log=True),
    }

    def build(self, picture: LiveFigure) -> None:
        axes = picture.add_panel(5, 3.6)
        axes.set_title("Two slopes on the loss curve")
        self.curve = LossCurve(axes, moves="w")
        self.tangent = Line(axes, "j", ls=(0, (4, 2)))
        self.secant = Line(axes)
        self.over = Arrow(axes, "w", lw=1.6)
        self.rise = Arrow(axes, "j", lw=1.6)
        self.nudged = Point(axes, "w", shape="D", value_line=1)

        errors = picture.add_panel(5, 3.6)
        errors.set_title("How wrong the measured slope is")
        errors.set(
            xscale="log",
            yscale="log",
            xlim=(1e-17, 10),
            ylim=(_LEAST_ERROR / 3, 1e3),
            xlabel="size of the nudge",
            ylabel="error of the slope",
            xticks=10.0 ** np.arange(-16, 1, 4),
            yticks=10.0 ** np.arange(-16, 4, 4),
        )
        errors.minorticks_off()
        errors.text(3e-15, 100, "rounding", color=INK, ha="left")
        errors.text(3, 100, "truncation", color=INK, ha="right")
        self.two_sided = Line(errors, "muted", lw=1.2, ls=(0, (2, 1.5)))
        self.one_sided = Line(errors)
        self.now = Point(errors, "w", shape="D", moves="nudge")
        errors.text(1e-15, 1e-11, "two-sided", color=self.two_sided.colour)
        errors.text(1e-8, 1e-4, "one-sided", color=self.one_sided.colour)

    def compute(self, w: float, x: float, nudge: float) -> Measured:
        def loss_at(weights: FloatArray) -> FloatArray:
            return np.asarray(neuron.loss(neuron.forward(x, weights), Y))

        tangent, secant = neuron.gradient(x, Y, w), secant_slope(loss_at, w, nudge)
        here, there = (float(loss_at(np.asarray(weight))) for weight in (w, w + nudge))
        along = np.array(WEIGHT_VIEW) - w
        one_sided, two_sided = (
            np.maximum(np.abs(slope(loss_at, w, _NUDGES) - tangent), _LEAST_ERROR)
            for slope in (secant_slope, central_slope)
        )
        return Measured(
            x=x,
            w=w,
            nudged=w + nudge,
            nudge=nudge,
            losses=(here, there),
            tangent=tangent,
            secant=secant,
            error=abs(secant - tangent),
            truncation=x**2 * nudge,
            one_sided_errors=one_sided,
            two_sided_errors=two_sided,
            tangent_line=here + tangent * along,
            secant_line=here + secant * along,
            valley=valley(x, Y),
        )

    def draw(self, result: Measured) -> None:
        here, there = result.losses
        self.curve.put(result.valley, result.w, here)
        self.tangent.put(WEIGHT_VIEW, result.tangent_line)
        self.secant.put(WEIGHT_VIEW, result.secant_line)
        self.nudged.put(result.nudged, there)
        corner = (result.nudged, here)
        self.over.put((result.w, here), corner, "Δw", va="top")
        self.rise.put(corner, (result.nudged, there), " Δj", ha="left", va="center")
        self.one_sided.put(_NUDGES, result.one_sided_errors)
        self.two_sided.put(_NUDGES, result.two_sided_errors)
        self.now.put(result.nudge, max(result.error, _LEAST_ERROR))

    def describe(self, result: Measured) -> str:
        return (
            f"At w = {number(result.w, 12)} the formula gives the slope "
            f"dj/dw {equals(result.tangent)}. Moving w by {number(result.nudge)} measures "
            f"{number(result.secant, digits=7)}: {number(result.error)} off. {_cause(result)}"
        )


def _cause(result: Measured) -> str:
    if result.x == 0:
        return "With x = 0 the loss is flat: every slope is 0."
    if result.nudged == result.w:
        return "The nudge is lost in rounding: w + nudge is the same float as w."
    if result.error > 2 * result.truncation:
        return "The nudge is so small that rounding spoils the difference of the losses."
    return "The secant cuts the curve instead of touching it: this error is truncation."
