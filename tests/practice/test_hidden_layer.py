"""What the practice of notebook 09 calls right is what the network and nudging find."""

import itertools
import re

import numpy as np
import pytest

from backprop_lib import central_slope, numerical_gradient
from backprop_lib.activations import ACTIVATIONS
from backprop_lib.datasets import xor
from backprop_lib.layers import Dense
from backprop_lib.network import Network
from backprop_lib.practice import exercises, predictions
from backprop_lib.training import train

HIDDEN, TWO_OUTPUTS = exercises["hidden_step"], exercises["two_outputs"]
RELU, SIGMOID, TANH = (ACTIVATIONS[name] for name in ("relu", "sigmoid", "tanh"))


def draws(exercise):
    return [exercise, *map(exercise.redrawn, range(1, 20))]


def two_two_one(parameters, x, activation=RELU):
    """Return z, a and ŷ of the network with these nine parameters."""
    w11, w12, w21, w22, b1, b2, v1, v2, c = parameters
    z = [x[0] * w11 + x[1] * w21 + b1, x[0] * w12 + x[1] * w22 + b2]
    a = [activation.value(each) for each in z]
    return z, a, a[0] * v1 + a[1] * v2 + c


def leaky_output(given, **changed):
    at = {**given, **changed}
    z1 = at["x1"] * at["w11"] + at["x2"] * at["w21"]
    z2 = at["x1"] * at["w12"] + at["x2"] * at["w22"]
    return sum(max(z, 0.1 * z) * v for z, v in ((z1, at["v1"]), (z2, at["v2"])))


def lines_of(exercise):
    """Return the lines of code in a prompt, without their numbers."""
    _, *lines = exercise.prompt.splitlines()
    return [re.sub(r"^  (?:\d\. )?", "", line) for line in lines]


def after(lines, **known):
    """Return what is known after these lines of code, or None if one of them lacks a value."""
    try:
        exec("\n".join(lines), {}, known)
    except NameError:
        return None
    return known


