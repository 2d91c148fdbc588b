"""Training: the descent of a network on many samples, all at once, one by one or in batches.

    one step:   values forward → slopes back → every parameter moves by −lr·its slope

A step sees one batch. The whole of the data, seen once, is an epoch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .checked import FloatArray, numbers, scalar_if_0d, table_of, whole_number
from .losses import MEAN_SQUARED_ERROR, Loss
from .network import Network


@dataclass(frozen=True, eq=False)
class History:
    """A finished training.

    Attributes
    ----------
    x, y
        The data.
    loss_function
        The loss that was descended.
    networks
        The network after each step; the first is the start.
    batches
        Which samples each step saw.
    diverged
        Whether it ended early because the next step was not finite. What was reached is kept.
    """

    x: FloatArray
    y: FloatArray
    loss_function: Loss
    networks: list[Network]
    batches: list[NDArray[np.intp]]
    diverged: bool

    @cached_property
    def loss(self) -> FloatArray:
        """The loss on all data after each step; inf where the output is too large for a float."""
        return np.array(
            [loss_of(network, self.x, self.y, self.loss_function) for network in self.networks]
        )


def loss_of(network: Network, x: ArrayLike, y: ArrayLike, loss: Loss = MEAN_SQUARED_ERROR) -> float:
    """Return the loss of a network on data; inf if an output is not finite (notebook 06).

    >>> from backprop_lib.layers import Dense
    >>> round(loss_of(Network(Dense([[0.8]], [0])), [[1.5]], [[0.5]]), 12)
    0.49
    """
    y_hat = network.forward(x)[-1]
    return loss.value(y_hat, y) if np.isfinite(y_hat).all() else np.inf


def train(
    network: Network,
    x: ArrayLike,
    y: ArrayLike,
    lr: float,
    *,
    epochs: int = 1,
    batch_size: int | None = None,
    seed: int = 0,
    loss: Loss = MEAN_SQUARED_ERROR,
) -> History:
    """Train a network by gradient descent (notebook 06).

    Parameters
    ----------
    network
        The start.
    x, y
        The data: inputs of the shape (samples, features) and targets of (samples, outputs).
    lr
        The learning rate.
    epochs
        How often all data are seen.
    batch_size
        How many samples a step sees; by default all of them. The last batch of an epoch is smaller
        if they do not come out even.
    seed
        Of the order in which samples are seen, drawn anew for each epoch.
    loss
        What is descended.

    Examples
    --------
    >>> from backprop_lib.layers import Dense
    >>> history = train(Network(Dense([[0.8]], [0])), [[1.5]], [[0.5]], lr=0.1)
    >>> history.networks[-1].layers[0].weights.round(12).item()
    0.59
    """
    epochs = whole_number("epochs", epochs, at_least=0)
    steps = _Steps(network, x, y, lr, batch_size, seed, loss)
    networks, seen = [network], []
    diverged = False
    try:
        with np.errstate(all="ignore"):
            for after, batch in islice(steps, epochs * steps.in_an_epoch):
                networks.append(after)
                seen.append(batch)
    except FloatingPointError:
        diverged = True
    return History(steps.x, steps.y, loss, networks, seen, diverged)


def descent(
    network: Network,
    x: ArrayLike,
    y: ArrayLike,
    lr: float,
    *,
    batch_size: int | None = None,
    seed: int = 0,
    loss: Loss = MEAN_SQUARED_ERROR,
) -> Iterator[Network]:
    """Return the networks after 0, 1, 2, … steps, without an end (notebook 10).

    The parameters are those of `train`.

    Raises
    ------
    FloatingPointError
        From the iterator, if the next step would not be finite.

    Examples
    --------
    >>> from backprop_lib.layers import Dense
    >>> networks = descent(Network(Dense([[0.8]], [0])), [[1.5]], [[0.5]], lr=0.1)
    >>> [next(networks).dense[0].weights.round(12).item() for _ in range(2)]
    [0.8, 0.59]
    """
    steps = _Steps(network, x, y, lr, batch_size, seed, loss)
    return chain([network], _silently(after for after, _ in steps))


class _Steps:
    """The steps of a training, without an end: the network after each, and which samples it saw."""

    def __init__(
        self,
        network: Network,
        x: ArrayLike,
        y: ArrayLike,
        lr: float,
        batch_size: int | None,
        seed: int,
        loss: Loss,
    ) -> None:
        self.network, self.loss = network, loss
        self.x, self.y = _data(x, y)
        (self.lr,) = map(scalar_if_0d, numbers(lr=lr))
        self.batch_size = batch_size
        self.rng = np.random.default_rng(whole_number("seed", seed, at_least=0))
        loss.value(np.zeros_like(network.forward(self.x)[-1]), self.y)  # do the targets fit?
        self.all = np.arange(len(self.x))
        size = len(self.x) if batch_size is None else batch_size
        self.in_an_epoch = -(-len(self.x) // whole_number("batch_size", size, at_least=1))

    def __iter__(self) -> Iterator[tuple[Network, NDArray[np.intp]]]:
        network = self.network
        while True:
            if self.in_an_epoch == 1:
                network = self._after(network, self.x, self.y)
                yield network, self.all
                continue
            for batch in batches(len(self.x), self.batch_size, self.rng):
                network = self._after(network, self.x[batch], self.y[batch])
                yield network, batch

    def _after(self, network: Network, x: FloatArray, y: FloatArray) -> Network:
        values = network.forward_unchecked(x)
        slopes = network.backward_unchecked(values, self.loss.slope.formula(values[-1], y))
        return network.moved_unchecked(slopes, self.lr)


def _silently(networks: Iterator[Network]) -> Iterator[Network]:
    """Return the same networks; NumPy does not warn of an overflow while one is made."""
    while True:
        with np.errstate(all="ignore"):
            network = next(networks)
        yield network


def batches(
    samples: int, batch_size: int | None, rng: np.random.Generator
) -> Iterator[NDArray[np.intp]]:
    """Return which samples each step of an epoch sees (notebook 06).

    If a step sees all of them, they keep their order.

    >>> [batch.tolist() for batch in batches(3, None, np.random.default_rng(0))]
    [[0, 1, 2]]
    >>> sorted(len(batch) for batch in batches(5, 2, np.random.default_rng(0)))
    [1, 2, 2]
    """
    samples = whole_number("samples", samples, at_least=1)
    size = samples if batch_size is None else whole_number("batch_size", batch_size, at_least=1)
    order = np.arange(samples) if size >= samples else rng.permutation(samples)
    return (order[start : start + size] for start in range(0, samples, size))


class Curvature(NamedTuple):
    """How a mean squared error bends over the parameters of one dense layer with one output."""

    hessian: FloatArray
    """The second derivatives, the same at every place: 2·mean of the products of the inputs."""
    eigenvalues: FloatArray
    """The bend along the axes of the bowl, the largest first."""
    largest_lr: float
    """2 / the largest eigenvalue: with any larger learning rate, full-batch descent diverges."""


def curvature(x: ArrayLike, *, bias: bool = True) -> Curvature:
    """Return the curvature of the mean squared error of ŷ = x·w + b (notebook 06).

    The parameters are the weights and then, unless `bias` is False, b, whose input is 1.

    >>> round(curvature([[1.5]], bias=False).largest_lr, 12) == round(1 / 1.5**2, 12)
    True
    """
    x = table_of("x", x, "features")
    inputs = np.column_stack([x, np.ones(len(x))]) if bias else x
    hessian = (2 * inputs.T @ inputs / len(x)).astype(np.float64)
    eigenvalues = np.linalg.eigvalsh(hessian)[::-1].astype(np.float64)
    largest = float(eigenvalues[0])
    return Curvature(hessian, eigenvalues, 2 / largest if largest > 0 else np.inf)


def _data(x: ArrayLike, y: ArrayLike) -> list[FloatArray]:
    inputs, targets = table_of("x", x, "features"), table_of("y", y, "outputs")
    if len(inputs) != len(targets):
        raise ValueError(
            f"x and y must have as many samples, but x has {len(inputs)} and y has {len(targets)}"
        )
    return [inputs, targets]
