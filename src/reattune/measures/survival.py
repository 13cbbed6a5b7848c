"""Survival curves of latencies: Kaplan-Meier and Aalen-Johansen, checked against R's `survival`.

Times are seconds here: this is the border. What has not ended in view is censored, not dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from ..errors import RecordError
from .intervals import Z, student_quantile, wilson

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_TOLERANCE = sqrt(np.finfo(np.float64).eps)
_CELLS = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A Kaplan-Meier curve: the share still waiting, at each time a wait ended in an event.

    Parameters
    ----------
    time
        Distinct times at which an event happened, in s; shape ``(m,)``.
    at_risk, events
        How many were still followed just before, and how many events happened; ``(m,)``.
    survival, se
        The share still waiting from then on, and its standard error; ``(m,)``.
    low, high
        Pointwise 95 % band, of log type; ``(m,)``. Where the curve has reached 0, ``low`` is 0 and
        ``high`` stays where it last was (R leaves both empty there).
    waits
        How long each was followed, sorted, in s; ``(n,)``.
    censored
        How many of them without an event.
    clusters
        Number of groups that the standard errors allow for; 0 for none.
    """

    time: Floats
    at_risk: Ints
    events: Ints
    survival: Floats
    se: Floats
    low: Floats
    high: Floats
    waits: Floats
    censored: int
    clusters: int

    @property
    def n(self) -> int:
        """How many were followed."""
        return len(self.waits)

    @property
    def last(self) -> float:
        """The longest time anybody was followed, in s."""
        return float(self.waits[-1]) if self.n else 0.0

    def quantile(self, share: float) -> tuple[float | None, float | None, float | None]:
        """Return the time by which this share has had the event, and its 95 % interval, in s.

        The interval comes from the pointwise band, as R does it; a bound that the band never
        reaches is ``None``, and so is the quantile when the curve stays above. A flat part exactly
        at the quantile gives its midpoint.
        """
        value, low, high = (
            self._crossing(band, share) for band in (self.survival, self.low, self.high)
        )
        return value, low, high

    def _crossing(self, band: Floats, share: float) -> float | None:
        fallen = 1.0 - band
        there = np.flatnonzero(fallen >= share - _TOLERANCE)
        if not len(there):
            return None
        first = float(self.time[there[0]])
        if fallen[there[0]] >= share + _TOLERANCE:
            return first
        beyond = np.flatnonzero(fallen > share + _TOLERANCE)
        flat_end = float(self.time[beyond[0]]) if len(beyond) else self.last
        return (first + flat_end) / 2

    def ended_by(self, seconds: float) -> tuple[float, float, float] | None:
        """Return the share that had the event within so many seconds, with its 95 % interval.

        ``None`` when nobody was followed that long. Where the band has no width (no event so far,
        or none left waiting), Wilson's interval stands in for it: on those followed that long, or
        on the events.
        """
        over = bool(len(self.survival)) and self.survival[-1] <= 0
        followed = int(np.sum(self.waits >= seconds))
        if not followed and not over:
            return None
        index = int(np.searchsorted(self.time, seconds, side="right")) - 1
        if index < 0:
            return (0.0, *wilson(0, followed))
        if self.survival[index] <= 0:
            happened = int(self.events.sum())
            return (1.0, *wilson(happened, happened))
        low, high = 1.0 - float(self.high[index]), 1.0 - float(self.low[index])
        return 1.0 - float(self.survival[index]), low, high


@dataclass(frozen=True, slots=True, eq=False)
class Incidence:
    """Cumulative incidence of competing ends: the share that has ended in each way by each time.

    Parameters
    ----------
    time
        Distinct times at which anything ended, in s; shape ``(m,)``.
    share, low, high
        Share ended in each way, with its pointwise 95 % band of log type; ``(ways, m)``.
    count
        How many ended in each way; ``(ways,)``.
    waits, censored, clusters
        As in :class:`Curve`.
    """

    time: Floats
    share: Floats
    low: Floats
    high: Floats
    count: Ints
    waits: Floats
    censored: int
    clusters: int

    def ended_by(self, seconds: float, way: int) -> tuple[float, float, float] | None:
        """Return the share that ended in one way within so many seconds, with its 95 % interval.

        ``None`` when nobody was followed that long. Without such an end so far, Wilson's interval
        on those followed that long (at least on those that ended) stands in.
        """
        over = len(self.time) > 0 and float(self.share[:, -1].sum()) >= 1 - _TOLERANCE
        followed = int(np.sum(self.waits >= seconds))
        if not followed and not over:
            return None
        index = int(np.searchsorted(self.time, seconds, side="right")) - 1
        value = float(self.share[way, index]) if index >= 0 else 0.0
        if value <= 0 or value >= 1 - _TOLERANCE:
            base = max(followed, int(self.count.sum()))
            return (round(value), *wilson(round(value) * base, base))
        return value, float(self.low[way, index]), float(self.high[way, index])


