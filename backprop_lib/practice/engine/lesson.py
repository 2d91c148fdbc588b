"""What one notebook asks of its learner."""

from __future__ import annotations

from dataclasses import dataclass

from .exercise import Exercise
from .prediction import Prediction


@dataclass(frozen=True)
class Lesson:
    """The practice of one notebook.

    Attributes
    ----------
    notebook
        The notebook's file name, without its ending.
    exercises, predictions
        What is asked in it.
    points
        What a good "say it in one minute" says.
    """

    notebook: str
    exercises: tuple[Exercise, ...]
    predictions: tuple[Prediction, ...]
    points: tuple[str, ...]

    @property
    def name(self) -> str:
        """The notebook's name without its number, such as "descent"."""
        return self.notebook.partition("_")[2]

    @property
    def number(self) -> str:
        """The notebook's number, such as "03"."""
        return self.notebook.partition("_")[0]
