"""What a leader makes is made from the notebooks as committed, whatever was done in them."""

import copy
import os
import re
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from backprop_lib.interface import WIDGET_VIEW
from tools import as_committed, notebooks, pins
from tools.answer_cells import is_answer
from tools.repository import NOTEBOOK_PATHS

NAME = "01_one_weight.ipynb"
MINE = "what I wrote myself"
GIT = ("git", "-c", "user.name=Test", "-c", "user.email=test@example.org")
COMMANDS = {
    "leader": ("tools.solved_edition",),
    "page": ("tools.pages",),
    "slides": ("tools.slides",),
    "teach": ("tools.as_committed",),
}


RANDOM = re.compile(r"(?s)<script.*?</script>|<svg.*?</svg>|cell-id=[0-9a-f]{8}")


def work_in(path):
    """Do in a notebook what a learner does: answer, add cells, run them, save."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["widgets"] = {}
    for cell in notebook.cells:
        cell.metadata["trusted"] = True
        if is_answer(cell):
            cell.source = cell.source.replace("...", f'"{MINE}"')
        if cell.cell_type == "code":
            cell.execution_count = 40
            cell.outputs = [
                new_output("stream", text=MINE),
                new_output("display_data", {"text/plain": MINE, WIDGET_VIEW: {}}),
            ]
    lab = {"id": "0f0cd4ea-6d3c-4f0d-8a55-1d4a4c5c0d6e"}
    notebook.cells.insert(4, new_code_cell(f"print({MINE!r})", **lab))
    notebook.cells.append(new_markdown_cell(MINE))
    nbformat.write(notebook, path)
    assert MINE in path.read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=["with Git", "without Git"])
def course(request, tmp_path_factory):
    """A course of one notebook: its folder when clean, and one in which somebody has worked."""
    folder = tmp_path_factory.mktemp("course")
    clean, worked = folder / "clean", folder / "worked"
    for made in (clean, worked):
        pins.copy_of_the_course(made)
        for path in (made / "notebooks").glob("*.ipynb"):
            if path.name != NAME:
                path.unlink()
        listed = made / "backprop_lib" / "course.py"
        text = listed.read_text(encoding="utf-8")
        others = rf'(?ms)^    Notebook\(\s*"(?!{NAME.removesuffix(".ipynb")}).*?\),\n'
        listed.write_text(re.sub(others, "", text), encoding="utf-8")
        if request.param == "with Git":
            for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "The course"]):
                subprocess.run([*GIT, *command], cwd=made, check=True)
    work_in(worked / "notebooks" / NAME)
    return clean, worked


def made_in(root, folder, command):
    """Run a command in a copy of the course; return what it made, without what is random in it."""
    run = subprocess.run(
        [sys.executable, "-m", *command, str(folder)],
        cwd=root,
        env={
            **os.environ,
            "PYTHONPATH": str(root),
            "GIT_CEILING_DIRECTORIES": str(root.parent),
            "BACKPROP_PROGRESS": str(folder / "progress.json"),
        },
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    (made,) = folder.iterdir()
    return made.name, RANDOM.sub("", made.read_text(encoding="utf-8"))


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_learners_work_changes_nothing_that_a_leader_makes(course, command, tmp_path):
    clean, worked = course
    before = (worked / "notebooks" / NAME).read_bytes()
    made = made_in(worked, tmp_path / "worked", command)
    assert MINE not in made[1]
    assert "How wrong is the network?" in made[1]
    assert made == made_in(clean, tmp_path / "clean", command)
    assert (worked / "notebooks" / NAME).read_bytes() == before


@pytest.mark.parametrize("path", NOTEBOOK_PATHS, ids=lambda path: path.stem)
def test_the_courses_own_cells_can_be_told_from_added_ones(path):
    notebook = nbformat.read(path, as_version=4)
    cells = copy.deepcopy(notebook.cells)
    as_committed.put_back(notebook)
    assert [cell.id for cell in notebook.cells] == [cell.id for cell in cells]
    assert [cell.source for cell in notebook.cells] == [cell.source for cell in cells]


def test_a_new_cell_of_the_course_gets_an_id_in_words():
    made = new_notebook(
        cells=[
            new_code_cell(id="ex-one"),
            new_code_cell(id="cell-1"),
            new_code_cell(id="0f0cd4ea-6d3c-4f0d-8a55-1d4a4c5c0d6e"),
            new_code_cell(id="9f0cd4ea"),
        ]
    )
    notebooks.name_cells(made)
    assert [cell.id for cell in made.cells] == ["ex-one", "cell-1", "cell-2", "cell-3"]
