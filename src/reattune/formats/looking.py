"""Looking codes: VCode marks (as Lookit labs export them), and SuperCoder tables in frames.

VCode: ``Time,Duration,TrackName,comment`` in ms, rows sorted as text. A mark with a duration
lasts that long. Of marks without one, a direction (``left``, ``away`` ...) lasts until the next
direction or ``end``, whichever comes first; every other mark is a point.

SuperCoder: ``Code,Onset,Offset`` in frames; trials beside them, in frames and in ms, show the
frame rate. A code without an offset is a point.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from ..record import Coding, Medium, Row
from .boris_events import last_part
from .contract import Format, Raw
from .delimited import first_lines, split_lines
from .instants import FPS_OPTION, ROUNDED, Ruler, read_instant
from .table_times import frame_rate
from .tally import Tally
from .text import decode

DIRECTIONS = (
    *("left", "right", "center", "centre", "away", "up", "down"),
    *("outofframe", "onscreen", "offscreen", "on", "off"),
)
"""Marks that last until the next of them, unless the option ``hold`` names others."""

_END = "end"
_LOOK, _MARKS = "look", "marks"
_VCODE = ("time", "duration", "trackname")
_SUPERCODER = ("code", "onset", "offset")
_TRIALS = ("trial number", "start time (in frames", "start time (in milliseconds")
_NTSC = (Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001))
_RATES = (*_NTSC, *(Fraction(rate) for rate in (24, 25, 30, 50, 60)))
_FEW = 3
_WHOLE = re.compile(r"\d{1,10} \d{1,10}", re.ASCII)
_SENTENCES = {
    **ROUNDED,
    "unsorted": "Marks do not stand in the order of time (first: {first}); they are put in it.",
    "same_time": "Directions are followed by another at the same time (first: {first}), so they "
    "have no duration; left out.",
    "open_look": "The last direction has neither a next one nor an end (first: {first}); left out.",
    "comment": "Comments are not codes and are not carried over (first: {first}).",
    "shifted": "The file states an offset of {where} between coding and video; times are those "
    "of the coding.",
    "trials": "The table of trials beside the codes is used for the frame rate alone.",
    "reversed": "Codes of {where} end before they start (first: {first}); left out.",
}


class _Mark(NamedTuple):
    """One line: when (ms), how long, what, where."""

    time: int
    lasts: int
    code: str
    where: str


def sniff(raw: Raw) -> float:
    """Tell VCode by its third line, SuperCoder by its first two."""
    lines = [_cells(line) for line in first_lines(raw, 4096)[:6]]
    if any(line[:3] == _VCODE for line in lines):
        return 0.95
    return 0.95 if _is_supercoder(lines) else 0.0


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip().strip('"').lower() for cell in line.split(","))


def _is_supercoder(lines: Sequence[tuple[str, ...]]) -> bool:
    frames = any("(in frames" in cell for line in lines[:2] for cell in line)
    return frames and any(line[:3] == _SUPERCODER for line in lines[:2])


def parse(raw: Raw) -> list[Coding]:
    """Read looking codes: directions and codes on the tier ``look``, other marks on ``marks``.

    Raises
    ------
    FormatError
        When there is no header, a time is none, or the frame rate is neither shown nor stated.
    """
    text = decode(raw)
    lines = [(n, fields) for n, fields in split_lines(raw, text, ",") if any(fields)]
    plain = [tuple(cell.strip().lower() for cell in fields) for _, fields in lines[:6]]
    tally = Tally(_SENTENCES)
    if any(line[:3] == _VCODE for line in plain):
        return [_vcode(raw, lines, tally)]
    if _is_supercoder(plain):
        return [_supercoder(raw, lines, tally)]
    raise raw.error(
        "",
        found="no header of looking codes",
        expected="Time,Duration,TrackName,comment (VCode), or Code,Onset,Offset (SuperCoder)",
        todo="Export the codes again, or read them with --format table.",
    )


def _vcode(raw: Raw, lines: Sequence[tuple[int, list[str]]], tally: Tally) -> Coding:
    names = [tuple(cell.strip().lower() for cell in fields[:3]) for _, fields in lines]
    start = names.index(_VCODE)
    facts = _facts([fields for _, fields in lines[:start]])
    marks = [_mark(raw, n, fields, tally=tally) for n, fields in lines[start + 1 :]]
    held = [name.strip() for name in raw.options.get("hold", "").lower().split(",") if name.strip()]
    rows = list(_rows(marks, frozenset(held or DIRECTIONS), tally))
    if facts.get("Offset", "0") not in {"0", ""}:
        tally.add("shifted", f"{facts['Offset']} (as written)", "line 1")
    movie = last_part(facts.get("Movie", ""))
    return Coding(
        name=raw.stem,
        source=raw.source("looking", unit="ms", origin="start of the video", software="VCode"),
        rows=tuple(rows),
        tiers=(_LOOK, _MARKS),
        media=(Medium(movie),) if movie not in {"", "(null)"} else (),
        notes={"tracks": facts["Tracks"]} if "Tracks" in facts else {},
        findings=tally.findings(),
    )


def _facts(lines: Sequence[Sequence[str]]) -> dict[str, str]:
    """Read ``Key: value, Key: value`` above the header; a list goes on after its commas."""
    facts: dict[str, str] = {}
    for fields in lines:
        key = ""
        for field in fields:
            name, mark, value = field.partition(":")
            if mark:
                key = name.strip()
                facts[key] = value.strip()
            elif key and field.strip():
                facts[key] += f", {field.strip()}"
    return facts


def _mark(raw: Raw, number: int, fields: list[str], *, tally: Tally) -> _Mark:
    where = f"line {number}"
    cells = [field.strip() for field in fields]
    if len(cells) < 3 or not cells[2]:
        raise raw.error(
            where,
            found=f"{len(cells)} fields" if len(cells) < 3 else "no track",
            expected="time, duration, track and comment",
            todo="Look for a line that is cut off.",
        )
    if any(cell not in {"", "(null)"} for cell in cells[3:]):
        tally.add("comment", "comments", where)
    ruler = Ruler("ms", Fraction(1))
    times = [read_instant(raw, cell, where, ruler=ruler, tally=tally) for cell in cells[:2]]
    return _Mark(times[0], times[1], cells[2], where)


def _rows(marks: Sequence[_Mark], held: frozenset[str], tally: Tally) -> Iterator[Row]:
    """Yield one row a mark, in the order of time; at one time an end comes first."""
    ordered = sorted(marks, key=lambda mark: (mark.time, mark.code.lower() != _END))
    for earlier, later in pairwise(marks):
        if later.time < earlier.time:
            tally.add("unsorted", "marks", later.where)
    ends = _ends(ordered, held)
    for index, mark in enumerate(ordered):
        tier = _LOOK if mark.code.lower() in held else _MARKS
        offset = mark.time + mark.lasts
        if tier == _LOOK and not mark.lasts:
            end = ends[index]
            if end is None or end == mark.time:
                kind = "open_look" if end is None else "same_time"
                tally.add(kind, "directions", f"{mark.where}, {mark.code}", rows=-1)
                continue
            offset = end
        yield Row(tier, "", mark.code, mark.time, offset, mark.where)


def _ends(ordered: Sequence[_Mark], held: frozenset[str]) -> list[int | None]:
    """Return, for every mark, when the next direction or end comes."""
    ends: list[int | None] = [None] * len(ordered)
    following: int | None = None
    for index in range(len(ordered) - 1, -1, -1):
        ends[index] = following
        if ordered[index].code.lower() in held or ordered[index].code.lower() == _END:
            following = ordered[index].time
    return ends


def _supercoder(raw: Raw, lines: Sequence[tuple[int, list[str]]], tally: Tally) -> Coding:
    names = [tuple(cell.strip().lower() for cell in fields) for _, fields in lines]
    start = next(i for i, line in enumerate(names) if line[:3] == _SUPERCODER)
    body = lines[start + 1 :]
    rate = frame_rate(raw) or _shown_rate(names[start], [fields for _, fields in body], tally)
    if rate is None:
        raise raw.error(
            "",
            found="times in frames, and no table of trials that shows their rate",
            expected="the frames per second of the video",
            todo="State it, e.g. --fps 30 or --fps 30000/1001.",
        )
    ruler = Ruler(f"frames at {float(rate):g}/s", 1000 / rate)
    rows = []
    for number, fields in body:
        cells = [field.strip() for field in fields[:3]]
        if any(cells):
            rows += _coded(raw, f"line {number}", cells, ruler=ruler, tally=tally)
    return Coding(
        name=raw.stem,
        source=raw.source(
            "looking",
            unit=ruler.unit,
            origin="start of the video",
            rate=float(rate),
            software="SuperCoder",
        ),
        rows=tuple(rows),
        tiers=(_LOOK,),
        findings=tally.findings(),
    )


def _coded(raw: Raw, where: str, cells: Sequence[str], *, ruler: Ruler, tally: Tally) -> list[Row]:
    """Read one code."""
    if len(cells) < 3 or not cells[0]:
        raise raw.error(
            where,
            found="no code" if len(cells) > 2 else f"{len(cells)} fields",
            expected="a code, its onset, and its offset or a blank",
            todo="Look for a line that is cut off.",
        )
    onset = read_instant(raw, cells[1], where, ruler=ruler, tally=tally)
    offset = read_instant(raw, cells[2] or cells[1], where, ruler=ruler, tally=tally)
    if offset < onset:
        tally.add("reversed", cells[0], where, rows=-1)
        return []
    return [Row(_LOOK, "", cells[0], onset, offset, where)]


def _shown_rate(
    names: Sequence[str], body: Sequence[Sequence[str]], tally: Tally
) -> Fraction | None:
    """Find the one usual rate at which frames and ms of all trials are the same time."""
    found = [next((i for i, n in enumerate(names) if n.startswith(t)), -1) for t in _TRIALS]
    if -1 in found:
        return None
    rows = [[cell.strip() for cell in fields] for fields in body if len(fields) > max(found)]
    cells = [(row[found[1]], row[found[2]]) for row in rows]
    pairs = [(int(frames), int(ms)) for frames, ms in cells if _WHOLE.fullmatch(f"{frames} {ms}")]
    if len(pairs) < _FEW:
        return None
    worst = {rate: max(abs(frames * 1000 / rate - ms) for frames, ms in pairs) for rate in _RATES}
    fit = min(worst, key=lambda rate: worst[rate])
    # Half a frame is what rounding explains, one is what an off-by-one count does.
    if worst[fit] > 1000 / fit:
        return None
    tally.add("trials", "trials", "line 2", count=len(pairs))
    return fit


OPTIONS: Mapping[str, str] = {
    "fps": FPS_OPTION,
    "hold": "VCode marks that last until the next of them, with commas (else: left, right, away,"
    " and other directions).",
}
FORMAT = Format(
    id="looking",
    title="looking codes (VCode, SuperCoder)",
    suffixes=(".txt", ".csv"),
    sniff=sniff,
    parse=parse,
    options=OPTIONS,
)
