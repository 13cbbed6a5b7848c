"""Broken files of every format: read, or refused with a FormatError; never anything else."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reattune.errors import FormatError
from reattune.formats import FORMATS, load

ELAN = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2020-01-01T00:00:00+00:00" FORMAT="3.0" VERSION="3.0">
<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
<MEDIA_DESCRIPTOR MEDIA_URL="file:///play.mp4" MIME_TYPE="video/mp4" TIME_ORIGIN="0"/></HEADER>
<TIME_ORDER><TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="100"/><TIME_SLOT TIME_SLOT_ID="ts2"/>
<TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="900"/></TIME_ORDER>
<TIER LINGUISTIC_TYPE_REF="t" TIER_ID="Mother" PARTICIPANT="M">
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
<ANNOTATION_VALUE>smile</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts2" TIME_SLOT_REF2="ts3">
<ANNOTATION_VALUE>look</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER LINGUISTIC_TYPE_REF="r" PARENT_REF="Mother" TIER_ID="Kind">
<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a3" ANNOTATION_REF="a1">
<ANNOTATION_VALUE>big</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>
<LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="t" TIME_ALIGNABLE="true"/>
<LINGUISTIC_TYPE CONSTRAINTS="Symbolic_Association" LINGUISTIC_TYPE_ID="r"
 TIME_ALIGNABLE="false"/>
</ANNOTATION_DOCUMENT>
"""

LENA = """<?xml version="1.0" encoding="UTF-8"?>
<ITS fileName="e20200101" timeCreated="2020-01-01T08:00:00Z">
<ProcessingUnit><ChildInfo algorithmAge="P12M" gender="F"/>
<Recording num="1" startTime="PT0.00S"
 endTime="PT10.00S" startClockTime="2020-01-01T08:00:00Z" endClockTime="2020-01-01T08:00:10Z">
<Conversation num="1" startTime="PT0.00S" endTime="PT10.00S">
<Segment spkr="CHN" startTime="PT0.00S" endTime="PT2.50S" startUtt1="PT0.10S" endUtt1="PT1.00S"
 startCry1="PT1.20S" endCry1="PT2.00S"/>
<Segment spkr="FAN" startTime="PT2.50S" endTime="PT10.00S"/>
</Conversation></Recording></ProcessingUnit></ITS>
"""

BORIS = """{"project_format_version": "7.0", "project_name": "x",
"behaviors_conf": {"0": {"code": "gaze", "type": "State event", "category": "look"},
"1": {"code": "smile", "type": "Point event", "category": ""}},
"subjects_conf": {"0": {"name": "child", "key": "c"}},
"observations": {"one": {"type": "MEDIA", "file": {"1": ["v.mp4"]}, "time offset": 0.0,
"media_info": {"length": {"v.mp4": 60.0}, "fps": {"v.mp4": 25.0}},
"events": [[1.5, "child", "gaze", "", ""], [2.0, "", "smile", "", ""],
[2.25, "child", "gaze", "", ""]]}}}
"""

BORIS_TABULAR = """Observation id\tone\t\t\t\t\t\t\t
\t\t\t\t\t\t\t\t
Observation date\t2020-01-01 00:00:00\t\t\t\t\t\t\t
\t\t\t\t\t\t\t\t
Time\tMedia file path\tTotal length\tFPS\tSubject\tBehavior\tBehavioral category\tComment\tStatus
1.500\tv.mp4\t60.000\t25.0\tchild\tgaze\tlook\t\tSTART
2.250\tv.mp4\t60.000\t25.0\tchild\tgaze\tlook\t\tSTOP
3.000\tv.mp4\t60.000\t25.0\tchild\tsmile\t\t\tPOINT
"""

BORIS_AGGREGATED = (
    "Observation id\tObservation date\tDescription\tMedia file\tTotal length\tFPS\tSubject"
    "\tBehavior\tBehavioral category\tModifiers\tBehavior type\tStart (s)\tStop (s)"
    "\tDuration (s)\tComment start\tComment stop\n"
    "one\t2020-01-01\t\tv.mp4\t60.0\t25.0\tchild\tgaze\tlook\t\tSTATE\t1.5\t2.25\t0.75\t\t\n"
    "one\t2020-01-01\t\tv.mp4\t60.0\t25.0\tchild\tsmile\t\t\tPOINT\t3.0\t3.0\tNA\t\t\n"
)

