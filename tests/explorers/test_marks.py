"""Marks: they move, they stay in their axes, and they leave ghosts."""

import math
import re

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from backprop_lib.explorers.engine import (
    COLOURS,
    INK,
    MUTED,
    Arrow,
    Hops,
    Label,
    Level,
    Line,
    LiveFigure,
    Path,
    Point,
)
from backprop_lib.explorers.engine.live_figure import style
from backprop_lib.explorers.engine.marks import leave_ghosts, marks_of, name_ghosts, remove_ghosts

from .small import SmallWalk

FAR = [
    (5, math.inf),
    (5, -1e300),
    (-math.inf, 5),
    (1e300, 5),
    (math.inf, -math.inf),
    (1e300, 1e300),
]
MARKS = {
    "line": (Line, lambda mark, x, y: mark.put([1, x], [1, y])),
    "filled line": (
        lambda axes: Line(axes, filled=True),
        lambda mark, x, y: mark.put([1, x], [1, y]),
    ),
    "path": (Path, lambda mark, x, y: mark.put([1, x], [1, y])),
    "hops": (Hops, lambda mark, x, y: mark.put(np.array([1, 2, x]), np.array([1, 2, y]))),
    "point": (Point, lambda mark, x, y: mark.put(x, y)),
    "upright level": (Level, lambda mark, x, y: mark.put(x, "here")),
    "level": (lambda axes: Level(axes, on="y"), lambda mark, x, y: mark.put(y, "here")),
    "label": (Label, lambda mark, x, y: mark.put(x, y, "words")),
    "arrow": (Arrow, lambda mark, x, y: mark.put((1, 1), (x, y), "words")),
}


@pytest.fixture
def axes():
    axes = Figure().subplots()
    axes.set(xlim=(0, 10), ylim=(0, 10))
    return axes


@pytest.fixture(params=MARKS)
def kind(request):
    return MARKS[request.param]


def artists_of(mark):
    return [thing for thing in vars(mark).values() if isinstance(thing, Artist)][1:]


def pieces(line):
    """The ends of the pieces that a line consists of."""
    x, y = line.get_data()
    return [((x[n], y[n]), (x[n + 1], y[n + 1])) for n in range(0, len(x), 3)]


def drawing_with(make):
    """A live figure with one mark on it."""
    figure = LiveFigure()
    with style():
        axes = figure.add_panel(3, 2)
        axes.set(xlim=(0, 10), ylim=(0, 10))
        mark = make(axes)
    figure.finish()
    return figure, mark


def test_every_part_of_a_mark_moves_without_being_told(axes, kind):
    make, _ = kind
    before = set(axes.get_children())
    mark = make(axes)
    made = set(axes.get_children()) - before
    assert made
    assert made == set(artists_of(mark))
    assert all(artist.get_animated() for artist in made)
    assert marks_of(axes) == [mark]


def test_a_mark_that_is_put_elsewhere_changes_only_the_moving_layer(kind):
    make, put = kind
    figure, mark = drawing_with(make)
    put(mark, 3, 4)
    stills, moving = figure.stills(), figure.moving()
    put(mark, 7, 8)
    assert figure.stills() == stills
    figure.finish()
    assert figure.stills() == stills
    assert figure.moving() != moving
    put(mark, 3, 4)
    assert figure.moving() == moving


@pytest.mark.parametrize("scale", ["linear", "symlog", "log"])
def test_a_mark_that_is_put_far_away_is_still_drawn_in_finite_numbers(kind, scale):
    make, put = kind
    figure, mark = drawing_with(make)
    mark.axes.set(xlim=(0.1, 10), ylim=(1e-3, 1e3), yscale=scale)
    for x, y in FAR:
        put(mark, x, y)
        (svg,) = figure.moving()
        for number in re.findall(r"(?<![\w-])-?(?:\d[\d.]*(?:e[+-]?\d+)?|nan|inf)", svg):
            assert abs(float(number)) < 1e9, (x, y)


def test_points_far_outside_are_pulled_near_and_lines_there_keep_their_slope(axes):
    line = Line(axes)
    line.put([5, math.inf, -1e300, 5], [5, -math.inf, 12, math.nan])
    x, y = line.data()
    assert x.tolist() == [5, 1_000_010, -1_000_000, 5]
    assert y.tolist()[:3] == [5, -1_000_000, 12]
    assert math.isnan(y[3])


def test_points_outside_a_log_axis_stay_positive(axes):
    axes.set(yscale="log", ylim=(1e-3, 1e3))
    path = Path(axes)
    path.put([1, 1, 1, 1], [0, -5, 1, math.inf])
    assert path.data()[1] == pytest.approx([1e-9, 1e-9, 1, 1e9])


