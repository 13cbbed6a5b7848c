"""R's survival 3.5-3: how long stress of one partner waits for the coping of the other."""

from __future__ import annotations

import csv
from pathlib import Path

from reattune.episodes import Definition, joint_states, parse_definition
from reattune.measures import Response, response_times
from reattune.record import Coding, Row, Session, Source, build_session, parse_codebook

from .comparing import Check, check, rows_of
from .couples import kaplan_meier_tables

_STEP = 10_000
_BOOK = """
id = "couples"
title = "Stress of one partner, coping of the other"
source = "made for this case"
[states]
child = ["stress", "calm"]
caregiver = ["coping", "none"]
[[track]]
tier = "stress"
role = "child"
track = "action"
[track.codes]
"1" = "stress"
"0" = "calm"
[[track]]
tier = "coping"
role = "caregiver"
track = "action"
[track.codes]
"1" = "coping"
"0" = "none"
"""
_DEFINITION = """
id = "couples"
title = "Stress, answered"
source = "made for this case"
about = "Stress while the other does not cope with it; over when the other does."
[reads]
child = ["action"]
caregiver = ["action"]
[opens]
when = [{ child = ["stress"], caregiver = ["none"] }]
[closes]
when = [{ caregiver = ["coping"] }]
"""


def survival(folder: Path) -> list[Check]:
    """Compare each bout found in the couples' table, and the curves of survival's table."""
    path = folder.parent / "dyseq_couplescope" / "CouplesCope.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    definition = parse_definition(_DEFINITION, path="couples")
    ours = [
        [int(r.session), r.onset // _STEP + 1, r.latency_ms // _STEP, int(r.answered)]
        for number, row in enumerate(rows, start=1)
        for r in _responses(_couple(f"{number:02}", row), definition)
    ]
    names = ("dyad", "onset", "latency", "event")
    table = rows_of(folder / "lat2_latency_input.csv")
    theirs = [[float(row[name]) for name in names] for row in table]
    bouts = check("bouts: couple, first interval, latency, answered", theirs, ours)
    return [bouts, *kaplan_meier_tables(folder)]


def _responses(session: Session, definition: Definition) -> list[Response]:
    joint = joint_states(session, definition)
    return list(response_times(joint, from_child={"stress"}, to_caregiver={"coping"}))


def _couple(name: str, row: list[str]) -> Session:
    """Build the session of one couple: 48 intervals of stress, then 48 of coping."""
    rows = tuple(
        Row(tier, "", row[first + k], k * _STEP, (k + 1) * _STEP, f"column {first + k + 1}")
        for tier, first in (("stress", 1), ("coping", 49))
        for k in range(48)
    )
    source = Source(
        path="couples.csv",
        format="table",
        sha256="0" * 64,
        bytes=1,
        unit="intervals of 10 s",
        origin="first interval",
    )
    coding = Coding(name=name, source=source, rows=rows, tiers=("stress", "coping"))
    return build_session(coding, parse_codebook(_BOOK))
