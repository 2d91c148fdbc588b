"""Is a gradient right? Compare it with the slope measured by nudging the weight (notebook 02).

The functions measured here take a weight, or an array of weights, and return numbers. Arguments
and results are checked as `checked` says; a nudge must not be 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from .checked import FloatArray, Numbers, numbers, scalar_if_0d

Function: TypeAlias = Callable[..., Numbers]

NUDGE = 1e-5
TOLERANCE = 1e-6


def secant_slope(f: Function, w: ArrayLike, nudge: ArrayLike) -> Numbers:
    """Return (f(w + nudge) − f(w)) / nudge, the slope through two points of `f` (notebook 02).

    The forward difference. Its error is about f″·nudge/2 (truncation) plus about
    ε·|f(w)|/nudge (rounding), with ε = 2.2e-16.

    >>> secant_slope(lambda w: w**2, w=1, nudge=0.5)
    2.5
    """
    w, nudge = _nudged(w, nudge)
    return scalar_if_0d((_value(f, w + nudge) - _value(f, w)) / nudge)


def central_slope(f: Function, w: ArrayLike, nudge: ArrayLike = NUDGE) -> Numbers:
    """Return (f(w + nudge) − f(w − nudge)) / (2·nudge), measured on both sides (notebook 02).

    The central difference. Its truncation error is about f‴·nudge²/6, which is 0 for a parabola.

    >>> central_slope(lambda w: w**2, w=1, nudge=0.5)
    2.0
    """
    w, nudge = _nudged(w, nudge)
    return scalar_if_0d((_value(f, w + nudge) - _value(f, w - nudge)) / (2 * nudge))


def numerical_gradient(f: Function, w: ArrayLike, nudge: float = NUDGE) -> Numbers:
    """Return the gradient of `f`, measured for one entry of `w` at a time (notebook 02).

    `f` must return a single number. The gradient has the shape of `w`, as every gradient does.

    >>> numerical_gradient(lambda w: w[0] * w[1], [2.0, 3.0]).round(6)
    array([3., 2.])
    """
    w, _ = _nudged(w, nudge)
    slopes = np.empty_like(w)
    for entry in np.ndindex(w.shape):

        def along_entry(value: FloatArray, entry: tuple[int, ...] = entry) -> FloatArray:
            moved = w.copy()
            moved[entry] = value
            return _value(f, moved, single=True)

        slopes[entry] = central_slope(along_entry, w[entry], nudge)
    return scalar_if_0d(slopes)


@dataclass(frozen=True)
class GradientCheck:
    """The result of comparing a gradient with the measured slopes; true if the check passed."""

    analytic: Numbers
    """The gradient by the formula, in the shape of the weights."""
    numerical: Numbers
    """The gradient by nudging, in the same shape."""
    difference: float
    """The largest absolute difference between the two."""
    passed: bool
    """Whether |analytic − numerical| ≤ tolerance · max(1, |analytic|, |numerical|) everywhere."""

    def __bool__(self) -> bool:
        return self.passed


def check_gradient(
    f: Function,
    gradient: Function,
    w: ArrayLike,
    nudge: float = NUDGE,
    tolerance: float = TOLERANCE,
) -> GradientCheck:
    """Compare `gradient(w)` with the slopes of `f` measured at `w` (notebook 02).

    `f` is the loss as a function of the weights alone and returns one number; what `gradient`
    returns has the shape of `w`. The tolerance is relative where the gradient is larger than 1.

    >>> bool(check_gradient(lambda w: w**2, lambda w: 2 * w, w=3))
    True
    """
    (w,) = numbers(w=w)
    analytic = _value(gradient, w, name="gradient")
    if analytic.shape != w.shape:
        shapes = f"the shape of w, {w.shape}, but the shape {analytic.shape} was returned"
        raise ValueError(f"the gradient must have {shapes}")
    numerical = np.asarray(numerical_gradient(f, w, nudge))
    difference = np.abs(analytic - numerical)
    scale = np.maximum(1, np.maximum(np.abs(analytic), np.abs(numerical)))
    return GradientCheck(
        analytic=scalar_if_0d(analytic),
        numerical=scalar_if_0d(numerical),
        difference=float(np.max(difference, initial=0)),
        passed=bool(np.all(difference <= tolerance * scale)),
    )


def _nudged(w: ArrayLike, nudge: ArrayLike) -> list[FloatArray]:
    w, nudge = numbers(w=w, nudge=nudge)
    if np.any(nudge == 0):
        raise ValueError("nudge must not be 0: the slope would be 0/0")
    return [w, nudge]


def _value(f: Function, w: FloatArray, name: str = "f", single: bool = False) -> FloatArray:
    (value,) = numbers(**{f"what {name} returns": f(scalar_if_0d(w))})
    if single and value.size != 1:
        shape = f"an array of shape {value.shape}"
        raise ValueError(f"{name} must return a single number, but {shape} was returned")
    return value.reshape(()) if single else value
