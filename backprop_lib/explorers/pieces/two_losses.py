"""Two ways to count an error, its square and its size: an explorer with nothing to move."""

from __future__ import annotations

import numpy as np

from ... import neuron
from ...article import W, X, Y
from ...notation import number
from ..engine import COLOURS, INK, MUTED, Explorer, LiveFigure

_WEIGHTS = np.linspace(-0.3, 1, 131)
_NEAR = 0.4
_REACH = 0.13


class TwoLossesPicture(Explorer):
    """The square and the size of the article's error for every weight, and how steep both are.

    Examples
    --------
    >>> TwoLossesPicture().sentence[:63]
    'At w = 0.8 the curve of (ŷ − y)² is 7 times as steep as at 0.4,'
    """

    CONTROLS = {}

    def build(self, picture: LiveFigure) -> None:
        axes = picture.add_panel(5, 3.2)
        axes.set(xlabel="weight w", xlim=(-0.3, 1), ylim=(-0.05, 1))
        axes.set_title("Two ways to count the error")
        error = neuron.forward(X, _WEIGHTS) - Y
        axes.plot(_WEIGHTS, error**2, color=COLOURS["j"], lw=2.5)
        axes.plot(_WEIGHTS, np.abs(error), color=MUTED, lw=2.5, ls=(0, (4, 2)))
        axes.text(0.79, 0.3, "(ŷ − y)²", color=COLOURS["j"], weight="bold")
        axes.text(0.66, 0.62, "|ŷ − y|", color=MUTED, weight="bold", ha="right")
        for w in (W, _NEAR):
            miss = neuron.forward(X, w) - Y
            for height, slope in ((miss**2, neuron.gradient(X, Y, w)), (miss, X)):
                run = np.array([max(-_REACH, Y / X - w), _REACH])  # not beyond the kink
                axes.plot(w + run, height + slope * run, color=INK, lw=1.5, zorder=3)
                axes.plot(w, height, "o", color=INK, ms=6, zorder=3)

    def compute(self) -> float:
        return float(neuron.gradient(X, Y, W) / neuron.gradient(X, Y, _NEAR))

    def draw(self, result: float) -> None:
        """Nothing moves."""

    def describe(self, result: float) -> str:
        return (
            f"At w = {number(W)} the curve of (ŷ − y)² is {number(result)} times as steep as at "
            f"{number(_NEAR)}, close to its lowest point, where it is flat. The two lines of "
            "|ŷ − y| are equally steep everywhere, and they meet in a kink."
        )
