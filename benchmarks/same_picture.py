"""The picture of an explorer, made in the other ways that it is compared with.

The explorer builds and moves its artists itself, but on a plain figure instead of its own. So the
panels, the artists and the mathematics are the same, and only the way to the page differs. The
tables and sentences around the picture are left out here, which favours these ways. plotly and
bqplot draw for themselves: they get the curves that the artists hold after each move. Patches,
words and filled areas are left out there, which favours them once more.

All that this module knows of an explorer is in `Subject`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ipywidgets as widgets
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from backprop_lib import explorers
from backprop_lib.explorers.engine.live_figure import style

PICTURE_CLASS = "benchmark-picture"
_DPI = 100  # a panel of 5 inches is then as wide as the explorer shows it


class Picture:
    """Two panels side by side in one figure, made as a `LiveFigure` makes them."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self._panels = iter(self.figure.subfigures(1, 2))

    def add_panel(self, width: float, height: float, *, above: float = 0.5, **subplots: Any) -> Any:
        """Return the axes of the next panel."""
        self.figure.set_size_inches(2 * width, height)
        panel = next(self._panels)
        panel.subplots_adjust(
            left=0.72 / width,
            right=1 - 0.12 / width,
            bottom=0.5 / height,
            top=1 - above / height,
        )
        return panel.subplots(**subplots)

    def moving(self, *artists: Artist) -> None:
        """Do nothing: here all artists are drawn every time."""


class Subject:
    """An explorer that stays off the page, and the one of its controls that is moved."""

    def __init__(self, name: str, control: str) -> None:
        self._explorer: Any = getattr(explorers, name)()
        self._control = control

    def slider(self) -> widgets.FloatSlider:
        """Return a plain slider with the range of the control."""
        like = self._explorer.CONTROLS[self._control]
        return widgets.FloatSlider(
            like.start, min=like.low, max=like.high, step=like.step, readout_format=".3f"
        )

    def build(self, new_figure: Callable[..., Figure]) -> Figure:
        """Return a new figure with the explorer's panels and artists."""
        with style():
            figure = new_figure(dpi=_DPI)
            self._explorer.build(Picture(figure))
        return figure

    def move(self, value: float) -> None:
        """Compute and put the artists where they belong for this value of the control."""
        values = {**self._explorer.values, self._control: value}
        self._explorer.draw(self._explorer.compute(**values))


def interact(name: str, control: str) -> None:
    """Draw a new figure at every move and show it inline."""
    subject = Subject(name, control)

    def show(value: float) -> None:
        subject.build(plt.figure)
        subject.move(value)
        plt.show()

    widgets.interact(show, value=subject.slider())


def ipympl(name: str, control: str) -> widgets.Widget:
    """Draw one figure again at every move, on the canvas of ipympl."""
    subject = Subject(name, control)
    with plt.ioff():
        figure = subject.build(plt.figure)

    def show(value: float) -> None:
        subject.move(value)
        figure.canvas.draw_idle()

    return _below_its_slider(subject, show, figure.canvas)


def plotly(name: str, control: str) -> widgets.Widget:
    """Update the traces of one FigureWidget in place, all in one batch."""
    from plotly import graph_objects

    subject, panels = _panels(name, control)
    figure = graph_objects.FigureWidget()
    width, height = panels[0].size
    figure.update_layout(
        width=width, height=height, showlegend=False, margin={"l": 0, "r": 0, "t": 0, "b": 0}
    )
    axes, traces = [], []
    for number, panel in enumerate(panels, 1):
        across, up = f"xaxis{number}", f"yaxis{number}"
        left, bottom, right, top = panel.box
        figure.layout[across] = {"domain": [left, right], "anchor": f"y{number}"}
        figure.layout[up] = {"domain": [bottom, top], "anchor": f"x{number}"}
        for key, label, scale in ((across, *panel.across), (up, *panel.up)):
            figure.layout[key].update(title={"text": label}, type=scale)
        axes.append((panel, figure.layout[across], figure.layout[up]))
        for curve in panel.curves:
            figure.add_scatter(
                xaxis=f"x{number}",
                yaxis=f"y{number}",
                mode=curve.mode,
                line={"color": curve.color, "width": curve.width},
                marker={"color": curve.color, "size": curve.marker_size},
            )
            traces.append((curve, figure.data[-1]))

    def show(value: float) -> None:
        subject.move(value)
        with figure.batch_update():
            for panel, across, up in axes:
                for axis, limits in zip((across, up), panel.limits(), strict=True):
                    limits = np.log10(limits) if axis.type == "log" else limits
                    axis.range = [float(limit) for limit in limits]
            for curve, trace in traces:
                trace.x, trace.y = curve.points()

    return _below_its_slider(subject, show, figure)


