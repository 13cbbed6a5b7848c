"""A small hand-made coding and codebook for the tests of this room."""

from __future__ import annotations

from reattune.record import Coding, Finding, Medium, Phase, Row, Source, parse_codebook

CODEBOOK = """
id = "toy"
title = "A toy codebook"
source = "made for these tests"

[[track]]
tier = "baby"
role = "child"
track = "engagement"
missing = ["U"]
ignore = ["note*"]
age_months = 7.5
[track.codes]
"smile" = "positive"
"look away" = "averted"
"cry*" = "distress"

[[track]]
tier = "parent"
role = "caregiver"
track = "engagement"
rest = "neutral"
[track.codes]
"rattle" = "stimulate"
"hug" = "soothe"

[[skip]]
tier = "remarks"
why = "free text"

[[phase]]
tier = "phase"

[priority]
engagement = ["distress", "averted", "positive"]
"""


def toy_source(**changes):
    """State the source of a hand-made coding."""
    facts = {
        "path": "toy.csv",
        "format": "table",
        "sha256": "0" * 64,
        "bytes": 1,
        "unit": "ms",
        "origin": "first row",
    }
    return Source(**{**facts, **changes})


def toy_codebook(text=CODEBOOK):
    """Parse the toy codebook."""
    return parse_codebook(text)


def toy_coding(*rows, **changes):
    """Make a coding from (tier, code, onset, offset) or full rows."""
    full = tuple(
        row if isinstance(row, Row) else Row(row[0], "", row[1], row[2], row[3], f"line {i}")
        for i, row in enumerate(rows, start=1)
    )
    facts = {
        "name": "toy",
        "source": toy_source(),
        "rows": full,
        "tiers": tuple(dict.fromkeys(row.tier for row in full)),
    }
    return Coding(**{**facts, **changes})


def full_coding():
    """Make a coding that has a bit of everything: phases, media, findings, a point, a gap."""
    return toy_coding(
        ("baby", "smile", 0, 4_000),
        ("parent", "rattle", 500, 9_000),
        ("baby", "look away", 4_000, 6_500),
        ("baby", "U", 6_500, 7_000),
        ("baby", "cry hard", 7_000, 9_500),
        ("baby", "smile", 9_400, 12_000),
        ("parent", "hug", 9_000, 9_000),
        ("baby", "wave", 12_000, 12_500),
        ("baby", "note: door", 12_500, 12_600),
        ("remarks", "nice", 0, 100),
        ("phase", "play", 0, 6_000),
        ("phase", "reunion", 6_000, 13_000),
        window=((0, 13_000),),
        media=(Medium("toy.mp4", offset=250, fps=25.0, duration=14_000),),
        phases=(Phase("after", 13_000, 13_500),),
        findings=(Finding("blank", "baby", 2, "Two blank rows.", rows=-2),),
    )
