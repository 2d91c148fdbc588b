"""Practice of notebook 04: what the learning rate does to the descent."""

from __future__ import annotations

import math
from typing import Any

from ..article import LR, W, X, Y
from ..neuron import critical_lr, regime, shrink_factor
from ..notation import count, number
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
    return f"There the distance is multiplied by {number(factor, 6)} at each step: {behaviour}."


_SCALE = 100  # the answer for 1000 is in the notebook

_OLD_LIMIT = float(critical_lr(X).limit)


def _divided(by: float) -> str:
    if by < 1:
        return "A larger x needs a smaller learning rate, so it is divided by more than 1."
    lr = _OLD_LIMIT / by
    factor = float(shrink_factor(_SCALE * X, lr))
    return (
        f"The article's limit {number(_OLD_LIMIT)}, divided by it, is {number(lr, 3)}. With the "
        f"new x the distance is then multiplied by {number(factor, 6)} at each step: "
        f"{regime(_SCALE * X, lr)}." + (" A larger rate works too." if factor > -1 else "")
    )


_X_REGIME, _LR_REGIME = 2, 0.2

_FACTOR_REGIME = number(float(shrink_factor(_X_REGIME, _LR_REGIME)), 6)

_ONE_STEP_REGIME, _LIMIT_REGIME = map(float, critical_lr(_X_REGIME))

_HALF = 0.5

_FACTOR_HALF = number(float(shrink_factor(X, _HALF)), 6)

_SUM_HALF = f"1 − 2·{_HALF}·{X**2}"

_ONE_STEP, _ = map(float, critical_lr(X))


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
                    x counts twice: once in the error, once as the inner derivative. So it is x².
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
            """,
            also_right="""
                1 - 2 * (lr * x) * x
                1 - lr * (x * x + x * x)
                -(2 * x * x * lr - 1)
            """,
        ),
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
            """,
            also_right="""
                iterate(lambda v: v - lr * (2 * x * x * v - 2 * x * y), w, k)[-1]
                w * (1 - 2 * lr * x * x) ** k + y / x * (1 - (1 - 2 * lr * x * x) ** k)
            """,
        ),
        NumberExercise(
            name="largest_lr",
            prompt="For x = 3, below which learning rate does the descent still converge?",
            answer=_LIMIT,
            tolerance=0.015,
            accepted=(0.1095, _LIMIT + 1e-4),
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
                    That is 2/x², twice too large. 2·lr·x² = 2 gives lr = 1/x².
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
            "as large. By what must the largest working learning rate be divided?",
            answer=round(_OLD_LIMIT / float(critical_lr(_SCALE * X).limit)),
            consequence=_divided,
            hints=(f"The limit is 1/x². Put {_SCALE}·x in place of x.",),
            takeaway="1/(100x)² is a ten-thousandth of 1/x². That is why "
            "inputs are scaled before training.",
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
                cubed: {_SCALE**3}
                    x counts twice, in the error and as the inner derivative, not three times.
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
            prompt=f"With x = {_X_REGIME} and lr = {_LR_REGIME}, how does the descent behave?",
            options={
                "a": "steady: from one side, closer each time",
                "b": "one step: it lands at once",
                "c": "swinging: across w* and back, closer each time",
                "d": "running away: further off each time",
                "e": "standing still",
            },
            answer="c",
            hints=(
                "Work out 1 − 2·lr·x².",
                f"It is {_FACTOR_REGIME}. What do its sign and its size say?",
            ),
            takeaway=f"1 − 2·{_LR_REGIME}·{_X_REGIME**2} = {_FACTOR_REGIME}: the minus makes "
            f"it jump across, {_FACTOR_REGIME.lstrip('−')} < 1 brings it closer.",
            mistakes=f"""
                sign_ignored: a
                    The factor is {_FACTOR_REGIME}. Its size brings w closer, but its minus puts
                    it on the other side each time.
                limit_for_one_step: b
                    One step needs the factor 0, and so lr = 1/(2x²) =
                    {number(_ONE_STEP_REGIME)}.
                swing_taken_for_flight: d
                    It does jump across w*, but the limit is 1/x² = {number(_LIMIT_REGIME)}.
                    Below it, each jump ends closer.
                stands: e
                    It stands still only where x = 0 or lr = 0.
            """,
        ),
    ),
    predictions=(
        Prediction(
            name="half_rate",
            question="At lr = 0.5, five times the article's, what will the weight do?",
            choices=f"""
                settle: Settle from one side, only faster.
                    Up to lr = 1/(2x²) = {number(_ONE_STEP)} a larger lr is faster. At {_HALF}
                    each step shoots so far past w* that it ends further off: {_SUM_HALF} =
                    {_FACTOR_HALF}.
                swing: Swing across w*, closer each time.
                    It does swing. But {_SUM_HALF} = {_FACTOR_HALF}, so each jump ends
                    {_FACTOR_HALF.lstrip("−")} times as far off. Swings come closer below lr =
                    1/x² = {number(_OLD_LIMIT)} only.
                run: Run away.
                    {_SUM_HALF} = {_FACTOR_HALF}: each step jumps across w* and ends
                    {_FACTOR_HALF.lstrip("−")} times as far off. The limit is 1/x² =
                    {number(_OLD_LIMIT)}.
                land: Land in one step.
                    That happens at lr = 1/(2x²) = {number(_ONE_STEP)}, where 1 − 2·lr·x² is 0.
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
        "So scale the inputs, and try learning rates.",
    ),
    challenges=(
        Challenge(
            name="fewest_steps",
            goal=f"With x = {_X_CHALLENGE}, bring the loss below 10⁻⁶ in as few steps as you can.",
            score=_steps_needed,
        ),
    ),
)
