"""The explorer of notebook 08: what an activation does to values, and what it leaves of a slope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import NormalDist
from typing import Any

import numpy as np

from ..activations import ACTIVATIONS
from ..checked import FloatArray
from ..notation import Table, about, count, equals, number, subscript
from .engine import (
    MUTED,
    PAPER,
    Choice,
    Derivation,
    Explorer,
    Found,
    Label,
    Line,
    LiveFigure,
    Number,
    Path,
    Point,
    Steps,
)
from .pieces import OwnActivation, activation_choice, activation_in_words, derived

_MOST = 10
_Z_VIEW, _A_VIEW, _SLOPE_VIEW = (-6.0, 6.0), (-2.2, 4.4), (-0.12, 1.75)
_LEFT_VIEW = (1e-10, 20.0)
# With a place just beyond 0, so that a jump there is drawn upright; from right to left, so that the
# name of a kept curve stands at its left end, where most curves are flat.
_ZS = np.union1d(np.linspace(*_Z_VIEW, 121), [1e-9])[::-1]
_MANY = 200
_NORMAL = np.array([NormalDist().inv_cdf((i + 0.5) / _MANY) for i in range(_MANY)])
_BINS, _A_BINS = np.linspace(*_Z_VIEW, 31), np.linspace(*_A_VIEW, 34)
_TALLEST = 1.2  # bar, in units of the axes
_ROOM = 14.4  # how far the axes reach to the right: words stand beside the last point
_APART = 0.8  # powers of ten between two lines of words
_LITTLE = 0.1  # a slope below this lets little through
_TANGENT = 1.3  # half its length along z, where it is level
_OWN = "own"


@dataclass(frozen=True)
class Chain:
    """Activations in a row: the output of one is the input of the next."""

    name: str
    z: float
    curve: FloatArray
    slope_curve: FloatArray
    nudged: FloatArray | None
    """The slope that is right, if the learner's own is another one."""
    values: FloatArray
    """The sample before the first activation and after each of them."""
    slopes: FloatArray
    """The slope of each activation, where the sample reaches it."""
    left: FloatArray
    """What is left of the slope after each activation; at first, 1."""
    many: FloatArray
    """The inputs, a row for each activation that they have passed."""
    many_left: FloatArray
    """What is left of the slope on average over the inputs."""
    little: int
    """At how many of the inputs the slope of one activation is small."""
    said: str
    """What to say about the learner's own functions; "" if there are none."""
    step: int = 0
    ends: bool = False
    """Whether the next activation gives no number, though more were asked for."""


