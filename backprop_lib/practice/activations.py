"""Practice of notebook 08: activations, their slopes, and units that are dead."""

from __future__ import annotations

from ..activations import ACTIVATIONS
from ..article import LR, W1, W2, W, X, Y
from ..datasets import thirds
from ..notation import number
from .engine import (
    ChoiceExercise,
    FunctionExercise,
    Lesson,
    NumberExercise,
    OrderingExercise,
    Prediction,
    floats,
)

SAMPLES, TARGETS = (column[:, 0] for column in thirds())

_MOST = 0.25  # of the slope, that a sigmoid leaves

# A chain of eight links, each a weight and a sigmoid.
_LINKS, _WEIGHT = 8, 2
_PER_LINK = _WEIGHT * _MOST
_THROUGH = _PER_LINK**_LINKS

# One sample through a leaky unit, chosen so that all mistakes give different numbers.
_LEAK, _X_ASKED, _Y_ASKED, _W1_ASKED, _W2_ASKED = 0.1, 3.0, 0.4, -0.4, 5.0
_Z = _X_ASKED * _W1_ASKED


def _loss_through_the_leak(w1: float) -> float:
    z = _X_ASKED * w1
    return ((z if z > 0 else _LEAK * z) * _W2_ASKED - _Y_ASKED) ** 2


_A = _LEAK * _Z
_AT_OUTPUT = 2 * (_A * _W2_ASKED - _Y_ASKED)
_AT_A = _AT_OUTPUT * _W2_ASKED
_AT_Z = _AT_A * _LEAK
_LEAKED = _AT_Z * _X_ASKED
_STEP = 0.001


def _moves(slope: float) -> str:
    """Return how far the loss would move with this slope of w₁, and how far it does."""
    high, low = (_loss_through_the_leak(_W1_ASKED + off) for off in (_STEP, -_STEP))
    return (
        f"Then the loss would change by {number(2 * _STEP * slope)} from w₁ = "
        f"{number(_W1_ASKED - _STEP)} to w₁ = {number(_W1_ASKED + _STEP)}. It changes by "
        f"{number(high - low)}."
    )


def _for_each_link(left: float) -> str:
    if left <= 0:
        return "Neither a weight of 2 nor the slope of a sigmoid makes it 0 or changes its sign."
    return (
        f"That would be a factor of about {number(left ** (1 / _LINKS), 3)} for each of the "
        f"{_LINKS} links."
    )


def _after_a_step(lr: float) -> tuple[float, float, float]:
    """Return w, b and the highest z of the samples after a first step from the article's weight."""
    relu = ACTIVATIONS["relu"]
    z = W * SAMPLES
    dj_dz = 2 * (relu.forward(z) - TARGETS) / len(SAMPLES) * relu.value(1.0)
    w, b = W - lr * float(dj_dz @ SAMPLES), -lr * float(dj_dz.sum())
    return w, b, float((w * SAMPLES + b).max())


_W_THROWN, _B_THROWN, _HIGHEST = _after_a_step(0.3)
_LOSS_OFF = number(float((TARGETS**2).mean()))

