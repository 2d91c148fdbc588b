"""Data to learn from: inputs x and targets y, a row for each sample.

What is drawn by chance is the same for the same `seed`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from . import article as the_article
from .checked import FloatArray, table_of, whole_number


class Dataset(NamedTuple):
    """Samples: inputs of the shape (samples, features) and targets of the shape (samples, 1)."""

    x: FloatArray
    y: FloatArray


class Standardised(NamedTuple):
    """Inputs whose features have mean 0 and standard deviation 1, and what they were before."""

    x: FloatArray
    mean: FloatArray
    spread: FloatArray
    """The standard deviation of each feature; 1 for a feature that is the same in all samples."""


def article() -> Dataset:
    """Return the article's one sample (notebook 06).

    >>> article().x
    array([[1.5]])
    """
    return Dataset(np.array([[the_article.X]]), np.array([[the_article.Y]]))


def line(samples: int = 20, *, noise: float = 0.2, seed: int = 0) -> Dataset:
    """Return points about the line y = 0.8x + 0.3, x from 0 to 3 (notebook 06).

    `noise` is the standard deviation of the targets about the line.

    >>> line(samples=4, noise=0).y.ravel().round(12).tolist()
    [0.3, 1.1, 1.9, 2.7]
    """
    x = np.linspace(0, 3, _at_least_one(samples))
    y = 0.8 * x + 0.3 + _rng(seed).normal(0, noise, len(x))
    return Dataset(x[:, None], y[:, None])


def thirds() -> Dataset:
    """Return five samples, y about a third of x, with the article's in the middle (notebook 08).

    >>> np.hstack(thirds())[2]
    array([1.5, 0.5])
    """
    x = np.array([0.5, 1, 1.5, 2, 2.5])
    return Dataset(x[:, None], np.array([0.2, 0.3, 0.5, 0.7, 0.8])[:, None])


def flats(samples: int = 24, *, seed: int = 0) -> Dataset:
    """Return flats: square metres and floor, and the rent in thousands a month (notebook 06).

    The scales of the two features are about twenty times apart.

    >>> flats().x.max(axis=0)
    array([108.,   5.])
    """
    rng = _rng(seed)
    area = rng.integers(30, 111, _at_least_one(samples)).astype(float)
    floor = rng.integers(0, 6, samples).astype(float)
    rent = 0.012 * area + 0.04 * floor + 0.2 + rng.normal(0, 0.05, samples)
    return Dataset(np.column_stack([area, floor]), rent[:, None])


def xor() -> Dataset:
    """Return the four samples of XOR: 1 if exactly one input is 1 (notebook 09).

    >>> np.hstack(xor()).astype(int).tolist()
    [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]
    """
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    return Dataset(x, (x[:, :1] != x[:, 1:]).astype(float))


def moons(samples: int = 100, *, noise: float = 0.1, seed: int = 0) -> Dataset:
    """Return two half moons that reach into one another, of the classes 0 and 1 (notebook 10).

    >>> moons(samples=4, noise=0).x.round(12).tolist()
    [[1.0, 0.0], [-1.0, 0.0], [0.0, 0.5], [2.0, 0.5]]
    """
    first = _at_least_one(samples) // 2
    upper, lower = np.linspace(0, np.pi, first), np.linspace(0, np.pi, samples - first)
    x = np.vstack(
        [
            np.column_stack([np.cos(upper), np.sin(upper)]),
            np.column_stack([1 - np.cos(lower), 0.5 - np.sin(lower)]),
        ]
    )
    return _two_classes(x, first, noise, seed)


def circles(samples: int = 100, *, noise: float = 0.1, seed: int = 0) -> Dataset:
    """Return a circle of radius 1 around one of radius 1/2, classes 0 and 1 (notebook 10).

    >>> np.hypot(*circles(samples=4, noise=0).x.T).tolist()
    [1.0, 1.0, 0.5, 0.5]
    """
    first = _at_least_one(samples) // 2
    outer, inner = (
        np.linspace(0, 2 * np.pi, count, endpoint=False) for count in (first, samples - first)
    )
    x = np.vstack(
        [
            np.column_stack([np.cos(outer), np.sin(outer)]),
            np.column_stack([np.cos(inner), np.sin(inner)]) / 2,
        ]
    )
    return _two_classes(x, first, noise, seed)


def spiral(samples: int = 100, *, noise: float = 0.02, seed: int = 0) -> Dataset:
    """Return two arms of a spiral that turn once, classes 0 and 1 (notebook 10).

    >>> spiral(samples=4, noise=0).x.round(12).tolist()
    [[0.1, 0.0], [1.0, -0.0], [-0.1, 0.0], [-1.0, 0.0]]
    """
    first = _at_least_one(samples) // 2
    arms = []
    for count, begin in ((first, 0), (samples - first, np.pi)):
        along = np.linspace(0, 1, count)
        angle, radius = begin + 2 * np.pi * along, 0.1 + 0.9 * along
        arms.append(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]))
    return _two_classes(np.vstack(arms), first, noise, seed)


def standardised(x: ArrayLike) -> Standardised:
    """Return each feature minus its mean, divided by its standard deviation (notebook 06).

    >>> standardised([[1, 50], [3, 90]]).x.tolist()
    [[-1.0, -1.0], [1.0, 1.0]]
    """
    x = table_of("x", x, "features")
    mean, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread == 0] = 1
    return Standardised((x - mean) / spread, mean, spread)


def _two_classes(x: FloatArray, first: int, noise: float, seed: int) -> Dataset:
    """Return the points, moved by chance; those from number `first` on are of class 1."""
    y = (np.arange(len(x)) >= first).astype(float)
    return Dataset(x + _rng(seed).normal(0, noise, x.shape), y[:, None])


def _at_least_one(samples: int) -> int:
    return whole_number("samples", samples, at_least=1)


def _rng(seed: int) -> np.random.Generator:
    return np.random.default_rng(whole_number("seed", seed, at_least=0))
