"""Practice of notebook 03: the update rule and the descent it makes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..article import LR, W, X, Y
from ..neuron import best_weight, descend
from .engine import (
    ChoiceExercise,
    FunctionExercise,
    Lesson,
    Misconception,
    NumberExercise,
    Option,
    OrderingExercise,
    Prediction,
    floats,
    integers,
)

SMALL_LOSS = 1e-6

update = FunctionExercise(
    name="update",
    prompt="Write the update: the weight after one step of gradient descent.",
    code='''
def my_update(w, grad, lr):
    """Return the weight after one step from w, for the gradient grad and the learning rate lr."""
    return w - lr * grad
''',
    draws={"w": floats(-3, 3), "grad": floats(-3, 3), "lr": floats(0.12, 0.9)},
    example={"w": W, "grad": 2.1, "lr": LR},
    arrays=True,
    hints=(
        "The gradient points uphill. Which way do you want to go?",
        "The learning rate scales the step: the step is lr times the gradient.",
    ),
    takeaway="w_new = w − lr·dj/dw: against the gradient, scaled by the learning rate.",
    misconceptions=(
        Misconception(
            "climbs",
            lambda w, grad, lr: w + lr * grad,
            "Your step climbs: the gradient points uphill, so it must be subtracted.",
        ),
        Misconception(
            "learning_rate_missing",
            lambda w, grad, lr: w - grad,
            "The learning rate is missing. A full gradient is usually far too large a step.",
        ),
        Misconception(
            "step_only",
            lambda w, grad, lr: -lr * grad,
            "You return the step alone. The new weight is the old one plus that step.",
        ),
        Misconception(
            "step_taken_off_alone",
            lambda w, grad, lr: lr * grad,
            "You return how long the step is. The new weight is the old one minus lr·grad.",
        ),
        Misconception(
            "article_rate_typed_in",
            lambda w, grad, lr: w - LR * grad,
            "You typed in the learning rate 0.1. Use the parameter lr.",
        ),
        Misconception(
            "old_weight_reversed",
            lambda w, grad, lr: lr * grad - w,
            "The subtraction is the wrong way round: the step is taken off the weight.",
        ),
        Misconception(
            "gradient_ignored",
            lambda w, grad, lr: w - lr,
            "Each of your steps is lr long, always to the left. The gradient says which way and "
            "how far: multiply by it.",
        ),
        Misconception(
            "sign_of_gradient",
            lambda w, grad, lr: w - lr * np.sign(grad),
            "You use only the sign of the gradient. Its size matters too: it makes the steps "
            "smaller near the bottom.",
        ),
        Misconception(
            "weight_scaled",
            lambda w, grad, lr: w * (1 - lr * grad),
            "You scale the weight by the step, so a weight of 0 could never move. "
            "Subtract lr·grad from w.",
        ),
        Misconception(
            "decay",
            lambda w, grad, lr: w - lr * w,
            "You step by the weight and not by the gradient, so it goes to 0 whatever the loss is.",
        ),
        Misconception(
            "divided_by_rate",
            lambda w, grad, lr: w - grad / lr,
            "You divide by the learning rate, so a smaller one makes larger steps. Multiply.",
        ),
        Misconception(
            "brackets_wrong",
            lambda w, grad, lr: (w - lr) * grad,
            "You subtract first and multiply then. The product lr·grad comes first.",
        ),
        Misconception(
            "rate_on_everything",
            lambda w, grad, lr: lr * (w - grad),
            "The learning rate scales the weight too. It belongs to the gradient alone.",
        ),
        Misconception(
            "two_steps",
            lambda w, grad, lr: w - 2 * lr * grad,
            "Your step is twice as long as it should be. The 2 of the square is already in the "
            "gradient.",
        ),
        Misconception(
            "nothing_moves",
            lambda w, grad, lr: w,
            "You return the old weight: nothing is learned.",
        ),
    ),
)


def _walk(step: Callable[..., float]) -> Callable[..., list[float]]:
    """Return a descent loop whose new weight is `step(x, y, w, lr, start)`."""

    def walk(x: float, y: float, w: float, lr: float, steps: int) -> list[float]:
        weights = [w]
        for _ in range(steps):
            weights.append(step(x, y, weights[-1], lr, w))
        return weights

    return walk


def _weights(x: float, y: float, w: float, lr: float, steps: int) -> Any:
    return descend(x, y, w, lr, steps).w


descend_exercise = FunctionExercise(
    name="descend",
    prompt="Write the descent: make `steps` updates and return all weights, "
    "from the start to the end.",
    code='''
def my_descend(x, y, w, lr, steps):
    """Return the list of weights: w itself, then the weight after each of the steps."""
    weights = [w]
    for _ in range(steps):
        w = w - lr * 2 * (x * w - y) * x
        weights.append(w)
    return weights
''',
    draws={
        "x": floats(-1.6, 1.6),
        "y": floats(-3, 3),
        "w": floats(-3, 3),
        "lr": floats(0.12, 0.3),
        "steps": integers(2, 4),
    },
    example={"x": X, "y": Y, "w": W, "lr": LR, "steps": 3},
    length_hint="Is append inside the loop? steps + 1 weights are wanted, the start included.",
    hints=(
        "Begin with a list that holds the start: weights = [w].",
        "In a loop over range(steps): gradient at the present w, update w, append it.",
        "The gradient is 2·(x·w − y)·x, and it must be computed anew in each step.",
    ),
    takeaway="Forward, gradient, update, again and again: that is training.",
    misconceptions=(
        Misconception(
            "start_missing",
            lambda x, y, w, lr, steps: _weights(x, y, w, lr, steps)[1:],
            "The start is missing: the first entry must be the w that was given.",
        ),
        Misconception(
            "end_missing",
            lambda x, y, w, lr, steps: _weights(x, y, w, lr, steps)[:-1],
            "The last weight is missing. Append after each update: steps + 1 weights in all.",
        ),
        Misconception(
            "both_ends_missing",
            lambda x, y, w, lr, steps: _weights(x, y, w, lr, steps)[1:-1],
            "The start and the last weight are missing: steps + 1 weights are wanted.",
        ),
        Misconception(
            "append_outside_the_loop",
            lambda x, y, w, lr, steps: _weights(x, y, w, lr, steps)[[0, -1]],
            "Your list holds only the start and the end. Move `append` into the loop.",
        ),
        Misconception(
            "one_step_too_many",
            lambda x, y, w, lr, steps: _weights(x, y, w, lr, steps + 1),
            "You make one step too many. With the start, there are steps + 1 weights in all.",
        ),
        Misconception(
            "only_the_end",
            lambda x, y, w, lr, steps: _weights(x, y, w, lr, steps)[-1],
            "You return the last weight only. Collect each weight in a list.",
        ),
        Misconception(
            "only_one_step",
            lambda x, y, w, lr, steps: _weights(x, y, w, lr, 1),
            "You return after the first step. Is `return` inside the loop? Move it to the left.",
        ),
        Misconception(
            "first_step_alone",
            lambda x, y, w, lr, steps: _weights(x, y, w, lr, 1)[-1],
            "You return the weight after the first step. Make all the steps, and keep each weight.",
        ),
        Misconception(
            "climbs",
            _walk(lambda x, y, w, lr, start: w + lr * 2 * (x * w - y) * x),
            "Your weights climb away from w*: subtract the gradient.",
        ),
        Misconception(
            "climbs_start_missing",
            lambda x, y, w, lr, steps: _weights(x, y, w, -lr, steps)[1:],
            "Your weights climb away from w*: subtract the gradient. And the first entry must "
            "be the w that was given.",
        ),
        Misconception(
            "gradient_frozen",
            _walk(lambda x, y, w, lr, start: w - lr * 2 * (x * start - y) * x),
            "You use the gradient of the start in each step, so all steps are equal. "
            "Compute it anew inside the loop.",
        ),
        Misconception(
            "always_from_start",
            _walk(lambda x, y, w, lr, start: start - lr * 2 * (x * start - y) * x),
            "Each of your steps begins at the start again. Put the new weight in place of the old.",
        ),
        Misconception(
            "weight_not_replaced",
            _walk(lambda x, y, w, lr, start: start - lr * 2 * (x * w - y) * x),
            "You subtract from the start each time. The step must be taken from the present w.",
        ),
        Misconception(
            "nothing_moves",
            _walk(lambda x, y, w, lr, start: w),
            "All your weights are the start: the update is computed but not kept in w.",
        ),
        Misconception(
            "inner_derivative_missing",
            _walk(lambda x, y, w, lr, start: w - lr * 2 * (x * w - y)),
            "Your gradient lacks the factor x, the inner derivative dŷ/dw.",
        ),
        Misconception(
            "factor_two_missing",
            _walk(lambda x, y, w, lr, start: w - lr * (x * w - y) * x),
            "Your steps are half as long as they should be: the gradient lacks the factor 2.",
        ),
        Misconception(
            "learning_rate_missing",
            _walk(lambda x, y, w, lr, start: w - 2 * (x * w - y) * x),
            "The learning rate is missing: the step is lr times the gradient.",
        ),
        Misconception(
            "derivative_by_input",
            _walk(lambda x, y, w, lr, start: w - lr * 2 * (x * w - y) * w),
            "Your gradient has the factor w, which is dj/dx. For dj/dw the factor is x.",
        ),
        Misconception(
            "losses_returned",
            lambda x, y, w, lr, steps: descend(x, y, w, lr, steps).loss,
            "You collect the losses. The list is to hold the weights.",
        ),
        Misconception(
            "outputs_returned",
            lambda x, y, w, lr, steps: descend(x, y, w, lr, steps).y_hat,
            "You collect the outputs ŷ. The list is to hold the weights.",
        ),
        Misconception(
            "gradients_returned",
            lambda x, y, w, lr, steps: descend(x, y, w, lr, steps).gradient,
            "You collect the gradients. The list is to hold the weights.",
        ),
        Misconception(
            "article_formula_typed_in",
            lambda x, y, w, lr, steps: _weights(X, Y, w, lr, steps),
            "4.5w − 1.5 is the gradient for the article's sample only. Use x and y.",
        ),
        Misconception(
            "article_rate_typed_in",
            lambda x, y, w, lr, steps: _weights(x, y, w, LR, steps),
            "You typed in the learning rate 0.1. Use the parameter lr.",
        ),
    ),
)

_ARTICLE = descend(X, Y, W, LR, 60)


def _steps_until(holds: Any) -> int:
    """Return the first step of the article's descent at which `holds`."""
    return int(np.argmax(holds))


