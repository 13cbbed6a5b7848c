"""Coded sequences from Sessions: events in order, or what two persons were in, unit by unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from ..episodes import Joint
from ..errors import RecordError
from ..kernels.joint import MISSING, Segment, fill, on_grid
from ..record import MISSING as MISSING_STATE
from ..record import UNMAPPED, Session, Spans, union
from .sequences import Coded, interval, numbered, packed


def event_sequences(
    sessions: Iterable[Session],
    *,
    tracks: Sequence[str] = (),
    merge: bool = False,
    phase: str | None = None,
) -> Coded:
    """Take the events of Sessions in the order of their onsets, as ``person:state``.

    Time in which none of the channels was observed, events without a known state, and bounds of
    phases cut a sequence. Of events with one onset the one earlier by person and channel comes
    first (the order of the record).

    Parameters
    ----------
    sessions
        Any number of them.
    tracks
        Channels to read; all by default.
    merge
        Take an event that repeats the one before it as its continuation, so that no code ever
        follows itself (then give ``no_repeats=True`` to :func:`lag_table`).
    phase
        Only what begins in phases of this name.
    """
    rows: dict[str, list[str | None]] = {}
    cuts: list[list[int]] = []
    for session in sessions:
        row, cut = _event_row(session, tuple(tracks), phase=phase)
        rows[session.name], kept = _merged(row, cut) if merge else (row, cut)
        cuts.append(kept)
    named = tuple(sorted({code for row in rows.values() for code in row if code}))
    lines = [[numbered(code, named) for code in row] for row in rows.values()]
    pairs = [(line, line) for line in lines]
    return packed(tuple(rows), pairs, names=(named, named), clock=("event", 0), cuts=cuts)


def _event_row(
    session: Session, tracks: tuple[str, ...], *, phase: str | None
) -> tuple[list[str | None], list[int]]:
    wanted = {track.name for track in session.tracks if not tracks or track.name in tracks}
    spans = union(s for t in session.tracks if t.name in wanted for s in t.observed)
    edges = sorted(
        {bound for span in spans for bound in span}
        | {bound for part in session.phases for bound in (part.onset, part.offset)}
    )
    row: list[str | None] = []
    cuts: list[int] = []
    part = -1
    for event in session.events:
        if event.track not in wanted or not _in_phase(session, event.onset, phase):
            continue
        here = int(np.searchsorted(edges, event.onset, side="right"))
        if here != part:
            cuts.append(len(row))
            part = here
        known = event.state not in {UNMAPPED, MISSING_STATE}
        row.append(f"{event.person}:{event.state}" if known else None)
    return row, cuts


def _in_phase(session: Session, onset: int, phase: str | None) -> bool:
    if phase is None:
        return True
    return any(p.name == phase and p.onset <= onset < p.offset for p in session.phases)


def _merged(row: list[str | None], cuts: list[int]) -> tuple[list[str | None], list[int]]:
    kept: list[str | None] = []
    moved: list[int] = []
    for place, code in enumerate(row):
        if place in cuts:
            moved.append(len(kept))
        elif kept and code is not None and kept[-1] == code:
            continue
        kept.append(code)
    return kept, moved


def joint_streams(
    readings: Iterable[Joint], *, step: int = 1000, phase: str | None = None
) -> Coded:
    """Take what child (given) and caregiver (target) were in, interval by interval.

    Each full interval, counted from the start of the session, holds the state that fills most of
    it; intervals with missing time in them, and bounds of phases, cut.

    Parameters
    ----------
    readings
        Joint states, as :func:`reattune.episodes.joint_states` gives them.
    step
        Length of an interval in ms.
    phase
        Only this phase.
    """
    found = list(readings)
    child = tuple(dict.fromkeys(s for r in found for s in r.child_states))
    other = tuple(dict.fromkeys(s for r in found for s in r.caregiver_states))
    lines, cuts = [], []
    for reading in found:
        sides = (
            _laid(reading, 2, child.index, reading.child_states, step=step, phase=phase),
            _laid(reading, 3, other.index, reading.caregiver_states, step=step, phase=phase),
        )
        lines.append(sides)
        cuts.append(_phase_cuts(reading, step))
    names = tuple(reading.session for reading in found)
    clock = (interval(step), step)
    return packed(names, lines, names=(child, other), clock=clock, cuts=cuts)


def _laid(
    reading: Joint,
    side: int,
    number: Callable[[str], int],
    states: tuple[str, ...],
    *,
    step: int,
    phase: str | None,
) -> list[int]:
    """Lay one person's states on the grid; an interval that is not wholly known is missing."""
    segments = [(s[0], s[1], number(states[s[side]])) for s in reading.segments(phase)]
    return _on_units(fill(segments, [], reading.end), step)


