"""The explorer of notebook 00: one slider on the smallest picture."""

from __future__ import annotations

from .. import neuron
from ..article import W, X, Y
from ..notation import factor, high_or_low, number
from .engine import GREEN, INK, PAPER, RED, Explorer, LiveFigure, NumberControl


class StartHereExplorer(Explorer):
    """Drag w: the output ŷ = 1.5·w moves along a line, towards the target 0.5 or away from it."""

    def make_controls(self) -> dict[str, NumberControl]:
        return {"w": NumberControl("weight w", W, low=-1, high=2, step=0.01)}

    def build(self, picture: LiveFigure) -> None:
        axes = picture.add_panel(5, 1.4, above=0.05)
        axes.set(xlim=(-1.7, 3.2), ylim=(-1, 1.6), yticks=[], xlabel="output ŷ")
        axes.spines["left"].set_visible(False)
        axes.plot([Y, Y], [-1, 0.45], color=GREEN, lw=2.5)
        axes.text(Y, 0.6, "target 0.5", ha="center", color=INK)
        (self.gap,) = axes.plot([], [], color=RED, lw=3, ls=(0, (2, 1.2)))
        (self.output,) = axes.plot([], [], "o", ms=13, color=RED, mec=PAPER, mew=1.5)
        self.label = axes.text(0, -0.65, "", ha="center")
        picture.moving(self.gap, self.output, self.label)

    def compute(self, w: float) -> tuple[float, float]:
        return w, neuron.forward(X, w)

    def draw(self, result: tuple[float, float]) -> None:
        _, y_hat = result
        self.gap.set_data([Y, y_hat], [0, 0])
        self.output.set_data([y_hat], [0])
        self.label.set(x=y_hat, text=f"ŷ = {number(y_hat)}")

    def describe(self, result: tuple[float, float]) -> str:
        w, y_hat = result
        return (
            f"With w = {number(w)} the network answers "
            f"ŷ = {number(X)} · {factor(w)} = {number(y_hat, digits=6)}. "
            f"The target is {number(Y)}: {high_or_low(y_hat - Y)}."
        )
