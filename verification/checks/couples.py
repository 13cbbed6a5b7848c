"""Sixty-four couples (CouplesCope): DySeq 0.22, survival's curves, TraMineR 2.2-12."""

from __future__ import annotations

import csv
from collections import Counter
from math import exp
from pathlib import Path

import numpy as np

from reattune.kernels.lags import code_totals
from reattune.measures import kaplan_meier
from reattune.measures.actor_partner import actor_partner_counts, actor_partner_effects
from reattune.measures.grid_cells import cell_rows
from reattune.measures.grid_sources import grid_of_segments
from reattune.measures.seq_rows import transition_probability
from reattune.measures.seq_shape import (
    complexity,
    entropy,
    hamming,
    optimal_matching,
    sequence_entropy,
    spells,
    substitution_costs,
    transitions,
    turbulence,
)
from reattune.measures.seq_tables import lag_table
from reattune.measures.sequences import Coded, code_sequences, paired_sequences

from .comparing import Check, check, matrix_of, rows_of

_COUPLES = 64
_JOINT = ("1-1", "1-0", "0-1", "0-0")
_ROUNDED = 5.1e-4
_WORDS = {
    "Intercept": "actor_partner_intercept",
    "Actor": "actor_effect",
    "Partner": "partner_effect",
    "Interac": "actor_partner_interaction",
}


def _streams(path: Path) -> Coded:
    with path.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    stress = {f"{k:02}": row[1:49] for k, row in enumerate(rows)}
    coping = {f"{k:02}": row[49:97] for k, row in enumerate(rows)}
    return paired_sequences(stress, coping, codes=("01", "01"), step=10_000)


def dyseq(folder: Path) -> list[Check]:
    """Compare joint states, transition tables, occurrences and actor-partner logits."""
    coded = _streams(folder / "CouplesCope.csv")
    with (folder / "CouplesCope_expanded.csv").open(encoding="utf-8") as file:
        expanded = [[float(x) for x in row] for row in list(csv.reader(file))[1:]]
    joint = (coded.given + 2 * coded.target).reshape(_COUPLES, 48)
    found = [check("joint state of each interval", expanded, joint)]
    for person, file_name in (("given", "first"), ("target", "second")):
        wanted = np.zeros((_COUPLES, 4, 2))
        for row in rows_of(folder / f"expected_statetrans_{file_name}.csv"):
            at = _JOINT.index(row["prev"])
            wanted[int(row["dyad"]) - 1, at, 1 - int(row["next_"])] = float(row["freq"])
        ours = [
            [
                [dyad[(s, c) if person == "given" else (c, s)][after] for after in (1, 0)]
                for s, c in ((1, 1), (1, 0), (0, 1), (0, 0))
            ]
            for dyad in actor_partner_counts(coded, person=person)  # type: ignore[arg-type]
        ]
        found.append(check(f"each couple's transitions, {file_name} sequence", wanted, ours))
    for side, name in (("given", "seq1"), ("target", "seq2")):
        line = getattr(coded, side)
        last = [int(np.flatnonzero(row)[-1]) + 1 for row in line.reshape(_COUPLES, 48)]
        totals = code_totals(line, coded.cuts, shape=(_COUPLES, 2))[:, 1]
        rows = rows_of(folder / f"expected_occ_{name}.csv")
        wanted = [[float(r["numb"]), float(r["last"])] for r in rows]
        found.append(
            check(f"occurrences and the last, {name}", wanted, list(zip(totals, last, strict=True)))
        )
    return found + _logits(folder, coded)


def _logits(folder: Path, coded: Coded) -> list[Check]:
    text = (folder / "expected_logseq.txt").read_text(encoding="utf-8")
    blocks = [b for b in text.split("          mean_beta")[1:] if len(b.splitlines()) >= 5]
    found = []
    for number, block in enumerate(blocks, 1):
        person = "target" if number <= len(blocks) // 2 else "given"
        rows = actor_partner_effects(coded, own="1", partner="1", person=person)  # type: ignore[arg-type]
        values = {row.measure: row.value for row in rows if row.unit == "log odds"}
        tails = {row.measure: row.value for row in rows if row.unit == "p"}
        theirs, ours = [], []
        for line in block.splitlines()[1:]:
            word, *numbers = line.split()
            theirs.append([float(x) for x in numbers])
            value = values[_WORDS[word]] or 0.0
            ours.append([value, exp(value), tails[_WORDS[word]]])
        found.append(
            check(
                f"mean logits, odds ratios and p ({person} as outcome), table {number}",
                theirs,
                ours,
                within=_ROUNDED,
            )
        )
    return found


