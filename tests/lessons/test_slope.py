import numpy as np
import pytest

from backprop_lib import central_slope, forward, gradient, loss
from backprop_lib.explorers import NudgeExplorer, SlopeExplorer
from backprop_lib.practice import exercises, lessons, predictions
from backprop_lib.practice.engine.function_exercise import (
    MEASURED,
    MEASURED_CLOSELY,
    NUMBERS_ONLY,
)
from tests.answers import function_in, message_on, note_on


@pytest.fixture
def chain():
    return SlopeExplorer()


@pytest.fixture
def explorer():
    return NudgeExplorer()


def test_a_nudge_of_the_weight_moves_the_output_and_the_loss(chain):
    assert chain.sentence == (
        "w goes up by 0.2. ŷ moves 1.5 times as far, by 0.3, and the loss moves 1.7 times as far "
        "as ŷ, by 0.51. In all that is 2.55 times as far as w. For an ever smaller nudge it is "
        "1.4 · 1.5 = 2.1, the derivative dj/dw."
    )
    assert [chain.after[of].at[0] for of in ("w", "y_hat", "j")] == pytest.approx([1, 1.5, 1])
    assert [chain.before[of].at[0] for of in ("w", "y_hat", "j")] == pytest.approx([0.8, 1.2, 0.49])


@pytest.mark.parametrize("settings", [{}, {"nudge": -0.3, "w": -0.5, "x": 2.5}, {"x": 0}])
def test_the_rates_are_the_quotients_of_the_changes(chain, settings):
    chain.set(**settings)
    change, measured = chain.result.change, chain.result.measured
    nudge = chain.result.nudge
    assert measured["y_hat"] == pytest.approx(change["y_hat"] / nudge)
    assert measured["j"] * change["y_hat"] == pytest.approx(change["j"])
    assert measured["in all"] == pytest.approx(change["j"] / nudge)


def test_a_smaller_nudge_changes_the_second_factor_alone(chain):
    for nudge in (0.3, 0.1, -0.01):
        chain.controls["nudge"].value = nudge
        assert chain.result.measured["y_hat"] == 1.5
        assert chain.result.measured["j"] == pytest.approx(1.4 + 1.5 * nudge)
        assert chain.result.measured["in all"] == pytest.approx(2.1 + 2.25 * nudge)


def test_without_a_nudge_the_derivative_is_left(chain):
    chain.controls["nudge"].value = 0
    assert chain.sentence.startswith("Without a nudge nothing moves.")
    assert "1.4 · 1.5 = 2.1" in chain.sentence
    assert [row[1] for row in chain.table(chain.result).rows] == ["–"] * 3
    assert chain.rates["j"].at[0] == pytest.approx(2.1)


def test_the_nudge_is_dragged_from_where_the_weight_is(chain):
    chain.controls["w"].value = 0.3
    (touch,) = [touch for touch in chain._shown["touch"] if touch["moves"] == ["nudge"]]
    (left, right), _ = touch["from"]
    low, high = chain.after["w"].axes.get_xlim()
    assert (left, right) == pytest.approx((low - 0.3, high - 0.3))


def test_out_of_view_the_words_stay_at_the_edge_and_nothing_is_written_on_them(chain):
    chain.set(w=2, nudge=0.5, x=3)
    words = chain.words["j"].text
    assert words.get_text() == "j = 49"
    assert words.get_position()[0] == chain.after["j"].axes.get_xlim()[1]
    assert words.get_ha() == "right"
    points = (*chain.before.values(), *chain.after.values(), *chain.rates.values())
    assert chain.after["j"].edge.get_visible()
    assert not any(point.value.get_visible() for point in points)


def slope_of(line):
    x, y = line.data()
    return (y[1] - y[0]) / (x[1] - x[0])


def test_the_articles_values_are_shown(explorer):
    assert explorer.result.tangent == pytest.approx(2.1)
    assert explorer.result.secant == pytest.approx(3.225)
    assert explorer.sentence.startswith(
        "At w = 0.8 the formula gives the slope dj/dw = 2.1. "
        "Moving w by 0.5 measures 3.225: 1.125 off."
    )


