"""The explorer of notebook 11 against the graph, and against a recursive function as written."""

import math
import random
import re

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from backprop_lib import graph
from backprop_lib.autograd import Value, maximum
from backprop_lib.explorers import AutogradExplorer

from .arithmetic import check_line

DEFAULT = AutogradExplorer.FORMULA
SHARING = [
    DEFAULT,
    "b = 2*a; c = b**2; j = c + b",
    "h = x*w; h*h + h",
    "u = a*b; v = u + u; max(v, u)**3",
    "h1 = tanh(x*w1); h2 = relu(x*w2); h1*v1 + h2*v2 + exp(h1)",
    "p = a*b; q = p - a; r = p/(q*q + 1); r*q - -p",
]
NOT_SHARING = ["(x*w - y)**2", "h = x*w1; y_hat = h*w2; (y_hat - y)**2", "a*a + a"]
MODES = [(order, assign) for order in ("topological", "recursion") for assign in ("+=", "=")]


def places(explorer, chance):
    """Return values of the variables, drawn from where their controls can be."""
    return {
        name: chance.choice(control.places)
        for name, control in explorer.controls.items()
        if name not in explorer.OWN
    }


def ends(formula, order, assign, seed):
    """Yield values of the variables, drawn at random, and how the pass ends, also in words."""
    explorer, chance = AutogradExplorer(formula), random.Random(seed)
    last = explorer.controls["steps"].spec.high
    for _ in range(20):
        values = places(explorer, chance)
        result = explorer.compute(order=order, assign=assign, steps=last, **values)
        yield values, result, explorer.describe(result)


def by_name(grads):
    return {node.name: grad for node, grad in grads.items() if node.operation == "variable"}


def by_engine(formula, values):
    """Return the variables and the result of a formula as values of the engine."""
    functions = {
        "tanh": lambda a: a.tanh(), "relu": lambda a: a.relu(),
        "exp": lambda a: a.exp(), "max": maximum,
    }  # fmt: skip
    given = {name: Value(value) for name, value in values.items()}
    names = {**functions, **given}
    *lines, last = formula.split("; ")
    for line in lines:
        name, part = line.split(" = ")
        names[name] = eval(part, names)
    return given, eval(last.partition(" = ")[2] or last, names)


def hand_on_at_once(value, assign):
    for a, slope in zip(value.inputs, value.slopes, strict=True):
        if assign == "+=":
            a.grad += value.grad * slope
        else:
            a.grad = value.grad * slope
        hand_on_at_once(a, assign)


@pytest.mark.parametrize("formula", SHARING + NOT_SHARING)
def test_in_topological_order_all_slopes_are_those_of_the_graph(formula):
    for values, result, said in ends(formula, "topological", "+=", 1):
        expected = graph.read(formula).backward(values)
        for node, slope in result.grads.items():
            assert slope == pytest.approx(expected[node.index], rel=1e-12, abs=1e-13)
        assert result.first_wrong is None
        assert said.endswith("That was the last step, and all slopes are right.")


@pytest.mark.parametrize("assign", ["+=", "="])
@pytest.mark.parametrize("formula", SHARING + NOT_SHARING)
def test_plain_recursion_gives_what_a_recursive_function_gives(formula, assign):
    for values, result, _ in ends(formula, "recursion", assign, 2):
        given, j = by_engine(formula, values)
        j.grad = 1.0
        hand_on_at_once(j, assign)
        expected = {name: value.grad for name, value in given.items()}
        assert by_name(result.grads) == pytest.approx(expected, rel=1e-12, abs=1e-13)


@pytest.mark.parametrize("formula", SHARING + NOT_SHARING)
def test_replacing_in_topological_order_keeps_what_came_last(formula):
    for values, result, _ in ends(formula, "topological", "=", 3):
        expected = graph.read(formula).backward(values, accumulate=False)
        for node, slope in result.grads.items():
            assert slope == pytest.approx(expected[node.index], rel=1e-12, abs=1e-13)


@pytest.mark.parametrize(("order", "assign"), MODES)
@pytest.mark.parametrize("formula", SHARING + NOT_SHARING)
def test_a_pass_without_a_wrong_step_ends_right(formula, order, assign):
    wrong = 0
    for _, result, said in ends(formula, order, assign, 4):
        assert ("is wrong" in said) != said.endswith("all slopes are right.")
        if result.first_wrong is None:
            assert "is wrong" not in said
        wrong += "is wrong" in said
    replaces = assign == "=" and formula in [*SHARING, "a*a + a"]
    assert bool(wrong) == (replaces or (order, formula in SHARING) == ("recursion", True))


