"""The metadata of a ChildProject tree: children, recordings, annotations, and what is wrong there.

Layout: https://childproject.readthedocs.io, "Format"; further tables in ``metadata/children/`` and
``metadata/recordings/`` replace columns of the main ones. Dates are read for ages only: no date,
and nothing from a table called confidential, is carried on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ..errors import FormatError, ReattuneError
from ..formats import read_raw
from ..formats.birth_dates import holds_birth_date
from ..formats.delimited import split_lines
from ..formats.text import decode

MAIN = {
    "children": ("child_id",),
    "recordings": ("recording_filename", "child_id"),
    "annotations": ("set", "recording_filename", "range_onset", "range_offset"),
}
"""The tables and the columns without which they say nothing; the first is the key, but for sets."""

_DAYS_A_MONTH = 365.25 / 12
_NOTHING = frozenset({"", "NA", "nan", "NaN"})
_NOT_KEPT = re.compile(
    r"(?i).*(date|dob|birth|time|notes?|comments?|filename|path|discard|its|textgrid|duration).*"
)
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{8}")


@dataclass(slots=True)
class Line:
    """One line of a table.

    Parameters
    ----------
    number
        Its line in the file.
    cells
        Text by column; what says nothing (blank, ``NA``) is not there.
    confidential
        Columns that came from a table called confidential.
    """

    number: int
    cells: dict[str, str]
    confidential: set[str] = field(default_factory=set)

    def get(self, column: str) -> str:
        """Return a cell's text, or ``""``."""
        return self.cells.get(column, "")


@dataclass(slots=True)
class Table:
    """One table: its lines, and the errors met while it was read."""

    path: str
    columns: tuple[str, ...] = ()
    lines: list[Line] = field(default_factory=list)
    failures: list[ReattuneError] = field(default_factory=list)

    def error(self, where: str, *, found: str, expected: str, todo: str) -> FormatError:
        """Make an error about this table."""
        return FormatError(path=self.path, where=where, found=found, expected=expected, todo=todo)


def read_table(root: Path, name: str) -> Table:
    """Read ``metadata/NAME.csv`` and the further tables in ``metadata/NAME/``.

    A line of another length is an error of its own and left out; so is a table that cannot be
    read. Lines whose key stands above are errors too (annotations have no key).
    """
    table = _read(root / "metadata" / f"{name}.csv", MAIN[name])
    if name == "annotations":
        return table
    key = MAIN[name][0]
    _refuse_twice(table, key)
    by_key = {line.get(key): line for line in table.lines}
    for file in sorted((root / "metadata" / name).rglob("*.csv")):
        further = _read(file, (key,))
        table.failures += further.failures
        for line in further.lines:
            if (known := by_key.get(line.get(key))) is not None:
                known.cells.update(line.cells)
                if "confidential" in file.name.lower():
                    known.confidential |= set(line.cells)
    return table


def _read(path: Path, needed: Iterable[str]) -> Table:
    table = Table(str(path))
    try:
        raw = read_raw(path)
        rows = [(n, fields) for n, fields in split_lines(raw, decode(raw), ",") if any(fields)]
    except ReattuneError as problem:
        table.failures.append(problem)
        return table
    names = tuple(name.strip() for name in rows[0][1]) if rows else ()
    missing = [name for name in needed if name not in names]
    if missing or len(set(names)) != len(names):
        found = f"no column {', '.join(missing)}" if missing else "a column twice"
        expected = f"the columns {', '.join(needed)}, each once"
        todo = "Add the column; ChildProject's page `Format` lists them."
        table.failures.append(table.error("line 1", found=found, expected=expected, todo=todo))
        return table
    table.columns = names
    for number, fields in rows[1:]:
        if len(fields) != len(names):
            found = f"{len(fields)} cells where the first line has {len(names)}"
            table.failures.append(
                table.error(
                    f"line {number}",
                    found=found,
                    expected="as many cells as names",
                    todo="Correct the line; it is left out.",
                )
            )
            continue
        pairs = zip(names, map(str.strip, fields), strict=True)
        table.lines.append(
            Line(number, {name: text for name, text in pairs if text not in _NOTHING})
        )
    return table


def _refuse_twice(table: Table, key: str) -> None:
    """Keep the first line of a key; where two differ, what they differ in is not known."""
    kept: dict[str, Line] = {}
    for line in table.lines:
        first = kept.setdefault(line.get(key), line)
        if first is line:
            continue
        table.failures.append(
            table.error(
                f"line {line.number}",
                found=f"{key} {line.get(key) or 'blank'} again (line {first.number})",
                expected=f"each {key} once",
                todo="Take one line away; what the two say differently is not used.",
            )
        )
        for column in set(first.cells) | set(line.cells):
            if first.get(column) != line.get(column):
                first.cells.pop(column, None)
    table.lines = list(kept.values())


def discarded(line: Line) -> bool:
    """Whether a child or recording is marked as not to be used."""
    return line.get("discard") in {"1", "1.0"}


def age_months(child: Line | None, recording: Line) -> float | None:
    """Return the child's age on the day of the recording in months, to 0.1; no date is kept."""
    born = _day(child.get("child_dob")) if child is not None else None
    day = _day(recording.get("date_iso"))
    if born is None or day is None or day < born:
        return None
    return round((day - born).days / _DAYS_A_MONTH, 1)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def covariates(child: Line | None, recording: Line) -> Mapping[str, str]:
    """Return what the tables say of a recording, without dates, notes, paths and the like."""
    return {
        column: text
        for line in (child, recording)
        if line is not None
        for column, text in line.cells.items()
        if column not in line.confidential
        and not _NOT_KEPT.fullmatch(column)
        and not holds_birth_date(column)
        and not _DATE.search(text)
    }
