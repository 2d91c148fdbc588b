"""A picture that is redrawn in a few milliseconds: two layers of SVG, one on top of the other.

The still layer of a panel (axes, grid, words) is drawn once. The moving layer holds only the marks,
which follow the controls; at every update only these go through matplotlib's own SVG renderer. The
picture is sharp at every zoom and keeps text as text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache, lru_cache
from io import BytesIO, StringIO
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.image import imsave
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path
from numpy.typing import NDArray

# Colours: for a PNG on white, and as the course's style defines them for a light and a dark page.
INK, MUTED, GRID, PAPER = "#212122", "#5f5f60", "#e8e8e9", "#fffffe"
COLOURS = {
    "w": "#0072b2",
    "x": "#a65000",
    "y": "#00795a",
    "y_hat": "#a83279",
    "lr": "#7a3e9d",
    "j": "#c0392b",
}
"""The colour of each quantity, the same in controls, pictures, sentences and formulas."""
_THEME = {
    INK: f"var(--bp-ink, {INK})",
    MUTED: f"var(--bp-soft, {MUTED})",
    GRID: f"var(--bp-grid, {GRID})",
    PAPER: f"var(--bp-paper, {PAPER})",
    **{colour: f"var(--bp-{name.replace('_', '-')}, {colour})" for name, colour in COLOURS.items()},
}

_STYLE: Any = {
    "figure.facecolor": "none",
    "figure.dpi": 72,  # the unit of SVG: both layers and the viewBox agree on it
    "axes.facecolor": "none",
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 8,
    "axes.labelsize": 10.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "font.size": 10,
    "lines.solid_capstyle": "round",
    "svg.fonttype": "none",
}
_PNG_DPI = 120
_NO_SOFTWARE: Any = {"Software": None}  # otherwise the bytes would change with matplotlib's version
_NO_METADATA: Any = dict.fromkeys(("Creator", "Date", "Format", "Type"))
VIEW = "§"
"""Stands in every id for the view that shows the picture: an id must be unique in its page."""


def style() -> AbstractContextManager[None]:
    """Return a context in which what is drawn has the course's style."""
    return mpl.rc_context(_STYLE)


class Still(NamedTuple):
    """The still layer of a panel, and the name by which pictures refer to it."""

    name: str
    svg: str


class LiveFigure:
    """Panels side by side whose marks move.

    A panel is a figure of its own, so that in a narrow window the panels wrap instead of shrinking
    out of sight. All artists that are animated, as marks are, lie on the moving layer.
    """

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self._moving: dict[Figure, list[Artist]] = {}
        self._still = lru_cache(maxsize=64)(self._draw_still)

    def add_panel(
        self, width: float, height: float, *, above: float = 0.35, **subplots: Any
    ) -> Any:
        """Return the axes of a new panel, one or an array of them as `Figure.subplots` does.

        The margins are fixed: with an automatic layout, the picture would jump when a tick label
        grows.

        Parameters
        ----------
        width, height
            Size of the panel in inches. In a wide window the panels share the width in proportion.
        above
            Inches left free above the axes, for a title.
        **subplots
            Passed on to `Figure.subplots`.
        """
        figure = Figure(figsize=(width, height))
        margins = {
            "left": 0.72 / width,
            "right": 1 - 0.14 / width,
            "bottom": 0.5 / height,
            "top": 1 - above / height,
        }
        figure.subplots_adjust(**margins)
        self.figures.append(figure)
        return figure.subplots(**subplots)

    def finish(self) -> None:
        """Find the marks, once all artists are made, and forget the still layers drawn before."""
        self._still.cache_clear()
        for figure in self.figures:
            found = figure.findobj(lambda artist: artist.get_animated(), include_self=False)
            self._moving[figure] = sorted(dict.fromkeys(found), key=Artist.get_zorder)

    def panel_of(self, axes: Axes) -> int:
        """Return the number of the panel that these axes belong to."""
        return next(n for n, figure in enumerate(self.figures) if axes in figure.axes)

    @property
    def sizes(self) -> list[list[float]]:
        """The width and height of each panel in the units of its SVG."""
        return [[float(side) for side in figure.bbox.size] for figure in self.figures]

    def stills(self) -> list[Still]:
        """Return the still layer of each panel, drawn again only if its view has changed."""
        return [self._still(figure, _view(figure)) for figure in self.figures]

    def moving(self) -> list[str]:
        """Return the moving layer of each panel."""
        with _svg():
            return [self._moving_svg(panel, figure) for panel, figure in enumerate(self.figures)]

    def png(self) -> bytes:
        """Return the current picture as a PNG on white, with its panels side by side."""
        panels = [self._pixels(figure) for figure in self.figures]
        height = max(len(panel) for panel in panels)
        panels = [
            np.pad(panel, ((0, height - len(panel)), (0, 0), (0, 0)), constant_values=255)
            for panel in panels
        ]
        buffer = BytesIO()
        imsave(buffer, np.concatenate(panels, axis=1), format="png", metadata=_NO_SOFTWARE)
        return buffer.getvalue()

    def _moving_svg(self, panel: int, figure: Figure) -> str:
        for axes in figure.axes:
            axes.apply_aspect()  # savefig does it, but only when it draws the still layer
        width, height = figure.bbox.size
        buffer = StringIO()
        renderer: Any = _Renderer(  # type: ignore[no-untyped-call]
            width, height, buffer, metadata=_NO_METADATA
        )
        for artist in self._moving[figure]:
            if not (isinstance(artist, Line2D) and np.size(artist.get_xdata()) == 0):
                artist.draw(renderer)  # an empty line would take as long as another
        renderer.finalize()
        return _inline_svg(buffer.getvalue(), figure, f"m{panel}")

    def _draw_still(self, figure: Figure, view: object) -> Still:
        """Draw all but the marks; `view` is only a key for the cache."""
        hidden = [artist for artist in self._moving[figure] if artist.get_visible()]
        for artist in hidden:
            artist.set_visible(False)
        buffer = StringIO()
        try:
            with _svg():
                figure.savefig(buffer, format="svg", metadata=_NO_METADATA)
        finally:
            for artist in hidden:
                artist.set_visible(True)
        svg = _inline_svg(buffer.getvalue(), figure, f"s{self.figures.index(figure)}")
        return Still(hashlib.blake2s(svg.encode(), digest_size=6).hexdigest(), svg)

    def _pixels(self, figure: Figure) -> NDArray[np.uint8]:
        buffer = BytesIO()
        figure.savefig(buffer, format="rgba", dpi=_PNG_DPI, facecolor="white")
        width, height = (int(side) for side in figure.get_size_inches() * _PNG_DPI)
        return np.frombuffer(buffer.getvalue(), np.uint8).reshape(height, width, 4)


