"""The state space grid: how long the dyad was in each pair of states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ...episodes import Episodes
from ..numbers import clock, percent
from .palette import definitions, fill, in_order
from .svg import Svg, element, figure, joined, label, rect

_CELL = 66
_LEFT = 118
_TOP = 58
_LEGEND = 48


def grid_figure(episodes: Episodes, *, key: str) -> Svg | None:
    """Draw the time spent in each pair of states; ``None`` without coded time.

    The area of a square is the share of coded time; pairs of states that count as matched have a
    full border, pairs that can open a rupture a dashed one.

    Parameters
    ----------
    episodes
        Joint states of one session or several, and the definition that tells the pairs apart.
    key
        Unique in the page.

    References
    ----------
    Hollenstein 2013, State Space Grids, 10.1007/978-1-4614-5007-8.
    """
    time = _time(episodes)
    total = sum(time.values())
    if not total:
        return None
    rows = in_order(child for child, _ in time)
    columns = in_order(caregiver for _, caregiver in time)
    drawn: list[Svg] = [*_names(rows, columns, key)]
    for i, child in enumerate(rows):
        for j, caregiver in enumerate(columns):
            share = time[child, caregiver] / total
            css = _kind(episodes, child, caregiver)
            drawn.append(_cell(share, _LEFT + j * _CELL, _TOP + i * _CELL, css))
    bottom = _TOP + len(rows) * _CELL
    drawn += _legend(bottom + 14)
    size = (max(_LEFT + len(columns) * _CELL + 14, 430), bottom + _LEGEND + 14)
    return figure(
        joined((definitions(key, {*rows, *columns}), *drawn)),
        key=key,
        title=f"State space grid under {episodes.definition.id}",
        about=_about(time, total),
        size=size,
        css="grid wide" if len(columns) > 5 else "grid",
    )


def _time(episodes: Episodes) -> Counter[tuple[str, str]]:
    time: Counter[tuple[str, str]] = Counter()
    for reading in episodes.readings:
        for onset, offset, child, caregiver in reading.segments():
            pair = reading.child_states[child], reading.caregiver_states[caregiver]
            time[pair] += offset - onset
    return time


def _kind(episodes: Episodes, child: str, caregiver: str) -> str:
    definition = episodes.definition
    if definition.in_rupture(child, caregiver):
        return "cell opens"
    return "cell matched" if definition.matched(child, caregiver) else "cell"


def _names(rows: Sequence[str], columns: Sequence[str], key: str) -> list[Svg]:
    named: list[Svg] = [
        label("caregiver →", _LEFT, 14, css="axis-name"),
        label("child ↓", _LEFT - 14, _TOP - 9, css="axis-name", text_anchor="end"),
    ]
    for i, state in enumerate(rows):
        y = _TOP + i * _CELL + _CELL / 2
        named.append(rect(_LEFT - 10, y - 16, 5, 32, **fill(key, state)))
        named.append(label(_cut(state), _LEFT - 16, y + 4, css="tick", text_anchor="end"))
    for j, state in enumerate(columns):
        x = _LEFT + j * _CELL + _CELL / 2
        named.append(rect(x - 16, _TOP - 10, 32, 5, **fill(key, state)))
        named.append(label(_cut(state), x, _TOP - 16, css="tick", text_anchor="middle"))
    return named


def _cell(share: float, x: float, y: float, css: str) -> Svg:
    inset = 3
    room = _CELL - 2 * inset
    side = room * share**0.5
    corner = x + inset + room - side, y + inset + room - side
    parts = [rect(x + inset, y + inset, room, room, css=css)]
    if share:
        parts.insert(0, rect(*corner, side, side, css="share"))
    text = percent(share) if share else "·"
    parts.append(label(text, x + 9, y + 19, css="cell-value" if share else "cell-none"))
    return element("g", *parts)


def _legend(y: float) -> list[Svg]:
    return [
        rect(_LEFT, y, 16, 16, css="cell matched"),
        label("counts as matched", _LEFT + 24, y + 12, css="legend"),
        rect(_LEFT + 152, y, 16, 16, css="cell opens"),
        label("can open a rupture", _LEFT + 176, y + 12, css="legend"),
        rect(_LEFT, y + 24, 16, 16, css="share"),
        label("area: share of coded time", _LEFT + 24, y + 36, css="legend"),
    ]


def _about(time: Counter[tuple[str, str]], total: int) -> str:
    most = [
        f"child {child} and caregiver {caregiver} {percent(ms / total)}"
        for (child, caregiver), ms in sorted(time.items(), key=lambda item: (-item[1], item[0]))[:5]
    ]
    return f"Of {clock(total)} in which both were coded, the longest pairs: {', '.join(most)}."


def _cut(state: str) -> str:
    return state if len(state) <= 11 else f"{state[:10]}…"
