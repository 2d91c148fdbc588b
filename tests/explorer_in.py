"""The explorers of a notebook, as they are when the notebook was run."""

import ast
import re

from backprop_lib import explorers
from backprop_lib.explorers.pieces import TwoLossesPicture
from backprop_lib.practice import exercises


def explorers_in(notebook, written=()):
    """Return the explorers that a notebook shows, in their order.

    A learner's function `my_NAME` is the stub, or the solution if NAME is among the `written`.
    """
    source = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    own = {
        f"my_{name}": exercises[name].reference if name in written else stub
        for name in re.findall(r"=my_(\w+)", source)
    }
    known = {name: getattr(explorers, name) for name in explorers.__all__}
    known |= {"TwoLossesPicture": TwoLossesPicture}
    calls = [
        call
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in known
    ]
    calls.sort(key=lambda call: call.lineno)
    names = {"exercises": exercises, **own, **known}
    return [eval(ast.unparse(call), names) for call in calls]


def stub(*arguments):
    """Do nothing, as an answer that is not written yet."""


def explorer_in(notebook):
    """Return the explorer that a notebook shows first."""
    return explorers_in(notebook)[0]
