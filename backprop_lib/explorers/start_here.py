"""The explorer of notebook 00: one slider on the smallest network."""

from __future__ import annotations

from ..article import X, Y
from ..notation import equals, high_or_low, number, product
from .engine import WEIGHT, Explorer, LiveFigure
from .one_weight import ForwardPass, forward_pass
from .pieces import NetworkDrawing, OutputLine

_MET = 5e-4
"""An output this close to the target counts as right: 0.333 is a good answer."""


class StartHereExplorer(Explorer):
    """Drag w: the output ŷ = 1.5·w moves along a line, towards the target 0.5 or away from it."""

    CONTROLS = {"w": WEIGHT}

    def build(self, picture: LiveFigure) -> None:
        self.network = NetworkDrawing(picture.add_panel(5, 2.1, above=0.05), with_loss=False)
        self.line = OutputLine(picture.add_panel(5, 2.1, above=0.05), moves="w", scale=X)

    def compute(self, w: float) -> ForwardPass:
        return forward_pass(X, w, Y)

    def draw(self, result: ForwardPass) -> None:
        self.network.put(result.x, result.w, result.y_hat, result.y, result.loss)
        self.line.put(result.y_hat, result.y, met=abs(result.error) <= _MET)

    def describe(self, result: ForwardPass) -> str:
        if abs(result.error) > _MET:
            verdict = f"The target is {number(Y)}: {high_or_low(result.error)}."
        else:
            verdict = "It meets the target: you have just trained a network by hand."
        return (
            f"With w {equals(result.w, 6)} the network answers "
            f"ŷ = {product(result.x, result.w, result.y_hat)}. {verdict}"
        )