def test_a_mark_has_the_colour_of_its_quantity(axes):
    marks = [Line(axes, "w"), Line(axes, "y_hat"), Line(axes), Line(axes, "muted")]
    colours = [mark.line.get_color() for mark in marks]
    assert colours == [COLOURS["w"], COLOURS["y_hat"], INK, MUTED]
    assert Line(axes, "w", color="red", lw=5).line.get_color() == "red"


def test_the_tint_of_a_filled_line_ends_at_the_bottom_of_the_axes(axes):
    axes.set_ylim(-2, 10)
    line = Line(axes, filled=True)
    line.put([0, 10], [3, 5])
    heights = line.filled.get_xy()[:, 1]
    assert heights.min() == -2
    assert heights.max() == 5


def test_a_point_in_view_is_a_dot_with_no_words(axes):
    point = Point(axes, "w")
    for x, y in ((3, 4), (0, 10), (10, 0)):
        point.put(x, y)
        assert point.dot.get_visible()
        assert np.ravel(point.dot.get_data()).tolist() == [x, y]
        assert not point.edge.get_visible()
        assert not point.value.get_visible()
        assert point.at == (x, y)


def test_a_value_at_the_edge_is_named_if_its_axis_shows_a_known_quantity(axes):
    axes.set(xlabel="weight w₁", ylabel="size of the nudge")
    point = Point(axes, "w")
    point.put(12.345, 4)
    assert point.value.get_text().strip() == "w₁ ≈ 12.3"
    point.put(4, 12.345)
    assert point.value.get_text().strip() == "12.3"


@pytest.mark.parametrize(
    ("end", "arrow", "at"), [((15, 10), ">", (10, 7.5)), ((10, 15), "^", (7.5, 10))]
)
def test_a_point_that_comes_from_another_leaves_the_view_on_the_way(axes, end, arrow, at):
    point = Point(axes, "w")
    point.put(*end, start=(5, 5))
    assert point.at == at
    assert point.edge.get_marker() == arrow
    point.put(math.inf, 5, start=(5, 5))
    assert point.at == (10, 5)
    point.put(6, 7, start=(5, 5))
    assert point.at == (6, 7)


@pytest.mark.parametrize(
    ("x", "y", "arrow", "at", "words"),
    [
        (12, 4, ">", (10, 4), "12"),
        (-3, 4, "<", (0, 4), "−3"),
        (4, 1e300, "^", (4, 10), "10³⁰⁰"),
        (4, -math.inf, "v", (4, 0), "−∞"),
        (math.inf, 4, ">", (10, 4), "∞"),
        (12.345, 25, ">", (10, 10), "12.3"),
    ],
)
def test_a_point_out_of_view_is_an_arrow_at_the_edge_with_its_value(axes, x, y, arrow, at, words):
    point = Point(axes, "w")
    point.put(x, y)
    assert not point.dot.get_visible()
    assert point.edge.get_visible()
    assert point.edge.get_marker() == arrow
    assert np.ravel(point.edge.get_data()).tolist() == list(at)
    assert point.value.get_visible()
    assert point.value.get_text().strip() == words
    assert point.at == at
    point.put(5, 5)
    assert point.dot.get_visible()
    assert not point.edge.get_visible()


@pytest.mark.parametrize(("x", "y"), [(20, 20), (-20, 20), (20, -20), (-20, -20), (5, 20)])
def test_the_value_of_a_point_out_of_view_is_written_inside_the_picture(axes, x, y):
    point = Point(axes)
    point.put(x, y)
    assert (point.value.get_ha() == "right") == (x > 10)
    assert (point.value.get_va() == "top") == (y > 10)


@pytest.mark.parametrize(("x", "y"), [(math.nan, 4), (4, math.nan), (math.nan, math.nan)])
def test_a_point_that_is_nowhere_is_hidden(axes, x, y):
    point = Point(axes)
    point.put(20, 20)
    point.put(x, y)
    assert not any(part.get_visible() for part in (point.dot, point.edge, point.value))
    assert all(map(math.isfinite, point.at))


def test_a_point_knows_which_controls_it_moves(axes):
    assert Point(axes).moves == ()
    assert Point(axes, moves="w").moves == ("w",)
    assert Point(axes, moves=("lr", "x")).moves == ("lr", "x")


@pytest.mark.parametrize(("on", "read"), [("x", "get_xdata"), ("y", "get_ydata")])
def test_a_level_is_shown_in_view_and_hidden_out_of_view(axes, on, read):
    level = Level(axes, "w", on=on)
    for value in (0, 4, 10):
        level.put(value, "here")
        assert level.line.get_visible()
        assert getattr(level.line, read)() == [value, value]
        assert level.label.get_visible()
        assert level.label.get_text().strip() == "here"
    for value in (-0.1, 10.1, math.inf, math.nan):
        level.put(value, "here")
        assert not level.line.get_visible()
        assert not level.label.get_visible()


