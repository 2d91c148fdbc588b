"""The course in JupyterLite: nothing is reached but the server of the site."""

import json
import os
import random
import re
import shutil

import nbformat
import pytest
from playwright.sync_api import expect

from backprop_lib.course import COURSE
from backprop_lib.explorers import DecisionBoundaryExplorer, DescentExplorer, XorExplorer
from backprop_lib.practice import exercises
from backprop_lib.practice.engine.records import State, Tries
from drivers.lab import ALL_HAVE_RUN, ExplorerOnPage
from drivers.site import IS_OPEN, LitePage, serving
from tests.browser.conftest import WIDE
from tests.browser.in_storage import text_kept
from tests.browser.walk import (
    LESSONS,
    answer,
    answer_cell,
    expect_the_sentence_of_the_controls,
    flood,
    move_everything,
    one_of_each_kind,
    predict,
    read,
    reset,
)
from tests.explorer_in import explorers_in
from tools import lite, pyodide
from tools.repository import NOTEBOOKS
from tools.site import make

FILES = [member.file for member in COURSE]
PREFIX = "course"
# A browser takes a quarter of a minute for each notebook, so these stand for all. WHOLE_COURSE=1
# takes all, and moves each explorer 500 times.
WHOLE_COURSE = "WHOLE_COURSE" in os.environ
RUN = FILES if WHOLE_COURSE else ["00_start_here.ipynb", "10_matrix_form.ipynb"]
WALKED = FILES if WHOLE_COURSE else ["05_backward_pass.ipynb"]
FLOODS = 10 if WHOLE_COURSE else 1
PAGE = "03_descent.ipynb"
TOP = "() => document.querySelector('.jp-Notebook .jp-WindowedPanel-outer').scrollTop"
WHOLE = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
UPDATE = exercises["update"]
LOOP = UPDATE.stub.replace("...", "while True:\n        pass")


@pytest.fixture(scope="module")
def folder(official_pyodide, tmp_path_factory):
    """The folder of a server, which has the site under a prefix, with a page of notebook 03."""
    folder = tmp_path_factory.mktemp("server")
    make(folder / PREFIX, [NOTEBOOKS / PAGE], pyodide=official_pyodide)
    config = folder / PREFIX / "lite" / "jupyter-lite.json"
    built = json.loads(config.read_text("utf-8"))
    # As in the tests of JupyterLab: cells out of view are looked at, too.
    built["jupyter-config-data"]["settingsOverrides"] |= WHOLE
    config.write_text(json.dumps(built), "utf-8")
    return folder


@pytest.fixture(scope="module")
def site(folder):
    with serving(folder) as server:
        yield f"{server}/{PREFIX}"


def test_a_published_site_takes_pyodide_from_its_makers(
    official_pyodide, browser, tmp_path, monkeypatch
):
    taken = []
    with (
        serving(official_pyodide, to_any_page=True) as makers,
        serving(tmp_path) as site,
        browser.new_context(viewport=WIDE) as context,
    ):
        monkeypatch.setattr(pyodide, "CDN", f"{makers}/")
        lite.build(tmp_path / "lite")
        context.on("request", lambda request: taken.append(request.url))
        notebook = LitePage.open(context.new_page(), site, FILES[0])
        notebook.forget_outputs()
        notebook.run_all()
        outputs = [output for cell in notebook.outputs for output in cell]
    assert outputs
    assert [output for output in outputs if output["output_type"] == "error"] == []
    from_makers = {url.rpartition("/")[2] for url in taken if url.startswith(makers)}
    assert from_makers >= {file.name for file in pyodide.files(official_pyodide)} - {pyodide.LOCK}
    assert not (tmp_path / "lite" / "static" / "pyodide").exists()


@pytest.fixture
def visitor(browser, site):
    """A browser that was never here. It reaches nothing but the site, and notes who else asks."""
    context = browser.new_context(viewport=WIDE)
    elsewhere, errors = [], []

    def only_the_site(route):
        if route.request.url.startswith(site):
            route.continue_()
        else:
            elsewhere.append(route.request.url)
            route.abort()

    context.route(lambda url: url.startswith("http"), only_the_site)
    context.on("weberror", lambda error: errors.append(error.error))
    yield context
    context.close()
    assert [url for url in elsewhere if not url.endswith("/favicon.ico")] == []
    assert errors == []


