"""How numbers are written in the tables, sentences and pictures."""

from __future__ import annotations

import math

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


def count(amount: int, thing: str) -> str:
    """Return the amount with its noun in the right number.

    Examples
    --------
    >>> count(1, "step"), count(6, "step")
    ('1 step', '6 steps')
    """
    return f"{amount} {thing}" if amount == 1 else f"{amount} {thing}s"


def high_or_low(error: float) -> str:
    """Return in words by how much the output misses the target, with `error` = ŷ − y.

    Examples
    --------
    >>> high_or_low(0.7), high_or_low(-0.25), high_or_low(1e-17)
    ('the output is 0.7 too high', 'the output is 0.25 too low', 'the output is right')
    """
    if abs(error) < 1e-12:
        return "the output is right"
    return f"the output is {number(abs(error))} too {'high' if error > 0 else 'low'}"


def factor(value: float) -> str:
    """Return a number as it stands behind a multiplication sign: a negative one in brackets.

    Examples
    --------
    >>> factor(0.8), factor(-0.5)
    ('0.8', '(−0.5)')
    """
    return f"({number(value)})" if value < 0 else number(value)
