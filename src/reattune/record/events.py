"""The coded events of a Session: columns of numbers with their vocabularies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Event(NamedTuple):
    """One coded event.

    Parameters
    ----------
    person, track
        Who, and on which channel (engagement, affect, gaze, voice ...).
    code, state
        The label in the file, and what the codebook makes of it (``""`` when unmapped).
    onset, offset
        Integer milliseconds, half-open; equal for a point event.
    tier
        The tier or column of the file, verbatim.
    """

    person: str
    track: str
    code: str
    state: str
    onset: int
    offset: int
    tier: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """Columns of n events, sorted by (onset, person, track).

    Parameters
    ----------
    onset, offset
        ``int32[n]``, milliseconds.
    track
        ``int16[n]``, index into the Session's tracks (person and channel).
    code, state, tier
        ``int32[n]``, indices into ``codes``, ``states``, ``tiers``.
    """

    onset: NDArray[np.int32]
    offset: NDArray[np.int32]
    track: NDArray[np.int16]
    code: NDArray[np.int32]
    state: NDArray[np.int32]
    tier: NDArray[np.int32]
    tracks: tuple[tuple[str, str], ...]
    codes: tuple[str, ...]
    states: tuple[str, ...]
    tiers: tuple[str, ...]

    @classmethod
    def build(cls, events: Iterable[Event], tracks: tuple[tuple[str, str], ...]) -> Events:
        """Make the columns; the order of the events is kept."""
        rows = list(events)
        number = {pair: index for index, pair in enumerate(tracks)}
        codes, code = _encode([row.code for row in rows])
        states, state = _encode([row.state for row in rows])
        tiers, tier = _encode([row.tier for row in rows])
        return cls(
            onset=_frozen(np.array([row.onset for row in rows], dtype=np.int32)),
            offset=_frozen(np.array([row.offset for row in rows], dtype=np.int32)),
            track=_frozen(np.array([number[row[0], row[1]] for row in rows], dtype=np.int16)),
            code=code,
            state=state,
            tier=tier,
            tracks=tracks,
            codes=codes,
            states=states,
            tiers=tiers,
        )

    def __len__(self) -> int:
        return len(self.onset)

    def __iter__(self) -> Iterator[Event]:
        columns = (
            self.track.tolist(),
            self.code.tolist(),
            self.state.tolist(),
            self.onset.tolist(),
            self.offset.tolist(),
            self.tier.tolist(),
        )
        for track, code, state, onset, offset, tier in zip(*columns, strict=True):
            person, name = self.tracks[track]
            yield Event(
                person, name, self.codes[code], self.states[state], onset, offset, self.tiers[tier]
            )

    def __eq__(self, other: object) -> bool:
        """Two tables are equal when the same events stand in the same order."""
        if not isinstance(other, Events):
            return NotImplemented
        return self.tracks == other.tracks and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def of(self, person: str, track: str) -> list[Event]:
        """Return the events of one person on one track, in order."""
        try:
            wanted = self.tracks.index((person, track))
        except ValueError:
            return []
        chosen = np.flatnonzero(self.track == wanted)
        return [
            Event(
                person,
                track,
                self.codes[self.code[i]],
                self.states[self.state[i]],
                int(self.onset[i]),
                int(self.offset[i]),
                self.tiers[self.tier[i]],
            )
            for i in chosen
        ]


def _encode(labels: list[str]) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    vocabulary: dict[str, int] = {}
    indices = [vocabulary.setdefault(label, len(vocabulary)) for label in labels]
    return tuple(vocabulary), _frozen(np.array(indices, dtype=np.int32))


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    array.setflags(write=False)
    return array
