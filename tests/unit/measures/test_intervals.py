"""Intervals against published and hand-worked numbers."""

from __future__ import annotations

import numpy as np
import pytest

from reattune.measures.intervals import (
    byar,
    clustered_rate,
    clustered_wilson,
    expanded_tail,
    percentile_interval,
    resample,
    wilson,
)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson(successes, n, low, high):
    found = wilson(successes, n)
    assert found == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_wilson_without_cases_says_nothing():
    assert wilson(0, 0) == (0.0, 1.0)


def test_one_session_is_plain_wilson():
    share, low, high, method = clustered_wilson([5], [10])
    assert (share, low, high) == (0.5, *wilson(5, 10))
    assert method == "Wilson"


def test_sessions_that_differ_widen_the_interval():
    """10 of 10 and 0 of 10: share .5, sum of squares 2 x 25 = 50, x 2/1 = 100, over 20 x .25 = 5.

    The design effect is 20; two sessions leave one degree of freedom, t = 12.7062, and
    (12.7062 / 1.9600)^2 = 42.028: so 20 ruptures count as 1 / 42.028. With ten such sessions (five
    of each; squares 250 x 10/9 over 100 x .25) the effect is 11.11 x (2.2622 / 1.96)^2 = 14.80.
    """
    share, low, high, _ = clustered_wilson([10, 0], [10, 10])
    assert share == 0.5
    assert (low, high) == pytest.approx(wilson(0.5 / 42.0279, 1 / 42.0279), rel=1e-5)
    _, low, high, _ = clustered_wilson([10, 0] * 5, [10, 10] * 5)
    assert (low, high) == pytest.approx(wilson(50 / 14.8019, 100 / 14.8019), rel=1e-4)


def test_sessions_that_agree_do_not_narrow_it():
    """5 of 10 twice: no spread, but the design effect is at least 1; the empty one is no case."""
    _, low, high, method = clustered_wilson([5, 0, 5], [10, 0, 10])
    assert (low, high) == wilson(10, 20)
    assert method == "Wilson, clustered by 2 sessions"


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(1, 0.0253, 5.5716), (5, 1.6235, 11.6683), (10, 4.7954, 18.3904), (100, 81.3639, 121.6271)],
)
def test_byar_is_close_to_the_exact_poisson_interval(count, low, high):
    """Exact (Garwood) bounds from chi-squared tables, to 1 %; from 1 the lower end is lower."""
    found = byar(count)
    assert found[0] == pytest.approx(low if count > 1 else 0.0131, rel=0.01)
    assert found[1] == pytest.approx(high, rel=0.01)


def test_byar_of_none():
    """Exact: 0 to 3.689."""
    low, high = byar(0)
    assert low == 0.0
    assert high == pytest.approx(3.689, rel=0.01)


def test_rate_of_one_session():
    """6 in 3 minutes: 2 a minute, Byar's interval of 6 over 3."""
    rate, low, high, _ = clustered_rate([6], [3.0])
    assert (rate, low, high) == (2.0, byar(6)[0] / 3, byar(6)[1] / 3)


def test_rate_of_sessions_that_differ():
    """10 and 0 in 1 minute each: rate 5, squares 50 x 2/1 = 100 over 10 events: dispersion 10.

    Times 42.028 for two sessions (see above), 10 events count as 1 / 42.028: Byar of that, times
    420.28, over 2 minutes.
    """
    rate, low, high, _ = clustered_rate([10, 0], [1.0, 1.0])
    assert rate == 5.0
    assert (low, high) == pytest.approx(
        tuple(bound * 420.279 / 2 for bound in byar(1 / 42.0279)), rel=1e-5
    )


def test_bootstrap_of_blocks_is_centred_and_as_wide_as_theory():
    """100 blocks, half with 1: the mean's standard error is sqrt(.25 / 100) = .05."""
    block = np.array([[i % 2, 1.0] for i in range(100)])
    drawn = resample([block])
    means = drawn[:, 0] / drawn[:, 1]
    assert means.mean() == pytest.approx(0.5, abs=0.005)
    assert means.std() == pytest.approx(0.05, abs=0.004)


def test_bootstrap_is_the_same_again():
    block = np.arange(20.0).reshape(10, 2)
    np.testing.assert_array_equal(resample([block]), resample([block]))
    assert not np.array_equal(resample([block], seed=1), resample([block], seed=2))


def test_many_sessions_are_drawn_whole():
    """12 sessions, each its number in two halves: every drawn sum is of whole sessions (x 2)."""
    parts = [np.array([[float(i)], [float(i)]]) for i in range(12)]
    drawn = resample(parts)
    assert np.all(drawn % 2 == 0)
    assert len(np.unique(drawn)) > 10


def test_few_sessions_are_drawn_with_their_blocks():
    """2 sessions of blocks 0 and 1: sums that only split sessions can give turn up too."""
    parts = [np.array([[0.0], [1.0]]), np.array([[0.0], [1.0]])]
    assert set(resample(parts).ravel()) == {0.0, 1.0, 2.0, 3.0, 4.0}


def test_percentiles():
    """Of 1..1000 the 2.5 and 97.5 % points are 25 and 975; of 5 units 0.1 and 99.9 % are taken.

    Hesterberg's table: 5 units, t = 2.776, x sqrt(5 / 4) = 3.104, beyond which 0.096 % lie.
    """
    top = np.arange(1.0, 1001.0)
    assert percentile_interval(top, np.ones(1000), units=10**9) == pytest.approx((25, 975), abs=1)
    assert percentile_interval(top, np.ones(1000), units=5) == (1.0, 1000.0)
    assert expanded_tail(5) == pytest.approx(0.00096, abs=1e-5)


def test_percentile_without_limit_is_none():
    top, bottom = np.ones(100), np.array([0.0] * 10 + [1.0] * 90)
    assert percentile_interval(top, bottom, units=100) == (1.0, None)
    assert percentile_interval(np.zeros(3), np.zeros(3), units=100) == (None, None)
