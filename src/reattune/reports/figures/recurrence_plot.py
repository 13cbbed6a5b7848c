"""The recurrence plot, and beside it recurrence by lag."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from ...measures import Recurrence, diagonal_profile
from ..numbers import percent
from .axes import Scale, spanning, written
from .svg import Svg, figure, joined, label, path, rect

_SIDE = 300
_LEFT, _TOP = 52, 26
_PROFILE = 230
_GAP = 62
_MOST = 110
"""Cells a side that are drawn; more are summed up."""


def recurrence_figure(
    found: Recurrence, *, key: str, title: str, max_lag: float = 5.0
) -> Svg | None:
    """Draw a recurrence plot and its diagonal profile; ``None`` when no cell is known.

    Cells are darker the more of what they stand for is recurrent; grey where nothing is known.

    Parameters
    ----------
    found
        The plot.
    key
        Unique in the page.
    title
        Name of the figure.
    max_lag
        Largest lag of the profile, in s.
    """
    if not found.known.any():
        return None
    known, share = _coarse(found)
    lags, profile = diagonal_profile(found, max_lag=max_lag)
    drawn = [*_plot(found, known, share), *_by_lag(lags, profile)]
    rate = found.cells.sum() / found.known.sum()
    unknown = 1 - found.known.mean()
    about = f"{percent(float(rate))} of the known cells are recurrent; "
    about += f"{percent(float(unknown))} of all cells are not known. {_peak(lags, profile)}"
    size = (_LEFT + _SIDE + _GAP + _PROFILE + 12, _TOP + _SIDE + 46)
    return figure(joined(drawn), key=key, title=title, about=about, size=size, css="wide")


def _coarse(found: Recurrence) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Sum cells up into blocks: whether any is known, and the recurrent share of the known."""
    step = max(1, -(-max(found.cells.shape) // _MOST))
    edges = [np.arange(0, size, step) for size in found.cells.shape]
    sums = []
    for table in (found.cells, found.known):
        rows = np.add.reduceat(table.astype(np.float64), edges[0], axis=0)
        sums.append(np.add.reduceat(rows, edges[1], axis=1))
    share = np.divide(sums[0], sums[1], out=np.zeros_like(sums[0]), where=sums[1] > 0)
    return sums[1] > 0, share


def _plot(found: Recurrence, known: NDArray[np.bool_], share: NDArray[np.float64]) -> list[Svg]:
    cell = _SIDE / max(known.shape)
    height = known.shape[0] * cell
    drawn = [rect(_LEFT, _TOP, known.shape[1] * cell, height, css="space-cell")]
    level = np.where(known, np.ceil(share * 4), -1).astype(np.int64)
    for step, css in ((-1, "unseen"), (1, "re-1"), (2, "re-2"), (3, "re-3"), (4, "re-4")):
        parts = [
            f"M{_LEFT + a * cell:.1f} {_TOP + height - (i + 1) * cell:.1f}"
            f"h{(b - a) * cell:.1f}v{cell:.1f}h{-(b - a) * cell:.1f}z"
            for i, row in enumerate(level == step)
            for a, b in _runs(row)
        ]
        if parts:
            drawn.append(path("".join(parts), css=css))
    one, other = ([*found.name.split(" ~ "), found.name])[:2]
    bottom = _TOP + height
    ends = [f"{size * found.step:.4g} s" for size in found.cells.shape]
    drawn.append(label(ends[0], _LEFT - 6, _TOP + 10, css="tick", text_anchor="end"))
    drawn.append(label(ends[1], _LEFT + _SIDE, bottom + 16, css="tick", text_anchor="end"))
    drawn.append(label("0", _LEFT - 6, bottom, css="tick", text_anchor="end"))
    drawn.append(label(f"↑ {one}", _LEFT, 14, css="axis-name"))
    drawn.append(label(f"→ {other}", _LEFT, bottom + 16, css="axis-name"))
    drawn.append(label("stronger: recurrent; grey: not known", _LEFT, bottom + 36, css="legend"))
    return drawn


def _runs(row: NDArray[np.bool_]) -> list[tuple[int, int]]:
    runs = []
    for on, places in groupby(range(len(row)), key=lambda i: bool(row[i])):
        if on:
            mine = list(places)
            runs.append((mine[0], mine[-1] + 1))
    return runs


def _by_lag(lags: NDArray[np.float64], profile: NDArray[np.float64]) -> list[Svg]:
    left = _LEFT + _SIDE + _GAP
    if not np.isfinite(profile).any() or len(lags) < 2:
        return [label("no lag with known cells", left, _TOP + 20, css="legend")]
    low, high = spanning(profile.tolist())
    x = Scale(float(lags[0]), float(lags[-1]), left, left + _PROFILE)
    y = Scale(max(low, 0.0), high, _TOP + _SIDE, _TOP)
    drawn = [label("recurrence by lag", left, 14, css="axis-name")]
    for value in y.ticks(most=5):
        drawn.append(path(f"M{left:.1f} {y.at(value):.1f}h{_PROFILE}", css="gridline"))
        at = y.at(value) + 4
        drawn.append(label(percent(value), left - 6, at, css="tick", text_anchor="end"))
    for value in x.ticks(most=5):
        at = x.at(value)
        text = written(value)
        drawn.append(label(text, at, y.start + 16, css="tick", text_anchor="middle"))
    drawn.append(path(f"M{x.at(0):.1f} {y.start:.1f}V{y.end:.1f}", css="half"))
    text = "lag in s; right: the second follows"
    drawn.append(label(text, left, y.start + 36, css="legend"))
    known = np.isfinite(profile)
    for a, b in _runs(known):
        points = [f"{x.at(float(lags[k])):.1f} {y.at(float(profile[k])):.1f}" for k in range(a, b)]
        drawn.append(path("M" + "L".join(points), css="mean series-0"))
    return drawn


def _peak(lags: NDArray[np.float64], profile: NDArray[np.float64]) -> str:
    if not np.isfinite(profile).any():
        return ""
    top = int(np.nanargmax(profile))
    return f"Recurrence is highest ({percent(float(profile[top]))}) at a lag of {lags[top]:.3g} s."
