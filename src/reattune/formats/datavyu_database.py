"""Datavyu's database text: its columns, its predicates and its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ..errors import FormatError
from ..record.requirements import MAX_MS
from .contract import Raw
from .datavyu_cells import Cell, new_tally
from .tally import Tally

VERSIONS = ("#2", "#3", "#4")
_COLUMN = re.compile(
    r"(?P<name>\S.*?)[ \t]*"
    r"\((?P<type>TEXT|NOMINAL|MATRIX|PREDICATE|INTEGER|FLOAT)(?:,(?P<visible>true|false))?"
    r"(?:,.*?)?\)(?:-(?P<arguments>.*))?[ \t]*",
    re.IGNORECASE,
)
_TIME = r"(\d{2,6}:\d\d:\d\d:\d{3})"
_CELL = re.compile(rf"{_TIME},{_TIME},(.*)", re.DOTALL | re.ASCII)
_PREDICATE = re.compile(r"(?P<id>\d+):(?P<name>.+?)(?<!\\)-(?P<arguments>.*)")
_PREDICATE_VALUE = re.compile(r"(?P<name>[^()]*)(?P<values>\(.*\))", re.DOTALL)
_PIECES = re.compile(r"\\.|\\\Z|[^\\,]+|,", re.DOTALL)
_QUERY_COLUMN = "###QueryVar###"
_HOUR, _MINUTE, _SECOND = 3_600_000, 60_000, 1000


class Argument(NamedTuple):
    """One argument of a column: its name and the type it declares."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column as its header line declares it; only a matrix has arguments."""

    name: str
    type: str
    visible: bool
    arguments: tuple[Argument, ...]

    @property
    def tiers(self) -> tuple[str, ...]:
        """``column.argument`` for a matrix, else the column's name."""
        if self.type == "MATRIX":
            return tuple(f"{self.name}.{argument.name}" for argument in self.arguments)
        return (self.name,)


@dataclass(slots=True)
class Reading:
    """What has been met on the way down a database; it fills while :func:`read_cells` goes on.

    Parameters
    ----------
    raw
        The file, for errors.
    escaped
        Whether backslashes protect marks; not so in the oldest databases.
    tally
        Oddities so far.
    columns, predicates
        Declared so far, by name.
    tiers
        Names of tiers so far, in the file's order.
    """

    raw: Raw
    escaped: bool
    tally: Tally = field(default_factory=new_tally)
    columns: dict[str, Column] = field(default_factory=dict)
    predicates: dict[str, tuple[Argument, ...]] = field(default_factory=dict)
    tiers: dict[str, None] = field(default_factory=dict)


def looks_like_column(line: str) -> bool:
    """Whether a line declares a column: ``name (MATRIX,true,)-code|NOMINAL``."""
    return _COLUMN.fullmatch(line) is not None


def looks_like_cell(line: str) -> bool:
    """Whether a line begins like a cell: ``00:00:01:000,00:00:02:000,``."""
    return _CELL.match(line) is not None


def read_cells(reading: Reading, lines: list[str], *, start: int) -> Iterator[Cell]:
    """Yield the cells of a database from line ``start`` (counted from 0).

    Raises
    ------
    FormatError
        When a line is neither column nor cell, a column or argument is declared twice, or a
        cell has a time or a number of values that cannot be.
    """
    column: Column | None = None
    number = 0
    for line, text in _logical_lines(lines, start):
        match = _CELL.fullmatch(text)
        if match is None:
            column = _declaration(reading, text, line) or column
            number = 0
        elif column is None:
            raise _line_error(reading, line, "a cell before the first column", "a column")
        else:
            number += 1
            if column.name == _QUERY_COLUMN:
                reading.tally.add("query_column", column.name, f"line {line}")
                continue
            yield _cell(reading, column, number=number, match=match)


def _logical_lines(lines: list[str], start: int) -> Iterator[tuple[int, str]]:
    """Yield (line number, text), joining lines whose end is escaped; empty lines are passed."""
    index = start
    while index < len(lines):
        line, text = index + 1, lines[index]
        while _ends_open(text) and index + 1 < len(lines):
            index += 1
            text = f"{text}\n{lines[index]}"
        index += 1
        if text.strip():
            yield line, text


def _ends_open(text: str) -> bool:
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def _declaration(reading: Reading, text: str, line: int) -> Column | None:
    """Take up a column or, in old databases, a predicate's arguments (which return nothing)."""
    predicate = _PREDICATE.fullmatch(text.strip())
    if predicate is not None and not reading.columns:
        name = _plain(reading, predicate["name"])
        reading.predicates[name] = _arguments(reading, predicate["arguments"], line)
        return None
    match = _COLUMN.fullmatch(text)
    if match is None:
        raise _line_error(
            reading,
            line,
            repr(text[:60]),
            "a column like name (MATRIX,true,)-code|NOMINAL or a cell like"
            " 00:00:01:000,00:00:02:000,(a)",
        )
    name = _plain(reading, match["name"])
    if name in reading.columns:
        raise _line_error(reading, line, f"a second column {name!r}", "columns of different names")
    column = Column(
        name=name,
        type=match["type"].upper(),
        visible=(match["visible"] or "true").lower() == "true",
        arguments=_arguments(reading, match["arguments"] or "", line),
    )
    reading.columns[name] = column
    if name != _QUERY_COLUMN:
        reading.tiers.update(dict.fromkeys(column.tiers))
    return column


