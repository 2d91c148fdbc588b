"""The pictures that move while a control is dragged, one explorer per notebook.

``StartHereExplorer`` 00, ``OneWeightExplorer`` 01, ``SlopeExplorer`` 02, ``DescentExplorer`` 03,
``LearningRateExplorer`` 04. `Explorer` says how to write another.
"""

from .descent import DescentExplorer
from .engine import Explorer
from .learning_rate import LearningRateExplorer
from .one_weight import OneWeightExplorer
from .slope import SlopeExplorer
from .start_here import StartHereExplorer

__all__ = [
    "DescentExplorer",
    "Explorer",
    "LearningRateExplorer",
    "OneWeightExplorer",
    "SlopeExplorer",
    "StartHereExplorer",
]
