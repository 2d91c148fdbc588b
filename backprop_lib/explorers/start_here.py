"""The explorer of notebook 00: one slider on the smallest network."""

from __future__ import annotations

from ..article import X, Y
from ..notation import equals, high_or_low, number, product
from .engine import WEIGHT, Explorer, Label, Line, LiveFigure, Point
from .one_weight import ForwardPass, forward_pass
from .pieces import NetworkDrawing

_RIGHT = 5e-4
"""An output this close to the target is called right: 0.333 is a good answer."""


class StartHereExplorer(Explorer):
    """Drag w: the output ŷ = 1.5·w moves along a line, towards the target 0.5 or away from it."""

    CONTROLS = {"w": WEIGHT}

    def build(self, picture: LiveFigure) -> None:
        self.network = NetworkDrawing(picture.add_panel(5, 2.1, above=0.05), with_loss=False)
        axes = picture.add_panel(5, 2.1, above=0.05)
        axes.set(xlim=(-1.7, 3.2), ylim=(-1.2, 1.6), yticks=[], xlabel="output ŷ")
        axes.spines["left"].set_visible(False)
        axes.plot([Y, Y], [-1.2, 0.5], color=Label(axes, "y").colour, lw=2.5)
        self.target = Label(axes, "y", weight="bold")
        self.gap = Line(axes, "j", lw=3, ls=(0, (2, 1.2)))
        self.output = Point(axes, "y_hat", ms=14, moves="w", scale=X)
        self.right = Point(axes, "y", ms=18)
        self.label = Label(axes, "y_hat", weight="bold")

    def compute(self, w: float) -> ForwardPass:
        return forward_pass(X, w, Y)

    def draw(self, result: ForwardPass) -> None:
        self.network.put(result.x, result.w, result.y_hat, result.y, result.loss)
        right = abs(result.error) <= _RIGHT
        self.target.put(Y, 0.7, "ŷ = y" if right else f"target {number(Y)}")
        self.gap.put([Y, result.y_hat], [0, 0])
        self.output.put(result.y_hat, 0)
        self.right.put(Y, 0)
        self.right.dot.set_visible(right)
        side = -1 if result.error < 0 else 1
        ha = "center" if abs(result.error) > 0.6 else "left" if side > 0 else "right"
        self.label.put(result.y_hat + 0.12 * side, -0.75, f"ŷ {equals(result.y_hat)}", ha=ha)
        self.label.text.set_visible(not right)

    def describe(self, result: ForwardPass) -> str:
        answer = f"ŷ = {product(result.x, result.w, result.y_hat)}"
        if abs(result.error) <= _RIGHT:
            return (
                f"With w {equals(result.w)} the network answers {answer}. That is the target: "
                "you have just trained a network by hand."
            )
        return (
            f"With w {equals(result.w, 6)} the network answers {answer}. "
            f"The target is {number(Y)}: {high_or_low(result.error)}."
        )
