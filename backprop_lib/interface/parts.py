"""The parts that a card is made of, and the card that shows them.

A part holds what it shows. If that changes, its card tells the browser, which renews this part and
leaves the others alone. What a person does comes back in messages. A kernel may process these in
two threads, so a message can overtake the one before it (ipykernel 7.4 moves a widget to another
thread after the first message). So the browser numbers its values, and the message of a press
carries the values that were set before it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import traitlets

from ..notation import as_html
from .card import Card, script, style, text_only

_HERE = Path(__file__).parent


class Part(traitlets.HasTraits):
    """A piece of a card. What the browser has to know is tagged `shown`.

    Attributes
    ----------
    hidden
        Whether it is left out for now.
    """

    kind: ClassVar[str]
    hidden = traitlets.Bool(False).tag(shown=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.id = ""
        self._card: PartsCard | None = None
        self.observe(lambda _: self._changed(), names=self.trait_names(shown=True))

    def inside(self) -> Iterator[Part]:
        """Return the part and those that it holds."""
        yield self

    def put_into(self, card: PartsCard, id: str) -> None:
        """Make it a part of `card`, where it has this id."""
        self.id, self._card = id, card

    def state(self) -> dict[str, Any]:
        """Return what the browser has to know."""
        shown = {name: getattr(self, name) for name in self.trait_names(shown=True)}
        return {"id": self.id, "kind": self.kind, **shown}

    def focus(self) -> None:
        """Give it the keyboard's focus, if the person is still where they pressed a button."""
        if self._card is not None:
            self._card.give_focus(self.id)

    def receive(self, event: str, content: dict[str, Any]) -> None:
        """Take in what a person did."""

    def _changed(self) -> None:
        if self._card is not None:
            self._card.renew()


class Row(Part):
    """Parts beside each other, which wrap if the card is narrow."""

    kind = "row"

    def __init__(self, *parts: Part, **traits: Any) -> None:
        self.parts = parts
        super().__init__(**traits)

    def inside(self) -> Iterator[Part]:
        """Return the row and the parts in it."""
        yield self
        for part in self.parts:
            yield from part.inside()

    def state(self) -> dict[str, Any]:
        """Return what the browser has to know of the row and its parts."""
        return {**super().state(), "parts": [part.state() for part in self.parts]}


class Html(Part):
    """A piece of HTML.

    Attributes
    ----------
    value
        The HTML.
    """

    kind = "html"
    value = traitlets.Unicode().tag(shown=True)

    def __init__(self, value: str = "", **traits: Any) -> None:
        super().__init__(value=value, **traits)

    def say(self, *words: str) -> None:
        """Show plain text, each part that is not empty on a line of its own."""
        self.value = "<br>".join(as_html(part) for part in words if part)


class Live(Html):
    """A live region: a screen reader reads out what it holds when that changes.

    Attributes
    ----------
    spoken
        Whether it is only read out, because the page shows the same elsewhere.
    """

    kind = "live"
    spoken = traitlets.Bool(False).tag(shown=True)


class Button(Part):
    """A button.

    Parameters
    ----------
    words
        What stands on it.
    pressed
        What a press does.
    rank
        "primary" for the button that leads on, "quiet" for one that only undoes or skips
        something, "" for all others.

    Attributes
    ----------
    disabled
        Whether it cannot be pressed.
    """

    kind = "button"
    words = traitlets.Unicode().tag(shown=True)
    rank = traitlets.Enum(("primary", "", "quiet"), "").tag(shown=True)
    disabled = traitlets.Bool(False).tag(shown=True)

    def __init__(self, words: str, pressed: Callable[[], None], rank: str = "") -> None:
        super().__init__(words=words, rank=rank)
        self._pressed = pressed

    def click(self) -> None:
        """Do what a press does."""
        self._pressed()

    def receive(self, event: str, content: dict[str, Any]) -> None:
        """Take in a press, unless another one has just locked or hidden the button."""
        if event == "press" and not self.disabled and not self.hidden:
            self.click()


