"""Notes and corrections of one coded file: a log that only grows, in a file of its own.

What is undone stays in the log, with the undoing behind it. The coded file is never touched.
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..errors import RecordError
from .collection import Opened

SUFFIX = ".reattune-notes.json"
SCHEMA = 1
_BACK = ("undo", "redo")

Entry = dict[str, Any]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Notebook:
    """The log of one session, in the file beside its coded file.

    Holds a lock, so that two tabs do not write over each other; the file is read again before
    each change, so that two runs do not, either.

    Parameters
    ----------
    opened
        The session.
    folder
        Where the file goes; beside the coded file when ``None``.
    now
        Gives the time of an entry, in UTC.
    """

    def __init__(
        self, opened: Opened, folder: Path | None = None, *, now: Callable[[], str] = _now
    ) -> None:
        self.path = (folder or opened.file.parent) / f"{opened.file.name}{SUFFIX}"
        self._opened = opened
        self._now = now
        self._lock = threading.Lock()

    @property
    def writable(self) -> bool:
        """Whether notes can be kept at this place."""
        place = self.path if self.path.exists() else self.path.parent
        return os.access(place, os.W_OK) and os.access(self.path.parent, os.W_OK)

    @property
    def version(self) -> int:
        """When the file was last written; 0 while there is none."""
        try:
            return self.path.stat().st_mtime_ns
        except OSError:
            return 0

    @property
    def stale(self) -> bool:
        """Whether the coded file has changed since notes were first taken."""
        source = self._opened.session.provenance.source
        kept = self._content()["source"].get("sha256")
        return source is not None and kept not in {None, source.sha256}

    def log(self) -> list[Entry]:
        """Return all entries of this session, oldest first.

        Raises
        ------
        RecordError
            When the file cannot be read or is no such file.
        """
        log: list[Entry] = self._observation(self._content())["log"]
        return log

    def add(self, entry: Mapping[str, Any]) -> Entry:
        """Write one entry behind the others and return it with its number and time.

        Raises
        ------
        RecordError
            When the file cannot be read or written, or there is nothing to undo.
        """
        with self._lock:
            content = self._content()
            log = self._observation(content)["log"]
            new = {"n": len(log) + 1, "at": self._now(), **entry}
            if new["kind"] in _BACK:
                new["of"] = _target(log, new["kind"], self.path)
            log.append(new)
            self._write(content)
        return new

    def _content(self) -> dict[str, Any]:
        if not self.path.exists():
            return self._fresh()
        try:
            content = json.loads(self.path.read_text("utf-8"))
            if content["schema"] != SCHEMA or not isinstance(content["observations"], dict):
                raise ValueError(f"schema {content['schema']!r}")
            content["source"].get("sha256")
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
            raise RecordError(
                path=str(self.path),
                where="",
                found=f"notes that cannot be read ({type(problem).__name__})",
                expected=f"a file of notes, schema {SCHEMA}",
                todo="Move it away, or open it with the version that wrote it; it is left as is.",
            ) from None
        return dict(content)

    def _fresh(self) -> dict[str, Any]:
        source = self._opened.session.provenance.source
        return {
            "schema": SCHEMA,
            "software": f"reattune {version('reattune')}",
            "source": {
                "file": self._opened.file.name,
                "sha256": None if source is None else source.sha256,
            },
            "observations": {},
        }

    def _observation(self, content: dict[str, Any]) -> dict[str, Any]:
        fresh = {"name": self._opened.session.name, "log": []}
        found: dict[str, Any] = content["observations"].setdefault(str(self._opened.number), fresh)
        return found

    def _write(self, content: dict[str, Any]) -> None:
        """Write beside and swap, so that a crash leaves the old file whole."""
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        try:
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".", suffix=".part")
        except OSError as problem:
            raise self._unwritable(problem) from None
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(name).replace(self.path)
        except OSError as problem:
            Path(name).unlink(missing_ok=True)
            raise self._unwritable(problem) from None

    def _unwritable(self, problem: OSError) -> RecordError:
        return RecordError(
            path=str(self.path),
            where="",
            found=f"a place that cannot be written ({problem.strerror or type(problem).__name__})",
            expected="a folder in which notes can be kept",
            todo="Start again with `--notes FOLDER`, a folder you may write to.",
        )


def active(log: list[Entry]) -> list[Entry]:
    """Return the entries that count: not undone, and no undoing or redoing itself."""
    standing = _standing(log)
    return [entry for entry in log if standing.get(entry["n"], False)]


def _standing(log: list[Entry]) -> dict[int, bool]:
    standing: dict[int, bool] = {}
    for entry in log:
        if entry["kind"] in _BACK:
            standing[entry["of"]] = entry["kind"] == "redo"
        else:
            standing[entry["n"]] = True
    return standing


def undoable(log: list[Entry]) -> int | None:
    """Return the number of the last entry that still counts."""
    return max((n for n, counts in _standing(log).items() if counts), default=None)


def redoable(log: list[Entry]) -> int | None:
    """Return the number of the entry undone last, unless something new was entered since."""
    undone: list[int] = []
    for entry in log:
        if entry["kind"] == "undo":
            undone.append(entry["of"])
        elif entry["kind"] == "redo":
            undone.remove(entry["of"])
        else:
            undone.clear()
    return undone[-1] if undone else None


def _target(log: list[Entry], kind: str, path: Path) -> int:
    found = undoable(log) if kind == "undo" else redoable(log)
    if found is None:
        raise RecordError(
            path=path.name,
            where="",
            found=f"nothing to {kind}",
            expected="an entry",
            todo="Go on from here.",
        )
    return found
