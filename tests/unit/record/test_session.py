"""The one door and what comes out of it; R1 to R10, one test each."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hand_made import full_coding, toy_codebook, toy_coding, toy_source

from reattune.errors import RecordError
from reattune.record import (
    Event,
    Finding,
    Person,
    Phase,
    Session,
    Track,
    build_session,
    coded_time,
    stamp,
)

PEOPLE = (Person("caregiver", "caregiver"), Person("child", "child"))
TRACKS = (
    Track("caregiver", "engagement", ((0, 10_000),), "neutral"),
    Track("child", "engagement", ((0, 10_000),)),
)


def smile(onset, offset, state="positive", code="smile"):
    return Event("child", "engagement", code, state, onset, offset, "baby")


def build(*events, **changes):
    parts = {
        "end": 10_000,
        "people": PEOPLE,
        "tracks": TRACKS,
        "events": events,
        "codebook": toy_codebook(),
        "provenance": stamp(rows=len(events)),
    }
    return Session.build("toy", **{**parts, **changes})


@pytest.mark.parametrize("times", [(-1, 5), (5, 4), (9_000, 10_001)])
def test_r1_times_inside_the_session(times):
    with pytest.raises(RecordError, match=r"R1"):
        build(smile(*times))


def test_r1_a_session_longer_than_32_bits_hold_is_refused():
    with pytest.raises(RecordError, match=r"R1"):
        build(end=2_000_000_001)


def test_r2_events_in_order():
    with pytest.raises(RecordError, match=r"R2"):
        build(smile(2_000, 3_000), smile(0, 1_000))


def test_r2_events_on_declared_tracks():
    with pytest.raises(RecordError, match=r"R2"):
        build(smile(0, 1)._replace(track="gaze"))


def test_r3_one_state_at_a_time():
    with pytest.raises(RecordError, match=r"R3"):
        build(smile(0, 2_000), smile(1_999, 3_000))


def test_r3_touching_states_and_points_inside_states_are_fine():
    session = build(smile(0, 2_000), smile(1_000, 1_000), smile(2_000, 3_000))
    assert len(session.events) == 3


def test_r4_unmapped_events_must_be_counted():
    with pytest.raises(RecordError, match=r"R4"):
        build(smile(0, 1_000, state=""))


def test_r5_events_inside_observed_time():
    tracks = (TRACKS[0], replace(TRACKS[1], observed=((0, 1_000), (2_000, 3_000))))
    with pytest.raises(RecordError, match=r"R5"):
        build(smile(500, 1_500), tracks=tracks)
    assert len(build(smile(2_000, 3_000), tracks=tracks).events) == 1


def test_r5_observed_stretches_in_order():
    tracks = (TRACKS[0], replace(TRACKS[1], observed=((2_000, 3_000), (0, 1_000))))
    with pytest.raises(RecordError, match=r"R5"):
        build(tracks=tracks)


def test_r6_a_dyad_is_one_child_and_a_caregiver():
    alone = build(people=PEOPLE[1:], tracks=TRACKS[1:])
    with pytest.raises(RecordError, match=r"R6"):
        alone.pair()
    father = Person("father", "father")
    three = build(people=(*PEOPLE, father))
    assert three.pair() == ("child", "caregiver")
    assert three.pair(caregiver="father") == ("child", "father")
    with pytest.raises(RecordError, match=r"grandmother"):
        three.pair(caregiver="grandmother")


def test_r7_unit_and_origin_are_kept():
    with pytest.raises(RecordError, match=r"R7"):
        build(provenance=stamp(source=toy_source(unit="")))


@pytest.mark.parametrize(
    "phases", [(Phase("a", 0, 5), Phase("b", 4, 6)), (Phase("a", 3, 3),), (Phase("a", 0, 10_001),)]
)
def test_r8_phases_do_not_overlap(phases):
    with pytest.raises(RecordError, match=r"R8"):
        build(phases=phases)


def test_r9_counts_equal_findings():
    with pytest.raises(RecordError, match=r"R9"):
        build(smile(0, 1), provenance=stamp(rows=2))
    lost = Finding("reversed", "baby", 1, "One row ran backwards.", rows=-1)
    assert build(smile(0, 1), provenance=stamp(rows=2), findings=[lost]).findings == (lost,)


def test_r10_provenance_names_software_and_hash():
    with pytest.raises(RecordError, match=r"R10"):
        build(provenance=replace(stamp(), software=""))
    with pytest.raises(RecordError, match=r"R10"):
        build(provenance=stamp(source=toy_source(sha256="abc")))


def test_people_and_tracks_are_unique_and_known():
    with pytest.raises(RecordError, match=r"once"):
        build(people=(*PEOPLE, PEOPLE[0]))
    with pytest.raises(RecordError, match=r"tracks of father"):
        build(tracks=(*TRACKS, Track("father", "engagement", ())))


def test_between_cuts_events_phases_and_observed_time():
    """8 to 12.6 s of the full coding.

    The child cries 7.0-9.4 (cut: 8.0-9.4 after the overlap went to the cry, which the priority
    puts first: 7.0-9.5), smiles 9.5-12.0, and has one unmapped code 12.0-12.5.
    """
    session = build_session(full_coding(), toy_codebook())
    part = session.between(8.0, 12.6)
    child = [(e.code, e.onset, e.offset) for e in part.events.of("child", "engagement")]
    assert child == [
        ("cry hard", 8_000, 9_500),
        ("smile", 9_500, 12_000),
        ("wave", 12_000, 12_500),
    ]
    assert part.phases == (Phase("reunion", 8_000, 12_600),)
    assert part.observed("child") == ((8_000, 12_000),)
    assert part.provenance.parent == "toy"
    assert part.end == 12_600
    assert session.until(20.0).end == session.end


def test_frame_has_a_row_an_event_and_null_for_unmapped():
    session = build_session(full_coding(), toy_codebook())
    frame = session.to_frame()
    assert frame.height == len(session.events) == 8
    assert frame["state"].null_count() == 1
    assert frame["onset_ms"].to_list() == sorted(frame["onset_ms"].to_list())


def test_an_empty_session_has_an_empty_frame_with_the_same_columns():
    full = build_session(full_coding(), toy_codebook()).to_frame()
    assert build().to_frame().schema == full.schema


def test_html_escapes_what_the_file_says():
    session = build_session(toy_coding(("baby", "smile", 0, 1)), toy_codebook())
    assert "<script>" not in replace(session, name="<script>")._repr_html_()


def test_coded_time_counts_rest_but_never_missing():
    """Child: 13 s coding without U (0.5 s), the unmapped 0.5 s and the rest: 4+2.5+2.5+2.5 = 11.5.

    Smile 0-4, look away 4-6.5, cry 7-9.5, smile 9.5-12: 4 + 2.5 + 2.5 + 2.5 = 11.5 s. The parent
    has a rest state, so the whole window of 13 s counts.
    """
    session = build_session(full_coding(), toy_codebook())
    assert coded_time(session, "child", "engagement") == 11_500
    assert coded_time(session, "caregiver", "engagement") == 13_000
    assert coded_time(session, "child", "gaze") == 0
