"""The explorer of notebook 09: both passes through a hidden layer, one number at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from ..activations import ACTIVATIONS
from ..layers import Dense
from ..network import Network
from ..notation import about, subscript
from .engine import Found, LiveFigure, Number, Steps
from .pieces import (
    Layer,
    LayersDrawing,
    OwnBackward,
    Passes,
    PassesExplorer,
    PassStep,
    Unit,
    activation_choice,
    derived,
    pass_step,
)

_DECIMALS = 12  # of sums: no rounding of the computer's, which the slopes would show
_NOISE = 1e-13  # of the terms of a sum: less is 0
_FORWARD, _BACK = "Forward", "Back"
_LAST_FORWARD, _LAST = 6, 24
_DRAWN = (
    Layer((Unit("z₁", "a₁", "b₁"), Unit("z₂", "a₂", "b₂")), (("w₁₁", "w₁₂"), ("w₂₁", "w₂₂"))),
    Layer((Unit("", "ŷ", "c"),), (("v₁",), ("v₂",))),
)
_VIA = {f"dj/d{x}": f"dj/d{x} via z₁" for x in ("x₁", "x₂")}


def _parameter(label: str, start: float, of: str = "w") -> Number:
    return Number(label, start, low=-2, high=2, step=0.05, of=of)


class HiddenLayerExplorer(PassesExplorer):
    """Go forward to the loss, then back over every wire, one number at a time; then move sliders.

    The backward pass may be the learner's own, with ReLU. Where one of its slopes is wrong, the
    right one stands beside it.

    Parameters
    ----------
    backward
        The learner's ``backward(x, z, a, v, dj_dy_hat)``. x, z, a and v are lists of two numbers;
        it returns the nine slopes for w11, w12, w21, w22, b1, b2, v1, v2 and c in this order.
    judge
        What names the mistake in it, such as ``exercises["backward_hidden"].judge``: it takes the
        function and returns an object with `passed` and `message`. It is asked once.
    **start
        Values to start from instead of the declared ones, by the name of the control.

    Raises
    ------
    TypeError
        If there is no control with that name, or if there is a judge and no function.

    Examples
    --------
    >>> print(HiddenLayerExplorer(steps=9).sentence)
    Back: dj/dv₁ = dj/dŷ · a₁ = 1.4 · 2 = 2.8. It uses a₁, which was kept on the way forward.
    """

    CONTROLS = {
        "activation": activation_choice("relu", "tanh", "sigmoid", "identity"),
        "w11": _parameter("weight w₁₁", 1.6),
        "w12": _parameter("weight w₁₂", 0.6),
        "w21": _parameter("weight w₂₁", -0.4),
        "w22": _parameter("weight w₂₂", -0.4),
        "b1": _parameter("bias b₁", 0, of=""),
        "b2": _parameter("bias b₂", 0.1, of=""),
        "v1": _parameter("weight v₁", 0.5),
        "v2": _parameter("weight v₂", -0.5),
        "c": _parameter("bias c", 0.5, of=""),
        "x1": Number("input x₁", 1.5, low=-2, high=3, step=0.05, of="x"),
        "x2": Number("input x₂", 1, low=-2, high=3, step=0.05, of="x"),
        "y": Number("target y", 0.5, low=-2, high=3, step=0.05, of="y"),
        "steps": Steps("step", 0, high=_LAST, phases=((_FORWARD, _LAST_FORWARD), (_BACK, _LAST))),
    }

    def __init__(
        self,
        backward: Callable[..., Any] | None = None,
        judge: Callable[[Any], Any] | None = None,
        **start: Any,
    ) -> None:
        self.own = OwnBackward(backward, judge)
        if self.own.is_given:
            # The learner's function is one for ReLU, and all that it returns is seen at once.
            controls = {**self.CONTROLS, "steps": self.CONTROLS["steps"].starting_at(_LAST)}
            del controls["activation"]
            self.CONTROLS = controls
        super().__init__(**start)

    def anew(self) -> HiddenLayerExplorer:
        return type(self)(self.own.backward, self.own.judge)

    def build(self, picture: LiveFigure) -> None:
        self.drawing = LayersDrawing(picture, ("x₁", "x₂"), _DRAWN, ("y",), partial=_VIA)

    def run(self, activation: str = "relu", **values: float) -> Passes:
        given = {_sign(name): value for name, value in values.items()}
        steps = tuple(_steps(given, activation))
        if not self.own.is_given:
            return Passes(given, steps, activation=activation)
        known = Passes(given, steps, len(steps)).known
        inputs = {
            "x": [known["x₁"], known["x₂"]],
            "z": [known["z₁"], known["z₂"]],
            "a": [known["a₁"], known["a₂"]],
            "v": [known["v₁"], known["v₂"]],
            "dj_dy_hat": known["dj/dŷ"],
        }
        right = {f"dj/d{_sign(name)}": known[f"dj/d{_sign(name)}"] for name in _PARAMETERS}
        returned = self.own.returned(inputs, right)
        said = self.own.said(returned, right, [step.finds for step in steps])
        steps = tuple(replace(step, own=returned.wrong.get(step.finds)) for step in steps)
        return Passes(given, steps, said=said, activation=activation)

    def describe(self, result: Passes) -> str:
        return result.sentence(
            "The two inputs, the target and the nine parameters are given. "
            "Press Forward to compute z₁."
        )


_PARAMETERS = ("w11", "w12", "w21", "w22", "b1", "b2", "v1", "v2", "c")


def _sign(name: str) -> str:
    """Return the sign of a control, such as w₁₁ for w11."""
    return f"{name[0]}{subscript(name[1:])}"


def _steps(given: Mapping[str, float], activation: str) -> Iterator[PassStep]:
    """Yield the steps of both passes, in the order in which a computer can take them."""
    known = ACTIVATIONS[activation]
    w_in = np.array([[given["w₁₁"], given["w₁₂"]], [given["w₂₁"], given["w₂₂"]]])
    w_out = np.array([[given["v₁"]], [given["v₂"]]])
    hidden, output = Dense(w_in, [given["b₁"], given["b₂"]]), Dense(w_out, [given["c"]])
    x, y = np.array([[given["x₁"], given["x₂"]]]), np.array([[given["y"]]])
    z = hidden.forward(x).round(_DECIMALS)
    a = known.forward(z)
    y_hat = output.forward(a).round(_DECIMALS)
    error = _sum(y_hat.item(), -y.item())
    arrives = np.array([[2 * error]])
    first, second = Network(hidden, known, output).backward([x, z, a, y_hat], arrives)
    local = {}
    forward, back = partial(pass_step, _FORWARD), partial(pass_step, _BACK)

    for n, unit in enumerate("₁₂"):
        rule = f"{{x₁}} · {{w₁{unit}}} + {{x₂}} · {{w₂{unit}}} + {{b{unit}}}"
        yield forward(
            Found(f"z{unit}", z[0, n], rule),
            remark=f"Unit {n + 1} adds what arrives over its two wires, and its bias.",
            lit=(f"w₁{unit}", f"w₂{unit}"),
        )
        value, local[unit] = derived(
            activation, z[0, n], z=f"z{unit}", a=f"a{unit}", slope=f"da{unit}/dz{unit}"
        )
        yield forward(value, remark=_after_activation(activation, z[0, n], unit))
    yield forward(
        Found("ŷ", y_hat.item(), "{a₁} · {v₁} + {a₂} · {v₂} + {c}"),
        remark="This is the network's answer.",
        lit=("v₁", "v₂"),
    )
    yield forward(
        Found("j", error**2, "({ŷ} − {y})²"), remark="Now all values are known. Press Back."
    )

    yield back(
        Found("dj/dŷ", 2 * error, "2 · ({ŷ} − {y})"),
        remark="Every other slope needs this number. It is computed once.",
    )
    yield back(
        Found("dj/dc", second.bias.item(), "{dj/dŷ} · 1"),
        remark="c is added to ŷ: a nudge of c moves ŷ by as much.",
    )
    for n, unit in enumerate("₁₂"):
        yield back(
            Found(f"dj/dv{unit}", second.weights[n, 0], f"{{dj/dŷ}} · {{a{unit}}}"),
            remark=f"It uses a{unit}, which was kept on the way forward.",
            lit=(f"v{unit}",),
        )
        yield back(
            Found(f"dj/da{unit}", second.inputs[0, n], f"{{dj/dŷ}} · {{v{unit}}}"),
            remark=f"The slope goes back over the wire: times its weight, v{unit}.",
            lit=(f"v{unit}",),
        )
        yield back(
            local[unit],
            Found(f"dj/dz{unit}", first.bias[n], f"{{dj/da{unit}}} · {{da{unit}/dz{unit}}}"),
            remark=_back_through(activation, local[unit].value),
        )
        yield back(
            Found(f"dj/db{unit}", first.bias[n], f"{{dj/dz{unit}}} · 1"),
            remark=f"b{unit} is added to z{unit}: a nudge of b{unit} moves z{unit} by as much.",
        )
        for row, of in enumerate("₁₂"):
            w, once_more = f"w{of}{unit}", " once more" if row else ""
            yield back(
                Found(f"dj/d{w}", first.weights[row, n], f"{{dj/dz{unit}}} · {{x{of}}}"),
                remark=f"It uses dj/dz{unit}{once_more}, and the input of this wire, x{of}.",
                lit=(w,),
            )
    on = [unit for unit in "₁₂" if activation != "relu" or local[unit].value]
    for row, of in enumerate("₁₂"):
        one, two = (float(first.bias[n] * w_in[row, n]) for n in range(2))
        slope, via = f"dj/dx{of}", f"dj/dx{of} via z₁"
        yield back(
            Found(via, one, f"{{dj/dz₁}} · {{w{of}₁}}"),
            remark=f"That is the first path from x{of} to the loss. There is another, through z₂.",
            lit=(f"w{of}₁",),
        )
        yield back(
            Found(slope, _sum(one, two), f"{{{via}}} + {{dj/dz₂}} · {{w{of}₂}}"),
            remark=_over_paths(of, on),
            lit=(f"w{of}₁", f"w{of}₂"),
        )


def _over_paths(of: str, on: list[str]) -> str:
    """Return over which paths a nudge of an input reaches the loss, in a sentence."""
    match on:
        case []:
            return "Both units are off, so no path is left."
        case ["₁"]:
            return "Unit 2 is off, so only the path through unit 1 is left."
        case ["₂"]:
            return "Unit 1 is off, so only the path through unit 2 is left."
    return f"A nudge of x{of} reaches the loss over both paths, so the two paths add."


def _sum(one: float, other: float) -> float:
    """Return a sum without the noise of rounding."""
    total = one + other
    return total if abs(total) > _NOISE * (abs(one) + abs(other)) else 0.0


def _after_activation(activation: str, z: float, unit: str) -> str:
    """Return what an activation does to a value, in a sentence."""
    a, z_sign = f"a{unit}", f"z{unit}"
    match activation:
        case "relu" if z > 0:
            return f"{z_sign} is positive: ReLU passes it on."
        case "relu":
            return f"{z_sign} is not positive: the unit is off."
        case "identity":
            return "The identity changes nothing."
    return f"{a} lies between {'−1' if activation == 'tanh' else '0'} and 1."


def _back_through(activation: str, local: float) -> str:
    """Return what an activation leaves of a slope, in a sentence."""
    if activation == "identity":
        return "The identity lets all of the slope through."
    if activation == "relu":
        if local:
            return "ReLU is on and lets all of the slope through."
        return (
            "ReLU is off and lets nothing through: this unit's weights and its bias get the slope "
            "0."
        )
    return f"The activation lets {about(local)} of the slope through."
