"""`reattune signals` as a user runs it."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from reattune.cli.main import main


@pytest.fixture
def frames(tmp_path):
    """Two signals of 60 s at 10 Hz, the second the first 0.4 s later."""
    rng = np.random.default_rng(1)
    base = np.convolve(rng.normal(size=608), np.ones(5) / 5, "valid")
    lines = [f"{k / 10},{base[k + 4]:.6f},{base[k]:.6f}" for k in range(600)]
    path = tmp_path / "visit.csv"
    path.write_text("time,a,b\n" + "\n".join(lines) + "\n")
    return path


def run(capsys, *arguments):
    code = main([str(a) for a in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def asked(frames, out):
    return ("signals", frames, "--format", "frames", "--person", "child", "--x", "child:a", "--y",
            "child:b", "--window", "5", "--max-lag", "1", "--segment", "5", "--surrogates", "19",
            "-o", out)  # fmt: skip


def test_signals_says_who_follows_and_writes_a_page(frames, tmp_path, capsys):
    out = tmp_path / "out"
    code, said, err = run(capsys, *asked(frames, out))
    assert (code, err) == (0, "")
    assert "Highest mean correlation: p (19 draws of phases): 0.05 p" in said
    lags = pl.read_csv(out / "signal_lags.csv").sort("correlation", descending=True)
    assert lags["lag_s"][0] == pytest.approx(0.4)
    assert "<script" not in (out / "signals.html").read_text(encoding="utf-8")


def test_two_files_of_one_session_through_a_manifest(frames, tmp_path, capsys):
    manifest = tmp_path / "m.csv"
    manifest.write_text(
        "file,session,person,format\nvisit.csv,v,child,frames\nvisit.csv,v,caregiver,frames\n"
    )
    code, said, err = run(
        capsys, "signals", "--manifest", manifest, "--x", "child:a", "--y", "caregiver:b",
        "--surrogates", "0", "--json", "-o", tmp_path / "out",
    )  # fmt: skip
    assert (code, err) == (0, "")
    told = json.loads(said)
    assert told["sessions"] == ["v"]
    assert told["options"]["surrogates"] == "none"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("--x", "a"), "PERSON:SIGNAL"),
        (("--x", "child:c"), "no signal child:c"),
        (("--window", "0"), "--window"),
        (("--surrogates", "-1"), "--surrogates"),
    ],
)
def test_what_cannot_be_done_is_one_line(frames, tmp_path, capsys, *, change, words):
    code, said, err = run(capsys, *asked(frames, tmp_path / "out"), *change)
    assert (code, said) == (2, "")
    assert words in err


def test_an_input_is_never_written_over(frames, tmp_path, capsys):
    clash = frames.rename(tmp_path / "signal_lags.csv")
    before = clash.read_text()
    code, _, err = run(capsys, *asked(clash, tmp_path))
    assert code == 2
    assert "signal_lags.csv" in err
    assert clash.read_text() == before


def test_the_pair_of_susy(shared, tmp_path, capsys):
    """Its own mean absolute Fisher z, .6072, through the command."""
    path = shared("cases/susy_surrogate_synchrony/susy_input.csv")
    out = tmp_path / "out"
    code, _, _ = run(
        capsys, "signals", path, "--format", "frames", "--fps", "5", "--person", "child",
        "--x", "child:a", "--y", "child:b", "--segment", "30", "--max-lag", "5", "--every", "5",
        "--surrogates", "0", "-o", out,
    )  # fmt: skip
    assert code == 0
    table = pl.read_csv(out / "signals.csv").filter(pl.col("measure") == "synchrony")
    assert table["value"][0] == pytest.approx(0.607172915067092, abs=1e-12)
