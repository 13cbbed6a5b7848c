"""A small panel of one outcome: means with their intervals over a setting, one line a series.

Lines differ by dash and marker and bear their name at their end; colour only helps.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..claim_content import Panel, Point, Series
from .axes import Scale, by_ratios, spanning, written
from .svg import Svg, element, figure, joined, label, path

WIDTH = 320
HEIGHT = 216
LEFT = 48
TOP = 34
BOTTOM = 44
RIGHT = 14
"""Air on the right of a panel with one line, which needs no name."""

_LETTER = 6.0
_LINE = 13
_MOST_LETTERS = 15
_LOOKS = 6


@dataclass(frozen=True, slots=True)
class _Frame:
    """A panel with its scales and the names of its lines."""

    panel: Panel
    x: Scale
    y: Scale
    names: tuple[str, ...]


class _End(NamedTuple):
    """Where a line ends, and where its name goes."""

    number: int
    x: float
    y: float
    text_y: float


def curves_figure(
    panel: Panel, *, key: str, bounds: tuple[float, float] | None = None
) -> Svg | None:
    """Draw one outcome over a setting; ``None`` when no point has a value.

    Parameters
    ----------
    panel
        What to draw. Settings that are spread by ratios get a logarithmic axis.
    key
        Unique in the page.
    bounds
        Lowest and highest value of the vertical axis, to be shared with other panels; from the
        panel itself if not given.
    """
    if not any(_known(series) for series in panel.series):
        return None
    frame = _frame(panel, bounds or panel_bounds([panel]))
    drawn = [*_axes(frame), *_marked(frame)]
    for number, series in enumerate(panel.series):
        drawn += _line(frame, series, number)
    drawn += _names(frame)
    return figure(
        joined(drawn),
        key=key,
        title=f"{panel.title} ({panel.unit})",
        about=_about(panel),
        size=(WIDTH, HEIGHT),
        css="small",
    )


def panel_bounds(panels: Sequence[Panel]) -> tuple[float, float]:
    """Return a vertical range that holds every interval of some panels."""
    points = [point for panel in panels for series in panel.series for point in _known(series)]
    return spanning(value for point in points for value in (point.mean, point.low, point.high))


def short_names(names: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Cut the words that all names share from both ends; return what is left, and those words.

    ``repair 0 /s`` and ``repair .4 /s`` become ``0`` and ``.4`` under ``repair … /s``.
    """
    parts = [name.split() for name in names]
    least = min((len(words) for words in parts), default=0)
    if len(parts) < 2 or not least:
        return tuple(names), ""
    head = tail = 0
    while head < least - 1 and len({words[head] for words in parts}) == 1:
        head += 1
    while tail < least - 1 - head and len({words[-1 - tail] for words in parts}) == 1:
        tail += 1
    kept = tuple(" ".join(words[head : len(words) - tail]) for words in parts)
    before, after = parts[0][:head], parts[0][len(parts[0]) - tail :]
    return kept, " … ".join(" ".join(words) for words in (before, after) if words)


def _frame(panel: Panel, bounds: tuple[float, float]) -> _Frame:
    names = tuple(_cut(name) for name in short_names([s.name for s in panel.series])[0])
    longest = max((len(name) for name in names), default=0) if len(names) > 1 else 0
    right = RIGHT + (round(longest * _LETTER) + 8 if longest else 0)
    settings = [point.x for series in panel.series for point in series.points]
    settings += [x for x, _ in panel.marked if math.isfinite(x)]
    low, high = min(settings), max(settings)
    if low == high:
        low, high = low - 0.5, high + 0.5
    log = by_ratios(settings)
    x = Scale(low, high, LEFT, WIDTH - right, log)
    return _Frame(panel, x, Scale(*bounds, HEIGHT - BOTTOM, TOP), names)


def _axes(frame: _Frame) -> Iterator[Svg]:
    x, y = frame.x, frame.y
    for value in y.ticks(most=5):
        at = y.at(value)
        css = "axis" if value == 0 else "gridline"
        yield path(f"M{x.start:.1f} {at:.1f}H{x.end:.1f}", css=css)
        yield label(written(value), x.start - 6, at + 4, css="tick", text_anchor="end")
    for value in x.ticks(most=5):
        at = x.at(value)
        yield path(f"M{at:.1f} {y.start:.1f}v4", css="axis")
        yield label(written(value), at, y.start + 17, css="tick", text_anchor="middle")
    yield path(f"M{x.start:.1f} {y.start:.1f}H{x.end:.1f}", css="axis")
    middle = (x.start + x.end) / 2
    yield label(frame.panel.x_label, middle, HEIGHT - 8, css="axis-name", text_anchor="middle")


