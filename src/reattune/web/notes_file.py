"""The file that notes are kept in: read whole and checked, written whole, one writer at a time."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..errors import RecordError

SUFFIX = ".reattune-notes.json"
SCHEMA = 1
BACK = ("undo", "redo")
_WAIT_SECONDS = 5.0
_GIVEN_UP_SECONDS = 10.0
"""A lock this old belongs to a program that was killed."""
_TEXTS = {
    "change": ("key",),
    "remove": ("key",),
    "add": (),
    "note": ("key", "text"),
    "talk": (),
    "offset": ("medium",),
    "fps": ("medium",),
}
"""Kinds of entries, and which of their texts must be there."""
_TIMES = ("onset", "ended_at")
_WORDS = ("outcome", "opened_by", "repaired_by")

Entry = dict[str, Any]
Content = dict[str, Any]


def place_of(file: Path, folder: Path | None) -> Path:
    """Return where a coded file's notes are kept.

    Beside it; or in the folder of all notes, where files of one name are told apart by where they
    lie.
    """
    if folder is None:
        return file.parent / f"{file.name}{SUFFIX}"
    mark = sha256(str(file.parent.resolve()).encode()).hexdigest()[:8]
    return folder / f"{file.name}.{mark}{SUFFIX}"


def read_content(path: Path) -> Content | None:
    """Return what the file holds; ``None`` while there is none.

    Raises
    ------
    RecordError
        When it cannot be read or is no such file; it is left as it is.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as problem:
        raise _unreadable(path, type(problem).__name__) from None
    try:
        content = json.loads(text)
        if content["schema"] != SCHEMA or not isinstance(content["source"], dict):
            raise ValueError(f"schema {content['schema']!r}")
        for observation in content["observations"].values():
            for number, entry in enumerate(observation["log"], 1):
                _check(entry, number)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise _unreadable(path, str(problem)[:80] or type(problem).__name__) from None
    return dict(content)


def change(path: Path, work: Callable[[Content | None], Content]) -> None:
    """Read the file, let ``work`` make its new content, and write that; nobody comes between.

    Raises
    ------
    RecordError
        As :func:`read_content`; when it cannot be written, or another program keeps it locked.
    """
    path = Path(os.path.realpath(path))
    with _alone(path):
        _write(path, json.dumps(work(read_content(path)), ensure_ascii=False, indent=1) + "\n")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock that other threads and programs see: a file that only one can make."""
    lock = path.with_name(f".{path.name}.lock")
    end = time.monotonic() + _WAIT_SECONDS
    while not _made(lock, path):
        if time.monotonic() > end:
            raise RecordError(
                path=str(path),
                where="",
                found="notes that another program is writing",
                expected="a moment's wait",
                todo=f"Try again; if nothing else runs, remove {lock.name}.",
            )
        time.sleep(0.01)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _made(lock: Path, path: Path) -> bool:
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        _clear(lock)
        return False
    except OSError as problem:
        raise _unwritable(path, problem) from None
    return True


def _clear(lock: Path) -> None:
    try:
        old = time.time() - lock.stat().st_mtime > _GIVEN_UP_SECONDS
    except OSError:
        return
    if old:
        lock.unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    """Write beside and swap, so that a crash leaves the old file whole."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        # Colleagues who share the folder may read what is written in it.
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666), "wb") as file:
            if path.exists():
                part.chmod(path.stat().st_mode & 0o777)
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as problem:
        raise _unwritable(path, problem) from None
    finally:
        part.unlink(missing_ok=True)


def _check(entry: object, number: int) -> None:
    """Check that an entry is what this program writes (ValueError, KeyError, TypeError)."""
    if not isinstance(entry, dict) or entry["n"] != number or not isinstance(entry["at"], str):
        raise ValueError(f"entry {number} is none")
    kind = entry["kind"]
    if kind in BACK:
        right = isinstance(entry["of"], int)
    else:
        right = all(isinstance(entry[name], str) for name in _TEXTS[kind])
        right = right and isinstance(entry.get("definition", ""), str)
    if kind in {"change", "add"}:
        to = entry["to"]
        right = right and all(isinstance(to[name], int) for name in _TIMES)
        right = right and all(isinstance(to[name], str) for name in _WORDS)
    if kind == "talk":
        right = right and all(isinstance(key, str) for key in entry["keys"])
    if kind in {"offset", "fps"}:
        right = right and isinstance(entry["ms" if kind == "offset" else "fps"], int | float)
    if not right:
        raise ValueError(f"entry {number} is no {kind}")


def _unreadable(path: Path, what: str) -> RecordError:
    return RecordError(
        path=str(path),
        where="",
        found=f"notes that cannot be read ({what})",
        expected=f"a file of notes, schema {SCHEMA}",
        todo="Move it away, or open it with the version that wrote it; it is left as is.",
    )


def _unwritable(path: Path, problem: OSError) -> RecordError:
    return RecordError(
        path=str(path),
        where="",
        found=f"a place that cannot be written ({problem.strerror or type(problem).__name__})",
        expected="a folder in which notes can be kept",
        todo="Start again with `--notes FOLDER`, a folder you may write to.",
    )
