"""ChildProject's converters and Datavyu's sample: what is read from a file."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

from reattune.formats import load
from reattune.formats.childproject_import import RAW_FORMATS, import_rows

from .ledger import NOTHING, Case, Ledger, Sheet

KINDS = {
    "vtc": ("vtc.rttm", "vtc_rttm"),
    "vcm": ("vcm.rttm", "vcm_rttm"),
    "textgrid": ("textgrid.TextGrid", "TextGrid"),
    "eaf": ("eaf.eaf", "eaf"),
    "eaf_any_tier": ("eaf_any_tier.eaf", "eaf"),
    "cha": ("vandam.cha", "cha"),
    "alice": ("alice.txt", "alice"),
}
TIMES = ("segment_onset", "segment_offset")
DERIVED = (
    "Worked out from the words of an utterance (how many, to whom); we keep the words and the "
    "`%add` line as they stand, and count no words."
)
ROW_NUMBER = "Row numbers."
STRETCHES = (
    "The test counts no cells: 156 is the number of stretches between neighbouring onsets and "
    "offsets (154 different times; each of 3 points ends 1 ms after it begins). The file holds 81 "
    "cells, which we read; those of two arguments make two rows each."
)
Cell = tuple[str, int, int, str, object]


def plain(text: str) -> object:
    """Read a number as a number: ChildProject writes 23.30 as 23.3."""
    try:
        return Decimal(text).normalize()
    except ArithmeticError:
        return text.strip()


def converters(folder: Path) -> Case:
    ledger = Ledger(
        folder,
        title="Importers of .eaf (two), TextGrid, RTTM (two), ALICE and CHAT",
        source="ChildProject 0.4.6, Python (Gautheron, Rochat & Cristia 2022); its truth tables",
        is_import=True,
    )
    for name in KINDS:
        _converted(ledger, folder, name)
    ledger.notes.append(
        "Every cell counts, with its onset and offset; a row of ours without one in theirs would "
        "stand here as a difference. There is none."
    )
    return ledger.close()


def _converted(ledger: Ledger, folder: Path, name: str) -> None:
    """Look for each cell of their table among our rows, and for rows of ours left over."""
    file, kind = KINDS[name]
    codings = load(folder / file, format=RAW_FORMATS[kind])
    ours = Counter(
        (row.tier, row.onset, row.offset, row.subject, plain(row.code))
        for coding in codings
        for row in import_rows(coding, kind).rows
    )
    sheet = ledger.table(f"expected_{name}.csv", keys=())
    if "" in sheet.columns:
        ledger.leave(sheet, ("",), why=ROW_NUMBER, what=f"{name}: row number")
    if name == "cha":
        ledger.leave(sheet, ("words", "addressee"), why=DERIVED)
        _roles(ledger, sheet, {(r.onset, r.offset): r.subject for c in codings for r in c.rows})
    with (folder / f"expected_{name}.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for label, row in zip(sheet.rows, rows, strict=True):
        _row(ledger, sheet, ours, label=label, row=row)
    for tier, onset, offset, _, code in ours.elements():
        extra = ledger.values(name, {(f"{onset} {offset}", tier): ""})
        ledger.compare(extra, (f"{onset} {offset}", tier), code)


def _row(
    ledger: Ledger, sheet: Sheet, ours: Counter[Cell], *, label: str, row: dict[str, str]
) -> None:
    onset, offset = (int(float(row[column])) for column in TIMES)
    who, met = row.get("speaker_type", ""), False
    for column in sheet.columns:
        if column in TIMES or (label, column) in sheet.taken:
            continue
        cell = plain(row[column])
        empty = row[column].strip() in NOTHING and column != "speaker_type"
        key: Cell = (column, onset, offset, who, cell)
        found = ours[key] > 0
        met |= found
        if found:
            ours[key] -= 1
        value = row[column] if found or empty else None
        ledger.compare(sheet, (label, column), value, group=f"{sheet.name} {column}")
    for column, time in zip(TIMES, (onset, offset), strict=True):
        ledger.compare(sheet, (label, column), time if met else None, group=f"{sheet.name} times")


def _roles(ledger: Ledger, sheet: Sheet, subjects: dict[tuple[int, int], str]) -> None:
    """The role stands behind the speaker in the subject of a CHAT row."""
    for label in sheet.rows:
        times = tuple(int(float(str(sheet.cells[label, column]))) for column in TIMES)
        role = subjects.get((times[0], times[1]), "").partition(" ")[2]
        ledger.compare(sheet, (label, "speaker_role"), role, group="cha speaker_role")


def clock(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{rest:03}"


def datavyu(folder: Path) -> Case:
    ledger = Ledger(
        folder,
        title="The sample spreadsheet, whole and trimmed",
        source="pyvyu, Python (Databrary), on Datavyu's sample (Datavyu Team 2014); its own test",
        is_import=True,
    )
    (whole,) = load(folder / "DatavyuSampleSpreadsheet.opf")
    (trimmed,) = load(folder / "DatavyuSampleSpreadsheetTrimmed.opf")
    cells = {row.where: (row.onset, row.offset) for row in whole.rows}
    columns = Counter(place.split(",")[0].removeprefix("column ") for place in cells)
    first, last = cells["column MomSpeech, cell 5"]
    times = {time for span in cells.values() for time in span}
    times |= {onset + 1 for onset, offset in cells.values() if onset == offset}
    expected = ledger.json("expected.json")
    assert isinstance(expected, dict)
    sheet = ledger.values("", {(name, ""): value for name, value in expected.items()})
    ours = {
        "columns": len(columns),
        "cells MomSpeech": columns["MomSpeech"],
        "trim onset": clock(first),
        "trim offset": clock(last),
    }
    for name, value in ours.items():
        ledger.compare(sheet, (name, ""), value, group=name)
    total = ("cells total", "")
    ledger.compare(sheet, total, len(cells), why=STRETCHES, redone=float(len(times) - 1))
    cut = ledger.values(
        "trimmed",
        {
            (f"{k}", column): value
            for k, row in enumerate(trimmed.rows)
            for column, value in _facts(row.tier, row.code, row.onset, row.offset)
        },
    )
    kept = [r for r in whole.rows if r.onset < last and r.offset > first]
    for k, row in enumerate(kept):
        span = max(row.onset, first) - first, min(row.offset, last) - first
        for column, value in _facts(row.tier, row.code, *span):
            ledger.compare(cut, (f"{k}", column), value, group=f"trimmed {column}")
    ledger.notes.append(
        "Trimmed: Datavyu's own cut of the sample beside ours, the whole one clipped to "
        f"{first:,}-{last:,} ms and moved to 0."
    )
    return ledger.close()


def _facts(tier: str, code: str, onset: int, offset: int) -> list[tuple[str, object]]:
    return [("tier", tier), ("code", code), ("onset", onset), ("offset", offset)]


def cases(root: Path) -> list[Case]:
    return [
        converters(root / "childproject_converters"),
        datavyu(root / "datavyu_opf_sample"),
    ]
