"""One JupyterLab and one browser for all browser tests, and axe-core."""

import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from drivers.lab import running_browser, running_lab
from tests.missing import cannot_test
from tools.repository import find_chromium

pytest.register_assert_rewrite("tests.browser.walk")

WIDE = {"width": 1300, "height": 900}

# Other tests run at the same time, so an answer may take longer than Playwright would wait.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser():
    chromium = find_chromium()
    if chromium is None:
        cannot_test("no Chromium or Chrome found: install one, or set CHROMIUM to its path")
    with running_browser(chromium) as browser:
        yield browser


@pytest.fixture(scope="session")
def axe():
    """What axe-core finds wrong within the parts of a page that these selectors name."""
    script = Path(sys.prefix, "lib", "node_modules", "axe-core", "axe.min.js")
    if not script.exists():
        cannot_test("axe-core is not installed: `make test` does that where there is a network")

    def violations(page, *selectors):
        for selector in selectors:
            assert page.locator(selector).count(), selector
        if not page.evaluate("'axe' in window"):
            page.evaluate(script.read_text(encoding="utf-8"))
        found = page.evaluate(
            "async selectors => (await axe.run({include: selectors})).violations", list(selectors)
        )
        return [
            f"{violation['id']}: {violation['help']}: {node['html']}"
            for violation in found
            for node in violation["nodes"]
        ]

    return violations


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    with running_lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@contextmanager
def opened_notebooks(lab, browser):
    """A function that returns a notebook, opened and run, with its explorer's first sentence."""
    opened = {}

    def get(name):
        if name not in opened:
            notebook = lab.open(browser.new_page(viewport=WIDE), name)
            notebook.run_all()
            notebook.unlock()
            opened[name] = (notebook, notebook.explorer.sentence)
        notebook, first_sentence = opened[name]
        notebook.page.bring_to_front()
        return notebook, first_sentence

    yield get
    for notebook, _ in opened.values():
        notebook.page.close()


@pytest.fixture(scope="session")
def notebooks(lab, browser):
    with opened_notebooks(lab, browser) as get:
        yield get


@pytest.fixture
def explorer_of(notebooks):
    """The explorer of a notebook, in view, as it was at first."""

    def get(name, viewport=WIDE):
        notebook, first_sentence = notebooks(name)
        notebook.page.set_viewport_size(viewport)
        explorer = notebook.explorer
        explorer.button("Reset").click()
        expect(explorer.status).to_have_text(first_sentence)
        explorer.root.scroll_into_view_if_needed()
        return explorer

    return get