@pytest.mark.parametrize("formula", NOT_SHARING)
def test_without_a_shared_node_in_between_nothing_is_too_early(formula):
    for _, result, said in ends(formula, "recursion", "+=", 5):
        assert not any(one.to_come for one in result.handings)
        assert said.endswith("all slopes are right.")


def test_the_step_at_which_recursion_goes_wrong_and_what_comes_of_it():
    explorer = AutogradExplorer(order="recursion")
    said = []
    for step in range(6):
        explorer.set(steps=step)
        said.append(explorer.sentence)
        assert explorer.early.text.get_text() == ("too early" if step == 2 else "")
        assert (len(explorer.missing.data()[0]) > 0) == (step == 2)
    assert said == [
        "All values are known, and the seed is j.grad = 1. Each node hands on its whole slope at "
        "once, whenever something arrives, and what arrives is added. Take the first step back.",
        "b.grad from j = j.grad · 1 = 1 · 1 = 1. So far, b.grad = 1.",
        "Here it goes wrong: b hands on, although a part of b.grad is still to come, from c. "
        "a.grad from b = b.grad · 2 = 1 · 2 = 2. So far, a.grad = 2.",
        "c.grad = j.grad · 1 = 1 · 1 = 1.",
        "b.grad from c = c.grad · 2 · b = 1 · 2 · 6 = 12. It is added: b.grad = 1 + 12 = 13.",
        "a.grad from b = b.grad · 2 = 13 · 2 = 26. It is added: a.grad = 2 + 26 = 28. "
        "That was the last step. a.grad = 28 is wrong: dj/da = 26.",
    ]
    assert explorer.why("a.grad").startswith(
        "a.grad = (b.grad after step 1) · 2 + b.grad · 2 = 1 · 2 + 13 · 2 = 28. "
        "b.grad after step 1 = j.grad · 1 = 1 · 1 = 1: so far."
    )
    explorer.set(order="topological", steps=3)
    assert explorer.sentence.endswith("b.grad = 1 + 12 = 13. Now it is complete.")


def test_where_a_part_is_replaced_it_goes_wrong():
    for order, step in (("topological", 3), ("recursion", 4)):
        explorer = AutogradExplorer(assign="=", order=order, steps=step)
        assert explorer.sentence == (
            "b.grad from c = c.grad · 2 · b = 1 · 2 · 6 = 12. It replaces 1: b.grad = 12. "
            "Here it goes wrong: the two should be added."
        )
        explorer.set(steps=5)
        assert explorer.sentence.endswith("a.grad = 24 is wrong: dj/da = 26.")
    assert "a.grad = b.grad · 2 = 12 · 2 = 24: it replaces 2." in explorer.why("a.grad")
    explorer.set(steps=2)
    assert explorer.sentence.startswith("Too early: b hands on, although a part of b.grad")


def test_handing_on_nothing_too_early_does_no_harm():
    explorer = AutogradExplorer("b = 2*a; c = b**2; j = c + b", a=0, order="recursion", steps=3)
    assert explorer.sentence.startswith("Too early: b hands on")
    explorer.set(steps=5)
    assert explorer.sentence.endswith("a.grad = 0 + 2 = 2. That was the last step, and all slopes "
                                      "are right.")  # fmt: skip


@pytest.mark.parametrize(("order", "assign"), MODES)
@pytest.mark.parametrize("formula", [DEFAULT, SHARING[3]])
def test_steps_forward_and_back_show_the_same(formula, order, assign):
    explorer = AutogradExplorer(formula, order=order, assign=assign)
    last = explorer.controls["steps"].spec.high

    def shown(step):
        explorer.set(steps=step)
        assert explorer.error is None
        return [explorer._shown[part] for part in ("moving", "sentence", "table", "why")]

    forward = [shown(step) for step in range(last + 1)]
    back = [shown(step) for step in reversed(range(last + 1))]
    assert forward == back[::-1]
    taken = len(explorer.result.handings)
    assert all(forward[step] != forward[step + 1] for step in range(taken))
    assert all(shown == forward[taken] for shown in forward[taken:])