class ActivationsExplorer(Explorer):
    """Choose an activation and drag z: the function, its slope, and what many in a row leave of it.

    The activation may be the learner's own. Its slope is compared with nudging, and where they
    differ, the slope by nudging is drawn behind it.

    Parameters
    ----------
    f, slope
        The learner's ``f(z)`` and its derivative ``slope(z)``; both, or neither.
    judge
        What names the mistake in the slope, such as ``exercises["softsign_slope"].judge``: it takes
        the function and returns an object with `passed` and `message`. It is asked once.
    **start
        Values to start from instead of the declared ones, by the name of the control.

    Raises
    ------
    TypeError
        If there is no control with that name, or if only one of the two functions is given.

    Examples
    --------
    >>> explorer = ActivationsExplorer(f=lambda z: z**2 / 2, slope=lambda z: z, z=0.5)
    >>> print(explorer.sentence)
    Your slope is what nudging your activation gives, at each of 481 places from z = −12 to 12. \
With your activation, z = 0.5 becomes a₁ = 0.125, and the slope there is da₁/dz = 0.5. \
At 16 of the 200 inputs the slope is smaller than 0.1.
    """

    CONTROLS = {
        "activation": activation_choice(*ACTIVATIONS, start="sigmoid"),
        "z": Number("followed input z", 2.4, low=-6, high=6, step=0.05),
        "mean": Number("inputs: mean", 0, low=-3, high=3, step=0.1),
        "spread": Number("inputs: spread", 1, low=0.1, high=3, step=0.1),
        "steps": Steps("in a row", 1, high=_MOST),
    }

    def __init__(
        self,
        f: Callable[..., Any] | None = None,
        slope: Callable[..., Any] | None = None,
        judge: Callable[[Any], Any] | None = None,
        **start: Any,
    ) -> None:
        self.own = OwnActivation(f, slope, judge)
        if self.own.is_given:
            choice = self.CONTROLS["activation"]
            assert isinstance(choice, Choice)
            options = {_OWN: "your own", **choice.options}
            # Only an explorer with an activation of its own offers it.
            self.CONTROLS = {
                **self.CONTROLS,
                "activation": replace(choice, options=options, start=_OWN),
            }
        super().__init__(**start)

    def anew(self) -> ActivationsExplorer:
        return type(self)(self.own.f, self.own.slope, self.own.judge)

    def build(self, picture: LiveFigure) -> None:
        function, slope = picture.add_panel(
            *(5, 4.8),
            nrows=2,
            sharex=True,
            gridspec_kw={"hspace": 0.3, "height_ratios": (1.7, 1)},
        )
        function.set(title="The function, the inputs and the outputs", ylabel="a = f(z)")
        function.set(ylim=_A_VIEW, yticks=range(-2, 5))
        slope.set(title="Its slope", xlabel="z", ylabel="f′(z)", xlim=_Z_VIEW, ylim=_SLOPE_VIEW)
        slope.set(yticks=(0, 0.25, 0.5, 0.75, 1))
        bars: dict[str, Any] = {"alpha": 0.4, "solid_capstyle": "butt"}
        self.inputs = Line(function, "muted", lw=8.5, **bars)
        self.outputs = Line(function, "muted", lw=4.4, **bars)
        self.curve = Line(function, ghost=True)
        self.tangent = Line(function, "j", lw=1.8, zorder=3)
        self.sample = Point(function, moves="z")
        corner: dict[str, Any] = {"weight": "bold", "ha": "left", "va": "top"}
        self.a = Label(function, **corner)
        self.nudged = Line(slope, "muted", lw=3.5, alpha=0.6)
        self.nudged_name = Label(slope, "muted", ha="right", va="top")
        self.slope_curve = Line(slope, "j", ghost=True)
        self.dots = Line(slope, "j", marker="o", lw=0, ms=3.5)
        self.slope_here = Point(slope, "j", moves="z")
        self.slope_word = Label(slope, "j", **corner)

        left = picture.add_panel(4.4, 4.8)
        left.set(title="What is left of a slope", xlabel="activations in a row")
        left.set(yscale="log", xlim=(-0.5, _ROOM), ylim=_LEFT_VIEW, xticks=range(_MOST + 1))
        left.set(yticks=10.0 ** np.arange(-10, 2, 2), ylabel="slope left")
        left.minorticks_off()
        steps = np.arange(_MOST + 1)
        left.plot(steps, 0.25**steps, color=MUTED, lw=1.2, ls=":")
        words = "dotted: 0.25ⁿ, a bound for n sigmoids"
        left.text(-0.3, _LEFT_VIEW[1], words, color=MUTED, size=9, va="top")
        self.mean = Line(left, "muted", lw=1.4, ls=(0, (3, 1.5)))
        self.left = Path(left, "j", ghost=True)
        self.left_now = Point(left, "j", moves="steps", says_value=False)
        paper = {"fc": PAPER, "ec": "none", "pad": 1, "alpha": 0.8}
        beside: dict[str, Any] = {"ha": "left", "va": "center", "bbox": paper}
        self.mean_word = Label(left, "muted", **beside)
        self.left_word = Label(left, "j", weight="bold", **beside)

    def run(self, activation: str, z: float, mean: float, spread: float) -> Chain:
        own = activation == _OWN
        drawn = self.own.tables is not None
        name = "identity" if own and not drawn else activation
        curve, slope_curve = self._curves(name)
        values, slopes = self._followed(name, z)
        rows, left = [mean + spread * _NORMAL], np.ones(_MANY)
        averages = [1.0]
        for _ in range(_MOST):
            value, slope = self._both(name, rows[-1])
            if len(rows) == 1:
                little = int(np.count_nonzero(np.abs(slope) < _LITTLE))
            left = left * slope
            rows.append(value)
            averages.append(float(np.mean(np.abs(left))))
        return Chain(
            name=name,
            z=z,
            curve=curve,
            slope_curve=slope_curve,
            nudged=None if not own or self.own.right_slope else self.own.nudged(_ZS),
            values=values,
            slopes=slopes,
            left=np.cumprod([1.0, *slopes]),
            many=np.array(rows),
            many_left=np.array(averages),
            little=little,
            said=self.own.said if own else "",
        )

    def frame(self, run: Chain, step: int) -> Chain:
        most = len(run.slopes)
        return replace(run, step=min(step, most), ends=step > most)

    def draw(self, result: Chain) -> None:
        self.curve.put(_ZS, result.curve)
        self.slope_curve.put(_ZS, result.slope_curve)
        step, z, a, slope = result.step, result.z, *_first(result)
        self.sample.put(z, a)
        self.slope_here.put(z, slope)
        across = np.array([-1, 1]) * _TANGENT / np.hypot(1, slope)
        self.tangent.put(z + across, a + slope * across)
        seen = result.slopes.size > 0
        corner = _Z_VIEW[0] + 0.2
        self.a.put(corner, _A_VIEW[1] - 0.15, f"a₁ {equals(a, 3)}" if seen else "", number="a₁")
        words = f"da₁/dz {equals(slope, 3)}" if seen else ""
        self.slope_word.put(corner, _SLOPE_VIEW[1], words, number="da₁/dz")
        passed = slice(1, max(step, 1))
        self.dots.put(result.values[passed], result.slopes[passed])
        middles, heights = _bars(result.many[0], _BINS)
        self.inputs.put_pieces((middles, _A_VIEW[0]), (middles, _A_VIEW[0] + heights))
        middles, heights = _bars(result.many[step], _A_BINS)
        self.outputs.put_pieces((_Z_VIEW[1], middles), (_Z_VIEW[1] - heights, middles))
        nudged = np.full(len(_ZS), np.nan) if result.nudged is None else result.nudged
        self.nudged.put(_ZS, nudged)
        words = "" if result.nudged is None else "grey: by nudging"
        self.nudged_name.put(_Z_VIEW[1], _SLOPE_VIEW[1], words)

        made = np.arange(step + 1)
        left, average = np.abs(result.left[: step + 1]), result.many_left[: step + 1]
        self.left.put(made, left)
        self.mean.put(made, average)
        self.left_now.put(step, left[-1])
        here, mean = _apart(left[-1], average[-1])
        word = number(left[-1], 3) if step else ""
        self.left_word.put(step + 0.5, here, word, number=_whole(step) if step else "")
        self.mean_word.put(step + 0.5, mean, "mean" if step and average[-1] >= 0 else "")

    def describe(self, result: Chain) -> str:
        if not result.slopes.size:
            return f"{result.said} At z {equals(result.z)} there is no number to show.".strip()
        name = "your activation" if result.name == _OWN else activation_in_words(result.name)
        a, slope = _first(result)
        sentences = [
            result.said,
            f"With {name}, z {equals(result.z)} becomes a₁ {equals(a)}, and the slope there is "
            f"da₁/dz {equals(slope)}.",
            f"At {result.little} of the {_MANY} inputs the slope is smaller than {_LITTLE}.",
        ]
        if result.step > 1:
            left, average = result.left[result.step], result.many_left[result.step]
            how_much = {0.0: "nothing is left", 1.0: "all is left"}.get(left)
            how_much = how_much or f"{about(left)} is left"
            of_all = f"; on average over the inputs, {about(average)}" if average >= 0 else ""
            sentences.append(
                f"After {count(result.step, 'activation')} in a row, {how_much} of a slope{of_all}."
            )
        if result.ends:
            sentences.append("The next one gives no number.")
        return " ".join(filter(None, sentences))

    def table(self, result: Chain) -> Table:
        made = result.step + 1
        return Table(
            {
                "activation": range(made),
                "comes in": ["", *result.values[: made - 1]],
                "comes out": result.values[:made],
                "its slope": ["", *result.slopes[: made - 1]],
                "slope left": result.left[:made],
            },
            digits=5,
        )

    def derivation(self, result: Chain) -> Derivation:
        given: dict[str, float] = {"z": result.z}
        found: list[Found] = []
        for step in range(1, result.step + 1):
            before, a = (_a(step - 1) if step > 1 else "z"), _a(step)
            slope = f"d{a}/d{before}"
            if result.name == _OWN:
                given |= {a: result.values[step], slope: result.slopes[step - 1]}
            else:
                here = float(result.values[step - 1])
                found += derived(result.name, here, z=before, a=a, slope=slope)
            if step > 1:
                rule, left = f"{{{_whole(step - 1)}}} · {{{slope}}}", float(result.left[step])
                found.append(Found(_whole(step), left, rule, "along a chain, slopes multiply"))
        return Derivation(given, *found)

    def _both(self, name: str, z: Any) -> tuple[Any, Any]:
        """Return the activation and its slope at one place or at many."""
        if name == _OWN:
            return self.own.read(z)
        activation = ACTIVATIONS[name]
        with np.errstate(all="ignore"):
            return activation.value.formula(z), activation.slope.formula(z)

    def _curves(self, name: str) -> tuple[FloatArray, FloatArray]:
        return self.own.read(_ZS) if name == _OWN else _known_curves(name)

    def _followed(self, name: str, z: float) -> tuple[FloatArray, FloatArray]:
        """Return the values and the slopes of one sample, as far as there are numbers."""
        values: list[Any] = [np.float64(z)]
        slopes: list[Any] = []
        for _ in range(_MOST):
            if name == _OWN:
                both = self.own.at(values[-1])
                if both is None:
                    break
            else:
                both = self._both(name, values[-1])
            values.append(both[0])
            slopes.append(both[1])
        return np.array(values), np.array(slopes)


