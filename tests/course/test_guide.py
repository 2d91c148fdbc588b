"""The leader's plan keeps its word: its minutes add up, what it names exists, its drags give what
it says the room will see."""

import re

import nbformat
import pytest

from backprop_lib import descend
from backprop_lib.practice import exercises, lessons, predictions
from tests.explorer_in import explorer_in
from tools.repository import ROOT

WORKSHOP = ROOT / "workshop"
PLAN = (WORKSHOP / "plan_90_minutes.md").read_text(encoding="utf-8")
WORDS_A_MINUTE = 130

_BLOCK = re.compile(r"^## (\d):(\d\d) (.+?) \((\d+) minutes\)\n(.*?)(?=^## )", re.M | re.S)
_PART = re.compile(r"^\*\*(\d+) min: (\w+)\.?\*\*(.*?)(?=^\*\*\d+ min|\Z)", re.M | re.S)
_PRESS = re.compile(r"^- Press `(Forward|Back)`: “(.+)”$", re.M)
_DRAG = re.compile(r"^- `([^`]+)` → (\S+): “(.+)”$", re.M)
BLOCKS = [
    pytest.param(int(hour) * 60 + int(minute), title, int(minutes), text, id=title)
    for hour, minute, title, minutes, text in _BLOCK.findall(PLAN)
]
PAGES = sorted(WORKSHOP.glob("*.md"))


def notebook_of(text):
    """The notebook that a block opens, or None."""
    link = re.search(r"^Open \[.+?\]\(\.\./notebooks/(\w+)\.ipynb\)", text, re.M)
    return link and nbformat.read(ROOT / "notebooks" / f"{link[1]}.ipynb", as_version=4)


def labels_of(explorer):
    return {control.label: control for control in explorer.controls.values()}


