"""`reattune sequences` and `reattune grid` as a user runs them."""

from __future__ import annotations

import json

import pytest

from reattune.cli.main import main

VISIT = """onset_s,offset_s,person,code
0,2,child,positive
2,4,child,averted
4,6,child,positive
0,3,caregiver,stimulate
3,6,caregiver,pause
"""


@pytest.fixture
def visit(tmp_path):
    path = tmp_path / "visit.csv"
    path.write_text(VISIT)
    return path


def run(capsys, *arguments):
    code = main([str(a) for a in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_sequences_says_what_was_asked_and_writes_a_page(visit, tmp_path, capsys):
    """Averted in s 2 and 3; a second later, in s 3 and 4, the caregiver pauses both times."""
    out = tmp_path / "out"
    code, said, err = run(
        capsys, "sequences", visit, "--from", "child:averted", "--to", "caregiver:pause", "-o", out
    )
    assert (code, err) == (0, "")
    assert "child:averted → caregiver:pause\n  Times counted: 2, n = 5" in said
    page = (out / "sequences.html").read_text(encoding="utf-8")
    assert "What was asked" in page
    assert "<script" not in page


def test_sequences_of_all_events(visit, tmp_path, capsys):
    code, said, _ = run(capsys, "sequences", visit, "-o", tmp_path / "out", "--permutations", "0")
    assert code == 0
    assert "4 pairs in 1 session" in said
    assert "farthest from chance" in said


def test_one_broken_file_stops_nothing(visit, tmp_path, capsys):
    broken = tmp_path / "broken.eaf"
    broken.write_text("<nothing")
    for command in ("sequences", "grid"):
        code, said, err = run(capsys, command, visit, broken, "-o", tmp_path / command)
        assert code == 1
        assert "broken.eaf" in err
        assert "1 session" in said


def test_json_is_json(visit, tmp_path, capsys):
    _, said, _ = run(capsys, "sequences", visit, "--json", "-o", tmp_path / "a")
    assert json.loads(said)["sessions"] == ["visit"]
    _, said, _ = run(capsys, "grid", visit, "--json", "-o", tmp_path / "b")
    assert json.loads(said)["variables"]["child"]


def test_grid_names_its_definition_and_writes_a_page(visit, tmp_path, capsys):
    """Three cells of 2, 1 and 1 s; then pause with positive for 2 s: four visits in 6 s."""
    code, said, err = run(capsys, "grid", visit, "-o", tmp_path / "out", "--by", "session")
    assert (code, err) == (0, "")
    assert "Visits: 4, n = 1" in said
    assert "definition misattunement: it fits the codes best" in said
    page = (tmp_path / "out" / "grid.html").read_text(encoding="utf-8")
    assert "State space grid" in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("sequences",), "neither a file nor a manifest"),
        (("grid",), "neither a file nor a manifest"),
        (("grid", "VISIT", "--region", "together"), "NAME=STATE/STATE"),
        (("grid", "VISIT", "--region", "x=a/b", "--region", "x=c/d"), "a new name"),
        (("sequences", "VISIT", "--from", "child:averted"), "only one of the two"),
        (("sequences", "VISIT", "--manifest", "m.csv"), "a manifest, and files"),
    ],
)
def test_what_cannot_be_done_is_one_line(visit, tmp_path, capsys, *, arguments, words):
    given = [str(visit) if a == "VISIT" else a for a in arguments]
    code, said, err = run(capsys, *given, "-o", tmp_path / "out")
    assert (code, said) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_an_input_is_never_written_over(visit, tmp_path, capsys):
    """A coded file that is called lags.csv stands in the folder where results should go."""
    clash = tmp_path / "lags.csv"
    clash.write_text(VISIT)
    code, _, err = run(capsys, "sequences", clash, "-o", tmp_path)
    assert code == 2
    assert "lags.csv" in err
    assert clash.read_text() == VISIT
