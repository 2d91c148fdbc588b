"""The computation graph against exact numbers, nudging, autograd and `chain`; what it refuses."""

import builtins
import math

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from backprop_lib import chain, graph, neuron
from backprop_lib.article import W1, W2, W, X, Y
from backprop_lib.formula import MAX_CHARACTERS, MAX_NODES

ARTICLE = {"x": X, "w": W, "y": Y}
CHAIN = "h = x*w1; y_hat = h*w2; (y_hat - y)**2"
OF_CHAIN = {"x": X, "w1": W1, "w2": W2, "y": Y}
NAMES = ("a", "b", "c")

# Formulas over the whole subset, as they are typed, all parts in brackets.
leaves = st.sampled_from(NAMES) | st.floats(0.25, 3).map(lambda number: f"{number:.3g}")


def larger(parts):
    """Return formulas made of smaller ones, by each of the operations."""
    return st.one_of(
        st.tuples(parts, st.sampled_from("+-*/"), parts).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(parts, st.sampled_from(["2", "3", "-1", "0.5", "0", "1"])).map(
            lambda p: f"({p[0]})**{p[1]}"
        ),
        st.tuples(parts, parts).map(lambda p: f"max({p[0]}, {p[1]})"),
        st.tuples(st.sampled_from(["exp", "log", "tanh", "relu", "-"]), parts).map(
            lambda p: f"{p[0]}({p[1]})"
        ),
    )


formulas = st.recursive(leaves, larger, max_leaves=8)
points = st.tuples(*[st.floats(-2, 2) for _ in NAMES]).map(
    lambda p: dict(zip(NAMES, p, strict=True))
)


def by_python(formula, library):
    """Return the formula as a function of a, b and c that Python computes by itself."""
    functions = {
        "max": library.maximum,
        "exp": library.exp,
        "log": library.log,
        "tanh": library.tanh,
        "relu": lambda a: library.maximum(a, 0.0),
    }
    return eval(f"lambda a, b, c: ({formula})", functions)


def is_smooth(made, values):
    """Return whether no value is huge, missing or close to a kink or a pole."""
    computed = made.forward(values)
    inputs = {node: [computed[a.index] for a in node.inputs] for node in made.nodes}
    kinks = [
        abs(a[0] - a[-1] if node.operation == "max" else a[0])
        for node, a in inputs.items()
        if node.operation in ("max", "relu", "log")
    ]
    kinks += [abs(a[-1]) for node, a in inputs.items() if node.operation in ("/", "power")]
    return (
        np.isfinite(computed).all()
        and max(map(abs, computed)) < 1e3
        and min(kinks, default=1) > 0.05
    )


def test_the_articles_slopes():
    made = graph.read("(x*w − y)**2")
    slopes = dict(zip((node.label for node in made.nodes), made.backward(ARTICLE), strict=True))
    expected = {"x": 1.12, "w": 2.1, "x·w": 1.4, "y": -1.4, "x·w − y": 1.4, "(x·w − y)²": 1}
    assert slopes == pytest.approx(expected, rel=0, abs=1e-12)
    assert made.gradient(ARTICLE)["w"] == pytest.approx(neuron.gradient(X, Y, W), abs=1e-12)


def test_the_slopes_of_two_weights():
    made = graph.read(CHAIN)
    slopes = dict(zip((node.label for node in made.nodes), made.backward(OF_CHAIN), strict=True))
    expected = {"x": 1.12, "w1": 1.05, "h": 0.7, "w2": 3.36, "y_hat": 1.4, "y": -1.4}
    expected |= {"y_hat − y": 1.4, "(y_hat − y)²": 1}
    assert slopes == pytest.approx(expected, rel=0, abs=1e-12)


