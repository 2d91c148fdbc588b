"""Where the nodes of a computation graph stand, and where its wires run between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

from ...graph import Graph, Node

_SWEEPS = 6  # each orders the columns anew, from one end to the other


class Bend(NamedTuple):
    """A place in a column where the wire of a node passes between other nodes."""

    of: Node
    column: int


Slot: TypeAlias = Node | Bend


class Wire(NamedTuple):
    """A wire from a node to one of those that use it: over these slots, the node first."""

    slots: tuple[Slot, ...]
    position: int
    """Which input of the last node it is, counted from 0."""

    @property
    def source(self) -> Node:
        """The node whose value it carries forward."""
        assert isinstance(self.slots[0], Node)
        return self.slots[0]

    @property
    def consumer(self) -> Node:
        """The node that uses the value."""
        assert isinstance(self.slots[-1], Node)
        return self.slots[-1]


@dataclass(frozen=True, eq=False)
class GraphLayout:
    """A graph in columns, from the variables to the result; each wire goes one column at a time.

    A variable stands right before the first node that uses it. The order within the columns makes
    few wires cross.
    """

    graph: Graph

    @cached_property
    def columns(self) -> list[list[Slot]]:
        """The slots of each column, the uppermost first."""
        columns: list[list[Slot]] = [[] for _ in range(max(self._column.values()) + 1)]
        for slot in dict.fromkeys(slot for wire in self.wires for slot in wire.slots):
            columns[self.column(slot)].append(slot)
        seen = {node: place for place, node in enumerate(_as_read(self.graph.nodes[-1]))}
        for column in columns:
            column.sort(key=lambda slot: seen[slot.of if isinstance(slot, Bend) else slot])
        return self._with_few_crossings(columns)

    @cached_property
    def wires(self) -> list[Wire]:
        """All wires, in the order of the nodes that use them."""
        wires = []
        for node in self.graph.nodes:
            for position, a in enumerate(node.inputs):
                bends = (Bend(a, c) for c in range(self._column[a] + 1, self._column[node]))
                wires.append(Wire((a, *bends, node), position))
        return wires

    def column(self, slot: Slot) -> int:
        """Return the number of the column that a slot is in."""
        return slot.column if isinstance(slot, Bend) else self._column[slot]

    @cached_property
    def row(self) -> dict[Slot, float]:
        """How far each slot is below the middle, in rows."""
        return {
            slot: place - (len(column) - 1) / 2
            for column in self.columns
            for place, slot in enumerate(column)
        }

    @property
    def rows(self) -> int:
        """The number of slots in the fullest column."""
        return max(map(len, self.columns))

    def wires_from(self, node: Node) -> list[Wire]:
        """Return the wires that carry the value of a node."""
        return [wire for wire in self.wires if wire.source is node]

    @cached_property
    def _column(self) -> dict[Node, int]:
        columns: dict[Node, int] = {}
        for node in self.graph.nodes:
            columns[node] = 1 + max((columns[a] for a in node.inputs), default=-1)
        for node in self.graph.nodes:
            users = [user for user in self.graph.nodes if node in user.inputs]
            if not node.inputs and users:
                columns[node] = min(columns[user] for user in users) - 1
        return columns

    def _with_few_crossings(self, columns: list[list[Slot]]) -> list[list[Slot]]:
        """Return the best order found by moving each slot to the middle of its neighbours."""
        best, fewest = [list(column) for column in columns], self._crossings(columns)
        for sweep in range(_SWEEPS):
            forward = sweep % 2 == 0
            for column in columns[1:] if forward else columns[-2::-1]:
                place = {slot: n for other in columns for n, slot in enumerate(other)}
                near = {
                    slot: [place[a if forward else b] for a, b in self._links
                           if slot == (b if forward else a)]
                    for slot in column
                }  # fmt: skip
                column.sort(key=lambda slot: sum(near[slot]) / max(len(near[slot]), 1))
            crossings = self._crossings(columns)
            if crossings < fewest:
                best, fewest = [list(column) for column in columns], crossings
        return best

    @cached_property
    def _links(self) -> list[tuple[Slot, Slot]]:
        """The pieces of all wires, each from one column to the next."""
        return list(
            dict.fromkeys(
                link
                for wire in self.wires
                for link in zip(wire.slots, wire.slots[1:], strict=False)
            )
        )

    def _crossings(self, columns: list[list[Slot]]) -> int:
        place = {slot: n for column in columns for n, slot in enumerate(column)}
        return sum(
            self.column(a) == self.column(c) and (place[a] - place[c]) * (place[b] - place[d]) < 0
            for n, (a, b) in enumerate(self._links)
            for c, d in self._links[n + 1 :]
        )


def _as_read(node: Node) -> Iterator[Node]:
    """Yield the nodes that a node is made from, from left to right, and then the node."""
    for a in node.inputs:
        yield from _as_read(a)
    yield node
