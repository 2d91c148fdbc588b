"""Practice of notebook 04: what the learning rate does to the descent."""

from __future__ import annotations

from ..article import LR, W, X, Y
from ..neuron import closed_form, critical_lr, regime, shrink_factor
from ..notation import number
from .engine import (
    ChoiceExercise,
    FunctionExercise,
    Lesson,
    Misconception,
    NumberExercise,
    Option,
    Prediction,
    floats,
    integers,
)

shrink_factor_exercise = FunctionExercise(
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
    f"{float(shrink_factor(X, LR)):.4g} at each step.",
    misconceptions=(
        Misconception(
            "input_not_squared",
            lambda x, lr: 1 - 2 * lr * x,
            "x counts twice: once in the error, once as the inner derivative. So it is x².",
        ),
        Misconception(
            "factor_two_missing",
            lambda x, lr: 1 - lr * x**2,
            "The factor 2 of the gradient is missing.",
        ),
        Misconception(
            "factor_two_missing_input_not_squared",
            lambda x, lr: 1 - lr * x,
            "The factor 2 of the gradient is missing, and x counts twice: 1 − 2·lr·x².",
        ),
        Misconception(
            "plus",
            lambda x, lr: 1 + 2 * lr * x**2,
            "With a plus the distance grows at each step: that is a climb.",
        ),
        Misconception(
            "share_taken_off",
            lambda x, lr: 2 * lr * x**2,
            "That is the share of the distance that a step takes off. What is left is 1 minus it.",
        ),
        Misconception(
            "sign_turned",
            lambda x, lr: 2 * lr * x**2 - 1,
            "The sign is turned: a tiny lr must leave the distance nearly as it is, a factor "
            "close to 1.",
        ),
        Misconception(
            "size_only",
            lambda x, lr: abs(1 - 2 * lr * x**2),
            "You take the size. A negative factor says that w jumps across w*: keep the sign.",
        ),
        Misconception(
            "loss_factor",
            lambda x, lr: (1 - 2 * lr * x**2) ** 2,
            "That is what the loss is multiplied by. The distance has the factor itself, "
            "not its square.",
        ),
        Misconception(
            "two_squared_too",
            lambda x, lr: 1 - lr * (2 * x) ** 2,
            "The 2 is squared along with x. Only x counts twice: 2·lr·x².",
        ),
        Misconception(
            "rate_squared_too",
            lambda x, lr: 1 - 2 * (lr * x) ** 2,
            "The learning rate is squared along with x. Only x counts twice: 2·lr·x².",
        ),
        Misconception(
            "rate_missing",
            lambda x, lr: 1 - 2 * x**2,
            "The learning rate is missing.",
        ),
        Misconception(
            "input_missing",
            lambda x, lr: 1 - 2 * lr,
            "The input is missing. A larger x makes the loss steeper: the factor has x².",
        ),
        Misconception(
            "article_input_typed_in",
            lambda x, lr: 1 - 4.5 * lr,
            "4.5 is 2·1.5², the article's. Use x.",
        ),
    ),
)

weight_after = FunctionExercise(
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
    misconceptions=(
        Misconception(
            "distance_only",
            lambda x, y, w, lr, k: (w - y / x) * (1 - 2 * lr * x**2) ** k,
            "That is the distance from w*. The weight is w* plus that distance.",
        ),
        Misconception(
            "towards_zero",
            lambda x, y, w, lr, k: w * (1 - 2 * lr * x**2) ** k,
            "You shrink the weight towards 0. What shrinks is its distance from w* = y/x.",
        ),
        Misconception(
            "start_not_measured_from_best",
            lambda x, y, w, lr, k: y / x + w * (1 - 2 * lr * x**2) ** k,
            "At the start, the distance is w − w*, not w.",
        ),
        Misconception(
            "distance_turned",
            lambda x, y, w, lr, k: y / x + (y / x - w) * (1 - 2 * lr * x**2) ** k,
            "The distance has the wrong sign: your path begins on the other side of w*. "
            "Use w − w*.",
        ),
        Misconception(
            "target_for_best",
            lambda x, y, w, lr, k: y + (w - y) * (1 - 2 * lr * x**2) ** k,
            "You use the target y for the best weight. w* is y/x.",
        ),
        Misconception(
            "one_step_too_many",
            lambda x, y, w, lr, k: closed_form(x, y, w, lr, k + 1),
            "One step too many. With k = 0 it must give the start.",
        ),
        Misconception(
            "one_step_too_few",
            lambda x, y, w, lr, k: closed_form(x, y, w, lr, k - 1),
            "One step too few. With k = 1 it must give the weight after one update.",
        ),
        Misconception(
            "times_steps",
            lambda x, y, w, lr, k: y / x + (w - y / x) * (1 - 2 * lr * x**2) * k,
            "You multiply by k. The factor acts at each step: it is raised to the power k.",
        ),
        Misconception(
            "frozen_gradient",
            lambda x, y, w, lr, k: w - k * lr * 2 * (x * w - y) * x,
            "You make k equal steps. The slope changes on the way, and the steps shrink with it.",
        ),
        Misconception(
            "best_upside_down",
            lambda x, y, w, lr, k: x / y + (w - x / y) * (1 - 2 * lr * x**2) ** k,
            "Your w* is upside down: from x·w* = y follows w* = y/x.",
        ),
        Misconception(
            "power_forgotten",
            lambda x, y, w, lr, k: y / x + (w - y / x) * (1 - 2 * lr * x**2),
            "That is the weight after one step, whatever k is. Raise the factor to the power k.",
        ),
        Misconception(
            "plus",
            lambda x, y, w, lr, k: y / x + (w - y / x) * (1 + 2 * lr * x**2) ** k,
            "With 1 + 2·lr·x² the distance grows at each step: that is a climb.",
        ),
        Misconception(
            "factor_two_missing",
            lambda x, y, w, lr, k: y / x + (w - y / x) * (1 - lr * x**2) ** k,
            "The factor 2 of the gradient is missing in 1 − 2·lr·x².",
        ),
        Misconception(
            "input_not_squared",
            lambda x, y, w, lr, k: y / x + (w - y / x) * (1 - 2 * lr * x) ** k,
            "x counts twice, in the error and as the inner derivative: 1 − 2·lr·x².",
        ),
        Misconception(
            "loss_factor",
            lambda x, y, w, lr, k: y / x + (w - y / x) * (1 - 2 * lr * x**2) ** (2 * k),
            "The power 2k belongs to the loss, which squares the distance. The weight has k.",
        ),
    ),
)

