"""Counts of successive states against R's `msm` (cav: heart transplants, not intervals)."""

from __future__ import annotations

import csv

import numpy as np

from reattune.measures.seq_tables import lag_table
from reattune.measures.sequences import code_sequences

CASE = "cases/msm_cav"


def test_state_table(shared):
    """From states 1 to 3 (rows; nobody leaves 4) to 1 to 4 at the next visit of the same person."""
    sequences: dict[str, list[str]] = {}
    with shared(f"{CASE}/msm_cav.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            sequences.setdefault(row["PTNUM"], []).append(row["state"])
    with shared(f"{CASE}/msm_cav_statetable.csv").open(encoding="utf-8") as file:
        wanted = [[int(x) for x in row] for row in list(csv.reader(file))[1:]]
    table = lag_table(code_sequences(sequences, codes="1234"))
    np.testing.assert_array_equal(table.pooled[:3], wanted)
    assert not table.pooled[3].any()
