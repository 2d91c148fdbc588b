"""A class at a glance: what held people up, from the files they handed in.

    python -m tools.class_at_a_glance FOLDER --html build/class.html

reads every file in FOLDER, names the ones that it cannot count, and prints what the leader may
want to talk about, the most important first. The page for the projector shows the same numbers.
Both show only totals for the class: nobody is named.
"""

from __future__ import annotations

import argparse
import io
import shutil
import stat
import sys
import textwrap
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from backprop_lib.course import notebook
from backprop_lib.notation import Table, as_html, count
from backprop_lib.practice import exercises, lessons, predictions
from backprop_lib.practice.engine import Exercise, Lesson
from backprop_lib.practice.engine.handing_in import HELD
from backprop_lib.practice.engine.records import Explained, Predicted, Record, State, Tries
from backprop_lib.practice.the_question import THE_QUESTION

MOST_BYTES = 1_000_000
MANY_TRIES = 3
"""A learner who passes an exercise at this try or later was held up by it."""


@dataclass(frozen=True)
class Section:
    """A part of the report.

    Attributes
    ----------
    title, note
        The text above the table.
    table
        Columns of numbers, then one of words.
    end
        The text below it.
    """

    title: str
    note: str
    table: Table
    end: str = ""


def read(path: Path) -> State:
    """Return what a file holds.

    Raises
    ------
    ValueError
        If it cannot be counted; the message says why.
    """
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise ValueError("it is a folder")
        if not stat.S_ISREG(found.st_mode):
            raise ValueError("it is not a plain file")
        if found.st_size > MOST_BYTES:
            raise ValueError(f"it is larger than {MOST_BYTES:,} bytes")
        content = path.read_bytes()
    except OSError as error:
        raise ValueError(f"it cannot be read: {error.strerror or type(error).__name__}") from error
    if not content.strip():
        raise ValueError("it is empty")
    state = State.parse(content)
    for kind in HELD:
        for name, field, wanted in state.misfits(kind):
            raise ValueError(f"{field} of {_plain(name)} in its {kind.section} is not {wanted}")
    if not any(map(state.names, HELD)):
        raise ValueError("it holds no tries, predictions or explanations")
    return state


def collect(folder: Path) -> tuple[list[State], list[str]]:
    """Return the newest state of each learner, and why each other file does not count."""
    newest: dict[str, tuple[str, State]] = {}
    skipped = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        name = _plain(path.name)
        try:
            found = read(path)
        except ValueError as error:
            skipped.append(f"{name}: {error}")
            continue
        learner = found.label.learner or f"file {path.name}"
        earlier = newest.get(learner)
        if earlier and earlier[1].label.time > found.label.time:
            skipped.append(f"{name}: the same learner handed in {earlier[0]} later")
            continue
        if earlier:
            skipped.append(f"{earlier[0]}: the same learner handed in {name} later")
        newest[learner] = (name, found)
    return [found for _, found in newest.values()], skipped


def report(class_: Sequence[State]) -> list[Section]:
    """Return the tables on what the class did."""
    return [
        _exercises(class_),
        _misconceptions(class_),
        _predictions(class_),
        _explanations(class_),
    ]


def unknown(class_: Sequence[State]) -> list[str]:
    """Return the names in the files that this edition of the course does not have."""
    known: dict[type[Record], Container[str]] = {
        Tries: exercises,
        Predicted: predictions,
        Explained: {THE_QUESTION.first, *lessons},
    }
    found = set()
    for state in class_:
        for kind, names in known.items():
            found |= {f"{kind.section}: {_plain(n)}" for n in state.names(kind) if n not in names}
        for name, exercise in exercises.items():
            keys = {misconception.key for misconception in exercise.misconceptions}
            met = state.get(Tries, name).misconceptions
            found |= {f"misconceptions of {name}: {_plain(key)}" for key in met if key not in keys}
    return sorted(found)


def texts(class_: Sequence[State]) -> Iterator[str]:
    """Return the explanations as they were written, without names, the shortest first."""
    for name in (THE_QUESTION.first, *lessons):
        written = (state.get(Explained, name).text for state in class_)
        for text in sorted(filter(str.strip, written), key=len):
            lines = (_plain(line, None) for line in text.strip().splitlines())
            yield f"{notebook(name).title}\n" + "\n".join(f"  {line}" for line in lines)


