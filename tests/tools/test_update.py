"""`make update` in a checkout in which somebody has worked."""

import os
import shutil
import subprocess

import pytest

from tools import update
from tools.repository import ROOT

NAME = "01_one_weight.ipynb"
OTHER = "02_slope.ipynb"


@pytest.fixture(autouse=True)
def own_git(tmp_path, monkeypatch):
    """Git without anybody's settings."""
    settings = tmp_path / "gitconfig"
    settings.write_text(
        "[user]\nname = Test\nemail = test@example.org\n[init]\ndefaultBranch = main\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)


def git(folder, *command):
    run = subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True, text=True)
    return run.stdout


def publish(origin, text):
    (origin / "notebooks" / NAME).write_text(text)
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", text)


@pytest.fixture
def origin(tmp_path):
    folder = tmp_path / "origin"
    (folder / "notebooks").mkdir(parents=True)
    shutil.copy(ROOT / ".gitignore", folder)
    (folder / "notebooks" / OTHER).write_text("other")
    git(folder, "init", "-q")
    publish(folder, "first")
    return folder


@pytest.fixture
def checkout(tmp_path, origin):
    """A checkout whose learner has answered, and kept the progress."""
    folder = tmp_path / "checkout"
    git(tmp_path, "clone", "-q", str(origin), str(folder))
    (folder / "notebooks" / NAME).write_text("mine")
    (folder / "notebooks" / "progress.json").write_text("{}")
    return folder


def notebooks(checkout):
    """The texts of all files under notebooks, by name; a folder of kept ones is called mine."""
    return {
        ("mine/" if path.parent.name.startswith("mine-") else "") + path.name: path.read_text()
        for path in (checkout / "notebooks").rglob("*.*")
        if path.is_file()
    }


AS_LEFT = {NAME: "mine", OTHER: "other", "progress.json": "{}"}


def test_the_newest_course_is_there_and_what_was_changed_is_kept(origin, checkout):
    publish(origin, "second")
    said = update.update(checkout)
    assert notebooks(checkout) == {**AS_LEFT, NAME: "second", f"mine/{NAME}": "mine"}
    assert git(checkout, "status", "--porcelain") == ""
    assert "notebooks/mine-" in said


def test_updating_twice_works_and_without_news_changes_nothing(origin, checkout):
    assert update.update(checkout) == "You have the newest course."
    assert notebooks(checkout) == AS_LEFT
    publish(origin, "second")
    update.update(checkout)
    publish(origin, "third")
    assert update.update(checkout) == "The course is updated."
    assert notebooks(checkout)[NAME] == "third"


def test_a_notebook_that_was_deleted_comes_back(origin, checkout):
    (checkout / "notebooks" / OTHER).unlink()
    publish(origin, "second")
    update.update(checkout)
    assert notebooks(checkout) == {**AS_LEFT, NAME: "second", f"mine/{NAME}": "mine"}


def test_without_a_network_everything_stays(origin, checkout):
    publish(origin, "second")
    shutil.rmtree(origin)
    with pytest.raises(update.UpdateError, match="git fetch"):
        update.update(checkout)
    assert notebooks(checkout) == AS_LEFT


def test_commits_of_ones_own_are_not_merged_and_everything_stays(origin, checkout):
    (checkout / "notebooks" / OTHER).write_text("my commit")
    git(checkout, "commit", "-qm", "Mine", "notebooks/" + OTHER)
    publish(origin, "second")
    with pytest.raises(update.UpdateError, match="git merge"):
        update.update(checkout)
    assert notebooks(checkout) == {**AS_LEFT, OTHER: "my commit"}


def test_a_download_is_not_a_checkout(tmp_path):
    with pytest.raises(update.UpdateError, match="download the course again"):
        update.update(tmp_path)
