from typing import NamedTuple

import pytest

from backprop_lib.practice.engine.registry import Registry


class Colour(NamedTuple):
    name: str


RED, GREEN, BLUE = map(Colour, ("red", "green", "blue"))
COLOURS = Registry("colour", lambda: (RED, GREEN, BLUE))


def test_members_are_found_by_name_and_keep_their_order():
    assert COLOURS["green"] is GREEN
    assert list(COLOURS) == ["red", "green", "blue"]
    assert len(COLOURS) == 3
    assert repr(COLOURS) == "colours: red, green, blue"


def test_an_unknown_name_lists_similar_names():
    with pytest.raises(KeyError, match=r"there is no colour 'grene'; did you mean green\?"):
        COLOURS["grene"]
    with pytest.raises(KeyError, match="there is no colour 'qqqqq'; there are red, green, blue"):
        COLOURS["qqqqq"]
    assert COLOURS.get("grene") is None


def test_a_lookup_stops_at_the_member_it_finds():
    def members():
        yield RED
        raise AssertionError("nobody asked for this one")

    assert Registry("colour", members)["red"] is RED
