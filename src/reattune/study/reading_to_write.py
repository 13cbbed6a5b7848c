"""Reading the one file that is to be written back: by itself, or as a manifest describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import FormatError
from .gathering import read_manifest
from .manifest import Entry, parse_manifest
from .reading import Reading, read_paths


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What a file does not say itself.

    Parameters
    ----------
    codebook
        Id of a shipped codebook or path of a TOML file; chosen by fit when not given.
    format, options
        As in :func:`reattune.study.read`.
    manifest
        A manifest that names the file: its session, people, phases and offset are taken from
        there, with the other files of the session.
    coder
        Whose coding to take, where the manifest names several coders of the file's session.
    """

    codebook: str | None = None
    format: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    manifest: str | Path | None = None
    coder: str | None = None


def read_to_write(path: str, read_as: ReadAs) -> tuple[Reading, int]:
    """Read a file's sessions, and return by how many milliseconds they are later than the file.

    Raises
    ------
    ReattuneError
        When it cannot be read, or the manifest does not name it once.
    """
    if read_as.manifest is None:
        reading = read_paths(
            [path], codebook=read_as.codebook, format=read_as.format, options=read_as.options
        )
        shift = 0
    else:
        entry = _entry(path, read_as)
        reading = read_manifest(
            read_as.manifest,
            coder=entry.coder or None,
            codebook=read_as.codebook,
            only=lambda other: (other.session, other.coder) == (entry.session, entry.coder),
        )
        shift = entry.offset
    if reading.failures:
        raise reading.failures[0]
    return reading, shift


def _entry(path: str, read_as: ReadAs) -> Entry:
    """Return the line of the manifest that is about a file."""
    file = Path(path).resolve()
    named = [e for e in parse_manifest(read_as.manifest or "") if Path(e.file).resolve() == file]
    lines = [entry for entry in named if read_as.coder in {None, entry.coder}]
    if len(lines) == 1:
        return lines[0]
    by = f" by {read_as.coder}" if read_as.coder else ""
    raise FormatError(
        path=str(read_as.manifest),
        where="column file",
        found=f"{len(lines)} lines about {path}{by}",
        expected="one line",
        todo="Add the file to the manifest." if not lines else "Choose one with --coder.",
    )
