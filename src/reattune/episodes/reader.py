"""The episode reader: the only one. Files, simulator and people at the screen are read by it."""

from __future__ import annotations

from collections.abc import Iterable

from ..kernels.ruptures import CENSORED, REPAIRED, UNREPAIRED, Found, scan
from ..record import Session
from .definition import Definition
from .joint import Joint, joint_states
from .late import late_repairs
from .rows import OUTCOMES, WHO, Episode, Episodes
from .shelf import load_definition


def find_episodes(
    sessions: Session | Iterable[Session],
    definition: str | Definition,
    *,
    caregiver: str | None = None,
) -> Episodes:
    """Find every rupture with its answers and its outcome.

    Parameters
    ----------
    sessions
        One Session, or several.
    definition
        Id of a shipped definition, path of a TOML file, or a Definition.
    caregiver
        Whom to take as the caregiver, by id or role, where several could be.

    Returns
    -------
    Episodes
        One row per rupture, by session and onset; ruptures never cross a phase bound or missing
        time longer than the definition bridges (they are censored there).

    Raises
    ------
    DefinitionError
        When there is no such definition, or it contradicts itself on these states.
    RecordError
        R6, when a session does not hold exactly one child and a caregiver.
    """
    chosen = load_definition(definition)
    several = (sessions,) if isinstance(sessions, Session) else tuple(sessions)
    if chosen.late_after:
        parts = [find_episodes(several, base, caregiver=caregiver) for base in chosen.late_after]
        return late_repairs(several, chosen, parts, caregiver=caregiver)
    readings = tuple(joint_states(session, chosen, caregiver=caregiver) for session in several)
    rows = tuple(row for reading in readings for row in read_joint(reading, chosen))
    return Episodes(chosen, rows, readings)


def read_joint(reading: Joint, definition: Definition) -> list[Episode]:
    """Find the ruptures in one session's joint states."""
    rules = definition.rules(reading.child_states, reading.caregiver_states)
    return [
        _episode(found, reading, definition, reading.phases[phase])
        for phase, stretch in reading.stretches
        for found in scan(stretch, rules)
    ]


def _episode(found: Found, reading: Joint, definition: Definition, phase: str) -> Episode:
    window = definition.answer_window
    in_time = [t for t in found.attempts if not window or t - found.onset <= window]
    repaired = found.outcome == REPAIRED
    over = found.outcome not in {CENSORED, UNREPAIRED}
    return Episode(
        session=reading.session,
        phase=phase,
        definition=definition.id,
        onset=found.onset,
        opened_by=WHO[found.opened_by],
        attempts=tuple(found.attempts),
        answered_at=in_time[0] if in_time else None,
        closed_at=found.ended_at if over else None,
        ended_at=found.ended_at,
        outcome=OUTCOMES[found.outcome],
        repaired_by=(definition.mender or WHO[found.repaired_by]) if repaired else "",
    )
