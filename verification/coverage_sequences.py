"""How often 95 % intervals of sequence and grid measures hold the truth, and whether p is uniform.

    python verification/coverage_sequences.py [--cohorts 4000] [--sets 4000]

Simulated cohorts with a known truth; prints a table. Coverage should lie between 93 and 97 %. Then
permutation p of independent streams, ties broken at random: Kolmogorov's distance from the uniform
distribution times sqrt(n) should stay below 1.63 (p .01). About 7 minutes on one core.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
for folder in ("properties", "unit/measures"):
    sys.path.insert(0, str(HERE.parent / "tests" / folder))

from coverage_draws import covered  # noqa: E402
from independent_streams import uniform_distance, values_of_p  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cohorts", type=int, default=4000)
    parser.add_argument("--sets", type=int, default=4000)
    asked = parser.parse_args()
    print("| interval of | cohorts | coverage | Monte-Carlo error |\n|---|---|---|---|")
    for name, (hits, n) in covered(cohorts=asked.cohorts, seed=1).items():
        share = hits / n
        print(
            f"| {name} | {n} | {share:.3f} | {np.sqrt(share * (1 - share) / n):.3f} |", flush=True
        )
    print("\n| permuted | data sets | distance x sqrt(n) | share of p <= .05 |\n|---|---|---|---|")
    ways = {"codes": 40, "bouts": 60, "dyads": 60}
    ways |= {f"shift of {length}": length for length in (60, 200, 600)}
    for way, length in ways.items():
        kind = way.split()[0]
        values = np.array(values_of_p(kind, sets=asked.sets, seed=2, length=length))
        below = (values <= 0.05).mean()
        print(
            f"| {way} | {len(values)} | {uniform_distance(values):.2f} | {below:.3f} |", flush=True
        )


if __name__ == "__main__":
    main()
