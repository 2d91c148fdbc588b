"""Binder: what it would build, the pip half of it built here, and the links that open it."""

import contextlib
import json
import os
import re
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from backprop_lib.course import BINDER, COURSE
from drivers.lab import free_port
from tools import pins
from tools.repository import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
DEPENDENCIES = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
NAMES = [notebook.file for notebook in COURSE]
PINS = {canonicalize_name(name): pinned for name, pinned in pins.pinned_versions().items()}
(PYTHON,) = [line.partition("=")[2] for line in DEPENDENCIES if str(line).startswith("python=")]
ON_BINDERS_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}" == PYTHON
LINUX = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}


def direct():
    """The packages that environment.yml names, with their requirement."""
    first, *lines, last = pins.pip_lines()
    assert (first, last) == ("-c constraints.txt", "-e .")
    return {Requirement(line).name: Requirement(line) for line in lines}


def test_the_environment_names_what_the_project_needs_and_the_server_that_binder_starts():
    needed = {Requirement(line).name: Requirement(line) for line in PROJECT["dependencies"]}
    assert set(direct()) == set(needed) | {"notebook"}
    for name, requirement in direct().items():
        (pin,) = requirement.specifier
        assert (pin.operator, pin.version) == ("==", PINS[name])
        assert name not in needed or needed[name].specifier.contains(pin.version)


def test_the_environments_python_is_one_the_project_allows():
    assert Requirement(f"python{PROJECT['requires-python']}").specifier.contains(PYTHON)


def test_everything_that_the_course_needs_is_pinned():
    assert needed_by(distribution("backprop-lib").requires) <= set(PINS)


def needed_by(requirements, seen=()):
    """Return the names of all packages that these need, on Linux."""
    found = set(seen)
    for requirement in map(Requirement, requirements or []):
        name = canonicalize_name(requirement.name)
        marker = requirement.marker
        if name in found or (marker and not marker.evaluate({**LINUX, "extra": ""})):
            continue
        found.add(name)
        more = distribution(name).requires or []
        for extra in requirement.extras:
            more += [
                line.partition(";")[0]
                for line in more
                if (m := Requirement(line).marker) and m.evaluate({**LINUX, "extra": extra})
            ]
        found |= needed_by(more, found)
    return found


def test_the_tests_run_with_the_pinned_versions():
    different = {}
    for name, pinned in PINS.items():
        try:
            if version(name) != pinned:
                different[name] = (version(name), pinned)
        except PackageNotFoundError:
            assert name == "notebook" or not ON_BINDERS_PYTHON  # a newer one needs fewer
    assert different == {}, "`make pins` renews the pins, `make clean` what is installed"


def test_the_pinned_versions_run_on_every_python_that_the_project_allows():
    oldest = PROJECT["requires-python"].removeprefix(">=") + ".0"
    for name in PINS:
        with contextlib.suppress(PackageNotFoundError):  # notebook, which only Binder installs
            wanted = distribution(name).metadata["Requires-Python"]
            assert SpecifierSet(wanted or "").contains(oldest), (name, wanted)


def test_pins_carry_no_address():
    lines = pins.CONSTRAINTS.read_text().splitlines()
    assert all(re.fullmatch(r"# .*|[\w.-]+==[\w.+]+", line) for line in lines)
    assert not re.search(r"://", pins.CONSTRAINTS.read_text())


