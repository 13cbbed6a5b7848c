"""Conversational turns of a long day, ours against ChildProject's own function.

    uv run --with ChildProject python benchmarks/turns.py [SEGMENTS]

A day of segments is made (20,000 by default: key child, adults, other children, overlapping). Both
count the turns of `simple_CTC` on the same segments; the counts have to be equal. Then the times:
best of five, in turn. Without ChildProject only our own time is printed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from reattune.measures.turn_rules import CHILD, Voice, find_turns

ROUNDS = 5
RULE = "childproject.simple_CTC"
SPEAKERS = (CHILD, "FEM", "MAL", "OCH")


def day(segments: int) -> list[Voice]:
    """Segments in bursts, with overlaps; no two begin together."""
    rng = np.random.default_rng(8)
    onsets = np.cumsum(rng.integers(150, 4000, segments))
    lengths = rng.integers(200, 2500, segments)
    who = rng.integers(0, len(SPEAKERS), segments)
    rows = zip(who.tolist(), onsets.tolist(), lengths.tolist(), strict=True)
    return [Voice(SPEAKERS[k], onset, onset + length) for k, onset, length in rows]


def theirs(voices: list[Voice]) -> Callable[[], int] | None:
    """Return their function on their table; ``None`` where it is not installed."""
    try:
        import pandas as pd
        from ChildProject.pipelines.metricsFunctions import simple_CTC
    except ImportError:
        return None
    table = pd.DataFrame(
        {
            "speaker_type": ["CHI" if v.speaker == CHILD else v.speaker for v in voices],
            "segment_onset": [v.onset for v in voices],
            "segment_offset": [v.offset for v in voices],
        }
    )
    inner = getattr(simple_CTC, "__wrapped__", simple_CTC)

    def count() -> int:
        found = inner(table, duration=voices[-1].offset)
        return int(found[1] if isinstance(found, tuple) else found)

    return count


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    segments = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    voices = day(segments)
    other = theirs(voices)
    count = len(find_turns(voices, RULE))
    print(f"{segments} segments, {count} turns by {RULE}")
    if other is not None and other() != count:
        sys.exit(f"ChildProject counts {other()}")
    ours, peer = [], []
    for _ in range(ROUNDS):
        ours.append(seconds(lambda: find_turns(voices, RULE)))
        if other is not None:
            peer.append(seconds(other))
    print(f"reattune     {min(ours) * 1000:8.1f} ms")
    if peer:
        print(f"ChildProject {min(peer) * 1000:8.1f} ms: {min(peer) / min(ours):.1f} times ours")
    else:
        print("ChildProject is not installed: not compared")


if __name__ == "__main__":
    main()
