"""Formulas as nodes: what a person may type into a computation graph, and how it is written.

`nodes` reads a formula, and `text` writes one. Python's parser takes it apart, but nothing of it
is ever executed. An error is one sentence: where, what is wanted and what was given.
"""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Collection, Iterator, Sequence

from .node import Node

MAX_NODES = 40
MAX_CHARACTERS = 1000
FUNCTIONS = {"max": 2, "exp": 1, "log": 1, "tanh": 1, "relu": 1}
"""How many inputs each function takes."""


def nodes(formula: str, names: Collection[str] | None = None) -> tuple[Node, ...]:
    """Return the nodes of a formula in topological order, as `graph.read` says (notebook 07).

    >>> [node.label for node in nodes("x*w")]
    ['x', 'w', 'x·w']
    """
    return _Reader(names).nodes_of(formula)


def text(nodes: Sequence[Node]) -> str:
    """Return the formula that these nodes were made of, a line for each name (notebook 07).

    >>> text(nodes("(x*w - y)**2"))
    '(x·w − y)²'
    """
    assigned = [f"{node.name} = {node.formula}" for node in nodes if _is_assigned(node)]
    return "\n".join(assigned if _is_assigned(nodes[-1]) else [*assigned, nodes[-1].formula])


_WANTED = (
    "a formula may contain numbers, names, + − · / ** and brackets, max, exp, log, tanh and relu"
)
_EXAMPLE = "such as (x*w − y)**2"
_INSTEAD = {"^": "a power must be written **"} | dict.fromkeys(
    "₀₁₂₃₄₅₆₇₈₉", "a name must be written with plain digits, such as w1"
)
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
_LOWERED = str.maketrans(_RAISED, "0123456789-")
_SUPERSCRIPTS = str.maketrans("0123456789−", _RAISED)
_PYTHON = {"·": "*", "⋅": "*", "×": "*", "−": "-", "–": "-", "÷": "/", "\N{NO-BREAK SPACE}": " "}
_SIGN = re.compile(f"[{_RAISED}]+|.", re.DOTALL)
_PRODUCT_WITHOUT_SIGN = re.compile(r"(?<![\w.])[\d.]+\s*[^\W\d]|[\w)]\s+[\w(]|\)\s*\w")
_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "−", ast.Mult: "·", ast.Div: "/"
}  # fmt: skip
_BINDS = {"+": 1, "−": 1, "·": 2, "/": 2, "negative": 3, "power": 4}
"""How tightly the operations bind; the others are never put in brackets."""


