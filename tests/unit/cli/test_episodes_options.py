"""`reattune episodes` reads a file as it is told to, and writes on the file's own clock."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from reattune.cli.main import main

SCENE = Path(str(files("reattune.cli") / "scenes")) / "rattle.eaf"
TABLE = """onset,offset,person,code
0,10,child,positive
10,14,child,averted
14,30,child,positive
0,14,caregiver,stimulate
14,30,caregiver,positive
"""


def chapters_of(path):
    return path.read_text(encoding="utf-8")


def test_times_in_seconds_are_read_when_the_unit_is_said(tmp_path, capsys):
    """The table does not name its unit; with --unit s the child looks away at 10 s."""
    table = tmp_path / "visit.csv"
    table.write_text(TABLE)
    command = ["episodes", str(table), "--to", "vtt", "--codebook", "practice"]
    assert main([*command, "--unit", "s", "--out", str(tmp_path / "a.vtt")]) == 0
    assert "00:00:10.000" in chapters_of(tmp_path / "a.vtt")
    assert "written" in capsys.readouterr().out


def manifest(tmp_path, offset):
    copy = tmp_path / "rattle.eaf"
    copy.write_bytes(SCENE.read_bytes())
    table = tmp_path / "study.csv"
    table.write_text(f"file,session,coder,offset_s\nrattle.eaf,visit 1,Kim,{offset}\n")
    return copy, table


@pytest.mark.parametrize("offset", ["0", "12.5"])
def test_what_a_manifest_moves_is_written_on_the_files_own_clock(tmp_path, offset):
    """The session starts 12.5 s before the file: the copy's tiers are where the coding is."""
    copy, table = manifest(tmp_path, offset)
    for name, more in (("plain", []), ("moved", ["--manifest", str(table)])):
        out = tmp_path / f"{name}.eaf"
        assert main(["episodes", str(copy), "--to", "eaf", "--out", str(out), *more]) == 0
    plain, moved = ((tmp_path / f"{name}.eaf").read_bytes() for name in ("plain", "moved"))
    assert moved == plain


def test_chapters_are_on_the_sessions_clock(tmp_path):
    """Without media, the manifest's 12.5 s come before all that is read in the file."""
    copy, table = manifest(tmp_path, "12.5")
    starts = []
    for more in ([], ["--manifest", str(table)]):
        out = tmp_path / f"{len(more)}.vtt"
        assert main(["episodes", str(copy), "--to", "vtt", "-o", str(out), *more]) == 0
        first = chapters_of(out).split(" --> ")[0].split(":")[-1]
        starts.append(float(first))
    assert starts[1] - starts[0] == pytest.approx(12.5)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--unit", "s"], "options beside a manifest"),
        (["--coder", "Lou"], "0 lines about"),
    ],
)
def test_what_a_manifest_cannot_answer_is_said(tmp_path, capsys, more, said):
    copy, table = manifest(tmp_path, "0")
    assert main(["episodes", str(copy), "--to", "vtt", "--manifest", str(table), *more]) == 2
    assert said in capsys.readouterr().err


def test_a_coder_without_a_manifest_is_refused(tmp_path, capsys):
    copy, _ = manifest(tmp_path, "0")
    assert main(["episodes", str(copy), "--to", "vtt", "--coder", "Kim"]) == 2
    assert "--coder without a manifest" in capsys.readouterr().err
