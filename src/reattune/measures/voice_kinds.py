"""Kinds of sounds: vocalisations, cries, fussing; and whether a file tells them apart."""

from __future__ import annotations

from collections.abc import Sequence

from ..record import Session

CRY, FUSS = "distress", "protest"
KINDS = {"cry": CRY, "fuss": FUSS}
"""Words for kinds of sounds that have a state of their own."""

DEFINED = {"vocalisation": "voice.any_but_cry", "cry": "voice.cry", "fuss": "voice.fuss"}
"""Id of the definition of each kind of sound."""

_EVERY_SOUND = frozenset({"KCHI", "CHI", "CHNSP", "CHNNSP"})
"""Labels that hold cries together with other sounds."""


def tells(session: Session, word: str, *, track: str = "voice") -> bool:
    """Say whether such sounds would have been told apart: what could not be seen is not 0.

    The codebook must know their state; and where every sound of the child bears a label that holds
    cries, too (``KCHI`` of a voice type classifier, ``CHI`` without vocal maturity), the file does
    not tell them.
    """
    if word not in KINDS:
        return True
    labels = _labels(session, track)
    return _known(session, word, track) and (not labels or not labels <= _EVERY_SOUND)


def untold(sessions: Sequence[Session], word: str, *, track: str = "voice") -> str:
    """Say why no session tells such sounds apart; ``""`` when one does.

    A session without any sound of the child says nothing about its labels: the others do.
    """
    if not sessions or word not in KINDS:
        return ""
    known = [session for session in sessions if _known(session, word, track)]
    if not known:
        return f"the codebook tells no {word} from other sounds"
    heard = [session for session in known if _labels(session, track)]
    if not heard or any(tells(session, word, track=track) for session in heard):
        return ""
    return f"the labels of the file tell no {word} from other sounds"


def _known(session: Session, word: str, track: str) -> bool:
    return KINDS[word] in session.codebook.states("child", track)


def _labels(session: Session, track: str) -> set[str]:
    children = [person.id for person in session.people if person.role == "child"]
    return {event.code for who in children for event in session.events.of(who, track)}
