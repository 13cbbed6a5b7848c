"""ChildProject trees: ranges as observed time, ages without dates, each fault named and alone."""

from __future__ import annotations

import pytest

from reattune.errors import RecordError
from reattune.study import read_all, read_paths, write_back
from reattune.study.childproject import find_tree, read_tree
from reattune.study.childproject_tables import Line, age_months

CHILDREN = "experiment,child_id,child_dob,child_sex\nx,c1,2020-01-01,f\n"
RECORDINGS = (
    "experiment,child_id,recording_filename,date_iso,start_time,recording_device_type,duration,"
    "notes\nx,c1,r1.wav,2020-07-01,09:00,usb,20000,Mrs Q. was there\n"
)
HEAD = "set,recording_filename,time_seek,range_onset,range_offset,raw_filename,format,filter"
HEAD += ",annotation_filename\n"
SEGMENTS = "segment_onset,segment_offset,speaker_type,raw_filename\n"
RTTM = "SPEAKER {file} 1 {onset} {length} <NA> <NA> {who} <NA> <NA>\n"


def vtc(*rows, file="r1"):
    return "".join(RTTM.format(file=file, onset=a, length=n, who=w) for a, n, w in rows)


@pytest.fixture
def tree(tmp_path):
    """Make a tree of the given lines of annotations and files (by path below annotations)."""

    def make(lines, files, *, children=CHILDREN, recordings=RECORDINGS):
        root = tmp_path / "study"
        (root / "metadata").mkdir(parents=True, exist_ok=True)
        for name, text in (
            ("children", children),
            ("recordings", recordings),
            ("annotations", HEAD + "".join(f"{line}\n" for line in lines)),
        ):
            if text is not None:
                (root / "metadata" / f"{name}.csv").write_text(text)
        for name, text in files.items():
            path = root / "annotations" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return root

    return make


CONVERTED = {
    "vtc/converted/r1_0_4000.csv": SEGMENTS + "0,500,CHI,a.rttm\n900,1500,FEM,a.rttm\n",
    "vtc/converted/r1_10000_14000.csv": SEGMENTS + "10000,10400,CHI,a.rttm\n",
}
LINES = (
    "vtc,r1.wav,0,0,4000,a.rttm,vtc_rttm,,r1_0_4000.csv",
    "vtc,r1.wav,0,10000,14000,a.rttm,vtc_rttm,,r1_10000_14000.csv",
)


def test_ranges_are_observed_and_nothing_between_them(tree):
    """One Session of two files: 4 + 4 s observed, not 14; six months of 30.4375 days is 6.0."""
    reading = read_paths([tree(LINES, CONVERTED)])
    assert reading.failures == ()
    (session,) = reading.sessions
    assert session.name == "r1, vtc"
    assert session.observed("child") == ((0, 4000), (10_000, 14_000))
    assert [e.onset for e in session.events.of("child", "voice")] == [0, 10_000]
    ages = {person.id: person.age_months for person in session.people}
    assert ages == {"child": 6.0, "caregiver": None}
    assert session.media[0].name == "r1.wav"
    assert session.media[0].duration == 20_000


def test_covariates_hold_no_date_and_no_note(tree):
    (session,) = read_paths([tree(LINES, CONVERTED)]).sessions
    assert dict(session.covariates) == {
        "experiment": "x",
        "child_id": "c1",
        "child_sex": "f",
        "recording_device_type": "usb",
        "set": "vtc",
        "dyad": "c1",
    }


def test_raw_files_read_as_converted_ones(tree):
    """The same 3 segments as RTTM: KCHI is CHI there; its CHI is another child."""
    rows = vtc(
        (0, 0.5, "KCHI"), (0.9, 0.6, "FEM"), (10, 0.4, "KCHI"), (12, 1, "CHI"), (5, 1, "MAL")
    )
    raw = [line.rpartition(",")[0] + "," for line in LINES]
    (session,) = read_paths([tree(raw, {"vtc/raw/a.rttm": rows})]).sessions
    (other,) = read_paths([tree(LINES, CONVERTED)]).sessions
    assert list(session.events) == list(other.events)
    assert session.tracks == other.tracks
    outside = [f.count for f in session.findings if f.kind == "outside_range"]
    assert outside == [3, 3]


