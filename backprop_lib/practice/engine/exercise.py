"""Exercises that tell the learner which mistake they made.

An exercise is data: a prompt, the right answer, and named mistakes, each a wrong answer with
advice on it. This module has the exercises that are answered by a number, a choice or an order;
`function_exercise` has those that are answered by writing a function.
"""

from __future__ import annotations

import json
import math
import random
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, singledispatch
from typing import Any

from ipywidgets import Widget

from ...notation import number, read_number
from ...values import is_number, plain_number, shown
from . import progress
from .facts import facts, lines
from .fingerprint import fingerprint
from .outcome import Outcome, Reading
from .records import Judged, Tries

NOT_THE_NUMBER = "{} is not the right number."
WRONG_PLACE = "Look again at place {}: {}."

_LETTER = re.compile(r"\s*\(?\s*([a-z])\s*(?:[).:]|$)")  # of “c”, “c)”, “(c)” or “c. swinging”


@dataclass(frozen=True)
class Misconception:
    """A named mistake that learners make.

    Attributes
    ----------
    key
        Its name.
    wrong
        The wrong answer it leads to: a formula, a number, an option or an order.
    advice
        What the learner did and what that does, in a sentence or two.
    written
        The wrong answer as it is written in `mistakes`.
    """

    key: str
    wrong: Any
    advice: str
    written: str


@dataclass(kw_only=True, eq=False)
class Exercise(ABC):
    """What all exercises have in common.

    Attributes
    ----------
    name
        The key in the registry.
    prompt
        What is asked.
    hints
        The hints, each of which helps a little more.
    takeaway
        What to keep in mind, shown when the answer is right.
    mistakes
        The mistakes that are recognised, as `facts`: a name, the wrong answer, the advice.
    """

    name: str
    prompt: str
    hints: tuple[str, ...]
    takeaway: str
    mistakes: str
    _hints_given: int = field(default=0, init=False, repr=False)

    @cached_property
    def misconceptions(self) -> tuple[Misconception, ...]:
        """The mistakes that are recognised, in their order."""
        try:
            return tuple(
                Misconception(fact.name, self._wrong(fact.value), fact.why, fact.value)
                for fact in facts(self.mistakes)
            )
        except ValueError as error:
            raise ValueError(f"{self.name}: {error}") from error

    def check(self, answer: Any) -> Outcome:
        """Return the outcome for `answer`, and count the try in the progress file.

        The answer that was judged last is not counted again, so that all cells may be run again.
        """
        outcome = self.judge(answer)
        kept = progress.current()
        if outcome.status not in ("not attempted", "right so far"):
            mark = self.mark(answer, outcome)
            if mark != kept.get(Judged, self.name).mark:
                kept.change(Tries, self.name, lambda tries: tries.and_one_more(outcome))
                kept.keep(Judged, self.name, mark=mark)
        note = "\n".join(filter(None, (outcome.note, kept.unreported_trouble())))
        return replace(outcome, note=note, exercise=self)

    def mark(self, answer: Any, outcome: Outcome) -> str:
        """Return the mark by which this answer is recognised while its outcome is the same."""
        return fingerprint(answer, repr(outcome))

    def judge(self, answer: Any) -> Outcome:
        """Return the outcome for `answer`; nothing is kept."""
        if answer is None or answer is Ellipsis:
            return Outcome("not attempted")
        return self._judge(answer)

    def hint(self) -> Reading:
        """Return a hint; each call gives the next one."""
        if self._hints_given == len(self.hints):
            return Reading("That was the last hint. solution() shows the answer.")
        self._hints_given += 1
        return self.numbered_hint(self._hints_given)

    def numbered_hint(self, number: int) -> Reading:
        """Return the hint of this number, counted from 1."""
        return Reading(f"Hint {number} of {len(self.hints)}: {self.hints[number - 1]}")

    @property
    def stub(self) -> str:
        """The text of the answer cell in the notebook, to be filled in by the learner."""
        return self._cell("...")

    @property
    def solved(self) -> str:
        """The text of the answer cell with the solution filled in."""
        return self._cell(json.dumps(self._solution))

    def solution(self) -> Reading:
        """Return the solution and the takeaway."""
        return Reading(f"{self._solution_shown()}\n{self.takeaway}")

    def solution_in_form(self) -> str:
        """Return the solution and the takeaway for a form, which shows no letters and no names."""
        return self.solution()

    def __repr__(self) -> str:
        return self.prompt

    @abstractmethod
    def _judge(self, answer: Any) -> Outcome: ...

    @abstractmethod
    def _wrong(self, written: str) -> Any:
        """Return the wrong answer that `written` stands for in `mistakes`."""

    @property
    @abstractmethod
    def _solution(self) -> Any: ...

    def _solution_shown(self) -> str:
        return shown(self._solution)

    def _cell(self, answer: str) -> str:
        return f'my_{self.name} = {answer}\n\nexercises["{self.name}"].check(my_{self.name})'

    def _passed(self, note: str = "") -> Outcome:
        return Outcome("passed", self.takeaway, note=note)

    def _recognised(self, misconception: Misconception) -> Outcome:
        return Outcome("incorrect", misconception.advice, misconception.key)


