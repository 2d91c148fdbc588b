"""A learner's own activation and its derivative, which is compared with nudging."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from ...checked import FloatArray
from ...notation import about, equals, number
from ...sandbox import CallError, NotAttemptedError, parameter_trouble
from .learners_function import judged, mistake_in
from .own_functions import number_from

_FARTHEST = 12.0
_PLACES = np.linspace(-_FARTHEST, _FARTHEST, 481)
_NUDGE = 1e-5
_CLOSE = 1e-4  # what no picture shows, such as the error of a slope measured with a nudge


class Tables(NamedTuple):
    """An activation and its slope at places so close that what lies between can be read off."""

    value: FloatArray
    slope: FloatArray
    nudged: FloatArray
    wrong: FloatArray
    """The places at which the slope is not what nudging gives."""
    slope_is_written: bool


class OwnActivation:
    """A learner's own activation behind a picture, whatever it does.

    Parameters
    ----------
    f, slope
        The learner's ``f(z)`` and its derivative ``slope(z)``; both, or neither.
    judge
        Names the mistake in the slope: it takes the function and returns what has `passed` and
        `message`. It is asked once.

    Raises
    ------
    TypeError
        If only one of the two is given, or a judge without them.

    Examples
    --------
    >>> own = OwnActivation(f=lambda z: z**2, slope=lambda z: z)
    >>> own.said
    'At z = 1 your slope is 1, but nudging your activation gives about 2.'
    """

    def __init__(
        self,
        f: Callable[..., Any] | None = None,
        slope: Callable[..., Any] | None = None,
        judge: Callable[[Any], Any] | None = None,
    ) -> None:
        self.f, self.slope, self.judge = f, slope, judge
        self.is_given = f is not None and slope is not None
        if not self.is_given and (f, slope, judge) != (None, None, None):
            raise TypeError("an activation of your own needs both its function and its slope")

    @cached_property
    def said(self) -> str:
        """What to say about the two functions, in sentences; "" if there are none."""
        if not self.is_given:
            return ""
        try:
            tables = self._tables
        except NotAttemptedError:
            return (
                "Your activation is not written yet: until it is, the picture shows the identity."
            )
        except CallError as trouble:
            return f"{trouble} Until that is mended, the picture shows the identity."
        if not tables.slope_is_written:
            return "Your slope is not written yet: this one is measured by nudging your activation."
        if not tables.wrong.size:
            return (
                "Your slope is what nudging your activation gives, at each of "
                f"{len(_PLACES)} places from z = {number(-_FARTHEST)} to {number(_FARTHEST)}."
            )
        z = float(tables.wrong[np.argmin(np.abs(tables.wrong - 1))])  # at 0 much looks alike
        yours, nudged = (
            about(float(np.interp(z, _PLACES, table)), 6) for table in (tables.slope, tables.nudged)
        )
        parts = (
            f"At z {equals(z)} your slope is {yours}, but nudging your activation gives {nudged}."
        )
        return " ".join(filter(None, (parts, self._mistake)))

    @cached_property
    def tables(self) -> Tables | None:
        """The activation at many places; None if it cannot be drawn."""
        try:
            return self._tables if self.is_given else None
        except (CallError, NotAttemptedError):
            return None

    @property
    def right_slope(self) -> bool:
        """Whether the slope is what nudging the activation gives."""
        return self.tables is None or not self.tables.wrong.size

    def read(self, z: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the activation and its slope, read off at these places; NaN if they are too far.

        `tables` must not be None.
        """
        assert self.tables is not None
        value, slope = (
            np.interp(z, _PLACES, table, left=np.nan, right=np.nan)
            for table in (self.tables.value, self.tables.slope)
        )
        return value, slope

    def nudged(self, z: FloatArray) -> FloatArray:
        """Return the slope that nudging the activation gives at these places."""
        assert self.tables is not None
        return np.interp(z, _PLACES, self.tables.nudged)

    def at(self, z: float) -> tuple[float, float] | None:
        """Return the activation and its slope exactly at `z`, or None if there is no number."""
        assert self.tables is not None
        assert self.f is not None
        assert self.slope is not None
        try:
            value = number_from(self.f, {"z": z})
            if not self.tables.slope_is_written:
                return value, float(np.interp(z, _PLACES, self.tables.nudged))
            return value, number_from(self.slope, {"z": z})
        except (CallError, NotAttemptedError):
            return None

    @cached_property
    def _tables(self) -> Tables:
        """The activation at all places, or the sentence on why there is no number, raised."""
        value, left, right = (_table(self.f, _PLACES + off) for off in (0, -_NUDGE, _NUDGE))
        nudged = (right - left) / (2 * _NUDGE)
        try:
            slope = _table(self.slope, _PLACES)
        except NotAttemptedError:
            return Tables(value, nudged, nudged, np.empty(0), slope_is_written=False)
        # At a kink any slope between the two sides will do.
        sides = np.sort([(value - left) / _NUDGE, (right - value) / _NUDGE], axis=0)
        reach = _CLOSE * np.maximum(1, np.abs(nudged))
        wrong = (slope < sides[0] - reach) | (slope > sides[1] + reach)
        return Tables(value, slope, nudged, _PLACES[wrong], slope_is_written=True)

    @cached_property
    def _mistake(self) -> str:
        """What the judge says about a wrong slope, or ""."""
        return mistake_in(judged(self.judge, self.slope))


def _table(function: Any, places: FloatArray) -> FloatArray:
    """Return what a learner's function returns at all these places."""
    if trouble := parameter_trouble(function, ("z",)):
        raise CallError(trouble)
    return np.array([number_from(function, {"z": float(f"{z:.12g}")}) for z in places])
