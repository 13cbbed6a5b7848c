"""The course of a measure through the bins of each phase: means over dyads with intervals."""

from __future__ import annotations

from collections.abc import Sequence

from ...measures import Course, Estimate
from .axes import Scale, spanning, written
from .svg import Svg, element, figure, joined, label, path

_HEIGHT = 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 14, 52, 46
_PANEL, _GAP = 190, 16


def course_figure(courses: Sequence[Course], *, key: str, title: str) -> Svg | None:
    """Draw one panel a phase on one scale; ``None`` when no bin has a value.

    A bin without a value breaks the line; a bin without an interval is a bare dot.

    Parameters
    ----------
    courses
        Of one measure, in the order of the phases.
    key
        Unique in the page.
    title
        Name of the figure.
    """
    rows = [row for course in courses for row in course.rows]
    known = [v for row in rows for v in (row.value, row.low, row.high) if v is not None]
    if not known:
        return None
    y = Scale(*spanning(known), _HEIGHT - _BOTTOM, _TOP)
    width = _LEFT + len(courses) * (_PANEL + _GAP) - _GAP + _RIGHT
    drawn = [
        label(written(value), _LEFT - 6, y.at(value) + 4, css="tick", text_anchor="end")
        for value in y.ticks(most=5)
    ]
    for number, course in enumerate(courses):
        drawn += _panel(course, y, _LEFT + number * (_PANEL + _GAP))
    measure, unit = rows[0].measure, rows[0].unit
    drawn.append(label(f"{measure} ({unit})", _LEFT, 13, css="axis-name"))
    drawn.append(label("minutes from the onset of the phase", _LEFT, _HEIGHT - 8, css="axis-name"))
    about = "; ".join(f"{course.phase or 'all'}: slope {course.slope}" for course in courses)
    return figure(
        joined(drawn), key=key, title=title, about=f"{about}.", size=(max(width, 300), _HEIGHT)
    )


def _panel(course: Course, y: Scale, left: float) -> list[Svg]:
    half = course.minutes[0]
    x = Scale(0.0, max(course.minutes) + half, left, left + _PANEL)
    drawn = [
        path(f"M{left:.1f} {y.at(value):.1f}h{_PANEL}", css="gridline") for value in y.ticks(most=5)
    ]
    drawn.append(path(f"M{left:.1f} {y.start:.1f}h{_PANEL}", css="axis"))
    for tick in x.ticks(most=4):
        at = x.at(tick)
        drawn.append(path(f"M{at:.1f} {y.start:.1f}v4", css="axis"))
        drawn.append(label(written(tick), at, y.start + 16, css="tick", text_anchor="middle"))
    drawn.append(label(course.phase or "whole session", left, 32, css="axis-name"))
    return [*drawn, *_bins(course, x, y), _slope(course.slope, left + _PANEL)]


def _bins(course: Course, x: Scale, y: Scale) -> list[Svg]:
    drawn: list[Svg] = []
    last: tuple[float, float] | None = None
    for minute, row in zip(course.minutes, course.rows, strict=True):
        if row.value is None:
            last = None
            continue
        here = x.at(minute), y.at(row.value)
        if row.low is not None and row.high is not None:
            drawn.append(
                path(f"M{here[0]:.1f} {y.at(row.low):.1f}V{y.at(row.high):.1f}", css="axis")
            )
        if last:
            drawn.append(
                path(
                    f"M{last[0]:.1f} {last[1]:.1f}L{here[0]:.1f} {here[1]:.1f}", css="mean series-0"
                )
            )
        drawn.append(element("circle", cx=here[0], cy=here[1], r=3, css="dot series-0"))
        last = here
    return drawn


def _slope(row: Estimate, right: float) -> Svg:
    if row.value is None:
        return label("no slope", right, 46, css="tick", text_anchor="end")
    text = f"{_plain(row.value)} a minute"
    if row.low is not None and row.high is not None:
        text += f" [{_plain(row.low)}, {_plain(row.high)}]"
    return label(text, right, _TOP - 6, css="tick", text_anchor="end")


def _plain(value: float) -> str:
    return written(float(f"{value:.2g}"))
