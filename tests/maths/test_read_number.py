import random

import pytest

from backprop_lib.notation import read_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        ("0,5", 0.5),
        ("-0,5", -0.5),
        ("−1,25", -1.25),
        ("w = 0,8", 0.8),
        (",5", 0.5),
        ("0,125", 0.125),
        (" 1/9 ", 1 / 9),
        ("10**6", 1e6),
        ("10^6", 1e6),
        ("10⁶", 1e6),
        ("10⁻³", 1e-3),
        ("1000²", 1e6),
        ("1e-3", 1e-3),
        ("−2", -2),
        (".5", 0.5),
        ("05", 5),
        ("10.005", 10.005),
        ("2*3", 6),
        ("2*0.7*1.5", 2.1),
        ("1/3^2", 1 / 9),
        ("1/(3*3)", 1 / 9),
        ("(1/3)", 1 / 3),
        ("-(1 + 2)/4 - +1", -1.75),
        ("−1^2", -1),
        ("⅓", 1 / 3),
        ("2·½", 1),
        ("1÷3", 1 / 3),
        ("1·5", 5),
        ("2×3", 6),
        ("1,000,000", 1e6),
        ("1 000 000", 1e6),
        ("1\u202f000\u202f000", 1e6),
        ("1_000_000", 1e6),
        ("2*1,000", 2000),
        ("w = 0.3", 0.3),
        ("lr=1/9", 1 / 9),
        ("w* = 0.3", 0.3),
        ("dj/dw = −3.75", -3.75),
    ],
)
def test_a_number_is_read(text, value):
    assert read_number(text) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "half",
        "w =",
        "1/0",
        "9^9^9",
        "10^99999",
        "(-1)^.5",
        "nan",
        "1e999",
        "0^-1",
        "()",
        "½½",
        "+",
    ],
)
def test_text_that_is_not_a_number_is_refused(text):
    with pytest.raises(ValueError, match="is not a number"):
        read_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "0.3 because",
        "2x",
        "2(3)",
        "1 2",
        "5//2",
        "5%2",
        "~1",
        "1j",
        "0x10",
        "[1]",
        "1,00,00",
        "1.000,5",
        "1,5,2",
        "(0,5)",
        "0,7*2",
        "1=1",
        "1 if 2 else 3",
        "e5",
        "print(1)",
        "(" * 60 + "1" + ")" * 60,
        "1+" * 9999 + "1",
    ],
)
def test_text_with_more_than_a_number_is_refused(text):
    with pytest.raises(ValueError, match="Type only the number") as raised:
        read_number(text)
    assert len(str(raised.value)) < 170


@pytest.mark.parametrize(
    ("text", "more"), [("30%", "%"), ("11 steps", "steps"), ("< 1/9", "<"), ("0.2 €", "€")]
)
def test_one_word_too_many_is_named(text, more):
    with pytest.raises(ValueError, match=f"^Type only the number: “{text}” without “{more}”.$"):
        read_number(text)


def test_any_text_is_a_finite_number_or_is_refused():
    source = random.Random(0)
    for _ in range(3000):
        text = "".join(source.choices("0123459.,+-*/^()eE_ ⁶⅓·÷=wx\0'", k=source.randint(1, 12)))
        try:
            said = str(abs(read_number(text)) < float("inf"))
        except ValueError as error:
            said = str(error)
        assert said == "True" or text.strip() in said
