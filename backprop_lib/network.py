"""A network: layers in a chain. Values go forward, and slopes come back.

    x → layer → layer → … → ŷ      each layer's slopes come from the slope that arrives at it

The forward pass keeps the value before each layer, because the backward pass needs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self, TypeAlias

from numpy.typing import ArrayLike

from .activations import Activation
from .checked import FloatArray, numbers
from .layers import Dense, DenseSlopes

Layer: TypeAlias = Dense | Activation


@dataclass(frozen=True, eq=False)
class Network:
    """Layers, from the input to the output (notebook 06).

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
        for number, layer in enumerate(layers):
            if not isinstance(layer, (Dense, Activation)):
                raise TypeError(
                    f"layer {number} must be a Dense or an Activation, but "
                    f"{layer!r} ({type(layer).__name__}) was given"
                )
        object.__setattr__(self, "layers", layers)

    def forward(self, x: ArrayLike) -> list[FloatArray]:
        """Return the values before each layer, x first, and the output ŷ."""
        values = numbers(can_diverge={"x"}, x=x)
        for layer in self.layers:
            values.append(layer.forward(values[-1]))
        return values

    def backward(self, values: list[FloatArray], dj_dy_hat: ArrayLike) -> list[DenseSlopes]:
        """Return the slopes of each dense layer, from the values that `forward` returned."""
        slopes: list[DenseSlopes] = []
        arriving = dj_dy_hat
        for layer, value in zip(reversed(self.layers), reversed(values[:-1]), strict=True):
            if isinstance(layer, Dense):
                slopes.append(layer.backward(value, arriving))
                arriving = slopes[-1].inputs
            else:
                arriving = layer.backward(value, arriving)
        return slopes[::-1]

    def moved(self, slopes: list[DenseSlopes], lr: float) -> Self:
        """Return the network after a step of the descent, as `Dense.moved` says."""
        left = iter(slopes)
        return type(self)(
            *(
                layer.moved(next(left), lr) if isinstance(layer, Dense) else layer
                for layer in self.layers
            )
        )
