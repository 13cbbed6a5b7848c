"""Two sets of codes as two streams of intervals: what the first person did, what the second did.

Where a set lies on one channel of lasting codes, the whole channel is taken, so that the other
states are seen, too; else (several channels, or codes without length) only whether the set was on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..errors import ReattuneError, RecordError
from ..kernels.joint import MISSING as UNKNOWN
from ..kernels.joint import Segment, on_grid
from ..measures.latency_codes import CodeSet, people_of, resolved, seen, spans_of
from ..measures.sequences import Coded, interval, packed
from ..record import MISSING, UNMAPPED, Session, Spans, Track, difference, intersection

Labelled = tuple[int, int, str]
"""Onset, offset in ms, and a label; unknown time bears none."""


@dataclass(frozen=True, slots=True)
class Streams:
    """Two streams of many sessions.

    Parameters
    ----------
    coded
        Intervals, given and target.
    given, target
        The names that the two sets have among the rows and the columns.
    failures
        One error for each session that holds no such channel.
    """

    coded: Coded
    given: str
    target: str
    failures: tuple[ReattuneError, ...]


def code_streams(
    sessions: Sequence[Session],
    asked: tuple[CodeSet, CodeSet],
    *,
    step: int = 1000,
    phase: str | None = None,
) -> Streams:
    """Lay two sets of codes on one clock, interval by interval.

    Each full interval, counted from the start of the session, holds what fills most of it; with
    unknown time in it, it is missing. Bounds of phases cut.

    Parameters
    ----------
    sessions
        Any number of them.
    asked
        Given and target codes, as :func:`reattune.measures.code_set` reads them.
    step
        Length of an interval in ms.
    phase
        Only what lies in phases of this name.

    Raises
    ------
    DefinitionError
        When a code is known to none of the sessions.
    """
    sets = (resolved(sessions, asked[0]), resolved(sessions, asked[1]))
    points = tuple(any(spans_of(s, wanted)[1] for s in sessions) for wanted in sets)
    names: tuple[list[str], list[str]] = ([str(asked[0])], [str(asked[1])])
    lines, cuts, kept = [], [], []
    failures: list[ReattuneError] = []
    for session in sessions:
        lacking = [wanted for wanted in sets if not _tracks(session, wanted)]
        if lacking:
            failures.append(_no_channel(session, lacking[0]))
            continue
        time = _phase_time(session, phase)
        sides = tuple(
            _line(session, wanted, name, whole=len(_tracks(session, wanted)) == 1 and not dotted,
                  clock=(step, time))
            for wanted, name, dotted in zip(sets, names, points, strict=True)
        )  # fmt: skip
        lines.append((sides[0], sides[1]))
        cuts.append(_cuts(session, step))
        kept.append(session.name)
    coded = packed(
        tuple(kept),
        lines,
        names=(tuple(names[0]), tuple(names[1])),
        clock=(interval(step), step),
        cuts=cuts,
    )
    return Streams(coded, str(asked[0]), str(asked[1]), tuple(failures))


def _tracks(session: Session, wanted: CodeSet) -> list[Track]:
    people = people_of(session, wanted)
    return [t for t in session.tracks if t.person in people and t.name in wanted.tracks]


def _no_channel(session: Session, wanted: CodeSet) -> RecordError:
    there = ", ".join(f"{t.person}/{t.name}" for t in session.tracks) or "none"
    return RecordError(
        path=session.name,
        where="tracks",
        found=f"channels {there}",
        expected=f"one on which {wanted} can show",
        todo="Leave this session out, or name codes that it has.",
    )


def _phase_time(session: Session, phase: str | None) -> Spans:
    if phase is None:
        return ((0, session.end),)
    return tuple((p.onset, p.offset) for p in session.phases if p.name == phase)


def _cuts(session: Session, step: int) -> list[int]:
    bounds = {bound for phase in session.phases for bound in (phase.onset, phase.offset)}
    return sorted({-(-bound // step) for bound in bounds})


def _line(
    session: Session,
    wanted: CodeSet,
    names: list[str],
    *,
    whole: bool,
    clock: tuple[int, Spans],
) -> list[int]:
    """Give each interval of one side its number; new labels are added to ``names``."""
    step, time = clock
    (track, *_) = _tracks(session, wanted)
    pieces = _channel(session, track, wanted, names[0]) if whole else _on(session, wanted, names[0])
    stream: list[Segment] = []
    cursor = 0
    for onset, offset, label in sorted(_within(pieces, time)):
        if label not in names:
            names.append(label)
        if cursor < onset:
            stream.append((cursor, onset, UNKNOWN))
        stream.append((onset, offset, names.index(label)))
        cursor = offset
    if cursor < session.end:
        stream.append((cursor, session.end, UNKNOWN))
    units = _units(stream, step)
    for point in spans_of(session, wanted)[1]:
        place = min(point // step, len(units) - 1)
        if units and units[place] != UNKNOWN:
            units[place] = 0
    return units


def _within(pieces: Iterable[Labelled], time: Spans) -> Iterable[Labelled]:
    for onset, offset, label in pieces:
        for a, b in intersection(((onset, offset),), time):
            yield a, b, label


def _channel(session: Session, track: Track, wanted: CodeSet, name: str) -> Iterable[Labelled]:
    """Give the states of a whole channel; those that are asked for bear the set's name."""
    rows = [e for e in session.events.of(track.person, track.name) if e.onset < e.offset]
    for event in rows:
        if event.code in wanted.names or event.state in wanted.names:
            yield event.onset, event.offset, name
        elif event.state not in {UNMAPPED, MISSING}:
            yield event.onset, event.offset, f"{wanted.person}:{event.state}"
    if track.rest:
        label = name if track.rest in wanted.names else f"{wanted.person}:{track.rest}"
        for onset, offset in difference(track.observed, tuple((e.onset, e.offset) for e in rows)):
            yield onset, offset, label


def _on(session: Session, wanted: CodeSet, name: str) -> Iterable[Labelled]:
    """Give when a set was on, and when it was not although it could have been seen."""
    lasting = spans_of(session, wanted)[0]
    for onset, offset in lasting:
        yield onset, offset, name
    for onset, offset in difference(seen(session, wanted), lasting):
        yield onset, offset, f"not {name}"


def _units(stream: Sequence[Segment], step: int) -> list[int]:
    """Lay a gapless stream on the grid; an interval that is not wholly known is unknown."""
    units = [s for a, b, s in on_grid(stream, step) for _ in range((b - a) // step)]
    for onset, offset, label in stream:
        if label == UNKNOWN:
            for unit in range(onset // step, min(-(-offset // step), len(units))):
                units[unit] = UNKNOWN
    return units
