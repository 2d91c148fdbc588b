"""Where `Table` was in 0.1.0: learners' own copies of its notebooks import it from here."""

from .notation import Table

__all__ = ["Table"]