class _Reader:
    """Makes the nodes of a formula, from the trees into which Python parses its lines."""

    def __init__(self, names: Collection[str] | None) -> None:
        self.names = (names,) if isinstance(names, str) else names
        self.nodes: list[Node] = []
        self.named: dict[str, Node] = {}

    def nodes_of(self, formula: str) -> tuple[Node, ...]:
        if len(formula) > MAX_CHARACTERS:
            raise ValueError(
                f"a formula may have at most {MAX_CHARACTERS} characters, "
                f"but one of {len(formula)} was given"
            )
        statements = list(self._statements(formula))
        if not statements:
            raise ValueError(f"a formula must compute something, {_EXAMPLE}, but none was given")
        trees = [tree for _, _, tree in statements]
        inner = [part for tree in trees for part in ast.walk(tree)]
        # Before the recursion; a minus sign before a number is no node.
        self._check_size(sum(isinstance(a, (ast.BinOp, ast.UnaryOp, ast.Call)) for a in inner) / 2)
        for self.line, self.place, tree in statements:
            result = self._statement(tree, last=tree is trees[-1])
        self._check_size(len(self.nodes))
        used = {a for node in self.nodes for a in node.inputs}
        for node in self.nodes:
            if node not in used and node is not result:
                raise ValueError(
                    f"the last line must use all that is assigned, but it does not use {node.name}"
                )
        return tuple(self.nodes)

    def _statements(self, formula: str) -> Iterator[tuple[_Line, int, ast.stmt]]:
        lines = formula.split("\n")
        for count, typed in enumerate(lines, start=1):
            self.line = _Line(typed, f" of line {count}" if len(lines) > 1 else "")
            for part in re.finditer(r"[^;]+", self.line.python):
                if source := part[0].strip():
                    self.place = part.start() + part[0].index(source)
                    yield self.line, self.place, self._parsed(source)

    def _parsed(self, source: str) -> ast.stmt:
        if strange := re.search(r"[#^\\'\"\0₀-₉]", source):
            start = self.place + strange.start()
            raise self._refusal_at(start, start + 1, _INSTEAD.get(strange[0], _WANTED))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                (tree,) = ast.parse(source).body
        except SyntaxError as error:
            column = min(max(error.offset or 1, 1), len(source)) - 1
            wanted = f"something is missing, or is not written as in a formula {_EXAMPLE}"
            if _PRODUCT_WITHOUT_SIGN.search(source):
                wanted = "a product must be written with *, such as 2*x"
            raise ValueError(
                f"{self.line.at(self.place + column)}, {wanted}: "
                f"“{self.line.quoted(self.place, self.place + len(source))}” was given"
            ) from None
        except (ValueError, RecursionError, MemoryError):
            raise self._refusal_at(self.place, self.place + len(source), _WANTED) from None
        return tree

    def _statement(self, tree: ast.stmt, last: bool) -> Node:
        match tree:
            case ast.Expr(value=value) if last:
                return self._node(value)
            case ast.Expr(value=value):
                raise self._refusal(
                    value, "every line but the last must assign a name, such as h = x*w"
                )
            case ast.Assign(targets=[ast.Name(id=name) as target], value=value):
                if name in self.named or name in FUNCTIONS or name in (self.names or ()):
                    raise self._refusal(target, "a name that is assigned must be a new one")
                if isinstance(value, ast.Name):
                    raise self._refusal(value, "a name must be assigned something that is computed")
                node = self._node(value, name)
                if name in self.named:
                    raise self._refusal(value, f"{name} must not be used before it is assigned")
                self.named[name] = node
                return node
            case ast.Assign():
                raise self._refusal(tree, "one name must be assigned, as in h = x*w")
            case _:
                raise self._refusal(tree, _WANTED)

    def _node(self, tree: ast.expr, name: str = "") -> Node:
        match tree:
            case ast.Name(id=used):
                return self._named(tree, used)
            case ast.Constant() | ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
                number = self._number(tree, _WANTED)
                return self._new("constant", (), _written(number), name, number)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                a = self._node(operand)
                return self._new("negative", (a,), f"−{_bracketed(a, 4)}", name)
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                a = self._node(left)
                n = self._number(right, "an exponent must be a number, such as 2 or −0.5")
                return self._new("power", (a,), f"{_bracketed(a, 5)}{raised(n)}", name, n)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
                sign = _BINARY[type(op)]
                a, b = self._node(left), self._node(right)
                shown = f" {sign} " if _BINDS[sign] == 1 else sign
                formula = (
                    f"{_bracketed(a, _BINDS[sign])}{shown}{_bracketed(b, _BINDS[sign] + 1, 3)}"
                )
                return self._new(sign, (a, b), formula, name)
            case ast.Call(func=func, args=args, keywords=keywords):
                function = func.id if isinstance(func, ast.Name) else ""
                factors = (ast.BinOp, ast.Call, ast.Constant)
                if isinstance(func, factors) or function in self.named or len(function) == 1:
                    raise self._refusal(tree, "a product must be written with *, such as 2*x")
                if function not in FUNCTIONS:
                    raise self._refusal(func, "a function must be max, exp, log, tanh or relu")
                if len(args) != FUNCTIONS[function] or keywords:
                    form = f"{function}({'a, b' if FUNCTIONS[function] == 2 else 'a'})"
                    raise self._refusal(tree, f"{function} must be written as {form}")
                inputs = tuple(map(self._node, args))
                formula = f"{function}({', '.join(a.label for a in inputs)})"
                return self._new(function, inputs, formula, name)
        raise self._refusal(tree, _WANTED)

    def _named(self, tree: ast.expr, name: str) -> Node:
        if name in FUNCTIONS:
            raise self._refusal(tree, f"{name} must be followed by a bracket")
        if name not in self.named:
            if self.names is not None and name not in self.names:
                known = ", ".join(dict.fromkeys([*self.names, *self.named])) or "none"
                raise self._refusal(tree, f"the names that can be used here are {known}")
            self.named[name] = self._new("variable", (), name, name)
        return self.named[name]

    def _number(self, tree: ast.expr, wanted: str) -> float:
        match tree:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                if abs(number) > sys.float_info.max:
                    raise self._refusal(tree, "a number must be below 1.8e308")
                return float(number)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as operand):
                return -self._number(operand, wanted)
        raise self._refusal(tree, wanted)

    def _new(
        self,
        operation: str,
        inputs: tuple[Node, ...],
        formula: str,
        name: str,
        number: float | None = None,
    ) -> Node:
        node = Node(len(self.nodes), operation, inputs, formula, name, number)
        self.nodes.append(node)
        return node

    def _check_size(self, size: float) -> None:
        if size > MAX_NODES:
            raise ValueError(
                f"a formula may have at most {MAX_NODES} nodes, but one with more was given"
            )

    def _refusal(self, tree: ast.expr | ast.stmt, wanted: str) -> ValueError:
        start, end = (
            self.place + self.line.characters(self.place, offset)
            for offset in (tree.col_offset, tree.end_col_offset or 0)
        )
        return self._refusal_at(start, end, wanted)

    def _refusal_at(self, start: int, end: int, wanted: str) -> ValueError:
        given = self.line.quoted(start, end)
        return ValueError(f"{self.line.at(start)}, {wanted}, but “{given}” was given")