@pytest.mark.parametrize(("order", "assign"), MODES)
@pytest.mark.parametrize("formula", SHARING + NOT_SHARING)
def test_the_arithmetic_that_is_shown_is_what_was_really_done(formula, order, assign):
    explorer, chance = AutogradExplorer(formula), random.Random(5)
    for step in range(explorer.controls["steps"].spec.high + 1):
        result = explorer.compute(
            order=order, assign=assign, steps=step, **places(explorer, chance)
        )
        assert not re.search(r"\bnan\b|\binf\b", explorer.describe(result))
        derivation = explorer.derivation(result)
        for sign in derivation.signs:
            line = derivation.line(sign)
            if line.rule and all(math.isfinite(derivation.value(s)) for s in (sign, *line.uses)):
                check_line(sign, line)
        for node, grad in result.grads.items():
            assert derivation.value(explorer.names.slope(node)) == grad
        table = explorer.table(result)
        assert (len(table.rows) if table else 0) == result.step
        early = [bool(one.to_come) for one in result.taken]
        assert (
            early == [row[-1].endswith("too early") for row in table.rows] if table else not early
        )


@pytest.mark.parametrize(("order", "assign"), MODES)
def test_nothing_lies_on_anything_else(order, assign):
    explorer = AutogradExplorer(order=order, assign=assign)
    axes = explorer.drawing.axes
    renderer = FigureCanvasAgg(axes.get_figure(root=True)).get_renderer()
    for a in explorer.controls["a"].places[::10]:
        for step in range(6):
            explorer.set(a=a, steps=step)
            texts = [text for text in axes.texts if text.get_text()]
            boxes = [text.get_window_extent(renderer) for text in texts]
            for n, box in enumerate(boxes):
                assert not box.count_overlaps(boxes[n + 1 :])
                assert axes.bbox.x0 <= box.x0 < box.x1 <= axes.bbox.x1
                assert axes.bbox.y0 <= box.y0 < box.y1 <= axes.bbox.y1
            circles = [patch.get_window_extent(renderer) for patch in axes.patches]
            drawn = {label.text for label in explorer.drawing.contributions.values()}
            for text, box in zip(texts, boxes, strict=True):
                assert text not in drawn or not box.count_overlaps(circles), text.get_text()


@pytest.mark.parametrize(
    ("formula", "values", "said"),
    [
        ("sin(a)", {}, "a function must be max, exp, log, tanh or relu"),
        (3, {}, 'A formula must be written in quotation marks, such as "b = 2.a;'),
        ("a*order", {}, "order is the name of a control here; take another name"),
        ("a*assign + steps", {}, "assign is the name of a control here"),
        ("a*b", {"c": 1}, "c was given, but is not in it; its names are a, b"),
        (
            "b = a*a; c = b*b; d = c*c; e = d*d; e*e",
            {},
            "plain recursion would take more than 40 steps, too many to follow",
        ),
    ],
)
def test_a_formula_that_cannot_be_followed_is_answered_by_a_sentence(formula, values, said):
    explorer = AutogradExplorer(formula, **values)
    assert re.search(said, explorer.sentence)
    assert explorer.sentence.endswith("Change the cell and run it again.")
    assert explorer.error is None
    assert explorer.controls == {}
    assert explorer.table(explorer.result) is None
    assert explorer._repr_mimebundle_()["text/plain"] == explorer.sentence
    assert explorer.anew().sentence == explorer.sentence


def test_what_has_no_value_is_said():
    explorer = AutogradExplorer("b = log(a); b*b + b", order="recursion", a=-1, steps=7)
    assert "a.grad" in explorer.sentence
    assert not re.search(r"\bnan\b|\binf\b", explorer.sentence)
    assert "is not a number" in explorer.why("b")


def test_the_start_may_be_given_and_a_reset_goes_back_to_it():
    explorer = AutogradExplorer("b = a*c; b*b", a=2, order="recursion", assign="=", steps=2)
    assert explorer.values == {"a": 2, "c": 1, "order": "recursion", "assign": "=", "steps": 2}
    explorer.set(order="topological", steps=0)
    explorer.reset()
    assert explorer.values == explorer.anew().values


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ({"order": "backwards"}, "each node hands on must be one of 'topological', 'recursion', "),
        ({"steps": "x"}, "step must be a number, but 'x' was given. Change the cell"),
    ],
)
def test_a_start_that_does_not_fit_is_said_in_a_sentence(start, said):
    assert said in AutogradExplorer(**start).sentence
