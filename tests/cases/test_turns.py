"""Turns and conversations against ChildProject and LENA's own counts (numbers in ../shared)."""

from __future__ import annotations

import csv
import json

import pytest
from lxml import etree

from reattune.measures.turn_rules import (
    CHILD,
    PEER,
    TURN_RULES,
    TurnRule,
    Voice,
    find_turns,
    neighbouring_turns,
)
from reattune.measures.turns import (
    conversations,
    next_to_child,
    with_silences,
    without_overlaps,
)

DERIVED = "cases/childproject_turns_derivation"
NAMES = {"CHI": CHILD, "OCH": PEER}
ITS = "data/its/HomeBankCode__lena-its-tools/Example/e20160420_165405_010572.its"


def rows(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def voice(row):
    who = row["speaker_type"]
    return Voice(NAMES.get(who, who), int(row["segment_onset"]), int(row["segment_offset"]))


def test_their_chains_in_their_order(shared):
    """Their is_CT, row by row: gap below 5 s, not started before the row above, anybody.

    Their rule links any two neighbours, the child or not; ours asks the chain, so links are
    compared here by the gap and delay each of their rows states.
    """
    found = rows(shared(f"{DERIVED}/expected_conversations.csv"))
    voices = [voice(row) for row in found]
    rule = TurnRule("test", "", "neighbours", 5000, closed=False)
    for before, after, row in zip(voices, voices[1:], found[1:], strict=False):
        assert after.onset - before.offset == float(row["iti"])
        assert after.onset - before.onset == float(row["delay"])
        assert rule.allows(before, after) == (row["is_CT"] == "True")


def test_rows_out_of_order_part_one_conversation_in_two(shared):
    """Theirs: 2. The row at 203 ms stands after the one at 782 ms and they do not sort; in the
    order of time everything hangs together: 1 conversation of 13.
    """
    found = rows(shared(f"{DERIVED}/expected_conversations.csv"))
    (one,) = conversations(voice(row) for row in found)
    assert {row["conv_count"] for row in found} == {"1", "2"}
    assert len(one.voices) == len(found) == 13


def test_overlaps_removed(shared):
    found = without_overlaps(
        voice(row) for row in rows(shared(f"{DERIVED}/expected_conversations.csv"))
    )
    wanted = [voice(row) for row in rows(shared(f"{DERIVED}/expected_remove-overlaps.csv"))]
    assert [v[:3] for v in found] == [v[:3] for v in wanted]


def test_next_to_the_child(shared):
    wanted = rows(shared(f"{DERIVED}/expected_cva.csv"))
    words = {None: "NA", True: "Y", False: "N"}
    found = next_to_child([voice(row) for row in wanted])
    assert [words[near] for _, near in found] == [row["cva"] for row in wanted]


def grouped(shared):
    spans = rows(shared("cases/childproject_conversations/expected_standard.csv"))
    voices = [
        voice(row)
        for row in rows(shared("cases/childproject_conversation_functions/input.csv"))
        if row["speaker_type"] not in {"", "NA"}
    ]
    bounds = [(int(row["conversation_onset"]), int(row["conversation_offset"])) for row in spans]
    return spans, with_silences(
        [v for v in voices if onset <= v.onset and v.offset <= offset] for onset, offset in bounds
    )


def test_what_conversations_hold(shared):
    """Who begins, ends, takes part; counts, durations and shares of each of three."""
    spans, found = grouped(shared)
    custom = rows(shared("cases/childproject_conversations/expected_custom.csv"))
    for row, more, ours in zip(spans, custom, found, strict=True):
        assert len(ours.voices) == int(row["voc_count"])
        assert NAMES.get(row["initiator"], row["initiator"]) == ours.initiator
        assert NAMES.get(row["finisher"], row["finisher"]) == ours.finisher
        assert tuple(NAMES.get(w, w) for w in more["participants"].split("/")) == ours.participants
        assert ours.duration() == int(row["total_duration_of_vocalisations"])
        for who in ("CHI", "FEM", "MAL", "OCH"):
            name = NAMES.get(who, who)
            assert ours.count(name) == int(row[f"{who}_voc_count"])
            assert ours.duration(name) == float(row[f"{who}_voc_dur"] or 0)
        for who in ("CHI", "FEM"):
            share = more[f"{who.lower()}_dur_contrib"]
            if share:
                assert ours.contribution(NAMES.get(who, who)) == pytest.approx(float(share), 1e-9)


def test_silence_since_the_conversation_before(shared):
    """Theirs 26,295,059 and 2,917 ms, ours 26,295,059 and 547.

    They count from the end of the last row (28,285,575), not from the latest end (28,287,945).
    """
    spans, found = grouped(shared)
    theirs = [row["interval_last_conv"] for row in spans]
    assert theirs == ["", "26295059.0", "2917.0"]
    assert [ours.since for ours in found] == [None, 26_295_059, 547]


def test_functions_of_one_conversation(shared):
    case = "cases/childproject_conversation_functions"
    wanted = json.loads(shared(f"{case}/expected.json").read_text())
    (ours,) = with_silences(
        [[voice(r) for r in rows(shared(f"{case}/input.csv")) if r["speaker_type"] != "NA"]]
    )
    assert ours.initiator == CHILD
    assert ours.finisher == wanted["who_finished"]
    assert ours.participants == (CHILD, PEER, "FEM", "MAL")
    assert ours.duration() == wanted["voc_total_dur"]
    heard = {key.split()[1]: told for key, told in wanted.items() if key.startswith("is_speaker")}
    assert len(heard) == 2  # one who takes part, and a label that nobody has
    assert {who: ours.count(NAMES.get(who, who)) > 0 for who in heard} == heard
    assert ours.count(CHILD) == wanted["voc_speaker_count CHI"]
    assert ours.count(PEER) == wanted["voc_speaker_count OCH"]
    assert ours.duration("MAL") == wanted["voc_speaker_dur MAL"]
    assert ours.duration("FEM") == wanted["voc_speaker_dur FEM"]
    assert ours.contribution("FEM") == pytest.approx(wanted["voc_dur_contribution FEM"], abs=1e-12)
    assert ours.contribution(PEER) == pytest.approx(wanted["voc_dur_contribution OCH"], abs=1e-12)
    assert ours.kind() == wanted["assign_conv_type"]


def test_turns_that_lena_counted_itself(shared):
    """LENA's turnTaking of each of 655 conversations, from the segments that it put into them.

    The rule gives the same in every one, 370 turns in all. (LENA leaves some near segments out of
    its conversations and takes some faint ones in; a Session holds all near ones and no faint, so
    `turn_rate` of this recording rests on 481.)
    """
    tree = etree.parse(shared(ITS))
    differ, theirs, ours = [], 0, 0
    for block in tree.iter("Conversation"):
        voices = []
        for segment in block.iter("Segment"):
            speaker = segment.get("spkr")
            if segment.get("conversationInfo") is None:
                continue
            who = {"C": CHILD, "F": "caregiver", "M": "caregiver"}[speaker[0]]
            if speaker.startswith("CX"):
                who = PEER
            elif who == CHILD and not int(segment.get("childUttCnt") or 0):
                continue
            times = (round(float(segment.get(k)[2:-1]) * 1000) for k in ("startTime", "endTime"))
            voices.append(Voice(who, *times))
        counted, found = int(block.get("turnTaking")), len(find_turns(voices, "lena.5s"))
        theirs, ours = theirs + counted, ours + found
        if counted != found:
            differ.append((counted, found))
    assert (theirs, ours) == (370, 370)
    assert differ == []


def test_neighbours_follow_the_order_given():
    """Child 0-1 s, adult 1.2-2 s; given the other way round the adult comes first: gap -2 s."""
    child, adult = Voice(CHILD, 0, 1000), Voice("FEM", 1200, 2000)
    rule = TURN_RULES["childproject.simple_CTC"]
    assert [turn.gap for turn in neighbouring_turns([child, adult], rule)] == [200]
    assert neighbouring_turns([adult, child], rule) == []
