"""Losses: one number for how wrong the outputs are, with its slope at the outputs beside it.

    j = mean of (ŷ − y)²      dj/dŷ = 2(ŷ − y)/n      (n: how many numbers ŷ holds)

Outputs and targets have one shape, (samples, outputs). They do not broadcast: a column of outputs
compared with a row of targets would compare each with each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .checked import FloatArray, numbers


class Loss(NamedTuple):
    """A loss and its slope at the outputs: functions of outputs and targets."""

    name: str
    value: Callable[[ArrayLike, ArrayLike], float]
    slope: Callable[[ArrayLike, ArrayLike], FloatArray]


def mean_squared_error(y_hat: ArrayLike, y: ArrayLike) -> float:
    """Return j = the mean of (ŷ − y)² (notebook 06). For one sample it is the article's loss.

    >>> mean_squared_error([[1.5], [2.0]], [[0.5], [2.0]])
    0.5
    """
    y_hat, y = _of_one_shape(y_hat, y)
    with np.errstate(all="ignore"):
        return float(np.mean((y_hat - y) ** 2))


def mean_squared_error_slope(y_hat: ArrayLike, y: ArrayLike) -> FloatArray:
    """Return dj/dŷ = 2(ŷ − y)/n, in the shape of ŷ (notebook 06).

    >>> mean_squared_error_slope([[1.5], [2.0]], [[0.5], [2.0]])
    array([[1.],
           [0.]])
    """
    y_hat, y = _of_one_shape(y_hat, y)
    with np.errstate(all="ignore"):
        return 2 * (y_hat - y) / y_hat.size


MEAN_SQUARED_ERROR = Loss("mean squared error", mean_squared_error, mean_squared_error_slope)


def _of_one_shape(y_hat: ArrayLike, y: ArrayLike) -> list[FloatArray]:
    (outputs,) = numbers(can_diverge={"y_hat"}, y_hat=y_hat)
    (targets,) = numbers(y=y)
    if outputs.shape != targets.shape:
        raise ValueError(
            "y_hat and y must have the same shape, "
            f"but y_hat {outputs.shape} and y {targets.shape} were given"
        )
    if not outputs.size:
        raise ValueError("y_hat must hold at least one number, but it is empty")
    return [outputs, targets]
