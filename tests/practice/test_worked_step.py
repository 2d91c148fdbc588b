"""Worked steps: which number is named with which mistake, and the card in which they are typed."""

import itertools
import math
import random
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

from backprop_lib.practice import backward_pass, exercises
from backprop_lib.practice.engine import Quantity, WorkedStep, progress, sampled_from
from backprop_lib.practice.engine.records import Answered, Judged, Tries
from backprop_lib.practice.engine.worked_step import Typed
from backprop_lib.practice.engine.worked_step_form import WorkedStepForm
from tests.answers import message_on

from .small import TANK
from .test_parts import browser, state

TWO_WEIGHTS = next(one for one in backward_pass.LESSON.exercises if one.name == "two_weights")
ALL = [TANK, exercises["one_step"], TWO_WEIGHTS]
DRAWS = 1000

WRONG = ["6", "9.6", "1,92"]  # of the tank: the first number is doubled, the others follow from it


@pytest.fixture(scope="module", params=ALL, ids=lambda exercise: exercise.name)
def drawn(request):
    """An exercise with the numbers of its first draws."""
    exercise, known = request.param, {}

    def confusion(given):  # the same numbers come again and again
        numbers = tuple(given.values())
        if numbers not in known:
            known[numbers] = WorkedStep.confusion(exercise, given)
        return known[numbers]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(exercise, "confusion", confusion, raising=False)
        return [exercise.redrawn(draw) for draw in range(DRAWS)]


@pytest.fixture(scope="module")
def different(drawn):
    """One of each of the draws that are different."""
    return list({exercise.given: exercise for exercise in drawn}.values())


def place_of(exercise, key):
    """Return at which quantity a mistake is made."""
    return next(place for place, line in enumerate(exercise._lines) if key in line.wrong)


def rounded(value):
    """Return the text of a number with three digits."""
    places = 2 - math.floor(math.log10(abs(value)))
    return f"{value:.{max(places, 0)}f}" if places > 0 else f"{round(value, places):.0f}"


def cut_off(value):
    """Return the text of a number whose digits after the third are left out."""
    places = max(2 - math.floor(math.log10(abs(value))), 0)
    shift = 10**places
    return f"{math.trunc(round(value * shift, 6)) / shift:.{places}f}"


def test_the_right_numbers_pass_for_a_thousand_draws(drawn):
    for exercise in drawn:
        right = list(exercise.trail().values())
        assert exercise.judge(right).passed
        assert exercise.judge(exercise.trail()).passed
        assert exercise.judge([f"{value:.9g}".replace(".", ",") for value in right]).passed
        for write in (rounded, cut_off):
            assert exercise.judge(list(map(write, right))).passed, (exercise.given, right)


def test_there_are_many_draws(different):
    assert len(different) >= 40


def test_each_mistake_is_named_as_itself_in_every_draw(different):
    named = Counter()
    for exercise in different:
        for misconception in exercise.misconceptions:
            answer = misconception.wrong
            place = place_of(exercise, misconception.key)
            outcome = exercise.judge(answer)
            assert (outcome.status, outcome.misconception) == ("incorrect", misconception.key)
            label = exercise.quantities[place].label
            assert outcome.message == f"{label}: {misconception.advice}"
            kinds = [verdict.kind for verdict in exercise.verdicts(answer)]
            assert kinds[:place] == ["right"] * place
            assert kinds[place] == "wrong"
            assert set(kinds[place + 1 :]) <= {"right", "follows"}
            named[misconception.key] += 1
    assert set(named.values()) == {len(different)}


def test_a_rounded_mistake_is_named_as_itself(different):
    for exercise in different[:50]:
        for misconception in exercise.misconceptions:
            place = place_of(exercise, misconception.key)
            for write in (rounded, cut_off):
                answer = [*misconception.wrong[:place], write(misconception.wrong[place])]
                verdict = exercise.verdicts(answer)[place]
                assert verdict.misconception == misconception.key, (exercise.given, answer)


