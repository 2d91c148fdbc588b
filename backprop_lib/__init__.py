"""The maths of the back-propagation course, small enough to read.

==================  =====================================================================
`neuron`            the article's network: forward, loss, gradient, update, descend, and
                    what the learning rate does to the descent
`chain`             a chain of weights: values forward, slopes back, and descent of all of
                    them; used by its name, as in chain.forward(x, weights)
`gradcheck`         is a gradient right? analytic against measured slopes
`explorers`         the pictures that move while you drag a slider, one per notebook;
                    not imported here, so that the import costs no more than NumPy's
`practice`          exercises that say which mistake was made, predictions, and progress;
                    not imported here either
`sandbox`           calls a learner's function: a value or a sentence, never a traceback
`values`            the values that it returns: of which kind they are, whether two are equal
`notation`          how numbers are read and written, and tables of them
`article`           the article's values
==================  =====================================================================
"""

from . import chain
from .gradcheck import (
    GradientCheck,
    central_slope,
    check_gradient,
    numerical_gradient,
    secant_slope,
)
from .neuron import (
    REGIMES,
    CriticalLr,
    Descent,
    best_weight,
    closed_form,
    critical_lr,
    descend,
    forward,
    gradient,
    loss,
    regime,
    shrink_factor,
    update,
)

__all__ = [
    "REGIMES",
    "CriticalLr",
    "Descent",
    "GradientCheck",
    "best_weight",
    "central_slope",
    "chain",
    "check_gradient",
    "closed_form",
    "critical_lr",
    "descend",
    "forward",
    "gradient",
    "loss",
    "numerical_gradient",
    "regime",
    "secant_slope",
    "shrink_factor",
    "update",
]
