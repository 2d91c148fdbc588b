"""The files around the package agree with each other and with what the README says."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PIP = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"][-1]["pip"]
PINS = {Requirement(line).name: Requirement(line) for line in PIP[:-1]}
FIVE = {"ipywidgets", "jupyterlab", "matplotlib", "nbval", "numpy"}


def test_the_environment_pins_the_five_packages_and_ends_with_this_one():
    assert set(PINS) == FIVE
    assert all(re.fullmatch(r"==[\d.]+", str(pin.specifier)) for pin in PINS.values())
    assert PIP[-1] == "-e ."


def test_the_pins_are_versions_that_the_project_allows():
    extras = PROJECT["optional-dependencies"]
    allowed = {Requirement(line).name: Requirement(line) for line in PROJECT["dependencies"]}
    allowed |= {Requirement(line).name: Requirement(line) for line in extras["test"]}
    for name, pin in PINS.items():
        (pinned,) = pin.specifier
        assert allowed[name].specifier.contains(pinned.version), name
    assert {Requirement(line).name for line in PROJECT["dependencies"]} <= set(PINS)


def test_the_environments_python_is_one_the_project_allows():
    dependencies = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    (python,) = [line for line in dependencies if str(line).startswith("python=")]
    assert Requirement(f"python{PROJECT['requires-python']}").specifier.contains(
        python.partition("=")[2]
    )


def test_what_is_tested_here_is_what_the_project_allows():
    for line in PROJECT["dependencies"]:
        requirement = Requirement(line)
        assert requirement.specifier.contains(version(requirement.name)), line


@pytest.mark.filterwarnings("default")
def test_binder_would_build_this():
    run = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(ROOT)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    dockerfile = run.stdout + run.stderr
    assert run.returncode == 0, dockerfile
    assert "FROM " in dockerfile
    assert "environment.yml" in dockerfile
    assert "Python version" not in dockerfile or "3.11" in dockerfile


def test_the_readmes_make_targets_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:^|`|none )make ([a-z]+)", README, re.MULTILINE))
    assert {"lab", "test", "notebooks"} <= named <= targets


def test_the_readmes_files_exist():
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert links
    for link in links:
        assert (ROOT / link).exists(), link


def test_every_notebook_is_on_the_map_and_the_binder_links_go_to_notebooks():
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        assert f"notebooks/{path.name}" in README
    for target in re.findall(r"urlpath=lab/tree/([^)\s]+)", README):
        assert (ROOT / target).exists(), target


def test_no_path_of_a_machine_and_no_download_address_is_committed():
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    private = re.compile(r"(?<![\w.~])/(?:home|root|tmp|Users)/\w|https?://\S+\.(?:whl|tgz|deb)\b")
    for name in filter(None, files):
        path = ROOT / name
        if path.suffix != ".png" and path.is_file() and path.name != Path(__file__).name:
            assert not private.search(path.read_text(encoding="utf-8")), name