def as_text(sections: Iterable[Section], width: int) -> str:
    """Return the tables for a terminal of this width."""
    parts = []
    for section in sections:
        lines = [section.title, "=" * len(section.title)]
        lines += textwrap.wrap(section.note, width)
        if section.table.rows:
            lines += ["", section.table.text(width)]
        if section.end:
            lines += ["", *textwrap.wrap(section.end, width)]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def as_page(sections: Iterable[Section], people: int) -> str:
    """Return the tables as a page for the projector. It needs no other file."""
    body = []
    for section in sections:
        body.append(f"<h2>{as_html(section.title)}</h2><p>{as_html(section.note)}</p>")
        if section.table.rows:
            body.append(section.table.html(styled=False))
        if section.end:
            body.append(f"<p>{as_html(section.end)}</p>")
    return _PAGE.format(people=_people(people), body="\n".join(body))


def main(arguments: list[str] | None = None) -> int:
    """Report on a folder as the command line says; return 1 if no file counts."""
    parser = argparse.ArgumentParser(prog="python -m tools.class_at_a_glance")
    parser.add_argument("folder", type=Path, help="folder of the files that were handed in")
    parser.add_argument("--html", type=Path, help="where to write the page for the projector")
    parser.add_argument(
        "--explanations", action="store_true", help="print the explanations too, without names"
    )
    given = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # not every terminal has ŷ
    try:
        class_, skipped = collect(given.folder)
    except OSError as error:
        print(f"{given.folder} is not a folder to read: {error.strerror}", file=sys.stderr)
        return 1
    if skipped:
        print(f"Not counted ({count(len(skipped), 'file')}):", file=sys.stderr)
        print("".join(f"  {line}\n" for line in skipped), file=sys.stderr)
    if not class_:
        print(f"There is no file in {given.folder} that can be counted.", file=sys.stderr)
        return 1
    sections = report(class_)
    print(f"A class at a glance: {_people(len(class_))}\n")
    print(as_text(sections, min(shutil.get_terminal_size().columns, 100)))
    strange = unknown(class_)
    if strange:
        print("\nNot in this edition of the course: " + "; ".join(strange))
    if given.explanations:
        print("\n" + "\n\n".join(["Explanations, without names", *texts(class_)]))
    if given.html:
        try:
            given.html.parent.mkdir(parents=True, exist_ok=True)
            given.html.write_text(as_page(sections, len(class_)), encoding="utf-8")
        except OSError as error:
            print(f"{given.html} cannot be written: {error.strerror}", file=sys.stderr)
            return 1
        print(f"\nFor the projector: {given.html}")
    return 0


def _exercises(class_: Sequence[State]) -> Section:
    rows, untried = [], []
    for lesson, exercise in _all_exercises():
        tried = [tries for state in class_ if (tries := state.get(Tries, exercise.name)).tried]
        if not tried:
            untried.append(f"{lesson.notebook.number} {exercise.name}")
            continue
        rows.append(
            (
                sum(map(_held_up, tried)),
                len(tried),
                sum(tries.passed for tries in tried),
                sum(map(_wrong_tries, tried)),
                f"{lesson.notebook.number} {exercise.name}: {exercise.prompt.splitlines()[0]}",
            )
        )
    rows.sort(key=lambda row: (-row[0], -row[3]))
    return Section(
        "Exercises that held people up",
        f"Held up: not passed yet, or passed only at try {MANY_TRIES} or later.",
        _table(("held up", "tried", "passed", "wrong tries", "exercise"), rows),
        f"Tried by nobody: {', '.join(untried)}." if untried else "",
    )


def _misconceptions(class_: Sequence[State]) -> Section:
    rows, single = [], []
    for lesson, exercise in _all_exercises():
        learners: Counter[str] = Counter()
        times: Counter[str] = Counter()
        for state in class_:
            met = state.get(Tries, exercise.name).misconceptions
            times.update(met)
            learners.update(set(met))
        for misconception in exercise.misconceptions:
            key = misconception.key
            what = f"{lesson.notebook.number} {exercise.name}, {key.replace('_', ' ')}"
            if learners[key] > 1:
                rows.append((learners[key], times[key], f"{what}: {misconception.advice}"))
            elif learners[key] == 1:
                single.append(what)
    rows.sort(key=lambda row: (-row[0], -row[1]))
    return Section(
        "Misconceptions",
        "How many learners met each, and how many times in all."
        + (" After the name comes the advice that they were shown." if rows else ""),
        _table(("learners", "times", "misconception"), rows),
        f"By one learner each: {'; '.join(single)}." if single else "",
    )


