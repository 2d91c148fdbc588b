"""The maps of the course, in the README and in the first notebook, written from `course.py`.

Each map is between two markers, `<!-- NAME -->` and `<!-- end of NAME -->`.
"""

from __future__ import annotations

from collections.abc import Callable

from numpy.typing import ArrayLike

from backprop_lib.course import COURSE, SITE
from backprop_lib.notation import Table

HERE = COURSE[0]  # the notebook that holds a map


def readme_table() -> str:
    """Return the README's table of the notebooks."""
    columns: dict[str, ArrayLike] = {
        "notebook": [f"[{each.title}](notebooks/{each.file})" for each in COURSE],
        "the question": [each.question for each in COURSE],
        "minutes": [each.minutes for each in COURSE],
        "": [f"[on Binder][binder-{each.number}]" for each in COURSE],
    }
    return Table(columns, words=("notebook", "the question", "")).markdown()


def links() -> str:
    """Return the addresses of the README's links to the site and to each notebook on Binder."""
    on_binder = (f"[binder-{notebook.number}]: {notebook.on_binder}" for notebook in COURSE)
    return "\n".join([f"[site]: {SITE}", *on_binder])


def notebook_table() -> str:
    """Return the table of the notebooks for the one that holds the map."""
    columns: dict[str, ArrayLike] = {
        "notebook": [
            f"**{each.title}**" if each == HERE else f"[{each.title}]({each.file})"
            for each in COURSE
        ],
        "the question": [each.question for each in COURSE],
        "minutes": [each.minutes for each in COURSE],
    }
    return Table(columns, words=("notebook", "the question")).markdown()


IN_README = {"map": readme_table, "links": links}
IN_NOTEBOOK = {"map": notebook_table}


def with_maps(text: str, maps: dict[str, Callable[[], str]]) -> str:
    """Return the text with each of these maps between its markers.

    Raises
    ------
    ValueError
        If a marker is missing.
    """
    for name, written in maps.items():
        begin, end = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
        before, found, rest = text.partition(begin)
        _, also_found, after = rest.partition(end)
        if not (found and also_found):
            raise ValueError(f"the text has no {begin.strip()} followed by {end.strip()}")
        text = f"{before}{begin}\n{written()}\n{end}{after}"
    return text
