"""Frame series: a number a frame and column (pitch, OpenPose, OpenFace, pulse) as Signals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ..record import Coding, Signal
from ..record.requirements import MAX_MS
from .contract import Format, Raw
from .delimited import find_delimiter, first_lines, split_lines
from .table_times import UNITS, frame_rate, rounded, scaled
from .tally import Tally
from .text import decode

_TIMES = {"timestamp", "time", "t", "seconds", "time_s", "onset"}
_TIMED_UNITS = {"time_ms": "ms", "ms": "ms", "time_s": "s", "seconds": "s", "time_us": "us"}
_COUNTERS = {"frame", "frame_id", "frame_number", "face_id", ""}
_OPENFACE = {"frame", "timestamp", "confidence", "success"}
_MISSING = {"", "na", "nan", "null", "none", "."}
_BODY_25 = [
    "nose",
    "neck",
    "right_shoulder",
    "right_elbow",
    "right_wrist",
    "left_shoulder",
    "left_elbow",
    "left_wrist",
    "mid_hip",
    "right_hip",
    "right_knee",
    "right_ankle",
    "left_hip",
    "left_knee",
    "left_ankle",
    "right_eye",
    "left_eye",
    "right_ear",
    "left_ear",
    "left_big_toe",
    "left_small_toe",
    "left_heel",
    "right_big_toe",
    "right_small_toe",
    "right_heel",
]
_SENTENCES = {
    "blank_column": "Column {where} holds no number: left out.",
    "text_column": "Column {where} holds text (first {first}): left out.",
    "not_seen": "{where}: landmarks with confidence 0 are missing, not at 0 (first {first}).",
    "no_face": "Frames without success are missing (first {first}).",
}


def sniff(raw: Raw) -> float:
    """Tell OpenFace and numbered OpenPose columns by their names; others need ``--format``."""
    names = _header(raw)
    if set(names) >= _OPENFACE:
        return 0.9
    return 0.8 if _is_openpose(names) else 0.0


def _header(raw: Raw) -> list[str]:
    line = first_lines(raw)[0]
    return [name.strip().strip('"') for name in line.split(find_delimiter(line))]


def _is_openpose(names: Sequence[str]) -> bool:
    return len(names) == 3 * len(_BODY_25) and list(names) == [str(i) for i in range(len(names))]


def parse(raw: Raw) -> list[Coding]:
    """Read every column of numbers as a :class:`reattune.record.Signal` of one person.

    Times come from a column (``timestamp``, ``time`` ...; seconds unless the option ``unit`` says
    otherwise), or from the option ``fps``, the first frame at 0. OpenPose landmarks with confidence
    0 and OpenFace frames without success are missing, never 0.

    Raises
    ------
    FormatError
        When nobody says whose they are, when times are not known or do not rise, when a line has
        more or fewer cells than the header, or when no column holds numbers.
    """
    person = raw.options.get("person", "")
    if not person:
        raise raw.error(
            "option person",
            found="a frame series without a person",
            expected="whose it is: child, caregiver, or another person's id",
            todo="State it: --person child (or in the manifest's column person).",
        )
    names, rows, lines = _cells(raw)
    tally = Tally(_SENTENCES)
    times, unit, column = _times(raw, names, rows, lines)
    numbers = _numbers(names, rows, tally, without={column})
    _blank_out(numbers, tally)
    if not numbers:
        raise raw.error(
            "",
            found="no column of numbers",
            expected="one at least",
            todo="Name a file with a number a frame.",
        )
    signals = tuple(
        Signal.build(person, name, times=times, values=values, unit=_unit(name))
        for name, values in numbers.items()
    )
    source = raw.source(
        "frames", unit=unit, origin="first frame" if column < 0 else "the file's clock"
    )
    return [Coding(raw.stem, source, (), (), signals=signals, findings=tally.findings())]


def _cells(raw: Raw) -> tuple[list[str], list[list[str]], list[int]]:
    text = decode(raw)
    delimiter = find_delimiter(first_lines(raw)[0])
    lines = ((number, cells) for number, cells in split_lines(raw, text, delimiter) if cells)
    names = _named([cell.strip() for cell in next(lines, (0, [""]))[1]])
    rows: list[list[str]] = []
    numbers: list[int] = []
    for number, cells in lines:
        if len(cells) != len(names):
            raise raw.error(
                f"line {number}",
                found=f"{len(cells)} cells",
                expected=f"{len(names)}, as in the first line",
                todo="Look for a missing or doubled delimiter.",
            )
        rows.append([cell.strip() for cell in cells])
        numbers.append(number)
    if len(set(names)) != len(names):
        raise raw.error(
            "line 1",
            found="two columns of one name",
            expected="a header line with a different name for each column",
            todo="Rename one of them.",
        )
    if not rows:
        raise raw.error("", found="no frames", expected="one at least", todo="Export it again.")
    return names, rows, numbers


def _named(names: list[str]) -> list[str]:
    """Give OpenPose's numbered columns the names of their landmarks."""
    if not _is_openpose(names):
        return names
    return [f"{_BODY_25[i // 3]}_{'xyc'[i % 3]}" for i in range(len(names))]


