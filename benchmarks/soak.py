"""Thousands of moves in a real page: the picture must be right at rest, and memory stay flat.

Run `python -m benchmarks.soak [MOVES]`. It reads the kernel's memory from /proc, so it needs Linux.
All sliders, fields, points and buttons of notebook 03's explorer are moved at random, in floods.
After each flood the picture at rest must be the one that a new explorer draws for the same values.
"""

from __future__ import annotations

import os
import random
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat
import psutil
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import CDPSession, Page

from backprop_lib.explorers import DescentExplorer
from drivers.lab import ExplorerOnPage, LabPage, running_browser, running_lab
from tools.repository import ROOT, find_chromium

from .report import save, table
from .slider_to_pixels import VIEWPORT

MOVES, MOVES_A_FLOOD, SAMPLES = 10_000, 50, 10
MOST_MEGABYTES = 160
_CODE = "import os\nfrom backprop_lib.explorers import DescentExplorer\nprint(os.getpid())"
_TYPED = ("1/3", "abc", "9", "-0.123456", "", "0.25", "0,4")
_BUTTONS = ("Step back", "Step forward", "Reset", "Keep this run", "Remove kept runs")
# Each move is made as soon as the one before is done, so that many come within one frame.
_FLOOD = """async ([root, moves]) => {
  const sliders = root.querySelectorAll("input[type=range]");
  const fields = root.querySelectorAll(".bp-field");
  const points = root.querySelectorAll(".bp-handle");
  const buttons = [...root.querySelectorAll("button")];
  const happen = (element, type) => element.dispatchEvent(new Event(type, { bubbles: true }));
  for (const { kind, which, to } of moves) {
    if (kind === "slider") {
      const slider = sliders[which % sliders.length];
      slider.value = Math.round(to * slider.max);
      happen(slider, "input");
    } else if (kind === "point at") {
      const controls = root.querySelectorAll(".bp-control");
      controls[which % controls.length].dispatchEvent(new PointerEvent("pointerenter"));
    } else if (kind === "field") {
      fields[which % fields.length].value = to;
      happen(fields[which % fields.length], "change");
    } else if (kind === "point") {
      const press = { key: to, bubbles: true, cancelable: true };
      points[which % points.length].dispatchEvent(new KeyboardEvent("keydown", press));
    } else {
      buttons.find((button) => button.textContent === to)?.click();
    }
    if (which % 5 === 0) await new Promise((done) => setTimeout(done, which % 40));
  }
}"""
_KEYS = ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End")
_COUNT_TRAFFIC = """() => {
  window.received = 0;
  const hooked = new Set();
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (message) {
    if (!hooked.has(this)) {
      hooked.add(this);
      this.addEventListener("message", ({ data }) => {
        window.received += data.byteLength ?? data.size ?? data.length;
      });
    }
    send.call(this, message);
  };
}"""


def moves(draw: random.Random, count: int) -> list[dict[str, Any]]:
    """Return random moves: to any place, by a key, typed, or a button."""
    made = []
    for _ in range(count):
        kind = draw.choices(
            ["slider", "point at", "field", "point", "button"], [55, 10, 10, 15, 10]
        )[0]
        to: Any = draw.random()
        if kind != "slider":
            to = draw.choice({"field": _TYPED, "point": _KEYS, "button": _BUTTONS}.get(kind, [""]))
        made.append({"kind": kind, "which": draw.randrange(1000), "to": to})
    return made


def wrong(explorer: ExplorerOnPage) -> str:
    """Return what is wrong with the picture at rest; empty if nothing is."""
    values = {
        name: spec.read(explorer.field(spec.label).input_value())[0]
        for name, spec in DescentExplorer.CONTROLS.items()
    }
    right = DescentExplorer(**values)
    if explorer.sentence != right.sentence:
        return f"{values}: {explorer.sentence}"
    shown = explorer.picture.evaluate(
        "picture => [...picture.querySelectorAll('.bp-layer:nth-child(2) path[d]')]"
        ".map(path => path.getAttribute('d').trim())"
    )
    drawn = re.findall(r'<path[^>]*?\bd="([^"]*)"', "".join(right.picture.moving()))
    return "" if shown == [path.strip() for path in drawn] else f"{values}: another picture"


class Memory:
    """The memory of a kernel and of a page, in MB."""

    def __init__(self, page: Page, kernel: psutil.Process) -> None:
        self._kernel = kernel
        self._page: CDPSession = page.context.new_cdp_session(page)
        self._page.send("Performance.enable")

    def now(self) -> tuple[float, float, int]:
        """Return the kernel's resident memory, the page's heap and its nodes."""
        self._page.send("HeapProfiler.collectGarbage")
        metrics = self._page.send("Performance.getMetrics")["metrics"]
        found = {metric["name"]: metric["value"] for metric in metrics}
        resident = self._kernel.memory_info().rss
        return resident / 1e6, found["JSHeapUsedSize"] / 1e6, int(found["Nodes"])


