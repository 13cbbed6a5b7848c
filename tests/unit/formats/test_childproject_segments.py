"""ChildProject's segments, ALICE, what its importers make of raw files, and the writer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reattune.errors import FormatError
from reattune.formats import Raw, load, sniff
from reattune.formats.alice import parse as parse_alice
from reattune.formats.childproject import parse
from reattune.formats.childproject_import import import_rows
from reattune.formats.childproject_write import write
from reattune.record import (
    Coding,
    Event,
    Person,
    Row,
    Session,
    Source,
    Track,
    build_session,
    parse_codebook,
    stamp,
)

HEAD = "segment_onset,segment_offset,speaker_type,vcm_type,words,raw_filename\n"


def raw(text, path="x.csv"):
    return Raw(path, text.encode())


def facts(coding):
    return [(r.tier, r.subject, r.code, r.onset, r.offset, r.where) for r in coding.rows]


def test_a_row_for_each_cell_that_says_something():
    (coding,) = parse(raw(HEAD + "0,342,CHI,Y,NA,a\n5,9,NA,NA,2.0,a\n7,8,FEM,,3,a\n"))
    assert facts(coding) == [
        ("speaker_type", "CHI", "CHI", 0, 342, "line 2"),
        ("vcm_type", "CHI", "Y", 0, 342, "line 2"),
        ("speaker_type", "NA", "NA", 5, 9, "line 3"),
        ("words", "NA", "2.0", 5, 9, "line 3"),
        ("speaker_type", "FEM", "FEM", 7, 8, "line 4"),
        ("words", "FEM", "3", 7, 8, "line 4"),
    ]
    assert coding.tiers == ("speaker_type", "vcm_type", "words")
    assert coding.window is None


def test_the_range_in_the_name_is_the_window_if_all_rows_lie_in_it():
    body = HEAD + "10,342,CHI,Y,NA,a\n"
    assert parse(raw(body, "d/r_1_0_4000.csv"))[0].window == ((0, 4000),)
    assert parse(raw(body, "d/r_1_20_4000.csv"))[0].window is None
    assert parse(raw(HEAD, "d/r_1_20_4000.csv"))[0].window == ((20, 4000),)


def test_cries_inside_segments_are_rows():
    text = "segment_onset,segment_offset,speaker_type,cries,average_db\n"
    text += "1000,2000,CHI,\"[{'start': 1.25, 'end': 1.5}]\",-3\n0,9,FEM,[],-2\n"
    (coding,) = parse(raw(text))
    assert ("cry", "CHI", "cry", 1250, 1500, "line 2") in facts(coding)
    assert [f.kind for f in coding.findings] == ["unread_columns"]


def test_birth_dates_are_never_rows():
    text = "segment_onset,segment_offset,speaker_type,child_dob\n0,9,CHI,2019-03-04\n"
    (coding,) = parse(raw(text))
    assert "2019-03-04" not in str(coding)


def test_rows_that_end_before_they_start_are_counted():
    (coding,) = parse(raw(HEAD + "9,3,CHI,Y,1,a\n0,3,CHI,,,a\n"))
    assert len(coding.rows) == 1
    assert [(f.kind, f.count, f.rows) for f in coding.findings] == [("reversed", 1, -3)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "0,soon,CHI,,,a\n", "line 2: found the time 'soon'"),
        (HEAD + "-4,3,CHI,,,a\n", "line 2: found the time '-4'"),
        (HEAD + "0,3000000000,CHI,,,a\n", "line 2: found the time '3000000000'"),
        ("segment_onset,segment_offset,voc_chi\n0,1,3\n", "no column that says who"),
        ("segment_onset,speaker_type\n0,CHI\n", "no column segment_offset"),
        (
            "segment_onset,segment_offset,speaker_type,cries\n0,1,CHI,[{1]\n",
            "line 2: found '[{1]'",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text, said):
    with pytest.raises(FormatError) as caught:
        parse(raw(text))
    assert said in str(caught.value)


def test_lenas_labels_are_another_format():
    text = "segment_onset,segment_offset,speaker_type\n0,1,CHN\n1,2,FAN\n"
    assert sniff(raw(text)).id == "lena-segments"
    assert sniff(raw(text.replace("CHN", "CHI").replace("FAN", "FEM"))).id == "childproject"


ALICE = "/x/y/rec_1_00005110_00093420.wav\t95.08\t48.86\t31.14\n"


def test_alice():
    """Tenths of a millisecond: 00005110 is 511 ms; folders are not carried on."""
    (coding,) = parse_alice(raw(ALICE, "alice.txt"))
    assert (coding.name, coding.source.format) == ("rec_1", "alice")
    assert facts(coding) == [
        ("phonemes", "", "95.08", 511, 9342, "line 1"),
        ("syllables", "", "48.86", 511, 9342, "line 1"),
        ("words", "", "31.14", 511, 9342, "line 1"),
    ]
    assert "/x/y" not in str(coding)
    assert sniff(raw(ALICE, "alice.txt")).id == "alice"


@pytest.mark.parametrize("line", ["rec.wav 1 2 3\n", "rec_1_2.wav 1 2\n", "rec_1_x.wav 1 2 3\n"])
def test_alice_names_a_bad_line(line):
    with pytest.raises(FormatError, match="line 2"):
        parse_alice(raw(ALICE + line, "alice.txt"))


def test_alice_counts_finer_and_reversed_times():
    (coding,) = parse_alice(raw("r_15_25.wav 1 2 3\nr_90_10.wav 1 2 3\n", "a.txt"))
    assert [(r.onset, r.offset) for r in coding.rows] == [(2, 2)] * 3
    assert {f.kind: f.rows for f in coding.findings} == {"rounded": 0, "reversed": -3}


def coding_of(*rows):
    source = Source("f", "x", "0" * 64, 1, "ms", "start")
    made = tuple(Row(t, s, c, 0, 10, f"line {n}") for n, (t, s, c) in enumerate(rows))
    return Coding("f", source, made, tuple(dict.fromkeys(r.tier for r in made)))


@pytest.mark.parametrize(
    ("kind", "row", "made"),
    [
        ("vtc_rttm", ("SPEAKER", "KCHI", "KCHI"), [("speaker_type", "CHI", "CHI")]),
        ("vtc_rttm", ("SPEAKER", "CHI", "CHI"), [("speaker_type", "OCH", "OCH")]),
        ("vtc_rttm", ("SPEAKER", "SPEECH", "SPEECH"), [("speaker_type", "NA", "NA")]),
        (
            "vcm_rttm",
            ("SPEAKER", "CRY", "CRY"),
            [("speaker_type", "CHI", "CHI"), ("vcm_type", "CHI", "Y")],
        ),
        ("its", ("segment", "FAN", "FAN"), [("speaker_type", "FEM", "FEM")]),
        ("its", ("cry", "CHN", "cry"), [("cry", "CHI", "cry")]),
        ("eaf", ("vcm@CHI", "CHI", "C"), [("vcm_type", "CHI", "C")]),
        ("eaf", ("notes", "", "x"), []),
        ("TextGrid", ("Autre", "", "1"), []),
        (
            "cha",
            ("utterance", "MOT Mother", "hi ."),
            [
                ("speaker_type", "FEM", "FEM"),
                ("speaker_id", "FEM", "MOT"),
                ("transcription", "FEM", "hi ."),
            ],
        ),
    ],
)
def test_labels_of_the_importers(kind, row, made):
    """Row by row from ChildProject's tables; the counts of rows add up."""
    coding = import_rows(coding_of(row), kind)
    assert [(r.tier, r.subject, r.code) for r in coding.rows] == made
    assert len(made) == 1 + sum(f.rows for f in coding.findings)


