"""Losses: one number for how wrong the outputs are, with its slope at the outputs beside it.

    mean squared error        j = mean of (ŷ − y)²             dj/dŷ = 2(ŷ − y)/n
    binary cross-entropy      j = mean of ln(1 + eᶻ) − y·z     dj/dz = (σ(z) − y)/n
    softmax cross-entropy     j = mean of ln(Σ eᶻ) − z_y       dj/dz = (softmax(z) − [1 at y])/n

Both cross-entropies take **logits** z, the outputs of a network before the sigmoid or the softmax:
fused with it, neither the loss nor its slope overflows or loses its digits.

Outputs have the shape (samples, outputs). Targets do not broadcast: a column of outputs compared
with a row of targets would compare each with each. n counts the numbers over which the mean is
taken: all outputs or, for the softmax, the samples.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .activations import sigmoid, softplus
from .checked import FloatArray, numbers, table_of

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class OnOutputs(Protocol[R_co]):
    """A function of outputs and targets; `formula` is the unchecked one, for use in loops."""

    formula: Callable[[FloatArray, FloatArray], Any]

    def __call__(self, y_hat: ArrayLike, y: ArrayLike) -> R_co:
        """Return the value of the formula."""


class Loss(NamedTuple):
    """A loss and its slope at the outputs."""

    name: str
    value: OnOutputs[float]
    slope: OnOutputs[FloatArray]


def _checked(
    targets_for: Callable[[FloatArray, ArrayLike], FloatArray],
) -> Callable[[Callable[[FloatArray, FloatArray], R]], OnOutputs[R]]:
    """Return a decorator that makes a formula check outputs and targets."""

    def decorate(formula: Any) -> Any:  # the types are in the signature above
        @wraps(formula)
        def checked(y_hat: ArrayLike, y: ArrayLike) -> Any:
            (outputs,) = numbers(can_diverge={"y_hat"}, y_hat=y_hat)
            if not outputs.size:
                raise ValueError("y_hat must hold at least one number, but it is empty")
            targets = targets_for(outputs, y)
            with np.errstate(all="ignore"):
                return formula(outputs, targets)

        checked.formula = formula  # type: ignore[attr-defined]
        return checked

    return decorate


def _of_the_same_shape(y_hat: FloatArray, y: ArrayLike) -> FloatArray:
    (targets,) = numbers(y=y)
    if y_hat.shape != targets.shape:
        raise ValueError(
            "y_hat and y must have the same shape, "
            f"but y_hat {y_hat.shape} and y {targets.shape} were given"
        )
    return targets


def _from_0_to_1(y_hat: FloatArray, y: ArrayLike) -> FloatArray:
    targets = _of_the_same_shape(y_hat, y)
    _refuse("from 0 to 1", targets, (targets < 0) | (targets > 1))
    return targets


def _class_numbers(y_hat: FloatArray, y: ArrayLike) -> FloatArray:
    outputs, targets = table_of("y_hat", y_hat, "classes"), table_of("y", y, 1)
    if len(outputs) != len(targets):
        raise ValueError(
            "y must have a row for each sample, "
            f"but y_hat {outputs.shape} and y {targets.shape} were given"
        )
    last = outputs.shape[1] - 1
    _refuse(
        f"a class, a whole number from 0 to {last}",
        targets,
        (targets < 0) | (targets > last) | (targets % 1 != 0),
    )
    return targets


def _refuse(wanted: str, targets: FloatArray, wrong: NDArray[np.bool_]) -> None:
    if wrong.any():
        place = np.argwhere(wrong)[0]
        at = f"y[{', '.join(map(str, place))}]" if len(place) else "y"
        raise ValueError(f"{at} must be {wanted}, but {targets[tuple(place)]:g} was given")


@_checked(_of_the_same_shape)
def mean_squared_error(y_hat: FloatArray, y: FloatArray) -> float:
    """Return j = the mean of (ŷ − y)² (notebook 06). For one sample it is the article's loss.

    >>> mean_squared_error([[1.5], [2.0]], [[0.5], [2.0]])
    0.5
    """
    return float(((y_hat - y) ** 2).mean())


@_checked(_of_the_same_shape)
def mean_squared_error_slope(y_hat: FloatArray, y: FloatArray) -> FloatArray:
    """Return dj/dŷ = 2(ŷ − y)/n, in the shape of ŷ (notebook 06).

    >>> mean_squared_error_slope([[1.5], [2.0]], [[0.5], [2.0]])
    array([[1.],
           [0.]])
    """
    return 2 * (y_hat - y) / y_hat.size


@_checked(_from_0_to_1)
def binary_cross_entropy(y_hat: FloatArray, y: FloatArray) -> float:
    """Return j = the mean of −ln σ(z) where y is 1 and −ln(1 − σ(z)) where it is 0 (notebook 10).

    ŷ are the logits z. Targets between 0 and 1 are probabilities: then it is the mean of both.

    >>> round(binary_cross_entropy([[0.0], [1000.0]], [[1], [1]]), 6)  # (ln 2 + 0)/2
    0.346574
    """
    # The same as ln(1 + eᶻ) − y·z, but it keeps its digits where the loss is small.
    for_1 = np.where(y > 0, y * softplus.formula(-y_hat), 0)
    for_0 = np.where(y < 1, (1 - y) * softplus.formula(y_hat), 0)
    return float((for_1 + for_0).mean())


@_checked(_from_0_to_1)
def binary_cross_entropy_slope(y_hat: FloatArray, y: FloatArray) -> FloatArray:
    """Return dj/dz = (σ(z) − y)/n, in the shape of ŷ (notebook 10).

    >>> binary_cross_entropy_slope([[0.0], [1000.0]], [[1], [1]])
    array([[-0.25],
           [ 0.  ]])
    """
    return (sigmoid.formula(y_hat) - y) / y_hat.size


def softmax(z: ArrayLike) -> FloatArray:
    """Return eᶻ / Σ eᶻ over each row, a probability for each class (notebook 14).

    The largest logit of each row is subtracted first, which changes nothing and cannot overflow.

    >>> softmax([[0, 0], [1000, 0]])
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    z = table_of("z", z, "classes")
    with np.errstate(all="ignore"):
        return _softmax(z)


