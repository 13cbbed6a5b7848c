"""Episodes with their corrections and notes, as files to take away."""

from __future__ import annotations

import csv
import io
import json
from importlib.metadata import version
from typing import Any

from ..episodes import Definition
from .collection import Opened
from .corrections import Corrected, Line
from .notes_file import Entry

_COLUMNS = (
    "session", "definition", "min_duration_s", "status", "phase", "onset_s", "ended_at_s",
    "opened_by", "outcome", "repaired_by", "repair_latency_s", "answered_at_s", "attempts",
    "read_onset_s", "read_ended_at_s", "read_outcome", "read_opened_by", "read_repaired_by", "note",
)  # fmt: skip


def to_csv(opened: Opened, definition: Definition, corrected: Corrected) -> str:
    """Return one row an episode, removed ones included (``status`` says so); times in seconds.

    A name or note that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(_COLUMNS)
    for line in corrected.lines:
        table.writerow(
            [
                _plain(opened.session.name),
                definition.id,
                definition.min_duration / 1000,
                line.status,
                line.phase,
                line.onset / 1000,
                line.ended_at / 1000,
                line.opened_by,
                line.outcome,
                line.repaired_by,
                line.repair_latency,
                None if line.answered_at is None else line.answered_at / 1000,
                line.attempts,
                *_as_read(line),
                _plain(line.note),
            ]
        )
    return out.getvalue()


def to_json(opened: Opened, definition: Definition, corrected: Corrected, log: list[Entry]) -> str:
    """Return episodes, notes and the whole log, with where they come from; times in ms."""
    source = opened.session.provenance.source
    content: dict[str, Any] = {
        "software": f"reattune {version('reattune')}",
        "session": opened.session.name,
        "file": opened.file.name,
        "sha256": None if source is None else source.sha256,
        "definition": {
            "id": definition.id,
            "source": definition.source,
            "min_duration_ms": definition.min_duration,
        },
        "episodes": [line.to_dict() for line in corrected.lines],
        "unplaced": list(corrected.unplaced),
        "log": log,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _plain(text: str) -> str:
    """Keep a spreadsheet from taking a person's words for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _as_read(line: Line) -> list[Any]:
    if not line.read:
        return [None] * 5
    read = line.read
    return [
        read["onset"] / 1000,
        read["ended_at"] / 1000,
        read["outcome"],
        read["opened_by"],
        read["repaired_by"],
    ]