_STEPS = _steps_until(_ARTICLE.loss < SMALL_LOSS)
_FACTOR = f"{_ARTICLE.shrink_factor:.4g}"


def _loss_after(steps: float) -> str:
    if steps < 0 or steps != int(steps):
        return "Count whole steps from the start, which is step 0."
    if steps > _STEPS:
        return f"After {steps:.0f} steps the loss is below 1e-6, but not for the first time."
    return f"After {steps:.0f} steps the loss is {_ARTICLE.loss[int(steps)]:.3g}."


steps_to_small_loss = NumberExercise(
    name="steps_to_small_loss",
    prompt="From w = 0.8 with lr = 0.1: after how many steps is the loss below 1e-6 "
    "for the first time?",
    answer=_STEPS,
    consequence=_loss_after,
    hints=(
        "Run your descent and look at the loss of each weight. The start is step 0.",
        f"Or count: the weight's distance from 1/3 shrinks by {_FACTOR} at each step, "
        f"and the loss by {_FACTOR}².",
    ),
    takeaway=f"Each step multiplies the loss by {_FACTOR}² = {_ARTICLE.shrink_factor**2:.4g}: "
    f"{_STEPS} of them make {_ARTICLE.loss[0]:.4g} smaller than 1e-6.",
    misconceptions=(
        Misconception(
            "one_step_too_many",
            _STEPS + 1,
            f"One too many. The list holds {_STEPS + 1} weights, but the first is the "
            "start: no step yet.",
        ),
        Misconception(
            "one_step_too_few",
            _STEPS - 1,
            f"One too few: after {_STEPS - 1} steps the loss is still above 1e-6.",
        ),
        Misconception(
            "weight_instead_of_loss",
            _steps_until(np.abs(_ARTICLE.w - float(best_weight(X, Y))) < SMALL_LOSS),
            "That is when the weight is within 1e-6 of 1/3. The loss squares the error, so it "
            f"shrinks by {_FACTOR}², twice as fast.",
        ),
        Misconception(
            "error_instead_of_loss",
            _steps_until(np.abs(_ARTICLE.y_hat - Y) < SMALL_LOSS),
            "That is when the error ŷ − y is below 1e-6. The loss is its square and gets there "
            "sooner.",
        ),
        Misconception(
            "gradient_instead_of_loss",
            _steps_until(np.abs(_ARTICLE.gradient) < SMALL_LOSS),
            "That is when the gradient is below 1e-6. The loss gets there sooner.",
        ),
        Misconception(
            "weight_rounded",
            _steps_until(np.round(_ARTICLE.w, 3) == 0.333),
            "That is when the weight first rounds to 0.333. The question is about the loss.",
        ),
        Misconception(
            "rows_of_the_article",
            6,
            "The article's table has six rows, but its last one is the limit, not the sixth "
            "step. After 6 steps the loss is still "
            f"{_ARTICLE.loss[6]:.2g}.",
        ),
    ),
)

