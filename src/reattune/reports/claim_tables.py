"""The rows of a claims page, written for people: from numbers to texts, nothing computed anew."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from .claim_content import AblationRow, ClaimContent, OutcomeRow, Panel, Point
from .figures.axes import written
from .numbers import counted, plural

NOTHING = "–"
"""Stands where there is no number; the reason stands beside it."""

WORDS = ("supported", "opposite", "not supported", "not testable")
"""Words of an outcome, in the order in which they are counted."""


class RobustnessRow(NamedTuple):
    """One outcome of the random-parameter test, as texts."""

    name: str
    predicted: str
    draws: str
    share: str
    share_range: str
    median: str
    median_range: str
    smallest: str
    word: str
    reason: str


class Contrast(NamedTuple):
    """A contrast and its outcomes."""

    name: str
    rows: list[RobustnessRow]


class AblatedMedian(NamedTuple):
    """One outcome's median under an ablation, and whether its sign has turned round."""

    outcome: str
    median: str
    turned: bool


class AblationView(NamedTuple):
    """One ablation, its medians by contrast, and what it turned round."""

    name: str
    meaning: str
    verdict: str
    contrasts: list[list[AblatedMedian]]
    turned: str


class TwinRow(NamedTuple):
    """All means at one setting, as texts, one for each series."""

    setting: str
    cells: list[tuple[str, str]]
    n: str


def effect(value: float) -> str:
    """Write an effect with its sign; no sign before a zero, a dash without a value."""
    if not math.isfinite(value):
        return NOTHING
    text = written(value, 2)
    return f"+{text}" if value > 0 and float(f"{value:.2f}") else text


def bounds(low: float, high: float) -> str:
    """Write an interval of effects, or nothing where one of its ends is unknown."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return f"[{effect(low)}, {effect(high)}]"


def rests_on(claim: ClaimContent) -> str:
    """Say what a verdict rests on: how many outcomes bear which word, and how many draws."""
    counts = Counter(row.word for row in claim.rows)
    if not claim.rows:
        return "No outcome was tested."
    told = []
    for word in (*WORDS, *sorted(set(counts) - set(WORDS))):
        if counts[word]:
            letters = ", ".join(dict.fromkeys(r.outcome for r in claim.rows if r.word == word))
            told.append(f"{counts[word]} {word} ({letters})")
    turned = sum(bool(row.reversed_outcomes) for row in claim.ablations)
    ablated = (
        f" {turned} of {counted(len(claim.ablations), 'ablation')} "
        f"{'turns' if turned == 1 else 'turn'} an effect round."
        if claim.ablations
        else ""
    )
    return f"Of {counted(len(claim.rows), 'test')}: {', '.join(told)}.{ablated}"


def draws_line(claim: ClaimContent) -> str:
    """Say how many parameter draws were used and why others were not."""
    used = f"{counted(claim.kept, 'random parameter draw')} {_were(claim.kept)} used"
    if not claim.dropped:
        return f"{used}; none was left out."
    return (
        f"{used}; {claim.dropped:,} more {_were(claim.dropped)} left out because matching lay out "
        "of the accepted range."
    )


def contrasts(claim: ClaimContent) -> list[Contrast]:
    """Group the robustness rows by their contrast, in the order given."""
    names = dict.fromkeys(row.contrast for row in claim.rows)
    return [Contrast(n, [_robust(r) for r in claim.rows if r.contrast == n]) for n in names]


def ablation_views(claim: ClaimContent) -> list[AblationView]:
    """Write each ablation with its medians, grouped like the robustness rows."""
    return [_ablation(row, claim.rows) for row in claim.ablations]


def twin_rows(panel: Panel) -> list[TwinRow]:
    """Write a panel's points as a table: a row for each setting, a cell for each series."""
    settings = sorted({point.x for series in panel.series for point in series.points})
    by_series = [{point.x: point for point in series.points} for series in panel.series]
    return [
        TwinRow(
            f"{setting:g}",
            [_cell(points.get(setting)) for points in by_series],
            _dyads([points[setting] for points in by_series if setting in points]),
        )
        for setting in settings
    ]


def _robust(row: OutcomeRow) -> RobustnessRow:
    known = math.isfinite(row.share)
    interval = math.isfinite(row.share_low) and math.isfinite(row.share_high)
    return RobustnessRow(
        name=f"{row.title} ({row.outcome})",
        predicted={"-": "−"}.get(row.predicted, row.predicted),
        draws=f"{row.draws:,}",
        share=written(row.share, 2) if known else NOTHING,
        share_range=f"[{written(row.share_low, 2)}, {written(row.share_high, 2)}]"
        if known and interval
        else "",
        median=effect(row.median),
        median_range=bounds(row.median_low, row.median_high),
        smallest=f"{row.smallest:g}" if math.isfinite(row.smallest) else NOTHING,
        word=row.word,
        reason=row.reason,
    )


def _ablation(row: AblationRow, rows: Sequence[OutcomeRow]) -> AblationView:
    groups: dict[str, list[AblatedMedian]] = {one.contrast: [] for one in rows}
    for median, one in zip(row.medians, rows, strict=True):
        turned = one.outcome in row.reversed_outcomes and median * one.median < 0
        groups[one.contrast].append(AblatedMedian(one.outcome, effect(median), turned))
    return AblationView(
        row.name,
        row.meaning,
        row.verdict,
        list(groups.values()),
        ", ".join(row.reversed_outcomes) or "none",
    )


def _cell(point: Point | None) -> tuple[str, str]:
    if point is None or not math.isfinite(point.mean):
        return NOTHING, ""
    if not (math.isfinite(point.low) and math.isfinite(point.high)):
        return written(point.mean, 3), ""
    return written(point.mean, 3), f"[{written(point.low, 3)}, {written(point.high, 3)}]"


def _dyads(points: Sequence[Point]) -> str:
    counts = sorted({point.n for point in points})
    text = str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    return f"{text} {'dyad' if counts == [1] else plural('dyad')}"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"
