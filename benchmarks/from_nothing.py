"""How long `make lab` takes from a fresh clone to a served page, with and without the network.

Run `python -m benchmarks.from_nothing`. Needs git and make.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from drivers.lab import free_port
from tools.repository import ROOT

from .report import save, table

_LONGEST = 900  # seconds
_BUILD = ("pip", "hatchling", "editables")  # what pip needs besides the dependencies


def seconds_until_served(folder: Path, **environment: str) -> float:
    """Clone the course into `folder`, call `make lab` and return the seconds until it answers."""
    subprocess.run(["git", "clone", "--quiet", ROOT, folder], check=True)
    port = free_port()
    flags = f"--ServerApp.port={port} --ServerApp.port_retries=0 --IdentityProvider.token=benchmark"
    inherited = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    log = folder.with_suffix(".log")
    with log.open("wb") as output:
        start = time.perf_counter()
        lab = subprocess.Popen(
            ["make", "lab", "BROWSER=none", f"LAB_FLAGS={flags}", f"PYTHON={sys.executable}"],
            cwd=folder,
            env={**inherited, "JUPYTER_CONFIG_DIR": str(folder / "settings"), **environment},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            while not _answers(f"http://127.0.0.1:{port}/lab?token=benchmark"):
                if lab.poll() is not None or time.perf_counter() - start > _LONGEST:
                    sys.exit(f"make lab served no page:\n{log.read_text(errors='replace')}")
                time.sleep(0.1)
            return time.perf_counter() - start
        finally:
            with suppress(ProcessLookupError):
                os.killpg(lab.pid, signal.SIGTERM)
            lab.wait(timeout=60)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10):
            return True
    except OSError:
        return False


def main() -> None:
    """Measure twice, the second time with all packages on the disk, and save the results."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        wheels = folder / "wheels"
        download = [sys.executable, "-m", "pip", "download", "--quiet", "--dest", wheels]
        subprocess.run([*download, "--no-cache-dir", ROOT, *_BUILD], check=True)
        size = sum(wheel.stat().st_size for wheel in wheels.iterdir())
        with_network = seconds_until_served(folder / "with", PIP_NO_CACHE_DIR="1")
        without = seconds_until_served(
            folder / "without",
            PIP_NO_CACHE_DIR="1",
            PIP_NO_INDEX="1",
            PIP_FIND_LINKS=str(wheels),
            PIP_CONFIG_FILE=os.devnull,
        )
    rows = [
        ["from a fresh clone, nothing cached", f"{with_network:.0f} s"],
        ["the same, all packages on the disk", f"{without:.0f} s"],
        ["share of the network", f"{1 - without / with_network:.0%}"],
    ]
    body = (
        f"`make lab` until JupyterLab's page is served, once each. {size / 1e6:.0f} MB of packages "
        f"are fetched; how long that takes is the network's doing.\n\n{table(['', 'time'], rows)}"
    )
    save("From nothing to a page", "python -m benchmarks.from_nothing", ["jupyterlab"], body)


if __name__ == "__main__":
    main()
