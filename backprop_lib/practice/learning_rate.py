"""Practice of notebook 04: what the learning rate does to the descent."""

from __future__ import annotations

from ..neuron import closed_form, critical_lr, regime, shrink_factor
from .descent import LR
from .exercise import ChoiceExercise, Misconception, NumberExercise
from .function import FunctionExercise, number, whole
from .lesson import Lesson
from .one_weight import W, X, Y
from .prediction import Option, Prediction

shrink_factor_exercise = FunctionExercise(
    name="shrink_factor",
    prompt="Write the factor by which each step multiplies the weight's distance from w*.",
    code='''
def my_shrink_factor(x, lr):
    """Return what each step multiplies w - w* by, for the input x and the learning rate lr."""
    return 1 - 2 * lr * x**2
''',
    draws={"x": number(-3, 3), "lr": number(0.12, 0.9)},
    example={"x": X, "lr": LR},
    hints=(
        "Take w_new = w − lr·2(x·w − y)·x and subtract w* on both sides, with y = x·w*.",
        "x·w − y = x·(w − w*). So the step is 2·lr·x² times the distance.",
    ),
    takeaway="w_new − w* = (1 − 2·lr·x²)(w − w*): for the article, 0.55 at each step.",
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
        "x": number(0.6, 1.7),
        "y": number(-3, 3),
        "w": number(-3, 3),
        "lr": number(0.12, 0.4),
        "k": whole(2, 5),
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
    return f"There the distance is multiplied by {factor:.3g} at each step: {regime(_X_ASKED, lr)}."


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
            "That is 1/(2x²), the lr that lands in one step. Twice as much still converges, "
            "swinging.",
        ),
        Misconception(
            "factor_two",
            2 / _X_ASKED**2,
            "That is 2/x²: the gradient's own factor 2 is missing, which leaves 1/x². It is also "
            "half the article's limit, but twice the x makes it a quarter.",
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

_SCALE = 1000

scaled_input = NumberExercise(
    name="scaled_input",
    prompt="The same input is now given in metres and not in kilometres: x is 1000 times as "
    "large. By what must the largest working learning rate be divided?",
    answer=round(float(critical_lr(X).limit) / float(critical_lr(_SCALE * X).limit)),
    hints=("The limit is 1/x². Put 1000·x in place of x.",),
    takeaway="1/(1000x)² is a millionth of 1/x². That is why inputs are scaled before training.",
    misconceptions=(
        Misconception(
            "not_squared",
            _SCALE,
            "The limit is 1/x², not 1/x. x is in the gradient twice: in the error and as the "
            "inner derivative. So it is 1000².",
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
            "You doubled 1000. x² means 1000·1000.",
        ),
        Misconception(
            "root",
            _SCALE**0.5,
            "You took the root. The limit is 1/x²: 1000 is squared.",
        ),
    ),
)

which_regime = ChoiceExercise(
    name="which_regime",
    prompt="With x = 1.5 and lr = 0.4, how does the descent behave?",
    options={
        "a": "slow: from one side, closer each time",
        "b": "one step: it lands at once",
        "c": "swinging: across w* and back, closer each time",
        "d": "running away: further off each time",
        "e": "standing still",
    },
    answer="c",
    hints=("Work out 1 − 2·lr·x².", "It is −0.8. What do its sign and its size say?"),
    takeaway="1 − 2·0.4·2.25 = −0.8: the minus makes it jump across, 0.8 < 1 brings it closer.",
    misconceptions=(
        Misconception(
            "sign_ignored",
            "a",
            "The factor is −0.8. Its size brings w closer, but its minus puts it on the other "
            "side each time.",
        ),
        Misconception(
            "limit_for_one_step",
            "b",
            "One step needs the factor 0, and so lr = 1/(2x²) = 0.2222.",
        ),
        Misconception(
            "swing_taken_for_flight",
            "d",
            "It does jump across w*, but the limit is 1/x² = 0.4444. Below it, each jump ends "
            "closer.",
        ),
        Misconception(
            "stands",
            "e",
            "It stands still only where x = 0 or lr = 0.",
        ),
    ),
)

half_rate = Prediction(
    name="half_rate",
    question="At lr = 0.5, five times the article's, what will the weight do?",
    options=(
        Option(
            "settle",
            "Settle from one side, only faster.",
            "Up to lr = 1/(2x²) = 0.2222 a larger "
            "lr is faster. At 0.5 each step shoots so far past w* that it ends further off: "
            "1 − 2·0.5·2.25 = −1.25.",
        ),
        Option(
            "swing",
            "Swing across w*, closer each time.",
            "It does swing. But 1 − 2·0.5·2.25 = "
            "−1.25, so each jump ends 1.25 times as far off. Swings come closer below lr = 1/x² "
            "= 0.4444 only.",
        ),
        Option(
            "run",
            "Run away.",
            "1 − 2·0.5·2.25 = −1.25: each step jumps across w* and ends 1.25 "
            "times as far off. The limit is 1/x² = 0.4444.",
        ),
        Option(
            "land",
            "Land in one step.",
            "That happens at lr = 1/(2x²) = 0.2222, where 1 − 2·lr·x² is 0. At 0.5 it is −1.25.",
        ),
    ),
    answer="run",
)

LESSON = Lesson(
    notebook="04_learning_rate",
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
