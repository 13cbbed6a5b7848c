"""Amounts hour by hour through a recording: one row of bars for each kind, one time axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...measures.daylong import HOUR_MS, Hour, HourSeries
from ..numbers import clock
from .palette import definitions
from .svg import Svg, figure, joined, label, path, rect
from .ticks import nice_step, time_step

_WIDTH, _LEFT, _RIGHT = 720, 44, 12
_HEIGHT, _HEAD, _GAP = 58, 20, 14
_DAY_MS = 24 * HOUR_MS
_WIDE = 26


@dataclass(frozen=True, slots=True)
class HourRow:
    """What is drawn in one row.

    Parameters
    ----------
    name
        What is counted, and its unit.
    series
        Its hours.
    scale
        How much of the series' unit is 1 of what the axis tells (60 for minutes of seconds).
    """

    name: str
    series: HourSeries
    scale: float = 1.0


def hours_figure(rows: Sequence[HourRow], *, key: str, title: str) -> Svg | None:
    """Draw amounts per hour of observed time; ``None`` when no hour was observed.

    A full bar is a rate of an hour of which half or more was observed. A dashed one is what was
    seen in a shorter one, such as the last part-hour; it is not scaled up. Hatched: not observed.

    Parameters
    ----------
    rows
        Of one recording.
    key
        Unique in the page.
    title
        Name of the figure.
    """
    shown = [row for row in rows if row.series.hours]
    if not shown:
        return None
    first = min(row.series.hours[0].onset for row in shown)
    last = max(row.series.hours[-1].onset for row in shown) + HOUR_MS
    frame = _Frame(first, last, shown[0].series.clock)
    drawn: list[Svg] = [definitions(key, ())]
    top = 0.0
    for row in shown:
        drawn += _row(row, frame, top, key)
        top += _HEAD + _HEIGHT + _GAP
    drawn += [*_axis(frame, top - _GAP), *_legend(shown, top + 24, key)]
    return figure(
        joined(drawn),
        key=key,
        title=title,
        about=_about(shown, frame),
        size=(_WIDTH, top + 56),
        css="hours",
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """The time axis."""

    first: int
    last: int
    clock: int | None

    def x(self, ms: int) -> float:
        """Return where a time lies."""
        share = (ms - self.first) / (self.last - self.first)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def time(self, ms: int) -> str:
        """Write a time of day, or since the start of the recording."""
        if self.clock is None:
            return f"{ms // HOUR_MS}:{ms % HOUR_MS // 60_000:02d}"
        return clock((ms + self.clock) % _DAY_MS // 60_000 * 1000).zfill(5)


def _row(row: HourRow, frame: _Frame, top: float, key: str) -> Iterator[Svg]:
    ground = top + _HEAD + _HEIGHT
    highest = max(hour.rate for hour in row.series.hours) / row.scale
    step = nice_step(highest, most=2) if highest else 1.0
    full = max(highest, step)
    yield label(row.name, _LEFT, top + 13, css="lane-name")
    for value in (step, 2 * step):
        if value <= full * 1.001:
            y = ground - value / full * _HEIGHT
            yield path(f"M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}", css="gridline")
            yield label(f"{value:g}", _LEFT - 6, y + 4, css="tick", text_anchor="end")
    seen = {hour.onset: hour for hour in row.series.hours}
    start = row.series.hours[0].onset
    for onset in range(start - (start - frame.first) // HOUR_MS * HOUR_MS, frame.last, HOUR_MS):
        x, width = frame.x(onset), frame.x(min(onset + HOUR_MS, frame.last)) - frame.x(onset)
        hour = seen.get(onset)
        if hour is None:
            box = (x, ground - _HEIGHT, width, _HEIGHT)
            yield rect(*box, css="uncoded", fill=f"url(#{key}-uncoded)")
        else:
            yield from _bar(hour, row, (x, width, ground, full))
    yield path(f"M{_LEFT} {ground:.1f}H{_WIDTH - _RIGHT}", css="axis")


def _bar(hour: Hour, row: HourRow, place: tuple[float, float, float, float]) -> Iterator[Svg]:
    x, width, ground, full = place
    value = hour.rate / row.scale
    height = value / full * _HEIGHT
    gap = min(2.0, width / 8)
    css = "hour-bar" if hour.whole else "hour-part"
    if height:
        yield rect(x + gap, ground - height, max(0.6, width - 2 * gap), height, css=css)
    if width >= _WIDE:
        text = f"{value:.0f}" if value >= 9.95 or value.is_integer() else f"{value:.1f}"
        inside = height > 18
        css = "on-hour" if inside and hour.whole else "number"
        y = ground - height + (13 if inside else -3)
        yield label(text, x + width / 2, y, css=css, text_anchor="middle")


def _axis(frame: _Frame, y: float) -> Iterator[Svg]:
    step = max(HOUR_MS, time_step(frame.last - frame.first, most=12))
    # From a day on, hours that are left out would be more than are written.
    step *= max(1, -(-(frame.last - frame.first) // (step * 14)))
    for at in range(frame.first, frame.last + 1, step):
        x = frame.x(at)
        yield path(f"M{x:.1f} {y:.1f}v4", css="axis")
        anchor = "end" if x > _WIDTH - 24 else "middle"
        yield label(frame.time(at), x, y + 17, css="tick", text_anchor=anchor)
    text = "time of day" if frame.clock is not None else "h:mm from the start of the recording"
    yield label(text, _LEFT, y + 34, css="axis-name")


def _legend(rows: Sequence[HourRow], y: float, key: str) -> Iterator[Svg]:
    hours = [hour for row in rows for hour in row.series.hours]
    x = 330.0
    if not all(hour.whole for hour in hours):
        yield rect(x, y - 1, 16, 11, css="hour-part")
        text = "less than half observed: as seen, not scaled up"
        yield label(text, x + 22, y + 9, css="legend")
        y += 18
    spans = [
        (row.series.hours[-1].onset - row.series.hours[0].onset) // HOUR_MS + 1 for row in rows
    ]
    if any(n > len(row.series.hours) for n, row in zip(spans, rows, strict=True)):
        yield rect(x, y - 1, 16, 11, css="uncoded", fill=f"url(#{key}-uncoded)")
        yield label("not observed", x + 22, y + 9, css="legend")


def _about(rows: Sequence[HourRow], frame: _Frame) -> str:
    told = []
    for row in rows:
        top = max(row.series.hours, key=lambda hour: (hour.rate, -hour.onset))
        told.append(f"{row.name}: highest {top.rate / row.scale:.3g}, from {frame.time(top.onset)}")
    return "; ".join(told) + "."
