"""Signals in pairs: one clock, missing samples, lagged windows, peaks, segments."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reattune.errors import RecordError
from reattune.measures import (
    SignalPair,
    blanked,
    lagged_correlations,
    peak_rows,
    pick_peaks,
    segment_synchrony,
    signal_pair,
    synchrony_rows,
)
from reattune.record import Signal


def signal(person, times, values):
    return Signal.build(person, "f0", times=times, values=values, unit="Hz")


def smooth(rng, n, width=5):
    return np.convolve(rng.normal(size=n + width - 1), np.ones(width) / width, "valid")


def following(n=300, lag=4, seed=1):
    """Two signals, the second ``lag`` samples (of 0.1 s) after the first, with some noise."""
    rng = np.random.default_rng(seed)
    base = smooth(rng, n + lag)
    noise = 0.05 * rng.normal(size=n)
    return SignalPair("child:x", "caregiver:x", base[lag:], base[:n] + noise, 0.1)


def test_frames_of_33_and_34_ms_are_one_even_clock():
    times = [0, 33, 67, 100, 133, 167]
    pair = signal_pair(signal("child", times, range(6)), signal("caregiver", times, range(6)))
    assert len(pair) == 6
    assert pair.step == pytest.approx(1 / 30, abs=1e-4)


def test_a_frame_that_is_not_there_is_missing_not_skipped():
    """Frames at 0, 100, 300 ms: the one at 200 ms is missing for both."""
    times = [0, 100, 300, 400]
    pair = signal_pair(signal("child", times, [1, 2, 4, 5]), signal("caregiver", times, [5] * 4))
    assert np.isnan(pair.x[2])
    assert pair.x[3] == 4
    assert pair.both == 4


def test_other_clocks_need_a_bin():
    one, other = signal("child", [0, 100, 200], [1, 2, 3]), signal("caregiver", [40, 170], [1, 2])
    with pytest.raises(RecordError, match="Name a bin"):
        signal_pair(one, other)
    pair = signal_pair(one, other, seconds=0.2)
    assert pair.x.tolist() == [1.5, 3.0]
    assert pair.y.tolist()[0] == 1.5
    assert np.isnan(pair.y[1])


def test_zero_is_missing_only_where_somebody_says_so():
    one = signal("child", [0, 100, 200], [0, 2, 3])
    assert one.known == 3
    assert blanked(one, 0.0).known == 2


def test_the_peak_is_at_the_lag():
    """The caregiver follows by 0.4 s: the child leads, but for a chance peak nearer to 0."""
    found = lagged_correlations(following(), window=5, max_lag=1, every=1)
    peaks = pick_peaks(found, reach=0.3)
    known = peaks.lag[np.isfinite(peaks.lag)]
    assert len(known) == len(found.starts)
    assert np.median(known) == pytest.approx(0.4)
    rows = {(row.measure, row.of): row for row in peak_rows(found, reach=0.3)}
    assert rows["leads", "windows, child:x leads"].value >= 0.9
    assert rows["peak_lag", "windows apart"].value == pytest.approx(0.4, abs=0.1)


def test_a_correlation_is_numpys():
    pair = following()
    found = lagged_correlations(pair, window=5, max_lag=1)
    start, column = 7, 13
    lag = int(found.lags[column])
    first = int(found.starts[start])
    x = pair.x[first - max(lag, 0) :][:50]
    y = pair.y[first - max(-lag, 0) :][:50]
    assert found.r[start, column] == pytest.approx(np.corrcoef(x, y)[0, 1])


@given(st.integers(0, 1000))
@settings(max_examples=15)
def test_swapping_persons_flips_the_lag_axis(seed):
    pair = following(n=120, seed=seed)
    pair.x[10:14] = np.nan
    one = lagged_correlations(pair, window=3, max_lag=0.8)
    other = lagged_correlations(pair.swapped(), window=3, max_lag=0.8)
    np.testing.assert_allclose(other.r, one.r[:, ::-1], atol=1e-12)
    a = segment_synchrony(pair, segment=3, max_lag=0.8)
    b = segment_synchrony(pair.swapped(), segment=3, max_lag=0.8)
    np.testing.assert_allclose(b.z, np.swapaxes(a.z, 0, 1)[:, :, ::-1], atol=1e-9)


@given(st.floats(0.1, 1000), st.floats(-1000, 1000))
@settings(max_examples=15)
def test_units_change_nothing(scale, moved):
    pair = following(n=120)
    other = SignalPair("child:x", "caregiver:x", pair.x * scale + moved, pair.y, 0.1)
    one = lagged_correlations(pair, window=3, max_lag=0.5).r
    np.testing.assert_allclose(lagged_correlations(other, window=3, max_lag=0.5).r, one, atol=1e-6)


def test_missing_is_never_zero():
    """With a tenth missing the correlation stays what it is; as zeros it would fall."""
    pair = following(n=400, lag=0)
    holed, zeroed = pair.x.copy(), pair.x + 3
    holed[::10], zeroed[::10] = np.nan, 0.0
    values = [
        float(np.nanmean(lagged_correlations(
            SignalPair("a", "b", x, pair.y, 0.1), window=5, max_lag=0).r))
        for x in (pair.x, holed, zeroed)
    ]  # fmt: skip
    assert values[1] == pytest.approx(values[0], abs=0.02)
    assert values[2] < values[0] - 0.4


def test_windows_with_little_known_or_no_variation_have_no_correlation():
    pair = following(n=100)
    pair.x[:60] = np.nan
    pair.y[40:] = 1e6
    found = lagged_correlations(pair, window=2, max_lag=0.2)
    assert not np.isfinite(found.r).any()
    assert "too few samples" in peak_rows(found, reach=0.1)[0].reason
    rows = synchrony_rows(segment_synchrony(pair, segment=2, max_lag=0.2))
    assert all(row.reason for row in rows)


def test_a_signal_shorter_than_its_window():
    found = lagged_correlations(following(n=20), window=5, max_lag=1)
    assert found.r.shape[0] == 0
    assert peak_rows(found, reach=0.3)[0].reason


def test_segments_that_belong_together_stand_out():
    """Noise of .05: |z| is far above that of shuffled segments; the p is the smallest there is."""
    found = segment_synchrony(following(n=600, lag=0), segment=5, max_lag=0.3)
    rows = {(row.measure, row.of): row for row in synchrony_rows(found)}
    key = "segments, mean absolute z"
    assert rows["synchrony", key].value > 2 * rows["synchrony", f"{key}, shuffled"].value
    assert rows["synchrony_p", key].value == 0.001
    assert rows["synchrony_effect", key].value > 2


def test_two_segments_are_too_few():
    found = segment_synchrony(following(n=100), segment=5, max_lag=0.3)
    assert "fewer than 3 segments" in synchrony_rows(found)[0].reason
