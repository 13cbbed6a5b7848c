"""What is in files: BORIS 9.12.3, Datavyu's sample, ChildProject's converters."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from reattune.formats import load
from reattune.formats.childproject_import import RAW_FORMATS, import_rows

from .comparing import Check, Value, check, rows_of

_THOUSANDTH = 5.1e-4
_POINTS = (
    "Two points 1.575 s apart; theirs is the pause after the end of a state, which points have not."
)
_STRETCHES = (
    "Their 156 counts stretches between neighbouring onsets and offsets of all columns (with a "
    "millisecond for each point), not cells; the file holds 81."
)
_KINDS = {
    "vtc": ("vtc.rttm", "vtc_rttm"),
    "vcm": ("vcm.rttm", "vcm_rttm"),
    "textgrid": ("textgrid.TextGrid", "TextGrid"),
    "eaf": ("eaf.eaf", "eaf"),
    "eaf_any_tier": ("eaf_any_tier.eaf", "eaf"),
    "cha": ("vandam.cha", "cha"),
    "alice": ("alice.txt", "alice"),
}
_DERIVED = {"cha": {"words", "speaker_role", "addressee"}}


def boris(folder: Path) -> list[Check]:
    """Compare the time budget of two observations."""
    told = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    states, points = told.values()
    rows = {coding.name: coding.rows for coding in load(folder / "test.boris")}
    found = []
    for entry in states:
        own = [
            row
            for row in rows["test: observation #1"]
            if (row.subject, row.code) == (entry["subject"], entry["behavior"])
        ]
        ours = _budget([(row.onset, row.offset) for row in own])
        names = [name for name in entry if name not in {"subject", "behavior"}]
        found.append(
            check(
                f"{entry['subject']}: {', '.join(names)}",
                [entry[name] for name in names],
                [ours[name] for name in names],
                within=_THOUSANDTH,
            )
        )
    for entry in points:
        own = [row for row in rows["test: observation #2"] if row.code == "p"]
        count = sum(row.subject == entry["subject"] for row in own)
        found.append(check(f"{entry['subject']}: points p", entry["number"], count))
        if "inter_duration_mean" in entry:
            theirs = entry["inter_duration_mean"]
            found.append(check("mean pause between points", theirs, None, why=_POINTS))
    return found


def _budget(spans: list[tuple[int, int]]) -> dict[str, Any]:
    lengths = [(offset - onset) / 1000 for onset, offset in spans]
    gaps = [(b[0] - a[1]) / 1000 for a, b in pairwise(spans)]
    return {
        "duration": sum(lengths),
        "duration_mean": mean(lengths),
        "duration_stdev": stdev(lengths) if len(lengths) > 1 else "NA",
        "number": len(spans),
        "inter_duration_mean": mean(gaps) if gaps else None,
        "inter_duration_stdev": stdev(gaps) if len(gaps) > 1 else None,
    }


def datavyu(folder: Path) -> list[Check]:
    """Compare columns, cells and one cell's times."""
    told = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    (coding,) = load(folder / "DatavyuSampleSpreadsheet.opf")
    cells = {row.where: (row.onset, row.offset) for row in coding.rows}
    columns = Counter(place.split(",")[0].removeprefix("column ") for place in cells)
    trimmed = [told["trim onset"], told["trim offset"]]
    return [
        check("columns", told["columns"], len(columns)),
        check("cells of MomSpeech", told["cells MomSpeech"], columns["MomSpeech"]),
        check("cells in all", told["cells total"], len(cells), why=_STRETCHES),
        check("onset and offset of the fifth", trimmed,
              [_clock(ms) for ms in cells["column MomSpeech, cell 5"]]),
    ]  # fmt: skip


def _clock(ms: int) -> str:
    minutes, rest = divmod(ms, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}:{rest % 1000:03}"


def _plain(text: str) -> str:
    """Write numbers alike: 23.30 and 23.3."""
    try:
        return str(Decimal(text).normalize())
    except ArithmeticError:
        return text.strip()


def converters(folder: Path) -> list[Check]:
    """Compare every cell of seven converted tables with a row of ours, and the other way round."""
    found = []
    for name, (file, kind) in _KINDS.items():
        ours = Counter(
            (row.tier, row.onset, row.offset, row.subject, _plain(row.code))
            for coding in load(folder / file, format=RAW_FORMATS[kind])
            for row in import_rows(coding, kind).rows
        )
        theirs = Counter(_cells(rows_of(folder / f"expected_{name}.csv"), name))
        every = sorted(ours.keys() | theirs.keys())
        left: list[Value] = [float(theirs[cell]) for cell in every]
        derived = ", ".join(sorted(_DERIVED.get(name, ())))
        label = f"{file}: cells (of column, times, speaker)"
        label += f", but for {derived}, worked out of the words" if derived else ""
        found.append(check(label, left, [float(ours[cell]) for cell in every]))
    return found


def _cells(rows: list[dict[str, str]], name: str) -> list[tuple[str, int, int, str, str]]:
    apart = {"", "segment_onset", "segment_offset"} | _DERIVED.get(name, set())
    return [
        (column, int(float(row["segment_onset"])), int(float(row["segment_offset"])), who, cell)
        for row in rows
        for who in [row.get("speaker_type", "")]
        for column in set(row) - apart
        for cell in [_plain(row[column])]
        if cell != "" and (cell != "NA" or column == "speaker_type")
    ]
