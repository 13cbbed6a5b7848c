"""Sweeps over the shortest rupture that counts: how far the numbers hang on that choice.

A caregiver who repairs faster than the minimum gets no credit for it (left truncation), so a
single value is never the whole story.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..episodes import Episodes, read_joint
from .estimates import Estimate
from .latencies import repair_latency
from .ruptures import repair_proportion, rupture_count, rupture_rate

SECONDS = (0.2, 0.5, 1.0, 2.0, 3.0, 5.0)
"""Shortest ruptures that are tried, in s."""


@dataclass(frozen=True, slots=True)
class SweepRow:
    """What one minimum duration gives.

    Parameters
    ----------
    seconds
        The shortest rupture that counts, in s.
    rupture_count, rupture_rate, repair_proportion, repair_latency
        The measures of that name; not estimable where the value says nothing (``reason``).
    """

    seconds: float
    rupture_count: Estimate
    rupture_rate: Estimate
    repair_proportion: Estimate
    repair_latency: Estimate

    def estimates(self) -> tuple[Estimate, ...]:
        """Return the four, in this order."""
        return (
            self.rupture_count,
            self.rupture_rate,
            self.repair_proportion,
            self.repair_latency,
        )


def sweep(episodes: Episodes, *, seconds: Iterable[float] = SECONDS) -> tuple[SweepRow, ...]:
    """Find the ruptures again under several minimum durations, and measure each.

    Joint states do not depend on the minimum, so the sessions' readings are read again, not the
    files. A value below the step of a grid definition says nothing: no stretch is shorter. Neither
    does any value where every rupture opens at once, or where ruptures come from other
    definitions (late repairs).

    Parameters
    ----------
    episodes
        Under the definition whose minimum is varied.
    seconds
        The minimum durations, in s.
    """
    return tuple(_row(episodes, value) for value in seconds)


def _row(episodes: Episodes, seconds: float) -> SweepRow:
    definition = episodes.definition.with_min_duration(seconds)
    reason = _meaningless(episodes, seconds)
    found = episodes
    if not reason:
        rows = tuple(
            row for reading in episodes.readings for row in read_joint(reading, definition)
        )
        found = Episodes(definition, rows, episodes.readings)
    made = (
        measure(found)
        for measure in (rupture_count, rupture_rate, repair_proportion, repair_latency)
    )
    at = f"min_duration {seconds:g} s"
    labelled = [replace(row, of=f"{row.of}, {at}") for row in made]
    if reason:
        labelled = [
            replace(row, value=None, low=None, high=None, n=0, censored=None, reason=reason)
            for row in labelled
        ]
    return SweepRow(seconds, *labelled)


def _meaningless(episodes: Episodes, seconds: float) -> str:
    definition = episodes.definition
    if definition.late_after:
        return f"{definition.id} takes its ruptures from other definitions"
    if round(seconds * 1000) < definition.grid:
        return f"below the grid of {definition.grid / 1000:g} s on which states are compared"
    if definition.opens and all(clause.at_once for clause in definition.opens):
        return f"under {definition.id} every rupture opens at once, whatever its duration"
    return ""
