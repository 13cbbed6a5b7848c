"""Times of plain tables: numbers with a unit, clock times, tape times; exact to the last digit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from ..record.requirements import MAX_MS
from .contract import Raw
from .grid import Grid
from .table_columns import Role

UNITS: dict[str, Fraction] = {
    "ms": Fraction(1),
    "s": Fraction(1000),
    "us": Fraction(1, 1000),
    "min": Fraction(60_000),
}
"""Milliseconds in one of each unit; ``frames`` need ``fps``."""

CLOCK_UNIT = "h:mm:ss"
"""Value of the option ``unit`` that says ``2:09:10`` is 2 h 09 min 10 s."""

Exact = tuple[int, int]
"""A time in milliseconds as numerator and (positive) denominator."""

_NUMBER = re.compile(r"([+-]?)(\d{1,18})(?:\.(\d{0,18}))?(?:[eE]([+-]?\d{1,2}))?", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2})(?:[.,](\d{1,9}))?", re.ASCII)
_FULL = re.compile(r"(\d{1,4}):(\d\d):(\d\d):(\d{3})", re.ASCII)
_TAPE = re.compile(r"(\d{1,4}):(\d\d):(\d{1,3})", re.ASCII)
_POWERS = tuple(10**power for power in range(19))
_RATE = re.compile(r"\d{1,6}(?:\.\d{1,9})?(?:/\d{1,6})?", re.ASCII)


class Unit(NamedTuple):
    """How the times of one column are written.

    Parameters
    ----------
    text
        For :class:`reattune.record.Source`: ``ms``, ``frames at 25/s``, ``H:MM:SS.mmm`` ...
    read
        Turns one cell into exact milliseconds; ``None`` when the cell is no such time.
    expected
        For errors: what a cell should look like.
    """

    text: str
    read: Callable[[str], Exact | None]
    expected: str


def frame_rate(raw: Raw) -> Fraction | None:
    """Return the option ``fps``: ``25``, ``29.97`` or ``30000/1001``.

    Raises
    ------
    FormatError
        When it is no positive number.
    """
    text = raw.options.get("fps")
    if text is None:
        return None
    if _RATE.fullmatch(text):
        above, _, below = text.partition("/")
        if Fraction(above) > 0 and (not below or int(below) > 0):
            return Fraction(above) / int(below or 1)
    raise raw.error(
        "option fps",
        found=repr(text),
        expected="frames per second, e.g. 25 or 30000/1001",
        todo="State it, e.g. --fps 25.",
    )


def find_unit(raw: Raw, column: str, *, stated: str, cells: Sequence[str]) -> Unit:
    """Find how a column's times are written.

    Clock times explain themselves, except ``2:09:10``, which is minutes, seconds and frames in
    one lab and hours, minutes and seconds in another. Numbers need a unit, in the column's name
    (``stated``) or in the option ``unit``.

    Raises
    ------
    FormatError
        When the unit is not known, or the name and the option contradict each other.
    """
    if any(":" in cell for cell in cells):
        return _clock_unit(raw, column, cells)
    option = raw.options.get("unit", "")
    if option and option not in (*UNITS, "frames", CLOCK_UNIT):
        raise raw.error(
            "option unit",
            found=repr(option),
            expected=f"one of {', '.join(UNITS)}, frames, {CLOCK_UNIT}",
            todo="State one of these, e.g. --unit s.",
        )
    if stated and option and stated != option:
        raise raw.error(
            f"column {column}",
            found=f"the unit {stated} in its name and {option} in the option",
            expected="one unit",
            todo="Leave the option unit away, or rename the column.",
        )
    return _number_unit(raw, column, stated or option)


def _number_unit(raw: Raw, column: str, unit: str) -> Unit:
    rate = frame_rate(raw)
    if unit == "frames" and rate is not None:
        factor, text = 1000 / rate, f"frames at {_plain(rate)}/s"
    elif unit in UNITS:
        factor, text = UNITS[unit], unit
    else:
        missing = "frames without their rate" if unit == "frames" else "times without a unit"
        raise raw.error(
            f"column {column}",
            found=missing,
            expected=f"a unit: {', '.join(UNITS)} or frames (with fps)",
            todo="State it, e.g. --fps 25." if unit == "frames" else "State it, e.g. --unit s.",
        )
    above, below = factor.numerator, factor.denominator
    return Unit(
        text=text,
        read=lambda cell: scaled(cell, above, below),
        expected=f"a number of {text}",
    )


def _clock_unit(raw: Raw, column: str, cells: Sequence[str]) -> Unit:
    timed = [cell for cell in cells if ":" in cell]
    if all(_FULL.fullmatch(cell) for cell in timed):
        return Unit("HH:MM:SS:mmm", _full, "HH:MM:SS:mmm")
    fraction = any("." in cell or "," in cell for cell in timed)
    if fraction or raw.options.get("unit") == CLOCK_UNIT:
        return Unit("H:MM:SS.mmm", _clock, "H:MM:SS.mmm with minutes and seconds below 60")
    rate = frame_rate(raw)
    if rate is None:
        raise raw.error(
            f"column {column}",
            found=f"{timed[0]!r}, which can be read in two ways",
            expected="minutes:seconds:frames, or hours:minutes:seconds",
            todo=f"State which: --fps 25 (frames), or --unit {CLOCK_UNIT}.",
        )
    return Unit(
        text=f"M:SS:ff at {_plain(rate)}/s",
        read=lambda cell: _tape(cell, rate),
        expected=f"M:SS:ff with frames below {_plain(rate)}",
    )


def _plain(rate: Fraction) -> str:
    return f"{float(rate):g}"


def scaled(cell: str, above: int, below: int) -> Exact | None:
    """Return a number times ``above / below`` as a fraction; ``None`` when it is no number."""
    whole, _, decimals = cell.partition(".")
    if len(cell) < 18 and cell.isascii() and whole.isdigit() and (decimals or "0").isdigit():
        # Nearly all cells of large tables: a third of the time that the pattern takes.
        return int(whole + decimals) * above, below * _POWERS[len(decimals)]
    match = _NUMBER.fullmatch(cell)
    if match is None:
        return None
    sign, whole, decimals, power = match.groups()
    digits = int(whole + (decimals or "")) * above
    if sign == "-":
        digits = -digits
    exponent = int(power or 0) - len(decimals or "")
    if exponent >= 0:
        return digits * 10**exponent, below
    return digits, below * 10**-exponent


def _full(cell: str) -> Exact | None:
    match = _FULL.fullmatch(cell)
    if match is None:
        return None
    hours, minutes, seconds, rest = (int(part) for part in match.groups())
    if minutes > 59 or seconds > 59:
        return None
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest, 1


def _clock(cell: str) -> Exact | None:
    match = _CLOCK.fullmatch(cell)
    if match is None:
        return None
    hours, minutes, seconds, decimals = match.groups()
    if int(seconds) > 59 or (hours is not None and int(minutes) > 59):
        return None
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    places = 10 ** len(decimals or "")
    return (whole * places + int(decimals or 0)) * 1000, places


def _tape(cell: str, rate: Fraction) -> Exact | None:
    match = _TAPE.fullmatch(cell)
    if match is None:
        return None
    minutes, seconds, frames = (int(part) for part in match.groups())
    if seconds > 59 or frames >= rate:
        return None
    time = (minutes * 60 + seconds) * 1000 + frames * 1000 / rate
    return time.numerator, time.denominator


def read_times(
    raw: Raw, grid: Grid, column: Role, *, rows: Sequence[int] | None = None, unit: str = ""
) -> tuple[list[Exact], str]:
    """Return the times of a column, exact, and how they are written.

    Parameters
    ----------
    rows
        Those to read, counted from 0; all when not given.
    unit
        Takes the place of what name and options say.

    Raises
    ------
    FormatError
        When the unit is not known or a cell is no time; it names line and column.
    """
    chosen = range(len(grid.lines)) if rows is None else rows
    column_cells = grid.columns[column.index]
    cells = [column_cells[row].strip() for row in chosen]
    if not cells:
        return [], column.unit or raw.options.get("unit", "")
    how = (
        _number_unit(raw, column.name, unit)
        if unit
        else find_unit(raw, column.name, stated=column.unit, cells=cells)
    )
    comma = grid.delimiter != "," and any("," in cell for cell in cells)
    times: list[Exact] = []
    for row, cell in zip(chosen, cells, strict=True):
        time = how.read(cell.replace(",", ".", 1) if comma else cell)
        if time is None:
            raise raw.error(
                f"{grid.place(row)}, column {column.name}",
                found=repr(cell[:40]) if cell else "a blank",
                expected=how.expected,
                todo="Correct the cell, or take the row away.",
            )
        times.append(time)
    return times, how.text


def rounded(time: Exact) -> tuple[int, bool]:
    """Return whole milliseconds (half to even), and whether anything was rounded away."""
    above, below = time
    if below == 1:
        return above, False
    whole, rest = divmod(above, below)
    if not rest:
        return whole, False
    twice = 2 * rest
    up = twice > below or (twice == below and whole % 2 == 1)
    return whole + up, True


def milliseconds_of(raw: Raw, cell: str, place: str) -> int:
    """Read one whole number of milliseconds, as exports write them (``45390``, ``1e+05``).

    Raises
    ------
    FormatError
        When it is anything else, is negative, or lies beyond 23 days, the longest session.
    """
    time = scaled(cell, 1, 1)
    whole, finer = rounded(time) if time else (-1, False)
    if finer or not 0 <= whole <= MAX_MS:
        raise raw.error(
            place,
            found=repr(cell[:40]) if cell else "a blank",
            expected="a whole number of milliseconds, 0 or more, below 23 days",
            todo="Correct the line, or export the file again.",
        )
    return whole
