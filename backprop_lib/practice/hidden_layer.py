"""Practice of notebook 09: a hidden layer, paths that meet, and XOR."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from ..notation import number
from .engine import (
    ChoiceExercise,
    FunctionExercise,
    Lesson,
    NumberExercise,
    OrderingExercise,
    Prediction,
    Quantity,
    WorkedStep,
    floats,
    sampled_from,
)

_X, _Z, _V = [1.5, 1.0], [2.0, 0.6], [0.5, -0.5]  # the network of the first picture
_W11, _W12, _W21, _W22 = 1.6, 0.6, -0.4, -0.4
_DJ_DY_HAT = 1.4

# A network of which some units are off for one sample.
_INPUTS, _UNITS, _OFF = 3, 4, 2
_OF_A_UNIT = _INPUTS + 1 + 1  # weights that lead to it, its bias, the weight behind it
_SILENT = _OFF * _OF_A_UNIT
_PARAMETERS = _UNITS * _OF_A_UNIT + 1

_FIRST, _SECOND = 4, 3  # units of two hidden layers
_PATHS = _FIRST * _SECOND


def _pairs(low: float, high: float) -> Callable[[random.Random], list[float]]:
    """Return a function that draws two numbers, as `floats` draws one."""
    draw = floats(low, high)

    def draw_two(source: random.Random) -> list[float]:
        return [draw(source), draw(source)]

    return draw_two


def _through_relu(inputs: dict[str, Any]) -> dict[str, Any]:
    return inputs | {"a": [max(z, 0.0) for z in inputs["z"]]}


def _at_the_fourth_sample(v2: float) -> str:
    return f"At x₁ = x₂ = 1, ŷ would be 2 + ({number(v2)}) · 1 = {number(2 + v2)}. The target is 0."


def _for_each_unit_off(slopes: float) -> str:
    if slopes > _PARAMETERS:
        return f"The network has only {_PARAMETERS} parameters."
    if slopes <= 0 or slopes % _OFF:
        return (
            f"The {_OFF} units that are off silence equally many parameters, so the number is a "
            f"positive multiple of {_OFF}."
        )
    return f"That would be {number(slopes / _OFF)} for each of the {_OFF} units that are off."


def _behind_each_unit(paths: float) -> str:
    units = f"each of the {_FIRST} units of the first hidden layer"
    if paths <= 0 or paths % _FIRST:
        return (
            f"Equally many paths lead through {units}, so their number is a positive multiple of "
            f"{_FIRST}."
        )
    return f"That would be {number(paths / _FIRST)} paths through {units}."


LESSON = Lesson(
    name="hidden_layer",
    exercises=(
        FunctionExercise(
            name="backward_hidden",
            prompt="Write the backward pass of the whole network: one sample, two inputs, two "
            "hidden ReLU units, one output. The forward pass has been made, and dj/dŷ is known.",
            code='''
def my_backward_hidden(x, z, a, v, dj_dy_hat):
    """Return the slopes of w11, w12, w21, w22, b1, b2, v1, v2 and c, as a list in this order.

    x, z, a and v are lists of two numbers: x[0] is x1, and so on.
    """
    dj_dv1 = dj_dy_hat * a[0]
    dj_dv2 = dj_dy_hat * a[1]
    dj_dz1 = dj_dy_hat * v[0] * (z[0] > 0)
    dj_dz2 = dj_dy_hat * v[1] * (z[1] > 0)
    dj_dw11, dj_dw12 = dj_dz1 * x[0], dj_dz2 * x[0]
    dj_dw21, dj_dw22 = dj_dz1 * x[1], dj_dz2 * x[1]
    return [dj_dw11, dj_dw12, dj_dw21, dj_dw22, dj_dz1, dj_dz2, dj_dv1, dj_dv2, dj_dy_hat]
''',
            draws={
                "x": _pairs(-3, 3),
                "z": _pairs(-0.95, 0.95),
                "a": _pairs(0.2, 0.9),
                "v": _pairs(-3, 3),
                "dj_dy_hat": floats(-3, 3),
            },
            fit=_through_relu,
            example={"x": _X, "z": _Z, "a": _Z, "v": _V, "dj_dy_hat": _DJ_DY_HAT},
            length_hint="Return nine slopes: four of w, two of b, two of v, one of c.",
            hints=(
                "Begin at the output: what multiplies dj_dy_hat for c, for v1 and v2, and for a1 "
                "and a2?",
                "Then go through each ReLU: dj_dz1 = dj_dy_hat * v[0] * (z[0] > 0). In Python a "
                "comparison counts as 1 or 0.",
                "A bias gets the slope of its unit's z. A weight gets it times the input that it "
                "multiplies: dj_dw12 = dj_dz2 * x[0].",
            ),
            takeaway="Two slopes, dj/dz1 and dj/dz2, are found once, and each serves three "
            "parameters. Nine slopes take one pass.",
            mistakes="""
                relu_forgotten: right(x, [1, 1], a, v, dj_dy_hat)
                    In your function both ReLUs are always on, but where z is negative, nothing gets
                    through. Ask whether z > 0: `a >= 0` is always true, because a ReLU never gives
                    less than 0.
                value_for_slope: right(x, z, a, [v[0] * a[0], v[1] * a[1]], dj_dy_hat)
                    On the way back you multiplied by a, the value of the activation. Multiply by
                    its slope: 1 where z is positive, 0 elsewhere.
                input_for_slope: right(x, [1, 1], a, [v[0] * z[0], v[1] * z[1]], dj_dy_hat)
                    On the way back you multiplied by z. Multiply by the slope of the ReLU at z: 1
                    or 0.
                tanh_rule: right(x, [1, 1], a, [v[0] * (1 - a[0] ** 2), v[1] * (1 - a[1] ** 2)], \
dj_dy_hat)
                    1 − a² is the slope of tanh. These units are ReLUs: their slope is 1 or 0.
                z_for_a: right(x, z, z, v, dj_dy_hat)
                    Your slopes of v have the factor z. What v multiplies is a, the value behind the
                    ReLU.
                x_for_a: right(x, z, x, v, dj_dy_hat)
                    Your slopes of v have the factor x. What v multiplies is a, the value of the
                    hidden unit.
                own_weight: right(x, z, v, v, dj_dy_hat)
                    Your slopes of v have the factor v itself: that gives the slopes of a. For the
                    slope of a weight, multiply by the value that came in, a.
                not_through_v: right(x, z, a, [1, 1], dj_dy_hat)
                    On the way to the hidden units you left out v. If a1 moves, ŷ moves v1 times
                    as far.
                v_exchanged: right(x, z, a, v[::-1], dj_dy_hat)
                    You took v2 for unit 1 and v1 for unit 2. Each slope goes back
                    over the wire of its own unit.
                a_exchanged: right(x, z, a[::-1], v, dj_dy_hat)
                    You exchanged the slopes of v1 and v2: v1 multiplies a1.
                z_exchanged: right(x, z[::-1], a, v, dj_dy_hat)
                    You looked at the ReLU of the other unit. Unit 1 is on if z1 is positive.
                inputs_exchanged: right(x[::-1], z, a, v, dj_dy_hat)
                    You exchanged the inputs. w11 and w12 multiply x1; w21 and w22 multiply x2.
                transposed: (lambda r: [r[0], r[2], r[1], *r[3:]])(right(x, z, a, v, dj_dy_hat))
                    You exchanged the slopes of w12 and w21. The first index says from which
                    input, the second to which unit: w12 leads from x1 to unit 2.
                inputs_forgotten: right([1, 1], z, a, v, dj_dy_hat)
                    The inputs are missing in the slopes of the weights: w11 multiplies x1, so its
                    slope is dj/dz1 · x1.
                input_at_the_bias: (lambda r: [*r[:4], r[0], r[3], *r[6:]])\