def bqplot(name: str, control: str) -> widgets.Widget:
    """Update the marks of one bqplot figure for each panel in place, each mark in one batch."""
    import bqplot as bq

    subject, panels = _panels(name, control)
    figures, all_scales, marks = [], [], []
    for panel in panels:
        kinds = [bq.LogScale if s == "log" else bq.LinearScale for _, s in (panel.across, panel.up)]
        scales = {"x": kinds[0](), "y": kinds[1]()}
        all_scales.append((panel, scales))
        for curve in panel.curves:
            marked = {"marker": "circle", "marker_size": int(curve.marker_size**2)}
            mark = bq.Lines(
                scales=scales,
                colors=[curve.color],
                stroke_width=curve.width if "lines" in curve.mode else 0,
                **(marked if "markers" in curve.mode else {}),
            )
            marks.append((curve, mark))
        left, bottom, right, top = panel.box
        width, height = panel.size
        figures.append(
            bq.Figure(
                marks=[mark for _, mark in marks[-len(panel.curves) :]],
                axes=[
                    bq.Axis(scale=scales["x"], label=panel.across[0]),
                    bq.Axis(scale=scales["y"], label=panel.up[0], orientation="vertical"),
                ],
                fig_margin={"top": 20, "bottom": 40, "left": 60, "right": 10},
                layout={
                    "width": f"{(right - left) * width + 70:.0f}px",
                    "height": f"{(top - bottom) * height + 60:.0f}px",
                    "flex": "0 0 auto",
                    "min_width": "0",
                    "min_height": "0",
                },
            )
        )

    def show(value: float) -> None:
        subject.move(value)
        for panel, scales in all_scales:
            for scale, (low, high) in zip(scales.values(), panel.limits(), strict=True):
                with scale.hold_sync():
                    scale.min, scale.max = float(low), float(high)
        for curve, mark in marks:
            x, y = curve.points()
            with mark.hold_sync():
                mark.x, mark.y = x, y

    return _below_its_slider(subject, show, widgets.HBox(figures, layout={"flex_flow": "row wrap"}))


def floor(name: str, control: str) -> widgets.Widget:
    """Change one word of text at every move: the cost of the way through the kernel alone."""
    word = widgets.Label()

    def show(value: float) -> None:
        word.value = f"{value:.3f}"

    subject = Subject(name, control)
    slider = subject.slider()
    slider.readout = False
    _call_when_moved(slider, show)
    return widgets.VBox([slider, word])


class Curve:
    """A matplotlib line as other libraries need it."""

    def __init__(self, line: Line2D) -> None:
        self._line = line
        self.color = to_hex(line.get_color())
        self.width = line.get_linewidth()
        self.marker_size = line.get_markersize()
        drawn = {
            "lines": line.get_linestyle() != "None",
            "markers": line.get_marker() not in ("None", "", None),
        }
        self.mode = "+".join(kind for kind, there in drawn.items() if there) or "lines"

    def points(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the coordinates that are drawn now."""
        line, axes = self._line, self._line.axes
        if not line.get_visible():
            return np.empty(0), np.empty(0)
        x, y = (np.asarray(values, float) for values in line.get_data(orig=False))
        if line.get_transform() != axes.transData:  # a line across the axes, at one place
            drawn = line.get_transform().transform(np.column_stack([x, y]))
            x, y = axes.transData.inverted().transform(drawn).T
        return x, y


class Panel:
    """A pair of matplotlib axes as other libraries need it."""

    def __init__(self, axes: Axes) -> None:
        whole = axes.get_figure(root=True).bbox
        self._axes = axes
        self.size = whole.width, whole.height
        self.box = tuple(axes.bbox.extents / np.tile(self.size, 2))
        self.across = axes.get_xlabel(), axes.get_xscale()
        self.up = axes.get_ylabel(), axes.get_yscale()
        self.curves = [Curve(line) for line in axes.get_lines()]

    def limits(self) -> Iterator[tuple[float, float]]:
        """Return the ends of both axes."""
        yield self._axes.get_xlim()
        yield self._axes.get_ylim()


def _panels(name: str, control: str) -> tuple[Subject, list[Panel]]:
    """Return an explorer that moves artists in a figure that is never drawn, and its panels."""
    subject = Subject(name, control)
    figure = subject.build(Figure)
    return subject, [Panel(axes) for axes in figure.axes if axes.get_lines()]


def _below_its_slider(
    subject: Subject, show: Callable[[float], None], picture: widgets.Widget
) -> widgets.Widget:
    slider = subject.slider()
    _call_when_moved(slider, show)
    shown = widgets.VBox([picture])
    shown.add_class(PICTURE_CLASS)
    return widgets.VBox([slider, shown])


def _call_when_moved(slider: widgets.FloatSlider, show: Callable[[float], None]) -> None:
    show(slider.value)
    slider.observe(lambda change: show(change["new"]), "value")
