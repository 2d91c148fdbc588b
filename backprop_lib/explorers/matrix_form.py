"""The explorer of notebook 10: a whole layer takes its step at once, for all samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ..activations import activation
from ..checked import FloatArray
from ..layers import Dense
from ..losses import MEAN_SQUARED_ERROR
from ..notation import Table
from .engine import Derivation, Explorer, Found, LiveFigure, Number, Steps
from .pieces import Matrices, Place, activation_choice, activation_in_words, derived, entry

_X = np.array([[1.5, 1], [1, 2], [2, 0.5]])
_Y = np.array([[0.5], [1], [1.25]])
_W1, _B1 = np.array([[1.6, 0.6], [-0.4, -0.4]]), np.array([0, 0.1])
_W2, _B2 = np.array([[0.5], [-0.5]]), np.array([0.5])
_MOST = len(_X)
_DECIMALS = 14  # of the values: no rounding of the computer's, which the slopes would show


class Equation(NamedTuple):
    """A step: what it finds, by which equation, from which matrices, and a remark.

    In `shapes` and `remark`, names of matrices in braces stand for their shapes.
    """

    way: str
    finds: str
    rule: str
    uses: tuple[str, ...]
    shapes: str
    remark: str
    number: str = ""


_EQUATIONS = (
    Equation(
        *("Forward", "z₁", "x·W₁ + b₁", ("x", "W₁", "b₁"), "{x} · {W₁} + {b₁}"),
        "The inner sizes agree. Each row is a sample, and b₁ is added to each row.",
    ),
    Equation(
        *("Forward", "a₁", "f(z₁)", ("z₁",), "{z₁}"),
        "Each number goes through f by itself, so the shape stays.",
    ),
    Equation(
        *("Forward", "ŷ", "a₁·W₂ + b₂", ("a₁", "W₂", "b₂"), "{a₁} · {W₂} + {b₂}"),
        "There is an output for each sample.",
    ),
    Equation(
        *("Forward", "j", "mean of (ŷ − y)²", ("ŷ", "y"), "{ŷ} − {y}"),
        "Now all values are known. Press Back.",
    ),
    Equation(
        *("Back", "δ₂", "2·(ŷ − y)/n", ("ŷ", "y"), "{ŷ} − {y}"),
        "The output has no activation, so δ₂ is dj/dŷ itself.",
        "(1)",
    ),
    Equation(
        *("Back", "dj/dW₂", "a₁ᵀ·δ₂", ("a₁", "δ₂"), "{a₁ᵀ} · {δ₂}"),
        "a₁ᵀ has the shape {a₁ᵀ}. The product sums over the samples, and it has the shape of W₂.",
        "(3)",
    ),
    Equation(
        *("Back", "dj/db₂", "sum of the rows of δ₂", ("δ₂",), "{δ₂}"),
        "b₂ was added to each row, so the slopes of all rows are added.",
        "(4)",
    ),
    Equation(
        *("Back", "δ₁", "(δ₂·W₂ᵀ) ⊙ f′(z₁)", ("δ₂", "W₂", "z₁"), "{δ₂} · {W₂ᵀ} ⊙ {z₁}"),
        "W₂ᵀ has the shape {W₂ᵀ}. δ₂ goes back through W₂, then each number through its own f′.",
        "(2)",
    ),
    Equation(
        *("Back", "dj/dW₁", "xᵀ·δ₁", ("x", "δ₁"), "{xᵀ} · {δ₁}"),
        "xᵀ has the shape {xᵀ}. The product sums over the samples, and it has the shape of W₁.",
        "(3)",
    ),
    Equation(
        *("Back", "dj/db₁", "sum of the rows of δ₁", ("δ₁",), "{δ₁}"),
        "Now all gradients are known, and all parameters may move at once.",
        "(4)",
    ),
)
_ALL = len(_EQUATIONS)
_FORWARD = sum(equation.way == "Forward" for equation in _EQUATIONS)


@dataclass(frozen=True)
class MatrixPasses:
    """Both passes of a network 2-2-1 as matrices, and how many steps of them were taken.

    Attributes
    ----------
    given, found
        The matrices by name: those that are given, and all that are found, in their order.
    """

    activation: str
    given: Mapping[str, FloatArray]
    found: Mapping[str, FloatArray]
    step: int = _ALL

    @property
    def samples(self) -> int:
        """How many samples there are."""
        return len(self.given["x"])

    @property
    def taken(self) -> tuple[Equation, ...]:
        """The steps that were taken."""
        return _EQUATIONS[: self.step]

    @property
    def known(self) -> dict[str, FloatArray]:
        """The matrices that are known."""
        return {**self.given, **{eq.finds: self.found[eq.finds] for eq in self.taken}}

    def in_shapes(self, equation: Equation) -> str:
        """Return an equation in shapes, such as (2, 3) · (3, 1) → (2, 1)."""
        return f"{equation.shapes} → {{{equation.finds}}}".format(**self.shapes)

    def remark(self, equation: Equation) -> str:
        """Return the remark on an equation."""
        return equation.remark.format(**self.shapes)

    @property
    def shapes(self) -> dict[str, str]:
        """The shapes of all matrices and, with ᵀ, of their transposes."""
        shapes: dict[str, str] = {}
        for name, matrix in {**self.given, **self.found}.items():
            shapes |= {name: str(matrix.shape), f"{name}ᵀ": str(matrix.T.shape)}
        return {**shapes, "j": "a number"}


class MatrixFormExplorer(Explorer):
    """Go forward and back through two layers, one equation at a time, with all samples at once."""

    CONTROLS = {
        "activation": activation_choice("relu", "tanh", "sigmoid", "identity"),
        "n": Number("samples n", _MOST, low=1, high=_MOST, step=1, whole=True),
        "w11": Number("weight W₁[0,0]", _W1[0, 0], low=-2, high=2, step=0.05, of="w"),
        "w12": Number("weight W₁[0,1]", _W1[0, 1], low=-2, high=2, step=0.05, of="w"),
        "v1": Number("weight W₂[0,0]", _W2[0, 0], low=-2, high=2, step=0.05, of="w"),
        "v2": Number("weight W₂[1,0]", _W2[1, 0], low=-2, high=2, step=0.05, of="w"),
        "steps": Steps("step", 0, high=_ALL, phases=(("Forward", _FORWARD), ("Back", _ALL))),
    }

    def build(self, picture: LiveFigure) -> None:
        self.layers = (
            Matrices(
                picture,
                "Layer 1",
                {
                    "x": Place(_MOST, 2, "x"),
                    "W₁": Place(2, 2, "w", "·"),
                    "b₁": Place(1, 2, "w", "+"),
                    "z₁": Place(_MOST, 2, "", "="),
                    "a₁": Place(_MOST, 2, "", "f →"),
                    "dj/dW₁": Place(2, 2, "j", below="W₁"),
                    "dj/db₁": Place(1, 2, "j", below="b₁"),
                    "δ₁": Place(_MOST, 2, "j", below="z₁"),
                },
            ),
            Matrices(
                picture,
                "Layer 2 and the loss",
                {
                    "W₂": Place(2, 1, "w", "a₁ ·"),
                    "b₂": Place(1, 1, "w", "+"),
                    "ŷ": Place(_MOST, 1, "y_hat", "="),
                    "y": Place(_MOST, 1, "y", "−"),
                    "dj/dW₂": Place(2, 1, "j", below="W₂"),
                    "dj/db₂": Place(1, 1, "j", below="b₂"),
                    "δ₂": Place(_MOST, 1, "j", below="ŷ"),
                    "j": Place(1, 1, "j", below="y"),
                },
            ),
        )

    def run(
        self, n: int, w11: float, w12: float, v1: float, v2: float, activation: str
    ) -> MatrixPasses:
        given = {
            "x": _X[:n],
            "W₁": np.array([[w11, w12], _W1[1]]),
            "b₁": _B1,
            "W₂": np.array([[v1], [v2]]),
            "b₂": _B2,
            "y": _Y[:n],
        }
        return MatrixPasses(activation, given, _found(given, activation))

    def frame(self, run: MatrixPasses, step: int) -> MatrixPasses:
        return replace(run, step=step)

    def draw(self, result: MatrixPasses) -> None:
        last = result.taken[-1] if result.taken else None
        for layer in self.layers:
            if last is None:
                layer.put(result.known)
            else:
                layer.put(result.known, last.uses, last.finds)

    def describe(self, result: MatrixPasses) -> str:
        if not result.taken:
            return (
                f"x has the shape {result.given['x'].shape}: a row for each sample, a column for "
                f"each input. The activation f is {activation_in_words(result.activation)}. "
                "Press Forward to compute z₁."
            )
        last = result.taken[-1]
        way = ", equation ".join(filter(None, (last.way, last.number)))
        first = entry(last.finds, *(0,) * result.found[last.finds].ndim)
        value = self.derivation(result).line(first).value
        return (
            f"{way}: {last.finds} = {last.rule}, in shapes {result.in_shapes(last)}. "
            f"{result.remark(last)} "
            f"{'' if first == last.finds else 'The first entry: '}{first} {value}."
        )

    def table(self, result: MatrixPasses) -> Table | None:
        if not result.taken:
            return None
        rows = [
            (number, equation.finds, equation.rule, result.in_shapes(equation))
            for number, equation in enumerate(result.taken, start=1)
        ]
        headings = ("step", "finds", "equation", "in shapes")
        return Table.of_rows(headings, rows, words=headings[1:])

    def derivation(self, result: MatrixPasses) -> Derivation:
        given = {
            entry(name, *place): float(value)
            for name, matrix in result.given.items()
            for place, value in np.ndenumerate(matrix)
        }
        found = [one for eq in result.taken for one in _entries(result, eq.finds)]
        return Derivation(given, *found)


def _found(given: Mapping[str, FloatArray], name: str) -> dict[str, FloatArray]:
    """Return all that both passes find, in their order."""
    x, y = given["x"], given["y"]
    first, bend, second = (
        Dense(given["W₁"], given["b₁"]),
        activation(name),
        Dense(given["W₂"], given["b₂"]),
    )
    z1 = first.forward(x).round(_DECIMALS)
    a1 = bend.forward(z1).round(_DECIMALS)
    y_hat = second.forward(a1).round(_DECIMALS)
    loss = MEAN_SQUARED_ERROR.value(y_hat, y)
    delta2 = MEAN_SQUARED_ERROR.slope(y_hat, y).round(_DECIMALS)
    back2 = second.backward(a1, delta2)
    delta1 = bend.backward(z1, back2.inputs)
    back1 = first.backward(x, delta1)
    found = {"z₁": z1, "a₁": a1, "ŷ": y_hat, "j": np.asarray(loss), "δ₂": delta2}
    found |= {"dj/dW₂": back2.weights, "dj/db₂": back2.bias, "δ₁": delta1}
    found |= {"dj/dW₁": back1.weights, "dj/db₁": back1.bias}
    return {name: matrix.round(_DECIMALS) for name, matrix in found.items()}


def _entries(result: MatrixPasses, name: str) -> list[Found]:
    """Return where each entry of a matrix comes from."""
    samples, units = range(result.samples), range(2)
    matrix, why = result.found[name], ""
    rules: dict[tuple[int, ...], str] = {}
    found: list[Found] = []
    match name:
        case "z₁" | "ŷ":
            before, weights, bias = ("x", "W₁", "b₁") if name == "z₁" else ("a₁", "W₂", "b₂")
            for i, k in np.ndindex(matrix.shape):
                products = [f"{_sign(before, i, m)} · {_sign(weights, m, k)}" for m in units]
                rules[i, k] = " + ".join([*products, _sign(bias, k)])
        case "a₁":
            return [_bent(result, i, k)[0] for i in samples for k in units]
        case "j":
            squares = [f"({_sign('ŷ', i, 0)} − {_sign('y', i, 0)})²" for i in samples]
            rules[()] = (
                squares[0] if len(squares) == 1 else f"({' + '.join(squares)})/{len(samples)}"
            )
        case "δ₂":
            share = f"/{len(samples)}" if len(samples) > 1 else ""
            for i in samples:
                rules[i, 0] = f"2 · ({_sign('ŷ', i, 0)} − {_sign('y', i, 0)}){share}"
        case "δ₁":
            for i, k in np.ndindex(matrix.shape):
                slope = _bent(result, i, k)[1]
                found.append(slope)
                rules[i, k] = f"{_sign('δ₂', i, 0)} · {_sign('W₂', k, 0)} · {{{slope.sign}}}"
        case "dj/dW₂" | "dj/dW₁":
            before, delta = ("a₁", "δ₂") if name == "dj/dW₂" else ("x", "δ₁")
            for m, k in np.ndindex(matrix.shape):
                shares = [f"{_sign(before, i, m)} · {_sign(delta, i, k)}" for i in samples]
                rules[m, k] = " + ".join(shares)
        case _:
            delta = "δ₂" if name == "dj/db₂" else "δ₁"
            for (k,) in np.ndindex(matrix.shape):
                slopes = [_sign(delta, i, k) for i in samples]
                rules[(k,)] = " + ".join(slopes) if len(slopes) > 1 else f"1 · {slopes[0]}"
    if name.startswith("dj/") and len(samples) > 1:
        why = "a sum over the samples"
    return found + [
        Found(entry(name, *at), float(matrix[at]), rule, why) for at, rule in rules.items()
    ]


def _bent(result: MatrixPasses, i: int, k: int) -> list[Found]:
    """Return where a number behind the activation, and the slope there, come from."""
    z, a = entry("z₁", i, k), entry("a₁", i, k)
    at = float(result.found["z₁"][i, k])
    return derived(result.activation, at, z=z, a=a, slope=f"f′({z})")


def _sign(name: str, *place: int) -> str:
    """Return an entry as a rule names it."""
    return f"{{{entry(name, *place)}}}"
