"""The scalar engine against autograd, nudging, the graph, and every machine before it."""

import copy
import gc
import math
import operator

import autograd as hips
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from backprop_lib import chain, graph, losses, neuron
from backprop_lib.activations import activation
from backprop_lib.article import LR, W1, W2, W, X, Y
from backprop_lib.autograd import Value, maximum, topological_order, zero_grad
from backprop_lib.formula import MAX_NODES
from backprop_lib.gradcheck import central_slope
from backprop_lib.layers import Dense
from backprop_lib.network import Network

from .test_graph import NAMES, by_python, formulas, is_smooth, points


class OnValues:
    """The functions of a formula, on values and numbers."""

    maximum = staticmethod(maximum)

    @staticmethod
    def exp(a):
        return as_value(a).exp()

    @staticmethod
    def log(a):
        return as_value(a).log()

    @staticmethod
    def tanh(a):
        return as_value(a).tanh()


def as_value(a):
    return a if isinstance(a, Value) else Value(a)


def by_engine(formula, values):
    """Return the value of a formula and its slopes, computed by the engine."""
    given = {name: Value(values[name], name) for name in NAMES}
    result = as_value(by_python(formula, OnValues)(**given))
    result.backward()
    return result.data, {name: given[name].grad for name in NAMES}


@given(formulas, points)
def test_a_formula_agrees_with_its_graph_and_with_autograd(formula, values):
    made = graph.read(formula)
    assume(is_smooth(made, values))
    data, slopes = by_engine(formula, values)
    assert data == pytest.approx(made.forward(values)[-1], rel=1e-12, abs=1e-12)
    of_graph = {**dict.fromkeys(NAMES, 0.0), **made.gradient(values)}
    assert slopes == pytest.approx(of_graph, rel=1e-12, abs=1e-12)
    for place, name in enumerate(NAMES):
        oracle = hips.grad(by_python(formula, anp), place)
        if name in made.names:
            assert slopes[name] == pytest.approx(oracle(*values.values()), rel=1e-6, abs=1e-9)


@st.composite
def programs(draw):
    """Return lines that assign v0, v1, …, each from any two names before; the last uses all."""
    names, lines = list(NAMES), []
    for place in range(draw(st.integers(1, 8))):
        p, q = (draw(st.sampled_from(names)) for _ in range(2))
        shapes = [f"{p} + {q}", f"{p} - {q}", f"{p} * {q}", f"tanh({p})", f"{p}**2", f"-{p}"]
        shapes += [f"exp(-{p}**2)", f"relu({p})", f"max({p}, {q})", f"{p}/(2 + tanh({q}))"]
        lines.append(f"v{place} = {draw(st.sampled_from(shapes))}")
        names.append(f"v{place}")
    return "; ".join([*lines, " + ".join(names)])


def program_by_python(program, library):
    """Return a program as a function of a, b and c that Python computes by itself."""
    *lines, last = program.split("; ")
    functions = {"max": library.maximum, "exp": library.exp, "tanh": library.tanh}
    functions |= {"relu": lambda a: library.maximum(a, 0.0)}
    body = "".join(f"    {line}\n" for line in [*lines, f"return {last}"])
    exec(f"def function(a, b, c):\n{body}", functions)
    return functions["function"]


@given(programs(), points)
@example("v0 = a + b; v1 = v0 * v0; v2 = v1 * v0; v3 = v2 + v1; a + b + c + v0 + v1 + v2 + v3",
         {"a": 0.5, "b": 0.25, "c": 1.0})  # fmt: skip
