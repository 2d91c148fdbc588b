"""Each notebook in a real JupyterLab: run all cells, then use the explorer as a person does."""

import nbformat
import pytest
from playwright.sync_api import expect

from backprop_lib.course import COURSE
from backprop_lib.explorers.engine import Number
from tests.explorer_in import explorer_in
from tools.repository import NOTEBOOKS

WITH_EXPLORER = [
    member.file for member in COURSE if member.module_in("backprop_lib.explorers") is not None
]


def changed(explorer, action):
    """Return the sentence after an action that must give another picture and other pixels."""
    explorer.settle()
    moving, pixels = explorer.moving, explorer.picture.screenshot()
    action()
    explorer.settle()
    assert explorer.moving != moving
    assert explorer.picture.screenshot() != pixels
    return explorer.sentence


@pytest.mark.parametrize("name", WITH_EXPLORER)
def test_the_explorer_answers_keyboard_and_typing(explorer_of, name):
    explorer = explorer_of(name)
    expect(explorer.page.locator("[data-mime-type$=stderr]")).to_have_count(0)
    twin = explorer_in(nbformat.read(NOTEBOOKS / name, as_version=4))
    moved, control = next(
        (name, control)
        for name, control in twin.controls.items()
        if isinstance(control.spec, Number) and not control.spec.whole
    )
    slider, field = explorer.slider(control.label), explorer.field(control.label)

    sentence = changed(explorer, lambda: slider.press("ArrowRight"))
    twin.set(**{moved: control.places[control.spec.place(control.value) + 1]})
    assert sentence == twin.sentence
    expect(field).to_have_value(control.spec.text(control.value))
    expect(slider).to_have_attribute("aria-valuetext", control.spec.text(control.value))

    left, right = control.places[2:4]
    between = (left + right) / 2
    twin.set(**{moved: between})
    typed = f"{between:.12g}"

    def type_it():
        field.fill(typed)
        field.press("Enter")

    assert changed(explorer, type_it) == twin.sentence
    expect(field).to_have_value(typed)

    before = explorer.sentence
    field.fill("abc")
    field.press("Enter")
    expect(explorer.notice).to_contain_text("“abc” is not a number")
    assert field.input_value().replace("−", "-") == typed
    field.fill("")
    field.press("Enter")
    expect(explorer.notice).to_have_text("")
    assert field.input_value().replace("−", "-") == typed
    assert explorer.sentence == before

    twin.reset()
    assert changed(explorer, explorer.button("Reset").click) == twin.sentence


def test_a_value_out_of_range_is_reported_and_the_field_shows_what_is_drawn(explorer_of):
    explorer = explorer_of("04_learning_rate.ipynb")
    field = explorer.field("learning rate lr")
    field.fill("9")
    field.press("Enter")
    expect(field).to_have_value("0.6")
    expect(explorer.notice).to_contain_text("so 9 became 0.6.")


def test_the_challenge_says_when_it_is_met(explorer_of):
    explorer = explorer_of("04_learning_rate.ipynb")
    for label, typed in {"input x": "2", "learning rate lr": "1/8"}.items():
        explorer.field(label).fill(typed)
        explorer.field(label).press("Enter")
    met = explorer.page.locator(".bp-outcome.bp-good")
    expect(met.get_by_text("Met, in 1 step at lr = 0.125")).to_be_visible()


@pytest.mark.parametrize("width", [1300, 620])
@pytest.mark.parametrize("name", WITH_EXPLORER)
def test_nothing_is_cut_off_or_too_small_to_read(explorer_of, name, width):
    explorer = explorer_of(name, {"width": width, "height": 900})
    inside = explorer.picture.bounding_box()
    # A wide picture may be scrolled sideways in a narrow window, also by keys.
    scrolls = "e => e.scrollWidth > e.clientWidth && e.tabIndex === 0 ? e.scrollWidth : 0"
    room = max(inside["width"], explorer.picture.evaluate(scrolls))
    for svg in explorer.picture.locator("svg").all():
        box = svg.bounding_box()
        assert inside["x"] - 1 <= box["x"]
        assert box["x"] + box["width"] <= inside["x"] + room + 1
        scale = box["width"] / float(svg.get_attribute("viewBox").split()[2])
        assert 10 * scale >= 11  # the labels' size in pixels
    for slider in explorer.root.locator("input[type=range]").all():
        assert slider.bounding_box()["width"] >= 150
    assert explorer.root.evaluate("node => node.scrollWidth <= node.clientWidth + 1")


def test_the_server_has_loaded_the_extension_of_the_course(lab):
    assert "backprop_lib.server | extension was successfully loaded" in lab.log.read_text()
