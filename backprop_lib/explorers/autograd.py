"""The explorer of notebook 11: a backward pass in two orders, one of which goes wrong."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from .. import graph
from ..graph import BackwardStep, Graph, Node
from ..notation import Table, equals, factor, is_exact, number
from .engine import Choice, ControlSpec, Derivation, Found, Label, Line, LiveFigure, Steps
from .pieces import FormulaExplorer, GraphNames, Shown, Wire, variable_controls, without_noise

_FORMULA = "b = 2*a; c = b**2; j = b + c"
_STARTS = {"a": 3}
_TOPOLOGICAL, _RECURSION = "topological", "recursion"
_ADD, _REPLACE = "+=", "="
_WHEN = {
    _TOPOLOGICAL: "Each node hands on once everything that uses it has handed back",
    _RECURSION: "Each node hands on its whole slope at once, whenever something arrives",
}
_HOW = {_ADD: "and what arrives is added", _REPLACE: "and what arrives replaces what is there"}
_MOST_STEPS = 40
_MOST_NAMED = 3  # of the slopes that are wrong in the end
_NOTHING_DERIVED = Derivation({})


def in_topological_order(read: Graph) -> Iterator[tuple[Node, int]]:
    """Yield who hands back, and to which of its inputs: from the result on, each node once."""
    for node in reversed(read.nodes):
        for position in range(len(node.inputs)):
            yield node, position


def by_plain_recursion(node: Node) -> Iterator[tuple[Node, int]]:
    """Yield the same if each input hands on at once, whenever something arrives."""
    for position, a in enumerate(node.inputs):
        yield node, position
        yield from by_plain_recursion(a)


def backward_steps(
    read: Graph, values: Mapping[str, float], order: str, assign: str
) -> list[BackwardStep]:
    """Return the steps of a backward pass, without those to constants, which nobody can move."""
    result, kept = read.nodes[-1], read.forward(values)
    ways = in_topological_order(read) if order == _TOPOLOGICAL else by_plain_recursion(result)
    shown = [(node, n) for node, n in ways if node.inputs[n].operation != "constant"]
    grads = {**dict.fromkeys(read.nodes, 0.0), result: 1.0}
    steps = []
    for count, (node, position) in enumerate(shown, start=1):
        a, arriving = node.inputs[position], grads[node]
        inputs = (kept[one.index] for one in node.inputs)
        local = node.slopes(kept[node.index], *inputs)[position]
        contribution = arriving * local
        grads[a] = grads[a] + contribution if assign == _ADD else contribution
        complete = all(later.inputs[n] is not a for later, n in shown[count:])
        steps.append(
            BackwardStep(node, a, position, arriving, local, contribution, grads[a], complete)
        )
    return steps


def _controls(read: Graph, start: Mapping[str, Any]) -> dict[str, ControlSpec]:
    """Return a number for each variable, the order, the assignment and the steps."""
    values = dict.fromkeys(read.names, 1.0)
    most = max(len(backward_steps(read, values, o, _ADD)) for o in (_TOPOLOGICAL, _RECURSION))
    orders = {_TOPOLOGICAL: "in topological order", _RECURSION: "at once, by plain recursion"}
    assigns = {_ADD: "is added: +=", _REPLACE: "replaces what is there: ="}
    own: dict[str, ControlSpec] = {
        "order": Choice("each node hands on", _TOPOLOGICAL, orders),
        "assign": Choice("what arrives", _ADD, assigns),
        "steps": Steps("step", 0, high=most),
    }
    own |= {name: spec.starting_at(start[name]) for name, spec in own.items() if name in start}
    steps = own.pop("steps")
    return {**own, **variable_controls(read, start), "steps": steps}


class GradNames(GraphNames):
    """What the nodes of a graph are called; what they have received has the engine's name."""

    def slope(self, node: Node) -> str:
        return f"{self.as_one(node)}.grad"

    def handed(self, wire: Wire) -> str:
        return f"{self.slope(wire.source)} from {self[wire.consumer]}{self.which(wire)}"

    def derivative(self, node: Node) -> str:
        """Return the sign of what a node should have received."""
        return super().slope(node)


