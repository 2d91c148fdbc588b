"""A descent that a learner's own functions make, and what is to be said about it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ... import neuron
from ...checked import FloatArray
from ...notation import equals
from ...sandbox import CallError, NotAttemptedError, parameter_trouble
from ...values import as_numbers, shown, shown_inputs, value_trouble
from .learners_function import CLOSE, judged, mistake_in, returned, right_here


@dataclass(frozen=True)
class Walk:
    """A descent made by a learner's own functions.

    Attributes
    ----------
    w
        The weights, the start first. They end where a function gives no number.
    parts
        The first step that is not the right one, or None.
    right
        Where that step should have led; NaN if there is none.
    trouble
        Why the weights end too soon, or "".
    written
        Whether the functions are written yet. If not, there is only the start.
    """

    w: FloatArray
    parts: int | None = None
    right: float = math.nan
    trouble: str = ""
    written: bool = True

    @property
    def is_right(self) -> bool:
        """Whether all of its steps were made and are right."""
        return self.written and self.parts is None and not self.trouble


class OwnFunctions:
    """A learner's own functions behind a picture, whatever they do.

    Parameters
    ----------
    gradient, update
        The learner's ``gradient(x, y, w)`` and ``update(w, grad, lr)``; the course's in place of
        one that is None.
    judge
        Names the mistake: it takes the learner's function and returns what has `passed` and
        `message`. It is asked once.

    Raises
    ------
    TypeError
        If there is a judge, but not exactly one function to be judged.

    Examples
    --------
    >>> climbs = OwnFunctions(update=lambda w, grad, lr: w + lr * grad)
    >>> walk = climbs.walk(x=1.5, y=0.5, w=0.8, lr=0.1, steps=2)
    >>> walk.w.round(4), walk.parts, round(walk.right, 4)
    (array([0.8   , 1.01  , 1.3145]), 1, 0.59)
    """

    def __init__(
        self,
        gradient: Callable[..., Any] | None = None,
        update: Callable[..., Any] | None = None,
        judge: Callable[[Any], Any] | None = None,
    ) -> None:
        self.gradient, self.update, self.judge = gradient, update, judge
        given = {"gradient": gradient, "update": update}
        self.functions = {name: own for name, own in given.items() if own is not None}
        if judge is not None and len(self.functions) != 1:
            raise TypeError("a judge needs one function to judge: either gradient or update")

    def walk(self, x: float, y: float, w: float, lr: float, steps: int) -> Walk:
        """Return the descent from `w` that these functions make."""
        weights, parts, right, trouble = [float(w)], None, math.nan, self._cannot_be_called
        while not trouble and len(weights) <= steps:
            here = weights[-1]
            try:
                there = self._step(x, y, here, lr)
            except NotAttemptedError:
                return Walk(np.array(weights[:1]), written=False)
            except CallError as met:
                trouble = str(met)
                break
            # One step at a time: over a whole run that diverges, rounding would grow too.
            step = lr * neuron.gradient(x, y, here)
            if parts is None and not _close(there, here - step, (x, y, here, lr)):
                parts, right = len(weights), here - step
            weights.append(there)
        return Walk(np.array(weights), parts, right, trouble)

    def said(self, walk: Walk) -> str:
        """Return what to say about a walk, in sentences; "" if all functions are the course's."""
        if not self.functions:
            return ""
        names, several = " and ".join(self.functions), len(self.functions) > 1
        if not walk.written:
            are = "are" if several else "is"
            return f"Your {names} {are} not written yet: this is the right path."
        if walk.is_right:
            makes = "make" if several else "makes"
            said = f"Your own {names} {makes} this path, and it is the right one."
            return right_here(said, self._mistake, "it is")
        sentences = []
        if walk.parts is not None:
            here, there = walk.w[walk.parts - 1 : walk.parts + 1]
            sentences = [
                f"Your path parts from the right one at step {walk.parts}: from w "
                f"{equals(here, 8)} it goes to w {equals(there, 8)}, but w "
                f"{equals(walk.right, 8)} is right.",
                self._mistake,
            ]
        if walk.trouble:
            sentences.append(f"Your path ends at step {len(walk.w) - 1}. {walk.trouble}")
        return " ".join(filter(None, sentences))

    @cached_property
    def _mistake(self) -> str:
        """What the judge says about a wrong function, or ""."""
        (own, *_) = self.functions.values()  # a judge has exactly one
        return mistake_in(judged(self.judge, own))

    @cached_property
    def _cannot_be_called(self) -> str:
        wanted = {"gradient": ("x", "y", "w"), "update": ("w", "grad", "lr")}
        for name, own in self.functions.items():
            if trouble := parameter_trouble(own, wanted[name]):
                return trouble
        return ""

    def _step(self, x: float, y: float, w: float, lr: float) -> float:
        if self.gradient is None:
            grad = float(neuron.gradient(x, y, w))
        else:
            grad = number_from(self.gradient, {"x": x, "y": y, "w": w})
        if self.update is None:
            there = float(neuron.update(w, grad, lr))
        else:
            there = number_from(self.update, {"w": w, "grad": grad, "lr": lr})
        if not math.isfinite(neuron.loss(neuron.forward(x, there), y)):
            raise CallError("The next loss is too large for a float.")
        return there


def number_from(function: Callable[..., Any], inputs: dict[str, float]) -> float:
    """Return the number that a learner's function returns.

    Raises
    ------
    CallError
        With the sentence on it, if there is none.
    NotAttemptedError
        If the function is not written yet.
    """
    value = returned(function, inputs)
    numbers = as_numbers(value)
    if numbers is not None and numbers.ndim == 0 and np.isinf(numbers):
        trouble = (
            f"returns {shown(value)}: the number is too large for a float, or something is "
            "divided by 0."
        )
    else:
        trouble = value_trouble(value, 0.0)
    if trouble:
        raise CallError(f"With {shown_inputs(inputs)}, your function {trouble}")
    return float(numbers)  # type: ignore[arg-type]  # otherwise there was trouble


def _close(there: float, right: float, settings: tuple[float, float, float, float]) -> bool:
    """Return whether a step leads to the right weight, up to what rounding can do."""
    x, y, w, lr = settings
    scale = max(abs(w), abs(2 * lr * x) * (abs(x * w) + abs(y)))
    return abs(there - right) <= CLOSE * scale