class _Renderer(RendererSVG):
    """matplotlib's SVG renderer, which here measures each letter once, not each text anew."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> Any:
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)  # type: ignore[no-untyped-call]
        letters = [_measured(letter, prop.get_size_in_points(), prop.get_weight()) for letter in s]
        descent = max(letter.descent for letter in letters)
        above = max(letter.height - letter.descent for letter in letters)
        return sum(letter.width for letter in letters), above + descent, descent


class _Measured(NamedTuple):
    width: float
    height: float
    descent: float


@cache
def _measured(letter: str, size: float, weight: Any) -> _Measured:
    font = FontProperties(size=size, weight=weight)
    measure: Any = text_to_path.get_text_width_height_descent
    return _Measured(*measure(letter, font, ismath=False))


def text_width(words: str, size: float) -> float:
    """Return how wide words of this size are, in points."""
    return sum(_measured(letter, size, "normal").width for letter in words)


def within_panel(axes: Axes, x: float, y: float) -> tuple[float, float]:
    """Return where a point of the axes lies in its panel, from the left and the top, 0 to 1."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    across, up = figure.transFigure.inverted().transform(axes.transData.transform((x, y)))
    return float(across), 1 - float(up)


def _view(figure: Figure) -> tuple[Any, ...]:
    return tuple(
        (*axes.viewLim.bounds, axes.get_xscale(), axes.get_yscale()) for axes in figure.axes
    )


@contextmanager
def _svg() -> Iterator[None]:
    """Let SVG keep text as text and give equal pictures equal ids.

    `rc_context` does the same, but it copies all settings, which takes as long as drawing a line.
    """
    settings = mpl.rcParams
    before = settings["svg.fonttype"], settings["svg.hashsalt"]
    settings["svg.fonttype"], settings["svg.hashsalt"] = "none", "backprop"
    try:
        yield
    finally:
        settings["svg.fonttype"], settings["svg.hashsalt"] = before


_HEAD = re.compile(r"\A.*?<defs>\s*<style[^>]*>(?P<css>.*?)</style>\s*</defs>", re.DOTALL)
_GROUP_ID = re.compile(r'<g id="(?P<id>[^"]*)"')
_PIXELATED = "image-rendering:crisp-edges;image-rendering:pixelated"
_FONT_FAMILY = re.compile(r"font-family: [^;\"]*")


def _inline_svg(drawing: str, figure: Figure, layer: str) -> str:
    """Return matplotlib's SVG document as an element that fits into a page.

    The head is removed: its style sheet (``*{…}``) applies to the whole page and would make the
    browser restyle all of JupyterLab at each update. Its rules move to the element itself. A group
    keeps its name, as a class, if the name begins with "bp-". An image is made smooth.
    """
    head = _HEAD.match(drawing)
    if head is None:
        raise ValueError("matplotlib's SVG has an unexpected head: there is no style sheet in it")
    css = head["css"].strip().removeprefix("*{").removesuffix("}")
    body = drawing[head.end() :]
    body = _GROUP_ID.sub(
        lambda group: f'<g class="{group["id"]}"' if group["id"].startswith("bp-") else "<g", body
    )
    body = body.replace(f' style="{_PIXELATED}"', "")
    body = _FONT_FAMILY.sub("font-family: var(--bp-font, sans-serif)", body)
    for before in (' id="', 'href="#', "url(#"):
        body = body.replace(before, f"{before}{VIEW}{layer}-")
    for colour, of_theme in _THEME.items():
        body = body.replace(colour, of_theme)
    width, height = figure.bbox.size
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' style="{css}">{body}'
    )