def kaplan_meier_tables(folder: Path) -> list[Check]:
    """Compare the Kaplan-Meier table, plain and with errors clustered by couple."""
    rows = rows_of(folder / "lat2_latency_input.csv")
    latency, event, dyad = (
        np.array([float(row[name]) for row in rows]) for name in ("latency", "event", "dyad")
    )
    found = []
    for file, words, error in (
        ("lat2_expected_km.csv", "plain", "se"),
        ("lat2_expected_km_clustered.csv", "clustered by couple", "robust_se"),
    ):
        table = rows_of(folder / file)
        clusters = dyad.astype(int) if error == "robust_se" else None
        curve = kaplan_meier(latency, event == 1, clusters=clusters)
        ours = {
            "time": curve.time, "n.risk": curve.at_risk, "n.event": curve.events,
            "surv": curve.survival, error: curve.se, "lower": curve.low, "upper": curve.high,
        }  # fmt: skip
        found += [
            check(f"{name}, {words}", [float(row[name]) for row in table], values)
            for name, values in ours.items()
        ]
    return found


def traminer(folder: Path) -> list[Check]:
    """Compare transition rates, shapes of sequences, distances and times in states."""
    with (folder / "CouplesCope_expanded.csv").open(encoding="utf-8") as file:
        couples = list(csv.reader(file))[1:]

    def theirs(name: str) -> list[list[float]]:
        return matrix_of(folder / f"expected_{name}.csv")

    coded = code_sequences({str(k): row for k, row in enumerate(couples)}, codes="0123")
    found = []
    for lag, name in ((1, "seqtrate"), (2, "seqtrate_lag2")):
        table = lag_table(coded, lag=lag)
        rates = [[transition_probability(table, a, b).value for b in "0123"] for a in "0123"]
        found.append(check(f"transition rates, lag {lag}", theirs(name), rates))
    table = lag_table(coded)
    costs = substitution_costs(table.pooled)
    columns = [Counter(column) for column in zip(*couples, strict=True)]
    six = [np.array([int(code) for code in row]) for row in couples[:6]]
    shapes = [
        (
            sequence_entropy(row, kinds=4),
            sequence_entropy(row, kinds=4, normalised=False),
            transitions(row),
            turbulence(row),
            complexity(row, kinds=4),
            len(row),
            len(spells(row)),
        )
        for row in couples
    ]
    return [
        *found,
        check("transition counts", theirs("seqtrate_count"), table.pooled),
        check("substitution costs", theirs("trate_sm"), costs),
        check(
            "entropy, transitions, turbulence, complexity, length, spells", theirs("indiv"), shapes
        ),
        check(
            "states of each interval",
            theirs("cross_freq"),
            [[column[code] / len(couples) for code in "0123"] for column in columns],
        ),
        check(
            "entropy of each interval",
            theirs("cross_entropy"),
            [entropy(column.values()) / np.log(4) for column in columns],
        ),
        check(
            "optimal matching",
            theirs("om_first6"),
            [[optimal_matching(a, b, costs) for b in six] for a in six],
        ),
        check(
            "Hamming distance",
            theirs("ham_first6"),
            [[hamming(a.tolist(), b.tolist()) for b in six] for a in six],
        ),
        check("time in each state, of the grid", theirs("istatd"), _times(couples)),
    ]


def _times(couples: list[list[str]]) -> list[list[float]]:
    """Return the durations of the cells of stress by coping, in intervals."""
    joint = {"0": "--", "1": "s-", "2": "-c", "3": "sc"}
    found = []
    for number, row in enumerate(couples):
        segments = [(1000 * t, 1000 * t + 1000, list(joint[code])) for t, code in enumerate(row)]
        variables = [("stress", "-s"), ("coping", "-c")]
        grid = grid_of_segments({str(number): segments}, variables=variables)
        cells = {r.of: r.value for r in cell_rows(grid) if r.measure == "cell_duration"}
        names = ("- / -", "s / -", "- / c", "s / c")
        found.append([cells.get(name) or 0.0 for name in names])
    return found
