"""What one notebook asks of its learner."""

from __future__ import annotations

from dataclasses import dataclass

from ...course import Notebook, notebook
from .challenge import Challenge
from .exercise import Exercise
from .prediction import Prediction
from .question import Question


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
    question
        The question of the course, if this notebook asks it again; `points` are then its points.
    """

    name: str
    exercises: tuple[Exercise, ...]
    predictions: tuple[Prediction, ...]
    points: tuple[str, ...]
    challenges: tuple[Challenge, ...] = ()
    question: Question | None = None

    @property
    def notebook(self) -> Notebook:
        """The notebook that this practice belongs to."""
        return notebook(self.name)
