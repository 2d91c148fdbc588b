import os

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from backprop_lib.practice import exercises, lessons
from tools import answer_cells, solved_edition

LESSON = lessons["learning_rate"]
IMPORTS = "from backprop_lib.practice import exercises"


def answer_cell(exercise, form=False):
    text = exercise.form_cell if form else exercise.stub
    return new_code_cell(text, metadata={"tags": [answer_cells.TAG], "exercise": exercise.name})


def notebook(*more):
    answers = [answer_cell(exercise) for exercise in LESSON.exercises]
    return new_notebook(
        cells=[new_markdown_cell("# Title"), new_code_cell(IMPORTS), *answers, *more]
    )


def complete():
    prediction = new_code_cell('predictions["half_rate"].before(explorer)')
    return notebook(prediction, new_code_cell('say_it("learning_rate")'))


def found(made):
    return list(answer_cells.problems(made, LESSON, exercises))


def test_a_complete_notebook_has_no_problems():
    assert found(complete()) == []


def test_lines_kept_as_a_list_are_read():
    made = complete()
    for cell in made.cells:
        cell.source = cell.source.splitlines(keepends=True)
    assert found(made) == []


def test_what_is_missing_is_told():
    assert found(notebook()) == [
        "the prediction half_rate is not in the notebook",
        'say_it("learning_rate") is not in the notebook',
    ]
    made = complete()
    del made.cells[2]
    assert found(made) == ["the exercise shrink_factor is not in the notebook"]


def test_answer_cells_that_drifted_are_told():
    made = complete()
    made.cells[2].source += " "
    made.cells[3].metadata["exercise"] = "gradiant"
    first, second = found(made)[:2]
    assert first.startswith("the answer cell of shrink_factor differs from its stub")
    assert "'gradiant'" in second


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    folder = tmp_path_factory.mktemp("editions")
    learners = notebook(answer_cell(exercises["largest_lr"], form=True))
    (folder / "learners").mkdir()
    nbformat.write(learners, folder / "learners" / "04_learning_rate.ipynb")
    arguments = [str(folder / "learners"), str(folder / "leader")]
    assert solved_edition.main(arguments) == 0
    leaders = nbformat.read(folder / "leader" / "04_learning_rate.ipynb", as_version=4)
    return folder, learners, leaders


def test_the_leaders_edition_passes_every_check(editions):
    _, _, leaders = editions
    for exercise, cell in zip(LESSON.exercises, leaders.cells[2:], strict=False):
        assert cell.source == exercise.solved
        assert cell.outputs[0].data["text/plain"].startswith("✓ Passed.")


def test_the_leaders_forms_come_with_the_solution(editions):
    _, _, leaders = editions
    form, solution = leaders.cells[-1].outputs
    assert form.data["text/plain"].startswith("For x = 3")
    assert "application/vnd.jupyter.widget-view+json" not in form.data
    assert "0.1111" in solution.data["text/plain"]


def test_the_learners_progress_stays_as_it_is(editions):
    folder, _, _ = editions
    assert os.listdir(folder / "learners") == ["04_learning_rate.ipynb"]
    assert os.listdir(folder / "leader") == ["04_learning_rate.ipynb"]


def test_the_editions_differ_only_in_answer_cells(editions):
    _, learners, leaders = editions
    assert list(solved_edition.differences(learners, leaders)) == []
    texts = [
        left.source == right.source
        for left, right in zip(learners.cells, leaders.cells, strict=True)
    ]
    assert texts == [True, True, *[False] * 6]


def test_other_differences_are_told(editions):
    _, learners, _ = editions
    other = solved_edition.solved(learners)
    other.cells[0].source = "# Another title"
    other.cells[1].metadata["tags"] = ["answer"]
    other.cells[2].source += "\n"
    assert list(solved_edition.differences(learners, other)) == [
        "cell 0 has a different text",
        "cell 1 has different metadata",
        "cell 2 has a different text",
    ]
    other.cells.pop()
    assert list(solved_edition.differences(learners, other)) == ["8 cells against 7"]


def test_an_exercise_that_has_not_passed_is_told(editions):
    _, _, leaders = editions
    failed = nbformat.from_dict(leaders)
    failed.cells[2].outputs = []
    assert list(solved_edition.unsolved(failed)) == ["shrink_factor has not passed"]


def test_a_drifted_answer_cell_is_refused():
    made = notebook()
    made.cells[2].source = "my own"
    with pytest.raises(ValueError, match="the answer cell of shrink_factor is not its stub"):
        solved_edition.solved(made)


def test_a_folder_is_not_overwritten_with_itself(tmp_path):
    with pytest.raises(ValueError, match="a folder of its own"):
        solved_edition.make(tmp_path, tmp_path)
    with pytest.raises(ValueError, match="there are no notebooks"):
        solved_edition.make(tmp_path, tmp_path / "out")
