"""The practice of the course: exercises, predictions, and saying it in one minute.

What a notebook asks is in the module of its name: `one_weight`, `slope`, `descent`,
`learning_rate`. What exercises and forms have in common is in `engine`.
"""

from __future__ import annotations

from . import descent, learning_rate, one_weight, slope
from .engine import Exercise, Lesson, Prediction, ProgressPage, Registry, SayIt, hand_in

LESSONS = (one_weight.LESSON, slope.LESSON, descent.LESSON, learning_rate.LESSON)

exercises: Registry[Exercise] = Registry(
    "exercise", (exercise for lesson in LESSONS for exercise in lesson.exercises)
)
predictions: Registry[Prediction] = Registry(
    "prediction", (prediction for lesson in LESSONS for prediction in lesson.predictions)
)
lessons: Registry[Lesson] = Registry("lesson", LESSONS)


def say_it(name: str) -> SayIt:
    """Return the box in which the learner of the notebook `name`, as "descent", explains it."""
    return SayIt(lessons[name])


def progress_page() -> ProgressPage:
    """Return the page that shows what is done, tried and open."""
    return ProgressPage(LESSONS)


__all__ = ["LESSONS", "exercises", "hand_in", "lessons", "predictions", "progress_page", "say_it"]