def test_time_seek_moves_raw_files_and_not_converted_ones(tree):
    """A clip that starts at 10 s: its 0.5 s is 10.5 s of the recording."""
    line = "vtc,r1.wav,10000,10000,14000,a.rttm,vtc_rttm,,"
    files = {"vtc/raw/a.rttm": vtc((0.5, 1, "KCHI"), (2, 1, "FEM"))}
    (session,) = read_paths([tree([line], files)]).sessions
    assert [(e.onset, e.offset) for e in session.events] == [(10_500, 11_500), (12_000, 13_000)]
    files = {"vtc/converted/x.csv": SEGMENTS + "10500,11500,CHI,a\n12000,13000,FEM,a\n"}
    (session,) = read_paths([tree([line + "x.csv"], files)]).sessions
    assert [e.onset for e in session.events] == [10_500, 12_000]


def test_segments_are_cut_at_their_range_and_counted(tree):
    line = "vtc,r1.wav,0,1000,2000,a.rttm,vtc_rttm,,"
    files = {"vtc/raw/a.rttm": vtc((0.5, 1, "KCHI"), (1.9, 1, "FEM"), (2, 1, "FEM"))}
    (session,) = read_paths([tree([line], files)]).sessions
    assert [(e.onset, e.offset) for e in session.events] == [(1000, 1500), (1900, 2000)]
    told = {f.kind: (f.count, f.rows, f.ms) for f in session.findings}
    assert told["cut_to_range"] == (2, 0, 500 + 900)
    assert told["outside_range"] == (1, -1, 0)


def test_sets_of_one_recording_stay_apart(tree):
    lines = [*LINES, "hand,r1.wav,0,0,4000,a.csv,csv,,h.csv"]
    files = {**CONVERTED, "hand/converted/h.csv": SEGMENTS + "0,400,CHI,a\n500,800,MAL,a\n"}
    root = tree(lines, files)
    reading = read_paths([root])
    assert [session.name for session in reading.sessions] == ["r1, vtc", "r1, hand"]
    assert any("several sets" in guess for guess in reading.guesses)
    (one,) = read_paths([root / "annotations" / "hand"]).sessions
    assert one.name == "r1, hand"


BAD = {
    "unknown recording": (
        "vtc,nope.wav,0,0,4000,a.rttm,vtc_rttm,,r1_0_4000.csv",
        "line 4: found the recording nope.wav",
    ),
    "missing file": (
        "vtc,r1.wav,0,5000,6000,b.rttm,vtc_rttm,,gone.csv",
        "line 4: found no file annotations/vtc/converted/gone.csv or annotations/vtc/raw/b.rttm",
    ),
    "beyond the recording": (
        "vtc,r1.wav,0,30000,40000,a.rttm,vtc_rttm,,x.csv",
        "line 4: found the range 30000-40000 ms, of a recording of 20000 ms",
    ),
    "reversed range": (
        "vtc,r1.wav,0,9000,8000,a.rttm,vtc_rttm,,x.csv",
        "line 4: found the range 9000-8000 ms",
    ),
    "again": (LINES[0], "again 0-4000 ms (line 2)"),
    "overlapping": (
        "vtc,r1.wav,0,3000,5000,a.rttm,vtc_rttm,,x.csv",
        "the range 3000-5000 ms of set vtc over 0-4000 ms (line 2)",
    ),
    "no number": (
        "vtc,r1.wav,0,now,5000,a.rttm,vtc_rttm,,x.csv",
        "line 4, column range_onset: found 'now'",
    ),
    "outside of the tree": (
        "../x,r1.wav,0,5000,6000,a.rttm,vtc_rttm,,x.csv",
        "line 4, column set",
    ),
    "short line": ("vtc,r1.wav", "line 4: found 2 cells where the first line has 9"),
    "unknown format": (
        "odd,r1.wav,0,5000,6000,a.bin,bin,,",
        "line 4, column format: found 'bin'",
    ),
    "broken file": (
        "vtc,r1.wav,0,5000,6000,a.rttm,vtc_rttm,,broken.csv",
        "broken.csv, line 2: found the time 'soon'",
    ),
}


@pytest.mark.parametrize(("line", "said"), BAD.values(), ids=BAD)
def test_one_bad_annotation_is_named_and_stops_nothing_else(tree, line, said):
    files = {
        **CONVERTED,
        "odd/raw/a.bin": "x",
        "vtc/converted/broken.csv": SEGMENTS + "soon,5500,CHI,a\n",
    }
    reading = read_paths([tree([*LINES, line], files)])
    (failure,) = reading.failures
    assert said in str(failure)
    (session,) = reading.sessions
    assert len(session.events) == 3


