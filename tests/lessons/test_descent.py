import re
from types import SimpleNamespace

import numpy as np
import pytest

from backprop_lib import descend, gradient, update
from backprop_lib.explorers import DescentExplorer
from backprop_lib.practice import exercises
from backprop_lib.practice.engine.function_exercise import NUMBERS_ONLY
from tests.answers import function_in, message_on, note_on
from tests.explorers.drawn_ahead import check_drawn_ahead

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
        "Right, but you asked the course. Write it yourself."
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


JUDGES = {name: exercises[name].judge for name in ("update", "gradient")}


def behind(body, name="update", **start):
    """An explorer with the learner's own function behind it, of this body."""
    taken = {"update": "w, grad, lr", "gradient": "x, y, w"}[name]
    own = function_in(f"def f({taken}):\n    {body}")
    return DescentExplorer(**{name: own}, judge=JUDGES[name], **start)


def right_of(explorer):
    """The right path as it is drawn beside the learner's own, in weights and losses per step."""
    _, weights, losses = explorer.right
    return [part.path.data()[1].tolist() for part in (weights, losses)]


def no_right_path(explorer):
    return all(part.path.data()[0].size == 0 for part in explorer.right) and not any(
        part.word.text.get_text() for part in explorer.right
    )


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("update", "return w - lr * grad"),
        ("update", "print(w)\n    w -= lr * grad\n    return w"),
        ("gradient", "return 2 * (x * w - y) * x"),
        ("gradient", "return 2 * x * x * w - 2 * x * y"),
    ],
)
def test_a_right_function_makes_the_right_picture(name, body, explorer, capsys):
    own = behind(body, name)
    said = f"Your own {name} makes this path, and it is the right one. "
    for settings in ({}, {"w": -0.5}, {"x": 0}, {"w": 1 / 3}, {"lr": 0.6, "x": 3, "steps": 40}):
        for each in (own, explorer):
            each.reset()
            each.set(**settings)
        assert own.sentence == said + explorer.sentence
        assert no_right_path(own)
        for ours, theirs in zip(own.plots.paths, explorer.plots.paths, strict=True):
            np.testing.assert_allclose(ours.data()[1], theirs.data()[1], rtol=1e-9)
        assert own._shown["table"] == explorer._shown["table"]
    assert capsys.readouterr().out == ""


def test_both_functions_may_be_the_learners_own():
    own = DescentExplorer(lambda x, y, w: 9.0, lambda w, grad, lr: w - lr * grad)
    assert own.sentence.startswith("Your path parts from the right one at step 1")
    right = DescentExplorer(gradient.formula, update.formula)
    assert right.sentence.startswith("Your own gradient and update make this path, and it is")


@pytest.mark.parametrize(
    ("name", "body", "advice"),
    [
        ("update", "return w + lr * grad", "Your step climbs"),
        ("update", "return w - grad", "The learning rate is missing."),
        ("update", "return -lr * grad", "You return the step alone."),
        ("gradient", "return 2 * (x * w - y)", ""),
        ("gradient", "return -2 * (x * w - y) * x", ""),
    ],
)
def test_a_wrong_path_is_drawn_with_the_right_one_beside_it(name, body, advice):
    own = behind(body, name)
    weights, losses = right_of(own)
    np.testing.assert_allclose(weights, TRAIL, atol=1e-12)
    np.testing.assert_allclose(losses, (1.5 * np.array(TRAIL) - 0.5) ** 2, atol=1e-12)
    hops, *_ = own.right
    np.testing.assert_allclose(hops.path.data()[0][::2], TRAIL, atol=1e-12)
    assert all(part.word.text.get_text() == " right " for part in own.right)
    assert own.result.descent.w[1] != pytest.approx(0.59)
    assert own.sentence.startswith("Your path parts from the right one at step 1: from w = 0.8 ")
    outcome = JUDGES[name](own.own.functions[name])
    assert not outcome.passed
    assert outcome.message
    assert outcome.message in own.sentence
    assert advice in own.sentence
    assert own.sentence.count("On the right path, w ≈ 0.346251 after step 6.") == 1
    assert "right w" in own._shown["table"]
    assert ">0.346251</td>" in own._shown["table"]
    assert rows_of(own) == 7


def test_the_sentence_says_where_a_path_parts():
    own = behind("return w - lr * grad if w > 0.45 else w")
    assert own.sentence.startswith(
        "Your path parts from the right one at step 4: from w = 0.410975 it goes to "
        "w = 0.410975, but w = 0.37603625 is right."
    )


def test_a_mistake_that_does_not_show_here_is_named_and_then_seen():
    own = behind("return w - lr * abs(grad)")
    assert own.sentence.startswith(
        "Your own update makes this path, and it is the right one. With other values it is not. "
        "Where the gradient is negative,"
    )
    assert no_right_path(own)
    own.controls["w"].value = -0.5
    assert own.sentence.startswith("Your path parts from the right one at step 1")
    assert not no_right_path(own)
    own.controls["w"].value = 0.8
    assert no_right_path(own)


@pytest.mark.parametrize("body", ['"""Return the weight."""\n    ...', "pass", "return ..."])
def test_a_function_that_is_not_written_yet_leaves_the_right_path(body, explorer):
    own = behind(body)
    assert own.sentence == (
        f"Your update is not written yet: this is the right path. {explorer.sentence}"
    )
    assert no_right_path(own)
    assert own.plots.paths[0].data()[1].tolist() == explorer.plots.paths[0].data()[1].tolist()
    assert own._shown["table"] == explorer._shown["table"]


