"""Episodes as read, with the corrections of a log laid over them. Both are always kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from ..episodes import Episode
from ..record import Phase
from .notes import active
from .notes_file import Entry


@dataclass(frozen=True, slots=True)
class Line:
    """One episode on the page. Times in ms.

    Parameters
    ----------
    key
        Its name in the log: the onset as read, or the number of the entry that added it.
    status
        ``read``, ``changed``, ``added`` or ``removed``.
    phase, onset, ended_at, opened_by, outcome, repaired_by, answered_at, attempts
        As in an Episode, corrections laid over.
    read
        The corrected fields as they were read; empty unless changed.
    note
        What was noted about it.
    """

    key: str
    status: str
    phase: str
    onset: int
    ended_at: int
    opened_by: str
    outcome: str
    repaired_by: str
    answered_at: int | None
    attempts: int
    read: dict[str, Any]
    note: str = ""

    @property
    def repair_latency(self) -> float | None:
        """Seconds from onset to repair; ``None`` unless repaired."""
        return (self.ended_at - self.onset) / 1000 if self.outcome == "repaired" else None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {**asdict(self), "repair_latency": self.repair_latency}


@dataclass(frozen=True, slots=True)
class Corrected:
    """All episodes of a session under a definition, and entries that found no episode."""

    lines: tuple[Line, ...]
    unplaced: tuple[Entry, ...]


def correct(
    rows: Iterable[Episode], log: list[Entry], *, definition: str, phases: tuple[Phase, ...]
) -> Corrected:
    """Lay the standing entries of a log over the episodes of one definition.

    An entry whose episode is not there (under another shortest rupture, or because the coded file
    has changed) is returned as unplaced: never dropped, never guessed onto another.
    """
    lines = _keyed(rows)
    unplaced: list[Entry] = []
    for entry in active(log):
        if entry.get("definition") != definition:
            continue
        if entry["kind"] == "add":
            lines[f"added-{entry['n']}"] = _added(entry, phases)
        elif entry["kind"] in {"change", "remove", "note"} and entry["key"]:
            if (line := lines.get(entry["key"])) is None:
                unplaced.append(entry)
            else:
                lines[entry["key"]] = _laid(line, entry, phases)
    ordered = sorted(lines.values(), key=lambda line: (line.onset, line.ended_at, line.key))
    return Corrected(tuple(ordered), tuple(unplaced))


def session_note(log: list[Entry]) -> str:
    """Return what was last noted about the session as a whole."""
    texts = [e["text"] for e in active(log) if e["kind"] == "note" and not e["key"]]
    return texts[-1] if texts else ""


def _keyed(rows: Iterable[Episode]) -> dict[str, Line]:
    """Name each episode by its onset; the second of two that begin together gets a number."""
    lines: dict[str, Line] = {}
    for row in rows:
        key, count = f"{row.onset}", 1
        while key in lines:
            count += 1
            key = f"{row.onset}-{count}"
        lines[key] = _line(row, key)
    return lines


def _line(row: Episode, key: str) -> Line:
    return Line(
        key=key,
        status="read",
        phase=row.phase,
        onset=row.onset,
        ended_at=row.ended_at,
        opened_by=row.opened_by,
        outcome=row.outcome,
        repaired_by=row.repaired_by,
        answered_at=row.answered_at,
        attempts=len(row.attempts),
        read={},
    )


def _added(entry: Entry, phases: tuple[Phase, ...]) -> Line:
    to = entry["to"]
    return Line(
        key=f"added-{entry['n']}",
        status="added",
        phase=_phase(to["onset"], phases),
        answered_at=None,
        attempts=0,
        read={},
        **to,
    )


def _laid(line: Line, entry: Entry, phases: tuple[Phase, ...]) -> Line:
    if entry["kind"] == "note":
        return replace(line, note=entry["text"])
    if entry["kind"] == "remove":
        return replace(line, status="removed")
    to = entry["to"]
    read = line.read or {name: getattr(line, name) for name in to}
    status = "added" if line.status == "added" else "changed"
    phase = _phase(to["onset"], phases) if phases else line.phase
    return replace(line, **to, status=status, phase=phase, read=read if status != "added" else {})


def _phase(onset: int, phases: tuple[Phase, ...]) -> str:
    return next((p.name for p in phases if p.onset <= onset < p.offset), "")
