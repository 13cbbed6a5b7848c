"""The windowed cross-correlation: by time and lag, and beside it the mean over time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from ...measures.signals_windows import LagWindows
from .axes import Scale, spanning, written
from .svg import Svg, figure, joined, label, path, rect

BOUNDS = (-0.6, -0.35, -0.1, 0.1, 0.35, 0.6)
"""Correlations between the seven steps of the scale."""

_LEFT, _TOP = 46, 22
_WIDE, _HIGH = 400, 190
_GAP, _SIDE = 52, 200
_COLUMNS, _ROWS = 100, 45
_SCALE = 44


def lag_windows_figure(found: LagWindows, *, key: str, title: str) -> Svg | None:
    """Draw correlations by time and lag, and their mean by lag; ``None`` when none is known.

    Parameters
    ----------
    found
        As :func:`reattune.measures.lagged_correlations` gives them.
    key
        Unique in the page.
    title
        Name of the figure.
    """
    if not np.isfinite(found.r).any():
        return None
    y = Scale(float(found.seconds[0]) - 1e-9, float(found.seconds[-1]) + 1e-9, _TOP + _HIGH, _TOP)
    drawn = [*_cells(found), *_axes(found, y), *_profile(found, y), *_legend(_TOP + _HIGH + 32)]
    return figure(
        joined(drawn),
        key=key,
        title=title,
        about=_about(found),
        size=(_LEFT + _WIDE + _GAP + _SIDE + 14, _TOP + _HIGH + 86),
        css="lag-windows",
    )


def coarse(r: NDArray[np.float64], *, columns: int, rows: int) -> NDArray[np.float64]:
    """Average correlations in blocks, so that at most so many columns (time) and rows (lag) stay.

    Returns
    -------
    NDArray[np.float64]
        Time by lag; ``nan`` where a block holds nothing known.
    """
    known = np.isfinite(r)
    sums = [np.where(known, r, 0.0), known.astype(np.float64)]
    for axis, most in ((0, columns), (1, rows)):
        step = max(1, -(-r.shape[axis] // most))
        edges = np.arange(0, r.shape[axis], step)
        sums = [np.add.reduceat(table, edges, axis=axis) for table in sums]
    means = np.full(sums[0].shape, np.nan)
    np.divide(sums[0], sums[1], out=means, where=sums[1] > 0)
    return means


def _cells(found: LagWindows) -> Iterator[Svg]:
    means = coarse(found.r, columns=_COLUMNS, rows=_ROWS)
    wide, high = _WIDE / means.shape[0], _HIGH / means.shape[1]
    steps = np.where(np.isfinite(means), np.searchsorted(BOUNDS, means), -1)
    for step in range(-1, len(BOUNDS) + 1):
        parts = []
        for row, line in enumerate((steps == step).T):
            top = _TOP + _HIGH - (row + 1) * high
            for first, until in _runs(line):
                x, width = _LEFT + first * wide, (until - first) * wide
                parts.append(f"M{x:.1f} {top:.1f}h{width:.1f}v{high:.1f}h{-width:.1f}z")
        if parts:
            yield path("".join(parts), css="unseen" if step < 0 else f"away-{step}")


def _runs(line: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], line, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _axes(found: LagWindows, y: Scale) -> Iterator[Svg]:
    first, second = found.pair.name.split(" ~ ")
    yield label(f"lag in s; up: {second} follows {first}", _LEFT, 13, css="axis-name")
    for value in y.ticks(most=6):
        yield label(written(value), _LEFT - 6, y.at(value) + 4, css="tick", text_anchor="end")
    yield path(f"M{_LEFT} {y.at(0.0):.1f}h{_WIDE}", css="half")
    start, end = (float(s) * found.pair.step for s in (found.starts[0], found.starts[-1]))
    x = Scale(start, max(end, start + 1e-9), _LEFT, _LEFT + _WIDE)
    for value in x.ticks(most=6) if end > start else [start]:
        at = x.at(value)
        yield label(written(value), at, y.start + 16, css="tick", text_anchor="middle")
    text = "start of window, s"
    yield label(text, _LEFT + _WIDE, y.start + 30, css="axis-name", text_anchor="end")


def _profile(found: LagWindows, y: Scale) -> Iterator[Svg]:
    means = found.profile()
    low, high = spanning([*means.tolist(), 0.0])
    left = _LEFT + _WIDE + _GAP
    x = Scale(low, high, left, left + _SIDE)
    yield label("mean correlation by lag", left, 13, css="axis-name")
    for value in x.ticks(most=4):
        css = "half" if value == 0 else "gridline"
        yield path(f"M{x.at(value):.1f} {y.start:.1f}V{y.end:.1f}", css=css)
        yield label(written(value), x.at(value), y.start + 16, css="tick", text_anchor="middle")
    yield path(f"M{left} {y.at(0.0):.1f}h{_SIDE}", css="half")
    for here, run in groupby(range(len(means)), key=lambda k: bool(np.isfinite(means[k]))):
        places = list(run)
        if here:
            points = [
                f"{x.at(float(means[k])):.1f} {y.at(float(found.seconds[k])):.1f}" for k in places
            ]
            yield path("M" + "L".join(points), css="mean series-0")


def _legend(y: float) -> Iterator[Svg]:
    for step in range(len(BOUNDS) + 1):
        yield rect(_LEFT + step * _SCALE, y + 6, _SCALE, 12, css=f"away-{step}")
    for k, bound in enumerate(BOUNDS):
        at = _LEFT + (k + 1) * _SCALE
        yield label(written(bound), at, y + 32, css="tick", text_anchor="middle")
    yield label("correlation; grey: too little is known", _LEFT, y + 50, css="legend")


def _about(found: LagWindows) -> str:
    means = found.profile()
    top = int(np.nanargmax(means))
    unknown = 1 - float(np.isfinite(found.r).mean())
    return (
        f"{len(found.starts)} windows of {found.window * found.pair.step:g} s. The mean "
        f"correlation is highest, {means[top]:.2f}, at a lag of {found.seconds[top]:.3g} s. "
        f"{unknown:.0%} of the correlations are not known."
    )
