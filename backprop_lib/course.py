"""The notebooks of the course, in order. Everything that lists them reads this module.

After a change here, run `make notebooks` to rewrite the maps and links.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

# Where the course lives on GitHub. Replace OWNER and REPOSITORY, here and in CITATION.cff.
REPOSITORY = "OWNER/REPOSITORY"
PUBLISHED = REPOSITORY != "OWNER/REPOSITORY"

# Where Binder finds it (replace HEAD with a tag), and where its pages are.
BINDER = f"https://mybinder.org/v2/gh/{REPOSITORY}/HEAD"
SITE = "https://{}.github.io/{}/".format(*REPOSITORY.split("/"))

# What each notebook but the first says below its question: none of its cells has run when it opens.
TO_START = "To start, and whenever you come back, choose *Run → Run All Cells*."


@dataclass(frozen=True)
class Notebook:
    """A notebook of the course.

    Attributes
    ----------
    stem
        Its file name without the extension, such as "03_descent".
    question
        The question that it opens with and answers.
    minutes
        How long it takes, practice included.
    """

    stem: str
    question: str
    minutes: int

    @property
    def file(self) -> str:
        """The file name, such as "03_descent.ipynb"."""
        return f"{self.stem}.ipynb"

    @property
    def number(self) -> str:
        """Its number, such as "03"."""
        return self.stem.partition("_")[0]

    @property
    def name(self) -> str:
        """The name that it shares with its explorer and its practice, such as "descent"."""
        return self.stem.partition("_")[2]

    @property
    def title(self) -> str:
        """The number and name as readers see them, such as "03 Descent"."""
        return f"{self.number} {self.name.replace('_', ' ').capitalize()}"

    @property
    def on_binder(self) -> str:
        """The address that opens it on Binder."""
        return f"{BINDER}?urlpath=lab/tree/notebooks/{self.file}"

    def module_in(self, package: str) -> ModuleType | None:
        """Return the module with this notebook's name in a package, or None if there is none."""
        module = f"{package}.{self.name}"
        return import_module(module) if find_spec(module) else None


COURSE = (
    Notebook("00_start_here", "Can you explain how back-propagation works?", 7),
    Notebook("01_one_weight", "How wrong is the network?", 25),
    Notebook("02_slope", "Which way should the weight move, and how much does it matter?", 35),
    Notebook("03_descent", "How does the network learn?", 30),
    Notebook("04_learning_rate", "How large should a step be?", 40),
    Notebook("05_backward_pass", "What is passed back, and why is one pass enough?", 45),
    Notebook("06_bias_and_data", "What changes with a bias and many samples?", 45),
    Notebook("07_computation_graph", "How does back-propagation work for any formula?", 50),
    Notebook("08_activations", "What does a network gain by bending, and what does it cost?", 45),
    Notebook(
        "09_hidden_layer",
        "What does a hidden layer add, and how do slopes find their way through it?",
        100,
    ),
    Notebook(
        "10_matrix_form",
        "How does a whole layer take the step at once, and what does it cost?",
        110,
    ),
    Notebook("11_autograd", "How does a program find every gradient by itself?", 90),
)


def notebook(name: str) -> Notebook:
    """Return the notebook of this name.

    >>> notebook("descent").file
    '03_descent.ipynb'
    """
    for member in COURSE:
        if member.name == name:
            return member
    known = ", ".join(member.name for member in COURSE)
    raise KeyError(f"there is no notebook {name!r}; there are {known}")