def expect_two_named(exercise, first, second, alike):
    """Both are named at their own lines, and the second one alone once the first is mended."""
    one, other = place_of(exercise, first), place_of(exercise, second)
    answer = list(exercise.trail(first, second).values())
    outcome = exercise.judge(answer)
    verdicts = exercise.verdicts(answer)
    assert (outcome.status, outcome.misconception) == ("incorrect", first)
    assert [verdict.kind for verdict in verdicts[:one]] == ["right"] * one
    assert exercise.judge(list(exercise.trail(second).values())).misconception == second
    same = {
        key
        for made, *pair in alike
        if made == first and second in pair
        for key in pair
        if key != second
    }
    if verdicts[other].kind == "wrong":
        assert verdicts[other].misconception in {second} | same
    else:  # after the first mistake, the second one does what is right
        assert any(key.endswith((" right", " following")) for key in same), (first, second)
    assert not any(verdict.kind == "wrong" for verdict in verdicts[other + 1 :])
    return verdicts[other].misconception == second


def pairs(exercise):
    keys = [misconception.key for misconception in exercise.misconceptions]
    return [
        (first, second)
        for first, second in itertools.combinations(keys, 2)
        if place_of(exercise, first) < place_of(exercise, second)
    ]


def test_two_mistakes_are_named_one_after_the_other(drawn):
    source = random.Random(1)
    first, every = drawn[0], pairs(drawn[0])
    named = [expect_two_named(first, *pair, first._always_alike) for pair in every]
    assert sum(named) > 0.9 * len(every)
    for exercise in drawn:
        expect_two_named(exercise, *source.choice(every), first._always_alike)


def test_nothing_that_is_right_after_a_wrong_number_is_refused(drawn):
    source = random.Random(2)
    for exercise in drawn:
        right = list(exercise.trail().values())
        place = source.randrange(len(right) - 1)
        wrong = round(right[place] + source.choice((-1, 1)) * source.uniform(1, 9), 2)
        numbers = dict(exercise.example)
        own = []
        for here, line in enumerate(exercise._lines):
            numbers[line.name] = wrong if here == place else line.right.value(numbers)
            own.append(numbers[line.name])
        for answer in (own, [*own[: place + 1], *right[place + 1 :]]):
            kinds = [verdict.kind for verdict in exercise.verdicts(answer)]
            assert kinds[place] == "wrong"
            assert set(kinds[:place] + kinds[place + 1 :]) <= {"right", "follows"}
            assert exercise.judge(answer).status == "incorrect"


def test_a_step_shows_what_follows_from_a_wrong_number():
    first, *others = TANK.verdicts(WRONG)
    assert first.said == "You doubled the side. The base is the side times itself."
    assert [verdict.said for verdict in others] == [
        "This follows rightly from your b = 6.",
        "This follows rightly from your V = 9.6.",
    ]
    _, volume, cost = TANK.verdicts(["6", "14.4", "2.88"])
    assert volume.said == "Right, though it does not follow from your b = 6."
    assert cost.kind == "right"
    assert cost.said == ""


@pytest.mark.parametrize("text", ["0.1155", "0,1155", "0.116", "0.115", "0.1155000001", "231/2000"])
def test_a_number_may_be_rounded_or_cut_off_after_three_digits(text):
    assert Typed.read(text).fits(0.1155)


@pytest.mark.parametrize("text", ["0.12", "0.1", "0.117", "0.114", "0.1156", "0.11551", "-0.116"])
def test_a_number_that_is_rounded_too_much_or_wrongly_does_not_fit(text):
    assert not Typed.read(text).fits(0.1155)


def test_a_short_number_fits_itself_only():
    assert Typed.read("2").fits(2)
    assert Typed.read("0.30").fits(0.1 + 0.2)
    assert Typed.read("0").fits(1e-17)
    assert not Typed.read("2").fits(2.004)
    assert not Typed.read("100").fits(101)
    assert not Typed.read("2").fits(math.nan)


