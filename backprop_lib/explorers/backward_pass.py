"""The explorer of notebook 05: values go forward and slopes come back, one link at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from .. import chain
from ..article import W1, W2
from ..notation import Table, equals, factor, number, product
from .engine import INPUT, TARGET, Derivation, Explorer, Found, LiveFigure, Number, Steps
from .pieces import ChainDrawing

_DECIMALS = 12  # of the values: no rounding of the computer's, which the slopes would show


class Link(NamedTuple):
    """What a step over a link finds, by which local rule, what it uses again, and a remark.

    The signs in the rule are in braces, as in `Found`.
    """

    way: str
    finds: str
    rule: str
    uses: str
    remark: str

    @property
    def in_signs(self) -> str:
        """The rule as it is shown."""
        return self.rule.replace("{", "").replace("}", "")


_LINKS = (
    Link("Forward", "h", "{x} · {w₁}", "", "h is kept: the way back needs it."),
    Link("Forward", "ŷ", "{h} · {w₂}", "h", "This is the network's answer."),
    Link("Forward", "j", "({ŷ} − {y})²", "ŷ", "Now all values are known. Press Back."),
    Link(
        *("Back", "dj/dŷ", "2 · ({ŷ} − {y})", "ŷ − y"),
        "Both weights need this number. It is computed once.",
    ),
    Link(
        *("Back", "dj/dw₂", "{dj/dŷ} · {h}", "dj/dŷ and h"),
        "It uses h, which was kept on the way forward.",
    ),
    Link(
        *("Back", "dj/dh", "{dj/dŷ} · {w₂}", "dj/dŷ"),
        "It uses {dj_dy_hat} a second time. {dj_dh} is what is passed back.",
    ),
    Link(
        *("Back", "dj/dw₁", "{dj/dh} · {x}", "dj/dh and x"),
        "It uses {dj_dh}, which was passed back: w₂ and the loss are not needed again.",
    ),
)
_ALL = len(_LINKS)
_FORWARD = sum(link.way == "Forward" for link in _LINKS)


class Step(NamedTuple):
    """A step that was taken over a link: the numbers it multiplies, and what comes out."""

    link: Link
    numbers: str
    value: float


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

    @property
    def given(self) -> dict[str, float]:
        """What the controls set, by its sign."""
        return {"x": self.x, "w₁": self.w1, "w₂": self.w2, "y": self.y}

    @cached_property
    def taken(self) -> list[Step]:
        """The steps taken so far, in the order in which a computer takes them."""
        x, h, y_hat = self.values
        _, dj_dh, dj_dy_hat = map(float, self.slopes.values)
        dj_dw1, dj_dw2 = map(float, self.slopes.weights)
        error = y_hat - self.y
        loss = error**2
        found = (
            (product(x, self.w1, h), h),
            (product(h, self.w2, y_hat), y_hat),
            (f"{factor(error)}² {equals(loss)}", loss),
            (product(2, error, dj_dy_hat), dj_dy_hat),
            (product(dj_dy_hat, h, dj_dw2), dj_dw2),
            (product(dj_dy_hat, self.w2, dj_dh), dj_dh),
            (product(dj_dh, x, dj_dw1), dj_dw1),
        )
        steps = [Step(link, *of) for link, of in zip(_LINKS, found, strict=True)]
        return steps[: self.step]


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
        values = chain.forward(x, [w1, w2]).round(_DECIMALS)
        return Passes(w1, w2, x, y, tuple(values.tolist()), chain.backward(values, [w1, w2], y))

    def frame(self, run: Passes, step: int) -> Passes:
        return replace(run, step=step)

    def draw(self, result: Passes) -> None:
        self.chain.put(result.given, {step.link.finds: step.value for step in result.taken})

    def describe(self, result: Passes) -> str:
        if not result.taken:
            return f"The input is x = {number(result.x)}. Press Forward to compute h."
        link, numbers, _ = result.taken[-1]
        _, dj_dh, dj_dy_hat = map(number, map(float, result.slopes.values))
        remark = link.remark.format(dj_dh=dj_dh, dj_dy_hat=dj_dy_hat)
        return f"{link.way}: {link.finds} = {link.in_signs} = {numbers}. {remark}"

    def table(self, result: Passes) -> Table | None:
        if not result.taken:
            return None
        rows = [
            (number, link.finds, link.in_signs, numbers, link.uses)
            for number, (link, numbers, _) in enumerate(result.taken, start=1)
        ]
        headings = ("step", "finds", "local rule", "in numbers", "uses again")
        return Table.of_rows(headings, rows, words=headings[1:])

    def derivation(self, result: Passes) -> Derivation:
        taken = (Found(link.finds, value, link.rule) for link, _, value in result.taken)
        return Derivation(result.given, *taken)
