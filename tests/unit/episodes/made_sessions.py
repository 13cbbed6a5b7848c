"""Hand-made sessions for the tests of this room: rows of (tier, code, onset s, offset s)."""

from __future__ import annotations

from reattune.episodes import parse_definition
from reattune.record import Coding, Phase, Row, Source, build_session, parse_codebook

CODEBOOK = """
id = "toy"
title = "A toy codebook"
source = "made for these tests"

[[track]]
tier = "baby"
role = "child"
track = "engagement"
missing = ["U"]
[track.codes]
"smile" = "positive"
"look" = "neutral"
"toy" = "object"
"away" = "averted"
"fuss" = "protest"
"cry" = "distress"

[[track]]
tier = "baby voice"
role = "child"
track = "voice"
[track.codes]
"cry" = "distress"
"sound" = "vocal"

[[track]]
tier = "parent"
role = "caregiver"
track = "engagement"
missing = ["U"]
[track.codes]
"warm" = "positive"
"watch" = "neutral"
"rattle" = "stimulate"
"wait" = "pause"
"hug" = "soothe"
"yell" = "hostile"
"sorry" = "mend"

[[track]]
tier = "parent at rest"
role = "caregiver"
track = "engagement"
rest = "neutral"
[track.codes]
"hug" = "soothe"
"yell" = "hostile"

[[track]]
tier = "father"
role = "father"
track = "engagement"
[track.codes]
"warm" = "positive"
"""

DEFINITION = """
id = "toy"
title = "A toy"
source = "made for these tests"
about = "Averted or upset while stimulated or yelled at."

[reads]
child = ["engagement", "voice"]
caregiver = ["engagement"]

[match]
when = [{ child = ["positive", "neutral"], caregiver = ["positive", "neutral"] }]

[opens]
when = [
  { child = ["averted", "protest", "distress"], caregiver = ["stimulate"], by = "caregiver" },
  { caregiver = ["hostile"], by = "caregiver", at_once = true },
]
min_duration = 1.0

[answered]
caregiver = ["pause", "soothe", "mend"]
window = 3.0

[closes]
when = [{ child = ["positive", "neutral"], caregiver = ["*", "!stimulate", "!hostile"] }]
hold = 1.0
harsh = ["hostile"]
mend = ["mend"]
wait = 4.0

[self_regulates]
when = [{ child = ["positive", "neutral"], caregiver = ["stimulate"] }]
hold = 2.0

[repaired_by]
tie = 0.5
"""


def toy_definition(*swaps):
    """Parse the toy definition; each swap is (old, new) in its text."""
    text = DEFINITION
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    return parse_definition(text, path="toy.toml")


def visit(*rows, phases=(), window=None, name="visit"):
    """Build a session from (tier, code, onset, offset) in seconds, phases (name, from, to)."""
    coding = Coding(
        name=name,
        source=Source("toy.csv", "table", "0" * 64, 1, unit="ms", origin="first row"),
        rows=tuple(
            Row(tier, "", code, round(onset * 1000), round(offset * 1000), f"line {i}")
            for i, (tier, code, onset, offset) in enumerate(rows, start=1)
        ),
        tiers=tuple(dict.fromkeys(row[0] for row in rows)),
        phases=tuple(Phase(p, round(a * 1000), round(b * 1000)) for p, a, b in phases),
        window=None if window is None else tuple((a * 1000, b * 1000) for a, b in window),
    )
    return build_session(coding, parse_codebook(CODEBOOK))
