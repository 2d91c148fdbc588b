"""Predictions: say what will happen before the sliders may be moved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ipywidgets as widgets

from ...interface import button, labelled, live_text, text_only
from ...notation import as_html
from . import progress
from .facts import facts
from .records import Predicted


@dataclass(frozen=True)
class Option:
    """One of the predictions to choose from.

    Attributes
    ----------
    key
        Its name in the progress file.
    text
        What the learner chooses.
    why
        Why it does or does not happen, shown to a learner who chose it.
    """

    key: str
    text: str
    why: str


@dataclass(frozen=True)
class Prediction:
    """A question about what an explorer will show, answered before the explorer may be used.

    Attributes
    ----------
    name
        Its name in the registry and in the progress file.
    question
        What is asked.
    choices
        The options, as `facts`: the key, what the learner chooses, and why it does or does not
        happen.
    answer
        The key of what happens.
    """

    name: str
    question: str
    choices: str
    answer: str

    def __post_init__(self) -> None:
        if self.option(self.answer) is None:
            raise ValueError(f"{self.name}: {self.answer!r} is not one of the choices")

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The options to choose from."""
        return tuple(Option(*fact) for fact in facts(self.choices))

    def before(self, explorer: Any) -> PredictionFirst:
        """Return a widget that asks, and that unlocks `explorer` when the learner has answered.

        Parameters
        ----------
        explorer
            A widget with `disabled`, which locks its controls, and `sentence`, its text.
        """
        return PredictionFirst(self, explorer)

    def text(self) -> str:
        """Return the question and the options as plain text."""
        return "\n".join([self.question, *(f"  ( ) {option.text}" for option in self.options)])

    def option(self, key: str | None) -> Option | None:
        """Return the option with this key, or None if there is none."""
        return next((option for option in self.options if option.key == key), None)

    def explanation(self, chosen: Option | None) -> str:
        """Return why it happens, for a learner who chose `chosen`, or None if they skipped."""
        right = next(option for option in self.options if option.key == self.answer)
        if chosen is None:
            return f"What happens: {right.text} {right.why}"
        if chosen == right:
            return f"✓ You predicted it. {right.why}"
        return f"✗ It turns out otherwise. {chosen.why}\nWhat happens: {right.text}"


class PredictionFirst(widgets.VBox):
    """A prediction with its explorer below it, locked until the learner predicts or skips.

    Attributes
    ----------
    choice
        The radio buttons.
    predict, skip, why
        The buttons “This is my prediction”, “Skip” and “Why?”.
    feedback
        The live region below them.
    explorer
        The explorer.
    """

    def __init__(self, prediction: Prediction, explorer: Any) -> None:
        self.prediction = prediction
        self.explorer = explorer
        self.choice = labelled(
            widgets.RadioButtons,
            "I predict:",
            options=[(option.text, option.key) for option in prediction.options],
            value=None,
            layout={"width": "auto"},
        )
        self.predict = button("This is my prediction", self._predict)
        self.skip = button("Skip", self._skip)
        self.why = button("Why?", self._explain)
        self.feedback = widgets.HTML()
        question = widgets.HTML(f"<b>{as_html(prediction.question)}</b>")
        buttons = widgets.HBox([self.predict, self.skip, self.why])
        super().__init__([question, self.choice, buttons, self.feedback, explorer])
        self._show_kept()

    @property
    def text(self) -> str:
        """The question, the options and the explorer's sentence, whatever was predicted."""
        return f"{self.prediction.text()}\n\n{self.explorer.sentence}"

    def _predict(self) -> None:
        chosen = self.prediction.option(self.choice.value)
        if chosen is None:
            self._say("Choose one first, or skip.")
            return
        self._keep(choice=chosen.key)
        self._unlock(chosen)
        self.why.focus()  # the button that had the focus is gone

    def _skip(self) -> None:
        self._keep(skipped=True)
        self._unlock(None)
        self.why.focus()

    def _explain(self) -> None:
        chosen = self.prediction.option(self._kept().choice)
        self._say(self.prediction.explanation(chosen))

    def _unlock(self, chosen: Option | None) -> None:
        self.explorer.disabled = False
        self.why.disabled = False
        if chosen:
            self.choice.value = chosen.key
            # Hide what is settled, so that question, sliders and picture fit on one screen.
            for settled in (self.choice, self.predict, self.skip):
                settled.disabled = True
                settled.layout.display = "none"
            self._say(f"You predict: {chosen.text} Now move the sliders and see. Then ask why.")
        else:
            self.skip.disabled = True
            self._say("Skipped. Move the sliders and see. You may still predict.")

    def _show_kept(self) -> None:
        kept = self._kept()
        chosen = self.prediction.option(kept.choice)
        self.explorer.disabled = True
        self.why.disabled = True
        if chosen or kept.skipped:
            self._unlock(chosen)
        else:
            self._say("The sliders below unlock when you have predicted.")

    def _kept(self) -> Predicted:
        return progress.current().get(Predicted, self.prediction.name)

    def _keep(self, **values: Any) -> None:
        progress.current().keep(Predicted, self.prediction.name, **values)

    def _say(self, words: str) -> None:
        self.feedback.value = live_text(words, progress.current().unreported_trouble())

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        pictures = self.explorer._repr_mimebundle_(**kwargs)
        shown = {kind: data for kind, data in pictures.items() if kind.startswith("image/")}
        return {**text_only(super()._repr_mimebundle_(**kwargs), self.text), **shown}
