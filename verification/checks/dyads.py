"""TraMineR, DySeq and dyadicMarkov: sequences of dyads."""

from __future__ import annotations

import csv
from collections import Counter
from math import exp, log
from pathlib import Path

import numpy as np

from reattune.kernels.lags import code_totals
from reattune.measures.actor_partner import (
    actor_partner_counts,
    actor_partner_effects,
    influence_fits,
    influence_pattern,
)
from reattune.measures.grid_cells import cell_rows
from reattune.measures.grid_sources import grid_of_segments
from reattune.measures.seq_bivariate import bivariate_counts, bivariate_influence
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
from reattune.measures.sequences import code_sequences, paired_sequences

from .ledger import Case, Ledger

STATES = ["0", "1", "2", "3"]
THREE_DECIMALS = 5e-4


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


def traminer(folder: Path) -> Case:
    ledger = Ledger(
        folder,
        title="64 couples, 48 intervals, four joint states",
        source="TraMineR 2.2-12, R (Gabadinho, Ritschard, Mueller & Studer 2011)",
    )
    couples = rows_of(folder / "CouplesCope_expanded.csv")
    coded = code_sequences({str(k): row for k, row in enumerate(couples)}, codes=STATES)
    table, later = lag_table(coded), lag_table(coded, lag=2)
    costs = substitution_costs(table.pooled)
    six = [np.array([int(code) for code in row]) for row in couples[:6]]
    columns = [Counter(column) for column in zip(*couples, strict=True)]
    ours = {
        "seqtrate": _rates(table),
        "seqtrate_lag2": _rates(later),
        "seqtrate_count": table.pooled,
        "trate_sm": costs,
        "indiv": [_shape(row) for row in couples],
        "cross_freq": [[c[code] / len(couples) for code in STATES] for c in columns],
        "cross_entropy": [[entropy(c.values()) / log(4)] for c in columns],
        "om_first6": [[optimal_matching(a, b, costs) for b in six] for a in six],
        "ham_first6": [[hamming(a.tolist(), b.tolist()) for b in six] for a in six],
        "istatd": [_times(row) for row in couples],
    }
    for name, values in ours.items():
        ledger.matrix(ledger.table(f"expected_{name}.csv"), values)
    return ledger.close()


def _rates(table: object) -> list[list[float | None]]:
    return [[transition_probability(table, a, b).value for b in STATES] for a in STATES]  # type: ignore[arg-type]


def _shape(row: list[str]) -> tuple[float, ...]:
    """Entropy (normalised, raw), transitions, turbulence, complexity, length, bouts."""
    return (
        sequence_entropy(row, kinds=4),
        sequence_entropy(row, kinds=4, normalised=False),
        transitions(row),
        turbulence(row),
        complexity(row, kinds=4),
        len(row),
        len(spells(row)),
    )


def _times(row: list[str]) -> list[float]:
    """Seconds in each joint state, by the grid of stress by coping (an interval as a second)."""
    states = {"0": "--", "1": "s-", "2": "-c", "3": "sc"}
    segments = [(1000 * t, 1000 * t + 1000, list(states[code])) for t, code in enumerate(row)]
    grid = grid_of_segments({"c": segments}, variables=[("stress", "-s"), ("coping", "-c")])
    found = {r.of: r.value for r in cell_rows(grid) if r.measure == "cell_duration"}
    return [found.get(name) or 0.0 for name in ("- / -", "s / -", "- / c", "s / c")]


def dyseq(folder: Path) -> Case:
    ledger = Ledger(
        folder,
        title="64 couples: stress (first) and coping (second), 48 intervals of 10 s",
        source="DySeq 0.22, R (Fuchs, Nussbeck, Meuwly & Bodenmann 2017); printed to 3 decimals",
    )
    rows = rows_of(folder / "CouplesCope.csv")
    stress = {f"{k:02}": row[1:49] for k, row in enumerate(rows)}
    coping = {f"{k:02}": row[49:97] for k, row in enumerate(rows)}
    couples = paired_sequences(stress, coping, codes=("01", "01"), step=10_000)
    for person, name in (("given", "first"), ("target", "second")):
        counts = actor_partner_counts(couples, person=person)
        sheet = ledger.table(f"expected_statetrans_{name}.csv", keys=("dyad", "prev", "next_"))
        for label in sheet.rows:
            dyad, prev, after = label.split(" ")
            one, other = (int(x) for x in prev.split("-"))
            own, partner = (one, other) if person == "given" else (other, one)
            ours = counts[int(dyad) - 1][own, partner, int(after)]
            ledger.compare(sheet, (label, "freq"), ours)
    for side, name in (("given", "seq1"), ("target", "seq2")):
        line = getattr(couples, side)
        totals = code_totals(line, couples.cuts, shape=(len(rows), 2))[:, 1]
        last = [int(np.flatnonzero(row)[-1]) + 1 for row in line.reshape(len(rows), 48)]
        pairs = list(zip(totals, last, strict=True))
        ledger.matrix(ledger.table(f"expected_occ_{name}.csv"), pairs)
    _effects(ledger, folder, couples)
    ledger.notes.append(
        "The package gives no intervals; ours: partner effect of stress on coping .699 "
        "[.569, .829], Student's t over 64 couples. Its manual has the two sequences the wrong way "
        "round; its README, the data and we have stress first."
    )
    return ledger.close()


