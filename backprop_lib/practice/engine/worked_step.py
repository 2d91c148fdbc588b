"""The worked step, or error trail: a learner works out a whole step, number by number.

The numbers hang together, so one mistake spoils all that follow. That is why each number is judged
from the learner's own numbers before it: the first wrong one is named with the mistake that makes
exactly this number, and what follows rightly from it is not refused.

A number may be rounded or cut off after three digits or more. The given numbers are drawn so
that, even then, no mistake looks like another one.
"""

from __future__ import annotations

import itertools
import math
import random
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import CodeType
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from ...notation import equals, factor, number, read_number
from ...values import is_number, plain_number, shown
from .exercise import Misconception, WithForm
from .facts import facts
from .fingerprint import fingerprint
from .function_exercise import Draw
from .outcome import Outcome

Numbers: TypeAlias = Mapping[str, float]
Held: TypeAlias = dict[str, tuple[float, ...]]
"""For each name the numbers with which the learner may have gone on."""

WORDS = {
    "go_on": "Go on with {}.",
    "begin": "Begin with {}: each number is judged from those above it.",
    "does_not_follow": "Right, though it does not follow from your {}.",
    "follows": "This follows rightly from your {}.",
    "rounded": "{} is rounded too much. Keep three digits.",
    "close": "{} is close. Look for a small slip in your arithmetic.",
    "point": "The digits are right. Look at the decimal point.",
    "not_right": "{} is not right. Build your {} from {}.",
}
"""What is said of an answer, if it is not the advice on a mistake."""

DIGITS = 3
"""To how many significant digits a learner must give a number, at least."""

_LONGEST = 4  # digits that a right number may have, so that it can be worked out by hand
_SMALLEST, _LARGEST = 0.01, 100
_MOST_TRIED = 20_000
_NAME = re.compile(r"[^\W\d]\w*")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_PLAIN = re.compile(r"(?:.*=)?\s*[-+−–]?\s*([0-9]*)[.,]?([0-9]*)\s*")
_KNOWN_TO_RULES = {"__builtins__": {}, "abs": abs}


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """One number of a worked step.

    Attributes
    ----------
    name
        Its name in formulas.
    label
        Its sign, such as "ŷ".
    means
        What it is, such as "the output".
    rule
        The right formula. It may use the numbers that are given and the quantities above.
    mistakes
        The wrong formulas, as `facts`: a name, the formula, the advice. They may use the same
        names.
    """

    name: str
    label: str
    means: str
    rule: str
    mistakes: str


