"""Make the notebooks into pages without a kernel: `python -m tools.pages FOLDER [NOTEBOOK ...]`.

The notebooks that are named are taken as they are; if none is named, all are taken as committed.
A page is one file of HTML, which opens without a network. The notebooks are executed again, and
each explorer is replaced by one whose frames are drawn beforehand, so that its sliders work without
Python. `tools.site` makes the same pages for a site: there the frames are in files of their own,
and a bar leads to what else the site has.
"""

from __future__ import annotations

import ast
import hashlib
import html
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from backprop_lib.course import COURSE, PUBLISHED, SITE, Notebook
from backprop_lib.practice import lessons
from backprop_lib.practice.engine import without_kernel as practice
from backprop_lib.practice.engine.say_it import good_answer

from .as_committed import notebooks
from .no_kernel import (
    data_of,
    exercise_asked,
    explorer_shown,
    exporter,
    is_exercise,
    markdown,
    picture,
)
from .repository import NOTEBOOKS, ROOT, execute

TEMPLATE = ROOT / "tools" / "page"
PICTURE = "descent.png"  # what a link to the site shows elsewhere

_LIVE_EXPLORERS = """\
from IPython import get_ipython
from backprop_lib.explorers import Explorer
from backprop_lib.explorers.engine.without_kernel import to_html
from backprop_lib.practice.engine.challenge import ChallengeUnder
from backprop_lib.practice.engine.forms import Form
from backprop_lib.practice.engine.prediction import PredictionFirst
from backprop_lib.practice.engine.without_kernel import form_to_html

as_html = get_ipython().display_formatter.formatters["text/html"]
as_html.for_type(Explorer, to_html)
as_html.for_type(Form, form_to_html)
as_html.for_type(PredictionFirst, lambda prediction: to_html(prediction.explorer))
as_html.for_type(
    ChallengeUnder,
    lambda challenge: to_html(getattr(challenge.explorer, "explorer", challenge.explorer)),
)
"""
_HERE = (
    "*This page works without Python. Here you can answer all exercises that ask for a choice, a "
    "number, an order or the numbers of a step. Make each prediction in your head before you look: "
    "here the pictures are not hidden. To write code, to move several controls together or to keep "
    "a run, {}.*"
)
_IN_JUPYTERLAB = "open the notebook in JupyterLab"
_RUN_HERE = "choose [Run it here]({})"
_CARD = "bp-card"  # in the HTML of what works on a page
_FRAMES = re.compile(r'<script type="application/gzip">(.*?)</script>')
_FILE = re.compile(r'data-file="([^"]+)"')
_INLINE = re.compile(r'<math [^>]*display="inline".*?</math>', re.DOTALL)
_STILL = re.compile(r'(?<=["#])still-')  # ids in a still, which are unique in one card only
_TAG = re.compile(r"<[^>]+>")
_LONG = 24  # signs of a formula that may be wider than a phone
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_SCRIPT = re.compile(r'<script type="module">(.*?)</script>', re.DOTALL)
_EMPTY_HEADER = re.compile(r"<th\b[^>]*></th>")  # it is the header of nothing
_SAYS_IT = re.compile(r"""\bsay\w*\(\s*["'](\w+)["']""")  # a cell that asks for a text


@dataclass(frozen=True)
class Site:
    """What stands around a page on a site.

    Attributes
    ----------
    lite
        Whether the site has JupyterLite, in the folder `lite`.
    address
        Where the site will be, with a slash at its end; None if that is not known.
    offline
        Whether JupyterLite on the site needs no network.
    """

    lite: bool = True
    address: str | None = SITE if PUBLISHED else None
    offline: bool = False

    def run(self, notebook: Notebook) -> str | None:
        """Return the link that runs a notebook in the browser; None if the site cannot."""
        return f"lite/notebooks/index.html?path={notebook.file}" if self.lite else None

    def head(self, title: str, description: str, path: str) -> dict[str, str | None]:
        """Return what the head of a page says; `path` is where the page is on the site."""
        return {
            "title": title,
            "description": description,
            "address": self.address and self.address + path,
            "picture": self.address and self.address + PICTURE,
        }


