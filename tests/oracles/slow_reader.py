"""The slow twin of the episode scan: every millisecond looked at by itself, written from the words.

A stretch becomes a list of *moments*: each point event, and each single millisecond. Nothing is
carried along from one moment to the next: every question ("since when?", "for how long?", "was
there one before?") is answered by walking the list.
"""

from __future__ import annotations

from typing import NamedTuple

from reattune.kernels.ruptures import (
    BOTH,
    CAREGIVER,
    CENSORED,
    CHILD,
    FADED,
    FIRST,
    REPAIRED,
    SELF_REGULATED,
    UNKNOWN,
    UNREPAIRED,
    Found,
)


class Moment(NamedTuple):
    """A point event, or one millisecond of a lasting segment."""

    time: int
    lasts: bool
    child: int
    caregiver: int

    def of(self, who):
        return self.child if who == CHILD else self.caregiver


class Ending(NamedTuple):
    """One way in which a rupture could end."""

    complete: int
    start: int
    lasts: bool
    outcome: int
    ended_at: int
    repaired_by: int


def slow_scan(pairs, rules):
    """Find all ruptures of a stretch."""
    return SlowStretch(pairs, rules).ruptures() if pairs else []


def moments(pairs):
    """Cut a stretch into points and single milliseconds."""
    cut = []
    for onset, offset, child, caregiver in pairs:
        if onset == offset:
            cut.append(Moment(onset, False, child, caregiver))
        cut += [Moment(time, True, child, caregiver) for time in range(onset, offset)]
    return cut


def one_word(people):
    """Turn a set of people into CHILD, CAREGIVER, BOTH or UNKNOWN."""
    if people == {CHILD, CAREGIVER}:
        return BOTH
    return next(iter(people), UNKNOWN)