def _times(
    raw: Raw, names: Sequence[str], rows: Sequence[Sequence[str]], lines: Sequence[int]
) -> tuple[list[int], str, int]:
    """Return the frames' times in ms, how they are written, and the column (-1: none)."""
    column = next((i for i, name in enumerate(names) if name.lower() in _all_times()), -1)
    rate = frame_rate(raw)
    if rate is not None:
        step = 1000 / rate
        exact = (step * i for i in range(len(rows)))
        times = [rounded((time.numerator, time.denominator))[0] for time in exact]
        return _checked(raw, times, lines), f"frames at {float(rate):g}/s", -1
    if column < 0:
        raise raw.error(
            "",
            found="frames without times",
            expected="a column timestamp or time, or the frame rate",
            todo="State the rate: --fps 30.",
        )
    unit = _TIMED_UNITS.get(names[column].lower(), raw.options.get("unit", "s"))
    if unit not in UNITS:
        raise raw.error(
            "option unit",
            found=repr(unit),
            expected=f"one of {', '.join(UNITS)}",
            todo="State one of these, e.g. --unit s.",
        )
    cells = [row[column] for row in rows]
    times = [
        _time(raw, cell, f"line {line}, column {names[column]}", unit)
        for cell, line in zip(cells, lines, strict=True)
    ]
    return _checked(raw, times, lines), unit, column


def _time(raw: Raw, cell: str, place: str, unit: str) -> int:
    time = scaled(cell, UNITS[unit].numerator, UNITS[unit].denominator)
    if time is None:
        raise raw.error(
            place,
            found=repr(cell[:40]) if cell else "a blank",
            expected=f"a number of {unit}",
            todo="Correct the cell, or take the line away.",
        )
    return rounded(time)[0]


def _all_times() -> set[str]:
    return _TIMES | set(_TIMED_UNITS)


def _checked(raw: Raw, times: list[int], lines: Sequence[int]) -> list[int]:
    last = -1
    for time, line in zip(times, lines, strict=True):
        if not last < time <= MAX_MS:
            raise raw.error(
                f"line {line}",
                found=f"a frame at {time} ms after one at {last} ms"
                if last >= 0
                else f"a frame at {time} ms",
                expected="times from 0 on that rise by 1 ms at least, below 23 days",
                todo="Check the unit of the time column (--unit) or the rate (--fps).",
            )
        last = time
    return times


def _numbers(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    tally: Tally,
    *,
    without: set[int],
) -> dict[str, list[float]]:
    """Read every column that holds numbers; what holds none is a finding."""
    found: dict[str, list[float]] = {}
    for index, name in enumerate(names):
        if index in without or name.lower() in _COUNTERS:
            continue
        try:
            values = [_number(row[index]) for row in rows]
        except ValueError as problem:
            tally.add("text_column", name, repr(str(problem)[:40]))
            continue
        if all(math.isnan(value) for value in values):
            tally.add("blank_column", name, "")
        else:
            found[name] = values
    return found


def _number(cell: str) -> float:
    if cell.lower() in _MISSING:
        return math.nan
    try:
        value = float(cell)
    except ValueError:
        raise ValueError(cell) from None
    if math.isinf(value):
        raise ValueError(cell)
    return value


def _blank_out(numbers: dict[str, list[float]], tally: Tally) -> None:
    """Turn what the tracker did not see into missing values."""
    for landmark in _BODY_25 if f"{_BODY_25[0]}_c" in numbers else ():
        unseen = [i for i, sure in enumerate(numbers.get(f"{landmark}_c", ())) if sure == 0]
        _lose([numbers[n] for n in (f"{landmark}_x", f"{landmark}_y") if n in numbers], unseen)
        if unseen:
            tally.add("not_seen", landmark, f"frame {unseen[0] + 1}", count=len(unseen))
    if numbers.keys() >= {"success", "confidence"}:
        lost = [i for i, success in enumerate(numbers["success"]) if success == 0]
        measured = [v for name, v in numbers.items() if name not in {"success", "confidence"}]
        _lose(measured, lost)
        if lost:
            tally.add("no_face", "success", f"frame {lost[0] + 1}", count=len(lost))


def _lose(columns: list[list[float]], frames: list[int]) -> None:
    for values in columns:
        for i in frames:
            values[i] = math.nan


_UNITS: Mapping[str, str] = {"pitch": "Hz", "f0": "Hz", "heart_rate": "bpm", "hr": "bpm"}


def _unit(name: str) -> str:
    """Name the unit where the column's name settles it; else nothing is claimed."""
    if name.lower() in _UNITS:
        return _UNITS[name.lower()]
    return "px" if name.endswith(("_x", "_y")) and name[:-2] in _BODY_25 else ""


FORMAT = Format(
    id="frames",
    title="frame series (CSV of pitch, OpenPose, OpenFace, physiology)",
    suffixes=(".csv", ".tsv", ".txt"),
    sniff=sniff,
    parse=parse,
    options={
        "person": "Whose the numbers are: child, caregiver, or another person's id.",
        "fps": "Frames per second, where no column holds times.",
        "unit": "Unit of the time column: s (default), ms, us or min.",
    },
)
