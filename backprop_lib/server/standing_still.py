"""What the outputs of a notebook show without a kernel, as HTML.

A picture is shown as it was drawn last, a question as it was asked, and each with what the learner
answered. A picture before which a prediction is still to be made is not shown. JupyterLab lets
plain tags and embedded pictures through even where it does not trust a notebook, so nothing else is
used.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from ..interface import WIDGET_VIEW
from ..practice import exercises, predictions
from ..practice.engine import WorkedStep
from ..practice.engine.progress import VARIABLE
from ..practice.engine.records import Answered, Explained, Predicted, State

STANDS_STILL = "This picture stands still: choose Run → Run All Cells to go on."
PREDICT_FIRST = "The picture opens when you have predicted: choose Run → Run All Cells."

# Marks an output that was saved while it stood still: it is made again.
_MARK = '<div class="bp-standing-still">'
_STATUS = "○ Not attempted yet."
_PNG = "image/png"
_HTML = "text/html"
_TEXT = "text/plain"

_EXERCISE = re.compile(r"""\bexercises\[\s*["'](\w+)["']\s*\]\.form\(""")
_PREDICTION = re.compile(r"""\bpredictions\[\s*["'](\w+)["']\s*\]\.before\(""")
_EXPLANATION = re.compile(r"""\bsay_it\(\s*["'](\w+)["']""")
_CHOICE = re.compile(r"^  (\w+)\) (.*)$", re.MULTILINE)
_STEP = re.compile(r"^  (\w+): .*$", re.MULTILINE)
_OPTION = "  ( ) "


def stand_still(notebook: Any, kept: Kept, say: Callable[..., None]) -> None:
    """Take the widgets out of the outputs that also hold something else, and show that instead.

    A picture that would give a prediction away is taken out too, whether there is a widget or not.
    An output that is not as expected stays as it is.

    Parameters
    ----------
    notebook
        The notebook, as the contents manager returns it. It is changed.
    kept
        What the learner answered.
    say
        Writes into the server's log.
    """
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            try:
                data, source = output.get("data", {}), _joined(cell["source"])
                ours = WIDGET_VIEW in data or str(data.get(_HTML, "")).startswith(_MARK)
                if ours or (_PNG in data and kept.still_asks(source)):
                    output["data"] = _without_widget(data, source, kept)
            except Exception:
                say("an output is shown as it is in its file", exc_info=True)


@dataclass(frozen=True)
class Kept:
    """What the learner answered, from the progress file."""

    state: State

    @classmethod
    def read(cls, folder: Path, say: Callable[..., None]) -> Kept:
        """Return what a kernel that works in `folder` has kept; nothing if it is unreadable."""
        path = folder / (os.environ.get(VARIABLE) or "progress.json")
        try:
            return cls(State.parse(path.read_bytes()))
        except FileNotFoundError:
            pass
        except (OSError, ValueError):
            say("%s cannot be read", path, exc_info=True)
        return cls(State())

    def answer(self, source: str, question: str) -> Iterator[str]:
        """Return the lines of the answer to the question that a cell asks, if there is one."""
        if name := _only_name(_EXERCISE, source):
            kept = self.state.get(Answered, name)
            answer = kept.answer
            exercise = exercises.get(name)
            if isinstance(exercise, WorkedStep):
                if isinstance(answer, tuple):
                    yield from exercise.redrawn(kept.draw or 0).written_down(answer)
            elif isinstance(answer, tuple):
                steps = {step[1]: step[0].strip() for step in _STEP.finditer(question)}
                if set(answer) == set(steps):
                    yield from (steps[step] for step in answer)
            elif answer:
                choices = dict(_CHOICE.findall(question))
                chosen = choices.get(answer) if choices else answer
                if chosen:
                    yield chosen
        elif name := _only_name(_EXPLANATION, source):
            yield from self.state.get(Explained, name).text.strip().splitlines()

    def still_asks(self, source: str) -> bool:
        """Return whether a cell asks for a prediction that was neither made nor skipped."""
        name = _only_name(_PREDICTION, source)
        if not name or name not in predictions:
            return False
        predicted = self.state.get(Predicted, name)
        return not (predicted.skipped or predictions[name].made(predicted))

    def prediction(self, source: str, question: str) -> str:
        """Return what the learner predicted in a cell, or ""."""
        name = _only_name(_PREDICTION, source)
        known = name and name in predictions
        option = predictions[name].made(self.state.get(Predicted, name)) if known else None
        return option.text if option and f"{_OPTION}{option.text}" in question.splitlines() else ""


def _without_widget(data: dict[str, Any], source: str, kept: Kept) -> dict[str, Any]:
    shown = {kind: held for kind, held in data.items() if kind != WIDGET_VIEW}
    own = _joined(shown.get(_HTML, ""))
    if own.startswith(_MARK):
        del shown[_HTML]
    elif own:
        return shown  # JupyterLab shows the HTML that it has
    if not shown:
        return data
    if html := _as_html(shown, source, kept):
        shown[_HTML] = f"{_MARK}{html}</div>"
    return shown


def _as_html(shown: dict[str, Any], source: str, kept: Kept) -> str:
    text = _joined(shown.get(_TEXT, ""))
    if _PNG in shown:
        text, challenge, goal = text.partition("\n\nChallenge: ")
        question, _, sentence = text.rpartition("\n\n")
        predicted = kept.prediction(source, question)
        if kept.still_asks(source):
            picture = f"<p><b>{PREDICT_FIRST}</b></p>"
        else:
            picture = (
                f"<p><b>{STANDS_STILL}</b></p>"
                f'<p><img alt="{escape(sentence)}" src="data:{_PNG};base64,'
                f'{escape("".join(_joined(shown[_PNG]).split()))}"></p>'
                f"<p>{escape(sentence)}</p>"
            )
        return "".join(
            (
                _question(question),
                _answer("Your prediction", [predicted] if predicted else []),
                picture,
                f"<p>{escape(f'{challenge}{goal}'.strip())}</p>" if challenge else "",
            )
        )
    if text.endswith(_STATUS) or _only_name(_EXPLANATION, source):
        question = text.removesuffix(_STATUS).rstrip()
        return _question(question) + _answer("Your answer", [*kept.answer(source, question)])
    return ""


def _question(question: str) -> str:
    first, _, more = question.partition("\n")
    return "".join(
        (
            f"<p><b>{escape(first)}</b></p>" if first else "",
            f"<p>{_lines(*more.splitlines())}</p>" if more else "",
        )
    )


def _answer(label: str, lines: list[str]) -> str:
    if not lines:
        return ""
    between = " " if len(lines) == 1 else "<br>"
    return f"<p><i>{label}:</i>{between}{_lines(*lines)}</p>"


def _lines(*lines: str) -> str:
    """Return lines as HTML that keeps their indents."""
    texts = [line.lstrip(" ") for line in lines]
    indents = ["&nbsp;" * (len(line) - len(text)) for line, text in zip(lines, texts, strict=True)]
    return "<br>".join(indent + escape(text) for indent, text in zip(indents, texts, strict=True))


def _only_name(pattern: re.Pattern[str], source: str) -> str:
    """Return the name that a cell's text holds, or "" if there is none or more than one."""
    names = set(pattern.findall(source))
    return names.pop() if len(names) == 1 else ""


def _joined(text: Any) -> str:
    return text if isinstance(text, str) else "".join(text)
