"""Sessions written as GSEQ timed events and read again: the same Session."""

from __future__ import annotations

import pytest

from reattune.errors import FormatError
from reattune.formats import gseq_write, load
from reattune.formats.contract import Raw
from reattune.record import Coding, Row, build_session, parse_codebook

BOOK = """
id = "lab"
title = "A lab's own"
source = "Nobody 2026"
[[track]]
tier = "kid"
role = "child"
track = "affect"
missing = ["XX"]
[track.codes]
"up" = "positive"
"-1" = "negative"
[[track]]
tier = "mum"
role = "caregiver"
track = "affect"
[track.codes]
"up" = "positive"
[[track]]
tier = "voice"
role = "child"
track = "voice"
rest = "quiet"
[track.codes]
"v" = "vocal"
"""
ROWS = (
    Row("kid", "", "up", 0, 1000, "line 1"),
    Row("kid", "", "up", 1000, 1501, "line 2"),
    Row("kid", "", "XX", 1501, 2000, "line 3"),
    Row("kid", "", "-1", 2500, 3000, "line 4"),
    Row("mum", "", "up", 500, 4000, "line 5"),
    Row("mum", "", "new", 4100, 4100, "line 6"),
    Row("voice", "", "v", 700, 700, "line 7"),
)


def session_of(rows=ROWS, tiers=()):
    source = Raw("visit.csv", b"x").source("table", unit="ms", origin="first row")
    tiers = tiers or tuple(dict.fromkeys(row.tier for row in rows))
    coding = Coding("visit 1", source, tuple(rows), tiers, window=((0, 5000),))
    return build_session(coding, parse_codebook(BOOK))


def again(written, path):
    (coding,) = load(path)
    return build_session(coding, written.codebook)


@pytest.mark.parametrize("label", ["code", "state"])
def test_the_same_session_comes_back(tmp_path, label):
    """Persons, tracks, states, times and observed time; points and equal neighbours too."""
    session = session_of()
    written = gseq_write.write(session, tmp_path / "a.sds", label=label)
    back = again(written, tmp_path / "a.sds")
    assert [(e.person, e.track, e.state, e.onset, e.offset) for e in back.events] == [
        (e.person, e.track, e.state, e.onset, e.offset) for e in session.events
    ]
    assert len(back.events) == 7
    assert back.tracks == session.tracks
    assert back.people == session.people
    assert back.end == session.end


def test_plain_words_keep_tiers_and_codes(tmp_path):
    """Where all codes are words of one channel, the very events and the codebook come back."""
    rows = [Row("kid", "", "up", 0, 10, "line 1"), Row("voice", "", "v", 5, 7, "line 2")]
    session = session_of(rows)
    written = gseq_write.write(session, tmp_path / "a.sds")
    assert written.codebook == session.codebook
    assert list(again(written, tmp_path / "a.sds").events) == list(session.events)


def test_the_file_itself(tmp_path):
    """Codes of two channels get their names; a sign becomes an underscore, after a letter."""
    written = gseq_write.write(session_of(), tmp_path / "a.sds")
    lines = (tmp_path / "a.sds").read_text().splitlines()
    assert "% kid: c_1 = -1" in lines
    assert "  ($ mum = mum_up new)" in lines
    assert "  ($ kid = kid_up XX c_1)" in lines
    assert lines[lines.index("Timed <seconds>") + 5 :][:5] == [
        "<visit 1>",
        ",0.000",
        "mum_up,0.500-4.000",
        "new,4.100",
        ",5.000",
    ]
    assert {(f.kind, f.where) for f in written.findings} == {
        ("renamed", "code 'up'"),
        ("renamed", "code '-1'"),
    }


def test_time_that_was_not_observed_is_told(tmp_path):
    """A channel with rest, coded 0-1 s and 3-4 s: 2 s that GSEQ would take for quiet."""
    source = Raw("visit.csv", b"x").source("table", unit="ms", origin="first row")
    rows = (Row("voice", "", "v", 100, 200, "line 1"),)
    coding = Coding("v", source, rows, ("voice",), window=((0, 1000), (3000, 4000)))
    session = build_session(coding, parse_codebook(BOOK))
    written = gseq_write.write(session, tmp_path / "a.sds")
    assert [(f.kind, f.count, f.ms) for f in written.findings] == [("gap", 1, 2000)]


def test_episodes_beside(tmp_path):
    beside = [Row("dyad", "", "rupture", 100, 300, ""), Row("kid", "", "odd", 0, 50, "")]
    gseq_write.write(session_of(), tmp_path / "a.sds", beside=beside)
    (coding,) = load(tmp_path / "a.sds")
    assert [row[:5] for row in coding.rows[-2:]] == [
        ("dyad", "", "dyad_rupture", 100, 300),
        ("kid_beside", "", "kid_beside_odd", 0, 50),
    ]


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "a.sds").write_text("mine")
    with pytest.raises(FormatError, match="already there"):
        gseq_write.write(session_of(), tmp_path / "a.sds")
    assert (tmp_path / "a.sds").read_text() == "mine"
    with pytest.raises(FormatError, match="code, state"):
        gseq_write.write(session_of(), tmp_path / "b.sds", label="both")


def test_a_channel_without_codes_is_named_as_lost(tmp_path):
    """Mother was looked at and never smiled: GSEQ's file cannot say so, and we do."""
    session = session_of([row for row in ROWS if row.tier != "mum"], tiers=("kid", "mum", "voice"))
    written = gseq_write.write(session, tmp_path / "a.sds")
    (silent,) = [found for found in written.findings if found.kind == "silent"]
    assert "caregiver's affect bears no code" in silent.text
    assert [person.id for person in again(written, tmp_path / "a.sds").people] == ["child"]
