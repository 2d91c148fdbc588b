import re

import numpy as np
import pytest

from backprop_lib import descend, gradient, update
from backprop_lib.explorers import DescentExplorer
from backprop_lib.practice import exercises
from backprop_lib.practice.engine.function_exercise import NUMBERS_ONLY
from tests.answers import function_in, message_on, note_on

TRAIL = [0.8, 0.59, 0.4745, 0.410975, 0.37603625, 0.3568199375, 0.346250965625]


@pytest.fixture
def explorer():
    return DescentExplorer()


def rows_of(explorer):
    return explorer._shown["table"].count("<tr>") - 1


def test_the_articles_trail_is_drawn_and_listed(explorer):
    losses = (1.5 * np.array(TRAIL) - 0.5) ** 2
    path_w, path_loss = explorer.curve.hops.data()
    np.testing.assert_allclose(path_w, TRAIL, atol=1e-12)
    np.testing.assert_allclose(path_loss, losses, atol=1e-12)
    for path, values in zip(explorer.plots.paths, (TRAIL, losses), strict=True):
        steps, drawn = path.data()
        assert steps.tolist() == list(range(7))
        np.testing.assert_allclose(drawn, values, atol=1e-12)
    assert [point.at for point in explorer.plots.now] == [(6, path_w[-1]), (6, path_loss[-1])]
    assert rows_of(explorer) == 7
    for weight in ("0.59", "0.3568199", "0.346251"):
        assert f">{weight}</td>" in explorer._shown["table"]
    assert explorer.sentence == (
        "After step 6: w ≈ 0.346251, ŷ ≈ 0.519376, loss ≈ 0.0003754. "
        "Steady: each step leaves 0.55 of the distance to the best weight, on the same side."
    )


def test_each_step_adds_a_point_and_a_row_and_a_step_back_takes_them_away(explorer):
    before = explorer._shown
    explorer.set(steps=7)
    assert len(explorer.plots.paths[0].data()[0]) == len(explorer.curve.hops.data()[0]) == 8
    assert rows_of(explorer) == 8
    explorer.set(steps=6)
    assert explorer._shown == before
    explorer.set(steps=5)
    assert explorer.sentence.startswith("After step 5: w ≈ 0.35682")


def test_the_arrow_shows_the_step_that_comes_next(explorer):
    assert explorer.curve.next_step.words.get_text() == "−lr · dj/dw"
    (here, there), _ = explorer.curve.next_step.shaft.get_data()
    explorer.set(steps=7)
    assert (here, there) == (pytest.approx(TRAIL[6]), explorer.result.descent.w[7])
    explorer.set(steps=40)  # the last one has no next
    assert explorer.curve.next_step.words.get_text() == ""
    assert not explorer.curve.next_step.head.get_visible()


def test_the_picture_stands_still_while_the_steps_are_walked(explorer):
    stills = explorer._shown["stills"]
    for steps in (0, 1, 20, 40):
        explorer.controls["steps"].value = steps
        assert explorer._shown["stills"] == stills
        assert len(explorer.plots.paths[0].data()[0]) == steps + 1
        low, high = explorer.plots.losses.get_xlim()
        assert low < 0 <= steps < high


def test_a_descent_may_start_left_of_the_best_weight(explorer):
    explorer.controls["w"].value = -0.5
    assert np.all(np.diff(explorer.result.descent.w) > 0)
    assert explorer.plots.weights.get_ylim()[0] < -0.5
    assert explorer.curve.start.at[0] == -0.5


@pytest.mark.parametrize(
    ("lr", "words"),
    [
        (0, "Standing still"),
        (0.1, "Steady"),
        (2 / 9, "One step"),
        (0.3, "Swinging"),
        (0.5, "Running"),
    ],
)
def test_every_regime_is_named(explorer, lr, words):
    explorer.controls["lr"].value = lr
    assert f". {words}" in explorer.sentence


def test_at_the_limit_the_weight_swings_for_ever(explorer):
    explorer.controls["lr"].value = 4 / 9
    assert "Swinging: each step jumps across the best weight and comes no closer." in (
        explorer.sentence
    )


