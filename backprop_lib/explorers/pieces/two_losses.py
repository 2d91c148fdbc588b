"""Two ways to count an error, its square and its size: a picture that stands still."""

from __future__ import annotations

import numpy as np

from ... import neuron
from ...article import W, X, Y
from ...notation import number
from ..engine import COLOURS, INK, MUTED, LiveFigure, style

_WEIGHTS = np.linspace(-0.3, 1, 131)
_NEAR = 0.4
_REACH = 0.13


class TwoLossesPicture:
    """The square and the size of the article's error for every weight, and how steep both are.

    As the last line of a cell it is a PNG, and a sentence for tests and for those who cannot see.

    Examples
    --------
    >>> TwoLossesPicture().sentence[:63]
    'At w = 0.8 the curve of (ŷ − y)² is 7 times as steep as at 0.4,'
    """

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        times = neuron.gradient(X, Y, W) / neuron.gradient(X, Y, _NEAR)
        return (
            f"At w = {number(W)} the curve of (ŷ − y)² is {number(times)} times as steep as at "
            f"{number(_NEAR)}, close to its lowest point, where it is flat. The two lines of "
            "|ŷ − y| are equally steep everywhere, and they meet in a kink."
        )

    def __repr__(self) -> str:
        return self.sentence

    def _repr_png_(self) -> bytes:
        picture = LiveFigure()
        with style():
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
        return picture.png()
