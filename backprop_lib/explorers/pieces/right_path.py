"""The right path, faint beside a path that a learner's own function makes."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ..engine import Label, Path


class RightPath:
    """A faint path with the word “right” beside it, or nothing.

    Parameters
    ----------
    axes
        Where to draw.
    hops
        Whether each step goes across first and then up or down, as on the loss curve.
    """

    def __init__(self, axes: Axes, *, hops: bool = False) -> None:
        self.axes = axes
        self.hops = hops
        look: dict[str, Any] = {"zorder": 2.1, "markevery": 2} if hops else {"zorder": 1.9}
        self.path = Path(axes, "muted", alpha=0.6, lw=1.2, ms=3.5, **look)
        self.word = Label(axes, "muted", va="bottom")

    def put(self, x: ArrayLike, y: ArrayLike) -> None:
        """Draw the path through the points (x, y): one for each step, the start first."""
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        if self.hops:
            x, y = np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]
        self.path.put(x, y)
        (left, right), (bottom, top) = self.axes.get_xlim(), self.axes.get_ylim()
        seen = np.flatnonzero((left <= x) & (x <= right) & (bottom <= y) & (y <= top))
        if self.hops:
            seen = seen[:2]  # the word stands at the first hop: at the end, the curve is in the way
        if not seen.size:
            self.word.put(left, bottom, "")
            return
        at = seen[-1]
        side = "right" if self.hops or x[at] > (left + right) / 2 else "left"
        self.word.put(x[at], y[at], " right ", ha=side)

    def hide(self) -> None:
        """Draw nothing."""
        self.put([], [])
