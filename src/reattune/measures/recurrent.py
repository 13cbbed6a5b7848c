"""Recurrent events: how many of some codes begin by a time, and how often per minute.

Times are seconds here. Time that could not be seen is no time at risk: nobody is taken to be
without events while nobody could look.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from ..errors import RecordError
from ..record import Session, intersection, union
from .estimates import Estimate
from .intervals import FEW, Floats, Z, clustered_rate
from .latency_codes import CodeSet, code_set, resolved, seen
from .latency_waits import bout_onsets, dyads_of
from .t_distributions import t_quantile

TIMES = (30, 60, 120, 180, 300, 600)
"""Times at which the mean number of events is printed, in s."""


@dataclass(frozen=True, slots=True)
class History:
    """When one unit (a session, or a phase of it) was followed, and when events began, in s.

    Parameters
    ----------
    session, cluster
        Where, and whose: units of one dyad (or session) are alike.
    spans
        Disjoint stretches ``(start, stop)`` in order, from the unit's own 0.
    events
        Times in order, each within a span.
    """

    session: str
    cluster: str
    spans: tuple[tuple[float, float], ...]
    events: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Histories:
    """Histories of many units.

    Parameters
    ----------
    of
        Which events.
    rows
        One for each unit that was followed for any time.
    phase
        The phase whose onset is time 0; ``""`` for the start of the session.
    cluster_word
        What the clusters are: ``sessions`` or ``dyads``.
    unseen
        Events left out because their onset was not seen (on when the view began).
    """

    of: str
    rows: tuple[History, ...]
    phase: str = ""
    cluster_word: str = "sessions"
    unseen: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class MeanCurve:
    """A mean cumulative function: events per unit that have begun by each time.

    Parameters
    ----------
    time
        Distinct times of events, in s; ``(m,)``.
    at_risk, events
        Units followed at that time, and events at it; ``(m,)``.
    mean, se
        The curve and its robust standard error; ``(m,)``.
    low, high
        Pointwise 95 % band of log type; ``(m,)``.
    last
        How long at least one unit was followed without a gap, in s: beyond a time that nobody saw
        nothing is known of the sum.
    units, clusters
        How many there are of each.
    """

    time: Floats
    at_risk: NDArray[np.int64]
    events: NDArray[np.int64]
    mean: Floats
    se: Floats
    low: Floats
    high: Floats
    last: float
    units: int
    clusters: int

    def by(self, seconds: float) -> tuple[float, float, float] | None:
        """Return the mean number of events by a time with its interval; ``None`` if unseen."""
        if seconds > self.last:
            return None
        index = int(np.searchsorted(self.time, seconds, side="right")) - 1
        if index < 0:
            return 0.0, 0.0, 0.0
        return float(self.mean[index]), float(self.low[index]), float(self.high[index])


def histories(
    sessions: Session | Iterable[Session], codes: str | CodeSet, *, phase: str | None = None
) -> Histories:
    """Take the onsets of some codes from Sessions, with the time in which they could be seen.

    Parameters
    ----------
    sessions
        One Session, or several.
    codes
        Which events, e.g. ``child:distress``. Touching events are one.
    phase
        Only phases of this name, each from its own onset; whole sessions if not given.
    """
    several = [sessions] if isinstance(sessions, Session) else list(sessions)
    wanted = resolved(several, code_set(codes))
    groups = dyads_of(several)
    rows, unseen = [], 0
    for session in several:
        onsets = bout_onsets(session, wanted)
        whole = seen(session, wanted)
        for start, stop in _stretches(session, phase):
            spans = intersection(whole, union([(start, stop)]))
            # What is on when the view begins may have begun before.
            inside = [t for t in onsets if start <= t < stop and any(a < t < b for a, b in whole)]
            unseen += sum(start <= t < stop for t in onsets) - len(inside)
            if spans:
                rows.append(
                    History(
                        session.name,
                        groups.get(session.name, session.name),
                        tuple(((a - start) / 1000, (b - start) / 1000) for a, b in spans),
                        tuple((t - start) / 1000 for t in inside),
                    )
                )
    word = "dyads" if groups else "sessions"
    return Histories(str(wanted), tuple(rows), phase or "", word, unseen)


def _stretches(session: Session, phase: str | None) -> list[tuple[int, int]]:
    if phase is None:
        return [(0, session.end)]
    return [(part.onset, part.offset) for part in session.phases if part.name == phase]


def mean_cumulative(rows: Sequence[History]) -> MeanCurve:
    """Estimate the mean number of events by each time, from units followed for unequal times.

    ``M(t) = sum of dN(s) / Y(s) over s <= t``, with Y units under view. Its variance is robust:
    ``sum over clusters of (sum over units and s <= t of Y_i(s) (dN_i(s) - dM(s)) / Y(s)) ** 2``,
    which holds whatever the dependence of events within a unit. With fewer than 10 clusters the
    larger of this and the Poisson variance ``sum of dN / Y ** 2`` is taken; with one the latter.
    The band uses Student's quantile on one less than the G clusters, times sqrt(G / (G - 1)).

    Raises
    ------
    RecordError
        When a unit has an event outside its spans.

    References
    ----------
    Lawless & Nadeau 1995, 10.1080/00401706.1995.10484300; Nelson 1995, 10.2307/1269616.
    """
    _check(rows)
    time = np.unique(np.array([t for row in rows for t in row.events], dtype=np.float64))
    risk = np.zeros((len(rows), len(time)))
    count = np.zeros_like(risk)
    for i, row in enumerate(rows):
        for a, b in row.spans:
            risk[i, (time >= a) & (time <= b)] = 1.0
        np.add.at(count[i], np.searchsorted(time, np.array(row.events)), 1.0)
    at_risk = risk.sum(axis=0)
    step = count.sum(axis=0) / at_risk
    mean = np.cumsum(step)
    names = sorted({row.cluster for row in rows})
    moves = np.zeros((len(names), len(time)))
    np.add.at(moves, [names.index(row.cluster) for row in rows], risk * (count - step) / at_risk)
    robust = np.sum(np.cumsum(moves, axis=1) ** 2, axis=0)
    poisson = np.cumsum(step / at_risk)
    square = robust if len(names) >= FEW else np.maximum(robust, poisson)
    se = np.sqrt(square)
    width = np.exp(_quantile(len(names)) * se / mean)
    last = _followed([span for row in rows for span in row.spans])
    return MeanCurve(
        time=time,
        at_risk=at_risk.astype(np.int64),
        events=count.sum(axis=0).astype(np.int64),
        mean=mean,
        se=se,
        low=mean / width,
        high=mean * width,
        last=last,
        units=len(rows),
        clusters=len(names),
    )


def _followed(spans: list[tuple[float, float]]) -> float:
    """Return until when there was always somebody who looked, from the first look on."""
    last = min((start for start, _ in spans), default=0.0)
    for start, stop in sorted(spans):
        if start > last:
            break
        last = max(last, stop)
    return last


def _quantile(clusters: int) -> float:
    """Student's point, widened as a variance from so few clusters is too small on average."""
    if clusters < 2:
        return Z
    return t_quantile(0.975, clusters - 1) * sqrt(clusters / (clusters - 1))


