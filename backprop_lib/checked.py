"""Checks on arguments: an error names the argument, what was given and what is wanted."""

from __future__ import annotations

import reprlib
from collections.abc import Collection
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]
# A float where all arguments are numbers, a FloatArray where one is an array. Any, because only
# the caller knows which: a union would have to be narrowed at every use.
Real: TypeAlias = Any


def numbers(*, may_be_infinite: Collection[str] = (), **given: ArrayLike) -> list[FloatArray]:
    """Return each argument as a float64 array, checked, in the order given.

    Parameters
    ----------
    may_be_infinite
        Names of the arguments in which ±inf is welcome: what a diverging run hands on.
    **given
        The arguments by name, each a number or an array of numbers.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If an argument holds NaN or a forbidden infinity, or the shapes do not broadcast.

    Examples
    --------
    >>> x, w = numbers(x=1.5, w=[0, 1])
    >>> x * w
    array([0. , 1.5])
    >>> numbers(x="1.5")
    Traceback (most recent call last):
    ...
    TypeError: x must be a number or an array of numbers, but '1.5' (str) was given
    """
    arrays = [_array(name, value, name in may_be_infinite) for name, value in given.items()]
    try:
        np.broadcast_shapes(*(array.shape for array in arrays))
    except ValueError:
        shapes = ", ".join(
            f"{name} {array.shape}" for name, array in zip(given, arrays, strict=True)
        )
        raise ValueError(
            f"the shapes must broadcast together, but these were given: {shapes}"
        ) from None
    return arrays


def whole_number(name: str, value: object, *, at_least: int) -> int:
    """Return `value` as an int, or say why it is not a whole number of at least `at_least`.

    Raises
    ------
    TypeError
        If `value` is not a single number.
    ValueError
        If it is not whole or lies below `at_least`.

    Examples
    --------
    >>> whole_number("steps", 5, at_least=0)
    5
    >>> whole_number("steps", 2.5, at_least=0)
    Traceback (most recent call last):
    ...
    ValueError: steps must be a whole number of at least 0, but 2.5 (float) was given
    """
    wanted = f"{name} must be a whole number of at least {at_least}, but {_shown(value)} was given"
    if isinstance(value, (bool, np.bool_)) or not isinstance(
        value, (int, float, np.integer, np.floating)
    ):
        raise TypeError(wanted)
    if not float(value).is_integer() or value < at_least:
        raise ValueError(wanted)
    return int(value)


def as_given(values: FloatArray) -> Real:
    """Return a plain float for a 0-d array, any other array as it is: scalars in, scalars out."""
    return float(values) if values.ndim == 0 else values


def _array(name: str, value: ArrayLike, may_be_infinite: bool) -> FloatArray:
    try:
        array = np.asarray(value)
    except ValueError:  # rows of unequal length
        array = np.asarray(None)
    if array.dtype.kind not in "iuf":
        raise TypeError(
            f"{name} must be a number or an array of numbers, but {_shown(value)} was given"
        )
    array = array.astype(np.float64)
    if np.isnan(array).any():
        raise ValueError(f"{name} must not be NaN, but {_shown(value)} was given")
    if not may_be_infinite and np.isinf(array).any():
        raise ValueError(f"{name} must be finite, but {_shown(value)} was given")
    return array


def _shown(value: object) -> str:
    return f"{reprlib.repr(value)} ({type(value).__name__})"
