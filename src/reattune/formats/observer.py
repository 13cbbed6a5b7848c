"""Noldus Observer XT event logs: Excel workbooks, or text with the same columns.

A row is one event: ``State start``, ``State stop`` or ``Point``. A state is a start and the next
stop of the same subject, behaviour and modifiers. Times are those since the start of the
observation (``Time_Relative_sf`` in seconds, else ``Time_Relative_hmsf``); the clock of the day
is not used. Project templates (``.otx``) hold a coding scheme and no events: they are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..errors import FormatError
from ..record import Coding, Row
from .birth_dates import holds_birth_date
from .contract import Format, Raw
from .delimited import find_delimiter, first_lines, split_lines
from .instants import ROUNDED, Ruler, read_instant
from .sheet import is_workbook, peek_texts, read_sheets
from .tally import Tally
from .text import decode
from .xml import root_name

_NEEDED = ("behavior", "event_type")
_TIMES = ("time_relative_sf", "time_relative_hmsf")
_KNOWN = frozenset({*_NEEDED, *_TIMES, "observation", "event_log", "subject", "comment"})
_DERIVED = re.compile(r"(date_|time_|duration_).*")
_MODIFIER = re.compile(r"modifiers?(_.*)?")
_TEMPLATE = "NXMLINTERCHANGE"
_START, _STOP, _POINT = "state start", "state stop", "point"
_TIER = "events"
_SECONDS = Ruler("s", Fraction(1000))

_SENTENCES = {
    **ROUNDED,
    "unpaired_start": "A state of {where} starts and never stops (first: {first}); left out.",
    "unpaired_stop": "A state of {where} stops and never started (first: {first}); left out.",
    "reversed": "A state of {where} stops before it starts (first: {first}); left out.",
    "duration_differs": "The duration that the log states for {where} is not the time from start "
    "to stop (first: {first}); start and stop are used.",
    "comment": "Comments are not codes and are not carried over (first: {first}).",
    "birth_date": "The variable {where} may hold dates of birth; its values are left out.",
    "skipped_sheet": "The sheet {where} holds no event log; nothing is read from it.",
}


@dataclass(frozen=True, slots=True)
class _Log:
    """A table of events: columns by plain name, rows with their places."""

    raw: Raw
    columns: Mapping[str, int]
    titles: Sequence[str]
    rows: Sequence[tuple[str, list[str]]]
    comma: bool = False

    def cell(self, fields: Sequence[str], name: str) -> str:
        index = self.columns.get(name, len(fields))
        return fields[index].strip() if index < len(fields) else ""


@dataclass(frozen=True, slots=True)
class _Event:
    """One row: whose, what, when (ms), and the duration that it states."""

    subject: str
    code: str
    mark: str
    time: int
    lasts: str
    where: str

    @property
    def channel(self) -> tuple[str, str]:
        return self.subject, self.code

    @property
    def spot(self) -> str:
        return f"{self.subject}, {self.code}" if self.subject else self.code


def sniff(raw: Raw) -> float:
    """Tell an event log by its columns, a template by its root element."""
    if is_workbook(raw):
        texts = peek_texts(raw).lower()
        return 0.9 if "event_type" in texts and "time_relative" in texts else 0.0
    if root_name(raw) == _TEMPLATE:
        return 0.95
    names = _names(first_lines(raw)[0])
    return 0.95 if names.issuperset(_NEEDED) and names & {*_TIMES} else 0.0


def _names(line: str) -> set[str]:
    return {_plain(name) for name in line.split(find_delimiter(line))}


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.strip().strip('"').lower()).strip("_")


def parse(raw: Raw) -> list[Coding]:
    """Read an event log: one Coding an observation.

    The tier is ``events``, the code the behaviour and its modifiers (``play|alone``).

    Raises
    ------
    FormatError
        When columns are missing, a time is none, an event is of another type, or the file is a
        template without events.
    MissingExtra
        When a workbook is given and openpyxl is not installed.
    """
    if root_name(raw) == _TEMPLATE:
        raise raw.error(
            "",
            found="an Observer XT project template: a coding scheme without events",
            expected="an event log",
            todo="Export the event logs in The Observer (as Excel or text) and read those.",
        )
    tally = Tally(_SENTENCES)
    logs = list(_workbook_logs(raw, tally)) if is_workbook(raw) else [_text_log(raw)]
    parts: dict[str, list[tuple[_Log, str, list[str]]]] = {}
    for log in logs:
        for where, fields in log.rows:
            observation = log.cell(fields, "observation")
            parts.setdefault(observation, []).append((log, where, fields))
    if not parts:
        raise _no_log(raw, "a header without events")
    several = len(parts) > 1
    return [
        _coding(raw, rows, name=f"{raw.stem}: {part}" if several else raw.stem, above=tally)
        for part, rows in parts.items()
    ]


def _workbook_logs(raw: Raw, tally: Tally) -> Iterator[_Log]:
    found = 0
    for sheet in read_sheets(raw):
        number, titles = sheet.rows[0]
        if not {_plain(title) for title in titles}.issuperset(_NEEDED):
            tally.add("skipped_sheet", sheet.name, sheet.name)
            continue
        found += 1
        rows = [(f"sheet {sheet.name}, row {row}", cells) for row, cells in sheet.rows[1:]]
        yield _log(raw, titles, rows, where=f"sheet {sheet.name}, row {number}")
    if not found:
        raise _no_log(raw, "no sheet with an event log")


def _text_log(raw: Raw) -> _Log:
    text = decode(raw)
    delimiter = find_delimiter(text.lstrip("\n").partition("\n")[0])
    lines = [(n, cells) for n, cells in split_lines(raw, text, delimiter) if any(cells)]
    rows = [(f"line {number}", cells) for number, cells in lines[1:]]
    return _log(raw, lines[0][1], rows, where=f"line {lines[0][0]}", comma=delimiter != ",")


def _log(
    raw: Raw,
    titles: Sequence[str],
    rows: Sequence[tuple[str, list[str]]],
    *,
    where: str,
    comma: bool = False,
) -> _Log:
    names = [_plain(title) for title in titles]
    absent = [name for name in _NEEDED if names.count(name) != 1]
    if absent or not set(names) & set(_TIMES):
        raise raw.error(
            where,
            found=f"no single column {', '.join(absent) or _TIMES[0]}",
            expected="Behavior, Event_Type and Time_Relative_sf, each once",
            todo="Export the event log from The Observer with its own column names.",
        )
    width = len(names)
    for place, cells in rows:
        if [cell for cell in cells[width:] if cell.strip()]:
            raise raw.error(
                place,
                found=f"{len(cells)} fields",
                expected=f"at most {width}, as the header has",
                todo="Look for a delimiter inside a field without quotes.",
            )
    columns = {name: index for index, name in reversed(list(enumerate(names))) if name}
    return _Log(raw, columns, [title.strip() for title in titles], rows, comma)


def _no_log(raw: Raw, found: str) -> FormatError:
    return raw.error(
        "",
        found=found,
        expected="rows with Behavior, Event_Type and Time_Relative_sf",
        todo="Export the event log from The Observer again, or name the format with --format.",
    )


def _coding(
    raw: Raw, rows: Sequence[tuple[_Log, str, list[str]]], *, name: str, above: Tally
) -> Coding:
    tally = Tally(_SENTENCES)
    notes: dict[str, str] = {}
    events = []
    for log, where, fields in rows:
        events.append(_event(log, where, fields, tally=tally))
        _note(log, fields, notes, tally=tally)
        if log.cell(fields, "comment"):
            tally.add("comment", "comments", where)
    return Coding(
        name=name,
        source=raw.source(
            "observer", unit="s", origin="start of the observation", software="The Observer XT"
        ),
        rows=tuple(_pair(events, tally)),
        tiers=(_TIER,),
        notes=notes,
        findings=above.findings() + tally.findings(),
    )


def _event(log: _Log, where: str, fields: Sequence[str], *, tally: Tally) -> _Event:
    mark = " ".join(log.cell(fields, "event_type").lower().replace("_", " ").split())
    mark = _POINT if mark in {"point", "point event", "event point"} else mark
    behaviour = log.cell(fields, "behavior")
    if mark not in {_START, _STOP, _POINT} or not behaviour:
        raise log.raw.error(
            where,
            found=f"the event type {mark[:40]!r}" if behaviour else "no behaviour",
            expected="a behaviour of type State start, State stop or Point",
            todo="Export the event log from The Observer again.",
        )
    times = [log.cell(fields, name) for name in _TIMES]
    text = next(filter(None, times), "")
    if log.comma:
        text = text.replace(",", ".")
    modifiers = [
        fields[index].strip()
        for name, index in log.columns.items()
        if _MODIFIER.fullmatch(name) and index < len(fields) and fields[index].strip()
    ]
    return _Event(
        subject=log.cell(fields, "subject"),
        code="|".join([behaviour, *reversed(modifiers)]),
        mark=mark,
        time=read_instant(log.raw, text, where, ruler=_SECONDS, tally=tally),
        lasts=log.cell(fields, "duration_sf").replace(",", "."),
        where=where,
    )


def _note(log: _Log, fields: Sequence[str], notes: dict[str, str], *, tally: Tally) -> None:
    """Keep the first value of every column that is none of the log's own."""
    for name, index in log.columns.items():
        own = name in _KNOWN or _DERIVED.fullmatch(name) or _MODIFIER.fullmatch(name)
        value = fields[index].strip() if index < len(fields) else ""
        if own or not value:
            continue
        if holds_birth_date(name):
            tally.add("birth_date", log.titles[index], log.titles[index])
        else:
            notes.setdefault(log.titles[index], value)


