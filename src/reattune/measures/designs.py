"""Designs: one value of any measure for each dyad and phase (or condition), and its contrasts.

Still-face (play, still-face, reunion), before and after, conditions: the level is a phase of the
Sessions or one of their covariates; the dyad is the covariate ``dyad``, or the Session itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import sqrt

import numpy as np

from ..episodes import Episodes
from ..errors import DefinitionError
from ..record import Session
from .catalogue import CATALOGUE
from .contrasts import ONE, carry_over, paired_contrast
from .estimates import Estimate
from .t_distributions import t_quantile
from .tally import restrict

PHASE = "phase"


@dataclass(frozen=True, slots=True)
class DesignValues:
    """One value of a measure for each dyad and level.

    Parameters
    ----------
    blank
        Name, unit and definition of the measure, without a value.
    levels
        In order: phases as they first occur, levels of a covariate by name.
    values
        By dyad and level; a level that could not be measured is not there.
    missing
        How many dyads have a level without a value, and why, in words.
    in_time
        Whether the levels follow each other in time, as phases do.
    """

    blank: Estimate
    levels: tuple[str, ...]
    values: Mapping[str, Mapping[str, float]]
    missing: Mapping[str, int]
    in_time: bool = True


def design_values(
    episodes: Episodes,
    word: str,
    *,
    by: str = PHASE,
    sessions: Iterable[Session] = (),
) -> DesignValues:
    """Take one measure for each dyad and level.

    Parameters
    ----------
    episodes
        Of all sessions.
    word
        The measure, from the catalogue; its main row is taken.
    by
        ``phase``, or a covariate of the Sessions (``condition``, ``wave``).
    sessions
        The Sessions: they name dyads and conditions. Without them each session is a dyad.

    Raises
    ------
    DefinitionError
        When there is no such measure, or no session has such a covariate.
    """
    if word not in CATALOGUE:
        raise DefinitionError(
            path="design",
            where="",
            found=f"no measure {word}",
            expected=f"one of {', '.join(CATALOGUE)}",
            todo="Check the word.",
        )
    told = {session.name: session.covariates for session in sessions}
    cells = _cells(episodes, by, told)
    values: dict[str, dict[str, float]] = {}
    missing: dict[str, int] = {}
    for (dyad, level), part in cells.items():
        row = _main(part, word)
        if row.value is None:
            missing[f"{level}: {row.reason}"] = missing.get(f"{level}: {row.reason}", 0) + 1
        else:
            values.setdefault(dyad, {})[level] = row.value
    blank = replace(_main(restrict(episodes, session=""), word), value=None, low=None, high=None)
    blank = replace(blank, reason="", censored=None, unit=CATALOGUE[word].unit, method="", of="")
    levels = dict.fromkeys(level for _, level in cells)
    ordered = tuple(levels) if by == PHASE else tuple(sorted(levels))
    return DesignValues(blank, ordered, values, missing, in_time=by == PHASE)


def _main(episodes: Episodes, word: str) -> Estimate:
    made = CATALOGUE[word].function(episodes)
    return made if isinstance(made, Estimate) else made[0]


def _cells(
    episodes: Episodes, by: str, told: Mapping[str, Mapping[str, str]]
) -> dict[tuple[str, str], Episodes]:
    """Return the episodes of each dyad and level."""
    names: dict[tuple[str, str], list[str]] = {}
    for reading in episodes.readings:
        dyad = told.get(reading.session, {}).get("dyad") or reading.session
        if by == PHASE:
            levels = [phase for phase in reading.phases if phase and reading.coded(phase)]
        else:
            levels = [told.get(reading.session, {}).get(by, "")]
        for level in levels:
            if level:
                names.setdefault((dyad, level), []).append(reading.session)
    if not names:
        raise DefinitionError(
            path="design",
            where="",
            found=f"no {by} in {len(episodes.readings)} sessions",
            expected="phases with coded time, or a covariate of the sessions",
            todo="Name phases in the codebook ([[phase]]), or covariates in the manifest.",
        )
    phase = by == PHASE
    return {
        (dyad, level): _some(episodes, set(mine), level if phase else None)
        for (dyad, level), mine in names.items()
    }


def _some(episodes: Episodes, names: set[str], phase: str | None) -> Episodes:
    readings = tuple(r for r in episodes.readings if r.session in names)
    rows = tuple(row for row in episodes if row.session in names)
    return restrict(Episodes(episodes.definition, rows, readings), phase=phase)


def design_rows(found: DesignValues) -> tuple[Estimate, ...]:
    """Return the mean over dyads at each level, and every contrast of neighbours and of the ends.

    With exactly three phases in order (play, still-face, reunion) also the carry-over of the second
    into the third. One dyad gives values without intervals, and the reason.
    """
    rows = [_level_row(found, level) for level in found.levels]
    for first, second in _compared(found.levels):
        rows += paired_contrast(found.values, first, second, blank=found.blank)
    if found.in_time and len(found.levels) == len(("before", "during", "after")):
        before, during, after = found.levels
        rows += carry_over(
            found.values, before=before, during=during, after=after, blank=found.blank
        )
    return tuple(rows)


def _compared(levels: Sequence[str]) -> list[tuple[str, str]]:
    neighbours = list(pairwise(levels))
    ends = (levels[0], levels[-1]) if len(levels) > 2 else None
    return [*neighbours, ends] if ends else neighbours


def _level_row(found: DesignValues, level: str) -> Estimate:
    values = [row[level] for row in found.values.values() if level in row]
    left = [f"{n} dyads, {why}" for why, n in found.missing.items() if why.startswith(f"{level}:")]
    of = f"mean of dyads, {level}" + (f" (without {'; '.join(left)})" if left else "")
    return mean_over_dyads(values, replace(found.blank, of=of, phase=level))


def mean_over_dyads(values: Sequence[float], blank: Estimate) -> Estimate:
    """Return the mean of one value a dyad with Student's interval, or without one and why."""
    n = len(values)
    row = replace(blank, n=n)
    if not n:
        return replace(row, reason="no dyad has a value")
    mean = float(np.mean(values))
    if n == 1:
        return replace(row, value=mean, method=f"no interval: {ONE}")
    half = t_quantile(0.975, n - 1) * float(np.std(values, ddof=1)) / sqrt(n)
    return replace(row, value=mean, low=mean - half, high=mean + half, method=f"t over {n} dyads")


def values_of(
    rows: Iterable[Estimate], *, dyads: Mapping[str, str] | None = None
) -> dict[str, dict[str, float]]:
    """Gather Estimates of any one measure by dyad and phase, for :func:`paired_contrast`.

    Parameters
    ----------
    rows
        Each with its session and phase; those without a value are no value.
    dyads
        Dyad of each session; the session itself if not given.
    """
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        if row.value is not None and row.phase:
            name = (dyads or {}).get(row.session, row.session)
            found.setdefault(name, {})[row.phase] = row.value
    return found
