"""Practice of notebook 10: a whole layer at once, its shapes, and what the way back costs."""

from __future__ import annotations

from itertools import pairwise, permutations
from math import ceil, floor, isqrt

import numpy as np

from ..activations import ACTIVATIONS
from ..checked import FloatArray
from ..layers import Dense
from ..losses import MEAN_SQUARED_ERROR
from ..network import Network
from ..notation import factor, number
from .engine import (
    ChoiceExercise,
    FunctionExercise,
    Lesson,
    NumberExercise,
    OrderingExercise,
    Prediction,
    arrays,
    floats,
)

# The network and the samples of the first picture.
_NETWORK = Network(
    Dense([[1.6, 0.6], [-0.4, -0.4]], [0, 0.1]), ACTIVATIONS["relu"], Dense([[0.5], [-0.5]], [0.5])
)
_X, _Y = np.array([[1.5, 1], [1, 2], [2, 0.5]]), np.array([[0.5], [1], [1.25]])


def _asked(x: FloatArray, y: FloatArray) -> float:
    """Return the slope of the network's first weight."""
    values = _NETWORK.forward(x)
    slopes = _NETWORK.backward(values, MEAN_SQUARED_ERROR.slope(values[-1], y))
    return float(slopes[0].weights[0, 0])


_ASKED = [_asked(_X[[sample]], _Y[[sample]]) for sample in range(len(_X))]
_MEAN_ASKED = (
    f"({' + '.join(factor(asked) for asked in _ASKED)})/{len(_X)} = {number(_asked(_X, _Y))}"
)

# A column of outputs that are all right, and a row of the same targets.
_OUTPUTS = np.array([[1.0], [2.0], [4.0]])
_TARGETS = _OUTPUTS[:, 0]
_SQUARES = (_OUTPUTS - _TARGETS) ** 2

# Two layers without biases, and a batch.
_SAMPLES, _WIDTHS = 50, (300, 100, 10)
_FIRST, _SECOND = (_SAMPLES * i * o for i, o in pairwise(_WIDTHS))
_BACK = _FIRST + 2 * _SECOND

# Two layers with biases, all of whose parameters are nudged.
_SIZES = (20, 30, 10)
_WEIGHTS = sum(i * o for i, o in pairwise(_SIZES))
_PARAMETERS = _WEIGHTS + sum(_SIZES[1:])
_FOR_A_STEP = 3  # forward passes that take as long as a forward and a backward pass
_TIMES = (1 + _PARAMETERS) / _FOR_A_STEP

# A deep network whose values do not fit into memory.
_LAYERS, _MEGABYTES = 144, 10
_EVERY = isqrt(_LAYERS)


