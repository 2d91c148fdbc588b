"""The third explorer of notebook 09: XOR, which no line divides, and what a hidden layer does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np

from .. import datasets, training
from ..activations import ACTIVATIONS
from ..checked import FloatArray
from ..layers import Dense
from ..network import Network
from ..notation import Table, count, equals, subscript
from .engine import (
    MUTED,
    Choice,
    Derivation,
    Explorer,
    Found,
    Label,
    Line,
    LiveFigure,
    Number,
    Point,
)
from .pieces import UPDATES, DecisionMap, Plane, update_steps

X, Y = datasets.xor()
_MOST_STEPS = 100
_MOST_UNITS = 4
_CHANCE, _EQUAL = "chance", "equal"
_EQUAL_WEIGHT = 0.5
_INPUTS, _HIDDEN = Plane((-0.5, 1.5), (-0.5, 1.5)), Plane((-1.65, 1.65), (-1.65, 1.65))
_LOSS_VIEW = (1e-8, 3)
_HALF = 0.25  # the loss of ŷ = ½ everywhere
_STUCK = 10  # steps of the control over which a loss that is stuck falls by less than …
_HARDLY = 0.01  # … this part of it
_SOLVED = 0.01
_NAMES = tuple(f"({x1:g}, {x2:g})" for x1, x2 in X)
_ASIDE = ((-1, -1), (-1, 1), (1, 1), (1, -1))
"""In which direction from its dot the name of each sample stands: two dots may coincide."""


@dataclass(frozen=True)
class Descent:
    """A descent on all four samples, and how far it has gone.

    Attributes
    ----------
    units
        How many hidden units there are.
    start
        How its weights start: drawn by chance, or all equal.
    lr
        The learning rate.
    networks, losses
        The network and its loss after each step of the control.
    diverged
        Whether the next update would not be finite.
    step
        The step of the control.
    """

    units: int
    start: str
    lr: float
    networks: list[Network]
    losses: list[float]
    diverged: bool
    step: int = 0

    @property
    def last(self) -> int:
        """The step that is shown: a descent that diverges ends early."""
        return min(self.step, len(self.networks) - 1)

    @property
    def network(self) -> Network:
        """The network that is shown."""
        return self.networks[self.last]

    @property
    def values(self) -> list[FloatArray]:
        """The four samples before each layer, and the outputs."""
        return self.network.forward(X)

    @property
    def right(self) -> int:
        """How many samples have their output on the right side of ½."""
        return int(((self.values[-1] > 0.5) == (Y > 0.5)).sum())


class XorExplorer(Explorer):
    """Press Play: with two hidden units the four samples move to where a line divides them.

    Examples
    --------
    >>> print(XorExplorer(units=0, steps=100).sentence)
    After 400 updates without hidden units, the loss = 0.25. No straight line separates the \
