"""The article's network: one input, one weight, no bias, and the descent of its one weight.

    ŷ = x·w        j = (ŷ − y)²        dj/dw = 2(ŷ − y)·x        w_new = w − lr·dj/dw

Every function takes numbers or arrays that broadcast: one call gives a whole loss curve, or a
thousand descents over a grid of w and lr. `checked` says which arguments are refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .checked import FloatArray, Numbers, numbers, on_numbers, scalar_if_0d, whole_number

STANDING_STILL = "standing still"
STEADY = "steady"
ONE_STEP = "one step"
SWINGING = "swinging"
RUNNING_AWAY = "running away"
REGIMES = (STANDING_STILL, STEADY, ONE_STEP, SWINGING, RUNNING_AWAY)

# A shrink factor this close to 0 or −1 counts as 0 or −1: few floats are exactly lr = 1/(2x²).
ROUNDING = 1e-9


@on_numbers(can_diverge={"w"})
def forward(x: Numbers, w: Numbers) -> Numbers:
    """Return the network's output ŷ = x·w (notebook 01).

    >>> forward(1.5, [0, 1, 2])
    array([0. , 1.5, 3. ])
    """
    return x * w


@on_numbers(can_diverge={"y_hat"})
def loss(y_hat: Numbers, y: Numbers) -> Numbers:
    """Return the squared error j = (ŷ − y)² (notebook 01).

    >>> loss(1.5, 0.5)
    1.0
    """
    return (y_hat - y) ** 2


@on_numbers(can_diverge={"w"})
def gradient(x: Numbers, y: Numbers, w: Numbers) -> Numbers:
    """Return dj/dw = 2(ŷ − y)·x, the slope of the loss at the weight `w` (notebook 02).

    The chain rule: dj/dŷ = 2(ŷ − y) times dŷ/dw = x. For the article's x = 1.5 and y = 0.5
    it is 4.5w − 1.5.

    >>> gradient(x=1.5, y=0.5, w=1)
    3.0
    """
    return 2 * (x * w - y) * x


@on_numbers(can_diverge={"w", "grad"})
def update(w: Numbers, grad: Numbers, lr: Numbers) -> Numbers:
    """Return the weight after one step of gradient descent, w − lr·dj/dw (notebook 03).

    If the weight and the step are both infinite, the step takes the weight to the other side.

    >>> update(w=1, grad=3, lr=0.25)
    0.25
    """
    w_new = w - lr * grad
    lost = np.isnan(w_new)
    if lost.any():  # inf − inf, or 0·inf where lr = 0
        w_new = np.where(lost, np.where(lr == 0, w, -w), w_new)
    return w_new


def descend(x: ArrayLike, y: ArrayLike, w: ArrayLike, lr: ArrayLike, steps: int) -> Descent:
    """Descend the loss from the weight `w`: `steps` times w ← w − lr·dj/dw (notebook 03).

    The first axis of the result counts the steps; the others have the broadcast shape of `x`,
    `y`, `w` and `lr`. A negative `lr` climbs.

    >>> descend(x=1.5, y=0.5, w=0.8, lr=0.1, steps=3).w.round(6)
    array([0.8     , 0.59    , 0.4745  , 0.410975])
    """
    steps = whole_number("steps", steps, at_least=0)
    x, y, w, lr = numbers(x=x, y=y, w=w, lr=lr)
    weights = np.empty((steps + 1, *np.broadcast_shapes(x.shape, y.shape, w.shape, lr.shape)))
    weights[0] = w
    with np.errstate(all="ignore"):
        # The formulas of `gradient` and `update`, in place: on a grid, allocating memory at each
        # step would cost several times as much as the arithmetic.
        change = np.empty(weights.shape[1:])
        for step in range(steps):
            np.multiply(x, weights[step, ...], out=change)
            change -= y
            change *= 2
            change *= x
            change *= lr
            np.subtract(weights[step, ...], change, out=weights[step + 1, ...])
        if np.isnan(weights[-1]).any():  # a run has overflowed: `update` gets its sign right
            for step in range(steps):
                grad = gradient.formula(x, y, weights[step])
                weights[step + 1] = update.formula(weights[step], grad, lr)
    return Descent(scalar_if_0d(x), scalar_if_0d(y), scalar_if_0d(lr), weights)


@dataclass(frozen=True, eq=False)
class Descent:
    """A finished descent: its settings, the weight at every step and what follows from it.

    `w`, `y_hat`, `loss` and `gradient` have the shape ``(steps + 1, ...)``: ``w[0]`` is the start,
    ``w[-1]`` the end.
    """

    x: Numbers
    y: Numbers
    lr: Numbers
    w: FloatArray

    @cached_property
    def y_hat(self) -> FloatArray:
        """Output at each weight."""
        return forward(self.x, self.w)

    @cached_property
    def loss(self) -> FloatArray:
        """Loss at each weight."""
        return loss(self.y_hat, self.y)

    @cached_property
    def gradient(self) -> FloatArray:
        """Slope dj/dw at each weight."""
        return gradient(self.x, self.y, self.w)

    @cached_property
    def shrink_factor(self) -> Numbers:
        """The factor by which each step multiplies the distance from w*."""
        return shrink_factor(self.x, self.lr)

    @cached_property
    def regime(self) -> str | NDArray[np.str_]:
        """How the run behaves, one of `REGIMES`."""
        return regime(self.x, self.lr)

    @cached_property
    def critical_lr(self) -> CriticalLr:
        """The learning rates at which the behaviour changes."""
        return critical_lr(self.x)


@on_numbers()
def best_weight(x: Numbers, y: Numbers) -> Numbers:
    """Return the weight at which the loss is 0, w* = y/x (notebook 01); NaN where x = 0.

    >>> best_weight(x=1.5, y=0.5)
    0.3333333333333333
    """
    return np.where(x == 0, np.nan, y / x)


@on_numbers()
def shrink_factor(x: Numbers, lr: Numbers) -> Numbers:
    """Return s = 1 − 2·lr·x², by which a step multiplies the distance from w* (notebook 04).

    From w_new − w* = w − lr·2(x·w − y)·x − w* = (1 − 2·lr·x²)(w − w*), since y = x·w*.

    >>> round(shrink_factor(x=1.5, lr=0.1), 12)
    0.55
    """
    return 1 - 2 * (lr * x) * x


@on_numbers()
def closed_form(x: Numbers, y: Numbers, w: Numbers, lr: Numbers, step: Numbers) -> Numbers:
    """Return the weight after `step` updates, w* + (w − w*)·s^step (notebook 04).

    Here w* = y/x and s = 1 − 2·lr·x² (see `shrink_factor`). For the article's values the weight
    is 1/3 + (7/15)·0.55^step. Where x = 0 or lr = 0 it stays where it is. A `step` that is
    negative or not whole raises a ValueError.

    >>> closed_form(x=1, y=0.5, w=1.5, lr=0.25, step=[0, 1, 2])
    array([1.5 , 1.  , 0.75])
    """
    if np.any((step < 0) | (step % 1 != 0)):
        raise ValueError(f"step must be whole and at least 0, but {scalar_if_0d(step)} was given")
    s = shrink_factor.formula(x, lr)
    best = y / x
    return np.where((s == 1) | (w == best), w, best + (w - best) * s**step)


class CriticalLr(NamedTuple):
    """The two learning rates at which descent changes its behaviour."""

    one_step: Numbers
    """1/(2x²): the first step lands on w*."""
    limit: Numbers
    """1/x²: from here on, the steps come no closer to w*."""


@on_numbers()
def critical_lr(x: Numbers) -> CriticalLr:
    """Return the learning rates 1/(2x²) and 1/x², where the behaviour changes (notebook 04).

    At the first, one step lands on w*; from the second on, the steps come no closer to it. Both
    are inf where x = 0: there the weight never moves.

    >>> critical_lr(2)
    CriticalLr(one_step=0.125, limit=0.25)
    """
    return CriticalLr(one_step=1 / (2 * x**2), limit=1 / x**2)


@on_numbers()
def regime(x: Numbers, lr: Numbers) -> str | NDArray[np.str_]:
    """Return how a descent with this input and learning rate behaves (notebook 04).

    It is one of `REGIMES`, chosen by the shrink factor s = 1 − 2·lr·x², which is compared with
    0 and −1 up to rounding:

    ==================  ==================================================================
    ``standing still``  s = 1: no gradient (x = 0) or no step (lr = 0)
    ``steady``          0 < s < 1: comes closer from one side
    ``one step``        s = 0: lands at once
    ``swinging``        −1 ≤ s < 0: jumps across w* and back, closer each time; at −1 for ever
    ``running away``    s < −1, or s > 1 (lr < 0, which climbs): farther away at each step
    ==================  ==================================================================

    >>> regime(x=1, lr=[0.5, 0.75, 2]).tolist()
    ['one step', 'swinging', 'running away']
    """
    s = shrink_factor.formula(x, lr)
    return np.select(
        [s == 1, np.abs(s) <= ROUNDING, (s > 0) & (s < 1), (s < 0) & (s >= -1 - ROUNDING)],
        [STANDING_STILL, ONE_STEP, STEADY, SWINGING],
        default=RUNNING_AWAY,
    )
