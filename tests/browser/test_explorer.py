"""Explorers in a real JupyterLab: their controls, points and pictures, on every path."""

import os
import random
import re
import signal
import string

import nbformat
import pytest
from playwright.sync_api import expect

from backprop_lib.explorers import BackwardPassExplorer, DescentExplorer, LearningRateExplorer

NAME = "explorers.ipynb"
IMPORTS = "import os, time\nfrom backprop_lib.explorers import *\nos.getpid()"
DESCENT, MAP = "descent = DescentExplorer()\ndescent", "LearningRateExplorer()"
CHOOSING = """
from backprop_lib.explorers.engine import Choice, Line, Number


class Choosing(Explorer):
    CONTROLS = {
        "kind": Choice("kind of curve", "up", {"up": "rising", "down": "falling"}),
        "x": Number("input x", 1, low=0, high=2, step=0.5, of="x"),
    }

    def build(self, picture):
        self.line = Line(picture.add_panel(3, 2), "x")

    def compute(self, kind, x):
        return kind, x

    def draw(self, result):
        kind, x = result
        self.line.put([0, 1], [0, x if kind == "up" else -x])

    def describe(self, result):
        return f"The curve goes {result[0]} with x = {result[1]:g}."


Choosing()"""
LIVE = "DecisionBoundaryExplorer()"
CELLS = (
    IMPORTS,
    DESCENT,
    "descent",  # the same explorer once more
    MAP,
    "StartHereExplorer()",
    "OneWeightExplorer()",
    "SlopeExplorer()",
    "NudgeExplorer()",
    "BackwardPassExplorer()",
    "TwoWeightsExplorer()",
    CHOOSING,
    LIVE,
)
MOVES = int(os.environ.get("BACKPROP_RANDOM_MOVES", "150"))
KEYS = [*string.printable[:95], "Delete", "Backspace", "Escape", "ArrowUp", "ArrowDown"]
KEYS += ["ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End"]
WITH_MODIFIERS = ["Control+Backspace", "Control+Shift+M", "Alt+Enter", "Control+Shift+ArrowUp"]


def opened(lab, browser, name=NAME, cells=CELLS):
    written = [nbformat.v4.new_code_cell(source) for source in cells]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook = nbformat.v4.new_notebook(cells=written, metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.folder / name)
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(error))
    notebook = lab.open(page, name)
    shown = sum("Explorer" in source or source == "descent" for source in cells)
    notebook.run_all(until=page.locator(".bp-explorer").nth(shown - 1))
    return notebook


@pytest.fixture(scope="module")
def notebook(lab, browser):
    notebook = opened(lab, browser)
    yield notebook
    assert notebook.page.errors == []
    notebook.page.close()


@pytest.fixture
def explorer(notebook):
    """The explorer of a cell, in view, as it was at first."""

    def get(source=DESCENT):
        notebook.page.bring_to_front()
        notebook.page.set_viewport_size({"width": 1400, "height": 1000})
        explorer = notebook.explorer_in(CELLS.index(source))
        explorer.button("Reset").click()
        explorer.root.scroll_into_view_if_needed()
        explorer.settle()
        return explorer

    return get


def values(explorer, kind):
    """What the fields of an explorer say, by the name of the control."""
    read = {}
    for name, spec in kind.CONTROLS.items():
        read[name], _ = spec.read(explorer.field(spec.label).input_value())
    return read


def test_a_slider_a_field_and_a_button_each_move_the_picture(explorer):
    shown = explorer()
    expect(shown.status).to_contain_text("After step 6")
    shown.slider("learning rate lr").press("ArrowRight")
    shown.settle()
    assert shown.sentence == DescentExplorer(lr=0.105).sentence
    shown.field("weight w").fill("1/3")
    shown.field("weight w").press("Enter")
    expect(shown.status).to_contain_text("at the best weight")
    shown.settle()
    assert shown.sentence == DescentExplorer(lr=0.105, w=1 / 3).sentence
    expect(shown.field("weight w")).to_have_value("1/3")
    shown.button("Step forward").click()
    shown.settle()
    assert shown.sentence == DescentExplorer(lr=0.105, w=1 / 3, steps=7).sentence
    expect(shown.field("weight w")).to_have_value("1/3")


