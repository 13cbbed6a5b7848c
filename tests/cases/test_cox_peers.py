"""Cox regression on the response latencies of 64 couples, against lifelines and statsmodels.

63 bouts (numbers in ../shared/cases/survival_latency_couplescope), two covariates: the couple's
score EDCm and whether the bout began in the second half (interval 25 on). Peers: lifelines 0.30.3
and statsmodels 0.15.0. lifelines' optimiser stops within 1e-7. Where we differ: with ties and
Efron's method both peers' clustered errors leave the definition (ours equal the derivative of the
fit by the case weights, see test_hazards_cox); so these are compared under Breslow's method, and
on untied times.
"""

from __future__ import annotations

import csv

import numpy as np
import pytest

from reattune.measures import CoxRows, cox

CASE = "cases/survival_latency_couplescope/lat2_latency_input.csv"
TABLE = "data/dyad-seq/PeFox__DySeq/data/derived-csv/CouplesCope__CouplesCope.csv"


@pytest.fixture
def bouts(shared):
    with shared(CASE).open(encoding="utf-8") as file:
        rows = [{k: int(v) for k, v in row.items()} for row in csv.DictReader(file)]
    with shared(TABLE).open(encoding="utf-8") as file:
        scores = [float(row["EDCm"]) for row in csv.DictReader(file)]
    x = [(scores[row["dyad"] - 1], float(row["onset"] > 24)) for row in rows]
    return rows, np.array(x)


def fitted(bouts, *, ties="efron", step=0.0):
    rows, x = bouts
    stop = np.array([row["latency"] for row in rows], dtype=float) + step * np.arange(len(rows))
    return cox(
        CoxRows(
            np.zeros(len(rows)),
            stop,
            np.array([row["event"] == 1 for row in rows]),
            x,
            np.array([row["dyad"] for row in rows]),
            np.zeros(len(rows), dtype=np.int64),
        ),
        ties=ties,
    )


def test_efron_equals_lifelines_and_statsmodels(bouts):
    found = fitted(bouts)
    assert found.beta == pytest.approx([-0.0932025983585038, -0.027363191732981528], abs=1e-6)
    assert found.model_se == pytest.approx([0.11174911875383664, 0.2785038115157977], abs=1e-6)
    assert found.log_likelihood == pytest.approx(-188.48465328326733, abs=1e-9)
    assert found.beta == pytest.approx([-0.09320260976676448, -0.027363196157781277], abs=1e-9)
    assert found.model_se == pytest.approx([0.11174911891799114, 0.2785038112474284], abs=1e-9)
    assert (found.rows, found.events, found.clusters) == (63, 57, 39)


def test_breslow_with_clusters_equals_statsmodels(bouts):
    found = fitted(bouts, ties="breslow")
    assert found.beta == pytest.approx([-0.07826146612931162, -0.04674994826722592], abs=1e-9)
    assert found.model_se == pytest.approx([0.1096837704966976, 0.27703902495877913], abs=1e-9)
    assert found.robust_se == pytest.approx([0.07724644205734309, 0.20747017172636262], abs=1e-9)
    assert found.log_likelihood == pytest.approx(-201.47479170924683, abs=1e-9)


def test_clustered_errors_equal_lifelines_without_ties(bouts):
    """Each latency later by its row number in thousandths of an interval."""
    found = fitted(bouts, step=1e-3)
    assert found.beta == pytest.approx([-0.08754026708305031, -0.03986792311019809], abs=1e-6)
    assert found.robust_se == pytest.approx([0.12961720537723992, 0.28266961395957557], abs=1e-6)
