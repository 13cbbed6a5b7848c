"""Observer XT event logs: workbooks and text, states paired, templates refused."""

from __future__ import annotations

import datetime
import io
import sys
import zipfile

import openpyxl
import pytest

from reattune.errors import FormatError, MissingExtra
from reattune.formats import load, observer, sheet
from reattune.formats.contract import Raw

NAMES = [
    *("Date_dmy", "Time_Relative_hmsf", "Time_Relative_sf", "Duration_sf", "Observation"),
    *("Subject", "Behavior", "Modifier_1", "Modifier_2", "Event_Type", "Comment", "Group"),
]
DAY = datetime.datetime(2017, 6, 28)


def line(seconds, behaviour, mark, **more):
    cells = {
        "Date_dmy": DAY,
        "Time_Relative_hmsf": datetime.timedelta(seconds=abs(float(seconds))),
        "Time_Relative_sf": seconds,
        "Behavior": behaviour,
        "Event_Type": mark,
        "Observation": "one",
        **more,
    }
    return [cells.get(name) for name in NAMES]


ROWS = [
    line(0, "hold", "State start", Subject="mum", Duration_sf=4.0333),
    line(1.25, "smile", "Point", Subject="kid", Modifier_1="wide", Comment="sweet"),
    line(4.0333, "hold", "State stop", Subject="mum", Duration_sf=0),
    line(5, "hold", "State start", Subject="mum", Modifier_1="a", Modifier_2="b", Group="g1"),
    line(6, "hold", "State stop", Subject="mum", Modifier_1="a", Modifier_2="b"),
]


def workbook(rows, names=NAMES, extra=None) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "log"
    for row in [names, *rows]:
        book.active.append(row)
    for name, cells in (extra or {}).items():
        other = book.create_sheet(name)
        for row in cells:
            other.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def text_of(rows, delimiter="\t", comma=False) -> bytes:
    lines = [delimiter.join(NAMES)]
    for row in rows:
        cells = ["" if cell is None else str(cell) for cell in row]
        cells[1] = "0:00:01"
        if comma:
            cells[2] = cells[2].replace(".", ",")
        lines.append(delimiter.join(cells))
    return ("\n".join(lines) + "\n").encode()


def parse(content, path="log.xlsx"):
    raw = Raw(path, content)
    assert observer.sniff(raw) >= 0.9
    return observer.parse(raw)


def spans(coding):
    return [(row.subject, row.code, row.onset, row.offset) for row in coding.rows]


def counted(coding):
    return {(item.kind, item.where): (item.count, item.rows) for item in coding.findings}


EXPECTED = [
    ("mum", "hold", 0, 4033),
    ("kid", "smile|wide", 1250, 1250),
    ("mum", "hold|a|b", 5000, 6000),
]


def test_a_workbook():
    """4.0333 s is 4033 ms (rounded once: starts and stops of 4 rows are whole)."""
    (coding,) = parse(workbook(ROWS))
    assert spans(coding) == EXPECTED
    assert coding.rows[1].where == "sheet log, row 3"
    assert coding.notes == {"Group": "g1"}
    assert (coding.source.unit, coding.source.origin) == ("s", "start of the observation")
    assert counted(coding) == {("rounded", "times"): (1, 0), ("comment", "comments"): (1, 0)}


@pytest.mark.parametrize(("delimiter", "comma"), [("\t", False), (";", True), (",", False)])
def test_text_says_the_same(delimiter, comma):
    """Also with decimal commas, as Windows writes them in much of Europe."""
    (coding,) = parse(text_of(ROWS, delimiter, comma), "log.txt")
    assert spans(coding) == EXPECTED


def test_unpaired_states_are_counted():
    """A start before its stop, a stop without a start, a start at the end: no rows."""
    rows = [
        line(0, "hold", "State start"),
        line(1, "hold", "State start"),
        line(2, "hold", "State stop"),
        line(3, "look", "State stop"),
        line(4, "look", "State start"),
    ]
    (coding,) = parse(workbook(rows))
    assert spans(coding) == [("", "hold", 1000, 2000)]
    assert counted(coding) == {
        ("unpaired_start", "hold"): (1, -1),
        ("unpaired_stop", "look"): (1, -1),
        ("unpaired_start", "look"): (1, -1),
    }


def test_reversed_and_wrong_durations():
    rows = [
        line(2, "a", "State start"),
        line(1, "a", "State stop"),
        line(3, "b", "State start", Duration_sf=9),
        line(4, "b", "State stop"),
    ]
    (coding,) = parse(workbook(rows))
    assert spans(coding) == [("", "b", 3000, 4000)]
    assert counted(coding) == {("reversed", "a"): (1, -1), ("duration_differs", "b"): (1, 0)}


