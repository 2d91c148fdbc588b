"""The explorer of notebook 04: how the learning rate and the input decide the descent."""

from __future__ import annotations

from dataclasses import dataclass

import ipywidgets as widgets
import numpy as np

from .. import neuron
from .article import LR, W, X, Y
from .controls import NumberControl
from .explorer import Explorer
from .live_figure import BLUE, GREEN, INK, MUTED, PAPER, PURPLE, RED, LiveFigure, within
from .loss_curve import DescentCurve, legend_above
from .regimes import regime_in_words
from .wording import count, number

_STEPS_DRAWN = 30
_GOAL = 1e-6
_PATIENCE = 1000
_LR_HIGH, _X_HIGH = 0.6, 3.0
_LRS = np.linspace(0, _LR_HIGH, 121)
_LOSS_VIEW = (1e-13, 1e4)


@dataclass(frozen=True)
class LearningRateRun:
    """A descent, the learning rates at which it changes, and how soon it reached the goal."""

    descent: neuron.Descent
    shrink_factor: float
    shrink_factors: np.ndarray
    critical_lr: neuron.CriticalLr
    steps_to_goal: int | None
