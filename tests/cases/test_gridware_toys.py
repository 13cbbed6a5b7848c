"""GridWare's toy trajectories against the numbers that StateSpaceGridLib publishes with them."""

from __future__ import annotations

import csv
from itertools import groupby

import pytest

from reattune.formats import gridware_write, load
from reattune.record import build_session, parse_codebook

BASE = "data/gridware/DyadicSolutions__StateSpaceGridLib/examples"
BOOK = """
id = "toy"
title = "A toy grid"
source = "StateSpaceGridLib"
[[track]]
tier = "Parent Affect"
role = "caregiver"
track = "affect"
[track.codes]
"*" = "neutral"
[[track]]
tier = "Child Affect"
role = "child"
track = "affect"
[track.codes]
"*" = "neutral"
"""


def cells(coding):
    """The joint states in order: what each variable is at every onset of either."""
    times = sorted({row.onset for row in coding.rows})
    joint = [
        tuple(
            next(r.code for r in coding.rows if r.tier == tier and r.onset <= time < r.offset)
            for tier in coding.tiers
        )
        for time in times
    ]
    return [cell for cell, _ in groupby(joint)]


@pytest.mark.parametrize("example", ["example2", "example2_5"])
def test_visits_and_cells(shared, example):
    """Their table: 5 s; 9 and 10 visits; 9 and 10 different cells, 16 in both together."""
    with shared(f"{BASE}/{example}/test_output.csv").open(newline="") as stream:
        published = list(csv.DictReader(stream))
    codings = load(shared(f"{BASE}/{example}/{example}.csv"))
    assert [coding.name for coding in codings] == [f"{example}: 123", f"{example}: 456"]
    for coding, truth in zip(codings, published, strict=False):
        assert coding.window == ((0, round(1000 * float(truth["mean_trajectory_duration"]))),)
        visits = cells(coding)
        assert len(visits) == float(truth["mean_number_of_visits"])
        assert len(set(visits)) == float(truth["mean_state_range"])
    both = {cell for coding in codings for cell in cells(coding)}
    assert len(both) == float(published[2]["total_state_range"]) == 16


def test_every_toy_is_read(shared):
    """Five layouts: commas, tabs, ids, words as values; ends at 5, 14 and 14.8 s."""
    base = shared("data/gridware")
    ends = {}
    for path in sorted(base.rglob("*")):
        if path.is_file() and path.name != "test_output.csv":
            ends[path.name] = {coding.window[-1][1] for coding in load(path)}
    assert len(ends) == 11
    assert ends.pop("ExampleData1.txt") == {14_800}
    assert ends.pop("ExampleData.trj") == ends.pop("example3.trj") == {14_000}
    assert set(map(tuple, ends.values())) == {(5000,)}


def test_a_toy_goes_out_and_comes_back(shared, tmp_path):
    """Read, written, read again with the same codebook: the same events, to the millisecond."""
    (coding,) = load(shared(f"{BASE}/example5/example5.csv"))
    session = build_session(coding, parse_codebook(BOOK))
    written = gridware_write.write(session, tmp_path / "toy.trj")
    (again,) = load(tmp_path / "toy.trj")
    assert written.findings == ()
    assert build_session(again, written.codebook).events == session.events
    assert len(session.events) == 14
