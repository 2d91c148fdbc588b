"""Write the maps and stubs, execute the notebooks and write them back clean.

    python -m tools.notebooks [NOTEBOOK ...]

It keeps what a reader needs and what the tests compare: sources, text, pictures. It removes what
changes from run to run or from machine to machine: widget views and their state (a reopened
notebook would show "model not found" in place of the picture), timings, versions.
"""

from __future__ import annotations

import itertools
import re
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from backprop_lib.practice import exercises

from .answer_cells import TAG, is_answer, learners_cell, named_by_author
from .course_map import HERE, IN_NOTEBOOK, IN_README, with_maps
from .repository import NOTEBOOK_PATHS, README, execute

# The id of a cell of the course is in words, so that it can be told from one that a learner added:
# editors give random ids to new cells.
OWN_CELL = re.compile(r"[a-z]+(-[a-z0-9]+)*")
METADATA = ("exercise", "jupyter", "slideshow", "tags")
_IMPORT = re.compile(r"(?:from|import) .*\n+")
_ONLY_SHOWS = re.compile(
    r"(?:challenges|predictions|exercises)\[.*\)"
    r"|(?:say_it|\w+Picture|\w+_page)\(.*\)"
    r"|\w+Explorer\((?!\w+=my_|\").*\)"  # a function or a formula of one's own stays in view
)
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def fill_in(notebook: NotebookNode) -> None:
    """Put each exercise's stub or form into its answer cell, or into the cell that names it."""
    for cell in notebook.cells:
        if name := named_by_author(cell):
            cell.metadata.update(exercise=name, tags=[*cell.metadata.get("tags", []), TAG])
    for cell in filter(is_answer, notebook.cells):
        cell.source = learners_cell(exercises[cell.metadata.exercise], cell)


def write_map(notebook: NotebookNode) -> None:
    """Write the map of the course into the cell that holds it."""
    cells = [cell for cell in notebook.cells if "<!-- map -->" in cell.source]
    if len(cells) != 1:
        raise ValueError(f"{len(cells)} cells hold <!-- map -->, but one is wanted")
    cells[0].source = with_maps(cells[0].source, IN_NOTEBOOK)


def set_slides(notebook: NotebookNode) -> None:
    """Let new headings begin a slide, and leave new imports out of the slides."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("#"):
            cell.metadata.setdefault("slideshow", {"slide_type": "slide"})
        elif cell.cell_type == "code" and re.match(r"from |import ", cell.source):
            cell.metadata.setdefault("slideshow", {"slide_type": "skip"})


def fold(notebook: NotebookNode) -> None:
    """Fold the code that only shows a picture, a form or a page: it teaches nothing."""
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if _ONLY_SHOWS.fullmatch(_IMPORT.sub("", cell.source)):
            cell.metadata["jupyter"] = {"source_hidden": True}
        else:
            cell.metadata.pop("jupyter", None)


def name_cells(notebook: NotebookNode) -> None:
    """Give new cells an id in words."""
    taken = {cell.id for cell in notebook.cells}
    free = (f"cell-{n}" for n in itertools.count(1) if f"cell-{n}" not in taken)
    for cell in notebook.cells:
        if not OWN_CELL.fullmatch(cell.id):
            cell.id = next(free)


def clean(notebook: NotebookNode) -> None:
    """Remove what differs from run to run."""
    notebook.metadata = {"kernelspec": _KERNEL, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        kept = {key: cell.metadata[key] for key in METADATA if key in cell.metadata}
        cell.metadata = NotebookNode(kept)
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata = NotebookNode()


def refresh(path: Path) -> bool:
    """Fill in, execute and clean the notebook at `path`; return whether its text changed."""
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    if path.name == HERE.file:
        write_map(notebook)
    fill_in(notebook)
    set_slides(notebook)
    fold(notebook)
    name_cells(notebook)
    execute(notebook, path.parent)
    clean(notebook)
    after = nbformat.writes(notebook) + "\n"
    path.write_text(after, encoding="utf-8")
    return after != before


def main(arguments: list[str]) -> None:
    """Write the README's map, and refresh the given notebooks, or all of them."""
    text = README.read_text(encoding="utf-8")
    README.write_text(with_maps(text, IN_README), encoding="utf-8")
    for path in map(Path, arguments) if arguments else NOTEBOOK_PATHS:
        print(f"{path.name}: ", end="", flush=True)  # an error below belongs to this notebook
        print("changed" if refresh(path) else "as it was", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
