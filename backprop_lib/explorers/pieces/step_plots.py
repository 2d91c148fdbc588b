"""The weight and the loss of a descent against the step."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from ... import neuron
from ...checked import FloatArray
from ...notation import equals
from ..engine import Level, Path, Point
from .loss_curve import WEIGHT_VIEW, Valley
from .regimes import Regime

_FEW_STEPS = 8


class StepPlots:
    """Two plots, one below the other, of a descent against the step.

    Parameters
    ----------
    weights, losses
        Where to draw.
    moves
        The control that sets the step.
    most
        The largest step.
    """

    def __init__(self, weights: Axes, losses: Axes, moves: str, most: int) -> None:
        self.weights, self.losses = weights, losses
        weights.set(ylabel="weight w", title="Step by step")
        losses.set(xlabel="step", ylabel="loss j", xlim=(-1, most + 1))
        self.best = Level(weights, "w", on="y")
        self.paths = Path(weights, "w", ghost=True), Path(losses, "j", ghost=True)
        self.now = Point(weights, "w", moves=moves), Point(losses, "j")

    def put(self, descent: neuron.Descent, valley: Valley, power: int | None, step: int) -> None:
        """Draw the descent up to `step`; `power` is what `power_reached` returns for it."""
        if power is None:
            self._fit(valley.top)
        else:
            self._fit_powers(power)
        self.best.put(valley.best, f"w* {equals(valley.best, 3)}")
        steps = np.arange(step + 1)
        for values, path, now in zip((descent.w, descent.loss), self.paths, self.now, strict=True):
            drawn = _until_out_of_view(path.axes, values[: step + 1])
            path.put(steps[: len(drawn)], drawn)
            now.put(step, values[step])

    def _fit(self, top: float) -> None:
        for axes, view in ((self.weights, WEIGHT_VIEW), (self.losses, (-0.05 * top, top))):
            if axes.get_yscale() != "linear":
                axes.set_yscale("linear")
            axes.set_ylim(view)

    def _fit_powers(self, power: int) -> None:
        for axes, low, high in ((self.weights, -power, power), (self.losses, 0, 2 * power)):
            if axes.get_yscale() != "symlog":
                axes.set_yscale("symlog", linthresh=1)
            ticks = [np.sign(end) * 10.0 ** abs(end) if end else 0 for end in (low, 0, high)]
            axes.set(ylim=(3 * ticks[0], 3 * ticks[-1]), yticks=ticks)


def _until_out_of_view(axes: Axes, values: FloatArray) -> FloatArray:
    """Return the values up to the first one that is out of view, with that one."""
    low, high = axes.get_ylim()
    outside = np.flatnonzero((values < low) | (values > high))
    start = np.flatnonzero((values >= low) & (values <= high))
    gone = outside[outside > start[0]] if start.size else outside[:0]
    return values[: gone[0] + 1] if gone.size else values


def power_reached(regime: Regime) -> int | None:
    """Return the power of ten that a weight which runs away reaches in a few steps, or None.

    It depends on neither the weight nor the step: a view must stand still while one of them moves.
    """
    if regime.name != neuron.RUNNING_AWAY:
        return None
    return int(_FEW_STEPS * np.log10(abs(regime.factor))) + 1
