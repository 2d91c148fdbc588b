"""What several explorers draw or say: the loss curve, headings, how a descent goes."""

from .headings import legend_above, title_above
from .loss_curve import (
    WEIGHT_VIEW,
    DescentCurve,
    LossCurve,
    fit_view,
    steps_out_of_view,
    steps_shown,
)
from .regimes import regime_in_words

__all__ = [
    "WEIGHT_VIEW",
    "DescentCurve",
    "LossCurve",
    "fit_view",
    "legend_above",
    "regime_in_words",
    "steps_out_of_view",
    "steps_shown",
    "title_above",
]
