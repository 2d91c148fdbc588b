"""What one notebook asks of its learner."""

from __future__ import annotations

from dataclasses import dataclass

from ...course import Notebook, notebook
from .challenge import Challenge
from .exercise import Exercise
from .prediction import Prediction


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """The practice of one notebook.

    Attributes
    ----------
    name
        The notebook's name, such as "descent".
    exercises, predictions, challenges
        What the notebook asks.
    points
        The points of a good "say it in one minute".
    """

    name: str
    exercises: tuple[Exercise, ...]
    predictions: tuple[Prediction, ...]
    points: tuple[str, ...]
    challenges: tuple[Challenge, ...] = ()

    @property
    def notebook(self) -> Notebook:
        """The notebook that this practice belongs to."""
        return notebook(self.name)
