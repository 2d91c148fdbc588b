"""From a key press on a slider to the painted picture, side by side with other ways.

Run `python -m benchmarks.slider_to_pixels [--in CIRCUMSTANCES] [NOTEBOOK NUMBER ...]`.

Every way has a notebook of its own in one JupyterLab, open in one headless Chromium. The ways
take turns, so that whatever else the machine does affects all of them.
"""

from __future__ import annotations

import argparse
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
from playwright.sync_api import Browser, Page

from drivers.lab import Lab, running_browser, running_lab
from tools.repository import ROOT, find_chromium

from .delay import delaying_proxy
from .report import save, table
from .same_picture import PICTURE_CLASS

ROUNDS, STEPS_A_ROUND, WARM_UP = 3, 12, 4
DRAG_SECONDS, EVENTS_A_SECOND, EVENTS_BEFORE_TURNING = 3, 60, 45
PAUSE = 250  # milliseconds between two single steps, so that each finds everything at rest
AIM = 300  # milliseconds from pointing at a control to the first key press
POINTINGS, UNFORESEEN = 12, 18
PACKAGES = (
    *("jupyterlab", "anywidget", "ipywidgets", "ipykernel", "ipympl", "plotly", "bqplot"),
    *("matplotlib", "numpy", "playwright"),
)

SUBJECTS = {  # notebook: explorer, the control that is moved and its label
    "03": ("DescentExplorer", "lr", "learning rate lr"),
    "02": ("SlopeExplorer", "w", "weight w"),
    "04": ("LearningRateExplorer", "lr", "learning rate lr"),
    "06": ("BiasAndDataExplorer", "w", "weight w"),
    "07": ("ComputationGraphExplorer", "w", "weight w"),
    "08": ("ActivationsExplorer", "z", "followed input z"),
}
WORDS_ONLY = {"07"}  # in these pictures no curve moves
CURVES_ONLY = {"plotly", "bqplot"}  # these ways show curves, and no words
VIEWPORT = {"width": 1300, "height": 900}
STOPWATCH = Path(__file__).with_name("stopwatch.js").read_text(encoding="utf-8")
_OUTPUT = ".jp-OutputArea-output"
_KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}}


HOW = f"""\
JupyterLab in headless Chromium {{version}}{{circumstances}}.
Every way on a page and with a kernel of its own, in turns: {ROUNDS} rounds of {STEPS_A_ROUND}
single steps and a drag.
"""
LEGEND = f"""\
- **median, p95**: from the key press on the slider to the painted frame;
  {ROUNDS * STEPS_A_ROUND} single steps to and fro, the first {AIM} ms after the slider is focused.
- **frames/s in a drag**: new pictures painted in {DRAG_SECONDS} s of {EVENTS_A_SECOND} key events
  a second; median of {ROUNDS} drags.
- **settled**: from the last event of a drag to the last new picture; the longest of all drags.
- **right**: whether that picture is the one of the place where the drag ends.
- **answered ahead**: the share of these single steps whose picture the browser had, so that it
  was painted before the kernel was asked.
- **first pictures ahead**: from pointing at a control to the first pictures drawn ahead for it,
  when none was known; {POINTINGS} times.
- **not foreseen**: single steps of the control after another one has been moved and without
  pointing at it, so that the kernel has to draw the picture; {UNFORESEEN} steps, everything at
  rest before each.
- **wanted**: what we ask of the explorer.
- The other ways show the same panels with the same artists, drawn by the explorer's own code, but
  no sentence and no table; the explorer draws these too. plotly and bqplot show the same curves
  only, without patches, words and filled areas. For these two, any change on the page counts as a
  new picture, even if only some of the curves have moved; bqplot sends a message for each curve.
  In the picture of notebook 07 only words move, so these two are left out there.
"""


@dataclass(frozen=True)
class Circumstances:
    """On which screen, from how far and from which server the page is seen."""

    title: str
    words: str
    server_flags: tuple[str, ...] = ()
    scale: float = 1
    delay: float = 0
    most_of_floor: float | None = None
    """The most that the explorer's median may be, as a part of the floor's; None if not bounded."""


CIRCUMSTANCES = {
    "near": Circumstances("Slider to pixels", "", most_of_floor=0.6),
    "dense": Circumstances(
        "Slider to pixels on a dense screen", ", at device scale factor 2", scale=2
    ),
    "far": Circumstances(
        "Slider to pixels from afar",
        ", 75 ms away from the server each way, as it may be on Binder",
        delay=0.075,
        most_of_floor=0.1,
    ),
    "plain": Circumstances(
        "Slider to pixels on a plain server",
        ", with the course's server extension turned off",
        ("--ServerApp.jpserver_extensions={'backprop_lib.server': False}",),
    ),
}


@dataclass(frozen=True)
class Way:
    """A way to bring a picture to the page: the code that does it and where the picture is."""

    title: str
    code: str
    picture: str
    kind: str


