"""Datavyu's cells, from a database or from an export: which become rows, which are counted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..record import Finding, Row
from .birth_dates import holds_birth_date
from .tally import Tally

_SENTENCES = {
    "blank_code": "Blank values of {where} are no code and make no row (first: {first}).",
    "birth_date": "Values of {where} may be dates of birth; they are left out.",
    "reversed": "Cells of {where} that end before they start are left out (first: {first}).",
    "unset_offset": (
        "Cells of {where} whose offset is 0 were never ended by the coder; they are kept as"
        " points at their onset (first: {first})."
    ),
    "query_column": "Column {where} holds saved queries of an old version, no codes; left out.",
    "skipped_column": "{where} belongs to no Datavyu column; nothing is read from it.",
}


class Cell(NamedTuple):
    """One cell of a spreadsheet column.

    Parameters
    ----------
    column
        The column's name.
    number
        Its place in the column, from 1, as Datavyu shows it.
    onset, offset
        Milliseconds as they stand in the file: an offset of 0 may mean that none was set.
    values
        Pairs of tier (``column.argument``) and value.
    """

    column: str
    number: int
    onset: int
    offset: int
    values: tuple[tuple[str, str], ...]

    @property
    def place(self) -> str:
        """How errors, rows and findings name the cell."""
        return f"column {self.column}, cell {self.number}"


def new_tally() -> Tally:
    """Make the tally that cells are counted in."""
    return Tally(_SENTENCES)


def rows_of(cells: Iterable[Cell], tally: Tally) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """Turn cells into rows, one for every value that is a code.

    Blank values, dates of birth and cells that end before they start make no row. An offset of 0
    after a later onset was never set: the cell is a point at its onset. Every value that makes
    no row is in a finding's ``rows``, so values and rows can be reconciled.
    """
    rows: list[Row] = []
    for cell in cells:
        coded = list(_codes(cell, tally))
        onset, offset, place = cell.onset, cell.offset, cell.place
        if offset == 0 and onset > 0:
            tally.add("unset_offset", f"column {cell.column}", place)
            offset = onset
        if offset < onset:
            tally.add("reversed", f"column {cell.column}", place, rows=-len(coded))
            continue
        rows.extend(Row(tier, "", code, onset, offset, place) for tier, code in coded)
    return tuple(rows), tally.findings()


def _codes(cell: Cell, tally: Tally) -> Iterable[tuple[str, str]]:
    for tier, value in cell.values:
        code = value.strip()
        if not code:
            tally.add("blank_code", tier, cell.place, rows=-1)
        elif holds_birth_date(tier.rpartition(".")[2]):
            tally.add("birth_date", tier, cell.place, rows=-1)
        else:
            yield tier, code
