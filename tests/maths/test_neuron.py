"""The article's neuron against the article, a closed form, exact fractions and autograd."""

import warnings
from fractions import Fraction

import autograd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_lib import (
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
from backprop_lib.article import LR, W, X, Y

TRAIL = [0.8, 0.59, 0.4745, 0.410975, 0.37603625, 0.3568199375, 0.346250965625]

moderate = st.floats(-1e3, 1e3).filter(lambda value: value == 0 or abs(value) > 1e-3)
any_finite = st.floats(allow_nan=False, allow_infinity=False)


def test_the_articles_first_prediction_and_loss():
    assert forward(X, W) == pytest.approx(1.2, abs=1e-12)
    assert loss(1.2, Y) == pytest.approx(0.49, abs=1e-12)


def test_the_articles_trail():
    np.testing.assert_allclose(descend(X, Y, W, LR, 6).w, TRAIL, rtol=0, atol=1e-12)


def test_the_trail_by_forward_gradient_and_update():
    w, trail = W, [W]
    for _ in range(6):
        w = update(w, gradient(X, Y, w), LR)
        trail.append(w)
    np.testing.assert_allclose(trail, TRAIL, rtol=0, atol=1e-12)


def test_the_trail_in_exact_fractions():
    x, y, w, lr = Fraction(3, 2), Fraction(1, 2), Fraction(4, 5), Fraction(1, 10)
    exact = [w]
    for _ in range(40):
        w = w - lr * 2 * (x * w - y) * x
        exact.append(w)
    np.testing.assert_allclose(
        descend(X, Y, W, LR, 40).w, [float(w) for w in exact], rtol=0, atol=1e-12
    )


def test_the_articles_closed_form():
    steps = np.arange(60)
    article = 1 / 3 + 7 / 15 * 0.55**steps
    np.testing.assert_allclose(closed_form(X, Y, W, LR, steps), article, rtol=0, atol=1e-12)
    np.testing.assert_allclose(descend(X, Y, W, LR, 59).w, article, rtol=0, atol=1e-12)


@given(w=moderate)
def test_the_articles_gradient(w):
    assert gradient(X, Y, w) == pytest.approx(4.5 * w - 1.5, rel=1e-12, abs=1e-12)


@given(x=moderate, y=moderate, w=moderate)
def test_the_gradient_agrees_with_autograd(x, y, w):
    oracle = autograd.grad(lambda weight: (x * weight - y) ** 2)
    assert gradient(x, y, w) == pytest.approx(oracle(w), rel=1e-12, abs=1e-12)


def test_0_333_is_first_reached_at_step_14():
    rounded = descend(X, Y, W, LR, 20).w.round(3)
    assert np.flatnonzero(rounded == 0.333)[0] == 14


def test_a_descent_holds_outputs_losses_and_gradients():
    descent = descend(X, Y, W, LR, 6)
    assert len(descent.w) == len(descent.y_hat) == len(descent.loss) == len(descent.gradient) == 7
    np.testing.assert_array_equal(descent.y_hat, X * descent.w)
    np.testing.assert_array_equal(descent.loss, (X * descent.w - Y) ** 2)
    np.testing.assert_allclose(descent.gradient, 4.5 * descent.w - 1.5, atol=1e-12)
    assert descent.regime == "steady"
    assert descent.shrink_factor == pytest.approx(0.55)
    assert descent.critical_lr == pytest.approx((2 / 9, 4 / 9))


@given(x=moderate, y=moderate, w=moderate, s=st.floats(-1.5, 1), steps=st.integers(0, 30))
def test_the_closed_form_agrees_with_the_loop(x, y, w, s, steps):
    lr = 0.1 if x == 0 else (1 - s) / (2 * x**2)
    walked = descend(x, y, w, lr, steps).w
    scale = abs(w) + (abs(y / x) if x else 0) + 1e-300
    atol = 1e-11 * scale * max(1, abs(s)) ** steps
    np.testing.assert_allclose(
        closed_form(x, y, w, lr, np.arange(steps + 1)), walked, rtol=0, atol=atol
    )


@given(x=moderate.filter(bool), w=moderate, y=moderate)
def test_the_critical_learning_rates_divide_the_regimes(x, w, y):
    one_step, limit = critical_lr(x)
    assert regime(x, one_step) == "one step"
    assert regime(x, 0.5 * one_step) == "steady"
    assert regime(x, 1.5 * one_step) == "swinging"
    assert regime(x, limit) == "swinging"
    assert regime(x, 1.01 * limit) == "running away"
    assert regime(x, -one_step) == "running away"
    assert regime(x, 0) == "standing still"
    landed = descend(x, y, w, one_step, 1).w[1]
    assert landed == pytest.approx(best_weight(x, y), rel=1e-9, abs=1e-9 * (1 + abs(w)))


@pytest.mark.parametrize(
    ("lr", "falls"), [(0.1, True), (0.4, True), (0.4444, True), (0.4445, False), (0.5, False)]
)
def test_the_loss_falls_below_the_limit_and_grows_above(lr, falls):
    losses = descend(X, Y, W, lr, 10).loss
    assert bool(np.all(np.diff(losses) < 0)) is falls


def test_without_input_nothing_moves():
    descent = descend(0, Y, W, LR, 5)
    np.testing.assert_array_equal(descent.w, np.full(6, W))
    assert descent.regime == "standing still"
    assert descent.critical_lr == (np.inf, np.inf)
    assert np.isnan(best_weight(0, Y))


def test_a_thousand_times_the_input_divides_the_limit_by_a_million():
    assert critical_lr(X).limit / critical_lr(1000 * X).limit == pytest.approx(1e6)


def test_running_away_ends_at_infinity_on_alternating_sides():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        descent = descend(X, Y, W, 0.9, 2000)
        tail = descent.w[-4:]
        assert np.all(np.isinf(tail))
        assert np.all(np.sign(tail[:-1]) == -np.sign(tail[1:]))
        assert not np.isnan(descent.w).any()
        assert descent.loss[-1] == np.inf
        assert np.isinf(descent.gradient[-1])
        assert np.isinf(closed_form(X, Y, W, 0.9, 2000))
        assert update(descent.w[-1], descent.gradient[-1], 0.9) == -descent.w[-1]
        assert descend(X, Y, W, -0.9, 2000).w[-1] == np.inf


@given(x=any_finite, y=any_finite, w=any_finite, lr=any_finite, steps=st.integers(0, 20))
def test_finite_input_never_gives_nan_or_a_warning(x, y, w, lr, steps):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        descent = descend(x, y, w, lr, steps)
        assert not np.isnan(descent.w).any()
        assert descent.regime in {
            "steady",
            "one step",
            "swinging",
            "running away",
            "standing still",
        }


def test_numbers_give_a_number():
    for value in (
        forward(2, 3),
        loss(2, 3),
        gradient(1, 2, 3),
        update(1, 2, 3),
        best_weight(1, 2),
        shrink_factor(1, 2),
        closed_form(1, 2, 3, 0.1, 4),
        critical_lr(1).limit,
    ):
        assert type(value) is float
    assert type(regime(1, 0.1)) is str


def test_a_grid_of_descents_equals_single_descents():
    w, lr = np.linspace(-1, 2, 7)[:, np.newaxis], np.linspace(0, 0.5, 5)
    descent = descend(X, Y, w, lr, 12)
    assert descent.w.shape == descent.loss.shape == descent.gradient.shape == (13, 7, 5)
    for i in range(7):
        for k in range(5):
            alone = descend(X, Y, w[i, 0], lr[k], 12)
            np.testing.assert_array_equal(descent.w[:, i, k], alone.w)
            np.testing.assert_array_equal(descent.gradient[:, i, k], alone.gradient)
    assert descent.regime.shape == (5,)


def test_an_array_of_weights_gives_the_loss_curve():
    weights = np.linspace(-1, 2, 11)
    np.testing.assert_array_equal(loss(forward(X, weights), Y), (X * weights - Y) ** 2)


GOOD = {
    forward: {"x": X, "w": W},
    loss: {"y_hat": 1.2, "y": Y},
    gradient: {"x": X, "y": Y, "w": W},
    update: {"w": W, "grad": 2.1, "lr": LR},
    best_weight: {"x": X, "y": Y},
    shrink_factor: {"x": X, "lr": LR},
    regime: {"x": X, "lr": LR},
    critical_lr: {"x": X},
    closed_form: {"x": X, "y": Y, "w": W, "lr": LR, "step": 3},
    descend: {"x": X, "y": Y, "w": W, "lr": LR, "steps": 3},
}
NUMBERS = [(function, name) for function, good in GOOD.items() for name in good if name != "steps"]


@pytest.mark.parametrize(("function", "name"), NUMBERS)
@pytest.mark.parametrize(
    ("bad", "error"),
    [
        ("0.1", TypeError),
        (None, TypeError),
        (True, TypeError),
        (1j, TypeError),
        ([[1, 2], [3]], TypeError),
        (float("nan"), ValueError),
        ([1.0, float("nan")], ValueError),
    ],
)
def test_an_argument_that_is_not_a_number_is_named(function, name, bad, error):
    with pytest.raises(error, match=rf"^{name} must .* was given(, with nan at \[1\])?$") as caught:
        function(**{**GOOD[function], name: bad})
    assert str(caught.value).find(repr(bad)[:8]) > 0


@pytest.mark.parametrize("function", [descend, update, closed_form, regime, shrink_factor])
@pytest.mark.parametrize("bad", [float("inf"), -float("inf")])
def test_an_infinite_learning_rate_is_refused(function, bad):
    with pytest.raises(ValueError, match=r"^lr must be finite, but .*inf \(float\) was given$"):
        function(**{**GOOD[function], "lr": bad})


def test_shapes_that_do_not_broadcast_are_named():
    with pytest.raises(ValueError, match=r"x \(2,\), w \(3,\)"):
        forward([1, 2], [1, 2, 3])


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        *((-1, ValueError), (2.5, ValueError), (float("inf"), ValueError)),
        *((float("nan"), ValueError), ("3", TypeError), (None, TypeError), (True, TypeError)),
    ],
)
def test_steps_must_be_whole(bad, error):
    with pytest.raises(error, match=r"^steps must be a whole number of at least 0, but"):
        descend(X, Y, W, LR, bad)


@pytest.mark.parametrize("bad", [-1, 0.5, [0, 1, -2]])
def test_the_step_of_the_closed_form_must_be_whole(bad):
    with pytest.raises(ValueError, match=r"^step must be"):
        closed_form(X, Y, W, LR, bad)


def test_zero_steps_return_the_start():
    assert descend(X, Y, W, LR, 0).w.tolist() == [W]
