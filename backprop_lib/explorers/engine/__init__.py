"""What every explorer is built on. Explorers import it from this package, not from its modules.

==================  =====================================================================
`explorer`          what all explorers have in common: controls → compute → draw, describe
`controls`          a slider with a number field, and buttons that step through its values
`live_figure`       a picture in two layers of SVG, redrawn in about a millisecond
`without_kernel`    an explorer for a page without a kernel
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
