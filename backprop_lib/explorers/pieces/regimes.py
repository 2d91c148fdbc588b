"""The five ways a descent can go: which it is, in words, and how much of it a picture shows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ... import neuron
from ...notation import number
from .loss_curve import WEIGHT_VIEW

_LR_0 = "with lr = 0 nothing moves"


class Regime(NamedTuple):
    """How a descent goes.

    Attributes
    ----------
    name
        One of `neuron.REGIMES`.
    factor
        What each step multiplies the distance to the best weight by.
    flat
        Whether the loss is the same for every weight, because x = 0.
    """

    name: str
    factor: float
    flat: bool


def regime_of(x: float, lr: float) -> Regime:
    """Return how a descent with this input and learning rate goes."""
    return Regime(str(neuron.regime(x, lr)), float(neuron.shrink_factor(x, lr)), x == 0)


def regime_in_words(regime: Regime, moves: bool = True) -> str:
    """Return how a descent goes, and why.

    Parameters
    ----------
    regime
        What the input and the learning rate make of a descent.
    moves
        Whether the weight moves at all: a descent that starts at the best weight stays there.

    Examples
    --------
    >>> regime_in_words(regime_of(x=1.5, lr=0.1))
    'Steady: each step leaves 0.55 of the distance to the best weight, on the same side.'
    >>> regime_in_words(regime_of(x=0, lr=0.1))
    'Standing still: with x = 0 the gradient is 0.'
    >>> regime_in_words(regime_of(x=1.5, lr=0.6), moves=False)
    'Standing still: at the best weight the gradient is 0.'
    """
    if not moves and regime.name != neuron.STANDING_STILL:
        return "Standing still: at the best weight the gradient is 0."
    name, factor = regime.name, abs(regime.factor)
    nearly = "nearly one step" if neuron.ROUNDING < factor < 0.05 else name
    left = f"leaves {number(factor)} of the distance"
    settles = factor < 1 - neuron.ROUNDING
    reasons = {
        neuron.STANDING_STILL: "with x = 0 the gradient is 0" if regime.flat else _LR_0,
        neuron.STEADY: f"each step {left} to the best weight, on the same side",
        neuron.ONE_STEP: "the first step lands on the best weight",
        neuron.SWINGING: "each step jumps across the best weight and "
        + (left if settles else "comes no closer"),
        neuron.RUNNING_AWAY: f"each step makes the distance {number(factor)} times as long",
    }
    return f"{nearly.capitalize()}: {reasons[name]}."


def first_step_out_of_view(descent: neuron.Descent) -> int | None:
    """Return the first step at which the weight is out of view, or None."""
    low, high = WEIGHT_VIEW
    outside = np.flatnonzero((descent.w < low) | (descent.w > high))
    return int(outside[0]) if outside.size else None
