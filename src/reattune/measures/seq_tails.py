"""Tails of the usual distributions.

The normal tail needs nothing but :mod:`math`; chi-square and Student's t come from SciPy (the
extra ``stats``), loaded on first use. Without it statistics and intervals are still given; only
their p is not, and says how to get it.
"""

from __future__ import annotations

from math import erfc, sqrt

NEEDS = "needs SciPy: pip install 'reattune[stats]'"
"""Why there is no p where SciPy is not installed."""


def normal_tail(z: float, *, tails: int = 2) -> float:
    """Return the probability of a standard normal value beyond ``abs(z)``, in one tail or two."""
    return 0.5 * erfc(abs(z) / sqrt(2)) * tails


def chi_square_tail(value: float, df: float) -> float | None:
    """Return the probability of a larger chi-square; ``None`` without SciPy or without df."""
    if df <= 0:
        return None
    try:
        from scipy.special import chdtrc
    except ImportError:
        return None
    return float(chdtrc(df, value))


def student_tail(value: float, df: int) -> float | None:
    """Return the two-tailed probability of Student's t; ``None`` without SciPy or without df."""
    if df <= 0:
        return None
    try:
        from scipy.special import stdtr
    except ImportError:
        return None
    return float(2 * stdtr(df, -abs(value)))


def no_p(df: int) -> str:
    """Say why there is no p."""
    return NEEDS if df > 0 else "no degree of freedom"
