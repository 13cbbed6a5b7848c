"""Pages of single questions: latencies, contrasts, bins, agreement; phases left out of waits."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest
from lxml import etree

from reattune.cli.main import main
from reattune.errors import DefinitionError
from reattune.record import Phase, write_json
from reattune.study import latencies_between, read

TABLE = """onset,offset,person,code
{rows}
"""


def visit(tmp_path, name, *, crying, soothing, phases=(), condition=""):
    """A visit of 60 s: the child cries, the caregiver soothes, at the given seconds."""
    lines, last = [], 0
    for onset, offset in crying:
        lines += [f"{last},{onset},child,positive", f"{onset},{offset},child,distress"]
        last = offset
    lines.append(f"{last},60,child,positive")
    last = 0
    for onset, offset, *other in soothing:
        what = other[0] if other else "soothe"
        lines += [f"{last},{onset},caregiver,pause", f"{onset},{offset},caregiver,{what}"]
        last = offset
    lines.append(f"{last},60,caregiver,pause")
    path = tmp_path / f"{name}.csv"
    path.write_text(TABLE.format(rows="\n".join(lines)))
    session = read(path, codebook="practice", options={"unit": "s"})
    covariates = {"condition": condition} if condition else {}
    return replace(session, phases=tuple(phases), covariates=covariates)


PHASES = (
    Phase("play", 0, 20_000),
    Phase("still-face", 20_000, 40_000),
    Phase("again", 40_000, 60_000),
)


@pytest.fixture
def three(tmp_path):
    """Cries at 5 s (soothed after 2 s), 18 s (after 4 s, in the next phase), 45 s (after 3 s)."""
    files = []
    for number in range(3):
        session = visit(
            tmp_path,
            f"visit-{number}",
            crying=[(5, 8), (18, 24), (45, 50)],
            soothing=[(7, 9), (22, 25), (48 + number * 0.5, 52, "still")],
            phases=PHASES,
            condition="early" if number else "late",
        )
        files.append(tmp_path / f"visit-{number}.session.json")
        write_json(session, files[-1])
    return [str(file) for file in files]


def rows_of(path):
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def page(path):
    """The page as XML: it has to be sound; return its text."""
    root = etree.fromstring(path.read_text("utf-8").removeprefix("<!doctype html>\n"))
    return " ".join(root.itertext())


def test_a_phase_left_out_is_as_if_it_had_not_been_seen(tmp_path):
    """All phases: waits of 2 s, of 2 s censored where play ends (20 s), and of 3 s.

    Without play the cry from 18 to 24 s is on when the view begins at 20 s: not seen to begin.
    What is left is the wait of 3 s; minutes seen fall from 1 to 40 s, with one onset: 1.5 a minute.
    """
    session = visit(
        tmp_path,
        "one",
        crying=[(5, 8), (18, 24), (45, 50)],
        soothing=[(7, 9), (22, 25), (48, 52)],
        phases=PHASES,
    )
    asked = "child:distress", "caregiver:soothe"
    whole = latencies_between(session, *asked)
    assert [(w.wait_ms, w.kind) for w in whole.waits.rows] == [(2000, 1), (2000, 0), (3000, 1)]
    cut = latencies_between(session, *asked, exclude=["play"])
    assert [(w.wait_ms, w.kind) for w in cut.waits.rows] == [(3000, 1)]
    assert cut.waits.unseen == 1
    rate = next(row for row in cut.measures.rows if row.measure == "recurrent_rate")
    assert (rate.value, rate.n) == (pytest.approx(1.5), 1)
    with pytest.raises(DefinitionError, match="no phase lunch"):
        latencies_between(session, *asked, exclude=["lunch"])


def test_latencies_have_a_page_with_curves_by_kind_and_group(three, tmp_path):
    command = ["measure", *three, "-o", str(tmp_path / "out"), "--covariate", "condition"]
    question = ["--from", "child:distress", "--to", "caregiver:soothe", "--to", "caregiver:still"]
    assert main([*command, *question, "--exclude", "still-face"]) == 0
    text = page(tmp_path / "out" / "latency.html")
    for word in ("Still waiting", "Answered first by", "condition: early", "left out"):
        assert word in text
    rows = rows_of(tmp_path / "out" / "latency.csv")
    assert {row["measure"] for row in rows} >= {"between_latency", "between_incidence"}


def test_a_question_nobody_answers_has_a_page_that_says_so(tmp_path):
    session = visit(tmp_path, "calm", crying=[(5, 8)], soothing=[])
    write_json(session, tmp_path / "calm.session.json")
    command = ["measure", str(tmp_path / "calm.session.json"), "-o", str(tmp_path / "out")]
    assert main([*command, "--from", "child:distress", "--to", "caregiver:pause"]) in {
        0,
        2,
    }
    text = page(tmp_path / "out" / "latency.html")
    assert "0 times child:distress" in text
    assert "Nothing could be followed" in text


def test_contrasts_and_bins_have_tables_and_pages(three, tmp_path, capsys):
    command = [
        "measure",
        *three,
        "-o",
        str(tmp_path / "out"),
        "--contrast",
        "phase",
        "--bin",
        "10s",
    ]
    assert main(command) == 0
    contrasts = rows_of(tmp_path / "out" / "contrasts.csv")
    assert {row["measure"] for row in contrasts} >= {"match_proportion", "contrast", "effect_dz"}
    assert "by phase, within dyads" in capsys.readouterr().out
    assert "Dyads and their mean" in page(tmp_path / "out" / "contrasts.html")
    assert "Through the phase" in page(tmp_path / "out" / "bins.html")
    bins = {row["phase"] for row in rows_of(tmp_path / "out" / "bins.csv")}
    assert {"play 0:00-0:10", "again 0:10-0:20"} <= bins


def test_contrasts_by_a_column_that_is_not_there_are_refused(three, tmp_path, capsys):
    command = ["measure", *three, "-o", str(tmp_path / "out"), "--contrast", "moon"]
    assert main(command) == 2
    assert "moon" in capsys.readouterr().err


def test_results_of_an_earlier_run_are_no_input(three, tmp_path, capsys):
    """The pages and tables lie in the folder that is read again: nothing of them is taken."""
    out = str(tmp_path / "out")
    for _ in range(2):
        assert main(["measure", str(tmp_path), "--contrast", "phase", "--bin", "10s", "-o", out,
                     "--codebook", "practice", "--unit", "s"]) in {0, 1}  # fmt: skip
        said = capsys.readouterr()
        assert "contrasts.csv" not in said.err
        assert "bins.csv" not in said.err


def test_a_phase_that_comes_again_begins_its_bins_again(tmp_path):
    """Play from 0 to 20 s and from 40 to 60 s: both have the bins 0-10 and 10-20 s, no 40-50 s."""
    phases = Phase("play", 0, 20_000), Phase("pause", 20_000, 40_000), Phase("play", 40_000, 60_000)
    session = visit(tmp_path, "twice", crying=[(5, 8)], soothing=[(7, 9)], phases=phases)
    write_json(session, tmp_path / "twice.session.json")
    out = tmp_path / "out"
    assert (
        main(["measure", str(tmp_path / "twice.session.json"), "--bin", "10s", "-o", str(out)]) == 0
    )
    bins = {row["phase"] for row in rows_of(out / "bins.csv") if row["phase"].startswith("play ")}
    assert bins == {"play 0:00-0:10", "play 0:10-0:20"}


def coded(tmp_path, coder, codes):
    """Ten stretches of 5 s, child only; the caregiver is coded alike by both."""
    folder = tmp_path / coder
    folder.mkdir()
    rows = [f"{5 * k},{5 * k + 5},child,{code}" for k, code in enumerate(codes)]
    rows += ["0,25,caregiver,stimulate", "25,50,caregiver,soothe"]
    (folder / "visit.csv").write_text(TABLE.format(rows="\n".join(rows)))
    return str(folder)


def test_agreement_has_a_page_with_what_the_other_says(tmp_path):
    """Ben says protest in two of Anna's six stretches of distress, and agrees in all others."""
    anna = coded(tmp_path, "anna", ["positive"] * 4 + ["distress"] * 6)
    ben = coded(tmp_path, "ben", ["positive"] * 4 + ["distress"] * 4 + ["protest"] * 2)
    out = tmp_path / "out"
    options = ["--codebook", "practice", "--unit", "s", "--recodings", "0", "-o", str(out)]
    assert main(["agree", anna, ben, *options]) == 0
    text = page(out / "agreement.html")
    assert "distress: the same in 67 %, 33 % protest" in text
    assert "40.00-50.00" in text
    assert "1 [1, 1]" not in text, "no interval without width"


