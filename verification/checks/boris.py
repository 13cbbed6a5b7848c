"""BORIS: the time budget, and two exports of its example project."""

from __future__ import annotations

import csv
from pathlib import Path

from reattune.formats import load
from reattune.measures.time_budget import time_budget
from reattune.record import Coding, Row, Session, build_session, parse_codebook

from .ledger import Case, Ledger, Sheet

HALF = 5e-4
BOOK = """
id = "case"
title = "BORIS's example"
source = "made for this case"
[[skip]]
tier = "*"
subject = ""
why = "no focal subject"
"""
PERSON = """
[[track]]
subject = "{subject}"
role = "{role}"
track = "engagement"
rest = "neutral"
[track.codes]
"s" = "positive"
"p" = "positive"
"""
WORDS = {
    "duration": "code_time",
    "duration_mean": "code_duration",
    "duration_stdev": "code_duration_sd",
    "number": "code_count",
    "inter_duration_mean": "code_gap",
    "inter_duration_stdev": "code_gap_sd",
}
NONE_THERE = (
    "It gives 0 s as the mean duration of a behaviour that does not occur; the mean of nothing is "
    "not 0."
)
POINTS = (
    "The mean time between two points of `p`: it states 0.0, for its points the time from the end "
    "of one to the start of the next is not filled; ours is measured between the two."
)
FIRST, SECOND = "test: observation #1", "test: observation #2"


def case(folder: Path) -> Case:
    ledger = Ledger(
        folder,
        title="Time budget of two subjects, tabular and aggregated exports",
        source="BORIS 9.12.3, Python (Friard & Gamba 2016); its own tests; rounded to 3 decimals",
    )
    codings = {c.name: c for c in load(folder / "test.boris")}
    sessions = [_session(codings[name]) for name in (FIRST, SECOND)]
    rows = time_budget(sessions, by_session=True)
    ours = {(r.session, r.of, r.measure): r.value for r in rows}
    people = {s.name: _subjects(s) for s in sessions}
    _budget(ledger, ours, people)
    _aggregated(ledger, folder, codings[SECOND])
    _tabular(ledger, folder, codings[FIRST])
    return ledger.close()


def _session(coding: Coding) -> Session:
    roles = {"subject1": "child", "subject2": "caregiver"}
    people = [PERSON.format(subject=s, role=r) for s, r in roles.items()]
    return build_session(coding, parse_codebook(BOOK + "".join(people)))


def _subjects(session: Session) -> dict[str, str]:
    """Person by the subject's name."""
    return {"subject1": "child", "subject2": "caregiver"} if session.people else {}


def _budget(
    ledger: Ledger,
    ours: dict[tuple[str, str, str], float | None],
    people: dict[str, dict[str, str]],
) -> None:
    """Compare every entry of the two JSON files."""
    expected = ledger.json("expected.json")
    whole = ledger.json("test_time_budget1.json")
    assert isinstance(expected, dict)
    assert isinstance(whole, list)
    first, second = expected.values()
    p = [{**entry, "behavior": "p"} for entry in second]
    for name, session, entries in (
        ("test 1", FIRST, first),
        ("test 2", SECOND, p),
        ("time budget 1", FIRST, whole),
    ):
        for entry in entries:
            person = people[session][entry["subject"]]
            of = f"{person}/engagement: {entry['behavior']}"
            label = f"{entry['subject']} {entry['behavior']}"
            cells = {(label, column): entry[column] for column in WORDS if column in entry}
            sheet = ledger.values(name, dict(cells))
            for row, column in cells:
                value = ours[session, of, WORDS[column]]
                empty = not ours[session, of, "code_count"]
                why = _why(column, empty=empty, point=entry["behavior"] == "p")
                ledger.compare(
                    sheet, (row, column), value, within=HALF, why=why, group=f"{name} {column}"
                )


def _why(column: str, *, empty: bool, point: bool) -> str:
    if empty and column.startswith("duration"):
        return NONE_THERE
    return POINTS if point and column.startswith("inter") else ""


def _aggregated(ledger: Ledger, folder: Path, coding: Coding) -> None:
    """Their export against the project itself, read by another reader: start, stop, duration."""
    path = "test_export_aggregated_events_test_full_1.tsv"
    with (folder / path).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    rows.sort(key=lambda r: (float(r["Start (s)"]), r["Behavior"]))
    mine = sorted(coding.rows, key=lambda r: (r.onset, r.code))
    sheet = ledger.values(
        "aggregated",
        {
            (str(k), c): row[c]
            for k, row in enumerate(rows, start=1)
            for c in ("Subject", "Behavior", "Start (s)", "Stop (s)", "Duration (s)")
        },
    )
    for k, row in enumerate(mine, start=1):
        lasts = (row.offset - row.onset) / 1000 if row.offset > row.onset else None
        facts = {
            "Subject": row.subject or "No focal subject",
            "Behavior": row.code,
            "Start (s)": row.onset / 1000,
            "Stop (s)": row.offset / 1000,
            "Duration (s)": lasts,
        }
        for column, value in facts.items():
            ledger.compare(sheet, (str(k), column), value, group=f"aggregated {column}")


def _tabular(ledger: Ledger, folder: Path, coding: Coding) -> None:
    """Each START and STOP of their export against the rows of the project."""
    text = (folder / "test_export_events_tabular.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines()]
    head = next(k for k, line in enumerate(lines) if line[0] == "Time")
    found = [dict(zip(lines[head], line, strict=False)) for line in lines[head + 1 :]]
    names = ("Time", "Subject", "Behavior", "Status")
    cells = {(str(k), c): row[c] for k, row in enumerate(found, start=1) for c in names}
    sheet = ledger.values("tabular", dict(cells))
    for k, (time, row, status) in enumerate(_ends(coding.rows), start=1):
        facts = (time / 1000, row.subject, row.code, status)
        for column, value in zip(names, facts, strict=True):
            ledger.compare(sheet, (str(k), column), value, group=f"tabular {column}")
    _leave_head(ledger, sheet, lines[:head])


def _ends(rows: tuple[Row, ...]) -> list[tuple[int, Row, str]]:
    ends = [(r.onset, r, "START") for r in rows] + [(r.offset, r, "STOP") for r in rows]
    return sorted(ends, key=lambda end: (end[0], end[1].onset))


def _leave_head(ledger: Ledger, sheet: Sheet, lines: list[list[str]]) -> None:
    head = {(line[0], "head"): line[1] for line in lines if line[0] and len(line) > 1}
    rest = ledger.values("tabular, head", dict(head))
    ledger.leave(
        rest,
        ("head",),
        what=f"{sheet.name}: observation, media file, date, independent variables",
        why="Descriptions of the observation, not results.",
    )


def cases(root: Path) -> list[Case]:
    return [case(root / "boris_time_budget")]
