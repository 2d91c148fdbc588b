"""How large the environment of Binder and conda is: its pip half, in an empty environment.

Run `python -m benchmarks.environment`. It downloads packages, so it needs a network.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import pins

from .report import save, table

LARGEST = 12
_WEIGH = """\
import json
from importlib.metadata import distributions
print(json.dumps({
    found.metadata["Name"]: {
        "bytes": sum(p.stat().st_size for p in map(found.locate_file, found.files) if p.is_file()),
        "requires": found.requires or [],
    }
    for found in distributions()
}))
"""


def build(folder: Path) -> tuple[float, dict[str, int], dict[str, set[str]]]:
    """Install; return the seconds it took, and for each package its bytes and what it needs."""
    course = folder / "course"
    pins.copy_of_the_course(course)
    python = pins.empty_environment(folder / "environment")
    start = time.perf_counter()
    run = pins.install(python, pins.pip_lines(), course)
    seconds = time.perf_counter() - start
    if run.returncode:
        sys.exit(run.stdout + run.stderr)
    found = json.loads(
        subprocess.run([python, "-c", _WEIGH], capture_output=True, text=True, check=True).stdout
    )
    found = {canonicalize_name(name): entry for name, entry in found.items()}
    sizes = {name: entry["bytes"] for name, entry in found.items()}
    requires = {name: entry["requires"] for name, entry in found.items()}
    needs = {name: _needed(lines, requires) & set(sizes) for name, lines in requires.items()}
    return seconds, sizes, needs


def _needed(lines: list[str], requires: dict[str, list[str]], extra: str = "") -> set[str]:
    """Return the packages that requirement lines ask for, with the extras they ask for."""
    found = set()
    for requirement in map(Requirement, lines):
        name = canonicalize_name(requirement.name)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        found.add(name)
        for wanted in requirement.extras:
            optional = [line for line in requires.get(name, []) if "extra ==" in line]
            found |= _needed(optional, requires, wanted)
    return found


def only_for(name: str, direct: set[str], needs: dict[str, set[str]]) -> set[str]:
    """Return the packages that would be gone if `name` were not asked for: itself and others."""
    return _closure(direct, needs) - _closure(direct - {name}, needs, without=name)


def _closure(names: set[str], needs: dict[str, set[str]], without: str = "") -> set[str]:
    found: set[str] = set()
    waiting = sorted(names - {without})
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += sorted(needs[name] - {without})
    return found


def main() -> None:
    """Measure and save the results."""
    with tempfile.TemporaryDirectory() as folder:
        seconds, sizes, needs = build(Path(folder))
    direct = {
        canonicalize_name(line.partition("==")[0]) for line in pins.pip_lines() if "==" in line
    }
    counted = set(sizes) - {"pip", "setuptools"}  # these are in every virtual environment
    total = sum(sizes[name] for name in counted)
    largest = sorted(counted, key=lambda name: -sizes[name])[:LARGEST]
    rest = total - sum(sizes[name] for name in largest)
    gone = {name: only_for(name, direct, needs) for name in direct}
    lost = {name: sum(sizes[other] for other in gone[name]) for name in direct}
    asked = [
        [name, _megabytes(lost[name]), str(len(gone[name]))]
        for name in sorted(direct, key=lambda name: -lost[name])
    ]
    body = (
        "The pip half of `environment.yml` in an empty virtual environment, as Binder and conda "
        f"install it: {seconds:.0f} s, {len(counted)} packages, {_megabytes(total)} with their "
        "compiled modules.\n\n"
        "What would be gone, and how many packages, if one were not asked for by anybody:\n\n"
        f"{table(['asked for', 'weight', 'packages'], asked)}\n\n"
        "The heaviest packages:\n\n"
        + table(
            ["package", "weight"],
            [
                *([name, _megabytes(sizes[name])] for name in largest),
                [f"{len(counted) - len(largest)} others", _megabytes(rest)],
            ],
        )
    )
    save(
        "The environment",
        "python -m benchmarks.environment",
        ["ipywidgets", "jupyterlab", "matplotlib", "numpy", "pip"],
        body,
    )


def _megabytes(number: int) -> str:
    return f"{number / 1e6:.0f} MB"


if __name__ == "__main__":
    main()
