"""BORIS's exported tables: columns by name, old and new headers, several observations."""

from __future__ import annotations

import csv
import io

import pytest

from reattune.errors import FormatError
from reattune.formats.boris_tables import FORMATS
from reattune.formats.contract import Raw

TABULAR, AGGREGATED = FORMATS
HERE = "data/boris/olivierfriard__BORIS/tests/files"

FLAT_LINE = (
    "Observation id,Observation date,Description,Observation duration,Observation type,Source,"
    "Time offset (s),Media duration (s),FPS,group,Subject,Behavior,Behavioral category,"
    "Modifier #1,Modifier #2,Behavior type,Time,Media file name,Image index,Image file path,Comment"
)
GROUPED_LINE = (
    "Observation id,Observation date,Description,Observation type,Source,Time offset (s),"
    "Coding duration,Media duration (s),FPS (frame/s),group,Subject,"
    "Observation duration by subject by observation,Behavior,Behavioral category,Modifiers,"
    "Behavior type,Start (s),Stop (s),Duration (s),Media file name,Image index start,"
    "Image index stop,Image file path start,Image file path stop,Comment start,Comment stop"
)
FLAT, GROUPED = FLAT_LINE.split(","), GROUPED_LINE.split(",")
MEDIA = {
    "Observation id": "visit 1",
    "Observation type": "Media file(s)",
    "Source": "player #1:c:\\video\\a.mp4;b.mp4|player #2:c.mp4",
    "Media duration (s)": "10.000;20.040|9.000",
    "FPS": "25.000;25.000|30.000",
    "FPS (frame/s)": "25.000;25.000|30.000",
    "Observation duration": "30.040",
    "Coding duration": "30.040",
    "Time offset (s)": "0.0",
    "Media file name": "a.mp4",
}


