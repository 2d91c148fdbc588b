"""The explorers of notebook 05, driven by their controls, against plain arithmetic."""

import numpy as np
import pytest

from backprop_lib import chain
from backprop_lib.explorers import BackwardPassExplorer, TwoWeightsExplorer


@pytest.fixture
def passes():
    return BackwardPassExplorer()


@pytest.fixture
def walk():
    return TwoWeightsExplorer()


def shown(labels):
    """Return what is written in the picture, by name."""
    return {name: label.text.get_text() for name, label in labels.items() if label.text.get_text()}


def test_nothing_is_known_but_the_input_before_the_first_step(passes):
    assert shown(passes.chain.values) == {"x": "1.5"}
    assert shown(passes.chain.slopes) == {}
    assert passes.sentence == "The input is x = 1.5. Press Forward to compute h."


def loss_at(weights):
    return (chain.forward(1.5, weights)[-1] - 0.5) ** 2


def test_each_step_finds_one_number_and_names_its_rule(passes):
    found = ["2.4", "1.2", "0.49", "1.4", "3.36", "0.7", "1.05"]
    rules = ["x · w₁", "h · w₂", "(ŷ − y)²", "2 · (ŷ − y)", "dj/dŷ · h", "dj/dŷ · w₂", "dj/dh · x"]
    for step, (number, rule) in enumerate(zip(found, rules, strict=True), start=1):
        passes.controls["steps"].value = step
        way, _, rest = passes.sentence.partition(": ")
        assert way == ("Forward" if step <= 3 else "Back")
        assert f" = {rule} = " in rest
        assert f" = {number}. " in rest
        written = {**shown(passes.chain.values), **shown(passes.chain.slopes)}
        assert len(written) == step + 1
        newest = passes.result.taken[-1].link.finds
        assert written[newest].splitlines()[-1] == number


def test_the_newest_number_is_bold(passes):
    passes.controls["steps"].value = 6
    bold = {
        name
        for name, label in (passes.chain.values | passes.chain.slopes).items()
        if label.text.get_weight() == "bold"
    }
    assert bold == {"dj/dh"}


def test_the_sentence_says_what_is_used_again(passes):
    passes.controls["steps"].value = 6
    assert "It uses 1.4 a second time. 0.7 is what is passed back." in passes.sentence
    passes.controls["steps"].value = 7
    assert "It uses 0.7, which was passed back" in passes.sentence


def test_the_table_lists_the_steps_taken(passes):
    assert passes.table(passes.result) is None
    passes.controls["steps"].value = 5
    assert [row[1] for row in passes.table(passes.result).rows] == [
        "h",
        "ŷ",
        "j",
        "dj/dŷ",
        "dj/dw₂",
    ]


def test_a_slider_moves_all_numbers_and_no_step(passes):
    passes.controls["steps"].value = 7
    passes.set(w1=-1.35, w2=-1.65, x=-2, y=2.85)
    numbers = {step.link.finds: step.value for step in passes.result.taken}
    assert passes.result.step == 7
    error = -2 * -1.35 * -1.65 - 2.85
    assert numbers["dj/dw₂"] == pytest.approx(2 * error * -2 * -1.35)
    assert numbers["dj/dw₁"] == pytest.approx(2 * error * -1.65 * -2)


def test_slopes_are_exactly_0_at_the_minimum(passes):
    passes.controls["steps"].value = 7
    passes.controls["y"].value = 1.2
    assert [step.value for step in passes.result.taken[2:]] == [0, 0, 0, 0, 0]


def test_a_wire_is_dashed_if_its_weight_is_negative(passes):
    wire = passes.chain.wires["w₂"].line
    assert wire.get_linestyle() == "-"
    passes.controls["w2"].value = -1
    assert wire.get_linestyle() == "--"


