"""The answer cells of the notebooks, and whether they are as they should be.

An answer cell is a code cell with the tag "answer" and, in its metadata, the name of the
exercise: ``{"tags": ["answer"], "exercise": "gradient"}``. It holds the exercise's `stub`, or the
line that shows its form. An author writes ``exercises["gradient"]`` into an empty cell;
`make notebooks` makes it an answer cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from backprop_lib.practice.engine import Exercise, Lesson, Registry
from backprop_lib.practice.engine.exercise import WithForm

TAG = "answer"


def is_answer(cell: dict[str, Any]) -> bool:
    """Return whether a cell is an answer cell."""
    return cell["cell_type"] == "code" and TAG in cell["metadata"].get("tags", [])


def named_by_author(cell: dict[str, Any]) -> str | None:
    """Return the exercise that an author named in a cell, to make it an answer cell."""
    named = re.fullmatch(r"""exercises\[["'](\w+)["']\]""", source(cell).strip())
    return named[1] if named and cell["cell_type"] == "code" else None


def source(cell: dict[str, Any]) -> str:
    """Return the text of a cell. In a notebook's file it may be kept as a list of lines."""
    return "".join(cell["source"])


def learners_cells(exercise: Exercise) -> tuple[str, ...]:
    """Return the texts that the answer cell of an exercise may have."""
    forms = (exercise.form_cell,) if isinstance(exercise, WithForm) else ()
    return (exercise.stub, *forms)


def learners_cell(exercise: Exercise, cell: dict[str, Any]) -> str:
    """Return the text that an answer cell must have: the stub, or the line that shows the form.

    A cell that holds its stub keeps its kind; a new one gets the form if there is one.
    """
    stub, *forms = learners_cells(exercise)
    holds_stub = f".check(my_{exercise.name})" in source(cell)
    return forms[0] if forms and not holds_stub else stub


def leaders_cell(exercise: Exercise, learners: str) -> str:
    """Return the text that replaces the answer cell `learners` in the leader's edition.

    Raises
    ------
    ValueError
        If `learners` is not one of the exercise's answer cells.
    """
    if learners == exercise.stub:
        return exercise.solved
    if isinstance(exercise, WithForm) and learners == exercise.form_cell:
        return f'display({exercise.form_cell}, exercises["{exercise.name}"].solution())'
    raise ValueError(f"the answer cell of {exercise.name} is not its stub")


def problems(
    notebook: dict[str, Any], lesson: Lesson, exercises: Registry[Exercise]
) -> Iterator[str]:
    """Return what is wrong with a notebook's practice, one sentence for each problem.

    Every answer cell must have exactly the text of its exercise, and every exercise, prediction,
    challenge and explanation of the lesson must be in the notebook.

    Parameters
    ----------
    notebook
        The notebook, as `json.load` reads it.
    lesson
        What the notebook should ask.
    exercises
        All exercises by name.
    """
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell in filter(is_answer, code):
        name = cell["metadata"].get("exercise")
        if name not in exercises:
            yield f"an answer cell names the exercise {name!r}, which does not exist"
        elif source(cell) not in learners_cells(exercises[name]):
            yield f"the answer cell of {name} differs from its stub:\n{source(cell)}"
    text = "\n".join(source(cell) for cell in code)
    for exercise in lesson.exercises:
        if not any(cell in text for cell in learners_cells(exercise)):
            yield f"the exercise {exercise.name} is not in the notebook"
    for prediction in lesson.predictions:
        if f'predictions["{prediction.name}"].before(' not in text:
            yield f"the prediction {prediction.name} is not in the notebook"
    for challenge in lesson.challenges:
        if f'challenges["{challenge.name}"].under(' not in text:
            yield f"the challenge {challenge.name} is not in the notebook"
    if f'say_it("{lesson.name}")' not in text:
        yield f'say_it("{lesson.name}") is not in the notebook'
