"""The article's network: one input, one weight, no bias, and the descent of its one weight.

    ŷ = x·w        j = (ŷ − y)²        dj/dw = 2(ŷ − y)·x        w_new = w − lr·dj/dw

Every function takes numbers or arrays that broadcast: one call gives a whole loss curve, or a
thousand descents over a grid of w and lr. Numbers in, number out. Where a diverging run grows
past what a float can hold, the result is inf, without a warning.

Notebooks 01 to 04 explain it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .checked import FloatArray, Real, as_given, numbers, whole_number

STANDING_STILL = "standing still"
SLOW = "slow"
ONE_STEP = "one step"
SWINGING = "swinging"
RUNNING_AWAY = "running away"
REGIMES = (STANDING_STILL, SLOW, ONE_STEP, SWINGING, RUNNING_AWAY)

# A shrink factor this close to 0 or −1 counts as 0 or −1: lr = 1/(2x²) is seldom a float.
ROUNDING = 1e-9


def forward(x: ArrayLike, w: ArrayLike) -> Real:
    """Return the network's output ŷ = x·w.

    Parameters
    ----------
    x
        Input. Finite.
    w
        Weight. May be ±inf, as a diverging run leaves it. Broadcasts with `x`.

    Raises
    ------
    TypeError
        If an argument is not a number or an array of numbers.
    ValueError
        If an argument is NaN, `x` is infinite, or the shapes do not broadcast.

    Notes
    -----
    Explained in notebook 01.

    Examples
    --------
    >>> forward(2, 0.25)
    0.5
    >>> forward(1.5, [0, 1, 2])
    array([0. , 1.5, 3. ])
    """
    x, w = numbers(x=x, w=w, may_be_infinite={"w"})
    with np.errstate(all="ignore"):
        return as_given(_forward(x, w))


def loss(y_hat: ArrayLike, y: ArrayLike) -> Real:
    """Return the squared error j = (ŷ − y)².

    Parameters
    ----------
    y_hat
        Output of the network. May be ±inf.
    y
        Target. Finite. Broadcasts with `y_hat`.

    Raises
    ------
    TypeError
        If an argument is not a number or an array of numbers.
    ValueError
        If an argument is NaN, `y` is infinite, or the shapes do not broadcast.

    Notes
    -----
    Explained in notebook 01.

    Examples
    --------
    >>> loss(1.5, 0.5)
    1.0
    """
    y_hat, y = numbers(y_hat=y_hat, y=y, may_be_infinite={"y_hat"})
    with np.errstate(all="ignore"):
        return as_given(_loss(y_hat, y))


def gradient(x: ArrayLike, y: ArrayLike, w: ArrayLike) -> Real:
    """Return dj/dw = 2(ŷ − y)·x, the slope of the loss at the weight `w`.

    The chain rule: dj/dŷ = 2(ŷ − y) times dŷ/dw = x. For the article's x = 1.5 and y = 0.5
    it is 4.5w − 1.5.

    Parameters
    ----------
    x, y
        Input and target. Finite.
    w
        Weight. May be ±inf. Broadcasts with `x` and `y`.

    Raises
    ------
    TypeError
        If an argument is not a number or an array of numbers.
    ValueError
        If an argument is NaN, `x` or `y` is infinite, or the shapes do not broadcast.

    Notes
    -----
    Explained in notebook 02.

    Examples
    --------
    >>> gradient(x=1.5, y=0.5, w=1)
    3.0
    """
    x, y, w = numbers(x=x, y=y, w=w, may_be_infinite={"w"})
    with np.errstate(all="ignore"):
        return as_given(_gradient(x, y, w))


def update(w: ArrayLike, grad: ArrayLike, lr: ArrayLike) -> Real:
    """Return the weight after one step of gradient descent, w − lr·dj/dw.

    Parameters
    ----------
    w
        Weight. May be ±inf; a step as infinite as the weight carries it to the other side.
    grad
        Gradient dj/dw at `w`. May be ±inf.
    lr
        Learning rate. Finite. Broadcasts with `w` and `grad`.

    Raises
    ------
    TypeError
        If an argument is not a number or an array of numbers.
    ValueError
        If an argument is NaN, `lr` is infinite, or the shapes do not broadcast.

    Notes
    -----
    Explained in notebook 03.

    Examples
    --------
    >>> update(w=1, grad=3, lr=0.25)
    0.25
    """
    w, grad, lr = numbers(w=w, grad=grad, lr=lr, may_be_infinite={"w", "grad"})
    with np.errstate(all="ignore"):
        return as_given(_update(w, grad, lr))


def descend(x: ArrayLike, y: ArrayLike, w: ArrayLike, lr: ArrayLike, steps: int) -> Descent:
    """Descend the loss from the weight `w`: `steps` times w ← w − lr·dj/dw.

    Parameters
    ----------
    x, y
        Input and target of the one sample. Finite.
    w
        Weight to start from. Finite.
    lr
        Learning rate. Finite; a negative one climbs.
    steps
        How many updates to make, 0 or more.

    Returns
    -------
    Descent
        The weights and all that follows from them, with the step along the first axis and the
        broadcast shape of `x`, `y`, `w` and `lr` behind it.

    Raises
    ------
    TypeError
        If an argument is not a number or an array of numbers, or `steps` is not a number.
    ValueError
        If an argument is NaN or infinite, the shapes do not broadcast, or `steps` is negative
        or not whole.

    Notes
    -----
    Explained in notebook 03.

    Examples
    --------
    >>> descend(x=1.5, y=0.5, w=0.8, lr=0.1, steps=3).w.round(6)
    array([0.8     , 0.59    , 0.4745  , 0.410975])
    """
    steps = whole_number("steps", steps, at_least=0)
    x, y, w, lr = numbers(x=x, y=y, w=w, lr=lr)
    shape = np.broadcast_shapes(x.shape, y.shape, w.shape, lr.shape)
    weights = np.empty((steps + 1, *shape))
    weights[0] = w
    with np.errstate(all="ignore"):
        _fill(weights, x, y, lr)
        if np.isnan(weights[-1]).any():
            for step in range(steps):
                weights[step + 1] = _update(weights[step], _gradient(x, y, weights[step]), lr)
    return Descent(as_given(x), as_given(y), as_given(lr), weights)


@dataclass(frozen=True, eq=False)
class Descent:
    """A descent that was made: the weight at every step and what follows from it.

    Attributes
    ----------
    x, y, lr
        Input, target and learning rate of the run.
    w
        Weights, of shape ``(steps + 1, ...)``: ``w[0]`` is the start, ``w[-1]`` the end.
    y_hat, loss, gradient
        Output, loss and dj/dw at each of these weights, of the shape of `w`.
    regime
        How the run behaves, see `regime`.
    shrink_factor
        What the weight's error is multiplied by at each step, see `shrink_factor`.
    critical_lr
        The learning rates at which the behaviour changes, see `critical_lr`.
    """

    x: Real
    y: Real
    lr: Real
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

    @property
    def shrink_factor(self) -> Real:
        """What each step multiplies the distance from w* by."""
        return shrink_factor(self.x, self.lr)

    @property
    def regime(self) -> str | NDArray[np.str_]:
        """How the run behaves, one of `REGIMES`."""
        return regime(self.x, self.lr)

    @property
    def critical_lr(self) -> CriticalLr:
        """The learning rates at which the behaviour changes."""
        return critical_lr(self.x)


def best_weight(x: ArrayLike, y: ArrayLike) -> Real:
    """Return the weight with no loss at all, w* = y/x; NaN where x = 0, where no weight is best.

    Raises
    ------
    TypeError
        If an argument is not a number or an array of numbers.
    ValueError
        If an argument is NaN or infinite, or the shapes do not broadcast.

    Notes
    -----
    Explained in notebook 01.

    Examples
    --------
    >>> best_weight(x=1.5, y=0.5)
    0.3333333333333333
    """
    x, y = numbers(x=x, y=y)
    with np.errstate(all="ignore"):
        return as_given(np.where(x == 0, np.nan, y / x))


def shrink_factor(x: ArrayLike, lr: ArrayLike) -> Real:
    """Return s = 1 − 2·lr·x², by which each step multiplies the weight's distance from w*.

    From w_new − w* = w − lr·2(x·w − y)·x − w* = (1 − 2·lr·x²)(w − w*), since y = x·w*.

    Raises
    ------
    TypeError
        If an argument is not a number or an array of numbers.
    ValueError
        If an argument is NaN or infinite, or the shapes do not broadcast.

    Notes
    -----
    Explained in notebook 04.

    Examples
    --------
    >>> round(shrink_factor(x=1.5, lr=0.1), 12)
    0.55
    """
    x, lr = numbers(x=x, lr=lr)
    with np.errstate(all="ignore"):
        return as_given(_shrink_factor(x, lr))


def closed_form(x: ArrayLike, y: ArrayLike, w: ArrayLike, lr: ArrayLike, step: ArrayLike) -> Real:
    """Return the weight after `step` updates without making them: w* + (w − w*)·s^step.

    With w* = y/x and s = 1 − 2·lr·x², see `shrink_factor`. For the article's values it is
    1/3 + (7/15)·0.55^step. Where x = 0 or lr = 0 the weight stays where it is.

    Parameters
    ----------
    x, y, w, lr
        As for `descend`.
    step
        Number of updates, 0 or more and whole; broadcasts with the others.

    Raises
    ------
    TypeError
        If an argument is not a number or an array of numbers.
    ValueError
        If an argument is NaN or infinite, `step` is negative or not whole, or the shapes do
        not broadcast.

    Notes
    -----
    Explained in notebook 04.

    Examples
    --------
    >>> closed_form(x=1, y=0.5, w=1.5, lr=0.25, step=[0, 1, 2])
    array([1.5 , 1.  , 0.75])
    """
    x, y, w, lr, step = numbers(x=x, y=y, w=w, lr=lr, step=step)
    if np.any((step < 0) | (step % 1 != 0)):
        raise ValueError(f"step must be whole and at least 0, but {as_given(step)} was given")
    with np.errstate(all="ignore"):
        s = _shrink_factor(x, lr)
        best = y / x
        moved = best + (w - best) * s**step
    return as_given(np.where((s == 1) | (w == best), w, moved))


class CriticalLr(NamedTuple):
    """The two learning rates at which descent changes its behaviour."""

    one_step: Real
    """1/(2x²): the first step lands on w*."""
    limit: Real
    """1/x²: from here on the steps no longer come closer."""


def critical_lr(x: ArrayLike) -> CriticalLr:
    """Return the learning rates that land in one step, 1/(2x²), and that no longer settle, 1/x².

    Both are inf where x = 0: there the weight never moves.

    Raises
    ------
    TypeError
        If `x` is not a number or an array of numbers.
    ValueError
        If `x` is NaN or infinite.

    Notes
    -----
    Explained in notebook 04.

    Examples
    --------
    >>> critical_lr(2)
    CriticalLr(one_step=0.125, limit=0.25)
    """
    (x,) = numbers(x=x)
    with np.errstate(all="ignore"):
        return CriticalLr(as_given(1 / (2 * x**2)), as_given(1 / x**2))


def regime(x: ArrayLike, lr: ArrayLike) -> str | NDArray[np.str_]:
    """Return how a descent with this input and learning rate behaves, one of `REGIMES`.

    By the shrink factor s = 1 − 2·lr·x², where 0 and −1 are met to rounding (1e-9):

    ==================  ==================================================================
    ``standing still``  s = 1: no gradient (x = 0) or no step (lr = 0)
    ``slow``            0 < s < 1: comes closer from one side
    ``one step``        s = 0: lands at once
    ``swinging``        −1 ≤ s < 0: jumps across w* and back; at −1 for ever, else closer
    ``running away``    s < −1, or s > 1 (lr < 0, which climbs): further off at each step
    ==================  ==================================================================

    Returns
    -------
    str or array of str
        A single word for numbers, an array of the broadcast shape for arrays.

    Raises
    ------
    TypeError
        If an argument is not a number or an array of numbers.
    ValueError
        If an argument is NaN or infinite, or the shapes do not broadcast.

    Notes
    -----
    Explained in notebook 04.

    Examples
    --------
    >>> regime(x=1.5, lr=0.1)
    'slow'
    >>> regime(x=1, lr=[0.5, 0.75, 2]).tolist()
    ['one step', 'swinging', 'running away']
    """
    s = np.asarray(shrink_factor(x, lr))
    names = np.select(
        [s == 1, np.abs(s) <= ROUNDING, (s > 0) & (s < 1), (s < 0) & (s >= -1 - ROUNDING)],
        [STANDING_STILL, ONE_STEP, SLOW, SWINGING],
        default=RUNNING_AWAY,
    )
    return names.item() if names.ndim == 0 else names


# The same formulas on arrays that are known to be good.


def _forward(x: FloatArray, w: FloatArray) -> FloatArray:
    return x * w


def _loss(y_hat: FloatArray, y: FloatArray) -> FloatArray:
    return (y_hat - y) ** 2


def _gradient(x: FloatArray, y: FloatArray, w: FloatArray) -> FloatArray:
    return 2 * (_forward(x, w) - y) * x


def _update(w: FloatArray, grad: FloatArray, lr: FloatArray) -> FloatArray:
    w_new = w - lr * grad
    lost = np.isnan(w_new)
    if lost.any():  # inf − inf, or 0·inf where lr = 0
        w_new = np.where(lost, np.where(lr == 0, w, -w), w_new)
    return w_new


def _fill(weights: FloatArray, x: FloatArray, y: FloatArray, lr: FloatArray) -> None:
    """Fill in the weights from the first on, by `_gradient` and `_update` without their arrays.

    Memory that is new at each step would cost several times the arithmetic. Where a run
    overflows its weights become NaN, and stay so to the last.
    """
    change = np.empty(weights.shape[1:])
    for step in range(len(weights) - 1):
        w, w_new = weights[step, ...], weights[step + 1, ...]
        np.multiply(x, w, out=change)
        change -= y
        change *= 2
        change *= x
        change *= lr
        np.subtract(w, change, out=w_new)


def _shrink_factor(x: FloatArray, lr: FloatArray) -> FloatArray:
    return 1 - 2 * (lr * x) * x
