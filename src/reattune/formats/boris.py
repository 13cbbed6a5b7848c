"""BORIS projects (.boris): JSON with the ethogram, the subjects and every observation.

Seen in files of project format 7.0 (BORIS 7 to 9): an event is ``[time, subject, code, modifiers,
comment, frame or image index, ...]``; whether a code lasts stands in the ethogram alone; older
observations have no ``media_info`` and no ``observation time interval``.

Session time is the media's time (player 1): the time offset, and the media's date where the coder
had it added, are taken off. A live observation that ran on the clock of the day starts at its
first event.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from ..errors import FormatError
from ..record import Coding, Medium, Source, Span
from .boris_events import (
    POINT,
    START,
    STOP,
    Clip,
    Event,
    keep_notes,
    new_tally,
    origin_text,
    pair_events,
    playlist,
    read_seconds,
    subject_name,
    tier_name,
    to_ms,
)
from .contract import Format, Raw
from .tally import Tally
from .text import decode

_KEYS = (b'"project_format_version"', b'"behaviors_conf"', b'"subjects_conf"', b'"observations"')
_HEAD = 16_384


class _Ethogram(NamedTuple):
    """By behaviour: its tier, and whether it lasts; ``tiers`` in the ethogram's order."""

    tier: dict[str, str]
    lasts: dict[str, bool]
    tiers: tuple[str, ...]


class _Part(NamedTuple):
    """One observation of a project, with all that its reading needs."""

    raw: Raw
    id: str
    content: dict[str, object]
    tally: Tally

    @property
    def name(self) -> str:
        return f"observation {self.id}"

    def table(self, key: str) -> dict[str, object]:
        """Return an object inside the observation; anything else is as good as none."""
        value = self.content.get(key)
        return value if isinstance(value, dict) else {}

    def seconds(self, value: object, what: str) -> Decimal:
        return read_seconds(self.raw, value, f"{self.name}, {what}")


def sniff(raw: Raw) -> float:
    """Say how sure it is that this is a BORIS project."""
    ends = (raw.content[:_HEAD] + raw.content[-_HEAD:]).replace(b"\x00", b"")
    if not ends.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"{"):
        return 0.0
    hits = sum(key in ends for key in _KEYS)
    if hits >= 2:
        return 0.95
    return 0.6 if raw.suffix == ".boris" else 0.3 * hits


def parse(raw: Raw) -> list[Coding]:
    """Read every observation of a project.

    Raises
    ------
    FormatError
        When the JSON is broken or no BORIS project, holds no observation, or a time is no number.
    """
    project = _load(raw)
    ethogram = _ethogram(raw, project.get("behaviors_conf"))
    observations = project["observations"]
    if not isinstance(observations, dict) or not observations:
        raise raw.error(
            "observations",
            found="a project without observations",
            expected="at least one",
            todo="Code an observation in BORIS and save the project.",
        )
    version = str(project.get("project_format_version", "of unknown version"))
    source = raw.source(
        "boris", unit="s", origin="start of the observation", software=f"BORIS project {version}"
    )
    codings = []
    for observation, content in observations.items():
        if not isinstance(content, dict):
            raise _malformed(raw, f"observation {observation}", content, "an object")
        part = _Part(raw, observation, content, new_tally())
        name = raw.stem if len(observations) == 1 else f"{raw.stem}: {observation}"
        codings.append(_coding(part, name, ethogram, source))
    return codings


def _load(raw: Raw) -> dict[str, object]:
    text = decode(raw).removeprefix("\ufeff")
    try:
        # Numbers stay text: 0.1 s must not pass through a binary fraction.
        project = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as problem:
        raise raw.error(
            f"line {problem.lineno}, column {problem.colno}",
            found=f"JSON that breaks off ({problem.msg})",
            expected="a whole BORIS project",
            todo="Take the project from BORIS again; this copy is damaged or cut short.",
        ) from None
    except RecursionError:
        raise _malformed(raw, "", "objects inside objects without end", "a project") from None
    if not isinstance(project, dict) or "observations" not in project:
        found = "JSON without observations" if isinstance(project, dict) else "JSON of another kind"
        raise raw.error(
            "",
            found=found,
            expected="a BORIS project (behaviors_conf, subjects_conf, observations)",
            todo="Name the file's format with --format if another program wrote it.",
        )
    return project


