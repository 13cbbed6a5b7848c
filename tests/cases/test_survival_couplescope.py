"""Response latencies of 64 couples, against R's `survival` (numbers in ../shared/cases).

A bout of stress of one partner (0 to 1) while the other does not cope with it, until the other
does: 48 intervals of 10 s a couple, right-censored at the end of the record.
"""

from __future__ import annotations

import csv

import numpy as np
import pytest

from reattune.episodes import joint_states, parse_definition
from reattune.measures import kaplan_meier, response_times, response_times_curve
from reattune.record import Coding, Row, Source, build_session, parse_codebook

CASE = "cases/survival_latency_couplescope"
TABLE = "data/dyad-seq/PeFox__DySeq/data/derived-csv/CouplesCope__CouplesCope.csv"
STEP = 10_000

CODEBOOK = """
id = "couples"
title = "Stress of one partner, coping of the other"
source = "made for this case"

[states]
child = ["stress", "calm"]
caregiver = ["coping", "none"]

[[track]]
tier = "IKCB"
role = "child"
track = "action"
[track.codes]
"1" = "stress"
"0" = "calm"

[[track]]
tier = "DCCB"
role = "caregiver"
track = "action"
[track.codes]
"1" = "coping"
"0" = "none"
"""

DEFINITION = """
id = "couples"
title = "Stress, answered"
source = "made for this case"
about = "Stress while the other does not cope with it; over when the other does."
[reads]
child = ["action"]
caregiver = ["action"]
[opens]
when = [{ child = ["stress"], caregiver = ["none"] }]
[closes]
when = [{ caregiver = ["coping"] }]
"""


def couple(name, row):
    """Build the session of one couple from its row of the table."""
    rows = tuple(
        Row(tier, "", row[f"{tier}{i + 1:02}"], i * STEP, (i + 1) * STEP, f"{tier}{i + 1:02}")
        for tier in ("IKCB", "DCCB")
        for i in range(48)
    )
    source = Source(
        path="couples.csv",
        format="table",
        sha256="0" * 64,
        bytes=1,
        unit="intervals of 10 s",
        origin="first interval",
    )
    coding = Coding(name=name, source=source, rows=rows, tiers=("IKCB", "DCCB"))
    return build_session(coding, parse_codebook(CODEBOOK))


@pytest.fixture
def responses(shared):
    with shared(TABLE).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 64
    definition = parse_definition(DEFINITION, path="couples")
    return [
        found
        for i, row in enumerate(rows, start=1)
        for found in response_times(
            joint_states(couple(f"{i:02}", row), definition),
            from_child={"stress"},
            to_caregiver={"coping"},
        )
    ]


def column(rows, name):
    return np.array([float(row[name]) for row in rows])


def read(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_bouts_row_for_row(shared, responses):
    """Each bout: couple, interval in which it starts, intervals until the answer, answered."""
    expected = [
        tuple(int(row[name]) for name in ("dyad", "onset", "latency", "event"))
        for row in read(shared(f"{CASE}/lat2_latency_input.csv"))
    ]
    found = [
        (int(r.session), r.onset // STEP + 1, r.latency_ms // STEP, int(r.answered))
        for r in responses
    ]
    assert found == expected
    assert (len(found), sum(r.answered for r in responses)) == (63, 57)


def test_median_is_one_interval(responses):
    """Half of the bouts are answered in the next interval: 34 of 63 is .54."""
    curve = response_times_curve(responses)
    assert curve.quantile(0.5) == (10.0, 10.0, 30.0)
    assert (curve.n, curve.censored, curve.clusters) == (63, 6, 39)


@pytest.mark.parametrize(
    ("expected", "clustered", "error"),
    [
        ("lat2_expected_km.csv", False, "se"),
        ("lat2_expected_km_clustered.csv", True, "robust_se"),
    ],
)
def test_curve_equals_r(shared, expected, clustered, error):
    """Every column of survfit's table, to 1e-9."""
    rows = read(shared(f"{CASE}/lat2_latency_input.csv"))
    table = read(shared(f"{CASE}/{expected}"))
    curve = kaplan_meier(
        column(rows, "latency"),
        column(rows, "event") == 1,
        clusters=column(rows, "dyad").astype(int) if clustered else None,
    )
    ours = {
        "time": curve.time,
        "n.risk": curve.at_risk,
        "n.event": curve.events,
        "surv": curve.survival,
        error: curve.se,
        "lower": curve.low,
        "upper": curve.high,
    }
    for name, values in ours.items():
        np.testing.assert_allclose(values, column(table, name), rtol=0, atol=1e-9, err_msg=name)
