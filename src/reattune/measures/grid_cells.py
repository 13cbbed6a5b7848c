"""Numbers of each cell of a grid, or of regions of cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..errors import DefinitionError
from .estimates import Estimate
from .grid_sums import BETWEEN, EVENTS, RETURN_TIME, RETURNS, TIME, VISITS, GridSums, grid_sums
from .grids import Cell, Grid
from .intervals import Floats

_SECONDS = 1000.0


def cell_rows(grid: Grid) -> Iterator[Estimate]:
    """Give every number of every cell that was visited, pooled over sessions.

    ``cell_duration`` (s), ``cell_share`` (of known time), ``cell_visits``, ``cell_events``,
    ``cell_visit_duration`` (mean s of a visit), ``cell_return_time`` (mean s from leaving to coming
    back), ``cell_return_visits`` (mean number of visits elsewhere in between) and
    ``attractor_strength`` (mean visit / (mean visit + mean return time): the share of a cycle that
    is spent there, near 1 for a cell that holds and soon calls back).

    A visit cut off by missing time or the end counts as it was seen; a return that was not seen is
    left out of the means and counted as censored. Shares and means carry bootstrap intervals over
    sessions, or over blocks of few.

    References
    ----------
    Hollenstein 2013, 10.1007/978-1-4614-5007-8, ch. 4; Lewis, Lamey & Douglas 1999.
    """
    sums = grid_sums(grid)
    for column, cell in enumerate(sums.cells):
        yield from _rows(grid, sums, column, grid.name(cell))


def region_rows(grid: Grid, regions: Mapping[str, Sequence[Cell]]) -> Iterator[Estimate]:
    """Give the numbers of :func:`cell_rows` for regions: sets of cells, each one place.

    Moving about inside a region is one visit. Regions never visited are there too, with 0.

    Parameters
    ----------
    regions
        Cells by name of the region; none in two of them.

    Raises
    ------
    DefinitionError
        When a cell is unknown, or in two regions.
    """
    into = np.full(grid.size, -1, dtype=np.int64)
    for number, (name, cells) in enumerate(regions.items()):
        for cell in cells:
            place = grid.number(cell)
            if into[place] >= 0:
                raise DefinitionError(
                    path="regions",
                    where=name,
                    found=f"{' / '.join(cell)}, which is in {list(regions)[into[place]]!r} too",
                    expected="each cell in one region",
                    todo="Take it out of one of them.",
                )
            into[place] = number
    sums = grid_sums(grid, into=into, size=len(regions))
    known = int(grid.durations().sum())
    for number, name in enumerate(regions):
        if number in sums.cells:
            yield from _rows(grid, sums, sums.cells.index(number), f"region {name}", known=known)
        else:
            yield from _never(grid, f"region {name}", known=known)


def cell_share(grid: Grid, cell: Cell) -> Estimate:
    """Share of known time spent in one cell, with its bootstrap interval."""
    number = grid.number(cell)
    sums = grid_sums(grid)
    if number not in sums.cells:
        return next(
            row
            for row in _never(grid, grid.name(number), known=int(grid.durations().sum()))
            if row.measure == "cell_share"
        )
    return _share(grid, sums, sums.cells.index(number), grid.name(number))


def _rows(
    grid: Grid, sums: GridSums, column: int, name: str, *, known: int | None = None
) -> Iterator[Estimate]:
    total = sums.total[:, column]
    visited = int(total[VISITS])
    blank = Estimate("", None, "", visited, grid.definition, of=name)
    yield replace(
        blank, measure="cell_duration", unit="s", value=total[TIME] / 1000, method="exact"
    )
    yield _share(grid, sums, column, name, known=known)
    for measure, kind in (("cell_visits", VISITS), ("cell_events", EVENTS)):
        yield replace(blank, measure=measure, unit="count", value=total[kind], method="exact")
    yield _ratio(
        replace(blank, measure="cell_visit_duration", unit="s"),
        sums, column, tops=(TIME, VISITS), scale=_SECONDS,
    )  # fmt: skip
    seen = int(total[RETURNS])
    back = replace(blank, n=seen, censored=visited - seen)
    for measure, unit, kind, scale in (
        ("cell_return_time", "s", RETURN_TIME, _SECONDS),
        ("cell_return_visits", "visits", BETWEEN, 1.0),
    ):
        row = replace(back, measure=measure, unit=unit)
        yield _ratio(row, sums, column, tops=(kind, RETURNS), scale=scale)
    yield _strength(replace(back, measure="attractor_strength", unit="share"), sums, column)


def _share(
    grid: Grid, sums: GridSums, column: int, name: str, *, known: int | None = None
) -> Estimate:
    total = int(grid.durations().sum()) if known is None else known
    value = float(sums.total[TIME, column]) / total
    row = Estimate("cell_share", value, "share", int(sums.total[VISITS, column]), grid.definition)
    row = replace(row, of=f"{name}; visits")

    def share(drawn: Floats) -> Floats:
        found: Floats = drawn[:, TIME, column] / drawn[:, TIME].sum(axis=1)
        return found

    low, high, method = sums.interval(share)
    return replace(row, low=low, high=high, method=method)


def _ratio(
    row: Estimate, sums: GridSums, column: int, *, tops: tuple[int, int], scale: float
) -> Estimate:
    top, bottom = tops
    below = float(sums.total[bottom, column])
    if not below:
        return replace(row, reason="never seen to come back")

    def mean(drawn: Floats) -> Floats:
        many = drawn[:, bottom, column]
        unknown = np.full(len(many), np.nan)
        found: Floats = np.divide(drawn[:, top, column], many * scale, out=unknown, where=many > 0)
        return found

    low, high, method = sums.interval(mean)
    value = float(sums.total[top, column]) / below / scale
    return replace(row, value=value, low=low, high=high, method=method)


def _strength(row: Estimate, sums: GridSums, column: int) -> Estimate:
    if not sums.total[RETURNS, column]:
        return replace(row, reason="never seen to come back")

    def strength(drawn: Floats) -> Floats:
        part = drawn[:, :, column]
        seen = (part[:, RETURNS] > 0) & (part[:, VISITS] > 0)
        found = np.full(len(part), np.nan)
        stay = part[seen, TIME] / part[seen, VISITS]
        found[seen] = stay / (stay + part[seen, RETURN_TIME] / part[seen, RETURNS])
        return found

    low, high, method = sums.interval(strength)
    value = float(strength(sums.total[None])[0])
    return replace(row, value=value, low=low, high=high, method=method)


def _never(grid: Grid, name: str, *, known: int) -> Iterator[Estimate]:
    blank = Estimate("", None, "", 0, grid.definition, of=name)
    reason = "" if known else "no known time"
    value = 0.0 if known else None
    for measure, unit in (
        ("cell_duration", "s"),
        ("cell_share", "share"),
        ("cell_visits", "count"),
        ("cell_events", "count"),
    ):
        row = replace(blank, measure=measure, unit=unit, value=value, reason=reason)
        yield replace(row, method="exact" if known else "")
    for measure, unit in (
        ("cell_visit_duration", "s"),
        ("cell_return_time", "s"),
        ("cell_return_visits", "visits"),
        ("attractor_strength", "share"),
    ):
        yield replace(blank, measure=measure, unit=unit, reason=reason or "never visited")
