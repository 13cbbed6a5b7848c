"""Looking codes of two coders, of a converter beside its source, and of iCatcher+."""

from __future__ import annotations

import csv
from itertools import pairwise

import pytest

from reattune.formats import load

LOOKIT = (
    "data/looking-codes/icatcherplus__icatcher_plus/reproduce/resource/lookit_annotations/"
    "coding_human{coder}/{child}.txt"
)
CHILDREN = (
    "031b7a7e-c105-4875-b2ae-e01e77f081cb",
    "0eb32a38-cef2-4f60-98e5-e105ed7741e7",
    "1d0bb57d-345e-42ca-8e6f-7f30a1b4c1ba",
)
CONVERTED = "data/datavyu-csv/jacksonxiao53__Datavyu-To-Supercoder"
ICATCHER = "data/looking-codes/icatcherplus__icatcher_plus/tests/test_data/test_short_result.txt"


@pytest.mark.parametrize("child", CHILDREN)
@pytest.mark.parametrize("coder", [1, 2])
def test_every_mark_is_a_row_or_counted(shared, child, coder):
    """Lines of the file = rows + what findings left out; looks without a length of their own never
    overlap (one coder drew "outofframe" over a look).
    """
    path = shared(LOOKIT.format(coder=coder, child=child))
    lines = [line for line in path.read_text().splitlines()[3:] if line.strip()]
    (coding,) = load(path)
    assert len(coding.rows) - sum(finding.rows for finding in coding.findings) == len(lines)
    ranged = {line.split(",")[0] for line in lines if line.split(",")[1] != "0"}
    looks = [r for r in coding.rows if r.tier == "look" and str(r.onset) not in ranged]
    assert all(one.offset <= other.onset for one, other in pairwise(looks))
    assert len(looks) > 150


@pytest.mark.parametrize("child", CHILDREN)
def test_two_coders_agree(shared, child):
    """The same video seen by two people: 92, 86 and 79 % of the tenths of a second both coded.

    In the last one writes "left" for 52 s where the other writes "away"; chance would be near
    a half. Directions held too long or too short would not agree so.
    """
    seen = []
    for coder in (1, 2):
        (coding,) = load(shared(LOOKIT.format(coder=coder, child=child)))
        seen.append(
            {
                tenth: row.code
                for row in coding.rows
                if row.tier == "look"
                for tenth in range(-(-row.onset // 100), -(-row.offset // 100))
            }
        )
    both = seen[0].keys() & seen[1].keys()
    agreed = sum(seen[0][tenth] == seen[1][tenth] for tenth in both) / len(both)
    assert len(both) > 4900
    assert agreed > 0.79


@pytest.mark.parametrize(("coder", "rows"), [("JX", 67), ("NS", 70)])
def test_frames_are_the_milliseconds_they_come_from(shared, coder, rows):
    """A converter's frames, read at the rate its trials show, are Datavyu's ms within a frame."""
    name = f"2CS_AWL_V1_7-6-20_{coder}.csv"
    (frames,) = load(shared(f"{CONVERTED}/Output/OUTPUT_{name}"))
    (ms,) = load(shared(f"{CONVERTED}/Input/{name}"))
    assert frames.source.unit == "frames at 29.97/s"
    assert len(frames.rows) == len(ms.rows) == rows
    for one, other in zip(frames.rows, ms.rows, strict=True):
        assert one.code == other.code
        assert abs(one.onset - other.onset) <= 34
        assert abs(one.offset - other.offset) <= 34


def test_icatcher_runs_are_its_lines(shared):
    """194 frames at 30 a second: as long as that in all, each direction as often as its lines."""
    path = shared(ICATCHER)
    with path.open(newline="") as stream:
        directions = [line[1].strip() for line in csv.reader(stream)]
    (coding,) = load(path, options={"fps": "30"})
    assert len(directions) == 194
    assert coding.rows[-1].offset == round(194 * 1000 / 30)
    for code in set(directions):
        length = sum(row.offset - row.onset for row in coding.rows if row.code == code)
        assert abs(length - directions.count(code) * 1000 / 30) < len(coding.rows)