def test_the_path_of_both_weights(walk):
    w1, w2 = walk.path.data()
    walked = chain.descend(1.5, 0.5, [1.6, 0.5], 0.1, 6).weights
    np.testing.assert_allclose(np.stack([w1, w2], axis=1), walked)
    assert walk.start.at == (1.6, 0.5)
    assert "w₁ · w₂ ≈ 0.3333" in walk.sentence


def test_a_start_at_the_saddle_goes_nowhere(walk):
    walk.set(w1=0, w2=0)
    assert "At (0, 0) both slopes are 0: nothing moves, though the loss is not 0." in walk.sentence
    assert walk.now.at == (0, 0)


def test_a_path_to_the_saddle_comes_close_and_does_not_arrive(walk):
    walk.set(w1=1, w2=-1, steps=20)
    assert "Close to the saddle, the slopes are dj/dw₁ ≈ 0.0" in walk.sentence
    walk.set(lr=0.6, steps=40)
    assert "At (0, 0)" not in walk.sentence


def test_a_loss_below_the_view_is_not_drawn_at_its_edge(walk):
    walk.controls["steps"].value = 6
    assert walk.losses.data()[1][6] < 1e-15
    assert walk.loss_now.edge.get_marker() == "v"


def test_in_the_valley_nothing_moves_because_the_loss_is_0(walk):
    walk.controls["steps"].value = 40
    assert "The loss is 0 up to rounding, and so are both slopes." in walk.sentence


def test_a_run_that_leaves_the_picture_says_when(walk):
    walk.set(lr=0.5, steps=10)
    assert "after step 2 the weights are out of the picture" in walk.sentence
    assert len(walk.path.data()[0]) == 3
    assert walk.loss_now.at[0] == 2
    _, inside, outside = np.stack(walk.path.data(), axis=1)
    along, across = walk.now.at - inside, outside - inside
    assert along[0] * across[1] == pytest.approx(along[1] * across[0])  # on the last step
    assert max(map(abs, walk.now.at)) == pytest.approx(2.2)
    walk.set(lr=0.6, w1=2, w2=2, steps=40)  # overflows
    assert "out of the picture" in walk.sentence


@pytest.mark.parametrize("w1", [0.5, 0.577, 1, 1.5013, 2])
def test_the_limit_of_the_learning_rate_depends_on_the_place_in_the_valley(w1):
    w2 = 0.5 / 1.5 / w1
    limit = 1 / (1.5**2 * (w1**2 + w2**2))
    start = [w1, w2 + 1e-4]
    assert chain.descend(1.5, 0.5, start, 0.95 * limit, 10).loss[-1] < loss_at(start)
    assert chain.descend(1.5, 0.5, start, 1.05 * limit, 10).loss[-1] > loss_at(start)


def test_with_w2_moved_too_early_a_rate_fails_that_is_small_enough():
    w1, w2, lr = 1.6, 0.5, 0.2
    assert chain.descend(1.5, 0.5, [w1, w2], lr, 20).loss[-1] < 1e-12
    for _ in range(5):
        h = 1.5 * w1
        slope = 2 * (h * w2 - 0.5)
        w2 = w2 - lr * slope * h
        w1 = w1 - lr * slope * w2 * 1.5
    assert loss_at([w1, w2]) > 1e20


def test_a_kept_run_names_its_settings_by_their_signs(walk):
    walk.set(w2=1)
    walk.keep_run()
    words = [text.get_text().strip() for text in walk.path.axes.texts]
    assert "w₂ = 1" in words


def test_the_valley_is_drawn_where_the_loss_is_0(walk):
    for line in walk.path.axes.lines[:4]:
        if line.get_color() == "#00795a":
            w1, w2 = line.get_data()
            np.testing.assert_allclose(w1 * w2, 1 / 3)


def test_the_start_is_dragged_in_both_directions(walk):
    (touch,) = [touch for touch in walk._shown["touch"] if touch["moves"] == ["w1", "w2"]]
    assert touch["panel"] == 0