def test_what_is_typed_counts_as_unanswered_at_once(explorer):
    shown = explorer()
    field = shown.field("weight w")
    settled = field.evaluate(
        "field => {"
        "  field.value = '0.123';"
        "  field.dispatchEvent(new Event('change', { bubbles: true }));"
        "  return field.closest('.bp-explorer').dataset.settled;"
        "}"
    )
    assert settled == "false"
    shown.settle()
    assert shown.sentence == DescentExplorer(w=0.123).sentence


def test_a_choice_is_made_by_mouse_and_by_arrow_keys(explorer):
    shown = explorer(CHOOSING)
    expect(shown.root.get_by_role("group", name="kind of curve")).to_be_visible()
    shown.root.get_by_text("falling").click()
    shown.settle()
    assert shown.sentence == "The curve goes down with x = 1."
    shown.slider("input x").press("End")
    shown.root.get_by_role("radio", name="falling").press("ArrowUp")
    shown.settle()
    assert shown.sentence == "The curve goes up with x = 2."


def test_a_point_is_dragged_by_mouse_and_moved_by_keys(explorer):
    shown = explorer()
    point = shown.point("weight w")
    box = point.bounding_box()
    mouse = shown.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] - 60, box["y"] + 20, steps=8)
    mouse.up()
    shown.settle()
    dragged = values(shown, DescentExplorer)["w"]
    assert -1 < dragged < 0.7
    assert shown.sentence == DescentExplorer(w=dragged).sentence
    expect(point).to_be_focused()
    point.press("ArrowRight")
    point.press("Shift+ArrowRight")
    shown.settle()
    assert values(shown, DescentExplorer)["w"] == pytest.approx(dragged + 0.11)


def test_the_point_on_the_map_moves_in_both_directions(explorer):
    shown = explorer(MAP)
    point = shown.point("learning rate lr and input x")
    box = point.bounding_box()
    mouse = shown.page.mouse
    mouse.move(box["x"] + 16, box["y"] + 16)
    mouse.down()
    mouse.move(box["x"] + 96, box["y"] - 24, steps=8)
    mouse.up()
    shown.settle()
    now = values(shown, LearningRateExplorer)
    assert now["lr"] > 0.15
    assert now["x"] > 1.7
    assert shown.sentence == LearningRateExplorer(**now).sentence
    point.press("ArrowDown")
    point.press("ArrowLeft")
    shown.settle()
    after = values(shown, LearningRateExplorer)
    assert after == pytest.approx({"lr": now["lr"] - 0.001, "x": now["x"] - 0.05})


def test_a_row_of_the_table_and_its_step_light_up_together(explorer):
    shown = explorer()
    lit = shown.root.locator(".bp-lit")
    shown.root.locator("tbody tr").nth(1).hover()
    expect(lit).to_have_count(4)  # the row, and its dot on the curve and in two plots
    shown.root.locator(".bp-steps use").nth(1).hover(force=True)
    expect(shown.root.locator("tbody tr").nth(1)).to_have_class("bp-lit")
    shown.root.locator(".bp-sentence").hover()


def test_a_run_that_is_kept_stays_as_a_ghost(explorer):
    shown = explorer()
    picture = shown.root.locator(".bp-picture")
    shown.button("Keep this run").click()
    expect(picture.get_by_text("w = 0.8").first).to_be_attached()
    shown.slider("learning rate lr").press("End")
    expect(picture.get_by_text("w = 0.8").first).to_be_attached()
    shown.button("Remove kept runs").click()
    expect(picture.get_by_text("w = 0.8")).to_have_count(0)


def test_what_is_said_about_a_typed_value_does_not_move_the_picture(explorer):
    shown = explorer()
    before = shown.picture.bounding_box()
    field = shown.field("weight w")
    field.fill("9")
    field.press("Enter")
    expect(shown.notice).to_contain_text("so 9 became 2")
    assert shown.picture.bounding_box() == before
    field.fill("0.8")
    field.press("Enter")
    expect(shown.notice).to_be_empty()


