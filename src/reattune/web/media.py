"""Video and audio of a session: which files, found where, under an opaque id."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

from ..record import Medium, Session
from .mp4 import frame_rate

_TYPES = {
    ".mp4": "video/mp4", ".m4v": "video/mp4", ".mov": "video/quicktime", ".webm": "video/webm",
    ".mkv": "video/x-matroska", ".avi": "video/x-msvideo", ".mpg": "video/mpeg",
    ".mpeg": "video/mpeg", ".wmv": "video/x-ms-wmv", ".mts": "video/mp2t", ".m2ts": "video/mp2t",
    ".ogv": "video/ogg", ".3gp": "video/3gpp", ".flv": "video/x-flv", ".mxf": "application/mxf",
    ".wav": "audio/wav", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".ogg": "audio/ogg",
    ".oga": "audio/ogg", ".opus": "audio/ogg", ".flac": "audio/flac", ".aac": "audio/aac",
    ".wma": "audio/x-ms-wma", ".aif": "audio/aiff", ".aiff": "audio/aiff",
}  # fmt: skip
"""Only files that end so are ever served: a coded file cannot name other files of the machine."""


@dataclass(frozen=True, slots=True)
class Footage:
    """One medium of a session.

    Parameters
    ----------
    name
        The file's name; notes about it are kept under it.
    path
        Where it is, or ``None`` when it was not found.
    offset
        Milliseconds to add to the session's time to reach the medium's own, as coded.
    fps
        Frames per second, or ``None`` when nobody says.
    even
        Whether all frames last equally long, as far as the file says.
    stands_for
        The name in the coded file that it replaces, or ``""``.
    id
        The opaque name under which it is served.
    """

    name: str
    path: Path | None
    offset: int = 0
    fps: float | None = None
    even: bool = True
    stands_for: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def type(self) -> str:
        """The media type by the file's name."""
        return _TYPES.get(Path(self.name).suffix.lower(), "application/octet-stream")


def find_footage(
    session: Session, *, file: Path, given: Sequence[Path], alone: bool
) -> tuple[Footage, ...]:
    """Find a session's media: those named at the start, and those its coded file names.

    Parameters
    ----------
    session
        Whose media.
    file
        The coded file; media it names are looked for beside it.
    given
        Files and folders named at the start.
    alone
        Whether this is the only session: then all files named at the start are its own.
    """
    coded = [(_last(medium.name), medium) for medium in session.media]
    own = [path for path in given if not path.is_dir()]
    if not alone:
        own = [path for path in own if _belongs(path, file, [name for name, _ in coded])]
    folders = [*(path for path in given if path.is_dir()), file.parent]
    named = dict(coded)
    found = [_given(path, named, replaces=_replaced(path, own, coded)) for path in own]
    taken = {name for footage in found for name in (footage.name, footage.stands_for)}
    rest = [(name, medium) for name, medium in coded if name not in taken]
    return (*found, *(_coded(name, medium, folders) for name, medium in rest))


def strays(given: Iterable[Path], taken: Iterable[Footage]) -> list[str]:
    """Return the names of files named at the start that belong to no session."""
    used = {footage.path for footage in taken} | {footage.name for footage in taken}
    return [p.name for p in given if not p.is_dir() and p not in used and p.name not in used]


def _last(name: str) -> str:
    """Cut folders off, of any system: a coded file says what, never where."""
    return PureWindowsPath(PurePosixPath(name.removeprefix("file://")).name).name


def _belongs(path: Path, file: Path, coded: Sequence[str]) -> bool:
    return path.name in coded or path.stem == file.stem or path.stem.startswith(f"{file.stem}-")


def _replaced(path: Path, own: Sequence[Path], coded: Sequence[tuple[str, Medium]]) -> str:
    """One file given where one is coded under another name: it stands for that one."""
    names = [name for name, _ in coded]
    return names[0] if len(own) == len(names) == 1 and path.name not in names else ""


def _given(path: Path, named: dict[str, Medium], *, replaces: str) -> Footage:
    medium = named.get(path.name) or named.get(replaces)
    there = path if path.is_file() and _served(path) else None
    return _footage(path.name, there, medium, stands_for=replaces)


def _coded(name: str, medium: Medium, folders: Iterable[Path]) -> Footage:
    places = (folder / name for folder in folders)
    path = next((place for place in places if place.is_file() and _served(place)), None)
    return _footage(name, path, medium)


def _served(path: Path) -> bool:
    """Only media files, also behind a link."""
    return all(p.suffix.lower() in _TYPES for p in (path, path.resolve()))


def _footage(
    name: str, path: Path | None, medium: Medium | None, *, stands_for: str = ""
) -> Footage:
    rate = frame_rate(path) if path is not None else None
    coded = medium.fps if medium is not None else None
    return Footage(
        name=name,
        path=path,
        offset=medium.offset if medium is not None else 0,
        fps=rate.fps if rate is not None else coded,
        even=rate.even if rate is not None else True,
        stands_for=stands_for,
    )
