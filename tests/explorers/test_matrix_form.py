"""The explorer of notebook 10 with the matrices, against HIPS autograd and 09's sums."""

import re

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from backprop_lib.explorers import MatrixFormExplorer
from tests.explorers.arithmetic import check_line

LAST = 10
BENDS = {
    "relu": lambda z: anp.maximum(z, 0),
    "tanh": anp.tanh,
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "identity": lambda z: z,
}
GRADIENTS = ("dj/dW₁", "dj/db₁", "dj/dW₂", "dj/db₂")
SHAPES = {"x": "{n}, 2", "W₁": "2, 2", "b₁": "2,", "z₁": "{n}, 2", "a₁": "{n}, 2", "W₂": "2, 1"}
SHAPES |= {"b₂": "1,", "ŷ": "{n}, 1", "y": "{n}, 1", "δ₂": "{n}, 1", "δ₁": "{n}, 2"}
SHAPES |= {f"dj/d{name}": SHAPES[name] for name in ("W₁", "b₁", "W₂", "b₂")}


@pytest.fixture
def explorer():
    return MatrixFormExplorer(steps=LAST)


def label(explorer, name, *place):
    """Return what is written in a cell."""
    row, column = (0, 0, *place)[-2:]
    (cells,) = (layer.cells for layer in explorer.layers if name in layer.places)
    return cells[name, row, column].text.get_text()


def is_bold(layer, name):
    return layer.names[name].text.get_weight() == "bold"


def test_the_start_has_the_numbers_of_09(explorer):
    explorer.set(n=1)
    known = explorer.result.known
    assert known["z₁"] == pytest.approx(np.array([[2, 0.6]]), abs=1e-12)
    assert known["ŷ"].item() == pytest.approx(1.2, abs=1e-12)
    assert known["j"].item() == pytest.approx(0.49, abs=1e-12)
    assert known["δ₂"].item() == pytest.approx(1.4, abs=1e-12)
    # 09's sums, one number at a time
    x1, x2, v1, v2, dj_dy_hat, a1, a2 = 1.5, 1, 0.5, -0.5, 1.4, 2, 0.6
    wanted = {
        "dj/dW₂": [[dj_dy_hat * a1], [dj_dy_hat * a2]],
        "dj/db₂": [dj_dy_hat],
        "δ₁": [[dj_dy_hat * v1, dj_dy_hat * v2]],
        "dj/dW₁": [
            [dj_dy_hat * v1 * x1, dj_dy_hat * v2 * x1],
            [dj_dy_hat * v1 * x2, dj_dy_hat * v2 * x2],
        ],
        "dj/db₁": [dj_dy_hat * v1, dj_dy_hat * v2],
    }
    for name, numbers in wanted.items():
        assert known[name] == pytest.approx(np.array(numbers), abs=1e-12)


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("activation", BENDS)
@pytest.mark.parametrize(
    "weights", [{}, {"w11": -1.35, "w12": 0.85, "v1": 1.9, "v2": 0.4}, {"w11": 0.3, "v1": 0}]
)
def test_every_gradient_is_that_of_autograd(explorer, n, activation, weights):
    explorer.set(n=n, activation=activation, **weights)
    given, known = explorer.result.given, explorer.result.known

    def values(w1, b1, w2, b2):
        z1 = given["x"] @ w1 + b1
        a1 = BENDS[activation](z1)
        return z1, a1, a1 @ w2 + b2

    def loss(*parameters):
        return anp.mean((values(*parameters)[-1] - given["y"]) ** 2)

    parameters = [given[name] for name in ("W₁", "b₁", "W₂", "b₂")]
    assert known["j"].item() == pytest.approx(loss(*parameters), abs=1e-12)
    for name, value in zip(("z₁", "a₁", "ŷ"), values(*parameters), strict=True):
        assert known[name] == pytest.approx(value, abs=1e-12)
    for place, name in enumerate(GRADIENTS):
        right = autograd.grad(loss, place)(*parameters)
        assert known[name] == pytest.approx(right, abs=1e-12)
        assert known[name].shape == parameters[place].shape


@pytest.mark.parametrize("n", [1, 2, 3])
def test_every_shape_stands_below_its_matrix(explorer, n):
    explorer.set(n=n)
    for layer in explorer.layers:
        for name, shape in layer.shapes.items():
            wanted = f"({SHAPES[name].format(n=n)})" if name != "j" else "a number"
            assert shape.text.get_text() == wanted


