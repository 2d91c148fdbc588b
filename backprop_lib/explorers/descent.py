"""The explorer of notebook 03: the article's descent, step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import neuron
from ..notation import Table, equals
from .engine import INPUT, RATE, TARGET, WEIGHT, Explorer, LiveFigure, Steps
from .pieces import (
    DescentCurve,
    OwnCode,
    OwnPath,
    Regime,
    StepPlots,
    Valley,
    first_step_out_of_view,
    power_reached,
    regime_in_words,
    regime_of,
    valley,
)

_MOST_STEPS = 40


@dataclass(frozen=True)
class Run:
    """A whole descent, and what does not change while one walks along it."""

    descent: neuron.Descent
    regime: Regime
    valley: Valley
    power: int | None
    """The power of ten that a weight which runs away reaches in a few steps, or None."""
    leaves: int | None
    """The first step at which the weight is out of view, or None."""
    own: OwnPath | None
    """What the learner's own functions made of it, if there are any."""
    right: neuron.Descent | None
    """The right descent, if the learner's own parts from it."""


@dataclass(frozen=True)
class Walked(Run):
    """A descent after a number of steps."""

    step: int
    seen: int
    """The last step drawn on the curve: a run that runs away ends where it leaves the picture."""
    next_w: float


class DescentExplorer(Explorer):
    """Drag w, lr or x: the descent runs again and its path is redrawn. Follow it step by step.

    Parameters
    ----------
    gradient, update
        Functions of a learner's own, of (x, y, w) and of (w, grad, lr), to walk with in place of
        the right ones. Whatever they do, the controls go on working.
    judge
        What names a mistake in them, such as ``exercises["update"].judge``.
    **start
        The first values of the controls.

    Examples
    --------
    >>> wrong = DescentExplorer(update=lambda w, grad, lr: w + lr * grad, steps=1)
    >>> wrong.sentence
    'After step 1: w = 1.01, ŷ = 1.515, loss ≈ 1.03. Your path parts from the right one, drawn in \
grey, at step 1.'
    """

    CONTROLS = {
        "w": WEIGHT,
        "lr": RATE,
        "x": INPUT,
        "y": TARGET,
        "steps": Steps("steps", 6, high=_MOST_STEPS),
    }

    def __init__(
        self,
        *,
        gradient: Callable[..., Any] | None = None,
        update: Callable[..., Any] | None = None,
        judge: Callable[..., Any] | None = None,
        **start: Any,
    ) -> None:
        self._own = OwnCode(gradient, update, judge) if gradient or update else None
        super().__init__(**start)

    def build(self, picture: LiveFigure) -> None:
        curve = picture.add_panel(5, 3.4)
        curve.set_title("The path on the loss curve")
        self.curve = DescentCurve(curve, moves="w")
        weights, losses = picture.add_panel(5, 3.4, nrows=2, sharex=True)
        self.plots = StepPlots(weights, losses, moves="steps", most=_MOST_STEPS)

    def run(self, w: float, lr: float, x: float, y: float) -> Run:
        right, regime = neuron.descend(x, y, w, lr, _MOST_STEPS), regime_of(x, lr)
        own = self._own.walk(right) if self._own else None
        descent = neuron.Descent(right.x, right.y, right.lr, own.weights) if own else right
        return Run(
            descent,
            regime,
            valley(x, y),
            power_reached(regime),
            first_step_out_of_view(descent),
            own,
            right if own and own.parts is not None else None,
        )

    def frame(self, run: Run, step: int) -> Walked:
        ends = step if run.power is None or run.leaves is None else run.leaves
        next_w = run.descent.w[min(step + 1, _MOST_STEPS)]
        return Walked(**vars(run), step=step, seen=min(step, ends), next_w=next_w)

    def draw(self, result: Walked) -> None:
        descent, step = result.descent, result.step
        self.curve.put_descent(result.valley, descent, step, result.seen, result.next_w)
        self.plots.put(descent, result.valley, result.power, step, result.right)

    def describe(self, result: Walked) -> str:
        descent, step = result.descent, result.step
        moves = bool(np.any(descent.w != descent.w[0]))
        left = ""
        if result.leaves is not None and result.leaves <= step:
            overflow = "; the last numbers are too large for a float"
            left = f" The weight leaves the picture at step {result.leaves}"
            left += f"{overflow if np.isinf(descent.w[step]) else ''}."
        words = f"{regime_in_words(result.regime, moves)}{left}"
        if result.own is not None:
            words = f"{words} {result.own.said}" if result.right is None else result.own.said
        return (
            f"After step {step}: w {equals(descent.w[step], 6)}, "
            f"ŷ {equals(descent.y_hat[step], 6)}, loss {equals(descent.loss[step])}. {words}"
        )

    def table(self, result: Walked) -> Table:
        descent, steps = result.descent, np.arange(result.step + 1)
        columns = {"w": descent.w, "ŷ": descent.y_hat, "loss j": descent.loss}
        columns |= {"dj/dw": descent.gradient}
        if result.right is not None:
            columns |= {"right w": result.right.w}
        shown = {heading: values[steps] for heading, values in columns.items()}
        return Table({"step": steps, **shown}, digits=7)
