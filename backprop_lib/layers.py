"""A dense layer: every output is a weighted sum of all inputs, plus a bias.

    z = x·W + b      dj/dW = xᵀ·δ      dj/db = sum of δ over the samples      dj/dx = δ·Wᵀ

Here δ = dj/dz is the slope that arrives. Arrays are (samples, features), and the weights are
(inputs, outputs). The sums over the samples are sums over paths: each weight acts on every sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike

from .checked import FloatArray, numbers, table_of


class DenseSlopes(NamedTuple):
    """What the backward pass of a dense layer finds: each has the shape of what it belongs to."""

    inputs: FloatArray
    """dj/dx, which is passed back."""
    weights: FloatArray
    """dj/dW."""
    bias: FloatArray
    """dj/db."""


@dataclass(frozen=True, eq=False)
class Dense:
    """A dense layer (notebook 10).

    Attributes
    ----------
    weights
        Of the shape (inputs, outputs).
    bias
        Of the shape (outputs,).

    Examples
    --------
    >>> layer = Dense([[0.8]], [0])
    >>> layer.forward([[1.5]])
    array([[1.2]])
    >>> layer.backward([[1.5]], [[1.4]]).weights.round(12)
    array([[2.1]])
    """

    weights: FloatArray
    bias: FloatArray

    def __init__(self, weights: ArrayLike, bias: ArrayLike) -> None:
        (weights,) = numbers(weights=weights)
        (bias,) = numbers(bias=bias)
        if weights.ndim != 2 or not weights.size:
            raise ValueError(
                "weights must have the shape (inputs, outputs), "
                f"but an array of the shape {weights.shape} was given"
            )
        if bias.shape != weights.shape[1:]:
            raise ValueError(
                f"bias must have the shape {weights.shape[1:]}, one number for each output, "
                f"but one of the shape {bias.shape} was given"
            )
        object.__setattr__(self, "weights", weights)
        object.__setattr__(self, "bias", bias)

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return z = x·W + b for each sample."""
        x = table_of("x", x, len(self.weights), can_diverge=True)
        with np.errstate(all="ignore"):
            return self.forward_unchecked(x)

    def forward_unchecked(self, x: FloatArray) -> FloatArray:
        """Return what `forward` returns, for use in loops."""
        z: FloatArray = x.dot(self.weights)
        z += self.bias  # in place: it is the quicker way
        return z

    def backward(self, x: ArrayLike, dj_dz: ArrayLike) -> DenseSlopes:
        """Return all slopes, from the inputs of the forward pass and the slope that arrives."""
        x = table_of("x", x, len(self.weights), can_diverge=True)
        dj_dz = table_of("dj_dz", dj_dz, len(self.bias), can_diverge=True)
        if len(x) != len(dj_dz):
            raise ValueError(
                "dj_dz must have a row for each sample, "
                f"but {len(dj_dz)} rows were given for {len(x)} samples"
            )
        with np.errstate(all="ignore"):
            return self.backward_unchecked(x, dj_dz)

    def backward_unchecked(self, x: FloatArray, dj_dz: FloatArray) -> DenseSlopes:
        """Return what `backward` returns, for use in loops."""
        return DenseSlopes(dj_dz.dot(self.weights.T), x.T.dot(dj_dz), dj_dz.sum(0))

    @classmethod
    def unchecked(cls, weights: FloatArray, bias: FloatArray) -> Self:
        """Return a layer whose parameters are not checked, for use in loops."""
        layer = object.__new__(cls)
        values = layer.__dict__  # it is frozen for everybody else
        values["weights"], values["bias"] = weights, bias
        return layer