WAYS = {
    "interact": Way(
        "`interact` and a new inline figure",
        "%matplotlib inline\n"
        "from benchmarks.same_picture import interact\n"
        "interact({name!r}, {control!r})",
        f"{_OUTPUT} .widget-output",
        "image",
    ),
    "ipympl": Way(
        "ipympl, `set_data` and `draw_idle`",
        "%matplotlib widget\n"
        "from benchmarks.same_picture import ipympl\n"
        "ipympl({name!r}, {control!r})",
        f"{_OUTPUT} .jupyter-matplotlib",
        "canvas",
    ),
    "plotly": Way(
        "plotly's FigureWidget, traces in one batch",
        "from benchmarks.same_picture import plotly\nplotly({name!r}, {control!r})",
        f"{_OUTPUT} .{PICTURE_CLASS}",
        "svg",
    ),
    "bqplot": Way(
        "bqplot, each mark in one batch",
        "from benchmarks.same_picture import bqplot\nbqplot({name!r}, {control!r})",
        f"{_OUTPUT} .{PICTURE_CLASS}",
        "svg",
    ),
    "floor": Way(
        "the floor: one word of text",
        "from benchmarks.same_picture import floor\nfloor({name!r}, {control!r})",
        f"{_OUTPUT} div.widget-label",
        "text",
    ),
    "explorer": Way(
        "**the explorer**",
        "from backprop_lib.explorers import {name}\n{name}()",
        f"{_OUTPUT} .bp-picture",
        "text",
    ),
}


@dataclass
class Runner:
    """A way at work on its page, and what was measured for it."""

    page: Page
    handle: Any
    answers: list[dict[str, Any]] = field(default_factory=list)
    drags: list[dict[str, Any]] = field(default_factory=list)
    first_pictures: list[float] = field(default_factory=list)
    unforeseen: list[dict[str, Any]] = field(default_factory=list)

    def turn(self) -> None:
        """Take a turn: single steps, then a drag."""
        self.page.bring_to_front()
        self.handle.focus()
        self.page.wait_for_timeout(AIM)
        self.answers += self._steps(STEPS_A_ROUND)
        drag = [DRAG_SECONDS, EVENTS_A_SECOND, EVENTS_BEFORE_TURNING]
        self.drags.append(self.page.evaluate("drag => stopwatch.drag(...drag)", drag))

    def surprise(self) -> None:
        """Move the control, and point at it, while no picture of it is known."""
        self.page.bring_to_front()
        for _ in range(UNFORESEEN):
            self.page.evaluate("stopwatch.moveAnother()")
            self.page.evaluate("stopwatch.step()")
            self.unforeseen.append(self.page.evaluate("stopwatch.answer()"))
        for _ in range(POINTINGS):
            self.page.mouse.move(0, 0)
            self.page.evaluate("stopwatch.moveAnother()")
            self.handle.hover()
            self.first_pictures.append(self.page.evaluate("stopwatch.firstPictures()"))

    def warm_up(self) -> None:
        """Take some steps first, so that what happens only once is not measured."""
        self.handle.focus()
        self._steps(WARM_UP)

    def _steps(self, count: int) -> list[dict[str, Any]]:
        answers = []
        for step in range(count):
            self.page.keyboard.press("ArrowLeft" if step % 2 else "ArrowRight")
            answers.append(self.page.evaluate("stopwatch.answer()"))
            self.page.wait_for_timeout(PAUSE)
        return answers

    @property
    def times(self) -> list[float]:
        """Milliseconds from key to picture."""
        return [answer["milliseconds"] for answer in self.answers]

    @property
    def median(self) -> float:
        """Milliseconds from key to picture, the median."""
        return float(np.median(self.times))

    @property
    def p95(self) -> float:
        """Milliseconds from key to picture, the 95th percentile."""
        return float(np.percentile(self.times, 95))

    @property
    def frame_rate(self) -> float:
        """New pictures a second, the median of the drags."""
        return float(np.median([drag["frames"] / drag["seconds"] for drag in self.drags]))

    @property
    def settled(self) -> float:
        """Milliseconds from the end of a drag to its last picture, the longest."""
        return max(drag["settled"] for drag in self.drags)

    @property
    def right(self) -> bool:
        """Whether every drag ended with the picture for the place where it ended."""
        return all(drag["right"] for drag in self.drags)


def measure(lab: Lab, browser: Browser, scale: float, number: str) -> dict[str, Runner]:
    """Measure all ways, in turns, for the explorer of one notebook."""
    left_out = CURVES_ONLY if number in WORDS_ONLY else ()
    ways = (key for key in WAYS if key not in left_out)
    runners = {key: _open(lab, browser, scale, number, key) for key in ways}
    for _ in range(ROUNDS):
        for runner in runners.values():
            runner.turn()
    runners["explorer"].surprise()
    for runner in runners.values():
        runner.page.close()
    return runners


