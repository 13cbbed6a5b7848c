"""Amounts per hour of observed time, and the peak hour: everything countable in long recordings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import exp, sqrt

import numpy as np

from ..record import Spans, length
from .estimates import Estimate
from .intervals import FEW, byar, percentile_interval, resample, student_quantile

HOUR_MS = 3_600_000

_MOST_BLOCKS = 40
_SHORTEST_BLOCK_MS = 10_000
_FEWEST = 3
_SEVERAL = 1.5
"""Recordings of equal time that there must be as good as, for an interval between recordings."""
_WIDEST = 1_000.0
"""An interval that reaches farther than so many times the value says nothing."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Amounts at points of time in one recording.

    Parameters
    ----------
    session
        Its name.
    moments
        ``(ms, amount)``: 1 for something counted, its length for durations, its words ...
    observed
        Where there could have been some. Moments outside do not count.
    """

    session: str
    moments: tuple[tuple[int, float], ...]
    observed: Spans

    @property
    def inside(self) -> list[tuple[int, float]]:
        """The moments in observed time, in order; one at the very end of a stretch counts."""
        found: list[tuple[int, float]] = []
        left = sorted(self.moments)
        at = 0
        for onset, offset in self.observed:
            while at < len(left) and left[at][0] < onset:
                at += 1
            while at < len(left) and left[at][0] <= offset:
                found.append(left[at])
                at += 1
        return found

    def total(self) -> float:
        """Sum of all amounts in observed time."""
        return sum(amount for _, amount in self.inside)


def lasting(spans: Iterable[tuple[int, int]], observed: Spans) -> tuple[tuple[int, float], ...]:
    """Turn stretches into amounts of milliseconds, cut where observed time ends.

    A stretch across a bound counts on both sides with what lies there.
    """
    ordered = sorted(spans)
    found: list[tuple[int, float]] = []
    for onset, offset in ordered:
        for begin, end in observed:
            if begin >= offset:
                break
            inside = min(offset, end) - max(onset, begin)
            if inside > 0:
                found.append((max(onset, begin), float(inside)))
    return tuple(found)


def hourly(
    parts: Sequence[Amounts], *, measure: str, unit: str, of: str = "", per: int = HOUR_MS
) -> Estimate:
    """Amount per hour of observed time, over one recording or several.

    The value is total amount / total observed time. The interval comes from the spread between
    recordings, or between blocks where a single one holds all or nearly all of the time (observed
    time in up to 40 equal blocks of 10 s or more): standard error of a ratio, each case's distance
    squared over 1 - its share of the time, Student's t with the effective number of cases less 1,
    on the log scale. Sounds come in bursts, so a Poisson interval would be far too short. With
    nothing seen it is Poisson's (Byar). None where it would reach beyond a thousand times the rate.

    Parameters
    ----------
    parts
        The recordings.
    measure, unit, of
        For the Estimate.
    per
        Milliseconds that the amount is given for.

    References
    ----------
    Cochran 1977, Sampling techniques, 3rd ed., 6.3 (ratio of two sums); MacKinnon & White 1985,
    10.1016/0304-4076(85)90158-7 (HC2).
    """
    known = [part for part in parts if length(part.observed)]
    time = sum(length(part.observed) for part in known)
    counted = sum(len(part.inside) for part in known)
    if not time:
        return Estimate(measure, None, unit, 0, "", of=of, reason="no observed time")
    total = sum(part.total() for part in known)
    rate = total / time * per
    session = known[0].session if len(known) == 1 else ""
    if not total:
        high = byar(0)[1] / time * per
        method = "Poisson (Byar)" if unit.startswith("per") else "no interval: nothing seen"
        low, upper = (0.0, high) if unit.startswith("per") else (None, None)
        return Estimate(
            measure, 0.0, unit, counted, "", low, upper, of=of, session=session, method=method
        )
    cases, word = _cases(known)
    low, high_, method = _ratio_interval(cases, rate, per=per, word=word)
    return Estimate(
        measure, rate, unit, counted, "", low, high_, of=of, session=session, method=method
    )


def _cases(parts: Sequence[Amounts]) -> tuple[list[tuple[float, int]], str]:
    """Amount and time of each recording, or of blocks where one holds nearly all of the time."""
    cases = [(part.total(), length(part.observed)) for part in parts]
    if _effective(cases) >= _SEVERAL:
        return cases, "sessions"
    return [block for part in parts for block in _blocks(part)], "blocks"


def _effective(cases: Sequence[tuple[float, int]]) -> float:
    """Return how many cases of equal time say as much as these."""
    return sum(t for _, t in cases) ** 2 / sum(t * t for _, t in cases)


def _blocks(part: Amounts) -> list[tuple[float, int]]:
    """Cut observed time, gaps left out, into equal blocks."""
    time = length(part.observed)
    count = min(_MOST_BLOCKS, time // _SHORTEST_BLOCK_MS)
    if count < 2:
        return [(part.total(), time)]
    sums = [0.0] * count
    before = at = 0
    inside = part.inside
    for onset, offset in part.observed:
        while at < len(inside) and inside[at][0] <= offset:
            place = before + inside[at][0] - onset
            sums[min(count - 1, place * count // time)] += inside[at][1]
            at += 1
        before += offset - onset
    edges = [k * time // count for k in range(count + 1)]
    return [(sums[k], edges[k + 1] - edges[k]) for k in range(count)]


def _ratio_interval(
    cases: Sequence[tuple[float, int]], rate: float, *, per: int, word: str
) -> tuple[float | None, float | None, str]:
    if word == "blocks" and len(cases) < _FEWEST:
        return None, None, f"no interval from fewer than {_FEWEST} blocks of 10 s"
    count, time = len(cases), sum(t for _, t in cases)
    # A case that holds much of the time draws the rate to itself: its own distance counts for more.
    spread = sum((x - rate / per * t) ** 2 / (1 - t / time) for x, t in cases)
    wide = student_quantile(max(1, int(_effective(cases) - 0.99)))
    if wide is None or not spread:
        return None, None, f"no spread between {count} {word}"
    factor = exp(min(50.0, wide * sqrt(spread) / time * per / rate))
    if factor > _WIDEST:
        return None, None, f"no interval: {count} {word}, too few for how unlike they are"
    return rate / factor, rate * factor, f"ratio of sums over {count} {word}, t, log scale"


def peak(
    part: Amounts,
    *,
    measure: str,
    unit: str,
    of: str = "",
    period: int = HOUR_MS,
    enough: float = 0.5,
) -> Estimate:
    """Largest amount in any one hour of a recording, per hour of observed time.

    Hours are counted from the first observed moment to the last. An hour of which at least
    ``enough`` was observed (overlap and pauses are not) bears its amount over its observed time.
    Of a shorter one, such as the last part-hour, only what was seen in it counts, never scaled
    up: that is the least the hour held, and a few busy minutes must not become the peak. A
    maximum has no interval, and it grows with the number of hours, which ``n`` gives.

    Parameters
    ----------
    part
        The recording.
    measure, unit, of
        For the Estimate.
    period
        Length of an "hour", ms.
    enough
        Share of a period that must be observed.

    Notes
    -----
    ChildProject drops the last part-hour (one that holds more than all others is lost), takes
    every other hour as wholly observed, and numbers hours from 0 even where observation starts
    later.
    """
    blank = Estimate(measure, None, unit, 0, "", of=of, session=part.session)
    if not part.observed:
        return replace(blank, reason="no observed time")
    hours = by_hour(part, period=period, enough=enough)
    long = sum(hour.whole for hour in hours)
    if not long:
        reason = f"no {_named(period)} of which {enough:.0%} was observed"
        return replace(blank, n=len(hours), reason=reason)
    method = (
        f"largest of {long} {_named(period)}s observed for {enough:.0%} or more, "
        f"and {len(hours) - long} shorter as seen"
    )
    value = max(hour.rate for hour in hours)
    return replace(blank, value=value, n=len(hours), method=method)


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of a recording.

    Parameters
    ----------
    onset, observed
        When it begins, and how much of it was observed, ms.
    amount
        What was seen in it.
    whole
        Whether enough of it was observed for a rate.
    rate
        Amount per hour of observed time; of an hour that is not whole only what was seen.
    """

    onset: int
    observed: int
    amount: float
    whole: bool
    rate: float


