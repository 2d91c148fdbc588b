"""What every explorer has in common: controls → compute → draw and describe → one message."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ipywidgets as widgets

from ...interface import button
from .controls import BUTTON_WIDTH, NumberControl
from .live_figure import LiveFigure, style


class Explorer(widgets.VBox):
    """A picture that follows its controls, with a sentence that says what it shows.

    A subclass defines its controls (`make_controls`), builds the picture once (`build`), computes
    with `backprop_lib` (`compute`), moves the artists (`draw`) and puts what matters into words
    (`describe`).

    As the last line of a cell, an explorer has three outputs: the live widget for the person at
    the keyboard, a PNG for the reader of the saved notebook, and the sentence as plain text, which
    the notebook tests compare.

    Parameters
    ----------
    **start
        Values to start from instead of the article's, by the name of the control.

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

    def __init__(self, **start: float) -> None:
        self.picture = LiveFigure()
        self.result: Any = None
        self.sentence = ""
        self.error: Exception | None = None
        self._updates_wait = False
        self.controls = self.make_controls()
        for name, value in start.items():
            if name not in self.controls:
                known = ", ".join(self.controls)
                raise TypeError(f"{name} is not a control of this explorer; these are: {known}")
            self.controls[name].start_at(value)
        with style():
            self.build(self.picture)
        for control in self.controls.values():
            control.observe(self._controls_changed, ["value", "notice"])
        reset = button("Reset", lambda: self.reset(), min_width=BUTTON_WIDTH)
        buttons = widgets.Box([*self.buttons(), reset], layout=widgets.Layout(flex="0 0 auto"))
        controls = widgets.Box(
            [*self.controls.values(), buttons],
            layout=widgets.Layout(flex_flow="row wrap", align_items="center", width="100%"),
        )
        super().__init__(
            [controls, self.picture],
            layout=widgets.Layout(width="100%", max_width="1060px"),
        )
        self.update()

    def make_controls(self) -> dict[str, NumberControl]:
        """Return the controls, named after the arguments of `compute`, in the order shown."""
        raise NotImplementedError

    def build(self, picture: LiveFigure) -> None:
        """Make the panels and all artists, once, and name the moving ones."""
        raise NotImplementedError

    def compute(self, *args: Any, **values: Any) -> Any:
        """Return what to show for these values of the controls; use only `backprop_lib`."""
        raise NotImplementedError

    def draw(self, result: Any) -> None:
        """Move the artists made in `build` to show `result`."""
        raise NotImplementedError

    def describe(self, result: Any) -> str:
        """Return what the picture shows as a sentence or two, with the numbers that matter."""
        raise NotImplementedError

    def buttons(self) -> list[widgets.Widget]:
        """Return the buttons that come before the reset button; by default, none."""
        return []

    def details(self, result: Any) -> str:
        """Return what to show below the sentence, as HTML; by default, nothing."""
        return ""

    @property
    def values(self) -> dict[str, Any]:
        """The values of the controls by name."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def disabled(self) -> bool:
        """Whether the controls are locked; set it to lock or unlock them all."""
        return all(widget.disabled for widget in self._lockable())

    @disabled.setter
    def disabled(self, disabled: bool) -> None:
        for widget in self._lockable():
            widget.disabled = disabled

    def update(self) -> None:
        """Compute, draw and describe for the current values of the controls."""
        try:
            result = self.compute(**self.values)
            self.draw(result)
            sentence, details = self.describe(result), self.details(result)
            notices = [control.notice for control in self.controls.values() if control.notice]
            self.picture.show(" ".join([*notices, sentence]), details)
        except Exception as error:  # whatever it is: better no picture than a wrong one
            self.result, self.error = None, error
            self.sentence = f"No picture for these values. {type(error).__name__}: {error}"
            self.picture.set_aside(self.sentence)
        else:
            self.result, self.error, self.sentence = result, None, sentence

    def reset(self) -> None:
        """Set every control to its initial value."""
        self.set(**{name: control.initial for name, control in self.controls.items()})

    def set(self, **values: float) -> None:
        """Set several controls by name and update once."""
        with self._one_update():
            self._clear_notices()
            for name, value in values.items():
                self.controls[name].value = value

    @contextmanager
    def _one_update(self) -> Iterator[None]:
        self._updates_wait = True
        try:
            yield
        finally:
            self._updates_wait = False
        self.update()

    def _controls_changed(self, change: Any) -> None:
        if not self._updates_wait:
            with self._one_update():
                self._clear_notices(but_of=change["owner"])

    def _clear_notices(self, but_of: NumberControl | None = None) -> None:
        for control in self.controls.values():
            if control is not but_of:
                control.notice = ""

    def _lockable(self) -> list[Any]:
        return [child for row in self.children for child in _with_disabled(row)]

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        picture = {}
        if self.error is None:
            picture["image/png"] = base64.b64encode(self.picture.png()).decode("ascii")
        return {**bundle, **picture, "text/plain": self.sentence}


def _with_disabled(widget: Any) -> Iterator[Any]:
    if hasattr(widget, "disabled"):
        yield widget
    else:
        for child in getattr(widget, "children", ()):
            yield from _with_disabled(child)
