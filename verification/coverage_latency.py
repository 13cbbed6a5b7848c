"""How often 95 % intervals of latencies, recurrent events and paired contrasts hold the truth.

Run: ``uv run python verification/coverage_latency.py [COHORTS]`` (1,000 cohorts a case by default).
Prints the share covered, case by case; ends with 1 when one lies outside 93 to 97 %.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "properties"))

from latency_draws import covered


def main() -> int:
    cohorts = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    shares = covered(cohorts=cohorts, seed=7)
    for name, share in shares.items():
        print(f"{name:36} {share:.3f}")
    return 0 if all(0.93 <= share <= 0.97 for share in shares.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
