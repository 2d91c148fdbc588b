"""What the exercises of notebook 07 call right is what the graph finds."""

import re
from itertools import permutations

import pytest

from backprop_lib import graph, numerical_gradient
from backprop_lib.practice import exercises, predictions

STEP = exercises["graph_step"]


def result_at(formula, names):
    read = graph.read(formula)
    return lambda values: read.forward(dict(zip(names, values, strict=True)))[-1]


def test_the_worked_step_is_a_pass_through_its_graph():
    read = graph.read("p = a*b; q = c - a; p*q")
    labels = [node.label for node in read.nodes]
    for asked in (STEP, *map(STEP.redrawn, range(1, 20))):
        values = dict(zip(labels, read.forward(asked.example), strict=True))
        slopes = dict(zip(labels, read.backward(asked.example), strict=True))
        found = [values[label] for label in ("p", "q", "p·q")]
        found += [slopes[label] for label in ("p", "q", "c", "b", "a")]
        assert asked._solution == pytest.approx(found)


def test_a_graph_that_overwrites_makes_a_mistake_that_is_named():
    read = graph.read("p = a*b; q = c - a; p*q")
    for asked in (STEP, *map(STEP.redrawn, range(1, 20))):
        place = [node.label for node in read.nodes].index("a")
        wrong = read.backward(asked.example, accumulate=False)[place]
        outcome = asked.judge([*asked._solution[:-1], wrong])
        assert outcome.misconception == "dj_da_minus_overwritten"


@pytest.mark.parametrize(
    ("name", "formula", "arriving"),
    [("graph_backward", "(a*b + a - c)**2", ()), ("divided", "1.7*(a/b)", (1.7,))],
)
def test_the_functions_agree_with_the_graph_and_with_nudging(name, formula, arriving):
    names = graph.read(formula).names
    for values in ([0.7, 1.9, 1.1], [-1.3, 2.2, 0.4], [2.6, -0.8, -1.7]):
        values = values[: len(names)]
        found = exercises[name].reference(*arriving, *values)
        slopes = graph.read(formula).gradient(dict(zip(names, values, strict=True)))
        assert list(found) == pytest.approx(list(slopes.values()))
        assert list(found) == pytest.approx(
            list(numerical_gradient(result_at(formula, names), values)), rel=1e-6
        )


def test_the_faulty_lines_are_those_of_a_backward_pass_that_overwrites():
    read = graph.read("(a - b)*a")
    at = {
        name: float(re.search(rf"{name} = (\d+)", exercises["overwritten"].prompt)[1])
        for name in "ab"
    }
    assert f"dj_da = {read.backward(at, accumulate=False)[0]:g}" in exercises["overwritten"].prompt
    assert exercises["overwritten"].answer == read.gradient(at)["a"]


def test_the_orders_that_are_right_are_all_those_in_which_each_node_is_complete():
    read = graph.read("u = a*b; v = u - c; s = v**2; t = u*d; s + t")
    nodes = {node.name or "j": node for node in read.nodes if node.inputs}
    users = {
        name: {user for user, other in nodes.items() if node in other.inputs}
        for name, node in nodes.items()
    }
    visiting = exercises["visiting"]
    assert set(nodes) == set(visiting.steps)
    complete = {
        order
        for order in permutations(nodes)
        if all(users[name] <= set(order[:place]) for place, name in enumerate(order))
    }
    assert set(visiting.right_orders) == complete


def test_the_predictions_are_what_the_graph_finds():
    assert predictions["used_three_times"].answer == "sum"
    assert graph.read("a*a + a").gradient({"a": 3}) == {"a": 7}
    slopes = graph.read("max(a*b, c + d)").gradient({"a": 2, "b": 1.5, "c": 1, "d": 1})
    assert slopes == {"a": 1.5, "b": 2, "c": 0, "d": 0}
    assert predictions["the_smaller_input"].answer == "nothing"


def test_a_step_of_the_max_moves_the_larger_input_alone():
    slopes = graph.read("max(a, b)**2").gradient({"a": 3, "b": 1})
    after = {"a": 3 - 0.1 * slopes["a"], "b": 1 - 0.1 * slopes["b"]}
    shown = exercises["max_step"].options[exercises["max_step"].answer]
    assert shown == f"a = {after['a']:g} and b = {after['b']:g}."
