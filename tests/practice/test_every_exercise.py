"""What every exercise must do, and the table that says how much was tried."""

import itertools
import re
import subprocess
import sys

import pytest

import backprop_lib
from backprop_lib.practice import exercises, lessons, predictions
from backprop_lib.practice.engine.exercise import (
    ChoiceExercise,
    NumberExercise,
    OrderingExercise,
    WithForm,
)
from backprop_lib.practice.engine.facts import lines
from backprop_lib.practice.engine.function_exercise import FunctionExercise, ready_made_function
from backprop_lib.practice.engine.worked_step import WorkedStep
from backprop_lib.sandbox import CallError, call
from backprop_lib.values import same, shown_inputs
from tools.answer_cells import learners_cells
from tools.repository import ROOT

from .mutants import mutants

ALL = list(exercises.values())
FUNCTIONS = [exercise for exercise in ALL if isinstance(exercise, FunctionExercise)]
NUMBERS = [exercise for exercise in ALL if isinstance(exercise, NumberExercise)]
CHOICES = [exercise for exercise in ALL if isinstance(exercise, ChoiceExercise)]
ORDERINGS = [exercise for exercise in ALL if isinstance(exercise, OrderingExercise)]
STEPS = [exercise for exercise in ALL if isinstance(exercise, WorkedStep)]
WITH_FORM = [exercise for exercise in ALL if isinstance(exercise, WithForm)]


def of(members):
    return pytest.mark.parametrize("exercise", members, ids=lambda exercise: exercise.name)


@pytest.mark.parametrize("registry", [exercises, predictions, lessons])
def test_every_name_is_unique(registry):
    assert len(set(registry)) == len(registry) > 0


@of(ALL)
def test_an_exercise_and_its_answer_share_a_name(exercise):
    assert exercises[exercise.name] is exercise
    assert f'exercises["{exercise.name}"].check(my_{exercise.name})' in exercise.stub


def test_every_lesson_asks_enough():
    assert sum(len(exercise.misconceptions) for exercise in ALL) >= 60
    for lesson in lessons.values():
        assert len(lesson.exercises) >= 3
        assert len(lesson.predictions) >= 1
        assert len(lesson.points) >= 3


@of(ALL)
def test_the_solution_passes_without_a_note(exercise):
    names = {"exercises": exercises}
    exec(exercise.solved.rsplit("\n", 1)[0], names)
    outcome = exercise.check(names[f"my_{exercise.name}"])
    assert (outcome.status, outcome.message) == ("passed", exercise.takeaway)
    assert outcome.note == ""
    assert exercise.takeaway in exercise.solution()


@of(ALL)
def test_a_blank_answer_is_not_attempted(exercise):
    names = {"exercises": exercises}
    stub = exercise.stub.rsplit("\n", 1)[0]
    for blank in (stub, stub.replace("...", "... # a comment"), f"# changed\n{stub}\n# so far"):
        exec(blank, names)
        outcome = exercise.check(names[f"my_{exercise.name}"])
        assert (outcome.status, outcome.misconception) == ("not attempted", None)
    assert exercise.check(None).status == exercise.check(...).status == "not attempted"


@of(ALL)
def test_every_misconception_is_recognised_as_itself(exercise):
    for misconception in exercise.misconceptions:
        wrong = misconception.wrong
        if isinstance(exercise, OrderingExercise):
            wrong = an_order_with(exercise, misconception)
        outcome = exercise.check(wrong)
        assert (outcome.status, outcome.misconception) == ("incorrect", misconception.key)
        assert misconception.advice in outcome.message


def an_order_with(exercise, misconception):
    """Return an order that is wrong in this way and in as few others as can be."""
    return next(
        order
        for order in itertools.permutations(exercise.steps)
        if exercise.judge(order).misconception == misconception.key
    )


@of(ALL)
def test_advice_hints_and_takeaway_are_sentences(exercise):
    advice = [misconception.advice for misconception in exercise.misconceptions]
    texts = [*advice, *exercise.hints, exercise.takeaway]
    assert exercise.hints
    assert len(set(texts)) == len(texts)
    for text in texts:
        assert text.strip() == text
        assert len(text.split()) >= 3
    for sentences in advice:
        assert sentences[-1] in ".?"