def _arguments(reading: Reading, text: str, line: int) -> tuple[Argument, ...]:
    if not text.strip():
        return ()
    parts = (part.rpartition("|") for part in _split(text, escaped=True))
    arguments = tuple(
        Argument(_plain(reading, name or kind), kind.strip().upper()) for name, _, kind in parts
    )
    if len({argument.name for argument in arguments}) < len(arguments):
        raise _line_error(reading, line, f"{text[:60]!r}", "arguments of different names")
    return arguments


def _cell(reading: Reading, column: Column, *, number: int, match: re.Match[str]) -> Cell:
    cell = Cell(column.name, number, 0, 0, ())
    onset = _milliseconds(reading, match[1], cell.place)
    offset = _milliseconds(reading, match[2], cell.place)
    text = match[3].strip()
    if column.type == "MATRIX":
        values = _matrix(reading, text, column.arguments, prefix=column.name, place=cell.place)
    elif column.type == "PREDICATE":
        values = _predicate(reading, text, column, cell.place)
    else:
        value = _plain(reading, match[3]).strip()
        values = ((column.name, "" if value == f"<{column.name}>" else value),)
    return cell._replace(onset=onset, offset=offset, values=values)


def _matrix(
    reading: Reading, text: str, arguments: tuple[Argument, ...], *, prefix: str, place: str
) -> tuple[tuple[str, str], ...]:
    """Read ``(value,value)`` against the arguments it must fit."""
    if not (text.startswith("(") and text.endswith(")")) or _ends_open(text[:-1]):
        raise reading.raw.error(
            place,
            found=repr(text[:60]),
            expected="values between parentheses",
            todo="Open the file in Datavyu, look at the cell and save it again.",
        )
    values = _split(text[1:-1], escaped=reading.escaped)
    if not arguments and values == [""]:
        return ()
    if len(values) != len(arguments):
        raise reading.raw.error(
            place,
            found=f"{len(values)} values in {text[:60]!r}",
            expected=f"{len(arguments)}: {', '.join(argument.name for argument in arguments)}",
            todo=r"Open the file in Datavyu; a comma inside a value is written \, there.",
        )
    return tuple(
        (f"{prefix}.{argument.name}", _value(reading, value, argument))
        for argument, value in zip(arguments, values, strict=True)
    )


def _value(reading: Reading, text: str, argument: Argument) -> str:
    """Return a value without escapes; nothing for one that was never filled in."""
    value = _plain(reading, text).strip()
    if argument.type == "QUOTE_STRING" and len(value) > 1 and value[0] == value[-1] == '"':
        return value[1:-1]
    return "" if value == f"<{argument.name}>" else value


def _predicate(
    reading: Reading, text: str, column: Column, place: str
) -> tuple[tuple[str, str], ...]:
    """Read ``name(value,value)``: the name is a code of its own."""
    match = _PREDICATE_VALUE.fullmatch(text)
    name = _plain(reading, match["name"]).strip() if match else text
    if match is None or name not in reading.predicates:
        if not text or text == "()":
            return ((column.name, ""),)
        raise reading.raw.error(
            place,
            found=repr(text[:60]),
            expected="a predicate that the head of the database declares",
            todo="Open the file in Datavyu and save it again.",
        )
    prefix = f"{column.name}.{name}"
    arguments = reading.predicates[name]
    reading.tiers.update((f"{prefix}.{argument.name}", None) for argument in arguments)
    values = _matrix(reading, match["values"], arguments, prefix=prefix, place=place)
    return ((column.name, name), *values)


def _milliseconds(reading: Reading, text: str, place: str) -> int:
    hours, minutes, seconds, rest = (int(part) for part in text.split(":"))
    time = hours * _HOUR + minutes * _MINUTE + seconds * _SECOND + rest
    if minutes > 59 or seconds > 59 or time > MAX_MS:
        raise reading.raw.error(
            place,
            found=f"the time {text}",
            expected="HH:MM:SS:mmm below 23 days, with minutes and seconds below 60",
            todo="Correct the cell's time in Datavyu.",
        )
    return time


def _split(text: str, *, escaped: bool) -> list[str]:
    """Split at commas, but not at those behind a backslash; escapes stay."""
    if not escaped or "\\" not in text:
        return text.split(",")
    parts = [""]
    for piece in _PIECES.findall(text):
        if piece == ",":
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _plain(reading: Reading, text: str) -> str:
    """Take backslashes away from what they protect."""
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL) if reading.escaped else text


def _line_error(reading: Reading, line: int, found: str, expected: str) -> FormatError:
    return reading.raw.error(
        f"line {line} of the database",
        found=found,
        expected=expected,
        todo="Open the file in Datavyu and save it again.",
    )
