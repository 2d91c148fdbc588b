"""Every number in the prose of the notebooks is computed here, or is one that the text sets."""

import itertools
import re
from functools import cache
from itertools import islice

import nbformat
import numpy as np
import pytest

from backprop_lib import (
    activations,
    autograd,
    best_weight,
    central_slope,
    chain,
    critical_lr,
    datasets,
    descend,
    forward,
    gradient,
    graph,
    layers,
    loss,
    losses,
    network,
    secant_slope,
    shrink_factor,
    training,
)
from backprop_lib.article import LR, W1, W2, W, X, Y
from backprop_lib.course import COURSE
from backprop_lib.datasets import thirds
from tools.repository import NOTEBOOKS

NO_QUANTITY = re.compile(
    r"`[^`]*`|\]\([^)]*\)|</?[a-z][^>]*>"  # code, links, tags
    r"|\[\d\d [A-Z]|(?<![\d.])0\d\b(?!\.)"  # names of notebooks
    r"|^\d+\. |\d+ minutes|_\{?\w+\}?|\^\{?2\}?",  # lists, minutes, indices, squares
    re.MULTILINE,
)
FRACTION = re.compile(r"\\frac\{?(\d+?)\}?\{?(\d+)\}?(?=\D)")
NUMBER = re.compile(r"(?<![\w.])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?!\w)")

WALK = descend(X, Y, W, LR, 14)
SLOPES = chain.backward(chain.forward(X, [W1, W2]), [W1, W2], Y)
STEP = chain.descend(X, Y, [W1, W2], LR, 1)
NEW_W2 = STEP.weights[1, 1]
W1_TOO_EARLY = W1 - LR * SLOPES.values[2] * NEW_W2 * X
AT_LR_03 = chain.descend(X, Y, [W1, W2], 0.3, 40)
VALLEY = chain.descend(X, Y, [W1, W2], LR, 40).weights[-1]
NEAREST = np.sqrt(best_weight(X, Y))
THIRDS = [column[:, 0] for column in thirds()]
ARTICLE_VALUES = {"x": X, "w": W, "y": Y}
ARTICLE_GRAPH = graph.read("(x*w - y)**2")
USED_TWICE = graph.read("h = x*w; h*h + h")
TEN_PRODUCTS = graph.read(" + ".join(f"x{i}*w{i}" for i in range(10)))
YEAR = 365.25 * 24 * 3600
BILLION = 1e9
TWO_X, TWO_Y = np.array([X, 3]), np.array([Y, 3])
TWO_ERRORS = W * TWO_X - TWO_Y
OWN_LOSSES = TWO_ERRORS**2
FLATS = datasets.flats()
TEN_X, TEN_Y = np.array([[1.5, 1], [1, 2], [2, 0.5]]), np.array([[0.5], [1], [1.25]])
TEN_W1, TEN_W2 = np.array([[1.6, 0.6], [-0.4, -0.4]]), np.array([[0.5], [-0.5]])
TEN_SIZES = (2, 16, 16, 1)
SHARED = graph.read("b = 2*a; c = b**2; b + c")
TWO_SLOPES = 2 * TWO_ERRORS * TWO_X
TWO_STEPS = W - 0.05 * np.array([TWO_SLOPES.sum(), TWO_SLOPES[0]])


def loss_at(w):
    return loss(forward(X, w), Y)


def steps_to(goal, lr):
    """Return after how many steps the loss is below the goal for the first time."""
    return int(np.argmax(descend(X, Y, W, lr, 1000).loss < goal))


def limit_at(weights):
    """Return the limit of the learning rate at this place of the valley, by its curvature."""
    slope_of_output = [X * weights[1], X * weights[0]]
    return 1 / np.dot(slope_of_output, slope_of_output)


def smallest_loss(x, y):
    """Return the loss of the line that fits these samples best."""
    inputs = np.column_stack([x, np.ones(len(x))])
    best = np.linalg.lstsq(inputs, y, rcond=None)[0]
    return losses.mean_squared_error(inputs @ best, y)


def first_steps_that_overflow(x, y, lr):
    """Return after how many steps the loss and then a weight are too large for a float."""
    start = network.Network(layers.Dense(np.zeros((x.shape[1], 1)), [0]))
    run = training.train(start, x, y, lr, epochs=1000)
    return int(np.argmax(np.isinf(run.loss))), len(run.batches)


def ratio_of_limits(x):
    """Return how many times as large as the smaller limit of the learning rate the larger is."""
    bends = training.curvature(x, bias=False).eigenvalues
    return bends[0] / bends[-1]


