"""Practice of notebook 05: two weights in a chain, and the slopes that are passed back."""

from __future__ import annotations

from .. import chain
from ..article import W1, W2, X, Y
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
from .the_question import THE_QUESTION

_SLOPES = chain.backward(chain.forward(X, [W1, W2]), [W1, W2], Y)
_SLOPE_1, _SLOPE_2 = map(number, _SLOPES.weights)

# Three weights, chosen so that all mistakes give different numbers.
_X_ASKED, _Y_ASKED, _THREE = 3.0, 2.0, [0.2, 4.0, 2.5]
_VALUES = chain.forward(_X_ASKED, _THREE)
_ASKED = chain.backward(_VALUES, _THREE, _Y_ASKED)
_ARRIVES = float(_ASKED.values[-1])

# The step in which w₂ moves before dj/dh is taken, with a learning rate of its own.
_LR_ASKED = 0.2
_NEW_W2 = W2 - _LR_ASKED * float(_SLOPES.weights[1])
_W1_TOO_EARLY = W1 - _LR_ASKED * float(_SLOPES.values[2]) * _NEW_W2 * X
_W1_RIGHT = W1 - _LR_ASKED * float(_SLOPES.weights[0])

_PASSES, _PASS_SECONDS = 1_000_001, 0.01
_HOURS = _PASSES * _PASS_SECONDS / 3600
_STEP = 0.001  # of w₁ to either side, which moves the loss by exactly twice this times the slope


def _moves(slope: float) -> str:
    """Return how far the loss would move with this slope of w₁, and how far it does."""
    return (
        f"Then the loss would change by {number(2 * _STEP * slope)} from w₁ = "
        f"{number(_THREE[0] - _STEP)} to w₁ = {number(_THREE[0] + _STEP)}. It changes by "
        f"{number(2 * _STEP * float(_ASKED.weights[0]))}."
    )


def _for_each_pass(hours: float) -> str:
    milliseconds = number(hours * 3600 / _PASSES * 1000, 3)
    return f"That would leave {milliseconds} ms for each of the forward passes."


def _its_slope(w1: float) -> str:
    slope = number((W1 - w1) / _LR_ASKED)
    return f"With it, line 4 would have subtracted {number(_LR_ASKED)} · {slope}."


_WRONG = {
    "w2_skipped": _ARRIVES * _THREE[2] * _X_ASKED,
    "w3_skipped": _ARRIVES * _THREE[1] * _X_ASKED,
    "nothing_passed": _ARRIVES * _X_ASKED,
    "own_weight": float(_ASKED.values[0]),
    "gradients_passed": _ARRIVES * float(_VALUES[2] * _VALUES[1]) * _X_ASKED,
    "w2_gradient_passed": float(_ASKED.weights[1]) * _X_ASKED,
}

