"""Contrasts within dyads: paired differences, effect sizes, carry-over; plain numbers in.

One value a dyad and level (a phase, a condition, a time). Dyads without both values do not take
part, and are counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from .estimates import Estimate
from .intervals import DRAWS, SEED, Floats, Z
from .t_distributions import hedges, noncentrality_interval, t_quantile

ONE = "one dyad: differences between dyads are not known"
_FEWEST_FOR_SLOPE = 5

Values = Mapping[str, Mapping[str, float]]
"""Of each dyad, its value at each level it has."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """The dyads that have a value at both levels.

    Parameters
    ----------
    dyads
        Their names, sorted.
    first, second
        Their values at the level compared with, and at the level of interest; ``(n,)``.
    lacking
        Dyads that have only one of the two.
    """

    dyads: tuple[str, ...]
    first: Floats
    second: Floats
    lacking: int

    @property
    def differences(self) -> Floats:
        """Second less first, of each dyad."""
        return self.second - self.first


def pairs(values: Values, first: str, second: str) -> Pairs:
    """Take the dyads that have a value at both levels."""
    both = sorted(name for name, row in values.items() if first in row and second in row)
    either = sum(1 for row in values.values() if first in row or second in row)
    return Pairs(
        tuple(both),
        np.array([values[name][first] for name in both], dtype=np.float64),
        np.array([values[name][second] for name in both], dtype=np.float64),
        either - len(both),
    )


def paired_contrast(
    values: Values, first: str, second: str, *, blank: Estimate
) -> tuple[Estimate, ...]:
    """Compare two levels within dyads: the mean difference and two effect sizes.

    - ``contrast``: mean of second less first, in the measure's unit, with Student's interval; then
      the same with a percentile bootstrap over dyads (2,000 seeded draws).
    - ``effect_dz``: mean difference over the standard deviation of the differences, corrected by
      Hedges' exact factor. Interval: noncentral t (of the population value), and bootstrap.
    - ``effect_dav``: mean difference over the root of the mean of both variances, corrected
      likewise: comparable with studies between groups. Interval: Bonett 2008, and bootstrap.

    Parameters
    ----------
    values
        One value a dyad and level.
    first, second
        The level compared with, and the level of interest.
    blank
        Bears unit, definition and name of the measure.

    References
    ----------
    Cumming 2012; Lakens 2013, 10.3389/fpsyg.2013.00863; Hedges 1981, 10.3102/10769986006002107;
    Bonett 2008, 10.1037/1082-989X.13.2.99.
    """
    found = pairs(values, first, second)
    n = len(found.dyads)
    name = f"{blank.measure}, {second} − {first}"
    left = f" ({found.lacking} dyads have only one of them)" if found.lacking else ""
    row = replace(blank, n=n, of=name + left, low=None, high=None, censored=None)
    mean_row = replace(row, measure="contrast")
    sizes = (
        replace(row, measure="effect_dz", unit="d"),
        replace(row, measure="effect_dav", unit="d"),
    )
    if not n:
        why = f"no dyad has both {first} and {second}"
        return tuple(replace(each, reason=why) for each in (mean_row, *sizes))
    mean = float(found.differences.mean())
    if n == 1:
        return (
            replace(mean_row, value=mean, method=f"no interval: {ONE}"),
            *(replace(each, reason=ONE) for each in sizes),
        )
    return (*_mean_rows(found, mean_row), *_size_rows(found, sizes))


def _mean_rows(found: Pairs, row: Estimate) -> tuple[Estimate, ...]:
    d = found.differences
    n, mean = len(d), float(d.mean())
    half = t_quantile(0.975, n - 1) * float(d.std(ddof=1)) / sqrt(n)
    row = replace(row, value=mean)
    if half <= 1e-12 * max(1.0, abs(mean)):
        alike = replace(row, method=f"no interval: all {n} dyads differ by the same amount")
        return alike, alike
    by_t = replace(row, low=mean - half, high=mean + half, method=f"paired t, {n} dyads")
    low, high = _middle(_draw(found).mean(axis=1))
    drawn = replace(row, low=low, high=high, method=f"bootstrap over {n} dyads")
    return by_t, drawn


def _size_rows(found: Pairs, blank: tuple[Estimate, Estimate]) -> tuple[Estimate, ...]:
    d = found.differences
    n, mean, spread = len(d), float(d.mean()), float(d.std(ddof=1))
    pooled = sqrt((found.first.var(ddof=1) + found.second.var(ddof=1)) / 2)
    if spread <= 1e-12 * max(1.0, abs(mean)) or pooled <= 0:
        why = "all dyads differ by the same amount" if pooled > 0 else "dyads do not differ"
        return tuple(replace(row, reason=why) for row in blank)
    if n < 3:
        return tuple(replace(row, reason="fewer than 3 dyads") for row in blank)
    factor = hedges(n - 1)
    low, high = noncentrality_interval(mean / spread * sqrt(n), n - 1)
    dz = replace(
        blank[0],
        value=factor * mean / spread,
        low=low / sqrt(n),
        high=high / sqrt(n),
        method="Hedges-corrected; noncentral t",
    )
    half = Z * _bonett_error(found, mean / pooled, pooled)
    dav = replace(
        blank[1],
        value=factor * mean / pooled,
        low=mean / pooled - half,
        high=mean / pooled + half,
        method="Hedges-corrected; Bonett 2008",
    )
    return dz, _drawn_size(found, dz), dav, _drawn_size(found, dav)


def _bonett_error(found: Pairs, size: float, pooled: float) -> float:
    """Return the standard error of d_av for paired data."""
    df = len(found.dyads) - 1
    v1, v2 = float(found.first.var(ddof=1)), float(found.second.var(ddof=1))
    covariance = float(np.cov(found.first, found.second)[0, 1])
    square = size**2 * (v1**2 + v2**2 + 2 * covariance**2) / (8 * df * pooled**4)
    return sqrt(square + float(found.differences.var(ddof=1)) / (df * pooled**2))


def _drawn_size(found: Pairs, row: Estimate) -> Estimate:
    """Return the same effect size with a percentile bootstrap over dyads."""
    n = len(found.dyads)
    chosen = _chosen(n)
    d = found.differences[chosen]
    if row.measure == "effect_dz":
        spread = d.std(axis=1, ddof=1)
    else:
        both = (found.first, found.second)
        spread = np.sqrt(
            sum((side[chosen].var(axis=1, ddof=1) for side in both), np.zeros(DRAWS)) / 2
        )
    usable = spread > 0
    low, high = _middle(hedges(n - 1) * d.mean(axis=1)[usable] / spread[usable])
    return replace(row, low=low, high=high, method=f"Hedges-corrected; bootstrap over {n} dyads")


def _chosen(n: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    return np.random.default_rng(SEED).integers(n, size=(DRAWS, n))


def _draw(found: Pairs) -> Floats:
    return found.differences[_chosen(len(found.dyads))]


def _middle(drawn: Floats) -> tuple[float | None, float | None]:
    if not len(drawn):
        return None, None
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def carry_over(
    values: Values, *, before: str, during: str, after: str, blank: Estimate
) -> tuple[Estimate, ...]:
    """Say how much of a perturbation carries over into what comes after it.

    First the mean of after less before (0: all is as it was). Then the slope of after on during
    in ``after = a + b before + c during``: how much higher after is, per unit of during, among
    dyads that began alike. Differences from before on both sides would be bound to correlate.

    Parameters
    ----------
    values
        One value a dyad and phase.
    before, during, after
        E.g. play, still-face and reunion.
    blank
        Bears unit, definition and name of the measure.

    References
    ----------
    Mesman et al. 2009, 10.1016/j.dr.2009.02.001 (carry-over as reunion against baseline);
    Tu 2007, 10.1038/sj.ejcn.1602585 and Oldham 1962 (coupled differences).
    """
    change = paired_contrast(values, before, after, blank=blank)[0]
    change = replace(change, measure="carry_over")
    whole = sorted(n for n, row in values.items() if {before, during, after} <= set(row))
    slope = replace(
        blank,
        measure="carry_over",
        value=None,
        low=None,
        high=None,
        unit="ratio",
        n=len(whole),
        of=f"{blank.measure}, {after} per unit of {during}, given {before}",
        censored=None,
    )
    if len(whole) < _FEWEST_FOR_SLOPE:
        return change, replace(slope, reason=f"fewer than {_FEWEST_FOR_SLOPE} dyads with all three")
    x = np.array([[1.0, values[n][before], values[n][during]] for n in whole])
    y = np.array([values[n][after] for n in whole])
    if np.linalg.matrix_rank(x - [0, *x[:, 1:].mean(axis=0)]) < 3:
        return change, replace(slope, reason=f"{before} and {during} do not vary apart")
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ y
    df = len(whole) - 3
    residual = float(np.sum((y - x @ beta) ** 2)) / df
    half = t_quantile(0.975, df) * sqrt(residual * float(inverse[2, 2]))
    value = float(beta[2])
    done = replace(slope, value=value, low=value - half, high=value + half)
    return change, replace(done, method=f"least squares over {len(whole)} dyads")
