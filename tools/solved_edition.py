"""The leader's edition: the learners' notebooks with the solutions filled in and executed.

    python -m tools.solved_edition build/leader

takes the notebooks as committed. If a folder of notebooks is named before the other one, it takes
those in that folder as they are. Running them uses a progress file of its own, so that the
learner's is not changed.
"""

from __future__ import annotations

import argparse
import copy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from backprop_lib.practice import exercises
from backprop_lib.practice.engine import Exercise

from .answer_cells import is_answer, leaders_cell, source
from .as_committed import notebooks
from .repository import NOTEBOOKS, execute


def solved(learners: Any) -> Any:
    """Return a learners' notebook with the answer cells filled in, not yet executed.

    Raises
    ------
    ValueError
        If an answer cell is not as learners should get it.
    """
    leaders = copy.deepcopy(learners)
    for cell in filter(is_answer, leaders.cells):
        cell.source = leaders_cell(_exercise(cell), source(cell))
    return leaders


def differences(learners: Any, leaders: Any) -> Iterator[str]:
    """Return the differences between two editions that are not allowed, one sentence each.

    In answer cells, one has the stub and the other the solution. Outputs and execution counts may
    differ everywhere.
    """
    if len(learners.cells) != len(leaders.cells):
        yield f"{len(learners.cells)} cells against {len(leaders.cells)}"
        return
    for number, (ours, theirs) in enumerate(zip(learners.cells, leaders.cells, strict=True)):
        if ours.cell_type != theirs.cell_type or ours.get("id") != theirs.get("id"):
            yield f"cell {number} is a different cell"
        if ours.metadata != theirs.metadata:
            yield f"cell {number} has different metadata"
        wanted = leaders_cell(_exercise(ours), source(ours)) if is_answer(ours) else source(ours)
        if source(theirs) != wanted:
            yield f"cell {number} has a different text"


def unsolved(leaders: Any) -> Iterator[str]:
    """Return the exercises whose check, in an executed leader's notebook, has not passed."""
    for cell in filter(is_answer, leaders.cells):
        shown = [output.get("data", {}).get("text/plain", "") for output in cell.outputs]
        if source(cell) == _exercise(cell).solved and not any(s.startswith("✓") for s in shown):
            yield f"{_exercise(cell).name} has not passed"


def make(source_folder: Path | None, folder: Path) -> list[str]:
    """Write the leader's edition of all notebooks; return what is wrong with it, line by line.

    Parameters
    ----------
    source_folder
        The folder of the learners' notebooks, which are taken as they are, or None to take those
        of the course as committed.
    folder
        The folder for the leader's edition.
    """
    if (source_folder or NOTEBOOKS).resolve() == folder.resolve():
        raise ValueError("the leader's edition needs a folder of its own")
    named = sorted(source_folder.glob("*.ipynb")) if source_folder else []
    if source_folder and not named:
        raise ValueError(f"there are no notebooks in {source_folder}")
    folder.mkdir(parents=True, exist_ok=True)
    wrong = []
    for path, learners in notebooks(named, executed=False):
        leaders = solved(learners)
        execute(leaders, path.parent)
        nbformat.write(leaders, folder / path.name)
        written = _read(folder / path.name)
        found = [*differences(learners, written), *unsolved(written)]
        wrong += [f"{path.name}: {problem}" for problem in found]
    return wrong


def main(arguments: list[str] | None = None) -> int:
    """Make the leader's edition as the command line says; return 1 if something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.solved_edition")
    parser.add_argument(
        "source",
        nargs="?",
        type=Path,
        help="folder of the learners' notebooks; without it, the course's as committed",
    )
    parser.add_argument("destination", type=Path, help="folder for the leader's edition")
    given = parser.parse_args(arguments)
    wrong = make(given.source, given.destination)
    for problem in wrong:
        print(problem, file=sys.stderr)
    return 1 if wrong else 0


def _read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def _exercise(cell: Any) -> Exercise:
    return exercises[cell.metadata.get("exercise")]


if __name__ == "__main__":
    sys.exit(main())
