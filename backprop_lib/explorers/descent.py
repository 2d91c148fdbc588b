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
    OwnFunctions,
    Regime,
    RightPath,
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
    said: str
    """What to say about the learner's own functions; "" if there are none."""
    right: neuron.Descent | None
    """The right descent, if the learner's own functions make another one."""


@dataclass(frozen=True)
class Walked(Run):
    """A descent after a number of steps."""

    step: int
    last: int
    """The last step made: a descent of the learner's own may end before `step`."""
    seen: int
    """The last step drawn on the curve: a run that runs away ends where it leaves the picture."""
    next_w: float


class DescentExplorer(Explorer):
    """Drag w, lr or x: the descent runs again and its path is redrawn. Follow it step by step.

    The gradient and the update may be the learner's own. Where their path is not the right one,
    the right one is drawn behind it. An exception or an endless loop ends the path and is named.

    Parameters
    ----------
    gradient, update
        The learner's ``gradient(x, y, w)`` and ``update(w, grad, lr)``; what is not given is the
        course's.
    judge
        What names the mistake in the learner's function, such as ``exercises["update"].judge``: it
        takes the function and returns an object with `passed` and `message`. It is asked once.
    **start
        Values to start from instead of the declared ones, by the name of the control.

    Raises
    ------
    TypeError
        If there is no control with that name, or if `judge` has not exactly one function to judge.

    Examples
    --------
    >>> explorer = DescentExplorer(update=lambda w, grad, lr: w + lr * grad, steps=1)
    >>> print(explorer.sentence)
    Your path parts from the right one at step 1: from w = 0.8 it goes to w = 1.01, but w = 0.59 \
is right. After step 1: w = 1.01, ŷ = 1.515, loss ≈ 1.03. On the right path, w = 0.59 after step 1.
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
        gradient: Callable[..., Any] | None = None,
        update: Callable[..., Any] | None = None,
        judge: Callable[[Any], Any] | None = None,
        **start: Any,
    ) -> None:
        self.own = OwnFunctions(gradient, update, judge)
        super().__init__(**start)

    def anew(self) -> DescentExplorer:
        return type(self)(self.own.gradient, self.own.update, self.own.judge)

    def build(self, picture: LiveFigure) -> None:
        curve = picture.add_panel(5, 3.4)
        curve.set_title("The path on the loss curve")
        self.curve = DescentCurve(curve, moves="w")
        weights, losses = picture.add_panel(5, 3.4, nrows=2, sharex=True)
        self.plots = StepPlots(weights, losses, moves="steps", most=_MOST_STEPS)
        self.right = RightPath(curve, hops=True), RightPath(weights), RightPath(losses)

    def run(self, w: float, lr: float, x: float, y: float) -> Run:
        right, regime = neuron.descend(x, y, w, lr, _MOST_STEPS), regime_of(x, lr)
        descent, said, parted = right, "", False
        if self.own.functions:
            walk = self.own.walk(x, y, w, lr, _MOST_STEPS)
            said, parted = self.own.said(walk), walk.written and not walk.is_right
            if parted:
                descent = neuron.Descent(x, y, lr, walk.w)
        return Run(
            descent,
            regime,
            valley(x, y),
            power_reached(regime),
            first_step_out_of_view(descent),
            said,
            right if parted else None,
        )

    def frame(self, run: Run, step: int) -> Walked:
        weights = run.descent.w
        last = min(step, len(weights) - 1)
        next_w = weights[min(last + 1, len(weights) - 1)]
        stays_in_view = run.power is None and run.right is None
        ends = last if stays_in_view or run.leaves is None else run.leaves
        return Walked(**vars(run), step=step, last=last, seen=min(last, ends), next_w=next_w)

    def draw(self, result: Walked) -> None:
        descent, last = result.descent, result.last
        self.curve.put_descent(result.valley, descent, last, result.seen, result.next_w)
        self.plots.put(descent, result.valley, result.power, last)
        if result.right is None:
            for behind in self.right:
                behind.hide()
            return
        steps, right = np.arange(result.step + 1), result.right
        w, loss = right.w[steps], right.loss[steps]
        for behind, (across, up) in zip(
            self.right, ((w, loss), (steps, w), (steps, loss)), strict=True
        ):
            behind.put(across, up)

    def describe(self, result: Walked) -> str:
        descent, step, last = result.descent, result.step, result.last
        if result.right is None:
            moves = bool(np.any(descent.w != descent.w[0]))
            how = regime_in_words(result.regime, moves)
        else:
            how = f"On the right path, w {equals(result.right.w[step], 6)} after step {step}."
        left = ""
        if result.leaves is not None and result.leaves <= last:
            overflow = "; the last numbers are too large for a float"
            left = f"{'The' if result.right is None else 'Your'} weight leaves the picture at step "
            left += f"{result.leaves}{overflow if np.isinf(descent.w[last]) else ''}."
        numbers = (
            f"After step {last}: w {equals(descent.w[last], 6)}, "
            f"ŷ {equals(descent.y_hat[last], 6)}, loss {equals(descent.loss[last])}."
        )
        return " ".join(filter(None, (result.said, numbers, how, left)))

    def table(self, result: Walked) -> Table:
        descent, made = result.descent, slice(result.last + 1)
        columns = {"w": descent.w, "ŷ": descent.y_hat, "loss j": descent.loss}
        columns |= {"dj/dw": descent.gradient}
        missing = [""] * (result.step - result.last)
        shown = {heading: [*values[made], *missing] for heading, values in columns.items()}
        if result.right is not None:
            shown["right w"] = list(result.right.w[: result.step + 1])
        return Table({"step": np.arange(result.step + 1), **shown}, digits=7)
