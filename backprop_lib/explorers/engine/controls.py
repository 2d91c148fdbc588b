"""What an explorer's controls are: numbers, steps and choices, declared as data.

A control has finitely many places, one for each value that can be reached by dragging or by a key.
The browser knows each place by its number; the kernel knows the values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Self

from ...article import LR, W, X, Y
from ...notation import number, read_number


@dataclass(frozen=True)
class ControlSpec:
    """What the declarations of all controls have in common.

    Attributes
    ----------
    label
        Its name on the page.
    start
        Its value at first and after a reset.
    """

    kind: ClassVar[str]
    label: str
    start: Any

    def starting_at(self, value: Any) -> Self:
        """Return the same control with another start."""
        return replace(self, start=self.fitted(value))

    @property
    def quantity(self) -> str:
        """The quantity that it sets, such as "w", or "" if it sets none that has a colour."""
        return ""

    @property
    def places(self) -> tuple[Any, ...]:
        """The values that it can be moved to, in order."""
        raise NotImplementedError

    def fitted(self, value: Any) -> Any:
        """Return the value that the control takes for `value`.

        Raises
        ------
        ValueError
            If there is none.
        """
        raise NotImplementedError

    def place(self, value: Any) -> int:
        """Return the number of the place nearest to `value`, counted from 0."""
        raise NotImplementedError

    def text(self, value: Any) -> str:
        """Return how a value is written on the page."""
        raise NotImplementedError

    def read(self, typed: str) -> tuple[Any, str]:
        """Return the value that was typed, and what the reader must know about it, if anything.

        Raises
        ------
        ValueError
            If it is not a value of this control; the message says why.
        """
        raise NotImplementedError

    def for_page(self) -> dict[str, Any]:
        """Return what the browser must know about the control."""
        return {
            "label": self.label,
            "kind": self.kind,
            "quantity": self.quantity,
            "texts": [self.text(value) for value in self.places],
        }


@dataclass(frozen=True)
class Number(ControlSpec):
    """A number, with a slider and a field to type any other value of its range, such as 1/3.

    Attributes
    ----------
    low, high
        The ends of its range.
    step
        From one place to the next: a difference or, if `log`, in powers of ten.
    of
        The quantity that it sets, such as "w" or "y_hat", which gives it its colour.
    log
        Whether the slider counts in powers of ten.
    whole
        Whether it takes whole numbers only.

    Examples
    --------
    >>> Number("learning rate lr", 0.1, low=0, high=0.2, step=0.05).places
    (0.0, 0.05, 0.1, 0.15, 0.2)
    """

    kind: ClassVar[str] = "number"
    low: float
    high: float
    step: float
    of: str = ""
    log: bool = False
    whole: bool = False

    @property
    def quantity(self) -> str:
        return self.of

    @cached_property
    def places(self) -> tuple[float, ...]:
        low, high = map(self._along, (self.low, self.high))
        return tuple(
            self._at(low + place * self.step)
            for place in range(round((high - low) / self.step) + 1)
        )

    def fitted(self, value: Any) -> float:
        given = math.nan
        if not isinstance(value, (bool, str)):
            with suppress(TypeError, ValueError):
                given = float(value)
        if math.isnan(given):
            raise ValueError(f"{self.label} must be a number, but {value!r} was given")
        value = min(max(given, self.low), self.high)
        return round(value) if self.whole else float(value)

    def place(self, value: float) -> int:
        return round((self._along(value) - self._along(self.low)) / self.step)

    def text(self, value: float) -> str:
        return number(value, digits=12)

    def read(self, typed: str) -> tuple[float, str]:
        meant = read_number(typed)
        value = self.fitted(meant)
        if value == meant:
            return value, ""
        kind = "whole numbers" if self.whole else "values"
        digits = 12 if number(meant) == number(value) else 4  # or 2.00001 would seem to become 2
        return value, (
            f"{self.label} takes {kind} from {number(self.low)} to {number(self.high)} here, "
            f"so {number(meant, digits)} became {number(value)}."
        )

    def for_page(self) -> dict[str, Any]:
        return {**super().for_page(), "values": [self._along(value) for value in self.places]} | {
            "log": self.log
        }

    def _along(self, value: float) -> float:
        return math.log10(value) if self.log else value

    def _at(self, along: float) -> float:
        value = 10**along if self.log else along
        if self.whole:
            return round(value)
        return float(f"{value:.6g}") if abs(value) > 1e-17 else 0.0  # without rounding noise


@dataclass(frozen=True)
class Steps(Number):
    """The steps of a run, with buttons to go back and forward and to play.

    Attributes
    ----------
    phases
        The phases of the run, each with its last step, if it has different ones: in place of the
        buttons back and forward there is one for each phase, which takes its next step.
    live
        Whether it plays fast, as a training that is watched, and plays on while another control is
        moved.

    Examples
    --------
    >>> Steps("step", 0, high=7, phases=(("Forward", 3), ("Back", 7))).places
    (0, 1, 2, 3, 4, 5, 6, 7)
    """

    kind: ClassVar[str] = "steps"
    low: float = 0
    high: float = 40
    step: float = 1
    whole: bool = True
    phases: tuple[tuple[str, int], ...] = ()
    live: bool = False

    def for_page(self) -> dict[str, Any]:
        phases = [list(phase) for phase in self.phases]
        return {**super().for_page(), "phases": phases, "live": self.live}


@dataclass(frozen=True)
class Choice(ControlSpec):
    """One of a few options.

    Attributes
    ----------
    options
        The values, and how each is written on the page.

    Examples
    --------
    >>> Choice("activation", "relu", {"tanh": "tanh", "relu": "ReLU"}).text("relu")
    'ReLU'
    """

    kind: ClassVar[str] = "choice"
    options: Mapping[Any, str]

    @property
    def places(self) -> tuple[Any, ...]:
        return tuple(self.options)

    def fitted(self, value: Any) -> Any:
        if value not in self.options:
            known = ", ".join(map(repr, self.options))
            raise ValueError(f"{self.label} must be one of {known}, but {value!r} was given")
        return value

    def place(self, value: Any) -> int:
        return self.places.index(value)

    def text(self, value: Any) -> str:
        return self.options[value]

    def read(self, typed: str) -> tuple[Any, str]:
        return self.fitted(typed), ""


WEIGHT = Number("weight w", W, low=-1, high=2, step=0.01, of="w")
INPUT = Number("input x", X, low=-2, high=3, step=0.05, of="x")
TARGET = Number("target y", Y, low=-2, high=3, step=0.05, of="y")
RATE = Number("learning rate lr", LR, low=0, high=0.6, step=0.005, of="lr")


class Control:
    """A control at work: a declaration and its present value.

    Parameters
    ----------
    spec
        The declaration.
    changed
        Called after the value has changed, unless the explorer itself has changed it.

    Attributes
    ----------
    notice
        What the reader must know about the value typed last; empty if there is nothing.
    """

    def __init__(self, spec: ControlSpec, changed: Callable[[], None]) -> None:
        self.spec = spec
        self.notice = ""
        self._value = spec.start
        self._changed = changed

    @property
    def label(self) -> str:
        """Its name on the page."""
        return self.spec.label

    @property
    def initial(self) -> Any:
        """Its value at first and after a reset."""
        return self.spec.start

    @property
    def value(self) -> Any:
        """The present value. A value outside the range becomes the nearest end of the range."""
        return self._value

    @value.setter
    def value(self, value: Any) -> None:
        before = self._value
        self.take(value)
        if self._value != before:
            self._changed()

    def take(self, value: Any) -> None:
        """Set the value, and leave it to the caller to show it."""
        self._value = self.spec.fitted(value)
        self.notice = ""

    def take_place(self, place: int) -> None:
        """Set the value of the place with this number, and leave it to the caller to show it."""
        self.take(self.places[min(max(place, 0), len(self.places) - 1)])

    def take_typed(self, typed: str) -> None:
        """Set the value that was typed; text that is not a value changes only the notice."""
        try:
            self._value, self.notice = self.spec.read(typed)
        except ValueError as error:
            self.notice = str(error) if typed.strip() else ""

    @property
    def places(self) -> tuple[Any, ...]:
        """The values that it can be moved to, in order."""
        return self.spec.places

    def at(self, value: Any) -> str:
        """Return what stands for `value` in a key: its place or, between two places, the value."""
        place = self.spec.place(value)
        return str(place) if self.places[place] == value else f"={value!r}"
