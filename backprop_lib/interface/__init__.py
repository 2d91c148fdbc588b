"""What explorers and practice share: cards, and small widgets and pieces of HTML."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as widgets

from .card import WIDGET_VIEW, Card, script, style, text_only
from .parts import (
    Button,
    Choice,
    Html,
    Live,
    Order,
    Part,
    PartsCard,
    Row,
    TextBox,
    TextLine,
    Ticks,
)

__all__ = [
    "TEXT_STYLE",
    "WIDGET_VIEW",
    "Button",
    "Card",
    "Choice",
    "Html",
    "Live",
    "Order",
    "Part",
    "PartsCard",
    "Row",
    "TextBox",
    "TextLine",
    "Ticks",
    "button",
    "live_region",
    "script",
    "style",
    "text_only",
]

TEXT_STYLE = (
    "color: var(--jp-ui-font-color1); font-size: var(--jp-content-font-size1);"
    " font-family: var(--jp-content-font-family)"
)


def button(words: str, pressed: Callable[[], None], **layout: str) -> widgets.Button:
    """Return a button as wide as its words that calls `pressed`.

    It has no icon: a screen reader would read the icon's character as part of the name.
    """
    made = widgets.Button(description=words, layout={"width": "auto", **layout})
    made.on_click(lambda _: pressed())
    return made


def live_region(content: str, *, role: str = "status", style: str = "") -> str:
    """Return HTML that a screen reader reads out when it changes.

    Parameters
    ----------
    content
        The content, as HTML.
    role
        "status", which waits for its turn, or "alert", which interrupts.
    style
        The style, as CSS.
    """
    styled = f' style="{style}"' if style else ""
    polite = ' aria-live="polite"' if role == "status" else ""
    return f'<div role="{role}"{polite}{styled}>{content}</div>'
