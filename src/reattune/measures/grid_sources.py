"""Grids from plain segments, from joint states, and from any channels of Sessions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import prod
from operator import mul

import numpy as np

from ..episodes import Joint
from ..errors import DefinitionError, RecordError
from ..kernels.joint import MISSING, Segment
from ..record import Session
from .grids import Cell, Grid, Variable
from .seq_sessions import channel

Piece = tuple[int, int, tuple[int, ...]]
"""Onset and offset in ms, and the number of each variable's state."""


def grid_of_segments(
    sessions: Mapping[str, Sequence[tuple[int, int, Sequence[str | None]]]],
    *,
    variables: Sequence[tuple[str, Sequence[str]]],
    phases: Mapping[str, Sequence[tuple[str, int, int]]] | None = None,
) -> Grid:
    """Make a grid from plain segments.

    Parameters
    ----------
    sessions
        By name: ``(onset, offset, states)`` in ms and in order, one state for each variable;
        ``None`` or ``""`` is missing, and so is time between segments.
    variables
        Name and states of each, in the order of the states.
    phases
        By session: ``(name, onset, offset)``, in order.

    Raises
    ------
    DefinitionError
        For a state that its variable does not have.
    RecordError
        For segments out of order.
    """
    named = tuple((name, tuple(states)) for name, states in variables)
    lines: dict[str, list[Piece]] = {}
    known: dict[Cell, tuple[int, ...]] = {}
    for session, rows in sessions.items():
        for (_, offset, _), (onset, _, _) in pairwise(rows):
            if onset < offset:
                raise RecordError(
                    path=session,
                    where=f"segment at {onset} ms",
                    found=f"an onset before {offset} ms, where the one before ends",
                    expected="segments in order, not overlapping",
                    todo="Sort them; cut what overlaps.",
                )
        lines[session] = [(a, b, _places(states, named, known)) for a, b, states in rows]
    return _made(lines, named, phases or {})


def _places(
    states: Sequence[str | None], named: tuple[Variable, ...], known: dict[Cell, tuple[int, ...]]
) -> tuple[int, ...]:
    """Return the number of each state; ``known`` remembers those met before."""
    cell = tuple(state or "" for state in states)
    if cell not in known:
        known[cell] = _looked_up(cell, named)
    return known[cell]


def _looked_up(cell: Cell, named: tuple[Variable, ...]) -> tuple[int, ...]:
    found = []
    for (name, states), state in zip(named, cell, strict=True):
        if state and state not in states:
            raise DefinitionError(
                path="grid",
                where=name,
                found=f"state {state!r}",
                expected=f"one of {', '.join(states)}",
                todo="Name every state of the variable, or mark the time as missing.",
            )
        found.append(states.index(state) if state else MISSING)
    return tuple(found)


def grid_of_joint(readings: Iterable[Joint]) -> Grid:
    """Make the grid of child by caregiver from joint states.

    Cells are all pairs of states that the codebooks could have given, seen or not.
    """
    found = list(readings)
    child = tuple(dict.fromkeys(s for r in found for s in (*r.child_states, *r.child_possible)))
    other = tuple(
        dict.fromkeys(s for r in found for s in (*r.caregiver_states, *r.caregiver_possible))
    )
    lines: dict[str, list[Piece]] = {}
    phases: dict[str, list[tuple[str, int, int]]] = {}
    for reading in found:
        mine = [child.index(s) for s in reading.child_states]
        theirs = [other.index(s) for s in reading.caregiver_states]
        lines[reading.session] = [(a, b, (mine[x], theirs[y])) for a, b, x, y in reading.segments()]
        phases[reading.session] = [
            (reading.phases[index], part[0][0], part[-1][1]) for index, part in reading.stretches
        ]
    ends = {reading.session: reading.end for reading in found}
    return _made(lines, (("child", child), ("caregiver", other)), phases, ends)


