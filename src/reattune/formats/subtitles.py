"""Subtitles, SubRip (.srt) and WebVTT (.vtt): cues as rows, with the speaker where one is named.

WebVTT is read as its specification says (W3C, "WebVTT: The Web Video Text Tracks Format", 2019).
SubRip has none; what players take is taken here: ``,`` or ``.`` before the milliseconds, numbers
missing or out of order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from ..record import Coding, Row
from .contract import Format, Raw
from .tally import Tally
from .text import decode

_TIER = "cue"
_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_TIME}[ \t]*-->[ \t]*{_TIME}(?:[ \t]+(.*))?", re.ASCII)
_ARROW = re.compile(r"-->|^\s*(?:\d+:)?\d+:\d+[.,]\d+\s*-+\s*(?:>\s*)?(?:\d+:)?\d+:\d+[.,]\d+")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]([^<>]+)>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<\d[\d:.]*>|\{\\[^{}]*\}")
_SPEAKER = re.compile(r"(?:[-\u2013\u2014] ?)?([^\W\d_][\w.'\u2019-]*(?: [\w.'\u2019-]+){0,2}):\s+")
_LONGEST_NAME = 30
_BLOCK = re.compile(r"(NOTE|STYLE|REGION)(?:[ \t].*)?")
_SENTENCES = {
    "block": "{where} blocks are not read (first: {first}).",
    "empty_code": "Cues have no text; they are kept, with an empty code (first: {first}).",
    "reversed": "Cues end before they start; they are left out (first: {first}).",
    "settings": "Cues state where they stand in the picture; that is not read (first: {first}).",
    "speaker_prefix": "Words before a colon were taken as the speaker: {where} (first: {first}).",
    "stray_text": "Lines without a time stand between cues; they are left out (first: {first}).",
    "timestamp_map": "The header shifts the times for a stream; times are read as they stand.",
}


class _Cue(NamedTuple):
    line: int
    onset: int
    offset: int
    lines: tuple[str, ...]


def sniff_subrip(raw: Raw) -> float:
    """Tell SubRip by its first cue: a number on a line, then times with a comma."""
    lines = [line for line in _head(raw).split("\n") if line.strip()][:2]
    if len(lines) < 2 or not lines[0].strip().isdigit():
        return 0.7 if lines and _TIMING.fullmatch(lines[0]) else 0.0
    return 0.95 if _TIMING.fullmatch(lines[1]) else 0.0


def sniff_webvtt(raw: Raw) -> float:
    """Tell WebVTT by its first word."""
    return 1.0 if re.match(r"WEBVTT(?:[ \t\n]|$)", _head(raw)) else 0.0


def _head(raw: Raw) -> str:
    head = raw.content[:1000]
    encoding = "utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    return re.sub(r"\r\n?", "\n", head.decode(encoding, "replace"))


def parse_subrip(raw: Raw) -> list[Coding]:
    """Read SubRip subtitles: one Coding, a row a cue and speaker; see :func:`parse_webvtt`."""
    tally = Tally(_SENTENCES)
    lines = decode(raw).split("\n")
    return [_coding(raw, "subrip", list(_cues(raw, lines, 0, tally)), tally)]


def parse_webvtt(raw: Raw) -> list[Coding]:
    """Read WebVTT subtitles: one Coding, a row a cue and speaker.

    ``tier`` is ``cue``, ``code`` the cue's text on one line without markup. ``subject`` is the
    speaker: of ``<v Mother>``, or up to three words before a colon at the start of a line
    (``Mother: look!``), which is a guess and stands in the findings. A cue with two speakers is
    two rows of the same time.

    Raises
    ------
    FormatError
        When the first line is not WEBVTT, a time cannot be read, or no cue is there.
    """
    lines = decode(raw).split("\n")
    if not sniff_webvtt(raw):
        raise raw.error(
            "line 1",
            found=repr(lines[0][:40]),
            expected="WEBVTT",
            todo="Write WEBVTT on the first line, or read the file with --format subrip.",
        )
    tally = Tally(_SENTENCES)
    start = next((n for n, line in enumerate(lines) if not line.strip()), len(lines))
    if any(line.startswith("X-TIMESTAMP-MAP") for line in lines[:start]):
        tally.add("timestamp_map", "header", "line 2")
    return [_coding(raw, "webvtt", list(_cues(raw, lines, start, tally)), tally)]


def _coding(raw: Raw, format: str, cues: list[_Cue], tally: Tally) -> Coding:
    if not cues:
        raise raw.error(
            "",
            found="no cue",
            expected="a line such as 00:00:01,000 --> 00:00:02,500, with text below",
            todo="Export the subtitles again.",
        )
    rows: list[Row] = []
    for cue in cues:
        where = f"line {cue.line}"
        if cue.onset > cue.offset:
            tally.add("reversed", "cues", where, rows=-1)
            continue
        for speaker, text in _turns(cue, tally, entities=format == "webvtt"):
            if not text:
                tally.add("empty_code", "cues", where)
            rows.append(Row(_TIER, speaker, text, cue.onset, cue.offset, where))
    return Coding(
        name=raw.stem,
        source=raw.source(format, unit="h:mm:ss.mmm", origin="start of the media"),
        rows=tuple(rows),
        tiers=(_TIER,),
        findings=tally.findings(),
    )


def _cues(raw: Raw, lines: list[str], start: int, tally: Tally) -> Iterator[_Cue]:
    """Yield the cues; a cue's text goes on until an empty line."""
    for first, block in _blocks(lines, start):
        at = next((n for n, line in enumerate(block) if _ARROW.search(line)), None)
        special = _BLOCK.fullmatch(block[0])
        if special and at is None:
            tally.add("block", special.group(1), f"line {first}")
        elif at is None:
            tally.add("stray_text", "cues", f"line {first}", count=len(block), rows=-len(block))
        else:
            if at > 1:
                tally.add("stray_text", "cues", f"line {first}", count=at - 1, rows=1 - at)
            yield from _timed(raw, block[at:], first + at, tally)


