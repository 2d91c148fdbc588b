"""A picture that is redrawn in about a millisecond: two layers of SVG, one on top of the other.

The still layer (axes, grid, labels) is drawn once. The moving layer holds only the artists that
follow the controls; at every update only these go through matplotlib's own SVG renderer into
one `ipywidgets.HTML`, together with the sentence that says what the picture shows. This needs no
JavaScript, is sharp at every zoom, and keeps text as text.
"""

from __future__ import annotations

import html
import itertools
import re
import secrets
from contextlib import AbstractContextManager
from functools import lru_cache
from io import BytesIO, StringIO
from typing import Any

import ipywidgets as widgets
import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.image import imsave
from numpy.typing import ArrayLike, NDArray

from ...interface import TEXT_STYLE, live_region

# Colours of text and background: for a PNG on white, and as JupyterLab's theme defines them.
INK, MUTED, GRID, PAPER = "#212122", "#5f5f60", "#dededf", "#fffffe"
_THEME = {
    INK: "var(--jp-ui-font-color1, #212122)",
    MUTED: "var(--jp-ui-font-color2, #5f5f60)",
    GRID: "var(--jp-border-color2, #dededf)",
    PAPER: "var(--jp-layout-color0, #ffffff)",
}
# Colours of data, safe for colour-blind eyes and clear on a light and on a dark background.
_, _ORANGE, _SKY, GREEN, _YELLOW, BLUE, RED, PURPLE = mpl.color_sequences["okabe_ito"]
# How every picture marks the point for the current values of the controls.
NOW: dict[str, Any] = {"ms": 9, "color": RED, "mec": PAPER, "mew": 1.2, "zorder": 5, "label": "now"}

_STYLE = {
    "figure.facecolor": "none",
    "figure.dpi": 72,  # the unit of SVG: both layers and the viewBox agree on it
    "axes.facecolor": "none",
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.labelsize": 10.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": GRID,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "font.size": 10,
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "lines.solid_capstyle": "round",
    "svg.fonttype": "none",
}
_PNG_DPI = 120
_NO_SOFTWARE: Any = {"Software": None}  # or the bytes would change with matplotlib's version
_NO_METADATA: Any = dict.fromkeys(("Creator", "Date", "Format", "Type"))

# The ids in an SVG are those of the whole page, which shows the pictures of several kernels.
_THIS_KERNEL = secrets.token_hex(4)
_salts = (f"{_THIS_KERNEL} {number}" for number in itertools.count())


def style() -> AbstractContextManager[None]:
    """Return the context in which the figures of explorers are built."""
    return mpl.rc_context(_STYLE)  # type: ignore[arg-type]


class LiveFigure(widgets.GridBox):
    """Panels side by side that are redrawn by moving artists, and a sentence below them.

    A panel is a figure of its own, so that in a narrow window the panels wrap instead of
    shrinking out of sight. `add_panel` makes one, `moving` names the artists that follow the
    controls, `show` brings the picture and its sentence to the page.
    """

    def __init__(self) -> None:
        self._figures: list[Figure] = []
        self._moving: list[Artist] = []
        self._still_salt, self._moving_salt = next(_salts), next(_salts)
        self._still_svg = lru_cache(maxsize=64)(self._draw_still)
        same_cell = widgets.Layout(grid_area="1 / 1 / 2 / 2", margin="0", min_width="0")
        self.still_layer = widgets.HTML(layout=same_cell)
        self.moving_layer = widgets.HTML(layout=same_cell)
        super().__init__(
            [self.still_layer, self.moving_layer],
            layout=widgets.Layout(grid_template_columns="minmax(0, 1fr)", width="100%"),
        )

    def add_panel(self, width: float, height: float, *, above: float = 0.5, **subplots: Any) -> Any:
        """Return the axes of a new panel, one or an array of them as `Figure.subplots` does.

        The margins are fixed and leave room for labels, a title and a legend above the axes:
        with an automatic layout, the picture would jump when a tick label grows.

        Parameters
        ----------
        width, height
            Size of the panel in inches; all panels of a picture have the same height. In a wide
            window they share the width in proportion.
        above
            Inches left free above the axes, for a title and a legend.
        **subplots
            Passed on to `Figure.subplots`.
        """
        figure = Figure(figsize=(width, height))
        margins = {
            "left": 0.72 / width,
            "right": 1 - 0.12 / width,
            "bottom": 0.5 / height,
            "top": 1 - above / height,
        }
        figure.subplots_adjust(**margins)
        self._figures.append(figure)
        return figure.subplots(**subplots)

    def moving(self, *artists: Artist) -> None:
        """Declare that these artists follow the controls, so they go on the moving layer."""
        self._moving.extend(artists)

    def show(self, sentence: str, details: str = "") -> None:
        """Draw the moving artists, the sentence and, as HTML, the details below it.

        All go out in one message, so that they always match and the browser lays out once. The
        still layer is drawn again if a view has changed.
        """
        still = "".join(self._still_svg(figure, _view(figure)) for figure in self._figures)
        self.still_layer.value = f'<div aria-hidden="true">{_side_by_side(still)}</div>'
        with _layer_of_svg(self._moving_salt):
            moving = _side_by_side("".join(map(self._moving_svg, self._figures)))
        self.still_layer.layout.visibility = "visible"
        self.moving_layer.value = (
            f'<div role="img" aria-label="{html.escape(sentence)}">{moving}</div>'
            + spoken_html(sentence)
            + details
        )

    def set_aside(self, message: str) -> None:
        """Hide the picture, which no longer matches the controls, and say why."""
        self.still_layer.layout.visibility = "hidden"
        self.moving_layer.value = spoken_html(message, role="alert")

    def png(self) -> bytes:
        """Return the current picture as a PNG on white, with its panels side by side."""
        panels = [self._pixels(figure) for figure in self._figures]
        buffer = BytesIO()
        pixels = np.concatenate(panels, axis=1)
        imsave(buffer, pixels, format="png", metadata=_NO_SOFTWARE)
        return buffer.getvalue()

    def _moving_svg(self, figure: Figure) -> str:
        width, height = figure.bbox.size
        buffer = StringIO()
        renderer = RendererSVG(width, height, buffer, metadata=_NO_METADATA)
        for artist in sorted(self._moving_in(figure), key=Artist.get_zorder):
            artist.draw(renderer)
        renderer.finalize()
        return _inline_svg(buffer.getvalue(), figure)

    def _draw_still(self, figure: Figure, view: object) -> str:
        """Draw all but the moving artists; `view` is only a key for the cache."""
        hidden = [artist for artist in self._moving_in(figure) if artist.get_visible()]
        for artist in hidden:
            artist.set_visible(False)
        buffer = StringIO()
        try:
            with _layer_of_svg(self._still_salt):
                figure.savefig(buffer, format="svg", metadata=_NO_METADATA)
        finally:
            for artist in hidden:
                artist.set_visible(True)
        return _inline_svg(buffer.getvalue(), figure)

    def _moving_in(self, figure: Figure) -> list[Artist]:
        return [artist for artist in self._moving if artist.get_figure() is figure]

    def _pixels(self, figure: Figure) -> NDArray[np.uint8]:
        buffer = BytesIO()
        figure.savefig(buffer, format="rgba", dpi=_PNG_DPI, facecolor="white")
        width, height = (int(side) for side in figure.get_size_inches() * _PNG_DPI)
        return np.frombuffer(buffer.getvalue(), np.uint8).reshape(height, width, 4)


