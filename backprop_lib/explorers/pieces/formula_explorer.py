"""What explorers of a formula have in common: its graph, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from ... import graph
from ...graph import Graph
from ...values import is_number, shown
from ..engine import MUTED, ControlSpec, Explorer, LiveFigure, Number
from .graph_drawing import GraphDrawing
from .graph_layout import GraphLayout
from .graph_names import GraphNames, quantity, written
from .graph_rules import GraphRules

_LOW, _HIGH, _STEP = -3, 3, 0.05
_MOST_COLUMNS, _MOST_ROWS = 8, 8  # that are still legible
_KINDS = {"x": "input", "w": "weight", "b": "bias", "y": "target"}


class FormulaExplorer(Explorer):
    """An explorer of any formula.

    If there is no graph of the formula, `graph` is None, there are no controls, and `refusal` is
    the sentence that says why.

    Parameters
    ----------
    formula
        The formula, as `graph.read` takes it; by default `FORMULA`, with the numbers of `STARTS`.
    **start
        The values of its variables and of the explorer's own controls, by name. A variable that is
        not given starts at 1.
    """

    FORMULA: ClassVar[str]
    STARTS: ClassVar[Mapping[str, float]]
    OWN: ClassVar[tuple[str, ...]] = ("steps",)
    """The names of the controls that are not variables."""
    NAMES: ClassVar[type[GraphNames]] = GraphNames
    BELOW: ClassVar[float] = 0.15
    """The room below the drawing, as `GraphDrawing` has it."""

    def __init__(self, formula: Any = None, **start: Any) -> None:
        self.formula, self.start = formula, start
        if formula is None:
            formula, start = self.FORMULA, {**self.STARTS, **start}
        self.graph, self.refusal = self._read(formula, start)
        self.CONTROLS = self.controls_of(self.graph, start) if self.graph else {}
        if self.graph is not None:
            self.names = self.NAMES(self.graph)
            self.rules = GraphRules(self.names)
        super().__init__()

    def anew(self) -> Self:
        return type(self)(self.formula, **self.start)

    def controls_of(self, read: Graph, start: Mapping[str, Any]) -> Mapping[str, ControlSpec]:
        """Return the controls for a graph, each with its start."""
        raise NotImplementedError

    def check(self, read: Graph) -> None:
        """Raise a ValueError if this explorer cannot show a graph that can be drawn."""

    def build(self, picture: LiveFigure) -> None:
        if self.graph is None:
            axes = picture.add_panel(5.6, 0.6, above=0)
            axes.set_axis_off()
            axes.text(0.5, 0, "no graph", ha="center", color=MUTED)
            return
        self.drawing = GraphDrawing(picture, self.graph, self.names, below=self.BELOW)
        self.wires = {(wire.consumer, wire.position): wire for wire in self.drawing.layout.wires}

    def _read(self, formula: Any, start: Mapping[str, Any]) -> tuple[Graph | None, str]:
        """Return the graph of a formula, or why there is none."""
        if not isinstance(formula, str):
            return None, (
                f'A formula must be written in quotation marks, such as "{self.FORMULA}", but '
                f"{shown(formula)} was given. Change the cell and run it again."
            )
        try:
            read = graph.read(formula)
            self._check_all(read, start)
            self.controls_of(read, start)  # can all of them start there?
        except ValueError as error:
            typed = " ".join(formula.split())
            typed = typed if len(typed) <= 60 else f"{typed[:60]}…"
            return None, (
                f"There is no graph of “{typed}”: {error}. Change the cell and run it again."
            )
        return read, ""

    def _check_all(self, read: Graph, start: Mapping[str, Any]) -> None:
        """Raise an error if a graph cannot be shown, or its variables cannot start there."""
        if not any(node.inputs for node in read.nodes):
            raise ValueError("it computes nothing; write something like (x*w - y)**2")
        if not read.names:
            raise ValueError(
                "it has no names, so nothing can be moved; write something like 2*x + 1"
            )
        for name in self.OWN:
            if name in read.names:
                raise ValueError(f"{name} is the name of a control here; take another name")
        for name, value in start.items():
            if name in self.OWN:
                continue
            if name not in read.names:
                raise ValueError(
                    f"{name} was given, but is not in it; its names are {', '.join(read.names)}"
                )
            if not is_number(value) or not math.isfinite(value):
                raise ValueError(f"{name} must be a number, but {shown(value)} was given")
        layout = GraphLayout(read)
        if len(layout.columns) > _MOST_COLUMNS or layout.rows > _MOST_ROWS:
            raise ValueError(
                f"it needs {len(layout.columns)} columns and {layout.rows} rows, but at most "
                f"{_MOST_COLUMNS} and {_MOST_ROWS} can be drawn legibly"
            )
        self.check(read)


def variable_controls(read: Graph, start: Mapping[str, Any]) -> dict[str, ControlSpec]:
    """Return a number for each variable, with its start in its range."""
    controls: dict[str, ControlSpec] = {}
    stems = {name.rstrip("0123456789") for name in read.names}
    kinds = _KINDS if "w" in stems else {}
    for name in read.names:
        value = float(start.get(name, 1))
        kind = kinds.get(name.rstrip("0123456789"), "")
        # Nothing starts at an end, where it could move one way only.
        low, high = min(_LOW, math.ceil(value) - 1), max(_HIGH, math.floor(value) + 1)
        step = _STEP if high - low <= 2 * (_HIGH - _LOW) else (high - low) / 120
        label = f"{kind} {written(name)}".strip()
        controls[name] = Number(label, value, low=low, high=high, step=step, of=quantity(name))
    return controls
