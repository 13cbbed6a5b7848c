"""Statistics of face-to-face play: matching, who is first, gaze, kinds of infants, latencies."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .estimating import (
    NONE,
    Floats,
    Simulated,
    effect,
    mean,
    median,
    pooled,
    share,
    study_size,
)
from .study import Study, Watched

POS, NEU, AV, FU, CR = range(5)
STIM, PAUSE, SOOTHE, STILL, YELL, MEND = range(6)
LOOKS = (POS, NEU)
"""Codes in which an infant is taken to look at the caregiver."""
PUBLISHED_PLAY = 12
"""18 dyads of two minutes (Cohn & Tronick) are as much as 12 of our three."""


def matched(seen: Watched) -> Floats:
    """Return each dyad's share of strict match: positive with stimulation, neutral with a pause."""
    cells = seen.lives.occupied.sum(axis=1)
    match: Floats = (cells[:, POS, STIM] + cells[:, NEU, PAUSE]) / cells.sum(axis=(1, 2))
    return match


def mismatch(study: Study, months: float) -> Simulated:
    """Mean share of time that is no strict match."""
    return mean(1.0 - matched(study.play(months)))


def match_level(study: Study, months: float) -> Simulated:
    """Mean share of strict match."""
    return mean(matched(study.play(months)))


def match_interval(study: Study) -> Simulated:
    """Mean seconds from the beginning of one strict match to that of the next."""
    seen = study.play(4.0)
    match = (seen.child == POS) & (seen.caregiver == STIM)
    match |= (seen.child == NEU) & (seen.caregiver == PAUSE)
    begun = onsets(match.astype(np.int8), (1,)).sum(axis=1)
    columns = np.stack([np.full(seen.n, match.shape[1] * seen.dt), begun], axis=1)

    def ratio(sums: Floats) -> Floats:
        return sums[:, 0] / sums[:, 1]

    return pooled(columns.astype(float), ratio)


def match_rise(study: Study, earlier: float, later: float) -> Simulated:
    """Mean rise of the share of strict match from one age to another, the same infants."""
    return mean(matched(study.play(later)) - matched(study.play(earlier)))


