"""Is a gradient right? Compare it with the slope measured by nudging the weight.

Notebook 02 explains it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .checked import FloatArray, Real, as_given, numbers

NUDGE = 1e-5
TOLERANCE = 1e-6


def secant_slope(f: Callable[..., ArrayLike], w: ArrayLike, nudge: ArrayLike) -> Real:
    """Return (f(w + nudge) − f(w)) / nudge, the slope of the line through two points of `f`.

    The forward difference. Its error is about f″·nudge/2 (truncation) plus about
    ε·|f(w)|/nudge (rounding), with ε = 2.2e-16.

    Parameters
    ----------
    f
        A function of the weight; takes and returns numbers, or arrays of any shape.
    w, nudge
        The weight and how far to move it; not 0. They broadcast, and `f` gets arrays when
        they are arrays.

    Raises
    ------
    TypeError
        If `w`, `nudge` or what `f` returns is not made of numbers.
    ValueError
        If one of them is NaN or infinite, or a nudge is 0.

    Notes
    -----
    Explained in notebook 02.

    Examples
    --------
    >>> secant_slope(lambda w: w**2, w=1, nudge=0.5)
    2.5
    """
    w, nudge = _nudged(w, nudge)
    return as_given((_call(f, w + nudge) - _call(f, w)) / nudge)


def central_slope(f: Callable[..., ArrayLike], w: ArrayLike, nudge: ArrayLike = NUDGE) -> Real:
    """Return (f(w + nudge) − f(w − nudge)) / (2·nudge), the slope measured on both sides of `w`.

    The central difference. Its truncation error is about f‴·nudge²/6: for a parabola, none.

    Parameters and errors are those of `secant_slope`.

    Notes
    -----
    Explained in notebook 02.

    Examples
    --------
    >>> central_slope(lambda w: w**2, w=1, nudge=0.5)
    2.0
    """
    w, nudge = _nudged(w, nudge)
    return as_given((_call(f, w + nudge) - _call(f, w - nudge)) / (2 * nudge))


def numerical_gradient(f: Callable[..., ArrayLike], w: ArrayLike, nudge: float = NUDGE) -> Real:
    """Return the gradient of a function with one number as its value, an entry of `w` at a time.

    Parameters
    ----------
    f
        Takes a weight, or an array of weights of the shape of `w`; returns a single number.
    w
        Where to measure, of any shape.
    nudge
        How far each entry is moved to either side. Finite, not 0.

    Returns
    -------
    float or ndarray
        Of the shape of `w`, as every gradient is.

    Raises
    ------
    TypeError
        If `w`, `nudge` or what `f` returns is not made of numbers.
    ValueError
        If one of them is NaN or infinite, the nudge is 0, or `f` returns more than one number.

    Notes
    -----
    Explained in notebook 02.

    Examples
    --------
    >>> numerical_gradient(lambda w: w[0] * w[1], [2.0, 3.0]).round(6)
    array([3., 2.])
    """
    w, _ = _nudged(w, nudge)
    slopes = np.empty_like(w)
    for entry in np.ndindex(w.shape):

        def along_entry(value: FloatArray, entry: tuple[int, ...] = entry) -> FloatArray:
            moved = w.copy()
            moved[entry] = value
            value_of_f = _call(f, moved)
            if value_of_f.size != 1:
                raise ValueError(
                    "f must return a single number, "
                    f"but an array of shape {value_of_f.shape} was returned"
                )
            return value_of_f.reshape(())

        slopes[entry] = central_slope(along_entry, w[entry], nudge)
    return as_given(slopes)


@dataclass(frozen=True)
class GradientCheck:
    """What a comparison of a gradient with the measured slopes gave.

    Attributes
    ----------
    analytic, numerical
        The gradient by the formula and by nudging, of the shape of the weights.
    difference
        The largest absolute difference between the two.
    passed
        Whether they agree: |analytic − numerical| ≤ tolerance · max(1, |analytic|, |numerical|).
    """

    analytic: Real
    numerical: Real
    difference: float
    passed: bool

    def __bool__(self) -> bool:
        return self.passed


def check_gradient(
    f: Callable[..., ArrayLike],
    gradient: Callable[..., ArrayLike],
    w: ArrayLike,
    nudge: float = NUDGE,
    tolerance: float = TOLERANCE,
) -> GradientCheck:
    """Compare `gradient(w)` with the slopes of `f` measured by central differences at `w`.

    Parameters
    ----------
    f
        The loss as a function of the weights alone; returns a single number.
    gradient
        What is to be checked, a function of the weights alone; returns the shape of `w`.
    w, nudge
        As for `numerical_gradient`.
    tolerance
        How far apart the two may be, relative where the gradient is larger than 1.

    Raises
    ------
    TypeError
        If `w`, `nudge` or what a function returns is not made of numbers.
    ValueError
        If one of them is NaN or infinite, the nudge is 0, `f` returns more than one number, or
        the gradient has not the shape of `w`.

    Notes
    -----
    Explained in notebook 02.

    Examples
    --------
    >>> bool(check_gradient(lambda w: w**2, lambda w: 2 * w, w=3))
    True
    >>> bool(check_gradient(lambda w: w**2, lambda w: w, w=3))
    False
    """
    (point,) = numbers(w=w)
    analytic = _call(gradient, point, name="gradient")
    if analytic.shape != point.shape:
        raise ValueError(
            f"the gradient must have the shape of w, {point.shape}, "
            f"but the shape {analytic.shape} was returned"
        )
    numerical = np.asarray(numerical_gradient(f, point, nudge))
    difference = np.abs(analytic - numerical)
    scale = np.maximum(1, np.maximum(np.abs(analytic), np.abs(numerical)))
    return GradientCheck(
        analytic=as_given(analytic),
        numerical=as_given(numerical),
        difference=float(np.max(difference, initial=0)),
        passed=bool(np.all(difference <= tolerance * scale)),
    )


def _nudged(w: ArrayLike, nudge: ArrayLike) -> list[FloatArray]:
    w, nudge = numbers(w=w, nudge=nudge)
    if np.any(nudge == 0):
        raise ValueError("nudge must not be 0: the slope would be 0/0")
    return [w, nudge]


def _call(f: Callable[..., ArrayLike], w: FloatArray, name: str = "f") -> FloatArray:
    returned: dict[str, Any] = {f"what {name} returns": f(as_given(w))}
    return numbers(**returned)[0]
