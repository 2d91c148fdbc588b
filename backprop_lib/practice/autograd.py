"""Practice of notebook 11: an engine that finds every slope, and how it goes wrong."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from ..article import W, X, Y
from ..graph import read
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

Tape: TypeAlias = list[list[tuple[int, float]]]
"""For each number its inputs, each with the place where it stands and the local slope."""

# j = u·u with u = 4·a. Chosen so that all mistakes give different numbers, as all numbers below.
_TIMES, _A = 4, 1.5
_U = _TIMES * _A
_FIRST, _SECOND = _U * _TIMES, 2 * _U * _TIMES
_BY_RECURSION = _FIRST + _SECOND

# One weight in two places: h = w·x + 1, ŷ = h·w, j = (ŷ − y)².
_RECURRENT_AT = {"w": 4.0, "x": 1.5, "y": 23.0}
_H = _RECURRENT_AT["w"] * _RECURRENT_AT["x"] + 1
_Y_HAT = _H * _RECURRENT_AT["w"]
_AT_OUTPUT = 2 * (_Y_HAT - _RECURRENT_AT["y"])
_LATER = _AT_OUTPUT * _H
_EARLIER = _AT_OUTPUT * _RECURRENT_AT["w"] * _RECURRENT_AT["x"]

# Steps down j = (w − 2)² from w = 6.
_START, _LOWEST, _RATE = 6.0, 2.0, 0.25


def _after(steps: int, *, added: int = 99, factor: float = 2.0, rate: float = _RATE) -> float:
    """Return w after some steps in which so many of the last slopes are added up."""
    w, slopes = _START, list[float]()
    for _ in range(steps):
        slopes.append(factor * (w - _LOWEST))
        w -= rate * sum(slopes[-added:])
    return w


_NOT_ZEROED = _after(3)

# j = h · h.detach() with h = 2·w.
_FACTOR, _WEIGHT = 2, 1.5
_HALF = _FACTOR * _WEIGHT
_WITH_DETACH = _HALF * _FACTOR

# A unit with three inputs, for some samples.
_INPUTS, _SAMPLES = 3, 40
_FOR_ONE = _INPUTS + _INPUTS + 2  # products, plus signs, then minus and square
_IN_ALL = _SAMPLES * _FOR_ONE + _SAMPLES - 1

_AT_ONCE = {"a": 3.0}
_SHARED = read("b = 2*a; c = b**2; b + c").gradient(_AT_ONCE)["a"]
_TOO_MUCH = 2 * 1 + _SHARED

TWO_SAMPLES = {"x1": X, "y1": Y, "x2": 3.0, "y2": 3.0, "w": W}
_BOTH = read("(x1*w - y1)**2 + (x2*w - y2)**2")
_OF_BOTH = _BOTH.gradient(TWO_SAMPLES)["w"]
_OF_FIRST = read("(x1*w - y1)**2").gradient({n: TWO_SAMPLES[n] for n in ("x1", "w", "y1")})["w"]
_OF_SECOND = _OF_BOTH - _OF_FIRST

# Forty doublings: there are too many paths for a walk along each of them.
_DOUBLINGS: Tape = [[(k - 1, 1), (k - 1, 1)] if k else [] for k in range(41)]


def _tape(source: random.Random) -> Tape:
    """Return a tape of six numbers, two of which are given; each other one uses the one before.

    About every third tape is `_DOUBLINGS` instead.
    """
    if source.random() < 1 / 3:
        return _DOUBLINGS
    slope = floats(-2.5, 2.5)
    tape: Tape = [[], []]
    for k in range(2, 6):
        used = [k - 1, source.randrange(k)]
        source.shuffle(used)
        tape.append([(i, slope(source)) for i in used])
    return tape


# What to add if a pass over a tape stops with such words.
_ON_A_TAPE = {
    r"still running": "A walk along every path by itself takes too long, too: a tape may have very "
    "many.",
    r"out of (?:range|bounds)": "The last place in the tape is len(tape) − 1.",
    r"indices|unpack": "The tape is a list of entries, an entry is a list of pairs, and a pair is "
    "a place and a local slope. `tape[k]` and `grads[k]` take a place.",
}


@dataclass(kw_only=True, eq=False, repr=False)
class _TapeExercise(FunctionExercise):
    """An exercise on a tape: if the answer stops, it also says what may be wrong in the walk."""

    def _judge(self, answer: Any) -> Any:
        outcome = super()._judge(answer)
        if outcome.status == "error":
            for said, advice in _ON_A_TAPE.items():
                if re.search(said, outcome.message):
                    return replace(outcome, message=f"{outcome.message} {advice}")
        return outcome


LESSON = Lesson(
    name="autograd",
    exercises=(
        WorkedStep(
            name="engine_step",
            prompt="Be the engine. Compute h = x·w and j = h·h − c·h. Then go back in a "
            "topological order, in which h·h hands on before c·h does. At the end, both passes are "
            "made once more with the same w, and nobody sets w.grad back to 0.",
            draws={
                "x": sampled_from(2.5, 4, 5),
                "w": sampled_from(0.4, 0.6, 0.8, 1.2, 1.4, 1.6, 1.8),
                "c": sampled_from(0.3, 0.7, 0.9, 1.3, 1.7, 2.1, 2.6, 3.1, 3.4, 4.5, 5.5),
            },
            only_if="abs(h_grad) > 0.2",
            example={"x": 2.5, "w": 1.4, "c": 2.6},
            quantities=(
                Quantity(
                    name="h",
                    label="h",
                    means="the value that is used three times",
                    rule="x * w",
                    mistakes="""
                        added: x + w
                            You added x and w. They are multiplied.
                        other_number: c * w
                            You multiplied c by w. h is made of x and w; c comes later.
                    """,
                ),
                Quantity(
                    name="j",
                    label="j",
                    means="the result",
                    rule="h * h - c * h",
                    mistakes="""
                        added: h * h + c * h
                            You added c·h. It is subtracted.
                        doubled: 2 * h - c * h
                            You doubled h. The first part is h times h.
                        not_multiplied: h * h - c
                            You subtracted c alone. The second part is c times h.
                    """,
                ),
                Quantity(
                    name="h_so_far",
                    label="h.grad so far",
                    means="when only h·h has handed on",
                    rule="2 * h",
                    mistakes="""
                        replaced: h
                            You counted one of two contributions. h is both factors of h·h, so it
                            gets h twice.
                        multiplied: h * h
                            That is h times h. The two contributions are h and h; where paths
                            meet, they add.
                        handed_on: 1
                            That is what arrives at h·h. The product hands it, times the other
                            factor, to each of its two inputs.
                        result_taken: 2 * h * j
                            You multiplied by j. The seed is 1, whatever the value of j is.
                    """,
                ),
                Quantity(
                    name="h_grad",
                    label="h.grad",
                    means="complete",
                    rule="h_so_far - c",
                    mistakes="""
                        replaced: -c
                            You wrote the last contribution over the others. It is added, with +=.
                        sign_forgotten: h_so_far + c
                            You forgot the sign of the minus: −1 arrives at c·h.
                        not_complete: h_so_far
                            That is what it was before c·h handed on. One contribution is missing.
                        one_factor: h - c
                            One of the two contributions of h·h is missing.
                        multiplied: -h_so_far * c
                            You multiplied the contributions. Where paths meet, they add.
                    """,
                ),
                Quantity(
                    name="w_grad",
                    label="w.grad",
                    means="after the pass",
                    rule="h_grad * x",
                    mistakes="""
                        unswapped: h_grad * w
                            You multiplied by w itself. A product swaps: w gets x.
                        partial_handed_on: h_so_far * x
                            You handed h.grad on before it was complete.
                        handed_on_twice: (h_so_far + h_grad) * x
                            You handed on twice: first what was there, later all of it. So the
                            first part counts twice.
                        not_multiplied: h_grad
                            You handed h.grad on unchanged. If w moves, h moves x times as far.
                        value_for_slope: h_grad * h
                            You multiplied by the value h. The local slope of h for w is x.
                        local_only: x
                            That is the local slope alone. Multiply it by h.grad.
                    """,
                ),
                Quantity(
                    name="w_again",
                    label="w.grad then",
                    means="after the second time",
                    rule="2 * w_grad",
                    mistakes="""
                        as_if_zeroed: w_grad
                            That would be right if w.grad had been set back to 0. It was not, so the
                            second pass adds the same slope again.
                        between_kept: 3 * w_grad
                            You kept h.grad from the first time as well. The second forward pass
                            makes a new h, whose grad starts at 0. Only w is the same.
                        squared: w_grad * w_grad
                            You multiplied the two. The second pass adds.
                    """,
                ),
            ),
            hints=(
                "Forward: h, then j. The seed is j.grad = 1, and the minus hands 1 to h·h and −1 "
                "to c·h.",
                "The product h·h has h as both of its inputs. It hands h to each.",
                "h waits until h.grad is complete. It hands h.grad · x to w once.",
            ),
            takeaway="Three contributions are added at h, and h hands on once. Between two passes, "
            "w.grad stays as it is until you set it back to 0.",
        ),
        _TapeExercise(
            name="backward_tape",
            prompt="A graph is given as a list, its tape. Each entry stands for a number, and "
            "inputs come before what is made of them. An entry lists its inputs. For each input it "
            "holds the place in the list and the local slope. The last entry is the result. "
            "Write the whole backward pass.",
            code='''
def my_backward_tape(tape):
    """Return the slopes of the last entry for all entries of tape, as a list."""
    grads = [0] * len(tape)
    grads[-1] = 1
    for k in reversed(range(len(tape))):
        for i, slope in tape[k]:
            grads[i] += grads[k] * slope
    return grads
''',
            draws={"tape": _tape},
            example={"tape": [[], [], [(0, W), (1, X)], [], [(2, 1), (3, -1)], [(4, 1.4)]]},
            length_hint="Return one slope for each entry of the tape.",
            hints=(
                "Start with `grads = [0] * len(tape)`, then set the seed: `grads[-1] = 1`.",
                "Walk from the last entry to the first: `for k in reversed(range(len(tape))):`.",
                "Inside: `for i, slope in tape[k]:`, and add `grads[k] * slope` to `grads[i]`.",
            ),
            takeaway="A seed, an order and one +=: this is all of reverse mode. The example was "
            "the article's loss, and its 2.1 stands at place 1.",
            mistakes="""
                replaced: \
