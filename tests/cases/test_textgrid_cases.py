"""TextGrids: ChildProject's table of one; long and short files of one recording; an .eaf beside."""

from __future__ import annotations

import csv
import re

import pytest

from reattune.formats import load

CASE = "cases/childproject_converters"
PRAAT = "data/textgrid/timmahrt__praatIO/tests/files"
GORMAN = "data/textgrid/kylebgorman__textgrid/tests/data"
R = "data/textgrid/ropensci__phonfieldwork/inst/extdata"
GAMMA = "bootphon__pygamma-agreement/tests/data/MaureenMarvinRobin"
QUOTED = re.compile(r'"((?:[^"]|"")*)"')
TIER = re.compile(r'"(?:Interval|Text)Tier"\s*(?:name = )?"(?:[^"]|"")*"')


def facts(path):
    (coding,) = load(path)
    return [(row.tier, row.code, row.onset, row.offset) for row in coding.rows]


def test_equal_to_childproject(shared):
    with shared(f"{CASE}/expected_textgrid.csv").open(newline="") as file:
        truth = [
            (
                row["speaker_id"],
                row["ling_type"],
                int(row["segment_onset"]),
                int(row["segment_offset"]),
            )
            for row in csv.DictReader(file)
        ]
    assert len(truth) == 5
    assert sorted(facts(shared(f"{CASE}/textgrid.TextGrid"))) == sorted(truth)


@pytest.mark.parametrize(
    ("one", "other", "rows"),
    [
        (f"{PRAAT}/textgrid_to_merge", f"{PRAAT}/textgrid_to_merge_longfile", 11),
        (f"{PRAAT}/mary", f"{PRAAT}/mary_longfile", 22),
        (f"{PRAAT}/bobby_phones_elan", f"{PRAAT}/../../examples/files/bobby_phones", 13),
        (f"{GORMAN}/long_format", f"{GORMAN}/short_format", 152),
        (f"{R}/test", f"{R}/test_short", 8),
    ],
)
def test_two_layouts_of_one_recording(shared, one, other, rows):
    """Long, short, UTF-16, CRLF, as ELAN writes them: within 1 ms the same rows.

    Some of these pairs were written with different numbers of decimals.
    """
    first, second = facts(shared(f"{one}.TextGrid")), facts(shared(f"{other}.TextGrid"))
    assert len(first) == rows
    assert [row[:2] for row in first] == [row[:2] for row in second]
    for left, right in zip(first, second, strict=True):
        assert abs(left[2] - right[2]) <= 1
        assert abs(left[3] - right[3]) <= 1


def test_the_same_recording_in_elan(shared):
    """Three speakers' rows, in Praat's file and in ELAN's, which has whole milliseconds."""
    praat = facts(shared(f"data/textgrid/{GAMMA}.TextGrid"))
    elan = facts(shared(f"data/eaf/{GAMMA}.eaf"))
    assert [row[:2] for row in praat] == [row[:2] for row in elan]
    for left, right in zip(praat, elan, strict=True):
        assert abs(left[2] - right[2]) <= 1
        assert abs(left[3] - right[3]) <= 1


def test_all_textgrids(shared):
    """All 34: as many rows as quoted texts that are not blank, tiers' classes and names aside."""
    paths = sorted(shared("data/textgrid").rglob("*.TextGrid"))
    assert len(paths) == 34
    for path in paths:
        content = path.read_bytes()
        wide = content.startswith(b"\xfe\xff")
        text = TIER.sub(" ", content.decode("utf-16" if wide else "utf-8"))
        labels = [label for label in QUOTED.findall(text)[2:] if label.strip()]
        assert len(facts(path)) == len(labels), path.name
