"""The practice in a real JupyterLab, by keyboard alone: first wrong, then right."""

from pathlib import Path

import pytest
from playwright.sync_api import expect


@pytest.fixture
def cell_of(notebooks):
    """The code cell whose source holds a text, in view, and a function that tabs to a name."""

    def get(notebook, source):
        page = notebooks(notebook)[0].page
        page.bring_to_front()
        cell = page.locator(".jp-CodeCell", has_text=source).last
        cell.scroll_into_view_if_needed()
        return cell, page.keyboard

    return get


def tab_to(cell, name):
    """Press Tab until the focus is on the button of this name."""
    for _ in range(20):
        cell.page.keyboard.press("Tab")
        if cell.page.evaluate("document.activeElement.innerText") == name:
            return
    raise AssertionError(f"Tab does not reach {name}")


def feedback(cell):
    return cell.get_by_role("status").first


def test_a_number_is_answered_by_keyboard(cell_of):
    cell, keyboard = cell_of("04_learning_rate.ipynb", 'exercises["largest_lr"]')
    cell.get_by_label("Your number:").focus()
    keyboard.type("one ninth")
    keyboard.press("Enter")
    expect(feedback(cell)).to_contain_text("one ninth")
    keyboard.press("Control+A")
    keyboard.type("1/18")
    keyboard.press("Enter")
    expect(feedback(cell)).to_contain_text("✗")
    keyboard.press("Control+A")
    keyboard.type("1/9")
    tab_to(cell, "Check")
    keyboard.press("Enter")
    expect(feedback(cell)).to_contain_text("✓")


def test_a_choice_is_answered_by_keyboard(cell_of):
    cell, keyboard = cell_of("04_learning_rate.ipynb", 'exercises["which_regime"]')
    options = cell.get_by_role("radio")
    for place, sign in ((3, "✗"), (2, "✓")):
        options.first.focus()
        for _ in range(place):
            keyboard.press("Tab")
        keyboard.press("Space")
        expect(options.nth(place)).to_be_checked()
        tab_to(cell, "Check")
        keyboard.press("Enter")
        expect(feedback(cell)).to_contain_text(sign)


def test_an_order_is_answered_by_keyboard(cell_of):
    cell, keyboard = cell_of("03_descent.ipynb", 'exercises["training_loop"]')
    steps = cell.get_by_role("radio")
    labels = cell.locator(".widget-radio-box label")

    def order():
        expect(labels).to_have_count(6)  # for a moment, while they are rearranged, there are none
        return [text.partition(":")[0].strip() for text in labels.all_text_contents()]

    def arrange(*wanted):
        for place, step in enumerate(wanted):
            now = order().index(step)
            if now == place:
                continue
            steps.first.focus()
            for _ in range(now):
                keyboard.press("Tab")
            keyboard.press("Space")
            expect(steps.nth(now)).to_be_checked()
            tab_to(cell, "Move up")
            for above in range(now - 1, place - 1, -1):
                keyboard.press("Space")
                expect(labels.nth(above)).to_contain_text(f"{step}:")
        tab_to(cell, "Check")
        keyboard.press("Space")

    arrange("start", "forward", "loss", "update", "backward", "repeat")
    expect(feedback(cell)).to_contain_text("✗")
    arrange("start", "forward", "loss", "backward", "update", "repeat")
    expect(feedback(cell)).to_contain_text("✓")


def test_a_function_is_answered_by_keyboard(cell_of):
    cell, keyboard = cell_of("03_descent.ipynb", 'exercises["update"]')
    output = cell.locator(".jp-OutputArea-output").first
    expect(output).to_contain_text("Not attempted yet")

    def answer(line):
        cell.locator(".cm-content").focus()
        keyboard.press("Control+A")
        keyboard.insert_text(
            f'def my_update(w, grad, lr):\n    {line}\n\n\nexercises["update"].check(my_update)'
        )
        keyboard.press("Shift+Enter")

    answer("return w + lr * grad")
    expect(output).to_contain_text("✗")
    answer("return w - lr * gradd")
    expect(output).to_contain_text("gradd")
    expect(output).not_to_contain_text("Traceback")
    answer("return w - grad * lr")
    expect(output).to_contain_text("✓")


def test_a_prediction_is_made_first_and_kept(lab, browser):
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    for kept in (False, True):
        if not kept:
            lab.forget_progress()
        notebook = lab.open(page, "01_one_weight.ipynb")
        notebook.run_all()
        field = notebook.explorer.field("weight w")
        option = page.get_by_role("radio", name="It falls, then rises.")
        field.scroll_into_view_if_needed()
        if kept:
            expect(field).to_be_enabled()
            expect(page.get_by_text("You predict: It falls, then rises.")).to_be_visible()
            break
        expect(field).to_be_disabled()
        option.press("Space")
        page.get_by_role("button", name="This is my prediction").press("Enter")
        expect(field).to_be_enabled()
        expect(page.get_by_role("button", name="Why?")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_text("You predicted it")).to_be_visible()
    page.close()


def test_an_explanation_outlives_the_kernel(lab, browser):
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    words = "The weight steps against the slope."
    for kept in (False, True):
        notebook = lab.open(page, "02_slope.ipynb")
        notebook.run_all()
        box = page.get_by_label("Your explanation:")
        box.scroll_into_view_if_needed()
        if kept:
            expect(box).to_have_value(words)
            break
        box.fill(words)
        box.press("Tab")
        expect(page.get_by_role("button", name="Show the points")).to_be_visible()
        page.wait_for_timeout(500)
    page.close()


def test_a_file_is_handed_in_by_keyboard(lab, cell_of):
    cell_of("04_learning_rate.ipynb", 'exercises["largest_lr"]')  # where something was answered
    cell, keyboard = cell_of("00_start_here.ipynb", "progress_page()")
    said = cell.get_by_role("status")
    cell.get_by_label("Your name:").focus()
    keyboard.type("Ada")
    tab_to(cell, "Make a file to hand in")
    assert not list(lab.folder.glob("progress-*"))
    keyboard.press("Enter")
    expect(said).to_contain_text("is now next to the notebooks")
    (made,) = lab.folder.glob("progress-ada-*.json")
    with cell.page.expect_download() as download:
        said.get_by_role("link").click()
    assert download.value.suggested_filename == made.name
    assert Path(download.value.path()).read_bytes() == made.read_bytes()
    cell.get_by_text("Read what it holds").click()
    expect(cell.get_by_text('"name": "Ada"')).to_be_visible()
