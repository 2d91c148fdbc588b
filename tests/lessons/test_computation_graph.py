"""The explorer of notebook 07, driven by its controls, on formulas of every kind."""

import math
import random
import re

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from backprop_lib import chain, graph
from backprop_lib.explorers import ComputationGraphExplorer
from backprop_lib.explorers.pieces import GraphLayout, GraphNames, written
from tests.explorers.arithmetic import check_line

CHAIN = "h = x*w1; y_hat = h*w2; (y_hat - y)**2"
CHAIN_AT = {"x": 1.5, "w1": 1.6, "w2": 0.5, "y": 0.5}
FORMULAS = [
    "(x*w - y)**2",
    CHAIN,
    "a*a + a",
    "a*b + b*a",
    "max(a*b, c)*a + exp(b) - c/a",
    "relu(w1*x + b1)*w2 + relu(w2*x + b2)*w3",
    "tanh(log(a**2 + 1)) / (b**-3 + 2)",
    "-(a - 3)**0.5 * -b",
    "2*x + 1",
    "u = a*b; v = u + u; max(v, u)**3",
]


def at_the_end(formula, **start):
    explorer = ComputationGraphExplorer(formula, **start)
    explorer.set(steps=explorer.controls["steps"].spec.high)
    return explorer


def numbers_in(labels):
    return {
        node.label: label.text.get_text() for node, label in labels.items() if label.text.get_text()
    }


def test_the_article_s_slope_arrives_at_w():
    explorer = ComputationGraphExplorer()
    assert explorer.sentence == (
        "x = 1.5, w = 0.8 and y = 0.5 are given. Press Forward to compute the first value."
    )
    assert numbers_in(explorer.drawing.values) == {"x": "1.5", "w": "0.8", "y": "0.5"}
    explorer.set(steps=8)
    assert numbers_in(explorer.drawing.slopes) == {
        "x": "1.12", "w": "2.1", "x·w": "1.4", "y": "−1.4", "x·w − y": "1.4", "(x·w − y)²": "1"
    }  # fmt: skip
    assert explorer.sentence == (
        "Back: the product swaps: each input gets the slope times the other factor. "
        "dj/dw = dj/d(x·w) · x = 1.4 · 1.5 = 2.1."
    )


def test_the_chain_has_the_slopes_of_notebook_05():
    explorer = at_the_end(CHAIN, **CHAIN_AT)
    slopes = chain.backward(chain.forward(1.5, [1.6, 0.5]), [1.6, 0.5], 0.5)
    derivation = explorer.derivation(explorer.result)
    for sign, slope in zip(("dj/dw₁", "dj/dw₂"), slopes.weights, strict=True):
        assert derivation.value(sign) == pytest.approx(slope, abs=1e-12)
    assert derivation.value("dj/dh") == pytest.approx(0.7, abs=1e-12)
    assert "dj/dh = dj/dŷ · w₂ = 1.4 · 0.5 = 0.7." in explorer.why("dj/dw₁")


def test_slopes_that_come_back_to_one_node_add_one_after_the_other():
    explorer = ComputationGraphExplorer("a*a + a", a=3)
    sentences, sums = [], []
    for step in (4, 5, 6):
        explorer.set(steps=step)
        sentences.append(explorer.sentence)
        sums.append(numbers_in(explorer.drawing.slopes)["a"])
    assert sums == ["1 + …", "4 + …", "7"]
    assert sentences[0].endswith(
        "That is the first of 3 slopes that come back to a: dj/da = 1 so far."
    )
    assert sentences[2].endswith(
        "dj/da via a·a, second input = dj/d(a·a) · a = 1 · 3 = 3. That is the last of 3 slopes "
        "that come back to a, and they add: dj/da = 1 + 3 + 3 = 7."
    )
    assert explorer.why("dj/da").startswith(
        "dj/da = dj/dj · 1 + dj/d(a·a) · a + dj/d(a·a) · a = 1 · 1 + 1 · 3 + 1 · 3 = 7."
    )


@pytest.mark.parametrize("formula", FORMULAS)
def test_at_the_end_all_slopes_are_those_of_the_graph(formula):
    explorer = ComputationGraphExplorer(formula)
    chance = random.Random(4)
    last = explorer.controls["steps"].spec.high
    for _ in range(8):
        values = {
            name: chance.choice(control.places)
            for name, control in explorer.controls.items()
            if name != "steps"
        }
        explorer.set(**values, steps=last)
        assert explorer.error is None
        expected = graph.read(formula).gradient(values)
        derivation = explorer.derivation(explorer.result)
        for name, slope in expected.items():
            node = next(node for node in explorer.graph.nodes if node.name == name)
            found = derivation.value(explorer.names.slope(node))
            assert found == pytest.approx(slope, rel=1e-12, abs=1e-14, nan_ok=True)


