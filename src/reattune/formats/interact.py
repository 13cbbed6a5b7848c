"""Mangold INTERACT: the text export of its groups, sets and events, one column a class.

Columns by name: ``Level`` (1 group, 2 set, 3 event), ``Description``, ``Number``, ``Onset_Time``,
``Offset_Time``, ``Duration_Time``; every other column is a class and holds the event's code of
that class. Times are the video's: seconds (``2325.32``), clock (``00:38:45.320``), or frames
(``38:45:08``, ``00:38:45:08``), which need the video's frames per second. ``2:09:10`` is 2 min
09 s and 10 frames.

A group is one coding: session time 0 is the group's onset, the origin says where that is in the
video, its span is the window. Its sets are phases when they have different names and follow one
another. Sets at the same time are codings of different persons or passes: their description
becomes the subject, so that they stay apart.

An offset is the last frame that bears the code, so codes that follow without a break are one frame
apart in the file. That is kept; a codebook closes such gaps with ``bridge``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from ..record import Coding, Phase, Row, Source
from ..record.spans import union
from .birth_dates import holds_birth_date
from .contract import Format, Raw
from .delimited import find_delimiter, split_lines
from .tally import Tally
from .text import decode

_NEEDED = ("level", "onset_time", "offset_time")
_OWN = frozenset({*_NEEDED, "description", "number", "duration_time"})
_RATES = (24.0, 25.0, 29.97, 30.0, 50.0, 59.94, 60.0)
_FEW = 6
"""Fewer different times than this fit some rate by chance; then none is inferred."""

_SECONDS = re.compile(r"(?P<s>\d{1,9}(?:\.\d{0,40})?)", re.ASCII)
_CLOCK = re.compile(r"(?:(?P<h>\d{1,4}):)?(?P<m>\d{1,4}):(?P<s>\d\d\.\d{1,40})", re.ASCII)
_FRAMES = re.compile(r"(?:(?P<h>\d{1,4}):)?(?P<m>\d{1,4}):(?P<s>\d\d):(?P<f>\d{1,3})", re.ASCII)
_RATE = re.compile(r"\d{1,3}(?:\.\d{1,6})?(?:/[1-9]\d{0,5})?|\d{1,6}/[1-9]\d{0,5}", re.ASCII)
_SENTENCES = {
    "rounded": "Times are finer than 1 ms and were rounded (first: {first}).",
    "no_code": "Events without a code in any class make no row (first: {first}).",
    "reversed": "Events end before they start (first: {first}); left out.",
    "duration_differs": "Duration_Time is not the time from onset to offset (first: {first}); "
    "onset and offset are used.",
    "birth_date": "The class {where} may hold dates of birth; its values are left out.",
}


class _Clock(NamedTuple):
    """How a file writes its times; ``rate`` is the option ``fps`` when given."""

    unit: str
    pattern: re.Pattern[str]
    rate: Fraction | None

    def read(self, text: str) -> Fraction | None:
        """Return exact milliseconds, ``None`` when the text is no such time."""
        match = self.pattern.fullmatch(text)
        if match is None:
            return None
        parts = {key: Fraction(value or 0) for key, value in match.groupdict().items()}
        frames = parts.get("f", Fraction(0)) / (self.rate or 1)
        if frames >= 1 or ("m" in parts and parts["s"] >= 60):
            return None
        seconds = 3600 * parts.get("h", 0) + 60 * parts.get("m", 0) + parts["s"] + frames
        return seconds * 1000


class _Line(NamedTuple):
    """One line: times in milliseconds of the video, codes by class, what is odd about it."""

    where: str
    level: str
    description: str
    onset: int
    offset: int
    codes: dict[str, str]
    odd: tuple[str, ...]


@dataclass(slots=True)
class _Group:
    """A group with its sets and their events. Filled line by line."""

    head: _Line | None
    sets: list[tuple[_Line | None, list[_Line]]] = field(default_factory=list)

    @property
    def lines(self) -> Iterator[_Line]:
        """All lines, also those of the group and its sets."""
        yield from filter(None, [self.head])
        for head, events in self.sets:
            yield from filter(None, [head])
            yield from events

    @property
    def timed_sets(self) -> list[_Line]:
        return [head for head, _ in self.sets if head is not None and head.offset > head.onset]


@dataclass(frozen=True, slots=True)
class _Table:
    """The export, columns by name; ``classes`` are (index, name)."""

    raw: Raw
    columns: Mapping[str, int]
    classes: tuple[tuple[int, str], ...]
    lines: Sequence[tuple[int, list[str]]]
    decimal_comma: bool

    def cell(self, fields: Sequence[str], name: str) -> str:
        index = self.columns.get(name, len(fields))
        return fields[index].strip() if index < len(fields) else ""

    def time(self, fields: Sequence[str], name: str) -> str:
        text = self.cell(fields, name)
        return text.replace(",", ".") if self.decimal_comma else text


def sniff(raw: Raw) -> float:
    """Say how sure it is that this is an INTERACT export: by the names in its first line."""
    head = raw.content[:4096]
    encoding = "utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    line = re.split(r"[\r\n]", head.decode(encoding, "replace").lstrip())[0]
    names = {_plain(name) for name in line.split(find_delimiter(line))}
    return 0.95 if names.issuperset(_NEEDED) else 0.0


def _plain(name: str) -> str:
    return re.sub(r"[ _]+", "_", name.strip().strip('"').strip().lower())


def parse(raw: Raw) -> list[Coding]:
    """Read one coding a group (level 1).

    Raises
    ------
    FormatError
        When a column is missing, a line's level or time cannot be read, an event starts before
        its group, or times are in frames and the option ``fps`` is not given.
    """
    table = _read(raw)
    clock = _find_clock(table)
    groups = _groups(_lines(table, clock))
    rate = None if clock.rate is None else float(clock.rate)
    unit = clock.unit
    if rate is None:
        rate = _infer_rate({t for g in groups for e in g.lines for t in (e.onset, e.offset)})
        unit += "" if rate is None else f", all on frames of {rate:g}/s (inferred)"
    source = raw.source("interact", unit=unit, origin="", rate=rate, software="Mangold INTERACT")
    names = _names(raw, groups)
    return [_coding(table, *pair, source) for pair in zip(names, groups, strict=True)]


def _read(raw: Raw) -> _Table:
    text = decode(raw)
    mark = find_delimiter(text.lstrip("\n").partition("\n")[0])
    lines = [(n, cells) for n, cells in split_lines(raw, text, mark) if any(map(str.strip, cells))]
    names = lines[0][1] if lines else []
    columns = {_plain(name): index for index, name in enumerate(names)}
    missing = [name for name in _NEEDED if name not in columns]
    doubled = [name for name in names if name.strip() and names.count(name) > 1]
    if missing or doubled or len(lines) < 2:
        found = f"two columns {doubled[0]!r}" if doubled else f"no column {', '.join(missing)}"
        raise raw.error(
            "line 1",
            found=found if missing or doubled else "a header without lines below it",
            expected="Level, Onset_Time, Offset_Time and one column for each class, and lines",
            todo="Export the text file from INTERACT again, with a header line.",
        )
    classes = tuple((i, name.strip()) for i, name in enumerate(names) if _plain(name) not in _OWN)
    return _Table(raw, columns, classes, lines[1:], decimal_comma=mark != ",")


def _find_clock(table: _Table) -> _Clock:
    """Tell the way times are written from the first one."""
    raw, rate = table.raw, _rate_option(table.raw)
    times = (table.time(fields, "onset_time") for _, fields in table.lines)
    first = next(filter(None, times), "")
    if _FRAMES.fullmatch(first):
        if rate is None:
            raise raw.error(
                "",
                found=f"times such as {first!r}, whose last part counts frames",
                expected="the video's frames per second",
                todo="State it, e.g. --fps 25.",
            )
        return _Clock(f"M:SS:ff, {float(rate):g} frames/s", _FRAMES, rate)
    if _CLOCK.fullmatch(first):
        return _Clock("H:MM:SS.mmm", _CLOCK, rate)
    return _Clock("s", _SECONDS, rate)


def _rate_option(raw: Raw) -> Fraction | None:
    text = raw.options.get("fps")
    if text is None:
        return None
    above, _, below = text.partition("/")
    if not _RATE.fullmatch(text) or Fraction(above) == 0:
        raise raw.error(
            "option fps",
            found=repr(text),
            expected="frames per second, e.g. 25 or 30000/1001",
            todo="State it, e.g. --fps 25.",
        )
    return Fraction(above) / int(below or 1)


def _lines(table: _Table, clock: _Clock) -> Iterator[_Line]:
    for number, fields in table.lines:
        where, level = f"line {number}", table.cell(fields, "level")
        _check_line(table, where, level, fields)
        timed = level == "3" or table.cell(fields, "onset_time") != ""
        exact = [
            _exact(table, clock, f"{where}, {name}", table.time(fields, name))
            for name in ("onset_time", "offset_time")
            if timed
        ] or [Fraction(0), Fraction(0)]
        onset, offset = map(round, exact)
        odd = ["rounded"] if clock.pattern is not _FRAMES and exact != [onset, offset] else []
        length = clock.read(table.time(fields, "duration_time"))
        # In frames, onset, offset and length are each rounded to a millisecond.
        odd += ["duration_differs"] if length and abs(length - (offset - onset)) > 1 else []
        codes = {name: fields[i].strip() for i, name in table.classes if i < len(fields)}
        codes = {name: code for name, code in codes.items() if code}
        description = table.cell(fields, "description")
        yield _Line(where, level, description, onset, offset, codes, tuple(odd))


def _check_line(table: _Table, where: str, level: str, fields: Sequence[str]) -> None:
    width = max([*table.columns.values(), *(index for index, _ in table.classes)]) + 1
    nameless = [
        i for i, name in table.classes if not name and i < len(fields) and fields[i].strip()
    ]
    if level not in {"1", "2", "3"} or any(map(str.strip, fields[width:])) or nameless:
        raise table.raw.error(
            where,
            found=f"level {level[:40]!r}, {len(fields)} fields",
            expected=f"level 1, 2 or 3, and at most {width} fields, each below a name",
            todo="Export the text file from INTERACT again, or mend the line.",
        )


def _exact(table: _Table, clock: _Clock, where: str, text: str) -> Fraction:
    time = clock.read(text)
    if time is None:
        raise table.raw.error(
            where,
            found=repr(text[:40]),
            expected=f"a time written in {clock.unit}, as the first of the file",
            todo="Mend the time, or state the right --fps.",
        )
    return time


def _groups(lines: Iterable[_Line]) -> list[_Group]:
    """Put events under sets and sets under groups, as they follow one another."""
    groups: list[_Group] = []
    for line in lines:
        if line.level == "1" or not groups:
            groups.append(_Group(line if line.level == "1" else None))
        group = groups[-1]
        if line.level == "2" or (line.level == "3" and not group.sets):
            group.sets.append((line if line.level == "2" else None, []))
        if line.level == "3":
            group.sets[-1][1].append(line)
    return groups


def _infer_rate(times: set[int]) -> float | None:
    """Return the slowest common frame rate all times are frames of, ``None`` if none fits."""
    if len([time for time in times if time % 1000]) < _FEW:
        return None
    return next((rate for rate in _RATES if all(_on_grid(time, rate) for time in times)), None)


def _on_grid(time: int, rate: float) -> bool:
    return abs(time - round(time * rate / 1000) * 1000 / rate) <= 0.5


def _names(raw: Raw, groups: Sequence[_Group]) -> list[str]:
    if len(groups) == 1:
        return [raw.stem]
    labels = [group.head.description if group.head else "" for group in groups]
    return [
        f"{raw.stem}: {label if label and labels.count(label) == 1 else f'group {number}'}"
        for number, label in enumerate(labels, start=1)
    ]


def _coding(table: _Table, name: str, group: _Group, source: Source) -> Coding:
    tally = Tally(_SENTENCES)
    for line in group.lines:
        for kind in line.odd:
            tally.add(kind, "times", line.where)
    start = _start(group)
    _check_inside(table.raw, group, start)
    heads = group.timed_sets or filter(None, [group.head])
    spans = union((head.onset - start, head.offset - start) for head in heads)
    clock = f"{start // 60_000}:{start % 60_000 / 1000:06.3f}"
    return Coding(
        name=name,
        source=replace(source, origin=f"video clock {clock} = session 0:00"),
        rows=tuple(_rows(group, start, tally)),
        tiers=tuple(name for _, name in table.classes if name),
        window=spans or None,
        phases=_phases(group, start),
        notes=_notes(group, tally),
        findings=tally.findings(),
    )


def _start(group: _Group) -> int:
    """Return the video's time at which the session starts: the group's, else its first set's."""
    head = group.head
    if head is not None and head.offset > head.onset:
        return head.onset
    return min((line.onset for line in group.timed_sets), default=0)


