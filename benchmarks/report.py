"""RESULTS.md: one section for each benchmark, which says where and how it was measured."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

from backprop_lib.notation import Table

RESULTS = Path(__file__).with_name("RESULTS.md")
_HEAD = """\
# Results

Written by `make bench`; do not edit by hand. Times on another machine will differ: trust the
ratios, which are taken between ways that were measured in turns in one run.
"""


def save(title: str, command: str, packages: Iterable[str], body: str) -> None:
    """Print a section and put it into RESULTS.md, in place of the one of the same title."""
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    section = (
        f"## {title}\n\n{date.today()}, {_machine()}; Python {platform.python_version()}, "
        f"{versions}. Made by `{command}`.\n\n{body.strip()}\n"
    )
    print(section, flush=True)
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    sections = {
        part.partition("\n")[0]: f"## {part}" for part in re.split(r"^## ", old, flags=re.M)[1:]
    }
    sections[title] = section
    text = "\n".join([_HEAD, *(part.rstrip() + "\n" for part in sections.values())])
    RESULTS.write_text(text, encoding="utf-8")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown, its first column words and the others numbers."""
    return Table.of_rows(headings, rows, words=headings[:1]).markdown()


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    try:
        system = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        system = platform.system()
    return f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {system}"
