"""The explorer of notebook 01: a network of one weight, and its loss."""

from __future__ import annotations

from dataclasses import dataclass

from .. import neuron
from ..notation import equals, high_or_low, number, product
from .engine import INPUT, TARGET, WEIGHT, Explorer, LiveFigure
from .pieces import LossCurve, NetworkDrawing, Valley, valley


@dataclass(frozen=True)
class ForwardPass:
    """The network's output for one sample, and how wrong it is."""

    x: float
    w: float
    y: float
    y_hat: float
    error: float
    loss: float
    valley: Valley


def forward_pass(x: float, w: float, y: float) -> ForwardPass:
    """Return what the network of one weight makes of a sample."""
    y_hat = neuron.forward(x, w)
    return ForwardPass(x, w, y, y_hat, y_hat - y, neuron.loss(y_hat, y), valley(x, y))


class OneWeightExplorer(Explorer):
    """Drag x, w or y: the numbers in the network and the point on the loss curve follow."""

    CONTROLS = {"x": INPUT, "w": WEIGHT, "y": TARGET}

    def build(self, picture: LiveFigure) -> None:
        network = picture.add_panel(5, 2.7)
        network.set_title("The network")
        self.network = NetworkDrawing(network)
        curve = picture.add_panel(5, 3.4)
        curve.set_title("The loss for every weight")
        self.curve = LossCurve(curve, moves="w")

    def compute(self, x: float, w: float, y: float) -> ForwardPass:
        return forward_pass(x, w, y)

    def draw(self, result: ForwardPass) -> None:
        self.network.put(result.x, result.w, result.y_hat, result.y, result.loss)
        self.curve.put(result.valley, result.w, result.loss)

    def describe(self, result: ForwardPass) -> str:
        best = (
            "With x = 0 the output is 0 for every weight: no weight changes the loss."
            if result.x == 0
            else f"The loss is 0 at w = y/x {equals(result.valley.best)}."
        )
        return (
            f"ŷ = x·w = {product(result.x, result.w, result.y_hat)}. "
            f"The target is {number(result.y, 12)}: {high_or_low(result.error)}, and the loss is "
            f"(ŷ − y)² {equals(result.loss)}. {best}"
        )
