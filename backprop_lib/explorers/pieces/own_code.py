"""A descent that is walked with the learner's own functions, beside the right one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ... import neuron
from ...checked import FloatArray
from ...sandbox import CallError, NotAttemptedError, call, does_nothing
from ...values import shown_inputs, value_trouble

Function = Callable[..., Any]

_NOT_WRITTEN = "Your function is not written yet: this is the right path."


@dataclass(frozen=True)
class OwnPath:
    """The weights that the learner's functions lead to.

    Attributes
    ----------
    weights
        The weight at each step. After a failure it stays where it was.
    parts
        The first step at which the path is not the right one, or None.
    said
        What happened, in a sentence or two.
    """

    weights: FloatArray
    parts: int | None
    said: str


class OwnCode:
    """The functions of a learner that walk a descent.

    A function that fails ends the path, and one that does not end by itself is not called again:
    each time it would have to be stopped.

    Parameters
    ----------
    gradient, update
        The learner's functions of (x, y, w) and of (w, grad, lr); None for the right one.
    judge
        Returns what is to be said about a function, with `passed` and `message`; None if nobody
        knows.
    """

    def __init__(
        self, gradient: Function | None, update: Function | None, judge: Function | None
    ) -> None:
        self.gradient, self.update = gradient, update
        given = [function for function in (gradient, update) if function is not None]
        self._endless = ""
        self._mistake: str | None = None
        self._judge = judge
        self._given = given

    def walk(self, right: neuron.Descent) -> OwnPath:
        """Return the path from the same start, with the same settings, as the right one."""
        weights = right.w.copy()
        trouble = self._endless
        for step in range(1, len(weights)):
            try:
                weights[step] = self._step(right, float(weights[step - 1])) if not trouble else 0
            except NotAttemptedError:
                return OwnPath(right.w.copy(), None, _NOT_WRITTEN)
            except CallError as error:
                trouble = str(error)
                if "was still running" in trouble:
                    self._endless = trouble
            if trouble:
                weights[step:] = weights[step - 1]
                return OwnPath(weights, step, f"Your path ends at step {step - 1}. {trouble}")
        with np.errstate(invalid="ignore"):
            near = np.isclose(weights, right.w, rtol=1e-9, atol=1e-12) | (weights == right.w)
        if near.all():
            return OwnPath(weights, None, "Your own code moves this picture.")
        parts = int(np.argmin(near))
        said = f"Your path parts from the right one, drawn in grey, at step {parts}."
        return OwnPath(weights, parts, f"{said} {self.mistake()}".rstrip())

    def mistake(self) -> str:
        """Return what the judge says about the first function that is not right."""
        if self._mistake is None:
            outcomes = [self._judge(function) for function in self._given] if self._judge else []
            self._mistake = next((each.message for each in outcomes if not each.passed), "")
        return self._mistake

    def _step(self, right: neuron.Descent, w: float) -> float:
        x, y, lr = right.x, right.y, right.lr
        if self.gradient is None:
            grad = neuron.gradient(x, y, w)
        else:
            grad = _number(self.gradient, {"x": x, "y": y, "w": w})
        if self.update is None:
            return neuron.update(w, grad, lr)
        return _number(self.update, {"w": w, "grad": grad, "lr": lr})


def _number(function: Function, inputs: dict[str, float]) -> float:
    value = call(function, inputs)
    if (value is None or value is Ellipsis) and does_nothing(function):
        raise NotAttemptedError
    if trouble := value_trouble(value, 1.0):
        raise CallError(f"With {shown_inputs(inputs)}, your function {trouble}")
    return float(value)
