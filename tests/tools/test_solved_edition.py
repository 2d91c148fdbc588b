import os

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from backprop_lib.practice import exercises, lessons
from tools import answer_cells, solved_edition

LESSON = lessons["learning_rate"]
FIRST = LESSON.exercises[0].name
PREDICTIONS = [prediction.name for prediction in LESSON.predictions]
CHALLENGES = [challenge.name for challenge in LESSON.challenges]
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
    asked = [
        *(f'predictions["{name}"].before(explorer)' for name in PREDICTIONS),
        *(f'challenges["{name}"].under(explorer)' for name in CHALLENGES),
        'say_it("learning_rate")',
    ]
    return notebook(*map(new_code_cell, asked))


def found(made):
    return list(answer_cells.problems(made, LESSON, exercises))


def test_a_complete_notebook_has_no_problems():
    assert found(complete()) == []


def test_lines_kept_as_a_list_are_read():
    made = complete()
    for cell in made.cells:
        cell.source = cell.source.splitlines(keepends=True)
    assert found(made) == []


def test_missing_practice_is_reported():
    assert CHALLENGES
    assert found(notebook()) == [
        *(f"the prediction {name} is not in the notebook" for name in PREDICTIONS),
        *(f"the challenge {name} is not in the notebook" for name in CHALLENGES),
        'say_it("learning_rate") is not in the notebook',
    ]
    made = complete()
    del made.cells[2]
    assert found(made) == [f"the exercise {FIRST} is not in the notebook"]


def test_a_changed_answer_cell_is_reported():
    made = complete()
    made.cells[2].source += " "
    made.cells[3].metadata["exercise"] = "gradiant"
    first, second = found(made)[:2]
    assert first.startswith(f"the answer cell of {FIRST} differs from its stub")
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
    assert form.data["text/plain"].startswith(exercises["largest_lr"].prompt)
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
    assert texts == [True, True, *[False] * (len(LESSON.exercises) + 1)]


def test_other_differences_are_reported(editions):
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
    count = len(learners.cells)
    assert list(solved_edition.differences(learners, other)) == [
        f"{count} cells against {count - 1}"
    ]


def test_an_unsolved_exercise_is_reported(editions):
    _, _, leaders = editions
    failed = nbformat.from_dict(leaders)
    failed.cells[2].outputs = []
    assert list(solved_edition.unsolved(failed)) == [f"{FIRST} has not passed"]


def test_a_changed_answer_cell_is_refused():
    made = notebook()
    made.cells[2].source = "my own"
    with pytest.raises(ValueError, match=f"the answer cell of {FIRST} is not its stub"):
        solved_edition.solved(made)


def test_a_folder_is_not_overwritten_with_itself(tmp_path):
    with pytest.raises(ValueError, match="a folder of its own"):
        solved_edition.make(tmp_path, tmp_path)
    with pytest.raises(ValueError, match="there are no notebooks"):
        solved_edition.make(tmp_path, tmp_path / "out")
