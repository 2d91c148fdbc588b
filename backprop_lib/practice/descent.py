"""Practice of notebook 03: the update rule and the descent it makes."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..article import LR, W, X, Y
from ..neuron import best_weight, descend, forward, gradient, update
from ..notation import count, equals, number
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
    integers,
    sampled_from,
)

SMALL_LOSS = 1e-9  # the steps to a loss of 1e-6 can be read off in the notebook

_ARTICLE = descend(X, Y, W, LR, 60)


def _steps_until(holds: Any) -> int:
    """Return the first step of the article's descent at which `holds`."""
    return int(np.argmax(holds))


_BEST = float(best_weight(X, Y))
_STEPS = _steps_until(_ARTICLE.loss < SMALL_LOSS)

_FACTOR = number(_ARTICLE.shrink_factor)


def _loss_after(steps: float) -> str:
    if steps < 0 or steps != int(steps):
        return "Count whole steps from the start, which is step 0."
    if steps > _STEPS:
        return f"After {steps:.0f} steps the loss is below 1e-9, but not for the first time."
    made = int(steps)
    return f"After {count(made, 'step')}, j {equals(_ARTICLE.loss[made], 3)}."


_AT_ZERO = float(gradient(X, Y, 0))

_FROM_ZERO = float(update(0, _AT_ZERO, LR))

_FROZEN = W - 3 * LR * float(_ARTICLE.gradient[0])

_X_NEW = 6


_FIRST, _SECOND = (f"{number(abs(length))}" for length in np.diff(_ARTICLE.w[:3]))

_THEN = f"{number(_ARTICLE.gradient[1])}"  # the slope where the second step begins

# For a step worked by hand: short, and not so special that a mistake goes unseen.
_TENTHS = [tenths / 10 for tenths in range(2, 30) if tenths not in (5, 10, 20)]


