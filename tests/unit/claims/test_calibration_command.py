"""`reattune evidence`: three files, words at the bounds, errors that name the option."""

from __future__ import annotations

import csv
import json
import math

import pytest

from reattune.claims.calibration.estimating import NONE, Simulated
from reattune.claims.calibration.facts import LISTS, Fact, load_facts
from reattune.claims.calibration.score import Scored, check_run, score, tally, word
from reattune.claims.calibration.tables import csv_text, json_text, number, tally_line
from reattune.cli import evidence
from reattune.cli.main import main
from reattune.errors import ParameterError
from reattune.reports.evidence_table import EvidencePage, render_evidence


def fact(name="mismatch", **parts):
    told = dict.fromkeys(("fact", "setting", "published", "unit", "source", "address"), "")
    return Fact(id=name, rows=("A01",), **told, **parts)


def at(value):
    return Simulated(value, value - 0.1, value + 0.1, 9)


def test_words_at_the_bounds():
    bounds = fact(low=0.5, high=0.8)
    words = [word(bounds, at(v)) for v in (0.49999, 0.5, 0.8, 0.80001)]
    assert words == ["outside", "within", "within", "outside"]
    assert word(bounds, NONE) == "outside"
    assert word(fact(low=0.0), at(1e9)) == "within"
    assert word(fact(high=0.0), at(0.0)) == "within"


def test_words_for_what_is_not_judged():
    assert word(fact("latency.vocal", reason="no voice"), NONE) == "not simulated"
    assert word(fact("match.interval", reason="unverified"), at(3.0)) == "shown"


def test_a_tally_counts_what_cannot_be_simulated_and_not_what_is_only_shown():
    rows = [Scored("facts", fact(), at(0.6), w) for w in ("within", "outside", "not simulated")]
    rows += [
        Scored("facts", fact(), at(0.6), "shown"),
        Scored("validation", fact(), NONE, "within"),
    ]
    assert tally(rows, "facts") == (1, 3)
    assert tally_line(rows, "facts") == (
        "calibration: 1 of 3 facts within tolerance, 1 outside, 1 not simulated; "
        "1 unverified shown, not counted"
    )


def test_numbers_are_written_with_three_digits():
    told = [number(v) for v in (0.7251, 13.46, 126.4, 0.00312, 0.0, math.nan, -0.0431)]
    assert told == ["0.725", "13.5", "126", "0.003", "0", "", "-0.043"]


def test_no_number_is_empty_in_the_table_and_null_in_json():
    rows = [Scored("facts", fact(high=1.0), NONE, "outside")]
    cells = next(csv.DictReader(csv_text(rows).splitlines()))
    assert (cells["low"], cells["simulated"], cells["high"]) == ("", "", "1.0")
    told = json.loads(json_text(rows, {"Seed": "1"}))
    assert told["rows"][0]["simulated"] is None
    assert set(told["lists"]) >= {"facts", "validation"}


@pytest.mark.parametrize(("dyads", "seed"), [(7, 0), (100_001, 0), (8, -1), (8, 2**64)])
def test_impossible_runs(dyads, seed):
    with pytest.raises(ParameterError, match="a whole number from"):
        check_run(dyads, seed)


@pytest.mark.parametrize(
    ("options", "named"), [(["--dyads", "0"], "dyads"), (["--seed", "-1"], "seed")]
)
def test_a_bad_option_is_one_error_and_nothing_is_written(tmp_path, capsys, options, named):
    with pytest.raises(ParameterError, match=named):
        run(*options, "-o", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def run(*options):
    """Run the command as the command line does."""
    import argparse

    parser = argparse.ArgumentParser()
    evidence.add_arguments(parser)
    return evidence.run(parser.parse_args(options))


def test_the_command_writes_three_tables_and_prints_every_fact(tmp_path, capsys):
    assert run("--dyads", "12", "-o", str(tmp_path)) == 0
    told = capsys.readouterr()
    assert told.err == ""
    every = [f for name in LISTS for f in load_facts(name)]
    rows = list(csv.DictReader((tmp_path / "evidence.csv").read_text().splitlines()))
    assert [row["id"] for row in rows] == [f.id for f in every]
    page = (tmp_path / "evidence.html").read_text()
    for entry in every:
        assert f" {entry.id} " in told.out
        assert entry.rows[0] in page
    kept = json.loads((tmp_path / "evidence.json").read_text())
    assert len(kept["rows"]) == len(every)
    assert "<script" not in page


def test_the_same_seed_gives_the_same_numbers_with_any_threads():
    wanted = {"lists": ["validation"], "dyads": 8}
    one = score(seed=4, threads=1, **wanted)
    assert one == score(seed=4, threads=2, **wanted)
    assert one != score(seed=5, threads=2, **wanted)


def test_a_folder_that_cannot_be_made(tmp_path, capsys):
    (tmp_path / "file").write_text("x")
    from reattune.errors import RecordError

    with pytest.raises(RecordError, match="no folder can be made"):
        run("-o", str(tmp_path / "file" / "out"))


def test_a_page_without_rows_still_stands():
    page = render_evidence(EvidencePage(version="0", tables=(("x", "none", ()),), facts=()))
    assert "<h1>" in page
    assert main is not None