def page(notebook: NotebookNode, run: str | None = None) -> NotebookNode:
    """Return an executed notebook with each cell as the page should show it.

    Parameters
    ----------
    notebook
        The notebook, which is changed.
    run
        The link that runs it in the browser, if there is one.
    """
    notebook.cells = [cell for cell in notebook.cells if not _only_imports(cell)]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _INLINE.sub(_scrolled, markdown(cell, ".html"))
            continue
        data = data_of(cell)
        shows = data.get("text/html", "")
        if "image/png" in data:
            asked, _ = explorer_shown(cell)
            cell.outputs = [_html(asked + (shows or picture(cell)))]
        elif is_exercise(cell):
            works = _CARD in shows  # here; a function can only be judged by Python
            cell.outputs = [_html(shows if works else exercise_asked(cell) + _answer(run))]
        elif _is_folded(cell) and not shows:
            asked = f'<div class="asked">{html.escape(data.get("text/plain", "").strip())}</div>'
            says = _SAYS_IT.search(cell.source)
            lesson = lessons.get(says[1]) if says else None
            more = (_answer(run) if says else "") + (good_answer(lesson) if lesson else "")
            cell.outputs = [_html(asked + more)]
        if _is_folded(cell):
            cell.metadata["transient"] = {"remove_source": True}
    here = _HERE.format(_RUN_HERE.format(run) if run else _IN_JUPYTERLAB)
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell(here))
    return notebook


def execute_with_live_explorers(notebook: NotebookNode) -> None:
    """Run all cells, with explorers whose output needs no kernel."""
    notebook.cells.insert(0, nbformat.v4.new_code_cell(_LIVE_EXPLORERS))
    execute(notebook, NOTEBOOKS)
    del notebook.cells[0]


def make(paths: Iterable[Path], folder: Path, site: Site | None = None) -> list[Path]:
    """Write the pages of these notebooks, or of all, into `folder`; return the files.

    Parameters
    ----------
    paths
        The notebooks that are taken as they are; all are taken as committed if there is none.
    folder
        Where the pages are written.
    site
        What stands around them; by default, each page is a file by itself.
    """
    paths = list(paths)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for path, notebook in notebooks(paths, executed=False):
        execute_with_live_explorers(notebook)
        target = folder / f"{path.stem}.html"
        made = [path.stem for path in paths] or [each.stem for each in COURSE]
        target.write_text(render(notebook, path.stem, folder, made, site), encoding="utf-8")
        written.append(target)
    return written


def render(
    notebook: NotebookNode, stem: str, folder: Path, made: list[str], site: Site | None
) -> str:
    """Return the page of an executed notebook.

    Parameters
    ----------
    notebook
        The notebook, executed with live explorers.
    stem
        Its file name without the extension.
    folder
        Where the frames of its explorers are written if there is a site.
    made
        The stems of all notebooks that have a page.
    site
        What stands around the page.
    """
    listed = next((each for each in COURSE if each.stem == stem), None)
    run = site.run(listed) if site and listed else None
    title = notebook.cells[0].source.partition("\n")[0].lstrip("# ")
    cells = page(notebook, run).cells
    judges = cell_of(practice.head())
    styles, scripts = take_out_repeated([*cells, judges])
    for number, output in enumerate(_html_outputs(cells)):
        output.data["text/html"] = _STILL.sub(f"still-{number}-", output.data["text/html"])
    if site:
        for output in _html_outputs(cells):
            output.data["text/html"] = frames_apart(output.data["text/html"], folder)
    shown = (output.data["text/html"] for output in _html_outputs(cells))
    export = exporter(HTMLExporter, TEMPLATE)
    export.exclude_anchor_links = True
    course: dict[str, Any] = {
        "css": (TEMPLATE / "page.css").read_text(encoding="utf-8"),
        "script": (TEMPLATE / "page.js").read_text(encoding="utf-8"),
        "styles": styles,
        "words": judges.outputs[0].data["text/html"],
        "scripts": scripts,
        "run": run,
        "offline": site is not None and site.offline,
        "preload": next(filter(None, map(first_frames, shown)), None),
        "head": (site or Site(address=None)).head(
            title, listed.question if listed else "", f"{stem}.html"
        ),
    }
    if listed:
        at = COURSE.index(listed)
        course["binder"] = listed.on_binder if PUBLISHED else None
        course["before"] = next((each for each in COURSE[:at][-1:] if each.stem in made), None)
        course["after"] = next((each for each in COURSE[at + 1 :][:1] if each.stem in made), None)
        course["file"] = site and f"files/{listed.file}"
    if site:
        course["contents"] = "index.html"
    written, _ = export.from_notebook_node(notebook, resources={"course": course})
    return _EMPTY_HEADER.sub("<td></td>", written)


