"""What a learner's function takes from outside itself, read from its compiled code."""

from __future__ import annotations

import dis
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ...sandbox import has_loop
from ...values import as_numbers

_GLOBAL = ("LOAD_GLOBAL", "LOAD_NAME")
_IMPORT = ("IMPORT_NAME",)
_ATTRIBUTE = ("LOAD_ATTR", "LOAD_METHOD", "IMPORT_FROM")


def values_from_outside(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the numbers and lists of numbers that the function reads as global names.

    Examples
    --------
    >>> names = {"y_hat": 1.2}
    >>> exec("def f(x, y): return 2 * (y_hat - y) * x", names)
    >>> values_from_outside(names["f"])
    {'y_hat': 1.2}
    """
    given = _globals(function)
    read = _names(function, _GLOBAL)
    return {name: given[name] for name in read if as_numbers(given.get(name)) is not None}


def calls_one_of(function: Callable[..., Any], others: Iterable[Any]) -> bool:
    """Return whether the function is one of the others or names one, by itself or in a helper.

    Examples
    --------
    >>> calls_one_of(lambda x: has_loop(x), [has_loop]), calls_one_of(abs, [has_loop])
    (True, False)
    """
    wanted = list(others)
    named = [each for own in (function, *_helpers(function)) for each in (own, *_named(own))]
    return any(each is other for each in named for other in wanted)


def repeats_itself(function: Callable[..., Any]) -> bool:
    """Return whether the function or a helper of it has a loop or calls itself.

    Examples
    --------
    >>> names = {}
    >>> exec("def f(n): return n and n + f(n - 1)", names)
    >>> repeats_itself(names["f"]), repeats_itself(lambda n: n * (n + 1) / 2)
    (True, False)
    """
    own = [function, *_helpers(function)]
    return any(map(has_loop, own)) or any(
        each is other for one in own for each in _named(one) for other in (one, function)
    )


def _helpers(function: Callable[..., Any]) -> list[Callable[..., Any]]:
    """Return the functions of the same notebook that the function calls, and those they call."""
    found: list[Callable[..., Any]] = []
    ahead = [function]
    while ahead:
        for each in _named(ahead.pop()):
            is_own = isinstance(each, types.FunctionType) and _globals(each) is _globals(function)
            if is_own and each is not function and not any(each is other for other in found):
                found.append(each)
                ahead.append(each)
    return found


def _named(function: Callable[..., Any]) -> Iterator[Any]:
    """Yield what the global names in the function stand for, and what it takes from modules."""
    named = [_globals(function).get(name) for name in _names(function, _GLOBAL)]
    imported = [sys.modules.get(name) for name in _names(function, _IMPORT)]
    yield from named
    attributes = _names(function, _ATTRIBUTE)
    modules = [each for each in named + imported if isinstance(each, types.ModuleType)]
    for module in modules:  # the list grows by modules in modules, such as backprop_lib.neuron
        for value in (vars(module).get(name) for name in attributes):
            yield value
            if isinstance(value, types.ModuleType) and value not in modules:
                modules.append(value)


def _globals(function: Callable[..., Any]) -> dict[str, Any]:
    return getattr(function, "__globals__", {})


def _names(function: Callable[..., Any], operations: tuple[str, ...]) -> list[str]:
    """Return the names on which the function's code does one of the operations, each once."""
    return list(
        dict.fromkeys(
            instruction.argval
            for code in _codes(function)
            for instruction in dis.get_instructions(code)
            if instruction.opname in operations
        )
    )


def _codes(function: Callable[..., Any]) -> Iterator[types.CodeType]:
    """Yield the function's code and that of the functions and comprehensions inside it."""
    ahead: list[object] = [getattr(function, "__code__", None)]
    for code in ahead:
        if isinstance(code, types.CodeType):
            yield code
            ahead.extend(code.co_consts)
