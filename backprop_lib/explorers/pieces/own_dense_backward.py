"""A training whose dense layers go back by a learner's own function, and what to say about it."""

from __future__ import annotations

import io
import itertools
import math
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from ... import training
from ...checked import FloatArray
from ...datasets import Dataset
from ...layers import Dense, DenseSlopes
from ...losses import Loss
from ...network import Network
from ...notation import count, equals
from ...sandbox import (
    STEP_BUDGET,
    CallError,
    EndlessError,
    NotAttemptedError,
    ShapesError,
    call,
    parameter_trouble,
)
from ...values import as_numbers, shown, shown_inputs
from .learners_function import CLOSE, judged, mistake_in, returned, right_here
from .matrices import entry

_PARAMETERS = ("x", "W", "delta")
_QUICK = 2_000  # steps of a call: without loops, a function takes some ten to four hundred
_FEW = 8  # updates with loops in Python, which take some hundred times as long as matrix products


class Parting(NamedTuple):
    """The first slope that is not the right one.

    Attributes
    ----------
    update
        In which update, counted from 1.
    layer
        In which dense layer, counted from 1 at the input.
    slope
        Which slope, such as "dW[0,1]".
    yours, right
        Its value, and the right one.
    """

    update: int
    layer: int
    slope: str
    yours: float
    right: float


