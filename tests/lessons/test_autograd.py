"""Notebook 11: its engine, and what its practice calls right."""

import math
import random
from itertools import permutations

import nbformat
import numpy as np
import pytest

from backprop_lib import autograd, central_slope, chain, datasets, graph, losses, neuron
from backprop_lib.explorers import AutogradExplorer
from backprop_lib.network import Network
from backprop_lib.practice import exercises, predictions
from tests.answers import function_in, message_on
from tools.repository import NOTEBOOKS

ENGINE = ("imports", "value", "value-test", "operations-code", "order-code", "back-code")
STEP = exercises["engine_step"]
TWO_SAMPLES = {"x1": 1.5, "y1": 0.5, "x2": 3, "y2": 3, "w": 0.8}


def run(*names, **defined):
    """Return what is defined when these cells have run, on top of what is defined already."""
    cells = nbformat.read(NOTEBOOKS / "11_autograd.ipynb", as_version=4).cells
    sources = {cell.id: cell.source for cell in cells}
    for name in (*ENGINE, *names):
        exec(sources[name], defined)
    return defined


@pytest.fixture(scope="module")
def page():
    return run("recursion")


@pytest.fixture(params=["the notebook's engine", "the library's engine"])
def kind(request, page):
    return page["Value"] if request.param.startswith("the notebook") else autograd.Value


def slopes(formula, *numbers, kind):
    values = [kind(number) for number in numbers]
    formula(*values).backward()
    return [value.grad for value in values]


def with_a_relu(a, b, c):
    h = a * b
    s = (h + c).relu()
    return s * h - (s - a).exp()


def shared(a, b, c):
    v = a - b
    u = v * v
    t = u * v + c
    return t**3 + t * u


FORMULAS = [
    ("(a*b - c)**2", lambda a, b, c: (a * b - c) ** 2),
    ("a*a*b + tanh(a*c)*a", lambda a, b, c: a * a * b + (a * c).tanh() * a),
    ("h = a*b; s = relu(h + c); s*h - exp(s - a)", with_a_relu),
    ("v = a - b; u = v*v; t = u*v + c; t**3 + t*u", shared),
]


@pytest.mark.parametrize(("written", "formula"), FORMULAS, ids=[text for text, _ in FORMULAS])
def test_the_engine_of_the_notebook_finds_what_the_graph_finds(page, written, formula):
    chance = random.Random(11)
    for _ in range(20):
        at = [chance.uniform(-2, 2) for _ in "abc"]
        found = slopes(formula, *at, kind=page["Value"])
        right = graph.read(written).gradient(dict(zip("abc", at, strict=True)))
        assert found == pytest.approx([right[name] for name in "abc"], rel=1e-12, abs=1e-12)
        assert slopes(formula, *at, kind=autograd.Value) == pytest.approx(found, rel=1e-12)


