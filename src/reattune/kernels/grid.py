"""State space grids: visits to cells, and how long it takes to come back.

A grid's record is a list of segments in time order: the number of the cell, onset and offset in
integer milliseconds, and the number of the *stretch* (time without missing parts, of one session
and phase) in which each lies. Vectorised: nothing here needs compiling.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def visits(cell: Ints, spans: Ints, stretch: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Join neighbouring segments of one cell in one stretch into visits.

    Parameters
    ----------
    cell, stretch
        Of each segment, ``int64[m]``.
    spans
        Onset and offset, ``int64[m, 2]``.

    Returns
    -------
    tuple
        Cell, spans, stretch and number of segments (events) of each visit.
    """
    begins = np.ones(len(cell), dtype=np.bool_)
    begins[1:] = (cell[1:] != cell[:-1]) | (stretch[1:] != stretch[:-1])
    at = np.flatnonzero(begins)
    last = np.append(at[1:], len(cell)) - 1
    joined = np.column_stack([spans[at, 0], spans[last, 1]]) if len(at) else spans[:0]
    return cell[at], joined, stretch[at], (last - at + 1).astype(np.int64)


def returns(cell: Ints, spans: Ints, stretch: Ints) -> tuple[Ints, Ints]:
    """Return, for each visit, the time until the next to the same cell, and the visits between.

    -1 in both where the stretch ends first: the return was not seen.
    """
    size = len(cell)
    time, between = np.full(size, -1, dtype=np.int64), np.full(size, -1, dtype=np.int64)
    order = np.lexsort((np.arange(size), cell, stretch))
    now, later = order[:-1], order[1:]
    again = (cell[now] == cell[later]) & (stretch[now] == stretch[later])
    now, later = now[again], later[again]
    time[now] = spans[later, 0] - spans[now, 1]
    between[now] = later - now - 1
    return time, between


def moves(cell: Ints, stretch: Ints, *, cells: int) -> Ints:
    """Count the moves from cell to cell between visits of one stretch; ``(cells, cells)``."""
    whole = stretch[1:] == stretch[:-1]
    pair = cell[:-1][whole] * cells + cell[1:][whole]
    return np.bincount(pair, minlength=cells * cells).astype(np.int64).reshape(cells, cells)