def through_tanh(y):
    """Return the slopes of w₁, a, ŷ and w₂, then f′(z) and dj/dz, with tanh in the chain."""
    a, slope = activations.tanh(X * W1), activations.tanh_slope(X * W1)
    dj_dy_hat = 2 * (a * W2 - y)
    dj_dz = dj_dy_hat * W2 * slope
    return dj_dz * X, dj_dy_hat * W2, dj_dy_hat, dj_dy_hat * a, slope, dj_dz


def first_step(lr):
    """Return the slopes of w and b for the five samples, then w and b after the first step."""
    x, y = THIRDS
    error = W * x - y
    dj_dw, dj_db = 2 * np.mean(error * x), 2 * np.mean(error)
    return dj_dw, dj_db, W - lr * dj_dw, -lr * dj_db


def slope_left(name, z, many):
    """Return what is left of a slope after many activations in a row."""
    left = 1.0
    for _ in range(many):
        left *= activations.ACTIVATIONS[name].slope(z)
        z = activations.ACTIVATIONS[name].value(z)
    return left


def settles(name):
    """Return what comes out of very many activations in a row."""
    z = 0.0
    for _ in range(1000):
        z = activations.ACTIVATIONS[name].value(z)
    return z


def back_on(lr):
    """Return at which step of the leaky unit a sample is on again, after all have been off."""
    x, y = THIRDS
    w, b, step = W, 0.0, 0
    while step < 2 or (w * x + b <= 0).all():
        error = activations.leaky_relu(w * x + b) - y
        dj_dz = 2 * error / len(x) * activations.leaky_relu_slope(w * x + b)
        w, b, step = w - lr * np.sum(dj_dz * x), b - lr * np.sum(dj_dz), step + 1
    return step


def two_inputs_two_units(b2=0.1):
    """Return the network with which notebook 09 begins, or the same with another b₂."""
    relu = activations.ACTIVATIONS["relu"]
    hidden = layers.Dense([[W1, 0.6], [-0.4, -0.4]], [0, b2])
    return network.Network(hidden, relu, layers.Dense([[W2], [-W2]], [0.5]))


def paths_to_inputs():
    """Return what comes back to x₁ through unit 1 and unit 2, what to x₂, and the sum at x₁."""
    made = two_inputs_two_units()
    values = made.forward([[X, 1]])
    hidden, _ = made.backward(values, 2 * (values[-1] - Y))
    return *(made.dense[0].weights * hidden.bias).ravel(), hidden.inputs[0, 0]


def loss_after_a_step():
    """Return the loss of the first network of 09 when all nine parameters have moved."""
    moved = training.train(two_inputs_two_units(), [[X, 1]], [[Y]], LR, epochs=1).networks[-1]
    return loss(moved.forward([[X, 1]])[-1].item(), Y)


@cache
def two_outputs(steps, *, too_early=False):
    """Return Mazur's network after so many steps with lr = 0.5, its loss, and its slopes.

    If it is too early, the weights of the outputs move before the slopes go back through them.
    """
    sigmoid = activations.ACTIVATIONS["sigmoid"]
    w = np.array([[0.15, 0.25], [0.2, 0.3]])
    v = np.array([[0.4, 0.5], [0.45, 0.55]])
    x = np.array([[0.05, 0.1]])
    for step in range(steps + 1):
        hidden, output = layers.Dense(w, [0.35] * 2), layers.Dense(v, [0.6] * 2)
        made = network.Network(hidden, sigmoid, output, sigmoid)
        values = made.forward_unchecked(x)
        error = values[-1] - [0.01, 0.99]
        slopes = made.backward_unchecked(values, error)
        if step == steps:
            break
        v = v - 0.5 * slopes[1].weights
        back = v if too_early else output.weights
        dj_dz = slopes[1].bias @ back.T * activations.sigmoid_slope(values[1])
        w = w - 0.5 * x.T @ dj_dz
    return made, (error**2).sum() / 2, slopes


def first_step_with_two_outputs():
    """Return slopes, paths, weights and losses of the first step."""
    made, before, (_, output) = two_outputs(0)
    moved, after, _ = two_outputs(1)
    old, new = first_weights(made), first_weights(moved)
    paths = output.bias * made.dense[1].weights[0]
    found = [*output.bias, *paths, paths.sum(), *old, *new, *np.subtract(new, old)]
    return *np.abs(found), before, after, two_outputs(1, too_early=True)[1]


def first_weights(made):
    """Return the first weight of each layer: w₁ and w₅."""
    return [layer.weights[0, 0] for layer in made.dense]


