"""Datavyu's CSV exports say what the project says, whatever the order of their columns."""

from __future__ import annotations

import csv

import pytest

from reattune.errors import FormatError
from reattune.formats import datavyu, datavyu_csv
from reattune.formats.contract import Raw


def raw_of(text: str, path: str = "visit.csv") -> Raw:
    return Raw(path=path, content=text.encode())


def spans(coding):
    return [(row.tier, row.code, row.onset, row.offset) for row in coding.rows]


def counted(coding):
    return {
        (finding.kind, finding.where): (finding.count, finding.rows) for finding in coding.findings
    }


def read_path(path):
    return datavyu_csv.parse(Raw(path=str(path), content=path.read_bytes()))


SIDE_BY_SIDE = (
    "\ufeffA.ordinal,A.onset,A.offset,A.x,B.ordinal,B.onset,B.offset,B.y,B.z,\r\n"
    '0,1000,2000," in ",0,0,0,"p","",\r\n'
    '1,5000,0,"out",,,,,,\r\n'
    '2,9000,8000,"in",,,,,,\r\n'
)


def test_columns_side_by_side():
    """3 cells of A, 1 of B (its other lines are padding); B.z is blank; one cell is reversed."""
    raw = raw_of(SIDE_BY_SIDE)
    assert datavyu_csv.sniff(raw) == 0.95
    (coding,) = datavyu_csv.parse(raw)
    assert spans(coding) == [
        ("A.x", "in", 1000, 2000),
        ("A.x", "out", 5000, 5000),
        ("B.y", "p", 0, 0),
    ]
    assert coding.tiers == ("A.x", "B.y", "B.z")
    assert coding.rows[1].where == "column A, cell 2"
    assert counted(coding) == {
        ("unset_offset", "column A"): (1, 0),
        ("reversed", "column A"): (1, -1),
        ("blank_code", "B.z"): (1, -1),
    }


def test_columns_are_found_by_name():
    """The same cells with all columns in another order give the same rows of each tier."""
    rows = list(csv.reader(SIDE_BY_SIDE.lstrip("\ufeff").splitlines()))
    turned = "\n".join(",".join(f'"{cell}"' for cell in row[::-1]) for row in rows)
    (first,) = datavyu_csv.parse(raw_of(SIDE_BY_SIDE))
    (second,) = datavyu_csv.parse(raw_of(turned))
    assert sorted(spans(first)) == sorted(spans(second))
    assert counted(first) == counted(second)


def test_long_export_of_two_files():
    """Two files are two codings; `look` is no argument of column b, which never uses it."""
    text = (
        "file,column,ordinal,onset,offset,hand,look\n"
        "d1,a,1,0,10,left,NA\nd1,a,2,20,30,,1\nd1,b,1,5,1e+05,right,\nd2,a,1,0,10,left,0\n"
    )
    assert datavyu_csv.sniff(raw_of(text)) == 0.95
    first, second = datavyu_csv.parse(raw_of(text))
    assert (first.name, second.name) == ("visit: d1", "visit: d2")
    assert first.tiers == ("a.hand", "a.look", "b.hand")
    assert spans(first) == [
        ("a.hand", "left", 0, 10),
        ("a.look", "1", 20, 30),
        ("b.hand", "right", 5, 100_000),
    ]
    assert counted(first) == {("blank_code", "a.look"): (1, -1), ("blank_code", "a.hand"): (1, -1)}
    assert len(second.rows) == 2


def test_database_named_csv_is_handed_on():
    raw = raw_of("#4\nA (TEXT,true,)\n00:00:01:000,00:00:02:000,x\n")
    assert datavyu_csv.sniff(raw) == 0.0
    assert spans(datavyu_csv.parse(raw)[0]) == [("A", "x", 1000, 2000)]


