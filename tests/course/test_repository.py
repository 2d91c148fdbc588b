"""The files around the package agree with each other and with what the README says."""

import re
import subprocess
import tomllib
from importlib.metadata import version
from pathlib import Path

import yaml
from packaging.requirements import Requirement

from backprop_lib.course import BINDER, PUBLISHED, REPOSITORY, SITE
from tools.repository import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_the_project_allows_the_installed_versions():
    for line in PROJECT["dependencies"]:
        requirement = Requirement(line)
        assert requirement.specifier.contains(version(requirement.name)), line


def test_the_readmes_make_targets_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    texts = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`|none )make ([a-z]+)", texts, re.MULTILINE))
    assert {"lab", "test", "notebooks"} <= named <= targets


def test_the_readmes_files_exist():
    named = re.findall(r'\]\(([^)]+)\)|\b(?:src|srcset)="([^"]+)"', README)
    links = [link or picture for link, picture in named if "://" not in link]
    assert {"docs/descent.png", "docs/descent.webp"} < set(links)
    for link in links:
        assert (ROOT / link).exists(), link


def test_owner_and_repository_are_the_same_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["repository-code"] == f"https://github.com/{REPOSITORY}"
    assert f"/{REPOSITORY}/" in BINDER
    owner, name = REPOSITORY.split("/")
    assert f"https://{owner}.github.io/{name}/" == SITE
    assert f"[site]: {SITE}\n" in README
    assert README.index("][site]") < README.index("## Start")
    assert ("link works once the course is published" not in README) == PUBLISHED


def test_the_site_is_published_on_each_release_by_the_command_of_the_makefile():
    text = (ROOT / ".github" / "workflows" / "pages.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert set(workflow[True]) == {"release", "workflow_dispatch"}  # YAML reads `on` as true
    assert workflow["permissions"] == {"contents": "read"}
    build, deploy = workflow["jobs"]["build"], workflow["jobs"]["deploy"]
    (made,) = [step["run"] for step in build["steps"] if "make " in step.get("run", "")]
    assert made.startswith("make site")
    (kept,) = [step for step in build["steps"] if "upload-pages-artifact" in step.get("uses", "")]
    assert kept["with"]["path"] == "build/site"
    assert deploy["needs"] == "build"
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}


def test_no_machine_path_or_download_address_is_committed():
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    private = re.compile(r"(?<![\w.~])/(?:home|root|tmp|Users)/\w|https?://\S+\.(?:whl|tgz|deb)\b")
    for name in filter(None, files):
        path = ROOT / name
        if (
            path.suffix not in (".png", ".webp")
            and path.is_file()
            and path.name != Path(__file__).name
        ):
            assert not private.search(path.read_text(encoding="utf-8")), name