@given(st.lists(st.floats(-2, 2), min_size=1, max_size=6), st.floats(-2, 2), st.floats(-2, 2))
def test_a_chain_as_a_graph_agrees_with_chain(weights, x, y):
    names = [f"w{k}" for k in range(len(weights))]
    made = graph.read(f"({'*'.join(['x', *names])} - y)**2")
    slopes = made.gradient({"x": x, "y": y, **dict(zip(names, weights, strict=True))})
    expected = chain.gradient(x, y, weights)
    np.testing.assert_allclose([slopes[n] for n in names], expected, rtol=1e-12, atol=1e-12)


@given(formulas, points)
@example("max(a*b, c) + a", {"a": 1.0, "b": 1.5, "c": -1.0})
@example("max(a*b, c) + a", {"a": 1.0, "b": 1.5, "c": 2.0})
def test_the_values_and_slopes_agree_with_autograd(formula, values):
    made = graph.read(formula)
    assume(is_smooth(made, values))
    expected = by_python(formula, np)(**values)
    assert made.forward(values)[-1] == pytest.approx(expected, rel=1e-12, abs=1e-12)
    slopes = made.gradient(values)
    for place, name in enumerate(NAMES):
        oracle = autograd.grad(by_python(formula, anp), place)
        if name in made.names:
            expected = oracle(*values.values())
            assert slopes[name] == pytest.approx(expected, rel=1e-9, abs=1e-9), name


@given(formulas, points)
def test_the_slopes_agree_with_nudging(formula, values):
    made = graph.read(formula)
    assume(is_smooth(made, values))
    slopes = made.gradient(values)
    largest = max(map(abs, made.backward(values)))
    assume(largest < 1e3)
    for name in made.names:
        nudged = [
            made.forward(values | {name: values[name] + nudge})[-1] for nudge in (1e-5, -1e-5)
        ]
        measured = (nudged[0] - nudged[1]) / 2e-5
        assert slopes[name] == pytest.approx(measured, rel=1e-4, abs=1e-4), name


@pytest.mark.parametrize(
    ("formula", "values", "expected"),
    [
        ("a + a", {"a": 3}, {"a": 2}),
        ("a*a", {"a": 3}, {"a": 6}),
        ("a*a + a", {"a": 3}, {"a": 7}),
        ("h = a*b; h*h + h", {"a": 2, "b": 3}, {"a": 39, "b": 26}),
        ("max(a*b, c) + a", {"a": 2, "b": 3, "c": 1}, {"a": 4, "b": 2, "c": 0}),
        ("max(a*b, c) + a", {"a": 2, "b": 3, "c": 7}, {"a": 1, "b": 0, "c": 1}),
        ("max(a, a)", {"a": 2}, {"a": 1}),
        ("max(a, b)", {"a": 2, "b": 2}, {"a": 1, "b": 0}),
        ("relu(a)", {"a": 0}, {"a": 0}),
        ("a/b", {"a": 6, "b": 2}, {"a": 0.5, "b": -1.5}),
        ("a**0", {"a": 0}, {"a": 0}),
        ("-a", {"a": 4}, {"a": -1}),
        ("a", {"a": 4}, {"a": 1}),
    ],
)
def test_slopes_that_can_be_checked_by_hand(formula, values, expected):
    assert graph.read(formula).gradient(values) == expected


def test_forgetting_to_add_keeps_only_the_last_slope():
    made = graph.read("a*a")
    assert made.backward({"a": 3}) == [6, 1]
    assert made.backward({"a": 3}, accumulate=False) == [3, 1]
    tree = graph.read("(x*w - y)**2")  # without fan-out, there is nothing to forget
    assert tree.backward(ARTICLE, accumulate=False) == tree.backward(ARTICLE)


def test_a_name_is_one_node_however_often_it_is_used():
    made = graph.read("h = a*b; h*h + a")
    assert [node.label for node in made.nodes] == ["a", "b", "h", "h·h", "h·h + a"]
    assert made.nodes[3].inputs == (made.nodes[2], made.nodes[2])
    assert made.nodes[4].inputs == (made.nodes[3], made.nodes[0])
    assert made.names == ("a", "b")


