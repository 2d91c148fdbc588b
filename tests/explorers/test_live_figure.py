"""The two layers of SVG."""

import re

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.image import imread

from backprop_lib import explorers
from backprop_lib.explorers.engine import COLOURS, GRID, INK, MUTED, PAPER, LiveFigure
from backprop_lib.explorers.engine.live_figure import VIEW, style, within_panel

from .small import SmallExplorer, SmallWalk

ALL = [getattr(explorers, name) for name in explorers.__all__ if name != "Explorer"]
BLUE = COLOURS["w"]


@pytest.fixture
def live():
    with style():
        figure = LiveFigure()
        axes = figure.add_panel(5, 3)
        axes.set(xlim=(0, 10), ylim=(0, 10), title="A line")
        (figure.line,) = axes.plot([0, 10], [0, 10], "o-", color=BLUE, animated=True)
        figure.axes = axes
    figure.finish()
    return figure


def still_svg(figure):
    return "".join(still.svg for still in figure.stills())


def ids_in(svg):
    return re.findall(r'\bid="([^"]+)"', svg)


def used_in(svg):
    return re.findall(r'href="#([^"]+)"', svg) + re.findall(r"url\(#([^)]+)\)", svg)


def test_the_moving_layer_fits_the_axes_of_the_still_layer(live):
    (moving,) = live.moving()
    start, end = re.search(r'd="M ([\d. ]+)\s+L ([\d. ]+)', moving).groups()
    box = live.axes.get_window_extent()
    assert [float(n) for n in start.split()] == pytest.approx([box.x0, 216 - box.y0], abs=1e-4)
    assert [float(n) for n in end.split()] == pytest.approx([box.x1, 216 - box.y1], abs=1e-4)
    for svg in (moving, still_svg(live)):
        assert svg.startswith('<svg viewBox="0 0 360 216"')
    assert live.sizes == [[360, 216]]


def test_only_the_moving_layer_follows_the_marks(live):
    stills, moving = live.stills(), live.moving()
    live.line.set_data([0, 10], [10, 0])
    assert live.stills() == stills
    assert live.moving() != moving


def test_a_mark_is_on_the_moving_layer_only(live):
    (moving,) = live.moving()
    assert f"stroke: var(--bp-w, {BLUE})" in moving
    assert BLUE not in still_svg(live)
    assert live.line.get_visible()
    assert "A line</text>" in still_svg(live)
    assert "<text" not in moving


def test_the_still_layer_follows_the_view(live):
    stills = live.stills()
    live.axes.set_ylim(0, 100)
    assert live.stills()[0].name != stills[0].name
    assert "100</text>" in still_svg(live)
    linear = live.stills()
    live.axes.set_yscale("symlog")
    live.axes.set_ylim(0, 100)
    assert live.stills()[0].name != linear[0].name
    live.axes.set_yscale("linear")
    live.axes.set_ylim(0, 10)
    assert live.stills() == stills


def test_a_still_layer_is_drawn_once_for_each_view(live, monkeypatch):
    drawn = []
    (figure,) = live.figures
    save = figure.savefig
    monkeypatch.setattr(figure, "savefig", lambda *a, **k: drawn.append(1) or save(*a, **k))
    for top in (10, 20, 10, 20):
        live.axes.set_ylim(0, top)
        live.stills()
    assert len(drawn) == 2
    live.finish()
    live.stills()
    assert len(drawn) == 3


def test_equal_pictures_have_equal_bytes_and_one_name(live):
    stills, moving, png = live.stills(), live.moving(), live.png()
    live.finish()
    assert (live.stills(), live.moving(), live.png()) == (stills, moving, png)
    live.axes.set_title("Another")
    live.finish()
    assert live.stills()[0].name != stills[0].name


@pytest.fixture
def round_panel():
    """A panel in which a unit is as long across as up, whatever the view."""
    figure = LiveFigure()
    axes = figure.add_panel(5, 3, subplot_kw={"aspect": "equal"})
    axes.set(xlim=(0, 10), ylim=(0, 2))
    axes.plot([0, 10], [0, 2], animated=True)
    figure.finish()
    return figure, axes


def test_the_moving_layer_is_the_same_after_a_png(round_panel):
    figure, _ = round_panel
    figure.stills()
    moving = figure.moving()
    figure.png()
    assert figure.moving() == moving


def test_the_moving_layer_fits_a_still_layer_that_is_not_drawn_again(round_panel):
    figure, axes = round_panel
    stills = figure.stills()
    moving = figure.moving()
    axes.set_ylim(0, 8)
    figure.stills()
    assert figure.moving() != moving
    axes.set_ylim(0, 2)
    assert figure.stills() == stills
    assert figure.moving() == moving


@pytest.mark.parametrize("make", [SmallExplorer, SmallWalk, *ALL])
def test_ids_can_be_made_unique_and_every_reference_finds_its_own_layer(make):
    explorer = make()
    if explorer._made_of["ghosts"]:
        explorer.keep_run()
    layers = [still.svg for still in explorer.picture.stills()] + explorer._shown["moving"]
    ids = [ids_in(svg) for svg in layers]
    everything = [name for own in ids for name in own]
    assert everything
    assert len(set(everything)) == len(everything)
    assert all(VIEW in name for name in everything)
    for svg, own in zip(layers, ids, strict=True):
        assert set(used_in(svg)) <= set(own)
        assert svg.count(VIEW) == len(own) + len(used_in(svg))  # and nowhere in the text


