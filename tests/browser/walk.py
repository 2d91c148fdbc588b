"""What a learner does in a notebook, whatever JupyterLab it is open in."""

import json
import re

import nbformat
from playwright.sync_api import expect

from backprop_lib.explorers.engine import Choice
from backprop_lib.practice import lessons
from backprop_lib.practice.engine import (
    ChoiceExercise,
    NumberExercise,
    OrderingExercise,
    WorkedStep,
)
from backprop_lib.practice.engine.exercise import WithForm
from tools.repository import NOTEBOOKS

# Each move is made without waiting for the picture of the one before.
_FLOOD = """async (root, moves) => {
  const inputs = root.querySelectorAll("input:enabled");
  const controls = [...inputs].filter(({ type }) => type === "range" || type === "radio");
  if (!controls.length) return; // a picture without controls
  for (const { which, to, pause } of moves) {
    const control = controls[which % controls.length];
    if (control.type === "radio") control.click();
    else {
      control.value = Math.round(to * control.max);
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (pause) await new Promise((done) => setTimeout(done, pause));
  }
}"""
LESSONS = {lesson.notebook.file: lesson for lesson in lessons.values()}


def expect_the_picture_of_the_controls(twin, explorer):
    """The kernel, the sentence and the picture agree with the twin."""
    explorer.settle()
    assert explorer.sentence == twin.sentence
    for layer, drawn in ((1, twin.picture.stills()), (2, twin.picture.moving())):
        svgs = [getattr(still, "svg", still) for still in drawn]
        layers = explorer.picture.locator(f".bp-layer:nth-child({layer})").all()
        assert [lines(each.inner_html()) for each in layers] == [lines(svg) for svg in svgs]


def read(name):
    return nbformat.read(NOTEBOOKS / name, as_version=4)


def lines(svg):
    """Where the lines and words of a picture are."""
    return re.findall(r' (?:d|x|y|transform)="[^"]*"', svg)


def predict(notebook, name):
    """Predict rightly before each explorer that asks for it."""
    for prediction in predictions_of(name):
        cell = cell_of(notebook, name, f'predictions["{prediction.name}"]')
        explorer = cell.locator(".bp-explorer")
        expect(explorer.locator("input:enabled")).to_have_count(0)
        option = prediction.option(prediction.answer).text
        cell.get_by_role("radio", name=option, exact=True).check()
        cell.get_by_role("button", name="This is my prediction").click()
        expect(cell.get_by_text(f"You predict: {option}")).to_be_visible()
        expect(explorer.locator("input:disabled")).to_have_count(0)


def ask_why(notebook, name):
    """Look at the reason for each prediction, once the explorer was moved."""
    for prediction in predictions_of(name):
        cell = cell_of(notebook, name, f'predictions["{prediction.name}"]')
        cell.get_by_role("button", name="Why?").click()
        expect(cell.locator(".bp-judged.bp-good")).to_have_count(1)


def predictions_of(name):
    return LESSONS[name].predictions if name in LESSONS else ()


def expect_the_sentence_of_the_controls(twin, explorer):
    """The kernel and the sentence agree with the twin; another matplotlib may draw otherwise."""
    explorer.settle()
    assert explorer.sentence == twin.sentence


def move_everything(twin, explorer, expect_the_right_thing=expect_the_picture_of_the_controls):
    """Move every slider, choice and point, and type into every field."""
    expect_the_right_thing(twin, explorer)
    for moved, control in twin.controls.items():
        here = control.spec.place(control.value)
        back = here == len(control.places) - 1
        there = control.places[here - 1 if back else here + 1]
        if isinstance(control.spec, Choice):
            option(explorer, control, there).check()
        else:
            explorer.slider(control.label).press("ArrowLeft" if back else "ArrowRight")
        twin.set(**{moved: there})
        expect_the_right_thing(twin, explorer)
        if isinstance(control.spec, Choice):
            continue
        here = control.spec.place(control.value)
        left, right = control.places[here - 1 : here + 1]
        typed = left if isinstance(right, int) else (left + right) / 2
        explorer.field(control.label).fill(f"{typed:.12g}")
        explorer.field(control.label).press("Enter")
        twin.set(**{moved: float(f"{typed:.12g}")})
        expect_the_right_thing(twin, explorer)
    for point in explorer.root.locator(".bp-handle").all():
        before = twin.values
        drag(explorer.page, point, 40, -30)
        explorer.settle()
        follow(twin, explorer)
        assert twin.values != before
        expect_the_right_thing(twin, explorer)