def test_two_views_of_one_explorer_agree_and_share_no_id(explorer, notebook):
    shown = explorer()
    other = notebook.explorer_in(CELLS.index("descent"))
    shown.slider("learning rate lr").press("End")
    shown.settle()
    expect(other.field("learning rate lr")).to_have_value("0.6")
    assert other.sentence == shown.sentence == DescentExplorer(lr=0.6).sentence
    assert notebook.repeated_ids() == []


def test_a_press_counts_though_the_page_moves_under_it(explorer):
    """JupyterLab scrolls when a press makes another cell the active one."""
    shown = explorer()
    reset, mouse = shown.button("Reset"), shown.page.mouse
    field = shown.field("learning rate lr")

    def press(move):
        shown.slider("learning rate lr").press("End")
        expect(field).to_have_value("0.6")
        box = reset.bounding_box()
        mouse.move(box["x"] + 10, box["y"] + box["height"] / 2)
        mouse.down()
        move(box)
        mouse.up()

    scroll = "card => (card.closest('.jp-WindowedPanel-outer').scrollTop += 60)"
    press(lambda box: shown.root.evaluate(scroll))
    expect(field).to_have_value("0.1")
    press(lambda box: mouse.move(box["x"] + 400, box["y"]))  # and back out of it
    shown.settle()
    expect(field).to_have_value("0.6")


def test_each_phase_of_a_run_has_a_button_and_hands_the_focus_on(explorer):
    shown = explorer("BackwardPassExplorer()")
    forward, back = shown.button("Forward"), shown.button("Back")
    expect(back).to_be_disabled()
    forward.focus()
    for step in (1, 2, 3):
        expect(forward).to_be_focused()
        shown.page.keyboard.press("Space")
        expect(shown.field("step")).to_have_value(str(step))
    expect(forward).to_be_disabled()
    expect(back).to_be_focused()
    for _ in range(4):
        shown.page.keyboard.press("Space")
    expect(back).to_be_disabled()
    expect(shown.root.locator(".bp-table")).to_be_focused()
    shown.page.keyboard.press("Enter")  # one too many
    shown.settle()
    assert shown.sentence == BackwardPassExplorer(steps=7).sentence
    shown.slider("step").press("ArrowLeft")
    expect(back).to_be_enabled()


def lines(text):
    return [line for line in text.replace("\N{NO-BREAK SPACE}", " ").splitlines() if line]


def test_a_number_says_why_by_key_and_by_click_and_follows_the_controls(explorer):
    shown = explorer("BackwardPassExplorer()")
    shown.slider("step").press("End")
    shown.settle()
    question = shown.root.get_by_label("Why is", exact=True)
    answer = shown.root.locator(".bp-because")
    expect(answer).to_be_hidden()
    question.select_option("dj/dh")
    derivation = BackwardPassExplorer().derivation(BackwardPassExplorer(steps=7).result)
    assert lines(answer.inner_text()) == list(derivation.lines("dj/dh"))
    expect(shown.root.locator(".bp-spoken")).to_contain_text("= 0.7.")
    number = shown.picture.locator(".bp-number", has_text="3.36")
    number.scroll_into_view_if_needed()
    number.click(force=True)  # a group of letters, with gaps between them
    expect(question).to_have_value("dj/dw₂")
    expect(number).to_have_class(re.compile("bp-chosen"))
    shown.slider("weight w₂").press("ArrowRight")
    shown.settle()
    expect(answer).to_contain_text("dj/dŷ · h = 1.64 · 2.4 = 3.936")
    shown.slider("step").press("Home")
    shown.settle()
    expect(answer).to_have_text("dj/dw₂ is not known at this step.")
    question.press("Escape")
    expect(answer).to_be_hidden()


def test_playing_goes_on_until_it_is_paused(explorer):
    shown = explorer()
    shown.button("Play").press("Space")
    # A poll may miss a step, so any from 8 on will do.
    expect(shown.status).to_contain_text(re.compile(r"After step ([89]|\d\d):"))
    shown.button("Pause").click()
    shown.settle()
    paused = shown.sentence
    shown.page.wait_for_timeout(1200)
    assert shown.sentence == paused


