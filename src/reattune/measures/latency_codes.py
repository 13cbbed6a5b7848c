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


def person_of(session: Session, wanted: CodeSet) -> str | None:
    """Return the id of the person a set speaks of: by id, else the first of that role."""
    ids = [person.id for person in session.people]
    if wanted.person in ids:
        return wanted.person
    return next((p.id for p in session.people if p.role == wanted.person), None)


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
    person = person_of(session, wanted)
    return [
        track
        for track in session.tracks
        if track.person == person and (not wanted.tracks or track.name in wanted.tracks)
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
