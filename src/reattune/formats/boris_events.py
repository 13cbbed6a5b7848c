"""BORIS events, from a project or an export: seconds, labels, START/STOP pairs, playlists.

What BORIS does is taken from its own source (github.com/olivierfriard/BORIS: write_event,
project_functions, db_functions, export_observation) and its user guide:

- A state event is one START and one STOP of the same subject, behaviour and modifiers.
- The *time offset* of an observation is added to the time of every event when it is coded, so the
  media's own time is the event's time less the offset.
- Player n shows its media ``offset`` seconds after player 1 starts; a player's media follow one
  another without a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from ..record import Medium, Row
from .birth_dates import holds_birth_date
from .contract import Raw
from .tally import Tally

START, STOP, POINT = "START", "STOP", "POINT"
NO_CATEGORY = "events"
"""The tier of behaviours without a behavioural category."""

LIMIT_S = 2**31 - 1
"""BORIS refuses times beyond this many seconds; so does this reader."""

_CLOCK = re.compile(
    r"(?P<sign>-?)(?P<h>\d{1,6}):(?P<m>[0-5]?\d):(?P<s>[0-5]?\d(?:\.\d{1,40})?)", re.ASCII
)
_NUMBER = re.compile(r"[+-]?\d{1,40}(?:\.\d{0,40})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_NO_SUBJECT = "no focal subject"
_NO_CATEGORY = "not defined"
_SENTENCES = {
    "unpaired_start": "A state of {where} starts and never stops (first: {first}); left out.",
    "unpaired_stop": "A state of {where} stops and never started (first: {first}); left out.",
    "unsorted_events": "Events of {where} stand after a later one (first: {first}); states are "
    "paired in the order of time, as BORIS does.",
    "reversed": "Events of {where} end before they start (first: {first}); left out.",
    "before_start": "Events of {where} lie before the start of the observation (first: {first}); "
    "cut there or left out. Check the observation's time offset in BORIS.",
    "untimed": "Events of {where} have no time (pictures without a date); left out.",
    "unknown_behaviour": "The behaviour {where} is not in the project's ethogram, so nothing says "
    "whether it lasts (first: {first}); its events are left out.",
    "rounded": "Times of {where} are finer than 1 ms and were rounded (first: {first}).",
    "comment": "Comments on events of {where} are not codes and are not carried over.",
    "birth_date": "The variable {where} may hold a date of birth; its value is left out.",
    "no_events": "{where} has no events.",
    "media_unplaced": "Media of {where} follow media of unknown length or offset, so their place "
    "in time is unknown; left out of the list of media.",
}


class Event(NamedTuple):
    """One event as BORIS has it, before STARTs and STOPs are paired.

    Parameters
    ----------
    time
        Milliseconds from the session's origin; may be negative.
    subject, behaviour
        As coded; no focal subject is ``""``.
    modifiers
        One text a set of modifiers, verbatim, in order.
    tier
        The behavioural category, or :data:`NO_CATEGORY`.
    mark
        ``START``, ``STOP`` or ``POINT``.
    where
        The place in the file.
    """

    time: int
    subject: str
    behaviour: str
    modifiers: tuple[str, ...]
    tier: str
    mark: str
    where: str

    @property
    def channel(self) -> tuple[str, str, tuple[str, ...]]:
        """What START and STOP must share to belong together."""
        return self.subject, self.behaviour, self.modifiers

    @property
    def label(self) -> str:
        """The code: behaviour and its set modifiers, parted by ``|``."""
        chosen = [text.strip() for text in self.modifiers if text.strip() not in {"", "None"}]
        return "|".join([self.behaviour, *chosen])

    @property
    def spot(self) -> str:
        """Whose behaviour it is, for findings."""
        return f"{self.subject or 'no focal subject'}, {self.label}"


def new_tally() -> Tally:
    """Make the tally that events are counted in."""
    return Tally(_SENTENCES)


def read_seconds(raw: Raw, value: object, where: str) -> Decimal:
    """Read a number of seconds, or ``hh:mm:ss.zzz``, exactly.

    Raises
    ------
    FormatError
        When it is no finite number within plus or minus 2,147,483,647 s.
    """
    text = str(value).strip()
    number = Decimal("NaN")
    if clock := _CLOCK.fullmatch(text):
        whole = 3600 * int(clock["h"]) + 60 * int(clock["m"]) + Decimal(clock["s"])
        number = -whole if clock["sign"] else whole
    elif _NUMBER.fullmatch(text):
        number = Decimal(text)
    if not number.is_finite() or abs(number) > LIMIT_S:
        raise raw.error(
            where,
            found=f"the time {text[:40]!r}",
            expected=f"seconds, at most {LIMIT_S:,}",
            todo="Correct the event in BORIS and save or export again.",
        )
    return number


def to_ms(seconds: Decimal, tally: Tally, spot: str, where: str) -> int:
    """Return whole milliseconds, half to even; what is finer is counted as ``rounded``."""
    exact = seconds * 1000
    whole = int(exact.to_integral_value(ROUND_HALF_EVEN))
    if whole != exact:
        tally.add("rounded", spot, where)
    return whole


def subject_name(text: str) -> str:
    """Return the subject, ``""`` when the coder chose no focal subject."""
    text = text.strip()
    return "" if text.lower() == _NO_SUBJECT else text


def tier_name(category: str) -> str:
    """Return the behavioural category, or :data:`NO_CATEGORY` when there is none."""
    category = category.strip()
    return NO_CATEGORY if category.lower() in {"", _NO_CATEGORY} else category


def pair_events(events: Sequence[Event], name: str, tally: Tally) -> tuple[Row, ...]:
    """Pair STARTs with STOPs; points are rows of their own. Rows come in the file's order.

    Parameters
    ----------
    events
        All events of one observation.
    name
        The observation, for findings.
    tally
        Where unpaired events are counted, each as one row left out.
    """
    opened: dict[tuple[str, str, tuple[str, ...]], int] = {}
    spans: list[tuple[int, Event, int]] = []
    for index in _by_time(events, name, tally):
        event = events[index]
        if event.mark == POINT:
            spans.append((index, event, event.time))
        elif event.mark == START:
            _unpaired(events, opened.pop(event.channel, None), tally)
            opened[event.channel] = index
        elif (first := opened.pop(event.channel, None)) is not None:
            spans.append((first, events[first], event.time))
        else:
            tally.add("unpaired_stop", event.spot, _moment(event), rows=-1)
    for first in sorted(opened.values()):
        _unpaired(events, first, tally)
    spans.sort(key=lambda span: span[0])
    rows = (make_row(event, offset, name, tally) for _, event, offset in spans)
    return tuple(row for row in rows if row is not None)


def _by_time(events: Sequence[Event], name: str, tally: Tally) -> list[int]:
    latest = None
    for event in events:
        if latest is not None and event.time < latest:
            tally.add("unsorted_events", name, event.where)
        else:
            latest = event.time
    return sorted(range(len(events)), key=lambda index: events[index].time)


def _moment(event: Event) -> str:
    return f"{event.where}, at {event.time / 1000:.3f} s"


def _unpaired(events: Sequence[Event], index: int | None, tally: Tally) -> None:
    if index is not None:
        tally.add("unpaired_start", events[index].spot, _moment(events[index]), rows=-1)


def make_row(event: Event, offset: int, name: str, tally: Tally) -> Row | None:
    """Return the row from the event to ``offset``, cut at 0; ``None`` if nothing is left."""
    if offset < event.time:
        tally.add("reversed", event.spot, _moment(event), rows=-1)
        return None
    if offset < 0 or event.time == offset < 0:
        tally.add("before_start", name, event.where, rows=-1, ms=offset - event.time)
        return None
    if event.time < 0:
        tally.add("before_start", name, event.where, ms=-event.time)
    onset = max(event.time, 0)
    return Row(event.tier, event.subject, event.label, onset, offset, event.where)


class Clip(NamedTuple):
    """One file of a player's playlist; ``length`` in milliseconds when known."""

    path: str
    fps: float | None
    length: int | None


