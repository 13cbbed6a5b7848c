"""The timeline of a session: child above, caregiver below, ruptures and repairs between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ...episodes import Episode, Episodes, Joint
from ...record import Session
from ..numbers import clock, counted, percent
from .density import BINS, bin_shares, draw_density, full_height
from .lanes import Block, lane
from .legend import draw_legend, fitted
from .marks import WORDS
from .palette import definitions
from .rows import AXIS, GAP, LANE, LEFT, PHASE, WIDTH, Row, draw_axis, draw_blocks, in_row, lay_rows
from .strip import draw_spans, draw_strip, place, strip_height
from .svg import Svg, figure, group, joined, label, rect

_DENSE = 220
"""With more blocks than this in a row, shares are drawn instead."""


@dataclass(frozen=True, slots=True)
class _Lane:
    """One person's name and states."""

    name: str
    blocks: list[Block]

    @property
    def states(self) -> set[str]:
        return {state for _, _, state in self.blocks}


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is drawn: a session, its dyad's lanes, its rows, its ruptures with their numbers."""

    session: Session
    key: str
    episodes: Episodes | None
    lanes: list[_Lane]
    rows: list[Row]
    found: list[tuple[int, Episode]]


_Bands = Callable[[Row], list[list[Svg]]]
"""Draws the lanes of a row, each from height 0 on."""


def timeline_figure(
    session: Session, *, key: str, episodes: Episodes | None = None, until: int = 0
) -> Svg:
    """Draw a session: states of both persons, phases, uncoded time, ruptures and their ends.

    Rows hold one to five minutes; of a long day an hour each, in which shares of small bins stand
    for the single events.

    Parameters
    ----------
    session
        What was coded.
    key
        Unique in the page.
    episodes
        Ruptures to mark, numbered as in the table of episodes; they also name the dyad.
    until
        Leave room up to this time (ms), so that a shorter session can be compared with a longer.
    """
    scene = _scene(session, key, episodes, until=until)
    bands, note = _choose_bands(scene)
    drawn, height = _rows(scene, bands, crowded=bool(note))
    legend, legend_height = draw_legend(
        [(one.name, one.states) for one in scene.lanes],
        {episode.outcome for _, episode in scene.found},
        key=key,
        top=height,
        answers=not note and any(episode.attempts for _, episode in scene.found),
        note=note,
    )
    states = {state for one in scene.lanes for state in one.states} - {""}
    return figure(
        joined((definitions(key, states), *drawn, *legend)),
        key=key,
        title=f"Timeline of {session.name}",
        about=f"{_about(scene)} {note}".strip(),
        size=(WIDTH, height + legend_height + 2),
        css="timeline",
    )


def _scene(session: Session, key: str, episodes: Episodes | None, *, until: int) -> _Scene:
    readings = episodes.readings if episodes is not None else ()
    reading = next((r for r in readings if r.session == session.name), None)
    fitting = episodes if reading is not None else None
    numbered = enumerate(fitting, start=1) if fitting else ()
    return _Scene(
        session=session,
        key=key,
        episodes=fitting,
        lanes=_lanes(session, fitting, reading),
        rows=lay_rows(max(session.end, until)),
        found=[(n, episode) for n, episode in numbered if episode.session == session.name],
    )


def _lanes(session: Session, episodes: Episodes | None, reading: Joint | None) -> list[_Lane]:
    """Take the dyad of the reading; without one, the child and the first other person."""
    if episodes is not None and reading is not None:
        definition = episodes.definition
        people = {
            reading.child: definition.child_tracks,
            reading.caregiver: definition.caregiver_tracks,
        }
        return [
            _Lane(person, lane(session, person, tracks=tracks, reading=reading))
            for person, tracks in people.items()
        ]
    child = [p.id for p in session.people if p.role == "child"][:1]
    others = sorted(session.people, key=lambda p: p.role != "caregiver")
    other = [p.id for p in others if p.role != "child"][:1]
    return [_Lane(person, lane(session, person)) for person in (*child, *other)]


