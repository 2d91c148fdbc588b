"""How a training that is watched plays: pictures a second, and how soon a control answers.

Run `python -m benchmarks.boundary`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser

from drivers.lab import Lab, running_browser, running_lab
from tools.repository import ROOT, find_chromium

from .report import save, table

ROUNDS = 3
WATCHED = 5  # seconds, while nothing else is done
MOVES = 6  # of the learning rate while it plays; they end before the training does
BETWEEN = 400  # milliseconds from one to the next
AFTER_PAUSE = 1500  # milliseconds in which the last picture must have come
SUBJECTS = {
    "moons, 2-8-8-1, all 100 samples": {},
    "moons, 2-16-16-1, all 100 samples": {"width": 16},
    "spiral, 2-16-16-16-1, 1 sample": {"data": "spiral", "width": 16, "depth": 3, "batch": 1},
}
_KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}}
_WATCH = """
(root) => {
  const frames = [];
  let last = 0;
  const said = () => root.querySelector(".bp-sentence").textContent;
  // A message posted while a frame is being made arrives when it has been painted.
  const changed = () => requestAnimationFrame((frame) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      if (frame !== last) frames.push([performance.now(), said()]);
      last = frame;
    };
    port2.postMessage(null);
  });
  const picture = root.querySelector(".bp-picture");
  new MutationObserver(changed).observe(picture, { childList: true, subtree: true });
  window.watched = {
    frames,
    since: (time) => frames.filter(([painted]) => painted > time),
    now: () => performance.now(),
  };
}
"""


@dataclass
class Measured:
    """What was measured for one training."""

    rates: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    stops: list[float] = field(default_factory=list)
    """Milliseconds from the press on Pause to the last new picture."""


def measure(lab: Lab, browser: Browser, settings: dict[str, Any]) -> Measured:
    """Play, move the learning rate while it plays, and stop."""
    values = ", ".join(f"{name}={value!r}" for name, value in settings.items())
    code = (
        "from backprop_lib.explorers import DecisionBoundaryExplorer\n"
        f"DecisionBoundaryExplorer({values})"
    )
    notebook = new_notebook(cells=[new_code_cell(code)], metadata=_KERNEL)
    nbformat.write(notebook, lab.folder / "boundary.ipynb")
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    opened = lab.open(page, "boundary.ipynb")
    explorer = opened.explorer
    opened.run_all()
    page.evaluate(_WATCH, explorer.root.element_handle())
    play = explorer.root.get_by_role("button", name="Play", exact=True)
    pause = explorer.root.get_by_role("button", name="Pause", exact=True)
    lr = explorer.slider("rate lr")
    measured = Measured()
    for _ in range(ROUNDS):
        _reset(explorer.root)
        play.click()
        start = page.evaluate("watched.now()")
        page.wait_for_timeout(1000 * WATCHED)
        frames = page.evaluate("start => watched.since(start)", start)
        seconds = (page.evaluate("watched.now()") - start) / 1000
        measured.rates.append(len(frames) / seconds)
        measured.stops.append(_stop(pause))
        _reset(explorer.root)
        play.click()
        lr.focus()
        for _ in range(MOVES):
            page.wait_for_timeout(BETWEEN)
            measured.answers.append(_answer(page))
        measured.stops.append(_stop(pause))  # it has played on
    page.close()
    return measured


def _reset(root: Any) -> None:
    root.get_by_role("button", name="Reset", exact=True).click()
    root.page.wait_for_timeout(1000)


def _answer(page: Any) -> float:
    """Go to the next lr, with which nothing was trained yet; return the milliseconds it takes."""
    lr = "watched.frames.at(-1)[1].split(',')[0]"
    before = page.evaluate(lr)
    start = page.evaluate("watched.now()")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"before => {lr} !== before", arg=before, polling=5)
    frames = page.evaluate("start => watched.since(start)", start)
    return next(at for at, words in frames if words.split(",")[0] != before) - start


def _stop(pause: Any) -> float:
    """Press Pause; return the milliseconds until the last new picture is painted."""
    page = pause.page
    start = page.evaluate("watched.now()")
    pause.click()
    page.wait_for_timeout(AFTER_PAUSE)
    frames = page.evaluate("start => watched.since(start)", start)
    return frames[-1][0] - start if frames else 0


def main() -> None:
    """Measure all of them and save the results."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("No Chromium or Chrome found: install one, or set CHROMIUM to its path.")
    # For the notebooks' kernels.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        lab = stack.enter_context(running_lab(folder))
        browser = stack.enter_context(running_browser(chromium))
        found = {name: measure(lab, browser, given) for name, given in SUBJECTS.items()}
        version = browser.version
    rows = [
        [
            name,
            f"{np.median(one.rates):.1f}",
            f"{np.median(one.answers):.0f} ms",
            f"{max(one.answers):.0f} ms",
            f"{max(one.stops):.0f} ms",
        ]
        for name, one in found.items()
    ]
    headings = ["training", "pictures/s", "a control answers", "slowest", "stops"]
    wanted = ["*wanted*", "≥ 15", "≤ 100 ms", "", ""]
    body = (
        f"DecisionBoundaryExplorer in JupyterLab, in headless Chromium {version}. Pictures "
        f"a second: new pictures painted in {WATCHED} s of playing; median of {ROUNDS}. A control "
        f"answers: from a key press on lr, while it plays, to the first painted picture of the new "
        f"lr, for which the network is trained anew up to there; {ROUNDS * MOVES} presses. Stops: "
        f"from the press on Pause to the last new picture; the longest of {2 * ROUNDS}.\n\n"
        f"{table(headings, [*rows, wanted])}"
    )
    save(
        "A training that is watched",
        "python -m benchmarks.boundary",
        ["jupyterlab", "anywidget", "matplotlib", "numpy", "playwright"],
        body,
    )


if __name__ == "__main__":
    main()
