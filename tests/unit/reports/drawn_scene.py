"""A small hand-made scene and its report, for the tests of this room."""

from __future__ import annotations

from reattune.episodes import find_episodes
from reattune.measures import measure, sweep, verdict
from reattune.record import (
    Event,
    Finding,
    Person,
    Phase,
    Session,
    Source,
    Track,
    parse_codebook,
    stamp,
    union,
)
from reattune.reports import Report

CODEBOOK = """
id = "scene"
title = "A hand-made scene"
source = "made for these tests"

[[track]]
tier = "child"
role = "child"
track = "engagement"
missing = ["U"]
[track.codes]
positive = "positive"
neutral = "neutral"
averted = "averted"

[[track]]
tier = "caregiver"
role = "caregiver"
track = "engagement"
[track.codes]
positive = "positive"
stimulate = "stimulate"
pause = "pause"
"""

CHILD = (
    ("positive", 0, 10_000),
    ("averted", 10_000, 16_000),
    ("neutral", 16_000, 20_000),
    ("positive", 20_000, 30_000),
    ("averted", 30_000, 40_000),
)
CAREGIVER = (
    ("stimulate", 0, 13_000),
    ("pause", 13_000, 20_000),
    ("positive", 20_000, 30_000),
    ("stimulate", 30_000, 40_000),
)
"""Two ruptures: from 10 s, answered at 13 s, repaired at 16 s; from 30 s, cut off at 40 s."""


def scene_session(name="visit", *, child=CHILD, caregiver=CAREGIVER, end=40_000, **changes):
    """Build a Session from (state, onset, offset) of both persons."""
    events = [
        Event(person, "engagement", state, state, onset, offset, person)
        for person, rows in (("caregiver", caregiver), ("child", child))
        for state, onset, offset in rows
    ]
    tracks = [
        Track(person, "engagement", observed=union((a, b) for s, a, b in rows if s != "missing"))
        for person, rows in (("caregiver", caregiver), ("child", child))
    ]
    source = Source(
        path=f"/somewhere/private/{name}.eaf",
        format="elan",
        sha256="a1" * 32,
        bytes=10,
        unit="ms",
        origin="start of the media",
    )
    facts = {
        "end": end,
        "people": [Person("child", "child", 7.5), Person("caregiver", "caregiver")],
        "tracks": tracks,
        "events": sorted(events, key=lambda e: (e.onset, e.person)),
        "codebook": parse_codebook(CODEBOOK),
        "provenance": stamp(source=source, rows=len(events), parameters={"codebook": "scene"}),
        "phases": [Phase("play", 0, 20_000), Phase("more play", 20_000, 40_000)] if end else [],
    }
    return Session.build(name, **{**facts, **changes})


def found_session(**changes):
    """Build the scene with a finding that leaves out two rows."""
    finding = Finding("skipped_tier", "remarks", 2, "Left out by the codebook: free text.", rows=-2)
    source = scene_session().provenance.source
    return scene_session(
        findings=[finding], provenance=stamp(source=source, rows=len(CHILD + CAREGIVER) + 2)
    )


def full_report(*sessions, definitions=("misattunement", "conflict"), **changes):
    """Measure sessions under some definitions and put everything into a Report."""
    several = sessions or (scene_session(),)
    episodes = [find_episodes(several, name) for name in definitions]
    facts = {
        "sessions": several,
        "episodes": episodes,
        "measures": [measure(part, by_phase=True) for part in episodes],
        "verdicts": [verdict(part) for part in episodes],
        "sweep": sweep(episodes[0]) if episodes else (),
        "version": "0.0.test",
    }
    return Report(**{**facts, **changes})
