"""Exercises on a page without a kernel: the page's judge says what Python's says."""

import itertools
import json
import math
import random
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from backprop_lib.notation import as_html, number, read_number
from backprop_lib.practice import exercises
from backprop_lib.practice.engine import progress
from backprop_lib.practice.engine.exercise import (
    ChoiceExercise,
    NumberExercise,
    OrderingExercise,
    WithForm,
)
from backprop_lib.practice.engine.forms import Form
from backprop_lib.practice.engine.help import Help
from backprop_lib.practice.engine.records import Answered, Tries
from backprop_lib.practice.engine.without_kernel import data, form_to_html, head, to_html, words
from backprop_lib.practice.engine.worked_step import WorkedStep
from backprop_lib.practice.engine.worked_step_form import verdict_shown
from tests.missing import cannot_test

WITH_FORM = [exercise for exercise in exercises.values() if isinstance(exercise, WithForm)]
NODE = Path(sys.prefix, "bin", "node")

TYPED = (
    *("", " ", "0", "-0", "0.5", "0,5", ",5", ".5", "5.", "+5", "−2", "–2", "--2", "- 2", "1 2"),
    *("1/3", "1 / 3", "½", "1½", "⅓", "⅟2", "↉", "2^3", "2^3^2", "2**3", "-2^2", "(-2)^2", "2^-1"),
    *("10^6", "10⁶", "10⁻³", "x²", "2²³", "1e-3", "1E3", "1e400", "1e-400", "1/1e400", "e", "1e"),
    *("1,000", "1,000.5", "1 000 000", "1'000", "1,00", "1,2,3", "0,116", "1.5,2", "10,000,000"),
    *("1_000", "1__0", "_1", "0_1", "0_0", "007", "00.5", "0_1.5", "1_e5", "1e5_0", "1.e5", "1..2"),
    *("= 3", "w=2", "w = −0.5", "w₁ = 2", "dj/dw = 3", "2w = 3", "ŷ=1", "= = 3", "w == 2", "=5"),
    *("abc", "half", "2 apples", "0.5!", "3%", "€5", "5 € or 6", "2 apples and 3 pears", "1 # 2"),
    *(
        "0x10",
        "1j",
        "2(3)",
        "()",
        "(",
        ")",
        "(1",
        "1)",
        "((1))",
        "2 * (0.7 + 1)",
        "1//2",
        "1+",
        "*1",
    ),
    *("1/0", "0**-1", "1/(0**-1)", "(-1)^0.5", "10^10^10", "1e308*10", "1e400-1e400", "1**1e400"),
    *(
        "(-1)**1e400",
        "(1e400-1e400)**0",
        "0^0",
        "٣",
        "１２",
        "3.０",
        "nan",
        "inf",
        "∞",
        "True",
        "1 e5",
    ),
    *(
        "“3”",
        "'3'",
        '"3"',
        "a'b\"c",
        "\\n",
        "`3`",
        "<b>3</b>",
        "3 & 4",
        "{}",
        "{} 3",
        "3 {}",
        "0 {} {}",
    ),
    *(
        "\u00a03\u2009",
        "3\u200b",
        "\ufeff3",
        "3\u0085",
        "\x1c3",
        "3\t",
        "😀",
        "3 😀",
        "\ud800",
        "at 0x1f",
    ),
    *(
        "3 at 0x1f",
        "9" * 99,
        "9" * 101,
        "x" * 101,
        "😀" * 101,
        "(" * 40 + "1" + ")" * 40,
        "-" * 99 + "1",
    ),
    *(
        "3 abcdefghijklmnopqrs",
        "3 abcdefghijklmnopqrst",
        "3 abcdefghijklmnopqrstuvwxyz",
        "1 e",
        "e5",
    ),
)


def random_text(source):
    return "".join(
        source.choice("0123456789.,eE_+-*/()^−=w ½²⁻'$x") for _ in range(source.randrange(1, 9))
    )


def written_variously(value, source):
    """A number as a learner may write it: rounded, cut off, with a comma, or slightly off."""
    digits = source.randrange(1, 8)
    value *= source.choice((1, 1, 1, 1, 1, -1, 10, 0.1, 2, 1.01, 1.001, 1 + 1e-8))
    text = f"{value:.{digits}g}"
    if source.random() < 0.2:
        places = source.randrange(5)
        text = f"{math.trunc(value * 10**places) / 10**places:.{places}f}"
    return source.choice(
        (text, text, text.replace(".", ","), f" = {text} ", text.replace("-", "−"))
    )