def test_a_step_shows_what_it_finds_and_nothing_that_comes_later(explorer):
    order = ["z₁", "a₁", "ŷ", "j", "δ₂", "dj/dW₂", "dj/db₂", "δ₁", "dj/dW₁", "dj/db₁"]
    for step in range(LAST + 1):
        explorer.set(steps=step)
        for name in order:
            place = () if name == "j" else (0,) if "b" in name else (0, 0)
            assert bool(label(explorer, name, *place)) == (name in order[:step])
        if step:
            assert f": {order[step - 1]} = " in explorer.sentence
            assert len(explorer.table(explorer.result).rows) == step


def test_the_matrices_in_use_stand_out(explorer):
    explorer.set(steps=9)  # dj/dW₁ = xᵀ·δ₁
    first, second = explorer.layers
    bold = [
        {name for name in layer.names if name in explorer.result.known and is_bold(layer, name)}
        for layer in explorer.layers
    ]
    assert bold == [{"x", "δ₁", "dj/dW₁"}, set()]
    assert first.grids[2].data()[0].size > 0 == second.grids[2].data()[0].size


def test_the_sentence_reads_the_equation_with_its_shapes(explorer):
    said = {
        1: "Forward: z₁ = x·W₁ + b₁, in shapes (3, 2) · (2, 2) + (2,) → (3, 2).",
        4: "Forward: j = mean of (ŷ − y)², in shapes (3, 1) − (3, 1) → a number.",
        5: "Back, equation (1): δ₂ = 2·(ŷ − y)/n, in shapes (3, 1) − (3, 1) → (3, 1).",
        6: "Back, equation (3): dj/dW₂ = a₁ᵀ·δ₂, in shapes (2, 3) · (3, 1) → (2, 1). "
        "a₁ᵀ has the shape (2, 3). The product sums over the samples",
        7: "Back, equation (4): dj/db₂ = sum of the rows of δ₂, in shapes (3, 1) → (1,).",
        8: "Back, equation (2): δ₁ = (δ₂·W₂ᵀ) ⊙ f′(z₁), in shapes (3, 1) · (1, 2) ⊙ (3, 2) → "
        "(3, 2). W₂ᵀ has the shape (1, 2). δ₂ goes back",
    }
    for step, words in said.items():
        explorer.set(steps=step)
        assert explorer.sentence.startswith(words)


def test_the_shapes_that_are_read_fit(explorer):
    """NumPy multiplies arrays of the shapes that the sentence reads, to the shape it reads."""
    for n in (1, 2, 3):
        for step in range(1, LAST + 1):
            explorer.set(n=n, steps=step)
            shapes = re.search(r"in shapes (.*?) → (.*?)\. ", explorer.sentence)
            if "sum of the rows" in explorer.sentence or shapes[2] == "a number":
                continue
            python = re.sub(r"(\([\d, ]+\))", r"np.ones(\1)", shapes[1])
            python = python.replace("·", "@").replace("⊙", "*")
            result = eval(python.replace("−", "-"), {"np": np})
            assert str(result.shape) == shapes[2]


def test_the_sentence_is_short_and_ends_with_a_number(explorer):
    for step in range(1, LAST + 1):
        explorer.set(steps=step)
        assert len(explorer.sentence) < 220
    assert explorer.sentence.endswith("at once. The first entry: dj/db₁[0] ≈ 0.2667.")
    explorer.set(steps=4)
    assert explorer.sentence.endswith("Press Back. j = 0.18.")


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("activation", BENDS)
def test_every_entry_answers_with_arithmetic_that_gives_it(explorer, n, activation):
    explorer.set(n=n, activation=activation, w11=-0.7)
    derivation = explorer.derivation(explorer.result)
    for name, matrix in explorer.result.known.items():
        for place, value in np.ndenumerate(matrix):
            sign = f"{name}[{','.join(map(str, place))}]" if place else name
            line = derivation.line(sign)
            assert derivation.value(sign) == pytest.approx(value, abs=1e-12)
            if line.rule:
                check_line(sign, line)


def test_the_why_of_a_gradient_is_a_sum_over_the_samples(explorer):
    assert explorer.why("dj/dW₁[0,1]").startswith(
        "dj/dW₁[0,1] = x[0,0] · δ₁[0,1] + x[1,0] · δ₁[1,1] + x[2,0] · δ₁[2,1] = "
        "1.5 · (−0.2333) + 1 · 0 + 2 · (−0.06667) ≈ −0.4833: a sum over the samples."
    )
    assert "f′(z₁[1,1]) = 0: because z₁[1,1] is not positive." in explorer.why("δ₁[1,1]")
