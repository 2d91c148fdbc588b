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
    subprocess.run(run, cwd=ROOT, check=True, capture_output=True, timeout=300)
    return (folder / "03_descent.html").as_uri()


@pytest.fixture
def page(browser, url):
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(error))
    page.goto(url)
    expect(first(page).get_by_role("button", name="Reset")).to_be_enabled()
    yield page
    assert [other for other in asked if not other.startswith(("data:", url))] == []
    assert errors == []
    page.close()


def first(page):
    """The first explorer of the page."""
    return page.locator(".bp-explorer").first


def sentence(page):
    return first(page).locator(".bp-sentence").text_content().replace("\N{NO-BREAK SPACE}", " ")


def fields(page):
    return [field.input_value() for field in first(page).locator(".bp-field").all()]


def slider(page, label):
    return first(page).get_by_role("slider", name=label, exact=True)


def test_a_slider_shows_what_the_explorer_shows(page):
    assert sentence(page) == DescentExplorer(steps=1).sentence
    lr = slider(page, "learning rate lr")
    lr.press("ArrowRight")
    assert sentence(page) == DescentExplorer(lr=0.105).sentence
    lr.press("End")
    assert sentence(page) == DescentExplorer(lr=0.6).sentence
    assert fields(page) == ["0.8", "0.6", "1.5", "0.5", "6"]
    assert page.locator(".bp-picture path").count() > 3
    assert lr.get_attribute("aria-valuetext") == "0.6"


def test_the_other_controls_go_back_and_reset_goes_to_the_start(page):
    slider(page, "learning rate lr").press("End")
    slider(page, "target y").press("Home")
    assert sentence(page) == DescentExplorer(y=-2).sentence
    assert fields(page) == ["0.8", "0.1", "1.5", "−2", "6"]
    first(page).get_by_role("button", name="Reset").click()
    assert sentence(page) == DescentExplorer(steps=1).sentence
    assert fields(page)[-1] == "1"


def test_a_field_a_button_and_a_point_work_too(page):
    weight = first(page).get_by_label("weight w, as a number")
    weight.fill("1/2")
    weight.press("Enter")
    assert sentence(page) == DescentExplorer(w=0.5).sentence
    weight.fill("half")
    weight.press("Enter")
    expect(weight).to_have_value("0.5")
    first(page).get_by_role("button", name="Step forward").click()
    assert sentence(page) == DescentExplorer(steps=7).sentence
    slider(page, "weight w, in the picture").press("ArrowLeft")
    assert sentence(page) == DescentExplorer(w=0.79).sentence


@pytest.mark.parametrize("width", [1200, 620])
def test_the_page_reads_well(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    text = page.locator("main").inner_text()
    assert not re.search(r"model not found|Not attempted|Coming back|widget|\$|\\[a-z]+", text)
    assert "Further than 0.21." in text
    assert page.locator("math").count() > 5
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
