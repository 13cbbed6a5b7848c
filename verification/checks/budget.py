"""BORIS 9.12.3: time budgets, and two exports of its example project."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from reattune.formats import load
from reattune.measures.time_budget import time_budget
from reattune.record import Coding, Session, build_session, parse_codebook

from .comparing import Check, Value, check, number

_ROUNDED = 5.1e-4
_BOOK = """
id = "case"
title = "BORIS's example"
source = "made for this case"
[[skip]]
tier = "*"
subject = ""
why = "no focal subject"
"""
_TRACK = """
[[track]]
subject = "{subject}"
role = "{role}"
track = "engagement"
rest = "neutral"
[track.codes]
"s" = "positive"
"p" = "positive"
"""
_PEOPLE = {"subject1": "child", "subject2": "caregiver"}
_WORDS = {
    "duration": "code_time",
    "duration_mean": "code_duration",
    "duration_stdev": "code_duration_sd",
    "number": "code_count",
    "inter_duration_mean": "code_gap",
    "inter_duration_stdev": "code_gap_sd",
}
_NONE_THERE = (
    "They give 0 s as the mean length of a behaviour that does not occur; the mean of nothing is "
    "not 0: not estimable."
)
_OUTSIDE = (
    "Their test asks for 0 to 100 s, but both points of p lie outside, at 314.490 and 316.065 s; "
    "they are moved onto the bound and counted all the same: 100 - 100 = 0. Ours are of the whole "
    "observation, 1.575 s apart; `session.between(0, 100)` holds none."
)
_FIRST, _SECOND = "test: observation #1", "test: observation #2"
_AGGREGATED = "test_export_aggregated_events_test_full_1.tsv"
_TABULAR = "test_export_events_tabular.tsv"

Budget = dict[tuple[str, str, str], float | None]


def boris(folder: Path) -> list[Check]:
    """Compare time budgets, and the project with its exports."""
    codings = {coding.name: coding for coding in load(folder / "test.boris")}
    rows = time_budget([_session(codings[n]) for n in (_FIRST, _SECOND)], by_session=True)
    ours = {(r.session, r.of, r.measure): r.value for r in rows}
    told = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    states, points = told.values()
    whole = json.loads((folder / "test_time_budget1.json").read_text(encoding="utf-8"))
    found = [_entry(ours, _FIRST, entry) for entry in states]
    for entry in points:
        gap = {k: v for k, v in entry.items() if k in {"subject", "inter_duration_mean"}}
        rest = {k: v for k, v in entry.items() if k != "inter_duration_mean"}
        found.append(_entry(ours, _SECOND, {**rest, "behavior": "p"}))
        if len(gap) > 1:
            found.append(_entry(ours, _SECOND, {**gap, "behavior": "p"}, why=_OUTSIDE))
    for entry in whole:
        entry.pop("modifiers")
        words = "test_time_budget1, "
        found.append(_entry(ours, _FIRST, entry, words=words, why=_NONE_THERE))
    return [*found, *_aggregated(folder, codings[_SECOND]), _tabular(folder, codings[_FIRST])]


def _session(coding: Coding) -> Session:
    tracks = [_TRACK.format(subject=name, role=role) for name, role in _PEOPLE.items()]
    return build_session(coding, parse_codebook(_BOOK + "".join(tracks)))


def _entry(
    ours: Budget, session: str, entry: dict[str, Any], *, words: str = "", why: str = ""
) -> Check:
    """Compare what is said of one behaviour of one subject."""
    of = f"{_PEOPLE[entry['subject']]}/engagement: {entry['behavior']}"
    names = [name for name in entry if name in _WORDS]
    return check(
        f"{words}{entry['subject']}, {entry['behavior']}: {', '.join(names)}",
        [number(str(entry[name])) for name in names],
        [ours[session, of, _WORDS[name]] for name in names],
        within=_ROUNDED,
        why=why,
    )


def _aggregated(folder: Path, coding: Coding) -> list[Check]:
    """Compare each event of the project with the row of the export."""
    with (folder / _AGGREGATED).open(encoding="utf-8", newline="") as file:
        theirs = list(csv.DictReader(file, delimiter="\t"))
    theirs.sort(key=lambda row: (float(row["Start (s)"]), row["Behavior"]))
    rows = sorted(coding.rows, key=lambda row: (row.onset, row.code))
    names = ("Start (s)", "Stop (s)", "Duration (s)")
    return [
        check("aggregated export: subject, behaviour",
              [[row["Subject"], row["Behavior"]] for row in theirs],
              [[row.subject or "No focal subject", row.code] for row in rows]),
        check("aggregated export: start, stop, duration (none of points)",
              [[number(row[name]) for name in names] for row in theirs],
              [[r.onset / 1000, r.offset / 1000,
                (r.offset - r.onset) / 1000 if r.offset > r.onset else None] for r in rows]),
    ]  # fmt: skip


def _tabular(folder: Path, coding: Coding) -> Check:
    """Compare each START and STOP of the export with a bound of a row."""
    lines = [x.split("\t") for x in (folder / _TABULAR).read_text(encoding="utf-8").splitlines()]
    head = next(k for k, line in enumerate(lines) if line[0] == "Time")
    names = ("Time", "Subject", "Behavior", "Status")
    places = [lines[head].index(name) for name in names]
    theirs: list[list[Value]] = [
        [float(line[places[0]]), *(line[k] for k in places[1:])] for line in lines[head + 1 :]
    ]
    ends = [(row.onset, row, "START") for row in coding.rows]
    ends += [(row.offset, row, "STOP") for row in coding.rows]
    ends.sort(key=lambda end: (end[0], end[1].onset))
    ours = [[time / 1000, row.subject, row.code, word] for time, row, word in ends]
    return check("tabular export: time, subject, behaviour, status", theirs, ours)
