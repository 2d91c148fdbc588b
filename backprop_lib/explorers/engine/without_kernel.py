"""An explorer for a page without a kernel: its sliders work on frames drawn beforehand.

There is one frame for each position of each slider, drawn by the explorer itself while its other
controls are at their initial values. All combinations of positions would take millions of frames,
so on such a page only one control moves at a time. The frames are much alike and compress well.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
from importlib.resources import files
from typing import Any

from ...interface import TEXT_STYLE
from ...notation import number
from .controls import NumberControl
from .explorer import Explorer

_SCRIPT = files(__package__).joinpath("without_kernel.js").read_text(encoding="utf-8")


def to_html(explorer: Explorer) -> str:
    """Return the explorer as HTML with sliders that need no kernel.

    At first the picture shows the current values of `explorer`. Then it follows each slider to all
    of its positions; meanwhile the other controls are at the initial values of a new explorer.

    Parameters
    ----------
    explorer
        The explorer, which keeps its values.

    Notes
    -----
    The page must define JupyterLab's theme variables, as nbconvert's HTML does. If scripts do not
    run, it shows the first picture.
    """
    picture, as_new = explorer.picture, type(explorer)()
    sliders = "".join(
        _slider(control, explorer.values[name]) for name, control in explorer.controls.items()
    )
    homes = ", ".join(
        f"{control.label} = {number(control.value)}" for control in as_new.controls.values()
    )
    alone = f"Here the sliders work one at a time: when you move one, the others go to {homes}."
    note = (
        f'<p style="margin: 4px 8px; {TEXT_STYLE}">{html.escape(alone)}</p>'
        if len(explorer.controls) > 1
        else ""
    )
    frames = gzip.compress(_frames(explorer, as_new), mtime=0)
    packed = base64.b64encode(frames).decode("ascii")
    return (
        f'<div style="max-width: 1060px"><div style="{_ROW}">{sliders}'
        f'<button type="reset" disabled style="margin: 4px 8px">Reset</button></div>{note}'
        f'<div class="layers" style="display: grid; grid-template-columns: minmax(0, 1fr)">'
        f'<div style="{_SAME_CELL}">{picture.still_layer.value}</div>'
        f'<div style="{_SAME_CELL}">{picture.moving_layer.value}</div></div>'
        f'<script type="application/gzip">{packed}</script><script>{_SCRIPT}</script></div>'
    )


_ROW = f"display: flex; flex-flow: row wrap; align-items: center; {TEXT_STYLE}"
_SAME_CELL = "grid-area: 1 / 1 / 2 / 2; min-width: 0"


def _slider(control: NumberControl, value: float) -> str:
    text, last = number(value), len(control.places()) - 1
    return (
        '<label style="display: flex; align-items: center; flex: 1 1 330px; max-width: 520px;'
        f' margin: 2px 8px"><span style="flex: 0 0 124px">{html.escape(control.label)}</span>'
        f'<input type="range" disabled min="0" max="{last}" value="{control.place(value)}"'
        f' aria-valuetext="{text}" autocomplete="off" style="flex: 1 1 80px; min-width: 0">'
        '<span class="value" aria-hidden="true" style="flex: 0 0 76px; margin-left: 8px">'
        f"{text}</span></label>"
    )


def _frames(explorer: Explorer, drawing: Explorer) -> bytes:
    """Return, for the script, the pictures at all positions of all sliders, made by `drawing`."""
    as_new = dict(vars(drawing))  # no frame may remember an earlier one, as a best run would
    home = drawing.values
    stills: dict[str, int] = {}

    def frame(of: Explorer) -> list[Any]:
        still = stills.setdefault(of.picture.still_layer.value, len(stills))
        return [still, of.picture.moving_layer.value]

    controls = []
    for name, control in drawing.controls.items():
        frames = []
        for value in control.places():
            drawing.__dict__.update(as_new)
            drawing.set(**{**home, name: value})
            frames.append([number(value), *frame(drawing)])
        place, text = control.place(home[name]), number(home[name])
        controls.append({"home": place, "text": text, "frames": frames})
    start = frame(explorer)
    content = {"stills": list(stills), "start": start, "controls": controls}
    return json.dumps(content, ensure_ascii=False).encode()
