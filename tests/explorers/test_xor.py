"""The explorer of XOR, driven by its controls: what can be learned, and what cannot."""

import re

import numpy as np
import pytest

from backprop_lib import datasets
from backprop_lib.explorers import XorExplorer
from backprop_lib.explorers.xor import _at_first
from backprop_lib.network import Network
from backprop_lib.training import train

from .arithmetic import check_line

X, Y = datasets.xor()
SEEDS = range(20)
LAST = 100


@pytest.fixture(scope="module")
def two_units():
    """Return the explorer at its last step, for each seed."""
    explorer = XorExplorer(steps=LAST)
    results = []
    for seed in SEEDS:
        explorer.set(seed=seed)
        results.append((explorer.result, explorer.sentence))
    return results


def test_its_first_descent_solves_xor():
    explorer = XorExplorer()
    assert explorer.sentence.startswith("Before the first update with 2 hidden units, the loss ≈ ")
    explorer.set(steps=LAST)
    assert explorer.sentence.startswith("After 400 updates with 2 hidden units, the loss ≈ ")
    assert explorer.sentence.endswith(
        "4 of 4 samples are on the right side of ŷ = ½. XOR is solved."
    )
    np.testing.assert_allclose(explorer.result.values[-1], Y, atol=0.01)


def test_the_hidden_units_put_the_samples_where_a_line_divides_them():
    explorer = XorExplorer(steps=LAST)
    _, _, a, _ = explorer.result.values
    output = explorer.result.network.dense[-1]
    across, up = explorer.hidden.line.data()
    v1, v2 = output.weights[:, 0]
    np.testing.assert_allclose(across * v1 + up * v2 + output.bias[0], 0.5, atol=1e-9)
    side = a @ output.weights + output.bias - 0.5
    assert (np.sign(side) == np.where(Y == 1, 1, -1)).all()
    names = [label.text.get_position() for label in explorer.names]
    assert np.hypot(*(np.array(names) - a).T) == pytest.approx(0.17 * 2**0.5)


def test_the_descent_is_that_of_training():
    explorer = XorExplorer(steps=LAST, seed=4, lr=0.1)
    history = train(Network.at_random([2, 2, 1], "tanh", 4), X, Y, 0.1, epochs=400)
    np.testing.assert_allclose(explorer.result.losses, history.loss[::4], rtol=1e-12)
    np.testing.assert_array_equal(
        explorer.result.network.parameters, history.networks[-1].parameters
    )
    np.testing.assert_array_equal(explorer.losses.data()[0], np.arange(0, 401, 4))


def test_without_hidden_units_nothing_is_better_than_one_half_everywhere():
    design = np.column_stack([X, np.ones(4)])
    best, *_ = np.linalg.lstsq(design, Y, rcond=None)
    assert (design @ best).ravel() == pytest.approx([0.5] * 4)
    smallest = float(np.mean((design @ best - Y) ** 2))
    assert smallest == pytest.approx(0.25)
    explorer = XorExplorer(units=0, steps=LAST)
    for values in ({}, {"seed": 7}, {"start": "equal"}, {"lr": 0.4}):
        explorer.set(**values)
        assert min(explorer.result.losses) >= smallest - 1e-15
        assert explorer.result.losses[-1] == pytest.approx(smallest, abs=1e-4)
        assert explorer.result.right < 4
        assert "No straight line separates the ones from the zeros" in explorer.sentence
    for seed in SEEDS:
        explorer.set(seed=seed)
        for step in (0, 5, LAST):
            explorer.set(steps=step)
            assert explorer.result.right < 4


@pytest.mark.parametrize("units", [2, 3, 4])
@pytest.mark.parametrize("lr", [0.06, 0.2, 0.4])
def test_units_that_start_equal_stay_equal_to_the_last_bit(units, lr):
    explorer = XorExplorer(start="equal", units=units, lr=lr, steps=LAST)
    assert len(explorer.result.networks) == LAST + 1
    for network in explorer.result.networks:
        hidden, output = network.dense
        for row in (*hidden.weights, hidden.bias, output.weights[:, 0]):
            assert set(row) == {row[0]}
    # They act as one unit, which makes at best 0, ⅔, ⅔, ⅔ of the four samples.
    assert min(explorer.result.losses) > 1 / 6
    assert "they stay equal: w₁₁ = w₁₂ " in explorer.sentence
    assert explorer.result.right < 4


def test_the_numbers_of_equal_units_are_said():
    explorer = XorExplorer(start="equal")
    assert explorer.sentence.endswith(
        "Both units started equal and get equal slopes, so they stay equal: w₁₁ = w₁₂ = 0.5, "
        "w₂₁ = w₂₂ = 0.5, v₁ = v₂ = 0.5. Together they can do no more than one."
    )
    explorer.set(units=3, steps=LAST)
    hidden, _ = explorer.result.network.dense
    assert f"w₁₁ = w₁₂ = w₁₃ ≈ {hidden.weights[0, 0]:.4g}" in explorer.sentence
    assert "All 3 units" in explorer.sentence


