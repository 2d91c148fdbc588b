"""The explorer of notebook 07: any formula as a graph, forward and back one step at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from .. import graph
from ..article import W, X, Y
from ..graph import BackwardStep, ForwardStep, Graph, Node
from ..node import OPERATIONS
from ..notation import Table, equals, factor, number
from .engine import ControlSpec, Derivation, Found, Steps, given_in_words
from .pieces import FormulaExplorer, Shown, Wire, variable_controls, without_noise, written

_FORMULA = "(x*w - y)**2"
_STARTS = {"x": X, "w": W, "y": Y}
_CALLED = {
    "+": "the sum",
    "−": "the difference",
    "·": "the product",
    "/": "the quotient",
    "power": "the power",
    "negative": "the minus sign",
}
_NOTHING_KNOWN, _NOTHING_DERIVED = graph.State({}, {}, frozenset()), Derivation({})
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def _controls(read: Graph, start: Mapping[str, float]) -> dict[str, ControlSpec]:
    """Return a number for each variable, and the steps."""
    steps = _steps(read, dict.fromkeys(read.names, 1.0))
    forward = sum(isinstance(step, ForwardStep) for step in steps)
    phases = (("Forward", forward), ("Back", len(steps)))
    walk = Steps("step", 0, high=len(steps), phases=phases)
    return {**variable_controls(read, start), "steps": walk.starting_at(start.get("steps", 0))}


def _steps(read: Graph, values: Mapping[str, float]) -> tuple[ForwardStep | BackwardStep, ...]:
    return tuple(filter(_is_shown, read.steps(values)))


def _is_shown(step: ForwardStep | BackwardStep) -> bool:
    return isinstance(step, ForwardStep) or step.input.operation != "constant"


@dataclass(frozen=True)
class Walk:
    """A way through a graph, forward and back, and how far it was gone.

    Attributes
    ----------
    values
        Those of the variables.
    steps
        All steps. There are none that hand a slope to a constant, which nobody can move.
    step
        How many of them were taken.
    state
        What is known after them.
    derivation
        Where it comes from.
    """

    values: Mapping[str, float]
    steps: tuple[ForwardStep | BackwardStep, ...] = ()
    step: int = 0
    state: graph.State = _NOTHING_KNOWN
    derivation: Derivation = _NOTHING_DERIVED

    @property
    def last(self) -> ForwardStep | BackwardStep | None:
        """The step taken last, or None."""
        return self.steps[self.step - 1] if self.step else None

    @cached_property
    def back(self) -> list[BackwardStep]:
        """The steps back that were taken."""
        return [step for step in self.steps[: self.step] if isinstance(step, BackwardStep)]

    @property
    def value(self) -> dict[Node, float]:
        """The values that are known, without the noise of rounding."""
        return {node: without_noise(value) for node, value in self.state.values.items()}


class ComputationGraphExplorer(FormulaExplorer):
    """Go forward through a formula and back, one node at a time; then move the inputs.

    If there is no graph of the formula, a sentence in place of the picture says why.

    Parameters
    ----------
    formula
        The formula, as `graph.read` takes it; by default the article's, with its numbers.
    **start
        The values of its variables by name, and `steps`. A variable that is not given starts at 1.

    Examples
    --------
    >>> print(ComputationGraphExplorer("a*a + a", a=3, steps=1).sentence)
    Forward: the product multiplies. a·a = 3 · 3 = 9.
    >>> print(ComputationGraphExplorer("sin(a)").sentence)
    There is no graph of “sin(a)”: at column 1, a function must be max, exp, log, tanh or relu, \
