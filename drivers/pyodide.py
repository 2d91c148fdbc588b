"""The course in Pyodide, the Python of a browser, which runs in Node here."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any, NamedTuple

from tools.repository import ROOT

_RUNNER = Path(__file__).with_suffix(".mjs")
COURSE = "/course"
"""Where the repository is in Pyodide."""


class Outcome(NamedTuple):
    """What the calls returned, and what JupyterLite's drive was asked that it never answers."""

    results: list[Any]
    unanswered: list[str]


def find_node() -> str | None:
    """Return the path of Node, that of this environment first, or None if there is none."""
    return shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")


def run(node: str, folder: Path, module: str, calls: list[list[Any]]) -> Outcome:
    """Run a module of this repository in a new Pyodide.

    It finds the repository at `COURSE`, and at /tab-1 and /tab-2 the files of a browser as two
    kernels of JupyterLite have them.

    Parameters
    ----------
    node
        The path of Node.
    folder
        The official files of Pyodide, with the wheels of NumPy and matplotlib.
    module
        The name of the module. Its function `run`, which is asynchronous, gets the calls.
    calls
        For each, the name of a function and its arguments.

    Raises
    ------
    RuntimeError
        If Python raises an exception there; the message is its traceback.
    """
    packages = sysconfig.get_path("purelib")
    done = subprocess.run(
        [node, str(_RUNNER), str(folder.resolve()), str(ROOT), packages, module, json.dumps(calls)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Outcome(**json.loads(done.stdout))
