import re

import pytest

from backprop_lib.practice.engine.facts import facts


def test_the_margin_of_facts_does_not_matter():
    text = """
        first: x: y
            Why, in two
            lines.

        second: z
            Why not?
    """
    assert list(facts(text)) == [
        ("first", "x: y", "Why, in two lines."),
        ("second", "z", "Why not?"),
    ]


@pytest.mark.parametrize(
    "text", ["a 1\n  Why.", "a: 1", ": 1\n  Why.", "a:\n  Why.", "two words: 1\n  Why."]
)
def test_an_incomplete_fact_is_quoted(text):
    with pytest.raises(ValueError, match=re.escape(f"“{text.splitlines()[0]}” should be")):
        list(facts(text))


def test_two_facts_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two facts are called 'a'"):
        list(facts("a: 1\n  Why.\na: 2\n  Why."))
