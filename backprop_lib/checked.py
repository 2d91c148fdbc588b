"""What the functions of the maths accept and return, defined once for all of them.

Each of them is a formula decorated with `on_numbers`. It takes numbers, or arrays of numbers that
broadcast together; given numbers only, it returns a number. A result too large for a float becomes
inf, without a warning. An error names the argument, what was given and what is wanted:

==========  ================================================================================
TypeError   an argument is not made of real numbers: text, None, True, rows of unequal length
ValueError  an argument holds NaN, or an infinity although it cannot come from a diverging run;
            or the shapes do not broadcast together
==========  ================================================================================
"""

from __future__ import annotations

import functools
import inspect
import math
import reprlib
import sys
from collections.abc import Callable, Collection
from typing import Any, ParamSpec, Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]
# A float, or a FloatArray if an argument is one. This is Any because only the caller knows which:
# a union would have to be narrowed at every use.
Numbers: TypeAlias = Any

_LARGEST = sys.float_info.max

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class OnNumbers(Protocol[P, R_co]):
    """A formula that checks its arguments; `formula` is the unchecked one, for use in loops."""

    formula: Callable[P, Any]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """Return the value of the formula."""


def on_numbers(*, can_diverge: Collection[str] = ()) -> Callable[[Callable[P, R]], OnNumbers[P, R]]:
    """Return a decorator that makes a formula check its arguments, as the module says.

    Parameters
    ----------
    can_diverge
        Names of the arguments that may be ±inf, because they may come from a diverging run.

    Examples
    --------
    >>> @on_numbers()
    ... def product(x: Numbers, w: Numbers) -> Numbers:
    ...     return x * w
    >>> product(1.5, 2), product(1.5, [0, 1])
    (3.0, array([0. , 1.5]))
    >>> product("1.5", 2)
    Traceback (most recent call last):
    ...
    TypeError: x must be a number or an array of numbers, but '1.5' (str) was given
    """

    def decorate(formula: Any) -> Any:  # the types are in the signature above
        signature = inspect.signature(formula)
        if unknown := set(can_diverge) - set(signature.parameters):
            raise TypeError(f"{formula.__name__} does not have the parameters {sorted(unknown)}")

        @functools.wraps(formula)
        def checked(*args: Any, **kwargs: Any) -> Any:
            try:
                bound = signature.bind(*args, **kwargs)
            except TypeError:
                bound = None
            if bound is None:
                return formula(*args, **kwargs)  # an error that names the function, from Python
            bound.apply_defaults()
            arrays = numbers(can_diverge=can_diverge, **bound.arguments)
            with np.errstate(all="ignore"):
                result = formula(**dict(zip(bound.arguments, arrays, strict=True)))
            return scalar_if_0d(result)

        checked.formula = formula  # type: ignore[attr-defined]
        return checked

    return decorate


def numbers(*, can_diverge: Collection[str] = (), **given: ArrayLike) -> list[FloatArray]:
    """Return each argument as a float64 array, checked as the module says, in the order given.

    Examples
    --------
    >>> x, w = numbers(x=1.5, w=[0, 1])
    >>> x * w
    array([0. , 1.5])
    """
    arrays = [_array(name, value, name in can_diverge) for name, value in given.items()]
    if any(array.shape for array in arrays):
        _check_shapes(dict(zip(given, (array.shape for array in arrays), strict=True)))
    return arrays


def single_number(name: str, value: Any) -> float:
    """Return `value` as a float, which may be infinite, or say why it is not a single number.

    >>> single_number("w", np.float64(0.5))
    0.5
    """
    if type(value) in (int, float) and -_LARGEST <= value <= _LARGEST:  # no check below can fail
        return float(value)
    try:
        (array,) = numbers(can_diverge={name}, **{name: value})
    except TypeError:
        raise TypeError(f"{name} must be a number, but {_shown(value)} was given") from None
    if array.ndim:
        raise ValueError(f"{name} must be a single number, but {array.size} were given")
    return float(array)


def table_of(
    name: str, value: ArrayLike, columns: str | int, *, can_diverge: bool = False
) -> FloatArray:
    """Return `value` as an array with a row for each sample, or say what it is instead.

    Parameters
    ----------
    columns
        How many columns it must have, or what they are if any number will do.

    Examples
    --------
    >>> table_of("x", [[1.5], [2]], 1)
    array([[1.5],
           [2. ]])
    """
    (array,) = numbers(can_diverge={name} if can_diverge else (), **{name: value})
    is_table = array.ndim == 2 and array.size > 0
    if not (is_table and (isinstance(columns, str) or array.shape[1] == columns)):
        raise ValueError(
            f"{name} must have the shape (samples, {columns}) with at least one sample, "
            f"but one of the shape {array.shape} was given"
        )
    return array


def whole_number(name: str, value: object, *, at_least: int) -> int:
    """Return `value` as an int, or say why it is not a whole number of at least `at_least`.

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
    if value < at_least or (isinstance(value, (float, np.floating)) and value % 1 != 0):
        raise ValueError(wanted)
    return int(value)


def scalar_if_0d(result: Any) -> Any:
    """Return a 0-d array as a plain number or string, also inside a tuple."""
    if isinstance(result, tuple):
        make = getattr(result, "_make", tuple)  # a named tuple stays one
        return make(map(scalar_if_0d, result))
    array = np.asarray(result)
    return array.item() if array.ndim == 0 else array


def _array(name: str, value: ArrayLike, can_diverge: bool) -> FloatArray:
    if type(value) is float and math.isfinite(value):  # most calls: no check below can fail
        return np.asarray(value)
    try:
        array = np.asarray(value)
    except ValueError:  # rows of unequal length
        array = np.empty(0, dtype=object)
    if array.dtype.kind not in "iuf":
        wanted = "must be a number or an array of numbers"
        raise TypeError(f"{name} {wanted}, but {_shown(value)} was given")
    array = array.astype(np.float64)
    _refuse(f"{name} must not be NaN", value, array, np.isnan(array))
    if not can_diverge:
        _refuse(f"{name} must be finite", value, array, np.isinf(array))
    return array


def _refuse(wanted: str, value: ArrayLike, array: FloatArray, wrong: NDArray[np.bool_]) -> None:
    if wrong.any():
        place = np.argwhere(wrong)[0].tolist()
        where = f", with {array[tuple(place)]} at {place}" if place else ""
        raise ValueError(f"{wanted}, but {_shown(value)} was given{where}")


def _check_shapes(shapes: dict[str, tuple[int, ...]]) -> None:
    try:
        np.broadcast_shapes(*shapes.values())
    except ValueError:
        given = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise ValueError(
            f"the shapes must broadcast together, but these were given: {given}"
        ) from None


def _shown(value: object) -> str:
    return f"{reprlib.repr(value)} ({type(value).__name__})"
