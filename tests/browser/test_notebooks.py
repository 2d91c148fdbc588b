"""Each notebook in a real JupyterLab: run all cells, then use the explorer as a person does."""

import re

import nbformat
import pytest
from playwright.sync_api import expect

from backprop_lib.course import COURSE
from tests.explorer_in import explorer_in
from tools.repository import NOTEBOOKS

WITH_EXPLORER = [
    member.file for member in COURSE if member.module_in("backprop_lib.explorers") is not None
]


def changed(explorer, action):
    """Return the sentence after an action that must give other paths and other pixels."""
    moving, pixels = explorer.moving, explorer.picture.screenshot()
    action()
    explorer.page.wait_for_function(
        "([node, old]) => node.querySelector('[role=img]').innerHTML !== old",
        arg=[explorer.picture.element_handle(), moving],
        polling=50,  # frames are not drawn in a page that another one covers
    )
    assert re.findall(r' d="[^"]*"| x="[^"]*"', explorer.moving) != re.findall(
        r' d="[^"]*"| x="[^"]*"', moving
    )
    assert explorer.picture.screenshot() != pixels
    return explorer.sentence


@pytest.mark.parametrize("name", WITH_EXPLORER)
def test_the_explorer_answers_keyboard_and_typing(explorer_of, name):
    explorer = explorer_of(name)
    expect(explorer.page.locator("[data-mime-type$=stderr]")).to_have_count(0)
    twin = explorer_in(nbformat.read(NOTEBOOKS / name, as_version=4))
    moved, control = next(iter(twin.controls.items()))
    slider, field = explorer.slider(control.label), explorer.field(control.label)

    slider.focus()
    sentence = changed(explorer, lambda: slider.press("ArrowRight"))
    twin.set(**{moved: control.places()[control.place(control.value) + 1]})
    assert sentence == twin.sentence
    expect(field).to_have_value(f"{control.value:.12g}")

    left, right = control.places()[2:4]
    between = left if isinstance(control.value, int) else (left + right) / 2
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
    expect(field).to_have_value(typed)
    expect(explorer.picture).to_contain_text("“abc” is not a number")
    field.fill("")
    field.press("Enter")
    expect(field).to_have_value(typed)
    expect(explorer.status).to_have_text(before)

    assert changed(explorer, explorer.button("Reset").click) != twin.sentence


def test_the_descent_is_walked_played_and_paused_by_keyboard(explorer_of):
    explorer = explorer_of("03_descent.ipynb")
    status = explorer.status
    assert "After step 1:" in explorer.sentence

    changed(explorer, lambda: explorer.button("Step forward").press("Enter"))
    expect(status).to_contain_text("After step 2:")
    changed(explorer, explorer.button("Step back").click)
    expect(status).to_contain_text("After step 1:")

    changed(explorer, lambda: explorer.button("Play").press("Space"))
    expect(status).to_contain_text("After step 3:")
    explorer.button("Pause").click()
    expect(explorer.button("Play")).to_be_visible()
    paused = explorer.sentence
    explorer.page.wait_for_timeout(1200)
    assert explorer.sentence == paused

    expect(explorer.root.get_by_role("cell", name="0.59")).to_be_visible()


def test_a_value_out_of_range_is_reported_and_the_field_shows_what_is_drawn(explorer_of):
    explorer = explorer_of("04_learning_rate.ipynb")
    field = explorer.field("learning rate lr")
    field.fill("9")
    field.press("Enter")
    expect(field).to_have_value("0.6")
    expect(explorer.root).to_contain_text("so 9 became 0.6. lr = 0.6")


def test_the_challenge_says_when_it_is_met(explorer_of):
    explorer = explorer_of("04_learning_rate.ipynb")
    field = explorer.field("learning rate lr")
    field.fill("0.222")
    field.press("Enter")
    expect(explorer.root).to_contain_text("✓ Challenge")
    expect(explorer.root).to_contain_text("Met, in 1 step")


@pytest.mark.parametrize("width", [1300, 620])
@pytest.mark.parametrize("name", WITH_EXPLORER)
def test_nothing_is_cut_off_or_too_small_to_read(explorer_of, name, width):
    explorer = explorer_of(name, {"width": width, "height": 900})
    inside = explorer.picture.bounding_box()
    for svg in explorer.picture.locator("svg").all():
        box = svg.bounding_box()
        assert inside["x"] - 1 <= box["x"]
        assert box["x"] + box["width"] <= inside["x"] + inside["width"] + 1
        scale = box["width"] / float(svg.get_attribute("viewBox").split()[2])
        assert 10 * scale >= 11  # the labels' size in pixels
    for slider in explorer.root.locator(".noUi-target").all():
        assert slider.bounding_box()["width"] >= 60
    assert explorer.root.evaluate("node => node.scrollWidth <= node.clientWidth + 1")


def test_the_layers_lie_on_each_other(explorer_of):
    explorer = explorer_of("03_descent.ipynb")
    boxes = explorer.picture.evaluate(
        "node => Array.from(node.querySelectorAll('svg'), svg => svg.getBoundingClientRect())"
    )
    assert len(boxes) == 4
    assert boxes[:2] == boxes[2:]


def test_the_server_has_loaded_the_extension_of_the_course(lab):
    assert "backprop_lib.server | extension was successfully loaded" in lab.log.read_text()