right([[e for e in n if e is {f[0]: f for m in tape[::-1] for f in m}[e[0]]] for n in tape])
                    You write each contribution over the one before. What a number gets from
                    several places must be added: use +=.
                seed_forgotten: np.zeros(len(tape))
                    All your slopes are 0: the seed is missing. The slope of the result for itself
                    is 1.
                nothing_handed_on: right([[]] * len(tape))
                    Only the seed is there: nothing else has arrived anywhere. Is grads[k] the
                    slope of the entry that hands on? If you count k with enumerate over
                    reversed(tape), it counts from the wrong end.
                first_contribution_only: right([[]] * (len(tape) - 1) + [tape[-1][:1]])
                    Only the first contribution of the result has arrived. A `return` inside the
                    loops would end the pass there. Return after both of them.
                only_the_result: right([[]] * (len(tape) - 1) + [tape[-1]])
                    In your pass, only the result hands on anything but 0. Walk from the last entry
                    to the first, and return after the loop.
                seeded_everywhere: \
sum(np.array([*right(tape[: k + 1]), *[0] * (len(tape) - k - 1)]) for k in range(len(tape)))
                    All your slopes start at 1. Only the result has the seed; the others start
                    at 0.
                local_slope_missing: right([[(i, 1) for i, _ in n] for n in tape])
                    You hand grads[k] on unchanged. Multiply it by the local slope.
                arriving_slope_missing: \