def kaplan_meier(
    times: Sequence[float] | Floats,
    events: Sequence[bool] | NDArray[np.bool_],
    *,
    clusters: Sequence[int] | Ints | None = None,
    few: int = 0,
) -> Curve:
    """Estimate how long it takes until an event, from waits of which some were cut short.

    Parameters
    ----------
    times
        How long each was followed, in s; shape ``(n,)``.
    events
        Whether the event ended it (else it is censored); ``(n,)``.
    clusters
        Group of each (its session); ``(n,)``. With two or more groups the standard errors are
        robust to likeness within a group: infinitesimal jackknife summed by group, as R's
        ``survfit(cluster=)``. Else Greenwood's.
    few
        With fewer groups than this, the error by group is widened as Student's t is wider than the
        normal distribution, and the larger of both is taken at each time: a handful of groups that
        happen to agree says little about how far groups differ.

    Raises
    ------
    RecordError
        For times that are negative, not finite, or not as many as the events.

    References
    ----------
    Kaplan & Meier 1958, 10.1080/01621459.1958.10501452; Therneau & Grambsch 2000,
    10.1007/978-1-4757-3294-8.
    """
    table = _Table.build(times, [int(event) for event in events], ways=1)
    survival = np.cumprod(1.0 - table.hazard, dtype=np.float64)
    se = survival * np.sqrt(np.cumsum(_ratio(table.hazard, table.at_risk - table.ended)))
    numbers, groups = _numbered(clusters)
    if groups > 1:
        square: Floats = np.zeros_like(survival)
        for log, _, _ in _moves(table, numbers):
            square += np.sum((survival * log) ** 2, axis=0)
        robust = np.sqrt(square)
        se = np.maximum(se, robust * _few(groups)) if groups < few else robust
    low, high = _log_band(survival, se)
    over = survival <= 0
    if over.any():
        low[over] = 0.0
        high[over] = high[~over][-1] if (~over).any() else 1.0
    return Curve(
        time=table.time,
        at_risk=table.at_risk,
        events=table.ended,
        survival=survival,
        se=se,
        low=low,
        high=high,
        waits=np.sort(table.waits),
        censored=int(np.sum(table.causes == 0)),
        clusters=groups if groups > 1 else 0,
    )


def cumulative_incidence(
    times: Sequence[float] | Floats,
    causes: Sequence[int] | Ints,
    *,
    ways: int,
    clusters: Sequence[int] | Ints | None = None,
    few: int = 0,
) -> Incidence:
    """Estimate the share that ends in each of several ways (Aalen-Johansen).

    Unlike one Kaplan-Meier curve per way, the shares of all ways and of those still waiting sum
    to 1: who was repaired by one person cannot be repaired by the other.

    Parameters
    ----------
    times
        How long each was followed, in s; shape ``(n,)``.
    causes
        0 for censored, else 1 to ``ways``; ``(n,)``.
    ways
        How many ways to end there are.
    clusters
        Group of each; ``(n,)``. Standard errors are jackknifed by group when there are two or
        more, else by row.
    few
        With fewer groups than this, the error by group is widened as for
        :func:`kaplan_meier`, and the larger of the errors by group and by row is taken at each
        time.

    References
    ----------
    Aalen & Johansen 1978, https://www.jstor.org/stable/4615704.
    """
    table = _Table.build(times, causes, ways=ways)
    before = np.concatenate([[1.0], np.cumprod(1.0 - table.hazard)[:-1]])[: len(table.time)]
    shares = _ratio(table.of_way, table.at_risk)
    share = np.cumsum(before * shares, axis=1)
    numbers, groups = _numbered(clusters)
    rows = np.arange(len(table.waits), dtype=np.int64)
    square = _jackknife(table, rows if groups < 2 else numbers, before, shares)
    if 2 <= groups < few:
        by_row = _jackknife(table, rows, before, shares)
        square = np.maximum(by_row, square * _few(groups) ** 2)
    low, high = _log_band(share, np.sqrt(square))
    return Incidence(
        time=table.time,
        share=share,
        low=low,
        high=high,
        count=table.of_way.sum(axis=1),
        waits=np.sort(table.waits),
        censored=int(np.sum(table.causes == 0)),
        clusters=groups if groups > 1 else 0,
    )


