"""Actor-partner logits against DySeq 0.22 on 64 couples (numbers in ../shared/cases)."""

from __future__ import annotations

import csv
from math import exp

import numpy as np
import pytest

from reattune.kernels.lags import code_totals
from reattune.measures.actor_partner import actor_partner_counts, actor_partner_effects
from reattune.measures.sequences import paired_sequences

CASE = "cases/dyseq_couplescope"
COUPLES = 64
NAMES = ("11", "10", "01", "00")


@pytest.fixture
def couples(shared):
    with shared(f"{CASE}/CouplesCope.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    stress = {f"{k:02}": row[1:49] for k, row in enumerate(rows)}
    coping = {f"{k:02}": row[49:97] for k, row in enumerate(rows)}
    return paired_sequences(stress, coping, codes=("01", "01"), step=10_000)


def tables(path):
    """Read couples x (11, 10, 01, 00) x (1, 0)."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = np.zeros((COUPLES, 4, 2), dtype=int)
    for row in rows:
        at = NAMES.index(row["prev"].replace("-", ""))
        found[int(row["dyad"]) - 1, at, 1 - int(row["next_"])] = int(row["freq"])
    return found


@pytest.mark.parametrize(("person", "file"), [("given", "first"), ("target", "second")])
def test_transition_tables(shared, couples, person, file):
    """Every couple's 4 x 2 table: stress and coping now (rows), own next (columns)."""
    counts = actor_partner_counts(couples, person=person)
    ours = [
        [
            [dyad[(s, c) if person == "given" else (c, s)][after] for after in (1, 0)]
            for s, c in ((1, 1), (1, 0), (0, 1), (0, 0))
        ]
        for dyad in counts
    ]
    np.testing.assert_array_equal(ours, tables(shared(f"{CASE}/expected_statetrans_{file}.csv")))


@pytest.mark.parametrize(("person", "table"), [("target", 0), ("given", -1)])
def test_mean_effects(shared, couples, person, table):
    """Mean logits (delta .5), their exponentials and p, to the three decimals that are printed."""
    blocks = shared(f"{CASE}/expected_logseq.txt").read_text().split("          mean_beta")[1:]
    whole = [block for block in blocks if len(block.splitlines()) >= 5]
    printed = {
        line.split()[0]: [float(x) for x in line.split()[1:]]
        for line in whole[table].splitlines()[1:]
    }
    rows = actor_partner_effects(couples, own="1", partner="1", person=person)
    found = {row.measure: row.value for row in rows if row.unit == "log odds"}
    tails = {row.measure: row.value for row in rows if row.unit == "p"}
    words = {
        "Intercept": "actor_partner_intercept",
        "Actor": "actor_effect",
        "Partner": "partner_effect",
        "Interac": "actor_partner_interaction",
    }
    assert printed.keys() == words.keys()
    for name, (beta, ratio, p) in printed.items():
        value = found[words[name]]
        assert (value, exp(value), tails[words[name]]) == pytest.approx((beta, ratio, p), abs=6e-4)


def test_intervals_stand_beside_the_means(couples):
    """DySeq gives none. Partner effect of stress on coping .699 [.569, .829]: 64 couples, t."""
    rows = actor_partner_effects(couples, own="1", partner="1")
    partner = next(r for r in rows if r.measure == "partner_effect" and r.unit == "log odds")
    assert partner.n == COUPLES
    assert (partner.low, partner.high) == pytest.approx((0.56898, 0.82879), abs=1e-5)


@pytest.mark.parametrize(("side", "file"), [("given", "seq1"), ("target", "seq2")])
def test_occurrences(shared, couples, side, file):
    with shared(f"{CASE}/expected_occ_{file}.csv").open(encoding="utf-8") as file_:
        wanted = [(int(r["numb"]), int(r["last"])) for r in csv.DictReader(file_)]
    line = getattr(couples, side)
    totals = code_totals(line, couples.cuts, shape=(COUPLES, 2))[:, 1]
    last = [int(np.flatnonzero(row)[-1]) + 1 for row in line.reshape(COUPLES, 48)]
    assert list(zip(totals.tolist(), last, strict=True)) == wanted
