"""Surrogates of slow signals: how often unrelated ones are found, and when none are made."""

from __future__ import annotations

import numpy as np
import pytest

from reattune.measures import SignalPair, surrogates
from reattune.measures.recurrence import (
    cross_recurrence,
    diagonal_profile,
    diagonal_statistic,
    line_statistic,
    quantify,
)
from reattune.measures.signals_phase import pattern_entropy, phase_synchrony
from reattune.measures.signals_surrogates import STRETCHES, independent_stretches


def slow(rng, n, memory):
    """Make an autoregressive series: each value is ``memory`` times the one before, and noise."""
    values = np.zeros(n + 500)
    noise = rng.normal(size=n + 500)
    for k in range(1, n + 500):
        values[k] = memory * values[k - 1] + noise[k]
    return values[500:]


def unrelated(seed, n=300, memory=0.95):
    rng = np.random.default_rng([17, seed])
    return SignalPair("a", "b", slow(rng, n, memory), slow(rng, n, memory), 0.1)


def alike(x, y):
    return float(np.corrcoef(x, y)[0, 1])


@pytest.mark.parametrize("way", ["shift", "phase"])
def test_slow_unrelated_signals_are_found_together_as_often_as_said(way):
    """400 pairs of 300 frames, each .95 of the one before: .05 has a standard error of .011.

    Shifts of a tenth of the signal or more alone would find .11 (and with .99, .15) of them.
    """
    found = [surrogates(unrelated(k), alike, way=way, draws=39, seed=k) for k in range(400)]
    tested = [one.p <= 0.05 for one in found if not one.reason]
    assert len(tested) > 350
    assert 0.02 <= np.mean(tested) <= 0.085


@pytest.mark.parametrize("make", [diagonal_statistic, line_statistic])
def test_recurrence_near_lag_0_is_found_as_often_as_said(make):
    """200 pairs: the standard error of .05 is .015."""
    hits = []
    for k in range(200):
        pair = unrelated(k)
        statistic = make(pair, radius=0.2, max_lag=1.0)
        found = surrogates(pair, statistic, way="shift", draws=39, seed=k)
        hits += [] if found.reason else [found.p <= 0.05]
    assert np.mean(hits) <= 0.10


def test_every_shift_may_be_drawn():
    """Of four samples each shift comes, 0 among them; the draw keeps the values."""
    pair = SignalPair("a", "b", np.arange(40.0) % 4, np.array([0.0, 1, 0, 2] * 10), 1.0)
    seen = set()
    surrogates(pair, lambda x, y: seen.add(y.tobytes()) or 0.0, way="shift", draws=99)
    assert len(seen) == 4


def test_independent_stretches_by_bartlett():
    """Autocorrelation r ** k of both: n / (1 + 2 r^2 / (1 - r^2)); r = .8: 20,000 / 4.556."""
    rng = np.random.default_rng(4)
    pair = SignalPair("a", "b", slow(rng, 20_000, 0.8), slow(rng, 20_000, 0.8), 1.0)
    assert independent_stretches(pair) == pytest.approx(20_000 / 4.556, rel=0.08)
    white = SignalPair("a", "b", rng.normal(size=5000), rng.normal(size=5000), 1.0)
    assert independent_stretches(white) == pytest.approx(5000, rel=0.05)


def test_missing_samples_do_not_pass_for_zeros():
    """A third of the samples missing: a third fewer stretches of white noise, not many more."""
    rng = np.random.default_rng(5)
    x, y = slow(rng, 9000, 0.9), slow(rng, 9000, 0.9)
    whole = independent_stretches(SignalPair("a", "b", x, y, 1.0))
    y = y.copy()
    y[4000:7000] = np.nan
    part = independent_stretches(SignalPair("a", "b", x, y, 1.0))
    assert part == pytest.approx(whole * 2 / 3, rel=0.15)


def test_too_slow_signals_are_not_tested_but_what_is_local_is():
    """A drift over the whole length with fast noise: one stretch of it, hundreds round it."""
    rng = np.random.default_rng(6)
    drift = 30 * np.linspace(-1, 1, 600)
    pair = SignalPair("a", "b", drift + rng.normal(size=600), drift + rng.normal(size=600), 0.1)
    refused = surrogates(pair, alike, way="shift", draws=9)
    assert f"fewer than {STRETCHES} are too few" in refused.reason
    assert not len(refused.drawn)
    assert surrogates(pair, alike, way="shift", local=5.0, draws=9).reason == ""
    assert independent_stretches(pair, local=5.0) > 200


def test_short_windows_are_not_shuffled():
    """.95 of the one before: 19.5 frames are a stretch; windows must hold four of them."""
    found = surrogates(unrelated(1, n=2000), alike, way="windows", window=2.0, draws=9)
    assert "windows are short" in found.reason
    assert surrogates(unrelated(1, n=2000), alike, way="windows", window=20, draws=9).reason == ""


def test_near_lag_0_is_what_the_plot_holds_there():
    """The fullest diagonal is the top of the profile; at lag 0 alone, lines are the diagonal's."""
    pair = unrelated(3, n=120)
    pair.y[7:11] = np.nan
    plot = cross_recurrence(pair, radius=0.4)
    _, shares = diagonal_profile(plot, max_lag=1.0)
    top = diagonal_statistic(pair, radius=0.4, max_lag=1.0)(pair.x, pair.y)
    assert top == pytest.approx(float(np.nanmax(shares)))
    whole = line_statistic(pair, radius=0.4, max_lag=12.0)(pair.x, pair.y)
    assert whole == pytest.approx(quantify(plot).determinism)


def test_what_does_not_vary_has_no_phase_and_no_pattern():
    pair = SignalPair("a", "b", np.sin(np.arange(50.0)), np.ones(50), 1.0)
    assert phase_synchrony(pair).reason == "a signal does not vary"
    assert pattern_entropy(pair).reason == "a signal does not vary"