def test_coders_who_agree_in_all_have_nothing_to_discuss(tmp_path):
    folders = [coded(tmp_path, name, ["positive", "distress"] * 5) for name in ("anna", "ben")]
    out = tmp_path / "out"
    options = ["--codebook", "practice", "--unit", "s", "--recodings", "0", "-o", str(out)]
    assert main(["agree", *folders, *options]) == 0
    assert "They do not differ anywhere" in page(out / "agreement.html")


def test_three_coders_are_compared_in_pairs(tmp_path):
    folders = [coded(tmp_path, name, ["positive", "distress"] * 5) for name in ("a", "b", "c")]
    out = tmp_path / "out"
    options = ["--codebook", "practice", "--unit", "s", "--recodings", "0", "-o", str(out)]
    assert main(["agree", *folders, *options]) == 0
    text = page(out / "agreement.html")
    assert all(pair in text for pair in ("a and b", "a and c", "b and c"))


def test_a_metric_for_codes_that_are_words_says_why_there_is_none(tmp_path, capsys):
    folders = [coded(tmp_path, name, ["positive", "distress"] * 5) for name in ("anna", "ben")]
    options = ["--codebook", "practice", "--unit", "s", "--recodings", "0", "--metric", "interval"]
    assert main(["agree", *folders, *options, "-o", str(tmp_path / "out")]) == 0
    assert "codes that are not all numbers" in capsys.readouterr().out
