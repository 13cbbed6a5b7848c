"""Datavyu projects and databases: every value of every cell, and what is counted instead."""

from __future__ import annotations

import io
import zipfile
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reattune.errors import FormatError
from reattune.formats import datavyu, datavyu_zip
from reattune.formats.contract import Raw


def raw_of(text: str, path: str = "visit.csv") -> Raw:
    return Raw(path=path, content=text.encode())


def zipped(members: dict[str, str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return stream.getvalue()


def read(text: str):
    (coding,) = datavyu.parse(raw_of(text))
    return coding


def spans(coding):
    return [(row.tier, row.code, row.onset, row.offset) for row in coding.rows]


def counted(coding):
    return {
        (finding.kind, finding.where): (finding.count, finding.rows) for finding in coding.findings
    }


SMALL = """#4
Mother (MATRIX,true,)-gaze|NOMINAL,affect|NOMINAL
00:00:01:000,00:00:02:500,(on,+)
01:02:03:004,01:02:03:005,( off ,)
Empty (MATRIX,false,)-code01|NOMINAL
Child (TEXT,true,)
00:00:05:000,00:00:05:000,cry, loud
"""


def test_a_row_for_every_value():
    """2 cells x 2 arguments + 1 text = 5 values, 1 of them blank: 4 rows.

    01:02:03:004 = 3,600,000 + 120,000 + 3,000 + 4 = 3,723,004 ms.
    """
    coding = read(SMALL)
    assert spans(coding) == [
        ("Mother.gaze", "on", 1000, 2500),
        ("Mother.affect", "+", 1000, 2500),
        ("Mother.gaze", "off", 3_723_004, 3_723_005),
        ("Child", "cry, loud", 5000, 5000),
    ]
    assert coding.rows[2].where == "column Mother, cell 2"
    assert {row.subject for row in coding.rows} == {""}
    assert coding.tiers == ("Mother.gaze", "Mother.affect", "Empty.code01", "Child")
    assert counted(coding) == {("blank_code", "Mother.affect"): (1, -1)}
    assert coding.notes == {"hidden columns": "Empty"}
    assert (coding.source.unit, coding.source.origin) == ("HH:MM:SS:mmm", "start of the media")
    assert coding.window is None


def test_escapes_and_newlines():
    r"""`a\, b\-c\\` is `a, b-c\`; a backslash at the end of a line keeps the newline."""
    coding = read(
        "#4\nNote (MATRIX,true,)-x\\-y|NOMINAL,z|NOMINAL\n"
        "00:00:00:000,00:00:01:000,(a\\, b\\-c\\\\,two\\\nlines (sic\\))\n"
    )
    assert spans(coding) == [
        ("Note.x-y", "a, b-c\\", 0, 1000),
        ("Note.z", "two\nlines (sic)", 0, 1000),
    ]


def test_escaped_newline_at_the_end_is_a_blank():
    """Blanks around a code go, an escaped newline too, and no backslash stays behind."""
    coding = read(
        "#4\nA (MATRIX,true,)-a|NOMINAL\n00:00:00:000,00:00:01:000,(x\\\n)\n"
        "B (TEXT,true,)\n00:00:00:000,00:00:01:000,y\\\n\n"
    )
    assert [row.code for row in coding.rows] == ["x", "y"]


def test_unset_reversed_and_point_cells():
    """Offset 0 after onset 5000: a point; 0 to 0: a point at the start; 9 s to 8 s: left out."""
    coding = read(
        "#4\nA (MATRIX,true,)-a|NOMINAL,b|NOMINAL\n"
        "00:00:00:000,00:00:00:000,(p,q)\n"
        "00:00:05:000,00:00:00:000,(p,q)\n"
        "00:00:09:000,00:00:08:000,(p,)\n"
    )
    assert [(row.onset, row.offset) for row in coding.rows] == [(0, 0)] * 2 + [(5000, 5000)] * 2
    assert counted(coding) == {
        ("unset_offset", "column A"): (1, 0),
        ("blank_code", "A.b"): (1, -1),
        ("reversed", "column A"): (1, -1),
    }


def test_old_database_with_predicates():
    """Database #2: a predicate's name is a code, its arguments are tiers; quotes are taken off."""
    coding = read(
        "#2\n0:look-where|NOMINAL,what|QUOTE_STRING\nint (INTEGER)\n"
        "00:00:01:000,00:00:02:000,42\n"
        'p (PREDICATE)\n00:00:01:000,00:00:02:000,look(left,"toy")\n'
        "00:00:03:000,00:00:04:000,()\n"
    )
    assert spans(coding) == [
        ("int", "42", 1000, 2000),
        ("p", "look", 1000, 2000),
        ("p.look.where", "left", 1000, 2000),
        ("p.look.what", "toy", 1000, 2000),
    ]
    assert coding.tiers == ("int", "p", "p.look.where", "p.look.what")
    assert counted(coding) == {("blank_code", "p"): (1, -1)}


def test_database_without_version_has_no_escapes():
    """The oldest databases lack the # line and keep backslashes as they are."""
    coding = read("talk (TEXT)\n00:00:01:000,00:00:02:000,a\\b\n")
    assert spans(coding) == [("talk", "a\\b", 1000, 2000)]
    assert datavyu.sniff(raw_of("talk (TEXT)\n00:00:01:000,00:00:02:000,a\n")) == 0.9


def test_placeholders_and_saved_queries():
    """`<a>` is a value nobody filled in; a query column holds no codes."""
    coding = read(
        "#4\nA (MATRIX,true,)-a|NOMINAL\n00:00:01:000,00:00:02:000,(<a>)\n"
        "###QueryVar### (TEXT,true,)\n00:00:01:000,00:00:02:000,find\n"
    )
    assert coding.rows == ()
    assert coding.tiers == ("A.a",)
    assert counted(coding) == {
        ("blank_code", "A.a"): (1, -1),
        ("query_column", "###QueryVar###"): (1, 0),
    }


def test_birth_dates_never_come_out():
    """The argument `birthdate` is counted; its value is nowhere in the coding."""
    coding = read(
        "#4\nid (MATRIX,true,)-subject|NOMINAL,birthdate|NOMINAL,birth_order|NOMINAL\n"
        "00:00:00:000,00:00:01:000,(7,never-print-this,2)\n"
    )
    assert [row.code for row in coding.rows] == ["7", "2"]
    assert counted(coding) == {("birth_date", "id.birthdate"): (1, -1)}
    assert "never-print-this" not in repr(coding)


def test_project_file_with_media():
    """The media's last path part is kept, on Windows and elsewhere, once."""
    project = (
        "!project\nviewerSettings:\n- !vs\n  feed: 'C:\\lab\\play 1.mp4'\n"
        "- !vs\n  feed: /data/two.mov\n- !vs\n  feed: /other/two.mov\n"
    )
    raw = Raw(path="a/visit.opf", content=zipped({"db": SMALL, "project": project}))
    assert datavyu.sniff(raw) == 1.0
    (coding,) = datavyu.parse(raw)
    assert [medium.name for medium in coding.media] == ["play 1.mp4", "two.mov"]
    assert coding.name == "visit"
    assert coding.source.bytes == len(raw.content)
    assert spans(coding) == spans(read(SMALL))


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"project": "x"}, "without a member named db"),
        ({"db": ""}, "an empty file"),
        ({"db": "#9\n"}, "'#9'"),
    ],
)
def test_bad_projects(members, said):
    with pytest.raises(FormatError, match=said):
        datavyu.parse(Raw(path="visit.opf", content=zipped(members)))