_X_ASKED = 3
_LIMIT = float(critical_lr(_X_ASKED).limit)


def _behaviour(lr: float) -> str:
    if _LIMIT < lr <= 0.12:
        return "It is a little above 1/9: there it runs away, slowly."
    factor = float(shrink_factor(_X_ASKED, lr))
    behaviour = regime(_X_ASKED, lr)
    return f"There the distance is multiplied by {number(factor, 6)} at each step: {behaviour}."


largest_lr = NumberExercise(
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
    takeaway="The limit is 1/x² = 1/9. Just below it the weight swings, but closer each time.",
    misconceptions=(
        Misconception(
            "one_step",
            float(critical_lr(_X_ASKED).one_step),
            "That is 1/(2x²), the lr that lands in one step. Almost twice as much still "
            "converges, swinging.",
        ),
        Misconception(
            "factor_two",
            2 / _X_ASKED**2,
            "That is 2/x², twice too large. 2·lr·x² = 2 gives lr = 1/x².",
        ),
        Misconception(
            "input_not_squared",
            1 / _X_ASKED,
            "That is 1/x. x counts twice, in the error and as the inner derivative: 1/x².",
        ),
        Misconception(
            "half_input_not_squared",
            1 / (2 * _X_ASKED),
            "That is 1/(2x). It is x² that counts.",
        ),
        Misconception(
            "upside_down",
            float(_X_ASKED**2),
            "That is x², upside down. A larger input needs a smaller learning rate: 1/x².",
        ),
        Misconception(
            "article_limit",
            float(critical_lr(X).limit),
            "That is the limit for the article's x = 1.5. Here x is twice as large, and the "
            "limit a quarter.",
        ),
        Misconception(
            "article_rate",
            LR,
            "0.1 does converge, but it is not the largest: there is room up to 1/x².",
        ),
        Misconception(
            "sign_turned",
            -_LIMIT,
            "A negative learning rate climbs.",
        ),
    ),
)

_SCALE = 100  # the answer for 1000 stands in the notebook
_OLD_LIMIT = float(critical_lr(X).limit)


def _divided(by: float) -> str:
    if by < 1:
        return "A larger x needs a smaller learning rate, so it is divided by more than 1."
    lr = _OLD_LIMIT / by
    factor = float(shrink_factor(_SCALE * X, lr))
    return (
        f"The article's limit {_OLD_LIMIT:.4g}, divided by it, is {lr:.3g}. With the new x "
        f"the distance is then multiplied by {number(factor, 6)} at each step: "
        f"{regime(_SCALE * X, lr)}." + (" A larger rate works too." if factor > -1 else "")
    )


