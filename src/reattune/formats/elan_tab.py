"""ELAN's tab-delimited exports, and tables that labs make of them: every annotation, in ms.

ELAN lets the user choose the columns (manual, "Tab-delimited text file"): tier and participant or
not, a column for each tier instead, begin, end and duration each in up to four notations, and it
writes a header line only with a column for each tier. So columns are told by what they hold:
see :mod:`reattune.formats.elan_tab_columns`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from ..errors import FormatError
from ..record import Coding, Medium, Row
from ..record.requirements import MAX_MS
from .birth_dates import holds_birth_date
from .contract import Format, Raw
from .elan_tab_columns import HEADER_TIME, Layout, find_layout
from .elan_tab_lines import Table, read_table
from .tally import Tally

_TIER = re.compile(rb"\btier\b| - msec", re.IGNORECASE)
_SENTENCES = {
    "birth_date": "Annotations on {where} may be dates of birth; they are left out.",
    "duration": "Durations are not end minus begin; begin and end stand (first: {first}).",
    "empty_code": (
        "Annotations on {where} have no text; they are kept, with an empty code (first: {first})."
    ),
    "no_annotation": "Rows hold a time and no annotation; they are left out (first: {first}).",
    "reversed": "Annotations on {where} end before they start; they are left out (first: {first}).",
    "rounded": "Times finer than a millisecond are rounded to it (first: {first}).",
    "unread_columns": "Columns that are not read: {where}.",
}


def sniff(raw: Raw) -> float:
    """Tell an export by ELAN's names of columns, or by tiers with begin, end and duration."""
    head = raw.content[:4096]
    if len(raw.content) > len(head) and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        # Whole lines only: half a line has too few columns.
        raw = replace(raw, content=head[: head.rfind(b"\n") + 1])
    if b"\t" not in head and not _TIER.search(head):
        return 0.0
    try:
        table = read_table(raw)
        find_layout(raw, table)
    except FormatError:
        return 0.0
    return 0.95 if any(HEADER_TIME.search(name) for name in table.header) else 0.85


def parse(raw: Raw) -> list[Coding]:
    """Read an export: one Coding a file that it was made from, a row for every annotation.

    ``tier`` is the tier's name, ``subject`` the participant, ``code`` the annotation's text
    without surrounding blanks: the same as :func:`reattune.formats.elan.parse` gives, but in the
    export's order. Of several notations of a time the finest is read. Numbers without a point are
    milliseconds and numbers with one are seconds, as ELAN writes them; the option ``unit`` states
    it otherwise.

    Notes
    -----
    Where each tier has a column, an empty cell is no annotation: one without text cannot be told
    from none, and a row without any text is left out and counted.

    Raises
    ------
    FormatError
        When begin and end are not found, a row has another number of fields than the others, or
        a time cannot be read or lies beyond 23 days.
    """
    tally = Tally(_SENTENCES)
    table = read_table(raw)
    layout = find_layout(raw, table)
    if layout.unread:
        tally.add("unread_columns", ", ".join(layout.unread), "", count=len(layout.unread))
    files: dict[str, list[Row]] = {}
    for name, row in _rows(raw, table, layout, tally):
        files.setdefault(name, []).extend(row)
    source = raw.source(
        "elan-tab", unit=layout.clock.unit, origin="start of the media", software="ELAN"
    )
    codings = [
        Coding(
            name=PurePath(name.replace("\\", "/")).stem or raw.stem,
            source=source,
            rows=tuple(rows),
            tiers=layout.tiers or tuple(dict.fromkeys(row.tier for row in rows)),
            media=tuple(Medium(name=name, offset=offset) for name, offset in table.media),
        )
        for name, rows in (files or {"": []}).items()
    ]
    # Oddities are counted for the export; its first file carries them.
    return [replace(codings[0], findings=tally.findings()), *codings[1:]]


def _rows(raw: Raw, table: Table, layout: Layout, tally: Tally) -> Iterator[tuple[str, list[Row]]]:
    """Yield the rows of each line, with the name of the file they were exported from."""
    for number, cells in table.rows:
        where = f"line {number}"
        onset, offset = _times(raw, cells, layout, where, tally=tally)
        found: list[Row] = []
        for tier, subject, code in _annotations(cells, layout):
            place = f"tier {tier}"
            if holds_birth_date(tier):
                tally.add("birth_date", place, where, rows=-1)
            elif onset > offset:
                tally.add("reversed", place, where, rows=-1)
            else:
                if not code:
                    tally.add("empty_code", place, where)
                found.append(Row(tier, subject, code, onset, offset, where))
        if layout.tiers and not any(cells[index].strip() for index in layout.values):
            tally.add("no_annotation", "file", where, rows=-1)
        yield (cells[layout.file].strip() if layout.file is not None else ""), found


def _annotations(cells: list[str], layout: Layout) -> Iterator[tuple[str, str, str]]:
    """Yield (tier, participant, text) of a line."""
    if layout.tiers:
        for index, tier in zip(layout.values, layout.tiers, strict=True):
            if cells[index].strip():
                yield tier, "", cells[index].strip()
        return
    tier = cells[layout.tier].strip() if layout.tier is not None else "annotation"
    subject = cells[layout.subject].strip() if layout.subject is not None else ""
    yield tier, subject, cells[layout.values[0]].strip() if layout.values else ""


def _times(
    raw: Raw, cells: list[str], layout: Layout, where: str, *, tally: Tally
) -> tuple[int, int]:
    times: list[int] = []
    for index in (layout.begin, layout.end):
        text = cells[index].strip()
        exact = layout.clock.read(text)
        if exact is None or not 0 <= exact <= MAX_MS:
            raise raw.error(
                where,
                found=f"the time {text[:40]!r}",
                expected=f"a time in {layout.clock.unit}, from 0 to 23 days",
                todo="Correct the line, or export it again from ELAN.",
            )
        times.append(round(exact))
        if exact.denominator != 1:
            tally.add("rounded", "times", where)
    onset, offset = times
    if layout.duration is not None:
        length = layout.clock.read(cells[layout.duration].strip())
        if length is None or abs(length - (offset - onset)) > layout.clock.slack:
            tally.add("duration", "file", where)
    return onset, offset


FORMAT = Format(
    id="elan-tab",
    title="ELAN tab-delimited export",
    suffixes=(".txt", ".tsv", ".csv", ".tab"),
    sniff=sniff,
    parse=parse,
    options={
        "unit": "The unit of times that are plain numbers: s or ms.",
        "fps": "Frames per second, where times are hh:mm:ss:ff.",
    },
)
