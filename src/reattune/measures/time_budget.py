"""Time budgets: how often, how long and how far apart each code of each channel is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import sqrt

from ..record import MISSING, Event, Session, Spans, Track
from .daylong import Amounts, hourly, mean_interval
from .estimates import Estimate
from .turn_rules import CHILD, PEER

_MINUTE_MS = 60_000
_PIECE_MS = 1_000
BUDGET = "budget.labels"
"""Definition of every number here: the labels of the file, each by itself."""

_POINTS = "points have no length"


@dataclass(frozen=True, slots=True)
class Bouts:
    """What one session holds of one code of one channel.

    Parameters
    ----------
    session
        Its name.
    events
        In order of onset; points (onset == offset) count, but last 0 ms.
    observed
        When the channel was observed.
    """

    session: str
    events: tuple[Event, ...]
    observed: Spans

    @property
    def lengths(self) -> list[int]:
        """Milliseconds of each event that lasts."""
        return [e.offset - e.onset for e in self.events if e.offset > e.onset]

    @property
    def gaps(self) -> list[int]:
        """Milliseconds from the end of each event to the start of the next of the same code.

        Only where the channel was observed all the way: what came in between is else not known.
        """
        starts = [onset for onset, _ in self.observed]
        found = []
        for before, after in pairwise(self.events):
            stretch = bisect_right(starts, before.offset) - 1
            if stretch >= 0 and after.onset <= self.observed[stretch][1]:
                found.append(after.onset - before.offset)
        return found


def time_budget(
    sessions: Session | Iterable[Session], *, by_session: bool = False
) -> tuple[Estimate, ...]:
    """Give the time budget of every code of every channel, pooled over sessions.

    ``code_count``; ``code_rate`` (per min of observed time); ``code_time`` (s) and ``code_share``
    (of observed time); ``code_duration`` (mean, s) and ``code_duration_sd``; ``code_gap`` (mean s
    from the end of one to the start of the next) and ``code_gap_sd``. Standard deviations are of
    the sample (n - 1).

    Parameters
    ----------
    sessions
        One or several. A code that the codebook names for a channel, or that is seen there in any
        of them (by role), counts 0 in those that observed the channel and have none.
    by_session
        Add the rows of each session.

    Notes
    -----
    Labels are those of the files, not states. Rates and shares have the interval of
    :func:`hourly` (between sessions, or blocks of one; a share's is cut at 1). Means have a
    bootstrap over sessions, over sessions and events below ten, over the events of one session;
    none from fewer than three.

    References
    ----------
    Altmann 1974, 10.1163/156853974X00534; Friard & Gamba 2016, 10.1111/2041-210X.12584 (BORIS).
    """
    several = (sessions,) if isinstance(sessions, Session) else tuple(sessions)
    rows: list[Estimate] = []
    for name, parts in sorted(_found(several).items()):
        rows += _rows(parts, name)
        if by_session and len(parts) > 1:
            rows += [replace(r, session=p.session) for p in parts for r in _rows([p], name)]
    return tuple(rows)


def _found(sessions: Sequence[Session]) -> dict[str, list[Bouts]]:
    """Collect the events by person, channel and code."""
    codes: dict[tuple[str, str], set[str]] = {}
    for session in sessions:
        for track in session.tracks:
            place = _role(session, track), track.name
            codes.setdefault(place, set()).update(_own(session, track), _foreseen(session, *place))
    found: dict[str, list[Bouts]] = {}
    for session in sessions:
        for track in session.tracks:
            own = _own(session, track)
            for code in codes[_role(session, track), track.name]:
                part = Bouts(session.name, tuple(own.get(code, ())), track.observed)
                found.setdefault(f"{track.person}/{track.name}: {code}", []).append(part)
    return found


def _role(session: Session, track: Track) -> str:
    role = next((p.role for p in session.people if p.id == track.person), "")
    # What the codebook foresees for children it foresees for every child.
    return CHILD if role == PEER else role


def _own(session: Session, track: Track) -> dict[str, list[Event]]:
    """Return a channel's events by code, those that say "not codable" left out."""
    found: dict[str, list[Event]] = {}
    for event in session.events.of(track.person, track.name):
        if event.state != MISSING:
            found.setdefault(event.code, []).append(event)
    return found


def _foreseen(session: Session, role: str, track: str) -> set[str]:
    """Return the labels, patterns left out, that the codebook names for such a channel."""
    return {
        code
        for rule in session.codebook.rules
        if rule.track == track and rule.role in {role, "both"}
        for code, state in rule.codes
        if state != MISSING and not set(code) & set("*?[")
    }


def _rows(parts: Sequence[Bouts], name: str) -> list[Estimate]:
    count = sum(len(part.events) for part in parts)
    session = parts[0].session if len(parts) == 1 else ""
    blank = Estimate("", None, "s", count, BUDGET, of=name, session=session)
    seen = any(part.observed for part in parts)
    total = replace(blank, method="exact") if seen else replace(blank, reason="no observed time")
    starts = [
        Amounts(p.session, tuple((e.onset, 1.0) for e in p.events), p.observed) for p in parts
    ]
    rate = hourly(starts, measure="code_rate", unit="per min", of=name, per=_MINUTE_MS)
    rate = replace(rate, definition=BUDGET, session=session)
    rows = [
        replace(total, measure="code_count", unit="count", value=float(count) if seen else None),
        rate,
    ]
    lasting = [part.lengths for part in parts]
    if count and not any(lasting):
        blank = replace(blank, reason=_POINTS)
        for word, unit in (("code_time", "s"), ("code_share", "share")):
            rows.append(replace(blank, measure=word, unit=unit))
        rows += [replace(blank, measure=f"code_duration{end}") for end in ("", "_sd")]
    else:
        spent = sum(sum(row) for row in lasting) / 1000
        rows.append(replace(total, measure="code_time", value=spent if seen else None))
        rows.append(_share(parts, name))
        rows += _mean_rows(lasting, replace(blank, measure="code_duration"), none="there is none")
    gaps = [part.gaps for part in parts]
    none = "no two of them in one stretch of observed time"
    return [*rows, *_mean_rows(gaps, replace(blank, measure="code_gap", reason=""), none=none)]


def _share(parts: Sequence[Bouts], name: str) -> Estimate:
    """Time in the code over observed time, second by second so that blocks get their own."""
    amounts = [Amounts(p.session, tuple(_pieces(p)), p.observed) for p in parts]
    row = hourly(amounts, measure="code_share", unit="share", of=name, per=1)
    high = None if row.high is None else min(1.0, row.high)
    session = parts[0].session if len(parts) == 1 else ""
    return replace(
        row,
        high=high,
        definition=BUDGET,
        session=session,
        n=sum(len(part.events) for part in parts),
    )


def _pieces(part: Bouts) -> Iterable[tuple[int, float]]:
    for event in part.events:
        for at in range(event.onset, event.offset, _PIECE_MS):
            yield at, float(min(_PIECE_MS, event.offset - at))


def _mean_rows(parts: Sequence[list[int]], blank: Estimate, *, none: str) -> list[Estimate]:
    """Return mean and standard deviation of milliseconds, in seconds."""
    values = [x for part in parts for x in part]
    n = len(values)
    row, spread = (replace(blank, n=n, measure=blank.measure + end) for end in ("", "_sd"))
    if not n:
        return [replace(r, reason=none) for r in (row, spread)]
    middle = sum(values) / n
    low, high, method = mean_interval(parts)
    row = replace(
        row,
        value=middle / 1000,
        low=None if low is None else low / 1000,
        high=None if high is None else high / 1000,
        method=method,
    )
    if n < 2:
        return [row, replace(spread, reason="a single one has no spread")]
    around = sqrt(sum((x - middle) ** 2 for x in values) / (n - 1)) / 1000
    return [row, replace(spread, value=around, method="of the sample, n - 1")]
