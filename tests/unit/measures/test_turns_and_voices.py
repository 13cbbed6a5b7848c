"""Turns, conversations and voices of sessions."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reattune.errors import DefinitionError
from reattune.measures.turn_rules import CHILD, PEER, TURN_RULES, Voice, find_turns, load_rule
from reattune.measures.turns import conversations, next_to_child, voices_of, without_overlaps
from reattune.measures.voice_rows import turn_rate, voice_rows
from reattune.record import Event, Person, Session, Track, load_codebook, stamp

README = [
    Voice(CHILD, 450, 1080), Voice(CHILD, 2274, 3500), Voice(CHILD, 5251, 5789),
    Voice("MA1", 210, 1260), Voice("MA1", 4910, 5256), Voice("MA1", 5288, 5909),
    Voice("FC1", 3393, 4971),
]  # fmt: skip

voices = st.lists(
    st.tuples(st.sampled_from([CHILD, "FEM", "MAL", PEER]), st.integers(0, 60_000),
              st.integers(1, 4_000)),
    max_size=25,
).map(lambda rows: [Voice(who, on, on + lasts) for who, on, lasts in rows])  # fmt: skip


def pairs(turns):
    return [(t.first.speaker, t.second.speaker, t.gap) for t in turns]


def test_chattrs_own_example_strict():
    """Worked in the docstring: MA1 stops at 1.260, the child starts at 2.274: gap 1.014 s."""
    assert pairs(find_turns(README, "chattr.strict")) == [
        ("MA1", CHILD, 1014), (CHILD, "FC1", -107), ("MA1", CHILD, -5), (CHILD, "MA1", -501),
    ]  # fmt: skip


def test_chattrs_farthest():
    """The second utterance reaches for MA1 at 5.288 (1.788 s), so the third has no response left;
    its prompt is FC1, who stopped first (gap .280).
    """
    assert pairs(find_turns(README, "chattr.stretch")) == [
        ("MA1", CHILD, 1014), ("FC1", CHILD, 280), (CHILD, "MA1", 1788),
    ]  # fmt: skip
    assert pairs(find_turns(README, "chattr.qulr"))[1:] == [
        ("MA1", CHILD, -5), (CHILD, "MA1", 1788),
    ]  # fmt: skip
    assert ("FC1", CHILD, 280) in pairs(find_turns(README, "chattr.luqr"))


def test_lena_counts_an_exchange_once():
    """Adult, child, adult, child within 5 s: two turns from the adult; neighbours make three."""
    line = [Voice(who, at * 2000, at * 2000 + 1000) for at, who in enumerate(["A", CHILD] * 2)]
    assert len(find_turns(line, "lena.5s")) == 2
    assert len(find_turns(line, replace(load_rule("lena.5s"), choose="neighbours"))) == 3


def test_lena_begins_anew_after_five_seconds_or_another_child():
    """A pause of exactly 5 s ends a block; so does another child: then the child begins."""
    apart = [Voice("A", 0, 1000), Voice(CHILD, 6000, 7000), Voice("A", 8000, 9000)]
    assert pairs(find_turns(apart, "lena.5s")) == [(CHILD, "A", 1000)]
    near = [Voice("A", 0, 1000), Voice(CHILD, 5999, 7000), Voice("A", 8000, 9000)]
    assert pairs(find_turns(near, "lena.5s")) == [("A", CHILD, 4999)]
    between = [Voice("A", 0, 1000), Voice(PEER, 1500, 2000), Voice(CHILD, 2500, 3000)]
    assert find_turns(between, "lena.5s") == []


def test_gap_overlap_delay_and_duration_can_be_stated():
    pair = [Voice("A", 0, 1000), Voice(CHILD, 800, 2000)]
    rule = TURN_RULES["childproject.simple_CTC"]
    assert len(find_turns(pair, rule)) == 1
    assert find_turns(pair, replace(rule, max_overlap=100)) == []
    assert find_turns(pair, replace(rule, min_delay=900)) == []
    assert find_turns(pair, replace(rule, min_duration=1100)) == []


def test_an_unknown_rule_is_named():
    with pytest.raises(DefinitionError, match=r"'lena.*expected one of lena.5s"):
        find_turns([], "lena")


@given(voices, st.sampled_from(sorted(TURN_RULES)), st.integers(0, 10_000))
def test_shifting_time_and_renaming_others_changes_nothing(found, rule, by):
    before = find_turns(found, rule)
    later = [v._replace(onset=v.onset + by, offset=v.offset + by) for v in found]
    assert [t.gap for t in find_turns(later, rule)] == [t.gap for t in before]
    for turn in before:
        assert (turn.first.speaker == CHILD) != (turn.second.speaker == CHILD)
        assert turn.gap == turn.second.onset - turn.first.offset
        assert turn.gap <= load_rule(rule).max_gap


@given(voices)
def test_chattr_uses_each_vocalisation_once_a_side(found):
    turns = find_turns(list(dict.fromkeys(found)), "chattr.strict")
    for side in (0, 1):
        used = [turn[side] for turn in turns]
        assert len(used) == len(set(used))


@given(voices)
def test_without_overlaps_nothing_overlaps_and_nothing_is_added(found):
    clear = without_overlaps(found)
    assert all(a.offset <= b.onset for a, b in pairwise(clear))
    for part in clear:
        holders = [v for v in found if v.onset < part.offset and v.offset > part.onset]
        assert [v.speaker for v in holders] == [part.speaker]


def test_a_long_vocalisation_holds_a_conversation_together():
    """Adult 0-20 s, child 1-2 s, adult 8-9 s: all within the first; the child is next to both."""
    line = [Voice("A", 0, 20_000), Voice(CHILD, 1000, 2000), Voice("B", 8000, 9000)]
    (one,) = conversations(line)
    assert len(one.voices) == 3
    assert (one.initiator, one.finisher, one.kind()) == ("A", "A", "parent")
    assert conversations(line[:1]) == []
    assert [near for _, near in next_to_child([Voice("A", 0, 1), Voice(CHILD, 5001, 5002)])] == [
        True, None,
    ]  # fmt: skip
    assert [near for _, near in next_to_child([Voice("A", 0, 1), Voice(CHILD, 5002, 5003)])] == [
        False, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("speakers", "kind"),
    [
        (["A"], "overheard"), ([CHILD, "FEM"], "dyadic_FEM"), ([CHILD, PEER], "peer"),
        ([CHILD, "FEM", "MAL"], "parent"), ([CHILD, PEER, "MAL"], "triadic_MAL"),
        ([CHILD, PEER, "FEM", "MAL"], "multiparty"), ([CHILD], "monologue"),
    ],
)  # fmt: skip
def test_kinds_of_conversation(speakers, kind):
    from reattune.measures.turns import with_silences

    (one,) = with_silences([[Voice(who, k, k + 1) for k, who in enumerate(speakers)]])
    assert one.kind() == kind


def session(events, *, end=600_000, observed=None, track="voice"):
    seen = observed or ((0, end),)
    rows = [Event(who, track, code, code, on, off) for who, code, on, off in events]
    return Session.build(
        "day",
        end=end,
        people=[Person("child", "child"), Person("caregiver", "caregiver")],
        tracks=[Track("caregiver", track, seen, "quiet"), Track("child", track, seen, "quiet")],
        events=sorted(rows, key=lambda row: (row.onset, row.person)),
        codebook=load_codebook("lena"),
        provenance=stamp(rows=len(rows)),
    )


EVENTS = [
    ("child", "vocal", 10_000, 11_000),
    ("child", "vocal", 11_000, 12_000),
    ("caregiver", "vocal", 13_000, 15_000),
    ("child", "distress", 100_000, 106_000),
    ("caregiver", "vocal", 104_000, 105_000),
    ("child", "vocal", 300_000, 301_000),
]


def rows(**changes):
    found = {}
    for row in voice_rows(session(EVENTS, **changes)):
        found.setdefault((row.measure, row.of), row)
    return found


def test_touching_pieces_are_one_vocalisation():
    """Child: 10-12 s (two events that touch), 300-301 s; the cry is its own."""
    found = voices_of(session(EVENTS))
    assert [(v.onset, v.offset, v.kind) for v in found if v.speaker == CHILD] == [
        (10_000, 12_000, "vocal"), (100_000, 106_000, "distress"), (300_000, 301_000, "vocal"),
    ]  # fmt: skip


def test_amounts_per_hour_of_observed_time():
    """600 s observed: 2 vocalisations are 12 an hour, 3 s are 18 s an hour; a cry of 6 s, 36."""
    found = rows()
    assert found["vocalisation_count", "child"].value == 2
    assert found["vocalisation_rate", "child"].value == 12
    assert found["vocalisation_time", "child"].value == 18
    assert found["vocalisation_duration", "child, mean"].value == 1.5
    assert found["cry_rate", "child"].value == 6
    assert found["cry_time", "child"].value == 36


def test_what_a_codebook_cannot_tell_is_not_0():
    """LENA has cries and no fussing."""
    for measure, of in (("fuss_count", "child"), ("fuss_rate", "child"), ("fuss_time", "child")):
        found = rows()[measure, of]
        assert found.value is None
        assert found.reason == "the codebook tells no fuss from other sounds"
    quiet = {row.measure: row for row in voice_rows(session([]))}
    assert quiet["cry_count"].value == 0
    assert quiet["cry_duration"].reason == "there is none"


def test_turns_need_speech_and_not_cries():
    """10-12 s child, 13 s caregiver: one turn, 6 an hour. The answered cry makes none."""
    found = rows()
    assert found["turn_count", ""].value == 1
    assert found["turn_rate", ""].value == 6
    assert found["turn_rate", ""].definition == "lena.5s"
    with_cries = turn_rate(session(EVENTS), rule="chattr.strict", speech=("vocal", "distress"))
    assert with_cries.value == 6


def test_no_turn_across_time_that_nobody_could_hear():
    """Unobserved from 12 to 13 s: what was in between is unknown. 2 stretches, no turn."""
    parts = ((0, 12_000), (13_000, 600_000))
    assert rows(observed=parts)["turn_count", ""].value == 0


def test_answers_to_voice_and_cry():
    """Voice: answers after 3 s (10 to 13) and, 300 s to the end, none. The cry: 4 s."""
    found = rows()
    assert found["voice_response_latency", "to cry, median"].value == 4
    assert found["voice_response_latency", "to vocalisation, median"].censored == 1
    assert found["voice_response_probability", "to vocalisation, within 5 s"].value == 0.5


def test_without_a_voice_channel_there_is_a_reason():
    found = turn_rate(session([], track="gaze"))
    assert found.value is None
    assert found.reason == "no channel 'voice' in these sessions"
