"""The page of `reattune turns`: turns, voices, answers, time budgets. Computes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..measures import Estimate
from ..measures.daylong import HourSeries
from ..measures.turn_rules import TURN_RULES
from .claims_page import software
from .figures.budget_bars import BudgetBar, budget_figure
from .figures.hours import HourRow, hours_figure
from .figures.svg import Svg
from .figures.window_curve import window_figure
from .numbers import for_cell
from .single_page import render_page, sheet, write_page

MOST_CODES = 60
"""Rows of the table of codes; all are in budget.csv."""

MOST_DAYS = 6
"""Sessions drawn hour by hour; all are in hours.csv."""

MOST_BARS = 12
"""Channels with a bar of their own; all are in budget.csv."""

VOICE_HEADS = {
    "count": "Times",
    "rate": "Per hour [95 % CI]",
    "time": "Seconds per hour [95 % CI]",
    "duration": "Mean length (s) [95 % CI]",
}
"""Ends of measures of sounds, and the heads of their columns."""

BUDGET_HEADS = {
    "code_count": "Times",
    "code_rate": "Per min [95 % CI]",
    "code_time": "Time (s)",
    "code_share": "Share [95 % CI]",
    "code_duration": "Mean length (s) [95 % CI]",
    "code_gap": "Mean gap (s) [95 % CI]",
}
"""Measures of a code, and the heads of their columns."""

_SOUNDS = {"vocalisation": "vocalisations", "cry": "cries", "fuss": "fussing"}


@dataclass(frozen=True, slots=True)
class TurnsContent:
    """What the page shows.

    Parameters
    ----------
    rows, budget
        Every number of turns, voices and answers, and of codes.
    hours
        Amounts hour by hour.
    bars
        Channels with their shares.
    sessions
        Names.
    facts
        Name and text of what was asked and read, in order; ``version`` among them.
    left_out
        One sentence each for files and sessions that could not be used, findings and guesses.
    """

    rows: tuple[Estimate, ...]
    budget: tuple[Estimate, ...]
    hours: tuple[HourSeries, ...]
    bars: tuple[BudgetBar, ...]
    sessions: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...] = ()


class TextRow(NamedTuple):
    """A row of a table: its name, its cells, and why some are empty."""

    name: str
    cells: list[str]
    why: str = ""


class Figure(NamedTuple):
    """A drawing and what it is of."""

    name: str
    svg: Svg


def write_turns_page(content: TurnsContent, path: str | Path) -> Path:
    """Write the page; return where.

    Raises
    ------
    RecordError
        When the file cannot be written.
    """
    return write_page(render_turns(content), path)


def render_turns(content: TurnsContent) -> str:
    """Return the page as one HTML file without script; same content, same text."""
    rows = pooled(content.rows, content.sessions)
    budget = pooled(content.budget, content.sessions)
    codes = budget_table(budget)
    days = [name for name in content.sessions if any(h.session == name for h in content.hours)]
    return render_page(
        "turns.html.j2",
        rules=sheet("turns.css"),
        page=content,
        turns=turn_table(rows),
        voices=voice_table(rows),
        voice_heads=list(VOICE_HEADS.values()),
        days=day_figures(content, days[:MOST_DAYS]),
        undrawn=max(0, len(days) - MOST_DAYS),
        answers=answer_figures(rows),
        waits=[_text(r, r.of) for r in rows if r.measure == "voice_response_latency"],
        bars=budget_figure(content.bars[:MOST_BARS], key="budget", title="Time budget") or Svg(""),
        more_bars=max(0, len(content.bars) - MOST_BARS),
        codes=codes[:MOST_CODES],
        more=max(0, len(codes) - MOST_CODES),
        never=never_seen(budget),
        code_heads=list(BUDGET_HEADS.values()),
        software=software(content.facts),
    )


def pooled(rows: Iterable[Estimate], sessions: Sequence[str]) -> list[Estimate]:
    """Leave out what is of one session among several, peaks aside: these are of one each."""
    several = len(sessions) > 1
    return [r for r in rows if not (several and r.session) or r.measure.startswith("peak_")]


def turn_table(rows: Sequence[Estimate]) -> list[TextRow]:
    """Write one row for each rule: turns, turns per hour, the largest hour, who published it."""
    found = []
    for rule in dict.fromkeys(row.definition for row in rows if row.measure == "turn_rate"):
        own = {r.measure: r for r in rows if r.definition == rule and r.measure[:5] == "turn_"}
        peaks = [r for r in rows if r.definition == rule and r.measure == "peak_turns"]
        best = max(peaks, key=lambda r: -1.0 if r.value is None else r.value, default=None)
        source = TURN_RULES[rule].source if rule in TURN_RULES else ""
        shown = [own.get("turn_count"), own.get("turn_rate"), best]
        found.append(TextRow(rule, [*(for_cell(row) for row in shown), source], _why(shown)))
    return found


def voice_table(rows: Sequence[Estimate]) -> list[TextRow]:
    """Write one row for each speaker and kind of sound."""
    found = []
    for word, name in _SOUNDS.items():
        for who in dict.fromkeys(r.of for r in rows if r.measure == f"{word}_count"):
            own = {r.measure: r for r in rows if r.of in {who, f"{who}, mean"}}
            shown = [own.get(f"{word}_{end}") for end in VOICE_HEADS]
            found.append(TextRow(f"{who}: {name}", [for_cell(row) for row in shown], _why(shown)))
    return found


def budget_table(rows: Sequence[Estimate]) -> list[TextRow]:
    """Write one row for each code that was seen, those of most time first within a channel."""
    by_name: dict[str, dict[str, Estimate]] = {}
    for row in rows:
        by_name.setdefault(row.of, {})[row.measure] = row
    ordered = sorted(by_name.items(), key=lambda item: (item[0].partition(": ")[0], _rank(item[1])))
    return [
        TextRow(
            name,
            [for_cell(own.get(word)) for word in BUDGET_HEADS],
            _why(own.get(word) for word in BUDGET_HEADS),
        )
        for name, own in ordered
        if "code_count" not in own or own["code_count"].value != 0
    ]


def never_seen(rows: Iterable[Estimate]) -> list[str]:
    """Name the codes that were looked for and never seen."""
    return sorted(row.of for row in rows if row.measure == "code_count" and row.value == 0)


def _rank(own: dict[str, Estimate]) -> tuple[float, float]:
    values = [own[word].value if word in own else None for word in ("code_share", "code_count")]
    share, count = (0.0 if value is None else value for value in values)
    return -share, -count


def _why(rows: Iterable[Estimate | None]) -> str:
    """Say why there is no value, each reason once."""
    reasons = (row.reason for row in rows if row is not None and row.value is None)
    return "; ".join(dict.fromkeys(reason for reason in reasons if reason))


def _text(row: Estimate, name: str) -> TextRow:
    return TextRow(name, [str(row), row.method])


def day_figures(content: TurnsContent, names: Sequence[str]) -> list[Figure]:
    """Draw some sessions hour by hour: voices, cries, fussing, turns under the first rule."""
    found = []
    for number, name in enumerate(names):
        rows = _day([series for series in content.hours if series.session == name])
        drawn = hours_figure(rows, key=f"hours-{number}", title=f"Hour by hour: {name}")
        found += [Figure(name, drawn)] if drawn is not None else []
    return found


def _day(series: Sequence[HourSeries]) -> list[HourRow]:
    rows = [
        HourRow(f"{one.of}: vocalisations per hour", one)
        for one in series
        if one.measure == "vocalisation_count"
    ]
    rows += [
        HourRow(f"{one.of}: minutes of {_SOUNDS[word]} per hour", one, 60.0)
        for word in ("cry", "fuss")
        for one in series
        if one.measure == f"{word}_time"
    ]
    turns = [one for one in series if one.measure == "turn_count"]
    return rows + [HourRow(f"turns per hour ({one.definition})", one) for one in turns[:1]]


def answer_figures(rows: Sequence[Estimate]) -> list[Figure]:
    """Draw the share answered within a window, for vocalisations and for cries."""
    found = []
    for word in ("vocalisation", "cry"):
        own = [
            row
            for row in rows
            if row.measure == "voice_response_probability" and row.of.startswith(f"to {word},")
        ]
        title = f"After a {word}"
        drawn = window_figure(own, key=f"answers-{word}", title=title, answered="answered")
        found += [Figure(title, drawn)] if drawn is not None else []
    return found
