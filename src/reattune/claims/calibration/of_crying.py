"""Statistics of fussing, crying and soothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .estimating import NONE, Floats, Simulated, mean, pooled, share
from .of_play import CR, FU
from .study import CARE, CARRIED, Study, Watched

UPSET = (FU, CR)
INTERVAL = 5.0
"""Seconds of an observation interval in C30 to C32: any fret or cry in it counts it."""
AWAKE = {1.4: 9.0, 2.5: 10.0}
"""Waking hours a day at 6 and at 10 to 12 weeks (set by hand: about 15 and 14 h of sleep)."""
SLEEP = 60.0
"""Seconds below the study's ``act.asleep`` arousal, in arms, after which a child is asleep."""


def observed_intervals(seen: Watched) -> NDArray[np.bool_]:
    """Return which 5-s intervals hold any fret or cry, ``bool[n, intervals]``."""
    size = seen.steps(INTERVAL)
    whole = seen.child.shape[1] // size * size
    upset = np.isin(seen.child[:, :whole], UPSET)
    return np.asarray(upset.reshape(seen.n, -1, size).any(axis=2), dtype=np.bool_)


def bouts(intervals: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many runs of true intervals each row has."""
    before = np.pad(intervals[:, :-1], ((0, 0), (1, 0)))
    return np.asarray((intervals & ~before).sum(axis=1), dtype=np.int64)


def cry_counts(seen: Watched) -> Floats:
    """Return per infant: intervals with fret or cry, bouts of them, all intervals."""
    intervals = observed_intervals(seen)
    each = [intervals.sum(axis=1), bouts(intervals), np.full(seen.n, intervals.shape[1])]
    return np.stack(each, axis=1).astype(float)


def cry_bout_length(study: Study, months: float) -> Simulated:
    """Mean length of a bout in seconds: time in fret and cry over bouts."""
    return pooled(cry_counts(study.home(months, high_contact=True)), _length)


def cry_bout_rate(study: Study, months: float) -> Simulated:
    """Bouts per waking hour."""
    return pooled(cry_counts(study.home(months, high_contact=True)), _rate)


def cry_minutes(study: Study, months: float) -> Simulated:
    """Minutes of fret and cry per waking hour."""
    return pooled(cry_counts(study.home(months, high_contact=True)), _minutes)


def _length(sums: Floats) -> Floats:
    return sums[:, 0] * INTERVAL / sums[:, 1]


def _rate(sums: Floats) -> Floats:
    return sums[:, 1] / (sums[:, 2] * INTERVAL / 3600.0)


def _minutes(sums: Floats) -> Floats:
    return 60.0 * sums[:, 0] / sums[:, 2]


def minutes_a_day(study: Study, months: float) -> Simulated:
    """Mean minutes of fussing and crying a day: share of waking time times waking hours."""
    seen = study.home(months, high_contact=False)
    return mean(seen.shares(UPSET) * AWAKE[months] * 60.0)


def cried(seen: Watched) -> NDArray[np.bool_]:
    """Return which infants fuss or cry when care begins, 15 s in."""
    return np.isin(seen.child[:, seen.steps(15.0)], UPSET)


def upset_in_care(study: Study, how: str) -> Floats:
    """Return each infant's share of two minutes of care spent upset; NaN if it was not upset."""
    seen = study.soothed(how)
    return np.where(cried(seen), seen.shares(UPSET, 15.0, 15.0 + CARE), np.nan)


def soothing(study: Study, how: str, against: str = "nothing") -> Simulated:
    """Mean share of two minutes that one way of soothing saves the infant, against another."""
    return mean(upset_in_care(study, against) - upset_in_care(study, how))


def calm_by(study: Study, seconds: float) -> Simulated:
    """Share of crying infants who do not fuss or cry after so long in walking arms."""
    seen = study.soothed("carry", seconds=CARRIED)
    at = seen.steps(15.0 + seconds)
    # A single second may fall on a sigh: calm is a whole 5 s without.
    upset = np.isin(seen.child[:, at - seen.steps(INTERVAL) : at], UPSET).any(axis=1)
    return share(np.asarray(~upset)[cried(seen)])


def asleep_by(study: Study, seconds: float) -> Simulated:
    """Share of crying infants asleep after so long in walking arms.

    Asleep: arousal below ``act.asleep`` for a whole minute (the model has no sleep of its own).
    """
    seen = study.soothed("carry", seconds=CARRIED)
    arousal = seen.lives.trace("a")[:, seen.steps(15.0) : seen.steps(15.0 + seconds)]
    low = arousal < study.values["act.asleep"]
    chosen = cried(seen)
    if not chosen.any():
        return NONE
    return share((longest_run(low) >= seen.steps(SLEEP))[chosen])


def longest_run(true: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the length of the longest run of true in each row."""
    places = np.arange(1, true.shape[1] + 1)
    last_false = np.maximum.accumulate(np.where(true, 0, places), axis=1)
    return np.asarray((places - last_false).max(axis=1), dtype=np.int64)
