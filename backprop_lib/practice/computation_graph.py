"""Practice of notebook 07: slopes passed back through the graph of any formula."""

from __future__ import annotations

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

_ARTICLE = read("(x*w - y)**2").gradient({"x": X, "w": W, "y": Y})

# Chosen so that all mistakes give different numbers.
_ROUTES, _ROUTES_AT = read("max(a*b, c) - a*c"), {"a": 3.0, "b": 2.5, "c": 4.0}
_ROUTES_SLOPES = _ROUTES.gradient(_ROUTES_AT)

_FAULTY, _FAULTY_AT = read("(a - b)*a"), {"a": 2.0, "b": 7.0}
_FAULTY_SLOPES = _FAULTY.gradient(_FAULTY_AT)

_NUDGE = 0.01  # small enough for each max to keep its larger input


def _would_move(slope: float, right: float) -> str:
    """Return how far j would move with this slope of a, and how far it does; both are straight."""
    return (
        f"Then a nudge of a by {number(_NUDGE)} would change j by about {number(_NUDGE * slope)}. "
        f"It changes j by about {number(_NUDGE * right)}."
    )


LESSON = Lesson(
    name="computation_graph",
    exercises=(
        WorkedStep(
            name="graph_step",
            prompt="Go through a graph by hand, forward and back. The formula is p = a·b, then "
            "q = c − a, then j = p·q. The value a is used twice.",
            draws={
                "a": sampled_from(1.5, 2, 2.5, 3, 4),
                "b": sampled_from(0.4, 0.6, 0.8, 1.2, 1.4, 1.8, 2.2),
                "c": sampled_from(0.7, 1.2, 3.4, 4.4, 4.7, 5, 5.2, 5.6, 6.2, 6.4, 6.7),
            },
            only_if="abs(dj_da) > 0.2",
            example={"a": 1.5, "b": 1.8, "c": 5},
            quantities=(
                Quantity(
                    name="p",
                    label="p",
                    means="the product",
                    rule="a * b",
                    mistakes="""
                        added: a + b
                            You added a and b. The node p multiplies.
                        other_input: a * c
                            You took c. The inputs of p are a and b.
                    """,
                ),
                Quantity(
                    name="q",
                    label="q",
                    means="the difference",
                    rule="c - a",
                    mistakes="""
                        turned: a - c
                            You subtracted the wrong way round: q is c − a.
                        added: c + a
                            You added a. The node q subtracts it.
                        product_subtracted: c - p
                            You subtracted p. The node q gets a itself, not the product.
                        multiplied: c * a
                            You multiplied. The node q subtracts a from c.
                    """,
                ),
                Quantity(
                    name="j",
                    label="j",
                    means="the result",
                    rule="p * q",
                    mistakes="""
                        added: p + q
                            You added p and q. The last node multiplies.
                        subtracted: p - q
                            You subtracted q. The last node multiplies.
                        squared: (p - q) ** 2
                            You squared a difference, as the loss does. The last node here
                            multiplies.
                    """,
                ),
                Quantity(
                    name="dj_dp",
                    label="dj/dp",
                    means="what the last node hands to p",
                    rule="q",
                    mistakes="""
                        unswapped: p
                            You gave p its own value. A product swaps: each factor gets the other
                            one.
                        handed_on: 1
                            You handed 1 on unchanged, as a sum does. A product multiplies by the
                            other factor.
                        result_taken: j
                            You wrote the result again. The slope that arrives at it is 1, and it
                            is multiplied by the other factor.
                        both_taken: p + q
                            You gave p the sum of both factors. It gets the other one alone.
                    """,
                ),
                Quantity(
                    name="dj_dq",
                    label="dj/dq",
                    means="what the last node hands to q",
                    rule="p",
                    mistakes="""
                        unswapped: q
                            You gave q its own value. A product swaps: q gets p.
                        handed_on: 1
                            You handed 1 on unchanged. A product multiplies by the other factor.
                        result_taken: j
                            You wrote the result again. What q gets is the other factor alone.
                        sign_turned: -p
                            You turned the sign already. The minus is inside q; it comes one step
                            later.
                    """,
                ),
                Quantity(
                    name="dj_dc",
                    label="dj/dc",
                    means="the slope of c",
                    rule="dj_dq",
                    mistakes="""
                        sign_turned: -dj_dq
                            You turned the sign. In c − a, the sign turns for a, which is
                            subtracted; c gets the slope as it is.
                        multiplied: dj_dq * c
                            You multiplied by c. A difference multiplies by nothing but 1 and −1.
                        swapped: dj_dq * a
                            You multiplied by the other input. That is the rule of a product.
                        added: dj_dq + c
                            You added the value of c. A value never adds to a slope.
                        of_p: dj_dp
                            You took what arrives at p. The value c is used in q.
                    """,
                ),
                Quantity(
                    name="dj_db",
                    label="dj/db",
                    means="the slope of b",
                    rule="dj_dp * a",
                    mistakes="""
                        unswapped: dj_dp * b
                            You multiplied by b itself. That goes to a; b gets the other factor.
                        not_multiplied: dj_dp
                            You handed on what arrives at p unchanged. If b moves, p moves a times
                            as far.
                        from_q: dj_dq * a
                            You took the slope of q. The value b is used in p.
                        local_only: a
                            That is dp/db alone. Multiply it by the slope that arrives at p.
                        added: dj_dp + a
                            You added a. Along a path, rates multiply.
                        value_taken: dj_dp * p
                            You multiplied by the value of p. Multiply by the other factor alone.
                    """,
                ),
                Quantity(
                    name="dj_da",
                    label="dj/da",
                    means="the slope of a, from both paths",
                    rule="dj_dp * b - dj_dq",
                    mistakes="""
                        minus_overwritten: dj_dp * b
                            That is what p hands to a. The other path, through q, is missing: the
                            contributions must be added.
                        product_overwritten: -dj_dq
                            That is what q hands to a. The other path, through p, is missing: the
                            contributions must be added.
                        sign_forgotten: dj_dp * b + dj_dq
                            You forgot the sign of the minus: a is subtracted in q, so q hands it
                            −dj/dq.
                        unswapped: dj_dp * a - dj_dq
                            In p you multiplied by a itself. A product swaps: a gets b.
                        through_p_unmultiplied: dj_dp - dj_dq
                            You handed dj/dp on unchanged. If a moves, p moves b times as far.
                        minus_alone_without_sign: dj_dq
                            That is dj/dq. It changes its sign on the way to a, and the path
                            through p is missing.
                        multiplied_together: -dj_dp * b * dj_dq
                            You multiplied the two contributions. Rates multiply along a path;
                            where paths meet, they add.
                        averaged: (dj_dp * b - dj_dq) / 2
                            You took the mean. Both paths move j in full, so their contributions
                            add.
                        both_signs_turned: dj_dq - dj_dp * b
                            You turned the sign of both contributions. Only the one from q changes
                            its sign.
                    """,
                ),
            ),
            hints=(
                "Forward: p, then q, then j. Backward begins at j with the slope 1.",
                "The last node multiplies, so it swaps: p gets q, and q gets p.",
                "The value a is in p and in q. Each of the two hands it a contribution: p hands "
                "dj/dp · b, and q hands −dj/dq.",
            ),
            takeaway="A value that is used twice gets two contributions, and its slope is their "
            "sum.",
        ),
        FunctionExercise(
            name="graph_backward",
            prompt="Write the backward pass of j = (a·b + a − c)²: return the slopes of a, b and "
            "c.",
            code='''
def my_graph_backward(a, b, c):
    """Return dj/da, dj/db and dj/dc, in this order, for j = (a·b + a − c)²."""
    p = a * b
    s = p + a
    d = s - c
    dj_dd = 2 * d
    dj_ds = dj_dd
    dj_dc = -dj_dd
    dj_dp = dj_ds
    dj_da = dj_ds
    dj_da += dj_dp * b
    dj_db = dj_dp * a
    return dj_da, dj_db, dj_dc
''',
            draws={"a": floats(-3, 3), "b": floats(-3, 3), "c": floats(-3, 3)},
            example={"a": 3.0, "b": 1.5, "c": 7.0},
            is_slope=True,
            ready_made=("graph.read",),
            length_hint="Return three slopes: `return dj_da, dj_db, dj_dc`.",
            hints=(
                "First the values: p = a * b, then s = p + a, then d = s - c.",
                "Then the slopes, from the square: dj_dd = 2 * d. The minus hands it on to s, and "
                "to c with the other sign.",
                "The plus hands the slope on to p and to a. Then p hands a second contribution to "
                "a: dj_da += dj_dp * b.",
            ),
            takeaway="One line for each edge of the graph. Where two edges leave the same value, "
            "the second line adds.",
            mistakes="""
                product_overwrites: \
(2 * (a * b + a - c) * b, 2 * (a * b + a - c) * a, -2 * (a * b + a - c))
                    Your dj/da has only the contribution of the product. The plus hands one to a,
                    too: add them.
                sum_only: (2 * (a * b + a - c), 2 * (a * b + a - c) * a, -2 * (a * b + a - c))
                    Your dj/da has only the contribution of the plus. The product a·b hands one to
                    a, too: add them.
                unswapped: \
(2 * (a * b + a - c) * (a + 1), 2 * (a * b + a - c) * b, -2 * (a * b + a - c))
                    Your product does not swap: it hands each factor its own value. The factor a
                    gets b, and b gets a.
                plus_swaps: \
(2 * (a * b + a - c) * (b + a * b), 2 * (a * b + a - c) * a, -2 * (a * b + a - c))
                    Your plus multiplies by its other input, a·b. That is the rule of a product; a
                    plus hands the slope on unchanged.
                sign_forgotten: \
(2 * (a * b + a - c) * (b + 1), 2 * (a * b + a - c) * a, 2 * (a * b + a - c))
                    Your dj/dc has the wrong sign: c is subtracted, so what it gets changes its
                    sign.
                all_signs_turned: \
(-2 * (a * b + a - c) * (b + 1), -2 * (a * b + a - c) * a, 2 * (a * b + a - c))
                    All your signs are turned. What was squared is a·b + a − c, in this order.
                factor_two_missing: \
((a * b + a - c) * (b + 1), (a * b + a - c) * a, -(a * b + a - c))
                    The factor 2 is missing: the slope of the square is twice what was squared.
                loss_doubled: \
(2 * (a * b + a - c) ** 2 * (b + 1), 2 * (a * b + a - c) ** 2 * a, -2 * (a * b + a - c) ** 2)
                    You doubled the result. The slope of the square is twice what was squared.
                local_only: (b + 1, a, -1)
                    Those are the slopes of what is squared. Multiply them by the slope that
                    arrives there, that of the square.
                contributions_multiplied: \
((2 * (a * b + a - c)) ** 2 * b, 2 * (a * b + a - c) * a, -2 * (a * b + a - c))
                    You multiplied the two contributions to a. Where paths meet, they add.
                contributions_averaged: \
((a * b + a - c) * (b + 1), 2 * (a * b + a - c) * a, -2 * (a * b + a - c))
                    Your dj/da is half as large as it should be, as if you took the mean of the
                    contributions. They add.
                order_turned: right(a, b, c)[::-1]
                    The numbers are right, but in the wrong order: dj/da comes first.
                a_and_b_exchanged: \
(2 * (a * b + a - c) * a, 2 * (a * b + a - c) * (b + 1), -2 * (a * b + a - c))
                    You exchanged dj/da and dj/db. The value that is used twice is a.
                added_to_b: \
(2 * (a * b + a - c) * b, 2 * (a * b + a - c) * (a + 1), -2 * (a * b + a - c))
                    You added the contribution of the plus to dj/db. It goes to the input of the
                    plus, which is a.
                all_into_each: \
(2 * (a * b + a - c) * (b + 1), 2 * (a * b + a - c) * (a + 1), -2 * (a * b + a - c))
                    You gave both a and b a contribution of the plus. Only a is its input.
            """,
            also_right="""
                (2 * (b + 1) * (a * b + a - c), 2 * a * (a * b + a - c), 2 * (c - a - a * b))
                [2 * (a * b + a - c) * d for d in (b + 1, a, -1)]
            """,
        ),
        FunctionExercise(
            name="divided",
            prompt="Give the graph a new node, v = a/b. Write its local rule: what does it hand "
            "to a and to b, when the slope `arriving` comes in from the right? (The slope of 1/b "
            "is −1/b².)",
            code='''
def my_divided(arriving, a, b):
    """Return what the node v = a/b hands back to a and to b, in this order."""
    to_a = arriving / b
    to_b = -arriving * a / b**2
    return to_a, to_b
''',
            draws={"arriving": floats(-3, 3), "a": floats(-3, 3), "b": floats(-3, 3)},
            example={"arriving": 1.4, "a": 3.0, "b": 4.0},
            length_hint="Return two slopes, one for each input: `return to_a, to_b`.",
            hints=(
                "What is handed back is the slope that arrives, times a local slope: arriving · "
                "dv/da and arriving · dv/db.",
                "a/b is a times 1/b. For a, 1/b is a fixed factor.",
                "The derivative of 1/b is −1/b²: if b grows, 1/b falls.",
            ),
            takeaway="A node needs to know its own derivative and nothing else of the graph. That "
            "is how a library can be given a new operation.",
            mistakes="""
                arriving_forgotten: (1 / b, -a / b**2)
                    Those are the local slopes. Multiply each by the slope that arrives.
                as_a_product: (arriving * b, arriving * a)
                    That is the rule of a product. For a quotient, a is multiplied by 1/b.
                sign_forgotten: (arriving / b, arriving * a / b**2)
                    What you hand to b has the wrong sign: the derivative of 1/b is −1/b².
                not_squared: (arriving / b, -arriving * a / b)
                    What you hand to b is divided by b once. The derivative of 1/b is −1/b².
                numerator_missing: (arriving / b, -arriving / b**2)
                    What you hand to b does not contain a. But v is a times 1/b, so its slope is a
                    times −1/b².
                as_a_difference: (arriving, -arriving)
                    That is the rule of a minus.
                as_a_sum: (arriving, arriving)
                    You hand the slope on unchanged. That is the rule of a plus.
                each_by_itself: (arriving / a, arriving / b)
                    You divided by each input itself. For a, the fixed factor is 1/b.
                other_input: (arriving / b, arriving / a)
                    To b you hand the slope divided by a. But v is not b/a: its local slope for b
                    is −a/b².
                order_turned: right(arriving, a, b)[::-1]
                    Both numbers are right, but in the wrong order: a comes first.
                value_for_slope: (arriving * a / b, -arriving * a / b)
                    You multiplied by the value of the node. Multiply by its slope for each input.
                added: (arriving + 1 / b, arriving - a / b**2)
                    You added the local slopes to what arrives. Along a path, rates multiply.
                signs_exchanged: (-arriving / b, arriving * a / b**2)
                    The signs are exchanged: the local slope for a is 1/b, and for b it is −a/b².
                inverse: (arriving * b, -arriving * a * b**2)
                    You multiplied by b in place of dividing by it.
            """,
            also_right="""
                (arriving * (1 / b), arriving * (-a / (b * b)))
                [arriving / b, -(arriving / b) * (a / b)]
            """,
        ),
        ChoiceExercise(
            name="max_step",
            prompt="j = max(a, b)² with a = 3 and b = 1. Both take one step of gradient descent "
            "with lr = 0.1. Where are they then?",
            options={
                "a": "a = 2.4 and b = 1.",
                "b": "a = 2.4 and b = 0.8.",
                "c": "a = 2.4 and b = 0.4.",
                "d": "a = 3 and b = 0.8.",
            },
            answer="a",
            hints=(
                "The slope 2 · 3 = 6 arrives at the max. How much of it does each input get?",
                "If b moved a little, would j change?",
            ),
            takeaway="The max routes the whole slope to the larger input. The other one gets 0: "
            "while it is the smaller one, nothing it does can change j.",
            mistakes="""
                own_slope: b
                    You gave b a slope of its own, 2 · 1. But its square is not in j: only the
                    larger input passes through the max.
                both_get_it: c
                    You handed 6 to both inputs, as a plus does. A nudge of b does not change the
                    max, so b gets 0.
                routed_to_the_smaller: d
                    You routed the slope to the smaller input. It is the larger one that the result
                    was made of.
            """,
        ),
        NumberExercise(
            name="two_routes",
            prompt=f"j = max(a·b, c) − a·c, with a = {number(_ROUTES_AT['a'])}, "
            f"b = {number(_ROUTES_AT['b'])} and c = {number(_ROUTES_AT['c'])}. What is dj/da? Draw "
            "the graph and go back along both paths.",
            answer=_ROUTES_SLOPES["a"],
            consequence=lambda slope: _would_move(slope, _ROUTES_SLOPES["a"]),
            hints=(
                "a·b = 7.5 and c = 4: to which input does the max route the slope?",
                "The minus hands 1 to the max and −1 to a·c. Each product multiplies what arrives "
                "by its other factor.",
                "From a·b comes 1 · b. From a·c comes −1 · c. Add them.",
            ),
            takeaway="A max routes, a minus changes the sign, a product swaps, and where two "
            "paths meet their slopes add.",
            mistakes=f"""
                only_through_max: {_ROUTES_AT["b"]}
                    That is the contribution through the max. The product a·c hands one to a, too.
                only_through_minus: {-_ROUTES_AT["c"]}
                    That is the contribution through a·c alone. The max lets the slope through to
                    a·b, because 7.5 is larger than 4.
                sign_forgotten: {_ROUTES_AT["b"] + _ROUTES_AT["c"]}
                    You added both contributions without the sign of the minus: a·c is subtracted.
                sign_and_path_forgotten: {_ROUTES_AT["c"]}
                    That is c alone. It arrives with a minus, and the path through the max is
                    missing.
                unswapped_at_b: {_ROUTES_AT["a"] - _ROUTES_AT["c"]}
                    The product a·b did not swap: it hands b to a.
                unswapped_at_c: {_ROUTES_AT["b"] - _ROUTES_AT["a"]}
                    The product a·c did not swap: it hands c to a.
                of_c: {_ROUTES_SLOPES["c"]}
                    That is dj/dc. You were asked for dj/da.
                of_b: {_ROUTES_SLOPES["b"]}
                    That is dj/db. You were asked for dj/da.
                value: {_ROUTES.forward(_ROUTES_AT)[-1]}
                    That is j. The slope says how j moves with a.
                multiplied: {-_ROUTES_AT["b"] * _ROUTES_AT["c"]}
                    You multiplied the two contributions. Where paths meet, they add.
            """,
        ),
        OrderingExercise(
            name="visiting",
            prompt="u = a·b, then v = u − c, s = v², t = u·d and j = s + t. All values are "
            "known. In which order may these nodes hand their slopes back? (More than one order "
            "is right.)",
            steps={
                "j": "j = s + t hands to s and to t",
                "s": "s = v² hands to v",
                "v": "v = u − c hands to u and to c",
                "t": "t = u·d hands to u and to d",
                "u": "u = a·b hands to a and to b",
            },
            also_right="""
                j, s, t, v, u
                j, t, s, v, u
            """,
            hints=(
                "At the start, only one node has its slope.",
                "Two nodes use u. It must wait for both.",
            ),
            takeaway="A node hands on once, when everything that uses it has handed its slope to "
            "it. Going backward through the order of the forward pass always does this.",
            mistakes="""
                s_before_j: s, j
                    Before j has handed anything back, s has no slope to hand on.
                t_before_j: t, j
                    Before j has handed anything back, t has no slope to hand on.
                v_before_s: v, s
                    It is s that uses v. Until s has handed its slope on, v has none.
                u_before_v: u, v
                    At u, the contribution of v is still missing. What u hands on would be too
                    little or too much.
                u_before_t: u, t
                    At u, the contribution of t is still missing. It would never reach a and b.
            """,
        ),
        ChoiceExercise(
            name="which_line",
            prompt="A learner wrote the backward pass of j = (a − b)·a. What is wrong?\n"
            "  1. d = a - b; j = d * a\n"
            "  2. dj_dd = a\n"
            "  3. dj_da = d\n"
            "  4. dj_da = dj_dd\n"
            "  5. dj_db = -dj_dd",
            options={
                "a": "Nothing: every edge of the graph has its line.",
                "b": "Lines 2 and 3 are exchanged: d must get d, and a must get a.",
                "c": "Line 4 overwrites what line 3 found.",
                "d": "Line 5: b gets the slope as it is, without the minus.",
            },
            answer="c",
            hints=("Which lines say something about a?", "What is left of line 3 after line 4?"),
            takeaway="Start every slope at 0 and write += for every contribution. Then nothing can "
            "be overwritten, however often a value is used.",
            mistakes="""
                nothing_wrong: a
                    Every edge has its line, but two of them lead to a, and the second line throws
                    away what the first one found.
                unswapped: b
                    The product swaps: d gets a, and a gets d. Lines 2 and 3 are right.
                minus_ignored: d
                    If b grows, d falls. So what b gets changes its sign, and line 5 is right.
            """,
        ),
        NumberExercise(
            name="overwritten",
            prompt=f"Those five lines, at a = {number(_FAULTY_AT['a'])} and "
            f"b = {number(_FAULTY_AT['b'])}, say dj_da = {number(_FAULTY_AT['a'])}. You nudge a "
            "and find the true slope. What is it?",
            answer=_FAULTY_SLOPES["a"],
            tolerance=2e-3,
            consequence=lambda slope: _would_move(slope, _FAULTY_SLOPES["a"]),
            hints=(
                "Line 3 finds d, and line 4 finds dj_dd = a.",
                "d = 2 − 7. Add what both lines find.",
            ),
            takeaway="The faulty slope has the wrong sign, so the step goes uphill: a falls, and j "
            "grows. No error message "
            "says so; a nudge does.",
            mistakes=f"""
                the_faulty_one: {_FAULTY_AT["a"]}
                    That is what the faulty lines say, the contribution of line 4 alone.
                line_3_alone: {_FAULTY_AT["a"] - _FAULTY_AT["b"]}
                    That is the contribution of line 3 alone. Line 4 found another one: add them.
                difference_turned: {_FAULTY_AT["b"]}
                    You took b − a for d. The difference is a − b.
                subtracted: {-_FAULTY_AT["b"]}
                    You subtracted the contribution of line 4. In a − b, the sign changes for b
                    alone.
                value: {_FAULTY.forward(_FAULTY_AT)[-1]}
                    That is j, or the product of the two contributions. They add.
                of_b: {_FAULTY_SLOPES["b"]}
                    That is dj/db. You were asked for dj/da.
                averaged: {_FAULTY_SLOPES["a"] / 2}
                    You took the mean of the contributions. They add.
                sign_turned: {-_FAULTY_SLOPES["a"]}
                    The sign is turned: d = 2 − 7 is negative.
            """,
        ),
        ChoiceExercise(
            name="handed_on_early",
            prompt="h = x·w, then j = h·h + h. These lines run in this order. What is wrong?\n"
            "  1. dj_dh = 1\n"
            "  2. dj_dw = dj_dh * x\n"
            "  3. dj_dh += h\n"
            "  4. dj_dh += h",
            options={
                "a": "Nothing: at the end dj_dh is 2h + 1, which is right.",
                "b": "Line 2 must come last.",
                "c": "Line 4 repeats line 3 and must go.",
                "d": "Line 1 must set dj_dh to 0, because nothing has arrived yet.",
            },
            answer="b",
            hints=("Which dj_dh does line 2 use?",),
            takeaway="A node hands on only when its slope is complete. Each += that comes later "
            "is missing in all that was handed on before.",
            mistakes="""
                h_is_right: a
                    In the end dj_dh is right, but line 2 used the 1 that was there before lines 3
                    and 4. So dj_dw is wrong.
                both_factors: c
                    In h·h the value is used twice, and each time it gets the other factor: h + h.
                nothing_arrived: d
                    Line 1 is the contribution of the plus: it hands the 1 of the result on to h.
            """,
        ),
        ChoiceExercise(
            name="cancelled",
            prompt="A value is used in two places. From one of them 2 comes back, from the other "
            "−2, so its slope is 0. What does this say?",
            options={
                "a": "The graph has an error: a value that is used must have a slope.",
                "b": "The two paths work against each other: a small nudge moves the result "
                "hardly at all.",
                "c": "The value is not used for the result.",
                "d": "The result is 0.",
            },
            answer="b",
            hints=("Nudge the value a little: how far does each path alone move the result?",),
            takeaway="A slope says what all paths do together. Two strong influences can cancel.",
            mistakes="""
                must_have_one: a
                    It has one: 0. A slope of 0 is as good as any other, as at the bottom of the
                    loss.
                not_used: c
                    It is used twice. Each path alone would move the result twice as far as the
                    nudge.
                result_zero: d
                    Slopes say how the result moves, not how large it is.
            """,
        ),
    ),
    predictions=(
        Prediction(
            name="who_gets_a_slope",
            question="In the network only w is trained; x and y come from the data. The slope "
            "starts at the loss (x·w − y)² and goes back through the picture. Where does a slope "
            "arrive?",
            choices=f"""
                weight: At w alone, because only w is trained.
                    The picture does not know which number will be moved. A slope arrives at x
                    ({number(_ARTICLE["x"])}) and at y ({number(_ARTICLE["y"])}) in just the same
                    way as at w ({number(_ARTICLE["w"])}).
                factors: At w and x, because they are multiplied.
                    At y, too: it is subtracted, so if it grows, the error falls. Its slope is
                    {number(_ARTICLE["y"])}.
                all: At x, w and y.
                    Every number that the loss is made of gets one: {number(_ARTICLE["x"])},
                    {number(_ARTICLE["w"])} and {number(_ARTICLE["y"])}. We use the one of w alone.
            """,
            answer="all",
        ),
        Prediction(
            name="the_smaller_input",
            question="The result is the larger one of a·b = 3 and c + d = 2. The slope at the "
            "result is 1. How much of it goes to c + d?",
            choices="""
                nothing: Nothing.
                    A small nudge of c + d does not change the result, which is a·b. So its slope
                    is 0.
                share: 2/5, its share of the two.
                    Nothing is shared out. A small nudge of c + d does not change the result, so
                    its slope is 0.
                all: All of it: 1.
                    Then a nudge of c + d would move the result just as far. But the result is
                    a·b, and it stays where it is: the slope is 0.
            """,
            answer="nothing",
        ),
        Prediction(
            name="used_three_times",
            question="Take a·a + a at a = 3. Two of the three edges that come back to a bring 3, "
            "and one brings 1. What is the slope of a?",
            choices="""
                largest: 3, the strongest of them.
                    Nudge a to 3.01: the result goes from 12 to 12.0701, about 7 times as far. All
                    three count: 3 + 3 + 1 = 7.
                product: 9, their product.
                    Rates multiply along one path. Here three paths lead to the result, and a nudge
                    of a moves it along all of them: 3 + 3 + 1 = 7.
                sum: 7, their sum.
                    A nudge of a moves the result along all three paths: 3 + 3 + 1 = 7.
            """,
            answer="sum",
        ),
    ),
    points=(
        "A formula is taken apart into nodes, each of which does one thing. The forward pass "
        "computes and keeps the value of each.",
        "The backward pass starts with 1 at the result. Each node multiplies the slope that "
        "arrives by its local slopes and hands that to its inputs.",
        "Plus hands the slope on, a product swaps, max routes.",
        "Where a value is used several times, its contributions add, and it hands on only when "
        "all have arrived.",
    ),
)
