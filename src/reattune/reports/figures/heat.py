"""A heat map: means over two settings, each cell with its number; colour only helps."""

from __future__ import annotations

from collections.abc import Iterator

from ..explore_content import HeatPanel, Outcome
from .axes import written
from .svg import Svg, figure, joined, label, path, rect

LEVELS = 9
"""Steps of the colour scale."""
CELL_W = 52
CELL_H = 30
LEFT = 62
TOP = 30
_BELOW = 92
_SCALE = 20


def level(value: float, low: float, high: float) -> int:
    """Return a value's step of the colour scale, 0 to 8; the middle one if all values are alike."""
    if high <= low:
        return LEVELS // 2
    share = (value - low) / (high - low)
    return min(max(int(share * LEVELS), 0), LEVELS - 1)


def heat_figure(
    panel: HeatPanel, outcome: Outcome, *, key: str, bounds: tuple[float, float]
) -> Svg:
    """Draw one outcome over attunement (across) and repair hazard (upwards).

    A bar between two cells marks the steepest drop of a row; its tip points to the lower side. It
    is left out where the interval of the drop holds zero.

    Parameters
    ----------
    panel
        Rows from the lowest repair hazard up.
    outcome
        What is shown.
    key
        Unique in the page.
    bounds
        Values at the ends of the colour scale, the same for all panels of an outcome.
    """
    columns = len(panel.attunements)
    bottom = TOP + len(panel.rows) * CELL_H
    right = LEFT + columns * CELL_W
    drawn = [*_cells(panel, outcome, bounds, bottom), *_drops(panel, bottom)]
    drawn += _axes(panel, bottom, right)
    drawn += _legend(outcome, bounds, bottom + 52)
    width = max(right + 8, LEFT + LEVELS * _SCALE + 290)
    return figure(
        joined(drawn),
        key=key,
        title=f"{outcome.title} ({outcome.unit}), mean latency {panel.latency:g} s",
        about=_about(panel, outcome),
        size=(width, bottom + _BELOW),
        css="heat",
    )


def _cells(
    panel: HeatPanel, outcome: Outcome, bounds: tuple[float, float], bottom: float
) -> Iterator[Svg]:
    for i, row in enumerate(panel.rows):
        y = bottom - (i + 1) * CELL_H
        for j, cell in enumerate(row.cells):
            step = level(cell.mean, *bounds)
            x = LEFT + j * CELL_W
            yield rect(x, y, CELL_W, CELL_H, css=f"heat-{step}")
            text = written(cell.mean, outcome.digits)
            yield label(
                text, x + CELL_W / 2, y + CELL_H / 2 + 4, css=f"on-heat-{step}",
                text_anchor="middle",
            )  # fmt: skip


def _drops(panel: HeatPanel, bottom: float) -> Iterator[Svg]:
    places = {setting: index for index, setting in enumerate(panel.attunements)}
    for i, row in enumerate(panel.rows):
        drop = row.steepest
        if drop is None or not drop.clear:
            continue
        edge = LEFT + max(places[drop.above], places[drop.below]) * CELL_W
        y = bottom - (i + 1) * CELL_H
        tip = -7 if drop.below < drop.above else 7
        yield path(_bar(edge, y, tip), css="drop")


def _bar(x: float, y: float, tip: float) -> str:
    middle = y + CELL_H / 2
    half = 1.3 if tip > 0 else -1.3
    return (
        f"M{x - half:.1f} {y + 2:.1f}H{x + half:.1f}V{middle - 5:.1f}L{x + tip:.1f} {middle:.1f}"
        f"L{x + half:.1f} {middle + 5:.1f}V{y + CELL_H - 2:.1f}H{x - half:.1f}z"
    )


def _axes(panel: HeatPanel, bottom: float, right: float) -> Iterator[Svg]:
    for i, row in enumerate(panel.rows):
        y = bottom - (i + 0.5) * CELL_H + 4
        yield label(f"{row.repair:g}", LEFT - 8, y, css="tick", text_anchor="end")
    for j, setting in enumerate(panel.attunements):
        x = LEFT + (j + 0.5) * CELL_W
        yield label(f"{setting:g}", x, bottom + 16, css="tick", text_anchor="middle")
    yield label("repair hazard (/s) ↑", 4, TOP - 12, css="axis-name")
    yield label("attunement →", right, bottom + 34, css="axis-name", text_anchor="end")


def _legend(outcome: Outcome, bounds: tuple[float, float], y: float) -> Iterator[Svg]:
    for step in range(LEVELS):
        yield rect(LEFT + step * _SCALE, y, _SCALE, 14, css=f"heat-{step}")
    low, high = (written(bound, outcome.digits) for bound in bounds)
    end = LEFT + LEVELS * _SCALE
    yield label(low, LEFT, y + 29, css="tick")
    yield label(high, end, y + 29, css="tick", text_anchor="end")
    yield path(_bar(end + 40, y - 8, -7), css="drop")
    yield label("steepest drop of a row, tip to the lower side", end + 50, y + 11, css="legend")


def _about(panel: HeatPanel, outcome: Outcome) -> str:
    """Say in words what the drawing shows."""
    values = [
        (cell.mean, setting, row.repair)
        for row in panel.rows
        for setting, cell in zip(panel.attunements, row.cells, strict=True)
    ]
    least, most = min(values), max(values)
    told = [
        f"{name} {written(mean, outcome.digits)} at attunement {setting:g} and repair hazard "
        f"{repair:g} per second"
        for name, (mean, setting, repair) in (("Lowest", least), ("highest", most))
    ]
    return f"{', '.join(told)}. The numbers stand in the table that follows."
