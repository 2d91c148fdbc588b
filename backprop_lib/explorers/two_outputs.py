"""The second explorer of notebook 09: the network with two outputs that many know from the web.

Its numbers are those of Matt Mazur, "A Step by Step Backpropagation Example" (2015). The loss is
half the sum of the squares, and the biases are not updated.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np

from ..activations import ACTIVATIONS
from ..checked import FloatArray
from ..layers import Dense, DenseSlopes
from ..network import Network
from ..notation import Table, equals, subscript
from .engine import Choice, Found, LiveFigure, Number, Steps
from .pieces import Layer, LayersDrawing, Passes, PassesExplorer, PassStep, Unit, derived, pass_step

INPUTS, TARGETS = (0.05, 0.10), (0.01, 0.99)
WEIGHTS = (0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55)
"""w₁ to w₈."""
BIASES = (0.35, 0.60)
"""b₁ of both hidden units, b₂ of both outputs."""
_FORWARD, _BACK, _UPDATE = "Forward", "Back", "Update"
_LAST_FORWARD, _LAST_BACK, _LAST = 11, 29, 38
_SIGMOID = ACTIVATIONS["sigmoid"]
_DRAWN = (
    Layer((Unit("z₁", "h₁", "b₁"), Unit("z₂", "h₂", "b₁")), (("w₁", "w₃"), ("w₂", "w₄"))),
    Layer((Unit("z₃", "o₁", "b₂"), Unit("z₄", "o₂", "b₂")), (("w₅", "w₇"), ("w₆", "w₈"))),
)
_WEIGHTS = tuple(f"w{subscript(n)}" for n in range(1, 9))
_UNITS = ("Unit 1", "Unit 2", "Output 1", "Output 2")
_VIA = {f"dj/d{h}": f"dj/d{h} via o₁" for h in ("h₁", "h₂")}
_MAZUR = {
    "z₁": "net_h1", "z₂": "net_h2", "z₃": "net_o1", "z₄": "net_o2",
    "h₁": "out_h1", "h₂": "out_h2", "o₁": "out_o1", "o₂": "out_o2",
    "j₁": "E_o1", "j₂": "E_o2", "j": "E_total",
}  # fmt: skip


class TwoOutputsExplorer(PassesExplorer):
    """Go forward and back through two layers with two units each, then update all weights.

    Examples
    --------
    >>> print(TwoOutputsExplorer(steps=21).sentence)
    Back: dj/dh₁ = (dj/dh₁ via o₁) + dj/dz₄ · w₇ = 0.0554 + (−0.0381) · 0.5 ≈ 0.03635. \