def sweep(page: Page, explorer: ExplorerOnPage, kernel: psutil.Process) -> list[str]:
    """Point at a slider, and return what all of its pictures cost."""
    spec = DescentExplorer.CONTROLS["lr"]
    explorer.button("Reset").click()
    explorer.slider("input x").press("ArrowRight")  # pictures that were not drawn yet
    page.wait_for_timeout(3000)
    page.mouse.move(0, 0)
    before, received = sum(kernel.cpu_times()[:2]), page.evaluate("received")
    start = time.perf_counter()
    explorer.slider(spec.label).hover()
    quiet, last = 0, received
    while quiet < 8:
        page.wait_for_timeout(100)
        now = page.evaluate("received")
        quiet, last = (0, now) if now != last else (quiet + 1, last)
    seconds = time.perf_counter() - start - 0.8
    processor = sum(kernel.cpu_times()[:2]) - before
    return [
        f"{len(DescentExplorer().controls['lr'].places)}",
        f"{(last - received) / 1e3:.0f} kB",
        f"{processor:.1f} s",
        f"{seconds:.1f} s",
    ]


def soak(notebook: LabPage, count: int) -> str:
    """Make the moves; return, in Markdown, what they came to."""
    page, explorer = notebook.page, notebook.explorer
    errors: list[object] = []
    page.on("pageerror", lambda error: errors.append(error))
    page.evaluate(_COUNT_TRAFFIC)
    pid = page.locator(".jp-OutputArea-output pre").first.text_content()
    kernel = psutil.Process(int(pid or 0))
    memory = Memory(page, kernel)
    cost = sweep(page, explorer, kernel)
    draw = random.Random(0)
    stale: list[str] = []
    floods = count // MOVES_A_FLOOD
    samples = [(0, *memory.now())]
    start = time.perf_counter()
    for flood in range(1, floods + 1):
        root = explorer.root.element_handle()
        page.evaluate(_FLOOD, [root, moves(draw, MOVES_A_FLOOD)])
        explorer.settle()
        if mistake := wrong(explorer):
            stale.append(mistake)
        if flood % max(floods // SAMPLES, 1) == 0:
            samples.append((flood * MOVES_A_FLOOD, *memory.now()))
    seconds = time.perf_counter() - start
    most = max(resident for _, resident, _, _ in samples)
    rows = [
        [f"{made:,}", f"{resident:.0f} MB", f"{heap:.0f} MB", f"{nodes:,}"]
        for made, resident, heap, nodes in samples
    ]
    totals = [
        ["wrong pictures at rest", f"{len(stale)} of {floods}", "0"],
        ["errors on the page", f"{len(errors)}", "0"],
        ["the kernel at most", f"{most:.0f} MB", f"≤ {MOST_MEGABYTES} MB"],
    ]
    for mistake in stale[:5]:
        print("WRONG", mistake)
    for error in errors[:5]:
        print("ERROR", error)
    return (
        f"{floods * MOVES_A_FLOOD:,} random moves of all controls, points and buttons of notebook "
        f"03 in {seconds:.0f} s, in floods of {MOVES_A_FLOOD}; the picture is checked at rest "
        f"after each flood.\n\n{table(['', 'measured', 'wanted'], totals)}\n\n"
        f"Memory: resident, of the kernel; JavaScript's heap after a collection, of the page.\n\n"
        f"{table(['moves', 'kernel', 'page', 'nodes in the page'], rows)}\n\n"
        "All pictures of the slider lr, drawn ahead from the moment it is pointed at:\n\n"
        f"{table(['pictures', 'received, packed', 'processor of the kernel', 'until all'], [cost])}"
    )


def main(arguments: list[str]) -> None:
    """Soak and save the results."""
    count = int(arguments[0]) if arguments else MOVES
    chromium = find_chromium()
    if chromium is None:
        sys.exit("No Chromium or Chrome found: install one, or set CHROMIUM to its path.")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    with (
        tempfile.TemporaryDirectory() as folder,
        running_lab(Path(folder)) as lab,
        running_browser(chromium) as browser,
    ):
        cells = [new_code_cell(_CODE), new_code_cell("DescentExplorer()")]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}}
        nbformat.write(new_notebook(cells=cells, metadata=kernel), lab.folder / "soak.ipynb")
        page = browser.new_page(viewport=VIEWPORT)
        notebook = lab.open(page, "soak.ipynb")
        notebook.run_all()
        body = soak(notebook, count)
        body = f"JupyterLab in headless Chromium {browser.version}. {body}"
    command = " ".join(["python -m benchmarks.soak", *arguments])
    packages = ["jupyterlab", "ipykernel", "ipywidgets", "anywidget", "matplotlib", "playwright"]
    save("Ten thousand moves", command, packages, body)


if __name__ == "__main__":
    main(sys.argv[1:])
