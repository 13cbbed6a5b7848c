"""The fast path for LENA files: segments by a pattern, the rest by lxml."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import NamedTuple

from .contract import Raw
from .scanning import is_plain, line_numbers, without

_SEGMENT = re.compile(rb'<Segment((?:\s+[A-Za-z]\w*="[^"<&\t\n\r]*")+)\s*/>')
_RECORDING = re.compile(rb"<(/?)Recording\b[^<>]*?(/?)>")


class Segment(NamedTuple):
    """One segment's attributes, and its line."""

    attributes: dict[str, str]
    line: int


class Scanned(NamedTuple):
    """What the pattern read.

    Parameters
    ----------
    rest
        The document without segments, its lines where they were.
    segments
        By recording, in the document's order of all recordings, also those inside of bars.
    """

    rest: Raw
    segments: list[list[Segment]]


def scan(raw: Raw) -> Scanned | None:
    """Read the segments by a pattern; ``None`` where only the XML parser can be sure.

    It is sure when every segment is an empty element with plain attributes, each once, inside of
    a recording, and recordings do not lie inside one another.
    """
    content = raw.content
    if not is_plain(raw):
        return None
    found = list(_SEGMENT.finditer(content))
    if not found or content.count(b"<Segment") != len(found):
        return None
    bounds = _recordings(content)
    if not bounds:
        return None
    onsets = [start for start, _ in bounds]
    by_recording: list[list[Segment]] = [[] for _ in bounds]
    # The XML parser names the line in which a tag ends.
    lines = line_numbers(content, [each.end() for each in found])
    for each, line in zip(found, lines, strict=True):
        home = bisect_right(onsets, each.start()) - 1
        attributes = _attributes(each.group(1))
        if home < 0 or each.end() > bounds[home][1] or attributes is None:
            return None
        by_recording[home].append(Segment(attributes, line))
    rest = without(content, (each.span() for each in found))
    return Scanned(replace(raw, content=rest), by_recording)


def _recordings(content: bytes) -> list[tuple[int, int]]:
    """Return where recordings stand, one after the other; nothing when one lies in another."""
    bounds: list[tuple[int, int]] = []
    opened: int | None = None
    for tag in _RECORDING.finditer(content):
        closing, empty = tag.groups()
        if empty and not closing and opened is None:
            bounds.append((tag.start(), tag.end()))
        elif not closing and not empty and opened is None:
            opened = tag.start()
        elif closing and opened is not None:
            bounds.append((opened, tag.end()))
            opened = None
        else:
            return []
    return bounds if opened is None else []


def _attributes(text: bytes) -> dict[str, str] | None:
    """Return attributes by name; ``None`` when a name stands twice or the text is not UTF-8."""
    try:
        parts = text.decode().split('"')
    except UnicodeDecodeError:
        return None
    names = [name.strip()[:-1] for name in parts[:-1:2]]
    attributes = dict(zip(names, parts[1::2], strict=True))
    return attributes if len(attributes) == len(names) else None
