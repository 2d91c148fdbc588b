"""What CONTRIBUTING.md shows works as it stands there."""

import re

import pytest

from backprop_lib import explorers
from backprop_lib.practice.engine import FunctionExercise, floats
from tools.repository import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXPLORER, TEST, EXERCISE = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture
def explorer():
    names = {"__name__": f"{explorers.__name__}.squared_error", "__package__": explorers.__name__}
    exec(EXPLORER, names)
    return names["SquaredErrorExplorer"]


def test_the_explorer_moves(explorer):
    shown = explorer()
    assert shown.sentence == "At ŷ = 1.2 the loss is (ŷ − 0.5)² = 0.49."
    before = shown._shown
    shown.controls["y_hat"].value = -1
    assert shown.error is None
    assert shown.sentence == "At ŷ = −1 the loss is (ŷ − 0.5)² = 2.25."
    assert shown.point.dot.get_visible()
    assert shown._shown["moving"] != before["moving"]
    assert shown._shown["stills"] == before["stills"]
    shown.reset()
    assert shown._shown == before


def test_the_point_of_the_explorer_can_be_dragged(explorer):
    (touch,) = explorer()._shown["touch"]
    assert touch["moves"] == ["y_hat"]


def test_the_explorer_is_short():
    assert len(EXPLORER.splitlines()) <= 40


def test_the_explorers_test_passes(explorer, monkeypatch):
    monkeypatch.setattr(explorers, "SquaredErrorExplorer", explorer, raising=False)
    names = {}
    exec(TEST, names)
    (test,) = [thing for name, thing in names.items() if name.startswith("test_")]
    test()


def test_the_exercise_tells_its_mistakes_apart():
    exercise = eval(EXERCISE, {"FunctionExercise": FunctionExercise, "floats": floats})
    assert all(exercise.judge(formula).passed for formula in exercise.right_formulas)
    for misconception in exercise.misconceptions:
        assert exercise.judge(misconception.wrong).misconception == misconception.key


def test_the_files_it_names_are_there():
    for link in re.findall(r"\]\(([^):]+)\)(?!`)", TEXT):
        assert (ROOT / link).exists(), link
