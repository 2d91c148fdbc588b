"""A computation graph, drawn: on each wire its value above and its slope below."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle

from ...checked import FloatArray
from ...graph import Graph, Node
from ...notation import number
from ..engine import COLOURS, INK, MUTED, Label, Line, LiveFigure
from .graph_layout import Bend, GraphLayout, Slot, Wire
from .graph_names import GraphNames

_POINTS = 34  # for each unit of the drawing
_RADIUS = 0.46
_PORT = 0.22  # how far above or below its middle a wire enters a node with two inputs
_OUT = 1.25  # the level part of a wire behind its node, where its numbers stand
_GAP, _WIDE_GAP = 0.6, 1.4  # before the next column; wide if contributions stand there
_ALONG = 0.74  # of the gap; in its middle, the contributions of two wires that cross would meet
_SHORT, _HALF_LETTER = 3, 0.085  # a contribution may have three letters before it must give way
_ROW = 1.75
_BOW = 0.5  # between the wires of a node that is used twice by the same one
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
_LONGEST_IN_NODE = 4  # letters


@dataclass(frozen=True)
class Shown:
    """What is drawn of a graph at one step.

    Attributes
    ----------
    values, slopes
        What is known, by node.
    complete
        The nodes whose slopes are complete.
    contributions
        What each wire has handed back, if several wires leave its node.
    newest
        The node whose value was found last, or the wire over which a slope was handed back.
    """

    values: Mapping[Node, float]
    slopes: Mapping[Node, float]
    complete: Collection[Node]
    contributions: Mapping[Wire, float]
    newest: Node | Wire | None


class GraphDrawing:
    """A graph with its values above the wires and its slopes below them.

    Parameters
    ----------
    picture
        Where it gets a panel that is as large as it needs.
    graph
        The graph.
    names
        What the nodes and their slopes are called.
    below
        How much room there is below the lowest node, for what else is written there.
    """

    def __init__(
        self,
        picture: LiveFigure,
        graph: Graph,
        names: GraphNames,
        *,
        below: float = 0.15,
    ) -> None:
        self.names = names
        self.layout = GraphLayout(graph)
        self.forks = {node for node in graph.nodes if len(self.layout.wires_from(node)) > 1}
        self.gaps = [_GAP] * len(self.layout.columns)
        for wire in self.layout.wires:
            if wire.source in self.forks:
                self.gaps[self.layout.column(wire.consumer)] = _WIDE_GAP
        self.middles = np.cumsum([0, *(2 * _RADIUS + _OUT + gap for gap in self.gaps[1:])])
        half = (self.layout.rows - 1) / 2 * _ROW + _RADIUS
        width, height = self.middles[-1] + 2 * _RADIUS + _OUT + 0.5, 2 * half + 0.45 + below
        axes = picture.add_panel(width * _POINTS / 72, height * _POINTS / 72, above=0.05)
        axes.set(xlim=(-_RADIUS - 0.25, width - _RADIUS - 0.25), position=(0, 0, 1, 1))
        axes.set(ylim=(-half - below, half + 0.45), aspect="equal")  # above, a name
        axes.set_axis_off()
        self.axes = axes
        self.wire_lines = {wire: self._draw(axes, wire) for wire in self.layout.wires}
        self.lit_wire = Line(axes, "j", lw=3, alpha=0.55, solid_capstyle="butt")
        self.ring = Line(axes, lw=3)
        for node in graph.nodes:
            self._draw_node(axes, node, names[node], names.quantity(node))
        look = {"weight": "normal"}
        self.values = {
            node: Label(axes, names.quantity(node), va="bottom", **look)
            for node in graph.nodes
            if node.operation != "constant"
        }
        self.slopes = {node: Label(axes, "j", va="top", **look) for node in self.values}
        self.contributions = {
            wire: Label(axes, "j", va="center", size=9)
            for wire in self.layout.wires
            if wire.source in self.forks and wire.source in self.values
        }

    def put(self, shown: Shown) -> None:
        """Write what is known, the newest in bold."""
        newest, back = shown.newest, shown.newest if isinstance(shown.newest, Wire) else None
        reached = back.source if back else None
        for node, label in self.values.items():
            value = shown.values.get(node)
            across, up = self._numbers(node)
            words = _written(value)
            weight = "bold" if node is newest else "normal"
            label.put(across, up + 0.1, words, number=self.names[node], weight=weight)
            slope = shown.slopes.get(node)
            words = _written(slope)
            if words and node not in shown.complete:
                words += " + …"
            weight = "bold" if node is reached else "normal"
            slope_label = self.slopes[node]
            slope_label.put(across, up - 0.12, words, number=self.names.slope(node), weight=weight)
        for wire, label in self.contributions.items():
            contribution = shown.contributions.get(wire)
            words = _written(contribution)
            across, up = self._middle(wire, len(words))
            weight = "bold" if wire == back else "normal"
            label.put(across, up, words, number=self.names.handed(wire), weight=weight)
        self.lit_wire.put(*(self.wire_lines[back] if back else ([], [])))
        ringed = newest if isinstance(newest, Node) else reached
        self.ring.line.set_color(COLOURS["j"] if back else INK)
        self.ring.put(*(self.circle(ringed) if ringed else ([], [])))

    def at(self, slot: Slot) -> tuple[float, float]:
        """Return the middle of a slot."""
        return float(self.middles[self.layout.column(slot)]), -self.layout.row[slot] * _ROW

    def _numbers(self, node: Node) -> tuple[float, float]:
        """Return the middle of the wire behind a node, where its numbers stand."""
        across, up = self.at(node)
        return across + _RADIUS + _OUT / 2, up

    def _middle(self, wire: Wire, letters: int) -> tuple[float, float]:
        """Return where a contribution of so many letters stands, apart from those of other wires.

        It stands in the same place up to three letters; a longer one reaches farther back.
        """
        xs, ys = self.wire_lines[wire]
        at = self.at(wire.consumer)[0] - _RADIUS - (1 - _ALONG) * _WIDE_GAP
        at -= _HALF_LETTER * max(letters - _SHORT, 0)
        return at, float(np.interp(at, xs, ys))

    def below(self, node: Node) -> tuple[float, float]:
        """Return where words below a node begin."""
        across, up = self.at(node)
        return across, up - _RADIUS - 0.1

    def circle(self, node: Node) -> FloatArray:
        """Return the points of the circle around a node."""
        across, up = self.at(node)
        angles = np.linspace(0, 2 * np.pi, 41)
        return np.array([across + _RADIUS * np.cos(angles), up + _RADIUS * np.sin(angles)])

    def _draw(self, axes: Axes, wire: Wire) -> tuple[list[float], list[float]]:
        """Draw a wire, and return its points from the node on."""
        points = []
        for slot in wire.slots[:-1]:
            across, up = self.at(slot)
            begins = -_RADIUS if isinstance(slot, Bend) else _RADIUS
            points += [(across + begins, up), (across + _RADIUS + _OUT, up)]
        across, up = self.at(wire.consumer)
        into = self._port(wire)
        if [*map(_before, self._entering(wire.consumer))].count(_before(wire)) > 1:
            middle = (points[-1][1] + up) / 2 + (_BOW if into > 0 else -_BOW)
            points.append((across - _RADIUS - _WIDE_GAP / 2, middle))
        points.append((across - np.sqrt(_RADIUS**2 - into**2), up + into))
        xs, ys = (list(map(float, way)) for way in zip(*points, strict=True))
        axes.plot(xs, ys, color=MUTED, lw=1.2, solid_joinstyle="round", zorder=1)
        return xs, ys

    def _entering(self, node: Node) -> list[Wire]:
        """Return the wires that enter a node."""
        return [wire for wire in self.layout.wires if wire.consumer is node]

    def _port(self, wire: Wire) -> float:
        """Return how far above its middle a wire enters a node."""
        entering = self._entering(wire.consumer)
        if len(entering) == 1:
            return 0.0
        upper = min(entering, key=lambda one: (self.layout.row[_before(one)], one.position))
        return _PORT if wire == upper else -_PORT

    def _draw_node(self, axes: Axes, node: Node, name: str, of: str) -> None:
        across, up = self.at(node)
        colour = COLOURS.get(of, INK)
        axes.add_patch(Circle((across, up), _RADIUS, fc="none", ec=colour, lw=1.6, zorder=2))
        sign = _sign(node)
        if not node.inputs and len(name) <= _LONGEST_IN_NODE:
            sign, name = name, ""
        look: dict[str, Any] = {"ha": "center", "color": colour}
        if sign == "·":
            axes.plot([across], [up], "o", ms=5, color=colour)
        else:
            axes.text(across, up, sign, va="center_baseline", weight="bold", **look)
        axes.text(across, up + _RADIUS + 0.08, name, va="bottom", size=9, **look)
        users = self.layout.wires_from(node)
        if len(users) != 1 and node.operation != "constant":
            start, end = across + _RADIUS, across + _RADIUS + _OUT
            if not users:
                axes.plot([start, end], [up, up], color=MUTED, lw=1.2, zorder=1)
            else:
                axes.plot([end], [up], "o", color=MUTED, ms=4, zorder=1)


def _written(value: float | None) -> str:
    if value is None:
        return ""
    return "?" if math.isnan(value) else number(value, 3)


def _before(wire: Wire) -> Slot:
    """Return the slot from which a wire comes to its end."""
    return wire.slots[-2]


def _sign(node: Node) -> str:
    """Return what stands in a node: what it does."""
    if node.operation == "power":
        raised = node.formula.rstrip(_RAISED)
        return f"( ){node.formula[len(raised) :]}" if raised != node.formula else "power"
    return {"variable": "", "constant": "", "negative": "−"}.get(node.operation, node.operation)
