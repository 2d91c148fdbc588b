import json
import os
import subprocess
import sys

import pytest

from backprop_lib.practice import exercises, lessons, predictions, say_it
from backprop_lib.practice.engine import progress
from backprop_lib.practice.engine.handing_in import make_copy
from backprop_lib.practice.engine.records import Answered, Predicted, Tries
from tools.class_at_a_glance import (
    MOST_BYTES,
    as_page,
    as_text,
    collect,
    main,
    read,
    report,
)
from tools.repository import ROOT

GRADIENT, LARGEST, REGIME = (exercises[name] for name in ("gradient", "largest_lr", "which_regime"))


def without_inner(x, y, w):
    return 2 * (x * w - y)


def without_two(x, y, w):
    return (x * w - y) * x


@pytest.fixture
def learner(tmp_path, monkeypatch):
    """Return a function that starts a learner of this name, and hands in what the last one did."""
    folder = tmp_path / "handed in"
    folder.mkdir()

    def start(name):
        monkeypatch.setenv(progress.VARIABLE, str(tmp_path / name / "progress.json"))

    def end(name=""):
        made = make_copy(name)
        made.path.rename(folder / made.path.name)
        return folder / made.path.name

    start.end, start.folder = end, folder
    return start


@pytest.fixture
def class_of_three(learner):
    learner("ada")
    GRADIENT.check(without_inner)
    GRADIENT.check(lambda x, y, w: (x * w - y) * 2)  # the same mistake
    GRADIENT.check(without_two)
    GRADIENT.check(GRADIENT.reference)
    GRADIENT.check(without_inner)  # play, after it was passed
    LARGEST.check(LARGEST.answer)
    progress.current().keep(Predicted, "half_rate", choice="run")
    box = say_it("descent")
    box.box.value = "A step against the gradient."
    box.compare.click()
    box.points.value = box.points.options[:1]
    learner.end("Ada")

    learner("ben")
    GRADIENT.check(without_inner)
    GRADIENT.check("no function")
    LARGEST.check(LARGEST.misconceptions[0].wrong)
    LARGEST.check(LARGEST.answer)
    progress.current().keep(Predicted, "half_rate", choice="swing")
    say_it("descent").box.value = "Downhill,\nbit by bit."
    say_it("start_here").box.value = "Something with layers?"
    learner.end("Ben")

    learner("cy")
    GRADIENT.check(GRADIENT.reference)
    LARGEST.check(LARGEST.answer)
    REGIME.check("a")
    progress.current().keep(Predicted, "half_rate", skipped=True)
    progress.current().keep(Predicted, "double_the_input", choice="no such option")
    learner.end()
    return learner.folder


def table(folder):
    class_, skipped = collect(folder)
    assert skipped == []
    return {section.title: section for section in report(class_)}


def test_exercises_are_sorted_by_how_many_were_held_up(class_of_three):
    section = table(class_of_three)["Exercises that held people up"]
    rows = [(*row[:4], row[4].partition(":")[0]) for row in section.table.rows]
    assert section.table.headings[:4] == ("held up", "tried", "passed", "wrong tries")
    assert rows == [
        # Ada passed at try 4, Ben not at all after 2, Cy at once
        ("2", "3", "2", "5", "02 gradient"),
        ("1", "1", "0", "1", "04 which_regime"),
        ("0", "3", "3", "1", "04 largest_lr"),
    ]
    names = section.end.removeprefix("Tried by nobody: ").removesuffix(".").split(", ")
    untried = set(exercises) - {"gradient", "which_regime", "largest_lr"}
    assert {name.partition(" ")[2] for name in names} == untried