class Control(Part):
    """A part whose `value` a person sets.

    Attributes
    ----------
    label
        What it is for, and its name for a screen reader.
    disabled
        Whether the value cannot be changed.
    by
        The view that set the value last, and the number that the view gave it.
    """

    label = traitlets.Unicode().tag(shown=True)
    disabled = traitlets.Bool(False).tag(shown=True)
    by: Any = traitlets.List().tag(shown=True)
    value: Any

    def __init__(self, **traits: Any) -> None:
        self._last_of: dict[str, int] = {}  # by view
        super().__init__(**traits)

    def receive(self, event: str, content: dict[str, Any]) -> None:
        """Take in a new value, unless it does not fit or the view has sent a newer one."""
        if event == "value":
            value, (view, number) = content["value"], content["by"]
            if number <= self._last_of.get(view, 0):
                return
            self._last_of[view] = number
            if not self.disabled and self._fits(value):
                self.value = value
            self.by = [view, number]

    def _fits(self, value: object) -> bool:
        return isinstance(value, str)


class TextLine(Control):
    """A box for a line of text, such as a number.

    Parameters
    ----------
    label
        What it is for.
    entered
        What the Enter key does.
    """

    kind = "line"
    value = traitlets.Unicode().tag(shown=True)
    placeholder = traitlets.Unicode().tag(shown=True)

    def __init__(
        self, label: str, entered: Callable[[], None] = lambda: None, **traits: Any
    ) -> None:
        super().__init__(label=label, **traits)
        self._entered = entered

    def receive(self, event: str, content: dict[str, Any]) -> None:
        """Take in a new value, or Enter."""
        super().receive(event, content)
        if event == "enter" and not self.disabled:
            self._entered()


class Lines(Control):
    """Boxes for several lines of text, one below the other, each of which can be judged.

    Enter goes on to the next box.

    Parameters
    ----------
    label
        What they are for.
    options
        For each box its key and its label.
    entered
        What the Enter key does in the last box.

    Attributes
    ----------
    value
        The text in each box.
    verdicts
        For the key of each box that is judged: "good", "bad" or "warn", and the words as HTML.
    """

    kind = "lines"
    value: Any = traitlets.List().tag(shown=True)
    options: Any = traitlets.List().tag(shown=True)
    verdicts = traitlets.Dict().tag(shown=True)

    def __init__(
        self,
        label: str,
        options: Sequence[tuple[str, str]],
        entered: Callable[[], None] = lambda: None,
        **traits: Any,
    ) -> None:
        blank = [""] * len(options)
        super().__init__(
            label=label, options=[list(option) for option in options], value=blank, **traits
        )
        self._entered = entered

    def receive(self, event: str, content: dict[str, Any]) -> None:
        """Take in new texts, or Enter in the last box."""
        super().receive(event, content)
        if event == "enter" and not self.disabled:
            self._entered()

    def _fits(self, value: object) -> bool:
        return (
            isinstance(value, list)
            and all(isinstance(line, str) for line in value)
            and len(value) == len(self.options)
        )


class TextBox(Control):
    """A box for several lines of text, under which the number of words stands.

    Attributes
    ----------
    note
        What is said beside the number of words, such as how many are wanted.
    """

    kind = "text"
    value = traitlets.Unicode().tag(shown=True)
    placeholder = traitlets.Unicode().tag(shown=True)
    note = traitlets.Unicode().tag(shown=True)

    def __init__(self, label: str, **traits: Any) -> None:
        super().__init__(label=label, **traits)


class Clock(Control):
    """A clock that a person starts and stops. It runs in the browser; Python waits for nothing.

    Parameters
    ----------
    label
        What it is for.
    seconds
        How long it runs.

    Attributes
    ----------
    value
        Whether it is there, or turned off.
    """

    kind = "clock"
    value = traitlets.Bool(True).tag(shown=True)
    seconds = traitlets.Int().tag(shown=True)

    def __init__(self, label: str, seconds: int, **traits: Any) -> None:
        super().__init__(label=label, seconds=seconds, **traits)

    def _fits(self, value: object) -> bool:
        return isinstance(value, bool)