def test_a_training_plays_on_while_another_control_is_moved(explorer):
    shown = explorer(LIVE)
    shown.button("Play").click()
    expect(shown.status).to_contain_text(re.compile(r"after \d+ updates"))
    shown.slider("rate lr").press("ArrowRight")
    expect(shown.status).to_contain_text("With lr ≈ 0.3777")
    expect(shown.button("Pause")).to_be_visible()
    reached = int(re.search(r"after (\d+) updates", shown.sentence)[1])
    expect(shown.status).not_to_contain_text(f"after {reached} updates")
    shown.slider("steps of 4 updates").press("ArrowLeft")
    expect(shown.button("Play")).to_be_visible()
    shown.settle()
    stopped = shown.sentence
    shown.page.wait_for_timeout(400)
    assert shown.sentence == stopped


@pytest.mark.parametrize("steps", ["1", "12", "40"])
def test_the_layers_have_one_size_whatever_the_width(explorer, steps):
    shown = explorer()
    shown.field("steps").fill(steps)
    shown.field("steps").press("Enter")
    shown.settle()
    for width in (1060, 820, 640, 430, 300):  # of the card
        shown.root.evaluate("(node, width) => (node.style.width = `${width}px`)", width)
        boxes = shown.picture.evaluate(
            "node => Array.from(node.querySelectorAll('svg'), svg => {"
            "  const { x, y, width, height } = svg.getBoundingClientRect();"
            "  return [x, y, width, height];"
            "})"
        )
        assert len(boxes) == 4
        assert boxes[0] == boxes[1]
        assert boxes[2] == boxes[3]
        assert shown.root.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
        for button in shown.root.get_by_role("button").all():
            assert button.evaluate("node => node.scrollWidth <= node.offsetWidth")
    shown.root.evaluate("node => node.style.removeProperty('width')")


def test_no_key_on_a_control_changes_the_notebook(notebook, explorer):
    for source in (DESCENT, MAP, CHOOSING):
        shown = explorer(source)
        before = notebook.model
        focusable = shown.root.locator("input, button:visible, [tabindex='0']:visible")
        for control in focusable.all():
            control.evaluate(
                "(control, keys) => {"
                "  control.focus();"
                "  for (const key of keys) for (const type of ['keydown', 'keypress', 'keyup'])"
                "    control.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true }));"
                "}",
                KEYS,
            )
            for key in ("b", "d", "d", "ArrowDown", *WITH_MODIFIERS):  # as a person presses them
                shown.page.keyboard.press(key)
        assert notebook.model == before


def test_a_page_that_takes_keys_first_is_told_which_belong_to_a_card(explorer):
    """Notebook 7 looks at keys before a card gets them; JupyterLab looks at them afterwards."""
    shown = explorer()
    shown.page.evaluate(
        "window.passed = [];"
        "document.addEventListener('keydown', ({ key, target }) => window.passed.push("
        "  [key, !target.hasAttribute('data-lm-suppress-shortcuts')]), true)"
    )
    for control in (shown.slider("weight w"), shown.button("Reset"), shown.point("weight w")):
        control.focus()
        for key in ("b", "ArrowRight", "Control+k", "d"):
            shown.page.keyboard.press(key)
        passed = [key for key, taken in shown.page.evaluate("window.passed") if taken]
        assert passed == ["Control", "k"]
        shown.page.evaluate("window.passed = []")


def test_random_moves_never_leave_an_old_picture(explorer, notebook):
    """Whatever is moved, typed and pressed, and in whatever haste: at rest the picture is right."""
    shown = explorer()
    draw = random.Random(0)
    sliders = shown.root.locator("input[type=range]").all()
    fields = shown.root.locator(".bp-field").all()
    points = shown.root.locator(".bp-handle").all()
    buttons = [shown.button(name) for name in ("Step back", "Step forward", "Reset")]
    keys = ["ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End"]
    for move in range(MOVES):
        what = draw.random()
        if what < 0.55:
            slider = draw.choice(sliders)
            places = [draw.random() for _ in range(draw.choice([1, 1, 5, 40]))]
            slider.evaluate(
                "(slider, places) => places.forEach((place) => {"
                "  slider.value = Math.round(place * slider.max);"
                "  slider.dispatchEvent(new Event('input', { bubbles: true }));"
                "})",
                places,
            )
        elif what < 0.7:
            field = draw.choice(fields)
            field.fill(draw.choice(["1/3", "abc", "9", "-0.123456", "", "0.25"]))
            field.press("Enter")
        elif what < 0.85:
            draw.choice(points).press(draw.choice(keys))
        else:
            draw.choice(buttons).click()
        if move % 10 == 9:
            shown.settle()
            assert shown.sentence == DescentExplorer(**values(shown, DescentExplorer)).sentence


