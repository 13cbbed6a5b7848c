"""Sessions on disk: ``*.session.json`` (one, readable) and Parquet (many)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..errors import RecordError
from .codebook import parse_codebook
from .coding import Medium, Phase, Source
from .events import Event
from .findings import Finding
from .people import Person, Track
from .provenance import Provenance
from .session import Session
from .signals import Signal

SCHEMA = 2
"""Version of what is written here; files of every earlier one stay readable."""

_META = "reattune"


def to_dict(session: Session) -> dict[str, Any]:
    """Return a Session as plain lists and dictionaries; nothing is lost."""
    return {**_around(session), "events": [list(event) for event in session.events]}


def from_dict(content: dict[str, Any], *, path: str = "session") -> Session:
    """Build a Session from :func:`to_dict`'s result, through the one door.

    Raises
    ------
    RecordError
        When a part is missing or wrong, or the Session breaks R1 to R11.
    """
    schema = content.get("schema")
    if schema not in range(1, SCHEMA + 1):
        raise RecordError(
            path=path,
            where="schema",
            found=f"schema version {schema!r}",
            expected=f"1 to {SCHEMA}",
            todo="Read it with the version of reattune that wrote it, or a newer one.",
        )
    try:
        return _from_parts(content)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise RecordError(
            path=path,
            where="",
            found=f"a part that is missing or wrong ({type(problem).__name__}: {problem})",
            expected="a file that reattune wrote",
            todo="Write it again from its source.",
        ) from None


def write_json(session: Session, path: str | Path) -> None:
    """Write one Session as readable JSON: one event a line."""
    around = json.dumps(_around(session), ensure_ascii=False, indent=1)
    lines = ",\n  ".join(json.dumps(list(event), ensure_ascii=False) for event in session.events)
    text = f'{around[:-2]},\n "events": [\n  {lines}\n ]\n}}\n'
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as problem:
        raise _unwritable(path, problem) from None


def read_json(path: str | Path) -> Session:
    """Read a Session that :func:`write_json` wrote.

    Raises
    ------
    RecordError
        When the file cannot be read, is no such file, or breaks R1 to R11.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise _unreadable(path, problem) from None
    if not isinstance(content, dict):
        raise _unreadable(path, TypeError("not an object"))
    return from_dict(content, path=str(path))


def write_parquet(sessions: Iterable[Session], path: str | Path) -> None:
    """Write Sessions into one Parquet file: a row an event, everything else in its metadata."""
    import polars as pl

    several = list(sessions)
    names = [session.name for session in several]
    if len(set(names)) != len(names):
        raise RecordError(
            path=str(path),
            where="",
            found="two sessions of one name",
            expected="names that tell them apart",
            todo="Rename one of the files.",
        )
    rows = [(index, *event) for index, session in enumerate(several) for event in session.events]
    frame = pl.DataFrame(rows, schema=_columns(), orient="row")
    meta = json.dumps([_around(session) for session in several], ensure_ascii=False)
    try:
        frame.write_parquet(Path(path), metadata={_META: meta})
    except OSError as problem:
        raise _unwritable(path, problem) from None


def read_parquet(path: str | Path) -> list[Session]:
    """Read all Sessions of a Parquet file.

    Raises
    ------
    RecordError
        When the file cannot be read or was not written by :func:`write_parquet`.
    """
    import polars as pl

    try:
        meta = pl.read_parquet_metadata(Path(path))
        parts = json.loads(meta[_META])
        frame = pl.read_parquet(Path(path))
    except (OSError, KeyError, ValueError, pl.exceptions.PolarsError) as problem:
        raise _unreadable(path, problem) from None
    events: list[list[list[Any]]] = [[] for _ in parts]
    for index, *event in frame.iter_rows():
        events[index].append(event)
    return [
        from_dict({**part, "events": rows}, path=str(path))
        for part, rows in zip(parts, events, strict=True)
    ]


def _columns() -> dict[str, Any]:
    import polars as pl

    texts = dict.fromkeys(("person", "track", "code", "state"), pl.String)
    times = {"onset_ms": pl.Int32, "offset_ms": pl.Int32}
    return {"session": pl.Int32, **texts, **times, "tier": pl.String}


def _around(session: Session) -> dict[str, Any]:
    """Everything but the events."""
    return {
        "schema": SCHEMA,
        "name": session.name,
        "end": session.end,
        "people": [asdict(person) for person in session.people],
        "tracks": [asdict(track) for track in session.tracks],
        "phases": [asdict(phase) for phase in session.phases],
        "codebook": session.codebook.text,
        "media": [asdict(medium) for medium in session.media],
        "provenance": asdict(session.provenance),
        "findings": [asdict(finding) for finding in session.findings],
        "signals": [signal.to_dict() for signal in session.signals],
        "covariates": dict(session.covariates),
    }


def _from_parts(content: dict[str, Any]) -> Session:
    given = dict(content["provenance"])
    source = given.pop("source")
    further = tuple(Source(**more) for more in given.pop("further", ()))
    tracks = [
        Track(t["person"], t["name"], tuple((a, b) for a, b in t["observed"]), t["rest"])
        for t in content["tracks"]
    ]
    return Session.build(
        content["name"],
        end=content["end"],
        people=[Person(**person) for person in content["people"]],
        tracks=tracks,
        events=[Event(*event) for event in content["events"]],
        codebook=parse_codebook(content["codebook"]),
        provenance=Provenance(
            source=Source(**source) if source else None, further=further, **given
        ),
        phases=[Phase(**phase) for phase in content["phases"]],
        media=[Medium(**medium) for medium in content["media"]],
        findings=[Finding(**finding) for finding in content["findings"]],
        signals=[Signal.from_dict(signal) for signal in content.get("signals", ())],
        covariates=content.get("covariates"),
    )


def _unwritable(path: str | Path, problem: OSError) -> RecordError:
    return RecordError(
        path=str(path),
        where="",
        found=f"a place that cannot be written ({problem.strerror or type(problem).__name__})",
        expected="a folder that exists and can be written",
        todo="Make the folder, or choose another place.",
    )


def _unreadable(path: str | Path, problem: Exception) -> RecordError:
    if isinstance(problem, FileNotFoundError):
        return RecordError(
            path=str(path),
            where="",
            found="no such file",
            expected="a file that reattune wrote",
            todo="Check the name and the folder.",
        )
    return RecordError(
        path=str(path),
        where="",
        found=f"a session file that cannot be read ({type(problem).__name__})",
        expected="a file that reattune wrote",
        todo="Write it again from its source.",
    )
