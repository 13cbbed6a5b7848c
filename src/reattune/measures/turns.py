"""Conversations: chains of vocalisations, what each holds, and speech cleared of overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..record import Session, difference, union
from .key_child import OTHER_CHILDREN, key_child
from .turn_rules import CHILD, PEER, Voice, in_order


@dataclass(frozen=True, slots=True)
class Conversation:
    """Vocalisations that hang together, in order of onset.

    Parameters
    ----------
    voices
        At least one.
    since
        Milliseconds of silence since the conversation before; ``None`` for the first.
    """

    voices: tuple[Voice, ...]
    since: int | None = None

    @property
    def onset(self) -> int:
        """When it begins, ms."""
        return min(voice.onset for voice in self.voices)

    @property
    def offset(self) -> int:
        """When the last of its vocalisations ends, ms."""
        return max(voice.offset for voice in self.voices)

    @property
    def initiator(self) -> str:
        """Who speaks first."""
        return self.voices[0].speaker

    @property
    def finisher(self) -> str:
        """Who is heard last (not who began last); among equals the later to begin."""
        return max(self.voices, key=lambda v: (v.offset, v.onset)).speaker

    @property
    def participants(self) -> tuple[str, ...]:
        """Who speaks, in the order of their first vocalisation."""
        return tuple(dict.fromkeys(voice.speaker for voice in self.voices))

    def count(self, speaker: str) -> int:
        """Return how many vocalisations are one speaker's."""
        return sum(voice.speaker == speaker for voice in self.voices)

    def duration(self, speaker: str | None = None) -> int:
        """Sum of vocalisations in ms, overlap counted for each; of one speaker or of all."""
        return sum(v.offset - v.onset for v in self.voices if speaker in {None, v.speaker})

    def contribution(self, speaker: str) -> float | None:
        """One speaker's share of :meth:`duration`; ``None`` where nobody lasts."""
        whole = self.duration()
        return self.duration(speaker) / whole if whole else None

    def kind(self, *, child: str = CHILD, peer: str = PEER) -> str:
        """Name it by who takes part, in ChildProject's words.

        ``overheard`` (without the child), ``dyadic_<who>``, ``peer`` (other children only),
        ``parent`` (two adults or more), ``triadic_<who>`` (an adult and other children),
        ``multiparty``; ``monologue`` where the child is alone (theirs has no word for it).
        """
        if child not in self.participants:
            return "overheard"
        adults = [who for who in self.participants if who not in {child, peer}]
        others = peer in self.participants
        if len(adults) == 1:
            return f"{'triadic' if others else 'dyadic'}_{adults[0]}"
        if adults:
            return "multiparty" if others else "parent"
        return "peer" if others else "monologue"


def conversations(
    voices: Iterable[Voice], *, max_gap: int = 5000, min_delay: int = 0
) -> list[Conversation]:
    """Chain vocalisations of anybody that follow each other closely; alone is no conversation.

    Parameters
    ----------
    voices
        In any order.
    max_gap
        A vocalisation joins when it starts less than so many ms after all before it have ended.
    min_delay
        And at least so many ms after the one before it started.

    Notes
    -----
    ChildProject's ConversationDerivator compares with the end of the row before instead of the
    latest end so far, and does not sort. A long vocalisation that outlasts a short one is then
    forgotten: adult 0-20 s, child 1-2 s, adult 8-9 s would be two conversations.
    """
    ordered = in_order(voices)
    chains: list[list[Voice]] = []
    until = 0
    for voice in ordered:
        joins = bool(chains) and voice.onset - until < max_gap
        if joins and voice.onset - chains[-1][-1].onset >= min_delay:
            chains[-1].append(voice)
        else:
            chains.append([voice])
        until = max(until, voice.offset)
    return with_silences([chain for chain in chains if len(chain) > 1])


def with_silences(chains: Iterable[Sequence[Voice]]) -> list[Conversation]:
    """Make Conversations of vocalisations that somebody grouped, in order, with silences between.

    The silence runs from the latest end so far; it is negative where conversations overlap.
    """
    made: list[Conversation] = []
    for chain in chains:
        whole = Conversation(tuple(in_order(chain)))
        since = whole.onset - max(c.offset for c in made) if made else None
        made.append(Conversation(whole.voices, since))
    return made


def without_overlaps(voices: Iterable[Voice]) -> list[Voice]:
    """Keep only the parts in which exactly one vocalisation is heard, in order of onset."""
    ordered = in_order(voices)
    bounds = sorted([*((v.onset, 1) for v in ordered), *((v.offset, -1) for v in ordered)])
    crowded: list[tuple[int, int]] = []
    heard = 0
    for (at, step), (then, _) in pairwise(bounds):
        heard += step
        if heard > 1 and at < then:
            crowded.append((at, then))
    busy = union(crowded)
    return in_order(
        voice._replace(onset=onset, offset=offset)
        for voice in ordered
        for onset, offset in difference(union([(voice.onset, voice.offset)]), busy)
    )


def next_to_child(
    voices: Sequence[Voice], *, max_gap: int = 5000
) -> Iterator[tuple[Voice, bool | None]]:
    """Say of each vocalisation whether the child speaks right before or after it.

    Parameters
    ----------
    voices
        Cleared of overlap (:func:`without_overlaps`), in order.
    max_gap
        The silence in between lasts at most so many ms.

    Yields
    ------
    tuple
        The vocalisation and whether it adjoins one of the child's; ``None`` for the child's own.

    References
    ----------
    ChildProject, CVADerivator, restrictive scenario.
    """
    for k, voice in enumerate(voices):
        before = voices[k - 1] if k else None
        after = voices[k + 1] if k + 1 < len(voices) else None
        if voice.speaker == CHILD:
            yield voice, None
            continue
        follows = before is not None and before.speaker == CHILD
        leads = after is not None and after.speaker == CHILD
        yield (
            voice,
            (follows and before is not None and voice.onset - before.offset <= max_gap)
            or (leads and after is not None and after.onset - voice.offset <= max_gap),
        )


def voices_of(session: Session, *, track: str = "voice") -> list[Voice]:
    """Return who made a sound when, from the channels of that name, in order of onset.

    The key child is ``child``, other children are ``other child`` (see
    :func:`reattune.measures.key_child.key_child`); everybody else keeps their id. The kind is the
    state. Pieces of one kind that touch are one vocalisation; rest (``quiet``), missing and
    unmapped codes are none.
    """
    found: list[Voice] = []
    for person in key_child(session).people:
        speaker = person.id
        if person.role == CHILD or person.role in OTHER_CHILDREN:
            speaker = CHILD if person.role == CHILD else PEER
        pieces: list[Voice] = []
        for event in session.events.of(person.id, track):
            if event.state in {"", "missing", "quiet"}:
                continue
            voice = Voice(speaker, event.onset, event.offset, event.state)
            last = pieces[-1] if pieces else None
            if last and last.kind == voice.kind and last.offset == voice.onset > last.onset:
                pieces[-1] = last._replace(offset=voice.offset)
            else:
                pieces.append(voice)
        found += pieces
    return in_order(found)