(right(x, z, a, v, dj_dy_hat))
                    You multiplied the slopes of b1 and b2 by an input. A bias is added, so it
                    gets the slope of z as it is.
                bias_before_the_relu: \
(lambda r: [*r[:4], dj_dy_hat * v[0], dj_dy_hat * v[1], *r[6:]])(right(x, z, a, v, dj_dy_hat))
                    Your biases get dj/da. They are added inside z, so the slope passes the ReLU
                    before it reaches them.
                bias_of_the_output: (lambda r: [*r[:4], r[8], r[8], *r[6:]])\
(right(x, z, a, v, dj_dy_hat))
                    You gave the biases of the hidden units the slope of c. They come before the
                    ReLU, so each gets dj/dz of its unit.
                bias_local: (lambda r: [*r[:4], 1, 1, *r[6:]])(right(x, z, a, v, dj_dy_hat))
                    You gave b1 and b2 the slope 1. That is dz/db alone; multiply it by the slope
                    that arrives at z.
                output_bias_local: [*right(x, z, a, v, dj_dy_hat)[:8], 1]
                    You gave c the slope 1. That is dŷ/dc alone; multiply it by dj/dŷ.
                units_added: \
right(x, [1, 1], a, [np.dot(v, np.sign(a))] * 2, dj_dy_hat)
                    You added the slopes of both units. Paths add where they meet, at x1 and x2.
                    Each w and b belongs to one unit, so only one path leads to it.
                sign_turned: right(x, z, a, v, -dj_dy_hat)
                    All your signs are turned. The minus comes later, when the parameters move.
                arriving_slope_missing: right(x, z, a, v, 1)
                    The slope that arrives, dj/dŷ, is missing. Everything is multiplied by it.
                two_again: right(x, z, a, v, 2 * dj_dy_hat)
                    All your slopes are twice as large. The 2 of the square is in dj/dŷ already.
                output_first: (lambda r: r[6:] + r[:6])(right(x, z, a, v, dj_dy_hat))
                    The numbers are right, but you return those of the output first. The order is
                    w, b, v, c.
            """,
            also_right="""
                [dj_dy_hat * p for p in (*(u * b * (c > 0) for u in [*x, 1] \
for b, c in zip(v, z)), *a, 1)]
                np.append(np.outer([*x, 1], np.multiply(v, np.sign(a))), [*a, 1]) * dj_dy_hat
            """,
        ),
        FunctionExercise(
            name="slope_of_x1",
            prompt="Write the slope of the first input, where two paths meet. The slopes of both "
            "z have been found.",
            code='''
def my_slope_of_x1(w11, w12, w21, w22, dj_dz1, dj_dz2):
    """Return dj/dx1, where w12 leads from input 1 to unit 2, and so on."""
    return dj_dz1 * w11 + dj_dz2 * w12
''',
            draws=dict.fromkeys(("w11", "w12", "w21", "w22", "dj_dz1", "dj_dz2"), floats(-3, 3)),
            example={
                "w11": _W11,
                "w12": _W12,
                "w21": _W21,
                "w22": _W22,
                "dj_dz1": _DJ_DY_HAT * _V[0],
                "dj_dz2": _DJ_DY_HAT * _V[1],
            },
            hints=(
                "Along which wires does x1 reach the hidden units?",
                "Along each path: the slope that arrives, times the weight of the wire.",
            ),
            takeaway="Along a path slopes multiply; where paths meet, they add. Nobody trains an "
            "input, but an earlier layer would need this number: its a is this layer's x.",
            mistakes="""
                second_path_missing: dj_dz1 * w11
                    That is the path through unit 1 alone. x1 feeds unit 2 as well: add that path.
                first_path_missing: dj_dz2 * w12
                    That is the path through unit 2 alone. x1 feeds unit 1 as well: add that path.
                transposed: dj_dz1 * w11 + dj_dz2 * w21
                    You took w21 for w12. The first index says from which input: w12 leads from
                    x1 to unit 2.
                of_x2: dj_dz1 * w21 + dj_dz2 * w22
                    That is dj/dx2: the weights w21 and w22 lead from input 2.
                paths_crossed: dj_dz1 * w12 + dj_dz2 * w11
                    You crossed the paths. w11 leads to unit 1, so it goes with dj_dz1.
                paths_multiplied: dj_dz1 * w11 * dj_dz2 * w12
                    You multiplied the two paths. Slopes multiply along a path; where paths meet,
                    they add.
                averaged: (dj_dz1 * w11 + dj_dz2 * w12) / 2
                    You took the mean. Both paths move the loss in full, so they add.
                subtracted: dj_dz1 * w11 - dj_dz2 * w12
                    You subtracted the second path. Add it: if it works against the first one, its
                    sign says so already.
                weights_missing: dj_dz1 + dj_dz2
                    The weights are missing: if x1 moves, z1 moves w11 times as far. Multiply each
                    slope by the weight of its wire.
                slopes_missing: w11 + w12
                    Those are the weights alone. Multiply each by the slope that arrives at its
                    unit.
                all_with_all: (dj_dz1 + dj_dz2) * (w11 + w12)
                    You multiplied the sums. Each slope goes with the weight of its own wire.
                all_four: dj_dz1 * (w11 + w21) + dj_dz2 * (w12 + w22)
                    You added the paths of both inputs. Take only those of x1, over w11 and w12.
                sizes: abs(dj_dz1 * w11) + abs(dj_dz2 * w12)
                    You added the sizes. Paths may work against each other, so keep the signs.
                added_along: dj_dz1 + w11 + dj_dz2 + w12
                    You added along the paths. Along a path, the slope and the weight multiply.
            """,
            also_right="""
                w12 * dj_dz2 + w11 * dj_dz1
                sum(d * w for d, w in zip((dj_dz1, dj_dz2), (w11, w12)))
            """,
        ),
        WorkedStep(
            name="hidden_step",
            prompt="Work out both passes by hand. This time the two hidden units are leaky ReLUs "
            "with a leak of 0.1, and there are no biases: z₁ = x₁·w₁₁ + x₂·w₂₁ and "
            "z₂ = x₁·w₁₂ + x₂·w₂₂, then a₁ and a₂, then ŷ = a₁·v₁ + a₂·v₂. The loss is "
            "j = (ŷ − y)².",
            draws={
                "x1": sampled_from(1.5, 2, 3, 4),
                "x2": sampled_from(2, 3, 5),
                "y": sampled_from(*(tenths / 10 for tenths in range(2, 40))),
                "w11": sampled_from(0.3, 0.4, 0.7, 0.8, 1.1, 1.2, 1.5),
                "w12": sampled_from(0.2, 0.5, 0.6, 0.9, 1.3),
                "w21": sampled_from(0.3, 0.6, 0.7, 0.9, 1.4),
                "w22": sampled_from(-0.8, -1.2, -1.5, -1.7, -2.1),
                "v1": sampled_from(0.4, 0.5, 0.6, 0.8, 1.2),
                "v2": sampled_from(2, 3, 4, 5),
            },
            only_if="z2 < 0 and abs(dj_dy_hat) > 0.3 and abs(dj_dx1) > 0.1",
            example={
                "x1": 4,
                "x2": 3,
                "y": 0.8,
                "w11": 1.5,
                "w12": 0.6,
                "w21": 0.7,
                "w22": -2.1,
                "v1": 0.6,
                "v2": 4,
            },
            quantities=(
                Quantity(
                    name="z1",
                    label="z₁",
                    means="the pre-activation of unit 1",
                    rule="x1 * w11 + x2 * w21",
                    mistakes="""
                        transposed: x1 * w11 + x2 * w12
                            You took w₁₂ for w₂₁. Both weights of unit 1 have the second index 1.
                        second_input_missing: x1 * w11
                            The second input is missing: x₂·w₂₁ is added.
                        of_unit_2: x1 * w12 + x2 * w22
                            That is z₂. The weights of unit 1 are w₁₁ and w₂₁.
                        inputs_exchanged: x2 * w11 + x1 * w21
                            You exchanged the inputs: w₁₁ multiplies x₁.
                        products_multiplied: x1 * w11 * x2 * w21
                            You multiplied the two products. They are added.
                    """,
                ),
                Quantity(
                    name="z2",
                    label="z₂",
                    means="the pre-activation of unit 2",
                    rule="x1 * w12 + x2 * w22",
                    mistakes="""
                        transposed: x1 * w21 + x2 * w22
                            You took w₂₁ for w₁₂. Both weights of unit 2 have the second index 2.
                        sign_lost: x1 * w12 - x2 * w22
                            The sign of w₂₂ is lost: it is negative.
                        second_input_missing: x1 * w12
                            The second input is missing: x₂·w₂₂ is added.
                        inputs_exchanged: x2 * w12 + x1 * w22
                            You exchanged the inputs: w₁₂ multiplies x₁.
                    """,
                ),
                Quantity(
                    name="a2",
                    label="a₂",
                    means="the activation of unit 2 (a₁ is z₁, because z₁ is positive)",
                    rule="z2 * 0.1",
                    mistakes="""
                        passed_on: z2
                            You passed z₂ on as it is. It is negative, so the leaky ReLU multiplies
                            it by 0.1.
                        sign_dropped: z2 * -0.1
                            You dropped the sign. A leaky ReLU makes negative values small, not
                            positive.
                        leak_alone: 0.1
                            That is the leak alone. It multiplies z₂.
                        plain_relu: 0
                            That would be so with a ReLU. This one leaks: 0.1 · z₂.
                    """,
                ),
                Quantity(
                    name="y_hat",
                    label="ŷ",
                    means="the output",
                    rule="z1 * v1 + a2 * v2",
                    mistakes="""
                        z_for_a: z1 * v1 + z2 * v2
                            You took z₂ for a₂. The output is made of what the units pass on.
                        unit_2_missing: z1 * v1
                            Unit 2 is missing: a₂·v₂ is added. It leaks, so it counts.
                        weights_exchanged: z1 * v2 + a2 * v1
                            You exchanged v₁ and v₂: v₁ multiplies a₁.
                        weights_missing: z1 + a2
                            The weights are missing: multiply a₁ by v₁ and a₂ by v₂.
                        error_already: z1 * v1 + a2 * v2 - y
                            You subtracted the target. The output comes first; the error comes
                            later.
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
                            Your sign is turned: the error is ŷ − y.
                        loss_taken: (y_hat - y) ** 2
                            That is the loss. Its slope is twice the error.
                        loss_doubled: 2 * (y_hat - y) ** 2
                            You doubled the loss. The slope of a square is twice what was squared.
                    """,
                ),
                Quantity(
                    name="dj_dv2",
                    label="dj/dv₂",
                    means="the slope of v₂",
                    rule="dj_dy_hat * a2",
                    mistakes="""
                        z_for_a: dj_dy_hat * z2
                            You took z₂ for a₂. What v₂ multiplies is a₂.
                        own_weight: dj_dy_hat * v2
                            You multiplied by v₂ itself: that is dj/da₂. What v₂ multiplies is a₂.
                        of_unit_1: dj_dy_hat * z1
                            That is dj/dv₁. What v₂ multiplies is a₂.
                        leak_again: dj_dy_hat * a2 * 0.1
                            You multiplied by the leak once more. It is inside a₂ already; v₂ lies
                            behind the activation.
                    """,
                ),
                Quantity(
                    name="dj_dz1",
                    label="dj/dz₁",
                    means="the slope at unit 1",
                    rule="dj_dy_hat * v1",
                    mistakes="""
                        other_weight: dj_dy_hat * v2
                            You came back through v₂. Unit 1 is reached through v₁.
                        not_through_v: dj_dy_hat
                            You left out v₁: if a₁ moves, ŷ moves v₁ times as far.
                        value_for_slope: dj_dy_hat * v1 * z1
                            You multiplied by a₁, the value. Multiply by the slope of the
                            activation: 1, because z₁ is positive.
                        leak_at_unit_1: dj_dy_hat * v1 * 0.1
                            You multiplied by the leak. z₁ is positive, so the slope there is 1.
                    """,
                ),
                Quantity(
                    name="dj_dz2",
                    label="dj/dz₂",
                    means="the slope at unit 2",
                    rule="dj_dy_hat * v2 * 0.1",
                    mistakes="""
                        leak_forgotten: dj_dy_hat * v2
                            That is dj/da₂. Go on through the activation: z₂ is negative, so its
                            slope is 0.1.
                        other_weight: dj_dy_hat * v1 * 0.1
                            You came back through v₁. Unit 2 is reached through v₂.
                        plain_relu: 0
                            That would be so with a ReLU. This one leaks: its slope is 0.1.
                        value_for_slope: dj_dy_hat * v2 * a2
                            You multiplied by a₂, the value. Multiply by the slope of the
                            activation: 0.1.
                        not_through_v: dj_dy_hat * 0.1
                            You left out v₂: if a₂ moves, ŷ moves v₂ times as far.
                    """,
                ),
                Quantity(
                    name="dj_dw21",
                    label="dj/dw₂₁",
                    means="the slope of w₂₁",
                    rule="dj_dz1 * x2",
                    mistakes="""
                        transposed: dj_dz2 * x1
                            That is dj/dw₁₂. w₂₁ leads from input 2 to unit 1.
                        of_w11: dj_dz1 * x1
                            That is dj/dw₁₁. w₂₁ multiplies x₂.
                        of_w22: dj_dz2 * x2
                            That is dj/dw₂₂. w₂₁ leads to unit 1.
                        own_weight: dj_dz1 * w21
                            You multiplied by w₂₁ itself: that is a path to x₂. For the slope of a
                            weight, multiply by the value that came in, x₂.
                        input_forgotten: dj_dz1
                            The factor x₂ is missing. Without it, you have the slope that a bias
                            would get.
                        units_added: (dj_dz1 + dj_dz2) * x2
                            You added the slopes of both units. w₂₁ leads to unit 1 alone.
                    """,
                ),
                Quantity(
                    name="dj_dx1",
                    label="dj/dx₁",
                    means="the slope of x₁, from both paths",
                    rule="dj_dz1 * w11 + dj_dz2 * w12",
                    mistakes="""
                        second_path_missing: dj_dz1 * w11
                            That is the path through unit 1. The one through unit 2 is missing.
                        first_path_missing: dj_dz2 * w12
                            That is the path through unit 2. The one through unit 1 is missing.
                        transposed: dj_dz1 * w11 + dj_dz2 * w21
                            You took w₂₁ for w₁₂. The wires that leave x₁ are w₁₁ and w₁₂.
                        of_x2: dj_dz1 * w21 + dj_dz2 * w22
                            That is dj/dx₂. The wires that leave x₁ are w₁₁ and w₁₂.
                        averaged: (dj_dz1 * w11 + dj_dz2 * w12) / 2
                            You took the mean. Where paths meet, their slopes add.
                        multiplied: dj_dz1 * w11 * dj_dz2 * w12
                            You multiplied the paths. Where paths meet, their slopes add.
                        subtracted: dj_dz1 * w11 - dj_dz2 * w12
                            You subtracted the second path. Where paths meet, their slopes add.
                        crossed: dj_dz1 * w12 + dj_dz2 * w11
                            You crossed the paths: w₁₁ leads to unit 1, so it goes with dj/dz₁.
                    """,
                ),
            ),
            hints=(
                "Forward: z₁ is positive, so a₁ = z₁. z₂ is negative, so a₂ = 0.1·z₂.",
                "Back: dj/dŷ = 2(ŷ − y). To unit 1 through v₁ and the slope 1, to unit 2 through "
                "v₂ and the slope 0.1.",
                "x₁ feeds both units: dj/dz₁ · w₁₁ is one path, dj/dz₂ · w₁₂ the other. Add them.",
            ),
            takeaway="Each unit has one number, dj/dz. It is all that has to come back: the slopes "
            "of the weights in front of the unit, and of the inputs, are made from it.",
        ),
        WorkedStep(
            name="two_outputs",
            prompt="The network with two outputs by Matt Mazur. Hidden unit h₁ feeds both outputs: "
            "o₁ through w₅ and o₂ through w₇. (w₆ leads from h₂ to o₁, and w₁ from i₁ to h₁.) All "
            "units are sigmoids: z₁ goes into h₁, z₃ into o₁, and z₄ into o₂. The loss is "
            "j = ½(o₁ − t₁)² + ½(o₂ − t₂)². The forward pass has been made. Use a calculator and "
            "keep at least three digits.",
            by_hand=False,
            only_if="abs(dj_dh1) > 0.02",
            draws={
                "i1": sampled_from(0.05, 0.15, 0.2, 0.3, 0.4),
                "h1": sampled_from(0.4256, 0.4613, 0.5421, 0.5933, 0.6341, 0.6682, 0.7109),
                "o1": sampled_from(0.5648, 0.6124, 0.6537, 0.7039, 0.7514, 0.7815),
                "o2": sampled_from(0.5742, 0.6318, 0.6713, 0.7258, 0.7729, 0.8027),
                "t1": sampled_from(0.01, 0.02, 0.05, 0.1),
                "t2": sampled_from(0.9, 0.95, 0.98, 0.99),
                "w5": sampled_from(0.4, 0.45, 0.55, 0.6, 0.7),
                "w6": sampled_from(0.25, 0.3, 0.35, 0.45, 0.8),
                "w7": sampled_from(0.5, 0.6, 0.65, 0.75, 0.9),
                "lr": sampled_from(0.2, 0.4, 0.5, 0.6),
            },
            example={
                "i1": 0.05,
                "h1": 0.5933,
                "o1": 0.7514,
                "o2": 0.7729,
                "t1": 0.01,
                "t2": 0.99,
                "w5": 0.4,
                "w6": 0.45,
                "w7": 0.5,
                "lr": 0.5,
            },
            quantities=(
                Quantity(
                    name="dj_do1",
                    label="dj/do₁",
                    means="the slope at the first output",
                    rule="o1 - t1",
                    mistakes="""
                        half_forgotten: 2 * (o1 - t1)
                            You forgot the ½ of this loss. It cancels the 2 of the square, so the
                            slope is the error itself.
                        sign_turned: t1 - o1
                            Your sign is turned. The slope is o₁ − t₁.
                        loss_taken: (o1 - t1) ** 2 / 2
                            That is the loss of this output. Its slope is the error.
                        target_missing: o1
                            That is the output. Subtract its target.
                        other_target: o1 - t2
                            You took the target of o₂. The target of o₁ is t₁.
                    """,
                ),
                Quantity(
                    name="dj_dz3",
                    label="dj/dz₃",
                    means="the slope at the pre-activation of o₁",
                    rule="dj_do1 * o1 * (1 - o1)",
                    mistakes="""
                        sigmoid_forgotten: dj_do1
                            You forgot the slope of the sigmoid, o₁·(1 − o₁).
                        value_for_slope: dj_do1 * o1
                            You multiplied by o₁, the value. The slope of the sigmoid is
                            o₁·(1 − o₁).
                        one_factor: dj_do1 * (1 - o1)
                            The factor o₁ is missing: the slope of the sigmoid is o₁·(1 − o₁).
                        tanh_rule: dj_do1 * (1 - o1 ** 2)
                            1 − o₁² is the slope of tanh. This is a sigmoid.
                        local_only: o1 * (1 - o1)
                            That is the slope of the sigmoid alone. Multiply it by the slope that
                            arrives.
                        of_hidden: dj_do1 * h1 * (1 - h1)
                            You took the slope of the hidden sigmoid. This is the one of o₁.
                    """,
                ),
                Quantity(
                    name="dj_dw5",
                    label="dj/dw₅",
                    means="the slope of w₅",
                    rule="dj_dz3 * h1",
                    mistakes="""
                        own_weight: dj_dz3 * w5
                            You multiplied by w₅ itself: that is a path to h₁. For the slope of a
                            weight, multiply by the value that came in, h₁.
                        input_for_hidden: dj_dz3 * i1
                            You multiplied by i₁. What w₅ multiplies is h₁.
                        output_taken: dj_dz3 * o1
                            You multiplied by o₁, which comes out. What came in is h₁.
                        not_multiplied: dj_dz3
                            That is the slope of z₃. Multiply it by h₁.
                        at_the_output: dj_do1 * h1
                            You took dj/do₁. On its way to w₅ the slope passes through the
                            sigmoid: take dj/dz₃.
                        sigmoid_of_hidden: dj_dz3 * h1 * (1 - h1)
                            You multiplied by the slope of the hidden sigmoid. What w₅ multiplies
                            is h₁ itself.
                    """,
                ),
                Quantity(
                    name="new_w5",
                    label="new w₅",
                    means="w₅ after the step",
                    rule="w5 - lr * dj_dw5",
                    mistakes="""
                        climbed: w5 + lr * dj_dw5
                            You went uphill. The step goes against the slope.
                        whole_slope: w5 - dj_dw5
                            You subtracted the whole slope. The step is lr times the slope.
                        step_alone: lr * dj_dw5
                            That is the step. Subtract it from w₅.
                        step_only: -lr * dj_dw5
                            That is only the step. Add it to w₅.
                        wrong_slope: w5 - lr * dj_dz3
                            You took dj/dz₃. The step of w₅ needs dj/dw₅.
                    """,
                ),
                Quantity(
                    name="dj_do2",
                    label="dj/do₂",
                    means="the slope at the second output",
                    rule="o2 - t2",
                    mistakes="""
                        half_forgotten: 2 * (o2 - t2)
                            You forgot the ½ of this loss. It cancels the 2 of the square.
                        sign_turned: t2 - o2
                            Your sign is turned. This output is too low, so its slope is negative.
                        other_target: o2 - t1
                            You took the target of o₁. The target of o₂ is t₂.
                        first_again: dj_do1
                            That is the slope of the first output. The second one has its own.
                    """,
                ),
                Quantity(
                    name="dj_dz4",
                    label="dj/dz₄",
                    means="the slope at the pre-activation of o₂",
                    rule="dj_do2 * o2 * (1 - o2)",
                    mistakes="""
                        sigmoid_forgotten: dj_do2
                            You forgot the slope of the sigmoid, o₂·(1 − o₂).
                        value_for_slope: dj_do2 * o2
                            You multiplied by o₂, the value. The slope of the sigmoid is
                            o₂·(1 − o₂).
                        one_factor: dj_do2 * (1 - o2)
                            The factor o₂ is missing: the slope of the sigmoid is o₂·(1 − o₂).
                        tanh_rule: dj_do2 * (1 - o2 ** 2)
                            1 − o₂² is the slope of tanh. This is a sigmoid.
                    """,
                ),
                Quantity(
                    name="dj_dh1",
                    label="dj/dh₁",
                    means="the slope of h₁, from both outputs",
                    rule="dj_dz3 * w5 + dj_dz4 * w7",
                    mistakes="""
                        first_output_only: dj_dz3 * w5
                            That is the path from o₁ alone. h₁ feeds o₂ as well: add that path.
                        second_output_only: dj_dz4 * w7
                            That is the path from o₂ alone. h₁ feeds o₁ as well: add that path.
                        transposed: dj_dz3 * w5 + dj_dz4 * w6
                            You took w₆, which leads from h₂ to o₁. The wire from h₁ to o₂ is w₇.
                        updated_first: dj_dz3 * new_w5 + dj_dz4 * w7
                            You came back through the new w₅. Take the old one: the weights move
                            only when all slopes are known.
                        averaged: (dj_dz3 * w5 + dj_dz4 * w7) / 2
                            You took the mean. Where paths meet, their slopes add.
                        sigmoids_skipped: dj_do1 * w5 + dj_do2 * w7
                            You took dj/do₁ and dj/do₂. On the way to h₁ they pass through the
                            sigmoids: take dj/dz₃ and dj/dz₄.
                        weights_missing: dj_dz3 + dj_dz4
                            The weights are missing: if h₁ moves, z₃ moves w₅ times as far.
                        multiplied: dj_dz3 * w5 * dj_dz4 * w7
                            You multiplied the paths. Where paths meet, their slopes add.
                        subtracted: dj_dz3 * w5 - dj_dz4 * w7
                            You subtracted the second path. Add it: its sign is in dj/dz₄ already.
                    """,
                ),
                Quantity(
                    name="dj_dz1",
                    label="dj/dz₁",
                    means="the slope at the pre-activation of h₁",
                    rule="dj_dh1 * h1 * (1 - h1)",
                    mistakes="""
                        sigmoid_forgotten: dj_dh1
                            You forgot the slope of the sigmoid, h₁·(1 − h₁).
                        value_for_slope: dj_dh1 * h1
                            You multiplied by h₁, the value. The slope of the sigmoid is
                            h₁·(1 − h₁).
                        output_for_hidden: dj_dh1 * o1 * (1 - o1)
                            You took the slope of the sigmoid of o₁. This unit is h₁.
                        tanh_rule: dj_dh1 * (1 - h1 ** 2)
                            1 − h₁² is the slope of tanh. This is a sigmoid.
                    """,
                ),
                Quantity(
                    name="dj_dw1",
                    label="dj/dw₁",
                    means="the slope of w₁",
                    rule="dj_dz1 * i1",
                    mistakes="""
                        hidden_for_input: dj_dz1 * h1
                            You multiplied by h₁, which comes out. What w₁ multiplies is i₁.
                        not_multiplied: dj_dz1
                            That is the slope of z₁. Multiply it by i₁.
                        sigmoid_skipped: dj_dh1 * i1
                            You took dj/dh₁. On its way to w₁, the slope passes through the
                            sigmoid: take dj/dz₁.
                        of_w5: dj_dz3 * i1
                            You took dj/dz₃. On its way to w₁, the slope passes through h₁: take
                            dj/dz₁.
                    """,
                ),
            ),
            hints=(
                "At each output, the slope is the error, because of the ½. Then multiply by "
                "o·(1 − o).",
                "w₅ multiplies h₁, so dj/dw₅ = dj/dz₃ · h₁.",
                "h₁ has two paths: dj/dz₃ · w₅ and dj/dz₄ · w₇, with the old w₅. Add them, then go "
                "through the sigmoid of h₁, then times i₁.",
            ),
            takeaway="The two outputs pull at h₁ in opposite directions, and what they pass back "
            "is added before it goes on: the sigmoid of h₁ is passed once, not once for each path.",
        ),
        OrderingExercise(
            name="way_back",
            prompt="One step of the network with two hidden ReLU units. Put in order what concerns "
            "unit 2. (More than one order is right.)",
            steps={
                "a2": "a2 = max(z2, 0)",
                "dj_dy_hat": "dj_dy_hat = 2 * (a1 * v1 + a2 * v2 + c - y)",
                "dj_dv2": "dj_dv2 = dj_dy_hat * a2",
                "dj_dz2": "dj_dz2 = dj_dy_hat * v2 * (z2 > 0)",
                "dj_dw12": "dj_dw12 = dj_dz2 * x1",
                "move_v2": "v2 = v2 - lr * dj_dv2",
            },
            also_right="""
                a2, dj_dy_hat, dj_dv2, dj_dz2, move_v2, dj_dw12
                a2, dj_dy_hat, dj_dz2, dj_dv2, dj_dw12, move_v2
                a2, dj_dy_hat, dj_dz2, dj_dv2, move_v2, dj_dw12
                a2, dj_dy_hat, dj_dz2, dj_dw12, dj_dv2, move_v2
            """,
            hints=(
                "Each line uses what an earlier one has computed.",
                "Which lines use v2? They need the old one.",
            ),
            takeaway="v2 may move once everything that uses it is known. It is simplest to move "
            "all parameters together, after the last slope.",
            mistakes="""
                output_before_unit: dj_dy_hat, a2
                    ŷ is made from a2, so a2 must be there first.
                weight_before_output: dj_dv2, dj_dy_hat
                    The way back begins at the output: dj/dŷ comes before dj/dv2.
                unit_before_output: dj_dz2, dj_dy_hat
                    The way back begins at the output: dj/dŷ comes before dj/dz2.
                weight_before_unit: dj_dw12, dj_dz2
                    On its way to w12 the slope passes unit 2: dj/dz2 comes first.
                moved_without_slope: move_v2, dj_dv2
                    v2 moves before its slope is known: dj/dv2 comes first.
                moved_too_early: move_v2, dj_dz2
                    v2 moves before the slope has passed back through it. The line for dj/dz2 would
                    use the new v2.
            """,
        ),
        ChoiceExercise(
            name="old_weight",
            prompt="In these lines of a backward pass, dj_dv1 is right, but nudging shows that "
            "dj_dw11 is not. Which line is to blame?\n"
            "  1. dj_dv1 = dj_dy_hat * a1\n"
            "  2. v1 = v1 - lr * dj_dv1\n"
            "  3. dj_dz1 = dj_dy_hat * v1 * (a1 > 0)\n"
            "  4. dj_dw11 = dj_dz1 * x1",
            options={
                "a": "Line 1: it should be times z1.",
                "b": "Line 2: it comes too early.",
                "c": "Line 3: it should ask whether z1 > 0.",
                "d": "Line 4: it should be times w11.",
            },
            answer="b",
            hints=("Which v1 does line 3 use?",),
            takeaway="First all slopes, then all steps. With a small lr such an error hardly "
            "shows: the network still learns, but in a direction that is slightly wrong.",
            mistakes="""
                z_for_a: a
                    v1 multiplies a1, not z1. Line 1 is right.
                mask_of_the_output: c
                    For a ReLU, a1 > 0 and z1 > 0 say the same. Line 3 is right in itself, but which
                    v1 does it use?
                own_weight: d
                    w11 multiplies x1, so its slope has the factor x1. Line 4 is right.
            """,
        ),
        ChoiceExercise(
            name="overwritten_in_a_loop",
            prompt="w[i][k] is the weight from input i to hidden unit k. This loop should find the "
            "slopes of the inputs, but nudging disagrees. What is wrong?\n"
            "  dj_dx = [0, 0]\n"
            "  for k in range(2):\n"
            "      for i in range(2):\n"
            "          dj_dx[i] = dj_dz[k] * w[i][k]",
            options={
                "a": "w[i][k] must be w[k][i].",
                "b": "The outer loop must be over the inputs.",
                "c": "The last line needs += in place of =.",
                "d": "dj_dx must start at 1, the slope at the loss.",
            },
            answer="c",
            hints=("What is in dj_dx[0] after k = 0, and what after k = 1?",),
            takeaway="With = only the path through the last unit is left. With += each path adds "
            "its part, however many units there are.",
            mistakes="""
                transposed: a
                    The weight from input i to unit k is w[i][k], as the text says. The slope goes
                    back through the same wire.
                loops_exchanged: b
                    The order of the loops does not matter: each pair of i and k comes once. But
                    what happens to dj_dx[i] at its second visit?
                starts_at_one: d
                    The 1 at the loss is in dj_dz already. A sum starts at 0.
            """,
        ),
        NumberExercise(
            name="two_units_off",
            prompt=f"A network has {_INPUTS} inputs, a hidden layer of {_UNITS} ReLU units and one "
            "output. Each unit and the output have a bias. For one sample, two of the hidden units "
            "are off. For how many of the parameters must the slope be 0 then?",
            answer=_SILENT,
            consequence=_for_each_unit_off,
            hints=(
                "Take one unit that is off: dj/dz is 0. Which parameters lie in front of it?",
                "And the weight behind it: what does it multiply?",
            ),
            takeaway=f"Each unit that is off takes {_INPUTS} weights, its bias and the weight "
            f"behind it out of this step: {_OFF} · {_OF_A_UNIT} = {_SILENT} of {_PARAMETERS}. The "
            "next sample may switch them on again.",
            mistakes=f"""
                outgoing_forgotten: {_OFF * (_OF_A_UNIT - 1)}
                    You forgot the weights behind the two units. They multiply a = 0, so their
                    slopes are 0, too.
                weights_only: {_OFF * _INPUTS}
                    Those are the weights that lead to the two units. Their biases and the weights
                    behind them have the slope 0 as well.
                one_unit: {_OF_A_UNIT}
                    You counted one unit. Two of them are off.
                units_counted: {_OFF}
                    That is the number of units that are off. Count the parameters that lead to each
                    of them, and the weight behind it.
                the_others: {_PARAMETERS - _SILENT}
                    Those are the parameters whose slope need not be 0. Count the others.
                all: {_PARAMETERS}
                    Those are all the parameters. The two units that are on still get slopes.
                hidden_layer: {_UNITS * _OF_A_UNIT}
                    You counted all four units. Two of them are on.
                all_incoming: {_UNITS * (_INPUTS + 1)}
                    You counted all that leads to the hidden layer. Two of its units are on.
            """,
        ),
        ChoiceExercise(
            name="twins",
            prompt="Three hidden tanh units. Units 1 and 2 start as twins: equal weights from the "
            "inputs, equal biases, equal weights to the output. Unit 3 starts differently. They "
            "learn from many samples, one at a time, in random order. What can the network do in "
            "the end?",
            options={
                "a": "All that three hidden units can: the random order pulls the twins apart.",
                "b": "Only what two hidden units can: the twins stay equal.",
                "c": "Only what one hidden unit can: all three become equal.",
                "d": "Nothing: equal units get no slopes.",
            },
            answer="b",
            hints=(
                "For one sample, compare the slopes of the twins: what could be different?",
                "dj/dz₁ = dj/dŷ · v₁ · f′(z₁). Put the twins' equal numbers in.",
            ),
            takeaway="Equal units get equal slopes from each sample, so the same step moves both. "
            "The start has to make them different, so it is drawn by chance for each unit.",
            mistakes="""
                order_helps: a
                    The order is the same for both. Each sample gives the twins equal slopes, so
                    they are equal after it.
                all_equal: c
                    Unit 3 starts differently and gets slopes of its own. Only the twins are bound
                    to each other.
                no_slopes: d
                    The twins get slopes and learn, but the same ones. Together they act as one
                    unit whose weight to the output is twice as large.
            """,
        ),
        ChoiceExercise(
            name="no_single_line",
            prompt="Four samples, at (0, 0), (0, 1), (1, 0) and (1, 1). The output of a network "
            "without a hidden layer, x₁·w₁ + x₂·w₂ + b, must be above ½ where the target is 1 and "
            "below ½ where it is 0. For which targets is that impossible?",
            options={
                "a": "1, 1, 1, 0 (not both)",
                "b": "0, 0, 1, 0 (the first and not the second)",
                "c": "1, 0, 0, 1 (both the same)",
                "d": "0, 1, 1, 1 (at least one)",
            },
            answer="c",
            hints=(
                "Draw the four corners of a square. Can one straight line separate the ones from "
                "the zeros?",
            ),
            takeaway="“Both the same” is XOR with 0 and 1 exchanged. Of the 16 ways to give "
            "targets to the four corners, only these two need a hidden layer.",
            mistakes="""
                corner_cut_off: a
                    A line cuts off the corner (1, 1): with w₁ = w₂ = −1 and b = 2, the outputs are
                    2, 1, 1 and 0.
                one_corner: b
                    A line cuts off the corner (1, 0): with w₁ = 1, w₂ = −1 and b = 0, the outputs
                    are 0, −1, 1 and 0.
                or_gate: d
                    A line cuts off the corner (0, 0): with w₁ = w₂ = 1 and b = 0, the outputs are
                    0, 1, 1 and 2.
            """,
        ),
        NumberExercise(
            name="xor_by_hand",
            prompt="XOR, solved by hand with two ReLU units: a₁ = relu(x₁ + x₂), "
            "a₂ = relu(x₁ + x₂ − 1), and the output is ŷ = a₁ + a₂·v₂. For which v₂ is ŷ exactly "
            "0, 1, 1 and 0 at (0, 0), (0, 1), (1, 0) and (1, 1)?",
            answer=-2,
            consequence=_at_the_fourth_sample,
            hints=(
                "Write a₁ and a₂ for all four samples.",
                "a₁ is 0, 1, 1, 2, and a₂ is 0, 0, 0, 1. Which sample depends on v₂?",
            ),
            takeaway="Unit 1 counts how many inputs are 1. Unit 2 is on only if both are, and then "
            "takes twice as much away. Along the count, ŷ goes up to 1 and down again: one bend "
            "does it.",
            mistakes="""
                sign_lost: 2
                    The sign is turned: at (1, 1) a₁ is 2 already, and ŷ would be 4.
                takes_one_away: -1
                    At (1, 1) a₁ is 2. With −1, ŷ would be 1 there, and the target is 0.
                unit_2_left_out: 0
                    Without unit 2, ŷ is the count of the ones: 2 at (1, 1).
                target_of_one: 1
                    With 1, ŷ would be 3 at (1, 1). Unit 2 has to take something away there.
                upside_down: -0.5
                    Your fraction is upside down: at (1, 1), a₁ is 2 and a₂ is 1, so a₂ must count
                    twice.
                no_relu: -4
                    With −4, ŷ would be −2 at (1, 1): a₂ is 1 + 1 − 1 = 1 there, not a half.
            """,
        ),
        NumberExercise(
            name="paths",
            prompt=f"Two hidden layers: {_FIRST} units in the first and {_SECOND} in the second, "
            "each fed by all units of the layer before. There are two inputs and one output. How "
            "many paths lead from the output back to x₁?",
            answer=_PATHS,
            consequence=_behind_each_unit,
            hints=(
                f"The slope goes through one of {_SECOND} units, then one of {_FIRST}, then to x₁.",
            ),
            takeaway=f"{_SECOND} · {_FIRST} = {_PATHS} paths. A third layer of {_FIRST} would make "
            f"{_PATHS * _FIRST} of them. The backward pass still visits each wire once, "
            "because it adds at each unit before it goes on.",
            mistakes=f"""
                added: {_FIRST + _SECOND}
                    You added the units. Each choice in one layer can be followed by each in the
                    other: multiply.
                first_layer_only: {_FIRST}
                    Those are the wires that leave x₁. Behind each of them the paths divide again.
                second_layer_only: {_SECOND}
                    Those are the wires that arrive at the output. In front of each of them the
                    paths divide again.
                both_inputs: {2 * _PATHS}
                    You counted the paths to both inputs. Count only those to x₁.
                wires: {_FIRST + _PATHS + _SECOND}
                    Those are the wires that the paths use. Many paths share a wire: count the ways
                    to choose one unit in each layer.
                all_wires: {2 * _FIRST + _PATHS + _SECOND}
                    Those are all the wires of the network. Count the paths to x₁.
                power: {_FIRST**_SECOND}
                    You raised one number to the power of the other. There are two choices, one in
                    each layer: multiply the numbers of units.
            """,
        ),
    ),
    predictions=(
        Prediction(
            name="unit_switched_off",
            question="In the network above, both ReLU units are on. Now b₂ is lowered until unit 2 "
            "is off: z₂ is negative, and a₂ = 0. Which of the nine slopes are 0 then?",
            choices="""
                in_front: Those of w₁₂, w₂₂ and b₂, which lie in front of unit 2.
                    They are 0, because nothing passes the ReLU. But v₂ multiplies a₂ = 0, so its
                    slope is dj/dŷ · 0 = 0, too: four slopes are 0.
                four: Those of w₁₂, w₂₂, b₂ and v₂.
                    Nothing passes the ReLU to w₁₂, w₂₂ and b₂, and v₂ multiplies a₂ = 0. The other
                    five change only because the error does.
                behind: That of v₂ alone, because its unit passes on 0.
                    It is 0, but so are those of w₁₂, w₂₂ and b₂: on the way to them, the slope is
                    multiplied by that of the ReLU, which is 0.
                none: None: the error reaches every parameter.
                    It reaches unit 2 and is multiplied by the slope of the ReLU there, which is 0.
                    So w₁₂, w₂₂ and b₂ get 0, and so does v₂, which multiplies a₂ = 0.
            """,
            answer="four",
        ),
        Prediction(
            name="which_moves_more",
            question="In this network all weights are between 0.15 and 0.55, and all units are "
            "sigmoids. w₁ leads from i₁ = 0.05 to a hidden unit, w₅ from there to an output. Which "
            "of the two does the first step move further, and by how much?",
            choices="""
                same: About equally far: the weights are of the same size.
                    The size of a weight is not in its own slope. w₅ moves by 0.041 and w₁ by
                    0.00022.
                few_times: w₅, about twice as far: w₁ is one link further back.
                    That link takes far more. On its way to w₁ the slope is multiplied by a weight,
                    by the slope of a sigmoid, which is at most a quarter, and at last by
                    i₁ = 0.05: w₅ moves by 0.041 and w₁ by 0.00022.
                hundred_times: w₅, more than a hundred times as far.
                    w₅ moves by 0.041 and w₁ by 0.00022. On its way to w₁ the slope is multiplied
                    by a weight, by the slope of a sigmoid, which is at most a quarter, and at last
                    by i₁ = 0.05. And the two outputs pull in opposite directions.
                first: w₁, because the slopes of both outputs add up there.
                    They have opposite signs, so they partly cancel. What is left is multiplied by
                    the slope of a sigmoid and by i₁ = 0.05: w₁ moves by 0.00022, and w₅ by 0.041.
            """,
            answer="hundred_times",
        ),
        Prediction(
            name="equal_start",
            question="Two hidden units start as twins: equal weights from the inputs, equal "
            "biases, equal weights to the output. Then they learn XOR. Will they solve it?",
            choices="""
                slower: Yes, but it takes longer until they have become different.
                    They never become different. Equal units get equal slopes, so each step moves
                    both in the same way, and they act as one unit. One is not enough for XOR.
                inputs: Yes: the inputs x₁ and x₂ differ, and that pulls them apart.
                    Each of the twins sees both inputs, through equal weights. So they get equal
                    slopes in every step, stay equal, and act as one unit, which is not enough.
                no: No: they stay equal for ever, and one unit is not enough.
                    Equal units get equal slopes, so each step moves both in the same way. However
                    long they learn, the network is one with a single hidden unit.
            """,
            answer="no",
        ),
    ),
    points=(
        "A hidden layer makes new inputs out of the old ones. No straight line solves XOR; behind "
        "two hidden units, one line is enough.",
        "Back through the network, each unit needs one number, dj/dz: the slope that arrives times "
        "the weight of the wire times the slope of the activation.",
        "Where several paths meet, at an input or at a unit that feeds several others, their "
        "slopes add.",
        "Units that start equal get equal slopes and stay equal, so the start is drawn by chance.",
    ),
)
