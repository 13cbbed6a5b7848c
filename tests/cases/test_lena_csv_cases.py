"""Tables of LENA segments against each other, and against the .its reader."""

from __future__ import annotations

import csv
import re

import pytest

from reattune.formats import load
from reattune.study import read

DAY = "data/its/HomeBankCode__lena-its-tools/Example/e20160420_165405_010572.its"
HERE = "data/lena-segments"
LISTS = f"{HERE}/LAAC-LSCP__ChildProject/tests/data/lena_its.csv"
PLAIN = f"{HERE}/LAAC-LSCP__conversations/tests/truth/df-its.csv"
SECONDS = f"{HERE}/AnneSWarlaumont__homebank-child-voc-cleaning/0204_000609_segments.csv"


def test_the_same_recording_in_two_tables(shared):
    """One day of 23,289 segments, with ChildProject's lists and without."""
    (full,) = load(shared(LISTS))
    (plain,) = load(shared(PLAIN))
    segments = [row[:5] for row in full.rows if row.tier == "segment"]
    assert len(segments) == 23_289
    assert segments == [row[:5] for row in plain.rows]
    text = shared(LISTS).read_text(encoding="utf-8")
    parts = len(full.rows) - len(segments)
    assert parts == text.count("'start': ") == text.count("'end': ")
    with shared(LISTS).open(newline="", encoding="utf-8") as file:
        cries = sum(row["cries"].count("'start'") for row in csv.DictReader(file))
    assert sum(row.tier == "cry" for row in full.rows) == cries


@pytest.mark.parametrize("unit", ["s", "ms"])
def test_equal_to_the_its_reader(shared, tmp_path, unit):
    """12,732 segments of an .its file, written as a table by a search in its text."""
    text = shared(DAY).read_text(encoding="utf-8")
    found = re.findall(
        r'<Segment spkr="(\w+)"[^>]*? startTime="PT([\d.]+)S" endTime="PT([\d.]+)S"', text
    )
    names = {"s": "segtype,startsec,endsec", "ms": "speaker_type,segment_onset,segment_offset"}
    scale = {"s": str, "ms": lambda time: str(round(float(time) * 1000))}[unit]
    lines = [f"{speaker},{scale(start)},{scale(end)}" for speaker, start, end in found]
    table = tmp_path / "day.csv"
    table.write_text("\n".join([names[unit], *lines]) + "\n")
    (ours,) = load(table)
    (its,) = load(shared(DAY))
    segments = [row[:5] for row in its.rows if row.tier == "segment"]
    assert len(segments) == 12_732
    assert [row[:5] for row in ours.rows] == segments
    assert ours.window == ((0, 22_575_050),)


def test_a_day_in_seconds(shared):
    """1,250 + 683 segments of the child and 2,911 + 391 of adults, counted in the table."""
    session = read(shared(SECONDS))
    assert session.provenance.parameters["codebook"] == "lena"
    labels = [line.split(",")[0] for line in shared(SECONDS).read_text().splitlines()]
    child = labels.count("CHNSP") + labels.count("CHNNSP")
    assert child == 1_933
    assert sum(e.code in {"CHNSP", "CHNNSP"} for e in session.events) <= child
    adult = sum(e.person == "caregiver" for e in session.events)
    assert adult == labels.count("FAN") + labels.count("MAN") == 3_302