def test_what_was_rounded_may_be_gone_on_with_or_not():
    third = WorkedStep(
        **COMMON,
        draws={"a": sampled_from(1)},
        example={"a": 1},
        quantities=(
            quantity("third", "a / 3", "half: a / 2\n  That is half of it."),
            quantity("rest", "1 - 2.9 * third", "whole: 1 - third\n  That is only one."),
        ),
    )
    for rest in (1 - 2.9 * 0.333, 1 - 2.9 / 3):
        assert [verdict.kind for verdict in third.verdicts(["0.333", rest])] == ["right"] * 2


COMMON = {"name": "it", "prompt": "What?", "hints": ("So.",), "takeaway": "It is so."}


def quantity(name, rule, mistakes):
    return Quantity(name=name, label=name, means="a number", rule=rule, mistakes=mistakes)


@pytest.mark.parametrize(
    "answer",
    [
        [9, 14.4, 2.88],
        (9, "72/5", "2,88"),
        ["b = 9", " 14,40 ", "2.88e0"],
        ["3²", "9·1.6", "2.880"],
        [Fraction(9), np.float64(14.4), np.int64(288) / 100],
        np.array([9, 14.4, 2.88]),
        {"cost": 2.88, "base": 9, "volume": "14.4"},
    ],
    ids=str,
)
def test_numbers_are_read_as_everywhere(answer):
    assert TANK.judge(answer).passed


def test_a_minus_may_be_a_true_one():
    exercise = exercises["one_step"]
    falling = next(
        asked
        for asked in map(exercise.redrawn, range(50))
        if asked.trail()["dj_dw"] < 0 < asked.trail()["new_w"]
    )
    texts = [f"{value:.9g}".replace("-", "−") for value in falling.trail().values()]
    assert any("−" in text for text in texts)
    assert falling.judge(texts).passed


@pytest.mark.parametrize(
    "blank", [None, ..., [], (), {}, [""], ["", " ", ""], [None, None, None], [...], {"base": ""}]
)
def test_a_blank_answer_is_not_attempted(blank, progress_file):
    assert repr(TANK.check(blank)) == "○ Not attempted yet."
    assert not progress_file.exists()


def test_a_trail_is_judged_as_far_as_it_goes(progress_file):
    for answer in (["9"], ["9", "", ""], [9, None], {"base": 9}):
        assert repr(TANK.check(answer)) == "○ Right so far. Go on with V."
    assert repr(TANK.check(["9", "14.4"])) == "○ Right so far. Go on with cost."
    assert not progress_file.exists()  # nothing is wrong, and nothing is finished
    assert TANK.judge(["6", ""]).misconception == "base_doubled"
    assert [verdict.kind for verdict in TANK.verdicts(["9", "", "2.88"])] == ["right"]
    assert message_on(["", "14.4"], TANK, "not attempted") == (
        "Begin with b: each number is judged from those above it."
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (["nine"], "b: “nine” is not a number."),
        (["9", "14,4 litres"], "V: Type only the number: “14,4 litres” without “litres”."),
        (["9", "1/0"], "V: “1/0” is not a number."),
        ([9, math.nan], "A list of numbers is wanted, but nan is in it."),
        ([9, 10**400], "A list of numbers is wanted, but an object of type int is in it."),
        ([9, [14.4]], "A list of numbers is wanted, but [14.4] is in it."),
        ([9, True], "A list of numbers is wanted, but True is in it."),
        (9, "A list of numbers is wanted, but this is 9."),
        ("9", "A list of numbers is wanted, but this is '9'."),
        ([9, 14.4, 2.88, 1], "3 numbers are wanted, but these are 4."),
        ({"bass": 9}, "There is no 'bass'. The names: base, volume, cost."),
    ],
    ids=str,
)
def test_what_cannot_be_read_gets_its_sentence(answer, said):
    assert message_on(answer, TANK).startswith(said)


