"""Practice of notebook 04: what the learning rate does to the descent."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..article import LR, W, X, Y
from ..neuron import (
    ONE_STEP,
    RUNNING_AWAY,
    STANDING_STILL,
    STEADY,
    SWINGING,
    critical_lr,
    descend,
    regime,
    shrink_factor,
)
from ..notation import count, equals, number
from .engine import (
    Challenge,
    ChoiceExercise,
    FunctionExercise,
    Lesson,
    NumberExercise,
    Prediction,
    Score,
    floats,
    integers,
)

_X_ASKED = 3

_LIMIT = float(critical_lr(_X_ASKED).limit)


def _behaviour(lr: float) -> str:
    if _LIMIT < lr <= 0.12:
        return "It is a little above 1/9: there it runs away, slowly."
    factor = float(shrink_factor(_X_ASKED, lr))
    behaviour = regime(_X_ASKED, lr)
    room = " It does converge, but there is still room above it." if -1 < factor < 1 else ""
    return f"There each step multiplies the distance by s {equals(factor, 6)}: {behaviour}.{room}"


_SCALE = 100  # the answer for 1000 is in the notebook

_OLD_LIMIT = float(critical_lr(X).limit)


def _divided(by: float) -> str:
    if by < 1:
        return "A larger x needs a smaller learning rate, so it is divided by more than 1."
    lr = _OLD_LIMIT / by
    factor = float(shrink_factor(_SCALE * X, lr))
    return (
        f"The article's limit 1/x² {equals(_OLD_LIMIT)}, divided by it, gives lr {equals(lr, 3)}. "
        f"With the new x, each step then multiplies the distance by s {equals(factor, 6)}: "
        f"{regime(_SCALE * X, lr)}." + (" A larger rate works too." if factor > -1 else "")
    )


_LR_SEEN = 1 / 3  # not told: the regime is to be seen from the weights

_SEEN = descend(X, Y, W, _LR_SEEN, 4)

_WEIGHTS_SEEN = ", ".join(number(w) for w in _SEEN.w[:4])

_STEPS_SEEN = ", ".join(number(step) for step in np.diff(_SEEN.w[:4]))

_FACTOR_SEEN = number(float(_SEEN.shrink_factor))

_HALF = 0.5

_FACTOR_HALF = number(float(shrink_factor(X, _HALF)), 6)

_SUM_HALF = f"1 − 2·{_HALF}·{X**2}"

_ONE_STEP, _ = map(float, critical_lr(X))


_X_WEAK, _LR_SHARED = 0.3, 0.2

_STRONG, _WEAK = map(float, shrink_factor([X, _X_WEAK], _LR_SHARED))

_X_HIDDEN, _LR_TRIED = 1, 0.1

_LEFT_SEEN = float(shrink_factor(_X_HIDDEN, _LR_TRIED))

_LR_LOW, _LR_HIGH = 0.002, 0.5


def _printed(lr: float) -> str:
    losses = descend(X, Y, W, lr, 5).loss
    return "  ".join(f"{value:.3f}" for value in losses)


_X_CHALLENGE = 2


def _steps_needed(run: Any) -> Score | str:
    """Return the score of a run of the explorer, or why it does not count."""
    x, lr, steps = run.descent.x, run.descent.lr, run.steps_to_goal
    if not math.isclose(x, _X_CHALLENGE):
        return f"This run has x = {number(x)}, so it does not count: set x to {_X_CHALLENGE}."
    if steps is None:
        return f"With lr = {number(lr)} the loss does not reach the goal: try another rate."
    if steps == 0:
        return "Here the loss is small enough before the first step, so this run does not count."
    return Score(steps, f"{count(steps, 'step')} at lr = {number(lr)}", best=steps == 1)


LESSON = Lesson(
    name="learning_rate",
    exercises=(
        FunctionExercise(
            name="shrink_factor",
            prompt="Write the factor by which each step multiplies the weight's distance from w*.",
            code='''
def my_shrink_factor(x, lr):
    """Return what each step multiplies w - w* by, for the input x and the learning rate lr."""
    return 1 - 2 * lr * x**2
''',
            draws={"x": floats(-3, 3), "lr": floats(0.12, 0.9)},
            example={"x": X, "lr": LR},
            hints=(
                "Take w_new = w − lr·2(x·w − y)·x and subtract w* on both sides, with y = x·w*.",
                "x·w − y = x·(w − w*). So the step is 2·lr·x² times the distance.",
            ),
            takeaway="w_new − w* = (1 − 2·lr·x²)(w − w*): for the article, "
            f"{number(shrink_factor(X, LR))} at each step.",
            mistakes="""
                input_not_squared: 1 - 2 * lr * x
                    x counts twice, once in the error and once as the inner derivative. So it is
                    x².
                factor_two_missing: 1 - lr * x**2
                    The factor 2 of the gradient is missing.
                factor_two_missing_input_not_squared: 1 - lr * x
                    The factor 2 of the gradient is missing, and x counts twice: 1 − 2·lr·x².
                plus: 1 + 2 * lr * x**2
                    With a plus the distance grows at each step: that is a climb.
                share_taken_off: 2 * lr * x**2
                    That is the share of the distance that a step takes off. What is left is 1
                    minus it.
                sign_turned: 2 * lr * x**2 - 1
                    The sign is turned: a tiny lr must leave the distance nearly as it is, a
                    factor close to 1.
                size_only: abs(1 - 2 * lr * x**2)
                    You take the size. A negative factor says that w jumps across w*: keep the
                    sign.
                loss_factor: (1 - 2 * lr * x**2) ** 2
                    That is what the loss is multiplied by. The distance has the factor itself,
                    not its square.
                two_squared_too: 1 - lr * (2 * x) ** 2
                    The 2 is squared along with x. Only x counts twice: 2·lr·x².
                rate_squared_too: 1 - 2 * (lr * x) ** 2
                    The learning rate is squared along with x. Only x counts twice: 2·lr·x².
                rate_missing: 1 - 2 * x**2
                    The learning rate is missing.
                input_missing: 1 - 2 * lr
                    The input is missing. A larger x makes the loss steeper: the factor has x².
                article_input_typed_in: 1 - 4.5 * lr
                    4.5 is 2·1.5², the article's. Use x.
                rate_alone: 1 - lr
                    What a step takes off depends on the input as well: the loss is steeper for a
                    larger x.
                minus_the_share: -2 * lr * x**2
                    That is the share that a step takes off, with a minus. What is left is 1 minus
                    the share.
                divided_by_square: 1 - 2 * lr / x**2
                    You divide by x². A larger input makes the loss steeper, so more is taken off:
                    multiply.
                square_of_a_sum: (1 - lr * x) ** 2
                    You squared all of it. Only x is squared: 1 − 2·lr·x².
            """,
            ready_made=("shrink_factor",),
            also_right="""
                1 - 2 * (lr * x) * x
                1 - lr * (x * x + x * x)
                -(2 * x * x * lr - 1)
            """,
        ),
        NumberExercise(
            name="largest_lr",
            prompt="For x = 3: below which learning rate does gradient descent converge?",
            answer=_LIMIT,
            tolerance=0.015,
            accepted=(0.1095, _LIMIT * (1 + 1e-12)),  # above it the descent diverges
            consequence=_behaviour,
            hints=(
                "The factor 1 − 2·lr·x² must lie between −1 and 1.",
                "At the limit, 2·lr·x² = 2.",
            ),
            takeaway="The limit is 1/x² = 1/9. "
            "Just below it the weight swings, but closer each time.",
            mistakes=f"""
                one_step: {critical_lr(_X_ASKED).one_step}
                    That is 1/(2x²), the lr that lands in one step. Almost twice as much still
                    converges, swinging.
                factor_two: {2 / _X_ASKED**2}
                    That is 2/x², twice as large as it should be. 2·lr·x² = 2 gives lr = 1/x².
                input_not_squared: {1 / _X_ASKED}
                    That is 1/x. x counts twice, in the error and as the inner derivative: 1/x².
                half_input_not_squared: {1 / (2 * _X_ASKED)}
                    That is 1/(2x). It is x² that counts.
                upside_down: {_X_ASKED**2}
                    That is x², upside down. A larger input needs a smaller learning rate: 1/x².
                article_limit: {critical_lr(X).limit}
                    That is the limit for the article's x = 1.5. Here x is twice as large, and
                    the limit a quarter.
                article_rate: {LR}
                    0.1 does converge, but it is not the largest: there is room up to 1/x².
                sign_turned: {-_LIMIT}
                    A negative learning rate climbs.
            """,
        ),
        NumberExercise(
            name="scaled_input",
            prompt="The same input is now given in centimetres and not in metres: x is 100 times "
            "as large. By what factor must you divide the largest learning rate that works?",
            answer=round(_OLD_LIMIT / float(critical_lr(_SCALE * X).limit)),
            consequence=_divided,
            hints=(f"The limit is 1/x². Put {_SCALE}·x in place of x.",),
            takeaway="1/(100x)² is a ten-thousandth of 1/x². With several inputs, one learning "
            "rate has to suit all of them: that is why they are brought to a common scale.",
            mistakes=f"""
                not_squared: {_SCALE}
                    The limit is 1/x², not 1/x. x is in the gradient twice: in the error and as
                    the inner derivative. So it is {_SCALE}².
                multiplied: {1 / _SCALE**2}
                    That is what lr is multiplied by. The question is what it is divided by.
                not_squared_multiplied: {1 / _SCALE}
                    The limit falls with x², not with x; and the question is what it is divided
                    by.
                unchanged: 1
                    The loss becomes far steeper when x grows, so the old learning rate runs
                    away.
                thousand_times: {1000**2}
                    A million is for an input that is 1000 times as large. Here it is {_SCALE}
                    times as large.
                factor_two_scaled: {2 * _SCALE**2}
                    The factor 2 of the gradient is there before and after: it cancels.
                doubled_not_squared: {2 * _SCALE}
                    You doubled {_SCALE}. x² means {_SCALE}·{_SCALE}.
                root: {_SCALE**0.5}
                    You took the root. The limit is 1/x²: {_SCALE} is squared.
            """,
        ),
        ChoiceExercise(
            name="which_regime",
            prompt=f"Somebody's gradient descent prints the weights {_WEIGHTS_SEEN}, … Neither the "
            "input nor the learning rate is known. How does it behave?",
            options={
                "a": f"{STEADY}: from one side, closer each time",
                "b": f"{ONE_STEP}: it lands at once",
                "c": f"{SWINGING}: across w* and back, closer each time",
                "d": f"{RUNNING_AWAY}: further off each time",
                "e": STANDING_STILL,
            },
            answer="c",
            hints=(
                "How long are the steps, and which way do they go?",
                f"The steps are {_STEPS_SEEN}. What do you multiply by from one to the next?",
            ),
            takeaway=f"Each step is {_FACTOR_SEEN} times the one before, and so is the distance: "
            f"the minus makes it jump across, {_FACTOR_SEEN.lstrip('−')} < 1 brings it closer. In "
            "other words, it oscillates and converges.",
            mistakes=f"""
                sign_ignored: a
                    The steps get shorter, so it does come closer. But they go down, up, down:
                    each one jumps across w*.
                limit_for_one_step: b
                    A run that lands at once does not move again. Here the second step is not 0.
                swing_taken_for_flight: d
                    It does jump across w*, but the steps are {_STEPS_SEEN}: each jump is half as
                    long as the one before.
                stands: e
                    It would stand still only with x = 0 or lr = 0. Here the weight changes.
            """,
        ),
        NumberExercise(
            name="two_inputs",
            prompt=f"A network has two inputs, {X} and {_X_WEAK}, each with a weight of its own, "
            f"and one learning rate for both. At lr = {_LR_SHARED} a step leaves "
            f"{number(_STRONG)} of the first weight's distance. How much of the second one's? "
            "(Take each as a network of its own.)",
            answer=_WEAK,
            tolerance=1.2e-3,
            consequence=lambda left: (
                f"For that, x² would have to be {number((1 - left) / (2 * _LR_SHARED))}, "
                f"but x = {_X_WEAK}."
            ),
            hints=(
                "Use 1 − 2·lr·x² with the second input.",
                f"x² is {number(_X_WEAK**2)}.",
            ),
            takeaway=f"The first weight arrives in a few steps, and the second in many more: it "
            f"keeps {number(_WEAK)} of its distance at each. A larger lr would help it, but would "
            "make the first one diverge. So inputs are brought to a common scale.",
            mistakes=f"""
                strong_input: {_STRONG}
                    That is what is left for the first weight. The second has a fifth of the
                    input, and x is in the factor.
                percent: {100 * _WEAK}
                    That is in percent. Give it as the share that is left, between 0 and 1.
                share_taken_off: {1 - _WEAK}
                    That is the share that a step takes off. What is left is 1 minus it.
                input_not_squared: {1 - 2 * _LR_SHARED * _X_WEAK}
                    x counts twice, in the error and as the inner derivative: 1 − 2·lr·x².
                factor_two_missing: {1 - _LR_SHARED * _X_WEAK**2}
                    The factor 2 of the gradient is missing: 1 − 2·lr·x².
                inputs_mixed: {1 - 2 * _LR_SHARED * _X_WEAK * X}
                    You multiplied one input by the other. The factor has the square of its own
                    input.
                plus: {1 + 2 * _LR_SHARED * _X_WEAK**2}
                    With a plus the distance grows at each step: that is a climb.
                fifth_of_the_strong: {_STRONG / 5}
                    A fifth of the input does not leave a fifth: what a step takes off falls with
                    x², to a 25th.
                fifth_squared_of_the_strong: {_STRONG / 25}
                    What a step takes off falls to a 25th, not what it leaves.
                of_the_notebook: {shrink_factor(0.15, _LR_SHARED)}
                    That is for an input of 0.15, above. Here it is {_X_WEAK}.
            """,
        ),
        NumberExercise(
            name="lr_from_ratio",
            prompt=f"You do not know x. But at lr = {_LR_TRIED} you see that each step leaves "
            f"{number(_LEFT_SEEN)} of the distance. Which learning rate would land in one step?",
            answer=float(critical_lr(_X_HIDDEN).one_step),
            tolerance=1e-3,
            consequence=lambda lr: (
                f"With lr = {number(lr)} each step would leave "
                f"{number(float(shrink_factor(_X_HIDDEN, lr)))} of the distance."
            ),
            hints=(
                f"A step at lr = {_LR_TRIED} takes {number(1 - _LEFT_SEEN)} of the distance off.",
                "What is taken off, 2·lr·x², grows in proportion to lr. When is it the whole "
                "distance?",
            ),
            takeaway=f"{_LR_TRIED} takes off a fifth, so five times as much takes off all of it. "
            "How fast the loss falls at a small lr tells how large lr may become.",
            mistakes=f"""
                limit: {critical_lr(_X_HIDDEN).limit}
                    That takes off twice the distance: it jumps across and comes no closer. That
                    lr is the limit, and half of it lands.
                article_one_step: {critical_lr(X).one_step}
                    That lands for the article's x = {X}. Here x is different: use the ratio.
                article_limit: {critical_lr(X).limit}
                    That is the limit for the article's x = {X}. Here x is different: use the ratio.
                divided_by_what_is_left: {_LR_TRIED / _LEFT_SEEN}
                    You divided lr by what is left. Divide it by what is taken off.
                multiplied_by_what_is_left: {_LR_TRIED * _LEFT_SEEN}
                    You multiplied lr by what is left. A larger lr takes more off, so lr must grow.
                share_taken_off: {1 - _LEFT_SEEN}
                    That is the share that is taken off at lr = {_LR_TRIED}. How many times as large
                    must lr be to take off all of it?
                times_not_rate: {1 / (1 - _LEFT_SEEN)}
                    That is how many times as large lr must be. Multiply it by {_LR_TRIED}.
                what_is_left: {_LEFT_SEEN}
                    That is what a step leaves at lr = {_LR_TRIED}. A rate is asked for.
            """,
        ),
        ChoiceExercise(
            name="two_loss_curves",
            prompt="You train the same network twice and print the loss after each step. Which "
            "learning rate do you try next?\n"
            f"  lr = {_LR_LOW:<6} {_printed(_LR_LOW)}\n"
            f"  lr = {_LR_HIGH:<6} {_printed(_LR_HIGH)}",
            options={
                "a": "0.0002: the first loss falls, and smaller is safer.",
                "b": "0.05: larger than the first, smaller than the second.",
                "c": "0.5 again, with more steps: the loss will come down in time.",
                "d": "5: the second loss moves much faster than the first.",
            },
            answer="b",
            hints=(
                "What does the first loss do, and what does the second do?",
                "The first falls, but very slowly. The second grows by the same factor each time.",
            ),
            takeaway="A loss that falls in small, even steps asks for a larger lr. One that grows "
            "asks for a smaller lr. In practice you look for the largest lr with which it still "
            "falls well.",
            mistakes="""
                smaller_is_safer: a
                    It is safe, but it is slower still: with 0.002 the loss has hardly fallen in
                    five steps.
                patience: c
                    The loss grows by the same factor at each step, so it diverges. More steps make
                    it larger.
                faster_is_better: d
                    It moves fast, but up: it diverges. A larger lr makes it grow even faster.
            """,
        ),
        # For the curious: last in the lesson, as in the notebook.
        FunctionExercise(
            name="weight_after",
            prompt="Write the weight after k steps without making them: the closed form.",
            code='''
def my_weight_after(x, y, w, lr, k):
    """Return the weight after k steps from w, without a loop."""
    return y / x + (w - y / x) * (1 - 2 * lr * x**2) ** k
''',
            draws={
                "x": floats(0.6, 1.7),
                "y": floats(-3, 3),
                "w": floats(-3, 3),
                "lr": floats(0.12, 0.4),
                "k": integers(2, 5),
            },
            example={"x": X, "y": Y, "w": W, "lr": LR, "k": 3},
            loop_note="Right values, but with a loop. Try it in one formula.",
            hints=(
                "The distance from w* = y/x is multiplied by the same factor at each step.",
                "After k steps it is (w − w*)·(1 − 2·lr·x²)^k. Add w* again.",
            ),
            takeaway="w_k = w* + (w − w*)·(1 − 2·lr·x²)^k: one formula for every step.",
            mistakes="""
                distance_only: (w - y / x) * (1 - 2 * lr * x**2) ** k
                    That is the distance from w*. The weight is w* plus that distance.
                towards_zero: w * (1 - 2 * lr * x**2) ** k
                    You shrink the weight towards 0. What shrinks is its distance from w* = y/x.
                start_not_measured_from_best: y / x + w * (1 - 2 * lr * x**2) ** k
                    At the start, the distance is w − w*, not w.
                distance_turned: y / x + (y / x - w) * (1 - 2 * lr * x**2) ** k
                    The distance has the wrong sign: your path begins on the other side of w*.
                    Use w − w*.
                target_for_best: y + (w - y) * (1 - 2 * lr * x**2) ** k
                    You use the target y for the best weight. w* is y/x.
                one_step_too_many: bp.closed_form(x, y, w, lr, k + 1)
                    One step too many. With k = 0 it must give the start.
                one_step_too_few: bp.closed_form(x, y, w, lr, k - 1)
                    One step too few. With k = 1 it must give the weight after one update.
                times_steps: y / x + (w - y / x) * (1 - 2 * lr * x**2) * k
                    You multiply by k. The factor acts at each step: it is raised to the power k.
                frozen_gradient: w - k * lr * 2 * (x * w - y) * x
                    You make k equal steps. The slope changes on the way, and the steps shrink
                    with it.
                best_upside_down: x / y + (w - x / y) * (1 - 2 * lr * x**2) ** k
                    Your w* is upside down: from x·w* = y follows w* = y/x.
                power_forgotten: y / x + (w - y / x) * (1 - 2 * lr * x**2)
                    That is the weight after one step, whatever k is. Raise the factor to the
                    power k.
                plus: y / x + (w - y / x) * (1 + 2 * lr * x**2) ** k
                    With 1 + 2·lr·x² the distance grows at each step: that is a climb.
                factor_two_missing: y / x + (w - y / x) * (1 - lr * x**2) ** k
                    The factor 2 of the gradient is missing in 1 − 2·lr·x².
                input_not_squared: y / x + (w - y / x) * (1 - 2 * lr * x) ** k
                    x counts twice, in the error and as the inner derivative: 1 − 2·lr·x².
                loss_factor: y / x + (w - y / x) * (1 - 2 * lr * x**2) ** (2 * k)
                    The power 2k belongs to the loss, which squares the distance. The weight has
                    k.
                power_of_the_sum: (y / x + (w - y / x) * (1 - 2 * lr * x**2)) ** k
                    You raise all of it to the power k. Only the factor acts k times.
                start_for_best: w - (w - y / x) * (1 - 2 * lr * x**2) ** k
                    You begin at the start and take off the distance that is left. Begin at w* and
                    add it.
                product_for_best: x * y + (w - x * y) * (1 - 2 * lr * x**2) ** k
                    Your w* is x·y. From x·w* = y follows w* = y/x.
                article_factor_typed_in: y / x + (w - y / x) * 0.55**k
                    0.55 is the article's factor. In general it is 1 − 2·lr·x².
                share_to_the_power: y / x + (w - y / x) * (2 * lr * x**2) ** k
                    2·lr·x² is the share that a step takes off. What is left is 1 minus it.
            """,
            ready_made=("closed_form", "descend"),
            also_right="""
                iterate(lambda v: v - lr * (2 * x * x * v - 2 * x * y), w, k)[-1]
                w * (1 - 2 * lr * x * x) ** k + y / x * (1 - (1 - 2 * lr * x * x) ** k)
            """,
        ),
    ),
    predictions=(
        Prediction(
            name="half_rate",
            question="At lr = 0.5, five times the article's, what will the weight do?",
            choices=f"""
                settle: Settle from one side, only faster.
                    Up to lr = 1/(2x²) {equals(_ONE_STEP)} a larger lr is faster. At {_HALF}
                    each step shoots so far past w* that it ends further off: {_SUM_HALF} =
                    {_FACTOR_HALF}.
                swing: Swing across w*, closer each time.
                    It does swing. But {_SUM_HALF} = {_FACTOR_HALF}, so each jump ends
                    {_FACTOR_HALF.lstrip("−")} times as far off. Swings come closer only below lr
                    = 1/x² {equals(_OLD_LIMIT)}.
                run: Run away.
                    {_SUM_HALF} = {_FACTOR_HALF}: each step jumps across w* and ends
                    {_FACTOR_HALF.lstrip("−")} times as far off. The limit is 1/x²
                    {equals(_OLD_LIMIT)}.
                land: Land in one step.
                    That happens at lr = 1/(2x²) {equals(_ONE_STEP)}, where 1 − 2·lr·x² is 0.
                    At {_HALF} it is {_FACTOR_HALF}.
            """,
            answer="run",
        ),
    ),
    points=(
        "Each step multiplies the distance from w* by 1 − 2·lr·x².",
        "A small lr is slow; lr = 1/(2x²) lands in one step.",
        "Above that the weight swings across w*; from 1/x² on it no longer comes closer.",
        "A larger input makes the loss steeper, with x²: a thousand times x, a millionth of lr.",
        "Many weights share one lr, so inputs are brought to a common scale.",
        "In practice: try 0.1, 0.01, 0.001 and look at the curve of the loss.",
    ),
    challenges=(
        Challenge(
            name="fewest_steps",
            goal=f"With x = {_X_CHALLENGE}, bring the loss below 10⁻⁶ in as few steps as you can.",
            score=_steps_needed,
        ),
    ),
)
