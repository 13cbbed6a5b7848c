"""Time bins and the course of a measure within a phase.

A bin takes the coded time that lies in it, and the ruptures that begin in it: a rupture is never
cut at a bin's bound, so its latency is that of the whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..episodes import Episode, Episodes, Joint
from ..errors import DefinitionError
from ..record import Session
from .catalogue import CATALOGUE
from .designs import mean_over_dyads
from .estimates import Estimate
from .tally import restrict

Stretch = tuple[int, tuple[tuple[int, int, int, int], ...]]
_FEWEST_BINS = 3


@dataclass(frozen=True, slots=True)
class Bin:
    """A piece of a phase, in ms from the phase's own onset."""

    phase: str
    onset: int
    offset: int

    def __str__(self) -> str:
        """Print phase and bounds: ``play 0:30-1:00``."""
        span = f"{_clock(self.onset)}-{_clock(self.offset)}"
        return f"{self.phase} {span}" if self.phase else span


def without_phases(episodes: Episodes, names: Iterable[str]) -> Episodes:
    """Leave phases out: their coded time and the ruptures that begin in them.

    Raises
    ------
    DefinitionError
        When no session has such a phase.
    """
    dropped = set(names)
    strange = sorted(dropped - set(episodes.phases()))
    if strange:
        raise DefinitionError(
            path="phases",
            where="",
            found=f"no phase {', '.join(strange)}",
            expected=f"one of {', '.join(episodes.phases()) or 'no phase at all'}",
            todo="Check the names of the phases.",
        )
    readings = tuple(
        replace(
            reading,
            phases=tuple("" if name in dropped else name for name in reading.phases),
            stretches=tuple(s for s in reading.stretches if reading.phases[s[0]] not in dropped),
        )
        for reading in episodes.readings
    )
    rows = tuple(row for row in episodes if row.phase not in dropped)
    return Episodes(episodes.definition, rows, readings)


def time_bins(
    episodes: Episodes, *, seconds: float, sessions: Iterable[Session] = ()
) -> tuple[Episodes, tuple[Bin, ...]]:
    """Cut the phases of every session into bins; return the episodes by bin, and the bins.

    The bins are the phases of what is returned, so ``measure(binned, by_phase=True)`` gives any
    measure by bin. Bins are counted from the onset of the phase (of the session, outside phases);
    the last bin of a phase may be shorter.

    Parameters
    ----------
    episodes
        Of one session or several.
    seconds
        Length of a bin.
    sessions
        The Sessions, for the onsets of their phases; without them a phase begins where its coded
        time does.

    Raises
    ------
    DefinitionError
        When the length is not positive.
    """
    step = round(seconds * 1000)
    if step <= 0:
        raise DefinitionError(
            path="time bins",
            where="",
            found=f"{seconds:g} s",
            expected="a positive number of seconds",
            todo="Name the length of a bin, e.g. 30s.",
        )
    onsets = {s.name: _onsets_of(s) for s in sessions}
    bins: dict[Bin, None] = {}
    readings, rows = [], []
    for reading in episodes.readings:
        made, mine = _binned(reading, step, onsets.get(reading.session, {}))
        readings.append(made)
        bins.update(dict.fromkeys(mine))
        starts = _origins(reading, onsets.get(reading.session, {}))
        rows += [
            _in_bin(row, step, _begun(starts[row.phase], row.onset))
            for row in episodes.of(session=reading.session)
        ]
    order = {name: place for place, name in enumerate(episodes.phases())}
    ordered = sorted(bins, key=lambda b: (order.get(b.phase, len(order)), b.onset))
    return Episodes(episodes.definition, tuple(rows), tuple(readings)), tuple(ordered)


def _onsets_of(session: Session) -> dict[str, tuple[int, ...]]:
    """Return when each phase begins; one that comes again begins again."""
    found: dict[str, list[int]] = {}
    for phase in session.phases:
        found.setdefault(phase.name, []).append(phase.onset)
    return {name: tuple(sorted(times)) for name, times in found.items()}


def _origins(reading: Joint, onsets: Mapping[str, Sequence[int]]) -> dict[str, Sequence[int]]:
    found: dict[str, Sequence[int]] = {}
    for index, stretch in reading.stretches:
        name = reading.phases[index]
        if name and stretch:
            found.setdefault(name, onsets.get(name, (stretch[0][0],)))
    return {"": (0,), **found}


def _begun(starts: Sequence[int], time: int) -> int:
    """Return when the phase that is on at a time has begun."""
    return starts[max(bisect_right(starts, time) - 1, 0)]


def _in_bin(row: Episode, step: int, start: int) -> Episode:
    first = (row.onset - start) // step * step
    return row._replace(phase=str(Bin(row.phase, first, first + step)))


def _binned(
    reading: Joint, step: int, onsets: Mapping[str, Sequence[int]]
) -> tuple[Joint, list[Bin]]:
    origins = _origins(reading, onsets)
    bins: dict[Bin, int] = {}
    stretches: list[Stretch] = []
    for index, stretch in reading.stretches:
        name = reading.phases[index]
        start = _begun(origins[name], stretch[0][0]) if stretch else 0
        for first, piece in _pieces(stretch, step, start):
            place = bins.setdefault(Bin(name, first, first + step), len(bins))
            stretches.append((place, piece))
    names = (*(str(b) for b in bins), "")
    return replace(reading, phases=names, stretches=tuple(stretches)), list(bins)


