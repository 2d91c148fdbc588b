"""The picture of an explorer, made in the other ways that it is compared with.

The explorer builds and moves its artists itself, but on one pyplot figure instead of its own. So
the panels, the artists and the mathematics are the same, and only the way to the page differs. The
tables and sentences around the picture are left out here, which favours these ways.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets
from matplotlib import pyplot as plt
from matplotlib.artist import Artist

from backprop_lib import explorers
from backprop_lib.explorers.engine.live_figure import style

_DPI = 100  # a panel of 5 inches is then as wide as the explorer shows it


class PyplotPicture:
    """Two panels side by side in one pyplot figure, made as a `LiveFigure` makes them."""

    def __init__(self) -> None:
        self.figure = plt.figure(dpi=_DPI)
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


def _explorer(name: str) -> tuple[Any, dict[str, Any]]:
    """Return an explorer that stays off the page, and the values it begins with."""
    explorer = getattr(explorers, name)()
    return explorer, explorer.values


def _slider(explorer: Any, control: str) -> widgets.FloatSlider:
    """Return a plain slider with the range of a control."""
    like = explorer.CONTROLS[control]
    return widgets.FloatSlider(
        like.start, min=like.low, max=like.high, step=like.step, readout_format=".3f"
    )


def interact(name: str, control: str) -> None:
    """Draw a new figure at every move and show it inline."""
    explorer, values = _explorer(name)

    def show(value: float) -> None:
        with style():
            explorer.build(PyplotPicture())
        explorer.draw(explorer.compute(**{**values, control: value}))
        plt.show()

    widgets.interact(show, value=_slider(explorer, control))


def ipympl(name: str, control: str) -> widgets.Widget:
    """Draw one figure again at every move, on the canvas of ipympl."""
    explorer, values = _explorer(name)
    with plt.ioff(), style():
        picture = PyplotPicture()
        explorer.build(picture)

    def show(value: float) -> None:
        explorer.draw(explorer.compute(**{**values, control: value}))
        picture.figure.canvas.draw_idle()

    slider = _slider(explorer, control)
    _call_when_moved(slider, show)
    return widgets.VBox([slider, picture.figure.canvas])


def floor(name: str, control: str) -> widgets.Widget:
    """Change one word of text at every move: the cost of the way through the kernel alone."""
    word = widgets.Label()

    def show(value: float) -> None:
        word.value = f"{value:.3f}"

    explorer, _ = _explorer(name)
    slider = _slider(explorer, control)
    slider.readout = False
    _call_when_moved(slider, show)
    return widgets.VBox([slider, word])


def _call_when_moved(slider: widgets.FloatSlider, show: Callable[[float], None]) -> None:
    show(slider.value)
    slider.observe(lambda change: show(change["new"]), "value")
