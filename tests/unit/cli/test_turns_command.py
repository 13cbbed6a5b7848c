"""`reattune turns` as a user runs it."""

from __future__ import annotations

import json

import polars as pl
import pytest

from reattune.cli.main import main

VTC = """SPEAKER day 1 10.0 1.0 <NA> <NA> KCHI <NA> <NA>
SPEAKER day 1 12.0 1.0 <NA> <NA> FEM <NA> <NA>
SPEAKER day 1 13.5 1.0 <NA> <NA> KCHI <NA> <NA>
SPEAKER day 1 40.0 2.0 <NA> <NA> MAL <NA> <NA>
"""


@pytest.fixture
def day(tmp_path):
    path = tmp_path / "day.rttm"
    path.write_text(VTC)
    return path


def run(capsys, *arguments):
    code = main([str(a) for a in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_turns_says_what_came_out_and_writes_a_page(day, tmp_path, capsys):
    """Child, then FEM after 1 s, then child after .5 s: LENA one turn, chattr two; 32 s observed
    from the first voice to the last. MAL is 25.5 s later.
    """
    out = tmp_path / "out"
    code, said, err = run(capsys, "turns", day, "-o", out)
    assert (code, err) == (0, "")
    assert "child, cries: not estimable: the labels of the file tell no cry" in said
    table = pl.read_csv(out / "turns.csv").filter(pl.col("measure") == "turn_count")
    counts = dict(table.select("definition", "value").iter_rows())
    assert (counts["lena.5s"], counts["chattr.strict"]) == (1, 2)
    page = (out / "turns.html").read_text(encoding="utf-8")
    assert "Turns, voices and time budgets" in page
    assert "<script" not in page


def test_rules_can_be_chosen(day, tmp_path, capsys):
    _, said, _ = run(capsys, "turns", day, "--json", "--rule", "chattr.luqr", "-o", tmp_path / "a")
    told = json.loads(said)
    assert told["options"]["rules"] == "chattr.luqr"
    rules = {row["definition"] for row in told["numbers"] if row["measure"] == "turn_rate"}
    assert rules == {"chattr.luqr"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "neither a file nor a manifest"),
        (("DAY", "--rule", "lena"), "expected one of lena.5s"),
        (("DAY", "--child", "zoe"), "a child zoe"),
        (("DAY", "--caregiver", "aunt"), "a person aunt"),
    ],
)
def test_what_cannot_be_done_is_one_line(day, tmp_path, capsys, *, arguments, words):
    given = [str(day) if a == "DAY" else a for a in arguments]
    code, said, err = run(capsys, "turns", *given, "-o", tmp_path / "out")
    assert (code, said) == (2, "")
    assert words in err


def test_one_broken_file_stops_nothing(day, tmp_path, capsys):
    broken = tmp_path / "broken.eaf"
    broken.write_text("<nothing")
    code, said, err = run(capsys, "turns", day, broken, "-o", tmp_path / "out")
    assert code == 1
    assert "broken.eaf" in err
    assert "1 session" in said


def test_an_input_is_never_written_over(tmp_path, capsys):
    clash = tmp_path / "hours.csv"
    clash.write_text("onset_s,offset_s,person,code\n0,2,child,positive\n0,2,caregiver,pause\n")
    before = clash.read_text()
    code, _, err = run(capsys, "turns", clash, "-o", tmp_path)
    assert code == 2
    assert "hours.csv" in err
    assert clash.read_text() == before


def test_a_real_day_of_lena(shared, tmp_path, capsys):
    """LENA's example recording: 481 turns under its rule as a Session holds it (see the docs)."""
    path = shared("data/its/HomeBankCode__lena-its-tools/Example/e20160420_165405_010572.its")
    code, said, _ = run(capsys, "turns", path, "--rule", "lena.5s", "-o", tmp_path / "out")
    assert code == 0
    assert "lena.5s: 85.3 per h" in said
    hours = pl.read_csv(tmp_path / "out" / "hours.csv")
    turns = hours.filter(pl.col("measure") == "turn_count")
    assert turns["amount"].sum() == 481
    assert turns["per_hour"].null_count() == 1