def table(header, rows, delimiter=",", **same):
    out = io.StringIO()
    writer = csv.DictWriter(out, header, delimiter=delimiter, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({**same, **row} for row in rows)
    return out.getvalue()


def event(mark, time, code="gaze", **more):
    return {"Behavior type": mark, "Time": time, "Behavior": code, "Subject": "Mia", **more}


def span(start, stop, code="gaze", kind="STATE", **more):
    times = {"Start (s)": start, "Stop (s)": stop}
    return {"Behavior type": kind, "Behavior": code, "Subject": "Mia", **times, **more}


def read(format, text, encoding="utf-8"):
    return format.parse(Raw("export.csv", text.encode(encoding)))


def facts(coding):
    return [(r.tier, r.subject, r.code, r.onset, r.offset, r.where) for r in coding.rows]


def kinds(coding):
    return {(f.kind, f.count, f.rows) for f in coding.findings}


OLD = """Observation id,visit 1,,,
Media file(s),,,,
Player #1,/home/x/a.mp4,,,
Observation date,2020-01-02 03:04:05,,,
Description,"two
lines",,,
Time offset (s),10.0,,,
independent variables,,,,
variable,value,,,
group,play,,,
child birthdate,2001-02-03,,,
,,,,
Time,Total length,FPS,Subject,Behavior,Behavioral category,Modifier 1,Comment,Status
11.000,60.000,25.0,No focal subject,gaze,look,toy,,START
12.500,60.000,25.0,Mia,smile,,,nice,POINT
13.250,60.000,25.0,No focal subject,gaze,look,toy,,STOP
"""


def test_the_old_tabular_export():
    """The time offset of 10 s is in the times: 11.000 s is 1 s of the media."""
    (coding,) = read(TABULAR, OLD)
    assert facts(coding) == [
        ("look", "", "gaze|toy", 1000, 3250, "line 14"),
        ("events", "Mia", "smile", 2500, 2500, "line 15"),
    ]
    assert coding.name == "export"
    assert [(m.name, m.fps) for m in coding.media] == [("a.mp4", 25.0)]
    assert coding.window == ((0, 60_000),)
    assert coding.notes == {
        "Observation date": "2020-01-02 03:04:05",
        "Description": "two\nlines",
        "group": "play",
    }
    assert "2001-02-03" not in repr(coding)
    assert kinds(coding) == {("comment", 1, 0), ("birth_date", 1, 0)}
    assert "10 s is taken off" in coding.source.origin


def test_the_flat_tabular_export():
    """Modifier columns join the code; 25.04 is beyond the first medium of 10 s."""
    rows = [
        event("START", "1.5", **{"Modifier #1": "None", "Modifier #2": "toy", "group": "play"}),
        event("POINT", "2", code="smile", **{"Behavioral category": "Not defined"}),
        event("STOP", "25.04", **{"Modifier #1": "None", "Modifier #2": "toy"}),
    ]
    (coding,) = read(TABULAR, table(FLAT, rows, **MEDIA))
    assert facts(coding) == [
        ("events", "Mia", "gaze|toy", 1500, 25_040, "line 2"),
        ("events", "Mia", "smile", 2000, 2000, "line 3"),
    ]
    assert coding.window == ((0, 30_040),)
    assert [(m.name, m.offset, m.duration) for m in coding.media] == [
        ("a.mp4", 0, 10_000),
        ("b.mp4", -10_000, 20_040),
    ]
    assert coding.source.rate == 25.0
    assert coding.notes == {"Observation type": "Media file(s)", "group": "play"}
    assert kinds(coding) == {("media_unplaced", 1, 0)}


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_and_marks(delimiter, encoding):
    text = table(FLAT, [event("POINT", "2.5", Subject="Zoë")], delimiter, **MEDIA)
    raw = Raw("x.txt", text.encode(encoding))
    assert TABULAR.sniff(raw) > 0.9
    assert AGGREGATED.sniff(raw) == 0
    (coding,) = TABULAR.parse(raw)
    assert [(r.subject, r.onset) for r in coding.rows] == [("Zoë", 2500)]


def test_the_order_of_columns_does_not_matter():
    rows = [event("START", "1"), event("STOP", "2")]
    (coding,) = read(TABULAR, table(FLAT[::-1], rows, **MEDIA))
    assert facts(coding) == [("events", "Mia", "gaze", 1000, 2000, "line 2")]


def test_an_export_of_a_part_has_no_window():
    """Coded for 5 s of 30.04 s: the table does not say which 5 s."""
    text = table(FLAT, [event("POINT", "2")], **{**MEDIA, "Observation duration": "5.000"})
    assert read(TABULAR, text)[0].window is None


def test_unpaired_marks_are_left_out():
    """STOP at 1 has no START; START at 2 is started again at 3; 3 to 4 is a state."""
    rows = [event(*pair) for pair in (("STOP", 1), ("START", 2), ("START", 3), ("STOP", 4))]
    (coding,) = read(TABULAR, table(FLAT, rows, **MEDIA))
    assert [(r.onset, r.offset) for r in coding.rows] == [(3000, 4000)]
    assert {("unpaired_stop", 1, -1), ("unpaired_start", 1, -1)} <= kinds(coding)


def test_several_observations_are_several_codings():
    rows = [
        span("1", "2", **{"Observation id": "b"}),
        span("3", "3", kind="POINT", **{"Observation id": "a", "Duration (s)": "NA"}),
        span("4", "5.5", **{"Observation id": "b"}),
    ]
    codings = read(AGGREGATED, table(GROUPED, rows, **MEDIA))
    assert [(c.name, len(c.rows)) for c in codings] == [("export: b", 2), ("export: a", 1)]
    assert facts(codings[1]) == [("events", "Mia", "gaze", 3000, 3000, "line 3")]


def test_aggregated_offset_is_taken_off_where_the_table_states_it():
    """0.5 s after an offset of 100 s; without the column the origin says that it is still in."""
    header = [name for name in GROUPED if name != "Time offset (s)"]
    rows = [span("100.5", "101")]
    (stated,) = read(AGGREGATED, table(GROUPED, rows, **{**MEDIA, "Time offset (s)": "100"}))
    (silent,) = read(AGGREGATED, table(header, rows, **MEDIA))
    assert stated.rows[0].onset == 500
    assert silent.rows[0].onset == 100_500
    assert "still in" in silent.source.origin


def test_aggregated_oddities_are_counted():
    """4-3 s runs backwards; 5-NA never stops; NA-NA has no time; 1-2 s stays."""
    rows = [span("4", "3"), span("5", "NA"), span("NA", "NA"), span("1", "2")]
    (coding,) = read(AGGREGATED, table(GROUPED, rows, **MEDIA))
    assert [(r.onset, r.offset) for r in coding.rows] == [(1000, 2000)]
    expected = {("reversed", 1, -1), ("unpaired_start", 1, -1), ("untimed", 1, -1)}
    assert expected <= kinds(coding)


def test_modifiers_in_one_column():
    (coding,) = read(AGGREGATED, table(GROUPED, [span("1", "2", Modifiers="m1|None|n2")], **MEDIA))
    assert coding.rows[0].code == "gaze|m1|n2"


def test_a_live_observation_has_no_window_and_no_media():
    live = {"Observation id": "a", "Media file name": "NA", "Source": "NA", "FPS": "NA"}
    (coding,) = read(TABULAR, table(FLAT, [event("POINT", "2")], **live))
    assert (coding.window, coding.media) == (None, ())


@pytest.mark.parametrize("time", ["soon", "", "NaN", "inf", "1e30", "1_000", "--"])
def test_a_time_that_is_none_names_the_line(time):
    with pytest.raises(FormatError, match="line 3: found the time"):
        read(TABULAR, table(FLAT, [event("POINT", "1"), event("POINT", time)], **MEDIA))
    with pytest.raises(FormatError, match="line 2: found the time"):
        read(AGGREGATED, table(GROUPED, [span(time, "3")], **MEDIA))


@pytest.mark.parametrize("row", [event("PAUSE", "1"), event("START", "1", code=""), event("", "1")])
def test_an_unknown_type_or_no_behaviour_names_the_line(row):
    with pytest.raises(FormatError, match=r"line 2: found behaviour .* of type"):
        read(TABULAR, table(FLAT, [row], **MEDIA))


@pytest.mark.parametrize("missing", ["Time", "Subject", "Behavior", "Behavior type"])
def test_a_missing_column_is_named(missing):
    header = [name for name in FLAT if name != missing]
    with pytest.raises(FormatError, match=rf"no header line with .*{missing}"):
        read(TABULAR, table(header, [event("POINT", "1")]))


def test_two_columns_of_one_name():
    header = [*FLAT[:9], "Subject", *FLAT[10:]]
    with pytest.raises(FormatError, match="two columns named 'Subject'"):
        read(TABULAR, ",".join(header) + "\n" + ",".join("1" for _ in header) + "\n")


def test_a_header_alone():
    with pytest.raises(FormatError, match="without events"):
        read(AGGREGATED, table(GROUPED, []))


def test_an_open_quote_and_latin1_name_their_lines():
    text = table(FLAT, [event("POINT", "1")], **MEDIA)
    with pytest.raises(FormatError, match="line 3"):
        read(TABULAR, text + '"half,1,2\n')
    with pytest.raises(FormatError, match="line 2: found byte 0xEB"):
        read(TABULAR, text.replace("Mia", "Zoë"), "latin-1")


def test_other_tables_are_not_sniffed():
    for text in ("onset,offset,code\n1,2,a\n", "Time,Subject,Behavior\n", "", "\x00\xff"):
        raw = Raw("a.csv", text.encode("latin-1"))
        assert TABULAR.sniff(raw) == AGGREGATED.sniff(raw) == 0


# Real files.


def test_the_real_exports_are_sniffed_as_what_they_are(shared):
    scores = {
        name: tuple(f.sniff(Raw(name, shared(f"{HERE}/{name}").read_bytes())) for f in FORMATS)
        for name in (
            "test_export_events_tabular.csv",
            "test_export_events_tabular.tsv",
            "test_export_aggregated_events_test_full_1.tsv",
            "test_export_aggregated_events_test_full_2.tsv",
            "export_observations_list_test1.tsv",
        )
    }
    assert [tuple(score > 0.5 for score in pair) for pair in scores.values()] == [
        (True, False),
        (True, False),
        (False, True),
        (False, False),
        (False, False),
    ]


def test_real_durations_add_up(shared):
    """Our rows against the export's own ``Duration (s)`` column, line by line."""
    path = shared(f"{HERE}/test_export_aggregated_events_test_full_1.tsv")
    (coding,) = AGGREGATED.parse(Raw(str(path), path.read_bytes()))
    with path.open(newline="", encoding="utf-8") as lines:
        stated = [row["Duration (s)"] for row in csv.DictReader(lines, delimiter="\t")]
    lengths = [f"{(row.offset - row.onset) / 1000:.3f}" for row in coding.rows]
    assert lengths == [length if length != "NA" else "0.000" for length in stated]
    assert coding.notes["b"] == "some text"
