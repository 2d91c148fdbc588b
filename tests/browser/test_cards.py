"""Every card of the real notebooks: axe-core, keys that stay in it, and a narrow window."""

import string

import pytest

from backprop_lib.course import COURSE

from .conftest import opened_notebooks

NAMES = [member.file for member in COURSE]
KEYS = [*(key for key in string.printable if key.isprintable()), "Delete", "Backspace"]
KEYS += ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"]


@pytest.fixture(scope="module")
def notebook_of(lab, browser):
    """Pages of their own for notebooks whose theme and state change here."""
    with opened_notebooks(lab, browser) as get:
        yield lambda name: get(name)[0]


def in_theme(page, theme):
    page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
    light = str(theme == "JupyterLab Light").lower()
    page.locator(f"body[data-jp-theme-light={light}]").wait_for(state="attached")


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_wrong_in_any_card_in_both_themes(notebook_of, axe, name):
    page = notebook_of(name).page
    try:
        for theme in ("JupyterLab Dark", "JupyterLab Light"):
            in_theme(page, theme)
            assert axe(page, ".bp-card") == []
    finally:
        in_theme(page, "JupyterLab Light")


@pytest.mark.parametrize("name", NAMES)
def test_no_key_on_any_control_of_a_card_changes_the_notebook(notebook_of, name):
    notebook = notebook_of(name)
    before = notebook.model
    tried = notebook.page.evaluate(
        """async (keys) => {
          const kinds = "input, textarea, button, a, summary, [tabindex='0']";
          const all = [...document.querySelectorAll(".bp-card")].flatMap((card) =>
            [...card.querySelectorAll(kinds)]);
          let tried = 0;
          for (const control of all) {
            control.focus();
            if (document.activeElement !== control) continue; // hidden or disabled
            tried += 1;
            for (const key of keys) for (const type of ["keydown", "keypress", "keyup"]) {
              control.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true }));
            }
            if (tried % 5 === 0) await new Promise((done) => setTimeout(done));
          }
          return tried;
        }""",
        KEYS,
    )
    assert tried >= 4
    assert notebook.model == before


@pytest.mark.parametrize("name", NAMES)
def test_a_narrow_notebook_does_not_scroll_sideways(notebook_of, name):
    page = notebook_of(name).page
    wide = page.viewport_size
    try:
        for width in (700, 600):
            page.set_viewport_size({"width": width, "height": wide["height"]})
            page.wait_for_timeout(300)
            panel = page.locator(".jp-WindowedPanel-outer").first
            assert panel.evaluate("panel => panel.scrollWidth - panel.clientWidth") <= 0
    finally:
        page.set_viewport_size(wide)
