"""The zip that a Datavyu project (.opf) is: its database and its description, safely unpacked."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from ..errors import FormatError
from .contract import Raw

MAX_MEMBER = 64 * 1024 * 1024
"""A database beyond 64 MB is refused: a session's never comes near, a zip bomb's does."""

_ENCRYPTED = 0x1
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    UnicodeDecodeError,
    ValueError,
)
_FEED = re.compile(r"^[\s-]*feed:[ \t]*(.+?)[ \t]*$", re.MULTILINE)


def is_zip(content: bytes) -> bool:
    """Whether the bytes begin like a zip file."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def has_database(raw: Raw) -> bool:
    """Whether the zip lists a member ``db``; false also when its list cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw.content)) as archive:
            return "db" in archive.namelist()
    except _BROKEN:
        return False


def unpack(raw: Raw) -> tuple[bytes, tuple[str, ...]]:
    """Return the database's bytes and the names of the media it was coded from.

    Raises
    ------
    FormatError
        When the zip is truncated or damaged, is encrypted, has no database or two, or unpacks to
        more than 64 MB.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw.content)) as archive:
            database = _member(raw, archive, "db")
            if database is None:
                raise raw.error(
                    "",
                    found="a zip without a member named db",
                    expected="a Datavyu project, which keeps its cells in db",
                    todo="Check that the file was saved by Datavyu.",
                )
            project = _member(raw, archive, "project") or b""
    except _BROKEN as problem:
        raise raw.error(
            "",
            found=f"a zip that cannot be unpacked ({problem})",
            expected="a whole Datavyu project file",
            todo="Copy the file again from where it was coded; it may be cut off.",
        ) from None
    return database, media_names(project.decode("utf-8", errors="replace"))


def _member(raw: Raw, archive: zipfile.ZipFile, name: str) -> bytes | None:
    """Read one member, never more of it than the limit, whatever its header declares."""
    members = [item for item in archive.infolist() if item.filename == name]
    if not members:
        return None
    member = members[0]
    if len(members) > 1:
        raise _refusal(raw, name, found=f"{len(members)} members of that name")
    if member.flag_bits & _ENCRYPTED:
        raise _refusal(raw, name, found="an encrypted member")
    if member.compress_type not in _PLAIN_METHODS:
        raise _refusal(raw, name, found=f"compression method {member.compress_type}")
    if member.file_size > MAX_MEMBER:
        raise _refusal(raw, name, found=f"{member.file_size} bytes when unpacked")
    with archive.open(member) as stream:
        content = stream.read(MAX_MEMBER + 1)
    if len(content) > MAX_MEMBER:
        raise _refusal(raw, name, found=f"more than {MAX_MEMBER} bytes when unpacked")
    return content


def _refusal(raw: Raw, name: str, *, found: str) -> FormatError:
    return raw.error(
        f"member {name}",
        found=found,
        expected="one plain or deflated member of at most 64 MB, not encrypted",
        todo="Open the file in Datavyu and save it again.",
    )


def media_names(project: str) -> tuple[str, ...]:
    """Return the last path parts of the media that a project description names, each once."""
    feeds = (feed.strip("'\"") for feed in _FEED.findall(project))
    names = (re.split(r"[\\/]", feed)[-1] for feed in feeds)
    return tuple(dict.fromkeys(name for name in names if name and name != "null"))
