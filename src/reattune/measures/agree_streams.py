"""What two coders said of the same person and channel at the same time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..record import MISSING, Session, Spans, Track, difference, intersection, union

By = Literal["state", "code"]
Codes = NDArray[np.int64]

NO_CODE = "(no code)"
"""Stands where one coder coded something and the other, who could have, nothing."""


class Bout(NamedTuple):
    """One coded stretch of one coder, times in ms."""

    onset: int
    offset: int
    code: str


class Disagreement(NamedTuple):
    """A stretch in which two coders say different things, times in ms."""

    session: str
    person: str
    track: str
    onset: int
    offset: int
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One channel of one session as two coders saw it, over the time both could see.

    Parameters
    ----------
    session
        Name of the observation.
    person, track
        The channel.
    observed
        Where both observed and neither called it missing.
    first, second
        Their bouts that reach into that time, uncut.
    pieces
        ``(onset, offset, code, code)`` in order: where either coded something, cut to ``observed``.
    """

    session: str
    person: str
    track: str
    observed: Spans
    first: tuple[Bout, ...]
    second: tuple[Bout, ...]
    pieces: tuple[tuple[int, int, str, str], ...]

    def disagreements(self, *, near: int = 0) -> Iterator[Disagreement]:
        """Go through the stretches in which the two differ, then through the lone points.

        Parameters
        ----------
        near
            How far apart two points of one code may lie and still be the same, in ms.
        """
        where = self.session, self.person, self.track
        for onset, offset, one, other in self.pieces:
            if one != other:
                yield Disagreement(*where, onset, offset, one, other)
        mine, others = _lone_points(self.first, self.second, near)
        for bout in mine:
            yield Disagreement(*where, bout.onset, bout.offset, bout.code, NO_CODE)
        for bout in others:
            yield Disagreement(*where, bout.onset, bout.offset, NO_CODE, bout.code)

    @property
    def points_only(self) -> bool:
        """Whether what the two coded here has no length (besides one resting state)."""
        lasting = {code for piece in self.pieces for code in piece[2:]}
        points = any(bout.onset == bout.offset for bout in (*self.first, *self.second))
        return points and len(lasting) <= 1

    def codes(self) -> set[str]:
        """All codes that either used."""
        lasting = {code for piece in self.pieces for code in piece[2:]}
        return lasting | {bout.code for bout in (*self.first, *self.second)}


def _lone_points(
    first: Sequence[Bout], second: Sequence[Bout], near: int
) -> tuple[list[Bout], list[Bout]]:
    """Return the points of each that have no partner of the same code near them.

    Each takes the earliest free partner, in order of time.
    """
    mine, free = (
        [bout for bout in bouts if bout.onset == bout.offset] for bouts in (first, second)
    )
    lone = []
    for bout in mine:
        partner = next(
            (b for b in free if b.code == bout.code and abs(b.onset - bout.onset) <= near), None
        )
        if partner is None:
            lone.append(bout)
        else:
            free.remove(partner)
    return lone, free


def shared_channels(first: Session, second: Session) -> list[tuple[str, str]]:
    """Channels that both coded, by person and name."""
    others = {(track.person, track.name) for track in second.tracks}
    return [(t.person, t.name) for t in first.tracks if (t.person, t.name) in others]


def pair_of(
    first: Session, second: Session, channel: tuple[str, str], *, by: By = "state", name: str = ""
) -> Pair:
    """Lay two codings of one channel side by side.

    Parameters
    ----------
    first, second
        The same observation by two coders, their times from the same origin.
    channel
        Person and track; both sessions have it.
    by
        ``state``: what the codebook makes of the codes (two codes of one state do not differ);
        ``code``: the codes as they stand.
    name
        What to call the observation; by default as the first session.

    Notes
    -----
    Rest (``quiet``, ``apart`` ...) counts as a code where the codebook says what it is. Elsewhere
    observed time that only one coded stands as ``(no code)`` for the other, and time that neither
    coded is left out.
    """
    sides = [_side(session, channel, by) for session in (first, second)]
    observed = intersection(sides[0][1], sides[1][1])
    pieces = tuple(_crossed(sides[0][0], sides[1][0], observed))
    bouts = [_merged(rows) for rows, _ in sides]
    inside = [tuple(b for b in rows if _reaches(b, observed)) for rows in bouts]
    return Pair(name or first.name, *channel, observed, inside[0], inside[1], pieces)


def _side(session: Session, channel: tuple[str, str], by: By) -> tuple[list[Bout], Spans]:
    track: Track | None = session.track(*channel)
    if track is None:
        return [], ()
    events = session.events.of(*channel)
    gone = union((e.onset, e.offset) for e in events if e.state == MISSING)
    known = [e for e in events if e.state != MISSING]
    label = [(e.onset, e.offset, e.code if by == "code" else e.state) for e in known]
    rows = [Bout(*row) for row in label if row[2]]
    if track.rest:
        taken = union((onset, offset) for onset, offset, _ in label)
        rest = difference(difference(track.observed, taken), gone)
        rows += [Bout(onset, offset, track.rest) for onset, offset in rest]
    unknown = union((onset, offset) for onset, offset, code in label if not code)
    return sorted(rows), difference(difference(track.observed, gone), unknown)


