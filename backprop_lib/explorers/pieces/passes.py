"""Both passes through a network, one number at a time: what is known, and how it was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

from ...activations import ACTIVATIONS
from ...notation import Table, equals
from ..engine import Derivation, Explorer, Found
from .layers_drawing import LayersDrawing

RIGHT = "right "
"""Stands before the sign of a slope that is right where a learner's own is not."""


@dataclass(frozen=True)
class PassStep:
    """A step that finds one number.

    Attributes
    ----------
    way
        The pass, such as "Back".
    found
        The number and, before it, those that only it is made from.
    remark
        A sentence on it.
    lit
        The weights whose wires it uses.
    own
        The number that a learner's own function gives in its place, if that is another one.
    """

    way: str
    found: tuple[Found, ...]
    remark: str = ""
    lit: tuple[str, ...] = ()
    own: float | None = None

    @property
    def finds(self) -> str:
        """The sign of the number."""
        return self.found[-1].sign


def pass_step(way: str, *found: Found, remark: str, lit: tuple[str, ...] = ()) -> PassStep:
    """Return a step that finds the last of these numbers."""
    return PassStep(way, found, remark, lit)


@dataclass(frozen=True)
class Passes:
    """The passes, and how many of their steps were taken.

    Attributes
    ----------
    given
        What the controls set, by its sign.
    steps
        All steps.
    step
        How many of them were taken.
    said
        What to say first, such as what is wrong with a learner's own function.
    activation
        The name of the activation.
    """

    given: Mapping[str, float]
    steps: tuple[PassStep, ...]
    step: int = 0
    said: str = ""
    activation: str = ""

    @property
    def taken(self) -> tuple[PassStep, ...]:
        """The steps taken so far."""
        return self.steps[: self.step]

    @property
    def last(self) -> PassStep | None:
        """The step taken last, or None."""
        return self.steps[self.step - 1] if self.step else None

    @cached_property
    def derivation(self) -> Derivation:
        """Where all numbers come from that are known after these steps."""
        given, found = dict(self.given), []
        for step in self.taken:
            *before, newest = step.found
            found += before
            if step.own is None:
                found.append(newest)
            else:
                given[step.finds] = step.own
                found.append(newest._replace(sign=f"{RIGHT}{step.finds}"))
        return Derivation(given, *found)

    @property
    def known(self) -> dict[str, float]:
        """All numbers that are known, by their signs."""
        return {sign: self.derivation.value(sign) for sign in self.derivation.signs}

    def sentence(self, at_first: str) -> str:
        """Return what the last step did; `at_first`, if none was taken."""
        step = self.last
        if step is None:
            return " ".join(filter(None, (self.said, at_first)))
        if step.own is None:
            line = self.derivation.line(step.finds).text
        else:
            right = self.derivation.line(f"{RIGHT}{step.finds}").text.removeprefix(RIGHT)
            line = f"your {step.finds} {equals(step.own)}, but {right}"
        return " ".join(filter(None, (self.said, f"{step.way}: {line}", step.remark)))

    @property
    def table(self) -> Table | None:
        """What each step has found, and how; None if none was taken."""
        if not self.taken:
            return None
        rows = []
        for count, step in enumerate(self.taken, start=1):
            line = self.derivation.line(step.finds)
            in_numbers = line.in_numbers.removeprefix("= ")
            rows.append((count, step.finds, line.rule or "yours", in_numbers))
        headings = ("step", "finds", "local rule", "in numbers")
        return Table.of_rows(headings, rows, words=headings[1:])


class PassesExplorer(Explorer):
    """An explorer of both passes: its `run` returns `Passes`, and its `build` makes `drawing`."""

    DIGITS: ClassVar[int] = 3
    """How many digits the numbers beside others have."""
    drawing: LayersDrawing

    def frame(self, run: Passes, step: int) -> Passes:
        return replace(run, step=step)

    def draw(self, result: Passes) -> None:
        last = result.last
        self.drawing.put(
            result.known,
            last.finds if last else "",
            lit=last.lit if last else (),
            activation=ACTIVATIONS[result.activation].name,
            beside=self.beside(result),
            digits=self.DIGITS,
        )

    def beside(self, result: Passes) -> Mapping[str, tuple[str, str]]:
        """Return what stands beside a number, for `LayersDrawing.put`: here, the right slopes."""
        return {
            step.finds.removeprefix("dj/d"): (f"{RIGHT}{step.finds}", "right")
            for step in result.taken
            if step.own is not None
        }

    def table(self, result: Passes) -> Table | None:
        return result.table

    def derivation(self, result: Passes) -> Derivation:
        return result.derivation
