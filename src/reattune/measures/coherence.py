"""Coherence of two signals: how steadily they go together at each frequency.

Welch's method, written out so that segments with missing samples can be left out; without missing
samples it equals ``scipy.signal.coherence`` and ``csd``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .estimates import Estimate
from .intervals import Floats
from .signals_pair import SignalPair

_FEWEST = 3


@dataclass(frozen=True, slots=True, eq=False)
class Spectrum:
    """Coherence by frequency.

    Parameters
    ----------
    frequency
        In Hz; ``(k,)``.
    coherence
        Magnitude-squared coherence, 0 to 1; ``nan`` where one signal has no power; ``(k,)``.
    normalised
        Squared cross-spectrum summed over frequencies, over the summed product of both spectra:
        coherence weighted by power.
    segments
        How many segments were averaged; of how many.
    """

    frequency: Floats
    coherence: Floats
    normalised: float
    segments: tuple[int, int]


def spectrum(pair: SignalPair, *, segment: float) -> Spectrum:
    """Average the spectra of half-overlapping segments (Hann window, mean taken out).

    Segments with a missing sample are left out, and counted.

    Parameters
    ----------
    pair
        Two signals.
    segment
        Length of a segment, in s: the lowest frequency is one over it.

    References
    ----------
    Welch 1967, 10.1109/TAU.1967.1161901; Carter 1987, 10.1109/PROC.1987.13723.
    """
    size = min(pair.samples(segment), len(pair))
    step = size - size // 2
    frequency: Floats = np.arange(size // 2 + 1, dtype=np.float64) / (max(size, 1) * pair.step)
    if size < 4:
        return Spectrum(frequency, np.full(len(frequency), np.nan), float("nan"), (0, 0))
    x, y = (sliding_window_view(side, size)[::step] for side in (pair.x, pair.y))
    whole = np.isfinite(x).all(axis=1) & np.isfinite(y).all(axis=1)
    taper = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)
    fx, fy = (
        np.fft.rfft((s - s.mean(axis=1, keepdims=True)) * taper) for s in (x[whole], y[whole])
    )
    sided = np.full(len(frequency), 2.0)
    sided[0] = 1.0
    if size % 2 == 0:
        sided[-1] = 1.0
    used = int(whole.sum())
    base = max(used, 1)
    pxx, pyy = (sided * np.sum(np.abs(f) ** 2, axis=0) / base for f in (fx, fy))
    cross = np.abs(sided * np.sum(np.conj(fx) * fy, axis=0) / base) ** 2
    power = pxx * pyy
    coherence: Floats = np.full(len(power), np.nan)
    np.divide(cross, power, out=coherence, where=power > 0)
    total = float(power.sum())
    normalised = float(cross.sum()) / total if total > 0 else float("nan")
    return Spectrum(frequency, coherence, normalised, (used, len(x)))


def coherence_rows(
    pair: SignalPair, *, segment: float, low: float = 0.0, high: float = float("inf")
) -> tuple[Estimate, ...]:
    """Return mean coherence over a band of frequencies, and the coherence weighted by power.

    Both are pulled upwards by few segments (about 1 over their number for unrelated signals): the
    surrogate test says what chance gives.

    Parameters
    ----------
    pair
        Two signals.
    segment
        Length of a segment, in s.
    low, high
        Band of frequencies in Hz, ends included.
    """
    found = spectrum(pair, segment=segment)
    used, whole = found.segments
    blank = replace(pair.blank("coherence", "share"), n=used, of="segments")
    if whole > used:
        blank = replace(blank, of=f"segments ({whole - used} left out for missing samples)")
    band = (found.frequency >= low) & (found.frequency <= high) & np.isfinite(found.coherence)
    weighted = replace(blank, measure="coherence_by_power")
    if used < _FEWEST or not band.any():
        why = f"fewer than {_FEWEST} segments without missing samples"
        why = why if used < _FEWEST else "no power in this band"
        return replace(blank, reason=why), replace(weighted, reason=why)
    method = f"Welch, segments of {segment:g} s"
    return (
        replace(blank, value=float(found.coherence[band].mean()), method=method),
        replace(weighted, value=found.normalised, method=method),
    )


def coherence_statistic(pair: SignalPair, *, segment: float) -> Callable[[Floats, Floats], float]:
    """Return mean coherence as a function of two series, for surrogate tests."""

    def mean(x: Floats, y: Floats) -> float:
        found = spectrum(replace(pair, x=x, y=y), segment=segment)
        known = np.isfinite(found.coherence)
        return float(found.coherence[known].mean()) if known.any() else float("nan")

    return mean
