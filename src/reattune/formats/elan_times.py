"""When ELAN's annotations happen: slots without a time, and annotations that refer to others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..record import Span
from .tally import Tally

Slots = dict[str, int | None]
"""Time slots in the file's order: milliseconds, or None where the file gives no value."""


@dataclass(frozen=True, slots=True, eq=False)
class Annotation:
    """An annotation as it stands in the file. Two are the same only if they are one object.

    Parameters
    ----------
    id
        The file's id, or ``""``.
    where
        How rows and findings name it.
    code
        Its text.
    start, end
        The ids of its time slots.
    parent
        The id of the annotation it refers to; None when it has time slots of its own.
    previous
        The id of the annotation before it that shares its parent, or ``""``.
    """

    id: str
    where: str
    code: str
    start: str = ""
    end: str = ""
    parent: str | None = None
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier with its annotations in the file's order.

    Parameters
    ----------
    name, subject
        The tier's id and its participant.
    parent
        The name of the tier it depends on, or ``""``.
    splits
        Whether annotations that refer to the same parent share its time.
    annotations
        All of them, in the file's order.
    """

    name: str
    subject: str
    parent: str
    splits: bool
    annotations: tuple[Annotation, ...]


def place_annotations(tiers: list[Tier], slots: Slots, tally: Tally) -> dict[Annotation, Span]:
    """Return the time of every annotation that has one, in milliseconds; count the others.

    An onset may lie after its offset, where the file says so.
    """
    times = _fill(slots, tiers)
    spans: dict[Annotation, Span] = {}
    for tier in tiers:
        for each in tier.annotations:
            if each.parent is not None:
                continue
            onset, offset = times.get(each.start), times.get(each.end)
            if onset is None or offset is None:
                tally.add("lost_time", f"tier {tier.name}", each.where, rows=-1)
                continue
            spans[each] = (onset, offset)
            if slots[each.start] is None or slots[each.end] is None:
                length = max(0, offset - onset)
                tally.add("interpolated", f"tier {tier.name}", each.where, ms=length)
    _place_references(tiers, spans, tally)
    return spans


def loose_times(slots: Slots, tiers: list[Tier]) -> dict[str, int]:
    """Return slots whose time hangs on which slots stand beside them, with that time."""
    times = _filled_by_chains(slots, tiers)
    loose = [name for name, time in times.items() if time is None]
    _fill_between(times)
    return {name: time for name in loose if (time := times[name]) is not None}


def _fill(slots: Slots, tiers: list[Tier]) -> Slots:
    """Return the slots with the times that ELAN would show for those without a value."""
    times = _filled_by_chains(slots, tiers)
    _fill_between(times)
    return times


def _filled_by_chains(slots: Slots, tiers: list[Tier]) -> Slots:
    times = dict(slots)
    if None in times.values():
        for tier in _parents_first(tiers):
            _fill_chains(times, tier)
    return times


def _parents_first(tiers: list[Tier]) -> list[Tier]:
    parents = {tier.name: tier.parent for tier in tiers}

    def depth(tier: Tier) -> int:
        steps, name = 0, tier.parent
        # A tier that is its own ancestor would count for ever.
        while name in parents and steps < len(tiers):
            steps, name = steps + 1, parents[name]
        return steps

    return sorted(tiers, key=depth)


def _fill_chains(times: Slots, tier: Tier) -> None:
    """Spread the unset slots of chains of annotations evenly between the chains' known ends."""
    following: dict[str, str] = {}
    for annotation in tier.annotations:
        if annotation.parent is None:
            following.setdefault(annotation.start, annotation.end)
    seen: set[str] = set()
    for start, after in following.items():
        onset = times.get(start)
        if onset is None:
            continue
        run: list[str] = []
        at = after
        while at in times and times[at] is None and at not in seen:
            seen.add(at)
            run.append(at)
            at = following.get(at, at)
        offset = times.get(at)
        if offset is not None:
            _spread(times, run, onset, offset)


def _fill_between(times: Slots) -> None:
    """Spread slots that are still unset between their neighbours in the file's time order."""
    before: int | None = None
    run: list[str] = []
    for name, time in times.items():
        if time is None:
            run.append(name)
            continue
        if before is not None and before <= time:
            _spread(times, run, before, time)
        before, run = time, []


def _spread(times: Slots, run: list[str], onset: int, offset: int) -> None:
    for index, name in enumerate(run, start=1):
        times[name] = onset + (offset - onset) * index // (len(run) + 1)


def _place_references(tiers: list[Tier], spans: dict[Annotation, Span], tally: Tally) -> None:
    """Give annotations that refer to others their time, from the parents down.

    What is never reached refers to nothing, to something without a time, or round to itself.
    """
    twice = _ids_used_twice(tiers, tally)
    waiting = _by_parent(tiers)
    ready = [annotation for annotation in spans if annotation.id not in twice]
    while ready:
        parent = ready.pop()
        for tier, siblings in waiting.pop(parent.id, ()):
            for annotation, span in _share(spans[parent], siblings, tier, tally):
                spans[annotation] = span
                if annotation.id not in twice:
                    ready.append(annotation)
    for tier in tiers:
        for annotation in tier.annotations:
            if annotation.parent is not None and annotation not in spans:
                tally.add("lost_parent", f"tier {tier.name}", annotation.where, rows=-1)


def _ids_used_twice(tiers: list[Tier], tally: Tally) -> set[str]:
    """Return ids that cannot be referred to: those of several annotations, and no id at all."""
    seen: set[str] = set()
    twice = {""}
    for tier in tiers:
        for annotation in tier.annotations:
            if annotation.id in seen:
                twice.add(annotation.id)
                tally.add("duplicate_id", f"tier {tier.name}", annotation.where)
            elif annotation.id:
                seen.add(annotation.id)
    return twice


def _by_parent(tiers: list[Tier]) -> dict[str, list[tuple[Tier, list[Annotation]]]]:
    """Group annotations that refer to the same parent and stand on the same tier."""
    waiting: dict[str, list[tuple[Tier, list[Annotation]]]] = defaultdict(list)
    for tier in tiers:
        groups: dict[str, list[Annotation]] = defaultdict(list)
        for annotation in tier.annotations:
            if annotation.parent is not None:
                groups[annotation.parent].append(annotation)
        for parent, siblings in groups.items():
            waiting[parent].append((tier, siblings))
    return dict(waiting)


def _share(
    span: Span, siblings: list[Annotation], tier: Tier, tally: Tally
) -> Iterator[tuple[Annotation, Span]]:
    """Give all siblings the parent's whole time, or each its even part of it."""
    onset, offset = span
    if len(siblings) == 1 or not (tier.splits or any(each.previous for each in siblings)):
        yield from ((annotation, span) for annotation in siblings)
        return
    ordered = _chained(siblings)
    if ordered is None:
        ordered = siblings
        first = siblings[0].where
        tally.add("broken_chain", f"tier {tier.name}", first, count=len(siblings))
    bounds = [onset + (offset - onset) * i // len(ordered) for i in range(len(ordered) + 1)]
    yield from zip(ordered, pairwise(bounds), strict=True)


def _chained(siblings: list[Annotation]) -> list[Annotation] | None:
    """Return siblings so that each follows the one it names; None when they are no one chain."""
    after = {annotation.previous: annotation for annotation in siblings}
    ordered: list[Annotation] = []
    at = after.pop("", None)
    while at is not None:
        ordered.append(at)
        at = after.pop(at.id, None)
    return ordered if len(ordered) == len(siblings) else None
