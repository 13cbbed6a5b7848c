"""A file of every released schema version, read for good. Never write these files again."""

from __future__ import annotations

from pathlib import Path

import pytest

from reattune.record import read_json, read_parquet

HERE = Path(__file__).parent
EXPECTED = [
    ("child", "smile", "positive", 0, 4_000),
    ("caregiver", "rattle", "stimulate", 500, 9_000),
    ("child", "look away", "averted", 4_000, 6_500),
    ("child", "U", "missing", 6_500, 7_000),
    ("child", "cry hard", "distress", 7_000, 9_500),
    ("caregiver", "hug", "soothe", 9_000, 9_000),
    ("child", "smile", "positive", 9_500, 12_000),
    ("child", "wave", "", 12_000, 12_500),
]


@pytest.mark.parametrize("version", [1, 2])
def test_old_files_are_still_read(version):
    one = read_json(HERE / f"schema-{version}.session.json")
    (other,) = read_parquet(HERE / f"schema-{version}.sessions.parquet")
    assert one == other
    assert [(e.person, e.code, e.state, e.onset, e.offset) for e in one.events] == EXPECTED
    assert [p.name for p in one.phases] == ["play", "reunion", "after"]
    assert one.people[1].age_months == 7.5
    assert one.media[0].offset == 250
    assert one.codebook.id == "toy"
    assert {f.kind for f in one.findings} >= {"blank", "overlap", "unmapped_code"}


def test_signals_and_covariates_since_version_2():
    session = read_json(HERE / "schema-2.session.json")
    assert session.signal("child", "pitch").known == 2
    assert dict(session.covariates) == {"dyad": "d1", "coder": "A"}
