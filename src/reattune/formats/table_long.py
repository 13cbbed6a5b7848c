"""Plain tables with one row an event: onset, offset or duration, code, and who or what it is of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..errors import FormatError
from ..record import Coding, Row
from ..record.requirements import MAX_MS
from .contract import Raw
from .grid import Grid
from .table_columns import Role
from .table_times import read_times, rounded
from .tally import Tally

MISSING = frozenset(("", "na", "nan"))
"""Cells that hold no code, in lower case."""

_SENTENCES = {
    "blank_code": "Rows whose {where} is blank, NA or NaN make no event (first: {first}).",
    "rounded": "Times in {where} finer than a millisecond are rounded to it (first: {first}).",
    "skipped_column": "Nothing is read from {where}.",
}
_READ = ("onset", "code", "person", "track", "session")


@dataclass(frozen=True, slots=True)
class _Events:
    """The table's columns as they are needed, one entry a row; ``""`` where there is no column."""

    spans: Sequence[tuple[int, int]]
    finer: Mapping[int, str]
    tiers: Sequence[str]
    persons: Sequence[str]
    codes: Sequence[str]
    units: str


def read_long(raw: Raw, grid: Grid, roles: Mapping[str, Role]) -> list[Coding]:
    """Read a row an event: one Coding, or one for every session the table names.

    ``tier`` is the track, or the name of the code's column where there is no track; ``subject``
    is the person, or nothing. With an offset and a duration, the offset counts.

    Raises
    ------
    FormatError
        When a time is no time, is negative, lies beyond 23 days or before its onset, a unit is
        not known, or a track or session is blank.
    """
    events = _events(raw, grid, roles)
    sessions: dict[str, list[int]] = {}
    if "session" in roles:
        for row, name in enumerate(_labels(raw, grid, roles["session"])):
            sessions.setdefault(name, []).append(row)
    else:
        sessions[""] = list(range(len(grid.lines)))
    several = len(sessions) > 1
    return [
        _coding(
            raw,
            grid,
            roles,
            name=f"{raw.stem}: {name}" if several else raw.stem,
            rows=rows,
            events=events,
        )
        for name, rows in (sessions or {"": []}).items()
    ]


def _events(raw: Raw, grid: Grid, roles: Mapping[str, Role]) -> _Events:
    onset = roles["onset"]
    end = roles.get("offset") or roles["duration"]
    starts, start_unit = read_times(raw, grid, onset)
    ends, end_unit = read_times(raw, grid, end)
    if "offset" not in roles:
        ends = [(a * d + c * b, b * d) for (a, b), (c, d) in zip(starts, ends, strict=True)]
    spans: list[tuple[int, int]] = []
    finer: dict[int, str] = {}
    for row, (start, stop) in enumerate(zip(starts, ends, strict=True)):
        first, first_finer = rounded(start)
        last, last_finer = rounded(stop)
        if first_finer or last_finer:
            finer[row] = onset.name if first_finer else end.name
        if not 0 <= first <= last <= MAX_MS:
            raise _bad_span(raw, grid, row, onset=onset, end=end)
        spans.append((first, last))
    code = roles["code"]
    blanks = [""] * len(spans)
    return _Events(
        spans=spans,
        finer=finer,
        tiers=_labels(raw, grid, roles["track"]) if "track" in roles else [code.name] * len(spans),
        persons=_stripped(grid, roles["person"]) if "person" in roles else blanks,
        codes=_stripped(grid, code),
        units=", ".join(dict.fromkeys((start_unit, end_unit))),
    )


def _bad_span(raw: Raw, grid: Grid, row: int, *, onset: Role, end: Role) -> FormatError:
    start, stop = (grid.columns[column.index][row].strip()[:40] for column in (onset, end))
    return raw.error(
        f"{grid.place(row)}, columns {onset.name} and {end.name}",
        found=f"{start} and {stop}",
        expected="an onset of 0 or more, an end not before it, both below 23 days",
        todo="Correct the row; if all rows look like this, the unit is another one.",
    )


def _stripped(grid: Grid, column: Role) -> list[str]:
    return [cell.strip() for cell in grid.columns[column.index]]


def _labels(raw: Raw, grid: Grid, column: Role) -> list[str]:
    """Return the cells of a column that may not be blank."""
    labels = _stripped(grid, column)
    if "" in labels:
        raise raw.error(
            f"{grid.place(labels.index(''))}, column {column.name}",
            found="a blank",
            expected="a name in every row",
            todo="Fill it in, or take the column away.",
        )
    return labels


def _coding(
    raw: Raw,
    grid: Grid,
    roles: Mapping[str, Role],
    *,
    name: str,
    rows: Sequence[int],
    events: _Events,
) -> Coding:
    tally = Tally(_SENTENCES)
    _count_skipped(grid, roles, tally)
    code = f"column {roles['code'].name}"
    made: list[Row] = []
    for row in rows:
        label, place = events.codes[row], grid.place(row)
        if row in events.finer:
            tally.add("rounded", f"column {events.finer[row]}", place)
        if label.lower() in MISSING:
            tally.add("blank_code", code, place, rows=-1)
            continue
        made.append(Row(events.tiers[row], events.persons[row], label, *events.spans[row], place))
    return Coding(
        name=name,
        source=raw.source("table", unit=events.units, origin="0 of the table's own times"),
        rows=tuple(made),
        tiers=tuple(dict.fromkeys(events.tiers[row] for row in rows)),
        findings=tally.findings(),
    )


def _count_skipped(grid: Grid, roles: Mapping[str, Role], tally: Tally) -> None:
    end = "offset" if "offset" in roles else "duration"
    used = {roles[role].index for role in (*_READ, end) if role in roles}
    for index, name in enumerate(grid.names):
        if index not in used:
            tally.add("skipped_column", f"column {name or '(no name)'}", "line 1")
