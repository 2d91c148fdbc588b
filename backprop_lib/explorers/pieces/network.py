"""The smallest network, drawn: an input, a weight, an output and the target it should meet."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Circle

from ...notation import equals, number
from ..engine import COLOURS, INK, MUTED, Label, Line

_NODES = {"x": (1.4, "input x"), "y_hat": (5.2, "output ŷ"), "y": (8.6, "target y")}
_RADIUS = 0.9


class NetworkDrawing:
    """The network with its numbers in it; the larger the weight, the thicker the wire.

    Parameters
    ----------
    axes
        Where to draw.
    with_loss
        Whether the error and the loss are written below it.
    """

    def __init__(self, axes: Axes, *, with_loss: bool = True) -> None:
        axes.set(xlim=(0, 10), aspect="equal")
        axes.set_axis_off()
        self.numbers = {}
        for of, (across, name) in _NODES.items():
            axes.add_patch(Circle((across, 0), _RADIUS, fc="none", ec=COLOURS[of], lw=2.2))
            axes.text(across, _RADIUS + 0.35, name, ha="center", color=COLOURS[of], weight="bold")
            self.numbers[of] = Label(axes, "", va="center_baseline", size=12)
        (x, _), (y_hat, _), (y, _) = _NODES.values()
        self.wire = Line(axes, "w", solid_capstyle="butt")
        self.ends = [x + _RADIUS, y_hat - _RADIUS]
        self.weight = Label(axes, "w", weight="bold")
        self.gap = [y_hat + _RADIUS, y - _RADIUS]
        axes.plot(self.gap, [0, 0], color=MUTED, lw=1, ls=":")
        self.error = Label(axes, "j")
        self.loss = Label(axes, "j")
        self.with_loss = with_loss
        axes.set_ylim(-2.6 if with_loss else -1.4, 2)

    def put(self, x: float, w: float, y_hat: float, y: float, loss: float) -> None:
        """Write the numbers into the network."""
        for of, value in {"x": x, "y_hat": y_hat, "y": y}.items():
            self.numbers[of].put(_NODES[of][0], 0, number(value), color=INK)
        self.wire.put(self.ends, [0, 0])
        self.wire.line.set(lw=1 + 3 * abs(w), ls="-" if w >= 0 else (0, (2, 1)))
        self.weight.put(sum(self.ends) / 2, 0.45, f"w {equals(w, 3)}")
        if not self.with_loss:
            return
        middle = sum(self.gap) / 2
        self.error.put(middle, -1.6, f"error ŷ − y {equals(y_hat - y)}")
        self.loss.put(middle, -2.4, f"loss j {equals(loss)}")
