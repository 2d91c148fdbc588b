"""The practice in a real JupyterLab: by keyboard alone, by mouse and by finger."""

import json
import re
import string
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

NAME = "practice.ipynb"
STAND_IN = '''
import ipywidgets as widgets

from backprop_lib.interface import Clock, PartsCard
from backprop_lib.practice import challenges, exercises, predictions, progress_page, say_it
from backprop_lib.practice.engine import Lesson, SayIt
from backprop_lib.practice.the_question import THE_QUESTION


class Explorer(widgets.VBox):
    """A stand-in for an explorer: one button, which counts as a move of a control."""

    sentence, result, veiled = "A sentence.", None, False

    def __init__(self):
        self.control = widgets.Button(description="Move")
        super().__init__([self.control])
        self.on_move = lambda callback: self.control.on_click(lambda _: callback())
        self.on_result = lambda callback: None

    @property
    def disabled(self):
        return self.control.disabled

    @disabled.setter
    def disabled(self, disabled):
        self.control.disabled = disabled

    def _repr_mimebundle_(self, **kwargs):
        return {"text/plain": self.sentence, "image/png": ""}


def asked_again():
    """The question of the course as a later notebook asks it, and two short clocks."""
    points = THE_QUESTION.points
    lesson = Lesson(
        name="descent", exercises=(), predictions=(), points=points, question=THE_QUESTION
    )
    clocks = [Clock(f"{seconds} seconds:", seconds) for seconds in (2, 11)]
    display(SayIt(lesson), PartsCard("clocks", *clocks))
'''
NUMBER = 'exercises["largest_lr"].form()'
CHOICE = 'exercises["which_regime"].form()'
ORDER = 'exercises["training_loop"].form()'
OTHER_CHOICE = 'exercises["wrong_update_line"].form()'
STEP = 'exercises["one_step"].form()'
PREDICTION = 'challenges["fewest_steps"].under(predictions["half_rate"].before(Explorer()))'
SAY_IT = 'say_it("slope")'
SAY_TODAY = 'say_it("start_here")'
SAY_AGAIN = "asked_again()"
TWICE = 'both = exercises["scaled_input"].form()\nboth'
AGAIN = "both  # in another cell"
FUNCTION = 'exercises["update"].check(lambda w, grad, lr: w + lr * grad)'
PAGE = "progress_page()"
BUSY = "import time; time.sleep(4)"
CELLS = (
    *(STAND_IN, NUMBER, CHOICE, ORDER, OTHER_CHOICE, PREDICTION, SAY_IT, TWICE, AGAIN),
    *(STEP, FUNCTION, PAGE, SAY_TODAY, SAY_AGAIN, BUSY.replace("4", "0")),
)
CARDS = (NUMBER, CHOICE, ORDER, STEP, PREDICTION, SAY_IT, FUNCTION, PAGE, SAY_TODAY, SAY_AGAIN)
READY = ".bp-card"
KERNEL = "jupyterapp.shell.currentWidget.sessionContext.session.kernel"
LATE = 1000  # milliseconds
VALUES_COME_LATE = f"""() => {{
  const send = {KERNEL}.sendShellMessage.bind({KERNEL});
  {KERNEL}.sendShellMessage = (message, ...more) => {{
    if (message.content.data?.content?.event !== "value") return send(message, ...more);
    setTimeout(() => send(message, ...more), {LATE});
    return {{}};
  }};
}}"""


def written(path, *sources):
    """Write a notebook of these cells."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)


def opened(lab, browser):
    """A notebook of the tests' own, open and run."""
    written(lab.folder / NAME, *CELLS)
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    notebook = lab.open(page, NAME)
    notebook.run_all(until=page.get_by_role("button", name="Refresh"))
    return notebook


@pytest.fixture(scope="module")
def notebook(lab, browser):
    lab.forget_progress()
    notebook = opened(lab, browser)
    yield notebook
    notebook.page.close()


@pytest.fixture
def cell_of(notebook):
    """The cell of this source, in view."""

    def get(source):
        notebook.page.bring_to_front()
        return cell_in(notebook, source)

    return get