@_checked(_class_numbers)
def softmax_cross_entropy(y_hat: FloatArray, y: FloatArray) -> float:
    """Return j = the mean of −ln softmax(z) at the class of each sample (notebook 14).

    ŷ are the logits z, of the shape (samples, classes), and y is a column of class numbers from 0
    on.

    >>> round(softmax_cross_entropy([[0, 0], [1000, 0]], [[1], [0]]), 6)  # (ln 2 + 0)/2
    0.346574
    """
    above = y_hat - y_hat.max(axis=1, keepdims=True)
    right = np.take_along_axis(above, y.astype(np.intp), axis=1)
    return float((np.log(np.exp(above).sum(axis=1, keepdims=True)) - right).mean())


@_checked(_class_numbers)
def softmax_cross_entropy_slope(y_hat: FloatArray, y: FloatArray) -> FloatArray:
    """Return dj/dz = (softmax(z) − 1 at the class)/n, in the shape of ŷ (notebook 14).

    >>> softmax_cross_entropy_slope([[0, 0], [1000, 0]], [[1], [0]])
    array([[ 0.25, -0.25],
           [ 0.  ,  0.  ]])
    """
    slope = _softmax(y_hat)
    slope[np.arange(len(y_hat)), y[:, 0].astype(np.intp)] -= 1
    return slope / len(y_hat)


def _softmax(z: FloatArray) -> FloatArray:
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


MEAN_SQUARED_ERROR = Loss("mean squared error", mean_squared_error, mean_squared_error_slope)
BINARY_CROSS_ENTROPY = Loss(
    "binary cross-entropy", binary_cross_entropy, binary_cross_entropy_slope
)
SOFTMAX_CROSS_ENTROPY = Loss(
    "softmax cross-entropy", softmax_cross_entropy, softmax_cross_entropy_slope
)