def grid_of_channels(sessions: Iterable[Session], channels: Sequence[tuple[str, str]]) -> Grid:
    """Make a grid of two or more channels, of one person or several.

    Parameters
    ----------
    sessions
        Any number of Sessions that have these channels.
    channels
        Person and channel of each variable, as in ``session.track(person, name)``.
    """
    found = list(sessions)
    streams = [[channel(s, *which) for which in channels] for s in found]
    names = [f"{person} {track}" for person, track in channels]
    states = [
        tuple(dict.fromkeys(x for row in streams for x in row[k][0])) for k in range(len(channels))
    ]
    lines = {
        session.name: _crossed(
            [
                [(a, b, states[k].index(known[c]) if c != MISSING else c) for a, b, c in stream]
                for k, (known, stream) in enumerate(row)
            ]
        )
        for session, row in zip(found, streams, strict=True)
    }
    phases = {s.name: [(p.name, p.onset, p.offset) for p in s.phases] for s in found}
    ends = {s.name: s.end for s in found}
    return _made(lines, tuple(zip(names, states, strict=True)), phases, ends)


def _crossed(streams: Sequence[Sequence[Segment]]) -> list[Piece]:
    """Cut all streams at every bound of any: a piece for each stretch of time in between."""
    edges = sorted({bound for stream in streams for row in stream for bound in row[:2]})
    at = [0] * len(streams)
    pieces = []
    for onset, offset in pairwise(edges):
        states = []
        for k, stream in enumerate(streams):
            while at[k] < len(stream) and stream[at[k]][1] <= onset:
                at[k] += 1
            states.append(stream[at[k]][2] if at[k] < len(stream) else MISSING)
        pieces.append((onset, offset, tuple(states)))
    return pieces


def _made(
    lines: Mapping[str, Sequence[Piece]],
    variables: tuple[Variable, ...],
    phases: Mapping[str, Sequence[tuple[str, int, int]]],
    ends: Mapping[str, int] | None = None,
) -> Grid:
    """Give cells and stretches their numbers; time that no segment covers is missing."""
    names = tuple(dict.fromkeys(name for rows in phases.values() for name, _, _ in rows if name))
    rows: list[tuple[int, int, int, int]] = []
    owner: list[int] = []
    phase: list[int] = []
    missing = []
    steps = _steps(variables)
    for number, (session, pieces) in enumerate(lines.items()):
        last = (-1, -1)
        known = 0
        for onset, offset, place, states in _in_phases(pieces, phases.get(session, ()), names):
            if (onset, place) != last:
                owner.append(number)
                phase.append(place)
            last = (offset, place)
            cell = sum(map(mul, states, steps))
            rows.append((cell, onset, offset, len(owner) - 1))
            known += offset - onset
        end = (ends or {}).get(session, max((b for _, b, _ in pieces), default=0))
        missing.append(end - known)
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return Grid(
        sessions=tuple(lines),
        variables=variables,
        cell=table[:, 0],
        spans=table[:, 1:3],
        stretch=table[:, 3],
        owner=np.array(owner, dtype=np.int64),
        phase=np.array(phase, dtype=np.int64),
        phases=(*names, ""),
        missing=tuple(missing),
    )


def _steps(variables: tuple[Variable, ...]) -> tuple[int, ...]:
    """Return how far apart two cells are whose states of one variable are neighbours."""
    sizes = [len(states) for _, states in variables]
    return tuple(prod(sizes[k + 1 :]) for k in range(len(sizes)))


def _in_phases(
    pieces: Sequence[Piece], phases: Sequence[tuple[str, int, int]], names: tuple[str, ...]
) -> Iterator[tuple[int, int, int, tuple[int, ...]]]:
    """Cut lasting, wholly known pieces at the bounds of phases, and number the phase of each."""
    bounds = [(names.index(name), a, b) for name, a, b in phases if name]
    edges = sorted({bound for _, a, b in bounds for bound in (a, b)})
    for onset, offset, states in pieces:
        if MISSING in states:
            continue
        if not edges:
            if onset < offset:
                yield onset, offset, len(names), states
            continue
        inner = [edge for edge in edges if onset < edge < offset]
        for a, b in pairwise([onset, *inner, offset]):
            if a < b:
                place = next((n for n, first, last in bounds if first <= a < last), len(names))
                yield a, b, place, states
