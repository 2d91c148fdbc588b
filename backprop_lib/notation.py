"""Numbers in and out: how the course reads what a person types and writes what it computes.

`read_number` reads a number; `number`, `equals`, `factor`, `product`, `count` and `high_or_low`
write one into a sentence; `Table` writes columns of them; `as_html` turns plain text into HTML.
"""

from __future__ import annotations

import ast
import html
import math
import operator
import re
import sys
import textwrap
import unicodedata
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

_CODE = re.compile(r"`([^`]+)`")
_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, digits: int = 4) -> str:
    """Return `value` as a person writes it, with at most `digits` significant digits.

    Examples
    --------
    >>> number(1.2000000000000002), number(-0.5), number(1 / 3, digits=6)
    ('1.2', '−0.5', '0.333333')
    >>> number(4.9e-9), number(1.2e12), number(float("inf")), number(0.0)
    ('4.9·10⁻⁹', '1.2·10¹²', '∞', '0')
    """
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        power = f"10{str(int(exponent)).translate(_SUPERSCRIPT)}"
        text = {"1": power, "-1": f"-{power}"}.get(mantissa, f"{mantissa}·{power}")
    return "0" if float(value) == 0 else text.replace("-", "−")


def equals(value: float, digits: int = 4) -> str:
    """Return a number after the sign that fits it: ≈ if it is rounded, or else =.

    Examples
    --------
    >>> equals(1.2000000000000002), equals(1 / 3)
    ('= 1.2', '≈ 0.3333')
    """
    return f"{'=' if is_exact(value, digits) else '≈'} {number(value, digits)}"


def is_exact(value: float, digits: int) -> bool:
    """Return whether this many digits show the value exactly, but for rounding noise."""
    return math.isinf(value) or math.isclose(float(f"{value:.{digits}g}"), value, rel_tol=1e-12)


def about(value: float, digits: int = 4) -> str:
    """Return a number, after "about" if it is rounded.

    Examples
    --------
    >>> about(1.2000000000000002), about(1 / 3)
    ('1.2', 'about 0.3333')
    """
    return f"{'' if is_exact(value, digits) else 'about '}{number(value, digits)}"


def product(left: float, right: float, result: float) -> str:
    """Return a product and its result, with = between them, or ≈ if anything is rounded.

    Examples
    --------
    >>> product(1.5, -0.8, -1.2), product(1.5, 1 / 3, 0.5)
    ('1.5 · (−0.8) = −1.2', '1.5 · 0.333333 ≈ 0.5')
    """
    exact = all(is_exact(value, 6) for value in (left, right, result))
    sides = f"{number(left, 6)} · {factor(right, 6)}"
    return f"{sides} {'=' if exact else '≈'} {number(result, 6)}"


def count(amount: int, thing: str) -> str:
    """Return the amount with its noun, singular or plural.

    Examples
    --------
    >>> count(1, "step"), count(6, "step")
    ('1 step', '6 steps')
    """
    return f"{amount} {thing}" if amount == 1 else f"{amount} {thing}s"


def high_or_low(error: float) -> str:
    """Return, in words, by how much the output misses the target, where `error` = ŷ − y.

    Examples
    --------
    >>> high_or_low(0.7), high_or_low(-1 / 3), high_or_low(1e-17)
    ('the output is 0.7 too high', 'the output is about 0.3333 too low', 'the output is right')
    """
    if abs(error) < 1e-12:
        return "the output is right"
    return f"the output is {about(abs(error))} too {'high' if error > 0 else 'low'}"


def factor(value: float, digits: int = 4) -> str:
    """Return a number as written after a multiplication sign: in brackets if it is negative.

    Examples
    --------
    >>> factor(0.8), factor(-0.5)
    ('0.8', '(−0.5)')
    """
    return f"({number(value, digits)})" if value < 0 else number(value, digits)


def subscript(digits: int | str) -> str:
    """Return digits as an index.

    Examples
    --------
    >>> f"w{subscript(12)}"
    'w₁₂'
    """
    return str(digits).translate(_SUBSCRIPT)


def unbroken(html: str) -> str:
    """Return HTML in which formulas are not broken over lines.

    Examples
    --------
    >>> unbroken("With w = 0.8 all is well.")
    'With w&nbsp;=&nbsp;0.8 all is well.'
    """
    return _OPERATOR.sub(r"&nbsp;\1&nbsp;", html)


