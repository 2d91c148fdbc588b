"""Execute the notebooks and write them back clean: `python -m tools.notebooks [NOTEBOOK ...]`.

What stays is what a reader needs and what the tests compare: sources, text, pictures. What goes
is what changes from run to run or from machine to machine: widget views and their state (a
reopened notebook would show "model not found" in place of the picture), timings, versions.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from .repository import NOTEBOOKS, execute

METADATA = ("exercise", "slideshow", "tags")
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def clean(notebook: NotebookNode) -> None:
    """Take out what differs from run to run."""
    notebook.metadata = {"kernelspec": _KERNEL, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        kept = {key: cell.metadata[key] for key in METADATA if key in cell.metadata}
        cell.metadata = NotebookNode(kept)
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata = NotebookNode()


def refresh(path: Path) -> bool:
    """Execute and clean the notebook at `path`; return whether its text changed."""
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    execute(notebook, path.parent)
    clean(notebook)
    after = nbformat.writes(notebook) + "\n"
    path.write_text(after, encoding="utf-8")
    return after != before


def main(arguments: list[str]) -> None:
    """Refresh the notebooks named, or all."""
    paths = [Path(argument) for argument in arguments] or sorted(NOTEBOOKS.glob("*.ipynb"))
    for path in paths:
        print(f"{path.name}: {'changed' if refresh(path) else 'as it was'}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
