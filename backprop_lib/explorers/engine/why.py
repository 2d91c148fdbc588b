"""Why a number of a picture is what it is: each number answers, back to what is given."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import CodeType
from typing import NamedTuple

from ...notation import is_exact, number

_SIGN = re.compile(r"\{([^}]*)\}")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_PYTHON = str.maketrans({"·": "*", "−": "-"})
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
_LOWERED = str.maketrans(_RAISED, "0123456789-")
_POWER = re.compile(f"[{_RAISED}]+")
_BEFORE_AN_OPERATOR = re.compile(r"\s*[·+−/]")
_BEHIND_AN_OPERATOR = re.compile(r"[·+−/]\s*$")
_DIGITS = 4
_MOST_DIGITS = 17  # a float has no more
_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "abs": abs,
    "exp": math.exp,
    "log": math.log,
    "max": max,
    "sqrt": math.sqrt,
    "tanh": math.tanh,
}


class Found(NamedTuple):
    """A number that is computed, and by which rule.

    Attributes
    ----------
    sign
        What the number is called, such as "dj/dw".
    value
        The number.
    rule
        The arithmetic that gives it, with each sign that it uses in braces: "{dj/dŷ} · {x}". It may
        contain + − · /, brackets, powers such as ², numbers, and abs, exp, log, max, sqrt and tanh.
    words
        The reason in words, if there is more to say than the rule does: a clause that can stand
        after a colon.
    """

    sign: str
    value: float
    rule: str
    words: str = ""


class Line(NamedTuple):
    """What is said about one number."""

    sign: str
    value: str
    """The number, after = or ≈."""
    rule: str = ""
    """The rule with its signs; "" if the number is given."""
    numbers: str = ""
    """The rule with the values of its signs."""
    words: str = ""
    uses: tuple[str, ...] = ()
    """The numbers that it is made from."""

    @property
    def in_numbers(self) -> str:
        """The rule in numbers and what comes out, such as "1.4 · 1.5 = 2.1"."""
        return f"{self.numbers} {self.value}".lstrip()

    @property
    def text(self) -> str:
        """The whole line."""
        if not self.rule:
            return f"{self.sign} {self.value}"
        plain = self.rule.replace(" ", "")
        rule = "" if plain in (self.sign.replace(" ", ""), self.value[2:]) else self.rule
        reason = f": {self.words}" if self.words else ""
        steps = " = ".join(filter(None, (self.sign, rule, self.numbers)))
        return f"{steps} {self.value}{reason}."


class Derivation:
    """Where the numbers of a picture come from, with the values of the moment.

    The numbers in a line have as many digits as it takes for the arithmetic to give the result
    that is shown.

    Parameters
    ----------
    given
        What is not computed, by its sign: what the controls set, and the data.
    *found
        What is computed, each from numbers that come before it.

    Raises
    ------
    ValueError
        If a rule uses a sign that is not known before it.

    Examples
    --------
    >>> derivation = Derivation(
    ...     {"x": 1.5, "y": 0.5, "ŷ": 1.2},
    ...     Found("dj/dŷ", 1.4, "2 · ({ŷ} − {y})"),
    ...     Found("dj/dw", 2.1, "{dj/dŷ} · {x}", "w multiplies x"),
    ... )
    >>> print(derivation.sentence("dj/dw"))
    dj/dw = dj/dŷ · x = 1.4 · 1.5 = 2.1: w multiplies x. dj/dŷ = 2 · (ŷ − y) = 2 · (1.2 − 0.5) \
