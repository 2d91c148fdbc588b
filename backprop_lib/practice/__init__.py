"""The practice of the course: exercises, predictions, challenges, and saying it in one minute.

What a notebook asks is in the module named after it, such as `descent`, which is imported on first
use. What exercises and forms have in common is in `engine`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..course import COURSE
from .engine import (
    Challenge,
    Exercise,
    Lesson,
    Prediction,
    ProgressPage,
    Registry,
    SayIt,
    SayToday,
    hand_in,
)
from .the_question import THE_QUESTION


def _lessons() -> Iterator[Lesson]:
    for notebook in COURSE:
        if module := notebook.module_in(__name__):
            yield module.LESSON


def _exercises() -> Iterator[Exercise]:
    return (exercise for lesson in _lessons() for exercise in lesson.exercises)


def _predictions() -> Iterator[Prediction]:
    return (prediction for lesson in _lessons() for prediction in lesson.predictions)


def _challenges() -> Iterator[Challenge]:
    return (challenge for lesson in _lessons() for challenge in lesson.challenges)


lessons = Registry("lesson", _lessons)
exercises = Registry("exercise", _exercises)
predictions = Registry("prediction", _predictions)
challenges = Registry("challenge", _challenges)


def say_it(name: str) -> SayIt | SayToday:
    """Return the box in which the learner explains the notebook `name`, such as "descent".

    The first notebook, "start_here", has explained nothing: there it is the box for what the
    learner would say today to the question of the course.
    """
    if name == THE_QUESTION.first:
        return SayToday(THE_QUESTION)
    return SayIt(lessons[name])


def progress_page() -> ProgressPage:
    """Return the page that shows what is done, tried and open."""
    return ProgressPage(lessons.values())


__all__ = [
    "challenges",
    "exercises",
    "hand_in",
    "lessons",
    "predictions",
    "progress_page",
    "say_it",
]
