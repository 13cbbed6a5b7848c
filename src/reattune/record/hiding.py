"""A Session as if some stretches of it had never been seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from .coding import Span
from .events import Event, Events
from .session import Session
from .spans import Spans, difference, union


def hide(session: Session, stretches: Iterable[Span]) -> Session:
    """Return the Session with these stretches unobserved.

    What was going on at their edges is cut there: it is seen until then, or from then on. Points
    inside are gone, and phases of which nothing is left. The file and its findings stay as they
    were read.

    Parameters
    ----------
    stretches
        Half-open, in ms.
    """
    away = union(stretches)
    if not away:
        return session
    pairs = tuple((track.person, track.name) for track in session.tracks)
    rows = [piece for event in session.events for piece in _outside(event, away)]
    return replace(
        session,
        tracks=tuple(
            replace(track, observed=difference(track.observed, away)) for track in session.tracks
        ),
        events=Events.build(rows, pairs),
        phases=tuple(
            phase for phase in session.phases if difference(((phase.onset, phase.offset),), away)
        ),
    )


def _outside(event: Event, away: Spans) -> Iterator[Event]:
    if event.onset == event.offset:
        if not any(onset <= event.onset < offset for onset, offset in away):
            yield event
        return
    for onset, offset in difference(((event.onset, event.offset),), away):
        yield event._replace(onset=onset, offset=offset)