@lru_cache(maxsize=len(ACTIVATIONS))
def _known_curves(name: str) -> tuple[FloatArray, FloatArray]:
    activation = ACTIVATIONS[name]
    return np.asarray(activation.value(_ZS)), np.asarray(activation.slope(_ZS))


def _first(result: Chain) -> tuple[float, float]:
    """Return what the first activation makes of the sample, and its slope there, or NaN."""
    if not result.slopes.size:
        return np.nan, np.nan
    return float(result.values[1]), float(result.slopes[0])


def _bars(values: FloatArray, bins: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return where the bars of a histogram stand, and how high they are.

    The tallest has always the same height. Values out of view count at its edge.
    """
    values = values[np.isfinite(values)]
    counts, _ = np.histogram(np.clip(values, bins[0], bins[-1]), bins)
    shown = np.flatnonzero(counts)
    heights = _TALLEST * counts[shown] / max(counts.max(), 1)
    return (bins[shown] + bins[shown + 1]) / 2, heights


def _apart(left: float, average: float) -> tuple[float, float]:
    """Return where on the log scale to write the two, so that they do not lie on one another."""
    lowest, highest = np.log10(_LEFT_VIEW[0]) + _APART / 2, np.log10(_LEFT_VIEW[1]) - 2 * _APART
    with np.errstate(divide="ignore"):
        here, mean = np.clip(np.nan_to_num(np.log10([left, average])), lowest, highest)
    missing = _APART - abs(here - mean)
    if missing > 0:
        up = missing / 2 if here >= mean else -missing / 2
        here, mean = here + up, mean - up
        below = max(lowest - min(here, mean), 0)
        here, mean = here + below, mean + below
    return float(10**here), float(10**mean)


def _a(step: int) -> str:
    return f"a{subscript(step)}"


def _whole(step: int) -> str:
    """Return the sign of the slope through this many activations."""
    return f"d{_a(step)}/dz"
