"""The one list of the course, and what is written from it."""

import json
from pathlib import Path

import pytest

import backprop_lib
from backprop_lib import explorers, practice
from backprop_lib.course import COURSE, notebook
from tools import course_map
from tools.repository import NOTEBOOK_PATHS, NOTEBOOKS, README, ROOT

PACKAGE = Path(backprop_lib.__file__).parent


def test_the_course_lists_all_notebooks_in_order():
    files = [member.file for member in COURSE]
    assert files == sorted(files) == sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
    numbers = [member.number for member in COURSE]
    assert numbers == [f"{place:02}" for place in range(len(COURSE))]
    assert all(notebook(member.name) is member for member in COURSE)


def test_each_module_of_practice_has_the_name_of_a_notebook():
    modules = {path.stem for path in (PACKAGE / "practice").glob("[!_]*.py")}
    assert modules
    asked_in_several = {"the_question"}
    assert modules - asked_in_several <= {member.name for member in COURSE}


def test_each_explorer_is_shown_in_a_notebook():
    """The first explorer of a notebook has its name; another one has a name of its own."""
    everything = "".join(path.read_text(encoding="utf-8") for path in NOTEBOOK_PATHS)
    for name in explorers.__all__[1:]:
        assert f"{name}(" in everything, name


def test_each_notebook_has_an_explorer_or_practice():
    for member in COURSE:
        found = [member.module_in(package.__name__) for package in (explorers, practice)]
        assert any(found), member.stem


@pytest.mark.parametrize("member", COURSE, ids=lambda member: member.stem)
def test_each_notebook_has_a_test_of_its_name(member):
    assert (ROOT / "tests" / "lessons" / f"test_{member.name}.py").exists()


def test_an_explorer_is_found_by_the_name_of_its_notebook():
    assert explorers.LearningRateExplorer.__module__ == "backprop_lib.explorers.learning_rate"
    assert {"Explorer", "StartHereExplorer"} <= set(dir(explorers))
    with pytest.raises(AttributeError, match="has no attribute 'LerningRateExplorer'"):
        _ = explorers.LerningRateExplorer


def test_the_maps_are_up_to_date():
    text = README.read_text(encoding="utf-8")
    assert course_map.with_maps(text, course_map.IN_README) == text
    first = json.loads((NOTEBOOKS / COURSE[0].file).read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in first["cells"]]
    (holds_map,) = [source for source in sources if "<!-- map -->" in source]
    assert course_map.with_maps(holds_map, course_map.IN_NOTEBOOK) == holds_map
    for member in COURSE:
        for written in (text, holds_map):
            assert member.title in written
            assert f"| {member.question} | {member.minutes} |" in written


def test_a_map_without_its_markers_is_refused():
    with pytest.raises(ValueError, match="has no <!-- map --> followed by <!-- end of map -->"):
        course_map.with_maps("<!-- map -->\nnothing ends it", course_map.IN_NOTEBOOK)
