"""The explorer of notebook 03: the article's descent, step by step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .. import neuron
from ..notation import Table, equals
from .engine import INPUT, RATE, TARGET, WEIGHT, Explorer, Level, LiveFigure, Path, Point, Steps
from .pieces import (
    WEIGHT_VIEW,
    DescentCurve,
    Regime,
    Valley,
    regime_in_words,
    regime_of,
    steps_in_view,
    valley,
)

_MOST_STEPS = 40
_FEW_STEPS = 10


@dataclass(frozen=True)
class Run:
    """A whole descent, and what does not change while one walks along it."""

    descent: neuron.Descent
    regime: Regime
    valley: Valley
    leaves: int | None
    """The first step at which the weight is out of view, or None."""
    power: int | None
    """For a weight that runs away: the power of ten that it reaches in a few steps; or None."""


@dataclass(frozen=True)
class Walked(Run):
    """A descent after so many steps."""

    step: int
    seen: int
    """The last step that is drawn: one that has left the picture ends it."""
    next_w: float


class DescentExplorer(Explorer):
    """Drag w, lr or x: the descent runs again and its path is redrawn. Follow it step by step."""

    CONTROLS = {
        "w": WEIGHT,
        "lr": RATE,
        "x": INPUT,
        "y": TARGET,
        "steps": Steps("steps", 6, high=_MOST_STEPS),
    }

    def build(self, picture: LiveFigure) -> None:
        curve = picture.add_panel(5, 3.4)
        curve.set_title("The path on the loss curve")
        self.curve = DescentCurve(curve, moves="w")
        self.weights, self.losses = picture.add_panel(5, 3.4, nrows=2, sharex=True)
        self.weights.set(ylabel="weight w", title="Step by step")
        self.losses.set(xlabel="step", ylabel="loss j", xlim=(-1, _MOST_STEPS + 1))
        self.best = Level(self.weights, "w", on="y")
        self.paths = Path(self.weights, "w", ghost=True), Path(self.losses, "j", ghost=True)
        self.now = Point(self.weights, "w", moves="steps"), Point(self.losses, "j", moves="steps")

    def run(self, w: float, lr: float, x: float, y: float) -> Run:
        descent = neuron.descend(x, y, w, lr, _MOST_STEPS)
        regime = regime_of(x, lr)
        away = regime.name == neuron.RUNNING_AWAY
        power = int(np.log10(np.abs(descent.w[:_FEW_STEPS]).max() + 10)) if away else None
        return Run(descent, regime, valley(x, y), steps_in_view(descent), power)

    def frame(self, run: Run, step: int) -> Walked:
        away = run.regime.name == neuron.RUNNING_AWAY
        seen = min(step, run.leaves) if away and run.leaves is not None else step
        return Walked(
            **vars(run), step=step, seen=seen, next_w=run.descent.w[min(step + 1, _MOST_STEPS)]
        )

    def draw(self, result: Walked) -> None:
        descent, step = result.descent, result.step
        self.curve.put_descent(result.valley, descent, step, result.seen, result.next_w)
        self._fit(result)
        self.best.put(result.valley.best, f"w* {equals(result.valley.best, 3)}")
        steps = np.arange(step + 1)
        for values, path, now in zip((descent.w, descent.loss), self.paths, self.now, strict=True):
            path.put(steps, values[: step + 1])
            now.put(step, values[step])

    def _fit(self, result: Walked) -> None:
        """Set the views, which depend on the run but not on the step."""
        top, power = result.valley.top, result.power
        if power is None:
            for axes, view in ((self.weights, WEIGHT_VIEW), (self.losses, (-0.05 * top, top))):
                if axes.get_yscale() != "linear":
                    axes.set_yscale("linear")
                axes.set_ylim(view)
            return
        for axes, low, high in ((self.weights, -power, power), (self.losses, 0, 2 * power)):
            axes.set_yscale("symlog", linthresh=1)
            ticks = [np.sign(end) * 10.0 ** abs(end) if end else 0 for end in (low, 0, high)]
            axes.set(ylim=(3 * ticks[0], 3 * ticks[-1]), yticks=ticks)

    def describe(self, result: Walked) -> str:
        descent, step = result.descent, result.step
        left = ""
        if result.leaves is not None and result.leaves <= step:
            overflow = "; the last numbers are too large for a float"
            left = f" The path leaves the picture at step {result.leaves}"
            left += f"{overflow if np.isinf(descent.w[step]) else ''}."
        return (
            f"After step {step}: w {equals(descent.w[step], 6)}, "
            f"ŷ {equals(descent.y_hat[step], 6)}, loss {equals(descent.loss[step])}. "
            f"{regime_in_words(result.regime)}{left}"
        )

    def table(self, result: Walked) -> Table:
        descent, walked = result.descent, slice(result.step + 1)
        columns = {"w": descent.w, "ŷ": descent.y_hat, "loss j": descent.loss}
        columns |= {"dj/dw": descent.gradient}
        shown = {heading: values[walked] for heading, values in columns.items()}
        return Table({"step": np.arange(result.step + 1), **shown}, digits=7)