@dataclass(frozen=True)
class Handing:
    """A step of the backward pass.

    Attributes
    ----------
    step
        What is handed back, without the noise of rounding.
    wire
        The wire over which it goes.
    before
        What the input had before; None if nothing had arrived.
    to_come
        Which nodes will still hand back to the node that hands on. If there are any, it is too
        early.
    is_only
        Whether nothing else arrives at the input.
    """

    step: BackwardStep
    wire: Wire
    before: float | None
    to_come: tuple[Node, ...]
    is_only: bool


@dataclass(frozen=True)
class Pass:
    """A backward pass, and how far it has gone.

    Attributes
    ----------
    kept, right
        The value of each node, and its right slope.
    order, assign
        How it goes.
    handings
        All its steps.
    step
        How many of them were taken.
    derivation
        Where the numbers come from.
    """

    kept: Mapping[Node, float] = field(default_factory=dict)
    right: Mapping[Node, float] = field(default_factory=dict)
    order: str = _TOPOLOGICAL
    assign: str = _ADD
    handings: Sequence[Handing] = ()
    step: int = 0
    derivation: Derivation = _NOTHING_DERIVED

    @property
    def taken(self) -> Sequence[Handing]:
        """The steps that were taken."""
        return self.handings[: self.step]

    @property
    def last(self) -> Handing | None:
        """The step taken last, or None."""
        return self.handings[self.step - 1] if self.step else None

    @cached_property
    def grads(self) -> dict[Node, float]:
        """What has arrived at each node."""
        *_, result = self.kept
        return {result: 1.0, **{one.step.input: one.step.running_sum for one in self.taken}}

    @cached_property
    def first_wrong(self) -> Handing | None:
        """The first step that spoils a slope, or None.

        If slopes add up, a part that is handed on too early is handed on again with the rest. If
        they replace each other, that does no harm, but a part that comes another way is lost.
        """
        came: dict[Node, Wire] = {}
        for one in self.handings:
            if self.assign == _ADD:
                spoils = bool(one.to_come and one.step.contribution)
            else:
                spoils = bool(one.before) and came[one.step.input] != one.wire
            if spoils:
                return one
            came[one.step.input] = one.wire
        return None


