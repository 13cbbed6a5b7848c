"""Praat TextGrids: tiers of labelled stretches and of points; long, short and binary files.

The layouts are those of the Praat manual ("TextGrid file formats", Boersma and Weenink). Other
programs write them with small differences (``item[1]:``, no blank lines): see
:mod:`reattune.formats.textgrid_text`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple, Protocol

from ..record import Coding, Row
from ..record.requirements import MAX_MS
from .contract import Format, Raw
from .tally import Tally
from .textgrid_binary import MAGIC, BinaryReader
from .textgrid_text import TextReader

_OBJECT = "TextGrid"
_KINDS = {"IntervalTier": "interval", "TextTier": "point"}
_TEXT = re.compile(r'\s*File type = "ooTextFile(?: short)?"')
_BOMS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_SENTENCES = {
    "beyond": "Entries on {where} lie outside of the file's own time range (first: {first}).",
    "duplicate_tier": "The name of {where} is used more than once; they are read as one tier.",
    "empty_code": "Points on {where} have no label; they are kept, with an empty code"
    " (first: {first}).",
    "further_objects": "After the TextGrid the file goes on ({first}); that is not read.",
    "reversed": "Entries on {where} end before they start; they are left out (first: {first}).",
    "rounded": "Times finer than a millisecond are rounded to it, halves to the even one"
    " (first: {first}).",
}


class _Reader(Protocol):
    @property
    def where(self) -> str: ...
    def string(self, name: str) -> str: ...
    def number(self, name: str) -> str: ...
    def count(self, name: str) -> int: ...
    def flag(self, name: str) -> bool: ...
    def rest(self) -> int: ...


class _Tier(NamedTuple):
    name: str
    rows: list[Row]


def sniff(raw: Raw) -> float:
    """Tell a TextGrid by its first lines: Praat's file type, and the object's class."""
    head = raw.content[:400]
    if head.startswith(MAGIC):
        return 1.0 if head[len(MAGIC) : len(MAGIC) + 9] == b"\x08TextGrid" else 0.0
    text = head.decode(_BOMS.get(head[:2], "utf-8"), "replace").lstrip("\ufeff")
    return 1.0 if _TEXT.match(text) and '"TextGrid"' in text else 0.0


def parse(raw: Raw) -> list[Coding]:
    """Read a TextGrid: one Coding, a row for every labelled interval and every point.

    ``tier`` is the tier's name without surrounding blanks (``subject`` stays empty: a TextGrid
    names no persons), ``code`` the label without surrounding blanks. The window is the file's own
    time range, ``xmin`` to ``xmax``.

    Notes
    -----
    Praat fills every tier without a gap. An interval whose label is empty or blank is such filling
    and no row; whether nobody acted there or nobody looked is not in the file: a codebook says it,
    by ``rest`` (quiet) or a tier of coded windows. A point without a label is a row with an empty
    code, since somebody set it.

    Raises
    ------
    FormatError
        When the file is cut off, holds no TextGrid, or a time that is no number, negative or
        beyond 23 days.
    """
    tally = Tally(_SENTENCES)
    reader = _open(raw)
    start, end = round(_time(raw, reader, "xmin")), round(_time(raw, reader, "xmax"))
    tiers: list[_Tier] = []
    if reader.flag("tiers?"):
        size = reader.count("number of tiers")
        tiers += (_tier(raw, reader, number, tally) for number in range(1, size + 1))
    if reader.rest():
        tally.add("further_objects", "file", f"after {reader.where}")
    _count_odd(tiers, (start, end), tally)
    binary = isinstance(reader, BinaryReader)
    return [
        Coding(
            name=raw.stem,
            source=raw.source("textgrid", unit="s", origin="start of the sound", software="Praat"),
            rows=tuple(row for tier in tiers for row in tier.rows),
            tiers=tuple(dict.fromkeys(tier.name for tier in tiers)),
            window=((start, end),) if start < end else None,
            notes={"layout": "binary" if binary else "text"},
            findings=tally.findings(),
        )
    ]


def _open(raw: Raw) -> _Reader:
    """Read the first words of the file, which say what it is."""
    reader: TextReader | BinaryReader
    if raw.content.startswith(MAGIC):
        reader = BinaryReader(raw)
        kind, found = "ooBinaryFile", reader.word("object class")
    else:
        reader = TextReader(raw)
        kind, found = reader.string("file type"), reader.string("object class")
    if kind not in {"ooTextFile", "ooTextFile short", "ooBinaryFile"} or found != _OBJECT:
        raise raw.error(
            reader.where,
            found=f"{found[:40]!r} in {kind[:40]!r}",
            expected="one TextGrid in a Praat text or binary file",
            todo="Select the TextGrid in Praat and save it as a text file.",
        )
    return reader


def _tier(raw: Raw, reader: _Reader, number: int, tally: Tally) -> _Tier:
    place = f"tier {number}"
    kind = _kind(raw, reader, place)
    name = reader.string(f"{place}, name").strip() or place
    for bound in ("xmin", "xmax"):
        # A tier's own range says nothing that its intervals do not say.
        reader.number(f"{place}, {bound}")
    rows: list[Row] = []
    for index in range(1, reader.count(f"{place}, number of entries") + 1):
        entry = f"tier {name}, {kind} {index}"
        start = _time(raw, reader, entry)
        end = _time(raw, reader, entry) if kind == "interval" else start
        code = reader.string(f"{entry}, label").strip()
        where = reader.where
        if start > end:
            tally.add("reversed", f"tier {name}", where, rows=-1)
        elif code or kind == "point":
            if not code:
                tally.add("empty_code", f"tier {name}", where)
            if start.denominator > 1 or end.denominator > 1:
                tally.add("rounded", "times", where)
            rows.append(Row(name, "", code, round(start), round(end), where))
    return _Tier(name, rows)


def _kind(raw: Raw, reader: _Reader, place: str) -> str:
    word = reader.word if isinstance(reader, BinaryReader) else reader.string
    found = word(f"{place}, class")
    if found not in _KINDS:
        raise raw.error(
            f"{reader.where}, {place}",
            found=repr(found[:40]),
            expected='"IntervalTier" or "TextTier"',
            todo="The file may be cut off or edited by hand: save it again in Praat.",
        )
    return _KINDS[found]


def _time(raw: Raw, reader: _Reader, name: str) -> Fraction:
    """Read seconds as exact milliseconds."""
    text = reader.number(name)
    try:
        exact = Fraction(text) * 1000
    except ValueError:  # a binary file may hold nan or inf
        exact = Fraction(-1)
    if not 0 <= exact <= MAX_MS:
        raise raw.error(
            f"{reader.where}, {name}",
            found=f"the time {text[:40]} s",
            expected="seconds from 0 to 23 days",
            todo="Correct it; in Praat, Modify times > Shift times to moves a TextGrid to 0.",
        )
    return exact


def _count_odd(tiers: list[_Tier], window: tuple[int, int], tally: Tally) -> None:
    names = Counter(tier.name for tier in tiers)
    for name in (name for name, count in names.items() if count > 1):
        tally.add("duplicate_tier", f"tier {name}", name)
    for tier in tiers:
        for row in _beyond(tier.rows, window):
            tally.add("beyond", f"tier {tier.name}", row.where)


def _beyond(rows: list[Row], window: tuple[int, int]) -> Iterator[Row]:
    return (row for row in rows if not window[0] <= row.onset <= row.offset <= window[1])


FORMAT = Format(
    id="textgrid",
    title="Praat TextGrid",
    suffixes=(".textgrid",),
    sniff=sniff,
    parse=parse,
)