def cell_in(notebook, source):
    cell = notebook.page.locator(".jp-CodeCell").nth(CELLS.index(source))
    cell.locator(READY).first.scroll_into_view_if_needed()
    return cell


def kept(lab):
    return json.loads((lab.folder / "progress.json").read_text())


def tab_to(cell, name):
    """Press Tab until the focus is on the button of this name."""
    for _ in range(30):
        cell.page.keyboard.press("Tab")
        if focused(cell) == name:
            return
    raise AssertionError(f"Tab does not reach {name}")


def focused(cell):
    words = "document.activeElement.ariaLabel || document.activeElement.innerText"
    return cell.page.evaluate(words)


def feedback(cell):
    return cell.get_by_role("status").first


def button(cell, name):
    return cell.get_by_role("button", name=name, exact=True)


def test_a_number_is_answered_by_keyboard(cell_of):
    cell = cell_of(NUMBER)
    keyboard = cell.page.keyboard
    cell.get_by_label("Your number:").focus()
    keyboard.type("one ninth")
    keyboard.press("Enter")
    expect(feedback(cell)).to_contain_text("one ninth")
    keyboard.press("Control+A")
    keyboard.type("1/18")
    tab_to(cell, "Check")
    keyboard.press("Enter")
    expect(feedback(cell)).to_contain_text("✗")
    cell.get_by_label("Your number:").focus()
    keyboard.press("Control+A")
    keyboard.type("0,1111")
    keyboard.press("Enter")  # before the letters were sent by themselves
    expect(feedback(cell)).to_contain_text("✓")
    keyboard.type("1")
    expect(feedback(cell)).to_contain_text("has changed since the last check")


def test_a_press_that_overtakes_what_was_typed_is_judged_with_it(cell_of):
    cell = cell_of(NUMBER)
    keyboard = cell.page.keyboard
    cell.page.evaluate(VALUES_COME_LATE)
    try:
        cell.get_by_label("Your number:").focus()
        for typed, sign in (("1/18", "✗"), ("1/9", "✓")):
            keyboard.press("Control+A")
            keyboard.type(typed)
            keyboard.press("Enter")
            expect(feedback(cell)).to_contain_text(sign)
        cell.page.wait_for_timeout(LATE * 1.5)
        expect(feedback(cell)).to_contain_text("✓")
    finally:
        cell.page.evaluate(f"delete {KERNEL}.sendShellMessage")


def test_a_choice_is_answered_by_keyboard(cell_of):
    cell = cell_of(CHOICE)
    keyboard = cell.page.keyboard
    options = cell.get_by_role("radio")
    options.first.focus()
    keyboard.press("Space")
    for _ in range(3):
        keyboard.press("ArrowDown")
    expect(options.nth(3)).to_be_checked()
    expect(options.nth(3)).to_be_focused()
    tab_to(cell, "Check")
    keyboard.press("Enter")
    expect(feedback(cell)).to_contain_text("✗")
    options.nth(3).focus()
    keyboard.press("ArrowUp")
    expect(options.nth(2)).to_be_checked()
    expect(feedback(cell)).not_to_contain_text("✗")
    tab_to(cell, "Check")
    keyboard.press("Space")
    expect(feedback(cell)).to_contain_text("✓")


def test_a_choice_is_judged_in_place_by_mouse(cell_of):
    cell = cell_of(OTHER_CHOICE)
    cell.get_by_text("Line 3: it climbs").click()
    button(cell, "Check").click()
    judged = cell.locator(".bp-judged")
    expect(judged).to_have_count(1)
    expect(judged).to_have_class("bp-judged bp-bad")
    expect(judged).to_contain_text("Line 3: it climbs")
    expect(judged.locator(".bp-reason")).to_contain_text("✗ Not right yet.")
    described = judged.get_by_role("radio").get_attribute("aria-describedby")
    assert judged.locator(".bp-reason").get_attribute("id") == described
    cell.get_by_text("Line 4: it forgets").click()
    expect(judged).to_have_count(0)
    button(cell, "Check").click()
    expect(judged).to_have_class("bp-judged bp-good")
    cell.get_by_text("Line 2").click()
    expect(judged).to_have_count(0)
    expect(cell.get_by_text("Passed.")).to_have_count(0)