def within(axes: Axes, x: ArrayLike, y: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the points, moving any far outside the view (or at ±inf) to where they can be drawn.

    So a run that diverges leaves the picture in the right direction instead of overflowing.
    """
    return _near(x, axes.xaxis), _near(y, axes.yaxis)


def _near(values: ArrayLike, axis: Axis) -> NDArray[Any]:
    low, high = axis.get_view_interval()
    if axis.get_scale() == "log":
        low, high = low**2 / high, high**2 / low
    else:
        far = 1e5 * (high - low)  # so far off that lines leading there keep their slope
        low, high = low - far, high + far
    return np.clip(np.asarray(values, dtype=float), low, high)


def spoken_html(text: str, *, role: str = "status", marked: bool = False) -> str:
    """Return a sentence as a live region, which a screen reader reads out when it changes.

    Space for three lines is reserved, so that the page below does not jump when the sentence
    grows.

    Parameters
    ----------
    text
        The sentence, as plain text.
    role
        "status", which waits for its turn, or "alert", which interrupts.
    marked
        Whether to set it off with a bar and a tick, because a goal was reached.
    """
    mark = f"border-left: 4px solid {to_hex(GREEN)}; padding-left: 8px; " if marked else ""
    style = f"{mark}margin: 4px 8px; min-height: 4.2em; line-height: 1.4; {TEXT_STYLE}"
    tick = "✓ " if marked else ""
    return live_region(f"{tick}{html.escape(text)}", role=role, style=style)


def _view(figure: Figure) -> tuple[tuple[float, ...], ...]:
    return tuple(axes.viewLim.bounds for axes in figure.axes)


def _layer_of_svg(salt: str) -> AbstractContextManager[None]:
    """Return a context in which SVG keeps text as text and each layer has ids of its own."""
    return mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": salt})


def _side_by_side(panels: str) -> str:
    return f'<div style="display: flex; flex-wrap: wrap; align-items: flex-start">{panels}</div>'


_HEAD = re.compile(r"\A.*?<defs>\s*<style[^>]*>(?P<css>.*?)</style>\s*</defs>", re.DOTALL)
_GROUP_ID = re.compile(r'<g id="[^"]*"')
_FONT_FAMILY = re.compile(r"font-family: [^;\"]*")
_COLOUR = re.compile("|".join(_THEME))


def _inline_svg(drawing: str, figure: Figure) -> str:
    """Return matplotlib's SVG document as an element that fits into a page.

    The head is removed: its style sheet (``*{…}``) applies to the whole page and would make the
    browser restyle all of JupyterLab at each update. Its rules move to the element itself.
    """
    head = _HEAD.match(drawing)
    if head is None:
        raise ValueError("matplotlib's SVG has an unexpected head: there is no style sheet in it")
    css = head["css"].strip().removeprefix("*{").removesuffix("}")
    body = drawing[head.end() :]
    body = _GROUP_ID.sub("<g", body)
    body = _FONT_FAMILY.sub("font-family: var(--jp-ui-font-family, sans-serif)", body)
    body = _COLOUR.sub(lambda colour: _THEME[colour[0]], body)
    width, height = figure.bbox.size
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' style="{css}; flex: {width:g} 1 {width * 0.9:g}px; min-width: 0; height: auto;'
        f' max-width: min(100%, {width * 1.5:g}px)">{body}'
    )