def test_a_range_that_ends_after_the_recording_is_cut_there(tree):
    line = "vtc,r1.wav,0,0,25000,a.rttm,vtc_rttm,,r1_0_4000.csv"
    (session,) = read_paths([tree([line], CONVERTED)]).sessions
    assert session.observed("child") == ((0, 20_000),)
    (found,) = [f for f in session.findings if f.kind == "range_beyond"]
    assert found.where.endswith("metadata/annotations.csv, line 2")
    assert found.ms == 5000


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "children",
            "experiment,child_dob\nx,2020-01-01\n",
            "children.csv, line 1: found no column",
        ),
        ("recordings", "child_id\nc1\n", "recordings.csv, line 1: found no column"),
    ],
)
def test_missing_columns_are_named(tree, name, text, said):
    reading = read_paths([tree(LINES, CONVERTED, **{name: text})])
    assert any(said in str(failure) for failure in reading.failures)
    assert not any("2020" in str(failure) for failure in reading.failures)


def test_without_children_there_is_no_age(tree):
    reading = read_paths([tree(LINES, CONVERTED, children=None)])
    (session,) = reading.sessions
    assert all(person.age_months is None for person in session.people)
    assert any("children.csv" in str(failure) for failure in reading.failures)


def test_two_lines_of_one_child_leave_the_age_open(tree):
    reading = read_paths([tree(LINES, CONVERTED, children=CHILDREN + "x,c1,2019-01-01,f\n")])
    (failure,) = reading.failures
    assert "children.csv, line 3: found child_id c1 again (line 2)" in str(failure)
    assert all(person.age_months is None for person in reading.sessions[0].people)
    assert reading.sessions[0].covariates["child_sex"] == "f"


def test_further_tables_replace_columns_and_confidential_ones_stay_out(tree):
    root = tree(LINES, CONVERTED)
    for name, text in (
        ("children/0_sex.csv", "child_id,child_sex,ses\nc1,m,high\n"),
        (
            "recordings/1_confidential.csv",
            "recording_filename,ward,date_iso\nr1.wav,3b,2020-04-01\n",
        ),
    ):
        path = root / "metadata" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    (session,) = read_paths([root]).sessions
    assert (session.covariates["child_sex"], session.covariates["ses"]) == ("m", "high")
    assert "ward" not in session.covariates
    assert {p.age_months for p in session.people if p.role == "child"} == {3.0}


def test_discarded_recordings_are_left_out_and_told(tree):
    recordings = RECORDINGS.replace("notes\n", "discard\n").replace("Mrs Q. was there", "1")
    reading = read_paths([tree(LINES, CONVERTED, recordings=recordings)])
    assert reading.sessions == ()
    assert any("2 annotation(s) belong to a discarded" in guess for guess in reading.guesses)


def test_trees_in_a_folder_are_found(tree, tmp_path):
    root = tree(LINES, CONVERTED)
    (tmp_path / "loose.csv").write_text(SEGMENTS + "0,10,CHI,a\n20,40,FEM,a\n")
    reading = read_paths([tmp_path])
    assert [session.name for session in reading.sessions] == ["r1, vtc", "loose"]
    assert find_tree(tmp_path) is None
    assert find_tree(root) == (root, "")
    with pytest.raises(RecordError, match="no ChildProject tree"):
        read_tree(tmp_path)


def test_a_set_without_annotations_is_said(tree):
    root = tree(LINES, {**CONVERTED, "new/raw/x.rttm": vtc((0, 1, "KCHI"))})
    (failure,) = read_paths([root / "annotations" / "new"]).failures
    assert "no annotation of the set new" in str(failure)
    files = read_paths([root / "annotations" / "vtc" / "converted"]).sessions
    assert [session.name for session in files] == ["r1_0_4000", "r1_10000_14000"]


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2020-01-01", "2020-04-20", 3.6),
        ("2020-01-01", "2020-01-01", 0.0),
        ("2020-01-02", "2020-01-01", None),
        ("NA", "2020-01-01", None),
        ("01/02/2020", "2020-03-01", None),
    ],
)
def test_ages(born, day, age):
    """110 days are 110 / 30.4375 = 3.61 months; a child is not recorded before its birth."""
    assert age_months(Line(2, {"child_dob": born}), Line(2, {"date_iso": day})) == age


def test_written_as_childproject_and_read_again(tree, tmp_path):
    """Through the target of `reattune episodes`: the same events with the codebook beside it."""
    root = tree(LINES, CONVERTED)
    source = root / "annotations/vtc/converted/r1_0_4000.csv"
    (session,) = read_all(source)
    files, lines = write_back(source, to="childproject", out=tmp_path / "new.csv")
    assert [file.name for file in files] == ["new.csv", "new.csv.toml"]
    (again,) = read_all(files[0], codebook=files[1])
    assert list(again.events) == list(session.events)
    assert any("range_onset,range_offset" in line for line in lines)
