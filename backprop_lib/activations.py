"""Activations: a = f(z), applied to each number by itself, with the derivative beside it.

In the backward pass an activation multiplies the slope that arrives by its own:
dj/dz = dj/da·f′(z).
`checked` says which arguments are refused; z may be infinite.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .checked import FloatArray, Numbers, OnNumbers, numbers, on_numbers

LEAK = 0.01
"""The slope of the leaky ReLU for negative z."""


@on_numbers(can_diverge={"z"})
def identity(z: Numbers) -> Numbers:
    """Return z itself: no activation (notebook 08).

    >>> identity([-1, 2])
    array([-1.,  2.])
    """
    return z


@on_numbers(can_diverge={"z"})
def identity_slope(z: Numbers) -> Numbers:
    """Return the derivative of the identity, 1 (notebook 08).

    >>> identity_slope([-1, 2])
    array([1., 1.])
    """
    return np.ones_like(z)


@on_numbers(can_diverge={"z"})
def sigmoid(z: Numbers) -> Numbers:
    """Return σ(z) = 1 / (1 + e⁻ᶻ), between 0 and 1 (notebook 08).

    It is computed from e to the power −|z|, which does not overflow.

    >>> sigmoid(0)
    0.5
    """
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, small) / (1 + small)


@on_numbers(can_diverge={"z"})
def sigmoid_slope(z: Numbers) -> Numbers:
    """Return σ′(z) = σ(z)·(1 − σ(z)), at most 1/4 (notebook 08).

    It is computed as σ(z)·σ(−z): 1 − σ(z) would lose its digits where σ(z) is close to 1.

    >>> sigmoid_slope(0)
    0.25
    """
    return sigmoid.formula(z) * sigmoid.formula(-z)


@on_numbers(can_diverge={"z"})
def tanh(z: Numbers) -> Numbers:
    """Return tanh(z), between −1 and 1 (notebook 08).

    >>> tanh(0)
    0.0
    """
    return np.tanh(z)


@on_numbers(can_diverge={"z"})
def tanh_slope(z: Numbers) -> Numbers:
    """Return tanh′(z) = 1 − tanh²(z), at most 1 (notebook 08).

    It is computed as 4·σ(2z)·σ(−2z), which is the same and keeps its digits where tanh is close
    to 1.

    >>> tanh_slope(0)
    1.0
    """
    return 4 * sigmoid_slope.formula(2 * z)


@on_numbers(can_diverge={"z"})
def relu(z: Numbers) -> Numbers:
    """Return max(z, 0) (notebook 08).

    >>> relu([-1, 2])
    array([0., 2.])
    """
    return np.maximum(z, 0)


@on_numbers(can_diverge={"z"})
def relu_slope(z: Numbers) -> Numbers:
    """Return the derivative of ReLU: 1 for z > 0, otherwise 0 (notebook 08).

    At the kink z = 0 there is no derivative; 0 is the usual choice.

    >>> relu_slope([-1, 0, 2])
    array([0., 0., 1.])
    """
    return np.where(z > 0, 1.0, 0.0)


@on_numbers(can_diverge={"z"})
def leaky_relu(z: Numbers) -> Numbers:
    """Return z for z > 0, otherwise `LEAK`·z (notebook 08).

    >>> leaky_relu([-1, 2])
    array([-0.01,  2.  ])
    """
    return np.where(z > 0, z, LEAK * z)


@on_numbers(can_diverge={"z"})
def leaky_relu_slope(z: Numbers) -> Numbers:
    """Return the derivative of the leaky ReLU: 1 for z > 0, otherwise `LEAK` (notebook 08).

    >>> leaky_relu_slope([-1, 2])
    array([0.01, 1.  ])
    """
    return np.where(z > 0, 1.0, LEAK)


@on_numbers(can_diverge={"z"})
def softplus(z: Numbers) -> Numbers:
    """Return ln(1 + eᶻ), a ReLU without a kink (notebook 08).

    It is computed as max(z, 0) + ln(1 + e to the power −|z|), which does not overflow.

    >>> round(softplus(0), 6)
    0.693147
    """
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


@on_numbers(can_diverge={"z"})
def softplus_slope(z: Numbers) -> Numbers:
    """Return the derivative of softplus, which is σ(z) (notebook 08).

    >>> softplus_slope(0)
    0.5
    """
    return sigmoid.formula(z)


@dataclass(frozen=True)
class Activation:
    """An activation as a layer of a network: it has no parameters.

    Attributes
    ----------
    name
        Its name, such as "leaky ReLU".
    value, slope
        The function and its derivative.
    local_slope
        The derivative from z and a = f(z), unchecked: a network has kept both, and most
        derivatives follow from a without another exponential. Where a curve is almost flat, this
        loses digits that `slope` keeps.
    """

    name: str
    value: OnNumbers[[Numbers], Numbers]
    slope: OnNumbers[[Numbers], Numbers]
    local_slope: Callable[[FloatArray, FloatArray], FloatArray]

    def forward(self, z: ArrayLike) -> FloatArray:
        """Return a = f(z), in the shape of z.

        >>> ACTIVATIONS["relu"].forward([[-1, 2]])
        array([[0., 2.]])
        """
        return np.asarray(self.value(z))

    def forward_unchecked(self, z: FloatArray) -> FloatArray:
        """Return what `forward` returns, for use in loops."""
        return self.value.formula(z)

    def backward(self, z: ArrayLike, dj_da: ArrayLike) -> FloatArray:
        """Return dj/dz = dj/da·f′(z), from the z of the forward pass and the slope that arrives.

        >>> ACTIVATIONS["relu"].backward([[-1, 2]], [[0.7, 0.7]])
        array([[0. , 0.7]])
        """
        z, dj_da = numbers(can_diverge={"z", "dj_da"}, z=z, dj_da=dj_da)
        if z.shape != dj_da.shape:
            raise ValueError(
                f"dj_da must have the shape of z, {z.shape}, but one of {dj_da.shape} was given"
            )
        with np.errstate(all="ignore"):
            return dj_da * self.slope.formula(z)


ACTIVATIONS: Mapping[str, Activation] = {
    "identity": Activation("identity", identity, identity_slope, lambda z, a: np.ones_like(z)),
    "sigmoid": Activation("sigmoid", sigmoid, sigmoid_slope, lambda z, a: a * (1 - a)),
    "tanh": Activation("tanh", tanh, tanh_slope, lambda z, a: 1 - a * a),
    "relu": Activation("ReLU", relu, relu_slope, lambda z, a: relu_slope.formula(z)),
    "leaky_relu": Activation(
        "leaky ReLU", leaky_relu, leaky_relu_slope, lambda z, a: leaky_relu_slope.formula(z)
    ),
    "softplus": Activation(
        "softplus", softplus, softplus_slope, lambda z, a: softplus_slope.formula(z)
    ),
}


def activation(name: str) -> Activation:
    """Return the activation with this name (notebook 08).

    >>> activation("tanh").name
    'tanh'
    """
    if name not in ACTIVATIONS:
        known = ", ".join(ACTIVATIONS)
        raise ValueError(f"the activation must be one of {known}, but {name!r} was given")
    return ACTIVATIONS[name]
