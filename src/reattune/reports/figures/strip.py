"""The strip between both lanes: every rupture from onset to its end, marked by outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...episodes import Episode
from .marks import Place, marks
from .rows import Row
from .svg import Svg, label, path

LEVEL = 13
"""Height of one level of the strip; ruptures too close for one level take two or three."""

_MOST_LEVELS = 3
_DIGIT = 6.2
_MARK = 8
_SHORT = 5


class Placed(NamedTuple):
    """A rupture with its number in the table, its level, and whether that level was free."""

    number: int
    episode: Episode
    level: int
    free: bool


def place(episodes: Sequence[tuple[int, Episode]], row: Row) -> list[Placed]:
    """Give the ruptures of a row levels, so that close ones do not hide each other."""
    free = [float("-inf")] * _MOST_LEVELS
    placed: list[Placed] = []
    for number, episode in episodes:
        if not row.touches(episode.onset, episode.ended_at):
            continue
        x = row.x(episode.onset) - _DIGIT * len(str(number)) - 4
        fitting = [level for level in range(_MOST_LEVELS) if free[level] <= x]
        level = fitting[0] if fitting else free.index(min(free))
        free[level] = row.x(episode.ended_at) + _MARK
        placed.append(Placed(number, episode, level, bool(fitting)))
    return placed


def strip_height(placed: Sequence[Placed]) -> float:
    """Return the height of the strip in user units."""
    return LEVEL * (1 + max((p.level for p in placed), default=0)) + 7


def draw_spans(
    placed: Sequence[Placed], row: Row, *, top: float, height: float, crowded: bool
) -> Iterator[Svg]:
    """Shade the time of each rupture behind both lanes; not the short ones of a crowd."""
    parts = []
    for one in placed:
        x, until = row.x(one.episode.onset), row.x(one.episode.ended_at)
        if not crowded or until - x >= _SHORT:
            parts.append(f"M{x:.1f} {top:.1f}H{max(until, x + 1):.1f}V{top + height:.1f}H{x:.1f}z")
    if parts:
        yield path("".join(parts), css="rupture-span")


def draw_strip(placed: Sequence[Placed], row: Row, *, top: float, crowded: bool) -> Iterator[Svg]:
    """Draw onset, line, answers and outcome of each rupture, and its number where there is room.

    Parameters
    ----------
    placed
        The ruptures of the row.
    row
        The row.
    top
        Upper edge of the strip.
    crowded
        Draw small marks, and neither answers nor numbers: a day holds hundreds.
    """
    lines, answers = [], []
    places: list[Place] = []
    for one in placed:
        episode, y = one.episode, top + 10 + one.level * LEVEL
        x, until = row.x(episode.onset), row.x(episode.ended_at)
        if not crowded or until - x >= _SHORT:
            lines.append(f"M{x:.1f} {y - 5:.1f}v10" if row.holds(episode.onset) else "")
            lines.append(f"M{x:.1f} {y:.1f}H{until:.1f}")
        answers += [f"M{row.x(t):.1f} {y - 4:.1f}v8" for t in episode.attempts if row.holds(t)]
        if _ends_here(episode, row):
            places.append((episode.outcome, until, y))
    if lines:
        yield path("".join(lines), css="rupture-line")
    if answers and not crowded:
        yield path("".join(answers), css="answer")
    yield from marks(places, radius=2.6 if crowded else 4.5)
    if not crowded:
        yield from _numbers(placed, row, top)


def _numbers(placed: Sequence[Placed], row: Row, top: float) -> Iterator[Svg]:
    for one in placed:
        if one.free and row.holds(one.episode.onset):
            x, y = row.x(one.episode.onset) - 3, top + 13.5 + one.level * LEVEL
            yield label(str(one.number), x, y, css="number", text_anchor="end")


def _ends_here(episode: Episode, row: Row) -> bool:
    """Say whether a row marks the end; one on a row's very bound belongs to the row before."""
    inside = row.onset < episode.ended_at <= row.offset
    return inside or (episode.onset == episode.ended_at and row.holds(episode.onset))
