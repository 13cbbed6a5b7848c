"""A played Session: where the record says more than the model's act, its word is written down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..record import Event, Session


class Span(NamedTuple):
    """From ``onset`` to ``offset`` ms the caregiver's state was this one."""

    onset: int
    offset: int
    state: str


def played_session(base: Session, *, spans: Sequence[Span], told: dict[str, str]) -> Session:
    """Lay spans over the caregiver's events of a Session, and tell in it how it was played.

    A calm limit and a do-over are a pause to the model's child; an observer would write down what
    was said. Only pauses are renamed.
    """
    rows = [part for event in base.events for part in _parts(event, spans)]
    rows.sort(key=lambda event: (event.onset, event.person))
    parameters = {**base.provenance.parameters, **told}
    return Session.build(
        base.name,
        end=base.end,
        people=base.people,
        tracks=base.tracks,
        events=rows,
        codebook=base.codebook,
        provenance=replace(base.provenance, parameters=parameters, rows=len(rows)),
        phases=base.phases,
    )


def _parts(event: Event, spans: Sequence[Span]) -> Iterator[Event]:
    """Cut one event at the spans that lie over it."""
    if event.person != "caregiver" or event.code != "pause":
        yield event
        return
    at = event.onset
    for span in spans:
        onset, offset = max(span.onset, at), min(span.offset, event.offset)
        if onset >= offset:
            continue
        if at < onset:
            yield event._replace(onset=at, offset=onset)
        yield event._replace(onset=onset, offset=offset, code=span.state, state=span.state)
        at = offset
    if at < event.offset:
        yield event._replace(onset=at)
