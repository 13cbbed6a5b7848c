"""Phases and patterns of two signals: cluster phase, and the entropy of joint terciles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .estimates import Estimate
from .intervals import Floats
from .signals_pair import SignalPair

_FLAT = "a signal does not vary"


def analytic_phase(values: Floats) -> Floats:
    """Return the phase of a signal at each sample, in radians (Hilbert transform, by FFT).

    Nothing is taken out first: a mean far from 0 hides the phase, so centre the signal.
    """
    n = len(values)
    weights = np.zeros(n)
    weights[0] = 1.0
    weights[1 : (n + 1) // 2] = 2.0
    if n % 2 == 0:
        weights[n // 2] = 1.0
    return np.angle(np.fft.ifft(np.fft.fft(values) * weights))


def cluster_phase(phases: Floats) -> tuple[Floats, float]:
    """Return how near the phases stay to their usual distances: at each sample, and on average.

    1 where every signal keeps its own mean distance from the group's phase.

    Parameters
    ----------
    phases
        In radians; ``(signals, n)``.

    References
    ----------
    Frank & Richardson 2010, 10.1016/j.physd.2010.07.015; Richardson et al. 2012,
    10.3389/fphys.2012.00405.
    """
    group = np.angle(np.exp(1j * phases).mean(axis=0))
    apart = phases - group
    usual = np.angle(np.exp(1j * apart).mean(axis=1))
    level = np.abs(np.exp(1j * (apart - usual[:, None])).mean(axis=0))
    return level, float(level.mean())


def pattern_entropy(pair: SignalPair) -> Estimate:
    """Shannon entropy (nats) of joint patterns: each signal low, middle or high by its terciles.

    From 0 to ln 9 = 2.197; samples not known of both are left out. Independent signals come near
    the largest value.

    References
    ----------
    Stevens 2012, 10.1080/1463922X.2010.549987 (patterns of a team).
    """
    blank = pair.blank("pattern_entropy", "nats")
    known = np.isfinite(pair.x) & np.isfinite(pair.y)
    if known.sum() < 9:
        return replace(blank, reason="fewer than 9 samples known of both")
    if not _vary(pair.x[known], pair.y[known]):
        return replace(blank, reason=_FLAT)
    code = np.zeros(int(known.sum()), dtype=np.int64)
    for side in (pair.x[known], pair.y[known]):
        low, high = np.quantile(side, [1 / 3, 2 / 3])
        code = code * 3 + (side >= low) + (side >= high)
    share = np.bincount(code, minlength=9) / len(code)
    share = share[share > 0]
    return replace(blank, value=float(-np.sum(share * np.log(share))), method="terciles")


def phase_synchrony(pair: SignalPair) -> Estimate:
    """Cluster phase of the two, 0 to 1: how steadily they keep their distance in phase.

    Phases need an unbroken signal: not estimable with missing samples. Meaningful for signals
    that swing about one frequency (filter first); two independent ones come near 0.8.
    """
    blank = pair.blank("phase_synchrony", "share")
    if pair.both < len(pair) or len(pair) < 8:
        why = "missing samples: a phase needs an unbroken signal" if len(pair) >= 8 else "too short"
        return replace(blank, reason=why)
    if not _vary(pair.x, pair.y):
        return replace(blank, reason=_FLAT)
    phases = np.stack([analytic_phase(side - side.mean()) for side in (pair.x, pair.y)])
    return replace(blank, value=cluster_phase(phases)[1], method="Hilbert phases")


def _vary(x: Floats, y: Floats) -> bool:
    return bool(np.ptp(x) > 0 and np.ptp(y) > 0)
