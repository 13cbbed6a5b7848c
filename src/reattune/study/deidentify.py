"""Sessions to hand on: without names, dates of birth, media and paths; measures stay the same."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ..errors import RecordError
from ..record import Session, write_json, write_parquet
from .deidentify_labels import PLAIN_ROLES, Cleaner, Names, Removed
from .deidentify_session import NUMBERED, clean
from .outputs import make_folder, refuse_inputs, write_new
from .reading import Reading

REMOVED = "REMOVED.md"
ALL = "all.sessions.parquet"


@dataclass(frozen=True, slots=True)
class Deidentified:
    """What came of it: the new Sessions, what was taken out, and which is which.

    Parameters
    ----------
    sessions
        In the order of the originals, with numbered names.
    removed
        What was taken out and what stays.
    key
        New name by old one, for sessions and files: it undoes the work, and is for one person.
    """

    sessions: tuple[Session, ...]
    removed: Removed
    key: tuple[tuple[str, str, str], ...]


def deidentify(
    sessions: Sequence[Session],
    *,
    names: Sequence[str] = (),
    keep: Sequence[str] = (),
    keep_text: bool = False,
    seed: str | None = None,
) -> Deidentified:
    """Take out of Sessions what could say whose they are; the originals stay as they are.

    Times, states, observed time, phases and ages (to 0.1 month) stay: episodes and measures are
    those of the originals. See ``docs/deidentify.md`` for what happens to what.

    Parameters
    ----------
    names
        Names that must not stay anywhere, besides the ids that the Sessions hold.
    keep
        Covariates to keep; dates among them are moved by the child's own number of days.
    keep_text
        Keep the words that coders wrote, but those with a name, a date or a path.
    seed
        Makes the shifts of dates the same in another run; a secret. Random when not given.

    Raises
    ------
    RecordError
        When there is no session.
    """
    if not sessions:
        raise RecordError(
            path="sessions",
            where="",
            found="no session",
            expected="one at least",
            todo="Name files that can be read.",
        )
    secret = secrets.token_bytes(32) if seed is None else sha256(seed.encode()).digest()
    cleaner = Cleaner(
        names=Names.build([*names, *_own_names(sessions)]),
        secret=secret,
        keep=frozenset(keep),
        keep_text=keep_text,
    )
    cleaned: list[Session] = []
    key: list[tuple[str, str, str]] = []
    for number, session in enumerate(sessions, start=1):
        name = f"session-{number:03d}"
        cleaned.append(clean(session, name, cleaner))
        key.append(("session", name, session.name))
    cleaner.removed.add("names of sessions: numbered", len(sessions))
    key += [(kind, new, old) for (kind, old), new in cleaner.numbers.items() if kind != "file"]
    key += [("file", new, old) for new, old in cleaner.files.items()]
    return Deidentified(tuple(cleaned), cleaner.removed, tuple(key))


def _own_names(sessions: Sequence[Session]) -> set[str]:
    """Return the ids that the Sessions hold of persons, children and coders."""
    found = {person.id for session in sessions for person in session.people}
    found |= {person.role for session in sessions for person in session.people} - PLAIN_ROLES
    found |= {
        value
        for session in sessions
        for column, value in session.covariates.items()
        if column in NUMBERED
    }
    # A bare number is no name, and would take every code that holds it.
    return {name for name in found if not name.isdecimal()}


def write_deidentified(
    result: Deidentified, folder: str | Path, *, inputs: Reading, key: str | Path | None = None
) -> list[Path]:
    """Write Sessions, and what was taken out, into a new or empty folder; return the files.

    ``session-001.session.json`` ..., ``all.sessions.parquet``, ``REMOVED.md``.

    Parameters
    ----------
    inputs
        What was read: none of its files may be written over.
    key
        Where the table of old and new names goes, outside of the folder; not written when not
        given.

    Raises
    ------
    RecordError
        When the folder holds something already, the key would lie in it, or a file cannot be
        written.
    """
    out = Path(folder)
    if out.is_dir() and any(out.iterdir()):
        raise _refused(out, "a folder that holds files already", "a new or empty folder")
    if key is not None and out.resolve() in Path(key).resolve().parents:
        raise _refused(Path(key), "the key in the folder that is handed on", "another place")
    single = [out / f"{session.name}.session.json" for session in result.sessions]
    files = [*single, out / ALL, out / REMOVED]
    refuse_inputs(files, inputs.files)
    make_folder(out)
    for session, path in zip(result.sessions, single, strict=True):
        write_json(session, path)
    write_parquet(result.sessions, out / ALL)
    write_new(removed_text(result), out / REMOVED)
    if key is not None:
        write_new(_key_text(result), key)
        files.append(Path(key))
    return files


def _refused(path: Path, found: str, expected: str) -> RecordError:
    todo = "Choose another place: what is handed on must hold nothing else."
    return RecordError(path=str(path), where="", found=found, expected=expected, todo=todo)


def _key_text(result: Deidentified) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("what", "new", "old"))
    table.writerows(result.key)
    return text.getvalue()


def removed_lines(result: Deidentified) -> list[str]:
    """Say what was taken out, one line a kind, with how many times; never what it was."""
    return [f"{count} x {kind}" for kind, count in sorted(result.removed.counts.items())]


def removed_text(result: Deidentified) -> str:
    """Say in plain words what was taken out and which texts stay, for people to look over."""
    lines = [
        "# What was removed",
        "",
        f"{len(result.sessions)} sessions. Times, states, observed time and the order of events "
        "are unchanged, so that episodes and measures are those of the originals. Ages are in "
        "months, to 0.1.",
        "",
        *(f"- {line}" for line in removed_lines(result)),
        "",
        "Hashes of source files are zeros, their sizes 0. Dates that were kept are moved by a "
        "number of days of each child's own, which is written nowhere; the days between two dates "
        "of one child are the true ones.",
        "",
        "# What stays",
        "",
        "Every text that is left. Please look it over: a program cannot know every name.",
        "",
    ]
    for what, texts in sorted(result.removed.kept.items()):
        lines.append(f"- {what}: {', '.join(f'`{text}`' for text in sorted(texts))}")
    return "\n".join(lines) + "\n"
