"""The controls of explorers: a slider with a number field beside it, and buttons to step."""

from __future__ import annotations

import asyncio
import math
from typing import Any

import ipywidgets as widgets
import traitlets

from ...interface import button
from ...notation import number, read_number

BUTTON_WIDTH = "88px"
"""The least width of a button: it does not jump when its words change."""
_SOON = 0.05  # seconds: longer than a frame, shorter than a person notices


class NumberControl(widgets.HBox):
    """A labelled number field and a slider that show the same value.

    The slider is for dragging. The field is for typing an exact value, such as 1/3, for the
    keyboard and for a screen reader, which reads its label. A value outside the range moves to
    its nearest end; text that is not a number changes nothing. In both cases `notice` says so.

    Attributes
    ----------
    value
        The number, from `low` to `high`: a float, or an int if the control is `whole`.
    notice
        A message about the last value typed; empty if there is none.
    """

    value = traitlets.Union([traitlets.Int(), traitlets.Float()])
    notice = traitlets.Unicode()
    disabled = traitlets.Bool(False)

    def __init__(
        self,
        label: str,
        value: float,
        low: float,
        high: float,
        step: float,
        *,
        whole: bool = False,
        log: bool = False,
    ) -> None:
        self.label, self.low, self.high, self.initial = label, low, high, value
        self._whole, self._log, self._showing = whole, log, False
        hidden_readout: dict[str, Any] = {
            "readout": False,
            "layout": widgets.Layout(flex="1 1 80px", min_width="0", width="auto"),
        }
        if log:
            self.slider = widgets.FloatLogSlider(
                value, min=math.log10(low), max=math.log10(high), step=step, **hidden_readout
            )
        elif whole:
            self.slider = widgets.IntSlider(value, min=low, max=high, step=step, **hidden_readout)
        else:
            self.slider = widgets.FloatSlider(value, min=low, max=high, step=step, **hidden_readout)
        self.field = widgets.Text(
            description=label,
            continuous_update=False,
            style={"description_width": "112px"},
            layout=widgets.Layout(flex="0 0 212px", min_width="0"),
        )
        super().__init__(
            [self.field, self.slider],
            layout=widgets.Layout(flex="1 1 330px", max_width="520px", align_items="center"),
        )
        self.value = value
        self._show_value()
        self.slider.observe(self._on_slide, "value")
        self.field.observe(self._on_typed, "value")

    def start_at(self, value: float) -> None:
        """Set the value, now and whenever the control is reset."""
        self.value = value
        self.initial = self.value

    def places(self) -> list[float]:
        """Return the values that the slider can take, from one end to the other."""
        last = round((self.slider.max - self.slider.min) / self.slider.step)
        return [_without_float_noise(self._at_place(place)) for place in range(last + 1)]

    @traitlets.validate("value")
    def _in_range(self, proposal: Any) -> float:
        value = proposal["value"]
        if isinstance(value, bool) or math.isnan(value):
            raise traitlets.TraitError(f"{self.label} must be a number, but {value!r} was given")
        value = min(max(value, self.low), self.high)
        return round(value) if self._whole else float(value)

    @traitlets.observe("value")
    def _show_value(self, change: Any = None) -> None:
        if self._showing:
            return
        self._showing = True
        try:
            if not self._reads_as_value(self.field.value):
                self.field.value = f"{self.value:.12g}"
            if self.place(self.slider.value) != self.place(self.value):
                self.slider.value = self._at_place(self.place(self.value))
        finally:
            self._showing = False

    # The browser keeps a slider on its steps and rounds in its own way. So the value that it sends
    # is compared by the number of its step: otherwise a typed value would be overwritten, and a
    # drag pushed back.

    def place(self, value: float) -> int:
        """Return the number of the slider's step nearest to `value`, counted from 0."""
        along = math.log10(value) if self._log else value
        return round((along - self.slider.min) / self.slider.step)

    def _at_place(self, place: int) -> float:
        along = self.slider.min + place * self.slider.step
        return 10**along if self._log else along

    @traitlets.observe("disabled")
    def _show_disabled(self, change: Any) -> None:
        self.slider.disabled = self.field.disabled = self.disabled

    def _on_slide(self, change: Any) -> None:
        if self._showing or self.place(change["new"]) == self.place(self.value):
            return
        self.notice = ""
        self._showing = True  # draw the picture first; the field follows
        try:
            self.value = _without_float_noise(change["new"])
        finally:
            self._showing = False
        self._show_value_soon()

    def _show_value_soon(self) -> None:
        """Update the field once the picture is painted, or at once if no kernel is running."""
        try:
            asyncio.get_running_loop().call_later(_SOON, self._show_value)
        except RuntimeError:
            self._show_value()

    def _on_typed(self, change: Any) -> None:
        if self._showing:
            return
        typed = change["new"]
        notice = ""
        try:
            meant = read_number(typed)
        except ValueError as error:
            notice = str(error) if typed.strip() else ""
        else:
            self.value = meant
            if meant != self.value:
                notice = f"{self._wanted()}, so {number(meant)} became {number(self.value)}."
        self._show_value()  # even if the typed text changes nothing
        self.notice = notice

    def _reads_as_value(self, text: str) -> bool:
        """Return whether the field's text may stay: it may say 1/3 for 0.333."""
        try:
            return read_number(text) == self.value
        except ValueError:
            return False

    def _wanted(self) -> str:
        kind = " in whole numbers" if self._whole else ""
        return f"{self.label} goes from {number(self.low)} to {number(self.high)}{kind} here"


def _without_float_noise(value: float) -> float:
    """Return the number that a slider means when it sends, say, 0.30000000000000004."""
    return float(f"{value:.6g}") if abs(value) > 1e-17 else 0.0


class Walker(widgets.HBox):
    """Buttons that step through a whole-number control: step back, step forward, play or pause.

    They are real buttons with words on them: a keyboard reaches them, a screen reader names them.

    Parameters
    ----------
    control
        The control to step through, from its `low` to its `high`.
    interval
        Seconds between two steps while playing.
    """

    disabled = traitlets.Bool(False)

    def __init__(self, control: NumberControl, interval: float = 0.5) -> None:
        self.control, self.interval = control, interval
        self._playing: asyncio.Task[None] | None = None
        self.back = button("Step back", lambda: self._walk(-1), min_width=BUTTON_WIDTH)
        self.forward = button("Step forward", lambda: self._walk(+1), min_width=BUTTON_WIDTH)
        self.play = button("Play", self._play_or_pause, min_width=BUTTON_WIDTH)
        super().__init__(
            [self.back, self.forward, self.play],
            layout=widgets.Layout(flex_flow="row wrap"),
        )

    @property
    def playing(self) -> bool:
        """Whether the steps are advancing by themselves."""
        return self._playing is not None

    def pause(self) -> None:
        """Stop playing, if it is playing."""
        if self._playing is not None:
            self._playing.cancel()
            self._playing = None
        self.play.description = "Play"

    @traitlets.observe("disabled")
    def _show_disabled(self, change: Any) -> None:
        if self.disabled:
            self.pause()
        for child in self.children:
            child.disabled = self.disabled

    def _walk(self, by: int) -> None:
        self.pause()
        self.control.value = self.control.value + by

    def _play_or_pause(self) -> None:
        if self.playing:
            self.pause()
            return
        self.play.description = "Pause"
        if self.control.value == self.control.high:
            self.control.value = self.control.low
        self._playing = asyncio.ensure_future(self._play())

    async def _play(self) -> None:
        while self.control.value < self.control.high:
            await asyncio.sleep(self.interval)
            self.control.value = self.control.value + 1
        self._playing = None
        self.pause()
