"""What the pages are told about sessions: plain data, made from the one record and reader."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from ..record import Session, Track
from .collection import Collection, Opened
from .corrections import Corrected, Line, session_note
from .media import Footage
from .notes import Notebook, active, redoable, undoable
from .notes_file import Entry
from .readings import adjustable, definitions_for

_BINS = 120
"""Pieces of a small timeline."""


def timeline(opened: Opened) -> dict[str, Any]:
    """Return people, tracks with their segments (columns), phases, signals, findings."""
    session = opened.session
    roles = {person.id: person.role for person in session.people}
    source = session.provenance.source
    return {
        "id": opened.id,
        "name": session.name,
        "file": opened.file.name,
        "format": "" if source is None else source.format,
        "end": session.end,
        "codebook": session.codebook.id,
        "states": list(session.events.states),
        "codes": list(session.events.codes),
        "tracks": [
            {"role": roles[track.person], **_track(session, number, track)}
            for number, track in enumerate(session.tracks)
        ],
        "phases": [{"name": p.name, "onset": p.onset, "offset": p.offset} for p in session.phases],
        "signals": [
            {"person": s.person, "name": s.name, "unit": s.unit, "samples": len(s)}
            for s in session.signals
        ],
        "findings": [
            {"kind": f.kind.replace("_", " "), "count": f.count, "text": f.text}
            for f in session.findings
        ],
    }


def _track(session: Session, number: int, track: Track) -> dict[str, Any]:
    events = session.events
    rows = np.flatnonzero(events.track == number)
    return {
        "person": track.person,
        "name": track.name,
        "rest": track.rest,
        "observed": [list(span) for span in track.observed],
        "onset": events.onset[rows].tolist(),
        "offset": events.offset[rows].tolist(),
        "state": events.state[rows].tolist(),
        "code": events.code[rows].tolist(),
    }


def media(opened: Opened, log: list[Entry]) -> list[dict[str, Any]]:
    """Return a session's media, with the offsets and frame rates that were set by hand."""
    return [_medium(footage, active(log)) for footage in opened.footage]


def _medium(footage: Footage, entries: list[Entry]) -> dict[str, Any]:
    mine = [e for e in entries if e.get("medium") == footage.name]
    offsets = [e["ms"] for e in mine if e["kind"] == "offset"]
    rates = [e["fps"] for e in mine if e["kind"] == "fps"]
    return {
        "id": footage.id,
        "name": footage.name,
        "there": footage.path is not None,
        "kind": footage.type.partition("/")[0],
        "standsFor": footage.stands_for,
        "codedOffset": footage.offset,
        "offset": offsets[-1] if offsets else footage.offset,
        "fps": rates[-1] if rates else footage.fps,
        "even": footage.even,
    }


def definitions(opened: Opened, collection: Collection) -> list[dict[str, Any]]:
    """Return the definitions a session can be read under."""
    return [
        {
            "id": d.id,
            "title": d.title,
            "about": d.about,
            "source": d.source,
            "noun": d.noun,
            "judged": d.judged,
            "minDuration": d.min_duration / 1000,
            "adjustable": adjustable(d),
        }
        for d in definitions_for(opened, collection.wanted)
    ]


def episodes(corrected: Corrected) -> dict[str, Any]:
    """Return the lines, and what they come to."""
    return {
        "lines": [line.to_dict() for line in corrected.lines],
        "unplaced": list(corrected.unplaced),
        "summary": summary(corrected.lines),
    }


def summary(lines: tuple[Line, ...]) -> dict[str, Any]:
    """Count outcomes and give the median repair latency in seconds; removed lines do not count.

    The median is the one of ``reattune measure``: what was not repaired is censored. It is ``None``
    when fewer than half are known to be repaired.
    """
    from ..measures.survival import kaplan_meier

    counted = [line for line in lines if line.status != "removed"]
    half = None
    if counted:
        waits = [(line.ended_at - line.onset) / 1000 for line in counted]
        half = kaplan_meier(waits, [line.outcome == "repaired" for line in counted]).quantile(0.5)[
            0
        ]
    return {
        "count": len(counted),
        "outcomes": dict(Counter(line.outcome for line in counted)),
        "latency": half,
    }


def notes(notebook: Notebook) -> dict[str, Any]:
    """Return the log and what can be done with it."""
    log = notebook.log()
    talks = [e for e in active(log) if e["kind"] == "talk"]
    return {
        "place": notebook.path.name,
        "writable": notebook.writable,
        "stale": notebook.stale,
        "note": session_note(log),
        "talk": {e["definition"]: e["keys"] for e in talks},
        "log": log,
        "standing": [e["n"] for e in active(log)],
        "undo": undoable(log),
        "redo": redoable(log),
    }


def folder_row(opened: Opened, corrected: Corrected | None) -> dict[str, Any]:
    """Return one session's line of the table of sessions, with a small timeline."""
    return {
        "id": opened.id,
        "name": opened.session.name,
        "file": opened.file.name,
        "length": opened.session.end,
        "lanes": [_sampled(opened.session, lane) for lane in _lanes(opened.session)],
        "media": sum(footage.path is not None for footage in opened.footage),
        "episodes": []
        if corrected is None
        else [[x.onset, x.ended_at, x.outcome] for x in corrected.lines if x.status != "removed"],
        "summary": None if corrected is None else summary(corrected.lines),
        "corrected": 0
        if corrected is None
        else sum(line.status != "read" for line in corrected.lines),
    }


def _lanes(session: Session) -> list[tuple[int, Track]]:
    """Choose the fullest track of each person, child first."""
    roles = {person.id: person.role for person in session.people}
    counts = Counter(session.events.track.tolist())
    best: dict[str, tuple[int, Track]] = {}
    for number, track in enumerate(session.tracks):
        if track.person not in best or counts[number] > counts[best[track.person][0]]:
            best[track.person] = (number, track)
    return sorted(best.values(), key=lambda lane: roles[lane[1].person] != "child")[:2]


def _sampled(session: Session, lane: tuple[int, Track]) -> list[str]:
    """Give the state in the middle of each piece of a session; ``""`` where none is coded."""
    number, track = lane
    events = session.events
    rows = np.flatnonzero((events.track == number) & (events.offset > events.onset))
    onsets, offsets, states = events.onset[rows], events.offset[rows], events.state[rows]
    middles = ((np.arange(_BINS) + 0.5) * session.end / _BINS).astype(np.int64)
    at = np.searchsorted(onsets, middles, side="right") - 1
    found = []
    for middle, row in zip(middles.tolist(), at.tolist(), strict=True):
        inside = row >= 0 and offsets[row] > middle
        seen = any(onset <= middle < offset for onset, offset in track.observed)
        found.append(events.states[states[row]] if inside else (track.rest if seen else ""))
    return found
