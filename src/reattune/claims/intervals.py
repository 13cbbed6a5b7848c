"""Intervals of shares, medians and means, and where a curve drops most steeply."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_Z = 1.959963984540054
"""Standard normal quantile of a two-sided 95 % interval."""
RESAMPLES = 2000
LEAST_STEP = 0.05
"""Steps narrower than this (log2 of the ratio) count as that wide: no slope from noise alone."""


class Interval(NamedTuple):
    """A value and its 95 % interval."""

    value: float
    low: float
    high: float


_NOTHING = Interval(math.nan, math.nan, math.nan)


def wilson(hits: int, n: int) -> Interval:
    """Return a share with Wilson's interval at 95 %; NaN of nothing.

    References
    ----------
    Wilson 1927, doi:10.1080/01621459.1927.10502953.
    """
    if n == 0:
        return _NOTHING
    share = hits / n
    weight = 1.0 + _Z * _Z / n
    centre = (share + _Z * _Z / (2 * n)) / weight
    reach = _Z * math.sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n)) / weight
    # At 0 and n the bound is exact; rounding must not leave it a hair outside.
    low = 0.0 if hits == 0 else centre - reach
    return Interval(share, low, 1.0 if hits == n else centre + reach)


def median(values: Numbers, *, seed: int) -> Interval:
    """Return a median with its percentile bootstrap interval at 95 %; NaN of nothing."""
    if not len(values):
        return _NOTHING
    rows = np.random.default_rng([seed, len(values)]).integers(
        0, len(values), size=(RESAMPLES, len(values))
    )
    low, high = np.quantile(np.median(values[rows], axis=1), (0.025, 0.975))
    return Interval(float(np.median(values)), float(low), float(high))


def mean(values: Numbers) -> Interval:
    """Return a mean with its normal interval at 95 %; no interval of a single value."""
    middle = float(values.mean())
    if len(values) < 2:
        return Interval(middle, math.nan, math.nan)
    reach = _Z * float(values.std(ddof=1)) / math.sqrt(len(values))
    return Interval(middle, middle - reach, middle + reach)


def log_ratio(positive: Numbers, rupture: Numbers) -> Numbers:
    """Return log2 of positive : rupture time, element by element; times of nothing count 0.1 s."""
    ratio: Numbers = np.log2(np.maximum(positive, 0.1) / np.maximum(rupture, 0.1))
    return ratio


def steepest_drop(places: Numbers, values: Numbers, *, least: float) -> Interval | None:
    """Return where a curve drops most steeply: the middle and the ends of that step.

    Parameters
    ----------
    places
        ``float64[points]``, log2 of the ratio, from few ruptures to many (falling, but for noise).
    values
        ``float64[points]``, the outcome there.
    least
        Smallest drop over the whole curve that is one; ``None`` is returned below it.
    """
    if float(values[0] - values.min()) < least:
        return None
    widths = np.maximum(np.abs(np.diff(places)), LEAST_STEP)
    step = int(np.argmax(-np.diff(values) / widths))
    ends = sorted((float(places[step]), float(places[step + 1])))
    return Interval(sum(ends) / 2, ends[0], ends[1])