def _choose_bands(scene: _Scene) -> tuple[_Bands, str]:
    """Draw every block where there is room, else shares; also say so in words."""

    def blocks(row: Row) -> list[list[Svg]]:
        return [
            list(draw_blocks(in_row(one.blocks, row), row, key=scene.key, upward=index == 0))
            for index, one in enumerate(scene.lanes)
        ]

    counts = (len(in_row(one.blocks, row)) for one in scene.lanes for row in scene.rows)
    if max(counts, default=0) <= _DENSE:
        return blocks, ""
    shares = {
        row: [bin_shares(in_row(one.blocks, row), row) for one in scene.lanes] for row in scene.rows
    }
    full = full_height(one for mine in shares.values() for one in mine)

    def density(row: Row) -> list[list[Svg]]:
        return [
            list(draw_density(one, row, key=scene.key, upward=index == 0, full=full))
            for index, one in enumerate(shares[row])
        ]

    return density, (
        f"Height: the share of each {scene.rows[0].span / BINS / 1000:g} s that a state fills; "
        f"full height is {percent(full)}."
    )


def _rows(scene: _Scene, bands: _Bands, *, crowded: bool) -> tuple[list[Svg], float]:
    """Draw all rows one under another; return them with their lower edge."""
    drawn: list[Svg] = []
    y = 2.0
    for row in scene.rows:
        part, y = _row(scene, row, bands(row), y=y, crowded=crowded)
        drawn += part
    return drawn, y


def _row(
    scene: _Scene, row: Row, bands: Sequence[Sequence[Svg]], *, y: float, crowded: bool
) -> tuple[list[Svg], float]:
    """Draw one row from its upper edge; return it with the next row's upper edge."""
    placed = place(scene.found, row)
    between = strip_height(placed) if placed else 4.0
    drawn: list[Svg] = []
    if scene.session.phases:
        drawn += _phases(scene.session, row, y)
        y += PHASE
    tops = [y, y + LANE + between][: len(scene.lanes)]
    bottom = (tops[-1] if tops else y) + LANE
    for top in tops:
        drawn.append(rect(LEFT, top, row.x(row.offset) - LEFT, LANE, css="lane"))
    drawn += draw_spans(placed, row, top=y, height=bottom - y, crowded=crowded)
    for one, band, top in zip(scene.lanes, bands, tops, strict=True):
        middle = top + LANE / 2 + 4
        drawn.append(label(fitted(one.name), LEFT - 10, middle, css="lane-name", text_anchor="end"))
        drawn.append(group(band, transform=f"translate(0 {top:g})"))
    drawn += draw_strip(placed, row, top=y + LANE, crowded=crowded)
    drawn += draw_axis(row, bottom + 3)
    return drawn, bottom + AXIS + GAP


def _phases(session: Session, row: Row, y: float) -> Iterator[Svg]:
    for index, phase in enumerate(session.phases):
        if not (phase.onset < row.offset and phase.offset > row.onset):
            continue
        x, until = row.x(phase.onset), row.x(phase.offset)
        yield rect(x, y, until - x, PHASE - 4, css="phase even" if index % 2 else "phase")
        if until - x >= 6.4 * len(phase.name) + 8:
            yield label(phase.name, x + 5, y + 11, css="phase-name")


def _about(scene: _Scene) -> str:
    """Say in words what the drawing shows."""
    text = f"{clock(scene.session.end)} in {counted(len(scene.rows), 'row')}."
    for one, place_ in zip(scene.lanes, ("above", "below"), strict=False):
        text += f" {place_.capitalize()}: {one.name}."
    if scene.session.phases:
        text += f" Phases: {', '.join(phase.name for phase in scene.session.phases)}."
    if scene.episodes is None:
        return f"{text} No ruptures are marked: no definition fits this session."
    definition = scene.episodes.definition
    if not scene.found:
        return f"{text} No {definition.noun} was found under {definition.id}."
    counts = Counter(episode.outcome for _, episode in scene.found)
    ends = ", ".join(f"{counts[outcome]} {WORDS[outcome]}" for outcome in WORDS if counts[outcome])
    return f"{text} {counted(len(scene.found), definition.noun)} under {definition.id}: {ends}."