def steps(cell):
    return [text.strip() for text in cell.locator(".bp-step").all_text_contents()]


def test_an_order_is_answered_by_keyboard(cell_of):
    cell = cell_of(ORDER)
    keyboard = cell.page.keyboard
    right = (
        *("choose a weight", "compute the output", "compare with", "compute the gradient"),
        *("step against it", "go on"),
    )

    def place(words):
        return next(n for n, step in enumerate(steps(cell)) if step.startswith(words))

    cell.locator(".bp-order button").first.focus()
    for target, words in enumerate(right):
        while place(words) > target:
            before = place(words)
            arrow = cell.get_by_role("button", name=f"Move up: {words}")
            if "Move up: " + words not in (focused(cell) or ""):
                cell.locator("li").first.get_by_role("button").first.focus()
                tab_to(cell, arrow.get_attribute("aria-label"))
            keyboard.press("Enter")
            assert place(words) == before - 1
            expect(arrow).to_be_focused()
    tab_to(cell, "Check")
    keyboard.press("Space")
    expect(feedback(cell)).to_contain_text("✓")
    assert cell.locator(".bp-place").all_text_contents() == ["1", "2", "3", "4", "5", "6"]


def test_a_step_is_worked_by_keyboard(cell_of, lab):
    cell = cell_of(STEP)
    keyboard = cell.page.keyboard
    boxes, judged = cell.locator(".bp-lines input"), cell.locator(".bp-judged")
    given = cell.locator(".bp-given").inner_text()
    boxes.first.focus()
    for place, typed in enumerate(("4,1", "9/4", "so", "0.9")):
        expect(boxes.nth(place)).to_be_focused()
        keyboard.type(typed)
        expect(judged).to_have_count(0)
        keyboard.press("Enter")  # before the letters were sent by themselves
    expect(judged).to_have_count(3)
    expect(judged.first).to_contain_text("✗ You added the weight.")
    expect(judged.nth(1)).to_contain_text("✓ This follows rightly from your ŷ = 4.1.")
    expect(judged.nth(2)).to_contain_text("! “so” is not a number.")
    expect(cell.locator(".bp-outcome")).to_contain_text("✗")
    expect(boxes.last).to_be_focused()
    described = boxes.first.get_attribute("aria-describedby")
    assert judged.first.locator(".bp-reason").get_attribute("id") == described
    boxes.first.focus()
    keyboard.press("Control+A")
    for typed in ("4", "1.96", "7"):
        keyboard.type(typed)  # Enter has selected what stands in the next line
        keyboard.press("Enter")
    keyboard.press("Enter")
    expect(cell.locator(".bp-outcome")).to_contain_text("Passed.")
    expect(judged).to_have_count(4)
    assert kept(lab)["answers"]["one_step"]["answer"] == ["4", "1.96", "7", "0.9"]
    tab_to(cell, "New numbers")
    keyboard.press("Enter")
    expect(boxes.first).to_be_focused()
    expect(cell.locator(".bp-given")).not_to_have_text(given)
    for place in range(4):
        expect(boxes.nth(place)).to_have_value("")
    expect(judged).to_have_count(0)
    keyboard.type("1")
    expect(boxes.first).to_have_value("1")


@pytest.mark.parametrize("pointer", ["mouse", "finger"])
def test_an_order_is_dragged(cell_of, lab, pointer):
    cell = cell_of(ORDER)
    before = steps(cell)
    rows = cell.locator(".bp-order li")
    start, end = rows.nth(1).locator(".bp-grip").bounding_box(), rows.nth(4).bounding_box()
    x, down, up = start["x"] + 4, start["y"] + 8, end["y"] + end["height"] - 4
    if pointer == "mouse":
        mouse = cell.page.mouse
        mouse.move(x, down)
        mouse.down()
        mouse.move(x, (down + up) / 2, steps=4)
        mouse.move(x, up, steps=4)
        mouse.up()
    else:
        touch = cell.page.context.new_cdp_session(cell.page)
        for kind, y in (("Start", down), ("Move", (down + up) / 2), ("Move", up), ("End", None)):
            points = [] if y is None else [{"x": x, "y": y}]
            event = {"type": f"touch{kind}", "touchPoints": points}
            touch.send("Input.dispatchTouchEvent", event)
    moved = [before[0], *before[2:5], before[1], before[5]]
    assert steps(cell) == moved
    expect(feedback(cell)).not_to_contain_text("✓")
    button(cell, "Check").click()
    expect(feedback(cell)).to_contain_text("✗")
    assert len(kept(lab)["answers"]["training_loop"]["answer"]) == 6


