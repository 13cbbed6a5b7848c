"""Joint states: what child and caregiver were in at the same time, as a definition reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..kernels.joint import MISSING, Pair, Segment, cross, fill, layer, on_grid
from ..record import MISSING as MISSING_STATE
from ..record import UNMAPPED, Session, difference, union
from .definition import Definition

# On several channels at once the stronger state counts: what a caregiver would have to answer.
_STRONGEST = {
    "child": (
        "distress",
        "protest",
        "averted",
        "asleep",
        "positive",
        "vocal",
        "object",
        "joint",
        "neutral",
    ),
    "caregiver": (
        "hostile",
        "mend",
        "limit",
        "soothe",
        "still",
        "stimulate",
        "positive",
        "vocal",
        "joint",
        "pause",
        "neutral",
    ),
}


@dataclass(frozen=True, slots=True)
class Joint:
    """The joint states of one dyad in one session, as one definition reads them.

    Parameters
    ----------
    session
        The session's name.
    end
        Its length in ms.
    child, caregiver
        Ids of the two.
    child_states, caregiver_states
        Names of the numbered states, the strongest first.
    child_possible, caregiver_possible
        Every state that the codebook could have given on the channels read: what was never seen
        is 0, what could not be seen is unknown.
    phases
        Names of the phases in order; ``""`` for time outside all of them.
    stretches
        ``(phase index, segments)``: the parts without missing time, each within one phase. A
        segment is ``(onset, offset, child state, caregiver state)`` in ms; segments of a stretch
        touch; zero length is a point event.
    """

    session: str
    end: int
    child: str
    caregiver: str
    child_states: tuple[str, ...]
    caregiver_states: tuple[str, ...]
    child_possible: tuple[str, ...]
    caregiver_possible: tuple[str, ...]
    phases: tuple[str, ...]
    stretches: tuple[tuple[int, tuple[Pair, ...]], ...]

    def segments(self, phase: str | None = None) -> Iterator[Pair]:
        """Go through the lasting segments in time order (of one phase, or of all)."""
        for index, stretch in self.stretches:
            if phase is None or self.phases[index] == phase:
                yield from (pair for pair in stretch if pair[0] < pair[1])

    def coded(self, phase: str | None = None) -> int:
        """Milliseconds in which both persons' states are known."""
        return sum(pair[1] - pair[0] for pair in self.segments(phase))


def joint_states(
    session: Session, definition: Definition, *, caregiver: str | None = None
) -> Joint:
    """Cross the states of child and caregiver on the channels that a definition reads.

    Parameters
    ----------
    session
        One observation with exactly one child.
    definition
        Says which channels are read, on which grid, and which gaps are bridged.
    caregiver
        Whom to take as the caregiver, by id or role.

    Raises
    ------
    RecordError
        R6, when the session holds no such pair.
    """
    child_id, caregiver_id = session.pair(caregiver=caregiver)
    child_states, child = _stream(session, child_id, "child", definition.child_tracks)
    other_states, other = _stream(session, caregiver_id, "caregiver", definition.caregiver_tracks)
    if definition.grid:
        child, other = on_grid(child, definition.grid), on_grid(other, definition.grid)
    names = tuple(dict.fromkeys(phase.name for phase in session.phases))
    bounds = [(phase.onset, phase.offset, names.index(phase.name)) for phase in session.phases]
    outside = [
        (onset, offset, len(names))
        for onset, offset in difference(
            ((0, session.end),) if session.end else (), union((a, b) for a, b, _ in bounds)
        )
    ]
    return Joint(
        session=session.name,
        end=session.end,
        child=child_id,
        caregiver=caregiver_id,
        child_states=child_states,
        caregiver_states=other_states,
        child_possible=possible_states(session, child_id, definition.child_tracks),
        caregiver_possible=possible_states(session, caregiver_id, definition.caregiver_tracks),
        phases=(*names, ""),
        stretches=tuple(
            _stretches(cross(child, other), sorted([*bounds, *outside]), definition.gap)
        ),
    )


def possible_states(session: Session, person: str, tracks: tuple[str, ...]) -> tuple[str, ...]:
    """Return the states that the codebook can give a person on some channels, sorted."""
    role = next(p.role for p in session.people if p.id == person)
    present = [t.name for t in session.tracks if t.person == person and t.name in tracks]
    return tuple(sorted({s for name in present for s in session.codebook.states(role, name)}))


