"""The widgets in which a number, a choice or an order can be given as an answer.

All of them work by keyboard alone, and the answer is still there when the cell is run again.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import ipywidgets as widgets

from ...interface import button, labelled, live_region, live_text, text_only
from ...notation import as_html
from . import progress
from .exercise import ChoiceExercise, NumberExercise, OrderingExercise, WithForm, form_for
from .outcome import Outcome
from .records import Answered, Tries


class Form(widgets.VBox):
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
    """

    def __init__(self, exercise: WithForm) -> None:
        self.exercise = exercise
        self.control = self._control()
        self.check = button("Check", self._check)
        self.hint = button("Hint", self._hint)
        self.solution = button("Show the solution", self._solution)
        self.feedback = widgets.HTML()
        self.help = widgets.HTML()
        self._hints_shown = 0
        question, _, lines = exercise.prompt.partition("\n")
        code = f"<pre>{as_html(lines)}</pre>" if lines else ""
        prompt = widgets.HTML(f"<b>{as_html(question)}</b>{code}")
        buttons = widgets.HBox([self.check, self.hint, self.solution])
        super().__init__([prompt, *self._answering(), buttons, self.feedback, self.help])
        self._show_kept()
        self.control.observe(lambda _: self._keep(), names="value")

    @property
    def text(self) -> str:
        """The question as plain text, the same whatever the learner has answered."""
        return f"{self.exercise.question()}\n{Outcome('not attempted')!r}"

    @property
    def answer(self) -> Any:
        """The current answer, as `exercise.check` takes it, or None if there is none."""
        return self.control.value

    @abstractmethod
    def _control(self) -> Any: ...

    @abstractmethod
    def _put_back(self, kept: str | tuple[str, ...]) -> None:
        """Show the answer that was kept, unless an edited file holds one that does not fit."""

    def _answering(self) -> list[Any]:
        return [self.control]

    def _check(self) -> None:
        if self.answer is None:
            self.feedback.value = live_text("○ Not attempted yet: choose or move something first.")
        else:
            self._show(self.exercise.check(self.answer))

    def _show(self, outcome: Outcome) -> None:
        self.feedback.value = live_region(outcome.as_html())

    def _hint(self) -> None:
        self._hints_shown = min(self._hints_shown + 1, len(self.exercise.hints))
        hints = [self.exercise.numbered_hint(n + 1) for n in range(self._hints_shown)]
        over = self._hints_shown == len(self.exercise.hints)
        self.help.value = live_text(*hints, "There are no more hints." if over else "")

    def _solution(self) -> None:
        self.help.value = live_text(self.exercise.solution())

    def _keep(self) -> None:
        if self.answer is not None:
            progress.current().keep(Answered, self.exercise.name, answer=self.answer)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return text_only(super()._repr_mimebundle_(**kwargs), self.text)

    def _show_kept(self) -> None:
        kept = progress.current().read()
        answer = kept.get(Answered, self.exercise.name).answer
        if answer is not None:
            self._put_back(answer)
        tried = kept.get(Tries, self.exercise.name).tried
        self._show(self.exercise.judge(self.answer if tried else None))


class NumberForm(Form):
    """A box for a number: 0.5, 1e-3, 1/9 or 10^6. Enter checks it."""

    exercise: NumberExercise

    def _control(self) -> widgets.Text:
        # Sent as a whole when the learner leaves the box: sent letter by letter, the last letter
        # could arrive after a press of Check.
        box = labelled(
            widgets.Text,
            "Your number:",
            placeholder="such as 0.5, 1e-3 or 1/9",
            continuous_update=False,
        )
        self._checked: str | None = None
        box.on_msg(lambda _, content, buffers: self._on_enter(content))
        box.observe(lambda _: self._on_value(), names="value")
        return box

    def _on_enter(self, content: Any) -> None:
        if content.get("event") == "submit":
            self._check()

    def _on_value(self) -> None:
        # The browser may report Enter, or a press of Check, before it sends what was typed. So
        # after the first check each new value is checked too, and the feedback fits the number.
        if self._checked is not None:
            self._check()

    def _check(self) -> None:
        if self._checked != self.control.value:
            self._checked = self.control.value
            super()._check()

    def _put_back(self, kept: str | tuple[str, ...]) -> None:
        if isinstance(kept, str):
            self.control.value = kept


class ChoiceForm(Form):
    """Radio buttons, one for each option."""

    exercise: ChoiceExercise

    def _control(self) -> widgets.RadioButtons:
        # The letters are not shown: learners would press one, which JupyterLab takes as a command.
        options = [(text, letter) for letter, text in self.exercise.options.items()]
        return labelled(
            widgets.RadioButtons,
            "Your answer:",
            options=options,
            value=None,
            layout={"width": "auto"},
        )

    def _put_back(self, kept: str | tuple[str, ...]) -> None:
        if isinstance(kept, str) and kept in self.exercise.options:
            self.control.value = kept


class OrderingForm(Form):
    """Radio buttons, one for each step, and two buttons that move the chosen one up and down.

    It is not a list box, because JupyterLab takes the arrow keys for itself. Here Tab and Space
    are enough.

    Attributes
    ----------
    up, down
        The buttons.
    """

    exercise: OrderingExercise

    def _control(self) -> widgets.Select:
        self._order = list(self.exercise.shuffled)
        self._moved = False
        self.up = button("Move up", lambda: self._move(-1))
        self.down = button("Move down", lambda: self._move(1))
        return labelled(
            widgets.RadioButtons,
            "Steps, first to last:",
            options=self._options(),
            value=None,
            layout={"width": "auto"},
        )

    def _answering(self) -> list[Any]:
        return [self.control, widgets.HBox([self.up, self.down])]

    @property
    def answer(self) -> list[str] | None:
        """The names of the steps in their current order, or None if none was moved yet."""
        return list(self._order) if self._moved else None

    def _options(self) -> list[tuple[str, str]]:
        return [(f"{name}: {self.exercise.steps[name]}", name) for name in self._order]

    def _move(self, by: int) -> None:
        chosen = self.control.value
        if chosen is None:
            self.feedback.value = live_text("First choose the step that you want to move.")
            return
        place = self._order.index(chosen)
        target = min(max(place + by, 0), len(self._order) - 1)
        self._order.insert(target, self._order.pop(place))
        self._rearrange(chosen)
        self._keep()

    def _rearrange(self, chosen: str) -> None:
        self._moved = True
        self.control.options = self._options()  # this changes the choice
        self.control.value = chosen

    def _put_back(self, kept: str | tuple[str, ...]) -> None:
        if isinstance(kept, tuple) and sorted(kept) == sorted(self._order):
            self._order = list(kept)
            self._rearrange(kept[0])


form_for.register(NumberExercise, NumberForm)
form_for.register(ChoiceExercise, ChoiceForm)
form_for.register(OrderingExercise, OrderingForm)
