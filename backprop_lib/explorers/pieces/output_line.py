"""The output of a network on a line, with the target that it should meet."""

from __future__ import annotations

from matplotlib.axes import Axes

from ...notation import equals, number
from ..engine import Label, Line, Point


class OutputLine:
    """A line of outputs with the target and the present output, which can be dragged.

    Parameters
    ----------
    axes
        Where to draw.
    moves
        The control that sets the output.
    scale
        How far the output moves when its control moves by 1.
    """

    def __init__(self, axes: Axes, moves: str, scale: float) -> None:
        axes.set(xlim=(-1.7, 3.2), ylim=(-1.2, 1.6), yticks=[], xlabel="output ŷ")
        axes.spines["left"].set_visible(False)
        self.goal = Line(axes, "y", lw=2.5)
        self.target = Label(axes, "y", weight="bold")
        self.gap = Line(axes, "j", lw=3, ls=(0, (2, 1.2)))
        self.output = Point(axes, "y_hat", ms=14, moves=moves, scale=scale)
        self.met = Point(axes, "y", ms=18)
        self.label = Label(axes, "y_hat", weight="bold")

    def put(self, y_hat: float, y: float, met: bool) -> None:
        """Draw the output and the target; `met` says whether they count as equal."""
        self.goal.put([y, y], [-1.2, 0.5])
        self.target.put(y, 0.7, "ŷ = y" if met else f"target {number(y)}")
        self.gap.put([y, y_hat], [0, 0])
        self.output.put(y_hat, 0)
        self.met.put(y, 0)
        self.met.dot.set_visible(met)
        side = -1 if y_hat < y else 1
        ha = "center" if abs(y_hat - y) > 0.6 else "left" if side > 0 else "right"
        self.label.put(y_hat + 0.12 * side, -0.75, f"ŷ {equals(y_hat)}", ha=ha)
        self.label.text.set_visible(not met)
