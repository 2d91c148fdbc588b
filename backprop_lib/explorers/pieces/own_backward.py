"""A learner's own backward pass through a hidden layer, which is compared with the right one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ...notation import count, equals
from ...sandbox import CallError, NotAttemptedError, parameter_trouble
from ...values import as_numbers, shown_inputs, value_trouble
from .learners_function import CLOSE, judged, mistake_in, returned, right_here


@dataclass(frozen=True)
class Returned:
    """What a learner's function returned.

    Attributes
    ----------
    wrong
        The slopes that are not right, by their signs.
    trouble
        Why there are none, or "".
    written
        Whether the function is written yet.
    """

    wrong: Mapping[str, float]
    trouble: str = ""
    written: bool = True


class OwnBackward:
    """A learner's own backward pass behind a picture, whatever it does.

    Parameters
    ----------
    backward
        The learner's function; None if there is none.
    judge
        Names the mistake: it takes the learner's function and returns what has `passed` and
        `message`. It is asked once.

    Raises
    ------
    TypeError
        If there is a judge, but no function to be judged.

    Examples
    --------
    >>> own = OwnBackward(lambda x, dj_dz: [dj_dz * x])
    >>> own.returned({"x": 1.5, "dj_dz": 1.4}, {"dj/dw": 2.1}).wrong
    {}
    """

    def __init__(
        self,
        backward: Callable[..., Any] | None = None,
        judge: Callable[[Any], Any] | None = None,
    ) -> None:
        self.backward, self.judge = backward, judge
        self.is_given = backward is not None
        if judge is not None and not self.is_given:
            raise TypeError("a judge needs a function to judge: pass it as backward")

    def returned(self, inputs: Mapping[str, Any], right: Mapping[str, float]) -> Returned:
        """Call the function, and compare what it returns with the right slopes, in their order."""
        try:
            slopes = self._slopes(inputs, len(right))
        except NotAttemptedError:
            return Returned({}, written=False)
        except CallError as trouble:
            return Returned({}, str(trouble))
        scale = max(map(abs, right.values())) or 1.0
        return Returned(
            {
                sign: own
                for (sign, value), own in zip(right.items(), slopes, strict=True)
                if not abs(own - value) <= CLOSE * scale
            }
        )

    def said(self, returned: Returned, right: Mapping[str, float], order: Sequence[str]) -> str:
        """Return what to say about what was returned, in sentences; "" if there is no function.

        `order` is that of the backward pass: what is wrong first in it is named.
        """
        if not self.is_given:
            return ""
        if not returned.written:
            return "Your backward pass is not written yet: these are the right slopes."
        if returned.trouble:
            return f"{returned.trouble} Until that is mended, these are the right slopes."
        if not returned.wrong:
            said = f"Your own backward pass gives these {len(right)} slopes, and they are right."
            return right_here(said, self._mistake)
        first = next(sign for sign in order if sign in returned.wrong)
        others = len(returned.wrong) - 1
        yours, wanted = equals(returned.wrong[first], 8), equals(right[first], 8)
        parts = (
            f"On the way back, your first wrong slope is {first} {yours}; "
            f"{first} {wanted} is right.",
            f"{count(others, 'other slope')} {'is' if others == 1 else 'are'} wrong, too."
            if others
            else "",
            self._mistake,
        )
        return " ".join(filter(None, parts))

    def _slopes(self, inputs: Mapping[str, Any], wanted: int) -> list[float]:
        """Return the slopes, or raise the sentence on why there are none."""
        if trouble := parameter_trouble(self.backward, tuple(inputs)):
            raise CallError(trouble)
        assert self.backward is not None  # otherwise there was trouble
        value = returned(self.backward, inputs)
        if trouble := value_trouble(value, np.zeros(wanted)):
            raise CallError(f"With {shown_inputs(inputs)}, your function {trouble}")
        slopes = as_numbers(value)
        assert slopes is not None  # otherwise there was trouble
        return [float(slope) for slope in slopes]

    @cached_property
    def _mistake(self) -> str:
        """What the judge says about a wrong function, or ""."""
        return mistake_in(judged(self.judge, self.backward))