@pytest.mark.parametrize("formula", FORMULAS)
def test_at_each_step_what_is_said_is_what_is_known(formula):
    explorer = ComputationGraphExplorer(formula)
    chance = random.Random(5)
    steps = explorer.controls["steps"].spec.high
    for step in range(steps + 1):
        explorer.set(
            **{
                name: chance.choice(control.places)
                for name, control in explorer.controls.items()
                if name != "steps"
            },
            steps=step,
        )
        assert explorer.error is None
        assert not re.search(r"\bnan\b|\binf\b", explorer.sentence)
        derivation = explorer.derivation(explorer.result)
        for sign in derivation.signs:
            line = derivation.line(sign)
            known = [derivation.value(one) for one in (sign, *line.uses)]
            if line.rule and all(map(math.isfinite, known)):
                check_line(sign, line)
        table = explorer.table(explorer.result)
        assert (len(table.rows) if table else 0) == step
        written_out = numbers_in(explorer.drawing.values)
        assert len(written_out) == sum(
            node.operation != "constant" for node in explorer.result.state.values
        )


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_wire_runs_through_a_node_and_no_number_lies_on_another(formula):
    explorer = at_the_end(formula)
    drawing = explorer.drawing
    slots = [slot for column in drawing.layout.columns for slot in column]
    places = [drawing.at(slot) for slot in slots]
    assert len({*places}) == len(places)
    for wire, (xs, ys) in drawing.wire_lines.items():
        for node in explorer.graph.nodes:
            if node in (wire.source, wire.consumer):
                continue
            across, up = drawing.at(node)
            for start in range(len(xs) - 1):
                for share in range(11):
                    x = xs[start] + share / 10 * (xs[start + 1] - xs[start])
                    y = ys[start] + share / 10 * (ys[start + 1] - ys[start])
                    assert math.hypot(x - across, y - up) > 0.46
    labels = [*drawing.values.values(), *drawing.slopes.values(), *drawing.contributions.values()]
    renderer = FigureCanvasAgg(drawing.ring.axes.get_figure(root=True)).get_renderer()
    boxes = [label.text.get_window_extent(renderer) for label in labels if label.text.get_text()]
    for n, box in enumerate(boxes):
        assert not box.count_overlaps(boxes[n + 1 :])


def test_each_node_stands_right_of_what_it_is_made_from():
    for formula in FORMULAS:
        layout = GraphLayout(graph.read(formula))
        for wire in layout.wires:
            columns = [layout.column(slot) for slot in wire.slots]
            assert columns == [*range(columns[0], columns[-1] + 1)]


def test_parts_with_equal_formulas_have_different_names():
    read = graph.read("a*b + a*b + (a + b + a)*(a + b)*2")
    names = GraphNames(read)
    called = [names[node] for node in read.nodes if node.operation != "constant"]
    assert len({*called}) == len(called)
    assert all(len(name) <= 9 for name in called)


def test_names_are_written_in_the_signs_of_the_course():
    assert written("y_hat·w12 − x") == "ŷ·w₁₂ − x"


@pytest.mark.parametrize(
    ("arguments", "values", "said"),
    [
        (("sin(a)",), {}, "at column 1, a function must be max, exp, log, tanh or relu"),
        (("",), {}, "There is no graph of “”: a formula must compute something"),
        (("a",), {}, "it computes nothing"),
        (("2 + 3",), {}, "it has no names, so nothing can be moved"),
        (("a*b",), {"c": 1}, "c was given, but is not in it; its names are a, b"),
        (("a*b",), {"b": "two"}, "b must be a number, but 'two' was given"),
        (("a*b",), {"b": math.nan}, "b must be a number"),
        (("a*steps",), {}, "steps is the name of a control here"),
        ((3,), {}, "A formula must be written in quotation marks"),
        (("*".join("abcdefghi"),), {}, "it needs 9 columns and 2 rows, but at most 8 and 8"),
        (("a*b +\n",), {}, "is not written as in a formula such as (x*w − y)**2"),
        (("__import__('os')",), {}, "There is no graph of"),
    ],
)
def test_a_formula_that_cannot_be_drawn_is_answered_by_a_sentence(arguments, values, said):
    explorer = ComputationGraphExplorer(*arguments, **values)
    assert said in explorer.sentence
    assert explorer.sentence.endswith("Change the cell and run it again.")
    assert explorer.error is None
    assert explorer.controls == {}
    assert explorer._repr_mimebundle_()["text/plain"] == explorer.sentence
    explorer.reset()
    assert said in explorer.anew().sentence


def test_variables_start_where_they_are_put_even_outside_the_usual_range():
    explorer = ComputationGraphExplorer("a*b + c", a=12.5, b=-40)
    assert explorer.values == {"a": 12.5, "b": -40, "c": 1, "steps": 0}
    assert explorer.controls["a"].spec.high == 13
    again = explorer.anew()
    assert again.values == explorer.values
    assert ComputationGraphExplorer("(x*w - y)**2").values["x"] == 1


def test_what_has_no_value_is_said():
    explorer = at_the_end("log(a) + 1/b", a=-1, b=0)
    assert explorer.error is None
    assert "is not a number" in explorer.why("j")
    assert "= ∞" in explorer.why("1/b")


def test_the_noise_of_rounding_is_not_taken_for_a_slope():
    explorer = at_the_end("(x*w - y)**2", x=1.5, w=0.8, y=1.2)
    assert set(numbers_in(explorer.drawing.slopes).values()) == {"0", "1"}
    assert explorer.why("dj/dw").startswith("dj/dw = dj/d(x·w) · x = 0 · 1.5 = 0.")


def test_at_a_tie_max_routes_to_its_first_input():
    explorer = at_the_end("max(a, b)*2", a=1, b=1)
    slopes = numbers_in(explorer.drawing.slopes)
    assert (slopes["a"], slopes["b"]) == ("2", "0")
    explorer.set(b=1.05)
    slopes = numbers_in(explorer.drawing.slopes)
    assert (slopes["a"], slopes["b"]) == ("0", "2")


def test_a_running_sum_that_is_not_complete_is_explained_as_far_as_it_goes():
    explorer = ComputationGraphExplorer("a*a + a", a=3, steps=5)
    assert explorer.why("dj/da").startswith(
        "dj/da = dj/dj · 1 + dj/d(a·a) · a = 1 · 1 + 1 · 3 = 4: so far."
    )