def test_values_that_are_used_again_and_again(program, values):
    made = graph.read(program)
    assume(len(made.nodes) < MAX_NODES and is_smooth(made, values))
    given = [Value(values[name]) for name in NAMES]
    result = program_by_python(program, OnValues)(*given)
    result.backward()
    slopes = [a.grad for a in given]
    assert result.data == pytest.approx(made.forward(values)[-1], rel=1e-12, abs=1e-12)
    expected = made.gradient(values)
    assert slopes == pytest.approx([expected[n] for n in NAMES], rel=1e-12, abs=1e-12)
    at = tuple(values.values())
    oracle = hips.grad(program_by_python(program, anp), (0, 1, 2))(*at)
    assert slopes == pytest.approx([*map(float, oracle)], rel=1e-6, abs=1e-9)
    plain = program_by_python(program, np)
    for place, slope in enumerate(slopes):
        nudged = central_slope(lambda a, i=place: plain(*at[:i], a, *at[i + 1 :]), at[place], 1e-5)
        assert slope == pytest.approx(nudged, rel=1e-6, abs=1e-6)


OPERATIONS = {
    "a + b": lambda a, b: a + b,
    "a - b": lambda a, b: a - b,
    "a * b": lambda a, b: a * b,
    "a / b": lambda a, b: a / b,
    "a**3": lambda a, b: a**3,
    "a**-1": lambda a, b: a**-1,
    "a**0.5": lambda a, b: a**0.5,
    "a**0": lambda a, b: a**0,
    "-a": lambda a, b: -a,
    "exp(a)": lambda a, b: a.exp(),
    "log(a)": lambda a, b: a.log(),
    "tanh(a)": lambda a, b: a.tanh(),
    "relu(a)": lambda a, b: a.relu(),
    "max(a, b)": lambda a, b: maximum(a, b),
    "2 + a": lambda a, b: 2 + a,
    "2 - a": lambda a, b: 2 - a,
    "2 * a": lambda a, b: 2 * a,
    "2 / a": lambda a, b: 2 / a,
    "a + 2": lambda a, b: a + 2,
    "a - 2": lambda a, b: a - 2,
    "a * 2": lambda a, b: a * 2,
    "a / 2": lambda a, b: a / 2,
    "max(2, a)": lambda a, b: maximum(2, a),
    "max(a, 2)": lambda a, b: maximum(a, 2),
}
any_number = st.floats(allow_nan=False) | st.sampled_from([0.0, -0.0, 1.0, -1.0, 1e4, 1e200])


@pytest.mark.parametrize("formula", OPERATIONS)
@given(any_number, any_number)
@example(0.0, 0.0)
@example(-1.0, 0.0)
@example(1e4, 1e-320)
@example(math.inf, math.inf)
@example(-math.inf, 1.0)
def test_each_operation_has_the_value_and_slopes_of_its_node_whatever_it_is_given(formula, p, q):
    made, values = graph.read(formula), {"a": p, "b": q}
    a, b = Value(p), Value(q)
    result = OPERATIONS[formula](a, b)
    result.backward()
    assert result.data == pytest.approx(made.forward(values)[-1], rel=1e-12, abs=0, nan_ok=True)
    slopes = {"a": 0.0, "b": 0.0, **made.gradient(values)}
    assert {"a": a.grad, "b": b.grad} == pytest.approx(slopes, rel=1e-12, abs=0, nan_ok=True)
    assert {type(number) for value in (result, a, b) for number in (value.data, value.grad)} == {
        float
    }


@pytest.mark.parametrize("formula", OPERATIONS)
@given(st.floats(0.1, 3), st.floats(0.1, 3))
def test_the_slopes_of_each_operation_agree_with_nudging(formula, p, q):
    assume(abs(p - q) > 1e-3)
    assume(abs(p - 2) > 1e-3)
    a, b = Value(p), Value(q)
    OPERATIONS[formula](a, b).backward()
    nudge = 1e-6
    values = [
        OPERATIONS[formula](Value(p + da), Value(q + db)).data
        for da, db in [(nudge, 0), (-nudge, 0), (0, nudge), (0, -nudge)]
    ]
    assert a.grad == pytest.approx((values[0] - values[1]) / (2 * nudge), rel=1e-6, abs=1e-7)
    assert b.grad == pytest.approx((values[2] - values[3]) / (2 * nudge), rel=1e-6, abs=1e-7)


def test_the_operations_are_all_tried():
    used = {node.operation for formula in OPERATIONS for node in graph.read(formula).nodes}
    assert used == set(graph.OPERATIONS)


