"""The values that a learner's code returns: of which kind they are, and whether two are equal.

They are shown as Python writes them, with a hyphen for minus, so that they can be tried in a cell.
Numbers in the course's own sentences are written by `notation`.
"""

from __future__ import annotations

import inspect
import re
import reprlib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeGuard

import numpy as np

from .checked import FloatArray
from .notation import count

TOLERANCE = 1e-9
_MOST_SHOWN = 9  # entries of a list, such as the slopes of a network with nine parameters
_ADDRESS = re.compile(r" at 0x[0-9a-f]+", re.IGNORECASE)


def shown_inputs(inputs: Mapping[str, Any]) -> str:
    """Return the inputs as the learner reads them.

    Examples
    --------
    >>> shown_inputs({"x": 1.5, "w": 0.8})
    'x = 1.5, w = 0.8'
    """
    return ", ".join(f"{name} = {shown(value)}" for name, value in inputs.items())


def shown(value: Any) -> str:
    """Return a value as the learner reads it: numbers are rounded, other long values cut.

    Examples
    --------
    >>> shown([0.1 + 0.2, 1]), shown((1, 2)), shown(np.float64(2.0)), shown("text")
    ('[0.3, 1]', '(1, 2)', '2', "'text'")
    >>> shown(np.array([[1.5, 1], [2, 3]]))
    '[[1.5, 1], [2, 3]]'
    """
    if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.ndim > 0):
        entries = [
            shown(entry) if isinstance(entry, np.ndarray) else _shown_alone(entry)
            for entry in value[:_MOST_SHOWN]
        ]
        words = ", ".join([*entries, "…"] if len(value) > _MOST_SHOWN else entries)
        if isinstance(value, tuple):
            return f"({words},)" if len(value) == 1 else f"({words})"
        return f"[{words}]"
    return _shown_alone(value)


def _shown_alone(value: Any) -> str:
    try:
        value = plain_number(value)
        if is_number(value):
            return f"{value:.10g}"
        words = reprlib.repr(value)
        return _ADDRESS.sub("", words)
    except Exception:  # an int too large for a float, or a learner's own __repr__ that fails
        return f"an object of type {type(value).__name__}"


def is_number(value: Any) -> TypeGuard[int | float]:
    """Return whether a value is a single real number, of Python or NumPy; True is not one."""
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)


