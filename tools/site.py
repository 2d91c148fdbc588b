"""Make the site of the course: `python -m tools.site FOLDER [NOTEBOOK ...]`.

    index.html              what the course is, its explorer, and the map
    03_descent.html …       each notebook as a page; `tools.pages` makes them
    frames/                 the pictures of the explorers on these pages
    files/03_descent.ipynb  each notebook, to download
    lite/                   JupyterLite, which runs the notebooks in the browser

All links in it are relative, so it works at any address: only what search engines and previews read
names its own.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import jinja2
import matplotlib as mpl
import nbformat
from matplotlib.figure import Figure

from backprop_lib.course import COURSE, PUBLISHED, REPOSITORY
from backprop_lib.explorers import DescentExplorer, Explorer
from backprop_lib.explorers.engine.without_kernel import to_html
from backprop_lib.interface import script
from backprop_lib.practice import lessons
from backprop_lib.practice.engine.records import blank

from . import lite, pages
from .as_committed import notebooks
from .pyodide import PyodideError, checked
from .repository import ROOT

TITLE = "Back-propagation under your finger"
SAID = (
    "An interactive course that takes you from ŷ = x·w to explaining, with numbers, how a neural "
    "network learns. Every picture moves while you drag a slider, and a wrong answer tells you "
    "which common mistake it looks like."
)
_TEMPLATES = ROOT / "tools" / "site"
_RATE = 0.36  # at which the weight swings
_PREVIEW = (12.0, 6.3)  # the inches, of 100 pixels each, that previews of links show whole


def make(
    folder: Path,
    paths: Iterable[Path] = (),
    site: pages.Site | None = None,
    pyodide: Path | None = None,
) -> None:
    """Make the site.

    Parameters
    ----------
    folder
        Where it is written.
    paths
        Notebooks that are taken as they are; all are taken as committed if there is none.
    site
        What it has; by default, JupyterLite.
    pyodide
        The folder with the files of Pyodide for JupyterLite; by default, browsers fetch them.
    """
    site = site or pages.Site(lite=True)
    paths = list(paths)
    (folder / "files").mkdir(parents=True, exist_ok=True)
    for path, notebook in notebooks(paths):
        text = nbformat.writes(notebook) + "\n"
        (folder / "files" / path.name).write_text(text, encoding="utf-8")
    written = {page.stem for page in pages.make(paths, folder, site)}
    env = jinja2.Environment(loader=jinja2.FileSystemLoader([_TEMPLATES, pages.TEMPLATE]))
    css = (pages.TEMPLATE / "page.css").read_text(encoding="utf-8")
    explorer = DescentExplorer()
    cell = pages.cell_of(to_html(explorer))
    styles, scripts = pages.take_out_repeated([cell])
    shown = pages.frames_apart(cell.outputs[0].data["text/html"], folder)
    scripts.append(script(_TEMPLATES / "progress.js"))
    first = env.get_template("index.html.j2").render(
        head=site.head(TITLE, SAID, ""),
        said=SAID,
        css=css,
        page_script=(pages.TEMPLATE / "page.js").read_text(encoding="utf-8"),
        styles=styles,
        scripts=scripts,
        explorer=shown,
        preload=pages.first_frames(shown),
        course=[each for each in COURSE if each.stem in written],
        blank=blank(),
        until_answered=round(sum(each.minutes for each in COURSE[:6]) / 60),
        exercises={lesson.notebook.stem: list(lesson.exercises) for lesson in lessons.values()},
        site=site,
        repository=f"https://github.com/{REPOSITORY}" if PUBLISHED else None,
    )
    (folder / "index.html").write_text(first, encoding="utf-8")
    missing = env.get_template("404.html.j2").render(
        head={"title": f"Not found: {TITLE}"}, css=css, site=site
    )
    (folder / "404.html").write_text(missing, encoding="utf-8")
    (folder / ".nojekyll").touch()  # GitHub Pages would leave out files that begin with _
    preview(DescentExplorer(lr=_RATE)).savefig(folder / pages.PICTURE)
    if site.lite:
        lite.build(folder / "lite", pyodide)


def preview(explorer: Explorer) -> Figure:
    """Return what a link to the site shows elsewhere: its title above the explorer's picture."""
    figure = Figure(figsize=_PREVIEW, dpi=100, facecolor="white")
    figure.text(0.05, 0.88, TITLE, fontsize=30, fontweight="bold", va="center")
    figure.text(0.05, 0.79, "See how a neural network learns.", fontsize=20, va="center")
    axes = figure.add_axes((0.04, 0.04, 0.92, 0.7))
    axes.imshow(mpl.image.imread(io.BytesIO(explorer.picture.png())), interpolation="lanczos")
    axes.axis("off")
    return figure


def main(arguments: list[str] | None = None) -> int:
    """Make the site of the given notebooks, or of all, in the folder that is given first."""
    parser = argparse.ArgumentParser(description="Make the site of the course.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("notebook", type=Path, nargs="*", help="taken as it is; by default all")
    parser.add_argument("--pyodide", type=Path, help="the folder of a Pyodide for JupyterLite")
    parser.add_argument("--without-lite", action="store_true", help="leave out JupyterLite")
    parser.add_argument("--address", help="where the site will be, if not where course.py says")
    given = parser.parse_intermixed_args(arguments)
    site = pages.Site(lite=not given.without_lite, offline=given.pyodide is not None)
    if given.address:
        site = replace(site, address=given.address.rstrip("/") + "/")
    try:
        if site.lite and given.pyodide:
            checked(given.pyodide)  # before the pages, which take minutes
        make(given.folder, given.notebook, site, given.pyodide)
    except PyodideError as error:
        print(f"The site is not made: {error}", file=sys.stderr)
        return 1
    print(f"{given.folder}: {_megabytes(given.folder):.1f} MB", flush=True)
    return 0


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    sys.exit(main())
