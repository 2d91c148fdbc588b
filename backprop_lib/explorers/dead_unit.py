"""The second explorer of notebook 08: a step that is too large, after which a unit is dead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from contourpy import contour_generator

from ..activations import ACTIVATIONS, LEAK
from ..article import W
from ..checked import FloatArray
from ..datasets import thirds
from ..notation import Table, equals, number, subscript
from .engine import (
    COLOURS,
    MUTED,
    PAPER,
    RATE,
    Derivation,
    Explorer,
    Found,
    Label,
    Line,
    LiveFigure,
    Number,
    Path,
    Point,
    Steps,
)
from .pieces import activation_choice, derived, last_step

X, Y = (column[:, 0] for column in thirds())
_MOST_STEPS = 40
_W_VIEW, _B_VIEW = (-1.5, 2.0), (-2.0, 1.5)
_X_VIEW = (0.0, 3.0)
_WS, _BS = np.linspace(*_W_VIEW, 57), np.linspace(*_B_VIEW, 57)
_LEVELS = (0.01, 0.05, 0.15, 0.6, 1.2, 2.4, 5, 10)
_XS = np.linspace(*_X_VIEW, 61)
_LOSS_VIEW = (2e-4, 200)
_ACTIVATIONS = ("relu", "leaky_relu", "softplus")


@dataclass(frozen=True)
class Unit:
    """The descent of a unit, and all that it computes at one step."""

    activation: str
    lr: float
    w: FloatArray
    b: FloatArray
    loss: FloatArray
    dj_dw: FloatArray
    dj_db: FloatArray
    step: int = 0

    @property
    def z(self) -> FloatArray:
        """The pre-activation of each sample."""
        return self.w[self.step] * X + self.b[self.step]

    @property
    def off(self) -> int:
        """For how many samples z is not above 0."""
        return int(np.count_nonzero(self.z <= 0))


class DeadUnitExplorer(Explorer):
    """Drag the start across the map: where a ReLU unit is off for all samples, it stays there."""

    CONTROLS = {
        "activation": activation_choice(*_ACTIVATIONS),
        "w": Number("weight w", W, low=-1.5, high=2, step=0.05, of="w"),
        "b": Number("bias b", 0, low=-2, high=1.5, step=0.05),
        "lr": replace(RATE, start=0.3),
        "steps": Steps("steps", 0, high=_MOST_STEPS),
    }

    def build(self, picture: LiveFigure) -> None:
        data, losses = picture.add_panel(
            4.6, 4.6, nrows=2, gridspec_kw={"hspace": 0.55, "height_ratios": (1.5, 1)}
        )
        data.set(title="The five samples and the unit", xlabel="input x", ylabel="output ŷ")
        data.set(xlim=_X_VIEW, ylim=(-1.1, 1.5))
        data.plot(X, Y, "D", color=COLOURS["y"], ms=6, zorder=4)
        self.z_line = Line(data, "muted", lw=1.3, ls=(0, (4, 2)))
        self.output = Line(data, "y_hat", lw=2.2)
        self.outputs = Line(data, "y_hat", marker="o", lw=0, ms=6, zorder=5)
        self.off = Line(data, "y_hat", marker="o", lw=0, ms=6, mfc=PAPER, mew=1.6, zorder=5)
        data.text(
            0.06, 1.44, "diamonds: targets; dashed: z; hollow: z ≤ 0", color=MUTED, va="top", size=9
        )
        losses.set(title="The loss after each step", xlabel="step", ylabel="loss j")
        losses.set(xlim=(-1, _MOST_STEPS + 1), yscale="log", ylim=_LOSS_VIEW)
        losses.set(yticks=10.0 ** np.arange(-3, 2))
        losses.minorticks_off()
        self.losses = Path(losses, "j", ghost=True)
        self.loss_now = Point(losses, "j", moves="steps")
        look: dict[str, Any] = {"ha": "left", "va": "top", "weight": "bold"}
        self.dj_dw, self.dj_db = Label(losses, "j", **look), Label(losses, "j", **look)

        places = picture.add_panel(4.6, 4.6)
        places.set(title="The loss for every w and b", xlabel="weight w", ylabel="bias b")
        places.set(xlim=_W_VIEW, ylim=_B_VIEW)
        for x in X:
            places.plot(_WS, -x * _WS, color=MUTED, lw=0.7, ls=":")
        self.dead = Line(places, "muted", filled=True, lw=1)
        assert self.dead.filled is not None
        self.dead.filled.set_alpha(0.25)
        self.level_lines = Line(places, "j", lw=0.8, alpha=0.55)
        self.dead_word = Label(places, weight="bold", va="center")
        self.path = Path(places, "w", ghost=True)
        self.start = Point(places, "w", moves=("w", "b"), shape="s")
        self.now = Point(places, "w", says_value=False)

    def run(self, activation: str, w: float, b: float, lr: float) -> Unit:
        return Unit(activation, lr, *_descend(activation, w, b, lr))

    def frame(self, run: Unit, step: int) -> Unit:
        return replace(run, step=min(step, len(run.w) - 1))

    def draw(self, result: Unit) -> None:
        step, w, b = result.step, float(result.w[result.step]), float(result.b[result.step])
        value = ACTIVATIONS[result.activation].value.formula
        self.z_line.put(_X_VIEW, [w * x + b for x in _X_VIEW])
        self.output.put(_XS, value(w * _XS + b))
        on, outputs = result.z > 0, value(result.z)
        self.outputs.put(X[on], outputs[on])
        self.off.put(X[~on], outputs[~on])
        self.losses.put(np.arange(step + 1), result.loss[: step + 1])
        self.loss_now.put(step, result.loss[step])

        self.level_lines.put(*_level_lines(result.activation))
        flat = result.activation == "relu"
        edge = np.minimum(-X[0] * _WS, -X[-1] * _WS) if flat else np.full(len(_WS), -9.0)
        self.dead.put(_WS, edge)
        self.dead_word.put(-0.55, -1.2, "dead: all slopes\nare 0 here" if flat else "")
        seen = _last_seen(result)
        ws, bs = result.w[: seen + 1], result.b[: seen + 1]
        self.path.put(ws, bs)
        self.start.put(ws[0], bs[0])
        self.now.put(ws[-1], bs[-1], start=(ws[max(seen - 1, 0)], bs[max(seen - 1, 0)]))
        for label, sign, slopes, across in (
            (self.dj_dw, "dj/dw", result.dj_dw, 5),
            (self.dj_db, "dj/db", result.dj_db, 24),
        ):
            words = f"{sign} {equals(slopes[step], 3)}"
            label.put(across, _LOSS_VIEW[1] / 1.5, words, number=sign)

    def describe(self, result: Unit) -> str:
        step, off = result.step, result.off
        w, b, loss = result.w[step], result.b[step], result.loss[step]
        return (
            f"After step {step}: w {equals(w)}, b {equals(b)}, loss {equals(loss)}. "
            f"{_state(result, off)}"
        )

    def table(self, result: Unit) -> Table:
        made = slice(result.step + 1)
        off = np.count_nonzero(np.outer(result.w[made], X) + result.b[made, None] <= 0, axis=1)
        return Table(
            {
                "step": range(result.step + 1),
                "w": result.w[made],
                "b": result.b[made],
                "loss j": result.loss[made],
                "off for": off,
                "dj/dw": result.dj_dw[made],
                "dj/db": result.dj_db[made],
            },
            digits=4,
        )

    def derivation(self, result: Unit) -> Derivation:
        step, activation = result.step, ACTIVATIONS[result.activation]
        given_w, found_w = last_step("w", result.w, result.dj_dw, step)
        given_b, found_b = last_step("b", result.b, result.dj_db, step)
        given, found = {"lr": result.lr, **given_w, **given_b}, [*found_w, *found_b]
        y_hat, slope = activation.value.formula(result.z), activation.slope.formula(result.z)
        dj_dz = 2 * (y_hat - Y) / len(X) * slope
        names = [subscript(number) for number in range(1, len(X) + 1)]
        for k, x, y, z, arrives in zip(names, X, Y, result.z, dj_dz, strict=True):
            given |= {f"x{k}": float(x), f"y{k}": float(y)}
            local = f"dŷ{k}/dz{k}"
            rule = f"2 · ({{ŷ{k}}} − {{y{k}}}) / {len(X)} · {{{local}}}"
            why = f"its share of the mean over {len(X)} samples"
            found += [
                Found(f"z{k}", float(z), f"{{w}} · {{x{k}}} + {{b}}"),
                *derived(result.activation, float(z), z=f"z{k}", a=f"ŷ{k}", slope=local),
                Found(f"dj/dz{k}", float(arrives), rule, why),
            ]
        squares = " + ".join(f"({{ŷ{k}}} − {{y{k}}})²" for k in names)
        for_w = " + ".join(f"{{dj/dz{k}}} · {{x{k}}}" for k in names)
        for_b = " + ".join(f"{{dj/dz{k}}}" for k in names)
        return Derivation(
            given,
            *found,
            Found("j", float(result.loss[step]), f"({squares}) / {len(X)}"),
            Found("dj/dw", float(result.dj_dw[step]), for_w, "the sum over the samples"),
            Found("dj/db", float(result.dj_db[step]), for_b, "the sum over the samples"),
        )


def _descend(
    activation: str, w: float, b: float, lr: float
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return w, b, the loss and its slopes for w and b at each step of the descent.

    It is what `training.train` does for a `Dense` with one input and one output and an activation,
    without the objects, which would take longer than the picture.
    """
    value, slope = (
        ACTIVATIONS[activation].value.formula,
        ACTIVATIONS[activation].slope.formula,
    )
    rows = []
    for _ in range(_MOST_STEPS + 1):
        z = w * X + b
        error = value(z) - Y
        dj_dz = 2 * error / len(X) * slope(z)
        dj_dw, dj_db = float(dj_dz @ X), float(dj_dz.sum())
        rows.append((w, b, float(error @ error) / len(X), dj_dw, dj_db))
        w, b = w - lr * dj_dw, b - lr * dj_db
    return tuple(np.array(rows).T)


