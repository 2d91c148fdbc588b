"""What all tools share: paths, running a notebook, and finding the system's browser."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from nbclient import NotebookClient
from nbformat import NotebookNode

from backprop_lib.course import COURSE
from backprop_lib.interface import WIDGET_VIEW
from backprop_lib.practice.engine import progress

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
BUILD = ROOT / "build"
README = ROOT / "README.md"
NOTEBOOK_PATHS = tuple(NOTEBOOKS / notebook.file for notebook in COURSE)
_CELL_SECONDS = 120
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def execute(notebook: NotebookNode, folder: Path) -> None:
    """Run all cells in a fresh kernel, in `folder`; an error in a cell is raised.

    The run has a progress file of its own, so that a learner's is not changed. Widget views are
    left out of the outputs, because a reopened notebook could not show them.
    """
    client = NotebookClient(
        notebook,
        timeout=_CELL_SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=False,
        record_timing=False,
        coalesce_streams=True,
    )
    with tempfile.TemporaryDirectory() as own:
        client.execute(env={**os.environ, progress.VARIABLE: str(Path(own, "progress.json"))})
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)


def find_chromium() -> str | None:
    """Return the path of the system's Chromium or Chrome, or None if there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _BROWSERS)), None)
