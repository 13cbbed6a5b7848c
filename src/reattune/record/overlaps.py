"""One state at a time on a track: overlaps, gaps and windows are settled here, and counted."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from .events import Event
from .spans import Spans
from .states import MISSING


@dataclass(frozen=True, slots=True)
class Settled:
    """Events of one track after settling, with what was changed.

    Parameters
    ----------
    events
        Sorted by onset.
    pieces
        Change in the number of events.
    touched
        How many events were cut, left out or lengthened.
    ms
        Time concerned.
    """

    events: list[Event]
    pieces: int = 0
    touched: int = 0
    ms: int = 0


class Clash(Exception):  # noqa: N818 (never leaves the record room)
    """Two states overlap and no priority says which one wins."""

    def __init__(self, first: Event, second: Event) -> None:
        self.first, self.second = first, second
        super().__init__()


def resolve(events: Sequence[Event], priority: Sequence[str]) -> Settled:
    """Settle overlaps: the state named first in ``priority`` wins, among equals the earlier event.

    Point events stay as they are. Raises Clash when two different states overlap and
    ``priority`` does not name both.
    """
    points = [event for event in events if event.onset == event.offset]
    lasting = sorted(
        (event for event in events if event.onset < event.offset),
        key=lambda event: (event.onset, event.offset),
    )
    if all(a.offset <= b.onset for a, b in itertools.pairwise(lasting)):
        return Settled(_ordered(lasting + points))
    rank = {state: index for index, state in enumerate(priority)}
    pieces: list[list[tuple[int, int]]] = [[] for _ in lasting]
    for group in _clusters(lasting):
        _check_named(lasting, group, rank)
        _share_out(lasting, group, rank, pieces)
    kept = [
        event._replace(onset=onset, offset=offset)
        for event, parts in zip(lasting, pieces, strict=True)
        for onset, offset in parts
    ]
    whole = [[(event.onset, event.offset)] for event in lasting]
    return Settled(
        _ordered(kept + points),
        pieces=len(kept) - len(lasting),
        touched=sum(1 for before, after in zip(whole, pieces, strict=True) if before != after),
        ms=sum(e.offset - e.onset for e in lasting) - sum(e.offset - e.onset for e in kept),
    )


def _clusters(lasting: Sequence[Event]) -> list[list[int]]:
    """Group the events that hang together by overlapping."""
    groups: list[list[int]] = []
    until = -1
    for index, event in enumerate(lasting):
        if groups and event.onset < until:
            groups[-1].append(index)
        else:
            groups.append([index])
        until = max(until, event.offset)
    return groups


def _check_named(lasting: Sequence[Event], group: Sequence[int], rank: dict[str, int]) -> None:
    for position, i in enumerate(group):
        for j in group[position + 1 :]:
            first, second = lasting[i], lasting[j]
            if second.onset >= first.offset:
                break
            states = {first.state, second.state}
            # What somebody could code was not missing; no priority is needed to say so.
            if len(states) > 1 and MISSING not in states and not states <= rank.keys():
                raise Clash(first, second)


def _share_out(
    lasting: Sequence[Event],
    group: Sequence[int],
    rank: dict[str, int],
    pieces: list[list[tuple[int, int]]],
) -> None:
    """Give each elementary stretch of a group to its winner; its neighbours are joined."""
    if len(group) == 1:
        pieces[group[0]].append((lasting[group[0]].onset, lasting[group[0]].offset))
        return
    bounds = sorted({t for i in group for t in (lasting[i].onset, lasting[i].offset)})
    active: list[int] = []
    waiting = list(reversed(group))
    for onset, offset in itertools.pairwise(bounds):
        while waiting and lasting[waiting[-1]].onset <= onset:
            active.append(waiting.pop())
        active = [i for i in active if lasting[i].offset > onset]
        if not active:
            continue
        winner = min(active, key=lambda i: (rank.get(lasting[i].state, 0), i))
        parts = pieces[winner]
        if parts and parts[-1][1] == onset:
            parts[-1] = (parts[-1][0], offset)
        else:
            parts.append((onset, offset))


def bridge(events: Sequence[Event], limit: int) -> Settled:
    """Close gaps of up to ``limit`` ms by letting the earlier event last until the next one."""
    lasting = [event for event in events if event.onset < event.offset]
    points = [event for event in events if event.onset == event.offset]
    closed, total = 0, 0
    for index in range(len(lasting) - 1):
        gap = lasting[index + 1].onset - lasting[index].offset
        if 0 < gap <= limit:
            lasting[index] = lasting[index]._replace(offset=lasting[index + 1].onset)
            closed, total = closed + 1, total + gap
    return Settled(_ordered(lasting + points), touched=closed, ms=total)


def clip(events: Sequence[Event], window: Spans) -> Settled:
    """Keep what lies inside the window; an event across a bound is cut, one outside is left out."""
    kept: list[Event] = []
    touched = lost = 0
    for event in events:
        parts = [
            event._replace(onset=max(event.onset, onset), offset=min(event.offset, offset))
            for onset, offset in window
            if (event.onset < offset and event.offset > onset)
            or (event.onset == event.offset and onset <= event.onset <= offset)
        ]
        parts = parts[:1] if event.onset == event.offset else parts
        kept += parts
        duration = sum(part.offset - part.onset for part in parts)
        if not parts or duration != event.offset - event.onset:
            touched += 1
            lost += event.offset - event.onset - duration
    return Settled(_ordered(kept), pieces=len(kept) - len(events), touched=touched, ms=lost)


def _ordered(events: list[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (event.onset, event.offset))
