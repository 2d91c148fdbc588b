"""The explorer of notebook 04: how the learning rate and the input decide the descent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .. import neuron
from ..article import LR, W, X, Y
from ..notation import count, number
from .engine import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    NOW,
    PURPLE,
    RED,
    Explorer,
    LiveFigure,
    NumberControl,
    spoken_html,
    within,
)
from .pieces import DescentCurve, legend_above, regime_in_words, title_above

_STEPS_DRAWN = 30
_GOAL = 1e-6
_PATIENCE = 1000
_LR_HIGH, _X_HIGH = 0.6, 3.0
_LRS = np.linspace(0, _LR_HIGH, 121)
_SHRINK_HIGH = 2.2
_LOSS_VIEW = (1e-13, 1e4)


@dataclass(frozen=True)
class LearningRateRun:
    """A descent, what each step leaves of the distance to w*, and how soon it reached the goal."""

    descent: neuron.Descent
    shrink_factor: float
    shrink_factors: np.ndarray
    steps_to_goal: int | None


class Record(NamedTuple):
    """The run that needed the fewest steps so far."""

    steps: int
    lr: float
    x: float

    def __str__(self) -> str:
        return f"{count(self.steps, 'step')} at lr = {number(self.lr)}, x = {number(self.x)}"


class LearningRateExplorer(Explorer):
    """Drag lr and x across the map of regimes; find the values that need the fewest steps."""

    def __init__(self, **start: float) -> None:
        self.record: Record | None = None
        super().__init__(**start)

    def make_controls(self) -> dict[str, NumberControl]:
        return {
            "lr": NumberControl("learning rate lr", LR, low=0, high=_LR_HIGH, step=0.001),
            "x": NumberControl("input x", X, low=0, high=_X_HIGH, step=0.05),
        }

    def build(self, picture: LiveFigure) -> None:
        height = 4.6
        path_axes, self.losses = picture.add_panel(5, height, nrows=2, gridspec_kw={"hspace": 0.5})
        self.curve = DescentCurve(picture, path_axes)
        handles = [self.curve.start, self.curve.path, self.curve.point, self.curve.best]
        legend_above(path_axes, handles, "The path on the loss curve")
        self.losses.set(
            yscale="log",
            xlim=(-0.5, _STEPS_DRAWN + 0.5),
            ylim=_LOSS_VIEW,
            yticks=10.0 ** np.arange(-12, 5, 6),
            xlabel="step",
            ylabel="loss j",
        )
        self.losses.minorticks_off()
        self.losses.axhline(_GOAL, color=GREEN, lw=1.5, ls=(0, (4, 2)))
        self.losses.text(_STEPS_DRAWN, _GOAL * 3, "goal", ha="right", color=INK)
        (self.loss_line,) = self.losses.plot([], [], "o-", ms=4, lw=1.2, color=PURPLE)
        picture.moving(self.loss_line)

        self.shrink, self.map = picture.add_panel(
            5, height, nrows=2, sharex=True, gridspec_kw={"hspace": 0.3}
        )
        self._build_shrink(picture)
        self._build_map(picture)

    def _build_shrink(self, picture: LiveFigure) -> None:
        axes = self.shrink
        axes.set(xlim=(0, _LR_HIGH), ylim=(0, _SHRINK_HIGH), ylabel="|1 − 2·lr·x²|")
        title_above(axes, "What each step leaves of the distance")
        axes.axhline(1, color=MUTED, lw=1.2, ls=(0, (4, 2)))
        (self.shrink_line,) = axes.plot([], [], color=BLUE, lw=2)
        (self.shrink_now,) = axes.plot([], [], "o", clip_on=False, **NOW)
        picture.moving(self.shrink_line, self.shrink_now)

    def _build_map(self, picture: LiveFigure) -> None:
        axes = self.map
        axes.grid(False)
        axes.set(ylim=(0, _X_HIGH), xlabel="learning rate lr", ylabel="input x")
        axes.set_title("The map of regimes", weight="bold")
        xs = np.linspace(0, _X_HIGH, 121)[:, np.newaxis]
        factors = neuron.shrink_factor(xs, _LRS)
        field = (np.broadcast_to(_LRS, factors.shape), np.broadcast_to(xs, factors.shape), factors)
        axes.contourf(*field, levels=[-100, -1, 0, 2], colors=[RED, PURPLE, GREEN], alpha=0.22)
        axes.contour(
            *field, levels=[-1, 0], colors=[INK, INK], linewidths=1, linestyles=["-", "--"]
        )
        for lr, x, words in (
            (0.03, 0.5, "slow"),
            (0.165, 1.87, "swinging"),
            (0.4, 2.4, "running away"),
            (0.59, 0.62, "dashed: one step"),
        ):
            axes.text(lr, x, words, ha="right" if lr > 0.5 else "left", va="center")
        (self.map_line,) = axes.plot([0, _LR_HIGH], [0, 0], color=INK, lw=1.2)
        self.map_label = axes.text(0.595, 0, "your x", ha="right", va="bottom", color=INK)
        (self.map_now,) = axes.plot([], [], "o", clip_on=False, **NOW)
        picture.moving(self.map_line, self.map_label, self.map_now)

    def compute(self, lr: float, x: float) -> LearningRateRun:
        weights = neuron.closed_form(x, Y, W, lr, np.arange(_PATIENCE + 1))
        reached = np.flatnonzero(neuron.loss(neuron.forward(x, weights), Y) < _GOAL)
        return LearningRateRun(
            descent=neuron.descend(x, Y, W, lr, _STEPS_DRAWN),
            shrink_factor=neuron.shrink_factor(x, lr),
            shrink_factors=neuron.shrink_factor(x, _LRS),
            steps_to_goal=int(reached[0]) if reached.size else None,
        )

    def draw(self, result: LearningRateRun) -> None:
        x, lr = result.descent.x, result.descent.lr
        self.curve.draw_descent(result.descent, x, Y)
        steps = np.arange(_STEPS_DRAWN + 1)
        self.loss_line.set_data(*within(self.losses, steps, result.descent.loss))
        self.shrink_line.set_data(*within(self.shrink, _LRS, np.abs(result.shrink_factors)))
        self.shrink_now.set_data([lr], [min(abs(result.shrink_factor), _SHRINK_HIGH)])
        self.map_line.set_ydata([x, x])
        self.map_label.set(y=x, va="bottom" if x < 2.6 else "top")
        self.map_now.set_data([lr], [x])

    def describe(self, result: LearningRateRun) -> str:
        x, lr = result.descent.x, result.descent.lr
        return (
            f"lr = {number(lr)} and x = {number(x)} give 1 − 2·lr·x² = "
            f"{number(result.shrink_factor)}. {regime_in_words(x, lr)} {self._soon(result)}"
        )

    def _soon(self, result: LearningRateRun) -> str:
        if result.steps_to_goal is None:
            return f"The loss is not below {number(_GOAL)} within {_PATIENCE} steps."
        return f"The loss is below {number(_GOAL)} after {count(result.steps_to_goal, 'step')}."

    def details(self, result: LearningRateRun) -> str:
        """Keep the best run, and return how the challenge stands."""
        if result.steps_to_goal:
            run = Record(result.steps_to_goal, result.descent.lr, result.descent.x)
            self.record = min(self.record or run, run, key=lambda record: record.steps)
        met = self.record is not None and self.record.steps == 1
        if result.steps_to_goal == 0:
            standing = "Here the start is right already: no step is made, so it does not count."
        elif self.record is None:
            standing = "No run has got there yet."
        elif met:
            standing = f"Met, in {self.record}: no run can do better."
        else:
            standing = f"Best so far: {self.record}."
        text = f"Challenge: bring the loss below {number(_GOAL)} in as few steps as you can. "
        return spoken_html(text + standing, marked=met)