@pytest.mark.parametrize("seed", range(20))
def test_the_nine_slopes_are_those_of_nudging(seed):
    rng = np.random.default_rng(seed)
    parameters, x, y = rng.normal(size=9), rng.normal(size=2), rng.normal()
    z, a, y_hat = two_two_one(parameters, x)
    found = exercises["backward_hidden"].reference(x, z, a, parameters[6:8], 2 * (y_hat - y))
    nudged = numerical_gradient(lambda at: (two_two_one(at, x)[2] - y) ** 2, parameters)
    assert found == pytest.approx(list(nudged), rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("seed", range(20))
def test_the_slope_of_the_first_input_is_that_of_nudging(seed):
    rng = np.random.default_rng(seed)
    parameters, x, y = rng.normal(size=9), rng.normal(size=2), rng.normal()
    z, _, y_hat = two_two_one(parameters, x, TANH)
    dj_dz = 2 * (y_hat - y) * parameters[6:8] * [TANH.slope(each) for each in z]
    found = exercises["slope_of_x1"].reference(*parameters[:4], *dj_dz)
    nudged = central_slope(lambda at: (two_two_one(parameters, [at, x[1]], TANH)[2] - y) ** 2, x[0])
    assert found == pytest.approx(nudged, rel=1e-6, abs=1e-8)


def test_every_draw_of_the_nine_slopes_is_a_forward_pass():
    for inputs in exercises["backward_hidden"].inputs:
        assert inputs["a"] == [max(z, 0) for z in inputs["z"]]


def test_the_worked_step_is_a_step_of_the_network():
    for asked in draws(HIDDEN):
        given, found = asked.example, asked.trail()
        assert found["z1"] > 0 > found["z2"]
        assert found["y_hat"] == pytest.approx(leaky_output(given))
        for name, slope in (("v2", "dj_dv2"), ("w21", "dj_dw21"), ("x1", "dj_dx1")):
            nudged = central_slope(
                lambda at, name=name, given=given: (
                    (leaky_output(given, **{name: at}) - given["y"]) ** 2
                ),
                given[name],
            )
            assert found[slope] == pytest.approx(nudged, rel=1e-6)


def mazur():
    """Return the network, its input and its targets; with half the squares, dj/do is the error."""
    hidden = Dense([[0.15, 0.25], [0.2, 0.3]], [0.35, 0.35])
    output = Dense([[0.4, 0.5], [0.45, 0.55]], [0.6, 0.6])
    network = Network(hidden, SIGMOID, output, SIGMOID)
    return network, np.array([[0.05, 0.1]]), np.array([[0.01, 0.99]])


def test_the_step_with_two_outputs_is_that_of_the_article():
    network, x, t = mazur()
    values = network.forward(x)
    hidden, output = network.backward(values, values[-1] - t)
    given, found = TWO_OUTPUTS.example, TWO_OUTPUTS.trail()
    assert (given["h1"], given["o1"], given["o2"]) == tuple(
        values[place][0, unit].round(4) for place, unit in ((2, 0), (4, 0), (4, 1))
    )
    assert found["dj_dw5"] == pytest.approx(output.weights[0, 0], rel=1e-4)
    assert found["dj_dh1"] == pytest.approx(output.inputs[0, 0], rel=1e-3)
    assert found["dj_dw1"] == pytest.approx(hidden.weights[0, 0], rel=1e-3)
    assert found["new_w5"] == pytest.approx(0.35891648, abs=1e-6)  # as the article has it
    assert output.inputs[0, 0] == pytest.approx(0.036350306, abs=1e-9)
    full = dict(zip(("h1", "o1", "o2"), (values[2][0, 0], *values[4][0]), strict=True))
    exact = TWO_OUTPUTS._trail({**given, **full})
    assert exact["new_w5"] == pytest.approx(0.35891648, abs=5e-9)
    assert exact["dj_dw1"] == pytest.approx(0.000438568, abs=5e-10)


def test_the_first_step_moves_w5_more_than_a_hundred_times_as_far_as_w1():
    network, x, t = mazur()
    values = network.forward(x)
    hidden, output = network.backward(values, values[-1] - t)
    w1, w5 = 0.5 * hidden.weights[0, 0], 0.5 * output.weights[0, 0]
    asked = predictions["which_moves_more"]
    assert asked.answer == "hundred_times"
    assert w5 > 100 * w1
    assert asked.choices.count(f"{w5:.3f}") == asked.choices.count(f"{w1:.5f}") == 4


@pytest.mark.parametrize(("b2", "silent"), [(0.1, set()), (-0.6, {1, 3, 5, 7})])
def test_a_unit_that_is_off_silences_four_parameters(b2, silent):
    parameters = [1.6, 0.6, -0.4, -0.4, 0, b2, 0.5, -0.5, 0.5]
    nudged = numerical_gradient(lambda at: (two_two_one(at, [1.5, 1])[2] - 0.5) ** 2, parameters)
    assert set(np.flatnonzero(nudged == 0)) == silent
    assert predictions["unit_switched_off"].answer == "four"


def test_units_that_are_off_silence_as_many_parameters_as_the_exercise_says():
    rng = np.random.default_rng(9)
    weights, bias = rng.normal(size=(3, 4)), np.array([-50, 50, -50, 50])
    network = Network(Dense(weights, bias), RELU, Dense(rng.normal(size=(4, 1)), [0.3]))
    slopes = network.backward(network.forward(rng.normal(size=(1, 3))), [[1.4]])
    all_slopes = np.concatenate([part.ravel() for s in slopes for part in (s.weights, s.bias)])
    assert np.sum(all_slopes == 0) == exercises["two_units_off"].answer
    assert f"of {all_slopes.size}." in exercises["two_units_off"].takeaway


def test_the_orders_that_are_right_are_those_that_lead_to_the_same_step():
    asked = exercises["way_back"]
    known = {"z2": 0.6, "x1": 1.5, "a1": 2, "v1": 0.5, "v2": -0.5, "c": 0.5, "y": 0.5, "lr": 0.1}
    right = after(asked.steps.values(), **known)
    leads_there = {
        order
        for order in itertools.permutations(asked.steps)
        if after([asked.steps[name] for name in order], **known) == right
    }
    assert set(asked.right_orders) == leads_there


def test_the_faulty_lines_are_faulty_in_the_line_that_is_named():
    one, two, three, four = lines_of(exercises["old_weight"])
    known = {"dj_dy_hat": 1.4, "a1": 2, "v1": 0.5, "x1": 1.5, "lr": 0.1}
    as_written = after([one, two, three, four], **known)
    mended = after([one, three, four, two], **known)
    assert mended["dj_dw11"] == pytest.approx(1.4 * 0.5 * 1.5)
    assert as_written["dj_dw11"] != mended["dj_dw11"]
    assert as_written["dj_dv1"] == mended["dj_dv1"]
    assert exercises["old_weight"].options[exercises["old_weight"].answer].startswith("Line 2")


def test_the_faulty_loop_keeps_the_last_path_alone():
    lines = lines_of(exercises["overwritten_in_a_loop"])
    w, dj_dz = np.array([[1.6, 0.6], [-0.4, 0.3]]), np.array([0.7, -0.7])
    wrong = after(lines, w=w, dj_dz=dj_dz)["dj_dx"]
    right = after([*lines[:-1], lines[-1].replace(" = ", " += ")], w=w, dj_dz=dj_dz)["dj_dx"]
    assert wrong == pytest.approx(w[:, 1] * dj_dz[1])
    assert right == pytest.approx(w @ dj_dz)


def test_only_xor_and_its_opposite_need_a_hidden_layer():
    corners = np.hstack([xor().x, np.ones((4, 1))])
    grid = np.array(list(itertools.product([-2, -1, 0, 1, 2], repeat=2)))
    lines = [np.append(w, b) for w in grid for b in np.arange(-3, 4.5, 0.5)]
    seen = {tuple((corners @ line > 0.5).astype(int)) for line in lines}
    assert len(seen) == 14  # of the two others, the outputs at opposite corners have equal sums
    options = exercises["no_single_line"].options
    for letter, text in options.items():
        targets = tuple(int(digit) for digit in re.findall(r"[01](?=,| \()", text))
        assert (targets in seen) == (letter != exercises["no_single_line"].answer)
    for mistake in exercises["no_single_line"].misconceptions:
        w1, w2, b, outputs = weights_in(mistake.advice)
        targets = [int(digit) for digit in re.findall(r"[01](?=,| \()", options[mistake.wrong])]
        assert list(corners @ [w1, w2, b]) == outputs
        assert [output > 0.5 for output in outputs] == [target == 1 for target in targets]


def weights_in(advice):
    """Return the weights, the bias and the four outputs that an advice names."""
    text = advice.replace("−", "-").replace("w₁ = w₂ = ", "w₁ = 0w₂ = ")
    w1, w2, b = (float(re.search(rf"{name} = (-?\d)", text)[1]) for name in ("w₁", "w₂", "b"))
    if "0w₂" in text:
        w1 = w2
    outputs = re.search(r"outputs are ([^.]+)\.", text)[1]
    return w1, w2, b, [float(each) for each in re.findall(r"-?\d", outputs)]


def test_xor_by_hand_is_solved_by_the_answer_alone():
    x, y = xor()
    v2 = exercises["xor_by_hand"].answer
    network = Network(Dense([[1, 1], [1, 1]], [0, -1]), RELU, Dense([[1], [v2]], [0]))
    assert (network.forward(x)[-1] == y).all()
    for mistake in exercises["xor_by_hand"].misconceptions:
        other = Network(network.layers[0], RELU, Dense([[1], [mistake.wrong]], [0]))
        assert (other.forward(x)[-1] != y).any()


def test_the_paths_are_those_that_a_network_of_ones_adds_up():
    network = Network(*(Dense(np.ones(shape), np.zeros(shape[1])) for shape in PATHS))
    slopes = network.backward(network.forward([[1, 1]]), [[1]])
    assert slopes[0].inputs[0, 0] == exercises["paths"].answer
    wires = {mistake.key: mistake.wrong for mistake in exercises["paths"].misconceptions}
    assert wires["all_wires"] == sum(layer.weights.size for layer in network.layers)


PATHS = [(2, 4), (4, 3), (3, 1)]


@pytest.mark.parametrize("batch_size", [1, 4])
def test_twins_stay_equal_and_the_third_unit_does_not_join_them(batch_size):
    hidden = Dense([[0.7, 0.7, -0.4], [-0.3, -0.3, 0.8]], [0.1, 0.1, 0.2])
    start = Network(hidden, TANH, Dense([[0.5], [0.5], [-0.6]], [0]))
    x, y = xor()
    end = train(start, x, y, 0.1, epochs=300, batch_size=batch_size, seed=1).networks[-1]
    first, last = end.dense
    one, two, three = np.vstack([first.weights, first.bias, last.weights.T]).T
    assert (one == two).all()
    assert (one != three).all()
    assert not np.allclose(first.weights, hidden.weights)
    assert exercises["twins"].answer == "b"


def test_two_twins_do_not_solve_xor():
    start = Network(Dense([[0.7, 0.7], [-0.3, -0.3]], [0.1, 0.1]), TANH, Dense([[0.5], [0.5]], [0]))
    x, y = xor()
    history = train(start, x, y, 0.1, epochs=2000)
    assert history.loss[-1] > 0.1
    assert predictions["equal_start"].answer == "no"