@dataclass(frozen=True)
class Rule:
    """A formula of named numbers."""

    written: str
    code: CodeType

    @classmethod
    def read(cls, written: str, known: Sequence[str]) -> Rule:
        """Return the rule that is written, which may use the names that are known."""
        try:
            code = compile(written, "a rule", "eval")
        except SyntaxError as error:
            raise ValueError(f"“{written}” is not a formula: {error.msg}") from error
        for name in code.co_names:
            if name not in (*known, "abs"):
                raise ValueError(f"“{written}” uses {name}, which is not known there")
        return cls(written, code)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The numbers that it uses."""
        return tuple(name for name in self.code.co_names if name != "abs")

    def value(self, numbers: Numbers) -> float:
        """Return its value, or NaN if there is none."""
        try:
            return float(eval(self.code, _KNOWN_TO_RULES, numbers))
        except (ArithmeticError, TypeError):
            return math.nan

    def values(self, held: Held) -> Iterator[float]:
        """Yield its values. The one for the numbers as they were typed comes first."""
        for numbers in itertools.product(*(held[name] for name in self.names)):
            yield self.value(dict(zip(self.names, numbers, strict=True)))

    def with_names(self, names: Mapping[str, str]) -> str:
        """Return it as a person writes it, with these words for its names."""
        words = _NAME.sub(lambda name: names[name[0]], self.written)
        return words.replace(" ** 2", "²").replace("*", "·").replace("-", "−")


class Typed(NamedTuple):
    """A number as it was typed: its value, its digits, and the unit of the last one."""

    value: float
    digits: int = 0
    unit: float = 0.0

    @classmethod
    def read(cls, text: str) -> Typed:
        """Return the number in a text. One comma is a decimal comma: thousands are not asked for.

        Examples
        --------
        >>> Typed.read("0,116"), Typed.read("1/4")
        (Typed(value=0.116, digits=3, unit=0.001), Typed(value=0.25, digits=0, unit=0.0))
        """
        plain = _PLAIN.fullmatch(text)
        value = read_number(text.replace(",", ".") if plain else text)
        if plain is None:
            return cls(value)
        digits = len(f"{plain[1]}{plain[2]}".lstrip("0"))
        return cls(value, digits, float(f"1e-{len(plain[2])}"))

    def fits(self, value: float) -> bool:
        """Return whether it is this value, maybe rounded or cut off.

        Examples
        --------
        >>> [Typed.read(text).fits(0.1155) for text in ("0.1155", "0.116", "0.115", "0.12")]
        [True, True, True, False]
        """
        off = abs(self.value - value)
        if off <= 1e-9 * abs(value) + 1e-12:
            return True
        return self.digits >= DIGITS and off < self.unit * (1 - 1e-9)


@dataclass(frozen=True)
class Verdict:
    """What is said of one number.

    Attributes
    ----------
    kind
        "right"; "follows" if it follows rightly from a wrong number; "wrong"; or "error" if it
        could not be read.
    said
        What the learner reads, or "" if the number is simply right.
    misconception
        The key of the mistake that makes this number, or None.
    """

    kind: Literal["right", "follows", "wrong", "error"]
    said: str = ""
    misconception: str | None = None


class Line(NamedTuple):
    """A quantity with its rules."""

    quantity: Quantity
    right: Rule
    wrong: Mapping[str, tuple[Rule, str]]  # for each key the formula and the advice

    @property
    def name(self) -> str:
        """The name of the quantity."""
        return self.quantity.name


@dataclass(kw_only=True, eq=False, repr=False)
class WorkedStep(WithForm):
    '''An exercise answered by the numbers of a whole step, in their order.

    An answer is a list of numbers, or of what was typed, or a dictionary by name. It may end
    early: it is then judged as far as it goes.

    Attributes
    ----------
    draws
        For each number that is given, how to draw it.
    example
        The numbers that are given at first.
    quantities
        The numbers to work out, in an order in which each can be worked out from those before.
    only_if
        A condition on the numbers of a draw, the right answers included, or "" if there is none.
    by_hand
        Whether the right numbers must be short, so that nobody needs a calculator.
    draw
        Which draw the example is; 0 is the one that was written down.

    Examples
    --------
    >>> from backprop_lib.practice.engine import sampled_from
    >>> cake = WorkedStep(
    ...     name="cake", prompt="What does a round cake cost?", hints=("Square first.",),
    ...     takeaway="Twice as wide is four times as dear.",
    ...     draws={"r": sampled_from(3, 5, 6, 7), "price": sampled_from(0.5, 1.5)},
    ...     example={"r": 3, "price": 0.5},
    ...     quantities=(
    ...         Quantity(name="area", label="A", means="the area by 3·r²", rule="3 * r ** 2",
    ...             mistakes="""
    ...                 doubled: 3 * 2 * r
    ...                     You doubled the radius. A square is r·r.
    ...             """),
    ...         Quantity(name="cost", label="c", means="the cost", rule="area * price",
    ...             mistakes="""
    ...                 added: area + price
    ...                     You added the price. It is that of a single piece of the area.
    ...             """),
    ...     ),
    ... )
    >>> cake.judge([27, 13.5])
    ✓ Passed. Twice as wide is four times as dear.
    >>> cake.judge(["18", "9"])
    ✗ Not right yet. A: You doubled the radius. A square is r·r.
    >>> cake.verdicts(["18", "9"])[1].said
    'This follows rightly from your A = 18.'
    >>> cake.judge(["27"])
    ○ Right so far. Go on with c.
    '''

    draws: Mapping[str, Draw]
    example: Numbers
    quantities: tuple[Quantity, ...]
    only_if: str = ""
    by_hand: bool = True
    draw: int = 0
    mistakes: str = field(default="", init=False)

    def __post_init__(self) -> None:
        if tuple(self.draws) != tuple(self.example):
            raise ValueError(
                f"{self.name}: `draws` has {tuple(self.draws)}, but `example` has "
                f"{tuple(self.example)}"
            )
        names = [*self.draws, *(quantity.name for quantity in self.quantities)]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"{self.name}: two numbers are called {min(twice)}")
        self._lines = tuple(self._line(place) for place in range(len(self.quantities)))
        try:
            self._condition = Rule.read(self.only_if or "1", names)
        except ValueError as error:
            raise ValueError(f"{self.name}: {error}") from error

    @cached_property
    def misconceptions(self) -> tuple[Misconception, ...]:
        """The mistakes, each with the numbers of a learner who makes it and no other."""
        return tuple(
            Misconception(key, list(self.trail(key).values()), advice, rule.written)
            for line in self._lines
            for key, (rule, advice) in line.wrong.items()
        )

    def trail(self, *mistakes: str) -> dict[str, float]:
        """Return the numbers of a learner who makes these mistakes and no others."""
        trail = self._trail(self.example, *mistakes)
        return {line.name: _rounded(trail[line.name]) for line in self._lines}

    def redrawn(self, draw: int) -> WorkedStep:
        """Return the same step with the numbers of this draw.

        Raises
        ------
        ValueError
            If the facts allow no draw that tells all mistakes apart.
        """
        return replace(self, example=self._drawn(draw), draw=draw) if draw else self

    def verdicts(self, answer: Any) -> list[Verdict]:
        """Return a verdict on each number, up to the first that is missing or cannot be read."""
        held: Held = {name: (value,) for name, value in self.example.items()}
        off: set[str] = set()
        verdicts: list[Verdict] = []
        for line, text in zip(self._lines, self._texts(answer), strict=False):
            if not text:
                break
            try:
                typed = Typed.read(text)
            except ValueError as error:
                return [*verdicts, Verdict("error", str(error))]
            verdict, held[line.name] = self._verdict(line, typed, held, off)
            if verdict.kind != "right":
                off.add(line.name)
            verdicts.append(verdict)
        return verdicts

    def confusion(self, given: Numbers) -> str:
        """Return why these numbers should not be asked about, or "" if they are clear.

        They are clear if the right numbers are short (where they are worked out by hand) and
        `only_if` holds, and if every first mistake makes a number of its own, even when it is
        rounded, and so does every second one when it is typed as it is.
        """
        right = self._trail(given)
        for name, value in right.items():
            if self.by_hand and not _is_short(value):
                return f"{name}: {value:.10g} is not a number to work out by hand"
        if not self._condition.value(right):
            return f"{self.only_if} does not hold"
        for found in self._confused(given, _look_alike, _is_taken_for):
            if found not in self._always_alike:
                return f"{self._line_of(found[2]).name}: {_in_words(*found)}"
        return ""

    def mark(self, answer: Any, outcome: Outcome) -> str:
        """Return the mark by which this answer to this draw is recognised."""
        return fingerprint(answer, f"draw {self.draw}", repr(outcome))

    def question(self) -> str:
        """Return the prompt, the numbers that are given, and what to work out."""
        wanted = (f"  {quantity.label}, {quantity.means}" for quantity in self.quantities)
        return "\n".join([self.prompt, f"Given: {self.given}", *wanted])

    @property
    def lines(self) -> tuple[Line, ...]:
        """The quantities with their rules."""
        return self._lines

    @property
    def labels(self) -> dict[str, str]:
        """For each name of a number its sign, such as "ŷ"."""
        return self._labels

    @property
    def given(self) -> str:
        """The numbers that are given, as text."""
        return ", ".join(self._equation(name, value) for name, value in self.example.items())

    def written_down(self, texts: Sequence[str]) -> list[str]:
        """Return what was typed, line by line, below the numbers to which it belongs."""
        typed = [
            f"{quantity.label} = {text.strip()}"
            for quantity, text in zip(self.quantities, texts, strict=False)
            if text.strip()
        ]
        return [self.given, *typed] if typed else []

    def _judge(self, answer: Any) -> Outcome:
        try:
            texts = self._texts(answer)
        except ValueError as error:
            return Outcome("error", str(error))
        verdicts = self.verdicts(texts)
        for quantity, verdict in zip(self.quantities, verdicts, strict=False):
            said = f"{quantity.label}: {verdict.said}"
            if verdict.kind == "wrong":
                return Outcome("incorrect", said, verdict.misconception)
            if verdict.kind == "error":
                return Outcome("error", said)
        if len(verdicts) == len(self.quantities):
            return self._passed()
        label = self.quantities[len(verdicts)].label
        if verdicts:
            return Outcome("right so far", WORDS["go_on"].format(label))
        return Outcome("not attempted", WORDS["begin"].format(label) if any(texts) else "")

    def _verdict(
        self, line: Line, typed: Typed, held: Held, off: set[str]
    ) -> tuple[Verdict, tuple[float, ...]]:
        """Return the verdict, and the numbers with which the learner may go on."""
        for value in line.right.values(held):
            if typed.fits(value):
                own: tuple[float, ...] = (typed.value, value)
                break
        else:
            own = ()
        doubtful = [name for name in line.right.names if name in off]
        if own and not doubtful:
            return Verdict("right"), own
        before = _listed([self._equation(name, held[name][0]) for name in doubtful])
        right = self._right[line.name]
        if typed.fits(right):
            said = "" if own or not before else WORDS["does_not_follow"].format(before)
            return Verdict("right", said), (typed.value, right)
        if own:
            return Verdict("follows", WORDS["follows"].format(before)), own
        made = [
            (abs(typed.value - value), key, value)
            for key, (rule, _) in line.wrong.items()
            for value in rule.values(held)
            if typed.fits(value)
        ]
        if not made:
            return Verdict("wrong", self._about(line, typed, held)), (typed.value,)
        _, key, value = min(made, key=lambda one: one[0])
        return Verdict("wrong", line.wrong[key][1], key), (typed.value, value)

    def _about(self, line: Line, typed: Typed, held: Held) -> str:
        """Return what to say of a wrong number that no known mistake makes."""
        wanted = next(line.right.values(held))
        off = abs(typed.value - wanted)
        said = number(typed.value, 10)
        if 0 < typed.digits < DIGITS and off <= typed.unit / 2 * (1 + 1e-9):
            return WORDS["rounded"].format(said)
        if off <= 0.02 * abs(wanted):
            return WORDS["close"].format(said)
        if any(Typed(typed.value / shift).fits(wanted) for shift in (0.01, 0.1, 10, 100)):
            return WORDS["point"]
        parts = [
            self._equation(name, held[name][0], "" if name in self.example else "your ")
            for name in line.right.names
        ]
        return WORDS["not_right"].format(said, line.quantity.label, _listed(parts))

    @cached_property
    def _right(self) -> dict[str, float]:
        return self._trail(self.example)

    def _trail(self, given: Numbers, *mistakes: str) -> dict[str, float]:
        """Return the numbers that are given, and those that follow if these mistakes are made."""
        numbers = dict(given)
        for line in self._lines:
            wrong = [line.wrong[key][0] for key in mistakes if key in line.wrong]
            numbers[line.name] = (wrong or [line.right])[0].value(numbers)
        return numbers

    def _confused(
        self,
        given: Numbers,
        at_first: Callable[[float, float], bool],
        taken_for_right: Callable[[float, float], bool],
    ) -> Iterator[tuple[str, str, str]]:
        """Yield every two rules that give the same number, with the mistake that was made before.

        "" stands for no mistake. `at_first` says what is the same then. `taken_for_right` says
        whether, after a mistake, a wrong number is taken for a right one; two wrong numbers are
        then the same only if they are equal.
        """
        right = self._trail(given)
        made_by = [("", -1)]
        made_by += [(key, place) for place, line in enumerate(self._lines) for key in line.wrong]
        for made, place in made_by:
            own = self._trail(given, made)
            for line in self._lines[place + 1 :]:
                good = {f"{line.name} following": line.right.value(own)}
                if made:
                    good[f"{line.name} right"] = right[line.name]
                bad = {key: rule.value(own) for key, (rule, _) in line.wrong.items()}
                for one, other in itertools.product(good, bad):
                    if (taken_for_right if made else at_first)(good[one], bad[other]):
                        yield made, one, other
                for one, other in itertools.combinations(bad, 2):
                    if (_equal if made else at_first)(bad[one], bad[other]):
                        yield made, one, other

    @cached_property
    def _always_alike(self) -> set[tuple[str, str, str]]:
        """The pairs of rules that give the same number whatever is given."""
        source = random.Random(self.name)
        anything = [{name: source.uniform(0.3, 2.9) for name in self.draws} for _ in range(5)]
        found = [set(self._confused(given, _equal, _equal)) for given in anything]
        always = set.intersection(*found)
        for made, one, other in sorted(always):
            if not made:
                name = self._line_of(other).name
                raise ValueError(f"{self.name}, {name}: {_in_words(made, one, other)}")
        return always

    def _line_of(self, key: str) -> Line:
        return next(line for line in self._lines if key in line.wrong)

    def _drawn(self, draw: int) -> dict[str, float]:
        source = random.Random(f"{self.name} {draw}")
        trouble = ""
        for _ in range(_MOST_TRIED):
            given = {name: one(source) for name, one in self.draws.items()}
            trouble = self.confusion(given)
            if not trouble:
                return given
        raise ValueError(f"{self.name}: no draw is clear; in the last one, {trouble}")

    def _texts(self, answer: Any) -> list[str]:
        """Return what was typed for each number; what is missing is "".

        Raises
        ------
        ValueError
            If the answer is something else; the message says what is wanted.
        """
        names = [quantity.name for quantity in self.quantities]
        if isinstance(answer, np.ndarray):
            answer = answer.tolist()
        if isinstance(answer, Mapping):
            if unknown := [key for key in answer if key not in names]:
                raise ValueError(f"There is no {shown(unknown[0])}. The names: {', '.join(names)}.")
            answer = [answer.get(name) for name in names]
        if not isinstance(answer, (list, tuple)):
            raise ValueError(f"A list of numbers is wanted, but this is {shown(answer)}.")
        if len(answer) > len(names):
            raise ValueError(f"{len(names)} numbers are wanted, but these are {len(answer)}.")
        return [_text(entry) for entry in answer]

    def _line(self, place: int) -> Line:
        quantity = self.quantities[place]
        known = [*self.draws, *(each.name for each in self.quantities[:place])]
        try:
            wrong = {
                f"{quantity.name}_{fact.name}": (Rule.read(fact.value, known), fact.why)
                for fact in facts(quantity.mistakes)
            }
            return Line(quantity, Rule.read(quantity.rule, known), wrong)
        except ValueError as error:
            raise ValueError(f"{self.name}, {quantity.name}: {error}") from error

    def _wrong(self, written: str) -> Any:
        raise NotImplementedError  # each quantity has its own mistakes

    @cached_property
    def _labels(self) -> dict[str, str]:
        given = {name: name.translate(_LOWERED) for name in self.draws}
        return given | {quantity.name: quantity.label for quantity in self.quantities}

    def _equation(self, name: str, value: float, whose: str = "") -> str:
        return f"{whose}{self._labels[name]} = {number(value, 10)}"

    @property
    def _solution(self) -> list[float]:
        right = list(self.trail().values())
        return right if self.by_hand else [_as_typed(value) for value in right]

    def _solution_shown(self) -> str:
        numbers = {name: factor(value, 10) for name, value in self._right.items()}
        return "\n".join(
            f"{line.quantity.label} = {line.right.with_names(self._labels)} = "
            f"{line.right.with_names(numbers)} {equals(self._right[line.name], 10)}"
            for line in self._lines
        )

    def _cell(self, answer: str) -> str:
        labels = ", ".join(quantity.label for quantity in self.quantities)
        return f"# Given: {self.given}\n# A list of numbers: {labels}\n{super()._cell(answer)}"


def _text(entry: Any) -> str:
    if entry is None or entry is Ellipsis:
        return ""
    if isinstance(entry, str):
        return entry.strip()
    entry = plain_number(entry)
    if is_number(entry) and abs(entry) <= sys.float_info.max:
        return repr(entry.item() if isinstance(entry, np.generic) else entry).removesuffix(".0")
    raise ValueError(f"A list of numbers is wanted, but {shown(entry)} is in it.")


def _rounded(value: float) -> float:
    return float(f"{value:.12g}")


def _as_typed(value: float) -> float:
    """Return a value with as few digits as are enough, but not fewer than four."""
    rounded = (float(f"{value:.{digits}g}") for digits in range(_LONGEST, 13))
    return next(each for each in rounded if Typed.read(repr(each)).fits(value))


def _is_short(value: float) -> bool:
    return _SMALLEST <= abs(value) < _LARGEST and _equal(float(f"{value:.{_LONGEST}g}"), value)


def _equal(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def _look_alike(one: float, other: float) -> bool:
    """Return whether a number of three digits can stand for both."""
    apart, size = abs(one - other), max(abs(one), abs(other))
    if math.isnan(apart):
        return True  # nobody can type it
    if apart > 0.021 * size:
        return False
    return size == 0 or apart < 2.001 * 10.0 ** (math.floor(math.log10(size)) + 1 - DIGITS)


def _is_taken_for(right: float, wrong: float) -> bool:
    """Return whether a wrong number, typed with all its digits, would count as right."""
    if abs(wrong - right) > 0.011 * max(abs(wrong), abs(right)):
        return False
    return math.isnan(wrong) or Typed.read(f"{wrong:.12g}").fits(right)


def _in_words(made: str, one: str, other: str) -> str:
    after = f"after {made}, " if made else ""
    return f"{after}{one} and {other} give the same number"


def _listed(parts: Sequence[str]) -> str:
    *first, last = parts or [""]
    return f"{', '.join(first)} and {last}" if first else last
