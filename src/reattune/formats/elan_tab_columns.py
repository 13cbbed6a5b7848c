"""Which column of an ELAN export holds what: by ELAN's names, or by what stands in the cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from ..errors import FormatError
from .contract import Raw
from .elan_tab_lines import SHAPES, Table
from .table_times import frame_rate, scaled

HEADER_TIME = re.compile(r" - (hh:mm:ss\.ms|ss\.msec|msec|hh:mm:ss:ff.*)$")
"""How ELAN's names of time columns end, in any language of its menus."""

_ENOUGH = 1000
"""So many rows tell what columns without names hold."""

_UNITS = ("ms", "s")
_RATES = {"PAL-50": Fraction(50), "PAL": Fraction(25)}
"""Frames per second; NTSC time code drops frame numbers, so its times are read by ``fps`` only."""

_NAMES = {
    "tier": ("tier", "tier name", "tiername"),
    "subject": ("participant", "speaker", "subject", "person"),
    "begin": ("begin time", "begin", "start", "start time", "onset"),
    "end": ("end time", "end", "stop", "offset"),
    "duration": ("duration", "dur"),
    "value": ("annotation", "annotation value", "value", "val", "text", "transcription"),
    "file": ("file", "file name", "file path", "filename", "filepath", "transcription name"),
}


class Clock(NamedTuple):
    """How the times are written: ELAN's notation, a reading of one cell, slack in ms.

    ``read`` gives exact milliseconds, or None when the cell is no such time; a duration may differ
    from end minus begin by ``slack``.
    """

    unit: str
    read: Callable[[str], Fraction | None]
    slack: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand.

    Parameters
    ----------
    clock
        How the times are written.
    begin, end, duration, tier, subject, file
        Columns, counted from 0; None where there is none.
    values
        The columns of the texts: one, or one for each of ``tiers``.
    tiers
        Names, where each tier has a column of its own.
    unread
        Names of further columns.
    """

    clock: Clock
    begin: int
    end: int
    duration: int | None
    tier: int | None
    subject: int | None
    file: int | None
    values: tuple[int, ...]
    tiers: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def find_layout(raw: Raw, table: Table) -> Layout:
    """Find what each column holds.

    Raises
    ------
    FormatError
        When begin and end are not found, or times with frames have no rate.
    """
    return _by_name(raw, table) if table.header else _by_cells(raw, table)


def _by_name(raw: Raw, table: Table) -> Layout:
    names = [name.lower() for name in table.header]
    known = {
        meaning: next((names.index(name) for name in found if name in names), None)
        for meaning, found in _NAMES.items()
    }
    times = _elan_times(table.header)
    if not times and None in {known["tier"], known["duration"], known["value"]}:
        raise _no_times(raw, "columns that are none of ELAN's")
    begin, end, duration = times or [
        {} if (index := known[part]) is None else {_shape(table, index): index}
        for part in ("begin", "end", "duration")
    ]
    notation = next((shape for shape in SHAPES if shape in begin and shape in end), "")
    if not notation:
        raise _no_times(raw, f"the columns {', '.join(table.header)[:80]}")
    used = {index for part in (begin, end, duration) for index in part.values()}
    used |= {index for part in ("tier", "subject", "file") if (index := known[part]) is not None}
    free = [index for index in range(len(names)) if index not in used and names[index]]
    values, tiers, unread = _values(table.header, free, known)
    return Layout(
        clock=_clock(raw, notation, table.header[begin[notation]]),
        begin=begin[notation],
        end=end[notation],
        duration=duration.get(notation),
        tier=known["tier"],
        subject=known["subject"],
        file=known["file"],
        values=values,
        tiers=tiers,
        unread=unread,
    )


def _elan_times(header: tuple[str, ...]) -> list[dict[str, int]]:
    """Return ELAN's columns of begin, end and duration by notation; nothing when they are not."""
    bases: dict[str, dict[str, int]] = {}
    for index, name in enumerate(header):
        match = HEADER_TIME.search(name)
        if match:
            notation = "hh:mm:ss:ff" if "ff" in match.group(1) else match.group(1)
            bases.setdefault(name[: match.start()].lower(), {}).setdefault(notation, index)
    if not bases:
        return []
    if "begin time" in bases:
        return [bases.get(base, {}) for base in ("begin time", "end time", "duration")]
    return [*bases.values(), {}, {}][:3]


