"""An explorer for a page without a kernel: its controls work on pictures drawn beforehand.

There is one picture for each place of each control, drawn by the explorer itself while its other
controls are at the places nearest to their initial values. All combinations would take millions of
pictures, so on such a page only one control moves at a time. The pictures are much alike and
compress well.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
from pathlib import Path
from typing import Any

from ...interface import script
from .explorer import Explorer
from .live_figure import VIEW


def to_html(explorer: Explorer) -> str:
    """Return the explorer as HTML with controls that need no kernel.

    At first the picture shows the current values of `explorer`. Then it follows each control to
    all of its places; meanwhile the other controls are at the places nearest to the initial values
    of a new explorer.

    Parameters
    ----------
    explorer
        The explorer, which keeps its values.

    Notes
    -----
    If scripts do not run, the page shows the first picture.
    """
    packed = base64.b64encode(gzip.compress(_content(explorer), mtime=0)).decode("ascii")
    shown = explorer._shown
    layers = "".join(
        f'<div class="bp-panel" style="--bp-w-in: {width}; --bp-h-in: {height}">'
        f'<div class="bp-layer">{explorer._stills[still]}</div>'
        f'<div class="bp-layer">{moving}</div></div>'
        for (width, height), still, moving in zip(
            explorer.picture.sizes, shown["stills"], shown["moving"], strict=True
        )
    ).replace(VIEW, "still-")
    return (
        f'<style>{explorer._css}</style><div class="bp-on-page">'
        f'<div class="bp-card bp-explorer"><div class="bp-picture" role="img" '
        f'aria-label="{html.escape(explorer.sentence)}">{layers}</div>'
        f'<p class="bp-sentence">{shown["sentence"]}</p></div>'
        f'<script type="application/gzip">{packed}</script></div>'
        f'<script type="module">{script(Path(__file__).with_name("page.js"))}</script>'
    )


def _content(explorer: Explorer) -> bytes:
    """Return what the script needs: the explorer's state, and all pictures."""
    drawing = explorer.anew()
    home = {name: control.spec.place(control.value) for name, control in drawing.controls.items()}
    stills: dict[str, str] = dict(explorer._stills)
    pictures: list[dict[str, Any]] = []
    for name, control in drawing.controls.items():
        places = [{**home, name: place} for place in range(len(control.places))]
        for picture, still_layers in drawing.frames(places):
            pictures.append(picture)
            stills |= {still.name: still.svg for still in still_layers}
    state = {
        "_name": explorer._name,
        "_made_of": explorer._made_of,
        "_shown": explorer._shown,
        "_stills": stills,
        "_alone": {"home": home, "pictures": pictures},
        "disabled": False,
        "veiled": False,
    }
    return json.dumps(state, ensure_ascii=False).encode()