LESSON = Lesson(
    name="descent",
    exercises=(
        FunctionExercise(
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
            mistakes="""
                climbs: w + lr * grad
                    Your step climbs: the gradient points uphill, so it must be subtracted.
                learning_rate_missing: w - grad
                    The learning rate is missing. A full gradient is usually far too large a
                    step.
                step_only: -lr * grad
                    You return the step alone. The new weight is the old one plus that step.
                step_taken_off_alone: lr * grad
                    You return how long the step is. The new weight is the old one minus lr·grad.
                article_rate_typed_in: w - 0.1 * grad
                    You typed in the learning rate 0.1. Use the parameter lr.
                old_weight_reversed: lr * grad - w
                    The subtraction is the wrong way round: the step is taken off the weight.
                gradient_ignored: w - lr
                    Each of your steps is lr long, always to the left. The gradient says which
                    way and how far: multiply by it.
                sign_of_gradient: w - lr * np.sign(grad)
                    You use only the sign of the gradient. Its size matters too: it makes the
                    steps smaller near the bottom.
                weight_scaled: w * (1 - lr * grad)
                    You scale the weight by the step, so a weight of 0 could never move. Subtract
                    lr·grad from w.
                decay: w - lr * w
                    You step by the weight and not by the gradient, so it goes to 0 whatever the
                    loss is.
                divided_by_rate: w - grad / lr
                    You divide by the learning rate, so a smaller one makes larger steps.
                    Multiply.
                brackets_wrong: (w - lr) * grad
                    You subtract first and then multiply. The product lr·grad comes first.
                rate_on_everything: lr * (w - grad)
                    The learning rate scales the weight too. It belongs to the gradient alone.
                two_steps: w - 2 * lr * grad
                    Your step is twice as long as it should be. The 2 of the square is already in
                    the gradient.
                nothing_moves: w
                    You return the old weight: nothing is learned.
                minus_turned_by_hand: w - lr * abs(grad)
                    Where the gradient is negative, your step goes downhill only if you leave the
                    sign alone: minus a negative is plus. The one minus serves both sides.
                plus_the_size: w + lr * abs(grad)
                    Your step always goes up. The sign of the gradient says which way: subtract
                    lr·grad.
                rate_added: w - (lr + grad)
                    You add the learning rate to the gradient. It scales the gradient: multiply.
                rate_over_gradient: w - lr / grad
                    You divide by the gradient, so the step would be long where the loss is flat.
                    Multiply.
                rate_on_the_weight: w * lr - grad
                    The learning rate scales the weight. It belongs to the gradient: w − lr·grad.
                gradient_squared: w - lr * grad**2
                    You square the gradient, so its sign is lost. The square is in the loss; the
                    step is lr·grad.
                article_step_typed_in: w - 0.21
                    0.21 is the article's first step. Use lr and grad, for any step.
            """,
            ready_made=("update",),
            also_right="""
                w + -lr * grad
                -(lr * grad - w)
                w + lr * (-grad)
            """,
        ),
        WorkedStep(
            name="one_step",
            prompt="Work out one step of gradient descent by hand. The network has one weight, and "
            "the loss is the squared error.",
            draws={
                "x": sampled_from(1.5, 2.5, 3, 3.5, 4),
                "y": sampled_from(*_TENTHS),
                "w": sampled_from(*_TENTHS),
                "lr": sampled_from(0.02, 0.03, 0.05, 0.1, 0.2, 0.3),
            },
            only_if="(x * new_w - y) ** 2 < j < 6",
            example={"x": 2.5, "y": 2.6, "w": 1.6, "lr": 0.1},
            quantities=(
                Quantity(
                    name="y_hat",
                    label="ŷ",
                    means="the output",
                    rule="x * w",
                    mistakes="""
                        added: x + w
                            You added the weight. It multiplies the input.
                        weight_missing: x
                            That is the input itself. The weight multiplies it.
                        target_for_input: y * w
                            You multiplied the target by the weight. The network sees only x.
                        error_already: x * w - y
                            You have taken off the target already: that is the error. The output
                            comes first.
                        divided: x / w
                            You divided by the weight. It multiplies the input.
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
                        turned_and_not_squared: y - y_hat
                            That is y − ŷ, the error with its sign turned. The loss is the square
                            of the error.
                        doubled: 2 * (y_hat - y)
                            You doubled the error. The loss is its square: the error times itself.
                        squares_subtracted: y_hat ** 2 - y ** 2
                            You squared first and then subtracted. Subtract first, then square.
                        squares_subtracted_and_turned: y ** 2 - y_hat ** 2
                            That is y² − ŷ². Take the difference ŷ − y first, then square it.
                        halved: (y_hat - y) ** 2 / 2
                            You halved the square. Some books do; this course takes the whole
                            square.
                        negative: -((y_hat - y) ** 2)
                            The sign of the error was not squared with it. No square is negative.
                        target_added: (y_hat + y) ** 2
                            You added the target. The error is the difference ŷ − y.
                        input_for_output: (x - y) ** 2
                            You compared the input with the target. Compare the output.
                    """,
                ),
                Quantity(
                    name="dj_dw",
                    label="dj/dw",
                    means="the gradient",
                    rule="2 * (y_hat - y) * x",
                    mistakes="""
                        input_missing: 2 * (y_hat - y)
                            The factor x is missing: you have dj/dŷ. If w moves, ŷ moves x times as
                            far.
                        two_missing: (y_hat - y) * x
                            The factor 2 is missing. It comes from the square.
                        error_only: y_hat - y
                            That is the error alone. The gradient has the factor 2 from the square
                            and the factor x.
                        weight_for_input: 2 * (y_hat - y) * w
                            You multiplied by w: that is dj/dx. For dj/dw the last factor is x.
                        inside_multiplied: 2 * (y_hat - y) * x * w
                            You multiplied by the inside function x·w. The chain rule wants its
                            derivative, x.
                        input_twice: 2 * (y_hat - y) * x * x
                            The factor x is in your gradient twice. It belongs there once.
                        sign_turned: 2 * (y - y_hat) * x
                            Your sign is turned: the error is ŷ − y, not y − ŷ.
                        loss_for_error: 2 * j * x
                            You multiplied by the loss. The derivative of a square has the error in
                            it, not its square.
                        added: 2 * (y_hat - y) + x
                            You added the two rates. Along a chain, rates multiply.
                        step_already: lr * 2 * (y_hat - y) * x
                            You have multiplied by lr already: that is the length of the step. The
                            gradient does not depend on lr.
                    """,
                ),
                Quantity(
                    name="new_w",
                    label="new w",
                    means="the weight after the step",
                    rule="w - lr * dj_dw",
                    mistakes="""
                        climbs: w + lr * dj_dw
                            Your step climbs: the gradient points uphill, so it must be subtracted.
                        rate_missing: w - dj_dw
                            The learning rate is missing: the step is lr times the gradient.
                        step_only: -lr * dj_dw
                            That is the step alone. The new weight is the old one plus that step.
                        step_taken_off_nothing: lr * dj_dw
                            That is lr·dj/dw alone. Take it off the old weight.
                        turned: lr * dj_dw - w
                            Your subtraction is the wrong way round: the step is taken off the
                            weight.
                        rate_for_step: w - lr
                            You took off the learning rate alone. Multiply it by the gradient.
                        gradient_taken_off_rate: lr - dj_dw
                            You began with lr. Begin with the old weight.
                        rate_on_weight: w * lr - dj_dw
                            You multiplied the weight by lr. The learning rate belongs to the
                            gradient.
                        rate_on_both: lr * (w - dj_dw)
                            The learning rate scales the weight too. It belongs to the gradient
                            alone.
                        brackets_wrong: (w - lr) * dj_dw
                            You subtracted first and then multiplied. The product lr·dj/dw comes
                            first.
                        weight_for_gradient: w - lr * w
                            You stepped by the weight. Step by the gradient.
                        loss_for_gradient: w - lr * j
                            You stepped by the loss. It says how bad the weight is; the gradient
                            says which way to go.
                        doubled: w - 2 * lr * dj_dw
                            Your step is twice as long as it should be. The 2 is in the gradient
                            already.
                        divided_by_rate: w - dj_dw / lr
                            You divided by the learning rate. Multiply by it.
                    """,
                ),
            ),
            hints=(
                "Forward first: the input times the weight. Then compare with the target.",
                "The loss is the square of the error ŷ − y.",
                "The gradient is a product of two rates: j changes with ŷ at the rate 2(ŷ − y), "
                "and ŷ changes with w at the rate x.",
                "The step goes against the gradient, and its length is lr times the gradient.",
            ),
            takeaway="Forward, loss, gradient, step: you have trained a network by hand.",
        ),
        FunctionExercise(
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
            length_hint="It should hold steps + 1 weights, the start included. Make the list "
            "before the loop, let the loop run over range(steps), and append inside it.",
            hints=(
                "Begin with a list that holds the start: weights = [w].",
                "In a loop over range(steps): gradient at the present w, update w, append it.",
                "The gradient is 2·(x·w − y)·x, and it must be computed again in each step.",
            ),
            takeaway="Forward, gradient, update, again and again: that is training.",
            mistakes="""
                start_missing: right(x, y, w, lr, steps)[1:]
                    The start is missing: the first entry must be the w that was given.
                end_missing: right(x, y, w, lr, steps)[:-1]
                    The last weight is missing. Append after each update: steps + 1 weights in
                    all.
                both_ends_missing: right(x, y, w, lr, steps)[1:-1]
                    The start and the last weight are missing: steps + 1 weights are wanted.
                append_outside_the_loop: [w, right(x, y, w, lr, steps)[-1]]
                    Your list holds only the start and the end. Move `append` into the loop.
                one_step_too_many: right(x, y, w, lr, steps + 1)
                    You make one step too many. With the start, there are steps + 1 weights in
                    all.
                only_the_end: right(x, y, w, lr, steps)[-1]
                    You return the last weight only. Collect each weight in a list.
                only_one_step: right(x, y, w, lr, 1)
                    You return after the first step. Is `return` inside the loop? Move it to the
                    left.
                first_step_alone: right(x, y, w, lr, 1)[-1]
                    You return the weight after the first step. Make all the steps, and keep each
                    weight.
                climbs: right(x, y, w, -lr, steps)
                    Your weights climb away from w*: subtract the gradient.
                climbs_start_missing: right(x, y, w, -lr, steps)[1:]
                    Your weights climb away from w*: subtract the gradient. And the first entry
                    must be the w that was given.
                gradient_frozen: [w - k * lr * 2 * (x * w - y) * x for k in range(steps + 1)]
                    You use the gradient of the start in each step, so all steps are equal.
                    Compute it again inside the loop.
                always_from_start: [w] + [w - lr * 2 * (x * w - y) * x] * steps
                    Each of your steps begins at the start again. Put the new weight in place of
                    the old.
                weight_not_replaced: iterate(lambda v: w - lr * 2 * (x * v - y) * x, w, steps)
                    You subtract from the start each time. The step must be taken from the
                    present w.
                nothing_moves: [w] * (steps + 1)
                    All your weights are the start: the update is computed but not kept in w.
                inner_derivative_missing: iterate(lambda v: v - lr * 2 * (x * v - y), w, steps)
                    Your gradient lacks the factor x, the inner derivative dŷ/dw.
                factor_two_missing: right(x, y, w, lr / 2, steps)
                    Your steps are half as long as they should be: the gradient lacks the factor
                    2.
                learning_rate_missing: right(x, y, w, 1, steps)
                    The learning rate is missing: the step is lr times the gradient.
                derivative_by_input: iterate(lambda v: v - lr * 2 * (x * v - y) * v, w, steps)
                    Your gradient has the factor w, which is dj/dx. For dj/dw the factor is x.
                losses_returned: bp.descend(x, y, w, lr, steps).loss
                    You collect the losses. The list is to hold the weights.
                outputs_returned: bp.descend(x, y, w, lr, steps).y_hat
                    You collect the outputs ŷ. The list is to hold the weights.
                gradients_returned: bp.descend(x, y, w, lr, steps).gradient
                    You collect the gradients. The list is to hold the weights.
                article_formula_typed_in: right(1.5, 0.5, w, lr, steps)
                    4.5w − 1.5 is the gradient for the article's sample only. Use x and y.
                article_rate_typed_in: right(x, y, w, 0.1, steps)
                    You typed in the learning rate 0.1. Use the parameter lr.
                weight_lost: iterate(lambda v: -lr * 2 * (x * v - y) * x, w, steps)
                    In each round you keep the step and lose the weight. Did you write `w =-` in
                    place of `w -=`?
                step_by_loss: iterate(lambda v: v - lr * (x * v - y) ** 2, w, steps)
                    You step by the loss. The step is lr times the slope of the loss, 2(ŷ − y)·x.
                step_by_error: iterate(lambda v: v - lr * (x * v - y), w, steps)
                    You step by the error ŷ − y. The step is lr times the slope, 2(ŷ − y)·x.
                target_for_weight: iterate(lambda v: v - 2 * lr * x * (x * y - v), w, steps)
                    In your gradient, target and weight have changed places. The order is
                    gradient(x, y, w).
                gradient_for_weight: iterate(lambda v: 2 * x * (x * v - y) - lr * v, w, steps)
                    In your update, weight and gradient have changed places. The order is
                    update(w, grad, lr).
                list_made_in_the_loop: right(x, y, w, lr, steps)[-2:]
                    Your list holds only the last two weights. Is it made inside the loop? Make
                    it once, before the loop.
                six_steps: right(x, y, w, lr, 6)
                    You always make six steps. Make as many as `steps` says: range(steps).
                article_gradient_typed_in: [w - k * lr * 2.1 for k in range(steps + 1)]
                    You subtract lr·2.1 in each step. 2.1 is the slope at the article's start:
                    compute the slope again in each step.
            """,
            ready_made=("descend", "closed_form"),
            inside="""
                y_hat = x * w
                grad = 2 * (x * w - y) * x
                weights = [w]
                error = x * w - y
            """,
            also_right="""
                [y / x + (w - y / x) * (1 - 2 * lr * x * x) ** k for k in range(steps + 1)]
                tuple(iterate(lambda v: v + 2 * x * lr * (y - x * v), w, steps))
            """,
        ),
        NumberExercise(
            name="steps_to_small_loss",
            prompt="From w = 0.8 with lr = 0.1: after how many steps is the loss below 1e-9 "
            "for the first time? The tables above end too early.",
            answer=_STEPS,
            consequence=_loss_after,
            hints=(
                "Run your descent and look at the loss of each weight. The start is step 0.",
                f"Or count: the weight's distance from 1/3 shrinks by {_FACTOR} at each step, "
                f"and the loss by {_FACTOR}².",
            ),
            takeaway=f"Each step multiplies the loss by {_FACTOR}² = "
            f"{number(_ARTICLE.shrink_factor**2)}: "
            f"{_STEPS} of them bring it from {number(_ARTICLE.loss[0])} to less than 1e-9.",
            mistakes=f"""
                one_step_too_many: {_STEPS + 1}
                    One too many. The list holds {_STEPS + 1} weights, but the first is the
                    start: no step yet.
                one_step_too_few: {_STEPS - 1}
                    One too few: after {_STEPS - 1} steps the loss is still above 1e-9.
                weight_instead_of_loss: {_steps_until(np.abs(_ARTICLE.w - _BEST) < SMALL_LOSS)}
                    That is when the weight is within 1e-9 of 1/3. The loss squares the error, so
                    it shrinks by {_FACTOR}², twice as fast.
                error_instead_of_loss: {_steps_until(np.abs(_ARTICLE.y_hat - Y) < SMALL_LOSS)}
                    That is when the error ŷ − y is below 1e-9. The loss is its square and gets
                    there sooner.
                gradient_instead_of_loss: {_steps_until(np.abs(_ARTICLE.gradient) < SMALL_LOSS)}
                    That is when the gradient is below 1e-9. The loss gets there sooner.
                larger_goal: {_steps_until(_ARTICLE.loss < 1e-6)}
                    That is when the loss is below 1e-6. The question is about 1e-9, a thousandth
                    of it.
                weight_rounded: {_steps_until(np.round(_ARTICLE.w, 3) == 0.333)}
                    That is when the weight first rounds to 0.333. The question is about the
                    loss.
                rows_of_the_article: 6
                    The article's table has six rows, but its last one is the limit, not the
                    sixth step. After 6 steps the loss is still about
                    {number(_ARTICLE.loss[6], 2)}.
            """,
        ),
        ChoiceExercise(
            name="wrong_update_line",
            prompt="Three of these lines make the same update, and one does not. Which one, and "
            "what does it do?\n"
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
            mistakes="""
                subtracts_first: a
                    In `w -= lr * grad` the right side is worked out first, so it is w −
                    (lr·grad).
                plus_climbs: b
                    Line 3 adds the negative gradient, which is the same as subtracting it.
                sign_turned: c
                    It is line 4, but its step has the right sign. What is lost is the old
                    weight.
                equation: e
                    `=` is not an equation: it works out the right side with the old w and keeps the
                    result as the new w.
            """,
        ),
        OrderingExercise(
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
            also_right="start, forward, backward, loss, update, repeat",
            hints=(
                "Nothing can be computed without a weight.",
                "The gradient needs ŷ, and the update needs the gradient.",
            ),
            takeaway="Forward, loss, backward, update, repeat. "
            "Networks of any size are trained this way.",
            mistakes="""
                no_start: forward, start
                    You compute an output before there is a weight.
                loss_before_forward: loss, forward
                    The loss compares ŷ with y, so ŷ must be there first.
                backward_before_forward: backward, forward
                    The gradient 2(ŷ − y)·x needs ŷ: first forward, then backward.
                update_before_gradient: update, backward
                    You step before you know the gradient: the step would use an old one, or
                    none.
                loss_after_update: update, loss
                    After the update, the ŷ you compare belongs to the old weight.
                repeat_before_update: repeat, update
                    You repeat before the weight has changed: every round would be the same.
            """,
        ),
        NumberExercise(
            name="step_from_zero",
            prompt=f"The same sample, x = {X} and y = {Y}, but now the weight starts at 0. What is "
            f"it after one step with lr = {LR}?",
            answer=_FROM_ZERO,
            tolerance=1e-3,
            consequence=lambda w: (
                f"From 0 that is a step of {number(w)}, so with lr = {LR} the slope would be "
                f"{number(-w / LR)}. What is the slope at w = 0?"
            ),
            hints=(
                "First the slope at w = 0. What is its sign?",
                f"It is 2(0 − {Y})·{X} = {number(_AT_ZERO)}. Now subtract lr times that.",
            ),
            takeaway=f"0 − {LR}·({number(_AT_ZERO)}) = {number(_FROM_ZERO)}: minus a negative is "
            "plus. One rule leads downhill from both sides of the valley.",
            mistakes=f"""
                climbs: {-_FROM_ZERO}
                    You went down. The slope at w = 0 is negative, so the loss falls when the
                    weight goes up: minus a negative is plus.
                nothing_moves: 0
                    The output is 0, but the error is not: the slope at w = 0 is
                    2(0 − {Y})·{X}.
                gradient: {_AT_ZERO}
                    That is the slope at w = 0. The question is the weight after the step.
                learning_rate_missing: {-_AT_ZERO}
                    The learning rate is missing: the step is lr times the slope.
                inner_derivative_missing: {-LR * 2 * -Y}
                    Your slope lacks the factor x = {X}, the inner derivative.
                factor_two_missing: {_FROM_ZERO / 2}
                    Your step is half as long as it should be: the slope is 2(ŷ − y)·x.
                article_weight: {_ARTICLE.w[1]}
                    That is the article's weight after one step from {W}. Here the start is 0.
                straight_to_the_best: {_BEST}
                    That is the best weight, where many steps lead. One step is lr times the
                    slope.
                article_gradient: {-LR * _ARTICLE.gradient[0]}
                    You used the slope at {W}, {number(_ARTICLE.gradient[0])}. At w = 0 it is
                    different.
            """,
        ),
        NumberExercise(
            name="gradient_before_the_loop",
            prompt="This was meant to make three steps of gradient descent, with x = 1.5, y = 0.5, "
            "w = 0.8 and lr = 0.1. There is a mistake in it. Which weight does it end at?\n"
            "  grad = 2 * (x * w - y) * x\n"
            "  for step in range(3):\n"
            "      w = w - lr * grad",
            answer=_FROZEN,
            tolerance=1e-3,
            consequence=lambda _: (
                f"Before the loop `grad` is {number(_ARTICLE.gradient[0])}. Follow the code line "
                "by line: what changes from round to round, and what does not?"
            ),
            hints=(
                "Which of the three lines are run three times?",
                f"`grad` stays {number(_ARTICLE.gradient[0])}, so each round subtracts the same.",
            ),
            takeaway=f"Three equal steps of {_FIRST} lead to {number(_FROZEN)}, past the best "
            "weight 1/3, and more would go on from there. The gradient belongs inside the loop.",
            mistakes=f"""
                gradient_in_the_loop: {_ARTICLE.w[3]}
                    That is where three right steps lead. But here `grad` is computed once, before
                    the loop.
                two_right_steps: {_ARTICLE.w[2]}
                    That is where two right steps lead. Here there are three, and `grad` is
                    computed once, before the loop.
                one_step: {_ARTICLE.w[1]}
                    That is the weight after the first round. There are three.
                two_rounds: {W - 2 * LR * _ARTICLE.gradient[0]}
                    That is the weight after two rounds. range(3) makes three.
                four_rounds: {W - 4 * LR * _ARTICLE.gradient[0]}
                    That is the weight after four rounds. range(3) makes three: 0, 1, 2.
                climbs: {W + 3 * LR * _ARTICLE.gradient[0]}
                    You added the steps. The code subtracts them.
                learning_rate_missing: {W - 3 * _ARTICLE.gradient[0]}
                    The learning rate is missing: each round subtracts lr·grad.
                steps_only: {3 * LR * _ARTICLE.gradient[0]}
                    That is how far the three steps lead. The weight starts at {W}.
                best: {_BEST}
                    1/3 is where right steps lead in the end. These steps are all equal and
                    go past it.
            """,
        ),
        NumberExercise(
            name="after_training",
            prompt=f"The network is trained on the article's sample until w = 1/3. Then it is "
            f"given a new input, x = {_X_NEW}. What is its output?",
            answer=float(forward(_X_NEW, _BEST)),
            tolerance=1e-3,
            consequence=lambda y_hat: (
                f"That is the output for w {equals(y_hat / _X_NEW)}. But w = 1/3, and it no longer "
                "changes."
            ),
            hints=("After training there is only the forward pass.", f"{_X_NEW} · 1/3"),
            takeaway="It returns a third of whatever it is given. In training the weight changes. "
            "In use it is fixed, and there is only the forward pass.",
            mistakes=f"""
                target_of_the_sample: {Y}
                    {Y} is the target for x = {X}. For another input the output is different:
                    x·w.
                before_training: {forward(_X_NEW, W)}
                    That is what it said before training, with w = {W}. Now w = 1/3.
                weight: {_BEST}
                    That is the weight. The output is the input times the weight.
                divided: {_X_NEW / _BEST}
                    You divided by the weight. The output is x·w.
                input_itself: {_X_NEW}
                    That is the input. The network multiplies it by the weight.
                target_scaled: {_X_NEW * Y}
                    You multiplied by the target {Y}. What the network has learned is the weight,
                    1/3.
                error_subtracted: {float(forward(_X_NEW, _BEST)) - Y}
                    You took the target off. In use there is no target: the output is x·w.
            """,
        ),
    ),
    predictions=(
        Prediction(
            name="second_step",
            question=f"The first step moves w from {W} to {number(_ARTICLE.w[1])}, by {_FIRST}. "
            "How far will the second step move it, with the same lr?",
            choices=f"""
                further: Further than {_FIRST}.
                    The loss is a parabola: nearer to its lowest point it is flatter. A flatter
                    slope makes a shorter step, {_SECOND}.
                same: By {_FIRST} again.
                    lr is the same, but the step is lr times the gradient, and the gradient fell
                    from {number(_ARTICLE.gradient[0])} to {_THEN}. So the second step is
                    {_SECOND}.
                less: Less than {_FIRST}.
                    At {number(_ARTICLE.w[1])} the slope is only {_THEN}, so the step is
                    {_SECOND}: {_FACTOR} times the first. The steps shrink by themselves as the
                    bottom comes near.
                there: Straight to 1/3.
                    That is where the weight is heading. But the second step is only {_SECOND}, to
                    {number(_ARTICLE.w[2])}: 1/3 is approached and never reached.
            """,
            answer="less",
        ),
    ),
    points=(
        "Start with some weight. The forward pass computes the output, and with it the loss.",
        "The backward pass goes from the loss back to the weight: the chain rule gives dj/dw.",
        "The gradient points uphill, so the step goes against it: w_new = w − lr·dj/dw.",
        "Repeat: the slope gets flatter, so the steps get shorter near the bottom.",
        "In the article: 0.8, 0.59, 0.4745, … towards 1/3, which is reached only in the limit.",
    ),
)
