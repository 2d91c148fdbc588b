"""The output over a plane: the colours, the line where it is ½, and the samples."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from backprop_lib.activations import sigmoid
from backprop_lib.explorers.engine import LiveFigure, style
from backprop_lib.explorers.pieces import DecisionMap, Plane

PLANE = Plane((-2, 2), (-1, 3))
X, Y = PLANE.points.T


@pytest.fixture
def picture():
    return LiveFigure()


@pytest.fixture
def shown(picture):
    with style():
        made = DecisionMap(picture.add_panel(4, 4), ghost=True)
    picture.finish()
    return made


def cells(picture):
    """Return the colours in the picture, with the bottom row first, as the page gets them."""
    data = re.search(r'base64,\s*([^"]+)"', picture.moving()[0])[1]
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))


def test_the_points_go_row_by_row_from_the_bottom_left():
    assert PLANE.points[0].tolist() == [-2, -1]
    assert PLANE.points[1, 0] > -2
    assert PLANE.points[1, 1] == -1
    assert PLANE.points[-1].tolist() == [2, 3]


def test_the_line_is_where_the_output_is_a_half(shown):
    shown.put(PLANE, 0.5 + X / 10 + Y / 5)
    x, y = shown.line.data()
    assert x / 10 + y / 5 == pytest.approx(0, abs=1e-12)
    assert (x.min(), x.max()) == pytest.approx((-2, 2))


def test_the_line_of_logits_is_where_they_are_0(shown):
    shown.put(PLANE, 100 * (X + 0.037), logits=True)
    x, _ = shown.line.data()
    assert x == pytest.approx(-0.037, abs=0.01)
    shown.put(PLANE, 3 * (X + 0.037), logits=True)
    x, _ = shown.line.data()
    assert x == pytest.approx(-0.037, abs=1e-12)


def test_a_ring_has_two_lines_if_its_output_has(shown):
    distance = np.hypot(X, Y - 1)
    shown.put(PLANE, distance - 0.5 - 4 * (distance > 1.2), logits=True)
    x, _ = shown.line.data()
    assert np.isnan(x).sum() == 1


def test_the_colours_say_which_class_and_how_surely(picture, shown):
    shown.put(PLANE, X, logits=True)
    colours = cells(picture)
    middle = colours[20]
    assert middle[0, :3].tolist() == [0xA6, 0x50, 0x00]
    assert middle[-1, :3].tolist() == [0x00, 0x72, 0xB2]
    assert middle[20, 3] == 0
    assert (np.diff(middle[20:, 3].astype(int)) > 0).all()
    wanted = 255 * 0.42 * (2 * sigmoid(2) - 1)
    assert middle[-1, 3] == pytest.approx(wanted, abs=0.5)


def test_the_bottom_of_the_plane_is_at_the_bottom_of_the_picture(picture, shown):
    shown.put(PLANE, (Y > 1).astype(float))
    svg = picture.moving()[0]
    assert cells(picture)[0, 0, :3].tolist() == [0xA6, 0x50, 0x00]
    matrix = re.search(r"matrix\(([^)]*)\)", svg)[1].split()
    assert float(matrix[0]) > 0 > float(matrix[3])  # the rows go up, and y in SVG goes down


def test_the_picture_reaches_half_a_cell_beyond_the_points_and_is_cut_off_at_the_axes(
    picture, shown
):
    shown.put(PLANE, X, logits=True)
    assert re.search(r'<g clip-path="[^"]+">\s*<image', picture.moving()[0])
    left, right, bottom, top = PLANE.extent
    assert (left, right) == pytest.approx((-2.05, 2.05))
    assert (bottom, top) == pytest.approx((-1.05, 3.05))


@pytest.mark.parametrize("far", [1e300, np.inf])
def test_outputs_too_large_for_a_float_are_drawn(picture, shown, far):
    shown.put(PLANE, np.where(X > 0, far, -far), logits=True)
    x, _ = shown.line.data()
    assert np.abs(x).max() < 0.1
    assert cells(picture)[0, -1, 3] == round(255 * 0.42)


def test_without_a_boundary_there_is_no_line(shown):
    shown.put(PLANE, np.full(len(X), 0.2))
    assert shown.line.data()[0].size == 0


def test_the_right_line_is_shown_and_hidden(shown):
    shown.put(PLANE, X, logits=True)
    shown.put_right(PLANE, X - 1, logits=True)
    assert shown.right.data()[0] == pytest.approx(1)
    shown.put_right(PLANE)
    assert shown.right.data()[0].size == 0


def test_every_sample_is_a_dot_of_its_class(picture, shown):
    rng = np.random.default_rng(0)
    x, y = rng.uniform(-1, 1, (300, 2)), rng.integers(0, 2, (300, 1)).astype(float)
    shown.put(PLANE, X, logits=True)
    shown.put_samples(x, y)
    svg = picture.moving()[0]
    dots = {
        cap: len(re.findall("M ", path))
        for path, cap in re.findall(r'<path d="([^"]+)"[^>]*stroke-linecap: (\w+)', svg)
    }
    assert dots["round"] == (y == 0).sum()
    assert dots["square"] == (y == 1).sum()


def test_the_view_is_that_of_the_plane(shown):
    shown.put(Plane((0, 1), (5, 6)), X, logits=True)
    assert shown.axes.get_xlim() == (0, 1)
    assert shown.axes.get_ylim() == (5, 6)


def test_the_same_output_gives_the_same_bytes(picture, shown):
    shown.put(PLANE, X, logits=True)
    first = picture.moving()
    shown.put(PLANE, -X, logits=True)
    assert picture.moving() != first
    shown.put(PLANE, X, logits=True)
    assert picture.moving() == first


def test_the_browser_makes_it_smooth(picture, shown):
    shown.put(PLANE, X, logits=True)
    assert "<image" in picture.moving()[0]
    assert "pixelated" not in picture.moving()[0]
