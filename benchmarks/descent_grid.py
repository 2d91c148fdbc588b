"""A grid of descents in one call of `descend`, against Python loops and the closed form.

Run `python -m benchmarks.descent_grid`.
"""

from __future__ import annotations

import time
import timeit
from collections.abc import Callable
from functools import partial

import numpy as np

from backprop_lib.article import X, Y
from backprop_lib.neuron import closed_form, descend, forward, gradient, update

from .report import save, table

ROWS, COLUMNS, STEPS = 250, 400, 50
ROUNDS = 5
_DESCEND = "**`descend`**"


def formula_loop(weights: np.ndarray, lrs: np.ndarray) -> list[list[float]]:
    """Make descents one by one, on plain floats by the bare formula, and keep every weight."""
    x, y = X, Y
    paths = []
    for start, lr in zip(weights.tolist(), lrs.tolist(), strict=True):
        w = start
        path = [w]
        for _ in range(STEPS):
            w = w - lr * 2 * (x * w - y) * x
            path.append(w)
        paths.append(path)
    return paths


def function_loop(weights: np.ndarray, lrs: np.ndarray) -> list[list[float]]:
    """Make the same descents with the package's own functions, as the notebooks write a step."""
    paths = []
    for start, lr in zip(weights.tolist(), lrs.tolist(), strict=True):
        path = [start]
        for _ in range(STEPS):
            path.append(update(path[-1], gradient(X, Y, path[-1]), lr))
        paths.append(path)
    return paths


def call_loop(weights: np.ndarray, lrs: np.ndarray) -> list[np.ndarray]:
    """Call `descend` for each descent."""
    return [
        descend(X, Y, w, lr, STEPS).w for w, lr in zip(weights.tolist(), lrs.tolist(), strict=True)
    ]


LOOPS = {  # the loop, and how many of the descents it actually makes
    "a Python loop, bare formula on floats": (formula_loop, 2000),
    "a Python loop, `descend` called for each": (call_loop, 500),
    "a Python loop, `gradient` and `update` called at each step": (function_loop, 100),
}


SINGLE_CALLS = {  # the call, and how often it is made in a round
    "`forward(1.5, 0.8)`": (partial(forward, X, 0.8), 10_000),
    "`forward.formula(1.5, 0.8)`, unchecked": (partial(forward.formula, X, 0.8), 100_000),
    "`gradient` of three numbers": (partial(gradient, X, Y, 0.8), 10_000),
    "`descend`, 40 steps": (partial(descend, X, Y, 0.8, 0.1, 40), 500),
    "`descend`, 2,000 steps that overflow": (partial(descend, X, Y, 0.8, 0.9, 2000), 5),
}


def single_calls() -> str:
    """Return a table of what single calls take, measured in turns."""
    seconds: dict[str, list[float]] = {call: [] for call in SINGLE_CALLS}
    for _ in range(ROUNDS):
        for call, (run, times) in SINGLE_CALLS.items():
            seconds[call].append(timeit.timeit(run, number=times) / times)
    rows = [[call, f"{1e6 * np.median(each):,.1f} µs"] for call, each in seconds.items()]
    return table(["call", "time"], rows)


def main() -> None:
    """Measure all ways in turns and save the results."""
    lr_axis, w_axis = np.linspace(0, 0.6, COLUMNS), np.linspace(-1, 2, ROWS)
    lrs, weights = (axis.ravel() for axis in np.meshgrid(lr_axis, w_axis))
    descents = weights.size
    steps = np.arange(STEPS + 1)[:, np.newaxis]

    ways: dict[str, tuple[Callable[[], object], float]] = {}  # and the scale to all descents
    for way, (loop, count) in LOOPS.items():
        some = np.random.default_rng(0).choice(descents, count, replace=False)
        sample = weights[some], lrs[some]
        expected = descend(X, Y, *sample, STEPS).w
        np.testing.assert_allclose(np.transpose(loop(*sample)), expected, rtol=1e-9)
        ways[way] = partial(loop, *sample), descents / count
    ways["`closed_form`, every step"] = partial(closed_form, X, Y, weights, lrs, steps), 1
    ways["`closed_form`, the last step"] = partial(closed_form, X, Y, weights, lrs, STEPS), 1
    ways["to fill as many weights with one number"] = (
        partial(np.full, (STEPS + 1, descents), 0.8),
        1,
    )
    ways[_DESCEND] = partial(descend, X, Y, weights, lrs, STEPS), 1

    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, (run, share) in ways.items():
            start = time.perf_counter()
            run()
            seconds[way].append(share * (time.perf_counter() - start))
    median = {way: float(np.median(times)) for way, times in seconds.items()}
    rows = [
        [way, f"{1000 * time:,.0f} ms", f"{time / median[_DESCEND]:,.1f}"]
        for way, time in median.items()
    ]
    counts = ", ".join(f"{count:,}" for _, count in LOOPS.values())
    body = (
        f"{descents:,} descents of {STEPS} steps over a grid of w and lr, every weight kept; "
        f"median of {ROUNDS} rounds in turns. The loops make only {counts} of them, and their "
        f"time is scaled to all.\n\n{table(['way', 'time', 'times `descend`'], rows)}\n\n"
        f"Single calls, in turns, median of {ROUNDS} rounds:\n\n{single_calls()}"
    )
    save("A grid of descents", "python -m benchmarks.descent_grid", ["numpy"], body)


if __name__ == "__main__":
    main()