def tables(text):
    """The rows of all tables of a text, without their heads."""
    for table in re.findall(r"(?:^\|.*\n)+", text, re.M):
        _, _, *rows = table.splitlines()
        yield [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def lesson_of(name, kind):
    (lesson,) = [
        lesson
        for lesson in lessons.values()
        if any(member.name == name for member in getattr(lesson, kind))
    ]
    return lesson


def test_the_minutes_add_up_to_90():
    overview = next(tables(PLAN))
    clock = 0
    for start, minutes, *_ in overview:
        assert start == f"{clock // 60}:{clock % 60:02}"
        clock += int(minutes)
    assert clock == 90
    assert len(overview) == len(BLOCKS) >= 8
    for (start, minutes, title, notebook), block in zip(overview, BLOCKS, strict=True):
        at, heading, length, text = block.values
        assert (start, int(minutes), title) == (f"{at // 60}:{at % 60:02}", length, heading)
        if (opened := notebook_of(text)) is not None:
            assert opened.cells[0].source.startswith(f"# {notebook[:2]} · ")


@pytest.mark.parametrize(("start", "title", "minutes", "text"), BLOCKS)
def test_the_parts_of_a_block_fill_its_minutes(start, title, minutes, text):
    parts = _PART.findall(text)
    assert sum(int(part) for part, _, _ in parts) == minutes
    assert {kind for _, kind, _ in parts} <= {"Say", "Do", "Vote", "Drag", "Exercise", "Check"}


@pytest.mark.parametrize(("start", "title", "minutes", "text"), BLOCKS)
def test_the_spoken_text_fits_its_minutes(start, title, minutes, text):
    for part, kind, body in _PART.findall(text):
        spoken = " ".join(re.findall(r"^> (.+)$", body, re.M)).split()
        assert len(spoken) <= int(part) * WORDS_A_MINUTE
        assert (kind == "Say") == bool(spoken)


@pytest.mark.parametrize(("start", "title", "minutes", "text"), BLOCKS)
def test_the_room_sees_what_the_plan_says(start, title, minutes, text):
    drags = _DRAG.findall(text)
    assert len(drags) == len(re.findall(r"^- .*→", text, re.M))
    if not drags:
        return
    explorer = explorer_in(notebook_of(text))
    controls = labels_of(explorer)
    for line in re.findall(r"^- .+$", text, re.M):
        if drag := _DRAG.match(line):
            label, value, seen = drag.groups()
            control = controls[label]
            control.value = float(value)
            assert control.value == float(value)  # not pulled back into a range
            assert seen in explorer.sentence
        elif press := _PRESS.match(line):
            button, seen = press.groups()
            steps = controls["step"]
            ends = dict(steps.spec.phases)
            begins = dict(zip(ends, [steps.spec.low, *ends.values()], strict=False))
            assert begins[button] <= steps.value < ends[button]  # otherwise it cannot be pressed
            steps.value += 1
            assert f"{button}: {seen}. " in explorer.sentence
        elif "`Reset`" in line:
            explorer.reset()
        elif "`Step forward`, twice" in line:
            controls["steps"].value += 2


@pytest.mark.parametrize(("start", "title", "minutes", "text"), BLOCKS)
def test_votes_name_a_prediction_of_the_notebook_and_its_options(start, title, minutes, text):
    for _, kind, body in _PART.findall(text):
        if kind != "Vote":
            continue
        prediction = predictions[re.search(r"`(\w+)`", body)[1]]
        lesson = lesson_of(prediction.name, "predictions")
        assert notebook_of(text).cells[0].source.startswith(f"# {lesson.notebook.number} ")
        right = re.search(r"Right is “(.+?)”", body)[1]
        assert right == prediction.option(prediction.answer).text
        (rows,) = tables(body)
        expected = [option.text for option in prediction.options if option.text != right]
        assert sorted(answer.strip("“”") for answer, _ in rows) == sorted(expected)


@pytest.mark.parametrize(("start", "title", "minutes", "text"), BLOCKS)
def test_exercises_and_the_mistakes_to_expect_exist(start, title, minutes, text):
    for _, kind, body in _PART.findall(text):
        if kind not in ("Exercise", "Check"):
            continue
        named = [exercises[name] for name in re.findall(r"`(\w+)`", body) if name in exercises]
        for exercise in named:
            lesson = lesson_of(exercise.name, "exercises")
            assert notebook_of(text).cells[0].source.startswith(f"# {lesson.notebook.number} ")
        for rows in tables(body):
            for answer, _ in rows:
                mistake, *of = re.findall(r"`(\w+)`", answer)
                exercise = exercises[of[0]] if of else named[0]
                assert mistake in {known.key for known in exercise.misconceptions}


@pytest.mark.parametrize(("start", "title", "minutes", "text"), BLOCKS)
def test_every_name_in_a_block_is_known(start, title, minutes, text):
    known = {
        "Reset",
        "Step forward",
        "Forward",
        "Back",
        "This is my prediction",
        "Why?",
        "Skip",
        "return",
        "**",
        "-",
    }
    known |= set(exercises) | set(predictions)
    known |= {mistake.key for name in exercises for mistake in exercises[name].misconceptions}
    if (notebook := notebook_of(text)) is not None:
        known |= set(labels_of(explorer_in(notebook)))
    assert set(re.findall(r"`([^`]+)`", text)) <= known


def test_the_cuts_are_of_what_is_in_the_plan():
    cuts = PLAN.partition("## If time is short")[2]
    named = set(re.findall(r"`(\w+)`", cuts)) - {"Skip"}
    assert named
    assert named <= set(exercises) | set(predictions)
    rows = next(tables(cuts))
    assert all(re.fullmatch(r"\d+ minutes", saved) for _, saved in rows)


def test_it_says_how_it_was_tried_and_how_to_see_whether_the_room_follows():
    for heading in ("## Does the room follow?", "## How this plan was tried"):
        assert len(PLAN.partition(f"\n{heading}\n")[2].split()) > 50
    assert "not yet tried with people" in PLAN


def test_the_row_that_is_computed_by_hand_is_right():
    by_hand = PLAN.partition("## 0:51")[2].partition("## 0:56")[0]
    run = descend(1.5, 0.5, 0.8, 0.1, steps=2)
    right, wrong = re.findall(r"\b0\.\d{4}\b", by_hand)
    assert float(right) == pytest.approx(run.w[2])
    assert float(wrong) == pytest.approx(run.w[1] + 0.1 * run.gradient[1])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_and_to_headings(page):
    links = re.findall(r"\[([^\]]+)\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert links
    for words, link in links:
        if link.startswith("https://"):
            continue
        target = (page.parent / link).resolve()
        if target.suffix == ".ipynb":
            notebook = nbformat.read(target, as_version=4)
            sources = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
            assert re.search(rf"^#+ {re.escape(words)}$", sources, re.M), words
        else:
            assert target.exists(), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_targets_exist(page):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`(?:\w+='…' )?make (\w+)", page.read_text(encoding="utf-8")):
        assert re.search(rf"^{target}:", makefile, re.M), target
