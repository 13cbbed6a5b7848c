"""Mangold INTERACT exports: levels, classes, the video's clock, frames."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal

import pytest

from reattune.errors import FormatError
from reattune.formats.contract import Raw
from reattune.formats.interact import FORMAT

HERE = "data/mangold-interact/findstructureintime__Time-Series-Analysis"
REAL = f"{HERE}/Module_1_Basics/data/mangold_3367goodman.csv"
HEAD = "Level,Description,Number,Onset_Time,Offset_Time,Duration_Time,Mother,Infant\n"


def read(text, encoding="utf-8", **options):
    return FORMAT.parse(Raw("visit.csv", text.encode(encoding), options))


def only(text, **options):
    (coding,) = read(text, **options)
    return coding


def facts(coding):
    return [(r.tier, r.subject, r.code, r.onset, r.offset) for r in coding.rows]


def kinds(coding):
    return {(f.kind, f.count, f.rows) for f in coding.findings}


SMALL = HEAD + (
    "1,play,1,2325,2335.4,10.4,,\n"
    "2,play,2,2325,2335.4,10.4,,\n"
    "3,,3,2325,2325.28,0.28,-1,\n"
    "3,,4,2325.32,2334.92,9.6,1,W\n"
)


def test_the_session_starts_where_the_group_does():
    """2325.32 - 2325 s is 320 ms, 2334.92 - 2325 s is 9920 ms; 2325 s is 38 min 45 s."""
    coding = only(SMALL)
    assert facts(coding) == [
        ("Mother", "", "-1", 0, 280),
        ("Mother", "", "1", 320, 9920),
        ("Infant", "", "W", 320, 9920),
    ]
    assert [row.where for row in coding.rows] == ["line 4", "line 5", "line 5"]
    assert coding.window == ((0, 10_400),)
    assert coding.source.origin == "video clock 38:45.000 = session 0:00"
    assert coding.tiers == ("Mother", "Infant")
    assert coding.phases == ()
    assert coding.findings == ()
    assert coding.notes == {"description": "play"}


def test_too_few_times_give_no_rate():
    """280, 320, 920 and 400 ms past a second are four times: they fit 25/s by chance."""
    assert only(SMALL).source.rate is None


@pytest.mark.parametrize(
    ("times", "rate"),
    [
        ([40, 80, 120, 200, 1480, 960, 2000], 25.0),
        ([20, 80, 120, 200, 1480, 960, 2000], 50.0),
        ([33, 67, 133, 167, 1233, 967, 2000], 30.0),
        ([1, 2, 3, 4, 5, 7, 11], None),
    ],
)
def test_the_rate_is_inferred_from_the_grid(times, rate):
    """All on 40 ms: 25/s; 20 ms is not on 40 but on 20: 50/s; thirds of 100 ms: 30/s."""
    rows = "".join(f"3,,1,{time / 1000:.3f},{time / 1000:.3f},0,a,\n" for time in times)
    coding = only(HEAD + rows)
    assert coding.source.rate == rate
    assert ("inferred" in coding.source.unit) == (rate is not None)


def test_frames_need_the_rate():
    """A time of 2:09:10 is 129 s and 10 frames: 129,400 ms at 25/s; the group starts at 2:00:00."""
    text = HEAD + "1,,1,2:00:00,3:00:00,1:00:00,,\n3,,2,2:09:10,2:10:00,0:00:15,smile,\n"
    with pytest.raises(FormatError, match="'2:00:00', whose last part counts frames"):
        read(text)
    coding = only(text, fps="25")
    assert facts(coding) == [("Mother", "", "smile", 9400, 10_000)]
    assert (coding.window, coding.source.rate) == (((0, 60_000),), 25.0)
    assert coding.findings == ()


def test_long_frame_times_and_broken_rates():
    """1 h 00:01:15 at 30000/1001: 15 frames are 500.5 ms, half to even 500; no finding."""
    text = HEAD + "3,,1,01:00:01:15,01:00:02:00,,smile,\n"
    coding = only(text, fps="30000/1001")
    assert facts(coding) == [("Mother", "", "smile", 3_601_500, 3_602_000)]
    assert coding.findings == ()


@pytest.mark.parametrize("fps", ["0", "many", "25/0", "-1", "nan", ""])
def test_an_option_that_is_no_rate(fps):
    with pytest.raises(FormatError, match="option fps"):
        read(SMALL, fps=fps)


@pytest.mark.parametrize("time", ["2:09:25", "2:60:00", "2:9:10", "12.5"])
def test_frames_out_of_range_name_the_line(time):
    """At 25/s the last frame of a second is 24."""
    text = HEAD + f"3,,1,0:00:00,0:00:10,,a,\n3,,1,{time},3:00:00,,a,\n"
    with pytest.raises(FormatError, match=f"line 3, onset_time: found '{time}'"):
        read(text, fps="25")


def test_clock_times_with_a_decimal_point_explain_themselves():
    """00:38:45.320 is 2325.32 s."""
    text = HEAD + "1,,1,00:38:45.000,00:39:00.000,,,\n3,,2,00:38:45.320,00:38:46.000,,smile,\n"
    assert facts(only(text)) == [("Mother", "", "smile", 320, 1000)]


@pytest.mark.parametrize("mark", ["\t", ";"])
def test_tabs_semicolons_and_decimal_commas(mark):
    text = SMALL.replace(",", mark)
    assert facts(only(text)) == facts(only(SMALL))
    assert facts(only(text.replace(".", ","))) == facts(only(SMALL))


def test_sets_that_follow_one_another_are_phases_and_the_window():
    """Sets at 10-12 and 15-18 s of a group from 10 s: phases 0-2 and 5-8 s, a gap between."""
    text = HEAD + (
        "1,visit,1,10,20,10,,\n2,play,2,10,12,2,,\n3,,3,11,12,1,a,\n"
        "2,still,4,15,18,3,,\n3,,5,16,17,1,b,\n"
    )
    coding = only(text)
    phases = [(phase.name, phase.onset, phase.offset) for phase in coding.phases]
    assert phases == [("play", 0, 2000), ("still", 5000, 8000)]
    assert coding.window == ((0, 2000), (5000, 8000))
    assert facts(coding) == [("Mother", "", "a", 1000, 2000), ("Mother", "", "b", 6000, 7000)]


def test_sets_at_the_same_time_are_different_persons():
    text = HEAD + (
        "1,visit,1,10,20,10,,\n2,Ann,2,10,20,10,,\n3,,3,11,12,1,a,\n"
        "2,Bea,4,10,20,10,,\n3,,5,11,12,1,b,\n"
    )
    coding = only(text)
    assert facts(coding) == [("Mother", "Ann", "a", 1000, 2000), ("Mother", "Bea", "b", 1000, 2000)]
    assert (coding.phases, coding.window) == ((), ((0, 10_000),))


def test_several_groups_are_several_codings():
    text = HEAD + (
        "1,one,1,10,20,10,,\n2,s,1,10,20,10,,\n3,,1,11,12,1,a,\n"
        "1,two,1,5,9,4,,\n2,s,1,5,9,4,,\n3,,1,6,8,2,b,\n"
    )
    first, second = read(text)
    assert (first.name, second.name) == ("visit: one", "visit: two")
    assert facts(second) == [("Mother", "", "b", 1000, 3000)]
    assert second.source.origin == "video clock 0:05.000 = session 0:00"


def test_events_alone_keep_the_clock_of_the_video():
    coding = only(HEAD + "3,,1,5,6,1,a,\n")
    assert (facts(coding), coding.window) == ([("Mother", "", "a", 5000, 6000)], None)


def test_codes_on_a_group_are_notes():
    coding = only(HEAD + "1,visit,1,0,9,9,dyad 7,\n3,,2,1,2,1,a,\n")
    assert coding.notes == {"description": "visit", "Mother": "dyad 7"}
    assert len(coding.rows) == 1


def test_oddities_are_counted():
    """No code; 4-3 s runs backwards with two codes; 1.0004 s is finer than 1 ms; 2 s is not 1."""
    text = HEAD + ("3,,1,1,2,1,,\n3,,2,4,3,,a,b\n3,,3,1.0004,2,,a,\n3,,4,1,2,2,a,\n")
    coding = only(text)
    assert facts(coding) == [("Mother", "", "a", 1000, 2000)] * 2
    assert kinds(coding) == {
        ("no_code", 1, -1),
        ("reversed", 1, -2),
        ("rounded", 1, 0),
        ("duration_differs", 1, 0),
    }


def test_a_class_of_birth_dates_is_left_out():
    coding = only(HEAD.replace("Infant", "DOB") + "3,,1,1,2,1,a,2001-02-03\n")
    assert "2001-02-03" not in repr(coding)
    assert kinds(coding) == {("birth_date", 1, -1)}


def test_columns_are_found_by_name():
    text = "Mother,offset time,LEVEL,Onset_Time\nsmile,2,3,1\n"
    assert FORMAT.sniff(Raw("a.txt", text.encode())) > 0.9
    assert facts(only(text)) == [("Mother", "", "smile", 1000, 2000)]


@pytest.mark.parametrize("time", ["soon", "", "NaN", "inf", "1e30", "-1", "1:00:00"])
def test_a_time_that_is_none_names_the_line(time):
    with pytest.raises(FormatError, match="line 3, offset_time"):
        read(HEAD + f"3,,1,1,2,1,a,\n3,,2,1,{time},1,a,\n")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Level,Onset_Time,Mother\n3,1,a\n", "no column offset_time"),
        (HEAD, "header without lines"),
        (HEAD.replace("Infant", "Mother") + "3,,1,1,2,1,a,\n", "two columns 'Mother'"),
        (HEAD + "4,,1,1,2,1,a,\n", "line 2: found level '4'"),
        (HEAD + "3,,1,1,2,1,a,,extra\n", "line 2: found level '3', 9 fields"),
        (HEAD.strip() + ",\n3,,1,1,2,1,a,,unnamed\n", "line 2: found level '3', 9 fields"),
        (HEAD + "1,,1,10,20,10,,\n3,,1,8,9,1,a,\n", "line 3: found an onset 2.000 s before"),
        (HEAD + "1,,1,10,20,10,,\n2,,1,7,9,2,,\n", "line 3: found an onset 3.000 s before"),
        (HEAD + '3,"half,1,1,2,1,a,\n', "line 2"),
        (",,,\n", "no column level"),
        ("", "empty"),
    ],
)
def test_broken_exports_are_one_clear_error(text, found):
    with pytest.raises(FormatError, match=found):
        read(text)


def test_latin1_names_the_line():
    with pytest.raises(FormatError, match="line 2: found byte 0xE4"):
        read(HEAD + "3,Gespräch,1,1,2,1,a,\n", "latin-1")


def test_the_real_session_row_for_row(shared):
    """Cells of level 3 counted with the csv module; times as exact decimals from 2325 s.

    The window is 2645.4 - 2325 = 320.4 s; all times sit on 40 ms.
    """
    path = shared(REAL)
    (coding,) = FORMAT.parse(Raw(str(path), path.read_bytes()))
    with path.open(newline="", encoding="utf-8") as lines:
        events = [row for row in csv.DictReader(lines) if row["Level"] == "3"]
    classes = [name for name in events[0] if "Affect" in name or "Problem" in name]
    expected = [
        (
            name,
            "",
            row[name],
            int((Decimal(row["Onset_Time"]) - 2325) * 1000),
            int((Decimal(row["Offset_Time"]) - 2325) * 1000),
        )
        for row in events
        for name in classes
        if row[name]
    ]
    assert facts(coding) == expected
    assert len(events) == 73
    assert len(expected) == 74
    assert coding.window == ((0, 320_400),)
    assert coding.tiers == tuple(classes)
    assert coding.source.rate == 25.0
    assert coding.findings == ()


def test_the_real_totals_by_class(shared):
    """46 maternal affect bouts, one maternal problem bout, infant affect W and N, infant U."""
    path = shared(REAL)
    (coding,) = FORMAT.parse(Raw(str(path), path.read_bytes()))
    totals = Counter(row.tier for row in coding.rows)
    assert totals == {
        "Maternal Affect": 46,
        "Maternal Problem Data": 1,
        "Infant Affect": 20,
        "Infant Problem Data": 7,
    }


def test_the_neighbours_are_not_interact(shared):
    for name in ("InfantAffect_Events_3367.csv", "MaternalAffect_Events_3367.csv"):
        path = shared(f"{HERE}/Module_1_Basics/data/{name}")
        assert FORMAT.sniff(Raw(str(path), path.read_bytes())) == 0
    real = shared(REAL)
    assert FORMAT.sniff(Raw("x.dat", real.read_bytes())) > 0.9