def test_what_is_typed_or_pressed_is_not_settled_before_the_kernel_answers(explorer):
    shown = explorer()
    typed = (
        "root => {"
        "  const field = root.querySelector('.bp-field');"
        "  field.value = '0.7';"
        "  field.dispatchEvent(new Event('change'));"
        "  return root.dataset.settled;"
        "}"
    )
    assert shown.root.evaluate(typed) == "false"
    shown.settle()
    assert shown.sentence == DescentExplorer(w=0.7).sentence


def test_pictures_ahead_go_on_where_the_kernel_is_slow(lab, browser):
    slow = "\n".join(
        [
            "class Slow(DescentExplorer):",
            "    def describe(self, result):",
            "        time.sleep(0.04)",
            "        return super().describe(result)",
            "Slow()  # an Explorer",
        ]
    )
    notebook = opened(lab, browser, "slow.ipynb", (IMPORTS, slow))
    page, shown = notebook.page, notebook.explorer
    page.evaluate(
        "() => {"
        "  window.answers = 0;"
        "  const unpack = Response.prototype.json;"
        "  Response.prototype.json = async function () {"
        "    const unpacked = await unpack.call(this);"
        "    if (unpacked.frames) window.answers++;"
        "    return unpacked;"
        "  };"
        "}"
    )
    shown.slider("learning rate lr").focus()  # and nothing else
    page.wait_for_function("window.answers >= 6", timeout=10_000)
    page.close()


def test_the_card_says_that_the_kernel_is_busy_and_still_shows_pictures_ahead(lab, browser):
    notebook = opened(lab, browser, "busy.ipynb", (IMPORTS, DESCENT, "time.sleep(0)"))
    page, shown = notebook.page, notebook.explorer
    slider = shown.slider("learning rate lr")
    slider.focus()
    page.wait_for_timeout(1500)  # for the pictures ahead
    cell = page.locator(".jp-CodeCell").nth(2)
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("time.sleep(8)")
    page.keyboard.press("Control+Enter")
    expect(cell.locator(".jp-InputArea-prompt")).to_contain_text("*")
    slider.press("ArrowRight")
    expect(shown.field("learning rate lr")).to_have_value("0.105")
    assert shown.sentence == DescentExplorer(lr=0.105).sentence  # nobody waited for the kernel
    page.close()


GONE = {
    "restarted": "The kernel was restarted",
    "killed in the middle of a drag": "The kernel was restarted",
    "culled": "The kernel has stopped",
}


@pytest.mark.parametrize("how", GONE)
def test_the_card_says_that_its_kernel_is_gone(lab, browser, how):
    notebook = opened(lab, browser, "gone.ipynb", (IMPORTS, DESCENT))
    page, shown = notebook.page, notebook.explorer
    if how == "restarted":
        notebook.restart_kernel()
    elif how == "culled":
        lab.stop_kernel(page, "gone.ipynb")
    else:
        pid = int(page.locator(".jp-OutputArea-output pre").first.text_content())
        shown.slider("weight w").press("ArrowRight")
        os.kill(pid, signal.SIGKILL)
        for _ in range(20):
            shown.slider("weight w").press("ArrowRight")
    words = shown.root.get_by_role("alert")
    expect(words).to_contain_text(GONE[how], timeout=15_000)
    expect(words).to_contain_text("Choose Run → Run All Cells")
    expect(words).to_have_count(1)
    assert (
        float(shown.picture.locator("xpath=../..").evaluate("e => getComputedStyle(e).opacity")) < 1
    )
    if how == "restarted":
        notebook.run_all()
        expect(shown.root.locator(".bp-gone")).to_have_text("")
    page.close()