def number_answers(exercise, source):
    known = [exercise.answer, *(wrong.wrong for wrong in exercise.misconceptions)]
    yield from map(repr, known)
    yield from TYPED
    for end in exercise.accepted or ():
        yield from map(repr, (end, math.nextafter(end, -math.inf), math.nextafter(end, math.inf)))
    for wanted in known:
        edge = exercise.tolerance * abs(wanted)
        for by in (0.999, 1, 1.001):
            yield from (repr(wanted + by * edge), repr(wanted - by * edge))
        yield from (written_variously(wanted, source) for _ in range(15))
    yield from (random_text(source) for _ in range(200))


def order_answers(exercise, source):
    yield from map(list, itertools.permutations(exercise.steps))


def steps_answers(exercise, source):
    names = [line.name for line in exercise.lines]
    keys = [key for line in exercise.lines for key in line.wrong]
    yield [""] * len(names)
    yield [" ", *["3"] * (len(names) - 1)]
    trails = [(), *((key,) for key in keys)]
    trails += [tuple(source.sample(keys, 2)) for _ in range(40)]
    for trail in trails:
        full = [repr(value) for value in exercise.trail(*trail).values()]
        yield full
        yield full[: source.randrange(len(names))] + [""] * len(names)
        yield [written_variously(float(text), source) for text in full]
        mutant = list(full)
        for place in source.sample(range(len(full)), 2):
            mutant[place] = source.choice(
                (
                    source.choice(TYPED),
                    random_text(source),
                    written_variously(float(full[place]), source),
                )
            )
        yield mutant
    for text in TYPED:
        yield [text, *["1"] * (len(names) - 1)]
    # Somebody works a slip out to the end with numbers of their own.
    for _ in range(60):
        numbers, texts = dict(exercise.example), []
        for line in exercise.lines:
            rules = [line.right] * 3 + [rule for rule, _ in line.wrong.values()]
            value = source.choice(rules).value(numbers)
            texts.append(written_variously(value, source) if math.isfinite(value) else "1")
            try:
                numbers[line.name] = read_number(texts[-1].replace(",", "."))
            except ValueError:
                break
        yield (texts + [""] * len(names))[: len(names)]


def cases(exercise):
    """Every answer that is tried, with the exercise that is asked and the number of its draw."""
    source = random.Random(exercise.name)
    if isinstance(exercise, ChoiceExercise):
        return [(exercise, None, key) for key in exercise.options]
    if isinstance(exercise, NumberExercise):
        return [(exercise, None, text) for text in number_answers(exercise, source)]
    if isinstance(exercise, OrderingExercise):
        return [(exercise, None, order) for order in order_answers(exercise, source)]
    asked = [exercise.redrawn(draw) for draw in (0, 1, 20)]
    return [
        (step, step.draw, texts[: len(step.quantities)])
        for step in asked
        for texts in steps_answers(step, source)
    ]


def pythons_judgement(exercise, answer):
    mark_of = exercise.mark
    if isinstance(exercise, NumberExercise):
        # The consequence of a wrong number is a sentence that only Python can write.
        mark_of, exercise = exercise.mark, replace(exercise, consequence=None)
    outcome = exercise.judge(answer)
    shown = (
        [
            [each.misconception, *verdict_shown(each.kind, each.said)]
            for each in exercise.verdicts(answer)
        ]
        if isinstance(exercise, WorkedStep)
        else []
    )
    mark = mark_of(answer, outcome)
    words_in_html = outcome.words(outcome.sign)
    return [
        *(outcome.status, outcome.message, outcome.misconception, mark),
        *(outcome.panel(), words_in_html, shown),
    ]


NUMBERS = [
    *(0.0, -0.0, 1.0, -1.5, 100.0, 1e10, 9999999999.5, 12345678905.0, 12345678915.0, 12345678.125),
    *(1e-4, 1e-5, 0.00012345678905, 1e-7, -1e-7, 5e-324, 1.7976931348623157e308, 1 / 3, 2 / 3, 0.1),
    *(99999999995.0, 9999999999.0, 1e22, 123456.789, 0.5, 2.5e-310),
]