def test_a_wrong_number_comes_before_one_that_cannot_be_read():
    outcome = TANK.judge(["6", "so", "1.92"])
    assert outcome.misconception == "base_doubled"
    assert [verdict.kind for verdict in TANK.verdicts(["6", "so", "1.92"])] == ["wrong", "error"]


@pytest.mark.parametrize(
    ("volume", "said"),
    [
        ("17", "17 is not right. Build your V from your b = 9 and h = 1.6."),
        ("14", "14 is rounded too much. Keep three digits."),
        ("14.5", "14.5 is close. Look for a small slip in your arithmetic."),
        ("1.44", "The digits are right. Look at the decimal point."),
        ("1440", "The digits are right. Look at the decimal point."),
        ("-14.4", "−14.4 is not right. Build your V from your b = 9 and h = 1.6."),
        ("1e300", "10³⁰⁰ is not right. Build your V from your b = 9 and h = 1.6."),
    ],
)
def test_a_number_that_no_known_mistake_makes_gets_no_number_back(volume, said):
    outcome = TANK.judge(["9", volume])
    assert (outcome.message, outcome.misconception) == (f"V: {said}", None)


def test_extreme_numbers_do_no_harm():
    for numbers in itertools.product((0, 5e-324, -1e308, 1e308), repeat=2):
        assert TWO_WEIGHTS.judge([3, *numbers, *numbers]).status == "incorrect"


def test_tries_and_mistakes_are_counted_once():
    for answer in (WRONG, WRONG, list(WRONG), ["9", "10.6"], ["9"], ["9", "14.4", "2.88"]):
        TANK.check(answer)
    assert progress.current().get(Tries, "tank") == Tries(
        tried=3,
        passed=True,
        misconceptions=("base_doubled", "volume_added"),
        passed_at=3,
    )


def test_the_same_numbers_for_another_draw_are_another_try():
    TANK.check(WRONG)
    TANK.redrawn(1).check(WRONG)
    TANK.redrawn(1).check(WRONG)
    assert progress.current().get(Tries, "tank").tried == 2


def test_a_draw_is_always_the_same_and_the_first_is_the_example():
    assert TANK.redrawn(0) is TANK
    assert TANK.redrawn(7).given == TANK.redrawn(7).given
    assert TANK.redrawn(7).given != TANK.given
    assert TANK.given == "a = 3, h = 1.6, p₁ = 0.2"


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)
def test_the_first_numbers_are_clear_and_cannot_be_copied_from_the_article(exercise):
    assert exercise.confusion(exercise.example) == ""
    assert {"x": 1.5, "y": 0.5}.items() - exercise.example.items()


def test_the_articles_steps_come_out():
    one = exercises["one_step"]
    numbers = {"x": 1.5, "y": 0.5, "w": 0.8, "lr": 0.1}
    assert [one._trail(numbers)[quantity.name] for quantity in one.quantities] == pytest.approx(
        [1.2, 0.49, 2.1, 0.59]
    )
    numbers = {"x": 1.5, "y": 0.5, "w1": 1.6, "w2": 0.5, "lr": 0.1}
    trail = TWO_WEIGHTS._trail(numbers)
    assert [trail[quantity.name] for quantity in TWO_WEIGHTS.quantities] == pytest.approx(
        [2.4, 1.2, 0.49, 1.4, 3.36, 0.7, 1.05, 0.164, 1.495]
    )


def test_whoever_updates_w2_first_hears_it():
    answer = list(TWO_WEIGHTS.trail("dj_dh_updated_first").values())
    outcome = TWO_WEIGHTS.judge(answer)
    assert outcome.misconception == "dj_dh_updated_first"
    assert "You updated w₂ first" in outcome.message
    assert TWO_WEIGHTS.verdicts(answer)[-1].said.startswith("This follows rightly from your dj/dw₁")


