"""Practice of notebook 06: a bias, the mean over samples, batches, and the scale of features."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .. import datasets, training
from ..article import X, Y
from ..notation import number
from .engine import (
    ChoiceExercise,
    FunctionExercise,
    Lesson,
    NumberExercise,
    Prediction,
    Quantity,
    WorkedStep,
    floats,
    sampled_from,
)

# The flats, with the area in square metres and then in square feet.
_FLATS = datasets.flats()
_CENTRED = _FLATS.x - _FLATS.x.mean(axis=0)
_FEET = 10.8  # square feet in a square metre
_LIMIT = float(f"{training.curvature(_CENTRED, bias=False).largest_lr:.2g}")
_LIMIT_IN_FEET = _LIMIT / _FEET**2

# Two features that are not correlated, and the first is divided by a hundred.
_STEEP, _FLAT, _DIVIDED_BY = 800.0, 5.0, 100
_STEEP_AFTER = _STEEP / _DIVIDED_BY**2
_OTHER_LIMIT = 2 / max(_STEEP_AFTER, _FLAT)

# The mean is forgotten, and the losses are only summed.
_SAMPLES, _LIMIT_OF_MEAN = 24, 0.6
_LIMIT_OF_SUM = _LIMIT_OF_MEAN / _SAMPLES

# A path of b if x is 0 in both samples: halfway to one target, then halfway to the other.
_TARGETS = (1.0, 3.0)
_PATH = [2.0]
for _target in (1, 3, 3, 1):
    _PATH.append((_PATH[-1] + _target) / 2)


def _arrays(low: float, high: float) -> Callable[[random.Random], NDArray[np.float64]]:
    """Return a function that draws an array of four numbers, one for each sample."""
    draw = floats(low, high)

    def draw_array(source: random.Random) -> NDArray[np.float64]:
        return np.array([draw(source) for _ in range(4)])

    return draw_array


def _curvature_for(limit: float) -> str:
    """Return which curvature would have this limit."""
    if limit <= 0:
        return "A limit of the learning rate is positive."
    return f"That would be the limit for the curvature 2/{number(limit)} = {number(2 / limit)}."


def _times(limit: float) -> str:
    """Return how this limit compares with that of the mean."""
    return f"It would be {number(limit / _LIMIT_OF_MEAN, 3)} times the limit for the mean."


def _times_in_metres(limit: float) -> str:
    return f"It would be {number(limit / _LIMIT, 3)} times the limit in square metres."


LESSON = Lesson(
    name="bias_and_data",
    exercises=(
        FunctionExercise(
            name="both_slopes",
            prompt="Write both slopes of the mean squared error of ŷ = w·x + b: return dj/dw and "
            "dj/db. x and y are arrays with one number for each sample.",
            code='''
def my_both_slopes(x, y, w, b):
    """Return dj/dw and dj/db, in this order, of the mean of (w·x + b − y)² over the samples."""
    error = w * x + b - y
    dj_dw = 2 * (error * x).mean()
    dj_db = 2 * error.mean()
    return dj_dw, dj_db
''',
            draws={
                "x": _arrays(-3, 3),
                "y": _arrays(-3, 3),
                "w": floats(-2, 2),
                "b": floats(-2, 2),
            },
            example={
                "x": np.array([X, 3, 1]),
                "y": np.array([Y, 3, 2]),
                "w": 0.8,
                "b": 0.1,
            },
            inside="""
                error = w * x + b - y
                y_hat = w * x + b
            """,
            length_hint="Return one slope for w and one for b, and no more: "
            "`return dj_dw, dj_db`. A slope that has an entry for each sample is not averaged yet.",
            hints=(
                "Begin with the errors of all samples: error = w * x + b - y.",
                "For one sample, dj/dw is 2 · error · x, and dj/db is 2 · error · 1.",
                "The loss is a mean, so each slope is the mean over the samples: "
                "`(error * x).mean()`, and `error.mean()`, each times 2.",
            ),
            takeaway="Twice the mean of error times input, and twice the mean error: the bias is a "
            "weight whose input is always 1.",
            mistakes="""
                summed: (2 * np.sum((w * x + b - y) * x), 2 * np.sum(w * x + b - y))
                    You added over the samples. The loss is their mean, so divide by how many there
                    are.
                weight_summed: (2 * np.sum((w * x + b - y) * x), 2 * np.mean(w * x + b - y))
                    Your dj/db is right, but your dj/dw is a sum. Both are means over the samples.
                bias_summed: (2 * np.mean((w * x + b - y) * x), 2 * np.sum(w * x + b - y))
                    Your dj/dw is right, but your dj/db is a sum. Both are means over the samples.
                bias_times_x: \
