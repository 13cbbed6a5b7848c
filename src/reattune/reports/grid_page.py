"""The page of `reattune grid`: the grid, its numbers, its cells. Computes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..measures import Estimate
from ..measures.grids import Grid
from .claims_page import software
from .figures.space import space_figure
from .figures.svg import Svg
from .numbers import for_cell
from .sequences_page import NumberRow
from .single_page import render_page, sheet, write_page

MOST_CELLS = 60
"""Rows of the table of cells; all are in grid.csv."""

MOST_PANELS = 6
"""Sessions that get a grid of their own; the others are in visits.csv."""

CELL_HEADS = {
    "cell_duration": "Time (s)",
    "cell_share": "Share [95 % CI]",
    "cell_visits": "Visits",
    "cell_events": "Events",
    "cell_visit_duration": "Mean visit (s) [95 % CI]",
    "cell_return_time": "Mean return (s) [95 % CI]",
    "cell_return_visits": "Visits until return",
    "attractor_strength": "Strength [95 % CI]",
}
"""Measures of a cell, and the heads of their columns."""

WHOLE = {
    "grid_time": "Known time",
    "grid_missing": "Missing time",
    "grid_visits": "Visits",
    "grid_events": "Events",
    "grid_cells": "Cells",
    "dispersion": "Dispersion",
    "visit_entropy": "Visit entropy",
    "transition_entropy": "Transition entropy",
    "cell_range": "Cells visited",
    "transition_rate": "Moves",
    "attractor_cells": "Attractor (by winnowing)",
    "intergrid_distance": "Distance of two phases' grids",
}
"""Measures of the whole grid, and what they are called."""

REGION = "region "
"""Begins the name of a region among those of cells."""


@dataclass(frozen=True, slots=True)
class GridContent:
    """What the page shows.

    Parameters
    ----------
    grid
        Of all sessions.
    rows
        Every number.
    facts
        Name and text of what was asked and read, in order; ``version`` among them.
    left_out
        One sentence each for files and sessions that could not be used, and for guesses.
    """

    grid: Grid
    rows: tuple[Estimate, ...]
    facts: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...] = ()


class CellRow(NamedTuple):
    """One cell or region in words: its numbers in the order of ``CELL_HEADS``."""

    name: str
    numbers: list[str]


class Panel(NamedTuple):
    """One drawn grid."""

    name: str
    svg: Svg


def write_grid_page(content: GridContent, path: str | Path) -> Path:
    """Write the page; return where.

    Raises
    ------
    RecordError
        When the file cannot be written.
    """
    return write_page(render_grid(content), path)


def render_grid(content: GridContent) -> str:
    """Return the page as one HTML file without script; same content, same text."""
    grid = content.grid
    cells = cell_table(content.rows)
    picked = [row for row in cells if row.name.startswith(REGION)]
    others = [row for row in cells if not row.name.startswith(REGION)]
    return render_page(
        "grid.html.j2",
        rules=sheet("sequences.css"),
        page=content,
        panels=panels(grid),
        undrawn=max(0, len(grid.sessions) - MOST_PANELS) if len(grid.sessions) > 1 else 0,
        whole=[number_row(row) for row in content.rows if row.measure in WHOLE],
        regions=picked,
        cells=others[:MOST_CELLS],
        more=max(0, len(others) - MOST_CELLS),
        heads=list(CELL_HEADS.values()),
        variables=[name for name, _ in grid.variables],
        size=grid.size,
        software=software(content.facts),
    )


def panels(grid: Grid) -> list[Panel]:
    """Draw the grid: all sessions together, by phase where there are some, then each of a few."""
    drawn = []
    whole = space_figure(grid, key="space")
    if whole is not None:
        several = len(grid.sessions) > 1
        drawn.append(Panel("All sessions" if several else grid.sessions[0], whole))
        if len([name for name in grid.phases if name]) > 1:
            phases = space_figure(grid, key="space-phases", by_phase=True)
            drawn += [Panel("By phase", phases)] if phases is not None else []
        for number, name in enumerate(grid.sessions[:MOST_PANELS] if several else ()):
            one = space_figure(grid, key=f"space-{number}", session=name)
            drawn += [Panel(name, one)] if one is not None else []
    return drawn


def number_row(row: Estimate) -> NumberRow:
    """Write an Estimate of the whole grid as a row of a table."""
    name = WHOLE.get(row.measure, row.measure.replace("_", " "))
    of = "" if row.of == "sessions" else row.of
    parts = [of, f"phase {row.phase}" if row.phase else "", row.session]
    return NumberRow(name, ", ".join(part for part in parts if part), str(row), row.method)


def cell_table(rows: Iterable[Estimate]) -> list[CellRow]:
    """Write the cells in which there was time, most first; regions among them."""
    by_name: dict[str, dict[str, Estimate]] = {}
    for row in rows:
        if row.measure in CELL_HEADS and not row.phase:
            by_name.setdefault(row.of.partition("; ")[0], {})[row.measure] = row
    found = [
        (name, numbers)
        for name, numbers in by_name.items()
        if "cell_duration" in numbers and numbers["cell_duration"].value
    ]
    found.sort(key=lambda item: (-(item[1]["cell_duration"].value or 0.0), item[0]))
    return [
        CellRow(name, [for_cell(numbers.get(w)) for w in CELL_HEADS]) for name, numbers in found
    ]
