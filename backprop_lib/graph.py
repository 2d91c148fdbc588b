"""The small computation graph: values forward, slopes back, through any formula (notebook 07).

    v = f(a, b)      dj/da = Σ dj/dv · ∂v/∂a, over all nodes v that use a      dj/dj = 1

`read` makes the graph of a formula. `Graph.forward` computes the value of each node from the
inputs to the result, and `Graph.backward` the slope of the result for each node, in one pass back:
each node multiplies the slope that arrives by its local slopes. All values are single numbers.
`node` has the rules of the nodes, and `formula` says what a formula may contain.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from . import formula as formulas
from .checked import single_number
from .node import OPERATIONS, Node, Operation

__all__ = [
    "OPERATIONS", "BackwardStep", "ForwardStep", "Graph", "Node", "Operation", "State", "read"
]  # fmt: skip


class ForwardStep(NamedTuple):
    """One node computes its value."""

    node: Node
    inputs: tuple[float, ...]
    value: float


class BackwardStep(NamedTuple):
    """One node hands its slope back to one of its inputs."""

    node: Node
    input: Node
    position: int
    """Which input of the node it is, counted from 0: in a·a, both are the same node."""
    arriving: float
    """The slope of the result for the node."""
    local: float
    """The slope of the node for this input."""
    contribution: float
    """The product of the two."""
    running_sum: float
    """What has come together at the input, with this contribution."""
    complete: bool
    """Whether it is the last contribution to this input."""


class State(NamedTuple):
    """What is known after some steps, by node."""

    values: dict[Node, float]
    slopes: dict[Node, float]
    """The running sums; empty until the result has its value."""
    complete: frozenset[Node]
    """The nodes whose slopes are complete."""


@dataclass(frozen=True, eq=False)
class Graph:
    """The nodes of a formula in topological order; the last is the result.

    Its text is the formula, so that `read` makes the same graph of it again.
    """

    nodes: tuple[Node, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the variables, in the order of the formula."""
        return tuple(node.name for node in self.nodes if node.operation == "variable")

    def forward(self, values: Mapping[str, float]) -> list[float]:
        """Return the value of each node, given those of the variables (notebook 07).

        >>> read("(x*w - y)**2").forward({"x": 1.5, "w": 1, "y": 0.5})
        [1.5, 1.0, 1.5, 0.5, 1.0, 1.0]
        """
        if missing := [name for name in self.names if name not in values]:
            raise ValueError(
                f"values must give a number for {', '.join(self.names)}, "
                f"but {', '.join(missing)} was not given"
            )
        computed: list[float] = []
        for node in self.nodes:
            if node.operation == "variable":
                computed.append(node.value(single_number(node.name, values[node.name])))
            else:
                computed.append(node.value(*(computed[a.index] for a in node.inputs)))
        return computed

    def backward(self, values: Mapping[str, float], *, accumulate: bool = True) -> list[float]:
        """Return the slope of the result for each node: forward, then one pass back (notebook 07).

        The slopes that come back to a node from several nodes add up. With ``accumulate=False``,
        each overwrites the one before: the mistake of forgetting to add.

        >>> read("a*a + a").backward({"a": 3})
        [7.0, 1.0, 1.0]
        >>> read("a*a + a").backward({"a": 3}, accumulate=False)
        [3.0, 1.0, 1.0]
        """
        kept = self.forward(values)
        slopes = [0.0] * len(kept)
        slopes[-1] = 1.0
        for node in reversed(self.nodes):
            local_slopes = node.slopes(kept[node.index], *(kept[a.index] for a in node.inputs))
            for a, local in zip(node.inputs, local_slopes, strict=True):
                contribution = slopes[node.index] * local
                slopes[a.index] = slopes[a.index] + contribution if accumulate else contribution
        return slopes

    def gradient(self, values: Mapping[str, float]) -> dict[str, float]:
        """Return the slope of the result for each variable, by name (notebook 07).

        >>> read("(x*w - y)**2").gradient({"x": 1.5, "w": 1, "y": 0.5})
        {'x': 2.0, 'w': 3.0, 'y': -2.0}
        """
        slopes = self.backward(values)
        return {node.name: slopes[node.index] for node in self.nodes if node.name in self.names}

    def steps(self, values: Mapping[str, float]) -> list[ForwardStep | BackwardStep]:
        """Return all steps: one for each node forward, then one for each edge back (notebook 07).

        Variables and constants have their values before the first step.

        >>> for step in read("a*a").steps({"a": 3}):
        ...     print(type(step).__name__, step.node.label, *step[2:])
        ForwardStep a·a 9.0
        BackwardStep a·a 0 1.0 3.0 3.0 3.0 False
        BackwardStep a·a 1 1.0 3.0 3.0 6.0 True
        """
        kept = self.forward(values)
        forward = [
            ForwardStep(node, tuple(kept[a.index] for a in node.inputs), kept[node.index])
            for node in self.nodes
            if node.inputs
        ]
        back: list[BackwardStep] = []
        slopes = {self.nodes[-1]: 1.0}
        waiting = [a for node in self.nodes for a in node.inputs]
        for node, inputs, value in reversed(forward):
            arriving = slopes[node]
            local_slopes = zip(node.inputs, node.slopes(value, *inputs), strict=True)
            for position, (a, local) in enumerate(local_slopes):
                contribution = arriving * local
                slopes[a] = slopes.get(a, 0.0) + contribution
                waiting.remove(a)
                complete = a not in waiting
                back.append(
                    BackwardStep(
                        node, a, position, arriving, local, contribution, slopes[a], complete
                    )
                )
        return [*forward, *back]

    def state(self, values: Mapping[str, float], n: int) -> State:
        """Return what is known after the first `n` steps, from 0 to all of them (notebook 07).

        >>> state = read("a*a").state({"a": 3}, 2)
        >>> {node.label: slope for node, slope in state.slopes.items()}
        {'a·a': 1.0, 'a': 3.0}
        """
        steps = self.steps(values)
        if not 0 <= n <= len(steps):
            raise ValueError(f"n must be from 0 to {len(steps)}, but {n} was given")
        given = zip(self.nodes, self.forward(values), strict=True)
        known = {node: value for node, value in given if not node.inputs}
        slopes, complete = {}, set()
        for step in steps[:n]:
            if isinstance(step, ForwardStep):
                known[step.node] = step.value
            else:
                slopes[step.input] = step.running_sum
                complete |= {step.input} if step.complete else set()
        if len(known) == len(self.nodes):
            slopes = {self.nodes[-1]: 1.0, **slopes}
            complete.add(self.nodes[-1])
        return State(known, slopes, frozenset(complete))

    def __str__(self) -> str:
        return formulas.text(self.nodes)


def read(formula: str, names: Collection[str] | None = None) -> Graph:
    """Return the graph of a formula, as it is typed (notebook 07).

    It may contain numbers, names, + − · / and **, brackets, and the functions max(a, b), exp, log,
    tanh and relu; * and × stand for ·, and ² for **2. Lines, or parts between semicolons, may
    assign names, each of them once; the last is the result. A name is one node, however often it
    is used. Nothing is executed.

    Parameters
    ----------
    formula
        The formula.
    names
        The names that will have values; by default, all that are not assigned.

    Raises
    ------
    ValueError
        If the formula contains anything else, or is too long. The message says where.

    Examples
    --------
    >>> [node.label for node in read("h = x*w; (h - y)**2").nodes]
    ['x', 'w', 'h', 'y', 'h − y', '(h − y)²']
    >>> read("x + sin(w)")
    Traceback (most recent call last):
    ...
    ValueError: at column 5, a function must be max, exp, log, tanh or relu, but “sin” was given
    """
    return Graph(formulas.nodes(formula, names))
