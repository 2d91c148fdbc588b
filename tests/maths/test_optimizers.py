"""Optimisers: against plain descent, closed forms, and another library."""

import autograd.misc.optimizers as theirs
import numpy as np
import pytest

from backprop_lib import article, descend
from backprop_lib.optimizers import SGD, START, Adam, AdamW, Momentum, Nesterov, RMSProp, State

HUGE = 1e13  # an epsilon that dwarfs the root of every square here
ALL = [
    SGD(lr=0.05),
    Momentum(lr=0.05, momentum=0.8),
    Nesterov(lr=0.05, momentum=0.8),
    RMSProp(lr=0.05),
    Adam(lr=0.05),
    AdamW(lr=0.05, weight_decay=0.1),
]
AS_SGD = [
    SGD(lr=0.1),
    Momentum(lr=0.1, momentum=0),
    Nesterov(lr=0.1, momentum=0),
    RMSProp(lr=0.1 * HUGE, epsilon=HUGE),
    Adam(lr=0.1 * HUGE, beta1=0, epsilon=HUGE),
    AdamW(lr=0.1 * HUGE, beta1=0, epsilon=HUGE, weight_decay=0),
]
BEND = np.array([[4.0, 1.0], [1.0, 0.5]])  # of a bowl whose lowest place is 0
BEGIN = np.array([1.5, -2.0])


def name_of(optimizer):
    return type(optimizer).__name__


def bowl(place, *_):
    return BEND @ place


def trail(optimizer, gradient, begin, steps, state=START):
    places = [begin]
    for _ in range(steps):
        place, state = optimizer.update(places[-1], gradient(places[-1]), state)
        places.append(place)
    return np.array(places)


@pytest.mark.parametrize("optimizer", AS_SGD, ids=name_of)
def test_with_the_right_settings_each_makes_the_steps_of_the_article(optimizer):
    def gradient(w):
        return 2 * (article.X * w - article.Y) * article.X

    exact = descend(article.X, article.Y, article.W, article.LR, 40)
    weights = trail(optimizer, gradient, article.W, 40)
    np.testing.assert_allclose(weights, exact.w, rtol=1e-12)


def with_their(optimizer):
    """The places to which the other library comes."""
    places = []

    def note(place, *_):
        places.append(place)

    common = {"callback": note, "num_iters": 201}
    if isinstance(optimizer, Momentum):
        kept = optimizer.momentum  # their velocity is a mean, ours is a sum
        theirs.sgd(bowl, BEGIN, mass=kept, step_size=optimizer.lr / (1 - kept), **common)
    elif isinstance(optimizer, RMSProp):
        common |= {"step_size": optimizer.lr, "gamma": optimizer.rho, "eps": optimizer.epsilon}
        theirs.rmsprop(bowl, BEGIN, **common)
    else:
        betas = {"b1": optimizer.beta1, "b2": optimizer.beta2, "eps": optimizer.epsilon}
        theirs.adam(bowl, BEGIN, step_size=optimizer.lr, **betas, **common)
    return np.array(places)


@pytest.mark.parametrize(
    ("optimizer", "state"),
    [
        (Momentum(lr=0.05, momentum=0.8), START),
        (RMSProp(lr=0.01, rho=0.95), State(second=1.0)),  # where theirs begins
        (Adam(lr=0.05, beta1=0.8, beta2=0.99, epsilon=1e-6), START),
    ],
    ids=["Momentum", "RMSProp", "Adam"],
)
def test_another_library_comes_to_the_same_places(optimizer, state):
    ours = trail(optimizer, bowl, BEGIN, 200, state)
    np.testing.assert_allclose(ours, with_their(optimizer), rtol=1e-10, atol=1e-12)


def test_momentum_on_a_bowl_is_a_power_of_a_matrix():
    lr, momentum, steps = 0.05, 0.8, 60
    one = np.eye(2)
    step = np.block([[one - lr * BEND, -lr * momentum * one], [BEND, momentum * one]])
    exact = np.linalg.matrix_power(step, steps) @ [*BEGIN, 0, 0]
    reached = trail(Momentum(lr=lr, momentum=momentum), bowl, BEGIN, steps)[-1]
    np.testing.assert_allclose(reached, exact[:2], rtol=1e-10)


