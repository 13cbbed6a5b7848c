"""`measure` with a question of its own: what follows what, time bins, phases left out."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest

from reattune.cli.main import main

RATTLE = str(Path(str(files("reattune.cli") / "scenes" / "rattle.eaf")))


def test_from_and_to_give_latencies(tmp_path, capsys):
    """One bout of fuss and cry in the scene, and 21.2 s until the parent soothes (from KEY.md)."""
    asked = ["--from", "child:distress|protest", "--to", "caregiver:soothe"]
    assert main(["measure", RATTLE, *asked, "-o", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "from child:distress|protest to caregiver:soothe" in told
    rows = pl.read_csv(tmp_path / "latency.csv")
    assert rows["value"][0] == pytest.approx(21.2, abs=0.05)


def test_bins_have_a_table(tmp_path):
    """3:39 in bins of a minute: four of them."""
    assert main(["measure", RATTLE, "--bin", "1min", "-o", str(tmp_path)]) == 0
    rows = pl.read_csv(tmp_path / "bins.csv")
    assert rows.filter(pl.col("measure") == "coded_time").height >= 4


def test_a_phase_is_left_out(tmp_path, capsys):
    """Two of the six ruptures lie in the second phase."""
    assert main(["measure", RATTLE, "--exclude", "play again", "-o", str(tmp_path)]) == 0
    assert "4 ruptures (misattunement)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "found"),
    [
        (["--from", "child:distress"], "only a part of the question"),
        (["--covariate", "age"], "only a part of the question"),
        (["--exclude", "nope"], "no phase nope"),
        (["--bin", "soon"], "'soon'"),
        (["--from", "child:nope", "--to", "caregiver:soothe"], "nope"),
    ],
)
def test_bad_questions_are_refused(tmp_path, capsys, more, found):
    assert main(["measure", RATTLE, *more, "-o", str(tmp_path / "out")]) == 2
    assert found in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong",
    [("--step", "nan"), ("--step", "0"), ("--tolerance", "inf"), ("--recodings", "-1"),
     ("--order", "a,b,a")],
)  # fmt: skip
def test_numbers_that_agree_cannot_use_are_named(wrong, capsys):
    assert main(["agree", "a.csv", "b.csv", *wrong]) == 2
    said = capsys.readouterr().err
    assert wrong[0] in said
    assert said.count("\n") == 1