def _pair(events: Sequence[_Event], tally: Tally) -> list[Row]:
    """Pair starts with stops in the file's order; rows stand where their starts do."""
    opened: dict[tuple[str, str], int] = {}
    rows: list[tuple[int, Row]] = []
    for index, event in enumerate(events):
        if event.mark == _POINT:
            rows.append((index, _row(event, event.time)))
            continue
        first = opened.pop(event.channel, None)
        if event.mark == _START:
            if first is not None:
                tally.add("unpaired_start", event.spot, events[first].where, rows=-1)
            opened[event.channel] = index
        elif first is None:
            tally.add("unpaired_stop", event.spot, event.where, rows=-1)
        elif event.time < events[first].time:
            tally.add("reversed", event.spot, events[first].where, rows=-1)
        else:
            _compare(events[first], event.time, tally)
            rows.append((first, _row(events[first], event.time)))
    for first in sorted(opened.values()):
        tally.add("unpaired_start", events[first].spot, events[first].where, rows=-1)
    return [row for _, row in sorted(rows, key=lambda entry: entry[0])]


def _row(event: _Event, offset: int) -> Row:
    return Row(_TIER, event.subject, event.code, event.time, offset, event.where)


def _compare(start: _Event, stop: int, tally: Tally) -> None:
    """Count a stated duration that differs by more than its six digits explain."""
    try:
        stated = float(start.lasts) * 1000
    except ValueError:
        return
    if not abs(stated - (stop - start.time)) <= max(2.0, stop / 50_000):
        tally.add("duration_differs", start.spot, start.where)


FORMAT = Format(
    id="observer",
    title="Noldus Observer XT event log",
    suffixes=(".xlsx", ".txt", ".csv"),
    sniff=sniff,
    parse=parse,
)