class WithForm(Exercise):
    """An exercise that can be answered in a widget or in a code cell."""

    def form(self) -> Widget:
        """Return the widget that asks for the answer."""
        return form_for(self)

    @property
    def form_cell(self) -> str:
        """The text of the notebook cell that shows the form."""
        return f'exercises["{self.name}"].form()'

    def question(self) -> str:
        """Return the whole question as plain text."""
        return self.prompt


@singledispatch
def form_for(exercise: Exercise) -> Widget:
    """Return the form of an exercise; `forms` registers one for each kind."""
    raise TypeError(f"there is no form for a {type(exercise).__name__}")


@dataclass(kw_only=True, eq=False, repr=False)
class NumberExercise(WithForm):
    '''An exercise answered by a number.

    Attributes
    ----------
    answer
        The right number.
    tolerance
        How far a number may be from `answer`, relative to it, to pass; and from the number of a
        mistake, relative to that, to be recognised.
    accepted
        The smallest and the largest number that pass, if these are not equally far from `answer`.
    consequence
        Returns a sentence on what a wrong number that is not a known mistake would lead to.

    Examples
    --------
    >>> square = NumberExercise(
    ...     name="square", prompt="What is 3²?", hints=("3·3",), takeaway="3² = 3·3.", answer=9,
    ...     mistakes="""
    ...         doubled: 6
    ...             You doubled: a square is 3·3, not 2·3.
    ...     """,
    ... )
    >>> square.judge("6")
    ✗ Not right yet. You doubled: a square is 3·3, not 2·3.
    >>> square.judge(9)
    ✓ Passed. 3² = 3·3.
    '''

    answer: float
    tolerance: float = 1e-9
    accepted: tuple[float, float] | None = None
    consequence: Callable[[float], str] | None = None

    def _judge(self, answer: Any) -> Outcome:
        answer = plain_number(answer)
        if isinstance(answer, str):
            if not answer.strip():
                return Outcome("not attempted")
            try:
                given = read_number(answer)
            except ValueError as error:
                return Outcome("error", str(error))
        elif is_number(answer):
            given = _as_float(answer)
        else:
            kind = type(answer).__name__
            return Outcome("error", f"A number is wanted, but this is {shown(answer)} ({kind}).")
        if not math.isfinite(given):
            return Outcome("error", f"A finite number is wanted, but this is {given}.")
        if self._is_right(given):
            return self._passed()
        for misconception in self.misconceptions:
            if self._is(given, misconception.wrong):
                return self._recognised(misconception)
        consequence = f" {self.consequence(given)}" if self.consequence else ""
        return Outcome("incorrect", f"{NOT_THE_NUMBER.format(number(given, 10))}{consequence}")

    def mark(self, answer: Any, outcome: Outcome) -> str:
        """Return the mark of this answer, which does not depend on the sentence of `consequence`.

        A page without a kernel cannot write that sentence, but makes the same marks.
        """
        if outcome.status == "incorrect" and outcome.misconception is None:
            return fingerprint(answer, NOT_THE_NUMBER)
        return super().mark(answer, outcome)

    def _is_right(self, given: float) -> bool:
        if self.accepted is None:
            return self._is(given, self.answer)
        least, largest = self.accepted
        return least <= given <= largest

    def _is(self, given: float, wanted: float) -> bool:
        return abs(given - wanted) <= self.tolerance * abs(wanted)

    def _wrong(self, written: str) -> float:
        return read_number(written)

    @property
    def _solution(self) -> float:
        return self.answer


@dataclass(kw_only=True, eq=False, repr=False)
class ChoiceExercise(WithForm):
    '''An exercise answered by the letter of an option.

    Attributes
    ----------
    options
        The options by letter.
    answer
        The letter of the right one.
    mistakes
        One for each of the other letters.

    Examples
    --------
    >>> slope = ChoiceExercise(
    ...     name="slope", prompt="The slope is positive. Which way is downhill?",
    ...     options={"a": "to the left", "b": "to the right"}, answer="a", hints=(),
    ...     takeaway="Downhill is against the slope.",
    ...     mistakes="""
    ...         uphill: b
    ...             To the right the loss grows.
    ...     """,
    ... )
    >>> slope.judge("b")
    ✗ Not right yet. To the right the loss grows.
    '''

    options: Mapping[str, str]
    answer: str

    def __post_init__(self) -> None:
        covered = [self.answer, *(misconception.wrong for misconception in self.misconceptions)]
        if sorted(covered) != sorted(self.options):
            raise ValueError(f"{self.name}: each wrong option needs one mistake")

    def _judge(self, answer: Any) -> Outcome:
        if isinstance(answer, str) and not answer.strip():
            return Outcome("not attempted")
        typed = _LETTER.match(answer.lower()) if isinstance(answer, str) else None
        letter = typed[1] if typed else ""
        if letter not in self.options:
            letters = ", ".join(f'"{key}"' for key in self.options)
            return Outcome("error", f"One of {letters} is wanted, but this is {shown(answer)}.")
        if letter == self.answer:
            return self._passed()
        return self._recognised(
            next(wrong for wrong in self.misconceptions if wrong.wrong == letter)
        )

    def question(self) -> str:
        """Return the prompt and the options."""
        options = (f"  {letter}) {text}" for letter, text in self.options.items())
        return "\n".join([self.prompt, *options])

    @property
    def _solution(self) -> str:
        return self.answer

    def _solution_shown(self) -> str:
        return f"{self.answer}) {self.options[self.answer]}"

    def solution_in_form(self) -> str:
        """Return the right option and the takeaway."""
        return f"{self.options[self.answer]}\n{self.takeaway}"

    def _wrong(self, written: str) -> str:
        return written

    def _cell(self, answer: str) -> str:
        options = "".join(f"# {letter}) {text}\n" for letter, text in self.options.items())
        return options + super()._cell(answer)


