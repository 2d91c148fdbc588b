"""A scalar autograd engine: each value remembers what it was made from (notebook 11).

    v = f(a, b)      dj/da += dj/dv · ∂v/∂a      dj/db += dj/dv · ∂v/∂b      dj/dj = 1

Formulas of `Value` objects are written like those of numbers. Each result keeps its inputs and its
local slopes, by the rules of `node`. `Value.backward` goes back from a result in such an order that
the slope of each value is complete before it is handed on.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any, TypeAlias

import numpy as np

from .checked import single_number
from .node import OPERATIONS

_POWER_OF_VALUES = (
    "the exponent must be a number, but {} was given: a power of two values is "
    "the exp of the exponent times the log of the base"
)


class Value:
    """A number that remembers how it was computed (notebook 11).

    With +, −, *, /, ** and the functions below, values and numbers make new values. Where an
    operation has no result, as in 1/0 or log(−1), the number is inf or NaN, as in NumPy.

    Attributes
    ----------
    data
        The number.
    grad
        The slope of the result for it, after `backward` of the result; 0 before.
    name
        The name under which it is printed.
    inputs
        The values that it was computed from; a value that was given, such as a weight, has none.
    slopes
        Its local slopes, one for each input.

    Examples
    --------
    >>> w = Value(1)
    >>> j = (1.5 * w - 0.5) ** 2
    >>> j.backward()
    >>> j, w.grad
    (Value(1.0), 3.0)
    """

    __slots__ = ("data", "grad", "inputs", "name", "slopes")

    def __init__(self, data: float, name: str = "") -> None:
        self.data, self.grad, self.name = single_number("data", data), 0.0, name
        self.inputs: tuple[Value, ...] = ()
        self.slopes: tuple[float, ...] = ()

    def backward(self) -> None:
        """Compute the slope of this value for every value that it depends on (notebook 11).

        It is added to the `grad` of each value that was given, such as a weight: two calls give
        the slope of the sum of two losses, and `zero_grad` starts anew. A value in between starts
        at 0 in each call, because what came to it in an earlier one has been handed on already.
        """
        order = topological_order(self)
        for value in order:
            if value.inputs:
                value.grad = 0.0
        self.grad += 1.0
        for value in reversed(order):
            grad, slopes = value.grad, value.slopes
            for n, a in enumerate(value.inputs):
                a.grad += grad * slopes[n]

    def __add__(self, other: Operand) -> Value:
        return _binary("+", self, other)

    def __radd__(self, other: Operand) -> Value:
        return _binary("+", other, self)

    def __sub__(self, other: Operand) -> Value:
        return _binary("−", self, other)

    def __rsub__(self, other: Operand) -> Value:
        return _binary("−", other, self)

    def __mul__(self, other: Operand) -> Value:
        return _binary("·", self, other)

    def __rmul__(self, other: Operand) -> Value:
        return _binary("·", other, self)

    def __truediv__(self, other: Operand) -> Value:
        return _binary("/", self, other)

    def __rtruediv__(self, other: Operand) -> Value:
        return _binary("/", other, self)

    def __pow__(self, exponent: float) -> Value:
        if isinstance(exponent, Value):
            raise TypeError(_POWER_OF_VALUES.format(exponent))
        n = single_number("exponent", exponent)
        return _computed("power", (self,), (self.data, n))

    def __rpow__(self, base: float) -> Value:
        raise TypeError(_POWER_OF_VALUES.format(self))

    def __neg__(self) -> Value:
        return _computed("negative", (self,), (self.data,))

    @np.errstate(all="ignore")
    def exp(self) -> Value:
        """Return e to the power of this value."""
        return _computed("exp", (self,), (self.data,))

    @np.errstate(all="ignore")
    def log(self) -> Value:
        """Return the natural logarithm of this value."""
        return _computed("log", (self,), (self.data,))

    def tanh(self) -> Value:
        """Return tanh of this value."""
        return _computed("tanh", (self,), (self.data,))

    def relu(self) -> Value:
        """Return this value if it is positive, otherwise 0."""
        return _computed("relu", (self,), (self.data,))

    def __deepcopy__(self, memo: dict[int, Any]) -> Value:
        for value in topological_order(self):  # Python itself would go through it by recursion
            if id(value) not in memo:
                memo[id(value)] = copied = copy(value)
                copied.inputs = tuple(memo[id(a)] for a in value.inputs)
        return memo[id(self)]

    def __repr__(self) -> str:
        return f"Value({self.data!r}, {self.name!r})" if self.name else f"Value({self.data!r})"


Operand: TypeAlias = Value | float


def maximum(a: Operand, b: Operand) -> Value:
    """Return the larger of two values; at a tie, the slope goes to the first (notebook 11).

    >>> a, b = Value(3), Value(2)
    >>> maximum(a, b).backward()
    >>> a.grad, b.grad
    (1.0, 0.0)
    """
    return _binary("max", a, b)


def topological_order(result: Value) -> list[Value]:
    """Return all values that a result depends on, each after its inputs (notebook 11).

    A value waits on the stack until its inputs, which are put above it, are in the order. So there
    is no recursion, and a graph may be of any depth.

    >>> a = Value(3, "a")
    >>> topological_order(a * a + a)
    [Value(3.0, 'a'), Value(9.0), Value(12.0)]
    """
    order: dict[Value, None] = {}
    met: set[Value] = set()
    stack = [result]
    while stack:
        value = stack[-1]
        if value not in met:
            met.add(value)
            stack.extend(value.inputs)
        else:
            order[stack.pop()] = None  # if it is in the order already, it keeps its place
    return list(order)


def zero_grad(values: Iterable[Value]) -> None:
    """Set the slopes of values back to 0, before the next `Value.backward` (notebook 11).

    >>> w = Value(3)
    >>> (2 * w).backward()
    >>> zero_grad([w])
    >>> w.grad
    0.0
    """
    for value in values:
        value.grad = 0.0


def _binary(operation: str, a: Operand, b: Operand) -> Value:
    if not isinstance(a, Value):
        a = Value(single_number("what is combined with a value", a))
    if not isinstance(b, Value):
        b = Value(single_number("what is combined with a value", b))
    return _computed(operation, (a, b), (a.data, b.data))


def _computed(operation: str, inputs: tuple[Value, ...], given: tuple[float, ...]) -> Value:
    """Return the value of an operation on the given numbers, by its rules."""
    rule = OPERATIONS[operation]
    try:
        data = float(rule.value(*given))
        slopes = rule.slopes(data, *given)
    except (ArithmeticError, TypeError):  # 1/0, an overflow or a complex number: inf or NaN
        with np.errstate(all="ignore"):
            numbers = [np.float64(number) for number in given]
            data = float(rule.value(*numbers))
            slopes = tuple(map(float, rule.slopes(np.float64(data), *numbers)))
    value = Value.__new__(Value)  # without the check that data is a number: it may be NaN
    value.data, value.grad, value.name, value.inputs, value.slopes = data, 0.0, "", inputs, slopes
    return value
