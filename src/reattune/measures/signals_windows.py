"""Windowed lagged cross-correlation: who follows whom, and how that changes over time.

A positive lag says that the second signal follows the first. The leader's window moves back in
time, as in Boker et al.: swapping the two signals flips the lag axis, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from .estimates import Estimate
from .intervals import Floats
from .signals_pair import SignalPair
from .t_distributions import t_quantile

_LEAST = 0.5
"""A window counts where at least this share of its samples is known of both."""


@dataclass(frozen=True, slots=True, eq=False)
class LagWindows:
    """Correlations by window and lag.

    Parameters
    ----------
    pair
        What was correlated.
    starts
        Index of each window's first sample; ``(w,)``.
    lags
        In samples, rising from negative to positive; ``(k,)``.
    r
        Correlations; ``nan`` where too little is known or nothing varies; ``(w, k)``.
    window
        Samples in a window.
    """

    pair: SignalPair
    starts: NDArray[np.int64]
    lags: NDArray[np.int64]
    r: Floats
    window: int

    @property
    def seconds(self) -> Floats:
        """The lags in s."""
        seconds: Floats = self.lags.astype(np.float64) * self.pair.step
        return seconds

    def profile(self) -> Floats:
        """Return the mean correlation at each lag (through Fisher's z); ``(k,)``."""
        z = np.arctanh(np.clip(self.r, -1 + 1e-12, 1 - 1e-12))
        known = np.isfinite(z)
        count = known.sum(axis=0)
        sums = np.where(known, z, 0.0).sum(axis=0)
        means = np.full(len(count), np.nan)
        np.divide(sums, count, out=means, where=count > 0)
        back: Floats = np.tanh(means)
        return back


@dataclass(frozen=True, slots=True, eq=False)
class Peaks:
    """The peak nearest to lag 0 in each window; ``nan`` where there is none.

    Parameters
    ----------
    lag
        In s; positive where the second follows; ``(w,)``.
    r
        Its correlation; ``(w,)``.
    """

    lag: Floats
    r: Floats


def lagged_correlations(
    pair: SignalPair, *, window: float, max_lag: float, every: float = 0.0, lag_step: float = 0.0
) -> LagWindows:
    """Correlate windows of one signal with windows of the other, before and after.

    Parameters
    ----------
    pair
        Two signals.
    window, max_lag
        Length of a window, and largest lag, in s.
    every, lag_step
        From one window, and one lag, to the next, in s; a sample each if not given.

    References
    ----------
    Boker, Xu, Rotondo & King 2002, 10.1037/1082-989X.7.3.338.
    """
    size, most = pair.samples(window), round(max_lag / pair.step)
    stride = pair.samples(every) if every else 1
    jump = pair.samples(lag_step) if lag_step else 1
    side = np.arange(0, most + 1, jump, dtype=np.int64)
    lags = np.concatenate([-side[:0:-1], side])
    starts = np.arange(most, len(pair) - size + 1, stride, dtype=np.int64)
    r = np.full((len(starts), len(lags)), np.nan)
    for column, lag in enumerate(lags.tolist()):
        if len(starts):
            x = _windows(pair.x, starts - max(lag, 0), size)
            y = _windows(pair.y, starts - max(-lag, 0), size)
            r[:, column] = _correlations(x, y)
    return LagWindows(pair, starts, lags, r, size)


def _windows(values: Floats, starts: NDArray[np.int64], size: int) -> Floats:
    places = starts[:, None] + np.arange(size, dtype=np.int64)
    chosen: Floats = np.take(values, places)
    return chosen


def _correlations(x: Floats, y: Floats) -> Floats:
    """Pearson correlation of each row, over the samples known of both."""
    known = np.isfinite(x) & np.isfinite(y)
    count = known.sum(axis=1)
    base = np.maximum(count, 1)[:, None]
    x0, y0 = np.where(known, x, 0.0), np.where(known, y, 0.0)
    xd = np.where(known, x0 - x0.sum(axis=1, keepdims=True) / base, 0.0)
    yd = np.where(known, y0 - y0.sum(axis=1, keepdims=True) / base, 0.0)
    sxx, syy = np.sum(xd * xd, axis=1), np.sum(yd * yd, axis=1)
    # Rounding leaves a trace of variance in a constant stretch of large numbers.
    flat = (sxx <= 1e-20 * np.sum(x0 * x0, axis=1)) | (syy <= 1e-20 * np.sum(y0 * y0, axis=1))
    enough = (count >= max(3, _LEAST * x.shape[1])) & ~flat
    bottom = np.sqrt(sxx * syy)
    r = np.full(len(x), np.nan)
    np.divide(np.sum(xd * yd, axis=1), bottom, out=r, where=enough & (bottom > 0))
    return r


def pick_peaks(found: LagWindows, *, reach: float) -> Peaks:
    """Find in each window the peak nearest to lag 0.

    A peak is a correlation that is the largest within ``reach`` s on both sides, all of them
    known; at equal distance from 0 the higher one counts. Windows that only rise to an end of
    the lag axis have none. (Boker et al. smooth with loess first; here the window does it.)

    Parameters
    ----------
    found
        As :func:`lagged_correlations` gives them.
    reach
        How far the peak must dominate, in s.

    References
    ----------
    Boker, Xu, Rotondo & King 2002, 10.1037/1082-989X.7.3.338.
    """
    jump = int(found.lags[1] - found.lags[0]) if len(found.lags) > 1 else 1
    k = max(1, round(reach / found.pair.step / jump))
    width = len(found.lags)
    lag, level = np.full(len(found.r), np.nan), np.full(len(found.r), np.nan)
    if width < 2 * k + 1 or not len(found.r):
        return Peaks(lag, level)
    around = sliding_window_view(found.r, 2 * k + 1, axis=1)
    highest = np.isfinite(around).all(axis=2) & (around[:, :, k] >= around.max(axis=2))
    lags = found.lags[k : width - k]
    centre = found.r[:, k : width - k]
    cost = np.where(highest, np.abs(lags) - 1e-3 * np.where(highest, centre, 0.0), np.inf)
    best = cost.argmin(axis=1)
    rows = np.flatnonzero(np.isfinite(cost[np.arange(len(cost)), best]))
    lag[rows] = lags[best[rows]] * found.pair.step
    level[rows] = centre[rows, best[rows]]
    return Peaks(lag, level)


def peak_rows(found: LagWindows, *, reach: float) -> tuple[Estimate, ...]:
    """Return mean peak correlation and lag, and the share of windows in which each one leads.

    ``n`` counts windows that do not overlap; the interval is Student's over these, of one
    session (neighbouring windows are alike: the surrogate test is the safer judge).
    """
    peaks = pick_peaks(found, reach=reach)
    known = np.flatnonzero(np.isfinite(peaks.lag))
    apart = _apart(found, known)
    blank = replace(found.pair.blank("peak_correlation", "r"), n=len(apart), of="windows apart")
    if not len(known):
        why = "no window with a peak: too few samples are known of both, or none stands out"
        return tuple(
            replace(blank, measure=m, unit=u, reason=why)
            for m, u in (("peak_correlation", "r"), ("peak_lag", "s"), ("leads", "share"))
        )
    z = np.arctanh(np.clip(peaks.r, -1 + 1e-12, 1 - 1e-12))
    return (
        _mean(blank, z, apart, fisher=True),
        _mean(replace(blank, measure="peak_lag", unit="s"), peaks.lag, apart, fisher=False),
        *_leads(blank, peaks.lag[known]),
    )


def _apart(found: LagWindows, known: NDArray[np.int64]) -> NDArray[np.int64]:
    kept: list[int] = []
    for index in known.tolist():
        if not kept or found.starts[index] - found.starts[kept[-1]] >= found.window:
            kept.append(index)
    return np.array(kept, dtype=np.int64)


def _mean(blank: Estimate, values: Floats, apart: NDArray[np.int64], *, fisher: bool) -> Estimate:
    chosen = values[apart]
    mean = float(chosen.mean())
    back = np.tanh if fisher else np.asarray
    row = replace(blank, value=float(back(mean)))
    if len(chosen) < 3:
        return replace(row, method="no interval from fewer than 3 windows")
    if chosen.std() <= 1e-12:
        return replace(row, method="no interval: all windows are alike")
    half = t_quantile(0.975, len(chosen) - 1) * float(chosen.std(ddof=1)) / np.sqrt(len(chosen))
    return replace(
        row, low=float(back(mean - half)), high=float(back(mean + half)), method="t over windows"
    )


def _leads(blank: Estimate, lags: Floats) -> tuple[Estimate, ...]:
    first, second = blank.definition.split(" ~ ")
    rows = ((f"{first} leads", lags > 0), (f"{second} leads", lags < 0), ("together", lags == 0))
    return tuple(
        replace(
            blank, measure="leads", unit="share", n=len(lags), of=f"windows, {name}",
            value=float(mask.mean()), method="share of windows with a peak",
        )
        for name, mask in rows
    )  # fmt: skip
