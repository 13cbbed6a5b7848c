"""CSV exports of Datavyu: columns side by side, or one line for every cell with its column.

Side by side (Datavyu's own export): ``Column.ordinal,Column.onset,Column.offset,Column.code,``
for every column, the shorter ones padded with blanks. Long (the R package datavyur):
``file,column,ordinal,onset,offset,`` and the arguments. Times are milliseconds. Everything is
found by its name: two sessions of one lab may swap columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..record import Coding
from . import datavyu
from .contract import Format, Raw
from .datavyu_cells import Cell, new_tally, rows_of
from .delimited import first_lines
from .grid import Grid, read_grid
from .table_times import milliseconds_of

_TIMES = ("onset", "offset")
_LONG = ("file", "column", "onset", "offset")
_ORDINAL = "ordinal"


@dataclass(frozen=True, slots=True)
class _Block:
    """One Datavyu column in the grid: where its times and its arguments stand; what is blank."""

    name: str
    onset: int
    offset: int
    ordinal: int | None
    arguments: tuple[tuple[str, int], ...]
    blanks: tuple[str, ...] = ("",)

    @property
    def tiers(self) -> tuple[str, ...]:
        return tuple(f"{self.name}.{argument}" for argument, _ in self.arguments)


def sniff(raw: Raw) -> float:
    """Tell an export by its header line."""
    names = [name.strip().strip('"') for name in first_lines(raw)[0].split(",")]
    if set(_LONG) <= set(names) and _ORDINAL in names:
        return 0.95
    return 0.95 if _block_names(names, needs_ordinal=True) else 0.0


def parse(raw: Raw) -> list[Coding]:
    """Read an export: one Coding, or one for every ``file`` of a long export.

    Rows follow the same rules as those of a project file (see
    :func:`reattune.formats.datavyu.parse`); a bare database that is named .csv is handed on to
    it. In a long export ``NA`` is blank too, and an argument that stays blank in all cells of a
    column, while another column uses it, is not that column's.

    Raises
    ------
    FormatError
        When columns are missing, a line is cut short, or a time is no number of milliseconds.
    """
    if datavyu.sniff(raw):
        return datavyu.parse(raw)
    grid = read_grid(raw)
    if set(_LONG) <= set(grid.names):
        return _parse_long(raw, grid)
    blocks = tuple(_block(grid, name) for name in _block_names(list(grid.names)))
    if not blocks:
        raise raw.error(
            "line 1",
            found=f"the columns {', '.join(grid.names)}",
            expected="Column.onset and Column.offset, or file, column, onset and offset",
            todo="Export the file again from Datavyu, or read it with --format table.",
        )
    cells = [cell for block in blocks for cell in _cells(raw, grid, block, range(len(grid.lines)))]
    return [_coding(raw, grid, raw.stem, blocks, cells=cells)]


def _block_names(names: list[str], *, needs_ordinal: bool = False) -> list[str]:
    """Return the Datavyu columns that have an onset and an offset, in the file's order."""
    prefixes = (name.removesuffix(".onset") for name in names if name.endswith(".onset"))
    wanted = (*_TIMES, _ORDINAL) if needs_ordinal else _TIMES
    return [
        prefix
        for prefix in prefixes
        if prefix and all(f"{prefix}.{part}" in names for part in wanted)
    ]


def _block(grid: Grid, name: str) -> _Block:
    special = {f"{name}.{part}" for part in (*_TIMES, _ORDINAL)}
    arguments = tuple(
        (column.removeprefix(f"{name}."), index)
        for index, column in enumerate(grid.names)
        if column.startswith(f"{name}.") and column not in special
    )
    ordinal = f"{name}.{_ORDINAL}"
    return _Block(
        name=name,
        onset=grid.names.index(f"{name}.onset"),
        offset=grid.names.index(f"{name}.offset"),
        ordinal=grid.names.index(ordinal) if ordinal in grid.names else None,
        arguments=arguments,
    )


def _parse_long(raw: Raw, grid: Grid) -> list[Coding]:
    files: dict[str, dict[str, list[int]]] = {}
    for row, (file, column) in enumerate(
        zip(grid.column("file"), grid.column("column"), strict=True)
    ):
        files.setdefault(file.strip(), {}).setdefault(column.strip(), []).append(row)
    several = len({column for columns in files.values() for column in columns}) > 1
    codings: list[Coding] = []
    for file, columns in files.items():
        blocks = {
            column: _long_block(grid, column, rows, several=several)
            for column, rows in columns.items()
        }
        cells = [
            cell
            for column, rows in columns.items()
            for cell in _cells(raw, grid, blocks[column], rows)
        ]
        name = f"{raw.stem}: {file}" if len(files) > 1 else raw.stem
        codings.append(_coding(raw, grid, name, tuple(blocks.values()), cells=cells))
    return codings or [_coding(raw, grid, raw.stem, (), cells=[])]


def _long_block(grid: Grid, column: str, rows: list[int], *, several: bool) -> _Block:
    used = {*_LONG, _ORDINAL, ""}
    return _Block(
        name=column,
        onset=grid.names.index("onset"),
        offset=grid.names.index("offset"),
        ordinal=None,
        arguments=tuple(
            (name, index)
            for index, name in enumerate(grid.names)
            if name not in used and (not several or _is_used(grid, index, rows))
        ),
        blanks=("", "NA"),
    )


def _is_used(grid: Grid, index: int, rows: list[int]) -> bool:
    values = grid.columns[index]
    return any(values[row].strip() not in ("", "NA") for row in rows)


def _cells(raw: Raw, grid: Grid, block: _Block, rows: Iterable[int]) -> Iterator[Cell]:
    """Yield the cells of one column; lines that are blank in all its columns are padding."""
    onsets, offsets = grid.columns[block.onset], grid.columns[block.offset]
    ordinals = grid.columns[block.ordinal] if block.ordinal is not None else None
    values = [grid.columns[index] for _, index in block.arguments]
    tiers = block.tiers
    number = 0
    for row in rows:
        coded = [column[row] for column in values]
        parts = (onsets[row], offsets[row], ordinals[row] if ordinals else "", *coded)
        if not any(part.strip() for part in parts):
            continue
        number += 1
        times = [
            milliseconds_of(raw, text.strip(), f"{grid.place(row)}, {block.name}.{part}")
            for part, text in zip(_TIMES, parts, strict=False)
        ]
        codes = ("" if value.strip() in block.blanks else value for value in coded)
        pairs = tuple(zip(tiers, codes, strict=True))
        yield Cell(block.name, number, times[0], times[1], pairs)


def _coding(
    raw: Raw, grid: Grid, name: str, blocks: tuple[_Block, ...], *, cells: list[Cell]
) -> Coding:
    tally = new_tally()
    read = {tier for block in blocks for tier in block.tiers}
    read |= {f"{block.name}.{part}" for block in blocks for part in (*_TIMES, _ORDINAL)}
    if not set(_LONG) <= set(grid.names):
        for column in grid.names:
            if column not in read:
                tally.add("skipped_column", f"column {column or '(no name)'}", "line 1")
    rows, findings = rows_of(cells, tally)
    return Coding(
        name=name,
        source=raw.source("datavyu-csv", unit="ms", origin="start of the media"),
        rows=rows,
        tiers=tuple(tier for block in blocks for tier in block.tiers),
        findings=findings,
    )


FORMAT = Format(
    id="datavyu-csv",
    title="Datavyu CSV export",
    suffixes=(".csv",),
    sniff=sniff,
    parse=parse,
)