ones from the zeros: ŷ = ½ everywhere, with the loss 0.25, is the best that is possible.
    """

    CONTROLS = {
        "start": Choice(
            "start", _CHANCE, {_CHANCE: "drawn by chance", _EQUAL: "all weights equal"}
        ),
        "units": Number("hidden units", 2, low=0, high=_MOST_UNITS, step=1, whole=True),
        "seed": Number("seed", 3, low=0, high=19, step=1, whole=True),
        "lr": Number("learning rate lr", 0.2, low=0.02, high=0.8, step=0.02, of="lr"),
        "steps": update_steps(_MOST_STEPS),
    }

    def build(self, picture: LiveFigure) -> None:
        plane = picture.add_panel(3.7, 3.7)
        plane.set_title("The output: brown is 0, blue is 1")
        plane.set(xlabel="input x₁", ylabel="input x₂", xticks=(0, 1), yticks=(0, 1))
        self.map = DecisionMap(plane, ghost=True)
        self.samples = [Label(plane, size=9) for _ in X]
        hidden = picture.add_panel(3.7, 3.7)
        hidden.set_title("Moved by the hidden units")
        hidden.set(xlabel="a₁", ylabel="a₂", xticks=(-1, 0, 1), yticks=(-1, 0, 1))
        self.hidden = DecisionMap(hidden)
        self.names = [Label(hidden, size=9, va="center") for _ in X]
        self.instead = Label(hidden, "muted", va="center", linespacing=1.5)
        loss = picture.add_panel(3.7, 3.7)
        loss.set(title="The loss", xlabel="updates", ylabel="loss j", yscale="log")
        loss.set(xlim=(-8, _MOST_STEPS * UPDATES + 8), ylim=_LOSS_VIEW)
        loss.set(yticks=10.0 ** np.arange(-8, 1, 2))
        loss.minorticks_off()
        loss.axhline(_HALF, color=MUTED, lw=1, ls=":")
        corner: dict[str, Any] = {"ha": "right", "va": "bottom", "size": 9}
        loss.text(_MOST_STEPS * UPDATES, _HALF * 1.15, "ŷ = ½ everywhere", color=MUTED, **corner)
        self.losses = Line(loss, "j", ghost=True)
        self.now = Point(loss, "j", moves="steps", scale=UPDATES, says_value=False)
        self.loss = Label(loss, "j", ha="left", va="bottom", weight="bold")

    def run(self, start: str, units: int, seed: int, lr: float) -> Descent:
        networks, diverged = [], False
        walk = training.descent(_at_first(start, units, seed), X, Y, lr)
        try:
            for network in islice(walk, 0, _MOST_STEPS * UPDATES + 1, UPDATES):
                networks.append(network)
        except FloatingPointError:
            diverged = True
        losses = [training.loss_of(network, X, Y) for network in networks]
        return Descent(units, start, lr, networks, losses, diverged)

    def frame(self, run: Descent, step: int) -> Descent:
        return replace(run, step=step)

    def draw(self, result: Descent) -> None:
        last, network = result.last, result.network
        self.map.put(_INPUTS, network.forward(_INPUTS.points)[-1])
        self.map.put_samples(X, Y)
        for label, name, (x1, x2) in zip(self.samples, _NAMES, X, strict=True):
            label.put(x1, x2 + 0.09, name)
        two = result.units == 2
        output = np.full((len(_HIDDEN.points), 1), 0.5)
        if two:
            output = network.dense[-1].forward(_HIDDEN.points)
        self.hidden.put(_HIDDEN, output)
        there = result.values[-2]
        self.hidden.put_samples(*((there, Y) if two else (np.empty((0, 2)), np.empty((0, 1)))))
        for label, name, aside, at in zip(self.names, _NAMES, _ASIDE, there, strict=True):
            across, up = (at[:2] if two else (0, 0)) + 0.17 * np.array(aside)
            label.put(across, up, name if two else "", ha="right" if aside[0] < 0 else "left")
        self.instead.put(0, 0, _INSTEAD.get(result.units, ""))
        made = UPDATES * np.arange(last + 1)
        self.losses.put(made, result.losses[: last + 1])
        self.now.put(made[-1], result.losses[last])
        words = f"j {equals(result.losses[last], 3)}"
        self.loss.put(0, _LOSS_VIEW[0] * 2, words, number="j")

    def describe(self, result: Descent) -> str:
        last, loss = result.last, result.losses[result.last]
        units = count(result.units, "hidden unit") if result.units else ""
        made = f"After {count(last * UPDATES, 'update')}" if last else "Before the first update"
        sentences = [
            f"{made} {f'with {units}' if units else 'without hidden units'}, the loss "
            f"{equals(loss)}.",
        ]
        if result.units:
            sentences.append(
                f"{result.right} of 4 samples {'is' if result.right == 1 else 'are'} on the right "
                "side of ŷ = ½."
            )
        if result.diverged and last == len(result.networks) - 1:
            sentences.append("The descent diverges: the learning rate is too large.")
            return " ".join(sentences)
        if not last:
            sentences.append(f"Press Play: lr {equals(result.lr)}.")
        elif loss > result.losses[0]:
            sentences.append("The loss has grown: the learning rate is too large.")
        return " ".join([*sentences, *_remarks(result)])

    def table(self, result: Descent) -> Table:
        columns: dict[str, Any] = {"x₁": X[:, 0], "x₂": X[:, 1]}
        values = result.values
        if result.units:
            columns |= {f"a{subscript(n + 1)}": a for n, a in enumerate(values[-2].T)}
        columns |= {"ŷ": values[-1][:, 0], "y": Y[:, 0]}
        return Table(columns, digits=4)

    def derivation(self, result: Descent) -> Derivation:
        *hidden, output = result.network.dense
        given = {f"v{subscript(n)}": v for n, v in enumerate(output.weights[:, 0], start=1)}
        given["c"] = output.bias[0]
        for layer in hidden:
            for n, (bias, weights) in enumerate(zip(layer.bias, layer.weights.T, strict=True), 1):
                given[f"b{subscript(n)}"] = bias
                given |= {f"w{subscript(f'{row}{n}')}": w for row, w in enumerate(weights, 1)}
        found: list[Found] = []
        for k, name in enumerate(_NAMES):
            at, arriving = f" at {name}", [f"{x:g}" for x in X[k]]
            before = arriving
            if hidden:
                _, zs, activations, _ = result.values
                before = []
                for n, (z, a) in enumerate(zip(zs[k], activations[k], strict=True), start=1):
                    unit = subscript(n)
                    terms = (f"{x} · {{w{subscript(f'{row}{n}')}}}"
                             for row, x in enumerate(arriving, start=1))  # fmt: skip
                    rule = f"{' + '.join(terms)} + {{b{unit}}}"
                    found.append(Found(f"z{unit}{at}", z, rule))
                    found.append(Found(f"a{unit}{at}", a, f"tanh({{z{unit}{at}}})"))
                    before.append(f"{{a{unit}{at}}}")
            terms = (f"{x} · {{v{subscript(n)}}}" for n, x in enumerate(before, start=1))
            y_hat = result.values[-1][k, 0]
            found.append(Found(f"ŷ{at}", y_hat, f"{' + '.join(terms)} + {{c}}"))
        squares = (f"({{ŷ at {name}}} − {y:g})²" for name, y in zip(_NAMES, Y[:, 0], strict=True))
        rule = f"({' + '.join(squares)}) / {len(X)}"
        loss = result.losses[result.last]
        return Derivation(given, *found, Found("j", loss, rule, "the mean over the four samples"))


_INSTEAD = {
    0: "There are no hidden units:\nthe output sees x₁ and x₂ alone.",
    1: "One unit makes one number of each\nsample: that is a line, not a plane.",
    3: "Three units make three numbers of each\nsample: they do not fit into a plane.",
    4: "Four units make four numbers of each\nsample: they do not fit into a plane.",
}


def _at_first(start: str, units: int, seed: int) -> Network:
    """Return the network before the first update."""
    if start == _CHANCE:
        return Network.at_random([2, units, 1] if units else [2, 1], "tanh", seed)
    if not units:
        return Network(Dense(np.full((2, 1), _EQUAL_WEIGHT), [0]))
    return Network(
        Dense(np.full((2, units), _EQUAL_WEIGHT), np.zeros(units)),
        ACTIVATIONS["tanh"],
        Dense(np.full((units, 1), _EQUAL_WEIGHT), [0]),
    )


def _remarks(result: Descent) -> list[str]:
    """Return what is to be said about a descent that does not diverge."""
    last, loss = result.last, result.losses[result.last]
    if not result.units:
        best = (
            "No straight line separates the ones from the zeros: ŷ = ½ everywhere, with the loss "
            "0.25, is the best that is possible."
        )
        return [best] if last else []
    said = []
    if result.units > 1 and result.start == _EQUAL:
        said.append(_equal_in_words(result.network))
    elif result.units == 1:
        said.append(
            "One unit makes one sum of both inputs, and tanh only rises with it, so the line stays "
            "straight."
        )
    before = result.losses[max(last - _STUCK, 0)]
    if loss < _SOLVED:
        said.append("XOR is solved.")
    elif last >= _STUCK and 0 <= before - loss < _HARDLY * before:
        said.append(
            f"The descent is stuck at this loss for now: the last {_STUCK * UPDATES} updates "
            "made it smaller by less than 1 %."
        )
    return said


def _equal_in_words(network: Network) -> str:
    """Return that units which have started equal are equal, with their numbers."""
    hidden, output = network.dense
    rows = [("w₁", hidden.weights[0]), ("w₂", hidden.weights[1]), ("v", output.weights[:, 0])]
    equal = ", ".join(
        " = ".join(f"{sign}{subscript(n)}" for n in range(1, len(row) + 1)) + f" {equals(row[0])}"
        for sign, row in rows
        if (row == row[0]).all()
    )
    units = "Both" if len(hidden.bias) == 2 else f"All {len(hidden.bias)}"
    return (
        f"{units} units started equal and get equal slopes, so they stay equal: {equal}. Together "
        "they can do no more than one."
    )
