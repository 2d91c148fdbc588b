"""The explorers of a notebook, as they are when the notebook was run."""

import re

from backprop_lib import explorers


def explorers_in(notebook):
    """Return the explorers that a notebook shows, in their order."""
    source = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    found = re.findall(r"\w+Explorer\(.*?\)", source)
    return [eval(f"explorers.{made}", {"explorers": explorers}) for made in found]


def explorer_in(notebook):
    """Return the explorer that a notebook shows first."""
    return explorers_in(notebook)[0]
