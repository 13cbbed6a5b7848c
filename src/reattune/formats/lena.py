"""LENA interpreted time segments (.its): who was heard when, and the child's cries and utterances.

Speaker labels: Xu, Yapanel and Gray (2009), LENA technical report LTR-05-2. Utterances against
cries, vegetative sounds and fixed signals: Oller et al. (2010), doi:10.1073/pnas.1003882107.
A file holds dates of birth in several places; none is read, only the age that LENA states itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import repeat
from operator import gt, itemgetter
from typing import TYPE_CHECKING, cast

from ..errors import FormatError
from ..record import Coding, Row, rows_of
from ..record.spans import union
from .contract import Format, Raw
from .lena_scan import MARK, Segments, scan
from .tally import Tally
from .xml import load_xml, root_name

if TYPE_CHECKING:
    from lxml import etree

_CHILD = ("CHN", "CHF")
_PARTS = {"Utt": "utterance", "Cry": "cry", "Vfx": "vegetative"}
_SECONDS = re.compile(r"PT?(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,7}(?:\.\d{1,9})?)S)?", re.ASCII)
_ONE = re.compile(r"PT(\d{1,6})\.(\d\d)S", re.ASCII)
_USUAL = re.compile(r"PT\d{1,6}\.\d\dS(?: PT\d{1,6}\.\d\dS)*", re.ASCII)
_AGE = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?", re.ASCII)
_DAYS_A_MONTH = 365.25 / 12
_LATEST = 2**31 - 1
"""The record keeps times in 32 bits: 24 days."""

_CLOCK_SLACK = timedelta(seconds=2)
"""The clock is written in whole seconds and the audio is not: up to this is no pause."""

_SENTENCES = {
    "clock_back": (
        "The recorder's clock runs back at {where} while the audio goes on ({first}); times are"
        " those of the audio."
    ),
    "no_clock": (
        "{where} states no clock times that can be read; whether the recorder was paused there"
        " is not known."
    ),
    "recorder_paused": (
        "The recorder was off at {where} ({first}); the audio goes on without a gap, so what"
        " stands side by side there was not side by side in the day."
    ),
    "reversed": "Entries on {where} end before they start; they are left out (first: {first}).",
    "stray_segment": (
        "Segments stand outside of the recordings they should be part of; they are left out"
        " (first: {first})."
    ),
    "unpaired_start": (
        "Entries on {where} have a start without an end, or an end without a start; they are left"
        " out (first: {first})."
    ),
    "unread_age": "The age of the child ({where}) is written in a way that cannot be read.",
}


@dataclass(frozen=True, slots=True)
class _Recording:
    """A stretch of audio between switching on and off, and the clock's times at its ends."""

    place: str
    onset: int
    offset: int
    clock_onset: datetime | None
    clock_offset: datetime | None


def sniff(raw: Raw) -> float:
    """Tell a LENA file by its root element."""
    return 1.0 if root_name(raw) == "ITS" else 0.0


def parse(raw: Raw) -> list[Coding]:
    """Read a LENA file: one Coding, a row for every segment and for the child's parts of it.

    Segments are on tier ``segment``, with the speaker label as ``subject`` and ``code``. What
    LENA marks inside the child's segments is on the tiers ``utterance``, ``cry`` and
    ``vegetative`` (vegetative sounds and fixed signals), with the segment's speaker label as
    ``subject`` and the tier's name as ``code``. Each is a row of its own, after its segment.

    Times are those of the audio, which goes on where the recorder was paused. ``window`` is the
    recordings' spans; every pause is a finding with how long it was. The age in months is the one
    that LENA states, under both of the child's labels.

    Raises
    ------
    FormatError
        When the file is not sound XML, not LENA's, has no recordings or overlapping ones, or a
        segment or recording lacks a speaker or a time that can be read.
    """
    root, scanned = _load(raw)
    tally = Tally(_SENTENCES)
    # A recording stands again inside each hourly bar; only the unit's own children are counted.
    elements = root.findall("ProcessingUnit/Recording")
    recordings = _read_recordings(raw, elements)
    rows: list[Row] = []
    for segments in _segments(elements) if scanned is None else scanned:
        rows += _segment_rows(raw, segments, tally)
    _count_strays(root, elements, tally)
    notes = {"recordings": str(len(recordings))}
    pauses = list(_pauses(recordings, tally))
    if pauses:
        notes["recorder paused"] = "; ".join(pauses)
    age = _age_months(root, tally)
    return [
        Coding(
            name=raw.stem,
            source=raw.source(
                "lena", unit="s (PT...S)", origin="start of the audio", software=_software(root)
            ),
            rows=tuple(rows),
            tiers=("segment", *_PARTS.values()),
            window=union((each.onset, each.offset) for each in recordings),
            ages_months={} if age is None else dict.fromkeys(_CHILD, age),
            notes=notes,
            findings=tally.findings(),
        )
    ]


