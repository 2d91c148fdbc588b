"""What the benchmarks hand to other libraries is what the explorer shows."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from backprop_lib import best_weight, descend
from backprop_lib.article import W, X, Y
from benchmarks.same_picture import Panel, Subject

LABELS = [("weight w", "loss j"), ("", "weight w"), ("step", "loss j")]


@pytest.fixture
def moved():
    """The panels of the descent after its learning rate was moved to 0.2."""
    subject = Subject("DescentExplorer", "lr")
    figure = subject.build(Figure)
    subject.move(0.2)
    return [Panel(axes) for axes in figure.axes]


def test_the_panels_lie_where_the_explorer_has_them(moved):
    assert [(panel.across[0], panel.up[0]) for panel in moved] == LABELS
    left, upper, lower = (panel.box for panel in moved)
    assert 0 < left[0] < left[2] < upper[0] < upper[2] < 1
    assert lower[3] < upper[1]
    assert next(moved[2].limits())[0] == pytest.approx(-1)


def test_the_curves_are_those_of_the_moved_explorer(moved):
    weights = [curve for curve in moved[1].curves if curve.mode == "lines+markers"]
    drawn_curves = [curve.points() for curve in weights if len(curve.points()[0])]
    ((steps, drawn),) = drawn_curves  # the right path beside a learner's own is empty
    np.testing.assert_allclose(drawn, descend(X, Y, W, 0.2, len(steps) - 1).w)


def test_a_line_across_the_panel_ends_at_its_edges(moved):
    edges, _ = moved[1].limits()
    across = [curve.points() for curve in moved[1].curves if curve.mode == "lines"]
    assert any(np.allclose((x, y), (edges, [best_weight(X, Y)] * 2)) for x, y in across)
