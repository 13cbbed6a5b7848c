"""Afterwards: where the cue came, what was done, how long until the mend. Never a score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..episodes import Episode
from ..record import Event, Session
from .scene import HZ, Scene

_LED_UP = 3000
"""What was done shortly before counts as what was done about the cue (ms)."""
_BRIEF = 200
"""An act replaced sooner than this (ms) was a slip of the finger."""
_SMALL = 0.0005


class Moment(NamedTuple):
    """One rupture, as the player may look back on it. Times in ms.

    Parameters
    ----------
    number
        From 0, in order of time.
    cue, cue_at
        The child's code that could be seen, and since when; for a yell what the child met it with.
    onset, ended_at
        Of the rupture.
    outcome, repaired_by
        As the reader found them.
    yelled, by_itself
        Whether it began with a yell, and whether that came out by itself.
    acts
        What was done, from shortly before the onset to the end: since when, and the word.
    seconds
        How long until the mend; ``None`` when it is still open.
    """

    number: int
    cue: str
    cue_at: int
    onset: int
    ended_at: int
    outcome: str
    repaired_by: str
    yelled: bool
    by_itself: bool
    acts: tuple[tuple[int, str], ...]
    seconds: float | None

    @property
    def open(self) -> bool:
        """Whether it is still to be mended; late is still repair."""
        return self.outcome in {"unrepaired", "censored", "faded"}


class Lesson(NamedTuple):
    """One thing the model's child may have learned: letter, before, after, and which way.

    ``way`` is ``up``, ``down`` or ``same`` (a change below what three digits show).
    """

    name: str
    before: float
    after: float
    way: str


class Debrief(NamedTuple):
    """What happened in one run."""

    session: Session
    definition: str
    moments: tuple[Moment, ...]
    lessons: tuple[Lesson, ...]
    yells: int
    steps_said: tuple[str, ...]


def debrief(scene: Scene) -> Debrief:
    """Look back on a scene, as it stands.

    Ruptures are those of the Session by the one reader, under the scene's definition. The lessons
    are the model's own learning, of its simulated child, and say nothing of any real one.
    """
    session = scene.session()
    rows = scene.episodes().rows
    moments = tuple(_moment(n, row, session, scene) for n, row in enumerate(rows))
    return Debrief(
        session=session,
        definition=scene.play.definition,
        moments=moments,
        lessons=lessons(scene),
        yells=len(_caregiver(session, "hostile")),
        steps_said=scene.steps_said,
    )


def lessons(scene: Scene) -> tuple[Lesson, ...]:
    """Compare what the model's child has learned with where it began: five things.

    Self-regulation S, faith in repair F, voice V, agency G, and as the fifth a baby's resilience R,
    an older child's expectation of an apology M.
    """
    before = scene.rewound(to=0.0).learned()
    after = scene.learned()
    names = ("S", "F", "V", "G", "R" if "R" in after else "M")
    return tuple(Lesson(n, before[n], after[n], _way(after[n] - before[n])) for n in names)


def _way(change: float) -> str:
    if abs(change) < _SMALL:
        return "same"
    return "up" if change > 0.0 else "down"


def _moment(number: int, row: Episode, session: Session, scene: Scene) -> Moment:
    cue = _showing(_child(session), row.onset)
    yelled = any(e.onset <= row.onset < e.offset for e in _caregiver(session, "hostile"))
    acts = _acts(scene, row.onset - _LED_UP, row.ended_at)
    slips = _slips(session, scene)
    by_itself = row.onset in slips
    acts += tuple((at, "yell") for at in slips if row.onset <= at < row.ended_at)
    return Moment(
        number=number,
        cue=cue.code,
        cue_at=cue.onset,
        onset=row.onset,
        ended_at=row.ended_at,
        outcome=row.outcome,
        repaired_by=row.repaired_by,
        yelled=yelled,
        by_itself=by_itself,
        acts=tuple(sorted(acts)),
        seconds=row.repair_latency,
    )


def _acts(scene: Scene, onset: int, offset: int) -> tuple[tuple[int, str], ...]:
    """Return what was chosen in a stretch; what was going on at its start with when it began."""
    times = [(round(tick * 1000 / HZ), word) for tick, word in scene.log]
    ends = [at for at, _ in times[1:]] + [offset]
    return tuple(
        (at, word)
        for (at, word), end in zip(times, ends, strict=True)
        if at < offset and end > onset and end - at >= _BRIEF
    )


def _slips(session: Session, scene: Scene) -> list[int]:
    """Return when a yell came out by itself: hostile, though nothing of the kind was chosen."""
    chosen = [round((tick + 1) * 1000 / HZ) for tick, word in scene.log if "yell" in word]
    chosen += [0] if scene.log and "yell" in scene.log[0][1] else []
    return [e.onset for e in _caregiver(session, "hostile") if e.onset not in chosen]


def _showing(events: Sequence[Event], at: int) -> Event:
    return next(event for event in events if event.onset <= at < event.offset)


def _child(session: Session) -> list[Event]:
    return [event for event in session.events if event.person == "child"]


def _caregiver(session: Session, state: str) -> list[Event]:
    return [e for e in session.events if e.person == "caregiver" and e.state == state]
