"""A learner's path: all notebooks in one window of JupyterLab, through a night and lost kernels."""

import json
import re

import nbformat
import pytest
from playwright.sync_api import expect

from backprop_lib.course import COURSE
from backprop_lib.explorers.engine import Choice
from backprop_lib.practice import exercises, lessons
from backprop_lib.practice.engine import (
    ChoiceExercise,
    NumberExercise,
    OrderingExercise,
    WorkedStep,
)
from backprop_lib.practice.engine.exercise import WithForm
from backprop_lib.server.standing_still import STANDS_STILL
from drivers.lab import ExplorerOnPage, LabPage, running_lab
from tests.browser.conftest import WIDE
from tests.explorer_in import explorers_in
from tools.repository import NOTEBOOKS

NAMES = [member.file for member in COURSE]
LESSONS = {lesson.notebook.file: lesson for lesson in lessons.values()}
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


def expect_the_picture_of_the_controls(twin, explorer):
    """The kernel, the sentence and the picture agree with the twin."""
    explorer.settle()
    assert explorer.sentence == twin.sentence
    for layer, drawn in ((1, twin.picture.stills()), (2, twin.picture.moving())):
        svgs = [getattr(still, "svg", still) for still in drawn]
        layers = explorer.picture.locator(f".bp-layer:nth-child({layer})").all()
        assert [lines(each.inner_html()) for each in layers] == [lines(svg) for svg in svgs]


def read(name):
    return nbformat.read(NOTEBOOKS / name, as_version=4)


def lines(svg):
    """Where the lines and words of a picture are."""
    return re.findall(r' (?:d|x|y|transform)="[^"]*"', svg)


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


def predict(notebook, name):
    """Predict rightly before each explorer that asks for it."""
    for prediction in predictions_of(name):
        cell = cell_of(notebook, name, f'predictions["{prediction.name}"]')
        explorer = cell.locator(".bp-explorer")
        expect(explorer.locator("input:enabled")).to_have_count(0)
        option = prediction.option(prediction.answer).text
        cell.get_by_role("radio", name=option, exact=True).check()
        cell.get_by_role("button", name="This is my prediction").click()
        expect(cell.get_by_text(f"You predict: {option}")).to_be_visible()
        expect(explorer.locator("input:disabled")).to_have_count(0)


def ask_why(notebook, name):
    """Look at the reason for each prediction, once the explorer was moved."""
    for prediction in predictions_of(name):
        cell = cell_of(notebook, name, f'predictions["{prediction.name}"]')
        cell.get_by_role("button", name="Why?").click()
        expect(cell.locator(".bp-judged.bp-good")).to_have_count(1)


def predictions_of(name):
    return LESSONS[name].predictions if name in LESSONS else ()


def move_everything(twin, explorer):
    """Move every slider, choice and point, and type into every field."""
    expect_the_picture_of_the_controls(twin, explorer)
    for moved, control in twin.controls.items():
        here = control.spec.place(control.value)
        back = here == len(control.places) - 1
        there = control.places[here - 1 if back else here + 1]
        if isinstance(control.spec, Choice):
            option(explorer, control, there).check()
        else:
            explorer.slider(control.label).press("ArrowLeft" if back else "ArrowRight")
        twin.set(**{moved: there})
        expect_the_picture_of_the_controls(twin, explorer)
        if isinstance(control.spec, Choice):
            continue
        here = control.spec.place(control.value)
        left, right = control.places[here - 1 : here + 1]
        typed = left if isinstance(right, int) else (left + right) / 2
        explorer.field(control.label).fill(f"{typed:.12g}")
        explorer.field(control.label).press("Enter")
        twin.set(**{moved: float(f"{typed:.12g}")})
        expect_the_picture_of_the_controls(twin, explorer)
    for point in explorer.root.locator(".bp-handle").all():
        before = twin.values
        drag(explorer.page, point, 40, -30)
        explorer.settle()
        follow(twin, explorer)
        assert twin.values != before
        expect_the_picture_of_the_controls(twin, explorer)


def option(explorer, control, value):
    words = control.spec.text(value)
    return explorer.root.get_by_role("group", name=control.label).get_by_label(words, exact=True)


def drag(page, point, right, down, then=lambda: None):
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2, steps=4)
    then()
    page.mouse.move(x + right, y + down, steps=4)
    page.mouse.up()


def follow(twin, explorer):
    """Set the twin to what the fields say; no point moves a choice."""
    twin.set(
        **{
            name: control.spec.read(explorer.field(control.label).input_value())[0]
            for name, control in twin.controls.items()
            if not isinstance(control.spec, Choice)
        }
    )


def one_of_each_kind(name):
    """The first exercise of each kind, a form where there is one."""
    if name not in LESSONS:
        return []
    text = [cell.source for cell in read(name).cells]
    found = {}
    for exercise in LESSONS[name].exercises:
        with_form = isinstance(exercise, WithForm) and exercise.form_cell in text
        found.setdefault((type(exercise), with_form), exercise)
    return found.values()


def cell_of(notebook, name, words):
    """The code cell with these words."""
    code = [cell for cell in read(name).cells if cell.cell_type == "code"]
    (place,) = (n for n, cell in enumerate(code) if words in cell.source)
    return notebook.root.locator(".jp-CodeCell").nth(place)


def answer_cell(notebook, name, exercise):
    return cell_of(notebook, name, source_of(name, exercise))


def answer(notebook, name, exercise):
    """Give the right answer."""
    cell = answer_cell(notebook, name, exercise)
    if not cell.locator(".bp-card .bp-part").count() or exercise.stub == source_of(name, exercise):
        cell.locator(".cm-content").click()
        notebook.page.keyboard.press("Control+A")
        notebook.page.keyboard.insert_text(exercise.solved)
        notebook.page.keyboard.press("Control+Enter")
    elif isinstance(exercise, NumberExercise):
        cell.get_by_label("Your number:").fill(json.dumps(exercise._solution))
        cell.get_by_label("Your number:").press("Enter")
    elif isinstance(exercise, ChoiceExercise):
        option = exercise.options[exercise._solution]
        cell.get_by_role("radio", name=option, exact=True).check()
        cell.get_by_role("button", name="Check").click()
    elif isinstance(exercise, WorkedStep):
        cell.locator(".bp-lines input").first.focus()
        for right in exercise._solution:
            notebook.page.keyboard.insert_text(f"{right}")
            notebook.page.keyboard.press("Enter")
    else:
        assert isinstance(exercise, OrderingExercise)
        for target, key in enumerate(exercise._solution):
            row = cell.locator(f"li[data-key='{key}']")
            while row.locator(".bp-place").text_content() != str(target + 1):
                row.get_by_role("button", name="Move up").click()
        cell.get_by_role("button", name="Check").click()
    expect(cell.locator(".bp-card")).to_contain_text("✓")


def source_of(name, exercise):
    (source,) = (
        cell.source for cell in read(name).cells if cell.metadata.get("exercise") == exercise.name
    )
    return source


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
        "The connection to the kernel is lost", timeout=15_000
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
