"""Explorers on a page without a kernel: the pictures in it are those of the explorer."""

import base64
import gzip
import json
import math
import re
from dataclasses import replace

import pytest

from backprop_lib import explorers
from backprop_lib.explorers.engine import Number
from backprop_lib.explorers.engine.explorer import coloured
from backprop_lib.explorers.engine.without_kernel import to_html

from .small import SmallExplorer, SmallWalk

ALL = [getattr(explorers, name) for name in explorers.__all__ if name != "Explorer"]


def coarse(make):
    """Return the explorer with three places to each number: drawing them all takes too long."""

    def with_three_places(spec):
        if not isinstance(spec, Number):
            return spec
        low, high = (math.log10(end) if spec.log else end for end in (spec.low, spec.high))
        return replace(spec, step=(high - low) / 2)

    controls = {name: with_three_places(spec) for name, spec in make.CONTROLS.items()}
    return type(f"Coarse{make.__name__}", (make,), {"CONTROLS": controls})


def state_in(page):
    (packed,) = re.findall(r'<script type="application/gzip">(.*?)</script>', page)
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def without_scripts(page):
    """What the page shows where scripts do not run."""
    return re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)


@pytest.fixture(scope="module")
def page():
    explorer = SmallExplorer(k=-1)
    explorer.set(x=1.5)
    return to_html(explorer)


@pytest.mark.parametrize(
    "make", [SmallExplorer, SmallWalk, *map(coarse, ALL)], ids=lambda make: make.__name__
)
def test_every_picture_is_what_the_explorer_shows_there(make):
    explorer = make()
    state = state_in(to_html(explorer))
    pictures = iter(state["_alone"]["pictures"])
    home = {
        name: control.places[control.spec.place(control.initial)]
        for name, control in explorer.controls.items()
    }
    for name, control in explorer.controls.items():
        assert state["_alone"]["home"][name] == control.spec.place(control.initial)
        assert len(control.places) >= 2
        for value in control.places:
            explorer.set(**{**home, name: value})
            shown = json.loads(json.dumps(explorer._shown))
            picture = next(pictures)
            assert picture == {part: shown[part] for part in picture}
            assert {"key", "moving", "stills", "sentence", "table", "touch"} <= set(picture)
            for still in picture["stills"]:
                assert state["_stills"][still] == explorer._stills[still]
    assert next(pictures, None) is None


def test_a_page_starts_where_the_explorer_stands_and_leaves_it_there():
    explorer = SmallExplorer(k=-1)
    explorer.set(x=1.5)
    before = explorer._shown, explorer._stills, explorer.picture.png()
    state = state_in(to_html(explorer))
    assert (explorer._shown, explorer._stills, explorer.picture.png()) == before
    assert explorer.values == {"x": 1.5, "k": -1}
    assert state["_shown"] == json.loads(json.dumps(explorer._shown))
    assert state["_made_of"] == json.loads(json.dumps(explorer._made_of))
    assert set(explorer._stills) <= set(state["_stills"])
    assert state["_alone"]["home"] == {"x": 2, "k": 3}  # a new one, not this one


def test_a_page_holds_all_that_its_front_end_asks_the_widget_for(page):
    asked = set(re.findall(r'model\.get\("(\w+)"\)', page)) | {"disabled", "veiled"}
    assert asked - {"_alone"} <= set(state_in(page))
    assert state_in(page)["disabled"] is False


def test_a_page_shows_its_picture_where_scripts_do_not_run(page):
    shown = without_scripts(page)
    explorer = SmallExplorer(x=1.5, k=-1)
    assert shown.count("<svg") == 2
    assert f"{explorer._shown['sentence']}</p>" in shown
    assert f'role="img" aria-label="{explorer.sentence}"' in shown
    for svg in (*explorer._stills.values(), *explorer._shown["moving"]):
        assert svg.replace("§", "still-") in shown


def test_the_ids_of_the_still_page_are_ids_of_html(page):
    shown = without_scripts(page)
    assert "§" not in shown
    ids = re.findall(r'\bid="([^"]+)"', shown)
    assert len(set(ids)) == len(ids) > 0
    used = re.findall(r'href="#([^"]+)"', shown) + re.findall(r"url\(#([^)]+)\)", shown)
    assert set(used) <= set(ids)


def test_signs_of_html_in_a_sentence_do_not_break_the_page():
    class Quoting(SmallExplorer):
        def describe(self, result):
            return 'a < b & "c"</p></script>'

    shown = without_scripts(to_html(Quoting()))
    assert 'aria-label="a &lt; b &amp; &quot;c&quot;&lt;/p&gt;' in shown
    ours = sum(shown.count(f'class="{name}"') for name in ("bp-sentence", "bp-why", "bp-alone"))
    assert shown.count("</p>") == ours == 3
    assert state_in(to_html(Quoting()))["_shown"]["sentence"] == coloured(
        'a < b & "c"</p></script>'
    )


def test_the_same_explorer_gives_the_same_page():
    explorer = SmallExplorer()
    assert to_html(explorer) == to_html(explorer)


def test_the_pictures_of_a_page_are_made_by_what_the_explorer_was_given():
    class Shifted(SmallExplorer):
        CONTROLS = {"x": SmallExplorer.CONTROLS["x"]}

        def __init__(self, by, **start):
            self.by = by
            super().__init__(**start)

        def anew(self):
            return Shifted(self.by)

        def compute(self, x):
            return x, x + self.by, (x + self.by) / x if x else 0

    sentences = [shown["sentence"] for shown in state_in(to_html(Shifted(3)))["_alone"]["pictures"]]
    assert len(sentences) == 5
    assert all(f"{3 + place / 2:g} high" in said for place, said in enumerate(sentences))


class Picky(SmallExplorer):
    """An explorer that has no picture for x = 2."""

    def compute(self, x, k):
        if x == 2:
            raise ValueError("not here")
        return super().compute(x, k)


def test_a_page_leaves_out_the_places_that_have_no_picture():
    keys = [picture["key"] for picture in state_in(to_html(Picky()))["_alone"]["pictures"]]
    assert keys == [f"0|{place}|3" for place in range(4)] + [f"0|2|{place}" for place in range(5)]
