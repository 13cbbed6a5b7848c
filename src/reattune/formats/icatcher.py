"""iCatcher+ output: the direction of an infant's gaze in every frame of a video.

Text: ``frame, direction, confidence``. Compressed (``.npz``): numbers of directions in ``arr_0``
and confidences in ``arr_1``. Neither says how many frames a second has. Frames without a face or
without the infant's (``none``, ``noface``, ``nobabyface``) are codes: they say "not seen".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from ..record import Coding, Row
from ..record.requirements import MAX_MS
from .contract import Format, Raw
from .delimited import first_lines
from .icatcher_arrays import is_packed, read_directions
from .instants import FPS_OPTION
from .table_times import frame_rate, rounded
from .tally import Tally
from .text import decode

CLASSES = {-2: "noface", -1: "nobabyface", 0: "away", 1: "left", 2: "right"}
"""Directions by their number in compressed output (iCatcher+, ``classes``)."""

_WORDS = frozenset({*CLASSES.values(), "none"})
_LINE = re.compile(r"\s*(\d{1,9})\s*,\s*([A-Za-z]{1,20})\s*,\s*(-?[\d.]{1,12})\s*", re.ASCII)
_TIER = "look"
_MANUAL = re.compile(r"frame_\d+,frame_\d+", re.ASCII)
_SENTENCES = {
    "skipped_frames": "Frames are missing between two lines (first: {first}); not coded there.",
    "confidence": "The confidence of every frame is read and not kept.",
    "rounded": "Borders of frames are rounded to whole milliseconds.",
}


class _Run(NamedTuple):
    """A run of frames with one direction: the first, and the one after the last."""

    code: str
    first: int
    after: int
    where: str


def sniff(raw: Raw) -> float:
    """Tell text by its first line, compressed output by its two arrays."""
    if is_packed(raw):
        return 0.8
    head = first_lines(raw, 4096)[0]
    match = _LINE.fullmatch(head)
    if match is not None and match[2].lower() in _WORDS:
        return 0.95
    return 0.6 if _MANUAL.match(head) else 0.0


def parse(raw: Raw) -> list[Coding]:
    """Read the directions: one row a run of frames, on the tier ``look``.

    Raises
    ------
    FormatError
        When the frame rate is not stated, a line is none of iCatcher+'s, frames run backwards, or
        a number is no direction.
    """
    rate = frame_rate(raw)
    tally = Tally(_SENTENCES)
    runs = _compressed(raw, tally) if raw.content.startswith(b"PK") else _text(raw, tally)
    if rate is None:
        raise raw.error(
            "",
            found="a direction for every frame, without the frames per second",
            expected="the frame rate of the video",
            todo="State it, e.g. --fps 30 or --fps 30000/1001.",
        )
    rows = [Row(_TIER, "", run.code, *_span(run, rate), run.where) for run in runs]
    last = rows[-1].offset
    if last > MAX_MS:
        raise raw.error(
            runs[-1].where,
            found=f"frame {runs[-1].after - 1}",
            expected="less than 23 days",
            todo="State another frame rate, or correct the file.",
        )
    if (1000 / rate).denominator != 1:
        tally.add("rounded", "frames", runs[0].where)
    return [
        Coding(
            name=raw.stem,
            source=raw.source(
                "icatcher",
                unit=f"frames at {float(rate):g}/s",
                origin="first frame of the video (0)",
                rate=float(rate),
                software="iCatcher+",
            ),
            rows=tuple(rows),
            tiers=(_TIER,),
            window=_window(rows),
            findings=tally.findings(),
        )
    ]


def _span(run: _Run, rate: Fraction) -> tuple[int, int]:
    onset, offset = (Fraction(frame * 1000) / rate for frame in (run.first, run.after))
    return (
        rounded((onset.numerator, onset.denominator))[0],
        rounded((offset.numerator, offset.denominator))[0],
    )


def _window(rows: Sequence[Row]) -> tuple[tuple[int, int], ...]:
    """Join the rows, which follow one another but for skipped frames."""
    spans: list[tuple[int, int]] = []
    for row in rows:
        if spans and row.onset <= spans[-1][1]:
            spans[-1] = (spans[-1][0], row.offset)
        else:
            spans.append((row.onset, row.offset))
    return tuple(span for span in spans if span[0] < span[1])


def _text(raw: Raw, tally: Tally) -> list[_Run]:
    text = decode(raw)
    if _MANUAL.match(text):
        raise raw.error(
            "line 1",
            found="one number for every hundredth frame, as iCatcher+'s own tests have them",
            expected="a line a frame: number, direction, confidence",
            todo="Run iCatcher+ on the video and read its output.",
        )
    frames = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line)
        if match is None or match[2].lower() not in _WORDS:
            raise raw.error(
                f"line {number}",
                found=repr(line[:40]),
                expected=f"a frame, a direction ({', '.join(sorted(_WORDS))}), a confidence",
                todo="Look for a line that is cut off, or run iCatcher+ again.",
            )
        frames.append((int(match[1]), match[2], f"line {number}"))
    tally.add("confidence", "frames", frames[0][2], count=len(frames))
    return _runs(raw, frames, tally)


def _runs(raw: Raw, frames: Iterable[tuple[int, str, str]], tally: Tally) -> list[_Run]:
    runs: list[_Run] = []
    for frame, code, where in frames:
        before = runs[-1] if runs else None
        if before is not None and frame < before.after:
            raise raw.error(
                where,
                found=f"frame {frame} after frame {before.after - 1}",
                expected="frames that rise",
                todo="Look for lines that stand twice, or two outputs in one file.",
            )
        if before is not None and frame > before.after:
            tally.add("skipped_frames", "frames", where, count=frame - before.after)
        elif before is not None and code == before.code:
            runs[-1] = before._replace(after=frame + 1)
            continue
        runs.append(_Run(code, frame, frame + 1, where))
    return runs


def _compressed(raw: Raw, tally: Tally) -> list[_Run]:
    codes = [_direction(raw, number, at) for at, number in enumerate(read_directions(raw))]
    tally.add("confidence", "frames", "frame 0", count=len(codes))
    return _runs(raw, [(at, code, f"frame {at}") for at, code in enumerate(codes)], tally)


def _direction(raw: Raw, number: float, at: int) -> str:
    code = CLASSES.get(int(number)) if number in CLASSES else None
    if code is None:
        raise raw.error(
            f"frame {at}",
            found=repr(number),
            expected=f"one of {', '.join(f'{n} ({word})' for n, word in CLASSES.items())}",
            todo="Check that the file is iCatcher+'s compressed output.",
        )
    return code


FORMAT = Format(
    id="icatcher",
    title="iCatcher+ output",
    suffixes=(".npz", ".txt", ".csv"),
    sniff=sniff,
    parse=parse,
    options={"fps": FPS_OPTION},
)
