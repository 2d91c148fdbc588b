"""What the text of notebook 09 says of its pictures, tried with the settings that it names."""

import itertools
import symtable

import nbformat
import numpy as np
import pytest

from backprop_lib import chain
from backprop_lib.activations import ACTIVATIONS
from backprop_lib.article import W1, W2, X, Y
from backprop_lib.datasets import xor
from backprop_lib.explorers import HiddenLayerExplorer, TwoOutputsExplorer, XorExplorer
from backprop_lib.layers import Dense
from backprop_lib.network import Network
from backprop_lib.practice import exercises
from tools.repository import NOTEBOOKS

LAST = HiddenLayerExplorer.CONTROLS["steps"].high
PARAMETERS = ("w₁₁", "w₁₂", "w₂₁", "w₂₂", "b₁", "b₂", "v₁", "v₂", "c")


@pytest.fixture
def hidden():
    return HiddenLayerExplorer(steps=LAST)


@pytest.fixture
def four_samples():
    return XorExplorer()


def slopes(explorer):
    return [explorer.result.known[f"dj/d{sign}"] for sign in PARAMETERS]


def test_the_first_picture_has_the_numbers_of_the_text(hidden):
    known = hidden.result.known
    assert (known["ŷ"], known["j"], known["dj/dŷ"]) == pytest.approx((1.2, 0.49, 1.4))
    assert slopes(hidden) == pytest.approx([1.05, -1.05, 0.7, -0.7, 0.7, -0.7, 2.8, 0.84, 1.4])
    assert known["dj/dx₁ via z₁"] == pytest.approx(1.12)
    assert known["dj/dx₁"] == pytest.approx(0.7)


def test_three_slopes_are_used_five_times_each(hidden):
    rules = [row[2] for row in hidden.table(hidden.result).rows]
    used = {sign: sum(sign in rule for rule in rules) for sign in ("dj/dŷ", "dj/dz₁", "dj/dz₂")}
    assert set(used.values()) == {5}
    others = [sign for sign in hidden.result.known if sign.startswith("dj/d") and sign not in used]
    assert max(sum(f"{sign} " in f"{rule} " for rule in rules) for sign in others) == 1


def test_a_unit_that_is_off_leaves_four_slopes_of_0(hidden):
    hidden.set(b2=-0.6)
    known = hidden.result.known
    assert (known["z₂"], known["a₂"], known["ŷ"]) == pytest.approx((-0.1, 0, 1.5))
    zero = {sign for sign, slope in zip(PARAMETERS, slopes(hidden), strict=True) if slope == 0}
    assert zero == {"w₁₂", "w₂₂", "b₂", "v₂"}


def test_the_paths_to_the_second_input_cancel_until_a_unit_is_off(hidden):
    assert hidden.result.known["dj/dx₂ via z₁"] == pytest.approx(-0.28)
    for x2 in (-2, 0, 1, 2, 2.45):
        hidden.set(x2=x2)
        assert hidden.result.known["dj/dx₂"] == 0
        assert hidden.result.known["ŷ"] == pytest.approx(1.2)
    outputs = []
    for x2 in (2.5, 2.55, 2.8, 3):
        hidden.set(x2=x2)
        assert hidden.result.known["a₂"] == 0
        outputs.append(hidden.result.known["ŷ"])
    assert outputs == sorted(outputs, reverse=True)
    assert outputs[-1] < outputs[0] == pytest.approx(1.2)


def test_tanh_puts_one_factor_more_in_front_of_it_and_none_behind_it(hidden):
    hidden.set(activation="tanh")
    known = hidden.result.known
    factors = 1 - np.tanh([2, 0.6]) ** 2
    assert known["dj/dz₁"] == pytest.approx(known["dj/dŷ"] * 0.5 * factors[0])
    assert known["dj/dz₂"] == pytest.approx(known["dj/dŷ"] * -0.5 * factors[1])
    assert known["dj/dv₁"] == pytest.approx(known["dj/dŷ"] * np.tanh(2))
    assert known["dj/dc"] == known["dj/dŷ"]


def test_three_zeros_leave_the_chain_of_notebook_05(hidden):
    hidden.set(w21=0, v2=0, c=0)
    known = hidden.result.known
    right = chain.backward(chain.forward(X, [W1, W2]), [W1, W2], Y)
    found = [known[sign] for sign in ("dj/dw₁₁", "dj/dv₁", "dj/da₁", "dj/dŷ")]
    assert found == pytest.approx([*right.weights, *right.values[1:]], abs=1e-12)


def test_a_function_of_ones_own_that_is_right_is_praised_and_a_mistake_named():
    exercise = exercises["backward_hidden"]
    right = HiddenLayerExplorer(backward=exercise.reference, judge=exercise.judge)
    assert "right" in right.sentence.split(".")[0]
    (transposed,) = (wrong for wrong in exercise.misconceptions if wrong.key == "transposed")
    wrong = HiddenLayerExplorer(backward=transposed.wrong, judge=exercise.judge)
    assert transposed.advice in wrong.sentence
    assert "dj/dw₂₁" in wrong.sentence.split(transposed.advice)[0]  # the first on the way back