@given(formulas)
def test_the_order_is_topological(formula):
    made = graph.read(formula)
    assert [node.index for node in made.nodes] == list(range(len(made.nodes)))
    assert all(a.index < node.index for node in made.nodes for a in node.inputs)


def test_every_operation_is_in_the_table_and_can_be_read():
    made = graph.read("-a + b - 2*exp(c)/log(d) + tanh(e)**3 + max(relu(f), g)")
    assert {node.operation for node in made.nodes} == set(graph.OPERATIONS)
    assert all(rule.forward and rule.backward for rule in graph.OPERATIONS.values())


def test_the_steps_of_the_smallest_example():
    made = graph.read("a*a + a")
    a, square, total = made.nodes
    forward = [graph.ForwardStep(square, (3, 3), 9), graph.ForwardStep(total, (9, 3), 12)]
    back = [
        graph.BackwardStep(total, square, 0, 1, 1, 1, 1, True),
        graph.BackwardStep(total, a, 1, 1, 1, 1, 1, False),
        graph.BackwardStep(square, a, 0, 1, 3, 3, 4, False),
        graph.BackwardStep(square, a, 1, 1, 3, 3, 7, True),
    ]
    assert made.steps({"a": 3}) == [*forward, *back]


@given(formulas, points)
def test_the_last_running_sums_are_the_slopes(formula, values):
    made = graph.read(formula)
    steps = made.steps(values)
    back = [step for step in steps if isinstance(step, graph.BackwardStep)]
    assert len(back) == sum(len(node.inputs) for node in made.nodes)
    last = made.state(values, len(steps))
    assert last.complete == set(made.nodes)
    np.testing.assert_array_equal([last.values[a] for a in made.nodes], made.forward(values))
    np.testing.assert_array_equal([last.slopes[a] for a in made.nodes], made.backward(values))


@given(formulas, points)
def test_a_slope_is_handed_on_only_when_it_is_complete(formula, values):
    made = graph.read(formula)
    arrived = {made.nodes[-1]}
    for step in made.steps(values):
        if isinstance(step, graph.BackwardStep):
            assert step.node in arrived
            assert step.input not in arrived
            arrived |= {step.input} if step.complete else set()
    assert arrived == set(made.nodes)


def test_a_step_forward_and_back_changes_nothing():
    made = graph.read("a*a + a")
    shown = []
    for n in range(len(made.steps({"a": 3})) + 1):
        state = made.state({"a": 3}, n)
        assert made.state({"a": 3}, n) == state
        shown.append([len(state.values), list(state.slopes.values()), len(state.complete)])
    assert shown == [
        [1, [], 0],
        [2, [], 0],
        [3, [1], 1],
        [3, [1, 1], 2],
        [3, [1, 1, 1], 2],
        [3, [1, 1, 4], 2],
        [3, [1, 1, 7], 3],
    ]
    assert made.state({"a": 3}, 2).complete == {made.nodes[-1]}


@pytest.mark.parametrize(
    ("formula", "values", "expected"),
    [
        ("a/b", {"a": 1, "b": 0}, math.inf),
        ("a/b", {"a": 0, "b": 0}, math.nan),
        ("log(a)", {"a": 0}, -math.inf),
        ("log(a)", {"a": -1}, math.nan),
        ("exp(a)", {"a": 1e4}, math.inf),
        ("a**0.5", {"a": -1}, math.nan),
        ("a**-1", {"a": 0}, math.inf),
        ("a**400", {"a": 1e4}, math.inf),
        ("a*a", {"a": 1e200}, math.inf),
        ("a - a", {"a": math.inf}, math.nan),
    ],
)
def test_what_has_no_value_is_inf_or_nan(formula, values, expected):
    made = graph.read(formula)
    result = made.forward(values)[-1]
    assert type(result) is float
    assert result == pytest.approx(expected, nan_ok=True)
    assert all(type(slope) is float for slope in made.backward(values))
    assert len(made.steps(values)) == 1 + len(made.nodes[-1].inputs)


