"""A notebook that was run, saved and left, and is opened again when its kernel is gone."""

import pytest
from playwright.sync_api import expect

from backprop_lib.explorers import OneWeightExplorer
from backprop_lib.interface import WIDGET_VIEW
from backprop_lib.practice import exercises, predictions
from backprop_lib.practice.engine.progress import Progress
from backprop_lib.practice.engine.records import Answered, Explained, Predicted
from backprop_lib.server.standing_still import STANDS_STILL
from drivers.lab import LabPage, running_lab
from tests.browser.conftest import WIDE

NAME = "01_one_weight.ipynb"
CHOICE = exercises["twice_the_error"]
PREDICTION = predictions["towards_zero"]
NOT_FOUND = "Error displaying widget"


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport=WIDE)
    yield page
    page.close()


def save(notebook, path):
    notebook.page.keyboard.press("Escape")
    notebook.page.keyboard.press("Control+s")
    for _ in range(50):
        if WIDGET_VIEW in path.read_text(encoding="utf-8"):
            return
        notebook.page.wait_for_timeout(100)
    raise AssertionError(f"{path.name} was not saved with its widgets")


def expect_it_stands_still(page):
    line = page.get_by_text(STANDS_STILL)
    expect(line).to_have_count(2)  # of the explorer, and of the two losses
    line.first.scroll_into_view_if_needed()
    picture = page.locator(".jp-RenderedHTMLCommon img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 100
    assert "1.5" in picture.get_attribute("alt")
    for words in (
        f"Your prediction: {PREDICTION.option(PREDICTION.answer).text}",
        f"Your answer: {CHOICE.options[CHOICE.answer]}",
        "A < B, in my own words.",
    ):
        expect(page.get_by_text(words)).to_have_count(1)
    expect(page.get_by_text(NOT_FOUND)).to_have_count(0)


def test_pictures_questions_and_answers_are_shown_and_live_cards_stay_live(tmp_path, page, axe):
    kept = Progress(tmp_path / "progress.json")
    kept.keep(Predicted, PREDICTION.name, choice=PREDICTION.answer)
    kept.keep(Answered, CHOICE.name, answer=CHOICE.answer)
    kept.keep(Explained, "one_weight", text="A < B, in my own words.")
    path = tmp_path / NAME
    with running_lab(tmp_path) as lab:
        notebook = lab.open(page, NAME)
        notebook.run_all()
        save(notebook, path)
        page.reload()
        live = LabPage(page).explorer
        live.picture.wait_for(state="attached", timeout=60_000)
        expect(page.get_by_text(STANDS_STILL)).to_have_count(0)
        expect(page.get_by_text(NOT_FOUND)).to_have_count(0)
        page.goto("about:blank")
    saved = path.read_bytes()
    with running_lab(tmp_path) as lab:
        notebook = lab.open(page, NAME)
        expect_it_stands_still(page)
        assert axe(page, ".jp-RenderedHTMLCommon:has(img)") == []
        page.reload()  # there is a kernel now, which has run nothing
        expect_it_stands_still(page)
        assert path.read_bytes() == saved
        notebook.run_all()
        expect(page.get_by_text(STANDS_STILL)).to_have_count(0)
        page.goto("about:blank")


def test_without_the_extension_all_works_but_nothing_is_shown_on_day_two(tmp_path, page):
    off = "--ServerApp.jpserver_extensions={'backprop_lib.server': False}"
    with running_lab(tmp_path, off) as lab:
        assert "backprop_lib.server | extension was successfully loaded" not in lab.log.read_text()
        notebook = lab.open(page, NAME)
        notebook.run_all()
        notebook.unlock()
        explorer = notebook.explorer
        explorer.slider("weight w").press("ArrowRight")
        explorer.settle()
        assert explorer.sentence == OneWeightExplorer(w=0.81).sentence
        option = page.get_by_role("radio", name=CHOICE.options[CHOICE.answer], exact=True)
        form = page.locator(".bp-card").filter(has=option)
        option.check()
        form.get_by_role("button", name="Check", exact=True).click()
        expect(form).to_contain_text("✓")
        save(notebook, tmp_path / NAME)
        lab.open(page, NAME)
        expect(page.get_by_text(NOT_FOUND).first).to_be_attached()
        notebook.run_all()
        expect(page.get_by_text(NOT_FOUND)).to_have_count(0)
        expect(option).to_be_checked()
        page.goto("about:blank")