def plain_number(value: Any) -> Any:
    """Return a Fraction, a Decimal or a 0-d array as a number, and anything else as it is.

    Examples
    --------
    >>> plain_number(Fraction(1, 4)), plain_number(Decimal("0.5")), plain_number("text")
    (0.25, 0.5, 'text')
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        return value[()]
    if isinstance(value, (Fraction, Decimal)):
        try:
            return float(value)
        except (OverflowError, ValueError):  # too large, or a signalling NaN
            return value
    return value


def same(value: Any, expected: Any, tolerance: float = TOLERANCE) -> bool:
    """Return whether two numbers, lists or arrays have the same shape and agree up to rounding.

    The tolerance is relative to the largest number expected. Several values are compared one by
    one.

    Examples
    --------
    >>> same(0.1 + 0.2, 0.3), same([0.3], 0.3), same(1e-12, 2e-12)
    (True, False, False)
    """
    if is_several(expected):
        return _has_a_part_for_each(value, expected) and all(
            same(part, wanted, tolerance) for part, wanted in zip(value, expected, strict=True)
        )
    left, right = as_numbers(value), as_numbers(expected)
    if left is None or right is None or left.shape != right.shape:
        return False
    scale = np.max(np.abs(right), initial=0)
    with np.errstate(invalid="ignore"):
        return bool(np.all(np.abs(left - right) <= tolerance * scale))


def value_trouble(value: Any, expected: Any) -> str:
    """Return what is wrong with the kind of a returned value, or "" if nothing is.

    Examples
    --------
    >>> value_trouble("1.2", 1.2)
    "returns '1.2' (str), but a number is wanted."
    """
    if is_several(expected) and not (value is None or inspect.isgenerator(value)):
        return _trouble_of_several(value, expected)
    got, wanted = as_numbers(value), np.asarray(expected)
    if inspect.isgenerator(value):
        return "returns a generator, not a value: use square brackets to make a list."
    if value is None:
        return "returns None: can it reach its end without a `return`?"
    if isinstance(value, (complex, np.complexfloating)):
        return (
            f"returns {shown(value)} ({type(value).__name__}), but {_kind(wanted)} is wanted. "
            "`**` raises to a power, here a negative number to a fraction; one `*` multiplies."
        )
    if got is None:
        return f"returns {shown(value)} ({type(value).__name__}), but {_kind(wanted)} is wanted."
    if got.shape != wanted.shape:
        if isinstance(value, tuple):
            comma = " Is there a comma too many?" if wanted.ndim == 0 else ""
            return f"returns {_kind(got, 'tuple')}, but {_kind(wanted)} is wanted.{comma}"
        return f"returns {_kind(got)}, but {_kind(wanted)} is wanted."
    if not np.isfinite(got).all():
        return f"returns {shown(value)}, which is not finite: is something divided by 0?"
    return ""


def length_is_wrong(value: Any, expected: Any) -> bool:
    """Return whether several values are wanted, but there are too many or too few."""
    if is_several(expected):
        return isinstance(value, (list, tuple)) and len(value) != len(expected)
    got, wanted = as_numbers(value), np.asarray(expected)
    if got is None and isinstance(value, (list, tuple)):
        return wanted.ndim == 1 and any(isinstance(entry, np.ndarray) for entry in value)
    return got is not None and wanted.ndim == 1 and got.shape != wanted.shape


def is_several(value: Any) -> TypeGuard[tuple[Any, ...] | list[Any]]:
    """Return whether a value is made of several, each of a shape of its own, and not a row.

    Examples
    --------
    >>> is_several((np.ones((2, 2)), np.ones(2))), is_several((1.5, 2))
    (True, False)
    """
    return isinstance(value, (tuple, list)) and any(
        isinstance(part, np.ndarray) and part.ndim > 0 for part in value
    )


def _has_a_part_for_each(value: Any, expected: tuple[Any, ...] | list[Any]) -> bool:
    return isinstance(value, (tuple, list)) and len(value) == len(expected)


def _trouble_of_several(value: Any, expected: tuple[Any, ...] | list[Any]) -> str:
    wanted = f"{len(expected)} values are wanted, one after another"
    if not isinstance(value, (tuple, list)):
        got = as_numbers(value)
        kind = f"{shown(value)} ({type(value).__name__})" if got is None else _kind(got)
        return f"returns {kind}, but {wanted}."
    if not _has_a_part_for_each(value, expected):
        return f"returns {count(len(value), 'value')}, but {wanted}."
    for place, (part, right) in enumerate(zip(value, expected, strict=True), start=1):
        if trouble := value_trouble(part, right):
            which = f"returns, as value {place} of {len(expected)},"
            return trouble.replace("returns", which, 1)
    return ""


def as_numbers(value: Any) -> FloatArray | None:
    """Return a number, or a list or array of them, as an array; None if it is anything else."""
    value = plain_number(value)
    if isinstance(value, (list, tuple)):
        value = [plain_number(entry) for entry in value]
    if not isinstance(value, (int, float, np.number, np.ndarray, list)):
        return None
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):  # rows of unequal length
        return None
    return array.astype(np.float64) if array.dtype.kind in "iuf" else None


def _kind(array: FloatArray, row: str = "list") -> str:
    if array.ndim == 0:
        return "a number"
    if array.ndim == 1:
        return f"a {row} of {count(len(array), 'number')}"
    return f"an array of shape {array.shape}"