@of(FUNCTIONS)
def test_inputs_tell_all_formulas_apart(exercise):
    formulas = [exercise.reference, *(wrong.wrong for wrong in exercise.misconceptions)]
    without_example = exercise.inputs[1:]
    for left, right in itertools.combinations(formulas, 2):
        assert any(are_apart(left, right, inputs) for inputs in without_example)
    for inputs in without_example:
        numbers = [value for value in inputs.values() if isinstance(value, float)]
        assert not {0, 1, -1, 2, -2, 0.5, -0.5} & set(numbers)
        assert shown_inputs(inputs) != shown_inputs(exercise.example)


def are_apart(left, right, inputs):
    """Return whether two formulas give different values for inputs whose shapes fit both."""
    try:
        return not same(left(**inputs), right(**inputs), 1e-4)
    except ValueError:
        return False


@of(FUNCTIONS)
def test_equal_formulas_pass(exercise):
    assert len(exercise.right_formulas) >= 3
    for formula in exercise.right_formulas:
        outcome = exercise.check(formula)
        assert outcome.passed, outcome


@of(NUMBERS)
def test_numbers_pass_however_they_are_written(exercise):
    answer = exercise.answer
    for written in (answer, str(answer), f" {answer!r} ", f"{answer:.15e}", f"{2 * answer!r}/2"):
        assert exercise.check(written).passed, written


@of(NUMBERS)
def test_every_number_exercise_has_a_consequence(exercise):
    assert exercise.consequence is not None


@of(NUMBERS)
def test_extreme_numbers_are_incorrect(exercise):
    for number in (0, 5e-324, -5e-324, 1e308, -1e308, 10**200):
        assert exercise.judge(number).status == "incorrect"


@of(NUMBERS)
def test_numbers_are_far_enough_apart(exercise):
    numbers = [exercise.answer, *(wrong.wrong for wrong in exercise.misconceptions)]
    for left, right in itertools.combinations(numbers, 2):
        assert abs(left - right) > 2 * exercise.tolerance * max(abs(left), abs(right))


@of(CHOICES)
def test_choices_pass_however_they_are_written(exercise):
    assert exercise.check(exercise.answer.upper()).passed
    for written in (" {} ", "{})", "({})", "{}.", "{}: because", "( {} )"):
        assert exercise.check(written.format(exercise.answer)).passed
        assert exercise.check(written.format(exercise.answer.upper())).passed


@of(ORDERINGS)
def test_orders_pass_however_they_are_written(exercise):
    for order in exercise.right_orders:
        assert exercise.check(order).passed
        assert exercise.check([step.upper() for step in order]).passed
    assert not exercise.judge(exercise.shuffled).passed


@of(ORDERINGS)
def test_every_wrong_order_is_recognised(exercise):
    for order in itertools.permutations(exercise.steps):
        outcome = exercise.judge(order)
        right = order in exercise.right_orders
        assert outcome.passed == right
        assert right or outcome.misconception


@of(STEPS)
def test_worked_steps_tell_all_mistakes_apart(exercise):
    assert STEPS
    for asked in (exercise, *map(exercise.redrawn, range(1, 20))):
        assert asked.confusion(asked.example) == ""
        assert asked.judge(asked._solution).passed


@of(WITH_FORM)
def test_an_answer_does_not_change_the_text_of_a_form(exercise):
    first = exercise.form()._repr_mimebundle_()["text/plain"]
    exercise.check(exercise._solution)
    assert exercise.form()._repr_mimebundle_()["text/plain"] == first
    assert exercise.prompt in first
    assert "Not attempted yet" in first


def formatted(cells, folder):
    """Return cells as ruff formats them, in one run."""
    paths = [folder / f"{number:04}.py" for number in range(len(cells))]
    for path, cell in zip(paths, cells, strict=True):
        path.write_text(cell, encoding="utf-8")
    config = ["--config", str(ROOT / "pyproject.toml")]
    command = [sys.executable, "-m", "ruff", "format", "--quiet", *config, str(folder)]
    subprocess.run(command, check=True)
    return [path.read_text(encoding="utf-8") for path in paths]