def starts_that_solve_xor(units):
    """Return from how many of 20 seeds a network solves XOR in 400 updates with lr = 0.2."""
    x, y = datasets.xor()
    solved = 0
    for seed in range(20):
        start = network.Network.at_random([2, units, 1], "tanh", seed)
        *_, trained = islice(training.descent(start, x, y, 0.2), 401)
        solved += losses.mean_squared_error(trained.forward(x)[-1], y) < 0.01
    return solved


def back_at_hidden_units():
    """Return dj/da₁ of the three samples of 10."""
    y_hat = np.maximum(TEN_X @ TEN_W1 + [0, 0.1], 0) @ TEN_W2 + 0.5
    return 2 * (y_hat - TEN_Y) / len(TEN_X) @ TEN_W2.T


def right_of_100(data, hidden):
    """Return how many samples are on the right side after 500 updates, as in the picture of 10."""
    x, y = getattr(datasets, data)(100)
    start = network.Network.at_random([2, *hidden, 1])
    networks = training.descent(start, x, y, lr=1, loss=losses.BINARY_CROSS_ENTROPY)
    logits = next(itertools.islice(networks, 500, None)).forward(x)[-1]
    return np.sum((logits > 0) == y)


def without_zeroing(steps):
    """Return the weights of a descent in which each slope is added to all those before."""
    weights, grad = [W], 0.0
    for _ in range(steps):
        grad += gradient(X, Y, weights[-1])
        weights.append(weights[-1] - LR * grad)
    return np.array(weights)


def values_of_moons(samples):
    """Return how many values the loss of a network with four units has in the engine."""
    new = np.vectorize(autograd.Value, otypes=[object])
    x, y = map(new, datasets.moons(samples))
    first, second = (new(np.zeros(shape)) for shape in ((3, 4), (5, 1)))
    y_hat = np.tanh(x @ first[1:] + first[0]) @ second[1:] + second[0]
    loss = ((y_hat - y) ** 2).sum() * autograd.Value(1 / samples)
    return len(autograd.topological_order(loss))


def passes(weights):
    """Return how many forward passes it takes to nudge each weight to one side."""
    return 1 + weights


def edges(formula):
    """Return how many steps back the graph takes."""
    return sum(len(node.inputs) for node in formula.nodes)


ARTICLE = {X, Y, W, LR}
ERROR = forward(X, W) - Y
FIRST = {forward(X, W), ERROR, loss_at(W), best_weight(X, Y)}
CHAIN_RULE = {2 * ERROR, gradient(X, Y, W)}
FORMULA = {2 * X**2, 2 * X * Y}  # 4.5w − 1.5

