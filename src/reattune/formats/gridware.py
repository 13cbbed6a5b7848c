"""GridWare state space grids: a trajectory (``.trj``), or a project (``.gwf``) that lists several.

A trajectory has a header (``Onset`` and the state variables) and a row for every change of the
joint state. A row's values hold until the next row's onset; the last row has an onset alone: the
end. A value that repeats in the next row, because only another variable changed, goes on. ``--``
(or the project's missing value symbol) says that nothing was coded.

The same layout with commas, and with a column ``ID`` before the onset (one trajectory an id), is
what StateSpaceGridLib reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from ..errors import FormatError
from ..record import Coding, Row, Source, union
from .contract import Format, Raw
from .delimited import find_delimiter, first_lines, split_lines
from .gridware_project import (
    MISSING_SYMBOL,
    Project,
    find_project,
    is_project,
    read_project,
    trajectory_file,
)
from .instants import FPS_OPTION, ROUNDED, UNIT_OPTION, Ruler, find_ruler, read_instant
from .table_columns import role_of
from .tally import Tally
from .text import decode

_IDS = ("id", "trajectory", "trajectory id")
_ELSEWHERE = frozenset({"offset", "duration", "code"})
"""Columns with these roles make a plain table, which is no trajectory."""

_SENTENCES = {
    **ROUNDED,
    "missing": "Values of {where} are missing (-- or blank, first: {first}); no code there.",
    "undeclared": "Codes of {where} are none of the values that the project declares "
    "(first: {first}); kept as they are.",
    "undeclared_variable": "{where} is no state variable of the project; kept.",
}


@dataclass(frozen=True, slots=True)
class _Line:
    """One row: where it stands, its id, its onset as written, its values (none at the end)."""

    number: int
    id: str
    onset: str
    values: tuple[str, ...]

    @property
    def where(self) -> str:
        return f"line {self.number}"

    @property
    def is_end(self) -> bool:
        return not any(value.strip() for value in self.values)


@dataclass(frozen=True, slots=True)
class _Trajectories:
    """A file's rows by trajectory, with the names of its state variables."""

    raw: Raw
    names: tuple[str, ...]
    parts: dict[str, list[_Line]]
    project: Project | None
    ruler: Ruler


def sniff(raw: Raw) -> float:
    """Tell a project by its first line, a trajectory by its header and its bare last row."""
    if is_project(raw):
        return 0.98
    head = first_lines(raw)[0]
    mark = _delimiter(head)
    names = [name.strip().strip('"').lower() for name in head.split(mark)]
    place = _onset_place(names)
    if place is None or any(role_of(name)[0] in _ELSEWHERE for name in names):
        return 0.5 if raw.suffix in {".trj", ".gwf"} else 0.0
    if raw.suffix == ".trj":
        return 0.95
    last = raw.content.replace(b"\x00", b"").rstrip().rpartition(b"\n")[2][:400]
    cells = [cell.strip() for cell in last.decode("utf-8", "replace").split(mark)]
    return 0.9 if len(names) > place + 1 and not any(cells[place + 1 :]) else 0.0


def _delimiter(header: str) -> str:
    return "\t" if "\t" in header else find_delimiter(header)


def _onset_place(names: Sequence[str]) -> int | None:
    """Return where the onset stands: first, or second after an id; ``None`` when nowhere."""
    if names and names[0] == "onset":
        return 0
    return 1 if len(names) > 1 and names[1] == "onset" and names[0] in _IDS else None


def parse(raw: Raw) -> list[Coding]:
    """Read a trajectory, or all trajectories of a project: one Coding each.

    A tier is a state variable. A project that stands beside a trajectory and lists it gives the
    missing value symbol, the declared values and the trial variables (as notes); its source is in
    the Coding's ``further``.

    Raises
    ------
    FormatError
        When there is no column Onset, onsets do not rise, a row has too few or too many values,
        the last row is no end, or a project lists a trajectory that is not there.
    """
    if not is_project(raw):
        if raw.suffix == ".gwf":
            raise _no_project(raw)
        return _read(raw, find_project(raw))
    project = read_project(raw)
    codings: list[Coding] = []
    for entry in project.entries:
        codings += _read(trajectory_file(raw, entry), project)
    return codings


def _no_project(raw: Raw) -> FormatError:
    return raw.error(
        "line 1",
        found="another first line",
        expected="<GridWare>",
        todo="Check that the file is a project that GridWare saved.",
    )


def _read(raw: Raw, project: Project | None) -> list[Coding]:
    ruler = find_ruler(raw, usual="s")
    text = decode(raw)
    delimiter = _delimiter(text.lstrip("\n").partition("\n")[0])
    lines = [(line, fields) for line, fields in split_lines(raw, text, delimiter) if any(fields)]
    names = [name.strip() for name in lines[0][1]]
    place = _onset_place([name.lower() for name in names])
    states = tuple(names[(place or 0) + 1 :])
    while states and not states[-1]:
        states = states[:-1]
    _check_header(raw, place, states, where=f"line {lines[0][0]}")
    parts: dict[str, list[_Line]] = {}
    for number, fields in lines[1:]:
        line = _line(raw, number, fields, place=place or 0, width=len(states))
        parts.setdefault(line.id, []).append(line)
    several = len(parts) > 1
    trajectories = _Trajectories(raw, states, parts, project, ruler)
    return [
        _coding(trajectories, part, name=f"{raw.stem}: {part}" if several else raw.stem)
        for part in parts or ("",)
    ]


