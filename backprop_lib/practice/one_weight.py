"""Practice of notebook 01: prediction, error and loss of the network with one weight."""

from __future__ import annotations

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
            """,
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
                "Then square it, so that too high and too low both count, "
                "and a far miss counts more.",
            ),
            takeaway="j = (ŷ − y)²: never negative, and 0 only where ŷ = y.",
            mistakes="""
                not_squared: y_hat - y
                    You return the error ŷ − y itself. It goes below 0 when ŷ is too small, so
                    the smallest would be the worst: square it.
                absolute: abs(y_hat - y)
                    You take the size of the error, |ŷ − y|. That is a loss too, but with a kink
                    at 0 and the same steepness everywhere; the article squares the error.
                doubled: 2 * (y_hat - y)
                    You doubled the error. Squaring is (ŷ − y)·(ŷ − y); the factor 2 comes only
                    with the derivative.
                halved: (y_hat - y) ** 2 / 2
                    You return half the squared error. Many books do, to lose the 2 in the
                    derivative; this course keeps the article's (ŷ − y)².
                squares_subtracted: y_hat**2 - y**2
                    You square first and subtract then. ŷ² − y² can be negative: subtract first,
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
            """,
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
                    You square first and subtract then. Subtract first, with brackets, and square
                    the difference x·w − y.
                gradient_returned: 2 * (x * w - y) * x
                    You return the slope of the loss. The loss itself is (x·w − y)².
                output_only: x * w
                    You return the output x·w. The loss is its squared distance from the target
                    y.
                article_sample_typed_in: (1.5 * w - 0.5) ** 2
                    You typed in the article's 1.5 and 0.5. Use x and y, so that it holds for any
                    sample.
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
                    It touches 0 at w* = 1/3 only. Below it the output is too small, and too
                    small is an error as well: the square sees to it.
            """,
            answer="falls_then_rises",
        ),
    ),
    points=(
        "The network predicts: ŷ = x·w, the weight scales the input.",
        "The error is ŷ − y, the output against the target.",
        "The loss j = (ŷ − y)² makes it one number that is never negative and 0 only when right.",
        "Only w can be changed: x and y are given by the data.",
        "Learning means finding the w with the smallest loss.",
    ),
)