but “sin” was given. Change the cell and run it again.
    """

    FORMULA, STARTS = _FORMULA, _STARTS
    CONTROLS = _controls(graph.read(_FORMULA), _STARTS)

    def controls_of(self, read: Graph, start: Mapping[str, Any]) -> Mapping[str, ControlSpec]:
        # How many steps of the graph, which hands slopes to constants, too, each one is.
        every = read.steps(dict.fromkeys(read.names, 1.0))
        self.counted = [0, *(n for n, step in enumerate(every, start=1) if _is_shown(step))]
        return _controls(read, start)

    def compute(self, **values: Any) -> Walk:
        return super().compute(**values) if self.graph else Walk({})

    def run(self, **values: float) -> Walk:
        assert self.graph is not None
        return Walk(values, _steps(self.graph, values))

    def frame(self, run: Walk, step: int) -> Walk:
        assert self.graph is not None
        state = self.graph.state(run.values, self.counted[step])
        walk = replace(run, step=step, state=state)
        variables = {written(name): value for name, value in walk.values.items()}
        found = (*self._values_found(walk), *self._slopes_found(walk))
        return replace(walk, derivation=Derivation(variables, *found))

    def draw(self, result: Walk) -> None:
        if self.graph is None:
            return
        last = result.last
        self.drawing.put(
            Shown(
                result.value,
                {node: without_noise(slope) for node, slope in result.state.slopes.items()},
                result.state.complete,
                {self._wire(step): without_noise(step.contribution) for step in result.back},
                self._wire(last) if isinstance(last, BackwardStep) else last and last.node,
            )
        )

    def describe(self, result: Walk) -> str:
        if self.graph is None:
            return self.refusal
        last = result.last
        if last is None:
            values = (f"{written(name)} {equals(value)}" for name, value in result.values.items())
            return f"{given_in_words([*values])} Press Forward to compute the first value."
        derivation = result.derivation
        if isinstance(last, ForwardStep):
            line = derivation.line(self.names[last.node])
            end = " Now all values are known. Press Back." if last.node is self.names.result else ""
            return f"Forward: {_does(last)}. {line.text}{end}"
        wire = self._wire(last)
        if wire.source not in self.drawing.forks:
            return f"Back: {_does(last)}. {derivation.line(self.names.slope(last.input)).text}"
        handed = derivation.line(self.names.handed(wire))
        return f"Back: {_does(last)}. {handed.text} {self._sum_in_words(result)}"

    def table(self, result: Walk) -> Table | None:
        if not result.step:
            return None
        rows = []
        for count, step in enumerate(result.steps[: result.step], start=1):
            sign = self.names[step.node] if isinstance(step, ForwardStep) else self._finds(step)
            line = result.derivation.line(sign)
            rows.append((count, sign, line.rule, line.in_numbers.removeprefix("= ")))
        headings = ("step", "finds", "local rule", "in numbers")
        return Table.of_rows(headings, rows, words=headings[1:])

    def derivation(self, result: Walk) -> Derivation:
        return result.derivation

    def _values_found(self, result: Walk) -> Iterator[Found]:
        for node, value in result.value.items():
            if node.inputs:
                yield Found(self.names[node], value, self.rules.value(node))

    def _slopes_found(self, result: Walk) -> Iterator[Found]:
        if self.names.result not in result.state.slopes:
            return
        name = self.names[self.names.result]
        yield Found(self.names.slope(self.names.result), 1, "1", f"{name} moves as fast as itself")
        summed: dict[Node, str] = {}
        for step in result.back:
            rule, wire = self.rules.handed(step), self._wire(step)
            if step.input in summed:
                summed[step.input] = f"{summed[step.input]} + {rule}".replace("+ −", "− ")
            else:
                summed[step.input] = rule
            if wire.source in self.drawing.forks:
                yield Found(self.names.handed(wire), without_noise(step.contribution), rule)
            if step.complete:
                slope = without_noise(step.running_sum)
                yield Found(self.names.slope(step.input), slope, summed.pop(step.input))
        for node, rule in summed.items():
            slope = without_noise(result.state.slopes[node])
            yield Found(self.names.slope(node), slope, rule, "so far")

    def _wire(self, step: BackwardStep) -> Wire:
        return self.wires[step.node, step.position]

    def _finds(self, step: BackwardStep) -> str:
        wire = self._wire(step)
        forks = wire.source in self.drawing.forks
        return self.names.handed(wire) if forks else self.names.slope(step.input)

    def _sum_in_words(self, result: Walk) -> str:
        last = result.back[-1]
        terms = [
            without_noise(step.contribution) for step in result.back if step.input is last.input
        ]
        ways, slope = len(self.drawing.layout.wires_from(last.input)), self.names.slope(last.input)
        total = equals(without_noise(last.running_sum))
        if len(terms) > 1:
            written_out = " + ".join(number(terms[0]) if n == 0 else factor(term)
                                     for n, term in enumerate(terms))  # fmt: skip
            total = f"= {written_out} {total}"
        back = f"slopes that come back to {self.names[last.input]}"
        if last.complete:
            return f"That is the last of {ways} {back}, and they add: {slope} {total}."
        return f"That is the {_ORDINALS[len(terms) - 1]} of {ways} {back}: {slope} {total} so far."


def _does(step: ForwardStep | BackwardStep) -> str:
    """Return what the node of a step does."""
    node, forward = step.node, isinstance(step, ForwardStep)
    rule = OPERATIONS[node.operation]
    does = rule.forward if forward else rule.backward
    if node.operation == "power" and node.number == 2:
        return "the square " + (
            "takes its input times itself"
            if forward
            else "hands on the slope times twice its input"
        )
    return f"{_CALLED.get(node.operation, node.operation)} {does}"
