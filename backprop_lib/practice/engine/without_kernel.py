"""Exercises for a page without a kernel: the cards of JupyterLab, judged in the page.

What an exercise knows (its answer, mistakes, rules, advice) is put into the page as data, as are
all words; `judge.js` has no words of its own. A formula is put into the page as it is written, and
read there as a number is read: nothing is evaluated as code.
"""

from __future__ import annotations

import ast
import json
from functools import cache, singledispatch
from pathlib import Path
from typing import Any, get_args

from ...interface import script
from ...notation import as_html, reading_rules
from . import progress
from .exercise import (
    NOT_THE_NUMBER,
    WRONG_PLACE,
    ChoiceExercise,
    Exercise,
    Misconception,
    NumberExercise,
    OrderingExercise,
    WithForm,
)
from .forms import Form, changed_html
from .help import NO_MORE
from .outcome import Outcome, Status
from .records import blank
from .worked_step import DIGITS, WORDS, Rule, WorkedStep
from .worked_step_form import WorkedStepForm, verdict_shown

DRAWS = 20
"""How many other draws of the numbers of a worked step are put into a page."""

_CANNOT_SAVE = (
    "Your progress cannot be saved in this browser. "
    "You can go on: what you do is kept until you leave this page."
)
_COULD_NOT_BE_READ = (
    "Your progress in this browser could not be read. It is set aside, and a new one is started."
)
_WITHOUT_SCRIPTS = "To answer here, allow scripts on this page."
_IN_RULES = (
    *(ast.Expression, ast.BinOp, ast.UnaryOp, ast.Constant, ast.Name, ast.Load, ast.Call),
    *(ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub, ast.UAdd),
)


def head() -> str:
    """Return what brings the exercises of a page to life, to be put into the page once."""
    return (
        f"<style>{Form._css}</style>"
        f'<script type="application/json" id="bp-words">{_json(words())}</script>'
        f'<script type="module">{script(Path(__file__).with_name("exercise_on_page.js"))}</script>'
    )


def to_html(exercise: WithForm) -> str:
    """Return the card of an exercise for a page that has `head`.

    If scripts do not run, the page shows the question.

    Parameters
    ----------
    exercise
        The exercise. What the learner has answered so far is not put into the page.
    """
    return (
        '<div class="bp-exercise-on-page"><div class="bp-card">'
        f'<p class="bp-question">{as_html(exercise.question())}</p>'
        f"<noscript>{_WITHOUT_SCRIPTS}</noscript></div>"
        f'<script type="application/json">{_json(data(exercise))}</script></div>'
    )


def form_to_html(form: Form) -> str:
    """Return the exercise of a form as `to_html` does, with its first numbers."""
    return to_html(form.first if isinstance(form, WorkedStepForm) else form.exercise)


def data(exercise: WithForm) -> dict[str, Any]:
    """Return what a page has to know of an exercise."""
    with progress.nothing_kept():
        form = exercise.form()
    assert isinstance(form, Form)
    named = ("control", "check", "hint", "solution", "feedback", "help", "given", "new_numbers")
    hints = (exercise.numbered_hint(n + 1) for n in range(len(exercise.hints)))
    found = {
        "name": exercise.name,
        "card": {trait: getattr(form, trait) for trait in ("_name", "_slim", "_parts", "_focus")},
        "ids": {name: getattr(form, name).id for name in named if hasattr(form, name)},
        "what_to_do": form.what_to_do,
        "hints": [f"<p>{as_html(hint)}</p>" for hint in hints],
        "solution": _solution(exercise),
        "rules": rules(exercise),
    }
    form.close()
    return found


@cache
def words() -> dict[str, Any]:
    """Return the words that all exercises of a page share; {} stands for what varies."""
    return {
        "reading": reading_rules(),
        "statuses": {
            status: {
                "panel": Outcome(status, "{}").panel(),
                "blank_panel": Outcome(status).panel(),
                "words": Outcome(status, "{}").words(Outcome(status).sign),
                "text": repr(Outcome(status, "{}")),
                "verdict": Outcome(status).verdict,
            }
            for status in get_args(Status)
        },
        "verdicts": {
            kind: verdict_shown(kind, "{}") for kind in ("right", "follows", "wrong", "error")
        },
        "steps": WORDS,
        "digits": DIGITS,
        "not_the_number": NOT_THE_NUMBER,
        "wrong_place": WRONG_PLACE,
        "changed": changed_html(),
        "no_more_hints": f"<p>{NO_MORE}</p>",
        "cannot_save": _CANNOT_SAVE,
        "could_not_be_read": _COULD_NOT_BE_READ,
        "blank": blank(),
    }


@singledispatch
def rules(exercise: Exercise) -> dict[str, Any]:
    """Return how `judge.js` judges an exercise."""
    raise TypeError(f"a page cannot judge a {type(exercise).__name__}")


@rules.register
def _(exercise: NumberExercise) -> dict[str, Any]:
    return {
        "kind": "number",
        "takeaway": exercise.takeaway,
        "answer": exercise.answer,
        "tolerance": exercise.tolerance,
        "accepted": exercise.accepted,
        "mistakes": [_mistake(each) | {"wrong": each.wrong} for each in exercise.misconceptions],
    }


@rules.register
def _(exercise: ChoiceExercise) -> dict[str, Any]:
    outcomes = {key: exercise.judge(key) for key in exercise.options}
    return {
        "kind": "choice",
        "outcomes": {
            key: {
                "status": outcome.status,
                "message": outcome.message,
                "misconception": outcome.misconception,
            }
            for key, outcome in outcomes.items()
        },
    }


@rules.register
def _(exercise: OrderingExercise) -> dict[str, Any]:
    return {
        "kind": "order",
        "takeaway": exercise.takeaway,
        "steps": list(exercise.steps.items()),
        "right": exercise.right_orders,
        "mistakes": [_mistake(each) | {"wrong": each.wrong} for each in exercise.misconceptions],
    }


@rules.register
def _(exercise: WorkedStep) -> dict[str, Any]:
    return {
        "kind": "steps",
        "takeaway": exercise.takeaway,
        "labels": exercise.labels,
        "lines": [
            {
                "name": line.name,
                "label": line.quantity.label,
                "right": _rule(line.right),
                "mistakes": [
                    {"key": key, "advice": advice, "rule": _rule(rule)}
                    for key, (rule, advice) in line.wrong.items()
                ],
            }
            for line in exercise.lines
        ],
        "draws": [_draw(exercise.redrawn(draw)) for draw in range(DRAWS + 1)],
    }


def _draw(exercise: WorkedStep) -> dict[str, Any]:
    return {
        "draw": exercise.draw,
        "example": dict(exercise.example),
        "given": WorkedStepForm.given_html(exercise),
        "solution": _solution(exercise),
    }


def _rule(rule: Rule) -> dict[str, Any]:
    for node in ast.walk(ast.parse(rule.written, mode="eval")):
        if not isinstance(node, _IN_RULES):
            raise ValueError(f"a page cannot work out “{rule.written}”")
    return {"formula": rule.written, "names": rule.names}


def _mistake(misconception: Misconception) -> dict[str, Any]:
    return {"key": misconception.key, "advice": misconception.advice}


def _solution(exercise: WithForm) -> str:
    return f"<h4>Solution</h4><p>{as_html(exercise.solution_in_form())}</p>"


def _json(value: Any) -> str:
    """Return a value as JSON that no sign in it can take out of its script element."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