def _check_inside(raw: Raw, group: _Group, start: int) -> None:
    for line in [*group.timed_sets, *(event for _, events in group.sets for event in events)]:
        if line.onset < start:
            raise raw.error(
                line.where,
                found=f"an onset {(start - line.onset) / 1000:.3f} s before its group starts",
                expected="sets and events within their group",
                todo="Mend the onset here or of the group in INTERACT and export again.",
            )


def _overlap(sets: Sequence[_Line]) -> bool:
    ordered = sorted((line.onset, line.offset) for line in sets)
    return any(later[0] < earlier[1] for earlier, later in pairwise(ordered))


def _phases(group: _Group, start: int) -> tuple[Phase, ...]:
    sets = group.timed_sets
    names = [line.description for line in sets]
    if len(set(names)) < 2 or not all(names) or _overlap(sets):
        return ()
    return tuple(Phase(s.description, s.onset - start, s.offset - start) for s in sets)


def _rows(group: _Group, start: int, tally: Tally) -> Iterator[Row]:
    apart = _overlap(group.timed_sets)
    for number, (head, events) in enumerate(group.sets, start=1):
        subject = (head.description if head else "") or f"set {number}"
        for event in events:
            codes = list(_codes(event, tally))
            if event.offset < event.onset:
                tally.add("reversed", "events", event.where, rows=-len(codes))
                continue
            onset, offset = event.onset - start, event.offset - start
            for tier, code in codes:
                yield Row(tier, subject if apart else "", code, onset, offset, event.where)


def _codes(event: _Line, tally: Tally) -> Iterator[tuple[str, str]]:
    if not event.codes:
        tally.add("no_code", "events", event.where, rows=-1)
    for tier, code in event.codes.items():
        if holds_birth_date(tier):
            tally.add("birth_date", tier, event.where, rows=-1)
        else:
            yield tier, code


def _notes(group: _Group, tally: Tally) -> dict[str, str]:
    """Return the description, and codes that stand on the group or a set: facts about all of it."""
    notes = {"description": group.head.description} if group.head else {}
    sets = [head for head, _ in group.sets if head is not None]
    for line in filter(None, [group.head, *sets]):
        of_set = line is not group.head and len(sets) > 1
        for name, code in line.codes.items():
            if holds_birth_date(name):
                tally.add("birth_date", name, line.where)
            else:
                notes[f"{line.description or line.where}: {name}" if of_set else name] = code
    return {name: text for name, text in notes.items() if text}


FORMAT = Format(
    id="interact",
    title="Mangold INTERACT text export",
    suffixes=(".csv", ".txt"),
    sniff=sniff,
    parse=parse,
    options={"fps": "Frames per second of the video; needed when times are M:SS:ff."},
)