def _check(rows: Sequence[History]) -> None:
    for row in rows:
        astray = [t for t in row.events if not any(a <= t <= b for a, b in row.spans)]
        if astray:
            raise RecordError(
                path=row.session,
                where="events",
                found=f"an event at {astray[0]:g} s, when nothing was followed",
                expected="events within the spans",
                todo="Check how spans and events were made.",
            )


def recurrent_rate(found: Histories) -> Estimate:
    """Onsets per minute in which they could be seen, pooled over units, clustered by dyad.

    References
    ----------
    Breslow & Day 1987 (Byar's interval), with the dispersion between clusters.
    """
    minutes: dict[str, float] = {}
    counts: dict[str, int] = {}
    for row in found.rows:
        length = sum(b - a for a, b in row.spans) / 60
        minutes[row.cluster] = minutes.get(row.cluster, 0.0) + length
        counts[row.cluster] = counts.get(row.cluster, 0) + len(row.events)
    blank = Estimate(
        "recurrent_rate", None, "per min", sum(counts.values()), found.of, of="onsets",
        phase=found.phase,
    )  # fmt: skip
    if not sum(minutes.values()):
        return replace(blank, reason="no time in which they could be seen")
    value, low, high, method = clustered_rate(list(counts.values()), list(minutes.values()))
    method = method.replace("sessions", found.cluster_word)
    return replace(blank, value=value, low=low, high=high, method=method)


def recurrent_mean(found: Histories) -> tuple[Estimate, ...]:
    """Mean number of onsets by 30, 60, 120, 180, 300, 600 s; ``n`` counts units followed so long.

    Without an onset by that time the bound above is Byar's on no event in the time followed.
    """
    blank = Estimate("recurrent_mean", None, "count", 0, found.of, phase=found.phase)
    if not found.rows:
        return (replace(blank, reason="no time in which they could be seen"),)
    curve = mean_cumulative(found.rows)
    return tuple(_mean_row(blank, found, curve, time) for time in TIMES if time <= curve.last)


def _mean_row(blank: Estimate, found: Histories, curve: MeanCurve, time: int) -> Estimate:
    value = curve.by(time)
    n = sum(1 for row in found.rows if row.spans[-1][1] >= time)
    row = replace(blank, of=f"by {time} s", n=n)
    if value is None:
        return replace(row, reason="none was followed that long")
    mean, low, high = value
    if mean == 0:
        exposure = sum(max(0.0, min(b, time) - a) for r in found.rows for a, b in r.spans)
        high = clustered_rate([0], [exposure / time])[2]
        return replace(row, value=0.0, low=0.0, high=high, method="Poisson (Byar)")
    method = "mean cumulative function"
    if curve.clusters > 1:
        plain = ", or Poisson where wider" if curve.clusters < FEW else ""
        method += f", robust over {curve.clusters} {found.cluster_word}{plain}"
    else:
        method += ", Poisson"
    return replace(row, value=mean, low=low, high=high, method=method)