def test_truncated_zip_at_every_length():
    """A zip cut anywhere is refused: its list of members stands at the end."""
    whole = zipped({"db": SMALL, "project": "x"})
    for length in range(4, len(whole)):
        with pytest.raises(FormatError, match="cannot be unpacked"):
            datavyu.parse(Raw(path="visit.opf", content=whole[:length]))


def test_encrypted_and_oddly_compressed_zip():
    """The encryption bit is set in both headers of the member; bzip2 is no plain method."""
    content = bytearray(zipped({"db": SMALL}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + place] |= 1
    with pytest.raises(FormatError, match="encrypted"):
        datavyu.parse(Raw(path="visit.opf", content=bytes(content)))
    with pytest.raises(FormatError, match="compression method 12"):
        datavyu.parse(Raw(path="v.opf", content=zipped({"db": SMALL}, method=zipfile.ZIP_BZIP2)))


def test_zip_bombs(monkeypatch):
    """A bomb that declares its size and one that lies about it are both refused."""
    monkeypatch.setattr(datavyu_zip, "MAX_MEMBER", 1000)
    content = bytearray(zipped({"db": "#4\n" + " " * 5000}))
    with pytest.raises(FormatError, match="5003 bytes when unpacked"):
        datavyu.parse(Raw(path="v.opf", content=bytes(content)))
    listed = content.index(b"PK\x01\x02")
    content[listed + 24 : listed + 28] = (10).to_bytes(4, "little")
    with pytest.raises(FormatError):
        datavyu.parse(Raw(path="v.opf", content=bytes(content)))


HEAD = "#4\nA (MATRIX,true,)-a|NOMINAL,b|NOMINAL\n"


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("#4\n00:00:00:000,00:00:01:000,(a)\n", "line 2", "before the first column"),
        (HEAD + "nonsense\n", "line 3", "'nonsense'"),
        (HEAD + "00:00:00:000,00:00:01:000,(a)\n", "column A, cell 1", "1 values"),
        (HEAD + "00:00:00:000,00:00:01:000,(a,b,c)\n", "column A, cell 1", "3 values"),
        (HEAD + "00:00:00:000,00:00:01:000,(a,b\n", "column A, cell 1", "'(a,b'"),
        (HEAD + "00:00:00:000,00:00:01:000,(a,b\\)\n", "column A, cell 1", "parentheses"),
        (HEAD + "00:61:00:000,00:62:01:000,(a,b)\n", "column A, cell 1", "00:61:00:000"),
        (HEAD + "-0:01:00:000,00:02:01:000,(a,b)\n", "line 3", "'-0:01"),
        (HEAD + "A (TEXT,true,)\n", "line 3", "second column 'A'"),
        ("#4\nA (MATRIX,true,)-a|NOMINAL,a|NOMINAL\n", "line 2", "different names"),
        ("#2\np (PREDICATE)\n00:00:00:000,00:00:01:000,odd(1)\n", "column p, cell 1", "declares"),
    ],
)
def test_bad_databases(text, place, said):
    with pytest.raises(FormatError) as caught:
        datavyu.parse(raw_of(text))
    assert caught.value.where.startswith(place)
    assert said in str(caught.value)


