"""Subtitles: cues, speakers, markup; what stands between cues is counted."""

from __future__ import annotations

import pytest

from reattune.errors import FormatError
from reattune.formats.contract import Raw
from reattune.formats.subtitles import FORMATS

SUBRIP, WEBVTT = FORMATS


def read(text, format=SUBRIP, encoding="utf-8"):
    (coding,) = format.parse(Raw("visit.srt", text.encode(encoding)))
    return coding


def vtt(body, header="WEBVTT"):
    return read(f"{header}\n\n{body}", WEBVTT)


def facts(coding):
    return [(row.subject, row.code, row.onset, row.offset) for row in coding.rows]


def kinds(coding):
    return {(f.kind, f.where, f.count, f.rows) for f in coding.findings}


def test_subrip_cues():
    """1 h 2 min 3.004 s is 3,723,004 ms; two lines of text are one code."""
    coding = read(
        "1\n01:02:03,004 --> 01:02:05,5\nlook\n<i>there</i>\n\n"
        "2\n01:02:06.000 --> 01:02:07.000 X1:1\n"
        "{\\an8}da\n",
        encoding="utf-8-sig",
    )
    assert facts(coding) == [
        ("", "look there", 3_723_004, 3_725_500),
        ("", "da", 3_726_000, 3_727_000),
    ]
    assert {row.tier for row in coding.rows} == {"cue"}
    assert coding.rows[1].where == "line 7"
    assert (coding.source.format, coding.source.origin) == ("subrip", "start of the media")
    assert kinds(coding) == {("settings", "cues", 1, 0)}


def test_numbers_and_empty_lines_may_be_missing():
    text = "00:00:01,000 --> 00:00:02,000\na\n2\n00:00:03,000 --> 00:00:04,000\nb\n"
    assert [row[1] for row in facts(read(text))] == ["a", "b"]


def test_speakers():
    """Words before a colon are the speaker, and said to be; two speakers are two rows."""
    coding = read(
        "1\n00:00:01,000 --> 00:00:02,000\nMother: look!\nthere\n\n"
        "2\n00:00:03,000 --> 00:00:04,000\n- The child: da\n- Mother: yes\n\n"
        "3\n00:00:05,000 --> 00:00:06,000\nat 10:30 we go\n"
    )
    assert facts(coding) == [
        ("Mother", "look! there", 1000, 2000),
        ("The child", "da", 3000, 4000),
        ("Mother", "yes", 3000, 4000),
        ("", "at 10:30 we go", 5000, 6000),
    ]
    assert kinds(coding) == {
        ("speaker_prefix", "Mother", 2, 0),
        ("speaker_prefix", "The child", 1, 0),
    }


def test_webvtt():
    """Voices, entities, markup, notes, styles, positions, hours left away."""
    coding = vtt(
        "NOTE by hand\nand more\n\nSTYLE\n::cue {}\n\nfirst\n00:01.000 --> 00:02.500 line:0\n"
        "<v.loud Mother>look &amp; <b>see</b></v> <v Child><00:01.500>da\n\n"
        "100:00:03.000 --> 100:00:04.000\nplain\n"
    )
    assert facts(coding) == [
        ("Mother", "look & see", 1000, 2500),
        ("Child", "da", 1000, 2500),
        ("", "plain", 360_003_000, 360_004_000),
    ]
    assert kinds(coding) == {
        ("block", "NOTE", 1, 0),
        ("block", "STYLE", 1, 0),
        ("settings", "cues", 1, 0),
    }


def test_a_shifted_header_is_said():
    header = "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000"
    coding = vtt("00:01.000 --> 00:02.000\na\n", header)
    assert {kind[0] for kind in kinds(coding)} == {"timestamp_map"}


def test_what_is_odd_is_counted():
    """A cue that runs backwards is left out, one without text kept; stray text is two lines."""
    coding = read(
        "1\n00:00:02,000 --> 00:00:01,000\na\n\n2\n00:00:03,000 --> 00:00:04,000\n\n"
        "stray\ntext\n\n3\n00:00:05,000 --> 00:00:06,000\nb\n"
    )
    assert facts(coding) == [("", "", 3000, 4000), ("", "b", 5000, 6000)]
    assert kinds(coding) == {
        ("reversed", "cues", 1, -1),
        ("empty_code", "cues", 1, 0),
        ("stray_text", "cues", 2, -2),
    }


@pytest.mark.parametrize(
    ("text", "where", "found"),
    [
        ("1\n00:00:01,000 --> 00:0x:02,000\na\n", "line 2", "00:0x"),
        ("1\n00:00:01,000 -> 00:00:02,000\na\n", "line 2", " -> "),
        ("1\n00:61:01,000 --> 00:62:02,000\na\n", "line 2", "61"),
        ("no cue here\n", "", "no cue"),
        ("1\n00:00:01,000 --> 00:00:02,000\n\xe9\n", "line 3", "0xE9"),
    ],
)
def test_what_is_refused(text, where, found):
    with pytest.raises(FormatError) as refused:
        SUBRIP.parse(Raw("a.srt", text.encode("latin-1")))
    assert refused.value.where == where
    assert found in refused.value.found


def test_webvtt_begins_with_its_word():
    with pytest.raises(FormatError, match="WEBVTT"):
        read("00:01.000 --> 00:02.000\na\n", WEBVTT)


@pytest.mark.parametrize(
    ("text", "subrip", "webvtt"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\na\n", 0.95, 0.0),
        ("\r\n1\r\n00:00:01,000 --> 00:00:02,000\r\na\r\n", 0.95, 0.0),
        ("00:00:01,000 --> 00:00:02,000\na\n", 0.7, 0.0),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\na\n", 0.0, 1.0),
        ("WEBVTT - chapters\r\n", 0.0, 1.0),
        ("WEBVTTX\n", 0.0, 0.0),
        ("1\n2\n", 0.0, 0.0),
    ],
)
def test_sniff(text, subrip, webvtt):
    raw = Raw("a.txt", text.encode())
    assert (SUBRIP.sniff(raw), WEBVTT.sniff(raw)) == (subrip, webvtt)