class SlowStretch:
    """One stretch and the rules, with the questions that the words ask about it."""

    def __init__(self, pairs, rules):
        self.line = moments(pairs)
        self.rules = rules
        self.end = pairs[-1][1]
        self.lasting = {moment.time: moment for moment in self.line if moment.lasts}

    def lasts_in(self, table, time):
        """Whether the millisecond from ``time`` on lies in a cell of the table."""
        moment = self.lasting.get(time)
        return moment is not None and table[moment.child][moment.caregiver]

    def run_start(self, table, time):
        """Walk back from ``time`` as long as the milliseconds before it are in the table."""
        while self.lasts_in(table, time - 1):
            time -= 1
        return time

    # --- opening -------------------------------------------------------------------------------

    def ruptures(self):
        found = []
        for moment in self.line:
            onset = self.onset_shown_by(moment)
            if onset is None:
                continue
            if found:
                before = found[-1].ended_at
                used = moment.time == before and not moment.lasts
                if onset < before or used:
                    continue
            if self.may_open(moment, onset, found):
                found.append(self.follow(moment, onset, found))
        return found

    def onset_shown_by(self, moment):
        """Onset of the rupture that is shown to be one by this moment, or None."""
        opens = self.rules.opens
        if not opens[moment.child][moment.caregiver]:
            return None
        at_once = self.rules.at_once[moment.child][moment.caregiver]
        if not moment.lasts:
            # Outside a run run_start is the point's own time.
            return self.run_start(opens, moment.time) if at_once else None
        start = self.run_start(opens, moment.time)
        lasted = moment.time + 1 - start
        return start if at_once or lasted >= self.rules.min_duration else None

    def first_moment(self, moment, onset):
        """The moment whose cell the rupture starts with: a run's first, or a lonely point."""
        return moment if not moment.lasts and moment.time == onset else self.lasting[onset]

    def may_open(self, moment, onset, found):
        first = self.first_moment(moment, onset)
        if self.rules.after_match and not self.match_before(onset, found):
            return False
        if self.rules.begins == UNKNOWN:
            return True
        before = self.lasting.get(onset - 1)
        who = self.rules.begins
        return before is not None and before.of(who) != first.of(who)

    def match_before(self, onset, found):
        if found and found[-1].outcome == REPAIRED:
            return True
        since = found[-1].ended_at if found else 0
        return any(
            self.lasts_in(self.rules.matches, time) and not self.lasts_in(self.rules.opens, time)
            for time in range(since, onset)
        )

    def opener(self, moment, onset):
        first = self.first_moment(moment, onset)
        opener = self.rules.opener[first.child][first.caregiver]
        return one_word(self.changers(first)) if opener == FIRST else opener

    def changers(self, moment):
        """Who changed at this moment; the other too who last changed up to ``tie`` before."""
        before = self.lasting.get(moment.time - 1)
        if before is None:
            return set()
        now = {who for who in (CHILD, CAREGIVER) if before.of(who) != moment.of(who)}
        if len(now) != 1:
            return now
        (other,) = {CHILD, CAREGIVER} - now
        changed = self.last_change(other, moment.time - 1)
        if changed is not None and moment.time - changed <= self.rules.tie:
            return {CHILD, CAREGIVER}
        return now

    def last_change(self, who, time):
        """When the person last came from another lasting state into the one at ``time``."""
        state = self.lasting[time].of(who)
        while time in self.lasting and self.lasting[time].of(who) == state:
            time -= 1
        return time + 1 if time in self.lasting else None

    # --- following -----------------------------------------------------------------------------

    def follow(self, moment, onset, found):
        """All moments of a rupture, from its onset to the end of the stretch; how it ends."""
        limit = onset + self.rules.horizon
        last = found[-1].ended_at if found else -1
        part = [m for m in self.line if m.time >= onset and (m.lasts or m.time > last)]
        rupture = Found(onset, self.opener(moment, onset))
        complete, may_come = self.endings(part, onset)
        begun = [ending for ending in complete if ending.start <= limit]
        if begun:
            first = min(begun)
            rupture.outcome, rupture.ended_at = first.outcome, first.ended_at
            rupture.repaired_by = first.repaired_by
        elif self.end >= limit and not any(start <= limit for start in may_come):
            rupture.outcome, rupture.ended_at = UNREPAIRED, limit
        else:
            rupture.outcome, rupture.ended_at = CENSORED, self.end
        rupture.attempts = self.attempts(part, onset, rupture.ended_at)
        return rupture

    def endings(self, part, onset):
        """(ways to end that are complete, starts of those that the stretch's end cuts short)."""
        rules = self.rules
        closes = [
            [cell and not harsh for cell, harsh in zip(row, rules.harsh, strict=True)]
            for row in rules.closes
        ]
        complete, cut_short = [], []
        for start, stop in self.stays(part, closes):
            ending = self.closing(part, onset, start, stop)
            if ending:
                complete.append(ending)
            elif self.cut_short(part, stop):
                cut_short.append(start)
        for table, hold, outcome in (
            (rules.self_regulates, rules.self_hold, SELF_REGULATED),
            (rules.fades, rules.fade_hold, FADED),
        ):
            for start, stop in self.stays(part, table):
                if stop - start >= hold:
                    complete.append(Ending(start + hold, start, True, outcome, start, UNKNOWN))
                elif self.cut_short(part, stop):
                    cut_short.append(start)
        return complete + self.closing_points(part, onset), cut_short

    def stays(self, part, table):
        """(start, end) of all lasting times in a table; harsh and at-once points divide them."""
        stays = []
        cut = True
        for moment in part:
            if not moment.lasts:
                cut = cut or self.breaks(moment)
            elif table[moment.child][moment.caregiver]:
                if cut:
                    stays.append((moment.time, moment.time + 1))
                else:
                    stays[-1] = (stays[-1][0], moment.time + 1)
                cut = False
            else:
                cut = True
        return stays

    def breaks(self, point):
        return self.rules.harsh[point.caregiver] or self.rules.at_once[point.child][point.caregiver]

    def cut_short(self, part, stop):
        """Whether a time that ends here might have gone on after the stretch's end."""
        return stop == self.end and (part[-1].lasts or not self.breaks(part[-1]))

    def closing(self, part, onset, start, stop):
        """What one closing time [start, stop) makes of the rupture, or None."""
        rules = self.rules
        before = [m for m in part if m.time < start or (m.time == start and not m.lasts)]
        if not any(rules.harsh[m.caregiver] for m in before):
            if stop - start < rules.hold:
                return None
            by = self.mender(onset, start)
            return Ending(start + rules.hold, start, True, REPAIRED, start, by)
        longest = max(rules.hold, rules.wait)
        mend = self.first_mend(part, before)
        in_time = mend is not None and (mend.time <= start or mend.time < start + longest)
        # What lasts from the closing time's end on is past it; a point there is not.
        still = mend is not None and (
            mend.time < stop or (mend.time == stop and not mend.lasts and not self.breaks(mend))
        )
        if in_time and still and stop - start >= rules.hold:
            end = max(start, mend.time)
            return Ending(max(end, start + rules.hold), start, True, REPAIRED, end, CAREGIVER)
        if (not in_time or not still) and stop - start >= longest:
            return Ending(start + longest, start, True, FADED, start, UNKNOWN)
        return None

    def first_mend(self, part, before):
        """The first mending moment after the last harsh one."""
        last = max(i for i, m in enumerate(before) if self.rules.harsh[m.caregiver])
        return next((m for m in part[last + 1 :] if self.is_mend(m)), None)

    def is_mend(self, moment):
        return self.rules.mends[moment.caregiver] and not self.rules.harsh[moment.caregiver]

    def closing_points(self, part, onset):
        """Points that repair where nothing needs to last."""
        rules = self.rules
        endings = []
        for i, moment in enumerate(part):
            if moment.lasts or rules.hold or moment.time == onset:
                continue
            if not rules.closes[moment.child][moment.caregiver]:
                continue
            harsh = [j for j in range(i + 1) if rules.harsh[part[j].caregiver]]
            mended = harsh and any(self.is_mend(m) for m in part[harsh[-1] + 1 : i + 1])
            if harsh and not mended:
                continue
            by = CAREGIVER if harsh else self.point_mender(moment)
            endings.append(Ending(moment.time, moment.time, False, REPAIRED, moment.time, by))
        return endings

    def mender(self, onset, start):
        """Who mended, when closing time starts at ``start``."""
        if self.rules.first_mover:
            came = {
                CHILD: self.came(self.rules.child_side, CHILD, onset, start),
                CAREGIVER: self.came(self.rules.caregiver_side, CAREGIVER, onset, start),
            }
            answer = self.standing_answer(onset, start)
            if answer is not None and (came[CAREGIVER] is None or answer < came[CAREGIVER]):
                came[CAREGIVER] = answer
            came = {who: at for who, at in came.items() if at is not None}
            if came:
                first = min(came.values())
                return one_word({w for w, at in came.items() if at - first <= self.rules.tie})
        return one_word(self.changers(self.lasting[start]))

    def came(self, side, who, onset, time):
        """When the person came to their side for good; None when there since the onset."""
        while time > onset and side[self.lasting[time - 1].of(who)]:
            time -= 1
        return time if time > onset else None

    def standing_answer(self, onset, start):
        """Start of the first lasting answer after the onset that still stands at ``start``."""
        opens, answers = self.rules.opens, self.rules.answers
        answer = None
        for time in range(onset + 1, start + 1):
            now, before = self.lasting[time], self.lasting[time - 1]
            if opens[now.child][now.caregiver] and not opens[now.child][before.caregiver]:
                answer = None
            enters = answers[now.child][now.caregiver] and not self.lasts_in(answers, time - 1)
            if enters and answer is None:
                answer = time
        return answer

    def point_mender(self, point):
        before = self.lasting.get(point.time - 1)
        if before is None:
            return UNKNOWN
        return one_word({w for w in (CHILD, CAREGIVER) if before.of(w) != point.of(w)})

    def attempts(self, part, onset, until):
        """Times at which an answering cell is entered, the one at the onset included."""
        answers = self.rules.answers
        times = []
        for moment in part:
            if moment.time > until or not answers[moment.child][moment.caregiver]:
                continue
            stays = moment.time > onset and self.lasts_in(answers, moment.time - 1)
            if not stays and moment.time not in times:
                times.append(moment.time)
        return times