= 1.4. x = 1.5, ŷ = 1.2 and y = 0.5 are given.
    """

    def __init__(self, given: Mapping[str, float], *found: Found) -> None:
        self._values = {sign: float(value) for sign, value in given.items()}
        self._found: dict[str, Found] = {}
        self._lines: dict[str, Line] = {}  # which the sentence, the table and the page all ask for
        for one in found:
            for sign in _read(one.rule).signs:
                if sign not in self._values:
                    raise ValueError(f"the rule of {one.sign} uses {sign}, which is not known yet")
            self._values[one.sign] = float(one.value)
            self._found[one.sign] = one

    @property
    def signs(self) -> tuple[str, ...]:
        """The signs of all numbers that are known."""
        return tuple(self._values)

    def value(self, sign: str) -> float:
        """Return the number with this sign."""
        return self._values[sign]

    def line(self, sign: str) -> Line:
        """Return what is said about the number with this sign."""
        if sign not in self._lines:
            self._lines[sign] = self._line(sign)
        return self._lines[sign]

    def _line(self, sign: str) -> Line:
        value = self._values[sign]
        if sign not in self._found:
            return Line(sign, f"= {_written(value, 12)}")
        _, _, rule, words = self._found[sign]
        uses = _read(rule).signs
        numbers, exact = _in_numbers(rule, [self._values[used] for used in uses], value)
        shown = number(value, _DIGITS)
        result = f"{'=' if exact else '≈'} {shown}"
        if math.isnan(value):
            result = "is not a number"
        numbers = "" if numbers == shown else numbers
        return Line(sign, result, _filled(rule, uses), numbers, words, tuple(dict.fromkeys(uses)))

    def lines(self, sign: str) -> Iterator[str]:
        """Return what is said about a number, then about those it is made from, then the given."""
        waiting, given = [sign], []
        for sign in waiting:
            line = self.line(sign)
            if line.rule:
                yield line.text
            else:
                given.append(line.text)
            waiting += [used for used in line.uses if used not in waiting]
        if given:
            yield given_in_words(given)

    def sentence(self, sign: str) -> str:
        """Return the whole derivation of a number."""
        return " ".join(self.lines(sign))


def given_in_words(given: Sequence[str]) -> str:
    """Return the sentence on what is given.

    >>> given_in_words(["x = 1.5", "y = 0.5"])
    'x = 1.5 and y = 0.5 are given.'
    """
    *others, last = given
    listed = f"{', '.join(others)} and {last}" if others else last
    return f"{listed} {'are' if others else 'is'} given."


def _in_numbers(rule: str, values: list[float], result: float) -> tuple[str, bool]:
    """Return a rule with numbers for its signs, and whether it and its result are exact."""
    digits = _DIGITS
    if math.isfinite(result) and all(map(math.isfinite, values)):
        while digits < _MOST_DIGITS and not _gives(rule, values, digits, result):
            digits += 1
    exact = is_exact(result, _DIGITS) and all(is_exact(value, digits) for value in values)
    return _filled(rule, [_written(value, digits) for value in values]), exact


def _written(value: float, digits: int) -> str:
    return "?" if math.isnan(value) else number(value, digits)


def _gives(rule: str, values: list[float], digits: int, result: float) -> bool:
    """Return whether values of so many digits give the result, to the digits that are shown."""
    shown = float(f"{result:.{_DIGITS}g}")
    half = 10 ** (math.floor(math.log10(abs(shown))) + 1 - _DIGITS) / 2 if shown else 0.0
    noise = 4 * sys.float_info.epsilon * max(map(abs, (shown, *values)))
    return abs(_evaluated(rule, values, digits) - shown) <= half + noise


class _Rule(NamedTuple):
    """A rule, taken apart: the signs in it, what stands around them, and its arithmetic."""

    signs: tuple[str, ...]
    around: tuple[str, ...]
    code: CodeType


@lru_cache(maxsize=2048)
def _read(rule: str) -> _Rule:
    parts = _SIGN.split(rule)
    around, signs = tuple(parts[::2]), tuple(parts[1::2])
    python = _in_python(around[0])
    for place, after in enumerate(around[1:]):
        python += f"v[{place}]{_in_python(after)}"
    return _Rule(signs, around, compile(python.strip(), f"<{rule}>", "eval"))


def _in_python(arithmetic: str) -> str:
    powers = _POWER.sub(lambda power: f"**({power[0].translate(_LOWERED)})", arithmetic)
    return powers.translate(_PYTHON)


def _evaluated(rule: str, values: list[float], digits: int) -> float:
    """Return what the arithmetic gives if each value is rounded to so many digits."""
    rounded = [float(f"{value:.{digits}g}") for value in values]
    try:
        return float(eval(_read(rule).code, {**_FUNCTIONS, "__builtins__": {}, "v": rounded}))
    except (ArithmeticError, TypeError, ValueError):  # TypeError: a root of a negative number
        return math.nan


def _filled(rule: str, written: Sequence[str]) -> str:
    """Return a rule with something written for each of its signs, in brackets where it must be."""
    _, around, _ = _read(rule)
    filled = around[0]
    for before, what, after in zip(around, written, around[1:], strict=False):
        raised = after.startswith((*_RAISED, "**"))
        behind = bool(_BEHIND_AN_OPERATOR.search(before))
        is_sum = " " in _IN_BRACKETS.sub("", what)
        brackets = (
            (is_sum and (raised or behind or _BEFORE_AN_OPERATOR.match(after)))
            or (what.startswith("−") and (raised or behind))
            or ("·" in what and raised)
            or (("·" in what or "/" in what) and before.rstrip().endswith("/"))
        )
        filled += f"({what}){after}" if brackets else f"{what}{after}"
    return filled
