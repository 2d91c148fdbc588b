"""Where the numbers of a picture come from: what is said, evaluated anew, is what is shown."""

import math
import random
import re

import pytest

from backprop_lib import explorers
from backprop_lib.explorers import Explorer
from backprop_lib.explorers.engine import Derivation, Found, Label

from .arithmetic import NUMBER, check_line, evaluated
from .small import SmallExplorer, SmallWalk

COURSE = [getattr(explorers, name) for name in explorers.__all__ if name != "Explorer"]
ANSWERING = [
    make for make in (SmallExplorer, *COURSE) if make.derivation is not Explorer.derivation
]
DRAWS = 10_000


@pytest.mark.parametrize("make", ANSWERING, ids=lambda make: make.__name__)
def test_the_arithmetic_that_is_shown_gives_the_number_that_is_shown(make):
    explorer = make()
    chance = random.Random(2)
    checked = set()
    for _ in range(math.ceil(DRAWS / len(ANSWERING))):
        values = {
            name: chance.choice(control.places) for name, control in explorer.controls.items()
        }
        derivation = explorer.derivation(explorer.compute(**values))
        line = derivation.line(chance.choice(derivation.signs))
        if line.rule and all(math.isfinite(derivation.value(s)) for s in (line.sign, *line.uses)):
            check_line(line.sign, line)
            checked.add(line.sign)
    assert len(checked) >= (1 if make is SmallExplorer else 5)


@pytest.mark.parametrize("make", ANSWERING, ids=lambda make: make.__name__)
def test_a_number_in_the_picture_is_the_one_that_is_explained(make):
    explorer = make()
    chance = random.Random(3)
    seen = set()
    for _ in range(25):
        explorer.set(
            **{name: chance.choice(control.places) for name, control in explorer.controls.items()}
        )
        known = {sign: value for sign, value, *_ in explorer._shown["why"]}
        for mark in explorer._marks():
            gid = mark.text.get_gid() if isinstance(mark, Label) else None
            if not gid or not mark.text.get_text():
                continue
            name = gid.partition("bp-of-")[2]
            (sign,) = (sign for sign in known if sign.replace(" ", "_") == name)
            seen.add(sign)
            written = re.findall(NUMBER, mark.text.get_text().replace("·\n", "·"))
            derivation = explorer.derivation(explorer.result)
            value = derivation.value(sign)
            if math.isfinite(value):
                assert written, mark.text.get_text()
                digits = len(re.sub(r"·10.*|[−.]", "", written[-1]).lstrip("0")) or 1
                assert evaluated(written[-1]) == pytest.approx(
                    value, rel=0.51 * 10.0 ** (1 - digits), abs=1e-12
                )
    assert seen


DERIVATION = Derivation(
    {"x": 1.5, "w": 0.8, "y": 0.5},
    Found("ŷ", 1.2, "{x} · {w}"),
    Found("dj/dŷ", 1.4, "2 · ({ŷ} − {y})", "twice the error"),
    Found("dj/dw", 2.1, "{dj/dŷ} · {x}"),
)


def test_a_derivation_goes_back_to_what_is_given_and_says_each_thing_once():
    assert list(DERIVATION.lines("dj/dw")) == [
        "dj/dw = dj/dŷ · x = 1.4 · 1.5 = 2.1.",
        "dj/dŷ = 2 · (ŷ − y) = 2 · (1.2 − 0.5) = 1.4: twice the error.",
        "ŷ = x · w = 1.5 · 0.8 = 1.2.",
        "x = 1.5, y = 0.5 and w = 0.8 are given.",
    ]
    assert DERIVATION.sentence("ŷ") == "ŷ = x · w = 1.5 · 0.8 = 1.2. x = 1.5 and w = 0.8 are given."
    assert DERIVATION.sentence("x") == "x = 1.5 is given."


@pytest.mark.parametrize(
    ("given", "value", "rule", "said"),
    [
        ({"a": 2, "b": -3}, -6, "{a} · {b}", "c = a · b = 2 · (−3) = −6."),
        ({"a": -3, "b": 2}, -6, "{a} · {b}", "c = a · b = −3 · 2 = −6."),
        ({"a": -3}, 9, "{a}²", "c = a² = (−3)² = 9."),
        ({"a": 2e-9}, 4e-18, "{a}²", "c = a² = (2·10⁻⁹)² = 4·10⁻¹⁸."),
        ({"a": 1, "b": 4e-5}, 25000, "{a} / {b}", "c = a / b = 1 / (4·10⁻⁵) = 2.5·10⁴."),
        ({"a": 1 / 3}, 2 / 3, "2 · {a}", "c = 2 · a = 2 · 0.33333 ≈ 0.6667."),
        ({"a": 2}, 2, "{a}", "c = a = 2."),
        ({"a + b": 2}, 6, "3 · {a + b}", "c = 3 · (a + b) = 3 · 2 = 6."),
        ({"a": 2, "b": -1}, 2, "max({a}, {b})", "c = max(a, b) = max(2, −1) = 2."),
        ({}, 1, "1", "c = 1."),
        ({"a": 2}, 2, "1 · {a}", "c = 1 · a = 1 · 2 = 2."),
        ({"a/b": 2, "a": 3}, 1.5, "{a} / {a/b}", "c = a / (a/b) = 3 / 2 = 1.5."),
        ({"a + b": 2}, 2, "max({a + b}, 0)", "c = max(a + b, 0) = max(2, 0) = 2."),
        ({"a": -2}, 0.25, "{a}⁻²", "c = a⁻² = (−2)⁻² = 0.25."),
        ({"a": math.inf, "b": 2}, math.inf, "{a} · {b}", "c = a · b = ∞ · 2 = ∞."),
        ({"a": math.inf}, math.nan, "{a} − {a}", "c = a − a = ∞ − ∞ is not a number."),
    ],
)
def test_a_line_puts_the_numbers_in_and_brackets_where_they_are_needed(given, value, rule, said):
    assert Derivation(given, Found("c", value, rule)).line("c").text == said


def test_as_many_digits_are_shown_as_the_arithmetic_needs():
    a, b = 1.2000123, 1.2
    line = Derivation({"a": a, "b": b}, Found("c", a - b, "{a} − {b}")).line("c")
    assert line.text == "c = a − b = 1.2000123 − 1.2 ≈ 1.23·10⁻⁵."


def test_a_rule_may_only_use_what_comes_before_it():
    with pytest.raises(ValueError, match="the rule of h uses w, which is not known yet"):
        Derivation({"x": 1}, Found("h", 2, "{x} · {w}"))


def test_an_explorer_says_why_and_the_page_gets_the_same():
    explorer = SmallExplorer()
    assert explorer._made_of["why"]
    assert explorer.why("the height") == (
        "the height = x · k = 1 · 2 = 2: k times as high. x = 1 and k = 2 are given."
    )
    assert [reason[0] for reason in explorer._shown["why"]] == ["x", "k", "the height"]
    assert explorer._shown["why"][0][3] is None
    assert explorer._shown["why"][2][1::2] == ["= 2", ["x", "k"]]
    assert 'class="bp-number bp-of-the_height"' in explorer._shown["moving"][0]
    with pytest.raises(KeyError, match="z is not known here; known are: x, k, the height"):
        explorer.why("z")


def test_an_explorer_without_derivations_says_so():
    walk = SmallWalk()
    assert not walk._made_of["why"]
    assert walk._shown["why"] == []
    with pytest.raises(KeyError, match="known are: none"):
        walk.why("x")