def test_the_solution_keeps_the_hints(cell_of):
    cell = cell_of(FUNCTION)
    expect(cell.locator(".bp-outcome")).to_contain_text("Your step climbs")
    button(cell, "Hint").click()
    expect(cell.locator(".bp-help")).to_contain_text("Hint 1 of")
    button(cell, "Show the solution").press("Enter")
    expect(cell.get_by_role("heading", name="Solution")).to_be_visible()
    expect(cell.locator(".bp-help")).to_contain_text("Hint 1 of")
    expect(cell.locator(".bp-help")).to_contain_text("return w - lr * grad")


def test_a_prediction_is_made_first_and_again(cell_of):
    cell = cell_of(PREDICTION)
    keyboard = cell.page.keyboard
    control = button(cell, "Move")
    expect(control).to_be_disabled()
    cell.get_by_role("radio", name="Settle").press("Space")
    tab_to(cell, "This is my prediction")
    keyboard.press("Enter")
    expect(control).to_be_enabled()
    expect(feedback(cell)).to_contain_text("You predict: Settle")
    expect(feedback(cell)).to_be_focused()
    expect(button(cell, "Why?")).to_be_disabled()
    tab_to(cell, "Move")
    keyboard.press("Enter")
    expect(button(cell, "Why?")).to_be_enabled()
    button(cell, "Why?").press("Enter")
    judged = cell.locator(".bp-judged:visible")
    expect(judged).to_have_count(2)
    expect(judged.first).to_contain_text("That is not what happens")
    expect(judged.last).to_contain_text("Run away.")
    button(cell, "Predict again").press("Enter")
    expect(cell.get_by_role("radio", name="Settle")).to_be_focused()
    expect(judged).to_have_count(0)
    cell.get_by_text("Run away.").click()
    button(cell, "This is my prediction").click()
    button(cell, "Why?").click()
    expect(judged).to_have_count(1)
    expect(judged).to_contain_text("You predicted it")


def test_an_explanation_is_compared_by_keyboard(cell_of, lab):
    cell = cell_of(SAY_IT)
    keyboard = cell.page.keyboard
    box = cell.get_by_label("Your explanation:")
    box.focus()
    keyboard.type("Uphill is\nthe gradient.")
    expect(cell.locator(".bp-words")).to_contain_text("4 words · ")
    tab_to(cell, "Show the points of a good answer")
    keyboard.press("Enter")
    points = cell.get_by_role("checkbox")
    expect(points.first).to_be_focused()
    keyboard.press("Space")
    expect(feedback(cell)).to_contain_text("1 of ")
    entry = kept(lab)["explanations"]["slope"]
    assert entry["text"] == "Uphill is\nthe gradient."
    assert len(entry["points"]) == 1


