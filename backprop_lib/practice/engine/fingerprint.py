"""A mark by which an answer is recognised when its cell is run again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from types import CodeType
from typing import Any

_ADDRESS = re.compile(r" at 0x[0-9a-f]+", re.IGNORECASE)


def fingerprint(answer: Any, *more: str) -> str:
    """Return eight hexadecimal digits that are the same for the same answer and the same words.

    A function is recognised by its compiled code: its comments and its place may differ.

    Examples
    --------
    >>> fingerprint(lambda x: x + 1) == fingerprint(lambda x: x + 1)
    True
    >>> fingerprint(lambda x: x + 1) == fingerprint(lambda x: x + 2)
    False
    """
    code = getattr(answer, "__code__", None)
    if isinstance(code, CodeType):
        defaults = getattr(answer, "__defaults__", None), getattr(answer, "__kwdefaults__", None)
        parts = [*_of_code(code), _written(defaults)]
    else:
        parts = [_written(list(answer) if isinstance(answer, tuple) else answer)]
    return hashlib.sha256("\0".join([*parts, *more]).encode(errors="replace")).hexdigest()[:8]


def _of_code(code: CodeType) -> Iterator[str]:
    yield code.co_code.hex()
    yield _written((code.co_names, code.co_varnames, code.co_freevars))
    constants = code.co_consts[1:] if code.co_flags & _HAS_DOCSTRING else code.co_consts
    for constant in constants:
        if isinstance(constant, CodeType):
            yield from _of_code(constant)
        elif isinstance(constant, frozenset):  # whose order differs between kernels
            yield _written(sorted(map(_written, constant)))
        else:
            yield _written(constant)


_HAS_DOCSTRING = 0x4000000  # a flag since Python 3.13; in older versions a docstring counts as code


def _written(value: object) -> str:
    try:
        return _ADDRESS.sub("", repr(value))
    except Exception:  # a learner's own __repr__ that fails
        return type(value).__name__
