"""Plain tables: a row an event or a row a time unit, by the names of the columns."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reattune.errors import FormatError
from reattune.formats import table
from reattune.formats.contract import Raw
from reattune.formats.table_columns import role_of


def raw_of(text: str, path: str = "visit.csv", **options: str) -> Raw:
    return Raw(path=path, content=text.encode(), options=options)


def read(text: str, **options: str):
    (coding,) = table.parse(raw_of(text, **options))
    return coding


def spans(coding):
    return [(row.tier, row.subject, row.code, row.onset, row.offset) for row in coding.rows]


def counted(coding):
    return {
        (finding.kind, finding.where): (finding.count, finding.rows) for finding in coding.findings
    }


def times(text: str, **options: str):
    return [(row.onset, row.offset) for row in read(text, **options).rows]


def test_long_by_name():
    """Synonyms, any case, any order; blank and NA codes are counted, spare columns are named."""
    coding = read(
        "Behaviour,WHO,Stop (s),memo,Start (s),Channel\n"
        "smile,child,1.5,x,0.25,affect\n"
        " look ,mother,2,,1.5,gaze\n"
        "NA,mother,3,,2,gaze\n"
        ",mother,3,,2,gaze\n"
    )
    assert spans(coding) == [
        ("affect", "child", "smile", 250, 1500),
        ("gaze", "mother", "look", 1500, 2000),
    ]
    assert coding.tiers == ("affect", "gaze")
    assert coding.rows[1].where == "line 3"
    assert coding.window is None
    assert coding.source.unit == "s"
    assert counted(coding) == {
        ("skipped_column", "column memo"): (1, 0),
        ("blank_code", "column Behaviour"): (2, -2),
    }


def test_long_with_durations_sessions_and_no_person():
    """Onset 0.0004 s + duration 0.0002 s = 0.6 ms: added exactly, then rounded, to 1 ms."""
    first, second = table.parse(
        raw_of("session,onset_s,duration_s,label\na,1,0.5,x\nb,0.0004,0.0002,y\na,2,1,y\n")
    )
    assert (first.name, second.name) == ("visit: a", "visit: b")
    assert spans(first) == [("label", "", "x", 1000, 1500), ("label", "", "y", 2000, 3000)]
    assert spans(second) == [("label", "", "y", 0, 1)]
    assert counted(first) == {}
    assert counted(second) == {("rounded", "column onset_s"): (1, 0)}


@pytest.mark.parametrize(
    ("header", "row", "options", "expected"),
    [
        ("onset_ms,offset_ms", "40,80", {}, (40, 80)),
        ("onset,offset", "1,2", {"unit": "min"}, (60_000, 120_000)),
        ("startTime [us],endTime [us]", "1500,4500", {}, (2, 4)),
        ("onset_frame,offset_frame", "25,50", {"fps": "25"}, (1000, 2000)),
        ("onset,offset", "30,60", {"unit": "frames", "fps": "30000/1001"}, (1001, 2002)),
        ("onset,offset", "00:00:01.500,00:01:02.5", {}, (1500, 62_500)),
        ("onset,offset", "1:01.5,1:01:01.5", {}, (61_500, 3_661_500)),
        ("onset,offset", "00:01:02:003,01:00:00:000", {}, (62_003, 3_600_000)),
        ("onset,offset", "2:09:10,2:10:00", {"fps": "25"}, (129_400, 130_000)),
        ("onset,offset", "2:09:10,2:10:00", {"unit": "h:mm:ss"}, (7_750_000, 7_800_000)),
        ("onset_ms,offset_s", "1e+05,100.5", {}, (100_000, 100_500)),
    ],
)
def test_units(header, row, options, expected):
    """2:09:10 at 25/s is 129 s + 10/25 s = 129,400 ms; as a clock 7,749 + 1 s = 7,750,000 ms.

    30 frames at 30000/1001 a second are 1001 ms. 1.5 and 4.5 ms round half to even: 2 and 4.
    """
    assert times(f"{header},code\n{row},x\n", **options) == [expected]


def test_semicolons_decimal_commas_tabs_and_crlf():
    """12,5 s in a semicolon file is 12.5 s; a BOM, CRLF and a trailing delimiter do no harm."""
    assert times("\ufeffonset;offset;code;\r\n12,5;13;x;\r\n", unit="s") == [(12_500, 13_000)]
    assert times("onset\toffset\tcode\n12,5\t13.25\tx\n", unit="s") == [(12_500, 13_250)]


def test_quoted_newline_keeps_line_numbers():
    """A code over two lines: the next row stands in line 4."""
    coding = read('onset,offset,code\n0,1,"a\nb"\n1,2,c\n', unit="ms")
    assert [(row.code, row.where) for row in coding.rows] == [("a\nb", "line 2"), ("c", "line 4")]


def test_row_names_of_r():
    """R writes row names in a first column without a name: not read, and that is said."""
    coding = read('"","onset","offset","code"\n"1",0,1,"a"\n', unit="ms")
    assert spans(coding) == [("code", "", "a", 0, 1)]
    assert counted(coding) == {("skipped_column", "column (no name)"): (1, 0)}


def test_first_name_wins():
    """`code` is the code, though `label` could be."""
    assert spans(read("onset,offset,label,code\n0,1,a,b\n", unit="ms"))[0][2] == "b"


LONG = "onset,offset,code\n0,1,x\n"


@pytest.mark.parametrize(
    ("text", "options", "place", "said"),
    [
        (LONG, {}, "column onset", "--unit s"),
        (LONG, {"unit": "hours"}, "option unit", "'hours'"),
        (LONG, {"unit": "frames"}, "column onset", "--fps 25"),
        (LONG, {"unit": "frames", "fps": "0"}, "option fps", "'0'"),
        (LONG, {"unit": "frames", "fps": "1/0"}, "option fps", "'1/0'"),
        (LONG, {"unit": "ms", "shape": "tall"}, "option shape", "'tall'"),
        (LONG, {"unit": "ms", "shape": "long", "interval": "2"}, "option interval", "wide"),
        ("onset_s,offset,code\n0,1,x\n", {"unit": "ms"}, "column onset_s", "s in its name"),
        ("onset,offset,code\n2:09:10,2:10:00,x\n", {}, "column onset", "--fps 25"),
        ("onset,offset,code\n0:61:10.0,2:10:00.0,x\n", {}, "line 2, column onset", "0:61:10.0"),
        (
            "onset,offset,code\n0:09:30,2:10:00,x\n",
            {"fps": "25"},
            "line 2, column onset",
            "below 25",
        ),
        ("onset,offset,code\n0,1,x\n5,4,x\n", {"unit": "s"}, "line 3", "5 and 4"),
        ("onset,offset,code\n-1,1,x\n", {"unit": "s"}, "line 2", "-1 and 1"),
        ("onset,offset,code\nNaN,1,x\n", {"unit": "s"}, "line 2, column onset", "'NaN'"),
        ("onset,offset,code\n0,inf,x\n", {"unit": "s"}, "line 2, column offset", "'inf'"),
        ("onset,offset,code\n0,,x\n", {"unit": "s"}, "line 2, column offset", "a blank"),
        ("onset,offset,code\n0,1e80,x\n", {"unit": "s"}, "line 2", "1e80"),
        ("onset,offset,code\n0,1e999999999,x\n", {"unit": "s"}, "line 2", "1e999999999"),
        ('onset,offset,code\n0,"1,5",x\n', {"unit": "s"}, "line 2, column offset", "'1,5'"),
        ("onset;offset;code\n0;1.234,5;x\n", {"unit": "s"}, "line 2, column offset", "1.234,5"),
        ("onset,offset,code\n0,1\n", {"unit": "s"}, "line 2", "2 fields"),
        ("start,begin,end,code\n0,1,2,x\n", {"unit": "s"}, "line 1", "start and begin"),
        ("onset,offset,code,track\n0,1,x,\n", {"unit": "s"}, "line 2, column track", "a blank"),
        ("onset,offset,code,dyad\n0,1,x,\n", {"unit": "s"}, "line 2, column dyad", "a blank"),
        ("a,b\n1,2\n", {}, "", "the columns a, b"),
        ("onset,code\n1,2\n", {"shape": "long"}, "", "offset or duration"),
        ("0,1,2\n3,4,5\n", {"interval": "1"}, "line 1", "no names"),
        ("a,a\n3,4\n", {"interval": "1"}, "line 1", "'a' twice"),
        ("a,b\n3,4\n\n5,6\n", {"interval": "1"}, "line 3", "an empty line"),
        ("a,b\n", {"interval": "1"}, "", "without rows"),
        ("a,b\n1,2\n", {"interval": "0"}, "option interval", "'0'"),
        ("a,b\n1,2\n", {"interval": "x"}, "option interval", "'x'"),
        ("time,a\n0,1\n1,1\n3,1\n4,2\n", {"unit": "s"}, "line 4, column time", "equal steps"),
        ("time,a\n0,1\n1,1\n1,1\n2,1\n", {"unit": "s"}, "line 4, column time", "equal steps"),
        ("time,a\n2,1\n1,1\n0,1\n", {"unit": "s"}, "line 3, column time", "equal steps"),
        ("time,a\n0,1\n", {"unit": "s"}, "", "a single row"),
        ("time,a\n0,1\n1,1\n", {}, "column time", "--unit s"),
        ("time_s,a\n0,1\n1,1\n", {"interval": "2"}, "option interval", "2 s, but steps of 1 s"),
        ("time_s,a\n0,1\nx,1\n", {}, "line 3, column time_s", "'x'"),
        ("dyad,a\nA,1\n,2\n", {"interval": "1"}, "line 3, column dyad", "a blank"),
    ],
)
def test_bad_tables(text, options, place, said):
    """Every error names its place, and what to do."""
    with pytest.raises(FormatError) as caught:
        table.parse(raw_of(text, **options))
    assert caught.value.where.startswith(place)
    assert said in str(caught.value)
    assert caught.value.todo


def test_wide_with_interval():
    """4 rows of 2 s: a a b NA in column m gives [0, 4) a and [4, 6) b; one blank cell of 2 s."""
    coding = read("m,c\na,1\na,0\nb,0\nNA,1\n", interval="2")
    assert spans(coding) == [
        ("m", "", "a", 0, 4000),
        ("m", "", "b", 4000, 6000),
        ("c", "", "1", 0, 2000),
        ("c", "", "0", 2000, 6000),
        ("c", "", "1", 6000, 8000),
    ]
    assert coding.window == ((0, 8000),)
    assert coding.source.rate == 0.5
    (finding,) = coding.findings
    assert (finding.kind, finding.where, finding.count, finding.rows, finding.ms) == (
        "blank_cell",
        "column m",
        1,
        0,
        2000,
    )


def test_wide_with_time_column():
    """The clock of a video starts at 2325 s: the session starts at 0, the shift is told."""
    coding = read("second,a\n2325,x\n2325.5,x\n2326,y\n")
    assert spans(coding) == [("a", "", "x", 0, 1000), ("a", "", "y", 1000, 1500)]
    assert coding.source.origin == "first row, at 2325 (s) in the file"
    assert coding.source.rate == 2.0


def test_wide_on_a_rounded_grid():
    """Thirtieths of a second written with 3 decimals are equal steps; 91 rows end at 3033 ms.

    Of the borders 1 to 91 every third (30 of them) is a whole millisecond: 61 are rounded.
    """
    lines = [f"{row / 30:.3f},{'x' if row < 60 else 'y'}" for row in range(91)]
    coding = read("time_s,a\n" + "\n".join(lines) + "\n")
    assert spans(coding) == [("a", "", "x", 0, 2000), ("a", "", "y", 2000, 3033)]
    assert counted(coding) == {("rounded", "rows"): (61, 0)}


def test_wide_in_frames_by_session():
    """Two dyads, each from its own first frame: 5 frames at 25/s are 200 ms."""
    first, second = table.parse(
        raw_of("dyad,frame,gaze\nA,0,on\nA,5,on\nB,10,off\nB,15,on\n", fps="25")
    )
    assert (first.name, second.name) == ("visit: A", "visit: B")
    assert spans(first) == [("gaze", "", "on", 0, 400)]
    assert spans(second) == [("gaze", "", "off", 0, 200), ("gaze", "", "on", 200, 400)]
    assert second.source.unit == "frames at 25/s"


def test_wide_leaves_birth_dates_out():
    """A column of dates of birth is counted; its values are nowhere."""
    coding = read("DOB,a\nnever-print-this,1\nnever-print-this,1\n", interval="1")
    assert coding.tiers == ("a",)
    assert counted(coding) == {("birth_date", "column DOB"): (2, 0)}
    assert "never-print-this" not in repr(coding)


def test_shape_option_overrides():
    """The same table read as wide: its code column is one of the tiers."""
    coding = read("onset_s,offset_s,code\n0,1,x\n1,2,x\n", shape="wide", interval="1")
    assert ("code", "", "x", 0, 2000) in spans(coding)


def test_parquet_equals_csv():
    """Polars writes the same table; rows are numbered from 1 instead of lines."""
    import polars as pl

    frame = pl.DataFrame(
        {"onset": [0.0, 1.5], "offset": [1.0, 2.0], "code": ["a", None], "person": ["m", "c"]}
    )
    stream = io.BytesIO()
    frame.write_parquet(stream)
    raw = Raw(path="visit.parquet", content=stream.getvalue(), options={"unit": "s"})
    assert table.sniff(raw) == 0.4
    (coding,) = table.parse(raw)
    assert [(row.subject, row.code, row.onset, row.offset, row.where) for row in coding.rows] == [
        ("m", "a", 0, 1000, "row 1")
    ]
    assert counted(coding) == {("blank_code", "column code"): (1, -1)}
    with pytest.raises(FormatError, match="Parquet that cannot be read"):
        table.parse(Raw(path="visit.parquet", content=raw.content[:-9], options={"unit": "s"}))


@pytest.mark.parametrize(
    ("text", "path", "score"),
    [
        (LONG, "a.txt", 0.4),
        ("time,a\n0,1\n", "a.csv", 0.3),
        ("p,q\n0,1\n", "a.csv", 0.2),
        ("p,q\n0,1\n", "a.docx", 0.0),
        ("plain words\n", "a.txt", 0.0),
        ('{"a": 1, "b": 2}\n', "a.csv", 0.0),
    ],
)
def test_sniff_is_modest(text, path, score):
    assert table.sniff(raw_of(text, path)) == score


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Onset (ms)", ("onset", "onset", "ms")),
        ("startTime", ("onset", "start_time", "")),
        ("end_sec", ("offset", "end", "s")),
        ("Duration [µs]", ("duration", "duration", "us")),
        ("Seconds", ("time", "time", "s")),
        ("duration_min", ("duration", "duration", "min")),
        ("onset_by_eye", ("", "", "")),
    ],
)
def test_roles(name, expected):
    assert role_of(name) == expected


decimals = st.decimals(min_value=0, max_value=10**6, places=3, allow_nan=False)


@given(st.lists(st.tuples(decimals, decimals, st.sampled_from("abc")), max_size=8))
def test_seconds_come_back_exactly(events):
    """Seconds with 3 decimals are whole milliseconds, with no error of floats and no finding."""
    lines = [f"{onset:f},{length:f},{code}" for onset, length, code in events]
    coding = read("onset_s,duration_s,code\n" + "".join(f"{line}\n" for line in lines))
    assert [(row.onset, row.offset, row.code) for row in coding.rows] == [
        (int(onset * 1000), int((onset + length) * 1000), code) for onset, length, code in events
    ]
    assert coding.findings == ()


@given(st.decimals(min_value=0, max_value=10**5, places=6, allow_nan=False))
def test_rounding_is_half_to_even(value):
    """The decimal module rounds the same way."""
    expected = int(Decimal(value * 1000).to_integral_value(rounding="ROUND_HALF_EVEN"))
    assert times(f"onset_s,offset_s,code\n{value:f},{value:f},x\n") == [(expected, expected)]


def test_attachment_data(shared):
    """Mother and child, 90 rows of 2 s, 7 columns: runs and coded time as counted with csv."""
    path = shared("data/dyad-seq/cran__ConNEcT/data/derived-csv/AttachmentData__AttachmentData.csv")
    raw = Raw(path=str(path), content=path.read_bytes(), options={"interval": "2"})
    (coding,) = table.parse(raw)
    with path.open(newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert len(lines) == 90
    assert coding.window == ((0, 180_000),)
    assert coding.tiers == ("Mpos", "Mneg", "MAlone", "Togth", "Cpos", "Cneg", "CAlone")
    for tier in coding.tiers:
        rows = [row for row in coding.rows if row.tier == tier]
        runs = [(code, len(list(run))) for code, run in groupby(line[tier] for line in lines)]
        assert [(row.code, (row.offset - row.onset) // 2000) for row in rows] == runs
        assert sum(row.offset - row.onset for row in rows) == 180_000
    with pytest.raises(FormatError, match="Mpos, Mneg"):
        table.parse(Raw(path=str(path), content=raw.content))
