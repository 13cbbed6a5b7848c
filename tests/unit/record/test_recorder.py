"""A Recorder makes the same Session that a file of the same events would make."""

from __future__ import annotations

import pytest
from hand_made import toy_codebook

from reattune.errors import RecordError
from reattune.record import Person, Recorder

PEOPLE = (Person("caregiver", "caregiver"), Person("child", "child"))


@pytest.fixture
def recorder():
    return Recorder("scene", people=PEOPLE, codebook=toy_codebook(), parameters={"seed": "7"})


def test_changes_become_events(recorder):
    """Smile from 0, cry from 4 s until now (6 s); a hug at 5 s as a point."""
    recorder.change("child", "engagement", "smile", at=0)
    recorder.change("child", "engagement", "smile", at=1_000)
    recorder.change("child", "engagement", "cry", at=4_000)
    recorder.point("caregiver", "engagement", "hug", at=5_000)
    session = recorder.session(at=6_000)
    rows = [(e.person, e.state, e.onset, e.offset) for e in session.events]
    assert rows == [
        ("child", "positive", 0, 4_000),
        ("child", "distress", 4_000, 6_000),
        ("caregiver", "soothe", 5_000, 5_000),
    ]
    assert session.provenance.parameters["seed"] == "7"
    assert session.observed("child") == ((0, 6_000),)


def test_a_session_can_be_taken_at_any_time_and_it_goes_on(recorder):
    recorder.change("child", "engagement", "smile", at=0)
    early = recorder.session(at=2_000)
    recorder.change("child", "engagement", "cry", at=3_000)
    late = recorder.session(at=4_000)
    assert late.until(2.0).events == early.events


def test_time_never_runs_backwards(recorder):
    recorder.change("child", "engagement", "smile", at=2_000)
    with pytest.raises(RecordError, match="R2"):
        recorder.change("child", "engagement", "cry", at=1_999)


def test_only_codes_of_the_codebook(recorder):
    with pytest.raises(RecordError, match="'wave'"):
        recorder.change("child", "engagement", "wave", at=0)
    with pytest.raises(RecordError, match="gaze"):
        recorder.change("child", "gaze", "smile", at=0)
