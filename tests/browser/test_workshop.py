"""What a leader shows and prints, in a real browser: slides, hand-out, JupyterLab in large type."""

import re
import shutil
import subprocess
import sys

import nbformat
import pytest
from playwright.sync_api import expect

from backprop_lib.course import COURSE
from drivers.lab import running_lab
from tools import handout
from tools.repository import NOTEBOOK_PATHS, NOTEBOOKS, ROOT, find_chromium

PROJECTOR = {"width": 1280, "height": 720}
NAMES = [notebook.stem for notebook in COURSE]
_ON_THE_SLIDE = """() => {
  const slide = Reveal.getCurrentSlide();
  slide.querySelectorAll("details").forEach(answer => answer.open = true);
  const parts = [...slide.querySelectorAll("*")].map(part => part.getBoundingClientRect());
  return {
    text: slide.innerText,
    right: Math.max(...parts.map(part => part.right)),
    bottom: Math.max(...parts.map(part => part.bottom)),
    smallest: Math.min(...[...slide.querySelectorAll("p, li, td, th, pre")].map(
      part => parseFloat(getComputedStyle(part).fontSize) * Reveal.getScale())),
    broken: [...slide.querySelectorAll("img")].filter(image => !image.naturalWidth).length,
    formulas: slide.querySelectorAll("math").length,
  };
}"""


@pytest.fixture(scope="module")
def decks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slides")
    run = [sys.executable, "-m", "tools.slides", str(folder), *map(str, NOTEBOOK_PATHS)]
    subprocess.run(run, cwd=ROOT, check=True, capture_output=True, timeout=120)
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{name}.slides.html" for name in NAMES
    ]
    return folder


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport=PROJECTOR)
    yield page
    page.close()


@pytest.mark.parametrize("name", NAMES)
def test_slides_are_whole_and_need_no_network(decks, page, name):
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(error))
    url = (decks / f"{name}.slides.html").as_uri()
    page.goto(url)
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    seen = []
    for viewport in (PROJECTOR, {"width": 1920, "height": 1080}):
        page.set_viewport_size(viewport)
        for number in range(page.evaluate("Reveal.getTotalSlides()")):
            page.evaluate(f"Reveal.slide({number})")
            slide = page.evaluate(_ON_THE_SLIDE)
            assert slide["text"].strip()
            assert slide["right"] <= viewport["width"], slide["text"]
            assert slide["bottom"] <= viewport["height"], slide["text"]
            assert slide["smallest"] >= 23 * viewport["height"] / 720, slide["text"]
            assert slide["broken"] == 0
            seen.append(slide)
    assert [asked_for for asked_for in asked if not asked_for.startswith(("data:", url))] == []
    assert errors == []
    text = "\n".join(slide["text"] for slide in seen)
    # A command of LaTeX would begin with a backslash, as a new line in a program does.
    latex = r"\\(?!n)[a-z]+|\\n(?:abla|eq?|u)\b"
    assert not re.search(rf"model not found|Not attempted|To start, and|widget|\$|{latex}", text)
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    shown = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert any(slide["formulas"] for slide in seen) == any("$" in text for text in shown)
    assert page.locator(".slides > :not(section)").count() == 0


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_hand_out_prints_on_two_pages(tmp_path, browser, paper):
    target = tmp_path / "handout.pdf"
    handout.print_pdf(find_chromium(), handout.PAPERS[paper], target)
    printed = target.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    widths = {round(float(width)) for width in re.findall(rb"/MediaBox \[0 0 ([\d.]+)", printed)}
    assert widths == {595 if paper == "a4" else 612}


@pytest.fixture(scope="module")
def teaching(tmp_path_factory):
    """JupyterLab with the settings that `make teach` gives it."""
    with running_lab(tmp_path_factory.mktemp("teach")) as lab:
        settings = lab.folder / ".jupyter" / "settings"
        shutil.copytree(ROOT / "workshop" / "teaching", settings, dirs_exist_ok=True)
        yield lab


@pytest.mark.parametrize("name", ["03_descent", "04_learning_rate"])  # most controls, tallest
def test_large_type_leaves_slider_picture_and_sentence_on_one_screen(teaching, page, name):
    notebook = teaching.open(page, f"{name}.ipynb")
    notebook.run_all()
    notebook.unlock()
    explorer = notebook.explorer
    explorer.root.evaluate("node => node.scrollIntoView({block: 'start'})")
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    assert explorer.status.evaluate(size) >= 19
    assert page.locator(".cm-content").first.evaluate(size) >= 17
    panel = page.locator(".jp-WindowedPanel-outer").bounding_box()
    top, sentence = explorer.root.bounding_box()["y"], explorer.status.bounding_box()
    assert top >= panel["y"] - 1
    assert sentence["y"] + sentence["height"] <= panel["y"] + panel["height"]
    for label in explorer.root.locator(".widget-label").all():
        assert label.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
    expect(page.get_by_text("Would you like to get notified")).to_have_count(0)


def test_make_teach_brings_these_settings_and_a_fresh_copy():
    said = subprocess.run(
        ["make", "--dry-run", "teach"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert "cp -R workshop/teaching build/teach/settings" in said
    assert "JUPYTERLAB_SETTINGS_DIR=build/teach/settings" in said
    assert "--ServerApp.root_dir=build/teach/notebooks" in said