@dataclass(kw_only=True, eq=False, repr=False)
class OrderingExercise(WithForm):
    '''An exercise answered by putting steps in order.

    Attributes
    ----------
    steps
        The steps in the right order: a short name and what is done.
    also_right
        Other right orders, one per line: the names, separated by commas.
    mistakes
        Wrong orders. Each names two or more steps, and is recognised if the answer has these
        steps in this order. Only the first mistake recognised is shown.

    Examples
    --------
    >>> learn = OrderingExercise(
    ...     name="learn", prompt="What comes first?", hints=(), takeaway="Look, then step.",
    ...     steps={"gradient": "find the slope", "update": "take a step"},
    ...     mistakes="""
    ...         blind: update, gradient
    ...             You step before you look.
    ...     """,
    ... )
    >>> learn.judge(["update", "gradient"])
    ✗ Not right yet. You step before you look.
    '''

    steps: Mapping[str, str]
    also_right: str = ""

    def __post_init__(self) -> None:
        for order in self.right_orders:
            if sorted(order) != sorted(self.steps):
                raise ValueError(f"{self.name}: {order} is not an order of the steps")
        for misconception in self.misconceptions:
            if not set(misconception.wrong) <= set(self.steps):
                raise ValueError(f"{self.name}: {misconception.wrong} names an unknown step")

    @cached_property
    def right_orders(self) -> tuple[tuple[str, ...], ...]:
        """The orders that are right, the one of `steps` first."""
        return (tuple(self.steps), *map(_names, lines(self.also_right)))

    @property
    def shuffled(self) -> tuple[str, ...]:
        """The steps as they are first shown: always in the same order, never in a right one."""
        order = list(self.steps)
        shuffle = random.Random(self.name).shuffle
        while self._is_right(tuple(order)):
            shuffle(order)
        return tuple(order)

    def _judge(self, answer: Any) -> Outcome:
        if not isinstance(answer, (list, tuple)) or not all(isinstance(s, str) for s in answer):
            return Outcome("error", f"A list of names is wanted, but this is {shown(answer)}.")
        order = tuple(step.strip().lower() for step in answer)
        if not order:
            return Outcome("not attempted")
        if sorted(order) != sorted(self.steps):
            names = ", ".join(self.shuffled)
            return Outcome("error", f"Name each of these once: {names}. This is {shown(order)}.")
        if self._is_right(order):
            return self._passed()
        for misconception in self.misconceptions:
            if _stand_in_this_order(misconception.wrong, order):
                return self._recognised(misconception)
        place = next(
            i for i, (is_, be) in enumerate(zip(order, self.steps, strict=True)) if is_ != be
        )
        step = self.steps[order[place]]
        return Outcome("incorrect", WRONG_PLACE.format(place + 1, step))

    def question(self) -> str:
        """Return the prompt and the steps, shuffled."""
        return "\n".join(
            [self.prompt, *(f"  {name}: {self.steps[name]}" for name in self.shuffled)]
        )

    def _is_right(self, order: tuple[str, ...]) -> bool:
        return order in self.right_orders

    @property
    def _solution(self) -> list[str]:
        return list(self.steps)

    def _solution_shown(self) -> str:
        return "\n".join(
            f"{n}. {name}: {step}" for n, (name, step) in enumerate(self.steps.items(), start=1)
        )

    def solution_in_form(self) -> str:
        """Return the steps in their order and the takeaway."""
        steps = (f"{n}. {step}" for n, step in enumerate(self.steps.values(), start=1))
        return "\n".join([*steps, self.takeaway])

    def _wrong(self, written: str) -> tuple[str, ...]:
        return _names(written)

    def _cell(self, answer: str) -> str:
        steps = "".join(f"# {name}: {self.steps[name]}\n" for name in self.shuffled)
        return steps + super()._cell(answer)


def _names(written: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in written.split(","))


def _as_float(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf


def _stand_in_this_order(wrong: tuple[str, ...], order: tuple[str, ...]) -> bool:
    places = [order.index(step) for step in wrong]
    return places == sorted(places)
