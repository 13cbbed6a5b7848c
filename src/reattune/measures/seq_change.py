"""Whether one chain holds throughout (stationarity), and for all sessions (homogeneity)."""

from __future__ import annotations

import numpy as np

from ..kernels.lags import pair_counts
from .contingency import Counts
from .estimates import Estimate
from .seq_few import moments, total
from .seq_rows import chi_rows
from .seq_tables import LagTable
from .sequences import Coded


def homogeneity(table: LagTable) -> tuple[Estimate, Estimate]:
    """Test whether all sessions share their transition probabilities.

    Likelihood ratio of one chain for each session against one for all; df: for each given code,
    (sessions in which it occurs - 1) x (targets that ever follow it - 1). Its p holds for sessions
    with few pairs (:mod:`.seq_few`).

    References
    ----------
    Anderson & Goodman 1957, 10.1214/aoms/1177707039.
    """
    value, df = likeness(table.counts)
    found, few = (value, df, int(table.counts.sum())), moments(table.counts)
    return chi_rows("homogeneity", "likelihood ratio", found, definition=table.definition, few=few)


def stationarity(table: LagTable, *, parts: int = 2) -> tuple[Estimate, ...]:
    """Test whether transition probabilities stay the same from one part of a session to the next.

    Each session is cut into ``parts`` equal numbers of places; a pair belongs to the part in which
    it begins. First sessions apart (chi-squares and df summed, so that differences between
    sessions do not count), then the parts of all sessions together. Their p hold for few pairs
    (:mod:`.seq_few`).

    Parameters
    ----------
    parts
        2 or more.

    References
    ----------
    Anderson & Goodman 1957, 10.1214/aoms/1177707039; Gottman & Roy 1990, Sequential Analysis.
    """
    counts = _by_part(table, parts)
    apart = [likeness(session) for session in counts]
    together = counts.sum(axis=0)
    n = int(counts.sum())
    found = {
        f"{parts} parts, sessions apart": (
            (sum(x for x, _ in apart), sum(d for _, d in apart), n),
            total(moments(session) for session in counts),
        ),
        f"{parts} parts, sessions together": ((*likeness(together), n), moments(together)),
    }
    return tuple(
        row
        for name, (each, few) in found.items()
        for row in chi_rows("stationarity", name, each, definition=table.definition, few=few)
    )


def likeness(counts: Counts) -> tuple[float, int]:
    """Return the likelihood ratio and df of several transition tables against their sum.

    Parameters
    ----------
    counts
        Shape ``(groups, rows, columns)``.
    """
    total = counts.sum(axis=0)
    rows, groups_rows = total.sum(axis=1), counts.sum(axis=2)
    value = 0.0
    for table, sums in zip(counts, groups_rows, strict=True):
        seen = table > 0
        expected = total * np.divide(sums, rows, out=np.zeros(len(rows)), where=rows > 0)[:, None]
        value += 2 * float((table[seen] * np.log(table[seen] / expected[seen])).sum())
    groups = (groups_rows > 0).sum(axis=0)
    targets = (total > 0).sum(axis=1)
    df = int(((groups - 1).clip(0) * (targets - 1).clip(0)).sum())
    return value, df


def _by_part(table: LagTable, parts: int) -> Counts:
    """Count pairs by session and part; shape ``(sessions, parts, rows, columns)``."""
    coded = table.coded
    part = _part_of(coded, parts)
    rows, columns = len(coded.rows), len(coded.columns)
    shape = (len(coded.sessions), parts * rows, columns)
    split = pair_counts(
        coded.given + rows * part, coded.target, coded.cuts, lag=table.lag, shape=shape
    )
    return split.reshape(shape[0], parts, rows, columns)


def _part_of(coded: Coded, parts: int) -> Counts:
    """Give each place the number of the part of its session in which it lies."""
    whose = np.repeat(coded.owner, np.diff(coded.starts))
    sizes = np.bincount(whose, minlength=len(coded.sessions))
    first = np.concatenate(([0], np.cumsum(sizes)))[whose]
    place = np.arange(len(whose)) - first
    found: Counts = place * parts // np.maximum(sizes[whose], 1)
    return found
