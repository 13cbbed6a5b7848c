"""Tables that BORIS exports: tabular events (START, STOP, POINT) and aggregated events.

Columns are found by name. Two kinds of tabular export are in use: older versions write a block of
facts about the observation above the table, newer ones one flat table that repeats these facts in
every row. Independent variables stand as columns in the middle of the flat and aggregated ones.

Both exports keep the observation's *time offset* in the times. It is taken off where the table
states it; older aggregated exports do not, and the origin says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial

from ..errors import FormatError
from ..record import Coding, Row, Span
from .boris_events import (
    POINT,
    START,
    STOP,
    Clip,
    Event,
    keep_notes,
    listed_numbers,
    make_row,
    new_tally,
    origin_text,
    pair_events,
    playlist,
    read_seconds,
    subject_name,
    tier_name,
    to_ms,
)
from .contract import Format, Raw
from .delimited import split_lines
from .tally import Tally
from .text import decode

_TABULAR = (("Time",), ("Subject",), ("Behavior",), ("Behavior type", "Status"))
_AGGREGATED = (("Start (s)",), ("Stop (s)",), ("Subject",), ("Behavior",), ("Behavior type",))
_MODIFIER = re.compile(r"Modifiers?( ?#?\d+)?")
_FACTS = ("Observation date", "Description", "Observation type")
_OWN = frozenset(
    """Observation id|Observation duration|Source|Time offset (s)|Coding duration|Total length
    |Media duration (s)|FPS|FPS (frame/s)|Media file|Media file name|Media file path|Media file(s)
    |Subject|Observation duration by subject by observation|Behavior|Behavioral category
    |Behavior type|Status|Time|Start (s)|Stop (s)|Duration (s)|Image index|Image index start
    |Image index stop|Image file path|Image file path start|Image file path stop
    |Comment|Comment start|Comment stop""".replace("\n    ", "").split("|")
)
"""Columns of BORIS's own in any version; the others are independent variables."""


@dataclass(slots=True)
class _Table:
    """The lines below the header, and the facts above it. Filled line by line.

    ``names`` maps a column's name to its index, ``modifiers`` holds the indices of modifiers.
    """

    raw: Raw
    names: dict[str, int]
    modifiers: tuple[int, ...]
    facts: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    players: dict[str, list[str]] = field(default_factory=dict)
    lines: list[tuple[int, list[str]]] = field(default_factory=list)

    def cell(self, fields: Sequence[str], *names: str) -> str:
        """Return the cell of the first of these columns that the table has, or ``""``."""
        index = next((self.names[name] for name in names if name in self.names), None)
        return fields[index].strip() if index is not None and index < len(fields) else ""


@dataclass(frozen=True, slots=True)
class _Part:
    """The lines of one observation, with all that their reading needs."""

    table: _Table
    id: str
    lines: list[tuple[int, list[str]]]
    tally: Tally

    @property
    def name(self) -> str:
        return f"observation {self.id}" if self.id else "the observation"

    def fact(self, *names: str) -> str:
        """Return a fact from the block above the table, or else from the first line."""
        above = next((self.table.facts[name] for name in names if name in self.table.facts), "")
        return above or (self.table.cell(self.lines[0][1], *names) if self.lines else "")


def _fits(names: Sequence[str], needed: Sequence[tuple[str, ...]]) -> bool:
    return all(any(name in names for name in either) for either in needed)


def _names(fields: Sequence[str]) -> list[str]:
    return [name.strip().strip('"').strip() for name in fields]


def _find_header(text: str, needed: Sequence[tuple[str, ...]]) -> str | None:
    """Return the delimiter of the header line that names all needed columns, if there is one."""
    for line in text.split("\n"):
        for mark in ("\t", ",", ";"):
            if _fits(_names(line.split(mark)), needed):
                return mark
    return None


def _sniff(raw: Raw, needed: Sequence[tuple[str, ...]]) -> float:
    head = raw.content[:16_384]
    encoding = "utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    text = head.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")
    return 0.95 if _find_header(text, needed) else 0.0


def parse_tabular(raw: Raw) -> list[Coding]:
    """Read an export of tabular events: STARTs and STOPs are paired, points stay points.

    Raises
    ------
    FormatError
        When a column is missing, or a time or an event's type cannot be read.
    """
    return _codings(_read(raw, _TABULAR), "boris-tabular", _tabular_rows)


def parse_aggregated(raw: Raw) -> list[Coding]:
    """Read an export of aggregated events: one line a state or point.

    Raises
    ------
    FormatError
        When a column is missing, or a time or an event's type cannot be read.
    """
    return _codings(_read(raw, _AGGREGATED), "boris-aggregated", _aggregated_rows)


