"""Every small slip in a function: one operator, constant or name exchanged, or two swapped."""

import ast
import copy
import itertools

ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)


def mutants(code):
    """Yield the text of each mutant of `code`, one function, once."""
    original = ast.parse(code)
    seen = {ast.unparse(original)}
    names = sorted(
        {node.arg for node in ast.walk(original) if isinstance(node, ast.arg)}
        | {
            node.id
            for node in ast.walk(original)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
    )
    for place in range(len(list(ast.walk(original)))):
        for number in itertools.count():
            tree = copy.deepcopy(original)
            changes = list(_changes(list(ast.walk(tree))[place], names))
            if number >= len(changes):
                break
            changes[number]()
            text = ast.unparse(ast.fix_missing_locations(tree))
            if text not in seen:
                seen.add(text)
                yield text


def _changes(node, names):
    """Yield functions that each make one change in the node."""

    def setter(attribute, value):
        return lambda: setattr(node, attribute, value)

    if isinstance(node, (ast.BinOp, ast.AugAssign)):
        for operator in ARITHMETIC:
            yield setter("op", operator())
    if isinstance(node, ast.BinOp):
        left, right = node.left, node.right
        yield lambda: (setattr(node, "left", right), setattr(node, "right", left))
        yield lambda: _become(node, left)
        yield lambda: _become(node, right)
    if isinstance(node, ast.UnaryOp):
        operand = node.operand
        yield lambda: _become(node, operand)
    if isinstance(node, ast.Compare):
        for operator in COMPARISONS:
            yield setter("ops", [operator(), *node.ops[1:]])
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        for value in (node.value + 1, node.value - 1, node.value * 2, -node.value, 0):
            yield setter("value", value)
    if isinstance(node, ast.Call):
        for i, j in itertools.combinations(range(len(node.args)), 2):
            swapped = list(node.args)
            swapped[i], swapped[j] = swapped[j], swapped[i]
            yield setter("args", swapped)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        for name in names:
            yield setter("id", name)


def _become(node, other):
    replacement = copy.deepcopy(other)
    node.__class__ = replacement.__class__
    node.__dict__.clear()
    node.__dict__.update(replacement.__dict__)