def _on_units(stream: list[Segment], step: int) -> list[int]:
    units = [s for a, b, s in on_grid(stream, step) for _ in range((b - a) // step)]
    for onset, offset, state in stream:
        if state == MISSING:
            for unit in range(onset // step, min(-(-offset // step), len(units))):
                units[unit] = MISSING
    return units


def _phase_cuts(reading: Joint, step: int) -> list[int]:
    """Intervals in which a stretch begins, also of a phase of the same name: cut before them."""
    firsts = [stretch[0][0] for _, stretch in reading.stretches if stretch]
    return [-(-onset // step) for onset in firsts[1:]]


def state_streams(
    recorded: Iterable[Session],
    *,
    given: tuple[str, str],
    target: tuple[str, str],
    step: int = 1000,
) -> Coded:
    """Take two channels, interval by interval: what the first holds, what the second holds.

    Bounds of phases cut the streams: nothing follows across one.

    Parameters
    ----------
    recorded
        Any number of Sessions.
    given, target
        Person (id) and channel of each, as in ``session.track(person, name)``.
    step
        Length of an interval in ms.

    Raises
    ------
    RecordError
        When a session lacks one of the channels.
    """
    found = list(recorded)
    sides = [[channel(s, *which) for s in found] for which in (given, target)]
    names = [
        tuple(dict.fromkeys(state for states, _ in side for state in states)) for side in sides
    ]
    lines = []
    for one, two in zip(*sides, strict=True):
        line = tuple(
            _on_units([(a, b, _renamed(c, states, name)) for a, b, c in stream], step)
            for (states, stream), name in zip((one, two), names, strict=True)
        )
        lines.append((line[0], line[1]))
    sessions = tuple(session.name for session in found)
    clock = (interval(step), step)
    bounds = [{t for p in s.phases for t in (p.onset, p.offset) if 0 < t < s.end} for s in found]
    cuts = [sorted({-(-time // step) for time in times}) for times in bounds]
    return packed(sessions, lines, names=(names[0], names[1]), clock=clock, cuts=cuts)


def _renamed(code: int, states: tuple[str, ...], names: tuple[str, ...]) -> int:
    return MISSING if code == MISSING else names.index(states[code])


def channel(session: Session, person: str, track: str) -> tuple[tuple[str, ...], list[Segment]]:
    """Return one channel's states and its gapless stream of them (repeated codes not joined).

    Raises
    ------
    RecordError
        When the session has no such channel.
    """
    found = session.track(person, track)
    if found is None:
        there = ", ".join(f"{t.person}/{t.name}" for t in session.tracks) or "none"
        raise RecordError(
            path=session.name,
            where="tracks",
            found=f"no channel {person}/{track}",
            expected=f"one of {there}",
            todo="Name a channel that was coded; `reattune codes FILE` lists them.",
        )
    lasting = [e for e in session.events.of(person, track) if e.onset < e.offset]
    known = [e for e in lasting if e.state not in {UNMAPPED, MISSING_STATE}]
    rest = [found.rest] if found.rest else []
    states = tuple(dict.fromkeys([*(event.state for event in known), *rest]))
    number = {state: index for index, state in enumerate(states)}
    rows = [(e.onset, e.offset, number.get(e.state, MISSING)) for e in lasting]
    return states, _filled(rows, found.observed, number.get(found.rest, MISSING), session.end)


def _filled(rows: list[Segment], observed: Spans, rest: int, end: int) -> list[Segment]:
    """Fill the time between events: the rest state where observed, else missing."""
    whole: list[Segment] = []
    cursor = 0
    for onset, offset, code in [*rows, (end, end, MISSING)]:
        at = cursor
        for a, b in observed if rest != MISSING else ():
            low, high = max(a, at), min(b, onset)
            if low < high:
                if low > at:
                    whole.append((at, low, MISSING))
                whole.append((low, high, rest))
                at = high
        if at < onset:
            whole.append((at, onset, MISSING))
        if onset < offset:
            whole.append((onset, offset, code))
        cursor = max(cursor, offset)
    return whole
