"""Items of GSEQ sequences as rows: when each code starts and ends, by the type of data."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from ..errors import FormatError
from ..record import Row, Span
from ..record.requirements import MAX_MS
from .contract import Raw
from .gseq_body import Item
from .gseq_header import Header
from .instants import ROUNDED, Ruler, read_instant
from .table_clock import stated_interval
from .table_times import rounded
from .tally import Tally

_ITEM = re.compile(
    r"(?P<code>[^,=]*)(?:,(?P<on>[^,=-]*)(?P<dash>-)?(?P<off>[^,=-]*))?(?:=(?P<dur>[^,=-]+))?"
)
_REPEAT = re.compile(r"(?P<code>[^*]*)(?:\*(?P<times>\d{1,7}))?")
_MAX_INTERVALS = 5_000_000

SENTENCES = {
    **ROUNDED,
    "undeclared": "The code {where} is in no set that the file declares (first: {first}); kept.",
    "reversed": "{where} ends before it starts (first: {first}); left out.",
    "open_end": "{where} has no offset, and no code of an exclusive set follows that would end it"
    " (first: {first}); left out.",
    "end_differs": "The durations do not add up to the end that is stated (first: {first}); "
    "the durations are used.",
    "empty": "The session holds no codes.",
    "birth_date": "The factor {where} may hold dates of birth; its level is left out.",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One session of a unit with all that its reading needs."""

    raw: Raw
    header: Header
    streams: Sequence[Sequence[Item]]
    ruler: Ruler
    tally: Tally

    def time(self, text: str, where: str) -> int:
        """Read a time; plain numbers need a unit."""
        if not self.ruler.factor and ":" not in text:
            raise self.raw.error(
                where,
                found=f"the number {text[:40]!r} without a unit",
                expected="h:mm:ss, or a unit of plain numbers",
                todo="State it, e.g. --unit s, or --fps 25 for frames.",
            )
        return read_instant(self.raw, text, where, ruler=self.ruler, tally=self.tally)

    def tier(self, item: Item, code: str, stream: int) -> str:
        """Return the set of a code, else where it stands."""
        named = self.header.sets.get(code)
        if named is None and self.header.sets:
            self.tally.add("undeclared", code, item.where)
        if named is not None:
            return named
        if item.context:
            return "context"
        return f"stream {stream}" if len(self.streams) > 1 else "codes"

    def row(self, item: Item, code: str, stream: int, span: Span) -> Row | None:
        """Make a row; a reversed one is counted and left out."""
        if span[1] < span[0]:
            self.tally.add("reversed", code, item.where, rows=-1)
            return None
        return Row(self.tier(item, code, stream), "", code, *span, item.where)

    def error(self, item: Item, expected: str) -> FormatError:
        """Say that an item is none of those that a type of data knows."""
        return self.raw.error(
            item.where,
            found=repr(item.text[:40]),
            expected=expected,
            todo="Correct the item, or the type of data in the first line.",
        )


class Times(NamedTuple):
    """What a session's streams say: rows, and the stretch of coding when both ends are known."""

    rows: tuple[Row, ...]
    window: tuple[Span, ...] | None


class _Word(NamedTuple):
    """An item taken apart; ``None`` for what it does not have."""

    item: Item
    code: str
    onset: str | None
    dash: bool
    offset: str | None
    duration: str | None


def _words(part: Part, stream: Sequence[Item], expected: str) -> list[_Word]:
    words = []
    for item in stream:
        match = _ITEM.fullmatch(item.text)
        if match is None:
            raise part.error(item, expected)
        words.append(
            _Word(
                item,
                match["code"],
                match["on"],
                bool(match["dash"]),
                match["off"] or None,
                match["dur"],
            )
        )
    return words


def _bounds(
    part: Part, words: list[_Word], expected: str
) -> tuple[int | None, list[_Word], int | None]:
    """Take the session's start and end, items without a code, off the ends of a stream."""
    start = end = None
    inner = list(words)
    if inner and not inner[0].code:
        start = _bound(part, inner.pop(0), expected)
    if inner and not inner[-1].code:
        end = _bound(part, inner.pop(), expected)
    for word in inner:
        if not word.code:
            raise part.error(word.item, expected)
    return start, inner, end


def _bound(part: Part, word: _Word, expected: str) -> int:
    if word.onset is None or word.dash or word.offset or word.duration is not None:
        raise part.error(word.item, expected)
    return part.time(word.onset, word.item.where)


def _window(starts: list[int], ends: list[int], rows: Sequence[Row]) -> tuple[Span, ...] | None:
    """Return the stretch from the start (else the first onset) to the end that is stated."""
    if not ends:
        return None
    first = min(starts or [min((row.onset for row in rows), default=max(ends))])
    last = max(ends)
    return ((first, last),) if first < last else None


_TIMED = "code,onset-offset, code,onset, or ,time at the start and end"


def read_timed(part: Part) -> Times:
    """Read timed event data."""
    starts: list[int] = []
    ends: list[int] = []
    found: list[tuple[_Word, int, int, int | None]] = []
    for number, stream in enumerate(part.streams, 1):
        start, words, end = _bounds(part, _words(part, stream, _TIMED), _TIMED)
        starts += [] if start is None else [start]
        ends += [] if end is None else [end]
        for word in words:
            if word.onset is None or word.duration is not None:
                raise part.error(word.item, _TIMED)
            onset = part.time(word.onset, word.item.where)
            until = part.time(word.offset, word.item.where) if word.offset else None
            found.append((word, number, onset, until if word.dash else onset))
    rows = list(_timed_rows(part, found, max(ends, default=None)))
    return Times(tuple(rows), _window(starts, ends, rows))


