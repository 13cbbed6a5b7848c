"""Tables of LENA segments: the rows that the .its reader gives, whatever the columns' names."""

from __future__ import annotations

import pytest

from reattune.errors import FormatError
from reattune.formats.contract import Raw
from reattune.formats.lena_csv import FORMAT
from reattune.formats.registry import sniff
from reattune.record import build_session, choose_codebook

SECONDS = "segtype,startsec,endsec\nCHN,0.00,1.33\nFAN,1.33,2.13\n"
LISTS = (
    "segment_onset,segment_offset,speaker_type,lena_speaker,words,utterances,cries,vfxs,raw_filename\n"
    "0,2000,CHI,CHN,0,\"[{'seq': '1', 'end': 0.9, 'start': 0.1}]\","
    "\"[{'start': 1.5, 'end': 2.0}]\","
    "\"[{'start': 1.0, 'end': 1.5}]\",a.its\n2000,2650,FEM,FAN,3,[],NA,[],a.its\n"
)


def read(text, **options):
    return FORMAT.parse(Raw("day.csv", text.encode(), options))


def facts(coding):
    return [(r.tier, r.subject, r.code, r.onset, r.offset) for r in coding.rows]


def kinds(coding):
    return {(f.kind, f.where, f.count, f.rows) for f in coding.findings}


def test_seconds():
    """1.33 s is 1330 ms; the window is the whole of the audio."""
    (coding,) = read(SECONDS)
    assert facts(coding) == [
        ("segment", "CHN", "CHN", 0, 1330),
        ("segment", "FAN", "FAN", 1330, 2130),
    ]
    assert (coding.window, coding.tiers) == (((0, 2130),), ("segment",))
    assert (coding.source.unit, coding.source.origin) == ("s", "start of the audio")
    assert coding.findings == ()


@pytest.mark.parametrize(
    "names", ["segment_onset,segment_offset,speaker_type", "start_ms,end_ms,spkr"]
)
def test_milliseconds_in_another_order(names):
    names = names.replace("start_ms", "start").replace("end_ms", "end")
    options = {} if "segment" in names else {"unit": "ms"}
    (coding,) = read(f"{names}\n0,1300,NOF\n1300,2650,FAN\n", **options)
    assert [row[3:] for row in facts(coding)] == [(0, 1300), (1300, 2650)]


def test_the_childs_parts_come_after_their_segment():
    (coding,) = read(LISTS)
    assert facts(coding) == [
        ("segment", "CHN", "CHN", 0, 2000),
        ("utterance", "CHN", "utterance", 100, 900),
        ("vegetative", "CHN", "vegetative", 1000, 1500),
        ("cry", "CHN", "cry", 1500, 2000),
        ("segment", "FAN", "FAN", 2000, 2650),
    ]
    assert kinds(coding) == {("unread_columns", "speaker_type, words", 2, 0)}


def test_several_recordings():
    first, second = read(LISTS + "0,100,NA,SIL,0,[],[],[],b.its\n")
    assert (first.name, second.name) == ("day, a", "day, b")
    assert facts(second) == [("segment", "SIL", "SIL", 0, 100)]


def test_the_shipped_codebook():
    """CHNSP and CHNNSP are the child's voice; 3 s of it in all."""
    (coding,) = read("segtype,startsec,endsec\nCHNSP,0,1\nFAN,1,2\nCHNNSP,2,4\nSIL,4,5\n")
    book, _ = choose_codebook(coding)
    assert book.id == "lena"
    voice = build_session(coding, book).events.of("child", "voice")
    assert [(e.onset, e.offset) for e in voice] == [(0, 1000), (2000, 4000)]


def test_what_is_odd_is_counted():
    """Two rows end on parts of a millisecond: 0.0005 s goes to 0, and 1.0005 s to 1000 ms."""
    (coding,) = read("segtype,startsec,endsec\nCHN,2,1\nXYZ,0.0005,1.0005\n")
    assert facts(coding) == [("segment", "XYZ", "XYZ", 0, 1000)]
    assert kinds(coding) == {
        ("reversed", "the table", 1, -1),
        ("strange_label", "'XYZ'", 1, 0),
        ("rounded", "times", 2, 0),
    }


@pytest.mark.parametrize(
    ("text", "where", "found"),
    [
        ("segtype,startsec,endsec\nCHN,a,1\n", "line 2", "'a'"),
        ("segtype,startsec,endsec\nCHN,0,1e9\n", "line 2", "1e9"),
        ("segtype,startsec\nCHN,0\n", "line 1", "no column for the offset"),
        ("label,start,end\nCHN,0,1\n", "column start", "without a unit"),
        (LISTS.replace("'start': 1.5", "'begin': 1.5"), "line 2", "begin"),
        ("adultWordCnt,childUttCnt,recClockStart\n1,2,00:04:12\n", "line 1", "counts"),
    ],
)
def test_what_is_refused(text, where, found):
    with pytest.raises(FormatError) as refused:
        read(text)
    assert refused.value.where == where
    assert found in refused.value.found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SECONDS, "lena-segments"),
        (LISTS, "lena-segments"),
        ("onset_s,offset_s,speaker\n0,1,mother\n", "table"),
        ("adultWordCnt,childUttCnt,x\n1,2,3\n", "lena-segments"),
    ],
)
def test_sniff(text, expected):
    assert sniff(Raw("day.csv", text.encode())).id == expected
