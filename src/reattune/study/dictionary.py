"""The data dictionary: what each column of the table of sessions means; and the same as Excel."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtra, RecordError
from ..measures import CATALOGUE
from .analysis import Result
from .session_columns import FACTS, SETS, MeasureColumn, measure_columns, told_columns

if TYPE_CHECKING:
    import polars as pl
    from openpyxl.worksheet.worksheet import Worksheet

_COLUMNS = ("column", "meaning", "unit", "source", "definition")
_EPOCH = b"1980-01-01T00:00:00Z"
_STAMP = re.compile(rb"(?<=>)\d{4}-\d\d-\d\dT[^<]*Z(?=</dcterms:)")
_WIDEST = 60


def data_dictionary(result: Result) -> pl.DataFrame:
    """Describe every column of :func:`reattune.study.session_table`, in its order.

    Columns: ``column``; ``meaning``; ``unit`` (empty for words and names); ``source`` (author,
    year, DOI of a measure, or the manifest); ``definition`` (of rupture and repair that a measure
    was taken under: the main one; empty for facts and covariates).

    Parameters
    ----------
    result
        The one whose sessions are in the table.
    """
    import polars as pl

    texts = (*_fact_rows(), *_covariate_rows(result), *_measure_rows(result))
    rows = [[text or None for text in row] for row in texts]
    return pl.DataFrame(rows, schema=dict.fromkeys(_COLUMNS, pl.String), orient="row")


def write_workbook(table: pl.DataFrame, dictionary: pl.DataFrame, path: str | Path) -> Path:
    """Write table and dictionary as two sheets of an Excel workbook; return where.

    Texts are texts, also those that look like formulas. Same inputs, same bytes.

    Parameters
    ----------
    table, dictionary
        As :func:`reattune.study.session_table` and :func:`data_dictionary` give them.
    path
        The file; replaced when it is there.

    Raises
    ------
    MissingExtra
        When openpyxl is not installed.
    RecordError
        When the file cannot be written.
    """
    need_openpyxl(path)
    import openpyxl

    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first.title = "sessions"
    _fill(first, table)
    _fill(book.create_sheet("dictionary"), dictionary)
    book.properties.creator = "reattune"
    made = io.BytesIO()
    book.save(made)
    target = Path(path)
    try:
        target.write_bytes(_timeless(made.getvalue()))
    except OSError as problem:
        raise RecordError(
            path=str(path),
            where="",
            found=f"a workbook that cannot be written ({problem.strerror})",
            expected="a file that can be written",
            todo="Close it where it is open (Excel locks it), or choose another folder.",
        ) from None
    return target


def need_openpyxl(path: str | Path) -> None:
    """Say before any work is done that a workbook cannot be written.

    Raises
    ------
    MissingExtra
        When openpyxl is not installed; it gives the line that installs it.
    """
    if find_spec("openpyxl") is None:
        raise MissingExtra(
            path=str(path),
            where="",
            found="an Excel workbook to write, and no openpyxl to write it",
            expected="the optional library for workbooks",
            todo="Install it with: pip install 'reattune[xlsx]'; or open sessions.csv, which "
            "holds the same.",
        )


def _fact_rows() -> Iterator[tuple[str, ...]]:
    for name, (unit, meaning) in FACTS.items():
        source = "manifest" if name in {"dyad", "condition", "coder"} else "the session"
        yield name, meaning, unit, source, ""


def _covariate_rows(result: Result) -> Iterator[tuple[str, ...]]:
    for covariate in told_columns(result):
        kind = "words" if covariate.kind == "text" else "numbers"
        meaning = f"Covariate {covariate.name!r} of the sessions ({kind}; empty: not known)."
        yield covariate.column, meaning, "", "manifest", ""


def _measure_rows(result: Result) -> Iterator[tuple[str, ...]]:
    definition = result.episodes[0].definition if result.episodes else None
    under = "" if definition is None else f"{definition.id} ({definition.source})"
    units = _units(result)
    for column in measure_columns(result):
        entry = CATALOGUE[column.word]
        unit = units.get((column.word, column.of), entry.unit)
        if column.part in {"n", "censored"}:
            unit = "count"
        first = next((of for word, of in units if word == column.word), "")
        yield column.name, _meaning(column, first), unit, entry.source, under


def _units(result: Result) -> dict[tuple[str, str], str]:
    """Return the unit of each number of each measure; a share of a time is not in seconds."""
    rows = result.measures[0] if result.measures else ()
    return {(row.measure, row.of): row.unit for row in rows if not row.phase}


def _meaning(column: MeasureColumn, first: str) -> str:
    entry = CATALOGUE[column.word]
    title, word = entry.title, column.word
    if column.of:
        return f"{title}: {column.of.replace('_', '-')}. Empty when it cannot be estimated."
    if column.part in {"low", "high"}:
        bound = "Lower" if column.part == "low" else "Upper"
        return f"{bound} bound of the 95 % interval of {word}; empty when open, or an exact number."
    if column.part == "n":
        return f"How many things (ruptures, joint states ...) {word} rests on."
    if column.part == "censored":
        return f"How many of {word}_n were not seen to end: they took longer than was watched."
    here = f" Here: {first.replace('_', '-')}." if first and word in SETS else ""
    return f"{title}. {entry.meaning}{here} Empty when it cannot be estimated."


def _fill(sheet: Worksheet, frame: pl.DataFrame) -> None:
    """Put a table into a sheet, its head frozen; no text is ever taken for a formula."""
    from openpyxl.utils import get_column_letter

    for row, values in enumerate([tuple(frame.columns), *frame.rows()], start=1):
        for column, value in enumerate(values, start=1):
            if value is None:
                continue
            cell = sheet.cell(row=row, column=column)
            if isinstance(value, str):
                _put_text(cell, value)
            else:
                cell.value = value
    sheet.freeze_panes = "B2"
    for column, cells in enumerate(sheet.iter_cols(max_row=min(sheet.max_row, 50)), start=1):
        longest = max((len(str(cell.value)) for cell in cells if cell.value is not None), default=0)
        sheet.column_dimensions[get_column_letter(column)].width = min(longest + 2, _WIDEST)


def _put_text(cell: Any, text: str) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    cell.data_type = "s"


def _timeless(book: bytes) -> bytes:
    """Pack a workbook again with one time for all its parts, so that the same table is the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist()):
            part = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            content = old.read(name)
            stamped = name == "docProps/core.xml"
            new.writestr(part, _STAMP.sub(_EPOCH, content) if stamped else content)
    return out.getvalue()
