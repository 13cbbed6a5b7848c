"""Rows of the page's tables: text only, in the order in which they are read."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from ..episodes import Episode
from ..measures import CATALOGUE
from .apa import ApaTable
from .apa_descriptives import descriptive_tables
from .apa_measures import measures_table, phases_measured
from .content import Report
from .figures.marks import GLYPHS, WORDS
from .numbers import Shown, clock, clock_tenths, seconds, shown
from .summary import observed_time

MOST_EPISODES = 500
"""Rows of a table of episodes; the rest is in episodes.csv."""


class EpisodeRow(NamedTuple):
    """One rupture, in words."""

    number: int
    session: str
    phase: str
    onset: str
    opened_by: str
    answers: str
    outcome: str
    glyph: str
    ended: str
    lasted: str


class SessionRow(NamedTuple):
    """One session among several."""

    name: str
    events: str
    observed: str
    uncodable: str
    ruptures: str
    repaired: str
    findings: int


class MeasureTables(NamedTuple):
    """The numbered tables of a page: all measures, over sessions, and by phase."""

    measures: ApaTable
    descriptives: list[ApaTable]
    phases: list[tuple[str, ApaTable]]


def numbered_tables(report: Report) -> MeasureTables | None:
    """Make the tables of measures, numbered in the order in which they stand on the page."""
    if not report.episodes:
        return None
    described = descriptive_tables(report, 2)
    first = 2 + len(described)
    phases = [
        (name, measures_table(report, number, phase=name))
        for number, name in enumerate(phases_measured(report), start=first)
    ]
    return MeasureTables(measures_table(report, 1), described, phases)


def episode_rows(report: Report, index: int) -> list[EpisodeRow]:
    """Describe the first ruptures of one definition, numbered as in the timelines."""
    shown_ones = report.episodes[index].rows[:MOST_EPISODES]
    return [_episode(number, row) for number, row in enumerate(shown_ones, start=1)]


def session_rows(report: Report) -> list[SessionRow]:
    """Describe every session of several in a line, under the main definition."""
    found: Counter[str] = Counter()
    repaired: Counter[str] = Counter()
    main = report.main
    for row in main.rows if main is not None else ():
        found[row.session] += 1
        repaired[row.session] += row.outcome == "repaired"
    measured = set() if main is None else {reading.session for reading in main.readings}
    rows = []
    for session in report.sessions:
        observed, uncodable = observed_time(session)
        name, has = session.name, session.name in measured
        rows.append(
            SessionRow(
                name=name,
                events=f"{len(session.events):,}",
                observed=clock(observed),
                uncodable=clock(uncodable),
                ruptures=str(found[name]) if has else "not measured",
                repaired=str(repaired[name]) if has else "–",
                findings=len(session.findings),
            )
        )
    return rows


def sweep_rows(report: Report) -> list[tuple[str, list[Shown]]]:
    """Describe what each shortest rupture gives."""
    return [
        (f"{row.seconds:g} s", [shown(estimate) for estimate in row.estimates()])
        for row in report.sweep
    ]


def _episode(number: int, row: Episode) -> EpisodeRow:
    outcome = WORDS[row.outcome]
    if row.repaired_by:
        by = {"both": "by both at once", "unknown": "by whom is unknown"}
        outcome += f" {by.get(row.repaired_by, f'by {row.repaired_by}')}"
    return EpisodeRow(
        number=number,
        session=row.session,
        phase=row.phase,
        onset=clock_tenths(row.onset),
        opened_by=row.opened_by,
        answers=_answers(row),
        outcome=outcome,
        glyph=GLYPHS[row.outcome],
        ended=clock_tenths(row.ended_at),
        lasted=seconds(row.duration),
    )


def _answers(row: Episode) -> str:
    if not row.attempts:
        return "none"
    first = (row.attempts[0] - row.onset) / 1000
    count = len(row.attempts)
    return f"after {first:,.1f} s" if count == 1 else f"{count}, the first after {first:,.1f} s"


def chosen_figures(report: Report) -> list[tuple[str, str, Shown]]:
    """Return title, meaning and number of the few measures that stand at the top."""
    wanted = ("rupture_rate", "repair_proportion", "repair_latency", "response_latency",
              "match_proportion", "positive_time")  # fmt: skip
    found: list[tuple[str, str, Shown]] = []
    for word in wanted:
        estimate = report.estimate(word)
        if estimate is not None:
            entry = CATALOGUE[word]
            found.append((word, entry.title, shown(estimate)))
    return found