def test_the_slope_of_a_logarithm_that_does_not_exist_does_not_exist():
    assert math.isnan(graph.read("log(a)").gradient({"a": -1})["a"])


def test_max_routes_nothing_if_an_input_has_no_value():
    slopes = graph.read("max(a/b, c)").gradient({"a": 0, "b": 0, "c": 1})
    assert all(map(math.isnan, slopes.values()))


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("(x·w − y)²", "(x*w - y)**2"),
        ("x×w⋅y", "x*w*y"),
        ("x÷w – y", "x/w - y"),
        ("x⁻¹ + w¹²", "x**-1 + w**12"),
        ("x\N{NO-BREAK SPACE}+ w", "x + w"),
        ("−x²", "-(x**2)"),
        ("ŷ = x·w\n(ŷ − y)²", "ŷ = x*w; (ŷ - y)**2;"),
        ("  x\r\n", "x"),
        ("(x)", "x"),
    ],
)
def test_signs_as_they_are_written_and_as_they_are_typed(typed, plain):
    shown = [
        [(a.operation, a.label, a.number) for a in graph.read(f).nodes] for f in (typed, plain)
    ]
    assert shown[0] == shown[1]


def shape_of(made):
    return [(a.operation, a.name, a.number, [b.index for b in a.inputs]) for a in made.nodes]


@given(formulas)
@example("a - (b - c)")
@example("a/(b*c)*(a/b)")
@example("(a**2)**3 + (-a)**2 - -a**2")
@example("-(-2) - (-(-b)) + (-2)**0.5")
@example("1e-9*a + 1e300 + 12345678.9 + (-0.1)*b")
@example("h = a*b; k = -h; max(h, k)**2")
@example("h = a*b; j = h*h")
@example("n = 2; h = a + n; h")
def test_the_text_of_a_graph_reads_as_the_same_graph(formula):
    made = graph.read(formula)
    again = graph.read(str(made))
    assert shape_of(again) == shape_of(made)
    assert str(again) == str(made)


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("(x*w-y)**2", "(x·w − y)²"),
        ("a - (b - c)*-2/exp( -a )", "a − (b − c)·(−2)/exp(−a)"),
        ("h=a*b;h**.5", "h = a·b\nh**0.5"),
        ("j = a/(b*c)", "j = a/(b·c)"),
        ("--a", "−(−a)"),
    ],
)
def test_how_a_graph_is_written(formula, text):
    assert str(graph.read(formula)) == text


