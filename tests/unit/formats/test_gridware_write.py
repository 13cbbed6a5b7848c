"""Sessions written for GridWare and read again: the same events, and what cannot be is counted."""

from __future__ import annotations

import pytest

from reattune.errors import FormatError
from reattune.formats import gridware_write, load
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
"+" = "positive"
"-" = "negative"
"odd one" = "sleepy"
[[track]]
tier = "mum"
subject = "S*"
role = "caregiver"
track = "affect"
[track.codes]
"+" = "positive"
[[track]]
tier = "voice"
role = "child"
track = "voice"
rest = "quiet"
[track.codes]
"v" = "vocal"
"quiet" = "vocal"
[states]
child = ["sleepy"]
"""
ROWS = (
    Row("kid", "", "+", 0, 1000, "line 1"),
    Row("kid", "", "odd one", 1000, 1501, "line 2"),
    Row("kid", "", "XX", 1501, 2000, "line 3"),
    Row("kid", "", "new", 2500, 3000, "line 4"),
    Row("mum", "S1", "+", 500, 4000, "line 5"),
    Row("voice", "", "v", 700, 800, "line 6"),
    Row("voice", "", "quiet", 900, 950, "line 7"),
)


def session_of(rows=ROWS, book=BOOK, window=((0, 4000),)):
    source = Raw("visit.csv", b"x").source("table", unit="ms", origin="first row")
    tiers = tuple(dict.fromkeys(row.tier for row in rows))
    coding = Coding("visit", source, tuple(rows), tiers, window=window)
    return build_session(coding, parse_codebook(book))


def essence(session):
    return [event[:6] for event in session.events]


def again(written, path):
    (coding,) = load(path)
    return build_session(coding, written.codebook)


def test_the_same_session_comes_back(tmp_path):
    """Codes, states, times, people and observed time; an undeclared code stays unmapped."""
    session = session_of()
    written = gridware_write.write(session, tmp_path / "visit.trj")
    back = again(written, tmp_path / "visit.trj")
    assert essence(back) == essence(session)
    assert len(essence(back)) == 7
    assert back.people == session.people
    assert back.tracks == session.tracks
    assert back.end == session.end
    assert written.findings == ()
    assert [path.name for path in written.paths] == ["visit.trj", "visit.gwf"]


def test_the_files_themselves(tmp_path):
    """Rest is written as a word that is no code; missing time of the mother is --."""
    gridware_write.write(session_of(), tmp_path / "visit.trj")
    lines = (tmp_path / "visit.trj").read_text().splitlines()
    assert lines[0] == "Onset\tcaregiver affect\tchild affect\tchild voice"
    assert lines[1] == "0.000\t--\t+\tquiet'"
    assert lines[4].startswith("0.800\t+\t+\tquiet'")
    assert lines[-1] == "4.000"
    project = (tmp_path / "visit.gwf").read_text()
    assert "state\tcategorical\tchild affect\t+\todd one\tXX\tnew\n" in project
    (one,) = load(tmp_path / "visit.gwf")
    (other,) = load(tmp_path / "visit.trj")
    assert one.rows == other.rows
    assert {f.kind for f in one.findings} == {"missing"}


def test_own_tiers_keep_the_own_codebook(tmp_path):
    """Where tiers read back without subjects, the lab's codebook and the tiers stay."""
    rows = [row for row in ROWS if row.tier == "kid"]
    session = session_of(rows, BOOK)
    written = gridware_write.write(session, tmp_path / "a.trj")
    assert written.codebook == session.codebook
    assert list(again(written, tmp_path / "a.trj").events) == list(session.events)


def test_states_can_be_written(tmp_path):
    """Missing is --, rest and codes are states: the voice is vocal from 700 and 900 on."""
    written = gridware_write.write(session_of(), tmp_path / "a.trj", label="state")
    back = again(written, tmp_path / "a.trj")
    voice = [(e.state, e.onset, e.offset) for e in back.events.of("child", "voice")]
    assert voice == [
        ("quiet", 0, 700),
        ("vocal", 700, 800),
        ("quiet", 800, 900),
        ("vocal", 900, 950),
        ("quiet", 950, 4000),
    ]
    affect = [(e.state, e.onset, e.offset) for e in back.events.of("child", "affect")]
    assert affect == [("positive", 0, 1000), ("sleepy", 1000, 1501), ("", 2500, 3000)]


def test_what_gridware_cannot_bear_is_counted(tmp_path):
    """A point, and two events of one code without a gap (one left)."""
    rows = [
        Row("kid", "", "+", 0, 500, "line 1"),
        Row("kid", "", "+", 500, 900, "line 2"),
        Row("kid", "", "-", 950, 950, "line 3"),
    ]
    written = gridware_write.write(session_of(rows), tmp_path / "a.trj")
    assert [(f.kind, f.count, f.rows) for f in written.findings] == [
        ("joined", 1, -1),
        ("points", 1, -1),
    ]
    back = again(written, tmp_path / "a.trj")
    assert [event[2:6] for event in back.events] == [("+", "positive", 0, 900)]


def test_episodes_beside(tmp_path):
    """Rows given beside are a variable of their own; a name that is taken gets a mark."""
    beside = [Row("dyad", "", "rupture", 100, 300, ""), Row("kid", "", "odd", 0, 50, "")]
    rows = [row for row in ROWS if row.tier == "kid"]
    gridware_write.write(session_of(rows), tmp_path / "a.trj", beside=beside)
    (coding,) = load(tmp_path / "a.trj")
    assert coding.tiers == ("kid", "dyad", "kid'")
    assert ("dyad", "", "rupture", 100, 300) in [row[:5] for row in coding.rows]


def test_names_and_codes_with_signs(tmp_path):
    """Tabs and quotes cannot stand in a cell, -- would be missing: other words, told apart."""
    book = BOOK.replace('"odd one"', '"a\\tb"').replace('"-" =', '"--" =')
    rows = [
        Row("kid", "", "a\tb", 0, 100, "line 1"),
        Row("kid", "", "a b", 100, 200, "line 2"),
        Row("kid", "", "--", 200, 300, "line 3"),
    ]
    session = session_of(rows, book)
    written = gridware_write.write(session, tmp_path / "a.trj")
    back = again(written, tmp_path / "a.trj")
    assert [e.code for e in back.events] == ["a b", "a b2", "(blank)"]
    assert [e.state for e in back.events] == [e.state for e in session.events]


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "a.gwf").write_text("mine")
    with pytest.raises(FormatError, match="already there"):
        gridware_write.write(session_of(), tmp_path / "a.trj")
    assert not (tmp_path / "a.trj").exists()
    with pytest.raises(FormatError, match="new file"):
        gridware_write.write(session_of(), tmp_path / "none" / "a.trj")
    with pytest.raises(FormatError, match="code, state"):
        gridware_write.write(session_of(), tmp_path / "b.trj", label="both")
