import numpy as np
import pytest

from backprop_lib.explorers import OneWeightExplorer
from backprop_lib.practice import exercises
from backprop_lib.practice.engine.function_exercise import NUMBERS_ONLY
from tests.answers import function_in, message_on, note_on


@pytest.fixture
def explorer():
    return OneWeightExplorer()


def test_the_articles_values_are_shown(explorer):
    assert explorer.sentence == (
        "ŷ = x·w = 1.5 · 0.8 = 1.2. The target is 0.5: the output is 0.7 too high, "
        "and the loss is 0.7² = 0.49. The loss is 0 at w = y/x = 0.3333."
    )
    assert [text.get_text() for text in explorer.numbers.values()] == ["1.5", "1.2", "0.5"]
    assert explorer.error_label.get_text() == "error ŷ − y = 0.7"
    assert explorer.loss_label.get_text() == "loss j = 0.49"


def test_the_point_lies_on_the_curve(explorer):
    explorer.set(x=2, w=1, y=-1)
    weights, losses = explorer.curve.curve.get_data()
    inside = losses < 9
    np.testing.assert_allclose(losses[inside], (2 * weights[inside] + 1) ** 2)
    assert np.ravel(explorer.curve.point.get_data()).tolist() == [1, 9]
    assert explorer.curve.best.get_xdata() == [-0.5, -0.5]
    low, high = explorer.curve.axes.get_ylim()
    assert low < 0 < 9 < high


def test_a_negative_weight_is_a_dashed_line(explorer):
    explorer.controls["w"].value = -0.5
    assert explorer.edge.get_linestyle() == "--"
    assert "1.5 · (−0.5)" in explorer.sentence
    assert explorer.weight.get_text() == "w = −0.5"


def test_without_input_no_weight_is_best(explorer):
    explorer.controls["x"].value = 0
    assert explorer.sentence.endswith("no weight changes the loss.")
    assert not explorer.curve.best.get_visible()
    assert set(explorer.curve.curve.get_ydata()) == {0.25}
    explorer.controls["x"].value = 1
    assert explorer.curve.best.get_visible()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("forward", "f = lambda x, w: float(x) * float(w)"),
        ("loss", "import math\ndef f(y_hat, y):\n    return math.pow(y_hat - y, 2)"),
        ("loss", "f = lambda y_hat, y: (y_hat - y) ** 2 if y_hat > y else (y - y_hat) ** 2"),
        ("loss_of_weight", "f = lambda x, y, w: pow(float(x * w - y), 2)"),
    ],
)
def test_a_function_for_single_numbers_passes_with_a_note(name, code):
    assert note_on(function_in(code), exercises[name]) == NUMBERS_ONLY


def test_a_function_of_numpy_passes():
    assert exercises["forward"].check(np.multiply).passed


def test_a_wrong_best_weight_shows_its_output():
    assert message_on(0.2, exercises["best_weight"], "incorrect") == (
        "0.2 is not the right number. There, ŷ = x·w = 0.5, but the target is 0.75."
    )
