"""Surrogate synchrony (SUSY): cross-correlation within segments, against shuffled segments.

The signals are cut into segments that do not overlap; each is correlated with the other's same
segment at all lags, and, for the level that chance gives, with all its other segments.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .estimates import Estimate
from .intervals import SEED, Floats
from .signals_pair import SignalPair

DRAWS = 999


@dataclass(frozen=True, slots=True, eq=False)
class Synchrony:
    """Fisher-z cross-correlations of segments.

    Parameters
    ----------
    pair
        What was correlated.
    lags
        In samples, from negative to positive; positive: the second follows; ``(k,)``.
    z
        By segment of the first, segment of the second, and lag; ``nan`` where a segment does not
        vary or too little is known; ``(s, s, k)``.
    """

    pair: SignalPair
    lags: NDArray[np.int64]
    z: Floats

    @property
    def segments(self) -> int:
        """How many segments there are."""
        return len(self.z)

    def real(self, *, absolute: str = "yes") -> Floats:
        """Return the mean z at each lag of segments that belong together; ``(k,)``."""
        own = self.z[np.arange(self.segments), np.arange(self.segments)]
        return _mean(np.abs(own) if absolute == "yes" else own)

    def pseudo(self, *, absolute: str = "yes") -> Floats:
        """Return the mean z at each lag of segments that do not; ``(k,)``."""
        others = self.z[~np.eye(self.segments, dtype=bool)]
        return _mean(np.abs(others) if absolute == "yes" else others)


def segment_synchrony(pair: SignalPair, *, segment: float, max_lag: float) -> Synchrony:
    """Correlate every segment of one signal with every segment of the other, at all lags.

    At each lag the products of deviations from the segment's mean over the number of pairs of
    samples known of both, times the share of the segment that overlaps at this lag, over both
    standard deviations: without missing samples the usual cross-correlation function (divided by
    the segment's whole length). Missing samples stay in place; the rest of the last segment is
    left out.

    Parameters
    ----------
    pair
        Two signals.
    segment, max_lag
        Length of a segment, and largest lag, in s.

    References
    ----------
    Tschacher & Meier 2020, 10.1080/10503307.2019.1612114; Moulder et al. 2018,
    10.1037/met0000172.
    """
    size, most = pair.samples(segment), round(max_lag / pair.step)
    count = len(pair) // size
    lags = np.arange(-most, most + 1, dtype=np.int64)
    x, kx = _standard(pair.x[: count * size].reshape(count, size))
    y, ky = _standard(pair.y[: count * size].reshape(count, size))
    z = np.full((count, count, len(lags)), np.nan)
    for place, lag in enumerate(lags.tolist()):
        overlap = size - abs(lag)
        if overlap < 1:
            continue
        # Positive lag: the first at t with the second at t + lag.
        a, b = slice(max(0, -lag), size - max(0, lag)), slice(max(0, lag), size - max(0, -lag))
        known = kx[:, a].astype(np.float64) @ ky[:, b].T
        sums = x[:, a] @ y[:, b].T
        r = np.full((count, count), np.nan)
        np.divide(sums * overlap, known * size, out=r, where=known >= overlap / 2)
        z[:, :, place] = np.arctanh(np.clip(r, -1 + 1e-12, 1 - 1e-12))
    for mask, axis in ((_dead(pair.x, count, size), 0), (_dead(pair.y, count, size), 1)):
        z[(mask, slice(None)) if axis == 0 else (slice(None), mask)] = np.nan
    return Synchrony(pair, lags, z)


def _standard(rows: Floats) -> tuple[Floats, Floats]:
    """Return each row standardised over its known samples (0 where missing), and the known."""
    known = np.isfinite(rows)
    n = np.maximum(known.sum(axis=1, keepdims=True), 1)
    filled = np.where(known, rows, 0.0)
    deviations = np.where(known, filled - filled.sum(axis=1, keepdims=True) / n, 0.0)
    spread = np.sqrt(np.sum(deviations**2, axis=1, keepdims=True) / n)
    return np.divide(deviations, spread, out=np.zeros_like(rows), where=spread > 0), known


def _dead(values: Floats, count: int, size: int) -> NDArray[np.bool_]:
    """Segments that do not vary or are known for less than half."""
    rows = values[: count * size].reshape(count, size)
    known = np.isfinite(rows)
    low = np.where(known, rows, np.inf).min(axis=1, initial=np.inf)
    high = np.where(known, rows, -np.inf).max(axis=1, initial=-np.inf)
    dead: NDArray[np.bool_] = (known.sum(axis=1) < size / 2) | ~(high > low)
    return dead


def synchrony_rows(
    found: Synchrony, *, draws: int = DRAWS, seed: int = SEED
) -> tuple[Estimate, ...]:
    """Return mean absolute z and mean z with their effect sizes and permutation p.

    ``synchrony``: mean over segments and lags. Its effect size is the distance from the level of
    shuffled segments over their standard deviation across lags (SUSY's ES). Its p: the segments
    of the second are put in 999 seeded random orders, ``(1 + as high or higher) / (1 + 999)``.
    """
    own = np.arange(found.segments)
    usable = int(np.isfinite(found.z[own, own]).any(axis=-1).sum())
    blank = replace(found.pair.blank("synchrony", "z"), n=usable, of="segments")
    kinds = (("yes", "mean absolute z"), ("no", "mean z"))
    if found.segments < 3 or not np.isfinite(found.real() + found.pseudo()).any():
        why = "fewer than 3 segments" if found.segments < 3 else "no segment that varies in both"
        return tuple(replace(blank, of=f"segments, {name}", reason=why) for _, name in kinds)
    rows: list[Estimate] = []
    for absolute, name in kinds:
        real, pseudo = found.real(absolute=absolute), found.pseudo(absolute=absolute)
        # A lag at which no segment has samples of both says nothing.
        known = np.isfinite(real) & np.isfinite(pseudo)
        real, pseudo = real[known], pseudo[known]
        spread = float(pseudo.std(ddof=1)) if len(pseudo) > 1 else 0.0
        row = replace(blank, of=f"segments, {name}", method="segments against all shuffled ones")
        rows += [
            replace(row, value=float(real.mean())),
            replace(row, of=f"segments, {name}, shuffled", value=float(pseudo.mean())),
            _effect(row, float(real.mean() - pseudo.mean()), spread),
            replace(
                row, measure="synchrony_p", unit="p", method=f"{draws} orders of segments",
                value=_p(found, draws, seed, absolute=absolute),
            ),
        ]  # fmt: skip
    return (*rows, *_lead_rows(found, blank))


def _lead_rows(found: Synchrony, blank: Estimate) -> tuple[Estimate, ...]:
    """Return mean absolute z where the first leads (positive lags) and where the second does."""
    real = found.real()
    one, other = found.pair.first, found.pair.second
    sides = ((f"{one} leads", found.lags > 0), (f"{other} leads", found.lags < 0))
    return tuple(
        replace(
            blank,
            value=float(np.mean(real[mask & np.isfinite(real)])),
            of=f"segments, mean absolute z, {name}",
            method="segments",
        )
        for name, mask in sides
        if (mask & np.isfinite(real)).any()
    )


def _effect(row: Estimate, distance: float, spread: float) -> Estimate:
    row = replace(row, measure="synchrony_effect", unit="d")
    if spread <= 0:
        return replace(row, reason="shuffled segments do not differ over lags")
    return replace(row, value=distance / spread)


def _p(found: Synchrony, draws: int, seed: int, *, absolute: str) -> float:
    """One-sided for the absolute z, two-sided for z."""
    size = found.segments
    table = np.abs(found.z) if absolute == "yes" else found.z
    cells = _mean(table.reshape(size * size, -1).T).reshape(size, size)
    rng = np.random.default_rng(seed)
    orders = np.stack([np.arange(size), *(rng.permutation(size) for _ in range(draws))])
    picked = cells[np.arange(size), orders]
    levels = _mean(picked.T)
    if absolute == "no":
        levels = np.abs(levels - np.nanmean(cells))
    real = levels[0]
    return float((1 + np.sum(levels[1:] >= real - 1e-12)) / (1 + draws))


def _mean(rows: Floats) -> Floats:
    """Mean over the first axis of what is known; nan where nothing is."""
    known = np.isfinite(rows)
    count = known.sum(axis=0)
    sums = np.where(known, rows, 0.0).sum(axis=0)
    means: Floats = np.full(count.shape, np.nan)
    np.divide(sums, count, out=means, where=count > 0)
    return means
