"""The second explorer of notebook 06: two features, one learning rate, and two limits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from matplotlib.axes import Axes

from .. import datasets, losses, training
from ..checked import FloatArray
from ..notation import Table, about, equals, number
from .engine import (
    INK,
    MUTED,
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

_FLATS = datasets.flats()
FEATURES = _FLATS.x - _FLATS.x.mean(axis=0)
TARGETS = _FLATS.y - _FLATS.y.mean()
_VARIANCES = (FEATURES**2).mean(axis=0)
_COVARIANCE = FEATURES.prod(axis=1).mean()
CENTRED, STANDARDISED = "centred", "standardised"
_MOST_STEPS = 60
_VIEW = (-1.5, 1.5)
_LEVELS = 0.01 * 4.0 ** np.arange(14)
_ANGLES = np.linspace(0, 2 * np.pi, 49)
_CIRCLE = np.array([np.cos(_ANGLES), np.sin(_ANGLES)])
_LOSS_VIEW = (1e-4, 1e7)
_ALONG = 0.995  # an axis whose direction has such an entry counts as that of a weight
_FAR = 1e100
_ROUND = 1.1  # up to this ratio of its curvatures, a bowl counts as round
_LIMITS = ("limit₁", "limit₂")


@dataclass(frozen=True)
class Bowl:
    """The loss over two weights: where it is smallest, and how it bends.

    Attributes
    ----------
    x
        The features.
    curvature
        How the loss bends, as `training.curvature` returns it.
    axes
        The directions of the axes of the bowl, as columns: the steepest first.
    best
        The weights with the smallest loss.
    smallest
        That loss.
    """

    x: FloatArray
    curvature: training.Curvature
    axes: FloatArray
    best: FloatArray
    smallest: float

    @property
    def limits(self) -> FloatArray:
        """For each axis of the bowl, the learning rate above which a descent along it diverges."""
        return 2 / self.curvature.eigenvalues


@dataclass(frozen=True)
class Walk:
    """A descent of both weights over a bowl, as far as it can be computed."""

    bowl: Bowl
    unit: float
    scaling: str
    lr: float
    weights: FloatArray
    loss: FloatArray
    leaves: int | None
    """The first step at which the weights are out of the picture, or None."""
    step: int = 0

    @property
    def made(self) -> int:
        """The last step made: a descent that diverges ends before its numbers are too large."""
        return min(self.step, len(self.weights) - 1)

    @property
    def seen(self) -> int:
        """The last step on the map: a descent that diverges ends where it leaves the picture."""
        return self.made if self.leaves is None else min(self.made, self.leaves)

    @property
    def converges(self) -> bool:
        """Whether the learning rate is below both limits."""
        return self.lr < self.bowl.curvature.largest_lr


class FeatureScaleExplorer(Explorer):
    """Change the unit of one feature: the bowl gets long and narrow, and one limit falls."""

    CONTROLS = {
        "scaling": Choice(
            "features", CENTRED, {CENTRED: "in these units", STANDARDISED: "standardised"}
        ),
        "unit": Number("unit of area u", 1, low=0.1, high=100, step=0.05, of="x", log=True),
        "lr": Number("learning rate lr", 0.001, low=1e-5, high=10, step=0.05, of="lr", log=True),
        "w1": Number("weight w₁", -0.8, low=-1, high=1, step=0.05, of="w"),
        "w2": Number("weight w₂", 0.9, low=-1, high=1, step=0.05, of="w"),
        "steps": Steps("steps", 0, high=_MOST_STEPS),
    }

    def build(self, picture: LiveFigure) -> None:
        bowl = picture.add_panel(4.6, 4.2)
        bowl.set_title("The loss for every pair of weights")
        bowl.set(xlim=_VIEW, ylim=_VIEW, aspect="equal")
        bowl.set(xlabel="weight of the area w₁", ylabel="weight of the floor w₂")
        self.levels = Line(bowl, "j", lw=0.8, alpha=0.55)
        self.path = Path(bowl, "w", ghost=True, lw=1.1)
        self.best = Line(bowl, color=INK, marker="x", ms=8, mew=2)
        bowl.text(-1.4, -1.4, "×  smallest loss", color=INK)
        self.start = Point(bowl, "w", moves=("w1", "w2"), shape="s")
        self.now = Point(bowl, "w", says_value=False)  # the table says it
        band, losses_at = picture.add_panel(
            4.6, 4.2, nrows=2, gridspec_kw={"height_ratios": [1, 4], "hspace": 0.1}
        )
        self.limits = _Band(band)
        losses_at.set(xlabel="step", ylabel="loss j", xlim=(-1, _MOST_STEPS + 1))
        losses_at.set(yscale="log", ylim=_LOSS_VIEW, yticks=10.0 ** np.arange(-4, 7, 2))
        losses_at.minorticks_off()
        smallest = _bowl(1, CENTRED).smallest  # the unit does not change it
        losses_at.axhline(smallest, color=MUTED, lw=1, ls=":")
        losses_at.text(0, smallest * 0.55, "smallest loss", va="top", color=MUTED)
        self.losses = Path(losses_at, "j", ghost=True)
        self.loss_now = Point(losses_at, "j", moves="steps", says_value=False)

    def run(self, unit: float, scaling: str, lr: float, w1: float, w2: float) -> Walk:
        bowl = _bowl(unit, scaling)
        weights = _descended(bowl, np.array([w1, w2]), lr)
        off = weights - bowl.best
        loss = bowl.smallest + (off @ bowl.curvature.hessian * off).sum(axis=1) / 2
        outside = np.flatnonzero((np.abs(weights) > _VIEW[1]).any(axis=1))
        leaves = int(outside[0]) if outside.size and lr >= bowl.curvature.largest_lr else None
        return Walk(bowl, unit, scaling, lr, weights, loss, leaves)

    def frame(self, run: Walk, step: int) -> Walk:
        return replace(run, step=step)

    def draw(self, result: Walk) -> None:
        bowl, seen = result.bowl, result.seen
        self.levels.put(*_ellipses(bowl))
        self.best.put(bowl.best[:1], bowl.best[1:])
        self.path.put(*result.weights[: seen + 1].T)
        self.start.put(*result.weights[0])
        before = result.weights[max(seen - 1, 0)]
        in_view = bool((np.abs(before) <= _VIEW[1]).all())
        self.now.put(*result.weights[seen], start=tuple(before) if in_view else None)
        self.limits.put(bowl, result.lr)
        beyond = np.flatnonzero(result.loss[: result.made + 1] > _LOSS_VIEW[1])
        last = int(beyond[0]) if beyond.size else result.made
        self.losses.put(np.arange(last + 1), result.loss[: last + 1])
        self.loss_now.put(last, result.loss[last])

    def describe(self, result: Walk) -> str:
        lr, step = f"lr {equals(result.lr)}", result.step
        steep, flat = (_limit_in_words(limit, result.lr) for limit in result.bowl.limits.tolist())
        if result.converges:
            verdict = (
                f"{lr} is below both limits, {steep} and {flat}: the descent converges. "
                f"After step {step} the loss {equals(result.loss[step])}."
            )
        elif result.lr < result.bowl.limits[1]:
            verdict = (
                f"{lr} is below one limit, {flat}, but above the other, {steep}: the descent "
                f"diverges along {_AXES_IN_WORDS[_direction(result.bowl)]}."
            )
        else:
            verdict = (
                f"{lr} is above both limits, {steep} and {flat}: the descent diverges along both "
                "axes of the bowl."
            )
        if result.leaves is not None and result.leaves <= step:
            verdict += f" At step {result.leaves} the weights leave the picture."
        return f"{_scale_in_words(result)} {_shape_in_words(result.bowl)} {verdict}"

    def table(self, result: Walk) -> Table:
        steps = np.arange(result.made + 1)
        (w1, w2), loss = result.weights[steps].T, result.loss[steps]
        return Table({"step": steps, "w₁": w1, "w₂": w2, "loss j": loss}, digits=5)

    def derivation(self, result: Walk) -> Derivation:
        (h11, h12), (_, h22) = result.bowl.curvature.hessian.tolist()
        steep, flat = result.bowl.curvature.eigenvalues.tolist()
        given = {"v₁": _VARIANCES[0], "v₂": _VARIANCES[1], "c": _COVARIANCE}
        if result.scaling == STANDARDISED:
            spreads = np.sqrt(_VARIANCES)
            entries = [
                Found("s₁", spreads[0], "sqrt({v₁})", "the standard deviation of the area"),
                Found("s₂", spreads[1], "sqrt({v₂})", "the standard deviation of the floor"),
                Found("h₁₁", h11, "2 · {v₁}/{s₁}²", "twice the mean of x₁², now 1"),
                Found("h₁₂", h12, "2 · {c}/({s₁} · {s₂})", "twice the mean of x₁ · x₂"),
                Found("h₂₂", h22, "2 · {v₂}/{s₂}²", "twice the mean of x₂², now 1"),
            ]
        else:
            given["u"] = result.unit
            entries = [
                Found("h₁₁", h11, "2 · {v₁}/{u}²", "twice the mean of x₁², which is v₁ if u is 1"),
                Found("h₁₂", h12, "2 · {c}/{u}", "twice the mean of x₁ · x₂, which is c if u is 1"),
                Found("h₂₂", h22, "2 · {v₂}", "twice the mean of x₂², which is v₂"),
            ]
        return Derivation(
            given,
            *entries,
            Found(
                *("λ₁", steep, "({h₁₁} + {h₂₂})/2 + sqrt((({h₁₁} − {h₂₂})/2)² + {h₁₂}²)"),
                "the larger eigenvalue of the matrix with these entries",
            ),
            Found(
                *("λ₂", flat, "({h₁₁} · {h₂₂} − {h₁₂}²)/{λ₁}"),
                "the product of both eigenvalues is h₁₁ · h₂₂ − h₁₂²",
            ),
            Found(
                "limit₁",
                2 / steep,
                "2/{λ₁}",
                "below it, the descent converges along the steep axis",
            ),
            Found(
                "limit₂", 2 / flat, "2/{λ₂}", "below it, the descent converges along the flat axis"
            ),
        )


class _Band:
    """The curvature and the limit of the learning rate along each axis of the bowl."""

    _ROWS = (("steep axis", "λ₁", 0.36), ("flat axis", "λ₂", -0.04))

    def __init__(self, axes: Axes) -> None:
        _, bottom, _, height = axes.get_position().bounds
        axes.set(xlim=(0, 1), ylim=(-0.1, 1.2), position=(0.04, bottom, 0.95, height))
        axes.set_axis_off()
        axes.text(0, 0.85, "One learning rate, two limits", weight="bold", size=11)
        for name, _, up in self._ROWS:
            axes.text(0, up, name)
        rows = range(len(self._ROWS))
        self.bends = [Label(axes, "j", ha="left") for _ in rows]
        self.limits = [Label(axes, "lr", ha="left") for _ in rows]
        self.verdicts = [Label(axes, ha="left") for _ in rows]

    def put(self, bowl: Bowl, lr: float) -> None:
        for row, (_, sign, up) in enumerate(self._ROWS):
            bend, limit = bowl.curvature.eigenvalues[row], bowl.limits[row]
            self.bends[row].put(0.19, up, f"{sign} {equals(bend)}", number=sign)
            self.limits[row].put(0.45, up, f"limit {equals(limit)}", number=_LIMITS[row])
            self.verdicts[row].put(0.8, up, "lr is below" if lr < limit else "lr is above")


_AXES_IN_WORDS = {
    0: "the axis of w₁, the weight of the area",
    1: "the axis of w₂, the weight of the floor",
    None: "an axis at an angle to those of the weights",
}


def inputs(unit: float, scaling: str) -> FloatArray:
    """Return both features minus their means, the area in units of so many square metres."""
    scaled = FEATURES / [unit, 1]
    return datasets.standardised(scaled).x if scaling == STANDARDISED else scaled


@lru_cache(maxsize=4)
def _bowl(unit: float, scaling: str) -> Bowl:
    x = inputs(unit, scaling)
    curvature = training.curvature(x, bias=False)
    axes = np.linalg.eigh(curvature.hessian).eigenvectors[:, ::-1]
    best = np.linalg.solve(curvature.hessian, 2 * (x * TARGETS).mean(axis=0))
    smallest = losses.mean_squared_error(x @ best[:, None], TARGETS)
    return Bowl(x, curvature, axes, best, smallest)


def _descended(bowl: Bowl, start: FloatArray, lr: float) -> FloatArray:
    """Return the weights after each step, as `training.train` finds them without a bias.

    The slopes are those of the whole bowl: the Hessian times the way from its lowest point. The
    descent ends early if it diverges too far for a float.
    """
    (h11, h12), (_, h22) = bowl.curvature.hessian.tolist()
    (w1, w2), (best1, best2) = start.tolist(), bowl.best.tolist()
    trail = [(w1, w2)]
    while len(trail) <= _MOST_STEPS and abs(w1) + abs(w2) < _FAR:
        off1, off2 = w1 - best1, w2 - best2
        w1 -= lr * (h11 * off1 + h12 * off2)
        w2 -= lr * (h12 * off1 + h22 * off2)
        trail.append((w1, w2))
    return np.array(trail)


def _ellipses(bowl: Bowl) -> FloatArray:
    """Return the lines of equal loss, one after the other with a gap between them."""
    radii = np.sqrt(2 * _LEVELS[:, None] / bowl.curvature.eigenvalues)
    lines = bowl.best[:, None] + bowl.axes @ (radii[:, :, None] * _CIRCLE)
    with_gaps = np.pad(lines, ((0, 0), (0, 0), (0, 1)), constant_values=np.nan)
    return with_gaps.swapaxes(0, 1).reshape(2, -1)


def _direction(bowl: Bowl) -> int | None:
    """Return which weight the steep axis belongs to, or None if it lies between them."""
    along = np.flatnonzero(np.abs(bowl.axes[:, 0]) > _ALONG)
    return int(along[0]) if along.size else None


def _scale_in_words(result: Walk) -> str:
    if result.scaling == STANDARDISED:
        return "Both features are standardised, so the unit of the area makes no difference."
    return f"The area is measured in units of {number(result.unit, 6)} m²."


def _shape_in_words(bowl: Bowl) -> str:
    ratio = float(np.divide(*bowl.curvature.eigenvalues))
    if ratio < _ROUND:
        return "The bowl is nearly round."
    return f"The bowl is {about(ratio**0.5, 3)} times as long as it is wide."


def _limit_in_words(limit: float, lr: float) -> str:
    """Return a limit with so many digits that it does not seem to lie on the other side of lr."""
    enough = (d for d in (4, 6, 9) if (float(f"{limit:.{d}g}") > lr) == (limit > lr))
    return about(limit, next(enough, 12))
