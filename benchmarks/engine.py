"""The scalar engine on graphs of 1,000 to 100,000 nodes: time for each node, beside micrograd.

Run `python -m benchmarks.engine`. If micrograd is installed, as by the extra `frameworks`, it is
measured in turns with the engine; nothing else uses it.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from backprop_lib import autograd

from .report import save, table

NODES = (1_000, 10_000, 100_000)
ROUNDS = 7
_FEWEST = 100_000  # nodes in a round: small graphs are made several times
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


def measured(make: Callable[[Make, int], tuple[Any, Any]], value: Make, nodes: int) -> list[float]:
    """Return the seconds for each node, forward and back, and the slope of the weight."""
    times = max(_FEWEST // nodes, 1)
    forward = back = 0.0
    for _ in range(times):
        gc.collect()
        began = time.perf_counter()
        w, result = make(value, nodes)
        between = time.perf_counter()
        result.backward()
        forward, back = forward + between - began, back + time.perf_counter() - between
    return [forward / times / nodes, back / times / nodes, w.grad]


def main() -> None:
    """Measure all graphs in turns and save the results."""
    engines: dict[str, Make] = {"**`autograd`**": autograd.Value}
    if find_spec("micrograd"):
        from micrograd.engine import Value  # type: ignore[import-not-found]

        engines["micrograd"] = Value
    ways = [(graph, nodes, engine) for graph in GRAPHS for nodes in NODES for engine in engines]
    seconds: dict[Any, list[list[float]]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way in ways:
            graph, nodes, engine = way
            try:
                seconds[way].append(measured(GRAPHS[graph], engines[engine], nodes))
            except RecursionError:
                seconds[way] = []
    rows, totals = [], {}
    for way, rounds in seconds.items():
        graph, nodes, engine = way
        if not rounds:
            rows.append([f"{graph}, {nodes:,} nodes, {engine}", "RecursionError", "", ""])
            continue
        slopes = {round_[2] for other, found in seconds.items() for round_ in found
                  if other[:2] == way[:2]}  # fmt: skip
        assert max(slopes) - min(slopes) < 1e-9 * max(map(abs, slopes)), slopes
        forward, back = (statistics.median(round_[n] for round_ in rounds) for n in (0, 1))
        totals[way] = forward + back
        micros = [f"{1e6 * seconds:.2f} µs" for seconds in (forward, back, forward + back)]
        rows.append([f"{graph}, {nodes:,} nodes, {engine}", *micros])
    ours = next(iter(engines))
    growth = " and ".join(
        f"{totals[graph, NODES[-1], ours] / totals[graph, NODES[0], ours]:.2f} ({graph})"
        for graph in GRAPHS
    )
    body = (
        f"The time for each node, forward and back; median of {ROUNDS} rounds in turns.\n\n"
        + table(["graph", "forward", "back", "both"], rows)
        + f"\n\nFrom {NODES[0]:,} to {NODES[-1]:,} nodes the time of the engine for each node "
        f"becomes {growth} times as long: it would be 1 if the whole time grew exactly as the "
        f"number of nodes does, and {NODES[-1] // NODES[0]} if it grew with its square."
    )
    versions = ["numpy", *(engine for engine in engines if engine != ours)]
    save("The engine", "python -m benchmarks.engine", versions, body)


if __name__ == "__main__":
    main()
