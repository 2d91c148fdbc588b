"""Exercises that are answered by writing a function.

The answer is called with inputs that tell the solution and all misconceptions apart. So it may be
written in any way that is right, and what it returns shows which of them it is.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import math
import random
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeAlias

import numpy as np

import backprop_lib

from ...checked import FloatArray
from ...sandbox import (
    CallError,
    ChangedArgumentError,
    NotAttemptedError,
    ShapesError,
    call,
    does_nothing,
    is_on_shapes,
    parameter_trouble,
)
from ...values import (
    TOLERANCE,
    as_numbers,
    is_number,
    is_several,
    length_is_wrong,
    plain_number,
    same,
    shown,
    shown_inputs,
    value_trouble,
)
from .exercise import Exercise, Misconception
from .facts import lines
from .outcome import Outcome
from .outside import calls_one_of, repeats_itself, values_from_outside

Formula: TypeAlias = Callable[..., Any]
Inputs: TypeAlias = dict[str, Any]
Draw: TypeAlias = Callable[[random.Random], Any]

NUMBERS_ONLY = (
    "It works for one number at a time. Written with only `*`, `-` and `**`, it takes arrays too."
)

ASKED = "Right, but you asked the course. Write it yourself."

MEASURED = (
    "Right, but you measured the slope with a nudge. That is exact for a few curves only. "
    "Write the formula."
)

MEASURED_CLOSELY = (
    "Your slope is close, but not exact, as if it were measured with a nudge. "
    "Here the formula is asked for."
)

# At inputs so much larger, the difference of two nearby losses has lost half of its digits.
_FAR_OUT = 1e8 * math.pi
_ROUNDING = 1e-12
_CLOSE = 1e-3

_SIZES = (2, 3)  # of arrays that are drawn

_CLEARLY_APART = 1e-3  # wrong formulas must differ by more than any rounding could
_CANDIDATES = 80
_AT_LEAST = 6


def floats(low: float, high: float) -> Draw:
    """Return a function that draws numbers with two decimals, never near 0 and never ±0.5, ±1, ±2.

    Examples
    --------
    >>> floats(-3, 3)(random.Random(1))
    -2.19
    """

    def draw(source: random.Random) -> float:
        while True:
            value = round(source.uniform(low, high), 2)
            if abs(value) > 0.1 and abs(value) not in (0.5, 1, 2):
                return value

    return draw


def integers(low: int, high: int) -> Draw:
    """Return a function that draws whole numbers from `low` to `high`, both included."""
    return lambda source: source.randint(low, high)


def sampled_from(*values: Any) -> Draw:
    """Return a function that draws one of `values`."""
    return lambda source: source.choice(values)


@dataclass(frozen=True)
class Arrays:
    """Draws arrays. Sizes that have the same name are equal in all arrays of one call."""

    sizes: tuple[str, ...]
    entry: Draw

    def draw(self, source: random.Random, known: dict[str, int]) -> FloatArray:
        """Return an array of the sizes that are known; others are drawn and become known."""
        for size in self.sizes:
            known.setdefault(size, source.choice(_SIZES))
        shape = tuple(known[size] for size in self.sizes)
        return np.array([self.entry(source) for _ in range(math.prod(shape))]).reshape(shape)


def arrays(*sizes: str, of: Draw) -> Arrays:
    """Return what draws arrays with 2 or 3 entries along each of the axes that are named.

    Examples
    --------
    >>> arrays("samples", "features", of=floats(-3, 3)).draw(random.Random(0), {"samples": 2}).shape
    (2, 3)
    """
    return Arrays(sizes, of)


def iterate(step: Callable[[float], float], start: float, steps: int) -> list[float]:
    """Return `start` and what `step` makes of it, one application after another.

    Examples
    --------
    >>> iterate(lambda w: w / 2, 1.0, 3)
    [1.0, 0.5, 0.25, 0.125]
    """
    iterated = [start]
    for _ in range(steps):
        iterated.append(step(iterated[-1]))
    return iterated


@dataclass(frozen=True)
class Curve:
    """A function of the weight, to be passed to an answer; it is shown by its formula.

    Examples
    --------
    >>> Curve("w²", lambda w: w**2)
    w²
    """

    formula: str
    value: Callable[[float], float]

    def __call__(self, w: float) -> float:
        """Return the value at `w`."""
        return self.value(w)

    def __repr__(self) -> str:
        return self.formula


@dataclass(kw_only=True, eq=False, repr=False)
class FunctionExercise(Exercise):
    '''An exercise answered by a function.

    Attributes
    ----------
    code
        The solution as a learner would write it: one function with a docstring. The answer cell
        has its first line, its docstring, and `...` for the rest.
    draws
        For each parameter, how to draw values for it.
    example
        The article's values, which are tried first and are the easiest to read.
    fit
        Makes the values that were drawn fit together, if one follows from another.
    arrays
        Whether to add a note if a right function does not take arrays too.
    loop_note
        What to add if a right function contains a loop or calls itself.
    is_slope
        Whether the slope of the loss is asked for, which can also be measured with a nudge.
    ready_made
        The names of the functions in backprop_lib that do what is asked, as in ``forward`` or
        ``chain.backward``. A right function that calls one passes with a word about it.
    inside
        How to compute a name that the page uses, too, one per line: ``y_hat = x * w``. It is shown
        to a learner who took its value from the page.
    length_hint
        What may be wrong if the function returns a list of the wrong length.
    also_right
        Other right formulas, one per line.
    mistakes
        Wrong formulas. They may use the parameters, `np`, `bp` (backprop_lib), `right` (the
        solution) and `iterate`. One that uses only the parameters is shown to a learner whose
        function does the same. One whose shapes do not fit some inputs, as with a matrix that is
        transposed, is recognised in a function that fails there, too.

    Examples
    --------
    >>> square = FunctionExercise(
    ...     name="square", prompt="Write the square of x.", hints=("x·x",), takeaway="x² = x·x.",
    ...     code="""
    ... def my_square(x):
    ...     \'\'\'Return x².\'\'\'
    ...     return x * x
    ... """,
    ...     draws={"x": floats(-3, 3)}, example={"x": 1.5},
    ...     also_right="x**2",
    ...     mistakes="""
    ...         doubled: 2 * x
    ...             You doubled x: a square is x·x.
    ...     """,
    ... )
    >>> square.judge(lambda x: x + x)
    ✗ Not right yet. You doubled x: a square is x·x.
    In short, your function returns `2 * x`.
    >>> square.judge(lambda x: x**3)
    ✗ Not right yet. With x = 1.5 it returns 3.375, but 2.25 is right.
    >>> square.judge(lambda x: x**2)
    ✓ Passed. x² = x·x.
    '''

    code: str
    draws: Mapping[str, Draw | Arrays]
    example: Inputs
    fit: Callable[[Inputs], Inputs] = dict
    arrays: bool = False
    loop_note: str = ""
    is_slope: bool = False
    ready_made: tuple[str, ...] = ()
    inside: str = ""
    length_hint: str = ""
    also_right: str = ""

    def __post_init__(self) -> None:
        self.code = textwrap.dedent(self.code).strip() + "\n"
        if self._function.name != f"my_{self.name}":
            raise ValueError(f"{self.name}: the function in `code` is not called my_{self.name}")
        taken = tuple(inspect.signature(self.reference).parameters)
        for where, given in (("draws", self.parameters), ("example", tuple(self.example))):
            if given != taken:
                raise ValueError(
                    f"{self.name}: the solution takes {taken}, but `{where}` has {given}"
                )

    @cached_property
    def reference(self) -> Formula:
        """The solution as a function."""
        names: dict[str, Any] = {}
        exec(compile(self.code, f"<{self.name}>", "exec"), names)
        return names[self._function.name]

    @cached_property
    def right_formulas(self) -> tuple[Formula, ...]:
        """The formulas that are right, the solution first."""
        return (self.reference, *map(self._formula, lines(self.also_right)))

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the function's parameters."""
        return tuple(self.draws)

    @cached_property
    def inputs(self) -> tuple[Inputs, ...]:
        """The example, and inputs that tell all formulas apart even without it."""
        return (self.example, *self._separating_inputs())

    def drawn(self, seed: object, count: int) -> list[Inputs]:
        """Return `count` inputs, drawn at random but always the same for one seed."""
        source = random.Random(f"{self.name} {seed}")
        return [self._drawn_once(source) for _ in range(count)]

    def _drawn_once(self, source: random.Random) -> Inputs:
        sizes: dict[str, int] = {}
        drawn = {
            name: draw.draw(source, sizes) if isinstance(draw, Arrays) else draw(source)
            for name, draw in self.draws.items()
        }
        return self.fit(drawn)

    def _judge(self, answer: Any) -> Outcome:
        trouble = parameter_trouble(answer, self.parameters)
        if trouble:
            return Outcome("error", trouble)
        if _makes_a_generator(answer):
            return Outcome(
                "error",
                "Your function contains `yield` or `async`, so a call gives no value. "
                "Write `return` with the result.",
            )
        try:
            returned = [_returned(answer, inputs) for inputs in self.inputs]
            if all(value is None or value is Ellipsis for value in returned):
                return _nothing_returned(answer)
            outcome = self._compared(returned)
            if outcome.passed:
                return self._passed(self._note(answer))
            return self._with_its_cause(outcome, answer, returned)
        except NotAttemptedError:
            return Outcome("not attempted")
        except CallError as trouble_met:
            return Outcome("error", str(trouble_met))

    def _compared(self, returned: list[Any]) -> Outcome:
        if self._agrees(self.reference, returned):
            return self._passed()
        for misconception in self.misconceptions:
            if self._agrees(misconception.wrong, returned):
                return self._recognised(misconception)
        for inputs, value in zip(self.inputs, returned, strict=True):
            if isinstance(value, ShapesError):
                raise value
            expected = self.reference(**inputs)
            trouble = value_trouble(value, expected)
            if trouble:
                said = f"With {shown_inputs(inputs)}, your function {trouble}"
                if length_is_wrong(value, expected):
                    return Outcome("incorrect", f"{said} {self.length_hint}".rstrip())
                return Outcome("error", said)
        return self._counterexample(returned)

    def _with_its_cause(self, outcome: Outcome, answer: Formula, returned: list[Any]) -> Outcome:
        """Add to the outcome of a wrong answer what its code, or how closely it misses, tells."""
        if outcome.status != "incorrect":
            return outcome
        cause = self._on_values_from_outside(answer)
        if outcome.misconception:
            return replace(outcome, note="\n".join(filter(None, (outcome.note, cause))))
        if self.is_slope and self._agrees(self.reference, returned, _CLOSE):
            cause = MEASURED_CLOSELY
        return replace(outcome, message=cause, note=outcome.message) if cause else outcome

    def _on_values_from_outside(self, answer: Formula) -> str:
        """Return what to say on the numbers that the answer takes from the page, or "" if none."""
        outside = values_from_outside(answer)
        if not outside:
            return ""
        formulas = dict(line.split(" = ", 1) for line in lines(self.inside))
        computed = [f"`{name} = {formulas[name]}`" for name in outside if name in formulas]
        names = _listed([f"`{name}`" for name in outside])
        values = _listed([_shown_number(value) for value in outside.values()])
        one = len(outside) == 1
        said = (
            f"{names} is not a parameter of your function: it is the {values}"
            if one
            else f"{names} are not parameters of your function: they are the {values}"
        )
        how = f"inside: {_listed(computed)}." if computed else "inside."
        return f"{said} from further up the page. Compute {'it' if one else 'them'} {how}"

    def _wrong(self, written: str) -> Formula:
        return self._formula(written)

    def _formula(self, written: str) -> Formula:
        """Return a formula of the parameters as a function."""
        try:
            code = compile(f"lambda {', '.join(self.parameters)}: {written}", self.name, "eval")
        except SyntaxError as error:
            raise ValueError(f"“{written}” is not a formula: {error.msg}") from error
        names = {"np": np, "bp": backprop_lib, "right": self.reference, "iterate": iterate}
        return eval(code, names)

    def _recognised(self, misconception: Misconception) -> Outcome:
        outcome = super()._recognised(misconception)
        if not _names_in(misconception.written) <= {*self.parameters, "abs", "len"}:
            return outcome
        return replace(outcome, note=f"In short, your function returns `{misconception.written}`.")

    def _agrees(self, formula: Formula, returned: list[Any], tolerance: float = TOLERANCE) -> bool:
        return all(
            _comes_of(formula, inputs, value, tolerance)
            for inputs, value in zip(self.inputs, returned, strict=True)
        )

    def _counterexample(self, returned: list[Any]) -> Outcome:
        """Show the exercise's example if it comes out wrong, or else the shortest wrong case."""
        wrong = [
            (inputs, value)
            for inputs, value in zip(self.inputs, returned, strict=True)
            if not same(value, self.reference(**inputs))
        ]
        inputs, value = wrong[0]
        only_elsewhere = ""
        if inputs is not self.example:
            inputs, value = min(wrong, key=lambda case: len(shown_inputs(case[0])))
            only_elsewhere = "The first example comes out right, but other values do not. "
        right, returns = self.reference(**inputs), "it returns"
        if is_several(right):
            parts = enumerate(zip(value, right, strict=True), start=1)
            place, (value, wanted) = next(part for part in parts if not same(*part[1]))
            returns, right = f"value {place} of {len(right)} is", wanted
        return Outcome(
            "incorrect",
            f"{only_elsewhere}With {shown_inputs(inputs)} {returns} {shown(value)}, "
            f"but {shown(right)} is right.",
        )

    def _note(self, answer: Formula) -> str:
        """Return what to add to the outcome of a right answer."""
        if calls_one_of(answer, map(ready_made_function, self.ready_made)):
            return ASKED
        notes = [MEASURED if self.is_slope and self._is_measured(answer) else ""]
        notes += [self._note_on_arrays(answer) if self.arrays else ""]
        notes += [self.loop_note if repeats_itself(answer) else ""]
        return "\n".join(filter(None, notes))

    def _is_measured(self, answer: Formula) -> bool:
        """Return whether the answer loses digits far out, as a difference of losses does."""
        far_out = [
            {name: value * _FAR_OUT for name, value in inputs.items()} for inputs in self.inputs
        ]
        try:
            return not all(
                same(call(answer, inputs), self.reference(**inputs), _ROUNDING)
                for inputs in far_out
            )
        except (CallError, NotAttemptedError):
            return False

    def _note_on_arrays(self, answer: Formula) -> str:
        stacked = {
            name: np.array([inputs[name] for inputs in self.inputs]) for name in self.parameters
        }
        try:
            value = call(answer, stacked)
        except ChangedArgumentError as trouble:
            return f"Right for numbers. With arrays there is a problem: {trouble}"
        except (CallError, NotAttemptedError):
            return NUMBERS_ONLY
        return "" if same(value, self.reference(**stacked)) else NUMBERS_ONLY

    def _separating_inputs(self) -> list[Inputs]:
        """Pick random inputs, those first that tell most formulas apart, until all are."""
        formulas = {"the solution": self.reference} | {
            misconception.key: misconception.wrong for misconception in self.misconceptions
        }
        candidates = []
        for inputs in self.drawn("candidates", _CANDIDATES):
            values = {key: self._value(key, formula, inputs) for key, formula in formulas.items()}
            if _well_conditioned(values["the solution"]):
                candidates.append((inputs, {key: _flat(value) for key, value in values.items()}))
        unseparated = set(itertools.combinations(formulas, 2))
        chosen: list[Inputs] = []
        while candidates and (unseparated or len(chosen) < _AT_LEAST):
            separates = [_separates(values, unseparated) for _, values in candidates]
            best = max(range(len(candidates)), key=lambda i: len(separates[i]))
            if unseparated and not separates[best]:
                break
            unseparated -= separates[best]
            chosen.append(candidates.pop(best)[0])
        if unseparated:
            pairs = "; ".join(" and ".join(pair) for pair in sorted(unseparated))
            raise ValueError(
                f"{self.name}: no inputs tell these apart, so they may be equal: {pairs}"
            )
        return chosen

    def _value(self, key: str, formula: Formula, inputs: Inputs) -> Any:
        try:
            return _value_of(formula, inputs)
        except Exception as error:
            raise ValueError(f"{self.name}: {key} fails with {error!r}") from error

    @property
    def _function(self) -> ast.FunctionDef:
        (function,) = ast.parse(self.code).body
        if not isinstance(function, ast.FunctionDef) or ast.get_docstring(function) is None:
            raise ValueError(f"{self.name}: the solution must be one function with a docstring")
        return function

    @property
    def stub(self) -> str:
        """The text of the answer cell in the notebook, to be filled in by the learner."""
        last_line_of_docstring = self._function.body[0].end_lineno
        head = self.code.splitlines()[:last_line_of_docstring]
        return self._cell("\n".join([*head, "    ..."]))

    @property
    def solved(self) -> str:
        """The text of the answer cell with the solution filled in."""
        return self._cell(self._solution)

    @property
    def _solution(self) -> str:
        return self.code.rstrip()

    def _solution_shown(self) -> str:
        return self._solution

    def _cell(self, answer: str) -> str:
        return f'{answer}\n\n\nexercises["{self.name}"].check({self._function.name})'


