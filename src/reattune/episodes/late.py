"""Late repairs: a mend that comes after a rupture was given up. It is never too late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..record import Session
from .definition import Definition, listed
from .joint import Joint, joint_states
from .rows import Episode, Episodes

_LEFT_OPEN = {"unrepaired", "faded", "self_regulated"}


def late_repairs(
    sessions: Sequence[Session],
    definition: Definition,
    parts: Iterable[Episodes],
    *,
    caregiver: str | None,
) -> Episodes:
    """Take the ruptures that other definitions left unmended, and look for a later mend.

    The delay runs from the rupture's onset to the first mending act of the caregiver after it was
    given up, in the same session, across phases. Without one it is censored at the session's end:
    a mend may still come. One mend may serve several ruptures.

    Parameters
    ----------
    sessions
        The same sessions that ``parts`` were read from.
    definition
        With ``late_after`` and ``mends``.
    parts
        Episodes under each of the definitions named there.
    """
    readings = tuple(joint_states(session, definition, caregiver=caregiver) for session in sessions)
    mends = {reading.session: _mend_onsets(reading, definition) for reading in readings}
    ends = {reading.session: reading.end for reading in readings}
    open_ones = {
        (row.session, row.onset): row
        for part in parts
        for row in part.rows
        if row.outcome in _LEFT_OPEN
    }
    rows = tuple(
        _late(row, definition, mends[row.session], ends[row.session])
        for _, row in sorted(open_ones.items(), key=lambda item: item[0])
    )
    return Episodes(definition, rows, readings)


def _mend_onsets(reading: Joint, definition: Definition) -> list[int]:
    """Return when mending acts begin; one that goes on while the child changes is one act."""
    onsets = []
    for _, stretch in reading.stretches:
        going_on = False
        for onset, offset, _, other in stretch:
            mends = listed(reading.caregiver_states[other], definition.mends)
            if mends and not going_on:
                onsets.append(onset)
            going_on = mends if onset < offset else going_on
    return sorted(onsets)


def _late(row: Episode, definition: Definition, mends: Sequence[int], end: int) -> Episode:
    mend = next((time for time in mends if time >= row.ended_at), None)
    return row._replace(
        definition=definition.id,
        attempts=() if mend is None else (mend,),
        answered_at=mend,
        closed_at=mend,
        ended_at=end if mend is None else mend,
        outcome="censored" if mend is None else "repaired",
        repaired_by="" if mend is None else "caregiver",
    )
