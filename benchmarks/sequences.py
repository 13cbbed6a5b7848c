"""Permutation tests, lag tables and grids at the size of a study.

    python benchmarks/sequences.py [--sessions 1000] [--intervals 2000] [--permutations 1000]

Checksums first (plain = compiled, one thread = two), then the times: wall and CPU seconds, best of
three. The plain numbers are of the same kernels un-compiled, on a part, extrapolated.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from reattune.measures.grid_cells import cell_rows
from reattune.measures.grid_sources import grid_of_segments
from reattune.measures.grid_whole import grid_rows
from reattune.measures.seq_permutation import permutation_test
from reattune.measures.seq_rows import lag_rows
from reattune.measures.seq_tables import lag_table
from reattune.measures.sequences import code_sequences, paired_sequences

CODES = "abcdefgh"
MOVES = 1e9


def bouts(rng, length: int, kinds: str) -> list[str]:
    row: list[str] = []
    last = ""
    while len(row) < length:
        code = kinds[rng.integers(len(kinds))]
        if code != last:
            row += [code] * int(rng.geometric(1 / 3))
            last = code
    return row[:length]


def best(run, rounds: int = 3) -> tuple[float, float]:
    walls, cpus = [], []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return min(walls), min(cpus)


def shown(name: str, times: tuple[float, float], note: str = "") -> None:
    print(f"{name:58s} {times[0]:8.2f} s wall {times[1]:8.2f} s CPU  {note}", flush=True)


def same(table, way: str) -> None:
    """Compare plain, one thread and two before anything is timed."""
    first, *others = [
        permutation_test(table, way, permutations=5, compiled=fast, threads=threads)
        for fast, threads in ((False, 1), (True, 1), (True, 2))
    ]
    for other in others:
        assert (first.above == other.above).all()
        assert (first.mean == other.mean).all()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--intervals", type=int, default=2000)
    parser.add_argument("--permutations", type=int, default=1000)
    asked = parser.parse_args()
    rng = np.random.default_rng(1)
    names = [f"s{k}" for k in range(asked.sessions)]
    events = {s: [CODES[c] for c in rng.integers(8, size=asked.intervals)] for s in names}
    half = asked.intervals // 2
    child = {s: bouts(rng, half, "abcd") for s in names}
    other = {s: bouts(rng, half, "wxyz") for s in names}
    coded, two = code_sequences(events, codes=CODES), paired_sequences(child, other)
    table, crossed = lag_table(coded), lag_table(two)
    few = names[:4]
    same(lag_table(code_sequences({s: events[s] for s in few}, codes=CODES)), "codes")
    small = {s: child[s] for s in few}, {s: other[s] for s in few}
    same(lag_table(paired_sequences(*small)), "bouts")
    n, moves = asked.permutations, asked.permutations * asked.sessions * asked.intervals

    one = lag_table(code_sequences({"s0": events["s0"]}, codes=CODES))
    plain = best(lambda: permutation_test(one, "codes", permutations=20, compiled=False), 1)
    whole = plain[1] * asked.sessions * n / 20
    for threads in (1, 2):
        times = best(lambda t=threads: permutation_test(table, permutations=n, threads=t))
        ratio = f"{times[1] / moves * MOVES:.1f} ns a move, {whole / times[1]:.0f}x plain Python"
        shown(f"codes shuffled, {moves / MOVES:g} x 10^9 moves, {threads} threads", times, ratio)
    for way in ("bouts", "shift", "dyads"):
        times = best(lambda w=way: permutation_test(crossed, w, permutations=n, threads=2), 1)
        shown(f"two streams of {half}: {way}, 2 threads", times)
    shown("packing the codes", best(lambda: code_sequences(events, codes=CODES)))
    shown("lag table, all rows of 64 cells", best(lambda: list(lag_rows(lag_table(coded)))))
    segments = {
        s: [
            (1000 * t, 1000 * t + 1000, (a, b))
            for t, (a, b) in enumerate(zip(child[s], other[s], strict=True))
        ]
        for s in names
    }
    variables = [("child", "abcd"), ("caregiver", "wxyz")]
    grid = grid_of_segments(segments, variables=variables)
    shown("grid from segments", best(lambda: grid_of_segments(segments, variables=variables), 1))
    shown(
        "grid: all rows of cells and whole", best(lambda: [*cell_rows(grid), *grid_rows(grid)], 1)
    )


if __name__ == "__main__":
    main()