np.array([*(sum(s for n in tape for i, s in n if i == k) for k in range(len(tape) - 1)), 1])
                    You add the local slopes alone. Multiply each by grads[k], the slope that
                    arrives.
                order_turned: right(tape)[::-1]
                    The numbers are right, but in the wrong order: the first entry comes first.
                first_input_only: right([n[:1] for n in tape])
                    Each entry hands on to the first of its inputs only. Loop over all of them.
                last_input_only: right([n[-1:] for n in tape])
                    Each entry hands on to the last of its inputs only. Loop over all of them.
                slopes_exchanged: \
right([[(i, s) for (i, _), (_, s) in zip(n, n[::-1], strict=True)] for n in tape])
                    Each input gets the local slope of the other one. In an entry, a place and its
                    local slope stand side by side.
                signs_dropped: right([[(i, abs(s)) for i, s in n] for n in tape])
                    You dropped the signs of the local slopes.
                divided: right([[(i, 1 / s) for i, s in n] for n in tape])
                    You divided by the local slope. Along a path, rates multiply.
            """,
            also_right="""
                np.array(right(tape))
                tuple(right(tape))
            """,
        ),
        FunctionExercise(
            name="distance",
            prompt="Give the engine a new operation: the distance of the point (a, b) from (0, 0), "
            "which is the root of a² + b². Write all that the engine needs to know of it: the "
            "value and the two local slopes. (The slope of the root of u is 1 divided by twice "
            "the root.)",
            code='''
def my_distance(a, b):
    """Return the root of a² + b², then its local slopes for a and for b."""
    value = (a**2 + b**2) ** 0.5
    return value, a / value, b / value
''',
            draws={"a": floats(-3, 3), "b": floats(-3, 3)},
            example={"a": 3.0, "b": 4.0},
            length_hint="Return three numbers: `return value, slope_a, slope_b`.",
            hints=(
                "The root of u is `u ** 0.5`.",
                "It is a chain: u = a² + b², then the root. Multiply 1/(2 · value) by the slope "
                "of u for a, which is 2a.",
                "The 2 cancels: a / value is left. For b it is the same with b.",
            ),
            takeaway="A value and one local slope for each input: with these the engine can "
            "differentiate any formula in which your operation stands.",
            mistakes="""
                outer_slope_missing: ((a**2 + b**2) ** 0.5, 2 * a, 2 * b)
                    Those are the slopes of a² + b². Multiply them by the slope of the root.
                inner_slope_missing: \
