"""A page without a kernel: its sliders live, and it needs no network."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from backprop_lib.explorers import DescentExplorer
from tools.repository import NOTEBOOKS, ROOT


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    notebook = NOTEBOOKS / "03_descent.ipynb"
    run = [sys.executable, "-m", "tools.pages", str(folder), str(notebook)]
    subprocess.run(run, cwd=ROOT, check=True, capture_output=True, timeout=120)
    return (folder / "03_descent.html").as_uri()


@pytest.fixture
def page(browser, url):
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(error))
    page.goto(url)
    expect(page.get_by_role("button", name="Reset")).to_be_enabled()
    yield page
    assert [other for other in asked if not other.startswith(("data:", url))] == []
    assert errors == []
    page.close()


def test_a_slider_shows_what_the_explorer_shows(page):
    sentence = page.get_by_role("status")
    expect(sentence).to_have_text(DescentExplorer(steps=1).sentence)
    lr = page.get_by_label("learning rate lr")
    lr.press("ArrowRight")
    expect(sentence).to_have_text(DescentExplorer(lr=0.105).sentence)
    lr.press("End")
    expect(sentence).to_have_text(DescentExplorer(lr=0.6).sentence)
    assert page.locator(".value").all_text_contents() == ["0.8", "0.6", "1.5", "0.5", "6"]
    picture = page.get_by_role("img", name=DescentExplorer(lr=0.6).sentence)
    assert picture.locator("path").count() > 3
    assert lr.get_attribute("aria-valuetext") == "0.6"


def test_the_other_sliders_go_back_and_reset_goes_back_to_the_start(page):
    page.get_by_label("learning rate lr").press("End")
    page.get_by_label("target y").press("Home")
    expect(page.get_by_role("status")).to_have_text(DescentExplorer(y=-2).sentence)
    assert page.locator(".value").all_text_contents() == ["0.8", "0.1", "1.5", "−2", "6"]
    assert page.get_by_label("learning rate lr").input_value() == "20"
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_role("status")).to_have_text(DescentExplorer(steps=1).sentence)
    assert page.get_by_label("steps").input_value() == "1"


def test_the_view_follows_where_it_must(page):
    steps = page.get_by_label("steps")
    still = page.locator(".layers > :first-child")
    expect(still).not_to_contain_text("40")
    steps.press("End")
    expect(still).to_contain_text("40")


@pytest.mark.parametrize("width", [1200, 620])
def test_the_page_reads_well(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    text = page.locator("main").inner_text()
    assert not re.search(r"model not found|Not attempted|Coming back|widget|\$|\\[a-z]+", text)
    assert "Further than 0.21." in text
    assert page.locator("math").count() > 5
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
