"""Datasets: their shapes, their form without noise, and that a seed says what chance draws."""

import numpy as np
import pytest

from backprop_lib import article, datasets

DRAWN = pytest.mark.parametrize(
    "make", [datasets.line, datasets.flats, datasets.moons, datasets.circles, datasets.spiral]
)
CLASSES = pytest.mark.parametrize("make", [datasets.moons, datasets.circles, datasets.spiral])


@DRAWN
@pytest.mark.parametrize("samples", [1, 2, 7, 50])
def test_a_row_for_each_sample(make, samples):
    x, y = make(samples)
    assert x.ndim == 2
    assert len(x) == samples
    assert y.shape == (samples, 1)
    assert np.isfinite(x).all()
    assert np.isfinite(y).all()


@DRAWN
def test_a_seed_says_what_chance_draws(make):
    for first, again in zip(make(30, seed=3), make(30, seed=3), strict=True):
        assert np.array_equal(first, again)
    assert any(
        not np.array_equal(one, other)
        for one, other in zip(make(30, seed=3), make(30, seed=4), strict=True)
    )


@CLASSES
@pytest.mark.parametrize("samples", [10, 11])
def test_half_of_the_samples_are_of_each_class(make, samples):
    _, y = make(samples)
    assert sorted(set(y.ravel())) == [0, 1]
    assert y.sum() == (samples + 1) // 2


def test_the_articles_sample():
    assert datasets.article().x.item() == article.X
    assert datasets.article().y.item() == article.Y


def test_the_line_without_noise_is_a_line():
    x, y = datasets.line(9, noise=0)
    np.testing.assert_allclose(y, 0.8 * x + 0.3)


def test_the_noise_of_the_line_has_the_spread_that_was_asked_for():
    x, y = datasets.line(20_000, noise=0.5, seed=1)
    assert np.std(y - 0.8 * x) == pytest.approx(0.5, rel=0.02)


def test_the_features_of_the_flats_have_different_scales():
    area, floor = datasets.flats().x.T
    assert area.min() >= 30
    assert set(floor) <= {0, 1, 2, 3, 4, 5}
    assert 10 < area.std() / floor.std() < 30


def test_xor_is_1_if_exactly_one_input_is():
    x, y = datasets.xor()
    assert y.ravel().tolist() == [float(a != b) for a, b in x.tolist()]


def test_the_circles_and_the_moons_without_noise_lie_on_circles():
    x, y = datasets.circles(40, noise=0)
    np.testing.assert_allclose(np.hypot(*x.T), np.where(y.ravel() == 0, 1, 0.5))
    x, y = datasets.moons(40, noise=0)
    centre = np.where(y == 0, [[0, 0]], [[1, 0.5]])
    np.testing.assert_allclose(np.hypot(*(x - centre).T), 1)


def test_the_arms_of_the_spiral_lie_opposite_one_another():
    x, y = datasets.spiral(40, noise=0)
    np.testing.assert_allclose(x[y.ravel() == 0], -x[y.ravel() == 1], atol=1e-12)


def test_standardised_features_have_mean_0_and_spread_1():
    given = datasets.flats()
    x, mean, spread = datasets.standardised(given.x)
    np.testing.assert_allclose(x.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(x.std(axis=0), 1)
    np.testing.assert_allclose(x * spread + mean, given.x)


def test_a_feature_that_is_the_same_everywhere_becomes_0():
    assert datasets.standardised([[2, 1], [2, 3]]).x.tolist() == [[0, -1], [0, 1]]


def test_what_makes_no_data_is_refused():
    with pytest.raises(ValueError, match="samples must be a whole number of at least 1, but 0"):
        datasets.moons(0)
    with pytest.raises(ValueError, match="seed must be a whole number of at least 0, but -1"):
        datasets.line(seed=-1)
    with pytest.raises(ValueError, match=r"\(samples, features\) .* one of the shape \(2,\)"):
        datasets.standardised([1, 2])
