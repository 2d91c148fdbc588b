"""Practice of notebook 01: prediction, error and loss of the network with one weight."""

from __future__ import annotations

import numpy as np

from .. import neuron
from ..article import W, X, Y
from ..notation import number
from .engine import (
    ChoiceExercise,
    FunctionExercise,
    Lesson,
    NumberExercise,
    Prediction,
    floats,
)

_X_ASKED, _Y_ASKED = 2.5, 0.75  # the article's own answer is in the notebook

_BEST = float(neuron.best_weight(_X_ASKED, _Y_ASKED))


def _output(w: float) -> float:
    return float(neuron.forward(_X_ASKED, w))


_TWO = np.array([[X, 3], [Y, 0.6]])  # the inputs and the targets of two samples

_BEST_OF_TWO = float(_TWO[0] @ _TWO[1] / (_TWO[0] @ _TWO[0]))  # where the slope of the sum is 0

_LOSS_OF_TWO = float(np.sum(neuron.loss(neuron.forward(_TWO[0], _BEST_OF_TWO), _TWO[1])))


LESSON = Lesson(
    name="one_weight",
    exercises=(
        FunctionExercise(
            name="forward",
            prompt="Write the network's output ŷ for the input x and the weight w.",
            code='''
def my_forward(x, w):
    """Return the output of the network for the input x and the weight w."""
    return x * w
''',
            draws={"x": floats(-3, 3), "w": floats(-3, 3)},
            example={"x": X, "w": W},
            arrays=True,
            hints=(
                "The network has one input, one weight and nothing else.",
                "The weight says how strongly the input comes through: it multiplies it.",
            ),
            takeaway="ŷ = x·w: the weight scales the input.",
            mistakes="""
                added: x + w
                    You added x and w. A weight scales its input, so ŷ is the product x·w.
                subtracted: x - w
                    You subtracted w from x. A weight scales its input, so ŷ is the product x·w.
                divided_by_weight: x / w
                    You divided x by w. Then a larger weight gives a smaller output; ŷ = x·w
                    multiplies.
                divided_by_input: w / x
                    You divided w by x. A weight scales its input, so ŷ is the product x·w.
                sign_turned: -x * w
                    Your output has the wrong sign. Two positive numbers must give a positive ŷ.
                weight_ignored: x
                    You return the input as it is. The network would have nothing to learn:
                    multiply by the weight.
                input_ignored: w
                    You return the weight alone. The output must depend on the input: multiply by
                    x.
                article_input_typed_in: 1.5 * w
                    You typed the article's 1.5 in place of x. Use the parameter, or the network
                    answers the same for each input.
                error_returned: x * w - 0.5
                    You subtract the target too, which gives the error. The output is x·w alone.
                bias_added: x * w + 1
                    You add 1. This network has no bias: nothing is added to the product x·w.
                negative_outputs_cut: np.maximum(0, x * w)
                    You cut off negative outputs. This network has no activation function: it
                    returns x·w as it is.
                squashed: 1 / (1 + np.exp(-x * w))
                    You squash the output with a sigmoid. This network has no activation
                    function: it returns x·w as it is.
            """,
            ready_made=("forward",),
            also_right="""
                w * x
                0 + x * w
                x / (1 / w)
            """,
        ),
        FunctionExercise(
            name="loss",
            prompt="Write the loss j for the output ŷ and the target y.",
            code='''
def my_loss(y_hat, y):
    """Return the squared error of the output y_hat against the target y."""
    return (y_hat - y) ** 2
''',
            draws={"y_hat": floats(-3, 3), "y": floats(-3, 3)},
            example={"y_hat": X * W, "y": Y},
            arrays=True,
            hints=(
                "First the error: how far is ŷ from y?",
                "Then square it: too high and too low both count, and a far miss counts more.",
            ),
            takeaway="j = (ŷ − y)²: never negative, and 0 only where ŷ = y.",
            mistakes="""
                not_squared: y_hat - y
                    You return the error ŷ − y itself. It goes below 0 when ŷ is too small, so
                    the smallest would be the worst: square it.
                absolute: abs(y_hat - y)
                    You take the size of the error, |ŷ − y|. That is a loss too, but with a kink
                    at 0 and a slope of the same size everywhere, so nothing tells you that you
                    are close. The article squares the error.
                doubled: 2 * (y_hat - y)
                    You doubled the error. Squaring is (ŷ − y)·(ŷ − y), in Python `**`. The
                    factor 2 comes only with the derivative.
                halved: (y_hat - y) ** 2 / 2
                    You return half the squared error. Many books do, to lose the 2 in the
                    derivative; this course keeps the article's (ŷ − y)².
                squares_subtracted: y_hat**2 - y**2
                    You square first and then subtract. ŷ² − y² can be negative: subtract first,
                    with brackets, and square the difference.
                only_target_squared: y_hat - y**2
                    Only y is squared: `**` binds tighter than `-`. Put brackets round the
                    difference.
                summed: (y_hat + y) ** 2
                    You add ŷ and y. A perfect output would then have a large loss: the error is
                    ŷ − y.
                negative: -((y_hat - y) ** 2)
                    Your loss is negative. Then the worst weight would have the smallest loss,
                    and descent would run away from the target.
                relative: ((y_hat - y) / y) ** 2
                    You divide the error by y. The article's loss is the plain squared error; a
                    relative one breaks down at y = 0.
                cubed: (y_hat - y) ** 3
                    You cubed the error. A cube keeps the sign, so a low output would have a loss
                    below 0: the power is 2.
                reversed_not_squared: y - y_hat
                    You return y − ŷ, the error with its sign turned, and not squared. Square it:
                    then its sign no longer matters.
                reversed_doubled: 2 * (y - y_hat)
                    You doubled the difference y − ŷ. Square it: in Python that is `** 2`.
                only_target_doubled: y_hat - y * 2
                    Only y is doubled. A square is `** 2`, and it needs brackets round the
                    difference.
                target_subtracted_between_squares: (y_hat**2 - y) ** 2
                    You square ŷ before you subtract, and then again. Square once, after the
                    subtraction.
                target_square_lost: y_hat**2 - 2 * y_hat * y
                    You expanded the square and lost its last part, y².
                article_target_typed_in: (y_hat - 0.5) ** 2
                    You typed the article's 0.5 in place of y. Use the parameter, so that it holds
                    for any target.
            """,
            ready_made=("loss",),
            also_right="""
                (y - y_hat) ** 2
                (y_hat - y) * (y_hat - y)
                y_hat**2 - 2 * y_hat * y + y**2
                abs(y_hat - y) ** 2
            """,
        ),
        FunctionExercise(
            name="loss_of_weight",
            prompt="Write the loss as a function of the weight: forward and loss in one.",
            code='''
def my_loss_of_weight(x, y, w):
    """Return the loss of the weight w on the sample with the input x and the target y."""
    return (x * w - y) ** 2
''',
            draws={"x": floats(-3, 3), "y": floats(-3, 3), "w": floats(-3, 3)},
            example={"x": X, "y": Y, "w": W},
            arrays=True,
            hints=(
                "Compute ŷ = x·w first, then put it into (ŷ − y)².",
                "You may call the two functions you wrote above.",
            ),
            takeaway="j(w) = (x·w − y)²: a parabola over w, with its lowest point at w* = y/x.",
            mistakes="""
                forward_forgotten: (w - y) ** 2
                    You compare the weight with the target. It is the output ŷ = x·w that should
                    hit y.
                multiplied_last: (x * (w - y)) ** 2
                    You subtract y from w before multiplying by x. Multiply first: x·w − y.
                not_squared: x * w - y
                    You return the error x·w − y. The loss is its square.
                only_output_squared: (x * w) ** 2 - y
                    Only the output is squared. Put brackets round the whole difference x·w − y.
                only_target_squared: x * w - y**2
                    Only y is squared: `**` binds tighter than `-`. Put brackets round x·w − y.
                target_forgotten: (x * w) ** 2
                    The target is missing. This loss is smallest where the output is 0, whatever
                    y is.
                roles_swapped: (y * w - x) ** 2
                    Input and target have changed places: the weight multiplies the input x, and
                    the result is compared with y.
                weight_added: (x + w - y) ** 2
                    You add the weight to the input. The output is the product x·w.
                halved: (x * w - y) ** 2 / 2
                    You return half the loss. Many books do, to lose the 2 in the derivative;
                    this course keeps the article's (x·w − y)².
                absolute: abs(x * w - y)
                    You take the size of the error, |x·w − y|. The article's loss is its square.
                doubled: 2 * (x * w - y)
                    You doubled the error. Squaring is the error times itself.
                negative: -((x * w - y) ** 2)
                    Your loss is negative. Then the worst weight would have the smallest loss.
                squares_subtracted: (x * w) ** 2 - y**2
                    You square first and then subtract. Subtract first, with brackets, and square
                    the difference x·w − y.
                gradient_returned: 2 * (x * w - y) * x
                    You return the slope of the loss. The loss itself is (x·w − y)².
                output_only: x * w
                    You return the output x·w. The loss is its squared distance from the target
                    y.
                article_sample_typed_in: (1.5 * w - 0.5) ** 2
                    You typed in the article's 1.5 and 0.5. Use x and y, so that it holds for any
                    sample.
                reversed_not_squared: y - x * w
                    You return the error with its sign turned. The loss is its square.
                input_for_output: (x - y) ** 2
                    You compare the input with the target. It is the output x·w that should hit
                    y.
                distance_of_weight: (w - y / x) ** 2
                    That is the squared distance of the weight from w*. The loss measures how far
                    the output is from y.
                only_difference_squared: x * (w - y) ** 2
                    You subtract y from w, and only that is squared. Multiply first: x·w − y. Then
                    square all of it.
            """,
            inside="""
                y_hat = x * w
            """,
            also_right="""
                (y - w * x) ** 2
                x**2 * w**2 - 2 * x * w * y + y**2
                x * x * (w - y / x) ** 2
            """,
        ),
        NumberExercise(
            name="best_weight",
            prompt=f"For x = {_X_ASKED} and y = {_Y_ASKED}, at which weight is the loss 0?",
            answer=_BEST,
            tolerance=2e-3,
            hints=("The loss is 0 where ŷ = y.", f"Solve {_X_ASKED}·w = {_Y_ASKED} for w."),
            takeaway=f"w* = y/x = {number(_BEST, 3)}: with one sample, one division finds it. "
            "Descent will get there too.",
            consequence=lambda w: (
                f"There, ŷ = x·w = {number(_output(w), 6)}, but the target is {_Y_ASKED}."
            ),
            mistakes=f"""
                upside_down: {_X_ASKED / _Y_ASKED}
                    You divided x by y. From x·w = y follows w = y/x, the other way up.
                multiplied: {_X_ASKED * _Y_ASKED}
                    You multiplied x and y. To undo “times x”, divide by x: w = y/x.
                subtracted: {_Y_ASKED - _X_ASKED}
                    You took x away from y. The weight multiplies, so divide to find it: w = y/x.
                target_itself: {_Y_ASKED}
                    That is the target y. The output is x·w, so w = y would give
                    {_X_ASKED}·{_Y_ASKED} = {number(_output(_Y_ASKED))}.
                start: {W}
                    That is the weight the article starts with. Here its output is
                    {number(_output(W), 3)}.
                article_best: {neuron.best_weight(X, Y)}
                    That is the best weight for the article's sample. Here x = {_X_ASKED} and y =
                    {_Y_ASKED}.
                sign_turned: {-_BEST}
                    The sign is turned: with a negative weight a positive input gives a negative
                    output.
                factor_two: {_BEST / 2}
                    You have half of it. The 2 belongs to the derivative; here only x·w = y
                    counts.
                subtracted_in_turn: {_X_ASKED - _Y_ASKED}
                    You took y away from x. The weight multiplies, so divide to find it: w = y/x.
                doubled: {2 * _BEST}
                    You have twice as much. The 2 belongs to the square; here only x·w = y counts.
                no_weight: 0.0
                    With w = 0 the output is 0, so the loss is y² =
                    {number(float(neuron.loss(0, _Y_ASKED)))}, not 0.
            """,
        ),
        ChoiceExercise(
            name="twice_the_error",
            prompt="The error ŷ − y becomes twice as large. What happens to the loss?",
            options={
                "a": "It stays the same.",
                "b": "It becomes twice as large.",
                "c": "It becomes four times as large.",
                "d": "It becomes half as large.",
            },
            answer="c",
            hints=("Try it: an error of 1, then an error of 2.",),
            takeaway="Squaring makes a far miss count more: twice the error, four times the loss.",
            mistakes="""
                unchanged: a
                    The loss measures the error, so it cannot stay when the error grows.
                linear: b
                    That would hold for |ŷ − y|. The error is squared: from 1 to 2 it goes from 1
                    to 4.
                falls: d
                    A larger error is worse, and a worse output must have a larger loss.
            """,
        ),
        ChoiceExercise(
            name="output_from_loss",
            prompt="The target is 0.5, and you are told only that the loss is 0.09. "
            "What was the output?",
            options={
                "a": "0.8",
                "b": "0.2",
                "c": "0.2 or 0.8: the loss does not tell which",
                "d": "0.59: the target plus the loss",
                "e": "0.3: the root of the loss",
            },
            answer="c",
            hints=(
                "From the loss back to the error: which numbers have the square 0.09?",
                "0.3 and −0.3 both have it.",
            ),
            takeaway="The loss says how far off the output is, but not on which side. The way to "
            "go must come from somewhere else: from the slope, in the next notebook.",
            mistakes="""
                only_too_high: a
                    0.8 has this loss. But an error of −0.3 has the square 0.09 too: what would
                    the output be then?
                only_too_low: b
                    0.2 has this loss. But an error of 0.3 has the square 0.09 too: what would the
                    output be then?
                loss_taken_for_error: d
                    You took the loss for the error. The loss is the square of the error, so the
                    error is 0.3 or −0.3.
                error_taken_for_output: e
                    0.3 is the size of the error. The output is that far away from the target 0.5.
            """,
        ),
        ChoiceExercise(
            name="one_large_miss",
            prompt="Network A misses each of two targets by 1. Network B hits the first and misses "
            "the second by 2. Add up the losses of each: with (ŷ − y)², and with |ŷ − y|.",
            options={
                "a": "A and B are equally good with both losses.",
                "b": "B is worse with (ŷ − y)². With |ŷ − y| both are equally good.",
                "c": "B is worse with |ŷ − y|. With (ŷ − y)² both are equally good.",
                "d": "B is better with both losses: it hits one of the targets.",
            },
            answer="b",
            hints=("With (ŷ − y)², A has 1² + 1² and B has 0² + 2².",),
            takeaway="Squared, one miss by 2 costs as much as four misses by 1. So whoever makes "
            "the squared loss small fixes the large misses first.",
            mistakes="""
                square_unnoticed: a
                    The sums of the errors are equal, 2 and 2. Those of their squares are not:
                    1 + 1 and 0 + 4.
                losses_exchanged: c
                    It is the other way round. The square makes the one large miss count more:
                    1 + 1 and 0 + 4.
                hits_counted: d
                    A hit adds 0, but it does not make up for a large miss: squared, B has 0 + 4
                    and A has 1 + 1.
            """,
        ),
        ChoiceExercise(
            name="two_samples",
            prompt="A second sample comes in. For x = 1.5 we want 0.5, and for x = 3 we want 0.6. "
            "There is still one weight, and the two losses are added. How small can the sum be?",
            options={
                "a": "0, at w = 1/3: what fits the first sample fits the second.",
                "b": "0, at a weight between 0.2 and 1/3.",
                "c": "More than 0. The best weight lies between 0.2 and 1/3.",
                "d": "More than 0. The best weight is that of one of the samples, 0.2 or 1/3.",
            },
            answer="c",
            hints=(
                "Which weight does each sample want for itself?",
                "The first wants 0.5/1.5 = 1/3, the second 0.6/3 = 0.2. Can one weight be both?",
            ),
            takeaway=f"One weight cannot serve both samples: the best one is about "
            f"{number(_BEST_OF_TWO, 3)}, and a loss of {number(_LOSS_OF_TWO, 3)} is left. With "
            "real data the best loss is hardly ever 0.",
            mistakes="""
                first_sample_only: a
                    At w = 1/3 the output for x = 3 is 1, but we want 0.6. The second loss is 0.16
                    there.
                compromise_without_loss: b
                    Between the two weights, both outputs are wrong: one is too low and one too
                    high. Squares do not cancel, so a loss is left.
                one_sample_chosen: d
                    At w = 1/3 the first loss is flat, and the second falls as the weight goes
                    down. So a weight between the two has a smaller sum.
            """,
        ),
    ),
    predictions=(
        Prediction(
            name="towards_zero",
            question=f"You drag w from {W} all the way down to 0. What will the loss do?",
            choices=f"""
                falls: It falls all the way.
                    It does fall at first. But past w* = 1/3 the output {X}·w is too small, and
                    the error grows again on the other side.
                falls_then_rises: It falls, then rises.
                    At w* = 1/3 the output hits the target and the loss is 0. On both sides of it
                    the squared error grows: j(w) is a parabola.
                rises: It rises all the way.
                    At {W} the output {number(neuron.forward(X, W))} is too large, so a smaller
                    weight helps, and the loss falls until w* = 1/3.
                falls_to_flat: It falls, then stays at 0.
                    It touches 0 only at w* = 1/3. Below it the output is too small, and too
                    small is an error as well, and the square counts it.
            """,
            answer="falls_then_rises",
        ),
    ),
    points=(
        "The network predicts: ŷ = x·w, the weight scales the input.",
        "The data say what the output should be: the target y.",
        "The loss j = (ŷ − y)² says how wrong it is: never negative, and 0 only when right.",
        "The square counts misses on both sides, and a large miss much more than a small one.",
        "The loss is also called the cost or the error function. Learning means making it small.",
        "With numbers: 1.2 against 0.5 is an error of 0.7, and so a loss of 0.49.",
    ),
)