WORDS = {
    "Intercept": "actor_partner_intercept",
    "Actor": "actor_effect",
    "Partner": "partner_effect",
    "Interac": "actor_partner_interaction",
}


def _effects(ledger: Ledger, folder: Path, couples: object) -> None:
    """Mean logits, their exponentials and p, in four printed tables (each of two twice)."""
    text = (folder / "expected_logseq.txt").read_text(encoding="utf-8")
    for k, block in enumerate(text.split("mean_beta exp_mean_beta p.values")[1:], start=1):
        person = "target" if k <= 2 else "given"
        rows = actor_partner_effects(couples, own="1", partner="1", person=person)  # type: ignore[arg-type]
        value = {r.measure: r.value for r in rows if r.unit == "log odds"}
        tail = {r.measure: r.value for r in rows if r.unit == "p"}
        lines = [line.split() for line in block.splitlines() if line.split()[:1]]
        lines = [line for line in lines if line[0] in WORDS]
        names = ("mean_beta", "exp_mean_beta", "p.values")
        printed = {(line[0], n): x for line in lines for n, x in zip(names, line[1:], strict=True)}
        sheet = ledger.values(f"logseq {k}", dict(printed))
        for row, column in printed:
            word = WORDS[row]
            beta = value[word] or 0.0
            ours = {"mean_beta": beta, "exp_mean_beta": exp(beta), "p.values": tail[word]}[column]
            ledger.compare(sheet, (row, column), ours, within=THREE_DECIMALS)


def dyadic_markov(folder: Path) -> Case:
    ledger = Ledger(
        folder,
        title="Who influences whom: one variable, and two",
        source="dyadicMarkov 0.1.1, R (CRAN 2026); its two vignettes",
    )
    with (folder / "input.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    with (folder / "input_bivariate.csv").open(encoding="utf-8") as stream:
        more = list(csv.DictReader(stream))
    coded = _streams(rows, "FM", "SM")
    counts = actor_partner_counts(coded, person="given")
    flat = counts[0].reshape(4, 2)
    ledger.matrix(ledger.table("expected_counts.csv"), flat)
    ledger.matrix(ledger.table("expected_mle.csv"), flat / flat.sum(axis=1, keepdims=True))
    main, second = _streams(more, "FM_V1", "SM_V1"), _streams(more, "FM_V2", "SM_V2")
    both = bivariate_counts(main, second, person="given")[0].reshape(16, 2)
    ledger.matrix(ledger.table("expected_counts_bivariate.csv"), both)
    named = {"partner only": "PM (A3)"}
    pattern = influence_pattern(influence_fits(counts))
    found = bivariate_influence(main, second, person="given")[0].of
    _printed(ledger, folder, "expected_pattern.txt", named.get(pattern, pattern))
    code = found.split(":")[0]
    words = f"complete actor on the main, actor partner on the second ({code})"
    _printed(ledger, folder, "expected_bivariate.txt", words if code == "D2" else found)
    ledger.notes.append(
        "What the package calls likelihood-ratio tests are Pearson's chi-squares, and it names a "
        "dyad independent when either state alone would do. Ours are likelihood ratios (actor only "
        "25.464, partner only 1.836, 2 df each) and the second is `undecided`; the pattern here is "
        "the same."
    )
    return ledger.close()


def _streams(rows: list[dict[str, str]], first: str, second: str) -> object:
    one, other = ({"d": [row[name] for row in rows]} for name in (first, second))
    return paired_sequences(one, other, codes=("12", "12"))


def _printed(ledger: Ledger, folder: Path, file: str, ours: str) -> None:
    """Compare the pattern that a printed summary names, and leave its own settings."""
    lines = [x.strip() for x in (folder / file).read_text(encoding="utf-8").splitlines()]
    pattern = next(x for x in lines if x.startswith("Pattern: ")).removeprefix("Pattern: ")
    settings = [x for x in lines if x.startswith(("Alpha: ", "States: ", "Case: "))]
    cells = {("pattern", ""): pattern, **{(x, str(k)): x for k, x in enumerate(settings)}}
    sheet = ledger.values(Path(file).stem.removeprefix("expected_"), dict(cells))
    ledger.compare(sheet, ("pattern", ""), ours)
    columns = [str(k) for k in range(len(settings))]
    ledger.leave(
        sheet,
        columns,
        what=f"{sheet.name}: alpha, number of states, case (printed settings)",
        why="Settings of the call, repeated in its printed summary; not results.",
    )


def cases(root: Path) -> list[Case]:
    return [
        dyadic_markov(root / "dyadicmarkov_examples"),
        dyseq(root / "dyseq_couplescope"),
        traminer(root / "traminer_couplescope"),
    ]