def test_a_diverging_run_leaves_the_picture_and_says_when(explorer):
    explorer.set(lr=0.6, x=3, steps=40)
    weights = explorer.result.descent.w
    leaves = np.flatnonzero((weights < -1.2) | (weights > 2.2))[0]
    assert explorer.sentence.endswith(f"The weight leaves the picture at step {leaves}.")
    low, high = explorer.curve.axes.get_xlim()
    drawn = explorer.curve.hops.data()[0]
    assert len(drawn) == leaves + 1
    assert np.all((low <= drawn[:-1]) & (drawn[:-1] <= high))
    assert not low <= drawn[-1] <= high
    assert explorer.curve.point.edge.get_visible()
    assert re.search(r"10[⁰¹²³⁴⁵⁶⁷⁸⁹]+", explorer.sentence)
    explorer.set(steps=int(leaves) - 1)
    assert "leaves the picture" not in explorer.sentence


def test_a_diverging_run_is_drawn_in_powers_of_ten_and_the_next_is_not(explorer):
    before = explorer._shown
    explorer.set(lr=0.6, x=3, steps=8)
    assert explorer.plots.weights.get_yscale() == explorer.plots.losses.get_yscale() == "symlog"
    assert all(point.dot.get_visible() for point in explorer.plots.now)
    stills = explorer._shown["stills"]
    explorer.set(steps=40)
    assert explorer._shown["stills"] == stills  # walking does not change the scale
    assert all(point.edge.get_visible() for point in explorer.plots.now)
    for weight in (-1, 0.2, 2):  # nor does dragging the weight
        explorer.controls["w"].value = weight
        assert explorer._shown["stills"] == stills
    explorer.reset()
    assert explorer.plots.weights.get_yscale() == explorer.plots.losses.get_yscale() == "linear"
    assert explorer._shown == before


def test_without_input_the_path_stands_still(explorer):
    explorer.controls["x"].value = 0
    assert "Standing still: with x = 0 the gradient is 0." in explorer.sentence
    assert set(explorer.curve.hops.data()[0]) == {0.8}
    assert not explorer.plots.best.line.get_visible()


@pytest.mark.parametrize("lr", [0.1, 0.6])
def test_at_the_best_weight_the_path_stands_still(explorer, lr):
    explorer.set(w=1 / 3, lr=lr)
    assert explorer.sentence.endswith("Standing still: at the best weight the gradient is 0.")
    explorer.set(w=0.3333)
    assert "Standing still" not in explorer.sentence


def test_the_best_weight_moves_with_the_target(explorer):
    explorer.controls["y"].value = 1.5
    assert explorer.plots.best.line.get_ydata() == [1, 1]
    assert explorer.curve.best.line.get_xdata() == [1, 1]
    assert explorer.plots.best.label.get_text().strip() == "w* = 1"


def descend_recursively(x, y, w, lr, steps):
    if steps == 0:
        return (w,)
    return (w, *descend_recursively(x, y, w + 2 * x * lr * (y - x * w), lr, steps - 1))


def descend_by_error(x, y, w, lr, steps):
    weights, error = [], w - y / x
    for _ in range(steps + 1):
        weights.append(y / x + error)
        error *= 1 - 2 * lr * x * x
    return weights


@pytest.mark.parametrize("descend", [descend_recursively, descend_by_error])
def test_another_way_to_descend_passes(descend):
    assert exercises["descend"].check(descend).passed


@pytest.mark.parametrize("length", [2, 9])
def test_a_list_of_the_wrong_length_gets_a_hint_on_the_loop(length):
    message = message_on(lambda x, y, w, lr, steps: [w] * length, exercises["descend"], "incorrect")
    assert message.endswith(
        f"returns a list of {length} numbers, but a list of 4 numbers is wanted. "
        "It should hold steps + 1 weights, the start included. Make the list before the loop, "
        "let the loop run over range(steps), and append inside it."
    )


def test_an_update_that_climbs_is_recognised_though_it_changes_the_weights():
    code = "def f(w, grad, lr):\n    w += lr * grad\n    return w"
    assert "Your step climbs" in message_on(function_in(code), exercises["update"], "incorrect")