((a**2 + b**2) ** 0.5, 0.5 / (a**2 + b**2) ** 0.5, 0.5 / (a**2 + b**2) ** 0.5)
                    That is the slope of the root alone. Multiply it by the slope of a² + b²,
                    which is 2a for a.
                two_not_cancelled: \
((a**2 + b**2) ** 0.5, 2 * a / (a**2 + b**2) ** 0.5, 2 * b / (a**2 + b**2) ** 0.5)
                    Your slopes are twice the right ones. The 2 of the square cancels with the 2
                    of the root.
                halved: ((a**2 + b**2) ** 0.5, a / 2 / (a**2 + b**2) ** 0.5, \
b / 2 / (a**2 + b**2) ** 0.5)
                    Your slopes are half the right ones. The 2 of the root cancels with the 2
                    of the square.
                root_forgotten_below: ((a**2 + b**2) ** 0.5, a / (a**2 + b**2), b / (a**2 + b**2))
                    You divided by a² + b². Divide by its root, which is the value.
                root_forgotten: (a**2 + b**2, 2 * a, 2 * b)
                    The root is missing, in the value and in the slopes.
                multiplied: \
((a**2 + b**2) ** 0.5, a * (a**2 + b**2) ** 0.5, b * (a**2 + b**2) ** 0.5)
                    You multiplied by the value. The slope of the root has it in the denominator.
                exchanged: ((a**2 + b**2) ** 0.5, b / (a**2 + b**2) ** 0.5, \
a / (a**2 + b**2) ** 0.5)
                    You exchanged the slopes. Only a product swaps.
                handed_on: ((a**2 + b**2) ** 0.5, 1, 1)
                    Your slopes are those of a plus. The distance changes by less than a does.
                not_divided: ((a**2 + b**2) ** 0.5, a, b)
                    You did not divide your slopes by the value. A nudge of 0.01 cannot move the
                    distance by more than 0.01, however far out the point is.
                signs_dropped: \
