"""The explorer of notebook 01: a network of one weight, and its loss."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.patches import Circle

from .. import neuron
from ..article import W, X, Y
from ..notation import factor, high_or_low, number
from .engine import BLUE, GREEN, INK, MUTED, RED, Explorer, LiveFigure, NumberControl
from .pieces import LossCurve, legend_above, title_above

_NODES = {"input x": (1.2, BLUE), "output ŷ": (5.2, RED), "target y": (8.8, GREEN)}
_RADIUS = 0.85
_LEVEL = 2.6


@dataclass(frozen=True)
class ForwardPass:
    """The network's output for one sample, and how wrong it is."""

    x: float
    w: float
    y: float
    y_hat: float
    loss: float

    @property
    def error(self) -> float:
        """The output minus the target, ŷ − y."""
        return self.y_hat - self.y


class OneWeightExplorer(Explorer):
    """Drag x, w or y: the numbers in the network and the point on the loss curve follow."""

    def make_controls(self) -> dict[str, NumberControl]:
        return {
            "x": NumberControl("input x", X, low=-2, high=3, step=0.05),
            "w": NumberControl("weight w", W, low=-1, high=2, step=0.01),
            "y": NumberControl("target y", Y, low=-2, high=3, step=0.05),
        }

    def build(self, picture: LiveFigure) -> None:
        self._build_network(picture)
        self.curve = LossCurve(picture, picture.add_panel(5, 3.4))
        legend_above(
            self.curve.axes,
            [self.curve.curve, self.curve.point, self.curve.best],
            "The loss for every weight",
        )

    def _build_network(self, picture: LiveFigure) -> None:
        axes = picture.add_panel(5, 3.4)
        axes.set(xlim=(0, 10), ylim=(-0.9, 5.6), aspect="equal")
        axes.set_axis_off()
        title_above(axes, "The network")
        self.numbers = {}
        for name, (across, colour) in _NODES.items():
            axes.add_patch(Circle((across, _LEVEL), _RADIUS, fc="none", ec=colour, lw=2))
            axes.text(across, _LEVEL + 1.2, name, ha="center")
            self.numbers[name] = axes.text(
                across, _LEVEL, "", ha="center", va="center_baseline", size=12
            )
        (x_node, _), (y_hat_node, _), (y_node, _) = _NODES.values()
        edge = [x_node + _RADIUS, y_hat_node - _RADIUS]
        (self.edge,) = axes.plot(edge, [_LEVEL, _LEVEL], color=INK, solid_capstyle="butt")
        self.weight = axes.text(sum(edge) / 2, _LEVEL + 0.4, "", ha="center")
        axes.plot(
            [y_hat_node + _RADIUS, y_node - _RADIUS], [_LEVEL, _LEVEL], color=MUTED, lw=1, ls=":"
        )
        middle = (y_hat_node + y_node) / 2
        self.error_label = axes.text(middle, _LEVEL - 1.6, "", ha="center")
        self.loss_label = axes.text(middle, _LEVEL - 2.4, "", ha="center")
        picture.moving(
            *self.numbers.values(), self.edge, self.weight, self.error_label, self.loss_label
        )

    def compute(self, x: float, w: float, y: float) -> ForwardPass:
        y_hat = neuron.forward(x, w)
        return ForwardPass(x, w, y, y_hat, neuron.loss(y_hat, y))

    def draw(self, result: ForwardPass) -> None:
        shown = (result.x, result.y_hat, result.y)
        for text, value in zip(self.numbers.values(), shown, strict=True):
            text.set_text(number(value, digits=3))
        self.edge.set(lw=1 + 3 * abs(result.w), ls="-" if result.w >= 0 else (0, (2, 1)))
        self.weight.set_text(f"w = {number(result.w)}")
        self.error_label.set_text(f"error ŷ − y = {number(result.error)}")
        self.loss_label.set_text(f"loss j = {number(result.loss)}")
        self.curve.draw(result.x, result.y, result.w, highest=result.loss)

    def describe(self, result: ForwardPass) -> str:
        y_hat = number(result.y_hat, digits=6)
        return (
            f"ŷ = x·w = {number(result.x)} · {factor(result.w)} = {y_hat}. "
            f"The target is {number(result.y)}: {high_or_low(result.error)}, and the loss is "
            f"{factor(result.error)}² = {number(result.loss)}. {self._best(result)}"
        )

    def _best(self, result: ForwardPass) -> str:
        if result.x == 0:
            return "With x = 0 the output is 0 for every weight: no weight changes the loss."
        best = neuron.best_weight(result.x, result.y)
        return f"The loss is 0 at w = y/x = {number(best)}."
