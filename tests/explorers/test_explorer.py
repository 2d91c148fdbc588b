"""What holds for every explorer: driven by its controls, it never lies and never stays silent."""

import base64
import random
import re
import xml.etree.ElementTree as ET

import ipywidgets as widgets
import pytest

from backprop_lib import explorers
from backprop_lib.explorers import Explorer

from .small import SmallExplorer

ALL = [getattr(explorers, name) for name in explorers.__all__ if name != "Explorer"]
EVERY_CONTROL = [(make, name) for make in ALL for name in make().controls]
MOST_COMBINATIONS = 30


@pytest.fixture(params=ALL, ids=lambda make: make.__name__)
def explorer(request):
    return request.param()


@pytest.fixture
def small():
    return SmallExplorer()


def picture(explorer):
    return explorer.picture.moving_layer.value


def svgs(html):
    return re.findall(r"<svg.*?</svg>", html, re.DOTALL)


def buttons(widget):
    if isinstance(widget, widgets.Button):
        return [widget]
    return [found for child in getattr(widget, "children", ()) for found in buttons(child)]


def combinations(ends):
    """Return all first, all second and all third ends, and a sample of the other combinations.

    The digits of a number to the base 3 choose the ends. The sample is always the same.
    """
    count = 3 ** len(ends)
    sample = random.Random(0).sample(range(count), min(MOST_COMBINATIONS, count))
    for number in sorted({0, count // 2, count - 1, *sample}):
        yield [three[number // 3**place % 3] for place, three in enumerate(ends)]


def test_an_explorer_starts_with_a_picture_and_a_sentence(explorer):
    assert explorer.error is None
    assert "<svg" in picture(explorer)
    assert "<svg" in explorer.picture.still_layer.value
    assert explorer.sentence in picture(explorer)


def test_a_cell_shows_text_picture_and_widget(explorer):
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == explorer.sentence
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_the_same_picture_has_the_same_bytes(explorer):
    assert explorer.picture.png() == type(explorer)().picture.png()


def test_the_html_is_well_formed_and_does_not_restyle_the_page(explorer):
    for layer in (explorer.picture.still_layer, explorer.picture.moving_layer):
        assert svgs(layer.value)
        for svg in svgs(layer.value):
            ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
        assert "<style" not in layer.value
        assert "<script" not in layer.value
        assert "<?xml" not in layer.value
        assert "stroke-linejoin: round" in layer.value


@pytest.mark.parametrize(("make", "name"), EVERY_CONTROL)
def test_a_slider_reaches_both_ends_and_the_start(make, name):
    control = make().controls[name]
    places = control.places()
    assert (places[0], places[-1]) == pytest.approx((control.low, control.high))
    assert places[control.place(control.initial)] == pytest.approx(control.initial, rel=0.01)


@pytest.mark.parametrize(("make", "name"), EVERY_CONTROL)
def test_each_control_redraws_at_its_extremes(make, name):
    explorer = make()
    control = explorer.controls[name]
    before = (svgs(picture(explorer)), explorer.sentence)
    for value in (control.low, control.high, min(max(0, control.low), control.high)):
        control.value = value
        assert explorer.error is None
        assert explorer.values[name] == value
        assert control.slider.value == pytest.approx(value)
        assert float(control.field.value) == value
        assert not re.search(r"nan|\binf\b|None|e[+-]\d\d", explorer.sentence)
    assert (svgs(picture(explorer)), explorer.sentence) != before
    control.value = control.initial
    assert (svgs(picture(explorer)), explorer.sentence) == before


def test_all_controls_may_be_at_their_extremes_together(explorer):
    ends = [(control.low, control.initial, control.high) for control in explorer.controls.values()]
    for values in combinations(ends):
        explorer.set(**dict(zip(explorer.controls, values, strict=True)))
        assert explorer.error is None, values
        assert explorer.sentence in picture(explorer)
        for number in re.findall(r'[xyd]="([^"]*)"', picture(explorer)):
            assert "nan" not in number


@pytest.mark.parametrize("controls", [1, 2, 3, 5, 9])
def test_the_combinations_hold_all_ends_and_are_few(controls):
    found = list(combinations([("low", "initial", "high")] * controls))
    for end in ("low", "initial", "high"):
        assert [end] * controls in found
    assert len({*map(tuple, found)}) == len(found)
    assert min(3**controls, MOST_COMBINATIONS) <= len(found) <= MOST_COMBINATIONS + 3


def test_reset_brings_every_control_back(explorer):
    first = explorer.sentence
    explorer.set(**{name: control.high for name, control in explorer.controls.items()})
    explorer.reset()
    assert explorer.sentence == first
    assert explorer.values == {name: c.initial for name, c in explorer.controls.items()}


def test_an_explorer_can_be_locked_and_unlocked(explorer):
    explorer.disabled = True
    assert explorer.disabled
    assert all(c.slider.disabled and c.field.disabled for c in explorer.controls.values())
    assert all(button.disabled for button in buttons(explorer))
    explorer.disabled = False
    assert not explorer.disabled
    assert not any(c.slider.disabled or c.field.disabled for c in explorer.controls.values())
    assert not any(button.disabled for button in buttons(explorer))


def test_an_explorer_can_start_elsewhere_and_is_reset_to_there():
    explorer = SmallExplorer(x=2)
    assert explorer.sentence == "At x = 2 the point is 4 high."
    explorer.controls["x"].value = 0.5
    explorer.reset()
    assert explorer.sentence == "At x = 2 the point is 4 high."
    with pytest.raises(TypeError, match="speed is not a control of this explorer; these are: x, k"):
        SmallExplorer(speed=2)


def test_a_notice_lasts_until_the_next_change(small):
    notice = "input x goes from 0 to 2 here, so 9 became 2."
    small.controls["x"].field.value = "9"
    assert f"{notice} At x = 2" in picture(small)
    assert notice not in small.sentence
    small.controls["k"].value = 1
    assert notice not in picture(small)
    small.controls["x"].field.value = "9"
    assert notice in picture(small)
    small.reset()
    assert notice not in picture(small)


def test_setting_several_controls_draws_once(small, monkeypatch):
    updates = []
    monkeypatch.setattr(small, "compute", lambda **values: updates.append(values))
    small.set(x=2, k=-1)
    assert updates == [{"x": 2, "k": -1}]


@pytest.mark.parametrize("method", ["compute", "draw", "describe"])
def test_a_failure_is_reported_in_place_of_the_picture(small, monkeypatch, method):
    old = picture(small)

    def fail(*args, **values):
        raise ZeroDivisionError("the <sky> fell")

    with monkeypatch.context() as patch:
        patch.setattr(small, method, fail)
        small.controls["x"].value = 1.5
        assert small.sentence == "No picture for these values. ZeroDivisionError: the <sky> fell"
        assert isinstance(small.error, ZeroDivisionError)
        assert small.result is None
        assert "the &lt;sky&gt; fell" in picture(small)
        assert 'role="alert"' in picture(small)
        assert "<svg" not in picture(small)
        assert small.picture.still_layer.layout.visibility == "hidden"
        assert "image/png" not in small._repr_mimebundle_()
    small.controls["x"].value = 1
    assert picture(small) == old
    assert small.picture.still_layer.layout.visibility == "visible"
    assert small.error is None


def test_an_explorer_without_its_methods_is_refused():
    with pytest.raises(NotImplementedError):
        Explorer()
