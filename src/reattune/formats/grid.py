"""Tables as named columns of text: CSV, TSV, semicolons, Parquet, Excel; each cell has a place."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from .contract import Raw
from .delimited import find_delimiter, split_lines
from .sheet import is_workbook, read_sheets
from .text import decode

MAX_CELLS = 50_000_000
"""A Parquet file that declares more cells is refused before it is unpacked."""

_PARQUET = b"PAR1"
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T].*)?")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's text by column.

    Parameters
    ----------
    names
        Of the columns, without surrounding blanks; ``""`` for a first column without a name.
    columns
        The cells of every column, verbatim.
    lines
        The line (or row) number of every row.
    word
        What ``lines`` count: ``line`` or, in Parquet and Excel, ``row``.
    delimiter
        What parts the fields; empty for Parquet and Excel.
    gap
        Number of the first empty line between rows; 0 when there is none.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    word: str
    delimiter: str
    gap: int = 0

    def column(self, name: str) -> tuple[str, ...]:
        """Return the cells of a named column."""
        return self.columns[self.names.index(name)]

    def place(self, row: int) -> str:
        """Name a row, counted from 0, as the user sees it: ``line 12``."""
        return f"{self.word} {self.lines[row]}"


def is_parquet(content: bytes) -> bool:
    """Whether the bytes begin like a Parquet file."""
    return content.startswith(_PARQUET)


def read_grid(raw: Raw) -> Grid:
    """Read a table with a header line.

    Columns that have neither name nor values are left away (a delimiter at the end of every
    line makes one); a first column with values and no name, as R writes row names, keeps ``""``.

    Raises
    ------
    FormatError
        When there is no header, two columns have one name, or a line has more or fewer fields
        than the header.
    """
    if is_parquet(raw.content):
        grid = _read_parquet(raw)
    else:
        grid = _read_sheet(raw) if is_workbook(raw) else _read_text(raw)
    _check_names(raw, grid)
    return grid


def _read_sheet(raw: Raw) -> Grid:
    """Read the one sheet of a workbook that holds something; rows are padded to the header."""
    sheets = read_sheets(raw)
    if len(sheets) != 1:
        raise raw.error(
            "",
            found=f"{len(sheets)} sheets with something in them",
            expected="one sheet with a table",
            todo="Save the sheet with the codes as a workbook of its own, or as CSV.",
        )
    (_, header), *body = sheets[0].rows
    names = [name.strip() for name in header]
    width = max([len(names), *(len(cells) for _, cells in body)])
    padded = [[*cells, *[""] * (width - len(cells))] for _, cells in body]
    lines = [number for number, _ in body]
    follows = range(lines[0], lines[0] + len(lines)) if lines else range(0)
    gap = next((step for step, line in zip(follows, lines, strict=True) if step != line), 0)
    columns = list(zip(*padded, strict=True)) or [() for _ in range(width)]
    return _without_blank_columns(
        [*names, *[""] * (width - len(names))], columns, lines, word="row", delimiter="", gap=gap
    )


def _read_text(raw: Raw) -> Grid:
    text = decode(raw)
    header = text.lstrip("\n").partition("\n")[0]
    delimiter = find_delimiter(header)
    names: list[str] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    empty = gap = 0
    for line, fields in split_lines(raw, text, delimiter):
        if not fields:
            empty = empty or line
        elif not names:
            names, empty = [name.strip() for name in fields], 0
        else:
            gap, empty = gap or empty, 0
            _check_width(raw, names, fields, line)
            rows.append(fields)
            lines.append(line)
    columns = list(zip(*rows, strict=True)) or [() for _ in names]
    return _without_blank_columns(names, columns, lines, word="line", delimiter=delimiter, gap=gap)


def _check_width(raw: Raw, names: list[str], fields: list[str], line: int) -> None:
    if len(fields) != len(names):
        raise raw.error(
            f"line {line}",
            found=f"{len(fields)} field{'s' if len(fields) != 1 else ''}",
            expected=f"{len(names)}, as the header has",
            todo="Look for a line that is cut off, or a delimiter inside a field without quotes.",
        )


def _without_blank_columns(
    names: list[str],
    columns: list[tuple[str, ...]],
    lines: Iterable[int],
    *,
    word: str,
    delimiter: str,
    gap: int = 0,
) -> Grid:
    kept = [
        index
        for index, name in enumerate(names)
        if name or any(cell.strip() for cell in columns[index])
    ]
    return Grid(
        names=tuple(names[index] for index in kept),
        columns=tuple(columns[index] for index in kept),
        lines=tuple(lines),
        word=word,
        delimiter=delimiter,
        gap=gap,
    )


def _check_names(raw: Raw, grid: Grid) -> None:
    twice = sorted({name for name in grid.names if grid.names.count(name) > 1 and name})
    if any(_DATE.fullmatch(name) for name in grid.names):
        # Said before any name is quoted: without a header the first line may hold a birth date.
        found = "dates where names should stand"
    elif twice:
        found = f"the column {twice[0]!r} twice"
    elif "" in grid.names[1:]:
        found = "values in a column without a name"
    elif not any(grid.names) or all(_is_number(name) for name in grid.names):
        found = "no names in the first line"
    else:
        return
    raise raw.error(
        "line 1" if grid.delimiter else "",
        found=found,
        expected="a header line with a different name for every column",
        todo="Write a header line above the table.",
    )


def _is_number(name: str) -> bool:
    try:
        float(name)
    except ValueError:
        return False
    return True


def _read_parquet(raw: Raw) -> Grid:
    """Read Parquet through Polars; every value becomes the text that a CSV would hold.

    Notes
    -----
    A file that is cut off is refused. One with flipped bits inside is refused too, except where
    the damage makes Polars ask for more memory than there is: that ends the process.
    """
    import polars as pl

    broken = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError)
    try:
        frame = pl.scan_parquet(io.BytesIO(raw.content))
        names = frame.collect_schema().names()
        height = int(frame.select(pl.len()).collect().item())
        if height * len(names) > MAX_CELLS:
            raise raw.error(
                "",
                found=f"{height} rows of {len(names)} columns",
                expected=f"at most {MAX_CELLS} cells",
                todo="Keep the columns of the coding only.",
            )
        columns = [
            tuple("" if value is None else str(value) for value in series.to_list())
            for series in frame.collect().get_columns()
        ]
        if any(len(column) != height for column in columns):
            raise ValueError(f"it declares {height} rows and holds another number")
    except broken as problem:
        raise raw.error(
            "",
            found=f"Parquet that cannot be read ({' '.join(str(problem).split())[:80]})",
            expected="a whole Parquet file",
            todo="Write the file again; it may be cut off.",
        ) from None
    stripped = [name.strip() for name in names]
    return _without_blank_columns(stripped, columns, range(1, height + 1), word="row", delimiter="")
