"""Controls: what their declarations promise, and what they make of a value that is typed."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from backprop_lib.explorers.engine import INPUT, RATE, TARGET, WEIGHT, Choice, Number, Steps
from backprop_lib.explorers.engine.controls import Control, ControlSpec

NUDGE = Number("nudge", 0.5, low=1e-16, high=1, step=0.1, of="w", log=True)
STEPS = Steps("steps", 6, high=8)
RULE = Choice("activation", "relu", {"tanh": "tanh", "relu": "ReLU", 3: "cubed"})


@pytest.fixture
def rate():
    return Control(RATE, lambda: None)


@pytest.fixture
def steps():
    return Control(STEPS, lambda: None)


@pytest.mark.parametrize("spec", [WEIGHT, INPUT, TARGET, RATE, NUDGE, STEPS, RULE])
def test_every_place_is_found_again_and_is_a_value_of_the_control(spec):
    control = Control(spec, lambda: None)
    assert len(set(spec.places)) == len(spec.places)
    for number, value in enumerate(spec.places):
        assert spec.place(value) == number
        assert spec.fitted(value) == value
        assert control.at(value) == str(number)
        control.take_place(number)
        assert control.value == value


@pytest.mark.parametrize("spec", [WEIGHT, INPUT, TARGET, RATE, NUDGE, STEPS])
def test_the_places_lead_from_end_to_end(spec):
    assert spec.places[0] == spec.low
    assert spec.places[-1] == spec.high
    assert list(spec.places) == sorted(spec.places)


def test_places_have_no_noise_of_floats():
    assert RATE.places[60] == 0.3
    assert 0.0 in WEIGHT.places
    assert INPUT.places[40] == 0.0
    assert math.copysign(1, INPUT.places[40]) == 1
    assert all(len(repr(value)) <= 5 for value in (*RATE.places, *WEIGHT.places, *INPUT.places))


def test_the_places_of_a_log_control_are_equal_factors_apart():
    assert len(NUDGE.places) == 161
    ratios = np.divide(NUDGE.places[1:], NUDGE.places[:-1])
    np.testing.assert_allclose(ratios, 10**0.1, rtol=1e-4)


def test_a_place_before_the_first_or_after_the_last_is_the_nearest_end(rate):
    rate.take_place(-3)
    assert rate.value == 0
    rate.take_place(1000)
    assert rate.value == 0.6


@pytest.mark.parametrize(("value", "place"), [(0.2222222222, 44), (0.2239, 45), (0.6, 120)])
def test_a_value_between_two_places_is_kept_and_stands_at_the_nearest(rate, value, place):
    rate.value = value
    assert rate.value == value
    assert rate.spec.place(value) == place


def test_only_a_value_at_a_place_is_named_by_its_number(rate):
    assert rate.at(0.1) == "20"
    assert rate.at(0.1001) == "=0.1001"
    assert rate.at(1 / 3) == "=0.3333333333333333"
    assert NUDGE.place(0.003) == NUDGE.place(10**-2.5)
    assert Control(NUDGE, lambda: None).at(0.003) == "=0.003"


@pytest.mark.parametrize(
    ("spec", "given", "kept"),
    [
        (RATE, 9, 0.6),
        (RATE, -math.inf, 0),
        (RATE, np.float32(0.5), 0.5),
        (RATE, np.array(0.25), 0.25),
        (RATE, 0, 0),
        (STEPS, 2.7, 3),
        (STEPS, math.inf, 8),
        (STEPS, np.int64(4), 4),
        (RULE, "tanh", "tanh"),
        (RULE, 3, 3),
    ],
)
def test_a_value_that_is_set_is_fitted_to_the_control(spec, given, kept):
    fitted = spec.fitted(given)
    assert fitted == kept
    assert type(fitted) is type(spec.places[0] if spec is not RULE else kept)
    assert spec.starting_at(given) == replace(spec, start=kept)


@pytest.mark.parametrize("bad", ["0.1", "half", None, math.nan, True, [0.1, 0.2], 1 + 2j])
def test_a_value_of_the_wrong_type_is_refused_and_quoted(rate, bad):
    with pytest.raises(ValueError, match=r"^learning rate lr must be a number, but ") as refused:
        rate.value = bad
    assert repr(bad) in str(refused.value)
    assert rate.value == 0.1


def test_a_choice_that_is_not_offered_is_refused_with_those_that_are():
    with pytest.raises(ValueError, match="must be one of 'tanh', 'relu', 3, but 'sigmoid' was"):
        RULE.fitted("sigmoid")


def test_a_number_is_written_as_a_person_writes_it():
    assert RATE.text(0.30000000000000004) == "0.3"
    assert WEIGHT.text(-0.5) == "−0.5"
    assert NUDGE.text(1e-16) == "10⁻¹⁶"
    assert RATE.text(1 / 3) == "0.333333333333"
    assert RULE.text("relu") == "ReLU"


@pytest.mark.parametrize("typed", ["1/3", " ⅓ ", "lr = 1/3"])
def test_a_value_that_is_typed_may_be_a_fraction(rate, typed):
    rate.take_typed(typed)
    assert rate.value == 1 / 3
    assert rate.notice == ""


@pytest.mark.parametrize(
    ("typed", "written", "kept"), [("9", "9", 0.6), ("-3", "−3", 0), ("10^6", "10⁶", 0.6)]
)
def test_a_value_out_of_range_becomes_the_nearest_end_and_says_so(rate, typed, written, kept):
    for _ in range(2):
        rate.take_typed(typed)
        assert rate.value == kept
        assert rate.notice == (
            f"learning rate lr takes values from 0 to 0.6 here, so {written} became {kept}."
        )
    rate.take_typed("0.2")
    assert rate.notice == ""


def test_a_control_for_whole_numbers_rounds_a_fraction_and_says_so(steps):
    steps.take_typed("2.7")
    assert steps.value == 3
    assert type(steps.value) is int
    assert steps.notice == "steps takes whole numbers from 0 to 8 here, so 2.7 became 3."


@pytest.mark.parametrize("typed", ["abc", "0,2,1", "1/0", "nan", "lr + 1", "__import__('os')"])
def test_text_that_is_not_a_number_is_quoted_and_changes_nothing(rate, typed):
    rate.take_typed(typed)
    assert rate.value == 0.1
    assert typed in rate.notice or typed.replace(",", ".") in rate.notice


@pytest.mark.parametrize("typed", ["", "  "])
def test_an_empty_field_changes_nothing_and_says_nothing(rate, typed):
    rate.take_typed("9")
    rate.take_typed(typed)
    assert rate.value == 0.6
    assert rate.notice == ""


def test_text_that_is_not_a_choice_changes_nothing_but_the_notice():
    rule = Control(RULE, lambda: None)
    rule.take_typed("sigmoid")
    assert rule.value == "relu"
    assert "must be one of" in rule.notice
    rule.take_typed("tanh")
    assert (rule.value, rule.notice) == ("tanh", "")


def test_a_control_says_when_its_value_has_changed_and_only_then():
    seen = []
    control = Control(RATE, lambda: seen.append(control.value))
    control.value = 0.1
    assert seen == []
    control.value = 0.2
    assert seen == [0.2]
    control.take(0.3)
    control.take_place(0)
    control.take_typed("0.5")
    assert seen == [0.2]
    assert control.initial == 0.1


@pytest.mark.parametrize("spec", [WEIGHT, NUDGE, STEPS, RULE])
def test_the_page_gets_a_text_for_each_place(spec):
    page = json.loads(json.dumps(spec.for_page(), allow_nan=False))
    assert page["label"] == spec.label
    assert page["texts"] == [spec.text(value) for value in spec.places]
    assert len(page.get("values", page["texts"])) == len(spec.places)


def test_the_page_gets_the_kind_the_colour_and_the_scale():
    page = [spec.for_page() for spec in (WEIGHT, STEPS, RULE)]
    assert [control["kind"] for control in page] == ["number", "steps", "choice"]
    assert [control["quantity"] for control in page] == ["w", "", ""]
    assert NUDGE.for_page()["log"]
    assert NUDGE.for_page()["values"][:2] == pytest.approx([-16, -15.9])
    assert not WEIGHT.for_page()["log"]
    assert not STEPS.for_page()["live"]
    assert Steps("updates", 0, live=True).for_page()["live"]
    assert WEIGHT.for_page()["values"][:2] == [-1, -0.99]


def test_a_kind_of_control_must_say_what_it_is():
    for ask in (
        lambda spec: spec.places,
        lambda spec: spec.fitted(1),
        lambda spec: spec.place(1),
        lambda spec: spec.text(1),
        lambda spec: spec.read("1"),
    ):
        with pytest.raises(NotImplementedError):
            ask(ControlSpec("nothing", 0))
