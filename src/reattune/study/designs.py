"""Phases, conditions and time bins: contrasts within dyads over many Sessions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..episodes import Definition, Episodes, find_episodes
from ..errors import DefinitionError
from ..measures import CATALOGUE, Estimate, Measures
from ..measures import measure as measure_episodes
from ..measures.designs import PHASE, design_rows, design_values
from ..measures.time_course import Course, time_bins, time_course, without_phases
from ..record import Session

WORDS = (
    "match_proportion",
    "mismatch_proportion",
    "rupture_rate",
    "repair_rate",
    "repair_proportion",
    "repair_latency",
    "response_latency",
)
"""Measures that are contrasted when none is named."""


def contrasts(
    sessions: Iterable[Session],
    definition: str | Definition,
    *,
    words: Sequence[str] = WORDS,
    by: str = PHASE,
    exclude: Iterable[str] = (),
    caregiver: str | None = None,
) -> Measures:
    """Compare phases or conditions within dyads, for several measures.

    Parameters
    ----------
    sessions
        With phases, or with covariates.
    definition
        What counts as rupture and repair.
    words
        Measures of the catalogue.
    by
        ``phase``, or a covariate of the Sessions.
    exclude
        Phases to leave out.
    caregiver
        Whom to take as the caregiver, where several could be.

    Raises
    ------
    DefinitionError
        For an unknown measure, phase or covariate.
    """
    several = list(sessions)
    episodes = excluding(find_episodes(several, definition, caregiver=caregiver), exclude)
    rows: list[Estimate] = []
    for word in words:
        rows += design_rows(design_values(episodes, word, by=by, sessions=several))
    return Measures(tuple(rows))


def binned(
    sessions: Iterable[Session],
    episodes: Episodes,
    *,
    seconds: float,
    words: Sequence[str] = (),
    exclude: Iterable[str] = (),
) -> tuple[Measures, tuple[Course, ...]]:
    """Take every measure by time bin (pooled over sessions), and the course of some over dyads.

    Parameters
    ----------
    sessions
        Those the episodes were found in.
    episodes
        Under one definition.
    seconds
        Length of a bin (``--bin 30s``).
    words
        Measures whose course over the bins is followed, with a slope per minute.
    exclude
        Phases to leave out.

    Raises
    ------
    DefinitionError
        When there is no such measure or phase, or the length is not positive.
    """
    several = list(sessions)
    for word in words:
        if word not in CATALOGUE:
            raise DefinitionError(
                path="time course",
                where="",
                found=f"no measure {word}",
                expected=f"one of {', '.join(CATALOGUE)}",
                todo="Check the word.",
            )
    kept = excluding(episodes, exclude)
    by_bin, bins = time_bins(kept, seconds=seconds, sessions=several)
    labels = {str(each) for each in bins}
    rows = [row for row in measure_episodes(by_bin, by_phase=True) if row.phase in labels]
    courses = tuple(
        course
        for word in words
        for course in time_course(kept, word, seconds=seconds, sessions=several)
    )
    rows += [course.slope for course in courses]
    return Measures(tuple(rows)), courses


def excluding(episodes: Episodes, phases: Iterable[str]) -> Episodes:
    """Leave phases out (``--exclude``), if any are named."""
    names = list(phases)
    return without_phases(episodes, names) if names else episodes


def bin_seconds(text: str) -> float:
    """Read the length of a bin: ``30s``, ``2min``, ``500ms``, ``30``.

    Raises
    ------
    DefinitionError
        When it is none.
    """
    found = text.strip().replace(" ", "")
    for unit, factor in (("ms", 0.001), ("min", 60.0), ("m", 60.0), ("s", 1.0), ("", 1.0)):
        number = found.removesuffix(unit)
        if found.endswith(unit) and number.replace(".", "", 1).isdigit() and float(number) > 0:
            return float(number) * factor
    raise DefinitionError(
        path="--bin",
        where="",
        found=repr(text),
        expected="a length of time, e.g. 30s, 2min or 500ms",
        todo="Write a number and its unit.",
    )