MAY_CONTAIN = "a formula may contain numbers, names, .* and brackets, max, exp, log, tanh and relu"


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("", r"^a formula must compute something, .* but none was given$"),
        (" ;\n", r"^a formula must compute something"),
        ("a < b", rf"^at column 1, {MAY_CONTAIN}, but “a < b” was given$"),
        ("w + a.real", rf"^at column 5, {MAY_CONTAIN}, but “a.real” was given$"),
        ("a[0]", "at column 1, .* but “a.0.” was given"),
        ("a + 'text'", "at column 5, .* but “'” was given"),
        ("a # b", "at column 3, .* but “#” was given"),
        ("a*2j", "at column 3, .* but “2j” was given"),
        ("True", "at column 1, .* but “True” was given"),
        ("+a", "at column 1, .* but “.a” was given"),
        ("a // b", "at column 1, .* but “a // b” was given"),
        ("a % b", "at column 1, .* but “a % b” was given"),
        ("~a", "at column 1, .* but “~a” was given"),
        ("not a", "at column 1, .* but “not a” was given"),
        ("a if b else c", "at column 1, .* but “a if b else c” was given"),
        ("1if a else b", "at column 1, a formula may contain"),  # without Python's warning
        ("lambda: 1", "at column 1, .* but “lambda: 1” was given"),
        ("[a]", "at column 1, .* but “.a.” was given"),
        ("max(*a, b)", "at column 5, .* but “.a” was given"),
        ("import os", "at column 1, .* but “import os” was given"),
        ("a += 2", "at column 1, .* but “a .= 2” was given"),
        ("a\rb", "at column 1, a formula may contain"),
        ("a\0", "at column 2, a formula may contain"),
        ("\ud800", "at column 1, a formula may contain"),
        ("a^2", "at column 2, a power must be written .*, but “.” was given"),
        ("x*w₁", "at column 4, a name must be written with plain digits, such as w1, but “₁” was"),
        ("a + sin(b)", "at column 5, a function must be max, exp, log, tanh or relu, but “sin”"),
        ("a.exp(b)", "at column 1, a function must be max, .* but “a.exp” was given"),
        ("exp(a, b)", r"at column 1, exp must be written as exp\(a\), but “exp\(a, b\)” was given"),
        ("exp(x=a)", r"exp must be written as exp\(a\), but “exp\(x=a\)” was given"),
        ("max(a)", r"max must be written as max\(a, b\), but “max\(a\)” was given"),
        ("max(a, b, key=c)", r"max must be written as max\(a, b\), but"),
        ("2*exp", "at column 3, exp must be followed by a bracket, but “exp” was given"),
        ("a**n", "at column 4, an exponent must be a number, such as 2 or −0.5, but “n” was given"),
        ("a**(1/2)", "at column 5, an exponent must be a number, .* but “1/2” was given"),
        ("a**True", "an exponent must be a number, .* but “True” was given"),
        ("1e999", "at column 1, a number must be below 1.8e308, but “1e999” was given"),
        ("a + " + "9" * 400, "at column 5, a number must be below 1.8e308, but “9{40}…” was given"),
        ("a +", "at column 3, something is missing, .*: “a .” was given"),
        ("(a*b", r"at column 1, something is missing, .*: “\(a.b” was given"),
        ("a b", "at column 3, a product must be written with .*: “a b” was given"),
        ("x²2", "at column 3, a product must be written with .*: “x²2” was given"),
        ("2x", "at column 1, a product must be written with .*: “2x” was given"),
        ("2(a + b)", "a product must be written with .*, but “2\\(a \\+ b\\)” was given"),
        ("x + x(w + 1)", "a product must be written with .*, but “x\\(w \\+ 1\\)” was given"),
        ("a; b", "at column 1, every line but the last must assign a name, .* but “a” was given"),
        ("h = a*2; h = b*3; h", "at column 10, a name that is assigned must be a new one, but “h”"),
        ("k = h*2; h = a*b; k*h", "at column 10, a name that is assigned must be a new one"),
        ("exp = 2*a", "at column 1, a name that is assigned must be a new one, but “exp” was"),
        ("h = h*2", "at column 5, h must not be used before it is assigned, but “h.2” was given"),
        ("h = a; h*h", "at column 5, a name must be assigned something that is computed, but “a”"),
        ("a, b = c", "at column 1, one name must be assigned, as in h = x.w, but “a, b = c” was"),
        ("a = b = c*2", "at column 1, one name must be assigned, .* but “a = b = c.2” was given"),
        ("h = a*b; a", "^the last line must use all that is assigned, but it does not use h$"),
        ("h = a*b; k = a*2; h", "it does not use k$"),
        ("h = a\n*b", "at column 5 of line 1, a name must be assigned something"),
        ("k = 2*a\n\nk + (a > 1)", "at column 6 of line 3, .* but “a > 1” was given"),
        ("ŵ·ŵ − ŵ²·(a>1)", "at column 11, .* but “a>1” was given"),
        ("k = ŷ·2; ŷ + sin(k)", "at column 14, a function must be"),
        ("+".join("a" * (MAX_NODES + 1)), f"^a formula may have at most {MAX_NODES} nodes, but"),
        ("-" * 990 + "a", f"a formula may have at most {MAX_NODES} nodes"),
        ("(" * 300 + "a" + ")" * 300, "at column 201, something is missing"),
        ("a" * (MAX_CHARACTERS + 1), f"^a formula may have at most {MAX_CHARACTERS} characters"),
    ],
)  # fmt: skip
def test_what_is_refused(formula, message):
    with pytest.raises(ValueError, match=message) as refused:
        graph.read(formula)
    assert type(refused.value) is ValueError
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_the_longest_formulas_are_read():
    assert len(graph.read("+".join("a" * MAX_NODES)).nodes) == MAX_NODES
    powers = "(" * (MAX_NODES - 1) + "a" + ")**-1" * (MAX_NODES - 1)
    assert len(graph.read(powers).nodes) == MAX_NODES


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("x*z", "at column 3, the names that can be used here are x, w, but “z” was given"),
        ("k = h*2; h = x*w; k*h", "at column 5, the names that can be used here are x, w, but “h”"),
        ("h = x*w; h + z", "the names that can be used here are x, w, h, but “z” was given"),
        ("x = 2*w; x", "at column 1, a name that is assigned must be a new one, but “x” was given"),
    ],
)
def test_names_without_a_value_are_refused(formula, message):
    with pytest.raises(ValueError, match=message):
        graph.read(formula, names=("x", "w"))
    assert graph.read("h = x*2; h", names=("x", "w")).names == ("x",)


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ({"x": 1.5}, ValueError, "values must give a number for x, w, but w was not given"),
        ({"x": 1.5, "w": "0.8"}, TypeError, "w must be a number"),
        ({"x": 1.5, "w": math.nan}, ValueError, "w must not be NaN"),
        ({"x": 1.5, "w": [1, 2]}, ValueError, "w must be a single number, but 2 were given"),
    ],
)
def test_bad_values_get_a_clear_error(values, error, message):
    for call in (graph.read("x*w").forward, graph.read("x*w").backward, graph.read("x*w").steps):
        with pytest.raises(error, match=message):
            call(values)