def ready_made_function(name: str) -> Formula:
    """Return the function of backprop_lib with this name, as in ``chain.backward``."""
    return attrgetter(name)(backprop_lib)


def _listed(words: list[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def _shown_number(value: Any) -> str:
    return shown(value) if is_number(plain_number(value)) else "list"


def _nothing_returned(answer: Formula) -> Outcome:
    if does_nothing(answer):
        return Outcome("not attempted")
    return Outcome(
        "error",
        "Your function returns None. Either `return` is missing, or what follows it gives None, "
        "as `print(...)` and `.append(...)` do.",
    )


def _makes_a_generator(answer: Formula) -> bool:
    return (
        inspect.isgeneratorfunction(answer)
        or inspect.iscoroutinefunction(answer)
        or inspect.isasyncgenfunction(answer)
    )


def _returned(answer: Formula, inputs: Inputs) -> Any:
    """Return what an answer returns, or the error if the shapes of the inputs do not fit it."""
    try:
        return call(answer, inputs)
    except ShapesError as trouble:
        return trouble


def _value_of(formula: Formula, inputs: Inputs) -> Any:
    """Return the value of a formula, or the error if the shapes of the inputs do not fit it."""
    try:
        return formula(**inputs)
    except ValueError as error:
        if not is_on_shapes(error):
            raise
        return ShapesError(error)


def _comes_of(formula: Formula, inputs: Inputs, value: Any, tolerance: float) -> bool:
    """Return whether what an answer returned is what the formula gives."""
    expected = _value_of(formula, inputs)
    if isinstance(expected, ShapesError) or isinstance(value, ShapesError):
        return type(expected) is type(value)
    return same(value, expected, tolerance)


def _names_in(formula: str) -> set[str]:
    """Return the names that a formula takes from outside, those of attributes not among them."""
    nodes = list(ast.walk(ast.parse(formula, mode="eval")))
    made = {node.arg for node in nodes if isinstance(node, ast.arg)}
    return {node.id for node in nodes if isinstance(node, ast.Name)} - made


def _well_conditioned(value: Any) -> bool:
    """Return whether a value is clear of 0: close to 0, rounding would count as a mistake."""
    if is_several(value):
        return all(map(_well_conditioned, value))
    array = as_numbers(value)
    return array is not None and bool(np.isfinite(array).all() and np.max(np.abs(array)) > 1e-2)


_Flat: TypeAlias = tuple[tuple[int, ...], list[float], float] | None


def _flat(value: Any) -> list[_Flat] | None:
    """Return the shape, the numbers and the size of the largest of each of several values.

    A value without numbers is None. There is nothing if the shapes of the inputs do not fit.
    """
    if isinstance(value, ShapesError):
        return None
    return [_flat_part(part) for part in (value if is_several(value) else [value])]


def _flat_part(value: Any) -> _Flat:
    array = as_numbers(value)
    if array is None:
        return None
    return array.shape, array.ravel().tolist(), float(np.max(np.abs(array), initial=0))


def _separates(
    values: Mapping[str, list[_Flat] | None], pairs: set[tuple[str, str]]
) -> set[tuple[str, str]]:
    return {(left, right) for left, right in pairs if _are_apart(values[left], values[right])}


def _are_apart(left: list[_Flat] | None, right: list[_Flat] | None) -> bool:
    """Return whether the inputs fit both formulas and give values that are apart."""
    if left is None or right is None:
        return False
    return len(left) != len(right) or any(map(_clearly_apart, left, right))


def _clearly_apart(left: _Flat, right: _Flat) -> bool:
    """Return whether neither value is the `same` as the other, with a wide tolerance.

    In plain Python: with forty formulas there are some 100,000 pairs of numbers to compare.
    """
    if left is None or right is None or left[0] != right[0]:
        return True
    room = _CLEARLY_APART * max(left[2], right[2])
    return not all(abs(a - b) <= room for a, b in zip(left[1], right[1], strict=True))
