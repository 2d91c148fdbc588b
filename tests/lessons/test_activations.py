"""The explorers of notebook 08, driven by their controls, against plain arithmetic."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from backprop_lib import central_slope
from backprop_lib.activations import ACTIVATIONS, LEAK
from backprop_lib.datasets import thirds
from backprop_lib.explorers import ActivationsExplorer, DeadUnitExplorer
from backprop_lib.layers import Dense
from backprop_lib.losses import mean_squared_error
from backprop_lib.network import Network
from backprop_lib.practice import exercises
from backprop_lib.training import train
from tests.answers import function_in, message_on
from tests.explorers.drawn_ahead import check_drawn_ahead

X, Y = (column[:, 0] for column in thirds())


@pytest.fixture
def row():
    return ActivationsExplorer()


@pytest.fixture
def unit():
    return DeadUnitExplorer()


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def in_a_row(f, z, many):
    for _ in range(many):
        z = f(z)
    return z


def test_the_point_and_the_numbers_are_those_of_the_followed_input(row):
    a = sigmoid(2.4)
    assert row.sample.at == (2.4, pytest.approx(a))
    assert row.slope_here.at == (2.4, pytest.approx(a * (1 - a)))
    assert row.sentence.startswith(
        "With the sigmoid, z = 2.4 becomes a₁ ≈ 0.9168, and the slope there is da₁/dz ≈ 0.07625."
    )
    assert row.a.text.get_text() == "a₁ ≈ 0.917"
    assert row.slope_word.text.get_text() == "da₁/dz ≈ 0.0763"


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("z", [-5.95, -1, 0.3, 2.4, 6])
def test_what_is_left_is_the_slope_of_the_whole_row(row, name, z):
    row.set(activation=name, z=z, steps=10)
    f = ACTIVATIONS[name].value
    for many in (1, 2, 5, 10):
        nudged = central_slope(lambda at, many=many: in_a_row(f, at, many), z)
        assert row.result.left[many] == pytest.approx(nudged, rel=1e-4, abs=1e-10)
        assert row.result.values[many] == pytest.approx(in_a_row(f, z, many))
    steps, drawn = row.left.data()
    assert steps.tolist() == list(range(11))
    seen = drawn > 1e-10
    np.testing.assert_allclose(drawn[seen], np.abs(row.result.left)[seen])


def test_no_sigmoids_leave_more_than_a_quarter_each(row):
    dotted = row.left.axes.lines[0].get_ydata()
    for z in row.controls["z"].places[::10]:
        row.set(z=z, steps=10)
        assert (row.result.left <= dotted * (1 + 1e-12)).all()
        assert (row.result.many_left <= dotted * (1 + 1e-12)).all()
    assert dotted[-1] == pytest.approx(9.5e-7, rel=0.01)


@pytest.mark.parametrize(("z", "left"), [(0.05, "all"), (0, "nothing"), (-1.5, "nothing")])
def test_a_relu_leaves_all_or_nothing(row, z, left):
    row.set(activation="relu", z=z, steps=10)
    assert set(row.result.left[1:]) == {1.0 if left == "all" else 0.0}
    assert f"{left} is left of a slope" in row.sentence
    assert row.left_word.text.get_text().strip() == ("1" if left == "all" else "0")


def test_a_relu_lets_as_much_through_on_average_as_inputs_are_positive(row):
    for mean, spread in ((0, 1), (-1, 1), (1, 0.5), (-3, 1)):
        row.set(activation="relu", mean=mean, spread=spread, steps=7)
        on = np.mean(row.result.many[0] > 0)
        np.testing.assert_allclose(row.result.many_left[1:], on)
        assert f"At {round(200 * (1 - on))} of the 200 inputs" in row.sentence


def test_the_inputs_have_the_mean_and_the_spread_that_are_set(row):
    row.set(mean=-1.5, spread=2)
    inputs = row.result.many[0]
    assert len(inputs) == 200
    assert inputs.mean() == pytest.approx(-1.5)
    assert inputs.std() == pytest.approx(2, rel=0.01)


def test_the_outputs_of_ten_sigmoids_are_all_but_equal(row):
    row.set(steps=10, spread=3)
    assert np.ptp(row.result.many[10]) < 1e-4
    across, up = row.outputs.data()
    assert np.nanmin(across) == pytest.approx(6 - 1.2)  # one bar, from the right
    assert len(up) == 3


def test_bars_outside_the_view_stand_at_its_edge(row):
    row.set(activation="identity", mean=3, spread=3, steps=1)
    across, _ = row.inputs.data()
    assert np.nanmax(across) == pytest.approx(5.8)


def test_the_table_has_a_row_for_each_activation_passed(row):
    row.set(steps=3)
    rows = row.table(row.result).rows
    assert [line[0] for line in rows] == ["0", "1", "2", "3"]
    assert [line[1] for line in rows[1:]] == [line[2] for line in rows[:-1]]
    assert rows[1][3] == rows[1][4] == "0.076255"


def test_no_activation_in_the_row_leaves_the_slope_as_it_is(row):
    row.set(steps=0)
    assert row.left.data()[1].tolist() == [1]
    assert row.left_word.text.get_text() == ""
    assert "in a row" not in row.sentence


def test_kept_runs_are_named_by_the_activation(row):
    row.keep_run()
    row.set(activation="tanh", z=1)
    row.keep_run()
    words = [text.get_text() for text in row.left.axes.texts]
    assert "sigmoid" in words
    assert "tanh, z = 1" in words


@pytest.mark.parametrize("z", [-6, -0.05, 0, 0.05, 6])
@pytest.mark.parametrize("spread", [0.1, 3])
def test_words_beside_the_last_point_do_not_lie_on_one_another(row, z, spread):
    for name in ACTIVATIONS:
        for mean in (-3, 0, 3):
            for steps in (1, 4, 10):
                row.set(activation=name, z=z, mean=mean, spread=spread, steps=steps)
                apart = [np.log10(label.text.get_position()[1]) for label in words_of(row)]
                assert abs(apart[0] - apart[1]) > 0.75
                assert min(apart) > -10
                assert max(apart) < 0.9


def words_of(row):
    return row.left_word, row.mean_word


SOFTSIGN = "def f(z):\n    return z / (1 + abs(z))"
RIGHT = "def f(z):\n    return 1 / (1 + abs(z)) ** 2"


def own(f=SOFTSIGN, slope=RIGHT, **start):
    functions = {"f": function_in(f), "slope": function_in(slope)}
    return ActivationsExplorer(**functions, judge=exercises["softsign_slope"].judge, **start)


def no_grey_curve(explorer):
    return bool(np.isnan(explorer.nudged.data()[1]).all())


def test_an_activation_of_the_learners_own_moves_the_picture():
    explorer = own(steps=10)
    assert explorer.sentence.startswith(
        "Your slope is what nudging your activation gives, at each of 481 places from z = −12 to "
        "12. With your activation, z = 2.4 becomes a₁ ≈ 0.7059"
    )
    assert no_grey_curve(explorer)
    assert explorer.result.left[10] == pytest.approx((1 / (1 + 10 * 2.4)) ** 2)
    assert explorer.controls["activation"].spec.text("own") == "your own"
    explorer.set(activation="tanh")
    assert explorer.sentence.startswith("With tanh, ")
    explorer.reset()
    assert "With your activation" in explorer.sentence


@pytest.mark.parametrize(
    ("slope", "z", "yours", "nudged", "advice"),
    [
        ("1 / (1 + abs(z))", "1", "0.5", "about 0.25", "The square is missing."),
        ("-1 / (1 + abs(z)) ** 2", "1", "−0.25", "about 0.25", "The sign is turned."),
        ("1 / (1 + z) ** 2 if z > -0.9 else 1", "−0.05", "about 1.10803", "about 0.907029", ""),
    ],
)
def test_a_wrong_slope_is_compared_with_nudging(slope, z, yours, nudged, advice):
    explorer = own(slope=f"def f(z):\n    return {slope}")
    assert explorer.sentence.startswith(
        f"At z = {z} your slope is {yours}, but nudging your activation gives {nudged}. {advice}"
    )
    across, up = explorer.nudged.data()
    np.testing.assert_allclose(up, 1 / (1 + abs(across)) ** 2, atol=1e-4)
    assert explorer.nudged_name.text.get_text() == "grey: by nudging"
    explorer.set(activation="relu")
    assert no_grey_curve(explorer)


def test_at_a_kink_any_slope_between_both_sides_is_right():
    value = "def f(z):\n    return max(z, 0.1 * z)"
    for at_0 in (0.1, 0.5, 1):
        slope = f"def f(z):\n    return {at_0} if z == 0 else 1 if z > 0 else 0.1"
        assert own(value, slope).sentence.startswith("Your slope is what nudging")
    slope = "def f(z):\n    return 1.5 if z == 0 else 1 if z > 0 else 0.1"
    assert own(value, slope).sentence.startswith("At z = 0 your slope is 1.5, but nudging")


@pytest.mark.parametrize("body", ["...", "pass", "raise NotImplementedError"])
def test_functions_that_are_not_written_yet_leave_the_identity(body):
    blank = f"def f(z):\n    {body}"
    explorer = own(blank, blank)
    assert explorer.sentence.startswith(
        "Your activation is not written yet: until it is, the picture shows the identity."
    )
    explorer = own(slope=blank)
    assert explorer.sentence.startswith("Your slope is not written yet: this one is measured by")
    assert explorer.result.slopes[0] == pytest.approx(1 / 3.4**2, rel=1e-3)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return 1 / z", "With z = 0, your function stops in line 2 with ZeroDivisionError"),
        ("return 'z'", "your function returns 'z' (str), but a number is wanted."),
        ("return float('nan')", "which is not finite"),
        ("while True: pass", "still running after 20,000 steps in line 2."),
        ("z + 1", "returns None: can it reach its end without a `return`?"),
    ],
)
@pytest.mark.parametrize("which", ["f", "slope"])
def test_a_function_that_gives_no_number_is_named_and_the_identity_shown(which, body, words):
    explorer = own(**{which: f"def f(z):\n    {body}"})
    assert explorer.error is None
    assert words in explorer.sentence
    assert "Until that is mended, the picture shows the identity." in explorer.sentence
    assert "Traceback" not in explorer.sentence
    assert explorer.result.values[1] == 2.4


def test_what_cannot_be_called_is_named():
    explorer = ActivationsExplorer(f=0.5, slope=lambda z: z)
    assert explorer.sentence.startswith("A function is wanted, but this is 0.5.")
    explorer = ActivationsExplorer(f=lambda: 0.5, slope=lambda z: z)
    assert "but it is called with z" in explorer.sentence


@pytest.mark.parametrize("given", [{"f": abs}, {"slope": abs}, {"judge": abs}])
def test_an_activation_needs_both_its_value_and_its_slope(given):
    with pytest.raises(TypeError, match="needs both its function and its slope"):
        ActivationsExplorer(**given)


@pytest.mark.filterwarnings("error")
def test_a_row_that_outgrows_a_float_ends_and_says_so():
    explorer = own("def f(z):\n    return z * z", "def f(z):\n    return 2 * z")
    explorer.set(z=6, steps=10)
    assert explorer.error is None
    assert "The next one gives no number." in explorer.sentence
    assert "nan" not in explorer.sentence + explorer._shown["table"]
    assert "inf" not in explorer.sentence + explorer._shown["table"]
    assert len(explorer.left.data()[0]) < 11


def test_the_judge_is_asked_once_and_nothing_is_printed(capsys):
    asked = []

    def judge(function):
        asked.append(function)
        print("judged")
        return SimpleNamespace(passed=False, message="You forgot the square.")

    def value(z):
        print(z)
        return z / (1 + abs(z))

    def slope(z):
        return 1 / (1 + abs(z))

    explorer = ActivationsExplorer(value, slope, judge)
    for z in (0.1, 0.2, 0.3):
        explorer.set(z=z)
        assert "You forgot the square." in explorer.sentence
    assert asked == [slope]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "slope", [RIGHT, "def f(z):\n    return 1 / (1 + abs(z))", "def f(z): ..."]
)
def test_pictures_of_an_own_activation_drawn_ahead_are_those_shown_later(slope):
    explorer = own(slope=slope)
    check_drawn_ahead(explorer, [{"activation": 2}, {"z": 3}, {"mean": 0}, {"steps": 9}])
    assert explorer.anew().sentence == own(slope=slope).sentence


def test_two_explorers_do_not_share_the_option_of_an_own_activation(row):
    own()
    assert "own" not in ActivationsExplorer.CONTROLS["activation"].options
    assert "own" not in row.controls["activation"].places


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "softplus"])
@pytest.mark.parametrize(("w", "b", "lr"), [(0.8, 0, 0.3), (0.8, 0, 0.1), (-0.3, 1.2, 0.2)])
def test_the_path_is_that_of_training(unit, activation, w, b, lr):
    unit.set(activation=activation, w=w, b=b, lr=lr, steps=40)
    network = Network(Dense([[w]], [b]), ACTIVATIONS[activation])
    history = train(network, X[:, None], Y[:, None], lr, epochs=40)
    trained = [each.layers[0] for each in history.networks]
    np.testing.assert_allclose(unit.result.w, [layer.weights.item() for layer in trained])
    np.testing.assert_allclose(unit.result.b, [layer.bias.item() for layer in trained], atol=1e-12)
    np.testing.assert_allclose(unit.result.loss, history.loss)
    np.testing.assert_allclose(unit.path.data(), [unit.result.w, unit.result.b])


def test_a_step_that_is_too_large_kills_the_unit(unit):
    unit.set(steps=1)
    assert unit.now.at == (pytest.approx(0.026), pytest.approx(-0.42))
    assert unit.sentence == (
        "After step 1: w = 0.026, b = −0.42, loss = 0.302. The unit is off for 5 of the 5 samples. "
        "Both slopes are 0, so no step moves it any more: it is dead."
    )
    unit.set(steps=40)
    assert set(unit.result.w[1:]) == {unit.result.w[1]}
    assert set(unit.result.dj_dw[1:]) == set(unit.result.dj_db[1:]) == {0}
    assert unit.dj_dw.text.get_text() == "dj/dw = 0"


@pytest.mark.parametrize("lr", [0, 0.005, 0.1, 0.6])
def test_no_learning_rate_revives_a_dead_unit(unit, lr):
    unit.set(w=-1, b=0.2, lr=lr, steps=40)
    assert unit.result.w[-1] == -1
    assert "it is dead" in unit.sentence


def test_a_leak_revives_it(unit):
    unit.set(activation="leaky_relu", steps=1)
    assert unit.result.off == 5
    assert f"there, {LEAK} of the slope gets through" in unit.sentence
    unit.set(steps=22)
    assert unit.result.off == 5
    unit.set(steps=23)
    assert unit.result.off == 4


def test_with_a_small_rate_the_unit_learns(unit):
    unit.set(lr=0.1, steps=40)
    assert unit.result.loss[-1] < 0.002
    assert "The unit is off for 0 of the 5 samples" in unit.sentence


def test_the_grey_region_is_where_no_sample_switches_the_unit_on(unit):
    w, edge = unit.dead.data()
    for off, dead in ((-1e-6, True), (1e-6, False)):
        z = w[:, None] * X + edge[:, None] + off
        assert ((z <= 0).all(axis=1) == dead).all()
    assert "dead" in unit.dead_word.text.get_text()
    unit.set(activation="softplus")
    assert (unit.dead.data()[1] < -2).all()
    assert unit.dead_word.text.get_text() == ""


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "softplus"])
def test_the_lines_of_equal_loss_are(unit, activation):
    unit.set(activation=activation)
    losses = []
    for w, b in np.transpose(unit.level_lines.data())[::7]:
        if math.isfinite(w):
            y_hat = ACTIVATIONS[activation].value(w * X + b)
            losses.append(mean_squared_error(y_hat, Y))
    levels = np.array([0.01, 0.05, 0.15, 0.6, 1.2, 2.4, 5, 10])
    off = np.abs(np.array(losses)[:, None] / levels - 1).min(axis=1)
    assert len(losses) > 20
    assert np.median(off) < 0.01
    assert off.max() < 0.35


def test_hollow_points_are_the_samples_that_are_off(unit):
    unit.set(lr=0.2, steps=1)
    assert list(unit.off.data()[0]) == X[unit.result.z <= 0].tolist()
    assert len(unit.off.data()[0]) + len(unit.outputs.data()[0]) == 5
    assert 0 < unit.result.off < 5
    assert f"The unit is off for {unit.result.off} of the 5 samples: dj/dw" in unit.sentence


def test_a_path_that_leaves_the_map_ends_at_its_edge(unit):
    unit.set(w=1.9, b=1.4, lr=0.6, steps=1)
    assert unit.result.w[1] < -1.5
    assert unit.now.at[0] == -1.5
    unit.set(steps=40)
    assert unit.error is None


EXPLORERS = (ActivationsExplorer, DeadUnitExplorer)


def settings(explorer, count):
    """Return settings drawn from the places of the controls, the same each time."""
    source = np.random.default_rng(8)
    places = {name: control.places for name, control in explorer.controls.items()}
    return [
        {name: each[source.integers(len(each))] for name, each in places.items()}
        for _ in range(count)
    ]


@pytest.mark.parametrize("make", EXPLORERS)
def test_numbers_in_the_picture_and_the_sentence_say_where_they_come_from(make):
    explorer = make(steps=2)
    derivation = explorer.derivation(explorer.result)
    named = {"a₁", "da₁/dz", "da₂/dz"} if make is ActivationsExplorer else {"dj/dw", "dj/db", "j"}
    assert named <= set(derivation.signs)
    assert {"w", "b"} <= set(derivation.signs) or make is ActivationsExplorer


@pytest.mark.parametrize("make", EXPLORERS)
def test_each_derivation_gives_its_number(make):
    explorer = make()
    for values in settings(explorer, 300):
        derivation = explorer.derivation(explorer.compute(**values))
        for sign in derivation.signs:
            line = derivation.line(sign)
            assert "nan" not in line.text
            if line.rule and line.uses:
                known = {used: derivation.value(used) for used in line.uses}
                found = evaluated(derivation, sign, known)
                assert found == pytest.approx(derivation.value(sign), rel=1e-9, abs=1e-12), sign


def evaluated(derivation, sign, known):
    """Evaluate the rule of a number in plain Python."""
    _, _, rule, _ = derivation._found[sign]
    for used, value in known.items():
        rule = rule.replace(f"{{{used}}}", f"({value!r})")
    for shown, python in {"·": "*", "−": "-", "²": "**2"}.items():
        rule = rule.replace(shown, python)
    names = {"exp": math.exp, "log": math.log, "max": max, "tanh": math.tanh}
    return eval(rule, names)


@pytest.mark.parametrize(
    ("given", "words"),
    [(0.7, "That would be a factor of about 0.956"), (-1, "Neither a weight of 2"), (0, "Neither")],
)
def test_a_wrong_share_is_told_what_it_means_for_each_link(given, words):
    assert words in message_on(given, exercises["eight_links"], "incorrect")


def test_a_rounded_share_passes():
    assert exercises["eight_links"].check("0.0039").passed
    assert exercises["eight_links"].check("1/256").passed


def test_a_wrong_slope_through_a_leak_is_compared_with_the_loss():
    message = message_on(-2, exercises["through_a_leak"], "incorrect") or ""
    assert message.startswith("That is dj/dŷ")
    message = message_on(-7, exercises["through_a_leak"], "incorrect")
    assert "the loss would change by −0.014 from w₁ = −0.401 to w₁ = −0.399" in message
    assert "It changes by −0.006." in message


def test_the_dead_unit_of_the_exercise_is_dead_and_the_others_are_not():
    exercise = exercises["which_unit_is_dead"]
    between = np.linspace(1, 3, 41)
    for letter, words in exercise.options.items():
        w, b = (float(part.split("= ")[1].replace("−", "-")) for part in words.split(", "))
        assert bool((w * between + b > 0).any()) == (letter != exercise.answer)


def test_the_options_of_the_prediction_on_the_large_step_are_what_happens(unit):
    for lr, moves in ((0.3, False), (0.1, True)):
        unit.set(lr=lr, steps=40)
        assert bool(np.ptp(unit.result.w[1:])) == moves
    straight = train(Network(Dense([[0.8]], [0])), X[:, None], Y[:, None], 0.3, epochs=40)
    assert straight.loss[-1] > straight.loss[20] > straight.loss[0]
