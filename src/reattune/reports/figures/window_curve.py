"""The window curve: the share answered within w seconds, each with its interval and n."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ...measures import Estimate
from ..numbers import percent
from .svg import Svg, figure, joined, label, path, rect

_WIDTH, _HEIGHT = 430, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 16, 20, 62
_BAR = 7


def window_figure(rows: Sequence[Estimate], *, key: str, title: str, answered: str) -> Svg | None:
    """Draw shares within windows with their intervals; ``None`` when none has a value.

    Windows are set at even distances, since they grow by ratios. One that nobody was followed for
    says so in its place.

    Parameters
    ----------
    rows
        Of :func:`reattune.measures.between_probability` (or another curve over windows); ``of``
        ends with ``within 5 s``.
    key
        Unique in the page.
    title
        Name of the figure.
    answered
        What the vertical axis counts, e.g. ``answered``.
    """
    if not any(row.value is not None for row in rows):
        return None
    step = (_WIDTH - _LEFT - _RIGHT) / len(rows)
    drawn: list[Svg] = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        css = "half" if share == 0.5 else "gridline"
        drawn.append(path(f"M{_LEFT} {_y(share):.1f}H{_WIDTH - _RIGHT}", css=css))
        text = percent(share)
        drawn.append(label(text, _LEFT - 6, _y(share) + 4, css="tick", text_anchor="end"))
    for number, row in enumerate(rows):
        x = _LEFT + (number + 0.5) * step
        drawn += _window(row, x)
    drawn += _line(rows, step)
    drawn.append(label(answered, _LEFT, 12, css="axis-name"))
    end = _WIDTH - _RIGHT
    drawn.append(label("seconds from onset", end, _y(0) + 35, css="axis-name", text_anchor="end"))
    n = max(row.n for row in rows)
    text = f"n = {n}, bars: 95 % intervals"
    drawn.append(label(text, _LEFT, _y(0) + 52, css="legend"))
    about = _about(rows)
    return figure(
        joined(drawn), key=key, title=title, about=about, size=(_WIDTH, _HEIGHT), css="curve"
    )


def _y(share: float) -> float:
    return _TOP + (1 - share) * (_HEIGHT - _TOP - _BOTTOM)


def _window(row: Estimate, x: float) -> list[Svg]:
    word = row.of.rsplit("within ", 1)[-1].removesuffix(" s")
    drawn = [label(word, x, _y(0) + 17, css="tick", text_anchor="middle")]
    if row.value is None:
        drawn.append(label("not seen", x, _y(0) - 5, css="tick", text_anchor="middle"))
        return drawn
    if row.low is not None and row.high is not None:
        low, high = _y(row.low), _y(row.high)
        drawn.append(path(f"M{x:.1f} {low:.1f}V{high:.1f}", css="mean series-0"))
        ends = "".join(f"M{x - _BAR / 2:.1f} {y:.1f}h{_BAR}" for y in (low, high))
        drawn.append(path(ends, css="axis"))
    drawn.append(rect(x - 3.5, _y(row.value) - 3.5, 7, 7, css="median"))
    return drawn


def _line(rows: Sequence[Estimate], step: float) -> list[Svg]:
    """Join neighbours that both have a value."""
    points = [
        (_LEFT + (k + 0.5) * step, _y(row.value)) if row.value is not None else None
        for k, row in enumerate(rows)
    ]
    parts = [
        f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}" for a, b in pairwise(points) if a and b
    ]
    return [path("".join(parts), css="half")] if parts else []


def _about(rows: Sequence[Estimate]) -> str:
    told = [f"{row.of}: {row}" for row in rows]
    return "; ".join(told) + "."