def _merged(rows: Sequence[Bout]) -> list[Bout]:
    """Join bouts of one code that touch."""
    whole: list[Bout] = []
    for row in rows:
        last = whole[-1] if whole else None
        if last and last.code == row.code and last.onset < last.offset == row.onset < row.offset:
            whole[-1] = last._replace(offset=row.offset)
        else:
            whole.append(row)
    return whole


def _reaches(bout: Bout, observed: Spans) -> bool:
    """Say whether a bout lies in observed time with its middle."""
    middle = (bout.onset + bout.offset) / 2
    return any(onset <= middle <= offset for onset, offset in observed)


def _crossed(
    first: Sequence[Bout], second: Sequence[Bout], observed: Spans
) -> Iterator[tuple[int, int, str, str]]:
    """Cut both at each other's bounds; neighbours that are alike are joined."""
    bounds = sorted(
        {t for rows in (first, second) for bout in rows for t in bout[:2]}
        | {t for span in observed for t in span}
    )
    last: tuple[int, int, str, str] | None = None
    places = [0, 0]
    for onset, offset in pairwise(bounds):
        seen = any(a <= onset and offset <= b for a, b in _near(observed, onset))
        codes = [_code_at(rows, places, k, onset) for k, rows in enumerate((first, second))]
        if not seen or codes == [NO_CODE, NO_CODE]:
            continue
        if last and last[1] == onset and last[2:] == (codes[0], codes[1]):
            last = (last[0], offset, codes[0], codes[1])
            continue
        if last:
            yield last
        last = (onset, offset, codes[0], codes[1])
    if last:
        yield last


def _near(observed: Spans, at: int) -> Spans:
    """Find the stretch that holds a moment, if any."""
    low, high = 0, len(observed)
    while low < high:
        middle = (low + high) // 2
        if observed[middle][1] <= at:
            low = middle + 1
        else:
            high = middle
    return observed[low : low + 1]


def _code_at(rows: Sequence[Bout], places: list[int], side: int, at: int) -> str:
    """Code that lasts at a moment; moments only move on."""
    while places[side] < len(rows) and rows[places[side]].offset <= at:
        places[side] += 1
    here = rows[places[side]] if places[side] < len(rows) else None
    return here.code if here and here.onset <= at else NO_CODE


class Units(NamedTuple):
    """Codes unit by unit, in runs without a gap.

    Parameters
    ----------
    runs
        ``(start in ms, codes of the first, codes of the second)``, as numbers.
    """

    runs: tuple[tuple[int, Codes, Codes], ...]


def units_of(pair: Pair, codes: Sequence[str], *, step: int = 1000) -> Units:
    """Sample both coders in the middle of every unit of ``step`` ms of shared observed time.

    Units are laid from the start of each stretch; a last piece shorter than a unit is left out.
    """
    number = {code: k for k, code in enumerate(codes)}
    onsets = np.array([piece[0] for piece in pair.pieces], dtype=np.int64)
    offsets = np.array([piece[1] for piece in pair.pieces], dtype=np.int64)
    values = np.array([[number[p[2]], number[p[3]]] for p in pair.pieces]).reshape(-1, 2)
    runs: list[tuple[int, Codes, Codes]] = []
    for begin, end in pair.observed:
        starts = np.arange(begin, end - step + 1, step, dtype=np.int64)
        middles = starts + step // 2
        at = np.searchsorted(onsets, middles, side="right") - 1
        known = (at >= 0) & (offsets[at] > middles) if len(onsets) else np.zeros(len(at), bool)
        # A piece that nobody coded parts the runs: what lies beyond it is no neighbour.
        for part in np.split(np.arange(len(at)), np.flatnonzero(np.diff(known)) + 1):
            if len(part) and known[part[0]]:
                both = values[at[part]]
                runs.append((int(starts[part[0]]), both[:, 0], both[:, 1]))
    return Units(tuple(runs))


def tolerant(reference: Codes, other: Codes, reach: int) -> Codes:
    """Replace the other's code by the reference's wherever it has that code within ``reach`` units.

    One direction of the tolerance of Bakeman, Quera & Gnisci 2009: a unit agrees when the other
    coder has the reference's code in it or at most ``reach`` units away.
    """
    found = other.copy()
    size = len(other)
    for shift in range(1, min(reach, size - 1) + 1):
        for here, there in (
            (slice(shift, None), slice(0, size - shift)),
            (slice(0, size - shift), slice(shift, None)),
        ):
            hit = reference[here] == other[there]
            found[here][hit] = reference[here][hit]
    return found


def coded_at(
    session: Session, channel: tuple[str, str], moments: Sequence[int], *, by: By = "state"
) -> list[str]:
    """Return one coder's code at each of rising moments (ms); ``""`` where there can be none.

    Observed time without a code stands as ``(no code)``.
    """
    rows, observed = _side(session, channel, by)
    lasting = [row for row in rows if row.onset < row.offset]
    places = [0]
    return [
        _code_at(lasting, places, 0, at)
        if any(onset <= at < offset for onset, offset in _near(observed, at))
        else ""
        for at in moments
    ]