def _read(raw: Raw, needed: Sequence[tuple[str, ...]]) -> _Table:
    text = decode(raw)
    mark = _find_header(text, needed)
    if mark is None:
        raise _no_header(raw, text, needed)
    above: list[list[str]] = []
    lines = split_lines(raw, text, mark)
    for number, fields in lines:
        names = _names(fields)
        if _fits(names, needed):
            modifiers = tuple(i for i, name in enumerate(names) if _MODIFIER.fullmatch(name))
            table = _Table(raw, _columns(raw, number, names), modifiers)
            _read_facts(table, above)
            table.lines.extend((n, cells) for n, cells in lines if any(c.strip() for c in cells))
            return table
        above.append(fields)
    raise _no_header(raw, text, needed)


def _no_header(raw: Raw, text: str, needed: Sequence[tuple[str, ...]]) -> FormatError:
    close = max(text.split("\n"), key=lambda line: sum(either[0] in line for either in needed))
    absent = [" or ".join(e) for e in needed if not any(name in close for name in e)]
    return raw.error(
        "",
        found=f"no header line with {', '.join(absent) or 'these columns'}",
        expected=f"the columns {', '.join(' or '.join(either) for either in needed)}",
        todo="Export the events from BORIS again, with its own column names.",
    )


def _columns(raw: Raw, number: int, names: Sequence[str]) -> dict[str, int]:
    for name in names:
        if name and names.count(name) > 1 and (name in _OWN or _MODIFIER.fullmatch(name)):
            raise raw.error(
                f"line {number}",
                found=f"two columns named {name!r}",
                expected="one",
                todo="Rename the independent variable in BORIS, or read the .boris project itself.",
            )
    return {name: index for index, name in enumerate(names) if name}


def _read_facts(table: _Table, above: Sequence[Sequence[str]]) -> None:
    """Read the block above the table: facts, players, then the independent variables."""
    variables = False
    for fields in above:
        key, value = ([cell.strip() for cell in fields] + ["", ""])[:2]
        if variables:
            table.variables[key] = value
        elif key.startswith("Player #"):
            table.players.setdefault(key.removeprefix("Player #"), []).append(value)
        elif key == "variable":
            variables = True
        elif key:
            table.facts[key] = value


def _codings(
    table: _Table, format: str, read_rows: Callable[[_Part, Decimal], tuple[Row, ...]]
) -> list[Coding]:
    raw, parts = table.raw, _parts(table)
    source = raw.source(format, unit="s", origin="", software="BORIS")
    codings = []
    for part in parts:
        offset = part.fact("Time offset (s)")
        shift = read_seconds(raw, offset or "0", f"{part.name}, time offset")
        kept = "" if offset else " (a time offset set in BORIS is still in the times)"
        rows = read_rows(part, shift)
        if not part.lines:
            part.tally.add("no_events", part.name, part.name)
        clips = _clips(part)
        window = _window(part, clips)
        codings.append(
            Coding(
                name=raw.stem if len(parts) == 1 else f"{raw.stem}: {part.id}",
                source=replace(
                    source,
                    origin=origin_text(shift) + kept,
                    rate=clips[0].fps if clips else None,
                ),
                rows=rows,
                tiers=tuple(dict.fromkeys(row.tier for row in rows)),
                window=window,
                media=tuple(playlist(clips, 0, part.name, part.tally)),
                notes=_notes(part),
                findings=part.tally.findings(),
            )
        )
    return codings


def _parts(table: _Table) -> list[_Part]:
    """Part the lines by observation, in the order in which observations first stand."""
    above = table.facts.get("Observation id", "")
    lines: dict[str, list[tuple[int, list[str]]]] = {above: []} if above else {}
    for number, fields in table.lines:
        observation = table.cell(fields, "Observation id") or above
        lines.setdefault(observation, []).append((number, fields))
    if not lines:
        raise table.raw.error(
            "",
            found="a header without events below it",
            expected="at least one event",
            todo="Select the observations, subjects and behaviours in BORIS and export again.",
        )
    return [_Part(table, name, own, new_tally()) for name, own in lines.items()]


def _tabular_rows(part: _Part, shift: Decimal) -> tuple[Row, ...]:
    events = []
    for number, fields in part.lines:
        event = _event(part, number, fields, allowed=(START, STOP, POINT))
        time = _time(part, number, fields, "Time")
        if time is None:
            part.tally.add("untimed", part.name, event.where, rows=-1)
        else:
            ms = to_ms(time - shift, part.tally, part.name, event.where)
            events.append(event._replace(time=ms))
    return pair_events(events, part.name, part.tally)


def _aggregated_rows(part: _Part, shift: Decimal) -> tuple[Row, ...]:
    rows = []
    for number, fields in part.lines:
        event = _event(part, number, fields, allowed=("STATE", POINT))
        start = _time(part, number, fields, "Start (s)")
        stop = _time(part, number, fields, "Stop (s)") if event.mark == "STATE" else start
        if start is None:
            part.tally.add("untimed", part.name, event.where, rows=-1)
            continue
        ms = to_ms(start - shift, part.tally, part.name, event.where)
        if stop is None:
            spot = f"{event.where}, at {ms / 1000:.3f} s"
            part.tally.add("unpaired_start", event.spot, spot, rows=-1)
            continue
        end = to_ms(stop - shift, part.tally, part.name, event.where)
        row = make_row(event._replace(time=ms), end, part.name, part.tally)
        rows += [row] if row else []
    return tuple(rows)