(2 * np.mean((w * x + b - y) * x), 2 * np.mean((w * x + b - y) * x))
                    Your dj/db has the factor x. The bias is added, not multiplied: its local slope
                    is 1.
                bias_times_b: \
(2 * np.mean((w * x + b - y) * x), 2 * np.mean((w * x + b - y) * b))
                    Your dj/db has the factor b. The slope of a number that is added is 1, whatever
                    it is.
                local_slope_only: (2 * np.mean((w * x + b - y) * x), np.mean(1))
                    Your dj/db is 1. That is the local slope dŷ/db. Multiply it by the slope that
                    arrives, 2 · error.
                factor_two_missing: (np.mean((w * x + b - y) * x), np.mean(w * x + b - y))
                    The factor 2 is missing: the slope of the square is 2 · error.
                two_missing_at_the_bias: \
(2 * np.mean((w * x + b - y) * x), np.mean(w * x + b - y))
                    Your dj/dw is right, but in dj/db the factor 2 is missing. Both begin with the
                    same slope, 2 · error.
                sign_turned: (-2 * np.mean((w * x + b - y) * x), -2 * np.mean(w * x + b - y))
                    The signs are turned. The error is ŷ − y, and the minus of the descent comes
                    later.
                bias_forgotten: (2 * np.mean((w * x - y) * x), 2 * np.mean(w * x - y))
                    Your output is w·x. The bias is missing in it: ŷ = w·x + b.
                bias_subtracted: (2 * np.mean((w * x - b - y) * x), 2 * np.mean(w * x - b - y))
                    Your output is w·x − b. The bias is added.
                weight_and_bias_exchanged: \
(2 * np.mean((b * x + w - y) * x), 2 * np.mean(b * x + w - y))
                    You multiplied x by b and added w. The weight multiplies, and the bias is added.
                means_multiplied: \
(2 * np.mean(w * x + b - y) * np.mean(x), 2 * np.mean(w * x + b - y))
                    You multiplied the mean error by the mean of x. Multiply in each sample first,
                    and take the mean of the products.
                loss_for_error: \
(2 * np.mean((w * x + b - y) ** 2 * x), 2 * np.mean((w * x + b - y) ** 2))
                    You took the square of the error. The slope of the square is twice the error
                    itself.
                size_of_error: \
(2 * np.mean(np.abs(w * x + b - y) * x), 2 * np.mean(np.abs(w * x + b - y)))
                    You dropped the signs of the errors. They say which way each sample pulls.
                weight_for_input: \
(2 * np.mean((w * x + b - y) * w), 2 * np.mean(w * x + b - y))
                    Your dj/dw has the factor w. It is the input x that w multiplies.
                input_forgotten: (2 * np.mean(w * x + b - y), 2 * np.mean(w * x + b - y))
                    Your dj/dw has no factor x. That is right for the bias only.
                error_times_target: \
(2 * np.mean((w * x + b - y) * y), 2 * np.mean(w * x + b - y))
                    You multiplied the errors by the targets. The factor is what w multiplies, x.
                first_sample_only: \
(2 * np.mean((w * x + b - y)[:1] * x[:1]), 2 * np.mean((w * x + b - y)[:1]))
                    Those are the slopes of the first sample alone. Take the mean over all.
                last_sample_only: \