LESSON = Lesson(
    name="backward_pass",
    exercises=(
        FunctionExercise(
            name="backward",
            prompt="Write the backward pass through two weights: return dj/dw1 and dj/dw2.",
            code='''
def my_backward(x, y, w1, w2):
    """Return dj/dw1 and dj/dw2, in this order, for the network h = x·w1, ŷ = h·w2."""
    h = x * w1
    y_hat = h * w2
    dj_dy_hat = 2 * (y_hat - y)
    dj_dw2 = dj_dy_hat * h
    dj_dh = dj_dy_hat * w2
    dj_dw1 = dj_dh * x
    return dj_dw1, dj_dw2
''',
            draws={
                "x": floats(-2, 2),
                "y": floats(-2, 2),
                "w1": floats(-2, 2),
                "w2": floats(-2, 2),
            },
            example={"x": X, "y": Y, "w1": W1, "w2": W2},
            is_slope=True,
            ready_made=("chain.gradient", "chain.backward"),
            inside="""
                h = x * w1
                y_hat = x * w1 * w2
                dj_dy_hat = 2 * (x * w1 * w2 - y)
                dj_dh = 2 * (x * w1 * w2 - y) * w2
            """,
            length_hint="Return the slopes of both weights and no other: `return dj_dw1, dj_dw2`.",
            hints=(
                "First the values, from left to right: h, then y_hat.",
                "Then the slopes, from right to left: dj_dy_hat, dj_dw2, dj_dh, dj_dw1.",
                "Each slope is the one that arrives times the other factor of the product: "
                "dj_dw2 = dj_dy_hat * h, and dj_dh = dj_dy_hat * w2.",
            ),
            takeaway="One pass forward, one pass back, and both slopes are there.",
            mistakes="""
                order_swapped: right(x, y, w1, w2)[::-1]
                    Both numbers are right, but in the wrong order: dj/dw1 comes first.
                own_weight: (2 * (x * w1 * w2 - y) * w2 * w1, 2 * (x * w1 * w2 - y) * w2)
                    You multiply by the weight itself. The slope of a weight is the slope that
                    arrives times the value that came in: x for w1, h for w2.
                own_weight_at_w2: (2 * (x * w1 * w2 - y) * w2 * x, 2 * (x * w1 * w2 - y) * w2)
                    Your dj/dw2 has the factor w2. That is dj/dh. For dj/dw2 the factor is h, the
                    value that w2 multiplies.
                input_at_w2: (2 * (x * w1 * w2 - y) * w2 * x, 2 * (x * w1 * w2 - y) * x)
                    Your dj/dw2 has the factor x. But x does not reach w2: what w2 multiplies is
                    h = x·w1.
                output_at_w2: (2 * (x * w1 * w2 - y) * w2 * x, \
2 * (x * w1 * w2 - y) * x * w1 * w2)
                    Your dj/dw2 has the factor y_hat, which comes out of w2. The factor is what
                    came in: h.
                hidden_at_w1: (2 * (x * w1 * w2 - y) * w2 * x * w1, 2 * (x * w1 * w2 - y) * x * w1)
                    Your dj/dw1 has the factor h, which comes out of w1. The factor is what came
                    in: x.
                own_weights_alone: (2 * (x * w1 * w2 - y) * w1, 2 * (x * w1 * w2 - y) * w2)
                    You multiplied each slope by the weight itself. The slope of a weight has the
                    value that came in: x for w1, h for w2. And what reaches w1 has passed through
                    w2.
                wires_only: (2 * (x * w1 * w2 - y) * x, 2 * (x * w1 * w2 - y) * w1)
                    On the way to w1 you left out w2, and for w2 you took w1 in place of h = x·w1.
                input_forgotten: (2 * (x * w1 * w2 - y) * w2, 2 * (x * w1 * w2 - y) * x * w1)
                    Your dj/dw1 stops at h: that is dj/dh. The last factor is x, the value that w1
                    multiplies.
                not_passed_through: (2 * (x * w1 * w2 - y) * x, 2 * (x * w1 * w2 - y) * x * w1)
                    On the way to w1 you left out w2: dj/dh is dj/dŷ · w2, not dj/dŷ.
                passed_through_w1: (2 * (x * w1 * w2 - y) * w1 * x, 2 * (x * w1 * w2 - y) * x * w1)
                    On the way to w1 you multiplied by w1. The link from h to ŷ has the weight w2:
                    dj/dh = dj/dŷ · w2.
                slope_added: (2 * (x * w1 * w2 - y) + w2 + x, 2 * (x * w1 * w2 - y) + x * w1)
                    You added the slopes of the links. Rates along a chain multiply.
                passed_through_the_other_slope: (2 * (x * w1 * w2 - y) * x * w1 * w2 * x, \
2 * (x * w1 * w2 - y) * x * w1)
                    You passed dj/dw2 on to w1. What is passed back is dj/dh, the slope of the
                    value between the two.
                factor_two_missing: ((x * w1 * w2 - y) * w2 * x, (x * w1 * w2 - y) * x * w1)
                    The factor 2 is missing: the slope of the square is 2(ŷ − y).
                sign_turned: (-2 * (x * w1 * w2 - y) * w2 * x, -2 * (x * w1 * w2 - y) * x * w1)
                    The signs are turned. The error is ŷ − y, and the minus of the descent comes
                    later.
                loss_for_error: (2 * (x * w1 * w2 - y) ** 2 * w2 * x, \
2 * (x * w1 * w2 - y) ** 2 * x * w1)
                    You doubled the loss. The slope of the square is twice what was squared: twice
                    the error.
                w2_moved_first: \
(lambda dw1, dw2: (dw1 * (w2 - 0.1 * dw2) / w2, dw2))(*right(x, y, w1, w2))
                    You moved w2 before you passed through it. All slopes are those of the old
                    weights.
                weights_returned: \
(lambda dw1, dw2: (w1 - 0.1 * dw1, w2 - 0.1 * dw2))(*right(x, y, w1, w2))
                    Those are the weights after a step. Return the slopes; the step comes later.
                error_missing: (2 * w2 * x, 2 * x * w1)
                    The error ŷ − y is missing: dj/dŷ = 2(ŷ − y).
                same_slope_twice: (2 * (x * w1 * w2 - y) * x, 2 * (x * w1 * w2 - y) * x)
                    Both of your slopes are those of the network with one weight. Here each
                    weight has its own: what comes in and what is passed back differ.
                article_typed_in: (1.05, 3.36)
                    You typed in the article's numbers. Compute them from the parameters.
            """,
            also_right="""
                (2 * (x * w1 * w2 - y) * x * w2, 2 * (x * w1 * w2 - y) * x * w1)
                [2 * x * w2 * (x * w1 * w2 - y), -2 * (y - x * w1 * w2) * w1 * x]
            """,
        ),
        WorkedStep(
            name="two_weights",
            prompt="Work out a whole step by hand. The network is a chain of two weights: "
            "h = x·w₁, then ŷ = h·w₂. The loss is j = (ŷ − y)².",
            draws={
                "x": sampled_from(1.5, 2, 2.5, 3, 4),
                "y": sampled_from(*(tenths / 10 for tenths in range(2, 30))),
                "w1": sampled_from(0.3, 0.6, 0.7, 0.9, 1.2, 1.4, 1.6, 1.8),
                "w2": sampled_from(0.2, 0.4, 0.5, 0.8, 1.1, 1.5),
                "lr": sampled_from(0.02, 0.05, 0.1, 0.2),
            },
            only_if="(x * new_w1 * new_w2 - y) ** 2 < j < 6",
            example={"x": 2.5, "y": 1.9, "w1": 1.2, "w2": 1.1, "lr": 0.05},
            quantities=(
                Quantity(
                    name="h",
                    label="h",
                    means="the hidden value",
                    rule="x * w1",
                    mistakes="""
                        added: x + w1
                            You added the weight to x. It multiplies the input.
                        other_weight: x * w2
                            You took w₂. The first weight of the chain is w₁.
                    """,
                ),
                Quantity(
                    name="y_hat",
                    label="ŷ",
                    means="the output",
                    rule="h * w2",
                    mistakes="""
                        added: h + w2
                            You added the weight to h. It multiplies what comes in.
                        input_for_h: x * w2
                            You multiplied x by w₂. The second weight gets h, not x.
                        other_weight: h * w1
                            You took w₁ again. The second weight of the chain is w₂.
                        error_already: h * w2 - y
                            You have taken off the target already. The output comes first.
                    """,
                ),
                Quantity(
                    name="j",
                    label="j",
                    means="the loss",
                    rule="(y_hat - y) ** 2",
                    mistakes="""
                        not_squared: y_hat - y
                            That is the error ŷ − y. The loss is its square.
                        doubled: 2 * (y_hat - y)
                            You doubled the error. The loss is the error times itself.
                        squares_subtracted: y_hat ** 2 - y ** 2
                            You squared first and then subtracted. Subtract first, then square.
                        halved: (y_hat - y) ** 2 / 2
                            You halved the square. Some books do; this course takes the whole
                            square.
                        negative: -((y_hat - y) ** 2)
                            The sign of the error was not squared with it. No square is negative.
                        h_for_output: (h - y) ** 2
                            You compared h with the target. Compare the output ŷ.
                    """,
                ),
                Quantity(
                    name="dj_dy_hat",
                    label="dj/dŷ",
                    means="the slope at the output",
                    rule="2 * (y_hat - y)",
                    mistakes="""
                        two_missing: y_hat - y
                            The factor 2 is missing. It comes from the square.
                        sign_turned: 2 * (y - y_hat)
                            Your sign is turned: the error is ŷ − y, not y − ŷ.
                        loss_taken: j
                            You wrote the loss again. Its slope is twice the error: 2(ŷ − y).
                        target_missing: 2 * y_hat
                            The target is missing: the 2 multiplies the error ŷ − y.
                        loss_doubled: 2 * j
                            You doubled the loss. The derivative of a square is twice what was
                            squared: twice the error.
                        brackets_lost: 2 * y_hat - y
                            You doubled ŷ alone. The 2 multiplies the whole error ŷ − y.
                        too_far: 2 * (y_hat - y) * x
                            You have multiplied by x already. The first slope only says how j
                            changes with ŷ.
                    """,
                ),
                Quantity(
                    name="dj_dw2",
                    label="dj/dw₂",
                    means="the slope of w₂",
                    rule="dj_dy_hat * h",
                    mistakes="""
                        own_weight: dj_dy_hat * w2
                            You multiplied by w₂ itself: that is dj/dh, which is passed back. A
                            weight's slope has the factor h, the value that came in.
                        input_for_h: dj_dy_hat * x
                            You multiplied by x. What came in at w₂ is h.
                        output_for_h: dj_dy_hat * y_hat
                            You multiplied by ŷ, which comes out. Multiply by h, which came in.
                        added: dj_dy_hat + h
                            You added h. Along a chain, rates multiply.
                        of_w1: dj_dy_hat * w2 * x
                            That is dj/dw₁. It comes two lines further down.
                        nothing_multiplied: dj_dy_hat
                            That is dj/dŷ again. Multiply it by h, the value that came in.
                        h_only: h
                            That is dŷ/dw₂ alone. Multiply it by the slope that arrives, dj/dŷ.
                    """,
                ),
                Quantity(
                    name="dj_dh",
                    label="dj/dh",
                    means="what is passed back",
                    rule="dj_dy_hat * w2",
                    mistakes="""
                        not_through_w2: dj_dy_hat
                            You forgot to pass through w₂: if h moves, ŷ moves w₂ times as far.
                        updated_first: dj_dy_hat * (w2 - lr * dj_dw2)
                            You updated w₂ first and passed through the new one. The whole backward
                            pass is made with the old weights; they all move after it.
                        through_w1: dj_dy_hat * w1
                            You passed through w₁. The weight between h and ŷ is w₂.
                        h_for_weight: dj_dy_hat * h
                            That is dj/dw₂ again. To pass back, multiply by the weight, w₂.
                        gradient_passed_back: dj_dw2 * w2
                            You passed back dj/dw₂. That slope stays with its weight: pass back
                            dj/dŷ.
                        of_w1: dj_dy_hat * w2 * x
                            You went on to w₁: that is dj/dw₁, the next line.
                        added: dj_dy_hat + w2
                            You added w₂. Along a chain, rates multiply.
                    """,
                ),
                Quantity(
                    name="dj_dw1",
                    label="dj/dw₁",
                    means="the slope of w₁",
                    rule="dj_dh * x",
                    mistakes="""
                        own_weight: dj_dh * w1
                            You multiplied by w₁ itself. A weight's slope has the factor x, the
                            value that came in.
                        h_for_input: dj_dh * h
                            You multiplied by h, which comes out of w₁. What came in is x.
                        nothing_multiplied: dj_dh
                            That is dj/dh again. Multiply it by x, the value that came in.
                        of_w2: dj_dw2
                            That is dj/dw₂. For dj/dw₁, multiply dj/dh by x.
                        link_skipped: dj_dy_hat * x
                            You took dj/dŷ and skipped a link. What arrives at h is dj/dh.
                        gradient_passed_back: dj_dw2 * x
                            You took dj/dw₂. What arrives at h is dj/dh.
                        through_w2_again: dj_dh * w2 * x
                            You passed through w₂ twice. It is in dj/dh already.
                        added: dj_dh + x
                            You added x. Along a chain, rates multiply.
                    """,
                ),
                Quantity(
                    name="new_w2",
                    label="new w₂",
                    means="the second weight after the step",
                    rule="w2 - lr * dj_dw2",
                    mistakes="""
                        climbs: w2 + lr * dj_dw2
                            Your w₂ climbs: the gradient points uphill, so it must be subtracted.
                        rate_missing: w2 - dj_dw2
                            The learning rate is missing in the step of w₂.
                        step_only: -lr * dj_dw2
                            That is the step of w₂ alone. Add it to the old w₂.
                        other_gradient: w2 - lr * dj_dw1
                            You moved w₂ by the slope of w₁. Each weight has its own.
                        passed_back_for_gradient: w2 - lr * dj_dh
                            You moved w₂ by dj/dh. That one is passed back; w₂ moves by dj/dw₂.
                        of_w1: w1 - lr * dj_dw1
                            That is the new w₁. It comes in the next line.
                        other_weight: w1 - lr * dj_dw2
                            You began with w₁. The step of w₂ begins at the old w₂.
                    """,
                ),
                Quantity(
                    name="new_w1",
                    label="new w₁",
                    means="the first weight after the step",
                    rule="w1 - lr * dj_dw1",
                    mistakes="""
                        climbs: w1 + lr * dj_dw1
                            Your w₁ climbs: the gradient points uphill, so it must be subtracted.
                        rate_missing: w1 - dj_dw1
                            The learning rate is missing in the step of w₁.
                        step_only: -lr * dj_dw1
                            That is the step of w₁ alone. Add it to the old w₁.
                        other_gradient: w1 - lr * dj_dw2
                            You moved w₁ by the slope of w₂. Each weight has its own.
                        passed_back_for_gradient: w1 - lr * dj_dh
                            You moved w₁ by dj/dh. That is the slope at h; multiply it by x first.
                        of_w2: new_w2
                            That is the new w₂ again.
                        other_weight: w2 - lr * dj_dw1
                            You began with w₂. The step of w₁ begins at the old w₁.
                    """,
                ),
            ),
            hints=(
                "Forward, from left to right: h, then ŷ, then the loss.",
                "Backward, from right to left, starting with dj/dŷ = 2(ŷ − y). Each slope is one "
                "that you have already, times one more rate.",
                "A weight's slope is the slope that arrives, times the value that came in. What "
                "is passed back is the slope that arrives, times the weight.",
                "The weights move last, both at once: each by lr times its own slope, downhill.",
            ),
            takeaway="dj/dŷ was used twice, dj/dh was passed back, and h was kept from the forward "
            "pass: that is back-propagation.",
        ),
        NumberExercise(
            name="three_weights",
            prompt=f"One more link: x = {number(_X_ASKED)}, w₁ = {number(_THREE[0])}, "
            f"w₂ = {number(_THREE[1])}, w₃ = {number(_THREE[2])}, and the target is "
            f"{number(_Y_ASKED)}. What is dj/dw₁? Work it out by hand, from right to left.",
            answer=float(_ASKED.weights[0]),
            consequence=_moves,
            hints=(
                "Forward first: h₁ = x·w₁, h₂ = h₁·w₂, ŷ = h₂·w₃.",
                f"dj/dŷ = 2(ŷ − y) = {number(_ARRIVES)}. Pass it back through w₃, then w₂.",
                f"dj/dh₁ = {number(_ARRIVES)} · w₃ · w₂, and dj/dw₁ = dj/dh₁ · x.",
            ),
            takeaway="A longer chain needs nothing new: each link multiplies the slope that "
            "arrives by its weight and passes it on.",
            mistakes=f"""
                that_is_w2: {float(_ASKED.weights[1])}
                    That is dj/dw₂. Go one link further: through w₂ to h₁, then to w₁.
                that_is_w3: {float(_ASKED.weights[2])}
                    That is dj/dw₃. Go on to the left, through w₃ and w₂.
                that_is_h1: {float(_ASKED.values[1])}
                    That is dj/dh₁. One factor is left: the value that w₁ multiplies, x.
                that_is_h2: {float(_ASKED.values[2])}
                    That is dj/dh₂. Two links are left.
                that_is_y_hat: {_ARRIVES}
                    That is dj/dŷ, where the way back begins.
                w2_skipped: {_WRONG["w2_skipped"]}
                    You left out w₂ on the way back.
                w3_skipped: {_WRONG["w3_skipped"]}
                    You left out w₃ on the way back.
                nothing_passed: {_WRONG["nothing_passed"]}
                    You multiplied dj/dŷ by x alone. On the way back it passes through w₃ and w₂.
                gradients_passed: {_WRONG["gradients_passed"]}
                    You passed on dj/dw₃ and dj/dw₂. They stay with their weights: what is passed
                    back is dj/dh₂, and then dj/dh₁.
                w2_gradient_passed: {_WRONG["w2_gradient_passed"]}
                    You multiplied dj/dw₂ by x. What arrives at w₁ is dj/dh₁ = dj/dh₂ · w₂.
                own_weight: {_WRONG["own_weight"]}
                    Your last factor is w₁ itself, which gives dj/dx. For dj/dw₁ it is x.
                loss_doubled: {float(_ASKED.weights[0]) * (float(_VALUES[-1]) - _Y_ASKED)}
                    You began with twice the loss. The slope of the square is twice the error.
                factor_two_missing: {float(_ASKED.weights[0]) / 2}
                    The factor 2 is missing: the slope of the square is 2(ŷ − y).
                sign_turned: {-float(_ASKED.weights[0])}
                    The sign is turned: the error is ŷ − y.
            """,
        ),
        ChoiceExercise(
            name="kept",
            prompt="The backward pass is about to compute dj/dw₂. Which number of the forward pass "
            "does this one step need?",
            options={
                "a": "The loss j.",
                "b": "The hidden value h.",
                "c": "The weight w₂.",
                "d": "The input x.",
            },
            answer="b",
            hints=("Which two numbers does the forward pass multiply at this link?",),
            takeaway="Multiplying swaps: the slope of one factor needs the other. So the forward "
            "pass keeps its values, and training needs more memory than using the network.",
            mistakes="""
                loss_kept: a
                    The loss is where the way back begins, but its value is used nowhere: dj/dŷ
                    = 2(ŷ − y) needs the error, and dj/dw₂ needs dj/dŷ and h.
                own_weight_kept: c
                    w₂ is needed to go past this link, to dj/dh. The slope of w₂ itself needs the
                    value that it multiplies.
                input_kept: d
                    x is needed one link further left, for dj/dw₁.
            """,
        ),
        NumberExercise(
            name="hours_of_nudging",
            prompt="A network has a million weights, and one forward pass takes 10 ms. How many "
            "hours does it take to measure all slopes once, by nudging each weight to one side? "
            "(As a decimal: an hour and a half is 1.5.)",
            answer=_HOURS,
            tolerance=0.01,
            consequence=_for_each_pass,
            hints=(
                "How many forward passes are needed? One without a nudge, and one for each weight.",
                "Multiply by 0.01 s, and divide by 3600 s.",
            ),
            takeaway=f"{number(_HOURS, 3)} hours for one step of the descent. A forward and a "
            "backward pass together take some 30 ms.",
            mistakes=f"""
                in_seconds: {_PASSES * _PASS_SECONDS}
                    That is in seconds. There are 3600 in an hour.
                in_minutes: {_PASSES * _PASS_SECONDS / 60}
                    That is in minutes.
                both_sides: {2 * _HOURS}
                    That is for nudging to both sides, two passes for each weight.
                three_passes: {3 * _HOURS}
                    That is three passes for each weight. One is enough: nudging needs no backward
                    pass.
                one_weight: {_PASS_SECONDS / 3600}
                    That is the time for one pass. Each of the million weights needs one of its own.
                milliseconds: {1000 * _HOURS}
                    10 ms is 0.01 s.
            """,
        ),
        ChoiceExercise(
            name="updated_too_early",
            prompt="A learner wrote this step. One line is in the wrong place. What is wrong?\n"
            "  1. dj_dy_hat = 2 * (y_hat - y)\n"
            "  2. w2 = w2 - lr * dj_dy_hat * h\n"
            "  3. dj_dh = dj_dy_hat * w2\n"
            "  4. w1 = w1 - lr * dj_dh * x",
            options={
                "a": "Nothing: each weight moves against its own slope.",
                "b": "Line 3 uses the new w2. The slope belongs to the old one.",
                "c": "w1 must move before w2, because it comes first in the network.",
                "d": "After line 2 the output has changed, so dj_dy_hat must be computed again.",
            },
            answer="b",
            hints=("With which w2 was ŷ computed?",),
            takeaway="First all slopes, then all updates. The slopes are those of the network that "
            "made the forward pass.",
            mistakes="""
                nothing_wrong: a
                    Look at line 3: which w2 does it use, and with which one was ŷ computed?
                order_of_the_network: c
                    The order in which the weights move does not matter if all slopes were
                    computed before.
                computed_again: d
                    Then you would make two half-steps at two places. The usual step computes all
                    slopes at one place and moves all weights at once.
            """,
        ),
        NumberExercise(
            name="moved_too_early",
            prompt=f"Run those four lines by hand for x = 1.5, y = 0.5, w₁ = 1.6, w₂ = 0.5, with "
            f"lr = {number(_LR_ASKED)}. Which w₁ do they give?",
            answer=_W1_TOO_EARLY,
            tolerance=2e-4,
            consequence=_its_slope,
            hints=(
                f"h = 2.4, ŷ = 1.2, dj/dŷ = 1.4. Line 2: w₂ = 0.5 − {number(_LR_ASKED)} · 3.36.",
                f"The new w₂ is {number(_NEW_W2)}. Line 3 multiplies 1.4 by it.",
            ),
            takeaway=f"The right w₁ is {number(_W1_RIGHT)}. The faulty code moves w₁ up instead of "
            "down: the new w₂ is negative, and the sign of the slope turns with it.",
            mistakes=f"""
                the_right_step: {_W1_RIGHT}
                    That is what the right code gives. Line 3 of the faulty code uses the new w₂,
                    {number(_NEW_W2)}.
                new_w2: {_NEW_W2}
                    That is the new w₂. Go on with lines 3 and 4.
                climbs: {2 * W1 - _W1_TOO_EARLY}
                    Line 4 subtracts, and dj_dh is negative: minus a negative number is plus.
                slope_of_w1: {(W1 - _W1_TOO_EARLY) / _LR_ASKED}
                    That is dj_dh · x. Line 4 takes lr times it off w₁.
                passed_back: {(W1 - _W1_TOO_EARLY) / _LR_ASKED / X}
                    That is dj_dh, line 3. Go on with line 4.
                step_alone: {_W1_TOO_EARLY - W1}
                    That is how far w₁ moves. Which w₁ does it reach?
                input_forgotten: {W1 + (_W1_TOO_EARLY - W1) / X}
                    In line 4, x = 1.5 is missing.
                lr_of_the_article: {W1 - 0.1 * float(_SLOPES.values[2]) * (W2 - 0.336) * X}
                    That is the result with lr = 0.1.
            """,
        ),
        ChoiceExercise(
            name="from_zero",
            prompt="A descent starts at w₁ = 0 and w₂ = 0.5, with x = 1.5 and y = 0.5. What does "
            "the first step move?",
            options={
                "a": "Both weights.",
                "b": "Only w₁.",
                "c": "Only w₂.",
                "d": "Neither: with w₁ = 0 everything is 0.",
            },
            answer="b",
            hints=("Work out h, then dj/dw₂ = dj/dŷ · h, then dj/dw₁ = dj/dŷ · w₂ · x.",),
            takeaway="Each weight learns through the other: the slope of w₂ is 0 while h = 0, and "
            "that of w₁ is 0 while w₂ = 0. If both are 0, nothing ever moves, so a network "
            "must not start with all its weights at 0.",
            mistakes="""
                both_move: a
                    h = x·w₁ is 0, so dj/dw₂ = dj/dŷ · h is 0: w₂ stays where it is in this step.
                other_way_round: c
                    It is the other way round: dj/dw₂ = dj/dŷ · h, and h = 0. The slope of w₁
                    passes through w₂ = 0.5 and is not 0.
                nothing_moves: d
                    The output is 0, but the error is −0.5 and the slope passes through w₂ = 0.5 on
                    its way to w₁. Only a start at (0, 0) holds both in place.
            """,
        ),
    ),
    predictions=(
        Prediction(
            name="which_weight",
            question=f"w₁ = {W1} and w₂ = {W2} have the same share in ŷ: it is their product times "
            "x. Which of them has the larger slope, so that a nudge of it moves the loss more?",
            choices=f"""
                first: w₁, because it is the larger weight.
                    Its own size is not in its slope. What reaches w₁ was multiplied by w₂ = {W2}
                    on the way, so dj/dw₁ is only {_SLOPE_1}.
                second: w₂.
                    What w₂ multiplies is h = 2.4, so each nudge of w₂ counts 2.4 times:
                    dj/dw₂ = {_SLOPE_2}. On the way to w₁ the slope is halved by w₂ = {W2}:
                    dj/dw₁ = {_SLOPE_1}.
                same: They have the same slope.
                    Swapping them would not change ŷ. But the same nudge is a larger part of the
                    smaller weight, so there it moves ŷ more: dj/dw₂ = {_SLOPE_2} and
                    dj/dw₁ = {_SLOPE_1}.
            """,
            answer="second",
        ),
    ),
    points=THE_QUESTION.points,
    question=THE_QUESTION,
)
