"""The practice of the course: exercises, predictions, and saying it in one minute.

==================  =====================================================================
`exercise`          exercises answered by a number, a choice or an order; their registry
`function`          exercises answered by a function, and the inputs that tell formulas apart
`registry`          things by their names
`calling`           calls a learner's function: a value or a sentence, never a traceback
`outcome`           what a check says
`forms`             the widgets in which an answer can be given
`prediction`        predict first, then the sliders unlock
`explain`           say it in one minute
`progress`          the file that keeps what a learner has done
`page`              the page of notebook 00 that shows it
`handing_in`        a copy of it for the leader of a workshop, by the learner's own act
`class_at_a_glance` what a class handed in, as a table for the leader
`cells`             the notebook's answer cells, and whether they are what they should be
`leader`            the leader's edition: the notebooks with the solutions filled in
`lesson`            what one notebook asks; `one_weight`, `slope`, … hold it
==================  =====================================================================
"""

from __future__ import annotations

from . import descent, learning_rate, one_weight, slope
from .exercise import Exercise
from .explain import SayIt
from .handing_in import hand_in
from .lesson import Lesson
from .page import ProgressPage
from .prediction import Prediction
from .registry import Registry

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