def test_the_question_is_asked_today_and_again_with_a_clock(cell_of, lab):
    today = cell_of(SAY_TODAY)
    today.get_by_label("Your answer:").fill("It goes back,\n  I think.")
    today.get_by_label("Your answer:").press("Tab")
    expect(today.get_by_role("button")).to_have_count(0)
    cell = cell_of(SAY_AGAIN)
    keyboard = cell.page.keyboard
    box = cell.get_by_label("Your explanation:")
    box.focus()
    keyboard.type("It computes the gradient.")
    expect(cell.locator(".bp-words")).to_contain_text("4 words · 130 to 150")
    time = cell.locator(".bp-time").first
    expect(time).to_have_text("60 s")
    tab_to(cell, "Start the 60 seconds")
    keyboard.press("Enter")
    expect(time).to_have_text("58 s")
    assert focused(cell) == "Stop"
    keyboard.press("Space")
    expect(time).to_have_text(re.compile(r"You took [1-3] s\."))
    tab_to(cell, "Turn the clock off")
    keyboard.press("Enter")
    expect(time).to_be_hidden()
    assert focused(cell) == "Turn the clock on"
    tab_to(cell, "Show the points of a good answer")
    keyboard.press("Enter")
    expect(cell.get_by_role("checkbox").first).to_be_focused()
    expect(cell.get_by_role("checkbox")).to_have_count(7)
    assert kept(lab)["timing"]["one minute"] == {"off": True}
    answers = [said.inner_text() for said in cell.locator(".bp-said").all()]
    assert answers == ["It goes back,\n  I think.", "It computes the gradient."]
    details = cell.locator("details")
    expect(details).to_have_count(5)
    details.last.locator("summary").press("Enter")
    expect(details.last.get_by_text("gradient descent takes a step")).to_be_visible()
    box.press("End")
    box.press_sequentially(" Back.")
    expect(cell.locator(".bp-said").last).to_have_text("It computes the gradient. Back.")
    expect(details.last.get_by_text("gradient descent takes a step")).to_be_visible()


def test_axe_finds_nothing_wrong_in_what_unfolds(cell_of, axe):
    cell = cell_of(SAY_AGAIN)
    cell.get_by_label("Your explanation:").fill("It goes back.")
    compare = button(cell, "Show the points of a good answer")
    if compare.is_visible():
        compare.click()
    expect(cell.locator(".bp-unfolding")).to_be_visible()
    assert axe(cell.page, ".bp-card:has(.bp-unfolding)") == []


def test_a_clock_reads_out_ten_seconds_and_the_end_and_nothing_between(cell_of):
    short, long = (
        cell_of(SAY_AGAIN).get_by_role("group", name=f"{seconds} seconds:") for seconds in (2, 11)
    )
    button(long, "Start the 11 seconds").click()
    for _ in range(2):
        button(short, "Start the 2 seconds").click()
        expect(short.get_by_role("timer")).to_have_text("1 s")
        expect(short.locator("[aria-live]")).to_have_text("")
        expect(short.get_by_role("timer")).to_have_text("Time is up.")
        expect(short.locator("[aria-live]")).to_have_text("Time is up.")
    expect(long.get_by_role("timer")).to_have_text(re.compile("^[4-7] s$"))
    expect(long.locator("[aria-live]")).to_have_text("10 seconds left")
    button(long, "Stop").click()


def test_two_views_of_one_form_agree(cell_of):
    one, other = cell_of(TWICE), cell_of(AGAIN)
    one.get_by_label("Your number:").fill("5000")
    expect(other.get_by_label("Your number:")).to_have_value("5000")
    other.get_by_label("Your number:").fill("")
    other.get_by_label("Your number:").press_sequentially("10000")
    other.page.keyboard.press("Enter")
    expect(one.get_by_label("Your number:")).to_have_value("10000")
    expect(feedback(one)).to_contain_text("✓")
    expect(feedback(other)).to_contain_text("✓")


def test_no_id_occurs_twice_in_the_page(cell_of):
    page = cell_of(AGAIN).page
    ids = page.evaluate("Array.from(document.querySelectorAll('.bp-card [id]'), one => one.id)")
    assert len(ids) == len(set(ids)) > 5


def test_what_is_typed_while_the_kernel_is_busy_is_not_overwritten(cell_of, notebook):
    cell = cell_of(TWICE)
    busy = notebook.page.locator(".jp-CodeCell").last
    busy.locator(".cm-content").focus()
    cell.page.keyboard.press("Control+A")
    cell.page.keyboard.insert_text(BUSY)
    cell.page.keyboard.press("Control+Enter")
    expect(busy.locator(".jp-InputArea-prompt").first).to_contain_text("*")
    box = cell.get_by_label("Your number:")
    box.fill("")
    box.press_sequentially("40", delay=400)  # sent letter by letter
    box.press("Enter")
    box.press_sequentially("0", delay=400)
    expect(busy.locator(".jp-InputArea-prompt").first).not_to_contain_text("*", timeout=20_000)
    expect(feedback(cell)).to_contain_text("has changed since the last check")
    expect(box).to_have_value("400")
    box.press("Enter")
    expect(feedback(cell)).to_contain_text("✗")


