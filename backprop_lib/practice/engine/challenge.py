"""Challenges: reach a goal with an explorer, and see the best run so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from ...interface import Html, Live, PartsCard, text_only
from ...notation import as_html
from . import progress
from .records import Best


@dataclass(frozen=True)
class Score:
    """How good a run was.

    Attributes
    ----------
    value
        A number, which is smaller for a better run.
    words
        The run in words, such as "3 steps at lr = 0.2".
    best
        Whether no run can do better.
    """

    value: float
    words: str
    best: bool = False


@dataclass(frozen=True)
class Challenge:
    """A goal to be reached with an explorer.

    Attributes
    ----------
    name
        Its name in the registry and in the progress file.
    goal
        What is to be reached.
    score
        Returns the score of an explorer's result or, if the result does not count, why not.
    """

    name: str
    goal: str
    score: Callable[[Any], Score | str]

    def under(self, explorer: Any) -> ChallengeUnder:
        """Return `explorer` with the challenge below it.

        Parameters
        ----------
        explorer
            A widget with `result`, `sentence`, and `on_result`, which calls back with the result
            of each update. It may be the widget of a prediction that comes before an explorer.
        """
        return ChallengeUnder(self, explorer)


class ChallengeUnder(widgets.VBox):
    """An explorer with a challenge below it. The best run is kept.

    Attributes
    ----------
    standing
        The live region that says how the challenge stands.
    explorer
        The explorer.
    """

    def __init__(self, challenge: Challenge, explorer: Any) -> None:
        self.challenge = challenge
        self.explorer = explorer
        self.standing = Live()
        self._best = progress.current().get(Best, challenge.name)
        goal = Html(f'<p class="bp-question">Challenge: {as_html(challenge.goal)}</p>')
        card = PartsCard(f"challenge {challenge.name}", goal, self.standing)
        super().__init__([explorer, card], _dom_classes=("bp-cards",))
        self._look_at(explorer.result)
        explorer.on_result(self._look_at)

    @property
    def text(self) -> str:
        """The text of the explorer, and the goal."""
        below = getattr(self.explorer, "text", None) or self.explorer.sentence
        return f"{below}\n\nChallenge: {self.challenge.goal}"

    def _look_at(self, result: Any) -> None:
        """Keep the result if it is the best so far, and say how the challenge stands."""
        score = "" if result is None else self.challenge.score(result)
        if isinstance(score, Score) and (
            self._best.score is None or score.value < self._best.score
        ):
            self._best = Best(float(score.value), score.words, score.best)
            progress.current().keep(Best, self.challenge.name, **self._best.written())
        self.standing.value = self._as_html(score if isinstance(score, str) else "")

    def _as_html(self, why_not: str) -> str:
        trouble = progress.current().unreported_trouble()
        note = "".join(f"<br>{as_html(words)}" for words in (why_not, trouble) if words)
        if self._best.met:
            words = f"<b>Met</b>, in {as_html(self._best.words)}: no run can do better."
            return (
                '<div class="bp-outcome bp-good"><span class="bp-sign">✓</span>'
                f"<div>{words}{note}</div></div>"
            )
        if self._best.score is None:
            return f"No run has reached the goal yet.{note}"
        return f"Best so far: {as_html(self._best.words)}.{note}"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        pictures = self.explorer._repr_mimebundle_(**kwargs)
        shown = {kind: data for kind, data in pictures.items() if kind.startswith("image/")}
        return {**text_only(super()._repr_mimebundle_(**kwargs), self.text), **shown}
