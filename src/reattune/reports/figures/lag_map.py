"""The lag map: what follows what more (or less) often than by chance, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

import numpy as np

from ...measures.seq_tables import LagTable
from ...measures.sequences import NO_ONSET
from .axes import written
from .svg import Svg, figure, joined, label, path, rect

BOUNDS = (-3.29, -1.96, -0.84, 0.84, 1.96, 3.29)
"""Adjusted residuals between the seven steps of the scale: p .001, .05, .4, two-tailed."""

_STEPS = len(BOUNDS) + 1
_LETTER = 6.6
_TOP_ROOM = 20
_NUMBERS_UP_TO = 14
_CLEAR = 1.96
_SCALE = 46
_LEGEND_ROOM = 420


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the cells lie."""

    side: float
    left: float
    top: float
    numbers: bool


def level(residual: float) -> int:
    """Return the step of the scale of an adjusted residual, 0 (far less) to 6 (far more)."""
    return int(np.searchsorted(BOUNDS, residual, side="right"))


def lag_map_figure(table: LagTable, *, key: str) -> Svg | None:
    """Draw adjusted residuals of given (rows) by target codes (columns); ``None`` without pairs.

    Each cell holds its residual; up to fourteen codes it is written out, beyond that it is told
    by colour and, where it is beyond 1.96, by a sign. Cells that cannot occur, or in which a code
    never occurs, are empty boxes.

    Parameters
    ----------
    table
        Of one sequence or two streams, one session or many.
    key
        Unique in the page.
    """
    if not table.pooled.any():
        return None
    columns = [j for j, name in enumerate(table.columns) if name != NO_ONSET]
    rows = [i for i, name in enumerate(table.rows) if name != NO_ONSET]
    frame = _frame(table, len(rows), columns)
    drawn: list[Svg] = [*_names(table, frame, rows, columns), *_cells(table, frame, rows, columns)]
    bottom = frame.top + len(rows) * frame.side
    drawn += _legend(frame, bottom + 16)
    last = len(_cut(table.columns[columns[-1]])) * _LETTER * 0.65
    width = max(frame.left + len(columns) * frame.side + last, frame.left + _LEGEND_ROOM)
    return figure(
        joined(drawn),
        key=key,
        title=f"What follows what ({table.definition})",
        about=_about(table, rows, columns),
        size=(width, bottom + 92),
        css="lag-map wide" if len(columns) > 7 else "lag-map",
    )


def _frame(table: LagTable, rows: int, columns: list[int]) -> _Frame:
    numbers = max(rows, len(columns)) <= _NUMBERS_UP_TO
    side = 44.0 if numbers else max(13.0, min(30.0, 600 / max(rows, len(columns))))
    longest = max((len(_cut(name)) for name in table.rows), default=4)
    above = max((len(_cut(table.columns[j])) for j in columns), default=4)
    return _Frame(side, 26 + longest * _LETTER, _TOP_ROOM + 14 + above * _LETTER * 0.8, numbers)


def _names(table: LagTable, frame: _Frame, rows: list[int], columns: list[int]) -> Iterator[Svg]:
    yield label("then →", frame.left, 14, css="axis-name")
    yield label("after ↓", frame.left - 8, frame.top - 8, css="axis-name", text_anchor="end")
    for place, i in enumerate(rows):
        y = frame.top + (place + 0.5) * frame.side + 4
        yield label(_cut(table.rows[i]), frame.left - 8, y, css="tick", text_anchor="end")
    for place, j in enumerate(columns):
        x, y = frame.left + (place + 0.5) * frame.side + 3, frame.top - 6
        turn = f"rotate(-50 {x:.1f} {y:.1f})"
        yield label(_cut(table.columns[j]), x, y, css="tick", transform=turn)


def _cells(table: LagTable, frame: _Frame, rows: list[int], columns: list[int]) -> Iterator[Svg]:
    side = frame.side
    for down, i in enumerate(rows):
        for across, j in enumerate(columns):
            x, y = frame.left + across * side, frame.top + down * side
            z = float(table.residuals[i, j])
            if not (table.possible(i, j) and isfinite(z)):
                yield rect(x + 1, y + 1, side - 2, side - 2, css="no-cell")
                continue
            step = level(z)
            yield rect(x + 0.5, y + 0.5, side - 1, side - 1, css=f"away-{step}")
            text = written(z, 1) if frame.numbers else _sign(z)
            if text:
                yield label(
                    text, x + side / 2, y + side / 2 + 4, css=f"on-away-{step}",
                    text_anchor="middle",
                )  # fmt: skip


def _sign(z: float) -> str:
    if abs(z) < _CLEAR:
        return ""
    return "+" if z > 0 else "−"


def _legend(frame: _Frame, y: float) -> Iterator[Svg]:
    for step in range(_STEPS):
        yield rect(frame.left + step * _SCALE, y, _SCALE, 14, css=f"away-{step}")
    for k, bound in enumerate(BOUNDS):
        x = frame.left + (k + 1) * _SCALE
        yield path(f"M{x:.1f} {y + 14:.1f}v4", css="axis")
        yield label(written(bound), x, y + 30, css="tick", text_anchor="middle")
    text = "adjusted residual: left less often, right more often than by chance"
    yield label(text, frame.left, y + 48, css="legend")
    yield rect(frame.left, y + 56, 12, 12, css="no-cell")
    yield label("cannot occur, or never seen", frame.left + 18, y + 66, css="legend")


def _about(table: LagTable, rows: list[int], columns: list[int]) -> str:
    """Say in words what stands out."""
    found = [
        (float(table.residuals[i, j]), table.rows[i], table.columns[j])
        for i in rows
        for j in columns
        if table.possible(i, j) and isfinite(float(table.residuals[i, j]))
    ]
    n = int(table.counts.sum())
    clear = sorted((row for row in found if abs(row[0]) >= _CLEAR), key=lambda row: -abs(row[0]))
    if not clear:
        return f"{n} pairs; no code follows another clearly more or less often than by chance."
    told = [
        f"{target} after {given} {'more' if z > 0 else 'less'} often ({written(z, 1)})"
        for z, given, target in clear[:5]
    ]
    return f"{n} pairs. Beyond 1.96 of chance: {'; '.join(told)}; {len(clear)} cells in all."


def _cut(name: str) -> str:
    return name if len(name) <= 36 else f"{name[:35]}…"
