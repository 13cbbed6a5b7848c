"""The commands as a user runs them: words out, exit codes, files written."""

from __future__ import annotations

import json

import pytest

import reattune as rt
from reattune.cli.main import main
from reattune.errors import RecordError

GOOD = """onset_s,offset_s,person,code
0,10,child,positive
10,14,child,averted
14,30,child,neutral
0,12,caregiver,stimulate
12,30,caregiver,pause
"""


@pytest.fixture
def visit(tmp_path):
    path = tmp_path / "visit.csv"
    path.write_text(GOOD)
    return path


def run(capsys, *arguments):
    code = main([str(a) for a in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_measure_writes_everything_and_says_what_it_found(visit, tmp_path, capsys):
    """The child looks away at 10 s; the parent goes on until 12 s, then waits; back at 14 s.

    One rupture at 10 s, answered after 2 s, repaired after 4 s by the caregiver.
    """
    code, out, err = run(capsys, "measure", visit, "-o", tmp_path / "out")
    assert code == 0
    assert err == ""
    assert "1 rupture" in out
    assert "misattunement" in out
    written = {p.name for p in (tmp_path / "out").iterdir()}
    assert written == {
        "report.html",
        "episodes.csv",
        "episodes.parquet",
        "measures.csv",
        "measures.parquet",
        "sessions.csv",
        "sessions.parquet",
        "dictionary.csv",
        "summary.json",
        "all.sessions.parquet",
    }
    row = (tmp_path / "out/episodes.csv").read_text().splitlines()[1].split(",")
    assert row[:7] == ["visit", "", "misattunement", "10.0", "caregiver", "12.0", "1"]
    assert row[8:] == ["14.0", "14.0", "repaired", "caregiver", "2.0", "4.0"]


def test_same_inputs_same_bytes(visit, tmp_path, capsys):
    for name in ("a", "b"):
        run(capsys, "measure", visit, "-o", tmp_path / name)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_what_was_written_can_be_measured_again(visit, tmp_path, capsys):
    run(capsys, "measure", visit, "-o", tmp_path / "a")
    stored = tmp_path / "a" / "all.sessions.parquet"
    assert run(capsys, "measure", stored, "-o", tmp_path / "b")[0] == 0
    first, again = ((tmp_path / n / "episodes.csv").read_bytes() for n in "ab")
    assert first == again


def test_a_broken_file_is_named_and_the_rest_goes_on(visit, tmp_path, capsys):
    (tmp_path / "bad.eaf").write_text("<ANNOTATION_DOCUMENT")
    code, out, err = run(capsys, "measure", visit, tmp_path / "bad.eaf", "-o", tmp_path / "out")
    assert code == 1
    assert "bad.eaf" in err
    assert "1 rupture" in out
    assert "bad.eaf" in (tmp_path / "out/report.html").read_text()


def test_nothing_readable_is_exit_2(tmp_path, capsys):
    code, _, err = run(capsys, "measure", tmp_path / "none.eaf", "-o", tmp_path / "out")
    assert code == 2
    assert "none.eaf" in err
    assert not (tmp_path / "out").exists()


def test_one_person_only_is_named_and_exit_2(tmp_path, capsys):
    path = tmp_path / "alone.csv"
    path.write_text("onset_s,offset_s,person,code\n0,10,child,positive\n")
    (tmp_path / "c.toml").write_text(
        'id = "c"\ntitle = "c"\nsource = "c"\n[[track]]\nsubject = "child"\nrole = "child"\n'
        'track = "engagement"\n[track.codes]\n"positive" = "positive"\n'
    )
    code, _, err = run(
        capsys, "measure", path, "--codebook", tmp_path / "c.toml", "-o", tmp_path / "out"
    )
    assert code == 2
    assert "R6" in err


def test_two_who_are_never_coded_together_are_named(visit, tmp_path, capsys):
    """The child is coded 0-5 s, the caregiver 10-20 s: nothing can be said about both."""
    path = tmp_path / "apart.csv"
    path.write_text("onset_s,offset_s,person,code\n0,5,child,positive\n10,20,caregiver,neutral\n")
    code, out, err = run(capsys, "measure", path, visit, "-o", tmp_path / "out")
    assert code == 1
    assert "no moment in which both are coded (child 5.0 s, caregiver 10.0 s)" in err
    assert "1 rupture" in out


def test_json_is_one_document_on_stdout(visit, tmp_path, capsys):
    code, out, _ = run(capsys, "measure", visit, "-o", tmp_path / "out", "--json")
    summary = json.loads(out)
    assert code == 0
    assert summary["definitions"][0]["outcomes"]["repaired"] == 1
    assert summary["sessions"][0]["observed_s"] == {"caregiver": 30.0, "child": 30.0}
    assert str(tmp_path) not in out


def test_strict_counts_findings_as_failure(tmp_path, capsys):
    path = tmp_path / "visit.csv"
    path.write_text(GOOD + "20,21,dog,bark\n")
    assert run(capsys, "measure", path, "-o", tmp_path / "o")[0] == 0
    code, out, _ = run(capsys, "measure", path, "-o", tmp_path / "o", "--strict")
    assert code == 1
    assert "unmapped tier, 1 in visit: The codebook has no track for this tier" in out


def test_strict_does_not_mind_rows_that_were_used_as_phases(tmp_path, capsys):
    from importlib.resources import files

    scene = files("reattune.cli") / "scenes" / "rattle.eaf"
    assert run(capsys, "measure", scene, "--strict", "-o", tmp_path / "o")[0] == 0


def test_a_definition_of_ones_own(visit, tmp_path, capsys):
    path = tmp_path / "own.toml"
    path.write_text(
        'id = "own"\ntitle = "t"\nsource = "me 2026"\nabout = "a"\n'
        '[opens]\nwhen = [{ child = ["averted"] }]\n[closes]\nwhen = [{ child = ["neutral"] }]\n'
    )
    code, out, _ = run(capsys, "measure", visit, "--definition", path, "-o", tmp_path / "o")
    assert code == 0
    assert "(own)" in out


def test_an_unknown_definition_is_exit_2_and_lists_them(visit, tmp_path, capsys):
    code, _, err = run(capsys, "measure", visit, "--definition", "nope", "-o", tmp_path / "o")
    assert code == 2
    assert "match.same_state" in err


def test_by_phase_gives_rows_for_each_phase(tmp_path, capsys):
    from importlib.resources import files

    scene = files("reattune.cli") / "scenes" / "rattle.eaf"
    run(capsys, "measure", scene, "--by", "phase", "-o", tmp_path / "o")
    text = (tmp_path / "o/measures.csv").read_text()
    assert ",free play," in text
    assert ",play again," in text


def test_a_place_that_cannot_be_written(visit, tmp_path, capsys):
    (tmp_path / "file").write_text("x")
    code, _, err = run(capsys, "measure", visit, "-o", tmp_path / "file")
    assert code == 2
    assert "no folder can be made" in err


def test_codes_lists_and_json_is_one_object_a_file(visit, tmp_path, capsys):
    code, out, err = run(capsys, "codes", visit, tmp_path / "none.csv")
    assert code == 1
    assert "averted" in out
    assert "none.csv" in err
    code, out, _ = run(capsys, "codes", visit, tmp_path / "none.csv", "--json")
    good, bad = map(json.loads, out.splitlines())
    assert code == 1
    assert good["observations"][0]["rows"] == 5
    assert "none.csv" in bad["error"]["message"]


def test_a_draft_is_never_written_over(visit, tmp_path, capsys):
    draft = tmp_path / "my.toml"
    assert run(capsys, "codes", visit, "--draft", draft)[0] == 0
    before = draft.read_text()
    assert run(capsys, "codes", visit, "--draft", draft)[0] == 2
    assert draft.read_text() == before
    assert run(capsys, "codes", visit, "--draft", draft, "--force")[0] == 0
    code, _, err = run(capsys, "measure", visit, "--codebook", draft, "-o", tmp_path / "o")
    assert (code, err) == (0, "")


def test_demo_tells_both_scenes(tmp_path, capsys):
    code, out, _ = run(capsys, "demo", "--no-browser", "-o", tmp_path / "demo")
    assert code == 0
    assert "rattle" in out
    assert "conflict" in out
    assert (tmp_path / "demo/report.html").stat().st_size > 20_000


@pytest.mark.parametrize("arguments", [["--help"], ["measure", "--help"], ["--version"]])
def test_help_and_version(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 0
    assert "reattune" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["episodes.csv", "measures.csv"])
def test_an_input_is_never_written_over(visit, name, tmp_path, capsys):
    """An input that bears the name of a result, with its own folder as the place for results."""
    path = tmp_path / "study" / name
    path.parent.mkdir()
    path.write_text(GOOD)
    code, _, err = run(capsys, "measure", path, "-o", path.parent)
    assert code == 2
    assert "never modified" in err
    assert path.read_text() == GOOD
    assert [p.name for p in path.parent.iterdir()] == [name]


def test_stored_sessions_are_never_written_over(visit, tmp_path, capsys):
    run(capsys, "measure", visit, "-o", tmp_path / "out")
    stored = tmp_path / "out" / "all.sessions.parquet"
    before = stored.read_bytes()
    assert run(capsys, "measure", stored, "-o", tmp_path / "out")[0] == 2
    assert stored.read_bytes() == before


def test_a_report_is_never_written_over_its_own_file(visit):
    with pytest.raises(RecordError, match="never modified"):
        rt.write_report(visit, visit)
    assert visit.read_text() == GOOD


@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize("out", [".", "results"])
def test_a_second_run_does_not_take_its_own_results_for_sessions(
    out, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    runs = [run(capsys, "measure", ".", "-o", out) for _ in range(3)]
    assert runs[0][0] == 0
    assert runs[0] == runs[1] == runs[2]
