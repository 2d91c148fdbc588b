"""Explorers on a page without a kernel: the frames in it are those of the explorer."""

import base64
import gzip
import json
import re

import pytest

from backprop_lib import explorers
from backprop_lib.explorers.engine.without_kernel import to_html
from backprop_lib.notation import number, read_number

from .small import SmallExplorer

ALL = [getattr(explorers, name) for name in explorers.__all__ if name != "Explorer"]


def coarse(kind):
    """Return the explorer with five places to each slider: to draw them all takes too long."""

    class Coarse(kind):
        def make_controls(self):
            controls = super().make_controls()
            for control in controls.values():
                control.slider.step = (control.slider.max - control.slider.min) / 4
            return controls

    return Coarse


def frames_in(page):
    (packed,) = re.findall(r'<script type="application/gzip">(.*?)</script>', page)
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def without_ids(picture):
    """Two explorers draw the same with other ids."""
    return re.sub(r'(id="|#)[a-z0-9]+', r"\1", picture)


def drawings(layer):
    return re.findall("<svg.*?</svg>", without_ids(layer), re.DOTALL)


@pytest.mark.parametrize("kind", [SmallExplorer, *map(coarse, ALL)], ids=["small", *ALL])
def test_every_frame_is_what_the_explorer_shows_there(kind):
    explorer = kind()
    home = explorer.values
    content = frames_in(to_html(explorer))
    for (name, control), given in zip(explorer.controls.items(), content["controls"], strict=True):
        assert given["home"] == control.place(control.initial)
        assert read_number(given["text"]) == control.initial
        places = control.places()
        assert len(places) == 5
        for value, (text, still, moving) in zip(places, given["frames"], strict=True):
            explorer.set(**{**home, name: value})
            assert explorer.values[name] == pytest.approx(value)
            assert text == number(value)
            assert explorer.sentence in moving
            assert drawings(moving) == drawings(explorer.picture.moving_layer.value)
            assert without_ids(content["stills"][still]) == without_ids(
                explorer.picture.still_layer.value
            )
        fresh = kind()  # for what is written below may depend on what was shown before
        fresh.set(**{name: value})
        assert without_ids(moving) == without_ids(fresh.picture.moving_layer.value)


def test_a_page_starts_where_the_explorer_stands_and_leaves_it_there():
    explorer = SmallExplorer(k=-1)
    explorer.controls["x"].value = 1.5
    page = to_html(explorer)
    assert explorer.values == {"x": 1.5, "k": -1}
    still, moving = frames_in(page)["start"]
    assert moving == explorer.picture.moving_layer.value
    assert frames_in(page)["stills"][still] == explorer.picture.still_layer.value
    assert moving in page  # also where scripts do not run
    assert "the others go to input x = 1, factor k = 2" in page


class Climber(SmallExplorer):
    """An explorer that remembers: it says how high the point ever was."""

    top = 0

    def details(self, result):
        self.top = max(self.top, result[1])
        return f"<p>top {self.top:g}</p>"


def test_a_frame_remembers_nothing_of_the_frames_before_it():
    def tops(control):
        return [re.search("<p>top (.+)</p>", moving)[1] for _, _, moving in control["frames"]]

    climber = Climber()
    climber.set(x=2, k=3)
    content = frames_in(to_html(climber))
    assert [tops(control) for control in content["controls"]] == [
        ["2", "2", "2", "3", "4"],  # a new one has been at 2
        ["2", "2", "2", "2", "3"],
    ]
    assert "<p>top 6</p>" in content["start"][1]


def test_a_page_with_one_control_has_no_note_on_the_others():
    class OneControl(SmallExplorer):
        def make_controls(self):
            return {"x": super().make_controls()["x"]}

        def compute(self, x):
            return x, x

    assert "work one at a time" not in to_html(OneControl())
    assert "work one at a time" in to_html(SmallExplorer())
