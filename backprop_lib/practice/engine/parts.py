"""The small parts of which forms, predictions and explanations are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from ...notation import as_html

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def button(name: str, pressed: Callable[[], None]) -> widgets.Button:
    """Return a button of this name that calls `pressed`."""
    made = widgets.Button(description=name, layout={"width": "auto"})
    made.on_click(lambda _: pressed())
    return made


def named(kind: Callable[..., Any], name: str, **traits: Any) -> Any:
    """Return a control whose label, in full, is also its name for a screen reader."""
    return kind(description=name, style={"description_width": "initial"}, **traits)


def live(words: str, *more: str) -> str:
    """Return the HTML of a message that a screen reader reads out when it changes.

    Examples
    --------
    >>> live("a < b", "")
    '<div role="status" aria-live="polite">a &lt; b</div>'
    """
    return live_html("<br>".join(as_html(part) for part in (words, *more) if part))


def live_html(content: str) -> str:
    """Return `content`, which is HTML, as a live message."""
    return f'<div role="status" aria-live="polite">{content}</div>'


def text_only(bundle: dict[str, Any] | None, text: str) -> dict[str, Any]:
    """Return what a widget shows: `text` for readers and tests, the widget for the page."""
    shown: dict[str, Any] = {"text/plain": text}
    if bundle and WIDGET_VIEW in bundle:
        shown[WIDGET_VIEW] = bundle[WIDGET_VIEW]
    return shown