def test_foreign_columns_are_counted():
    """A column of the coder's own beside Datavyu's is not read, and that is said."""
    (coding,) = datavyu_csv.parse(raw_of("A.ordinal,A.onset,A.offset,A.x,memo\n0,1,2,p,note\n"))
    assert spans(coding) == [("A.x", "p", 1, 2)]
    assert counted(coding) == {("skipped_column", "column memo"): (1, 0)}


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("A.ordinal,A.onset,A.offset,A.x\n0,1,2\n", "line 2", "3 fields"),
        ("A.ordinal,A.onset,A.offset,A.x\n0,1,,p\n", "line 2, A.offset", "a blank"),
        ("A.ordinal,A.onset,A.offset,A.x\n0,1.5,2,p\n", "line 2, A.onset", "'1.5'"),
        ("A.ordinal,A.onset,A.offset,A.x\n0,-1,2,p\n", "line 2, A.onset", "'-1'"),
        ("A.ordinal,A.onset,A.offset,A.x\n0,nan,2,p\n", "line 2, A.onset", "'nan'"),
        ("A.ordinal,A.onset,A.offset,A.x\n0,1e99,2,p\n", "line 2, A.onset", "'1e99'"),
        ('A.ordinal,A.onset,A.offset,A.x\n0,1,2,"p\n', "line 2", "told apart"),
        ("A.ordinal,A.onset,A.offset,A.x,A.x\n0,1,2,p,q\n", "line 1", "'A.x' twice"),
        ("a,b\n1,2\n", "line 1", "the columns a, b"),
        ("A.ordinal,A.onset,A.offset,A.x,\n0,1,2,p,q\n", "line 1", "without a name"),
    ],
)
def test_bad_exports(text, place, said):
    with pytest.raises(FormatError) as caught:
        datavyu_csv.parse(raw_of(text))
    assert caught.value.where == place
    assert said in str(caught.value)


def test_export_equals_project(shared):
    """datavyur's export of both columns of two dyads equals the .opf cell for cell."""
    for dyad in ("dyad1", "dyad2"):
        project = shared(f"data/opf/iamamutt__datavyur/inst/datavyu/{dyad}.opf")
        (whole,) = datavyu.parse(Raw(path=str(project), content=project.read_bytes()))
        exported = []
        for column in ("childhands", "parenthands"):
            (coding,) = read_path(
                shared(
                    "data/datavyu-csv/rwilliams04__datavyu/datavyur/inst/extdata/"
                    f"{column}__{dyad}.csv"
                )
            )
            exported += coding.rows
        assert tuple(exported) == whole.rows
        assert len(exported) > 150


def test_database_named_csv_equals_project(shared):
    """The tutorial's .csv is the database of the tutorial's .opf."""
    for dyad in ("dyad1", "dyad2"):
        base = "rwilliams04__datavyu/tutorial/R"
        (first,) = read_path(shared(f"data/datavyu-csv/{base}/r2datavyu/{dyad}.csv"))
        path = shared(f"data/opf/{base}/csv2opf/{dyad}.opf")
        (second,) = datavyu.parse(Raw(path=str(path), content=path.read_bytes()))
        assert first.rows == second.rows
        assert first.source.format == "datavyu"


def test_joint_attention_sessions(shared):
    """110 files of one lab; their own cells, counted with csv: 4308 values in 1436 cells.

    One cell (121317_1, cell 18: 281,860 to 281,792 ms) ends before it starts: 3 values left out.
    Codes are 0 and 1 only, once stray spaces (" 0", "1 ") are gone.
    """
    base = shared("data/datavyu-csv/sradwan15__parenting_obs/parenting_obs_e2/joint_attention")
    paths = [*base.glob("data/*.csv"), *base.glob("rel_data/*.csv")]
    assert len(paths) == 110
    values = rows = 0
    reversed_cells = []
    for path in paths:
        with path.open(newline="") as stream:
            values += 3 * sum(1 for line in csv.DictReader(stream))
        assert datavyu_csv.sniff(Raw(path=str(path), content=path.read_bytes())) == 0.95
        (coding,) = read_path(path)
        rows += len(coding.rows)
        reversed_cells += [(path.stem, item.rows) for item in coding.findings]
        assert {row.code for row in coding.rows} <= {"0", "1"}
        assert set(coding.tiers) == {f"JointAttention.{name}" for name in ("pJA", "cJA", "bids")}
    assert values == 4308
    assert rows == 4308 - 3
    assert reversed_cells == [("121317_1", -3)]


def test_cells_without_an_end(shared):
    """Looking codes: 19 cells of one coder have offset 0, as a count of the column shows."""
    path = shared(
        "data/datavyu-csv/jacksonxiao53__Datavyu-To-Supercoder/Input/2CS_AWL_V1_7-6-20_NS.csv"
    )
    with path.open(newline="") as stream:
        unset = sum(line["code.offset"] == "0" for line in csv.DictReader(stream))
    (coding,) = read_path(path)
    assert unset == 19
    assert counted(coding) == {("unset_offset", "column code"): (19, 0)}
    assert sum(row.onset == row.offset for row in coding.rows) == 19