def _jackknife(table: _Table, numbers: Ints, before: Floats, shares: Floats) -> Floats:
    """Sum the squared moves that each group makes in each way's share; ``(ways, times)``."""
    square = np.zeros_like(shares)
    for log, risk, of_way in _moves(table, numbers):
        earlier = np.concatenate([np.zeros((len(log), 1)), log[:, :-1]], axis=1)[:, : log.shape[1]]
        for way in range(len(shares)):
            own = (of_way[way] - risk * shares[way]) / table.at_risk
            move = np.cumsum(before * (earlier * shares[way] + own), axis=1)
            square[way] += np.sum(move**2, axis=0)
    return square


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Counts at each event time; ``reach`` is how many event times each wait lived to see."""

    waits: Floats
    causes: Ints
    time: Floats
    at_risk: Ints
    of_way: Ints
    ended: Ints
    hazard: Floats
    reach: Ints

    @classmethod
    def build(
        cls, times: Sequence[float] | Floats, causes: Sequence[int] | Ints, *, ways: int
    ) -> _Table:
        waits = np.asarray(times, dtype=np.float64)
        kinds = np.asarray(causes, dtype=np.int64)
        if waits.shape != kinds.shape or not np.all(np.isfinite(waits) & (waits >= 0)):
            raise RecordError(
                path="latencies",
                where="",
                found=f"{len(waits)} times for {len(kinds)} ends, or a time below 0",
                expected="one time in seconds, 0 or more, for each",
                todo="Check how the latencies were computed.",
            )
        time = np.unique(waits[kinds > 0])
        reach = np.searchsorted(time, waits, side="right").astype(np.int64)
        at_risk = len(waits) - np.searchsorted(np.sort(waits), time, side="left")
        of_way = np.zeros((ways, len(time)), dtype=np.int64)
        happened = kinds > 0
        np.add.at(of_way, (kinds[happened] - 1, reach[happened] - 1), 1)
        ended = of_way.sum(axis=0)
        risk = at_risk.astype(np.int64)
        return cls(waits, kinds, time, risk, of_way, ended, _ratio(ended, risk), reach)


def _moves(table: _Table, numbers: Ints) -> Iterator[tuple[Floats, Floats, list[Floats]]]:
    """Yield, for some groups at a time, how far each moves the log of the all-cause curve.

    Also how many of each group are at risk at each event time, and how many end in each way. All
    have the shape ``(groups, m)``.
    """
    groups, width = int(numbers.max(initial=-1)) + 1, len(table.time)
    step = max(1, _CELLS // max(width, 1))
    for first in range(0, groups, step):
        rows = min(step, groups - first)
        mine = (numbers >= first) & (numbers < first + rows)
        row, reach, cause = numbers[mine] - first, table.reach[mine], table.causes[mine]
        alive = np.zeros((rows, width + 1))
        np.add.at(alive, (row, reach), 1.0)
        risk = alive[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
        of_way = []
        for way in range(1, len(table.of_way) + 1):
            ended = np.zeros((rows, width))
            np.add.at(ended, (row[cause == way], reach[cause == way] - 1), 1.0)
            of_way.append(ended)
        surplus = sum(of_way, np.zeros((rows, width))) - risk * table.hazard
        yield -np.cumsum(_ratio(surplus, table.at_risk - table.ended), axis=1), risk, of_way


def _numbered(clusters: Sequence[int] | Ints | None) -> tuple[Ints, int]:
    """Give the groups numbers from 0 in a fixed order; also return how many there are."""
    if clusters is None:
        return np.zeros(0, dtype=np.int64), 0
    names, numbers = np.unique(np.asarray(clusters), return_inverse=True)
    return numbers.astype(np.int64), len(names)


def _ratio(top: Floats | Ints, bottom: Floats | Ints) -> Floats:
    """Divide; 0 where nothing stands below (the curve has ended there)."""
    shape = np.broadcast_shapes(top.shape, bottom.shape)
    result: Floats = np.zeros(shape)
    np.divide(top, bottom, out=result, where=np.broadcast_to(bottom, shape) > 0)
    return result


def _few(groups: int) -> float:
    """Return by how much an error from so few groups is widened: Student's t, and G / (G - 1)."""
    return (student_quantile(groups - 1) or Z) / Z * sqrt(groups / (groups - 1))


def _log_band(share: Floats, se: Floats) -> tuple[Floats, Floats]:
    """Return the 95 % band that is symmetric on the log scale, cut at 1; where 0, nothing."""
    width = np.exp(Z * _ratio(se, share))
    return share / width, np.minimum(share * width, 1.0)
