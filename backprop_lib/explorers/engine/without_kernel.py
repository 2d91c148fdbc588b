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

_WIDE = 440  # as in explorer.js
_ONE_AT_A_TIME = (
    '<p class="bp-alone">On this page, only one control is away from its start: when you move '
    "one, the others go back.</p>"
)
_KINDS = {"Play": "bp-primary", "Reset": "bp-quiet"}


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
    Until the controls work, they are shown in their places, so that nothing jumps when they do. If
    scripts do not run, the page shows the first picture.
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
    wide = any(width > _WIDE for width, _ in explorer.picture.sizes)
    choose = "<select disabled><option>… (choose a number)</option></select>"
    why = f'<div class="bp-why" aria-hidden="true"><p><label>Why is</label>{choose}?</p></div>'
    table = f'<div class="bp-table">{shown["table"]}</div>'
    return (
        f'<style>{explorer._css}</style><div class="bp-on-page">'
        f'<div class="bp-card bp-explorer bp-asleep">{_controls(explorer)}<div class="bp-under">'
        f'<div class="bp-picture{" bp-wide" if wide else ""}" role="img" '
        f'aria-label="{html.escape(explorer.sentence)}">{layers}</div>'
        f'<p class="bp-sentence">{shown["sentence"]}</p>'
        f"{why if explorer._made_of['why'] else ''}{table if shown['table'] else ''}</div></div>"
        f"{_ONE_AT_A_TIME if len(explorer.controls) > 1 else ''}"
        f'<script type="application/gzip">{packed}</script></div>'
        f'<script type="module">{script(Path(__file__).with_name("page.js"))}</script>'
    )


def _controls(explorer: Explorer) -> str:
    """Return the controls and buttons as `explorer.js` makes them, but locked and not spoken."""
    controls, buttons = "", []
    for name, made in explorer._made_of["controls"].items():
        place, text, _ = explorer._shown["controls"][name]
        quantity = (made.get("quantity") or "").replace("_", "-")
        label = html.escape(made["label"])
        if made["kind"] == "choice":
            options = "".join(
                f'<label><input type="radio" disabled{" checked" * (at == place)}>'
                f"{html.escape(option)}</label>"
                for at, option in enumerate(made["texts"])
            )
            inside = f"<fieldset><legend>{label}</legend>{options}</fieldset>"
        else:
            last = len(made["texts"]) - 1
            inside = (
                f'<label>{label}</label><input class="bp-field" disabled '
                f'value="{html.escape(text)}" style="width: {max(len(text), 3) + 2.5}ch">'
                f'<input type="range" disabled max="{last}" value="{place}" '
                f'style="--bp-fill: {100 * place / max(last, 1)}%">'
            )
        if made["kind"] == "steps":
            walkers = [words for words, _ in made.get("phases") or ()]
            buttons = ["Play", *(walkers or ["Step back", "Step forward"])]
        colour = f' style="--bp-c: var(--bp-{quantity})"' if quantity else ""
        controls += f'<div class="bp-control bp-{made["kind"]}"{colour}>{inside}</div>'
    if controls:
        buttons.append("Reset")
    pressed = "".join(
        f'<button type="button" class="{_KINDS.get(words, "")}" disabled>'
        f"{html.escape(words)}</button>"
        for words in buttons
    )
    hidden = 'aria-hidden="true"'
    row = f'<div class="bp-row bp-buttons" {hidden}>{pressed}</div>' if buttons else ""
    return f'<div class="bp-controls" {hidden}>{controls}</div>{row}'


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
