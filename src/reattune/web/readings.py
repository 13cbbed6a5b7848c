"""Episodes of one opened session under a definition, as the one reader finds them."""

from __future__ import annotations

from ..episodes import Definition, Episodes, find_episodes, fits, fitting_definitions
from ..episodes import load_definition as load
from ..errors import DefinitionError
from ..record import Session, intersection, union
from .collection import Opened, Wanted

_MOMENT = 3_000
"""A positive moment lasts three seconds at least, so that a clip of it can be seen."""
_MOMENTS = 5
_WARM = {"positive", "joint"}


def definitions_for(opened: Opened, wanted: Wanted) -> list[Definition]:
    """Return the definitions a session can be read under, the one to show first in front.

    Raises
    ------
    DefinitionError, RecordError
        When a definition that was asked for is wrong, or the session holds no pair.
    """
    asked = [load(name) for name in wanted.definitions]
    session, caregiver = opened.session, wanted.caregiver
    chosen = [definition for definition in asked if fits(session, definition, caregiver=caregiver)]
    others = [load(name) for name in fitting_definitions(session, caregiver=caregiver)]
    ids = {definition.id for definition in chosen}
    return [*chosen, *(definition for definition in others if definition.id not in ids)]


def choose(opened: Opened, wanted: Wanted, id: str, *, min_duration: float | None) -> Definition:
    """Return a definition that fits, with another shortest rupture if asked.

    Parameters
    ----------
    id
        Its id; the first that fits when empty.
    min_duration
        Seconds, or ``None`` for the definition's own.

    Raises
    ------
    DefinitionError
        When none fits, or not this one.
    """
    fitting = definitions_for(opened, wanted)
    found = next((d for d in fitting if id in {"", d.id}), None)
    if found is None:
        raise DefinitionError(
            path=opened.session.name,
            where="",
            found=f"no fit with {id}" if id else "codes under which no definition fits",
            expected=", ".join(d.id for d in fitting) or "states that can open and close a rupture",
            todo="Choose another definition, or map more codes in the codebook.",
        )
    if min_duration is None or not adjustable(found):
        return found
    if not 0 <= min_duration <= 3600:
        raise DefinitionError(
            path=found.id,
            where="min_duration",
            found=f"{min_duration:g} s",
            expected="0 to 3600 s",
            todo="Choose a shorter time.",
        )
    return found.with_min_duration(min_duration)


def adjustable(definition: Definition) -> bool:
    """Say whether a definition has a shortest rupture of its own (late repairs have not)."""
    return not definition.late_after


def episodes_of(opened: Opened, definition: Definition, *, caregiver: str | None) -> Episodes:
    """Find the episodes of one session."""
    return find_episodes(opened.session, definition, caregiver=caregiver)


def positive_moments(session: Session, *, caregiver: str | None) -> list[tuple[int, int]]:
    """Return up to five stretches in which both are positive, the longest first, in ms."""
    child, other = session.pair(caregiver=caregiver)
    both = intersection(_warm(session, child), _warm(session, other))
    long = [span for span in both if span[1] - span[0] >= _MOMENT]
    return sorted(long, key=lambda span: (span[0] - span[1], span[0]))[:_MOMENTS]


def _warm(session: Session, person: str) -> tuple[tuple[int, int], ...]:
    return union(
        (event.onset, event.offset)
        for track in session.tracks
        if track.person == person
        for event in session.events.of(person, track.name)
        if event.state in _WARM
    )
