"""TypeScript checks the JavaScript of the package, as in `make lint`."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.missing import cannot_test
from tools.repository import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
SETTINGS = json.loads(re.sub(r"(?m)^\s*//.*$", "", (ROOT / "tsconfig.json").read_text()))
MODULES = {
    path.relative_to(ROOT).as_posix()
    for folder in ("backprop_lib", "tools")
    for path in (ROOT / folder).rglob("*.js")
}


@pytest.fixture
def tsc():
    """Run TypeScript in a folder; return what it says."""
    script = Path(sys.prefix, "bin", "tsc")
    if not script.exists():
        cannot_test("TypeScript is not installed: `make lint` does that where there is a network")

    def run(folder, *arguments):
        command = [Path(sys.prefix, "bin", "node"), script, *arguments]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)

    return run


def test_every_module_is_checked(tsc):
    run = tsc(ROOT, "--listFilesOnly")
    paths = [Path(line) for line in run.stdout.splitlines()]
    checked = {path.relative_to(ROOT).as_posix() for path in paths if path.is_relative_to(ROOT)}
    assert "backprop_lib/interface/card.js" in checked
    assert checked >= MODULES


def test_the_modules_have_no_error(tsc):
    run = tsc(ROOT)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ('import { node } from "./card.js"; node(1);', "'number' is not assignable"),
        ("export function f(x) { return x; }", "implicitly has an 'any' type"),
        ("document.querySelector('p').remove();", "possibly 'null'"),
        ('import { cart } from "./card.js";', "has no exported member"),
    ],
)
def test_a_mistake_is_found(tsc, tmp_path, line, error):
    shutil.copytree(ROOT / "backprop_lib" / "interface", tmp_path / "backprop_lib" / "interface")
    shutil.copy(ROOT / "tsconfig.json", tmp_path)
    (tmp_path / "backprop_lib" / "interface" / "mistake.js").write_text(f"{line}\n")
    run = tsc(tmp_path)
    assert run.returncode
    assert re.search(rf"mistake\.js.*{error}", run.stdout), run.stdout


def lint(tmp_path, ci):
    """Run the lines of `make lint` about JavaScript where npm cannot install anything."""
    binaries = tmp_path / ".venv" / "bin"
    binaries.mkdir(parents=True)
    for name in ("ruff", "mypy", "lint-imports"):
        (binaries / name).symlink_to("/bin/true")
    (binaries / "npm").symlink_to("/bin/false")
    shutil.copy(ROOT / "Makefile", tmp_path)
    kept = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    return subprocess.run(
        ["make", "--old-file=.venv/test.stamp", "lint"],
        cwd=tmp_path,
        env={**kept, "CI": ci},
        capture_output=True,
        text=True,
    )


def test_without_a_network_lint_says_that_nothing_was_checked(tmp_path):
    run = lint(tmp_path, ci="")
    assert run.returncode == 0, run.stderr
    assert "the JavaScript is not checked" in run.stdout


def test_without_a_network_the_workflow_fails(tmp_path):
    run = lint(tmp_path, ci="true")
    assert run.returncode
    assert "the JavaScript is not checked" in run.stdout


def test_a_new_major_version_is_taken_on_purpose():
    versions = re.findall(r"\$\(NPM_INSTALL\) '[\w-]+(.*)'", MAKEFILE)
    assert len(versions) == 3
    assert all(re.fullmatch(r"@\^\d+", version) for version in versions)
