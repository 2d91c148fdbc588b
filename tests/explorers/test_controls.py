"""Controls: one number, two widgets; and the buttons that walk it."""

import asyncio

import pytest
import traitlets

from backprop_lib.explorers.engine.controls import NumberControl, Walker


@pytest.fixture
def rate():
    return NumberControl("learning rate lr", 0.1, low=0, high=0.6, step=0.005)


@pytest.fixture
def steps():
    return NumberControl("steps", 6, low=0, high=8, step=1, whole=True)


@pytest.fixture
def nudge():
    return NumberControl("nudge", 0.5, low=1e-16, high=1, step=0.1, log=True)


def test_the_slider_moves_the_field(rate):
    rate.slider.value = 0.25
    assert rate.value == 0.25
    assert rate.field.value == "0.25"


def test_a_rounding_error_of_the_slider_is_removed(rate):
    rate.slider.value = 0.30000000000000004
    assert rate.value == 0.3


@pytest.mark.parametrize("control", ["rate", "steps", "nudge"])
def test_a_dragged_slider_is_not_pushed_back(control, request):
    control = request.getfixturevalue(control)
    low, high, step = control.slider.min, control.slider.max, control.slider.step
    for k in range(int((high - low) / step)):
        place = low + (k + 0.000001 if not control._whole else k) * step
        dragged = 10**place if control._log else place
        control.slider.value = dragged
        assert control.slider.value == dragged
        assert control.value == pytest.approx(dragged, rel=1e-5, abs=1e-8)


def test_a_typed_value_may_lie_between_two_steps_of_the_slider(rate):
    rate.field.value = "0.2222222222"
    assert rate.value == 0.2222222222
    assert rate.field.value == "0.2222222222"
    assert rate.slider.value == pytest.approx(0.22)
    rate.slider.value = 0.22 + 1e-12  # as the browser may send it back
    assert rate.value == 0.2222222222


def test_a_typed_value_may_lie_between_two_steps_of_a_log_slider(nudge):
    nudge.field.value = "0.003"
    assert nudge.value == 0.003
    assert nudge.slider.value == pytest.approx(10**-2.5)


@pytest.mark.parametrize(("typed", "kept"), [("9", 0.6), ("-3", 0), ("10^6", 0.6)])
def test_a_value_out_of_range_becomes_the_nearest_end(rate, typed, kept):
    rate.field.value = typed
    assert rate.value == kept
    assert rate.field.value == str(kept)
    assert rate.notice.startswith("learning rate lr goes from 0 to 0.6 here, so ")
    assert rate.notice.endswith(f"became {kept}.")
    rate.field.value = "0.2"
    assert rate.notice == ""


def test_a_value_out_of_range_may_be_typed_twice(rate):
    for _ in range(2):
        rate.field.value = "9"
        assert rate.field.value == "0.6"
        assert "9 became 0.6" in rate.notice


def test_a_whole_number_control_rounds_a_fraction(steps):
    steps.field.value = "2.7"
    assert steps.value == 3
    assert steps.field.value == "3"
    assert type(steps.value) is int
    assert steps.notice == "steps goes from 0 to 8 in whole numbers here, so 2.7 became 3."


@pytest.mark.parametrize("typed", ["abc", "0,2", "1/0", "nan", "lr + 1", "__import__('os')"])
def test_text_that_is_not_a_number_is_quoted_and_changes_nothing(rate, typed):
    rate.field.value = typed
    assert rate.value == 0.1
    assert rate.field.value == "0.1"
    assert typed in rate.notice or typed.replace(",", ".") in rate.notice


def test_an_empty_field_is_filled_again(rate):
    rate.field.value = ""
    assert rate.field.value == "0.1"
    assert rate.notice == ""


def test_a_fraction_stays_as_it_was_typed(rate):
    rate.field.value = "1/3"
    assert rate.value == 1 / 3
    assert rate.field.value == "1/3"
    rate.slider.value = 0.2
    assert rate.field.value == "0.2"


@pytest.mark.parametrize("bad", ["0.1", None, float("nan"), True])
def test_a_value_of_the_wrong_type_is_refused(rate, bad):
    with pytest.raises(traitlets.TraitError, match=r"number|int or a float"):
        rate.value = bad
    assert rate.value == 0.1


def test_the_field_carries_the_label(rate):
    assert rate.field.description == "learning rate lr"


def test_walking_stops_at_the_ends(steps):
    walker = Walker(steps)
    walker.back.click()
    assert steps.value == 5
    for _ in range(5):
        walker.forward.click()
    assert steps.value == 8
    for _ in range(10):
        walker.back.click()
    assert steps.value == 0


def test_playing_walks_to_the_end_and_starts_over(steps):
    async def play():
        walker = Walker(steps, interval=0.001)
        seen = []
        steps.observe(lambda change: seen.append(change["new"]), "value")
        walker.play.click()
        assert walker.playing
        assert walker.play.description == "Pause"
        while walker.playing:
            await asyncio.sleep(0.001)
        assert walker.play.description == "Play"
        walker.play.click()
        while walker.playing:
            await asyncio.sleep(0.001)
        return seen

    assert asyncio.run(play()) == [7, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize("stop", ["play", "back", "lock"])
def test_playing_can_be_stopped(steps, stop):
    async def play_and_stop():
        walker = Walker(steps, interval=0.001)
        walker.play.click()
        if stop == "lock":
            walker.disabled = True
        else:
            getattr(walker, stop).click()
        at = steps.value
        await asyncio.sleep(0.02)
        assert steps.value == at
        assert not walker.playing
        assert walker.play.description == "Play"

    asyncio.run(play_and_stop())


def test_every_button_has_a_name(steps):
    names = [button.description for button in Walker(steps).children]
    assert names == ["Step back", "Step forward", "Play"]