@pytest.fixture(scope="module")
def dockerfile():
    """The Dockerfile that repo2docker would build, for the user that Binder runs as."""
    run = subprocess.run(
        [
            *(sys.executable, "-m", "repo2docker", "--no-build", "--debug"),
            *("--user-id", "1000", "--user-name", "jovyan", str(ROOT)),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout + run.stderr


def step(dockerfile, text):
    """The place of a step; it must be there once."""
    assert dockerfile.count(text) == 1, text
    return dockerfile.index(text)


def test_binder_installs_our_environment_over_its_own_for_our_python(dockerfile):
    assert f"Building conda environment for python={PYTHON}" in dockerfile
    copied = step(dockerfile, "COPY --chown=1000:1000 src/ ${REPO_DIR}/")
    installed = step(dockerfile, '${MAMBA_EXE} env update -p ${NB_PYTHON_PREFIX} --file "environ')
    base = step(dockerfile, "install-base-env.bash'")
    # `-c constraints.txt` and `-e .` are found only if the course is copied before.
    assert base < copied < installed
    user = dockerfile.rindex("USER ", 0, installed)
    assert dockerfile[user:].startswith("USER ${NB_USER}")


def test_nothing_of_ours_runs_before_the_server(dockerfile):
    """No postBuild or start script; if one comes, it must stop at its first error."""
    for folder in (ROOT, ROOT / "binder", ROOT / ".binder"):
        assert folder == ROOT or not folder.exists(), "it would hide environment.yml"
        for name in ("postBuild", "start"):
            script = folder / name
            assert not script.exists() or re.search(r"^set -\w*e", script.read_text(), re.M)
    assert "postBuild" not in re.sub(r"(?m)^\s*#.*$", "", dockerfile)
    assert command(dockerfile)[:2] == ["jupyter", "notebook"]


def command(dockerfile):
    (line,) = re.findall(r"(?m)^CMD (\[.*\])$", dockerfile)
    return json.loads(line)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """An empty environment with the pip half of environment.yml: its folder and the course's."""
    folder = tmp_path_factory.mktemp("binder")
    course = folder / "course"
    pins.copy_of_the_course(course)
    python = pins.empty_environment(folder / "environment")
    run = pins.install(python, pins.pip_lines(), course)
    if run.returncode and pins.is_without_network(run.stdout + run.stderr):
        pytest.skip("no network: the packages of environment.yml cannot be fetched")
    assert run.returncode == 0, run.stdout + run.stderr
    return folder / "environment", course


def own_variables(built):
    """Variables under which nothing of the tests' own environment is seen."""
    folder, _ = built
    keep = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR")
    return {
        **{name: os.environ[name] for name in keep if name in os.environ},
        "PATH": f"{folder / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "HOME": str(folder),
        "BACKPROP_PROGRESS": str(folder / "progress.json"),
    }


def test_the_pip_half_installs_exactly_the_pinned_versions(built):
    folder, _ = built
    found = pins.versions(folder / "bin" / "python")
    found = {canonicalize_name(name): pinned for name, pinned in found.items()}
    assert found.items() <= PINS.items()
    assert found == PINS or not ON_BINDERS_PYTHON
    check = subprocess.run(
        [folder / "bin" / "python", "-m", "pip", "check"], capture_output=True, text=True
    )
    assert check.returncode == 0, check.stdout


RUN = """\
import sys, nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell
path = sys.argv[1]
notebook = nbformat.read(path, as_version=4)
notebook.cells.append(new_code_cell("import sys, backprop_lib\\n"
    "print(sys.prefix); print(backprop_lib.__file__)"))
NotebookClient(notebook, timeout=60).execute(cwd=sys.argv[2])
nbformat.write(notebook, path)
"""


def test_a_notebook_runs_there_in_a_kernel_of_its_own_to_the_committed_numbers(built):
    folder, course = built
    name = "03_descent.ipynb"
    path = course / "notebooks" / name
    run = subprocess.run(
        [folder / "bin" / "python", "-c", RUN, path, path.parent],
        env=own_variables(built),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    *cells, last = nbformat.read(path, as_version=4).cells
    prefix, package = last.outputs[0].text.split()
    assert Path(prefix).samefile(folder)
    assert Path(package).is_relative_to(course.resolve())
    committed = nbformat.read(ROOT / "notebooks" / name, as_version=4).cells
    assert texts(cells) == texts(committed)
    assert any("0.4745" in text for text in texts(cells))


def texts(cells):
    return [
        output.get("text") or output.get("data", {}).get("text/plain", "")
        for cell in cells
        for output in cell.get("outputs", [])
    ]


def test_the_command_that_binder_starts_serves_every_notebook(built, dockerfile):
    folder, course = built
    program, *arguments = command(dockerfile)
    port = free_port()
    arguments = ["127.0.0.1" if part == "0.0.0.0" else part for part in arguments]
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(
        [
            *(folder / "bin" / program, *arguments, f"--port={port}", "--allow-root"),
            *("--no-browser", "--IdentityProvider.token=", "--ServerApp.port_retries=0"),
        ],
        cwd=course,
        env=own_variables(built),
        stdout=log,
        stderr=log,
    )
    try:
        for name in NAMES:
            page = get(f"http://127.0.0.1:{port}/{links()[name][1]}", server)
            assert "jupyter-config-data" in page, (folder / "server.log").read_text()
            assert f'"appVersion": "{PINS["jupyterlab"]}"' in page
        said = (folder / "server.log").read_text()
        assert "backprop_lib.server | extension was successfully loaded" in said
        assert "Traceback" not in said
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def get(url, server):
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError:
            raise
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def test_a_failure_for_want_of_a_network_is_known_from_others(tmp_path, monkeypatch):
    """The closed port stands for the network that is not there."""
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    for variable in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    run = pins.install(Path(sys.executable), ["a-package-that-is-not-there"], tmp_path)
    assert run.returncode
    assert pins.is_without_network(run.stdout + run.stderr)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    run = pins.install(Path(sys.executable), ["a-package-that-is-not-there"], tmp_path)
    assert run.returncode
    assert not pins.is_without_network(run.stdout + run.stderr)


def links():
    """The Binder links of the README by notebook: what stands before urlpath, and the path."""
    found = re.findall(r"(?m)^\[[\w-]+\]: (https://mybinder\.org/\S+)\?urlpath=(\S+)$", README)
    return {path.rpartition("/")[2]: (start, path) for start, path in found}


def test_every_notebook_has_a_link_that_opens_it_on_binder():
    assert sorted(links()) == NAMES
    assert {path for _, path in links().values()} == {
        f"lab/tree/notebooks/{name}" for name in NAMES
    }
    ((start,),) = {frozenset(start for start, _ in links().values())}
    assert re.fullmatch(r"https://mybinder\.org/v2/gh/[\w.-]+/[\w.-]+/[\w.-]+", start)


def test_the_readme_sends_nobody_to_links_that_lead_nowhere():
    """When the course is published, its name stands in BINDER, and the warning has to go."""
    assert ("OWNER/REPOSITORY" in BINDER) == ("work once the course is published" in README)
    assert README.index("make lab ") < README.index("[binder-00]")


def test_every_binder_link_is_defined_in_one_place_and_used():
    lines = README.splitlines()
    places = [n for n, line in enumerate(lines) if "mybinder.org/" in line]
    assert places == list(range(places[0], places[0] + len(NAMES)))
    for n in places:
        label = lines[n].partition("]")[0].removeprefix("[")
        assert README.count(f"][{label}]") >= 1, label
    owner = re.search(r"/gh/([\w.-]+)/", lines[places[0]])[1]
    others = [line for n, line in enumerate(lines) if n not in places and f"{owner}/" in line]
    assert all(line.startswith("<!--") for line in others)