def take_out_repeated(cells: Iterable[NotebookNode]) -> tuple[list[str], list[str]]:
    """Take styles and scripts out of cells' outputs; return each of them once.

    Every explorer brings its own, so that it works by itself.
    """
    styles: dict[str, None] = {}
    scripts: dict[str, None] = {}
    for output in _html_outputs(cells):
        source = output.data["text/html"]
        for pattern, found in ((_STYLE, styles), (_SCRIPT, scripts)):
            found |= dict.fromkeys(pattern.findall(source))
            source = pattern.sub("", source)
        output.data["text/html"] = source
    return list(styles), list(scripts)


def frames_apart(source: str, folder: Path) -> str:
    """Return HTML whose explorers have their frames in files of `folder`, named by what is in them.

    A browser fetches a file when its explorer comes near the window.
    """

    def moved(frames: re.Match[str]) -> str:
        name = f"frames/{hashlib.sha256(frames[1].encode()).hexdigest()[:12]}.js"
        text = f"(self.backpropFrames ??= {{}})[{json.dumps(name)}] = {json.dumps(frames[1])};\n"
        (folder / "frames").mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        return f'<script type="application/gzip" data-file="{name}"></script>'

    return _FRAMES.sub(moved, source)


def first_frames(source: str) -> str | None:
    """Return the file with the frames of the first explorer in HTML, if there is one."""
    found = _FILE.search(source)
    return found and found[1]


def cell_of(source: str) -> NotebookNode:
    """Return a code cell that shows this HTML."""
    return nbformat.v4.new_code_cell(outputs=[_html(source)])


def _scrolled(formula: re.Match[str]) -> str:
    """Return a formula in a line of text, in a place where it is scrolled if it is long."""
    long = len(_TAG.sub("", formula[0])) > _LONG
    return f'<span class="formula">{formula[0]}</span>' if long else formula[0]


def _answer(run: str | None) -> str:
    """Return the line that says where a cell is answered."""
    if not run:
        return '<p class="answer">○ To be answered in JupyterLab.</p>'
    return f'<p class="answer">○ Write it in: <a href="{run}">Run it here</a></p>'


def _is_folded(cell: NotebookNode) -> bool:
    """Return whether the code of a cell only shows what is below it."""
    return bool(cell.metadata.get("jupyter", {}).get("source_hidden"))


def _only_imports(cell: NotebookNode) -> bool:
    """Return whether a cell only prepares others: a page without Python does not need it."""
    if cell.cell_type != "code" or not cell.source or cell.outputs:
        return False
    try:
        lines = ast.parse(cell.source).body
    except SyntaxError:  # a line of IPython
        return False
    return all(isinstance(line, ast.Import | ast.ImportFrom) for line in lines)


def _html(source: str) -> NotebookNode:
    return nbformat.v4.new_output("display_data", {"text/html": source})


def _html_outputs(cells: Iterable[NotebookNode]) -> Iterable[NotebookNode]:
    for cell in cells:
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                yield output


def main(arguments: list[str]) -> None:
    """Make pages of the given notebooks, or of all, in the folder that is given first."""
    folder, *named = map(Path, arguments)
    for path in make(named, folder):
        print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
