"""The fast path for LENA files: segments by a pattern, the rest by lxml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate, repeat
from typing import NamedTuple

from .contract import Raw
from .scanning import NO_XML, plain_text

MARK = re.compile(r"(start|end)(Utt|Cry|Vfx)(\d+)")
"""Name of an attribute that says when something inside of a segment begins or ends."""
_WANTED = ("spkr", "startTime", "endTime")
_RECORDING = re.compile(r"<(/?)Recording\b[^<>]*?(/?)>", re.ASCII)
_SEGMENT = re.compile(
    r'<Segment spkr="([^"]*)"([^<]*) startTime="(PT[0-9.]*S)" endTime="(PT[0-9.]*S)" ?/>'
)
"""A segment as LENA writes it: speaker, the attributes between, and its times."""
_GROUPS = _SEGMENT.groups + 1
_PLAIN = rf'[^"<>&\t\n\r{NO_XML}]*'
_SPEAKER = re.compile(_PLAIN)
_BETWEEN = re.compile(rf'(?: [A-Za-z]\w*="{_PLAIN}")*', re.ASCII)
_ATTRIBUTE = re.compile(r' (\w+)="([^"]*)"', re.ASCII)
_VALUE = re.compile(r'"[^"]*"')
_DIGITS = str.maketrans("123456789", "000000000")


@dataclass(slots=True)
class Segments:
    """The segments of one recording, as columns of text as it stands in the file.

    Parameters
    ----------
    speakers, starts, ends
        Their attributes ``spkr``, ``startTime`` and ``endTime``; ``""`` for none.
    lines
        Line in which each tag ends.
    marks
        By number of the segment: attributes that say when something inside of it begins or ends.
    """

    speakers: list[str] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    marks: dict[int, Mapping[str, str]] = field(default_factory=dict)

    def add(self, attributes: Mapping[str, str], line: int) -> None:
        """Take a segment in by all its attributes."""
        marks = {name: text for name, text in attributes.items() if MARK.fullmatch(name)}
        if marks:
            self.marks[len(self.lines)] = marks
        for column, name in zip((self.speakers, self.starts, self.ends), _WANTED, strict=True):
            column.append(attributes.get(name, ""))
        self.lines.append(line)


class Scanned(NamedTuple):
    """What was read.

    Parameters
    ----------
    rest
        The document without segments, its lines where they were.
    recordings
        The segments by recording, in the document's order of all recordings, also those in bars.
    """

    rest: Raw
    recordings: list[Segments]


def scan(raw: Raw) -> Scanned | None:
    """Read the segments; ``None`` where only the XML parser can be sure.

    It is sure when every segment is an empty element as LENA writes it, each attribute stands
    once, all lie inside of a recording, and recordings do not lie inside one another.
    """
    text = plain_text(raw)
    if text is None:
        return None
    bounds = _recordings(text)
    if not bounds:
        return None
    parts: list[str] = []
    recordings: list[Segments] = []
    line, last = 1, 0
    try:
        for start, end in bounds:
            line += text.count("\n", last, start)
            segments, rest = _read(text[start:end], line)
            line += text.count("\n", start, end)
            parts += [text[last:start], rest]
            recordings.append(segments)
            last = end
    except ValueError:
        return None
    rest = "".join([*parts, text[last:]])
    if "<Segment" in rest:
        return None
    return Scanned(replace(raw, content=rest.encode()), recordings)


def _recordings(text: str) -> list[tuple[int, int]]:
    """Return what recordings hold, one after the other; nothing when one lies in another."""
    bounds: list[tuple[int, int]] = []
    opened: int | None = None
    for tag in _RECORDING.finditer(text):
        closing, empty = tag.groups()
        if tag.group().count('"') % 2:
            return []  # the sign that seemed to end the tag may stand inside a value
        if empty and not closing and opened is None:
            bounds.append((tag.end(), tag.end()))
        elif not closing and not empty and opened is None:
            opened = tag.end()
        elif closing and opened is not None:
            bounds.append((opened, tag.start()))
            opened = None
        else:
            return []
    return bounds if opened is None else []


def _read(body: str, line: int) -> tuple[Segments, str]:
    """Return what a recording holds of segments, and the rest of it, which has all its lines.

    Raises
    ------
    ValueError
        When that is not certain.
    """
    cut = _SEGMENT.split(body)
    outside = cut[::_GROUPS]
    if not all(map(_whole, set(outside))) or not all(map(_SPEAKER.fullmatch, set(cut[1::_GROUPS]))):
        raise ValueError
    lines = accumulate(map(str.count, outside[:-1], repeat("\n")), initial=line)
    next(lines)
    segments = Segments(
        speakers=cut[1::_GROUPS],
        starts=cut[3::_GROUPS],
        ends=cut[4::_GROUPS],
        lines=list(lines),
        marks=dict(_marks(cut[2::_GROUPS])),
    )
    return segments, "".join(outside)


def _whole(text: str) -> bool:
    """Say whether text is sure to begin and end outside of any tag."""
    if "<" not in text:
        return True
    plain = _VALUE.sub("", text)
    return not {'"', "'"}.intersection(plain) and plain.rfind("<") < plain.rfind(">")


def _marks(between: list[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the marks of segments that have any, with the segment's number.

    Raises
    ------
    ValueError
        When a segment has anything but attributes, each once.
    """
    # With one digit for all, few different ones are left, so that each is looked at once.
    kinds = "\n".join(between).translate(_DIGITS).split("\n")
    numbered = {kind: at for kind in set(kinds) if (at := _numbered(kind))}
    if len(kinds) > len(between) > 0:
        raise ValueError
    if not numbered:
        return
    for number, kind in enumerate(kinds):
        if kind in numbered:
            # Its kind has shown that names and values take turns between the quotes.
            parts = between[number].split('"')
            names = parts[:-1:2]
            if len(set(names)) < len(names):
                raise ValueError
            yield number, {names[at][1:-1]: parts[2 * at + 1] for at in numbered[kind]}


def _numbered(kind: str) -> list[int]:
    """Say which attributes are marks, of attributes that are written with one digit for all.

    Raises
    ------
    ValueError
        When there is anything else, or an attribute stands twice.
    """
    if _BETWEEN.fullmatch(kind) is None:
        raise ValueError
    names = [name for name, _ in _ATTRIBUTE.findall(kind)]
    others = [name for name in names if not MARK.fullmatch(name)]
    # Two that differ by a number only are no marks of LENA's: the parser looks at them.
    if len(set(others)) < len(others) or not set(others).isdisjoint(_WANTED):
        raise ValueError
    return [at for at, name in enumerate(names) if MARK.fullmatch(name)]
