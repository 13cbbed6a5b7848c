"""The catalogue: every measure with its word, unit, meaning and source; and all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..episodes import Episodes
from ..errors import DefinitionError
from . import conditions, latencies, matching, ruptures
from .estimates import Estimate
from .tally import restrict, tally

if TYPE_CHECKING:
    import polars as pl

_COLUMNS = (
    "measure",
    "of",
    "value",
    "low",
    "high",
    "unit",
    "n",
    "censored",
    "definition",
    "phase",
    "session",
    "method",
    "reason",
)
_TRONICK = "Tronick & Cohn 1989, 10.2307/1131074"
_KAPLAN = "Kaplan & Meier 1958, 10.1080/01621459.1958.10501452"
_BELL = "Bell & Ainsworth 1972, 10.2307/1127506"


@dataclass(frozen=True, slots=True)
class Measure:
    """One entry of the catalogue.

    Parameters
    ----------
    word
        The measure's one word: function, column, report anchor and heading.
    function
        Computes it from Episodes: one Estimate, or several with the main one first.
    title, unit, meaning
        What people call it, its unit, and one plain line.
    source
        Author, year and DOI where there is one; ``""`` for plain counts.
    """

    word: str
    function: Callable[[Episodes], Estimate | tuple[Estimate, ...]]
    title: str
    unit: str
    meaning: str
    source: str = ""


_ENTRIES = (
    Measure(
        "coded_time",
        matching.coded_time,
        "Coded time",
        "s",
        "Time in which the states of both are known: the denominator of every share.",
    ),
    Measure(
        "match_proportion",
        matching.match_proportion,
        "Matching",
        "share",
        "Share of coded time in which the two are matched.",
        _TRONICK,
    ),
    Measure(
        "mismatch_proportion",
        matching.mismatch_proportion,
        "Mismatching",
        "share",
        "Share of coded time in which the two take part and are not matched.",
        _TRONICK,
    ),
    Measure(
        "neither_proportion",
        matching.neither_proportion,
        "Neither",
        "share",
        "Share of coded time in states that the definition leaves out.",
    ),
    Measure(
        "match_chance",
        matching.match_chance,
        "Matching by chance",
        "share",
        "Share of time matched that chance alone would give.",
        "Moulder et al. 2018, 10.1037/met0000172",
    ),
    Measure(
        "rupture_count",
        ruptures.rupture_count,
        "Ruptures",
        "count",
        "How many ruptures were found.",
    ),
    Measure(
        "rupture_rate",
        ruptures.rupture_rate,
        "Ruptures per minute",
        "per min",
        "Ruptures per minute of coded time.",
        "Rothman & Boice 1979 (interval)",
    ),
    Measure(
        "rupture_time",
        ruptures.rupture_time,
        "Time in rupture",
        "s",
        "Coded time from the onset of each rupture to its end.",
    ),
    Measure(
        "mismatch_duration",
        ruptures.mismatch_duration,
        "Mean duration of mismatches",
        "s",
        "Time in mismatch over the number of mismatches that were seen to end.",
        "Hu, Li & McElwain 2025",
    ),
    Measure(
        "outcomes",
        ruptures.outcomes,
        "Outcomes",
        "count",
        "How many ruptures ended in each way.",
    ),
    Measure(
        "who_opens",
        ruptures.who_opens,
        "Who opens",
        "share",
        "Shares of ruptures opened by caregiver, child, both or unknown.",
    ),
    Measure(
        "attempts",
        ruptures.attempts,
        "Attempts",
        "per rupture",
        "Mean number of caregiver answers to a rupture, failed ones included.",
    ),
    Measure(
        "repair_rate",
        ruptures.repair_rate,
        "Reparations per minute",
        "per min",
        "Repaired ruptures per minute of coded time.",
        "Montirosso et al. 2010; " + _TRONICK,
    ),
    Measure(
        "repair_proportion",
        ruptures.repair_proportion,
        "Share repaired",
        "share",
        "Share repaired of the ruptures that were followed to their end.",
        "Wilson 1927, 10.1080/01621459.1927.10502953 (interval)",
    ),
    Measure(
        "who_repairs",
        ruptures.who_repairs,
        "Who repairs",
        "share",
        "Shares of repairs by caregiver, child, both or unknown.",
        "Lunkenheimer et al. 2019",
    ),
    Measure(
        "repair_latency",
        latencies.repair_latency,
        "Time to repair",
        "s",
        "Median time from onset to repair; what was not repaired is censored.",
        _KAPLAN,
    ),
    Measure(
        "repair_probability",
        latencies.repair_probability,
        "Repaired within",
        "share",
        "Probability that a rupture is repaired within so many seconds, other ends censored.",
        "Kemp et al. 2016",
    ),
    Measure(
        "repair_incidence",
        latencies.repair_incidence,
        "Repaired by a time, and by whom",
        "share",
        "Share of all ruptures repaired by a time, other ends competing.",
        "Aalen & Johansen 1978, https://www.jstor.org/stable/4615704",
    ),
    Measure(
        "response_latency",
        latencies.response_latency,
        "Time to the first answer",
        "s",
        "Median time from onset to the caregiver's first answer; unanswered ones are censored.",
        _BELL,
    ),
    Measure(
        "response_probability",
        latencies.response_probability,
        "Answered within",
        "share",
        "Probability that the caregiver answers within so many seconds.",
        _BELL,
    ),
    Measure(
        "response_proportion",
        latencies.response_proportion,
        "Share answered",
        "share",
        "Share answered at all, however late.",
        _BELL,
    ),
    Measure(
        "positive_time",
        conditions.positive_time,
        "Positive time",
        "s",
        "Time in which both are attuned and at least one is positive.",
    ),
    Measure(
        "positive_moments",
        conditions.positive_moments,
        "Positive moments",
        "count",
        "Stretches of positive time of a second or more.",
    ),
    Measure(
        "positive_log_ratio",
        conditions.positive_log_ratio,
        "Positive against rupture",
        "log ratio",
        "Log of positive over rupture, in time and in moments; 0 means as much of each.",
    ),
)

CATALOGUE: dict[str, Measure] = {entry.word: entry for entry in _ENTRIES}
"""Every measure by its word, in the order of the reports."""


@dataclass(frozen=True, slots=True)
class Measures:
    """All measures of some episodes, in the order of the catalogue.

    ``measures["repair_latency"]`` is the main Estimate of a word: over everything, first of its
    rows.

    Parameters
    ----------
    rows
        One Estimate for each number.
    """

    rows: tuple[Estimate, ...]

    def __iter__(self) -> Iterator[Estimate]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, word: object) -> bool:
        return any(row.measure == word for row in self.rows)

    def __getitem__(self, word: str) -> Estimate:
        return self.select(word)[0]

    def select(
        self, word: str, *, of: str | None = None, phase: str = "", session: str | None = None
    ) -> tuple[Estimate, ...]:
        """Return the rows of one measure, the main one first.

        Parameters
        ----------
        word
            Its word in the catalogue.
        of
            Keep only rows of this restriction, e.g. ``within 5 s`` (any row whose ``of`` holds it).
        phase, session
            Of this phase (all phases together by default), of this session.

        Raises
        ------
        DefinitionError
            When there is no such row.
        """
        found = tuple(
            row
            for row in self.rows
            if row.measure == word
            and (of is None or of in row.of)
            and row.phase == phase
            and (session is None or row.session == session)
        )
        if not found:
            asked = [word, of, phase, session]
            raise DefinitionError(
                path="measures",
                where="",
                found=f"no measure {', '.join(part for part in asked if part)}",
                expected=f"one of {', '.join(CATALOGUE)}, and a phase or session that was measured",
                todo="Check the word; phases and sessions apart need by_phase and by_session.",
            )
        return found

    def to_frame(self) -> pl.DataFrame:
        """Return one tidy row a number as a Polars table; no value is null, with its reason."""
        import polars as pl

        numbers: dict[str, Any] = dict.fromkeys(("value", "low", "high"), pl.Float64)
        schema = dict.fromkeys(_COLUMNS, pl.String) | numbers
        schema |= {"n": pl.Int64, "censored": pl.Int64}
        columns = {name: [getattr(row, name) for row in self.rows] for name in _COLUMNS}
        return pl.DataFrame(columns, schema=schema)


def measure(episodes: Episodes, *, by_phase: bool = False, by_session: bool = False) -> Measures:
    """Compute every measure of the catalogue over one session or several.

    Main numbers are pooled over the sessions, with intervals that allow for likeness within a
    session. Measures that the definition or the sessions do not allow are there too, with the
    reason.

    Parameters
    ----------
    episodes
        Ruptures and joint states, as :func:`reattune.episodes.find_episodes` gives them.
    by_phase
        Give everything for each named phase, too. Coded time outside all phases counts in the
        main numbers only.
    by_session
        Give everything for each session, too (where there are several).

    Raises
    ------
    RecordError
        When two sessions bear the same name.
    """
    only = episodes.readings[0].session if len(episodes.readings) == 1 else ""
    rows = _labelled(episodes, session=only)
    for phase in episodes.phases() if by_phase else ():
        rows += _labelled(restrict(episodes, phase=phase), phase=phase, session=only)
    for reading in episodes.readings if by_session and not only else ():
        part = restrict(episodes, session=reading.session)
        rows += _labelled(part, session=reading.session)
        for phase in part.phases() if by_phase else ():
            inner = restrict(part, phase=phase)
            rows += _labelled(inner, phase=phase, session=reading.session)
    return Measures(tuple(rows))


def _labelled(episodes: Episodes, *, phase: str = "", session: str = "") -> list[Estimate]:
    return [replace(row, phase=phase, session=session) for row in _rows(episodes)]


def _rows(episodes: Episodes) -> tuple[Estimate, ...]:
    """Compute every row; sums and draws are shared by all that need them."""
    sums = tally(episodes)
    return (
        *matching.coded_rows(episodes, sums),
        *matching.match_rows(episodes, sums),
        *ruptures.rupture_rows(episodes, sums),
        *ruptures.repair_rows(episodes, sums),
        *latencies.repair_time_rows(episodes),
        *latencies.response_rows(episodes),
        *conditions.positive_rows(episodes, sums),
    )
