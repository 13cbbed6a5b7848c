"""People by their roles, so that sessions can be laid on each other."""

from __future__ import annotations

import pytest

from reattune.errors import RecordError
from reattune.study import read_paths
from reattune.study.in_roles import in_roles

BOOK = """
id = "two-adults"
title = "A child and two adults"
source = "made for this test"
[states]
child = ["positive"]
caregiver = ["positive"]
[[track]]
tier = "*"
subject = "Kim"
person = "Kim"
role = "child"
track = "engagement"
[track.codes]
smile = "positive"
[[track]]
tier = "*"
subject = "Ann"
person = "Ann"
role = "caregiver"
track = "engagement"
[track.codes]
smile = "positive"
[[track]]
tier = "*"
subject = "Bo"
person = "Bo"
role = "caregiver"
track = "engagement"
[track.codes]
smile = "positive"
"""

ROWS = "onset_s,offset_s,person,code\n0,1,Kim,smile\n1,2,Ann,smile\n2,3,Bo,smile\n"


@pytest.fixture
def session(tmp_path):
    (tmp_path / "book.toml").write_text(BOOK)
    (tmp_path / "a.csv").write_text(ROWS)
    (found,) = read_paths([tmp_path / "a.csv"], codebook=tmp_path / "book.toml").sessions
    return found


def names(session):
    return {person for person, _ in session.events.tracks}


def test_the_first_of_a_role_bears_its_name(session):
    """Kim is the child; of two caregivers the first one is *the* caregiver, the other stays."""
    first, second = (p.id for p in session.people if p.role == "caregiver")
    renamed = in_roles(session)
    assert [p.id for p in renamed.people if p.role == "child"] == ["child"]
    assert names(renamed) == {"child", "caregiver", second}
    assert first not in names(renamed)


def test_the_asked_for_caregiver_bears_the_name(session):
    _, second = (p.id for p in session.people if p.role == "caregiver")
    renamed = in_roles(session, caregiver=second)
    spans = [(e.onset, e.offset) for e in renamed.events.of("caregiver", "engagement")]
    assert spans == [(2000, 3000)]


def test_nobody_of_that_name(session):
    with pytest.raises(RecordError, match="a person grandma"):
        in_roles(session, caregiver="grandma")
