"""The question of the course: every number in its texts is computed here once more."""

import re
from fractions import Fraction

import pytest

from backprop_lib import forward, gradient, loss
from backprop_lib.article import LR, W, X, Y
from backprop_lib.course import COURSE
from backprop_lib.practice.the_question import THE_QUESTION

X_, Y_, LR_ = (Fraction(str(value)) for value in (X, Y, LR))
W1, W2 = Fraction("1.6"), Fraction("0.5")
H = X_ * W1
Y_HAT = H * W2
ERROR = Y_HAT - Y_
LOSS = ERROR**2
DY_HAT = 2 * ERROR
DW2, DH = DY_HAT * H, DY_HAT * W2
DW1 = DH * X_
NEW_W1, NEW_W2 = W1 - LR_ * DW1, W2 - LR_ * DW2
NEW_LOSS = (X_ * NEW_W1 * NEW_W2 - Y_) ** 2
NUDGE = Fraction("0.01")
MEASURED = ((H * (W2 + NUDGE) - Y_) ** 2 - LOSS) / NUDGE

STEP = (DW1, DW2, LR_, W1, NEW_W1, W2, NEW_W2, LOSS, NEW_LOSS)
TEXTS = {
    "answer": (
        *(X_, W1, W2, H, Y_HAT, Y_, LOSS, 2, ERROR, DY_HAT, DY_HAT, H, DW2, DY_HAT, DH, DW1),
        *(DY_HAT, LR_, NEW_W1, NEW_W2, NEW_LOSS),
    ),
    "points": (Y_HAT, Y_HAT, Y_, LOSS, 2, ERROR, DY_HAT, DY_HAT, H, DW2, DY_HAT, W2, DH),
    "backward": (
        *(DY_HAT, DY_HAT, H, DW2, DY_HAT, W2, DH, DH, X_, DW1),
        *(X_, W2, X_ * W2, X_ * W2, DY_HAT, X_ * W2 * DY_HAT),
    ),
    "nudging": (2 + 1, 10**6 + 1, NUDGE, MEASURED, DW2),
    "kept": (H, DY_HAT, X_, Y_HAT, NEW_W2, DY_HAT, NEW_W2, DY_HAT * NEW_W2, DH),
    "descent": STEP,
}


def text_of(name):
    """The points in one text, the answer, or the answer to a follow-up."""
    told = {"answer": THE_QUESTION.answer, "points": "\n".join(THE_QUESTION.points)}
    return (told | {fact.name: fact.why for fact in THE_QUESTION.follow_ups})[name]


def numbers_in(text):
    return [Fraction(found.replace(",", "")) for found in re.findall(r"\d(?:[\d,.]*\d)?", text)]


def test_every_text_has_its_numbers_here():
    assert set(TEXTS) == {"answer", "points", *(fact.name for fact in THE_QUESTION.follow_ups)}


@pytest.mark.parametrize("name", TEXTS)
def test_every_number_is_the_one_that_is_computed(name):
    text = text_of(name)
    shown = numbers_in(text)
    assert len(shown) == len(TEXTS[name])
    for found, computed in zip(shown, TEXTS[name], strict=True):
        if found != computed:  # only the new loss is rounded, and the text says so
            assert computed == NEW_LOSS
            assert found == round(computed, 4)
            assert f"about {float(found)}" in text


@pytest.mark.parametrize("name", TEXTS)
def test_every_product_is_right(name):
    for left, right, result in re.findall(r"([\d.]+) · ([\d.]+) = ([\d.]*\d)", text_of(name)):
        assert Fraction(left) * Fraction(right) == Fraction(result)


def test_the_chain_of_two_weights_starts_from_the_articles_numbers():
    assert float(Y_HAT) == pytest.approx(forward(X, W))
    assert float(LOSS) == pytest.approx(loss(forward(X, W), Y))
    assert float(DY_HAT) * X == pytest.approx(gradient(X, Y, W))
    assert DW1 == ((X_ * (W1 + NUDGE) * W2 - Y_) ** 2 - LOSS) / NUDGE - (X_ * W2) ** 2 * NUDGE
    assert MEASURED == DW2 + H**2 * NUDGE


def test_the_answer_takes_a_minute_and_begins_with_an_answer():
    assert 130 <= len(THE_QUESTION.answer.split()) <= 150
    assert THE_QUESTION.answer.startswith("Back-propagation computes the gradient of the loss")


def test_there_are_seven_points_and_four_follow_ups_of_a_few_sentences():
    assert len(THE_QUESTION.points) == 7
    assert len(THE_QUESTION.follow_ups) == 4
    for fact in THE_QUESTION.follow_ups:
        assert fact.value.endswith("?")
        assert 3 <= len(re.findall(r"[.?!](?= |$)", fact.why)) <= 5


def test_the_first_notebook_asks_it_first():
    assert THE_QUESTION.first == COURSE[0].name
