"""GridWare: values hold until the next onset, the last row is the end, -- is missing."""

from __future__ import annotations

import pytest

from reattune.errors import FormatError
from reattune.formats import gridware, load
from reattune.formats.contract import Raw

TRJ = "Onset\tMother\tChild\n0\ta\tx\n1.5\tb\tx\n2\t--\ty\n4.25\tb\ty\n5\n"
GWF = (
    "<GridWare>\n<Config>\nidentifier\tcategorical\tperson\tC1\tC2\n"
    "trial\tcategorical\tsex\tm\tf\ntrial\tcategorical\tDOB\nstate\tcategorical\tMother\ta\tb\n"
    "state\tcategorical\tChild\tx\nMinReturns\t2\nMissingValueSymbol\tU\n</Config>\n"
    "<Trajectories>\nperson\tsex\tDOB\tFilename\nC1\tf\t1999-09-09\tC1.trj\n"
    "C2\tm\t1999-09-09\tC2.trj\n</Trajectories>\n</GridWare>\n"
)


def raw_of(text: str, path: str = "visit.trj", **options: str) -> Raw:
    return Raw(path=path, content=text.encode(), options=options)


def spans(coding):
    return [(row.tier, row.code, row.onset, row.offset) for row in coding.rows]


def counted(coding):
    return {(item.kind, item.where): (item.count, item.ms) for item in coding.findings}


def project(tmp_path, text=GWF):
    (tmp_path / "all.gwf").write_text(text)
    (tmp_path / "C1.trj").write_text(TRJ)
    (tmp_path / "C2.trj").write_text("Onset\tMother\tChild\n0\tU\tx\n1\ta\tz\n2\n")
    return tmp_path / "all.gwf"


def test_a_trajectory():
    """Mother a 0-1.5, b 1.5-2, missing 2-4.25 (2.25 s), b 4.25-5; child x goes on to 2, then y."""
    raw = raw_of(TRJ)
    assert gridware.sniff(raw) == 0.95
    (coding,) = gridware.parse(raw)
    assert spans(coding) == [
        ("Mother", "a", 0, 1500),
        ("Mother", "b", 1500, 2000),
        ("Mother", "b", 4250, 5000),
        ("Child", "x", 0, 2000),
        ("Child", "y", 2000, 5000),
    ]
    assert [row.where for row in coding.rows] == ["line 2", "line 3", "line 5", "line 2", "line 4"]
    assert counted(coding) == {("missing", "Mother"): (1, 2250)}
    assert coding.tiers == ("Mother", "Child")
    assert coding.window == ((0, 5000),)
    assert (coding.source.unit, coding.source.origin) == ("s", "start of the trajectory")


def test_time_without_any_value_is_not_observed():
    """Nothing at all is coded from 1 to 3 s: two stretches, and a start that is not 0."""
    (coding,) = gridware.parse(raw_of("Onset\tA\tB\n0.5\ta\tb\n1\t--\t--\n3\ta\tb\n4\n"))
    assert coding.window == ((500, 1000), (3000, 4000))
    assert coding.source.origin == "start of the trajectory (the first row is at 0.5 s)"


def test_commas_and_ids():
    """The layout of StateSpaceGridLib: one trajectory an id, ends with blank cells."""
    text = "ID,Onset,A,B\n7,0,1,2\n7,1,,2\n7,2,,\n8,0,3,4\n8,0.5,,\n"
    raw = raw_of(text, "all.csv")
    assert gridware.sniff(raw) == 0.9
    first, second = gridware.parse(raw)
    assert (first.name, second.name) == ("all: 7", "all: 8")
    assert spans(first) == [("A", "1", 0, 1000), ("B", "2", 0, 2000)]
    assert spans(second) == [("A", "3", 0, 500), ("B", "4", 0, 500)]
    assert counted(first) == {("missing", "A"): (1, 1000)}


def test_the_unit_can_be_stated():
    """14 frames at 25 a second are 560 ms; 1/3 ms is rounded and counted."""
    (coding,) = gridware.parse(raw_of("Onset\tA\n0\tx\n14\n", fps="25"))
    assert (coding.rows[0].offset, coding.source.unit) == (560, "frames at 25/s")
    (coding,) = gridware.parse(raw_of("Onset\tA\n0\tx\n14.3333\n", unit="ms"))
    assert coding.rows[0].offset == 14
    assert counted(coding) == {("rounded", "times"): (1, 0)}


