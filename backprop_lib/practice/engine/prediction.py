"""Predictions: say what will happen before the sliders may be moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ipywidgets as widgets

from ...interface import Button, Choice, Html, Live, PartsCard, Row, text_only
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
            A widget with `disabled`, which locks its controls, `veiled`, which hides what answers
            the question, `sentence`, its text, and `on_move`, which calls back when a person has
            moved a control.
        """
        return PredictionFirst(self, explorer)

    def text(self) -> str:
        """Return the question and the options as plain text."""
        return "\n".join([self.question, *(f"  ( ) {option.text}" for option in self.options)])

    def option(self, key: str | None) -> Option | None:
        """Return the option with this key, or None if there is none."""
        return next((option for option in self.options if option.key == key), None)

    def made(self, kept: Predicted) -> Option | None:
        """Return the option that was predicted last, or None if none was."""
        return self.option(kept.again) or self.option(kept.choice)

    def explanation(self, chosen: Option | None) -> str:
        """Return why it happens, for a learner who chose `chosen` or, if it is None, skipped."""
        right = next(option for option in self.options if option.key == self.answer)
        if chosen is None:
            return f"What happens: {right.text} {right.why}"
        if chosen == right:
            return f"✓ You predicted it. {right.why}"
        return f"✗ That is not what happens. {chosen.why}\nWhat happens: {right.text}"


class PredictionFirst(widgets.VBox):
    """A prediction with its explorer below it, locked until the learner predicts or skips.

    Attributes
    ----------
    choice
        The options.
    predict, skip, why, again
        The buttons “This is my prediction”, “Skip”, “Why?” and “Predict again”.
    feedback
        The live region above the buttons.
    explorer
        The explorer.
    """

    def __init__(self, prediction: Prediction, explorer: Any) -> None:
        self.prediction = prediction
        self.explorer = explorer
        self.choice = Choice("I predict:", [(each.key, each.text) for each in prediction.options])
        self.predict = Button("This is my prediction", self._predict, rank="primary")
        self.skip = Button("Skip", self._skip, rank="quiet")
        self.why = Button("Why?", self._explain)
        self.again = Button("Predict again", self._predict_again, rank="quiet")
        self.feedback = Live()
        card = PartsCard(
            f"prediction {prediction.name}",
            Html(f'<p class="bp-question">{as_html(prediction.question)}</p>'),
            self.choice,
            self.feedback,
            Row(self.predict, self.skip, self.why, self.again),
        )
        super().__init__([card, explorer], _dom_classes=("bp-cards",))
        self._moved = not hasattr(explorer, "on_move")
        if not self._moved:
            explorer.on_move(lambda *_: self._on_move())
        self._show_kept()

    @property
    def text(self) -> str:
        """The question, the options and the explorer's sentence, whatever was predicted."""
        return f"{self.prediction.text()}\n\n{self.sentence}"

    @property
    def sentence(self) -> str:
        """The explorer's sentence."""
        return self.explorer.sentence

    @property
    def result(self) -> Any:
        """The explorer's result."""
        return self.explorer.result

    def on_result(self, callback: Callable[[Any], None]) -> None:
        """Call `callback` with the result of each update of the explorer."""
        self.explorer.on_result(callback)

    def _predict(self) -> None:
        chosen = self.prediction.option(self.choice.value)
        if chosen is None:
            self._say("Choose an option first, or press Skip.")
            return
        first = self.prediction.option(self._kept().choice) is None
        self._keep(**{"choice" if first else "again": chosen.key})
        self._unlock(chosen)
        self._go_on()

    def _skip(self) -> None:
        self._keep(skipped=True)
        self._unlock(None)
        self._go_on()

    def _go_on(self) -> None:
        """Move the focus, whose button is gone, to what comes just before the explorer."""
        (self.feedback if self.why.disabled else self.why).focus()

    def _explain(self) -> None:
        chosen = self._chosen()
        right = self.prediction.option(self.prediction.answer)
        assert right is not None
        verdicts = {right.key: ["good", f"✓ <b>This is what happens.</b> {as_html(right.why)}"]}
        if chosen == right:
            verdicts[right.key][1] = f"✓ <b>You predicted it.</b> {as_html(right.why)}"
        elif chosen:
            verdicts[right.key][1] = "✓ <b>This is what happens.</b>"
            why = f"✗ <b>That is not what happens.</b> {as_html(chosen.why)}"
            verdicts[chosen.key] = ["bad", why]
        self.choice.verdicts = verdicts
        self.choice.judged_only = bool(chosen)
        self.choice.hidden = False
        self.feedback.spoken = True
        self._say(self.prediction.explanation(chosen))

    def _predict_again(self) -> None:
        self._ask()
        self.choice.focus()
        self._say("Predict again.")

    def _on_move(self) -> None:
        self._moved = True
        self.why.disabled = False

    def _ask(self) -> None:
        """Show the options, not judged, and the buttons to predict."""
        self.choice.verdicts, self.choice.judged_only = {}, False
        self.feedback.spoken = False
        for part in (self.choice, self.predict, self.skip, self.why, self.again):
            part.disabled = False
            part.hidden = part in (self.why, self.again)

    def _unlock(self, chosen: Option | None) -> None:
        self.explorer.disabled = False
        self.explorer.veiled = False
        self.feedback.spoken = False
        self.why.hidden = False
        self.why.disabled = not self._moved
        if chosen:
            self.choice.value = chosen.key
            # Hide what is settled, so that question, sliders and picture fit on one screen.
            for settled in (self.choice, self.predict, self.skip):
                settled.disabled = settled.hidden = True
            self.again.hidden = False
            self._say(
                f"You predict: {chosen.text} Now move the sliders and see. Then press “Why?”."
            )
        else:
            self.skip.disabled = self.skip.hidden = True
            self._say("You skipped it. Move the sliders and see. You may still predict.")

    def _show_kept(self) -> None:
        self._ask()
        chosen = self._chosen()
        if chosen or self._kept().skipped:
            self._unlock(chosen)
        else:
            self.explorer.disabled = True
            self.explorer.veiled = True
            self.why.disabled = True
            self._say("The sliders below unlock when you predict or skip.")

    def _chosen(self) -> Option | None:
        return self.prediction.made(self._kept())

    def _kept(self) -> Predicted:
        return progress.current().get(Predicted, self.prediction.name)

    def _keep(self, **values: Any) -> None:
        progress.current().keep(Predicted, self.prediction.name, **values)

    def _say(self, words: str) -> None:
        self.feedback.say(words, progress.current().unreported_trouble())

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        pictures = self.explorer._repr_mimebundle_(**kwargs)
        shown = {kind: data for kind, data in pictures.items() if kind.startswith("image/")}
        return {**text_only(super()._repr_mimebundle_(**kwargs), self.text), **shown}
