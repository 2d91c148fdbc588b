"""The site as a visitor meets it: bytes, the time to a moving picture, and sliders.

Run `python -m benchmarks.site SITE`, where SITE is a folder that `make site OFFLINE=yes`
made. Each visitor has a browser that was never there.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from backprop_lib.course import COURSE
from drivers.lab import ExplorerOnPage, running_browser
from drivers.site import Line, LitePage, serving
from tools.repository import find_chromium

from .report import save, table
from .slider_to_pixels import ROUNDS, STOPWATCH, SUBJECTS, VIEWPORT, Runner

SLOW = Line("5 Mbit/s, 40 ms", bytes_a_second=625_000, seconds_a_request=0.04)
ROUNDS_OF_VISITS = 2
NOTEBOOK = "03_descent.ipynb"
_PATIENCE = 120_000  # milliseconds
_PACKAGES = ("jupyterlite-core", "jupyterlite-pyodide-kernel", "playwright")


@dataclass(frozen=True)
class Visit:
    """What one visit took: seconds until all can be read and until a picture moves, and bytes."""

    readable: float
    moving: float
    megabytes: float


@contextmanager
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """Open a browser that was never on the site."""
    context = browser.new_context(viewport=VIEWPORT)
    yield context
    context.close()


def moves_at_last(explorer: ExplorerOnPage, handle: Locator) -> None:
    """Wait until this slider moves the picture."""
    explorer.root.evaluate("card => card.scrollIntoView({ block: 'center' })")  # which wakes it
    expect(handle).to_be_enabled(timeout=_PATIENCE)
    picture = explorer.picture.element_handle()
    before = explorer.picture.inner_html()
    at_the_end = handle.evaluate("slider => slider.value === slider.max")
    handle.press("ArrowLeft" if at_the_end else "ArrowRight")
    changed = "([picture, before]) => picture.innerHTML !== before"
    explorer.page.wait_for_function(changed, arg=[picture, before], timeout=_PATIENCE)


def visit_page(context: BrowserContext, address: str, line: Line) -> Visit:
    """Open a page and move its first explorer."""
    page = context.new_page()
    before = line.bytes_sent
    start = time.perf_counter()
    page.goto(address, wait_until="domcontentloaded")
    readable = time.perf_counter() - start
    explorer = ExplorerOnPage(page.locator(".bp-explorer").first)
    moves_at_last(explorer, explorer.root.get_by_role("slider").first)
    moving = time.perf_counter() - start
    page.close()
    return Visit(readable, moving, (line.bytes_sent - before) / 1e6)


def visit_lite(context: BrowserContext, site: str, line: Line) -> Visit:
    """Open a notebook in JupyterLite, run all of it, and move its explorer."""
    page = context.new_page()
    before = line.bytes_sent
    start = time.perf_counter()
    notebook = LitePage.open(page, site, NOTEBOOK, _PATIENCE)
    readable = time.perf_counter() - start
    notebook.choose_run_all()
    notebook.explorer.picture.wait_for(state="attached", timeout=_PATIENCE)
    notebook.unlock()
    moves_at_last(notebook.explorer, notebook.explorer.slider(SUBJECTS["03"][2]))
    moving = time.perf_counter() - start
    page.close()
    return Visit(readable, moving, (line.bytes_sent - before) / 1e6)


def seconds(visits: list[Visit], name: str) -> str:
    """Return the median and the longest of the visits."""
    found = [getattr(visit, name) for visit in visits]
    return f"{np.median(found):.1f} ({max(found):.1f}) s"


def visits(browser: Browser, site: Path, line: Line) -> str:
    """Return, in Markdown, what visits over a line took."""
    rows = []
    with serving(site, line, as_pages_do=True) as address:
        pages = {"contents": "index.html"} | {
            member.title: f"{member.stem}.html" for member in COURSE
        }
        for title, file in pages.items():
            came = []
            for _ in range(ROUNDS_OF_VISITS):
                with visitor(browser) as context:
                    came.append(visit_page(context, f"{address}/{file}", line))
            rows.append(_row(title, came))
        with visitor(browser) as context:
            for title in ("first", "second"):
                visit = visit_lite(context, address, line)
                rows.append(_row(f"JupyterLite, 03, {title} visit", [visit]))
    return table(["", "received", "readable", "a moving picture"], rows)


def _row(title: str, came: list[Visit]) -> list[str]:
    received = f"{came[0].megabytes:.2f} MB"
    print(title, came, flush=True)
    return [title, received, seconds(came, "readable"), seconds(came, "moving")]


def sliders(browser: Browser, site: Path) -> str:
    """Return, in Markdown, how soon the picture follows a slider on a page and in JupyterLite."""
    rows = []
    with serving(site) as address, visitor(browser) as context:
        for number in ("03", "04"):
            (member,) = (member for member in COURSE if member.number == number)
            page = context.new_page()
            page.goto(f"{address}/{member.stem}.html")
            runners = {"page": _runner(page, number)}
            notebook = LitePage.open(context.new_page(), address, member.file)
            notebook.run_all()
            notebook.unlock()
            runners["JupyterLite"] = _runner(notebook.page, number)
            for _ in range(ROUNDS):
                for runner in runners.values():
                    runner.turn()
            rows += [_times(f"{member.title}, {way}", runner) for way, runner in runners.items()]
            for runner in runners.values():
                runner.page.close()
    return table(["", "median", "p95", "frames/s in a drag", "right"], rows)


def _runner(page: Page, number: str) -> Runner:
    explorer = ExplorerOnPage(page.locator(".bp-explorer").first)
    handle = explorer.slider(SUBJECTS[number][2])
    handle.wait_for(timeout=_PATIENCE)
    page.evaluate(STOPWATCH, [handle.element_handle(), explorer.picture.element_handle(), "text"])
    runner = Runner(page, handle)
    runner.warm_up()
    return runner


def _times(title: str, runner: Runner) -> list[str]:
    right = "yes" if runner.right else "**no**"
    return [
        title,
        f"{runner.median:.0f} ms",
        f"{runner.p95:.0f} ms",
        f"{runner.frame_rate:.1f}",
        right,
    ]


def main(arguments: list[str]) -> None:
    """Measure the site in the folder that is given."""
    (folder,) = map(Path, arguments)
    chromium = find_chromium()
    if chromium is None:
        sys.exit("No Chromium or Chrome found: install one, or set CHROMIUM to its path.")
    with running_browser(chromium) as browser:
        parts = [
            f"### {line.words}\n\n{visits(browser, folder, line)}"
            for line in (Line("a line as fast as this machine"), SLOW)
        ]
        moved = sliders(browser, folder)
        version = browser.version
    body = (
        f"Headless Chromium {version}. Each page is visited {ROUNDS_OF_VISITS} times by browsers "
        "that were never there: the median and, in brackets, the longest time. The server packs "
        "texts, as GitHub Pages does; the files of Pyodide come from it too. **A moving picture**: "
        "a key on a slider has changed the picture of the first explorer (wanted on a page: within "
        "1.5 s on the fast line, 4 s on the slow one); in JupyterLite, after all cells were "
        "run.\n\n" + "\n\n".join(parts) + "\n\n"
        "### From a key on a slider to the painted picture\n\n"
        f"{ROUNDS} rounds in turns, from a server like `python -m http.server`; the columns are "
        f"those of *Slider to pixels*.\n\n{moved}"
    )
    save("The site", "python -m benchmarks.site build/site", _PACKAGES, body)


if __name__ == "__main__":
    main(sys.argv[1:])