def test_answer_cells_are_as_ruff_formats_them(tmp_path):
    cells = [
        f"{cell}\n" for exercise in ALL for cell in (*learners_cells(exercise), exercise.solved)
    ]
    assert formatted(cells, tmp_path) == cells


def test_formulas_are_as_ruff_formats_them(tmp_path):
    cells = []
    for exercise in FUNCTIONS:
        written = [misconception.written for misconception in exercise.misconceptions]
        cells.append("".join(f"{line}\n" for line in (*written, *lines(exercise.also_right))))
    assert formatted(cells, tmp_path) == cells


@of(FUNCTIONS)
def test_a_note_shows_formulas_of_the_parameters_only(exercise):
    for misconception in exercise.misconceptions:
        note = exercise.judge(misconception.wrong).note
        foreign = re.search(r"\b(np|bp|right|iterate|range)\b", misconception.written)
        shown = f"In short, your function returns `{misconception.written}`."
        assert note == ("" if foreign else shown)


def tried(exercise):
    """Return how many wrong answers that are one slip away were rejected, equal and accepted."""
    if isinstance(exercise, FunctionExercise):
        return tried_functions(exercise)
    if isinstance(exercise, NumberExercise):
        answer = exercise.answer
        answers = [
            answer + 1,
            answer - 1,
            2 * answer,
            answer / 2,
            -answer,
            0,
            1 / answer,
            answer**2,
        ]
    elif isinstance(exercise, WorkedStep):
        answers = list(one_number_off(exercise._solution))
    elif isinstance(exercise, ChoiceExercise):
        answers = [letter for letter in exercise.options if letter != exercise.answer]
    else:
        answers = set(itertools.permutations(exercise.steps)) - set(exercise.right_orders)
    accepted = [answer for answer in answers if exercise.judge(answer).passed]
    return len(answers) - len(accepted), 0, accepted


def one_number_off(numbers):
    """Yield these numbers with one of them changed."""
    for place, right in enumerate(numbers):
        slips = {right + 1, right - 1, 2 * right, right / 2, -right, 0, 1 / right, 1.02 * right}
        for wrong in slips - {right}:
            yield [*numbers[:place], wrong, *numbers[place + 1 :]]


def tried_functions(exercise):
    rejected, equal, accepted = 0, 0, []
    for code in mutants(exercise.code):
        names = {}
        exec(code, names)
        mutant = names[exercise.reference.__name__]
        passed = exercise.judge(mutant).passed
        if differs(mutant, exercise):
            rejected += not passed
            accepted += [code] if passed else []
        else:
            assert passed, f"equal, but rejected:\n{code}"
            equal += 1
    return rejected, equal, accepted


def differs(mutant, exercise):
    try:
        return any(
            not same(call(mutant, inputs), exercise.reference(**inputs), 1e-8)
            for inputs in exercise.drawn("mutants", 40)
        )
    except CallError:
        return True


def test_no_wrong_answer_is_accepted(capsys):
    rows, totals = [], [0] * 4
    accepted = {}
    for exercise in ALL:
        rejected, equal, wrong = tried(exercise)
        counts = [len(exercise.misconceptions), rejected + equal + len(wrong), equal, rejected]
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
        rows.append((exercise.name, *counts, len(wrong)))
        if wrong:
            accepted[exercise.name] = wrong
    rows.append(("in all", *totals, sum(map(len, accepted.values()))))
    head = ("exercise", "misconceptions", "mutants", "equal", "rejected", "accepted")
    with capsys.disabled():
        print()
        for name, *counts in (head, *rows):
            print(f"{name:24}" + "".join(f"{count:>15}" for count in counts))
    assert accepted == {}
    assert totals[-1] > 500


@of(FUNCTIONS)
def test_a_function_of_the_library_with_the_name_of_an_exercise_is_one_of_its_ready_made(exercise):
    assert all(callable(ready_made_function(name)) for name in exercise.ready_made)
    assert exercise.name in exercise.ready_made or exercise.name not in backprop_lib.__all__


@of(FUNCTIONS)
def test_what_is_computed_inside_uses_parameters_only(exercise):
    for line in lines(exercise.inside):
        name, formula = line.split(" = ", 1)
        assert name not in exercise.parameters
        eval(formula, {}, dict(exercise.example))
