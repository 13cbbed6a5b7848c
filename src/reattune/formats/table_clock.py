"""How long a row of a wide table is: the stated interval, or the equal steps of a time column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from ..errors import FormatError
from ..record.requirements import MAX_MS
from .contract import Raw
from .grid import Grid
from .table_columns import Role
from .table_times import Exact, read_times, rounded, scaled

_NANO = 1_000_000


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of a wide table's rows.

    Parameters
    ----------
    interval
        Milliseconds a row.
    unit, origin
        As :class:`reattune.record.Source` states them.
    """

    interval: Fraction
    unit: str
    origin: str

    def border(self, row: int) -> int:
        """Return the onset of a row, counted from 0, in whole ms (half to even)."""
        time = row * self.interval
        return rounded((time.numerator, time.denominator))[0]


def find_clock(raw: Raw, grid: Grid, time: Role | None, rows: Sequence[int]) -> Clock:
    """Find the interval of a session's rows.

    A time column without a unit only counts rows: then the interval must be stated.

    Raises
    ------
    FormatError
        When there is no interval, the steps of the time column are not equal, or the stated
        interval is another one than the steps show.
    """
    stated = stated_interval(raw)
    if time is None:
        if stated is None:
            raise _no_interval(raw, found="no column of time, and no interval")
        return Clock(stated, "rows", "first row")
    first = grid.columns[time.index][rows[0]].strip()
    counts_rows = stated is not None and not _has_unit(raw, time, first)
    times, unit = read_times(raw, grid, time, rows=rows, unit="ms" if counts_rows else "")
    step = _step(raw, grid, time, rows=rows, times=times)
    if counts_rows:
        unit = "rows"
    elif step is not None and stated is not None:
        _check_agreement(raw, time, stated=stated, step=step)
    interval = stated if stated is not None else step
    if interval is None:
        raise _no_interval(raw, found="a single row, which shows no step")
    if interval < 1:
        raise _no_interval(raw, found=f"steps of {float(interval):g} ms in column {time.name}")
    at = "" if times[0][0] == 0 else f", at {first} ({unit}) in the file"
    return Clock(interval, unit, f"first row{at}")


def _has_unit(raw: Raw, time: Role, first: str) -> bool:
    unit = time.unit or raw.options.get("unit", "")
    return ":" in first or (bool(unit) and (unit != "frames" or "fps" in raw.options))


def stated_interval(raw: Raw) -> Fraction | None:
    """Return the option ``interval``, seconds a row, in ms; nothing where it is not stated.

    Raises
    ------
    FormatError
        When it is no number, or below a millisecond.
    """
    text = raw.options.get("interval")
    if text is None:
        return None
    time = scaled(text, 1000, 1)
    if time is None or not 1 <= Fraction(*time) <= MAX_MS:
        raise raw.error(
            "option interval",
            found=repr(text),
            expected="seconds a row, 0.001 or more",
            todo="State it, e.g. --interval 2.",
        )
    return Fraction(*time)


def _step(
    raw: Raw, grid: Grid, time: Role, *, rows: Sequence[int], times: Sequence[Exact]
) -> Fraction | None:
    """Return the mean step in ms, once all are equal up to the rounding of their writing."""
    if len(times) < 2:
        return None
    nano = [above * _NANO // below for above, below in times]
    steps = [later - earlier for earlier, later in pairwise(nano)]
    usual = sorted(steps)[len(steps) // 2]
    slack = max(1, min(_NANO, usual // 4))
    for row, step in enumerate(steps, start=1):
        if abs(step - usual) > slack or step <= 0:
            raise raw.error(
                f"{grid.place(rows[row])}, column {time.name}",
                found=f"a step of {step / _NANO:g} (in ms) from the row before",
                expected=f"equal steps; most are {usual / _NANO:g}",
                todo="Write every time unit, with NA where nothing is coded.",
            )
    return (Fraction(*times[-1]) - Fraction(*times[0])) / (len(times) - 1)


def _check_agreement(raw: Raw, time: Role, *, stated: Fraction, step: Fraction) -> None:
    if abs(stated - step) > min(Fraction(1), step / 4):
        raise raw.error(
            "option interval",
            found=f"{float(stated) / 1000:g} s, but steps of {float(step) / 1000:g} s in column"
            f" {time.name}",
            expected="the same length",
            todo="Leave the option away, or correct it.",
        )


def _no_interval(raw: Raw, *, found: str) -> FormatError:
    return raw.error(
        "",
        found=found,
        expected="the length of a row, one millisecond or more",
        todo="State it in seconds, e.g. --interval 2.",
    )
