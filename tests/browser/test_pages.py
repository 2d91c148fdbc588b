"""Pages without a kernel, by themselves and as a site: their sliders live without a network."""

import re
import subprocess
import sys
from unittest.mock import patch
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import expect

from backprop_lib.course import COURSE
from backprop_lib.explorers import DescentExplorer, TwoWeightsExplorer
from backprop_lib.explorers.engine.without_kernel import to_html
from drivers.site import serving
from tests.browser.walk import drag
from tools import pages
from tools import site as site_tool
from tools.repository import NOTEBOOKS, ROOT

ADDRESS = "https://example.org/course/"
MADE = COURSE[:2]
PAGES = ["index.html", *(f"{notebook.stem}.html" for notebook in MADE)]
RUN = "lite/notebooks/index.html"


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
    assert not re.search(r"model not found|To start, and|widget|\$|\\[a-z]+", text)
    assert "Further than 0.21." in text
    assert page.locator("math").count() > 5
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def lite_of_one_page(folder, pyodide):
    """Stand in for JupyterLite: the page that the links lead to."""
    for part in ("notebooks", "tree"):
        (folder / part).mkdir(parents=True)
        (folder / part / "index.html").write_text("<!DOCTYPE html><title>JupyterLite</title>")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site of two notebooks in a folder, and its address: as on GitHub, it has a path."""
    folder = tmp_path_factory.mktemp("served") / "course"
    with patch.object(site_tool.lite, "build", lite_of_one_page):
        paths = [NOTEBOOKS / notebook.file for notebook in MADE]
        site_tool.make(folder, paths, pages.Site(lite=True, address=ADDRESS))
    with serving(folder.parent) as address:
        yield folder, f"{address}/course/"


def was_given_up(request):
    """Whether a request was given up because the visitor went on to another page."""
    return request.failure == "net::ERR_ABORTED"


@pytest.fixture
def visit(browser, site):
    """Open a page of the site; nothing may fail or be asked of another server."""
    _, address = site
    asked, wrong, opened = [], [], []

    def opens(path, width=1300, scheme="light"):
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        opened.append(page)
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfailed", lambda request: was_given_up(request) or wrong.append(request.url))
        page.on("response", lambda answer: answer.status < 400 or wrong.append(answer.url))
        page.on("pageerror", lambda error: wrong.append(error))
        page.goto(address + path)
        return page

    yield opens
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert wrong == []
    for page in opened:
        page.close()


def alive(page):
    page.locator(".bp-on-page").first.evaluate("root => root.scrollIntoView()")
    expect(first(page).get_by_role("button", name="Reset")).to_be_enabled()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1300, 390])
@pytest.mark.parametrize("path", [*PAGES, "404.html"])
def test_the_site_reads_well_on_a_desk_and_on_a_phone(visit, axe, path, width, scheme):
    page = visit(path, width, scheme)
    if path != "404.html":
        alive(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    light = page.evaluate("getComputedStyle(document.body).color").startswith("rgb(3")
    assert light == (scheme == "light")  # dark letters
    for prose in page.locator(".text p, .bp-sentence").all():
        assert prose.evaluate("text => parseFloat(getComputedStyle(text).fontSize)") >= 16
    for target in page.locator(".bar a, .press, .map a").all():
        if target.is_visible():
            assert target.bounding_box()["height"] >= 44
    assert axe(page, "body") == []


@pytest.mark.parametrize("path", ["index.html", PAGES[1]])
def test_on_a_phone_the_picture_is_in_view_while_a_slider_is_moved(visit, path):
    page = visit(path, 390)
    alive(page)
    first(page).get_by_role("slider").first.evaluate("slider => slider.scrollIntoView()")
    expect(first(page).locator(".bp-panel").first).to_be_in_viewport(ratio=0.9)


def test_all_links_lead_to_something_in_the_folder(site):
    folder, _ = site
    leads = set()
    for path in folder.glob("*.html"):
        text = re.sub(r"(?s)<script.*?</script>", "", path.read_text(encoding="utf-8"))
        for link in re.findall(r'\b(?:href|src)="([^"#]+)', text):
            parts = urlsplit(urljoin(f"http://site/{path.name}", link))
            if parts.netloc == "site" and link not in (f"{each.stem}.html" for each in COURSE[2:]):
                assert not link.startswith("/")
                assert (folder / parts.path.lstrip("/")).is_file(), f"{path.name}: {link}"
                leads.add(link)
    for notebook in MADE:
        assert {f"{notebook.stem}.html", f"files/{notebook.file}"} <= leads
        assert f"{RUN}?path={notebook.file}" in leads


def test_the_bar_leads_on(visit):
    page = visit(PAGES[2])
    bar = page.locator("header")
    run = bar.get_by_role("link", name="Run it here")
    assert parse_qs(urlsplit(run.get_attribute("href")).query) == {"path": [MADE[1].file]}
    assert "27 MB" in page.locator(f"#{run.get_attribute('aria-describedby')}").inner_text()
    with page.expect_download() as download:
        bar.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == MADE[1].file
    assert bar.get_by_role("link", name="Open on Binder").count() == pages.PUBLISHED
    bar.get_by_role("link", name=f"← {MADE[0].title}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Start here")
    page.locator("footer").get_by_role("link", name=f"{MADE[1].title} →").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("One weight")
    page.get_by_role("link", name="Contents").click()
    page.locator("a.press", has_text="Start here").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Start here")


def test_a_function_is_written_where_python_runs(visit):
    page = visit(PAGES[2])
    answers = page.locator(".answer")
    assert answers.count()
    for answer in answers.all():
        assert answer.inner_text() == "○ Write it in: Run it here"
        assert answer.get_by_role("link").get_attribute("href").startswith(RUN)


@pytest.mark.parametrize("width", [1300, 390])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_jumps_when_the_controls_begin_to_work(visit, path, width):
    held = []
    page = visit("404.html", width)
    page.route("**/frames/*", lambda route: held.append(route))
    page.goto(page.url.replace("404.html", path), wait_until="commit")
    page.locator("footer, h2").last.wait_for()
    page.locator(".bp-on-page").first.evaluate("root => root.scrollIntoView()")
    parts = ".bp-on-page, .bp-control, .bp-buttons, .bp-panel, .bp-sentence, .bp-on-page ~ *"
    boxes = """parts => [...document.querySelectorAll(parts)].map(part => {
      const { left, top, width, height } = part.getBoundingClientRect();
      return [left, top, width, height].map(Math.round);
    }).filter(([, , width]) => width)"""
    expect(first(page).get_by_role("button", name="Reset", include_hidden=True)).to_be_disabled()
    before = page.evaluate(boxes, parts)
    for frames in held:
        frames.continue_()
    page.unroute("**/frames/*")
    alive(page)
    assert page.evaluate(boxes, parts) == before
    assert len(before) > 5


def test_the_controls_say_so_if_their_pictures_cannot_be_fetched(visit):
    page = visit("404.html")
    page.route("**/frames/*", lambda route: route.fulfill(body=""))
    page.goto(page.url.replace("404.html", PAGES[1]))
    page.locator(".bp-on-page").first.evaluate("root => root.scrollIntoView()")
    expect(first(page)).to_contain_text("Reload the page to try again")


def test_tab_reaches_every_slider_and_keeps_the_focus(page):
    """Most of the explorers still sleep when the Tab key comes to them."""
    page.reload()
    page.set_viewport_size({"width": 1200, "height": 300})
    explorers = page.locator(".bp-on-page").count()
    assert explorers > 1
    reached = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        page.wait_for_function("() => !document.activeElement.matches('.bp-asleep')")
        focused = page.evaluate("[document.activeElement.tagName, document.activeElement.id]")
        if focused[0] == "BODY":
            break
        reached.add(focused[1])
    assert page.locator(".bp-asleep").count() == 0
    sliders = page.locator(".bp-on-page input[type=range]").all()
    assert {each.get_attribute("id") for each in sliders} <= reached


def test_ids_are_unique_before_the_explorers_come_to_life(browser, url):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(url)
        ids = [part.get_attribute("id") for part in page.locator("[id^=still-]").all()]
    assert len(set(ids)) == len(ids) > 0


def test_the_bar_says_what_a_site_on_a_disk_cannot_do(browser, site):
    folder, _ = site
    page = browser.new_page()
    page.goto((folder / PAGES[1]).as_uri())
    expect(page.locator("#cost")).to_contain_text("python3 -m http.server --bind")
    expect(page.get_by_role("link", name="Run it here")).to_have_count(0)
    expect(page.get_by_text("or to keep a run, choose Run it here.")).to_be_visible()
    page.close()


def test_a_dark_page_is_printed_light(visit):
    page = visit(PAGES[1])
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(paper)
    page.emulate_media(color_scheme="dark", media="print")
    page.wait_for_function(f"{paper} === 'rgb(255, 255, 255)'")
    page.emulate_media(color_scheme="dark", media="screen")
    page.wait_for_function(f"{paper} === '{dark}'")
    page.emulate_media(color_scheme="light")


def test_the_site_has_a_slider_that_moves_its_picture(visit):
    page = visit("index.html")
    alive(page)
    slider(page, "learning rate lr").press("End")
    assert sentence(page) == DescentExplorer(lr=0.6).sentence


def test_search_engines_and_previews_are_told_what_is_where(site, visit):
    questions = {f"{notebook.stem}.html": notebook.question for notebook in MADE}
    for path in PAGES:
        head = visit(path).locator("head")
        told = head.locator("[rel=canonical]").get_attribute("href")
        assert told == ADDRESS + path.removeprefix("index.html")
        assert head.locator("[property='og:url']").get_attribute("content") == told
        shown = head.locator("[property='og:image']").get_attribute("content")
        assert shown == ADDRESS + pages.PICTURE
        about = head.locator("[name=description]").get_attribute("content")
        assert about == questions.get(path, site_tool.SAID)
    folder, _ = site
    with Image.open(folder / pages.PICTURE) as picture:
        assert picture.size == (1200, 630)
    assert (folder / ".nojekyll").exists()


def test_a_page_by_itself_has_only_what_works(page):
    """It was made alone: it has no neighbours, no site, no JupyterLite."""
    assert page.locator("header, footer, [rel=canonical], [rel=preload]").count() == 0
    assert page.locator(".answer").first.inner_text() == "○ To be answered in JupyterLab."
    assert page.locator("style").count() == 1
    assert page.locator("a", has_text="Run it here").count() == 0


def test_a_finger_that_scrolls_the_page_from_a_slider_leaves_it_alone(browser, site):
    with browser.new_context(
        viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True
    ) as context:
        page = context.new_page()
        page.goto(f"{site[1]}index.html")
        alive(page)
        slider(page, "learning rate lr").press("End")  # another one is away from its start
        before = sentence(page)
        assert before == DescentExplorer(lr=0.6).sentence
        touched = first(page).locator("input[type=range]").first
        touched.evaluate("node => node.addEventListener('input', () => (window.moved = true))")
        touched.scroll_into_view_if_needed()
        box, top = touched.bounding_box(), page.evaluate("scrollY")
        x, y = box["x"] + box["width"] / 4, box["y"] + box["height"] / 2
        touch = context.new_cdp_session(page)

        def finger(kind, *points):
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [*points]})

        finger("touchStart", {"x": x, "y": y})
        for step in range(1, 12):
            finger("touchMove", {"x": x, "y": y - 15 * step})
        finger("touchEnd")
        page.wait_for_function("top => scrollY > top + 50", arg=top)
        page.wait_for_timeout(300)
        assert page.evaluate("window.moved")  # by the browser, before it knew that the page scrolls
        assert sentence(page) == before


@pytest.mark.parametrize(("right", "down", "moved"), [(-60, -20, 0), (20, -60, 1)])
def test_a_point_that_moves_two_controls_leaves_one_away_from_its_start(
    browser, tmp_path, right, down, moved
):
    page_file = tmp_path / "page.html"
    page_file.write_text(f"<!DOCTYPE html><meta charset=utf-8>{to_html(TwoWeightsExplorer())}")
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    page.goto(page_file.as_uri())
    alive(page)
    drag(page, first(page).locator(".bp-handle").first, right, down)
    weights = [field.input_value() for field in first(page).locator(".bp-field").all()[:2]]
    home = ["1.6", "0.5"]
    assert weights[moved] != home[moved]
    assert weights[1 - moved] == home[1 - moved]
    first_row = first(page).locator(".bp-table tr").nth(1)
    expect(first_row).to_contain_text(weights[moved].replace("-", "−"))
    page.close()