def test_a_function_that_says_it_is_not_written_is_believed():
    assert "not written yet" in behind("raise NotImplementedError").sentence


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return w - 1 / 0", "in line 2 with ZeroDivisionError"),
        ("return missing", "NameError"),
        ("return float('nan')", "returns nan, which is not finite"),
        ("return float('inf')", "returns inf: the number is too large for a float, or"),
        ("return 'w'", "returns 'w' (str), but a number is wanted."),
        ("return [w]", "returns a list of 1 number, but a number is wanted."),
        ("return w > 0", "(bool), but a number is wanted."),
        ("w - lr * grad", "returns None: can it reach its end without a `return`?"),
        ("yield w", "returns a generator, not a value"),
        ("while True: pass", "still running after 20,000 steps in line 2."),
        ("return f(w, grad, lr)", "calls itself over and over in line "),
    ],
)
def test_a_function_that_gives_no_number_ends_the_path_at_once(body, words):
    own = behind(body)
    assert own.error is None
    assert own.sentence.startswith("Your path ends at step 0. With w = 0.8, grad = 2.1, lr = 0.1, ")
    assert words in own.sentence
    assert "Traceback" not in own.sentence
    np.testing.assert_allclose(right_of(own)[0], TRAIL, atol=1e-12)
    assert own.plots.paths[0].data()[1].tolist() == [0.8]
    assert own.plots.now[0].at == (0, 0.8)
    assert rows_of(own) == 7


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return 1 / 0 if w < 0.4 else w - lr * grad", "ZeroDivisionError"),
        ("if w > 0.4:\n        return w - lr * grad", "returns None"),
        ("while w < 0.4: pass\n    return w - lr * grad", "still running"),
    ],
)
def test_a_function_may_fail_for_some_weights_only(body, words):
    own = behind(body)
    for steps in (6, 4, 3, 40):
        own.set(steps=steps)
        assert own.sentence.startswith("Your path ends at step 4. With w = 0.37603625, grad = ")
        assert words in own.sentence
        made = min(steps, 4) + 1
        assert len(own.plots.paths[0].data()[0]) == len(own.curve.hops.data()[0]) == made
        assert len(right_of(own)[0]) == rows_of(own) == steps + 1
        assert f"After step {made - 1}: w" in own.sentence
    own.set(lr=0, steps=6)
    assert own.sentence.startswith("Your own update makes this path")
    assert no_right_path(own)


@pytest.mark.parametrize(
    ("update", "words"),
    [
        (0.59, "A function is wanted, but this is 0.59. Pass the function itself"),
        (lambda w: w, "Your function takes w, but it is called with w, grad, lr."),
    ],
)
def test_what_cannot_be_called_is_named(update, words):
    own = DescentExplorer(update=update, judge=JUDGES["update"])
    assert own.sentence.startswith(f"Your path ends at step 0. {words}")
    assert right_of(own)[0] == own.result.right.w[:7].tolist()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "body", ["return w - 1e9 * grad * grad", "return w * 1e100", "return 1e300"]
)
def test_weights_that_outgrow_a_float_end_the_path(body):
    own = behind(body, steps=40)
    assert own.error is None
    assert "too large for a float" in own.sentence
    assert "nan" not in own.sentence
    own.keep_run()
    own.set(lr=0.6, x=3)
    assert own.error is None


def test_an_endless_function_is_called_once_a_run_and_stopped_soon():
    calls = []

    def endless(w, grad, lr):
        calls.append(w)
        while True:
            pass

    own = DescentExplorer(update=endless)
    for moves in range(1, 20):
        own.controls["w"].value = own.controls["w"].places[moves]
        assert len(calls) == moves + 1
    own.controls["steps"].value = 20  # the same run
    assert len(calls) == 20


def test_the_judge_is_asked_once():
    asked = []

    def judge(function):
        asked.append(function)
        return SimpleNamespace(passed=False, message="You climb.")

    def climbs(w, grad, lr):
        return w + lr * grad

    own = DescentExplorer(update=climbs, judge=judge)
    for lr in (0.2, 0.3, 0.4):
        own.controls["lr"].value = lr
        assert "is right. You climb. After step 6" in own.sentence
    assert asked == [climbs]


@pytest.mark.parametrize("given", [{}, {"gradient": gradient, "update": update}])
def test_a_judge_needs_one_function(given):
    with pytest.raises(TypeError, match="a judge needs one function to judge"):
        DescentExplorer(**given, judge=JUDGES["update"])


BODIES = (
    "return w - lr * grad",
    "return w + lr * grad",
    "return 1 / 0 if w < 0.4 else w - lr * grad",
    "while w < 0.4: pass\n    return w - lr * grad",
    "...",
)


@pytest.mark.parametrize("body", BODIES)
def test_pictures_drawn_ahead_are_those_shown_later(body):
    own = behind(body)
    check_drawn_ahead(own, [{"lr": 10}, {"lr": 100}, {"w": 20}, {"x": 0}, {"steps": 12}])


def test_a_run_of_the_learners_own_may_be_kept():
    own = behind("return w + lr * grad")
    own.keep_run()
    own.set(lr=0.05)
    assert "lr = 0.1" in "".join(own._shown["moving"])
    assert not no_right_path(own)


def test_names_of_kept_runs_stay_while_pictures_are_drawn_ahead():
    explorer = DescentExplorer()
    explorer.keep_run()
    before = explorer.picture.moving()
    list(explorer.frames([{"lr": 120}]))  # it runs away: another scale
    assert explorer.picture.moving() == before


def test_another_explorer_like_it_has_the_same_function():
    own = behind("return w + lr * grad", lr=0.3)
    anew = own.anew()
    assert anew.sentence == behind("return w + lr * grad").sentence
    assert anew.own.judge is own.own.judge
