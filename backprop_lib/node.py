"""A node of a computation graph: an operation with one local rule for the way back (notebook 07).

    v = f(a, b)      dj/da = dj/dv · ∂v/∂a      dj/db = dj/dv · ∂v/∂b

A node needs to know nothing about the rest of the formula. `OPERATIONS` is the table of the rules.
What has no value, such as 1/0 or log(−1), is inf or NaN, as in NumPy.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np


class Operation(NamedTuple):
    """What a node does with its inputs a, b (or a and a constant n) to get its value v."""

    value: Callable[..., Any]
    """v, from the inputs."""
    slopes: Callable[..., tuple[Any, ...]]
    """The local slopes ∂v/∂a, ∂v/∂b, from v and the inputs."""
    forward: str
    """What the node does on the way forward."""
    backward: str
    """What the node does with the slope that arrives, on the way back."""


OPERATIONS = {
    "variable": Operation(
        lambda a: a, lambda v: (), "takes the value that is given", "keeps the slope"
    ),
    "constant": Operation(
        lambda n: n, lambda v, n: (), "is always the same number", "keeps the slope"
    ),
    "+": Operation(
        lambda a, b: a + b, lambda v, a, b: (1, 1), "adds", "hands the slope on to both inputs"
    ),
    "−": Operation(
        lambda a, b: a - b,
        lambda v, a, b: (1, -1),
        "subtracts",
        "hands the slope on to both inputs, to the second with the other sign",
    ),
    "·": Operation(
        lambda a, b: a * b,
        lambda v, a, b: (b, a),
        "multiplies",
        "swaps: each input gets the slope times the other factor",
    ),
    "/": Operation(
        lambda a, b: a / b,
        lambda v, a, b: (1 / b, -v / b),
        "divides",
        "hands the slope divided by the denominator to the numerator, and the same times minus its "
        "own value to the denominator",
    ),
    "power": Operation(
        lambda a, n: a**n,
        lambda v, a, n: (n * a ** (n - 1) if n else 0,),
        "raises its input to a power",
        "hands on the slope times the exponent times the input to the power one lower",
    ),
    "max": Operation(
        np.maximum,
        lambda v, a, b: (1, 0) if a >= b else (0, 1) if a < b else (math.nan, math.nan),
        "takes the larger input",
        "routes the slope to the larger input; at a tie, to the first",
    ),
    "negative": Operation(
        lambda a: -a,
        lambda v, a: (-1,),
        "changes the sign",
        "hands on the slope with the other sign",
    ),
    "exp": Operation(
        np.exp, lambda v, a: (v,), "raises e to a power", "hands on the slope times its own value"
    ),
    "log": Operation(
        np.log,
        lambda v, a: (1 / a if a >= 0 else math.nan,),
        "takes the natural logarithm",
        "hands on the slope divided by the input",
    ),
    "tanh": Operation(
        np.tanh,
        lambda v, a: (1 - v**2,),
        "squashes its input to a number between −1 and 1",
        "hands on the slope times 1 minus its own value squared",
    ),
    "relu": Operation(
        lambda a: np.maximum(a, 0),
        lambda v, a: (1 if a > 0 else 0,),
        "keeps a positive input and otherwise gives 0",
        "lets the slope through if the input is positive and otherwise stops it",
    ),
}
"""The rules of all operations.

Where a function has a kink, its slope is a convention, one of several sub-gradients: at a tie, max
routes the whole slope to its first input, and at 0, relu stops the slope.
"""


@dataclass(frozen=True, eq=False)
class Node:
    """One step of a formula: an operation, and the nodes that it gets its inputs from."""

    index: int
    """Its place in the graph, where all its inputs come before it."""
    operation: str
    """One of `OPERATIONS`."""
    inputs: tuple[Node, ...] = field(repr=False)
    formula: str
    """The part of the formula that it stands for, such as "x·w"."""
    name: str = ""
    """The name of a variable, or the name that the formula assigns."""
    number: float | None = None
    """The number of a constant, or the exponent of a power."""

    @property
    def label(self) -> str:
        """Its name, or its formula if it has none."""
        return self.name or self.formula

    def value(self, *inputs: float) -> float:
        """Return its value, from those of its inputs; a variable is handed its own.

        >>> Node(1, "exp", (Node(0, "variable", (), "a", "a"),), "exp(a)").value(0)
        1.0
        """
        with np.errstate(all="ignore"):
            return float(OPERATIONS[self.operation].value(*self._operands(inputs)))

    def slopes(self, value: float, *inputs: float) -> tuple[float, ...]:
        """Return its local slopes, one for each input, from its value and those of its inputs.

        >>> a = Node(0, "variable", (), "a", "a")
        >>> Node(1, "power", (a,), "a²", number=2).slopes(9, 3)
        (6.0,)
        """
        with np.errstate(all="ignore"):
            local = OPERATIONS[self.operation].slopes(np.float64(value), *self._operands(inputs))
            return tuple(map(float, local))

    def _operands(self, inputs: Sequence[float]) -> list[np.float64]:
        constant = [] if self.number is None else [self.number]
        return [np.float64(operand) for operand in (*inputs, *constant)]
