"""The scalar engine on graphs of 1,000 to 100,000 nodes: time for each node, beside micrograd.

Run `python -m benchmarks.engine`. If micrograd is installed, as by the extra `frameworks`, it is
measured in turns with the engine; nothing else uses it.
"""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from typing import Any, NamedTuple

from backprop_lib import autograd

from .report import save, table

NODES = (1_000, 10_000, 100_000)
ROUNDS = 7
_FEWEST = 100_000  # nodes in a round: small graphs are made several times
_OURS = "**`autograd`**"
Make = Callable[[float], Any]


def chain(value: Make, nodes: int) -> tuple[Any, Any]:
    """Return a weight and the end of a chain of so many nodes: products and sums in turns."""
    w, x = value(0.5), value(1.0)
    h = x
    for _ in range((nodes - 2) // 2):
        h = h * w + x
    return w, h


def wide(value: Make, nodes: int) -> tuple[Any, Any]:
    """Return a weight and the sum of products of 100 weights and 10 inputs, added in pairs."""
    weights = [value(0.01 * n) for n in range(100)]
    inputs = [value(0.1 * n) for n in range(10)]
    products = (nodes - 110 + 1) // 2
    terms = [weights[n % 100] * inputs[n // 100 % 10] for n in range(products)]
    while len(terms) > 1:
        pairs = [a + b for a, b in zip(terms[::2], terms[1::2], strict=False)]
        terms = pairs + terms[2 * len(pairs) :]
    return weights[1], terms[0]


GRAPHS = {"a chain": chain, "products added in pairs": wide}


class Round(NamedTuple):
    """What is measured in a round: seconds for each node, and the slope of the weight."""

    forward: float
    back: float
    slope: float

    @property
    def both(self) -> float:
        """Seconds for each node in all."""
        return self.forward + self.back


def measured(make: Callable[[Make, int], tuple[Any, Any]], value: Make, nodes: int) -> Round:
    """Make a graph and go back through it, several times if it is small."""
    times = max(_FEWEST // nodes, 1)
    forward = back = 0.0
    for _ in range(times):
        gc.collect()
        began = time.perf_counter()
        w, result = make(value, nodes)
        between = time.perf_counter()
        result.backward()
        forward, back = forward + between - began, back + time.perf_counter() - between
    return Round(forward / times / nodes, back / times / nodes, w.grad)


def main() -> None:
    """Measure all graphs in turns and save the results."""
    engines: dict[str, Make] = {_OURS: autograd.Value}
    if find_spec("micrograd"):
        from micrograd.engine import Value  # type: ignore[import-not-found]

        engines["micrograd"] = Value
    ways = [(graph, nodes, engine) for graph in GRAPHS for nodes in NODES for engine in engines]
    rounds: dict[tuple[str, int, str], list[Round]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way in ways:
            graph, nodes, engine = way
            with suppress(RecursionError):
                rounds[way].append(measured(GRAPHS[graph], engines[engine], nodes))

    def times(one: tuple[str, int, str], other: tuple[str, int, str]) -> float:
        """Return how many times as long one way takes as another, round by round."""
        pairs = zip(rounds[one], rounds[other], strict=True)
        return statistics.median(a.both / b.both for a, b in pairs)

    rows = []
    for (graph, nodes, engine), found in rounds.items():
        name, ours = f"{graph}, {nodes:,} nodes, {engine}", (graph, nodes, _OURS)
        if not found:
            rows.append([name, "RecursionError", "", "", ""])
            continue
        slope = rounds[ours][0].slope
        assert all(math.isclose(one.slope, slope, rel_tol=1e-9) for one in found), name
        seconds = [statistics.median(getattr(one, part) for one in found)
                   for part in ("forward", "back", "both")]  # fmt: skip
        micros = [f"{1e6 * each:.2f} µs" for each in seconds]
        rows.append([name, *micros, f"{times((graph, nodes, engine), ours):.2f}"])
    few, many = NODES[0], NODES[-1]
    growth = " and ".join(
        f"{times((graph, many, _OURS), (graph, few, _OURS)):.2f} times ({graph})"
        for graph in GRAPHS
    )
    body = (
        f"The time for each node, forward and back; all in turns, median of {ROUNDS} rounds. All "
        "ways find the same slopes; micrograd goes through a graph by recursion.\n\n"
        + table(["graph", "forward", "back", "both", "time, of `autograd`'s"], rows)
        + f"\n\nFrom {few:,} to {many:,} nodes, the time of `autograd` for each node grows to "
        f"{growth}. If the time of a graph grew with the square of its nodes, it would be "
        f"{many // few} times."
    )
    versions = ["numpy", *(engine for engine in engines if engine != _OURS)]
    save("The engine", "python -m benchmarks.engine", versions, body)


if __name__ == "__main__":
    main()