codes = st.text(
    alphabet=st.characters(codec="utf-8", exclude_characters="\r\x00\ufeff"), max_size=12
)


@given(st.lists(st.tuples(codes, codes, st.integers(0, 10**7), st.integers(0, 10**5)), max_size=5))
def test_written_cells_come_back(cells):
    """Codes escaped as Datavyu escapes them are read back; every value is a row or counted."""
    lines = ["#4", "A (MATRIX,true,)-a|NOMINAL,b|NOMINAL"]
    expected = []
    for first, second, onset, length in cells:
        stamps = [clock(time) for time in (onset, onset + length)]
        values = [first.replace("\\", "\\\\"), second.replace("\\", "\\\\")]
        values = [escape(value) for value in values]
        lines.append(f"{','.join(stamps)},({','.join(values)})")
        expected += [
            (tier, code.strip(), onset, onset + length)
            for tier, code in (("A.a", first), ("A.b", second))
            if code.strip() and code.strip() != f"<{tier[-1]}>"
        ]
    coding = read("\n".join(lines))
    assert spans(coding) == expected
    assert len(coding.rows) - sum(finding.rows for finding in coding.findings) == 2 * len(cells)


def clock(time: int) -> str:
    seconds, rest = divmod(time, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{rest:03}"


def escape(value: str) -> str:
    for mark in (",", "-", "\n"):
        value = value.replace(mark, f"\\{mark}")
    return value


def test_sample_spreadsheet(shared):
    """Datavyu's sample: 6 columns and 81 cells, 20 of them in MomSpeech.

    The 156 of the published case counts no cells: it is the number of stretches between
    neighbouring onsets and offsets (154 different times; a point ends 1 ms after it begins,
    which adds 3), that is 154 + 3 - 1. Cells of two arguments (9 + 22) give two rows: 81 + 31.
    """
    path = shared("cases/datavyu_opf_sample/DatavyuSampleSpreadsheet.opf")
    (coding,) = datavyu.parse(Raw(path=str(path), content=path.read_bytes()))
    cells = {row.where: (row.onset, row.offset) for row in coding.rows}
    columns = Counter(place.split(",")[0].removeprefix("column ") for place in cells)
    assert columns == {
        "MomSpeech": 20,
        "InfantSpeech": 6,
        "MomObject": 9,
        "BabyObject": 22,
        "Notes": 4,
        "BabyLocation": 20,
    }
    assert len(coding.rows) == 81 + 9 + 22
    times = {time for span in cells.values() for time in span}
    times |= {onset + 1 for onset, offset in cells.values() if onset == offset}
    assert len(times) - 1 == 156
    assert cells["column MomSpeech, cell 5"] == (36_861, 38_789)
    assert [medium.name for medium in coding.media] == ["DatavyuSampleVideo.mp4"]


def test_trimmed_spreadsheet_is_the_whole_one_cut(shared):
    """Datavyu cut the sample to 36,861..38,789 ms: the same codes, clipped and moved to 0."""
    whole, trimmed = (
        datavyu.parse(Raw(path=str(path), content=path.read_bytes()))[0]
        for path in (
            shared("cases/datavyu_opf_sample/DatavyuSampleSpreadsheet.opf"),
            shared("cases/datavyu_opf_sample/DatavyuSampleSpreadsheetTrimmed.opf"),
        )
    )
    first, last = 36_861, 38_789
    assert spans(trimmed) == [
        (row.tier, row.code, max(row.onset, first) - first, min(row.offset, last) - first)
        for row in whole.rows
        if row.onset < last and row.offset > first
    ]
    assert trimmed.tiers == whole.tiers


def test_every_project_file_reads(shared):
    """All 22 .opf files: times in order, every row on a declared tier."""
    paths = sorted(shared("data/opf").rglob("*.opf"))
    assert len(paths) == 22
    for path in paths:
        raw = Raw(path=str(path), content=path.read_bytes())
        assert datavyu.sniff(raw) == 1.0
        (coding,) = datavyu.parse(raw)
        assert all(0 <= row.onset <= row.offset for row in coding.rows)
        assert {row.tier for row in coding.rows} <= set(coding.tiers)


def test_real_birth_date_is_left_out(shared):
    """The template's id column has 4 values, one a date of birth: 3 rows."""
    path = shared("data/opf/databrary__datavyu-docs/source/resources/Example-Template.opf")
    (coding,) = datavyu.parse(Raw(path=str(path), content=path.read_bytes()))
    assert [row.tier for row in coding.rows] == ["id.subject", "id.testdate", "id.condition"]
    assert counted(coding) == {("birth_date", "id.birthdate"): (1, -1)}
