"""The five ways a descent can go, in words."""

from __future__ import annotations

from ..neuron import ONE_STEP, RUNNING_AWAY, SLOW, STANDING_STILL, regime, shrink_factor
from .wording import number


def regime_in_words(x: float, lr: float) -> str:
    """Return how a descent with this input and learning rate goes, and why.

    Examples
    --------
    >>> regime_in_words(x=1.5, lr=0.1)
    'Slow: each step leaves 0.55 of the distance to the best weight.'
    >>> regime_in_words(x=0, lr=0.1)
    'Standing still: with x = 0 the gradient is 0.'
    """
    s = float(shrink_factor(x, lr))
    match regime(x, lr):
        case str(name) if name == STANDING_STILL:
            reason = "with x = 0 the gradient is 0" if x == 0 else "with lr = 0 no step is made"
        case str(name) if name == ONE_STEP:
            reason = "the first step lands on the best weight"
        case str(name) if name == SLOW:
            reason = f"each step leaves {number(s)} of the distance to the best weight"
        case str(name) if name == RUNNING_AWAY:
            reason = f"each step makes the distance to the best weight {number(abs(s))} times longer"
        case name:
            reason = (
                "each step jumps across the best weight and leaves "
                f"{number(abs(s))} of the distance"
            )
    return f"{str(name).capitalize()}: {reason}."
