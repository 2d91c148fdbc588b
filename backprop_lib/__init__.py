"""The maths of the back-propagation course, small enough to read.

==================  =====================================================================
`neuron`            the article's network: forward, loss, gradient, update, descend, and
                    what the learning rate does to the descent
`chain`             a chain of weights: values forward, slopes back, and descent of all of
                    them; used by its name, as in chain.forward(x, weights)
`layers`            a dense layer, forward and backward side by side
`activations`       sigmoid, tanh, ReLU and their kin, each with its derivative
`losses`            the mean squared error and both cross-entropies, each with its slope
`network`           layers in a chain: values forward, slopes back
`training`          descent on many samples: all at once, one by one or in batches
`optimizers`        what to make of a gradient: plain descent, momentum, RMSProp, Adam
`datasets`          samples to learn from, the same for the same seed
`graph`             a formula as a computation graph: values forward, slopes back, one step at a
                    time; used by its name, as in graph.read("(x*w - y)**2")
`autograd`          the engine: numbers that remember how they were computed; used by its name,
                    as in autograd.Value(0.8)
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

from . import (
    activations,
    autograd,
    chain,
    datasets,
    graph,
    layers,
    losses,
    network,
    optimizers,
    training,
)
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
    "activations",
    "autograd",
    "best_weight",
    "central_slope",
    "chain",
    "check_gradient",
    "closed_form",
    "critical_lr",
    "datasets",
    "descend",
    "forward",
    "gradient",
    "graph",
    "layers",
    "loss",
    "losses",
    "network",
    "numerical_gradient",
    "optimizers",
    "regime",
    "secant_slope",
    "shrink_factor",
    "training",
    "update",
]
