"""Rows of the page's tables: text only, in the order in which they are read."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from ..episodes import Definition, Episode
from ..measures import CATALOGUE, Estimate
from .content import Report
from .figures.marks import GLYPHS, WORDS
from .numbers import Shown, clock, clock_tenths, plural, seconds, shown
from .summary import observed_time

MOST_EPISODES = 500
"""Rows of a table of episodes; the rest is in episodes.csv."""


class MeasureRow(NamedTuple):
    """One number under each definition, side by side; ``None`` where one has no such number."""

    of: str
    cells: list[Shown | None]


class MeasureGroup(NamedTuple):
    """All rows of one measure."""

    word: str
    title: str
    meaning: str
    source: str
    rows: list[MeasureRow]


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


def measure_groups(report: Report, *, phase: str = "") -> list[MeasureGroup]:
    """Put the same number of every definition side by side, in the order of the catalogue."""
    columns = [_by_key(report, index, phase) for index in range(len(report.episodes))]
    keys = list(dict.fromkeys(key for column in columns for key in column))
    groups: list[MeasureGroup] = []
    words = list(dict.fromkeys([*CATALOGUE, *(word for word, _ in keys)]))
    for word in words:
        rows = [
            MeasureRow(of, [_cell(column.get((word, of))) for column in columns])
            for name, of in keys
            if name == word
        ]
        if rows:
            groups.append(_group(word, rows))
    return groups


def phases_measured(report: Report) -> list[str]:
    """Return the phases that have numbers of their own, in order."""
    rows = (row for index in range(len(report.episodes)) for row in report.rows(index))
    return list(dict.fromkeys(row.phase for row in rows if row.phase))


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


def _by_key(report: Report, index: int, phase: str) -> dict[tuple[str, str], Estimate]:
    definition = report.episodes[index].definition
    return {
        (row.measure, _of(row, definition)): row for row in report.rows(index) if row.phase == phase
    }


def _of(row: Estimate, definition: Definition) -> str:
    """Name what a number is restricted to, in the same words under every definition."""
    if definition.noun in ("rupture", "mismatch") and row.measure in (
        "match_chance",
        "mismatch_duration",
    ):
        return row.of
    of = row.of.replace(plural(definition.noun), "ruptures").replace(definition.noun, "rupture")
    return of.replace("_", "-")


def _cell(row: Estimate | None) -> Shown | None:
    return None if row is None else shown(row)


def _group(word: str, rows: list[MeasureRow]) -> MeasureGroup:
    entry = CATALOGUE.get(word)
    if entry is None:
        return MeasureGroup(word, word.replace("_", " "), "", "", rows)
    return MeasureGroup(word, entry.title, entry.meaning, entry.source, rows)


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