def test_the_solution_shows_each_rule_with_its_numbers():
    assert TANK.solution() == (
        "b = a · a = 3 · 3 = 9\n"
        "V = b · h = 9 · 1.6 = 14.4\n"
        "cost = p₁ · V = 0.2 · 14.4 = 2.88\n"
        "Base times height times price."
    )
    assert "j = (ŷ − y)² = (4 − 2.6)² = 1.96\n" in exercises["one_step"].solution()


@pytest.mark.parametrize(
    ("facts", "trouble"),
    [
        ({"example": {"b": 1}}, r"it: `draws` has \('a',\), but `example` has \('b',\)"),
        ({"names": ("q", "q")}, "it: two numbers are called q"),
        ({"names": ("a", "q")}, "it: two numbers are called a"),
        ({"rule": "2 *"}, "it, r: “2 \\*” is not a formula"),
        ({"rule": "2 * b"}, "it, r: “2 \\* b” uses b, which is not known there"),
        ({"rule": "2 * r"}, "it, r: “2 \\* r” uses r, which is not known there"),
        ({"mistakes": "wrong: q + c\n  No."}, "it, r: “q \\+ c” uses c, which is not known"),
        ({"mistakes": "wrong: q +\n  No."}, "it, r: “q \\+” is not a formula"),
        ({"mistakes": "wrong: q"}, "it, r: “wrong: q” should be “name: value”"),
        ({"only_if": "s > 1"}, "it: “s > 1” uses s, which is not known there"),
    ],
)
def test_faulty_facts_name_the_exercise_and_the_quantity(facts, trouble):
    with pytest.raises(ValueError, match=trouble):
        made_of(**facts)


def made_of(
    rule="2 * q",
    mistakes="wrong: 3 * q\n  No.",
    names=("q", "r"),
    example=None,
    only_if="",
    values=(1.5, 2.5),
    by_hand=True,
):
    return WorkedStep(
        **COMMON,
        draws={"a": sampled_from(*values)},
        example=example or {"a": 1.5},
        only_if=only_if,
        by_hand=by_hand,
        quantities=(
            quantity(names[0], "3 * a", "added: a + 1\n  No."),
            quantity(names[1], rule, mistakes),
        ),
    )


@pytest.mark.parametrize(
    ("facts", "trouble"),
    [
        ({"mistakes": "wrong: q + q\n  No."}, "it, r: r following and r_wrong give the same"),
        ({"mistakes": "x: 3 * q\n  No.\ny: q * 3\n  No."}, "it, r: r_x and r_y give the same"),
        ({"mistakes": "wrong: q + 4.5\n  No.", "values": (1.5,)}, "r following and r_wrong give"),
        ({"mistakes": "wrong: q + 4.51\n  No.", "values": (1.5,)}, "r following and r_wrong give"),
        ({"mistakes": "wrong: q / (a - a)\n  No."}, "r following and r_wrong give"),
        ({"rule": "q / 7"}, "r: 0.6428571429 is not a number to work out by hand|1.07142"),
        ({"only_if": "r < 1"}, "it: no draw is clear; in the last one, r < 1 does not hold"),
    ],
)
def test_facts_that_tell_too_little_apart_are_refused(facts, trouble, monkeypatch):
    monkeypatch.setattr("backprop_lib.practice.engine.worked_step._MOST_TRIED", 50)
    with pytest.raises(ValueError, match=trouble):
        made_of(**facts).redrawn(1)


def test_numbers_that_tell_nothing_apart_are_never_drawn():
    usual = made_of(mistakes="wrong: q + 4.5\n  No.")
    assert usual.confusion({"a": 1.5}) == "r: r following and r_wrong give the same number"
    assert {usual.redrawn(draw).given for draw in range(1, 20)} == {"a = 2.5"}
    after = made_of(mistakes="wrong: q + 3.5\n  No.")
    assert after.confusion({"a": 2.5}) == (
        "r: after q_added, r following and r_wrong give the same number"
    )


