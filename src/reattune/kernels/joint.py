"""From the events of one or two persons to a gapless stream of states.

A *stream* is a list of segments ``(onset, offset, state)`` that covers ``[0, end)`` without gap or
overlap, neighbours differing in state; state ``MISSING`` where nothing is known. A segment of
zero length is a point event: it stands between the segment that ends and the one that starts at
its time. Times are integer milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence

MISSING = -1

Segment = tuple[int, int, int]
Pair = tuple[int, int, int, int]


def layer(streams: Sequence[Sequence[Segment]]) -> list[Segment]:
    """Merge several streams of one person; at each time the smallest known state wins.

    States are numbered by priority, the strongest 0. ``MISSING`` yields to everything.
    """
    merged: list[Segment] = list(streams[0])
    for stream in streams[1:]:
        pairs = cross(merged, stream)
        merged = _joined([(a, b, _stronger(x, y)) for a, b, x, y in pairs])
    return merged


def _stronger(first: int, second: int) -> int:
    if first == MISSING:
        return second
    if second == MISSING:
        return first
    return min(first, second)


def fill(
    lasting: Sequence[Segment], points: Sequence[tuple[int, int]], end: int, *, gap: int = MISSING
) -> list[Segment]:
    """Make one channel's stream from its sorted, disjoint events; time between them is ``gap``.

    Parameters
    ----------
    lasting
        ``(onset, offset, state)`` with ``onset < offset``.
    points
        ``(time, state)``, sorted; of several at one time the smallest state is kept.
    end
        Length of the stream in ms.
    """
    whole: list[Segment] = []
    cursor = 0
    for onset, offset, state in lasting:
        if onset > cursor:
            whole.append((cursor, onset, gap))
        whole.append((onset, offset, state))
        cursor = offset
    if cursor < end:
        whole.append((cursor, end, gap))
    return _with_points(_joined(whole), points)


def _with_points(whole: list[Segment], points: Sequence[tuple[int, int]]) -> list[Segment]:
    if not points:
        return whole
    stream: list[Segment] = []
    waiting = sorted(points, reverse=True)
    for onset, offset, state in whole:
        start = onset
        while waiting and waiting[-1][0] < offset:
            time, label = waiting.pop()
            if stream and stream[-1][:2] == (time, time):
                continue
            if start < time:
                stream.append((start, time, state))
                start = time
            stream.append((time, time, label))
        stream.append((start, offset, state))
    for time, label in reversed(waiting):
        if not (stream and stream[-1][:2] == (time, time)):
            stream.append((time, time, label))
    return stream


def _joined(segments: Sequence[Segment]) -> list[Segment]:
    """Join neighbours of the same state; points stay and keep their neighbours apart."""
    joined: list[Segment] = []
    for onset, offset, state in segments:
        before = joined[-1] if joined else None
        if (
            before is not None
            and onset < offset
            and before[0] < before[1]
            and before[1:] == (onset, state)
        ):
            joined[-1] = (before[0], offset, state)
        else:
            joined.append((onset, offset, state))
    return joined


def cross(first: Sequence[Segment], second: Sequence[Segment]) -> list[Pair]:
    """Cross two streams of equal length into ``(onset, offset, state of first, of second)``.

    A point of one person meets the state that the other has from that time on; points of both at
    one time meet each other.
    """
    pairs: list[Pair] = []
    i = j = 0
    time = 0
    while i < len(first) or j < len(second):
        a = first[i] if i < len(first) else None
        b = second[j] if j < len(second) else None
        a_point = a is not None and a[0] == a[1] == time
        b_point = b is not None and b[0] == b[1] == time
        if a_point or b_point:
            pairs.append((time, time, _state_at(first, i), _state_at(second, j)))
            i, j = i + a_point, j + b_point
            continue
        if a is None or b is None:
            break
        offset = min(a[1], b[1])
        pairs.append((time, offset, a[2], b[2]))
        time = offset
        i, j = i + (a[1] == offset), j + (b[1] == offset)
    return pairs


def _state_at(stream: Sequence[Segment], index: int) -> int:
    """State of the current segment; at the very end of a stream its last one."""
    return stream[min(index, len(stream) - 1)][2] if stream else MISSING


def on_grid(stream: Sequence[Segment], step: int) -> list[Segment]:
    """Give each full ``step`` ms, counted from 0, the state that fills most of it.

    Of two states with equal time the earlier one stands. Points vanish; a last part-step is
    ``MISSING``.
    """
    end = stream[-1][1] if stream else 0
    cells: list[Segment] = []
    i = 0
    for onset in range(0, end, step):
        offset = onset + step
        if offset > end:
            cells.append((onset, end, MISSING))
            break
        shares: dict[int, int] = {}
        while i < len(stream) and stream[i][0] < offset:
            a, b, state = stream[i]
            time = min(b, offset) - max(a, onset)
            if time > 0:
                shares[state] = shares.get(state, 0) + time
            if b > offset:
                break
            i += 1
        cells.append((onset, offset, max(shares, key=lambda s: shares[s])))
    return _joined(cells)
