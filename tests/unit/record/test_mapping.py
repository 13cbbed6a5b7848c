"""From rows to a Session: what a codebook does, and that everything it leaves out is counted."""

from __future__ import annotations

import pytest
from hand_made import CODEBOOK, full_coding, toy_codebook, toy_coding
from hypothesis import given
from hypothesis import strategies as st

from reattune.errors import CodebookError
from reattune.record import MISSING, UNMAPPED, Row, build_session, coverage, parse_codebook


def finding(session, kind):
    return next((f for f in session.findings if f.kind == kind), None)


def spans(session, person="child"):
    return [(e.state, e.onset, e.offset) for e in session.events.of(person, "engagement")]


def test_the_full_coding_adds_up():
    """14 rows in the file, 2 of them blank; of the 12 left 1 is ignored, 1 skipped, 2 are phases.

    12 - 1 - 1 - 2 = 8 events: smile, rattle, look away, U, cry, smile, hug, and `wave`, unmapped.
    """
    session = build_session(full_coding(), toy_codebook())
    assert session.provenance.rows == 13 + 1
    assert len(session.events) == 8
    assert finding(session, "ignored_code").rows == -1
    assert finding(session, "skipped_tier").text == "Left out by the codebook: free text."
    assert finding(session, "unmapped_code").where == "baby"
    assert [p.name for p in session.phases] == ["play", "reunion", "after"]
    assert session.people[1].age_months == 7.5


def test_overlap_goes_to_the_stronger_state_and_is_counted():
    """A cry 7.0-9.5 over a smile from 9.4: the smile loses 100 ms."""
    session = build_session(full_coding(), toy_codebook())
    assert ("distress", 7_000, 9_500) in spans(session)
    assert ("positive", 9_500, 12_000) in spans(session)
    assert (finding(session, "overlap").count, finding(session, "overlap").ms) == (1, 100)


def test_a_short_strong_state_splits_a_long_weak_one():
    """Smile 0-10 s with a cry 4-5 s inside: two smiles, one cry, one piece more."""
    coding = toy_coding(("baby", "smile", 0, 10_000), ("baby", "cry", 4_000, 5_000))
    session = build_session(coding, toy_codebook())
    assert spans(session) == [
        ("positive", 0, 4_000),
        ("distress", 4_000, 5_000),
        ("positive", 5_000, 10_000),
    ]
    assert finding(session, "overlap").rows == 1


def test_overlap_without_priority_is_refused_with_a_way_out():
    book = toy_codebook(CODEBOOK.split("[priority]")[0])
    coding = toy_coding(("baby", "smile", 0, 10_000), ("baby", "cry", 4_000, 5_000))
    with pytest.raises(CodebookError, match=r"R3.*\[priority\]"):
        build_session(coding, book)


def test_overlap_of_equal_states_needs_no_priority():
    book = toy_codebook(CODEBOOK.split("[priority]")[0])
    coding = toy_coding(("baby", "cry", 0, 3_000), ("baby", "cry hard", 2_000, 5_000))
    assert spans(build_session(coding, book)) == [
        ("distress", 0, 3_000),
        ("distress", 3_000, 5_000),
    ]


def test_bridging_closes_short_gaps_only():
    """Gaps of 80 ms (closed at a bridge of 0.1 s) and 120 ms (left)."""
    book = toy_codebook(CODEBOOK.replace('tier = "baby"', 'tier = "baby"\nbridge = 0.1'))
    coding = toy_coding(
        ("baby", "smile", 0, 1_000),
        ("baby", "smile", 1_080, 2_000),
        ("baby", "smile", 2_120, 3_000),
    )
    session = build_session(coding, book)
    assert spans(session) == [
        ("positive", 0, 1_080),
        ("positive", 1_080, 2_000),
        ("positive", 2_120, 3_000),
    ]
    assert (finding(session, "bridged").count, finding(session, "bridged").ms) == (1, 80)


def test_rows_beyond_the_window_are_cut_or_left_out():
    """Window 1-5 s: a smile 0-2 s keeps 1-2 s, one at 5-6 s is left out; 2 s are lost."""
    coding = toy_coding(
        ("baby", "smile", 0, 2_000), ("baby", "cry", 5_000, 6_000), window=((1_000, 5_000),)
    )
    session = build_session(coding, toy_codebook())
    assert spans(session) == [("positive", 1_000, 2_000)]
    outside = finding(session, "outside")
    assert (outside.count, outside.rows, outside.ms) == (2, -1, 2_000)


def test_missing_codes_are_not_observed_and_gaps_are_unknown():
    session = build_session(full_coding(), toy_codebook())
    assert (MISSING, 6_500, 7_000) in spans(session)
    assert session.observed("child") == ((0, 6_500), (7_000, 12_000))


def test_rest_fills_the_window_for_a_tier_that_is_there_but_empty():
    """The parent's tier is declared and empty: the parent rested all through the baby's 2 s."""
    coding = toy_coding(("baby", "smile", 0, 2_000), tiers=("baby", "parent"))
    session = build_session(coding, toy_codebook())
    assert session.observed("caregiver") == ((0, 2_000),)
    assert session.pair() == ("child", "caregiver")


