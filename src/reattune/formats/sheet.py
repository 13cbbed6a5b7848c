"""Sheets of an Excel workbook (``.xlsx``) as tables of text, read safely and one row at a time."""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..errors import MissingExtra
from .contract import Raw

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

    from ..errors import FormatError

MAX_BYTES = 128 * 1024 * 1024
"""A workbook that unpacks to more is refused: a coded session never comes near."""

MAX_CELLS = 5_000_000
_MAX_BLANK = 10_000
"""That many blank rows on end are no table; a sheet may claim a million."""

_HEAD = 4096
_ZIP = b"PK\x03\x04"
_BOOK = "xl/workbook.xml"
_TEXTS = ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    Warning,
)
"""What a damaged workbook makes the library raise: it checks little of what it reads.

Where warnings are errors, those of the library are among them.
"""


class Sheet(NamedTuple):
    """One sheet with something in it: its name, and (row number, cells) of every row not blank."""

    name: str
    rows: list[tuple[int, list[str]]]


def is_workbook(raw: Raw) -> bool:
    """Whether a file is an Excel workbook: by its members, or its name when it is torn."""
    if not raw.content.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(raw.content)) as archive:
            return _BOOK in archive.namelist()
    except _BROKEN:
        return raw.suffix == ".xlsx"


def peek_texts(raw: Raw) -> str:
    """Return the start of a workbook's texts for sniffing, without the library."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw.content)) as archive:
            names = [name for name in _TEXTS if name in archive.namelist()]
            heads = [archive.open(name).read(65_536) for name in names]
    except _BROKEN:
        return ""
    return b"\n".join(heads).decode("utf-8", "replace")


def read_sheets(raw: Raw) -> list[Sheet]:
    """Read all sheets that hold something. Blank rows are left away, their numbers kept.

    Dates become ISO text, durations seconds, whole numbers digits.

    Raises
    ------
    FormatError
        When the workbook is damaged, encrypted, or far larger than a coded session.
    MissingExtra
        When openpyxl is not installed.
    """
    try:
        import openpyxl
    except ImportError:
        raise MissingExtra(
            path=raw.path,
            where="",
            found="an Excel workbook, and no openpyxl to read it",
            expected="the optional library for workbooks",
            todo="Install it with: pip install 'reattune[xlsx]'; or save the sheet as CSV.",
        ) from None
    _check_members(raw)
    try:
        book = openpyxl.load_workbook(io.BytesIO(raw.content), read_only=True, data_only=True)
        try:
            return [sheet for sheet in _sheets(raw, book) if sheet.rows]
        finally:
            book.close()
    except _BROKEN as problem:
        raise _damaged(raw, " ".join(str(problem).split())[:80]) from None


def _damaged(raw: Raw, reason: str) -> FormatError:
    return raw.error(
        "",
        found=f"a workbook that cannot be read ({reason})",
        expected="a whole Excel workbook",
        todo="Open it in a spreadsheet program, and save the sheet as CSV.",
    )


def _check_members(raw: Raw) -> None:
    """Refuse what unpacks to too much, is encrypted, or declares entities, before it is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw.content)) as archive:
            members = archive.infolist()
            size = sum(member.file_size for member in members)
            if size > MAX_BYTES:
                reason = f"{size} bytes when unpacked"
            elif any(member.flag_bits & 1 for member in members):
                reason = "encrypted"
            elif any(_declares(archive, member) for member in members):
                reason = "XML with a document type"
            else:
                return
    except _BROKEN as problem:
        reason = " ".join(str(problem).split())[:80]
    raise _damaged(raw, reason)


def _declares(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    if not member.filename.endswith((".xml", ".rels")):
        return False
    with archive.open(member) as stream:
        head = stream.read(_HEAD).replace(b"\x00", b"")
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head


def _sheets(raw: Raw, book: Workbook) -> Iterator[Sheet]:
    cells = 0
    for sheet in book.worksheets:
        # A damaged sheet may claim any size.
        sheet.reset_dimensions()
        rows: list[tuple[int, list[str]]] = []
        for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
            texts = [_text(value) for value in values]
            if any(texts):
                rows.append((number, texts))
                cells += len(texts)
            blank = number - (rows[-1][0] if rows else 0)
            if blank > _MAX_BLANK or cells > MAX_CELLS:
                raise raw.error(
                    f"sheet {sheet.title}, row {number}",
                    found=f"{blank} blank rows" if blank > _MAX_BLANK else f"{cells} cells",
                    expected=f"one table of at most {MAX_CELLS} cells, without such gaps",
                    todo="Copy the table to a workbook of its own, or save it as CSV.",
                )
        yield Sheet(sheet.title, rows)


def _text(value: object) -> str:
    """Write a cell as a CSV would have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.timedelta):
        return repr(value.total_seconds())
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()
