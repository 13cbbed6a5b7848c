"""What is in files: Datavyu's sample, ChildProject's converters."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

from reattune.formats import load
from reattune.formats.childproject_import import RAW_FORMATS, import_rows
from reattune.record import Coding

from .comparing import Check, Value, check, rows_of

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


def datavyu(folder: Path) -> list[Check]:
    """Compare columns, cells and one cell's times."""
    told = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    (coding,) = load(folder / "DatavyuSampleSpreadsheet.opf")
    cells = {row.where: (row.onset, row.offset) for row in coding.rows}
    columns = Counter(place.split(",")[0].removeprefix("column ") for place in cells)
    trimmed = [told["trim onset"], told["trim offset"]]
    (cut,) = load(folder / "DatavyuSampleSpreadsheetTrimmed.opf")
    stretches = {time for span in cells.values() for time in span}
    stretches |= {onset + 1 for onset, offset in cells.values() if onset == offset}
    return [
        check("columns", told["columns"], len(columns)),
        check("cells of MomSpeech", told["cells MomSpeech"], columns["MomSpeech"]),
        check("cells in all", told["cells total"], len(cells), why=_STRETCHES),
        check("stretches between onsets and offsets", told["cells total"], len(stretches) - 1),
        check("onset and offset of the fifth", trimmed,
              [_clock(ms) for ms in cells["column MomSpeech, cell 5"]]),
        check("Datavyu's own cut to that cell: column, code, onset, offset",
              [[r.tier, r.code, r.onset, r.offset] for r in cut.rows],
              _clipped(coding, *cells["column MomSpeech, cell 5"])),
    ]  # fmt: skip


def _clipped(coding: Coding, first: int, last: int) -> list[list[object]]:
    """Return the rows that touch a stretch of time, cut to it and moved to 0."""
    return [
        [row.tier, row.code, max(row.onset, first) - first, min(row.offset, last) - first]
        for row in coding.rows
        if row.onset < last and row.offset > first
    ]


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
        label += f", but for {derived}" if derived else ""
        found.append(check(label, left, [float(ours[cell]) for cell in every]))
    return [*found, _roles(folder)]


def _roles(folder: Path) -> Check:
    """Compare the role of each CHAT utterance, which stands in our subject."""
    (coding,) = load(folder / "vandam.cha")
    ours = [r.subject.partition(" ")[2] for r in coding.rows if r.tier == "utterance"]
    theirs = [row["speaker_role"] for row in rows_of(folder / "expected_cha.csv")]
    return check("vandam.cha: speaker_role of each utterance", theirs, ours)


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
