"""Pages whose sliders need no kernel: how large their frames are and how soon they answer.

Run `python -m benchmarks.page`.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser

from drivers.lab import ExplorerOnPage, running_browser
from tools.repository import ROOT, find_chromium

from .report import save, table
from .slider_to_pixels import ROUNDS, STEPS_A_ROUND, STOPWATCH, SUBJECTS, VIEWPORT, Runner

_FRAMES = re.compile(r'<script type="application/gzip">(.*?)</script>')
_HEADINGS = [
    *("notebook", "frames", "unpacked", "packed", "whole page", "opened in"),
    *("median", "p95", "frames/s in a drag", "right"),
]


def weigh(page: Path) -> list[str]:
    """Return how many frames a page has, and how large they and the page are."""
    stored = _FRAMES.findall(page.read_text(encoding="utf-8"))
    unpacked = [gzip.decompress(base64.b64decode(packed)) for packed in stored]
    frames = sum(len(json.loads(state)["_alone"]["pictures"]) for state in unpacked)
    return [
        f"{frames}",
        f"{sum(map(len, unpacked)) / 1e6:.1f} MB",
        f"{sum(map(len, stored)) / 1e3:.0f} kB",
        f"{page.stat().st_size / 1e3:.0f} kB",
    ]


def feel(browser: Browser, path: Path, label: str) -> list[str]:
    """Return how soon a page opens, and how soon its picture follows a slider."""
    page = browser.new_page(viewport=VIEWPORT)
    start = time.perf_counter()
    page.goto(path.as_uri())
    explorer = ExplorerOnPage(page.locator(".bp-explorer").first)
    handle = explorer.slider(label)
    handle.wait_for()  # a page whose script has not run shows a picture only
    opened = time.perf_counter() - start
    where = [handle.element_handle(), explorer.picture.element_handle(), "text"]
    page.evaluate(STOPWATCH, where)
    runner = Runner(page, handle)
    runner.warm_up()
    for _ in range(ROUNDS):
        runner.turn()
    page.close()
    return [
        f"{1000 * opened:.0f} ms",
        f"{runner.median:.0f} ms",
        f"{runner.p95:.0f} ms",
        f"{runner.frame_rate:.1f}",
        "yes" if runner.right else "**no**",
    ]


def main() -> None:
    """Make the pages, measure them and save the results."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("No Chromium or Chrome found: install one, or set CHROMIUM to its path.")
    rows = []
    with tempfile.TemporaryDirectory() as folder, running_browser(chromium) as browser:
        subprocess.run([sys.executable, "-m", "tools.pages", folder], cwd=ROOT, check=True)
        for number, (_, _, label) in SUBJECTS.items():
            (page,) = Path(folder).glob(f"{number}_*.html")
            rows.append([page.stem, *weigh(page), *feel(browser, page, label)])
        version = browser.version
    body = (
        f"Made by `make page`; opened from a file in headless Chromium {version}. Packed: as it "
        f"stands in the page, compressed and in base64. All explorers of a page are weighed, and "
        f"the first is moved: {ROUNDS} rounds of {STEPS_A_ROUND} single steps and a drag, as in "
        f"“Slider to pixels”.\n\n{table(_HEADINGS, rows)}"
    )
    save(
        "A page without a kernel",
        "python -m benchmarks.page",
        ["anywidget", "matplotlib", "nbconvert", "numpy", "playwright"],
        body,
    )


if __name__ == "__main__":
    main()
