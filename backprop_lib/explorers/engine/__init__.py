"""What every explorer stands on: the one place from which explorers import it.

==================  =====================================================================
`explorer`          what all explorers have in common: controls → compute → draw, describe
`controls`          a number under the finger, and buttons that walk it
`live_figure`       a picture in two layers of SVG, redrawn in about a millisecond
`without_kernel`    an explorer for a page that has no kernel
==================  =====================================================================
"""

from .controls import NumberControl, Walker
from .explorer import Explorer
from .live_figure import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    NOW,
    PAPER,
    PURPLE,
    RED,
    LiveFigure,
    spoken_html,
    within,
)

__all__ = [
    "BLUE",
    "GREEN",
    "INK",
    "MUTED",
    "NOW",
    "PAPER",
    "PURPLE",
    "RED",
    "Explorer",
    "LiveFigure",
    "NumberControl",
    "Walker",
    "spoken_html",
    "within",
]