SET = {  # settings to try, amounts that the text chooses, powers of ten, digits of a float
    "start_here": set(),
    "one_weight": {"1000", "10", "18", "16"},
    "slope": {"0.01", "0.2", "0.3", "10,000", "10", "16"},
    "descent": {"0.3", "0.333333"},
    "learning_rate": {"0.01", "0.2", "0.4", "0.6", "10", "1000", "0.001", "0.15", "99", "15"},
    "bias_and_data": {"0.05", "0.02", "10", "24", "30", "40", "60", "70", "100", "1,000"},
    "backward_pass": {"0.05", "0.2", "0.3", "0.4", "1.25", "10", "1,000", "1,000,000"},
    "computation_graph": {"0.01"},
    "activations": {"0.2", "10", "100", "200", "1000", "1958"},
    "hidden_layer": {
        *("0.01", "0.05", "0.2", "10", "20", "100", "400", "10,000"),
        *("1969", "1986", "2015"),
    },
    "matrix_form": {"0.3", "10", "16", "40", "64", "100", "110", "500", "1000"},
    "autograd": {"0.05", "0.7", "10", "12", "25", "1,000", "3,000", "1964", "1970"},
}
COMPUTED = {
    "start_here": {forward(X, W), best_weight(X, Y), *FORMULA},
    "one_weight": {*FIRST, loss(0, Y), round(1e27 / BILLION / YEAR / BILLION, -1)},
    "slope": {
        *FIRST,
        *CHAIN_RULE,
        *FORMULA,
        X**2,
        2 * ERROR + 0.3,
        loss_at(W + 0.1) - loss_at(W),
        *secant_slope(loss_at, W, [0.1, 0.01]),
        central_slope(loss_at, W, 0.01),
    },
    "descent": {
        *(FIRST - {ERROR}),
        *CHAIN_RULE,
        *WALK.w[[1, 2, 3, 5, 6, 14]],
        WALK.loss[1],
        WALK.shrink_factor,
        100 * WALK.shrink_factor,
        0.333 * X,
        int(np.argmax(WALK.w.round(3) == 0.333)),
    },
    "learning_rate": {
        ERROR,
        best_weight(X, Y),
        gradient(X, Y, W),
        *FORMULA,
        WALK.w[1],
        WALK.shrink_factor,
        W - best_weight(X, Y),
        *critical_lr(X),
        shrink_factor(X, 0.001),
        shrink_factor(0.15, 0.2),
        shrink_factor(0.15, critical_lr(X).limit),
        steps_to(1e-6, 0.01),
        round(np.log(0.01) / np.log(shrink_factor(0.15, 0.2)), -1),
    },
    "backward_pass": {
        *FIRST,
        W1,
        W1 * W2,
        chain.forward(X, [W1, W2])[1],
        *SLOPES.values[1:],
        *SLOPES.weights,
        STEP.loss[1],
        loss_at(W1_TOO_EARLY * NEW_W2),
        *VALLEY,
        limit_at(VALLEY),
        NEAREST,
        limit_at([NEAREST, NEAREST]),
        *AT_LR_03.weights[-1],
        limit_at(AT_LR_03.weights[-1]),
        X * W2,
        chain.descend(X, Y, [W1, W2], 0.2, 1).loss[1],
        AT_LR_03.loss[1],
        *([W1, W2] * SLOPES.weights),
        round(-1000 * np.log10(0.8)),
        Y**2,
        *(passes(weights) for weights in (1_000, 1_000_000)),
    },
    "bias_and_data": {
        *(FIRST - {ERROR, best_weight(X, Y)}),
        *CHAIN_RULE,
        WALK.w[1],
        WALK.y_hat[1],
        WALK.w[1] * X - LR * 2 * ERROR,
        *np.abs(OWN_LOSSES),
        OWN_LOSSES.mean(),
        *np.abs(2 * TWO_ERRORS * TWO_X),
        abs((2 * TWO_ERRORS * TWO_X).mean()),
        *np.abs(2 * TWO_ERRORS),
        (2 * TWO_ERRORS).mean(),
        np.polyfit(TWO_X, TWO_Y, 1)[0],
        smallest_loss(*(part.round(2) for part in datasets.line(8, noise=0.4, seed=4))),
        *first_steps_that_overflow(*FLATS, 0.1),
        round(2 * 70**2, -4),
        1 / 70**2,
        training.curvature(FLATS.x - FLATS.x.mean(axis=0), bias=False).largest_lr,
        ratio_of_limits(FLATS.x - FLATS.x.mean(axis=0)),
        np.log(2),
    },
    "computation_graph": {
        *(ARTICLE_GRAPH.forward(ARTICLE_VALUES)[place] for place in (2, 4)),
        *(ARTICLE_GRAPH.gradient(ARTICLE_VALUES)[name] for name in "xw"),
        2 * ERROR,
        W1,
        chain.forward(X, [W1, W2])[1],
        *SLOPES.values[:2],
        *SLOPES.weights,
        *(USED_TWICE.backward(ARTICLE_VALUES)[place] for place in (1, 2)),
        0.01**2,
        2 * 3 * 0.01,
        len(TEN_PRODUCTS.names),
        edges(TEN_PRODUCTS),
        passes(len(TEN_PRODUCTS.names)) * sum(bool(node.inputs) for node in TEN_PRODUCTS.nodes),
    },
    "activations": {
        W1,
        abs(-1 * W2 + 0.2),  # the bias of both layers together
        1 / W1,  # where z is 0
        forward(X, W1),
        *through_tanh(-Y)[1:],
        through_tanh(-Y)[0],
        100 * (1 - activations.tanh_slope(X * W1)),
        2 * (forward(X, W) + Y) * W2 * X,  # without the tanh
        activations.sigmoid_slope(0),
        1e7 * activations.sigmoid_slope(0) ** 10,
        1e7 * slope_left("sigmoid", 0, 10),
        settles("sigmoid"),
        slope_left("tanh", X * W1, 10),
        activations.sigmoid_slope(6),
        activations.tanh_slope(6),
        activations.LEAK,
        *map(abs, first_step(0.3)),
        THIRDS[0].max(),
        abs(np.dot(first_step(0.3)[2:], [THIRDS[0].max(), 1])),
        back_on(0.3),
    },
    "hidden_layer": {
        *(FIRST - {best_weight(X, Y)}),
        2 * ERROR,
        W1,
        two_inputs_two_units().forward([[X, 1]])[2][0, 1],
        0.6 * W2,  # how far unit 2 pulls the output down
        *SLOPES.weights,
        *map(abs, paths_to_inputs()),
        2 * ERROR * 2,
        2 * ERROR * 0.6,
        1 / 0.4,  # the x₂ at which z₂ is 0
        *activations.tanh_slope([2, 0.6]),
        loss_after_a_step(),
        *first_step_with_two_outputs(),
        *np.abs(first_weights(two_outputs(10_000)[0])),
        two_outputs(10_000)[1],
        losses.mean_squared_error(np.full((4, 1), 0.5), datasets.xor().y),
        losses.mean_squared_error([[0], [2 / 3], [2 / 3], [2 / 3]], datasets.xor().y),
        starts_that_solve_xor(2),
        4 * 100 + 2,
        int(100 * np.log10(2)),
    },
    "matrix_form": {
        *np.abs(TEN_W1).ravel(),
        (TEN_X @ TEN_W1 + [0, 0.1])[2, 1],
        back_at_hidden_units()[1, 1],
        network.Network.at_random(TEN_SIZES).parameters.size,
        64 // 8 + 8,
        np.log(2),
        500 * 100,
        right_of_100("moons", [1, 1, 1]),
        right_of_100("moons", []),
        right_of_100("circles", [2]),
        right_of_100("circles", [3]),
    },
    "autograd": {
        W1,
        *(FIRST - {ERROR, forward(X, W)}),
        *(abs(slope) for slope in ARTICLE_GRAPH.gradient(ARTICLE_VALUES).values()),
        *SHARED.backward({"a": 3})[1:3],
        SHARED.backward({"a": 3})[2] - 1,
        SHARED.backward({"a": 3})[1] + 2,
        2**10,
        10 + 1,
        *np.abs(TWO_SLOPES),
        *TWO_STEPS,
        OWN_LOSSES.sum(),
        *(np.sum((w * TWO_X - TWO_Y) ** 2) for w in TWO_STEPS),
        2 * gradient(X, Y, W),
        4 * gradient(X, Y, W),
        WALK.w[2],
        gradient(X, Y, WALK.w[1]),
        gradient(X, Y, W) + gradient(X, Y, WALK.w[1]),
        *np.abs(without_zeroing(12)[[2, 4, 9]]),
        network.Network.at_random([2, 4, 1]).parameters.size,
        *map(values_of_moons, (8, 100)),
        8 * X**7,
    },
}