def _timed(raw: Raw, lines: list[str], number: int, tally: Tally) -> Iterator[_Cue]:
    """Yield the cues of a block that begins with a time; a further time in it is the next cue."""
    starts = [n for n, line in enumerate(lines) if n == 0 or _TIMING.fullmatch(line)]
    for start, following in zip(starts, [*starts[1:], len(lines)], strict=True):
        end = following
        if end < len(lines) and end > start + 1 and lines[end - 1].strip().isdigit():
            end -= 1  # the number of the next cue
        where = f"line {number + start}"
        onset, offset, settings = _times(raw, lines[start], where)
        if settings:
            tally.add("settings", "cues", where)
        yield _Cue(number + start, onset, offset, tuple(lines[start + 1 : end]))


def _times(raw: Raw, line: str, where: str) -> tuple[int, int, str]:
    match = _TIMING.fullmatch(line)
    onset = _milliseconds(match.groups()[:4]) if match else None
    offset = _milliseconds(match.groups()[4:8]) if match else None
    if match is None or onset is None or offset is None:
        raise raw.error(
            where,
            found=repr(line.strip()[:60]),
            expected="two times, such as 00:00:01,000 --> 00:00:02,500",
            todo="Correct the line.",
        )
    return onset, offset, match.group(9) or ""


def _blocks(lines: list[str], start: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the stretches between empty lines, with the number of their first line."""
    block: list[str] = []
    for number, line in enumerate([*lines[start:], ""], start=start + 1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _milliseconds(parts: tuple[str | None, ...]) -> int | None:
    hours, minutes, seconds = (int(part or 0) for part in parts[:3])
    if minutes > 59 or seconds > 59 or hours > 500:
        return None
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int(str(parts[3]).ljust(3, "0"))


def _turns(cue: _Cue, tally: Tally, *, entities: bool) -> list[tuple[str, str]]:
    """Return (speaker, text) of each turn in a cue; lines of one speaker are joined."""
    turns: list[tuple[str, str]] = []
    for line in cue.lines:
        parts = _VOICE.split(line)
        said = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
        for speaker, text in said:
            plain = _TAG.sub("", text)
            plain = " ".join((unescape(plain) if entities else plain).split())
            name = " ".join(speaker.split())
            if not name:
                name, plain = _prefix(plain, f"line {cue.line}", tally)
            if name or (plain and not turns):
                turns.append((name, plain))
            elif plain:
                turns[-1] = (turns[-1][0], f"{turns[-1][1]} {plain}".strip())
    return turns or [("", "")]


def _prefix(text: str, where: str, tally: Tally) -> tuple[str, str]:
    match = _SPEAKER.match(f"{text} ")
    if match is None or len(match.group(1)) > _LONGEST_NAME:
        return "", text
    tally.add("speaker_prefix", match.group(1), where)
    return match.group(1), text[match.end() :].strip()


FORMATS = (
    Format(
        id="subrip",
        title="SubRip subtitles (.srt)",
        suffixes=(".srt",),
        sniff=sniff_subrip,
        parse=parse_subrip,
    ),
    Format(
        id="webvtt",
        title="WebVTT subtitles (.vtt)",
        suffixes=(".vtt",),
        sniff=sniff_webvtt,
        parse=parse_webvtt,
    ),
)
