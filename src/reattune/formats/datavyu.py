"""Datavyu projects (.opf) and the database text inside them, also when it is named .csv.

What the database looks like is taken from files of 2010 to 2025 and from Datavyu's own reader
and writer (github.com/databrary/datavyu, OpenDataStoreFileController and
SaveDataStoreFileController): a line ``#2``, ``#3`` or ``#4``; a line for every column,
``name (TYPE,visible,comment)-argument|TYPE,argument|TYPE``; below it a line for every cell,
``HH:MM:SS:mmm,HH:MM:SS:mmm,(value,value)``. A backslash before a comma, hyphen, backslash or
line end takes away its meaning; ``<argument>`` is a value not yet filled in.
"""

from __future__ import annotations

from ..record import Coding, Medium
from .contract import Format, Raw
from .datavyu_cells import rows_of
from .datavyu_database import VERSIONS, Reading, looks_like_cell, looks_like_column, read_cells
from .datavyu_zip import has_database, is_zip, unpack
from .delimited import first_lines
from .text import decode


def sniff(raw: Raw) -> float:
    """Tell a Datavyu project or database by its first bytes."""
    if is_zip(raw.content):
        if has_database(raw):
            return 1.0
        return 0.6 if raw.suffix == ".opf" else 0.0
    head = first_lines(raw, 4096)
    if head[0].strip() in VERSIONS:
        second = head[1] if len(head) > 1 else ""
        return 0.95 if not second or looks_like_column(second) or second[0].isdigit() else 0.5
    old = len(head) > 1 and looks_like_column(head[0]) and looks_like_cell(head[1])
    return 0.9 if old else 0.0


def parse(raw: Raw) -> list[Coding]:
    """Read a project or a bare database: one Coding.

    A row for every value of every cell: ``tier`` is ``column.argument`` (the column alone where
    it has no arguments), ``subject`` is empty, ``where`` is ``column MomSpeech, cell 12``. A
    predicate column gives the predicate's name on its own tier and its arguments on
    ``column.predicate.argument``. Cells that are points, unset or reversed: see
    :func:`reattune.formats.datavyu_cells.rows_of`.

    Raises
    ------
    FormatError
        When the zip cannot be unpacked safely, or a line is neither column nor cell, or a cell
        has a time or a number of values that cannot be.
    """
    media: tuple[str, ...] = ()
    text_raw = raw
    if is_zip(raw.content) or (raw.suffix == ".opf" and not sniff(raw)):
        database, media = unpack(raw)
        text_raw = Raw(path=raw.path, content=database, options=raw.options)
    lines = decode(text_raw).split("\n")
    version = _version(raw, lines[0])
    reading = Reading(raw=raw, escaped=bool(version))
    cells = read_cells(reading, lines, start=1 if version else 0)
    rows, findings = rows_of(cells, reading.tally)
    hidden = [column.name for column in reading.columns.values() if not column.visible]
    return [
        Coding(
            name=raw.stem,
            source=raw.source(
                "datavyu",
                unit="HH:MM:SS:mmm",
                origin="start of the media",
                software=f"Datavyu, database {version or 'without version'}",
            ),
            rows=rows,
            tiers=tuple(reading.tiers),
            media=tuple(Medium(name) for name in media),
            notes={"hidden columns": ", ".join(hidden)} if hidden else {},
            findings=findings,
        )
    ]


def _version(raw: Raw, first: str) -> str:
    """Return ``#2``, ``#3`` or ``#4``; nothing for the oldest databases, which lack the line."""
    first = first.strip()
    if first in VERSIONS:
        return first
    if looks_like_column(first):
        return ""
    raise raw.error(
        "line 1 of the database",
        found=f"{first[:40]!r}",
        expected=f"one of {', '.join(VERSIONS)}, or a column like name (TEXT)",
        todo="Open the file in Datavyu and save it again.",
    )


FORMAT = Format(
    id="datavyu",
    title="Datavyu project (.opf) or database",
    suffixes=(".opf",),
    sniff=sniff,
    parse=parse,
)