def _load(raw: Raw) -> tuple[etree._Element, list[Segments] | None]:
    """Parse the document; where the fast path is sure, only what it left, and its segments."""
    scanned = scan(raw)
    if scanned is not None:
        try:
            root = load_xml(scanned.rest, root="ITS", program="LENA")
        except FormatError:
            # The parser has to see the whole document to name what is broken, and where.
            return load_xml(raw, root="ITS", program="LENA"), None
        every = list(root.iter("Recording"))
        direct = set(root.findall("ProcessingUnit/Recording"))
        # A segment outside of the unit's own recordings is a finding, which the parser makes.
        if len(every) == len(scanned.recordings) and all(
            each in direct or not segments.lines
            for each, segments in zip(every, scanned.recordings, strict=True)
        ):
            return root, scanned.recordings
    return load_xml(raw, root="ITS", program="LENA"), None


def _segments(elements: list[etree._Element]) -> Iterator[Segments]:
    for element in elements:
        found = Segments()
        for segment in element.iter("Segment"):
            attributes = {str(name): str(text) for name, text in segment.items()}
            found.add(attributes, cast(int, segment.sourceline))
        yield found


def _segment_rows(raw: Raw, segments: Segments, tally: Tally) -> list[Row]:
    """Make the rows of a recording: a whole column at a time where all is as LENA writes it."""
    onsets, offsets = _usual(segments.starts), _usual(segments.ends)
    speakers = segments.speakers
    blank = any(not name or name != name.strip() for name in set(speakers))
    if onsets is None or offsets is None or blank or any(map(gt, onsets, offsets)):
        return list(_unusual_rows(raw, segments, tally))
    where = map("line %d".__mod__, segments.lines)
    rows = list(rows_of((repeat("segment"), speakers, speakers, onsets, offsets, where)))
    if not segments.marks:
        return rows
    woven: list[Row] = []
    done = 0
    for number in segments.marks:
        woven += rows[done : number + 1]
        woven += _parts(raw, segments, number, tally)
        done = number + 1
    return woven + rows[done:]


def _unusual_rows(raw: Raw, segments: Segments, tally: Tally) -> Iterator[Row]:
    """Make the rows of a recording one by one, and say what is wrong with which."""
    columns = (segments.speakers, segments.starts, segments.ends, segments.lines)
    for number, (spoken, start, end, line) in enumerate(zip(*columns, strict=True)):
        where, speaker = f"line {line}", spoken.strip()
        if not speaker:
            raise raw.error(
                f"{where}, Segment",
                found="a segment without a speaker (spkr)",
                expected="a speaker label such as CHN or FAN",
                todo="Export the file again from LENA.",
            )
        onset = _time(raw, start, "startTime", f"{where}, Segment")
        offset = _time(raw, end, "endTime", f"{where}, Segment")
        if onset > offset:
            tally.add("reversed", "tier segment", where, rows=-1)
        else:
            yield Row("segment", speaker, speaker, onset, offset, where)
        yield from _parts(raw, segments, number, tally)


def _parts(raw: Raw, segments: Segments, number: int, tally: Tally) -> Iterator[Row]:
    """Yield the rows of what LENA marks inside a segment, by time."""
    speaker, line = segments.speakers[number].strip(), segments.lines[number]
    bounds: dict[tuple[str, str], dict[str, int]] = {}
    for name, text in segments.marks.get(number, {}).items():
        part = MARK.fullmatch(name)
        if part:
            side, kind, which = part.groups()
            time = _time(raw, text, name, f"line {line}, Segment")
            bounds.setdefault((_PARTS[kind], which), {})[side] = time
    parts: list[tuple[int, int, str]] = []
    for (tier, which), sides in bounds.items():
        first = f"line {line}, {tier} {which}"
        if len(sides) < 2:
            tally.add("unpaired_start", f"tier {tier}", first, rows=-1)
        elif sides["start"] > sides["end"]:
            tally.add("reversed", f"tier {tier}", first, rows=-1)
        else:
            parts.append((sides["start"], sides["end"], tier))
    for onset, offset, tier in sorted(parts, key=itemgetter(0, 1)):
        yield Row(tier, speaker, tier, onset, offset, f"line {line}")


def _time(raw: Raw, text: str, name: str, place: str) -> int:
    """Return a time such as ``PT1.04S`` in milliseconds."""
    usual = _ONE.fullmatch(text)
    if usual:
        return int(usual[1]) * 1000 + int(usual[2]) * 10
    match = _SECONDS.fullmatch(text)
    if match and any(match.groups()):
        hours, minutes, seconds = match.groups("0")
        time = round((Decimal(seconds) + 60 * int(minutes) + 3600 * int(hours)) * 1000)
        if time <= _LATEST:
            return time
    raise raw.error(
        place,
        found=f'{name}="{text[:40]}"' if text else f"no {name}",
        expected='a time such as "PT1.04S", below 24 days',
        todo="Export the file again from LENA, or correct the line.",
    )


