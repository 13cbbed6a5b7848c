"""From paths to Sessions: any tool's file, a stored record, or a folder of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from glob import glob, has_magic
from pathlib import Path

from ..errors import FormatError, ReattuneError
from ..formats import FORMATS, is_candidate, load
from ..record import (
    Codebook,
    Session,
    build_session,
    choose_codebook,
    load_codebook,
    read_json,
    read_parquet,
)
from .childproject import in_tree, read_tree, split_trees
from .manifest import is_manifest
from .results_folder import is_result
from .spreading import spread, total_size

_STORED = ".session.json"


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of some paths.

    Parameters
    ----------
    sessions
        All Sessions, in the order of the paths.
    failures
        One error for each file (or session) that could not be read.
    guesses
        What was chosen without being asked for, one sentence each.
    files
        Every file that was looked at, as given: none of them may be written over.
    """

    sessions: tuple[Session, ...] = ()
    failures: tuple[ReattuneError, ...] = ()
    guesses: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def read(
    path: str | Path,
    *,
    codebook: str | Path | Codebook | None = None,
    format: str | None = None,
    options: Mapping[str, str] | None = None,
) -> Session:
    """Read one observation from a coded file of any known format.

    Parameters
    ----------
    path
        The file; it is never modified.
    codebook
        Id of a shipped codebook, path of a TOML file, or a Codebook; chosen by fit when not given.
    format
        Id of the format when content alone does not tell.
    options
        What the file does not say itself: ``unit``, ``interval``, ``fps``, ``shape``.

    Raises
    ------
    FormatError
        When the file cannot be read, or holds more than one observation (use ``read_all``).
    CodebookError, RecordError
        When no codebook fits, or the result is not a valid Session.
    """
    sessions = read_all(path, codebook=codebook, format=format, options=options)
    if len(sessions) != 1:
        names = ", ".join(session.name for session in sessions[:5])
        raise FormatError(
            path=str(path),
            where="",
            found=f"{len(sessions)} observations ({names}{' ...' if len(sessions) > 5 else ''})",
            expected="one",
            todo="Use reattune.read_all, which gives a list.",
        )
    return sessions[0]


def read_all(
    path: str | Path,
    *,
    codebook: str | Path | Codebook | None = None,
    format: str | None = None,
    options: Mapping[str, str] | None = None,
) -> list[Session]:
    """Read every observation of a file; parameters and errors as in :func:`read`."""
    reading = read_file(str(path), codebook=codebook, format=format, options=options or {})
    if reading.failures:
        raise reading.failures[0]
    return list(reading.sessions)


def read_paths(
    paths: Iterable[str | Path],
    *,
    codebook: str | Path | Codebook | None = None,
    format: str | None = None,
    options: Mapping[str, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Reading:
    """Read files, folders and glob patterns; what fails is collected, the rest goes on.

    Parameters
    ----------
    paths
        Files, folders (searched for files that look coded; results of an earlier run are not
        input; a ChildProject tree is read by its tables), or patterns.
    codebook, format, options
        As in :func:`read`, for all files.
    progress
        Called with (files done, files in all) after each file.
    """
    trees, others = split_trees(paths)
    found, problems = expand(others)
    files = [file for file in found if not in_tree(file, trees)]
    work = partial(
        read_file,
        codebook=codebook,
        format=format,
        options=dict(options or {}),
        mixed=len(files) > 1,
    )
    parts = [_read_tree(tree, codebook) for tree in trees]
    for part in spread(work, files, size=total_size(files)):
        parts.append(part)
        if progress is not None:
            progress(len(parts) - len(trees), len(files))
    sessions = tuple(session for part in parts for session in part.sessions)
    return Reading(
        sessions=_told_apart(sessions),
        failures=(*problems, *(failure for part in parts for failure in part.failures)),
        guesses=tuple(dict.fromkeys(guess for part in parts for guess in part.guesses)),
        files=(*(file for part in parts for file in part.files), *files),
    )


def _read_tree(tree: Path, codebook: str | Path | Codebook | None) -> Reading:
    """Read a ChildProject tree; its failures are collected like those of files."""
    try:
        return Reading(*read_tree(tree, codebook=_codebook(codebook)))
    except ReattuneError as problem:
        return Reading(failures=(problem,))


def read_file(
    path: str,
    *,
    codebook: str | Path | Codebook | None,
    format: str | None,
    options: Mapping[str, str],
    mixed: bool = False,
) -> Reading:
    """Read one file; an observation that fails does not stop the others of its file."""
    sessions: list[Session] = []
    failures: list[ReattuneError] = []
    guesses: list[str] = []
    try:
        if (stored := _stored(path)) is not None:
            return Reading(tuple(stored))
        given = _codebook(codebook)
        codings = load(path, format=format, options=options, mixed=mixed)
    except ReattuneError as problem:
        return Reading(failures=(problem,))
    for coding in codings:
        try:
            book, why = (given, "") if given is not None else choose_codebook(coding)
            known = FORMATS[coding.source.format].options
            used = {name: value for name, value in options.items() if name in known}
            sessions.append(build_session(coding, book, **used))
        except ReattuneError as problem:
            failures.append(problem)
        else:
            guesses += [why] if why else []
    return Reading(tuple(sessions), tuple(failures), tuple(guesses))


def _codebook(codebook: str | Path | Codebook | None) -> Codebook | None:
    if codebook is None or isinstance(codebook, Codebook):
        return codebook
    return load_codebook(str(codebook))


def _stored(path: str) -> list[Session] | None:
    """Sessions that reattune wrote itself, or ``None``."""
    if path.endswith(_STORED):
        return [read_json(path)]
    if path.endswith(".sessions.parquet"):
        return read_parquet(path)
    return None


def expand(paths: Iterable[str | Path]) -> tuple[list[str], list[ReattuneError]]:
    """Turn folders and patterns into files, in a stable order, each once."""
    files: dict[str, None] = {}
    problems: list[ReattuneError] = []
    for given in map(str, paths):
        found = _matches(given)
        if not found:
            problems.append(_nothing(given))
        files.update(dict.fromkeys(found))
    return list(files), problems


def _matches(given: str) -> list[str]:
    path = Path(given)
    if path.is_dir():
        return sorted(
            str(file)
            for file in path.rglob("*")
            if file.is_file()
            and (file.name.endswith(_STORED) or is_candidate(str(file)))
            and not is_result(file)
            and not is_manifest(file)
        )
    if not path.exists() and has_magic(given):
        found = glob(given, recursive=True)  # noqa: PTH207 (patterns may be absolute)
        return sorted(file for file in found if Path(file).is_file())
    return [given]


def _nothing(given: str) -> FormatError:
    folder = Path(given).is_dir()
    return FormatError(
        path=given,
        where="",
        found="a folder without coded files" if folder else "no file of that pattern",
        expected="coded files (.eaf, .boris, .opf, .its, .rttm, .csv ...)",
        todo="Check the path.",
    )


def _told_apart(sessions: tuple[Session, ...]) -> tuple[Session, ...]:
    """Give sessions of one name different names: file names repeat across folders."""
    given = {session.name for session in sessions}
    taken: set[str] = set()
    named = []
    for session in sessions:
        name, count = session.name, 1
        # The next free number: a file may itself be called "visit (2)".
        while name in taken or (count > 1 and name in given):
            count += 1
            name = f"{session.name} ({count})"
        taken.add(name)
        named.append(session if count == 1 else replace(session, name=name))
    return tuple(named)
