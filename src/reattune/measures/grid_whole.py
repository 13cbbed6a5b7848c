"""Numbers of a whole grid: how much of it is used, how evenly, how predictably; its attractors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import log, sqrt

import numpy as np

from ..kernels.grid import Ints, moves, visits
from .estimates import Estimate
from .grid_sums import EVENTS, TIME, VISITS, GridSums, grid_sums
from .grids import Grid
from .intervals import Floats, student_quantile
from .seq_shape import entropy

_FEWEST = 4
_HALF = 0.5


def dispersion(durations: Floats | Ints, *, cells: int) -> float | None:
    """Return how evenly time is spread: 0 all in one cell, 1 the same in each of all n cells.

    ``1 - (n sum((d_i / D)^2) - 1) / (n - 1)`` over all n cells of the grid, visited or not.

    Parameters
    ----------
    durations
        Time in each cell (those that were never visited may be left out).
    cells
        n, 2 or more.

    References
    ----------
    Hollenstein et al. 2004, 10.1023/B:JACP.0000047209.37650.41; Hollenstein 2013, ch. 4.
    """
    total = float(durations.sum())
    if total <= 0 or cells < 2:
        return None
    shares = durations / total
    return 1 - (cells * float((shares**2).sum()) - 1) / (cells - 1)


def visit_entropy(counts: Floats | Ints) -> float | None:
    """Return the entropy of visits over cells, in nats: 0 one cell only, log(k) k cells alike."""
    return entropy(counts.tolist()) if counts.sum() else None


def transition_entropy(table: Ints) -> float | None:
    """Return how hard the next cell is to tell, given the one now left, in nats.

    ``-sum p(i, j) log p(j | i)`` over moves between different cells; 0 fully predictable.

    References
    ----------
    Dishion, Nelson, Winter & Bullock 2004, 10.1023/B:JACP.0000047213.31812.21.
    """
    total = int(table.sum())
    if not total:
        return None
    return sum(float(row.sum()) / total * entropy(row.tolist()) for row in table if row.any())


@dataclass(frozen=True, slots=True)
class Attractors:
    """What winnowing leaves.

    Parameters
    ----------
    cells
        The cells that remain, longest first.
    heterogeneity
        Of all visited cells, then with the least one taken out each time, as shares of the first.
    """

    cells: tuple[int, ...]
    heterogeneity: tuple[float, ...]


def attractors(durations: Ints) -> Attractors:
    """Find the cells that hold the dyad: the winnowing procedure.

    From all visited cells the least is taken out again and again; heterogeneity is the mean of
    ``(d - e)^2 / e`` over those left, ``e`` their mean duration. The attractors are the cells left
    when it first falls below half of what it was with all; all of them when time is spread evenly.

    Parameters
    ----------
    durations
        Time in each cell of the grid.

    References
    ----------
    Lewis, Lamey & Douglas 1999, 10.1111/1467-7687.00085.
    """
    order = [int(c) for c in np.argsort(-durations, kind="stable") if durations[c] > 0]
    if not order:
        return Attractors((), ())
    curve = []
    for left in range(len(order), 0, -1):
        d = durations[order[:left]].astype(np.float64)
        curve.append(float(((d - d.mean()) ** 2 / d.mean()).mean()))
    if curve[0] <= 0:
        return Attractors(tuple(order), tuple(1.0 for _ in curve))
    shares = tuple(value / curve[0] for value in curve)
    step = next(k for k, share in enumerate(shares) if share < _HALF)
    return Attractors(tuple(order[: len(order) - step]), shares)


def intergrid_distance(one: Floats | Ints, other: Floats | Ints) -> float | None:
    """Return how far apart two uses of a grid are: sum of squared differences of shares of time.

    0 the same, 2 never in the same cell.

    References
    ----------
    Lewis, Lamey & Douglas 1999, 10.1111/1467-7687.00085 (intergrid distance measure).
    """
    if not (one.sum() and other.sum()):
        return None
    gap = one / one.sum() - other / other.sum()
    return float((gap**2).sum())


Number = Callable[[Grid], float | None]


def _dispersion(grid: Grid) -> float | None:
    return dispersion(grid.durations().sum(axis=0), cells=grid.size)


def _visited(grid: Grid) -> tuple[Ints, Ints]:
    cell, _, stretch, _ = visits(grid.cell, grid.spans, grid.stretch)
    return cell, stretch


def _visit_entropy(grid: Grid) -> float | None:
    return visit_entropy(np.bincount(_visited(grid)[0]))


def _transition_entropy(grid: Grid) -> float | None:
    places, cell = np.unique(_visited(grid)[0], return_inverse=True)
    return transition_entropy(moves(cell, _visited(grid)[1], cells=len(places)))


def _range(grid: Grid) -> float | None:
    return float(len(np.unique(grid.cell))) if len(grid.cell) else None


def _per_minute(grid: Grid) -> float | None:
    cell, stretch = _visited(grid)
    minutes = float(grid.durations().sum()) / 60_000
    return float((stretch[1:] == stretch[:-1]).sum()) / minutes if len(cell) else None


_WHOLE: dict[str, tuple[str, Number]] = {
    "dispersion": ("share", _dispersion),
    "visit_entropy": ("nats", _visit_entropy),
    "transition_entropy": ("nats", _transition_entropy),
    "cell_range": ("cells", _range),
    "transition_rate": ("per min", _per_minute),
}


def grid_rows(grid: Grid, *, by_session: bool = False) -> Iterator[Estimate]:
    """Give the numbers of the whole grid.

    ``grid_time`` and ``grid_missing`` (s), ``grid_visits``, ``grid_events``, ``grid_cells`` (how
    many there are); then ``dispersion``, ``visit_entropy``, ``transition_entropy``, ``cell_range``
    (cells visited) and ``transition_rate`` (moves per minute of known time): of one session as they
    are, of several their mean with Student's t over sessions; and ``attractor_cells``, the cells
    that winnowing leaves. One session's dispersion and entropies describe what was seen: they rise
    with its length, and so a bootstrap over its blocks is too low.

    Parameters
    ----------
    by_session
        Each session's numbers, too.
    """
    sums = grid_sums(grid)
    parts = grid.split()
    yield from _counts(grid, sums)
    for measure, (unit, number) in _WHOLE.items():
        row = Estimate(measure, None, unit, 0, grid.definition)
        yield _mean(row, [number(part) for part in parts])
    yield _attractor_row(grid)
    for part in parts if by_session and len(parts) > 1 else ():
        for row in grid_rows(part):
            yield replace(row, session=part.sessions[0])


def _counts(grid: Grid, sums: GridSums) -> Iterator[Estimate]:
    n = len(grid.sessions)
    blank = Estimate("", None, "s", n, grid.definition, of="sessions", method="exact")
    total = sums.total
    yield replace(blank, measure="grid_time", value=float(total[TIME].sum()) / 1000)
    yield replace(blank, measure="grid_missing", value=sum(grid.missing) / 1000)
    count = replace(blank, unit="count")
    yield replace(count, measure="grid_visits", value=float(total[VISITS].sum()))
    yield replace(count, measure="grid_events", value=float(total[EVENTS].sum()))
    yield replace(count, measure="grid_cells", value=float(grid.size))


def _mean(row: Estimate, found: Sequence[float | None]) -> Estimate:
    values = np.array([value for value in found if value is not None])
    row = replace(row, n=len(values), of="sessions")
    if not len(values):
        return replace(row, reason="no known time, or one cell only")
    if len(values) == 1:
        return replace(row, value=float(values[0]), method="one session, as it was")
    return _student(row, values)


def _student(row: Estimate, values: Floats) -> Estimate:
    """Return the mean of sessions with its interval."""
    mean, n = float(values.mean()), len(values)
    point = student_quantile(n - 1) if n >= _FEWEST else None
    if point is None:
        return replace(row, value=mean, method=f"mean; no interval from fewer than {_FEWEST}")
    half = point * float(values.std(ddof=1)) / sqrt(n)
    method = f"mean of {n} sessions, Student's t"
    return replace(row, value=mean, low=mean - half, high=mean + half, method=method)


def _attractor_row(grid: Grid) -> Estimate:
    found = attractors(grid.durations().sum(axis=0))
    row = Estimate("attractor_cells", None, "cells", len(grid.sessions), grid.definition)
    if not found.cells:
        return replace(row, of="sessions", reason="no known time")
    names = "; ".join(grid.name(cell) for cell in found.cells)
    return replace(row, value=float(len(found.cells)), of=names, method="winnowing")


def phase_rows(grid: Grid) -> Iterator[Estimate]:
    """Give the numbers of :func:`grid_rows` for each named phase, and how far phases are apart.

    ``intergrid_distance`` is taken within sessions (both phases of each), then averaged.
    """
    named = [phase for phase in grid.phases if phase]
    for phase in named:
        for row in grid_rows(grid.of(phase=phase)):
            if row.measure != "grid_missing":
                yield replace(row, phase=phase)
    for k, first in enumerate(named):
        for second in named[k + 1 :]:
            yield _distance_row(grid, first, second)


def _distance_row(grid: Grid, first: str, second: str) -> Estimate:
    one, other = (grid.of(phase=phase).durations() for phase in (first, second))
    found = [intergrid_distance(a, b) for a, b in zip(one, other, strict=True)]
    values = np.array([value for value in found if value is not None])
    row = Estimate("intergrid_distance", None, "squared shares", len(values), grid.definition)
    row = replace(row, of=f"{first} and {second}; sessions with both")
    if not len(values):
        return replace(row, reason="no session holds both phases")
    return _student(row, values)


def most_entropy(cells: int) -> float:
    """Return the largest visit entropy that a grid of so many cells can have: log(cells)."""
    return log(cells)