LABELS = st.sampled_from(["CHI", "a b", "x*", "[y]", "NA", 'q"r', "é,ü", "="])
BOOK = """
id = "b"
title = "b"
source = "b"
[[track]]
tier = "t"
role = "child"
track = "voice"
[track.codes]
"CHI" = "vocal"
"""


@settings(max_examples=40)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(["child", "mo, ther"]), st.integers(0, 50), LABELS, st.booleans())
    )
)
def test_written_and_read_again(tmp_path_factory, rows):
    """Any labels and tiers; the state of a label is one a tier, as in any codebook."""
    folder = tmp_path_factory.mktemp("w")
    at = {"child": 0, "mo, ther": 0}
    events = []
    for person, length, code, point in rows:
        state = {"CHI": "vocal", "x*": "missing", "=": "positive"}.get(code, "neutral")
        end = at[person] + (0 if point else length + 1)
        tier = f"t[{len(code)}]*"
        events.append(Event(person, "voice, x", code, state, at[person], end, tier))
        at[person] = end + 1
    tracks = [Track(p, "voice, x", ((0, 10_000),)) for p in at]
    events.sort(key=lambda e: (e.onset, e.person))
    session = Session.build(
        "s",
        end=10_000,
        people=[Person("child", "child"), Person("mo, ther", "caregiver")],
        tracks=tracks,
        events=events,
        codebook=parse_codebook(BOOK),
        provenance=stamp(rows=len(events)),
    )
    beside = [Row("reattune icep", "", "repaired", 0, 5, "")]
    written = write(session, folder / "s.csv", beside=beside)
    (coding,) = load(folder / "s.csv")
    if events:
        again = build_session(coding, written.codebook)
        # A point event in a state's own time is not changed by its neighbours.
        assert sorted(again.events) == sorted(session.events)


def test_speaker_types_stand_where_a_label_says_who_is_heard(tmp_path):
    (session,) = [
        build_session(coding, parse_codebook(BOOK.replace('tier = "t"', 'tier = "speaker_type"')))
        for coding in parse(raw(HEAD + "0,9,CHI,,,a\n", "x.csv"))
    ]
    write(session, tmp_path / "o.csv")
    line = (tmp_path / "o.csv").read_text().splitlines()[1]
    assert line == "0,9,CHI,child,voice,CHI,vocal,speaker_type,x.csv"
    with pytest.raises(FormatError, match="already there"):
        write(session, tmp_path / "o.csv")
