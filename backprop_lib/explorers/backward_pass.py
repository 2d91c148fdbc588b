"""The explorer of notebook 05: values go forward and slopes come back, one link at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from .. import chain
from ..article import W1, W2
from ..notation import Table, equals, factor, number, product
from .engine import INPUT, TARGET, Explorer, LiveFigure, Number, Steps
from .pieces import ChainDrawing

_FORWARD, _ALL = 3, 7  # the steps until the loss is known, and until all slopes are


class Step(NamedTuple):
    """A step over one link: what it finds, by which local rule, and what it uses again."""

    name: str
    rule: str
    numbers: str
    value: float
    way: str
    uses: str


@dataclass(frozen=True)
class Passes:
    """Both passes through two weights, and how many steps of them were taken."""

    w1: float
    w2: float
    x: float
    y: float
    values: tuple[float, float, float]
    slopes: chain.Slopes
    step: int = _ALL

    @cached_property
    def steps(self) -> list[Step]:
        """All steps, in the order in which a computer takes them."""
        x, h, y_hat = self.values
        _, dj_dh, dj_dy_hat = map(float, self.slopes.values)
        dj_dw1, dj_dw2 = map(float, self.slopes.weights)
        error = y_hat - self.y
        loss = error**2
        return [
            Step("h", "x · w₁", product(x, self.w1, h), h, "forward", ""),
            Step("ŷ", "h · w₂", product(h, self.w2, y_hat), y_hat, "forward", "h"),
            Step("j", "(ŷ − y)²", f"{factor(error)}² {equals(loss)}", loss, "forward", "ŷ"),
            Step("dj/dŷ", "2 · (ŷ − y)", product(2, error, dj_dy_hat), dj_dy_hat, "back", "ŷ − y"),
            Step(
                "dj/dw₂", "dj/dŷ · h", product(dj_dy_hat, h, dj_dw2), dj_dw2, "back", "dj/dŷ and h"
            ),
            Step("dj/dh", "dj/dŷ · w₂", product(dj_dy_hat, self.w2, dj_dh), dj_dh, "back", "dj/dŷ"),
            Step("dj/dw₁", "dj/dh · x", product(dj_dh, x, dj_dw1), dj_dw1, "back", "dj/dh and x"),
        ]


_SAID = (
    "h is kept: the way back needs it.",
    "This is the network's answer.",
    "Now all values are known. Press Back.",
    "Both weights need this number. It is computed once.",
    "It uses h, which was kept on the way forward.",
    "It uses {dj_dy_hat} a second time. {value} is what is passed back.",
    "It uses {dj_dh}, which was passed back: w₂ and the loss are not needed again.",
)


class BackwardPassExplorer(Explorer):
    """Go forward to the loss, then back to both weights, one link at a time; then move sliders."""

    CONTROLS = {
        "w1": Number("weight w₁", W1, low=-2, high=2, step=0.05, of="w"),
        "w2": Number("weight w₂", W2, low=-2, high=2, step=0.05, of="w"),
        "x": INPUT,
        "y": TARGET,
        "steps": Steps("step", 0, high=_ALL, phases=(("Forward", _FORWARD), ("Back", _ALL))),
    }

    def build(self, picture: LiveFigure) -> None:
        self.chain = ChainDrawing(picture.add_panel(5.6, 3.1, above=0.05))

    def run(self, w1: float, w2: float, x: float, y: float) -> Passes:
        values = chain.forward(x, [w1, w2])
        return Passes(w1, w2, x, y, tuple(values.tolist()), chain.backward(values, [w1, w2], y))

    def frame(self, run: Passes, step: int) -> Passes:
        return replace(run, step=step)

    def draw(self, result: Passes) -> None:
        given = {"x": result.x, "w₁": result.w1, "w₂": result.w2, "y": result.y}
        taken = result.steps[: result.step]
        self.chain.put(given, {step.name: step.value for step in taken})

    def describe(self, result: Passes) -> str:
        if not result.step:
            return f"The input is x = {number(result.x)}. Press Forward to compute h."
        step = result.steps[result.step - 1]
        said = _SAID[result.step - 1].format(
            value=number(step.value),
            dj_dy_hat=number(float(result.slopes.values[2])),
            dj_dh=number(float(result.slopes.values[1])),
        )
        return f"{step.way.capitalize()}: {step.name} = {step.rule} = {step.numbers}. {said}"

    def table(self, result: Passes) -> Table | None:
        taken = result.steps[: result.step]
        if not taken:
            return None
        rows = [
            (number, step.name, step.rule, step.numbers, step.uses)
            for number, step in enumerate(taken, start=1)
        ]
        headings = ("step", "finds", "local rule", "in numbers", "uses again")
        return Table.of_rows(headings, rows, words=headings[1:])