def test_a_level_without_words_has_no_label(axes):
    level = Level(axes)
    level.put(4, "here")
    level.put(4)
    assert level.line.get_visible()
    assert not level.label.get_visible()


def test_the_label_of_a_level_is_on_the_side_where_there_is_room(axes):
    upright, level = Level(axes), Level(axes, on="y")
    for mark, aligned, near, far in (
        (upright, "get_ha", "left", "right"),
        (level, "get_va", "bottom", "top"),
    ):
        for value, side in ((1, near), (9, far)):
            mark.put(value, "here")
            assert getattr(mark.label, aligned)() == side


def test_a_label_out_of_view_is_written_at_the_edge(axes):
    label = Label(axes, "y_hat")
    label.put(3, 4, "ŷ = 1", ha="left")
    assert label.text.get_position() == (3, 4)
    assert (label.text.get_text(), label.text.get_ha()) == ("ŷ = 1", "left")
    label.put(math.inf, -7, "ŷ = ∞")
    assert label.text.get_position() == (10, 0)


@pytest.mark.parametrize(
    ("end", "head"), [((8, 2), ">"), ((1, 2), "<"), ((2, 8), "^"), ((2, 1), "v")]
)
def test_an_arrow_points_from_its_start_to_its_end(axes, end, head):
    arrow = Arrow(axes, "w")
    arrow.put((2, 2), end, "words", ha="left")
    assert np.transpose(arrow.shaft.get_data()).tolist() == [[2, 2], list(end)]
    assert np.ravel(arrow.head.get_data()).tolist() == list(end)
    assert arrow.head.get_visible()
    assert arrow.head.get_marker() == head
    assert arrow.words.get_text() == "words"
    assert arrow.words.get_position() == ((2 + end[0]) / 2, (2 + end[1]) / 2)


@pytest.mark.parametrize("end", [(2, 2), (11, 2), (2, -1), (math.inf, 2)])
def test_an_arrow_of_no_length_or_out_of_view_has_no_head(axes, end):
    arrow = Arrow(axes)
    arrow.put((2, 2), (8, 2))
    arrow.put((2, 2), end)
    assert not arrow.head.get_visible()
    assert arrow.shaft.get_visible() == (end != (2, 2))


def test_an_arrow_that_is_too_short_for_words_has_none(axes):
    arrow = Arrow(axes)
    for length, seen in ((1, False), (3, True), (30, False)):  # the last one ends out of view
        arrow.put((2, 2), (2 + length, 2), "words")
        assert arrow.words.get_visible() == seen


def test_hops_go_across_at_their_height_and_then_onto_the_curve(axes):
    hops = Hops(axes)
    hops.put([1, 2, 4, 7], [9, 6, 5, 3])
    assert pieces(hops.older) == [((1, 9), (2, 9)), ((2, 6), (4, 6))]
    assert pieces(hops.newest) == [((4, 5), (7, 5))]
    assert pieces(hops.onto) == [((2, 9), (2, 6)), ((4, 6), (4, 5)), ((7, 5), (7, 3))]
    assert np.transpose(hops.data()).tolist() == [[1, 9], [2, 6], [4, 5], [7, 3]]


def test_before_the_first_step_there_is_a_dot_and_no_hop(axes):
    hops = Hops(axes)
    hops.put([1, 2], [9, 6])
    assert pieces(hops.newest) == [((1, 9), (2, 9))]
    hops.put([1], [9])
    assert [pieces(line) for line in (hops.older, hops.newest, hops.onto)] == [[], [], []]
    assert np.transpose(hops.data()).tolist() == [[1, 9]]


def test_the_steps_of_paths_and_hops_can_be_found_on_the_page():
    for make, put in (MARKS["path"], MARKS["hops"]):
        figure, mark = drawing_with(make)
        put(mark, 5, 5)
        (svg,) = figure.moving()
        (steps,) = re.findall(r'<g class="bp-steps">.*?</g>', svg, re.DOTALL)
        assert steps.count("<use") == len(mark.data()[0])


def ghosts_on(axes):
    found = [
        artist for artist in axes.get_children() if (artist.get_gid() or "").startswith("bp-ghost")
    ]
    return [ghost for ghost in found if ghost in axes.lines], [
        ghost for ghost in found if ghost in axes.texts
    ]


def in_data(name):
    """Return where a name stands, in the units of its axes from 0 to 10."""
    return tuple(10 * np.array(name.get_position()))