def _timed_rows(
    part: Part, found: Sequence[tuple[_Word, int, int, int | None]], end: int | None
) -> Iterator[Row]:
    """Close open items with the next onset of their set, in the order of time."""
    onsets: dict[str, list[int]] = {}
    for word, _, onset, _ in found:
        onsets.setdefault(part.header.sets.get(word.code, ""), []).append(onset)
    for times in onsets.values():
        times.sort()
    for word, stream, onset, until in found:
        offset = until
        if until is None:
            named = part.header.sets.get(word.code, "")
            later = [] if named not in part.header.exclusive else onsets[named]
            offset = _after(later, onset)
            if offset is None and named in part.header.exclusive:
                offset = end
        if offset is None:
            part.tally.add("open_end", word.code, word.item.where, rows=-1)
        elif row := part.row(word.item, word.code, stream, (onset, offset)):
            yield row


def _after(times: Sequence[int], onset: int) -> int | None:
    place = bisect_right(times, onset)
    return times[place] if place < len(times) else None


_STATE = "code=duration, or code,onset, one kind in a stream"


def read_state(part: Part) -> Times:
    """Read state sequences: each code lasts until the next."""
    rows: list[Row] = []
    starts: list[int] = []
    ends: list[int] = []
    for number, stream in enumerate(part.streams, 1):
        start, words, end = _bounds(part, _words(part, stream, _STATE), _STATE)
        if start is None:
            start = starts[0] if starts else None
        borders = _borders(part, words, start=start, end=end)
        if borders:
            starts.append(borders[0])
            ends.append(borders[-1])
        for word, onset, offset in zip(words, borders, borders[1:], strict=False):
            row = part.row(word.item, word.code, number, (onset, offset))
            rows += [row] if row else []
    return Times(tuple(rows), _window(starts, ends, rows))


def _borders(
    part: Part, words: Sequence[_Word], *, start: int | None, end: int | None
) -> list[int]:
    """Return the onset of every code and the end of the last."""
    if not words:
        return []
    if all(word.duration and word.onset is None for word in words):
        borders = [start or 0]
        for word in words:
            lasts = part.time(word.duration or "", word.item.where)
            borders.append(borders[-1] + lasts)
        if borders[-1] > MAX_MS:
            raise part.error(words[-1].item, "durations that add up to less than 23 days")
        if end is not None and end != borders[-1]:
            part.tally.add("end_differs", "", words[-1].item.where)
        return borders
    plain = [word for word in words if word.onset is None or word.duration or word.dash]
    if plain:
        raise part.error(plain[0].item, _STATE)
    borders = [part.time(word.onset or "", word.item.where) for word in words]
    if end is None:
        raise part.error(words[-1].item, "an end (,time) after the last code with an onset")
    return [*borders, end]


def read_interval(part: Part) -> Times:
    """Read interval sequences; a code that goes on from interval to interval is one row."""
    length = _interval(part)
    rows: list[Row] = []
    counts: list[int] = []
    for number, stream in enumerate(part.streams, 1):
        groups = _groups(part, stream)
        at = 0
        lasting: dict[str, tuple[Item, int]] = {}
        for codes, times in [*groups, ({}, 0)]:
            for code in [code for code in lasting if code not in codes]:
                item, first = lasting.pop(code)
                row = part.row(item, code, number, (_at(length, first), _at(length, at)))
                rows += [row] if row else []
            for code, item in codes.items():
                lasting.setdefault(code, (item, at))
            at += times
            if at > _MAX_INTERVALS or at * length > MAX_MS:
                raise part.error(stream[-1], "intervals that last less than 23 days together")
        counts.append(at)
    end = _at(length, max(counts, default=0))
    rows.sort(key=lambda row: (row.onset, row.offset))
    return Times(tuple(rows), ((0, end),) if end else None)


def _at(length: Fraction, count: int) -> int:
    time = length * count
    return rounded((time.numerator, time.denominator))[0]


def _interval(part: Part) -> Fraction:
    """Return the length of an interval in ms."""
    stated = stated_interval(part.raw)
    if stated is not None:
        return stated
    if part.header.length:
        length = part.time(part.header.length, "declaration")
        if length > 0:
            return Fraction(length)
    raise part.raw.error(
        "declaration",
        found="intervals without their length",
        expected="Interval=15, one millisecond or more",
        todo="State it in seconds, e.g. --interval 15.",
    )


def _groups(part: Part, stream: Sequence[Item]) -> list[tuple[dict[str, Item], int]]:
    """Return the codes of every interval, and how often it stands in a row."""
    groups: list[tuple[dict[str, Item], int]] = [({}, 1)] if stream else []
    for item in stream:
        for index, text in enumerate(item.text.split(",")):
            if index:
                groups.append(({}, 1))
            if not text:
                continue
            match = _REPEAT.fullmatch(text)
            if match is None or groups[-1][1] != 1:
                raise part.error(item, "codes between commas; *3 after the last of an interval")
            codes = groups[-1][0]
            if match["code"]:
                codes[match["code"]] = item
            groups[-1] = (codes, int(match["times"] or 1))
    return groups


def read_untimed(part: Part) -> Times:
    """Read event and multievent sequences: codes in order, all times 0."""
    rows = []
    for number, stream in enumerate(part.streams, 1):
        for item in stream:
            codes = item.text.split(",") if part.header.kind == "multi" else [item.text]
            for code in filter(None, codes):
                if "=" in code or "," in code:
                    raise part.error(item, "codes alone, without times")
                rows.append(Row(part.tier(item, code, number), "", code, 0, 0, item.where))
    return Times(tuple(rows), None)