def as_html(text: str) -> str:
    """Return plain text as HTML: escaped, `code` between backticks, line breaks kept.

    Examples
    --------
    >>> as_html("`w < 0`")
    '<code>w &lt; 0</code>'
    """
    return _CODE.sub(r"<code>\1</code>", html.escape(text)).replace("\n", "<br>")


_TABLE_STYLE = (
    "line-height: 1.35; border-collapse: collapse; margin: 0 0 auto;"
    " color: var(--jp-ui-font-color1); font-size: var(--jp-content-font-size1)"
)
_CELL_STYLE = "padding: 1px 10px; text-align: {}; font-variant-numeric: tabular-nums"
_NARROWEST = 20
"""Words are never wrapped to fewer characters than this."""


class Table:
    """Columns of numbers, and of words, under their headings.

    Parameters
    ----------
    columns
        The entries by heading; single values make a table of one row. Text is shown as it is.
    digits
        The largest number of significant digits to show.
    words
        The headings of the columns of words, which are aligned left and may be wrapped. All
        other columns hold numbers and are aligned right.

    Raises
    ------
    ValueError
        If the columns differ in length.

    Examples
    --------
    >>> Table({"step": [0, 1], "w": [0.8, 0.59]})
    step     w
       0   0.8
       1  0.59
    >>> Table({"step": [0, 1], "does": ["start", "go on"]}, words=("does",))
    step  does
       0  start
       1  go on
    """

    def __init__(
        self, columns: Mapping[str, ArrayLike], digits: int = 10, words: Collection[str] = ()
    ) -> None:
        entries = {
            heading: np.atleast_1d(np.asarray(column, dtype=object))
            for heading, column in columns.items()
        }
        lengths = {heading: len(column) for heading, column in entries.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"the columns must be equally long, but these were given: {lengths}")
        self.headings = tuple(columns)
        self.rows = [
            tuple(entry if isinstance(entry, str) else number(entry, digits) for entry in row)
            for row in zip(*entries.values(), strict=True)
        ]
        self._are_words = [heading in words for heading in self.headings]

    @classmethod
    def of_rows(
        cls, headings: Sequence[str], rows: Iterable[Sequence[str | float]], words: Collection[str]
    ) -> Self:
        """Return the table of these rows, each with an entry for every heading."""
        columns = {heading: column for heading, *column in zip(headings, *rows, strict=True)}
        return cls(columns, words=words)

    def text(self, width: int | None = None) -> str:
        """Return the table as plain text, its words wrapped so that it fits into `width`."""
        lines = [self.headings, *self.rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        if width is not None:
            columns = list(zip(widths, self._are_words, strict=True))
            room = width - sum(taken + 2 for taken, words in columns if not words)
            share = (room + 2) // max(sum(self._are_words), 1) - 2
            widths = [max(share, _NARROWEST) if words else taken for taken, words in columns]
            lines = [part for line in lines for part in self._wrapped(line, widths)]
        return "\n".join(
            "  ".join(
                entry.ljust(wide) if words else entry.rjust(wide)
                for entry, wide, words in zip(line, widths, self._are_words, strict=True)
            ).rstrip()
            for line in lines
        )

    def html(self, styled: bool = True) -> str:
        """Return the table as HTML in the colours of JupyterLab's theme, or without any style."""
        table = f' style="{_TABLE_STYLE}"' if styled else ""
        cells = [
            f' style="{_CELL_STYLE.format("left" if words else "right")}"'
            if styled
            else ' class="bp-left"' * words
            for words in self._are_words
        ]

        def line(tag: str, entries: tuple[str, ...], scope: str = "") -> str:
            shown = (
                f"<{tag}{scope}{cell}>{as_html(entry)}</{tag}>"
                for entry, cell in zip(entries, cells, strict=True)
            )
            return f"<tr>{''.join(shown)}</tr>"

        head = line("th", self.headings, ' scope="col"')
        body = "".join(line("td", row) for row in self.rows)
        return f"<table{table}><thead>{head}</thead><tbody>{body}</tbody></table>"

    def markdown(self) -> str:
        """Return the table as Markdown."""
        rule = tuple("---" if words else "---:" for words in self._are_words)
        return "\n".join(f"| {' | '.join(line)} |" for line in (self.headings, rule, *self.rows))

    def _wrapped(self, line: tuple[str, ...], widths: list[int]) -> Iterator[tuple[str, ...]]:
        """Return the lines of text that a row is wrapped into."""
        return zip_longest(
            *(
                textwrap.wrap(entry, wide) if words else [entry]
                for entry, wide, words in zip(line, widths, self._are_words, strict=True)
            ),
            fillvalue="",
        )

    __repr__ = text
    _repr_html_ = html


_LONGEST = 100

_NAME = re.compile(r"[^\W\d][\w*/]*\s*=\s*")
_OPERATOR = re.compile(" ([=≈·−]) ")
_SIGNS = str.maketrans(
    {"−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "÷": "/", "^": "**"}
    | dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}", " ")
)
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺"
_LOWERED = str.maketrans(_RAISED, "0123456789-+")
_POWER = re.compile(f"[{_RAISED}]+")
_GROUPED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}([,\s'])\d{3}(?:\1\d{3})*(?![\d,])", re.ASCII)
_DECIMAL_COMMA = re.compile(r"\d*,\d+", re.ASCII)
_LEADING_ZEROS = re.compile(r"(?<![\d.,eE_])0+(?=\d)", re.ASCII)
_SUM = re.compile(r"[\d\s.eE_+*/()-]+", re.ASCII)
_NOT_OF_A_NUMBER = re.compile(r"[^\d\s.,eE_+*/()^−-][^\d\s.,+*/()^−-]*")
_LONGEST_WORD = 20

# On floats only, so that neither a number nor the time to compute it can grow without bound.
_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
}


def read_number(text: str) -> float:
    """Return the number in what was typed: 0.5, 0,5, 1e-3, 1/9, 10^6, ⅓, 1,000 or 2*(0.7 + 1).

    Raises
    ------
    ValueError
        If it is not a number; the message quotes what was typed.

    Examples
    --------
    >>> read_number("1/8"), read_number("10⁶"), read_number("w = −0.5")
    (0.125, 1000000.0, -0.5)
    >>> read_number("half")
    Traceback (most recent call last):
    ...
    ValueError: “half” is not a number. Write it like 0.25, 1/4, 2.5e-1 or 10^6.
    """
    typed = text.strip()
    quoted = f"“{typed if len(typed) <= _LONGEST else typed[:_LONGEST] + '…'}”"
    plain = _in_plain_signs(typed)
    if _DECIMAL_COMMA.fullmatch(plain.lstrip("+- ")):
        plain = plain.replace(",", ".")
    if len(plain) > _LONGEST or not _SUM.fullmatch(plain):
        raise ValueError(_not_a_number(quoted, typed))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            number = _value(ast.parse(plain.strip(), mode="eval").body)
    except SyntaxError:
        raise ValueError(_not_a_number(quoted, typed)) from None
    # What cannot be computed (1/0, 10^10^…, (-1)^0.5) is not a number either.
    except (ArithmeticError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(_not_a_number(quoted))
    return number


def reading_rules() -> dict[str, Any]:
    """Return what JavaScript needs to read numbers as `read_number` does, with the same words.

    In the words, `{}` stands for what was typed, and then for what is too much in it.
    """
    fractions = (sign for code in range(sys.maxunicode) if _fraction(sign := chr(code)) != sign)
    return {
        "signs": {chr(code): plain for code, plain in _SIGNS.items()}
        | {sign: _fraction(sign) for sign in fractions},
        "raised": {chr(raised): chr(plain) for raised, plain in _LOWERED.items()},
        "longest": _LONGEST,
        "longest_word": _LONGEST_WORD,
        "not_a_number": _not_a_number("{}"),
        "more_than_a_number": _not_a_number("{}", "0"),
        "only_the_number": _not_a_number("{}", "0 {}"),
    }


def _in_plain_signs(typed: str) -> str:
    plain = _NAME.sub("", typed, count=1) if _NAME.match(typed) else typed
    plain = _POWER.sub(lambda power: f"**({power[0].translate(_LOWERED)})", plain)
    plain = "".join(map(_fraction, plain)).translate(_SIGNS)
    plain = _GROUPED.sub(lambda grouped: grouped[0].replace(grouped[1], ""), plain)
    return _LEADING_ZEROS.sub("", plain)


def _fraction(sign: str) -> str:
    if unicodedata.decomposition(sign).startswith("<fraction>"):
        return f"({unicodedata.numeric(sign)!r})"
    return sign


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left), _value(right))
    raise SyntaxError


def _not_a_number(quoted: str, typed: str = "") -> str:
    if re.search(r"\d", typed):
        match _NOT_OF_A_NUMBER.findall(typed):
            case [more] if len(more) <= _LONGEST_WORD:
                return f"Type only the number: {quoted} without “{more}”."
        return f"{quoted} is more than a number. Type only the number."
    return f"{quoted} is not a number. Write it like 0.25, 1/4, 2.5e-1 or 10^6."
