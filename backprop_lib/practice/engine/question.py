"""The question of a course: asked before anything is explained, and again at the end."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .facts import Fact, facts


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question that is asked twice, so that the two answers can be read side by side.

    Attributes
    ----------
    words
        What is asked.
    first
        The name of the notebook that asks it first. The first answer is kept under this name.
    points
        The points of a good answer.
    answer
        A good answer, which takes one minute.
    asked_next
        What an interviewer may ask next, as `facts`: a key, the question, and its answer.
    """

    words: str
    first: str
    points: tuple[str, ...]
    answer: str
    asked_next: str

    @cached_property
    def follow_ups(self) -> tuple[Fact, ...]:
        """What may be asked next: `value` is the question, and `why` its answer."""
        return tuple(facts(self.asked_next))
