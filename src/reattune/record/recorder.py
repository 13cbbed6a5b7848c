"""A Recorder builds a Session event by event: for a person at the screen, or a simulator."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import RecordError
from .codebook import Codebook
from .events import Event
from .people import Person, Track
from .provenance import stamp
from .session import Session


class Recorder:
    """Collects state changes and point events as they happen.

    It changes state because it stands beside something that goes on; :meth:`session` may be
    called at any time and gives what has happened so far.

    Parameters
    ----------
    name
        The session's name.
    people
        Who takes part.
    codebook
        The meaning of the codes; codes are looked up by track (the tier) and person (the subject).
    parameters
        What to keep in the provenance (scene, seed ...).
    """

    def __init__(
        self,
        name: str,
        *,
        people: Sequence[Person],
        codebook: Codebook,
        parameters: dict[str, str] | None = None,
    ) -> None:
        self._name = name
        self._people = tuple(people)
        self._codebook = codebook
        self._parameters = {"codebook": codebook.id, **(parameters or {})}
        self._open: dict[tuple[str, str], tuple[int, str, str]] = {}
        self._closed: list[Event] = []
        self._since: dict[tuple[str, str], int] = {}
        self._now = 0

    def change(self, person: str, track: str, code: str, *, at: int) -> None:
        """Say that a person's code on a track is this one from ``at`` ms on."""
        state = self._state(person, track, code)
        self._advance(at)
        key = (person, track)
        before = self._open.get(key)
        if before is not None and before[1] == code:
            return
        self._close(key, at)
        self._since.setdefault(key, at)
        self._open[key] = (at, code, state)

    def point(self, person: str, track: str, code: str, *, at: int) -> None:
        """Record an event without duration at ``at`` ms."""
        state = self._state(person, track, code)
        self._advance(at)
        self._since.setdefault((person, track), at)
        self._closed.append(Event(person, track, code, state, at, at, track))

    def session(self, *, at: int) -> Session:
        """Return all that has happened until ``at`` ms as a Session."""
        self._advance(at)
        going = [
            Event(person, track, code, state, onset, at, track)
            for (person, track), (onset, code, state) in self._open.items()
            if onset < at
        ]
        tracks = sorted(
            (
                Track(person, name, observed=((since, at),) if since < at else ())
                for (person, name), since in self._since.items()
            ),
            key=lambda track: (track.person, track.name),
        )
        order = {(track.person, track.name): index for index, track in enumerate(tracks)}
        events = sorted(
            [*self._closed, *going],
            key=lambda event: (event.onset, order[event.person, event.track], event.offset),
        )
        return Session.build(
            self._name,
            end=at,
            people=self._people,
            tracks=tracks,
            events=events,
            codebook=self._codebook,
            provenance=stamp(parameters=self._parameters, rows=len(events)),
        )

    def _close(self, key: tuple[str, str], at: int) -> None:
        before = self._open.pop(key, None)
        if before is not None and before[0] < at:
            onset, code, state = before
            self._closed.append(Event(*key, code, state, onset, at, key[1]))

    def _advance(self, at: int) -> None:
        if at < self._now:
            raise RecordError(
                path=self._name,
                where=f"at {at} ms",
                found=f"an event before the last one at {self._now} ms (R2)",
                expected="times that never run backwards",
                todo="Record events in the order in which they happen.",
            )
        self._now = at

    def _state(self, person: str, track: str, code: str) -> str:
        for rule in self._codebook.rules:
            ids = {known for known, _ in rule.people()}
            state = rule.state(code) if rule.track == track and person in ids else None
            if state:
                return state
        raise RecordError(
            path=self._name,
            where=f"{person}, {track}",
            found=f"the code {code!r} (R4)",
            expected=f"a code of the codebook {self._codebook.id!r}",
            todo="Add it to the codebook.",
        )
