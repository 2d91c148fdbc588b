"""An update of the course reaches learners' copies and takes nothing from them."""

import subprocess

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from workshop.hub import course

# nbgitpuller leaves the pipe to git for the garbage collector to close.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


def write(folder, name, *lines):
    folder.mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=[new_code_cell(line) for line in lines]), folder / name)


def read(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return [cell.source for cell in notebook.cells]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A course of two notebooks, which is no git checkout, and a learner who has a copy."""
    for name in ("GIT_CEILING_DIRECTORIES", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM"):
        monkeypatch.setenv(name, "")  # put back at the end
    course.keep_git_to_itself(tmp_path / "learners")
    write(tmp_path / "notebooks", "a.ipynb", "first", "second", "third")
    write(tmp_path / "notebooks", "b.ipynb", "only")
    update(tmp_path)
    return tmp_path


def update(place):
    course.publish(place / "notebooks", place / "course")
    course.deliver(place / "course", mine(place))


def mine(place):
    return place / "learners" / "anna" / "notebooks"


def test_a_learner_gets_the_notebooks_as_they_are(place):
    for name in ("a.ipynb", "b.ipynb"):
        assert (mine(place) / name).read_bytes() == (place / "notebooks" / name).read_bytes()


def test_what_a_learner_changed_stays_whole_and_the_rest_is_updated(place):
    write(mine(place), "a.ipynb", "first", "my answer", "third")
    (mine(place) / "progress.json").write_text("{}")
    write(place / "notebooks", "a.ipynb", "first, better", "second", "third, better", "fourth")
    write(place / "notebooks", "b.ipynb", "only, better")
    write(place / "notebooks", "c.ipynb", "new")
    update(place)
    assert read(mine(place) / "a.ipynb") == ["first", "my answer", "third"]
    assert read(mine(place) / "b.ipynb") == ["only, better"]
    assert read(mine(place) / "c.ipynb") == ["new"]
    assert (mine(place) / "progress.json").read_text() == "{}"


def test_what_a_learner_changed_stays_through_many_updates(place):
    write(mine(place), "a.ipynb", "my answer")
    for time in range(3):
        write(place / "notebooks", "a.ipynb", f"update {time}")
        update(place)
        assert read(mine(place) / "a.ipynb") == ["my answer"]


def test_a_changed_notebook_that_leaves_the_course_stays_with_who_changed_it(place):
    write(mine(place), "a.ipynb", "my answer")
    for name in ("a.ipynb", "b.ipynb"):
        (place / "notebooks" / name).unlink()
    update(place)
    assert read(mine(place) / "a.ipynb") == ["my answer"]
    assert not (mine(place) / "b.ipynb").exists()


def test_a_file_of_the_learners_own_makes_room_for_a_new_notebook_of_that_name(place):
    write(mine(place), "c.ipynb", "mine")
    write(place / "notebooks", "c.ipynb", "new")
    update(place)
    assert read(mine(place) / "c.ipynb") == ["new"]
    (kept,) = mine(place).glob("c__*.ipynb")
    assert read(kept) == ["mine"]


def test_a_notebook_thrown_away_comes_back_as_the_course_has_it(place):
    write(mine(place), "a.ipynb", "spoiled")
    update(place)
    (mine(place) / "a.ipynb").unlink()
    write(place / "notebooks", "a.ipynb", "better")
    update(place)
    assert read(mine(place) / "a.ipynb") == ["better"]


def test_a_copy_that_was_cut_short_is_made_anew(place):
    """A hub that is killed while it copies leaves the copy under another name."""
    other = place / "learners" / "ben"
    (other / ".coming-killed" / "notebooks" / ".git").mkdir(parents=True)
    course.deliver(place / "course", other / "notebooks")
    assert read(other / "notebooks" / "b.ipynb") == ["only"]


def test_no_repository_around_the_learners_is_touched(place):
    """A learner may delete .git; the course itself may be a checkout that holds hub-data."""
    git = ["git", "-C", str(place)]
    subprocess.run([*git, "init", "--quiet", "--initial-branch=main"], check=True)
    course.keep_git_to_itself(place / "learners")
    (mine(place) / ".git").rename(place / "away")
    with pytest.raises(subprocess.CalledProcessError):
        update(place)
    assert read(mine(place) / "b.ipynb") == ["only"]
    log = subprocess.run([*git, "log"], capture_output=True, text=True)
    assert "does not have any commits" in log.stderr


def test_publishing_anew_after_a_kill_and_with_nothing_new(place):
    (place / "course" / ".git" / "index.lock").touch()
    update(place)
    assert course._git(place / "course", "rev-list", "--count", "HEAD").strip() == "1"
