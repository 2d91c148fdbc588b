"""The loss against the weight, a valley that stands still while the weight moves in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from ... import neuron
from ...checked import FloatArray
from ...notation import equals
from ..engine import Arrow, Hops, Level, Line, Point

WEIGHT_VIEW = (-1.2, 2.2)
WEIGHTS = np.linspace(*WEIGHT_VIEW, 120)
_LOSS_VIEWS = (1.2, 3.0, 8.0, 20.0)


@dataclass(frozen=True)
class Valley:
    """The loss of one sample for every weight in view.

    Attributes
    ----------
    losses
        The loss at each of `WEIGHTS`.
    best
        The weight with no loss, w*; NaN if x = 0.
    top
        The highest loss in view, which depends on the sample alone: the picture must not move
        while the weight does.
    """

    losses: FloatArray
    best: float
    top: float


def valley(x: float, y: float) -> Valley:
    """Return the valley of the sample (x, y)."""
    losses = np.asarray(neuron.loss(neuron.forward(x, WEIGHTS), y))
    wanted = max(0.5 * x**2, 1.3 * losses.min())
    top = next((view for view in _LOSS_VIEWS if view >= wanted), _LOSS_VIEWS[-1])
    return Valley(losses, float(neuron.best_weight(x, y)), top)


class LossCurve:
    """The curve j(w), the best weight as a dotted line, and the present weight, to be dragged.

    Parameters
    ----------
    axes
        Where to draw.
    moves
        The control that sets the weight, if there is one.
    """

    def __init__(self, axes: Axes, moves: str = "") -> None:
        self.axes = axes
        axes.set(xlabel="weight w", ylabel="loss j", xlim=WEIGHT_VIEW)
        self.curve = Line(axes, "j", lw=2.5, filled=True)
        self.best = Level(axes, "w")
        self.point = Point(axes, "w", moves=moves)

    def put(self, valley: Valley, w: float, loss: float) -> None:
        """Draw the valley, with the point at (w, loss)."""
        bottom, top = -0.05 * valley.top, valley.top
        if self.axes.get_ylim() != (bottom, top):
            self.axes.set_ylim(bottom, top)
        self.curve.put(WEIGHTS, valley.losses)
        self.best.put(valley.best, f"w* {equals(valley.best, 3)}")
        self.point.put(w, loss)


class DescentCurve(LossCurve):
    """The loss curve with the hops of a descent, and the step that comes next."""

    def __init__(self, axes: Axes, moves: str = "") -> None:
        super().__init__(axes)
        self.hops = Hops(axes)
        self.next_step = Arrow(axes, "j", lw=1.8)
        self.start = Point(axes, "w", moves=moves, shape="s", value_line=1)

    def put_descent(
        self,
        valley: Valley,
        descent: neuron.Descent,
        last: int,
        seen: int,
        next_w: float | None = None,
    ) -> None:
        """Draw the valley, and the descent up to step `last`, as far as step `seen` of it.

        If `next_w` is given, an arrow shows the step that comes next.
        """
        w, loss = descent.w, descent.loss
        self.put(valley, w[last], loss[last])
        self.hops.put(w[: seen + 1], loss[: seen + 1])
        self.start.put(w[0], loss[0])
        here = (w[last], loss[last])
        there = here if next_w is None else (next_w, loss[last])
        self.next_step.put(here, there, "" if there == here else "−lr · dj/dw")
