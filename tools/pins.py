"""The environment that Binder and conda make from environment.yml, and its pins.

`python -m tools.pins` (`make pins`) installs the newest versions that pyproject.toml allows into
an empty virtual environment, and writes the versions that are then there into constraints.txt and
into the pins of environment.yml. `make test` says whether the course works with them.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import yaml

from .repository import ROOT

CONSTRAINTS = ROOT / "constraints.txt"
ENVIRONMENT = ROOT / "environment.yml"
_INSTALL_SECONDS = 600
# Newer ones need Python 3.11.5; Debian 12 has 3.11.2.
_HELD_BACK = ("soupsieve<3",)
_HEAD = """\
# The exact versions that the course itself runs with, here and on Binder; not those of the tools
# that only test it. Renewed by `make pins`.
"""


def pip_lines() -> list[str]:
    """Return the lines under pip in environment.yml."""
    *_, last = yaml.safe_load(ENVIRONMENT.read_text(encoding="utf-8"))["dependencies"]
    return last["pip"]


def pinned_versions() -> dict[str, str]:
    """Return the versions in constraints.txt by package."""
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def copy_of_the_course(folder: Path) -> None:
    """Copy the files that git tracks, as a fresh clone has them, into `folder`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)


def empty_environment(folder: Path) -> Path:
    """Make a virtual environment with nothing but pip; return its Python."""
    venv.create(folder, with_pip=True)
    return folder / "bin" / "python"


def install(python: Path, lines: list[str], course: Path) -> subprocess.CompletedProcess[str]:
    """Install requirements as conda does: from a file in the folder of environment.yml."""
    requirements = course / "condaenv.requirements.txt"
    requirements.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return subprocess.run(
        [
            *(str(python), "-m", "pip", "install", "--upgrade", "--disable-pip-version-check"),
            *("--retries", "1", "--timeout", "30", "--requirement", str(requirements)),
        ],
        cwd=course,
        capture_output=True,
        text=True,
        timeout=_INSTALL_SECONDS,
    )


def is_without_network(output: str) -> bool:
    """Return whether pip failed because it could not reach any index."""
    return bool(
        re.search(
            r"NewConnectionError|NameResolutionError|Failed to establish a new connection"
            r"|Temporary failure in name resolution|Network is unreachable",
            output,
        )
    )


def versions(python: Path) -> dict[str, str]:
    """Return the versions in an environment by package, without pip and the course."""
    frozen = subprocess.run(
        [str(python), "-m", "pip", "freeze", "--exclude-editable"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return dict(line.split("==") for line in frozen.splitlines())


def renew() -> None:
    """Write the newest versions that are allowed into constraints.txt and environment.yml."""
    named = [re.sub(r"==.*", "", line) for line in pip_lines() if not line.startswith("-c")]
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder, "course")
        copy_of_the_course(course)
        python = empty_environment(Path(folder, "environment"))
        run = install(python, [*named, *_HELD_BACK], course)
        if run.returncode:
            sys.exit(run.stdout + run.stderr)
        found = versions(python)
    lines = (f"{name}=={found[name]}\n" for name in sorted(found, key=str.lower))
    CONSTRAINTS.write_text(_HEAD + "".join(lines), encoding="utf-8")
    text = ENVIRONMENT.read_text(encoding="utf-8")
    for name in filter(found.get, named):
        text = re.sub(rf"(?m)^(\s*- {name})==\S+$", rf"\1=={found[name]}", text)
    ENVIRONMENT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    renew()