def numbers_in(text):
    """Return the numbers in prose and formulas; whole ones below 10 are counts or factors."""
    text = NO_QUANTITY.sub(" ", text)
    fractions = [f"{over}/{under}" for over, under in FRACTION.findall(text)]
    found = [*fractions, *NUMBER.findall(FRACTION.sub(" ", text))]
    return [number for number in found if len(number) > 1]


def is_computed(text, values):
    """Return whether a number is one of these values, at the digits that it is written with."""
    over, _, under = text.replace(",", "").partition("/")
    if under:
        return any(abs(float(over) / float(under) - value) < 1e-12 for value in values)
    digits = len(over.partition(".")[2])
    return any(abs(float(over) - value) <= 0.5001 * 10**-digits for value in values)


def prose(member):
    cells = nbformat.read(NOTEBOOKS / member.file, as_version=4).cells
    return "\n\n".join(
        cell.source
        for cell in cells
        if cell.cell_type == "markdown" and "<!-- map -->" not in cell.source
    )


@pytest.mark.parametrize("member", COURSE, ids=lambda member: member.stem)
def test_every_number_in_the_prose_is_computed_or_set(member):
    numbers = numbers_in(prose(member))
    assert numbers
    values = ARTICLE | COMPUTED[member.name]
    unknown = {n for n in numbers if n not in SET[member.name] and not is_computed(n, values)}
    assert unknown == set()
    assert SET[member.name] <= set(numbers)
    unused = {v for v in COMPUTED[member.name] if not any(is_computed(n, {v}) for n in numbers)}
    assert unused == set()


def test_four_units_solve_xor_from_every_start():
    assert starts_that_solve_xor(4) == 20


def test_a_wrong_number_is_found():
    assert numbers_in("$dj/dw = 2.11$ at $w_0 = \\frac13$, as in notebook 02 and `x = 7.5`.") == [
        "1/3",
        "2.11",
    ]
    assert not is_computed("2.11", {2.1})
    assert is_computed("2.1", {2.1225})
    assert not is_computed("1/3", {0.3333})
    assert is_computed("1,001", {1001})