@pytest.mark.parametrize(("rule", "typed"), [("q / 7", 0.6429), ("q / 75.0001", 0.0599999)])
def test_with_a_calculator_right_numbers_may_be_long(rule, typed):
    step = made_of(rule=rule, by_hand=False)
    assert step.confusion({"a": 2.5}) == ""
    assert step._solution == [4.5, typed]
    for answer in (step._solution, ["4.5", f"{typed:.3g}"], [4.5, step.trail()["r"]]):
        assert step.judge(answer).passed is (answer != ["4.5", "0.06"])
    assert step.judge(["3", "0.429"]).misconception is None
    assert step.judge([4.5, 13.5]).misconception == "r_wrong"


# The card.


def typed(form, *texts):
    """Type into the lines of a form, as the browser reports it."""
    blank = [""] * (len(form.control.value) - len(texts))
    browser(form.control, "value", value=[*texts, *blank])


def colours(form):
    return [verdict for verdict, _ in state(form.control)["verdicts"].values()]


def test_the_card_has_a_line_for_each_number_and_names_for_all():
    form = TANK.form()
    assert isinstance(form, WorkedStepForm)
    assert form.control.options == [
        ["base", "b, the base"],
        ["volume", "V, the volume"],
        ["cost", "cost, the price of the water"],
    ]
    assert form.control.label
    buttons = (form.check, form.hint, form.solution, form.new_numbers)
    assert [button.words for button in buttons] == [
        *("Check", "Hint", "Show the solution", "New numbers")
    ]
    assert "a = 3, h = 1.6, p₁ = 0.2" in form.given.value
    assert "Not attempted yet" in form.feedback.value


def test_numbers_are_judged_in_place():
    form = TANK.form()
    typed(form, *WRONG)
    assert colours(form) == []
    browser(form.control, "enter")
    assert colours(form) == ["bad", "good", "good"]
    said = [words for _, words in form.control.verdicts.values()]
    assert said[0].startswith("<b>✗</b> You doubled the side.")
    assert said[1] == "<b>✓</b> This follows rightly from your b = 6."
    assert "Not right yet.</b> b: You doubled the side." in form.feedback.value
    typed(form, "9", "14.4", "2.88")
    browser(form.check)
    assert colours(form) == ["good"] * 3
    assert "Passed." in form.feedback.value


def test_verdicts_stay_on_the_lines_above_the_first_change():
    form = TANK.form()
    typed(form, "9", "10.6", "2.12")
    browser(form.check)
    assert colours(form) == ["good", "bad", "good"]
    typed(form, "9", "10.6", "2.22")
    assert colours(form) == ["good", "bad"]
    assert "has changed since the last check" in form.feedback.value
    typed(form, "9", "14.4", "2.12")
    assert colours(form) == ["good"]
    typed(form, "9", "10.6", "2.12")
    assert colours(form) == ["good", "bad", "good"]
    assert "Not right yet" in form.feedback.value


def test_the_lines_are_checked_as_far_as_they_go():
    form = TANK.form()
    browser(form.check)
    assert "Not attempted yet. Type the first number." in form.feedback.value
    typed(form, "9")
    browser(form.check)
    assert colours(form) == ["good"]
    assert "Right so far. Go on with V." in form.feedback.value
    assert progress.current().get(Tries, "tank").tried == 0
    typed(form, "9", "14.4 l")
    browser(form.check)
    assert colours(form) == ["good", "warn"]
    assert form.control.value == ["9", "14.4 l", ""]
    assert "V: Type only the number: “14.4 l” without “l”" in form.feedback.value