(2 * np.mean((w * x + b - y)[-1:] * x[-1:]), 2 * np.mean((w * x + b - y)[-1:]))
                    Those are the slopes of the last sample alone. A loop must add what each sample
                    gives, not overwrite it.
                two_samples_typed_in: \
(2 * np.sum((w * x + b - y) * x) / 2, 2 * np.sum(w * x + b - y) / 2)
                    You divided by 2. Divide by the number of samples, len(x), which may be another.
                one_too_few: \
(2 * np.sum((w * x + b - y) * x) / (len(x) - 1), 2 * np.sum(w * x + b - y) / (len(x) - 1))
                    You divided by one sample too few. A mean over n samples divides by n.
                order_exchanged: right(x, y, w, b)[::-1]
                    Both numbers are right, but in the wrong order: dj/dw comes first.
                parameters_returned: \
(lambda dw, db: (w - 0.1 * dw, b - 0.1 * db))(*right(x, y, w, b))
                    Those are the parameters after a step. Return the slopes; the step comes later.
            """,
            also_right="""
                (2 * np.mean((w * x + b - y) * x), 2 * np.mean(w * x + b - y))
                [2 / len(x) * np.dot(w * x + b - y, x), 2 / len(x) * np.sum(w * x + b - y)]
                (np.mean(-2 * x * (y - w * x - b)), np.mean(-2 * (y - w * x - b)))
            """,
        ),
        WorkedStep(
            name="two_samples_step",
            prompt="Work out a whole step by hand. The network is ŷ = w·x + b, there are two "
            "samples, and the loss j is the mean of their squared errors.",
            draws={
                "x1": sampled_from(1.5, 2, 2.5, 3),
                "y1": sampled_from(*(tenths / 10 for tenths in range(2, 40))),
                "x2": sampled_from(4, 5, 6),
                "y2": sampled_from(*(tenths / 10 for tenths in range(2, 90))),
                "w": sampled_from(0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9, 1.1, 1.2, 1.3),
                "b": sampled_from(0.2, 0.3, 0.4, 0.6, 0.7, 0.8, -0.2, -0.3, -0.4, -0.6),
                "lr": sampled_from(0.01, 0.02, 0.03),
            },
            only_if="(x1 * new_w + new_b - y1) ** 2 / 2 + (x2 * new_w + new_b - y2) ** 2 / 2 < j",
            example={"x1": 1.5, "y1": 3.6, "x2": 4, "y2": 2.7, "w": 0.6, "b": 0.8, "lr": 0.03},
            quantities=(
                Quantity(
                    name="y_hat1",
                    label="ŷ₁",
                    means="the output for the first sample",
                    rule="w * x1 + b",
                    mistakes="""
                        bias_forgotten: w * x1
                            The bias is missing: add b.
                        bias_multiplied: w * x1 * b
                            You multiplied by b. The bias is added.
                        bias_subtracted: w * x1 - b
                            You subtracted b. The bias is added, with its own sign.
                        added_first: w * (x1 + b)
                            You added b to the input. Multiply first, then add the bias.
                        exchanged: b * x1 + w
                            You exchanged w and b. The weight multiplies x, and b is added.
                        error_already: w * x1 + b - y1
                            You have already subtracted the target. The output comes first.
                    """,
                ),
                Quantity(
                    name="y_hat2",
                    label="ŷ₂",
                    means="the output for the second sample",
                    rule="w * x2 + b",
                    mistakes="""
                        bias_forgotten: w * x2
                            The bias is missing. It is the same one for all samples.
                        bias_subtracted: w * x2 - b
                            You subtracted b. It is added in both outputs, with its own sign.
                        bias_multiplied: w * x2 * b
                            You multiplied by b. Here, too, the bias is added.
                        added_first: w * (x2 + b)
                            You added b to the second input. Multiply first, then add.
                        same_again: y_hat1
                            That is ŷ₁ again. The second sample has an input of its own.
                        bias_twice: w * x2 + 2 * b
                            You added the bias twice. Each output gets it once.
                    """,
                ),
                Quantity(
                    name="j",
                    label="j",
                    means="the loss of both",
                    rule="((y_hat1 - y1) ** 2 + (y_hat2 - y2) ** 2) / 2",
                    mistakes="""
                        summed: (y_hat1 - y1) ** 2 + (y_hat2 - y2) ** 2
                            You added the losses of both samples. Take their mean.
                        mean_squared: ((y_hat1 - y1 + y_hat2 - y2) / 2) ** 2
                            You squared the mean error. Square each error first: otherwise errors
                            of opposite signs cancel.
                        sum_squared: (y_hat1 - y1 + y_hat2 - y2) ** 2
                            You added the errors first and squared the sum. Square each error first,
                            then take the mean.
                        not_squared: (y_hat1 - y1 + y_hat2 - y2) / 2
                            That is the mean error. Square each error first.
                        first_only: (y_hat1 - y1) ** 2
                            That is the loss of the first sample alone.
                        second_only: (y_hat2 - y2) ** 2
                            That is the loss of the second sample alone.
                    """,
                ),
                Quantity(
                    name="dj_dw",
                    label="dj/dw",
                    means="the slope of the weight",
                    rule="2 * ((y_hat1 - y1) * x1 + (y_hat2 - y2) * x2) / 2",
                    mistakes="""
                        summed: 2 * ((y_hat1 - y1) * x1 + (y_hat2 - y2) * x2)
                            You added the slopes of both samples. Take their mean.
                        two_missing: ((y_hat1 - y1) * x1 + (y_hat2 - y2) * x2) / 2
                            The factor 2 is missing. It comes from the squares; the half comes from
                            the mean.
                        sign_turned: -2 * ((y_hat1 - y1) * x1 + (y_hat2 - y2) * x2) / 2
                            Your sign is turned: the error is ŷ − y, not y − ŷ.
                        input_forgotten: (y_hat1 - y1) + (y_hat2 - y2)
                            The inputs are missing. That is dj/db; for dj/dw, multiply each error by
                            its x first.
                        means_multiplied: (y_hat1 - y1 + y_hat2 - y2) * (x1 + x2) / 2
                            You multiplied the mean error by the mean input. Multiply in each sample
                            first.
                        first_only: 2 * (y_hat1 - y1) * x1
                            That is the slope of the first sample alone.
                        second_only: 2 * (y_hat2 - y2) * x2
                            That is the slope of the second sample alone.
                        inputs_exchanged: (y_hat1 - y1) * x2 + (y_hat2 - y2) * x1
                            You multiplied each error by the other sample's input.
                        squares_taken: (y_hat1 - y1) ** 2 * x1 + (y_hat2 - y2) ** 2 * x2
                            You took the squares again. The slope of a square is twice the error.
                        own_weight: ((y_hat1 - y1) + (y_hat2 - y2)) * w
                            You multiplied by w itself. A weight's slope has the factor x.
                    """,
                ),
                Quantity(
                    name="dj_db",
                    label="dj/db",
                    means="the slope of the bias",
                    rule="2 * ((y_hat1 - y1) + (y_hat2 - y2)) / 2",
                    mistakes="""
                        summed: 2 * ((y_hat1 - y1) + (y_hat2 - y2))
                            You added both slopes. As for w, take their mean.
                        two_missing: ((y_hat1 - y1) + (y_hat2 - y2)) / 2
                            The factor 2 is missing. That is the mean error; its double is the
                            slope.
                        sign_turned: (y1 - y_hat1) + (y2 - y_hat2)
                            Your dj/db has the wrong sign: the error is ŷ − y.
                        of_weight: dj_dw
                            That is dj/dw again. The bias is added, so its local slope is 1 and not
                            x.
                        times_bias: ((y_hat1 - y1) + (y_hat2 - y2)) * b
                            You multiplied by b. What is added has the local slope 1.
                        first_only: 2 * (y_hat1 - y1)
                            That is what the first sample alone asks of b.
                        second_only: 2 * (y_hat2 - y2)
                            That is what the second sample alone asks of b.
                    """,
                ),
                Quantity(
                    name="new_w",
                    label="new w",
                    means="the weight after the step",
                    rule="w - lr * dj_dw",
                    mistakes="""
                        climbs: w + lr * dj_dw
                            Your w climbs: the gradient points uphill, so it must be subtracted.
                        rate_missing: w - dj_dw
                            The learning rate is missing in the step of w.
                        step_only: -lr * dj_dw
                            That is the step of w alone. Add it to the old w.
                        other_slope: w - lr * dj_db
                            You moved w by the slope of b. Each parameter has its own.
                        of_bias: b - lr * dj_dw
                            You began with b. The step of w begins at the old w.
                        halved_again: w - lr * dj_dw / 2
                            You halved once more. The mean is in the slope already.
                        doubled: w - 2 * lr * dj_dw
                            You took the step twice, once for each sample. The slope is that of both
                            samples already.
                    """,
                ),
                Quantity(
                    name="new_b",
                    label="new b",
                    means="the bias after the step",
                    rule="b - lr * dj_db",
                    mistakes="""
                        climbs: b + lr * dj_db
                            Your b climbs: the gradient points uphill, so it must be subtracted.
                        rate_missing: b - dj_db
                            The learning rate is missing in the step of b.
                        step_only: -lr * dj_db
                            That is the step of b alone. Add it to the old b.
                        other_slope: b - lr * dj_dw
                            You moved b by the slope of w. Each parameter has its own.
                        with_new_w: \
