"""What the nodes of a computation graph are called, and their slopes."""

from __future__ import annotations

import itertools
import re

from ...graph import Graph, Node
from ...notation import subscript
from .graph_layout import Wire

_LONGEST = 9  # letters of a part of the formula; a longer one is called v₁, v₂ …
_COLOURS = {"x": "x", "w": "w", "y": "y", "ŷ": "y_hat", "j": "j"}
_IS_NAME = re.compile("[^+−·/²³⁰¹⁴⁵⁶⁷⁸⁹⁻()., *]+")


def written(name: str) -> str:
    """Return a name or a formula in the signs of the course: w₁ for w1, ŷ for y_hat.

    >>> written("h·w2"), written("y_hat")
    ('h·w₂', 'ŷ')
    """
    lowered = re.sub(r"(?<=[A-Za-z])\d+\b", lambda digits: subscript(digits[0]), name)
    return re.sub(r"\by_hat\b", "ŷ", lowered)


def quantity(name: str) -> str:
    """Return the quantity that a name stands for, which gives it its colour, or ""."""
    return _COLOURS.get(written(name).rstrip("₀₁₂₃₄₅₆₇₈₉"), "")


class GraphNames:
    """What the nodes of a graph are called, and their slopes, and what each wire hands back."""

    def __init__(self, graph: Graph) -> None:
        self.result = graph.nodes[-1]
        self._of: dict[Node, str] = {}
        taken = {written(node.name) for node in graph.nodes if node.name}
        letters = (f"v{subscript(number)}" for number in itertools.count(1))
        for node in graph.nodes:
            name = written(node.label)
            if not node.name and node is self.result:
                name = "j" if "j" not in taken else "result"
            elif node.inputs and (name in self._of.values() or len(name) > _LONGEST):
                name = next(letter for letter in letters if letter not in taken)
            self._of[node] = name

    def __getitem__(self, node: Node) -> str:
        return self._of[node]

    def quantity(self, node: Node) -> str:
        """Return the quantity that a node shows, or ""."""
        return quantity(self[node])

    def slope(self, node: Node) -> str:
        """Return the sign of the slope of the result for a node."""
        return f"d{self[self.result]}/d{self.as_one(node)}"

    def as_one(self, node: Node) -> str:
        """Return the name of a node, in brackets if it is a formula."""
        name = self[node]
        return name if _IS_NAME.fullmatch(name) else f"({name})"

    def handed(self, wire: Wire) -> str:
        """Return the sign of what a wire hands back to its node."""
        return f"{self.slope(wire.source)} via {self[wire.consumer]}{self.which(wire)}"

    def which(self, wire: Wire) -> str:
        """Return which input of its consumer a wire leads to, if the node is both of them."""
        twice = wire.consumer.inputs.count(wire.source) > 1
        return f", {('first', 'second')[wire.position]} input" if twice else ""