def _malformed(raw: Raw, where: str, found: object, expected: str) -> FormatError:
    return raw.error(
        where,
        found=str(found)[:60],
        expected=expected,
        todo="Open the project in BORIS and save it again.",
    )


def _entries(value: object) -> Iterator[dict[str, object]]:
    listed: Iterable[object] = value.values() if isinstance(value, dict) else ()
    for entry in value if isinstance(value, list) else listed:
        if isinstance(entry, dict):
            yield entry


def _ethogram(raw: Raw, value: object) -> _Ethogram:
    if not isinstance(value, dict | list):
        raise _malformed(raw, "behaviors_conf", value, "the ethogram: a table of behaviours")
    tier: dict[str, str] = {}
    lasts: dict[str, bool] = {}
    for entry in _entries(value):
        code, kind = str(entry.get("code", "")), str(entry.get("type", "")).lower()
        tier[code] = tier_name(str(entry.get("category") or ""))
        if "state" in kind or "point" in kind:
            lasts[code] = "state" in kind
    return _Ethogram(tier, lasts, tuple(dict.fromkeys(tier.values())))


def _coding(part: _Part, name: str, ethogram: _Ethogram, source: Source) -> Coding:
    shift, origin = _shift(part)
    coded = list(_events(part, ethogram, shift))
    rows = pair_events(_mark(coded, ethogram), part.name, part.tally)
    listed = part.content.get("events")
    if not listed:
        part.tally.add("no_events", part.name, part.name)
    media = _media(part)
    rate = next((medium.fps for medium in media if medium.fps), None)
    return Coding(
        name=name,
        source=replace(source, origin=origin, rate=rate),
        rows=rows,
        tiers=ethogram.tiers,
        window=_window(part),
        media=tuple(media),
        notes=_notes(part),
        findings=part.tally.findings(),
    )


def event_shift(raw: Raw) -> dict[str, Decimal]:
    """Return, by observation, the seconds between an event's time and the session's.

    Raises
    ------
    FormatError
        As :func:`parse`.
    """
    observations = _load(raw)["observations"]
    table = observations if isinstance(observations, dict) else {}
    parts = [_Part(raw, o, c, new_tally()) for o, c in table.items() if isinstance(c, dict)]
    return {part.id: _shift(part)[0] for part in parts}


def _shift(part: _Part) -> tuple[Decimal, str]:
    """Return the seconds to take off every event's time, and what 0 then means."""
    content = part.content
    shift = part.seconds(content.get("time offset") or 0, "time offset")
    if content.get("media_creation_date_as_offset") is True:
        shift += _creation(part)
    origin = origin_text(shift)
    if _on_clock(part):
        times = [entry[0] for entry in _listed(part) if entry]
        if times:
            shift = min(part.seconds(time, "events") for time in times)
            origin = f"first event, at {shift.normalize():f} s of the computer's clock"
    return shift, origin


def _on_clock(part: _Part) -> bool:
    """Whether a live observation was timed by the computer's clock instead of from its start."""
    keys = ("start_from_current_time", "start_from_current_epoch_time")
    return any(part.content.get(key) is True for key in keys)


def _creation(part: _Part) -> Decimal:
    """Return the date of the one medium, in seconds, that BORIS added to the events' times."""
    dates = part.table("media_info").get("media_creation_time")
    files = _files(part, "1")
    if len(files) != 1 or not isinstance(dates, dict) or files[0] not in dates:
        raise part.raw.error(
            part.name,
            found="the media's date as time offset, with no date or with several media",
            expected="one medium and its date, so that the date can be taken off again",
            todo="Clear the use of the media's creation date as an offset in BORIS.",
        )
    return part.seconds(dates[files[0]], "media_creation_time")


def _listed(part: _Part) -> list[list[object]]:
    listed = part.content.get("events", [])
    if not isinstance(listed, list):
        raise _malformed(part.raw, f"{part.name}, events", listed, "a list of events")
    for number, entry in enumerate(listed, start=1):
        if not isinstance(entry, list) or len(entry) < 3:
            where = f"{part.name}, event {number}"
            raise _malformed(part.raw, where, entry, "[time, subject, behaviour, modifiers, ...]")
    return listed


