"""The exploring page: heat maps to choose among, without script, and where each row falls off."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from .claims_page import software
from .explore_content import Drop, ExplorePage, HeatPanel, HeatRow, Outcome
from .figures.axes import written
from .figures.heat import heat_figure
from .figures.svg import Svg
from .single_page import render_page, write_page


class RowView(NamedTuple):
    """One row of a heat map as texts: means with intervals, and its steepest drop in a line."""

    repair: str
    cells: list[tuple[str, str]]
    drop: str


class PanelView(NamedTuple):
    """One heat map with the same numbers as a table."""

    number: int
    latency: str
    attunements: list[str]
    svg: Svg
    rows: list[RowView]


class OutcomeView(NamedTuple):
    """One outcome at all latencies; ``moves`` has a row a latency and a cell a repair hazard."""

    number: int
    outcome: Outcome
    panels: list[PanelView]
    repairs: list[str]
    moves: list[tuple[str, list[str]]]


def write_explore(page: ExplorePage, path: str | Path) -> Path:
    """Write the exploring page; return where.

    Raises
    ------
    RecordError
        When the file cannot be written.
    """
    return write_page(render_explore(page), path)


def render_explore(page: ExplorePage) -> str:
    """Return the exploring page as one HTML file without script; same content, same text.

    Outcome and latency are chosen by radio buttons; style rules hide what is not chosen, on a
    screen only, and only where the browser knows ``:has``: else everything is seen.
    """
    latencies = list(dict.fromkeys(panel.latency for panel in page.panels))
    views = [
        _outcome(outcome, number, [p for p in page.panels if p.outcome == outcome.letter])
        for number, outcome in enumerate(page.outcomes, start=1)
    ]
    return render_page(
        "explore.html.j2",
        rules=switch_rules(len(views), len(latencies)),
        page=page,
        views=views,
        latencies=[f"{latency:g} s" for latency in latencies],
        software=software(page.facts),
    )


def switch_rules(outcomes: int, latencies: int) -> str:
    """Return the rules that hide every outcome and latency but the chosen one."""
    rules = [
        f"  body:has(#{word}-{k}:checked) .{word}:not(.{word}-{k}) {{ display: none; }}"
        for word, count in (("outcome", outcomes), ("latency", latencies))
        for k in range(1, count + 1)
    ]
    return "\n".join(["@media screen {", *rules, "}"])


def drop_line(row: HeatRow, outcome: Outcome) -> str:
    """Say in words where a row falls most steeply, and whether that is more than noise."""
    drop = row.steepest
    if drop is None:
        return "the same at every attunement"
    unit = "" if outcome.unit == "share" else f" {outcome.unit}"
    size = f"{written(drop.size, outcome.digits + 1)}{unit}"
    bounds = (written(bound, outcome.digits + 1) for bound in (drop.low, drop.high))
    numbers = f"{size} [{', '.join(bounds)}]"
    if not drop.clear:
        return f"no clear drop: the largest step is {numbers}"
    return f"{_between(drop)}: falls by {numbers}, {drop.share * 100:.0f} % of the row's range"


def _outcome(outcome: Outcome, number: int, panels: Sequence[HeatPanel]) -> OutcomeView:
    means = [cell.mean for panel in panels for row in panel.rows for cell in row.cells]
    bounds = (min(means), max(means))
    return OutcomeView(
        number,
        outcome,
        [
            _panel(panel, outcome, (number, place), bounds)
            for place, panel in enumerate(panels, start=1)
        ],
        [f"{row.repair:g}" for row in panels[0].rows],
        [(f"{panel.latency:g} s", [_place(row) for row in panel.rows]) for panel in panels],
    )


def _panel(
    panel: HeatPanel, outcome: Outcome, place: tuple[int, int], bounds: tuple[float, float]
) -> PanelView:
    return PanelView(
        place[1],
        f"{panel.latency:g} s",
        [f"{setting:g}" for setting in panel.attunements],
        heat_figure(panel, outcome, key=f"heat-{place[0]}-{place[1]}", bounds=bounds),
        [_row(row, outcome) for row in panel.rows],
    )


def _row(row: HeatRow, outcome: Outcome) -> RowView:
    more = outcome.digits + 1
    cells = [
        (written(cell.mean, more), f"[{written(cell.low, more)}, {written(cell.high, more)}]")
        for cell in row.cells
    ]
    return RowView(f"{row.repair:g}", cells, drop_line(row, outcome))


def _place(row: HeatRow) -> str:
    if row.steepest is None or not row.steepest.clear:
        return "none clear"
    return f"{row.steepest.above:g} to {row.steepest.below:g}"


def _between(drop: Drop) -> str:
    return f"from attunement {drop.above:g} to {drop.below:g}"
