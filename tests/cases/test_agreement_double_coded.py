"""Sessions that two people coded (../shared/data), and what their agreement is."""

from __future__ import annotations

import pytest

from reattune.study import AgreeOptions, agree_paths

ATTENTION = "data/datavyu-csv/sradwan15__parenting_obs/parenting_obs_e2/joint_attention"
LOOKS = "data/looking-codes/icatcherplus__icatcher_plus/reproduce/resource/lookit_annotations"
BOOK = """
id = "looks"
title = "Preferential looking"
source = "the files' own words"
formats = ["looking"]
[[track]]
tier = "look"
role = "child"
track = "gaze"
missing = ["outofframe"]
[track.codes]
"left" = "on"
"right" = "object"
"away" = "off"
[[skip]]
tier = "marks"
subject = "*"
why = "no looks"
"""


def numbers(found, channel):
    return {
        row.measure: row for row in reversed(found.rows) if row.of.startswith(f"{channel},")
    }  # fmt: skip


def test_joint_attention_coded_twice(shared):
    """26 sessions, 4,102.8 s. By hand from the table: (1464 + 1954) / 4092 agree; kappa .666."""
    found = agree_paths(
        [shared(f"{ATTENTION}/data"), shared(f"{ATTENTION}/rel_data")],
        options=AgreeOptions(draws=0),
    )
    assert len(found.codings) == 26
    (channel,) = (c for c in found.channels if c.pairs[0].person == "child")
    assert channel.confusion.tolist() == [[1464, 319], [355, 1954]]
    rows = numbers(found, "child/attention")
    assert rows["observed_agreement"].value == pytest.approx(3418 / 4092, abs=1e-12)
    chance = (1783 * 1819 + 2309 * 2273) / 4092**2
    kappa = (3418 / 4092 - chance) / (1 - chance)
    assert rows["time_unit_kappa"].value == pytest.approx(kappa, abs=1e-12)
    assert kappa == pytest.approx(0.6659, abs=1e-4)
    assert rows["tolerance_kappa"].value > kappa
    assert rows["modified_kappa"].value < rows["alignment_kappa"].value < kappa


def test_looks_coded_twice(shared, tmp_path):
    """Three children, 1,597 s in tenths: 87 % agree, kappa .79 (left, right, away)."""
    book = tmp_path / "looks.toml"
    book.write_text(BOOK)
    found = agree_paths(
        [shared(f"{LOOKS}/coding_human1"), shared(f"{LOOKS}/coding_human2")],
        options=AgreeOptions(step=100, draws=0),
        codebook=str(book),
    )
    rows = numbers(found, "child/gaze")
    assert rows["observed_agreement"].value == pytest.approx(0.870, abs=5e-4)
    assert rows["time_unit_kappa"].value == pytest.approx(0.795, abs=5e-4)
    assert rows["time_unit_kappa"].low < 0.795 < rows["time_unit_kappa"].high
