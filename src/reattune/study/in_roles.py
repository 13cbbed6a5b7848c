"""People by their roles, so that the child of one session is the child of every other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..errors import RecordError
from ..record import Person, Session


def in_roles(session: Session, *, caregiver: str | None = None) -> Session:
    """Return the Session with each person called by the role, where one person alone has it.

    Of several in one role the first gets its name (or the caregiver that is asked for); the others
    keep their ids.

    Parameters
    ----------
    session
        One observation.
    caregiver
        Id or role of the person to take as the caregiver.

    Raises
    ------
    RecordError
        When there is no such caregiver.
    """
    names = _names(session, caregiver)
    people = tuple(replace(p, id=names[p.id], role=_role(p, names)) for p in session.people)
    events = session.events
    pairs = tuple((names[person], track) for person, track in events.tracks)
    return replace(
        session,
        people=people,
        tracks=tuple(replace(track, person=names[track.person]) for track in session.tracks),
        events=replace(events, tracks=pairs),
        signals=(),
    )


def _role(person: Person, names: Mapping[str, str]) -> str:
    return "caregiver" if names[person.id] == "caregiver" else person.role


def _names(session: Session, caregiver: str | None) -> dict[str, str]:
    names: dict[str, str] = {}
    taken: set[str] = set()
    if caregiver is not None:
        names[_asked(session, caregiver).id] = "caregiver"
        taken.add("caregiver")
    for person in session.people:
        if person.id not in names:
            name = person.role if person.role not in taken else person.id
            names[person.id] = name if name not in taken else f"{person.id} ({person.role})"
            taken.add(names[person.id])
    return names


def _asked(session: Session, caregiver: str) -> Person:
    for person in session.people:
        if person.role != "child" and caregiver in {person.id, person.role}:
            return person
    present = ", ".join(f"{p.id} ({p.role})" for p in session.people) or "nobody"
    raise RecordError(
        path=session.name,
        where="people",
        found=present,
        expected=f"a person {caregiver}",
        todo="Name somebody who is there, by id or role, with --caregiver.",
    )
