"""The explorer of notebook 10 that trains: a network divides the plane, live."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from .. import datasets, training
from ..checked import FloatArray
from ..losses import BINARY_CROSS_ENTROPY
from ..network import Network
from ..notation import count, equals
from ..sandbox import CallError
from .engine import MUTED, Choice, Explorer, Line, LiveFigure, Number, Point
from .pieces import (
    UPDATES,
    DecisionMap,
    OwnDenseBackward,
    OwnDescent,
    Parting,
    Plane,
    activation_choice,
    update_steps,
)

_SAMPLES = 100
_DATA = {
    "moons": (datasets.moons(_SAMPLES), Plane((-1.6, 2.6), (-1.85, 2.35))),
    "circles": (datasets.circles(_SAMPLES), Plane((-1.6, 1.6), (-1.6, 1.6))),
    "spiral": (datasets.spiral(_SAMPLES), Plane((-1.3, 1.3), (-1.3, 1.3))),
}
_BATCHES = {_SAMPLES: f"all {_SAMPLES}", 32: "32 samples", 10: "10 samples", 1: "1 sample"}
_MOST_STEPS = 125
_LOSS_VIEW = (3e-4, 12)
_HALF = math.log(2)  # the loss of a probability of ½


@dataclass(frozen=True)
class Settings:
    """What a training depends on."""

    data: str
    width: int
    depth: int
    activation: str
    lr: float
    batch: int
    seed: int

    @property
    def samples(self) -> datasets.Dataset:
        """The samples."""
        return _DATA[self.data][0]

    @property
    def plane(self) -> Plane:
        """The part of the plane that is seen."""
        return _DATA[self.data][1]

    @property
    def widths(self) -> list[int]:
        """How many inputs, units in each hidden layer, and outputs there are."""
        return [2, *[self.width] * self.depth, 1]

    @property
    def start(self) -> Network:
        """The network before the first update."""
        return Network.at_random(self.widths, self.activation, self.seed)


class Training:
    """A training that goes only as far as it is asked to, and remembers what it has passed.

    Parameters
    ----------
    settings
        What it depends on.
    own
        The learner's own function, if it is to be used.

    Attributes
    ----------
    updates, networks, losses
        How many updates were made at each step, and the network and the loss of all samples then.
    ended
        Why the next update cannot be made, or "".
    """

    def __init__(self, settings: Settings, own: Callable[..., Any] | None = None) -> None:
        self.settings = settings
        how: Any = {"batch_size": settings.batch, "seed": settings.seed}
        start, data, lr = settings.start, settings.samples, settings.lr
        self._own = own and OwnDescent(own, start, data, lr, loss=BINARY_CROSS_ENTROPY, **how)
        self._networks = iter(
            self._own or training.descent(start, *data, lr, loss=BINARY_CROSS_ENTROPY, **how)
        )
        self.updates: list[int] = []
        self.networks: list[Network] = []
        self.losses: list[float] = []
        self.ended = ""
        self._keep(0, next(self._networks))

    @property
    def parting(self) -> Parting | None:
        """The first slope that is not the right one, as far as the training has gone, or None."""
        return self._own.parting if self._own else None

    def reach(self, step: int) -> int:
        """Train up to a step; return the last one that is reached."""
        while len(self.networks) <= step and not self.ended:
            made, network = self.updates[-1], self.networks[-1]
            try:
                for _ in range(UPDATES):
                    network = next(self._networks)
                    made += 1
            except FloatingPointError:
                self.ended = (
                    f"Update {made + 1} would make a parameter too large for a float: the training "
                    "has diverged."
                )
            except CallError as trouble:
                self.ended = str(trouble)
            if made > self.updates[-1]:
                self._keep(made, network)
        return min(step, len(self.networks) - 1)

    def _keep(self, updates: int, network: Network) -> None:
        self.updates.append(updates)
        self.networks.append(network)
        self.losses.append(training.loss_of(network, *self.settings.samples, BINARY_CROSS_ENTROPY))


class Runs(NamedTuple):
    """The training that is shown, and the right one if that may be another."""

    training: Training
    right: Training | None


@dataclass(frozen=True)
class Reached:
    """A training up to a step.

    Attributes
    ----------
    updates, losses
        How many updates were made at this step and at each one before it, and the losses then.
    output
        The logits at the points of the plane.
    """

    updates: list[int]
    losses: list[float]
    output: FloatArray


@dataclass(frozen=True)
class Shown:
    """What is shown of a training after a step.

    Attributes
    ----------
    network
        The network after it.
    there
        How many samples are on their side of the line.
    off
        Whether a whole hidden layer gives 0 for every sample, as ReLUs do.
    ended
        Why the next update cannot be made, or "".
    right
        The right training, if this is another one.
    said
        What there is to say about the learner's own function.
    """

    settings: Settings
    network: Network
    reached: Reached
    there: int
    off: bool
    ended: str
    right: Reached | None
    said: str

    @property
    def updates(self) -> int:
        """How many updates were made."""
        return self.reached.updates[-1]

    @property
    def loss(self) -> float:
        """The loss of all samples."""
        return self.reached.losses[-1]


class DecisionBoundaryExplorer(Explorer):
    """Press Play: the line between two classes bends as the network learns.

    The backward pass of a dense layer may be the learner's own. Where its training is not the right
    one, the right one is drawn faintly. An exception or an endless loop ends it and is named.

    Parameters
    ----------
    dense_backward
        The learner's ``dense_backward(x, W, delta)``, which returns ``(dW, db, dx)``; if it is not
        given, the course's.
    judge
        What names the mistake in the learner's function, such as
        ``exercises["dense_backward"].judge``: it takes the function and returns an object with
        `passed` and `message`. It is asked once.
    **start
        Values to start from instead of the declared ones, by the name of the control.

    Raises
    ------
    TypeError
        If there is a judge without a function, or no control with that name.
    """

    CONTROLS = {
        "data": Choice("data", "moons", {name: name for name in _DATA}),
        "activation": activation_choice("tanh", "relu", "sigmoid"),
        "batch": Choice("batch", _SAMPLES, _BATCHES),
        "width": Number("layer width", 8, low=1, high=16, step=1, whole=True),
        "depth": Number("hidden layers", 2, low=0, high=3, step=1, whole=True),
        "lr": Number("rate lr", 0.3, low=0.003, high=30, step=0.1, log=True, of="lr"),
        "seed": Number("seed", 0, low=0, high=9, step=1, whole=True),
        "steps": update_steps(_MOST_STEPS),
    }

    def __init__(
        self,
        *,
        dense_backward: Callable[..., Any] | None = None,
        judge: Callable[[Any], Any] | None = None,
        **start: Any,
    ) -> None:
        self.own = OwnDenseBackward(dense_backward, judge)
        super().__init__(**start)

    def anew(self) -> DecisionBoundaryExplorer:
        return type(self)(dense_backward=self.own.function, judge=self.own.judge)

    def build(self, picture: LiveFigure) -> None:
        plane = picture.add_panel(4.3, 4.3)
        plane.set_title("The probability σ(z): brown is 0, blue is 1")
        plane.set(xlabel="input x₁", ylabel="input x₂")
        self.map = DecisionMap(plane, ghost=True)
        loss = picture.add_panel(4.3, 4.3)
        loss.set_title("The loss of all samples")
        loss.set(xlabel="updates", ylabel="loss j", xlim=(-12, _MOST_STEPS * UPDATES + 12))
        loss.set(yscale="log", ylim=_LOSS_VIEW)
        loss.axhline(_HALF, color=MUTED, lw=1, ls=":")
        loss.text(
            *(0.99, _HALF * 1.06, "ln 2: a probability of ½ everywhere"),
            transform=loss.get_yaxis_transform(),
            **{"color": MUTED, "ha": "right", "va": "bottom", "size": 9},
        )
        self.right = Line(loss, "muted", lw=1.4, ls=(0, (4, 2)))
        self.loss = Line(loss, "j", ghost=True)
        self.now = Point(loss, "j", moves="steps", scale=UPDATES)

    def run(self, **settings: Any) -> Runs:
        given = Settings(**settings)
        if not self.own.trains:
            return Runs(Training(given), None)
        return Runs(Training(given, self.own.function), Training(given))

    def frame(self, run: Runs, step: int) -> Shown:
        shown, settings = run.training, run.training.settings
        shown.reach(step + 1)  # for the sentence, which also says what comes next
        seen = (step + 1) * UPDATES
        parting = shown.parting if shown.parting and shown.parting.update <= seen else None
        ended = shown.ended if shown.updates[-1] < seen else ""
        other = run.right if parting or ended else None
        last = shown.reach(step)
        network, (x, y) = shown.networks[last], settings.samples
        with np.errstate(all="ignore"):
            values = network.forward_unchecked(x)
        return Shown(
            settings,
            network,
            _reached(shown, step),
            int(((values[-1] > 0) == y).sum()),
            not all(value.any() for value in values[2:-1:2]),
            ended,
            _reached(other, step) if other else None,
            self.own.said(parting, ended, shown.updates[last]),
        )

    def draw(self, result: Shown) -> None:
        settings, reached, right = result.settings, result.reached, result.right
        self.map.put(settings.plane, reached.output, logits=True)
        self.map.put_right(settings.plane, right.output if right else None, logits=True)
        self.map.put_samples(*settings.samples)
        self.loss.put(reached.updates, reached.losses)
        self.now.put(result.updates, result.loss)
        self.right.put(right.updates if right else [], right.losses if right else [])

    def describe(self, result: Shown) -> str:
        settings, updates = result.settings, result.updates
        widths = "-".join(map(str, settings.widths))
        made = f"after {count(updates, 'update')}" if updates else "before the first update"
        found = (
            f"With lr {equals(settings.lr)}, {made}, the network {widths} has {result.there} of "
            f"{_SAMPLES} samples on the right side of the line: loss {equals(result.loss)}."
        )
        return " ".join(filter(None, (found, result.said, *_remarks(result, self.own.trains))))


def _reached(training: Training, step: int) -> Reached:
    last = training.reach(step)
    network, plane = training.networks[last], training.settings.plane
    with np.errstate(all="ignore"):
        output = network.forward_unchecked(plane.points)[-1]
    return Reached(training.updates[: last + 1], training.losses[: last + 1], output)


def _remarks(result: Shown, own: bool) -> Iterator[str]:
    settings, updates = result.settings, result.updates
    if result.ended and not own:
        yield f"{result.ended} The learning rate is too large."
    if updates and result.loss > _HALF:
        yield "That is worse than a probability of ½ everywhere, whose loss is ln 2."
    if settings.depth == 0:
        yield "Without a hidden layer, the line can only be straight."
    elif settings.width == 1:
        yield "A layer of one unit passes on a single number, so the line can only be straight."
    if result.off:
        yield "All units of a hidden layer are off for all samples: no slope gets through it."
    if settings.batch < _SAMPLES and not result.ended:
        epoch, done = divmod(updates, math.ceil(_SAMPLES / settings.batch))
        seen = min(settings.batch, _SAMPLES - done * settings.batch)
        yield f"The next update sees {count(seen, 'sample')}, in epoch {epoch + 1}."
