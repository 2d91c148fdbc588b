"""A registry: things by their names."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol, TypeVar


class HasName(Protocol):
    """Anything with a name."""

    @property
    def name(self) -> str:
        """Its key in the registry."""


Member = TypeVar("Member", bound=HasName)


class Registry(Mapping[str, Member]):
    """A mapping of members by their names.

    Parameters
    ----------
    kind
        What a member is called in messages.
    members
        Returns the members in order. A look-up stops at the member that it finds, so lessons that
        come later are not imported.

    Examples
    --------
    >>> from backprop_lib.practice import exercises
    >>> exercises["largest_rl"]
    Traceback (most recent call last):
    ...
    KeyError: "there is no exercise 'largest_rl'; did you mean largest_lr?"
    """

    def __init__(self, kind: str, members: Callable[[], Iterable[Member]]) -> None:
        self._kind = kind
        self._members = members

    def __getitem__(self, name: str) -> Member:
        for member in self._members():
            if member.name == name:
                return member
        raise KeyError(self._unknown(name))

    def __iter__(self) -> Iterator[str]:
        return (member.name for member in self._members())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"{self._kind}s: {', '.join(self)}"

    def _unknown(self, name: object) -> str:
        near = difflib.get_close_matches(str(name), self, n=3, cutoff=0.6)
        like = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(self)}"
        return f"there is no {self._kind} {name!r}; {like}"
