"""Call a learner's function: whatever it does, the result is a value or a sentence."""

from __future__ import annotations

import copy
import dis
import inspect
import linecache
import re
import sys
import types
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .values import shown, shown_inputs

STEP_BUDGET = 500_000

# In a browser, calls within calls of built-in functions, such as `sum` and `sorted`, use up the
# stack before Python sees that they go too deep, and its kernel breaks down: at a depth of 200 to
# 500, depending on the functions.
_DEEPEST_IN_BROWSER = 150

# What Python says after common slips of beginners, and how to fix them.
_HELP = {
    r"for \^|'bitwise_xor'": "In Python a power is `**`; `^` means something else.",
    r"'NoneType' object has no attribute 'append'": "`append` changes the list and returns None: "
    "leave out `weights =`.",
    r"'(?:int|float|numpy\.\w+)' object is not callable": "Python needs `*` between a number and "
    "a bracket.",
    r"name '(?:math|np|numpy)' is not defined": "Import it at the top of the cell.",
    r"name '(\w+)' is not defined": r"`\1` is not given here: compute it first or use the "
    "function's own arguments.",
    r"could not be broadcast": "These shapes do not fit, entry by entry. Look at the `.shape` of "
    "each.",
    r"complex": "In Python a negative number raised to a fraction gives a complex one.",
}

# What NumPy says about shapes that do not fit, and the same in the course's words.
_SHAPES = {
    r"^matmul: .*\(size (\d+) is different from (\d+)\)": r"A matrix product does not fit: its "
    r"inner sizes, \2 and \1, must agree.",
    r"^shapes (\(.*?\)) and (\(.*?\)) not aligned: (\d+) .*!= (\d+)": r"\1 @ \2 does not fit: the "
    r"inner sizes, \3 and \4, must agree.",
    r"could not be broadcast together with shapes (\(\S*\)) (\(\S*\))$": r"\1 and \2 do not fit "
    "entry by entry; a matrix product is `@`.",
    r"^non-broadcastable output operand with shape (\(.*?\)) .* shape (\(.*?\))": r"An array of "
    r"the shape \2 does not fit into one of the shape \1.",
    r"^could not broadcast input array from shape (\(.*?\)) into shape (\(.*?\))": r"An array of "
    r"the shape \1 does not fit into one of the shape \2.",
}
_ON_SHAPES = re.compile(
    r"core dimension|enough dimensions|broadcast|not aligned|must match exactly|same shape|"
    r"cannot reshape|axes don't match|axis -?\d+ is out of bounds|shape-mismatch|must be square"
)


class CallError(Exception):
    """A call that returned no value; the text of the error is the sentence for the learner."""


class ChangedArgumentError(CallError):
    """A call that changed an array it was given."""


class EndlessError(CallError):
    """A call that took more steps than it may."""


class ShapesError(CallError):
    """A call that ended because shapes do not fit."""


class NotAttemptedError(Exception):
    """A function that is not written yet, and says so (NotImplementedError)."""


class _Endless(BaseException):
    """The steps are used up. It is not an Exception, so that `except Exception` lets it through."""


def call(function: Callable[..., Any], inputs: Mapping[str, Any], budget: int = STEP_BUDGET) -> Any:
    """Return what `function` returns for `inputs`, passed in their order.

    Endless loops are stopped by counting the steps of the interpreter, in the function and in all
    it calls. This cannot stop a loop inside one call of a built-in function, such as
    ``sum(itertools.count())``, or a loop in which a bare ``except:`` catches everything.

    Parameters
    ----------
    function
        The learner's function.
    inputs
        Its arguments by name. Arrays and lists are passed as copies.
    budget
        How many steps of the interpreter it may take.

    Raises
    ------
    CallError
        With a sentence, if the function raises; an EndlessError if it takes too many steps, a
        ShapesError if shapes do not fit, and a ChangedArgumentError if it changes an argument.
    NotAttemptedError
        If the function raises NotImplementedError.

    Examples
    --------
    >>> call(lambda x, w: x * w, {"x": 2, "w": 3})
    6
    >>> try:
    ...     call(lambda x: x / 0, {"x": 2.0})
    ... except CallError as trouble:
    ...     print(str(trouble)[:45])
    With x = 2, your function stops in line 2 (`c
    """
    handed_over = {name: _copied(value) for name, value in inputs.items()}
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            result = _call_within_budget(function, list(handed_over.values()), budget)
    except NotImplementedError as error:
        raise NotAttemptedError from error
    except _Endless as error:
        raise EndlessError(
            f"With {shown_inputs(inputs)}, your function was still running after "
            f"{budget:,} steps{_where(function, error)}. Is there a loop that never ends?"
        ) from None
    except RecursionError as error:
        raise CallError(
            f"With {shown_inputs(inputs)}, your function calls itself over and over"
            f"{_where(function, error)}. What should stop it?"
        ) from None
    except (Exception, SystemExit) as error:
        kind = ShapesError if is_on_shapes(error) else CallError
        raise kind(
            f"With {shown_inputs(inputs)}, your function stops{_where(function, error)}"
            f"{_cause(error)}"
        ) from None
    for name, value in inputs.items():
        if isinstance(value, np.ndarray) and not _is_unchanged(handed_over[name], value):
            raise ChangedArgumentError(
                f"Your function changes the array `{name}` that it was given, so the caller's "
                f"own `{name}` is lost. Make a new one: `{name} = {name} - …` does, "
                f"`{name} -= …` and `{name}[…] = …` do not."
            )
    return result


