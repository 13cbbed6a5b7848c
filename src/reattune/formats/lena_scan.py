"""The fast path for LENA files: segments by a pattern, the rest by lxml."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from .contract import Raw
from .scanning import line_numbers, plain_text, without

_SEGMENT = re.compile(r'<Segment((?:\s+[A-Za-z]\w*="[^"<&\t\n\r]*")+)\s*/>', re.ASCII)
MARK = re.compile(r"(start|end)(Utt|Cry|Vfx)(\d+)")
"""Name of an attribute that says when something inside of a segment begins or ends."""
_WANTED = ("spkr", "startTime", "endTime")
_RECORDING = re.compile(r"<(/?)Recording\b[^<>]*?(/?)>", re.ASCII)


class Segment(NamedTuple):
    """What is read of one segment.

    Parameters
    ----------
    speaker, start, end
        Its attributes ``spkr``, ``startTime`` and ``endTime`` as they stand; ``""`` for none.
    line
        Line in which its tag ends.
    marks
        Attributes that say when something inside of it begins or ends.
    """

    speaker: str
    start: str
    end: str
    line: int
    marks: Mapping[str, str]


class _Shape(NamedTuple):
    """Where the wanted attributes stand among those of a segment; -1 for one that is missing."""

    speaker: int
    start: int
    end: int
    marks: tuple[tuple[int, str], ...]


_NO_MARKS: Mapping[str, str] = MappingProxyType({})


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
    text = plain_text(raw)
    if text is None:
        return None
    found = list(_SEGMENT.finditer(text))
    if not found or text.count("<Segment") != len(found):
        return None
    bounds = _recordings(text)
    if not bounds:
        return None
    spans = [each.span() for each in found]
    homes = _homes(bounds, spans)
    if homes is None:
        return None
    # The XML parser names the line in which a tag ends.
    lines = line_numbers(text, [end for _, end in spans])
    by_recording: list[list[Segment]] = [[] for _ in bounds]
    shapes: dict[tuple[str, ...], _Shape | None] = {}
    for each, line, home in zip(found, lines, homes, strict=True):
        parts = each[1].split('"')
        spelled = tuple(parts[:-1:2])
        if spelled not in shapes:
            shapes[spelled] = _shape(spelled)
        shape = shapes[spelled]
        if shape is None:
            return None
        by_recording[home].append(_segment(shape, [*parts[1::2], ""], line))
    return Scanned(replace(raw, content=without(text, spans)), by_recording)


def _homes(bounds: list[tuple[int, int]], spans: list[tuple[int, int]]) -> list[int] | None:
    """Return the number of the recording of each segment; nothing when one lies in none."""
    onsets = [start for start, _ in bounds]
    homes = [bisect_right(onsets, start) - 1 for start, _ in spans]
    inside = all(
        home >= 0 and end <= bounds[home][1] for home, (_, end) in zip(homes, spans, strict=True)
    )
    return homes if inside else None


def segment_of(attributes: Mapping[str, str], line: int) -> Segment:
    """Make a segment of all its attributes."""
    speaker, start, end = (attributes.get(name, "") for name in _WANTED)
    marks = {name: text for name, text in attributes.items() if MARK.fullmatch(name)}
    return Segment(speaker, start, end, line, marks)


def _segment(shape: _Shape, values: Sequence[str], line: int) -> Segment:
    """Make a segment of its values, of which the last is an empty one for what is missing."""
    marks = {name: values[at] for at, name in shape.marks} if shape.marks else _NO_MARKS
    return Segment(values[shape.speaker], values[shape.start], values[shape.end], line, marks)


def _shape(spelled: tuple[str, ...]) -> _Shape | None:
    """Say where attributes stand that are so spelled before their values.

    ``None`` when a name stands twice.
    """
    names = [name.strip()[:-1] for name in spelled]
    if len(set(names)) < len(names):
        return None
    speaker, start, end = (names.index(name) if name in names else -1 for name in _WANTED)
    marks = tuple((at, name) for at, name in enumerate(names) if MARK.fullmatch(name))
    return _Shape(speaker, start, end, marks)


def _recordings(text: str) -> list[tuple[int, int]]:
    """Return where recordings stand, one after the other; nothing when one lies in another."""
    bounds: list[tuple[int, int]] = []
    opened: int | None = None
    for tag in _RECORDING.finditer(text):
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
