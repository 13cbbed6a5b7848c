"""The frame rate that an MP4 or QuickTime file states: a look into its headers, no decoding."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

_HEADERS_LIMIT = 64_000_000
_PARENTS = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}


class FrameRate(NamedTuple):
    """Frames per second of a video, and whether all its frames last equally long."""

    fps: float
    even: bool


def frame_rate(path: Path) -> FrameRate | None:
    """Return the rate of the first video track; ``None`` when the file does not state one."""
    try:
        with path.open("rb") as file:
            moov = _headers(file)
    except (OSError, struct.error):
        return None
    try:
        for track in (body for kind, body in _boxes(moov) if kind == b"trak"):
            parts = dict(_leaves(track))
            if parts.get(b"hdlr", b"")[8:12] == b"vide":
                return _rate(parts[b"mdhd"], parts[b"stts"])
    except (struct.error, KeyError, ZeroDivisionError):
        return None
    return None


def _headers(file: BinaryIO) -> bytes:
    """Read the ``moov`` box, wherever in the file it stands."""
    while len(head := file.read(8)) == 8:
        size, kind = struct.unpack(">I4s", head)
        size = struct.unpack(">Q", file.read(8))[0] - 16 if size == 1 else size - 8
        if size < 0:
            break
        if kind == b"moov":
            return file.read(min(size, _HEADERS_LIMIT))
        file.seek(size, 1)
    return b""


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        if size < 8:
            return
        yield kind, content[at + 8 : at + size]
        at += size


def _leaves(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    for kind, body in _boxes(content):
        if kind in _PARENTS:
            yield from _leaves(body)
        else:
            yield kind, body


def _rate(mdhd: bytes, stts: bytes) -> FrameRate:
    """Divide ticks per second by ticks per frame; the last frame may last as it likes."""
    (scale,) = struct.unpack_from(">I", mdhd, 20 if mdhd[0] == 1 else 12)
    (count,) = struct.unpack_from(">I", stts, 4)
    runs = [struct.unpack_from(">II", stts, 8 + 8 * index) for index in range(count)]
    frames, ticks = max((number, delta) for number, delta in runs)
    others = sum(number for number, delta in runs) - frames
    if others <= 1:
        return FrameRate(scale / ticks, even=True)
    total = sum(number * delta for number, delta in runs)
    return FrameRate(scale * sum(number for number, _ in runs) / total, even=False)
