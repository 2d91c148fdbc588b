"""What the course costs to start: memory, imports, and the time to the last cell.

Run `python -m benchmarks.start`. It reads memory from /proc, so it needs Linux.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import numpy as np
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

from tools.repository import NOTEBOOK_PATHS

from .report import save, table

IMPORTS = ("import numpy", "import backprop_lib")
ROUNDS = 11
_RESIDENT = """\
import re, pathlib
print(re.search(r"VmRSS:\\s+(\\d+) kB", pathlib.Path("/proc/self/status").read_text())[1])
"""


def import_times() -> dict[str, float]:
    """Return the median seconds of each import in a fresh process, taken in turns."""
    seconds: dict[str, list[float]] = {statement: [] for statement in IMPORTS}
    for _ in range(ROUNDS):
        for statement in IMPORTS:
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", statement], check=True)
            seconds[statement].append(time.perf_counter() - start)
    return {statement: float(np.median(times)) for statement, times in seconds.items()}


def run(path: Path) -> tuple[float, float]:
    """Run a notebook in a fresh kernel; return the seconds it took and the kernel's megabytes."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}})
    start = time.perf_counter()
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
        seconds = time.perf_counter() - start
        notebook.cells.append(new_code_cell(_RESIDENT))
        resident = client.execute_cell(notebook.cells[-1], len(notebook.cells) - 1)
    return seconds, int(resident.outputs[0].text) / 1024


def main() -> None:
    """Measure and save the results."""
    times = import_times()
    ratio = times["import backprop_lib"] / times["import numpy"]
    imports = [[f"`{statement}`", f"{1000 * time:.0f} ms"] for statement, time in times.items()]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BACKPROP_PROGRESS"] = str(Path(folder) / "progress.json")  # not a learner's
        runs = {path.name: run(path) for path in NOTEBOOK_PATHS}
    rows = [
        [name, f"{seconds:.1f} s", f"{megabytes:.0f} MB"]
        for name, (seconds, megabytes) in runs.items()
    ]
    body = (
        f"A fresh process that does nothing else, median of {ROUNDS} in turns:\n\n"
        f"{table(['statement', 'time'], imports)}\n\n"
        f"`import backprop_lib` takes {ratio:.2f} times as long as `import numpy`.\n\n"
        "Each notebook once, from the start of a fresh kernel to the end of its last cell, and "
        "the kernel's resident memory then:\n\n"
        f"{table(['notebook', 'time', 'memory'], rows)}"
    )
    packages = ["anywidget", "ipykernel", "ipywidgets", "matplotlib", "numpy"]
    save("Memory and start", "python -m benchmarks.start", packages, body)


if __name__ == "__main__":
    main()