def test_the_network_with_two_outputs_gives_the_digits_of_the_text():
    explorer = TwoOutputsExplorer(steps=TwoOutputsExplorer.CONTROLS["steps"].high)
    known = explorer.result.known
    written = [f"{known[sign]:.9f}" for sign in ("w₁⁺", "w₅⁺", "j", "j⁺")]
    assert written == ["0.149780716", "0.358916480", "0.298371109", "0.291027774"]
    explorer.set(updates=10_000)
    known = explorer.result.known
    assert [f"{known[sign]:.3g}" for sign in ("w₁", "w₅", "j")] == ["0.379", "-3.89", "3.51e-05"]


def test_without_hidden_units_the_loss_falls_to_a_quarter(four_samples):
    four_samples.set(units=0, steps=100)
    assert four_samples.result.losses[-1] == pytest.approx(0.25)
    np.testing.assert_allclose(four_samples.result.values[-1], 0.5, atol=1e-3)


def test_one_unit_gets_at_most_three_samples_right(four_samples):
    for seed in four_samples.controls["seed"].places:
        four_samples.set(units=1, steps=100, seed=seed)
        assert four_samples.result.right <= 3
        assert min(four_samples.result.losses) > 1 / 6


@pytest.mark.parametrize("units", [2, 4])
def test_units_that_start_equal_act_as_one(four_samples, units):
    four_samples.set(units=units, start="equal", steps=100)
    first, last = four_samples.result.network.dense
    assert (first.weights == first.weights[:, :1]).all()
    assert (last.weights == last.weights[0]).all()
    assert min(four_samples.result.losses) > 1 / 6
    assert "they stay equal" in four_samples.sentence


def test_two_units_solve_xor_from_the_first_seed_that_is_shown(four_samples):
    four_samples.set(steps=100)
    assert four_samples.result.right == 4
    assert "XOR is solved" in four_samples.sentence


def test_the_weights_chosen_by_hand_solve_xor():
    x, y = xor()
    network = Network(
        Dense([[1, -1], [-1, 1]], [0, 0]), ACTIVATIONS["relu"], Dense([[1], [1]], [0])
    )
    _, _, a, y_hat = network.forward(x)
    assert (y_hat == y).all()
    assert (a[0] == a[3]).all()


@pytest.mark.parametrize("number", [1, 2, 3, 6])
def test_paths_double_with_each_layer_while_wires_grow_by_four(number):
    layers = [Dense(np.ones((2, 2)), [0, 0])] * number + [Dense(np.ones((2, 1)), [0])]
    network = Network(*layers)
    slopes = network.backward(network.forward([[1, 1]]), [[1]])
    assert slopes[0].inputs[0, 0] == 2**number == len([*itertools.product("12", repeat=number)])
    assert sum(layer.weights.size for layer in layers) == 4 * number + 2


def test_no_cell_overwrites_what_another_one_has_computed():
    notebook = nbformat.read(NOTEBOOKS / "09_hidden_layer.ipynb", as_version=4)
    codes = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    tables = [symtable.symtable(code, "a cell", "exec") for code in codes]
    names = [each.get_name() for one in tables for each in one.get_symbols() if each.is_assigned()]
    assert {"y_hat", "loss_at", "my_backward_hidden"} < set(names)
    assert len(set(names)) == len(names)


def test_a_unit_taken_for_a_plain_relu_is_named():
    exercise = exercises["hidden_step"]
    z1, z2, *_ = exercise.trail().values()
    assert "0.1 · z₂" in exercise.judge([z1, z2, 0]).message
    assert exercise.judge([z1, z2, 0]).misconception == "a2_plain_relu"


def test_the_step_taken_for_the_new_weight_is_named():
    exercise = exercises["two_outputs"]
    *before, slope = list(exercise.trail().values())[:3]
    step = exercise.example["lr"] * slope
    assert exercise.judge([*before, slope, step]).misconception == "new_w5_step_alone"


def test_a_question_that_a_relu_always_answers_with_yes_is_named():
    def always_on(x, z, a, v, dj_dy_hat):
        dj_dz = [dj_dy_hat * v[k] * (a[k] >= 0) for k in (0, 1)]
        weights = [dj_dz[k] * x[i] for i in (0, 1) for k in (0, 1)]
        return [*weights, *dj_dz, dj_dy_hat * a[0], dj_dy_hat * a[1], dj_dy_hat]

    assert "`a >= 0` is always true" in exercises["backward_hidden"].judge(always_on).message


def test_hidden_biases_with_the_slope_of_the_output_bias_are_named():
    exercise = exercises["backward_hidden"]

    def like_c(x, z, a, v, dj_dy_hat):
        right = exercise.reference(x, z, a, v, dj_dy_hat)
        return [*right[:4], dj_dy_hat, dj_dy_hat, *right[6:]]

    assert exercise.judge(like_c).misconception == "bias_of_the_output"


def test_a_sum_of_paths_may_be_a_matrix_product():
    def product(w11, w12, w21, w22, dj_dz1, dj_dz2):
        return np.array([w11, w12]) @ [dj_dz1, dj_dz2]

    outcome = exercises["slope_of_x1"].judge(product)
    assert (outcome.status, outcome.note) == ("passed", "")


@pytest.mark.parametrize(("name", "leads_to_2"), [("two_units_off", 4), ("paths", 8)])
def test_what_a_wrong_number_would_mean_is_said_only_where_it_can_be(name, leads_to_2):
    for given in (-4, 0, 1, 2.5, 9):
        assert "would be" not in exercises[name].judge(given).message
    assert "would be 2 " in exercises[name].judge(leads_to_2).message