def test_new_numbers_are_drawn_and_the_lines_are_empty():
    form = TANK.form()
    typed(form, *WRONG)
    browser(form.check)
    form.hint.click()
    form.solution.click()
    before = form.given.value
    focus = form._focus
    browser(form.new_numbers)
    assert form.given.value != before
    assert form.control.value == ["", "", ""]
    assert colours(form) == []
    assert form.help.value == ""
    assert "Not attempted yet" in form.feedback.value
    assert form._focus[0] == form.control.id
    assert form._focus != focus
    assert form.exercise.draw > 0
    right = [f"{value!r}" for value in form.exercise.trail().values()]
    typed(form, *right)
    browser(form.check)
    assert "Passed." in form.feedback.value
    form.solution.click()
    assert f"= {form.exercise.example['a']:g} · " in form.help.value
    assert progress.current().get(Tries, "tank").tried == 2


def test_new_numbers_differ_from_those_before_even_if_the_draw_repeats(monkeypatch):
    draws = iter([5, 5, 6])
    monkeypatch.setattr(random, "randrange", lambda *_: next(draws))
    form = TANK.form()
    browser(form.new_numbers)
    before = form.given.value
    browser(form.new_numbers)
    assert form.given.value != before
    assert form.exercise.draw == 6


def test_new_numbers_end_where_there_is_only_one_draw():
    form = made_of(values=(2.5,), example={"a": 2.5}).form()
    browser(form.new_numbers)
    assert "a = 2.5" in form.given.value


def test_what_was_typed_and_drawn_is_there_again():
    form = TANK.form()
    typed(form, "9", "1")
    assert TANK.form().control.value == ["9", "1", ""]
    browser(form.new_numbers)
    typed(form, "so")
    again = TANK.form()
    assert again.control.value == ["so", "", ""]
    assert again.given.value == form.given.value
    assert "Not attempted yet" in again.feedback.value
    wrong = [f"{2 * form.exercise.example['a']:g}", "", ""]
    typed(form, *wrong)
    browser(form.check)
    assert "doubled the side" in form.feedback.value
    again = TANK.form()
    assert again.feedback.value == form.feedback.value
    assert colours(again) == ["bad"]
    assert progress.current().get(Tries, "tank").tried == 1
    typed(form, "")
    assert TANK.form().control.value == ["", "", ""]
    assert "Not attempted yet" in TANK.form().feedback.value


def test_an_outcome_is_shown_beside_its_own_numbers_only():
    form = TANK.form()
    typed(form, *WRONG)
    browser(form.check)
    kept = progress.current()
    kept.keep(Answered, "tank", draw=3)
    again = TANK.form()
    assert again.control.value == WRONG
    assert colours(again) == []
    assert "has changed since the last check" in again.feedback.value
    assert kept.get(Judged, "tank").mark


@pytest.mark.parametrize("odd", [5, "9", ["9"], [1, 2, 3], {"a": 1}, None], ids=repr)
def test_an_odd_answer_or_draw_in_the_file_is_ignored(odd):
    progress.current().keep(Answered, "tank", answer=odd, draw=-1)
    form = TANK.form()
    assert form.answer is None
    assert form.given.value == WorkedStepForm(TANK).given.value
    assert "a = 3," in form.given.value


def test_the_text_is_the_same_whatever_was_drawn_or_typed():
    first = TANK.form()._repr_mimebundle_()["text/plain"]
    form = TANK.form()
    typed(form, *WRONG)
    browser(form.check)
    browser(form.new_numbers)
    assert form._repr_mimebundle_()["text/plain"] == first
    assert TANK.form()._repr_mimebundle_()["text/plain"] == first
    assert "Given: a = 3, h = 1.6, p₁ = 0.2\n  b, the base\n" in first
    assert first.endswith("○ Not attempted yet.")


def test_html_escapes_what_was_typed():
    form = TANK.form()
    typed(form, "<img src=x>")
    browser(form.check)
    assert "&lt;img src=x&gt;" in form.feedback.value
    assert "<img" not in form.feedback.value + str(form.control.verdicts)
