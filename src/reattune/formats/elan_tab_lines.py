"""The lines of an ELAN tab export: media, header if there is one, rows, notations of times."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from .contract import Raw
from .delimited import find_delimiter, split_lines
from .text import decode

_MEDIA = re.compile(
    r'"?#\s*(?:file:)?(?P<name>[^\t"\s][^\t"]*?)(?: -- offset: (?P<offset>-?\d{1,9}))?"?\s*'
)
SHAPES = {
    "msec": re.compile(r"\d{1,12}", re.ASCII),
    "ss.msec": re.compile(r"\d{1,9}\.\d{1,9}", re.ASCII),
    "hh:mm:ss.ms": re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d\.\d{1,3})", re.ASCII),
    "hh:mm:ss:ff": re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)[:;](\d\d)", re.ASCII),
}
"""ELAN's notations of a time, the finest first."""


class Table(NamedTuple):
    """The export's lines: names of columns (none, without a header), rows, media with offsets."""

    header: tuple[str, ...]
    rows: list[tuple[int, list[str]]]
    media: list[tuple[str, int]]


def read_table(raw: Raw) -> Table:
    """Read the lines; a row that ends early is filled up with empty cells, as editors cut blanks.

    Raises
    ------
    FormatError
        When there are no rows, or a row has more fields than the header (or the first row).
    """
    lines = decode(raw).split("\n")
    media: list[tuple[str, int]] = []
    start = 0
    while start < len(lines) and (
        not lines[start].strip() or _MEDIA.fullmatch(lines[start].strip())
    ):
        match = _MEDIA.fullmatch(lines[start].strip())
        if match:
            name = unquote(match.group("name")).replace("\\", "/").rpartition("/")[2].strip()
            media.append((name, int(match.group("offset") or 0)))
        start += 1
    rows = _split(raw, lines, start)
    header: tuple[str, ...] = ()
    if rows and not any(_is_time(cell) for cell in rows[0][1]):
        header = tuple(cell.strip().strip('"').strip() for cell in rows.pop(0)[1])
    if not rows:
        raise raw.error(
            "",
            found="no row below the header" if header else "no row",
            expected="a row for every annotation",
            todo="Export again from ELAN, with tiers that have annotations.",
        )
    width = len(header) or max(len(cells) for _, cells in rows)
    for number, cells in rows:
        if len(cells) > width:
            raise raw.error(
                f"line {number}",
                found=f"{len(cells)} fields",
                expected=f"{width}, as the header has",
                todo="Look for a tab inside an annotation, or export again from ELAN.",
            )
        cells.extend([""] * (width - len(cells)))
    return Table(header, rows, media)


def _split(raw: Raw, lines: list[str], start: int) -> list[tuple[int, list[str]]]:
    first = lines[start] if start < len(lines) else ""
    if "\t" in first:
        # ELAN writes no quotes around texts, so a quotation mark is a part of its text.
        return [
            (number, line.split("\t"))
            for number, line in enumerate(lines[start:], start + 1)
            if line.strip()
        ]
    rows = split_lines(raw, "\n".join(lines[start:]), find_delimiter(first))
    return [(number + start, fields) for number, fields in rows if any(fields)]


def _is_time(cell: str) -> bool:
    return any(shape.fullmatch(cell.strip()) for shape in SHAPES.values())