def _pieces(
    stretch: Sequence[tuple[int, int, int, int]], step: int, start: int
) -> Iterator[tuple[int, tuple[tuple[int, int, int, int], ...]]]:
    """Cut a stretch at the bounds of bins; yield each bin's onset and its part."""
    if not stretch:
        return
    low, high = stretch[0][0], stretch[-1][1]
    first = (low - start) // step
    last = max(first, -((start - high) // step) - 1)
    edges = [start + k * step for k in range(first, last + 2)]
    parts: dict[int, list[tuple[int, int, int, int]]] = {}
    for a, b, child, other in stretch:
        place = min(bisect_right(edges, a) - 1, len(edges) - 2)
        at = a
        while True:
            until = min(b, edges[place + 1])
            parts.setdefault(place, []).append((at, until, child, other))
            if until == b:
                break
            at, place = until, place + 1
    for place, rows in sorted(parts.items()):
        yield edges[place] - start, tuple(rows)


@dataclass(frozen=True, slots=True)
class Course:
    """A measure in the bins of one phase.

    Parameters
    ----------
    phase
        The phase.
    minutes
        Middle of each bin, from the onset of the phase.
    rows
        The mean over dyads in each bin, with interval and n.
    slope
        Change per minute.
    """

    phase: str
    minutes: tuple[float, ...]
    rows: tuple[Estimate, ...]
    slope: Estimate


def time_course(
    episodes: Episodes,
    word: str,
    *,
    seconds: float,
    sessions: Iterable[Session] = (),
) -> tuple[Course, ...]:
    """Follow a measure through each phase in bins, and give its slope per minute.

    Each dyad's slope is the least-squares slope of its bins on their middles, weighted by their
    coded time (3 bins at least); the slope is the mean over dyads with Student's interval, so that
    n is the number of dyads, not of bins.

    Parameters
    ----------
    episodes
        Of one session or several.
    word
        The measure, from the catalogue.
    seconds
        Length of a bin.
    sessions
        The Sessions: they name the dyads and the onsets of phases.

    References
    ----------
    Matthews et al. 1990, 10.1136/bmj.300.6719.230 (a slope for each unit, then their mean).
    """
    several = list(sessions)
    dyads = {s.name: s.covariates.get("dyad") or s.name for s in several}
    binned, bins = time_bins(episodes, seconds=seconds, sessions=several)
    cells: dict[str, list[tuple[Bin, float, float]]] = {}
    for reading in binned.readings:
        part = restrict(binned, session=reading.session)
        for each in bins:
            if coded := reading.coded(str(each)):
                row = _value(restrict(part, phase=str(each)), word)
                name = dyads.get(reading.session, reading.session)
                if row.value is not None:
                    cells.setdefault(name, []).append((each, row.value, coded))
    blank = replace(_value(restrict(binned, session=""), word), reason="", censored=None)
    blank = replace(blank, unit=CATALOGUE[word].unit, of="", method="")
    return tuple(
        _course(blank, [b for b in bins if b.phase == phase], cells)
        for phase in dict.fromkeys(b.phase for b in bins)
    )


def _value(episodes: Episodes, word: str) -> Estimate:
    made = CATALOGUE[word].function(episodes)
    return made if isinstance(made, Estimate) else made[0]


def _course(
    blank: Estimate, bins: list[Bin], cells: Mapping[str, list[tuple[Bin, float, float]]]
) -> Course:
    rows = []
    for each in bins:
        values = [v for mine in cells.values() for b, v, _ in mine if b == each]
        rows.append(mean_over_dyads(values, replace(blank, of=str(each), phase=each.phase)))
    found = [_slope([cell for cell in mine if cell[0] in bins]) for mine in cells.values()]
    slopes = [each for each in found if each is not None]
    row = replace(
        blank,
        measure="time_slope",
        of=blank.measure,
        unit=f"{blank.unit} per min",
        phase=bins[0].phase,
    )
    slope = mean_over_dyads(slopes, row)
    if not slopes:
        slope = replace(slope, reason=f"no dyad has {_FEWEST_BINS} bins with a value")
    minutes = tuple((b.onset + b.offset) / 2 / 60_000 for b in bins)
    return Course(bins[0].phase, minutes, tuple(rows), slope)


def _slope(cells: Sequence[tuple[Bin, float, float]]) -> float | None:
    if len({cell[0] for cell in cells}) < _FEWEST_BINS:
        return None
    x = np.array([(b.onset + b.offset) / 2 / 60_000 for b, _, _ in cells])
    y = np.array([v for _, v, _ in cells])
    w = np.array([c for _, _, c in cells])
    middle = float(np.sum(w * x) / w.sum())
    return float(np.sum(w * (x - middle) * y) / np.sum(w * (x - middle) ** 2))


def _clock(ms: int) -> str:
    minutes, rest = divmod(ms, 60_000)
    seconds = f"{rest / 1000:06.3f}".rstrip("0").rstrip(".")
    return f"{minutes}:{seconds}"
