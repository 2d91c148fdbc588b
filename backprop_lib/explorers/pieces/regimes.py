"""The five ways a descent can go, in words."""

from __future__ import annotations

from ...neuron import (
    ONE_STEP,
    ROUNDING,
    RUNNING_AWAY,
    SLOW,
    STANDING_STILL,
    SWINGING,
    regime,
    shrink_factor,
)
from ...notation import number


def regime_in_words(x: float, lr: float) -> str:
    """Return how a descent with this input and learning rate goes, and why.

    Examples
    --------
    >>> regime_in_words(x=1.5, lr=0.1)
    'Slow: each step leaves 0.55 of the distance to the best weight, on the same side.'
    >>> regime_in_words(x=0, lr=0.1)
    'Standing still: with x = 0 the gradient is 0.'
    """
    name = str(regime(x, lr))
    factor = abs(shrink_factor(x, lr))
    nearly = "nearly one step" if ROUNDING < factor < 0.05 else name
    left = f"leaves {number(factor)} of the distance"
    reasons = {
        STANDING_STILL: "with x = 0 the gradient is 0" if x == 0 else "with lr = 0 nothing moves",
        SLOW: f"each step {left} to the best weight, on the same side",
        ONE_STEP: "the first step lands on the best weight",
        SWINGING: "each step jumps across the best weight and "
        + (left if factor < 1 - ROUNDING else "comes no closer"),
        RUNNING_AWAY: f"each step makes the distance {number(factor)} times as long",
    }
    return f"{nearly.capitalize()}: {reasons[name]}."