def _usual(texts: list[str]) -> list[int] | None:
    """Read times as nearly all of a day are written, such as ``PT1.04S``; else ``None``."""
    joined = " ".join(texts)
    if _USUAL.fullmatch(joined) is None:
        return None
    digits = joined.replace("PT", "").replace(".", "").replace("S", "")
    return [10 * hundredths for hundredths in map(int, digits.split())]


def _count_strays(root: etree._Element, elements: list[etree._Element], tally: Tally) -> None:
    kept = sum(1 for element in elements for _ in element.iter("Segment"))
    segments = list(root.iter("Segment"))
    if len(segments) > kept:
        inside = {segment for element in elements for segment in element.iter("Segment")}
        for segment in segments:
            if segment not in inside:
                tally.add("stray_segment", "tier segment", f"line {segment.sourceline}", rows=-1)


def _read_recordings(raw: Raw, elements: list[etree._Element]) -> list[_Recording]:
    recordings: list[_Recording] = []
    for element in elements:
        times = {str(name): str(text) for name, text in element.items()}
        where = f"line {element.sourceline}, Recording"
        recording = _Recording(
            place=f"recording {element.get('num', str(len(recordings) + 1))}",
            onset=_time(raw, times.get("startTime", ""), "startTime", where),
            offset=_time(raw, times.get("endTime", ""), "endTime", where),
            clock_onset=_clock(element.get("startClockTime", "")),
            clock_offset=_clock(element.get("endClockTime", "")),
        )
        before = recordings[-1].offset if recordings else 0
        if not before <= recording.onset <= recording.offset:
            raise raw.error(
                f"line {element.sourceline}, {recording.place}",
                found=f"audio from {recording.onset} ms to {recording.offset} ms",
                expected=f"a start at or after {before} ms, and an end after it",
                todo="Export the file again from LENA.",
            )
        recordings.append(recording)
    if not recordings:
        raise raw.error(
            "ProcessingUnit",
            found="no Recording",
            expected="the recordings with their segments",
            todo="Export the file again from LENA; it may have been cut by hand.",
        )
    return recordings


def _clock(text: str) -> datetime | None:
    try:
        clock = datetime.fromisoformat(text)
    except ValueError:
        return None
    return clock if clock.tzinfo else clock.replace(tzinfo=UTC)


def _pauses(recordings: list[_Recording], tally: Tally) -> Iterator[str]:
    """Yield where the clock went on and the audio did not, with how long; count them."""
    for index, each in enumerate(recordings):
        steps = [(each.place, each.onset, each.clock_onset, each.offset, each.clock_offset)]
        if index:
            last = recordings[index - 1]
            place = f"the start of {each.place}"
            steps.insert(0, (place, last.offset, last.clock_offset, each.onset, each.clock_onset))
        for place, onset, clock_onset, offset, clock_offset in steps:
            if clock_onset is None or clock_offset is None:
                tally.add("no_clock", place, "")
                continue
            gap = clock_offset - clock_onset - timedelta(milliseconds=offset - onset)
            # Hours and minutes say more than milliseconds, of which the clock knows none.
            length = timedelta(seconds=round(abs(gap).total_seconds()))
            if gap > _CLOCK_SLACK:
                tally.add("recorder_paused", place, f"for {length} h")
                yield f"{length} h at {place} ({onset / 1000:.2f} s of the audio)"
            elif gap < -_CLOCK_SLACK:
                tally.add("clock_back", place, f"by {length} h")


def _age_months(root: etree._Element, tally: Tally) -> float | None:
    """Return the age LENA states (``P4M``, ``P1Y2M``) in months; weeks and days as parts of one."""
    text = next((info.get("chronologicalAge", "") for info in root.iter("ChildInfo")), "")
    match = _AGE.fullmatch(text)
    if match and any(match.groups()):
        years, months, weeks, days = (int(part) for part in match.groups("0"))
        return years * 12 + months + (weeks * 7 + days) / _DAYS_A_MONTH
    if text:
        tally.add("unread_age", "ChildInfo, chronologicalAge", "")
    return None


def _software(root: etree._Element) -> str:
    program = next(root.iter("Application"), None)
    if program is None:
        return "LENA"
    return f"{program.get('Name', 'LENA')} {program.get('Version', '')}".strip()


FORMAT = Format(
    id="lena",
    title="LENA interpreted time segments (.its)",
    suffixes=(".its",),
    sniff=sniff,
    parse=parse,
)
