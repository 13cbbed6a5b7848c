"""GridWare project files (``.gwf``): state variables, trial variables, and the trajectories.

``<Config>`` lines are parted by tabs: ``state``, type, name, values; ``trial`` and ``identifier``
the same; ``MissingValueSymbol``. ``<Trajectories>`` has a header of trial variables and
``Filename``, then a line a trajectory.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath

from ..errors import FormatError
from ..record import Finding, Source
from .birth_dates import holds_birth_date
from .contract import MAX_BYTES, Raw
from .delimited import first_lines
from .tally import Tally
from .text import decode

MISSING_SYMBOL = "--"
_MAX_PROJECT = 4 * 1024 * 1024
_MAX_BESIDE = 50
_SENTENCES = {
    "birth_date": "The trial variable {where} may hold dates of birth; its values are left out.",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One trajectory of a project: its file's name, its trial variables, its line."""

    file: str
    trial: dict[str, str]
    where: str

    def names(self, path: str) -> bool:
        """Whether this entry means the file of that path."""
        return PurePath(self.file.replace("\\", "/")).name == PurePath(path).name


@dataclass(frozen=True, slots=True)
class Project:
    """What a project says: values by state variable (none when not listed), and its trajectories.

    Parameters
    ----------
    source
        The project file.
    states
        Values that may occur, by state variable.
    missing
        The symbol for a missing value.
    entries
        The trajectories, in order.
    findings
        What was left out of the project.
    """

    source: Source
    states: dict[str, tuple[str, ...]]
    missing: str
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]

    def notes_of(self, raw: Raw) -> dict[str, str]:
        """Return the trial variables of one trajectory."""
        return next((entry.trial for entry in self.entries if entry.names(raw.path)), {})


def is_project(raw: Raw) -> bool:
    """Whether a file starts like a GridWare project."""
    return first_lines(raw, 256)[0].strip().lower().startswith("<gridware")


def read_project(raw: Raw) -> Project:
    """Read a project.

    Raises
    ------
    FormatError
        When a section is missing or not closed, or no trajectory is listed.
    """
    tally = Tally(_SENTENCES)
    lines = [(n, line) for n, line in enumerate(decode(raw).split("\n"), 1) if line.strip()]
    states: dict[str, tuple[str, ...]] = {}
    missing = MISSING_SYMBOL
    for _, line in _section(raw, lines, "Config"):
        cells = [cell.strip() for cell in line.split("\t")]
        kind = cells[0].lower()
        if kind == "state" and len(cells) > 2:
            states[cells[2]] = tuple(cells[3:])
        elif kind == "missingvaluesymbol" and len(cells) > 1:
            missing = cells[1]
    table = _section(raw, lines, "Trajectories")
    entries = _entries(raw, table, tally)
    source = raw.source("gridware", unit="none", origin="the project's variables")
    return Project(source, states, missing, entries, tally.findings())


def _section(raw: Raw, lines: list[tuple[int, str]], name: str) -> list[tuple[int, str]]:
    marks = [line.strip().lower() for _, line in lines]
    opening, closing = f"<{name.lower()}>", f"</{name.lower()}>"
    if opening not in marks or closing not in marks[marks.index(opening) :]:
        raise raw.error(
            "",
            found=f"no whole section <{name}>",
            expected=f"<{name}> and </{name}>",
            todo="Save the project again in GridWare; the file may be cut off.",
        )
    start = marks.index(opening)
    return lines[start + 1 : marks.index(closing, start)]


def _entries(raw: Raw, table: list[tuple[int, str]], tally: Tally) -> tuple[Entry, ...]:
    names = [cell.strip() for cell in table[0][1].split("\t")] if table else []
    files = [index for index, name in enumerate(names) if name.lower() == "filename"]
    if len(files) != 1 or len(table) < 2:
        raise raw.error(
            f"line {table[0][0]}" if table else "section <Trajectories>",
            found="no trajectories" if files else "no column Filename",
            expected="a column Filename, and a line a trajectory",
            todo="Add the trajectories to the project in GridWare and save it.",
        )
    entries = []
    for number, line in table[1:]:
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != len(names) or not cells[files[0]]:
            raise raw.error(
                f"line {number}",
                found=f"{len(cells)} fields" if len(cells) != len(names) else "no file name",
                expected=f"{len(names)} fields with a file name, as the header has",
                todo="Save the project again in GridWare.",
            )
        trial = {name: cell for name, cell in zip(names, cells, strict=True) if name and cell}
        entries.append(Entry(trial.pop(names[files[0]]), _kept(trial, tally), f"line {number}"))
    return tuple(entries)


def _kept(trial: dict[str, str], tally: Tally) -> dict[str, str]:
    """Leave dates of birth out, counted."""
    for name in [name for name in trial if holds_birth_date(name)]:
        tally.add("birth_date", name, name)
        del trial[name]
    return trial


def find_project(raw: Raw) -> Project | None:
    """Return the project that lists a trajectory, beside it or one folder up; else ``None``.

    A project that cannot be read is none of this trajectory's: it is passed over.
    """
    try:
        folder = Path(raw.path).resolve().parent
        beside = [*sorted(folder.glob("*.gwf")), *sorted(folder.parent.glob("*.gwf"))]
        found = [path for path in beside[:_MAX_BESIDE] if path.stat().st_size <= _MAX_PROJECT]
        raws = [Raw(str(path), path.read_bytes()) for path in found]
    except (OSError, ValueError):
        return None
    for other in raws:
        try:
            project = read_project(other) if is_project(other) else None
        except FormatError:
            continue
        if project and any(entry.names(raw.path) for entry in project.entries):
            return project
    return None


def trajectory_file(raw: Raw, entry: Entry) -> Raw:
    """Read a trajectory that a project lists: in its folder, or in a folder of that.

    Raises
    ------
    FormatError
        When it is not there, or cannot be read.
    """
    folder = Path(raw.path).parent
    name = PurePath(entry.file.replace("\\", "/")).name
    try:
        candidates = [folder / name, *sorted(folder.glob(f"*/{_literal(name)}"))]
        path = next((item for item in candidates if item.is_file()), None)
        if path is not None and path.stat().st_size <= MAX_BYTES:
            return Raw(str(path), path.read_bytes(), raw.options)
    except (OSError, ValueError):
        path = None
    raise raw.error(
        entry.where,
        found=f"the trajectory {name[:80]!r}, which is not beside the project",
        expected="the file in the project's folder, or in a folder of that",
        todo="Copy the trajectories to the project.",
    )


def _literal(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)