DATAVYU = """#4
Mother (MATRIX,true,)-gaze|NOMINAL,affect|NOMINAL
00:00:01:000,00:00:02:500,(on,+)
00:00:04:000,00:00:00:000,(off,a\\, b)
Child (TEXT,true,)
00:00:05:000,00:00:06:000,cry
"""

DATAVYU_CSV = """A.ordinal,A.onset,A.offset,A.x,B.ordinal,B.onset,B.offset,B.y,
0,1000,2000,"in",0,100,200,"p",
1,5000,0,"out",,,,,
"""

INTERACT = """Level,Description,Number,Onset_Time,Offset_Time,Duration_Time,Mother,Infant
1,visit,1,100,160.4,60.4,,
2,visit,2,100,160.4,60.4,,
3,,3,100,100.28,0.28,-1,
3,,4,100.32,104.92,4.6,,2
"""

RTTM = """SPEAKER rec 1 0.500 1.250 <NA> <NA> KCHI <NA> <NA>
SPEAKER rec 1 2.000 0.750 <NA> <NA> FEM <NA> <NA>
"""

TABLE = """onset_s,offset_s,person,code,track
0.5,1.25,child,smile,affect
1.25,2,mother,"look, away",gaze
"""

WIDE = """time_s,mother,child
0,a,1
0.5,a,NA
1.0,b,0
"""

CHAT = """@UTF8
@Begin
@Participants:\tCHI Target_Child, MOT Mother
*CHI:\t&=cries no . \x15100_900\x15
%spa:\t$i:EM
*MOT:\thush . \x15900_1500\x15
@End
"""

TEXTGRID = """File type = "ooTextFile"
Object class = "TextGrid"

0
2.5
<exists>
1
"IntervalTier"
"mother"
0
2.5
2
0
1.25
""
1.25
2.5
"say ""no"" now"
"""

SUBRIP = "1\n00:00:01,000 --> 00:00:02,500\nMother: look\n"
WEBVTT = "WEBVTT\n\n00:01.000 --> 00:02.500\n<v Mother>look\n"
ELAN_TAB = "Mother\tM\t1120\t1750\t630\tlook\nChild\tC\t2690\t3920\t1230\t0.\n"
LENA_SEGMENTS = "segtype,startsec,endsec\nCHN,0.00,1.33\nFAN,1.33,2.13\n"
GRIDWARE = "Onset\tMother\tChild\n0\ta\tx\n1.5\tb\tx\n2\t--\ty\n5\n"
GSEQ = "Timed <seconds> ($m = a b);\n<d 1> ,0 a,1-2 b,2- ,9 & c,3 /\n"
OBSERVER = (
    "Time_Relative_sf\tSubject\tBehavior\tEvent_Type\n0\tmum\thold\tState start\n"
    "1.25\tkid\tsmile\tPoint\n4\tmum\thold\tState stop\n"
)
LOOKING = "Time,Duration,TrackName,comment\n0,0,right,x\n900,0,end,x\n300,0,away,x\n"