def test_nesterov_is_at_the_places_where_the_gradient_is_taken_in_the_form_that_looks_ahead():
    lr, momentum = 0.05, 0.8
    place, velocity, ahead = BEGIN, np.zeros(2), []
    for _ in range(61):
        ahead.append(place + momentum * velocity)
        velocity = momentum * velocity - lr * bowl(ahead[-1])
        place = place + velocity
    ours = trail(Nesterov(lr=lr, momentum=momentum), bowl, BEGIN, 60)
    np.testing.assert_allclose(ours, ahead, rtol=1e-10)


def test_the_corrections_of_adam_make_up_for_the_start_at_0():
    """If the gradient is always the same, so are both means, and each step is lr long."""
    places = trail(Adam(lr=0.1, epsilon=1e-12), lambda place: -3.0, 0.0, 10)
    np.testing.assert_allclose(places, 0.1 * np.arange(11), rtol=1e-10)


def test_weight_decay_stays_out_of_the_means():
    plain, decaying = Adam(lr=0.05), AdamW(lr=0.05, weight_decay=0.1)
    before, state = plain.update(BEGIN, bowl(BEGIN))
    expected, expected_state = plain.update(before, bowl(before), state)
    after, kept = decaying.update(before, bowl(before), state)
    np.testing.assert_allclose(after, expected - 0.05 * 0.1 * before, rtol=1e-12)
    assert np.array_equal(kept.first, expected_state.first)
    assert np.array_equal(kept.second, expected_state.second)


@pytest.mark.parametrize("optimizer", ALL, ids=name_of)
def test_an_update_is_pure_and_takes_each_parameter_by_itself(optimizer):
    places = trail(optimizer, bowl, BEGIN, 5)
    assert np.array_equal(places, trail(optimizer, bowl, BEGIN, 5))
    assert BEGIN.tolist() == [1.5, -2.0]
    _, state = optimizer.update(BEGIN, bowl(BEGIN))
    parts = [optimizer.update(*pair) for pair in zip(BEGIN, bowl(BEGIN), strict=True)]
    assert all(isinstance(part.parameters, float) for part in parts)
    together = optimizer.update(BEGIN, bowl(BEGIN), state).parameters
    again = [
        optimizer.update(place, slope, part.state).parameters
        for place, slope, part in zip(BEGIN, bowl(BEGIN), parts, strict=True)
    ]
    np.testing.assert_allclose(together, again, rtol=1e-15)


@pytest.mark.parametrize("optimizer", ALL, ids=name_of)
def test_each_comes_to_the_bottom_of_a_bowl(optimizer):
    reached = trail(optimizer, bowl, BEGIN, 2000)[-1]
    # RMSProp never rests: where the gradient is small, so is what it is divided by.
    assert np.abs(reached).max() < (0.1 if isinstance(optimizer, RMSProp) else 1e-3)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SGD(lr="fast"), "lr must be a number, but 'fast'"),
        (lambda: SGD(lr=np.inf), "lr must be finite, but inf was given"),
        (
            lambda: Momentum(lr=0.1, momentum=1),
            "momentum must be at least 0 and below 1, but 1 was",
        ),
        (lambda: RMSProp(lr=0.1, rho=-0.1), "rho must be at least 0 and below 1, but -0.1 was"),
        (lambda: Adam(beta2=1.5), "beta2 must be at least 0 and below 1, but 1.5 was given"),
        (lambda: Adam(epsilon=0), "epsilon must be finite and above 0, but 0 was given"),
        (
            lambda: AdamW(weight_decay=-1),
            "weight_decay must be finite and at least 0, but -1 was given",
        ),
        (lambda: SGD(lr=0.1).update(0.8, "steep"), "gradient must be a number or an array"),
        (lambda: SGD(lr=0.1).update(0.8, np.nan), "gradient must not be NaN"),
        (
            lambda: SGD(lr=0.1).update([1, 2], 3),
            r"gradient must have the shape of the parameters, \(2,\), but one of the shape \(\)",
        ),
        (
            lambda: Adam().update([1, 2], [3, 4], State(1, [1, 2, 3], 0)),
            r"the shapes must broadcast together, but these were given: parameters \(2,\)",
        ),
        (lambda: Adam().update(1, 2, State(-1)), "steps must be a whole number of at least 0"),
        (
            lambda: Adam().update(1, 2, State(1, [1, 2], 0)),
            r"first must have the shape of the parameters, \(\), but one of the shape \(2,\)",
        ),
    ],
)
def test_bad_input_is_named(make, message):
    with pytest.raises((TypeError, ValueError), match=message):
        make()