wrong_update_line = ChoiceExercise(
    name="wrong_update_line",
    prompt="Three of these lines make the same update, one does not. Which one, and what does "
    "it do?\n"
    "  1. w = w - lr * grad\n"
    "  2. w -= lr * grad\n"
    "  3. w = w + lr * -grad\n"
    "  4. w =- lr * grad",
    options={
        "a": "Line 2: it subtracts before it multiplies.",
        "b": "Line 3: it climbs, because of the plus.",
        "c": "Line 4: it climbs, because the sign is turned.",
        "d": "Line 4: it forgets the old weight and keeps only the step.",
        "e": "Line 1: w cannot stand on both sides.",
    },
    answer="d",
    hints=("Take w = 1, lr = 0.1, grad = 2 and work out each line.",),
    takeaway="`=-` is `=` and a minus: w becomes −lr·grad. `-=` is the one that subtracts.",
    misconceptions=(
        Misconception(
            "subtracts_first",
            "a",
            "In `w -= lr * grad` the right side is worked out first, so it is w − (lr·grad).",
        ),
        Misconception(
            "plus_climbs",
            "b",
            "Line 3 adds the negative gradient, and that is subtracting it.",
        ),
        Misconception(
            "sign_turned",
            "c",
            "Line 4 it is, but its step has the right sign. What is lost is the old weight.",
        ),
        Misconception(
            "equation",
            "e",
            "`=` is no equation: it works out the right side with the old w and keeps the "
            "result as the new w.",
        ),
    ),
)

