"""Whose voice is the child's, where a recording holds several children."""

from __future__ import annotations

from dataclasses import replace

from ..errors import RecordError
from ..record import Finding, Person, Session
from .turn_rules import CHILD, PEER

OTHER_CHILDREN = frozenset({PEER, "sibling", "brother", "sister", "peer"})
"""Roles of children who are not the key child."""

_KIND = "other_child"


def key_child(session: Session, child: str | None = None) -> Session:
    """Return the Session with one child; every other child has the role ``other child``.

    The key child is the one of role ``child``; of several the one whose id is ``child``, else the
    first. Who the others are, and how many events they have, is told in a Finding.

    Parameters
    ----------
    session
        One observation.
    child
        Id of the child to take instead.

    Raises
    ------
    RecordError
        When there is no such child.
    """
    chosen = _chosen(session, child)
    if chosen is None:
        return session
    others = [p.id for p in session.people if p.id != chosen.id and _is_child(p)]
    if not others:
        return session
    people = tuple(_renamed(p, chosen.id, others) for p in session.people)
    kept = tuple(f for f in session.findings if f.kind != _KIND)
    found = _finding(session, chosen.id, others)
    return replace(session, people=people, findings=(*kept, found))


def _is_child(person: Person) -> bool:
    return person.role == CHILD or person.role in OTHER_CHILDREN


def _chosen(session: Session, child: str | None) -> Person | None:
    if child is None:
        named = [p for p in session.people if p.role == CHILD]
        return min(named, key=lambda p: p.id != CHILD, default=None)
    for person in session.people:
        if person.id == child and _is_child(person):
            return person
    there = ", ".join(p.id for p in session.people if _is_child(p)) or "no child"
    raise RecordError(
        path=session.name,
        where="people",
        found=there,
        expected=f"a child {child}",
        todo="Name a child who is there, by id, with --child.",
    )


def _renamed(person: Person, chosen: str, others: list[str]) -> Person:
    if person.id == chosen:
        return replace(person, role=CHILD)
    return replace(person, role=PEER) if person.id in others else person


def _finding(session: Session, chosen: str, others: list[str]) -> Finding:
    count = sum(len(session.events.of(t.person, t.name)) for t in session.tracks
                if t.person in others)  # fmt: skip
    names = ", ".join(others)
    who, whose = (
        ("is another child", "its") if len(others) == 1 else ("are other children", "their")
    )
    text = (
        f"{names} {who}: {whose} {count} event{'' if count == 1 else 's'} "
        f"{'is' if count == 1 else 'are'} not counted as those of {chosen}, the key child."
    )
    return Finding(_KIND, names, count, text)