def _check_header(raw: Raw, place: int | None, states: Sequence[str], *, where: str) -> None:
    found = ""
    if place is None:
        found = "a header without the column Onset"
    elif not states or "" in states:
        found = "no state variables" if not states else "a state variable without a name"
    elif len(set(states)) < len(states):
        found = "two state variables of one name"
    if found:
        raise raw.error(
            where,
            found=found,
            expected="Onset, then a different name for every state variable",
            todo="Write the header line of the trajectory as GridWare does.",
        )


def _line(raw: Raw, number: int, fields: list[str], *, place: int, width: int) -> _Line:
    values = [field.strip() for field in fields[place + 1 :]]
    values = values[:width] if not any(values[width:]) else values
    line = _Line(
        number,
        fields[0].strip() if place else "",
        fields[place].strip() if len(fields) > place else "",
        tuple(values),
    )
    if not line.is_end and len(values) != width:
        raise raw.error(
            line.where,
            found=f"{len(values)} values",
            expected=f"{width}, as the header has, or none in the last row",
            todo="Look for a row that is cut off.",
        )
    return line


def _coding(trajectories: _Trajectories, part: str, *, name: str) -> Coding:
    raw, project = trajectories.raw, trajectories.project
    tally = Tally(_SENTENCES)
    lines = trajectories.parts.get(part, [])
    times = _times(raw, lines, ruler=trajectories.ruler, tally=tally)
    missing = {"", MISSING_SYMBOL, *([project.missing] if project else [])}
    rows: list[Row] = []
    for column, tier in enumerate(trajectories.names):
        rows += _runs(tier, column, lines, times=times, missing=missing, tally=tally)
    if project:
        _compare(project, trajectories.names, rows, tally=tally)
    coded = union((row.onset, row.offset) for row in rows)
    return Coding(
        name=name,
        source=_source(raw, trajectories.ruler, times[0]),
        rows=tuple(rows),
        tiers=trajectories.names,
        window=coded,
        notes=project.notes_of(raw) if project else {},
        findings=tally.findings() + (project.findings if project else ()),
        further=(project.source,) if project else (),
    )


def _source(raw: Raw, ruler: Ruler, first: int) -> Source:
    at = f" (the first row is at {first / 1000:g} s)" if first else ""
    return raw.source("gridware", unit=ruler.unit, origin=f"start of the trajectory{at}")


def _times(raw: Raw, lines: Sequence[_Line], *, ruler: Ruler, tally: Tally) -> list[int]:
    """Read the onsets, which rise; the last row, and it alone, bears no values."""
    if len(lines) < 2 or not lines[-1].is_end:
        raise raw.error(
            lines[-1].where if lines else "",
            found="values in the last row" if len(lines) > 1 else f"{len(lines)} rows",
            expected="rows with values, then a last one with an onset alone: the end",
            todo="Write the time at which the coding ends as the last row.",
        )
    times: list[int] = []
    for line in lines:
        time = read_instant(raw, line.onset, line.where, ruler=ruler, tally=tally)
        blank = line.is_end and line is not lines[-1]
        if blank or (times and time <= times[-1]):
            raise raw.error(
                line.where,
                found="a row without values"
                if blank
                else f"the onset {line.onset} after {lines[len(times) - 1].onset}",
                expected="values in all rows but the last" if blank else "onsets that rise",
                todo="Write -- where nothing is coded." if blank else "Sort or correct the rows.",
            )
        times.append(time)
    return times


def _runs(
    tier: str,
    column: int,
    lines: Sequence[_Line],
    *,
    times: Sequence[int],
    missing: set[str],
    tally: Tally,
) -> list[Row]:
    """Make one row of every run of the same value of a state variable."""
    rows: list[Row] = []
    first = 0
    for code, run in groupby(line.values[column] for line in lines[:-1]):
        last = first + len(list(run))
        onset, offset, where = times[first], times[last], lines[first].where
        if code in missing:
            tally.add("missing", tier, where, count=last - first, ms=offset - onset)
        else:
            rows.append(Row(tier, "", code, onset, offset, where))
        first = last
    return rows


def _compare(project: Project, names: Sequence[str], rows: Sequence[Row], *, tally: Tally) -> None:
    """Count codes and variables that the project does not declare."""
    for name in names:
        if name not in project.states:
            tally.add("undeclared_variable", name, name)
    for row in rows:
        declared = project.states.get(row.tier, ())
        if declared and row.code not in declared:
            tally.add("undeclared", row.tier, f"{row.where}, {row.code!r}")


FORMAT = Format(
    id="gridware",
    title="GridWare trajectory or project (.trj, .gwf)",
    # Not .gwf: in a folder it would double the trajectories beside it.
    suffixes=(".trj",),
    sniff=sniff,
    parse=parse,
    options={"unit": f"{UNIT_OPTION} Seconds when not stated.", "fps": FPS_OPTION},
)