def test_an_update_that_changes_the_weights_passes_with_a_note():
    code = "def f(w, grad, lr):\n    w -= lr * grad\n    return w"
    assert "changes the array `w`" in note_on(function_in(code), exercises["update"])
    code = "def f(w, grad, lr):\n    grad *= lr\n    return w - grad"
    assert "changes the array `grad`" in note_on(function_in(code), exercises["update"])


def test_an_update_for_single_numbers_passes_with_a_note():
    code = "f = lambda w, grad, lr: float(w) - lr * grad"
    assert note_on(function_in(code), exercises["update"]) == NUMBERS_ONLY


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (1, "After 1 step, j ≈ 0.148."),
        (3, "After 3 steps, j ≈ 0.0136."),
        *(
            (steps, "steps the loss is below 1e-9, but not for the first time.")
            for steps in (19, 24, 60, 100, "10^9")
        ),
        *((steps, "Count whole steps") for steps in (2.5, -3)),
    ],
)
def test_a_wrong_number_of_steps_shows_its_loss(steps, words):
    assert words in message_on(steps, exercises["steps_to_small_loss"], "incorrect")


def test_the_rows_of_the_notebook_end_before_the_small_loss():
    losses = descend(1.5, 0.5, 0.8, 0.1, 20).loss
    steps = exercises["steps_to_small_loss"].answer
    assert losses[steps] < 1e-9 <= losses[steps - 1]
    assert steps > 14  # the last row


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("w =- lr * 2 * (x * w - y) * x", "weight_lost"),
        ("w -= lr * (x * w - y) ** 2", "step_by_loss"),
        ("w -= lr * (x * w - y)", "step_by_error"),
        ("w = update(w, gradient(x, w, y), lr)", "target_for_weight"),
        ("w = update(gradient(x, y, w), w, lr)", "gradient_for_weight"),
        ("weights = [w]; w -= lr * 2 * (x * w - y) * x", "list_made_in_the_loop"),
        ("w -= lr * grad", "article_gradient_typed_in"),
    ],
)
def test_a_mistake_in_the_loop_is_recognised(body, key):
    code = f"""
def f(x, y, w, lr, steps):
    weights = [w]
    for _ in range(steps):
        {body}
        weights.append(w)
    return weights
"""
    names = {"update": update, "gradient": gradient, "grad": 2.1}
    assert exercises["descend"].check(function_in(code, **names)).misconception == key


def test_an_output_from_before_the_loop_is_named():
    code = """
def f(x, y, w, lr, steps):
    weights = [w]
    for _ in range(steps):
        w = w - lr * 2 * (y_hat - y) * x
        weights.append(w)
    return weights
"""
    message = message_on(function_in(code, y_hat=1.2), exercises["descend"], "incorrect")
    assert message.endswith("Compute it inside: `y_hat = x * w`.")


def test_a_descent_of_the_course_passes_with_a_word_about_it():
    code = "f = lambda x, y, w, lr, steps: descend(x, y, w, lr, steps).w"
    assert note_on(function_in(code, descend=descend), exercises["descend"]) == (
        "Right, but you asked the course. Write the loop."
    )
    code = """
def f(x, y, w, lr, steps):
    weights = [w]
    for _ in range(steps):
        weights.append(update(weights[-1], gradient(x, y, weights[-1]), lr))
    return weights
"""
    names = {"update": update, "gradient": gradient}
    assert note_on(function_in(code, **names), exercises["descend"]) == ""


@pytest.mark.parametrize(
    "step", ["w - lr * grad if grad > 0 else w + lr * grad", "w - lr * abs(grad)"]
)
def test_an_update_with_a_sign_of_its_own_is_recognised(step):
    code = f"f = lambda w, grad, lr: {step}"
    outcome = exercises["update"].check(function_in(code))
    assert outcome.misconception == "minus_turned_by_hand"


def test_the_code_with_the_gradient_before_the_loop_ends_where_it_is_said():
    exercise = exercises["gradient_before_the_loop"]
    _, *lines = exercise.prompt.splitlines()
    names = {"x": 1.5, "y": 0.5, "w": 0.8, "lr": 0.1}
    exec("\n".join(line.removeprefix("  ") for line in lines), names)
    assert exercise.answer == pytest.approx(names["w"])
    assert exercise.check(0.17).passed


