"""The course in Pyodide, the Python of a browser, which runs in Node here."""

import os

import pytest

from backprop_lib.course import COURSE
from backprop_lib.practice import exercises
from backprop_lib.practice.engine import FunctionExercise
from drivers import pyodide
from tests.missing import cannot_test

NOTEBOOKS = [notebook.stem for notebook in COURSE]
# How often each explorer moves, and how often its picture is compared in between.
MOVES = int(os.environ.get("PYODIDE_MOVES", "6"))
COMPARISONS = 2
FUNCTIONS = [each for each in exercises.values() if isinstance(each, FunctionExercise)]


@pytest.fixture(scope="module")
def outcome(official_pyodide):
    """The outcome of all checks, in one Pyodide."""
    node = pyodide.find_node()
    if not node:
        cannot_test("the course in Pyodide: Node.js is missing")
    notebooks = [f"{pyodide.COURSE}/notebooks/{notebook.file}" for notebook in COURSE]
    calls = [
        ["keep_progress"],
        ["stop_loops"],
        ["solve_exercises"],
        *(["try_notebook", notebook, MOVES, COMPARISONS] for notebook in notebooks),
    ]
    return pyodide.run(node, official_pyodide, "tests.pyodide.in_pyodide", calls)


@pytest.fixture(scope="module")
def results(outcome):
    return outcome.results


@pytest.mark.parametrize("number", range(len(NOTEBOOKS)), ids=NOTEBOOKS)
def test_a_notebook_shows_what_is_saved_and_its_explorers_move(results, number):
    _, _, _, *notebooks = results
    assert notebooks[number]["wrong"] == []
    assert notebooks[number]["cells"] > 0
    assert notebooks[number]["moves"] > 0


def test_solutions_pass(results):
    assert results[2] == {"solved": len(FUNCTIONS), "wrong": []}


def test_a_function_that_never_ends_is_stopped(results):
    for name, said in results[1].items():
        wanted = "calls itself over and over" if "recursion" in name else "still running after"
        assert wanted in said["words"], name


def test_two_tabs_keep_progress_on_one_drive(outcome):
    assert outcome.unanswered == []
    kept = outcome.results[0]
    assert kept["in turns"] == [f"{tab} {number}" for tab in ("here", "there") for number in "012"]
    assert kept["anew"] == ["anew"]
    first, second = kept["trouble"]
    assert "progress.unread-1.json" in first
    assert "progress.unread-2.json" in second
    assert kept["lost"]
    assert kept["at last"] == ["anew", "here", "overtakes", "there"]
    copy, *files = kept["files"]
    assert copy.startswith("progress-cy-")
    assert files == ["progress.json", "progress.unread-2.json"]
