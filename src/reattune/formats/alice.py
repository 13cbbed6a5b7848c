"""ALICE output: how many phonemes, syllables and words an adult says in each stretch of speech.

A line is a sound file's name that ends in its onset and offset in tenths of a millisecond, and
three numbers (Räsänen, Seshadri, Lavechin, Cristia and Casillas 2021,
doi:10.3758/s13428-020-01460-x). Names begin with folders of the machine that ran it; those are not
carried on.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..record import Coding, Row
from ..record.requirements import MAX_MS
from .contract import Format, Raw
from .tally import Tally
from .text import decode

TIERS = ("phonemes", "syllables", "words")
_LINE = re.compile(
    r"(\S+)_(\d{1,12})_(\d{1,12})\.wav((?:[ \t]+-?\d+(?:\.\d+)?){3})[ \t]*", re.ASCII
)
_SENTENCES = {
    "reversed": "Stretches end before they start; they are left out (first: {first}).",
    "rounded": "Times finer than a millisecond are rounded to it (first: {first}).",
}


class _Stretch(NamedTuple):
    recording: str
    onset: int
    offset: int
    counts: list[str]
    where: str


def sniff(raw: Raw) -> float:
    """Tell ALICE by its lines: a sound file with two times in its name, and three numbers."""
    head = raw.content[:4096].decode("utf-8", "replace").replace("\r", "\n").split("\n")
    whole = head if len(raw.content) <= 4096 else head[:-1]
    lines = [line for line in whole if line.strip()]
    return 0.95 if lines and all(_LINE.fullmatch(line) for line in lines) else 0.0


def parse(raw: Raw) -> list[Coding]:
    """Read one Coding a recording: three rows a stretch, on ``phonemes``, ``syllables``, ``words``.

    ``code`` is the number as ALICE writes it, ``subject`` is empty: ALICE counts adults, without
    saying whom.

    Raises
    ------
    FormatError
        Naming the line, when it is no such line or its times lie beyond 23 days.
    """
    tally = Tally(_SENTENCES)
    found: dict[str, list[Row]] = {}
    for number, text in enumerate(decode(raw).split("\n"), start=1):
        if text.strip():
            stretch = _stretch(raw, text, f"line {number}", tally)
            found.setdefault(stretch.recording, []).extend(_rows(stretch, tally))
    source = raw.source("alice", unit="0.1 ms", origin="start of the recording", software="ALICE")
    codings = [
        Coding(name=name, source=source, rows=tuple(rows), tiers=TIERS)
        for name, rows in found.items()
    ]
    first = codings[0]
    codings[0] = Coding(first.name, source, first.rows, TIERS, findings=tally.findings())
    return codings


def _stretch(raw: Raw, text: str, where: str, tally: Tally) -> _Stretch:
    match = _LINE.fullmatch(text)
    tenths = [int(match[2]), int(match[3])] if match else [-1]
    if match is None or max(tenths) > MAX_MS * 10:
        raise raw.error(
            where,
            found=f"{len(text.split())} fields that are no stretch of speech",
            expected="NAME_ONSET_OFFSET.wav (tenths of a ms), phonemes, syllables, words",
            todo="Run ALICE again, or take the line away.",
        )
    if any(tenth % 10 for tenth in tenths):
        tally.add("rounded", "times", where)
    onset, offset = (round(tenth / 10) for tenth in tenths)
    recording = match[1].replace("\\", "/").rpartition("/")[2]
    return _Stretch(recording, onset, offset, match[4].split(), where)


def _rows(stretch: _Stretch, tally: Tally) -> list[Row]:
    if stretch.onset > stretch.offset:
        tally.add("reversed", "stretches", stretch.where, rows=-len(TIERS))
        return []
    return [
        Row(tier, "", count, stretch.onset, stretch.offset, stretch.where)
        for tier, count in zip(TIERS, stretch.counts, strict=True)
    ]


FORMAT = Format(
    id="alice",
    title="ALICE word counts",
    suffixes=(".txt",),
    sniff=sniff,
    parse=parse,
)
