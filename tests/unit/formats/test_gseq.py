"""GSEQ's sequential data: every type, their units, and what they do not say."""

from __future__ import annotations

import pytest

from reattune.errors import FormatError, RecordError
from reattune.formats import gseq
from reattune.formats.contract import Raw
from reattune.record import build_session, parse_codebook


def raw_of(text: str, path: str = "study.sds", **options: str) -> Raw:
    return Raw(path=path, content=text.encode(), options=options)


def read(text: str, **options: str):
    return gseq.parse(raw_of(text, **options))


def spans(coding):
    return [(row.tier, row.code, row.onset, row.offset) for row in coding.rows]


def counted(coding):
    return {(item.kind, item.where): (item.count, item.rows) for item in coding.findings}


TIMED = """% Two visits, coded by hand %
Timed ($mother = mlook maway) (infant = ilook) % no smiles
* sex (male female) ;
<dyad 1> ,10:00 mlook,10:00-10:05.5 maway,10:05.5-10:07
& ilook,10:01-10:02 cry,10:03 ,10:08 (female)/
<dyad 2> ,0:00 mlook,0:01- maway,0:03- ,0:10 /
"""


def test_timed_events():
    """mlook 600-605.5 s, cry a point at 603 s in no set; the window is 600 to 608 s."""
    raw = raw_of(TIMED)
    assert gseq.sniff(raw) == 0.9
    first, second = gseq.parse(raw)
    assert spans(first) == [
        ("mother", "mlook", 600_000, 605_500),
        ("mother", "maway", 605_500, 607_000),
        ("infant", "ilook", 601_000, 602_000),
        ("stream 2", "cry", 603_000, 603_000),
    ]
    assert [row.where for row in first.rows] == ["line 4", "line 4", "line 5", "line 5"]
    assert first.window == ((600_000, 608_000),)
    assert first.tiers == ("mother", "infant", "stream 2")
    assert first.notes == {"unit": "dyad 1", "sex": "female"}
    assert counted(first) == {("undeclared", "cry"): (1, 0)}
    assert (first.name, second.name) == ("study: dyad 1", "study: dyad 2")
    assert first.source.unit == "h:mm:ss"
    assert first.source.origin == "zero of the file's clock"


def test_an_offset_left_open_is_the_next_of_its_set():
    """mlook 1-3 s until maway, which lasts to the session's end at 10 s."""
    second = read(TIMED)[1]
    assert spans(second) == [("mother", "mlook", 1000, 3000), ("mother", "maway", 3000, 10_000)]


def test_an_open_offset_outside_an_exclusive_set_is_left_out():
    (coding,) = read("Timed <seconds>;\n a,1- b,2-3 /")
    assert spans(coding) == [("codes", "b", 2000, 3000)]
    assert counted(coding) == {("open_end", "a"): (1, -1)}
    assert coding.window is None


def test_units_of_plain_numbers():
    """25 frames at 25/s, 1 minute, 1 s, 1.5 ms (rounded to even: 2)."""
    assert read("Timed <frames>;\na,25 /", fps="25")[0].rows[0].onset == 1000
    assert read("Timed;\na,25 /", fps="25")[0].source.unit == "frames at 25/s"
    assert read("Timed;\na,1 /", unit="min")[0].rows[0].onset == 60_000
    assert read("Timed seconds;\na,1 /")[0].rows[0].onset == 1000
    (coding,) = read("Timed;\na,1.5 /", unit="ms")
    assert coding.rows[0].onset == 2
    assert counted(coding) == {("rounded", "times"): (1, 0)}


def test_reversed_and_context():
    (coding,) = read("Timed <s>;\n,0 {play,0-20} a,9-8 b,3-3 ,20 /")
    assert spans(coding) == [("context", "play", 0, 20_000), ("codes", "b", 3000, 3000)]
    assert counted(coding) == {("reversed", "a"): (1, -1)}
    assert coding.window == ((0, 20_000),)


def test_sessions_and_units_are_named():
    """Semicolons part sessions; a unit without a label has its number; equal labels differ."""
    codings = read("Timed <s>;\n<x> a,1-2 ; b,1-2 ; /\n<x> a,1 / a,2 /\n<x> b,1 /")
    assert [coding.name for coding in codings] == [
        "study: x, session 1",
        "study: x, session 2",
        "study: x",
        "study: unit 3",
        "study: x (2)",
    ]


def test_states_with_durations():
    """10 s, then 5 s, from 60 s on; the second stream starts there too."""
    (coding,) = read("State <s> (p = A B) (q = C);\n<1> ,60 A=10 B=5 & C=15 ,75 /")
    assert spans(coding) == [
        ("p", "A", 60_000, 70_000),
        ("p", "B", 70_000, 75_000),
        ("q", "C", 60_000, 75_000),
    ]
    assert coding.window == ((60_000, 75_000),)
    assert counted(coding) == {}


def test_states_with_onsets():
    """A until B at 0:10, B until the end at 0:15; an end that durations do not reach is told."""
    (coding,) = read("State;\nA,0:00 B,0:10 ,0:15 /")
    assert spans(coding) == [("codes", "A", 0, 10_000), ("codes", "B", 10_000, 15_000)]
    (coding,) = read("State <s>;\nA=10 ,15 /")
    assert counted(coding) == {("end_differs", ""): (1, 0)}
    assert coding.window == ((0, 10_000),)


