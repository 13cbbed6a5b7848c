"""CRAN dyadicMarkov 0.1.1 (who drives whom) and msm 1.7 (states at visits)."""

from __future__ import annotations

from pathlib import Path

from reattune.measures.actor_partner import (
    actor_partner_counts,
    influence_moments,
    influence_pattern,
)
from reattune.measures.seq_bivariate import bivariate_counts, bivariate_influence
from reattune.measures.seq_tables import lag_table
from reattune.measures.sequences import Coded, code_sequences, paired_sequences

from .comparing import Check, check, rows_of

_PATTERN = {"partner only": "PM (A3)"}
_VISITS = (
    "Not a measure of ours: msm infers moments of change that nobody saw, between visits years "
    "apart. Coded sessions are watched all the time: rates are counts over "
    "time, exactly, and waits are survival curves."
)


def _streams(rows: list[dict[str, str]], first: str, second: str) -> Coded:
    one, other = ({"d": [row[name] for row in rows]} for name in (first, second))
    return paired_sequences(one, other, codes=("12", "12"))


def _numbers(path: Path) -> list[list[float]]:
    return [[float(row["next_1"]), float(row["next_2"])] for row in rows_of(path)]


def dyadic_markov(folder: Path) -> list[Check]:
    """Compare counts, probabilities, and the patterns of influence."""
    coded = _streams(rows_of(folder / "input.csv"), "FM", "SM")
    counts = actor_partner_counts(coded, person="given")
    flat = counts[0].reshape(4, 2)
    shares = flat / flat.sum(axis=1, keepdims=True)
    pattern = influence_pattern(influence_moments(counts))
    told = (folder / "expected_pattern.txt").read_text(encoding="utf-8")
    rows = rows_of(folder / "input_bivariate.csv")
    main, second = _streams(rows, "FM_V1", "SM_V1"), _streams(rows, "FM_V2", "SM_V2")
    four = bivariate_counts(main, second, person="given")[0].reshape(16, 2)
    best = bivariate_influence(main, second, person="given")[0].of.split(":")[0]
    printed = (folder / "expected_bivariate.txt").read_text(encoding="utf-8")
    return [
        check("own next state by both", _numbers(folder / "expected_counts.csv"), flat),
        check("transition probabilities", _numbers(folder / "expected_mle.csv"), shares),
        check(
            "pattern (tests: theirs Pearson's, ours likelihood ratios)",
            "PM (A3)" if "PM (A3)" in told else told,
            _PATTERN.get(pattern, pattern),
        ),
        check("bivariate counts", _numbers(folder / "expected_counts_bivariate.csv"), four),
        check("bivariate pattern", "D2" if "(D2)" in printed else printed, best),
    ]


def msm(folder: Path) -> list[Check]:
    """Compare the table of successive states; say what else the case holds."""
    visits: dict[str, list[str]] = {}
    for row in rows_of(folder / "msm_cav.csv"):
        visits.setdefault(row["PTNUM"], []).append(row["state"])
    table = lag_table(code_sequences(visits, codes="1234"))
    wanted = [
        [float(x) for x in line.split(",")]
        for line in (folder / "msm_cav_statetable.csv").read_text(encoding="utf-8").split()[1:]
    ]
    found = [check("state table", wanted, table.pooled[:3])]
    for name, words in (
        ("qmatrix", "intensities with limits"),
        ("sojourn", "mean sojourns"),
        ("pmatrix1", "P(1)"),
        ("ll", "-2 log likelihood"),
    ):
        path = folder / f"msm_cav_{name}.csv"
        lines = path.read_text(encoding="utf-8").splitlines()[1:]
        numbers = [float(x) for line in lines for x in line.split(",")[1:]]
        found.append(check(words, numbers, [None] * len(numbers), why=_VISITS))
    return found
