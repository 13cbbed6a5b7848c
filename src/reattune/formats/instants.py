"""One moment in a text file as whole milliseconds: numbers with a stated unit, clock times."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from ..record.requirements import MAX_MS
from .contract import Raw
from .table_times import UNITS, frame_rate, rounded, scaled
from .tally import Tally

_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):([0-5]?\d(?:\.\d{1,9})?)", re.ASCII)

UNIT_OPTION = "The unit of times without a colon: ms, s, us, min, or frames (with fps)."
FPS_OPTION = "Frames per second, where times are frames."


class Ruler(NamedTuple):
    """How the plain numbers of one file are read: its unit, and milliseconds in one of it."""

    unit: str
    factor: Fraction


def find_ruler(raw: Raw, *, usual: str) -> Ruler:
    """Return the unit that the user stated (a frame rate alone says frames), else the usual one.

    Raises
    ------
    FormatError
        When the stated unit is not known, or frames come without their rate.
    """
    rate = frame_rate(raw)
    unit = raw.options.get("unit", "frames" if rate is not None else usual)
    if unit in UNITS:
        return Ruler(unit, UNITS[unit])
    if unit == "frames" and rate is not None:
        return Ruler(f"frames at {float(rate):g}/s", 1000 / rate)
    raise raw.error(
        "option unit",
        found="frames without their rate" if unit == "frames" else repr(unit),
        expected=f"one of {', '.join(UNITS)}, or frames with fps",
        todo="State it, e.g. --unit s, or --fps 25.",
    )


def read_instant(raw: Raw, text: str, where: str, *, ruler: Ruler, tally: Tally) -> int:
    """Read a number or a clock time (``m:ss``, ``h:mm:ss.mmm``) as whole milliseconds.

    What is finer than a millisecond is rounded half to even and counted as ``rounded``.

    Raises
    ------
    FormatError
        When it is no time, is negative, or lies beyond 23 days, the longest session.
    """
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds = clock.groups()
        whole = 3600 * int(hours or 0) + 60 * int(minutes)
        time = (whole + Fraction(seconds)) * 1000
        exact = None if hours and int(minutes) > 59 else (time.numerator, time.denominator)
    else:
        exact = scaled(text, ruler.factor.numerator, ruler.factor.denominator)
    if exact is None or not 0 <= exact[0] <= MAX_MS * exact[1]:
        raise raw.error(
            where,
            found=f"the time {text[:40]!r}" if text else "no time",
            expected=f"a time from 0 to 23 days ({ruler.unit}, or h:mm:ss)",
            todo="Correct it in the file, or state its unit, e.g. --unit ms.",
        )
    whole_ms, finer = rounded(exact)
    if finer:
        tally.add("rounded", "times", where)
    return whole_ms


ROUNDED: Mapping[str, str] = {
    "rounded": "Times finer than a millisecond are rounded to it (first: {first}).",
}
"""The sentence that a tally needs for :func:`read_instant`."""
