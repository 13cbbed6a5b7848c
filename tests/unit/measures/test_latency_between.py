"""Waits between any two sets of codes: which bouts wait, how long, and in which kind it ends."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy_visits import visit

from reattune.errors import DefinitionError
from reattune.measures import (
    between_incidence_rows,
    between_latency,
    between_probability,
    between_proportion,
    between_rows,
    code_set,
    waits_between,
)
from reattune.record import Event, Person, Session, Track, load_codebook, stamp

CHILD = [("neutral", 10), ("distress", 5), ("neutral", 15), ("distress", 5), ("neutral", 25)]


def scene(caregiver, **changes):
    return visit(CHILD, caregiver, **changes)


def plain(session):
    return [(row.onset, row.wait_ms, row.kind) for row in session.rows]


def test_a_wait_runs_to_the_onset_of_the_answer_even_after_the_bout():
    """Cries at 10 s and 30 s; soothing begins at 13 s (3 s) and at 40 s (10 s, cry over)."""
    found = scene([("neutral", 13), ("soothe", 7), ("neutral", 20), ("soothe", 5), ("neutral", 15)])
    waits = waits_between(found, "child:distress", "caregiver:soothe")
    assert plain(waits) == [(10_000, 3_000, 1), (30_000, 10_000, 1)]
    assert between_latency(waits).value == 6.5


def test_no_answer_is_censored_where_the_record_ends():
    """The cry at 30 s is followed for 30 s; half answered by 3 s, the other never."""
    found = scene([("neutral", 13), ("soothe", 7), ("neutral", 40)])
    waits = waits_between(found, "child:distress", "caregiver:soothe")
    assert plain(waits) == [(10_000, 3_000, 1), (30_000, 30_000, 0)]
    assert between_proportion(waits).value == 0.5
    assert between_latency(waits).censored == 1


def test_missing_time_of_the_answerer_censors_and_is_no_silence():
    """Nobody sees the caregiver from 12 s to 20 s: the cry at 10 s is followed for 2 s only."""
    found = scene([("neutral", 12), ("", 8), ("soothe", 10), ("neutral", 30)])
    waits = waits_between(found, "child:distress", "caregiver:soothe")
    assert plain(waits)[0] == (10_000, 2_000, 0)


def test_a_phase_ends_a_wait():
    found = scene(
        [("neutral", 13), ("soothe", 7), ("neutral", 40)],
        phases=[("play", 0, 12), ("still-face", 12, 60)],
    )
    waits = waits_between(found, "child:distress", "caregiver:soothe")
    assert [(r.phase, r.wait_ms, r.kind) for r in waits.rows] == [
        ("play", 2_000, 0),
        ("still-face", 30_000, 0),
    ]
    assert len(waits.of(phase="play").rows) == 1


def test_bouts_that_are_answered_already_or_not_seen_to_begin_are_counted():
    """On at 0 s: its onset is not seen. On while soothed: nothing to wait for."""
    child = [("distress", 5), ("neutral", 5), ("distress", 5), ("neutral", 5)]
    found = visit(child, [("neutral", 8), ("soothe", 12)])
    waits = waits_between(found, "child:distress", "caregiver:soothe")
    assert (waits.rows, waits.unseen, waits.answered_already) == ((), 1, 1)
    row = between_latency(waits)
    assert row.value is None
    assert "no bout" in row.reason


def test_kinds_compete():
    """Soothed 3 s after the first cry, told off 2 s after the second: one of each."""
    found = scene(
        [("neutral", 13), ("soothe", 7), ("neutral", 12), ("hostile", 3), ("neutral", 25)]
    )
    waits = waits_between(
        found, "child:distress", {"kind": "caregiver:soothe|mend", "harsh": "caregiver:hostile"}
    )
    assert [row.kind for row in waits.rows] == [1, 2]
    shares = {row.of: row.value for row in between_incidence_rows(waits)}
    assert shares["kind within 2 s"] == 0
    assert shares["harsh within 2 s"] == 0.5
    assert shares["kind within 3 s"] == shares["harsh within 60 s"] == 0.5


def test_shares_of_kinds_sum_to_the_window_curve():
    found = scene([("neutral", 13), ("soothe", 7), ("neutral", 12), ("limit", 3), ("neutral", 25)])
    waits = waits_between(found, "child:distress", ["caregiver:soothe", "caregiver:limit"])
    every = between_incidence_rows(waits)
    for row in between_probability(waits):
        window = row.of.removeprefix("answered ")
        parts = [r.value for r in every if r.of.endswith(window)]
        assert sum(parts) == pytest.approx(row.value)


def test_the_other_direction_and_channels():
    found = scene([("neutral", 17), ("soothe", 3), ("neutral", 40)])
    waits = waits_between(found, "caregiver/engagement:soothe", "child:distress")
    assert plain(waits) == [(17_000, 13_000, 1)]


def test_a_session_without_the_answer_counts_as_unanswered():
    """Raw labels, unknown to the codebook of the second file's own events: still censored."""
    one = scene([("neutral", 13), ("soothe", 7), ("neutral", 40)], name="one")
    two = scene([("neutral", 60)], name="two")
    waits = waits_between([one, two], "child:distress", "caregiver:soothe")
    assert [row.kind for row in waits.rows if row.session == "two"] == [0, 0]
    assert waits.absent == ()


