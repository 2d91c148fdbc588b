import numpy as np
import pytest

from backprop_lib import forward, gradient, loss
from backprop_lib.explorers import OneWeightExplorer
from backprop_lib.explorers.pieces import TwoLossesPicture
from backprop_lib.practice import exercises
from backprop_lib.practice.engine.function_exercise import NUMBERS_ONLY
from tests.answers import function_in, message_on, note_on


@pytest.fixture
def explorer():
    return OneWeightExplorer()


def test_the_articles_values_are_shown(explorer):
    assert explorer.sentence == (
        "ŷ = x·w = 1.5 · 0.8 = 1.2. The target is 0.5: the output is 0.7 too high, "
        "and the loss is (ŷ − y)² = 0.49. The loss is 0 at w = y/x ≈ 0.3333."
    )
    network = explorer.network
    numbers = {of: label.text.get_text() for of, label in network.numbers.items()}
    assert numbers == {"x": "1.5", "y_hat": "1.2", "y": "0.5"}
    assert network.error.text.get_text() == "error ŷ − y = 0.7"
    assert network.loss.text.get_text() == "loss j = 0.49"
    assert explorer.curve.best.label.get_text().strip() == "w* ≈ 0.333"


def test_the_point_lies_on_the_curve(explorer):
    explorer.set(x=2, w=-0.2, y=-1)
    weights, losses = explorer.curve.curve.data()
    np.testing.assert_allclose(losses, (2 * weights + 1) ** 2)
    assert explorer.curve.point.at == pytest.approx((-0.2, 0.36))
    assert explorer.curve.point.dot.get_visible()
    assert explorer.curve.best.line.get_xdata() == [-0.5, -0.5]


def test_the_picture_of_the_curve_stands_still_while_the_weight_moves(explorer):
    views = set()
    for w in (-1, 0.3, 2):
        explorer.set(w=w)
        views.add((explorer.curve.axes.get_xlim(), explorer.curve.axes.get_ylim()))
    assert len(views) == 1
    explorer.set(x=3)
    views.add((explorer.curve.axes.get_xlim(), explorer.curve.axes.get_ylim()))
    assert len(views) == 2


def test_a_loss_out_of_view_is_an_arrow_with_its_value(explorer):
    explorer.set(x=3, w=2, y=-2)
    point = explorer.curve.point
    assert point.edge.get_visible()
    assert point.value.get_text().strip() == "j = 64"
    assert point.at == (2, explorer.curve.axes.get_ylim()[1])


def test_a_negative_weight_is_a_dashed_line(explorer):
    explorer.controls["w"].value = -0.5
    assert explorer.network.wire.line.get_linestyle() == "--"
    assert "1.5 · (−0.5)" in explorer.sentence
    assert explorer.network.weight.text.get_text() == "w = −0.5"
    explorer.controls["w"].value = 0.5
    assert explorer.network.wire.line.get_linestyle() == "-"


def test_the_two_losses_are_a_picture_and_words_that_hold():
    shown = TwoLossesPicture()._repr_mimebundle_()
    assert "image/png" in shown
    assert gradient(1.5, 0.5, 0.8) == pytest.approx(7 * gradient(1.5, 0.5, 0.4))
    assert "At w = 0.8 the curve of (ŷ − y)² is 7 times as steep as at 0.4" in shown["text/plain"]


def test_without_input_no_weight_is_best(explorer):
    explorer.controls["x"].value = 0
    assert explorer.sentence.endswith("no weight changes the loss.")
    assert not explorer.curve.best.line.get_visible()
    assert set(explorer.curve.curve.data()[1]) == {0.25}
    explorer.controls["x"].value = 1
    assert explorer.curve.best.line.get_visible()


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


@pytest.mark.parametrize(("name", "code"), [("forward", "f = forward"), ("loss", "f = loss")])
def test_a_function_of_the_course_passes_with_a_word_about_it(name, code):
    function = function_in(code, forward=forward, loss=loss)
    assert note_on(function, exercises[name]) == (
        "Right, but you asked the course. Write it yourself."
    )


def test_a_loss_made_of_the_two_functions_passes():
    def composed(x, y, w):
        return loss(forward(x, w), y)

    assert note_on(composed, exercises["loss_of_weight"]) == ""


def test_an_output_from_the_page_is_named():
    code = "f = lambda x, y, w: (y_hat - y) ** 2"
    message = message_on(function_in(code, y_hat=1.2), exercises["loss_of_weight"], "incorrect")
    assert message == (
        "`y_hat` is not a parameter of your function: it is the 1.2 from further up the page. "
        "Compute it inside: `y_hat = x * w`."
    )


def test_two_samples_have_the_best_weight_that_is_told():
    weights = np.linspace(0, 1, 100_001)
    sums = loss(forward(1.5, weights), 0.5) + loss(forward(3, weights), 0.6)
    assert weights[np.argmin(sums)] == pytest.approx(0.22667, abs=1e-5)
    assert sums.min() == pytest.approx(0.032, abs=1e-6)
    takeaway = exercises["two_samples"].takeaway
    assert "about 0.227" in takeaway
    assert "a loss of 0.032" in takeaway


def test_one_large_miss_is_worse_only_with_the_square():
    a, b = np.array([1, 1]), np.array([0, 2])
    assert abs(a).sum() == abs(b).sum()
    assert (a**2).sum() < (b**2).sum()


def test_a_wrong_best_weight_shows_its_output():
    assert message_on(0.2, exercises["best_weight"], "incorrect") == (
        "0.2 is not the right number. There, ŷ = x·w = 0.5, but the target is 0.75."
    )