training_loop = OrderingExercise(
    name="training_loop",
    prompt="Put the steps of training in order. The last one leads back to the second.",
    steps={
        "start": "choose a weight to start from",
        "forward": "compute the output ŷ = x·w",
        "loss": "compare with the target: j = (ŷ − y)²",
        "backward": "compute the gradient dj/dw = 2(ŷ − y)·x",
        "update": "step against it: w ← w − lr·dj/dw",
        "repeat": "go on with the new weight until the loss is small",
    },
    also_right=(("start", "forward", "backward", "loss", "update", "repeat"),),
    hints=(
        "Nothing can be computed without a weight.",
        "The gradient needs ŷ, and the update needs the gradient.",
    ),
    takeaway="Forward, loss, backward, update, repeat. Networks of any size are trained so.",
    misconceptions=(
        Misconception(
            "no_start",
            ("forward", "start"),
            "You compute an output before there is a weight.",
        ),
        Misconception(
            "loss_before_forward",
            ("loss", "forward"),
            "The loss compares ŷ with y, so ŷ must be there first.",
        ),
        Misconception(
            "backward_before_forward",
            ("backward", "forward"),
            "The gradient 2(ŷ − y)·x needs ŷ: first forward, then backward.",
        ),
        Misconception(
            "update_before_gradient",
            ("update", "backward"),
            "You step before you know the gradient: the step would use an old one, or none.",
        ),
        Misconception(
            "loss_after_update",
            ("update", "loss"),
            "After the update, the ŷ you compare belongs to the old weight.",
        ),
        Misconception(
            "repeat_before_update",
            ("repeat", "update"),
            "You repeat before the weight has changed: every round would be the same.",
        ),
    ),
)

_FIRST, _SECOND = (f"{abs(length):.4g}" for length in np.diff(_ARTICLE.w[:3]))
_THEN = f"{_ARTICLE.gradient[1]:.4g}"  # the slope where the second step begins

second_step = Prediction(
    name="second_step",
    question=f"The first step moves w from {W} to {_ARTICLE.w[1]:.4g}, by {_FIRST}. How far will "
    "the second step move it, with the same lr?",
    options=(
        Option(
            "further",
            f"Further than {_FIRST}.",
            "The loss is a parabola: nearer to its lowest point it is flatter. A flatter slope "
            f"makes a shorter step, {_SECOND}.",
        ),
        Option(
            "same",
            f"By {_FIRST} again.",
            "lr is the same, but the step is lr times the gradient, and the gradient fell from "
            f"{_ARTICLE.gradient[0]:.4g} to {_THEN}. So the second step is {_SECOND}.",
        ),
        Option(
            "less",
            f"Less than {_FIRST}.",
            f"At {_ARTICLE.w[1]:.4g} the slope is only {_THEN}, so the step is {_SECOND}: "
            f"{_FACTOR} times the first. The steps shrink by themselves as "
            "the bottom comes near.",
        ),
        Option(
            "there",
            "Straight to 1/3.",
            "The article's table looks so in its last row, but that is the limit. The second "
            f"step is {_SECOND}, to {_ARTICLE.w[2]:.4g}, and 1/3 is only ever approached.",
        ),
    ),
    answer="less",
)

LESSON = Lesson(
    name="descent",
    exercises=(update, descend_exercise, steps_to_small_loss, wrong_update_line, training_loop),
    predictions=(second_step,),
    points=(
        "Start with some weight; compute the output and the loss.",
        "Compute the gradient dj/dw: it points uphill.",
        "Step against it: w_new = w − lr·dj/dw.",
        "Repeat: the slope gets flatter, so the steps get shorter near the bottom.",
        "In the article: 0.8, 0.59, 0.4745, … towards 1/3, which is reached only in the limit.",
    ),
)
