"""What several explorers draw or say: a network, the loss curve, how a descent goes."""

from .loss_curve import WEIGHT_VIEW, DescentCurve, LossCurve, Valley, valley
from .network import NetworkDrawing
from .regimes import Regime, regime_in_words, regime_of, steps_in_view

__all__ = [
    "WEIGHT_VIEW",
    "DescentCurve",
    "LossCurve",
    "NetworkDrawing",
    "Regime",
    "Valley",
    "regime_in_words",
    "regime_of",
    "steps_in_view",
    "valley",
]