def _last_seen(result: Unit) -> int:
    """Return the present step or, if w and b are out of the picture, the one that left it."""
    w, b = result.w[: result.step + 1], result.b[: result.step + 1]
    (left, right), (bottom, top) = _W_VIEW, _B_VIEW
    inside = np.flatnonzero((left <= w) & (w <= right) & (bottom <= b) & (b <= top))
    return min(int(inside[-1]) + 1, result.step)  # the start is always inside


@lru_cache(maxsize=len(_ACTIVATIONS))
def _level_lines(activation: str) -> tuple[FloatArray, FloatArray]:
    """Return the lines of equal loss, one after the other with a gap between them."""
    w, b = np.meshgrid(_WS, _BS)
    y_hat = ACTIVATIONS[activation].value.formula(w[..., None] * X + b[..., None])
    loss = np.mean((y_hat - Y) ** 2, axis=-1)
    lines: Any = contour_generator(_WS, _BS, loss)
    gap = np.full((1, 2), np.nan)
    pieces = [part for level in _LEVELS for line in lines.lines(level) for part in (line, gap)]
    across, up = np.concatenate(pieces).T
    return across, up


def _state(result: Unit, off: int) -> str:
    """Return for how many samples the unit is off, and what that does to the slopes."""
    step, many = result.step, f"{off} of the {len(X)} samples"
    slopes = f"dj/dw {equals(result.dj_dw[step])} and dj/db {equals(result.dj_db[step])}"
    if not step:
        first = f"w = {number(result.w[1], 4)}, b = {number(result.b[1], 4)}"
        slopes += f". With lr = {number(result.lr)} the first step leads to {first}"
    if result.activation == "relu":
        if off < len(X):
            return f"The unit is off for {many}: {slopes}."
        return (
            f"The unit is off for {many}. Both slopes are 0, so no step moves it any more: "
            "it is dead."
        )
    through = "softplus has a slope everywhere"
    if result.activation == "leaky_relu":
        through = f"there, {LEAK} of the slope gets through"
    return f"z is not above 0 for {many}; {through}: {slopes}."
