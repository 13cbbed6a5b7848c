"""Coders paired by files, folders and manifests; tables written."""

from __future__ import annotations

import csv
import json

import pytest

from reattune.errors import RecordError
from reattune.study import (
    AgreeOptions,
    agree_manifest,
    agree_paths,
    agreement_json,
    agreement_text,
    write_agreement,
)

BOOK = """
id = "own"
title = "own"
source = "own"
formats = ["table"]
[[track]]
tier = "*"
subject = "baby"
role = "child"
track = "affect"
[track.codes]
"smile" = "positive"
"calm" = "neutral"
"cry" = "negative"
[[track]]
tier = "*"
subject = "mother"
role = "caregiver"
track = "affect"
[track.codes]
"smile" = "positive"
"calm" = "neutral"
"""


def table(shift=0):
    codes = ["smile", "calm", "cry", "calm"]
    starts = [0, *(6 * k + shift for k in range(1, 20)), 120]
    rows = ["onset,offset,subject,code"]
    rows += [f"{starts[k]},{starts[k + 1]},baby,{codes[k % 4]}" for k in range(20)]
    rows += [f"{12 * k},{12 * k + 12},mother,{codes[k % 2]}" for k in range(10)]
    return "\n".join(rows) + "\n"


@pytest.fixture
def study(tmp_path):
    (tmp_path / "own.toml").write_text(BOOK)
    for name, shift in (("anna", 0), ("ben", 1), ("cleo", 2)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "v1.csv").write_text(table(shift))
    (tmp_path / "anna" / "v2.csv").write_text(table())
    return tmp_path


OPTIONS = AgreeOptions(draws=5)


def agreed(study, *names, **changes):
    return agree_paths(
        [study / name for name in names], options=OPTIONS, codebook=str(study / "own.toml"),
        reading_options={"unit": "s"}, **changes,
    )  # fmt: skip


def row(found, measure, channel="child/affect"):
    return next(r for r in found.rows if r.measure == measure and r.of.startswith(channel))


def test_two_files_are_one_observation(study):
    """19 changes a second late in 120 s: 101 of 120 units agree."""
    found = agreed(study, "anna/v1.csv", "ben/v1.csv")
    assert list(found.codings) == ["v1"]
    assert row(found, "observed_agreement").value == pytest.approx(101 / 120)
    assert row(found, "time_unit_kappa", "caregiver/affect").value == 1
    assert row(found, "tolerance_kappa").value == 1
    assert len(found.disagreements()) == 19


def test_folders_pair_by_name_and_say_what_stands_alone(study):
    found = agreed(study, "anna", "ben", "cleo")
    assert list(found.codings) == ["v1"]
    assert "1 session(s) were coded by one person only: left out" in found.guesses
    assert len({channel.coders for channel in found.channels}) == 3
    alpha = next(r for r in found.rows if r.measure == "krippendorff_alpha")
    assert "3 coders" in alpha.of


def test_a_manifest_pairs_coders(study):
    lines = ["file,session,coder,codebook,unit"]
    lines += [f"{who}/v1.csv,visit,{who},own.toml,s" for who in ("anna", "ben")]
    (study / "study.csv").write_text("\n".join(lines) + "\n")
    found = agree_manifest(study / "study.csv", options=OPTIONS)
    assert found.channels[0].coders == ("anna", "ben")
    assert list(found.codings) == ["visit"]
    assert found.guesses[-1].startswith("definition ")


def test_tables_are_written_and_the_same_again(study, tmp_path):
    found = agreed(study, "anna/v1.csv", "ben/v1.csv")
    out = write_agreement(found, tmp_path / "out").parent
    with (out / "disagreements.csv").open(encoding="utf-8") as file:
        first = next(csv.DictReader(file))
    assert (first["onset_s"], first["offset_s"]) == ("6.0", "7.0")
    assert (first["code_a"], first["code_b"]) == ("neutral", "positive")
    with (out / "confusion.csv").open(encoding="utf-8") as file:
        assert sum(int(r["units"]) for r in csv.DictReader(file)) == 240
    content = json.loads((out / "agreement.json").read_text())
    assert {r["measure"] for r in content["moved"]} == {
        "repair_rate", "repair_proportion", "repair_latency",
    }  # fmt: skip
    assert agreement_json(found) == agreement_json(agreed(study, "anna/v1.csv", "ben/v1.csv"))
    text = agreement_text(found)
    assert "time_unit_kappa, Cohen, units of 1 s: 0.7" in text
    assert "19 disagreements, 19.0 s in all" in text


def test_an_input_is_not_written_over(study):
    (study / "anna" / "codes.csv").write_text(table())
    found = agreed(study, "anna", "ben")
    with pytest.raises(RecordError, match="an input file is never modified"):
        write_agreement(found, study / "anna")


def test_nothing_in_common_is_an_error(study):
    (study / "other").mkdir()
    (study / "other" / "v9.csv").write_text(table())
    with pytest.raises(RecordError, match="no channel of an observation that two coded"):
        agreed(study, "ben", "other")


def test_an_order_serves_the_channels_that_it_names(study):
    """The child cries, the mother does not: smile < calm fits hers alone."""
    found = agree_paths(
        [study / "anna/v1.csv", study / "ben/v1.csv"],
        options=AgreeOptions(draws=0, order=("positive", "neutral")),
        codebook=str(study / "own.toml"),
        reading_options={"unit": "s"},
    )
    weighted = [r.of for r in found.rows if r.measure == "weighted_kappa"]
    assert len(weighted) == 1
    assert weighted[0].startswith("caregiver/affect")
    alphas = {r.of.split(",")[0]: r.of for r in found.rows if r.measure == "krippendorff_alpha"}
    assert "ordinal" in alphas["caregiver/affect"]
    assert "nominal" in alphas["child/affect"]


MARKS = """
id = "marks"
title = "Smiles as points"
source = "made for this test"
[states]
child = ["positive", "neutral"]
[[track]]
tier = "*"
subject = "child"
person = "child"
role = "child"
track = "marks"
rest = "neutral"
[track.codes]
smile = "positive"
"""


def test_points_are_no_agreement_and_stand_in_the_list(tmp_path):
    """Points at 0, 5, 50, 70, 100 s and at 0, 6, 90, 100 s; 5 and 6 are within 2 s of each other.

    Lone: 50 and 70 of the first, 90 of the second. Rest with rest for 100 s is no agreement.
    """
    (tmp_path / "marks.toml").write_text(MARKS)
    paths = []
    for coder, times in (("A", (0, 5, 50, 70, 100)), ("B", (0, 6, 90, 100))):
        (tmp_path / coder).mkdir()
        paths.append(tmp_path / coder / "v.csv")
        rows = "".join(f"{t},{t},child,smile\n" for t in times)
        paths[-1].write_text(f"onset_s,offset_s,person,code\n{rows}")
    found = agree_paths(paths, codebook=str(tmp_path / "marks.toml"))
    lone = [(piece.onset, piece.first, piece.second) for _, piece in found.disagreements()]
    assert lone == [
        (50_000, "positive", "(no code)"),
        (70_000, "positive", "(no code)"),
        (90_000, "(no code)", "positive"),
    ]
    by_word = {row.measure: row for row in found.rows}
    assert by_word["observed_agreement"].value is None
    assert "no length" in by_word["gwet_ac1"].reason
    assert by_word["alignment_kappa"].value is not None
