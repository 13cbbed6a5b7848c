"""simple_CTC and peaks against ChildProject's numbers (../shared/cases)."""

from __future__ import annotations

import csv

import pytest

from reattune.measures.daylong import Amounts, hourly, peak
from reattune.measures.turn_rules import CHILD, Voice, find_turns

CASE = "cases/childproject_ctc_peak_metrics"


@pytest.fixture
def case(shared):
    with shared(f"{CASE}/expected.csv").open(encoding="utf-8") as file:
        wanted = list(csv.DictReader(file))
    with shared(f"{CASE}/input.csv").open(encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    voices = [
        Voice(CHILD if row["speaker_type"] == "CHI" else row["speaker_type"],
              int(row["segment_onset"]), int(row["segment_offset"]))
        for row in found
    ]  # fmt: skip
    words = tuple((int(r["segment_onset"]), float(r["words"])) for r in found if r["words"])
    return wanted, voices, words


def amounts(moments, observed=((0, 4000),)):
    return Amounts("sound", tuple(moments), observed)


def of_speaker(voices, who):
    return amounts([(v.onset, 1.0) for v in voices if v.speaker == who])


def test_counts_rates_and_peaks(case):
    (row, _), voices, words = case
    fem, chi = of_speaker(voices, "FEM"), of_speaker(voices, CHILD)
    turns = find_turns(voices, "childproject.simple_CTC")
    ctc = amounts([(t.second.onset, 1.0) for t in turns])
    assert (fem.total(), chi.total(), ctc.total()) == (8, 20, 16)
    assert [row[k] for k in ("voc_fem", "voc_chi", "simple_CTC")] == ["8", "20", "16"]
    for part, column in ((fem, "voc_fem_ph"), (chi, "voc_chi_ph"), (amounts(words), "wc_adu_ph")):
        assert hourly([part], measure="m", unit="per h").value == float(row[column])
    for part, column in (
        (fem, "peak_voc_fem"), (ctc, "peak_simple_CTC"), (amounts(words), "peak_wc_adu"),
    ):  # fmt: skip
        found = peak(part, measure="m", unit="", period=1000)
        assert found.value == float(row[column])
        assert found.n == 4


def test_no_peak_hour_in_four_seconds(case):
    """Theirs empty, ours not estimable, with the reason."""
    (row, _), voices, _ = case
    found = peak(of_speaker(voices, CHILD), measure="peak", unit="per h")
    assert row["peak_voc_chi"] == ""
    assert found.value is None
    assert found.reason == "no hour of which 50% was observed"


def test_nothing_annotated_has_no_numbers(case):
    (_, row), _, _ = case
    assert row["duration_peak_vtc"] == "0"
    assert row["voc_chi_ph"] == ""
    empty = Amounts("sound2", (), ())
    assert hourly([empty], measure="m", unit="per h").reason == "no observed time"
    assert peak(empty, measure="m", unit="per h").reason == "no observed time"
