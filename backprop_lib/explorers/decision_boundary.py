"""The explorer of notebook 10 that trains: a network divides the plane, live."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .. import datasets, training
from ..checked import FloatArray
from ..losses import BINARY_CROSS_ENTROPY
from ..network import Network
from ..notation import count, equals
from .engine import MUTED, Choice, Explorer, Line, LiveFigure, Number, Point, Steps
from .pieces import DecisionMap, Plane

_SAMPLES = 100
_DATA = {
    "moons": (datasets.moons(_SAMPLES), Plane((-1.6, 2.6), (-1.85, 2.35))),
    "circles": (datasets.circles(_SAMPLES), Plane((-1.6, 1.6), (-1.6, 1.6))),
    "spiral": (datasets.spiral(_SAMPLES), Plane((-1.3, 1.3), (-1.3, 1.3))),
}
_BATCHES = {_SAMPLES: f"all {_SAMPLES}", 32: "32 samples", 10: "10 samples", 1: "1 sample"}
_ACTIVATIONS = {"tanh": "tanh", "relu": "ReLU", "sigmoid": "sigmoid"}
_UPDATES = 4  # in a step of the control: one at a time is too slow to watch
_MOST_STEPS = 150
_LOSS_VIEW = (3e-4, 12)
_HALF = math.log(2)  # the loss of an output of ½


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

    Attributes
    ----------
    updates, networks, losses
        How many updates were made at each step, and the network and the loss of all samples then.
    ended
        Whether the next update would not be finite.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        x, y = settings.samples
        self._networks = training.descent(
            settings.start,
            *(x, y, settings.lr),
            batch_size=settings.batch,
            seed=settings.seed,
            loss=BINARY_CROSS_ENTROPY,
        )
        self.updates: list[int] = []
        self.networks: list[Network] = []
        self.losses: list[float] = []
        self.ended = False
        self._keep(0, next(self._networks))

    def reach(self, step: int) -> int:
        """Train up to a step; return the last one that is reached."""
        while len(self.networks) <= step and not self.ended:
            made, network = self.updates[-1], self.networks[-1]
            try:
                for _ in range(_UPDATES):
                    network = next(self._networks)
                    made += 1
            except FloatingPointError:
                self.ended = True
            if made > self.updates[-1]:
                self._keep(made, network)
        return min(step, len(self.networks) - 1)

    def _keep(self, updates: int, network: Network) -> None:
        x, y = self.settings.samples
        with np.errstate(all="ignore"):
            logits = network.forward_unchecked(x)[-1]
            loss = BINARY_CROSS_ENTROPY.value.formula(logits, y)
        self.updates.append(updates)
        self.networks.append(network)
        self.losses.append(math.inf if math.isnan(loss) else loss)


@dataclass(frozen=True)
class Shown:
    """A training after a step.

    Attributes
    ----------
    updates, losses
        How many updates were made at this step and at each one before it, and the losses then.
    output
        The logits at the points of the plane.
    right
        How many samples are on their side of the line.
    diverged
        Whether the next update would not be finite.
    """

    settings: Settings
    updates: list[int]
    losses: list[float]
    output: FloatArray
    right: int
    diverged: bool


class DecisionBoundaryExplorer(Explorer):
    """Press Play: the line between two classes bends as the network learns."""

    CONTROLS = {
        "data": Choice("data", "moons", {name: name for name in _DATA}),
        "width": Number("layer width", 8, low=1, high=16, step=1, whole=True),
        "depth": Number("hidden layers", 2, low=0, high=3, step=1, whole=True),
        "activation": Choice("activation", "tanh", _ACTIVATIONS),
        "lr": Number("learning rate lr", 1, low=0.01, high=10, step=0.1, log=True, of="lr"),
        "batch": Choice("batch", _SAMPLES, _BATCHES),
        "seed": Number("seed", 0, low=0, high=9, step=1, whole=True),
        "steps": Steps(f"steps of {_UPDATES} updates", 0, high=_MOST_STEPS, live=True),
    }

    def build(self, picture: LiveFigure) -> None:
        plane = picture.add_panel(4.3, 4.3)
        plane.set_title("The output σ(z): brown is 0, blue is 1")
        plane.set(xlabel="input x₁", ylabel="input x₂")
        self.map = DecisionMap(plane, ghost=True)
        loss = picture.add_panel(4.3, 4.3)
        loss.set_title("The loss of all samples")
        loss.set(xlabel="updates", ylabel="loss j", xlim=(-12, _MOST_STEPS * _UPDATES + 12))
        loss.set(yscale="log", ylim=_LOSS_VIEW)
        loss.axhline(_HALF, color=MUTED, lw=1, ls=":")
        loss.text(
            *(0.99, _HALF * 1.06, "ln 2: an output of ½ everywhere"),
            transform=loss.get_yaxis_transform(),
            **{"color": MUTED, "ha": "right", "va": "bottom", "size": 9},
        )
        self.loss = Line(loss, "j", ghost=True)
        self.now = Point(loss, "j", moves="steps", scale=_UPDATES)

    def run(self, **settings: object) -> Training:
        return Training(Settings(**settings))  # type: ignore[arg-type]

    def frame(self, run: Training, step: int) -> Shown:
        last = run.reach(step)
        network, settings = run.networks[last], run.settings
        x, y = settings.samples
        logits = network.forward(x)[-1]
        return Shown(
            settings,
            run.updates[: last + 1],
            run.losses[: last + 1],
            network.forward(settings.plane.points)[-1],
            int(((logits > 0) == y).sum()),
            run.ended and last + 1 == len(run.networks),
        )

    def draw(self, result: Shown) -> None:
        self.map.put(result.settings.plane, result.output, logits=True)
        self.map.put_samples(*result.settings.samples)
        self.loss.put(result.updates, result.losses)
        self.now.put(result.updates[-1], result.losses[-1])

    def describe(self, result: Shown) -> str:
        settings, updates = result.settings, result.updates[-1]
        widths = "-".join(map(str, settings.widths))
        made = f"after {count(updates, 'update')}" if updates else "before the first update"
        return (
            f"With lr {equals(settings.lr)}, {made}, the network {widths} has {result.right} of "
            f"{_SAMPLES} samples on the right side of the line: loss {equals(result.losses[-1])}. "
            f"{_remark(result)}"
        ).rstrip()


def _remark(result: Shown) -> str:
    settings, updates, loss = result.settings, result.updates[-1], result.losses[-1]
    remarks = []
    if result.diverged:
        remarks.append(
            f"Update {updates + 1} would make a parameter too large for a float: the training has "
            "diverged. The learning rate is too large."
        )
    elif updates and loss > _HALF:
        remarks.append("That is worse than an output of ½ everywhere, whose loss is ln 2.")
    if settings.depth == 0:
        remarks.append("Without a hidden layer, the line can only be straight.")
    elif settings.width == 1:
        remarks.append(
            "A layer of one unit passes on a single number, so the line can only be straight."
        )
    if settings.batch < _SAMPLES:
        epoch, done = divmod(updates, math.ceil(_SAMPLES / settings.batch))
        seen = min(settings.batch, _SAMPLES - done * settings.batch)
        remarks.append(f"The next update sees {count(seen, 'sample')}, in epoch {epoch + 1}.")
    return " ".join(remarks)