def _marked(frame: _Frame) -> Iterator[Svg]:
    """Draw the settings that the claim speaks of; words that would touch take two lines."""
    taken = [-math.inf, -math.inf]
    for setting, word in sorted(frame.panel.marked):
        at = frame.x.at(setting)
        yield path(f"M{at:.1f} {TOP:.1f}V{frame.y.start:.1f}", css="half")
        half = len(word) * _LETTER / 2
        middle = min(max(at, half + 2), WIDTH - half - 2)
        level = 0 if taken[0] <= middle - half else 1
        taken[level] = middle + half + 6
        yield label(word, middle, TOP - 6 - level * _LINE, css="tick", text_anchor="middle")


def _line(frame: _Frame, series: Series, number: int) -> Iterator[Svg]:
    css = f"series-{number % _LOOKS}"
    for run in _runs(series):
        if len(run) > 1:
            yield path(_ring(frame, run), css=f"band {css}")
            yield path(_through(frame, [(p.x, p.mean) for p in run]), css=f"mean {css}")
        else:
            at = frame.x.at(run[0].x)
            low, high = frame.y.at(run[0].low), frame.y.at(run[0].high)
            yield path(f"M{at:.1f} {low:.1f}V{high:.1f}", css=f"mean {css}")
        for point in run:
            yield marker(number, frame.x.at(point.x), frame.y.at(point.mean), css=f"dot {css}")


def marker(number: int, x: float, y: float, *, css: str) -> Svg:
    """Draw the marker of a series: six shapes, then again from the first."""
    if number % _LOOKS == 0:
        return element("circle", cx=x, cy=y, r=2.8, css=css)
    shapes = {
        1: "m-2.6 -2.6h5.2v5.2h-5.2z",
        2: "m0 -3.4l3.3 5.7h-6.6z",
        3: "m0 -3.7l3.7 3.7l-3.7 3.7l-3.7 -3.7z",
        4: "m-3 -3l6 6m0 -6l-6 6",
        5: "m-3.5 0h7m-3.5 -3.5v7",
    }
    return path(f"M{x:.1f} {y:.1f}{shapes[number % _LOOKS]}", css=css)


def _names(frame: _Frame) -> Iterator[Svg]:
    """Write each line's name beside its end, apart from the others."""
    if len(frame.panel.series) < 2:
        return
    for end in _ends(frame):
        yield path(
            f"M{end.x + 3:.1f} {end.y:.1f}L{frame.x.end + 9:.1f} {end.text_y:.1f}", css="leader"
        )
        css = f"series-name series-{end.number % _LOOKS}"
        yield label(frame.names[end.number], frame.x.end + 11, end.text_y + 4, css=css)


def _ends(frame: _Frame) -> list[_End]:
    found = []
    for number, series in enumerate(frame.panel.series):
        known = _known(series)
        if known:
            found.append((frame.y.at(known[-1].mean), frame.x.at(known[-1].x), number))
    found.sort()
    places = apart([y for y, _, _ in found], gap=_LINE, low=TOP, high=frame.y.start)
    return [_End(number, x, y, place) for (y, x, number), place in zip(found, places, strict=True)]


def apart(places: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Move rising places so that neighbours keep a gap, inside the bounds while there is room."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + gap if moved else low))
    limit = high
    for index in range(len(moved) - 1, -1, -1):
        moved[index] = min(moved[index], limit)
        limit = moved[index] - gap
    return moved


def _known(series: Series) -> list[Point]:
    return [p for p in series.points if all(math.isfinite(v) for v in (p.mean, p.low, p.high))]


def _runs(series: Series) -> list[list[Point]]:
    """Cut a line where a point has no value: nothing is drawn across a gap."""
    known = set(_known(series))
    runs: list[list[Point]] = [[]]
    for point in sorted(series.points, key=lambda point: point.x):
        if point in known:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _ring(frame: _Frame, run: Sequence[Point]) -> str:
    there = [(point.x, point.high) for point in run]
    back = [(point.x, point.low) for point in reversed(run)]
    return _through(frame, [*there, *back]) + "z"


def _through(frame: _Frame, points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{frame.x.at(x):.1f} {frame.y.at(y):.1f}" for x, y in points)


def _about(panel: Panel) -> str:
    """Say in words what the drawing shows."""
    told = [f"{panel.title}, mean with 95 % interval, over {panel.x_label}."]
    for series in panel.series:
        known = sorted(_known(series), key=lambda point: point.x)
        if not known:
            told.append(f"{series.name}: no values.")
            continue
        top = max(known, key=lambda point: point.mean)
        told.append(
            f"{series.name}: {written(known[0].mean, 2)} at {known[0].x:g}, "
            f"{written(known[-1].mean, 2)} at {known[-1].x:g}, "
            f"highest {written(top.mean, 2)} at {top.x:g}."
        )
    return " ".join(told)


def _cut(name: str) -> str:
    return name if len(name) <= _MOST_LETTERS else f"{name[: _MOST_LETTERS - 1]}…"