def onsets(codes: NDArray[np.int8], to: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return where a step is of some codes and the next one begins none of them: ``[n, s - 1]``.

    Entry k is true when step k is outside ``to`` and step k + 1 inside.
    """
    inside = np.isin(codes, to)
    return ~inside[:, :-1] & inside[:, 1:]


def rate_ratio(
    events: NDArray[np.bool_], at_risk: NDArray[np.bool_], when: NDArray[np.bool_]
) -> Simulated:
    """Return the log of how much more often something happens when a condition holds.

    Parameters
    ----------
    events, at_risk, when
        ``bool[n, steps]``: it happens; it could; the condition holds.
    """
    columns = np.stack(
        [(part & side).sum(axis=1) for side in (when, ~when) for part in (events, at_risk)],
        axis=1,
    ).astype(float)

    def log_ratio(sums: Floats) -> Floats:
        return np.log(sums[:, 0] / sums[:, 1] / (sums[:, 2] / sums[:, 3]))

    return pooled(columns, log_ratio)


def caregiver_first(study: Study, months: float) -> Simulated:
    """Return z of: an infant turns positive more often while the caregiver is at play already."""
    seen = study.play(months)
    playing = (seen.caregiver == STIM)[:, :-1]
    waiting = (seen.child != POS)[:, :-1]
    return study_size(rate_ratio(onsets(seen.child, (POS,)), waiting, playing), PUBLISHED_PLAY)


def infant_first(study: Study, months: float) -> Simulated:
    """Return z of: a caregiver starts to play rather while the infant is positive than neutral."""
    seen = study.play(months)
    smiling = (seen.child == POS)[:, :-1]
    waiting = ((seen.caregiver == PAUSE) & np.isin(seen.child, LOOKS))[:, :-1]
    starts = onsets(seen.caregiver, (STIM,)) & waiting
    return study_size(rate_ratio(starts, waiting, smiling), PUBLISHED_PLAY)


def gaze_ended_by_infant(study: Study) -> Simulated:
    """Share of stretches of mutual gaze that the infant ends by looking away."""
    seen = study.play(3.5)
    infant, caregiver = np.isin(seen.child, LOOKS), seen.caregiver != STILL
    mutual = (infant & caregiver)[:, :-1]
    by_infant = (mutual & ~infant[:, 1:] & caregiver[:, 1:]).sum(axis=1)
    ended = (mutual & ~(infant & caregiver)[:, 1:]).sum(axis=1)

    def ratio(sums: Floats) -> Floats:
        return sums[:, 0] / sums[:, 1]

    return pooled(np.stack([by_infant, ended], axis=1).astype(float), ratio)


def gaze_hazard(study: Study, months: float, what: str) -> Simulated:
    """Log hazard ratio of an infant starting (or stopping) to look, caregiver looking or not."""
    seen = study.play(months)
    looking = np.isin(seen.child, LOOKS)
    partner = (seen.caregiver != STILL)[:, :-1]
    codes = looking.astype(np.int8)
    if what == "start":
        return rate_ratio(onsets(codes, (1,)), ~looking[:, :-1], partner)
    return rate_ratio(onsets(codes, (0,)), looking[:, :-1], partner)


def gaze_asymmetry(study: Study, months: float) -> Simulated:
    """Mean share of time that the caregiver looks, less that of the infant."""
    seen = study.play(months)
    return mean((seen.caregiver != STILL).mean(axis=1) - seen.shares(LOOKS))


def gaze_bouts_rise(study: Study) -> Simulated:
    """Mean rise from 10 to 54 weeks in how often an infant begins to look, per minute."""
    young, old = (onsets(study.play(m).child, LOOKS).sum(axis=1) for m in (2.3, 12.4))
    return mean((old - young) / 3.0)


def arousal_around_aversion(study: Study, what: str) -> Simulated:
    """Mean change of arousal over 5 s ``before`` a look away, or from it on while it lasts."""
    seen = study.play(4.0)
    arousal, away = seen.lives.trace("a"), seen.child == AV
    five = seen.steps(5.0)
    changes = np.full(seen.n, np.nan)
    for i in range(seen.n):
        starts = np.flatnonzero(~away[i, :-1] & away[i, 1:]) + 1
        # The trace of step k is written at its end: the code drawn in it holds from k + 1.
        starts = starts[(starts > five) & (starts < away.shape[1] - five)]
        if len(starts) == 0:
            continue
        if what == "before":
            other = starts - 1 - five
            changes[i] = (arousal[i, starts - 1] - arousal[i, other]).mean()
        else:
            ends = [s + int(np.argmin(np.append(away[i, s : s + five], False))) for s in starts]
            changes[i] = (arousal[i, np.array(ends) - 1] - arousal[i, starts - 1]).mean()
    return mean(changes)


def infant_kinds(study: Study, kind: str) -> Simulated:
    """Share of infants of a kind in still-face play: ``engaged``, ``disengaged``, ``negative``."""
    seen = study.still_face()
    shares = np.stack(
        [seen.shares(codes, end=120.0) for codes in ((POS,), (NEU,), (AV,), (FU, CR))], axis=1
    )
    return share(np.array(three_kinds(shares)) == kind)


def three_kinds(shares: Floats) -> list[str]:
    """Sort infants into three clusters by what they show (k-means, fixed starts).

    Parameters
    ----------
    shares
        ``float64[n, 4]``: positive, neutral, averted, negative.

    Returns
    -------
    list of str
        The cluster whose centre is most negative is ``negative``; of the others the more positive
        is ``engaged``.
    """
    centres = shares[[int(np.argmax(shares[:, k])) for k in (0, 1, 3)]].copy()
    near = np.zeros(len(shares), dtype=int)
    for _ in range(50):
        near = np.argmin(((shares[:, None] - centres[None]) ** 2).sum(axis=2), axis=1)
        moved = np.array(
            [shares[near == k].mean(axis=0) if (near == k).any() else centres[k] for k in range(3)]
        )
        if np.array_equal(moved, centres):
            break
        centres = moved
    negative = int(np.argmax(centres[:, 3]))
    rest = [k for k in range(3) if k != negative]
    engaged = max(rest, key=lambda k: centres[k, 0])
    names = {negative: "negative", engaged: "engaged"}
    return [names.get(int(k), "disengaged") for k in near]


def parent_latency(study: Study) -> Simulated:
    """Median seconds from a look away, fuss or cry to the act that meets it, where one comes."""
    seen = study.play(4.0)
    waits: list[float] = []
    owners: list[int] = []
    for i in range(seen.n):
        for wait in answers(seen.child[i], seen.caregiver[i]):
            waits.append(wait * seen.dt)
            owners.append(i)
    return median(np.array(waits), np.array(owners))


def answers(child: NDArray[np.int8], caregiver: NDArray[np.int8]) -> list[int]:
    """Return, for each unmet distress that is met while it lasts, the steps that took."""
    met = (child == AV) & np.isin(caregiver, (PAUSE, SOOTHE, MEND))
    met |= (child >= FU) & np.isin(caregiver, (SOOTHE, MEND))
    starts = np.flatnonzero((child[1:] >= AV) & (child[1:] != child[:-1])) + 1
    waits = []
    for start in starts:
        if met[start]:
            continue
        same = child[start:] == child[start]
        length = len(same) if same.all() else int(np.argmin(same))
        hits = np.flatnonzero(met[start : start + length])
        if len(hits):
            waits.append(int(hits[0]))
    return waits


def still_face_change(study: Study, what: str, phases: tuple[int, int]) -> Simulated:
    """Effect size d of the change from one phase of the still-face protocol to another.

    ``what`` is ``positive``, ``gaze`` or ``negative``; phases count from 0 (play).
    """
    seen = study.still_face()
    if seen.n < 2:
        return NONE
    codes = {"positive": (POS,), "gaze": LOOKS, "negative": (FU, CR)}[what]
    one, two = (seen.shares(codes, 120.0 * k, 120.0 * (k + 1)) for k in phases)
    return effect(two - one)
