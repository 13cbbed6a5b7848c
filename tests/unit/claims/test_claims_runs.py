"""Runs: pairing, screening, resuming, what is written, and what the command refuses."""

from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import replace

import numpy as np
import pytest

from reattune.claims import screening
from reattune.claims.ablations import ABLATIONS
from reattune.claims.calibration import CalibrationState
from reattune.claims.contrasts import CLAIMS, Contrast, Setting, claims_named
from reattune.claims.jobs import COLUMNS, Bench, Cast, Crew
from reattune.claims.markdown import claims_markdown, write_markdown
from reattune.claims.plans import ClaimsPlan, full, quick
from reattune.claims.running import _verdict_notes, calibration_holds, run_claims
from reattune.claims.screening import Screened, screen
from reattune.claims.trials import effects
from reattune.claims.verdict import Judgement
from reattune.claims.writing import WRITTEN, claims_csv, claims_json, claims_study
from reattune.cli import claims as command
from reattune.errors import ParameterError, RecordError
from reattune.model import Parameters
from reattune.reports.claim_content import AblationRow

SECOND = CLAIMS[1]
TINY = ClaimsPlan(
    mode="tiny",
    seed=4,
    sittings=2,
    tests=1,
    grid_dyads=2,
    draws=2,
    dyads=2,
    ablation_draws=1,
    ablation_dyads=1,
    preset="ordinary",
    version="9.9",
)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run of the second claim: its page, and its folder."""
    folder = tmp_path_factory.mktemp("claims") / "out"
    return claims_study(TINY, folder, claims=[SECOND], threads=1), folder


def cast(*drawn, each=3, seed=1):
    return Cast(drawn=drawn or (Parameters(),), each=each, seed=seed, sittings=1, tests=1)


def lives_of(who, *settings):
    return Bench(threads=1).arms("x", {"x": Crew(who, settings)})["x"]


def test_equal_arms_have_exactly_no_effect_and_others_share_their_dyads():
    """Two settings that name the same parameters: every outcome differs by exactly 0."""
    same, again = Setting(changes=(("rho", 0.12),)), Setting()
    other = Setting(changes=(("rho", 0.4),))
    lives = lives_of(cast(), same, again, other)
    for outcome in "SFVGRLW":
        assert effects(Contrast("x", (same, again)), outcome, lives).tolist() == [0.0]
    assert effects(Contrast("x", (other, same)), "F", lives)[0] != 0.0


def test_a_draws_dyads_do_not_depend_on_the_pieces_they_are_lived_in(monkeypatch):
    """Four draws of three dyads in one piece or in two: same numbers."""
    drawn = tuple(Parameters(rho=rho) for rho in (0.05, 0.1, 0.2, 0.4))
    whole = lives_of(cast(*drawn), Setting())[Setting()]
    monkeypatch.setattr("reattune.claims.jobs._LIVES", 6)
    assert len(cast(*drawn).jobs(Setting())) == 2
    assert np.array_equal(lives_of(cast(*drawn), Setting())[Setting()], whole)
    assert whole.shape == (4, 3, len(COLUMNS))
    assert not np.array_equal(whole[0], whole[3])


def test_what_comes_later_changes_nothing_before():
    """From 100 % of life on: never. From the start on: as if it had always been so."""
    change = (("rho", 0.4),)
    never = Setting(later=change, later_from=1.0)
    always = Setting(later=change, later_from=0.0)
    lives = lives_of(cast(), never, always, Setting(), Setting(changes=change))
    assert np.array_equal(lives[never], lives[Setting()])
    assert np.array_equal(lives[always], lives[Setting(changes=change)])


def test_jobs_are_known_by_what_they_are():
    (job,) = cast().jobs(Setting())
    (same,) = cast().jobs(Setting())
    assert job.key() == same.key()
    changes = [{"number": 1}, {"seed": 2}, {"sittings": 3}, {"tests": 2}, {"later_from": 0}]
    others = {replace(job, **change).key() for change in changes}
    assert len(others | {job.key()}) == 6
    (moved,) = cast(Parameters(rho=0.13)).jobs(Setting())
    assert moved.key() != job.key()


def test_draws_out_of_range_are_dropped_and_counted(monkeypatch):
    """Matching .1 .2 .5 .3 .4 ...: two are kept after two were dropped; the rest never counts."""
    matches = [0.1, 0.2, 0.5, 0.3, *[0.4] * 36]
    monkeypatch.setattr(screening, "_matches", lambda *_: matches)
    found = screen(TINY, Bench())
    kept = [screening.drawn(TINY.base, seed=4, number=number) for number in (1, 3)]
    assert found == Screened(tuple(kept), 2)


def test_when_no_draw_fits_that_is_counted_and_nothing_is_tested(monkeypatch):
    """Ten times the two draws wanted are tried, in one batch of 40."""
    monkeypatch.setattr(screening, "_matches", lambda *_: [0.01] * 40)
    assert screen(TINY, Bench()) == Screened((), 40)
    page = run_claims(TINY, claims=[SECOND], bench=Bench(threads=1))
    (claim,) = page.claims
    assert (claim.kept, claim.dropped, claim.verdict) == (0, 40, "not testable")
    assert {row.word for row in claim.rows} == {"not testable"}
    assert "null" in claims_json(page)


def test_screening_looks_at_an_ordinary_dyads_matching():
    found = screen(TINY, Bench(threads=1))
    assert len(found.kept) == 2
    assert all(p.int_rate == 0.0 for p in found.kept)


def test_a_run_fills_the_page(run):
    page, _ = run
    (claim,) = page.claims
    assert [row.outcome for row in claim.rows] == list("SFVGR")
    assert [row.name for row in claim.ablations] == ["as it is", *(a.name for a in ABLATIONS)]
    assert all(len(row.medians) == 5 for row in claim.ablations)
    assert [panel.outcome for panel in claim.panels] == list("SFVGRLW")
    assert {point.n for panel in claim.panels for s in panel.series for point in s.points} == {2}
    assert claim.kept == 2
    facts = dict(page.facts)
    assert "2 draws of 2 dyads an arm" in facts["mode"]
    assert (facts["seed"], facts["version"]) == ("4", "9.9")
    assert "date" not in facts


def test_the_same_plan_gives_the_same_bytes_and_an_interrupted_run_goes_on(run, tmp_path):
    _, folder = run
    again = tmp_path / "again"
    told = []

    def stop(_, done, total):
        told.append((done, total))
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        claims_study(TINY, again, claims=[SECOND], threads=2, progress=stop)
    assert not (again / "claims.json").exists()
    first = {path: path.stat().st_mtime_ns for path in (again / "parts").iterdir()}
    assert len(first) >= 5
    claims_study(TINY, again, claims=[SECOND], threads=2)
    for name in (*WRITTEN, "plan.json"):
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name
    assert all(path.stat().st_mtime_ns == when for path, when in first.items())
    assert told[-1][0] < told[-1][1]


def test_a_broken_part_is_done_again(run):
    _, folder = run
    before = (folder / "claims.json").read_bytes()
    parts = sorted((folder / "parts").iterdir())
    wanted = parts[0].read_bytes()
    parts[0].write_bytes(b"half of a pa")
    np.save(parts[1], np.zeros((1, 1, 1)))
    claims_study(TINY, folder, claims=[SECOND], threads=1)
    assert parts[0].read_bytes() == wanted
    assert (folder / "claims.json").read_bytes() == before
    assert not list((folder / "parts").glob("*.half"))


def test_another_seed_gives_other_numbers(run):
    page, _ = run
    other = run_claims(replace(TINY, seed=5), claims=[SECOND], bench=Bench(threads=1))
    assert other.claims[0].panels != page.claims[0].panels


def test_the_table_has_every_number_once(run):
    page, folder = run
    rows = list(csv.DictReader(io.StringIO(claims_csv(page))))
    assert claims_csv(page) == (folder / "claims.csv").read_text()
    (claim,) = page.claims
    points = sum(len(s.points) for panel in claim.panels for s in panel.series)
    assert len(rows) == 2 * 5 + 5 * (1 + len(ABLATIONS)) + points
    shares = [float(row["value"]) for row in rows if row["measure"] == "share positive"]
    assert shares == [row.share for row in claim.rows]
    content = json.loads((folder / "claims.json").read_text())
    assert content["claims"][0]["rows"][0]["share"] == claim.rows[0].share
    assert content["claims"][0]["verdict"] == claim.verdict


def test_the_documentation_is_written_from_the_run(run, tmp_path):
    page, _ = run
    text = write_markdown(page, tmp_path / "claims.md").read_text()
    assert text == claims_markdown(page)
    (claim,) = page.claims
    assert f"| ii | {claim.title} | **{claim.verdict}** |" in text
    assert f"| {claim.rows[0].share:.2f} [" in text
    for change in ABLATIONS:
        assert f"| {change.name} |" in text
    widths = {line.count("|") for line in text.splitlines() if line.startswith("| as it is")}
    assert widths == {5 + 4}
    assert "| seed | 4 |" in text


def test_a_date_is_printed_only_when_it_is_given(run):
    page = run_claims(
        TINY, claims=[SECOND], bench=Bench(run[1] / "parts", threads=1), date="2026-11-23"
    )
    assert dict(page.facts)["date"] == "2026-11-23"
    assert page.claims == run[0].claims


def test_a_change_that_flips_the_word_is_announced_and_one_that_cannot_tell_is_not():
    def row(name, word):
        return AblationRow(name, "Something.", word, ())

    judged = Judgement("holds", (), ())
    rows = [row("as it is", "holds"), row("one", "fails"), row("two", "not testable")]
    notes = _verdict_notes(judged, judged, [*rows, row("three", "holds")])
    told = [note for note in notes if note.startswith("A default flips the word")]
    assert len(told) == 1
    assert '"one"' in told[0]
    assert "it is fails" in told[0]


@pytest.mark.parametrize(
    ("fitted", "within", "total", "holds"),
    [(True, 5, 10, True), (True, 4, 10, False), (False, 0, 0, False), (False, 9, 10, False)],
)
def test_a_calibration_holds_with_half_of_its_facts(fitted, within, total, holds):
    found = CalibrationState(
        fitted=fitted, preset="x", hash="", date="", seed=0, within=within, total=total
    )
    assert calibration_holds(found) is holds


def test_a_claims_word_waits_for_the_calibration(monkeypatch, run):
    monkeypatch.setattr("reattune.claims.running.calibration_holds", lambda _: False)
    bench = Bench(run[1] / "parts", threads=1)
    (without,) = run_claims(TINY, claims=[SECOND], bench=bench).claims
    monkeypatch.setattr("reattune.claims.running.calibration_holds", lambda _: True)
    (calibrated,) = run_claims(TINY, claims=[SECOND], bench=bench).claims
    assert without.verdict == "not testable"
    assert without.rows == calibrated.rows
    assert "not fit real life" in without.sentences[1]
    assert "not fit real life" not in calibrated.sentences[1]


def test_the_sizes_of_the_two_modes():
    small, large = quick(), full(3)
    assert (large.draws, large.dyads, large.grid_dyads, large.sittings) == (200, 32, 200, 300)
    assert (small.mode, large.mode, large.seed) == ("quick", "full", 3)
    assert small.draws * small.sittings < large.draws * large.sittings


@pytest.mark.parametrize(
    "change", [{"seed": -1}, {"seed": 1.5}, {"draws": 0}, {"sittings": True}, {"dyads": 20_000}]
)
def test_impossible_sizes_are_refused_by_name(change):
    with pytest.raises(ParameterError) as caught:
        replace(TINY, **change)
    assert caught.value.where == next(iter(change))


def test_another_plans_folder_is_refused_and_other_claims_of_the_same_are_not(run):
    _, folder = run
    with pytest.raises(RecordError, match=r"plan\.json.*another plan's work"):
        claims_study(replace(TINY, seed=5), folder, claims=[SECOND])


@pytest.mark.parametrize("name", WRITTEN)
def test_files_that_are_not_ours_are_not_written_over(tmp_path, name):
    (tmp_path / name).write_text("mine")
    with pytest.raises(RecordError, match="did not write"):
        claims_study(TINY, tmp_path, claims=[SECOND])
    assert os.listdir(tmp_path) == [name]  # noqa: PTH208 (names are enough)
    assert (tmp_path / name).read_text() == "mine"


def test_a_place_where_no_folder_can_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(RecordError, match="cannot be written"):
        claims_study(TINY, tmp_path / "file" / "out", claims=[SECOND])


def test_claims_are_chosen_by_number_or_word_in_the_essays_order():
    assert [c.id for c in claims_named(["late", "II"])] == ["ii", "v"]
    assert claims_named([]) == CLAIMS
    with pytest.raises(ParameterError, match=r"vii.*i \(middling\), ii \(reconnection\)"):
        claims_named(["i", "vii"])


def given(*words):
    import argparse

    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args(words)


def test_the_command_prints_words_and_sentences(run, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(
        "reattune.claims.plans.quick", lambda seed, version: replace(TINY, seed=seed)
    )
    _, folder = run
    words = ["ii", "--seed", "4", "-o", str(folder), "--markdown", str(tmp_path / "c.md")]
    assert command.run(given(*words)) == 0
    out = capsys.readouterr()
    page, _ = run
    assert page.claims[0].verdict.upper() in out.out
    for sentence in page.claims[0].sentences:
        assert sentence in out.out
    assert "tiny: lives of 2 sittings" in out.out
    assert out.err == ""
    assert (tmp_path / "c.md").read_text() == claims_markdown(page)


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["ii", "--seed", "-1"],
        ["ii", "--threads", "0"],
        ["ii", "--markdown", "/no/such/folder/c.md"],
    ],
)
def test_the_command_refuses_before_any_work(words, tmp_path):
    out = tmp_path / "out"
    with pytest.raises((ParameterError, RecordError)):
        command.run(given(*words, "-o", str(out)))
    assert not out.exists()


def test_a_seed_that_is_no_number_is_a_usage_error(capsys):
    with pytest.raises(SystemExit):
        given("--seed", "x")
    assert "--seed" in capsys.readouterr().err


def test_the_docs_tell_the_rules_above_the_code():
    from pathlib import Path

    from reattune.claims import verdict

    docs = (Path(__file__).resolve().parents[3] / "docs" / "claims.md").read_text()
    assert verdict.__doc__.split("\n\n", 1)[1].strip() in docs
