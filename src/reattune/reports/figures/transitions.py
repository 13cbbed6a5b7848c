"""The transition diagram: codes on a ring, an arrow for each move that is often enough."""

from __future__ import annotations

from collections.abc import Iterator
from math import atan2, cos, hypot, isfinite, pi, sin, sqrt

import numpy as np

from ...measures.seq_tables import LagTable
from ..numbers import percent
from .svg import Svg, figure, joined, label, path

LEAST = 0.1
"""Arrows are drawn from this transition probability on."""

MOST = 60
"""At most so many arrows: the likeliest ones."""

_CLEAR = 1.96
_WORDS = 12
_NAME_ROOM = 165

Point = tuple[float, float]

Ring = tuple[dict[int, Point], dict[int, float], float]
"""Place and radius of each node, and where the middle lies."""


def transitions_figure(table: LagTable, *, key: str, least: float = LEAST) -> Svg | None:
    """Draw the likelier transitions of one sequence; ``None`` without pairs or for two streams.

    The area of a node is how often its code is given; the width of an arrow is the transition
    probability, which is written beside it up to a dozen arrows. Solid orange arrows come more
    often than by chance (residual beyond 1.96), dashed blue ones less often.

    Parameters
    ----------
    table
        Of one sequence.
    key
        Unique in the page.
    least
        Smallest transition probability that gets an arrow.
    """
    if not table.pooled.any() or table.rows != table.columns:
        return None
    counts = table.pooled
    shown = [i for i in range(len(table.rows)) if counts[i].any() or counts[:, i].any()]
    ring = max(125.0, len(shown) * 13.0) if len(shown) > 1 else 0.0
    middle = ring + _NAME_ROOM
    sizes = _radii(table, shown, ring)
    places = {i: _place(k, len(shown), ring, middle) for k, i in enumerate(shown)}
    arrows = _arrows(table, shown, least)
    drawn: list[Svg] = []
    for i, j, p in arrows:
        drawn += _arrow(table, (i, j, p), (places, sizes, middle), words=len(arrows) <= _WORDS)
    looped = {i: (52.0 if len(arrows) <= _WORDS else 34.0) for i, j, _ in arrows if i == j}
    drawn += _nodes(table, (places, sizes, middle), looped)
    foot = 2 * middle + 6
    drawn += _legend(table, arrows, least, foot)
    return figure(
        joined(drawn),
        key=key,
        title=f"Transitions ({table.definition})",
        about=_about(table, arrows, least),
        size=(max(2 * middle, 500), foot + 60),
        css="transitions wide" if len(shown) > 12 else "transitions",
    )


def _radii(table: LagTable, shown: list[int], ring: float) -> dict[int, float]:
    totals = table.pooled.sum(axis=1)
    most = float(totals.max())
    room = 26.0 if len(shown) <= 12 else max(4.0, 0.8 * pi * ring / len(shown))
    return {i: max(3.0, room * sqrt(float(totals[i]) / most)) for i in shown}


def _place(k: int, n: int, ring: float, middle: float) -> Point:
    if n == 1:
        return middle, middle
    angle = -pi / 2 + 2 * pi * k / n
    return middle + ring * cos(angle), middle + ring * sin(angle)


def _arrows(table: LagTable, shown: list[int], least: float) -> list[tuple[int, int, float]]:
    totals = table.pooled.sum(axis=1)
    found = [
        (i, j, float(table.pooled[i, j] / totals[i]))
        for i in shown
        for j in shown
        if totals[i] and table.possible(i, j) and table.pooled[i, j] / totals[i] >= least
    ]
    return sorted(found, key=lambda row: (-row[2], row[0], row[1]))[:MOST]


def _kind(table: LagTable, i: int, j: int) -> str:
    z = float(table.residuals[i, j])
    if not isfinite(z) or abs(z) < _CLEAR:
        return ""
    return " raised" if z > 0 else " lowered"


def _arrow(
    table: LagTable, move: tuple[int, int, float], ring: Ring, *, words: bool
) -> Iterator[Svg]:
    i, j, p = move
    places, sizes, middle = ring
    kind = _kind(table, i, j)
    width = 1 + 5 * p
    dash = {"stroke_dasharray": "5 3"} if kind == " lowered" else {}
    if i == j:
        d, tip, text = _loop(places[i], sizes[i], middle)
    else:
        d, tip, text = _curve((places[i], sizes[i]), (places[j], sizes[j]))
    yield path(d, css=f"arc{kind}", stroke_width=width, **dash)
    yield path(_head(*tip, 4 + width), css=f"tip{kind}")
    if words:
        yield label(percent(p), text[0], text[1] + 4, css="arc-value", text_anchor="middle")


Tip = tuple[Point, float]