def test_the_step_from_zero_is_that_of_the_library():
    assert exercises["step_from_zero"].answer == descend(1.5, 0.5, 0, 0.1, 1).w[1]
    assert message_on(0.3, exercises["step_from_zero"], "incorrect").endswith(
        "with lr = 0.1 the slope would be −3. What is the slope at w = 0?"
    )


def test_a_step_before_its_gradient_is_recognised():
    order = ["start", "forward", "loss", "update", "backward", "repeat"]
    message = message_on(order, exercises["training_loop"], "incorrect")
    assert "You step before you know the gradient" in message


def right_update(w, grad, lr):
    return w - lr * grad


def test_own_code_that_is_right_moves_the_picture():
    explorer = DescentExplorer(update=right_update)
    assert explorer.sentence == f"{DescentExplorer().sentence} Your own code moves this picture."
    assert explorer.plots.right[0].data()[0].size == 0
    explorer.set(lr=0.3, steps=2)
    assert explorer.result.descent.w[2] == pytest.approx(descend(1.5, 0.5, 0.8, 0.3, 2).w[2])


def test_where_own_code_parts_the_right_path_is_drawn_and_the_mistake_is_named():
    def my_update(w, grad, lr):
        return w + lr * grad if w > 0.5 else w - lr * grad

    def climbs(w, grad, lr):
        return w + lr * grad

    judge = exercises["update"].judge
    explorer = DescentExplorer(update=climbs, judge=judge, steps=3)
    assert "drawn in grey, at step 1. Your step climbs" in explorer.sentence
    np.testing.assert_allclose(explorer.plots.right[0].data()[1], TRAIL[:4])
    assert explorer.plots.paths[0].data()[1][1] == pytest.approx(1.01)
    assert explorer.table(explorer.result).headings[-1] == "right w"
    other = DescentExplorer(update=my_update, judge=judge, w=0.4)
    assert "Your own code moves this picture." in other.sentence
    other.controls["w"].value = 0.8
    assert "Your path parts from the right one, drawn in grey, at step 1." in other.sentence


def test_own_gradients_are_walked_with_too():
    def my_gradient(x, y, w):
        return 2 * (x * w - y)

    explorer = DescentExplorer(gradient=my_gradient, judge=exercises["gradient"].judge)
    assert "at step 1. Your slope lacks exactly the factor x" in explorer.sentence


def test_code_that_is_not_written_yet_shows_the_right_path():
    def my_update(w, grad, lr):
        """Return the weight after one step."""
        ...

    explorer = DescentExplorer(update=my_update)
    assert explorer.sentence.endswith("Your function is not written yet: this is the right path.")
    np.testing.assert_allclose(explorer.plots.paths[0].data()[1], TRAIL)


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        (lambda w: 1 / 0, "Your path ends at step 0. With w = 0.8, grad = 2.1, lr = 0.1, your"),
        (lambda w: "0.59", "returns '0.59' (str), but a number is wanted."),
        (lambda w: float("nan"), "returns nan, which is not finite"),
        (lambda w: [w], "returns a list of 1 number"),
        (lambda w: w - 0.1 if w > 0.75 else None, "Your path ends at step 1."),
    ],
)
def test_own_code_that_fails_ends_its_path_and_the_controls_go_on(returned, words):
    explorer = DescentExplorer(update=lambda w, grad, lr: returned(w), steps=3)
    assert explorer.error is None
    assert words in explorer.sentence
    np.testing.assert_allclose(explorer.plots.right[0].data()[1], TRAIL[:4])
    explorer.controls["lr"].value = 0.2
    assert explorer.error is None
    assert "After step 3" in explorer.sentence


def test_own_code_that_does_not_end_is_called_once():
    calls = []

    def my_update(w, grad, lr):
        calls.append(w)
        while True:
            pass

    explorer = DescentExplorer(update=my_update)
    for place in range(20):
        explorer.controls["lr"].value = place / 100
    list(explorer.frames([{"w": place} for place in range(20)]))
    assert "Is there a loop that never ends?" in explorer.sentence
    assert len(calls) == 1
