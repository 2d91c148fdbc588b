"""The two layers of SVG."""

import re
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.image import imread

from backprop_lib.explorers.engine.live_figure import BLUE, LiveFigure, style, within

from .small import SmallExplorer


@pytest.fixture
def live():
    with style():
        figure = LiveFigure()
        axes = figure.add_panel(5, 3)
        axes.set(xlim=(0, 10), ylim=(0, 10))
        (figure.line,) = axes.plot([0, 10], [0, 10], "o-", color=BLUE)
        figure.moving(figure.line)
        figure.axes = axes
    figure.show("a line")
    return figure


def svgs(layer):
    return re.findall(r"<svg.*?</svg>", layer.value, re.DOTALL)


def test_the_moving_layer_fits_the_axes_of_the_still_layer(live):
    (moving,) = svgs(live.moving_layer)
    start, end = re.search(r'd="M ([\d. ]+)\s+L ([\d. ]+)', moving).groups()
    box = live.axes.get_window_extent()
    assert [float(n) for n in start.split()] == pytest.approx([box.x0, 216 - box.y0], abs=1e-4)
    assert [float(n) for n in end.split()] == pytest.approx([box.x1, 216 - box.y1], abs=1e-4)


def test_only_the_moving_layer_follows_the_artists(live):
    still, moving = live.still_layer.value, live.moving_layer.value
    live.line.set_data([0, 10], [10, 0])
    live.show("another line")
    assert live.still_layer.value == still
    assert live.moving_layer.value != moving


def test_the_still_layer_follows_the_view(live):
    still = live.still_layer.value
    live.axes.set_ylim(0, 100)
    live.show("a line")
    assert live.still_layer.value != still
    assert "100" in live.still_layer.value
    live.axes.set_ylim(0, 10)
    live.show("a line")
    assert live.still_layer.value == still


def test_layers_and_explorers_share_no_ids():
    one, two = SmallExplorer().picture, SmallExplorer().picture
    layers = [one.still_layer, one.moving_layer, two.still_layer, two.moving_layer]
    ids = [set(re.findall(r' id="([^"]+)"', layer.value)) for layer in layers]
    assert all(ids)
    assert len(set.union(*ids)) == sum(map(len, ids))
    for layer, own in zip(layers, ids, strict=True):
        used = re.findall(r'(?:href="#|url\(#)([^")]+)', layer.value)
        assert set(used) <= own


def test_colours_follow_the_theme_and_text_stays_text(live):
    assert "var(--jp-ui-font-color1" in live.still_layer.value
    assert re.search(r"<text[^>]*>10</text>", live.still_layer.value)
    assert "DejaVu" not in live.still_layer.value
    assert "#212122;" not in live.still_layer.value


def test_a_screen_reader_finds_the_sentence_and_the_picture_by_it(live):
    live.show('5 < 6 & "so"')
    html = live.moving_layer.value
    assert '<div role="img" aria-label="5 &lt; 6 &amp; &quot;so&quot;">' in html
    assert re.search(r'<div role="status"[^>]*>5 &lt; 6 &amp; &quot;so&quot;</div>', html)
    assert live.still_layer.value.startswith('<div aria-hidden="true">')


def test_the_png_shows_both_layers_on_white(live, tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(live.png())
    pixels = imread(path)
    assert pixels.shape == (360, 600, 4)
    assert pixels[2, 2].tolist() == [1, 1, 1, 1]
    blue = np.all(np.abs(pixels[..., :3] - np.array(BLUE)) < 0.02, axis=-1)
    assert blue.sum() > 100


def test_points_far_outside_are_pulled_near(live):
    x, y = within(live.axes, [5, np.inf, -1e300], [5, -np.inf, 12])
    assert x[0] == y[0] == 5
    assert x[1] == -y[1] + 10 == 1_000_010
    assert x[2] == -1_000_000
    assert y[2] == 12


def test_points_outside_a_log_axis_stay_positive(live):
    live.axes.set(yscale="log", ylim=(1e-3, 1e3))
    _, y = within(live.axes, [1, 1, 1], [0, 1, np.inf])
    assert y == pytest.approx([1e-9, 1, 1e9])


def test_two_kernels_give_no_id_twice():
    code = (
        "from backprop_lib.explorers import StartHereExplorer as E; p = E().picture;"
        "print(p.still_layer.value, p.moving_layer.value)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    here, there = (set(re.findall(r' id="([^"]+)"', run.stdout)) for run in runs)
    assert here
    assert here.isdisjoint(there)
