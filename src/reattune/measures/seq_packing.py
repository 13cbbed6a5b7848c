"""Cards for the permutation kernels: packed codes, cut to a slice of sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..kernels.lags import Codes
from .sequences import Coded

Cards = Callable[[int, int], tuple[NDArray[Any], ...]]
"""Makes the cards of sessions ``first`` to ``last`` (excluded)."""


def code_cards(coded: Coded) -> Cards:
    """Return the cards of a shuffle: one line of codes."""
    codes = coded.given.astype(np.int32)
    starts, sessions, stretches = _bounds(coded)

    def cards(first: int, last: int) -> tuple[NDArray[Any], ...]:
        line = codes[sessions[first] : sessions[last]]
        return (line, *_cut(starts, sessions, stretches, slice(first, last)))

    return cards


def stream_cards(coded: Coded) -> Cards:
    """Return the cards of shifts and dyads: two lines of codes."""
    lines = [line.astype(np.int32) for line in (coded.given, coded.target)]
    starts, sessions, stretches = _bounds(coded)

    def cards(first: int, last: int) -> tuple[NDArray[Any], ...]:
        own = [line[sessions[first] : sessions[last]] for line in lines]
        return (*own, *_cut(starts, sessions, stretches, slice(first, last)))

    return cards


def bout_cards(coded: Coded) -> Cards:
    """Return the cards of swaps: the given line, and the bouts of the target line.

    A place of an event sequence is a bout of its own; a bout of a stream is what lasts until the
    state changes or the stretch ends.
    """
    codes = coded.given.astype(np.int32)
    states = coded.target if coded.states is None else coded.states
    starts, sessions, stretches = _bounds(coded)
    begins = np.zeros(len(states), dtype=np.bool_)
    begins[coded.starts[:-1]] = True
    fresh_place = begins.copy()
    if coded.step:
        begins[1:] |= states[1:] != states[:-1]
    else:
        begins[:] = True
    at = np.flatnonzero(begins)
    kinds = states[at].astype(np.int32)
    lengths = np.diff(np.append(at, len(states))).astype(np.int32)
    fresh = fresh_place[at]
    bout_at = np.searchsorted(at, sessions)

    def cards(first: int, last: int) -> tuple[NDArray[Any], ...]:
        line = codes[sessions[first] : sessions[last]]
        bouts = slice(bout_at[first], bout_at[last])
        cut = _cut(starts, sessions, stretches, slice(first, last))
        own = bout_at[first : last + 1] - bout_at[first]
        return (line, *cut, kinds[bouts], lengths[bouts], fresh[bouts], own.astype(np.int64))

    return cards


def _bounds(coded: Coded) -> tuple[Codes, Codes, Codes]:
    """Return stretch bounds within their session, and the bounds of the sessions in places and in
    those bounds (each session has one more bound than it has stretches).
    """  # noqa: D205
    sessions = len(coded.sessions)
    count = np.bincount(coded.owner, minlength=sessions)
    first_stretch = np.concatenate(([0], np.cumsum(count)))
    places = coded.starts[first_stretch]
    own = [
        coded.starts[first_stretch[s] : first_stretch[s + 1] + 1] - places[s]
        for s in range(sessions)
    ]
    starts = np.concatenate(own) if own else np.zeros(0, dtype=np.int64)
    at = np.concatenate(([0], np.cumsum(count + 1)))
    return starts.astype(np.int64), places.astype(np.int64), at.astype(np.int64)


def _cut(
    starts: Codes, sessions: Codes, stretches: Codes, chosen: slice
) -> tuple[Codes, Codes, Codes]:
    first, last = chosen.start, chosen.stop
    return (
        starts[stretches[first] : stretches[last]],
        sessions[first : last + 1] - sessions[first],
        stretches[first : last + 1] - stretches[first],
    )