@dataclass(frozen=True, slots=True)
class HourSeries:
    """One amount of one recording, hour by hour.

    Parameters
    ----------
    session, measure, of, definition, unit
        As in an Estimate; the unit is that of the amount.
    hours
        In order; those never observed are left out.
    clock
        Time of day at 0 ms, in ms from midnight; ``None`` where nobody says.
    """

    session: str
    measure: str
    of: str
    definition: str
    unit: str
    hours: tuple[Hour, ...]
    clock: int | None = None


def by_hour(part: Amounts, *, period: int = HOUR_MS, enough: float = 0.5) -> tuple[Hour, ...]:
    """Sum amounts hour by hour, from the first observed moment; hours never observed are left out.

    Parameters
    ----------
    part
        The recording.
    period, enough
        As in :func:`peak`.
    """
    if not part.observed:
        return ()
    start = part.observed[0][0]
    seen = _seen(part.observed, start, period)
    sums = dict.fromkeys(seen, 0.0)
    for at, amount in part.inside:
        k = (at - start) // period
        # A moment at the very end of observed time belongs to the hour that ends there.
        sums[k if k in sums else k - 1] += amount
    found = []
    for k in sorted(seen):
        whole = seen[k] >= enough * period
        rate = sums[k] * period / seen[k] if whole else sums[k]
        found.append(Hour(start + k * period, seen[k], sums[k], whole, rate))
    return tuple(found)


def _seen(observed: Spans, start: int, period: int) -> dict[int, int]:
    """Observed milliseconds of each period, those without any left out."""
    seen: dict[int, int] = {}
    for onset, offset in observed:
        for k in range((onset - start) // period, -(-(offset - start) // period)):
            inside = min(offset, start + (k + 1) * period) - max(onset, start + k * period)
            seen[k] = seen.get(k, 0) + inside
    return seen


def _named(period: int) -> str:
    return "hour" if period == HOUR_MS else f"period of {period / 1000:g} s"


def mean_interval(parts: Sequence[Sequence[int]]) -> tuple[float | None, float | None, str]:
    """Return the 95 % interval of a mean, in the unit of the values, and how it was made.

    A bootstrap: over sessions, over sessions and what they hold below ten, over what a single one
    holds; none from fewer than three values.

    Parameters
    ----------
    parts
        The values of each session.
    """
    tables = [np.array([(x, 1) for x in part], dtype=np.float64) for part in parts if part]
    n = sum(len(table) for table in tables)
    if n < _FEWEST:
        return None, None, f"no interval from fewer than {_FEWEST}"
    drawn = resample(tables)
    units = len(tables) if len(tables) > 1 else n
    low, high = percentile_interval(drawn[:, 0], drawn[:, 1], units=units)
    method = f"bootstrap over {len(tables)} sessions"
    if len(tables) == 1:
        method = f"bootstrap over {n} of them"
    elif len(tables) < FEW:
        method += " and those in them"
    return low, high, method