def _predictions(class_: Sequence[State]) -> Section:
    tallies = []
    for lesson in lessons.values():
        for prediction in lesson.predictions:
            predicted = [state.get(Predicted, prediction.name) for state in class_]
            chosen = Counter(p.choice for p in predicted if prediction.option(p.choice))
            skipped = sum(p.skipped and p.choice not in chosen for p in predicted)
            if chosen or skipped:
                wrong = chosen.total() - chosen[prediction.answer]
                rows: list[tuple[int | str, str]] = [
                    ("", f"{lesson.notebook.number} {prediction.question}")
                ]
                rows += [
                    (
                        chosen[option.key],
                        f"{'✓' if option.key == prediction.answer else '✗'} {option.text}",
                    )
                    for option in prediction.options
                ]
                rows += [(skipped, "skipped")] if skipped else []
                tallies.append((wrong, rows))
    tallies.sort(key=lambda tally: -tally[0])
    return Section(
        "Predictions",
        "What was predicted; those with the most wrong predictions come first. ✓ is what happens.",
        _table(("learners", "prediction"), [row for _, rows in tallies for row in rows]),
        "" if tallies else "Nobody made or skipped one.",
    )


def _explanations(class_: Sequence[State]) -> Section:
    today = sum(bool(state.get(Explained, THE_QUESTION.first).text.strip()) for state in class_)
    first = f"{notebook(THE_QUESTION.first).title}: before anything was explained"
    rows: list[tuple[int, int | str, str]] = [(today, "", first)]
    for lesson in lessons.values():
        explained = [state.get(Explained, lesson.name) for state in class_]
        written = sum(bool(said.text.strip()) for said in explained)
        compared = [said for said in explained if said.compared]
        ticked = Counter(point for said in compared for point in set(said.points))
        rarest = min(lesson.points, key=lambda point: ticked[point], default="")
        words = lesson.notebook.title
        if lesson.points and ticked[rarest] < len(compared):
            words += f": {ticked[rarest]} of {len(compared)} said “{rarest}”"
        rows.append((written, len(compared), words))
    return Section(
        "Explanations",
        "How many wrote one and compared it with the points of a good one, and the point that "
        "the fewest of them ticked.",
        _table(("written", "compared", "notebook"), rows),
    )


def _all_exercises() -> Iterator[tuple[Lesson, Exercise]]:
    return ((lesson, exercise) for lesson in lessons.values() for exercise in lesson.exercises)


def _held_up(tries: Tries) -> bool:
    return not tries.passed or _wrong_tries(tries) + 1 >= MANY_TRIES


def _wrong_tries(tries: Tries) -> int:
    """Return how many tries did not pass; for an old file, the most there can have been."""
    return (tries.passed_at or tries.tried) - 1 if tries.passed else tries.tried


def _table(headings: Sequence[str], rows: Iterable[Sequence[str | int]]) -> Table:
    return Table.of_rows(headings, rows, words=headings[-1:])


def _people(number: int) -> str:
    return count(number, "learner")


def _plain(text: str, most: int | None = 60) -> str:
    """Return typed text without control characters, cut to at most `most` characters."""
    shown = "".join(sign if sign.isprintable() else "�" for sign in text)
    return shown if most is None or len(shown) <= most else f"{shown[: most - 1]}…"


_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>A class at a glance</title>
<style>
body {{ font: 1.35rem/1.45 sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1.5rem; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ padding: 0.25em 0.7em; border-bottom: 1px solid #bbb; text-align: right;
  vertical-align: top; font-variant-numeric: tabular-nums; }}
th {{ white-space: nowrap; }}
th:last-child, td:last-child {{ text-align: left; width: 100%; }}
td:first-child {{ font-weight: bold; }}
</style>
<h1>A class at a glance: {people}</h1>
{body}
</html>
"""

if __name__ == "__main__":
    sys.exit(main())
