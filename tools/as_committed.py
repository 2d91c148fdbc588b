"""The notebooks as they are committed: what a leader shows and prints is made from them.

    python -m tools.as_committed FOLDER

copies them into a folder. Whoever leads the course has often taken it too, in the same checkout;
none of their own work may get into what they hand out. Git has the notebooks as committed. In a
download without Git, the notebooks are put back as far as possible: answer cells get their stubs
back, added cells are left out, and all cells are run again.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from .notebooks import OWN_CELL, clean, fill_in
from .repository import NOTEBOOK_PATHS, execute


def as_committed(path: Path, *, executed: bool = True) -> NotebookNode:
    """Return a notebook of the course without what somebody did in it.

    Parameters
    ----------
    path
        Its file.
    executed
        Whether its outputs are wanted. If they are not, cells may have none.
    """
    committed = _committed(path)
    if committed is not None:
        if not path.exists() or committed != path.read_text(encoding="utf-8"):
            print(f"{path.name}: taken as committed, without the later changes", file=sys.stderr)
        return nbformat.reads(committed, as_version=4)
    notebook = nbformat.read(path, as_version=4)
    put_back(notebook)
    if executed:
        execute(notebook, path.parent)
        clean(notebook)
    return notebook


def notebooks(
    named: Iterable[Path], *, executed: bool = True
) -> Iterator[tuple[Path, NotebookNode]]:
    """Return the named notebooks as they are or, if none is named, all notebooks as committed."""
    named = list(named)
    for path in named:
        yield path, nbformat.read(path, as_version=4)
    for path in () if named else NOTEBOOK_PATHS:
        yield path, as_committed(path, executed=executed)


def put_back(notebook: NotebookNode) -> None:
    """Take out answers, outputs and added cells. Other changes cannot be recognised."""
    notebook.cells = [cell for cell in notebook.cells if OWN_CELL.fullmatch(cell.get("id", ""))]
    fill_in(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
    clean(notebook)


def copy(folder: Path) -> list[Path]:
    """Write all notebooks as committed into `folder`; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for path, notebook in notebooks(()):
        target = folder / path.name
        target.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
        written.append(target)
    return written


def _committed(path: Path) -> str | None:
    """Return the text that Git has, or None if there is no Git or it does not know the file."""
    try:
        shown = subprocess.run(
            ["git", "show", f"HEAD:./{path.name}"], cwd=path.parent, capture_output=True
        )
    except FileNotFoundError:
        return None
    return shown.stdout.decode("utf-8") if shown.returncode == 0 else None


def main(arguments: list[str]) -> None:
    """Copy all notebooks as committed into the given folder."""
    (folder,) = arguments
    for path in copy(Path(folder)):
        print(path.name, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