scaled_input = NumberExercise(
    name="scaled_input",
    prompt="The same input is now given in centimetres and not in metres: x is 100 times as "
    "large. By what must the largest working learning rate be divided?",
    answer=round(_OLD_LIMIT / float(critical_lr(_SCALE * X).limit)),
    consequence=_divided,
    hints=(f"The limit is 1/x². Put {_SCALE}·x in place of x.",),
    takeaway="1/(100x)² is a ten-thousandth of 1/x². That is why "
    "inputs are scaled before training.",
    misconceptions=(
        Misconception(
            "not_squared",
            _SCALE,
            "The limit is 1/x², not 1/x. x is in the gradient twice: in the error and as the "
            f"inner derivative. So it is {_SCALE}².",
        ),
        Misconception(
            "multiplied",
            1 / _SCALE**2,
            "That is what lr is multiplied by. The question is what it is divided by.",
        ),
        Misconception(
            "not_squared_multiplied",
            1 / _SCALE,
            "The limit falls with x², not with x; and the question is what it is divided by.",
        ),
        Misconception(
            "unchanged",
            1,
            "The loss becomes far steeper when x grows, so the old learning rate runs away.",
        ),
        Misconception(
            "cubed",
            _SCALE**3,
            "x counts twice, in the error and as the inner derivative, not three times.",
        ),
        Misconception(
            "factor_two_scaled",
            2 * _SCALE**2,
            "The factor 2 of the gradient is there before and after: it cancels.",
        ),
        Misconception(
            "doubled_not_squared",
            2 * _SCALE,
            f"You doubled {_SCALE}. x² means {_SCALE}·{_SCALE}.",
        ),
        Misconception(
            "root",
            _SCALE**0.5,
            f"You took the root. The limit is 1/x²: {_SCALE} is squared.",
        ),
    ),
)

_X_REGIME, _LR_REGIME = 2, 0.2
_FACTOR_REGIME = number(float(shrink_factor(_X_REGIME, _LR_REGIME)), 6)
_ONE_STEP_REGIME, _LIMIT_REGIME = map(float, critical_lr(_X_REGIME))

which_regime = ChoiceExercise(
    name="which_regime",
    prompt=f"With x = {_X_REGIME} and lr = {_LR_REGIME}, how does the descent behave?",
    options={
        "a": "slow: from one side, closer each time",
        "b": "one step: it lands at once",
        "c": "swinging: across w* and back, closer each time",
        "d": "running away: further off each time",
        "e": "standing still",
    },
    answer="c",
    hints=("Work out 1 − 2·lr·x².", f"It is {_FACTOR_REGIME}. What do its sign and its size say?"),
    takeaway=f"1 − 2·{_LR_REGIME}·{_X_REGIME**2} = {_FACTOR_REGIME}: the minus makes it jump "
    f"across, {_FACTOR_REGIME.lstrip('−')} < 1 brings it closer.",
    misconceptions=(
        Misconception(
            "sign_ignored",
            "a",
            f"The factor is {_FACTOR_REGIME}. Its size brings w closer, but its minus "
            "puts it on the other side each time.",
        ),
        Misconception(
            "limit_for_one_step",
            "b",
            f"One step needs the factor 0, and so lr = 1/(2x²) = {_ONE_STEP_REGIME:.4g}.",
        ),
        Misconception(
            "swing_taken_for_flight",
            "d",
            f"It does jump across w*, but the limit is 1/x² = {_LIMIT_REGIME:.4g}. Below it, "
            "each jump ends closer.",
        ),
        Misconception(
            "stands",
            "e",
            "It stands still only where x = 0 or lr = 0.",
        ),
    ),
)

_HALF = 0.5
_FACTOR_HALF = number(float(shrink_factor(X, _HALF)), 6)
_SUM_HALF = f"1 − 2·{_HALF}·{X**2}"
_ONE_STEP, _ = map(float, critical_lr(X))

half_rate = Prediction(
    name="half_rate",
    question="At lr = 0.5, five times the article's, what will the weight do?",
    options=(
        Option(
            "settle",
            "Settle from one side, only faster.",
            f"Up to lr = 1/(2x²) = {_ONE_STEP:.4g} a larger lr is faster. At {_HALF} each step "
            f"shoots so far past w* that it ends further off: {_SUM_HALF} = {_FACTOR_HALF}.",
        ),
        Option(
            "swing",
            "Swing across w*, closer each time.",
            f"It does swing. But {_SUM_HALF} = {_FACTOR_HALF}, so each jump ends "
            f"{_FACTOR_HALF.lstrip('−')} times as far off. Swings come closer below "
            f"lr = 1/x² = {_OLD_LIMIT:.4g} only.",
        ),
        Option(
            "run",
            "Run away.",
            f"{_SUM_HALF} = {_FACTOR_HALF}: each step jumps across w* and ends "
            f"{_FACTOR_HALF.lstrip('−')} times as far off. The limit is "
            f"1/x² = {_OLD_LIMIT:.4g}.",
        ),
        Option(
            "land",
            "Land in one step.",
            f"That happens at lr = 1/(2x²) = {_ONE_STEP:.4g}, where 1 − 2·lr·x² is 0. "
            f"At {_HALF} it is {_FACTOR_HALF}.",
        ),
    ),
    answer="run",
)

LESSON = Lesson(
    name="learning_rate",
    exercises=(shrink_factor_exercise, weight_after, largest_lr, scaled_input, which_regime),
    predictions=(half_rate,),
    points=(
        "Each step multiplies the distance from w* by 1 − 2·lr·x².",
        "A small lr is slow; lr = 1/(2x²) lands in one step.",
        "Above that the weight swings across w*; from 1/x² on it no longer comes closer.",
        "A larger input makes the loss steeper, with x²: a thousand times x, a millionth of lr.",
        "So scale the inputs, and try learning rates.",
    ),
)
