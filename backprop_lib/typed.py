"""Reads the number in what a learner typed: a number, or a small sum of numbers."""

from __future__ import annotations

import ast
import math
import operator
import re
import unicodedata
import warnings
from collections.abc import Callable

_LONGEST = 100

_NAME = re.compile(r"[^\W\d][\w*/]*\s*=\s*")
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

# Floats alone, so that neither a number nor the time it takes can grow without bound.
_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
}


def read_number(text: str) -> float:
    """Return the number in what was typed: 0.5, 1e-3, 1/9, 10^6, ⅓, 1,000 or 2*(0.7 + 1).

    Raises
    ------
    ValueError
        With a sentence that quotes what was typed.

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
        raise ValueError(f"Write the decimal with a point: {typed.replace(',', '.')}.")
    if len(plain) > _LONGEST or not _SUM.fullmatch(plain):
        raise ValueError(_no_number(quoted))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            number = _value(ast.parse(plain.strip(), mode="eval").body)
    except SyntaxError:
        raise ValueError(_no_number(quoted)) from None
    # What cannot be counted (1/0, 10^10^…, (-1)^0.5) is no number either.
    except (ArithmeticError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(_no_number(quoted, counted=True))
    return number


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


def _no_number(quoted: str, counted: bool = False) -> str:
    if not counted and re.search(r"\d", quoted):
        return f"{quoted} is more than a number. Type the number alone."
    return f"{quoted} is not a number. Write it like 0.25, 1/4, 2.5e-1 or 10^6."
