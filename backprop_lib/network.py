"""A network: layers in a chain. Values go forward, and slopes come back.

    x → layer → layer → … → ŷ      each layer's slopes come from the slope that arrives at it

The forward pass keeps the value before each layer, because the backward pass needs it. Layers are
counted from 0, activations included.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from .activations import Activation, activation
from .checked import FloatArray, numbers, table_of, whole_number
from .layers import Dense, DenseSlopes
from .notation import count

Layer: TypeAlias = Dense | Activation


@dataclass(frozen=True, eq=False)
class Network:
    """Layers, from the input to the output (notebook 10).

    Examples
    --------
    >>> network = Network(Dense([[1.6]], [0]), Dense([[0.5]], [0]))
    >>> values = network.forward([[1.5]])
    >>> [value.item() for value in values]
    [1.5, 2.4000000000000004, 1.2000000000000002]
    >>> [slopes.weights.round(12).item() for slopes in network.backward(values, [[1.4]])]
    [1.05, 3.36]
    """

    layers: tuple[Layer, ...]

    def __init__(self, *layers: Layer) -> None:
        if not layers:
            raise ValueError("a network must have at least one layer, but none was given")
        arriving: int | None = None
        for number, layer in enumerate(layers):
            if not isinstance(layer, (Dense, Activation)):
                raise TypeError(
                    f"layer {number} must be a Dense or an Activation, but "
                    f"{layer!r} ({type(layer).__name__}) was given"
                )
            if isinstance(layer, Dense):
                inputs, outputs = layer.weights.shape
                if arriving not in (None, inputs):
                    raise ValueError(
                        f"layer {number} has weights for {count(inputs, 'input')}, but the layer "
                        f"before it has {count(arriving or 0, 'output')}"
                    )
                arriving = outputs
        object.__setattr__(self, "layers", layers)

    @classmethod
    def at_random(cls, widths: Sequence[int], activation_name: str = "tanh", seed: int = 0) -> Self:
        """Return a network of dense layers, with an activation between each two (notebook 10).

        The weights are drawn from a normal distribution with the standard deviation 1/√inputs, so
        that z is about as large as the inputs, and the biases are 0.

        Parameters
        ----------
        widths
            How many inputs it has, how many units each hidden layer has, and how many outputs.
        activation_name
            One of `activations.ACTIVATIONS`.
        seed
            Of the weights.

        Examples
        --------
        >>> [layer.weights.shape for layer in Network.at_random([2, 16, 1]).dense]
        [(2, 16), (16, 1)]
        """
        if len(widths) < 2:
            raise ValueError(
                "widths must hold at least the number of inputs and of outputs, "
                f"but {list(widths)!r} was given"
            )
        sizes = [
            whole_number(f"widths[{at}]", width, at_least=1) for at, width in enumerate(widths)
        ]
        rng = np.random.default_rng(whole_number("seed", seed, at_least=0))
        bend = activation(activation_name)
        layers: list[Layer] = []
        for inputs, outputs in pairwise(sizes):
            weights = rng.normal(size=(inputs, outputs)) / np.sqrt(inputs)
            layers += [Dense(weights, np.zeros(outputs)), bend]
        return cls(*layers[:-1])

    @cached_property
    def dense(self) -> tuple[Dense, ...]:
        """Its dense layers, which have parameters."""
        return tuple(layer for layer in self.layers if isinstance(layer, Dense))

    @cached_property
    def parameters(self) -> FloatArray:
        """All weights and biases in a row: of each dense layer the rows of W, then b.

        >>> Network(Dense([[0.8], [0.2]], [0.1])).parameters
        array([0.8, 0.2, 0.1])
        """
        return _in_a_row([part for layer in self.dense for part in (layer.weights, layer.bias)])

    def with_parameters(self, parameters: ArrayLike) -> Self:
        """Return the same network with other parameters, in the order of `parameters`.

        >>> network = Network(Dense([[0.8], [0.2]], [0.1]))
        >>> network.with_parameters([1, 2, 3]).dense[0].bias
        array([3.])
        """
        (given,) = numbers(parameters=parameters)
        if given.shape != self.parameters.shape:
            raise ValueError(
                f"parameters must have the shape {self.parameters.shape}, "
                f"but one of the shape {given.shape} was given"
            )
        return self._with(given.copy())

    def forward(self, x: ArrayLike) -> list[FloatArray]:
        """Return the values before each layer, x first, and the output ŷ."""
        wanted = len(self.dense[0].weights) if self.dense else "features"
        with np.errstate(all="ignore"):
            return self.forward_unchecked(table_of("x", x, wanted, can_diverge=True))

    def forward_unchecked(self, x: FloatArray) -> list[FloatArray]:
        """Return what `forward` returns, for use in loops."""
        values = [x]
        for layer in self.layers:
            values.append(layer.forward_unchecked(values[-1]))
        return values

    def backward(self, values: Sequence[ArrayLike], dj_dy_hat: ArrayLike) -> list[DenseSlopes]:
        """Return the slopes of each dense layer, from the values that `forward` returned."""
        checked = self._checked(values)
        slope = table_of("dj_dy_hat", dj_dy_hat, checked[-1].shape[1], can_diverge=True)
        if len(slope) != len(checked[0]):
            raise ValueError(
                "dj_dy_hat must have a row for each sample, "
                f"but {len(slope)} rows were given for {len(checked[0])} samples"
            )
        with np.errstate(all="ignore"):
            return self.backward_unchecked(checked, slope)

    def backward_unchecked(
        self,
        values: list[FloatArray],
        dj_dy_hat: FloatArray,
        through_dense: Callable[
            [Dense, FloatArray, FloatArray], DenseSlopes
        ] = Dense.backward_unchecked,
    ) -> list[DenseSlopes]:
        """Return what `backward` returns, for use in loops; `through_dense` finds the slopes."""
        slopes: list[DenseSlopes] = []
        arriving = dj_dy_hat
        after = values[-1]
        for layer, before in zip(reversed(self.layers), reversed(values[:-1]), strict=True):
            if isinstance(layer, Dense):
                slopes.append(through_dense(layer, before, arriving))
                arriving = slopes[-1].inputs
            else:
                local = layer.local_slope(before, after)
                local *= arriving
                arriving = local
            after = before
        return slopes[::-1]

    def moved(self, slopes: Sequence[DenseSlopes], lr: float) -> Self:
        """Return the network after a step of the descent: each parameter minus lr·its slope.

        Raises
        ------
        FloatingPointError
            If a parameter would not be finite: the descent has diverged.
        """
        with np.errstate(all="ignore"):
            return self.moved_unchecked(slopes, lr)

    def moved_unchecked(self, slopes: Sequence[DenseSlopes], lr: float) -> Self:
        """Return what `moved` returns, for use in loops: NumPy may warn of an overflow."""
        gradient = _in_a_row([part for each in slopes for part in (each.weights, each.bias)])
        parameters = self.parameters - lr * gradient
        # The sum of their squares is quicker to look at, and finite only if all of them are.
        if not math.isfinite(parameters @ parameters) and not np.isfinite(parameters).all():
            raise FloatingPointError("the step leads to parameters that are not finite")
        return self._with(parameters)

    def _with(self, parameters: FloatArray) -> Self:
        """Return the network with these parameters, of which its layers are views."""
        layers: list[Layer] = list(self.layers)
        for number, weights, bias, shape in self._places:
            layers[number] = Dense.unchecked(parameters[weights].reshape(shape), parameters[bias])
        network = object.__new__(type(self))  # what __init__ checks has not changed
        network.__dict__.update(layers=tuple(layers), parameters=parameters, _places=self._places)
        return network

    @cached_property
    def _places(self) -> list[tuple[int, slice, slice, tuple[int, int]]]:
        """Where the weights and the bias of each dense layer are among the parameters."""
        places, at = [], 0
        for number, layer in enumerate(self.layers):
            if isinstance(layer, Dense):
                split = at + layer.weights.size
                end = split + layer.bias.size
                places.append((number, slice(at, split), slice(split, end), layer.weights.shape))
                at = end
        return places

    def _checked(self, values: Sequence[ArrayLike]) -> list[FloatArray]:
        """Return the values as arrays, or say at which layer they cannot be those of `forward`."""
        if len(values) != len(self.layers) + 1:
            raise ValueError(
                "values must be what forward returns, one more than there are layers, "
                f"{len(self.layers) + 1} of them, but {len(values)} were given"
            )
        checked: list[FloatArray] = []
        for number, (layer, value) in enumerate(zip((*self.layers, None), values, strict=True)):
            place = "the output" if layer is None else f"the input of layer {number}"
            if number and isinstance(before := self.layers[number - 1], Dense):
                features: str | int = before.weights.shape[1]
            elif number:
                features = checked[-1].shape[1]
            else:
                features = len(layer.weights) if isinstance(layer, Dense) else "features"
            table = table_of(f"values[{number}], {place},", value, features, can_diverge=True)
            if number and len(table) != len(checked[0]):
                raise ValueError(
                    f"values[{number}], {place}, must have {count(len(checked[0]), 'row')}, as x "
                    f"has, but {len(table)} were given"
                )
            checked.append(table)
        return checked


def _in_a_row(parts: list[FloatArray]) -> FloatArray:
    return np.concatenate([part.ravel() for part in parts]) if parts else np.empty(0)