def _curve(start: tuple[Point, float], end: tuple[Point, float]) -> tuple[str, Tip, Point]:
    """Bend an arrow to its right, so that there and back do not lie on each other."""
    (a, first), (b, last) = start, end
    dx, dy = b[0] - a[0], b[1] - a[1]
    far = hypot(dx, dy) or 1.0
    bend = 0.16
    control = (a[0] + b[0]) / 2 - dy * bend, (a[1] + b[1]) / 2 + dx * bend
    out = atan2(control[1] - a[1], control[0] - a[0])
    into = atan2(b[1] - control[1], b[0] - control[0])
    p = a[0] + first * cos(out), a[1] + first * sin(out)
    q = b[0] - (last + 6) * cos(into), b[1] - (last + 6) * sin(into)
    tip = b[0] - last * cos(into), b[1] - last * sin(into)
    d = f"M{p[0]:.1f} {p[1]:.1f}Q{control[0]:.1f} {control[1]:.1f} {q[0]:.1f} {q[1]:.1f}"
    # Nearer to the start than the middle: labels of crossing arrows stay apart.
    t = 0.34
    x = (1 - t) ** 2 * p[0] + 2 * t * (1 - t) * control[0] + t * t * q[0]
    y = (1 - t) ** 2 * p[1] + 2 * t * (1 - t) * control[1] + t * t * q[1]
    away = 4
    return d, (tip, into), (x - dy / far * away, y + dx / far * away)


def _loop(at: Point, size: float, middle: float) -> tuple[str, Tip, Point]:
    """Draw an arrow from a node to itself, on its outer side."""
    outward = atan2(at[1] - middle, at[0] - middle) if at != (middle, middle) else -pi / 2
    spread, reach = 0.5, size + 26
    a, b = outward - spread, outward + spread
    p = at[0] + size * cos(a), at[1] + size * sin(a)
    tip = at[0] + size * cos(b), at[1] + size * sin(b)
    q = at[0] + (size + 5) * cos(b), at[1] + (size + 5) * sin(b)
    c1 = at[0] + reach * 1.25 * cos(a), at[1] + reach * 1.25 * sin(a)
    c2 = at[0] + reach * 1.25 * cos(b), at[1] + reach * 1.25 * sin(b)
    d = (
        f"M{p[0]:.1f} {p[1]:.1f}C{c1[0]:.1f} {c1[1]:.1f} {c2[0]:.1f} {c2[1]:.1f} "
        f"{q[0]:.1f} {q[1]:.1f}"
    )
    text = at[0] + (reach + 2) * cos(outward), at[1] + (reach + 2) * sin(outward)
    return d, (tip, b + pi), text


def _head(tip: Point, angle: float, size: float) -> str:
    back = size * 1.3
    left = tip[0] - back * cos(angle - 0.4), tip[1] - back * sin(angle - 0.4)
    right = tip[0] - back * cos(angle + 0.4), tip[1] - back * sin(angle + 0.4)
    return f"M{tip[0]:.1f} {tip[1]:.1f}L{left[0]:.1f} {left[1]:.1f}L{right[0]:.1f} {right[1]:.1f}Z"


def _nodes(table: LagTable, ring: Ring, looped: dict[int, float]) -> Iterator[Svg]:
    places, sizes, middle = ring
    for i in places:
        (x, y), r = places[i], sizes[i]
        circle = f"M{x - r:.1f} {y:.1f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0"
        yield path(f"{circle}a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0", css="node")
        gap = r + looped.get(i, 12.0)
        yield _name(table.rows[i], (x, y), (r, gap), middle)


def _name(name: str, at: Point, sizes: tuple[float, float], middle: float) -> Svg:
    """Write a node's name inside where it fits, else outside of the ring and its loop."""
    r, gap = sizes
    short = name if len(name) <= 20 else f"{name[:19]}…"
    if len(short) * 6.2 < 2 * r - 4 or at == (middle, middle):
        return label(short, at[0], at[1] + 4, css="tick", text_anchor="middle")
    angle = atan2(at[1] - middle, at[0] - middle)
    x, y = at[0] + gap * cos(angle), at[1] + gap * sin(angle) + 4
    anchor = "middle" if abs(cos(angle)) < 0.3 else ("start" if cos(angle) > 0 else "end")
    return label(short, x, y, css="tick", text_anchor=anchor)


def _legend(
    table: LagTable, arrows: list[tuple[int, int, float]], least: float, y: float
) -> Iterator[Svg]:
    kinds = {_kind(table, i, j) for i, j, _ in arrows}
    x = 14.0
    for kind, text in (
        (" raised", "more often than by chance"),
        (" lowered", "less often"),
        ("", "as by chance"),
    ):
        if kind in kinds:
            dash = {"stroke_dasharray": "5 3"} if kind == " lowered" else {}
            yield path(f"M{x:.1f} {y:.1f}h26", css=f"arc{kind}", stroke_width=3, **dash)
            yield label(text, x + 32, y + 4, css="legend")
            x += 50 + 6.4 * len(text)
    left_out = _left_out(table, len(arrows), least)
    text = f"width: probability, from {percent(least)} on"
    yield label(text + left_out, 14, y + 24, css="legend")
    yield label("area of a circle: how often the code is given", 14, y + 44, css="legend")


def _left_out(table: LagTable, drawn: int, least: float) -> str:
    totals = table.pooled.sum(axis=1)
    p = table.pooled / np.maximum(totals, 1)[:, None]
    more = int((p >= least).sum()) - drawn
    return f" ({more} more are not drawn)" if more > 0 else ""


def _about(table: LagTable, arrows: list[tuple[int, int, float]], least: float) -> str:
    if not arrows:
        return f"No transition has a probability of {percent(least)} or more."
    told = [f"{table.rows[i]} to {table.rows[j]} {percent(p)}" for i, j, p in arrows[:6]]
    return f"{int(table.counts.sum())} pairs. Likeliest transitions: {', '.join(told)}."
