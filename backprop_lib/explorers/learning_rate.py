"""The explorer of notebook 04: how the learning rate and the input decide the descent."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes

from .. import neuron
from ..article import W, Y
from ..checked import FloatArray
from ..notation import count, equals, number
from .engine import COLOURS, INK, INPUT, MUTED, RATE, Explorer, Level, Line, LiveFigure, Path, Point
from .pieces import (
    DescentCurve,
    Regime,
    Valley,
    first_step_out_of_view,
    regime_in_words,
    regime_of,
    valley,
)

_STEPS_DRAWN = 30
_GOAL = 1e-6
_PATIENCE = 1000
_LR_HIGH, _X_HIGH = 0.6, 3.0
_LRS = np.linspace(0, _LR_HIGH, 121)
_SHRINK_HIGH = 2.2
_LOSS_VIEW = (1e-13, 1e4)
_NOWHERE = (math.nan, math.nan)


@dataclass(frozen=True)
class LearningRateRun:
    """A descent, what each step leaves of the distance to w*, and how soon it reached the goal."""

    descent: neuron.Descent
    regime: Regime
    valley: Valley
    seen: int
    left: FloatArray
    """What each step leaves of the distance, for all learning rates of the picture."""
    steps_to_goal: int | None


class LearningRateExplorer(Explorer):
    """Drag lr and x across the map of regimes; find the values that need the fewest steps."""

    CONTROLS = {
        "lr": replace(RATE, step=0.001),
        "x": replace(INPUT, low=0),
    }

    def build(self, picture: LiveFigure) -> None:
        path, losses = picture.add_panel(5, 4.6, nrows=2, gridspec_kw={"hspace": 0.6})
        path.set_title("The path on the loss curve")
        self.curve = DescentCurve(path)
        losses.set(
            yscale="log",
            xlim=(-0.5, _STEPS_DRAWN + 0.5),
            ylim=_LOSS_VIEW,
            yticks=10.0 ** np.arange(-12, 5, 6),
            xlabel="step",
            ylabel="loss j",
        )
        losses.set_title("The loss after each step")
        losses.minorticks_off()
        losses.axhline(_GOAL, color=MUTED, lw=1.5, ls=(0, (4, 2)))
        losses.text(_STEPS_DRAWN, _GOAL * 3, "goal", ha="right", color=MUTED)
        self.losses = Path(losses, "j", ghost=True)
        self.leaves = Point(losses, "j")

        shrink, regimes = picture.add_panel(
            5, 4.6, nrows=2, sharex=True, gridspec_kw={"hspace": 0.35}
        )
        shrink.set(xlim=(0, _LR_HIGH), ylim=(0, _SHRINK_HIGH), ylabel="|1 − 2·lr·x²|")
        shrink.set_title("What each step leaves of the distance")
        shrink.axhline(1, color=MUTED, lw=1.2, ls=(0, (4, 2)))
        self.left = Line(shrink, "lr", ghost=True)
        self.left_now = Point(shrink, "lr", moves="lr")
        _draw_map(regimes)
        self.your_x = Level(regimes, "x", on="y", ls="-")
        self.on_map = Point(regimes, "lr", moves=("lr", "x"))

    def compute(self, lr: float, x: float) -> LearningRateRun:
        weights = neuron.closed_form(x, Y, W, lr, np.arange(_PATIENCE + 1))
        reached = np.flatnonzero(neuron.loss(neuron.forward(x, weights), Y) < _GOAL)
        descent, regime = neuron.descend(x, Y, W, lr, _STEPS_DRAWN), regime_of(x, lr)
        leaves = first_step_out_of_view(descent) if regime.name == neuron.RUNNING_AWAY else None
        return LearningRateRun(
            descent=descent,
            regime=regime,
            valley=valley(x, Y),
            seen=_STEPS_DRAWN if leaves is None else leaves,
            left=np.abs(neuron.shrink_factor(x, _LRS)),
            steps_to_goal=int(reached[0]) if reached.size else None,
        )

    def draw(self, result: LearningRateRun) -> None:
        lr, x = result.descent.lr, result.descent.x
        self.curve.put_descent(result.valley, result.descent, result.seen, result.seen)
        self.losses.put(np.arange(_STEPS_DRAWN + 1), result.descent.loss)
        beyond = np.flatnonzero(result.descent.loss > _LOSS_VIEW[1])[:1]
        self.leaves.put(*((beyond[0], result.descent.loss[beyond[0]]) if beyond.size else _NOWHERE))
        self.left.put(_LRS, result.left)
        self.left_now.put(lr, abs(result.regime.factor))
        self.your_x.put(x, "your x")
        self.on_map.put(lr, x)

    def describe(self, result: LearningRateRun) -> str:
        lr, x, steps = result.descent.lr, result.descent.x, result.steps_to_goal
        moves = bool(np.any(result.descent.w != W))
        goal = (
            f"The loss is not below {number(_GOAL)} within {_PATIENCE} steps."
            if steps is None
            else f"The loss is below {number(_GOAL)} after {count(steps, 'step')}."
        )
        return (
            f"lr = {number(lr, 12)} and x = {number(x, 12)} give 1 − 2·lr·x² "
            f"{equals(result.regime.factor)}. {regime_in_words(result.regime, moves)} {goal}"
        )


def _draw_map(axes: Axes) -> None:
    """Draw the regime of every learning rate and input."""
    axes.grid(False)
    axes.set(ylim=(0, _X_HIGH), xlabel="learning rate lr", ylabel="input x")
    axes.set_title("The map of regimes")
    xs = np.linspace(0, _X_HIGH, 121)[:, np.newaxis]
    factors = neuron.shrink_factor(xs, _LRS)
    field = (np.broadcast_to(_LRS, factors.shape), np.broadcast_to(xs, factors.shape), factors)
    tints = [COLOURS["j"], COLOURS["lr"], COLOURS["y"]]
    axes.contourf(*field, levels=[-100, -1, 0, 2], colors=tints, alpha=0.2)
    axes.contour(*field, levels=[-1, 0], colors=[INK, INK], linewidths=1, linestyles=["-", "--"])
    for lr, x, words, ha in (
        (0.03, 0.5, "steady", "left"),
        (0.17, 1.87, "swinging", "left"),
        (0.4, 2.4, "running away", "left"),
        (0.59, 0.62, "dashed: one step", "right"),
    ):
        axes.text(lr, x, words, ha=ha, va="center")
