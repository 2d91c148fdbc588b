"""The official files of Pyodide that the course runs on in a browser.

`python -m tools.pyodide FOLDER` puts them into a folder, for a site that needs no other server and
for the tests. Pyodide's own lock names each wheel and its hash; a wheel that differs is refused.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

VERSION = "314.0.3"
"""The version that the site runs on, here and from the network: JupyterLite's kernel fits it."""

CDN = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
"""Where Pyodide's makers publish it."""

LOCK = "pyodide-lock.json"
CORE = {
    "pyodide.mjs": "5cfc46f5dcbaf2a16f26e2363f441873eb424762609cc03db00d6a2ace4d00e5",
    "pyodide.asm.mjs": "1a9775427ef6e8abaa7db88ece0515422d1886915ae5c9093776410c865dfd8d",
    "pyodide.asm.wasm": "e7f8fac36f8bf11085309cbc5c829b3ec3057c18bf1d73b05a6741612d63cdbf",
    "python_stdlib.zip": "444c770dfd75a32097fc0a7d5c1413fd3140601f49c3a1f2e9af0376fcd124b4",
    LOCK: "c963d22858f6bcb8f41586a2142f03905ab370c88ea22a86a2736e95fac2a8f3",
}
"""The files that are not packages, with their hashes; all other hashes are in the lock."""

NEEDED = ("matplotlib", "micropip", "numpy")
"""The packages that the course takes from Pyodide, with all that these need."""

# A package that ships Pyodide with the wheels; its files are the official ones, as the hashes show.
_SHIPS_WHEELS = "open-webui==0.12.4"


class PyodideError(Exception):
    """Why the files of Pyodide cannot be used."""


def packages(lock: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the entries of a lock for the packages that the course needs."""
    known: Mapping[str, dict[str, Any]] = lock["packages"]
    found: dict[str, dict[str, Any]] = {}
    waiting = list(NEEDED)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = known[name]
            waiting += known[name]["depends"]
    return found


def checked(folder: Path) -> Path:
    """Return a folder of Pyodide if it holds all that the course needs, unchanged.

    Raises
    ------
    PyodideError
        If a file is missing or differs from the official one; the message names it.
    """
    for name, sha256 in CORE.items():
        _refuse_other(folder / name, sha256)
    for package in packages(json.loads((folder / LOCK).read_text(encoding="utf-8"))).values():
        _refuse_other(folder / package["file_name"], package["sha256"])
    return folder


def files(folder: Path) -> Iterator[Path]:
    """Return those files of a folder of Pyodide that the course needs."""
    lock = json.loads((folder / LOCK).read_text(encoding="utf-8"))
    yield from (folder / name for name in CORE)
    yield from (folder / package["file_name"] for package in packages(lock).values())


def core(folder: Path) -> Path:
    """Fetch the core of Pyodide, with its lock, into a folder; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        npm = shutil.which("npm") or str(Path(sys.prefix, "bin", "npm"))
        _run([npm, "pack", "--silent", f"pyodide@{VERSION}"], Path(scratch))
        (archive,) = Path(scratch).glob("pyodide-*.tgz")
        with tarfile.open(archive) as packed:
            for name in CORE:
                member = packed.extractfile(f"package/{name}")
                assert member is not None
                (folder / name).write_bytes(member.read())
    for name, sha256 in CORE.items():
        _refuse_other(folder / name, sha256)
    return folder


def fetch(folder: Path) -> Path:
    """Fetch all files that the course needs into a folder, unless they are there already.

    Raises
    ------
    PyodideError
        If they cannot be had.
    """
    try:
        return checked(folder)
    except PyodideError:
        pass
    core(folder)
    wanted = packages(json.loads((folder / LOCK).read_text(encoding="utf-8"))).values()
    with tempfile.TemporaryDirectory() as scratch:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        pip.append("--ignore-requires-python")  # its files are taken, and nothing of it is run
        _run([*pip, "--dest", scratch, _SHIPS_WHEELS], Path(scratch))
        (shipping,) = Path(scratch).glob("*.whl")
        with zipfile.ZipFile(shipping) as shipped:
            places = {Path(name).name: name for name in shipped.namelist() if "/pyodide/" in name}
            for name in (package["file_name"] for package in wanted):
                if name in places:
                    (folder / name).write_bytes(shipped.read(places[name]))
    return checked(folder)


def _refuse_other(file: Path, sha256: str) -> None:
    if not file.is_file():
        raise PyodideError(f"{file.name} is missing in {file.parent}")
    if hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
        raise PyodideError(f"{file.name} in {file.parent} differs from that of Pyodide {VERSION}")


def _run(command: Iterable[str], folder: Path) -> None:
    try:
        run = subprocess.run([*command], cwd=folder, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise PyodideError(f"{error.filename} is not installed") from error
    if run.returncode:
        raise PyodideError(f"{' '.join(command)} failed: {run.stderr.strip()}")


def main(arguments: list[str]) -> int:
    """Fetch the files into the folder that is given; return 1 if they cannot be had."""
    (folder,) = arguments
    try:
        fetch(Path(folder))
    except PyodideError as error:
        print(f"Pyodide cannot be fetched: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
