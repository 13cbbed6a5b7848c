"""A lane of a long day: how much of each small bin each state fills."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from .lanes import Block
from .palette import fill, in_order, look
from .rows import LANE, LEFT, PLOT, Row
from .svg import Svg, path, rect

BINS = 200
"""Bins of a full row."""

_LOW = 0.15
"""States drawn this low are the ground the others stand on; they are not drawn."""


def bin_shares(blocks: Iterable[Block], row: Row) -> dict[str, NDArray[np.float64]]:
    """Return by state the share of each bin of a row that it fills; ``""`` is uncoded time."""
    by_state: dict[str, list[tuple[int, int]]] = {}
    for onset, offset, state in blocks:
        if onset < offset:
            by_state.setdefault(state, []).append((onset, offset))
    width = row.span / BINS
    edges: NDArray[np.float64] = row.onset + np.arange(BINS + 1, dtype=np.float64) * width
    return {state: _filled(np.array(spans), edges) / width for state, spans in by_state.items()}


def _filled(spans: NDArray[np.int64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Milliseconds of sorted, disjoint spans between each two edges."""
    known = np.zeros(2 * len(spans))
    known[1::2] = spans[:, 1] - spans[:, 0]
    return np.diff(np.interp(edges, spans.ravel().astype(np.float64), np.cumsum(known)))


def full_height(lanes: Iterable[dict[str, NDArray[np.float64]]]) -> float:
    """Return the share that a full lane stands for: 25, 50 or 100 %."""
    totals = (sum((s for name, s in lane.items() if _drawn(name)), np.zeros(1)) for lane in lanes)
    peak = max((float(total.max()) for total in totals), default=1.0)
    return next(step for step in (0.25, 0.5, 1.0, 9.0) if peak <= step + 1e-9)


def draw_density(
    shares: dict[str, NDArray[np.float64]],
    row: Row,
    *,
    key: str,
    upward: bool,
    full: float,
) -> Iterator[Svg]:
    """Draw a lane from height 0 on as stacked shares, hard states nearest to the ground.

    Parameters
    ----------
    shares
        By state, as :func:`bin_shares` gives them.
    row, key, upward
        As in :func:`reattune.reports.figures.rows.draw_blocks`.
    full
        The share at full height.
    """  # fmt: skip
    yield from _uncoded(shares.get("", np.zeros(BINS)), row, key=key)
    base = np.zeros(BINS)
    for state in reversed(in_order(name for name in shares if _drawn(name))):
        above = np.minimum(base + shares[state] / full, 1.0)
        d = _outline(base * LANE, above * LANE, LANE if upward else 0, upward=upward)
        if d:
            yield path(d, **fill(key, state))
        base = above


def _drawn(state: str) -> bool:
    return bool(state) and look(state).height > _LOW


def _outline(
    low: NDArray[np.float64], high: NDArray[np.float64], ground: float, *, upward: bool
) -> str:
    """Return closed outlines of the stretches of bins where something stands."""
    sign = -1 if upward else 1
    inner = np.round(ground + sign * low, 1).tolist()
    outer = np.round(ground + sign * high, 1).tolist()
    step = PLOT / BINS
    parts: list[str] = []
    i = 0
    while i < BINS:
        if inner[i] == outer[i]:
            i += 1
            continue
        j = i
        while j < BINS and inner[j] != outer[j]:
            j += 1
        there = _steps(outer[i:j], range(i, j + 1), step)
        back = _steps(inner[i:j][::-1], range(j, i - 1, -1), step)
        parts.append(f"M{LEFT + i * step:.1f} {inner[i]:g}{there}{back}z")
        i = j
    return "".join(parts)


def _steps(heights: Sequence[float], edges: range, step: float) -> str:
    """Walk over some bins edge by edge; equal neighbours are one step."""
    parts: list[str] = []
    last = len(heights) - 1
    for k, height in enumerate(heights):
        if k == 0 or height != heights[k - 1]:
            parts.append(f"V{height:g}")
        if k == last or heights[k + 1] != height:
            parts.append(f"H{LEFT + edges[k + 1] * step:.1f}")
    return "".join(parts)


def _uncoded(shares: NDArray[np.float64], row: Row, *, key: str) -> Iterator[Svg]:
    """Hatch the bins that are uncoded for more than half."""
    step = PLOT / BINS
    i = 0
    while i < BINS:
        j = i
        while j < BINS and shares[j] > 0.5:
            j += 1
        if j > i:
            x, until = LEFT + i * step, min(LEFT + j * step, row.x(row.offset))
            yield rect(x, 0, until - x, LANE, css="uncoded", fill=f"url(#{key}-uncoded)")
        i = max(j, i + 1)
