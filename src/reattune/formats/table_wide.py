"""Plain tables with one row a time unit and one column a person or a code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from ..record import Coding, Row
from ..record.requirements import MAX_MS
from .birth_dates import holds_birth_date
from .contract import Raw
from .grid import Grid
from .table_clock import Clock, find_clock
from .table_columns import Role
from .table_long import MISSING
from .tally import Tally

_SENTENCES = {
    "blank_cell": "Cells of {where} that are blank, NA or NaN hold no code (first: {first}).",
    "birth_date": "Values of {where} may be dates of birth; they are left out.",
    "skipped_column": "Nothing is read from {where}.",
    "rounded": "Borders of rows finer than a millisecond are rounded to it.",
}


def read_wide(raw: Raw, grid: Grid, roles: Mapping[str, Role]) -> list[Coding]:
    """Read a row a time unit: one Coding, or one for every session the table names.

    Every column but time and session is a tier. A run of the same code is one row
    ``[i * interval, j * interval)``; the window is ``(0, n * interval)``, from the first row.

    Raises
    ------
    FormatError
        When the interval is neither stated nor shown by a time column, the steps of the time
        column are not equal, or a line is empty (a time unit would be lost).
    """
    if grid.gap or not grid.lines:
        raise raw.error(
            f"line {grid.gap}" if grid.gap else "",
            found="an empty line" if grid.gap else "a header without rows",
            expected="one row for every time unit",
            todo="Write NA where nothing is coded.",
        )
    sessions: dict[str, list[int]] = {}
    labels = grid.columns[roles["session"].index] if "session" in roles else None
    for row in range(len(grid.lines)):
        sessions.setdefault(labels[row].strip() if labels else "", []).append(row)
    if labels and "" in sessions:
        raise raw.error(
            f"{grid.place(sessions[''][0])}, column {roles['session'].name}",
            found="a blank",
            expected="a name in every row",
            todo="Fill it in, or take the column away.",
        )
    several = len(sessions) > 1
    return [
        _coding(raw, grid, roles, name=f"{raw.stem}: {name}" if several else raw.stem, rows=rows)
        for name, rows in sessions.items()
    ]


def _coding(
    raw: Raw, grid: Grid, roles: Mapping[str, Role], *, name: str, rows: Sequence[int]
) -> Coding:
    clock = find_clock(raw, grid, roles.get("time"), rows)
    end = clock.border(len(rows))
    if end > MAX_MS:
        raise raw.error(
            "",
            found=f"{len(rows)} rows of {float(clock.interval) / 1000:g} s",
            expected="less than 23 days",
            todo="State another interval or unit.",
        )
    tally = Tally(_SENTENCES)
    finer = len(rows) - len(rows) // clock.interval.denominator
    if finer:
        tally.add("rounded", "rows", grid.place(rows[0]), count=finer)
    used = {roles[role].index for role in ("time", "session") if role in roles}
    made: list[Row] = []
    tiers: list[str] = []
    for index, tier in enumerate(grid.names):
        if index in used:
            continue
        if not tier:
            tally.add("skipped_column", "column (no name)", "line 1")
        elif holds_birth_date(tier):
            tally.add("birth_date", f"column {tier}", "line 1", count=len(rows))
        else:
            tiers.append(tier)
            made.extend(_runs(grid, index, rows, clock=clock, tally=tally))
    return Coding(
        name=name,
        source=raw.source(
            "table", unit=clock.unit, origin=clock.origin, rate=float(1000 / clock.interval)
        ),
        rows=tuple(made),
        tiers=tuple(tiers),
        window=((0, end),),
        findings=tally.findings(),
    )


def _runs(grid: Grid, index: int, rows: Sequence[int], *, clock: Clock, tally: Tally) -> list[Row]:
    """Make one row of every run of the same code in a column."""
    tier, cells = grid.names[index], grid.columns[index]
    made: list[Row] = []
    first = 0
    for code, run in groupby(cells[row].strip() for row in rows):
        length = sum(1 for _ in run)
        onset, offset = clock.border(first), clock.border(first + length)
        place = grid.place(rows[first])
        if code.lower() in MISSING:
            tally.add("blank_cell", f"column {tier}", place, count=length, ms=offset - onset)
        else:
            made.append(Row(tier, "", code, onset, offset, place))
        first += length
    return made