def test_a_project_gives_its_trajectories(tmp_path):
    """C2: Mother missing (U) for 1 s; z is not declared. Two dates of birth never come along."""
    first, second = load(project(tmp_path))
    assert (first.name, second.name) == ("C1", "C2")
    assert spans(second) == [
        ("Mother", "a", 1000, 2000),
        ("Child", "x", 0, 1000),
        ("Child", "z", 1000, 2000),
    ]
    assert counted(second) == {
        ("missing", "Mother"): (1, 1000),
        ("undeclared", "Child"): (1, 0),
        ("birth_date", "DOB"): (2, 0),
    }
    assert second.notes == {"person": "C2", "sex": "m"}
    assert [source.path for source in second.further] == [str(tmp_path / "all.gwf")]
    assert second.source.path == str(tmp_path / "C2.trj")
    assert "1999" not in repr((first, second))


def test_a_trajectory_finds_its_project(tmp_path):
    """Read alone, it is what the project gives; without the project, U is a code."""
    path = project(tmp_path)
    (alone,) = load(tmp_path / "C2.trj")
    _, listed = load(path)
    assert (alone.rows, alone.notes, alone.findings) == (listed.rows, listed.notes, listed.findings)
    path.unlink()
    (bare,) = load(tmp_path / "C2.trj")
    assert (bare.rows[0].code, bare.further) == ("U", ())


def test_another_project_beside_is_passed_over(tmp_path):
    project(tmp_path, GWF.replace("C2.trj", "C3.trj"))
    (tmp_path / "broken.gwf").write_text("<GridWare>\n")
    (coding,) = load(tmp_path / "C2.trj")
    assert coding.further == ()


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("Onset\tA\n0\tx\n1\ty\n", "line 3", "values in the last row"),
        ("Onset\tA\n0\tx\n", "line 2", "1 rows"),
        ("Onset\tA\n", "", "0 rows"),
        ("Onset\tA\n0\tx\n2\n3\ty\n4\n", "line 3", "a row without values"),
        ("Onset\tA\n0\tx\n2\ty\n1\tx\n4\n", "line 4", "the onset 1 after 2"),
        ("Onset\tA\n0\tx\n0\ty\n4\n", "line 3", "the onset 0 after 0"),
        ("Onset\tA\tB\n0\tx\n4\n", "line 2", "1 values"),
        ("Onset\tA\n0\tx\tz\n4\n", "line 2", "2 values"),
        ("Onset\tA\nnan\tx\n4\n", "line 2", "'nan'"),
        ("Onset\tA\n-1\tx\n4\n", "line 2", "'-1'"),
        ("Onset\tA\n0\tx\n1e12\n", "line 3", "'1e12'"),
        ("Onset\tA\tA\n0\tx\ty\n4\n", "line 1", "two state variables"),
        ("Onset\n0\n4\n", "line 1", "no state variables"),
        ("Start\tA\n0\tx\n4\n", "line 1", "without the column Onset"),
    ],
)
def test_bad_trajectories(text, place, said):
    with pytest.raises(FormatError) as caught:
        gridware.parse(raw_of(text))
    assert caught.value.where == place
    assert said in caught.value.found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("</Trajectories>\n", ""), "no whole section <Trajectories>"),
        (("<Config>\n", ""), "no whole section <Config>"),
        (("Filename", "File"), "no column Filename"),
        (("C1\tf\t1999-09-09\tC1.trj\nC2\tm\t1999-09-09\tC2.trj\n", ""), "no trajectories"),
        (("\tC1.trj", ""), "3 fields"),
        (("C1.trj", "../../C9.trj"), "'C9.trj', which is not beside"),
    ],
)
def test_bad_projects(tmp_path, change, said):
    path = project(tmp_path, GWF.replace(*change))
    with pytest.raises(FormatError) as caught:
        load(path)
    assert said in caught.value.found


def test_a_gwf_that_is_none():
    with pytest.raises(FormatError, match="<GridWare>"):
        gridware.parse(raw_of("dear all\n", "x.gwf"))


@pytest.mark.parametrize(
    "text",
    [
        "onset,offset,code\n0,1,x\n2\n",
        "onset,duration,code\n0,1,x\n2\n",
        "Onset,A\n0,x\n1,y\n",
        "A.ordinal,A.onset,A.offset,A.x\n0,1,2,p\n",
        "time,a,b\n0,1,2\n1\n",
    ],
)
def test_plain_tables_are_left_alone(text):
    assert gridware.sniff(raw_of(text, "x.csv")) == 0.0
