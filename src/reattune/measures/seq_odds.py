"""Two codes: how they go together, in one session or over many."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from .contingency import Counts
from .intervals import Floats, Z, student_quantile


def two_by_two(counts: Counts, row: int, column: int) -> Floats:
    """Collapse tables round one cell: ``[[both, row only], [column only, neither]]``.

    Parameters
    ----------
    counts
        Shape ``(..., rows, columns)``.

    Returns
    -------
    Floats
        Shape ``(..., 2, 2)``.
    """
    both = counts[..., row, column]
    only_row = counts[..., row, :].sum(axis=-1) - both
    only_column = counts[..., :, column].sum(axis=-1) - both
    neither = counts.sum(axis=(-2, -1)) - both - only_row - only_column
    flat = np.stack([both, only_row, only_column, neither], axis=-1)
    return flat.reshape(*flat.shape[:-1], 2, 2).astype(np.float64)


def yules_q(table: Floats) -> float | None:
    """Return (ad - bc) / (ad + bc): -1 never together, 0 independent, 1 always; ``None`` if 0/0.

    References
    ----------
    Yule 1912, 10.2307/2340126.
    """
    (a, b), (c, d) = table
    bottom = a * d + b * c
    return float((a * d - b * c) / bottom) if bottom > 0 else None


@dataclass(frozen=True, slots=True)
class Odds:
    """An odds ratio with its 95 % interval; ``value`` is ``None`` where there is none.

    Parameters
    ----------
    value, low, high
        The ratio; infinite when only one diagonal holds anything.
    method
        How it came about.
    reason
        Why there is none.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    method: str = ""
    reason: str = ""


def odds_ratio(table: Floats) -> Odds:
    """Return ad / bc with Woolf's interval; from cells + 0.5 (Haldane) where one is 0.

    References
    ----------
    Woolf 1955, 10.1111/j.1469-1809.1955.tb01348.x; Haldane 1956; Bakeman & Quera 2011, ch. 9.
    """
    if not (table.sum(axis=0).all() and table.sum(axis=1).all()):
        return Odds(None, reason="a code never occurs, or always")
    zero = bool((table == 0).any())
    (a, b), (c, d) = table + 0.5 if zero else table
    middle, error = log(a * d / (b * c)), sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    method = "Woolf, 0.5 added to each cell" if zero else "Woolf"
    return Odds(exp(middle), exp(middle - Z * error), exp(middle + Z * error), method)


def pooled_odds_ratio(tables: Floats) -> Odds:
    """Return the Mantel-Haenszel odds ratio of many sessions: stratified, not merely summed.

    The interval takes the larger of two standard errors of its logarithm: that of Robins,
    Breslow & Greenland, which holds when all sessions share one ratio; and that between sessions
    (linearised, Student's t), which holds when they do not.

    Parameters
    ----------
    tables
        Shape ``(sessions, 2, 2)``.

    References
    ----------
    Mantel & Haenszel 1959; Robins, Breslow & Greenland 1986, 10.2307/2531052.
    """
    used = tables[tables.sum(axis=(1, 2)) > 0]
    if len(used) == 1:
        return odds_ratio(used[0])
    n = used.sum(axis=(1, 2))
    a, b, c, d = used[:, 0, 0], used[:, 0, 1], used[:, 1, 0], used[:, 1, 1]
    top, bottom = a * d / n, b * c / n
    above, below = float(top.sum()), float(bottom.sum())
    if above == 0 and below == 0:
        return Odds(None, reason="no session in which both codes vary")
    if above == 0 or below == 0:
        return Odds(
            0.0 if above == 0 else float("inf"),
            method=f"Mantel-Haenszel over {len(used)} sessions; no interval from empty cells",
        )
    middle, error = log(above / below), _greenland(used, top, bottom)
    point, method = Z, f"Mantel-Haenszel over {len(used)} sessions"
    between = _between(top / above - bottom / below)
    if between is not None:
        quantile = student_quantile(int((top + bottom > 0).sum()) - 1) or Z
        if between * quantile > error * point:
            error, point = between, quantile
            method += ", clustered"
    return Odds(exp(middle), exp(middle - point * error), exp(middle + point * error), method)


def _greenland(tables: Floats, top: Floats, bottom: Floats) -> float:
    n = tables.sum(axis=(1, 2))
    agree = (tables[:, 0, 0] + tables[:, 1, 1]) / n
    differ = 1 - agree
    above, below = top.sum(), bottom.sum()
    variance = (
        (agree * top).sum() / (2 * above**2)
        + (agree * bottom + differ * top).sum() / (2 * above * below)
        + (differ * bottom).sum() / (2 * below**2)
    )
    return sqrt(float(variance))


def _between(parts: Floats) -> float | None:
    """Return the standard error of a sum of independent parts of mean 0, from their squares."""
    seen = parts[parts != 0]
    if len(seen) < 2:
        return None
    return sqrt(float((seen**2).sum()) * len(seen) / (len(seen) - 1))


def stratified_residual(tables: Floats) -> tuple[float, float, float]:
    """Return (z, observed, expected) of the upper left cell over sessions: Mantel-Haenszel.

    Observed and expected are summed over sessions, each with its own margins; the variance is the
    hypergeometric one.

    Parameters
    ----------
    tables
        Shape ``(sessions, 2, 2)``.

    References
    ----------
    Mantel 1963, 10.1080/01621459.1963.10500879.
    """
    n = tables.sum(axis=(1, 2))
    used, n = tables[n > 1], n[n > 1]
    row, column = used[:, 0, :].sum(axis=1), used[:, :, 0].sum(axis=1)
    expected = row * column / n
    variance = expected * (n - row) * (n - column) / (n * (n - 1))
    observed, total = float(used[:, 0, 0].sum()), float(variance.sum())
    middle = float(expected.sum())
    return ((observed - middle) / sqrt(total) if total > 0 else float("nan"), observed, middle)
