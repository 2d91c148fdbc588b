"""The explorer of notebook 06: a line through many samples, and the descent of its w and b."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from .. import datasets, training
from ..checked import FloatArray, Numbers
from ..notation import Table, equals, number, subscript
from .engine import (
    COLOURS,
    INK,
    MUTED,
    RATE,
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
from .pieces import last_step

X, Y = (part.ravel().round(2) for part in datasets.line(8, noise=0.4, seed=4))
_SAMPLES = len(X)
_MOST_STEPS = 40
_STEPS = _MOST_STEPS + 1  # one more, because the picture shows what the next step sees
_X_VIEW, _Y_VIEW = (-0.2, 3.2), (-1.6, 3.6)
_W_VIEW, _B_VIEW = (-1.3, 2.3), (-1.6, 3)
_LEVELS = (0.15, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2)
_FAR = 20  # a path that gets as far within the steps of the picture has run away
_FLAT = 1e-3  # slopes below this count as nearly 0
_BATCHES = {_SAMPLES: f"all {_SAMPLES} samples", 2: "2 samples", 1: "1 sample"}
_INDICES = [subscript(sample) for sample in range(1, _SAMPLES + 1)]
_BEST_W, _BEST_B = np.polyfit(X, Y, 1).tolist()
_LARGEST_LR = training.curvature(X[:, None]).largest_lr


@dataclass(frozen=True)
class Walk:
    """A descent of w and b, and the slopes that the next step finds after each step.

    Attributes
    ----------
    w, b, loss
        The parameters and the loss of all samples after each step.
    batches
        Which samples the next step sees.
    batch_loss, dj_dw, dj_db
        The loss of these samples, and its slopes.
    all_dj_dw, all_dj_db
        The slopes of the loss of all samples.
    leaves
        The first step from which on w and b stay out of the picture, or None.
    """

    lr: float
    seed: int
    w: FloatArray
    b: FloatArray
    loss: FloatArray
    batches: NDArray[np.intp]
    batch_loss: FloatArray
    dj_dw: FloatArray
    dj_db: FloatArray
    all_dj_dw: FloatArray
    all_dj_db: FloatArray
    leaves: int | None
    step: int = 0

    @property
    def batch(self) -> NDArray[np.intp]:
        """The samples that the next step sees, from left to right."""
        return self.batches[self.step]

    @property
    def sees_all(self) -> bool:
        """Whether each step sees all samples."""
        return self.batches.shape[1] == _SAMPLES


class BiasAndDataExplorer(Explorer):
    """Drag the start on the map of the loss; let a step see all samples, two of them, or one."""

    CONTROLS = {
        "batch": Choice("batch", _SAMPLES, _BATCHES),
        "w": Number("weight w", -0.5, low=-1, high=2, step=0.05, of="w"),
        "b": Number("bias b", 2, low=-1, high=2.5, step=0.05),
        "lr": RATE,
        "seed": Number("seed", 0, low=0, high=9, step=1, whole=True),
        "steps": Steps("steps", 0, high=_MOST_STEPS),
    }

    def build(self, picture: LiveFigure) -> None:
        band, data = picture.add_panel(
            4.6, 4.2, nrows=2, gridspec_kw={"height_ratios": [1, 5.2], "hspace": 0.06}
        )
        self.numbers = _Band(band)
        data.set(xlabel="input x", ylabel="target y, output ŷ", xlim=_X_VIEW, ylim=_Y_VIEW)
        data.plot(X, Y, "o", color=COLOURS["y"], ms=5)
        for sample, x in enumerate(X, start=1):
            data.text(x + 0.06, _Y_VIEW[0] + 0.12, f"{sample}", color=MUTED, size=9)
        self.errors = Line(data, "j", lw=1, ls=(0, (1.5, 1.5)), alpha=0.6, zorder=1.8)
        self.batch_errors = Line(data, "j", lw=2.4, zorder=1.9, solid_capstyle="butt")
        self.line = Line(data, "y_hat", lw=2.5)
        self.seen = Line(data, "y", ls="none", marker="D", ms=10, mfc="none", mew=1.6)
        loss_map = picture.add_panel(4.6, 4.2)
        loss_map.set_title("The loss of all samples for every w and b")
        _draw_map(loss_map)
        self.path = Path(loss_map, "w", ghost=True)
        self.start = Point(loss_map, "w", moves=("w", "b"), shape="s", value_line=1)
        self.now = Point(loss_map, "w", says_value=False)  # the sentence says it

    def run(self, w: float, b: float, lr: float, batch: int, seed: int) -> Walk:
        batches = _batches(batch, seed)
        ws, bs = _descended(w, b, lr, batches)
        errors = ws[:, None] * X + bs[:, None] - Y
        seen, x_seen = np.take_along_axis(errors, batches, axis=1), X[batches]
        return Walk(
            lr,
            seed,
            ws,
            bs,
            (errors**2).mean(axis=1),
            batches,
            (seen**2).mean(axis=1),
            2 * (seen * x_seen).mean(axis=1),
            2 * seen.mean(axis=1),
            2 * (errors * X).mean(axis=1),
            2 * errors.mean(axis=1),
            _leaves(ws, bs),
        )

    def frame(self, run: Walk, step: int) -> Walk:
        return replace(run, step=step)

    def draw(self, result: Walk) -> None:
        step, batch = result.step, result.batch
        w, b = result.w[step], result.b[step]
        y_hat = w * X + b
        self.numbers.put(result)
        self.line.put(_X_VIEW, w * np.array(_X_VIEW) + b)
        self.errors.put_pieces((X, Y), (X, y_hat))
        self.batch_errors.put_pieces((X[batch], Y[batch]), (X[batch], y_hat[batch]))
        self.seen.put(X[batch], Y[batch])
        last = step if result.leaves is None else min(step, result.leaves)
        self.path.put(result.w[: last + 1], result.b[: last + 1])
        self.start.put(result.w[0], result.b[0])
        before = result.w[max(last - 1, 0)], result.b[max(last - 1, 0)]
        from_view = before if _in_view(*before) else None
        self.now.put(result.w[last], result.b[last], start=from_view)

    def describe(self, result: Walk) -> str:
        step = result.step
        epoch = step * len(result.batch) // _SAMPLES + 1
        return (
            f"After step {step}: w {equals(result.w[step])}, b {equals(result.b[step])}, loss of "
            f"all samples {equals(result.loss[step])}. Step {step + 1}, in epoch {epoch}, "
            f"{_sees(step)} {_seen_in_words(result)}: dj/dw {equals(result.dj_dw[step])}, dj/db "
            f"{equals(result.dj_db[step])}. {_remark(result)}"
        )

    def table(self, result: Walk) -> Table:
        made = slice(result.step + 1)
        seen = [_numbers_of(batch) for batch in result.batches[made]]
        columns: dict[str, ArrayLike] = {
            "step": np.arange(result.step + 1),
            "w": result.w[made],
            "b": result.b[made],
            "loss of all": result.loss[made],
            "the next step sees": ["all"] * len(seen) if result.sees_all else seen,
            "dj/dw": result.dj_dw[made],
            "dj/db": result.dj_db[made],
        }
        return Table(columns, digits=5, words=("the next step sees",))

    def derivation(self, result: Walk) -> Derivation:
        step, batch = result.step, result.batch.tolist()
        w, b = result.w[step], result.b[step]
        given_w, found_w = last_step("w", result.w, result.dj_dw, step)
        given_b, found_b = last_step("b", result.b, result.dj_db, step)
        given = {"lr": result.lr, **given_w, **given_b}
        given |= {f"x{_INDICES[sample]}": X[sample] for sample in range(_SAMPLES)}
        given |= {f"y{_INDICES[sample]}": Y[sample] for sample in range(_SAMPLES)}
        found = [*found_w, *found_b]
        for sample in batch:
            at, y_hat = _INDICES[sample], w * X[sample] + b
            found += [
                Found(f"ŷ{at}", y_hat, f"{{w}} · {{x{at}}} + {{b}}"),
                Found(f"e{at}", y_hat - Y[sample], f"{{ŷ{at}}} − {{y{at}}}", "the error"),
            ]
        indices = [_INDICES[sample] for sample in batch]
        dj_dw, dj_db = result.dj_dw[step], result.dj_db[step]
        return Derivation(
            given,
            *found,
            Found("j", result.batch_loss[step], _mean([f"{{e{i}}}²" for i in indices])),
            Found(
                *("dj/dw", dj_dw, f"2 · {_mean([f'{{e{i}}} · {{x{i}}}' for i in indices])}"),
                "each sample gives its error times its x",
            ),
            Found(
                *("dj/db", dj_db, f"2 · {_mean([f'{{e{i}}}' for i in indices])}"),
                "b is added, so its local slope is 1 in each sample",
            ),
            Found("new w", w - result.lr * dj_dw, "{w} − {lr} · {dj/dw}"),
            Found("new b", b - result.lr * dj_db, "{b} − {lr} · {dj/db}"),
            Found(
                *("loss of all samples", result.loss[step]),
                _mean([f"({{w}} · {{x{i}}} + {{b}} − {{y{i}}})²" for i in _INDICES]),
            ),
        )


class _Band:
    """What the next step sees and finds, above the data."""

    _PLACES = {"j": (0, 0.36), "dj/dw": (0.29, 0.36), "dj/db": (0.65, 0.36)}
    _NEW = {"new w": (0.29, -0.04), "new b": (0.65, -0.04)}

    def __init__(self, axes: Axes) -> None:
        _, bottom, _, height = axes.get_position().bounds
        axes.set(xlim=(0, 1), ylim=(-0.1, 1.2), position=(0.04, bottom, 0.95, height))
        axes.set_axis_off()
        self.title = Label(axes, ha="left", weight="bold", size=11)
        self.labels = {
            sign: Label(axes, "j" if sign in self._PLACES else "w", ha="left")
            for sign in (*self._PLACES, *self._NEW)
        }

    def put(self, result: Walk) -> None:
        step = result.step
        self.title.put(0, 0.85, f"Step {step + 1} {_sees(step)} {_seen_in_short(result)}")
        lr, slopes = result.lr, (result.dj_dw[step], result.dj_db[step])
        values = (result.batch_loss[step], *slopes)
        new = (result.w[step] - lr * slopes[0], result.b[step] - lr * slopes[1])
        places = self._PLACES | self._NEW
        for (sign, (across, up)), value in zip(places.items(), (*values, *new), strict=True):
            self.labels[sign].put(across, up, f"{sign} {equals(value, 3)}", number=sign)


def _draw_map(axes: Axes) -> None:
    ws, bs = np.meshgrid(np.linspace(*_W_VIEW, 120), np.linspace(*_B_VIEW, 120))
    loss = ((ws[..., None] * X + bs[..., None] - Y) ** 2).mean(axis=-1)
    axes.set(xlim=_W_VIEW, ylim=_B_VIEW, xlabel="weight w", ylabel="bias b")
    axes.contour(ws, bs, loss, levels=_LEVELS, colors=COLOURS["j"], linewidths=0.8, alpha=0.55)
    axes.plot([_BEST_W], [_BEST_B], "x", color=INK, ms=8, mew=2)
    axes.text(_W_VIEW[0] + 0.1, _B_VIEW[0] + 0.15, "×  smallest loss", color=INK)


def _batches(size: int, seed: int) -> NDArray[np.intp]:
    """Return which samples each step sees: the same ones as in `training.train`."""
    rng, epochs = np.random.default_rng(seed), math.ceil(_STEPS * size / _SAMPLES)
    drawn = [batch for _ in range(epochs) for batch in training.batches(_SAMPLES, size, rng)]
    return np.sort(drawn[:_STEPS], axis=1)


def _descended(
    w: float, b: float, lr: float, batches: NDArray[np.intp]
) -> tuple[FloatArray, FloatArray]:
    """Return w and b before each of these batches, as `training.train` finds them.

    This is the same descent without the checks of a network, which take longer than the maths:
    here it runs afresh at every move of a slider.
    """
    x, y = X[batches], Y[batches]
    means = np.stack([x * x, x, x * y, y]).mean(axis=2).T.tolist()
    trail = []
    for xx, mean_x, xy, mean_y in means:
        trail.append((w, b))
        dj_dw, dj_db = 2 * (w * xx + b * mean_x - xy), 2 * (w * mean_x + b - mean_y)
        w, b = w - lr * dj_dw, b - lr * dj_db
    ws, bs = np.array(trail).T
    return ws, bs


def _in_view(w: Numbers, b: Numbers) -> Numbers:
    """Return whether w and b are in the picture."""
    return (_W_VIEW[0] <= w) & (w <= _W_VIEW[1]) & (_B_VIEW[0] <= b) & (b <= _B_VIEW[1])


def _leaves(w: FloatArray, b: FloatArray) -> int | None:
    """Return the first step from which on w and b stay out of the picture, or None."""
    inside = _in_view(w, b)
    last = int(np.flatnonzero(inside)[-1])  # the start is always inside
    return last + 1 if last + 1 < len(w) else None


def _mean(terms: list[str]) -> str:
    """Return the mean of terms as a rule writes it."""
    if len(terms) == 1:
        return terms[0]
    return f"({' + '.join(terms)})/{len(terms)}"


def _sees(step: int) -> str:
    return "sees" if step < _MOST_STEPS else "would see"


def _numbers_of(batch: NDArray[np.intp]) -> str:
    return " and ".join(str(sample + 1) for sample in batch.tolist())


def _seen_in_short(result: Walk) -> str:
    if result.sees_all:
        return "all samples"
    return f"sample{'s' * (len(result.batch) > 1)} {_numbers_of(result.batch)}"


def _seen_in_words(result: Walk) -> str:
    if result.sees_all:
        return "all samples"
    where = " and ".join(f"x = {number(X[sample])}" for sample in result.batch)
    return f"{_seen_in_short(result)}, at {where}"


def _remark(result: Walk) -> str:
    step, seed = result.step, number(result.seed)
    all_dw, all_db = result.all_dj_dw[step], result.all_dj_db[step]
    remarks = []
    if result.leaves is not None and result.leaves <= step:
        remarks = [f"From step {result.leaves} on, w and b are out of the picture."]
        if not result.sees_all and max(abs(result.w[-1]), abs(result.b[-1])) > _FAR:
            remarks += ["The learning rate is too large for so few samples at a time."]
    if result.lr == 0:
        remarks += ["With lr = 0 nothing moves."]
    elif result.sees_all and result.lr > _LARGEST_LR:
        remarks += [
            f"The learning rate is above its limit, {number(_LARGEST_LR)}: the descent diverges."
        ]
    if result.sees_all:
        if max(abs(all_dw), abs(all_db)) < _FLAT:
            remarks += ["Both slopes are nearly 0: the descent comes to rest."]
        remarks += [
            f"Each step sees all samples, so their order, that of seed {seed}, does not matter."
        ]
    else:
        remarks += [
            f"For all samples together, the slopes are {number(all_dw)} and {number(all_db)}."
        ]
    return " ".join(remarks)
