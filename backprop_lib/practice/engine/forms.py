"""The cards in which a number, a choice or an order can be given as an answer.

All of them work by keyboard alone, and the answer is still there when the cell is run again.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from ...interface import Button, Choice, Html, Live, Order, Part, PartsCard, Row, TextLine
from ...notation import as_html, unbroken
from . import progress
from .exercise import ChoiceExercise, NumberExercise, OrderingExercise, WithForm, form_for
from .help import Help
from .outcome import Outcome
from .records import Answered, Judged, Tries


class Form(PartsCard):
    """A question, a control to answer it, and the feedback on the answer.

    Attributes
    ----------
    exercise
        What is asked.
    control
        Where the answer is given.
    check, hint, solution
        The buttons.
    feedback, help
        The live regions for the outcome, and for hints and the solution.
    what_to_do
        What is said if there is nothing to check yet.
    """

    what_to_do: str

    def __init__(self, exercise: WithForm) -> None:
        self.exercise = exercise
        self.control = self._control()
        self.check = Button("Check", self._check, rank="primary")
        self._helping = Help(exercise, in_form=True)
        self.hint, self.solution = self._helping.hint, self._helping.solution
        self.help = self._helping.shown
        self.feedback = Live()
        self._judged: tuple[Any, Outcome] | None = None
        super().__init__(
            f"form {exercise.name}",
            Html(question_html(exercise.prompt)),
            *self._below_question(),
            self.control,
            Row(self.check, self.hint, self.solution, *self._more_buttons()),
            self.feedback,
            self.help,
        )
        self._show_kept()
        self.control.observe(lambda _: self._on_change(), names="value")

    @property
    def text(self) -> str:
        """The question as plain text, the same whatever the learner has answered."""
        return f"{self.exercise.question()}\n{Outcome('not attempted')!r}"

    @property
    def answer(self) -> Any:
        """The current answer, as `exercise.check` takes it, or None if there is none."""
        return self.control.value

    def _below_question(self) -> tuple[Part, ...]:
        return ()

    @abstractmethod
    def _control(self) -> Any: ...

    def _more_buttons(self) -> tuple[Button, ...]:
        return ()

    @abstractmethod
    def _put_back(self, kept: str | tuple[str, ...]) -> None:
        """Show the answer that was kept, unless it does not fit, as in an edited file."""

    def _check(self) -> None:
        if self.answer in (None, ""):
            self._show(Outcome("not attempted", self.what_to_do))
        else:
            self._judged = self.answer, self.exercise.check(self.answer)
            self._show(self._judged[1])

    def _on_change(self) -> None:
        """Keep the answer, and show an outcome only if it is that of this answer."""
        self._keep()
        if self._judged is None:
            self._show(Outcome("not attempted"))
        elif self.answer == self._judged[0]:
            self._show(self._judged[1])
        else:
            self._take_back()

    def _keep(self) -> None:
        if self.answer is not None:
            progress.current().keep(Answered, self.exercise.name, answer=self.answer)

    def _show(self, outcome: Outcome) -> None:
        self.feedback.value = outcome.panel()

    def _take_back(self) -> None:
        self.feedback.value = changed_html()

    def _show_kept(self) -> None:
        kept = progress.current().read()
        name, answer = self.exercise.name, kept.get(Answered, self.exercise.name).answer
        if answer is not None:
            self._put_back(answer)
        if not kept.get(Tries, name).tried or self.answer is None:
            self._show(Outcome("not attempted"))
            return
        outcome = self.exercise.judge(self.answer)
        mark = kept.get(Judged, name).mark
        if mark in ("", self.exercise.mark(self.answer, outcome)):  # "" is in older files
            self._judged = self.answer, outcome
            self._show(outcome)
        else:
            self._take_back()


def changed_html() -> str:
    """Return what is shown in place of an outcome if the answer has changed since."""
    words = "Your answer has changed since the last check. Check it again."
    return f'<span class="bp-quietly">○ {words}</span>'


def question_html(prompt: str) -> str:
    """Return a question as HTML; the lines below its first one are code."""
    question, _, lines = prompt.partition("\n")
    code = f"<pre>{as_html(lines)}</pre>" if lines else ""
    return f'<p class="bp-question">{unbroken(as_html(question))}</p>{code}'


class NumberForm(Form):
    """A box for a number: 0.5, 1e-3, 1/9 or 10^6. Enter checks it."""

    exercise: NumberExercise
    what_to_do = "Type a number first."

    def _control(self) -> TextLine:
        return TextLine(
            "Your number:",
            lambda: self._check(),
            placeholder="such as 0.5, 1e-3 or 1/9",
        )

    def _put_back(self, kept: str | tuple[str, ...]) -> None:
        if isinstance(kept, str):
            self.control.value = kept


class ChoiceForm(Form):
    """Options, one of which is the answer. The reason opens under the option that is checked."""

    exercise: ChoiceExercise
    what_to_do = "Choose an option first."

    def _control(self) -> Choice:
        # The letters are not shown: here a person chooses an option and types no letter.
        return Choice("Your answer:", list(self.exercise.options.items()))

    def _put_back(self, kept: str | tuple[str, ...]) -> None:
        if isinstance(kept, str) and kept in self.exercise.options:
            self.control.value = kept

    def _show(self, outcome: Outcome) -> None:
        super()._show(outcome)
        self.feedback.spoken = bool(outcome.verdict and self.answer)
        judged = {self.answer: [outcome.verdict, outcome.words(outcome.sign)]}
        self.control.verdicts = judged if self.feedback.spoken else {}

    def _take_back(self) -> None:
        super()._take_back()
        self.feedback.spoken = False
        self.control.verdicts = {}


class OrderingForm(Form):
    """Steps to be put in order, by dragging them or by two buttons on each."""

    exercise: OrderingExercise
    what_to_do = "Move a step first."

    def _control(self) -> Order:
        self._moved = False
        steps = self.exercise.steps
        return Order("Steps, first to last:", [(key, steps[key]) for key in self.exercise.shuffled])

    @property
    def answer(self) -> list[str] | None:
        """The names of the steps in their current order, or None if none was moved yet."""
        return list(self.control.value) if self._moved else None

    def _on_change(self) -> None:
        self._moved = True
        super()._on_change()

    def _put_back(self, kept: str | tuple[str, ...]) -> None:
        if isinstance(kept, tuple) and sorted(kept) == sorted(self.exercise.steps):
            self._moved = True
            self.control.value = list(kept)


form_for.register(NumberExercise, NumberForm)
form_for.register(ChoiceExercise, ChoiceForm)
form_for.register(OrderingExercise, OrderingForm)