def test_a_ghost_is_left_where_the_line_is_with_its_name_at_the_end(axes):
    path, other = Path(axes, ghost=True), Path(axes)
    other.put([0, 9], [9, 9])
    path.put([0, 1, 2], [5, 4, 99])
    leave_ghosts(axes, "w = 1")
    path.put([0, 1], [8, 7])
    leave_ghosts(axes, "w = 2")
    name_ghosts(axes)
    lines, names = ghosts_on(axes)
    assert [line.get_ydata().tolist() for line in lines] == [[5, 4, 99], [8, 7]]
    assert [name.get_text() for name in names] == ["w = 1", "w = 2"]
    for name, (x, y) in zip(names, [(1, 4), (1, 7)], strict=True):  # the last point in view
        across, up = in_data(name)
        assert x < across < x + 0.5
        assert y < up < y + 0.5
    assert not any(line.get_animated() for line in lines)
    assert all(name.get_animated() for name in names)  # above the marks


def test_names_of_ghosts_with_one_end_are_not_on_one_another(axes):
    path = Path(axes, ghost=True)
    for start in range(3):
        path.put([0, 3], [start, 5])
        leave_ghosts(axes, f"w = {start}")
    name_ghosts(axes)
    heights = sorted(name.get_position()[1] * axes.bbox.height for name in ghosts_on(axes)[1])
    assert np.all(np.diff(heights) >= 10.9)


@pytest.mark.parametrize("y", [0, 10])
def test_names_of_ghosts_are_clear_of_where_values_stand(axes, y):
    path = Path(axes, ghost=True)
    path.put(np.arange(11), np.full(11, y))
    leave_ghosts(axes, "lr = 0.1")
    name_ghosts(axes)
    (name,) = ghosts_on(axes)[1]
    across, up = name.get_position()
    assert across < 0.5  # a level is named at the right end
    assert 11 <= up * axes.bbox.height <= axes.bbox.height - 22


@pytest.mark.parametrize(("y", "on_left"), [([9, 1, 3], True), ([9, 5, 3], False)])
def test_the_name_of_a_ghost_is_clear_of_the_ghost_itself(axes, y, on_left):
    path = Path(axes, ghost=True)
    path.put([0, 2, 4], y)
    leave_ghosts(axes, "k = 1")
    name_ghosts(axes)
    (name,) = ghosts_on(axes)[1]
    assert (in_data(name)[0] < 4) == on_left


def test_the_name_of_a_ghost_stays_in_the_axes(axes):
    for n, (x, y) in enumerate([([2, 0.1], [1, 9]), ([2, 9.9], [1, 9]), ([9.9, 2], [9, 1])]):
        path = Path(axes, ghost=True)
        path.put(x, y)
        leave_ghosts(axes, f"the number {n}")
    name_ghosts(axes)
    for name in ghosts_on(axes)[1]:
        assert 0 <= name.get_position()[0] < 0.9


def test_the_name_of_a_ghost_follows_it_when_the_view_changes(axes):
    line = Line(axes, ghost=True)
    line.put([1, 2], [20, 30])
    leave_ghosts(axes, "w = 1")
    name_ghosts(axes)
    lines, (name,) = ghosts_on(axes)
    assert len(lines) == 1
    assert not name.get_visible()  # the ghost is out of view
    axes.set_ylim(0, 100)
    name_ghosts(axes)
    assert name.get_visible()
    assert 0.3 < name.get_position()[1] < 0.35


def test_removing_the_ghosts_leaves_all_else(axes):
    axes.text(1, 1, "stays")
    line = Line(axes, ghost=True)
    line.put([1, 2], [3, 4])
    before = axes.get_children()
    leave_ghosts(axes, "w = 1")
    leave_ghosts(axes, "w = 2")
    remove_ghosts(axes)
    assert axes.get_children() == before


def test_pieces_of_a_line_are_apart_from_one_another_and_stay_near(axes):
    line = Line(axes)
    line.put_pieces(([1, 2], 3), ([1, 2], [5, 1e300]))
    x, y = line.data()
    np.testing.assert_array_equal(x, [1, 1, np.nan, 2, 2, np.nan])
    np.testing.assert_array_equal(y[:4], [3, 5, np.nan, 3])
    assert np.isfinite(y[4])
    assert y[4] < 1e7


def test_a_kept_run_is_drawn_on_the_still_layer_and_named_until_it_is_removed():
    walk = SmallWalk()
    (still,) = walk._stills.values()
    moving = walk._shown["moving"]
    walk.set(start=0, rule="double")
    walk.keep_run()
    walk.reset()
    (with_ghost,) = walk._stills.values()
    assert 'class="bp-ghost"' in with_ghost
    assert "double it, start = 0</text>" in "".join(walk._shown["moving"])
    walk.keep_run()
    assert ">add 1</text>" in "".join(walk._shown["moving"])
    walk.remove_ghosts()
    assert list(walk._stills.values()) == [still]
    assert walk._shown["moving"] == moving
