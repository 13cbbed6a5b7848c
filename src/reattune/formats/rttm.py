"""RTTM (Rich Transcription Time Marked): speakers and voice types, as diarisation programs write.

A line is ``type file channel onset duration ortho stype name conf [slat]``, seconds, ``<NA>``
for nothing (NIST, "RT-09 evaluation plan", 2009, appendix A). Seen besides: files without the last
two fields, files parted by tabs whose text fields hold blanks, several recordings in one file,
several classes at the same time (``SPEECH`` above speakers), lines not in the order of time.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from ..record import Coding, Row, Source
from .contract import Format, Raw
from .tally import Tally
from .text import decode

_META = frozenset({"SEGMENT", "NOSCORE", "NO_RT_METADATA", "SPKR-INFO"})
_WORDS = frozenset({"LEXEME", "NON-LEX", "NON-SPEECH", "FILLER", "EDIT", "SU", "SPEAKER"})
_POINTS = frozenset({"IP", "CB", "A/P"})
"""Types that mark a moment: NIST gives them no duration."""

_TYPES = _META | _WORDS | _POINTS

_TEXTS = {5: "ortho", 6: "stype", 8: "conf", 9: "slat"}
_NUMBER = re.compile(r"-?\d{1,40}(?:\.\d{0,40})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_NOTHING = frozenset({"<NA>", "NA", ""})
_LIMIT_S = 10**9
_SENTENCES = {
    "rounded": "Times of {where} are finer than 1 ms and were rounded (first: {first}).",
    "comment_line": "Lines that start with ;; are comments; skipped (first: {first}).",
    "speaker_info": "SPKR-INFO lines have no time; skipped (first: {first}).",
    "unused_field": "The field {where} is not read (first: {first}).",
    "channels": "Recordings have several channels; their rows stand together ({first}).",
}


class _Line(NamedTuple):
    number: int
    fields: list[str]

    @property
    def where(self) -> str:
        return f"line {self.number}"

    @property
    def recording(self) -> str:
        return self.fields[1]


def sniff(raw: Raw) -> float:
    """Say how sure it is that this is RTTM: every whole line of the first 4 kB must be one."""
    head = raw.content[:4096]
    encoding = "utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    lines = re.split(r"\r\n|\r|\n", head.decode(encoding, "replace"))
    whole = lines if len(raw.content) <= len(head) else lines[:-1]
    coded = [line for line in whole if line.strip() and not line.startswith(";;")]
    return 0.95 if coded and all(_looks_like_line(line) for line in coded) else 0.0


def _looks_like_line(line: str) -> bool:
    fields = _split(line)
    return (
        len(fields) >= 8
        and fields[0] in _TYPES
        and all(field in _NOTHING or _NUMBER.fullmatch(field) for field in fields[3:5])
    )


def parse(raw: Raw) -> list[Coding]:
    """Read one coding a recording, in the order in which recordings first stand.

    Rows keep the file's order. Subject and code are the label (``KCHI``, ``FEM``, ``CRY``); the
    tier is the line's type.

    Raises
    ------
    FormatError
        Naming the line, when it has too few or too many fields, an unknown type, or a time that
        is no number, negative or beyond measure.
    """
    lines: dict[str, list[_Line]] = {}
    comments: list[_Line] = []
    for number, text in enumerate(decode(raw).split("\n"), start=1):
        if text.startswith(";;"):
            comments.append(_Line(number, [text]))
        elif text.strip():
            line = _Line(number, _split(text))
            _check(raw, line)
            lines.setdefault(line.recording, []).append(line)
    if not lines:
        raise raw.error(
            "",
            found="only comments",
            expected="at least one RTTM line",
            todo="Run the diarisation again; a recording without speech has no file to read.",
        )
    source = raw.source("rttm", unit="s", origin="start of the recording")
    codings = [_coding(raw, recording, own, source) for recording, own in lines.items()]
    return [_with_comments(codings[0], comments), *codings[1:]]


def _split(line: str) -> list[str]:
    """Part a line at its tabs if it has any, for then text may hold blanks; else at blanks."""
    fields = line.split("\t") if "\t" in line.strip() else line.split()
    return [field.strip() for field in fields]


def _check(raw: Raw, line: _Line) -> None:
    fields = line.fields
    while len(fields) > 8 and not fields[-1]:
        fields.pop()
    if not 8 <= len(fields) <= 10:
        raise raw.error(
            line.where,
            found=f"{len(fields)} fields",
            expected="8 to 10: type file channel onset duration ortho stype name conf slat",
            todo="Part the fields with tabs if texts hold blanks.",
        )
    if fields[0] not in _TYPES or fields[1] in _NOTHING:
        raise raw.error(
            line.where,
            found=f"type {fields[0][:40]!r} of file {fields[1][:40]!r}",
            expected="an RTTM type such as SPEAKER, and the recording's name",
            todo="Check that the file is RTTM.",
        )


def _coding(raw: Raw, recording: str, lines: list[_Line], source: Source) -> Coding:
    tally = Tally(_SENTENCES)
    rows = []
    for line in lines:
        for index, field in _TEXTS.items():
            if index < len(line.fields) and line.fields[index] not in _NOTHING:
                tally.add("unused_field", field, line.where)
        if line.fields[0] == "SPKR-INFO":
            tally.add("speaker_info", "SPKR-INFO", line.where, rows=-1)
        else:
            rows.append(_row(raw, line, tally))
    channels = ", ".join(dict.fromkeys(line.fields[2] for line in lines))
    if "," in channels:
        tally.add("channels", recording, channels)
    return Coding(
        name=recording,
        source=source,
        rows=tuple(rows),
        tiers=tuple(dict.fromkeys(row.tier for row in rows)),
        notes={} if channels in _NOTHING else {"channel": channels},
        findings=tally.findings(),
    )


def _row(raw: Raw, line: _Line, tally: Tally) -> Row:
    kind, label = line.fields[0], line.fields[7]
    start = _seconds(raw, line, 3, "onset")
    if kind in _POINTS and line.fields[4] in _NOTHING:
        end = start
    else:
        end = start + _seconds(raw, line, 4, "duration")
    onset, offset = _to_ms(start), _to_ms(end)
    if onset != start * 1000 or offset != end * 1000:
        tally.add("rounded", line.recording, line.where)
    if label in _NOTHING:
        subtype = line.fields[6]
        return Row(kind, "", kind if subtype in _NOTHING else subtype, onset, offset, line.where)
    return Row(kind, label, label, onset, offset, line.where)


def _seconds(raw: Raw, line: _Line, index: int, name: str) -> Decimal:
    text = line.fields[index]
    number = Decimal(text) if _NUMBER.fullmatch(text) else None
    if number is None or not 0 <= number <= _LIMIT_S:
        raise raw.error(
            f"{line.where}, {name}",
            found=repr(text[:40]),
            expected=f"seconds from 0 to {_LIMIT_S:,}",
            todo="Correct the line, or run the diarisation again.",
        )
    return number


def _to_ms(seconds: Decimal) -> int:
    return int((seconds * 1000).to_integral_value(ROUND_HALF_EVEN))


def _with_comments(coding: Coding, comments: list[_Line]) -> Coding:
    """Count the comments of the file with its first recording."""
    if not comments:
        return coding
    tally = Tally(_SENTENCES)
    tally.add("comment_line", "file", comments[0].where, count=len(comments))
    return replace(coding, findings=(*tally.findings(), *coding.findings))


FORMAT = Format(
    id="rttm",
    title="RTTM diarisation",
    suffixes=(".rttm",),
    sniff=sniff,
    parse=parse,
)
