"""ACLEW's daylong metrics against ChildProject's numbers (../shared/cases)."""

from __future__ import annotations

import csv

import pytest

from reattune.measures.daylong import Amounts, hourly, lasting
from reattune.measures.turn_rules import CHILD, Voice, find_turns

CASE = "cases/childproject_aclew_metrics"
WHOLE = ((0, 4000),)


@pytest.fixture
def segments(shared):
    with shared(f"{CASE}/input.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def expected(shared, name="expected.csv"):
    with shared(f"{CASE}/{name}").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def chosen(segments, speaker=None, kinds=None):
    return [
        row
        for row in segments
        if speaker in {None, row["speaker_type"]} and (not kinds or row["vcm_type"] in kinds)
    ]


def rate(moments, *, per=3_600_000, observed=WHOLE):
    row = hourly([Amounts("s", tuple(moments), observed)], measure="m", unit="x", per=per)
    return row.value


def counted(found, observed=WHOLE):
    return rate([(int(row["segment_onset"]), 1.0) for row in found], observed=observed)


def timed(found):
    spans = [(int(row["segment_onset"]), int(row["segment_offset"])) for row in found]
    return rate(lasting(spans, WHOLE))


@pytest.mark.parametrize(
    ("column", "speaker", "kinds"),
    [
        ("voc_chi_ph", "CHI", ""), ("voc_och_ph", "OCH", ""), ("voc_mal_ph", "MAL", ""),
        ("voc_fem_ph", "FEM", ""), ("can_voc_chi_ph", "CHI", "C"), ("cry_voc_chi_ph", "CHI", "Y"),
        ("non_can_voc_chi_ph", "CHI", "N"),
    ],
)  # fmt: skip
def test_counts_per_hour(shared, segments, *, column, speaker, kinds):
    (row,) = expected(shared)
    assert counted(chosen(segments, speaker, kinds)) == pytest.approx(float(row[column]), abs=1e-9)


@pytest.mark.parametrize(
    ("column", "speaker", "kinds"),
    [
        ("voc_dur_chi_ph", "CHI", ""), ("voc_dur_och_ph", "OCH", ""), ("voc_dur_mal_ph", "MAL", ""),
        ("voc_dur_fem_ph", "FEM", ""), ("can_voc_dur_chi_ph", "CHI", "C"),
        ("cry_voc_dur_chi_ph", "CHI", "Y"), ("non_can_voc_dur_chi_ph", "CHI", "N"),
    ],
)  # fmt: skip
def test_milliseconds_per_hour(shared, segments, *, column, speaker, kinds):
    (row,) = expected(shared)
    assert timed(chosen(segments, speaker, kinds)) == pytest.approx(float(row[column]), abs=1e-9)


@pytest.mark.parametrize("unit", ["words", "syllables", "phonemes"])
@pytest.mark.parametrize("who", ["fem", "mal", "adu"])
def test_words_syllables_phonemes_per_hour(shared, segments, unit, who):
    (row,) = expected(shared)
    speaker = None if who == "adu" else who.upper()
    moments = [
        (int(s["segment_onset"]), float(s[unit])) for s in chosen(segments, speaker) if s[unit]
    ]
    assert rate(moments) == pytest.approx(float(row[f"{unit[0]}c_{who}_ph"]), abs=1e-9)


def test_shares_and_means(shared, segments):
    """lp: speech of speech and cries; cp: canonical of speech; means of 100 ms."""
    (row,) = expected(shared)
    speech, canonical = chosen(segments, "CHI", "NC"), chosen(segments, "CHI", "C")
    cries = chosen(segments, "CHI", "Y")
    assert len(speech) / (len(speech) + len(cries)) == float(row["lp_n"])
    assert timed(speech) / (timed(speech) + timed(cries)) == float(row["lp_dur"])
    assert len(canonical) / len(speech) == float(row["cp_n"])
    assert timed(canonical) / timed(speech) == float(row["cp_dur"])
    for column, found in (
        ("avg_voc_dur_chi", chosen(segments, "CHI")),
        ("avg_voc_dur_fem", chosen(segments, "FEM")),
        ("avg_can_voc_dur_chi", canonical),
    ):
        mean = timed(found) / counted(found)
        assert mean == pytest.approx(float(row[column]), abs=1e-9)


def test_turns_per_hour(shared, segments):
    (row,) = expected(shared)
    voices = [
        Voice(CHILD if s["speaker_type"] == "CHI" else s["speaker_type"],
              int(s["segment_onset"]), int(s["segment_offset"]))
        for s in segments
    ]  # fmt: skip
    turns = find_turns(voices, "childproject.simple_CTC")
    assert rate([(t.second.onset, 1.0) for t in turns]) == float(row["simple_CTC_ph"]) == 14_400


def test_windows_of_a_recording(shared, segments):
    """Two windows, 0-1 s and 1.5-4 s: counts by onset over the window's own time."""
    for row in expected(shared, "expected_segments.csv"):
        window = ((int(row["segment_onset"]), int(row["segment_offset"])),)
        inside = [
            s for s in segments if window[0][0] <= int(s["segment_onset"]) < window[0][1]
        ]  # fmt: skip
        for who in ("chi", "fem"):
            found = chosen(inside, who.upper())
            assert len(found) == int(row[f"voc_{who}"])
            assert counted(found, window) == pytest.approx(float(row[f"voc_{who}_ph"]), abs=1e-9)


def test_no_cry_has_no_mean_duration(shared):
    """Theirs 0, ours none: the mean length of no cry is not 0 (voice_rows says "there is none")."""
    (row,) = expected(shared)
    assert row["avg_cry_voc_dur_chi"] == "0"
    assert row["avg_voc_dur_mal"] == ""
