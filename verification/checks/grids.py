"""StateSpaceGridLib's toys of GridWare: the grid as a whole."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np

from reattune.formats import load
from reattune.measures import Grid, cell_rows, dispersion, grid_of_segments
from reattune.record import Coding

from .comparing import Check, check, rows_of

_SCALE = tuple("12345")
_FOLDER = "gridware/DyadicSolutions__StateSpaceGridLib/examples"
"""Under data, not under cases: what is published with the library itself."""


def toys(cases: Path) -> list[Check]:
    """Compare every number of two toys: two trajectories each, and both together."""
    return [
        found
        for toy in ("example2", "example2_5")
        for found in _toy(cases.parents[1] / "data" / _FOLDER / toy, toy)
    ]


def _toy(folder: Path, toy: str) -> list[Check]:
    table = rows_of(folder / "test_output.csv")
    onsets: dict[str, list[int]] = {}
    for row in rows_of(folder / f"{toy}.csv"):
        onsets.setdefault(row["ID"], []).append(round(1000 * float(row["Onset"])))
    codings = load(folder / f"{toy}.csv")
    grids = [_grid(coding, onsets[coding.name.split(": ")[-1]]) for coding in codings]
    each = [_numbers(grid) for grid in grids]
    words = [name for name in table[0] if name != "total_state_range"]
    both = {name: float(np.mean([one[name] for one in each])) for name in words}
    found = []
    for row, ours, label in zip(table, [*each, both], ("first", "second", "mean"), strict=True):
        theirs = [float(row[name]) for name in words]
        found.append(check(f"{toy}, {label}: {_READABLE}", theirs, [ours[n] for n in words]))
    cells = [_visited(grid) for grid in grids]
    ranges = [float(len(one)) for one in cells] + [float(len(set.union(*cells)))]
    total = [float(row["total_state_range"]) for row in table]
    found.append(check(f"{toy}: cells visited by each, and by both", total, ranges))
    return found


_READABLE = "duration, events, visits, range, means of event, visit and cell, dispersion"


def _grid(coding: Coding, onsets: list[int]) -> Grid:
    """Make the grid of a toy, with an event for each row of its file.

    Our reader joins a row that repeats the one before, so the bounds of events are the file's own.
    """
    segments = [
        (
            a,
            b,
            [
                next(r.code for r in coding.rows if r.tier == tier and r.onset <= a < r.offset)
                for tier in coding.tiers
            ],
        )
        for a, b in pairwise(onsets)
    ]
    variables = [(tier, _SCALE) for tier in coding.tiers]
    return grid_of_segments({coding.name: segments}, variables=variables)


def _visited(grid: Grid) -> set[str]:
    return {row.of for row in cell_rows(grid) if row.measure == "cell_duration"}


def _numbers(grid: Grid) -> dict[str, float]:
    rows = list(cell_rows(grid))
    sums = {
        word: sum(r.value or 0.0 for r in rows if r.measure == word)
        for word in ("cell_duration", "cell_visits", "cell_events")
    }
    cells = sum(row.measure == "cell_duration" for row in rows)
    time, visits, events = sums["cell_duration"], sums["cell_visits"], sums["cell_events"]
    return {
        "mean_trajectory_duration": time,
        "mean_number_of_events": events,
        "mean_number_of_visits": visits,
        "mean_state_range": float(cells),
        "mean_event_duration": time / events,
        "mean_visit_duration": time / visits,
        "mean_state_duration": time / cells,
        "mean_dispersion": dispersion(grid.durations().sum(axis=0), cells=grid.size) or 0.0,
    }
