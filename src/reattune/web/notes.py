"""Notes and corrections of one coded file: a log that only grows, in a file of its own.

What is undone stays in the log, with the undoing behind it. The coded file is never touched.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..errors import RecordError
from .collection import Opened
from .notes_file import BACK, SCHEMA, Content, Entry, change, place_of, read_content


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Notebook:
    """The log of one session, in the file beside its coded file.

    The file is read again before each change, and locked from there until it is written: two tabs
    do not write over each other, and neither do two runs or two observations of one file.

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
        self.path = place_of(opened.file, folder)
        self._opened = opened
        self._now = now

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

        An undoing or redoing may say of which entry (``of``): it is refused when that is not the
        next one any more, because somebody else has entered something since.

        Raises
        ------
        RecordError
            When the file cannot be read or written, or there is nothing to undo.
        """
        made: list[Entry] = []

        def work(content: Content | None) -> Content:
            content = self._fresh() if content is None else content
            log = self._observation(content)["log"]
            new = {"n": len(log) + 1, "at": self._now(), **entry}
            if new["kind"] in BACK:
                new["of"] = _target(log, new, self.path)
            log.append(new)
            made.append(new)
            return content

        change(self.path, work)
        return made[0]

    def _content(self) -> Content:
        content = read_content(self.path)
        return self._fresh() if content is None else content

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


def active(log: list[Entry]) -> list[Entry]:
    """Return the entries that count: not undone, and no undoing or redoing itself."""
    standing = _standing(log)
    return [entry for entry in log if standing.get(entry["n"], False)]


def _standing(log: list[Entry]) -> dict[int, bool]:
    standing: dict[int, bool] = {}
    for entry in log:
        if entry["kind"] in BACK:
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


def _target(log: list[Entry], new: Entry, path: Path) -> int:
    kind = new["kind"]
    found = undoable(log) if kind == "undo" else redoable(log)
    if found is None:
        raise RecordError(
            path=path.name,
            where="",
            found=f"nothing to {kind}",
            expected="an entry",
            todo="Go on from here.",
        )
    if new.get("of", found) != found:
        raise RecordError(
            path=path.name,
            where="",
            found=f"a newer entry ({found}) than the one to {kind} ({new['of']})",
            expected="that nobody has entered anything since",
            todo="Look at the log, and choose again.",
        )
    return found