def test_unknown_tiers_are_left_out_by_name():
    coding = toy_coding(("baby", "smile", 0, 1), ("dog", "bark", 0, 1), ("dog", "bark", 5, 9))
    session = build_session(coding, toy_codebook())
    assert finding(session, "unmapped_tier").where == "dog"
    assert finding(session, "unmapped_tier").rows == -2


def test_unmapped_code_over_a_known_one_keeps_its_place_but_no_time():
    coding = toy_coding(("baby", "smile", 0, 2_000), ("baby", "wave", 1_000, 3_000))
    session = build_session(coding, toy_codebook())
    assert (UNMAPPED, 1_000, 1_000) in spans(session)
    assert finding(session, "unmapped_overlap").count == 1


def test_rows_in_any_order_are_sorted_and_counted():
    coding = toy_coding(("baby", "smile", 5_000, 6_000), ("baby", "cry", 0, 1_000))
    session = build_session(coding, toy_codebook())
    assert spans(session) == [("distress", 0, 1_000), ("positive", 5_000, 6_000)]
    assert finding(session, "unsorted").count == 1


def test_a_dyadic_code_speaks_of_both():
    book = parse_codebook(
        'id = "j"\ntitle = "j"\nsource = "s"\n[[track]]\ntier = "JA*"\nrole = "both"\n'
        'track = "attention"\nrest = "apart"\n[track.codes]\n"1" = "joint"\n'
    )
    session = build_session(toy_coding(("JA.bids", "1", 0, 1_000)), book)
    assert session.pair() == ("child", "caregiver")
    assert len(session.events) == 2
    assert finding(session, "both").rows == 1


def test_nothing_known_is_an_error_that_says_what_the_file_has():
    with pytest.raises(CodebookError, match=r"dog.*--draft"):
        build_session(toy_coding(("dog", "bark", 0, 1)), toy_codebook())


def test_one_row_goes_to_the_first_track_that_knows_its_code():
    """Two rules for one subject: cries on voice, looks on gaze, by their codes alone."""
    book = parse_codebook(
        'id = "two"\ntitle = "t"\nsource = "s"\n'
        '[[track]]\nsubject = "kid"\nrole = "child"\ntrack = "voice"\n'
        '[track.codes]\n"cry" = "distress"\n'
        '[[track]]\nsubject = "kid"\nrole = "child"\ntrack = "gaze"\n'
        '[track.codes]\n"looks" = "on"\n'
    )
    rows = (Row("e", "kid", "cry", 0, 5, "line 1"), Row("e", "kid", "looks", 2, 9, "line 2"))
    session = build_session(toy_coding(*rows), book)
    assert [t.name for t in session.tracks] == ["gaze", "voice"]


def test_phases_that_overlap_start_where_the_earlier_ends():
    coding = toy_coding(
        ("baby", "smile", 0, 9_000), ("phase", "a", 0, 5_000), ("phase", "b", 4_000, 9_000)
    )
    session = build_session(coding, toy_codebook())
    assert [(p.name, p.onset, p.offset) for p in session.phases] == [
        ("a", 0, 5_000),
        ("b", 5_000, 9_000),
    ]
    assert finding(session, "phase_overlap").ms == 1_000


def test_coverage_counts_rows_the_codebook_knows():
    """Of 12 rows it does not know `wave`."""
    known, total = coverage(full_coding(), toy_codebook())
    assert (known, total) == (11, 12)


TIERS = ("baby", "parent", "phase", "remarks", "dog")
CODES = ("smile", "cry", "look away", "U", "rattle", "hug", "wave", "note 1")
rows = st.lists(
    st.builds(
        lambda tier, code, onset, length: (tier, code, onset, onset + length),
        st.sampled_from(TIERS),
        st.sampled_from(CODES),
        st.integers(0, 60),
        st.integers(0, 25),
    ),
    max_size=25,
)
windows = st.one_of(st.none(), st.just(((0, 40),)), st.just(((5, 20), (30, 70))))


@given(rows, windows)
def test_any_rows_become_a_valid_session_whose_counts_add_up(rows, window):
    """R1-R10 hold for whatever stands in a file: the door would refuse otherwise."""
    coding = toy_coding(("baby", "smile", 0, 1), *rows, window=window)
    session = build_session(coding, toy_codebook())
    changed = sum(f.rows for f in session.findings)
    assert len(coding.rows) + changed == len(session.events)


@given(rows, st.integers(0, 10_000))
def test_shifting_the_file_shifts_the_session(rows, by):
    first = build_session(toy_coding(("baby", "smile", 0, 1), *rows), toy_codebook())
    later = build_session(
        toy_coding(("baby", "smile", by, by + 1), *((t, c, a + by, b + by) for t, c, a, b in rows)),
        toy_codebook(),
    )
    moved = [e._replace(onset=e.onset + by, offset=e.offset + by) for e in first.events]
    assert moved == list(later.events)