def test_misconceptions_are_counted_by_learners_and_by_times(class_of_three):
    section = table(class_of_three)["Misconceptions"]
    ((learners, times, words),) = section.table.rows
    assert (learners, times) == ("2", "3")
    advice = next(m.advice for m in GRADIENT.misconceptions if m.key == "inner_derivative_missing")
    assert words == f"02 gradient, inner derivative missing: {advice}"
    singles = section.end.removeprefix("By one learner each: ").removesuffix(".").split("; ")
    assert sorted(singles) == sorted(
        f"{place}, {key.replace('_', ' ')}"
        for place, key in (
            ("02 gradient", "factor_two_missing"),
            ("04 which_regime", REGIME.judge("a").misconception),
            ("04 largest_lr", LARGEST.misconceptions[0].key),
        )
    )


def test_predictions_are_counted_by_option(class_of_three):
    section = table(class_of_three)["Predictions"]
    prediction = predictions["half_rate"]
    (_, question), *rows = section.table.rows
    assert question == f"04 {prediction.question}"
    assert rows[-1] == ("1", "skipped")
    wanted = {"run": "1", "swing": "1"}
    for (number, words), option in zip(rows[:-1], prediction.options, strict=True):
        assert number == wanted.get(option.key, "0")
        assert words == f"{'✓' if option.key == prediction.answer else '✗'} {option.text}"


def test_the_prediction_that_most_got_wrong_stands_first(learner):
    for name, wrong in (("a", "double_the_input"), ("b", "double_the_input"), ("c", "half_rate")):
        learner(name)
        for key in ("double_the_input", "half_rate"):
            prediction = predictions[key]
            others = [o.key for o in prediction.options if o.key != prediction.answer]
            choice = others[0] if key == wrong else prediction.answer
            progress.current().keep(Predicted, key, choice=choice)
        learner.end()
    questions = [
        words for number, words in table(learner.folder)["Predictions"].table.rows if not number
    ]
    assert questions == [
        f"02 {predictions['double_the_input'].question}",
        f"04 {predictions['half_rate'].question}",
    ]


def test_explanations_are_counted_and_the_rarest_point_is_named(class_of_three):
    first, *others = table(class_of_three)["Explanations"].table.rows
    assert first == ("1", "", "00 Start here: before anything was explained")
    rows = dict(zip(lessons, others, strict=True))
    counted = {name: row[:2] for name, row in rows.items()}
    assert counted.pop("descent") == ("2", "1")
    assert set(counted.values()) == {("0", "0")}
    assert rows["descent"][2].startswith("03 Descent: 0 of 1 said “")


def test_a_plain_progress_file_counts(class_of_three, tmp_path):
    for path in class_of_three.iterdir():
        path.unlink()
    for name in ("ada", "ben", "cy"):
        source = tmp_path / name / "progress.json"
        (class_of_three / f"{name}.json").write_bytes(source.read_bytes())
    class_, skipped = collect(class_of_three)
    assert (len(class_), skipped) == (3, [])


def test_an_old_file_counts(tmp_path):
    old = {"tried": 3, "passed": True, "misconceptions": ["climbs"]}
    (tmp_path / "old.json").write_text(json.dumps({"version": 1, "exercises": {"update": old}}))
    section = table(tmp_path)["Exercises that held people up"]
    assert section.table.rows[0][:4] == ("1", "1", "1", "2")


def test_only_the_newest_copy_of_a_learner_counts(learner):
    learner("ada")
    GRADIENT.check(without_two)
    first = learner.end("Ada")
    early = json.loads(first.read_text())
    early["handed_in"]["time"] = "2026-01-01 10:00:00"
    GRADIENT.check(GRADIENT.reference)
    last = learner.end("Zoe")
    for name in ("1 before.json", "zz after.json"):
        (learner.folder / name).write_text(json.dumps(early))
    first.unlink()
    class_, skipped = collect(learner.folder)
    assert len(class_) == 1
    assert class_[0].get(Tries, "gradient").passed is True
    assert len(skipped) == 2
    assert all(f"the same learner handed in {last.name} later" in line for line in skipped)


