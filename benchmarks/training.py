"""Training a network with two hidden layers: the library, a bare NumPy loop, PyTorch and JAX.

Run `OMP_NUM_THREADS=1 python -m benchmarks.training` in an environment with the extra
`frameworks`. PyTorch and JAX are used nowhere else.
"""

from __future__ import annotations

import operator
import statistics
import time
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import torch

from backprop_lib.datasets import moons
from backprop_lib.losses import BINARY_CROSS_ENTROPY
from backprop_lib.network import Network
from backprop_lib.training import train

from .report import save, table

WIDTHS, SAMPLES, LR, STEPS, ROUNDS = (2, 16, 16, 1), 100, 0.5, 1000, 15
X, Y = moons(SAMPLES)
START = Network.at_random(WIDTHS, "tanh")
Parameters = list[Any]
_USUAL = "PyTorch, eager, with `nn.Sequential` and `optim.SGD`"
_BY_HAND = "PyTorch, eager, tensors updated by hand"

jax.config.update("jax_enable_x64", True)
torch.set_num_threads(1)


def start() -> Parameters:
    """Return copies of the first weights and biases, in turns."""
    return [part.copy() for layer in START.dense for part in (layer.weights, layer.bias)]


def library() -> Parameters:
    history = train(START, X, Y, LR, epochs=STEPS, loss=BINARY_CROSS_ENTROPY)
    return [history.networks[-1].parameters]


def bare_numpy() -> Parameters:
    """Take the same steps by the same arithmetic, written for these three layers alone."""
    w1, b1, w2, b2, w3, b3 = start()
    for _ in range(STEPS):
        a1 = np.tanh(X @ w1 + b1)
        a2 = np.tanh(a1 @ w2 + b2)
        z3 = a2 @ w3 + b3
        small = np.exp(-np.abs(z3))
        d3 = (np.where(z3 >= 0, 1, small) / (1 + small) - Y) / SAMPLES
        dw3, db3 = a2.T @ d3, d3.sum(axis=0)
        d2 = (d3 @ w3.T) * (1 - a2 * a2)
        dw2, db2 = a1.T @ d2, d2.sum(axis=0)
        d1 = (d2 @ w2.T) * (1 - a1 * a1)
        dw1, db1 = X.T @ d1, d1.sum(axis=0)
        d1 @ w1.T  # dj/dx, which the library returns, too
        w1, b1 = w1 - LR * dw1, b1 - LR * db1
        w2, b2 = w2 - LR * dw2, b2 - LR * db2
        w3, b3 = w3 - LR * dw3, b3 - LR * db3
    return [w1, b1, w2, b2, w3, b3]


def pytorch() -> Parameters:
    """Take the same steps as people usually write them in PyTorch: modules and an optimizer."""
    parameters = [torch.tensor(part) for part in start()]
    layers: list[Any] = []
    for weights, bias in zip(parameters[::2], parameters[1::2], strict=True):
        layer = torch.nn.Linear(*weights.shape, dtype=torch.float64)
        with torch.no_grad():
            layer.weight.copy_(weights.T)
            layer.bias.copy_(bias)
        layers += [layer, torch.nn.Tanh()]
    model = torch.nn.Sequential(*layers[:-1])
    loss_function, optimizer = torch.nn.BCEWithLogitsLoss(), torch.optim.SGD(model.parameters(), LR)
    x, y = torch.tensor(X), torch.tensor(Y)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss_function(model(x), y).backward()
        optimizer.step()
    return [part.detach().numpy().T for part in model.parameters()]


def pytorch_by_hand() -> Parameters:
    """Take the same steps without modules and without an optimizer."""
    parameters = [torch.tensor(part, requires_grad=True) for part in start()]
    w1, b1, w2, b2, w3, b3 = parameters
    x, y = torch.tensor(X), torch.tensor(Y)
    for _ in range(STEPS):
        hidden = torch.tanh(torch.tanh(x @ w1 + b1) @ w2 + b2)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(hidden @ w3 + b3, y)
        loss.backward()
        with torch.no_grad():
            for parameter in parameters:
                parameter -= LR * parameter.grad
                parameter.grad = None
    return [parameter.detach().numpy() for parameter in parameters]


