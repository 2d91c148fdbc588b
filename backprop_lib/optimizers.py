"""Optimisers: what to make of a gradient g, one step at a time.

    plain descent (SGD)   p ← p − lr·g
    momentum              v ← β·v + g                p ← p − lr·v
    Nesterov              v ← β·v + g                p ← p − lr·(g + β·v)
    RMSProp               s ← ρ·s + (1 − ρ)·g²       p ← p − lr·g/(√s + ε)
    Adam                  m ← β₁·m + (1 − β₁)·g      m̂ = m/(1 − β₁ᵗ)
                          s ← β₂·s + (1 − β₂)·g²     ŝ = s/(1 − β₂ᵗ)
                                                     p ← p − lr·m̂/(√ŝ + ε)
    AdamW                 the same m̂ and ŝ           p ← p − lr·(m̂/(√ŝ + ε) + λ·p)

An optimiser holds its settings and nothing else. What it remembers of the steps before, v or m and
s, is a `State`, which `update` takes and returns. The parameters and the gradient are numbers, or
arrays of the same shape. Momentum and Nesterov make the steps of plain descent if β is 0. The
others do if ε dwarfs √s, the learning rate is ε times that of plain descent, and β₁ and λ are 0.

Sources: momentum, Polyak (1964); Nesterov (1983), written with the gradient at p as by Bengio,
Boulanger-Lewandowski and Pascanu (2013); RMSProp, Tieleman and Hinton (2012); Adam, Kingma and Ba
(2015); AdamW, Loshchilov and Hutter (2019).
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .checked import FloatArray, Numbers, numbers, scalar_if_0d, single_number, whole_number


class State(NamedTuple):
    """What an optimiser remembers of the steps before."""

    steps: int = 0
    """How many there were."""
    first: Numbers = 0.0
    """v or m: the gradients so far, older ones with less weight."""
    second: Numbers = 0.0
    """s: the squares of the gradients so far, older ones with less weight."""


START = State()
"""The state before the first step."""


# What a setting must be, in words, and whether it is.
_FRACTION: tuple[str, Callable[[float], bool]] = (
    "at least 0 and below 1",
    lambda value: 0 <= value < 1,
)
_VALID: dict[str, tuple[str, Callable[[float], bool]]] = {
    "lr": ("finite", math.isfinite),
    "epsilon": ("finite and above 0", lambda value: 0 < value < math.inf),
    "weight_decay": ("finite and at least 0", lambda value: 0 <= value < math.inf),
}


class Step(NamedTuple):
    """What a step leads to."""

    parameters: Numbers
    state: State


@dataclass(frozen=True)
class Optimizer(ABC):
    """What all optimisers have in common (notebook 13).

    Attributes
    ----------
    lr
        The learning rate.
    """

    lr: float

    def __post_init__(self) -> None:
        for field in fields(self):
            value = single_number(field.name, getattr(self, field.name))
            wanted, is_valid = _VALID.get(field.name, _FRACTION)
            if not is_valid(value):
                raise ValueError(f"{field.name} must be {wanted}, but {value:g} was given")
            object.__setattr__(self, field.name, value)

    def update(self, parameters: ArrayLike, gradient: ArrayLike, state: State = START) -> Step:
        """Return the parameters after a step, and the state for the next one.

        What is too large for a float becomes inf.

        Parameters
        ----------
        parameters
            Where the step begins.
        gradient
            The gradient of the loss there.
        state
            What the step before has returned.
        """
        place, slope, first, second = numbers(
            parameters=parameters, gradient=gradient, first=state.first, second=state.second
        )
        for name, array in {"gradient": slope, "first": first, "second": second}.items():
            if array.shape != place.shape and (name == "gradient" or array.ndim):
                raise ValueError(
                    f"{name} must have the shape of the parameters, {place.shape}, "
                    f"but one of the shape {array.shape} was given"
                )
        steps = whole_number("steps", state.steps, at_least=0)
        with np.errstate(all="ignore"):
            after, kept = self.update_unchecked(place, slope, State(steps, first, second))
        return Step(scalar_if_0d(after), State(*map(scalar_if_0d, kept)))

    @abstractmethod
    def update_unchecked(self, parameters: FloatArray, gradient: FloatArray, state: State) -> Step:
        """Return what `update` returns, for use in loops."""


@dataclass(frozen=True)
class SGD(Optimizer):
    """Plain descent; stochastic if the gradient is that of a batch (notebooks 03, 06 and 13).

    Examples
    --------
    >>> round(SGD(lr=0.1).update(0.8, gradient=2.1).parameters, 12)
    0.59
    """

    def update_unchecked(self, parameters: FloatArray, gradient: FloatArray, state: State) -> Step:
        """Return what `update` returns, for use in loops."""
        return Step(parameters - self.lr * gradient, state._replace(steps=state.steps + 1))


@dataclass(frozen=True)
class Momentum(Optimizer):
    """Descent with a velocity, which a gradient changes and friction slows (notebook 13).

    Attributes
    ----------
    momentum
        β, how much of the velocity is left after a step: at least 0, and below 1.

    Examples
    --------
    >>> heavy = Momentum(lr=0.1, momentum=0.5)
    >>> step = heavy.update(1, gradient=2)
    >>> heavy.update(step.parameters, gradient=2, state=step.state).parameters  # 0.8 − 0.1·(1 + 2)
    0.5
    """

    momentum: float = 0.9

    def update_unchecked(self, parameters: FloatArray, gradient: FloatArray, state: State) -> Step:
        """Return what `update` returns, for use in loops."""
        velocity = self.momentum * state.first + gradient
        after = parameters - self.lr * velocity
        return Step(after, State(state.steps + 1, velocity, state.second))


@dataclass(frozen=True)
class Nesterov(Momentum):
    """Momentum that counts the velocity once more, as if it looked one step ahead (notebook 13).

    Examples
    --------
    >>> Nesterov(lr=0.1, momentum=0.5).update(1, gradient=2).parameters  # 1 − 0.1·(2 + 0.5·2)
    0.7
    """

    def update_unchecked(self, parameters: FloatArray, gradient: FloatArray, state: State) -> Step:
        """Return what `update` returns, for use in loops."""
        _, after = super().update_unchecked(parameters, gradient, state)
        ahead = gradient + self.momentum * after.first
        return Step(parameters - self.lr * ahead, after)


@dataclass(frozen=True)
class RMSProp(Optimizer):
    """Each parameter's step is divided by the usual size of its gradient (notebook 13).

    Attributes
    ----------
    rho
        ρ, how much of the squares so far is kept: at least 0, and below 1.
    epsilon
        ε, which keeps a gradient near 0 from being divided by 0; above 0.

    Examples
    --------
    >>> round(RMSProp(lr=0.1, rho=0.75).update(1, gradient=2).parameters, 6)  # s = 0.25·2² = 1
    0.8
    """

    rho: float = 0.9
    epsilon: float = 1e-8

    def update_unchecked(self, parameters: FloatArray, gradient: FloatArray, state: State) -> Step:
        """Return what `update` returns, for use in loops."""
        squares = self.rho * state.second + (1 - self.rho) * gradient**2
        after = parameters - self.lr * gradient / (np.sqrt(squares) + self.epsilon)
        return Step(after, State(state.steps + 1, state.first, squares))


@dataclass(frozen=True)
class Adam(Optimizer):
    """Momentum and RMSProp together, both corrected for their start at 0 (notebook 13).

    Attributes
    ----------
    beta1, beta2
        β₁ and β₂, how much of the gradients and of their squares so far is kept: at least 0, and
        below 1.
    epsilon
        ε, which keeps a gradient near 0 from being divided by 0; above 0.

    Examples
    --------
    The first step is lr long, whatever the gradient is.

    >>> [round(Adam(lr=0.1).update(0.8, gradient).parameters, 6) for gradient in (2.1, 0.01)]
    [0.7, 0.7]
    """

    lr: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def update_unchecked(self, parameters: FloatArray, gradient: FloatArray, state: State) -> Step:
        """Return what `update` returns, for use in loops."""
        after = State(
            state.steps + 1,
            self.beta1 * state.first + (1 - self.beta1) * gradient,
            self.beta2 * state.second + (1 - self.beta2) * gradient**2,
        )
        mean = after.first / (1 - self.beta1**after.steps)
        square = after.second / (1 - self.beta2**after.steps)
        return Step(parameters - self.lr * mean / (np.sqrt(square) + self.epsilon), after)


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam, and every parameter shrinks a little, whatever its gradient is (notebook 13).

    Attributes
    ----------
    weight_decay
        λ, at least 0: a step shrinks a parameter by the factor 1 − lr·λ.

    Examples
    --------
    >>> AdamW(lr=0.1, weight_decay=0.5).update(0.8, gradient=0).parameters  # 0.8·(1 − 0.1·0.5)
    0.76
    """

    weight_decay: float = 0.01

    def update_unchecked(self, parameters: FloatArray, gradient: FloatArray, state: State) -> Step:
        """Return what `update` returns, for use in loops."""
        after, kept = super().update_unchecked(parameters, gradient, state)
        return Step(after - self.lr * self.weight_decay * parameters, kept)