def test_the_secant_goes_through_both_points(explorer):
    explorer.set(nudge=0.2)
    x, y = explorer.secant.data()
    for point in (explorer.curve.point, explorer.nudged):
        at, height = point.at
        assert point.dot.get_visible()
        assert np.interp(at, x, y) == pytest.approx(height)


def test_the_secant_turns_into_the_tangent(explorer):
    gaps = []
    for nudge in (1, 0.1, 0.01, 1e-4):
        explorer.controls["nudge"].value = nudge
        gaps.append(abs(slope_of(explorer.secant) - slope_of(explorer.tangent)))
    assert gaps == pytest.approx([2.25, 0.225, 0.0225, 2.25e-4], rel=1e-3)
    assert "truncation" in explorer.sentence


def test_the_error_curve_has_two_sides(explorer):
    nudges, errors = explorer.one_sided.data()
    large = nudges > 1e-5
    np.testing.assert_allclose(errors[large], 2.25 * nudges[large], rtol=1e-3)
    small = nudges < 1e-12
    assert errors[small].max() > 1e-4
    best = nudges[np.argmin(errors)]
    assert 1e-10 < best < 1e-6
    _, both = explorer.two_sided.data()
    assert both[large].max() < 1e-9


def test_the_triangle_of_the_slope_joins_the_two_points(explorer):
    (w, nudged), _ = explorer.over.shaft.get_data()
    (_, corner), (low, high) = explorer.rise.shaft.get_data()
    assert (w, nudged, corner) == (0.8, 1.3, 1.3)
    assert (high - low) / (nudged - w) == pytest.approx(explorer.result.secant)
    assert explorer.over.words.get_visible()
    explorer.controls["nudge"].value = 0.05  # no room for words
    assert not explorer.over.words.get_visible()
    assert not explorer.rise.words.get_visible()


def test_rounding_takes_over(explorer):
    explorer.controls["nudge"].value = 1e-11
    assert "rounding spoils" in explorer.sentence
    explorer.set(w=1.5, nudge=1e-16)
    assert "w + nudge is the same float as w" in explorer.sentence
    now, error = explorer.now.at
    assert now == 1e-16
    assert error == pytest.approx(4.5 * 1.5 - 1.5)


def test_the_slope_changes_its_sign_at_the_best_weight(explorer):
    explorer.set(w=0.3, nudge=1e-6)
    assert slope_of(explorer.tangent) < 0
    explorer.controls["w"].value = 0.4
    assert slope_of(explorer.tangent) > 0


def test_without_input_the_loss_is_flat(explorer):
    explorer.controls["x"].value = 0
    assert explorer.now.at[1] == 1e-17  # an error of 0, which a log axis does not have
    assert explorer.sentence.endswith("With x = 0 the loss is flat: every slope is 0.")
    assert slope_of(explorer.secant) == slope_of(explorer.tangent) == 0


def test_a_gradient_without_the_inner_derivative_is_recognised():
    outcome = exercises["gradient"].check(lambda x, y, w: 2 * (x * w - y))
    assert "exactly the factor x" in outcome.message
    assert "`2 * (x * w - y)`" in outcome.note


def test_a_gradient_for_single_numbers_passes_with_a_note():
    code = """
import numpy as np
def f(x, y, w):
    x, y, w = (np.ravel(v)[0] for v in (x, y, w))
    return 2 * (x * w - y) * x
"""
    assert note_on(function_in(code), exercises["gradient"]) == NUMBERS_ONLY


def test_a_wrong_slope_shows_the_secants_on_both_sides():
    between = (
        "A nudge of 0.1 to the right measures −3.525, and one to the left measures −3.975. "
        "The slope of the tangent lies between them."
    )
    exercise = exercises["gradient_left_of_the_valley"]
    assert message_on(-3, exercise, "incorrect") == f"−3 is not the right number. {between}"
    for rounded in (-3.7, -3.8):
        assert message_on(rounded, exercise, "incorrect").endswith(
            f"{between} Did you round too early?"
        )


PAGE = {"y_hat": 1.2, "dj_dy_hat": 1.4, "dy_hat_dw": 1.5, "gradient": gradient}
PAGE |= {"central_slope": central_slope}


def test_an_output_from_the_page_is_named():
    code = "f = lambda x, y, w: 2 * (y_hat - y) * x"
    assert message_on(function_in(code, **PAGE), exercises["gradient"], "incorrect") == (
        "`y_hat` is not a parameter of your function: it is the 1.2 from further up the page. "
        "Compute it inside: `y_hat = x * w`."
    )


