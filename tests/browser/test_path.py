"""A learner's path: all notebooks in one window of JupyterLab, through a night and lost kernels."""

import json
import re

import pytest
from playwright.sync_api import expect

from backprop_lib.course import COURSE
from backprop_lib.practice import exercises
from backprop_lib.server.standing_still import STANDS_STILL
from drivers.lab import ExplorerOnPage, LabPage, running_lab
from tests.browser.conftest import WIDE
from tests.browser.walk import (
    LESSONS,
    answer,
    answer_cell,
    ask_why,
    cell_of,
    drag,
    expect_the_picture_of_the_controls,
    move_everything,
    one_of_each_kind,
    predict,
    predictions_of,
    read,
)
from tests.explorer_in import explorers_in

NAMES = [member.file for member in COURSE]
NOT_FOUND = "Error displaying widget"
WORDS = "The loss falls, in my own words & <signs>."
AT_NIGHT = " And more, typed while the server was gone."


class Window:
    """One window of JupyterLab, in which the notebooks open as tabs."""

    def __init__(self, lab, page):
        self.lab, self.page = lab, page
        self.twins = {name: explorers_in(read(name)) for name in NAMES}
        self.errors = []
        page.on("pageerror", lambda error: self.errors.append(error))

    def current(self, name):
        """The notebook that has just come to the front, with a kernel."""
        self.page.wait_for_function(
            "name => jupyterapp.shell.currentWidget?.context?.path === name", arg=name
        )
        expect(self.page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
        panel = self.page.evaluate(
            "name => [...jupyterapp.shell.widgets('main')].find(w => w.context?.path === name).id",
            name,
        )
        return LabPage(self.page, self.page.locator(f"[id='{panel}']"))

    def to(self, name):
        """Go to the tab of a notebook."""
        self.tabs.filter(has_text=name).click()
        return self.current(name)

    @property
    def tabs(self):
        return self.page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab")

    def wait_for_all_tabs(self):
        """JupyterLab restores the tabs one by one, and each comes to the front for a moment."""
        expect(self.tabs).to_have_count(len(NAMES), timeout=30_000)
        self.page.evaluate("async () => { await jupyterapp.restored; }")
        front, looks = None, 0
        while looks < 10:
            self.page.wait_for_timeout(300)
            now = self.page.evaluate("jupyterapp.shell.currentWidget?.id")
            front, looks = now, looks + 1 if now == front else 0

    def explorers(self, name, notebook):
        """Each twin of a notebook, with the explorer on the page."""
        shown = notebook.root.locator(".bp-explorer")
        expect(shown).to_have_count(len(self.twins[name]))
        return [(twin, ExplorerOnPage(shown.nth(n))) for n, twin in enumerate(self.twins[name])]

    def run_again(self, name):
        """The twins are as the notebook shows them with the answers that were given."""
        written = [exercise.name for exercise in one_of_each_kind(name)]
        self.twins[name] = explorers_in(read(name), written)

    def expect_the_pictures_of_the_controls(self, name, notebook):
        for twin, explorer in self.explorers(name, notebook):
            expect_the_picture_of_the_controls(twin, explorer)


def kept(lab):
    return json.loads((lab.folder / "progress.json").read_text())


@pytest.fixture(scope="module")
def window(browser, tmp_path_factory):
    """A window in which the whole path was walked once."""
    with running_lab(tmp_path_factory.mktemp("path")) as lab:
        page = browser.new_page(viewport=WIDE)
        window = Window(lab, page)
        lab.open(page, NAMES[0], with_tabs=True)
        for name, following in zip(NAMES, [*NAMES[1:], None], strict=True):
            walk(window, name)
            if following:
                link = window.current(name).root.locator(f"a[href*='{following}']").last
                link.click()
        yield window
        page.close()


def walk(window, name):
    """Run a notebook, predict, move all that moves, answer, and save."""
    notebook = window.current(name)
    notebook.run_all()
    predict(notebook, name)
    for twin, explorer in window.explorers(name, notebook):
        move_everything(twin, explorer)
    ask_why(notebook, name)
    if name in LESSONS:
        for exercise in one_of_each_kind(name):
            answer(notebook, name, exercise)
        box = notebook.root.get_by_label("Your explanation:")
        box.fill(WORDS)
        box.press("Tab")
    notebook.save()


def expect_all_as_it_was_left(window, name, words=WORDS):
    """The notebook lives, and every answer is still there."""
    notebook = LabPage(window.page, window.to(name).root)
    expect(notebook.root.get_by_text(NOT_FOUND)).to_have_count(0)
    expect(notebook.root.get_by_text(STANDS_STILL)).to_have_count(0)
    for gone in notebook.root.locator(".bp-gone").all():
        expect(gone).to_have_text("")
    if name not in LESSONS:
        return
    for prediction in predictions_of(name):
        cell = cell_of(notebook, name, f'predictions["{prediction.name}"]')
        expect(cell.locator(f"input[value='{prediction.answer}']:checked")).to_have_count(1)
        expect(cell.locator(".bp-explorer input:disabled")).to_have_count(0)
    for exercise in one_of_each_kind(name):
        expect(answer_cell(notebook, name, exercise).locator(".bp-card")).to_contain_text("✓")
    expect(notebook.root.get_by_label("Your explanation:")).to_have_value(words)


def test_with_all_notebooks_open_every_picture_is_that_of_its_controls(window):
    for name in NAMES:
        notebook = window.to(name)
        window.expect_the_pictures_of_the_controls(name, notebook)
        expect_all_as_it_was_left(window, name)
    shown = sum(map(len, window.twins.values()))
    assert window.page.locator(".bp-explorer").count() == shown
    assert notebook.repeated_ids() == []
    assert window.errors == []
    made = {prediction.name for name in NAMES for prediction in predictions_of(name)}
    assert made == set(kept(window.lab)["predictions"])


def test_running_everything_again_counts_nothing_as_tried_again(window):
    before = kept(window.lab)
    assert set(before["exercises"]) < set(exercises)
    for name in NAMES:
        window.to(name).run_all()
        expect_all_as_it_was_left(window, name)
        window.run_again(name)
        window.expect_the_pictures_of_the_controls(name, window.to(name))
    assert kept(window.lab) == before


def test_after_a_night_pictures_and_answers_are_there_and_all_lives_again_when_it_is_run(window):
    page = window.page
    for name in NAMES:
        window.to(name).save()
    last = window.to(NAMES[-1])
    window.lab.stop()
    expect(last.explorer.root.locator(".bp-gone")).to_contain_text(
        # A server that stops may still say that it has stopped its kernels.
        re.compile("The connection to the kernel is lost|The kernel has stopped"),
        timeout=15_000,
    )
    last.root.get_by_label("Your explanation:").evaluate(
        "(box, more) => {"
        "  box.value += more;"
        "  box.dispatchEvent(new Event('input', { bubbles: true }));"
        "}",
        AT_NIGHT,
    )
    window.lab.start()
    page.reload()
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.context?.path")
    window.wait_for_all_tabs()
    for name in NAMES:
        notebook = window.to(name)
        expect(notebook.root.get_by_text(NOT_FOUND)).to_have_count(0)
        line = notebook.root.get_by_text(STANDS_STILL)
        expect(line).to_have_count(len(window.twins[name]))
        picture = notebook.root.locator(".jp-RenderedHTMLCommon img[alt]").first
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("image => image.naturalWidth") > 100
        if name in LESSONS:
            expect(notebook.root.get_by_text(WORDS)).to_have_count(1)
            predicted = len(predictions_of(name))
            expect(notebook.root.get_by_text("Your prediction:")).to_have_count(predicted)
    assert window.errors == []
    for name in NAMES:
        notebook = window.to(name)
        notebook.run_all()
        window.run_again(name)
        words = WORDS + AT_NIGHT if name == NAMES[-1] else WORDS
        expect_all_as_it_was_left(window, name, words)
        window.expect_the_pictures_of_the_controls(name, notebook)
    last = window.to(NAMES[-1])
    last.root.get_by_label("Your explanation:").fill(WORDS)
    last.root.get_by_label("Your explanation:").press("Tab")
    assert last.repeated_ids() == []


GONE = {
    "01_one_weight.ipynb": ("restarted from the menu", "The kernel was restarted"),
    "02_slope.ipynb": ("culled", "The kernel has stopped"),
    "03_descent.ipynb": ("killed in the middle of a drag", "The kernel was restarted"),
}


@pytest.mark.parametrize("name", GONE)
def test_every_card_says_that_its_kernel_is_gone_until_all_is_run_again(window, name):
    how, words = GONE[name]
    notebook = window.to(name)
    explorer = notebook.explorer
    if how == "restarted from the menu":
        notebook.restart_kernel()
    elif how == "culled":
        window.lab.stop_kernel(window.page, name)
    else:
        point = explorer.root.locator(".bp-handle").first
        drag(window.page, point, 60, 0, then=lambda: window.lab.kill_kernel(window.page, name))
    cards = notebook.root.locator(".bp-card")
    expect(cards.first.locator(".bp-gone")).to_contain_text(words, timeout=15_000)
    for card in cards.all():
        expect(card.locator(".bp-gone")).to_contain_text(words)
        expect(card.locator(".bp-gone")).to_contain_text("Run → Run All Cells")
    dialog = window.page.locator(".jp-Dialog")
    if dialog.count():
        dialog.get_by_role("button", name="Ok").click()
    if how == "culled":
        expect(cards.first).to_contain_text("If nothing runs, choose it again.")
        notebook.choose_run_all()
        window.page.wait_for_timeout(3000)  # JupyterLab may only start a kernel
    notebook.run_all(until=notebook.root.locator(".bp-explorer:not(.bp-cut-off)").first)
    window.run_again(name)
    expect_all_as_it_was_left(window, name)
    window.expect_the_pictures_of_the_controls(name, notebook)
    assert [error for error in window.errors if not is_jupyterlabs_own(error)] == []


def is_jupyterlabs_own(error):
    """Whether JupyterLab ran a cell on a kernel that is dead; scripts of cards are blobs."""
    return error.message == "Kernel is dead" and "blob:" not in error.stack