def test_the_engine_of_the_notebook_finds_both_red_threads(page):
    kind = page["Value"]
    found = slopes(lambda x, w, y: (x * w - y) ** 2, 1.5, 0.8, 0.5, kind=kind)
    assert found[1] == pytest.approx(neuron.gradient(1.5, 0.5, 0.8), abs=1e-12)
    found = slopes(lambda x, v, w, y: (x * v * w - y) ** 2, 1.5, 1.6, 0.5, 0.5, kind=kind)
    assert found[1:3] == pytest.approx(list(chain.gradient(1.5, 0.5, [1.6, 0.5])), abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_the_engine_of_the_notebook_agrees_with_the_network(seed):
    page = run("network-code", "engine-network-code")
    net = page["net"] = Network.at_random([2, 4, 1], seed=seed)
    x, y = datasets.moons(10, seed=seed)
    loss, parameters = page["forward"](page["Value"], x, y)
    loss.backward()
    values = net.forward(x)
    by_network = net.backward(values, losses.MEAN_SQUARED_ERROR.slope(values[-1], y))
    right = [part for dense in by_network for part in (dense.weights, dense.bias)]
    for found, expected in zip(parameters, right, strict=True):
        grads = np.vectorize(lambda value: value.grad)(found)
        np.testing.assert_allclose(grads, expected, rtol=0, atol=1e-12)


def test_the_first_wrong_step_is_the_one_that_the_text_names():
    explorer = AutogradExplorer(order="recursion", steps=1)
    assert "wrong" not in explorer.sentence
    explorer.set(steps=2)
    assert explorer.sentence.startswith("Here it goes wrong: b hands on")
    for a in (-2, 0.5, 3):
        explorer.set(a=a, steps=5)
        too_large = explorer.result.grads[explorer.graph.nodes[1]] - (8 * a + 2)
        assert too_large == pytest.approx(2)


def test_the_predictions_are_what_the_explorers_show():
    explorer = AutogradExplorer(order="recursion", steps=5)
    assert "a.grad = 28 is wrong: dj/da = 26." in explorer.sentence
    assert predictions["handed_on_at_once"].answer == "more"
    assert "28" in predictions["handed_on_at_once"].option("more").text
    formula = "e1 = x1*w - y1; e2 = x2*w - y2; j1 = e1**2; j2 = e2**2; j1 + j2"
    explorer = AutogradExplorer(formula, **TWO_SAMPLES, assign="=")
    explorer.set(steps=explorer.controls["steps"].spec.high)
    assert "w.grad = 2.1 is wrong: dj/dw = −1.5." in explorer.sentence
    assert predictions["only_one_is_left"].answer == "one"
    assert "2.1 is left" in predictions["only_one_is_left"].option("one").why


def test_the_worked_step_is_what_the_engine_does(kind):
    for asked in (STEP, *map(STEP.redrawn, range(1, 10))):
        x, w, c = (kind(asked.example[name]) for name in "xwc")
        found = []
        for _ in range(2):
            h = x * w
            j = h * h - c * h
            j.backward()
            found += [h.data, j.data, 2 * h.data, h.grad, w.grad] if not found else [w.grad]
        assert asked._solution == pytest.approx(found)


def test_plain_recursion_finds_what_the_exercise_says(page):
    a = page["Value"](1.5)
    u = page["Value"](4) * a
    j = u * u
    j.grad = 1
    page["hand_on"](j)
    exercise = exercises["by_recursion"]
    assert exercise.answer == pytest.approx(a.grad)
    right = graph.read("u = 4*a; u*u").gradient({"a": 1.5})["a"]
    assert exercise.judge(right).misconception == "right_slope"
    assert "u would have to hand on 10 in all" in message_on(40, exercise, "incorrect")


def test_one_weight_at_every_step_in_an_engine_that_replaces():
    read = graph.read("h = w*x + 1; y_hat = h*w; (y_hat - y)**2")
    at = {"w": 4, "x": 1.5, "y": 23}
    assert read.names[0] == "w"
    exercise = exercises["used_at_every_step"]
    assert exercise.answer == read.backward(at, accumulate=False)[0]
    assert exercise.judge(read.gradient(at)["w"]).misconception == "right_slope"


@pytest.mark.parametrize("zeroing", [False, True])
def test_three_steps_with_and_without_zeroing(kind, zeroing):
    w = kind(6)
    for _ in range(3):
        loss = (w - kind(2)) ** 2
        loss.backward()
        w.data -= 0.25 * w.grad
        w.grad = 0 if zeroing else w.grad
    outcome = exercises["not_zeroed"].judge(w.data)
    assert outcome.misconception == ("zeroed" if zeroing else None)
    assert outcome.passed != zeroing


def test_a_detached_value_hands_nothing_back(kind):
    w = kind(1.5)
    h = kind(2) * w
    (h * kind(h.data)).backward()
    assert exercises["with_detach"].judge(w.grad).passed
    x, w1, w2, y = map(kind, (1.5, 1.6, 0.5, 0.5))
    h = x * w1
    ((kind(h.data) * w2 - y) ** 2).backward()
    assert (x.grad, w1.grad) == (0, 0)
    shown = exercises["cut_off"].options[exercises["cut_off"].answer]
    assert f"That of w₂ is {w2.grad:.10g}, as before." in shown


def test_the_local_slopes_are_those_of_the_forward_pass(kind):
    w = kind(3)
    j = w * w
    w.data = 10
    j.backward()
    exercise = exercises["changed_afterwards"]
    assert exercise.options[exercise.answer].startswith(f"{w.grad:g}:")


@pytest.mark.parametrize("cell", ["back-code", "back-test", "own-operation-code"])
def test_a_cell_that_goes_back_shows_the_same_when_it_is_run_again(cell):
    page = run(cell, my_distance=exercises["distance"].reference)
    names = [name for name in ("x", "w", "w1", "w2", "y", "a", "b") if name in page]
    first = [page[name].grad for name in names]
    sources = nbformat.read(NOTEBOOKS / "11_autograd.ipynb", as_version=4).cells
    exec(next(source.source for source in sources if source.id == cell), page)
    assert [page[name].grad for name in names] == first


def test_as_many_results_are_kept_as_the_exercise_says(page):
    w1, w2, w3, b = map(page["Value"], (0.1, 0.2, 0.3, 0.4))
    total = None
    for sample in range(40):
        x1, x2, x3, y = map(page["Value"], (sample, 1, 2, 3))
        loss = (w1 * x1 + w2 * x2 + w3 * x3 + b - y) ** 2
        total = loss if total is None else total + loss
    order = autograd.topological_order(total)
    assert exercises["values_kept"].answer == sum(bool(value.inputs) for value in order)
    assert exercises["values_kept"].judge(len(order)).misconception == "with_given"
    message = message_on(400, exercises["values_kept"], "incorrect")
    assert "That would be 10 for each sample" in message


def test_there_is_one_order_past_the_layer():
    read = graph.read("h = x*w; r = relu(h); s = r*v; t = s + h; t**2")
    nodes = {node.name or "j": node for node in read.nodes if node.inputs}
    complete = [
        order
        for order in permutations(nodes)
        if all(
            order.index(user) < order.index(name)
            for name, node in nodes.items()
            for user, other in nodes.items()
            if node in other.inputs
        )
    ]
    assert tuple(complete) == exercises["past_the_layer"].right_orders


@pytest.mark.parametrize("written", [text for text, _ in FORMULAS])
def test_the_backward_pass_of_a_tape_is_that_of_the_graph(written):
    read = graph.read(written)
    at = {"a": 0.7, "b": -1.3, "c": 1.9}
    kept = read.forward(at)
    tape = [
        [
            (a.index, slope)
            for a, slope in zip(
                node.inputs,
                node.slopes(kept[node.index], *(kept[a.index] for a in node.inputs)),
                strict=True,
            )
        ]
        for node in read.nodes
    ]
    found = exercises["backward_tape"].reference(tape)
    assert found == pytest.approx(read.backward(at), rel=1e-12)


def along_every_path(tape):
    grads = [0] * len(tape)

    def hand_on(k, slope):
        grads[k] += slope
        for i, local in tape[k]:
            hand_on(i, slope * local)

    hand_on(len(tape) - 1, 1)
    return grads


def test_a_walk_along_every_path_is_right_but_takes_too_long():
    exercise = exercises["backward_tape"]
    assert along_every_path(**exercise.example) == exercise.reference(**exercise.example)
    message = message_on(along_every_path, exercise)
    assert "[(0, 1), (0, 1)]" in message
    assert "A walk along every path by itself takes too long, too" in message


WALK = """
def f(tape):
    grads = [0] * len(tape)
    grads[-1] = 1
    for {place}:
        for i, slope in {pairs}:
            grads[i] += grads[k] * slope
    return grads
"""


@pytest.mark.parametrize(
    ("place", "pairs", "words"),
    [
        ("k, entry in enumerate(reversed(tape))", "entry", "it counts from the wrong end."),
        ("k in range(len(tape), 0, -1)", "tape[k]", "The last place in the tape is len(tape) − 1."),
        ("k in reversed(tape)", "tape[k]", "`tape[k]` and `grads[k]` take a place."),
        ("k in reversed(tape)", "k", "`tape[k]` and `grads[k]` take a place."),
        ("k in range(len(tape))", "tape", "`tape[k]` and `grads[k]` take a place."),
    ],
)
def test_slips_on_a_tape_get_words(place, pairs, words):
    answer = function_in(WALK.format(place=place, pairs=pairs))
    outcome = exercises["backward_tape"].check(answer)
    assert not outcome.passed
    assert outcome.message.endswith(words)


@pytest.mark.parametrize("indent", ["        ", "            "])
def test_a_return_inside_the_loops_is_recognised(indent):
    walk = WALK.format(place="k in reversed(range(len(tape)))", pairs="tape[k]")
    answer = function_in(walk.replace("    return", f"{indent}return"))
    assert "eturn after" in message_on(answer, exercises["backward_tape"], "incorrect")


@pytest.mark.parametrize(
    "answer", [exercises["distance"].reference, lambda a, b: None, lambda a, b: (a + b, 1)]
)
def test_the_operation_of_one_s_own_works_whatever_the_answer_is(answer):
    page = run("own-operation-code", my_distance=answer)
    assert (page["a"].grad, page["b"].grad) == pytest.approx((6, 8))
    distance = page["distance"]
    a, b = page["Value"](-1.7), page["Value"](0.6)
    (distance(a, b) ** 2).backward()
    assert (a.grad, b.grad) == pytest.approx((2 * a.data, 2 * b.data))
    nudged = central_slope(lambda a: math.hypot(a, 0.6), -1.7)
    assert exercises["distance"].reference(-1.7, 0.6)[1] == pytest.approx(nudged)


def test_a_descent_that_never_zeroes_does_not_come_to_rest():
    page = run("forgotten")
    without = np.array(page["descent"](False))
    assert abs(without[-1] - 1 / 3) > 0.1
    assert np.argmin(without) == 4
    assert without.max() == without[9]


def test_a_graph_with_as_many_paths_as_the_text_says(page):
    a = v = page["Value"](1.0)
    for _ in range(10):
        v = v + v
    v.backward()
    assert len(autograd.topological_order(v)) == 11
    assert a.grad == 1024
