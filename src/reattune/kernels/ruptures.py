"""The scan that finds ruptures and follows each to its end, over one stretch of joint states.

Rules, in words (a twin written from them stands in the tests):

- A *stretch* is a part of one phase without missing time. Each is read on its own.
- A *run* is a longest time in which every lasting segment has an opening cell. A point never
  breaks or makes a run.
- A run opens a rupture, with the run's start as onset, once it has lasted ``min_duration``, or at
  once in a cell marked so (there a point opens too). With ``after_match`` the stretch must have
  shown a match since the last rupture; with ``begins`` the run must start with a change of that
  person.
- While open: entering an answering cell is an attempt (being in one at onset counts too).
- It is *repaired* when closing cells have lasted ``hold``; its end is the start of that time. If a
  harsh act fell in the rupture, a mending act must have followed the last one: before, or within
  ``wait`` of the start of the closing time (then the mend's time is the end); otherwise it *fades*.
- It is *self-regulated*, or it *fades*, when such cells have lasted their own hold.
- It is *unrepaired* when ``horizon`` has passed since onset and no such time had begun by then
  that lasts; *censored* when the stretch ends first.
- A rupture that is still going on when its horizon passes does not open again before its run ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .joint import Pair

CHILD, CAREGIVER, BOTH, UNKNOWN = 0, 1, 2, 3
FIRST = 4
NEVER = 1 << 60
NOT_YET = -1
FROM_ONSET = -2

REPAIRED, SELF_REGULATED, FADED, CENSORED, UNREPAIRED = range(5)

Cells = Sequence[Sequence[bool]]


@dataclass(frozen=True, slots=True)
class Rules:
    """A definition as tables over [child state][caregiver state] and times in ms."""

    opens: Cells
    at_once: Cells
    opener: Sequence[Sequence[int]]
    matches: Cells
    answers: Cells
    closes: Cells
    self_regulates: Cells
    fades: Cells
    harsh: Sequence[bool]
    mends: Sequence[bool]
    child_side: Sequence[bool]
    caregiver_side: Sequence[bool]
    min_duration: int
    hold: int
    self_hold: int
    fade_hold: int
    wait: int
    tie: int
    horizon: int = NEVER
    after_match: bool = False
    begins: int = UNKNOWN
    first_mover: bool = True


@dataclass(slots=True)
class Found:
    """One rupture of a stretch; times in ms."""

    onset: int
    opened_by: int
    outcome: int = CENSORED
    ended_at: int = 0
    repaired_by: int = UNKNOWN
    attempts: list[int] = field(default_factory=list)


def scan(stretch: Sequence[Pair], rules: Rules) -> list[Found]:
    """Find every rupture of one stretch, in order."""
    found: list[Found] = []
    k = 0
    start = -1
    run = Found(0, UNKNOWN)
    eligible = False
    seen_match = False
    while k < len(stretch):
        onset, offset, child, caregiver = stretch[k]
        lasts = onset < offset
        is_open = rules.opens[child][caregiver]
        if lasts and not is_open:
            start = -1
            seen_match = seen_match or rules.matches[child][caregiver]
        elif is_open:
            if lasts and start < 0:
                start = k
                eligible = _may_open(stretch, k, rules, seen_match=seen_match)
                run = Found(onset, _opener(stretch, k, rules))
            opened = _opened(stretch, k, rules, run=run if start >= 0 else None)
            if opened and (eligible if start >= 0 else seen_match or not rules.after_match):
                if start < 0:
                    run = Found(onset, _opener(stretch, k, rules))
                k = follow(stretch, start if start >= 0 else k, rules, run)
                found.append(run)
                # An opening cell that goes on is the same run: it may not open a second rupture.
                p = _before(stretch, k + 1)
                start = 0 if rules.opens[stretch[p][2]][stretch[p][3]] else -1
                eligible = False
                seen_match = run.outcome == REPAIRED
        k += 1
    return found


def _opened(stretch: Sequence[Pair], k: int, rules: Rules, *, run: Found | None) -> bool:
    onset, offset, child, caregiver = stretch[k]
    if rules.at_once[child][caregiver]:
        return True
    return run is not None and onset < offset and offset - run.onset >= rules.min_duration


def _before(stretch: Sequence[Pair], k: int) -> int:
    """Index of the last lasting segment before k, or -1."""
    k -= 1
    while k >= 0 and stretch[k][0] == stretch[k][1]:
        k -= 1
    return k


def _changed(stretch: Sequence[Pair], k: int, tie: int) -> int:
    """Who changed into segment k; a change of the other at most ``tie`` ms earlier counts too."""
    p = _before(stretch, k)
    if p < 0:
        return UNKNOWN
    child = stretch[p][2] != stretch[k][2]
    caregiver = stretch[p][3] != stretch[k][3]
    if child and caregiver:
        return BOTH
    if not child and not caregiver:
        return UNKNOWN
    other = 3 if child else 2
    since = k
    while (q := _before(stretch, since)) >= 0 and stretch[q][other] == stretch[k][other]:
        since = q
    if _before(stretch, since) >= 0 and stretch[k][0] - stretch[since][0] <= tie:
        return BOTH
    return CHILD if child else CAREGIVER


def _may_open(stretch: Sequence[Pair], k: int, rules: Rules, *, seen_match: bool) -> bool:
    if rules.after_match and not seen_match:
        return False
    if rules.begins == UNKNOWN:
        return True
    p = _before(stretch, k)
    return p >= 0 and stretch[p][2 + rules.begins] != stretch[k][2 + rules.begins]


def _opener(stretch: Sequence[Pair], k: int, rules: Rules) -> int:
    opener = rules.opener[stretch[k][2]][stretch[k][3]]
    return _changed(stretch, k, rules.tie) if opener == FIRST else opener


@dataclass(slots=True)
class _Runs:
    """Since when each way of ending has been going on, and since when each is on their side."""

    closing: int = -1
    self_regulating: int = -1
    fading: int = -1
    closing_at: int = -1
    child_side: int = NOT_YET
    caregiver_side: int = NOT_YET
    harsh: bool = False
    mend: int = -1


def follow(stretch: Sequence[Pair], k: int, rules: Rules, run: Found) -> int:
    """Follow one open rupture from segment k to its end; return the last segment it used."""
    runs = _Runs()
    limit = run.onset + rules.horizon
    answering = False
    first = k
    while k < len(stretch):
        onset, offset, child, caregiver = stretch[k]
        answers = rules.answers[child][caregiver]
        if answers and not answering and onset <= limit:
            run.attempts.append(onset)
        _note_acts(runs, rules, caregiver, onset)
        if onset < offset:
            answering = answers
            _note_runs(runs, rules, stretch, k, opened=first)
            if offset > limit and not _pending(runs, limit):
                run.outcome, run.ended_at = UNREPAIRED, limit
                return k
        if (onset <= limit or onset < offset) and _ended(
            stretch, k, rules=rules, runs=runs, run=run
        ):
            return k
        k += 1
    end = stretch[-1][1]
    if end >= limit and not _pending(runs, limit):
        run.outcome, run.ended_at = UNREPAIRED, limit
    else:
        run.outcome, run.ended_at = CENSORED, end
    return len(stretch) - 1


def _pending(runs: _Runs, limit: int) -> bool:
    """Say whether a way of ending had begun by the horizon and still goes on."""
    return any(0 <= r <= limit for r in (runs.closing, runs.self_regulating, runs.fading))


def _note_acts(runs: _Runs, rules: Rules, caregiver: int, onset: int) -> None:
    if rules.harsh[caregiver]:
        runs.harsh, runs.mend = True, -1
    elif rules.mends[caregiver] and runs.mend < 0:
        runs.mend = onset


def _note_runs(runs: _Runs, rules: Rules, stretch: Sequence[Pair], k: int, *, opened: int) -> None:
    """Start, continue or break each run with a lasting segment."""
    onset, _, child, caregiver = stretch[k]
    if rules.closes[child][caregiver] and runs.closing < 0:
        runs.closing_at = k
    runs.closing = _since(runs.closing, onset, goes_on=rules.closes[child][caregiver])
    runs.self_regulating = _since(
        runs.self_regulating, onset, goes_on=rules.self_regulates[child][caregiver]
    )
    runs.fading = _since(runs.fading, onset, goes_on=rules.fades[child][caregiver])
    arrival = FROM_ONSET if k == opened else onset
    if not rules.child_side[child]:
        runs.child_side = NOT_YET
    elif runs.child_side == NOT_YET:
        runs.child_side = arrival
    if not rules.caregiver_side[caregiver]:
        runs.caregiver_side = NOT_YET
    elif runs.caregiver_side == NOT_YET:
        runs.caregiver_side = arrival


def _since(before: int, onset: int, *, goes_on: bool) -> int:
    """Since when a run goes on: from this onset when it is new, -1 when it is broken."""
    if not goes_on:
        return NOT_YET
    return onset if before < 0 else before


def _ended(stretch: Sequence[Pair], k: int, *, rules: Rules, runs: _Runs, run: Found) -> bool:
    """Say whether segment k ends the rupture, and write down how."""
    onset, offset, _child, _caregiver = stretch[k]
    if onset == offset:
        return _ended_at_point(stretch, k, rules=rules, runs=runs, run=run)
    settled = not runs.harsh or runs.mend >= 0
    closed_for = offset - runs.closing if runs.closing >= 0 else -1
    if settled and closed_for >= rules.hold >= 0:
        run.outcome = REPAIRED
        run.ended_at = max(runs.closing, runs.mend) if runs.harsh else runs.closing
        run.repaired_by = _mender(stretch, rules, runs)
    elif not settled and closed_for >= rules.wait >= 0:
        run.outcome, run.ended_at = FADED, runs.closing
    elif runs.self_regulating >= 0 and offset - runs.self_regulating >= rules.self_hold:
        run.outcome, run.ended_at = SELF_REGULATED, runs.self_regulating
    elif runs.fading >= 0 and offset - runs.fading >= rules.fade_hold:
        run.outcome, run.ended_at = FADED, runs.fading
    else:
        return False
    return True


def _ended_at_point(
    stretch: Sequence[Pair], k: int, *, rules: Rules, runs: _Runs, run: Found
) -> bool:
    """Let a point event close a rupture, where nothing needs to last."""
    onset, _, child, caregiver = stretch[k]
    settled = not runs.harsh or runs.mend >= 0
    if rules.hold or not settled or not rules.closes[child][caregiver]:
        return False
    run.outcome, run.ended_at = REPAIRED, onset
    run.repaired_by = CAREGIVER if runs.harsh else _point_mender(stretch, k)
    return True


def _point_mender(stretch: Sequence[Pair], k: int) -> int:
    p = _before(stretch, k)
    if p < 0:
        return UNKNOWN
    child, caregiver = stretch[p][2] != stretch[k][2], stretch[p][3] != stretch[k][3]
    if child and caregiver:
        return BOTH
    return CHILD if child else CAREGIVER


def _mender(stretch: Sequence[Pair], rules: Rules, runs: _Runs) -> int:
    """Who mended: the one who came to the closing side first, or the one whose change closed it."""
    if runs.harsh:
        return CAREGIVER
    child, caregiver = runs.child_side, runs.caregiver_side
    if not rules.first_mover or child == caregiver == FROM_ONSET:
        return _changed(stretch, runs.closing_at, rules.tie)
    if FROM_ONSET in (child, caregiver):
        return CAREGIVER if child == FROM_ONSET else CHILD
    if abs(child - caregiver) <= rules.tie:
        return BOTH
    return CHILD if child < caregiver else CAREGIVER
