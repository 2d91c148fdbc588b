"""Make the notebooks into pages without a kernel: `python -m tools.pages FOLDER [NOTEBOOK ...]`.

The notebooks that are named are taken as they are; if none is named, all are taken as committed.
A page is one file of nbconvert's HTML, which opens without a network. The notebooks are executed
again, and each explorer is replaced by one whose frames are drawn beforehand, so that its sliders
work without Python. Exercises and predictions only show what they ask.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from nbformat import NotebookNode

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

_LIVE_EXPLORERS = """\
from IPython import get_ipython
from backprop_lib.explorers import Explorer
from backprop_lib.explorers.engine.without_kernel import to_html
from backprop_lib.practice.engine.challenge import ChallengeUnder
from backprop_lib.practice.engine.prediction import PredictionFirst

as_html = get_ipython().display_formatter.formatters["text/html"]
as_html.for_type(Explorer, to_html)
as_html.for_type(PredictionFirst, lambda prediction: to_html(prediction.explorer))
as_html.for_type(
    ChallengeUnder,
    lambda challenge: to_html(getattr(challenge.explorer, "explorer", challenge.explorer)),
)
"""
_HERE = (
    "*This page works without Python. Move one control at a time: each one sets the others back. "
    "Nothing is locked. For exercises, challenges and code, open the notebook in JupyterLab.*"
)
_ANSWER = "<p>○ To be answered in JupyterLab.</p>"


def page(notebook: NotebookNode) -> NotebookNode:
    """Return an executed notebook with each cell as the page should show it."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = markdown(cell, ".html")
        elif "image/png" in data_of(cell):
            asked, _ = explorer_shown(cell)
            cell.outputs = [_html(asked + (data_of(cell).get("text/html") or picture(cell)))]
        elif is_exercise(cell):
            cell.outputs = [_html(exercise_asked(cell) + _ANSWER)]
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell(_HERE))
    return notebook


def execute_with_live_explorers(notebook: NotebookNode) -> None:
    """Run all cells, with explorers whose output needs no kernel."""
    notebook.cells.insert(0, nbformat.v4.new_code_cell(_LIVE_EXPLORERS))
    execute(notebook, NOTEBOOKS)
    del notebook.cells[0]


def make(paths: Iterable[Path], folder: Path) -> list[Path]:
    """Write the pages of these notebooks, or of all, into `folder`; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    export = exporter(HTMLExporter, ROOT / "tools" / "page")
    written = []
    for path, notebook in notebooks(paths, executed=False):
        execute_with_live_explorers(notebook)
        notebook.metadata.title = notebook.cells[0].source.partition("\n")[0].lstrip("# ")
        html, _ = export.from_notebook_node(page(notebook))
        target = folder / f"{path.stem}.html"
        target.write_text(html, encoding="utf-8")
        written.append(target)
    return written


def _html(source: str) -> NotebookNode:
    return nbformat.v4.new_output("display_data", {"text/html": source})


def main(arguments: list[str]) -> None:
    """Make pages of the given notebooks, or of all, in the folder that is given first."""
    folder, *named = map(Path, arguments)
    for path in make(named, folder):
        print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
