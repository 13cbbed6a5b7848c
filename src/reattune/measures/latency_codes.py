"""Sets of codes of one person, as a question names them: ``child:distress|protest``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..errors import DefinitionError
from ..record import Session, Spans, Track, difference, union

_FORM = "person:code, person:code|code or person/channel:code"


@dataclass(frozen=True, slots=True)
class CodeSet:
    """Some codes or states of one person.

    Parameters
    ----------
    person
        A role (``child``, ``caregiver``) or the id of a person.
    names
        States, or labels as the file has them; any of them counts.
    tracks
        Channels; empty for any.
    """

    person: str
    names: frozenset[str]
    tracks: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """Print the set as it is asked for."""
        return f"{self.person}:{'|'.join(sorted(self.names))}"


def code_set(text: str | CodeSet) -> CodeSet:
    """Read a set of codes from text: ``child:distress``, ``caregiver/voice:soothe|mend``.

    Raises
    ------
    DefinitionError
        When the text is not of this form.
    """
    if isinstance(text, CodeSet):
        return text
    place, _, listed = text.partition(":")
    person, _, track = place.partition("/")
    names = frozenset(name.strip() for name in listed.split("|") if name.strip())
    if not person.strip() or not names:
        raise DefinitionError(
            path="codes",
            where="",
            found=repr(text),
            expected=_FORM,
            todo="Name the person and at least one code, e.g. child:distress.",
        )
    channel = frozenset({track.strip()} - {""})
    return CodeSet(person.strip(), names, channel)


def resolved(sessions: Sequence[Session], wanted: CodeSet) -> CodeSet:
    """Find the channels on which a set can show in any of the sessions.

    A session whose channel happens to hold none of the codes counts then as one in which they did
    not occur, not as one that cannot tell.

    Raises
    ------
    DefinitionError
        When a code is known to none of the sessions and no codebook: a slip of the pen.
    """
    there: dict[str, set[str]] = {}
    for session in sessions:
        for track in _tracks(session, wanted):
            there.setdefault(track.name, set()).update(_of_track(session, track))
    known = {name for names in there.values() for name in names}
    strange = sorted(wanted.names - known)
    if strange:
        raise DefinitionError(
            path=", ".join(session.name for session in sessions[:3]) or "sessions",
            where=str(wanted),
            found=f"no code or state {', '.join(strange)} of {wanted.person}",
            expected=f"one of {', '.join(sorted(known)) or 'the codes of a person who is there'}",
            todo="Check the words; `reattune codes FILE` lists what a file holds.",
        )
    names = frozenset(name for name, held in there.items() if held & wanted.names)
    return replace(wanted, tracks=names)


def people_of(session: Session, wanted: CodeSet) -> frozenset[str]:
    """Return the ids of the people a set speaks of: the one of that id, else all of that role."""
    named = frozenset(p.id for p in session.people if p.id == wanted.person)
    same = (p for p in session.people if p.role == wanted.person)
    # Where an id is a role's own word ("caregiver"), the role is meant: with all who have it.
    if named and not any(p.role == p.id for p in session.people if p.id in named):
        return named
    return named | {p.id for p in same}


def only_caregiver(session: Session, caregiver: str | None) -> Session:
    """Return the Session with nobody but this person (id or role) in the role of the caregiver."""
    if caregiver is None:
        return session
    _, chosen = session.pair(caregiver=caregiver)
    people = tuple(
        replace(p, role=p.role if p.id == chosen or p.role != "caregiver" else "other")
        for p in session.people
    )
    return replace(session, people=people)


def spans_of(session: Session, wanted: CodeSet) -> tuple[Spans, frozenset[int]]:
    """Return when a set of codes was on (touching events joined), and its point events."""
    rows = [
        event
        for track in _tracks(session, wanted)
        for event in session.events.of(track.person, track.name)
        if event.code in wanted.names or event.state in wanted.names
    ]
    resting = [
        s for t in _tracks(session, wanted) if t.rest in wanted.names for s in _rest(session, t)
    ]
    lasting = union([*((row.onset, row.offset) for row in rows), *resting])
    return lasting, frozenset(row.onset for row in rows if row.onset == row.offset)


def seen(session: Session, wanted: CodeSet) -> Spans:
    """Return when a set of codes could have been seen, had it been there."""
    return union(span for track in _tracks(session, wanted) for span in track.observed)


def _tracks(session: Session, wanted: CodeSet) -> list[Track]:
    people = people_of(session, wanted)
    return [
        track
        for track in session.tracks
        if track.person in people and (not wanted.tracks or track.name in wanted.tracks)
    ]


def _rest(session: Session, track: Track) -> Spans:
    """Return the observed time of a channel that bears no event: its resting state."""
    rows = session.events.of(track.person, track.name)
    return difference(track.observed, union((row.onset, row.offset) for row in rows))


def _of_track(session: Session, track: Track) -> set[str]:
    """Return the labels and states a channel holds, and the states its codebook could give."""
    role = next(person.role for person in session.people if person.id == track.person)
    rows = session.events.of(track.person, track.name)
    held = {row.code for row in rows} | {row.state for row in rows} | {track.rest}
    return (held | set(session.codebook.states(role, track.name))) - {""}
