"""Arithmetic as a derivation shows it, evaluated by other means than those of the course."""

import math
import re

POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
NUMBER = r"−?(?:∞|10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|\d+(?:\.\d+)?(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)"
LINE = re.compile(rf"(?P<numbers>.*) (?P<sign>[=≈]) (?P<result>{NUMBER})(?:: .*)?\.")


def evaluated(written):
    """Return what arithmetic on paper gives, by other means than those of the course."""
    python = re.sub(
        r"10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda power: f"10.0**({power[1].translate(POWERS)})", written
    )
    python = re.sub(r"([\d.]+)·(10\.0\*\*\([-\d]+\))", r"(\1*\2)", python)
    python = re.sub("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda power: f"**({power[0].translate(POWERS)})", python)
    python = python.replace("·", "*").replace("−", "-")
    assert re.fullmatch(r"(?:[\d.\s+*/(),-]|max|exp|log|tanh|abs|sqrt)*", python), written
    return eval(python, {**vars(math), "__builtins__": {"max": max, "abs": abs}})


def check_line(sign, line):
    """Check that the numbers in a line give its result to the digits that are shown."""
    said = LINE.fullmatch(line.text)
    assert said, line.text
    assert f"{said['sign']} {said['result']}" == line.value
    if said["numbers"] == sign:  # the rule is the number itself
        return
    shown = evaluated(said["result"])
    numbers = said["numbers"].removeprefix(f"{sign} = ").split(" = ")[-1]
    found = evaluated(numbers)
    half_of_last_digit = 10 ** (math.floor(math.log10(abs(shown))) - 3) / 2 if shown else 0
    assert abs(found - shown) <= half_of_last_digit * (1 + 1e-9) + 1e-14, line.text
    if said["sign"] == "=":
        assert math.isclose(found, shown, rel_tol=1e-11, abs_tol=1e-15), line.text
