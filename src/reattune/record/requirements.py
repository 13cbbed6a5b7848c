"""The numbered requirements of a valid Session (R1 to R11); errors and tests quote the number."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import RecordError
from .coding import Phase
from .events import Event
from .findings import Finding
from .people import Person, Track
from .provenance import Provenance
from .signals import Signal
from .spans import union
from .states import MISSING, UNMAPPED

MAX_MS = 2_000_000_000
"""About 23 days: the longest session, so that times fit 32 bits."""


def _broken(number: str, name: str, where: str, *, found: str, expected: str) -> RecordError:
    return RecordError(
        path=name,
        where=where,
        found=f"{found} ({number})",
        expected=expected,
        todo="Mend the coded file or its codebook and read it again.",
    )


def check_times(name: str, events: Sequence[Event], end: int) -> None:
    """R1: 0 <= onset <= offset <= end, and the session is shorter than 23 days."""
    if not 0 <= end <= MAX_MS:
        raise _broken(
            "R1", name, "end", found=f"an end at {end} ms", expected="0 to 2,000,000,000 ms"
        )
    for event in events:
        if not 0 <= event.onset <= event.offset <= end:
            raise _broken(
                "R1",
                name,
                f"{event.person}, {event.track}, code {event.code!r}",
                found=f"onset {event.onset} ms and offset {event.offset} ms",
                expected=f"0 <= onset <= offset <= {end} ms",
            )


def check_order(name: str, events: Sequence[Event], order: dict[tuple[str, str], int]) -> None:
    """R2: sorted by (onset, person, track); every event is on a track of the session."""
    last = (-1, -1)
    for event in events:
        if (event.person, event.track) not in order:
            raise _broken(
                "R2",
                name,
                f"event at {event.onset} ms",
                found=f"an event of {event.person} on {event.track}",
                expected="a person and track that the session declares",
            )
        key = (event.onset, order[event.person, event.track])
        if key < last:
            raise _broken(
                "R2",
                name,
                f"{event.person}, {event.track}",
                found=f"an event at {event.onset} ms after one at {last[0]} ms",
                expected="events sorted by onset, person and track",
            )
        last = key


def check_overlap(name: str, events: Sequence[Event]) -> None:
    """R3: states of one person and track never overlap (point events are exempt)."""
    open_until: dict[tuple[str, str], Event] = {}
    for event in events:
        if event.onset == event.offset:
            continue
        key = (event.person, event.track)
        before = open_until.get(key)
        if before is not None and event.onset < before.offset:
            raise _broken(
                "R3",
                name,
                f"{event.person}, {event.track}, at {event.onset} ms",
                found=f"code {event.code!r} while {before.code!r} lasts until {before.offset} ms",
                expected="one state at a time on a track",
            )
        open_until[key] = event


def check_unmapped(name: str, events: Sequence[Event], findings: Sequence[Finding]) -> None:
    """R4: every code is mapped, or counted as unmapped."""
    unmapped = sum(1 for event in events if event.state == UNMAPPED)
    counted = sum(f.count for f in findings if f.kind == "unmapped_code")
    if unmapped != counted:
        raise _broken(
            "R4",
            name,
            "findings",
            found=f"{unmapped} events with an unmapped code, {counted} counted",
            expected="every unmapped event counted",
        )


def check_observed(name: str, events: Sequence[Event], tracks: Sequence[Track], end: int) -> None:
    """R5: events lie inside observed time; observed time lies inside the session."""
    observed = {(track.person, track.name): track.observed for track in tracks}
    for (person, track), spans in observed.items():
        if spans != union(spans) or (spans and not 0 <= spans[0][0] <= spans[-1][1] <= end):
            raise _broken(
                "R5",
                name,
                f"{person}, {track}",
                found="observed stretches that overlap, touch or leave the session",
                expected="sorted, disjoint stretches inside the session",
            )
    cursor = dict.fromkeys(observed, 0)
    for event in events:
        if event.state in {MISSING, UNMAPPED}:
            continue
        key = (event.person, event.track)
        spans, i = observed[key], cursor[key]
        while i < len(spans) and spans[i][1] < event.offset:
            i += 1
        cursor[key] = i if event.onset < event.offset else cursor[key]
        if i == len(spans) or not spans[i][0] <= event.onset:
            raise _broken(
                "R5",
                name,
                f"{event.person}, {event.track}",
                found=f"code {event.code!r} at {event.onset}-{event.offset} ms, not observed",
                expected="every event inside observed time",
            )


def check_phases(name: str, phases: Sequence[Phase], end: int) -> None:
    """R8: phases do not overlap and lie inside the session."""
    last = 0
    for phase in phases:
        if not last <= phase.onset < phase.offset <= end:
            raise _broken(
                "R8",
                name,
                f"phase {phase.name!r}",
                found=f"{phase.onset} to {phase.offset} ms",
                expected=f"phases in order, without overlap, from {last} to {end} ms",
            )
        last = phase.offset


def check_counts(
    name: str, events: Sequence[Event], findings: Sequence[Finding], *, read: int
) -> None:
    """R9: rows of the source plus what findings added or left out equal the events."""
    changed = sum(finding.rows for finding in findings)
    if read + changed != len(events):
        raise _broken(
            "R9",
            name,
            "findings",
            found=f"{read} rows, {changed:+d} by findings, {len(events)} events",
            expected="numbers that add up",
        )


def check_provenance(name: str, provenance: Provenance) -> None:
    """R7 and R10: the source's unit and origin are kept; software and environment are named."""
    if not provenance.software or not provenance.environment:
        raise _broken(
            "R10",
            name,
            "provenance",
            found="no software or environment",
            expected="both, so that the reading can be repeated",
        )
    source = provenance.source
    if source is not None and (not source.unit or not source.origin):
        raise _broken(
            "R7",
            name,
            "provenance",
            found="a source without unit or origin of its times",
            expected="both",
        )
    if source is not None and len(source.sha256) != 64:
        raise _broken(
            "R10",
            name,
            "provenance",
            found="a source without its sha256",
            expected="the hash of the file's content",
        )


def check_signals(name: str, signals: Sequence[Signal], people: Sequence[Person], end: int) -> None:
    """R11: each signal belongs to a person of the session, once, and ends with it."""
    known = {person.id for person in people}
    seen: set[tuple[str, str]] = set()
    for signal in signals:
        key = (signal.person, signal.name)
        if signal.person not in known or key in seen:
            raise _broken(
                "R11",
                name,
                f"signal {signal.name}",
                found=f"{signal.name} of {signal.person or 'nobody'}"
                f"{' twice' if key in seen else ''}",
                expected=f"each signal once, of one of: {', '.join(sorted(known)) or 'nobody'}",
            )
        seen.add(key)
        if len(signal) and int(signal.times[-1]) > end:
            raise _broken(
                "R11",
                name,
                f"signal {signal.name}",
                found=f"a sample at {int(signal.times[-1])} ms",
                expected=f"samples up to the end at {end} ms",
            )
