"""The simulator against plain Python, a C kernel of the same algorithm, and its own random numbers.

    python benchmarks/simulator.py [--rounds 5] [--dyads 32] [--sittings 30]

Checksums are compared first (the C kernel bit for bit); then all versions run interleaved and the
best of the rounds counts. Needs a C compiler.
"""

from __future__ import annotations

import argparse
import ctypes
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "oracles"))

from slow_dyad import SlowDyad  # noqa: E402

from reattune.kernels import dyad_state as state  # noqa: E402
from reattune.kernels import random as rng  # noqa: E402
from reattune.model import Dyad, Order, live  # noqa: E402
from reattune.model.lives import dyad_table, settings_table  # noqa: E402

STEPS = 1800
PLAIN_SITTINGS = 3


def build_c(folder: Path) -> ctypes.CDLL:
    """Write the structs and tables of the kernel as headers, and compile."""
    kinds = {"float64": "double", "int64": "int64_t", "uint64": "uint64_t"}
    structs = [
        f"struct {name} {{\n{''.join(f'  {kinds[str(t[f])]} {f};' for f in t.names)}\n}};\n"
        for name, t in (("settings", state.SETTINGS), ("dyad", state.DYAD))
    ]
    (folder / "fields.h").write_text("#include <stdint.h>\n" + "".join(structs))
    lines = [f"#define EDGE {rng.EDGE!r}\n"]
    lines += [f"#define {s} {getattr(state, s)}LL\n" for s in ("ATTUNED", "CLOSES", "OPENS")]
    lines += [
        f"static const double {name}[256] = {{{', '.join(map(float.hex, table.tolist()))}}};\n"
        for name, table in (("WIDTH", rng.WIDTH), ("BOUND", rng.BOUND), ("HEIGHT", rng.HEIGHT))
    ]
    (folder / "tables.h").write_text("".join(lines))
    library = folder / "dyad.so"
    # Plain -O2: on the machine this was tuned on, -O3 and -march=native were slower.
    flags = ["-O2", "-ffp-contract=off", "-fno-math-errno", "-shared", "-fPIC"]
    source = str(HERE / "dyad.c")
    subprocess.run(["cc", *flags, f"-I{folder}", source, "-o", library, "-lm"], check=True)
    return ctypes.CDLL(str(library))


def run_c(library: ctypes.CDLL, dyad: Dyad, n: int, sittings: int):
    tables = dyad_table(n, seed=1), settings_table([dyad], n, 0.1)
    occupied, counts = np.zeros((n, 30), np.int64), np.zeros((n, 2), np.int64)
    start = time.perf_counter()
    library.run(
        *(ctypes.c_void_p(t.ctypes.data) for t in tables),
        *(ctypes.c_int64(v) for v in (n, sittings, STEPS)),
        ctypes.c_void_p(occupied.ctypes.data),
        ctypes.c_void_p(counts.ctypes.data),
    )
    return time.perf_counter() - start, tables[0], occupied, counts


def run_ours(dyad: Dyad, n: int, sittings: int, threads: int):
    order = Order(dyads=[dyad], n=n, seed=1, sittings=sittings, marks=(sittings,))
    start = time.perf_counter()
    lives = live(order, threads=threads, compiled=True)
    return time.perf_counter() - start, lives


def run_twin(dyad: Dyad) -> float:
    start = time.perf_counter()
    twin = SlowDyad(dyad.effective().values(), seed=1)
    for sitting in range(PLAIN_SITTINGS):
        twin.sit(sitting, [(STEPS, None)])
    return (time.perf_counter() - start) / (PLAIN_SITTINGS * STEPS)


def run_plain(dyad: Dyad) -> float:
    order = Order(dyads=[dyad], seed=1, sittings=PLAIN_SITTINGS)
    start = time.perf_counter()
    live(order, compiled=False)
    return (time.perf_counter() - start) / (PLAIN_SITTINGS * STEPS)


def check(library: ctypes.CDLL, dyad: Dyad) -> None:
    """Compare everything the C kernel leaves behind with ours, bit for bit."""
    _, table, occupied, counts = run_c(library, dyad, 8, 5)
    _, lives = run_ours(dyad, 8, 5, 1)
    assert np.array_equal(lives.occupied.reshape(8, 30), occupied), "joint states differ"
    assert np.array_equal(lives.counts, counts), "events differ"
    for name in ("S", "V", "G", "L", "W", "ruptures", "yells", "amends"):
        assert np.array_equal(lives.column(name)[:, 0], table[name]), name
    _, two = run_ours(dyad, 8, 5, 2)
    assert np.array_equal(lives.learned, two.learned, equal_nan=True), "threads differ"


def memory_of(sittings: int) -> int:
    """Peak memory of a run in a process of its own, in kB."""
    code = (
        "from reattune.model import *\nimport resource\n"
        f"live(Order(dyads=[Dyad()], n=64, sittings={sittings}, marks=({sittings},)),"
        " compiled=True)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--dyads", type=int, default=32)
    ask.add_argument("--sittings", type=int, default=30)
    asked = ask.parse_args()
    n, sittings = asked.dyads, asked.sittings
    steps = n * sittings * STEPS
    with tempfile.TemporaryDirectory() as folder:
        library = build_c(Path(folder))
        for preset in ("ordinary", "harsh-repaired", "withdrawn"):
            check(library, Dyad(preset))
        print("checksums equal: C, one thread, two threads (three presets)")
        best = dict.fromkeys(("C", "one thread", "two threads", "twin", "plain"), float("inf"))
        dyad = Dyad()
        for _ in range(asked.rounds):
            rounds = {
                "C": run_c(library, dyad, n, sittings)[0] / steps,
                "one thread": run_ours(dyad, n, sittings, 1)[0] / steps,
                "two threads": run_ours(dyad, n, sittings, 2)[0] / steps,
                "twin": run_twin(dyad),
                "plain": run_plain(dyad),
            }
            best = {name: min(best[name], seconds) for name, seconds in rounds.items()}
    for name, seconds in best.items():
        print(f"{name:12} {seconds * 1e9:10.1f} ns a step {1e-6 / seconds:8.2f} M steps/s")
    print(f"plain-Python twin / two threads {best['twin'] / best['two threads']:8.0f}  (>= 150)")
    print(f"same code plain / two threads   {best['plain'] / best['two threads']:8.0f}")
    print(f"one thread / C                  {best['one thread'] / best['C']:8.2f}  (<= 1.2)")
    print(
        f"one thread / two threads        {best['one thread'] / best['two threads']:8.2f}  (>= 1.8)"
    )
    small, large = memory_of(10), memory_of(100)
    print(f"peak memory, 100 / 10 sittings  {large / small:8.2f}  ({large // 1000} MB)")


if __name__ == "__main__":
    main()
