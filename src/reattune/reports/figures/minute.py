"""One stretch of a simulated dyad: arousal above both lanes of codes, ruptures and their ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ...episodes import Episode, Episodes
from ...record import Session
from ..numbers import clock, counted
from .axes import Scale, written
from .lanes import lane
from .legend import draw_legend
from .marks import WORDS
from .palette import definitions
from .rows import AXIS, LANE, LEFT, PLOT, WIDTH, Row, draw_axis, draw_blocks, lay_rows
from .strip import draw_spans, draw_strip, place, strip_height
from .svg import Svg, figure, group, joined, label, path, rect

HEIGHT = 130
"""Height of the arousal panel."""
TOP = 10
HIGHEST = 1.3
"""Arousal at the panel's upper edge, in u."""
_GAP = 12


def arousal_scale() -> Scale:
    """Return where each level of arousal stands."""
    return Scale(0.0, HIGHEST, TOP + HEIGHT, TOP)


def minute_figure(
    session: Session,
    arousal: Sequence[float],
    *,
    key: str,
    window: tuple[float, float],
    episodes: Episodes,
) -> Svg:
    """Draw arousal, codes, ruptures and repairs of a short simulated Session.

    Parameters
    ----------
    session
        At most 150 s, so that it fits one row.
    arousal
        The child's, in u, at equal steps over the whole Session.
    key
        Unique in the page.
    window
        Resting level and top of the tolerance window, in u.
    episodes
        The ruptures that the reader found in it.
    """  # fmt: skip
    row = lay_rows(session.end)[0]
    people = [person.id for person in session.people]
    lanes = [(person, lane(session, person)) for person in people]
    found = list(enumerate(episodes, start=1))
    placed = place(found, row)
    between = strip_height(placed) if placed else 4.0
    tops = (TOP + HEIGHT + _GAP, TOP + HEIGHT + _GAP + LANE + between)
    bottom = tops[1] + LANE
    drawn = [
        *draw_spans(placed, row, top=TOP, height=bottom - TOP, crowded=False),
        *_arousal(arousal, row, window),
    ]
    for (name, blocks), top in zip(lanes, tops, strict=True):
        drawn.append(rect(LEFT, top, row.x(row.offset) - LEFT, LANE, css="lane"))
        drawn.append(label(name, LEFT - 10, top + LANE / 2 + 4, css="lane-name", text_anchor="end"))
        shapes = list(draw_blocks(blocks, row, key=key, upward=top == tops[0]))
        drawn.append(group(shapes, transform=f"translate(0 {top:g})"))
    drawn += draw_strip(placed, row, top=tops[0] + LANE, crowded=False)
    drawn += draw_axis(row, bottom + 3)
    states = {name: {state for _, _, state in blocks} for name, blocks in lanes}
    legend, height = draw_legend(
        list(states.items()),
        {episode.outcome for _, episode in found},
        key=key,
        top=bottom + AXIS + _GAP,
        answers=any(episode.attempts for _, episode in found),
    )
    every = {state for mine in states.values() for state in mine} - {""}
    return figure(
        joined((definitions(key, every), *drawn, *legend)),
        key=key,
        title=f"{clock(session.end)} of a simulated dyad",
        about=_about(session, arousal, window, [episode for _, episode in found]),
        size=(WIDTH, bottom + AXIS + _GAP + height + 2),
        css="minute",
    )


def _arousal(arousal: Sequence[float], row: Row, window: tuple[float, float]) -> Iterator[Svg]:
    scale = arousal_scale()
    rest, top = window
    right = row.x(row.offset)
    yield rect(LEFT, scale.at(top), right - LEFT, scale.at(rest) - scale.at(top), css="tolerance")
    for level in (0.0, 0.5, 1.0):
        y = scale.at(level)
        yield path(f"M{LEFT} {y:.1f}H{right:.1f}", css="gridline")
        yield label(written(level), LEFT - 6, y + 4, css="tick", text_anchor="end")
    yield label("arousal", LEFT - 10, scale.at(0.75) + 4, css="lane-name", text_anchor="end")
    yield path(_trace(arousal, scale), css="trace")
    yield rect(LEFT + 6, scale.at(rest) + 5, 11, 11, css="tolerance")
    told = f"tolerance window, {written(rest, 2)} to {written(top, 2)} u"
    yield label(told, LEFT + 22, scale.at(rest) + 14, css="tick")


def _trace(arousal: Sequence[float], scale: Scale) -> str:
    """Draw each value at the end of its step."""
    wide = PLOT / len(arousal)
    points = [
        f"{LEFT + (k + 1) * wide:.1f} {scale.at(value):.1f}" for k, value in enumerate(arousal)
    ]
    return "M" + "L".join(points)


def _about(
    session: Session,
    arousal: Sequence[float],
    window: tuple[float, float],
    found: Sequence[Episode],
) -> str:
    """Say in words what the drawing shows."""
    over = sum(value > window[1] for value in arousal) / len(arousal)
    ends = Counter(
        f"{WORDS[episode.outcome]}{f' by {episode.repaired_by}' if episode.repaired_by else ''}"
        for episode in found
    )
    told = ", ".join(f"{count} {end}" for end, count in ends.items())
    return (
        f"Above: the child's arousal, from {written(min(arousal), 2)} to "
        f"{written(max(arousal), 2)} u, {over * 100:.0f} % of the time above the tolerance "
        f"window. Below: the codes of child and caregiver over {clock(session.end)}. "
        f"{counted(len(found), 'rupture')}{f': {told}' if told else ''}."
    )
