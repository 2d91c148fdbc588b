"""The local rules of a computation graph, as arithmetic with signs."""

from __future__ import annotations

from ...formula import raised
from ...graph import BackwardStep, Node
from ...notation import factor
from .graph_names import GraphNames

_NOISE = 1e-14  # what rounding leaves where 0 is right


class GraphRules:
    """The local rules of a graph, as arithmetic with signs: one for each value and each wire."""

    def __init__(self, names: GraphNames) -> None:
        self.names = names

    def value(self, node: Node) -> str:
        """Return how a node gets its value."""
        a, *rest = map(self._sign, node.inputs)
        match node.operation:
            case "power":
                return f"{a}{raised(node.number or 0)}"
            case "negative":
                return f"−{a}"
            case "relu":
                return f"max({a}, 0)"
            case "+" | "−" | "·" | "/" as operation:
                return f"{a} {operation} {rest[0]}"
        return f"{node.operation}({', '.join([a, *rest])})"

    def handed(self, step: BackwardStep, arriving: str = "") -> str:
        """Return how a node gets what it hands back to one of its inputs.

        `arriving` is the sign of the slope that it has; by default, that of the graph's names.
        """
        node, slope = step.node, f"{{{arriving or self.names.slope(step.node)}}}"
        inputs, value = [*map(self._sign, node.inputs)], self._sign(node)
        n = node.number or 0
        match node.operation, step.position:
            case "·", position:
                return f"{slope} · {inputs[1 - position]}"
            case "/", 0:
                return f"{slope} / {inputs[1]}"
            case "/", _:
                return f"−{slope} · {value} / {inputs[1]}"
            case "power", _ if n not in (0, 1):
                power = "" if n == 2 else raised(n - 1)
                return f"{slope} · {_written(n)} · {inputs[0]}{power}"
            case "exp", _:
                return f"{slope} · {value}"
            case "log", _:
                return f"{slope} / {inputs[0]}"
            case "tanh", _:
                return f"{slope} · (1 − {value}²)"
        return f"{slope} · {_written(step.local)}"

    def _sign(self, node: Node) -> str:
        if node.operation == "constant":
            return _written(node.number or 0)
        return f"{{{self.names[node]}}}"


def without_noise(value: float) -> float:
    """Return a number without the noise of rounding: 1.5·0.8 − 1.2 is 0, not 2·10⁻¹⁶."""
    return 0.0 if abs(value) < _NOISE else value


def _written(value: float) -> str:
    return factor(value, 12)
