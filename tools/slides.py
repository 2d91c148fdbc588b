"""Make the slide edition of the notebooks: `python -m tools.slides FOLDER [NOTEBOOK ...]`.

The notebooks that are named are taken as they are; if none is named, all are taken as committed.
nbconvert makes one file of slides for each notebook, which opens without a network: reveal.js is
in the page, formulas are MathML, pictures are embedded. The notebooks themselves say which cell
begins a slide and which is left out (`slideshow` in a cell's metadata). Widgets do not run in a
file: an explorer is shown as its picture with its sentence, and of a prediction or an exercise
only the question is shown.
"""

from __future__ import annotations

import copy
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

import nbformat
from nbconvert import SlidesExporter
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
from .repository import ROOT

WIDTH, HEIGHT = 1280, 720
ROWS = 8  # of a table on one slide
_RULE = re.compile(r"\|[ :|-]+\|$")


def slide_cells(cell: NotebookNode) -> Iterator[NotebookNode]:
    """Return the cells that the slides show for a cell of the notebook."""
    if cell.cell_type == "markdown":
        cell.source = markdown(cell, ".slides.html")
        yield from _with_short_tables(cell)
    elif "image/png" in data_of(cell):
        asked, _ = explorer_shown(cell)
        if asked:
            yield _html(asked, cell, id=f"{cell.id}-asked")
        yield _html(picture(cell), cell)
    elif is_exercise(cell):
        asked = exercise_asked(cell)
        cell.outputs = []
        yield _html(asked, cell) if asked else cell
    else:
        yield cell


def slides(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook with each cell as the slides should show it."""
    cells = [
        shown
        for cell in notebook.cells
        if cell.metadata.get("slideshow", {}).get("slide_type") != "skip"
        for shown in slide_cells(cell)
    ]
    return nbformat.v4.new_notebook(metadata=notebook.metadata, cells=cells)


def make(folder: Path, paths: Iterable[Path] = ()) -> list[Path]:
    """Write the slides of these notebooks, or of all, into `folder`; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    export = exporter(SlidesExporter, ROOT / "workshop" / "slides")
    reveal = files("sphinx_revealjs") / "_static" / "revealjs" / "dist"
    course = {
        "reveal_css": (reveal / "reveal.css").read_text(encoding="utf-8"),
        "reveal_js": (reveal / "reveal.js").read_text(encoding="utf-8"),
        "width": WIDTH,
        "height": HEIGHT,
    }
    written = []
    for path, given in notebooks(paths):
        notebook = slides(given)
        course["title"] = notebook.cells[0].source.partition("\n")[0].lstrip("# ")
        page, _ = export.from_notebook_node(notebook, resources={"course": course})
        target = folder / f"{path.stem}.slides.html"
        target.write_text(page, encoding="utf-8")
        written.append(target)
    return written


def _with_short_tables(cell: NotebookNode) -> Iterator[NotebookNode]:
    """Return a cell of text, in two if its table has more rows than a slide."""
    lines = cell.source.split("\n")
    rule = next((at for at, line in enumerate(lines) if _RULE.match(line)), 0)
    last = next((at for at in range(rule, len(lines)) if not lines[at].startswith("|")), len(lines))
    if not rule or last - rule - 1 <= ROWS:
        yield cell
        return
    head, split = lines[rule - 1 : rule + 1], rule + 1 + ROWS
    yield _html("\n".join(lines[:split]), cell)
    yield _html("\n".join([*head, *lines[split:]]), cell, id=f"{cell.id}-more")


def _html(source: str, cell: NotebookNode, **changed: str) -> NotebookNode:
    """Return a cell of HTML in place of `cell`; it begins a slide if `cell` does."""
    kept = {"id": cell.id, "metadata": copy.deepcopy(cell.metadata)}
    return nbformat.v4.new_markdown_cell(source, **{**kept, **changed})


def main(arguments: list[str]) -> None:
    """Make slides of the given notebooks, or of all, in the folder that is given first."""
    folder, *named = map(Path, arguments)
    for path in make(folder, named):
        print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
