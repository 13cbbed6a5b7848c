"""Sums over the cells of a grid, block by block, and their bootstrap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..kernels.grid import Ints, returns, visits
from .grids import Grid
from .intervals import FEW, Floats, expanded_tail, resample
from .tally import BLOCK_MS

TIME, VISITS, EVENTS, RETURN_TIME, RETURNS, BETWEEN = range(6)
"""Kinds of sums: ms, visits, events, ms until seen returns, seen returns, visits in between."""

KINDS = 6

_SHORTEST_BLOCK_MS = 5_000
_FEWEST_BLOCKS = 3

Statistic = Callable[[Floats], Floats]
"""Takes sums, shape ``(..., kinds, cells)``, and gives a number for each; NaN for none."""


@dataclass(frozen=True, eq=False)
class GridSums:
    """Sums of a grid's visited cells (or regions), by session and block.

    Parameters
    ----------
    cells
        Numbers of the cells that were visited, sorted.
    size
        How many cells there are, visited or not.
    parts
        Of each session with known time, shape ``(blocks, kinds, columns)``: a column for each of
        ``cells``, and a last one for time outside of all regions, if any.
    """

    cells: tuple[int, ...]
    size: int
    parts: tuple[Floats, ...]

    @cached_property
    def total(self) -> Floats:
        """Sums over everything, ``(kinds, columns)``."""
        if not self.parts:
            return np.zeros((KINDS, len(self.cells)))
        total: Floats = np.sum([part.sum(axis=0) for part in self.parts], axis=0)
        return total

    @cached_property
    def drawn(self) -> Floats:
        """The sums, drawn again and again: ``(draws, kinds, columns)``."""
        flat = [part.reshape(len(part), -1) for part in self.parts]
        return resample(flat).reshape(-1, *self.parts[0].shape[1:])

    @property
    def units(self) -> int:
        """How many independent parts there are: sessions, or the blocks of a single one."""
        return len(self.parts) if len(self.parts) > 1 else sum(map(len, self.parts))

    @property
    def method(self) -> str:
        """How :attr:`drawn` came about."""
        if len(self.parts) == 1:
            return f"bootstrap over {self.units} blocks"
        if len(self.parts) < FEW:
            return f"bootstrap over {len(self.parts)} sessions and their blocks"
        return f"bootstrap over {len(self.parts)} sessions"

    def interval(self, statistic: Statistic) -> tuple[float | None, float | None, str]:
        """Return the bootstrap interval of a statistic, and how it was made.

        Percentiles, moved outwards for few units: see :func:`expanded_tail`.
        """
        if sum(map(len, self.parts)) < _FEWEST_BLOCKS:
            return None, None, f"no interval from fewer than {_FEWEST_BLOCKS} blocks"
        values = statistic(self.drawn)
        known = values[~np.isnan(values)]
        if not len(known):
            return None, None, "no interval: never seen in a draw"
        tail = expanded_tail(self.units)
        low, high = np.quantile(known, [tail, 1 - tail], method="inverted_cdf")
        return float(low), float(high), self.method


def grid_sums(grid: Grid, *, into: Ints | None = None, size: int | None = None) -> GridSums:
    """Sum each session's time, visits and returns by cell and block.

    Parameters
    ----------
    grid
        Any number of sessions.
    into
        Number of the region of each cell (``int64[cells]``; -1 for none): then regions take the
        place of cells, and moving about inside one is one visit.
    size
        How many regions there are.
    """
    cell = grid.cell if into is None else into[grid.cell]
    count = size if size is not None else grid.size
    # What lies in no region is a place of its own, so that leaving a region ends a visit.
    where = np.where(cell < 0, count, cell)
    place, spans, stretch, events = visits(where, grid.spans, grid.stretch)
    time, between = returns(place, spans, stretch)
    seen = np.unique(place)
    column = np.searchsorted(seen, place)
    amounts = np.stack(
        [
            spans[:, 1] - spans[:, 0],
            np.ones(len(place), dtype=np.int64),
            events,
            time.clip(0),
            (time >= 0).astype(np.int64),
            between.clip(0),
        ]
    )
    owner = grid.owner[stretch]
    sessions = [session for session in range(len(grid.sessions)) if (owner == session).any()]
    cells = tuple(int(number) for number in seen if number < count)
    if len(sessions) >= FEW:
        whole = _added(owner, column, amounts, (len(grid.sessions), len(seen)))
        return GridSums(cells, count, tuple(whole[s][None] for s in sessions))
    parts = [
        _blocks(column[owner == s], spans[owner == s], amounts[:, owner == s], len(seen))
        for s in sessions
    ]
    return GridSums(cells, count, tuple(parts))


def _added(owner: Ints, column: Ints, amounts: Ints, shape: tuple[int, int]) -> Floats:
    """Add up amounts by owner (session or block) and column: ``(owners, kinds, columns)``."""
    place = owner * shape[1] + column
    size = shape[0] * shape[1]
    sums = [np.bincount(place, weights=kind, minlength=size).reshape(shape) for kind in amounts]
    return np.stack(sums, axis=1)


def _blocks(column: Ints, spans: Ints, amounts: Ints, columns: int) -> Floats:
    """Add up one session by blocks: time where it lies, all else in the block of its onset."""
    first, last = int(spans[0, 0]), int(spans[-1, 1])
    known = int((spans[:, 1] - spans[:, 0]).sum())
    step = min(BLOCK_MS, max(_SHORTEST_BLOCK_MS, known // 10))
    count = (last - first - 1) // step + 1
    begun = (spans[:, 0] - first) // step
    sums = _added(begun, column, amounts, (count, columns))
    sums[:, TIME] = 0
    onset, offset = spans[:, 0].copy(), spans[:, 1]
    covered = np.zeros(count, dtype=np.bool_)
    while len(onset):  # one round for each block that the longest visit reaches into
        block = (onset - first) // step
        end = np.minimum(offset, first + (block + 1) * step)
        np.add.at(sums[:, TIME], (block, column), end - onset)
        covered[block] = True
        more = end < offset
        onset, offset, column = end[more], offset[more], column[more]
    return sums[covered]