def _held(every: int) -> int:
    """Return how many megabytes are held at the most if every so many layers are kept."""
    return _MEGABYTES * (_LAYERS // every + every)


# The lines of one step. The first of two must come before the second.
_STEPS = {
    "delta2": "delta2 = 2 * (y_hat - y) / len(x)",
    "dw2": "dW2 = a1.T @ delta2",
    "delta1": "delta1 = (delta2 @ W2.T) * (a1 > 0)",
    "dw1": "dW1 = x.T @ delta1",
    "w2": "W2 = W2 - lr * dW2",
    "w1": "W1 = W1 - lr * dW1",
}
_BEFORE = (
    ("delta2", "dw2"),
    ("delta2", "delta1"),
    ("delta1", "dw1"),
    ("dw2", "w2"),
    ("delta1", "w2"),
    ("dw1", "w1"),
)
_OTHER_ORDERS = "\n".join(
    ", ".join(order)
    for order in permutations(_STEPS)
    if order != tuple(_STEPS)
    and all(order.index(first) < order.index(then) for first, then in _BEFORE)
)


def _as_sum_of_squares(mean: float) -> str:
    return f"Then the squares of all nine differences would add up to {number(9 * mean)}."


def _against_forward(multiplications: float) -> str:
    times = number(multiplications / (_FIRST + _SECOND), 3)
    return f"That would be {times} times as many as in the forward pass."


def _as_passes(times: float) -> str:
    return f"Nudging would then take as long as {number(times * _FOR_A_STEP)} forward passes."


def _as_layers(megabytes: float) -> str:
    return f"That would be the values of {number(megabytes / _MEGABYTES)} layers."


LESSON = Lesson(
    name="matrix_form",
    exercises=(
        FunctionExercise(
            name="dense_backward",
            prompt="Write the backward pass of one dense layer, z = x·W + b. The slope "
            "delta = dj/dz arrives, with a row for each sample. Return dj/dW, dj/db and dj/dx, "
            "for any number of samples, inputs and outputs.",
            code='''
def my_dense_backward(x, W, delta):
    """Return (dW, db, dx) of the layer z = x @ W + b, where delta = dj/dz arrives."""
    return x.T @ delta, delta.sum(axis=0), delta @ W.T
''',
            draws={
                "x": arrays("samples", "inputs", of=floats(-3, 3)),
                "W": arrays("inputs", "outputs", of=floats(-2, 2)),
                "delta": arrays("samples", "outputs", of=floats(-3, 3)),
            },
            example={
                "x": np.array([[1.5, 1], [1, 2], [2, 0.4]]),
                "W": np.array([[1.6, 0.6], [-0.4, -0.4]]),
                "delta": np.array([[0.7, -0.2], [0.2, 0.6], [-0.5, 0.3]]),
            },
            length_hint="Return three: `return dW, db, dx`.",
            hints=(
                "A gradient has the shape of what it is the gradient of: (inputs, outputs), "
                "(outputs,) and (samples, inputs).",
                "Which product of x and delta, one of them transposed, has the shape of W? And "
                "which product of delta and W has the shape of x?",
                "The bias acts on every sample, so its slope is the sum of the rows: "
                "`delta.sum(axis=0)`.",
            ),
            takeaway="dW = xᵀ·δ adds over the samples, db adds the rows of δ, and dx = δ·Wᵀ adds "
            "over the outputs. Each is a sum over paths.",
            mistakes="""
                weights_not_transposed: (x.T @ delta, delta.sum(axis=0), delta @ W)
                    For dx you multiply by W as it stands. That fits only if W is square, and then
                    slopes go back along the wrong wires. Multiply by Wᵀ.
                dw_transposed: (delta.T @ x, delta.sum(axis=0), delta @ W.T)
                    Your dW is transposed: it has the shape (outputs, inputs). It must have the
                    shape of W.
                x_not_transposed: (x @ delta, delta.sum(axis=0), delta @ W.T)
                    For dW you multiply by x as it stands. That fits only if there are as many
                    samples as inputs. Take xᵀ, so that the sum runs over the samples.
                delta_transposed: (x @ delta.T, delta.sum(axis=0), delta @ W.T)
                    For dW you transposed delta, so your sum runs over the features. It must run
                    over the samples: transpose x, as in xᵀ·δ.
                bias_not_summed: (x.T @ delta, delta, delta @ W.T)
                    Your db has a row for each sample. There is one bias for all samples, so add
                    the rows.
                bias_over_the_wrong_axis: (x.T @ delta, delta.sum(axis=1), delta @ W.T)
                    For db you added along each row, so there is a number for each sample. Add down
                    each column, with axis=0.
                bias_one_number: (x.T @ delta, delta.sum(), delta @ W.T)
                    Your db is one number. Every output has a bias of its own, so add the rows
                    only, with axis=0.
                bias_averaged: (x.T @ delta, delta.mean(axis=0), delta @ W.T)
                    For db you took the mean. The 1/n of the loss is in delta already: add the
                    rows.
                weights_averaged: (x.T @ delta / len(x), delta.sum(axis=0), delta @ W.T)
                    You divided dW by the number of samples. The 1/n of the loss is in delta
                    already, so leave out the division.
                both_averaged: (x.T @ delta / len(x), delta.mean(axis=0), delta @ W.T)
                    You divided dW and db by the number of samples. The 1/n of the loss is in delta
                    already, so what is left is a sum.
                bias_kept_as_a_table: (x.T @ delta, delta.sum(axis=0, keepdims=True), delta @ W.T)
                    Your db is a table with one row, (1, outputs). It must have the shape of b,
                    (outputs,): leave out `keepdims`.
                bias_times_inputs: (x.T @ delta, (x.T @ delta).sum(axis=0), delta @ W.T)
                    Your db contains the inputs. A bias is added, so its local slope is 1: add the
                    rows of delta itself.
                dw_entry_by_entry: (x * delta, delta.sum(axis=0), delta @ W.T)
                    For dW you multiplied entry by entry. Each input meets each output: that takes
                    the matrix product xᵀ·δ.
                dx_entry_by_entry: (x.T @ delta, delta.sum(axis=0), delta * W)
                    For dx you multiplied entry by entry. Each input has a path to every output, and
                    the paths add: that is δ·Wᵀ.
                dw_for_each_sample: \
(x[:, :, None] * delta[:, None, :], delta.sum(axis=0), delta @ W.T)
                    Your dW has a table for each sample. Add these tables: xᵀ·δ makes and adds them
                    at once.
                dx_summed: (x.T @ delta, delta.sum(axis=0), (delta @ W.T).sum(axis=0))
                    You added dx over the samples. W and b are shared by all samples, but each
                    sample has inputs of its own, so leave out the sum.
                dx_times_inputs: (x.T @ delta, delta.sum(axis=0), delta @ W.T * x)
                    You multiplied dx by x. In x·W the other factor is the weight, so multiply by Wᵀ
                    alone.
                forward_for_back: (x.T @ delta, delta.sum(axis=0), x @ W)
                    What you return for dx is x·W, the forward pass. On the way back, delta goes
                    through Wᵀ.
                dx_passed_on: (x.T @ delta, delta.sum(axis=0), delta)
                    For dx you pass on what arrives. It must go back through the weights: δ·Wᵀ.
                through_the_inverse: (x.T @ delta, delta.sum(axis=0), delta @ np.linalg.inv(W))
                    You multiplied by the inverse of W. Slopes go back along the wires, each times
                    its weight: that takes the transpose, Wᵀ.
                first_sample_only: (x[:1].T @ delta[:1], delta[0], delta @ W.T)
                    Your dW and db are those of the first sample alone. Add over all of them.
                last_sample_only: (x[-1:].T @ delta[-1:], delta[-1], delta @ W.T)
                    Your dW and db are those of the last sample alone. A loop must add what each
                    sample gives, not overwrite it.
                sign_turned: (-x.T @ delta, -delta.sum(axis=0), -delta @ W.T)
                    All your signs are turned. The minus of the descent belongs to the update, so
                    leave it out here.
                dx_first: (delta @ W.T, x.T @ delta, delta.sum(axis=0))
                    The values are right, but in the wrong order: return dW, db, dx.
                bias_last: (x.T @ delta, delta @ W.T, delta.sum(axis=0))
                    dx and db are exchanged: return dW, db, dx.
                bias_first: (delta.sum(axis=0), x.T @ delta, delta @ W.T)
                    dW and db are exchanged: return dW, db, dx.
                back_to_front: (delta @ W.T, delta.sum(axis=0), x.T @ delta)
                    dW and dx are exchanged: return dW, db, dx.
                weights_last: (delta.sum(axis=0), delta @ W.T, x.T @ delta)
                    All three values are right, but each is in the place of another: return
                    dW, db, dx.
            """,
            also_right="""
                (np.matmul(np.transpose(x), delta), np.sum(delta, axis=0), np.dot(delta, W.T))
                [(delta.T @ x).T, np.ones(len(x)) @ delta, (W @ delta.T).T]
                (np.einsum("ni,no->io", x, delta), sum(delta), np.einsum("no,io->ni", delta, W))
            """,
        ),
        FunctionExercise(
            name="delta_of_layer",
            prompt="Write δ of a hidden layer from δ of the next one. The layer's activation is "
            "tanh, and its values a = tanh(z) were kept.",
            code='''
def my_delta_of_layer(delta_next, W_next, a):
    """Return dj/dz of a layer with a = tanh(z), where z_next = a @ W_next + b_next."""
    return (delta_next @ W_next.T) * (1 - a**2)
''',
            draws={
                "delta_next": arrays("samples", "units of the next layer", of=floats(-3, 3)),
                "W_next": arrays("units", "units of the next layer", of=floats(-2, 2)),
                "a": arrays("samples", "units", of=floats(-0.95, 0.95)),
            },
            example={
                "delta_next": np.array([[1.4], [-0.6], [0.8]]),
                "W_next": np.array([[0.5], [-0.5]]),
                "a": np.array([[0.9, 0.6], [0.7, -0.2], [-0.4, 0.3]]),
            },
            hints=(
                "First dj/da, which collects what comes back along all wires. Then through the "
                "activation.",
                "dj/da = δ_next·W_nextᵀ: it has a row for each sample and a column for each unit.",
                "tanh′(z) = 1 − a². Every unit of every sample has a slope of its own, so multiply "
                "entry by entry, with `*`.",
            ),
            takeaway="δ = (δ_next·W_nextᵀ) ⊙ f′(z): first the sum over the paths, then one local "
            "slope for each entry.",
            mistakes="""
                weights_not_transposed: (delta_next @ W_next) * (1 - a**2)
                    You multiply by W_next as it stands. That fits only if both layers have equally
                    many units, and then slopes go back along the wrong wires. Multiply by its
                    transpose.
                slope_forgotten: delta_next @ W_next.T
                    That is dj/da. The activation is missing: multiply each entry by tanh′(z),
                    which is 1 − a².
                matrix_product: (delta_next @ W_next.T) @ (1 - a**2)
                    You used a matrix product for the activation. It would mix the units, but each
                    z makes only its own a: multiply entry by entry.
                matrix_product_that_fits: (delta_next @ W_next.T) @ (1 - a**2).T
                    You transposed 1 − a² so that the matrix product fits. Multiply entry by entry,
                    with `*`.
                value_for_slope: (delta_next @ W_next.T) * a
                    You multiply by a, the value. On the way back the slope of tanh counts: 1 − a².
                slope_at_a: (delta_next @ W_next.T) * (1 - np.tanh(a) ** 2)
                    You took the slope at a. But a is tanh(z) already, and the slope is the one
                    at z: 1 − a².
                slope_of_a_relu: (delta_next @ W_next.T) * (a > 0)
                    That is the slope of a ReLU. Here a = tanh(z), so the slope is 1 − a².
                bracket_missing: delta_next @ W_next.T * 1 - a**2
                    You return dj/da − a², because brackets are missing around 1 − a². Write
                    `* (1 - a**2)`.
                sigmoid_rule: (delta_next @ W_next.T) * a * (1 - a)
                    a·(1 − a) is the rule of the sigmoid. For tanh it is 1 − a².
                not_squared: (delta_next @ W_next.T) * (1 - a)
                    You subtract a itself. It must be squared: 1 − a².
                slope_before_weights: (delta_next * (1 - a**2)) @ W_next.T
                    You multiply by the slope of the activation first. It belongs to the units of
                    this layer, which delta reaches only after it has gone through the weights.
                weights_forgotten: delta_next * (1 - a**2)
                    You left out the weights. What arrives must go back through them:
                    δ_next·W_nextᵀ.
                entry_by_entry: (delta_next * W_next) * (1 - a**2)
                    You multiplied by the weights entry by entry. Each unit has a path to every
                    unit of the next layer, and the paths add: that is a matrix product.
                result_transposed: (W_next @ delta_next.T) * (1 - a**2).T
                    Your δ is transposed: it has a column for each sample. It must have the shape
                    of z, (samples, units).
                averaged: (delta_next @ W_next.T) * (1 - a**2) / len(a)
                    You divided by the number of samples. The 1/n of the loss is in delta_next
                    already, so leave out the division.
                summed: ((delta_next @ W_next.T) * (1 - a**2)).sum(axis=0)
                    You added over the samples. Each sample has a δ of its own, so leave out the
                    sum. Only the gradients of the weights and biases need it.
                slope_added: (delta_next @ W_next.T) + (1 - a**2)
                    You added the slope of the activation. Along a path, slopes multiply.
                slope_divided: (delta_next @ W_next.T) / (1 - a**2)
                    You divided by the slope of the activation. Multiply by it: along a path, slopes
                    multiply.
                gradient_of_weights: a.T @ delta_next
                    That is the gradient of W_next. For δ of this layer, multiply delta_next by
                    W_nextᵀ, then by 1 − a².
            """,
            also_right="""
                (1 - a**2) * (W_next @ delta_next.T).T
                np.dot(delta_next, W_next.T) * (1 - a) * (1 + a)
                np.einsum("no,uo->nu", delta_next, W_next) * (1 - np.square(a))
            """,
        ),
        FunctionExercise(
            name="gain_backward",
            prompt="A layer that is not on this page: z = x ⊙ g + b. It multiplies each feature "
            "by a gain of its own and adds a bias. g and b have one number for each feature and "
            "are the same for all samples. Write its backward pass.",
            code='''
def my_gain_backward(x, g, delta):
    """Return (dg, db, dx) of the layer z = x * g + b, where delta = dj/dz arrives."""
    return (x * delta).sum(axis=0), delta.sum(axis=0), delta * g
''',
            draws={
                "x": arrays("samples", "features", of=floats(-3, 3)),
                "g": arrays("features", of=floats(-2, 2)),
                "delta": arrays("samples", "features", of=floats(-3, 3)),
            },
            example={
                "x": np.array([[1.5, 1], [1, 2], [2, 0.4]]),
                "g": np.array([0.8, 1.6]),
                "delta": np.array([[0.7, -0.7], [0.2, 0.6], [-0.5, 0.3]]),
            },
            length_hint="Return three: `return dg, db, dx`.",
            hints=(
                "Take one entry: z = x·g + b, with plain numbers. What are its three slopes?",
                "Which of x, g and b do the samples share? There the paths through all samples "
                "add.",
                "dg and db have the shape (features,), so add the rows, with axis=0. dx has the "
                "shape of x.",
            ),
            takeaway="Write the slopes for one entry, then add over all the paths that share a "
            "number. What is shared over the samples is summed over the samples.",
            mistakes="""
                as_a_dense_layer: (x.T @ delta, delta.sum(axis=0), delta * g)
                    Your dg is a table, as for a dense layer. Here each feature meets its own gain
                    only: multiply entry by entry, then add the rows.
                gain_not_summed: (x * delta, delta.sum(axis=0), delta * g)
                    Your dg has a row for each sample. The samples share the gain, so add the rows.
                bias_not_summed: ((x * delta).sum(axis=0), delta, delta * g)
                    Your db has a row for each sample. The samples share the bias, so add the rows.
                neither_summed: (x * delta, delta, delta * g)
                    Your dg and db have a row for each sample. The samples share both, so add the
                    rows.
                averaged: ((x * delta).mean(axis=0), delta.mean(axis=0), delta * g)
                    You took means. The 1/n of the loss is in delta already: add the rows.
                along_rows: ((x * delta).sum(axis=1), delta.sum(axis=1), delta * g)
                    You added along each row, which gives a number for each sample. Add down each
                    column.
                one_number_each: ((x * delta).sum(), delta.sum(), delta * g)
                    You added everything up. Each feature has a gain and a bias of its own.
                dx_mixed: ((x * delta).sum(axis=0), delta.sum(axis=0), delta @ g)
                    Your dx is a matrix product, which adds over the features. Each x has one path
                    only: multiply entry by entry.
                dx_passed_on: ((x * delta).sum(axis=0), delta.sum(axis=0), delta)
                    For dx you pass on what arrives. The gain multiplies x, so it also multiplies
                    the slope.
                dx_times_inputs: ((x * delta).sum(axis=0), delta.sum(axis=0), delta * x)
                    For dx you multiplied by x itself. In a product, the local slope is the other
                    factor: g.
                dx_divided: ((x * delta).sum(axis=0), delta.sum(axis=0), delta / g)
                    For dx you divided by the gain. On the way back the gain multiplies, as it does
                    on the way forward.
                dx_summed: ((x * delta).sum(axis=0), delta.sum(axis=0), (delta * g).sum(axis=0))
                    You added dx over the samples. The samples share g and b, but each has an x of
                    its own, so leave out the sum.
                sums_multiplied: (x.sum(axis=0) * delta.sum(axis=0), delta.sum(axis=0), delta * g)
                    For dg you added first and multiplied the sums. Multiply in each sample, then
                    add.
                input_forgotten: (delta.sum(axis=0), delta.sum(axis=0), delta * g)
                    Your dg has no factor x. That is right for the bias only.
                gain_for_input: ((g * delta).sum(axis=0), delta.sum(axis=0), delta * g)
                    For dg you multiplied by the gain itself. In a product, the local slope is the
                    other factor: x.
                bias_times_input: ((x * delta).sum(axis=0), (x * delta).sum(axis=0), delta * g)
                    Your db contains the inputs. A bias is added, so its local slope is 1: add
                    the rows of delta.
                factors_exchanged: ((g * delta).sum(axis=0), delta.sum(axis=0), delta * x)
                    You exchanged x and g. The slope of a factor has the other factor: dg has x, and
                    dx has g.
                dx_first: (delta * g, (x * delta).sum(axis=0), delta.sum(axis=0))
                    The values are right, but in the wrong order: return dg, db, dx.
                bias_first: (delta.sum(axis=0), (x * delta).sum(axis=0), delta * g)
                    dg and db are exchanged: return dg, db, dx.
                bias_last: ((x * delta).sum(axis=0), delta * g, delta.sum(axis=0))
                    dx and db are exchanged: return dg, db, dx.
                back_to_front: (delta * g, delta.sum(axis=0), (x * delta).sum(axis=0))
                    dg and dx are exchanged: return dg, db, dx.
                gain_last: (delta.sum(axis=0), delta * g, (x * delta).sum(axis=0))
                    All three values are right, but each is in the place of another: return
                    dg, db, dx.
            """,
            also_right="""
                (np.sum(delta * x, axis=0), np.sum(delta, axis=0), g * delta)
                [np.diag(x.T @ delta), np.ones(len(x)) @ delta, delta @ np.diag(g)]
                (np.einsum("nf,nf->f", x, delta), sum(delta), np.multiply(delta, g))
            """,
        ),
        ChoiceExercise(
            name="which_product",
            prompt="A batch of 32 samples goes through a dense layer with 8 inputs and 5 outputs. "
            "x has the shape (32, 8), and δ has the shape (32, 5). Which of these is the gradient "
            "of the weights?",
            options={
                "a": "x·δ",
                "b": "xᵀ·δ",
                "c": "x·δᵀ",
                "d": "δᵀ·x",
            },
            answer="b",
            hints=("The gradient has the shape of the weights, (8, 5).",),
            takeaway="(8, 32)·(32, 5) gives (8, 5), and the inner size says what the sum runs "
            "over: the 32 samples.",
            mistakes="""
                not_transposed: a
                    (32, 8)·(32, 5) does not fit: the inner sizes are 8 and 32.
                samples_by_samples: c
                    The inner sizes of (32, 8)·(5, 32) do not agree. If they did, the result would
                    have a row and a column for each sample.
                transposed: d
                    (5, 32)·(32, 8) fits, but it gives (5, 8), the transpose of what is wanted.
            """,
        ),
        ChoiceExercise(
            name="square_layer",
            prompt="A network with layers of 2, 16, 16 and 1 units trains on the moons. Somebody "
            "wrote δ₁ = (δ₂·W₂) ⊙ f′(z₁), where W₂ leads from the first 16 units to the second "
            "16. No error is raised, and the loss even falls a little. What would have shown the "
            "bug most surely?",
            options={
                "a": "A check that every gradient has the shape of its parameter.",
                "b": "More steps: a wrong gradient cannot lower the loss for long.",
                "c": "Nudging a few weights of the first layer, or hidden layers of different "
                "sizes.",
                "d": "A smaller learning rate: then only right gradients lower the loss.",
            },
            answer="c",
            hints=(
                "What are the shapes of W₂ and W₂ᵀ here?",
                "Which gradients are right, although δ₁ is wrong?",
            ),
            takeaway="Shapes catch a transposed matrix only if it is not square. So test with "
            "sizes that all differ, and nudge.",
            mistakes="""
                shapes_alone: a
                    W₂ is square, so δ₂·W₂ has the right shape, and so has every gradient made
                    from it. All shapes are right, and the values are wrong.
                loss_as_a_test: b
                    The last two layers still get right gradients, and they learn. So the loss can
                    fall for a long time.
                smaller_rate: d
                    The gradients of the last two layers are right. Their steps can lower the loss
                    although those of the first layer go astray, with a small learning rate as well.
            """,
        ),
        ChoiceExercise(
            name="bias_grows",
            prompt="A layer has 3 outputs and a bias b of the shape (3,). It learns from 20 "
            "samples at once. Its backward pass returns db = δ, without the sum over the samples. "
            "The update is b = b − lr·db. What happens at the first steps?",
            options={
                "a": "NumPy stops: the shapes (3,) and (20, 3) do not agree.",
                "b": "b becomes a table of the shape (20, 3): each sample has a bias of its own, "
                "and the training goes on.",
                "c": "b stays (3,): NumPy adds the rows of db by itself.",
                "d": "b stays (3,), and the first row of db is used.",
            },
            answer="b",
            hints=("A row of 3 meets a table of (20, 3). What does NumPy do with the row?",),
            takeaway="A row and a table broadcast to a table. The 20 samples are fitted each with "
            "a bias of its own, and a new sample has none. Compare the shapes of gradient and "
            "parameter.",
            mistakes="""
                stops: a
                    It would be good if NumPy stopped. But the last sizes agree, so it repeats the
                    row for each sample.
                adds_by_itself: c
                    Broadcasting repeats; it never adds. b − lr·db has the larger shape.
                first_row: d
                    Nothing is left out. The row b is repeated, and the result has all 20 rows.
            """,
        ),
        ChoiceExercise(
            name="factor_32",
            prompt="The loss is the mean over the samples of a batch. You check your backward pass "
            "with one batch of 32 samples. Every entry of every gradient, of weights and biases "
            "alike, is exactly 32 times the slope by nudging. What is wrong?",
            options={
                "a": "The biases are not summed over the samples.",
                "b": "x is used in place of xᵀ.",
                "c": "The gradients are divided by n twice.",
                "d": "The first δ, that of the output, lacks the 1/n of the mean.",
            },
            answer="d",
            hints=(
                "The way back is made of products and sums. If the first number is 32 times too "
                "large, which of the later ones are?",
            ),
            takeaway="A factor at the output is a factor everywhere: the backward pass is linear "
            "in δ. With plain descent this looks like a learning rate that is 32 times too large.",
            mistakes="""
                biases_only: a
                    That would change the gradients of the biases only, and their shapes. Here all
                    gradients are wrong by the same factor.
                shape_error: b
                    In general the shapes would not fit. If they did, the entries would not all be
                    wrong by the same factor.
                divided_twice: c
                    Then the gradients would be 32 times too small.
            """,
        ),
        ChoiceExercise(
            name="slope_at_a",
            prompt="A program takes the slope of the activation at the wrong place: it multiplies "
            "by f′(a) in place of f′(z), where a = f(z). For which activation is every gradient "
            "right all the same?",
            options={
                "a": "For tanh, because its slope can be computed from a.",
                "b": "For ReLU, because a is positive exactly where z is.",
                "c": "For the sigmoid, because a lies between 0 and 1.",
                "d": "For none of them: f′ must be taken at z.",
            },
            answer="b",
            hints=("For ReLU: which values has f′, and what decides between them?",),
            takeaway="f′(a) = f′(z) for ReLU, where 0 counts as off. So a test with ReLU does not "
            "find this bug, but one with tanh does.",
            mistakes="""
                from_a: a
                    The right slope, 1 − a², is computed from a. But f′(a) is 1 − tanh²(a), which is
                    another number unless a is 0.
                between_0_and_1: c
                    At z = −3, a is about 0.05, and f′(z) is about 0.05. But f′(a), the slope of the
                    sigmoid at 0.05, is almost a quarter.
                none_of_them: d
                    In general f′ must be taken at z. But ReLU has only the slopes 0 and 1, and a is
                    positive exactly where z is.
            """,
        ),
        NumberExercise(
            name="broadcast_loss",
            prompt="A network gives the outputs 1, 2 and 4 for three samples, and these are "
            "exactly the targets. But y_hat is a column, of the shape (3, 1), and y has the "
            "shape (3,). What is ((y_hat - y) ** 2).mean()?",
            answer=float(_SQUARES.mean()),
            tolerance=0.002,
            consequence=_as_sum_of_squares,
            hints=(
                "NumPy compares each output with each target. How many differences are there?",
                "The differences are 0, −1, −3, then 1, 0, −2, then 3, 2, 0.",
            ),
            takeaway="A loss of 28/9 for perfect outputs, and no error. Such a loss is smallest "
            "if every output is the mean of all targets. Losses should refuse different "
            "shapes, as those of this library do.",
            mistakes=f"""
                as_it_should_be: 0
                    So it should be. But a column and a row broadcast to a table: each output is
                    compared with each target.
                not_averaged: {_SQUARES.sum()}
                    That is the sum of the nine squares. Take their mean.
                divided_by_samples: {_SQUARES.sum() / 3}
                    You divided the sum of the squares by 3. There are nine of them, and mean()
                    counts them all.
                each_pair_once: {_SQUARES.sum() / 2 / 9}
                    You counted each pair once. Output 1 is compared with target 2, and output 2
                    with target 1.
                zeros_left_out: {_SQUARES.sum() / 6}
                    mean() divides the sum of all nine squares by 9. The three differences that are
                    0 count, and each pair of samples occurs twice.
                not_squared: {np.abs(_OUTPUTS - _TARGETS).mean()}
                    That is the mean of the differences without their signs. Square them first.
                not_averaged_and_each_pair_once: {_SQUARES.sum() / 2}
                    You added the squares of three pairs. Each pair occurs twice, and mean() divides
                    by 9.
            """,
        ),
        NumberExercise(
            name="first_layer_cost",
            prompt=f"A batch of {_SAMPLES} samples, and two dense layers: {_WIDTHS[0]} inputs, "
            f"{_WIDTHS[1]} hidden units, {_WIDTHS[2]} outputs. δ₂ is known. How many "
            "multiplications are there in the matrix products of the backward pass, if it "
            "computes only what the training needs?",
            answer=_BACK,
            consequence=_against_forward,
            hints=(
                "(a, b)·(b, c) takes a·b·c multiplications. Which products are there?",
                "dj/dW₂, then δ₁, then dj/dW₁. Is dj/dx needed to train the network?",
            ),
            takeaway=f"dj/dW₂ and δ₁ take {_SECOND:,} each, and dj/dW₁ takes {_FIRST:,}: "
            f"{_BACK:,} in all. Nobody moves the data, so dj/dx, which would take another "
            f"{_FIRST:,}, is left out.",
            mistakes=f"""
                slope_of_the_data: {2 * (_FIRST + _SECOND)}
                    You counted two products for each layer. But dj/dx of the first layer would be
                    the slope of the data, which nobody moves.
                forward: {_FIRST + _SECOND}
                    That is the forward pass, or both gradients of the weights. δ₁ has a product of
                    its own.
                with_forward: {_FIRST + _SECOND + _BACK}
                    You counted the forward pass as well. Count the backward pass only.
                first_layer: {_FIRST}
                    That is dj/dW₁ alone. Add the products for dj/dW₂ and δ₁.
                second_layer: {2 * _SECOND}
                    That is the second layer alone. dj/dW₁ is missing.
                one_sample: {_BACK // _SAMPLES}
                    That is for one sample. There are {_SAMPLES} samples.
                one_sample_and_the_data: {2 * (_FIRST + _SECOND) // _SAMPLES}
                    That is for one sample, and it contains the slope of the data, which nobody
                    needs. There are {_SAMPLES} samples.
                one_sample_forward: {(_FIRST + _SECOND) // _SAMPLES}
                    That is the forward pass of one sample. Count the backward pass of all samples.
                data_for_delta: {2 * _FIRST + _SECOND}
                    You counted dj/dx in place of δ₁. The training needs δ₁, but not dj/dx.
            """,
        ),
        NumberExercise(
            name="cost_of_nudging",
            prompt=f"A network has {_SIZES[0]} inputs, {_SIZES[1]} hidden units and {_SIZES[2]} "
            "outputs, in dense layers with biases. One backward pass takes as long as two forward "
            "passes. A forward and a backward pass give all slopes. How many times as long does "
            "it take to find them by nudging each parameter to one side?",
            answer=_TIMES,
            tolerance=0.002,
            accepted=(floor(_TIMES), ceil(_TIMES)),
            consequence=_as_passes,
            hints=(
                "How many weights and biases are there, in both layers?",
                f"{_SIZES[0]}·{_SIZES[1]} + {_SIZES[1]}, and {_SIZES[1]}·{_SIZES[2]} + "
                f"{_SIZES[2]}. Each takes one forward pass, and one more is without a nudge.",
                "A forward and a backward pass take as long as three forward passes.",
            ),
            takeaway=f"{1 + _PARAMETERS} forward passes against {_FOR_A_STEP}: about "
            f"{number(_TIMES, 3)} times as long. The ratio grows with the number of parameters.",
            mistakes=f"""
                biases_forgotten: {(1 + _WEIGHTS) / _FOR_A_STEP}
                    You left out the biases. There are {sum(_SIZES[1:])} of them, and each is
                    nudged.
                both_sides: {2 * _PARAMETERS / _FOR_A_STEP}
                    That is for nudging to both sides. To one side, it is one pass for each
                    parameter, and one without a nudge.
                passes_alone: {1 + _PARAMETERS}
                    That is how many forward passes nudging takes. Divide by what a forward and a
                    backward pass take.
                backward_alone: {(1 + _PARAMETERS) / 2}
                    You divided by 2. The forward pass before the backward one takes time, too:
                    together they are 3.
                multiplied: {(1 + _PARAMETERS) * _FOR_A_STEP}
                    You multiplied by {_FOR_A_STEP}. Divide by it: a forward and a backward pass
                    take as long as {_FOR_A_STEP} forward passes.
                units_counted: {(1 + sum(_SIZES[1:])) / _FOR_A_STEP}
                    You counted the units. Each unit has a weight for every input, and a bias.
                sizes_multiplied: {np.prod(_SIZES) / _FOR_A_STEP}
                    You multiplied all three sizes. The layers have {_SIZES[0]}·{_SIZES[1]} and
                    {_SIZES[1]}·{_SIZES[2]} weights.
                first_layer: {(1 + (_SIZES[0] + 1) * _SIZES[1]) / _FOR_A_STEP}
                    You counted the first layer alone. The second layer has parameters as well.
            """,
        ),
        NumberExercise(
            name="checkpoints",
            prompt=f"A network has {_LAYERS} layers, and the values of each take {_MEGABYTES} MB. "
            "On the way forward only every k-th layer is kept. On the way back, the k layers of "
            "one section after another are computed again and held until the section is done. So "
            f"{_LAYERS}/k + k layers are held. How many MB does that take at the least, with the "
            "best k?",
            answer=_held(_EVERY),
            consequence=_as_layers,
            hints=(
                "Try k = 2, 6, 12, 24 and 72.",
                f"The smaller {_LAYERS}/k is, the larger k is. The sum is smallest where both are "
                "equal.",
            ),
            takeaway=f"k = {_EVERY}, the root of {_LAYERS}: {_held(_EVERY)} MB in place of "
            f"{_LAYERS * _MEGABYTES} MB, for one more forward pass.",
            mistakes=f"""
                all_kept: {_LAYERS * _MEGABYTES}
                    That is what it takes if all layers are kept. Keep every k-th layer only.
                one_part: {_EVERY * _MEGABYTES}
                    That is one part alone. The kept layers and the section are held together.
                layers_counted: {2 * _EVERY}
                    That is the number of layers. Each takes {_MEGABYTES} MB.
                every_second: {_held(2)}
                    That is for k = 2, or for k = {_LAYERS // 2}. In between it is less.
                largest_k: {_held(_LAYERS)}
                    That is for k = 1, or for k = {_LAYERS}. It is more than without checkpoints. In
                    between it is less.
                nothing_held: {_MEGABYTES}
                    That is one layer. A section needs the values of all its layers, and the kept
                    ones are held as well.
                close_by: {_held(_EVERY // 2)}
                    That is for k = {_EVERY // 2}, or for k = {2 * _EVERY}. In between it is less.
                not_far: {_held(9)}
                    That is for k = 9, or for k = 16. In between it is less.
            """,
        ),
        OrderingExercise(
            name="one_batch",
            prompt="The forward pass of a batch is done: a1 = relu(x @ W1) and y_hat = a1 @ W2. "
            "Put the rest of the step in order. (More than one order is right.)",
            steps=_STEPS,
            also_right=_OTHER_ORDERS,
            hints=(
                "Each line needs what an earlier one has made.",
                "Which line reads W2? It must see the weights that made the forward pass.",
            ),
            takeaway="A parameter may move once its slope, and everything else that uses it, is "
            "known: W2 must wait for delta1, which goes back through it. If all updates come last, "
            "that is always so.",
            mistakes="""
                gradient_before_delta: dw2, delta2
                    The gradient of W2 is made from delta2, which must be there first.
                back_before_output: delta1, delta2
                    delta1 comes back from the output: delta2 must be there first.
                first_gradient_too_early: dw1, delta1
                    The gradient of W1 is made from delta1, which must be there first.
                update_without_gradient: w2, dw2
                    W2 moves by its gradient, which must be there first.
                update_before_all_gradients: w2, delta1
                    W2 moves before delta1 has gone back through it. delta1 needs the W2 that made
                    the forward pass. No error would tell you.
                first_update_without_gradient: w1, dw1
                    W1 moves by its gradient, which must be there first.
            """,
        ),
        ChoiceExercise(
            name="few_inputs",
            prompt="A simulation computes 1,000 outputs from 3 settings. You need the slope of "
            "every output for every setting, 3,000 slopes in all. Which way is the cheapest?",
            options={
                "a": "Reverse mode, as always: one pass back gives all slopes.",
                "b": "Reverse mode, with a pass back for each of the 1,000 outputs.",
                "c": "Forward mode, with a pass for each of the 3 settings.",
                "d": "Forward mode, with a pass for each of the 3,000 slopes.",
            },
            answer="c",
            hints=("One pass of each mode gives several of the 3,000 slopes. Which ones?",),
            takeaway="Forward mode takes a pass for each input, and reverse mode a pass for each "
            "output. A network has many weights and one loss, so there it is reverse mode.",
            mistakes="""
                always_reverse: a
                    One pass back starts at one output and gives its slopes alone. There are 1,000
                    outputs.
                reverse_for_each_output: b
                    That works, but it takes 1,000 passes. Forward mode takes 3.
                one_for_each_slope: d
                    One pass in forward mode begins at one setting and gives the slopes of all
                    outputs for it. So three passes are enough.
            """,
        ),
    ),
    predictions=(
        Prediction(
            name="more_samples",
            question=f"With one sample, the first entry of dj/dW₁ is {number(_ASKED[0])}. Two more "
            "samples come, with inputs and targets of their own. The loss is the mean. What does "
            "this entry become?",
            choices=f"""
                the_same: It stays {number(_ASKED[0])}; the others get entries of their own.
                    There is one W₁ for all samples, so dj/dW₁ has one first entry, whatever the
                    number of samples is. It becomes {_MEAN_ASKED}.
                sum: The sum of what the three samples ask for, each by itself.
                    The product xᵀ·δ₁ does add over the samples. But δ₂ begins with the 1/n of the
                    mean, so a third of each is added: {_MEAN_ASKED}.
                mean: The mean of what the three samples ask for, each by itself.
                    {_MEAN_ASKED}. The 1/3 is in δ₂ from the start, and the product xᵀ·δ₁ adds over
                    the samples.
                mean_twice: A third of that mean: 1/3 from the loss, and 1/3 from the product.
                    The product of matrices adds and does not divide. So 1/3 is there once:
                    {_MEAN_ASKED}.
            """,
            answer="mean",
        ),
        Prediction(
            name="one_unit_wide",
            question="Three hidden layers with one unit each, between the two inputs and the "
            "output, with tanh. The network learns to tell the two moons apart. What can the line "
            "be like where the probability is ½?",
            choices="""
                curved: A curve: three layers bend it.
                    The first unit makes one number of x₁ and x₂, their weighted sum. All that
                    follows depends on that number alone, so the line stays straight.
                kinks: A line with up to three bends, one for each unit.
                    The units stand one behind another, not side by side. All that follows the
                    first one depends on one weighted sum, so the line stays straight.
                straight: One straight line.
                    All that follows the first unit depends on one number, a weighted sum of x₁ and
                    x₂. And tanh only rises, so with this number the probability only rises or only
                    falls. It crosses ½ once at the most.
                parallel: Several straight lines that are parallel.
                    They would be parallel: the output depends on one weighted sum alone. But tanh
                    only rises, so with this sum the probability only rises or only falls. It
                    crosses ½ once at the most.
            """,
            answer="straight",
        ),
    ),
    points=(
        "A layer takes all samples at once: z = x·W + b. Inner sizes must agree, and the sum runs "
        "over them.",
        "Back: dj/dW = xᵀ·δ adds over the samples, dj/db adds the rows of δ, and δ·Wᵀ adds over "
        "the paths. The activation multiplies entry by entry, ⊙ f′(z).",
        "A gradient has the shape of what it is the gradient of. Right shapes are not enough: "
        "square matrices and broadcasting hide mistakes, and nudging finds them.",
        "A backward pass costs about two forward passes, however many weights there are; nudging "
        "costs a pass for each. The price is memory for the values that were kept.",
    ),
)
