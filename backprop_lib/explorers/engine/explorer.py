"""What every explorer has in common: controls → compute → draw and describe → one message."""

from __future__ import annotations

import base64
import html
import json
import re
import sys
import threading
import time
import uuid
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import traitlets

from ...interface import Card, script, style, text_only
from ...notation import Table, unbroken
from . import marks
from .controls import Choice, Control, ControlSpec, Steps
from .live_figure import LiveFigure, Still, within_panel
from .live_figure import style as picture_style
from .why import Derivation

_HERE = Path(__file__).parent
_BUSY = 0.012  # seconds of drawing ahead, after which a waiting move gets its turn
_PAUSE = 0.003  # seconds in which the thread that sends messages gets its turn
_NAMED = 4  # settings in the name of a kept run
_CLIENTS = 8  # browsers whose last move is remembered


class Explorer(Card):
    """A picture that follows its controls, with a sentence that says what it shows.

    A subclass declares its controls (`CONTROLS`), makes its marks once (`build`), computes all that
    is shown (`compute`), puts the marks in their places (`draw`) and says what matters in words
    (`describe`); it may list the steps (`table`) and say where each number comes from
    (`derivation`). All but the first must depend on nothing but their arguments: pictures are also
    drawn ahead, for values at which the controls do not stand yet.

    If a run takes long to compute, the subclass defines `run` and `frame` in place of `compute`:
    the run is kept while a control of the kind `Steps` walks along it.

    As the last line of a cell, an explorer has three outputs: the live widget for the person at
    the keyboard, a PNG for the reader of the saved notebook, and the sentence as plain text, which
    the notebook tests compare.

    Parameters
    ----------
    **start
        Values to start from instead of the declared ones, by the name of the control.

    Raises
    ------
    TypeError
        If there is no control with that name.

    Attributes
    ----------
    controls
        The controls by the name of the argument of `compute` that they set.
    result
        What `compute` returned last; None after an error.
    sentence
        What the picture shows, in words; after an error, what went wrong.
    error
        The exception of the last update, or None if there was none.
    """

    CONTROLS: Mapping[str, ControlSpec]

    # JupyterLab may deliver messages in threads of their own, but matplotlib's settings are those
    # of the whole process. So all explorers of a kernel take turns.
    _lock: ClassVar[threading.RLock] = threading.RLock()

    _esm = script(_HERE / "explorer.js")
    _css = style(_HERE / "explorer.css")
    _name = traitlets.Unicode().tag(sync=True)
    _made_of = traitlets.Dict().tag(sync=True)
    _shown = traitlets.Dict().tag(sync=True)
    _stills = traitlets.Dict().tag(sync=True)
    disabled = traitlets.Bool(False, help="Whether the controls are locked.").tag(sync=True)
    veiled = traitlets.Bool(False, help="Whether the picture is hidden.").tag(sync=True)

    def __init__(self, **start: Any) -> None:
        self._refuse_unknown(start)
        self.result: Any = None
        self.sentence = ""
        self.error: Exception | None = None
        self.controls = {
            name: Control(spec.starting_at(start[name]) if name in start else spec, self.update)
            for name, spec in self.CONTROLS.items()
        }
        self._runs: dict[tuple[Any, ...], Any] = {}
        self._ghosts = 0
        self._answers: dict[str, int] = {}
        self._on_result: list[Callable[[Any], None]] = []
        self._on_move: list[Callable[[], None]] = []
        self.picture = LiveFigure()
        with picture_style():
            self.build(self.picture)
        self.picture.finish()
        super().__init__(_name=uuid.uuid4().hex)
        self._made_of = {
            "controls": {
                name: {**control.spec.for_page(), "home": control.at(control.initial)}
                for name, control in self.controls.items()
            },
            "panels": self.picture.sizes,
            "ghosts": any(mark.keeps_ghost for mark in self._marks()),
            "why": type(self).derivation is not Explorer.derivation,
        }
        self.on_msg(lambda _, content, buffers: self._receive(content))
        self.update()

    def anew(self) -> Explorer:
        """Return a new explorer like this one, with every control at its declared start.

        A subclass that takes more than the values of its controls hands that on here.
        """
        return type(self)()

    def build(self, picture: LiveFigure) -> None:
        """Make the panels and all marks, once."""
        raise NotImplementedError

    def compute(self, *args: Any, **values: Any) -> Any:
        """Return all that is shown for these values of the controls, which are given by name.

        No maths comes after it. By default, it returns a `frame` of a `run`.
        """
        walking = [name for name, spec in self.CONTROLS.items() if isinstance(spec, Steps)]
        settings = {name: value for name, value in values.items() if name not in walking}
        key = tuple(settings.values())
        if key not in self._runs:
            # Frames drawn ahead for other settings must not throw away the run that is shown.
            here = tuple(self.values[name] for name in settings)
            kept = here if here in self._runs else next(reversed(self._runs), None)
            self._runs = {k: run for k, run in self._runs.items() if k == kept}
            self._runs[key] = self.run(**settings)
        return self.frame(self._runs[key], *(values[name] for name in walking))

    def run(self, *args: Any, **settings: Any) -> Any:
        """Return a whole run for these settings."""
        raise NotImplementedError

    def frame(self, run: Any, step: int) -> Any:
        """Return all that is shown of a run after this step."""
        raise NotImplementedError

    def draw(self, result: Any) -> None:
        """Put the marks made in `build` where `result` says."""
        raise NotImplementedError

    def describe(self, result: Any) -> str:
        """Return what the picture shows in a sentence or two, with the numbers that matter.

        It consists of whole sentences, with numbers as `notation` writes them: ∞, never inf or nan.
        """
        raise NotImplementedError

    def table(self, result: Any) -> Table | None:
        """Return the table to show below the sentence, a row for each step; by default, none."""
        return None

    def derivation(self, result: Any) -> Derivation | None:
        """Return where the numbers of the picture come from; by default, none of them says.

        A label that shows one of them names it, and can then be chosen in the picture:
        ``label.put(x, y, words, number="dj/dw")``.
        """
        return None

    def why(self, sign: str) -> str:
        """Return why the number with this sign is what it is, back to what is given.

        Raises
        ------
        KeyError
            If no number with this sign is known at present.
        """
        derivation = self.derivation(self.result)
        if derivation is None or sign not in derivation.signs:
            known = ", ".join(derivation.signs) if derivation else "none"
            raise KeyError(f"{sign} is not known here; known are: {known}")
        return derivation.sentence(sign)

    @property
    def values(self) -> dict[str, Any]:
        """The values of the controls by name."""
        return {name: control.value for name, control in self.controls.items()}

    def on_result(self, listener: Callable[[Any], None]) -> None:
        """Call `listener` with the result now and after each update."""
        self._on_result.append(listener)
        listener(self.result)

    def on_move(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever a person has moved a control."""
        self._on_move.append(listener)

    def set(self, **values: Any) -> None:
        """Set several controls by name and update once."""
        self._refuse_unknown(values)
        with self._lock:
            self._take(values)
            self.update()

    def _take(self, values: Mapping[str, Any]) -> None:
        """Set several controls, or none if a value is refused; show nothing yet."""
        fitted = {name: self.controls[name].spec.fitted(value) for name, value in values.items()}
        self._forget_notices()
        for name, value in fitted.items():
            self.controls[name].take(value)

    def _forget_notices(self) -> None:
        for control in self.controls.values():
            control.notice = ""

    def _refuse_unknown(self, values: Mapping[str, Any]) -> None:
        for name in values:
            if name not in self.CONTROLS:
                known = ", ".join(self.CONTROLS)
                raise TypeError(
                    f"{name} is not a control of this explorer; its controls are: {known}"
                )

    def reset(self) -> None:
        """Set every control to its initial value."""
        self._press("reset")

    def keep_run(self) -> None:
        """Leave the present run in the picture as a ghost, until `remove_ghosts`."""
        self._press("keep")

    def remove_ghosts(self) -> None:
        """Remove all ghosts from the picture."""
        self._press("forget")

    def _press(self, button: str) -> None:
        with self._lock:
            self._do(button)
            self.update()

    def _do(self, button: str) -> None:
        """Do what a button says, and show nothing yet. A button that is not known does nothing."""
        if button == "reset":
            self._take({name: control.initial for name, control in self.controls.items()})
        elif button == "keep":
            self._leave_ghosts()
        elif button == "forget":
            for axes in self._all_axes():
                marks.remove_ghosts(axes)
            self._ghosts_changed()

    def _leave_ghosts(self) -> None:
        try:
            self.draw(self.compute(**self.values))
        except Exception:  # a run that has no picture leaves no ghost; `update` reports it
            return
        words = self._settings_in_words()
        for axes in self._all_axes():
            marks.leave_ghosts(axes, words)
        self._ghosts_changed()

    def update(self) -> None:
        """Compute, draw and describe for the current values of the controls."""
        with self._lock:
            try:
                self.result, self.sentence, shown, stills = self._picture_of(self.values)
            except Exception as error:  # of any kind: no picture is better than a wrong one
                self.result, self.error = None, error
                self.sentence = (
                    f"There is no picture for these values. {type(error).__name__}: {error}"
                )
                shown, stills = {"key": self._key(self.values), "failed": self.sentence}, []
            else:
                self.error = None
            notices = [control.notice for control in self.controls.values() if control.notice]
            with self.hold_sync():
                if stills and any(still.name not in self._stills for still in stills):
                    self._stills = {still.name: still.svg for still in stills}
                self._shown = shown | {
                    "notices": notices,
                    "ghosts": self._ghosts,
                    "kept": any(map(marks.has_ghosts, self._all_axes())),
                    "answers": dict(self._answers),
                    "controls": {
                        name: [
                            control.spec.place(control.value),
                            control.spec.text(control.value),
                            control.at(control.value),
                        ]
                        for name, control in self.controls.items()
                    },
                }
            for listener in self._on_result:
                listener(self.result)

    def frames(self, places: list[dict[str, int]]) -> Iterator[tuple[dict[str, Any], list[Still]]]:
        """Draw pictures ahead: in each, some controls are moved and the others stay.

        Parameters
        ----------
        places
            For each picture, the controls that are moved, and to which place.
        """
        with self._lock:
            try:
                for moved in places:
                    there = {name: self.controls[name].places[at] for name, at in moved.items()}
                    try:
                        _, _, shown, stills = self._picture_of({**self.values, **there})
                    except Exception:  # it is reported when the controls get there
                        continue
                    yield shown, stills
            finally:
                if self.error is None:
                    self._put(self.result)  # the marks go back

    def _picture_of(self, values: dict[str, Any]) -> tuple[Any, str, dict[str, Any], list[Still]]:
        """Return the result for these values, its sentence, and both as the page shows them."""
        result = self.compute(**values)
        self._put(result)
        sentence, table = self.describe(result), self.table(result)
        derivation = self.derivation(result)
        stills = self.picture.stills()
        shown = {
            "key": self._key(values),
            "stills": [still.name for still in stills],
            "moving": self.picture.moving(),
            "sentence": coloured(sentence),
            "table": table.html(styled=False) if table else "",
            "touch": [self._touch(mark) for mark in self._marks() if mark.moves],
            "why": list(_reasons(derivation)) if derivation else [],
        }
        return result, sentence, shown, stills

    def _put(self, result: Any) -> None:
        """Put the marks and the names of ghosts where a result says."""
        self.draw(result)
        for axes in self._all_axes():
            marks.name_ghosts(axes)

    def _key(self, values: dict[str, Any]) -> str:
        """Return what identifies a picture: where the controls stand, and changes of ghosts."""
        return "|".join(
            [str(self._ghosts), *(self.controls[name].at(value) for name, value in values.items())]
        )

    def _touch(self, point: marks.Point) -> dict[str, Any]:
        """Return where a point can be dragged, as fractions of its panel, and what it moves."""
        axes = point.axes
        x_range, y_range = axes.get_xlim(), axes.get_ylim()
        left, bottom = within_panel(axes, x_range[0], y_range[0])
        right, top = within_panel(axes, x_range[1], y_range[1])
        return {
            "panel": self.picture.panel_of(axes),
            "at": within_panel(axes, *point.at),
            "box": [left, top, right, bottom],
            "moves": list(point.moves),
            "from": [
                [(end - origin) / point.scale for end in ends]
                for ends, origin in ((x_range, point.origin), (y_range, 0))
            ],
        }

    def _receive(self, message: Any) -> None:
        """Do what the browser asks."""
        kind = message.get("kind")
        if kind == "ahead":
            self._send_frames(message)
        elif kind == "move":
            self._move(message)

    def _move(self, message: dict[str, Any]) -> None:
        with self._lock:
            answered = self._answers.pop(message["client"], 0)  # so that it comes last
            # A kernel may process messages in two threads, and so a later move first. That move
            # already holds what this one set, but not its presses.
            moved = message if message["move"] >= answered else {}
            self._answers[message["client"]] = max(message["move"], answered)
            self._answers = dict(list(self._answers.items())[-_CLIENTS:])
            before = self.values
            if moved:
                self._forget_notices()
            if not self.disabled:
                for name, place in moved.get("places", {}).items():
                    self.controls[name].take_place(place)
                for name, typed in moved.get("typed", {}).items():
                    self.controls[name].take_typed(typed)
                for button in message.get("presses", []):
                    self._do(button)
            self.update()
            if before != self.values:
                for listener in self._on_move:
                    listener()

    def _send_frames(self, message: dict[str, Any]) -> None:
        """Draw some of the pictures asked for, and send them packed."""
        has, frames = set(message["stills"]), []
        stills: dict[str, str] = {}
        if sys.platform != "emscripten":  # in a browser, there is only one thread
            time.sleep(_PAUSE)
        start = time.perf_counter()
        with self._lock:
            for shown, still_layers in self.frames(message["places"]):
                frames.append(shown)
                stills |= {still.name: still.svg for still in still_layers if still.name not in has}
                if time.perf_counter() - start > _BUSY:
                    break
        content = json.dumps({"frames": frames, "stills": stills}, ensure_ascii=False)
        took = time.perf_counter() - start
        self.send(
            {
                "kind": "frames",
                "client": message["client"],
                "ahead": message["ahead"],
                "took": took,
            },
            [zlib.compress(content.encode(), 1)],
        )

    def _ghosts_changed(self) -> None:
        self._ghosts += 1
        self.picture.finish()

    def _settings_in_words(self) -> str:
        """Return the values of the controls that have moved or, if none has, of all.

        A choice is named by its option alone: the first one always, others once they have moved.
        If they are too many for a name, the first ones stand for all.
        """
        specs = {name: control.spec for name, control in self.controls.items()}
        chosen = [name for name, spec in specs.items() if isinstance(spec, Choice)]
        settings = [name for name, spec in specs.items() if not isinstance(spec, (Choice, Steps))]
        chosen = [name for name in chosen if name == chosen[0] or self._has_moved(name)]
        moved = [name for name in settings if self._has_moved(name)]
        texts = {name: spec.text(self.controls[name].value) for name, spec in specs.items()}
        named = moved or ([] if chosen else settings)
        words = [texts[name] for name in chosen]
        words += [f"{specs[name].label.split()[-1]} = {texts[name]}" for name in named]
        return ", ".join([*words[:_NAMED], *["…"] * (len(words) > _NAMED)])

    def _has_moved(self, name: str) -> bool:
        return bool(self.controls[name].value != self.controls[name].initial)

    def _all_axes(self) -> list[Any]:
        return [axes for figure in self.picture.figures for axes in figure.axes]

    def _marks(self) -> list[Any]:
        return [mark for axes in self._all_axes() for mark in marks.marks_of(axes)]

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        shown = text_only(super()._repr_mimebundle_(**kwargs), self.sentence)
        if self.error is None:
            shown["image/png"] = base64.b64encode(self.picture.png()).decode("ascii")
        return shown


def _reasons(derivation: Derivation) -> Iterator[list[Any]]:
    """Yield each number as the page needs it: sign, value, why, and the numbers it is made from."""
    for sign in derivation.signs:
        line = derivation.line(sign)
        yield [sign, line.value, coloured(line.text), list(line.uses) if line.rule else None]


_QUANTITY = re.compile(
    r"(?<!\w)(?P<sign>w\*|[wxyŷ][₁-₉]*|lr|loss|j)"
    r"(?P<value>(?> [=≈] −?(?:∞|\d+(?:\.\d+)?(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?))(?! ·))?(?![A-Za-z0-9_*])"
)
_CODE = re.compile(r"`([^`]+)`")
_CLASSES = {"ŷ": "y-hat", "w*": "w", "loss": "j"}
_INDICES = "₁₂₃₄₅₆₇₈₉"


def coloured(sentence: str) -> str:
    """Return a sentence as HTML, with each quantity and its value in the quantity's colour.

    What stands between backticks is code, which keeps its colour.

    Examples
    --------
    >>> coloured("At w = 0.8 all is well.")
    'At <b class="bp-q-w">w&nbsp;=&nbsp;0.8</b> all is well.'
    >>> coloured("Write `lr * grad`.")
    'Write <code>lr * grad</code>.'
    """
    plain_and_code = _CODE.split(sentence)
    plain_and_code[::2] = map(_coloured, plain_and_code[::2])
    plain_and_code[1::2] = (f"<code>{html.escape(code)}</code>" for code in plain_and_code[1::2])
    return "".join(plain_and_code)


def _coloured(sentence: str) -> str:

    def marked(found: re.Match[str]) -> str:
        sign, value = found["sign"], found["value"] or ""
        if found.string[: found.start()].rstrip().endswith(("·", "/", "−", "+")):
            return f"{bold(sign)}{value}"  # the value is that of the whole formula
        return bold(sign, value)

    def bold(sign: str, value: str = "") -> str:
        quantity = sign.rstrip(_INDICES)
        return f'<b class="bp-q-{_CLASSES.get(quantity, quantity)}">{sign}{value}</b>'

    return unbroken(_QUANTITY.sub(marked, html.escape(sentence, quote=False)))
