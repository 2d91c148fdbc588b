"""Make the slide edition of the notebooks: `python tools/slides.py [FOLDER]`.

nbconvert's slides, one file a notebook, which open without a network: reveal.js is in the page,
formulas are MathML, pictures are embedded. Which cell begins a slide, and which is left out, is
said in the notebooks themselves (`slideshow` in a cell's metadata). Widgets do not run in a
file: an explorer is shown as its picture with its sentence, a prediction and an exercise as what
they ask.
"""

from __future__ import annotations

import copy
import html
import re
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import nbformat
from latex2mathml.converter import convert
from nbconvert import SlidesExporter
from nbformat import NotebookNode
from traitlets.config import Config

ROOT = Path(__file__).parent.parent
NOTEBOOKS = ROOT / "notebooks"
FOLDER = ROOT / "build" / "slides"
WIDTH, HEIGHT = 1280, 720

_FORMULA = re.compile(r"\$\$(?P<block>.+?)\$\$|\$(?P<inline>[^$]+)\$", re.DOTALL)
_OTHER_NOTEBOOK = re.compile(r"\]\((\d\d_\w+)\.ipynb\)")
_STATUS = "○ Not attempted yet."
_OPTION = "  ( ) "


def mathml(text: str) -> str:
    """Return Markdown with its formulas as MathML, which browsers draw without a script."""

    def drawn(formula: re.Match[str]) -> str:
        if formula["block"]:
            return convert(formula["block"], display="block")
        return convert(formula["inline"])

    return _FORMULA.sub(drawn, text)


def slide_cells(cell: NotebookNode) -> Iterator[NotebookNode]:
    """Return what stands on the slides for a cell of the notebook."""
    if cell.cell_type == "markdown":
        cell.source = mathml(_OTHER_NOTEBOOK.sub(r"](\1.slides.html)", cell.source))
        yield cell
        return
    shown = next((output.data for output in cell.outputs if "data" in output), {})
    text = shown.get("text/plain", "")
    if "image/png" in shown:
        asked, _, sentence = text.rpartition("\n\n")
        if asked:
            yield _html(_asked(asked), cell, id=f"{cell.id}-asked")
        yield _html(_picture(shown["image/png"], sentence), cell)
    elif text.endswith(_STATUS):
        asked = text.removesuffix(_STATUS).strip()
        cell.outputs = []
        yield _html(f'<div class="asked">{html.escape(asked)}</div>', cell) if asked else cell
    else:
        yield cell


def slides(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook with each cell as it is to stand on the slides."""
    cells = [
        shown
        for cell in notebook.cells
        if cell.metadata.get("slideshow", {}).get("slide_type") != "skip"
        for shown in slide_cells(cell)
    ]
    return nbformat.v4.new_notebook(metadata=notebook.metadata, cells=cells)


def exporter() -> SlidesExporter:
    """Return nbconvert's exporter with the course's template."""
    return SlidesExporter(
        config=Config(
            SlidesExporter={
                "extra_template_basedirs": [str(ROOT / "workshop")],
                "template_name": "slides",
                "exclude_input_prompt": True,
                "exclude_output_prompt": True,
            }
        )
    )


def make(folder: Path) -> list[Path]:
    """Write the slides of all notebooks into `folder`; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    export = exporter()
    reveal = files("sphinx_revealjs") / "_static" / "revealjs" / "dist"
    course = {
        "reveal_css": (reveal / "reveal.css").read_text(encoding="utf-8"),
        "reveal_js": (reveal / "reveal.js").read_text(encoding="utf-8"),
        "width": WIDTH,
        "height": HEIGHT,
    }
    written = []
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        notebook = slides(nbformat.read(path, as_version=4))
        course["title"] = notebook.cells[0].source.partition("\n")[0].lstrip("# ")
        page, _ = export.from_notebook_node(notebook, resources={"course": course})
        target = folder / f"{path.stem}.slides.html"
        target.write_text(page, encoding="utf-8")
        written.append(target)
    return written


def _asked(text: str) -> str:
    """Return a prediction's question and its options, lettered so that a room can vote."""
    question, *options = text.splitlines()
    items = "".join(f"<li>{html.escape(option.removeprefix(_OPTION))}</li>" for option in options)
    return f'<h2>Predict</h2><p>{html.escape(question)}</p><ol type="A">{items}</ol>'


def _picture(png: str, sentence: str) -> str:
    spoken = html.escape(sentence)
    return (
        f'<img alt="{spoken}" src="data:image/png;base64,{png.strip()}">'
        f'<p class="sentence">{spoken}</p>'
    )


def _html(source: str, cell: NotebookNode, **changed: str) -> NotebookNode:
    """Return a cell of HTML in place of `cell`, which begins a slide as that does."""
    kept = {"id": cell.id, "metadata": copy.deepcopy(cell.metadata)}
    return nbformat.v4.new_markdown_cell(source, **{**kept, **changed})


def main(arguments: list[str]) -> None:
    """Make the slides in the folder named, or in build/slides."""
    for path in make(Path(arguments[0]) if arguments else FOLDER):
        print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
