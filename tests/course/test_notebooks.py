"""The notebooks as files: what is committed is whole, clean and in order. nbval runs them."""

import json
import re
import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from backprop_lib.course import COURSE, TO_START
from backprop_lib.practice import exercises, lessons
from tools import answer_cells, notebooks
from tools.repository import NOTEBOOK_PATHS, NOTEBOOKS, WIDGET_VIEW


@pytest.fixture(params=NOTEBOOK_PATHS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def text_of(output):
    return output.get("text") or output.get("data", {}).get("text/plain")


def test_every_cell_was_executed_in_order(notebook):
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))


def test_every_cell_but_the_imports_shows_text(notebook):
    first, *others = code_cells(notebook)
    assert "import" in first.source
    assert len(first.source.splitlines()) <= 5
    shows = re.search(r"^(?!from |import ).+", first.source, re.MULTILINE)  # as in notebook 00
    assert bool(first.outputs) == bool(shows)
    for cell in [first, *others] if shows else others:
        assert any(text_of(output) for output in cell.outputs), cell.source


def test_every_explorer_shows_its_sentence_and_its_picture(path, notebook):
    shown = [
        output.data
        for cell in code_cells(notebook)
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]
    (member,) = [member for member in COURSE if member.stem == path.stem]
    assert shown or member.module_in("backprop_lib.explorers") is None
    for data in shown:
        assert re.search(r"[.!?]$", data["text/plain"])


def test_outputs_are_clean(notebook):
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    for cell in notebook.cells:
        assert set(cell.metadata) <= set(notebooks.METADATA)
        for output in cell.get("outputs", []):
            assert output.output_type != "error"
            assert output.get("name") != "stderr"
            assert WIDGET_VIEW not in output.get("data", {})
            assert not re.search(r"0x[0-9a-f]{6,}|/(?:home|root|tmp|Users)/", str(text_of(output)))


def test_code_cells_are_short(notebook):
    for cell in code_cells(notebook):
        lines = cell.source.splitlines()
        assert len(lines) <= 12, cell.source
        assert max(map(len, lines)) <= 110, cell.source


def test_links_to_other_notebooks_lead_somewhere(path, notebook):
    for cell in notebook.cells:
        for link in re.findall(r"\]\(([^)#:]+\.ipynb)\)", cell.source):
            assert (path.parent / link).exists(), link


@pytest.mark.parametrize("notebook", COURSE, ids=lambda notebook: notebook.stem)
def test_each_notebook_starts_with_its_question_and_ends_with_a_link(notebook):
    first, *_, last = nbformat.read(NOTEBOOKS / notebook.file, as_version=4).cells
    assert first.source.startswith(f"# {notebook.number} · {notebook.title[3:]}\n")
    assert f"**{notebook.question}**" in first.source
    assert f"({notebook.minutes} minutes)" in first.source
    assert first.source.endswith(f"\n\n{TO_START}") == (notebook != COURSE[0])
    assert last.source.startswith("## ")
    following = [*COURSE[1:], COURSE[0]][COURSE.index(notebook)]
    assert f"[{following.title}]({following.file})" in last.source


@pytest.mark.parametrize("lesson", lessons.values(), ids=lambda lesson: lesson.name)
def test_the_practice_of_each_lesson_is_in_its_notebook(lesson):
    notebook = json.loads((NOTEBOOKS / lesson.notebook.file).read_text(encoding="utf-8"))
    assert list(answer_cells.problems(notebook, lesson, exercises)) == []


def test_the_notebooks_show_the_articles_tables():
    everything = "\n".join(
        str(text_of(output))
        for path in NOTEBOOK_PATHS
        for cell in code_cells(nbformat.read(path, as_version=4))
        for output in cell.outputs
    )
    for row in (
        r"1\.5\s+0\.5\s+1\.2\n?",
        *(r"0\.8\s+0\.59\b", r"0\.59\s+0\.4745\b", r"0\.4745\s+0\.410975\b"),
        *(r"0\.410975\s+0\.37603625\b", r"0\.37603625\s+0\.3568199375\b"),
        r"0\.3568199375\s+0\.3462509656\b",
        r"1\.5\s+0\.5\s+0\.3333333333\s+0\.5\b",
    ):
        assert re.search(row, everything), row


def test_refreshing_twice_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("BACKPROP_PROGRESS", str(tmp_path / "progress.json"))
    copy = tmp_path / "03_descent.ipynb"
    shutil.copy(NOTEBOOKS / copy.name, copy)
    notebooks.refresh(copy)
    assert not notebooks.refresh(copy)


def test_a_cell_that_names_an_exercise_is_filled_in():
    def tagged(name, source):
        return new_code_cell(source, metadata={"exercise": name, "tags": ["answer"]})

    made = new_notebook(
        cells=[
            new_code_cell('exercises["gradient"]'),
            new_code_cell('exercises["largest_lr"]'),
            tagged("largest_lr", ""),
            tagged("largest_lr", exercises["largest_lr"].stub.replace("...", "1")),
            new_code_cell("exercises['gradient']", metadata={"tags": ["wide"]}),
            new_code_cell('exercises["gradient"].hint()'),
        ]
    )
    notebooks.fill_in(made)
    form = exercises["largest_lr"].form_cell
    stubs = [exercises[name].stub for name in ("gradient", "largest_lr")]
    *filled_in, other = made.cells
    assert [cell.source for cell in filled_in] == [stubs[0], form, form, stubs[1], stubs[0]]
    assert all("answer" in cell.metadata.tags for cell in filled_in)
    assert filled_in[-1].metadata.tags == ["wide", "answer"]
    assert other.source == 'exercises["gradient"].hint()'


@pytest.mark.parametrize(
    ("source", "folded"),
    [
        ("DescentExplorer(steps=1)", True),
        ("from backprop_lib.explorers import SlopeExplorer\n\nSlopeExplorer()", True),
        ('DescentExplorer(update=my_update, judge=exercises["update"].judge)', False),
        ("update(w, grad, lr)", False),
    ],
)
def test_only_code_that_teaches_nothing_is_folded(source, folded):
    made = new_notebook(cells=[new_code_cell(source)])
    notebooks.fold(made)
    assert ("jupyter" in made.cells[0].metadata) == folded


def test_new_headings_begin_a_slide_and_new_imports_are_on_none():
    made = new_notebook(
        cells=[
            new_markdown_cell("## New"),
            new_markdown_cell("Text."),
            new_code_cell("from backprop_lib import loss"),
            new_markdown_cell("# Kept", metadata={"slideshow": {"slide_type": "skip"}}),
        ]
    )
    notebooks.set_slides(made)
    kinds = [cell.metadata.get("slideshow", {}).get("slide_type") for cell in made.cells]
    assert kinds == ["slide", None, "skip", "skip"]
