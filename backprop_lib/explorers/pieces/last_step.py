"""Where a parameter comes from: the step before, for derivations."""

from __future__ import annotations

from ...checked import FloatArray
from ..engine import Found


def last_step(
    sign: str, values: FloatArray, slopes: FloatArray, step: int
) -> tuple[dict[str, float], list[Found]]:
    """Return what is given of a parameter at a step, and how it was found by the last one.

    Parameters
    ----------
    sign
        What the parameter is called.
    values, slopes
        The parameter and its slope at each step.

    Examples
    --------
    >>> import numpy as np
    >>> given, (found,) = last_step("w", np.array([0.8, 0.59]), np.array([2.1, 1.155]), 1)
    >>> given, found.rule
    ({'w before': 0.8, 'dj/dw before': 2.1}, '{w before} − {lr} · {dj/dw before}')
    """
    if not step:
        return {sign: float(values[0])}, []
    before, slope = f"{sign} before", f"dj/d{sign} before"
    given = {before: float(values[step - 1]), slope: float(slopes[step - 1])}
    rule = f"{{{before}}} − {{lr}} · {{{slope}}}"
    return given, [Found(sign, float(values[step]), rule, "the last step")]