@pytest.fixture(scope="module")
def tried():
    """Every case, and what Node says of all of them."""
    if not NODE.exists():
        cannot_test("Node is not installed: `make test` does that where there is a network")
    every = [(exercise, cases(exercise)) for exercise in WITH_FORM]
    source = random.Random("texts")
    texts = [*TYPED, *(random_text(source) for _ in range(5000))]
    numbers = [
        *NUMBERS,
        *(source.uniform(-1, 1) * 10.0 ** source.randrange(-12, 14) for _ in range(2000)),
    ]
    asked = {
        "words": words(),
        "exercises": [
            {
                "rules": data(exercise)["rules"],
                "cases": [[draw, answer] for _, draw, answer in of_it],
            }
            for exercise, of_it in every
        ],
        "texts": texts,
        "numbers": numbers,
    }
    script = Path(__file__).with_name("judge_in_node.js")
    done = subprocess.run(
        [NODE, script], input=json.dumps(asked).encode(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    said = json.loads(done.stdout)
    return {
        "judged": {
            exercise.name: (of_it, says)
            for (exercise, of_it), says in zip(every, said["judged"], strict=True)
        },
        "read": list(zip(texts, said["read"], strict=True)),
        "written": list(zip(numbers, said["written"], strict=True)),
    }


@pytest.mark.parametrize("exercise", WITH_FORM, ids=lambda exercise: exercise.name)
def test_the_page_says_what_python_says(exercise, tried):
    of_it, says = tried["judged"][exercise.name]
    assert len(of_it) == len(says) >= len(data_of_kind(exercise))
    for (asked, draw, answer), said in zip(of_it, says, strict=True):
        assert said == pythons_judgement(asked, answer), (draw, answer)


def data_of_kind(exercise):
    """What must be among the cases: an answer for each mistake, and a right one."""
    return [*exercise.misconceptions, exercise.takeaway]


def test_the_cases_cover_every_mistake_and_every_verdict(tried):
    for exercise in WITH_FORM:
        _, says = tried["judged"][exercise.name]
        assert {one.key for one in exercise.misconceptions} <= {said[2] for said in says}
        assert "passed" in {said[0] for said in says}
        if isinstance(exercise, WorkedStep):
            text = json.dumps(says, ensure_ascii=False)
            for part in (
                "follows rightly",
                "rounded too much",
                "is close",
                "decimal point",
                "Go on with",
            ):
                assert part in text, (exercise.name, part)


def test_a_page_reads_numbers_as_python_does(tried):
    for text, read in tried["read"]:
        value, trouble = read_by_python(text)
        assert read["trouble"] == trouble, text
        if not trouble:
            assert math.isclose(read["value"], value, rel_tol=1e-14), text


def read_by_python(text):
    try:
        return read_number(text), ""
    except ValueError as error:
        return None, str(error)


def test_a_page_writes_numbers_as_python_does(tried):
    for value, text in tried["written"]:
        assert text == number(value, 10)


def element(page, attributes):
    (found,) = re.findall(rf"<script {attributes}>(.*?)</script>", page, flags=re.DOTALL)
    return json.loads(found)


@pytest.mark.parametrize("exercise", WITH_FORM, ids=lambda exercise: exercise.name)
def test_a_page_holds_the_card_of_jupyterlab_as_for_a_new_learner(exercise):
    kept = progress.current()
    kept.keep(Answered, exercise.name, answer="1")
    kept.change(Tries, exercise.name, lambda tries: replace(tries, tried=3, passed=True))
    page = to_html(exercise)
    assert kept.get(Tries, exercise.name).tried == 3
    with progress.nothing_kept():
        form = exercise.form()
    assert isinstance(form, Form)
    found = element(page, 'type="application/json"')
    assert found["card"]["_parts"] == json.loads(json.dumps(form._parts))
    assert found["card"]["_name"] == form._name
    assert "<noscript>To answer here, allow scripts" in page
    asked = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    for part in exercise.question().splitlines():
        assert as_html(part) in asked


def test_the_card_of_a_page_tells_what_help_tells():
    exercise = exercises["which_way"]
    helping = Help(exercise, in_form=True)
    for _ in exercise.hints:
        helping.hint.click()
    helping.solution.click()
    found = data(exercise)
    parts = [*found["hints"], words()["no_more_hints"], found["solution"]]
    assert helping.shown.value == f'<div class="bp-help">{"".join(parts)}</div>'


def test_a_page_shows_the_first_numbers_whatever_was_drawn():
    step = exercises["one_step"]
    form = step.form()
    form.new_numbers.click()
    assert form_to_html(form) == to_html(step)


def test_what_a_page_draws_python_draws_too():
    step = exercises["one_step"]
    draws = data(step)["rules"]["draws"]
    assert [draw["draw"] for draw in draws] == list(range(21))
    for draw in draws:
        assert draw["example"] == step.redrawn(draw["draw"]).example
        assert as_html(step.redrawn(draw["draw"]).given) in draw["given"]


def test_a_closing_tag_in_a_prompt_does_not_end_the_data():
    exercise = replace(exercises["which_way"], prompt="</script><b>")
    page = to_html(exercise)
    assert page.count("</script>") == 1
    asked = element(page, 'type="application/json"')["card"]["_parts"][0]["value"]
    assert "&lt;/script&gt;&lt;b&gt;" in asked


def test_the_head_holds_all_words_once():
    assert element(head(), 'type="application/json" id="bp-words"') == json.loads(
        json.dumps(words())
    )


@pytest.mark.parametrize("rule", ["x // 2", "x % 2", "[x][0]"])
def test_a_formula_that_a_page_cannot_work_out_is_refused(rule):
    step = exercises["one_step"]
    first, *others = step.quantities
    with pytest.raises(ValueError, match="cannot work out"):
        data(replace(step, quantities=(replace(first, rule=rule), *others)))