def test_references_of_many_kinds_find_their_layer():
    figure = LiveFigure()
    with style():
        axes = figure.add_panel(4, 3)
        for animated in (False, True):
            numbers = np.arange(60)
            axes.scatter(numbers, numbers**2, c=numbers, animated=animated)
            axes.plot(numbers, numbers, "s-", animated=animated)
            axes.fill_between(numbers, numbers, hatch="//", animated=animated)
    figure.finish()
    for svg in (still_svg(figure), *figure.moving()):
        used, ids = used_in(svg), ids_in(svg)
        assert len(set(ids)) == len(ids) >= 4
        assert set(used) <= set(ids)
        assert all(name.startswith(VIEW) for name in (*used, *ids))


def test_colours_follow_the_theme_and_text_stays_text():
    figure = LiveFigure()
    with style():
        axes = figure.add_panel(5, 3)
        colours = (INK, MUTED, GRID, PAPER, *COLOURS.values())
        for colour in colours:
            axes.plot([0, 1], [0, 1], color=colour)
        axes.text(0.5, 0.5, "words & signs < ŷ", color=COLOURS["y_hat"])
    figure.finish()
    svg = still_svg(figure)
    for colour in colours:
        assert len(re.findall(rf"var\(--bp-[\w-]+, {colour}\)", svg)) == svg.count(colour) > 0
    assert f"var(--bp-y-hat, {COLOURS['y_hat']})" in svg
    assert f"var(--bp-ink, {INK})" in svg
    assert re.search(r"<text[^>]*>words &amp; signs &lt; ŷ</text>", svg)
    assert "font-family: var(--bp-font, sans-serif)" in svg
    assert "DejaVu" not in svg


def test_an_empty_line_is_not_drawn(live):
    live.line.set_data([], [])
    assert "<path" not in live.moving()[0]


def test_drawing_leaves_the_settings_of_matplotlib_as_they_are(live):
    before = dict(mpl.rcParams)
    live.moving()
    live.stills()
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("words", ["w = 0.8", "dj/dw = −1.095", "ŷ ≈ 1.2", "  j  \n(0, 0)"])
@pytest.mark.parametrize("where", ["top", "center", "bottom", "baseline"])
def test_a_text_stands_where_matplotlib_would_put_it(words, where):
    with style():
        figure = LiveFigure()
        axes = figure.add_panel(5, 3)
        text = axes.text(0.5, 0.5, words, va=where, ha="center", weight="bold", animated=True)
        figure.finish()
        (ours,) = figure.moving()
        text.set_animated(False)
        figure.finish()
        (still,) = figure.stills()
    place = re.compile(r'font-weight: 700.*transform="\w+\((?:-0 )?([\d.]+) ([\d.]+)\)"')
    ours, theirs = (np.array(place.findall(svg), float) for svg in (ours, still.svg))
    assert len(ours) == len(words.splitlines())
    np.testing.assert_allclose(ours, theirs, atol=0.5)


def test_no_drawing_brings_a_style_sheet_or_a_script(live):
    for svg in (*live.moving(), still_svg(live)):
        assert not re.search(r"<(style|script|metadata|\?xml|!DOCTYPE)", svg)
        assert 'style="stroke-linejoin: round; stroke-linecap: butt"' in svg


def test_a_name_that_begins_with_bp_becomes_a_class_and_no_other_is_kept(live):
    live.line.set_gid("bp-steps")
    live.axes.set_gid("mine")
    live.finish()
    assert '<g class="bp-steps">' in live.moving()[0]
    assert "mine" not in still_svg(live)
    assert "bp-steps" not in still_svg(live)


def test_marks_are_drawn_from_the_lowest_to_the_highest():
    figure = LiveFigure()
    axes = figure.add_panel(3, 2)
    for height in (5, 9, 1, 7, 3, 2, 8):
        axes.text(0.5, 0.5, f"at {height}", animated=True, zorder=height)
    figure.finish()
    heights = re.findall(r">at (\d)</text>", figure.moving()[0])
    assert heights == ["1", "2", "3", "5", "7", "8", "9"]


def test_every_panel_has_its_number_and_its_size():
    figure = LiveFigure()
    with style():
        one = figure.add_panel(5, 3)
        upper, lower = figure.add_panel(4, 2, nrows=2)
    figure.finish()
    assert figure.sizes == [[360, 216], [288, 144]]
    assert [figure.panel_of(axes) for axes in (one, upper, lower)] == [0, 1, 1]
    assert len(figure.stills()) == len(figure.moving()) == 2


def test_a_point_of_the_axes_is_found_in_its_panel(live):
    box = live.axes.get_position()
    assert within_panel(live.axes, 0, 0) == pytest.approx((box.x0, 1 - box.y0))
    assert within_panel(live.axes, 10, 10) == pytest.approx((box.x1, 1 - box.y1))


def test_the_png_shows_both_layers_on_white(live, tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(live.png())
    pixels = imread(path)
    assert pixels.shape == (360, 600, 4)
    assert pixels[2, 2].tolist() == [1, 1, 1, 1]
    wanted = [int(BLUE[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    blue = np.all(np.abs(pixels[..., :3] - wanted) < 0.02, axis=-1)
    assert blue.sum() > 100
    assert (pixels[..., :3].sum(axis=-1) < 1).sum() > 100  # the letters


def test_panels_of_different_heights_stand_side_by_side_in_the_png(tmp_path):
    figure = LiveFigure()
    figure.add_panel(2, 1)
    figure.add_panel(1, 2)
    figure.finish()
    path = tmp_path / "picture.png"
    path.write_bytes(figure.png())
    pixels = imread(path)
    assert pixels.shape == (240, 360, 4)
    assert np.all(pixels[121:, :240] == 1)