class Choice(Control):
    """Options, of which one is chosen.

    Attributes
    ----------
    value
        The key of the option chosen, or None.
    options
        For each option its key and its words.
    verdicts
        For the key of each option that is judged: "good", "bad" or "warn", and the reason as
        HTML.
    judged_only
        Whether to leave out the options that are not judged.
    """

    kind = "choice"
    value = traitlets.Unicode(None, allow_none=True).tag(shown=True)
    options: Any = traitlets.List().tag(shown=True)
    verdicts = traitlets.Dict().tag(shown=True)
    judged_only = traitlets.Bool(False).tag(shown=True)

    def __init__(self, label: str, options: Sequence[tuple[str, str]], **traits: Any) -> None:
        super().__init__(label=label, options=[list(option) for option in options], **traits)

    def _fits(self, value: object) -> bool:
        return any(key == value for key, _ in self.options)


class Ticks(Control):
    """Points, each of which may be ticked.

    Attributes
    ----------
    value
        The points that are ticked, in the order of `options`.
    options
        The points.
    """

    kind = "ticks"
    value: Any = traitlets.List().tag(shown=True)
    options: Any = traitlets.List().tag(shown=True)

    def __init__(self, label: str, options: Sequence[str], **traits: Any) -> None:
        super().__init__(label=label, options=list(options), **traits)

    @traitlets.validate("value")
    def _in_order(self, proposal: Any) -> list[str]:
        return [point for point in self.options if point in proposal["value"]]

    def _fits(self, value: object) -> bool:
        return isinstance(value, list) and all(point in self.options for point in value)


class Order(Control):
    """Steps to be put in order, by dragging them or by two buttons on each.

    Attributes
    ----------
    value
        The keys of the steps in their order.
    options
        For each step its key, which is not shown, and its words.
    """

    kind = "order"
    value: Any = traitlets.List().tag(shown=True)
    options: Any = traitlets.List().tag(shown=True)

    def __init__(self, label: str, options: Sequence[tuple[str, str]], **traits: Any) -> None:
        keys = [key for key, _ in options]
        super().__init__(
            label=label, options=[list(option) for option in options], value=keys, **traits
        )

    def _fits(self, value: object) -> bool:
        return (
            isinstance(value, list)
            and all(isinstance(key, str) for key in value)
            and sorted(value) == sorted(key for key, _ in self.options)
        )


class PartsCard(Card):
    """A card made of parts.

    Parameters
    ----------
    name
        A name that no other card of the course has. The browser keeps under it what was typed
        while the kernel was gone.
    *parts
        The parts, from top to bottom.
    slim
        Whether the card belongs to what stands above it, and so takes less room.
    """

    _esm = script(_HERE / "parts.js")
    _css = style(_HERE / "parts.css")
    _name = traitlets.Unicode().tag(sync=True)
    _slim = traitlets.Bool(False).tag(sync=True)
    _parts: Any = traitlets.List().tag(sync=True)
    _focus: Any = traitlets.List(default_value=["", 0]).tag(sync=True)

    def __init__(self, name: str, *parts: Part, slim: bool = False) -> None:
        self._shown = parts
        self._by_id: dict[str, Part] = {}
        self._lock = threading.RLock()  # JupyterLab may deliver messages in a thread of their own
        for part in parts:
            for each in part.inside():
                each.put_into(self, f"part-{len(self._by_id)}")
                self._by_id[each.id] = each
        super().__init__(_name=name, _slim=slim, _parts=self._states())
        self.on_msg(lambda _, content, buffers: self._receive(content))

    @property
    def text(self) -> str:
        """What a reader without a kernel, and the notebook tests, see."""
        return ""

    def renew(self) -> None:
        """Tell the browser what the parts show now."""
        self._parts = self._states()

    def give_focus(self, id: str) -> None:
        """Give a part the keyboard's focus."""
        self._focus = [id, self._focus[1] + 1]

    def _states(self) -> list[dict[str, Any]]:
        return [part.state() for part in self._shown]

    def _receive(self, content: Any) -> None:
        if not isinstance(content, dict):
            return
        with self._lock, self.hold_sync():  # one message to the browser
            for each in [*content.get("values", ()), content]:
                if part := self._by_id.get(each.get("part")):
                    part.receive(str(each.get("event")), each)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return text_only(super()._repr_mimebundle_(**kwargs), self.text)