def test_intervals():
    """5 s each: A in 0 and 1 (10 s), B in 1, nothing in 2, C in 3 to 5 (15 s), nothing in 6."""
    (coding,) = read("Interval=5 <s>;\nA, A B, , C*3 ,/")
    assert spans(coding) == [
        ("codes", "A", 0, 10_000),
        ("codes", "B", 5000, 10_000),
        ("codes", "C", 15_000, 30_000),
    ]
    assert coding.window == ((0, 35_000),)
    assert read("Interval;\nA,A /", interval="2")[0].rows[0].offset == 4000


@pytest.mark.parametrize("text", ["Event ($x = a b c);\na b a c /", "Multievent;\na b, a, c /"])
def test_events_have_an_order_and_no_times(text):
    """Codes can be listed; no Session is made, as nothing says when."""
    (coding,) = read(text)
    assert sorted(row.code for row in coding.rows) == ["a", "a", "b", "c"]
    assert coding.rows[-1].code == "c"
    assert {(row.onset, row.offset) for row in coding.rows} == {(0, 0)}
    assert coding.untimed
    assert coding.source.unit == "none (an order)"
    book = parse_codebook(
        'id="b"\ntitle="b"\nsource="b"\n[[track]]\ntier="*"\nrole="child"\ntrack="affect"\n'
        '[track.codes]\na="positive"\n'
    )
    with pytest.raises(RecordError, match="without times") as caught:
        build_session(coding, book)
    assert "R1" in caught.value.found


def test_birth_dates_stay_behind():
    (coding,) = read("Timed <s> * dob (a b);\na,1 (1999-09-09)/")
    assert coding.notes == {}
    assert counted(coding) == {("birth_date", "dob"): (1, 0)}


def test_a_file_as_boris_writes_it():
    """Comment line, blank lines, streams a subject: subject_behaviour, points without an end."""
    text = (
        "% SDS file created by another program\nTimed <seconds>;\n\n<obs #1>\n"
        "s1_p,3.300 s1_s,4.075-9.400 \n&\ns2_p,12.950 \n/\n\n"
    )
    (coding,) = read(text)
    assert spans(coding) == [
        ("stream 1", "s1_p", 3300, 3300),
        ("stream 1", "s1_s", 4075, 9400),
        ("stream 2", "s2_p", 12_950, 12_950),
    ]


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("Timed <s>;\na,1-2\n", "line 2", "data that end without /"),
        ("Timed <s>;\n", "line 1", "no data"),
        ("Timed <s>\na,1 ;/", "line 2", "'a,1'"),
        ("Timed <s>", "line 1", "a declaration without ;"),
        ("Timd;\na,1 /", "line 1", "no type of data"),
        ("\x01\x02 compiled", "line 1", "no type of data"),
        ("Timed;\na,1-2 /", "line 2", "'1' without a unit"),
        ("Timed <weeks>;\na,1-2 /", "declaration", "'weeks'"),
        ("Timed <frames>;\na,1-2 /", "option unit", "frames without"),
        ("Timed <s>;\na,1-x /", "line 2", "'x'"),
        ("Timed <s>;\na,0:75 /", "line 2", "'0:75'"),
        ("Timed <s>;\na,1:75:00 /", "line 2", "'1:75:00'"),
        ("Timed <s>;\na /", "line 2", "'a'"),
        ("Timed <s>;\na=3 /", "line 2", "'a=3'"),
        ("Timed <s>;\na,1 ,2 b,3 /", "line 2", "',2'"),
        ("Timed <s>;\na,1\n<x> b,2 /", "line 3", "'<x>'"),
        ("Timed <s>;\n{a,1 /", "line 2", "data that end without /"),
        ("Timed <s>;\na,1 } /", "line 2", "'}'"),
        ("State <s>;\n{A=3} /", "line 2", "'{'"),
        ("State <s>;\nA=3 B,4 /", "line 2", "'A=3'"),
        ("State <s>;\nA,1 B,4 /", "line 2", "'B,4'"),
        ("State <s>;\nA=1e9 B=1e9 /", "line 2", "1e9"),
        ("Interval;\nA /", "declaration", "without their length"),
        ("Interval=0 <s>;\nA /", "declaration", "without their length"),
        ("Interval=5 <s>;\nA*2 B /", "line 2", "'B'"),
        ("Interval=5 <s>;\nA*9999999 /", "line 2", "'A*9999999'"),
        ("Event;\na=3 /", "line 2", "'a=3'"),
        ("Event;\n( /", "line 2", "'('"),
    ],
)
def test_bad_files(text, place, said):
    with pytest.raises(FormatError) as caught:
        read(text)
    assert said in caught.value.found
    assert caught.value.where == place


def test_a_unit_stated_twice():
    with pytest.raises(FormatError, match="one unit"):
        read("Timed <s>;\na,1 /", unit="ms")


@pytest.mark.parametrize(
    "text", ["Event;Onset;Offset\na;1/2;2\n", "Eventful / days ;\n", "Onset\tA\n0\tx\n1\n"]
)
def test_other_texts_are_left_alone(text):
    assert gseq.sniff(raw_of(text, "x.txt")) == 0.0