def opened(visitor, site, name):
    return LitePage.open(visitor.new_page(), site, name)


def texts(outputs):
    return [
        (output["output_type"], output.get("text", output.get("data", {}).get("text/plain")))
        for output in outputs
    ]


def progress_of(page):
    """What the browser keeps as the progress file."""
    return json.loads(text_kept(page) or "null")


@pytest.mark.parametrize("name", RUN)
def test_a_notebook_runs_as_it_is_documented(visitor, site, name):
    notebook = opened(visitor, site, name)
    notebook.forget_outputs()
    notebook.run_all()
    code = [cell for cell in read(name).cells if cell.cell_type == "code"]
    for cell, outputs in zip(code, notebook.outputs, strict=True):
        if "nbval-ignore-output" in cell.metadata.get("tags", []):  # it shows how long it took
            assert outputs[0]["output_type"] == "execute_result"
        else:
            assert texts(outputs) == texts(cell.outputs), cell.source
    expect(notebook.page.locator(".bp-card").first).to_be_attached()
    expect(notebook.page.get_by_role("alert").filter(visible=True)).to_have_count(0)


def test_cells_wait_for_the_kernel(visitor, site):
    notebook = opened(visitor, site, PAGE)
    notebook.forget_outputs()
    command = "void jupyterapp.commands.execute('notebook:run-all-cells')"
    kernel = "jupyterapp.shell.currentWidget.sessionContext.session?.kernel"
    assert notebook.page.evaluate(f"[{kernel}, {command}][0] ?? null") is None
    notebook.page.wait_for_function(ALL_HAVE_RUN, timeout=120_000)
    expect(notebook.page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("name", WALKED)
def test_a_learner_does_in_it_what_they_do_in_jupyterlab(visitor, site, name):
    notebook = opened(visitor, site, name)
    notebook.run_all()
    if name in LESSONS:
        predict(notebook, name)
    twins = explorers_in(read(name))
    shown = notebook.page.locator(".bp-explorer")
    expect(shown).to_have_count(len(twins))
    for place, twin in enumerate(twins):
        explorer = ExplorerOnPage(shown.nth(place))
        move_everything(twin, explorer, expect_the_sentence_of_the_controls)
        reset(twin, explorer)  # from values that were typed, which a slider has no place for
        # Another processor rounds otherwise, which hundreds of updates can make visible.
        letters = 40 if isinstance(twin, (DecisionBoundaryExplorer, XorExplorer)) else None
        for number in range(FLOODS):
            flood(twin, explorer, 50, random.Random(number), letters)
    for exercise in one_of_each_kind(name):
        answer(notebook, name, exercise)
        entry = progress_of(notebook.page)["exercises"][exercise.name]
        assert entry["passed"]


def test_a_learner_moves_answers_and_comes_back(visitor, site):
    notebook = opened(visitor, site, PAGE)
    notebook.run_all()
    notebook.unlock()
    explorer = notebook.explorer
    explorer.slider("learning rate lr").press("End")
    explorer.settle()
    assert explorer.sentence == DescentExplorer(lr=0.6, steps=1).sentence
    explorer.button("Play").click()
    expect(explorer.button("Pause")).to_be_visible()
    explorer.button("Pause").click()

    notebook.run_cell_with("def my_update", LOOP)
    verdict = notebook.page.locator(".jp-OutputArea", has_text="a loop that never ends")
    expect(verdict).to_be_visible(timeout=30_000)
    assert progress_of(notebook.page)["exercises"]["update"]["tried"] == 1

    notebook.save()
    notebook.page.reload()
    again = LitePage.open(notebook.page, site, PAGE)
    assert "while True" in again.model
    assert progress_of(again.page)["exercises"]["update"]["tried"] == 1


def test_a_notebook_is_set_for_reading_at_once_and_stays_where_it_is_when_it_runs(visitor, site):
    notebook = opened(visitor, site, PAGE)
    expect(notebook.page.get_by_role("alert").filter(has_text="Python is starting")).to_be_visible()
    expect(notebook.page.get_by_role("paragraph").filter(has_text="To start, and")).to_have_css(
        "font-family", re.compile("Source Serif")
    )
    expect(notebook.page.get_by_text("Not Trusted")).to_have_count(0)
    notebook.page.mouse.move(600, 500)
    notebook.page.mouse.wheel(0, 100)
    notebook.page.wait_for_function(f"({TOP})() === 100")
    notebook.choose_run_all()
    notebook.page.wait_for_timeout(1000)  # JupyterLab would go to the end in less
    assert notebook.page.evaluate(TOP) == 100
    notebook.page.wait_for_function(ALL_HAVE_RUN, timeout=120_000)
    assert notebook.page.evaluate(TOP) == 100


def test_a_start_that_takes_long_is_told_of(visitor, site):
    page = visitor.new_page()
    page.clock.install()
    page.route("**/pyodide.mjs", lambda route: None)  # which is never answered
    page.goto(f"{site}/lite/notebooks/index.html?path={PAGE}")
    started = page.get_by_role("alert").filter(has_text="Python is starting")
    expect(started).to_be_visible(timeout=60_000)
    page.clock.fast_forward(65_000)
    expect(started).to_have_count(0)
    still = page.get_by_role("alert").filter(has_text="Python is still starting")
    expect(still).to_contain_text("reload this page")


def test_an_old_notebook_gives_way_to_a_new_one_and_is_kept(visitor, site, folder, tmp_path):
    touched, untouched = "01_one_weight.ipynb", "02_slope.ipynb"
    for name in (touched, untouched):
        notebook = opened(visitor, site, name)
        if name == touched:
            notebook.page.evaluate(
                "jupyterapp.shell.currentWidget.context.model.cells.get(0)"
                ".sharedModel.setSource('my own words')"
            )
        notebook.page.evaluate("jupyterapp.shell.currentWidget.context.save()")
        notebook.page.close()
    lite_folder = folder / PREFIX / "lite"
    shutil.copytree(lite_folder / "files", tmp_path / "files")
    shutil.copy(lite_folder / "jupyter-lite.json", tmp_path)
    try:
        publish_anew(lite_folder, touched, untouched)
        pages = [visitor.new_page() for _ in range(2)]
        for page in pages:  # at once, as a browser that opens the tabs of yesterday
            page.goto(f"{site}/lite/notebooks/index.html?path={touched}", wait_until="commit")
        for page in pages:
            page.wait_for_function(IS_OPEN, timeout=60_000)
        notebook = LitePage(pages[0])
        assert "my own words" not in notebook.model
        assert "A new edition" in notebook.model
        told = notebook.page.get_by_role("alert").filter(has_text="There is a new edition")
        expect(told).to_contain_text(re.compile(rf"kept: mine-[\d-]+/{touched} Close"))
        expect(told).not_to_contain_text(untouched)
        told.get_by_role("link").click()
        notebook.page.wait_for_function(IS_OPEN)
        assert "my own words" in notebook.model
        second = opened(visitor, site, untouched)
        assert "A new edition" in second.model
        told = second.page.get_by_role("alert").filter(has_text="There is a new edition")
        expect(told).to_contain_text(touched)  # until somebody has closed it
        told.get_by_role("button", name="Close").click()
        second.page.reload()
        second.page.wait_for_function(IS_OPEN)
        expect(told).to_have_count(0)
    finally:
        shutil.copytree(tmp_path / "files", lite_folder / "files", dirs_exist_ok=True)
        shutil.copy(tmp_path / "jupyter-lite.json", lite_folder)


def publish_anew(lite_folder, *names):
    """Put other editions of these notebooks into the site."""
    config = json.loads((lite_folder / "jupyter-lite.json").read_text("utf-8"))
    for name in names:
        path = lite_folder / "files" / name
        notebook = nbformat.read(path, as_version=4)
        notebook.cells[1].source = "A new edition"
        notebook.metadata["backprop_edition"] = lite.edition(notebook)
        config["jupyter-config-data"]["backpropEditions"][name] = lite.edition(notebook)
        nbformat.write(notebook, path)
    (lite_folder / "jupyter-lite.json").write_text(json.dumps(config), "utf-8")


@pytest.mark.parametrize("missing", ["service workers", "storage"])
def test_a_browser_that_keeps_nothing_is_told_of(browser, site, missing):
    workers = "block" if missing == "service workers" else "allow"
    with browser.new_context(viewport=WIDE, service_workers=workers) as context:
        if missing == "storage":
            context.add_init_script(
                "IDBFactory.prototype.open = () => { throw new Error('refused'); }"
            )
        page = context.new_page()
        page.goto(f"{site}/lite/notebooks/index.html?path={PAGE}")
        told = page.get_by_role("alert").filter(has_text="does not keep your progress")
        expect(told).to_be_visible(timeout=60_000)


def test_a_link_to_the_next_notebook_opens_it(visitor, site):
    notebook = opened(visitor, site, PAGE)
    with visitor.expect_page() as coming:
        notebook.page.locator("a", has_text="04 Learning rate").last.click()
    coming.value.wait_for_function(
        "globalThis.jupyterapp?.shell.currentWidget?.context?.path === '04_learning_rate.ipynb'"
    )
    named = re.compile("^04_learning_rate · ")  # once its kernel is on its way
    expect(coming.value).to_have_title(named, timeout=60_000)


def test_what_is_answered_on_a_page_counts_in_jupyterlite_and_leaves_as_a_file(
    visitor, browser, site, tmp_path
):
    on_page, in_lite = exercises["steps_to_small_loss"], exercises["wrong_update_line"]
    page = visitor.new_page()
    page.goto(f"{site}/03_descent.html")
    card = page.locator(".bp-card", has_text=on_page.prompt[:20])
    card.get_by_label("Your number:").fill(f"{on_page.answer}")
    card.get_by_role("button", name="Check").click()
    expect(card).to_contain_text("✓")
    page.get_by_role("link", name="Run it here").first.click()
    notebook = LitePage.open(page, site, PAGE)
    notebook.run_all()
    expect(answer_cell(notebook, PAGE, on_page).locator(".bp-card")).to_contain_text("✓")
    answer(notebook, PAGE, in_lite)
    counted = progress_of(page)["exercises"]
    assert [counted[exercise.name]["tried"] for exercise in (on_page, in_lite)] == [1, 1]

    page.goto(f"{site}/index.html")
    many = len(LESSONS[PAGE].exercises)
    passed = f"2 of {many} exercises passed"
    expect(page.get_by_text(passed)).to_be_visible()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Save my progress as a file").click()
    file = tmp_path / coming.value.suggested_filename
    coming.value.save_as(file)
    assert file.name == "progress.json"
    assert State.parse(file.read_bytes()).get(Tries, in_lite.name).passed

    with browser.new_context() as elsewhere:
        other = elsewhere.new_page()
        other.goto(f"{site}/index.html")
        bring(other, file)
        expect(other.get_by_text(passed)).to_be_visible()
        expect(other.get_by_text("Your progress is now that of progress.json.")).to_be_visible()
        (tmp_path / "notes.json").write_text("not progress")
        bring(other, tmp_path / "notes.json")
        expect(
            other.get_by_text(
                "notes.json was not loaded: it is not a progress file of this course."
            )
        ).to_be_visible()
        expect(other.get_by_text(passed)).to_be_visible()

        older = json.loads(file.read_text())
        older["exercises"][on_page.name] = {"tried": 1, "passed": False, "misconceptions": []}
        older["answers"][on_page.name] = {"answer": "99"}
        older["judged"][on_page.name] = {"mark": ""}
        (tmp_path / "older.json").write_text(json.dumps(older))
        bring(other, tmp_path / "older.json")
        expect(other.get_by_text("Your progress now also holds")).to_be_visible()
        other.goto(f"{site}/03_descent.html")
        card = other.locator(".bp-card", has_text=on_page.prompt[:20])
        expect(card.get_by_label("Your number:")).to_have_value(f"{on_page.answer}")
        expect(card).to_contain_text("✓")

        later = json.loads(file.read_text())
        later["exercises"][on_page.name]["tried"] = 5
        later["answers"][on_page.name] = {"answer": "99"}
        later["handed_in"] = {"name": "", "learner": "ab", "time": ""}
        (tmp_path / "later.json").write_text(json.dumps(later))
        other.goto(f"{site}/index.html")
        bring(other, tmp_path / "later.json")
        expect(other.get_by_text("It is a copy to hand in")).to_be_visible()
        assert progress_of(other)["answers"][on_page.name] == {"answer": "99"}
        assert "handed_in" not in progress_of(other)
        bring(other, file)  # both have passed, so the file counts
        expect(other.get_by_text("is in progress.json.")).to_be_visible()
        assert progress_of(other)["answers"][on_page.name] != {"answer": "99"}


def bring(page, file):
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Load my progress from a file").click()
    chooser.value.set_files(file)