def _stream(
    session: Session, person: str, role: str, tracks: Iterable[str]
) -> tuple[tuple[str, ...], list[Segment]]:
    """Layer one person's channels into one stream of states numbered by strength."""
    wanted = [track for track in session.tracks if track.person == person and track.name in tracks]
    events = {track.name: session.events.of(person, track.name) for track in wanted}
    present = {event.state for rows in events.values() for event in rows}
    present |= {track.rest for track in wanted} - {""}
    present -= {UNMAPPED, MISSING_STATE}
    order = _STRONGEST[role]
    states = tuple(sorted(present, key=lambda s: (order.index(s) if s in order else len(order), s)))
    number = {state: index for index, state in enumerate(states)}
    streams = []
    for track in wanted:
        lasting = [
            (e.onset, e.offset, number.get(e.state, MISSING))
            for e in events[track.name]
            if e.onset < e.offset
        ]
        points = [
            (e.onset, number[e.state])
            for e in events[track.name]
            if e.onset == e.offset and e.state in number
        ]
        if track.rest:
            taken = union((a, b) for a, b, _ in lasting)
            rest = difference(track.observed, taken)
            lasting = sorted([*lasting, *((a, b, number[track.rest]) for a, b in rest)])
        streams.append(fill(lasting, points, session.end))
    return states, layer(streams) if streams else fill([], [], session.end)


def _stretches(
    pairs: list[Pair], bounds: list[tuple[int, int, int]], gap: int
) -> Iterator[tuple[int, tuple[Pair, ...]]]:
    """Cut the joint stream at phase bounds and at missing time; join equal neighbours."""
    for phase, part in _by_phase(pairs, bounds):
        stretch: list[Pair] = []
        for pair in _bridged(part, gap) if gap else part:
            if MISSING not in pair[2:]:
                _append(stretch, pair)
            elif stretch and pair[0] < pair[1]:
                yield phase, tuple(stretch)
                stretch = []
        if stretch:
            yield phase, tuple(stretch)


def _by_phase(
    pairs: list[Pair], bounds: list[tuple[int, int, int]]
) -> Iterator[tuple[int, list[Pair]]]:
    """Cut at phase bounds; a point on a bound belongs to the phase that starts there."""
    i = 0
    for number, (onset, offset, phase) in enumerate(bounds):
        final = number == len(bounds) - 1
        part: list[Pair] = []
        while i < len(pairs) and pairs[i][0] < (offset + 1 if final else offset):
            a, b, child, caregiver = pairs[i]
            part.append((max(a, onset), min(b, offset), child, caregiver))
            if b > offset:
                break
            i += 1
        yield phase, part


def _bridged(part: list[Pair], gap: int) -> list[Pair]:
    """Let the lasting joint state before a short stretch of missing time last through it.

    Only between known time of one phase. A point in the gap is kept; where one of the two is
    missing at it, that person's lasting state before stands in.
    """
    whole: list[Pair] = []
    last: Pair | None = None
    i = 0
    while i < len(part):
        j = _known_from(part, i)
        if j < len(part) and last is not None and part[j][0] - part[i][0] <= gap:
            whole += [_filled(pair, last) for pair in part[i:j]]
        else:
            whole += part[i:j]
        if j < len(part):
            whole.append(part[j])
            last = part[j]
        i = j + 1
    return whole


def _known_from(part: list[Pair], i: int) -> int:
    """Index of the first lasting segment from i on in which both are known."""
    while i < len(part) and (part[i][0] == part[i][1] or MISSING in part[i][2:]):
        i += 1
    return i


def _filled(pair: Pair, last: Pair) -> Pair:
    onset, offset, child, caregiver = pair
    if onset < offset:
        return (onset, offset, last[2], last[3])
    return (
        onset,
        offset,
        last[2] if child == MISSING else child,
        last[3] if caregiver == MISSING else caregiver,
    )


def _append(stretch: list[Pair], pair: Pair) -> None:
    before = stretch[-1] if stretch else None
    joins = (
        before is not None
        and before[1:] == (pair[0], *pair[2:])
        and before[0] < before[1]
        and pair[0] < pair[1]
    )
    if before is not None and joins:
        stretch[-1] = (before[0], *pair[1:])
    else:
        stretch.append(pair)