def test_the_articles_slopes():
    w = Value(W)
    y_hat = X * w
    j = (y_hat - Y) ** 2
    j.backward()
    found = [y_hat.data, j.data, j.grad, y_hat.grad, w.grad]
    assert found == pytest.approx([1.2, 0.49, 1, 1.4, 2.1], rel=0, abs=1e-12)


def test_the_slopes_of_two_weights():
    w1, w2 = Value(W1), Value(W2)
    h = X * w1
    y_hat = h * w2
    ((y_hat - Y) ** 2).backward()
    found = [h.data, y_hat.data, y_hat.grad, w2.grad, h.grad, w1.grad]
    assert found == pytest.approx([2.4, 1.2, 1.4, 3.36, 0.7, 1.05], rel=0, abs=1e-12)


@given(st.floats(-2, 2), st.floats(-2, 2), st.floats(-2, 2), st.floats(0, 0.3))
@example(X, Y, W, LR)
def test_a_descent_of_one_weight_is_the_descent_of_neuron(x, y, start, lr):
    w, weights = Value(start), [start]
    for _ in range(20):
        zero_grad([w])
        ((x * w - y) ** 2).backward()
        w.data -= lr * w.grad
        weights.append(w.data)
    expected = neuron.descend(x, y, start, lr, 20).w
    np.testing.assert_allclose(weights, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("starts", [[W1, W2], [0.5, -1.0, 0.75], [W]])
def test_a_descent_of_a_chain_is_the_descent_of_chain(starts):
    weights, walked = [Value(w) for w in starts], [starts]
    for _ in range(30):
        y_hat = Value(X)
        for w in weights:
            y_hat *= w
        zero_grad(weights)
        ((y_hat - Y) ** 2).backward()
        for w in weights:
            w.data -= LR * w.grad
        walked.append([w.data for w in weights])
    expected = chain.descend(X, Y, starts, LR, 30).weights
    np.testing.assert_allclose(walked, expected, rtol=1e-12, atol=1e-12)


ACTIVATIONS = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + (-z).exp()),
    "tanh": lambda z: z.tanh(),
    "relu": lambda z: z.relu(),
    "leaky_relu": lambda z: maximum(z, 0.01 * z),
    "softplus": lambda z: (1 + z.exp()).log(),
}


