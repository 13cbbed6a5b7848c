"""Matching: how much of the coded time the two are matched, and how much chance would give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..episodes import Definition, Episodes, Joint
from .estimates import Estimate
from .intervals import SEED, Floats
from .tally import CODED, MATCH, MISMATCH, Tally, by_name, cells, segment_array, tally

SHIFTS = 999
"""How many circular shifts make the chance level."""

GRID_MS = 100
"""Step of the grid on which one stream is shifted against the other, in ms."""

_SHIFTED = "circular shift"
_NEAREST_CELLS = 100
_FEWEST_CELLS = 8


def coded_time(episodes: Episodes) -> Estimate:
    """Time in which the states of both are known, in seconds: the denominator of every share."""
    return coded_rows(episodes, tally(episodes))[0]


def match_proportion(episodes: Episodes) -> Estimate:
    """Share of coded time in which the two are matched, from 0 (never) to 1 (always).

    Denominator: the time in which both are codable. Not estimable without coded time, or when the
    definition names no match. The interval is a bootstrap over blocks of one session, or over
    sessions.

    References
    ----------
    Tronick & Cohn 1989, 10.2307/1131074.
    """
    return match_rows(episodes, tally(episodes))[0]


def mismatch_proportion(episodes: Episodes) -> Estimate:
    """Share of coded time in joint states that take part in the definition and are not matched.

    With :func:`match_proportion` and :func:`neither_proportion` it sums to 1.
    """
    return _share(episodes, tally(episodes), "mismatch_proportion")


def neither_proportion(episodes: Episodes) -> Estimate:
    """Share of coded time in joint states that the definition leaves out (a sleeping child)."""
    return _share(episodes, tally(episodes), "neither_proportion")


def match_chance(episodes: Episodes) -> tuple[Estimate, Estimate]:
    """Share of time matched that chance alone would give, computed in two ways.

    First the product of marginals: the sum over matched pairs of states of p(child) x
    p(caregiver), within each session, weighted by its coded time. Then by circular shift: the
    caregiver's stream is moved against the child's by 999 seeded shifts of the session's coded
    time (set end to end, on a grid of 100 ms), which keeps each person's own rhythm. Shifts
    nearer than 10 s (or a quarter of the time, if shorter) are not drawn, since the two are still
    alike there. The interval is the middle 95 % of the shifts: an observed share outside it is
    unlike chance.

    References
    ----------
    Moulder et al. 2018, 10.1037/met0000172 (surrogates by shifting).
    """
    definition, segments = episodes.definition, _segments(episodes)
    blank = Estimate("match_chance", None, "share", segments, definition.id)
    marginals, shifted = replace(blank, of="product of marginals"), replace(blank, of=_SHIFTED)
    reason = _no_match(episodes, coded=any(reading.coded() for reading in episodes.readings))
    if reason:
        return replace(marginals, reason=reason), replace(shifted, reason=reason)
    readings = [reading for _, reading in sorted(by_name(episodes).items()) if reading.coded()]
    weights = [reading.coded() for reading in readings]
    expected = sum(
        _marginal_chance(reading, definition) * weight
        for reading, weight in zip(readings, weights, strict=True)
    )
    marginals = replace(marginals, value=expected / sum(weights), method="product of marginals")
    levels = _shift_levels(readings, definition)
    if levels is None:
        return marginals, replace(shifted, reason="too little coded time to shift (below 0.8 s)")
    low, high = np.quantile(levels, [0.025, 0.975], method="inverted_cdf")
    return marginals, replace(
        shifted,
        value=float(levels.mean()),
        low=float(low),
        high=float(high),
        method=f"mean and middle 95 % of {SHIFTS} circular shifts",
    )


def coded_rows(episodes: Episodes, sums: Tally) -> tuple[Estimate, ...]:
    """Return the rows of :func:`coded_time`."""
    return (
        Estimate(
            "coded_time",
            sums.totals[CODED] / 1000,
            "s",
            len(episodes.readings),
            episodes.definition.id,
            of="sessions",
            method="exact",
        ),
    )


def match_rows(episodes: Episodes, sums: Tally) -> tuple[Estimate, ...]:
    """Return the shares of match, mismatch and neither, and the chance levels."""
    words = ("match_proportion", "mismatch_proportion", "neither_proportion")
    shares = [_share(episodes, sums, word) for word in words]
    return (*shares, *match_chance(episodes))


def _share(episodes: Episodes, sums: Tally, word: str) -> Estimate:
    blank = Estimate(
        word, None, "share", _segments(episodes), episodes.definition.id, of="joint states"
    )
    coded = sums.totals[CODED]
    reason = _no_match(episodes, coded=coded > 0)
    if reason:
        return replace(blank, reason=reason)
    matched, mismatched = sums.totals[MATCH], sums.totals[MISMATCH]
    if word == "neither_proportion":
        return replace(blank, value=(coded - matched - mismatched) / coded, method="exact")
    column = MATCH if word == "match_proportion" else MISMATCH
    low, high, method = sums.share_interval(column)
    return replace(blank, value=sums.totals[column] / coded, low=low, high=high, method=method)


def _no_match(episodes: Episodes, *, coded: bool) -> str:
    if not episodes.definition.match:
        return f"{episodes.definition.id} does not say what a match is"
    return "" if coded else "no time in which both are coded"


def _segments(episodes: Episodes) -> int:
    return sum(1 for reading in episodes.readings for _ in reading.segments())


def _marginal_chance(reading: Joint, definition: Definition) -> float:
    segments = segment_array(reading)
    times = (segments[:, 1] - segments[:, 0]).astype(np.float64)
    child = np.bincount(segments[:, 2], weights=times, minlength=len(reading.child_states))
    other = np.bincount(segments[:, 3], weights=times, minlength=len(reading.caregiver_states))
    matched = np.array(cells(reading, definition.matched), dtype=np.float64)
    return float(child @ matched @ other) / float(times.sum()) ** 2


def _shift_levels(readings: Sequence[Joint], definition: Definition) -> Floats | None:
    """Share matched under each of the shifts, pooled over sessions; each draws its own shifts."""
    rng = np.random.default_rng(SEED)
    matched: Floats = np.zeros(SHIFTS)
    cells_in_all = 0
    for reading in readings:
        counts = matches_by_shift(reading, definition)
        size = len(counts)
        if size < _FEWEST_CELLS:
            continue
        nearest = min(_NEAREST_CELLS, size // 4)
        matched += counts[rng.integers(nearest, size - nearest, size=SHIFTS, endpoint=True)]
        cells_in_all += size
    return matched / cells_in_all if cells_in_all else None


def matches_by_shift(reading: Joint, definition: Definition) -> NDArray[np.int64]:
    """Count the matched grid cells for every circular shift of the caregiver's stream.

    All shifts at once, as a circular cross-correlation: a count for each child state of how often
    a matching caregiver state stands ``k`` cells later.

    Returns
    -------
    NDArray[np.int64]
        Shape ``(cells,)``, at index k for a shift by k cells of 100 ms; 0 is the real one.
    """
    segments = segment_array(reading)
    until = np.cumsum(segments[:, 1] - segments[:, 0])
    ticks = np.arange(0, int(until[-1]), GRID_MS) if len(until) else np.zeros(0, dtype=np.int64)
    if not len(ticks):
        return np.zeros(0, dtype=np.int64)
    index = np.searchsorted(until, ticks, side="right")
    child, other = segments[index, 2], segments[index, 3]
    matched = np.array(cells(reading, definition.matched), dtype=np.float64)
    spectrum = np.zeros(len(ticks) // 2 + 1, dtype=np.complex128)
    for state in np.unique(child):
        mine = np.fft.rfft((child == state).astype(np.float64))
        spectrum += np.conj(mine) * np.fft.rfft(matched[state][other])
    return np.rint(np.fft.irfft(spectrum, n=len(ticks))).astype(np.int64)
