"""The course in JupyterLite, which runs in a browser alone: `python -m tools.lite FOLDER`.

With `--pyodide FOLDER`, the files of Pyodide in that folder are checked and become part of the
site, which then needs no other server; otherwise a browser fetches them from Pyodide's makers.

Everything that a notebook imports is named in the site's own lock of Pyodide, so a browser fetches
all of it at once when a kernel starts, and the notebooks are those of the repository.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from backprop_lib import interface
from backprop_lib.practice.engine import progress

from . import pyodide
from .pins import CONSTRAINTS
from .repository import NOTEBOOK_PATHS, ROOT

# In the browser, what these add to the packages that need them is done by JupyterLite, or by
# nobody: there are no processes.
_LEFT_OUT = {"jupyterlab", "jupyterlab-widgets", "pexpect", "psutil", "widgetsnbextension"}
_PURE = (
    *("anywidget", "asttokens", "comm", "decorator", "executing", "ipython"),
    *("ipython-pygments-lexers", "ipywidgets", "jedi", "matplotlib-inline", "parso"),
    *("prompt-toolkit", "psygnal", "pure-eval", "pygments", "stack-data", "traitlets"),
    *("typing-extensions", "wcwidth"),
)
_SMALLER = ("jedi<0.20", "parso<0.8.7")  # a newer jedi is three times as large
_PYTHON = "3.14"
_IN_BROWSER = {
    "python_version": _PYTHON,
    "python_full_version": f"{_PYTHON}.0",
    "sys_platform": "emscripten",
    "platform_system": "Emscripten",
    "implementation_name": "cpython",
    "os_name": "posix",
    "extra": "",
}
_AT_START = ("micropip", "piplite", "pyodide-kernel", "ipykernel", "ipython", "backprop-lib")

_EXTENSIONS = Path(sys.prefix, "share", "jupyter", "labextensions")
_KERNEL = _EXTENSIONS / "@jupyterlite" / "pyodide-kernel-extension"
_OUR_EXTENSION = ROOT / "tools" / "lite_extension"
_FRONT_ENDS = (
    _EXTENSIONS / "@jupyter-widgets" / "jupyterlab-manager",
    _EXTENSIONS / "anywidget",
    _KERNEL,
)
_SETTINGS = ROOT / "jupyter-config" / "labconfig" / "default_setting_overrides.json"
# Nothing can interrupt a kernel that runs in one thread with its messages; and ⏩, which starts a
# new kernel, takes much longer than running all cells.
_NO_INTERRUPT = {
    "@jupyterlab/notebook-extension:panel": {
        "toolbar": [
            {"name": "interrupt", "disabled": True},
            {"name": "restart-and-run", "disabled": True},
            {"name": "run-all", "command": "notebook:run-all-cells", "rank": 33},
        ]
    }
}
_THEME_OF_THE_SYSTEM = {"@jupyterlab/apputils-extension:themes": {"adaptive-theme": True}}
# Neither means anything to a learner: "Not Trusted", and when the last checkpoint was.
_LEFT_OUT_OF_VIEW = [
    "@jupyter-notebook/notebook-extension:checkpoints",
    "@jupyter-notebook/notebook-extension:trusted",
]
_PROGRESS = "/drive/progress.json"  # one for all folders
STORAGE = "Back-propagation under your finger"
"""The name of the browser's storage that holds the notebooks and the progress file."""


def build(folder: Path, pyodide_folder: Path | None = None) -> None:
    """Make the course in JupyterLite in an empty folder.

    Parameters
    ----------
    folder
        Where to put it.
    pyodide_folder
        The folder with the files of Pyodide to put into the site, or None to let the browser fetch
        them from Pyodide's makers.

    Raises
    ------
    PyodideError
        If a file of Pyodide is missing or differs from the official one.
    """
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        if pyodide_folder is None:
            base, lock_from = pyodide.CDN, pyodide.core(scratch / "core")
        else:
            base, lock_from = "../pyodide/", pyodide.checked(pyodide_folder)
        _write_source(scratch / "source", base)
        _run_jupyterlite(scratch / "source", folder)
        if pyodide_folder is not None:
            target = folder / "static" / "pyodide"
            target.mkdir(parents=True)
            for file in pyodide.files(pyodide_folder):
                shutil.copy(file, target)
        wheels = _wheels(folder / "static" / "lock")
        lock = json.loads((lock_from / pyodide.LOCK).read_text(encoding="utf-8"))
        (folder / "static" / "lock" / pyodide.LOCK).write_text(
            json.dumps(own_lock(lock, wheels, base)), encoding="utf-8"
        )


def own_lock(lock: Mapping[str, Any], wheels: list[Path], base: str) -> dict[str, Any]:
    """Return a lock that names these wheels, beside it, and what they need of Pyodide.

    Parameters
    ----------
    lock
        The lock of Pyodide.
    wheels
        The wheels, which may replace packages of Pyodide.
    base
        Where Pyodide's own wheels are, as seen from the lock.
    """
    entries = {
        name: {**entry, "file_name": f"{base}{entry['file_name']}"}
        for name, entry in pyodide.packages(lock).items()
    }
    ours = [_entry(wheel) for wheel in wheels]
    known = {*entries, *(entry["name"] for entry in ours)}
    for entry in ours:
        if missing := [name for name in entry["depends"] if name not in known | _LEFT_OUT]:
            raise ValueError(f"{entry['name']} needs {missing[0]}, which the site does not have")
        entry["depends"] = [name for name in entry["depends"] if name in known]
        entries[entry["name"]] = entry
    return {"info": lock["info"], "packages": entries}


