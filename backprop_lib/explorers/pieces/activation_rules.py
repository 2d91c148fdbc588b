"""Activations: the choice of one, its name, and its arithmetic for derivations."""

from __future__ import annotations

import numpy as np

from ...activations import ACTIVATIONS, LEAK
from ..engine import Choice, Found

# From z and from a. Where there is none for the slope, the activation is two straight lines that
# meet at 0.
_RULES = {
    "identity": ("1 · {z}", ""),
    "sigmoid": ("1 / (1 + exp(−{z}))", "{a} · (1 − {a})"),
    "tanh": ("tanh({z})", "1 − {a}²"),
    "relu": ("max({z}, 0)", ""),
    "leaky_relu": (f"max({{z}}, {LEAK} · {{z}})", ""),
    "softplus": ("log(1 + exp({z}))", "1 / (1 + exp(−{z}))"),
}


def activation_choice(*names: str, start: str | None = None) -> Choice:
    """Return a choice of these activations, which starts with the first unless told otherwise.

    >>> activation_choice("tanh", "relu").options
    {'tanh': 'tanh', 'relu': 'ReLU'}
    """
    return Choice("activation", start or names[0], {name: ACTIVATIONS[name].name for name in names})


def activation_in_words(name: str) -> str:
    """Return what an activation is called in a sentence.

    >>> activation_in_words("sigmoid"), activation_in_words("relu")
    ('the sigmoid', 'ReLU')
    """
    article = "the " if name in ("identity", "sigmoid") else ""
    return f"{article}{ACTIVATIONS[name].name}"


def derived(activation: str, at: float, *, z: str, a: str, slope: str) -> list[Found]:
    """Return where the value of an activation and its slope at `at` come from.

    Parameters
    ----------
    activation
        The name of the activation.
    at
        The number that comes in.
    z, a, slope
        What comes in, what comes out and the slope are called.

    Examples
    --------
    >>> for found in derived("relu", -2, z="z", a="ŷ", slope="dŷ/dz"):
    ...     print(found.sign, found.rule, found.value)
    ŷ max({z}, 0) 0.0
    dŷ/dz 0 0.0
    """
    known, number = ACTIVATIONS[activation], np.float64(at)
    for_value, for_slope = (
        rule.replace("{z}", f"{{{z}}}").replace("{a}", f"{{{a}}}") for rule in _RULES[activation]
    )
    value, local = float(known.value.formula(number)), float(known.slope.formula(number))
    why = ""
    if not for_slope:
        for_slope = f"{local:g}"
        side = "is positive" if at > 0 else "is not positive"
        why = "as everywhere" if activation == "identity" else f"because {z} {side}"
    return [Found(a, value, for_value), Found(slope, local, for_slope, why)]
