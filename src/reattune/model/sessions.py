"""From the kernel's code changes to ordinary Sessions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from ..record import (
    Codebook,
    Event,
    Person,
    Phase,
    Session,
    Track,
    load_codebook,
    stamp,
)
from .dyads import ACTS, CODES, Dyad
from .lives import Lives
from .parameters import PARAMETERS

TRACK = "engagement"
WHO = (("child", CODES), ("caregiver", ACTS))

Change = tuple[int, int, int]
"""Time in ms, person (0 child, 1 caregiver), code."""


@cache
def codebook() -> Codebook:
    """Return the codebook of simulated and practised Sessions: states by their own names."""
    return load_codebook("practice")


def sessions(lives: Lives) -> Iterator[Session]:
    """Go through the Sessions of all lives: one for each dyad and sitting, in this order."""
    order = lives.order
    several, repeated = order.n > 1, order.sittings > 1
    for i in range(order.n):
        dyad = order.dyads[i % len(order.dyads)]
        rows = lives.changes[i, : lives.counts[i, 0]].tolist()
        number = order.first + i + 1
        start = 0
        for sitting in range(order.sittings):
            stop = start
            while stop < len(rows) and rows[stop][0] == sitting:
                stop += 1
            name = dyad.name + (f"-{number:04d}" if several else "")
            yield build_session(
                name + (f"-{sitting + 1:03d}" if repeated else ""),
                [(milliseconds(r[1], order.dt), r[2], r[3]) for r in rows[start:stop]],
                end=milliseconds(int(lives.occupied[i].sum()) // order.sittings, order.dt),
                dyad=dyad,
                how={
                    "seed": str(order.seed),
                    "dyad": str(number),
                    "sitting": str(sitting + 1),
                    "dt_s": f"{order.dt:.6g}",
                },
            )
            start = stop


def milliseconds(step: int, dt: float) -> int:
    """Return the time of a step."""
    return round(step * dt * 1000)


def build_session(
    name: str, changes: Iterable[Change], *, end: int, dyad: Dyad, how: dict[str, str]
) -> Session:
    """Make a Session of code changes in time order.

    A code that is replaced at the very time at which it began leaves no event.

    Parameters
    ----------
    changes
        First the two codes at 0, then every change.
    end
        Length in ms; changes at the end leave no event either.
    how
        What to keep in the provenance beside the parameters.
    """
    rows = list(changes)
    events = sorted(
        (event for who in (0, 1) for event in _events(rows, who, end)),
        key=lambda event: (event.onset, event.person),
    )
    return Session.build(
        name,
        end=end,
        people=[Person("child", "child"), Person("caregiver", "caregiver")],
        tracks=[Track(person, TRACK, observed=((0, end),)) for person, _ in WHO],
        events=events,
        codebook=codebook(),
        provenance=stamp(parameters=_parameters(dyad, how), rows=len(events)),
        phases=_phases(dyad, end),
    )


def _events(rows: list[Change], who: int, end: int) -> Iterator[Event]:
    person, names = WHO[who]
    own = [(time, names[code]) for time, other, code in rows if other == who]
    ends = [*(time for time, _ in own[1:]), end]
    for (onset, code), offset in zip(own, ends, strict=True):
        if onset < offset:
            yield Event(person, TRACK, code, _state(person, code), onset, offset, TRACK)


@cache
def _state(person: str, code: str) -> str:
    """Ask the codebook, like every other source of Sessions."""
    states = (rule.state(code) for rule in codebook().rules if rule.person == person)
    return next(state for state in states if state)


def _phases(dyad: Dyad, end: int) -> list[Phase]:
    phases = []
    onset = 0.0
    for stage in dyad.stages:
        offset = onset + stage.seconds
        if round(onset * 1000) < end:
            phases.append(Phase(stage.name, round(onset * 1000), min(round(offset * 1000), end)))
        onset = offset
    return phases


def _parameters(dyad: Dyad, how: dict[str, str]) -> dict[str, str]:
    """Return what differs from the start values, with units; a Session can be made again."""
    told = {"codebook": codebook().id, "simulated": "reattune dyad model", "dyad_name": dyad.name}
    for name, value in dyad.effective().values().items():
        known = PARAMETERS[name]
        if value != known.start:
            told[name] = f"{value:.12g} {known.unit}"
    return {**told, **how}
