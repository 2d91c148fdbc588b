"""The steps of a training that is watched: several updates each."""

from __future__ import annotations

from ..engine import Steps

UPDATES = 4
"""How many updates a step of the control makes: one at a time is too slow to watch."""


def update_steps(high: int) -> Steps:
    """Return the control that walks along a training, up to a step.

    >>> update_steps(100).label
    'steps of 4 updates'
    """
    return Steps(f"steps of {UPDATES} updates", 0, high=high, live=True)