def test_the_page_of_progress_names_every_segment(cell_of):
    cell = cell_of(PAGE)
    button(cell, "Refresh").click()
    segments = cell.locator(".bp-segments li")
    assert segments.count() > 20
    for words in segments.all_text_contents():
        assert words.partition(": ")[2]
    expect(cell.get_by_role("img")).to_contain_text("/")
    link = cell.locator("a[data-notebook]")
    expect(link).to_have_attribute("href", "01_one_weight.ipynb")
    details = cell.locator("details").first
    details.locator("summary").press("Enter")
    expect(details.get_by_text("forward")).to_be_visible()
    button(cell, "Refresh").press("Enter")
    expect(details.get_by_text("forward")).to_be_visible()


def test_the_next_task_opens_in_a_tab_of_its_own(lab, browser):
    (lab.folder / "a folder").mkdir(exist_ok=True)
    for name in (NAME, "01_one_weight.ipynb"):
        written(lab.folder / "a folder" / name, "from backprop_lib.practice import *", PAGE)
    page = browser.new_page()
    notebook = lab.open(page, f"a folder/{NAME}", with_tabs=True)
    notebook.run_all(until=page.get_by_role("button", name="Refresh"))
    page.evaluate("window.isTheSamePage = true")
    page.locator("a[data-notebook]").click()
    expect(page.locator(".lm-TabBar-tabLabel", has_text="01_one_weight.ipynb")).to_be_visible()
    assert page.url.endswith("/lab/tree/a%20folder/01_one_weight.ipynb")
    assert page.evaluate("window.isTheSamePage")
    page.close()


def test_a_file_is_handed_in_by_keyboard(lab, cell_of):
    number = cell_of(NUMBER)
    number.get_by_label("Your number:").fill("0.25")
    number.page.keyboard.press("Enter")
    expect(feedback(number)).to_contain_text("✗")
    cell = cell_of(PAGE)
    keyboard = cell.page.keyboard
    said = cell.get_by_role("status").last
    cell.get_by_label("Your name:").focus()
    keyboard.type("Ada")
    assert not list(lab.folder.glob("progress-*"))
    tab_to(cell, "Make a file to hand in")
    keyboard.press("Enter")
    expect(said).to_contain_text("is now next to the notebooks")
    (made,) = lab.folder.glob("progress-ada-*.json")
    with cell.page.expect_download() as download:
        said.get_by_role("link").click()
    assert download.value.suggested_filename == made.name
    assert Path(download.value.path()).read_bytes() == made.read_bytes()
    cell.get_by_text("Read what it holds").click()
    expect(cell.get_by_text('"name": "Ada"')).to_be_visible()


