"""Coherence, phases, recurrence and surrogates."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np
import pytest

from reattune.errors import DefinitionError, RecordError
from reattune.measures import (
    Recurrence,
    SignalPair,
    coherence_rows,
    coherence_statistic,
    cross_recurrence,
    diagonal_profile,
    joint_recurrence,
    pattern_entropy,
    phase_synchrony,
    quantify,
    recurrence_rows,
    shuffled_dyads,
    spectrum,
    surrogate_rows,
    surrogates,
)


def pair(x, y, step=0.1):
    return SignalPair("child:x", "caregiver:x", np.array(x, float), np.array(y, float), step)


def noise(seed, n=400, shared=0.0):
    rng = np.random.default_rng(seed)
    common = rng.normal(size=n)
    return pair(*(shared * common + rng.normal(size=n) for _ in range(2)))


def test_coherence_is_scipys_without_missing_samples():
    signal = pytest.importorskip("scipy.signal")
    given = noise(1, shared=0.8)
    found = spectrum(given, segment=6.4)
    f, c = signal.coherence(given.x, given.y, fs=10, nperseg=64)
    np.testing.assert_allclose(found.frequency, f)
    np.testing.assert_allclose(found.coherence, c, atol=1e-12)


def test_segments_with_missing_samples_are_left_out_of_the_coherence():
    """A hole at sample 100 touches the segments that begin at 64 and 96 (step 32, length 64)."""
    given = noise(1)
    given.x[100] = np.nan
    assert spectrum(given, segment=6.4).segments == (9, 11)
    row = coherence_rows(given, segment=6.4)[0]
    assert (row.n, "2 left out" in row.of) == (9, True)
    given.x[::50] = np.nan
    assert "fewer than 3" in coherence_rows(given, segment=6.4)[0].reason


def plot(rows, own=False):
    cells = np.array([[c == "#" for c in row] for row in rows])
    known = np.array([[c != "?" for c in row] for row in rows])
    return Recurrence(cells, known, 0.5, own)


def test_quantified_by_hand():
    """Diagonals: (0,0)-(1,1)-(2,2) of 3, (1,0)-(2,1) of 2, (0,3) of 1; 6 of 11 known cells.

    DET 5/6, L 2.5, ENTR ln 2. Columns: 0 has a run of 2, 1 a run of 2, 2 and 3 single cells:
    LAM 4/6, TT 2.
    """
    found = quantify(plot(["#..#", "##.?", ".##."]))
    assert found.rate == pytest.approx(6 / 11)
    assert found.determinism == pytest.approx(5 / 6)
    assert (found.mean_line, found.longest_line) == (2.5, 3)
    assert found.entropy == pytest.approx(log(2))
    assert found.laminarity == pytest.approx(4 / 6)
    assert found.trapping_time == 2


def test_an_unknown_cell_ends_a_line():
    found = quantify(plot(["#...", ".?..", "..#.", "...#"]))
    assert (found.longest_line, found.cells) == (2, 15)


def test_of_a_signal_with_itself_the_main_diagonal_says_nothing():
    found = quantify(joint_recurrence(noise(1, n=50), radius=1e-9))
    assert (found.rate, found.cells) == (0.0, 50 * 49 // 2)
    assert np.isnan(found.determinism)


def test_missing_samples_are_unknown_rows():
    given = noise(1, n=30)
    given.x[3] = np.nan
    found = cross_recurrence(given, radius=0.5)
    assert not found.known[3].any()
    assert quantify(found).cells == 29 * 30


def test_diagonal_profile_finds_the_lag():
    """The second is the first 3 samples (1.5 s) later: all of that diagonal recurs."""
    x = np.random.default_rng(0).normal(size=60)
    given = pair(x[3:], x[:57], step=0.5)
    for found in (given, given.swapped()):
        lags, shares = diagonal_profile(cross_recurrence(found, radius=0.2), max_lag=3)
        sign = 1 if found is given else -1
        assert lags[int(np.argmax(shares))] == pytest.approx(sign * 1.5)
        assert shares.max() > 0.9


def test_names_recur_when_equal():
    """1 2 2 against 2 2 1: equal at (0,2), (1,0), (1,1), (2,0), (2,1)."""
    found = cross_recurrence(pair([1, 2, 2], [2, 2, 1]), radius=9, states="names")
    assert quantify(found).rate == pytest.approx(5 / 9)


def test_units_and_time_do_not_matter_to_recurrence():
    given = noise(4, n=80, shared=1.0)
    other = replace(given, x=5 * given.x - 7, step=60.0)
    assert quantify(cross_recurrence(given, radius=0.4)) == quantify(
        cross_recurrence(other, radius=0.4)
    )


def test_too_long_for_a_plot():
    with pytest.raises(RecordError, match="6000 at most"):
        cross_recurrence(noise(1, n=6001), radius=0.2)


def test_nothing_known_has_reasons():
    empty = pair([np.nan] * 20, range(20))
    assert all(row.reason for row in recurrence_rows(cross_recurrence(empty, radius=1)))
    assert pattern_entropy(empty).reason
    assert phase_synchrony(empty).reason


def test_entropy_of_patterns():
    """Equal signals show 3 of the 9 patterns, a third of the time each: ln 3."""
    x = np.arange(30.0)
    assert pattern_entropy(pair(x, 2 * x)).value == pytest.approx(log(3))


def test_a_steady_distance_in_phase_is_full_synchrony():
    t = np.arange(400) * 0.1
    given = pair(np.sin(t * np.pi), np.cos(t * np.pi))
    assert phase_synchrony(given).value == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("way", ["windows", "phase", "shift"])
def test_surrogates_tell_shared_signals_from_unrelated_ones(way):
    for shared, together in ((1.5, True), (0.0, False)):
        given = noise(5, shared=shared)
        found = surrogates(
            given, coherence_statistic(given, segment=3.2), way=way, window=3.2, draws=99
        )
        assert (found.p <= 0.01) is together
        again = surrogates(
            given, coherence_statistic(given, segment=3.2), way=way, window=3.2, draws=99
        )
        assert np.array_equal(found.drawn, again.drawn)


def test_phases_drawn_anew_keep_the_spectrum():
    """And the mean, which is its value at frequency 0."""
    given = noise(2, n=101)
    seen = []

    def watch(x, y):
        seen.append(y)
        return 0.0

    surrogates(given, watch, way="phase", draws=3)
    for y in seen[1:]:
        np.testing.assert_allclose(np.abs(np.fft.rfft(y)), np.abs(np.fft.rfft(given.y)), atol=1e-9)
        assert not np.allclose(y, given.y)


def test_what_cannot_be_drawn_has_a_reason():
    given = noise(1, n=100)
    given.y[4] = np.nan
    statistic = coherence_statistic(given, segment=1)
    assert "unbroken" in surrogates(given, statistic, way="phase").reason
    assert "fewer than 5" in surrogates(given, statistic, way="windows", window=3).reason
    rows = surrogate_rows(surrogates(given, statistic, way="phase"), given.blank("coherence", "r"))
    assert [row.measure for row in rows] == ["coherence_chance", "coherence_effect", "coherence_p"]
    assert all(row.reason for row in rows)
    with pytest.raises(DefinitionError, match="one of windows, phase, shift"):
        surrogates(given, statistic, way="twin")


def rates(way, *, pairs, window=0.0):
    """Share of unrelated autocorrelated pairs with p <= .05, 19 surrogates each: nominal .05."""
    hits = 0
    for k in range(pairs):
        rng = np.random.default_rng([9, k])
        x, y = (np.convolve(rng.normal(size=204), np.ones(5) / 5, "valid") for _ in range(2))
        given = pair(x, y)
        found = surrogates(
            given, lambda a, b: abs(float(np.corrcoef(a, b)[0, 1])), way=way, window=window,
            draws=19, seed=k,
        )  # fmt: skip
        hits += found.p <= 0.05
    return hits / pairs


@pytest.mark.parametrize(("way", "window"), [("windows", 2.0), ("phase", 0.0), ("shift", 1.0)])
def test_p_is_calibrated_on_unrelated_signals(way, window):
    """600 pairs: the standard error of .05 is .009; three of them either side."""
    assert 0.023 <= rates(way, pairs=600, window=window) <= 0.077


def test_dyads_against_strangers():
    several = [noise(k, n=100, shared=1.0) for k in range(8)]
    strange = [noise(k, n=100) for k in range(8)]

    def alike(x, y):
        return float(np.corrcoef(x, y)[0, 1])

    assert shuffled_dyads(several, alike).p <= 0.01
    assert shuffled_dyads(strange, alike).p > 0.05
    assert "fewer than 4" in shuffled_dyads(several[:3], alike).reason