def _values(
    header: tuple[str, ...], free: list[int], known: dict[str, int | None]
) -> tuple[tuple[int, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the columns of texts, their tiers where each has its own, and unread names."""
    if known["tier"] is None:
        return tuple(free), tuple(header[index] for index in free), ()
    value = known["value"] if known["value"] is not None else next(iter(free), None)
    unread = tuple(header[index] for index in free if index != value)
    return (() if value is None else (value,)), (), unread


def _by_cells(raw: Raw, table: Table) -> Layout:
    """Tell columns by their cells: times in groups of one width for begin, end and duration."""
    width = len(table.rows[0][1])
    shapes = [_shape(table, index) for index in range(width)]
    for groups in (3, 2):
        for size in (4, 3, 2, 1):
            # ELAN writes at most the tier and the participant before the times.
            for start in range(min(2, width - groups * size) + 1):
                parts = [tuple(shapes[start + n * size :][:size]) for n in range(groups)]
                if "" in parts[0] or len(set(parts)) > 1 or (groups == 2 and not start):
                    continue
                notation = next(shape for shape in SHAPES if shape in parts[0])
                begin = start + parts[0].index(notation)
                layout = _headless(raw, table, notation, (begin, size, groups, start))
                if _adds_up(table, layout):
                    return layout
    raise _no_times(raw, "no header, and no columns that are begin, end and duration")


def _headless(raw: Raw, table: Table, notation: str, place: tuple[int, int, int, int]) -> Layout:
    begin, size, groups, start = place
    width, after = len(table.rows[0][1]), start + groups * size
    rest = list(range(after, width))
    files = [n for n in rest if all(_is_file(cells[n]) for _, cells in table.rows)]
    values = [n for n in rest if n not in files][:1]
    unread = [f"column {n + 1}" for n in rest if n not in {*values, *files[:1]}]
    return Layout(
        clock=_clock(raw, notation, ""),
        begin=begin,
        end=begin + size,
        duration=begin + 2 * size if groups == 3 else None,
        tier=0 if start else None,
        subject=1 if start > 1 else None,
        file=files[0] if files else None,
        values=tuple(values),
        unread=tuple(unread),
    )


def _is_file(cell: str) -> bool:
    return cell.strip().lower().endswith((".eaf", ".pfsx"))


def _shape(table: Table, index: int) -> str:
    """Return the notation that all cells of a column have; nothing when they have none."""
    cells = [cells[index].strip() for _, cells in table.rows]
    return next((name for name, shape in SHAPES.items() if all(map(shape.fullmatch, cells))), "")


def _adds_up(table: Table, layout: Layout) -> bool:
    """Whether begin, end and duration are that in nearly all of the first rows."""
    good = 0
    rows = table.rows[:_ENOUGH]
    for _, cells in rows:
        columns = (layout.begin, layout.end, layout.duration)
        begin, end, length = (
            None if index is None else layout.clock.read(cells[index].strip()) for index in columns
        )
        if begin is not None and end is not None and begin <= end:
            good += layout.duration is None or (
                length is not None and abs(end - begin - length) <= layout.clock.slack
            )
    return good >= 0.9 * len(rows)


def _clock(raw: Raw, notation: str, header: str) -> Clock:
    stated = raw.options.get("unit", "")
    if stated and stated not in _UNITS:
        raise raw.error(
            "option unit", found=repr(stated), expected="s or ms", todo="State one of these."
        )
    if notation in {"msec", "ss.msec"}:
        unit = stated or ("ms" if notation == "msec" else "s")
        factor = 1000 if unit == "s" else 1
        return Clock(unit, lambda cell: _number(cell, factor), 1)
    if notation == "hh:mm:ss.ms":
        return Clock(notation, _clock_time, 1)
    rate = frame_rate(raw) or next((r for name, r in _RATES.items() if header.endswith(name)), None)
    if rate is None:
        raise raw.error(
            "line 1",
            found="times in frames (hh:mm:ss:ff) without their rate",
            expected="milliseconds, or frames with their rate",
            todo="Export again from ELAN with msec, or state --fps.",
        )
    unit = f"hh:mm:ss:ff at {float(rate):g}/s"
    return Clock(unit, lambda cell: _frames(cell, rate), 1000 // int(rate) + 1)


def _number(cell: str, factor: int) -> Fraction | None:
    exact = scaled(cell, factor, 1)
    return None if exact is None else Fraction(*exact)


def _clock_time(cell: str) -> Fraction | None:
    match = SHAPES["hh:mm:ss.ms"].fullmatch(cell)
    if match is None:
        return None
    hours, minutes, seconds = match.groups()
    return ((int(hours) * 60 + int(minutes)) * 60 + Fraction(seconds)) * 1000


def _frames(cell: str, rate: Fraction) -> Fraction | None:
    match = SHAPES["hh:mm:ss:ff"].fullmatch(cell)
    if match is None or int(match.group(4)) >= rate:
        return None
    hours, minutes, seconds, frames = (int(part) for part in match.groups())
    return ((hours * 60 + minutes) * 60 + seconds + frames / rate) * 1000


def _no_times(raw: Raw, found: str) -> FormatError:
    return raw.error(
        "line 1",
        found=found,
        expected="begin and end of each annotation in the same notation, and its tier",
        todo="Export again from ELAN (Tab-delimited Text) with tier names, begin time, end time"
        " and duration in msec.",
    )