LESSON = Lesson(
    name="activations",
    exercises=(
        FunctionExercise(
            name="tanh_slope",
            prompt="Write the slope of tanh from the value a = tanh(z), which the forward pass has "
            "kept.",
            code='''
def my_tanh_slope(a):
    """Return the slope of tanh at z, where a = tanh(z) is given and z is not."""
    return 1 - a**2
''',
            draws={"a": floats(-0.95, 0.95)},
            example={"a": 0.6},
            arrays=True,
            hints=(
                "tanh′(z) = 1 − tanh²(z). Which part of that do you have already?",
                "tanh(z) is a. Put a in its place.",
            ),
            takeaway="tanh′ = 1 − a²: the value that was kept is enough, and no tanh is computed "
            "again.",
            mistakes="""
                not_squared: 1 - a
                    You subtract a itself. It must be squared: the slope of tanh is 1 − a².
                sigmoid_rule: a * (1 - a)
                    That is the rule of the sigmoid. For tanh it is 1 − a².
                sign_turned: a**2 - 1
                    The sign is turned. tanh rises everywhere, so its slope is never negative.
                square_alone: a**2
                    That is what must be subtracted from 1: it is largest where tanh is flat.
                added: 1 + a**2
                    You added the square. The slope is at most 1, at a = 0, and smaller elsewhere.
                difference_squared: (1 - a) ** 2
                    You squared the difference. Square a, then subtract it from 1.
                value_returned: a
                    You return the value. Its slope is 1 − a².
                tanh_again: 1 - np.tanh(a) ** 2
                    You take tanh of a, but a is tanh(z) already. That is the slope at a and not
                    at z.
                slope_of_the_rule: -2 * a
                    You have taken the derivative of 1 − a². That formula is the slope already.
                size_for_square: 1 - abs(a)
                    You subtract the size of a. Its square is smaller: the slope is 1 − a².
                root_taken: (1 - a**2) ** 0.5
                    You took the square root. The slope is 1 − a² as it stands.
                doubled: 2 * (1 - a**2)
                    Yours is twice as steep. At a = 0 the slope of tanh is 1.
                quarter: (1 - a**2) / 4
                    Yours is at most a quarter, as for the sigmoid. At a = 0 the slope of tanh
                    is 1.
                always_one: 1
                    The slope is 1 only at a = 0. Where tanh saturates, it is near 0.
            """,
            also_right="""
                (1 - a) * (1 + a)
                1 - a * a
                -(a**2 - 1)
            """,
        ),
        FunctionExercise(
            name="sigmoid_backward",
            prompt="Write the backward pass of a sigmoid. Its output a was kept, and the slope "
            "dj/da arrives.",
            code='''
def my_sigmoid_backward(a, dj_da):
    """Return dj/dz, where a = sigmoid(z) and the slope dj_da arrives at a."""
    return dj_da * a * (1 - a)
''',
            draws={"a": floats(0.05, 0.95), "dj_da": floats(-3, 3)},
            example={"a": 0.75, "dj_da": 1.4},
            arrays=True,
            hints=(
                "Through an activation the slope that arrives is multiplied by one more factor.",
                "The factor is the slope of the sigmoid at z, and it can be computed from a.",
                "σ′(z) = σ(z)·(1 − σ(z)), and σ(z) is a.",
            ),
            takeaway="dj/dz = dj/da · a·(1 − a): what arrives times the local slope, as at every "
            "other link.",
            mistakes="""
                arriving_slope_missing: a * (1 - a)
                    That is the local slope alone. Multiply it by the slope that arrives.
                local_slope_missing: dj_da
                    You pass on what arrives. The sigmoid multiplies it by its own slope,
                    a·(1 − a).
                value_for_slope: dj_da * a
                    You multiply by the value of the sigmoid. On the way back its slope counts,
                    a·(1 − a).
                one_factor: dj_da * (1 - a)
                    The factor a is missing: the slope of the sigmoid is a·(1 − a).
                tanh_rule: dj_da * (1 - a**2)
                    1 − a² is the rule of tanh. For the sigmoid it is a·(1 − a).
                added: dj_da + a * (1 - a)
                    You added the local slope. Along a chain, slopes multiply.
                sigmoid_again: dj_da * np.exp(-a) / (1 + np.exp(-a)) ** 2
                    You took the slope at a. But a is the output already; the slope is the one at
                    z.
                sign_turned: dj_da * a * (a - 1)
                    The sign is turned. The sigmoid rises everywhere, so its slope is positive.
                always_the_most: dj_da * 0.25
                    A quarter is the most that a sigmoid lets through, at a = 0.5. Elsewhere it is
                    less.
                divided: dj_da / (a * (1 - a))
                    You divide by the local slope. That is the way from dj/dz to dj/da.
                brackets_missing: dj_da * a * 1 - a
                    Without brackets, a is subtracted from the whole product. Write `(1 - a)`.
                slope_as_output: dj_da * (1 - dj_da)
                    You put the slope that arrives into the rule. The rule needs the output a, and
                    the slope multiplies it.
                factor_squared: dj_da * a * (1 - a) ** 2
                    The factor 1 − a counts once.
                sigmoid_applied: dj_da / (1 + np.exp(-a))
                    You apply the sigmoid on the way back. What goes back is multiplied by its
                    slope.
            """,
            also_right="""
                a * (1 - a) * dj_da
                dj_da * (a - a**2)
                (dj_da - dj_da * a) * a
            """,
        ),
        FunctionExercise(
            name="softsign",
            prompt="Write an activation that is not on this page: softsign, z divided by 1 + |z|.",
            code='''
def my_softsign(z):
    """Return softsign(z), which is z divided by 1 + |z|."""
    return z / (1 + abs(z))
''',
            draws={"z": floats(-3, 3)},
            example={"z": 1.5},
            arrays=True,
            hints=("The size |z| is `abs(z)` in Python.",),
            takeaway="Softsign lies between −1 and 1, as tanh does, but it needs no exponential.",
            mistakes="""
                size_forgotten: z / (1 + z)
                    The size |z| is missing. At z = −1 your function would divide by 0.
                sign_lost: abs(z) / (1 + abs(z))
                    Your values are never negative. The z in the numerator keeps its sign.
                one_missing: z / abs(z)
                    The 1 is missing, so only the sign of z is left.
                subtracted: z / (1 - abs(z))
                    You subtract |z|. With 1 + |z|, nothing is ever divided by 0.
                brackets_missing: z / 1 + abs(z)
                    Only the 1 is in the denominator. Put brackets round `1 + abs(z)`.
                square_for_size: z / (1 + z**2)
                    You square z. Far out, your values would go back to 0.
                upside_down: (1 + abs(z)) / z
                    It is upside down: z is divided by 1 + |z|.
                squared: z / (1 + abs(z)) ** 2
                    The bracket counts once here. Its square comes with the slope.
                multiplied: z * (1 + abs(z))
                    You multiply by 1 + |z|. It divides.
                nothing_done: z
                    You return z itself: nothing bends.
            """,
            also_right="""
                z / (abs(z) + 1)
                1 / (1 + abs(z)) * z
                z * (1 + abs(z)) ** -1
            """,
        ),
        FunctionExercise(
            name="softsign_slope",
            prompt="Now write its slope. (The slope of 1/u is −1/u².)",
            code='''
def my_softsign_slope(z):
    """Return the derivative of z / (1 + |z|) at z."""
    return 1 / (1 + abs(z)) ** 2
''',
            draws={"z": floats(-3, 3)},
            example={"z": 1.5},
            arrays=True,
            is_slope=True,
            hints=(
                "Take z > 0 first: what is the derivative of z / (1 + z)? The quotient rule: "
                "(u/v)′ = (u′v − u·v′)/v².",
                "For z > 0 it is (1 + z − z)/(1 + z)². What is left in the numerator?",
                "The curve is the same on both sides, turned by half a turn. So its slope at −z is "
                "that at z: only the size of z counts.",
            ),
            takeaway="1/(1 + |z|)²: it is 1 at z = 0. Far out it falls like 1/z², far more slowly "
            "than the slopes of tanh and the sigmoid, which fall exponentially.",
            mistakes="""
                not_squared: 1 / (1 + abs(z))
                    The square is missing. The quotient rule divides by the square of the
                    denominator.
                value_returned: z / (1 + abs(z))
                    That is the activation itself. Its slope is asked for.
                tanh_rule: 1 - (z / (1 + abs(z))) ** 2
                    1 − a² is the rule of tanh. The quotient rule with a plus gives the same; it
                    has a minus: u′v − u·v′.
                sigmoid_rule: z / (1 + abs(z)) * (1 - z / (1 + abs(z)))
                    a·(1 − a) is the rule of the sigmoid. Each activation has its own.
                size_forgotten: 1 / (1 + z) ** 2
                    The size |z| is missing. Your slope is right for positive z only.
                sign_turned: -1 / (1 + abs(z)) ** 2
                    The sign is turned. Softsign rises everywhere, so its slope is positive.
                sign_of_z: np.sign(z) / (1 + abs(z)) ** 2
                    Your slope is negative on the left. Softsign rises there, too.
                slope_of_size_forgotten: (1 + abs(z) - z) / (1 + abs(z)) ** 2
                    Your slope is right for positive z. On the left, the slope of |z| is −1 and
                    not 1.
                square_of_z: 1 / (1 + z**2)
                    You squared z alone. The whole bracket 1 + |z| is squared.
                cubed: 1 / (1 + abs(z)) ** 3
                    The power is one too high: the quotient rule divides by the square.
                square_above: (1 + abs(z)) ** 2
                    It is upside down: far out the curve becomes flat and not steep.
                u_forgotten: z / (1 + abs(z)) ** 2
                    The numerator is u′v − u·v′. What is left of it is 1.
                product_of_slopes: np.sign(z)
                    You divided the slope of z by that of 1 + |z|. The slope of a quotient is not
                    the quotient of the slopes.
            """,
            also_right="""
                (1 + abs(z)) ** -2
                (1 - abs(z) / (1 + abs(z))) ** 2
                1 / (1 + 2 * abs(z) + z**2)
                (1 + abs(z) - z * np.sign(z)) / (1 + abs(z)) ** 2
            """,
        ),
        FunctionExercise(
            name="backward_leaky",
            prompt="Write the backward pass of a chain with a leaky ReLU between its two weights. "
            "Where z is not positive, the leaky ReLU multiplies it by `leak`.",
            code='''
def my_backward_leaky(x, y, w1, w2, leak):
    """Return dj/dw1 and dj/dw2 for z = x·w1, a = leaky_relu(z), ŷ = a·w2, j = (ŷ − y)²."""
    z = x * w1
    slope = 1 if z > 0 else leak
    a = slope * z
    dj_dy_hat = 2 * (a * w2 - y)
    dj_dw2 = dj_dy_hat * a
    dj_da = dj_dy_hat * w2
    dj_dz = dj_da * slope
    dj_dw1 = dj_dz * x
    return dj_dw1, dj_dw2
''',
            draws={
                "x": floats(-1.3, 1.3),
                "y": floats(-2, 2),
                "w1": floats(-1.3, 1.3),
                "w2": floats(-2, 2),
                "leak": floats(0.12, 0.4),
            },
            example={"x": X, "y": Y, "w1": W1, "w2": W2, "leak": _LEAK},
            inside="""
                z = x * w1
                slope = 1 if x * w1 > 0 else leak
            """,
            length_hint="Return the slopes of both weights and no other: `return dj_dw1, dj_dw2`.",
            hints=(
                "First the values: z, then a, which is z if z > 0 and leak * z otherwise, then "
                "y_hat.",
                "Then back: dj_dy_hat, dj_dw2 = dj_dy_hat * a, dj_da = dj_dy_hat * w2.",
                "Through the activation: dj_dz is dj_da times its slope, which is 1 where z > 0 "
                "and leak otherwise. Then times x.",
            ),
            takeaway="There is one line more than without the activation: dj/dz = dj/da · f′(z). "
            "It needs z, which was kept.",
            mistakes="""
                slope_missing: (lambda d, e: (d / [leak, 1][x * w1 > 0], e))(*right(x, y, w1, w2, \
leak))
                    On the way to w1 you left out the activation. Where z is negative it lets only
                    the leak through.
                no_activation: (2 * (x * w1 * w2 - y) * w2 * x, 2 * (x * w1 * w2 - y) * x * w1)
                    That is the chain without an activation. It changes the values on the way
                    forward and the slopes on the way back.
                backward_only: (lambda d: (d * w2 * [leak, 1][x * w1 > 0], d * w1))(2 * (x * w1 * \
w2 - y) * x)
                    You left out the activation on the way forward: ŷ is made from a, not from z.
                z_for_a: (lambda d, e: (d, e / [leak, 1][x * w1 > 0]))(*right(x, y, w1, w2, leak))
                    Your dj/dw2 has the factor z. What w2 multiplies is a, which comes out of the
                    activation.
                nothing_leaks_back: (lambda d, e: (d * (x * w1 > 0), e))(*right(x, y, w1, w2, leak))
                    Yours lets nothing back where z is negative, as a plain ReLU does. A leaky one
                    lets the leak through.
                plain_relu: right(x, y, w1, w2, 0)
                    That is a plain ReLU, which never leaks.
                sign_of_w1: (lambda d, e: (d / [leak, 1][x * w1 > 0] * [leak, 1][w1 > 0], \
e))(*right(x, y, w1, w2, leak))
                    You ask whether w1 is positive. What counts is z = x·w1.
                sign_of_x: (lambda d, e: (d / [leak, 1][x * w1 > 0] * [leak, 1][x > 0], \
e))(*right(x, y, w1, w2, leak))
                    You ask whether x is positive. What counts is z = x·w1.
                relu_of_the_slope: (lambda d, e: (d / [leak, 1][x * w1 > 0] * [leak, 1][d / x > \
0], e))(*right(x, y, w1, w2, leak))
                    You apply the leaky ReLU to the slope that comes back. The slope may have any
                    sign; it is multiplied by the activation's slope at z.
                turned: (lambda d, e: (d / [leak, 1][x * w1 > 0] * [1, leak][x * w1 > 0], \
e))(*right(x, y, w1, w2, leak))
                    It is the other way round: the whole slope passes where z is positive.
                value_for_slope: (lambda d, e: (d * x * w1, e))(*right(x, y, w1, w2, leak))
                    You multiply by a, the value of the activation. On the way back its slope
                    counts, 1 or leak.
                order_swapped: right(x, y, w1, w2, leak)[::-1]
                    Both numbers are right, but in the wrong order: dj/dw1 comes first.
                input_forgotten: (lambda d, e: (d / x, e))(*right(x, y, w1, w2, leak))
                    Your dj/dw1 stops at z. The last factor is x, which w1 multiplies.
                w2_skipped: (lambda d, e: (d / w2, e))(*right(x, y, w1, w2, leak))
                    On the way to w1 you left out w2: dj/da = dj/dŷ · w2.
                factor_two_missing: (lambda d, e: (d / 2, e / 2))(*right(x, y, w1, w2, leak))
                    The factor 2 is missing: the slope of the square is 2(ŷ − y).
                sign_turned: (lambda d, e: (-d, -e))(*right(x, y, w1, w2, leak))
                    The signs are turned. The error is ŷ − y, and the minus of the descent comes
                    later.
                article_typed_in: (1.05, 3.36)
                    You typed in the article's numbers. Compute them from the parameters.
                leak_typed_in: right(x, y, w1, w2, 0.01)
                    You typed in the leak 0.01. Use the parameter leak.
            """,
            also_right="""
                (lambda a: (2 * (a * w2 - y) * w2 * a / w1, 2 * (a * w2 - y) * a))(\
max(x * w1, leak * x * w1))
                [2 * (x * w1 * w2 - y) * f * x for f in (w2, w1)] if x * w1 > 0 \
else right(x, y, w1, w2, leak)
            """,
        ),
        NumberExercise(
            name="through_a_leak",
            prompt=f"One sample through a leaky ReLU whose leak is {number(_LEAK)}: z = x·w₁, then "
            f"a, then ŷ = a·w₂. x = {number(_X_ASKED)}, w₁ = {number(_W1_ASKED)}, w₂ = "
            f"{number(_W2_ASKED)}, and the target is {number(_Y_ASKED)}. What is dj/dw₁? Work it "
            "out by hand.",
            answer=_LEAKED,
            tolerance=1e-6,
            consequence=_moves,
            hints=(
                f"Forward first: z = {number(_X_ASKED)}·({number(_W1_ASKED)}). It is negative, so "
                f"a = {number(_LEAK)}·z.",
                f"Then dj/dŷ = 2(ŷ − y) = {number(_AT_OUTPUT)}, and dj/da is that times w₂.",
                f"Through the leak: times {number(_LEAK)}. Then times x.",
            ),
            takeaway=f"{number(_AT_OUTPUT)} · {number(_W2_ASKED)} · {number(_LEAK)} · "
            f"{number(_X_ASKED)} = {number(_LEAKED)}: a tenth gets through, so the weight can "
            "move. Behind a ReLU it would be 0.",
            mistakes=f"""
                leak_skipped_on_the_way_back: {_AT_A * _X_ASKED}
                    You left out the leak on the way back. z is negative, so the slope there is
                    {number(_LEAK)}.
                stops_at_z: {_AT_Z}
                    That is dj/dz. One factor is left: x, which w₁ multiplies.
                stops_at_a: {_AT_A}
                    That is dj/da. Go on through the leak, then times x.
                stops_at_output: {_AT_OUTPUT}
                    That is dj/dŷ, where the way back begins.
                other_weight: {_AT_OUTPUT * _A}
                    That is dj/dw₂.
                plain_relu: 0
                    That is what a ReLU would give. This one leaks.
                sign_turned: {-_LEAKED}
                    The sign is turned: the error is ŷ − y.
                factor_two_missing: {_LEAKED / 2}
                    The factor 2 is missing: the slope of the square is 2(ŷ − y).
                value_for_slope: {_AT_A * _A * _X_ASKED}
                    You multiplied by a, the value. On the way back the slope counts,
                    {number(_LEAK)}.
                input_of_the_leak: {_AT_A * _Z * _X_ASKED}
                    You multiplied by z. On the way back the slope counts, {number(_LEAK)}.
                own_weight: {_AT_Z * _W1_ASKED}
                    Your last factor is w₁ itself, which gives dj/dx. For dj/dw₁ it is x.
                leak_skipped_forward: \
{2 * (_Z * _W2_ASKED - _Y_ASKED) * _W2_ASKED * _LEAK * _X_ASKED}
                    You left out the leak on the way forward: ŷ is made from a = {number(_A)}.
                leak_skipped_everywhere: {2 * (_Z * _W2_ASKED - _Y_ASKED) * _W2_ASKED * _X_ASKED}
                    You left out the activation, both forward and back.
                leak_twice: {_LEAKED * _LEAK}
                    The leak counts once on the way back.
            """,
        ),
        NumberExercise(
            name="eight_links",
            prompt=f"{_LINKS} links in a chain. Each multiplies by the weight {_WEIGHT}, adds a "
            "bias of its own, and applies a sigmoid. How much of a slope of 1 can be left behind "
            "all of them, at the most, whatever the biases are?",
            answer=_THROUGH,
            tolerance=0.005,
            consequence=_for_each_link,
            hints=(
                "What is the steepest slope of a sigmoid? And what does a link with the weight 2 "
                "make of a slope that passes it?",
                f"Each link multiplies by at most {_WEIGHT} · {_MOST} = {number(_PER_LINK)}.",
            ),
            takeaway=f"{number(_PER_LINK)} to the power {_LINKS} is {number(_THROUGH)}. Weights "
            "count, too: only with a weight of 4 or more could a sigmoid's link pass on a whole "
            "slope.",
            mistakes=f"""
                weights_forgotten: {_MOST**_LINKS}
                    You left out the weights. Each link also multiplies by {_WEIGHT}.
                sigmoids_forgotten: {_WEIGHT**_LINKS}
                    Those are the weights alone. Each sigmoid multiplies by at most {_MOST}.
                one_link: {_PER_LINK}
                    That is one link. There are {_LINKS} of them, and slopes multiply.
                added: {_PER_LINK * _LINKS}
                    You added the links. Along a chain, slopes multiply.
                shared: {_PER_LINK / _LINKS}
                    You divided by the number of links. Each link halves what arrives.
                weight_once: {_WEIGHT * _MOST**_LINKS}
                    You counted the weight once. It is in each of the {_LINKS} links.
                sigmoid_once: {_MOST * _WEIGHT**_LINKS}
                    You counted the sigmoid once. It is in each of the {_LINKS} links.
                one_too_few: {_PER_LINK ** (_LINKS - 1)}
                    That is {_LINKS - 1} links: one is missing.
                one_too_many: {_PER_LINK ** (_LINKS + 1)}
                    That is {_LINKS + 1} links: one too many.
                all_left: 1
                    A slope of 1 would be left if each link multiplied by 1.
            """,
        ),
        ChoiceExercise(
            name="ten_more_layers",
            prompt="A network of three dense layers, without activations, fits its curved data "
            "badly. A colleague puts ten more such layers in between. What can the new network do "
            "that the old one could not?",
            options={
                "a": "It fits the curve better: it has more weights.",
                "b": "It makes curves, because weights are now multiplied with weights.",
                "c": "Nothing: whatever its weights are, one dense layer computes the same.",
                "d": "Nothing, but only because the slopes vanish on the way back.",
            },
            answer="c",
            hints=(
                "Write the output of two such layers as a formula in x, and collect the terms.",
            ),
            takeaway="A chain of straight lines is a straight line, however long it is and "
            "however well it is trained.",
            mistakes="""
                more_weights: a
                    It has more weights, but they enter only as products. Multiplied out, the output
                    is still one number times x plus another.
                products_curve: b
                    The output is curved in the weights, which makes training harder. In the
                    input x it is still a straight line, and the data are curved in x.
                only_training: d
                    Perfect training would not help. No values of the weights make a curve.
            """,
        ),
        ChoiceExercise(
            name="which_unit_is_dead",
            prompt="The smallest input of all samples is 1, and the largest is 3. Here are four "
            "ReLU units, "
            "a = max(w·x + b, 0). Which of them is dead?",
            options={
                "a": "w = 2, b = −5",
                "b": "w = −1, b = 0.5",
                "c": "w = 0.5, b = −1",
                "d": "w = −2, b = 3",
            },
            answer="b",
            hints=("A straight line is highest at one of its ends: try x = 1 and x = 3.",),
            takeaway="A unit is dead if z is not above 0 for any sample. One sample is enough to "
            "keep it alive.",
            mistakes="""
                large_bias: a
                    Its bias is the most negative, but at x = 3 its z is 1: that sample moves it.
                zero_in_the_middle: c
                    At x = 1 its z is −0.5, but at x = 3 it is 0.5: that sample moves it.
                large_negative_weight: d
                    Its weight is the most negative, but at x = 1 its z is 1: that sample moves it.
            """,
        ),
        ChoiceExercise(
            name="positive_inputs",
            prompt="The inputs of a unit come from sigmoids, so all of them are positive. Its z is "
            "the sum of each input times its own weight. What follows for the slopes of these "
            "weights, for one sample?",
            options={
                "a": "They are all positive.",
                "b": "They all have the same sign, so all weights go up or all go down.",
                "c": "Nothing: each weight has a slope of its own.",
                "d": "They are all equal.",
            },
            answer="b",
            hints=(
                "The slope of each weight is dj/dz times an input. What do all have in common?",
            ),
            takeaway="With dj/dz in common and positive inputs, the signs agree. If one weight "
            "should go up and another down, it takes a zigzag of steps. The outputs of tanh lie "
            "around 0, which is one reason why it was preferred.",
            mistakes="""
                inputs_decide: a
                    The inputs are positive, but each is multiplied by dj/dz, which may be negative.
                    Then all the slopes are negative.
                nothing_follows: c
                    The sizes differ. But each slope is dj/dz times a positive input, and
                    dj/dz is the same for all.
                all_equal: d
                    Each is dj/dz times its own input, and the inputs differ. Only the signs agree.
            """,
        ),
        ChoiceExercise(
            name="mask_of_the_output",
            prompt="This backward pass runs without an error, but nudging shows that dj_dw is "
            "wrong for some samples. Which line is to blame?\n"
            "  1. z = w * x + b\n"
            "  2. a = max(z, 0)\n"
            "  3. dj_da = 2 * (a - y)\n"
            "  4. dj_dz = dj_da * (a >= 0)\n"
            "  5. dj_dw = dj_dz * x",
            options={
                "a": "Line 2: the slope of max is missing there.",
                "b": "Line 3: it should be 2 * (z - y).",
                "c": "Line 4: a is never negative, so nothing is ever stopped.",
                "d": "Line 5: it should be times w.",
            },
            answer="c",
            hints=("Which values can a have after line 2? What is `a >= 0` then?",),
            takeaway="`a > 0` or `z > 0` would do. `a >= 0` is always true: where the unit is off, "
            "the slope gets through all the same.",
            mistakes="""
                slope_on_the_way_forward: a
                    Line 2 is the way forward, where only values are computed. The slope of max
                    belongs to line 4.
                error_at_z: b
                    The output of this unit is a, and the loss compares a with the target.
                own_weight: d
                    w multiplies x, so x is the local slope for w. Line 5 is right.
            """,
        ),
        OrderingExercise(
            name="through_the_activation",
            prompt="A chain with an activation: z = x·w₁, a = tanh(z), ŷ = a·w₂. Put the steps "
            "that lead to dj/dw₁ in order.",
            steps={
                "z": "z = x * w1",
                "a": "a = tanh(z)",
                "y_hat": "y_hat = a * w2",
                "dj_da": "dj_da = 2 * (y_hat - y) * w2",
                "dj_dz": "dj_dz = dj_da * (1 - a**2)",
                "dj_dw1": "dj_dw1 = dj_dz * x",
            },
            hints=(
                "Each line uses what an earlier one has computed.",
                "Forward from x to ŷ, then back from ŷ to w₁. Which line goes back through tanh?",
            ),
            takeaway="The way back is the way forward in reverse, and each link appears twice: "
            "tanh as a value, then 1 − a² as its slope.",
            mistakes="""
                activation_first: a, z
                    tanh is applied to z, so z must be there first.
                output_before_activation: y_hat, a
                    ŷ is made from a.
                back_before_forward: dj_da, y_hat
                    The way back begins with the error ŷ − y, so ŷ must be there first.
                slope_of_z_first: dj_dz, dj_da
                    dj/dz is made from dj/da, the slope that arrives at the activation.
                weight_before_activation: dj_dw1, dj_dz
                    On its way to w₁ the slope passes the activation: dj/dz comes first.
            """,
        ),
    ),
    predictions=(
        Prediction(
            name="ten_sigmoids",
            question="Where it is steepest, at z = 0, the slope of a sigmoid is 0.25. Put ten "
            "sigmoids in a row. At the most, how much of a slope is left behind all of them?",
            choices="""
                added: 2.5: ten quarters.
                    Slopes along a chain multiply. Ten factors of at most 0.25 leave less than a
                    millionth.
                quarter: 0.25, as behind the first.
                    The second sigmoid multiplies by at most 0.25 again, and so does each of the
                    others.
                fortieth: About a fortieth: a quarter, shared among ten.
                    Nothing is shared out. Each of the ten multiplies what arrives by at most
                    0.25.
                millionth: Less than a millionth.
                    0.25 times itself, ten factors in all, is about 9.5·10⁻⁷. Each sigmoid
                    multiplies what arrives by at most 0.25.
            """,
            answer="millionth",
        ),
        Prediction(
            name="after_the_large_step",
            question=f"One ReLU unit learns five samples from w = {W}, b = 0. With lr = {LR} the "
            "loss falls. With lr = 0.3 its first step is three times as long. What do the 39 steps "
            "after it do?",
            choices=f"""
                back: They swing back and come to rest at the best values.
                    A straight line would swing. But here the first step leads to w =
                    {number(_W_THROWN)} and b = {number(_B_THROWN)}, where z is at most
                    {number(_HIGHEST)}: the ReLU passes nothing back.
                slowly: They go on downhill, only more slowly.
                    There is no downhill any more. z is at most {number(_HIGHEST)}, so both slopes
                    are exactly 0, not just small.
                away: They run away: the loss grows from step to step.
                    With a straight line, lr = 0.3 would run away. Here all slopes are 0 after the
                    first step: nothing moves in any direction.
                nothing: Nothing: w and b stay where they are, and the loss stays at {_LOSS_OFF}.
                    The first step leads to w = {number(_W_THROWN)} and b = {number(_B_THROWN)}.
                    There z is at most {number(_HIGHEST)}: the output is 0 for every sample, and so
                    is every slope.
            """,
            answer="nothing",
        ),
    ),
    points=(
        "Without activations, a network of any depth computes one straight line; an activation "
        "between the layers lets it bend.",
        "On the way back an activation multiplies the slope by its own: dj/dz = dj/da · f′(z).",
        "Where it is flat, little gets through: sigmoids in a row leave at most 0.25 each, so the "
        "slope vanishes.",
        "A ReLU passes all or nothing. A unit that is off for every sample is dead; a leak keeps "
        "it alive.",
    ),
)
