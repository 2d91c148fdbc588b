"""What every explorer is built on. Explorers import it from this package, not from its modules.

==================  =====================================================================
`explorer`          what all explorers have in common: controls → compute → draw, describe
`controls`          numbers, steps and choices, declared as data
`marks`             what moves in a picture: lines, paths, points, arrows, labels
`why`               where the numbers of a picture come from
`live_figure`       a picture in two layers of SVG, redrawn in a few milliseconds
`without_kernel`    an explorer for a page without a kernel
==================  =====================================================================

In the browser `explorer.js` shows the controls and `panel.js` the picture, `store.js` knows where
the controls stand, `ahead.js` keeps the pictures that the kernel has drawn ahead, and `why.js` lets
a number be chosen. On a page without a kernel, `page.js` starts them.
"""

from .controls import INPUT, RATE, TARGET, WEIGHT, Choice, ControlSpec, Number, Steps
from .explorer import Explorer
from .live_figure import COLOURS, GRID, INK, MUTED, PAPER, LiveFigure, style
from .marks import Arrow, Hops, Label, Level, Line, Path, Point
from .why import Derivation, Found, given_in_words

__all__ = [
    "COLOURS",
    "GRID",
    "INK",
    "INPUT",
    "MUTED",
    "PAPER",
    "RATE",
    "TARGET",
    "WEIGHT",
    "Arrow",
    "Choice",
    "ControlSpec",
    "Derivation",
    "Explorer",
    "Found",
    "Hops",
    "Label",
    "Level",
    "Line",
    "LiveFigure",
    "Number",
    "Path",
    "Point",
    "Steps",
    "given_in_words",
    "style",
]
