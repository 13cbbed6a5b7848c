"""The scan that finds ruptures and follows each to its end, over one stretch of joint states.

Rules, in words (a twin written from them stands in the tests):

- A *stretch* is a part of one phase without missing time. Each is read on its own.
- A *run* is a longest time in which every lasting segment has an opening cell. A point never
  breaks or makes a run.
- A run opens a rupture, with the run's start as onset, once it has lasted ``min_duration``, or as
  soon as it shows a cell marked at-once, lasting or a point. Outside runs such a point opens one
  by itself. A run that began before the end of the last rupture belongs to it and opens none.
- With ``after_match`` a repair, or lasting time in a cell that matches and does not open, must lie
  between the end of the last rupture (the start of the stretch) and the onset. With ``begins``
  that person's state at the onset must differ from the lasting one before it.
- Who opened stands in the table for the onset's cell; ``FIRST`` is whoever changed at the onset,
  and also the other if they changed at most ``tie`` before.
- Points at the onset are part of the rupture (unless the last one ended there), but cannot end it.
- While open: entering an answering cell is an attempt (being in one at onset counts too); at most
  one is noted for one time, and none later than the end. A point ends no stay in an answering
  cell.
- *Closing time* is lasting time in closing cells without a harsh act. Points do not break it, but
  a harsh or at-once point starts it anew; so with self-regulating and fading time.
- It is *repaired* when closing time has lasted ``hold``; its end is the start of that time. Where
  nothing needs to last (``hold`` 0), a point in a closing cell repairs too. If a harsh act fell in
  the rupture, a mending act must follow the last one: before the closing time, or while it goes on
  and has not yet lasted the longer of ``hold`` and ``wait`` (then the mend's time is the end).
  Without one it *fades* when the closing time has lasted that long, and ends at its start. What
  is listed as harsh and as a mend is harsh.
- It is *self-regulated*, or it *fades*, when such cells have lasted their own hold; its end is the
  start of that time. Of several ways to end, the one that is complete first counts; at one time
  first what began earlier, and a point before what begins with it.
- It is *unrepaired* when ``horizon`` has passed since onset and no such time had begun by then
  that lasts; *censored* when the stretch ends first, or before such a time could last.
- Who mended: after a harsh act the caregiver; at a closing point whoever differs there from the
  lasting state before. Else with ``first_mover`` whoever came first, both within ``tie``. One
  comes by entering their closing side for good; who was there since the onset did not come. The
  caregiver also comes with the first lasting answer after the onset that stands: it is taken back
  when the caregiver turns from a state that does not open to one that does. Without
  ``first_mover``, or when nobody came, whoever changed at the start of the closing time, and also
  the other if they changed at most ``tie`` before.
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
    k = free = 0
    start = -1
    run = Found(0, UNKNOWN)
    eligible = seen_match = False
    while k < len(stretch):
        onset, offset, child, caregiver = stretch[k]
        lasts = onset < offset
        if rules.opens[child][caregiver]:
            if start < 0:
                eligible = _may_open(stretch, k, rules, seen_match=seen_match)
                run = Found(onset, _opener(stretch, k, rules))
                start = k if lasts else -1
            if eligible and _opened(stretch, k, rules, run=run):
                first = _with_points(stretch, k if start < 0 else start, free)
                k = follow(stretch, first, rules, run)
                found.append(run)
                free = k + 1
                start, seen_match = _after(stretch, k, rules, run)
                eligible = False
        elif lasts:
            start = -1
            seen_match = seen_match or rules.matches[child][caregiver]
        k += 1
    return found


def _with_points(stretch: Sequence[Pair], k: int, free: int) -> int:
    """Index of the first point at the onset of segment k; from ``free`` on they are not used."""
    while k > free and stretch[k - 1][0] == stretch[k - 1][1]:
        k -= 1
    return k


def _after(stretch: Sequence[Pair], k: int, rules: Rules, run: Found) -> tuple[int, bool]:
    """Say whether a run that may not open again goes on (0, else -1), and if a match was seen."""
    seen = run.outcome == REPAIRED
    p = _before(stretch, k + 1)
    if p < 0:
        return -1, seen
    _, offset, child, caregiver = stretch[p]
    if rules.opens[child][caregiver]:
        return 0, seen
    return -1, seen or (offset > run.ended_at and rules.matches[child][caregiver])


def _opened(stretch: Sequence[Pair], k: int, rules: Rules, *, run: Found) -> bool:
    onset, offset, child, caregiver = stretch[k]
    if rules.at_once[child][caregiver]:
        return True
    return onset < offset and offset - run.onset >= rules.min_duration


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
    while stretch[k][0] - stretch[since][0] <= tie and (q := _before(stretch, since)) >= 0:
        if stretch[q][other] != stretch[k][other]:
            return BOTH
        since = q
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

    closing: int = NOT_YET
    self_regulating: int = NOT_YET
    fading: int = NOT_YET
    closing_at: int = NOT_YET
    child_side: int = NOT_YET
    caregiver_side: int = NOT_YET
    answered: int = NOT_YET
    harsh: bool = False
    mend: int = NOT_YET

    @property
    def settled(self) -> bool:
        """Whether no harsh act waits for a mend."""
        return not self.harsh or self.mend >= 0


def follow(stretch: Sequence[Pair], k: int, rules: Rules, run: Found) -> int:
    """Follow one open rupture from segment k to its end; return the last segment before its end."""
    runs = _Runs()
    limit = run.onset + rules.horizon
    answering = False
    while k < len(stretch):
        onset, offset, child, caregiver = stretch[k]
        answers = rules.answers[child][caregiver]
        if answers and not answering:
            _note_attempt(run, onset)
        _note_acts(runs, rules, stretch[k])
        if onset < offset:
            if onset > run.onset:
                _note_answer(runs, rules, stretch, k, enters=answers and not answering)
            answering = answers
            _note_runs(runs, rules, stretch, k, opened=run.onset)
        if offset > limit and not _pending(runs, limit):
            run.outcome, run.ended_at = UNREPAIRED, limit
            break
        if _ended(stretch, k, rules=rules, runs=runs, run=run):
            if onset == offset and not answering:
                _note_answer_after(stretch, k, rules, run)
            break
        k += 1
    else:
        k, end = len(stretch) - 1, stretch[-1][1]
        over = end >= limit and not _pending(runs, limit)
        run.outcome, run.ended_at = (UNREPAIRED, limit) if over else (CENSORED, end)
    while run.attempts and run.attempts[-1] > run.ended_at:
        run.attempts.pop()
    return k if run.outcome == CENSORED else _back(stretch, k, run.ended_at)


def _note_answer(
    runs: _Runs, rules: Rules, stretch: Sequence[Pair], k: int, *, enters: bool
) -> None:
    """Keep since when an answer stands; turning back to an opening act takes it back."""
    onset, _, child, caregiver = stretch[k]
    before = stretch[_before(stretch, k)][3]
    turned = before != caregiver and rules.opens[child][caregiver]
    if turned and not rules.opens[child][before]:
        runs.answered = NOT_YET
    if enters and runs.answered == NOT_YET:
        runs.answered = onset


def _note_attempt(run: Found, time: int) -> None:
    if run.attempts[-1:] != [time]:
        run.attempts.append(time)


def _note_answer_after(stretch: Sequence[Pair], k: int, rules: Rules, run: Found) -> None:
    """Note an answer that lasts from the closing point on: it stands at the same time."""
    if k + 1 < len(stretch):
        onset, _, child, caregiver = stretch[k + 1]
        if rules.answers[child][caregiver]:
            _note_attempt(run, onset)


def _back(stretch: Sequence[Pair], k: int, time: int) -> int:
    """Go back to the last segment that lasts before ``time``, or point that stands at it."""
    while k >= 0 and stretch[k][0] >= time and stretch[k][1] > time:
        k -= 1
    return k


def _pending(runs: _Runs, limit: int) -> bool:
    """Say whether a way of ending had begun by the horizon and still goes on."""
    return any(0 <= r <= limit for r in (runs.closing, runs.self_regulating, runs.fading))


def _note_acts(runs: _Runs, rules: Rules, pair: Pair) -> None:
    """Note harsh and mending acts; a harsh or at-once point breaks what was going on."""
    onset, offset, child, caregiver = pair
    if rules.harsh[caregiver]:
        runs.harsh, runs.mend = True, NOT_YET
    elif rules.mends[caregiver] and runs.mend < 0:
        runs.mend = onset
    if onset == offset and (rules.harsh[caregiver] or rules.at_once[child][caregiver]):
        runs.closing = runs.self_regulating = runs.fading = NOT_YET


def _note_runs(runs: _Runs, rules: Rules, stretch: Sequence[Pair], k: int, *, opened: int) -> None:
    """Start, continue or break each run with a lasting segment."""
    onset, _, child, caregiver = stretch[k]
    closes = rules.closes[child][caregiver] and not rules.harsh[caregiver]
    if closes and runs.closing < 0:
        runs.closing_at = k
    runs.closing = _since(runs.closing, onset, goes_on=closes)
    runs.self_regulating = _since(
        runs.self_regulating, onset, goes_on=rules.self_regulates[child][caregiver]
    )
    runs.fading = _since(runs.fading, onset, goes_on=rules.fades[child][caregiver])
    arrival = FROM_ONSET if onset == opened else onset
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
    """Say whether the rupture has ended by the end of segment k, and write down how."""
    onset, offset, _child, _caregiver = stretch[k]
    closed_for = offset - runs.closing if runs.closing >= 0 else -1
    if runs.settled and closed_for >= rules.hold >= 0:
        run.outcome = REPAIRED
        run.ended_at = max(runs.closing, runs.mend) if runs.harsh else runs.closing
        run.repaired_by = _mender(stretch, rules, runs)
    elif onset == offset:
        return _ended_at_point(stretch, k, rules=rules, runs=runs, run=run)
    elif closed_for >= max(rules.hold, rules.wait):
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
    in_time = run.onset < onset <= run.onset + rules.horizon
    if rules.hold or not (in_time and runs.settled and rules.closes[child][caregiver]):
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
    if 0 <= runs.answered <= runs.closing:
        caregiver = runs.answered if caregiver < 0 else min(caregiver, runs.answered)
    if not rules.first_mover or child == caregiver == FROM_ONSET:
        return _changed(stretch, runs.closing_at, rules.tie)
    if FROM_ONSET in (child, caregiver):
        return CAREGIVER if child == FROM_ONSET else CHILD
    if abs(child - caregiver) <= rules.tie:
        return BOTH
    return CHILD if child < caregiver else CAREGIVER
