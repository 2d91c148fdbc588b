"""The widget that explorers and practice are made of, and what its front end has in common."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import anywidget

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

_HERE = Path(__file__).parent
_IMPORT = re.compile(r'^import \{[^}]*\} from "(?P<path>[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


@cache
def script(path: Path) -> str:
    """Return a JavaScript module as one text, after the modules that it imports.

    A widget's front end has to be one text. In the package it is several modules, so that each can
    be read and checked by itself. The names at their top level must differ.
    """
    joined: dict[Path, str] = {}

    def add(module: Path) -> None:
        source = module.read_text(encoding="utf-8")
        for imported in _IMPORT.finditer(source):
            needed = (module.parent / imported["path"]).resolve()
            if needed not in joined:
                add(needed)
        joined[module] = _EXPORT.sub("", _IMPORT.sub("", source))

    add(path.resolve())
    return "\n".join(joined.values())


@cache
def style(*paths: Path) -> str:
    """Return the style of cards and these style sheets as one text."""
    sheets = (_HERE / "card.css", *paths)
    return "\n".join(path.read_text(encoding="utf-8") for path in sheets)


class Card(anywidget.AnyWidget):
    """A widget with a front end of its own, in the look of the course.

    A subclass sets `_esm` to the `script` of its module and `_css` to its `style`. The module calls
    `card` of `card.js` first.
    """


def text_only(bundle: Any, text: str) -> dict[str, Any]:
    """Return a widget's MIME bundle: `text` for readers and tests, the widget for the page."""
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    shown: dict[str, Any] = {"text/plain": text}
    if data and WIDGET_VIEW in data:
        shown[WIDGET_VIEW] = data[WIDGET_VIEW]
    return shown
