"""Practice of notebook 02: the slope of the loss, measured and derived."""

from __future__ import annotations

from ..article import LR, W, X, Y
from ..gradcheck import secant_slope
from ..neuron import forward, gradient, loss, update
from ..notation import number
from .engine import (
    ChoiceExercise,
    Curve,
    FunctionExercise,
    Lesson,
    NumberExercise,
    OrderingExercise,
    Prediction,
    floats,
    sampled_from,
)

_ARTICLE_LOSS = Curve("(1.5·w − 0.5)²", lambda w: (X * w - Y) ** 2)

_CURVES = sampled_from(
    Curve("w³ − 2w", lambda w: w**3 - 2 * w),
    Curve("w⁴ + w", lambda w: w**4 + w),
    Curve("1.3w³ + w²", lambda w: 1.3 * w**3 + w**2),
)

_W_ASKED, _NUDGE = -0.5, 0.1  # the slopes at the article's weights are in the notebook

_ERROR = float(forward(X, _W_ASKED)) - Y

_SLOPE = float(gradient(X, Y, _W_ASKED))


def _loss_at(w: float) -> float:
    return float(loss(forward(X, w), Y))


def _measured(nudge: float) -> float:
    return float(secant_slope(_loss_at, _W_ASKED, nudge))


_SECANT = _measured(_NUDGE)


def _between_the_secants(slope: float) -> str:
    early = " Did you round too early?" if abs(slope - _SLOPE) <= 0.06 else ""
    return (
        f"A nudge of {_NUDGE} to the right measures {number(_SECANT, 6)}, and one to the left "
        f"measures {number(_measured(-_NUDGE), 6)}. The slope of the tangent lies between "
        f"them.{early}"
    )


_X_CHAIN, _W_CHAIN, _Y_CHAIN, _UP = 3, 0.5, 0.3, 0.01

_OUTER = 2 * (_X_CHAIN * _W_CHAIN - _Y_CHAIN)

_LOSS_CHAIN, _LOSS_UP = map(float, loss(forward(_X_CHAIN, [_W_CHAIN, _W_CHAIN + _UP]), _Y_CHAIN))


_X_DOUBLED = 2 * X

_SLOPE_START, _SLOPE_DOUBLED = map(float, gradient([X, _X_DOUBLED], Y, W))

_ERROR_START, _ERROR_DOUBLED = (_SLOPE_START / X / 2, _SLOPE_DOUBLED / _X_DOUBLED / 2)


