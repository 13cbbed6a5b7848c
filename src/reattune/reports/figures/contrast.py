"""Dyads over the levels of a design: a line for each, the mean with its interval beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...measures import Estimate
from .axes import Scale, spanning, written
from .svg import Svg, element, figure, joined, label, path, rect

_HEIGHT = 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 20, 26, 60
_STEP = 110
_LETTERS = 17


@dataclass(frozen=True, slots=True)
class _Frame:
    levels: Sequence[str]
    y: Scale

    def x(self, level: str) -> float:
        return _LEFT + (self.levels.index(level) + 0.5) * _STEP

    @property
    def width(self) -> float:
        return _LEFT + len(self.levels) * _STEP + _RIGHT


def contrast_figure(
    values: Mapping[str, Mapping[str, float]], means: Sequence[Estimate], *, key: str, title: str
) -> Svg | None:
    """Draw one value a dyad and level, and the means; ``None`` when there is no value.

    A line joins neighbouring levels of a dyad only where it has both.

    Parameters
    ----------
    values
        By dyad and level.
    means
        The rows of the levels, in order; ``phase`` names the level.
    key
        Unique in the page.
    title
        Name of the figure.
    """
    levels = [row.phase for row in means]
    known = [v for row in values.values() for level, v in row.items() if level in levels]
    if not known:
        return None
    bounds = [b for row in means for b in (row.low, row.high) if b is not None]
    scale = Scale(*spanning([*known, *bounds]), _HEIGHT - _BOTTOM, _TOP)
    frame = _Frame(levels, scale)
    drawn = [*_axes(frame, means), *_dyads(frame, values), *_means(frame, means)]
    unit = means[0].unit
    drawn.append(label(f"{means[0].measure} ({unit})", _LEFT, 13, css="axis-name"))
    about = "; ".join(f"{row.phase}: {row}" for row in means)
    size = (max(frame.width, 300), _HEIGHT)
    return figure(joined(drawn), key=key, title=title, about=f"{about}.", size=size, css="small")


def _axes(frame: _Frame, means: Sequence[Estimate]) -> list[Svg]:
    drawn = []
    for value in frame.y.ticks(most=5):
        y = frame.y.at(value)
        drawn.append(path(f"M{_LEFT} {y:.1f}H{frame.width - _RIGHT:.1f}", css="gridline"))
        drawn.append(label(written(value), _LEFT - 6, y + 4, css="tick", text_anchor="end"))
    for row in means:
        x, y = frame.x(row.phase), _HEIGHT - _BOTTOM + 18
        drawn.append(label(_cut(row.phase), x, y, css="axis-name", text_anchor="middle"))
        text = f"n = {row.n}" if row.value is not None else "no value"
        drawn.append(label(text, x, y + 15, css="tick", text_anchor="middle"))
    drawn.append(
        label("thin: each dyad; bold: mean, 95 % interval", _LEFT, _HEIGHT - 8, css="legend")
    )
    return drawn


def _dyads(frame: _Frame, values: Mapping[str, Mapping[str, float]]) -> list[Svg]:
    lines: list[str] = []
    dots: list[Svg] = []
    for row in values.values():
        for a, b in pairwise(frame.levels):
            if a in row and b in row:
                lines.append(
                    f"M{frame.x(a):.1f} {frame.y.at(row[a]):.1f}"
                    f"L{frame.x(b):.1f} {frame.y.at(row[b]):.1f}"
                )
        dots += [
            element("circle", cx=frame.x(level), cy=frame.y.at(value), r=1.8, css="dot series-5")
            for level, value in row.items()
            if level in frame.levels
        ]
    return [path("".join(lines), css="spokes"), *dots] if lines else dots


def _means(frame: _Frame, means: Sequence[Estimate]) -> list[Svg]:
    drawn = []
    for row in means:
        if row.value is None:
            continue
        x = frame.x(row.phase) + 14
        if row.low is not None and row.high is not None:
            low, high = frame.y.at(row.low), frame.y.at(row.high)
            drawn.append(path(f"M{x:.1f} {low:.1f}V{high:.1f}", css="mean series-0"))
        drawn.append(rect(x - 4, frame.y.at(row.value) - 4, 8, 8, css="median"))
    return drawn


def _cut(name: str) -> str:
    return name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}…"