class OwnDescent:
    """The networks that a learner's own function makes of a start, as `training.descent` does.

    Attributes
    ----------
    parting
        The first slope that is not the right one, as far as the training has gone, or None.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        network: Network,
        data: Dataset,
        lr: float,
        *,
        batch_size: int,
        seed: int,
        loss: Loss,
    ) -> None:
        self.function, self.network, self.data, self.loss = function, network, data, loss
        self.lr, self.batch_size = lr, batch_size
        self.rng = np.random.default_rng(seed)
        self.most = math.inf  # updates, as long as the function is quick
        self.parting: Parting | None = None

    def __iter__(self) -> Iterator[Network]:
        """Yield the network after 0, 1, 2, … updates.

        Raises
        ------
        CallError
            With the sentence on it, if the function gives no slopes.
        FloatingPointError
            If the next network would not be finite.
        """
        network, update = self.network, 0
        yield network
        while True:
            for batch in training.batches(len(self.data.x), self.batch_size, self.rng):
                update += 1
                if update > self.most:
                    raise CallError(
                        "Your function loops in Python, so no more are made: matrix products do "
                        "the same many times as fast."
                    )
                network = self._after(network, update, *(part[batch] for part in self.data))
                yield network

    def _after(self, network: Network, update: int, x: FloatArray, y: FloatArray) -> Network:
        # Nothing is printed, or each move would print below the picture.
        with np.errstate(all="ignore"), redirect_stdout(io.StringIO()):
            values = network.forward_unchecked(x)
            arriving = self.loss.slope.formula(values[-1], y)
            numbers = itertools.count(len(network.dense), -1)  # of the layers, on the way back

            def own(layer: Dense, inputs: FloatArray, delta: FloatArray) -> DenseSlopes:
                return self._slopes(layer, inputs, delta, update, next(numbers))

            slopes = network.backward_unchecked(values, arriving, own)
            return network.moved_unchecked(slopes, self.lr)

    def _slopes(
        self, layer: Dense, x: FloatArray, delta: FloatArray, update: int, number: int
    ) -> DenseSlopes:
        """Return what the function finds for one layer, and note the first wrong slope."""
        right = layer.backward_unchecked(x, delta)
        try:
            value = self._returned((x, layer.weights, delta), update)
            yours = _slopes_in(value, right)
        except CallError as trouble:
            raise CallError(f"In update {update}, at layer {number}, {trouble}") from None
        if self.parting is None:
            wrong = _first_wrong(yours, right)
            self.parting = Parting(update, number, *wrong) if wrong else None
        return yours

    def _returned(self, arguments: tuple[FloatArray, ...], update: int) -> Any:
        """Return what the function returns; if it is slow, only a few more updates are made."""
        inputs = dict(zip(_PARAMETERS, arguments, strict=True))
        try:
            if self.most == math.inf:
                try:
                    return call(self.function, inputs, _QUICK)
                except EndlessError:
                    self.most = update - 1 + _FEW
            return call(self.function, inputs)
        except NotAttemptedError:
            raise CallError("your function says that it is not written yet.") from None
        except EndlessError:
            raise CallError(
                f"your function took more than {STEP_BUDGET:,} steps of Python. Either a loop "
                "never ends, or the layer is too large for loops: matrix products do the same many "
                "times as fast."
            ) from None
        except CallError as trouble:
            said = str(trouble).removeprefix(f"With {shown_inputs(inputs)}, ")
            said = said[0].lower() + said[1:]
            if isinstance(trouble, ShapesError):
                shapes = [f"{name} is {value.shape}" for name, value in inputs.items()]
                said += f" Here {', '.join(shapes[:-1])} and {shapes[-1]}."
            raise CallError(said) from None


class OwnDenseBackward:
    """A learner's own backward pass of a dense layer behind a training, whatever it does.

    Parameters
    ----------
    function
        The learner's ``dense_backward(x, W, delta)``, which returns ``(dW, db, dx)``; None for the
        course's.
    judge
        Names the mistake: it takes the function and returns what has `passed` and `message` and, if
        it knows the mistake by name, `misconception`. It is asked once.

    Raises
    ------
    TypeError
        If there is a judge without a function.
    """

    def __init__(
        self,
        function: Callable[..., Any] | None = None,
        judge: Callable[[Any], Any] | None = None,
    ) -> None:
        if judge is not None and function is None:
            raise TypeError("a judge needs a dense_backward to judge")
        self.function, self.judge = function, judge

    @cached_property
    def trains(self) -> bool:
        """Whether there is a function to train with: it is written and can be called."""
        return self.function is not None and not self.refusal

    @cached_property
    def refusal(self) -> str:
        """Why there is nothing to train with although a function was given, or ""."""
        if self.function is None:
            return ""
        if trouble := parameter_trouble(self.function, _PARAMETERS):
            return f"{trouble} Until that is mended, {_INSTEAD}"
        try:
            returned(self.function, dict.fromkeys(_PARAMETERS, np.ones((1, 1))), STEP_BUDGET)
        except NotAttemptedError:
            return f"Your dense_backward is not written yet. Until it is, {_INSTEAD}"
        except CallError:
            pass  # it is said where the training ends
        return ""

    def said(self, parting: Parting | None, trouble: str, updates: int) -> str:
        """Return what to say about a training so far, in sentences; "" if it is the course's.

        Parameters
        ----------
        parting
            The first wrong slope.
        trouble
            Why the training has ended, or "".
        updates
            How many updates were made.
        """
        if not self.trains:
            return self.refusal
        if parting is None and not trouble:
            said = "Your own dense_backward trains this network, and all its slopes are right."
            return right_here(said, self._mistake)
        sentences = []
        if parting is not None:
            update, layer, slope, yours, right = parting
            sentences = [
                f"Your training parts from the right one, which is dashed, at update {update}: at "
                f"layer {layer}, your {slope} {equals(yours)}, but {slope} {equals(right)} is "
                "right.",
                self._mistake,
            ]
        if trouble:
            ends = f"ends after {count(updates, 'update')}" if updates else "does not begin"
            sentences.append(f"Your training {ends}. {trouble}")
            if parting is None:
                sentences.append(self._known_mistake)
        return " ".join(filter(None, sentences))

    @property
    def _mistake(self) -> str:
        """What the judge says about a wrong function, or ""."""
        return mistake_in(self._outcome)

    @property
    def _known_mistake(self) -> str:
        """The same if the judge knows the mistake by name: other words repeat what is said here."""
        return self._mistake if getattr(self._outcome, "misconception", None) else ""

    @cached_property
    def _outcome(self) -> Any:
        return judged(self.judge, self.function)


_INSTEAD = "this is the right training."


def _slopes_in(value: Any, right: DenseSlopes) -> DenseSlopes:
    """Return the slopes that were returned, or say what was returned instead."""
    if value is None:
        raise CallError("your function returns None: can it reach its end without a `return`?")
    if not isinstance(value, (tuple, list)) or len(value) != 3:
        raise CallError(
            f"your function returns {_kind(value)}, but the three arrays dW, db and dx are wanted, "
            "in this order."
        )
    arrays = []
    wanted = {"dW": ("W", right.weights), "db": ("b", right.bias), "dx": ("x", right.inputs)}
    for part, (name, (of, expected)) in zip(value, wanted.items(), strict=True):
        numbers = _own_numbers(part)
        if numbers is None or numbers.shape != expected.shape:
            kind = f"of the shape {np.shape(numbers)}" if numbers is not None else shown(part)
            raise CallError(
                f"your function returns a {name} {kind}, but it must have the shape of {of}, "
                f"{expected.shape}."
            )
        arrays.append(numbers)
        if _identical(numbers, expected):
            continue
        if not np.isfinite(numbers).all() and np.isfinite(expected).all():
            raise CallError(
                f"your function returns a {name} that is not finite: is something divided by 0?"
            )
    return DenseSlopes(arrays[2], arrays[0], arrays[1])


def _own_numbers(value: Any) -> FloatArray | None:
    """Return `as_numbers`, which for an array of floats is a copy, but sooner."""
    if isinstance(value, np.ndarray) and value.dtype == np.float64:
        return value.copy("K")
    return as_numbers(value)


def _identical(array: FloatArray, other: FloatArray) -> bool:
    """Return whether two arrays of one shape are the same bit for bit, which is soon told."""
    return array.tobytes() == other.tobytes()


def _kind(value: Any) -> str:
    if isinstance(value, (tuple, list)):
        return f"{count(len(value), 'value')}"
    return f"an array of the shape {value.shape}" if isinstance(value, np.ndarray) else shown(value)


def _first_wrong(yours: DenseSlopes, right: DenseSlopes) -> tuple[str, float, float] | None:
    """Return the first slope that is not right, with the right one, or None."""
    for name, part in {"dW": "weights", "db": "bias", "dx": "inputs"}.items():
        own, other = getattr(yours, part), getattr(right, part)
        if _identical(own, other) or not np.isfinite(other).all():
            continue
        apart = np.abs(own - other)
        if apart.max() <= CLOSE * np.abs(other).max():
            continue
        place = np.unravel_index(np.argmax(apart), own.shape)
        return entry(name, *map(int, place)), float(own[place]), float(other[place])
    return None
