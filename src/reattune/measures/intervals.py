"""Intervals of shares, rates and ratios, all 95 %, allowing for likeness within sessions."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, pi, sqrt, tan

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution: all intervals are 95 %."""

SEED = 19_750_411
"""Of every random draw: the same sessions give the same interval."""

DRAWS = 2_000
FEW = 10
"""With fewer sessions than this their differences are poorly known: see each function."""

_CHUNK = 400_000


def wilson(successes: float, n: float) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share.

    Parameters
    ----------
    successes, n
        Counts; not whole when n is an effective number.

    References
    ----------
    Wilson 1927, 10.1080/01621459.1927.10502953.
    """
    if n <= 0:
        return 0.0, 1.0
    share, square = successes / n, Z * Z / n
    middle = (share + square / 2) / (1 + square)
    half = sqrt(share * (1 - share) * square + square * square / 4) / (1 + square)
    low = 0.0 if successes <= 0 else max(0.0, middle - half)
    high = 1.0 if successes >= n else min(1.0, middle + half)
    return low, high


def clustered_wilson(
    successes: Sequence[int], totals: Sequence[int]
) -> tuple[float, float, float, str]:
    """Return a share pooled over sessions, its 95 % interval, and how it was made.

    Wilson's interval on the effective number: n divided by the design effect, which is the
    variance between G sessions (of the pooled share as a ratio, times G / (G - 1)) over the
    binomial one, times the square of Student's t (G - 1 degrees of freedom) over the normal point,
    and at least 1. Few sessions say little about how unlike sessions are: that is what t pays for.
    With a single session, or when all or none succeed, the design effect is 1.

    Parameters
    ----------
    successes, totals
        Counts of each session; shape ``(sessions,)``. Sessions without a case do not count.

    References
    ----------
    Korn & Graubard 1998 (effective sample size with degrees of freedom); Wilson 1927,
    10.1080/01621459.1927.10502953.
    """
    cases = [(x, n) for x, n in zip(successes, totals, strict=True) if n > 0]
    n = sum(total for _, total in cases)
    share = sum(x for x, _ in cases) / n
    effect = 1.0
    if len(cases) > 1 and 0 < share < 1:
        between = sum((x - share * total) ** 2 for x, total in cases)
        ratio = between * len(cases) / (len(cases) - 1) / (n * share * (1 - share))
        effect = max(1.0, ratio * _few(len(cases)))
    low, high = wilson(share * n / effect, n / effect)
    method = f"Wilson, clustered by {len(cases)} sessions" if len(cases) > 1 else "Wilson"
    return share, low, high, method


def _few(sessions: int) -> float:
    """Return by how much the variance between so few sessions must count for more."""
    return ((student_quantile(sessions - 1) or Z) / Z) ** 2


def expanded_tail(units: int) -> float:
    """Return the share of bootstrap draws that lies outside of each end of a 95 % interval.

    The tail of Student's t with one degree of freedom less than there are independent units, and
    for a bootstrap that is short by (n - 1) / n: plain percentiles of few units are too short.

    References
    ----------
    Hesterberg 2015, 10.1080/00031305.2015.1089789 (expanded percentile interval).
    """
    point = student_quantile(units - 1)
    return erfc(sqrt(units / (units - 1)) * point / sqrt(2)) / 2 if point else 0.0


def student_quantile(df: int) -> float | None:
    """Return the 97.5 % point of Student's t; ``None`` without degrees of freedom.

    Exact for 1 and 2; else four terms of the expansion round the normal point: 0.12 % too low at 3
    degrees of freedom, 0.001 % from 8 on.

    References
    ----------
    Abramowitz & Stegun 1964, Handbook of Mathematical Functions, 26.7.5.
    """
    if df <= 0:
        return None
    if df <= 2:
        inside = 0.95
        return tan(pi * inside / 2) if df == 1 else inside * sqrt(2 / (1 - inside**2))
    z = Z
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + float(sum(term / df ** (power + 1) for power, term in enumerate(terms)))


def byar(count: float) -> tuple[float, float]:
    """Return Byar's approximation of the exact 95 % interval of a Poisson count.

    The upper end is within 1 % of the exact one (3.67 instead of 3.69 from 0), the lower end from
    a count of 5 on; below it is too low, never too high (0.013 instead of 0.025 from 1).

    References
    ----------
    Rothman & Boice 1979; Breslow & Day 1987, IARC Scientific Publications 82, p. 69.
    """
    above = count + 1
    high = above * (1 - 1 / (9 * above) + Z / (3 * sqrt(above))) ** 3
    if count <= 0:
        return 0.0, high
    root = max(0.0, 1 - 1 / (9 * count) - Z / (3 * sqrt(count)))
    return count * root**3, high


def clustered_rate(
    counts: Sequence[int], exposures: Sequence[float]
) -> tuple[float, float, float, str]:
    """Return a rate pooled over sessions, its 95 % interval, and how it was made.

    Byar's interval on the effective count: the count divided by the dispersion, which is the
    variance between G sessions (of the pooled rate as a ratio, times G / (G - 1)) over the
    Poisson one, times the square of Student's t over the normal point as in
    :func:`clustered_wilson`, and at least 1. With a single session the count is taken as Poisson.

    Parameters
    ----------
    counts, exposures
        Events and time (in the rate's unit) of each session; shape ``(sessions,)``. Sessions
        without exposure do not count.
    """
    cases = [(x, t) for x, t in zip(counts, exposures, strict=True) if t > 0]
    count, exposure = sum(x for x, _ in cases), sum(t for _, t in cases)
    rate = count / exposure
    dispersion = 1.0
    if len(cases) > 1 and count:
        between = sum((x - rate * t) ** 2 for x, t in cases)
        ratio = between * len(cases) / (len(cases) - 1) / count
        dispersion = max(1.0, ratio * _few(len(cases)))
    low, high = byar(count / dispersion)
    method = "Poisson (Byar)"
    if len(cases) > 1:
        method += f", dispersion over {len(cases)} sessions"
    return rate, low * dispersion / exposure, high * dispersion / exposure, method


def resample(parts: Sequence[Floats], *, draws: int = DRAWS, seed: int = SEED) -> Floats:
    """Draw the sums of all columns again and again: the bootstrap of everything made of sums.

    - One session: its blocks are drawn with replacement.
    - 2 to 9 sessions: sessions are drawn, then blocks within each drawn one; drawing so few
      sessions whole would promise too much.
    - 10 sessions or more: sessions are drawn whole.

    Parameters
    ----------
    parts
        One table of block sums for each session; shape ``(blocks, columns)``, none empty. Whole
        numbers, so that the order of adding changes nothing.

    Returns
    -------
    Floats
        Shape ``(draws, columns)``; the same for the same input.

    References
    ----------
    Efron & Tibshirani 1993; Kuensch 1989, 10.1214/aos/1176347265 (blocks).
    """
    rng = np.random.default_rng(seed)
    if len(parts) == 1:
        return _drawn(parts[0], draws, rng)
    if len(parts) >= FEW:
        return _drawn(np.stack([part.sum(axis=0) for part in parts]), draws, rng)
    totals: Floats = np.zeros((draws, parts[0].shape[1]))
    for _ in parts:
        chosen = rng.integers(len(parts), size=draws)
        for number, part in enumerate(parts):
            rows = np.flatnonzero(chosen == number)
            totals[rows] += _drawn(part, len(rows), rng)
    return totals


def _drawn(units: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Sum ``len(units)`` rows drawn with replacement, ``draws`` times."""
    size = len(units)
    totals: Floats = np.zeros((draws, units.shape[1]))
    step = max(1, _CHUNK // size)
    for first in range(0, draws, step):
        rows = min(step, draws - first)
        picked = rng.integers(size, size=(rows, size))
        cells = (picked + np.arange(rows)[:, None] * size).ravel()
        times_picked = np.bincount(cells, minlength=rows * size).reshape(rows, size)
        totals[first : first + rows] = times_picked.astype(np.float64) @ units
    return totals


def percentile_interval(
    top: Floats, bottom: Floats, *, units: int
) -> tuple[float | None, float | None]:
    """Return the 95 % interval of drawn ratios; ``None`` for a bound without limit.

    A draw without anything below counts as larger than any number; one with nothing at all on
    either side is left out. ``units`` is how many independent ones were drawn from (see
    :func:`expanded_tail`).
    """
    known = (top > 0) | (bottom > 0)
    if not known.any():
        return None, None
    above, below = top[known], bottom[known]
    ratios = np.full(len(above), np.inf)
    np.divide(above, below, out=ratios, where=below > 0)
    tail = expanded_tail(units)
    low, high = np.quantile(ratios, [tail, 1 - tail], method="inverted_cdf")
    return (
        float(low) if np.isfinite(low) else None,
        float(high) if np.isfinite(high) else None,
    )
