"""Where things stand in a timeline: rows of equal duration, one under another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .lanes import Block
from .palette import fill, look
from .svg import Svg, label, path, rect
from .ticks import time_step

WIDTH = 880
LEFT = 74
RIGHT = 22
PLOT = WIDTH - LEFT - RIGHT
LANE = 32
AXIS = 20
GAP = 14
PHASE = 18

_MINUTE = 60_000
_ROW_MS = tuple(m * _MINUTE for m in (1, 2, 5, 10, 20, 30, 60, 120, 240, 480, 1440))
_MOST_ROWS = 8
_LONG_ROWS = 24
_LETTER = 6.1


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a timeline.

    Parameters
    ----------
    onset, offset
        What it shows, in ms.
    span
        Duration of a full row; the last row may be shorter.
    final
        Whether it is the last.
    """

    onset: int
    offset: int
    span: int
    final: bool

    def x(self, time: int) -> float:
        """Return the horizontal place of a time, kept inside the row."""
        inside = min(max(time, self.onset), self.offset)
        return LEFT + (inside - self.onset) / self.span * PLOT

    def holds(self, time: int) -> bool:
        """Say whether an instant lies in this row."""
        return self.onset <= time < self.offset or (self.final and time >= self.offset)

    def touches(self, onset: int, offset: int) -> bool:
        """Say whether any of a stretch lies in this row."""
        return (onset < self.offset and offset > self.onset) or self.holds(onset)


def lay_rows(end: int) -> list[Row]:
    """Cut a session into rows: one for a short one, 2 to 5 minutes each, an hour in a long day."""
    if end <= 150_000:
        step = time_step(max(end, 1), most=12)
        return [Row(0, max(end, 1), -(-max(end, 1) // step) * step, final=True)]
    span = next(
        (s for s in _ROW_MS if end <= s * (_MOST_ROWS if s < 60 * _MINUTE else _LONG_ROWS)),
        _ROW_MS[-1],
    )
    starts = range(0, end, span)
    return [Row(t, min(t + span, end), span, final=t == starts[-1]) for t in starts]


def in_row(blocks: Iterable[Block], row: Row) -> list[Block]:
    """Return the blocks that lie in a row, cut at its bounds."""
    return [
        (max(a, row.onset), min(b, row.offset), state)
        for a, b, state in blocks
        if (a < row.offset and b > row.onset) or (a == b and row.holds(a))
    ]


def draw_blocks(blocks: Iterable[Block], row: Row, *, key: str, upward: bool) -> Iterator[Svg]:
    """Draw a lane from height 0 on: one block a state, named where there is room.

    Parameters
    ----------
    blocks
        Of this row.
    row
        The row.
    key
        Of the figure; its patterns are named after it.
    upward
        Blocks stand on the lane's lower edge (else they hang from its upper one).
    """
    for onset, offset, state in blocks:
        x, width = row.x(onset), row.x(offset) - row.x(onset)
        if not state:
            if width > 0.4:
                yield rect(x, 0, width, LANE, css="uncoded", fill=f"url(#{key}-uncoded)")
            continue
        height = LANE * look(state).height
        y = LANE - height if upward else 0
        if onset == offset:
            yield rect(x - 0.8, 0, 1.6, LANE, **fill(key, state))
            continue
        yield rect(x, y, max(width, 0.4), height, **fill(key, state))
        if width >= _LETTER * len(state) + 8 and height >= 12:
            middle = y + height / 2 + 4
            yield label(state, x + width / 2, middle, css="block-label", text_anchor="middle")


def draw_axis(row: Row, y: float) -> Iterator[Svg]:
    """Draw the time axis of a row: ticks and times."""
    step = time_step(row.span, most=12)
    hours = row.span >= 60 * _MINUTE
    ticks = range(-(-row.onset // step) * step, row.offset + 1, step)
    yield path("".join(f"M{row.x(t):.1f} {y:.1f}v4" for t in ticks), css="axis")
    for t in ticks:
        minutes, seconds = divmod(t // 1000, 60)
        text = f"{minutes // 60}:{minutes % 60:02d}" if hours else f"{minutes}:{seconds:02d}"
        yield label(text, row.x(t), y + 15, css="tick", text_anchor="middle")