def _event(part: _Part, number: int, fields: Sequence[str], *, allowed: tuple[str, ...]) -> Event:
    """Read all of a line but its times."""
    table, where = part.table, f"line {number}"
    mark = table.cell(fields, "Behavior type", "Status").upper()
    behaviour = table.cell(fields, "Behavior")
    if mark not in allowed or not behaviour:
        raise table.raw.error(
            where,
            found=f"behaviour {behaviour!r} of type {mark!r}",
            expected=f"a behaviour of type {', '.join(allowed)}",
            todo="Export the events from BORIS again.",
        )
    if any(table.cell(fields, name) for name in ("Comment", "Comment start", "Comment stop")):
        part.tally.add("comment", part.name, where)
    return Event(
        time=0,
        subject=subject_name(table.cell(fields, "Subject")),
        behaviour=behaviour,
        modifiers=_modifiers(table, fields),
        tier=tier_name(table.cell(fields, "Behavioral category")),
        mark=mark,
        where=where,
    )


def _modifiers(table: _Table, fields: Sequence[str]) -> tuple[str, ...]:
    cells = [fields[index].strip() for index in table.modifiers if index < len(fields)]
    return tuple("|".join(cells).rstrip("|").split("|")) if any(cells) else ()


def _time(part: _Part, number: int, fields: Sequence[str], name: str) -> Decimal | None:
    """Read a time; ``None`` for BORIS's own ``NA``."""
    cell = part.table.cell(fields, name)
    return None if cell == "NA" else read_seconds(part.table.raw, cell, f"line {number}")


def _clips(part: _Part) -> list[Clip]:
    """Return player 1's files with what the export says of them."""
    source = part.fact("Source")
    if source and (found := re.findall(r"player #(\d+):([^|]*)", source)):
        names = [name for player, files in found if player == "1" for name in files.split(";")]
        others = sum(len(files.split(";")) for player, files in found if player != "1")
    elif part.table.players:
        names = part.table.players.get("1", [])
        others = sum(len(files) for player, files in part.table.players.items() if player != "1")
    else:
        names = list(dict.fromkeys(filter(None, (_medium(part, f) for _, f in part.lines))))
        # Nothing says in which order several files were played.
        names, others = (names, 0) if len(names) == 1 else ([], len(names))
    if others:
        part.tally.add("media_unplaced", part.name, part.name, count=others)
    lengths = listed_numbers(part.fact("Media duration (s)") or part.fact("Total length"), names)
    rates = listed_numbers(part.fact("FPS", "FPS (frame/s)"), names)
    return [
        Clip(
            name,
            None if rate is None else float(rate),
            None if length is None else to_ms(length, part.tally, part.name, part.name),
        )
        for name, length, rate in zip(names, lengths, rates, strict=True)
    ]


def _medium(part: _Part, fields: Sequence[str]) -> str:
    name = part.table.cell(fields, "Media file path", "Media file", "Media file name")
    return "" if name in {"NA", "Not found"} or name.lower().startswith("live") else name


def _window(part: _Part, clips: Sequence[Clip]) -> tuple[Span, ...] | None:
    """Return the media's time; ``None`` for a live observation or an export of a part of it."""
    media = part.table.players or any(_medium(part, fields) for _, fields in part.lines)
    total = part.fact("Total length") if media else ""
    coded = part.fact("Observation duration", "Coding duration")
    if coded and clips and None not in {clip.length for clip in clips}:
        length = sum(clip.length or 0 for clip in clips)
        whole = listed_numbers(coded, [""])[0]
        return ((0, length),) if whole is not None and whole * 1000 >= length > 0 else None
    number = listed_numbers(total, [""])[0]
    return None if number is None else ((0, to_ms(number, part.tally, part.name, part.name)),)


def _notes(part: _Part) -> dict[str, str]:
    """Return the date, the description, and the independent variables (first value stated)."""
    facts = [(name, part.fact(name)) for name in _FACTS]
    extra = [
        n for n in part.table.names if n not in {*_OWN, *_FACTS} and not _MODIFIER.fullmatch(n)
    ]
    columns = [(name, _first(part, name)) for name in extra]
    return keep_notes([*facts, *part.table.variables.items(), *columns], part.tally)


def _first(part: _Part, name: str) -> str:
    cells = (part.table.cell(fields, name) for _, fields in part.lines)
    return next(filter(None, cells), "")


FORMATS = (
    Format(
        id="boris-tabular",
        title="BORIS tabular events",
        suffixes=(".tsv", ".csv"),
        sniff=partial(_sniff, needed=_TABULAR),
        parse=parse_tabular,
    ),
    Format(
        id="boris-aggregated",
        title="BORIS aggregated events",
        suffixes=(".tsv", ".csv"),
        sniff=partial(_sniff, needed=_AGGREGATED),
        parse=parse_aggregated,
    ),
)
