"""Facts as a teacher writes them: a name, what it stands for, and why, as plain text.

    inner_derivative_missing: 2 * (x * w - y)
        Your slope lacks exactly the factor x: the inner derivative dŷ/dw = x.
    factor_two_missing: (x * w - y) * x
        Your slope is half of what it should be.

A fact begins at the margin; the indented lines below it are joined into one text.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import NamedTuple


class Fact(NamedTuple):
    """A fact: its name, what it stands for, and why."""

    name: str
    value: str
    why: str


def facts(text: str) -> Iterator[Fact]:
    r"""Return the facts in a text.

    Raises
    ------
    ValueError
        If a part is missing, or two facts have one name; the message quotes the line.

    Examples
    --------
    >>> list(facts("\n  doubled: 2 * x\n    A square is\n    x times x.\n"))
    [Fact(name='doubled', value='2 * x', why='A square is x times x.')]
    """
    blocks: list[list[str]] = []
    for line in lines(text):
        if blocks and line.startswith(" "):
            blocks[-1].append(line.strip())
        else:
            blocks.append([line])
    names = set()
    for first, *more in blocks:
        name, colon, value = (part.strip() for part in first.partition(":"))
        if not (name.isidentifier() and colon and value and more):
            raise ValueError(
                f"“{first}” should be “name: value”, with the reason indented below it"
            )
        if name in names:
            raise ValueError(f"two facts are called {name!r}")
        names.add(name)
        yield Fact(name, value, " ".join(more))


def lines(text: str) -> list[str]:
    """Return the lines of a text that are not blank, without their common margin."""
    return [line.rstrip() for line in textwrap.dedent(text).splitlines() if line.strip()]
