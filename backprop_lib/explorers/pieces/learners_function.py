"""A learner's function behind a picture: how it is called, and what its judge says."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from typing import Any

from ...sandbox import NotAttemptedError, call, does_nothing

# For each call. A formula takes some ten steps; an endless loop is stopped within some ten
# milliseconds, so that a slider can be dragged across it.
BUDGET = 20_000
CLOSE = 1e-6  # what no picture shows, such as the error of a slope measured with a nudge


def returned(function: Callable[..., Any], inputs: Mapping[str, Any], budget: int = BUDGET) -> Any:
    """Return what a learner's function returns; nothing is printed.

    Raises
    ------
    CallError
        With the sentence on it, if the call gives no value.
    NotAttemptedError
        If the function is not written yet.
    """
    with redirect_stdout(io.StringIO()):  # or each move would print below the picture
        value = call(function, inputs, budget)
    if (value is None or value is Ellipsis) and does_nothing(function):
        raise NotAttemptedError
    return value


def judged(judge: Callable[[Any], Any] | None, function: Any) -> Any:
    """Return what the judge says about a function; None if there is no judge."""
    if judge is None:
        return None
    with redirect_stdout(io.StringIO()):  # nor does the judge print what the function prints
        return judge(function)


def mistake_in(outcome: Any) -> str:
    """Return the mistake that a judge has found, or ""."""
    return "" if outcome is None or outcome.passed else str(outcome.message)


def right_here(said: str, mistake: str, are: str = "they are") -> str:
    """Return what is said of a function that is right in the picture, though perhaps not elsewhere.

    Examples
    --------
    >>> right_here("All slopes are right.", "The ReLU is missing.")
    'All slopes are right. With other values they are not. The ReLU is missing.'
    """
    return f"{said} With other values {are} not. {mistake}" if mistake else said
