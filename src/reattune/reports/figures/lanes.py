"""One person's states over time, layered from the channels that a definition reads."""

from __future__ import annotations

from collections.abc import Sequence

from ...episodes import Joint
from ...kernels.joint import MISSING, Segment, fill, layer
from ...record import MISSING as MISSING_STATE
from ...record import UNMAPPED, Session, Track, difference, union
from .palette import in_order

Block = tuple[int, int, str]
"""Onset and offset in ms, and the state; ``""`` where nothing is known."""


def lane(
    session: Session, person: str, *, tracks: Sequence[str] = (), reading: Joint | None = None
) -> list[Block]:
    """Return a person's states from 0 to the session's end, without gap or overlap.

    Parameters
    ----------
    session
        One observation.
    person
        Id of the person.
    tracks
        Channels to read; all of them when none is given.
    reading
        Gives the order in which states win where two channels disagree.
    """
    wanted = [
        track
        for track in session.tracks
        if track.person == person and (not tracks or track.name in tracks)
    ]
    states = _strongest_first(session, person, wanted, reading)
    number = {state: index for index, state in enumerate(states)}
    streams = [_stream(session, track, number) for track in wanted]
    if not streams:
        return [(0, session.end, "")] if session.end else []
    return [
        (onset, offset, "" if state == MISSING else states[state])
        for onset, offset, state in layer(streams)
    ]


def _strongest_first(
    session: Session, person: str, tracks: Sequence[Track], reading: Joint | None
) -> list[str]:
    present = {e.state for track in tracks for e in session.events.of(person, track.name)}
    present |= {track.rest for track in tracks}
    present -= {UNMAPPED, MISSING_STATE}
    known: tuple[str, ...] = ()
    if reading is not None:
        known = reading.child_states if person == reading.child else reading.caregiver_states
    rank = {state: index for index, state in enumerate(known)}
    resting = {track.rest for track in tracks}
    hardest_first = list(reversed(in_order(present)))
    return sorted(hardest_first, key=lambda state: (rank.get(state, len(rank)), state in resting))


def _stream(session: Session, track: Track, number: dict[str, int]) -> list[Segment]:
    events = session.events.of(track.person, track.name)
    lasting = [
        (e.onset, e.offset, number.get(e.state, MISSING)) for e in events if e.onset < e.offset
    ]
    points = [
        (e.onset, number[e.state]) for e in events if e.onset == e.offset and e.state in number
    ]
    if track.rest:
        rest = difference(track.observed, union((a, b) for a, b, _ in lasting))
        lasting = sorted([*lasting, *((a, b, number[track.rest]) for a, b in rest)])
    return fill(lasting, points, session.end)
