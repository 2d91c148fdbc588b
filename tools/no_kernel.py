"""What slides and pages have in common: they show a notebook's cells without a kernel."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TypeVar

from latex2mathml.converter import convert
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from traitlets.config import Config

from backprop_lib.course import TO_START

Exporter = TypeVar("Exporter", bound=HTMLExporter)

_FORMULA = re.compile(r"\$\$(?P<block>.+?)\$\$|\$(?P<inline>[^$]+)\$", re.DOTALL)
_OTHER_NOTEBOOK = re.compile(r"\]\((\d\d_\w+)\.ipynb\)")
_ONLY_WITH_KERNEL = re.compile(r"\s*<!-- kernel -->.*?<!-- end of kernel -->", re.DOTALL)
_STATUS = "○ Not attempted yet."
_OPTION = "  ( ) "


def exporter(kind: type[Exporter], template: Path) -> Exporter:
    """Return one of nbconvert's exporters with a template of the course, without prompts."""
    settings = {
        "extra_template_basedirs": [str(template.parent)],
        "template_name": template.name,
        "exclude_input_prompt": True,
        "exclude_output_prompt": True,
    }
    return kind(config=Config({kind.__name__: settings}))


def mathml(text: str) -> str:
    """Return Markdown with its formulas as MathML, which browsers draw without a script."""

    def drawn(formula: re.Match[str]) -> str:
        if formula["block"]:
            return convert(formula["block"], display="block")
        return convert(formula["inline"])

    return _FORMULA.sub(drawn, text)


def markdown(cell: NotebookNode, suffix: str) -> str:
    """Return the Markdown of a cell, with MathML and links to files that end in `suffix`.

    What can only be done with a kernel is left out: how to start, and all that stands between
    `<!-- kernel -->` and `<!-- end of kernel -->`.
    """
    source = _ONLY_WITH_KERNEL.sub("", cell.source.replace(f"\n\n{TO_START}", ""))
    return mathml(_OTHER_NOTEBOOK.sub(rf"](\1{suffix})", source))


def data_of(cell: NotebookNode) -> NotebookNode:
    """Return what a code cell shows, by MIME type."""
    return next((output.data for output in cell.outputs if "data" in output), NotebookNode())


def is_exercise(cell: NotebookNode) -> bool:
    """Return whether a code cell is an exercise, either a form or a function to write."""
    return data_of(cell).get("text/plain", "").endswith(_STATUS)


def exercise_asked(cell: NotebookNode) -> str:
    """Return the HTML of what an exercise asks; empty if the text above the cell asks it."""
    asked = data_of(cell)["text/plain"].removesuffix(_STATUS).strip()
    return f'<div class="asked">{html.escape(asked)}</div>' if asked else ""


def explorer_shown(cell: NotebookNode) -> tuple[str, str]:
    """Return the HTML of the prediction before an explorer, if any, and the sentence below it.

    The options have letters, so that a room can vote. A challenge below the explorer is left out.
    """
    text, _, _ = data_of(cell)["text/plain"].partition("\n\nChallenge: ")
    asked, _, sentence = text.rpartition("\n\n")
    if not asked:
        return "", sentence
    question, *options = asked.splitlines()
    items = "".join(f"<li>{html.escape(option.removeprefix(_OPTION))}</li>" for option in options)
    return (
        f'<h2>Predict</h2><p>{html.escape(question)}</p><ol type="A">{items}</ol>',
        sentence,
    )


def picture(cell: NotebookNode) -> str:
    """Return the HTML of a cell's picture, with its sentence."""
    _, sentence = explorer_shown(cell)
    spoken = html.escape(sentence)
    return (
        f'<img alt="{spoken}" src="data:image/png;base64,{data_of(cell)["image/png"].strip()}">'
        f'<p class="sentence">{spoken}</p>'
    )
