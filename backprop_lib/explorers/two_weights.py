"""The second explorer of notebook 05: the loss over two weights, and the descent of both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from .. import chain
from ..article import W1, W2, X, Y
from ..checked import FloatArray
from ..notation import Table, equals
from .engine import COLOURS, INK, MUTED, RATE, Explorer, LiveFigure, Number, Path, Point, Steps

_MOST_STEPS = 40
_VIEW = (-2.2, 2.2)
_LEVELS = (0.02, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32)
_LOSS_VIEW = (1e-12, 1e3)
_FLAT = 1e-9  # slopes below this count as 0
_NEAR = 0.1  # weights below this are close to the saddle


@dataclass(frozen=True)
class Walk:
    """A descent of both weights, as far as it is in view, and the slopes at its last step."""

    descent: chain.Descent
    step: int
    seen: int
    leaves: int | None
    slopes: FloatArray


class TwoWeightsExplorer(Explorer):
    """Drag the start on the map of the loss: the descent of both weights is drawn at once."""

    CONTROLS = {
        "w1": Number("weight w₁", W1, low=-2, high=2, step=0.05, of="w"),
        "w2": Number("weight w₂", W2, low=-2, high=2, step=0.05, of="w"),
        "lr": RATE,
        "steps": Steps("steps", 6, high=_MOST_STEPS),
    }

    def build(self, picture: LiveFigure) -> None:
        loss_map = picture.add_panel(4.6, 4.2)
        loss_map.set_title("The loss for every pair of weights")
        _draw_map(loss_map)
        self.path = Path(loss_map, "w", ghost=True)
        self.start = Point(loss_map, "w", moves=("w1", "w2"), shape="s")
        self.now = Point(loss_map, "w", says_value=False)  # the table says it
        losses = picture.add_panel(4.2, 4.2)
        losses.set(title="Step by step", xlabel="step", ylabel="loss j", xlim=(-1, _MOST_STEPS + 1))
        losses.set(yscale="log", ylim=_LOSS_VIEW, yticks=10.0 ** np.arange(-12, 4, 3))
        losses.minorticks_off()
        losses.axhline(Y**2, color=MUTED, lw=1, ls=":")
        losses.text(_MOST_STEPS, Y**2, "loss at the saddle", ha="right", va="bottom", color=MUTED)
        self.losses = Path(losses, "j", ghost=True)
        self.loss_now = Point(losses, "j", moves="steps")

    def run(self, w1: float, w2: float, lr: float) -> tuple[chain.Descent, int | None]:
        descent = chain.descend(X, Y, [w1, w2], lr, _MOST_STEPS)
        outside = np.flatnonzero(~(np.abs(descent.weights) <= _VIEW[1]).all(axis=1))
        return descent, int(outside[0]) if outside.size else None

    def frame(self, run: tuple[chain.Descent, int | None], step: int) -> Walk:
        descent, leaves = run
        seen = step if leaves is None else min(step, leaves)
        return Walk(descent, step, seen, leaves, chain.gradient(X, Y, descent.weights[seen]))

    def draw(self, result: Walk) -> None:
        weights, losses = result.descent.weights, result.descent.loss
        self.path.put(*weights[: result.seen + 1].T)
        self.start.put(*weights[0])
        self.now.put(*weights[result.seen], start=weights[max(result.seen - 1, 0)])
        self.losses.put(np.arange(result.seen + 1), losses[: result.seen + 1])
        self.loss_now.put(result.seen, losses[result.seen])

    def describe(self, result: Walk) -> str:
        (w1, w2), step = result.descent.weights[result.step], result.step
        if result.leaves is not None and result.leaves <= step:
            return (
                f"The learning rate is too large for this start: after step {result.leaves} the "
                "weights are out of the picture."
            )
        return (
            f"After step {step}: w₁ {equals(w1)}, w₂ {equals(w2)}, w₁ · w₂ {equals(w1 * w2)}, "
            f"loss {equals(result.descent.loss[step])}. {_where(result)}"
        )

    def table(self, result: Walk) -> Table:
        steps = np.arange(result.seen + 1)
        (w1, w2), losses = result.descent.weights[steps].T, result.descent.loss[steps]
        columns = {"step": steps, "w₁": w1, "w₂": w2, "w₁ · w₂": w1 * w2, "loss j": losses}
        return Table(columns, digits=6)


def _draw_map(axes: Axes) -> None:
    grid = np.linspace(*_VIEW, 200)
    w1, w2 = np.meshgrid(grid, grid)
    loss = (chain.forward(X, [w1, w2])[-1] - Y) ** 2
    axes.set(xlim=_VIEW, ylim=_VIEW, xlabel="weight w₁", ylabel="weight w₂", aspect="equal")
    axes.contour(w1, w2, loss, levels=_LEVELS, colors=COLOURS["j"], linewidths=0.8, alpha=0.55)
    side = np.linspace(Y / X / _VIEW[1], _VIEW[1], 100)
    for sign in (1, -1):
        axes.plot(sign * side, sign * Y / X / side, color=COLOURS["y"], lw=2)
    axes.text(0.27, 1.85, "loss 0", color=COLOURS["y"], weight="bold")
    axes.plot([0], [0], "x", color=INK, ms=8, mew=2)
    axes.text(-0.12, -0.12, "saddle", color=INK, ha="right", va="top")


def _where(result: Walk) -> str:
    weights, slopes = result.descent.weights[result.step], result.slopes
    if not weights.any():
        return "At (0, 0) both slopes are 0: nothing moves, though the loss is not 0."
    near_the_saddle = np.abs(weights).max() < _NEAR
    if not near_the_saddle and np.abs(slopes).max() < _FLAT:
        return "The loss is 0 up to rounding, and so are both slopes."
    where = "Close to the saddle, the" if near_the_saddle else "The"
    return f"{where} slopes are dj/dw₁ {equals(slopes[0])} and dj/dw₂ {equals(slopes[1])}."