def test_rates_from_the_page_are_named():
    function = function_in("f = lambda x, y, w: dj_dy_hat * dy_hat_dw", **PAGE)
    outcome = exercises["gradient"].check(function)
    assert outcome.misconception == "article_slope"
    assert "they are the 1.4 and 1.5 from further up the page" in outcome.note


def test_the_gradient_of_the_course_passes_with_a_word_about_it():
    code = "def f(x, y, w):\n    return gradient(x, y, w)"
    assert note_on(function_in(code, **PAGE), exercises["gradient"]) == (
        "Right, but you asked the course. Write it yourself."
    )


@pytest.mark.parametrize(
    "code",
    [
        "f = lambda x, y, w: ((x * (w + 0.5) - y) ** 2 - (x * (w - 0.5) - y) ** 2)",
        "f = lambda x, y, w: central_slope(lambda v: (x * v - y) ** 2, w, 0.1)",
    ],
)
def test_a_gradient_measured_from_both_sides_passes_with_a_word_about_it(code):
    assert note_on(function_in(code, **PAGE), exercises["gradient"]).startswith(MEASURED)


@pytest.mark.parametrize("name", ["gradient", "fourth_power"])
def test_a_gradient_measured_from_one_side_is_recognised(name):
    power = {"gradient": 2, "fourth_power": 4}[name]

    def measured(x, y, w):
        return ((x * (w + 1e-6) - y) ** power - (x * w - y) ** power) / 1e-6

    assert message_on(measured, exercises[name], "incorrect") == MEASURED_CLOSELY


@pytest.mark.parametrize("name", ["gradient", "bias_gradient", "fourth_power", "size_of_error"])
def test_no_right_formula_is_taken_for_a_measured_slope(name):
    for formula in exercises[name].right_formulas:
        assert MEASURED not in exercises[name].judge(formula).note


@pytest.mark.parametrize(
    ("name", "loss_at", "moved"),
    [
        ("gradient", lambda x, y, w: (x * w - y) ** 2, "w"),
        ("fourth_power", lambda x, y, w: (x * w - y) ** 4, "w"),
        ("size_of_error", lambda x, y, w: abs(x * w - y), "w"),
        ("bias_gradient", lambda x, y, w, b: (x * w + b - y) ** 2, "b"),
    ],
)
def test_the_solutions_are_the_measured_slopes(name, loss_at, moved):
    exercise = exercises[name]
    for inputs in exercise.drawn("check", 20):
        at = inputs[moved]
        measured = central_slope(lambda v, i=inputs: loss_at(**{**i, moved: v}), at, 1e-5)
        assert exercise.reference(**inputs) == pytest.approx(measured, rel=1e-5, abs=1e-6)


def test_both_orders_of_the_chain_rule_pass_and_the_takeaway_tells_them_apart():
    exercise = exercises["chain_rule"]
    for last in (["numbers", "product"], ["product", "numbers"]):
        assert exercise.check(["parts", "outer", "inner", *last]).passed
    assert "Back-propagation puts the numbers in first" in exercise.takeaway
    message = message_on(["parts", "outer", "numbers", "inner", "product"], exercise, "incorrect")
    assert message.startswith("You put in the numbers before you have the inner derivative")


@pytest.mark.parametrize("rise", ["0.072", "0.0729", "0.073"])
def test_the_rise_through_the_chain_may_be_exact(rise):
    assert exercises["through_the_chain"].check(rise).passed
    before, after = loss(forward(3, [0.5, 0.51]), 0.3)
    assert after - before == pytest.approx(0.0729)


def test_doubling_the_input_makes_the_slope_more_than_five_times_as_large():
    prediction = predictions["double_the_input"]
    assert prediction.answer == "more"
    assert gradient(3, 0.5, 0.8) / gradient(1.5, 0.5, 0.8) == pytest.approx(11.4 / 2.1)
    assert "11.4" in prediction.option("more").why


def test_what_is_for_the_curious_comes_last():
    names = [exercise.name for exercise in lessons["slope"].exercises]
    assert names[-2:] == ["secant_slope", "numerical_gradient"]