class _Line:
    """A line as it was typed and in Python's signs, and where each of these was typed."""

    def __init__(self, typed: str, where: str) -> None:
        self.typed, self.where = typed, where
        self.python, self.columns = "", []
        for sign in _SIGN.finditer(typed):
            raised = f"**({sign[0].translate(_LOWERED)})" if sign[0][0] in _RAISED else None
            python = raised or _PYTHON.get(sign[0], sign[0])
            self.python += python
            self.columns += [sign.start()] * len(python)
        self.columns.append(len(typed))

    def at(self, place: int) -> str:
        return f"at column {self.columns[place] + 1}{self.where}"

    def quoted(self, start: int, end: int) -> str:
        typed = self.typed[self.columns[start] : self.columns[end]]
        return typed if len(typed) <= 40 else typed[:40] + "…"

    def characters(self, place: int, offset: int) -> int:
        """Return how many characters after `place` an offset is, which Python counts in bytes."""
        return len(self.python[place:].encode()[:offset].decode())


def _is_assigned(node: Node) -> bool:
    return bool(node.name) and node.operation != "variable"


def _bracketed(node: Node, at_least: int, *also: int) -> str:
    """Return how a node is written as an input, in brackets if it binds less than `at_least`."""
    binds = _BINDS.get(node.operation, 5)
    if node.operation == "constant" and node.formula.startswith("−"):
        binds = _BINDS["negative"]
    brackets = not node.name and (binds < at_least or binds in also)
    return f"({node.label})" if brackets else node.label


def _written(number: float) -> str:
    return (f"{number:g}" if float(f"{number:g}") == number else repr(number)).replace("-", "−")


def raised(exponent: float) -> str:
    """Return how a power is written after its input.

    >>> raised(2), raised(-1), raised(0.5)
    ('²', '⁻¹', '**0.5')
    """
    text = _written(exponent)
    return text.translate(_SUPERSCRIPTS) if re.fullmatch("−?[0-9]+", text) else f"**{text}"
