"""Explorers on a page without a kernel: the frames in it are those of the explorer."""

import base64
import gzip
import json
import re

import pytest

from backprop_lib import explorers
from backprop_lib.explorers import DescentExplorer, LearningRateExplorer, StartHereExplorer
from backprop_lib.explorers.engine.without_kernel import to_html
from backprop_lib.notation import read_number

EXPLORERS = [getattr(explorers, name) for name in explorers.__all__ if name != "Explorer"]


def frames_in(page):
    (packed,) = re.findall(r'<script type="application/gzip">(.*?)</script>', page)
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def without_ids(picture):
    """Two explorers draw the same with other ids."""
    return re.sub(r'(id="|#)[a-z0-9]+', r"\1", picture)


@pytest.mark.parametrize("kind", EXPLORERS)
def test_the_frames_are_what_the_explorer_shows_at_each_value(kind):
    content = frames_in(to_html(kind()))
    explorer = kind()
    for (name, control), given in zip(explorer.controls.items(), content["controls"], strict=True):
        values = control.places()
        assert len(given["frames"]) == len(values)
        assert values[given["home"]] == pytest.approx(control.initial, rel=0.01)
        assert read_number(given["text"]) == control.initial
        for place in {0, 1, len(values) // 3, given["home"], len(values) - 1}:
            fresh = kind(**{name: values[place]})
            text, still, moving = given["frames"][place]
            assert read_number(text) == pytest.approx(values[place], rel=1e-3)
            assert without_ids(content["stills"][still]) == without_ids(
                fresh.picture.still_layer.value
            )
            assert fresh.sentence in moving
            if kind is not LearningRateExplorer:  # its best run goes on counting from the start
                assert without_ids(moving) == without_ids(fresh.picture.moving_layer.value)


def test_the_page_begins_where_the_explorer_stands_and_leaves_it_there():
    explorer = DescentExplorer(steps=1, x=2)
    explorer.controls["lr"].value = 0.3
    page = to_html(explorer)
    assert explorer.values == {"w": 0.8, "lr": 0.3, "x": 2, "y": 0.5, "steps": 1}
    still, moving = frames_in(page)["start"]
    assert moving == explorer.picture.moving_layer.value
    assert frames_in(page)["stills"][still] == explorer.picture.still_layer.value
    assert moving in page  # also where scripts do not run
    assert "the others go to weight w = 0.8, learning rate lr = 0.1" in page


def test_a_best_run_is_not_carried_from_frame_to_frame():
    content = frames_in(to_html(LearningRateExplorer()))
    lr = content["controls"][0]["frames"]
    assert "Best so far" in lr[-1][2]
    assert not any("Met, in 1 step" in moving for _, _, moving in lr[-100:])
    assert "Met, in 1 step" in content["controls"][0]["frames"][222][2]


def test_one_control_needs_no_note_on_the_others():
    assert "one at a time" not in to_html(StartHereExplorer())