class AutogradExplorer(FormulaExplorer):
    """Hand the slopes back in topological order or by plain recursion, and see what arrives.

    If there is no graph of the formula, a sentence in place of the picture says why.

    Parameters
    ----------
    formula
        The formula, as `graph.read` takes it; by default one in which b is used twice.
    **start
        The values of its variables by name, and `order` ("topological" or "recursion"), `assign`
        ("+=" or "=") and `steps`. A variable that is not given starts at 1.

    Examples
    --------
    >>> print(AutogradExplorer(order="recursion", steps=2).sentence)
    Here it goes wrong: b hands on, although a part of b.grad is still to come, from c. \
a.grad from b = b.grad · 2 = 1 · 2 = 2. So far, a.grad = 2.
    >>> print(AutogradExplorer(order="recursion", steps=5).sentence)
    a.grad from b = b.grad · 2 = 13 · 2 = 26. It is added: a.grad = 2 + 26 = 28. That was the last \
step. a.grad = 28 is wrong: dj/da = 26.
    """

    FORMULA, STARTS = _FORMULA, _STARTS
    OWN = ("order", "assign", "steps")
    NAMES, BELOW = GradNames, 0.5
    names: GradNames
    CONTROLS = _controls(graph.read(_FORMULA), _STARTS)

    def controls_of(self, read: Graph, start: Mapping[str, Any]) -> Mapping[str, ControlSpec]:
        return _controls(read, start)

    def check(self, read: Graph) -> None:
        ways = by_plain_recursion(read.nodes[-1])
        shown = (True for node, n in ways if node.inputs[n].operation != "constant")
        if len([*islice(shown, _MOST_STEPS + 1)]) > _MOST_STEPS:
            raise ValueError(
                f"plain recursion would take more than {_MOST_STEPS} steps, too many to follow"
            )

    def build(self, picture: LiveFigure) -> None:
        super().build(picture)
        if self.graph is None:
            return
        axes = self.drawing.axes
        dashes = (0, (1.2, 0.8))
        self.early_ring, self.missing = Line(axes, lw=3, ls=dashes), Line(axes, lw=2.4, ls=dashes)
        self.early = Label(axes, weight="bold", va="top", size=9)

    def compute(self, order: str = "", assign: str = "", steps: int = 0, **values: Any) -> Pass:
        if self.graph is None:
            return Pass()
        kept = dict(zip(self.graph.nodes, self.graph.forward(values), strict=True))
        right = dict(zip(self.graph.nodes, self.graph.backward(values), strict=True))
        handings = [*self._handings(backward_steps(self.graph, values, order, assign))]
        step = min(steps, len(handings))
        given = {self.names[node]: kept[node] for node in kept if node.operation == "variable"}
        found = self._found(handings[:step], kept, assign)
        return Pass(kept, right, order, assign, handings, step, Derivation(given, *found))

    def draw(self, result: Pass) -> None:
        if self.graph is None:
            return
        last, grads = result.last, result.grads
        later = result.handings[result.step :]
        waiting = {one.step.input for one in later if result.assign == _ADD}
        handed = {one.wire: one.step.contribution for one in result.taken}
        kept = {node: without_noise(value) for node, value in result.kept.items()}
        newest = last.wire if last else None
        self.drawing.put(Shown(kept, grads, {*grads} - waiting, handed, newest))
        early = last.step.node if last and last.to_come else None
        self.early_ring.put(*(self.drawing.circle(early) if early else ([], [])))
        self.early.put(*self.drawing.below(early or self.names.result), "too early" * bool(early))
        self.missing.put(
            *self._lines(dict.fromkeys(one.wire for one in later if one.wire.source is early))
        )

    def describe(self, result: Pass) -> str:
        if self.graph is None:
            return self.refusal
        last = result.last
        if last is None:
            seed = self.names.slope(self.names.result)
            return (
                f"All values are known, and the seed is {seed} = 1. {_WHEN[result.order]}, "
                f"{_HOW[result.assign]}. Take the first step back."
            )
        line = result.derivation.line(self._signs(result.taken)[-1])
        said = [self._early_in_words(result, last), line.text]
        if not last.is_only:
            said.append(self._sum_in_words(result, last))
        if result.step == len(result.handings):
            said.append(self._end_in_words(result))
        return " ".join(filter(None, said))

    def table(self, result: Pass) -> Table | None:
        if not result.step:
            return None
        rows = []
        signs = self._signs(result.taken)
        for count, (one, sign) in enumerate(zip(result.taken, signs, strict=True), start=1):
            line = result.derivation.line(sign)
            ways = f"{self.names[one.step.node]} → {self.names[one.step.input]}"
            then = f"{self.names.slope(one.step.input)} {_is(one.step.running_sum)}"
            then += ", too early" if one.to_come else ""
            rows.append((count, ways, line.rule, line.in_numbers.removeprefix("= "), then))
        headings = ("step", "from → to", "hands back", "in numbers", "then")
        return Table.of_rows(headings, rows, words=headings[1:])

    def derivation(self, result: Pass) -> Derivation:
        return result.derivation

    def _lines(self, wires: Collection[Wire]) -> tuple[list[float], list[float]]:
        """Return the points of some wires, with a gap after each."""
        lines = [self.drawing.wire_lines[wire] for wire in wires]
        xs, ys = [[at for line in lines for at in (*line[axis], math.nan)] for axis in (0, 1)]
        return xs, ys

    def _handings(self, steps: Sequence[BackwardStep]) -> Iterator[Handing]:
        for n, step in enumerate(steps):
            into = [one for one in steps if one.input is step.input]
            before = [one.running_sum for one in steps[:n] if one.input is step.input]
            yield Handing(
                step._replace(
                    contribution=without_noise(step.contribution),
                    running_sum=without_noise(step.running_sum),
                ),
                self.wires[step.node, step.position],
                without_noise(before[-1]) if before else None,
                tuple(dict.fromkeys(one.node for one in steps[n:] if one.input is step.node)),
                len(into) == 1,
            )

    def _signs(self, taken: Sequence[Handing]) -> list[str]:
        """Return what the contribution of each step is called, after all of them."""
        signs = []
        for n, one in enumerate(taken, start=1):
            again = any(later.wire == one.wire for later in taken[n:])
            sign = self.names.handed(one.wire) + (f" in step {n}" if again else "")
            signs.append(self.names.slope(one.step.input) if one.is_only else sign)
        return signs

    def _found(
        self, taken: Sequence[Handing], kept: Mapping[Node, float], assign: str
    ) -> Iterator[Found]:
        """Yield each value, and what was handed on and what was there at each step."""
        for node, value in kept.items():
            if node.inputs:
                yield Found(self.names[node], without_noise(value), self.rules.value(node))
        held = {self.names.result: self.names.slope(self.names.result)}
        yield Found(held[self.names.result], 1, "1", "the seed")
        rules: dict[Node, str] = {}
        waiting: dict[Node, Found] = {}  # until it is handed on; what never was is not named
        for n, (one, sign) in enumerate(zip(taken, self._signs(taken), strict=True), start=1):
            a = one.step.input
            if one.step.node in waiting:
                yield waiting.pop(one.step.node)
            rule = self.rules.handed(one.step, held[one.step.node])
            if not one.is_only:
                yield Found(sign, one.step.contribution, rule)
            adds = assign == _ADD and a in rules
            rules[a] = f"{rules[a]} + {rule}".replace("+ −", "− ") if adds else rule
            again = any(later.step.input is a for later in taken[n:])
            held[a] = self.names.slope(a) + (f" after step {n}" if again else "")
            words = "so far" if assign == _ADD and not one.step.complete else ""
            if assign == _REPLACE and one.before is not None:
                words = f"it replaces {_written(one.before)}"
            waiting[a] = Found(held[a], one.step.running_sum, rules[a], words)
        yield from waiting.values()

    def _early_in_words(self, result: Pass, last: Handing) -> str:
        if not last.to_come:
            return ""
        node = last.step.node
        others = " and ".join(self.names[other] for other in last.to_come)
        part = f"although a part of {self.names.slope(node)} is still to come, from {others}."
        begins = "Here it goes wrong" if last is result.first_wrong else "Too early"
        return f"{begins}: {self.names[node]} hands on, {part}"

    def _sum_in_words(self, result: Pass, last: Handing) -> str:
        grad, step = self.names.slope(last.step.input), last.step
        now = f"{grad} {_is(step.running_sum)}"
        if last.before is None:
            return f"So far, {now}."
        if result.assign == _REPLACE:
            wrong = " Here it goes wrong: the two should be added."
            return (
                f"It replaces {_written(last.before)}: {now}."
                f"{wrong if last is result.first_wrong else ''}"
            )
        parts = (last.before, step.contribution)
        if all(map(math.isfinite, parts)):
            sign = "=" if all(is_exact(part, 4) for part in parts) else "≈"
            total = f"{number(parts[0])} + {factor(parts[1])} {_is(step.running_sum)}"
            now = f"{grad} {sign} {total}"
        complete = result.order == _TOPOLOGICAL and step.complete
        return f"It is added: {now}.{' Now it is complete.' if complete else ''}"

    def _end_in_words(self, result: Pass) -> str:
        end = "That was the last step"
        wrong = [node for node, grad in result.grads.items() if _differ(grad, result.right[node])]
        wrong = [node for node in wrong if not node.inputs] or wrong
        if not wrong:
            return f"{end}, and all slopes are right."
        said = [
            f"{self.names.slope(node)} {_is(result.grads[node])} is wrong: "
            f"{self.names.derivative(node)} {_is(without_noise(result.right[node]))}."
            for node in wrong[:_MOST_NAMED]
        ]
        return " ".join([f"{end}.", *said])


def _is(value: float) -> str:
    return "is not a number" if math.isnan(value) else equals(value)


def _written(value: float) -> str:
    return "what is not a number" if math.isnan(value) else number(value)


def _differ(one: float, other: float) -> bool:
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) != math.isnan(other)
    return not math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
