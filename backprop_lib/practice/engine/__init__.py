"""What every lesson is built on. Lessons import it from this package, not from its modules.

===================  ====================================================================
`lesson`             what one notebook asks
`facts`              how mistakes and choices are written: a name, a value, and why
`exercise`           exercises answered by a number, a choice or an order
`function_exercise`  exercises answered by a function, and the inputs that tell formulas apart
`worked_step`        exercises answered by the numbers of a whole step, an error trail
`prediction`         predict first, then the sliders unlock
`challenge`          reach a goal with an explorer
`question`           the question of the course, which is asked twice
`say_it`             say it in one minute
`outside`            what a learner's function takes from the page and from the library
`sandbox`            calls a learner's function: a value or a sentence, never a traceback
`values`             the values it returns: of which kind they are, whether two are equal
`outcome`            what a check says
`help`               hints and the solution, on request
`fingerprint`        recognises an answer, so that it is not counted twice
`registry`           looks up exercises, predictions and lessons by name
`forms`              the cards in which an answer can be given
`worked_step_form`   the card of a worked step
`records`            what a learner has done, as records with typed fields
`progress`           the file that keeps them
`progress_page`      the page of notebook 00 that shows what they hold
`handing_in`         a copy for the leader of a workshop, made when the learner asks for it
===================  ====================================================================
"""

from .challenge import Challenge, Score
from .exercise import (
    ChoiceExercise,
    Exercise,
    NumberExercise,
    OrderingExercise,
)
from .forms import Form
from .function_exercise import Curve, FunctionExercise, arrays, floats, integers, sampled_from
from .handing_in import hand_in
from .lesson import Lesson
from .prediction import Prediction
from .progress_page import ProgressPage
from .question import Question
from .registry import Registry
from .say_it import SayIt, SayToday
from .worked_step import Quantity, WorkedStep
from .worked_step_form import WorkedStepForm

__all__ = [
    "Challenge",
    "ChoiceExercise",
    "Curve",
    "Exercise",
    "Form",
    "FunctionExercise",
    "Lesson",
    "NumberExercise",
    "OrderingExercise",
    "Prediction",
    "ProgressPage",
    "Quantity",
    "Question",
    "Registry",
    "SayIt",
    "SayToday",
    "Score",
    "WorkedStep",
    "WorkedStepForm",
    "arrays",
    "floats",
    "hand_in",
    "integers",
    "sampled_from",
]
