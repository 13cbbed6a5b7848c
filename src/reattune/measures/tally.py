"""Sums of time and counts by session and block: what shares, rates and ratios are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..episodes import Definition, Episode, Episodes, Joint
from ..errors import RecordError
from ..record import Spans, intersection, union
from .intervals import FEW, Floats, percentile_interval, resample, wilson
from .positive import SHORTEST_MS, bouts, is_positive

BLOCK_MS = 30_000
"""Blocks of one session, in ms; a tenth of its coded time where that is shorter, but 5 s."""

_SHORTEST_BLOCK_MS = 5_000
_FEWEST_BLOCKS = 3

CODED, MATCH, MISMATCH, POSITIVE, MOMENTS, RUPTURE, RUPTURES, BOUTS = range(8)

Cells = list[list[bool]]


@dataclass(frozen=True)
class Tally:
    """Sums of every session in blocks, sessions in the order of their names.

    Parameters
    ----------
    names
        The sessions that hold coded time.
    parts
        Of each, shape ``(blocks, 8)``: ms of coded time, match, mismatch, positive time, the
        number of positive moments (by onset), ms in rupture, ruptures (by onset), and mismatches
        that were seen to end (by end).
    """

    names: tuple[str, ...]
    parts: tuple[Floats, ...]

    @cached_property
    def totals(self) -> tuple[int, ...]:
        """The sums over everything."""
        if not self.parts:
            return (0,) * (BOUTS + 1)
        return tuple(int(x) for x in sum(part.sum(axis=0) for part in self.parts))

    @cached_property
    def drawn(self) -> Floats:
        """The sums, drawn again and again (see :func:`resample`)."""
        return resample(self.parts)

    @property
    def method(self) -> str:
        """How :attr:`drawn` came about, in words."""
        if len(self.parts) == 1:
            return f"bootstrap over {len(self.parts[0])} blocks"
        if len(self.parts) < FEW:
            return f"bootstrap over {len(self.parts)} sessions and their blocks"
        return f"bootstrap over {len(self.parts)} sessions"

    def by_session(self, column: int) -> dict[str, int]:
        """Return one sum for each session."""
        return {
            name: int(part[:, column].sum())
            for name, part in zip(self.names, self.parts, strict=True)
        }

    def interval(self, top: int, bottom: int) -> tuple[float | None, float | None, str]:
        """Return the bootstrap interval of one sum over another, and how it was made."""
        if sum(len(part) for part in self.parts) < _FEWEST_BLOCKS:
            return None, None, f"no interval from fewer than {_FEWEST_BLOCKS} blocks"
        units = len(self.parts) if len(self.parts) > 1 else len(self.parts[0])
        low, high = percentile_interval(self.drawn[:, top], self.drawn[:, bottom], units=units)
        return low, high, self.method

    def share_interval(self, column: int) -> tuple[float | None, float | None, str]:
        """Return the interval of a share of coded time; Wilson over blocks where all are alike.

        Drawing such blocks (all of the time, or none) would give an interval without width.
        """
        low, high, method = self.interval(column, CODED)
        if method.startswith("bootstrap") and low == high:
            blocks = sum(len(part) for part in self.parts)
            low, high = wilson(self.totals[column] / self.totals[CODED] * blocks, blocks)
            method = f"Wilson over {blocks} blocks"
        return low, high, method


def tally(episodes: Episodes) -> Tally:
    """Sum the time and the counts of each session, block by block.

    Parameters
    ----------
    episodes
        Ruptures and joint states.

    Raises
    ------
    RecordError
        When two sessions bear the same name.
    """
    readings = by_name(episodes)
    parts = {
        name: _blocks(reading, episodes.of(session=name), episodes.definition)
        for name, reading in sorted(readings.items())
        if reading.coded()
    }
    return Tally(tuple(parts), tuple(parts.values()))


def by_name(episodes: Episodes) -> dict[str, Joint]:
    """Return the readings by session name.

    Raises
    ------
    RecordError
        When two sessions bear the same name: their ruptures could not be told apart.
    """
    readings = {reading.session: reading for reading in episodes.readings}
    if len(readings) < len(episodes.readings):
        names = [reading.session for reading in episodes.readings]
        twice = next(name for name in names if names.count(name) > 1)
        raise RecordError(
            path=twice,
            where="sessions",
            found=f"{names.count(twice)} sessions named {twice!r}",
            expected="a name of its own for each session",
            todo="Rename one of them.",
        )
    return readings


def restrict(
    episodes: Episodes, *, session: str | None = None, phase: str | None = None
) -> Episodes:
    """Return the part of the episodes that lies in one session, one phase, or both."""
    readings = tuple(
        _in_phase(reading, phase)
        for reading in episodes.readings
        if session is None or reading.session == session
    )
    return Episodes(episodes.definition, episodes.of(session=session, phase=phase), readings)


def _in_phase(reading: Joint, phase: str | None) -> Joint:
    if phase is None:
        return reading
    kept = (item for item in reading.stretches if reading.phases[item[0]] == phase)
    return replace(reading, stretches=tuple(kept))


def cells(reading: Joint, belongs: Callable[[str, str], bool]) -> Cells:
    """Look up a question about joint states for every pair of states of a reading."""
    return [[belongs(c, g) for g in reading.caregiver_states] for c in reading.child_states]


def segment_array(reading: Joint) -> NDArray[np.int64]:
    """Return the lasting segments: onset, offset (ms), child state, caregiver state; (k, 4)."""
    return np.array(list(reading.segments()), dtype=np.int64).reshape(-1, 4)


def _blocks(reading: Joint, rows: Sequence[Episode], definition: Definition) -> Floats:
    """Sum one session by blocks that start where its coded time starts."""
    segments = segment_array(reading)
    first, last = int(segments[0, 0]), int(segments[-1, 1])
    coded = int((segments[:, 1] - segments[:, 0]).sum())
    step = min(BLOCK_MS, max(_SHORTEST_BLOCK_MS, coded // 10))
    edges = np.arange(first, last + step, step, dtype=np.int64)
    match, mismatch, positive = (
        cells(reading, belongs)
        for belongs in (definition.matched, definition.mismatched, is_positive)
    )
    found = [bout for _, stretch in reading.stretches for bout in bouts(stretch, positive)]
    moments = [onset for onset, offset, _ in found if offset - onset >= SHORTEST_MS]
    ends = [
        offset
        for _, stretch in reading.stretches
        for _, offset, seen in bouts(stretch, mismatch)
        if seen
    ]
    known = union((int(a), int(b)) for a, b in segments[:, :2])
    in_rupture = intersection(union((row.onset, row.ended_at) for row in rows), known)
    columns = [
        _time(segments, edges),
        *(
            _time(segments[np.array(table)[segments[:, 2], segments[:, 3]]], edges)
            for table in (match, mismatch, positive)
        ),
        _count(moments, edges),
        _time(_spans(in_rupture), edges),
        _count([row.onset for row in rows], edges),
        _count(ends, edges),
    ]
    sums = np.column_stack(columns).astype(np.float64)
    return sums[sums.any(axis=1)]


def _spans(spans: Spans) -> NDArray[np.int64]:
    return np.array(spans, dtype=np.int64).reshape(-1, 2)


def _time(segments: NDArray[np.int64], edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Milliseconds of some sorted, disjoint segments in each block."""
    if not len(segments):
        return np.zeros(len(edges) - 1, dtype=np.int64)
    bounds = segments[:, :2].ravel()
    lengths = np.zeros(len(bounds), dtype=np.int64)
    lengths[1::2] = segments[:, 1] - segments[:, 0]
    until = np.interp(edges, bounds, np.cumsum(lengths))
    whole = np.rint(until).astype(np.int64)
    return whole[1:] - whole[:-1]


def _count(times: Sequence[int], edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many instants fall in each block; one on the very last bound counts in the last."""
    block = np.searchsorted(edges, np.array(times, dtype=np.int64), side="right") - 1
    inside = np.clip(block, 0, len(edges) - 2)
    return np.bincount(inside, minlength=len(edges) - 1).astype(np.int64)