@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=4),
    st.lists(st.sampled_from([*ACTIVATIONS]), min_size=3, max_size=3),
    st.integers(1, 5),
    st.integers(0, 2**32 - 1),
)
def test_a_network_of_values_has_the_slopes_of_a_network(sizes, names, samples, seed):
    rng = np.random.default_rng(seed)
    layers, of_values = [], []
    for inputs, outputs, name in zip(sizes[:-1], sizes[1:], names, strict=False):
        dense = Dense(rng.normal(size=(inputs, outputs)), rng.normal(size=outputs))
        layers += [dense, activation(name)]
        weights = [[Value(w) for w in row] for row in dense.weights]
        of_values.append((weights, [Value(b) for b in dense.bias], ACTIVATIONS[name]))
    x, y = rng.normal(size=(samples, sizes[0])), rng.normal(size=(samples, sizes[-1]))

    network = Network(*layers)
    values = network.forward(x)
    loss = losses.MEAN_SQUARED_ERROR
    expected = network.backward(values, loss.slope(values[-1], y))

    errors = []
    for row, targets in zip(x, y, strict=True):
        a = list(row)
        for weights, bias, function in of_values:
            a = [
                function(sum((w[unit] * v for w, v in zip(weights, a, strict=True)), bias[unit]))
                for unit in range(len(bias))
            ]
        errors += [(y_hat - target) ** 2 for y_hat, target in zip(a, targets, strict=True)]
    j = sum(errors) / len(errors)
    j.backward()

    assert j.data == pytest.approx(loss.value(values[-1], y), rel=1e-12)
    for (weights, bias, _), slopes in zip(of_values, expected, strict=True):
        found = [[w.grad for w in row] for row in weights]
        np.testing.assert_allclose(found, slopes.weights, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose([b.grad for b in bias], slopes.bias, rtol=1e-12, atol=1e-12)


def test_a_value_that_is_used_many_times():
    a = Value(3)
    sum([a] * 1000).backward()
    assert a.grad == 1000
    b = Value(3)
    (b * b * b - maximum(b, b) / b).backward()
    assert b.grad == pytest.approx(27, abs=1e-12)


def test_slopes_add_up_until_they_are_zeroed():
    w = Value(W)
    for total in (2.1, 4.2, 6.3):
        ((X * w - Y) ** 2).backward()
        assert w.grad == pytest.approx(total, abs=1e-12)
    zero_grad([w])
    assert w.grad == 0
    ((X * w - Y) ** 2).backward()
    assert w.grad == pytest.approx(2.1, abs=1e-12)


@given(programs(), points)
def test_two_calls_double_the_slopes_of_what_was_given_and_of_nothing_else(program, values):
    given = [Value(values[name]) for name in NAMES]
    result = program_by_python(program, OnValues)(*given)
    result.backward()
    order = topological_order(result)
    first = [value.grad for value in order]
    result.backward()
    for value, grad in zip(order, first, strict=True):
        expected = grad if value.inputs else 2 * grad
        assert value.grad == pytest.approx(expected, rel=1e-12, nan_ok=True)


def test_two_losses_of_one_value_in_between():
    w = Value(2)
    h = w * w
    (3 * h).backward()
    (h * h).backward()
    assert w.grad == 3 * 4 + 2 * 4 * 4
    assert h.grad == 8


def test_the_slope_of_what_was_given_for_itself():
    w = Value(5)
    for total in (1, 2):
        w.backward()
        assert w.grad == total


def test_a_weight_may_move_between_the_two_passes():
    w = Value(3)
    j = w * w
    w.data = 100.0
    j.backward()
    assert w.grad == 6


@given(programs(), points)
def test_the_inputs_of_a_value_come_before_it(program, values):
    result = program_by_python(program, OnValues)(*(Value(values[name]) for name in NAMES))
    order = topological_order(result)
    place = {value: n for n, value in enumerate(order)}
    assert len(place) == len(order)
    assert order[-1] is result
    assert all(place[a] < place[value] for value in order for a in value.inputs)


def a_chain(operations):
    w = Value(1.0001)
    h = w
    for _ in range(operations - 1):
        h = h * w
    return w, h


@pytest.mark.parametrize("operations", [10_000, 100_000])
def test_a_deep_chain(operations):
    w, h = a_chain(operations)
    h.backward()
    assert h.data == pytest.approx(1.0001**operations)
    assert w.grad == pytest.approx(operations * 1.0001 ** (operations - 1))


def test_a_graph_of_100_000_nodes():
    weights = [Value(n / 1000) for n in range(1000)]
    j = sum(sum(w * x for w in weights) ** 2 for x in range(1, 51))
    assert len(topological_order(j)) > 100_000
    j.backward()
    slope = sum(2 * x**2 * sum(w.data for w in weights) for x in range(1, 51))
    assert [w.grad for w in weights] == pytest.approx([slope] * 1000, rel=1e-12)


def test_a_graph_whose_paths_double_at_each_step():
    a = Value(1)
    h = a
    for _ in range(1000):
        h = (h + h) / 2
    h.backward()
    assert a.grad == 1
    assert len(topological_order(h)) == 3001


def values_alive():
    gc.collect()
    return sum(isinstance(thing, Value) for thing in gc.get_objects())


def test_a_deep_chain_is_copied_printed_and_let_go():
    before = values_alive()
    w, h = a_chain(100_000)
    assert repr(h) == str(h) == f"Value({h.data})"
    copied, copy_of_w = copy.deepcopy((h, w))
    copied.backward()
    assert copy_of_w.grad == pytest.approx(100_000 * 1.0001**99_999)
    assert w.grad == 0
    shallow = copy.copy(h)
    assert (shallow.data, shallow.inputs) == (h.data, h.inputs)
    del w, h, copied, copy_of_w, shallow
    assert values_alive() == before


def test_a_copy_has_everything():
    a = Value(3, "a")
    b = a * 2
    (b * b).backward()
    twin_of_a, twin_of_b = copy.deepcopy([a, b])
    assert twin_of_b.inputs[0] is twin_of_a
    assert (repr(twin_of_a), twin_of_a.grad, twin_of_b.grad) == ("Value(3.0, 'a')", 24, 12)
    assert twin_of_b.slopes == b.slopes


def test_how_a_value_is_written():
    assert repr(Value(1.2)) == "Value(1.2)"
    assert repr(Value(1, "w")) == "Value(1.0, 'w')"
    assert repr(Value(1) * math.inf) == "Value(inf)"


@pytest.mark.parametrize(
    "number", [np.float64(1.5), np.float32(1.5), np.array(1.5), np.int64(3), 3]
)
def test_numbers_of_numpy_on_either_side(number):
    w = Value(2)
    for result in (number * w, w * number, number - w, w / number, number / w, maximum(number, w)):
        assert type(result) is Value
        assert type(result.data) is float
    assert (number * w).data == 2 * float(number)
    assert Value(number).data == float(number)


@pytest.mark.parametrize(
    ("bad", "error", "message"),
    [
        ("1.5", TypeError, r"data must be a number, but '1.5' \(str\) was given"),
        (None, TypeError, r"data must be a number, but None \(NoneType\) was given"),
        (True, TypeError, r"data must be a number, but True \(bool\) was given"),
        (1j, TypeError, r"data must be a number, but 1j \(complex\) was given"),
        ({}, TypeError, r"data must be a number, but {} \(dict\) was given"),
        (10**400, TypeError, r"data must be a number, but 10+\.\.\.0+ \(int\) was given"),
        ([1, [2]], TypeError, r"data must be a number, but \[1, \[2\]\] \(list\) was given"),
        ([1, 2], ValueError, "data must be a single number, but 2 were given"),
        (math.nan, ValueError, r"data must not be NaN, but nan \(float\) was given"),
    ],
)
def test_what_is_not_a_number_is_refused(bad, error, message):
    w = Value(2)
    with pytest.raises(error, match=f"^{message}$"):
        Value(bad)
    calls = [lambda: maximum(bad, w), lambda: maximum(w, bad)]
    for operation in (operator.add, operator.sub, operator.mul, operator.truediv):
        calls += [lambda f=operation: f(w, bad), lambda f=operation: f(bad, w)]
    combined = message.replace("data", "what is combined with a value", 1)
    for call in calls:
        with pytest.raises(error, match=f"^{combined}$"):
            call()
    with pytest.raises(error, match="^" + message.replace("data", "exponent")):
        w**bad


def test_a_value_of_a_value_is_refused():
    with pytest.raises(TypeError, match=r"data must be a number, but Value\(2.0\) \(Value\)"):
        Value(Value(2))


@pytest.mark.parametrize("power", [lambda a: a**a, lambda a: 2**a, lambda a: np.float64(2) ** a])
def test_a_power_of_values_says_how_to_write_it(power):
    message = r"the exponent must be a number, but Value\(3.0, 'a'\) was given: a power of two"
    with pytest.raises(TypeError, match=message):
        power(Value(3, "a"))


def test_no_gradient_is_lost_without_a_word():
    for function in (float, math.exp, math.sqrt):
        with pytest.raises(TypeError):
            function(Value(1))
    with pytest.raises(TypeError):
        operator.gt(Value(1), 0)


def test_functions_of_numpy_are_those_of_the_engine():
    w = Value(2)
    (np.exp(w) + np.log(w) + np.tanh(w)).backward()
    assert w.grad == pytest.approx(math.exp(2) + 1 / 2 + 1 - math.tanh(2) ** 2)


def test_what_has_no_value_goes_through_a_graph_without_a_warning():
    w = Value(3)
    j = (w**1e6 + (w - w - 1).log() + 1 / (w - w)).exp()
    j.backward()
    assert math.isnan(j.data)
    assert math.isnan(w.grad)