BAD = {
    "empty.json": (b"", "it is empty"),
    "nothing.json": (b'{"version": 1}', "it holds no tries, predictions or explanations"),
    "true.json": (b'{"version": true, "exercises": {}}', "its version is not 1"),
    "passed at 0.json": (
        b'{"version": 1, "exercises": {"update": {"tried": 2, "passed_at": 0}}}',
        "passed_at of update in its exercises is not the number of a try",
    ),
    "notes.txt": (b"see you tomorrow", "it is not JSON"),
    "cut.json": (b'{"version": 1, "exerc', "it is not JSON"),
    "binary.json": (bytes(range(256)), "it is not JSON"),
    "deep.json": (b"[" * 100_000, "it is nested too deeply"),
    "number.json": (b"1" * 10_000, "it is not JSON"),
    "list.json": (b"[1, 2]", "it is not a progress file of this course"),
    "other.json": (b'{"cells": []}', "it is not a progress file of this course"),
    "later.json": (b'{"version": 2}', "its version is not 1"),
    "odd.json": (b'{"version": 1, "exercises": []}', "its entries are not in the shape"),
    "odder.json": (b'{"version": 1, "exercises": {"a": 5}}', "its entries are not in the shape"),
    "tried.json": (
        b'{"version": 1, "exercises": {"update": {"tried": "x"}}}',
        "tried of update in its exercises is not a number of tries",
    ),
    "minus.json": (
        b'{"version": 1, "exercises": {"update": {"tried": -1}}}',
        "tried of update in its exercises is not a number of tries",
    ),
    "beyond.json": (
        b'{"version": 1, "exercises": {"update": {"tried": 2, "passed_at": 1e9}}}',
        "passed_at of update in its exercises is not the number of a try",
    ),
    "met.json": (
        b'{"version": 1, "exercises": {"update": {"misconceptions": [[]]}}}',
        "misconceptions of update in its exercises is not a list of texts",
    ),
    "choice.json": (
        b'{"version": 1, "predictions": {"half_rate": {"choice": ["run"]}}}',
        "choice of half_rate in its predictions is not text",
    ),
    "text.json": (
        b'{"version": 1, "explanations": {"descent": {"text": 5}}}',
        "text of descent in its explanations is not text",
    ),
    "huge.json": (b" " * (MOST_BYTES + 1), "it is larger than 1,000,000 bytes"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_and_the_good_ones_count(class_of_three, name):
    content, why = BAD[name]
    (class_of_three / name).write_bytes(content)
    class_, (line,) = collect(class_of_three)
    assert len(class_) == 3
    assert line.startswith(f"{name}: {why}")


def test_folders_links_and_pipes_are_named(class_of_three):
    (class_of_three / "a.json").mkdir()
    (class_of_three / "b.json").symlink_to(class_of_three / "c.json")
    (class_of_three / "c.json").symlink_to(class_of_three / "b.json")
    (class_of_three / "d.json").symlink_to(class_of_three / "nowhere")
    os.mkfifo(class_of_three / "e.json")
    (class_of_three / ".DS_Store").write_bytes(b"\x00")
    class_, skipped = collect(class_of_three)
    assert len(class_) == 3
    assert [line.split(":")[0] for line in skipped] == [
        "a.json",
        "b.json",
        "c.json",
        "d.json",
        "e.json",
    ]
    assert skipped[0] == "a.json: it is a folder"
    assert "symbolic links" in skipped[1]
    assert skipped[4] == "e.json: it is not a plain file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(class_of_three):
    (class_of_three / "locked.json").touch(0o000)
    _, (line,) = collect(class_of_three)
    assert line == "locked.json: it cannot be read: Permission denied"


def test_a_file_saved_by_a_text_editor_counts(class_of_three):
    path = next(class_of_three.iterdir())
    path.with_suffix(".json.txt").write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    path.unlink()
    class_, skipped = collect(class_of_three)
    assert (len(class_), skipped) == (3, [])


def test_the_command_prints_the_tables_and_writes_a_page(class_of_three, tmp_path, capsys):
    page = tmp_path / "build" / "class.html"
    (class_of_three / "photo.json").write_bytes(b"\xff\xd8\xff")
    assert main([str(class_of_three), "--html", str(page)]) == 0
    out, err = capsys.readouterr()
    assert "Not counted (1 file):\n  photo.json: it is not JSON" in err
    assert out.startswith("A class at a glance: 3 learners\n")
    assert out.index("Exercises that held") < out.index("Misconceptions") < out.index("Predictions")
    assert "      2      3       2            5  02 gradient: " in out
    *tables, where = out.splitlines()
    assert max(map(len, tables)) <= 100
    assert where == f"For the projector: {page}"
    shown = page.read_text(encoding="utf-8")
    for text in (out, shown):
        for private in ("Ada", "Ben", "bit by bit", "against the gradient."):
            assert private not in text
    assert '<td>2</td><td>3</td><td>2</td><td>5</td><td class="bp-left">02 gradient: ' in shown
    assert "photo.json" not in shown


def test_explanations_are_printed_only_when_asked_for_and_without_names(class_of_three, capsys):
    assert main([str(class_of_three), "--explanations"]) == 0
    out = capsys.readouterr().out
    assert "03 Descent\n  Downhill,\n  bit by bit.\n" in out
    assert "00 Start here\n  Something with layers?\n\n03 Descent" in out
    assert "03 Descent\n  A step against the gradient." in out
    assert "Ada" not in out
    assert "Ben" not in out
    assert "Not in this edition" not in out


def test_names_of_another_edition_are_listed_apart(class_of_three, tmp_path, capsys):
    strange = {
        "version": 1,
        "exercises": {
            "\x1b[31m<b>": {"tried": 3, "passed": False},
            "update": {"tried": 1, "misconceptions": ["\ud800 from the future"]},
        },
        "explanations": {"descent": {"text": "\x1b]0;title\x07 words \ud800"}},
    }
    (class_of_three / "\x1b[2Jx.json").write_text(json.dumps(strange))
    (class_of_three / "\x1b[2Jy.json").write_text("no")
    page = tmp_path / "class.html"
    assert main([str(class_of_three), "--explanations", "--html", str(page)]) == 0
    out, err = capsys.readouterr()
    assert (
        "Not in this edition of the course: exercises: �[31m<b>; misconceptions of update: " in out
    )
    assert "\x1b" not in out + err
    assert "�[2Jy.json: it is not JSON" in err
    assert "from the future" not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["missing", "file", "empty", "only bad"])
def test_a_folder_with_nothing_to_count_is_reported(tmp_path, capsys, kind):
    folder = tmp_path / kind
    if kind == "file":
        folder.write_text("{}")
    elif kind != "missing":
        folder.mkdir()
        if kind == "only bad":
            (folder / "x.json").write_text("x")
    assert main([str(folder)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert str(folder) in err
    assert "Traceback" not in err


def test_a_page_that_cannot_be_written_is_reported(class_of_three, capsys):
    target = next(class_of_three.iterdir()) / "page.html"
    assert main([str(class_of_three), "--html", str(target)]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_narrow_terminal_shows_all_words(class_of_three):
    class_, _ = collect(class_of_three)
    narrow, wide = (as_text(report(class_), width) for width in (40, 1000))
    assert narrow.replace("=", "").split() == wide.replace("=", "").split()


def test_the_page_is_whole_and_says_how_many(class_of_three):
    class_, _ = collect(class_of_three)
    page = as_page(report(class_), len(class_))
    assert "<h1>A class at a glance: 3 learners</h1>" in page
    assert page.count("<table>") == page.count("</table>") == 4
    assert "http" not in page


def test_make_class_runs_it(class_of_three):
    line = next(
        line for line in (ROOT / "Makefile").read_text().splitlines() if "class_at_a_glance" in line
    )
    module = line.split("-m ")[1].split()[0]
    run = subprocess.run(
        [sys.executable, "-m", module, str(class_of_three)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    assert "02 gradient" in run.stdout


def test_read_takes_one_file(class_of_three):
    found = read(next(class_of_three.glob("progress-ada-*")))
    assert len(found.label.learner) == 8
    assert found.names(Answered) == []