def reset(twin, explorer):
    """Set every control to its start."""
    if twin.controls:
        explorer.button("Reset").click()
        twin.reset()


def flood(twin, explorer, count, source, letters=None):
    """Move all controls at random, faster than pictures come; the one at rest must be right.

    So many letters of its sentence are compared, or all.
    """
    moves = [
        {
            "which": source.randrange(1000),
            "to": source.random(),
            "pause": source.choice((0, 0, 0, 40)),
        }
        for _ in range(count)
    ]
    explorer.root.evaluate(_FLOOD, moves)
    explorer.settle()
    twin.set(
        **{
            name: control.places[place_of(explorer, control)]
            for name, control in twin.controls.items()
        }
    )
    assert explorer.sentence[:letters] == twin.sentence[:letters]


def place_of(explorer, control):
    """The place at which a control stands."""
    if isinstance(control.spec, Choice):
        return control.places.index(
            next(place for place in control.places if option(explorer, control, place).is_checked())
        )
    return int(explorer.slider(control.label).input_value())


def option(explorer, control, value):
    words = control.spec.text(value)
    return explorer.root.get_by_role("group", name=control.label).get_by_label(words, exact=True)


def drag(page, point, right, down, then=lambda: None):
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2, steps=4)
    then()
    page.mouse.move(x + right, y + down, steps=4)
    page.mouse.up()


def follow(twin, explorer):
    """Set the twin to what the fields say; no point moves a choice."""
    twin.set(
        **{
            name: control.spec.read(explorer.field(control.label).input_value())[0]
            for name, control in twin.controls.items()
            if not isinstance(control.spec, Choice)
        }
    )


def one_of_each_kind(name):
    """The first exercise of each kind, a form where there is one."""
    if name not in LESSONS:
        return []
    text = [cell.source for cell in read(name).cells]
    found = {}
    for exercise in LESSONS[name].exercises:
        with_form = isinstance(exercise, WithForm) and exercise.form_cell in text
        found.setdefault((type(exercise), with_form), exercise)
    return found.values()


def cell_of(notebook, name, words):
    """The code cell with these words."""
    code = [cell for cell in read(name).cells if cell.cell_type == "code"]
    (place,) = (n for n, cell in enumerate(code) if words in cell.source)
    return notebook.root.locator(".jp-CodeCell").nth(place)


def answer_cell(notebook, name, exercise):
    return cell_of(notebook, name, source_of(name, exercise))


def answer(notebook, name, exercise):
    """Give the right answer."""
    cell = answer_cell(notebook, name, exercise)
    if not cell.locator(".bp-card .bp-part").count() or exercise.stub == source_of(name, exercise):
        cell.locator(".cm-content").click()
        notebook.page.keyboard.press("Control+A")
        notebook.page.keyboard.insert_text(exercise.solved)
        notebook.page.keyboard.press("Control+Enter")
    elif isinstance(exercise, NumberExercise):
        cell.get_by_label("Your number:").fill(json.dumps(exercise._solution))
        cell.get_by_label("Your number:").press("Enter")
    elif isinstance(exercise, ChoiceExercise):
        option = exercise.options[exercise._solution]
        cell.get_by_role("radio", name=option, exact=True).check()
        cell.get_by_role("button", name="Check").click()
    elif isinstance(exercise, WorkedStep):
        cell.locator(".bp-lines input").first.focus()
        for right in exercise._solution:
            notebook.page.keyboard.insert_text(f"{right}")
            notebook.page.keyboard.press("Enter")
        expect(cell.get_by_role("status").filter(has_text="Passed")).to_be_visible()
    else:
        assert isinstance(exercise, OrderingExercise)
        for target, key in enumerate(exercise._solution):
            row = cell.locator(f"li[data-key='{key}']")
            while row.locator(".bp-place").text_content() != str(target + 1):
                row.get_by_role("button", name="Move up").click()
        cell.get_by_role("button", name="Check").click()
    expect(cell.locator(".bp-card")).to_contain_text("✓")


def source_of(name, exercise):
    (source,) = (
        cell.source for cell in read(name).cells if cell.metadata.get("exercise") == exercise.name
    )
    return source