def test_most_seeds_solve_it_and_some_get_stuck(two_units):
    solved = {seed for seed, (result, _) in enumerate(two_units) if result.losses[-1] < 0.01}
    stuck = {seed for seed, (_, sentence) in enumerate(two_units) if "is stuck" in sentence}
    assert len(solved) >= 12
    assert {1, 2, 6, 13} <= stuck
    assert not solved & stuck
    for seed in SEEDS:
        result, sentence = two_units[seed]
        assert ("XOR is solved" in sentence) == (seed in solved)
        assert (result.right == 4) or seed not in solved
        if seed in stuck:
            assert 0 <= result.losses[-11] - result.losses[-1] < 0.01 * result.losses[-11]


def test_four_units_solve_it_from_every_seed():
    explorer = XorExplorer(units=4, steps=LAST)
    for seed in SEEDS:
        explorer.set(seed=seed)
        assert explorer.sentence.endswith("XOR is solved.")


def test_one_unit_draws_one_straight_line():
    explorer = XorExplorer(units=1)
    for step in (3, 50, LAST):
        explorer.set(steps=step)
        assert explorer.result.right < 4
        across, up = explorer.map.line.data()
        assert len(across) >= 3
        assert abs(np.linalg.det(np.cov(across, up))) < 1e-4
    assert "so the line stays straight" in explorer.sentence


@pytest.mark.filterwarnings("error")
def test_a_descent_that_diverges_is_drawn_and_said():
    explorer = XorExplorer(lr=0.8, steps=LAST)
    assert explorer.error is None
    assert explorer.result.diverged
    assert explorer.sentence.endswith("The descent diverges: the learning rate is too large.")
    for seed in SEEDS:
        for units in (1, 2, 4):
            explorer.set(seed=seed, units=units)
            assert explorer.error is None
            said = explorer.sentence + explorer._shown["table"]
            assert not re.search(r"\bnan\b|\binf\b", said)


@pytest.mark.parametrize("units", [0, 1, 3, 4])
def test_what_cannot_be_drawn_in_a_plane_is_said_there(units):
    explorer = XorExplorer(units=units, steps=50)
    assert explorer.instead.text.get_text()
    assert [label.text.get_text() for label in explorer.names] == [""] * 4
    assert not len(explorer.hidden.line.data()[0])
    explorer.set(units=2)
    assert explorer.instead.text.get_text() == ""
    assert explorer.names[0].text.get_text() == "(0, 0)"
    assert len(explorer.hidden.line.data()[0])


@pytest.mark.parametrize("units", range(5))
@pytest.mark.parametrize("start", ["chance", "equal"])
def test_every_number_can_be_computed_anew(units, start):
    explorer = XorExplorer(units=units, start=start)
    for step in (0, 7, 60):
        explorer.set(steps=step)
        derivation = explorer.derivation(explorer.result)
        for sign in derivation.signs:
            line = derivation.line(sign)
            if line.rule:
                check_line(sign, line)
        assert derivation.value("j") == explorer.result.losses[step]
        for name, y_hat in zip(("(0, 0)", "(1, 0)"), explorer.result.values[-1][::2], strict=True):
            assert derivation.value(f"ŷ at {name}") == y_hat.item()


def test_the_table_lists_the_samples():
    explorer = XorExplorer(steps=LAST)
    table = explorer.table(explorer.result)
    assert table.headings == ("x₁", "x₂", "a₁", "a₂", "ŷ", "y")
    assert [row[-1] for row in table.rows] == ["0", "1", "1", "0"]


def test_a_run_that_is_kept_leaves_its_line_and_its_loss():
    explorer = XorExplorer(steps=LAST)
    across, loss = explorer.map.line.data(), explorer.losses.data()
    explorer.keep_run()
    explorer.set(seed=1)
    kept = [line for axes in explorer._all_axes() for line in axes.lines
            if line.get_gid() == "bp-ghost"]  # fmt: skip
    assert len(kept) == 2
    np.testing.assert_array_equal(kept[0].get_xdata(), across[0])
    np.testing.assert_array_equal(kept[1].get_ydata(), loss[1])
    assert explorer.losses.data()[1][-1] > 0.1


def test_the_seed_draws_the_start_by_chance_alone():
    for units in range(5):
        first, again, other = (_at_first("chance", units, seed).parameters for seed in (5, 5, 6))
        np.testing.assert_array_equal(first, again)
        assert (first != other).all() == (first[-1] != 0)
        explorer = XorExplorer(start="equal", units=units, seed=5, steps=LAST)
        losses = explorer.result.losses
        explorer.set(seed=6)
        assert explorer.result.losses == losses


def test_the_name_of_a_kept_run_lies_on_no_word_that_stands_still():
    explorer = XorExplorer(lr=0.02, steps=20)  # it ends close to the line of the loss 0.25
    explorer.keep_run()
    axes = explorer.picture.figures[-1].axes[0]
    fixed = [text for text in axes.texts if not text.get_animated() and text.get_text()]
    (name,) = [text for text in axes.texts if text.get_gid() == "bp-ghost-name"]
    boxes = [text.get_window_extent() for text in (name, *fixed)]
    assert len(boxes) > 1
    assert not boxes[0].count_overlaps(boxes[1:])
