"""Practice of notebook 02: the slope of the loss, measured and derived."""

from __future__ import annotations

from ..article import W, X, Y
from ..neuron import forward, gradient, loss, update
from ..notation import number
from .engine import (
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


_SECANT = (_loss_at(_W_ASKED + _NUDGE) - _loss_at(_W_ASKED)) / _NUDGE


LESSON = Lesson(
    name="slope",
    exercises=(
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
            """,
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
            """,
            also_right="""
                0.5 * f(w + nudge) / nudge - 0.5 * f(w - nudge) / nudge
                (f(w + nudge) - f(w - nudge)) / nudge / 2
                ((f(w + nudge) - f(w)) / nudge + (f(w) - f(w - nudge)) / nudge) / 2
            """,
        ),
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
            takeaway="dj/dw = 2(ŷ − y)·x: the outer derivative times the inner one.",
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
                    You compare w with y. The error is that of the output: x·w − y.
                inner_twice: 2 * (x * w - y) * x * x
                    The inner derivative is there twice. dŷ/dw = x counts once.
                brackets_missing: 2 * x * w - y * x
                    The factor 2 reaches only the first part. Put brackets round x·w − y.
                divided_by_input: 2 * (x * w - y) / x
                    You divide by x. The chain rule multiplies by the inner derivative x.
                article_formula_typed_in: 4.5 * w - 1.5
                    4.5w − 1.5 is right for the article's x = 1.5 and y = 0.5 only. In general it
                    is 2(x·w − y)·x.
            """,
            also_right="""
                2 * x * (x * w - y)
                2 * x**2 * w - 2 * x * y
                -2 * (y - x * w) * x
                2 * x * x * (w - y / x)
            """,
        ),
        NumberExercise(
            name="gradient_at_start",
            prompt=f"What is dj/dw for x = {X}, y = {Y} at w = {number(_W_ASKED, 6)}?",
            answer=_SLOPE,
            tolerance=1e-3,
            hints=(
                f"First the error ŷ − y = {X}·({number(_W_ASKED, 6)}) − {Y}.",
                "Then 2 times the error times x.",
            ),
            takeaway=f"2·({number(_ERROR, 6)})·{X} = {number(_SLOPE, 6)}: for a small move of w, "
            "the loss changes about that many times as much as w does.",
            consequence=lambda slope: (
                f"With that slope, a nudge of {_NUDGE} would move the loss by about "
                f"{number(_NUDGE * slope, 6)}. It moves by {number(_NUDGE * _SECANT, 6)}: "
                f"the secant's slope is {number(_SECANT, 6)}, and the tangent's is near."
            ),
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
                weight_of_next_step: {update(_W_ASKED, _SLOPE, 0.1)}
                    That is the weight after one step. The question is the slope before it.
            """,
        ),
        OrderingExercise(
            name="chain_rule",
            prompt="Put the steps of the chain rule in order.",
            steps={
                "parts": "name the parts: ŷ = x·w inside, j = (ŷ − y)² outside",
                "outer": "differentiate the outside by ŷ: dj/dŷ = 2(ŷ − y)",
                "inner": "differentiate the inside by w: dŷ/dw = x",
                "product": "multiply: dj/dw = 2(ŷ − y)·x",
                "numbers": "put in the sample: 4.5w − 1.5",
            },
            also_right="parts, inner, outer, product, numbers",
            hints=("First say what is inside and what is outside.", "Numbers come last."),
            takeaway="Name, differentiate each part, multiply, put in numbers. Back-propagation "
            "does the same, with more parts.",
            mistakes="""
                backwards: numbers, product, inner, parts
                    This is the order turned round. Begin with the parts, end with the numbers.
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
                numbers_before_product: numbers, product
                    You put in numbers too early. A number no longer shows what it depends on, so
                    it cannot be differentiated: derive first, then put in.
            """,
        ),
    ),
    predictions=(
        Prediction(
            name="half_the_nudge",
            question="The secant misses the tangent's slope by a little. You halve the nudge. "
            "What happens to the miss?",
            choices="""
                same: It stays the same.
                    The secant turns towards the tangent as its second point comes nearer. For
                    this parabola the miss is x²·nudge.
                half: It halves.
                    For this parabola the miss is exactly x²·nudge: half the nudge, half the
                    miss. From both sides (central difference) there is none.
                quarter: It becomes a quarter.
                    A quarter is what the central difference gives on a curve that is no
                    parabola. One-sided, the miss is x²·nudge: it halves.
                double: It doubles.
                    A nearer second point makes a better secant, not a worse one, until rounding
                    takes over at very small nudges. The miss is x²·nudge.
            """,
            answer="half",
        ),
    ),
    points=(
        "The gradient dj/dw says how fast the loss changes when the weight moves.",
        "Its sign says which way is uphill.",
        "The chain rule: dj/dw = dj/dŷ · dŷ/dw, the outer derivative times the inner one.",
        "Here that is 2(ŷ − y)·x, and with the article's sample 4.5w − 1.5.",
        "It can be checked by nudging the weight and measuring the slope.",
    ),
)
