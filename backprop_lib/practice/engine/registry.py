"""A registry: things by their names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, TypeVar


class Named(Protocol):
    """Anything with a name."""

    @property
    def name(self) -> str:
        """Its key in the registry."""


Member = TypeVar("Member", bound=Named)


class Registry(Mapping[str, Member]):
    """A mapping of members by their names.

    Parameters
    ----------
    kind
        What a member is called in messages.
    members
        The members.

    Raises
    ------
    ValueError
        If two members have one name.

    Examples
    --------
    >>> from backprop_lib.practice import exercises
    >>> exercises["gradiant"]
    Traceback (most recent call last):
    ...
    KeyError: "there is no exercise 'gradiant'; did you mean gradient?"
    """

    def __init__(self, kind: str, members: Iterable[Member]) -> None:
        self._kind = kind
        self._members: dict[str, Member] = {}
        for member in members:
            if member.name in self._members:
                raise ValueError(f"two {kind}s are called {member.name!r}")
            self._members[member.name] = member

    def __getitem__(self, name: str) -> Member:
        try:
            return self._members[name]
        except KeyError:
            raise KeyError(self._unknown(name)) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def __repr__(self) -> str:
        return f"{self._kind}s: {', '.join(self)}"

    def _unknown(self, name: object) -> str:
        near = difflib.get_close_matches(str(name), self._members, n=3, cutoff=0.6)
        like = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(self)}"
        return f"there is no {self._kind} {name!r}; {like}"
