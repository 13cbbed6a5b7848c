"""How soon the caregiver's voice answers the child's voice and cries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..episodes import Definition, Joint, joint_states, load_definition
from ..record import Session
from .estimates import Estimate
from .responses import Response, response_times, response_times_curve
from .voice_kinds import CRY, untold

WINDOWS_S = (1, 2, 5, 10, 30, 60)
"""Windows within which answers are counted, s."""


def answer_rows(
    sessions: Sequence[Session], *, track: str = "voice", caregiver: str | None = None
) -> tuple[Estimate, ...]:
    """Time from the child's vocalisation or cry to the caregiver's next sound.

    ``voice_response_latency`` (Kaplan-Meier median, s) and ``voice_response_probability`` (share
    answered within 1, 2, 5, 10, 30, 60 s); what is not answered while it can be followed is
    censored. A vocalisation is any sound but a cry; a bout whose start is not seen, or that starts
    while the caregiver sounds, is no case.

    Parameters
    ----------
    sessions
        With one key child each (:func:`reattune.measures.key_child.key_child`).
    track
        Name of the channels.
    caregiver
        Whose answers are timed, by id or role, where several could be.

    Raises
    ------
    RecordError
        When a session has a caregiver, but not the one that is asked for.
    """
    reads: Definition = replace(
        load_definition("respond.vocal"), child_tracks=(track,), caregiver_tracks=(track,)
    )
    wanted = {"caregiver", caregiver}
    joints: list[Joint] = [
        joint_states(session, reads, caregiver=caregiver)
        for session in sessions
        if any(p.role == "child" for p in session.people)
        and any(p.role in wanted or p.id == caregiver for p in session.people)
    ]
    rows: list[Estimate] = []
    for word in ("vocalisation", "cry"):
        found = [response for joint in joints for response in _responses(joint, word)]
        answers = _answer_rows(found, word, definition=reads.id)
        why = "" if found else _silent(sessions, track) or untold(sessions, word, track=track)
        rows += [replace(row, reason=why or row.reason) for row in answers]
    return tuple(rows)


def _silent(sessions: Sequence[Session], track: str) -> str:
    there = any(channel.name == track for session in sessions for channel in session.tracks)
    return "" if there else f"no channel {track!r} in these sessions"


def _responses(joint: Joint, word: str) -> list[Response]:
    sounds = [state for state in joint.child_states if state not in {"quiet", CRY}]
    cue = [CRY] if word == "cry" else sounds
    answer = [state for state in joint.caregiver_states if state != "quiet"]
    if not cue:
        return []
    return response_times(joint, from_child=cue, to_caregiver=answer or ("vocal",))


def _answer_rows(found: Sequence[Response], word: str, *, definition: str) -> list[Estimate]:
    missed = sum(not response.answered for response in found)
    blank = Estimate(
        "voice_response_latency",
        None,
        "s",
        len(found),
        definition,
        of=f"to {word}, median",
        reason="none whose start is seen while the caregiver is quiet",
    )
    if not found:
        return [blank]
    curve = response_times_curve(found)
    median, low, high = curve.quantile(0.5)
    why = "" if median is not None else "fewer than half were answered while it could be seen"
    method = "Kaplan-Meier"
    rows = [
        replace(
            blank,
            value=median,
            low=low if median is not None else None,
            high=high if median is not None else None,
            censored=missed,
            reason=why,
            method=method,
        )
    ]
    for window in WINDOWS_S:
        known = curve.ended_by(window)
        row = replace(
            blank,
            measure="voice_response_probability",
            unit="share",
            of=f"to {word}, within {window} s",
            censored=missed,
            method=method,
            reason=f"nothing was followed for {window} s",
        )
        if known is not None:
            row = replace(row, value=known[0], low=known[1], high=known[2], reason="")
        rows.append(row)
    return rows