b - lr * (new_w * x1 + b - y1 + new_w * x2 + b - y2)
                            You computed the errors again, with the new w. All slopes are those of
                            the old parameters.
                        of_weight: w - lr * dj_db
                            You began with w. The step of b begins at the old b.
                        unchanged: b
                            You left the bias as it was. It is a parameter, and it moves too.
                    """,
                ),
            ),
            hints=(
                "Both outputs first, with the same w and the same b. Then both errors ŷ − y, on a "
                "sheet of paper: you need them three times.",
                "j is the mean of the squared errors.",
                "For dj/dw, multiply each error by its x, add the products, and multiply the sum "
                "by 2/2: the 2 comes from "
                "the square, the half from the mean. For dj/db, do the same without x.",
                "Both parameters move last: each by lr times its own slope, downhill.",
            ),
            takeaway="One weight, two samples, two paths: their slopes are added, with the factor "
            "½ from the mean.",
        ),
        NumberExercise(
            name="square_feet",
            prompt="For the centred flats of the picture, with the area in square metres, the "
            f"learning rate must stay below {number(_LIMIT)}. An American colleague enters the "
            f"same areas in square feet: all numbers of this feature are {number(_FEET)} times as "
            "large. Below which learning rate must she stay? (The weight of the area decides; give "
            "three digits, as in 1.23e-4.)",
            answer=_LIMIT_IN_FEET,
            tolerance=6e-3,
            consequence=_times_in_metres,
            hints=(
                "The limit is 2 divided by the curvature, and the curvature is twice the mean of "
                "x².",
                f"x becomes {number(_FEET)} times as large. How many times as large is x²?",
            ),
            takeaway=f"{number(_FEET)}² is about 117, so the limit is about 117 times smaller. The "
            "flats are the same; only the unit is different.",
            mistakes=f"""
                not_squared: {_LIMIT / _FEET}
                    You divided by {number(_FEET)} once. The curvature holds the square of the
                    input: one factor from how far the output moves, one from the slope.
                unchanged: {_LIMIT}
                    You left it as it was. The flats are the same, but the curvature is made of the
                    numbers.
                turned: {_LIMIT * _FEET}
                    You multiplied. Larger inputs make a steeper bowl, which needs a smaller
                    learning rate.
                turned_and_squared: {_LIMIT * _FEET**2}
                    The square is right, but you multiplied by it. Larger inputs need a smaller
                    learning rate.
                square_root: {_LIMIT / _FEET**0.5}
                    You divided by the square root. It is the square that counts.
                doubled: {_LIMIT / (2 * _FEET)}
                    You doubled the factor. Square it.
                cubed: {_LIMIT / _FEET**3}
                    That is one factor too many: the curvature holds x².
            """,
        ),
        NumberExercise(
            name="other_limit",
            prompt="The loss over two weights has the curvature "
            f"{number(_STEEP)} along the axis of w₁ and {number(_FLAT)} along that of w₂. Now all "
            f"numbers of the first feature are divided by {_DIVIDED_BY}. Below which learning "
            "rate does the descent of both weights converge now?",
            answer=_OTHER_LIMIT,
            tolerance=2e-3,
            consequence=_curvature_for,
            hints=(
                f"What becomes of the curvature {number(_STEEP)}? It goes with the square of the "
                "feature.",
                "There are two limits, one for each axis. Both must hold.",
            ),
            takeaway="The limit of w₁ rises ten-thousandfold, and then that of w₂ decides: there "
            "is one learning rate for both.",
            mistakes=f"""
                own_limit_only: {2 / _STEEP_AFTER}
                    That is the new limit of w₁ alone. With it, w₂ runs away.
                unchanged: {2 / _STEEP}
                    That is the limit before the feature was divided.
                not_squared: {2 * _DIVIDED_BY / _STEEP}
                    You divided the curvature {number(_STEEP)} by {_DIVIDED_BY}. It goes with the
                    square of the feature.
                summed: {2 / (_STEEP_AFTER + _FLAT)}
                    You added both curvatures. Each axis has its own limit, and the smaller one
                    decides.
                averaged: {4 / (_STEEP_AFTER + _FLAT)}
                    You took the mean of both curvatures. Each axis has its own limit, and the
                    smaller one decides.
                one_for_two: {1 / _FLAT}
                    You divided 1 by the curvature. With that learning rate the axis of w₂ is done
                    in one step; the limit is twice as large.
                curvature_itself: {_FLAT}
                    That is the curvature that decides. The limit is 2 divided by it.
            """,
        ),
        NumberExercise(
            name="sum_for_mean",
            prompt=f"Training on {_SAMPLES} samples converges for every learning rate below "
            f"{number(_LIMIT_OF_MEAN)}. Then somebody writes `.sum()` in place of `.mean()` in the "
            "loss and in all slopes. What is the limit of the learning rate now?",
            answer=_LIMIT_OF_SUM,
            tolerance=2e-3,
            consequence=_times,
            hints=(
                "By which factor does every slope change?",
                f"A sum over {_SAMPLES} samples is {_SAMPLES} times their mean. What does that do "
                "to a step?",
            ),
            takeaway="With 24 samples, the sum makes all slopes and the curvature 24 times as "
            "large, so the limit is 24 times smaller. With a mean, a learning rate may "
            "stay when data are added.",
            mistakes=f"""
                unchanged: {_LIMIT_OF_MEAN}
                    You left it as it was. The best weights stay, but each step becomes longer.
                turned: {_LIMIT_OF_MEAN * _SAMPLES}
                    You multiplied. The slopes are larger, so the learning rate must be smaller.
                squared: {_LIMIT_OF_MEAN / _SAMPLES**2}
                    You divided by the square. The square belongs to the scale of an input, which
                    is in the curvature twice. The number of samples is in it once.
                root: {_LIMIT_OF_MEAN / _SAMPLES**0.5}
                    You divided by the square root. The sum is as many times the mean as there are
                    samples.
                halved: {_LIMIT_OF_MEAN / 2}
                    You halved it. How many samples does the sum run over?
                one_too_few: {_LIMIT_OF_MEAN / (_SAMPLES - 1)}
                    You divided by one sample too few.
            """,
        ),
        ChoiceExercise(
            name="which_batch",
            prompt="Two samples have the same input, x = 0. Their targets are "
            f"{number(_TARGETS[0])} and {number(_TARGETS[1])}. So only b matters, and with "
            "lr = 0.25 it moves like this: "
            f"{', '.join(number(b, 6) for b in _PATH)}. How many samples does a step see?",
            options={
                "a": "Both: the path swings about the mean of the targets.",
                "b": "One: each step goes half the way to one of the targets.",
                "c": "Both, and the learning rate is too large: b was right at 2 and left it.",
                "d": "That cannot be told from b alone.",
            },
            answer="b",
            hints=(
                "What is dj/db for both samples together, at b = 2?",
                "Where would one sample alone, with the target 1, move b from 2? "
                "2 − 0.25 · 2 · (2 − 1) = …",
            ),
            takeaway="At b = 2 the mean of both slopes is 0, and a full batch would stay there for "
            "ever. A step that sees a single sample leaves it.",
            mistakes="""
                swings_with_both: a
                    Try it: at b = 2 the slopes of both samples are 2 and −2. Their mean is 0, and b
                    would stay.
                rate_blamed: c
                    With both samples, the slope at b = 2 is 0. A learning rate times 0 moves
                    nothing, however large it is.
                cannot_be_told: d
                    It can. Compute the first step from b = 2 once with both samples and once with
                    one.
            """,
        ),
        ChoiceExercise(
            name="bias_after_weight",
            prompt="A learner wrote this step. The loss falls, but the new b is not the one that "
            "the two slopes give. Which line is to blame?\n"
            "  1. w = w - lr * 2 * ((w * x + b - y) * x).mean()\n"
            "  2. b = b - lr * 2 * (w * x + b - y).mean()",
            options={
                "a": "Line 1: the bias does not belong in the slope of w.",
                "b": "Line 2: its w is the new one, so the errors are not those of line 1.",
                "c": "Line 2: the factor x is missing.",
                "d": "Neither: both lines have the right formula.",
            },
            answer="b",
            hints=("With which w does line 2 compute the errors?",),
            takeaway="Compute the errors once, then both slopes, then move both parameters. "
            "Each formula is right, and yet the two together are not one step.",
            mistakes="""
                bias_unwanted: a
                    The error is that of the whole output, and the bias is a part of it.
                input_wanted: c
                    The bias is added, so its local slope is 1. There is no factor x.
                formulas_right: d
                    The formulas are. But line 1 has changed w when line 2 uses it.
            """,
        ),
        ChoiceExercise(
            name="row_and_column",
            prompt="24 outputs stand in a column: y_hat has the shape (24, 1). The targets were "
            "read as a plain list: y has the shape (24,). What does "
            "((y_hat - y) ** 2).mean() give?",
            options={
                "a": "An error message: the shapes do not fit.",
                "b": "The mean squared error: NumPy sees that both hold 24 numbers.",
                "c": "The mean of 576 squares: each output is compared with each target.",
                "d": "24 losses, one for each sample.",
            },
            answer="c",
            hints=(
                "NumPy lines shapes up from the right: (24, 1) against (24,), that is, (1, 24).",
                "An axis of length 1 is repeated to fit. Here each side has one.",
            ),
            takeaway="Nothing fails. The loss even falls, until all outputs are equal to the mean "
            "of the targets. So check shapes; the losses of this course refuse to broadcast.",
            mistakes="""
                message_expected: a
                    There is no message, and that is why the bug is so common. NumPy repeats the
                    column to the right and the row downward.
                counted: b
                    NumPy compares shapes, not numbers of entries. A column against a row makes a
                    square.
                mean_forgotten: d
                    `.mean()` without an axis is the mean of all entries, a single number. The
                    question is how many entries there are.
            """,
        ),
        ChoiceExercise(
            name="wrong_axis",
            prompt="x has the shape (24, 2), a row for each flat; error has the shape (24, 1), and "
            "w the shape (2,). Somebody writes w = w - lr * 2 * (error * x).mean(axis=1). What "
            "happens?",
            options={
                "a": "It works: the mean runs over the samples.",
                "b": "It stops with an error: the mean leaves 24 numbers, and w has 2.",
                "c": "Both weights get the same slope.",
                "d": "Only the first two flats count.",
            },
            answer="b",
            hints=(
                "axis=1 runs along a row. What stands in a row?",
                "A gradient has the shape of what it is the gradient of.",
            ),
            takeaway="The mean runs over the samples, axis=0, and leaves a number for each weight. "
            "With as many samples as features the wrong axis would not even stop.",
            mistakes="""
                axes_exchanged: a
                    axis=1 runs over the features of a flat. The samples are the rows: axis=0.
                averaged_over_features: c
                    The mean over the features mixes the slopes of both weights, but it leaves one
                    number for each flat: 24 of them.
                cut_off: d
                    NumPy cuts nothing off. Shapes that do not fit raise an error.
            """,
        ),
        ChoiceExercise(
            name="centred_bias",
            prompt="All features and the targets are centred: each has the mean 0. The bias starts "
            "at 0. Where does full-batch descent lead it?",
            options={
                "a": "To the mean of the targets before they were centred.",
                "b": "Away from 0 while the weights are still wrong, and back to 0 at the end.",
                "c": "Nowhere: dj/db is 0 at every step, whatever the weights are.",
                "d": "That depends on the learning rate.",
            },
            answer="c",
            hints=(
                "dj/db is twice the mean error. The error of a sample is w·x + b − y.",
                "The mean of w·x is w times the mean of x.",
            ),
            takeaway="With means of 0 and b = 0, the mean error is 0 for all weights. Centring "
            "takes over the work of the bias.",
            mistakes="""
                mean_of_raw: a
                    That would be the bias for targets that are not centred. Here their mean is 0.
                detour: b
                    Wrong weights make large errors, but look at their mean: w times the mean of x,
                    which is 0.
                rate_matters: d
                    Any learning rate times a slope of 0 is a step of 0.
            """,
        ),
    ),
    predictions=(
        Prediction(
            name="one_sample_a_step",
            question="The learning rate is 0.1, and it stays. If each step sees all samples, the "
            "descent comes to rest at the smallest loss. Now each step sees only one of the eight "
            "samples, all of them in turn and in shuffled order. What does the path on the map do?",
            choices="""
                same: It is the same path, only with eight times as many steps.
                    Each sample has slopes of its own, so most steps leave that path at once.
                rests: It zigzags, and comes to rest at the smallest loss.
                    At the smallest loss the mean of the eight slopes is 0, but not each of them:
                    the next sample moves the line away again.
                stays_near: It zigzags towards the smallest loss, and does not come to rest there.
                    On average over the samples the steps go the right way. But at the smallest loss
                    only the mean of the slopes is 0, and each sample still pulls.
                lost: It goes to and fro without getting nearer.
                    Each step is good for one sample only, but on average over the samples the steps
                    go the right way.
            """,
            answer="stays_near",
        ),
        Prediction(
            name="ten_times_as_large",
            question="All numbers of one feature become ten times as large, because it is measured "
            "in a smaller unit. Along the axis of its weight, the descent converged for every "
            "learning rate below some limit. What becomes of this limit?",
            choices="""
                same: It stays: the data are the same.
                    The flats are the same, but the slopes are made of the numbers. A change of the
                    weight now moves the output ten times as far.
                ten: It is ten times smaller.
                    That is one of two factors: the output moves ten times as far. But the slope has
                    the factor x, too, which is ten times as large.
                hundred: It is a hundred times smaller.
                    The output moves ten times as far, and the slope has the factor x, which is ten
                    times as large. So the bowl is a hundred times as steep.
                larger: It is ten times larger.
                    Larger inputs give the weight more leverage. More leverage needs more care, not
                    less.
            """,
            answer="hundred",
        ),
    ),
    points=(
        "A bias is added, so its local slope is 1: dj/db is the slope at the output.",
        "The loss is the mean over the samples, and each slope is the sum over the paths through "
        "all samples, divided by their number.",
        "A step may see all samples, a mini-batch or one. Small batches are cheap and noisy: with "
        "a constant learning rate they do not come to rest while samples disagree.",
        "The limit of the learning rate falls with the square of an input's scale, so inputs are "
        "standardised.",
    ),
)
