"""What makes it easy to join: each command installs what it needs, reports ask for what we need,
and what is said in two places is said alike."""

import ast
import contextlib
import io
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, version

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import pins
from tools.repository import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))

WITH_PINS = ["handout", "leader", "notebooks", "page", "slides"]
FOR_LEADERS = [*WITH_PINS, "class", "teach"]
_INSTALL = re.compile(
    r"pip install --quiet (--constraint constraints\.txt )?--editable (?:\.|'\.\[(\w+)\]')$", re.M
)


def loaded(name):
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def needed(extra):
    """The requirements of an extra, with those of the extras that it names."""
    for requirement in map(Requirement, EXTRAS[extra]):
        if requirement.name == PROJECT["name"]:
            for other in sorted(requirement.extras):
                yield from needed(other)
        else:
            yield requirement


def names(extra):
    return {canonicalize_name(requirement.name) for requirement in needed(extra)}


def would_run(target):
    """What make would do for a target where nothing is installed."""
    return subprocess.run(
        ["make", "--dry-run", "--always-make", target, "FOLDER=handed-in"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if "MAKE" not in name},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def imported(module):
    """The packages that a module of tools/ imports, by itself or through its siblings."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / "tools" / f"{module}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            found |= imported(node.module)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
    return found


@pytest.mark.parametrize("target", FOR_LEADERS)
def test_what_a_leader_makes_installs_no_hub_and_no_browser(target):
    commands = would_run(target)
    ((_, extra),) = _INSTALL.findall(commands)
    not_for_leaders = names("hub") | {"playwright", "jupyter-repo2docker"}
    assert not extra or not names(extra) & not_for_leaders
    assert "npm" not in commands


@pytest.mark.parametrize("target", FOR_LEADERS)
def test_what_a_leader_makes_installs_what_it_imports(target):
    commands = would_run(target)
    ((_, extra),) = _INSTALL.findall(commands)
    installed = {canonicalize_name(name) for name in pins.pinned_versions()}
    installed |= names(extra) if extra else set()
    of = packages_distributions()
    for module in re.findall(r"-m tools\.(\w+)", commands):
        for package in imported(module) - set(sys.stdlib_module_names) - {"backprop_lib"}:
            assert {canonicalize_name(name) for name in of[package]} & installed, package


@pytest.mark.parametrize("target", [*WITH_PINS, "test", "bench", "hub", "pins"])
def test_the_exact_versions_are_used_where_they_matter(target):
    ((constraint, _),) = _INSTALL.findall(would_run(target))
    assert constraint


def test_make_says_that_the_installation_takes_a_while():
    commands = would_run("lab")
    assert commands.index("a minute or two") < commands.index("pip install")


@pytest.mark.parametrize("target", ["lab", "class", "teach"])
def test_the_course_itself_runs_with_any_version_that_the_project_allows(target):
    assert _INSTALL.findall(would_run(target)) == [("", "")]


def test_the_tests_have_all_that_the_hub_and_the_tools_need_and_nothing_that_is_not_allowed():
    assert names("hub") | names("tools") <= names("test") <= names("bench")
    for requirement in needed("test"):
        assert requirement.specifier.contains(version(requirement.name)), requirement


@pytest.mark.parametrize("tool", ["mypy", "pytest", "ruff"])
def test_a_new_version_of_what_judges_is_taken_on_purpose(tool):
    (specifier,) = [one.specifier for one in needed("test") if one.name == tool]
    assert any(part.operator in ("<", "==") for part in specifier)


def test_every_target_in_help_exists_and_is_phony_and_every_phony_one_is_in_help():
    told = set(re.findall(r'^\t@echo "make ([a-z-]+)', MAKEFILE, re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    phony = set(re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[1].split())
    assert told <= targets == phony
    assert phony - told == {"help", "lint"}


def test_the_hooks_run_what_make_lint_runs():
    hooks = [hook for repo in loaded(".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]]
    assert all(hook["language"] == "system" for hook in hooks)
    commands = {hook["entry"].removesuffix(" --force-exclude") for hook in hooks}
    linted = re.findall(r"(?m)^(\.venv/bin/ruff \w+)", would_run("lint"))
    assert commands == set(linted)


def test_the_workflow_runs_the_check_that_the_readme_names():
    workflow = loaded(".github/workflows/test.yml")
    assert set(workflow[True]) == {"push", "pull_request", "schedule"}  # YAML 1.1 reads on as True
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["cancel-in-progress"] is True
    (job,) = workflow["jobs"].values()
    assert job["timeout-minutes"] <= 60
    *_, last = job["steps"]
    assert last["run"] == ".ci/run"
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").endswith("\nexec make test\n")
    assert "\nmake test " in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_workflow_runs_binders_python_and_a_newer_one():
    (job,) = loaded(".github/workflows/test.yml")["jobs"].values()
    pythons = job["strategy"]["matrix"]["python"]
    allowed = Requirement(f"python{PROJECT['requires-python']}").specifier
    assert all(allowed.contains(python) for python in pythons)
    assert f"python={pythons[0]}" in loaded("environment.yml")["dependencies"]
    assert len(pythons) > 1


def test_the_workflow_uses_released_actions_and_no_secret():
    text = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    actions = re.findall(r"uses: (\S+)", text)
    assert actions
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in actions)
    assert "secrets" not in text


def test_the_citation_has_what_the_format_asks_for_and_the_projects_version():
    citation = loaded("CITATION.cff")
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert (citation["cff-version"], citation["type"]) == ("1.2.0", "software")
    assert citation["version"] == PROJECT["version"]
    assert all(set(author) == {"name"} for author in citation["authors"])
    assert PROJECT["license"].split(" AND ")[0] == citation["license"]


def test_the_changelog_begins_with_what_is_unreleased_then_this_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first, newest, *_ = re.findall(r"(?m)^## \[(.+?)\](?: - (\S+))?$", text)
    assert first == ("Unreleased", "")
    assert newest == (PROJECT["version"], str(loaded("CITATION.cff")["date-released"]))


def test_what_the_changelog_says_modules_are_called_now_is_so():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    (unreleased,) = re.findall(r"(?ms)^## \[Unreleased\]$(.*?)^## ", text)
    rows = re.findall(r"(?m)^  \| (`.+) \| (`.+) \|$", unreleased)
    assert rows
    for was, now in rows:
        assert not any(exists(module) for module in modules(was)), was
        assert all(exists(module) for module in modules(now)), now


def modules(cell):
    """The modules that a cell names; one that begins with a dot stands beside the one before."""
    before = ""
    for name in re.findall(r"`(?:python -m )?([a-z_.]+)`", cell):
        before = before.rpartition(".")[0] + name if name.startswith(".") else name
        yield before


def exists(module):
    path = ROOT.joinpath(*module.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def fields(form):
    return {part["id"]: part for part in form["body"] if part["type"] != "markdown"}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_is_one_that_github_shows(path):
    form = loaded(path)
    assert {"name", "description", "body"} <= set(form)
    for part in form["body"]:
        assert part["type"] in {"markdown", "input", "textarea", "dropdown"}
        assert part["attributes"].get("value" if part["type"] == "markdown" else "label")
    labels = [part["attributes"]["label"] for part in fields(form).values()]
    assert len(labels) == len(set(labels)) > 0


def test_the_forms_ask_for_what_a_test_of_it_needs():
    asked = {
        path.stem: {
            name
            for name, part in fields(loaded(path)).items()
            if part.get("validations", {}).get("required")
        }
        for path in FORMS
    }
    assert asked == {
        "something-is-wrong": {"notebook", "done", "seen", "expected", "where"},
        "an-exercise-said-the-wrong-thing": {"exercise", "typed", "said", "expected"},
    }


def test_the_lines_that_print_the_versions_do():
    form = loaded(".github/ISSUE_TEMPLATE/something-is-wrong.yml")
    asked = fields(form)["versions"]["attributes"]["description"]
    (lines,) = re.findall(r"(?s)```python\n(.*?)```", asked)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(lines, {})
    assert f"matplotlib {version('matplotlib')}" in printed.getvalue()


def test_the_licences_are_there_and_the_readme_names_them():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in PROJECT["license-files"]:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "Copyright (c) 2026, The authors of Back-propagation under your finger" in text
        assert f"]({name})" in readme
    assert PROJECT["license"] == "BSD-3-Clause AND CC-BY-4.0"