def is_on_shapes(error: BaseException) -> bool:
    """Return whether this is NumPy's error for shapes that do not fit.

    Examples
    --------
    >>> is_on_shapes(ValueError("shapes (2,3) and (2,3) not aligned: 3 (dim 1) != 2 (dim 0)"))
    True
    >>> is_on_shapes(ValueError("could not convert string to float: 'x'"))
    False
    """
    return isinstance(error, ValueError) and bool(_ON_SHAPES.search(_message(error)))


def parameter_trouble(function: Any, names: tuple[str, ...]) -> str:
    """Return a sentence if `function` cannot be called with `names` in this order, else "".

    Examples
    --------
    >>> parameter_trouble(lambda x: x, ("x", "w"))
    'Your function takes x, but it is called with x, w. Keep the first line as it was given.'
    """
    if not callable(function):
        return (
            f"A function is wanted, but this is {shown(function)}. Pass the function itself: "
            "its name, without brackets after it."
        )
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some built-in functions have no signature
        return ""
    own = tuple(signature.parameters)
    try:
        signature.bind(*names)
    except TypeError:
        fits = False
    else:
        fits = own == names or sorted(own) != sorted(names)
    if fits:
        return ""
    return (
        f"Your function takes {', '.join(own) or 'nothing'}, but it is called with "
        f"{', '.join(names)}. Keep the first line as it was given."
    )


def does_nothing(function: Callable[..., Any]) -> bool:
    """Return whether the function's code reads and stores nothing, like that of a stub.

    Comments and the docstring do not count as code.

    Examples
    --------
    >>> does_nothing(lambda x: None), does_nothing(lambda x: x)
    (True, False)
    """
    code = getattr(function, "__code__", None)
    does = ("LOAD_FAST", "LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF", "IMPORT_NAME", "STORE_")
    return isinstance(code, types.CodeType) and not any(
        instruction.opname.startswith(does) for instruction in dis.get_instructions(code)
    )


def has_loop(function: Callable[..., Any]) -> bool:
    """Return whether there is a loop in the function's own code.

    Examples
    --------
    >>> has_loop(lambda k: sum(i for i in range(k))), has_loop(lambda k: k**2)
    (True, False)
    """
    return _loops(getattr(function, "__code__", None))


def _call_within_budget(function: Callable[..., Any], arguments: list[Any], budget: int) -> Any:
    steps_left = budget

    def enter(frame: types.FrameType, event: str, arg: Any) -> Any:
        frame.f_trace_opcodes = True  # `while True: pass` never reaches a new line
        return count(frame, event, arg)

    def count(frame: types.FrameType, event: str, arg: Any) -> Any:
        nonlocal steps_left
        steps_left -= 1
        if steps_left < 0:
            raise _Endless
        return count

    earlier, limit = sys.gettrace(), sys.getrecursionlimit()
    if sys.platform == "emscripten":
        sys.setrecursionlimit(min(limit, _depth() + _DEEPEST_IN_BROWSER))
    sys.settrace(enter)
    try:
        return function(*arguments)
    finally:
        sys.settrace(earlier)
        sys.setrecursionlimit(limit)


def _depth() -> int:
    """Return how many calls are under way."""
    depth, frame = 0, sys._getframe().f_back
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    return depth


def _loops(code: object) -> bool:
    return isinstance(code, types.CodeType) and (
        any("JUMP_BACKWARD" in instruction.opname for instruction in dis.get_instructions(code))
        or any(map(_loops, code.co_consts))
    )


def _copied(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.copy("K")  # several times as fast as a deep copy
    return copy.deepcopy(value) if isinstance(value, list) else value


def _is_unchanged(array: np.ndarray[Any, Any], original: np.ndarray[Any, Any]) -> bool:
    """Return whether both are the same, bit for bit: a NaN, too, is equal to itself."""
    return (
        array.shape == original.shape
        and array.dtype == original.dtype
        and array.tobytes() == original.tobytes()
    )


def _where(function: Callable[..., Any], error: BaseException) -> str:
    """Return ' in line 3 (`the line`)' for the last of the learner's own lines in the traceback."""
    code = getattr(function, "__code__", None)
    trace, found = error.__traceback__, None
    while trace is not None:
        if code is not None and trace.tb_frame.f_code.co_filename == code.co_filename:
            found = trace
        trace = trace.tb_next
    if found is None:
        return ""
    line = linecache.getline(found.tb_frame.f_code.co_filename, found.tb_lineno).strip()
    return f" in line {found.tb_lineno}" + (f" (`{line}`)" if line else "")


def _cause(error: BaseException) -> str:
    """Return ' with NameError: …', or a sentence on the shapes that do not fit."""
    if is_on_shapes(error):
        said = _message(error).removeprefix(": ")
        for pattern, words in _SHAPES.items():
            if match := re.search(pattern, said):
                return ". " + re.sub(r",(?=\d)", ", ", match.expand(words))
    return f" with {type(error).__name__}{_message(error)}.{_help(error)}"


def _message(error: BaseException) -> str:
    try:
        words = str(error).strip()
    except Exception:  # a learner's own exception may not print
        return ""
    words = words.splitlines()[0] if words else ""
    return f": {words[:200].rstrip('.')}" if words else ""


def _help(error: BaseException) -> str:
    said = _message(error)
    for pattern, words in _HELP.items():
        match = re.search(pattern, said)
        if match:
            return f" {match.expand(words)}"
    return ""
