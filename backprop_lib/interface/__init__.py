"""What explorers and practice share: cards, and small widgets and pieces of HTML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from ..notation import as_html
from .card import WIDGET_VIEW, Card, script, style, text_only

__all__ = [
    "TEXT_STYLE",
    "WIDGET_VIEW",
    "Card",
    "button",
    "labelled",
    "live_region",
    "live_text",
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


def labelled(kind: Callable[..., Any], label: str, **traits: Any) -> Any:
    """Return a control that shows its whole label, which is also its name for a screen reader."""
    return kind(description=label, style={"description_width": "initial"}, **traits)


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


def live_text(words: str, *more: str) -> str:
    """Return a live region that holds plain text, each part on a line of its own.

    Examples
    --------
    >>> live_text("a < b", "")
    '<div role="status" aria-live="polite">a &lt; b</div>'
    """
    return live_region("<br>".join(as_html(part) for part in (words, *more) if part))
