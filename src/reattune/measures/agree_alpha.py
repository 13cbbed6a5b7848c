"""Agreement of any number of coders: Krippendorff's alpha, and intraclass correlations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .agree_tables import weights
from .intervals import Floats

MISSING_CODE = -1
"""What a coder did not code, in arrays of code numbers."""


def coincidences(values: Sequence[Sequence[int]] | NDArray[np.int64], codes: int) -> Floats:
    """Count pairs of codes within units, each unit by the number of its coders less one.

    Parameters
    ----------
    values
        Code numbers, shape ``(coders, units)``; :data:`MISSING_CODE` where a coder has none. Units
        coded by fewer than two do not count.
    codes
        How many codes there are.

    Returns
    -------
    Floats
        Shape ``(codes, codes)``, symmetric.
    """
    result: Floats = unit_coincidences(values, codes).sum(axis=0)
    return result


def unit_coincidences(values: Sequence[Sequence[int]] | NDArray[np.int64], codes: int) -> Floats:
    """Return :func:`coincidences` of each unit; shape ``(units, codes, codes)``."""
    table = np.asarray(values, dtype=np.int64)
    counts = (table.T[:, :, None] == np.arange(codes)).sum(axis=1).astype(np.float64)
    coders = counts.sum(axis=1)
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(codes)
    share = np.divide(1.0, coders - 1, out=np.zeros_like(coders), where=coders > 1)
    result: Floats = pairs * share[:, None, None]
    return result


def alpha_of(
    pairs: Floats, *, ordered: bool = False, apart: NDArray[np.float64] | None = None
) -> Floats:
    """Krippendorff's alpha of a coincidence table: 1 - observed / expected disagreement.

    Missing codes are allowed, any number of coders. 1 is agreement, 0 what chance gives. NaN where
    only one code occurs. Leading axes are worked through at once.

    Parameters
    ----------
    pairs
        From :func:`coincidences`.
    ordered
        Codes in their order: ordinal distances (by how many codings lie between), else nominal.
    apart
        Squared distances between codes that are numbers, see :func:`distances`.

    Notes
    -----
    Krippendorff's own example (4 observers, 12 units, 7 codings missing): nominal .743,
    ordinal .815, interval .849, ratio .797.

    References
    ----------
    Krippendorff 2011, Computing Krippendorff's alpha-reliability,
    https://repository.upenn.edu/asc_papers/43.
    """
    shares = pairs.sum(axis=-1)
    codes = pairs.shape[-1]
    total = shares.sum(axis=-1)
    if apart is None:
        apart = _ordinal(shares) if ordered else weights(codes, kind="nominal")
    apart = np.broadcast_to(apart, pairs.shape)
    seen = (pairs * apart).sum(axis=(-2, -1))
    expected = (shares[..., :, None] * shares[..., None, :] * apart).sum(axis=(-2, -1))
    result: Floats = np.full(np.shape(total), np.nan)
    np.divide((total - 1) * seen, expected, out=result, where=expected > 0)
    return 1.0 - result


def distances(values: Sequence[float], *, kind: str) -> Floats:
    """Return squared distances between codes that are numbers.

    ``interval``: of their difference; ``ratio``: of their difference over their sum (0 has a
    meaning, and no value is negative).

    References
    ----------
    Krippendorff 2011, https://repository.upenn.edu/asc_papers/43.
    """
    numbers = np.asarray(values, dtype=np.float64)
    gaps = np.subtract.outer(numbers, numbers)
    if kind == "ratio":
        sums = np.add.outer(numbers, numbers)
        gaps = np.divide(gaps, sums, out=np.zeros_like(gaps), where=sums != 0)
    result: Floats = gaps**2
    return result


def _ordinal(shares: Floats) -> Floats:
    """Squared number of codings from one code to the other, half of the ends left out."""
    upto = np.cumsum(shares, axis=-1) - shares / 2
    gaps = upto[..., :, None] - upto[..., None, :]
    result: Floats = gaps**2
    return result


class Intraclass(NamedTuple):
    """Two intraclass correlations of single coders, with 95 % intervals (``None`` without SciPy).

    Parameters
    ----------
    agreement, agreement_low, agreement_high
        ICC(A,1): a coder who sees more than the other counts as disagreement.
    consistency, consistency_low, consistency_high
        ICC(C,1): only the order and spacing of the targets count.
    """

    agreement: float
    agreement_low: float | None
    agreement_high: float | None
    consistency: float
    consistency_low: float | None
    consistency_high: float | None


def intraclass(table: Sequence[Sequence[float]] | Floats) -> Intraclass | None:
    """ICC(A,1) and ICC(C,1), two-way; ``None`` where nothing varies or there are too few numbers.

    Parameters
    ----------
    table
        Numbers, shape ``(targets, coders)``; none missing, two or more of each.

    Notes
    -----
    Shrout & Fleiss's table (6 targets, 4 judges): ICC(A,1) .290 [.019, .761], ICC(C,1) .715
    [.342, .946].

    References
    ----------
    McGraw & Wong 1996, 10.1037/1082-989X.1.1.30; Shrout & Fleiss 1979,
    10.1037/0033-2909.86.2.420.
    """
    x = np.asarray(table, dtype=np.float64)
    if x.ndim != 2 or min(x.shape) < 2:
        return None
    n, k = x.shape
    grand = x.mean()
    rows = k * float(((x.mean(axis=1) - grand) ** 2).sum()) / (n - 1)
    columns = n * float(((x.mean(axis=0) - grand) ** 2).sum()) / (k - 1)
    rest = x - x.mean(axis=1, keepdims=True) - x.mean(axis=0, keepdims=True) + grand
    error = float((rest**2).sum()) / ((n - 1) * (k - 1))
    bottom = rows + (k - 1) * error + k * (columns - error) / n
    if rows + (k - 1) * error <= 0 or bottom <= 0:
        return None
    agreement = (rows - error) / bottom
    consistency = (rows - error) / (rows + (k - 1) * error)
    low, high = _agreement_bounds(rows, columns, error, shape=(n, k))
    return Intraclass(
        agreement, low, high, consistency, *_consistency_bounds(rows, error, shape=(n, k))
    )


def _f_point(one: float, other: float) -> float | None:
    """97.5 % point of F; ``None`` without SciPy."""
    try:
        from scipy.special import fdtri
    except ImportError:
        return None
    return float(fdtri(one, other, 0.975))


def _consistency_bounds(
    rows: float, error: float, *, shape: tuple[int, int]
) -> tuple[float | None, float | None]:
    n, k = shape
    one, other = n - 1, (n - 1) * (k - 1)
    down, up = _f_point(one, other), _f_point(other, one)
    if down is None or up is None or error <= 0:
        return None, None
    low, high = rows / error / down, rows / error * up
    return (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)


def _agreement_bounds(
    rows: float, columns: float, error: float, *, shape: tuple[int, int]
) -> tuple[float | None, float | None]:
    """McGraw & Wong 1996, table 7 (Satterthwaite's degrees of freedom)."""
    n, k = shape
    if error <= 0:
        return None, None
    icc = (rows - error) / (rows + (k - 1) * error + k * (columns - error) / n)
    if icc >= 1:
        return None, None
    a = k * icc / (n * (1 - icc))
    b = 1 + k * icc * (n - 1) / (n * (1 - icc))
    under = (a * columns) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
    freedom = (a * columns + b * error) ** 2 / under
    down, up = _f_point(n - 1, freedom), _f_point(freedom, n - 1)
    if down is None or up is None:
        return None, None
    mixed = k * columns + (k * n - k - n) * error
    low = n * (rows - down * error) / (down * mixed + n * rows)
    high = n * (up * rows - error) / (mixed + n * up * rows)
    return low, high