((a**2 + b**2) ** 0.5, abs(a) / (a**2 + b**2) ** 0.5, abs(b) / (a**2 + b**2) ** 0.5)
                    Your slopes are never negative. If a is negative and grows, the point comes
                    nearer.
                sizes_added: (abs(a) + abs(b), np.sign(a), np.sign(b))
                    You added the sizes of a and b. The distance is the root of the sum of the
                    squares.
                minus: (lambda v: (v, a / v, -b / v))(right(a, b)[0])
                    You turned the sign of the last slope. Both squares are added.
                value_last: (*right(a, b)[1:], right(a, b)[0])
                    The numbers are right, but in the wrong order: the value comes first.
            """,
            also_right="""
                (np.hypot(a, b), a / np.hypot(a, b), b / np.hypot(a, b))
                [(a * a + b * b) ** 0.5, a * (a * a + b * b) ** -0.5, b * (a * a + b * b) ** -0.5]
            """,
        ),
        NumberExercise(
            name="by_recursion",
            prompt=f"u = {_TIMES}·a, then j = u·u, at a = {number(_A)}. An engine uses plain "
            "recursion: whatever arrives at a number is added to its grad, and then the number "
            "hands on its whole grad at once. Which slope does this engine find for a?",
            answer=_BY_RECURSION,
            consequence=lambda slope: (
                f"For this, u would have to hand on {number(slope / _TIMES)} in all, before it is "
                f"multiplied by {_TIMES}."
            ),
            hints=(
                f"u = {number(_U)}. The product hands {number(_U)} to its first factor, u, and u "
                "hands on at once.",
                "Then the product hands on to its second factor, which is u again. What is u.grad "
                "now?",
                f"First a gets {number(_U)} · {_TIMES}, then {number(2 * _U)} · {_TIMES}.",
            ),
            takeaway=f"{number(_FIRST)} + {number(_SECOND)} = {number(_BY_RECURSION)}, and "
            f"{number(_SECOND)} is right. What comes first is handed on twice, by itself and with "
            "the rest.",
            mistakes=f"""
                right_slope: {_SECOND}
                    That is the right slope. This engine hands on too early, so it finds another
                    one.
                only_first: {_FIRST}
                    That is what a gets at first. Then u hands on again, with its new grad.
                twice_complete: {2 * _SECOND}
                    You handed on the complete grad twice. The first time, only half of it was
                    there.
                factor_forgotten: {3 * _U}
                    You left out the local slope: u moves {_TIMES} times as fast as a.
                stops_at_u: {2 * _U}
                    That is u.grad in the end. It goes on to a.
                value: {_U**2}
                    That is j. A slope is asked for.
                own_factor: {3 * _U * _A}
                    You multiplied by a itself. A product swaps: a gets {_TIMES}.
                separately: {_FIRST * _SECOND}
                    You multiplied what arrives at a. The engine adds it.
            """,
        ),
        NumberExercise(
            name="used_at_every_step",
            prompt="A recurrent network uses the same weight at every step: h = w·x + 1, then "
            "ŷ = h·w and j = (ŷ − y)². Let w = 4, x = 1.5 and y = 23. In an engine, somebody wrote "
            "= in place of +=. Everything else is right. Which w.grad is there in the end?",
            answer=_EARLIER,
            consequence=lambda slope: (
                f"That is {number(slope / _AT_OUTPUT)} times dj/dŷ. Along which path do the local "
                "slopes multiply to that?"
            ),
            hints=(
                f"h = {number(_H)} and ŷ = {number(_Y_HAT)}, so dj/dŷ = {number(_AT_OUTPUT)}.",
                "Two nodes hand a slope to w: the last product and the first one. Which of them "
                "hands on later?",
                "On the way back, w·x comes last. It gets dj/dŷ · w and hands that times x to w.",
            ),
            takeaway=f"{number(_LATER)} + {number(_EARLIER)} = {number(_LATER + _EARLIER)} is "
            "right. With =, the network learns from its first step alone, and no message says so.",
            mistakes=f"""
                right_slope: {_LATER + _EARLIER}
                    That is the sum, which is right. This engine does not add.
                first_kept: {_LATER}
                    That is what the last product hands to w. It comes first on the way back, so
                    it is replaced.
                averaged: {(_LATER + _EARLIER) / 2}
                    You took the mean of the two contributions. With =, the later one replaces the
                    other.
                stops_at_h: {_AT_OUTPUT * _RECURRENT_AT["w"]}
                    That is h.grad. The product w·x multiplies it by x for w.
                weight_forgotten: {_AT_OUTPUT * _RECURRENT_AT["x"]}
                    On the way from ŷ to h you left out the factor w.
                local_only: {_RECURRENT_AT["w"] * _RECURRENT_AT["x"]}
                    That is the product of the local slopes. Multiply it by the slope that arrives
                    at ŷ.
                factor_two_missing: {_EARLIER / 2}
                    The factor 2 of the square is missing: dj/dŷ = 2(ŷ − y).
                multiplied: {_LATER * _EARLIER}
                    You multiplied the two contributions. With =, the later one replaces the other.
                value: {(_Y_HAT - _RECURRENT_AT["y"]) ** 2}
                    That is j. A slope is asked for.
                sign_turned: {-_EARLIER}
                    You turned the sign. The output is too high, so dj/dŷ is positive.
            """,
        ),
        NumberExercise(
            name="not_zeroed",
            prompt="j = (w − 2)², and w starts at 6. A loop takes steps with lr = 0.25, but "
            "nobody sets w.grad back to 0. Where is w after three steps?",
            answer=_NOT_ZEROED,
            consequence=lambda w: (
                f"At w = {number(w)} the loss would be {number((w - _LOWEST) * (w - _LOWEST))}. "
                "Write down w.grad before each step."
            ),
            hints=(
                "The slope is 2(w − 2). At w = 6 it is 8, so the first step leads to w = 4.",
                "There the slope is 4, and it is added to the 8.",
                "The second step is 0.25 · 12 and leads to w = 1. There the slope is −2.",
            ),
            takeaway="6, 4, 1, −1.5: each step takes all slopes so far, so w runs past 2. "
            "With zeroing it would be at 2.5. (Momentum, another rule for the step, keeps a "
            "part of the old slopes on purpose.)",
            mistakes=f"""
                zeroed: {_after(3, added=1)}
                    That is right for a loop that sets w.grad back to 0. Here each new slope is
                    added to the old ones.
                two_steps: {_after(2)}
                    That is w after two steps. One more is asked for.
                four_steps: {_after(4)}
                    That is w after four steps. Three are asked for.
                two_steps_zeroed: {_after(2, added=1)}
                    You set w.grad back to 0, and you took two steps. Nobody does that here, and
                    there are three steps.
                only_the_last_added: {_after(3, added=2)}
                    You added only the previous slope to each new one. All earlier slopes are
                    still there: 8 + 4 − 2.
                first_slope_kept: {_START - 3 * (_START - _after(1))}
                    You took the first slope three times. It changes with w, and each new one is
                    added.
                factor_two_missing: {_after(3, factor=1)}
                    The factor 2 is missing: the slope of the square is 2(w − 2).
                uphill: {_after(3, rate=-_RATE)}
                    You went uphill. A step goes against the slope.
                slope_for_weight: {(_after(2) - _after(3)) / _RATE}
                    That is w.grad at the third step. The weight itself is asked for.
                loss: {(_NOT_ZEROED - _LOWEST) ** 2}
                    That is the loss after three steps. The weight is asked for.
            """,
        ),
        NumberExercise(
            name="with_detach",
            prompt=f"h = {_FACTOR}·w, then j = h · h.detach(), at w = {number(_WEIGHT)}. "
            "`h.detach()` is a new number with the value of h that remembers nothing. What does "
            "`j.backward()` find for w?",
            answer=_WITH_DETACH,
            consequence=lambda slope: (
                f"Then h would get {number(slope / _FACTOR)}. Only one factor of j leads back to h."
            ),
            hints=(
                "The value of j is 9, as without detach. How many wires lead back from j to h?",
                "The product hands 3, its other factor, to h. The other wire ends at the detached "
                "number.",
            ),
            takeaway="Half of 12, the slope of h·h: the detached factor counts as a constant. The "
            "value of j does not show it.",
            mistakes=f"""
                counted: {2 * _WITH_DETACH}
                    You counted the detached path, too. It ends at the detached number.
                nothing: 0
                    You cut both paths. The first factor is h itself, and its path is not cut.
                stops_at_h: {_HALF}
                    That is h.grad. It goes on to w, times {_FACTOR}.
                value: {_HALF**2}
                    That is j. A slope is asked for.
                local_only: {_FACTOR}
                    That is the local slope of h for w. Multiply it by what arrives at h.
                unswapped: {_HALF * _WEIGHT}
                    You multiplied by w itself. In {_FACTOR}·w, w gets the other factor.
                as_one: {1}
                    That is the slope that arrives at j. The product hands h the other factor, and
                    h hands it on, times 2.
            """,
        ),
        ChoiceExercise(
            name="cut_off",
            prompt="h = x·w₁, then ŷ = h.detach() · w₂ and j = (ŷ − y)², at the numbers of "
            "notebook 05. After `j.backward()`, which slopes of x, w₁, w₂ and y differ from those "
            "without `.detach()`?",
            options={
                "a": "None: the values are the same, so the slopes are, too.",
                "b": "That of w₂ alone, because it is multiplied by the detached number.",
                "c": "Those of w₁ and x: they are 0. That of w₂ is 3.36, as before.",
                "d": "All: nothing gets past the detached number, so w₂ gets 0, too.",
            },
            answer="c",
            hints=("Which of the ways back lead through the detached number?",),
            takeaway="What comes before the cut gets no slope. What comes after it learns as ever. "
            "So a part that is already trained can be held fixed.",
            mistakes="""
                values_decide: a
                    The values are the same, but the way back from ŷ to h is cut.
                of_the_neighbour: b
                    The local slope for w₂ is the value of h, 2.4. The detached number has the
                    same value.
                everything: d
                    w₂ is an input of the last product, as the detached number is. The cut is not
                    on its way.
            """,
        ),
        ChoiceExercise(
            name="without_record",
            prompt="A trained network is only used to predict. Somebody puts the forward pass "
            "under `torch.no_grad()`. What changes?",
            options={
                "a": "The outputs are less exact, because no slopes are kept.",
                "b": "The outputs are the same, but nothing is remembered: less memory, and no "
                "way back.",
                "c": "The grads of the weights are set to 0.",
                "d": "The weights are locked: no step can move them under it.",
            },
            answer="b",
            hints=("In the engine: what would `no_grad` leave out when a number is made?",),
            takeaway="no_grad leaves out the inputs and the local slopes. The step of a "
            "training loop is taken under it, too: w − lr · grad is not part of the loss.",
            mistakes="""
                less_exact: a
                    A forward pass uses no slopes. The values are the same, digit for digit.
                zeroing: c
                    No grad is touched. Setting them to 0 is the task of zero_grad.
                locked: d
                    Weights may be moved under no_grad. The step of a training loop is even taken
                    there, so that it is not remembered.
            """,
        ),
        NumberExercise(
            name="values_kept",
            prompt=f"A unit has three weights and a bias: ŷ = w₁·x₁ + w₂·x₂ + w₃·x₃ + b. For each "
            f"of {_SAMPLES} samples there is a loss (ŷ − y)², and plus signs between the losses "
            "make a total. How many results of operations does the engine keep for "
            "`total.backward()`?",
            answer=_IN_ALL,
            consequence=lambda amount: (
                f"That would be {number(amount / _SAMPLES)} for each sample, with its share of the "
                "total."
            ),
            hints=(
                "Count the operations of one sample: products, plus signs, the minus, the square.",
                f"There are {_FOR_ONE} for a sample. Then the losses are added up.",
            ),
            takeaway=f"{_SAMPLES} · {_FOR_ONE} + {_SAMPLES - 1} = {_IN_ALL}. The graph grows with "
            "the samples, though there are only four parameters: this is why training "
            "takes more memory than predicting.",
            mistakes=f"""
                total_forgotten: {_SAMPLES * _FOR_ONE}
                    You left out the plus signs between the losses.
                one_plus_too_many: {_IN_ALL + 1}
                    Between {_SAMPLES} losses there are {_SAMPLES - 1} plus signs.
                one_sample: {_FOR_ONE}
                    That is one sample. The engine keeps those of all {_SAMPLES}.
                one_sample_and_total: {_FOR_ONE + _SAMPLES - 1}
                    You counted the operations of one sample only. They are computed anew for each
                    sample.
                one_missing: {_IN_ALL - _SAMPLES}
                    You left out one operation in each sample. There are three products, three
                    plus signs, the minus and the square.
                loss_forgotten: {_IN_ALL - 2 * _SAMPLES}
                    You left out the loss: a minus and a square for each sample.
                plus_forgotten: {_IN_ALL - 3 * _SAMPLES}
                    You left out the plus signs inside the unit.
                given_ones: {5 + 3 * _SAMPLES + _SAMPLES - 1}
                    Those are numbers that are given. The results of operations are asked for.
                with_given: {_IN_ALL + 4 + 4 * _SAMPLES}
                    You counted the numbers that are given as well: weights, bias and data.
                parameters: 4
                    That is the number of parameters. The results of operations are asked for.
            """,
        ),
        OrderingExercise(
            name="past_the_layer",
            prompt="A connection leads past a layer: h = x·w, r = relu(h), s = r·v, t = s + h and "
            "j = t². In which order may these numbers hand on their slopes?",
            steps={
                "j": "j = t² hands to t",
                "t": "t = s + h hands to s and to h",
                "s": "s = r·v hands to r and to v",
                "r": "r = relu(h) hands to h",
                "h": "h = x·w hands to x and to w",
            },
            hints=(
                "Two numbers are made of h. It must wait for both.",
                "The plus hands something to h very early. Is h.grad complete then?",
            ),
            takeaway="The short path reaches h at once, the long one later. h waits for both, and "
            "there is only one order in which it does.",
            mistakes="""
                h_before_r: h, r
                    At h, the slope that comes through the layer is still missing. It would be
                    handed on too late or not at all.
                r_before_s: r, s
                    Before s has handed on, nothing has arrived at r.
                s_before_t: s, t
                    Before t has handed on, nothing has arrived at s.
                t_before_j: t, j
                    Only j has its slope from the start, the seed 1.
            """,
        ),
        ChoiceExercise(
            name="changed_afterwards",
            prompt="In the engine of this page:\n"
            "  w = Value(3)\n"
            "  j = w * w\n"
            "  w.data = 10\n"
            "  j.backward()\n"
            "What is w.grad?",
            options={
                "a": "20, because w is 10 now.",
                "b": "6: the local slopes were written down when j was computed.",
                "c": "13: one factor is the old one, the other is the new one.",
                "d": "0, because j does not belong to the new w.",
            },
            answer="b",
            hints=("When does the engine compute a local slope, and from which numbers?",),
            takeaway="The graph records one computation, at the numbers of that moment. After each "
            "step of the weights, a forward pass must make it anew. (PyTorch refuses to go back if "
            "data that it needs was changed in place. A change through `.data` escapes it.)",
            mistakes="""
                newest: a
                    j is still 9, computed at w = 3, and so were its local slopes. Nothing is
                    computed again on the way back.
                mixed: c
                    Both local slopes were computed at the same time, when j was made.
                cut: d
                    j remembers the object w, whatever number is in it now. The slope arrives.
            """,
        ),
    ),
    predictions=(
        Prediction(
            name="handed_on_at_once",
            question="b = 2·a, c = b² and j = b + c, at a = 3. The slope of a is "
            f"{number(_SHARED)}. Now all that arrives at a number is added, and each time "
            "the number hands on its whole slope at once. What does a get in the end?",
            choices=f"""
                right: {number(_SHARED)}, too: the order does not matter for a sum.
                    It would not matter if each part were handed on once. But b hands on its whole
                    slope each time, so the 2 that came first goes to a twice: {number(_TOO_MUCH)}.
                less: 2: what comes through c arrives too late.
                    It arrives later, and b hands on again, with all that it has:
                    2 + {number(_SHARED)} = {number(_TOO_MUCH)}.
                more: {number(_TOO_MUCH)}: something is counted twice.
                    b hands on 1 · 2 = 2 at first, and later 13 · 2 = 26, which contains that 2
                    again.
            """,
            answer="more",
        ),
        Prediction(
            name="only_one_is_left",
            question="Two samples share the weight w = 0.8: the loss is (x₁·w − y₁)² + "
            f"(x₂·w − y₂)². From the first sample {number(_OF_FIRST)} comes back to w, and from "
            f"the second {number(_OF_SECOND)}. The engine has = in place of +=. What "
            "happens?",
            choices=f"""
                error: There is an error message.
                    To Python, it is no mistake to write one number over another. The engine runs,
                    and w.grad is {number(_OF_FIRST)} in the end.
                sum: w.grad = {number(_OF_BOTH)}, as always.
                    That is the sum, for which += is needed. With =, the one that comes last is
                    left: {number(_OF_FIRST)}.
                one: The network learns from one of the samples alone.
                    One contribution replaces the other, and {number(_OF_FIRST)} is left. So w goes
                    down. The sum is {number(_OF_BOTH)}, so w should go up.
            """,
            answer="one",
        ),
    ),
    points=(
        "Each number remembers what it was made of and its local slope for each input. So the "
        "formula that is computed becomes a graph.",
        "backward() puts the numbers into a topological order and walks through it from the "
        "result, which starts with 1. So each number hands on once, when its slope is complete.",
        "Contributions are added, with +=. That is why the slopes of the weights must be set back "
        "to 0 before the next pass.",
        "It finds the slopes at the numbers of this one forward pass: no formula is derived, and "
        "nothing is nudged.",
    ),
)