def project(database: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("db", database)
        archive.writestr("project", "!project\n  feed: /x/play.mp4\n")
    return stream.getvalue()


SAMPLES = {
    ("elan", "a.eaf"): ELAN.encode(),
    ("alice", "alice.txt"): b"/x/rec_1_00005110_00093420.wav\t95.08\t48.86\t31.14\n",
    ("childproject", "rec_0_4000.csv"): (
        b"segment_onset,segment_offset,speaker_type,raw_filename\n"
        b"100,900,CHI,rec.rttm\n1000,1500,FEM,rec.rttm\n"
    ),
    ("lena", "a.its"): LENA.encode(),
    ("boris", "a.boris"): BORIS.encode(),
    ("boris-tabular", "a.tsv"): BORIS_TABULAR.encode(),
    ("boris-aggregated", "b.tsv"): BORIS_AGGREGATED.encode(),
    ("datavyu", "a.opf"): project(DATAVYU),
    ("datavyu", "a.csv"): DATAVYU.encode(),
    ("datavyu-csv", "b.csv"): DATAVYU_CSV.encode(),
    ("interact", "c.csv"): INTERACT.encode(),
    ("rttm", "a.rttm"): RTTM.encode(),
    ("gridware", "a.trj"): GRIDWARE.encode(),
    ("gseq", "a.sds"): GSEQ.encode(),
    ("observer", "b.txt"): OBSERVER.encode(),
    ("looking", "c.txt"): LOOKING.encode(),
    ("chat", "a.cha"): CHAT.encode(),
    ("textgrid", "a.TextGrid"): TEXTGRID.encode(),
    ("subrip", "a.srt"): SUBRIP.encode(),
    ("webvtt", "a.vtt"): WEBVTT.encode(),
    ("elan-tab", "a.txt"): ELAN_TAB.encode(),
    ("lena-segments", "f.csv"): LENA_SEGMENTS.encode(),
    ("table", "d.csv"): TABLE.encode(),
    ("table", "e.csv"): WIDE.encode(),
}
IDS = ["-".join(sample) for sample in SAMPLES]

places = st.integers(0, 2**16)
changes = st.lists(
    st.one_of(
        st.tuples(st.just("cut"), places, places),
        st.tuples(st.just("flip"), places, st.integers(0, 255)),
        st.tuples(st.just("repeat"), places, st.integers(1, 200)),
        st.tuples(st.just("drop line"), places, places),
        st.tuples(st.just("swap digit"), places, st.sampled_from(b"-.:e0957N")),
    ),
    min_size=1,
    max_size=4,
)


def changed(content: bytes, change: tuple[str, int, int]) -> bytes:
    """Break content in one way; places wrap around its end."""
    kind, place, value = change
    if not content:
        return content
    lines = content.splitlines(keepends=True)
    line = place % len(lines)
    at = place % len(content)
    digits = [index for index, byte in enumerate(content) if byte in b"0123456789"]
    digit = digits[place % len(digits)] if digits else at
    return {
        "cut": content[:at],
        "flip": content[:at] + bytes([value % 256]) + content[at + 1 :],
        "repeat": content[: at + value] + content[at:],
        "drop line": b"".join(lines[:line] + lines[line + 1 :]),
        "swap digit": content[:digit] + bytes([value % 256]) + content[digit + 1 :],
    }[kind]


def test_a_sample_of_every_format():
    """Of all but those that must be told more than the file: they are broken in their own tests."""
    assert {sample[0] for sample in SAMPLES} == set(FORMATS) - {"icatcher", "frames"}


@pytest.mark.parametrize(("id", "name"), SAMPLES, ids=IDS)
def test_samples_are_whole(id, name, tmp_path):
    """Unbroken, every sample is recognised and has rows: the mutations start from good files."""
    path = tmp_path / name
    path.write_bytes(SAMPLES[id, name])
    codings = load(path)
    assert {coding.source.format for coding in codings} == {id}
    assert all(coding.rows for coding in codings)


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
@given(changes=changes, named=st.booleans())
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_broken_files_are_read_or_refused(sample, tmp_path, changes, named):
    """Whole milliseconds, 0 <= onset <= offset, text as text; or one FormatError with a way out."""
    known, name = sample
    content = SAMPLES[sample]
    for change in changes:
        content = changed(content, change)
    path = tmp_path / name
    path.write_bytes(content)
    refused, codings = outcome(path, known if named else None)
    if refused is not None:
        assert refused.found
        assert refused.expected
        assert refused.todo
    for coding in codings:
        for row in coding.rows:
            assert type(row.onset) is int
            assert type(row.offset) is int
            assert 0 <= row.onset <= row.offset
            assert row.code == row.code.strip()
            assert row.code or "empty_code" in {finding.kind for finding in coding.findings}
            assert row.tier in coding.tiers
        assert all(finding.count > 0 for finding in coding.findings)


def outcome(path, format):
    """Load a file: the error it was refused with, and its codings."""
    try:
        return None, load(path, format=format)
    except FormatError as refused:
        return refused, []
