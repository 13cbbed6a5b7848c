"""Who was there, and which of their channels were coded, and when."""

from __future__ import annotations

from dataclasses import dataclass

from .spans import Spans


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a session.

    Parameters
    ----------
    id
        Short name, unique in the session; often the role itself. No surname, no birth date.
    role
        ``child``, ``caregiver``, or another word (``father``, ``sibling``).
    age_months
        Age at the session when known.
    """

    id: str
    role: str
    age_months: float | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """One channel of one person, and when it could be coded.

    Parameters
    ----------
    person, name
        Whose channel, and which (engagement, affect, gaze, voice ...).
    observed
        Where coding was possible: the denominator of every share.
    rest
        The state of observed time that bears no event (``quiet`` in a recording, ``neutral``
        where only bouts are coded), or ``""`` when such time is unknown.
    """

    person: str
    name: str
    observed: Spans
    rest: str = ""