KEYS = [
    *(key for key in string.printable if key.isprintable()),
    *("Delete", "Backspace", "Escape", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"),
    *("Home", "End", "PageUp", "PageDown", "Shift+Enter", "Shift+ArrowDown"),
]
CONTROLS = {
    NUMBER: ("input", ".bp-row button"),
    CHOICE: ("input >> nth=0", ".bp-row button >> nth=1"),
    ORDER: (".bp-order button >> nth=3",),
    STEP: (".bp-lines input >> nth=3", ".bp-row button >> nth=3"),
    PREDICTION: (".bp-row button:visible >> nth=0",),
    SAY_IT: ("textarea", "input >> nth=1", ".bp-clock button >> nth=1"),
    SAY_TODAY: ("textarea",),
    SAY_AGAIN: ("textarea",),
    PAGE: ("a", "summary >> nth=1", "button >> nth=0", "input"),
}


@pytest.mark.parametrize("source", CONTROLS, ids=lambda source: source[:24])
def test_no_key_on_a_control_changes_the_notebook(cell_of, notebook, source):
    cell = cell_of(source)
    before = notebook.model
    assert len(before) > 1000
    for selector in CONTROLS[source]:
        control = cell.locator(f".bp-card {selector}").first
        for key in KEYS:
            if (selector, key) == ("a", "Shift+Enter"):
                continue  # this opens the link
            control.focus()
            cell.page.keyboard.press(key)
            assert cell.evaluate("cell => cell.contains(document.activeElement)"), (selector, key)
    assert notebook.model == before


def test_nothing_typed_is_lost_when_the_kernel_is_restarted(lab, browser):
    notebook = opened(lab, browser)
    cell = cell_in(notebook, SAY_IT)
    box = cell.get_by_label("Your explanation:")
    number = cell_in(notebook, NUMBER).get_by_label("Your number:")
    step = cell_in(notebook, STEP)
    button(step, "New numbers").click()
    expect(step.locator(".bp-lines input").first).to_be_focused()
    given = step.locator(".bp-given").inner_text()
    box.fill("Before. ")
    box.press("Tab")
    notebook.restart_kernel()
    gone = cell.locator(".bp-gone")
    expect(gone).to_contain_text("The kernel was restarted", timeout=15_000)
    expect(cell.get_by_text("The kernel was restarted")).to_have_count(1)
    box.press("End")
    box.press_sequentially("Afterwards.")
    number.fill("0.25")
    step.get_by_label("j, the loss").fill("so far")
    cell_in(notebook, CHOICE).get_by_role("radio").nth(4).check()
    notebook.run_all(until=cell.locator(".bp-card:not(.bp-cut-off) textarea"))
    expect(box).to_have_value("Before. Afterwards.")
    expect(number).to_have_value("0.25")
    expect(step.get_by_label("j, the loss")).to_have_value("so far")
    expect(step.locator(".bp-given")).to_have_text(given)
    expect(cell_in(notebook, CHOICE).get_by_role("radio").nth(4)).to_be_checked()
    button(cell_in(notebook, NUMBER), "Check").click()
    expect(feedback(cell_in(notebook, NUMBER))).to_contain_text("✗")
    assert kept(lab)["explanations"]["slope"]["text"] == "Before. Afterwards."
    assert kept(lab)["answers"]["largest_lr"]["answer"] == "0.25"
    notebook.page.close()


def test_a_reload_with_a_live_kernel_shows_all_as_it_was(lab, browser):
    notebook = opened(lab, browser)
    page, box = notebook.page, cell_in(notebook, SAY_IT).get_by_label("Your explanation:")
    number = cell_in(notebook, NUMBER).get_by_label("Your number:")
    box.fill("Before the reload.")
    number.fill("1/18")
    number.press("Enter")
    expect(feedback(cell_in(notebook, NUMBER))).to_contain_text("✗")
    page.keyboard.press("Control+S")
    expect(page.get_by_text("Saving completed")).to_be_attached()
    number.fill("1/17")
    page.reload()
    expect(box).to_have_value("Before the reload.", timeout=60_000)
    expect(number).to_have_value("1/17")
    expect(feedback(cell_in(notebook, NUMBER))).to_contain_text("has changed since the last check")
    number.press("Enter")
    expect(feedback(cell_in(notebook, NUMBER))).to_contain_text("✗")
    page.close()


@pytest.mark.parametrize("width", [1300, 620, 300])
def test_nothing_is_cut_off(cell_of, notebook, width):
    page = notebook.page
    page.bring_to_front()
    page.set_viewport_size({"width": width, "height": 900})
    for source in CARDS:
        for card in cell_of(source).locator(".bp-card").all():
            too_wide = card.evaluate(
                """card => {
                  const right = card.getBoundingClientRect().right + 1;
                  const parts = [...card.querySelectorAll("*:not(.bp-spoken, .bp-spoken *)")];
                  const wide = (one) => one.getBoundingClientRect().right > right;
                  return parts.filter(wide).map((one) => one.outerHTML.slice(0, 80));
                }"""
            )
            assert too_wide == []
    page.set_viewport_size({"width": 1300, "height": 900})