def jax_loss(parameters: Parameters) -> Any:
    w1, b1, w2, b2, w3, b3 = parameters
    z = jnp.tanh(jnp.tanh(X @ w1 + b1) @ w2 + b2) @ w3 + b3
    return jnp.mean(jax.nn.softplus(z) - Y * z)


def jax_step(parameters: Parameters) -> Parameters:
    slopes = jax.grad(jax_loss)(parameters)
    return [part - LR * slope for part, slope in zip(parameters, slopes, strict=True)]


def jax_steps(parameters: Parameters) -> Parameters:
    return jax.lax.fori_loop(0, STEPS, lambda _, reached: jax_step(reached), parameters)


def compiled(function: Callable[[Parameters], Parameters]) -> tuple[Any, float]:
    """Return a compiled function, and the seconds that compiling takes."""
    parameters = [jnp.asarray(part) for part in start()]
    began = time.perf_counter()
    ready = jax.jit(function).lower(parameters).compile()
    return ready, time.perf_counter() - began


def main() -> None:
    (step, step_seconds), (steps, steps_seconds) = compiled(jax_step), compiled(jax_steps)

    def jax_step_by_step() -> Parameters:
        parameters = [jnp.asarray(part) for part in start()]
        for _ in range(STEPS):
            parameters = step(parameters)
        return jax.block_until_ready(parameters)

    def jax_in_one() -> Parameters:
        return jax.block_until_ready(steps([jnp.asarray(part) for part in start()]))

    ways = {
        "**the library, `training.train`**": library,
        "a bare NumPy loop": bare_numpy,
        _USUAL: pytorch,
        _BY_HAND: pytorch_by_hand,
        "JAX, each step jitted": jax_step_by_step,
        "JAX, all steps in one jitted loop": jax_in_one,
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    losses: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            began = time.perf_counter()
            reached = way()
            seconds[name].append(time.perf_counter() - began)
            flat = np.concatenate([np.asarray(part).ravel() for part in reached])
            y_hat = START.with_parameters(flat).forward(X)[-1]
            losses[name] = BINARY_CROSS_ENTROPY.value(y_hat, Y)
    ours, *others = ways
    for name in others:
        assert abs(losses[name] - losses[ours]) < 1e-9, f"{name} did not train the same network"

    def times(one: str, other: str) -> float:
        """Return how many times as long one way takes as another, round by round."""
        return statistics.median(map(operator.truediv, seconds[one], seconds[other]))

    rows = [
        [
            name,
            f"{statistics.median(taken) / STEPS * 1e6:.0f} µs",
            f"{times(name, ours):.2f}",
            f"{losses[name]:.12f}",
        ]
        for name, taken in seconds.items()
    ]
    body = (
        f"A network of {'-'.join(map(str, WIDTHS))} with tanh, binary cross-entropy, {SAMPLES} "
        f"moons, full batch, {STEPS} steps, float64, one thread. All ways in turns, {ROUNDS} "
        "rounds; the ratio is the median of those of each round. The library also keeps the "
        "parameters of each step.\n\n"
        + table(["way", "one step", "time, of the library's", "loss at the end"], rows)
        + f"\n\nJAX compiled before that: one step in {step_seconds:.2f} s, the loop in "
        f"{steps_seconds:.2f} s. In that time the library takes "
        f"{step_seconds / statistics.median(seconds[ours]) * STEPS:,.0f} and "
        f"{steps_seconds / statistics.median(seconds[ours]) * STEPS:,.0f} steps.\n\n"
        f"The library takes {times(ours, 'a bare NumPy loop'):.2f} times as long as the bare loop "
        f"(wanted: at most 1.15). PyTorch, as it is usually written, takes "
        f"{times(_USUAL, ours):.2f} times as long as the library (wanted: at least 3), and by hand "
        f"{times(_BY_HAND, ours):.2f} times."
    )
    save(
        "Training, side by side",
        "OMP_NUM_THREADS=1 python -m benchmarks.training",
        ["numpy", "torch", "jax"],
        body,
    )


if __name__ == "__main__":
    main()