@pytest.mark.parametrize("n", [-1, 4])
def test_a_step_that_does_not_exist_is_refused(n):
    with pytest.raises(ValueError, match=f"n must be from 0 to 3, but {n} was given"):
        graph.read("a*a").state({"a": 3}, n)


@pytest.mark.parametrize(
    "formula",
    ["print(1)", "open(0)", "eval(a)", "exec(a)", "(print)(1)", "max.__class__(a)"],
)
def test_nothing_is_executed(monkeypatch, formula):
    called = []
    for name in ("eval", "exec", "print", "open"):
        original = getattr(builtins, name)
        monkeypatch.setattr(
            builtins, name, lambda *a, f=original, n=name, **k: called.append(n) or f(*a, **k)
        )
    with pytest.raises(ValueError, match="at column"):
        graph.read(formula)
    monkeypatch.undo()
    assert called == []


def test_names_of_python_are_only_names():
    assert graph.read("print*__name__").forward({"print": 2, "__name__": 3})[-1] == 6


@given(
    st.text(st.sampled_from("abhx=;\n+-*/·−²⁻(), 12.e^<'[]:_{}@~") | st.characters(), max_size=40)
)
def test_whatever_is_typed_is_read_or_refused_with_a_sentence(typed):
    refused = None
    try:
        made = graph.read(typed)
    except ValueError as error:
        refused = error
    if refused:
        assert type(refused) is ValueError
        assert str(refused).startswith(("at column", "a formula", "the last line"))
    else:
        assert shape_of(graph.read(str(made))) == shape_of(made)
        assert made.steps(dict.fromkeys(made.names, 0.5)) or len(made.nodes) == 1


def test_one_name_may_be_given_as_text():
    assert graph.read("xw*2", "xw").names == ("xw",)
    with pytest.raises(ValueError, match="names that can be used here are xw, but “x” was given"):
        graph.read("x*2", "xw")
