"""The grids as curves: mean and interval of every outcome at every setting, and what stands out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..reports.claim_content import Panel, Point, Series
from .contrasts import ALPHAS, LEARNED, Claim, Grid, Line, Setting
from .frozen import RULES
from .intervals import Numbers, log_ratio, mean, steepest_drop
from .jobs import COLUMNS, Table

TITLES = {
    "S": ("Self-regulation", "share"),
    "F": ("Faith in repair", "share"),
    "V": ("Voice", "share"),
    "G": ("Agency", "share"),
    "R": ("Resilience", "−ln s"),
    "L": ("Load", "u"),
    "W": ("Relationship", "share"),
}
"""Title and unit of each outcome."""

_RESAMPLES = 400


def panels(claim: Claim, points: Mapping[Setting, Table]) -> tuple[Panel, ...]:
    """Return a panel for each grid and outcome."""
    return tuple(
        Panel(
            outcome,
            title,
            unit,
            grid.x_label,
            tuple(_series(line, outcome, points) for line in grid.lines),
            grid.marked,
        )
        for grid in claim.grids
        for outcome, (title, unit) in TITLES.items()
    )


def grid_settings(claim: Claim) -> list[Setting]:
    """Return every setting of a claim's grids once."""
    lines = [line for grid in claim.grids for line in grid.lines]
    return list(dict.fromkeys(s for line in lines for s in (*line.settings, *line.against)))


def grid_notes(claim: Claim, points: Mapping[Setting, Table], *, seed: int) -> tuple[str, ...]:
    """Say what stands out on the grid, in numbers."""
    if claim.id == "i":
        return tuple(note for grid in claim.grids for note in _middling_notes(grid, points))
    if claim.predicted == "1:1":
        return tuple(
            _break_note(line, outcome, points, seed=seed)
            for line in claim.grids[0].lines
            for outcome in claim.outcomes
        )
    return ()


def _values(setting: Setting, outcome: str, points: Mapping[Setting, Table]) -> Numbers:
    return points[setting][0, :, COLUMNS.index(outcome)]


def _series(line: Line, outcome: str, points: Mapping[Setting, Table]) -> Series:
    found = [_values(setting, outcome, points) for setting in line.settings]
    if line.against:
        others = [_values(setting, outcome, points) for setting in line.against]
        found = [one - other for one, other in zip(found, others, strict=True)]
    return Series(
        line.name,
        tuple(
            Point(x, *mean(values), len(values)) for x, values in zip(line.xs, found, strict=True)
        ),
    )


def _middling_notes(grid: Grid, points: Mapping[Setting, Table]) -> list[str]:
    """Say for each repair hazard where each outcome is highest, and by how much .6 beats 1.0."""
    some, all_ = ALPHAS.index(0.6), ALPHAS.index(1.0)
    notes = []
    for line in grid.lines:
        told = []
        for outcome in LEARNED:
            values = [_values(setting, outcome, points) for setting in line.settings]
            gain = mean(values[some] - values[all_])
            best = line.xs[int(np.argmax([v.mean() for v in values]))]
            told.append(
                f"{outcome} {gain.value:+.2f} [{gain.low:+.2f}, {gain.high:+.2f}], "
                f"highest at {best:g}"
            )
        notes.append(f"Grid, {grid.x_label}, {line.name}: 0.6 minus 1.0: {'; '.join(told)}.")
    return notes


def _break_note(line: Line, outcome: str, points: Mapping[Setting, Table], *, seed: int) -> str:
    """Say where a line drops most steeply, with the bootstrap interval over its dyads."""
    tables = np.stack([points[setting][0] for setting in line.settings])
    n = tables.shape[1]
    rows = np.random.default_rng([seed, n]).integers(0, n, size=(_RESAMPLES, n))
    least = RULES.smallest_of(outcome)
    here = _drop(tables.mean(axis=1), outcome, least)
    again = [_drop(tables[:, row].mean(axis=1), outcome, least) for row in rows]
    found = [place for place in again if place is not None]
    name = f"Grid, {line.name}: {outcome}"
    if here is None or 2 * len(found) < len(again):
        return f"{name} does not drop by {least:g}."
    low = float(np.quantile([place[1] for place in found], 0.025))
    high = float(np.quantile([place[2] for place in found], 0.975))
    return (
        f"{name} drops most steeply at positive : rupture time {ratio_text(here[0])} "
        f"(interval {ratio_text(low)} to {ratio_text(high)})."
    )


def _drop(means: Numbers, outcome: str, least: float) -> tuple[float, float, float] | None:
    places = log_ratio(means[:, COLUMNS.index("positive_s")], means[:, COLUMNS.index("rupture_s")])
    return steepest_drop(places, means[:, COLUMNS.index(outcome)], least=least)


def ratio_text(log2: float) -> str:
    """Write a ratio from its log2: ``2.0 : 1``, ``1 : 4.0``."""
    return f"{2.0**log2:.1f} : 1" if log2 >= 0.0 else f"1 : {2.0**-log2:.1f}"
