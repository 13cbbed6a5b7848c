"""CHAT files: ChildProject's table of one, and counts of marks in all by other means."""

from __future__ import annotations

import csv
import re

import pytest

from reattune.errors import RecordError
from reattune.formats import load
from reattune.study import read

CASE = "cases/childproject_converters"
EVE = "data/cha/jacksonllee__pylangacq/pylangacq/tests/test_data/eve.cha"
BULLET = re.compile(r"\x15(\d+)_(\d+)\x15")


def test_equal_to_childproject(shared):
    """Its 20 rows: times, speaker, role, addressee, and the transcript but for the last blank."""
    (coding,) = load(shared(f"{CASE}/vandam.cha"))
    with shared(f"{CASE}/expected_cha.csv").open(newline="") as file:
        truth = [
            (
                f"{row['speaker_id']} {row['speaker_role']}",
                row["transcription"].strip(),
                int(row["segment_onset"]),
                int(row["segment_offset"]),
                row["add"],
            )
            for row in csv.DictReader(file)
        ]
    heard = {row.onset: row.code for row in coding.rows if row.tier == "%add"}
    assert len(truth) == 20
    assert [
        (row.subject, row.code, row.onset, row.offset, heard.get(row.onset, "NA"))
        for row in coding.rows
        if row.tier == "utterance"
    ] == truth


def test_child_and_mother(shared):
    """Counted in expected_cha.csv: 13 utterances of CHI (two hold &=whines), 7 of MOT."""
    session = read(shared(f"{CASE}/vandam.cha"))
    assert session.provenance.parameters["codebook"] == "chat"
    states = [event.state for event in session.events.of("child", "voice")]
    assert (len(states), states.count("protest")) == (13, 2)
    assert len(session.events.of("caregiver", "voice")) == 7
    assert session.end == 136_789


def test_an_untimed_transcript(shared):
    """Eve: 1,588 utterances and three more tiers of codes; no Session is made of them."""
    path = shared(EVE)
    text = path.read_text(encoding="utf-8")
    (coding,) = load(path)
    assert coding.untimed
    for tier, start in (("utterance", r"\*\w+:"), ("%mor", "%mor:"), ("%gra", "%gra:")):
        count = len(re.findall(rf"^{start}", text, re.MULTILINE))
        assert count > 1_500
        assert sum(row.tier == tier for row in coding.rows) == count
    assert coding.ages_months == {"CHI Target_Child": 18.0}
    with pytest.raises(RecordError, match="time marks"):
        read(path)


def test_all_transcripts(shared):
    """All 57: as many utterances as lines with a speaker, less those that are counted as left out.

    Times are those of the marks on the speakers' lines, found by a plain search.
    """
    paths = sorted(shared("data/cha").rglob("*.cha"))
    assert len(paths) == 57
    untimed = unmarked = 0
    for path in paths:
        (coding,) = load(path)
        text = path.read_text(encoding="utf-8").replace("\n\t", " ")
        lines = re.findall(r"^\*.*", text, re.MULTILINE)
        marks = [BULLET.findall(line) for line in lines]
        spans = [
            (int(found[0][0]), int(found[-1][1]))
            for found in marks
            if found and int(found[0][0]) <= int(found[-1][1])
        ]
        rows = [(row.onset, row.offset) for row in coding.rows if row.tier == "utterance"]
        untimed += bool(coding.untimed)
        unmarked += not any(marks)
        assert rows == ([(0, 0)] * len(lines) if coding.untimed else spans), path.name
        left = {"untimed_utterance", "reversed"}
        assert sum(f.count for f in coding.findings if f.kind in left) == len(lines) - len(rows)
        for date in re.findall(r"^@(?:Birth of|Date).*\t(.*)", text, re.MULTILINE):
            assert date not in repr(coding), path.name
    assert untimed == unmarked == 28
