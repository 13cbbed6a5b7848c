"""The page of `reattune sequences`: what follows what, as maps and tables. Computes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..measures import Estimate
from ..measures.seq_tables import LagTable
from ..measures.sequences import NO_ONSET
from .claims_page import software
from .figures.lag_map import lag_map_figure
from .figures.svg import Svg
from .figures.transitions import transitions_figure
from .numbers import for_cell
from .single_page import render_page, sheet, write_page

MOST_CELLS = 40
"""Rows of the table of cells; all are in lags.csv."""

_WORDS = {
    "lag_count": "Times counted",
    "lag_expected": "Expected by chance",
    "transition_probability": "Transition probability",
    "adjusted_residual": "Adjusted residual",
    "residual_p": "p of the residual",
    "lag_odds_ratio": "Odds ratio",
    "lag_yules_q": "Yule's Q",
    "permutation_p": "Permutation p",
    "lag_chi_square": "Chi-square of the table",
    "lag_likelihood_ratio": "Likelihood ratio of the table",
    "stationarity": "Stationarity: halves alike?",
    "homogeneity": "Homogeneity: sessions alike?",
}
_BIG = 3.5


@dataclass(frozen=True, slots=True)
class SequencesContent:
    """What the page shows.

    Parameters
    ----------
    table
        The lag table that was asked for.
    order
        All events, one after the other.
    pair
        Rows of the pair that was asked for, if one was.
    rows
        Every number.
    facts
        Name and text of what was asked and read, in order; ``version`` among them.
    left_out
        One sentence each for files and sessions that could not be used, and for guesses.
    """

    table: LagTable
    order: LagTable
    pair: tuple[Estimate, ...]
    rows: tuple[Estimate, ...]
    facts: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...] = ()


class NumberRow(NamedTuple):
    """One Estimate in words."""

    name: str
    of: str
    text: str
    method: str


class CellRow(NamedTuple):
    """One cell of the table in words: its numbers in the order of ``CELL_HEADS``."""

    given: str
    target: str
    numbers: list[str]


CELL_HEADS = {
    "lag_count": "Times",
    "lag_expected": "Expected",
    "transition_probability": "Probability [95 % CI]",
    "adjusted_residual": "Residual (z)",
    "residual_p": "p",
    "lag_odds_ratio": "Odds ratio [95 % CI]",
    "lag_yules_q": "Yule's Q",
    "permutation_p": "Permutation p",
}


def write_sequences_page(content: SequencesContent, path: str | Path) -> Path:
    """Write the page; return where.

    Raises
    ------
    RecordError
        When the file cannot be written.
    """
    return write_page(render_sequences(content), path)


def render_sequences(content: SequencesContent) -> str:
    """Return the page as one HTML file without script; same content, same text."""
    table = content.table
    cells = cell_rows(content)
    return render_page(
        "sequences.html.j2",
        rules=sheet("sequences.css"),
        page=content,
        pairs=int(table.counts.sum()),
        sessions=len(table.coded.sessions),
        given=[name for name in table.rows if name != NO_ONSET],
        lag_map=lag_map_figure(table, key="lag-map") or Svg(""),
        transitions=transitions_figure(content.order, key="transitions") or Svg(""),
        asked=[number_row(row) for row in content.pair],
        whole=[number_row(row) for row in _whole(content.rows)],
        cells=cells,
        heads=list(CELL_HEADS.values()),
        more=max(0, _possible(table) - len(cells)),
        software=software(content.facts),
    )


def number_row(row: Estimate) -> NumberRow:
    """Write an Estimate as a row of a table."""
    name = _WORDS.get(row.measure, row.measure.replace("_", " "))
    return NumberRow(name, row.of, str(row), row.method)


def cell_rows(content: SequencesContent) -> list[CellRow]:
    """Write the cells farthest from chance, at most :data:`MOST_CELLS`; numbers with intervals."""
    table = content.table
    by_name: dict[str, dict[str, Estimate]] = {}
    for row in content.rows:
        name, _, rest = row.of.partition("; ")
        if row.measure in CELL_HEADS and "→" in name and "tail" not in rest.replace("two-tail", ""):
            by_name.setdefault(name, {}).setdefault(row.measure, row)
    found = []
    for i, j in _ordered(table):
        given, target = table.rows[i], table.columns[j]
        numbers = by_name.get(f"{given} → {target}", {})
        found.append(CellRow(given, target, [for_cell(numbers.get(word)) for word in CELL_HEADS]))
    return found[:MOST_CELLS]


def _ordered(table: LagTable) -> list[tuple[int, int]]:
    """Return the cells that can occur, farthest from chance first."""
    sizes = np.abs(np.nan_to_num(table.residuals, nan=-1.0, posinf=-1.0, neginf=-1.0))
    cells = [
        (i, j)
        for i in range(len(table.rows))
        for j in range(len(table.columns))
        if table.possible(i, j) and isfinite(float(table.residuals[i, j]))
        and NO_ONSET not in {table.rows[i], table.columns[j]}
    ]  # fmt: skip
    return sorted(cells, key=lambda cell: (-sizes[cell], cell))


def _possible(table: LagTable) -> int:
    return len(_ordered(table))


def _whole(rows: Iterable[Estimate]) -> Sequence[Estimate]:
    return [row for row in rows if "→" not in row.of]
