"""A chain of weights: the smallest network in which slopes are passed back (notebook 05).

    h₀ = x      hₖ = hₖ₋₁·wₖ      ŷ = h_N      j = (ŷ − y)²

    dj/dŷ = 2(ŷ − y)      dj/dwₖ = dj/dhₖ · hₖ₋₁      dj/dhₖ₋₁ = dj/dhₖ · wₖ

The first axis of `weights` counts the links, from the input to the output; further axes broadcast
with `x` and `y`, so that one call gives the loss over a grid of two weights. With one weight this
is `neuron`. `checked` says which arguments are refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .checked import FloatArray, Numbers, numbers, scalar_if_0d, whole_number


class Slopes(NamedTuple):
    """What the backward pass computes: the slopes of the loss, from the last link to the first."""

    values: FloatArray
    """dj/dhₖ, in the shape of the values of the forward pass; the first is dj/dx."""
    weights: FloatArray
    """dj/dwₖ, the gradient, in the shape of the weights."""


def forward(x: ArrayLike, weights: ArrayLike) -> FloatArray:
    """Return the values x, h₁, h₂, …, ŷ: one multiplication for each link (notebook 05).

    >>> forward(1.5, [1.6, 0.5])
    array([1.5, 2.4, 1.2])
    """
    links = _links(weights)
    (x,) = numbers(x=x)
    values = np.empty((len(links) + 1, *np.broadcast_shapes(x.shape, links.shape[1:])))
    values[0] = x
    with np.errstate(all="ignore"):
        for k, w in enumerate(links):
            values[k + 1] = values[k] * w
    return values


def backward(values: ArrayLike, weights: ArrayLike, y: ArrayLike) -> Slopes:
    """Return all slopes, from the values that `forward` returned (notebook 05).

    It is one pass, from the last link to the first. Each link uses the slope that arrives twice:
    multiplied by the value kept from the forward pass, it is the slope of the weight; multiplied
    by the weight, it is what is passed back.

    >>> backward([1.5, 2.4, 1.2], [1.6, 0.5], y=0.5).weights.round(12)
    array([1.05, 3.36])
    """
    links = _links(weights)
    (kept,) = numbers(can_diverge={"values"}, values=values)
    (y,) = numbers(y=y)
    if kept.ndim == 0 or len(kept) != len(links) + 1:
        raise ValueError(
            f"values must be what forward returns for these weights, {len(links) + 1} of them, "
            f"but {kept.size if kept.ndim == 0 else len(kept)} were given"
        )
    slopes = Slopes(np.empty_like(kept), np.empty((len(links), *kept.shape[1:])))
    with np.errstate(all="ignore"):
        slopes.values[-1] = 2 * (kept[-1] - y)
        for k in reversed(range(len(links))):
            slopes.weights[k] = slopes.values[k + 1] * kept[k]
            slopes.values[k] = slopes.values[k + 1] * links[k]
    return slopes


def gradient(x: ArrayLike, y: ArrayLike, weights: ArrayLike) -> FloatArray:
    """Return dj/dwₖ for every weight: one pass forward and one back (notebook 05).

    >>> gradient(x=1.5, y=0.5, weights=[1.6, 0.5]).round(12)
    array([1.05, 3.36])
    """
    return backward(forward(x, weights), weights, y).weights


def descend(x: float, y: float, weights: ArrayLike, lr: float, steps: int) -> Descent:
    """Descend the loss: in each step, every weight moves by −lr times its slope (notebook 05).

    All slopes of a step are computed before any weight moves. A run that overflows stays where it
    overflowed.

    >>> descend(x=1.5, y=0.5, weights=[1.6, 0.5], lr=0.1, steps=1).weights[1].round(12)
    array([1.495, 0.164])
    """
    steps = whole_number("steps", steps, at_least=0)
    x, y, lr = map(scalar_if_0d, numbers(x=x, y=y, lr=lr))
    weights = _links(weights)
    walked = np.empty((steps + 1, *weights.shape))
    walked[0] = weights
    with np.errstate(all="ignore"):
        for step in range(steps):
            if not np.isfinite(walked[step]).all():  # an overflow ends the run
                walked[step + 1 :] = walked[step]
                break
            walked[step + 1] = walked[step] - lr * gradient(x, y, walked[step])
    return Descent(x, y, lr, walked)


@dataclass(frozen=True, eq=False)
class Descent:
    """A finished descent of all weights; ``weights[k]`` are those after step k."""

    x: Numbers
    y: Numbers
    lr: Numbers
    weights: FloatArray

    @cached_property
    def y_hat(self) -> FloatArray:
        """Output at each step."""
        with np.errstate(all="ignore"):
            return self.x * np.prod(self.weights, axis=1)

    @cached_property
    def loss(self) -> FloatArray:
        """Loss at each step."""
        with np.errstate(all="ignore"):
            return (self.y_hat - self.y) ** 2


def _links(weights: ArrayLike) -> FloatArray:
    (links,) = numbers(can_diverge={"weights"}, weights=weights)
    if links.ndim == 0 or not len(links):
        raise ValueError(
            "weights must hold a weight for each link, such as [1.6, 0.5], "
            f"but {scalar_if_0d(links)} was given"
        )
    return links
