"""What several explorers draw or say: a network, the loss curve, a descent, a decision."""

from .activation_rules import activation_choice, activation_in_words, derived
from .chain import ChainDrawing
from .decision_map import DecisionMap, Plane
from .formula_explorer import FormulaExplorer, variable_controls
from .graph_drawing import GraphDrawing, Shown
from .graph_layout import GraphLayout, Wire
from .graph_names import GraphNames, quantity, written
from .graph_rules import GraphRules, without_noise
from .last_step import last_step
from .layers_drawing import Layer, LayersDrawing, Unit
from .loss_curve import WEIGHT_VIEW, DescentCurve, LossCurve, Valley, valley
from .matrices import Matrices, Place, entry
from .network import NetworkDrawing
from .output_line import OutputLine
from .own_activation import OwnActivation
from .own_backward import OwnBackward
from .own_dense_backward import OwnDenseBackward, OwnDescent, Parting
from .own_functions import OwnFunctions, Walk
from .passes import Passes, PassesExplorer, PassStep, pass_step
from .regimes import Regime, first_step_out_of_view, regime_in_words, regime_of
from .right_path import RightPath
from .step_plots import StepPlots, power_reached
from .two_losses import TwoLossesPicture
from .update_steps import UPDATES, update_steps

__all__ = [
    "UPDATES",
    "WEIGHT_VIEW",
    "ChainDrawing",
    "DecisionMap",
    "DescentCurve",
    "FormulaExplorer",
    "GraphDrawing",
    "GraphLayout",
    "GraphNames",
    "GraphRules",
    "Layer",
    "LayersDrawing",
    "LossCurve",
    "Matrices",
    "NetworkDrawing",
    "OutputLine",
    "OwnActivation",
    "OwnBackward",
    "OwnDenseBackward",
    "OwnDescent",
    "OwnFunctions",
    "Parting",
    "PassStep",
    "Passes",
    "PassesExplorer",
    "Place",
    "Plane",
    "Regime",
    "RightPath",
    "Shown",
    "StepPlots",
    "TwoLossesPicture",
    "Unit",
    "Valley",
    "Walk",
    "Wire",
    "activation_choice",
    "activation_in_words",
    "derived",
    "entry",
    "first_step_out_of_view",
    "last_step",
    "pass_step",
    "power_reached",
    "quantity",
    "regime_in_words",
    "regime_of",
    "update_steps",
    "valley",
    "variable_controls",
    "without_noise",
    "written",
]
