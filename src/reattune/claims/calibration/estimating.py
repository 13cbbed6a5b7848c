"""From dyads to one number with its interval: means, pooled rates, correlations."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Z = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


class Simulated(NamedTuple):
    """A simulated number.

    Parameters
    ----------
    value, low, high
        The number and its 95 % interval over dyads; NaN where it cannot be worked out.
    n
        How many dyads it rests on.
    """

    value: float
    low: float
    high: float
    n: int


NONE = Simulated(float("nan"), float("nan"), float("nan"), 0)


def mean(each: Floats) -> Simulated:
    """Return the mean over dyads; those without a value (NaN) are left out."""
    known = each[np.isfinite(each)]
    if len(known) < 2:
        return NONE
    return _around(float(known.mean()), float(known.std(ddof=1) / np.sqrt(len(known))), len(known))


def effect(differences: Floats) -> Simulated:
    """Return the paired effect size d: mean over SD of the differences.

    The standard error is sqrt(1/n + d^2 / 2n).
    """
    n = len(differences)
    spread = float(differences.std(ddof=1)) if n > 1 else 0.0
    if spread == 0.0:
        return NONE
    d = float(differences.mean()) / spread
    return _around(d, float(np.sqrt(1.0 / n + d * d / (2.0 * n))), n)


def pooled(columns: Floats, of: Callable[[Floats], Floats]) -> Simulated:
    """Return a function of sums over dyads, with a jackknife interval.

    Parameters
    ----------
    columns
        ``float64[n, k]``: what each dyad adds to k sums.
    of
        Takes sums, ``[..., k]``, and gives the number, ``[...]``.
    """
    n = len(columns)
    sums = columns.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(of(sums[None])[0])
        without = of(sums - columns)
    if n < 2 or not np.isfinite(value) or not np.isfinite(without).all():
        return NONE
    spread = np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    return _around(value, float(spread), n)


def share(hits: NDArray[np.bool_]) -> Simulated:
    """Return a share of dyads with Wilson's interval."""
    n = len(hits)
    if n == 0:
        return NONE
    p = float(hits.mean())
    middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * np.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return Simulated(p, float(max(middle - half, 0.0)), float(min(middle + half, 1.0)), n)


def median(values: Floats, owners: NDArray[np.int64]) -> Simulated:
    """Return the median of events, with a bootstrap interval over the dyads that own them."""
    if len(values) == 0:
        return NONE
    rng = np.random.Generator(np.random.PCG64(19_750_411))
    groups = [values[owners == owner] for owner in np.unique(owners)]
    drawn = [
        float(
            np.median(
                np.concatenate([groups[k] for k in rng.integers(0, len(groups), len(groups))])
            )
        )
        for _ in range(200)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Simulated(float(np.median(values)), float(low), float(high), len(groups))


def correlation(one: Floats, other: Floats) -> Simulated:
    """Return Pearson's r with Fisher's interval."""
    n = len(one)
    if n < 4 or one.std() == 0.0 or other.std() == 0.0:
        return NONE
    r = float(np.corrcoef(one, other)[0, 1])
    z, half = np.arctanh(r), Z / np.sqrt(n - 3)
    return Simulated(r, float(np.tanh(z - half)), float(np.tanh(z + half)), n)


def study_size(number: Simulated, n: int) -> Simulated:
    """Return the z value that a study of n such dyads would have found on average.

    ``number`` has a normal interval around it; z is its value over the standard error at n.
    """
    error = (number.high - number.low) / (2 * Z) * float(np.sqrt(number.n / n)) if n else 0.0
    if not np.isfinite(number.value) or error <= 0.0:
        return NONE
    shrink = float(np.sqrt(n / number.n))
    z = number.value / error
    return Simulated(z, z - Z * shrink, z + Z * shrink, number.n)


def _around(value: float, error: float, n: int) -> Simulated:
    return Simulated(value, value - Z * error, value + Z * error, n)