def _open(lab: Lab, browser: Browser, scale: float, number: str, key: str) -> Runner:
    way = WAYS[key]
    name, control, label = SUBJECTS[number]
    notebook = f"{number}_{key}.ipynb"
    cell = new_code_cell(way.code.format(name=name, control=control))
    nbformat.write(new_notebook(cells=[cell], metadata=_KERNEL), lab.folder / notebook)
    page = browser.new_page(viewport=VIEWPORT, device_scale_factor=scale)
    opened = lab.open(page, notebook)
    sliders = page.locator(f"{_OUTPUT} .noUi-handle")
    handle = opened.explorer.slider(label) if key == "explorer" else sliders.first
    opened.run_all(until=handle)
    picture = page.locator(way.picture).first
    if way.kind != "text":
        picture.locator("canvas, img, svg path").first.wait_for(state="attached")
    where = [handle.element_handle(), picture.element_handle(), way.kind]
    page.evaluate(STOPWATCH, where)
    runner = Runner(page, handle)
    runner.warm_up()
    return runner


def section(number: str, runners: dict[str, Runner], circumstances: Circumstances) -> str:
    """Return, in Markdown, what was measured for one notebook."""
    headings = ["way", "median", "p95", "frames/s in a drag", "settled", "right"]
    rows = [
        [
            WAYS[key].title,
            f"{runner.median:.0f} ms",
            f"{runner.p95:.0f} ms",
            f"{runner.frame_rate:.1f}",
            f"{runner.settled:.0f} ms",
            "yes" if runner.right else "**no**",
        ]
        for key, runner in runners.items()
    ]
    explorer = runners["explorer"]
    ratios = [
        [
            f"explorer : {key}",
            f"{runner.median / explorer.median:.1f} × faster"
            if key != "floor"
            else f"{explorer.median / runner.median:.2f} × the floor",
            f"{explorer.frame_rate / runner.frame_rate:.2f} ×",
        ]
        for key, runner in runners.items()
        if key != "explorer"
    ]
    name, control, _ = SUBJECTS[number]
    return (
        f"### Notebook {number}, {name}, slider {control}\n\n{table(headings, rows)}\n\n"
        f"{table(['ratio', 'median', 'frames/s'], ratios)}\n\n"
        f"{table(['the explorer', 'measured', 'wanted'], _wanted(runners, circumstances))}\n"
    )


def _wanted(runners: dict[str, Runner], circumstances: Circumstances) -> list[list[str]]:
    """Return what is particular to the explorer, and what we ask of it."""
    explorer, floor = runners["explorer"], runners["floor"].median
    first = explorer.first_pictures
    unforeseen = [step["milliseconds"] for step in explorer.unforeseen]
    ahead = np.mean([answer["ahead"] for answer in explorer.answers])
    bounded = circumstances.most_of_floor
    near = bounded is not None and not circumstances.delay
    rows = [
        ["median, of the floor", f"{explorer.median / floor:.2f}", f"≤ {bounded}"],
        ["frames/s in a drag", f"{explorer.frame_rate:.1f}", "≥ 45"],
        ["settled", f"{explorer.settled:.0f} ms", "≤ 100 ms"],
    ]
    if bounded is None:
        rows = []
    return [
        *rows,
        ["answered ahead", f"{ahead:.0%}", ""],
        [
            "first pictures ahead, median (longest)",
            f"{np.median(first):.0f} ({max(first):.0f}) ms",
            "≤ 250 ms" if near else "",
        ],
        [
            "not foreseen, median (p95)",
            f"{np.median(unforeseen):.0f} ({np.percentile(unforeseen, 95):.0f}) ms",
            "",
        ],
        [
            "not foreseen, of the floor",
            f"{np.median(unforeseen) / floor:.2f}",
            "≤ 1.3" if near else "",
        ],
    ]


def main(arguments: list[str]) -> None:
    """Measure for the notebooks with these numbers, or for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", nargs="*", metavar="NUMBER", help=", ".join(SUBJECTS))
    parser.add_argument("--in", dest="circumstances", choices=CIRCUMSTANCES, default="near")
    given = parser.parse_args(arguments)
    circumstances = CIRCUMSTANCES[given.circumstances]
    chromium = find_chromium()
    if chromium is None:
        sys.exit("No Chromium or Chrome found: install one, or set CHROMIUM to its path.")
    # For the notebooks' kernels.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        lab = stack.enter_context(running_lab(folder, *circumstances.server_flags))
        if circumstances.delay:
            lab = Lab(stack.enter_context(delaying_proxy(lab.url, circumstances.delay)), folder)
        browser = stack.enter_context(running_browser(chromium))
        version = browser.version
        measured = []
        for number in given.numbers or SUBJECTS:
            runners = measure(lab, browser, circumstances.scale, number)
            measured.append(section(number, runners, circumstances))
            print(measured[-1], flush=True)
    how = HOW.format(version=version, circumstances=circumstances.words)
    if given.circumstances == "near":
        how += f"\n{LEGEND}"
    command = " ".join(["python -m benchmarks.slider_to_pixels", *arguments])
    some = f", notebooks {', '.join(given.numbers)}" if given.numbers else ""
    save(f"{circumstances.title}{some}", command, PACKAGES, "\n".join([how, *measured]))


if __name__ == "__main__":
    main(sys.argv[1:])
