"""State space grids with their trajectory: where the dyad stayed, how long, and in what order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import hypot, sqrt

import numpy as np

from ...kernels.grid import visits
from ...measures.grids import Grid
from ..numbers import clock, percent
from .svg import Svg, figure, group, joined, label, path, rect

MOST_VISITS = 300
"""Beyond so many visits only the time in each cell is drawn, not the way."""

_LETTER = 6.4
_WIDEST = 1140.0

Place = tuple[float, float]


def space_figure(
    grid: Grid, *, key: str, session: str | None = None, by_phase: bool = False
) -> Svg | None:
    """Draw a grid of two variables with its trajectory; ``None`` without known time.

    One session: a circle for each visit (area: its duration), joined in order by arrows; the first
    of each unbroken stretch is open, and where missing time breaks the way there is a bar. Several
    sessions, or more than 300 visits: one circle for each cell (area: share of time) and no way.

    Parameters
    ----------
    grid
        Of two variables: the first downwards, the second across.
    key
        Unique in the page.
    session
        Which one; by default all.
    by_phase
        A small grid for each named phase, side by side, on the same scale.
    """
    if len(grid.variables) != 2:
        return None
    part = grid if session is None else grid.of(session=session)
    known = int(part.durations().sum())
    if not known:
        return None
    named = [phase for phase in part.phases if phase and part.of(phase=phase).durations().any()]
    panels = [(name, part.of(phase=name)) for name in named] if by_phase and named else [("", part)]
    left, top = _room(part)
    air = max(20.0, len(_cut(part.variables[1][1][-1])) * _LETTER * 0.6)
    side = _side(part, panels=len(panels), beside=left + air)
    width = left + part.shape[1] * side + air
    columns = max(1, int((_WIDEST + 1) // width))
    height = top + part.shape[0] * side + 26
    walk = all(_walks(piece) for _, piece in panels)
    longest = max(_longest(piece, walk=walk) for _, piece in panels)
    drawn = [
        group(
            _panel(piece, name, (side, left, top), longest, walk=walk),
            transform=f"translate({(k % columns) * width:.1f} {(k // columns) * height:.1f})",
        )
        for k, (name, piece) in enumerate(panels)
    ]
    bottom = height * -(-len(panels) // columns)
    broken = any(len(np.unique(piece.stretch)) > 1 for _, piece in panels)
    drawn += _legend(longest, bottom + 8, walk=walk, broken=broken)
    size = (max(width * min(columns, len(panels)), 440), bottom + 70)
    return figure(
        joined(drawn),
        key=key,
        title="State space grid with its trajectory" if walk else "State space grid",
        about=_about(part, known),
        size=size,
        css="space wide" if size[0] > 520 else "space",
    )


def _side(grid: Grid, *, panels: int, beside: float) -> float:
    """Return the side of a cell: as large as fits, small enough for three panels in a row."""
    side = min(76.0, 640 / max(grid.shape))
    if panels > 1:
        side = min(side, (_WIDEST / min(panels, 3) - beside) / grid.shape[1])
    return max(15.0, side)


def _room(grid: Grid) -> tuple[float, float]:
    down, across = (max((len(_cut(s)) for s in states), default=1) for _, states in grid.variables)
    down = max(down, len(_cut(grid.variables[0][0])) + 2)
    return 22 + down * _LETTER, 46 + across * _LETTER * 0.75


def _walks(grid: Grid) -> bool:
    """Say whether the way is drawn: one session with not too many visits."""
    seen = {int(grid.owner[s]) for s in np.unique(grid.stretch)}
    return len(seen) == 1 and len(_visits(grid)[0]) <= MOST_VISITS


def _visits(grid: Grid) -> tuple[list[int], list[int], list[int]]:
    """Return cell, duration and stretch of each visit."""
    cell, spans, stretch, _ = visits(grid.cell, grid.spans, grid.stretch)
    return cell.tolist(), (spans[:, 1] - spans[:, 0]).tolist(), stretch.tolist()


def _longest(grid: Grid, *, walk: bool) -> int:
    if walk:
        return max(_visits(grid)[1])
    return int(grid.durations().sum(axis=0).max())


def _panel(
    grid: Grid, name: str, frame: tuple[float, float, float], longest: int, *, walk: bool
) -> Iterator[Svg]:
    side, left, top = frame
    (down, rows), (across, columns) = grid.variables
    if name:
        yield label(name, left, 14, css="lane-name")
    yield label(f"{_cut(across)} →", left, 30 if name else 14, css="axis-name")
    yield label(f"{_cut(down)} ↓", left - 8, top - 8, css="axis-name", text_anchor="end")
    for i, state in enumerate(rows):
        y = top + (i + 0.5) * side + 4
        yield label(_cut(state), left - 8, y, css="tick", text_anchor="end")
    for j, state in enumerate(columns):
        x, y = left + (j + 0.5) * side + 3, top - 6
        yield label(_cut(state), x, y, css="tick", transform=f"rotate(-45 {x:.1f} {y:.1f})")
    for i in range(len(rows)):
        for j in range(len(columns)):
            yield rect(left + j * side, top + i * side, side, side, css="space-cell")
    yield from _way(grid, frame, longest) if walk else _stays(grid, frame, longest)


def _stays(grid: Grid, frame: tuple[float, float, float], longest: int) -> Iterator[Svg]:
    side, left, top = frame
    for cell, ms in enumerate(grid.durations().sum(axis=0).tolist()):
        if ms:
            i, j = divmod(cell, grid.shape[1])
            middle = left + (j + 0.5) * side, top + (i + 0.5) * side
            yield _circle(middle, side * 0.45 * sqrt(ms / longest), "stay")


def _way(grid: Grid, frame: tuple[float, float, float], longest: int) -> Iterator[Svg]:
    """Draw the path first, then the circles on top of it; small ones last."""
    side = frame[0]
    cells, lengths, stretches = _visits(grid)
    radii = [max(1.5, side * 0.26 * sqrt(ms / longest)) for ms in lengths]
    places = _spread(cells, radii, grid.shape[1], frame)
    for (a, b), (one, other), (r, q) in zip(
        pairwise(places), pairwise(stretches), pairwise(radii), strict=True
    ):
        if one == other:
            yield from _step(a, b, r, q)
        else:
            x, y = a[0] + r + 3, a[1]
            yield path(f"M{x:.1f} {y - 5:.1f}v10", css="lost")
    firsts = {k for k in range(len(cells)) if k == 0 or stretches[k] != stretches[k - 1]}
    for k in sorted(range(len(cells)), key=lambda k: -radii[k]):
        yield _circle(places[k], radii[k], "stay first" if k in firsts else "stay")


def _spread(
    cells: Sequence[int], radii: Sequence[float], columns: int, frame: tuple[float, float, float]
) -> list[Place]:
    """Set the visits of a cell on a lattice within it, in order, so that they can be told apart."""
    side, left, top = frame
    count = {cell: cells.count(cell) for cell in set(cells)}
    seen = dict.fromkeys(count, 0)
    places = []
    for cell, r in zip(cells, radii, strict=True):
        n = int(np.ceil(sqrt(count[cell])))
        row, column = divmod(seen[cell], n)
        seen[cell] += 1
        i, j = divmod(cell, columns)
        room = side / n
        x = left + j * side + min(max((column + 0.5) * room, r + 1), side - r - 1)
        y = top + i * side + min(max((row + 0.5) * room, r + 1), side - r - 1)
        places.append((x, y))
    return places


def _step(a: Place, b: Place, r: float, q: float) -> Iterator[Svg]:
    dx, dy = b[0] - a[0], b[1] - a[1]
    far = hypot(dx, dy)
    if far <= r + q:
        return
    ux, uy = dx / far, dy / far
    start = a[0] + ux * r, a[1] + uy * r
    end = b[0] - ux * (q + 1), b[1] - uy * (q + 1)
    yield path(f"M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}", css="path")
    size = 5.0
    one = end[0] - ux * size - uy * size / 2, end[1] - uy * size + ux * size / 2
    other = end[0] - ux * size + uy * size / 2, end[1] - uy * size - ux * size / 2
    yield path(
        f"M{end[0]:.1f} {end[1]:.1f}L{one[0]:.1f} {one[1]:.1f}L{other[0]:.1f} {other[1]:.1f}Z",
        css="path-tip",
    )


def _circle(at: Place, r: float, css: str) -> Svg:
    x, y = at
    half = f"a{r:.1f} {r:.1f} 0 1 0"
    return path(f"M{x - r:.1f} {y:.1f}{half} {2 * r:.1f} 0{half} {-2 * r:.1f} 0", css=css)


def _legend(longest: int, y: float, *, walk: bool, broken: bool) -> Iterator[Svg]:
    x = 14.0
    if not walk:
        yield _circle((x + 8, y + 8), 8, "stay")
        yield label(
            f"area: time in the cell (largest {clock(longest)})", x + 24, y + 12, css="legend"
        )
        return
    yield _circle((x + 8, y + 8), 8, "stay")
    text = f"a visit (area: its duration, longest {longest / 1000:.1f} s)"
    yield label(text, x + 24, y + 12, css="legend")
    yield _circle((x + 8, y + 32), 6, "stay first")
    yield label("the first of a stretch", x + 24, y + 36, css="legend")
    if broken:
        yield path(f"M{x + 190:.1f} {y + 26:.1f}v10", css="lost")
        yield label("missing time or another phase breaks the way", x + 200, y + 36, css="legend")


def _about(grid: Grid, known: int) -> str:
    total = grid.durations().sum(axis=0)
    order = np.argsort(-total, kind="stable")[:5]
    told = [f"{grid.name(int(c))} {percent(total[c] / known)}" for c in order if total[c]]
    lost = sum(grid.missing)
    missing = f" {clock(lost)} were missing." if lost else ""
    return f"Of {clock(known)} of known time, most in: {', '.join(told)}.{missing}"


def _cut(state: str) -> str:
    return state if len(state) <= 18 else f"{state[:17]}…"
