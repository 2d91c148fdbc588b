"""The loss against the weight, a parabola with points on it, which most explorers draw."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from ... import neuron
from ..engine import BLUE, INK, MUTED, NOW, PAPER, PURPLE, LiveFigure, within

WEIGHT_VIEW = (-1.2, 2.2)
_WEIGHTS = np.linspace(*WEIGHT_VIEW, 120)
_LOSS_VIEWS = (0.3, 0.8, 2.0, 5.0, 12.0, 30.0, 80.0)


class LossCurve:
    """The curve j(w) for one sample, the best weight as a dotted line, and the current point.

    Parameters
    ----------
    picture
        The picture that `axes` belong to; the artists made here move on it.
    axes
        Where to draw.
    """

    def __init__(self, picture: LiveFigure, axes: Axes) -> None:
        self.axes = axes
        axes.set(xlabel="weight w", ylabel="loss j", xlim=WEIGHT_VIEW)
        (self.curve,) = axes.plot([], [], color=BLUE, lw=2, label="loss")
        self.best = axes.axvline(0, color=MUTED, lw=1.2, ls=":", label="best weight")
        (self.point,) = axes.plot([], [], "o", **NOW)
        picture.moving(self.curve, self.best, self.point)

    def draw(self, x: float, y: float, w: float, highest: float) -> None:
        """Draw the curve for x and y and the point at w, with the loss `highest` in view."""
        fit_view(self.axes, highest)
        curve = neuron.loss(neuron.forward(x, _WEIGHTS), y)
        self.curve.set_data(*within(self.axes, _WEIGHTS, curve))
        best = neuron.best_weight(x, y)
        self.best.set_visible(bool(np.isfinite(best)))
        self.best.set_xdata([best, best])
        self.point.set_data(*within(self.axes, [w], [neuron.loss(neuron.forward(x, w), y)]))


class DescentCurve(LossCurve):
    """The loss curve with the path of a descent on it."""

    def __init__(self, picture: LiveFigure, axes: Axes) -> None:
        super().__init__(picture, axes)
        (self.start,) = axes.plot(
            [], [], "s", ms=8, color=PAPER, mec=INK, mew=1.5, zorder=4, label="start"
        )
        (self.path,) = axes.plot([], [], "o-", ms=4, lw=1.2, color=PURPLE, zorder=3, label="path")
        picture.moving(self.start, self.path)

    def draw_descent(self, descent: neuron.Descent, x: float, y: float) -> None:
        """Draw the curve, the path from the start, and the point that it has reached."""
        self.draw(x, y, float(descent.w[-1]), highest=float(descent.loss[0]))
        shown = steps_shown(descent)
        self.path.set_data(*within(self.axes, descent.w[:shown], descent.loss[:shown]))
        self.start.set_data(descent.w[:1], descent.loss[:1])


def steps_out_of_view(descent: neuron.Descent) -> NDArray[np.intp]:
    """Return the steps at which the weight lies outside the picture."""
    low, high = WEIGHT_VIEW
    return np.flatnonzero((descent.w < low) | (descent.w > high))


def steps_shown(descent: neuron.Descent) -> int:
    """Return how many points of the path to draw.

    A path that runs away is drawn until it has left the picture: its next steps would only cross
    the picture from edge to edge.
    """
    outside = steps_out_of_view(descent)
    if descent.regime == neuron.RUNNING_AWAY and outside.size:
        return int(outside[0]) + 1
    return len(descent.w)


def fit_view(axes: Axes, highest: float) -> None:
    """Set the loss axis to the smallest of a few heights with room for `highest`.

    The heights are few and far apart, so that the axis seldom changes during a drag.
    """
    top = next((top for top in _LOSS_VIEWS if highest <= 0.9 * top), _LOSS_VIEWS[-1])
    axes.set_ylim(-0.05 * top, top)
