import json
from typing import get_type_hints

import pytest

from backprop_lib.practice.engine.outcome import Outcome
from backprop_lib.practice.engine.records import (
    KINDS,
    MOST_DRAWS,
    MOST_TRIES,
    Answered,
    Best,
    Explained,
    Judged,
    Label,
    Learner,
    Predicted,
    State,
    Timing,
    Tries,
)

# For each field what fits, as it stands in the file and as it is read; and what does not fit.
VALUES = {
    (Tries, "tried"): ([(0, 0), (3, 3)], [True, -1, 1.0, "3", None, MOST_TRIES + 1]),
    (Tries, "passed"): ([(True, True)], [1, "yes", None]),
    (Tries, "misconceptions"): ([(["a", "a"], ("a", "a"))], ["a", [5], [[]], {"a": 1}, None]),
    (Tries, "passed_at"): ([(1, 1)], [0, True, 1e9, None]),
    (Judged, "mark"): ([("0123abcd", "0123abcd")], ["0123", 5, None]),
    (Answered, "answer"): ([("1/9", "1/9"), (["a", "b"], ("a", "b"))], [5, [1], {"a": 1}, None]),
    (Answered, "draw"): ([(0, 0), (7, 7)], [True, -1, 1.0, "3", None, MOST_DRAWS + 1]),
    (Predicted, "choice"): ([("run", "run")], [["run"], 5, None]),
    (Predicted, "skipped"): ([(True, True)], [1, None]),
    (Predicted, "again"): ([("run", "run")], [["run"], 5, None]),
    (Explained, "text"): ([("We step.", "We step.")], [5, ["We step."], None]),
    (Explained, "compared"): ([(True, True)], [1, None]),
    (Explained, "points"): ([([], ()), (["p"], ("p",))], ["p", [5], None]),
    (Timing, "off"): ([(True, True)], [1, "off", None]),
    (Best, "score"): ([(3, 3), (0.5, 0.5)], [True, "3", [3], float("nan"), 10**400, None]),
    (Best, "words"): ([("3 steps", "3 steps")], [5, None]),
    (Best, "met"): ([(True, True)], [1, None]),
    (Learner, "mark"): ([("0123abcd", "0123abcd")], ["0123", "0123ABCD", 12345678, None]),
    (Label, "name"): ([("Ada", "Ada")], [5, None]),
    (Label, "learner"): ([("0123abcd", "0123abcd")], [5, None]),
    (Label, "time"): ([("2026-01-01 10:00:00", "2026-01-01 10:00:00")], [5, None]),
}
FIELDS = [(kind, field) for kind in (*KINDS, Label) for field in kind.wanted()]


def holding(kind, **entry):
    content = {"version": 1, kind.section: {"it": entry, "other": {}}}
    return State.parse(json.dumps(content).encode())


def test_every_field_has_values_here():
    assert list(VALUES) == FIELDS
    assert all(list(get_type_hints(kind)) == ["section", *kind.wanted()] for kind in KINDS)


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=lambda part: getattr(part, "section", part))
def test_a_value_that_does_not_fit_is_read_as_the_default_and_named(kind, field):
    good, bad = VALUES[kind, field]
    default = getattr(kind(), field)
    for value, wanted in good:
        state = holding(kind, **{field: value})
        assert getattr(state.get(kind, "it"), field) == wanted
        assert list(state.misfits(kind)) == []
    for value in bad:
        state = holding(kind, **{field: value})
        assert state.get(kind, "it") == kind()
        assert getattr(state.get(kind, "it"), field) == default
        assert list(state.misfits(kind)) == [("it", field, kind.wanted()[field].words)]


def test_a_missing_record_is_blank():
    for kind in KINDS:
        state = holding(kind)
        assert state.get(kind, "it") == state.get(kind, "nothing of this name") == kind()
        assert list(state.misfits(kind)) == []


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=lambda part: getattr(part, "section", part))
def test_a_written_record_is_read_again(kind, field):
    for _, value in VALUES[kind, field][0]:
        record = kind(**{field: value})
        assert holding(kind, **record.written()).get(kind, "it") == record
        assert kind.read(record.written()) == record


def test_a_label_that_is_not_an_object_is_blank():
    assert State.parse(b'{"version": 1, "handed_in": 5}').label == Label()
    assert State.parse(b'{"version": 1, "handed_in": {"name": "Ada", "time": 5}}').label == Label(
        "Ada"
    )


def test_misconceptions_are_counted_until_a_try_passes():
    tries = Tries()
    for outcome in (
        Outcome("incorrect", misconception="climbs"),
        Outcome("error"),
        Outcome("passed"),
        Outcome("incorrect", misconception="climbs"),
    ):
        tries = tries.and_one_more(outcome)
    assert tries == Tries(tried=4, passed=True, misconceptions=("climbs",), passed_at=3)