def test_clusters_are_dyads_where_sessions_name_them():
    some = [scene([("neutral", 13), ("soothe", 7), ("neutral", 40)], name=n) for n in "abcd"]
    some = [replace(s, covariates={"dyad": str(i // 2)}) for i, s in enumerate(some)]
    row = between_latency(waits_between(some, "child:distress", "caregiver:soothe"))
    assert "2 dyads" in row.method


def test_an_unknown_code_is_a_slip():
    found = scene([("neutral", 60)])
    with pytest.raises(DefinitionError, match="no code or state cuddle"):
        waits_between(found, "child:distress", "caregiver:cuddle")


@pytest.mark.parametrize("text", ["distress", "child:", ":distress", "child:|"])
def test_a_set_names_a_person_and_codes(text):
    with pytest.raises(DefinitionError, match="person:code"):
        code_set(text)


def points(shift=0):
    events = [
        Event("caregiver", "voice", "FAN", "vocal", 4_000 + shift, 4_000 + shift),
        Event("child", "voice", "CRY", "distress", 1_000 + shift, 1_000 + shift),
    ]
    return Session.build(
        "points",
        end=10_000 + shift,
        people=[Person("child", "child"), Person("caregiver", "caregiver")],
        tracks=[
            Track("caregiver", "voice", ((shift, 10_000 + shift),), "quiet"),
            Track("child", "voice", ((shift, 10_000 + shift),), "quiet"),
        ],
        events=sorted(events, key=lambda row: row.onset),
        codebook=load_codebook("lena"),
        provenance=stamp(rows=2),
    )


@given(st.integers(0, 50_000))
def test_point_events_wait_and_answer_and_time_may_be_shifted(shift):
    """A point at 1 s, answered by a point at 4 s."""
    waits = waits_between(points(shift), "child:distress", "caregiver:vocal")
    assert [(row.onset - shift, row.wait_ms, row.kind) for row in waits.rows] == [(1_000, 3_000, 1)]


def test_splitting_a_bout_in_two_halves_changes_nothing():
    caregiver = [("neutral", 13), ("soothe", 7), ("neutral", 40)]
    halves = [
        ("neutral", 10), ("distress", 2), ("distress", 3), ("neutral", 15), ("distress", 5),
        ("neutral", 25),
    ]  # fmt: skip
    sides = [
        waits_between(visit(child, caregiver), "child:distress", "caregiver:soothe")
        for child in (CHILD, halves)
    ]
    assert sides[0].rows == sides[1].rows


def test_every_row_bears_n_unit_and_question():
    found = scene([("neutral", 13), ("soothe", 7), ("neutral", 40)])
    for row in between_rows(waits_between(found, "child:distress", "caregiver:soothe")):
        assert row.n
        assert row.unit
        assert row.definition == "child:distress -> caregiver:soothe"
        assert (row.value is None) == bool(row.reason)
