"""The manifest of a study: a table that says which files are which observation of whom."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import FormatError
from ..record import Phase

OPTIONS = ("unit", "interval", "fps", "shape")
"""Columns that say what a file does not say itself."""
COLUMNS = {
    "file": "the coded file, from the manifest's folder (needed)",
    "session": "the observation; files of one session and coder become one Session (file's name)",
    "coder": "who coded it; two coders of a session stay two Sessions",
    "dyad": "the child and caregiver",
    "condition": "a group, visit or treatment",
    "codebook": "id of a shipped codebook, or a TOML file from the manifest's folder",
    "format": "the file's format, where its content does not tell",
    "person": "whose codes the file holds, where the file names nobody",
    "roles": "who is what, e.g. father=caregiver; mother=other",
    "offset_s": "seconds to add to the file's times",
    "age_months": "the child's age",
    "phases": "stretches in seconds, e.g. play 0-120; still-face 120-240",
    "unit": "unit of the times in plain tables",
    "interval": "seconds a row of a wide table",
    "fps": "frames per second",
    "shape": "long or wide",
}
"""What the manifest's columns mean; every other column is a covariate and is kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a manifest: one file.

    Parameters
    ----------
    line
        Its line.
    file
        The file's path.
    session, coder
        Which observation, coded by whom.
    offset
        Milliseconds to add to the file's times.
    roles
        Role by person's id.
    phases
        Stretches that the manifest states.
    age_months
        The child's age.
    codebook, format, person
        As in :data:`COLUMNS`; ``""`` when not given.
    options
        What the format should know.
    covariates
        All other columns, and dyad, condition, session, coder.
    """

    line: int
    file: str
    session: str
    coder: str = ""
    offset: int = 0
    roles: Mapping[str, str] = field(default_factory=dict)
    phases: tuple[Phase, ...] = ()
    age_months: float | None = None
    codebook: str = ""
    format: str = ""
    person: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    covariates: Mapping[str, str] = field(default_factory=dict)


class _Cells:
    """One line's cells by column; knows where it stands, for errors."""

    def __init__(self, path: str, line: int, cells: Mapping[str, str]) -> None:
        self.path, self.line, self.cells = path, line, cells

    def text(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def number(self, column: str, *, expected: str, least: float = -2e6) -> float | None:
        text = self.text(column)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not least <= value < 2e6:
            raise self.wrong(column, expected)
        return value

    def wrong(self, column: str, expected: str) -> FormatError:
        return FormatError(
            path=self.path,
            where=f"line {self.line}, column {column}",
            found=repr(self.text(column)[:60]),
            expected=expected,
            todo="Correct the cell, or leave it blank.",
        )


def parse_manifest(path: str | Path) -> list[Entry]:
    """Read a manifest: CSV with a header line; see :data:`COLUMNS`.

    Raises
    ------
    FormatError
        When the file cannot be read, has no column ``file``, names a column twice, has a line of
        another length, or a cell is wrong; it names line and column.
    """
    names, lines = _table(str(path))
    folder = Path(path).parent
    entries = [
        _entry(_Cells(str(path), n, dict(zip(names, row, strict=True))), folder) for n, row in lines
    ]
    _check_twice(str(path), entries)
    return entries


def is_manifest(path: Path) -> bool:
    """Say whether a file in a folder is a manifest: by its name's end and its first line."""
    if path.suffix.lower() != ".csv":
        return False
    try:
        with path.open("rb") as file:
            first = file.readline(4096).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return False
    names = {name.strip().strip('"').lower() for name in re.split("[,;\t]", first)}
    return {"file", "session"} <= names


def _table(path: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        reason = getattr(problem, "strerror", None) or "not UTF-8 text"
        raise _no_manifest(path, "", f"a file that cannot be read ({reason})") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        rows += [(reader.line_num, row) for row in reader if any(map(str.strip, row))]
    except csv.Error as problem:
        place = f"line {reader.line_num}"
        raise _no_manifest(path, place, f"cells that cannot be told apart ({problem})") from None
    names = [name.strip().lower() for name in rows[0][1]] if rows else []
    if "file" not in names or len(set(names)) != len(names):
        raise _no_manifest(path, "line 1", f"the columns {', '.join(names)[:200] or 'none'}")
    _check_offset_name(path, names)
    for line, row in rows[1:]:
        if len(row) != len(names):
            found = f"{len(row)} cells where the first line has {len(names)}"
            raise _no_manifest(path, f"line {line}", found)
    return names, rows[1:]


def _check_offset_name(path: str, names: Sequence[str]) -> None:
    """Refuse offsets under another name: as a covariate they would move nothing."""
    for name in ("offset", "offset_ms", "offset_sec", "offset_seconds"):
        if name in names:
            raise FormatError(
                path=path,
                where="line 1",
                found=f"a column {name}",
                expected="offset_s: seconds to add to the file's times",
                todo="Rename it, its numbers in seconds; or call it something else if it is none.",
            )


def _no_manifest(path: str, where: str, found: str) -> FormatError:
    return FormatError(
        path=path,
        where=where,
        found=found,
        expected="a CSV table with a column `file` and others, each once",
        todo="`reattune manifest FOLDER` drafts one.",
    )


def _entry(cells: _Cells, folder: Path) -> Entry:
    file = cells.text("file")
    if not file:
        raise cells.wrong("file", "a coded file")
    codebook = cells.text("codebook")
    beside = folder / codebook
    session = cells.text("session") or Path(file).name.partition(".")[0]
    offset = cells.number("offset_s", expected="seconds, e.g. 12.5")
    told = {name: cells.text(name) for name in ("coder", "dyad", "condition")}
    more = {name: text.strip() for name, text in cells.cells.items() if name not in COLUMNS}
    known = {"session": session, **told, **more}
    return Entry(
        line=cells.line,
        file=str(folder / file),
        session=session,
        coder=told["coder"],
        offset=round((offset or 0.0) * 1000),
        roles=_roles(cells),
        phases=_phases(cells),
        age_months=cells.number("age_months", expected="months from 0 on, e.g. 9.5", least=0),
        codebook=str(beside) if codebook.endswith(".toml") else codebook,
        format=cells.text("format"),
        person=cells.text("person"),
        options={name: cells.text(name) for name in OPTIONS if cells.text(name)},
        covariates={name: text for name, text in known.items() if text},
    )


def _roles(cells: _Cells) -> dict[str, str]:
    roles: dict[str, str] = {}
    for part in cells.text("roles").split(";"):
        person, mark, role = (piece.strip() for piece in part.partition("="))
        if part.strip() and not (person and mark and role):
            raise cells.wrong("roles", "person=role, more of them after semicolons")
        if person:
            roles[person] = role
    return roles


def _phases(cells: _Cells) -> tuple[Phase, ...]:
    phases: list[Phase] = []
    expected = "name onset-offset in seconds, more after semicolons: play 0-120; still-face 120-240"
    for part in filter(str.strip, cells.text("phases").split(";")):
        name, _, times = part.strip().rpartition(" ")
        onset, _, offset = times.partition("-")
        try:
            phase = Phase(name.strip(), round(float(onset) * 1000), round(float(offset) * 1000))
        except (ValueError, OverflowError):
            raise cells.wrong("phases", expected) from None
        if not name or not 0 <= phase.onset < phase.offset:
            raise cells.wrong("phases", expected)
        phases.append(phase)
    return tuple(phases)


def _check_twice(path: str, entries: Sequence[Entry]) -> None:
    """Refuse a file twice in one session and coder: everything would count double."""
    seen: dict[tuple[str, str, str, str], int] = {}
    for entry in entries:
        key = (entry.session, entry.coder, entry.file, entry.person)
        if key in seen:
            raise FormatError(
                path=path,
                where=f"line {entry.line}",
                found=f"{Path(entry.file).name} again for session {entry.session}"
                f" (line {seen[key]})",
                expected="each file once in a session of one coder",
                todo="Take one line away, or name another session or coder.",
            )
        seen[key] = entry.line