def test_observations_sheets_and_birth_dates():
    """Two observations are two codings; a sheet of other things is named; no date of birth."""
    rows = [line(0, "x", "Point"), line(1, "y", "Point", Observation="two")]
    names = [*NAMES[:-1], "DOB"]
    for row in rows:
        row[-1] = "1999-09-09"
    content = workbook(rows, names, {"notes": [["hello"]], "blank": []})
    first, second = parse(content)
    assert (first.name, second.name) == ("log: one", "log: two")
    assert counted(second) == {("skipped_sheet", "notes"): (1, 0), ("birth_date", "DOB"): (1, 0)}
    assert "1999" not in repr((first, second))


def test_a_template_is_refused():
    content = '<?xml version="1.0"?>\n<NXMLINTERCHANGE xmlns="x"></NXMLINTERCHANGE>'
    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(FormatError, match="template"):
            parse(content.encode(encoding), "a.otx")


@pytest.mark.parametrize(
    ("rows", "place", "said"),
    [
        ([line(0, "a", "State begin")], "sheet log, row 2", "'state begin'"),
        ([line(0, None, "Point")], "sheet log, row 2", "no behaviour"),
        ([line(-1, "a", "Point")], "sheet log, row 2", "'-1'"),
        ([line(1, "a", "Point", Time_Relative_sf="x")], "sheet log, row 2", "'x'"),
        ([], "", "a header without events"),
    ],
)
def test_bad_logs(rows, place, said):
    with pytest.raises(FormatError) as caught:
        parse(workbook(rows))
    assert caught.value.where == place
    assert said in caught.value.found


def test_missing_columns():
    with pytest.raises(FormatError, match="no sheet with an event log"):
        observer.parse(Raw("a.xlsx", workbook([[1]], ["Behavior"])))
    with pytest.raises(FormatError, match="no single column event_type"):
        observer.parse(Raw("a.txt", b"Behavior\tTime_Relative_sf\nx\t1\n"))


def test_a_workbook_without_a_log_is_a_table(tmp_path):
    """One sheet with names in its first row is read as the CSV would be; two are refused."""
    path = tmp_path / "codes.xlsx"
    names = ["onset_ms", "offset_ms", "person", "code"]
    path.write_bytes(workbook([[0, 40.0, "child", "smile"]], names))
    (coding,) = load(path)
    assert coding.source.format == "table"
    assert coding.rows[0][:5] == ("code", "child", "smile", 0, 40)
    assert coding.rows[0].where == "row 2"
    path.write_bytes(workbook([[0, 40, "child", "smile"]], names, {"more": [["x"]]}))
    with pytest.raises(FormatError, match="2 sheets"):
        load(path)


def test_damaged_workbooks():
    """Cut off, no sheets at all, a document type, too large when unpacked, a blank million."""
    whole = workbook(ROWS)
    assert not sheet.is_workbook(Raw("a.bin", whole[:3000]))
    for content, said in (
        (whole[:3000], "cannot be read"),
        (rezip(whole, "xl/workbook.xml", b"<workbook/>"), "cannot be read|no sheet|sheets"),
        (rezip(whole, "xl/workbook.xml", b"<!DOCTYPE a><workbook/>"), "document type"),
        (rezip(whole, "xl/media/a.bin", b"\0" * (sheet.MAX_BYTES + 1)), "when unpacked"),
        (rezip(whole, "xl/worksheets/sheet1.xml", GAP), "blank rows"),
    ):
        with pytest.raises(FormatError, match=said):
            observer.parse(Raw("a.xlsx", content))


GAP = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1"><v>1</v></c></row><row r="99999999"><c r="A99999999"><v>1</v></c></row>'
    b"</sheetData></worksheet>"
)


def rezip(content: bytes, name: str, member: bytes) -> bytes:
    """Put another member into a zip."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for item in old.namelist():
            if item != name:
                new.writestr(item, old.read(item))
        new.writestr(name, member)
    return stream.getvalue()


def test_without_the_library(monkeypatch):
    """The install line is told; sniffing needs no library."""
    content = workbook(ROWS)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    raw = Raw("a.xlsx", content)
    assert observer.sniff(raw) == 0.9
    with pytest.raises(MissingExtra, match=r"pip install 'reattune\[xlsx\]'"):
        observer.parse(raw)