def playlist(clips: Iterable[Clip], start: int | None, name: str, tally: Tally) -> list[Medium]:
    """Place a player's files one after another.

    Parameters
    ----------
    clips
        In order.
    start
        Milliseconds of session time at which the first starts, ``None`` when unknown.
    name
        The observation, for findings.
    tally
        Where files that cannot be placed are counted.
    """
    media = []
    for clip in clips:
        if start is None:
            tally.add("media_unplaced", name, name)
            continue
        media.append(Medium(last_part(clip.path), -start, clip.fps, clip.length))
        start = None if clip.length is None else start + clip.length
    return media


def last_part(path: str) -> str:
    """Return a file's name without the folders of the coder's machine."""
    return re.split(r"[/\\]", path.strip())[-1]


def listed_numbers(cell: str, names: Sequence[str]) -> list[Decimal | None]:
    """Return one number a file of player 1 (``10.0;20.0|30.0``); ``None`` where not stated."""
    found = re.findall(r"\d{1,9}(?:\.\d{1,9})?", cell.partition("|")[0])
    if len(found) != len(names):
        return [None] * len(names)
    return [Decimal(number) if Decimal(number) > 0 else None for number in found]


def keep_notes(pairs: Iterable[tuple[str, str]], tally: Tally) -> dict[str, str]:
    """Return the facts that have a value; a date of birth is left out and counted."""
    notes: dict[str, str] = {}
    for key, value in pairs:
        if not value.strip():
            continue
        if holds_birth_date(key):
            tally.add("birth_date", key, key)
        else:
            notes[key] = value.strip()
    return notes


def origin_text(shift: Decimal) -> str:
    """Say what 0 means once a time offset has been taken off."""
    if not shift:
        return "start of the observation"
    return f"start of the observation (the time offset of {shift.normalize():f} s is taken off)"