h₁ feeds both outputs, so the two paths add.
    """

    CONTROLS = {
        "updates": Choice(
            "updates made before",
            0,
            {0: "none", 1: "1", 10: "10", 100: "100", 1000: "1,000", 10_000: "10,000"},
        ),
        "lr": Number("learning rate lr", 0.5, low=0, high=2, step=0.05, of="lr"),
        "steps": Steps(
            "step",
            0,
            high=_LAST,
            phases=((_FORWARD, _LAST_FORWARD), (_BACK, _LAST_BACK), (_UPDATE, _LAST)),
        ),
    }
    DIGITS = 4

    def build(self, picture: LiveFigure) -> None:
        self.drawing = LayersDrawing(
            picture,
            ("i₁", "i₂"),
            _DRAWN,
            ("t₁", "t₂"),
            shares=("j₁", "j₂"),
            partial=_VIA,
            beside="w",
        )

    def run(self, updates: int, lr: float) -> Passes:
        weights = _descended(lr, updates)
        given = dict(zip(_WEIGHTS, weights, strict=True))
        for sign, pair in {"i": INPUTS, "t": TARGETS, "b": BIASES}.items():
            given |= {f"{sign}₁": pair[0], f"{sign}₂": pair[1]}
        return Passes({**given, "lr": lr}, tuple(_steps(weights, lr)), activation="sigmoid")

    def beside(self, result: Passes) -> Mapping[str, tuple[str, str]]:
        return {sign: (f"{sign}⁺", f"{sign}⁺") for sign in ("j", *_WEIGHTS)}

    def describe(self, result: Passes) -> str:
        return result.sentence(
            "The inputs, the targets and all parameters are given, and "
            f"lr {equals(result.given['lr'])}. Press Forward to compute z₁."
        )

    def table(self, result: Passes) -> Table | None:
        if not result.taken:
            return None
        signs = [step.finds for step in result.taken]
        lines = [result.derivation.line(sign) for sign in signs]
        columns: dict[str, Any] = {
            "step": range(1, len(signs) + 1),
            "finds": signs,
            "in Mazur's words": [_in_mazurs_words(sign) for sign in signs],
            "value": [result.derivation.value(sign) for sign in signs],
            "local rule": [line.rule for line in lines],
        }
        return Table(columns, digits=9, words=("finds", "local rule", "in Mazur's words"))


def _network(weights: tuple[float, ...]) -> Network:
    """Return the network with these weights, w₁ to w₈."""
    first, second = np.reshape(weights, (2, 2, 2)).swapaxes(1, 2)
    return Network(
        Dense(first, [BIASES[0]] * 2), _SIGMOID, Dense(second, [BIASES[1]] * 2), _SIGMOID
    )


@lru_cache(maxsize=128)
def _descended(lr: float, updates: int) -> tuple[float, ...]:
    """Return the weights after so many updates.

    They are those of `Network.moved` if the biases stay, computed without arrays: 10,000 updates
    must not take longer than the picture.
    """
    w1, w2, w3, w4, w5, w6, w7, w8 = WEIGHTS
    (i1, i2), (t1, t2), (b1, b2) = INPUTS, TARGETS, BIASES
    exp = math.exp
    for _ in range(updates):
        h1, h2 = 1 / (1 + exp(-(i1 * w1 + i2 * w2 + b1))), 1 / (1 + exp(-(i1 * w3 + i2 * w4 + b1)))
        o1, o2 = 1 / (1 + exp(-(h1 * w5 + h2 * w6 + b2))), 1 / (1 + exp(-(h1 * w7 + h2 * w8 + b2)))
        dz3, dz4 = lr * (o1 - t1) * o1 * (1 - o1), lr * (o2 - t2) * o2 * (1 - o2)
        dz1, dz2 = (dz3 * w5 + dz4 * w7) * h1 * (1 - h1), (dz3 * w6 + dz4 * w8) * h2 * (1 - h2)
        w5, w6, w7, w8 = w5 - dz3 * h1, w6 - dz3 * h2, w7 - dz4 * h1, w8 - dz4 * h2
        w1, w2, w3, w4 = w1 - dz1 * i1, w2 - dz1 * i2, w3 - dz2 * i1, w4 - dz2 * i2
    return w1, w2, w3, w4, w5, w6, w7, w8


def _steps(weights: tuple[float, ...], lr: float) -> Iterator[PassStep]:
    """Yield the steps of both passes and of the update."""
    network = _network(weights)
    values = network.forward([INPUTS])
    error = values[-1] - TARGETS
    first, second = network.backward(values, error)
    forward, back, update = (partial(pass_step, way) for way in (_FORWARD, _BACK, _UPDATE))
    local: dict[str, Found] = {}
    for unit, (z, value, local_slope, lit) in zip(_UNITS, _units(values), strict=True):
        local[local_slope.sign] = local_slope
        yield forward(z, remark=f"{unit} adds what arrives over its wires, and its bias.", lit=lit)
        yield forward(value, remark="The sigmoid makes a number between 0 and 1 of it.")
    for k, each in zip("₁₂", error[0], strict=True):
        yield forward(
            Found(f"j{k}", each**2 / 2, f"({{o{k}}} − {{t{k}}})² / 2"),
            remark=f"That is the share of o{k} in the loss: here, half its squared error.",
        )
    loss = float((error**2).sum() / 2)
    yield forward(Found("j", loss, "{j₁} + {j₂}"), remark="Now all values are known. Press Back.")

    for n, (k, z_of) in enumerate(zip("₁₂", "₃₄", strict=True)):
        yield back(
            Found(f"dj/do{k}", error[0, n], f"{{o{k}}} − {{t{k}}}"),
            remark="The half of the loss and the 2 of the square cancel.",
        )
        rule = f"{{dj/do{k}}} · {{do{k}/dz{z_of}}}"
        yield back(
            local[f"do{k}/dz{z_of}"],
            Found(f"dj/dz{z_of}", second.bias[n], rule),
            remark=f"The slope of the sigmoid is o{k} · (1 − o{k}).",
        )
        for row, of in enumerate("₁₂"):
            w = _DRAWN[1].weights[row][n]
            yield back(
                Found(f"dj/d{w}", second.weights[row, n], f"{{dj/dz{z_of}}} · {{h{of}}}"),
                remark=f"It uses h{of}, which was kept on the way forward.",
                lit=(w,),
            )
    for n, k in enumerate("₁₂"):
        one, two = _DRAWN[1].weights[n]
        slope, via = f"dj/dh{k}", f"dj/dh{k} via o₁"
        by_one = float(second.bias[0] * network.dense[1].weights[n, 0])
        yield back(
            Found(via, by_one, f"{{dj/dz₃}} · {{{one}}}"),
            remark=f"That is the first path from h{k} to the loss. There is another, through o₂.",
            lit=(one,),
        )
        yield back(
            Found(slope, second.inputs[0, n], f"{{{via}}} + {{dj/dz₄}} · {{{two}}}"),
            remark=f"h{k} feeds both outputs, so the two paths add.",
            lit=(one, two),
        )
        yield back(
            local[f"dh{k}/dz{k}"],
            Found(f"dj/dz{k}", first.bias[n], f"{{{slope}}} · {{dh{k}/dz{k}}}"),
            remark=f"The slope of the sigmoid is h{k} · (1 − h{k}).",
        )
        for row, of in enumerate("₁₂"):
            w = _DRAWN[0].weights[row][n]
            last = " Now all slopes are known. Press Update." if w == "w₄" else ""
            yield back(
                Found(f"dj/d{w}", first.weights[row, n], f"{{dj/dz{k}}} · {{i{of}}}"),
                remark=f"It uses dj/dz{k} and the input of this wire, i{of}.{last}",
                lit=(w,),
            )

    moved = network.moved([_without_bias(each) for each in (first, second)], lr)
    for w, after in zip(_WEIGHTS, _in_order(moved), strict=True):
        yield update(
            Found(f"{w}⁺", after, f"{{{w}}} − {{lr}} · {{dj/d{w}}}"),
            remark="All slopes were found with the old weights.",
            lit=(w,),
        )
    values = moved.forward([INPUTS])
    again = (found for z, value, *_ in _units(values, "⁺") for found in (z, value))
    then = float(((values[-1] - TARGETS) ** 2).sum() / 2)
    rule = "(({o₁⁺} − {t₁})² + ({o₂⁺} − {t₂})²) / 2"
    yield update(
        *again,
        Found("j⁺", then, rule),
        remark="That is the loss after the update, found by another forward pass. The biases stay.",
    )


def _units(
    values: Sequence[FloatArray], mark: str = ""
) -> Iterator[tuple[Found, Found, Found, tuple[str, ...]]]:
    """Yield for each unit its z and its output, the slope of the sigmoid, and its weights.

    `mark` stands behind the signs of all that depends on the weights.
    """
    arriving: tuple[str, ...] = ("i₁", "i₂")
    for layer, zs in zip(_DRAWN, values[1::2], strict=True):
        for n, unit in enumerate(layer.units):
            lit = tuple(row[n] for row in layer.weights)
            terms = (f"{{{x}}} · {{{w}{mark}}}" for x, w in zip(arriving, lit, strict=True))
            z, a, at = f"{unit.z}{mark}", f"{unit.a}{mark}", float(zs[0, n])
            value, slope = derived("sigmoid", at, z=z, a=a, slope=f"d{a}/d{z}")
            yield Found(z, at, f"{' + '.join(terms)} + {{{unit.bias}}}"), value, slope, lit
        arriving = tuple(f"{unit.a}{mark}" for unit in layer.units)


def _without_bias(slopes: DenseSlopes) -> DenseSlopes:
    """Return the slopes with 0 for each bias, so that the biases stay."""
    return slopes._replace(bias=np.zeros_like(slopes.bias))


def _in_order(network: Network) -> tuple[float, ...]:
    """Return the weights of a network, w₁ to w₈."""
    return tuple(float(w) for dense in network.dense for w in dense.weights.T.ravel())


def _in_mazurs_words(sign: str) -> str:
    """Return what a number is called in the article that the network comes from; "" if nothing.

    >>> _in_mazurs_words("dj/dh₁"), _in_mazurs_words("w₅⁺"), _in_mazurs_words("j⁺")
    ('∂E_total/∂out_h1', 'w5⁺', '')
    """
    if sign == "j⁺":
        return ""
    above, slope, below = sign.partition("/d")
    below, _, path = below.partition(" via ")
    if slope:
        whole = {"": "E_total", "o₁": "E_o1"}[path]
        return f"∂{whole}/∂{_in_mazurs_words(below)}"
    base = above.removesuffix("⁺")
    digits = re.sub("[₁-₉]", lambda found: str("₁₂₃₄₅₆₇₈₉".index(found[0]) + 1), base)
    return f"{_MAZUR.get(base, digits)}{above[len(base) :]}"
