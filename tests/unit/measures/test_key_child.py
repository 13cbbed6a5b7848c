"""Several children in one recording: whose voice is the child's, and who is told of."""

from __future__ import annotations

import pytest

from reattune.errors import RecordError
from reattune.measures import turn_rate, voice_rows
from reattune.measures.key_child import key_child
from reattune.measures.turn_rules import CHILD, PEER
from reattune.measures.turns import voices_of
from reattune.measures.voice_kinds import tells, untold
from reattune.record import Event, Person, Session, Track, load_codebook
from reattune.record.provenance import stamp

EVENTS = [
    ("child", 10_000, 11_000, "CHN"),
    ("caregiver", 12_000, 13_000, "FAN"),
    ("ben", 13_500, 14_000, "CHN"),
    ("ben", 40_000, 41_000, "CHN"),
]


def recording(events=EVENTS, *, people=("ben", "child"), roles=None, name="day"):
    """Ten minutes in which everybody can be heard all the time."""
    seen = ((0, 600_000),)
    ids = (*people, "caregiver")
    role = {"caregiver": "caregiver", **(roles or {})}
    rows = [Event(who, "voice", code, "vocal", on, off) for who, on, off, code in events]
    return Session.build(
        name,
        end=600_000,
        people=[Person(who, role.get(who, "child")) for who in ids],
        tracks=[Track(who, "voice", seen, "quiet") for who in ids],
        events=sorted(rows, key=lambda row: (row.onset, row.person)),
        codebook=load_codebook("lena"),
        provenance=stamp(rows=len(rows)),
    )


def value(rows, measure, of):
    return next(row.value for row in rows if (row.measure, row.of) == (measure, of))


def test_the_key_child_is_the_one_called_child_though_another_comes_first():
    found = key_child(recording())
    assert [(p.id, p.role) for p in found.people[:2]] == [("ben", PEER), ("child", CHILD)]
    (told,) = [f for f in found.findings if f.kind == "other_child"]
    assert (told.where, told.count) == ("ben", 2)
    assert "its 2 events are not counted as those of child" in told.text


def test_without_that_name_the_first_child_is_the_key_child():
    found = key_child(recording([], people=("ada", "ben")))
    assert [p.role for p in found.people] == ["child", PEER, "caregiver"]


def test_two_children_are_measured_not_refused():
    """The child sounds once in ten minutes: 6 an hour. One turn with the caregiver: 6 an hour."""
    rows = voice_rows(recording())
    assert value(rows, "vocalisation_rate", "child") == 6
    assert value(rows, "turn_rate", "") == 6
    assert value(rows, "voice_response_latency", "to vocalisation, median") == 2


def test_another_child_can_be_asked_for():
    """Ben sounds twice; after the caregiver at 13.5 s (gap 0.5 s) is his one turn. At 40 s nobody
    follows; his answers never come.
    """
    rows = voice_rows(recording(), child="ben", rule="chattr.strict")
    assert value(rows, "vocalisation_count", "child") == 2
    assert value(rows, "turn_count", "") == 1


def test_a_sibling_is_another_child_too():
    """Under LENA's rule another child ends the block: what the sibling starts is no turn."""
    events = [("sam", 10_000, 11_000, "CHN"), ("caregiver", 11_500, 12_000, "FAN")]
    found = recording(events, people=("child", "sam"), roles={"sam": "sibling"})
    assert [v.speaker for v in voices_of(found)] == [PEER, "caregiver"]
    assert turn_rate(found).value == 0


def test_a_single_child_changes_nothing():
    alone = recording(EVENTS[:2], people=("child",))
    assert key_child(alone) is alone
    assert key_child(key_child(recording())) == key_child(recording())


def test_a_child_who_is_not_there_is_an_error():
    with pytest.raises(RecordError, match=r"ben, child; expected a child zoe"):
        key_child(recording(), "zoe")
    with pytest.raises(RecordError, match="a child caregiver"):
        key_child(recording(), "caregiver")


def test_a_label_that_holds_cries_tells_none():
    """KCHI of a classifier is every sound of the child; CHN of LENA parts cries off."""
    lumped = recording([("child", 0, 1000, "KCHI")], people=("child",))
    parted = recording([("child", 0, 1000, "CHN")], people=("child",))
    silent = recording([], people=("child",))
    assert not tells(lumped, "cry")
    assert tells(parted, "cry")
    assert untold([lumped, silent], "cry") == "the labels of the file tell no cry from other sounds"
    assert untold([lumped, parted], "cry") == ""
    assert untold([silent], "cry") == ""
    assert untold([parted], "fuss") == "the codebook tells no fuss from other sounds"
    assert value(voice_rows([lumped, silent]), "cry_count", "child") is None
    assert value(voice_rows(silent), "cry_count", "child") == 0