LESSON = Lesson(
    name="slope",
    exercises=(
        FunctionExercise(
            name="gradient",
            prompt="Write dj/dw, the slope of the loss j = (x·w − y)² at the weight w.",
            code='''
def my_gradient(x, y, w):
    """Return dj/dw at the weight w for the input x and the target y."""
    return 2 * (x * w - y) * x
''',
            draws={"x": floats(-3, 3), "y": floats(-3, 3), "w": floats(-3, 3)},
            example={"x": X, "y": Y, "w": W},
            arrays=True,
            hints=(
                "The chain rule: dj/dw = dj/dŷ · dŷ/dw.",
                "Outer: dj/dŷ = 2(ŷ − y). Inner: dŷ/dw, where ŷ = x·w. What is it?",
                "The inner derivative is x. Multiply the two.",
            ),
            takeaway="dj/dw = 2(ŷ − y)·x: the outer derivative times the inner one. The further "
            "off the output, and the larger the input, the steeper the loss.",
            mistakes="""
                inner_derivative_missing: 2 * (x * w - y)
                    Your slope lacks exactly the factor x: the inner derivative dŷ/dw = x.
                factor_two_missing: (x * w - y) * x
                    Your slope is half of what it should be: the power rule brings the exponent 2
                    down.
                both_factors_missing: x * w - y
                    You return the error ŷ − y. Its square has the derivative 2(ŷ − y), and the
                    chain rule adds the factor x.
                sign_turned: 2 * (y - x * w) * x
                    Your slope has the wrong sign. The gradient points uphill: 2(ŷ − y)·x. The
                    minus comes only with the update.
                sign_turned_factor_two_missing: (y - x * w) * x
                    The factor 2 is missing and the sign is turned: 2(ŷ − y)·x.
                sign_turned_inner_derivative_missing: 2 * (y - x * w)
                    The sign is turned, and the inner derivative dŷ/dw = x is missing: 2(ŷ −
                    y)·x.
                exponent_kept_inner_derivative_missing: 2 * (x * w - y) ** 2
                    That is twice the loss. The power rule lowers the exponent, and the inner
                    derivative follows: 2(ŷ − y)·x.
                derivative_by_input: 2 * (x * w - y) * w
                    You multiply by w. That is dj/dx, the slope when x moves; dŷ/dw is x.
                exponent_kept: 2 * (x * w - y) ** 2 * x
                    You brought the 2 down and left it up there too. The power rule lowers the
                    exponent: 2(ŷ − y)¹.
                loss_returned: (x * w - y) ** 2
                    You return the loss itself. The gradient is its slope.
                loss_times_input: (x * w - y) ** 2 * x
                    You have the inner derivative x, but the square is not differentiated yet:
                    2(ŷ − y) takes its place.
                target_forgotten: 2 * x * w * x
                    The target is missing. y falls out when ŷ − y is differentiated, but not out
                    of the factor 2(ŷ − y).
                forward_forgotten: 2 * (w - y) * x
                    An x is missing beside w: 2(w − y)·x compares the weight with the target. The
                    error is that of the output, x·w − y.
                inner_twice: 2 * (x * w - y) * x * x
                    The inner derivative is there twice. dŷ/dw = x counts once.
                brackets_missing: 2 * x * w - y * x
                    The factor 2 reaches only the first part. Put brackets round x·w − y.
                divided_by_input: 2 * (x * w - y) / x
                    You divide by x. The chain rule multiplies by the inner derivative x.
                article_formula_typed_in: 4.5 * w - 1.5
                    4.5w − 1.5 is right only for the article's x = 1.5 and y = 0.5. In general it
                    is 2(x·w − y)·x.
                inside_for_its_derivative: 2 * (x * w - y) * x * w
                    You multiplied by the inside, x·w. The chain rule multiplies by the derivative
                    of the inside, dŷ/dw = x.
                rates_added: 2 * (x * w - y) + x
                    You added the two rates. Along a chain, rates multiply.
                target_without_input: 2 * x**2 * w - 2 * y
                    An x is missing beside y. Expanded, the slope is 2x²·w − 2x·y.
                target_without_two: 2 * x**2 * w - x * y
                    The factor 2 is missing beside y. Expanded, the slope is 2x²·w − 2x·y.
                target_alone: 2 * x * w - y
                    The factor 2 reaches only x·w, and the inner derivative x is missing. Keep
                    the brackets: 2(x·w − y)·x.
                target_square_kept: 2 * x**2 * w - 2 * x * y + y**2
                    You kept y² from the expanded square. It does not change with w, so its slope
                    is 0.
                input_for_output: 2 * (x - y)
                    You compare the input with the target. The error is that of the output, x·w −
                    y, and the inner derivative x is still to come.
                output_doubled: 2 * x * w
                    You have 2ŷ. The target is missing in 2(ŷ − y), and so is the inner derivative
                    x.
                input_doubled: 2 * x
                    The error is missing: the 2 comes down, but ŷ − y stays, to the power 1.
                second_derivative: 2 * x**2
                    That is the slope of the slope: how fast 2(x·w − y)·x itself changes with w.
                article_input_typed_in: 2 * (x * w - y) * 1.5
                    You typed the article's 1.5 for the inner derivative. In general it is x.
                article_target_typed_in: 2 * (x * w - 0.5) * x
                    You typed the article's 0.5 for the target. Use the parameter y.
                article_slope: 2.1
                    You return 2.1 for every sample and every weight. Write the formula that gives
                    2.1 for the article's.
                size_only: abs(2 * (x * w - y) * x)
                    You take the size alone. The sign of the slope says which way is uphill.
                sign_only: np.sign((x * w - y) * x)
                    You take the sign alone. The size of the slope says how steep the loss is.
                step: 0.1 * 2 * (x * w - y) * x
                    That is already the step, lr times the slope. The slope itself is asked for.
                step_downhill: -0.1 * 2 * (x * w - y) * x
                    That is already the step downhill, −lr times the slope. The slope itself is
                    asked for.
                new_weight: w - 0.1 * 2 * (x * w - y) * x
                    That is already the weight after a step. The slope before it is asked for.
            """,
            is_slope=True,
            ready_made=("gradient",),
            inside="""
                y_hat = x * w
                dj_dy_hat = 2 * (x * w - y)
                dy_hat_dw = x
            """,
            also_right="""
                2 * x * (x * w - y)
                2 * x**2 * w - 2 * x * y
                -2 * (y - x * w) * x
                2 * x * x * (w - y / x)
            """,
        ),
        NumberExercise(
            name="gradient_left_of_the_valley",
            prompt=f"What is dj/dw for x = {X}, y = {Y} at w = {number(_W_ASKED, 6)}?",
            answer=_SLOPE,
            tolerance=1e-3,
            hints=(
                f"First the error ŷ − y = {X}·({number(_W_ASKED, 6)}) − {Y}.",
                "Then 2 times the error times x.",
            ),
            takeaway=f"2·({number(_ERROR, 6)})·{X} = {number(_SLOPE, 6)}: for a small move of w, "
            "the loss changes about that many times as much as w does.",
            consequence=_between_the_secants,
            mistakes=f"""
                sign_turned: {-_SLOPE}
                    The sign is turned. The output {number(_ERROR + Y, 6)} is too small, so a
                    larger w makes the loss fall: the slope is negative.
                factor_two_missing: {_ERROR * X}
                    That is half of it: the power rule brings the exponent 2 down.
                inner_derivative_missing: {2 * _ERROR}
                    That is dj/dŷ = 2(ŷ − y). The inner derivative dŷ/dw = x = {X} is missing.
                error: {_ERROR}
                    That is the error ŷ − y. The slope is 2 times the error times x.
                loss: {_loss_at(_W_ASKED)}
                    That is the loss. The slope says how fast it changes: 2(ŷ − y)·x.
                derivative_by_input: {2 * _ERROR * _W_ASKED}
                    You multiplied by w = {number(_W_ASKED, 6)}, which gives dj/dx. For dj/dw the
                    factor is x = {X}.
                target_forgotten: {2 * X * _W_ASKED * X}
                    The target is missing: the error is {X}·({number(_W_ASKED, 6)}) − {Y}.
                weight_sign_lost: {gradient(X, Y, -_W_ASKED)}
                    That is the slope at w = {-_W_ASKED}. Here w is negative.
                article_start: {gradient(X, Y, W)}
                    That is the slope at the article's start, w = {W}. Here w =
                    {number(_W_ASKED, 6)}.
                secant: {_SECANT}
                    That is the secant's slope for a nudge of {_NUDGE}. The tangent's is 2(ŷ −
                    y)·x.
                weight_of_next_step: {update(_W_ASKED, _SLOPE, LR)}
                    That is the weight after one step. The question is the slope before it.
                inner_derivative_twice: {_SLOPE * X}
                    The inner derivative is there twice. dŷ/dw = x = {X} counts once.
                step: {LR * _SLOPE}
                    That is the slope times the learning rate {LR}. The slope itself is asked for.
                output: {_ERROR + Y}
                    That is the output ŷ. The slope is 2(ŷ − y)·x.
                sign_turned_inner_derivative_missing: {-2 * _ERROR}
                    The sign is turned, and the inner derivative dŷ/dw = x = {X} is missing.
                sign_turned_factor_two_missing: {-_ERROR * X}
                    The sign is turned, and the factor 2 is missing.
            """,
        ),
        OrderingExercise(
            name="chain_rule",
            prompt="Put the steps of the chain rule in order.",
            steps={
                "parts": "name the parts: ŷ = x·w inside, j = (ŷ − y)² outside",
                "outer": "differentiate the outside with respect to ŷ: dj/dŷ = 2(ŷ − y)",
                "inner": "differentiate the inside with respect to w: dŷ/dw = x",
                "numbers": "put in the numbers: 1.4 and 1.5",
                "product": "multiply the two",
            },
            also_right="""
                parts, inner, outer, numbers, product
                parts, outer, inner, product, numbers
                parts, inner, outer, product, numbers
            """,
            hints=(
                "First say what is inside and what is outside.",
                "Before you can multiply or put in numbers, you need both rates.",
            ),
            takeaway="Back-propagation puts the numbers in first, as a computer does: each local "
            "slope becomes a number, 1.4 and 1.5, and the numbers are multiplied, 2.1. On paper "
            "you may also multiply first, 2(ŷ − y)·x, and put in the numbers last.",
            mistakes="""
                backwards: numbers, product, inner, parts
                    This is the reverse order. Begin with the parts.
                outer_before_parts: outer, parts
                    You differentiate the outside before saying what is outside: name the parts
                    first.
                inner_before_parts: inner, parts
                    You differentiate the inside before saying what is inside: name the parts
                    first.
                product_before_outer: product, outer
                    You multiply before you have the outer derivative dj/dŷ.
                product_before_inner: product, inner
                    You multiply before you have the inner derivative dŷ/dw. It is the factor
                    that is most often forgotten.
                numbers_before_outer: numbers, outer
                    You put in the numbers before you have the outer derivative. 1.4 is 2(ŷ − y).
                numbers_before_inner: numbers, inner
                    You put in the numbers before you have the inner derivative. 1.5 is x.
            """,
        ),
        FunctionExercise(
            name="bias_gradient",
            prompt="The network gets a second number to learn, a bias b: ŷ = x·w + b. The loss is "
            "still (ŷ − y)². Write dj/db.",
            code='''
def my_bias_gradient(x, y, w, b):
    """Return dj/db, where the output is x·w + b and the target is y."""
    return 2 * (x * w + b - y)
''',
            draws={name: floats(-3, 3) for name in ("x", "y", "w", "b")},
            example={"x": X, "y": Y, "w": W, "b": 0.2},
            hints=(
                "The chain has two links again: from b to ŷ, and from ŷ to j.",
                "b goes up by 0.01, and nothing else changes. By how much does ŷ go up?",
                "dŷ/db = 1.",
            ),
            takeaway="dj/db = 2(ŷ − y)·1: the first rate is the same as for the weight, 2(ŷ − y). "
            "Only the last link differs.",
            mistakes="""
                gradient_of_weight: 2 * (x * w + b - y) * x
                    That is dj/dw. When b goes up by 0.01, so does ŷ: dŷ/db is 1, not x.
                times_bias: 2 * (x * w + b - y) * b
                    You multiplied by b. The chain rule multiplies by the derivative dŷ/db = 1.
                times_weight: 2 * (x * w + b - y) * w
                    You multiplied by w. That is dj/dx; dŷ/db is 1.
                bias_forgotten: 2 * (x * w - y)
                    The bias is missing in the output. ŷ is now x·w + b.
                gradient_of_old_weight: 2 * (x * w - y) * x
                    That is dj/dw of the network without a bias. ŷ is now x·w + b, and dŷ/db is 1.
                bias_taken_for_constant: 0
                    You take b for a constant. Here b is what moves, and x, w and y stand still.
                one_for_all: 1
                    That is only the last link, dŷ/db. Multiply by dj/dŷ = 2(ŷ − y).
                factor_two_missing: x * w + b - y
                    That is the error. The power rule brings the exponent 2 down.
                sign_turned: 2 * (y - x * w - b)
                    Your slope has the wrong sign: if the output is too high, a larger b makes the
                    loss larger.
                sign_turned_factor_two_missing: y - x * w - b
                    The factor 2 is missing and the sign is turned: 2(ŷ − y).
                loss_returned: (x * w + b - y) ** 2
                    You return the loss itself. dj/db is its slope when b moves.
                exponent_kept: 2 * (x * w + b - y) ** 2
                    You brought the 2 down and left it up there too. The power rule lowers the
                    exponent.
                bias_for_output: 2 * (b - y)
                    You compare the bias with the target. The error is that of the output, x·w + b
                    − y.
                rates_added: 2 * (x * w + b - y) + 1
                    You added the two rates. Along a chain, rates multiply.
                bias_scaled: 2 * (x * (w + b) - y)
                    You multiply b by x as well. The output is x·w + b.
                slopes_added: 2 * (x * w + b - y) * (x + 1)
                    You added dj/dw and dj/db. Only b moves here.
            """,
            also_right="""
                2 * x * w + 2 * b - 2 * y
                -2 * (y - b - w * x)
                (x * w + b - y) + (x * w + b - y)
            """,
            is_slope=True,
            inside="""
                y_hat = x * w + b
            """,
        ),
        FunctionExercise(
            name="fourth_power",
            prompt="Another loss: j = (ŷ − y)⁴, with ŷ = x·w as before. Write dj/dw.",
            code='''
def my_fourth_power(x, y, w):
    """Return dj/dw of the loss j = (x·w − y)⁴."""
    return 4 * (x * w - y) ** 3 * x
''',
            draws={"x": floats(-3, 3), "y": floats(-3, 3), "w": floats(-3, 3)},
            example={"x": X, "y": Y, "w": W},
            hints=(
                "Only the outside has changed. What is dj/dŷ now?",
                "The power rule brings the exponent 4 down and lowers it by one: "
                "dj/dŷ = 4(ŷ − y)³.",
            ),
            takeaway="dj/dw = 4(ŷ − y)³·x. A new loss changes only the first link of the way back; "
            "dŷ/dw = x stays.",
            mistakes="""
                inner_derivative_missing: 4 * (x * w - y) ** 3
                    Your slope lacks exactly the factor x: the inner derivative dŷ/dw = x.
                square_differentiated: 2 * (x * w - y) * x
                    That is the slope of the square. Here the exponent is 4.
                exponent_kept: 4 * (x * w - y) ** 4 * x
                    You brought the 4 down and left it up there too. The power rule lowers the
                    exponent to 3.
                exponent_lowered_to_one: 4 * (x * w - y) * x
                    You lowered the exponent from 4 to 1. The power rule lowers it by one, to 3.
                exponent_lowered_by_two: 4 * (x * w - y) ** 2 * x
                    You lowered the exponent by two. The power rule lowers it by one, to 3.
                factor_missing: (x * w - y) ** 3 * x
                    The factor 4 is missing: the power rule brings the exponent down.
                factor_two: 2 * (x * w - y) ** 3 * x
                    Your factor is 2, that of the square. The exponent that comes down is 4.
                factor_three: 3 * (x * w - y) ** 3 * x
                    Your factor is the new exponent, 3. The one that comes down is the old one, 4.
                both_factors_missing: (x * w - y) ** 3
                    The exponent is lowered, but the factor 4 and the inner derivative x are
                    missing.
                sign_turned: 4 * (y - x * w) ** 3 * x
                    Your slope has the wrong sign. The third power keeps a sign: use ŷ − y.
                derivative_by_input: 4 * (x * w - y) ** 3 * w
                    You multiply by w. That is dj/dx, the slope when x moves; dŷ/dw is x.
                loss_returned: (x * w - y) ** 4
                    You return the loss itself. dj/dw is its slope.
                inside_for_its_derivative: 4 * (x * w - y) ** 3 * x * w
                    You multiplied by the inside, x·w. The chain rule multiplies by the derivative
                    of the inside, dŷ/dw = x.
                rates_added: 4 * (x * w - y) ** 3 + x
                    You added the two rates. Along a chain, rates multiply.
                forward_forgotten: 4 * (w - y) ** 3 * x
                    You compare the weight with the target. The error is that of the output, x·w −
                    y.
                inner_derivative_in_the_power: 4 * ((x * w - y) * x) ** 3
                    The inner derivative is inside the power. It is multiplied once, after it.
                square_of_square_halfway: 2 * (x * w - y) ** 2 * x
                    You took the fourth power as the square of a square, and differentiated only
                    the outer one. The chain has one link more: times 2(ŷ − y).
            """,
            also_right="""
                4 * x * (x * w - y) ** 3
                2 * (x * w - y) ** 2 * 2 * (x * w - y) * x
                -4 * x * (y - x * w) ** 3
            """,
            is_slope=True,
            inside="""
                y_hat = x * w
                dy_hat_dw = x
            """,
        ),
        FunctionExercise(
            name="size_of_error",
            prompt="One more loss: j = |ŷ − y|, with ŷ = x·w as before. It has a kink where ŷ = y. "
            "Write dj/dw for all other weights.",
            code='''
def my_size_of_error(x, y, w):
    """Return dj/dw of the loss j = |x·w − y|, where x·w is not y."""
    return x if x * w > y else -x
''',
            draws={"x": floats(-3, 3), "y": floats(-3, 3), "w": floats(-3, 3)},
            example={"x": X, "y": Y, "w": W},
            hints=(
                "dŷ/dw is still x. How fast does |ŷ − y| change when ŷ goes up?",
                "If ŷ is above y, |ŷ − y| goes up exactly as fast as ŷ. If it is below y?",
                "dj/dŷ is 1 above the target and −1 below it.",
            ),
            takeaway="dj/dw is x if the output is too high and −x if it is too low: however near "
            "the target is, the slope has the same size. With the square it would get smaller.",
            mistakes="""
                sign_turned: -x if x * w > y else x
                    Your slope has the wrong sign: if the output is too high, it is x.
                one_side_only: x
                    That is the slope where the output is too high. Where it is too low, the loss
                    falls as ŷ goes up: −x.
                size_only: abs(x)
                    That is the size of the slope. Its sign depends on the side: where ŷ is too
                    low, dj/dŷ is −1.
                inner_derivative_missing: 1 if x * w > y else -1
                    That is dj/dŷ. The inner derivative dŷ/dw = x is missing.
                square_differentiated: 2 * (x * w - y) * x
                    That is the slope of the square. Here the loss is |ŷ − y|.
                size_in_the_square: 2 * abs(x * w - y) * x
                    That comes from the slope of the square. |ŷ − y| changes exactly as fast as ŷ,
                    up or down.
                size_of_error_left: abs(x * w - y) * x
                    The size of the error is still there. However large it is, |ŷ − y| changes
                    exactly as fast as ŷ, up or down.
                error_left: (x * w - y) * x
                    The error is still there. However large it is, |ŷ − y| changes exactly as fast
                    as ŷ: dj/dŷ is 1 or −1.
                loss_returned: abs(x * w - y)
                    You return the loss itself. dj/dw is its slope.
                derivative_by_input: w if x * w > y else -w
                    That is dj/dx, the slope when x moves. dŷ/dw is x.
                forward_forgotten: x if w > y else -x
                    You compare the weight with the target. It is the output x·w that is too high
                    or too low.
                side_by_zero: x if x * w > 0 else -x
                    You ask whether the output is above 0. What counts is whether it is above the
                    target.
                flat: 0
                    A flat loss would have the slope 0. |ŷ − y| is flat nowhere.
                two_kept: 2 * x if x * w > y else -2 * x
                    The factor 2 belongs to the square. |ŷ − y| changes exactly as fast as ŷ.
            """,
            also_right="""
                np.sign(x * w - y) * x
                (x * w - y) / abs(x * w - y) * x
                -x if x * w < y else x
            """,
            is_slope=True,
            inside="""
                y_hat = x * w
                dy_hat_dw = x
            """,
        ),
        NumberExercise(
            name="through_the_chain",
            prompt=f"With x = {_X_CHAIN}, w = {_W_CHAIN} and y = {_Y_CHAIN}: the weight goes up by "
            f"{_UP}. By about how much does the loss go up?",
            answer=_OUTER * _X_CHAIN * _UP,
            tolerance=5e-3,
            accepted=(_OUTER * _X_CHAIN * _UP * (1 - 5e-3), 0.0731),
            consequence=lambda rise: (
                f"The loss is {number(_LOSS_CHAIN)} before. With that rise it would be "
                f"{number(_LOSS_CHAIN + rise)} at w = {_W_CHAIN + _UP}: is it?"
            ),
            hints=(
                f"First the output: ŷ goes up {_X_CHAIN} times as much as w.",
                f"Then the loss: it goes up 2(ŷ − y) = {number(_OUTER)} times as much as ŷ.",
            ),
            takeaway=f"{_UP} · {_X_CHAIN} · {number(_OUTER)} = "
            f"{number(_UP * _X_CHAIN * _OUTER)}: each link multiplies what arrives. (Exactly, the "
            f"loss goes up by {number(_LOSS_UP - _LOSS_CHAIN)}.)",
            mistakes=f"""
                output_only: {_X_CHAIN * _UP}
                    That is how far the output goes up. One link is left, from ŷ to the loss.
                weight_skipped: {_OUTER * _UP}
                    You took the rate 2(ŷ − y) alone. It is for a move of ŷ, and ŷ moves
                    {_X_CHAIN} times as much as w.
                slope_itself: {_OUTER * _X_CHAIN}
                    That is the slope, for each whole unit of w. The weight moves by only {_UP}.
                rates_added: {(_OUTER + _X_CHAIN) * _UP}
                    You added the two rates. Along a chain, rates multiply.
                factor_two_missing: {_OUTER * _X_CHAIN * _UP / 2}
                    That is half of it: the slope of the square is 2(ŷ − y), not ŷ − y.
                derivative_by_input: {_OUTER * _W_CHAIN * _UP}
                    You multiplied by w. From w to ŷ the rate is x = {_X_CHAIN}.
                sign_turned: {-_OUTER * _X_CHAIN * _UP}
                    The output is too high already. A larger w makes it higher, so the loss goes
                    up.
                new_loss: {_LOSS_UP}
                    That is the new loss. The question is by how much it went up.
                old_loss: {_LOSS_CHAIN}
                    That is the loss before. The question is by how much it goes up.
            """,
        ),
        ChoiceExercise(
            name="which_way",
            prompt="Some network has the slope dj/dw = −1.5 at w = 0. Nothing else is known. Which "
            "way should the weight move to make the loss smaller, and why?",
            options={
                "a": "Down: the slope is negative, so the weight has to become negative.",
                "b": "Up: the loss falls when the weight goes up.",
                "c": "Nowhere: at w = 0 the output is 0, so the weight has no effect.",
                "d": "You cannot tell without the target.",
            },
            answer="b",
            hints=("Read dj/dw = −1.5 aloud: w goes up by 0.01, and the loss …",),
            takeaway="A negative slope: when w goes up a little, the loss goes down 1.5 times as "
            "much. So up, against the sign of the slope.",
            mistakes="""
                along_the_slope: a
                    The sign says what the loss does when w goes up: it falls. Down would be
                    uphill.
                weight_taken_for_effect: c
                    The weight is 0, but moving it changes the loss: 1.5 times as fast as w.
                target_wanted: d
                    The target is already in the slope, 2(ŷ − y)·x. The slope alone says which way
                    the loss falls.
            """,
        ),
        # For the curious: last in the lesson, as in the notebook.
        FunctionExercise(
            name="secant_slope",
            prompt="Write the slope of the line through the points of f at w and at w + nudge.",
            code='''
def my_secant_slope(f, w, nudge):
    """Return the slope of the line through the curve f at w and at w + nudge."""
    return (f(w + nudge) - f(w)) / nudge
''',
            draws={"f": _CURVES, "w": floats(-2, 2), "nudge": floats(0.12, 0.4)},
            example={"f": _ARTICLE_LOSS, "w": W, "nudge": 0.2},
            hints=(
                "Slope is rise over run.",
                "The rise is f(w + nudge) − f(w), the run is nudge.",
            ),
            takeaway="Rise over run: the smaller the nudge, the nearer the secant is "
            "to the tangent.",
            mistakes="""
                not_divided: f(w + nudge) - f(w)
                    You return the rise. A slope is rise per run: divide by the nudge.
                sign_turned: (f(w) - f(w + nudge)) / nudge
                    Your slope has the wrong sign: take where you arrive minus where you start,
                    f(w + nudge) − f(w).
                divided_by_two_nudges: (f(w + nudge) - f(w)) / (2 * nudge)
                    Your slope is half of what it should be: from w to w + nudge the run is one
                    nudge.
                multiplied: (f(w + nudge) - f(w)) * nudge
                    You multiply by the nudge. The slope is rise over run: divide.
                brackets_missing: f(w + nudge) - f(w) / nudge
                    Only f(w) is divided: `/` binds tighter than `-`. Put brackets round the
                    rise.
                value_nudged: 1
                    The result is always 1: f cancels or is missing. Nudge the weight inside f:
                    f(w + nudge).
                divided_by_weight: (f(w + nudge) - f(w)) / w
                    You divide by w. The run is how far the weight moved, the nudge.
                divided_by_new_weight: (f(w + nudge) - f(w)) / (w + nudge)
                    You divide by w + nudge. The run is only how far the weight moved, the nudge.
                backward: (f(w) - f(w - nudge)) / nudge
                    You nudge to the left. That is a secant as well, but the one asked for goes
                    from w to w + nudge.
                central: (f(w + nudge) - f(w - nudge)) / (2 * nudge)
                    You nudge to both sides. That is nearer to the tangent, but the line asked
                    for goes from w to w + nudge.
                upside_down: nudge / (f(w + nudge) - f(w))
                    You have run over rise. The slope is the other way up.
                ratio: f(w + nudge) / f(w) / nudge
                    You divide the two values. The rise is their difference.
                nudge_for_weight: (f(nudge) - f(w)) / nudge
                    You put the nudge in place of the weight. The second point is at w + nudge.
                nudge_multiplied: (f(w * nudge) - f(w)) / nudge
                    You multiply w by the nudge. A nudge is added: the second point is at w +
                    nudge.
                article_loss_for_f: 4.5 * w - 1.5 + 2.25 * nudge
                    You use the article's loss. Use the parameter f, which may be any curve.
                nudge_typed_in: (f(w + 0.1) - f(w)) / 0.1
                    You typed in the nudge 0.1. Use the parameter nudge.
                size_only: abs(f(w + nudge) - f(w)) / nudge
                    You take the size of the rise. Its sign says whether the curve rises or falls.
                summed: (f(w + nudge) + f(w)) / nudge
                    You add the two values. The rise is their difference.
            """,
            ready_made=("secant_slope",),
            also_right="""
                f(w + nudge) / nudge - f(w) / nudge
                (f(w) - f(w + nudge)) / -nudge
                (f(w + nudge) - f(w)) / ((w + nudge) - w)
            """,
        ),
        FunctionExercise(
            name="numerical_gradient",
            prompt="Write the numerical gradient of f at w by the central difference: "
            "nudge w to both sides.",
            code='''
def my_numerical_gradient(f, w, nudge):
    """Return the slope of f at w, measured between w - nudge and w + nudge."""
    return (f(w + nudge) - f(w - nudge)) / (2 * nudge)
''',
            draws={"f": _CURVES, "w": floats(-2, 2), "nudge": floats(0.12, 0.4)},
            example={"f": _ARTICLE_LOSS, "w": W, "nudge": 0.2},
            hints=(
                "The two points are at w − nudge and w + nudge.",
                "How far apart are they? That is the run to divide by.",
            ),
            takeaway="From both sides, the error shrinks with nudge² and not with nudge alone.",
            mistakes="""
                one_sided: (f(w + nudge) - f(w)) / nudge
                    You nudge to the right only. That is the secant; its error is far larger than
                    that of the central difference.
                one_sided_left: (f(w) - f(w - nudge)) / nudge
                    You nudge to the left only. Nudge to both sides, and the errors cancel.
                one_sided_by_two: (f(w + nudge) - f(w)) / (2 * nudge)
                    You divide by two nudges but move by one only. The second point is f(w −
                    nudge).
                run_is_one_nudge: (f(w + nudge) - f(w - nudge)) / nudge
                    Your slope is twice as steep as it should be: from w − nudge to w + nudge the
                    run is 2·nudge.
                run_precedence: (f(w + nudge) - f(w - nudge)) / 2 * nudge
                    `/ 2 * nudge` halves and then multiplies by the nudge. Put brackets round the
                    run: `/ (2 * nudge)`.
                brackets_missing: f(w + nudge) - f(w - nudge) / (2 * nudge)
                    Only f(w − nudge) is divided: `/` binds tighter than `-`. Put brackets round
                    the rise.
                sign_turned: (f(w - nudge) - f(w + nudge)) / (2 * nudge)
                    Your slope has the wrong sign: take the right point minus the left one.
                summed: (f(w + nudge) + f(w - nudge)) / (2 * nudge)
                    You add the two values. The rise is their difference.
                averaged: (f(w + nudge) - f(w - nudge)) / 2
                    You divide by 2. The run is two nudges: divide by 2·nudge.
                not_divided: f(w + nudge) - f(w - nudge)
                    You return the rise. A slope is rise per run: divide by 2·nudge.
                second_difference: (f(w + nudge) - 2 * f(w) + f(w - nudge)) / nudge**2
                    That is the second derivative, the bend of the curve. The slope is (f(w +
                    nudge) − f(w − nudge)) / (2·nudge).
                half_a_nudge_each: (f(w + nudge / 2) - f(w - nudge / 2)) / nudge
                    The idea is right, but you go only half a nudge to each side. Go a whole one.
                nudge_typed_in: (f(w + 0.1) - f(w - 0.1)) / 0.2
                    You typed in the nudge 0.1. Use the parameter nudge.
                nudge_for_weight: (f(nudge) - f(-nudge)) / (2 * nudge)
                    You put the nudge in place of the weight. The points are at w + nudge and w −
                    nudge.
                size_only: abs(f(w + nudge) - f(w - nudge)) / (2 * nudge)
                    You take the size of the rise. Its sign says whether the curve rises or falls.
            """,
            ready_made=("central_slope", "numerical_gradient"),
            also_right="""
                0.5 * f(w + nudge) / nudge - 0.5 * f(w - nudge) / nudge
                (f(w + nudge) - f(w - nudge)) / nudge / 2
                ((f(w + nudge) - f(w)) / nudge + (f(w) - f(w - nudge)) / nudge) / 2
            """,
        ),
    ),
    predictions=(
        Prediction(
            name="double_the_input",
            question=f"x doubles from {X} to {_X_DOUBLED:.0f}, with w = {W} and y = {Y}. The slope "
            f"at w = {W} is {number(_SLOPE_START)}. What does it become?",
            choices=f"""
                same: The same.
                    x is in the slope 2(x·w − y)·x twice: in the error and as the inner
                    derivative. It becomes {number(_SLOPE_DOUBLED)}.
                twice: Twice as large.
                    The inner derivative x doubles. But the error grows as well, from
                    {number(_ERROR_START)} to {number(_ERROR_DOUBLED)}: together
                    {number(_SLOPE_DOUBLED)}.
                four_times: Four times as large.
                    The output doubles, but the error does more, because the target stays where
                    it is: from {number(_ERROR_START)} to {number(_ERROR_DOUBLED)}. Together
                    {number(_SLOPE_DOUBLED)}.
                more: More than five times as large.
                    The inner derivative doubles, and the error goes from
                    {number(_ERROR_START)} to {number(_ERROR_DOUBLED)}. Together
                    2·{number(_ERROR_DOUBLED)}·{_X_DOUBLED:.0f} = {number(_SLOPE_DOUBLED)}: a
                    larger input makes the output worse here, and gives the weight more leverage.
            """,
            answer="more",
        ),
    ),
    points=(
        "The gradient dj/dw says how fast the loss changes when the weight moves.",
        "Its sign says which way is uphill.",
        "The chain rule: rates along a chain multiply, dj/dw = dj/dŷ · dŷ/dw.",
        "Back-propagation starts at the loss, with 2(ŷ − y), and goes back to the weight: times x.",
        "Nudging the weight measures the same slope, but it takes a forward pass for each weight.",
    ),
)