def _entry(wheel: Path) -> dict[str, Any]:
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        head = HeaderParser().parsestr(packed.read(metadata).decode("utf-8"))
    needed = map(Requirement, head.get_all("Requires-Dist", []))
    tops = {name.split("/")[0].removesuffix(".py") for name in names}
    return {
        "name": canonicalize_name(head["Name"]),
        "version": head["Version"],
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(top for top in tops if top.isidentifier()),
        "depends": sorted(
            {
                canonicalize_name(each.name)
                for each in needed
                if each.marker is None or each.marker.evaluate(_IN_BROWSER)
            }
        ),
        "unvendored_tests": False,
    }


def _wheels(folder: Path) -> list[Path]:
    """Put the wheels that do not come from Pyodide into a folder; return them."""
    folder.mkdir(parents=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    with tempfile.TemporaryDirectory() as scratch:
        constraints = Path(scratch, "constraints.txt")
        constraints.write_text("\n".join(_constraints()), encoding="utf-8")
        any_machine = ["--platform=any", f"--python-version={_PYTHON}", "--implementation=py"]
        _run(
            *(*pip, "download", "--no-deps", "--only-binary=:all:", *any_machine, "--abi=none"),
            *(f"--constraint={constraints}", f"--dest={folder}", *_PURE),
        )
    _run(*pip, "wheel", "--no-deps", f"--wheel-dir={folder}", str(ROOT))
    for name in ("piplite", "pyodide_kernel", "ipykernel"):
        (wheel,) = (_KERNEL / "static" / "pypi").glob(f"{name}-*.whl")
        shutil.copy(wheel, folder)
    return sorted(folder.glob("*.whl"))


def _constraints() -> list[str]:
    """Return the versions of the course, but for what is much smaller when it is older."""
    smaller = {Requirement(each).name for each in _SMALLER}
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    same = [line for line in lines if line.partition("==")[0] not in smaller]
    return [*same, *_SMALLER]


def _write_source(folder: Path, base: str) -> None:
    """Write what JupyterLite builds a site from."""
    contents = folder / "contents"
    contents.mkdir(parents=True)
    editions = {}
    for path in NOTEBOOK_PATHS:
        notebook = nbformat.read(path, nbformat.NO_CONVERT)
        editions[path.name] = notebook.metadata["backprop_edition"] = edition(notebook)
        nbformat.write(notebook, contents / path.name)
    config = {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Back-propagation under your finger",
            "appUrl": "./tree",
            "contentsStorageName": STORAGE,
            "settingsStorageName": f"{STORAGE}: settings",
            "workspacesStorageName": f"{STORAGE}: workspaces",
            "backpropEditions": editions,
            "disabledExtensions": _LEFT_OUT_OF_VIEW,
            "exposeAppInBrowser": True,
            "settingsOverrides": {
                **json.loads(_SETTINGS.read_text("utf-8")),
                **_NO_INTERRUPT,
                **_THEME_OF_THE_SYSTEM,
            },
            "litePluginSettings": {
                "@jupyterlite/pyodide-kernel-extension:kernel": {
                    "pyodideUrl": f"{base.replace('../', './static/')}pyodide.mjs",
                    "disablePyPIFallback": True,
                    "loadPyodideOptions": {
                        "env": {progress.VARIABLE: _PROGRESS},
                        "lockFileURL": f"./static/lock/{pyodide.LOCK}",
                        "packages": _AT_START,
                    },
                },
            },
        },
    }
    extension = Path(shutil.copytree(_OUR_EXTENSION, folder / "extension"))
    module = Path("static", "course.js")
    script = interface.script(_OUR_EXTENSION / module)
    (extension / module).write_text(script, encoding="utf-8")
    (extension / "static" / "card.css").write_text(interface.style(), encoding="utf-8")
    (folder / "jupyter-lite.json").write_text(json.dumps(config), encoding="utf-8")
    settings = {
        "LiteBuildConfig": {
            "apps": ["notebooks", "tree", "edit"],
            "contents": [str(contents)],
            "federated_extensions": [*map(str, (*_FRONT_ENDS, extension))],
            "ignore_sys_prefix": ["federated_extensions"],
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
        }
    }
    (folder / "jupyter_lite_config.json").write_text(json.dumps(settings), encoding="utf-8")


def edition(notebook: NotebookNode) -> str:
    """Return a mark of what stands in the cells of a notebook, whatever their outputs are.

    The site's extension computes the same from a saved copy, to tell whether somebody changed it.

    Examples
    --------
    >>> edition(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("w = 0.8")]))
    'a1c08a45'
    """
    sources = [cell.source for cell in notebook.cells]
    text = json.dumps(sources, ensure_ascii=False, separators=(",", ":"))
    return f"{zlib.crc32(text.encode()):08x}"


def _run_jupyterlite(source: Path, folder: Path) -> None:
    lite = [sys.executable, "-m", "jupyterlite_core", "build"]
    _run(*lite, f"--lite-dir={source}", f"--output-dir={folder}", cwd=source)


def _run(*command: str, cwd: Path = ROOT) -> None:
    environment = {**os.environ, "JUPYTER_PREFER_ENV_PATH": "1"}
    run = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{run.stdout}{run.stderr}")


def main(arguments: list[str]) -> int:
    """Make the course in JupyterLite; return 1 if Pyodide is not as it should be."""
    parser = argparse.ArgumentParser(description="Make the course in JupyterLite.")
    parser.add_argument("folder", type=Path, help="where to put it")
    parser.add_argument("--pyodide", type=Path, help="a folder with the files of Pyodide")
    options = parser.parse_args(arguments)
    try:
        build(options.folder, options.pyodide)
    except pyodide.PyodideError as error:
        print(f"JupyterLite is not made: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