def _events(part: _Part, ethogram: _Ethogram, shift: Decimal) -> Iterator[Event]:
    """Yield the events whose kind is known; the others are counted."""
    pictures = part.content.get("type") == "IMAGES"
    for number, entry in enumerate(_listed(part), start=1):
        where = f"{part.name}, event {number}"
        code = str(entry[2])
        modifiers, comment = (str(value or "") for value in [*entry[3:5], "", ""][:2])
        if comment.strip():
            part.tally.add("comment", part.name, where)
        if pictures and str(entry[0]) in {"NaN", "NA", "None"}:
            part.tally.add("untimed", part.name, where, rows=-1)
        elif code not in ethogram.lasts:
            part.tally.add("unknown_behaviour", code, where, rows=-1)
        else:
            time = read_seconds(part.raw, entry[0], where) - shift
            yield Event(
                time=to_ms(time, part.tally, part.name, where),
                subject=subject_name(str(entry[1] or "")),
                behaviour=code,
                modifiers=tuple(modifiers.split("|")) if modifiers else (),
                tier=ethogram.tier[code],
                mark=POINT,
                where=where,
            )


def _mark(events: list[Event], ethogram: _Ethogram) -> list[Event]:
    """Mark states START and STOP in turn, in the order of time within a channel."""
    marked = list(events)
    running: set[tuple[str, str, tuple[str, ...]]] = set()
    for index in sorted(range(len(events)), key=lambda index: events[index].time):
        event = events[index]
        if ethogram.lasts[event.behaviour]:
            marked[index] = event._replace(mark=STOP if event.channel in running else START)
            running ^= {event.channel}
    return marked


def _files(part: _Part, player: str) -> list[str]:
    files = part.table("file").get(player)
    return [str(path) for path in files] if isinstance(files, list) else []


def _clips(part: _Part, player: str) -> list[Clip]:
    clips = []
    for path in _files(part, player):
        length = _positive(part, "length", path)
        fps = _positive(part, "fps", path)
        ms = None if length is None else to_ms(length, part.tally, part.name, "media_info")
        clips.append(Clip(path, None if fps is None else float(fps), ms))
    return clips


def _positive(part: _Part, key: str, path: str) -> Decimal | None:
    """Return a number of ``media_info``; what is no positive number is unknown."""
    values = part.table("media_info").get(key)
    value = values.get(path) if isinstance(values, dict) else None
    if value is None or str(value) in {"", "NA", "NaN"}:
        return None
    number = part.seconds(value, f"media_info, {key}")
    return number if number > 0 else None


def _player_start(part: _Part, player: str) -> int:
    offsets = part.table("media_info").get("offset")
    value = offsets.get(player) if isinstance(offsets, dict) else None
    seconds = part.seconds(value or 0, f"media_info, offset of player {player}")
    return to_ms(seconds, part.tally, part.name, "media_info")


def _media(part: _Part) -> list[Medium]:
    media: list[Medium] = []
    for player in part.table("file"):
        start = _player_start(part, player)
        media += playlist(_clips(part, player), start, part.name, part.tally)
    return media


def _window(part: _Part) -> tuple[Span, ...] | None:
    """Return the observation interval, or player 1's media; ``None`` when neither is stated."""
    lengths = [clip.length for clip in _clips(part, "1")]
    start = _player_start(part, "1")
    known = [length for length in lengths if length is not None]
    end = start + sum(known) if lengths and len(known) == len(lengths) else None
    onset, offset = _interval(part)
    if (onset or offset) and not _on_clock(part):
        start, end = onset, offset or end
    if end is None:
        return None
    if end <= start:
        where = f"{part.name}, observation time interval"
        raise _malformed(part.raw, where, f"{start} to {end} ms", "an end after the start")
    return ((max(start, 0), end),)


def _interval(part: _Part) -> tuple[int, int]:
    value = part.content.get("observation time interval")
    if not isinstance(value, list) or len(value) != 2:
        return 0, 0
    what = "observation time interval"
    first, last = (
        to_ms(part.seconds(time or 0, what), part.tally, part.name, what) for time in value
    )
    return first, last


def _notes(part: _Part) -> dict[str, str]:
    facts = [(key, str(part.content.get(key) or "")) for key in ("type", "date", "description")]
    variables = part.table("independent_variables").items()
    return keep_notes([*facts, *((key, str(value or "")) for key, value in variables)], part.tally)


FORMAT = Format(
    id="boris",
    title="BORIS project",
    suffixes=(".boris",),
    sniff=sniff,
    parse=parse,
)
